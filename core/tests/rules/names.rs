//! The site's DNS: a filter's block page shows a certificate that no device trusts, as TLS inspection does.

use super::*;

const ROW: RequirementId = RequirementId::DomainLatch;

/// The probe that asks a stand-in host where the far end finds it.
fn is_elsewhere(probe: &TcpProbe) -> bool {
    probe.service == TcpService::Tls && probe.target.ip.is_some()
}

#[test]
fn a_filters_own_page_is_not_taken_for_interception() {
    let (plan, mut board) = observed(PUBLIC_BLOCK_PAGE, Vantage::Native);
    let judgement = judge(&plan, &board);
    assert_eq!(says(&judgement, ROW), (Status::Fail, Reason::DnsSinkhole));
    assert_eq!(judgement.diagnoses, Diagnosis::DnsFiltering);
    let row = judgement.verdicts.iter().find(|it| it.id == ROW);
    let evidence = &row.expect("a verdict").evidence;
    assert!(
        evidence
            .iter()
            .all(|it| it.detail(Detail::Interception).is_none())
    );
    let shown = |test: Test, result: Outcome| {
        evidence
            .iter()
            .any(|it| it.test == test && it.result == result)
    };
    let untrusted = TcpFailure {
        layer: Layer::Tls,
        cause: Cause::UntrustedIssuer,
    };
    assert!(shown(Test::Site, Err(untrusted).into()), "{evidence:?}");
    assert!(
        shown(Test::Elsewhere, Seen::Answered.into()),
        "{evidence:?}"
    );

    // Nor is it a sign that a third party shows a certificate in place of ours, where ours fails
    // too.
    fail_tcp(&mut board, Cause::UntrustedIssuer, |probe| {
        probe.target.ip.is_some()
            && matches!(
                probe.service,
                TcpService::Hello { .. } | TcpService::StunOverTls | TcpService::Mqtt
            )
    });
    let ours = (
        RequirementId::Tcp443,
        Status::Inconclusive,
        Reason::FarEndFault,
    );
    assert_says(&plan, &board, &[ours]);
}

#[test]
fn somebody_elses_certificate_at_every_address_is_interception() {
    let (plan, mut board) = observed(PUBLIC_BLOCK_PAGE, Vantage::Native);
    fail_tcp(&mut board, Cause::UntrustedIssuer, is_elsewhere);
    let intercepted = (ROW, Status::Fail, Reason::TlsIntercepted);
    assert_says(&plan, &board, &[intercepted]);
    board.tcp.retain(|probe, _| !is_elsewhere(probe));
    assert_says(&plan, &board, &[intercepted]);
}

#[test]
fn a_block_at_the_real_address_is_no_interception() {
    let (plan, board) = observed(PUBLIC_BLOCK_PAGE, Vantage::Native);
    for (cause, reason) in [
        (Cause::Timeout, Reason::NoAnswer),
        (Cause::Refused, Reason::Refused),
        (Cause::Reset, Reason::Reset),
    ] {
        let mut board = board.clone();
        fail_tcp(&mut board, cause, is_elsewhere);
        assert_says(&plan, &board, &[(ROW, Status::Fail, reason)]);
        let diagnoses = judge(&plan, &board).diagnoses;
        assert!(!diagnoses.contains(Diagnosis::TlsInterception));
    }
}

/// The names of everything lead to the filter, that of a destination too.
#[test]
fn a_destination_that_dns_leads_astray_says_nothing_of_its_port() {
    let site = PUBLIC_BLOCK_PAGE.replace(r#"["latch.com"]"#, r#"["."]"#);
    let (plan, board) = observed(&site, Vantage::Native);
    let row = RequirementId::Tcp8883;
    assert_says(&plan, &board, &[(row, Status::Pass, Reason::Answered)]);
    let judgement = judge(&plan, &board);
    assert_eq!(judgement.diagnoses, Diagnosis::DnsFiltering);
}

/// The board of a run whose only destination, under a domain of the article, is misled so.
fn misled(host: &str, dns: &str) -> (Plan, Board) {
    let mut catalogue = catalogue(false).expect("a catalogue");
    let destination = catalogue.destinations.first_mut();
    destination.expect("a destination").host = host.to_owned();
    let site = FULL_CONE.replace(
        "[expect]",
        &format!("[dns]\n{dns} = [\"{host}\"]\n[expect]"),
    );
    let site = Site::parse(&site).expect("a site");
    let clock = Clock::default();
    let vantage = Vantage::Native;
    let prober = SimProber::new(&site, &catalogue, vantage, Browser::Other, clock.clone(), 0);
    let mut run = Run::new(RunOptions::new(catalogue.clone(), vantage, 5));
    clock.block_on(drive(&mut run, &prober, |_| {}));
    (run.plan().clone(), run.board().clone())
}

#[test]
fn a_destination_that_dns_does_not_find_counts_against_its_domain() {
    let row = RequirementId::DomainAmazonaws;
    for (dns, reason) in [
        ("nxdomain", Reason::DnsNxdomain),
        ("sinkhole", Reason::DnsSinkhole),
        ("silent", Reason::DnsTimeout),
        ("public-block-page", Reason::DnsSinkhole),
    ] {
        let (plan, mut board) = misled("broker.iot.us-east-1.amazonaws.com", dns);
        assert_says(&plan, &board, &[(row, Status::Fail, reason)]);
        assert_eq!(judge(&plan, &board).diagnoses, Diagnosis::DnsFiltering);

        // What the far end does not find either may not exist.
        change_health(&mut board, |health| {
            for destination in &mut health.destinations {
                destination.error = Some("dns".to_owned());
            }
        });
        assert_says(&plan, &board, &[(row, Status::Pass, Reason::Answered)]);
    }
}

#[test]
fn a_destination_outside_the_domains_is_diagnosed_alone() {
    let (plan, board) = misled("broker.example", "nxdomain");
    let judgement = judge(&plan, &board);
    assert_eq!(judgement.diagnoses, Diagnosis::DnsFiltering);
    assert!(
        judgement
            .verdicts
            .iter()
            .all(|row| row.status != Status::Fail)
    );
}

/// The other TLS ports of our servers answer, and so do the domains on 443.
#[test]
fn tls_on_443_that_is_cut_for_our_servers_alone_is_not_blamed_on_the_port() {
    let row = RequirementId::Tcp443;
    let cut = TcpOutcome::failed(Layer::Tls, Cause::Reset);
    let unsaid = TcpOutcome::failed(Layer::Opaque, Cause::Opaque);
    for (vantage, cut) in [(Vantage::Native, cut), (Vantage::Page, unsaid)] {
        let (plan, mut board) = observed(FULL_CONE, vantage);
        fail_tcp_with(&mut board, &cut, |probe| {
            matches!(probe.service, TcpService::Hello { .. }) && probe.target.port == 443
        });
        let filtered = (row, Status::Inconclusive, Reason::NameFiltered);
        assert_says(&plan, &board, &[filtered]);

        // If it is cut for every name, the port is blocked.
        fail_tcp_with(&mut board, &cut, |probe| {
            matches!(probe.service, TcpService::Site { .. })
        });
        assert_says(&plan, &board, &[(row, Status::Fail, Reason::TlsBlocked)]);
    }
}
