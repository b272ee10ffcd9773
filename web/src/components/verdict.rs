//! The card on top: what will happen, what is going on, or what came of it.

mod before_run;
mod fault_notice;
mod headline;
mod outcome;
mod progress;
mod run_buttons;

use std::rc::Rc;

use yew::{Html, Properties, UseReducerHandle, classes, component, html};

use self::before_run::BeforeRun;
use self::fault_notice::FaultNotice;
use self::outcome::Outcome;
use self::progress::Progress;
use self::run_buttons::RunButtons;
use super::icon::Sign;
use crate::hooks::RunControl;
use crate::state::{Action, Phase, State};

/// The element that is read out when something changes.
pub(crate) const STATUS_ID: &str = "camcheck-status";

/// See [`Verdict`].
#[derive(Properties, PartialEq)]
pub(crate) struct VerdictProps {
    pub(crate) state: UseReducerHandle<State>,
    pub(crate) run: RunControl,
    pub(crate) embedded: bool,
}

/// The card, with the button.
#[component]
pub(crate) fn Verdict(props: &VerdictProps) -> Html {
    let (state, run) = (&props.state, &props.run);
    let language = state.language;
    let shown = state.shown.as_ref();
    let sign = match (shown, state.phase) {
        (Some(shown), _) => Sign::from(shown.report.overall),
        (None, Phase::Running) => Sign::Busy,
        (None, Phase::Idle | Phase::Done) => Sign::Nothing,
    };
    let joined = state.joined();
    html! {
        <section class={classes!("verdict", sign.class())}>
            <div
                id={STATUS_ID}
                role="status"
                aria-live="polite"
                aria-atomic="false"
                tabindex="-1"
            >
                if let Some(fault) = &state.fault {
                    <FaultNotice {language} fault={fault.clone()} />
                }
                if let Some(shown) = shown {
                    <Outcome
                        {language}
                        shown={Rc::clone(shown)}
                        joined={joined.map(|(opened, own)| (Rc::clone(opened), Rc::clone(own)))}
                        not_joined={state.not_joined}
                    />
                } else if state.phase == Phase::Running {
                    <Progress {language} settled={state.settled()} />
                } else {
                    <BeforeRun {language} was_stopped={state.was_stopped()} />
                }
            </div>
            <RunButtons
                {language}
                is_running={state.phase == Phase::Running}
                origin={shown.map(|shown| shown.origin)}
                can_show_own={joined.is_some()}
                alone={props.embedded.then(|| state.address_of_shown().to_owned())}
                on_start={run.start.clone()}
                on_stop={run.stop.clone()}
                on_show_own={state.dispatcher().to_callback().reform(|()| Action::ShowOwn)}
            />
        </section>
    }
}
