//! From the command line to running listeners, or to one clear sentence.

mod demo;
mod descriptors;
mod full;
mod preflight;

use std::convert::Infallible;
use std::fmt::Display;
use std::future::pending;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use camcheck::vantage::Trust;
use camcheck_codec::dtls;
use camcheck_core::model::ports::PortSet;
use camcheck_core::wire::NTP_PORT;
use nix::sys::socket::getsockopt;
use nix::sys::socket::sockopt::IpMtu;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::sync::{Semaphore, oneshot};
use tracing::{info, warn};

use crate::catalogue::{self, Own};
use crate::certificate;
use crate::cli::{Address, Cli, DEFAULT_METRICS};
use crate::content::Content;
use crate::engine::{Endpoints, PathOffer, Side};
use crate::floods;
use crate::health::{self, LastHealthCheck, OwnTcp, OwnUdp, Watch};
use crate::http::{self, Challenges, Held, Interface};
use crate::metrics::{self, FarEnd};
use crate::ntp;
use crate::page::{self, Files};
use crate::reload::{Paths, Readable, Reload};
use crate::shared::SharedEngine;
use crate::tasks;
use crate::tcp::{Connections, Listener, Services};
use crate::tls::Tls;
use crate::udp::{self, Drops, Firewall};
use crate::watchdog::Watchdog;

pub(crate) use full::remove_rules;
pub(crate) use preflight::check;

/// The port of captive-portal checks.
const HTTP_PORT: u16 = 80;

/// A far end that serves. Dropping it removes its firewall rules.
#[derive(Debug)]
pub(crate) struct Running {
    _firewall: Option<Arc<Firewall>>,
    /// Its other half lives on the thread that serves all UDP ports; a demo has none.
    udp_thread: Option<oneshot::Receiver<Infallible>>,
}

/// A far end that serves, and what the process needs of it.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) running: Running,
    pub(crate) interface: Arc<Interface>,
    /// What can be read again.
    pub(crate) files: Readable,
}

impl Running {
    /// Waits until the thread that serves all UDP ports has ended, which it does if it cannot continue.
    pub(crate) async fn udp_ended(&mut self) {
        match &mut self.udp_thread {
            Some(thread) => {
                // Nothing is ever sent, so this is the end of the sender.
                let _ = thread.await;
            }
            None => pending().await,
        }
    }
}

/// What is bound, before its services are known.
struct Bound {
    addresses: Vec<Address>,
    /// The article's port and the listener, on each address.
    tcp: Vec<(u16, Listener)>,
    /// Plain HTTP on port 80.
    http: Vec<Listener>,
    udp_ports: PortSet,
    udp: BoundUdp,
    tls: Option<Tls>,
}

enum BoundUdp {
    Full(full::FullUdp),
    Demo(udp::PlainSockets),
}

/// Starts everything.
///
/// # Errors
/// A sentence for the operator.
pub(crate) async fn start(cli: &Cli) -> Result<Started, String> {
    let paths = paths(cli)?;
    let marks = paths.marks();
    let tls = match &paths.certificate {
        Some(files) => Some(Tls::new(files.read()?)?),
        None => None,
    };
    let trust = trust(cli.ca_file.as_deref())?;
    let bound = if cli.demo {
        demo::bind(cli, tls)?
    } else {
        full::bind(cli, tls)?
    };
    let reload = read_first(cli, &paths, &bound)?;
    let metrics = metrics_listener(cli).await?;
    let public: Vec<_> = bound.addresses.iter().map(|own| own.public).collect();
    let ntp = if cli.demo || cli.no_path_tests {
        Vec::new()
    } else {
        ntp::bind(&bound.addresses).await
    };
    let engine = Arc::new(SharedEngine::new(
        Endpoints {
            public: public.clone(),
            udp: bound.udp_ports.clone(),
        },
        dtls::Server::new().map_err(|error| error.to_string())?,
        cli.max_feeds,
        PathOffer {
            path_tests: !cli.no_path_tests,
            ntp: !ntp.is_empty(),
            mtu: mtu(&bound.addresses),
        },
    ));
    let health = Arc::new(LastHealthCheck::default());
    let drops = Arc::new(Drops::default());
    let services = Services {
        engine: Arc::clone(&engine),
        connections: Connections::new(descriptors::connections()),
        interface: Arc::new(Interface {
            engine: Arc::clone(&engine),
            content: reload.content.reader(),
            tls: bound.tls.clone(),
            public,
            health: Arc::clone(&health),
            challenges: Challenges::new(cli.acme_challenges.clone()),
            loads: Arc::new(Semaphore::new(cli.max_loads)),
            draining: AtomicBool::new(false),
            answer_times: http::answer_times(),
            held: Held::default(),
            long_receipts: Semaphore::new(1),
        }),
    };
    for socket in ntp.into_iter().map(Arc::new) {
        let engine = Arc::clone(&engine);
        let what = format!(
            "NTP on {}",
            socket.local_addr().map_err(|error| error.to_string())?
        );
        tasks::keep_running(what, move || {
            ntp::serve(Arc::clone(&socket), Arc::clone(&engine))
        });
    }
    let counting = Arc::clone(&engine);
    tasks::keep_running("the watch for floods", move || {
        floods::watch(Arc::clone(&counting))
    });
    if let Some(listener) = metrics {
        let far_end = FarEnd {
            interface: Arc::clone(&services.interface),
            drops: Arc::clone(&drops),
            connections: services.connections.clone(),
        };
        let registry = metrics::registry(far_end, &reload.reloads);
        let (listener, registry) = (Arc::new(listener), Arc::new(registry));
        tasks::keep_running("the service of the metrics", move || {
            metrics::serve(Arc::clone(&listener), Arc::clone(&registry))
        });
    }
    let (tcp, udp) = bound.own()?;
    let listeners = bound.tcp.into_iter().map(|(_, listener)| listener);
    for listener in listeners.chain(bound.http).map(Arc::new) {
        let services = services.clone();
        let address = listener.address().map_err(|error| error.to_string())?;
        tasks::keep_running(format!("TCP {address}"), move || {
            Arc::clone(&listener).serve(services.clone())
        });
    }
    let (firewall, udp_thread) = match bound.udp {
        BoundUdp::Full(udp) => {
            let (firewall, thread) = udp.start(&engine, &drops)?;
            (Some(Arc::new(firewall)), Some(thread))
        }
        BoundUdp::Demo(sockets) => {
            demo::start(sockets, &engine);
            (None, None)
        }
    };
    let watch = Watch {
        content: reload.content.reader(),
        // A check from inside the site is not a control.
        foreign: !cli.demo,
        tcp,
        udp,
        trust,
    };
    let watchdog = Rc::new(Watchdog::over(firewall.as_ref()));
    // The probers are made for one thread.
    tasks::keep_running_here("the health check", move || {
        let (watch, health, watchdog) = (watch.clone(), Arc::clone(&health), Rc::clone(&watchdog));
        async move { health::watch(watch, &health, async || watchdog.repair().await).await }
    });
    let running = Running {
        _firewall: firewall,
        udp_thread,
    };
    Ok(Started {
        running,
        interface: services.interface,
        files: Readable::new(reload, paths, marks),
    })
}

impl Bound {
    /// The own listeners, as the health check tests and names them.
    fn own(&self) -> Result<(Vec<OwnTcp>, Vec<OwnUdp>), String> {
        let tcp = self.tcp.iter().map(|(_, listener)| {
            Ok(OwnTcp {
                bind: listener.address().map_err(|error| error.to_string())?,
                public: self.public(listener.side())?,
            })
        });
        let udp = self.addresses.iter().map(|own| OwnUdp {
            bind: own.bind,
            public: own.public,
            ports: self.udp_ports.clone(),
        });
        Ok((tcp.collect::<Result<_, String>>()?, udp.collect()))
    }

    /// This responder for its own catalogue.
    fn in_a_catalogue(&self, demo: bool) -> Result<Own, String> {
        let first_side = self
            .tcp
            .iter()
            .filter(|(_, listener)| listener.side() == Side::Primary);
        Ok(Own {
            addresses: self.addresses.iter().map(|own| own.public).collect(),
            tcp: first_side
                .map(|(port, listener)| Ok((*port, listener.address()?.port())))
                .collect::<io::Result<_>>()
                .map_err(|error| error.to_string())?,
            udp: self.udp_ports.clone(),
            demo,
            tls: self.tls.is_some(),
            http: self
                .http
                .first()
                .and_then(|listener| Some(listener.address().ok()?.port())),
        })
    }

    fn public(&self, side: Side) -> Result<IpAddr, String> {
        self.addresses
            .get(side.index())
            .map(|own| own.public)
            .ok_or_else(|| "a listener without an address".to_owned())
    }
}

/// Mozilla's roots, and those of `--ca-file`.
fn trust(file: Option<&Path>) -> Result<Trust, String> {
    let further = match file {
        None => Vec::new(),
        Some(path) => CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| format!("--ca-file {}: {error}", path.display()))?,
    };
    if let (Some(path), true) = (file, further.is_empty()) {
        return Err(format!(
            "--ca-file {}: holds no certificate",
            path.display()
        ));
    }
    Trust::mozilla_and(&further).map_err(|error| format!("--ca-file: {error}"))
}

fn paths(cli: &Cli) -> Result<Paths, String> {
    let certificate = match (&cli.tls_cert, &cli.tls_key) {
        (Some(chain), Some(key)) => Some(certificate::Files {
            chain: chain.clone(),
            key: key.clone(),
        }),
        _ if cli.demo => None,
        _ => {
            return Err(
                "--tls-cert and --tls-key are missing; ports 443, 5349 and 8883 speak TLS \
                 (only --demo does without)"
                    .to_owned(),
            );
        }
    };
    Ok(Paths {
        certificate,
        catalogue: cli.catalogue.clone(),
        page: cli.web.clone(),
    })
}

/// Reads the catalogue and the page for the first time: here, what cannot be used is a reason not to start.
fn read_first(cli: &Cli, paths: &Paths, bound: &Bound) -> Result<Reload, String> {
    let source = catalogue::Source {
        file: paths.catalogue.clone(),
        own: bound.in_a_catalogue(cli.demo)?,
    };
    let certificate = bound.tls.as_ref().map(Tls::certificate);
    let names = certificate
        .as_ref()
        .map(|certificate| certificate.names.as_slice());
    let served = source.read(names.unwrap_or_default())?;
    let page = paths.page.clone().map(|folder| page::Source {
        folder,
        frame_ancestors: cli.frame_ancestors.clone(),
    });
    let files = match &page {
        Some(page) => page.read(&served.catalogue, &Files::default())?,
        None => Files::default(),
    };
    if page.is_some() {
        info!("the page: {}", served.catalogue.page);
    }
    let content = Content {
        catalogue: Arc::new(served),
        files,
    };
    let certificate = paths.certificate.clone().zip(bound.tls.clone());
    let reload = Reload::new(certificate, source, page, content);
    for warning in reload.warnings() {
        warn!("{warning}");
    }
    Ok(reload)
}

async fn metrics_listener(cli: &Cli) -> Result<Option<tokio::net::TcpListener>, String> {
    let fault =
        |address: &dyn Display, error| format!("cannot serve metrics on {address}: {error}");
    if let Some(address) = cli.metrics {
        let listener = metrics::bind(address).await;
        return listener.map(Some).map_err(|error| fault(&address, error));
    }
    let listener = match DEFAULT_METRICS.parse() {
        Ok(address) => metrics::bind(address).await,
        Err(_) => return Ok(None),
    };
    Ok(listener
        .map_err(|error| warn!("{}", fault(&DEFAULT_METRICS, error)))
        .ok())
}

/// The largest packet that leaves this machine in one piece on its way to the internet, from any own address; 0 if
/// that is not known.
fn mtu(addresses: &[Address]) -> u16 {
    let of = |address: &Address| {
        let socket = UdpSocket::bind(SocketAddr::new(address.bind, 0)).ok()?;
        // Connecting a UDP socket sends nothing, and the address is one for documentation (RFC 5737).
        socket
            .connect((Ipv4Addr::new(192, 0, 2, 1), NTP_PORT))
            .ok()?;
        getsockopt(&socket, IpMtu).ok()
    };
    let smallest = addresses.iter().map(of).min().flatten();
    // Loopback has more than the number can hold.
    smallest.map_or(0, |mtu| u16::try_from(mtu).unwrap_or(u16::MAX))
}

/// Binds a TCP port, or reports which one could not be bound and why.
fn bind_tcp(side: Side, address: IpAddr, port: u16, tls: Option<&Tls>) -> Result<Listener, String> {
    let address = SocketAddr::new(address, port);
    Listener::bind(side, address, tls.cloned())
        .map_err(|error| cannot_bind(&format!("TCP {address}"), &error))
}

fn cannot_bind(what: &str, error: &io::Error) -> String {
    let kind = error.kind();
    let advice = if kind == io::ErrorKind::PermissionDenied {
        "; it needs CAP_NET_BIND_SERVICE: run it as root, or as a service with \
         AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW CAP_NET_BIND_SERVICE"
    } else if kind == io::ErrorKind::AddrInUse {
        "; another program uses it"
    } else if kind == io::ErrorKind::AddrNotAvailable {
        "; no network interface has this address"
    } else {
        ""
    };
    format!("cannot listen on {what}: {error}{advice}")
}

/// The sides with their addresses.
fn sides(addresses: &[Address]) -> impl Iterator<Item = (Side, Address)> + '_ {
    [Side::Primary, Side::Alternate]
        .into_iter()
        .zip(addresses.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_of_the_udp_thread_is_noticed() {
        let (alive, ended) = oneshot::channel::<Infallible>();
        let mut running = Running {
            _firewall: None,
            udp_thread: Some(ended),
        };
        let thread = std::thread::spawn(move || {
            let _alive = alive;
            std::panic::resume_unwind(Box::new("a fault"));
        });
        running.udp_ended().await;
        assert!(thread.join().is_err());
    }
}
