//! Budgets of source addresses.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use super::Local;
use crate::limits::{self, Rate};

/// A token bucket, kept as the moment at which it is full again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bucket {
    full_at: Duration,
}

impl Bucket {
    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, now: Duration, rate: Rate) -> bool {
        let full_at = self.full_at.max(now) + rate.every;
        let fits = full_at <= now + rate.every * rate.burst;
        if fits {
            self.full_at = full_at;
        }
        fits
    }
}

/// How often something happened in the last [`limits::REFUSALS_REMEMBERED`], or up to one step longer.
#[derive(Debug, Default)]
pub(super) struct Recent {
    /// The step of the first count.
    step: u64,
    /// Latest first.
    counts: [u32; Self::STEPS + 1],
}

impl Recent {
    const STEPS: usize = 6;

    /// It happened.
    pub(super) fn note(&mut self, now: Duration) {
        self.catch_up(now);
        if let Some(count) = self.counts.first_mut() {
            *count = count.saturating_add(1);
        }
    }

    /// How often it happened.
    pub(super) fn count(&mut self, now: Duration) -> u32 {
        self.catch_up(now);
        self.counts
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }

    fn catch_up(&mut self, now: Duration) {
        let length = limits::REFUSALS_REMEMBERED.as_secs() / Self::STEPS as u64;
        let step = now.as_secs() / length;
        let passed = usize::try_from(step.saturating_sub(self.step)).unwrap_or(usize::MAX);
        let passed = passed.min(self.counts.len());
        self.counts.rotate_right(passed);
        self.counts
            .iter_mut()
            .take(passed)
            .for_each(|count| *count = 0);
        self.step = self.step.max(step);
    }
}

/// The remaining budgets of one source address, and its requests that named no run.
#[derive(Debug, Default)]
pub(super) struct Source {
    seen: Duration,
    pub(super) requests: Bucket,
    pub(super) refusals: Bucket,
    pub(super) runs: Bucket,
    pub(super) http: Bucket,
    /// Datagrams to idle sockets that were ordered.
    pub(super) late: Bucket,
    /// Transfers of bulk data.
    pub(super) loads: Bucket,
    /// Own checks that went there, for any run.
    pub(super) own_checks: Bucket,
    pub(super) tls_handshakes: Bucket,
    /// TCP connections that were refused, or closed to make room.
    pub(super) refused_connections: Recent,
    untagged: VecDeque<(Duration, Local, SocketAddr)>,
}

impl Source {
    /// Remembers a request without token.
    pub(super) fn note_untagged(&mut self, now: Duration, local: Local, remote: SocketAddr) {
        self.untagged
            .retain(|(_, at, from)| (*at, *from) != (local, remote));
        if self.untagged.len() == limits::MAX_UNTAGGED_RECEIPTS {
            self.untagged.pop_front();
        }
        self.untagged.push_back((now, local, remote));
    }

    /// Those requests since a moment.
    pub(super) fn untagged_since(
        &self,
        since: Duration,
    ) -> impl Iterator<Item = (Local, SocketAddr)> + '_ {
        self.untagged
            .iter()
            .filter(move |(at, _, _)| *at >= since)
            .map(|(_, local, remote)| (*local, *remote))
    }
}

/// The sources, bounded in number.
///
/// Those that use TCP are kept apart: a datagram's source may be forged, so a flood could fill the table, and then
/// all new sources would share one budget.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Seen over TCP, so the address is not forged.
    proven: Table,
    /// Seen in datagrams only.
    unproven: Table,
}

impl Sources {
    /// The budgets of the source of a datagram.
    pub(super) fn at(&mut self, now: Duration, address: IpAddr) -> &mut Source {
        let site = site_of(address);
        match self.proven.known.contains_key(&site) {
            true => self.proven.at(now, site),
            false => self.unproven.at(now, site),
        }
    }

    /// The budgets of a source that uses TCP.
    pub(super) fn at_proven(&mut self, now: Duration, address: IpAddr) -> &mut Source {
        let site = site_of(address);
        if self.proven.has_room(now)
            && let Some(before) = self.unproven.known.remove(&site)
        {
            self.proven.known.insert(site, before);
        }
        self.proven.at(now, site)
    }

    /// A source that was seen before.
    pub(super) fn known(&self, address: IpAddr) -> Option<&Source> {
        let site = site_of(address);
        let proven = self.proven.known.get(&site);
        proven.or_else(|| self.unproven.known.get(&site))
    }

    pub(super) fn len(&self) -> usize {
        self.proven.known.len() + self.unproven.known.len()
    }
}

/// Sources up to [`limits::MAX_SOURCES`].
#[derive(Debug, Default)]
struct Table {
    known: HashMap<IpAddr, Source>,
    /// Shared by all sources that no longer fit.
    others: Source,
    swept: Duration,
}

impl Table {
    fn at(&mut self, now: Duration, site: IpAddr) -> &mut Source {
        if !self.has_room(now) && !self.known.contains_key(&site) {
            // For the shared entry, requests are only paced, not remembered.
            self.others.untagged.clear();
            return &mut self.others;
        }
        let source = self.known.entry(site).or_default();
        source.seen = now;
        source
    }

    /// Whether another source fits, perhaps when those that were silent for some time have gone.
    fn has_room(&mut self, now: Duration) -> bool {
        let lifetime = match self.known.len() < limits::MAX_SOURCES {
            true => limits::SOURCE_LIFETIME,
            false => limits::SOURCE_LIFETIME_UNDER_PRESSURE,
        };
        self.sweep(now, lifetime);
        self.known.len() < limits::MAX_SOURCES
    }

    /// Forgets silent sources, looking through all of them once a second at most.
    fn sweep(&mut self, now: Duration, lifetime: Duration) {
        if now < self.swept + Duration::from_secs(1) {
            return;
        }
        self.swept = now;
        self.known.retain(|_, source| source.seen + lifetime > now);
    }
}

/// One site has one IPv4 address, or one IPv6 network of 64 bits.
pub(crate) fn site_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_keeps_what_it_has_when_it_begins_to_use_tcp() {
        let mut sources = Sources::default();
        let (now, address) = (Duration::from_secs(1), IpAddr::from([203, 0, 113, 7]));
        let datagram = sources.at(now, address);
        assert!(datagram.requests.take(now, limits::BARE_REQUESTS));
        let full_at = datagram.requests.full_at;
        let request = sources.at_proven(now, address);
        assert_eq!(request.requests.full_at, full_at);
        assert_eq!(sources.at(now, address).requests.full_at, full_at);
        assert_eq!(sources.len(), 1);
    }
}
