//! Where the site's DNS leads: a filter's own page shows a certificate that nobody believes, as TLS
//! inspection does.

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
            .all(|it| !it.details.contains_key("interception"))
    );
    let shown = |test: &str, result: &str| {
        evidence
            .iter()
            .any(|it| it.test == test && it.result == result)
    };
    assert!(shown("site", "tls: untrusted-issuer"), "{evidence:?}");
    assert!(shown("elsewhere", "answered"), "{evidence:?}");

    // Nor is it a sign that our own certificate, where that fails too, is shown by somebody else.
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
