//! What a round shows of the site, given the rounds before it.

use std::net::IpAddr;

use enumset::EnumSet;

use super::order::decides;
use super::round::{Judged, Round, RowSeen};
use crate::model::network::Network;
use crate::model::reason::Reason;
use crate::model::requirement::RequirementId;
use crate::model::verdict::Status;

/// What the rounds so far have shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Judge {
    /// Rows that passed or failed before. One that could never be judged, such as a host that is down for our
    /// server as well, does not keep the others from counting.
    decided: EnumSet<RequirementId>,
    /// The device's addresses when something answered last.
    answered_from: Vec<IpAddr>,
}

impl Judge {
    /// What earlier rounds have shown, from a log, which does not have the device's addresses.
    pub(super) fn of<'a>(rounds: impl Iterator<Item = &'a Round>) -> Self {
        let mut judge = Self::default();
        for round in rounds {
            judge.decided |= decided(&round.rows);
        }
        judge
    }

    /// Judges a round by its rows; `expected` are those that it was to test.
    pub(super) fn judge(
        &mut self,
        rows: &[RowSeen],
        expected: EnumSet<RequirementId>,
        network: &Network,
    ) -> Judged {
        let decided = decided(rows);
        let judged = self.judged(rows, decided, expected, network);
        self.decided |= decided;
        if !decided.is_empty() {
            self.answered_from.clone_from(&network.local_addresses);
        }
        judged
    }

    fn judged(
        &self,
        rows: &[RowSeen],
        decided: EnumSet<RequirementId>,
        expected: EnumSet<RequirementId>,
        network: &Network,
    ) -> Judged {
        let fails = |row: &RowSeen| row.status == Status::Fail && decides(row.id);
        if rows.iter().any(fails) || self.line_is_cut(rows, decided, network) {
            return Judged::Bad;
        }
        let became_open = !((self.decided & expected) - decided).is_empty();
        // The domains alone say nothing about the camera's ports.
        let of_far_end = |row: &&RowSeen| row.id.domain().is_none() && decides(row.id);
        let mut of_far_end = rows.iter().filter(of_far_end);
        let nothing_of_far_end = of_far_end.clone().next().is_some()
            && of_far_end.all(|row| !decided.contains(row.id))
            && rows.iter().any(|row| row.status == Status::Inconclusive);
        if decided.is_empty() || became_open || nothing_of_far_end {
            Judged::NotJudged
        } else {
            Judged::Good
        }
    }

    /// Neither our servers nor the domains answer, which did before from the same address of the device: that earlier
    /// round is the control that a single run lacks.
    fn line_is_cut(
        &self,
        rows: &[RowSeen],
        decided: EnumSet<RequirementId>,
        network: &Network,
    ) -> bool {
        let has = |reason| rows.iter().any(|row| row.reason == reason);
        let a_domain_is_silent = rows
            .iter()
            .any(|row| row.id.domain().is_some() && row.reason == Reason::NothingAnswers);
        let own = &network.local_addresses;
        let is_in_the_same_place = own.iter().any(|own| self.answered_from.contains(own));
        decided.is_empty() && a_domain_is_silent && !has(Reason::NoNetwork) && is_in_the_same_place
    }
}

/// The rows that a round decided.
pub(super) fn decided(rows: &[RowSeen]) -> EnumSet<RequirementId> {
    rows.iter()
        .filter(|row| decides(row.id))
        .filter(|row| matches!(row.status, Status::Pass | Status::Warn | Status::Fail))
        .map(|row| row.id)
        .collect()
}
