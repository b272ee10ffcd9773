//! Facts of a report that sentences and notes quote.

use super::lists::{distinct, list, some_of};
use crate::model::diagnosis::Diagnosis;
use crate::model::evidence::{Detail, Evidence, Seen, Test};
use crate::model::network::NatPresence;
use crate::model::reason::Reason;
use crate::model::report::{Note, Report, Row};
use crate::model::requirement::TcpPort;
use crate::support::order::sort;

/// Facts of a report that sentences quote.
pub(super) struct Facts {
    pub(super) tried: Tried,
    pub(super) udp_blocked: String,
    /// How many of the article's ports that is.
    pub(super) udp_blocked_ports: usize,
    /// How many more at each edge, at most.
    pub(super) udp_edges_within: u16,
    /// Silent as well, without proof.
    pub(super) udp_unconfirmed: String,
    /// Between the device and the internet there is a NAT.
    pub(super) has_nat: bool,
    /// UDP other than STUN got out, while no STUN was answered.
    pub(super) stun_is_filtered: bool,
    /// This device's own firewall is known to drop unsolicited packets.
    pub(super) own_firewall: bool,
    /// The network wants a log-in first.
    pub(super) behind_portal: bool,
    /// Test destinations of the row that were asked, and those that answered.
    pub(super) asked: usize,
    pub(super) answered: usize,
    /// Their host names, without ports.
    pub(super) hosts: String,
}

/// The UDP ports that were tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tried {
    /// How many are open,
    pub(super) open: usize,
    /// and of how many.
    pub(super) all: usize,
    /// They are all ports, not a sample.
    pub(super) is_sweep: bool,
}

impl Facts {
    pub(super) fn of<'a>(row: &'a Row, report: &Report) -> Self {
        let network = &report.network;
        // Several addresses may share one name, and one address may be asked twice.
        let is_control =
            |seen: &Evidence| seen.test == Test::Elsewhere || seen.test == Test::Control;
        let asked = row.evidence.iter().filter(|seen| {
            let is_tried =
                seen.target.as_ref().contains(':') && seen.result != Seen::NotPossibleHere;
            is_tried && !is_control(seen)
        });
        let destination = |seen: &'a Evidence| (seen.target.as_ref(), seen.detail(Detail::Address));
        let answered = asked.clone().filter(|seen| seen.result == Seen::Answered);
        let answered = distinct(answered.map(destination));
        let asked = distinct(asked.map(destination));
        let mut hosts = distinct(answered.iter().map(|(target, _)| host(target)));
        sort(&mut hosts);
        Self {
            tried: Tried {
                open: network.udp_open,
                all: network.udp_sampled,
                is_sweep: report.notes.contains(Note::FullSweep),
            },
            udp_blocked: list(&network.udp_blocked),
            udp_blocked_ports: network.udp_blocked.iter().map(|range| range.count()).sum(),
            udp_edges_within: network.udp_edges_within,
            udp_unconfirmed: some_of(&network.udp_unconfirmed),
            has_nat: network.nat != NatPresence::Absent,
            stun_is_filtered: row.evidence.iter().any(|seen| seen.test == Test::PlainUdp),
            own_firewall: report.diagnoses.contains(Diagnosis::HostFirewallSuspected),
            behind_portal: report.diagnoses.contains(Diagnosis::CaptivePortal),
            asked: asked.len(),
            answered: answered.len(),
            hosts: list(hosts),
        }
    }
}

/// What the notes of a report name.
pub(crate) struct NoteFacts {
    /// The TCP ports on which only TLS gets through.
    pub(super) tls_only_ports: String,
    /// How long the slowest name took to resolve, in tenths of a second.
    pub(super) slowest_name: u64,
}

impl NoteFacts {
    pub(super) fn of(report: &Report) -> Self {
        let evidence = report.requirements.iter().flat_map(|row| &row.evidence);
        let times = evidence.filter_map(|seen| seen.number(Detail::ResolvedInMs));
        Self {
            tls_only_ports: tls_only_ports(report),
            slowest_name: times.max().unwrap_or(0) / 100,
        }
    }
}

/// The TCP ports on which TLS got through and other traffic did not, such as `443, 8883`.
fn tls_only_ports(report: &Report) -> String {
    let is_tls_only = |port: &TcpPort| {
        let row = report.row(port.requirement());
        row.is_some_and(|row| row.reason == Reason::TlsOnlyPath)
    };
    let ports = TcpPort::ALL.into_iter().filter(is_tls_only);
    list(ports.map(TcpPort::number))
}

/// A target such as `probe.example:443` without its port.
fn host(target: &str) -> &str {
    target.rsplit_once(':').map_or(target, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_loses_its_port_only() {
        assert_eq!(host("probe.example:443"), "probe.example");
        assert_eq!(host("probe.example"), "probe.example");
    }
}
