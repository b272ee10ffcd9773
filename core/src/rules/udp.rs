//! The two UDP rows.

use super::Finding;
use super::application;
use super::context::Context;
use super::nat;
use crate::model::evidence::{Detail, Evidence, Seen, Target, Test};
use crate::model::ports::PortRange;
use crate::model::reason::Reason;
use crate::model::vantage::Vantage;
use crate::model::verdict::Status;
use crate::observed::survey::{Findings, Survey};
use crate::probe::{Arrival, UdpFault};
use crate::support::collected::collected;
use crate::support::sorted::SortedSet;

/// The survey combined with what the far end saw.
pub(super) struct Range {
    pub(super) findings: Findings,
    /// Ports that were asked and that the far end saw, whether or not its answer came back.
    seen: SortedSet<u16>,
    /// The sample, or all ports of a sweep: the ports of the edge search would distort the share of open
    /// ports.
    sample: SortedSet<u16>,
}

impl Range {
    pub(super) fn of(context: &Context<'_>) -> Option<Self> {
        let Survey::Done(findings) = &context.survey else {
            return None;
        };
        let server = context.plan.udp_server()?;
        let receipts = context.receipts.as_ref();
        let seen = receipts
            .into_iter()
            .flat_map(|receipts| receipts.ports_of(server))
            .filter(|port| findings.answered.contains(port) || findings.silent.contains(port));
        Some(Self {
            findings: findings.clone(),
            seen: collected(seen),
            sample: collected(context.plan.udp_ports()),
        })
    }

    /// Whether anything got out.
    fn any_open(&self) -> bool {
        !self.findings.answered.is_empty() || !self.seen.is_empty()
    }

    /// How many ports of the sample answered or stayed silent.
    pub(super) fn sampled(&self) -> usize {
        self.of_sample(&self.findings.answered) + self.of_sample(&self.findings.silent)
    }

    /// How many ports of the sample got out: answered, or seen by the far end.
    pub(super) fn sampled_open(&self) -> usize {
        let (answered, seen) = (&self.findings.answered, &self.seen);
        let is_open = |port: &&u16| answered.contains(port) || seen.contains(port);
        self.sample.iter().filter(is_open).count()
    }

    fn of_sample(&self, ports: &SortedSet<u16>) -> usize {
        ports
            .iter()
            .filter(|port| self.sample.contains(port))
            .count()
    }

    /// Proven silent stretches of which the far end saw no port.
    pub(super) fn blocked(&self) -> Vec<PortRange> {
        those(&self.findings.blocked, |stretch| !self.saw_any(stretch))
    }

    /// Proven silent stretches that the far end saw: its answers are lost.
    fn answers_lost(&self) -> Vec<PortRange> {
        those(&self.findings.blocked, |stretch| self.saw_any(stretch))
    }

    /// Proven silent stretches of which the far end saw only some ports: besides its answers, some of our
    /// packets may be blocked, and only answers can show on which ports.
    fn partly_seen(&self) -> bool {
        let lost = self.answers_lost();
        lost.iter().any(|stretch| self.missed_any(stretch))
    }

    /// Unproven stretches with ports that the far end did not see.
    fn unproven(&self) -> Vec<PortRange> {
        those(&self.findings.unproven, |stretch| self.missed_any(stretch))
    }

    /// The far end saw ports of an unproven stretch: whether its answers are lost is not known.
    fn answers_may_be_lost(&self) -> bool {
        let mut stretches = self.findings.unproven.iter();
        stretches.any(|stretch| self.saw_any(stretch))
    }

    fn saw_any(&self, stretch: &PortRange) -> bool {
        self.silent_in(stretch).any(|port| self.seen.contains(port))
    }

    fn missed_any(&self, stretch: &PortRange) -> bool {
        self.silent_in(stretch)
            .any(|port| !self.seen.contains(port))
    }

    fn silent_in(&self, stretch: &PortRange) -> impl Iterator<Item = &u16> {
        let silent = self.findings.silent.iter();
        silent.filter(|port| stretch.contains(**port))
    }
}

fn those(stretches: &[PortRange], fit: impl Fn(&PortRange) -> bool) -> Vec<PortRange> {
    let stretches = stretches.iter();
    stretches.filter(|stretch| fit(stretch)).copied().collect()
}

// ---- outbound ----

pub(super) fn outbound(context: &Context<'_>) -> Finding {
    let range = match surveyed(context) {
        Ok(range) => range,
        Err(finding) => return finding,
    };
    let by_stun = judge_outbound(context, &range);
    application::weigh(context, by_stun)
        .with(evidence(context, &range))
        .with(application::evidence(context))
}

/// The blocked stretches, if it is proven that they are.
pub(super) fn blocked(context: &Context<'_>) -> Vec<PortRange> {
    match surveyed(context) {
        Ok(_) if application::plain_datagrams_pass(context) => Vec::new(),
        Ok(range) if judge_outbound(context, &range).status == Status::Fail => range.blocked(),
        _ => Vec::new(),
    }
}

/// How far the edges of the blocked stretches may be off.
pub(super) fn edges_within(context: &Context<'_>) -> u16 {
    match surveyed(context) {
        Ok(range) if !blocked(context).is_empty() => range.findings.edges_within,
        _ => 0,
    }
}

/// Other silent ports that are not known to be blocked.
pub(super) fn unconfirmed(context: &Context<'_>) -> Vec<PortRange> {
    surveyed(context).map_or_else(|_| Vec::new(), |range| range.unproven())
}

fn judge_outbound(context: &Context<'_>, range: &Range) -> Finding {
    if !range.any_open() {
        return nothing_out(context);
    }
    if !range.blocked().is_empty() {
        return if !context.udp_server_is_proven() {
            Finding::inconclusive(Reason::FarEndUnproven)
        } else if is_closed_for_a_witness(context, range) {
            Finding::inconclusive(Reason::FarEndPortDown)
        } else if !context.receipts_are_final {
            // Requests to the silent ports may have got out, with only the answers blocked.
            Finding::inconclusive(Reason::NoControl)
        } else {
            Finding::fail(Reason::UdpRangeBlocked)
        };
    }
    if range.partly_seen() {
        return Finding::inconclusive(Reason::NoControl);
    }
    if !range.unproven().is_empty() || range.findings.stopped_at.is_some() {
        return Finding::inconclusive(unstable(context));
    }
    if range.findings.unmeasured.is_empty() {
        Finding::pass(Reason::Answered)
    } else {
        Finding::inconclusive(match context.plan.vantage() {
            _ if range.findings.rate_limited => Reason::FarEndBusy,
            Vantage::Page => Reason::BrowserUnproven,
            Vantage::Native => Reason::DeviceFault,
        })
    }
}

/// If another responder also finds a port of a blocked stretch closed, the far end is at fault, at least in
/// part.
fn is_closed_for_a_witness(context: &Context<'_>, range: &Range) -> bool {
    context.plan.udp_server().is_some_and(|server| {
        let mut stretches = range.blocked().into_iter();
        stretches.any(|stretch| context.is_closed_for_a_witness(server, &stretch))
    })
}

/// Silence on all ports is attributed to the site only if TCP to the same server works and its UDP listener
/// is known to be up.
fn nothing_out(context: &Context<'_>) -> Finding {
    let Some(server) = context.plan.udp_server() else {
        return Finding::not_tested(Reason::NoResponder);
    };
    if context.browser_is_unproven() {
        return Finding::inconclusive(Reason::BrowserUnproven);
    }
    if !context.address_answers_tcp(server) {
        return Finding::inconclusive(if context.a_domain_answers() {
            Reason::FarEndUnreachable
        } else {
            Reason::NothingAnswers
        });
    }
    let listener = context.udp_listener(server);
    if listener.is_down() {
        Finding::inconclusive(Reason::FarEndPortDown)
    } else if !listener.is_up() || !context.receipts_are_final {
        Finding::inconclusive(Reason::NoControl)
    } else {
        Finding::fail(Reason::UdpBlocked)
    }
}

// ---- inbound ----

/// Why silence was intermittent: a limit on floods or sessions, or a device that missed answers.
fn unstable(context: &Context<'_>) -> Reason {
    if context.device_was_busy() {
        Reason::KeptPausing
    } else {
        Reason::Unstable
    }
}

pub(super) fn inbound(context: &Context<'_>) -> Finding {
    let range = match surveyed(context) {
        Ok(range) => range,
        Err(finding) => return finding,
    };
    let answers = answers_evidence(&range);
    judge_inbound(context, &range)
        .with(answers)
        .with(nat::filtering_evidence(context))
        .with(host_firewall_evidence(context))
}

fn judge_inbound(context: &Context<'_>, range: &Range) -> Finding {
    if !range.any_open() {
        return Finding::inconclusive(Reason::NothingGetsOut);
    }
    if !range.answers_lost().is_empty() {
        return Finding::fail(Reason::AnswersBlocked);
    }
    if range.answers_may_be_lost() {
        return Finding::inconclusive(unstable(context));
    }
    let silent = !range.findings.blocked.is_empty() || !range.findings.unproven.is_empty();
    if silent && !context.receipts_are_final {
        // Without the receipts, silence may mean that only the answers were blocked.
        return Finding::inconclusive(Reason::NoControl);
    }
    let Some(filtering) = nat::filtering(context) else {
        return Finding::inconclusive(second_address_reason(context));
    };
    let uncontacted = [filtering.other_address, filtering.both];
    if uncontacted.contains(&Arrival::Arrived) {
        return Finding::pass(Reason::Uncontacted);
    }
    if !filtering.contacted {
        return Finding::inconclusive(Reason::NatUnclear);
    }
    if context.is_page() && context.token.is_none() {
        return Finding::inconclusive(Reason::NoToken);
    }
    if uncontacted.contains(&Arrival::NotChanged) {
        return Finding::inconclusive(Reason::FarEndFault);
    }
    if !nat::alternate_works(context) {
        return Finding::inconclusive(Reason::SecondAddressUnproven);
    }
    if !uncontacted.contains(&Arrival::Silent) {
        let reason = nat::unsent(context).unwrap_or(Reason::SecondAddressUnproven);
        return Finding::inconclusive(reason);
    }
    Finding::warn(Reason::ContactedOnly)
}

fn second_address_reason(context: &Context<'_>) -> Reason {
    if context.plan.alternate_server().is_none() {
        Reason::SecondAddressUnproven
    } else {
        Reason::Measuring
    }
}

// ---- both ----

/// The survey, or why there is none.
fn surveyed(context: &Context<'_>) -> Result<Range, Finding> {
    if context.plan.udp_responder().is_none() {
        return Err(Finding::not_tested(Reason::NoResponder));
    }
    let range = Range::of(context).ok_or_else(|| Finding::not_tested(Reason::Measuring))?;
    if let Some(fault) = range.findings.fault {
        return Err(Finding::inconclusive(match fault {
            UdpFault::NoNetwork => Reason::NoNetwork,
            UdpFault::Socket => Reason::DeviceFault,
            UdpFault::WebRtcMissing => Reason::WebrtcMissing,
            UdpFault::WebRtcDisabled => Reason::WebrtcDisabled,
        }));
    }
    if range.findings.measured() == 0 {
        let busy = range.findings.rate_limited;
        return Err(Finding::inconclusive(if busy {
            Reason::FarEndBusy
        } else {
            Reason::DeviceFault
        }));
    }
    Ok(range)
}

fn evidence(context: &Context<'_>, range: &Range) -> Vec<Evidence> {
    let mut evidence = vec![grid_evidence(context, range)];
    let list = |ranges: Vec<PortRange>| {
        let texts: Vec<_> = ranges.iter().map(ToString::to_string).collect();
        texts.join(", ")
    };
    let blocked = range.blocked();
    let retest = |result| Evidence::new(Test::UdpRetest, target(context), result);
    if !blocked.is_empty() && range.any_open() {
        // Neighbouring ports that answer are its control.
        evidence.push(retest(Seen::SilentTwice).with(Detail::Ports, list(blocked)));
    } else if !blocked.is_empty() {
        evidence.push(retest(Seen::SilentAgain).with(Detail::Sampled, tried_again(context)));
    }
    let unproven = range.unproven();
    if !unproven.is_empty() {
        evidence.push(retest(Seen::SilentUnproven).with(Detail::Ports, list(unproven)));
    }
    if let Some(server) = context.plan.udp_server()
        && !range.any_open()
    {
        let state = context.udp_listener(server).describe();
        evidence.push(Evidence::new(Test::Control, target(context), state));
    }
    evidence
}

/// How many ports were retested.
fn tried_again(context: &Context<'_>) -> usize {
    let probes = context.board.udp.keys();
    let again = probes.filter(|probe| probe.attempt > 0);
    let ports: SortedSet<_> = collected(again.flat_map(|probe| probe.ports.iter().copied()));
    ports.len()
}

fn grid_evidence(context: &Context<'_>, range: &Range) -> Evidence {
    let findings = &range.findings;
    let unmeasured = range.of_sample(&findings.unmeasured);
    let sampled = range.sampled() + unmeasured;
    let result = match range.sampled_open() {
        0 => Seen::Silent,
        open if open == sampled => Seen::Open,
        _ => Seen::PartlyOpen,
    };
    let mut evidence = Evidence::new(Test::UdpGrid, target(context), result)
        .with(Detail::Sampled, sampled)
        .with(Detail::Open, range.sampled_open())
        .with(Detail::Answered, range.of_sample(&findings.answered));
    if context.receipts.is_some() {
        evidence = evidence.with(Detail::SeenByFarEnd, range.of_sample(&range.seen));
    }
    let refused = range.of_sample(&findings.refused);
    if refused > 0 {
        evidence = evidence.with(Detail::Refused, refused);
    }
    if !findings.filtered_upstream.is_empty() {
        let ports: Vec<_> = findings
            .filtered_upstream
            .iter()
            .map(u16::to_string)
            .collect();
        evidence = evidence.with(Detail::FilteredUpstream, ports.join(", "));
    }
    if let Some(port) = findings.stopped_at {
        evidence = evidence.with(Detail::StoppedAt, port);
    }
    if unmeasured > 0 {
        evidence = evidence.with(Detail::NotMeasured, unmeasured);
    }
    evidence
}

fn host_firewall_evidence(context: &Context<'_>) -> Vec<Evidence> {
    let seen = context.has_host_firewall();
    let evidence = seen.then(|| {
        Evidence::new(
            Test::HostFirewall,
            Target::OwnDevice,
            Seen::DropsUnsolicited,
        )
    });
    evidence.into_iter().collect()
}

fn answers_evidence(range: &Range) -> Vec<Evidence> {
    range
        .answers_lost()
        .iter()
        .map(|lost| Evidence::new(Test::Receipts, lost.to_string(), Seen::AnswersLost))
        .collect()
}

fn target(context: &Context<'_>) -> String {
    context
        .plan
        .udp_server()
        .map(|server| server.to_string())
        .unwrap_or_default()
}
