//! `/v1/control`: what the far end itself sees of everything that a site is asked to reach.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use camcheck_core::wire::http::{Control, ControlLook};

/// Where the last look is pinned.
#[derive(Debug, Default)]
pub(super) struct ControlBoard(Mutex<Option<(Instant, ControlLook)>>);

impl ControlBoard {
    /// The last look with its age, or `pending`.
    pub(super) fn answer(&self, responder: &str) -> Control {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            None => Control::Pending {
                responder: responder.to_owned(),
            },
            Some((at, look)) => Control::Ready(ControlLook {
                age: at.elapsed().as_secs(),
                ..look.clone()
            }),
        }
    }
}
