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
    /// TCP connections that were refused.
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
#[derive(Debug, Default)]
pub(super) struct Sources {
    known: HashMap<IpAddr, Source>,
    /// Shared by all sources that no longer fit.
    others: Source,
    swept: Duration,
}

impl Sources {
    /// The budgets of a source.
    pub(super) fn at(&mut self, now: Duration, address: IpAddr) -> &mut Source {
        let site = site_of(address);
        if self.known.len() >= limits::MAX_SOURCES && !self.known.contains_key(&site) {
            self.sweep(now, limits::SOURCE_LIFETIME_UNDER_PRESSURE);
        } else {
            self.sweep(now, limits::SOURCE_LIFETIME);
        }
        let full = self.known.len() >= limits::MAX_SOURCES;
        if full && !self.known.contains_key(&site) {
            // For the shared entry, requests are only paced, not remembered.
            self.others.untagged.clear();
            return &mut self.others;
        }
        let source = self.known.entry(site).or_default();
        source.seen = now;
        source
    }

    /// A source that was seen before.
    pub(super) fn known(&self, address: IpAddr) -> Option<&Source> {
        self.known.get(&site_of(address))
    }

    pub(super) fn len(&self) -> usize {
        self.known.len()
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
