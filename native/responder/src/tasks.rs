//! Tasks that serve as long as the process runs. One that panics is counted and started again, so that a fault in one
//! service does not end the others, nor itself for long.

use std::panic;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::time::sleep;
use tracing::warn;

use crate::limits;

/// Panics of this process so far.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// Counts panics from now on, also those that end one connection only. Each is printed as before.
pub(crate) fn count_panics() {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        print(panic);
    }));
}

/// How many there were.
pub(crate) fn panics() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// Runs a service, which never returns, and starts it again when it ends all the same, which only a panic makes it do,
/// or a fault of the operating system. `what` names it in the log.
pub(crate) fn keep_running<Service>(
    what: impl Into<String>,
    service: impl Fn() -> Service + Send + 'static,
) where
    Service: Future<Output = ()> + Send + 'static,
{
    let what = what.into();
    tokio::spawn(async move {
        loop {
            let ended = tokio::spawn(service()).await;
            if ended.is_err_and(|error| error.is_cancelled()) {
                // The process ends.
                return;
            }
            warn!("{what} ended and is started again");
            sleep(limits::RESTART_PAUSE).await;
        }
    });
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::Arc;

    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_service_that_panics_or_ends_is_started_again() {
        let (sender, mut starts) = mpsc::unbounded_channel();
        let begun = Arc::new(AtomicU64::new(0));
        keep_running("a test", move || {
            let time = begun.fetch_add(1, Ordering::Relaxed);
            let sender = sender.clone();
            async move {
                sender.send(time).expect("a receiver");
                match time {
                    0 => panic::resume_unwind(Box::new("a fault")),
                    1 => {}
                    _ => pending().await,
                }
            }
        });
        for time in 0..3 {
            assert_eq!(starts.recv().await, Some(time));
        }
    }
}
