//! `/v1/control`: the far end's own checks of everything that a site is asked to reach, so that a site's
//! firewall is never blamed for an outage elsewhere. Only hosts of the catalogue are checked, never one
//! that a caller names.

mod as_page;
mod look;

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use camcheck::vantage::Trust;
use camcheck_core::catalogue::Catalogue;
use camcheck_core::wire::http::{Control, ControlDestination, ControlDomain, ControlLook};
use tokio::time::sleep;

use crate::limits;
use look::Looker;
pub(crate) use look::{OwnTcp, OwnUdp};

/// Stores the last check.
#[derive(Debug, Default)]
pub(crate) struct ControlBoard(Mutex<Option<(Instant, ControlLook)>>);

impl ControlBoard {
    /// The last check with its age, or `pending`; and how many connections of the caller were refused
    /// recently.
    pub(crate) fn answer(&self, responder: &str, refused_connections: u32) -> Control {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            None => Control::Pending {
                responder: responder.to_owned(),
            },
            Some((at, look)) => Control::Ready(ControlLook {
                age: at.elapsed().as_secs(),
                refused_connections,
                ..look.clone()
            }),
        }
    }

    fn pin(&self, look: ControlLook) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some((Instant::now(), look));
    }
}

/// What is watched.
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
/// hosts rarely, out of consideration for their operators. The result of each check is stored on the board,
/// and `own_udp_is_silent` is called if the own UDP ports were silent.
pub(crate) async fn watch(watch: Watch, board: &ControlBoard, own_udp_is_silent: impl AsyncFn()) {
    let looker = Looker::new(&watch);
    let mut foreign = None;
    let mut foreign_since = Instant::now();
    loop {
        let own = looker.own().await;
        if own.udp.iter().any(|state| !state.up) {
            own_udp_is_silent().await;
        }
        let age = foreign_since.elapsed();
        let known = foreign.take().filter(|known| age < good_for(known));
        if known.is_none() {
            foreign_since = Instant::now();
        }
        let look_abroad = async {
            match known {
                Some(known) => known,
                None => looker.foreign().await,
            }
        };
        let (others, (domains, destinations)) =
            tokio::join!(looker.others(&watch.name), look_abroad);
        let any_down = others
            .iter()
            .flat_map(|other| other.tcp.iter().chain(&other.udp))
            .any(|state| !state.up)
            || own.udp.iter().any(|state| !state.up);
        board.pin(ControlLook {
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
            limits::LOOK_AFTER_TROUBLE
        } else {
            limits::LOOK
        })
        .await;
    }
}

/// How long a check of third parties' hosts is valid.
fn good_for((domains, destinations): &(Vec<ControlDomain>, Vec<ControlDestination>)) -> Duration {
    let domains = domains.iter().map(|domain| &domain.error);
    let destinations = destinations.iter().map(|destination| &destination.error);
    if domains.chain(destinations).any(Option::is_some) {
        limits::FOREIGN_LOOK_AFTER_TROUBLE
    } else {
        limits::FOREIGN_LOOK
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::net::Ipv4Addr;

    use tokio::sync::Notify;

    use super::*;

    #[test]
    fn a_host_that_did_not_answer_is_looked_at_again_soon() {
        let domain = |error: Option<&str>| ControlDomain {
            host: "www.latch.com".to_owned(),
            resolved: Vec::new(),
            tls: None,
            redirects_to: None,
            fetch_unsupported: false,
            error: error.map(str::to_owned),
        };
        let fine = vec![domain(None), domain(None)];
        assert_eq!(good_for(&(fine, Vec::new())), limits::FOREIGN_LOOK);
        let trouble = vec![domain(None), domain(Some("timeout"))];
        let soon = limits::FOREIGN_LOOK_AFTER_TROUBLE;
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
        let (board, reported) = (ControlBoard::default(), Notify::new());
        let repair = async || {
            reported.notify_one();
            pending().await
        };
        tokio::select! {
            () = watch(watched, &board, repair) => {}
            () = reported.notified() => {}
        }
        // Callers see it only after the repair.
        assert!(matches!(board.answer("lab", 0), Control::Pending { .. }));
    }

    #[test]
    fn pending_until_the_first_look() {
        let board = ControlBoard::default();
        assert!(matches!(board.answer("lab", 0), Control::Pending { .. }));
        board.pin(ControlLook {
            responder: "lab".to_owned(),
            age: 7,
            domains: Vec::new(),
            destinations: Vec::new(),
            listeners: Default::default(),
            others: Vec::new(),
            refused_connections: 0,
        });
        let Control::Ready(look) = board.answer("lab", 3) else {
            panic!("a look was pinned");
        };
        assert_eq!(look.age, 0);
        assert_eq!(look.refused_connections, 3);
    }
}
