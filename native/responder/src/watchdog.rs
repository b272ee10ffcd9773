//! Repairs the firewall rules if an operator's tools remove them from a running far end.

use std::sync::{Arc, Weak};

use tracing::warn;

use crate::udp::Firewall;

/// Reinstalls the firewall rules. It does not keep them installed: they are removed when the far end ends.
#[derive(Debug)]
pub(crate) struct Watchdog(Option<Weak<Firewall>>);

impl Watchdog {
    /// Monitors the rules, if there are any: a demo has none.
    pub(crate) fn over(firewall: Option<&Arc<Firewall>>) -> Self {
        Self(firewall.map(Arc::downgrade))
    }

    /// Own UDP ports were silent. Most likely the machine's firewall was reloaded, and our table was removed
    /// with the old rules.
    pub(crate) async fn repair(&self) {
        let Some(firewall) = self.0.as_ref().and_then(Weak::upgrade) else {
            return;
        };
        let repaired = tokio::task::spawn_blocking(move || firewall.reinstall()).await;
        match repaired {
            Ok(Ok(())) => warn!("own UDP ports were silent; installed the firewall rules again"),
            Ok(Err(error)) => warn!("own UDP ports are silent, and the rules failed: {error}"),
            Err(error) => warn!("own UDP ports are silent, and the rules failed: {error}"),
        }
    }
}
