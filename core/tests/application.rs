//! Application control: what is reported if the far end, or what is known about it, makes a difference.

use std::time::Duration;

use camcheck_core::limits::FEED_WINDOWS;
use camcheck_core::model::certainty::Certainty;
use camcheck_core::model::evidence::Seen;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::plan::RunOptions;
use camcheck_core::probe::prober::Prober;
use camcheck_core::probe::{Browser, HttpProbe, Observation, Probe, Timing};
use camcheck_core::remedy::{ChangeRequest, Problem};
use camcheck_core::say::Language;
use camcheck_core::sim::clock::Clock;
use camcheck_core::sim::prober::SimProber;
use camcheck_core::sim::site::Site;
use camcheck_core::sim::{catalogue, report};

const DTLS: &str = include_str!("sites/application-control-dtls.toml");
const STUN: &str = include_str!("sites/application-control-stun.toml");
const VANTAGES: [Vantage; 2] = [Vantage::Native, Vantage::Page];

/// What is wrong with the far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FarEnd {
    Sound,
    /// Of a version without DTLS.
    Earlier,
    /// It refuses handshakes over its budget.
    Refusing,
    /// Its receipts cannot be read at the end.
    Unreadable,
}

/// A prober that receives modified HTTP answers from the far end.
struct Changing<'a> {
    prober: SimProber<'a>,
    far_end: FarEnd,
}

impl Changing<'_> {
    fn change(&self, probe: &HttpProbe, body: &mut serde_json::Value) {
        match self.far_end {
            FarEnd::Earlier => {
                body.as_object_mut()
                    .map(|body| body.remove("dtls_fingerprint"));
            }
            FarEnd::Refusing if probe.path.starts_with("/v1/runs/") => {
                body["dtls_refused"] = 1.into();
            }
            FarEnd::Unreadable if probe.attempt > 0 => *body = serde_json::Value::Null,
            FarEnd::Sound | FarEnd::Refusing | FarEnd::Unreadable => {}
        }
    }
}

impl Prober for Changing<'_> {
    async fn measure(&self, probe: &Probe, timing: Timing) -> Observation {
        let mut observation = self.prober.measure(probe, timing).await;
        if let Observation::Http(call, Ok(reply)) = &mut observation {
            let mut body = serde_json::from_str(&reply.body).expect("JSON");
            self.change(call, &mut body);
            reply.body = body.to_string();
        }
        observation
    }

    async fn sleep(&self, duration: Duration) {
        self.prober.sleep(duration).await;
    }

    fn elapsed(&self) -> Duration {
        self.prober.elapsed()
    }
}

fn judge(text: &str, vantage: Vantage, browser: Browser, far_end: FarEnd) -> Report {
    judge_with(text, vantage, browser, far_end, |_| {})
}

/// With other options than the usual ones.
fn judge_with(
    text: &str,
    vantage: Vantage,
    browser: Browser,
    far_end: FarEnd,
    change: impl FnOnce(&mut RunOptions),
) -> Report {
    let site = Site::parse(text).expect("a sound site file");
    let catalogue = catalogue(false).expect("the simulated catalogue");
    let clock = Clock::default();
    let prober = Changing {
        prober: SimProber::new(&site, &catalogue, vantage, browser, clock.clone(), 1),
        far_end,
    };
    let mut options = RunOptions::new(catalogue.clone(), vantage, 1);
    change(&mut options);
    report(options, &prober, &clock)
}

fn outbound(report: &Report) -> &Row {
    let row = report.row(RequirementId::UdpOutbound);
    row.expect("every row")
}

fn of_feed(report: &Report) -> (Status, Reason) {
    let row = report.row(RequirementId::FeedReliability);
    let row = row.expect("every row");
    (row.status, row.reason)
}

fn said(report: &Report) -> (Status, Reason) {
    let row = outbound(report);
    (row.status, row.reason)
}

#[test]
fn a_dropped_handshake_is_the_sites_doing_only_if_the_far_ends_notes_say_so() {
    for vantage in VANTAGES {
        for (far_end, verdict) in [
            (FarEnd::Sound, (Status::Fail, Reason::ApplicationFiltered)),
            (FarEnd::Refusing, (Status::Inconclusive, Reason::FarEndBusy)),
            (
                FarEnd::Unreadable,
                (Status::Inconclusive, Reason::NoControl),
            ),
        ] {
            let report = judge(DTLS, vantage, Browser::Chromium, far_end);
            assert_eq!(said(&report), verdict, "{vantage:?} {far_end:?}");
        }
    }
}

#[test]
fn a_feed_is_blamed_on_a_filter_only_if_the_far_ends_notes_say_so() {
    for vantage in VANTAGES {
        for (far_end, verdict) in [
            (FarEnd::Sound, (Status::Fail, Reason::DtlsBlocked)),
            (FarEnd::Refusing, (Status::Inconclusive, Reason::FarEndBusy)),
            (
                FarEnd::Unreadable,
                (Status::Inconclusive, Reason::NoControl),
            ),
        ] {
            let report = judge_with(DTLS, vantage, Browser::Chromium, far_end, |options| {
                options.feed = Some(FEED_WINDOWS);
            });
            assert_eq!(of_feed(&report), verdict, "{vantage:?} {far_end:?}");
        }
    }
}

/// Whatever else is tested, a feed needs an open port and the handshakes with which video begins.
#[test]
fn a_feed_is_judged_the_same_with_any_other_rows() {
    let open = include_str!("sites/full-cone.toml");
    for vantage in VANTAGES {
        for other in RequirementId::ALL {
            for (site, verdict) in [
                (open, (Status::Pass, Reason::FeedGood)),
                (DTLS, (Status::Fail, Reason::DtlsBlocked)),
            ] {
                let change = |options: &mut RunOptions| {
                    options.feed = Some(FEED_WINDOWS);
                    options.only = RequirementId::FeedReliability | other;
                };
                let report = judge_with(site, vantage, Browser::Chromium, FarEnd::Sound, change);
                assert_eq!(of_feed(&report), verdict, "{vantage:?} {other:?}");
            }
        }
    }
}

#[test]
fn an_earlier_far_end_is_judged_by_stun_alone_and_the_evidence_says_so() {
    for vantage in VANTAGES {
        let report = judge(DTLS, vantage, Browser::Firefox, FarEnd::Earlier);
        assert_eq!(said(&report), (Status::Pass, Reason::Answered));
        let mut evidence = outbound(&report).evidence.iter();
        assert!(
            evidence.any(|seen| seen.result == Seen::NoDtls),
            "{vantage:?}"
        );
    }
}

#[test]
fn a_browser_that_was_never_compared_proves_no_filter() {
    let report = judge(DTLS, Vantage::Page, Browser::Safari, FarEnd::Sound);
    let unproven = (Status::Inconclusive, Reason::BrowserUnproven);
    assert_eq!(said(&report), unproven);
    assert_eq!(report.overall, Overall::Incomplete);
}

#[test]
fn handshakes_on_an_open_site_cost_less_than_a_second() {
    let open = include_str!("sites/full-cone.toml");
    for vantage in VANTAGES {
        let with = judge(open, vantage, Browser::Chromium, FarEnd::Sound);
        let without = judge(open, vantage, Browser::Chromium, FarEnd::Earlier);
        let more = with.duration_ms.saturating_sub(without.duration_ms);
        assert!(more < 1_000, "{vantage:?}: {more} ms");
    }
}

#[test]
fn dtls_that_is_dropped_on_a_part_of_the_ports_is_no_pass() {
    let rule = "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nwhen = \"dtls\"\n\
                ports = \"25000-45000\"\n[expect]\noverall = \"incomplete\"";
    let nat = "title = \"\"\n[nat]\nmapping = \"endpoint-independent\"\n\
               filtering = \"endpoint-independent\"\n";
    for vantage in VANTAGES {
        let site = format!("{nat}{rule}");
        let report = judge(&site, vantage, Browser::Chromium, FarEnd::Sound);
        assert_eq!(said(&report), (Status::Inconclusive, Reason::Unstable));
    }
}

#[test]
fn the_fix_names_application_control_in_every_language() {
    let cases: [(_, [_; Language::ALL.len()]); 2] = [
        (
            DTLS,
            [
                "no DTLS handshake does",
                "ninguna negociación DTLS",
                "aucune négociation DTLS",
            ],
        ),
        (
            STUN,
            [
                "that set up video (STUN) get no answer",
                "que establecen el video (STUN) no reciben",
                "qui établissent la vidéo (STUN) ne reçoivent",
            ],
        ),
    ];
    for (site, words) in cases {
        let report = judge(site, Vantage::Native, Browser::Other, FarEnd::Sound);
        let row = outbound(&report);
        assert_eq!(Certainty::of(row, &report), Certainty::CrossChecked);
        assert_eq!(Problem::of_row(row, &report), [Problem::ApplicationControl]);
        let request = ChangeRequest::of(&report);
        for (language, words) in Language::ALL.into_iter().zip(words) {
            let sentence = language.sentence(row, &report);
            assert!(sentence.contains(words), "{sentence}");
            let text = request.text(&report, language, None);
            for needed in ["STUN, DTLS", "WebRTC", "App-ID", "DPI"] {
                assert!(text.contains(needed), "{needed}: {text}");
            }
        }
    }
}

#[test]
fn blocked_ports_beside_a_filter_are_asked_for_as_well() {
    let both = DTLS.replace(
        "[expect]",
        "[[rule]]\naction = \"drop\"\nprotocol = \"udp\"\nports = \"30000-49999\"\n[expect]",
    );
    let report = judge(&both, Vantage::Native, Browser::Other, FarEnd::Sound);
    assert_eq!(said(&report), (Status::Fail, Reason::ApplicationFiltered));
    let problems = Problem::of_row(outbound(&report), &report);
    assert_eq!(problems, [Problem::ApplicationControl, Problem::UdpRange]);
    let text = ChangeRequest::of(&report).text(&report, Language::English, None);
    assert!(text.contains("30000-49999"), "{text}");
}
