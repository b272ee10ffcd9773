//! Tasks that serve as long as the process runs. One that panics is counted and started again, so that a fault in one
//! service does not end the others, nor itself for long.

use std::panic;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::{JoinHandle, spawn_local};
use tokio::time::sleep;
use tracing::{error, warn};

use crate::limits;

/// Panics of this process so far.
static PANICS: AtomicU64 = AtomicU64::new(0);

/// Counts and logs panics from now on, also those that end one connection only.
pub(crate) fn count_panics() {
    panic::set_hook(Box::new(|panic| {
        PANICS.fetch_add(1, Ordering::Relaxed);
        error!(
            "a fault of the program: {}",
            panic.to_string().replace('\n', " ")
        );
    }));
}

/// How many there were.
pub(crate) fn panics() -> u64 {
    PANICS.load(Ordering::Relaxed)
}

/// Runs a service, which never returns, and starts it again when it ends all the same: by a panic, or a fault of the
/// operating system. `what` names it in the log.
pub(crate) fn keep_running<Service>(
    what: impl Into<String>,
    service: impl Fn() -> Service + Send + 'static,
) where
    Service: Future<Output = ()> + Send + 'static,
{
    let what = what.into();
    tokio::spawn(async move { supervise(&what, u32::MAX, move || tokio::spawn(service())).await });
}

/// The same on the caller's thread.
pub(crate) fn keep_running_here<Service>(
    what: impl Into<String>,
    service: impl Fn() -> Service + 'static,
) where
    Service: Future<Output = ()> + 'static,
{
    let what = what.into();
    spawn_local(async move { supervise(&what, u32::MAX, move || spawn_local(service())).await });
}

/// The same for a service without which the process is of no use: returns when starting it again does not help.
pub(crate) async fn run_essential<Service>(what: String, service: impl Fn() -> Service)
where
    Service: Future<Output = ()> + Send + 'static,
{
    supervise(&what, limits::MAX_RESTARTS, || tokio::spawn(service())).await;
    error!("{what} keeps ending");
}

/// Returns when the service has ended so often in a row, each time soon after its start, or when the process ends.
async fn supervise(what: &str, most: u32, start: impl Fn() -> JoinHandle<()>) {
    let mut ends = 0;
    loop {
        let began = Instant::now();
        if start().await.is_err_and(|error| error.is_cancelled()) {
            return;
        }
        if began.elapsed() > limits::RESTART_HELPED {
            ends = 0;
        }
        ends += 1;
        if ends >= most {
            return;
        }
        warn!("{what} has ended and is started again");
        sleep(pause(ends)).await;
    }
}

/// Twice as long each time, so that a fault that stays does not fill the log.
fn pause(ends: u32) -> Duration {
    let doubled = 2_u32.saturating_pow(ends.saturating_sub(1));
    let pause = limits::RESTART_PAUSE.saturating_mul(doubled);
    pause.min(limits::LONGEST_RESTART_PAUSE)
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

    #[tokio::test]
    async fn an_essential_service_that_always_ends_is_given_up() {
        let begun = AtomicU64::new(0);
        let most = 3;
        supervise("a test", most, || {
            begun.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(async {})
        })
        .await;
        assert_eq!(begun.into_inner(), u64::from(most));
    }

    #[test]
    fn pauses_grow_up_to_a_limit() {
        assert_eq!(pause(1), limits::RESTART_PAUSE);
        assert_eq!(pause(3), 4 * limits::RESTART_PAUSE);
        assert_eq!(pause(1_000), limits::LONGEST_RESTART_PAUSE);
    }
}
