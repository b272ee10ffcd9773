//! Help for the firewall that the reader picked, for exactly the rows that need it.

use enumset::EnumSet;

use super::vendors::{Entry, Source, TABLE};
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
    /// What to do.
    pub text: &'static str,
    /// The menu path, in the vendor's own terms; may be empty.
    pub menu: &'static str,
    /// Commands of the vendor, one per line; may be empty.
    pub commands: &'static str,
    /// Where this comes from; `None` for the generic rule.
    pub source: Option<Source>,
}

/// What to do about a report with this firewall, the most urgent first.
#[must_use]
pub fn vendor_help(vendor: Vendor, report: &Report, language: Language) -> Vec<Step> {
    Problem::of_report(report)
        .into_iter()
        .flat_map(|problem| {
            let wanted = wanted(problem, report, language);
            steps(vendor, problem, language)
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
pub fn video_help(vendor: Vendor, report: &Report, language: Language) -> Vec<Step> {
    let found = Problem::of_report(report);
    let suspects = Problem::SUSPECTS.into_iter().collect::<EnumSet<_>>();
    let open = suspects - ruled_out(report) - found;
    let problems = found
        .into_iter()
        .filter(|problem| suspects.contains(*problem));
    let steps = problems
        .chain(open)
        .flat_map(|problem| steps(vendor, problem, language));
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
fn steps(vendor: Vendor, problem: Problem, language: Language) -> Vec<Step> {
    let own: Vec<_> = TABLE
        .iter()
        .filter(|entry| entry.vendor == vendor && entry.problems.contains(&problem))
        .map(|entry| own_step(entry, problem, language))
        .collect();
    if own.is_empty() {
        vec![generic_step(problem, language)]
    } else {
        own
    }
}

fn own_step(entry: &Entry, problem: Problem, language: Language) -> Step {
    Step {
        text: language.texts().vendor_setting(entry.setting),
        menu: entry.menu,
        commands: entry.commands,
        source: Some(entry.source),
        ..generic_step(problem, language)
    }
}

fn generic_step(problem: Problem, language: Language) -> Step {
    let texts = language.texts();
    Step {
        problem,
        title: texts.problem(problem),
        wanted: Vec::new(),
        text: texts.generic_rule(problem),
        menu: "",
        commands: "",
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

    #[test]
    fn every_vendor_has_an_answer_to_every_problem_in_every_language() {
        for vendor in Vendor::ALL {
            for problem in Problem::ALL {
                let in_all: Vec<_> = Language::ALL
                    .map(|language| steps(vendor, problem, language))
                    .into();
                for step in in_all.iter().flatten() {
                    assert!(step.text.ends_with('.'), "{vendor:?} {problem:?}: {step:?}");
                    assert!(!step.title.is_empty());
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
    fn every_step_of_a_vendor_has_its_source_and_the_generic_rule_has_none() {
        for entry in TABLE {
            assert_ne!(entry.vendor, Vendor::Generic);
            assert!(!entry.source.title.is_empty());
            if let Some(url) = entry.source.url {
                let scheme = url.split_once("://").map(|(scheme, _)| scheme);
                assert!(matches!(scheme, Some("https" | "http")), "{url}");
            }
        }
        for problem in Problem::ALL {
            let steps = steps(Vendor::Generic, problem, Language::default());
            assert!(steps.iter().all(|step| step.source.is_none()));
        }
    }

    #[test]
    fn every_vendor_but_the_generic_has_something_of_its_own() {
        for vendor in Vendor::ALL {
            let own = TABLE.iter().any(|entry| entry.vendor == vendor);
            assert_eq!(own, vendor != Vendor::Generic, "{vendor:?}");
        }
    }

    #[test]
    fn what_was_measured_as_good_is_no_suspicion() {
        let report = |udp_lifetime| {
            let json = format!(
                r#"{{"format":"camcheck-report","version":1,"tool":"camcheck 0","vantage":"native",
                "started":"2026-01-01T00:00:00Z","duration_ms":1,"overall":"ready",
                "network":{{"local_addresses":[],"mapped_addresses":[],"nat":"present","mapping":"endpoint-independent",
                "filtering":"unknown","udp_blocked":[],"udp_sampled":0,"udp_open":0}},"diagnoses":[],
                "requirements":[{{"id":"udp-lifetime","level":"advice","status":"{udp_lifetime}",
                "reason":"mapping-kept","evidence":[]}}]}}"#
            );
            Report::parse(&json).expect("a report")
        };
        let problems = |status| -> Vec<_> {
            let steps = video_help(Vendor::SonicWall, &report(status), Language::English);
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
