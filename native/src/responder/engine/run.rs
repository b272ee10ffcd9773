//! Runs: what a token vouches for, and what was seen of it.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use camcheck_core::wire::http::{OwnCheckReceipt, Receipts};
use camcheck_core::wire::token::RunToken;

use super::budget::Bucket;
use super::{Endpoints, Entropy, Local, udp_receipt};
use crate::responder::limits;

/// Characters of a token, without those that are read wrong: 57 of them.
const ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
/// 20 characters of the alphabet have 116 bits: not to be guessed.
const TOKEN_LENGTH: usize = 20;

/// The live runs.
#[derive(Debug, Default)]
pub(super) struct Runs {
    live: HashMap<RunToken, Run>,
    /// In the order in which they expire, since all live equally long.
    by_age: VecDeque<(Duration, RunToken)>,
    receipts: usize,
}

impl Runs {
    /// A new run, unless there are too many.
    pub(super) fn create(
        &mut self,
        now: Duration,
        source: IpAddr,
        entropy: &mut dyn Entropy,
    ) -> Option<RunToken> {
        self.expire(now);
        if self.live.len() >= limits::MAX_RUNS {
            return None;
        }
        let token = new_token(entropy)?;
        self.live.insert(token.clone(), Run::new(now, source));
        self.by_age.push_back((now, token.clone()));
        Some(token)
    }

    /// The run of a token, while it lives.
    pub(super) fn live(&mut self, now: Duration, token: &RunToken) -> Option<&mut Run> {
        self.expire(now);
        self.live.get_mut(token)
    }

    /// Books a request under a token; `false` if no live run vouches for it.
    pub(super) fn book(
        &mut self,
        now: Duration,
        token: &RunToken,
        local: Local,
        remote: SocketAddr,
    ) -> bool {
        self.expire(now);
        let full = self.receipts >= limits::MAX_RECEIPTS;
        let Some(run) = self.live.get_mut(token) else {
            return false;
        };
        let before = run.ports.len();
        let booked = run.book(local, remote, full);
        self.receipts += run.ports.len() - before;
        booked
    }

    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    fn expire(&mut self, now: Duration) {
        while let Some((created, _)) = self.by_age.front()
            && *created + limits::RUN_LIFETIME <= now
        {
            if let Some((_, token)) = self.by_age.pop_front()
                && let Some(run) = self.live.remove(&token)
            {
                self.receipts -= run.ports.len();
            }
        }
    }
}

fn new_token(entropy: &mut dyn Entropy) -> Option<RunToken> {
    let mut text = String::with_capacity(TOKEN_LENGTH);
    while text.len() < TOKEN_LENGTH {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes);
        // Bytes beyond a multiple of the alphabet's length would favour its first characters.
        let fair = bytes
            .into_iter()
            .map(usize::from)
            .filter(|byte| *byte < 256 / ALPHABET.len() * ALPHABET.len());
        for byte in fair.take(TOKEN_LENGTH - text.len()) {
            text.push(char::from(*ALPHABET.get(byte % ALPHABET.len())?));
        }
    }
    text.parse().ok()
}

/// One run.
#[derive(Debug)]
pub(super) struct Run {
    created: Duration,
    /// Who asked for the token over HTTP.
    creator: IpAddr,
    /// UDP source addresses, the first [`limits::MAX_RUN_ADDRESSES`] of them.
    addresses: Vec<IpAddr>,
    /// The own ports that were reached: by which of the addresses, from which port, last.
    ports: HashMap<Local, (u8, u16)>,
    requests: Bucket,
    readings: Bucket,
    /// Own checks, from where and to where.
    own_checks: Vec<(Local, SocketAddr)>,
    last_own_checks: Option<Duration>,
    refused: u32,
}

impl Run {
    fn new(created: Duration, creator: IpAddr) -> Self {
        Self {
            created,
            creator,
            addresses: Vec::new(),
            ports: HashMap::new(),
            requests: Bucket::default(),
            readings: Bucket::default(),
            own_checks: Vec::new(),
            last_own_checks: None,
            refused: 0,
        }
    }

    pub(super) const fn created(&self) -> Duration {
        self.created
    }

    /// The addresses that the run uses, over HTTP and UDP.
    pub(super) fn all_addresses(&self) -> impl Iterator<Item = IpAddr> + '_ {
        let creator = Some(self.creator).filter(|creator| !self.addresses.contains(creator));
        self.addresses.iter().copied().chain(creator)
    }

    /// Whether the run may use the address: it does already, or has room for it.
    pub(super) fn knows_address(&mut self, address: IpAddr) -> bool {
        if self.addresses.contains(&address) {
            return true;
        }
        let room = self.addresses.len() < limits::MAX_RUN_ADDRESSES;
        if room {
            self.addresses.push(address);
        } else {
            self.refuse();
        }
        room
    }

    pub(super) fn take_request(&mut self, now: Duration) -> bool {
        self.requests.take(now, limits::RUN_REQUESTS)
    }

    pub(super) fn take_reading(&mut self, now: Duration) -> bool {
        self.readings.take(now, limits::READINGS)
    }

    /// A budget refused something of this run.
    pub(super) fn refuse(&mut self) {
        self.refused = self.refused.saturating_add(1);
    }

    fn book(&mut self, local: Local, remote: SocketAddr, full: bool) -> bool {
        let place = self
            .addresses
            .iter()
            .position(|address| *address == remote.ip())
            .and_then(|place| u8::try_from(place).ok());
        let Some(place) = place else {
            return false;
        };
        if full && !self.ports.contains_key(&local) {
            self.refuse();
        } else {
            self.ports.insert(local, (place, remote.port()));
        }
        true
    }

    /// How many own checks may go to this address now, 0 to `wanted`. That a set came too soon
    /// after the last one is no refusal: browsers repeat their checks several times a second.
    pub(super) fn own_checks_allowed(
        &mut self,
        now: Duration,
        to: SocketAddr,
        wanted: usize,
    ) -> usize {
        let too_soon = self
            .last_own_checks
            .is_some_and(|last| now < last + limits::OWN_CHECK_PAUSE);
        if too_soon {
            return 0;
        }
        let sent_here = self.sent_to(to);
        if sent_here == 0 && self.targets() >= limits::MAX_OWN_CHECK_TARGETS {
            self.refuse();
            return 0;
        }
        let left_here = limits::MAX_OWN_CHECKS_TO_ONE.saturating_sub(sent_here);
        let left = limits::MAX_OWN_CHECKS.saturating_sub(self.own_checks.len());
        if left < wanted && sent_here == 0 {
            self.refuse();
        }
        wanted.min(left_here).min(left)
    }

    pub(super) fn note_own_check(&mut self, now: Duration, from: Local, to: SocketAddr) {
        self.last_own_checks = Some(now);
        self.own_checks.push((from, to));
    }

    fn sent_to(&self, to: SocketAddr) -> usize {
        self.own_checks
            .iter()
            .filter(|(_, target)| *target == to)
            .count()
    }

    fn targets(&self) -> usize {
        let mut targets: Vec<_> = self.own_checks.iter().map(|(_, to)| *to).collect();
        targets.sort_unstable();
        targets.dedup();
        targets.len()
    }

    /// What the run's owner is told; the bare requests are not known here.
    pub(super) fn receipts(&self, endpoints: &Endpoints) -> Receipts {
        let mut ports: Vec<_> = self.ports.iter().collect();
        ports.sort_unstable();
        let udp = ports
            .into_iter()
            .filter_map(|(local, (place, port))| {
                let address = self.addresses.get(usize::from(*place))?;
                udp_receipt(endpoints, *local, SocketAddr::new(*address, *port))
            })
            .collect();
        let own_checks = self
            .own_checks
            .iter()
            .filter_map(|(from, to)| {
                Some(OwnCheckReceipt {
                    from: endpoints.public(*from)?,
                    to: *to,
                })
            })
            .collect();
        Receipts {
            udp,
            bare: Vec::new(),
            own_checks,
            refused: self.refused,
        }
    }
}
