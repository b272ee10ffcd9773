//! The page as a whole.
//!
//! One component that answers messages, as hooks would each bring their own machinery along.

use std::cell::Cell;
use std::rc::Rc;

use camcheck_core::requirement::{Level, RequirementId};
use camcheck_core::text::Language;
use camcheck_core::verdict::Overall;
use futures_util::future::{AbortHandle, abortable};
use wasm_bindgen_futures::spawn_local;
use yew::{Component, Context, Html};

use crate::ROOT;
use crate::clipboard;
use crate::components::{brand, fixes, guide, program, report_json, row, share, verdict};
use crate::dom::{Tag, tag};
use crate::frame::{self, Frame};
use crate::runner;
use crate::state::{Action, Phase, Programs, State};
use crate::view::{Message, View};

/// The element that is the page.
const ID: &str = "camcheck";

/// The page.
pub(crate) struct App {
    view: View,
    /// The page's own catalogue as it was when the page was opened.
    catalogue: Option<Rc<str>>,
    /// The run under way. One that is stopped sends nothing more.
    run: Option<AbortHandle>,
    /// What was drawn last.
    drawn: Option<Drawn>,
    /// Counts what is drawn from scratch.
    edition: Cell<u32>,
}

/// What has effects outside the page's own element when it changes.
struct Drawn {
    language: Language,
    overall: Option<Overall>,
    phase: Phase,
}

impl Component for App {
    type Message = Message;
    type Properties = ();

    fn create(context: &Context<Self>) -> Self {
        let frame = Frame::look();
        let state = State::opened(frame.language, frame.address.clone(), frame::received());
        let view = View {
            state,
            frame,
            page: context.link().callback(|message: Message| message),
        };
        context
            .link()
            .send_future(async { Message::Catalogue(runner::early_catalogue().await) });
        Self {
            view,
            catalogue: None,
            run: None,
            drawn: None,
            edition: Cell::default(),
        }
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        let state = &mut self.view.state;
        match message {
            Message::Change(action) => state.change(action),
            Message::Start => return self.start(),
            Message::Stop => {
                if let Some(run) = self.run.take() {
                    run.abort();
                }
                state.change(Action::Stop);
            }
            Message::Catalogue(text) => {
                self.catalogue = text;
                return false;
            }
            Message::ChooseFirewall => state.change(Action::Vendor(fixes::chosen())),
            Message::FindPrograms => {
                if matches!(state.programs, Programs::Unknown | Programs::NoAnswer) {
                    context.link().send_future(async {
                        Message::Change(Action::Programs(runner::programs().await))
                    });
                }
                return false;
            }
            Message::Copy(what, text) => {
                context.link().send_future(async move {
                    Message::Change(Action::Copied(what, clipboard::copy(&text).await))
                });
                return false;
            }
            Message::GoTo(id) => {
                frame::focus(id);
                return false;
            }
            Message::Print => {
                frame::print();
                return false;
            }
        }
        true
    }

    fn view(&self, _: &Context<Self>) -> Html {
        self.renew_if_translated();
        page(&self.view).key(self.edition.get()).into()
    }

    fn rendered(&mut self, context: &Context<Self>, is_first: bool) {
        if is_first {
            frame::reload_on_another_link();
            frame::tell_heights(ROOT);
            if self.view.frame.starts_at_once {
                context.link().send_message(Message::Start);
            }
        }
        self.tell();
    }
}

impl App {
    fn start(&mut self) -> bool {
        if self.view.state.phase == Phase::Running {
            return false;
        }
        self.view.state.change(Action::Start);
        frame::forget_link();
        let run = runner::run(self.view.page.clone(), self.catalogue.clone());
        let (measuring, handle) = abortable(run);
        self.run = Some(handle);
        spawn_local(async move {
            // That it was stopped is no news: whoever stopped it has said so.
            let _ = measuring.await;
        });
        true
    }

    /// Chromium, when it translates, puts `font` elements in place of our texts, which we never do.
    /// What is drawn over them would be lost, or end the program, so all is drawn from scratch then.
    /// That is looked for right before drawing, as a translation may come after the message.
    fn renew_if_translated(&self) {
        if frame::holds(ID, "font") {
            self.edition.set(self.edition.get().wrapping_add(1));
        }
    }

    /// Changes what stands outside the page's own element.
    fn tell(&mut self) {
        let state = &self.view.state;
        let now = Drawn {
            language: state.language,
            overall: state.overall(),
            phase: state.phase,
        };
        let was = self.drawn.as_ref();
        if was.is_none_or(|was| was.language != now.language) {
            frame::speak(now.language);
        }
        if was.is_none_or(|was| was.overall != now.overall)
            && let Some(overall) = now.overall
        {
            frame::tell_done(overall.as_str());
        }
        // The button that was pressed is gone, and with it the place where the keyboard was.
        if was.is_some_and(|was| was.phase != now.phase) {
            frame::focus(verdict::STATUS_ID);
        }
        self.drawn = Some(now);
    }
}

fn page(view: &View) -> Tag {
    let state = &view.state;
    let shown = state.shown.as_deref();
    let main = tag!(
        "main",
        "id" = ID,
        "class" = view.frame.embedded.then_some("embed"),
        "data-state" = state.phase.as_str(),
        "data-overall" = state.overall().map(Overall::as_str)
    );
    main.child(brand::brand(view))
        .child(verdict::verdict(view))
        .maybe(shown.and_then(|shown| fixes::fixes(view, &shown.report)))
        .children(levels().map(|level| rows(view, level)))
        .maybe(shown.map(|shown| guide::guide(view, &shown.report)))
        .maybe(shown.map(|shown| share::share(view, shown)))
        .maybe(shown.map(|shown| report_json::report_json(&shown.report)))
        .child(program::program(view))
        .child(tag!("footer").child(tag!("p").text(view.words().privacy)))
}

/// Levels that have rows, the heaviest first.
fn levels() -> impl Iterator<Item = Level> {
    [Level::Required, Level::Recommended, Level::Advice]
        .into_iter()
        .filter(|level| RequirementId::ALL.iter().any(|id| id.level() == *level))
}

fn rows(view: &View, level: Level) -> Tag {
    let rows = RequirementId::ALL
        .into_iter()
        .filter(|id| id.level() == level)
        .map(|id| row::row(view, id));
    tag!("section")
        .child(tag!("h2").text(view.language().level(level)))
        .child(tag!("ul", "class" = "rows").children(rows))
}
