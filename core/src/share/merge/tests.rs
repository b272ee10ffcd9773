use super::*;
use crate::model::evidence::{Seen, Target, Test};
use crate::model::place::Place;
use crate::model::report::{FORMAT, TOOL, VERSION};
use crate::model::verdict::Overall;

fn report(vantage: Vantage) -> Report {
    let rows = RequirementId::ALL.into_iter().map(|id| Row {
        id,
        level: id.level(),
        status: Status::Pass,
        reason: Reason::Answered,
        evidence: vec![Evidence::new(Test::Https, "target", Seen::Answered)],
    });
    Report {
        format: FORMAT.to_owned(),
        version: VERSION,
        tool: TOOL.to_owned(),
        vantage,
        started: "2026-11-23T01:00:00Z".to_owned(),
        duration_ms: 1000,
        overall: Overall::Ready,
        network: Network {
            mapped_addresses: vec!["203.0.113.2".parse().expect("an address")],
            ..Network::default()
        },
        requirements: rows.collect(),
        diagnoses: EnumSet::empty(),
        feeds: Vec::new(),
        place: Place::default(),
        watch: None,
        guide: Vec::new(),
        notes: EnumSet::empty(),
    }
}

/// A report in which one row differs.
fn with(vantage: Vantage, id: RequirementId, status: Status, reason: Reason) -> Report {
    let mut report = report(vantage);
    for row in &mut report.requirements {
        if row.id == id {
            (row.status, row.reason) = (status, reason);
        }
    }
    report
}

fn ranges(texts: &[&str]) -> Vec<PortRange> {
    texts
        .iter()
        .map(|text| text.parse().expect("a range"))
        .collect()
}

#[test]
fn the_stronger_proof_wins() {
    use RequirementId::{NatFullCone, NatPresent, Tcp443, Tcp8883, UdpInbound, UdpOutbound};
    use Status::{Fail, Inconclusive, NotTested, Pass, Warn};
    use Vantage::{Native, Page};
    for (why, id, native, page, winner) in [
        (
            "a page cannot see interception",
            Tcp443,
            (Fail, Reason::TlsIntercepted),
            (Pass, Reason::Answered),
            Native,
        ),
        (
            "the native program speaks MQTT",
            Tcp8883,
            (Fail, Reason::ProtocolBlocked),
            (Pass, Reason::Answered),
            Native,
        ),
        (
            "the native program knows the cause",
            Tcp8883,
            (Fail, Reason::Refused),
            (Fail, Reason::FetchFailed),
            Native,
        ),
        (
            "a browser may have a proxy of its own",
            Tcp443,
            (Pass, Reason::Answered),
            (Fail, Reason::FetchFailed),
            Native,
        ),
        (
            "proof beats doubt",
            Tcp443,
            (Inconclusive, Reason::NoControl),
            (Pass, Reason::Answered),
            Page,
        ),
        (
            "doubt does not beat proof",
            Tcp443,
            (Pass, Reason::Answered),
            (Inconclusive, Reason::ProxySuspected),
            Native,
        ),
        (
            "doubt says more than nothing",
            Tcp443,
            (NotTested, Reason::NotSelected),
            (Inconclusive, Reason::NoControl),
            Page,
        ),
        (
            "why nothing was tested at the site says more than that it was not asked for",
            Tcp443,
            (NotTested, Reason::NotSelected),
            (NotTested, Reason::NoResponder),
            Page,
        ),
        (
            "the finer grid wins",
            UdpOutbound,
            (Fail, Reason::UdpRangeBlocked),
            (Pass, Reason::Answered),
            Native,
        ),
        (
            "a sample does not refute what was proven on other ports",
            UdpOutbound,
            (Pass, Reason::Answered),
            (Fail, Reason::UdpRangeBlocked),
            Page,
        ),
        (
            "a browser without UDP is not a site without UDP",
            UdpOutbound,
            (Pass, Reason::Answered),
            (Fail, Reason::UdpBlocked),
            Native,
        ),
        (
            "a program without UDP is not a site without UDP",
            UdpOutbound,
            (Fail, Reason::UdpBlocked),
            (Pass, Reason::Answered),
            Page,
        ),
        (
            "an arrival outweighs a silence, which a host firewall can cause",
            UdpInbound,
            (Warn, Reason::ContactedOnly),
            (Pass, Reason::Uncontacted),
            Page,
        ),
        (
            "answers that were lost were lost",
            UdpInbound,
            (Pass, Reason::Uncontacted),
            (Fail, Reason::AnswersBlocked),
            Page,
        ),
        (
            "two ports of one socket were seen",
            NatFullCone,
            (Warn, Reason::NarrowerFiltering),
            (Fail, Reason::MappingDependent),
            Page,
        ),
        (
            "the native program sees both addresses",
            NatPresent,
            (Pass, Reason::NatSeen),
            (Fail, Reason::NoNat),
            Native,
        ),
    ] {
        let native = with(Native, id, native.0, native.1);
        let page = with(Page, id, page.0, page.1);
        let merged = merge(&native, &page, Doubt::Refuse).expect(why);
        assert_eq!(
            merge(&page, &native, Doubt::Refuse),
            Ok(merged.clone()),
            "{why}"
        );
        let expected = match winner {
            Native => native.row(id),
            Page => page.row(id),
        };
        let row = merged.row(id).expect("every row");
        let gist = |row: &Row| (row.status, row.reason);
        assert_eq!(Some(gist(row)), expected.map(gist), "{why}");
        let seen: Vec<_> = row
            .evidence
            .iter()
            .filter_map(|entry| entry.detail(Detail::Vantage))
            .collect();
        let order = match winner {
            Native => ["native", "page"],
            Page => ["page", "native"],
        };
        assert_eq!(seen, order, "{why}");
        let opposite = disagree(
            &Pair {
                native: &native,
                page: &page,
            },
            id,
        );
        assert_eq!(
            merged.notes.contains(Note::VantagesDisagree),
            opposite,
            "{why}"
        );
    }
}

#[test]
fn a_full_sweep_refutes_a_range() {
    let mut native = report(Vantage::Native);
    native.notes.insert(Note::FullSweep);
    native.network.udp_sampled = 64_511;
    let mut page = with(
        Vantage::Page,
        RequirementId::UdpOutbound,
        Status::Fail,
        Reason::UdpRangeBlocked,
    );
    page.network.udp_blocked = ranges(&["2000-3000"]);
    let merged = merge(&native, &page, Doubt::Refuse).expect("one site");
    assert_eq!(merged.overall, Overall::Ready);
    assert_eq!(merged.network.udp_blocked, []);
    assert_eq!(merged.network.udp_sampled, 64_511);
}

#[test]
fn ranges_of_both_are_united() {
    let fail = |vantage, blocked: &[&str]| {
        let id = RequirementId::UdpOutbound;
        let mut report = with(vantage, id, Status::Fail, Reason::UdpRangeBlocked);
        report.network.udp_blocked = ranges(blocked);
        report
    };
    let native = fail(Vantage::Native, &["30000-40000", "65000-65535"]);
    let page = fail(Vantage::Page, &["1025-1500", "29000-29999", "39000-49999"]);
    let merged = merge(&native, &page, Doubt::Refuse).expect("one site");
    assert_eq!(
        merged.network.udp_blocked,
        ranges(&["1025-1500", "29000-49999", "65000-65535"])
    );
    assert_eq!(merged.overall, Overall::NotReady);
}

#[test]
fn what_one_could_not_confirm_is_kept_unless_the_other_did() {
    let fail = |vantage, blocked: &[&str], unconfirmed: &[&str], within| {
        let id = RequirementId::UdpOutbound;
        let mut report = with(vantage, id, Status::Fail, Reason::UdpRangeBlocked);
        report.network.udp_blocked = ranges(blocked);
        report.network.udp_unconfirmed = ranges(unconfirmed);
        report.network.udp_edges_within = within;
        report
    };
    let native = fail(Vantage::Native, &["30000-40000"], &["9000-9504"], 0);
    let page = fail(
        Vantage::Page,
        &["50000-51000"],
        &["31000", "9400-9800"],
        1007,
    );
    let merged = merge(&native, &page, Doubt::Refuse).expect("one site");
    let network = merged.network;
    assert_eq!(network.udp_unconfirmed, ranges(&["9000-9800"]));
    assert_eq!(network.udp_edges_within, 1007);
    // Where only one row counts, so do its ranges.
    let page = report(Vantage::Page);
    let merged = merge(&native, &page, Doubt::Refuse).expect("one site");
    assert_eq!(merged.network.udp_unconfirmed, ranges(&["9000-9504"]));
}

#[test]
fn network_facts_are_joined_and_follow_the_rows_that_rest_on_them() {
    let mut native = report(Vantage::Native);
    native.network.local_addresses = vec!["192.168.1.2".parse().expect("an address")];
    native.network.nat = NatPresence::Present;
    native.network.filtering = BehaviorSeen::AddressDependent;
    native.started = "2026-11-23T01:10:00Z".to_owned();
    let mut page = report(Vantage::Page);
    page.network.nat = NatPresence::Absent;
    page.network.mapping = BehaviorSeen::EndpointIndependent;
    page.network.filtering = BehaviorSeen::EndpointIndependent;
    let merged = merge(&native, &page, Doubt::Refuse).expect("one site");
    let network = merged.network;
    assert_eq!(network.local_addresses, native.network.local_addresses);
    assert_eq!(network.mapped_addresses.len(), 1);
    assert_eq!(network.nat, NatPresence::Present);
    assert_eq!(network.mapping, BehaviorSeen::EndpointIndependent);
    assert_eq!(network.filtering, BehaviorSeen::AddressDependent);
    assert_eq!(merged.started, page.started);
    assert_eq!(merged.duration_ms, 2000);
    assert_eq!(merged.vantage, Vantage::Native);
}

#[test]
fn diagnoses_and_notes_are_united_but_for_what_is_refuted() {
    let mut native = report(Vantage::Native);
    native.notes = [Note::ExtraRoot, Note::Partial].into();
    native.diagnoses = [Diagnosis::TlsInterception].into();
    let mut page = report(Vantage::Page);
    page.notes = [Note::Cellular].into();
    page.diagnoses = [Diagnosis::UdpBlocked, Diagnosis::CaptivePortal].into();
    let merged = merge(&native, &page, Doubt::Refuse).expect("one site");
    assert_eq!(
        merged.notes,
        Note::ExtraRoot | Note::Cellular | Note::Merged
    );
    assert_eq!(
        merged.diagnoses,
        Diagnosis::TlsInterception | Diagnosis::CaptivePortal
    );
}

#[test]
fn what_does_not_belong_together_is_refused_or_noted() {
    let native = report(Vantage::Native);
    let page = report(Vantage::Page);
    let elsewhere = {
        let mut page = page.clone();
        page.network.mapped_addresses = vec!["198.51.100.7".parse().expect("an address")];
        page
    };
    let later = |started: &str| {
        let mut page = page.clone();
        page.started = started.to_owned();
        page
    };
    let refused = |page: &Report| merge(&native, page, Doubt::Refuse).err();
    let noted = |page: &Report| {
        let merged = merge(&native, page, Doubt::Note).expect("merged with a note");
        merged.notes.into_iter().next_back()
    };
    assert_eq!(refused(&elsewhere), Some(MergeError::OtherNetworks));
    assert_eq!(noted(&elsewhere), Some(Note::MadeOnOtherNetworks));
    for started in ["2026-11-24T01:00:01Z", "2026-11-22T00:59:59Z", "some day"] {
        assert_eq!(refused(&later(started)), Some(MergeError::DaysApart));
        assert_eq!(noted(&later(started)), Some(Note::MadeDaysApart));
    }
    assert_eq!(refused(&later("2026-11-24T01:00:00Z")), None);

    let unseen = |mut report: Report| {
        report.network.mapped_addresses = vec!["2001:db8::1".parse().expect("an address")];
        report
    };
    assert_eq!(
        refused(&unseen(page.clone())),
        Some(MergeError::OtherNetworks)
    );
    let neither = merge(
        &unseen(native.clone()),
        &unseen(page.clone()),
        Doubt::Refuse,
    );
    assert!(neither.is_ok());

    assert_eq!(refused(&native), Some(MergeError::SameVantage));
    for (note, error) in [
        (Note::Merged, MergeError::AlreadyMerged),
        (Note::LocalFarEnd, MergeError::LocalFarEnd),
    ] {
        let mut page = page.clone();
        page.notes.insert(note);
        assert_eq!(merge(&native, &page, Doubt::Note), Err(error));
    }
}

/// A passing domain row of a page depends on its browser's DNS and certificates; one that the
/// program verified does not.
#[test]
fn a_joined_domain_row_is_as_sure_as_the_report_that_it_rests_on() {
    use crate::model::certainty::Certainty;

    let id = RequirementId::DomainLatch;
    let page = |status, reason| {
        let mut page = with(Vantage::Page, id, status, reason);
        for row in &mut page.requirements {
            row.evidence.push(Evidence::new(
                Test::TrustStore,
                Target::OwnDevice,
                Seen::TrustStoreUnknown,
            ));
        }
        page
    };
    let seen = page(Status::Pass, Reason::Answered);
    for (native, certainty) in [
        ((Status::Pass, Reason::Answered), Certainty::Seen),
        (
            (Status::Inconclusive, Reason::HostDown),
            Certainty::ByBrowser,
        ),
        (
            (Status::NotTested, Reason::NotSelected),
            Certainty::ByBrowser,
        ),
    ] {
        let native = with(Vantage::Native, id, native.0, native.1);
        let joined = merge(&native, &seen, Doubt::Refuse).expect("of one site");
        let row = joined.row(id).expect("the row");
        assert_eq!(row.status, Status::Pass);
        assert_eq!(Certainty::of(row, &joined), certainty, "{native:#?}");
    }
    let row = seen.row(id).expect("the row");
    assert_eq!(Certainty::of(row, &seen), Certainty::ByBrowser);
}
