//! Names to addresses, through the resolvers that the system is configured to use. The system's own
//! `getaddrinfo` does not distinguish an absent name from a refusal, and it uses the hosts file, which a
//! camera does not have; so the resolvers are asked directly. The system is asked only if the resolvers are
//! not known.

mod sockets;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use camcheck_core::limits::{NAMES_DEADLINE, RESOLVER_PATIENCE, RESOLVER_ROUNDS};
use camcheck_core::model::failure::Cause;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::system_conf::read_system_conf;
use tokio::net::lookup_host;
use tokio::time::{Instant, sleep_until, timeout_at};

use self::sockets::Sockets;
use super::outlet::Outlet;

/// A resolver that is asked directly.
type Direct = hickory_resolver::Resolver<Sockets>;

/// A resolver that has not answered is asked again after this: the query or its answer may have been lost.
/// Late answers to earlier queries count.
const REPEAT: Duration = Duration::from_millis(1500);

/// How this device resolves names.
pub(crate) enum Resolver {
    /// By its resolvers, which are asked directly, in the order of the system's settings.
    Known(Vec<Direct>),
    /// Through the system: its settings name no resolver, or cannot be read. On macOS one server
    /// with a zone (`fe80::1%en0`) makes the whole list unreadable.
    System,
}

impl Resolver {
    /// The system's resolvers as they are configured at this moment.
    pub(crate) fn of_system(outlet: &Outlet) -> Self {
        let settings = read_system_conf().ok();
        let resolvers = settings.map(|(config, options)| build(&config, &options, outlet));
        let known = resolvers.filter(|resolvers| !resolvers.is_empty());
        known.map_or(Self::System, Self::Known)
    }

    /// Resolvers at fixed addresses.
    #[cfg(test)]
    pub(crate) fn at(servers: &[std::net::SocketAddr]) -> Self {
        let name_servers = servers.iter().map(|server| {
            let mut name_server = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut name_server.connections {
                connection.port = server.port();
            }
            name_server
        });
        let config = ResolverConfig::from_parts(None, Vec::new(), name_servers.collect());
        Self::Known(build(&config, &ResolverOpts::default(), &Outlet::default()))
    }

    /// The IPv4 addresses of a name; an address is returned as it is.
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
            Self::Known(resolvers) => ask_in_order(resolvers, host, deadline).await,
            Self::System => timeout_at(deadline, ask_the_system(&absolute(host)))
                .await
                .ok()
                .flatten()
                .ok_or(Cause::ResolverUnreadable),
        }
    }
}

/// Asks one resolver after the other, as the C library does: the next one if one is silent, fails or cannot
/// be reached. The first answer about the name is final.
async fn ask_in_order(
    resolvers: &[Direct],
    host: &str,
    deadline: Instant,
) -> Result<Vec<IpAddr>, Cause> {
    let mut name = Name::from_ascii(host).map_err(|_| Cause::NxDomain)?;
    // Search domains would turn an absent name into another one.
    name.set_fqdn(true);
    let mut asked: Vec<_> = resolvers.iter().map(|it| Asked::new(it, &name)).collect();
    let mut failures = Vec::new();
    for _ in 0..RESOLVER_ROUNDS {
        for resolver in &mut asked {
            let patience = deadline.min(Instant::now() + RESOLVER_PATIENCE);
            match resolver.answer(patience).await {
                Err(cause) if is_of_the_resolver(cause) => failures.push(cause),
                answer => return answer,
            }
        }
        let heard_of_all = !failures.contains(&Cause::Timeout);
        if heard_of_all || Instant::now() >= deadline {
            break;
        }
    }
    // An answer proves more than silence, and silence more than an unreachable resolver.
    let said = [Cause::ResolverFailure, Cause::Timeout, Cause::NoNetwork];
    let telling = said.into_iter().find(|cause| failures.contains(cause));
    Err(telling.unwrap_or(Cause::Timeout))
}

/// Whether this is about the resolver and not about the name.
fn is_of_the_resolver(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::ResolverFailure | Cause::Timeout | Cause::NoNetwork
    )
}

/// One resolver, and the queries that it has not answered yet.
struct Asked<'a> {
    resolver: &'a Direct,
    name: &'a Name,
    questions: FuturesUnordered<BoxFuture<'a, Result<Vec<IpAddr>, Cause>>>,
}

impl<'a> Asked<'a> {
    fn new(resolver: &'a Direct, name: &'a Name) -> Self {
        Self {
            resolver,
            name,
            questions: FuturesUnordered::new(),
        }
    }

    /// Asks repeatedly while the resolver is silent.
    async fn answer(&mut self, until: Instant) -> Result<Vec<IpAddr>, Cause> {
        let mut next = Instant::now();
        while Instant::now() < until {
            tokio::select! {
                Some(answer) = self.questions.next() => match answer {
                    // It may fail at once if nothing can be sent; the next query keeps its interval.
                    Err(Cause::Timeout) => {}
                    answer => return answer,
                },
                () = sleep_until(next.min(until)) => {
                    self.questions.push(ask(self.resolver, self.name).boxed());
                    next += REPEAT;
                }
            }
        }
        Err(Cause::Timeout)
    }
}

async fn ask(resolver: &Direct, name: &Name) -> Result<Vec<IpAddr>, Cause> {
    let lookup = resolver
        .lookup(name.clone(), RecordType::A)
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

/// The same through `getaddrinfo`, which has no portable way to report why it found nothing.
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

/// One resolver for each server, in their order.
fn build(config: &ResolverConfig, options: &ResolverOpts, outlet: &Outlet) -> Vec<Direct> {
    let mut options = options.clone();
    options.timeout = NAMES_DEADLINE;
    // We repeat queries ourselves: the library drops a late answer to its first query.
    options.attempts = 0;
    // A retest after a rule change must ask again.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    let servers = config.name_servers().iter();
    servers
        .filter_map(|server| build_one(server, options.clone(), outlet))
        .collect()
}

/// `None` if the library cannot make it.
fn build_one(server: &NameServerConfig, options: ResolverOpts, outlet: &Outlet) -> Option<Direct> {
    let config = ResolverConfig::from_parts(None, Vec::new(), vec![server.clone()]);
    Direct::builder_with_config(config, Sockets::of(outlet))
        .with_options(options)
        .build()
        .ok()
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "of the many errors, only these give a cause"
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

/// Whether a name belongs to the public DNS, so that a private address is not a valid answer. The
/// reserved endings are those of RFC 6762, RFC 6761, RFC 8375 and ICANN's `.internal`.
pub(crate) fn is_public_name(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let reserved = [".local", ".localhost", ".internal", ".home.arpa"];
    host.parse::<IpAddr>().is_err()
        && host.contains('.')
        && !reserved.iter().any(|ending| host.ends_with(ending))
}

#[cfg(test)]
pub(super) mod tests;
