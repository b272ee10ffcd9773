//! Names of the simulated internet, as the device resolves them.

use std::net::IpAddr;
use std::time::Duration;

use super::SimProber;
use crate::limits::RESOLVER_PATIENCE;
use crate::model::failure::{Cause, Layer, TcpFailure};
use crate::probe::{TcpProbe, TcpService, Timing};
use crate::sim::internet::Resolved;
use crate::sim::site::FirstResolver;

impl SimProber<'_> {
    /// Waits for the name of a probe, if it has one; how long that took, or that it took too long.
    pub(super) async fn wait_for_name(
        &self,
        probe: &TcpProbe,
        timing: Timing,
    ) -> Result<Option<Duration>, TcpFailure> {
        let Some(name) = self.name_to_resolve(probe) else {
            return Ok(None);
        };
        let (wait, most) = if self.is_page() && !matches!(probe.service, TcpService::Site { .. }) {
            // The page came from our server, so the browser knows its name.
            (Duration::ZERO, timing.deadline)
        } else if self.is_page() {
            (self.browser_waits(name), timing.deadline)
        } else {
            (self.resolvers_take(), timing.names)
        };
        self.clock.sleep(wait.min(most)).await;
        if wait < most {
            Ok(Some(wait))
        } else {
            Err(self.visible(probe, Layer::Dns, Cause::Timeout))
        }
    }

    pub(super) fn browser_waits(&self, name: &str) -> Duration {
        let now = self.clock.now();
        let mut names = self.names.borrow_mut();
        let known = names.entry(name.to_owned());
        let known = *known.or_insert_with(|| now + self.resolvers_take());
        known.saturating_sub(now)
    }

    pub(super) fn resolvers_take(&self) -> Duration {
        let dns = &self.site().dns;
        let first = match dns.first {
            Some(FirstResolver::Silent) => RESOLVER_PATIENCE,
            Some(FirstResolver::Refuses) | None => Duration::ZERO,
        };
        first + Duration::from_millis(dns.slow_ms.into())
    }

    pub(super) fn dns_failure(&self, probe: &TcpProbe) -> Option<TcpFailure> {
        let failed = |cause| Some(self.visible(probe, Layer::Dns, cause));
        match self.internet.resolve(self.name_to_resolve(probe)?) {
            Resolved::Right | Resolved::BlockPage => None,
            Resolved::NxDomain => failed(Cause::NxDomain),
            Resolved::Sinkhole => failed(Cause::Sinkhole),
            Resolved::Silence => failed(Cause::Timeout),
        }
    }

    /// A browser resolves names itself.
    pub(super) fn name_to_resolve<'b>(&self, probe: &'b TcpProbe) -> Option<&'b str> {
        let resolves = probe.target.ip.is_none() || self.is_page() && is_fetch(&probe.service);
        probe.target.host.as_deref().filter(|_| resolves)
    }

    /// Where a name leads, as far as the vantage sees that.
    pub(super) fn resolved(&self, probe: &TcpProbe) -> Vec<IpAddr> {
        match self.name_to_resolve(probe) {
            Some(name) if !self.is_page() => self.internet.addresses(name),
            _ => Vec::new(),
        }
    }
}

/// A fetch of a browser, which resolves names itself.
pub(super) fn is_fetch(service: &TcpService) -> bool {
    matches!(service, TcpService::Hello { .. } | TcpService::Site { .. })
}
