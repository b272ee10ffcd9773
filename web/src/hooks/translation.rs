//! Browsers that translate the page.

use yew::{hook, use_mut_ref};

use crate::frame;

/// A key for the page's outermost element, which changes if a browser has translated the page
/// since it was drawn.
///
/// Chromium then replaces our texts by `font` elements, which the page itself never has. Yew would
/// go on changing the texts that it made, which are not in the document any more, or panic; under
/// another key it draws everything from scratch. This looks at the document while the page is
/// drawn, as a translation may come at any moment before that.
#[hook]
pub(crate) fn use_edition() -> u32 {
    let edition = use_mut_ref(|| 0_u32);
    let mut edition = edition.borrow_mut();
    if frame::has_fonts() {
        *edition = edition.wrapping_add(1);
    }
    *edition
}
