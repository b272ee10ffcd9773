//! The catalogue that is served: the operator's, or one generated from the bound addresses.

use std::net::IpAddr;
use std::path::Path;

use camcheck_core::catalogue::{Catalogue, EMBEDDED};
use serde_json::{Value, json};

/// A catalogue, as text and as what it means, and this responder's name in it.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) json: String,
    pub(crate) catalogue: Catalogue,
    pub(crate) name: String,
}

/// What a generated catalogue contains about this responder.
#[derive(Debug)]
pub(crate) struct Own<'a> {
    /// Public addresses with the names of the certificate, if there are any.
    pub(crate) addresses: Vec<(IpAddr, Option<String>)>,
    /// The article's port and the port really bound.
    pub(crate) tcp: Vec<(u16, u16)>,
    pub(crate) udp: &'a str,
    pub(crate) demo: bool,
    pub(crate) tls: bool,
    /// The port of plain HTTP, if it is bound.
    pub(crate) http: Option<u16>,
}

/// Reads the operator's catalogue and finds this responder in it by its primary address.
///
/// # Errors
/// A sentence that names the file and the entry at fault.
pub(crate) fn read(path: &Path, public: IpAddr) -> Result<Served, String> {
    let json = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read the catalogue {}: {error}", path.display()))?;
    let catalogue =
        Catalogue::parse(&json).map_err(|error| format!("{}: {error}", path.display()))?;
    let own = catalogue
        .responders
        .iter()
        .find(|entry| entry.addresses.iter().any(|address| address.ip == public))
        .ok_or_else(|| {
            format!(
                "{}: no responder has the address {public}; add this one, or pass \
                 --address BIND=PUBLIC with the address that stands there",
                path.display()
            )
        })?;
    Ok(Served {
        name: own.name.clone(),
        json,
        catalogue,
    })
}

/// Generates a catalogue: the built-in stand-in hosts and this responder.
///
/// # Errors
/// If the result does not pass its own validation, which is a bug in this program.
pub(crate) fn make(own: &Own<'_>) -> Result<Served, String> {
    let name = if own.demo { "demo" } else { "camcheck" };
    let mut top: Value = serde_json::from_str(EMBEDDED).map_err(|error| error.to_string())?;
    let Some(fields) = top.as_object_mut() else {
        return Err("the built-in catalogue is no object".to_owned());
    };
    fields.insert("page".to_owned(), json!(page(own)));
    fields.insert("responders".to_owned(), json!([responder(name, own)]));
    if let Some((http, (address, _))) = own.http.zip(own.addresses.first()) {
        let address = format!("http://{}/healthz", host_and_port(*address, http, 80));
        fields.insert("http".to_owned(), json!(address));
    }
    let json = serde_json::to_string_pretty(&top).map_err(|error| error.to_string())?;
    let catalogue = Catalogue::parse(&json).map_err(|error| error.to_string())?;
    Ok(Served {
        json,
        catalogue,
        name: name.to_owned(),
    })
}

fn responder(name: &str, own: &Own<'_>) -> Value {
    let addresses: Vec<_> = own
        .addresses
        .iter()
        .map(|(ip, name)| match name {
            Some(name) => json!({ "ip": ip, "name": name }),
            None => json!({ "ip": ip }),
        })
        .collect();
    let tcp: serde_json::Map<_, _> = own
        .tcp
        .iter()
        .map(|(port, bound)| (port.to_string(), json!(bound)))
        .collect();
    let mut entry = json!({ "name": name, "addresses": addresses, "tcp": tcp, "udp": own.udp });
    if let (true, Some(fields)) = (own.demo, entry.as_object_mut()) {
        fields.insert("demo".to_owned(), json!(true));
        let scheme = if own.tls { "https" } else { "http" };
        fields.insert("scheme".to_owned(), json!(scheme));
    }
    entry
}

/// The page's address: where this responder itself serves it.
fn page(own: &Own<'_>) -> String {
    let scheme = if own.tls { "https" } else { "http" };
    let usual = if own.tls { 443 } else { 80 };
    let port = own.tcp.first().map_or(usual, |(_, bound)| *bound);
    match own.addresses.first() {
        Some((_, Some(name))) if port == usual => format!("{scheme}://{name}/"),
        Some((_, Some(name))) => format!("{scheme}://{name}:{port}/"),
        Some((ip, None)) => format!("{scheme}://{}/", host_and_port(*ip, port, usual)),
        None => format!("{scheme}://localhost/"),
    }
}

fn host_and_port(ip: IpAddr, port: u16, usual: u16) -> String {
    let host = match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    if port == usual {
        host
    } else {
        format!("{host}:{port}")
    }
}

#[cfg(test)]
mod tests {
    use camcheck_core::catalogue::Scheme;
    use camcheck_core::model::requirement::TcpPort;

    use super::*;

    fn own(demo: bool) -> Own<'static> {
        Own {
            addresses: vec![
                ("192.168.1.7".parse().expect("an address"), None),
                (
                    "192.168.1.8".parse().expect("an address"),
                    Some("b.example".to_owned()),
                ),
            ],
            tcp: vec![(443, 8443), (3478, 3478), (5349, 5349), (8883, 40001)],
            udp: "3478,3479,40000-40063",
            demo,
            tls: false,
            http: Some(8080),
        }
    }

    #[test]
    fn a_demo_says_what_it_is() {
        let served = make(&own(true)).expect("a sound catalogue");
        let responder = &served.catalogue.responders[0];
        assert!(responder.demo);
        assert_eq!(responder.scheme, Scheme::Http);
        assert_eq!(responder.tcp.get(&TcpPort::P443), Some(&8443));
        assert!(responder.udp.contains(40063) && !responder.udp.contains(40064));
        assert_eq!(served.catalogue.page, "http://192.168.1.7:8443/");
        assert_eq!(
            served.catalogue.http,
            "http://192.168.1.7:8080/healthz".parse().ok()
        );
        assert_eq!(served.catalogue.domains.len(), 3);
    }

    #[test]
    fn only_a_demo_may_use_other_ports() {
        assert!(make(&own(false)).is_err());
    }
}
