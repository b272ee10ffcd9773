//! What both sides have in common.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dimpl::{Config, ConfigBuilder, DtlsCertificate};

use super::provider;

/// A flight is sent again after this, and later after twice as long each time. RFC 6347 section
/// 4.2.4.1 starts with 1 s and allows less; a test on a lossy line cannot wait for that.
const RETRANSMIT: Duration = Duration::from_millis(300);

/// ... so many times: 300 ms doubled five times is longer than any deadline here.
const RETRANSMISSIONS: usize = 5;

/// Longest datagram that is sent: it fits every path that a browser's own 1,200 bytes fit.
const LONGEST: usize = 1_150;

/// A bound that no handshake reaches: both ends have deadlines of their own.
const HANDSHAKE: Duration = Duration::from_secs(30);

/// The system gives no key or certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no key for DTLS could be made")]
pub struct NoDtls;

pub(super) struct Settings {
    pub(super) config: Arc<Config>,
    pub(super) certificate: DtlsCertificate,
    /// The library counts in instants of the system; here time is what has passed since this one.
    pub(super) origin: Instant,
}

impl Settings {
    pub(super) fn new(config: ConfigBuilder, certificate: DtlsCertificate) -> Result<Self, NoDtls> {
        Ok(Self {
            config: Arc::new(config.build().map_err(|_| NoDtls)?),
            certificate,
            origin: Instant::now(),
        })
    }
}

pub(super) fn configuration() -> ConfigBuilder {
    Config::builder()
        .with_crypto_provider(provider::provider())
        .mtu(LONGEST)
        .flight_start_rto(RETRANSMIT)
        .flight_retries(RETRANSMISSIONS)
        .handshake_timeout(HANDSHAKE)
}
