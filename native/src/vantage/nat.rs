//! NAT behaviour as seen from inside: whether there is a NAT, its mapping and its filtering (RFC
//! 5780 sections 4.2 to 4.4).

use std::net::SocketAddr;

use camcheck_codec::stun::Change;
use camcheck_core::probe::{
    Arrival, FilteringOutcome, FilteringProbe, MappingOutcome, MappingProbe, NatPresenceOutcome,
    NatPresenceProbe, Timing,
};
use tokio::time::Instant;

use super::datagram::Datagrams;
use super::exchange::{Exchange, Retransmission, exchange};
use super::outlet::Outlet;

/// Compares the socket's own address with the mapped one.
pub(crate) async fn presence(
    outlet: &Outlet,
    probe: &NatPresenceProbe,
    timing: Timing,
) -> NatPresenceOutcome {
    let Ok(socket) = Datagrams::toward(outlet, probe.server).await else {
        return NatPresenceOutcome::Silent;
    };
    let request = Exchange {
        server: probe.server,
        accept: &[probe.server],
        change: None,
        token: probe.token.as_ref(),
        asks_nonce: false,
    };
    let answer = exchange(&socket, request, Retransmission::from_now(timing)).await;
    match answer.ok().and_then(|(_, response)| response.mapped) {
        Some(mapped) => NatPresenceOutcome::Addresses {
            local: socket.local(),
            mapped,
        },
        None => NatPresenceOutcome::Silent,
    }
}

/// Asks the servers one after the other from one fresh socket, which is returned as well: while it is open,
/// no other socket gets its port. A NAT identifies sockets by their port, and would let in packets from the
/// endpoints that this one has contacted.
pub(crate) async fn mapping(
    outlet: &Outlet,
    probe: &MappingProbe,
    timing: Timing,
) -> (MappingOutcome, Option<Datagrams>) {
    let mut outcome = MappingOutcome::default();
    let Some(first) = probe.servers.first() else {
        return (outcome, None);
    };
    let Ok(socket) = Datagrams::toward(outlet, *first).await else {
        return (outcome, None);
    };
    let deadline = Instant::now() + timing.deadline;
    outcome.local = Some(socket.local());
    let mut left = u32::try_from(probe.servers.len()).unwrap_or(u32::MAX);
    for server in &probe.servers {
        // A silent server must not use up the time of the next ones.
        let share = deadline.saturating_duration_since(Instant::now()) / left.max(1);
        left -= 1;
        let request = Exchange {
            server: *server,
            accept: &[*server],
            change: None,
            token: probe.token.as_ref(),
            asks_nonce: false,
        };
        let retransmission = Retransmission {
            until: Instant::now() + share,
            ..Retransmission::from_now(timing)
        };
        if let Ok((_, response)) = exchange(&socket, request, retransmission).await
            && let Some(mapped) = response.mapped
        {
            outcome.mapped.insert(*server, mapped);
        }
    }
    (outcome, Some(socket))
}

/// Asks for answers from endpoints that were never contacted, each from a fresh socket.
pub(crate) async fn filtering(
    outlet: &Outlet,
    probe: &FilteringProbe,
    timing: Timing,
) -> FilteringOutcome {
    let (server, alternate) = (probe.server, probe.alternate);
    let change = |address, port| Change { address, port };
    let (other_port, other_address, both) = tokio::join!(
        arrival(
            outlet,
            probe,
            timing,
            change(false, true),
            SocketAddr::new(server.ip(), alternate.port()),
        ),
        arrival(
            outlet,
            probe,
            timing,
            change(true, false),
            SocketAddr::new(alternate.ip(), server.port()),
        ),
        arrival(outlet, probe, timing, change(true, true), alternate),
    );
    FilteringOutcome {
        contacted: [other_port, other_address, both]
            .iter()
            .any(Option::is_some),
        other_port: other_port.unwrap_or_default(),
        other_address: other_address.unwrap_or_default(),
        both: both.unwrap_or_default(),
    }
}

/// One test on its own socket; `None` if the server does not even answer a plain request.
async fn arrival(
    outlet: &Outlet,
    probe: &FilteringProbe,
    timing: Timing,
    change: Change,
    expected: SocketAddr,
) -> Option<Arrival> {
    let retransmission = Retransmission::from_now(timing);
    let socket = Datagrams::toward(outlet, probe.server).await.ok()?;
    let plain = Exchange {
        server: probe.server,
        accept: &[probe.server],
        change: None,
        token: probe.token.as_ref(),
        asks_nonce: false,
    };
    let (_, contact) = exchange(&socket, plain, retransmission).await.ok()?;
    contact.mapped?;
    let changed = Exchange {
        accept: &[expected, probe.server],
        change: Some(change),
        ..plain
    };
    Some(match exchange(&socket, changed, retransmission).await {
        // A refusal proves nothing about the site.
        Ok((_, response)) if response.error.is_some() => Arrival::NotTested,
        Ok((from, _)) if from == expected => Arrival::Arrived,
        Ok(_) => Arrival::NotChanged,
        Err(_) => Arrival::Silent,
    })
}

#[cfg(test)]
mod tests;
