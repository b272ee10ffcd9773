//! The far end on the tester's own machine: everything that is possible without privileges.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use camcheck_core::model::ports::PortSet;
use camcheck_core::model::requirement::TcpPort;
use camcheck_core::wire::{ALTERNATE_PORT, STUN_PORT};
use tracing::info;

use super::{Bound, BoundUdp, bind_tcp, cannot_bind, sides};
use crate::cli::{Address, Cli};
use crate::engine::{Local, Side};
use crate::shared::SharedEngine;
use crate::tasks;
use crate::tcp::Listener;
use crate::tls::Tls;
use crate::udp::{PlainSockets, Sender, UdpOut, send_delayed, serve_plain};

/// UDP ports of a demo beside 3478 and 3479: a grid that a page's sample finds its neighbours
/// in, and few enough for the usual limit of 1,024 descriptors.
const GRID: usize = 256;

pub(super) fn bind(cli: &Cli, tls: Option<Tls>) -> Result<Bound, String> {
    let primary = match cli.address {
        Some(address) => address,
        None => lan_address()?,
    };
    let addresses: Vec<_> = [primary].into_iter().chain(cli.alternate_address).collect();
    info!(
        "demo on {}: tests this machine, and says nothing about a firewall",
        primary.public
    );
    if tls.is_none() {
        info!("demo: no certificate, so plain HTTP on all ports and no test of TLS");
    }
    if addresses.len() == 1 {
        info!("demo: no alternate address, so no test of NAT filtering");
    }
    let mut tcp = Vec::new();
    // The catalogue has one list of ports for both addresses.
    let mut ports: Vec<(u16, u16)> = Vec::new();
    for (side, address) in sides(&addresses) {
        for port in TcpPort::ALL.map(TcpPort::number) {
            let used = ports.iter().find(|(article, _)| *article == port);
            let listener = match used {
                Some((_, used)) => bind_tcp(side, address.bind, *used, tls.as_ref())?,
                None => bind_somewhere(side, address.bind, port, tls.as_ref())?,
            };
            let bound = listener
                .address()
                .map_err(|error| error.to_string())?
                .port();
            if side == Side::Primary {
                ports.push((port, bound));
            }
            tcp.push((port, listener));
        }
    }
    let wanted = cli.udp_ports();
    let (sockets, udp_ports) = bind_udp(&addresses, &wanted)?;
    info!("demo: {} UDP sockets", sockets.all().len());
    let http = page_on_loopback(cli, primary, &ports);
    Ok(Bound {
        addresses,
        tcp,
        http,
        udp_ports,
        udp: BoundUdp::Demo(sockets),
        tls,
    })
}

/// Serves the page on loopback too, and prints where it is. Without TLS, a browser allows more to a page on
/// loopback than to the same page on the network. This is optional, so a failure has no consequences.
fn page_on_loopback(cli: &Cli, own: Address, ports: &[(u16, u16)]) -> Vec<Listener> {
    let (Some((_, port)), Some(_)) = (ports.first(), &cli.web) else {
        return Vec::new();
    };
    let scheme = if cli.tls_cert.is_some() {
        "https"
    } else {
        "http"
    };
    let url = |ip: IpAddr| format!("{scheme}://{}/", SocketAddr::new(ip, *port));
    info!("page: {}", url(own.public));
    let loopback = IpAddr::V4(Ipv4Addr::LOCALHOST);
    match bind_tcp(Side::Primary, loopback, *port, None) {
        Ok(listener) if cli.tls_cert.is_none() => {
            info!("page on this machine: {}", url(loopback));
            vec![listener]
        }
        Ok(_) | Err(_) => Vec::new(),
    }
}

pub(super) fn start(sockets: PlainSockets, engine: &Arc<SharedEngine>) {
    let all = sockets.all();
    let out = Arc::new(UdpOut::new(Sender::Plain(sockets)));
    for (local, socket) in all {
        let (engine, out) = (Arc::clone(engine), Arc::clone(&out));
        tasks::keep_running(format!("UDP port {}", local.port), move || {
            serve_plain(
                local,
                Arc::clone(&socket),
                Arc::clone(&engine),
                Arc::clone(&out),
            )
        });
    }
    let engine = Arc::clone(engine);
    tasks::keep_running("the sending of delayed answers", move || {
        send_delayed(Arc::clone(&engine), Arc::clone(&out))
    });
}

/// The article's port, or any other that is free.
fn bind_somewhere(
    side: Side,
    address: IpAddr,
    port: u16,
    tls: Option<&Tls>,
) -> Result<Listener, String> {
    let refused = match bind_tcp(side, address, port, tls) {
        Ok(listener) => return Ok(listener),
        Err(refused) => refused,
    };
    let listener = bind_tcp(side, address, 0, tls).map_err(|_| refused)?;
    if let Ok(used) = listener.address() {
        info!("demo: TCP {} stands in for {port}", used.port());
    }
    Ok(listener)
}

/// Binds what can be bound on every address, and returns which ports these are.
fn bind_udp(addresses: &[Address], wanted: &PortSet) -> Result<(PlainSockets, PortSet), String> {
    let mut sockets = PlainSockets::default();
    let mut bound = Vec::new();
    let mut last = None;
    for port in sample(wanted) {
        let mut all = Ok(());
        for (side, address) in sides(addresses) {
            all = all.and(sockets.bind(Local { side, port }, address.bind));
        }
        match all {
            Ok(()) => bound.push(port),
            Err(error) => last = Some((port, error)),
        }
    }
    bound.sort_unstable();
    let listed: Vec<_> = bound.iter().map(u16::to_string).collect();
    listed
        .join(",")
        .parse()
        .map(|ports| (sockets, ports))
        .map_err(|_| {
            let (port, error) = last.unwrap_or((STUN_PORT, io::Error::other("no port wanted")));
            cannot_bind(&format!("UDP port {port}, nor on any other"), &error)
        })
}

/// 3478 and 3479, and the others at equal distances.
fn sample(wanted: &PortSet) -> Vec<u16> {
    let count: usize = wanted.ranges().iter().map(|range| range.count()).sum();
    let step = count.div_ceil(GRID).max(1);
    let grid = wanted
        .ranges()
        .iter()
        .flat_map(|range| range.first()..=range.last())
        .step_by(step);
    let mut ports: Vec<_> = [STUN_PORT, ALTERNATE_PORT]
        .into_iter()
        .filter(|port| wanted.contains(*port))
        .chain(grid)
        .collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}

/// The machine's own address in its network: not loopback, which Firefox does not check.
fn lan_address() -> Result<Address, String> {
    let interfaces = if_addrs::get_if_addrs()
        .map_err(|error| format!("cannot read this machine's addresses: {error}"))?;
    let usable = |ip: &IpAddr| match ip {
        IpAddr::V4(ip) => !ip.is_loopback() && !ip.is_link_local() && !ip.is_unspecified(),
        IpAddr::V6(_) => false,
    };
    let ip = interfaces
        .iter()
        .map(if_addrs::Interface::ip)
        .find(usable)
        .ok_or("this machine has no network address besides loopback; name one by --address")?;
    Ok(Address {
        bind: ip,
        public: ip,
    })
}

#[cfg(test)]
mod tests {
    use camcheck_core::model::ports::ARTICLE_UDP;

    use super::*;

    #[test]
    fn the_sample_is_small_and_has_the_stun_ports() {
        let ports = sample(&ARTICLE_UDP.into());
        assert!(ports.len() <= GRID + 2);
        assert!(ports.contains(&STUN_PORT) && ports.contains(&ALTERNATE_PORT));
        let few = sample(&"40000-40009".parse().expect("ports"));
        assert_eq!(few, (40000..=40009).collect::<Vec<_>>());
    }
}
