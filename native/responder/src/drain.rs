//! The end of a far end that gets no new runs: those under way may finish first.

use std::time::Duration;

use tokio::time::{sleep, timeout};
use tracing::info;

use crate::http::Interface;
use crate::limits;

/// Gives no more tokens, and waits until no run is in use; for this long at most.
pub(crate) async fn finish(interface: &Interface, most: Duration) {
    interface.drain();
    let used = || interface.engine.lock().is_in_use(interface.engine.now());
    if most.is_zero() || !used() {
        return;
    }
    info!(
        "ending: runs under way may finish, for {} s at most; another SIGTERM ends it at once",
        most.as_secs()
    );
    let unused = async {
        while used() {
            sleep(limits::DRAIN_LOOK).await;
        }
    };
    if timeout(most, unused).await.is_err() {
        info!("ending: some runs have not finished");
    }
}
