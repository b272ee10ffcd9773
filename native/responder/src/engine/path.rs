//! A client's tests of the path: large datagrams and late answers (`camcheck_core::wire::path`), and SIP messages
//! (`camcheck_core::wire::sip`).

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::wire::path::{Kind, MIN_LENGTH, PathPacket};
use camcheck_core::wire::sip;
use camcheck_core::wire::token::RunToken;
use ring::digest::{SHA256, digest};

use super::run::Run;
use super::{Engine, Event, Local, Outgoing};
use crate::limits;

/// What the far end offers beyond answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PathOffer {
    /// It takes part in the tests of the path.
    pub(crate) path_tests: bool,
    /// It answers NTP.
    pub(crate) ntp: bool,
    /// The largest packet, in bytes, that leaves it in one piece; 0 if that is not known.
    pub(crate) mtu: u16,
}

impl Engine {
    /// Answers a request with one datagram that is not longer, or orders one for later.
    pub(super) fn path_test(
        &mut self,
        now: Duration,
        (local, remote): (Local, SocketAddr),
        packet: &PathPacket,
        length: usize,
        out: &mut Vec<Outgoing>,
    ) {
        let order = match packet.kind {
            Kind::Sized { answer } => Some((usize::from(answer), None)),
            Kind::Late { seconds } => Some((MIN_LENGTH, Some(Duration::from_secs(seconds.into())))),
            Kind::SizedAnswer | Kind::LateNoted | Kind::LateAnswer => None,
        };
        let Some((answer_length, wait)) = order.filter(|_| self.offer.path_tests) else {
            self.counts.add(Event::NotStun);
            return;
        };
        let has_room = self.late.len() < limits::MAX_LATE;
        let Some(run) = self.vouching_run(now, &packet.token, remote) else {
            return;
        };
        let is_over_budget =
            wait.is_some_and(|wait| wait > limits::MAX_LATE_WAIT || !has_room || !run.begin_late());
        if is_over_budget {
            run.refuse();
            self.counts.add(Event::PathTestRefused);
            return;
        }
        let answer = |kind| Outgoing {
            from: local,
            to: remote,
            bytes: PathPacket {
                kind,
                ..packet.clone()
            }
            .encode(answer_length.min(length)),
        };
        self.counts.add(Event::PathTestAnswered);
        let Some(wait) = wait else {
            out.push(answer(Kind::SizedAnswer));
            return;
        };
        out.push(answer(Kind::LateNoted));
        self.delayed_so_far += 1;
        let key = (now + wait, self.delayed_so_far);
        self.late.insert(key, answer(Kind::LateAnswer));
    }

    /// Notes how a SIP message arrived. There is no answer: an ALG would rewrite that as well.
    pub(super) fn sip_message(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        bytes: &[u8],
    ) {
        let Some(token) = sip::token_of(bytes).filter(|_| self.offer.path_tests) else {
            self.counts.add(Event::NotStun);
            return;
        };
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest(&SHA256, bytes).as_ref());
        if let Some(run) = self.vouching_run(now, &token, remote) {
            run.note_sip(local, remote, sha256.into());
            self.counts.add(Event::SipNoted);
        }
    }

    /// The live run that a datagram names, if it vouches for the source and has the budget.
    fn vouching_run(
        &mut self,
        now: Duration,
        token: &RunToken,
        remote: SocketAddr,
    ) -> Option<&mut Run> {
        let Some(run) = self.runs.live(now, token) else {
            self.counts.add(Event::NotStun);
            return None;
        };
        if !run.knows_address(remote.ip()) || !run.take_request(now) {
            self.counts.add(Event::Unrecorded);
            run.miss();
            return None;
        }
        Some(run)
    }
}
