//! A client's plain datagrams under its run's token (`camcheck_core::wire::plain`).

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::wire::plain::{self, Kind};

use super::{Engine, Event, Local, Outgoing};

impl Engine {
    /// Records a datagram that a live run vouches for, and answers it with one of the same length. `false`: it is
    /// something else.
    pub(super) fn plain(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
        out: &mut Vec<Outgoing>,
    ) -> bool {
        let Some(token) = plain::decode(Kind::Question, bytes) else {
            return false;
        };
        if let Some(run) = self.vouching_run(now, &token, remote) {
            run.note_plain(local, remote);
            self.counts.add(Event::PlainAnswered);
            out.push(Outgoing {
                from: local,
                to: remote,
                bytes: plain::encode(Kind::Answer, &token),
            });
        }
        true
    }
}
