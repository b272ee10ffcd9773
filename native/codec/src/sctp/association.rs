//! The far end's side of an association.

use std::time::Duration;

use super::outgoing::Outgoing;
use super::packet::{
    ABORT, Builder, COOKIE_ACK, COOKIE_ECHO, Chunk, DATA, Data, FORWARD_TSN, HEARTBEAT,
    HEARTBEAT_ACK, INIT, Init, Packet, Ports, SACK, SHUTDOWN, SHUTDOWN_ACK, SHUTDOWN_COMPLETE,
    SKIP, first_tsn,
};
use super::reassembly::Reassembly;
use super::tsn::Tsn;
use crate::random;

/// What dcSCTP, the SCTP of Chromium and of Firefox of today, has in its INIT, for both directions.
/// usrsctp, which older ones of Firefox have, writes 2,048 there.
const STREAMS_OF_DCSCTP: u16 = 65_535;

/// WebRTC binary (RFC 8831 section 8).
const BINARY: u32 = 53;

/// The window that is always offered, in bytes: nothing waits here.
const WINDOW: u32 = 4 << 20;

/// Packets with data until one is acknowledged at once. RFC 9260 section 6.2 wants every second one;
/// frames have six packets, and half of one is soon enough.
const ACKNOWLEDGED: u32 = 3;

/// What is left of a burst is acknowledged after this. Short beside any round trip that a browser's
/// window would notice.
const ACKNOWLEDGE_AFTER: Duration = Duration::from_millis(10);

/// A number that is so far from the highest one is no data of this association: a feed of five seconds
/// in which every message is cut in two has a tenth of it.
const FARTHEST: u32 = 16_384;

/// So long without data, which is more than two frames, is a silence.
const SILENCE: Duration = Duration::from_millis(80);

/// Between two ladders.
const LADDER_PAUSE: Duration = Duration::from_millis(50);

/// How many numbers beyond the highest one a ladder acknowledges. As many SACK fit a packet, and a
/// browser has no more packets under way while it sends a feed.
const RUNGS: u32 = 64;

/// A peer that has been silent for this long is gone, so the ladders end.
const LADDERS_END: Duration = Duration::from_secs(5);

/// The far end's side of an association.
///
/// The peer begins; it sends whole messages, unordered, and expects none again that are lost.
#[derive(Debug)]
pub struct Association {
    own: Init,
    cookie: [u8; 8],
    peer: Option<Peer>,
    is_open: bool,
    is_over: bool,
    /// The messages that the last packet completed.
    received: Vec<Vec<u8>>,
}

#[derive(Debug)]
struct Peer {
    init: Init,
    /// As packets to it have them.
    ports: Ports,
    /// The highest number that came.
    highest: Tsn,
    /// When data came last.
    heard: Option<Duration>,
    /// Packets with data that are not acknowledged yet.
    unacknowledged: u32,
    acknowledge_at: Option<Duration>,
    laddered: Option<Duration>,
    reassembly: Reassembly,
    outgoing: Outgoing,
}

impl Association {
    /// One that waits for the peer's INIT.
    ///
    /// # Panics
    /// As [`random::fill`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            own: Init {
                // Never 0, which RFC 9260 section 3.3.2 forbids.
                tag: u32::from_be_bytes(random::bytes()) | 1,
                outbound_streams: STREAMS_OF_DCSCTP,
                inbound_streams: STREAMS_OF_DCSCTP,
                first: Tsn(u32::from_be_bytes(random::bytes())),
            },
            cookie: random::bytes(),
            peer: None,
            is_open: false,
            is_over: false,
            received: Vec::new(),
        }
    }

    /// A packet of the peer came in. What goes out is appended. `false`: it was dropped, or a part
    /// of it.
    pub fn receive(&mut self, now: Duration, bytes: &[u8], out: &mut Vec<Vec<u8>>) -> bool {
        self.received.clear();
        let packet = Packet::read(bytes).filter(|_| !self.is_over);
        let Some(packet) = packet else {
            return false;
        };
        let mut chunks = packet.chunks().peekable();
        if let Some(chunk) = chunks.next_if(|chunk| chunk.kind == INIT) {
            return self.begin(&packet, chunk, out);
        }
        let Self {
            own,
            cookie,
            peer: Some(peer),
            is_open,
            is_over,
            received,
        } = self
        else {
            return false;
        };
        if packet.ports != peer.ports.turned() {
            return false;
        }
        let mut reply = peer.packet(0);
        let (mut is_understood, mut has_data) = (true, false);
        for chunk in chunks {
            // Section 8.5.1: with this bit, an ABORT has the tag of its receiver's peer.
            let expected = if chunk.kind == ABORT && chunk.flags & 1 != 0 {
                peer.init.tag
            } else {
                own.tag
            };
            if packet.tag != expected {
                return false;
            }
            match chunk.kind {
                COOKIE_ECHO if chunk.value == cookie => {
                    *is_open = true;
                    reply = reply.chunk(COOKIE_ACK, 0, &[]);
                }
                ABORT | SHUTDOWN_COMPLETE => *is_over = true,
                HEARTBEAT => reply = reply.chunk(HEARTBEAT_ACK, 0, &[chunk.value]),
                DATA | SACK | FORWARD_TSN | SHUTDOWN if !*is_open => is_understood = false,
                DATA => {
                    has_data = true;
                    let message = peer.take(now, chunk);
                    is_understood &= message.is_some();
                    received.extend(message.flatten());
                }
                SACK => {
                    if let Some(cumulative) = first_tsn(chunk.value) {
                        peer.outgoing.acknowledge(cumulative);
                    }
                }
                FORWARD_TSN => is_understood &= peer.skip(now, chunk.value),
                SHUTDOWN => reply = reply.chunk(SHUTDOWN_ACK, 0, &[]),
                kind if kind & SKIP == 0 => {
                    is_understood = false;
                    break;
                }
                _ => {}
            }
        }
        if has_data && peer.is_acknowledged_now(now) {
            reply = reply.sack(peer.highest, WINDOW);
        }
        if !reply.is_empty() {
            out.push(reply.finish());
        }
        is_understood
    }

    /// The messages that the packet completed which [`Association::receive`] took last. They are there
    /// until the next packet comes.
    pub fn take_received(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.received)
    }

    /// The packet that carries a message, which may have 65,000 bytes and should fit a datagram with
    /// it; 28 bytes are added. `None` before the association is open and after its end.
    pub fn send(&mut self, now: Duration, message: &[u8]) -> Option<Vec<u8>> {
        let peer = self.open_peer()?;
        let tsn = peer.outgoing.send(now);
        let packet = peer.packet(message.len() + 16);
        Some(packet.message(tsn, BINARY, message).finish())
    }

    /// Sends what is due.
    pub fn tick(&mut self, now: Duration, out: &mut Vec<Vec<u8>>) {
        let Some(peer) = self.open_peer() else {
            return;
        };
        if peer.acknowledge_at.is_some_and(|at| at <= now) {
            out.push(peer.acknowledge());
        }
        if peer.ladder_at().is_some_and(|at| at <= now) {
            peer.laddered = Some(now);
            out.push(peer.ladder());
        }
        if let Some(tsn) = peer.outgoing.forward(now) {
            let tsn = tsn.0.to_be_bytes();
            let packet = peer.packet(tsn.len() + 4);
            out.push(packet.chunk(FORWARD_TSN, 0, &[&tsn]).finish());
        }
    }

    /// When [`Association::tick`] has something to do.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        let peer = self
            .peer
            .as_ref()
            .filter(|_| self.is_open && !self.is_over)?;
        let acknowledgement = peer.acknowledge_at;
        let others = [peer.ladder_at(), peer.outgoing.due()];
        acknowledgement
            .into_iter()
            .chain(others.into_iter().flatten())
            .min()
    }

    /// Whether the peer's SCTP may slow down where packets get lost, whatever is done here.
    ///
    /// That of usrsctp may: it ends the association when it gets the ladders.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.peer.as_ref().is_some_and(|peer| !peer.has_ladders())
    }

    /// Whether it has ended, by either side.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    fn open_peer(&mut self) -> Option<&mut Peer> {
        self.peer.as_mut().filter(|_| self.is_open && !self.is_over)
    }

    /// INIT, for the first time or again (section 5.2.1). The cookie keeps no state, which it would be
    /// for (section 5.1.3): DTLS has proven the source before.
    fn begin(&mut self, packet: &Packet<'_>, chunk: Chunk<'_>, out: &mut Vec<Vec<u8>>) -> bool {
        let Some(init) = Init::read(chunk.value).filter(|_| packet.tag == 0) else {
            return false;
        };
        let is_known = self.peer.as_ref().is_some_and(|peer| peer.init == init);
        // A peer that starts again does so with a DTLS connection of its own.
        if self.is_open && !is_known {
            return false;
        }
        let ports = packet.ports.turned();
        if !is_known {
            self.peer = Some(Peer::new(init, ports, self.own.first));
        }
        let answer = Builder::new(ports, init.tag, 64);
        out.push(answer.init_ack(&self.own, WINDOW, &self.cookie).finish());
        true
    }
}

impl Default for Association {
    fn default() -> Self {
        Self::new()
    }
}

impl Peer {
    fn new(init: Init, ports: Ports, first: Tsn) -> Self {
        Self {
            init,
            ports,
            highest: init.first.before(),
            heard: None,
            unacknowledged: 0,
            acknowledge_at: None,
            laddered: None,
            reassembly: Reassembly::default(),
            outgoing: Outgoing::new(first),
        }
    }

    fn packet(&self, room: usize) -> Builder {
        Builder::new(self.ports, self.init.tag, room)
    }

    const fn has_ladders(&self) -> bool {
        self.init.outbound_streams == STREAMS_OF_DCSCTP
            && self.init.inbound_streams == STREAMS_OF_DCSCTP
    }

    /// Takes a DATA chunk. `None` if it cannot belong to the association, `Some(None)` if the message
    /// is not complete.
    fn take(&mut self, now: Duration, chunk: Chunk<'_>) -> Option<Option<Vec<u8>>> {
        let data = Data::read(chunk)?;
        self.note_highest(data.tsn)?;
        self.heard = Some(now);
        Some(self.reassembly.add(&data))
    }

    /// The peer will not send what is missing up to a number; `false` if there is no such number.
    fn skip(&mut self, now: Duration, value: &[u8]) -> bool {
        let noted = first_tsn(value).and_then(|tsn| self.note_highest(tsn));
        if noted.is_some() {
            self.acknowledge_at.get_or_insert(now);
        }
        noted.is_some()
    }

    fn note_highest(&mut self, tsn: Tsn) -> Option<()> {
        let distance = tsn.since(self.highest);
        if distance.unsigned_abs() > FARTHEST {
            return None;
        }
        if distance > 0 {
            self.highest = tsn;
        }
        Some(())
    }

    /// One more packet with data came; whether it is acknowledged now, with those before it.
    fn is_acknowledged_now(&mut self, now: Duration) -> bool {
        self.unacknowledged += 1;
        let is_enough = self.unacknowledged >= ACKNOWLEDGED;
        if is_enough {
            self.unacknowledged = 0;
            self.acknowledge_at = None;
        } else {
            self.acknowledge_at.get_or_insert(now + ACKNOWLEDGE_AFTER);
        }
        is_enough
    }

    /// Acknowledges all up to the highest number, as if nothing was missing: a browser whose data is
    /// not acknowledged sends less, and so nothing could be told of the path.
    fn acknowledge(&mut self) -> Vec<u8> {
        self.unacknowledged = 0;
        self.acknowledge_at = None;
        self.packet(16).sack(self.highest, WINDOW).finish()
    }

    /// After an outage, or when the last packets of a burst are lost, the peer waits for a timer that
    /// doubles each time. It ends that at once when it sees its highest number acknowledged, which is
    /// not known here: it takes each SACK up to that number and ignores those beyond.
    fn ladder(&self) -> Vec<u8> {
        let packet = self.packet(RUNGS as usize * 16);
        let rungs = (1..=RUNGS).map(|rung| self.highest.plus(rung));
        rungs
            .fold(packet, |packet, rung| packet.sack(rung, WINDOW))
            .finish()
    }

    fn ladder_at(&self) -> Option<Duration> {
        let heard = self.heard.filter(|_| self.has_ladders())?;
        let at = self.laddered.map_or(heard + SILENCE, |laddered| {
            (heard + SILENCE).max(laddered + LADDER_PAUSE)
        });
        Some(at).filter(|at| *at < heard + LADDERS_END)
    }
}
