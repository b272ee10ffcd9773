//! The far end that a user names on the command line, as a catalogue would describe it.

use std::net::IpAddr;

use camcheck_codec::random;
use camcheck_core::catalogue::{Responder, ResponderAddress, Scheme};
use camcheck_core::model::ports::ARTICLE_UDP;
use camcheck_core::model::requirement::TcpPort;
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{HttpEndpoint, HttpMethod, HttpProbe};
use camcheck_core::support::collected::collected;
use camcheck_core::wire::http::Hello;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::fetch::{ONCE, resolve};
use crate::cli::Complaint;
use crate::cli::kit::Kit;

/// Describes `HOST` or `HOST,ALT`.
///
/// # Errors
/// If it is not one or two different hosts that resolve.
pub(super) async fn find(names: &str, kit: &Kit) -> Result<Responder, Complaint> {
    let addresses = addresses(names, kit).await?;
    let mut responder = Responder {
        // Used only if the far end does not report its own.
        name: names.to_owned(),
        addresses,
        tcp: collected(TcpPort::ALL.map(|port| (port, port.number()))),
        udp: ARTICLE_UDP.into(),
        demo: false,
        scheme: Scheme::Https,
    };
    if let Some(name) = own_name(&responder, kit).await {
        responder.name = name;
    }
    Ok(responder)
}

/// The addresses of `HOST` or `HOST,ALT`.
///
/// # Errors
/// If it is not one or two different hosts that resolve.
pub(super) async fn addresses(names: &str, kit: &Kit) -> Result<Vec<ResponderAddress>, Complaint> {
    let complain = |problem: String| Complaint::new(format!("--responder {names}: {problem}"));
    if names.split(',').count() > 2 {
        return Err(complain(
            "it takes one or two host names or addresses".to_owned(),
        ));
    }
    let mut addresses: Vec<ResponderAddress> = Vec::new();
    for name in names.split(',').map(str::trim) {
        let address = address(name, kit).await.map_err(complain)?;
        if addresses.iter().any(|other| other.ip == address.ip) {
            return Err(complain(format!("{} is given twice", address.ip)));
        }
        addresses.push(address);
    }
    Ok(addresses)
}

async fn address(name: &str, kit: &Kit) -> Result<ResponderAddress, String> {
    if name.is_empty() {
        return Err("a name or address is missing".to_owned());
    }
    if let Ok(ip) = name.parse::<IpAddr>() {
        return Ok(ResponderAddress { ip, name: None });
    }
    Ok(ResponderAddress {
        ip: resolve(name, TcpPort::P443.number(), kit).await?.ip(),
        name: Some(name.to_owned()),
    })
}

/// The far end's own name. Its answers are checked against it, so that another server behind a NAT cannot
/// be mistaken for it. All four ports are tried, since some may be closed.
async fn own_name(responder: &Responder, kit: &Kit) -> Option<String> {
    let address = responder.addresses.first()?;
    let prober = kit.prober();
    let nonce = u64::from_be_bytes(random::bytes()).to_string();
    let calls: Vec<HttpProbe> = responder
        .tcp
        .values()
        .map(|port| HttpProbe {
            endpoint: HttpEndpoint {
                ip: address.ip,
                host: address.name.clone(),
                port: *port,
                scheme: responder.scheme,
            },
            method: HttpMethod::Get,
            path: Hello::path(&nonce),
            attempt: 0,
        })
        .collect();
    let mut replies: FuturesUnordered<_> =
        calls.iter().map(|call| prober.http(call, ONCE)).collect();
    while let Some(reply) = replies.next().await {
        let hello = reply
            .ok()
            .and_then(|reply| serde_json::from_str::<Hello>(&reply.body).ok());
        if let Some(hello) = hello.filter(|hello| hello.nonce == nonce) {
            return Some(hello.responder);
        }
    }
    None
}
