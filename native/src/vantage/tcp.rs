//! Opens TCP connections, and classifies failures.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use camcheck_core::model::failure::{Cause, Layer, TcpFailure};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

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
}

/// Connects to the first address that answers; each has a head start over the next.
///
/// # Errors
/// At [`Layer::Connect`]: the failure of the address that failed first.
pub(crate) async fn connect(
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
            running.push(connect_one(*address));
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

async fn connect_one(address: SocketAddr) -> Result<Connected, Cause> {
    let started = Instant::now();
    let stream = TcpStream::connect(address)
        .await
        .map_err(|error| connect_cause(&error, address))?;
    let round_trip = Some(started.elapsed()).filter(|elapsed| *elapsed < SYN_TIMEOUT);
    // Small requests must not wait for each other's acknowledgement; without this option everything still
    // works.
    let _ = stream.set_nodelay(true);
    Ok(Connected { stream, round_trip })
}

/// Why a connection did not open.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the system has many more errors, none with a meaning here"
)]
fn connect_cause(error: &io::Error, address: SocketAddr) -> Cause {
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
        io::ErrorKind::NetworkUnreachable if has_route(address) => Cause::Unreachable,
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

/// Whether the device has a route to an address. Connecting a UDP socket sends nothing.
fn has_route(address: SocketAddr) -> bool {
    let wildcard: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    UdpSocket::bind(wildcard).is_ok_and(|socket| socket.connect(address).is_ok())
}

#[cfg(test)]
mod tests;
