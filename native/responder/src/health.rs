//! `/v1/control`: the far end's own checks of everything that a site is asked to reach, so that a site's
//! firewall is never blamed for an outage elsewhere. Only hosts of the catalogue are checked, never one
//! that a caller names.

mod as_page;
mod check;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use camcheck::vantage::Trust;
use camcheck_core::wire::http::{DestinationHealth, DomainHealth, Health, HealthCheck};
use tokio::time::sleep;

use crate::catalogue::Served;
use crate::content::Reader;
use crate::limits;
use check::Checker;
pub(crate) use check::{OwnTcp, OwnUdp};

/// Stores the last check.
#[derive(Debug, Default)]
pub(crate) struct LastHealthCheck(Mutex<Option<(Instant, HealthCheck)>>);

impl LastHealthCheck {
    /// The last check with its age, or `pending`; and how many connections of the caller were refused
    /// recently.
    pub(crate) fn answer(&self, responder: &str, refused_connections: u32) -> Health {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            None => Health::Pending {
                responder: responder.to_owned(),
            },
            Some((at, health)) => Health::Ready(HealthCheck {
                age: at.elapsed().as_secs(),
                refused_connections,
                ..health.clone()
            }),
        }
    }

    /// Why this far end should get no traffic now; `None` if it should.
    pub(crate) fn unready(&self, responder: &str) -> Option<String> {
        let Health::Ready(health) = self.answer(responder, 0) else {
            return Some("the own listeners were not checked yet".to_owned());
        };
        if health.age > limits::HEALTH_IS_STALE.as_secs() {
            return Some(format!("the last check was {} s ago", health.age));
        }
        let tcp = health.listeners.tcp.iter();
        let tcp = tcp.filter(|listener| !listener.up);
        let tcp = tcp.map(|listener| format!("TCP {}:{}", listener.address, listener.port));
        let udp = health.listeners.udp.iter();
        let udp = udp.filter(|listener| !listener.up);
        let udp = udp.map(|listener| format!("UDP {}", listener.address));
        let down: Vec<_> = tcp.chain(udp).collect();
        (!down.is_empty()).then(|| format!("does not answer: {}", down.join(", ")))
    }

    fn set(&self, health: HealthCheck) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((Instant::now(), health));
    }
}

/// What is checked.
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    /// The catalogue, which may be replaced.
    pub(crate) content: Reader,
    /// Whether third parties' hosts are checked.
    pub(crate) foreign: bool,
    pub(crate) tcp: Vec<OwnTcp>,
    pub(crate) udp: Vec<OwnUdp>,
    /// The trust that a check uses.
    pub(crate) trust: Trust,
}

/// Third parties' hosts as they were checked last.
#[derive(Debug)]
struct Foreign {
    at: Instant,
    /// From where they are.
    catalogue: Arc<Served>,
    domains: Vec<DomainHealth>,
    destinations: Vec<DestinationHealth>,
}

/// Checks periodically, and when the catalogue is replaced. Never returns. Listeners and other responders are
/// checked often; third parties' hosts rarely, out of consideration for their operators. The result of each check
/// replaces the `last` one, and `own_udp_is_silent` is called if the own UDP ports were silent.
pub(crate) async fn watch(
    mut watch: Watch,
    last: &LastHealthCheck,
    own_udp_is_silent: impl AsyncFn(),
) {
    let mut foreign: Option<Foreign> = None;
    loop {
        let catalogue = Arc::clone(&watch.content.get().catalogue);
        let checker = Checker::new(&watch, &catalogue);
        let own = checker.own().await;
        if own.udp.iter().any(|state| !state.up) {
            own_udp_is_silent().await;
        }
        let known = foreign.take().filter(|known| known.is_valid(&catalogue));
        let check_abroad = async {
            match known {
                Some(known) => known,
                None => Foreign::check(&checker, &catalogue).await,
            }
        };
        let (others, abroad) = tokio::join!(checker.others(), check_abroad);
        let any_down = others
            .iter()
            .flat_map(|other| other.tcp.iter().chain(&other.udp))
            .any(|state| !state.up)
            || own.udp.iter().any(|state| !state.up);
        last.set(HealthCheck {
            responder: catalogue.name.clone(),
            age: 0,
            domains: abroad.domains.clone(),
            destinations: abroad.destinations.clone(),
            listeners: own,
            others,
            refused_connections: 0,
        });
        foreign = Some(abroad);
        let pause = if any_down {
            limits::HEALTH_CHECK_AFTER_TROUBLE
        } else {
            limits::HEALTH_CHECK_INTERVAL
        };
        tokio::select! {
            () = sleep(pause) => {}
            () = watch.content.replaced() => {}
        }
    }
}

impl Foreign {
    async fn check(checker: &Checker<'_>, catalogue: &Arc<Served>) -> Self {
        let at = Instant::now();
        let (domains, destinations) = checker.foreign().await;
        Self {
            at,
            catalogue: Arc::clone(catalogue),
            domains,
            destinations,
        }
    }

    fn is_valid(&self, catalogue: &Arc<Served>) -> bool {
        Arc::ptr_eq(&self.catalogue, catalogue)
            && self.at.elapsed() < good_for(&self.domains, &self.destinations)
    }
}

/// How long a check of third parties' hosts is valid.
fn good_for(domains: &[DomainHealth], destinations: &[DestinationHealth]) -> Duration {
    let domains = domains.iter().map(|domain| &domain.error);
    let destinations = destinations.iter().map(|destination| &destination.error);
    if domains.chain(destinations).any(Option::is_some) {
        limits::FOREIGN_HEALTH_CHECK_AFTER_TROUBLE
    } else {
        limits::FOREIGN_HEALTH_CHECK_INTERVAL
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::net::Ipv4Addr;

    use camcheck_core::catalogue::Catalogue;
    use camcheck_core::wire::http::{ListenerState, Listeners, UdpListenerState};
    use tokio::sync::Notify;

    use super::*;
    use crate::content::{Content, Writer};
    use crate::page::Files;

    #[test]
    fn a_host_that_did_not_answer_is_checked_again_soon() {
        let domain = |error: Option<&str>| DomainHealth {
            host: "www.latch.com".to_owned(),
            resolved: Vec::new(),
            tls: None,
            redirects_to: None,
            fetch_unsupported: false,
            error: error.map(str::to_owned),
        };
        let fine = vec![domain(None), domain(None)];
        assert_eq!(good_for(&fine, &[]), limits::FOREIGN_HEALTH_CHECK_INTERVAL);
        let trouble = vec![domain(None), domain(Some("timeout"))];
        let soon = limits::FOREIGN_HEALTH_CHECK_AFTER_TROUBLE;
        assert_eq!(good_for(&trouble, &[]), soon);
    }

    /// Checks only own UDP ports, of which none answers.
    #[tokio::test]
    async fn silent_udp_ports_of_its_own_are_reported() {
        // A connected socket hears its peer only, and no other socket is given its port.
        let mute = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = mute.local_addr().expect("its address");
        mute.connect(address).expect("connected");
        let nothing = r#"{ "version": 1, "page": "https://a.example/", "responders": [] }"#;
        let served = Served {
            json: nothing.into(),
            catalogue: Catalogue::parse(nothing).expect("a catalogue"),
            name: "lab".to_owned(),
        };
        let content = Writer::new(Content {
            catalogue: Arc::new(served),
            files: Files::default(),
        });
        let watched = Watch {
            content: content.reader(),
            foreign: true,
            tcp: Vec::new(),
            udp: vec![OwnUdp {
                bind: address.ip(),
                public: address.ip(),
                ports: address.port().to_string().parse().expect("ports"),
            }],
            trust: Trust::mozilla_and(&[]).expect("roots"),
        };
        let (last, reported) = (LastHealthCheck::default(), Notify::new());
        let repair = async || {
            reported.notify_one();
            pending().await
        };
        tokio::select! {
            () = watch(watched, &last, repair) => {}
            () = reported.notified() => {}
        }
        // Callers see it only after the repair.
        assert!(matches!(last.answer("lab", 0), Health::Pending { .. }));
    }

    fn checked() -> HealthCheck {
        HealthCheck {
            responder: "lab".to_owned(),
            age: 7,
            domains: Vec::new(),
            destinations: Vec::new(),
            listeners: Default::default(),
            others: Vec::new(),
            refused_connections: 0,
        }
    }

    #[test]
    fn pending_until_the_first_check() {
        let last = LastHealthCheck::default();
        assert!(matches!(last.answer("lab", 0), Health::Pending { .. }));
        last.set(checked());
        let Health::Ready(health) = last.answer("lab", 3) else {
            panic!("a check was set");
        };
        assert_eq!(health.age, 0);
        assert_eq!(health.refused_connections, 3);
    }

    #[test]
    fn what_does_not_answer_is_named() {
        let last = LastHealthCheck::default();
        assert!(last.unready("lab").is_some(), "nothing was checked");
        let address = [198, 51, 100, 10].into();
        let check = |tcp, udp| HealthCheck {
            listeners: Listeners {
                tcp: vec![ListenerState {
                    address,
                    port: 443,
                    up: tcp,
                }],
                udp: vec![UdpListenerState {
                    address,
                    ports: "1025-65535".to_owned(),
                    up: udp,
                }],
            },
            ..checked()
        };
        last.set(check(true, true));
        assert_eq!(last.unready("lab"), None);
        last.set(check(false, false));
        let why = last.unready("lab").expect("a reason");
        assert_eq!(
            why,
            "does not answer: TCP 198.51.100.10:443, UDP 198.51.100.10"
        );
    }
}
