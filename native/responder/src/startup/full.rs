//! The real far end: the article's ports on both addresses, and every UDP port.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::thread;

use camcheck_core::model::ports::PortSet;
use camcheck_core::model::requirement::TcpPort;
use camcheck_core::wire::STUN_PORT;
use futures_util::future::select_all;
use tokio::sync::oneshot;
use tracing::{info, warn};

use super::{Bound, BoundUdp, HTTP_PORT, bind_tcp, cannot_bind, mtu, sides};
use crate::cli::{Address, Cli};
use crate::shared::SharedEngine;
use crate::tasks;
use crate::tls::Tls;
use crate::udp::{
    Drops, Firewall, RawSender, Sender, Table, TransparentSocket, UdpOut, send_delayed,
};

const ALL_PORTS: &str = "all UDP ports";

/// Sockets for all UDP ports, before the firewall steers anything to them.
pub(super) struct FullUdp {
    table: Table,
    receivers: Vec<(Ipv4Addr, u16, TransparentSocket)>,
    sender: RawSender,
    ports: PortSet,
}

pub(super) fn bind(cli: &Cli, tls: Option<Tls>) -> Result<Bound, String> {
    let addresses = cli.addresses();
    if cli.alternate_address.is_none() {
        warn!(
            "no --alternate-address: NAT filtering and unsolicited inbound UDP cannot be tested \
             (rows udp-inbound and nat-full-cone)"
        );
    }
    must_differ(&addresses)?;
    let mut tcp = Vec::new();
    let mut http = Vec::new();
    for (side, address) in sides(&addresses) {
        for port in TcpPort::ALL {
            let listener = bind_tcp(side, address.bind, port.number(), tls.as_ref())?;
            tcp.push((port.number(), listener));
        }
        http.push(bind_tcp(side, address.bind, HTTP_PORT, None)?);
    }
    let udp_ports = cli.udp_ports();
    let udp = FullUdp::bind(&addresses, &udp_ports)?;
    Ok(Bound {
        addresses,
        tcp,
        http,
        udp_ports,
        udp: BoundUdp::Full(udp),
        tls,
    })
}

/// If both were the same address, clients would take it for two.
pub(super) fn must_differ(addresses: &[Address]) -> Result<(), String> {
    match addresses {
        [primary, alternate]
            if primary.bind == alternate.bind || primary.public == alternate.public =>
        {
            Err("--address and --alternate-address must differ".to_owned())
        }
        _ => Ok(()),
    }
}

impl FullUdp {
    pub(super) fn bind(addresses: &[Address], ports: &PortSet) -> Result<Self, String> {
        let mut receivers = Vec::new();
        let mut own = Vec::new();
        for (side, address) in sides(addresses) {
            let bind = ipv4(address)?;
            let port = home_port(ports);
            let socket = TransparentSocket::bind(side, bind, port)
                .map_err(|error| fault(&format!("UDP {bind}:{port}"), &error))?;
            receivers.push((bind, port, socket));
            own.push(bind);
        }
        let sender =
            RawSender::open(own, mtu(addresses)).map_err(|error| fault("a raw socket", &error))?;
        Ok(Self {
            table: table(addresses)?,
            receivers,
            sender,
            ports: ports.clone(),
        })
    }

    /// What the sockets are bound to.
    fn homes(&self) -> Vec<(Ipv4Addr, u16)> {
        let receivers = self.receivers.iter();
        receivers
            .map(|(address, port, _)| (*address, *port))
            .collect()
    }

    /// Whether the firewall rules could be installed; installs none.
    pub(super) fn check_rules(&self) -> Result<(), String> {
        Firewall::check(self.table, &self.homes(), &self.ports)
            .map_err(|error| fault(ALL_PORTS, &error))
    }

    /// Installs the rules, and serves on a separate thread, so that a slow TLS handshake never delays an
    /// answer. The receiver completes when the thread has ended.
    pub(super) fn start(
        self,
        engine: &Arc<SharedEngine>,
        drops: &Arc<Drops>,
    ) -> Result<(Firewall, oneshot::Receiver<Infallible>), String> {
        let firewall = Firewall::install(self.table, &self.homes(), &self.ports)
            .map_err(|error| fault(ALL_PORTS, &error))?;
        info!(
            "installed the nftables table \"{}\"; it is removed on exit",
            self.table
        );
        let (engine, drops) = (Arc::clone(engine), Arc::clone(drops));
        let out = Arc::new(UdpOut::new(Sender::Raw(self.sender)));
        let sockets = self.receivers.into_iter();
        let sockets: Vec<_> = sockets
            .map(|(address, _, socket)| (address, Arc::new(socket)))
            .collect();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("cannot start the UDP service: {error}"))?;
        let (alive, ended) = oneshot::channel();
        let serve = move || {
            // Dropped when the thread ends, even by a panic.
            let _alive: oneshot::Sender<Infallible> = alive;
            runtime.block_on(serve(sockets, engine, drops, out));
        };
        thread::Builder::new()
            .name("udp".to_owned())
            .spawn(serve)
            .map_err(|error| format!("cannot start the UDP service: {error}"))?;
        Ok((firewall, ended))
    }
}

/// Returns when one of the services keeps ending: without it, the others are of no use.
async fn serve(
    sockets: Vec<(Ipv4Addr, Arc<TransparentSocket>)>,
    engine: Arc<SharedEngine>,
    drops: Arc<Drops>,
    out: Arc<UdpOut>,
) {
    let receiving = sockets.iter().map(|(address, socket)| {
        let (address, engine, drops, out) = (*address, &engine, &drops, &out);
        tasks::run_essential(format!("UDP on {address}"), move || {
            let socket = Arc::clone(socket);
            let (engine, drops, out) = (Arc::clone(engine), Arc::clone(drops), Arc::clone(out));
            async move {
                if let Err(error) = socket.serve(engine, drops, out).await {
                    warn!("the UDP socket of {address} failed: {error}");
                }
            }
        })
    });
    let sending = tasks::run_essential("the sending of delayed answers".to_owned(), || {
        send_delayed(Arc::clone(&engine), Arc::clone(&out))
    });
    tokio::select! {
        _ = select_all(receiving.map(Box::pin)) => {}
        () = sending => {}
    }
}

/// Removes the firewall rules that a far end with these options may have left behind.
///
/// # Errors
/// If nft is missing or refuses.
pub(crate) fn remove_rules(cli: &Cli) -> Result<(), String> {
    let removed = table(&cli.addresses())?.remove();
    removed.map_err(|error| format!("cannot remove the firewall rules: {error}"))
}

fn table(addresses: &[Address]) -> Result<Table, String> {
    let primary = addresses.first().ok_or("--address is missing")?;
    Ok(Table::of(ipv4(*primary)?))
}

/// The port to which the socket itself is bound; any of the served ones would do.
fn home_port(ports: &PortSet) -> u16 {
    if ports.contains(STUN_PORT) {
        return STUN_PORT;
    }
    ports
        .ranges()
        .first()
        .map_or(STUN_PORT, |range| range.last())
}

fn ipv4(address: Address) -> Result<Ipv4Addr, String> {
    match address.bind {
        IpAddr::V4(address) => Ok(address),
        IpAddr::V6(address) => Err(format!(
            "{address}: all UDP ports can be served on IPv4 addresses only (--demo takes any)"
        )),
    }
}

fn fault(what: &str, error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::PermissionDenied {
        return format!(
            "cannot serve {what}: {error}; it needs CAP_NET_ADMIN and CAP_NET_RAW: run it as \
             root, or as a service with AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW \
             CAP_NET_BIND_SERVICE (only --demo does without)"
        );
    }
    cannot_bind(what, error)
}
