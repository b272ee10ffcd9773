//! From JSON to a valid catalogue. Single entries are checked while they are parsed; [`Raw::validate`]
//! checks what involves several entries.

use std::net::IpAddr;

use vecmap::VecMap;

use super::address::{HttpAddress, is_page};
use super::{
    Catalogue, Destination, Domain, DomainHost, Responder, ResponderAddress, Scheme, Speak,
};
use crate::model::ports::{ARTICLE_UDP, PortSet};
use crate::model::requirement::{DomainPattern, TcpPort};
use crate::support::collected::collected;
use crate::support::json::{
    Fault, FromJson, Json, Refused, checked, from_json, from_json_text, located, optional, refused,
    required,
};

from_json! {
    Head { version }
}

/// The one field that every version of the format has.
pub(super) struct Head {
    version: u64,
}

impl Head {
    pub(super) fn check(&self) -> Result<(), Fault> {
        if self.version == 1 {
            return Ok(());
        }
        let problem = "must be 1; a newer catalogue needs a newer camcheck";
        Err(Fault::new("version", problem))
    }
}

pub(super) struct Raw {
    page: String,
    responders: Vec<RawResponder>,
    domains: Vec<RawDomain>,
    destinations: Vec<Destination>,
    http: Option<HttpAddress>,
}

struct RawResponder {
    name: String,
    addresses: Vec<ResponderAddress>,
    tcp: Option<VecMap<String, u16>>,
    udp: Option<PortSet>,
    demo: bool,
    scheme: Scheme,
}

struct RawDomain {
    pattern: DomainPattern,
    hosts: Vec<String>,
}

impl Raw {
    pub(super) fn validate(self) -> Result<Catalogue, Fault> {
        refuse_twice("responders", self.responders.iter().map(|it| &it.name))?;
        refuse_twice("domains", self.domains.iter().map(|it| it.pattern))?;
        Ok(Catalogue {
            page: self.page,
            responders: validated("responders", self.responders, RawResponder::validate)?,
            domains: validated("domains", self.domains, RawDomain::validate)?,
            destinations: self.destinations,
            http: self.http,
        })
    }
}

/// Validates each entry of a list; `validate` gets the path of the entry.
fn validated<R, T>(
    list: &str,
    entries: Vec<R>,
    validate: impl Fn(R, &str) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| validate(entry, &format!("{list}[{index}]")))
        .collect()
}

fn refuse_twice<K: PartialEq>(list: &str, keys: impl Iterator<Item = K>) -> Result<(), Fault> {
    let mut known = Vec::new();
    for (index, key) in keys.enumerate() {
        if known.contains(&key) {
            let path = format!("{list}[{index}]");
            return Err(Fault::new(path, "is in the list twice"));
        }
        known.push(key);
    }
    Ok(())
}

// ---- responders ----

impl RawResponder {
    fn validate(self, path: &str) -> Result<Responder, Fault> {
        let problem = match self.addresses.as_slice() {
            [_] => None,
            [first, second] if first.ip != second.ip => None,
            [_, _] => Some("must differ from each other"),
            _ => Some("must have one or two addresses"),
        };
        if let Some(problem) = problem {
            return Err(Fault::new(format!("{path}.addresses"), problem));
        }
        if self.scheme == Scheme::Http && !self.demo {
            let problem = "may be \"http\" only in a local demo (\"demo\": true)";
            return Err(Fault::new(format!("{path}.scheme"), problem));
        }
        Ok(Responder {
            tcp: self.tcp_ports(path)?,
            name: self.name,
            addresses: self.addresses,
            udp: self.udp.unwrap_or_else(|| ARTICLE_UDP.into()),
            demo: self.demo,
            scheme: self.scheme,
        })
    }

    fn tcp_ports(&self, path: &str) -> Result<VecMap<TcpPort, u16>, Fault> {
        let Some(tcp) = &self.tcp else {
            return Ok(collected(TcpPort::ALL.map(|port| (port, port.number()))));
        };
        let mut ports = VecMap::new();
        for (key, used) in tcp {
            let fault = |problem| Err(Fault::new(format!("{path}.tcp.{key}"), problem));
            let Some(port) = key.parse().ok().and_then(TcpPort::from_number) else {
                return fault("is not one of the article's ports 443, 3478, 5349, 8883");
            };
            if *used == 0 {
                return fault("must be a port from 1 to 65535");
            }
            if *used != port.number() && !self.demo {
                return fault("may differ from its port only in a local demo (\"demo\": true)");
            }
            ports.insert(port, *used);
        }
        let in_order = TcpPort::ALL.into_iter();
        Ok(collected(
            in_order.filter_map(|port| Some((port, *ports.get(&port)?))),
        ))
    }
}

// ---- domains ----

impl RawDomain {
    fn validate(self, path: &str) -> Result<Domain, Fault> {
        let pattern = self.pattern;
        let path = format!("{path}.hosts");
        if self.hosts.is_empty() {
            return Err(Fault::new(path, "must name at least one host"));
        }
        let host = |text: String, path: &str| {
            domain_host(&text, pattern).map_err(|problem| Fault::new(path, problem))
        };
        Ok(Domain {
            pattern,
            hosts: validated(&path, self.hosts, host)?,
        })
    }
}

fn domain_host(text: &str, pattern: DomainPattern) -> Result<DomainHost, String> {
    let (host, path) = match text.find('/') {
        Some(slash) => text.split_at(slash),
        None => (text, "/"),
    };
    if !pattern.covers(host) {
        return Err(format!("must be a host under {}", pattern.as_str()));
    }
    if !is_host_name(host) {
        return Err(NO_HOST_NAME.to_owned());
    }
    Ok(DomainHost {
        host: host.to_ascii_lowercase(),
        path: path.to_owned(),
    })
}

// ---- single entries ----

impl FromJson for Raw {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        let problem = "must be an http or https address without a fragment";
        Ok(Self {
            page: checked(json, "page", is_page, problem)?,
            responders: optional(json, "responders")?,
            domains: optional(json, "domains")?,
            destinations: optional(json, "destinations")?,
            http: required(json, "http")?,
        })
    }
}

impl FromJson for RawResponder {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        let is_name = |text: &str| !text.is_empty();
        Ok(Self {
            name: checked(json, "name", is_name, "must not be empty")?,
            addresses: required(json, "addresses")?,
            tcp: tcp(json)?,
            udp: required(json, "udp")?,
            demo: optional(json, "demo")?,
            scheme: optional(json, "scheme")?,
        })
    }
}

fn tcp(responder: &Json) -> Result<Option<VecMap<String, u16>>, Refused> {
    let Some(tcp) = responder.field("tcp").present() else {
        return Ok(None);
    };
    let port = |(key, used): &(String, Json)| {
        let used = located(u16::from_json(used), key)?;
        Ok((key.clone(), used))
    };
    let ports = tcp
        .fields()
        .and_then(|fields| fields.iter().map(port).collect());
    located(ports.map(Some), "tcp")
}

impl FromJson for ResponderAddress {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        let named = json.field("name").present().is_some();
        Ok(Self {
            ip: ip(json)?,
            name: named.then(|| host_name(json, "name")).transpose()?,
        })
    }
}

from_json! {
    RawDomain { pattern, hosts }
}

from_json_text!(DomainPattern, HttpAddress);

impl FromJson for Destination {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.object()?;
        Ok(Self {
            host: host_name(json, "host")?,
            port: tcp_port(json)?,
            speak: required(json, "speak")?,
        })
    }
}

impl FromJson for Scheme {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.one_of(&[Self::Https, Self::Http], Self::as_str)
    }
}

impl FromJson for Speak {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        json.one_of(&Self::ALL, Self::as_str)
    }
}

/// An address, not a name.
fn ip(address: &Json) -> Result<IpAddr, Refused> {
    let text: String = required(address, "ip")?;
    let ip = text.parse();
    located(
        ip.map_err(|_| refused("must be an IPv4 or IPv6 address")),
        "ip",
    )
}

/// One of the article's ports, by its number.
fn tcp_port(destination: &Json) -> Result<TcpPort, Refused> {
    let port = TcpPort::from_number(required(destination, "port")?);
    let port = port.ok_or_else(|| refused("must be one of 443, 3478, 5349, 8883"));
    located(port, "port")
}

/// A host name, in lower case.
fn host_name(json: &Json, key: &str) -> Result<String, Refused> {
    checked(json, key, is_host_name, NO_HOST_NAME).map(|host| host.to_ascii_lowercase())
}

const NO_HOST_NAME: &str = "must be a host name";

fn is_host_name(host: &str) -> bool {
    host.len() <= 253 && host.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
