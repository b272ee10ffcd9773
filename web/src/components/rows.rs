//! The requirements of one level.

use camcheck_core::model::requirement::{Level, RequirementId};
use yew::{Html, html};

use super::row::Row;
use crate::state::State;

/// A row for each.
pub(crate) fn rows(level: Level, state: &State) -> Html {
    let ids = RequirementId::ALL
        .into_iter()
        .filter(|id| id.level() == level);
    html! {
        <section>
            <h2>{ state.language.level(level) }</h2>
            <ul class="rows">
                for id in ids {
                    <Row
                        key={id.as_str()}
                        language={state.language}
                        {id}
                        phase={state.phase}
                        report={state.known(id).cloned()}
                    />
                }
            </ul>
        </section>
    }
}
