//! Help for the firewall that the reader picked, for exactly the rows that need it.

use enumset::EnumSet;

use super::request::ChangeRequest;
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

impl Step {
    /// Above the commands: whether they are complete, and else what to replace in them.
    #[must_use]
    pub fn commands_label(&self, language: Language) -> String {
        let words = language.page();
        if self.fill_in.is_empty() {
            words.commands.to_owned()
        } else {
            let colon = language.labels().colon;
            [words.commands_template, colon, &self.fill_in].concat()
        }
    }
}

impl Source {
    /// In one line, without the address.
    #[must_use]
    pub fn said(&self, language: Language) -> String {
        let (label, colon) = (language.page().source, language.labels().colon);
        [label, colon, &self.title, " (", &self.version, ")"].concat()
    }
}

/// What to do about a report with this firewall, the most urgent first.
#[must_use]
pub fn vendor_help(
    vendor: Vendor,
    report: &Report,
    language: Language,
    handbook: &Handbook,
) -> Vec<Step> {
    let request = ChangeRequest::of(report);
    let mut steps = Vec::new();
    for problem in Problem::of_report(report) {
        let wanted = wanted(problem, report, language);
        let facts = Facts::of(problem, &request, language);
        add_steps(
            &mut steps,
            handbook.entries(vendor),
            &facts,
            Step {
                wanted,
                ..generic_step(problem, language)
            },
            language,
        );
    }
    steps
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
    let request = ChangeRequest::of(report);
    let mut steps = Vec::new();
    for problem in (found & suspects).into_iter().chain(open) {
        let facts = Facts::of(problem, &request, language);
        let generic = generic_step(problem, language);
        add_steps(
            &mut steps,
            handbook.entries(vendor),
            &facts,
            generic,
            language,
        );
    }
    let mut own: Vec<Step> = Vec::new();
    for step in steps {
        if step.source.is_some() && own.iter().all(|known| known.text != step.text) {
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

/// Adds the vendor's own settings, or else the generic rule; at least one.
fn add_steps(
    steps: &mut Vec<Step>,
    entries: &[Entry],
    facts: &Facts,
    generic: Step,
    language: Language,
) {
    let before = steps.len();
    for entry in entries {
        if entry.problems.contains(generic.problem) {
            steps.push(own_step(entry, &generic, facts, language));
        }
    }
    if steps.len() == before {
        steps.push(generic);
    }
}

fn own_step(entry: &Entry, generic: &Step, facts: &Facts, language: Language) -> Step {
    let said = |words: &Pairs| facts.fill(words.get(language.tag()));
    let mut fields = Vec::new();
    for (label, value) in &entry.fields.0 {
        fields.push((label.clone(), facts.fill(value)));
    }
    Step {
        problem: generic.problem,
        title: generic.title,
        wanted: generic.wanted.clone(),
        menu: entry.menu.clone(),
        fields,
        text: said(&entry.text),
        warning: said(&entry.warning),
        commands: facts.commands(&entry.paste),
        fill_in: said(&entry.fill_in),
        source: entry.source.clone(),
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

    fn steps(
        vendor: Vendor,
        problem: Problem,
        report: &Report,
        language: Language,
        handbook: &Handbook,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        let facts = Facts::of(problem, &ChangeRequest::of(report), language);
        let generic = generic_step(problem, language);
        add_steps(
            &mut steps,
            handbook.entries(vendor),
            &facts,
            generic,
            language,
        );
        steps
    }

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
        let request = ChangeRequest::of(&report);
        let facts = |problem| Facts::of(problem, &request, Language::English);
        let ports = facts(Problem::PortBlocked);
        assert_eq!(
            ports.fill("{protocol} {proto} {ports} {ports-commas} {ports-spaces}"),
            "TCP tcp 3478, 8883 3478,8883 3478 8883"
        );
        assert_eq!(
            ports.commands(&["a {port}".to_owned(), "b".to_owned()]),
            "a 3478\na 8883\nb\n"
        );
        let names = facts(Problem::NameBlocked);
        assert_eq!(names.fill("{names} {ports}"), "*.latch.com 443");
        assert_eq!(names.commands(&["{name}".to_owned()]), "*.latch.com\n");
        // No rule of the request.
        let range = facts(Problem::UdpRange);
        assert_eq!(range.fill("{protocol} {ports}"), "UDP 1025-65535");
        assert!(range.fill("{names}").contains("*.amazonaws.com"));
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
