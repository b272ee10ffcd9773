//! One report of two: what a page and the native program measured at the same site, row by row.
//!
//! Each row shows the stronger proof, and keeps the evidence of both. Which is stronger:
//!
//! 1. A verdict with proof (`pass`, `fail`) beats `warn` (met in the common way only), which beats
//!    `inconclusive`, which beats `not-tested`: an arrival that one vantage saw outweighs a silence
//!    that the other saw, since a device's own firewall can cause silence and nothing can fake an
//!    arrival.
//! 2. Of two proofs, a blocked UDP range or lost answers, proven on some ports, beat a pass that rests
//!    on a sample of others, unless every port was tried; and "no UDP at all" loses to any UDP that the
//!    other vantage saw get out.
//! 3. Otherwise the native program wins. It speaks each protocol itself, sees the certificate, samples
//!    twice the ports, and takes the same path as the camera; a page cannot see interception by a
//!    company's own authority, and a browser may have its own proxy, DNS or UDP policy.

use std::net::IpAddr;

use enumset::EnumSet;

use crate::model::diagnosis::Diagnosis;
use crate::model::evidence::{Detail, Evidence, Word};
use crate::model::interface::Interface;
use crate::model::network::{BehaviorSeen, NatPresence, Network};
use crate::model::place::{Connection, Place};
use crate::model::ports::{PortRange, united};
use crate::model::reason::Reason;
use crate::model::report::{Note, Report, Row};
use crate::model::requirement::RequirementId;
use crate::model::time;
use crate::model::vantage::Vantage;
use crate::model::verdict::{Overall, Status};
use crate::support::order::sort;

/// Reports that are further apart may be of different rules: one working day.
const MAX_APART: u64 = 24 * 60 * 60;

/// What happens to reports that may not be of the same site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// They are not merged.
    Refuse,
    /// They are merged with a note, if the user knows that they belong together.
    Note,
}

/// Why two reports are not merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// Both come from the same vantage, so that neither adds anything to the other.
    #[error(
        "both reports come from the same kind of program; one of a browser and one of the native program belong together"
    )]
    SameVantage,
    /// One of them is a merged report already.
    #[error("one of the reports is joined already; join the two original ones")]
    AlreadyMerged,
    /// One of them was made against a far end on the tester's own machine.
    #[error(
        "one of the reports was made against a test server on the same machine and says nothing about the site"
    )]
    LocalFarEnd,
    /// No address seen from the internet is in both.
    #[error(
        "no address seen from the internet is in both reports, so they may come from different networks"
    )]
    OtherNetworks,
    /// They were made more than a day apart, or one has no time.
    #[error("the reports were made more than a day apart")]
    DaysApart,
}

/// Merges the reports of a page and of the native program, in any order.
///
/// # Errors
/// [`MergeError`]; `OtherNetworks` and `DaysApart` only if doubts are refused.
pub fn merge(one: &Report, other: &Report, doubt: Doubt) -> Result<Report, MergeError> {
    let (native, page) = match (one.vantage, other.vantage) {
        (Vantage::Native, Vantage::Page) => (one, other),
        (Vantage::Page, Vantage::Native) => (other, one),
        (Vantage::Native, Vantage::Native) | (Vantage::Page, Vantage::Page) => {
            return Err(MergeError::SameVantage);
        }
    };
    let has = |note| native.notes.contains(note) || page.notes.contains(note);
    if has(Note::Merged) {
        return Err(MergeError::AlreadyMerged);
    }
    if has(Note::LocalFarEnd) {
        return Err(MergeError::LocalFarEnd);
    }
    let doubts = doubts(native, page);
    match (doubt, doubts.first()) {
        (Doubt::Refuse, Some((error, _))) => Err(*error),
        (Doubt::Refuse | Doubt::Note, _) => {
            let notes = doubts.into_iter().map(|(_, note)| note).collect();
            Ok(joined(&Pair { native, page }, notes))
        }
    }
}

fn doubts(native: &Report, page: &Report) -> Vec<(MergeError, Note)> {
    [
        (
            have_no_address_in_common(&native.network, &page.network),
            (MergeError::OtherNetworks, Note::MadeOnOtherNetworks),
        ),
        (
            are_days_apart(native, page),
            (MergeError::DaysApart, Note::MadeDaysApart),
        ),
    ]
    .into_iter()
    .filter_map(|(applies, doubt)| applies.then_some(doubt))
    .collect()
}

/// IPv6 addresses change from connection to connection and prove nothing. If only one of the two has an
/// internet address, the other may be from any network; if neither has one, neither can contain results of
/// another network.
fn have_no_address_in_common(native: &Network, page: &Network) -> bool {
    let seen = |network: &Network| -> Vec<IpAddr> {
        let addresses = network.mapped_addresses.iter().copied();
        addresses.filter(IpAddr::is_ipv4).collect()
    };
    let (native, page) = (seen(native), seen(page));
    let neither_was_seen = native.is_empty() && page.is_empty();
    !neither_was_seen && !native.iter().any(|address| page.contains(address))
}

fn are_days_apart(native: &Report, page: &Report) -> bool {
    match (time::seconds(&native.started), time::seconds(&page.started)) {
        (Some(native), Some(page)) => native.abs_diff(page) > MAX_APART,
        (None, _) | (_, None) => true,
    }
}

/// The two reports by vantage.
struct Pair<'a> {
    native: &'a Report,
    page: &'a Report,
}

impl<'a> Pair<'a> {
    fn of(&self, vantage: Vantage) -> &'a Report {
        match vantage {
            Vantage::Native => self.native,
            Vantage::Page => self.page,
        }
    }

    /// Whose proof of a row is the stronger one.
    fn winner(&self, id: RequirementId) -> Vantage {
        match (self.native.row(id), self.page.row(id)) {
            (Some(native), Some(page)) if self.page_is_stronger(native, page) => Vantage::Page,
            (None, Some(_)) => Vantage::Page,
            (Some(_) | None, _) => Vantage::Native,
        }
    }

    fn page_is_stronger(&self, native: &Row, page: &Row) -> bool {
        let swept = self.native.notes.contains(Note::FullSweep);
        match strength(page).cmp(&strength(native)) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal if page.status == Status::NotTested => {
                says_nothing(native.reason) && !says_nothing(page.reason)
            }
            std::cmp::Ordering::Equal => {
                let refuted = is_found_on_ports(page) && native.status == Status::Pass && !swept;
                refuted || gets_no_udp_out(native) && !gets_no_udp_out(page)
            }
        }
    }

    fn both_fail(&self, id: RequirementId) -> bool {
        let fails = |report: &Report| report.row(id).is_some_and(is_found_on_ports);
        fails(self.native) && fails(self.page)
    }
}

fn strength(row: &Row) -> u8 {
    match row.status {
        Status::Pass | Status::Fail => 3,
        Status::Warn => 2,
        Status::Inconclusive => 1,
        Status::NotTested => 0,
    }
}

/// A failure that was proven on some ports, which a sample of other ports does not refute.
fn is_found_on_ports(row: &Row) -> bool {
    row.status == Status::Fail
        && matches!(
            row.reason,
            Reason::UdpRangeBlocked | Reason::AnswersBlocked | Reason::ApplicationFiltered
        )
}

/// No UDP at all, which a program's own firewall rule or a browser's policy can also cause.
fn gets_no_udp_out(row: &Row) -> bool {
    row.status == Status::Fail && row.reason == Reason::UdpBlocked
}

/// Reasons that are about the run and not about the site.
fn says_nothing(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::NotSelected
            | Reason::NotPossibleHere
            | Reason::Measuring
            | Reason::Stopped
            | Reason::KeptPausing
            | Reason::FeedNotRun
    )
}

fn joined(pair: &Pair<'_>, doubts: EnumSet<Note>) -> Report {
    let requirements: Vec<_> = RequirementId::ALL
        .into_iter()
        .filter_map(|id| joined_row(pair, id))
        .collect();
    let overall = Overall::of(requirements.iter().map(|row| (row.id, row.status)), false);
    Report {
        overall,
        started: pair.native.started.clone().min(pair.page.started.clone()),
        duration_ms: pair
            .native
            .duration_ms
            .saturating_add(pair.page.duration_ms),
        place: joined_place(pair),
        network: joined_network(pair),
        diagnoses: joined_diagnoses(pair, &requirements),
        feeds: pair
            .of(pair.winner(RequirementId::FeedReliability))
            .feeds
            .clone(),
        guide: pair.page.guide.clone(),
        // Two watches of the same time would count it twice.
        watch: pair.native.watch.clone().or(pair.page.watch.clone()),
        notes: joined_notes(pair, doubts, &requirements),
        requirements,
        ..pair.native.clone()
    }
}

/// The program knows the interface and does not ask.
fn joined_place(pair: &Pair<'_>) -> Place {
    let mut place = pair.native.place.of_both(&pair.page.place);
    let interface = pair.native.network.interface.as_ref();
    if let Some(connection) = interface.and_then(Interface::connection)
        && place.connection.is_some_and(|told| told != connection)
    {
        place.connection = Some(Connection::Unsure);
    }
    place
}

// ---- rows ----

fn joined_row(pair: &Pair<'_>, id: RequirementId) -> Option<Row> {
    let winner = pair.winner(id);
    let loser = match winner {
        Vantage::Native => Vantage::Page,
        Vantage::Page => Vantage::Native,
    };
    let row = pair.of(winner).row(id)?;
    // The proof for the verdict comes first.
    let evidence = [winner, loser].into_iter().flat_map(|vantage| {
        let rows = pair.of(vantage).row(id).into_iter();
        rows.flat_map(move |row| {
            row.evidence
                .iter()
                .map(move |entry| seen_by(entry, vantage))
        })
    });
    Some(Row {
        evidence: evidence.collect(),
        ..row.clone()
    })
}

fn seen_by(evidence: &Evidence, vantage: Vantage) -> Evidence {
    let by = match vantage {
        Vantage::Page => Word::Page,
        Vantage::Native => Word::Native,
    };
    evidence.clone().with(Detail::Vantage, by)
}

fn disagree(pair: &Pair<'_>, id: RequirementId) -> bool {
    let status = |report: &Report| report.row(id).map(|row| row.status);
    matches!(
        (status(pair.native), status(pair.page)),
        (Some(Status::Pass), Some(Status::Fail)) | (Some(Status::Fail), Some(Status::Pass))
    )
}

// ---- the network ----

fn joined_network(pair: &Pair<'_>) -> Network {
    let outbound = &pair.of(pair.winner(RequirementId::UdpOutbound)).network;
    let cone = pair.winner(RequirementId::NatFullCone);
    let known = |behavior: fn(&Network) -> BehaviorSeen| {
        let other = match cone {
            Vantage::Native => pair.page,
            Vantage::Page => pair.native,
        };
        match behavior(&pair.of(cone).network) {
            BehaviorSeen::Unknown => behavior(&other.network),
            seen => seen,
        }
    };
    Network {
        local_addresses: addresses(pair, |network| &network.local_addresses),
        // A page sees none.
        interface: pair.native.network.interface.clone(),
        mapped_addresses: addresses(pair, |network| &network.mapped_addresses),
        nat: joined_presence(pair),
        mapping: known(|network| network.mapping),
        filtering: known(|network| network.filtering),
        udp_edges_within: joined_edges(pair, outbound),
        udp_unconfirmed: joined_unconfirmed(pair, outbound),
        udp_blocked: joined_ranges(pair, outbound),
        udp_sampled: outbound.udp_sampled,
        udp_open: outbound.udp_open,
    }
}

fn addresses(pair: &Pair<'_>, list: fn(&Network) -> &Vec<IpAddr>) -> Vec<IpAddr> {
    let both = list(&pair.native.network)
        .iter()
        .chain(list(&pair.page.network));
    let mut both: Vec<_> = both.copied().collect();
    sort(&mut both);
    both.dedup();
    both
}

fn joined_presence(pair: &Pair<'_>) -> NatPresence {
    let winner = pair.of(pair.winner(RequirementId::NatPresent)).network.nat;
    let seen = [winner, pair.native.network.nat, pair.page.network.nat];
    seen.into_iter()
        .find(|nat| *nat != NatPresence::Unknown)
        .unwrap_or_default()
}

/// Two samples that each found a blocked range found different ports of it, or different ranges.
fn joined_ranges(pair: &Pair<'_>, outbound: &Network) -> Vec<PortRange> {
    if !names_ranges_of_both(pair) {
        return outbound.udp_blocked.clone();
    }
    let mut ranges = pair.native.network.udp_blocked.clone();
    ranges.extend(&pair.page.network.udp_blocked);
    united(ranges)
}

fn joined_edges(pair: &Pair<'_>, outbound: &Network) -> u16 {
    if !names_ranges_of_both(pair) {
        return outbound.udp_edges_within;
    }
    let [native, page] = [pair.native, pair.page].map(|report| report.network.udp_edges_within);
    native.max(page)
}

/// What one of two vantages could not confirm, unless the other one did.
fn joined_unconfirmed(pair: &Pair<'_>, outbound: &Network) -> Vec<PortRange> {
    if !names_ranges_of_both(pair) {
        return outbound.udp_unconfirmed.clone();
    }
    let blocked = joined_ranges(pair, outbound);
    let is_confirmed = |silent: &PortRange| {
        let mut blocked = blocked.iter();
        blocked.any(|range| range.contains(silent.first()) && range.contains(silent.last()))
    };
    let mut ranges = pair.native.network.udp_unconfirmed.clone();
    ranges.extend(&pair.page.network.udp_unconfirmed);
    ranges.retain(|silent| !is_confirmed(silent));
    united(ranges)
}

fn names_ranges_of_both(pair: &Pair<'_>) -> bool {
    let swept = pair.native.notes.contains(Note::FullSweep);
    !swept && pair.both_fail(RequirementId::UdpOutbound)
}

// ---- diagnoses and notes ----

/// Those of both, except those that the joined rows refute.
fn joined_diagnoses(pair: &Pair<'_>, rows: &[Row]) -> EnumSet<Diagnosis> {
    let passes = |ids: &[RequirementId]| {
        rows.iter()
            .any(|row| ids.contains(&row.id) && row.status == Status::Pass)
    };
    let tcp = [
        RequirementId::Tcp443,
        RequirementId::Tcp3478,
        RequirementId::Tcp5349,
        RequirementId::Tcp8883,
    ];
    let both = pair.native.diagnoses | pair.page.diagnoses;
    let still_true = both.into_iter().filter(|diagnosis| match diagnosis {
        Diagnosis::UdpBlocked => has_reason(rows, Reason::UdpBlocked),
        Diagnosis::ApplicationControl => has_reason(rows, Reason::ApplicationFiltered),
        Diagnosis::SonicwallLike => has_reason(rows, Reason::MappingDependent),
        Diagnosis::HostFirewallSuspected => has_reason(rows, Reason::ContactedOnly),
        Diagnosis::ProxyOnly | Diagnosis::AllowListOnly | Diagnosis::FarEndDown => !passes(&tcp),
        Diagnosis::TlsInterception
        | Diagnosis::DnsFiltering
        | Diagnosis::CaptivePortal
        | Diagnosis::UdpFloodProtection
        | Diagnosis::SessionLimit
        | Diagnosis::VpnOrRelaySuspected => true,
    });
    still_true.collect()
}

fn has_reason(rows: &[Row], reason: Reason) -> bool {
    rows.iter().any(|row| row.reason == reason)
}

fn joined_notes(pair: &Pair<'_>, doubts: EnumSet<Note>, rows: &[Row]) -> EnumSet<Note> {
    let mut notes = doubts | pair.native.notes | pair.page.notes | Note::Merged;
    // The other run may have tested the rows that one run left out.
    if !has_reason(rows, Reason::NotSelected) {
        notes.remove(Note::Partial);
    }
    if !has_reason(rows, Reason::Stopped) {
        notes.remove(Note::Stopped);
    }
    if RequirementId::ALL.into_iter().any(|id| disagree(pair, id)) {
        notes.insert(Note::VantagesDisagree);
    }
    notes
}

#[cfg(test)]
mod tests;
