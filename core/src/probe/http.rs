//! A call of the far end's `/v1` interface, and its answer.

use std::net::{IpAddr, SocketAddr};

use super::Kind;
use super::timing::{Line, Timing};
use crate::catalogue::Scheme;
use crate::limits::{HTTP_DEADLINE, SWEEP_RECEIPTS_DEADLINE};
use crate::model::failure::TcpFailure;

/// Where the far end's HTTP interface is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpEndpoint {
    /// The address that a socket connects to.
    pub ip: IpAddr,
    /// The name for SNI, verification and a page's URL; a page uses the address without it.
    pub host: Option<String>,
    /// The port.
    pub port: u16,
    /// TLS, or plain in a local demo.
    pub scheme: Scheme,
}

impl HttpEndpoint {
    /// The URL of a path, by name where there is one.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        let scheme = self.scheme.as_str();
        let port = self.port;
        match (&self.host, self.ip) {
            (Some(host), _) => format!("{scheme}://{host}:{port}{path}"),
            (None, ip) => format!("{scheme}://{}{path}", SocketAddr::new(ip, port)),
        }
    }
}

/// A call of the `/v1` interface. The core builds the path and parses the body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HttpProbe {
    /// Where.
    pub endpoint: HttpEndpoint,
    /// `GET` or an empty `POST`.
    pub method: HttpMethod,
    /// Path and query.
    pub path: String,
    /// 0 for the first try.
    pub attempt: u8,
}

impl Kind for HttpProbe {
    type Outcome = HttpOutcome;

    fn timing(&self, line: &Line) -> Timing {
        line.once(line.stretched(if line.reads_sweep {
            SWEEP_RECEIPTS_DEADLINE
        } else {
            HTTP_DEADLINE
        }))
    }

    fn nothing_observed() -> HttpOutcome {
        Err(TcpFailure::NOTHING_OBSERVED)
    }
}

/// The two methods of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HttpMethod {
    /// GET
    Get,
    /// POST with an empty body.
    Post,
}

/// The outcome of a call.
pub type HttpOutcome = Result<HttpReply, TcpFailure>;

/// An HTTP answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpReply {
    /// The status code.
    pub status: u16,
    /// The body as text, cut off by the prober at [`MAX_HTTP_BODY`].
    pub body: String,
}

/// The longest body that a prober reads from the far end, in bytes; a receipt of a full sweep is
/// the longest there is.
pub const MAX_HTTP_BODY: usize = 8 << 20;
