//! `/v1/control`: the far end's own checks of everything that a site is asked to reach, so that a site's
//! firewall is never blamed for an outage elsewhere. Only hosts of the catalogue are checked, never one
//! that a caller names.

mod as_page;
mod check;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use camcheck::vantage::Trust;
use camcheck_core::catalogue::Catalogue;
use camcheck_core::wire::http::{DestinationHealth, DomainHealth, Health, HealthCheck};
use tokio::time::sleep;

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
#[derive(Debug)]
pub(crate) struct Watch {
    /// The own name in the catalogue.
    pub(crate) name: String,
    pub(crate) catalogue: Catalogue,
    pub(crate) tcp: Vec<OwnTcp>,
    pub(crate) udp: Vec<OwnUdp>,
    /// The trust that a check uses.
    pub(crate) trust: Trust,
}

/// Checks periodically. Never returns. Listeners and other responders are checked often; third parties'
/// hosts rarely, out of consideration for their operators. The result of each check replaces the `last` one,
/// and `own_udp_is_silent` is called if the own UDP ports were silent.
pub(crate) async fn watch(watch: Watch, last: &LastHealthCheck, own_udp_is_silent: impl AsyncFn()) {
    let checker = Checker::new(&watch);
    let mut foreign = None;
    let mut foreign_since = Instant::now();
    loop {
        let own = checker.own().await;
        if own.udp.iter().any(|state| !state.up) {
            own_udp_is_silent().await;
        }
        let age = foreign_since.elapsed();
        let known = foreign.take().filter(|known| age < good_for(known));
        if known.is_none() {
            foreign_since = Instant::now();
        }
        let check_abroad = async {
            match known {
                Some(known) => known,
                None => checker.foreign().await,
            }
        };
        let (others, (domains, destinations)) =
            tokio::join!(checker.others(&watch.name), check_abroad);
        let any_down = others
            .iter()
            .flat_map(|other| other.tcp.iter().chain(&other.udp))
            .any(|state| !state.up)
            || own.udp.iter().any(|state| !state.up);
        last.set(HealthCheck {
            responder: watch.name.clone(),
            age: 0,
            domains: Clone::clone(&domains),
            destinations: Clone::clone(&destinations),
            listeners: own,
            others,
            refused_connections: 0,
        });
        foreign = Some((domains, destinations));
        sleep(if any_down {
            limits::HEALTH_CHECK_AFTER_TROUBLE
        } else {
            limits::HEALTH_CHECK_INTERVAL
        })
        .await;
    }
}

/// How long a check of third parties' hosts is valid.
fn good_for((domains, destinations): &(Vec<DomainHealth>, Vec<DestinationHealth>)) -> Duration {
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

    use camcheck_core::wire::http::{ListenerState, Listeners, UdpListenerState};
    use tokio::sync::Notify;

    use super::*;

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
        assert_eq!(
            good_for(&(fine, Vec::new())),
            limits::FOREIGN_HEALTH_CHECK_INTERVAL
        );
        let trouble = vec![domain(None), domain(Some("timeout"))];
        let soon = limits::FOREIGN_HEALTH_CHECK_AFTER_TROUBLE;
        assert_eq!(good_for(&(trouble, Vec::new())), soon);
    }

    /// Checks only own UDP ports, of which none answers.
    #[tokio::test]
    async fn silent_udp_ports_of_its_own_are_reported() {
        // A connected socket hears its peer only, and no other socket is given its port.
        let mute = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = mute.local_addr().expect("its address");
        mute.connect(address).expect("connected");
        let nothing = r#"{ "version": 1, "page": "https://a.example/", "responders": [] }"#;
        let watched = Watch {
            name: "lab".to_owned(),
            catalogue: Catalogue::parse(nothing).expect("a catalogue"),
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
