//! Own checks: the only packets that the far end sends unsolicited.

use std::net::SocketAddr;
use std::time::Duration;

use camcheck_codec::stun::{Change, IceCheck, Key, Role, Transaction};
use camcheck_core::wire::orders::Flags;
use camcheck_core::wire::{ALTERNATE_PORT, OwnCheck};

use super::budget::Sources;
use super::run::Run;
use super::{Check, Engine, Event, Local, Outgoing, Side};
use crate::limits;

impl Engine {
    /// Sends what the orders ask for, for a check that a live run vouches for.
    pub(super) fn own_checks(
        &mut self,
        now: Duration,
        local: Local,
        remote: SocketAddr,
        check: &Check,
        request_length: usize,
        out: &mut Vec<Outgoing>,
    ) {
        // From the alternate endpoints nothing new would be learnt, and checks between the two sides of a
        // far end could continue forever.
        if local.side != Side::Primary || local.port == ALTERNATE_PORT {
            return;
        }
        let wanted: Vec<_> = OwnCheck::ALL
            .into_iter()
            .filter(|own| wants(check.orders.flags, *own))
            .filter_map(|own| Some((own, self.endpoints.changed(local, change_of(own))?)))
            .collect();
        let Some(token) = &check.orders.token else {
            return;
        };
        let Some(run) = self.runs.live(now, token) else {
            return;
        };
        if wanted.is_empty() || !run.may_get_own_checks(now, remote) {
            return;
        }
        let contacted = contacted(run, &self.sources, remote);
        let telling: Vec<_> = wanted
            .into_iter()
            .filter(|(own, from)| {
                run.has_sent(*from, remote) || !is_let_in_anyway(*own, *from, &contacted)
            })
            .collect();
        let allowed = run.own_checks_allowed(remote, telling.len());
        for (own, from) in telling.into_iter().take(allowed) {
            let bytes = encode(&mut *self.entropy, check, own);
            // A request never causes a longer packet from elsewhere.
            if bytes.len() > request_length {
                run.refuse();
                continue;
            }
            // The address may be forged, by the owners of many tokens.
            let target = self.sources.at(now, remote.ip());
            if !target.own_checks.take(now, limits::OWN_CHECKS_TO_ADDRESS) {
                run.refuse();
                continue;
            }
            run.note_own_check(now, from, remote);
            self.counts.add(Event::OwnCheckSent);
            out.push(Outgoing {
                from,
                to: remote,
                bytes,
            });
        }
    }
}

/// Our endpoints to which the same address and port has sent before. A browser's socket may get the port
/// that another of its sockets had recently, and a NAT identifies sockets by their port.
fn contacted(run: &Run, sources: &Sources, remote: SocketAddr) -> Vec<Local> {
    let source = sources.known(remote.ip()).into_iter();
    let untagged = source.flat_map(|source| source.untagged_since(Duration::ZERO));
    let untagged = untagged.filter(|(_, from)| *from == remote);
    let untagged = untagged.map(|(local, _)| local);
    run.contacted_by(remote).chain(untagged).collect()
}

/// Whether the NAT lets a check in because of earlier traffic, regardless of its filtering.
fn is_let_in_anyway(own: OwnCheck, from: Local, contacted: &[Local]) -> bool {
    contacted.iter().any(|local| match own {
        OwnCheck::OtherPort => *local == from,
        OwnCheck::OtherAddress | OwnCheck::Both => local.side == from.side,
    })
}

const fn wants(flags: Flags, own: OwnCheck) -> bool {
    match own {
        OwnCheck::OtherPort => flags.other_port,
        OwnCheck::OtherAddress => flags.other_address,
        OwnCheck::Both => flags.both,
    }
}

const fn change_of(own: OwnCheck) -> Change {
    Change {
        address: matches!(own, OwnCheck::OtherAddress | OwnCheck::Both),
        port: matches!(own, OwnCheck::OtherPort | OwnCheck::Both),
    }
}

fn encode(entropy: &mut dyn super::Entropy, check: &Check, own: OwnCheck) -> Vec<u8> {
    let mut transaction = [0; 12];
    entropy.fill(&mut transaction);
    let mut tie_breaker = [0; 8];
    entropy.fill(&mut tie_breaker);
    let check_of_ours = IceCheck {
        transaction: Transaction::from(transaction),
        username: format!("{}:{}", check.browser_ufrag, check.remote_ufrag),
        priority: own.priority(),
        role: Role::Controlled(u64::from_be_bytes(tie_breaker)),
        use_candidate: false,
    };
    check_of_ours.encode(&Key::short_term(&check.orders.ice_pwd))
}
