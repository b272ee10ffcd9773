//! A browser with a feed, and the line between it and the far end, in virtual time.

use std::collections::{HashMap, VecDeque};

use camcheck_codec::dtls::{Client as Dtls, Connection, Progress};
use camcheck_core::feed::Stream;
use camcheck_core::wire::feed::{Media, Packet};

use super::super::*;
use super::sctp::Sctp;

/// One way over the line.
const DELAY: Duration = Duration::from_millis(20);

/// How finely time passes.
const STEP: Duration = Duration::from_millis(1);

/// Before INIT is sent again (RFC 9260 section 16).
const INIT_AGAIN: Duration = Duration::from_secs(1);

/// One end of a feed, with its line.
pub(super) struct Client {
    pub(super) dtls: Connection,
    pub(super) sctp: Sctp,
    pub(super) stream: Stream,
    pub(super) address: SocketAddr,
    pub(super) local: Local,
    pub(super) init_sent: Option<Duration>,
    pub(super) up: VecDeque<(Duration, Vec<u8>)>,
    pub(super) down: VecDeque<(Duration, Vec<u8>)>,
    /// Whether a packet of the feed gets lost on its way.
    pub(super) loses_up: fn(&Media) -> bool,
    pub(super) loses_down: fn(&Media) -> bool,
    /// So many datagrams carry each message.
    pub(super) parts: usize,
    /// How often each datagram with data is sent.
    pub(super) copies: usize,
    /// The client has gone: nothing of it arrives any more.
    pub(super) is_gone: bool,
    /// The client sends no packets of the feed.
    pub(super) is_silent: bool,
    /// What the client has sent and received, in bytes.
    pub(super) sent: usize,
    pub(super) received: usize,
    /// How often the far end has answered that it is busy.
    pub(super) busy: usize,
    /// The longest datagram of the far end.
    pub(super) longest: usize,
}

impl Client {
    pub(super) fn new(now: Duration, address: &str, windows: u8) -> Self {
        Self {
            dtls: Dtls::new().expect("a key").connect(now),
            sctp: Sctp::new(65_535),
            stream: Stream::client(windows),
            address: address.parse().expect("an address"),
            local: PRIMARY,
            init_sent: None,
            up: VecDeque::new(),
            down: VecDeque::new(),
            loses_up: |_| false,
            loses_down: |_| false,
            parts: 1,
            copies: 1,
            is_gone: false,
            is_silent: false,
            sent: 0,
            received: 0,
            busy: 0,
            longest: 0,
        }
    }

    pub(super) fn dtls_13(mut self) -> Self {
        let key = Dtls::new().expect("a key");
        // The far end's clock begins there.
        self.dtls = key.connect_13(Duration::from_secs(1_000));
        self
    }

    pub(super) fn usrsctp(mut self) -> Self {
        self.sctp = Sctp::new(2_048);
        self
    }

    /// Sends an SCTP packet.
    pub(super) fn put(&mut self, now: Duration, packet: &[u8]) {
        let mut out = Vec::new();
        self.dtls.send(packet, &mut out);
        self.put_all(now, out);
    }

    pub(super) fn put_all(&mut self, now: Duration, datagrams: Vec<Vec<u8>>) {
        for datagram in datagrams {
            self.sent += datagram.len();
            self.up.push_back((now + DELAY, datagram));
        }
    }

    pub(super) fn put_message(&mut self, now: Duration, packet: &Packet) {
        if matches!(packet, Packet::Media(media) if (self.loses_up)(media)) {
            return;
        }
        for part in self.sctp.message(&packet.encode(), self.parts) {
            for _ in 0..self.copies {
                self.put(now, &part);
            }
        }
    }

    fn arrive(&mut self, now: Duration) {
        let mut out = Vec::new();
        while let Some((_, datagram)) = self.down.pop_front_if(|(at, _)| *at <= now) {
            self.received += datagram.len();
            self.longest = self.longest.max(datagram.len());
            self.dtls.receive(now, &datagram, &mut out);
            for record in self.dtls.take_received() {
                self.take(now, &record);
            }
        }
        if self.dtls.due().is_none_or(|due| due <= now) {
            self.dtls.tick(now, &mut out);
        }
        self.put_all(now, out);
    }

    fn take(&mut self, now: Duration, record: &[u8]) {
        // Of a packet with data, the message begins behind the headers of packet and chunk.
        let packet = record.get(28..).and_then(Packet::decode);
        if matches!(packet, Some(Packet::Media(media)) if (self.loses_down)(&media)) {
            return;
        }
        let came = self.sctp.receive(record);
        for answer in came.answers {
            self.put(now, &answer);
        }
        for message in came.messages {
            let packet = Packet::decode(&message).expect("a packet of a feed");
            self.busy += usize::from(packet == Packet::Busy);
            self.stream.receive(now, &packet);
        }
    }

    fn speak(&mut self, now: Duration) {
        if self.dtls.progress() != Progress::Finished {
            return;
        }
        if !self.sctp.is_open {
            if self.init_sent.is_none_or(|sent| sent + INIT_AGAIN <= now) {
                self.init_sent = Some(now);
                let init = self.sctp.init();
                self.put(now, &init);
            }
            return;
        }
        if self.is_silent || self.stream.next_due() > now || self.stream.is_over(now) {
            return;
        }
        let mut packets = Vec::new();
        self.stream.send(now, true, |packet| packets.push(packet));
        for packet in packets {
            self.put_message(now, &packet);
        }
    }
}

/// A datagram that came to the far end: where, from where, and its bytes.
type Arrived = (Local, SocketAddr, Vec<u8>);

/// The far end with its clients.
pub(super) struct World {
    pub(super) bench: Bench,
    pub(super) clients: Vec<Client>,
    places: HashMap<SocketAddr, usize>,
    /// Time that the far end took, by the clock of this machine.
    pub(super) took: Duration,
    /// The datagrams that come to the far end next.
    pub(super) arrived: Vec<Arrived>,
    /// Those that came last.
    pub(super) seen: Vec<Arrived>,
}

impl World {
    pub(super) fn new(bench: Bench) -> Self {
        Self {
            bench,
            clients: Vec::new(),
            places: HashMap::new(),
            took: Duration::ZERO,
            arrived: Vec::new(),
            seen: Vec::new(),
        }
    }

    /// A client whose address a request under the token has come from.
    pub(super) fn add(&mut self, token: &RunToken, client: Client) {
        let request = binding(None, Some(token));
        self.bench
            .send(client.local, &client.address.to_string(), &request);
        self.places.insert(client.address, self.clients.len());
        self.clients.push(client);
    }

    pub(super) fn run(&mut self, time: Duration) {
        let end = self.bench.now + time;
        while self.bench.now < end {
            self.step();
            self.bench.pass(STEP);
        }
    }

    pub(super) fn step(&mut self) {
        let now = self.bench.now;
        for client in &mut self.clients {
            if !client.is_gone {
                client.arrive(now);
                client.speak(now);
            }
        }
        let mut arrived = std::mem::take(&mut self.arrived);
        for client in &mut self.clients {
            while let Some((_, datagram)) = client.up.pop_front_if(|(at, _)| *at <= now) {
                arrived.push((client.local, client.address, datagram));
            }
        }
        let started = std::time::Instant::now();
        let mut out = Vec::new();
        for (local, address, datagram) in &arrived {
            let engine = &mut self.bench.engine;
            engine.datagram(now, *local, *address, datagram, &mut out);
        }
        if self.bench.engine.next_due().is_some_and(|due| due <= now) {
            self.bench.engine.due(now, &mut out);
        }
        self.took += started.elapsed();
        self.seen = arrived;
        for sent in out {
            let client = self.places.get(&sent.to);
            if let Some(client) = client.and_then(|place| self.clients.get_mut(*place)) {
                assert_eq!(sent.from, client.local);
                client.down.push_back((now + DELAY, sent.bytes));
            }
        }
    }
}
