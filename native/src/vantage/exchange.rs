//! One STUN transaction over UDP, with retransmissions until it is answered.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::stun::{
    BindingRequest, Change, MAX_MESSAGE, Response, Transaction, parse_response,
};
use camcheck_core::probe::Timing;
use camcheck_core::wire::token::RunToken;
use tokio::time::{Instant, sleep_until};

use super::datagram::{Datagrams, Incoming, Sending};

/// Pause before the next try to send when the system has no room.
const ROOM: Duration = Duration::from_millis(5);

/// A request, and the endpoint whose answer counts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange<'a> {
    /// Where the request goes.
    pub(crate) server: SocketAddr,
    /// Answers from any other endpoint do not count.
    pub(crate) accept: &'a [SocketAddr],
    /// From where the answer shall come.
    pub(crate) change: Option<Change>,
    /// The run.
    pub(crate) token: Option<&'a RunToken>,
    /// Whether a feed is to follow, for which the far end gives a nonce.
    pub(crate) asks_nonce: bool,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// None came in time.
    Silence,
    /// The system does not send.
    NotSent,
}

/// When a request is sent again, and when it is given up. Unlike the RTO of RFC 8489 section 6.2.1, the
/// interval does not double.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retransmission {
    pub(crate) interval: Duration,
    /// Rc of the RFC: how many times the request is sent at most.
    pub(crate) tries: u32,
    pub(crate) until: Instant,
}

impl Retransmission {
    /// What an engine's timing allows, from now on.
    pub(crate) fn from_now(timing: Timing) -> Self {
        Self {
            interval: timing.retransmit,
            tries: timing.tries,
            until: Instant::now() + timing.deadline,
        }
    }
}

/// The answer and the endpoint that sent it.
///
/// # Errors
/// Why there is none.
pub(crate) async fn exchange(
    socket: &Datagrams,
    exchange: Exchange<'_>,
    retransmission: Retransmission,
) -> Result<(SocketAddr, Response), Unanswered> {
    let transaction = Transaction::random();
    let request = BindingRequest {
        transaction,
        change: exchange.change,
        token: exchange.token.cloned(),
        asks_nonce: exchange.asks_nonce,
    }
    .encode();
    let mut left = retransmission.tries;
    let mut due = Instant::now();
    loop {
        let now = Instant::now();
        if now >= retransmission.until {
            return Err(Unanswered::Silence);
        }
        if left > 0 && due <= now {
            match socket.send(&request, exchange.server) {
                Sending::Sent => {
                    left -= 1;
                    due = now + retransmission.interval;
                }
                Sending::Busy => due = now + ROOM,
                Sending::Forbidden | Sending::NoNetwork => return Err(Unanswered::NotSent),
            }
        }
        if let Some(answer) = receive(socket, exchange, transaction) {
            return Ok(answer);
        }
        let wake = if left > 0 {
            due.min(retransmission.until)
        } else {
            retransmission.until
        };
        tokio::select! {
            () = sleep_until(wake) => {}
            () = socket.readable() => {}
        }
    }
}

fn receive(
    socket: &Datagrams,
    exchange: Exchange<'_>,
    transaction: Transaction,
) -> Option<(SocketAddr, Response)> {
    let mut buffer = [0; MAX_MESSAGE];
    while let Some(incoming) = socket.receive(&mut buffer) {
        let Incoming::Datagram { from, length } = incoming else {
            continue;
        };
        if !exchange.accept.contains(&from) {
            continue;
        }
        match parse_response(buffer.get(..length).unwrap_or_default()) {
            Ok(response) if response.transaction == transaction => return Some((from, response)),
            _ => {}
        }
    }
    None
}
