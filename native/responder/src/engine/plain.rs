//! A client's plain datagrams under its run's token (`camcheck_core::wire::plain`).

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::wire::path::PathPacket;
use camcheck_core::wire::plain::{self, Kind};

use super::{Engine, Event, Local, Outgoing};

impl Engine {
    /// Records a datagram that a live run vouches for, and answers it with one of the same length.
    pub(super) fn plain(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) {
        if let Some(packet) = PathPacket::decode(bytes) {
            return self.path_test(now, (local, remote), &packet, bytes.len(), out);
        }
        let token = plain::decode(Kind::Question, bytes);
        let run = token.and_then(|token| Some((self.runs.live(now, &token)?, token)));
        let Some((run, token)) = run else {
            self.counts.add(Event::NotStun);
            return;
        };
        let source = self.sources.at(now, remote.ip());
        if !run.knows_address(remote.ip()) || !run.take_request_from(now, remote, source) {
            self.counts.add(Event::Unrecorded);
            run.miss();
            return;
        }
        run.note_plain(local, remote);
        self.counts.add(Event::PlainAnswered);
        out.push(Outgoing {
            from: local,
            to: remote,
            bytes: plain::encode(Kind::Answer, &token),
        });
    }
}
