//! The requirements of one level.

use camcheck_core::requirement::{Level, RequirementId};
use yew::{Html, Properties, UseReducerHandle, component, html};

use super::row::Row;
use crate::state::State;

/// See [`Rows`].
#[derive(Properties, PartialEq)]
pub(crate) struct RowsProps {
    pub(crate) level: Level,
    pub(crate) state: UseReducerHandle<State>,
}

/// A row for each.
#[component]
pub(crate) fn Rows(props: &RowsProps) -> Html {
    let (level, state) = (props.level, &props.state);
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
