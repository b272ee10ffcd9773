//! The choice of a firewall.

use camcheck_core::remedy::Vendor;
use camcheck_core::say::Language;
use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, TargetCast, html};

use crate::runner::want_handbook;
use crate::state::{Action, Book};

/// The element in which a firewall is chosen.
const ID: &str = "camcheck-firewall";

/// All firewalls for which there is help, and none, which is chosen first.
pub(super) fn firewall_choice(
    language: Language,
    chosen: Option<Vendor>,
    book: &Book,
    dispatch: &Callback<Action>,
) -> Html {
    let words = language.page();
    let onchange = {
        let (book, dispatch) = (book.clone(), dispatch.clone());
        move |event: Event| {
            let chosen = vendor_in(&event);
            dispatch.emit(Action::Vendor(chosen));
            if chosen.is_some_and(|vendor| vendor != Vendor::Generic) {
                want_handbook(&book, &dispatch);
            }
        }
    };
    html! {
        <p>
            <label for={ID}><b>{ words.firewall }</b></label>
            <select id={ID} {onchange}>
                <option value="" selected={chosen.is_none()}>{ words.firewall_choose }</option>
                for vendor in Vendor::ALL {
                    <option value={vendor.as_str()} selected={chosen == Some(vendor)}>
                        { language.vendor(vendor) }
                    </option>
                }
            </select>
        </p>
    }
}

/// What was chosen; `None` is no firewall.
fn vendor_in(event: &Event) -> Option<Vendor> {
    let select: HtmlSelectElement = event.target_dyn_into()?;
    let chosen = select.value();
    Vendor::ALL
        .into_iter()
        .find(|vendor| vendor.as_str() == chosen)
}
