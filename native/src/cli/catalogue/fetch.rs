//! Fetches a catalogue from an http or https address.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_core::catalogue::Scheme;
use camcheck_core::limits::{HTTP_DEADLINE, NAMES_DEADLINE};
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{HttpEndpoint, HttpMethod, HttpProbe, Timing};
use hyper::Uri;
use tokio::net::lookup_host;
use tokio::time::timeout;

use crate::cli::Complaint;
use crate::cli::kit::Kit;

/// One request, not repeated.
pub(super) const ONCE: Timing = Timing {
    names: NAMES_DEADLINE,
    deadline: HTTP_DEADLINE,
    retransmit: Duration::from_secs(1),
    tries: 1,
    gap: Duration::ZERO,
};

/// Whether the location of a catalogue is a URL and not a file.
pub(super) fn is_address(place: &str) -> bool {
    let place = place.to_ascii_lowercase();
    place.starts_with("http://") || place.starts_with("https://")
}

/// The body that the address serves.
///
/// # Errors
/// If it cannot be fetched.
pub(in crate::cli) async fn fetch(address: &str, kit: &Kit) -> Result<String, Complaint> {
    let complain = |problem: String| Complaint::new(format!("cannot fetch {address}: {problem}"));
    let uri: Uri = address
        .parse()
        .map_err(|error| complain(format!("not an address: {error}")))?;
    let probe = probe(&uri, kit).await.map_err(complain)?;
    let reply = kit
        .prober()
        .http(&probe, ONCE)
        .await
        .map_err(|failure| complain(failure.to_string()))?;
    match reply.status {
        200 => Ok(reply.body),
        status => Err(complain(format!(
            "the server answered with status {status}"
        ))),
    }
}

/// Whether it answers with anything other than an error; a redirect counts as an answer.
pub(in crate::cli) async fn is_reachable(address: &str, kit: &Kit) -> bool {
    let Ok(uri) = address.parse::<Uri>() else {
        return false;
    };
    let Ok(probe) = probe(&uri, kit).await else {
        return false;
    };
    let reply = kit.prober().http(&probe, ONCE).await;
    reply.is_ok_and(|reply| (200..400).contains(&reply.status))
}

async fn probe(uri: &Uri, kit: &Kit) -> Result<HttpProbe, String> {
    let (scheme, usual) = match uri.scheme_str() {
        Some("https") => (Scheme::Https, 443),
        _ => (Scheme::Http, 80),
    };
    let host = uri
        .host()
        .map(|host| host.trim_matches(['[', ']']))
        .filter(|host| !host.is_empty())
        .ok_or("no host in it")?;
    let socket = resolve(host, uri.port_u16().unwrap_or(usual), kit).await?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Ok(HttpProbe {
        endpoint: HttpEndpoint {
            ip: socket.ip(),
            host: host
                .parse::<std::net::IpAddr>()
                .is_err()
                .then(|| host.to_owned()),
            port: socket.port(),
            scheme,
        },
        method: HttpMethod::Get,
        path: path.to_owned(),
        attempt: 0,
    })
}

/// The address of a host as the system resolves it, IPv4 if it has one: that is what the requirements are about.
/// The system's own lookup cannot be bound to an interface; where one was chosen, the resolvers are asked directly.
pub(super) async fn resolve(host: &str, port: u16, kit: &Kit) -> Result<SocketAddr, String> {
    if kit.outlet.interface().is_some() {
        let found = kit.prober().resolve(host, ONCE).await;
        let address = found.and_then(|found| found.first().copied());
        let address = address.ok_or_else(|| format!("{host} does not resolve"))?;
        return Ok(SocketAddr::new(address, port));
    }
    let found: Vec<SocketAddr> = timeout(ONCE.names, lookup_host((host, port)))
        .await
        .map_err(|_| format!("{host} does not resolve in time"))?
        .map_err(|_| format!("{host} does not resolve"))?
        .collect();
    found
        .iter()
        .find(|address| address.is_ipv4())
        .or(found.first())
        .copied()
        .ok_or_else(|| format!("{host} has no address"))
}
