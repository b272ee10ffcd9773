//! Help for the firewall that the reader picked, for exactly the rows that need it.

use enumset::EnumSet;

use super::vendors::{Entry, Facts, Handbook, Pairs, Source};
use crate::model::network::BehaviorSeen;
use crate::model::problem::Problem;
use crate::model::report::Report;
use crate::model::requirement::RequirementId;
use crate::model::vendor::Vendor;
use crate::model::verdict::Status;
use crate::say::Language;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The problem that it deals with.
    pub problem: Problem,
    /// That problem in a few words.
    pub title: &'static str,
    /// What the rows of this report require.
    pub wanted: Vec<String>,
    /// Where the rules are, in the vendor's own terms; may be empty.
    pub menu: String,
    /// What to set there: the vendor's own label of each field, and its value.
    pub fields: Vec<(String, String)>,
    /// What to do.
    pub text: String,
    /// What the change disturbs; may be empty.
    pub warning: String,
    /// Commands of the vendor, one per line; may be empty.
    pub commands: String,
    /// What to replace in the commands first; if it is empty, they are complete.
    pub fill_in: String,
    /// Where this comes from; `None` for a general rule.
    pub source: Option<Source>,
}

/// What to do about a report with this firewall, the most urgent first.
#[must_use]
pub fn vendor_help(
    vendor: Vendor,
    report: &Report,
    language: Language,
    handbook: &Handbook,
) -> Vec<Step> {
    Problem::of_report(report)
        .into_iter()
        .flat_map(|problem| {
            let wanted = wanted(problem, report, language);
            steps(vendor, problem, report, language, handbook)
                .into_iter()
                .map(move |step| Step {
                    wanted: wanted.clone(),
                    ..step
                })
        })
        .collect()
}

/// The vendor's own settings that may disturb video where it works poorly: those of problems that the report shows
/// first, then those of suspicions that it does not rule out.
#[must_use]
pub fn video_help(
    vendor: Vendor,
    report: &Report,
    language: Language,
    handbook: &Handbook,
) -> Vec<Step> {
    let found = Problem::of_report(report);
    let suspects = Problem::SUSPECTS.into_iter().collect::<EnumSet<_>>();
    let open = suspects - ruled_out(report) - found;
    let problems = found
        .into_iter()
        .filter(|problem| suspects.contains(*problem));
    let steps = problems
        .chain(open)
        .flat_map(|problem| steps(vendor, problem, report, language, handbook));
    let mut own: Vec<Step> = Vec::new();
    for step in steps.filter(|step| step.source.is_some()) {
        if own.iter().all(|known| known.text != step.text) {
            own.push(step);
        }
    }
    own
}

/// What was measured and is as it should be.
fn ruled_out(report: &Report) -> EnumSet<Problem> {
    let passes = |id| {
        let row = report.row(id);
        row.is_some_and(|row| row.status == Status::Pass)
    };
    [
        (
            report.network.mapping == BehaviorSeen::EndpointIndependent,
            Problem::SymmetricNat,
        ),
        (passes(RequirementId::UdpLifetime), Problem::UdpTimeout),
        (passes(RequirementId::SipAlg), Problem::SipAlg),
        (passes(RequirementId::Fragments), Problem::Fragments),
    ]
    .into_iter()
    .filter_map(|(is_ruled_out, problem)| is_ruled_out.then_some(problem))
    .collect()
}

/// The vendor's own settings, or else the generic rule; at least one.
fn steps(
    vendor: Vendor,
    problem: Problem,
    report: &Report,
    language: Language,
    handbook: &Handbook,
) -> Vec<Step> {
    let facts = Facts::of(problem, report, language);
    let entries = handbook.entries(vendor, problem);
    let mut steps: Vec<_> = entries
        .map(|entry| own_step(entry, problem, &facts, language))
        .collect();
    if steps.is_empty() {
        steps.push(generic_step(problem, language));
    }
    steps
}

fn own_step(entry: &Entry, problem: Problem, facts: &Facts, language: Language) -> Step {
    let said = |words: &Pairs| facts.fill(words.get(language.tag()));
    let fields = entry.fields.0.iter();
    Step {
        menu: entry.menu.clone(),
        fields: fields
            .map(|(label, value)| (label.clone(), facts.fill(value)))
            .collect(),
        text: said(&entry.text),
        warning: said(&entry.warning),
        commands: facts.commands(&entry.paste),
        fill_in: said(&entry.fill_in),
        source: entry.source.clone(),
        ..generic_step(problem, language)
    }
}

fn generic_step(problem: Problem, language: Language) -> Step {
    let texts = language.texts();
    Step {
        problem,
        title: texts.problem(problem),
        wanted: Vec::new(),
        menu: String::new(),
        fields: Vec::new(),
        text: texts.generic_rule(problem).to_owned(),
        warning: String::new(),
        commands: String::new(),
        fill_in: String::new(),
        source: None,
    }
}

fn wanted(problem: Problem, report: &Report, language: Language) -> Vec<String> {
    report
        .requirements
        .iter()
        .filter(|row| Problem::of_row(row, report).contains(&problem))
        .filter_map(|row| language.fix(row, report))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(network: &str, rows: &str) -> Report {
        let json = format!(
            r#"{{"format":"camcheck-report","version":1,"tool":"camcheck 0","vantage":"native",
            "started":"2026-01-01T00:00:00Z","duration_ms":1,"overall":"ready",
            "network":{{"local_addresses":[],"mapped_addresses":[],"nat":"present",{network}
            "filtering":"unknown","udp_blocked":[],"udp_sampled":0,"udp_open":0}},"diagnoses":[],
            "requirements":[{rows}]}}"#
        );
        Report::parse(&json).expect("a report")
    }

    fn row(id: &str, level: &str, status: &str, reason: &str) -> String {
        format!(
            r#"{{"id":"{id}","level":"{level}","status":"{status}","reason":"{reason}","evidence":[]}}"#
        )
    }

    fn failed(id: &str, reason: &str) -> String {
        row(id, "required", "fail", reason)
    }

    #[test]
    fn every_vendor_has_an_answer_to_every_problem_in_every_language() {
        let handbook = Handbook::built_in();
        let report = report(r#""mapping":"unknown","#, "");
        for vendor in Vendor::ALL {
            for problem in Problem::ALL {
                let in_all: Vec<_> = Language::ALL
                    .map(|language| steps(vendor, problem, &report, language, &handbook))
                    .into();
                for step in in_all.iter().flatten() {
                    let whole = format!("{vendor:?} {problem:?}: {step:?}");
                    assert!(step.text.ends_with('.'), "{whole}");
                    assert!(!step.title.is_empty(), "{whole}");
                    let values = step.fields.iter().map(|(_, value)| value);
                    let filled = values.chain([&step.text, &step.commands, &step.fill_in]);
                    for text in filled {
                        assert!(!text.contains('{'), "{whole}");
                    }
                }
                for pair in in_all.windows(2) {
                    let [one, other] = pair else { continue };
                    assert_eq!(one.len(), other.len());
                    let texts = one.iter().zip(other);
                    assert!(texts.into_iter().all(|(a, b)| a.text != b.text));
                }
            }
        }
    }

    #[test]
    fn the_generic_rule_has_no_source_and_every_make_has_words_of_its_own() {
        let handbook = Handbook::built_in();
        let report = report(r#""mapping":"unknown","#, "");
        for vendor in Vendor::ALL {
            let steps = Problem::ALL.into_iter().flat_map(|problem| {
                steps(vendor, problem, &report, Language::default(), &handbook)
            });
            let generic: Vec<_> = Problem::ALL
                .into_iter()
                .map(|problem| generic_step(problem, Language::default()))
                .collect();
            let own = steps.filter(|step| !generic.contains(step)).count();
            assert_eq!(own > 0, vendor != Vendor::Generic, "{vendor:?}");
        }
    }

    #[test]
    fn values_come_from_the_report() {
        let rows = [
            failed("tcp-3478", "no-answer"),
            failed("tcp-8883", "no-answer"),
            failed("domain-latch", "dns-nxdomain"),
        ];
        let report = report(r#""mapping":"unknown","#, &rows.join(","));
        let facts = |problem| Facts::of(problem, &report, Language::English);
        let ports = facts(Problem::PortBlocked);
        assert_eq!(
            ports.fill("{protocol} {proto} {ports} {ports-commas} {ports-spaces}"),
            "TCP tcp 3478, 8883 3478,8883 3478 8883"
        );
        assert_eq!(
            ports.commands(&["a {port}".to_owned(), "b".to_owned()]),
            "a 3478\na 8883\nb"
        );
        let names = facts(Problem::NameBlocked);
        assert_eq!(names.fill("{names} {ports}"), "*.latch.com 443");
        assert_eq!(
            names.commands(&["{name} {domain}".to_owned()]),
            "*.latch.com latch.com"
        );
        let range = facts(Problem::UdpRange);
        assert_eq!(range.fill("{protocol} {ports}"), "UDP 1025-65535");
        assert_eq!(range.commands(&["{from}:{to}".to_owned()]), "1025:65535");
        // No row says which ports.
        let inspected = facts(Problem::TlsInspection);
        assert_eq!(inspected.fill("{ports}"), "443, 3478, 5349, 8883");
        assert!(inspected.fill("{names}").contains("*.amazonaws.com"));
    }

    #[test]
    fn without_the_files_there_is_the_generic_rule() {
        let row = failed("tcp-8883", "no-answer");
        let report = report(r#""mapping":"unknown","#, &row);
        let help =
            |vendor, handbook: &Handbook| vendor_help(vendor, &report, Language::English, handbook);
        let generic = help(Vendor::Generic, &Handbook::built_in());
        assert_eq!(help(Vendor::SonicWall, &Handbook::default()), generic);
        assert_ne!(help(Vendor::SonicWall, &Handbook::built_in()), generic);
    }

    #[test]
    fn what_was_measured_as_good_is_no_suspicion() {
        let handbook = Handbook::built_in();
        let problems = |status| -> Vec<_> {
            let row = row("udp-lifetime", "advice", status, "mapping-kept");
            let report = report(r#""mapping":"endpoint-independent","#, &row);
            let steps = video_help(Vendor::SonicWall, &report, Language::English, &handbook);
            steps.iter().map(|step| step.problem).collect()
        };
        let suspects = [
            Problem::SipAlg,
            Problem::Fragments,
            Problem::FloodProtection,
        ];
        assert_eq!(problems("pass"), suspects);
        // A warning comes first.
        let found: Vec<_> = [Problem::UdpTimeout].into_iter().chain(suspects).collect();
        assert_eq!(problems("warn"), found);
        assert_eq!(problems("not-tested"), found);
    }
}
