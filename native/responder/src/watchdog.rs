//! Repairs what an operator's tools can take away from a far end that runs.

use std::sync::{Arc, Weak};

use crate::output;
use crate::udp::Firewall;

/// Puts the firewall rules up again. It keeps nothing up by itself: the rules go when the far end ends.
#[derive(Debug)]
pub(crate) struct Watchdog(Option<Weak<Firewall>>);

impl Watchdog {
    /// Watches over the rules, where there are some: a demo has none.
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
        output::note(&match repaired {
            Ok(Ok(())) => {
                "own UDP ports were silent; installed the firewall rules again".to_owned()
            }
            Ok(Err(error)) => format!("own UDP ports are silent, and the rules failed: {error}"),
            Err(error) => format!("own UDP ports are silent, and the rules failed: {error}"),
        });
    }
}
