//! What the device that measures does itself: its own firewall, DNS settings, clock and roots.

use super::*;
use camcheck_core::model::certificate::SeenCertificate;

#[test]
fn what_the_device_itself_forbids_is_not_blamed_on_the_site() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::ForbiddenHere, |probe| {
        probe.target.port == 443 || is_site(probe)
    });
    let inconclusive = (Status::Inconclusive, Reason::DeviceFault);
    let judgement = judge(&plan, &board);
    for id in [
        RequirementId::Tcp443,
        RequirementId::DomainLatchaccess,
        RequirementId::DomainLatch,
        RequirementId::DomainAmazonaws,
    ] {
        assert_eq!(says(&judgement, id), inconclusive, "{id}");
    }
    assert_eq!(says(&judgement, RequirementId::Tcp8883).0, Status::Pass);
    assert_eq!(judgement.overall, Overall::Incomplete);
}

#[test]
fn a_device_that_forbids_everything_is_not_behind_a_proxy() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp(&mut board, Cause::ForbiddenHere, |_| true);
    silence_udp(&mut board);
    board.http.clear();
    assert!(judge(&plan, &board).diagnoses.is_empty());
}

#[test]
fn names_that_only_the_system_could_find_count_against_the_site_if_others_were_found() {
    let (plan, board) = observed(FULL_CONE, Vantage::Native);
    let row = RequirementId::DomainLatch;
    let unreadable = TcpOutcome::failed(Layer::Dns, Cause::ResolverUnreadable);
    let mut all = board.clone();
    fail_tcp_with(&mut all, &unreadable, |probe| probe.target.ip.is_none());
    assert_says(
        &plan,
        &all,
        &[
            (row, Status::Inconclusive, Reason::DeviceFault),
            // A name says nothing about a port that answers elsewhere.
            (RequirementId::Tcp8883, Status::Pass, Reason::Answered),
        ],
    );
    let mut one = board;
    fail_tcp_with(&mut one, &unreadable, |probe| {
        probe.target.host.as_deref() == Some("support.latch.com")
    });
    assert_says(&plan, &one, &[(row, Status::Fail, Reason::DnsFailure)]);
}

/// Everything over TLS to our servers, as far as they were reached by address.
fn is_ours_over_tls(probe: &TcpProbe) -> bool {
    probe.target.ip.is_some() && probe.service.speaks_tls()
}

fn out_of_date(leaf_sha256: &str) -> TcpOutcome {
    TcpOutcome {
        certificate: Some(SeenCertificate {
            issuer: "CN=Some Authority".to_owned(),
            leaf_sha256: leaf_sha256.to_owned(),
        }),
        system_trusts: Some(false),
        ..TcpOutcome::failed(Layer::Tls, Cause::CertificateExpired)
    }
}

#[test]
fn a_device_whose_clock_is_wrong_blames_nobody() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp_with(&mut board, &out_of_date("a"), |probe| {
        is_ours_over_tls(probe) || probe.target.ip.is_none()
    });
    board.http.clear();
    let judgement = judge(&plan, &board);
    let inconclusive = (Status::Inconclusive, Reason::DeviceFault);
    for id in [
        RequirementId::Tcp443,
        RequirementId::Tcp5349,
        RequirementId::Tcp8883,
        RequirementId::DomainLatch,
        RequirementId::DomainAmazonaws,
    ] {
        assert_eq!(says(&judgement, id), inconclusive, "{id}");
    }
    assert_eq!(says(&judgement, RequirementId::Tcp3478).0, Status::Pass);
    assert!(!judgement.diagnoses.contains(Diagnosis::TlsInterception));
    let verdicts = judgement.verdicts.iter();
    let mut evidence = verdicts.flat_map(|verdict| &verdict.evidence);
    assert!(evidence.all(|it| it.detail(Detail::Interception).is_none()));
}

#[test]
fn an_antivirus_program_that_opens_tls_is_not_the_sites_inspection() {
    let (plan, board) = observed(FULL_CONE, Vantage::Native);
    let signed_by = |issuer: &str| TcpOutcome {
        certificate: Some(SeenCertificate {
            issuer: issuer.to_owned(),
            leaf_sha256: "a".to_owned(),
        }),
        system_trusts: Some(true),
        ..TcpOutcome::failed(Layer::Tls, Cause::UntrustedIssuer)
    };
    let shown = |issuer| {
        let mut board = board.clone();
        fail_tcp_with(&mut board, &signed_by(issuer), |probe| {
            is_ours_over_tls(probe) || probe.target.ip.is_none()
        });
        judge(&plan, &board)
    };
    let antivirus = shown("CN=Avast Web/Mail Shield Root,O=Avast Web/Mail Shield");
    for id in [
        RequirementId::Tcp443,
        RequirementId::Tcp8883,
        RequirementId::DomainLatch,
    ] {
        let open = (Status::Inconclusive, Reason::InspectedHere);
        assert_eq!(says(&antivirus, id), open, "{id}");
    }
    assert_eq!(says(&antivirus, RequirementId::Tcp3478).0, Status::Pass);
    assert!(!antivirus.diagnoses.contains(Diagnosis::TlsInterception));
    let verdicts = antivirus.verdicts.iter();
    let mut evidence = verdicts.flat_map(|verdict| &verdict.evidence);
    assert!(evidence.all(|it| it.detail(Detail::Interception).is_none()));
    let company = shown("CN=Example Company Inspection Root");
    let intercepted = (Status::Fail, Reason::TlsIntercepted);
    assert_eq!(says(&company, RequirementId::Tcp443), intercepted);
}

#[test]
fn a_certificate_that_ran_out_counts_against_the_site_once_others_prove_the_clock() {
    let (plan, board) = observed(FULL_CONE, Vantage::Native);
    let is_latch = |probe: &TcpProbe| probe.target.host.as_deref() == Some("support.latch.com");
    let row = RequirementId::DomainLatch;
    let mut shown = board.clone();
    fail_tcp_with(&mut shown, &out_of_date("a"), is_latch);
    let intercepted = (row, Status::Fail, Reason::TlsIntercepted);
    assert_says(&plan, &shown, &[intercepted]);

    // Our server was shown the very same one.
    change_health(&mut shown, |health| {
        for domain in &mut health.domains {
            let leaf = out_of_date("a").certificate;
            domain.tls = leaf.filter(|_| domain.host == "support.latch.com");
        }
    });
    let doubtful = (row, Status::Inconclusive, Reason::DeviceFault);
    assert_says(&plan, &shown, &[doubtful]);

    // So have our servers' certificates.
    let mut both = board;
    fail_tcp_with(&mut both, &out_of_date("a"), |probe| {
        is_latch(probe) || is_ours_over_tls(probe)
    });
    both.http.clear();
    let ours = RequirementId::Tcp443;
    assert_says(
        &plan,
        &both,
        &[
            doubtful,
            (ours, Status::Inconclusive, Reason::DeviceFault),
            (
                RequirementId::DomainAmazonaws,
                Status::Pass,
                Reason::Answered,
            ),
        ],
    );
}

#[test]
fn a_certificate_of_ours_that_ran_out_is_our_fault() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    fail_tcp_with(&mut board, &out_of_date("a"), is_ours_over_tls);
    let row = RequirementId::Tcp443;
    assert_says(
        &plan,
        &board,
        &[(row, Status::Inconclusive, Reason::FarEndFault)],
    );
}

#[test]
fn a_root_that_only_this_device_knows_proves_interception_by_itself() {
    let (plan, mut board) = observed(FULL_CONE, Vantage::Native);
    board.http.clear();
    let untrusted = |system_trusts| TcpOutcome {
        system_trusts: Some(system_trusts),
        ..TcpOutcome::failed(Layer::Tls, Cause::UntrustedIssuer)
    };
    let row = RequirementId::Tcp443;
    let intercepted = (row, Status::Fail, Reason::TlsIntercepted);

    // STUN still answers; that it is our server's is not known without a hello.
    fail_tcp_with(&mut board, &untrusted(false), is_ours_over_tls);
    let unproven = (row, Status::Inconclusive, Reason::FarEndUnproven);
    assert_says(&plan, &board, &[unproven]);
    fail_tcp_with(&mut board, &untrusted(true), is_ours_over_tls);
    assert_says(&plan, &board, &[intercepted]);

    // Not even where nothing else answers.
    fail_tcp(&mut board, Cause::Timeout, |probe| !is_ours_over_tls(probe));
    fail_tcp_with(&mut board, &untrusted(true), is_site);
    silence_udp(&mut board);
    let site = RequirementId::DomainLatch;
    let too = (site, Status::Fail, Reason::TlsIntercepted);
    assert_says(&plan, &board, &[intercepted, too]);
}
