//! Tests of the path by datagrams of our own (`camcheck_core::wire::path`): large ones, and idle sockets.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::random;
use camcheck_core::limits::{IDLE_DATAGRAMS, IDLE_GRACE, UDP_HEADERS};
use camcheck_core::probe::{IdleOutcome, IdleProbe, LargeOutcome, LargeProbe, Timing, Way};
use camcheck_core::wire::path::{Kind, MAX_LENGTH, MIN_LENGTH, PathPacket};
use camcheck_core::wire::token::RunToken;
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming, Sending};

/// Between two orders of a datagram to an idle socket, which then arrive as far apart.
const BETWEEN_ORDERS: Duration = Duration::from_millis(100);

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
pub(crate) async fn send_large(probe: &LargeProbe, timing: Timing) -> LargeOutcome {
    let Ok(path) = Path::open(probe.server, &probe.token, timing).await else {
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
        (Asked::Answered, _) => return LargeOutcome::Answered,
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

/// Exchanges datagrams, is idle, and waits for what the far end then sends.
pub(crate) async fn stay_idle(probe: &IdleProbe, timing: Timing) -> IdleOutcome {
    let Ok(path) = Path::open(probe.server, &probe.token, timing).await else {
        return IdleOutcome::NotPossible;
    };
    let order = Kind::Late {
        seconds: probe.seconds,
    };
    let mut ids = Vec::new();
    for _ in 0..IDLE_DATAGRAMS {
        let id = u32::from_be_bytes(random::bytes());
        match path.ask_as(id, order, MIN_LENGTH).await {
            Asked::Answered => ids.push(id),
            Asked::Silent => {}
            Asked::NotSent => return IdleOutcome::NotPossible,
        }
        path.listen(|_| false, Instant::now() + BETWEEN_ORDERS)
            .await;
    }
    if ids.is_empty() {
        return IdleOutcome::Unreached;
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
    async fn open(server: SocketAddr, token: &'a RunToken, timing: Timing) -> Result<Self, ()> {
        Ok(Self {
            socket: Datagrams::toward(server).await.map_err(drop)?,
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
        let packet = PathPacket {
            id,
            token: self.token.clone(),
            kind,
        };
        let bytes = packet.encode(length);
        let answers = |answer: &PathPacket| {
            answer.id == id && matches!(answer.kind, Kind::SizedAnswer | Kind::LateNoted)
        };
        let mut asked = Asked::NotSent;
        for _ in 0..self.timing.tries {
            match self.socket.send(&bytes, self.server) {
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
