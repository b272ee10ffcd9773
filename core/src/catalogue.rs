//! The catalogue: every endpoint that a run contacts. Endpoints are listed here, never in code.
//! [`Catalogue::parse`] turns JSON into a validated catalogue; an invalid one is refused with the path of
//! the bad entry. Unknown fields are ignored, so that a program that a site downloaded earlier can still
//! read a newer catalogue.

mod address;
mod raw;

use std::collections::BTreeSet;
use std::net::IpAddr;

use vecmap::VecMap;

use crate::model::ports::PortSet;
use crate::model::requirement::{DomainPattern, TcpPort};
use crate::support::collected::collected;
use crate::support::json::{self, Fault, TOP};

pub use address::{HttpAddress, NotPlainHttp};

/// The catalogue that is built in: the stand-in hosts, and no responder.
pub const EMBEDDED: &str = include_str!("catalogue/default.json");

/// A validated catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalogue {
    /// The address of the page; share links point there.
    pub page: String,
    /// The far ends, in order of preference.
    pub responders: Vec<Responder>,
    /// Stand-in hosts for each wildcard domain.
    pub domains: Vec<Domain>,
    /// Further TCP destinations of the article's ports.
    pub destinations: Vec<Destination>,
    /// Plain HTTP address for captive-portal checks.
    pub http: Option<HttpAddress>,
}

/// One far end: a process that answers on one or two addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responder {
    /// Its name, unique in the catalogue.
    pub name: String,
    /// One or two addresses; the second is the alternate address of RFC 5780.
    pub addresses: Vec<ResponderAddress>,
    /// The port really used for each of the article's TCP ports, in the article's order.
    pub tcp: VecMap<TcpPort, u16>,
    /// The UDP ports on which it answers.
    pub udp: PortSet,
    /// A far end on this machine, which proves nothing about the site's firewall.
    pub demo: bool,
    /// The scheme of its HTTP interface.
    pub scheme: Scheme,
}

/// One address of a responder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponderAddress {
    /// The address that is contacted.
    pub ip: IpAddr,
    /// The name in its certificate. Without one, a page can test it by ICE-TCP only.
    pub name: Option<String>,
}

/// The scheme of a responder's HTTP interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Scheme {
    /// TLS on all four ports; what every real far end has.
    #[default]
    Https,
    /// No TLS; only in a local demo.
    Http,
}

impl Scheme {
    /// As in a URL.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::Http => "http",
        }
    }
}

/// A wildcard domain and the hosts that stand in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// The wildcard.
    pub pattern: DomainPattern,
    /// At least one host under it.
    pub hosts: Vec<DomainHost>,
}

/// A host that stands in for a wildcard domain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DomainHost {
    /// The host name, in lower case.
    pub host: String,
    /// The path to ask for, beginning with `/`.
    pub path: String,
}

/// A TCP destination besides the responders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The host name.
    pub host: String,
    /// One of the article's ports.
    pub port: TcpPort,
    /// What is spoken there.
    pub speak: Speak,
}

/// The protocol of a destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Speak {
    /// A TLS handshake only.
    Tls,
    /// TLS and one HTTP request, answered with any status. Use `tls` for a server that answers only clients
    /// with a certificate.
    Https,
    /// A STUN Binding request over TCP.
    Stun,
    /// A STUN Binding request over TLS.
    Stuns,
}

impl Speak {
    /// Every one of them.
    pub(crate) const ALL: [Self; 4] = [Self::Tls, Self::Https, Self::Stun, Self::Stuns];

    /// As in a catalogue.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::Https => "https",
            Self::Stun => "stun",
            Self::Stuns => "stuns",
        }
    }
}

/// A catalogue that cannot be used, with the path of the entry at fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("catalogue entry {path}: {problem}")]
pub struct CatalogueError {
    /// Such as `responders[0].addresses[1].ip`; `(top)` for the document itself.
    pub path: String,
    /// What is wrong, and what would be right.
    pub problem: String,
}

impl CatalogueError {
    /// It is about the document itself, not about an entry.
    #[must_use]
    pub fn is_of_the_document(&self) -> bool {
        self.path == TOP
    }
}

impl From<Fault> for CatalogueError {
    fn from(fault: Fault) -> Self {
        Self {
            path: fault.path,
            problem: fault.problem,
        }
    }
}

impl Catalogue {
    /// Parses and validates a catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] with the path of the first bad entry.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        // First of all, since a newer catalogue may look different.
        json::read::<raw::Head>(text)?.check()?;
        Ok(json::read::<raw::Raw>(text)?.validate()?)
    }

    /// The built-in catalogue.
    ///
    /// # Errors
    /// Never for the embedded text, which a test parses.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::parse(EMBEDDED)
    }

    /// Whether the far end is the tester's own machine.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.responders.iter().any(|responder| responder.demo)
    }

    /// The patterns for which the catalogue names no host.
    #[must_use]
    pub fn patterns_without_host(&self) -> BTreeSet<DomainPattern> {
        let is_named = |pattern: &DomainPattern| {
            let mut domains = self.domains.iter();
            domains.any(|domain| domain.pattern == *pattern)
        };
        let patterns = DomainPattern::ALL.into_iter();
        collected(patterns.filter(|pattern| !is_named(pattern)))
    }
}

#[cfg(test)]
mod tests;
