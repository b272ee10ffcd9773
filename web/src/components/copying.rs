//! A button that copies, and says whether it did.

use yew::prelude::*;

use crate::state::Copied;
use crate::view::View;

/// The button. Where the browser does not let the page copy, the text appears, to be copied by
/// hand, unless it `stands_there` anyway.
pub(super) fn button(
    view: View<'_>,
    what: Copied,
    label: &'static str,
    text: &str,
    stands_there: bool,
) -> Html {
    let words = view.words();
    let outcome = view.state.copied.filter(|(copied, _)| *copied == what);
    let failed = matches!(outcome, Some((_, false)));
    html! {
        <>
            <button type="button" class="second" onclick={view.on_copy(what, text.to_owned())}>
                { label }
            </button>
            <span class="quiet" role="status">
                { outcome.map(|(_, worked)| if worked { words.copied } else { words.copy_by_hand }) }
            </span>
            if failed && !stands_there {
                <textarea readonly=true aria-label={label} value={text.to_owned()} />
            }
        </>
    }
}
