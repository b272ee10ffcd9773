//! Names to addresses, through the resolvers that the system is configured to use.
//!
//! The system's own `getaddrinfo` does not tell an absent name from a refusal, and it mixes in
//! the hosts file, which a camera does not have; so the resolvers are asked directly.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use camcheck_core::probe::Cause;
use hickory_resolver::config::{ResolveHosts, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{ResolverBuilder, TokioResolver};

/// How long one resolver is waited for before the question is repeated. Resolvers answer from
/// the internet in well under a second; a lost datagram shall not cost the whole deadline.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How often the question is repeated at most. The caller's deadline ends it earlier.
const ATTEMPTS: usize = 10;

/// The resolvers of this device.
pub(crate) struct Resolver {
    /// `None` where the system names no resolver.
    resolver: Option<TokioResolver>,
}

impl Resolver {
    /// The system's resolvers as they are configured at this moment.
    pub(crate) fn of_system() -> Self {
        let resolver = TokioResolver::builder_tokio().ok().and_then(build);
        Self { resolver }
    }

    /// One resolver at a fixed address.
    #[cfg(test)]
    pub(crate) fn at(server: std::net::SocketAddr) -> Self {
        use hickory_resolver::config::{NameServerConfig, ResolverConfig};
        let mut name_server = NameServerConfig::udp_and_tcp(server.ip());
        for connection in &mut name_server.connections {
            connection.port = server.port();
        }
        let config = ResolverConfig::from_parts(None, Vec::new(), vec![name_server]);
        let provider = TokioRuntimeProvider::default();
        Self {
            resolver: build(TokioResolver::builder_with_config(config, provider)),
        }
    }

    /// The IPv4 addresses of a name; an address stands for itself.
    ///
    /// There is no deadline in here: drop the future at yours.
    ///
    /// # Errors
    /// [`Cause::NxDomain`], [`Cause::NoAddress`], [`Cause::ResolverFailure`], [`Cause::Timeout`]
    /// or, without any resolver to ask, [`Cause::NoNetwork`].
    pub(crate) async fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, Cause> {
        if let Ok(address) = host.parse() {
            return Ok(vec![address]);
        }
        let resolver = self.resolver.as_ref().ok_or(Cause::NoNetwork)?;
        let mut name = Name::from_ascii(host).map_err(|_| Cause::NxDomain)?;
        // Search domains would turn an absent name into somebody else's.
        name.set_fqdn(true);
        let lookup = resolver
            .lookup(name, RecordType::A)
            .await
            .map_err(|error| cause(&error))?;
        let addresses: Vec<IpAddr> = lookup
            .answers()
            .iter()
            .filter_map(|record| {
                if let RData::A(address) = &record.data {
                    Some(IpAddr::V4(address.0))
                } else {
                    None
                }
            })
            .collect();
        if addresses.is_empty() {
            return Err(Cause::NoAddress);
        }
        Ok(addresses)
    }
}

fn build(mut builder: ResolverBuilder<TokioRuntimeProvider>) -> Option<TokioResolver> {
    let options: &mut ResolverOpts = builder.options_mut();
    options.timeout = PATIENCE;
    options.attempts = ATTEMPTS;
    // A retest after a rule change must ask again.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build().ok()
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
