//! The change requests of three simulated sites, word for word, and what follows from every site.
//!
//! `INSTA_UPDATE=always cargo test -p camcheck-core --features sim --test remedy` updates the files of
//! `tests/golden`; read their differences before you commit them.

mod golden;
mod site_files;

use std::collections::BTreeSet;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::vantage::Vantage;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::probe::Browser;
use camcheck_core::remedy::request::{Action, Destinations};
use camcheck_core::remedy::{ChangeRequest, Handbook, Problem, Step, Vendor, vendor_help};
use camcheck_core::say::Language;
use camcheck_core::sim::judge_site;
use camcheck_core::sim::site::Site;
use enumset::EnumSet;

fn run(name: &str) -> Report {
    let mut sites = site_files::in_folder("sites").into_iter();
    let (_, site) = sites.find(|(file, _)| file == name).expect(name);
    judged(&site)
}

fn judged(site: &Site) -> Report {
    judge_site(site, (Vantage::Native, Browser::Other), 4711, 0).expect("the simulated catalogue")
}

#[track_caller]
fn reads_as_expected(name: &str) {
    let report = run(name);
    let request = ChangeRequest::of(&report);
    for language in Language::ALL {
        let text = format!(
            "{}\n\n{}",
            request.subject(language),
            request.text(&report, language)
        );
        golden::assert_reads(&format!("{name}.{}.txt", language.tag()), &text);
    }
}

#[test]
fn the_request_for_a_blocked_range_reads_as_expected() {
    reads_as_expected("udp-range-blocked");
}

#[test]
fn the_request_for_a_dropped_port_reads_as_expected() {
    reads_as_expected("tcp-8883-dropped");
}

#[test]
fn the_request_for_a_symmetric_nat_reads_as_expected() {
    reads_as_expected("symmetric");
}

#[test]
fn the_request_for_a_missing_name_reads_as_expected() {
    reads_as_expected("latchaccess-nxdomain");
}

#[test]
fn every_failing_row_of_every_site_is_in_the_request_and_no_passing_one() {
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let request = ChangeRequest::of(&report);
        let asked: BTreeSet<RequirementId> = request
            .rules
            .iter()
            .flat_map(|rule| rule.findings.iter().map(|(row, _)| row.id))
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
fn a_request_names_destinations_and_never_their_resolved_addresses() {
    for (name, site) in site_files::in_folder("sites") {
        let request = ChangeRequest::of(&judged(&site));
        for rule in &request.rules {
            if rule.action == Action::AllowNames {
                let Destinations::Names(names) = &rule.destinations else {
                    panic!("{name}: names are allowed by name");
                };
                assert!(names.iter().all(|name| name.starts_with("*.")), "{name}");
            }
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
            .text(&report, Language::Spanish)
            .starts_with("Esta prueba")
    );
}

/// Eight sites that show every problem for which a rule is missing, or a NAT.
const FAILING_SITES: [&str; 8] = [
    "tcp-8883-dropped",
    "udp-range-blocked",
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
        lines.push(format!("{}: {}", words.menu, step.menu));
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
        | Problem::ApplicationControl
        | Problem::NameBlocked
        | Problem::TlsInspection
        | Problem::NoNat
        | Problem::SymmetricNat
        | Problem::NarrowFiltering;
    assert!(failing.is_subset(shown), "{:?}", failing - shown);
}

/// What a browser writes of a text into an address (`encodeURIComponent`).
fn encoded_length(text: &str) -> usize {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    let length = |byte: u8| match byte {
        b'\n' => 6,
        byte if plain(byte) => 1,
        _ => 3,
    };
    text.bytes().map(length).sum()
}

#[test]
fn the_rules_alone_fit_the_address_of_a_mail() {
    for (name, site) in site_files::in_folder("sites") {
        let report = judged(&site);
        let request = ChangeRequest::of(&report);
        for language in Language::ALL {
            let brief = ChangeRequest::brief(&report, language);
            assert_eq!(brief.is_empty(), request.is_empty(), "{name}");
            let whole = format!(
                "mailto:?subject={}&body={brief}\n{}\n",
                request.subject(language),
                language.page().mail_rest
            );
            let length = encoded_length(&whole);
            assert!(length <= 2000, "{name} {language:?}: {length}\n{whole}");
        }
    }
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
