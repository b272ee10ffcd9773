//! Tests of the path by datagrams of our own (`camcheck_core::wire::path`): large ones, and idle sockets.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::random;
use camcheck_core::limits::{
    IDLE_DATAGRAMS, IDLE_EXCHANGE_PAUSE, IDLE_EXCHANGES, IDLE_GRACE, UDP_HEADERS,
};
use camcheck_core::probe::{IdleOutcome, IdleProbe, LargeOutcome, LargeProbe, Timing, Way};
use camcheck_core::wire::path::{Kind, MAX_LENGTH, MIN_LENGTH, PathPacket};
use camcheck_core::wire::token::RunToken;
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming, Sending};
use super::outlet::Outlet;

/// Between two orders of a datagram to an idle socket, which then arrive as far apart.
const BETWEEN_ORDERS: Duration = Duration::from_millis(100);

/// How often a received answer is reported: one may be lost.
const REPORTS: u32 = 2;

/// A fresh socket, and whom it asks.
struct Path<'a> {
    socket: Datagrams,
    server: SocketAddr,
    token: &'a RunToken,
    timing: Timing,
}

/// The answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Answered,
    Silent,
    /// The device does not send it.
    NotSent,
}

/// Asks by small datagrams, then by large ones, then by small ones again.
pub(crate) async fn send_large(
    outlet: &Outlet,
    probe: &LargeProbe,
    timing: Timing,
) -> LargeOutcome {
    let Ok(path) = Path::open(outlet, probe.server, &probe.token, timing).await else {
        return LargeOutcome::NotPossible;
    };
    if !probe.may_fragment && path.socket.forbid_fragments().is_err() {
        return LargeOutcome::NotPossible;
    }
    match path.ask(small(), MIN_LENGTH).await {
        Asked::Answered => {}
        Asked::Silent => return LargeOutcome::Unreached,
        Asked::NotSent => return LargeOutcome::NotPossible,
    }
    let large = Kind::Sized {
        answer: match probe.way {
            Way::Out => small_length(),
            Way::OutAndBack => probe.bytes,
        },
    };
    let answered = path.ask(large, probe.bytes.into()).await;
    let packet = probe.bytes.saturating_add(UDP_HEADERS);
    let path_mtu = path.socket.path_mtu(probe.server);
    let reported = path_mtu.filter(|mtu| !probe.may_fragment && *mtu < packet);
    match (answered, reported) {
        (Asked::Answered, _) => {
            if probe.way == Way::OutAndBack {
                path.report(probe.bytes);
            }
            return LargeOutcome::Answered;
        }
        (_, Some(path_mtu)) => return LargeOutcome::TooLarge { path_mtu },
        (Asked::NotSent, None) => return LargeOutcome::NotPossible,
        (Asked::Silent, None) => {}
    }
    match path.ask(small(), MIN_LENGTH).await {
        Asked::Answered => LargeOutcome::Vanished,
        Asked::Silent => LargeOutcome::Unreached,
        Asked::NotSent => LargeOutcome::NotPossible,
    }
}

/// Exchanges datagrams for a while, is idle, and waits for what the far end then sends.
pub(crate) async fn stay_idle(outlet: &Outlet, probe: &IdleProbe, timing: Timing) -> IdleOutcome {
    let Ok(path) = Path::open(outlet, probe.server, &probe.token, timing).await else {
        return IdleOutcome::NotPossible;
    };
    for _ in 0..IDLE_EXCHANGES {
        match path.ask(small(), MIN_LENGTH).await {
            Asked::Answered => path.pause(IDLE_EXCHANGE_PAUSE).await,
            Asked::Silent => return IdleOutcome::Unreached,
            Asked::NotSent => return IdleOutcome::NotPossible,
        }
    }
    let order = Kind::Late {
        seconds: probe.seconds,
    };
    let first = u32::from_be_bytes(random::bytes());
    match path.ask_as(first, order, MIN_LENGTH).await {
        Asked::Answered => {}
        Asked::Silent => return IdleOutcome::Unreached,
        Asked::NotSent => return IdleOutcome::NotPossible,
    }
    // They are not tried again: a datagram that is sent later would shorten the time.
    let ids: Vec<_> = (0..IDLE_DATAGRAMS)
        .map(|more| first.wrapping_add(more))
        .collect();
    for id in ids.iter().skip(1) {
        path.send(*id, order, MIN_LENGTH);
        path.pause(BETWEEN_ORDERS).await;
    }
    let idle = Duration::from_secs(probe.seconds.into());
    let until = Instant::now() + idle + IDLE_GRACE;
    let is_late = |packet: &PathPacket| packet.kind == Kind::LateAnswer && ids.contains(&packet.id);
    if path.listen(is_late, until).await {
        return IdleOutcome::Kept;
    }
    match path.ask(small(), MIN_LENGTH).await {
        Asked::Answered => IdleOutcome::Forgotten,
        Asked::Silent => IdleOutcome::Unreached,
        Asked::NotSent => IdleOutcome::NotPossible,
    }
}

/// A small request for a small answer.
fn small() -> Kind {
    Kind::Sized {
        answer: small_length(),
    }
}

fn small_length() -> u16 {
    u16::try_from(MIN_LENGTH).unwrap_or(u16::MAX)
}

impl<'a> Path<'a> {
    async fn open(
        outlet: &Outlet,
        server: SocketAddr,
        token: &'a RunToken,
        timing: Timing,
    ) -> Result<Self, ()> {
        Ok(Self {
            socket: Datagrams::toward(outlet, server).await.map_err(drop)?,
            server,
            token,
            timing,
        })
    }

    async fn ask(&self, kind: Kind, length: usize) -> Asked {
        let id = u32::from_be_bytes(random::bytes());
        self.ask_as(id, kind, length).await
    }

    /// Sends until an answer with the same number comes, as often as the timing allows.
    async fn ask_as(&self, id: u32, kind: Kind, length: usize) -> Asked {
        let answers = |answer: &PathPacket| {
            answer.id == id && matches!(answer.kind, Kind::SizedAnswer | Kind::LateNoted)
        };
        let mut asked = Asked::NotSent;
        for _ in 0..self.timing.tries {
            match self.send(id, kind, length) {
                Sending::Sent => asked = Asked::Silent,
                // The next try may find room.
                Sending::Busy => {}
                Sending::Forbidden | Sending::NoNetwork => return asked,
            }
            let until = Instant::now() + self.timing.retransmit;
            if self.listen(answers, until).await {
                return Asked::Answered;
            }
        }
        asked
    }

    fn send(&self, id: u32, kind: Kind, length: usize) -> Sending {
        let packet = PathPacket {
            id,
            token: self.token.clone(),
            kind,
        };
        self.socket.send(&packet.encode(length), self.server)
    }

    /// Tells the far end that an answer of this many bytes arrived, which later helps to judge cases in which none
    /// does.
    fn report(&self, bytes: u16) {
        for id in 0..REPORTS {
            // Nothing depends on it here.
            let _ = self.send(id, Kind::Received { bytes }, MIN_LENGTH);
        }
    }

    /// Lets time pass; what comes in meanwhile is an answer that is not needed any more.
    async fn pause(&self, duration: Duration) {
        self.listen(|_| false, Instant::now() + duration).await;
    }

    /// Waits for such a datagram of this run from the server; whether it came.
    async fn listen(&self, is_wanted: impl Fn(&PathPacket) -> bool, until: Instant) -> bool {
        let mut buffer = [0; MAX_LENGTH + 1];
        loop {
            while let Some(incoming) = self.socket.receive(&mut buffer) {
                let Incoming::Datagram { from, length } = incoming else {
                    continue;
                };
                let packet = buffer.get(..length).and_then(PathPacket::decode);
                let is_ours = |packet: &PathPacket| {
                    from == self.server && packet.token == *self.token && is_wanted(packet)
                };
                if packet.as_ref().is_some_and(is_ours) {
                    return true;
                }
            }
            if Instant::now() >= until {
                return false;
            }
            tokio::select! {
                () = sleep_until(until) => {}
                () = self.socket.readable() => {}
            }
        }
    }
}
