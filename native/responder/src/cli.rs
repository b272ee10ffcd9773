//! The options: what there are, and where they come from.

mod config;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use camcheck_core::model::ports::{ARTICLE_UDP, PortSet};
use clap::Parser;

pub(crate) use self::config::{Request, read};
use crate::limits;
use crate::log::LogLevel;

/// The default address of the metrics for Prometheus.
pub(crate) const DEFAULT_METRICS: &str = "127.0.0.1:9464";

/// The far end of Camcheck: answers on every port that a Latch Camera needs.
///
/// It prints one line "ready" on stdout when every listener is up, and everything else on stderr. It needs
/// CAP_NET_ADMIN, CAP_NET_RAW and CAP_NET_BIND_SERVICE, and the program nft; only --demo needs less. The
/// machine's own firewall must let all of this in; probes are not tracked, so a rule for established
/// connections is not enough. Its own rules are in an nftables table that is named after its address, such as
/// "inet camcheck_responder_198_51_100_10". It is removed on exit, or at the next start after a crash.
///
/// Certificate, key, page and catalogue are read again on SIGHUP, and within about a minute after a change. One that
/// cannot be used is refused with a message, and the previous one stays in use.
///
/// Every option can also be in the configuration file (web = "/srv/camcheck") or in the environment
/// (CAMCHECK_RESPONDER_WEB). The environment overrides the file, and the command line overrides both.
#[derive(Debug, Parser)]
#[command(name = "camcheck-responder", version, args_override_self = true)]
pub(crate) struct Cli {
    /// The configuration file, in TOML [default: /etc/camcheck/responder.toml, if it exists; not read with --demo]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print all options as a configuration file, each with its origin, and exit
    #[arg(long)]
    pub(crate) print_config: bool,

    /// The address to answer on; add =PUBLIC if a 1:1 NAT gives it another address outside
    #[arg(long, value_name = "BIND[=PUBLIC]", required_unless_present = "demo")]
    pub(crate) address: Option<Address>,

    /// The alternate address (RFC 5780), on the same machine; without it, NAT filtering cannot be tested
    #[arg(long, value_name = "BIND[=PUBLIC]", requires = "address")]
    pub(crate) alternate_address: Option<Address>,

    /// Certificate chain for the names of both addresses, in PEM
    #[arg(long, value_name = "PEM", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,

    /// The certificate's private key, in PEM
    #[arg(long, value_name = "PEM", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,

    /// Folder with the challenges of ACME (HTTP-01) that prove to a certificate authority that a name leads
    /// here, such as /srv/acme/.well-known/acme-challenge with certbot's --webroot -w /srv/acme
    #[arg(long, value_name = "DIR")]
    pub(crate) acme_challenges: Option<PathBuf>,

    /// UDP ports to answer on, such as 1025-65535 or 3478,3479,40000-40063 [default: 1025-65535]
    #[arg(long, value_name = "RANGE")]
    pub(crate) udp: Option<PortSet>,

    /// Folder with the built page. A file x.br is the compressed form of x; files without one are
    /// compressed in the background
    #[arg(long, value_name = "DIR")]
    pub(crate) web: Option<PathBuf>,

    /// Pages that may show the page in a frame: sources of CSP's frame-ancestors, such as
    /// `self https://help.example.com`
    #[arg(long, value_name = "SOURCES", default_value_t)]
    pub(crate) frame_ancestors: FrameAncestors,

    /// The catalogue to serve and check; without it, one is generated from the addresses and the
    /// names in the certificate
    #[arg(long, value_name = "FILE")]
    pub(crate) catalogue: Option<PathBuf>,

    /// Additional roots for the far end's own checks of the catalogue's hosts
    #[arg(long, value_name = "PEM")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Where to serve Prometheus metrics [default: 127.0.0.1:9464]
    #[arg(long, value_name = "ADDR")]
    pub(crate) metrics: Option<SocketAddr>,

    /// Feeds at the same time; each takes 1.6 Mbit/s both ways for 12 s. 0 streams none
    #[arg(long, value_name = "COUNT", default_value_t = limits::MAX_FEEDS)]
    pub(crate) max_feeds: usize,

    /// Transfers of bulk data at the same time, which show whether 10 Mbit/s are available; each moves 8 MB at
    /// most. 0 allows none
    #[arg(long, value_name = "COUNT", default_value_t = limits::MAX_LOADS)]
    pub(crate) max_loads: usize,

    /// Take no part in the tests of large packets, idle UDP sessions, SIP, NTP and bandwidth
    #[arg(long)]
    pub(crate) no_path_tests: bool,

    /// How long runs under way may take to finish after SIGTERM. No new ones begin meanwhile. 0 ends at once
    #[arg(long, value_name = "SECONDS", default_value_t = limits::DRAIN.as_secs())]
    pub(crate) drain: u64,

    /// The least important level that is logged; only "debug" includes addresses of clients
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    pub(crate) log_level: LogLevel,

    /// Try everything that a start with these options needs, list what is missing, and exit. Nothing is served
    #[arg(long, conflicts_with = "demo")]
    pub(crate) check: bool,

    /// Remove the firewall rules that a far end with these options may have left behind, and exit
    #[arg(long, conflicts_with_all = ["check", "demo"])]
    pub(crate) remove_rules: bool,

    /// Run it on this machine without privileges, certificate and alternate address
    #[arg(long)]
    pub(crate) demo: bool,
}

impl Cli {
    /// The addresses that were named, the primary one first.
    pub(crate) fn addresses(&self) -> Vec<Address> {
        let primary = self.address.into_iter();
        primary.chain(self.alternate_address).collect()
    }

    /// The UDP ports to answer on.
    pub(crate) fn udp_ports(&self) -> PortSet {
        self.udp.clone().unwrap_or_else(|| ARTICLE_UDP.into())
    }
}

/// An own address: as bound, and as seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address {
    /// The address of an own network interface.
    pub(crate) bind: IpAddr,
    /// The address that clients use.
    pub(crate) public: IpAddr,
}

/// Text that is not an [`Address`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BadAddress;

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("must be one IP address, or two such as 10.0.0.5=203.0.113.5; not 0.0.0.0")
    }
}

impl std::error::Error for BadAddress {}

impl FromStr for Address {
    type Err = BadAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (bind, public) = text.split_once('=').unwrap_or((text, text));
        let parse = |part: &str| {
            part.parse::<IpAddr>()
                .ok()
                // Answers must come from the address that received the request, so it has to be known.
                .filter(|address| !address.is_unspecified() && !address.is_multicast())
                .ok_or(BadAddress)
        };
        Ok(Self {
            bind: parse(bind)?,
            public: parse(public)?,
        })
    }
}

/// Who may embed the page (CSP Level 3 section 6.4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FrameAncestors(String);

impl Default for FrameAncestors {
    /// The page itself, and the help center that contains the article.
    fn default() -> Self {
        Self("'self' https://support.door.com https://door.zendesk.com".to_owned())
    }
}

impl fmt::Display for FrameAncestors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Text that is not a list of sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadSource(String);

impl fmt::Display for BadSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(source) = self;
        write!(
            f,
            "\"{source}\" must be self, none, or an origin such as https://help.example.com"
        )
    }
}

impl std::error::Error for BadSource {}

impl FromStr for FrameAncestors {
    type Err = BadSource;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sources: Vec<_> = text
            .split_whitespace()
            .map(source)
            .collect::<Result<_, _>>()?;
        match sources.as_slice() {
            [] => Err(BadSource(text.to_owned())),
            [_, _, ..] if sources.iter().any(|source| source == "'none'") => {
                Err(BadSource("none".to_owned()))
            }
            [_, ..] => Ok(Self(sources.join(" "))),
        }
    }
}

/// One source. Quotes around the two keywords may be missing, since a shell takes them away.
fn source(text: &str) -> Result<String, BadSource> {
    let origin = |text: &str| {
        let host = text.split_once("://").map_or(text, |(_, host)| host);
        host.contains(['.', ':'])
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.:/*[]_".contains(&byte))
    };
    match text.trim_matches('\'') {
        "self" => Ok("'self'".to_owned()),
        "none" => Ok("'none'".to_owned()),
        _ if text == "*" || origin(text) => Ok(text.to_owned()),
        _ => Err(BadSource(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn addresses_parse() {
        let address: Address = "10.0.0.5=203.0.113.5".parse().expect("an address");
        assert_eq!(address.bind.to_string(), "10.0.0.5");
        assert_eq!(address.public.to_string(), "203.0.113.5");
        let address: Address = "198.51.100.10".parse().expect("an address");
        assert_eq!(address.bind, address.public);
        for text in [
            "",
            "0.0.0.0",
            "198.51.100.10=",
            "=1.2.3.4",
            "a",
            "1.2.3.4=::",
        ] {
            assert_eq!(text.parse::<Address>(), Err(BadAddress), "{text}");
        }
    }

    #[test]
    fn an_address_is_needed_except_in_a_demo() {
        assert!(Cli::try_parse_from(["camcheck-responder"]).is_err());
        assert!(Cli::try_parse_from(["camcheck-responder", "--demo"]).is_ok());
        assert!(Cli::try_parse_from(["camcheck-responder", "--address", "192.0.2.1"]).is_ok());
    }

    #[test]
    fn senseless_ranges_are_refused() {
        for range in ["5-1", "0", "70000", "x"] {
            let args = ["camcheck-responder", "--demo", "--udp", range];
            let error = Cli::try_parse_from(args).expect_err(range);
            assert!(error.to_string().contains("is not a port range"));
        }
    }

    #[test]
    fn who_may_embed_the_page_is_checked() {
        for (text, expected) in [
            ("self", "'self'"),
            ("'self'  https://a.example", "'self' https://a.example"),
            ("none", "'none'"),
            (
                "* https: https://*.example.com:8443",
                "* https: https://*.example.com:8443",
            ),
        ] {
            let parsed: FrameAncestors = text.parse().expect(text);
            assert_eq!(parsed.to_string(), expected);
        }
        for text in [
            "",
            "none self",
            "a.example;script-src *",
            "https://",
            "a,b.example",
            "é.example",
        ] {
            assert!(text.parse::<FrameAncestors>().is_err(), "{text}");
        }
    }
}
