//! Feeds in datagrams that look like SRTP (`camcheck_codec::rtp`). State is kept only for a feed that runs: it
//! begins with a hello that repeats the nonce of a STUN answer, which proves the client's address and which is
//! good for one feed.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::nonce::Nonce;
use camcheck_codec::rtp::{Hello, Link, SEED_LENGTH, nonce_of};
use camcheck_core::wire::feed::Packet;
use camcheck_core::wire::token::RunToken;

use super::agenda::Agenda;
use super::endpoint::Path;
use super::feed::{Carrier, Client, Host, Nonces, may_be_valid};
use super::run::NonceUse;
use super::{Engine, Entropy, Event, Local, Outgoing};

/// The clients that have a feed in datagrams.
#[derive(Debug)]
pub(super) struct Links {
    nonces: Nonces,
    live: HashMap<Path, Linked>,
    /// When each of them has something to do.
    agenda: Agenda,
}

#[derive(Debug)]
struct Linked {
    token: RunToken,
    link: Link,
}

impl Linked {
    const fn client(&self, path: Path) -> Client<'_> {
        Client {
            token: &self.token,
            carrier: Carrier::Rtp,
            path,
        }
    }
}

impl Links {
    pub(super) fn new(entropy: &mut dyn Entropy) -> Self {
        Self {
            nonces: Nonces::new(entropy),
            live: HashMap::new(),
            agenda: Agenda::default(),
        }
    }

    /// The nonce with which a client of a run may begin a feed.
    pub(super) fn nonce(&self, now: Duration, token: &RunToken, path: Path) -> Nonce {
        self.nonces.issue(now, token, path)
    }

    /// How many clients there are.
    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.live.len()
    }

    /// When [`Engine::rtp_due`] has something to do.
    pub(super) fn next_due(&self) -> Option<Duration> {
        self.agenda.next()
    }
}

impl Engine {
    /// A datagram came in that may be of a feed.
    pub(super) fn rtp(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) {
        let path = (local, remote);
        let linked = self.links.live.get(&path);
        let repeated = nonce_of(bytes)
            .filter(|nonce| linked.is_none_or(|linked| linked.link.nonce() != *nonce));
        let is_understood = if let Some(nonce) = repeated {
            may_be_valid(now, nonce) && self.greet(now, path, bytes, out).is_some()
        } else {
            self.go_on(now, path, bytes).is_some()
        };
        if is_understood {
            self.proceed_with_link(now, path, out);
        } else {
            self.counts.add(Event::RtpDropped);
        }
    }

    /// Sends the frames that are due.
    pub(super) fn rtp_due(&mut self, now: Duration, out: &mut Vec<Outgoing>) {
        for path in self.links.agenda.due(now) {
            self.proceed_with_link(now, path, out);
        }
    }

    /// A client says hello. `None`: it has not proven its address, or its nonce has had its feed.
    fn greet(
        &mut self,
        now: Duration,
        path: Path,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) -> Option<()> {
        let Hello {
            nonce,
            token,
            windows,
        } = Hello::decode(bytes)?;
        let links = &mut self.links;
        let is_proven = links.nonces.is_valid(now, nonce, &token, path);
        let run = self.runs.live(now, &token).filter(|_| is_proven)?;
        let is_admitted = run.knows_address(path.1.ip()) && run.take_request(now);
        let before = run.nonce_use(nonce);
        if !is_admitted || before == NonceUse::Begun {
            return None;
        }
        let mut seed = [0; SEED_LENGTH];
        self.entropy.fill(&mut seed);
        let mut link = Link::far_end(nonce, seed)?;
        let mut host = Host {
            now,
            feeds: &mut self.feeds,
            runs: &mut self.runs,
            counts: &mut self.counts,
            passed: &mut self.passed,
        };
        if let Some(left) = links.live.remove(&path) {
            host.end(left.client(path));
        }
        let client = Client {
            token: &token,
            carrier: Carrier::Rtp,
            path,
        };
        let begins = before == NonceUse::None && host.begin(client, windows, false);
        if let Some(run) = self.runs.live(now, &token) {
            run.use_nonce(nonce, begins);
        }
        if begins {
            // So that it counts as having come, if it is replayed.
            let _ = link.open(bytes);
            links.live.insert(path, Linked { token, link });
        } else {
            out.extend(link.seal(now, &Packet::Busy).map(|bytes| Outgoing {
                from: path.0,
                to: path.1,
                bytes,
            }));
        }
        Some(())
    }

    /// A packet of a client that has a feed.
    fn go_on(&mut self, now: Duration, path: Path, bytes: &[u8]) -> Option<()> {
        let linked = self.links.live.get_mut(&path)?;
        let run = self.runs.live(now, &linked.token)?;
        let packet = linked.link.open(bytes).filter(|_| run.take_request(now))?;
        let mut host = Host {
            now,
            feeds: &mut self.feeds,
            runs: &mut self.runs,
            counts: &mut self.counts,
            passed: &mut self.passed,
        };
        host.hear(linked.client(path));
        host.receive(linked.client(path), &packet);
        Some(())
    }

    fn proceed_with_link(&mut self, now: Duration, path: Path, out: &mut Vec<Outgoing>) {
        let links = &mut self.links;
        let Some(Linked { token, link }) = links.live.get_mut(&path) else {
            return links.agenda.remove(path);
        };
        let client = Client {
            token,
            carrier: Carrier::Rtp,
            path,
        };
        let mut host = Host {
            now,
            feeds: &mut self.feeds,
            runs: &mut self.runs,
            counts: &mut self.counts,
            passed: &mut self.passed,
        };
        host.tick(client, |packet| {
            out.extend(link.seal(now, &packet).map(|bytes| Outgoing {
                from: path.0,
                to: path.1,
                bytes,
            }));
        });
        match self.feeds.due(client) {
            Some(due) => links.agenda.set(path, due),
            None => {
                links.live.remove(&path);
                links.agenda.remove(path);
            }
        }
    }
}
