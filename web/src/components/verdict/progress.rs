//! What is going on.

use camcheck_core::requirement::RequirementId;
use camcheck_core::text::Language;
use yew::{Html, Properties, component, html};

use super::headline::Headline;
use crate::components::icon::Sign;

/// See [`Progress`].
#[derive(Properties, PartialEq)]
pub(super) struct ProgressProps {
    pub(super) language: Language,
    /// How many rows have their verdict.
    pub(super) settled: usize,
}

/// How far the run is.
#[component]
pub(super) fn Progress(props: &ProgressProps) -> Html {
    let (language, settled) = (props.language, props.settled);
    let (words, all) = (language.page(), RequirementId::ALL.len());
    html! {
        <>
            <Headline sign={Sign::Busy} text={words.running} />
            <progress
                value={settled.to_string()}
                max={all.to_string()}
                aria-label={words.running}
            />
            // Every count read aloud would drown the verdict.
            <p class="quiet" aria-live="off">
                { language.points_known(settled, all) }{ ". " }{ words.running_hint }
            </p>
        </>
    }
}
