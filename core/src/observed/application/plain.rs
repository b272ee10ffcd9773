//! If no STUN is answered at all: whether UDP other than STUN gets out.

use crate::limits::PLAIN_PORTS;
use crate::model::vantage::Vantage;
use crate::observed::board::Board;
use crate::observed::survey::Survey;
use crate::plan::Plan;
use crate::probe::PlainProbe;
use crate::wire::token::RunToken;
use crate::wire::{ALTERNATE_PORT, STUN_PORT};

use super::spread;

/// The probe, once the survey shows that it is wanted. A page cannot send such datagrams.
pub(crate) fn wanted(
    plan: &Plan,
    board: &Board,
    survey: &Survey,
    token: Option<&RunToken>,
) -> Option<PlainProbe> {
    let Survey::Done(findings) = survey else {
        return None;
    };
    let is_silent = findings.answered.is_empty() && findings.fault.is_none();
    if plan.vantage() == Vantage::Page || !is_silent || board.udp_answered() {
        return None;
    }
    // Firewalls often treat the two STUN ports differently.
    let silent = findings.silent.iter().copied();
    let silent: Vec<_> = silent
        .filter(|port| ![STUN_PORT, ALTERNATE_PORT].contains(port))
        .collect();
    let ports = spread(&silent, PLAIN_PORTS);
    (!ports.is_empty()).then_some(())?;
    Some(PlainProbe {
        server: plan.udp_server()?,
        ports,
        token: token?.clone(),
    })
}
