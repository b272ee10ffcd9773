//! `/v1/control`: what the far end itself sees of everything that a site is asked to reach, so
//! that a site's firewall is never blamed for an outage elsewhere.
//!
//! Only hosts of the catalogue are looked at, never one that a caller names.

mod as_page;
mod look;

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use camcheck::vantage::Trust;
use camcheck_core::catalogue::Catalogue;
use camcheck_core::wire::http::{Control, ControlDestination, ControlDomain, ControlLook};
use tokio::time::sleep;

use crate::context::Context;
use crate::udp::Firewall;
use crate::{limits, output};
use look::Looker;
pub(crate) use look::{OwnTcp, OwnUdp};

/// Where the last look is pinned.
#[derive(Debug, Default)]
pub(crate) struct ControlBoard(Mutex<Option<(Instant, ControlLook)>>);

impl ControlBoard {
    /// The last look with its age, or `pending`; and how many connections of the caller were
    /// refused of late.
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
    pub(crate) catalogue: Catalogue,
    pub(crate) tcp: Vec<OwnTcp>,
    pub(crate) udp: Vec<OwnUdp>,
    /// Whom a look believes.
    pub(crate) trust: Trust,
    /// Where there is one, it is put up again when the own UDP ports fall silent.
    pub(crate) firewall: Option<Weak<Firewall>>,
}

/// Looks again and again, for ever. Listeners and other responders are looked at often;
/// the hosts of others rarely, since they are others' hosts.
pub(crate) async fn watch(context: Arc<Context>, watch: Watch) {
    let looker = Looker::new(&watch);
    let mut foreign = None;
    let mut foreign_since = Instant::now();
    loop {
        let own = looker.own().await;
        if own.udp.iter().any(|state| !state.up) {
            repair(&watch).await;
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
            tokio::join!(looker.others(&context.name), look_abroad);
        let any_down = others
            .iter()
            .flat_map(|other| other.tcp.iter().chain(&other.udp))
            .any(|state| !state.up)
            || own.udp.iter().any(|state| !state.up);
        context.control.pin(ControlLook {
            responder: context.name.clone(),
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

/// How long a look at the hosts of others counts.
fn good_for((domains, destinations): &(Vec<ControlDomain>, Vec<ControlDestination>)) -> Duration {
    let domains = domains.iter().map(|domain| &domain.error);
    let destinations = destinations.iter().map(|destination| &destination.error);
    if domains.chain(destinations).any(Option::is_some) {
        limits::FOREIGN_LOOK_AFTER_TROUBLE
    } else {
        limits::FOREIGN_LOOK
    }
}

/// Somebody reloaded the machine's firewall, most likely, and our table went with the old rules.
async fn repair(watch: &Watch) {
    let Some(firewall) = watch.firewall.as_ref().and_then(Weak::upgrade) else {
        return;
    };
    let repaired = tokio::task::spawn_blocking(move || firewall.reinstall()).await;
    output::note(&match repaired {
        Ok(Ok(())) => "own UDP ports were silent; installed the firewall rules again".to_owned(),
        Ok(Err(error)) => format!("own UDP ports are silent, and the rules failed: {error}"),
        Err(error) => format!("own UDP ports are silent, and the rules failed: {error}"),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_did_not_answer_is_looked_at_again_soon() {
        let domain = |error: Option<&str>| ControlDomain {
            host: "www.latch.com".to_owned(),
            resolved: Vec::new(),
            tls: None,
            redirects_to: None,
            unfit_for_pages: false,
            error: error.map(str::to_owned),
        };
        let fine = vec![domain(None), domain(None)];
        assert_eq!(good_for(&(fine, Vec::new())), limits::FOREIGN_LOOK);
        let trouble = vec![domain(None), domain(Some("timeout"))];
        let soon = limits::FOREIGN_LOOK_AFTER_TROUBLE;
        assert_eq!(good_for(&(trouble, Vec::new())), soon);
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
