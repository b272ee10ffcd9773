//! Opens TCP connections, and classifies failures.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::flow::Opening;
use super::outlet::Outlet;

/// Head start of one address over the next (RFC 8305 section 5).
const HEAD_START: Duration = Duration::from_millis(250);

/// At most this many addresses of a name are tried; more would only burden the site's router.
const MAX_ADDRESSES: usize = 4;

/// After how long systems send a SYN again (RFC 6298 section 2.1).
const SYN_TIMEOUT: Duration = Duration::from_secs(1);

/// An open connection.
pub(crate) struct Connected {
    pub(crate) stream: TcpStream,
    /// From SYN to SYN-ACK; `None` if the SYN was sent again, since it is then unknown which one was
    /// answered.
    pub(crate) round_trip: Option<Duration>,
    /// To be notified of how it ended.
    pub(crate) flow: Opening,
}

/// Connects to the first address that answers; each has a head start over the next.
///
/// # Errors
/// At [`Layer::Connect`]: the failure of the address that failed first.
pub(crate) async fn connect(
    outlet: &Outlet,
    addresses: &[SocketAddr],
    deadline: Instant,
) -> Result<Connected, TcpFailure> {
    let failed = |cause| TcpFailure {
        layer: Layer::Connect,
        cause,
    };
    let mut waiting = addresses.iter().take(MAX_ADDRESSES);
    let mut running = FuturesUnordered::new();
    let mut first_failure = None;
    loop {
        let next = waiting.next();
        if let Some(address) = next {
            running.push(connect_one(outlet, *address));
        }
        let turn = match next {
            Some(_) => deadline.min(Instant::now() + HEAD_START),
            None => deadline,
        };
        match timeout_at(turn, running.next()).await {
            Ok(Some(Ok(connected))) => return Ok(connected),
            Ok(Some(Err(error))) => {
                first_failure.get_or_insert(error);
            }
            // Every address failed.
            Ok(None) => return Err(failed(first_failure.unwrap_or(Cause::NoAddress))),
            Err(_) if Instant::now() >= deadline => {
                return Err(failed(first_failure.unwrap_or(Cause::Timeout)));
            }
            Err(_) => {}
        }
    }
}

async fn connect_one(outlet: &Outlet, address: SocketAddr) -> Result<Connected, Cause> {
    let started = Instant::now();
    let cause = |error| connect_cause(&error, outlet, address);
    let (socket, flow) = outlet.tcp(address).map_err(cause)?;
    let stream = match socket.connect(address).await.map_err(cause) {
        Ok(stream) => stream,
        Err(cause) => {
            flow.ended::<()>(&Err(TcpFailure {
                layer: Layer::Connect,
                cause,
            }));
            return Err(cause);
        }
    };
    let round_trip = Some(started.elapsed()).filter(|elapsed| *elapsed < SYN_TIMEOUT);
    // Small requests must not wait for each other's acknowledgement; without this option everything still
    // works.
    let _ = stream.set_nodelay(true);
    Ok(Connected {
        stream,
        round_trip,
        flow,
    })
}

/// Why a connection did not open.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the system has many more errors, none with a meaning here"
)]
fn connect_cause(error: &io::Error, outlet: &Outlet, address: SocketAddr) -> Cause {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Cause::Refused,
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => Cause::Reset,
        io::ErrorKind::TimedOut => Cause::Timeout,
        io::ErrorKind::HostUnreachable => Cause::Unreachable,
        // Linux reports the same error for a prohibition by a router in ICMPv6 and for one by its own
        // rules.
        io::ErrorKind::PermissionDenied if cfg!(target_os = "linux") && address.is_ipv6() => {
            Cause::Unreachable
        }
        io::ErrorKind::PermissionDenied => Cause::ForbiddenHere,
        io::ErrorKind::NetworkUnreachable if outlet.source(address).is_ok() => Cause::Unreachable,
        io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable => Cause::NoNetwork,
        _ => Cause::Opaque,
    }
}

/// Why an open connection ended.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "all other errors of an open stream mean that it is gone"
)]
pub(crate) fn stream_cause(error: &io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::TimedOut => Cause::Timeout,
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => Cause::Unreachable,
        io::ErrorKind::PermissionDenied => Cause::ForbiddenHere,
        io::ErrorKind::InvalidData => Cause::BadReply,
        _ => Cause::Reset,
    }
}

#[cfg(test)]
mod tests;
