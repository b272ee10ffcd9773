//! What a client runs on its DTLS connection: an SCTP association, which carries the packets of a feed.

use std::time::Duration;

use camcheck_codec::sctp::Association;
use camcheck_core::wire::feed::Packet;

use super::{Client, Feeds, Host};

/// What a client runs on its connection.
#[derive(Debug)]
pub(in crate::engine) struct Channel {
    association: Association,
    asked: Asked,
}

/// Whether the client has asked for a feed: for one at most, so that a hello that comes again begins no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    No,
    Begun,
    Refused,
}

impl Channel {
    pub(in crate::engine) fn new() -> Self {
        Self {
            association: Association::new(),
            asked: Asked::No,
        }
    }

    /// A record of the client came. Packets that go out are appended. `false`: it was dropped, or a part of it.
    pub(in crate::engine) fn receive(
        &mut self,
        host: &mut Host<'_>,
        client: Client<'_>,
        record: &[u8],
        out: &mut Vec<Vec<u8>>,
    ) -> bool {
        host.hear(client);
        let mut is_understood = self.association.receive(host.now, record, out);
        // One answer is enough for a record full of hellos.
        let mut is_busy = false;
        for message in self.association.take_received() {
            let Some(packet) = Packet::decode(&message) else {
                is_understood = false;
                continue;
            };
            match (self.asked, &packet) {
                (Asked::No, Packet::Hello { windows }) => {
                    let slows = self.association.is_throttled();
                    self.asked = if host.begin(client, *windows, slows) {
                        Asked::Begun
                    } else {
                        is_busy = true;
                        Asked::Refused
                    };
                }
                (Asked::Refused, Packet::Hello { .. }) => is_busy = true,
                (Asked::Begun, packet) => host.receive(client, packet),
                (Asked::No | Asked::Refused, _) => {}
            }
        }
        if is_busy {
            out.extend(self.association.send(host.now, &Packet::Busy.encode()));
        }
        is_understood
    }

    /// Sends what is due.
    pub(in crate::engine) fn tick(
        &mut self,
        host: &mut Host<'_>,
        client: Client<'_>,
        out: &mut Vec<Vec<u8>>,
    ) {
        let (now, association) = (host.now, &mut self.association);
        host.tick(client, |packet| {
            out.extend(association.send(now, &packet.encode()));
        });
        if self.association.is_over() {
            host.end(client);
        }
        if self.is_active(host.feeds, client) {
            self.association.tick(now, out);
        }
    }

    /// When [`Channel::tick`] has something to do.
    pub(in crate::engine) fn due(&self, feeds: &Feeds, client: Client<'_>) -> Option<Duration> {
        let association = self.association.due();
        let association = association.filter(|_| self.is_active(feeds, client));
        association.into_iter().chain(feeds.due(client)).min()
    }

    /// Beyond the answers to its packets, a client gets something only until its feed is over.
    fn is_active(&self, feeds: &Feeds, client: Client<'_>) -> bool {
        match self.asked {
            Asked::No => true,
            Asked::Begun => feeds.has(client),
            Asked::Refused => false,
        }
    }
}
