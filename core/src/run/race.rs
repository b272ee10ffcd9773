//! Which far ends a run uses if the catalogue names more than it needs: those that answer first. The run tests against
//! the nearest that has two addresses, which NAT tests need (RFC 5780); the nearest other one is its witness.

use crate::catalogue::Responder;
use crate::limits::{FAR_ENDS_IN_RACE, FAR_ENDS_OF_RUN};
use crate::observed::board::Board;
use crate::observed::far_end;
use crate::plan::Plan;
use crate::probe::{HttpOutcome, HttpProbe, Probe};
use crate::wire::http::Hello;

/// How far the race is.
#[derive(Debug)]
pub(super) enum Race {
    /// The catalogue names no more far ends than a run uses.
    None,
    /// These calls are wanted.
    Running(Vec<Probe>),
    /// The far ends to use, by their index in the catalogue: first the one to test against.
    Over(Vec<usize>),
}

/// The catalogue names more far ends than a run uses, and those of this run are not chosen yet.
pub(super) fn is_needed(plan: &Plan) -> bool {
    plan.catalogue().responders.len() > FAR_ENDS_OF_RUN
}

/// The race as far as it is known. It is the one thing that depends on the order of arrival.
pub(super) fn race(plan: &Plan, board: &Board) -> Race {
    if !is_needed(plan) {
        return Race::None;
    }
    let responders = &plan.catalogue().responders;
    let racers: Vec<_> = responders
        .iter()
        .take(FAR_ENDS_IN_RACE)
        .filter_map(|responder| probe(plan, responder))
        .collect();
    let has_two_addresses = |index: &usize| {
        let responder = responders.get(*index);
        responder.is_some_and(|responder| responder.addresses.len() > 1)
    };
    let mut chosen: Vec<usize> = Vec::new();
    // Nothing else is called before the race is over.
    for (call, outcome) in &board.http {
        let named = responders.iter().enumerate();
        let mut called = named.filter(|(_, responder)| is_usable(plan, responder, call, outcome));
        let Some((index, _)) = called.next() else {
            continue;
        };
        if has_two_addresses(&index) && !chosen.first().is_some_and(has_two_addresses) {
            chosen.insert(0, index);
        } else {
            chosen.push(index);
        }
    }
    let has_enough =
        chosen.len() >= FAR_ENDS_OF_RUN && chosen.first().is_some_and(has_two_addresses);
    if !has_enough && board.http.len() < racers.len() {
        return Race::Running(racers);
    }
    // Those that did not answer follow as the catalogue names them: this network may block them, and the rows show that.
    for index in 0..responders.len() {
        if !chosen.contains(&index) {
            chosen.push(index);
        }
    }
    chosen.truncate(FAR_ENDS_OF_RUN);
    Race::Over(chosen)
}

/// The call of a far end; `None` if this vantage cannot call it.
fn probe(plan: &Plan, responder: &Responder) -> Option<Probe> {
    let endpoints = plan.http_endpoints(responder);
    let probe = far_end::hello_probe(endpoints.first()?, &nonce(plan));
    Some(Probe::Http(probe))
}

/// Different in each run, so that no cache can answer.
fn nonce(plan: &Plan) -> String {
    plan.options().seed.to_string()
}

/// A far end answered this call for itself, and did not ask to be passed over.
fn is_usable(plan: &Plan, responder: &Responder, call: &HttpProbe, outcome: &HttpOutcome) -> bool {
    let (Some(address), Ok(reply)) = (responder.addresses.first(), outcome) else {
        return false;
    };
    if address.ip != call.endpoint.ip {
        return false;
    }
    let (nonce, server) = (nonce(plan), Some(address.ip));
    Hello::check(reply.status, &reply.body, &nonce, &responder.name, server)
        .is_ok_and(|hello| !hello.use_another)
}
