//! The choice of a firewall.

use camcheck_core::remedy::Vendor;
use camcheck_core::text::Language;
use web_sys::{Event, HtmlSelectElement};
use yew::{Callback, Html, Properties, TargetCast, component, html};

/// The element in which a firewall is chosen.
const ID: &str = "camcheck-firewall";

/// See [`FirewallChoice`].
#[derive(Properties, PartialEq)]
pub(super) struct FirewallChoiceProps {
    pub(super) language: Language,
    pub(super) chosen: Option<Vendor>,
    pub(super) on_choose: Callback<Option<Vendor>>,
}

/// All firewalls for which there is help, and none, which is chosen first.
#[component]
pub(super) fn FirewallChoice(props: &FirewallChoiceProps) -> Html {
    let words = props.language.page();
    let onchange = props.on_choose.reform(|event: Event| {
        let select: HtmlSelectElement = event.target_dyn_into()?;
        let chosen = select.value();
        Vendor::ALL
            .into_iter()
            .find(|vendor| vendor.as_str() == chosen)
    });
    html! {
        <p>
            <label for={ID}><b>{ words.firewall }</b></label>
            <select id={ID} {onchange}>
                <option value="" selected={props.chosen.is_none()}>{ words.firewall_choose }</option>
                for vendor in Vendor::ALL {
                    <option value={vendor.as_str()} selected={props.chosen == Some(vendor)}>
                        { vendor.name(props.language) }
                    </option>
                }
            </select>
        </p>
    }
}
