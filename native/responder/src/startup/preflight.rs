//! `--check`: what the far end needs on this machine, tried piece by piece, so that an operator learns of everything
//! that is missing at once. It serves nothing, and installs no firewall rule.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::SystemTime;

use camcheck_core::model::requirement::TcpPort;
use tokio::net::lookup_host;
use tokio::time::timeout;

use super::{HTTP_PORT, bind_tcp, cannot_bind, full, metrics_listener, paths, sides, trust};
use crate::catalogue::{Own, Served, Source};
use crate::certificate::Certificate;
use crate::cli::{Address, Cli};
use crate::limits::NAMES_PATIENCE;
use crate::page::{self, Files};

/// The outcome of all checks.
#[derive(Debug, Default)]
pub(crate) struct Preflight(Vec<Finding>);

#[derive(Debug)]
struct Finding {
    about: String,
    state: State,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Warning,
    Problem,
}

/// Tries everything that a start with these arguments would need.
pub(crate) async fn check(cli: &Cli) -> Preflight {
    let mut found = Preflight::default();
    let addresses = cli.addresses();
    found.addresses(&addresses);
    let certificate = found.certificate(cli);
    found.tcp(&addresses);
    found.udp(cli, &addresses);
    if let Some(served) = found.catalogue(cli, &addresses, certificate.as_ref()) {
        found.covered(certificate.as_ref(), &served);
        found.names(&served).await;
        found.page(cli, &served);
    }
    found.roots(cli);
    found.metrics(cli).await;
    found
}

impl Preflight {
    /// Whether a start would succeed.
    pub(crate) fn succeeds(&self) -> bool {
        self.count(State::Problem) == 0
    }

    fn count(&self, state: State) -> usize {
        self.0
            .iter()
            .filter(|finding| finding.state == state)
            .count()
    }

    fn note(&mut self, about: impl Into<String>, state: State, text: impl Into<String>) {
        self.0.push(Finding {
            about: about.into(),
            state,
            text: text.into(),
        });
    }

    /// Notes what is good, or the problem.
    fn take(&mut self, about: impl Into<String>, result: Result<String, String>) {
        match result {
            Ok(text) => self.note(about, State::Good, text),
            Err(text) => self.note(about, State::Problem, text),
        }
    }

    fn addresses(&mut self, addresses: &[Address]) {
        for address in addresses {
            let bound = UdpSocket::bind(SocketAddr::new(address.bind, 0));
            let result = bound.map(|_| "is an address of this machine".to_owned());
            let about = format!("address {}", address.bind);
            self.take(about, result.map_err(|error| cannot_bind("it", &error)));
        }
        if let Err(problem) = full::must_differ(addresses) {
            self.note("addresses", State::Problem, problem);
        }
        if addresses.len() == 1 {
            let text = "no --alternate-address, so the rows udp-inbound and nat-full-cone cannot be tested";
            self.note("addresses", State::Warning, text);
        }
    }

    fn certificate(&mut self, cli: &Cli) -> Option<Certificate> {
        let read = paths(cli).and_then(|paths| match paths.certificate {
            Some(files) => files.read(),
            None => Err("there is none".to_owned()),
        });
        let (result, certificate) = match read {
            Ok(certificate) => (Ok(listed(&certificate.names)), Some(certificate)),
            Err(problem) => (Err(problem), None),
        };
        self.take("certificate", result);
        certificate
    }

    fn tcp(&mut self, addresses: &[Address]) {
        let ports = TcpPort::ALL.map(TcpPort::number);
        for (side, address) in sides(addresses) {
            for port in ports.into_iter().chain([HTTP_PORT]) {
                let bound = bind_tcp(side, address.bind, port, None);
                let about = format!("TCP {port} on {}", address.bind);
                self.take(about, bound.map(|_| "is free".to_owned()));
            }
        }
    }

    /// The sockets, and the rules that bring every port to them.
    fn udp(&mut self, cli: &Cli, addresses: &[Address]) {
        let ports = cli.udp_ports();
        match full::FullUdp::bind(addresses, &ports) {
            Err(problem) => self.note("UDP", State::Problem, problem),
            Ok(sockets) => {
                let text = format!("ports {ports} can be served");
                self.note("UDP", State::Good, text);
                let rules = sockets.check_rules();
                self.take(
                    "firewall rules",
                    rules.map(|()| "nft accepts them".to_owned()),
                );
            }
        }
    }

    fn catalogue(
        &mut self,
        cli: &Cli,
        addresses: &[Address],
        certificate: Option<&Certificate>,
    ) -> Option<Served> {
        let source = Source {
            file: cli.catalogue.clone(),
            own: Own {
                addresses: addresses.iter().map(|own| own.public).collect(),
                tcp: TcpPort::ALL
                    .map(|port| (port.number(), port.number()))
                    .into(),
                udp: cli.udp_ports(),
                demo: false,
                tls: true,
                http: Some(HTTP_PORT),
            },
        };
        let names = certificate.map(|certificate| certificate.names.as_slice());
        match source.read(names.unwrap_or_default()) {
            Ok(served) => {
                let page = format!("its page is {}", served.catalogue.page);
                self.note("catalogue", State::Good, page);
                for warning in source.warnings(&served) {
                    self.note("catalogue", State::Warning, warning);
                }
                Some(served)
            }
            Err(problem) => {
                self.note("catalogue", State::Problem, problem);
                None
            }
        }
    }

    /// Clients refuse a certificate for other names, or of another time.
    fn covered(&mut self, certificate: Option<&Certificate>, served: &Served) {
        let Some(certificate) = certificate else {
            return;
        };
        for concern in certificate.concerns(SystemTime::now(), served.own_names()) {
            self.note("certificate", State::Warning, concern.to_string());
        }
    }

    /// Clients go where a name leads, and not to the address in the catalogue.
    async fn names(&mut self, served: &Served) {
        let addresses = served.own().map(|own| own.addresses.as_slice());
        for address in addresses.unwrap_or_default() {
            let Some(name) = &address.name else {
                continue;
            };
            let about = format!("name {name}");
            let found = resolve(name).await;
            if found.contains(&address.ip) {
                self.note(about, State::Good, format!("leads to {}", address.ip));
                continue;
            }
            let found: Vec<_> = found.iter().map(IpAddr::to_string).collect();
            let text = format!(
                "leads to {}, and the catalogue gives it {}: correct one of them",
                listed(&found),
                address.ip
            );
            self.note(about, State::Warning, text);
        }
    }

    fn page(&mut self, cli: &Cli, served: &Served) {
        let Some(folder) = &cli.web else {
            let text = "no --web, so it serves no page";
            return self.note("page", State::Warning, text);
        };
        let source = page::Source {
            folder: folder.clone(),
            frame_ancestors: cli.frame_ancestors.clone(),
        };
        let files = Files::read(folder, &source.policy(&served.catalogue));
        self.take(
            "page",
            files.map(|_| format!("{} can be served", folder.display())),
        );
    }

    fn roots(&mut self, cli: &Cli) {
        if let Some(file) = cli.ca_file.as_deref() {
            let trust = trust(Some(file));
            self.take(
                "roots",
                trust.map(|_| format!("{} can be used", file.display())),
            );
        }
    }

    async fn metrics(&mut self, cli: &Cli) {
        match metrics_listener(cli).await {
            Ok(Some(_)) => self.note("metrics", State::Good, "their port is free"),
            Ok(None) => self.note(
                "metrics",
                State::Warning,
                "their port is in use, so there will be none",
            ),
            Err(problem) => self.note("metrics", State::Problem, problem),
        }
    }
}

/// The addresses of a name as this machine resolves it; none if it does not.
async fn resolve(name: &str) -> Vec<IpAddr> {
    let looked_up = timeout(NAMES_PATIENCE, lookup_host((name, 0))).await;
    let looked_up = looked_up.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    looked_up.map_or_else(
        |_| Vec::new(),
        |found| found.map(|address| address.ip()).collect(),
    )
}

fn listed(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        words => words.join(", "),
    }
}

impl fmt::Display for Preflight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { about, state, text } in &self.0 {
            let state = match state {
                State::Good => "ok",
                State::Warning => "warning",
                State::Problem => "problem",
            };
            writeln!(f, "{state:8} {about}: {text}")?;
        }
        writeln!(
            f,
            "Problems: {}, warnings: {}. Whether the internet reaches this machine cannot be seen from here: once it runs, \
             start camcheck --catalogue NAME on another network.",
            self.count(State::Problem),
            self.count(State::Warning)
        )
    }
}
