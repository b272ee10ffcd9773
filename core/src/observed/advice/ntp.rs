//! Whether NTP is answered.

use super::Far;
use crate::limits::NTP_TRIES;
use crate::observed::board::Board;
use crate::probe::{NtpOutcome, NtpProbe, Probe};

/// The first answer, or else the outcome of the last try; `Err` with the probe that comes next.
pub(crate) fn ntp(board: &Board, far: &Far) -> Result<NtpOutcome, NtpProbe> {
    let mut last = NtpOutcome::NotPossible;
    for attempt in 0..NTP_TRIES {
        let probe = NtpProbe {
            server: far.server,
            attempt,
        };
        match board.ntp.get(&probe) {
            None => return Err(probe),
            Some(outcome @ (NtpOutcome::Answered | NtpOutcome::AnotherAnswered)) => {
                return Ok(*outcome);
            }
            Some(outcome) => last = *outcome,
        }
    }
    Ok(last)
}

/// The probe that is wanted.
pub(crate) fn wanted(board: &Board, far: &Far) -> Option<Probe> {
    ntp(board, far).err().map(Probe::Ntp)
}
