//! All 64,511 UDP ports through an ordinary NAT.

use std::collections::BTreeMap;
use std::time::Duration;

use camcheck::lab::{FAR_END, FarEnd, Lab, NamedSite, SiteLab};
use camcheck::vantage::{NativeProber, Trust};
use camcheck_core::catalogue::Scheme;
use camcheck_core::ports::ARTICLE_UDP;
use camcheck_core::probe::{
    HttpEndpoint, HttpMethod, HttpProbe, Pace, PortOutcome, Timing, UdpOutcome, UdpProbe,
};
use camcheck_core::prober::Prober;
use camcheck_core::wire::http::RunCreated;
use libtest_mimic::Failed;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

type Test = Box<dyn FnOnce(&Lab) -> Result<(), Failed> + Send>;

/// 10,000 ports a second take 7 s, the repeats of silent ones 4 s; the rest is for a busy machine.
const TIMING: Timing = Timing {
    deadline: Duration::from_secs(25),
    retransmit: Duration::from_millis(500),
    tries: 8,
    gap: Duration::from_micros(100),
};

pub(super) fn tests() -> Vec<(String, Test)> {
    vec![
        (
            "sweep::every_port_answers_through_a_nat".to_owned(),
            Box::new(every_port_answers),
        ),
        (
            "sweep::a_blocked_range_is_exactly_what_is_silent".to_owned(),
            Box::new(blocked_range),
        ),
    ]
}

fn every_port_answers(lab: &Lab) -> Result<(), Failed> {
    let outcome = sweep(lab, "port-restricted")?;
    expect_silent(&outcome, |_| false)
}

fn blocked_range(lab: &Lab) -> Result<(), Failed> {
    let outcome = sweep(lab, "udp-range-blocked")?;
    expect_silent(&outcome, |port| (30_000..=49_999).contains(&port))
}

fn sweep(lab: &Lab, site: &str) -> Result<UdpOutcome, Failed> {
    let site = NamedSite::find(site)?.site;
    let far_end = FarEnd::responder(env!("CARGO_BIN_EXE_camcheck-responder").into());
    let built = SiteLab::build(lab, &site, &far_end)?;
    let ca = CertificateDer::from_pem_file(built.ca_pem())?;
    let trust = Trust::mozilla_and(&[ca]).map_err(|error| format!("{error:?}"))?;
    built.device().run(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(ask_every_port(&NativeProber::new(trust)))
    })?
}

/// With a token: without one the far end allows no source so many requests.
async fn ask_every_port(prober: &NativeProber) -> Result<UdpOutcome, Failed> {
    let run = HttpProbe {
        endpoint: HttpEndpoint {
            ip: FAR_END.into(),
            host: Some("probe.camcheck.test".to_owned()),
            port: 443,
            scheme: Scheme::Https,
        },
        method: HttpMethod::Post,
        path: "/v1/runs".to_owned(),
        attempt: 0,
    };
    let reply = prober.http(&run, TIMING).await?;
    let created: RunCreated = serde_json::from_str(&reply.body)?;
    let probe = UdpProbe {
        server: FAR_END.into(),
        ports: (ARTICLE_UDP.first()..=ARTICLE_UDP.last()).collect(),
        token: Some(created.token),
        pace: Pace::Brisk,
        attempt: 0,
    };
    Ok(prober.udp(&probe, TIMING).await)
}

fn expect_silent(
    UdpOutcome {
        ports,
        fault,
        own_drops,
    }: &UdpOutcome,
    silent: impl Fn(u16) -> bool,
) -> Result<(), Failed> {
    let wrong: BTreeMap<_, _> = (ARTICLE_UDP.first()..=ARTICLE_UDP.last())
        .map(|port| (port, ports.get(&port)))
        .filter(|(port, outcome)| {
            let answered = matches!(outcome, Some(PortOutcome::Answered { .. }));
            answered == silent(*port)
        })
        .collect();
    if wrong.is_empty() && fault.is_none() {
        return Ok(());
    }
    let some: Vec<_> = wrong.iter().take(20).collect();
    Err(format!(
        "{} of {} ports wrong, fault {fault:?}, {own_drops} own drops, such as {some:?}",
        wrong.len(),
        ARTICLE_UDP.count()
    )
    .into())
}
