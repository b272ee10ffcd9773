//! Signs of a status. Each has its own shape, so that meaning never depends on colour alone.

use camcheck_core::model::verdict::{Overall, Status};
use yew::{Html, classes, html};

/// What a sign means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A check mark.
    Good,
    /// An exclamation mark in a triangle.
    Mind,
    /// A cross.
    Bad,
    /// A question mark.
    Unclear,
    /// A dashed circle.
    Nothing,
    /// A turning circle.
    Busy,
}

impl From<Status> for Sign {
    fn from(status: Status) -> Self {
        match status {
            Status::Pass => Self::Good,
            Status::Warn => Self::Mind,
            Status::Fail => Self::Bad,
            Status::Inconclusive => Self::Unclear,
            Status::NotTested => Self::Nothing,
        }
    }
}

impl From<Overall> for Sign {
    fn from(overall: Overall) -> Self {
        match overall {
            Overall::Ready | Overall::ReadyWithAdvice => Self::Good,
            Overall::Incomplete => Self::Unclear,
            Overall::NotReady => Self::Bad,
        }
    }
}

impl Sign {
    /// The class that gives it its colour.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Mind => "mind",
            Self::Bad => "bad",
            Self::Unclear => "unclear",
            Self::Nothing => "nothing",
            Self::Busy => "busy",
        }
    }
}

/// The sign as a picture. It is always next to text, so it is hidden from screen readers.
pub(crate) fn icon(sign: Sign) -> Html {
    let shape = match sign {
        Sign::Good => html! {
            <>
                <circle cx="12" cy="12" r="10" class="fill" />
                <path d="m7.5 12.4 3 3 6-6.6" class="mark" />
            </>
        },
        Sign::Mind => html! {
            <>
                <path d="M12 2.6 23 21.4H1z" class="fill round" />
                <path d="M12 9.4v5M12 17.8v.1" class="mark" />
            </>
        },
        Sign::Bad => html! {
            <>
                <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" class="fill" />
                <path d="m8.4 8.4 7.2 7.2m0-7.2-7.2 7.2" class="mark" />
            </>
        },
        Sign::Unclear => html! {
            <>
                <rect x="2" y="2" width="20" height="20" rx="6" class="fill" />
                <path
                    d="M9.2 9.4a2.8 2.8 0 1 1 4 2.6c-.8.4-1.2.9-1.2 1.8v.3M12 17.4v.1"
                    class="mark"
                />
            </>
        },
        Sign::Nothing => html! { <circle cx="12" cy="12" r="9" class="line dashed" /> },
        Sign::Busy => html! {
            <>
                <circle cx="12" cy="12" r="9" class="line faint" />
                <path d="M12 3a9 9 0 0 1 9 9" class="line" />
            </>
        },
    };
    html! {
        <svg class={classes!("icon", sign.class())} viewBox="0 0 24 24" aria-hidden="true">
            { shape }
        </svg>
    }
}
