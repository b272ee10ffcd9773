//! From JSON to a sound catalogue: every step knows the path of the entry that it reads.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::{
    Catalogue, CatalogueError, Destination, Domain, DomainHost, HostPort, Responder,
    ResponderAddress, Scheme, Speak,
};
use crate::ports::{ARTICLE_UDP, PortSet};
use crate::requirement::{DomainPattern, TcpPort};

pub(super) fn parse(json: &str) -> Result<Catalogue, CatalogueError> {
    let value: Value = serde_json::from_str(json).map_err(|error| CatalogueError {
        path: "(top)".to_owned(),
        problem: format!("is not JSON: {error}"),
    })?;
    let top = Entry {
        path: String::new(),
        value: &value,
    };
    let version = top.required("version")?;
    if version.value.as_u64() != Some(1) {
        return Err(version.fault("must be 1; a newer catalogue needs a newer camcheck"));
    }
    let catalogue = Catalogue {
        page: page(&top)?,
        responders: top.list("responders", responder)?,
        domains: top.list("domains", domain)?,
        destinations: top.list("destinations", destination)?,
        stun: top.list("stun", host_port)?,
        http: top
            .optional("http")?
            .map(|entry| http(&entry))
            .transpose()?,
    };
    unique(
        &top,
        "responders",
        catalogue.responders.iter().map(|entry| &entry.name),
    )?;
    unique(
        &top,
        "domains",
        catalogue.domains.iter().map(|entry| entry.pattern),
    )?;
    Ok(catalogue)
}

fn page(top: &Entry<'_>) -> Result<String, CatalogueError> {
    let entry = top.required("page")?;
    let page = entry.string()?;
    if page.contains('#') || !(page.starts_with("https://") || page.starts_with("http://")) {
        return Err(entry.fault("must be an http or https address without a fragment"));
    }
    Ok(page.to_owned())
}

fn http(entry: &Entry<'_>) -> Result<String, CatalogueError> {
    let address = entry.string()?;
    let host = address
        .strip_prefix("http://")
        .and_then(|rest| rest.split('/').next());
    match host {
        Some(host) if !host.is_empty() => Ok(address.to_owned()),
        _ => Err(entry.fault("must be a plain http:// address")),
    }
}

fn responder(entry: &Entry<'_>) -> Result<Responder, CatalogueError> {
    let name = entry.required("name")?;
    if name.string()?.is_empty() {
        return Err(name.fault("must not be empty"));
    }
    let list = entry.required("addresses")?;
    let addresses = entry.list("addresses", responder_address)?;
    if addresses.is_empty() || addresses.len() > 2 {
        return Err(list.fault("must have one or two addresses"));
    }
    if let [first, second] = addresses.as_slice()
        && first.ip == second.ip
    {
        return Err(list.fault("must differ from each other"));
    }
    let demo = entry
        .optional("demo")?
        .map_or(Ok(false), |entry| entry.boolean())?;
    Ok(Responder {
        name: name.string()?.to_owned(),
        tcp: tcp_ports(entry, demo)?,
        udp: udp_ports(entry)?,
        scheme: scheme(entry, demo)?,
        demo,
        addresses,
    })
}

fn responder_address(entry: &Entry<'_>) -> Result<ResponderAddress, CatalogueError> {
    let ip = entry.required("ip")?;
    Ok(ResponderAddress {
        ip: ip.parse_as::<IpAddr>("must be an IPv4 or IPv6 address")?,
        name: entry
            .optional("name")?
            .map(|name| name.host_name())
            .transpose()?,
    })
}

fn tcp_ports(entry: &Entry<'_>, demo: bool) -> Result<BTreeMap<TcpPort, u16>, CatalogueError> {
    let same = || TcpPort::ALL.map(|port| (port, port.number())).into();
    let Some(tcp) = entry.optional("tcp")? else {
        return Ok(same());
    };
    let mut ports = BTreeMap::new();
    for key in tcp.object()?.keys() {
        let used = tcp.required(key)?;
        let port = key
            .parse()
            .ok()
            .and_then(TcpPort::from_number)
            .ok_or_else(|| used.fault("is not one of the article's ports 443, 3478, 5349, 8883"))?;
        let number = used
            .value
            .as_u64()
            .and_then(|number| u16::try_from(number).ok())
            .filter(|number| *number > 0)
            .ok_or_else(|| used.fault("must be a port from 1 to 65535"))?;
        if number != port.number() && !demo {
            return Err(
                used.fault("may differ from its port only in a local demo (\"demo\": true)")
            );
        }
        ports.insert(port, number);
    }
    Ok(ports)
}

fn udp_ports(entry: &Entry<'_>) -> Result<PortSet, CatalogueError> {
    match entry.optional("udp")? {
        Some(udp) => udp
            .string()?
            .parse()
            .map_err(|error| udp.fault(&format!("{error}"))),
        None => Ok(ARTICLE_UDP.into()),
    }
}

fn scheme(entry: &Entry<'_>, demo: bool) -> Result<Scheme, CatalogueError> {
    let Some(scheme) = entry.optional("scheme")? else {
        return Ok(Scheme::Https);
    };
    match scheme.string()? {
        "https" => Ok(Scheme::Https),
        "http" if demo => Ok(Scheme::Http),
        "http" => Err(scheme.fault("may be \"http\" only in a local demo (\"demo\": true)")),
        _ => Err(scheme.fault("must be \"https\" or, in a local demo, \"http\"")),
    }
}

fn domain(entry: &Entry<'_>) -> Result<Domain, CatalogueError> {
    let pattern_entry = entry.required("pattern")?;
    let pattern: DomainPattern = pattern_entry
        .string()?
        .parse()
        .map_err(|error| pattern_entry.fault(&format!("{error}")))?;
    let hosts = entry.list("hosts", |host| domain_host(host, pattern))?;
    if hosts.is_empty() {
        return Err(entry
            .required("hosts")?
            .fault("must name at least one host"));
    }
    Ok(Domain { pattern, hosts })
}

fn domain_host(entry: &Entry<'_>, pattern: DomainPattern) -> Result<DomainHost, CatalogueError> {
    let text = entry.string()?;
    let (host, path) = match text.find('/') {
        Some(slash) => text.split_at(slash),
        None => (text, "/"),
    };
    if !pattern.covers(host) {
        return Err(entry.fault(&format!("must be a host under {}", pattern.as_str())));
    }
    Ok(DomainHost {
        host: check_host_name(entry, host)?,
        path: path.to_owned(),
    })
}

fn destination(entry: &Entry<'_>) -> Result<Destination, CatalogueError> {
    let port = entry.required("port")?;
    let speak = entry.required("speak")?;
    Ok(Destination {
        host: entry.required("host")?.host_name()?,
        port: port
            .value
            .as_u64()
            .and_then(|number| u16::try_from(number).ok())
            .and_then(TcpPort::from_number)
            .ok_or_else(|| port.fault("must be one of 443, 3478, 5349, 8883"))?,
        speak: match speak.string()? {
            "tls" => Speak::Tls,
            "https" => Speak::Https,
            "stun" => Speak::Stun,
            "stuns" => Speak::Stuns,
            _ => return Err(speak.fault("must be one of tls, https, stun, stuns")),
        },
    })
}

fn host_port(entry: &Entry<'_>) -> Result<HostPort, CatalogueError> {
    let text = entry.string()?;
    let bad = || entry.fault("must be host:port");
    let (host, port) = text.rsplit_once(':').ok_or_else(bad)?;
    let port = port.parse().map_err(|_| bad())?;
    if port == 0 {
        return Err(bad());
    }
    Ok(HostPort {
        host: check_host_name(entry, host)?,
        port,
    })
}

fn unique<T: Ord>(
    top: &Entry<'_>,
    list: &str,
    keys: impl Iterator<Item = T>,
) -> Result<(), CatalogueError> {
    let mut seen = BTreeSet::new();
    for (index, key) in keys.enumerate() {
        if !seen.insert(key) {
            return Err(CatalogueError {
                path: format!("{}[{index}]", top.child_path(list)),
                problem: "stands in the list twice".to_owned(),
            });
        }
    }
    Ok(())
}

fn check_host_name(entry: &Entry<'_>, host: &str) -> Result<String, CatalogueError> {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if host.len() <= 253 && host.split('.').all(label) {
        Ok(host.to_ascii_lowercase())
    } else {
        Err(entry.fault("must be a host name"))
    }
}

/// A JSON value that knows where it stands.
struct Entry<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Entry<'a> {
    fn fault(&self, problem: &str) -> CatalogueError {
        let path = if self.path.is_empty() {
            "(top)"
        } else {
            &self.path
        };
        CatalogueError {
            path: path.to_owned(),
            problem: problem.to_owned(),
        }
    }

    fn child_path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    fn object(&self) -> Result<&'a Map<String, Value>, CatalogueError> {
        self.value
            .as_object()
            .ok_or_else(|| self.fault("must be an object"))
    }

    fn string(&self) -> Result<&'a str, CatalogueError> {
        self.value
            .as_str()
            .ok_or_else(|| self.fault("must be a text"))
    }

    fn boolean(&self) -> Result<bool, CatalogueError> {
        self.value
            .as_bool()
            .ok_or_else(|| self.fault("must be true or false"))
    }

    fn parse_as<T: FromStr>(&self, problem: &str) -> Result<T, CatalogueError> {
        self.string()?.parse().map_err(|_| self.fault(problem))
    }

    fn host_name(&self) -> Result<String, CatalogueError> {
        check_host_name(self, self.string()?)
    }

    fn optional(&self, key: &str) -> Result<Option<Self>, CatalogueError> {
        Ok(self
            .object()?
            .get(key)
            .filter(|value| !value.is_null())
            .map(|value| Entry {
                path: self.child_path(key),
                value,
            }))
    }

    fn required(&self, key: &str) -> Result<Self, CatalogueError> {
        self.optional(key)?.ok_or_else(|| CatalogueError {
            path: self.child_path(key),
            problem: "is missing".to_owned(),
        })
    }

    /// Reads a list entry by entry; a missing list is an empty one.
    fn list<T>(
        &self,
        key: &str,
        read: impl Fn(&Entry<'a>) -> Result<T, CatalogueError>,
    ) -> Result<Vec<T>, CatalogueError> {
        let Some(list) = self.optional(key)? else {
            return Ok(Vec::new());
        };
        let values = list
            .value
            .as_array()
            .ok_or_else(|| list.fault("must be a list"))?;
        values
            .iter()
            .enumerate()
            .map(|(index, value)| {
                read(&Entry {
                    path: format!("{}[{index}]", list.path),
                    value,
                })
            })
            .collect()
    }
}
