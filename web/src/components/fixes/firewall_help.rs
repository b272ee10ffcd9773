//! What to do in the firewall that the reader chose.

use camcheck_core::model::report::Report;
use camcheck_core::remedy::{Handbook, Vendor, vendor_help};
use camcheck_core::say::Language;
use yew::{Html, html};

use super::firewall_step::firewall_steps;
use crate::state::Book;

/// The firewall's own settings once they are there; general rules if they do not arrive, or if it has none.
pub(super) fn firewall_help(
    language: Language,
    vendor: Vendor,
    report: &Report,
    book: &Book,
) -> Html {
    let steps = |handbook: &Handbook| {
        firewall_steps(language, &vendor_help(vendor, report, language, handbook))
    };
    match book {
        Book::Read(handbook) => steps(handbook),
        _ if vendor == Vendor::Generic => steps(&Handbook::default()),
        Book::Unknown => Html::default(),
        Book::Missing => html! {
            <>
                <p role="status">{ language.page().vendor_missing }</p>
                { steps(&Handbook::default()) }
            </>
        },
    }
}
