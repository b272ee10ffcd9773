//! Another client to which the far end streams.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use camcheck::vantage::{NativeProber, Trust};
use camcheck_core::limits::FEED_MAX_WINDOWS;
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{FeedCarrier, FeedProbe, Timing};
use camcheck_core::wire::STUN_PORT;

use crate::client::{run_token, trust};
use crate::error::LabError;
use crate::metrics::Metrics;
use crate::net::FAR_END;
use crate::wiring::Namespaces;

/// Longer than the longest feed.
const TIMING: Timing = Timing {
    names: Duration::ZERO,
    deadline: Duration::from_secs(60),
    retransmit: Duration::from_millis(200),
    tries: 20,
    gap: Duration::ZERO,
};

/// For the beginning of the first feed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two feeds, and between two looks whether the first has begun.
const PAUSE: Duration = Duration::from_millis(50);

/// A client on the internet that streams without end. Dropping it ends it after the feed that is under way, or when the
/// far end is gone.
#[derive(Debug)]
pub(crate) struct Occupant(Arc<AtomicBool>);

impl Occupant {
    /// Begins to stream, and waits until it does: as the only one if the far end has one place.
    pub(crate) fn start(namespaces: &Namespaces, ca_pem: &Path) -> Result<Self, LabError> {
        let begin = || {
            let stop = Arc::new(AtomicBool::new(false));
            let stream = stream(trust(ca_pem)?, Arc::clone(&stop))?;
            // It stays in the namespace of the thread that starts it.
            namespaces
                .hosts
                .run(|| thread::Builder::new().spawn(stream))??;
            let occupant = Self(stop);
            let until = Instant::now() + PATIENCE;
            while Metrics::read(&namespaces.far_end)?.value("camcheck_feeds") != Some(1) {
                if Instant::now() > until {
                    return Err(io::Error::other("its feed does not begin"));
                }
                thread::sleep(PAUSE);
            }
            Ok(occupant)
        };
        begin().map_err(LabError::system("occupant"))
    }
}

/// The work of a thread that streams until `stop` is set.
fn stream(trust: Trust, stop: Arc<AtomicBool>) -> io::Result<impl FnOnce() + Send + 'static> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(move || {
        let prober = NativeProber::new(trust);
        while !stop.load(Ordering::Relaxed) {
            runtime.block_on(stream_once(&prober));
        }
    })
}

/// One feed as long as there are. Without a token or a beginning, it only waits for a moment.
async fn stream_once(prober: &NativeProber) {
    if let Ok(token) = run_token(prober).await {
        let probe = FeedProbe {
            server: (FAR_END, STUN_PORT).into(),
            token,
            carrier: FeedCarrier::Rtp,
            windows: FEED_MAX_WINDOWS,
            attempt: 0,
        };
        prober.feed(&probe, TIMING).await;
    }
    tokio::time::sleep(PAUSE).await;
}

impl Drop for Occupant {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
