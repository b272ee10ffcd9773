//! A client's tests of the path: large datagrams and late answers (`camcheck_core::wire::path`), and SIP messages
//! (`camcheck_core::wire::sip`).

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::limits::{FULL_PACKET, UDP_HEADERS};
use camcheck_core::wire::path::{Kind, MIN_LENGTH, PathPacket};
use camcheck_core::wire::sip;
use camcheck_core::wire::token::RunToken;
use ring::digest::{SHA256, digest};

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
            Kind::Received { .. } => Some((0, None)),
            Kind::SizedAnswer | Kind::LateNoted | Kind::LateAnswer => None,
        };
        let Some((answer_length, wait)) = order.filter(|_| self.offer.path_tests) else {
            self.counts.add(Event::NotStun);
            return;
        };
        if self.vouching_run(now, &packet.token, remote).is_none() {
            return;
        }
        if wait.is_some_and(|wait| !self.admit_late(now, wait, &packet.token, remote)) {
            self.counts.add(Event::PathTestRefused);
            return;
        }
        self.note_passed(packet.kind, length);
        if matches!(packet.kind, Kind::Received { .. }) {
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

    /// Whether there is room for another datagram to an idle socket, in all, of this source and of this run.
    fn admit_late(
        &mut self,
        now: Duration,
        wait: Duration,
        token: &RunToken,
        remote: SocketAddr,
    ) -> bool {
        let has_room = wait <= limits::MAX_LATE_WAIT && self.late.len() < limits::MAX_LATE;
        let source = self.sources.at(now, remote.ip());
        let Some(run) = self.runs.live(now, token) else {
            return false;
        };
        let admitted = has_room && run.begin_late() && source.late.take(now, limits::LATE);
        if !admitted {
            run.refuse();
        }
        admitted
    }

    /// Notes what passes to and from this machine.
    fn note_passed(&mut self, kind: Kind, length: usize) {
        let mtu = self.offer.mtu.min(FULL_PACKET);
        let full = usize::from(mtu.saturating_sub(UDP_HEADERS));
        match kind {
            Kind::Sized { .. } if length > full => self.passed.fragments_in = true,
            Kind::Sized { .. } if length == full => self.passed.full_in = true,
            Kind::Received { bytes } if usize::from(bytes) > full => {
                self.passed.fragments_out = true;
            }
            _ => {}
        }
    }

    /// Notes that an NTP request arrived.
    pub(crate) fn note_ntp(&mut self) {
        self.passed.ntp = true;
        self.counts.add(Event::NtpAnswered);
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
}
