//! The catalogue that is served: the operator's, or one generated from the bound addresses.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use camcheck_core::catalogue::{Catalogue, EMBEDDED, Responder};
use camcheck_core::model::ports::PortSet;
use serde_json::{Value, json};

/// A catalogue, as text and as what it means, and this responder's name in it.
#[derive(Debug)]
pub(crate) struct Served {
    pub(crate) json: Bytes,
    pub(crate) catalogue: Catalogue,
    pub(crate) name: String,
}

/// Where the catalogue comes from.
#[derive(Debug)]
pub(crate) struct Source {
    /// The operator's file; without one, the catalogue is generated.
    pub(crate) file: Option<PathBuf>,
    pub(crate) own: Own,
}

/// What this responder is, in the words of a catalogue.
#[derive(Debug)]
pub(crate) struct Own {
    /// Public addresses, the primary one first.
    pub(crate) addresses: Vec<IpAddr>,
    /// The article's port and the port really bound.
    pub(crate) tcp: Vec<(u16, u16)>,
    pub(crate) udp: PortSet,
    pub(crate) demo: bool,
    pub(crate) tls: bool,
    /// The port of plain HTTP, if it is bound.
    pub(crate) http: Option<u16>,
}

impl Served {
    /// This responder's entry.
    pub(crate) fn own(&self) -> Option<&Responder> {
        let mut responders = self.catalogue.responders.iter();
        responders.find(|entry| entry.name == self.name)
    }

    /// The names of this responder's addresses, for which it needs a certificate.
    pub(crate) fn own_names(&self) -> impl Iterator<Item = &str> {
        let addresses = self.own().into_iter().flat_map(|own| &own.addresses);
        addresses.filter_map(|address| address.name.as_deref())
    }
}

impl Source {
    /// Reads the operator's file, or generates a catalogue with the names of the certificate.
    ///
    /// # Errors
    /// A sentence that names the file and the entry at fault.
    pub(crate) fn read(&self, names: &[String]) -> Result<Served, String> {
        match &self.file {
            Some(path) => read(path, &self.own),
            None => make(&self.own, names),
        }
    }

    /// What a catalogue promises and this responder does not serve, which makes every site look blocked.
    pub(crate) fn warnings(&self, served: &Served) -> Vec<String> {
        let Some(promised) = served.own() else {
            return Vec::new();
        };
        let own = &self.own;
        let ports = (promised.udp != own.udp).then(|| {
            format!(
                "the catalogue says UDP {}, but this responder answers on {}",
                promised.udp, own.udp
            )
        });
        let addresses = promised.addresses.iter();
        let foreign = addresses.filter(|address| !own.addresses.contains(&address.ip));
        let foreign = foreign.map(|address| {
            format!(
                "the catalogue gives this responder {}, which is neither --address nor \
                 --alternate-address",
                address.ip
            )
        });
        ports.into_iter().chain(foreign).collect()
    }
}

/// Reads the operator's catalogue and finds this responder in it by its primary address.
fn read(path: &Path, own: &Own) -> Result<Served, String> {
    let json = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read the catalogue {}: {error}", path.display()))?;
    let catalogue =
        Catalogue::parse(&json).map_err(|error| format!("{}: {error}", path.display()))?;
    let Some(public) = own.addresses.first() else {
        return Err("a responder without an address".to_owned());
    };
    let entry = catalogue
        .responders
        .iter()
        .find(|entry| entry.addresses.iter().any(|address| address.ip == *public))
        .ok_or_else(|| {
            format!(
                "{}: no responder has the address {public}; add this one, or pass \
                 --address BIND=PUBLIC with the address that stands there",
                path.display()
            )
        })?;
    Ok(Served {
        name: entry.name.clone(),
        json: json.into(),
        catalogue,
    })
}

/// Generates a catalogue: the built-in stand-in hosts and this responder, with a name for each address as far as
/// there are names.
///
/// The result fails its own validation only because of a bug in this program.
fn make(own: &Own, names: &[String]) -> Result<Served, String> {
    let name = if own.demo { "demo" } else { "camcheck" };
    let mut top: Value = serde_json::from_str(EMBEDDED).map_err(|error| error.to_string())?;
    let Some(fields) = top.as_object_mut() else {
        return Err("the built-in catalogue is no object".to_owned());
    };
    fields.insert("page".to_owned(), json!(page(own, names)));
    fields.insert(
        "responders".to_owned(),
        json!([responder(name, own, names)]),
    );
    if let Some((http, address)) = own.http.zip(own.addresses.first()) {
        let address = format!("http://{}/healthz", host_and_port(*address, http, 80));
        fields.insert("http".to_owned(), json!(address));
    }
    let json = serde_json::to_string_pretty(&top).map_err(|error| error.to_string())?;
    let catalogue = Catalogue::parse(&json).map_err(|error| error.to_string())?;
    Ok(Served {
        json: json.into(),
        catalogue,
        name: name.to_owned(),
    })
}

fn responder(name: &str, own: &Own, names: &[String]) -> Value {
    let names = names.iter().map(Some).chain(std::iter::repeat(None));
    let addresses: Vec<_> = own
        .addresses
        .iter()
        .zip(names)
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
    let mut entry =
        json!({ "name": name, "addresses": addresses, "tcp": tcp, "udp": own.udp.to_string() });
    if let (true, Some(fields)) = (own.demo, entry.as_object_mut()) {
        fields.insert("demo".to_owned(), json!(true));
        let scheme = if own.tls { "https" } else { "http" };
        fields.insert("scheme".to_owned(), json!(scheme));
    }
    entry
}

/// The page's address: where this responder itself serves it.
fn page(own: &Own, names: &[String]) -> String {
    let scheme = if own.tls { "https" } else { "http" };
    let usual = if own.tls { 443 } else { 80 };
    let port = own.tcp.first().map_or(usual, |(_, bound)| *bound);
    match (names.first(), own.addresses.first()) {
        (Some(name), _) if port == usual => format!("{scheme}://{name}/"),
        (Some(name), _) => format!("{scheme}://{name}:{port}/"),
        (None, Some(ip)) => format!("{scheme}://{}/", host_and_port(*ip, port, usual)),
        (None, None) => format!("{scheme}://localhost/"),
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

    fn own(demo: bool) -> Own {
        Own {
            addresses: vec![
                "192.168.1.7".parse().expect("an address"),
                "192.168.1.8".parse().expect("an address"),
            ],
            tcp: vec![(443, 8443), (3478, 3478), (5349, 5349), (8883, 40001)],
            udp: "3478,3479,40000-40063".parse().expect("ports"),
            demo,
            tls: false,
            http: Some(8080),
        }
    }

    #[test]
    fn a_demo_says_what_it_is() {
        let served = make(&own(true), &[]).expect("a sound catalogue");
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
    fn addresses_get_the_names_that_there_are() {
        let names = ["a.example".to_owned()];
        let served = make(&own(true), &names).expect("a sound catalogue");
        let responder = served.own().expect("itself");
        let names: Vec<_> = responder
            .addresses
            .iter()
            .map(|address| address.name.as_deref())
            .collect();
        assert_eq!(names, [Some("a.example"), None]);
        assert_eq!(served.catalogue.page, "http://a.example:8443/");
    }

    #[test]
    fn only_a_demo_may_use_other_ports() {
        assert!(make(&own(false), &[]).is_err());
    }

    #[test]
    fn what_a_catalogue_promises_too_much_is_named() {
        let served = make(&own(true), &[]).expect("a sound catalogue");
        let source = |own| Source { file: None, own };
        assert!(source(own(true)).warnings(&served).is_empty());
        let mut less = own(true);
        less.addresses.pop();
        less.udp = "3478".parse().expect("ports");
        let warnings = source(less).warnings(&served);
        assert_eq!(warnings.len(), 2);
        assert!(warnings[0].contains("answers on 3478"), "{warnings:?}");
        assert!(warnings[1].contains("192.168.1.8"), "{warnings:?}");
    }
}
