//! DTLS handshakes with clients (RFC 6347, RFC 9147), each on its own five-tuple. State is created only for
//! a ClientHello whose source has recently sent a request under a live run, within that run's budget, and
//! it expires. Refusals because of a budget are counted and listed in the run's receipts, because to a
//! client a refusal looks like a firewall.

mod vouchers;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use camcheck_codec::dtls::{Handshake, Progress, Server};
use camcheck_core::wire::fingerprint::Fingerprint;
use camcheck_core::wire::http::DtlsProgress;
use camcheck_core::wire::token::RunToken;

use super::{Engine, Event, Local, Outgoing};
use crate::limits;
pub(super) use vouchers::Vouchers;

/// The handshakes of the far end.
#[derive(Debug)]
pub(super) struct Handshakes {
    server: Server,
    live: HashMap<(Local, SocketAddr), Session>,
    vouchers: Vouchers,
}

#[derive(Debug)]
struct Session {
    handshake: Handshake,
    token: RunToken,
    /// When the last datagram of the client came.
    heard: Duration,
    /// The client has returned the cookie, so its source address is its own.
    is_proven: bool,
}

impl Session {
    fn expires(&self) -> Duration {
        self.heard + limits::DTLS_SILENCE
    }

    /// When something is to be sent again. Cookies are not: they would go to an address of which
    /// only one datagram is known (RFC 6347 section 4.2.4 leaves that to the client).
    fn due(&self) -> Option<Duration> {
        self.handshake.due().filter(|_| self.is_proven)
    }
}

impl Handshakes {
    pub(super) fn new(server: Server) -> Self {
        Self {
            server,
            live: HashMap::new(),
            vouchers: Vouchers::default(),
        }
    }

    pub(super) const fn fingerprint(&self) -> Fingerprint {
        self.server.fingerprint()
    }

    /// A live run vouches for an address and port, for a while.
    pub(super) fn vouch(&mut self, now: Duration, token: &RunToken, source: SocketAddr) {
        self.vouchers.add(now, token, source);
    }

    /// When [`Engine::dtls_due`] has something to do.
    pub(super) fn next_due(&self) -> Option<Duration> {
        let sessions = self.live.values();
        let due = |session: &Session| {
            let expires = session.expires();
            session.due().map_or(expires, |due| due.min(expires))
        };
        sessions.map(due).min()
    }

    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    fn has_room(&self) -> bool {
        self.live.len() < limits::MAX_DTLS
    }
}

impl Engine {
    /// A datagram came in that may be DTLS.
    pub(super) fn dtls(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) {
        let key = (local, remote);
        let handshakes = self.handshakes.as_ref();
        let session = handshakes.and_then(|handshakes| handshakes.live.get(&key));
        let admitted = match session {
            Some(session) => {
                let run = self.runs.live(now, &session.token);
                run.is_some_and(|run| run.take_request(now))
            }
            None => self.begin(now, key, bytes).is_some(),
        };
        if !admitted {
            return;
        }
        self.proceed(now, key, out, |session, packets| {
            session.heard = now;
            session.handshake.receive(now, bytes, packets);
            let goes_on = !packets.is_empty() && !packets.iter().any(|packet| is_cookie(packet));
            session.is_proven |= goes_on;
        });
    }

    /// Retransmits unanswered datagrams, and removes handshakes whose client fell silent.
    pub(super) fn dtls_due(&mut self, now: Duration, out: &mut Vec<Outgoing>) {
        let Some(handshakes) = &mut self.handshakes else {
            return;
        };
        handshakes.live.retain(|_, session| session.expires() > now);
        let is_due = |session: &Session| session.due().is_some_and(|due| due <= now);
        let due = handshakes.live.iter();
        let due = due.filter(|(_, session)| is_due(session));
        let due: Vec<_> = due.map(|(key, _)| *key).collect();
        for key in due {
            self.proceed(now, key, out, |session, packets| {
                session.handshake.tick(now, packets);
            });
        }
    }

    /// Makes room for a handshake, if this begins one and a run vouches for its source.
    fn begin(&mut self, now: Duration, key: (Local, SocketAddr), bytes: &[u8]) -> Option<()> {
        let (local, remote) = key;
        let handshakes = self.handshakes.as_mut()?;
        if !is_client_hello(bytes) {
            self.counts.add(Event::DtlsStray);
            return None;
        }
        let token = handshakes.vouchers.of(now, remote);
        let run = token.and_then(|token| Some((self.runs.live(now, &token)?, token)));
        let Some((run, token)) = run else {
            self.counts.add(Event::DtlsUnknown);
            return None;
        };
        if !handshakes.has_room() || !run.begin_dtls(local, remote) {
            self.counts.add(Event::DtlsRefused);
            run.refuse_dtls();
            return None;
        }
        self.counts.add(Event::DtlsBegun);
        let session = Session {
            handshake: handshakes.server.handshake(now),
            token,
            heard: now,
            is_proven: false,
        };
        handshakes.live.insert(key, session);
        Some(())
    }

    fn proceed(
        &mut self,
        now: Duration,
        key: (Local, SocketAddr),
        out: &mut Vec<Outgoing>,
        step: impl FnOnce(&mut Session, &mut Vec<Vec<u8>>),
    ) {
        let Some(handshakes) = &mut self.handshakes else {
            return;
        };
        let Some(session) = handshakes.live.get_mut(&key) else {
            return;
        };
        let (local, remote) = key;
        let before = session.handshake.progress();
        let mut packets = Vec::new();
        step(session, &mut packets);
        out.extend(packets.into_iter().map(|bytes| Outgoing {
            from: local,
            to: remote,
            bytes,
        }));
        match (before, session.handshake.progress()) {
            (Progress::UnderWay, Progress::Finished) => {
                self.counts.add(Event::DtlsFinished);
                if let Some(run) = self.runs.live(now, &session.token) {
                    run.note_dtls(local, remote, DtlsProgress::Finished);
                }
            }
            (_, Progress::Over) => {
                handshakes.live.remove(&key);
            }
            (_, Progress::UnderWay | Progress::Finished) => {}
        }
    }
}

/// What is sent to a client that has not returned a cookie yet: a HelloVerifyRequest (RFC 6347
/// section 4.2.1), or a ServerHello that is a HelloRetryRequest (RFC 9147 section 5.1).
fn is_cookie(packet: &[u8]) -> bool {
    match packet.get(HANDSHAKE_TYPE) {
        Some(3) => true,
        Some(2) => packet.get(SERVER_RANDOM) == Some(&RETRY[..]),
        Some(_) | None => false,
    }
}

/// Behind the header of a record (RFC 6347 section 4.1).
const HANDSHAKE_TYPE: usize = 13;

/// Behind the headers of the record and of the message (section 4.2.2) and the version.
const SERVER_RANDOM: Range<usize> = 27..59;

/// The random of a HelloRetryRequest (RFC 8446 section 4.1.3).
const RETRY: [u8; 32] = [
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
];

/// A record of the first epoch with a handshake message of type ClientHello in it (RFC 6347
/// sections 4.1 and 4.3.2; RFC 9147 section 5.3 keeps both).
fn is_client_hello(bytes: &[u8]) -> bool {
    let record = bytes.get(..3);
    let is_handshake = matches!(record, Some([22, 0xfe, 0xff | 0xfd]));
    is_handshake && bytes.get(3..5) == Some(&[0, 0]) && bytes.get(HANDSHAKE_TYPE) == Some(&1)
}
