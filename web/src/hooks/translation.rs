//! Browsers that translate the page.

use yew::{hook, use_mut_ref};

use crate::frame;

/// A key for the page's outermost element, which changes if a browser has translated the page since it was
/// drawn. Chromium then replaces our text nodes with `font` elements, which the page itself never uses. Yew
/// would keep changing its own text nodes, which are no longer in the document, or panic; with another key
/// it renders everything from scratch. This checks the document during rendering, because a translation may
/// happen at any time before.
#[hook]
pub(crate) fn use_edition() -> u32 {
    let edition = use_mut_ref(|| 0_u32);
    let mut edition = edition.borrow_mut();
    if frame::has_fonts() {
        *edition = edition.wrapping_add(1);
    }
    *edition
}
