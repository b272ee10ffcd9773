//! Whether SIP messages arrived, and unchanged, by the far end's receipts.

use super::Far;
use crate::limits::SIP_TRIES;
use crate::observed::board::Board;
use crate::observed::far_end;
use crate::plan::Plan;
use crate::probe::{Probe, SipOutcome, SipProbe};
use crate::wire::SIP_PORT;
use crate::wire::fingerprint::Fingerprint;
use crate::wire::http::Receipts;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// It arrived as it was sent.
    Unchanged,
    /// It arrived, and was changed.
    Rewritten,
    /// It did not arrive.
    Missing,
}

/// What is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sip {
    /// The far end does not serve the port.
    NotOffered,
    /// This comes next, or is under way.
    Asking(Probe),
    /// The messages were sent.
    Sent {
        /// To the port of SIP.
        sip: Arrival,
        /// To the control port.
        control: Arrival,
        /// The control port.
        control_port: u16,
    },
    /// The receipts were not read.
    NoReceipts,
    /// This device could not send them.
    NotPossible,
}

/// What became of the messages, by what is known so far.
pub(crate) fn sip(plan: &Plan, board: &Board, far: &Far) -> Sip {
    if !plan.has_udp_port(SIP_PORT) {
        return Sip::NotOffered;
    }
    let (mut last, mut sent) = (Sip::NotPossible, Vec::new());
    for attempt in 0..SIP_TRIES {
        let Some(control) = far.port(attempt) else {
            break;
        };
        let probe = SipProbe {
            server: far.at(SIP_PORT),
            control: control.port(),
            token: far.token.clone(),
            attempt,
        };
        let sha256 = match board.sip.get(&probe) {
            None => return Sip::Asking(Probe::Sip(probe)),
            Some(SipOutcome::NotPossible) => continue,
            Some(SipOutcome::Sent { sha256 }) => *sha256,
        };
        let call = far_end::receipts_of_sip_probe(&far.endpoint, &far.token, attempt);
        if !board.http.contains_key(&call) {
            return Sip::Asking(Probe::Http(call));
        }
        let Some(receipts) = far_end::receipts_of_sip(board, &call) else {
            last = Sip::NoReceipts;
            continue;
        };
        sent.push(sha256);
        let became = |port| became(&receipts, port, &sent);
        let (sip, control) = (became(SIP_PORT), became(probe.control));
        last = Sip::Sent {
            sip,
            control,
            control_port: probe.control,
        };
        if sip != Arrival::Missing {
            break;
        }
    }
    last
}

/// The probe that is wanted.
pub(crate) fn wanted(plan: &Plan, board: &Board, far: &Far) -> Option<Probe> {
    match sip(plan, board, far) {
        Sip::Asking(probe) => Some(probe),
        Sip::NotOffered | Sip::Sent { .. } | Sip::NoReceipts | Sip::NotPossible => None,
    }
}

/// One changed message counts, even if another one was not changed. Each try sends a message of its own, and the last
/// ones of the first try may arrive late.
fn became(receipts: &Receipts, port: u16, sent: &[Fingerprint]) -> Arrival {
    let mut arrived = receipts
        .sip
        .iter()
        .filter(|sip| sip.port == port)
        .peekable();
    if arrived.peek().is_none() {
        Arrival::Missing
    } else if arrived.all(|sip| sent.contains(&sip.sha256)) {
        Arrival::Unchanged
    } else {
        Arrival::Rewritten
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::http::SipReceipt;

    fn receipts(arrived: &[(u16, u8)]) -> Receipts {
        let receipt = |&(port, hash): &(u16, u8)| SipReceipt {
            server: [198, 51, 100, 10].into(),
            port,
            source: ([203, 0, 113, 7], 40_000).into(),
            sha256: [hash; 32].into(),
        };
        Receipts {
            sip: arrived.iter().map(receipt).collect(),
            ..Receipts::default()
        }
    }

    #[test]
    fn messages_of_an_earlier_try_count_as_sent() {
        let sent = [[1; 32].into(), [2; 32].into()];
        let arrived = receipts(&[(SIP_PORT, 1), (SIP_PORT, 2), (3478, 3)]);
        assert_eq!(became(&arrived, SIP_PORT, &sent), Arrival::Unchanged);
        assert_eq!(became(&arrived, 3478, &sent), Arrival::Rewritten);
        assert_eq!(became(&arrived, 3479, &sent), Arrival::Missing);
        let changed = receipts(&[(SIP_PORT, 1), (SIP_PORT, 9)]);
        assert_eq!(became(&changed, SIP_PORT, &sent), Arrival::Rewritten);
    }
}
