//! The domains: what the far end sees of a host explains its failure.

use super::*;

#[test]
fn a_page_tells_what_it_cannot_see_of_a_pass() {
    for (vantage, expected) in [(Vantage::Page, 1), (Vantage::Native, 0)] {
        let (plan, board) = observed(FULL_CONE, vantage);
        let judgement = judge(&plan, &board);
        let told = |id| {
            let verdict = judgement.verdicts.iter().find(|it| it.id == id);
            let evidence = &verdict.expect("a verdict").evidence;
            let unknown = |it: &&Evidence| it.result == Seen::TrustStoreUnknown;
            evidence.iter().filter(unknown).count()
        };
        for id in [
            RequirementId::Tcp443,
            RequirementId::Tcp5349,
            RequirementId::DomainLatch,
        ] {
            assert_eq!(told(id), expected, "{vantage:?} {id}");
        }
        // It rests on ICE over TCP, which has no certificates.
        assert_eq!(told(RequirementId::Tcp3478), 0);
    }
}

#[test]
fn a_host_that_fails_for_our_server_too_is_not_blamed_on_the_site() {
    let (plan, mut board) = observed(NXDOMAIN, Vantage::Native);
    let row = RequirementId::DomainLatchaccess;
    assert_says(&plan, &board, &[(row, Status::Fail, Reason::DnsNxdomain)]);
    change_health(&mut board, |health| {
        for domain in &mut health.domains {
            domain.error = Some("does not resolve".to_owned());
        }
    });
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::HostDown)],
    );
}

#[test]
fn a_redirect_that_a_page_cannot_follow_is_not_a_block() {
    let (plan, mut board) = observed(NXDOMAIN, Vantage::Page);
    let row = RequirementId::DomainLatchaccess;
    assert_says(&plan, &board, &[(row, Status::Fail, Reason::FetchFailed)]);
    change_health(&mut board, |health| {
        for domain in &mut health.domains {
            domain.redirects_to = Some("elsewhere.example".to_owned());
        }
    });
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::RedirectedElsewhere)],
    );
}

#[test]
fn a_host_that_no_page_can_fetch_is_not_blocked() {
    for (vantage, expected) in [
        (Vantage::Page, (Status::Inconclusive, Reason::UnfitForPages)),
        (Vantage::Native, (Status::Fail, Reason::DnsNxdomain)),
    ] {
        let (plan, mut board) = observed(NXDOMAIN, vantage);
        change_health(&mut board, |health| {
            for domain in &mut health.domains {
                domain.fetch_unsupported = true;
            }
        });
        let (status, reason) = expected;
        let row = RequirementId::DomainLatchaccess;
        assert_says(&plan, &board, &[(row, status, reason)]);
    }
}

#[test]
fn without_a_responder_only_the_domains_are_tested() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    let mut options_catalogue = plan.catalogue().clone();
    options_catalogue.responders.clear();
    options_catalogue.destinations.clear();
    let plan = Plan::new(RunOptions::new(options_catalogue, Vantage::Native, 0));
    board.tcp.retain(|probe, _| is_site(probe));
    assert_says(
        &plan,
        &board,
        &[
            (
                RequirementId::Tcp443,
                Status::NotTested,
                Reason::NoResponder,
            ),
            (
                RequirementId::UdpOutbound,
                Status::NotTested,
                Reason::NoResponder,
            ),
            (
                RequirementId::NatPresent,
                Status::NotTested,
                Reason::NoResponder,
            ),
            (RequirementId::DomainLatch, Status::Pass, Reason::Answered),
        ],
    );
}
