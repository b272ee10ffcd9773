//! The change requests of some simulated sites, word for word, and what follows from every site.
//!
//! `INSTA_UPDATE=always cargo test -p camcheck-core --features sim --test remedy` updates the files of
//! `tests/golden`; read their differences before you commit them.

mod golden;
mod site_files;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use camcheck_core::model::network::NatPresence;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Report, Row};
use camcheck_core::model::requirement::{ARTICLE_URL, Level, RequirementId};
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::probe::Browser;
use camcheck_core::remedy::request::{Action, Direction, Peer};
use camcheck_core::remedy::{ChangeRequest, Handbook, Problem, Step, Vendor, mail, vendor_help};
use camcheck_core::render::csv::{csv, tabbed};
use camcheck_core::render::markdown;
use camcheck_core::say::Language;
use camcheck_core::share::link;
use camcheck_core::sim::judge_site;
use camcheck_core::sim::site::Site;
use enumset::EnumSet;
use proptest::prelude::*;

fn run(name: &str) -> Report {
    let mut sites = site_files::in_folder("sites").into_iter();
    let (_, site) = sites.find(|(file, _)| file == name).expect(name);
    judged(&site)
}

fn judged(site: &Site) -> Report {
    judge_site(site, (Vantage::Native, Browser::Other), 4711, 0).expect("the simulated catalogue")
}

/// Sites whose requests are kept word for word, as text and as CSV.
const KEPT: [&str; 8] = [
    "udp-range-blocked",
    "udp-two-ranges",
    "tcp-ports-rejected",
    "dns-block-page",
    "no-nat",
    "symmetric",
    "udp-answers-blocked",
    "several-faults",
];

#[test]
fn the_requests_of_eight_sites_read_as_expected() {
    for name in KEPT {
        let report = run(name);
        let request = ChangeRequest::of(&report);
        for language in Language::ALL {
            let text = format!(
                "{}\n\n{}",
                request.subject(&report, language),
                request.text(&report, language, Some("https://check.example/#r=x"))
            );
            for (ending, text) in [("txt", text), ("csv", csv(&request, language))] {
                let tag = language.tag();
                golden::assert_reads(&format!("{name}.{tag}.request.{ending}"), &text);
            }
        }
    }
}

#[test]
fn a_request_is_80_columns_wide_and_has_its_blanks() {
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let request = ChangeRequest::of(&report);
        for language in Language::ALL {
            let text = request.text(&report, language, None);
            for line in text.lines() {
                let is_article = line.contains(ARTICLE_URL);
                assert!(line.chars().count() <= 80 || is_article, "{name}: {line}");
            }
            let blanks = text.lines().filter(|line| line.ends_with("____")).count();
            assert_eq!(blanks, if request.is_empty() { 0 } else { 5 }, "{name}");
        }
    }
}

#[test]
fn a_site_that_is_known_needs_no_blank() {
    let report = run("symmetric");
    let request = ChangeRequest {
        site: Some("Elm St. 12".to_owned()),
        ..ChangeRequest::of(&report)
    };
    let text = request.text(&report, Language::English, None);
    assert!(
        text.contains("\nSite:                   Elm St. 12\n"),
        "{text}"
    );
}

#[test]
fn the_link_to_the_report_is_in_the_text_unless_there_is_none() {
    let report = run("symmetric");
    let request = ChangeRequest::of(&report);
    for language in Language::ALL {
        let label = language.labels().link;
        let colon = language.labels().colon;
        let with = request.text(&report, language, Some("https://check.example/#r=x"));
        assert!(with.contains(&format!("{label}{colon}https://check.example/#r=x\n")));
        let with = markdown::render(&report, language, Some("https://check.example/#r=x"));
        assert!(with.ends_with(&format!("{label}{colon}<https://check.example/#r=x>\n")));
        assert!(!request.text(&report, language, None).contains(label));
        assert!(!markdown::render(&report, language, None).contains(label));
    }
}

/// Lost answers need no port that is open to the internet.
#[test]
fn answers_are_let_back_by_state_and_the_rest_is_a_wish_of_its_own() {
    let request = ChangeRequest::of(&run("udp-answers-blocked"));
    let levels: Vec<_> = request.rules.iter().map(|rule| rule.level).collect();
    assert_eq!(levels, [Level::Required, Level::Recommended]);
    let risks: [_; Language::ALL.len()] = ["Risk:", "Riesgo:", "Risque\u{a0}:"];
    for (language, risk) in Language::ALL.into_iter().zip(risks) {
        let table = request.table(language);
        assert!(table.iter().all(|line| line.len() == 9), "{table:?}");
        let risks: Vec<_> = table.iter().map(|line| line[8].contains(risk)).collect();
        assert_eq!(risks, [false, false, true]);
    }
    let ends: Vec<_> = request
        .table(Language::English)
        .into_iter()
        .map(|line| line[3..8].join(" | "))
        .collect();
    assert_eq!(
        ends[1..],
        [
            "any | 1025-65535 | camera | any | inbound, established only",
            "any | any | camera | 1025-65535 | inbound, new",
        ]
    );
}

/// Packets come from the camera unless the rule is about those that come in.
#[test]
fn no_rule_that_is_required_lets_in_what_nobody_asked_for() {
    for (name, site) in site_files::in_folder("sites") {
        let request = ChangeRequest::of(&judged(&site));
        let table = request.table(Language::English);
        for (rule, line) in request.rules.iter().zip(&table[1..]) {
            let comes_in = matches!(rule.direction, Direction::Return | Direction::Unsolicited);
            assert_eq!(line[5] == "camera", comes_in, "{name}: {line:?}");
            assert_eq!(line[3] == "camera", !comes_in, "{name}: {line:?}");
            let is_wish = rule.direction == Direction::Unsolicited;
            assert!(
                !is_wish || rule.level == Level::Recommended,
                "{name}: {rule:?}"
            );
        }
    }
}

#[test]
fn inspection_of_all_ports_is_one_exemption() {
    let request = ChangeRequest::of(&run("tls-inspection-all"));
    let exempt: Vec<_> = request
        .rules
        .iter()
        .filter(|rule| rule.action == Action::AllowUninspected)
        .collect();
    let [rule] = exempt.as_slice() else {
        panic!("{request:#?}");
    };
    assert_eq!(rule.peer, Peer::Any);
    let domains = rule.rows.iter().filter(|row| row.domain().is_some());
    assert_eq!(domains.count(), 3);
}

fn any_report() -> impl Strategy<Value = Report> {
    let statuses = vec![
        Status::Pass,
        Status::Warn,
        Status::Fail,
        Status::Inconclusive,
        Status::NotTested,
    ];
    let row = (
        prop::sample::select(statuses),
        prop::sample::select(Reason::ALL),
    );
    let rows = prop::collection::vec(row, RequirementId::ALL.len());
    let presence = vec![
        NatPresence::Present,
        NatPresence::Absent,
        NatPresence::Unknown,
    ];
    let order = Just(RequirementId::ALL.to_vec()).prop_shuffle();
    (rows, prop::sample::select(presence), order).prop_map(|(rows, nat, order)| {
        let mut report = FULL_CONE.clone();
        report.network.nat = nat;
        report.requirements = order
            .into_iter()
            .zip(rows)
            .map(|(id, (status, reason))| Row {
                id,
                level: id.level(),
                status,
                reason,
                evidence: Vec::new(),
            })
            .collect();
        report
    })
}

static FULL_CONE: LazyLock<Report> = LazyLock::new(|| run("full-cone"));

proptest! {
    #[test]
    fn whatever_fails_that_is_required_has_a_rule_of_its_kind(report in any_report()) {
        let request = ChangeRequest::of(&report);
        for row in &report.requirements {
            let rules: Vec<_> = request
                .rules
                .iter()
                .filter(|rule| rule.rows.contains(&row.id))
                .collect();
            let is_due = row.status == Status::Fail && row.level == Level::Required;
            let required = rules.iter().any(|rule| rule.level == Level::Required);
            prop_assert_eq!(required, is_due, "{}: {:#?}", row.id, rules);
            for rule in rules {
                let ports: Vec<_> = rule.ports.iter().map(ToString::to_string).collect();
                if row.id.is_tcp() {
                    let port = row.id.as_str().trim_start_matches("tcp-").to_owned();
                    prop_assert!(ports.contains(&port), "{:?}", rule);
                }
                if let (Some(domain), Peer::Names(names)) = (row.id.domain(), &rule.peer) {
                    prop_assert!(names.contains(&domain), "{:?}", rule);
                    prop_assert_eq!(&ports, &["443"]);
                }
            }
        }
        let levels: Vec<_> = request.rules.iter().map(|rule| rule.level).collect();
        prop_assert!(levels.is_sorted(), "{:?}", levels);
        for language in Language::ALL {
            let lines = csv(&request, language).lines().count();
            prop_assert_eq!(lines, request.rules.len() + 1);
        }
    }
}

#[test]
fn every_failing_row_of_every_site_is_in_the_request_and_no_passing_one() {
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let request = ChangeRequest::of(&report);
        let asked: BTreeSet<RequirementId> = request
            .rules
            .iter()
            .flat_map(|rule| rule.rows.iter().copied())
            .collect();
        for row in &report.requirements {
            match row.status {
                Status::Fail => assert!(asked.contains(&row.id), "{name}: {}", row.id),
                Status::Pass | Status::Inconclusive | Status::NotTested => {
                    assert!(!asked.contains(&row.id), "{name}: {}", row.id);
                }
                Status::Warn => {}
            }
        }
        if report.overall == Overall::NotReady {
            assert!(!request.is_empty(), "{name}");
        }
    }
}

#[test]
fn a_domain_is_allowed_by_name_and_never_by_address() {
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let request = ChangeRequest::of(&report);
        for row in &report.requirements {
            let (Some(domain), Status::Fail) = (row.id.domain(), row.status) else {
                continue;
            };
            let allowed = request.rules.iter().any(|rule| match &rule.peer {
                Peer::Names(names) => names.contains(&domain),
                Peer::Any => rule.action == Action::AllowUninspected,
            });
            assert!(allowed, "{name}: {domain:?} in {request:#?}");
        }
    }
}

#[test]
fn help_covers_just_the_problems_of_the_report() {
    let handbook = Handbook::built_in();
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let problems = Problem::of_report(&report);
        for vendor in Vendor::ALL {
            let steps = vendor_help(vendor, &report, Language::English, &handbook);
            let helped: EnumSet<_> = steps.iter().map(|step| step.problem).collect();
            assert_eq!(helped, problems, "{name} {vendor:?}");
        }
    }
}

#[test]
fn an_open_site_needs_nothing() {
    let report = run("full-cone");
    let request = ChangeRequest::of(&report);
    assert!(request.is_empty());
    let handbook = Handbook::built_in();
    assert!(vendor_help(Vendor::SonicWall, &report, Language::English, &handbook).is_empty());
    assert!(
        request
            .text(&report, Language::Spanish, None)
            .starts_with("Esta prueba")
    );
    for language in Language::ALL {
        assert_eq!(csv(&request, language).matches("\r\n").count(), 1);
        let heads = request.table(language).concat().join("\t");
        assert_eq!(tabbed(&request, language), heads + "\n");
    }
}

/// Sites that show every problem for which a rule is missing, or a NAT.
const FAILING_SITES: [&str; 9] = [
    "tcp-8883-dropped",
    "udp-range-blocked",
    "udp-answers-blocked",
    "application-control-dtls",
    "latchaccess-nxdomain",
    "tls-inspection-443",
    "no-nat",
    "symmetric",
    "port-restricted",
];

/// What a reader sees of a step, one line for each part.
fn read_aloud(step: &Step, language: Language) -> String {
    let words = language.page();
    let mut lines = vec![format!("## {}", step.title)];
    lines.extend(step.wanted.iter().map(|wanted| format!("   {wanted}")));
    if !step.menu.is_empty() {
        lines.push([words.menu, language.labels().colon, &step.menu].concat());
    }
    let fields = step.fields.iter();
    lines.extend(fields.map(|(label, value)| format!("- {label}: {value}")));
    lines.push(step.text.clone());
    if !step.warning.is_empty() {
        lines.push(format!("! {}", step.warning));
    }
    if !step.commands.is_empty() {
        lines.push(step.commands_label(language));
    }
    lines.extend(step.commands.lines().map(|line| format!("    {line}")));
    lines.push(match &step.source {
        Some(source) => source.said(language),
        None => words.generic_rule.to_owned(),
    });
    lines.join("\n")
}

#[test]
fn the_help_of_every_make_reads_as_expected() {
    let handbook = Handbook::built_in();
    let reports = FAILING_SITES.map(run);
    for vendor in Vendor::ALL {
        for language in Language::ALL {
            let mut said: Vec<String> = Vec::new();
            for report in &reports {
                let steps = vendor_help(vendor, report, language, &handbook);
                for step in steps {
                    let text = read_aloud(&step, language);
                    if !said.contains(&text) {
                        said.push(text);
                    }
                }
            }
            let name = format!("vendors.{}.{}.txt", vendor.as_str(), language.tag());
            golden::assert_reads(&name, &format!("{}\n", said.join("\n\n")));
        }
    }
}

#[test]
fn the_sites_of_the_golden_files_show_all_that_can_fail() {
    let shown: EnumSet<_> = FAILING_SITES
        .into_iter()
        .flat_map(|name| Problem::of_report(&run(name)))
        .collect();
    let failing = Problem::PortBlocked
        | Problem::UdpRange
        | Problem::UdpAnswers
        | Problem::ApplicationControl
        | Problem::NameBlocked
        | Problem::TlsInspection
        | Problem::NoNat
        | Problem::SymmetricNat
        | Problem::NarrowFiltering;
    assert!(failing.is_subset(shown), "{:?}", failing - shown);
}

/// What a browser writes of a text into an address (`encodeURIComponent`), with line breaks as RFC 6068 wants them.
fn encoded_length(text: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    let length = |byte: u8| match byte {
        b'\n' => 6,
        byte if plain(byte) => 1,
        _ => 3,
    };
    text.bytes().map(length).sum()
}

/// The text that the page takes: the first that fits.
fn mailed(report: &Report, language: Language, link: Option<&str>) -> String {
    let subject = ChangeRequest::of(report).subject(report, language);
    let taken = "mailto:?subject=&body=".len() + encoded_length(&subject);
    let fits = |text: &String| taken + encoded_length(text) <= mail::MAX_ADDRESS;
    let mut texts = mail::texts(report, language, link).into_iter();
    texts.find(fits).expect("a text that fits")
}

#[test]
fn a_mail_has_the_changes_and_a_link_and_fits() {
    const PAGE: &str = "https://a-check.with-a-long-name.example.com/latch-camera/";
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let request = ChangeRequest::of(&report);
        let link = link::short(PAGE, &report).expect("room");
        for language in Language::ALL {
            let text = mailed(&report, language, Some(&link));
            assert!(text.contains(&link), "{name}: {text}");
            let changes = text.lines().filter(|line| line.starts_with("- ")).count();
            assert_eq!(changes, request.rules.len(), "{name}: {text}");

            let without = mailed(&report, language, None);
            assert!(!without.contains("#r="), "{name}: {without}");
        }
    }
}

#[test]
fn the_changes_are_left_out_before_the_link() {
    let report = run("udp-range-blocked");
    let title = "- Allow outbound UDP 1025-65535 (required)\n";
    for (length, has_changes) in [(900, true), (1680, false)] {
        let link = format!("https://check.example/{}", "x".repeat(length));
        let text = mailed(&report, Language::English, Some(&link));
        assert!(text.contains(&link), "{text}");
        assert_eq!(text.contains(title), has_changes, "{text}");
    }
}

#[test]
fn the_subject_of_a_mail_is_the_outcome() {
    let subject = |name| {
        let report = run(name);
        Language::ALL.map(|language| ChangeRequest::of(&report).subject(&report, language))
    };
    assert_eq!(
        subject("several-faults"),
        [
            "Latch Camera: not ready, firewall changes needed: 3",
            "Cámara Latch: red no lista, cambios necesarios en el firewall: 3",
            "Latch Camera\u{a0}: réseau pas prêt, changements nécessaires dans le pare-feu\u{a0}: 3",
        ]
    );
    assert_eq!(
        subject("no-nat"),
        [
            "Latch Camera: not ready, firewall changes needed: 1",
            "Cámara Latch: red no lista, cambios necesarios en el firewall: 1",
            "Latch Camera\u{a0}: réseau pas prêt, changements nécessaires dans le pare-feu\u{a0}: 1",
        ]
    );
    assert_eq!(
        subject("port-restricted"),
        [
            "Latch Camera: ready, 2 optional improvements",
            "Cámara Latch: red lista, 2 mejoras opcionales",
            "Latch Camera\u{a0}: réseau prêt, 2 améliorations facultatives",
        ]
    );
}

/// A web filter's own page shows a certificate of its own, for the names that it blocks alone.
#[test]
fn a_domain_alone_that_shows_somebody_elses_certificate_is_to_be_allowed() {
    let problems = |site: &str| {
        let mut report = run(site);
        let row = &mut report.requirements;
        let row = row
            .iter_mut()
            .find(|row| row.id == RequirementId::DomainLatch);
        let row = row.expect("a row");
        (row.status, row.reason) = (Status::Fail, Reason::TlsIntercepted);
        let row = row.clone();
        Problem::of_row(&row, &report)
    };
    assert_eq!(problems("full-cone"), [Problem::NameBlocked]);
    assert_eq!(problems("tls-inspection-443"), [Problem::TlsInspection]);
}
