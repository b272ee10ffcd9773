//! DTLS connections with clients (RFC 6347, RFC 9147), each on its own five-tuple. State is created only for
//! a ClientHello whose source has recently sent a request under a live run, within that run's budget, and
//! it expires. Refusals because of a budget are counted and listed in the run's receipts, because to a client, a
//! refusal looks like a firewall.

mod vouchers;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::time::Duration;

use camcheck_codec::dtls::{Connection, Progress, Server};
use camcheck_core::wire::fingerprint::Fingerprint;
use camcheck_core::wire::http::DtlsProgress;
use camcheck_core::wire::token::RunToken;

use super::agenda::Agenda;
use super::endpoint::Path;
use super::feed::{Carrier, Channel, Client, Feeds, Host};
use super::{Engine, Event, Local, Outgoing};
use crate::limits;
pub(super) use vouchers::Vouchers;

/// The DTLS connections of the far end.
#[derive(Debug)]
pub(super) struct Connections {
    server: Server,
    live: HashMap<Path, Session>,
    /// When each of them has something to do.
    agenda: Agenda,
    vouchers: Vouchers,
}

#[derive(Debug)]
struct Session {
    connection: Connection,
    token: RunToken,
    /// When the last datagram of the client arrived.
    heard: Duration,
    /// The client has returned the cookie, so its source address is its own.
    is_proven: bool,
    /// What runs on it, since the client has sent something on it.
    channel: Option<Channel>,
}

/// What happened to a connection.
enum Step<'a> {
    /// A datagram of the client arrived.
    Datagram(&'a [u8]),
    /// Something is due.
    Time,
}

impl Session {
    fn expires(&self) -> Duration {
        self.heard + limits::DTLS_SILENCE
    }

    /// When a part of the handshake is to be sent again. Cookies are not sent again: they would go to an address from
    /// which only one datagram has arrived (RFC 6347 section 4.2.4 leaves that to the client).
    fn due(&self) -> Option<Duration> {
        self.connection.due().filter(|_| self.is_proven)
    }

    const fn client(&self, path: Path) -> Client<'_> {
        Client {
            token: &self.token,
            carrier: Carrier::Channel,
            path,
        }
    }

    /// When there is anything to do.
    fn next(&self, feeds: &Feeds, path: Path) -> Duration {
        let channel = self.channel.as_ref();
        let channel = channel.and_then(|channel| channel.due(feeds, self.client(path)));
        let due = self.due().into_iter().chain(channel);
        due.fold(self.expires(), Duration::min)
    }

    fn step(&mut self, now: Duration, step: &Step<'_>, packets: &mut Vec<Vec<u8>>) {
        match step {
            Step::Datagram(bytes) => {
                self.heard = now;
                self.connection.receive(now, bytes, packets);
                let goes_on =
                    !packets.is_empty() && !packets.iter().any(|packet| is_cookie(packet));
                self.is_proven |= goes_on;
            }
            Step::Time if self.due().is_some_and(|due| due <= now) => {
                self.connection.tick(now, packets);
            }
            Step::Time => {}
        }
    }
}

impl Session {
    /// Runs what the client has on its connection. `packets`: what goes out, encrypted.
    fn run_channel(&mut self, host: &mut Host<'_>, path: Path, packets: &mut Vec<Vec<u8>>) {
        let Self {
            connection,
            token,
            channel,
            ..
        } = self;
        let client = Client {
            token,
            carrier: Carrier::Channel,
            path,
        };
        let mut out = Vec::new();
        for record in connection.take_received() {
            let channel = channel.get_or_insert_with(Channel::new);
            if !channel.receive(host, client, &record, &mut out) {
                host.counts.add(Event::SctpDropped);
            }
        }
        if let Some(channel) = channel {
            channel.tick(host, client, &mut out);
        }
        for packet in out {
            connection.send(&packet, packets);
        }
    }
}

impl Connections {
    pub(super) fn new(server: Server) -> Self {
        Self {
            server,
            live: HashMap::new(),
            agenda: Agenda::default(),
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
        self.agenda.next()
    }

    pub(super) fn len(&self) -> usize {
        self.live.len()
    }

    fn has_room(&self) -> bool {
        self.live.len() < limits::MAX_DTLS
    }

    fn forget(&mut self, host: &mut Host<'_>, path: Path) {
        self.agenda.remove(path);
        if let Some(session) = self.live.remove(&path) {
            host.end(session.client(path));
        }
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
        let path = (local, remote);
        let connections = self.connections.as_ref();
        let session = connections.and_then(|connections| connections.live.get(&path));
        let admitted = match session {
            Some(session) => {
                let run = self.runs.live(now, &session.token);
                run.is_some_and(|run| run.take_request(now))
            }
            None => self.begin(now, path, bytes).is_some(),
        };
        if admitted {
            self.proceed(now, path, &Step::Datagram(bytes), out);
        }
    }

    /// Sends what is due, and removes connections whose client has fallen silent.
    pub(super) fn dtls_due(&mut self, now: Duration, out: &mut Vec<Outgoing>) {
        let connections = self.connections.as_ref();
        let due = connections.map(|connections| connections.agenda.due(now));
        for path in due.unwrap_or_default() {
            self.proceed(now, path, &Step::Time, out);
        }
    }

    /// Makes room for a handshake, if this begins one and a run vouches for its source.
    fn begin(&mut self, now: Duration, path: Path, bytes: &[u8]) -> Option<()> {
        let (local, remote) = path;
        let connections = self.connections.as_mut()?;
        if !is_client_hello(bytes) {
            self.counts.add(Event::DtlsStray);
            return None;
        }
        let token = connections.vouchers.of(now, remote);
        let run = token.and_then(|token| Some((self.runs.live(now, &token)?, token)));
        let Some((run, token)) = run else {
            self.counts.add(Event::DtlsUnknown);
            return None;
        };
        if !connections.has_room() || !run.begin_dtls(local, remote) {
            self.counts.add(Event::DtlsRefused);
            run.refuse_dtls();
            return None;
        }
        self.counts.add(Event::DtlsBegun);
        let session = Session {
            connection: connections.server.accept(now),
            token,
            heard: now,
            is_proven: false,
            channel: None,
        };
        connections.live.insert(path, session);
        Some(())
    }

    fn proceed(&mut self, now: Duration, path: Path, step: &Step<'_>, out: &mut Vec<Outgoing>) {
        let Some(connections) = &mut self.connections else {
            return;
        };
        let mut host = Host {
            now,
            feeds: &mut self.feeds,
            runs: &mut self.runs,
            counts: &mut self.counts,
            passed: &mut self.passed,
        };
        let Some(session) = connections.live.get_mut(&path) else {
            return;
        };
        if session.expires() <= now && matches!(step, Step::Time) {
            connections.forget(&mut host, path);
            return;
        }
        let (local, remote) = path;
        let before = session.connection.progress();
        let mut packets = Vec::new();
        session.step(now, step, &mut packets);
        let progress = session.connection.progress();
        if (before, progress) == (Progress::UnderWay, Progress::Finished) {
            host.counts.add(Event::DtlsFinished);
            if let Some(run) = host.runs.live(now, &session.token) {
                run.note_dtls(local, remote, DtlsProgress::Finished);
            }
        }
        if progress == Progress::Finished {
            session.run_channel(&mut host, path, &mut packets);
        }
        out.extend(packets.into_iter().map(|bytes| Outgoing {
            from: local,
            to: remote,
            bytes,
        }));
        if session.connection.progress() == Progress::Over {
            connections.forget(&mut host, path);
        } else {
            let next = session.next(host.feeds, path);
            connections.agenda.set(path, next);
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

/// The offset after the header of a record (RFC 6347 section 4.1).
const HANDSHAKE_TYPE: usize = 13;

/// The offset after the headers of the record and of the message (section 4.2.2), and the version.
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
