//! Names to addresses, through the resolvers that the system is configured to use.
//!
//! The system's own `getaddrinfo` does not tell an absent name from a refusal, and it mixes in
//! the hosts file, which a camera does not have; so the resolvers are asked directly. Only where
//! nobody can say which they are, the system is asked instead.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use camcheck_core::probe::Cause;
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::system_conf::read_system_conf;
use tokio::net::lookup_host;
use tokio::time::{Instant, timeout_at};

/// How long one resolver is waited for before the question is repeated. Resolvers answer from
/// the internet in well under a second; a lost datagram shall not cost the whole deadline.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How often the question is repeated at most. The caller's deadline ends it earlier.
const ATTEMPTS: usize = 10;

/// How this device resolves names.
pub(crate) enum Resolver {
    /// By its resolvers, which are asked directly.
    Known(Box<TokioResolver>),
    /// By what only the system knows: its settings name no resolver, or cannot be read. On macOS
    /// one server with a zone (`fe80::1%en0`) makes the whole list unreadable.
    System,
}

impl Resolver {
    /// The system's resolvers as they are configured at this moment.
    pub(crate) fn of_system() -> Self {
        let settings = read_system_conf().ok();
        let resolver = settings.and_then(|(config, options)| build(config, options));
        resolver.map(Box::new).map_or(Self::System, Self::Known)
    }

    /// One resolver at a fixed address.
    #[cfg(test)]
    pub(crate) fn at(server: std::net::SocketAddr) -> Self {
        use hickory_resolver::config::NameServerConfig;
        let mut name_server = NameServerConfig::udp_and_tcp(server.ip());
        for connection in &mut name_server.connections {
            connection.port = server.port();
        }
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![name_server]);
        Self::Known(Box::new(build(config, ResolverOpts::default()).unwrap()))
    }

    /// The IPv4 addresses of a name; an address stands for itself.
    ///
    /// # Errors
    /// [`Cause::NxDomain`], [`Cause::NoAddress`], [`Cause::ResolverFailure`], [`Cause::Timeout`],
    /// [`Cause::NoNetwork`] or, where only the system can be asked,
    /// [`Cause::ResolverUnreadable`] for all of them.
    pub(crate) async fn resolve(
        &self,
        host: &str,
        deadline: Instant,
    ) -> Result<Vec<IpAddr>, Cause> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        match self {
            Self::Known(resolver) => timeout_at(deadline, ask(resolver, host))
                .await
                .unwrap_or(Err(Cause::Timeout)),
            Self::System => timeout_at(deadline, ask_the_system(&absolute(host)))
                .await
                .ok()
                .flatten()
                .ok_or(Cause::ResolverUnreadable),
        }
    }
}

async fn ask(resolver: &TokioResolver, host: &str) -> Result<Vec<IpAddr>, Cause> {
    let mut name = Name::from_ascii(host).map_err(|_| Cause::NxDomain)?;
    // Search domains would turn an absent name into somebody else's.
    name.set_fqdn(true);
    let lookup = resolver
        .lookup(name, RecordType::A)
        .await
        .map_err(|error| cause(&error))?;
    let addresses = lookup.answers().iter().filter_map(|record| {
        if let RData::A(address) = &record.data {
            Some(IpAddr::V4(address.0))
        } else {
            None
        }
    });
    some(addresses).ok_or(Cause::NoAddress)
}

/// The same through `getaddrinfo`, which does not say in a portable way why it found nothing.
async fn ask_the_system(name: &str) -> Option<Vec<IpAddr>> {
    let sockets = lookup_host((name, 0)).await.ok()?;
    some(sockets.map(|socket| socket.ip()).filter(IpAddr::is_ipv4))
}

fn some(addresses: impl Iterator<Item = IpAddr>) -> Option<Vec<IpAddr>> {
    let addresses: Vec<_> = addresses.collect();
    (!addresses.is_empty()).then_some(addresses)
}

/// A name to which the system adds no search domain.
fn absolute(host: &str) -> String {
    format!("{}.", host.trim_end_matches('.'))
}

/// `None` without any server to ask.
fn build(config: ResolverConfig, mut options: ResolverOpts) -> Option<TokioResolver> {
    if config.name_servers().is_empty() {
        return None;
    }
    options.timeout = PATIENCE;
    options.attempts = ATTEMPTS;
    // A retest after a rule change must ask again.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        .with_options(options)
        .build()
        .ok()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of the many errors only these tell more than that it failed"
)]
fn cause(error: &NetError) -> Cause {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => Cause::NxDomain,
            ResponseCode::NoError => Cause::NoAddress,
            _ => Cause::ResolverFailure,
        },
        NetError::Timeout => Cause::Timeout,
        NetError::Io(error) => match error.kind() {
            std::io::ErrorKind::NetworkUnreachable
            | std::io::ErrorKind::AddrNotAvailable
            | std::io::ErrorKind::NetworkDown => Cause::NoNetwork,
            _ => Cause::ResolverFailure,
        },
        _ => Cause::ResolverFailure,
    }
}

/// Whether an address cannot be the real one of a public name: what DNS filters answer.
pub(crate) fn is_sinkhole(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_sinkhole_v4(address),
        IpAddr::V6(address) => {
            address.is_unspecified()
                || address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.to_ipv4_mapped().is_some_and(is_sinkhole_v4)
        }
    }
}

fn is_sinkhole_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    first == 0
        || shared
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_broadcast()
}

/// Whether a name belongs to the public DNS, so that a private address is no answer to it.
/// The reserved endings are those of RFC 6762, RFC 6761, RFC 8375 and ICANN's `.internal`.
pub(crate) fn is_public_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let reserved = [".local", ".localhost", ".internal", ".home.arpa"];
    host.parse::<IpAddr>().is_err()
        && host.contains('.')
        && !reserved.iter().any(|ending| host.ends_with(ending))
}

#[cfg(test)]
pub(super) mod tests;
