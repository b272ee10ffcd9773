//! From JSON to a sound catalogue.

use std::collections::BTreeMap;

use super::{
    Catalogue, Destination, Domain, DomainHost, HostPort, Responder, ResponderAddress, Scheme,
    Speak,
};
use crate::json::Entry;
use crate::ports::{ARTICLE_UDP, PortSet};
use crate::requirement::{DomainPattern, TcpPort};

pub(super) fn catalogue(top: &Entry<'_>) -> Option<Catalogue> {
    let version = top.field("version");
    if version.whole_number() != Some(1_u64) {
        version.refuse("must be 1; a newer catalogue needs a newer camcheck");
    }
    Some(Catalogue {
        page: page(&top.field("page")),
        responders: responders(top),
        domains: domains(top)?,
        destinations: destinations(top)?,
        stun: stun(top),
        http: top.optional("http").map(|entry| http(&entry)),
    })
}

fn page(entry: &Entry<'_>) -> String {
    let page = entry.text();
    if page.contains('#') || !(page.starts_with("https://") || page.starts_with("http://")) {
        entry.refuse("must be an http or https address without a fragment");
    }
    page.to_owned()
}

fn http(entry: &Entry<'_>) -> String {
    let address = entry.text();
    match address.strip_prefix("http://") {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') => {}
        _ => entry.refuse("must be a plain http:// address"),
    }
    address.to_owned()
}

fn refuse_twice(entry: &Entry<'_>, is_known: bool) {
    if is_known {
        entry.refuse("stands in the list twice");
    }
}

// ---- responders ----

fn responders(top: &Entry<'_>) -> Vec<Responder> {
    let mut responders: Vec<Responder> = Vec::new();
    for entry in top.items("responders") {
        let new = responder(&entry);
        refuse_twice(
            &entry,
            responders.iter().any(|known| known.name == new.name),
        );
        responders.push(new);
    }
    responders
}

fn responder(entry: &Entry<'_>) -> Responder {
    let name = entry.field("name");
    if name.text().is_empty() {
        name.refuse("must not be empty");
    }
    let list = entry.field("addresses");
    let mut addresses = Vec::new();
    for address in entry.items("addresses") {
        addresses.push(ResponderAddress {
            ip: address.field("ip").ip(),
            name: address.optional("name").map(|name| host_name(&name)),
        });
    }
    match addresses.as_slice() {
        [_] => {}
        [first, second] if first.ip != second.ip => {}
        [_, _] => list.refuse("must differ from each other"),
        _ => list.refuse("must have one or two addresses"),
    }
    let demo = entry.optional("demo").is_some_and(|demo| demo.boolean());
    Responder {
        name: name.string(),
        tcp: tcp_ports(entry, demo),
        udp: udp_ports(entry),
        scheme: scheme(entry, demo),
        demo,
        addresses,
    }
}

fn tcp_ports(entry: &Entry<'_>, demo: bool) -> BTreeMap<TcpPort, u16> {
    let mut ports = BTreeMap::new();
    let Some(tcp) = entry.optional("tcp") else {
        ports.extend(TcpPort::ALL.map(|port| (port, port.number())));
        return ports;
    };
    for (key, used) in tcp.fields() {
        let Some(port) = key.parse().ok().and_then(TcpPort::from_number) else {
            used.refuse("is not one of the article's ports 443, 3478, 5349, 8883");
            continue;
        };
        let number: u16 = used.whole_number().unwrap_or_default();
        if number == 0 {
            used.refuse("must be a port from 1 to 65535");
        }
        if number != port.number() && !demo {
            used.refuse("may differ from its port only in a local demo (\"demo\": true)");
        }
        ports.insert(port, number);
    }
    ports
}

fn udp_ports(entry: &Entry<'_>) -> PortSet {
    let ports = entry.optional("udp").and_then(|udp| udp.parsed());
    ports.unwrap_or_else(|| ARTICLE_UDP.into())
}

fn scheme(entry: &Entry<'_>, demo: bool) -> Scheme {
    let Some(scheme) = entry.optional("scheme") else {
        return Scheme::Https;
    };
    match scheme.text() {
        "https" => return Scheme::Https,
        "http" if demo => {}
        "http" => scheme.refuse("may be \"http\" only in a local demo (\"demo\": true)"),
        _ => scheme.refuse("must be \"https\" or, in a local demo, \"http\""),
    }
    Scheme::Http
}

// ---- domains ----

fn domains(top: &Entry<'_>) -> Option<Vec<Domain>> {
    let mut domains: Vec<Domain> = Vec::new();
    for entry in top.items("domains") {
        let pattern = entry.field("pattern").parsed()?;
        refuse_twice(&entry, domains.iter().any(|known| known.pattern == pattern));
        domains.push(Domain {
            pattern,
            hosts: domain_hosts(&entry, pattern),
        });
    }
    Some(domains)
}

fn domain_hosts(entry: &Entry<'_>, pattern: DomainPattern) -> Vec<DomainHost> {
    let list = entry.field("hosts");
    let mut hosts = Vec::new();
    for host in entry.items("hosts") {
        hosts.push(domain_host(&host, pattern));
    }
    if hosts.is_empty() {
        list.refuse("must name at least one host");
    }
    hosts
}

fn domain_host(entry: &Entry<'_>, pattern: DomainPattern) -> DomainHost {
    let text = entry.text();
    let (host, path) = match text.find('/') {
        Some(slash) => text.split_at(slash),
        None => (text, "/"),
    };
    if !pattern.covers(host) {
        entry.refuse(&format!("must be a host under {}", pattern.as_str()));
    }
    DomainHost {
        host: checked_host_name(entry, host),
        path: path.to_owned(),
    }
}

// ---- further destinations ----

fn destinations(top: &Entry<'_>) -> Option<Vec<Destination>> {
    let mut destinations = Vec::new();
    for entry in top.items("destinations") {
        destinations.push(Destination {
            port: destination_port(&entry.field("port"))?,
            speak: speak(&entry.field("speak"))?,
            host: host_name(&entry.field("host")),
        });
    }
    Some(destinations)
}

fn destination_port(entry: &Entry<'_>) -> Option<TcpPort> {
    let port = entry.whole_number().and_then(TcpPort::from_number);
    if port.is_none() {
        entry.refuse("must be one of 443, 3478, 5349, 8883");
    }
    port
}

fn speak(entry: &Entry<'_>) -> Option<Speak> {
    match entry.text() {
        "tls" => Some(Speak::Tls),
        "https" => Some(Speak::Https),
        "stun" => Some(Speak::Stun),
        "stuns" => Some(Speak::Stuns),
        _ => {
            entry.refuse("must be one of tls, https, stun, stuns");
            None
        }
    }
}

fn stun(top: &Entry<'_>) -> Vec<HostPort> {
    let mut servers = Vec::new();
    for entry in top.items("stun") {
        let (host, port) = entry.text().rsplit_once(':').unwrap_or_default();
        let port = port.parse().unwrap_or_default();
        if port == 0 {
            entry.refuse("must be host:port");
        }
        servers.push(HostPort {
            host: checked_host_name(&entry, host),
            port,
        });
    }
    servers
}

// ---- names ----

fn host_name(entry: &Entry<'_>) -> String {
    checked_host_name(entry, entry.text())
}

fn checked_host_name(entry: &Entry<'_>, host: &str) -> String {
    if host.len() > 253 || !host.split('.').all(is_label) {
        entry.refuse("must be a host name");
    }
    host.to_ascii_lowercase()
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
