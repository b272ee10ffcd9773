//! `--nagios`: one line and an exit code, as the plugins of Nagios and its relatives end (Monitoring Plugins
//! Development Guidelines, "Plugin Output" and "Plugin Return Codes").

use std::io::{self, Write};
use std::process::ExitCode;

use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Note, Report, Row};
use camcheck_core::model::requirement::Level;
use camcheck_core::model::verdict::{Overall, Status};
use camcheck_core::say::Language;
use clap::Parser;

use super::{Args, Complaint};

/// The state that a plugin reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    Warning,
    Critical,
    Unknown,
}

impl State {
    /// If `strict`, advice is a warning.
    const fn of(overall: Overall, strict: bool) -> Self {
        match overall {
            Overall::ReadyWithAdvice if strict => Self::Warning,
            Overall::Ready | Overall::ReadyWithAdvice => Self::Ok,
            Overall::NotReady => Self::Critical,
            Overall::Incomplete => Self::Unknown,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }

    fn exit(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => 3,
        })
    }
}

/// The process's arguments. If they are invalid, the process ends, as a plugin if it was to be one.
pub(super) fn parse() -> Args {
    Args::try_parse().unwrap_or_else(|error| {
        let is_plugin = std::env::args_os().any(|argument| argument == "--nagios");
        if is_plugin && error.use_stderr() {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            let problem = first.trim_start_matches("error: ");
            write(&line(State::Unknown, problem, ""));
            std::process::exit(3);
        }
        error.exit()
    })
}

/// Tells what kept the program from testing.
pub(super) fn complain(problem: &str) -> ExitCode {
    write(&line(State::Unknown, problem, ""));
    State::Unknown.exit()
}

/// Tells the verdict.
///
/// # Errors
/// If the line cannot be written.
pub(super) fn print(
    report: &Report,
    language: Language,
    strict: bool,
) -> Result<ExitCode, Complaint> {
    let state = State::of(overall(report), strict);
    let line = line(state, &sentence(report, language), &figures(report));
    match io::stdout().write_all(line.as_bytes()) {
        Ok(()) => Ok(state.exit()),
        Err(error) => Err(Complaint::of_system("cannot write the report", &error)),
    }
}

/// The verdict on the rows that were to be tested.
fn overall(report: &Report) -> Overall {
    if report.notes.contains(Note::Stopped) {
        return Overall::Incomplete;
    }
    let rows = || report.requirements.iter().filter(|row| is_selected(row));
    let is_demo = report.notes.contains(Note::LocalFarEnd);
    let overall = Overall::of(rows().map(|row| (row.id, row.status)), is_demo);
    // A monitor that asks for a row wants to know of it, whatever its level.
    if report.notes.contains(Note::Partial) && rows().any(is_undecided) {
        overall.max(Overall::Incomplete)
    } else {
        overall
    }
}

/// The verdict, and the rows on which it rests; only the rows, if some were left out.
fn sentence(report: &Report, language: Language) -> String {
    let is_partial = report.notes.contains(Note::Partial);
    let rows = report.requirements.iter();
    let telling = rows.filter(|row| {
        if is_partial {
            is_selected(row)
        } else {
            is_open(row) || fails(row)
        }
    });
    let mut words: Vec<_> = telling
        .map(|row| {
            let status = language.row_status(row.id, row.status);
            [language.row_name(row.id), language.labels().colon, status].concat()
        })
        .collect();
    if !is_partial {
        words.insert(0, language.headline(report).into_owned());
    }
    words.join(" - ")
}

fn is_selected(row: &Row) -> bool {
    row.reason != Reason::NotSelected
}

fn fails(row: &Row) -> bool {
    row.level == Level::Required && row.status == Status::Fail
}

fn is_open(row: &Row) -> bool {
    row.level == Level::Required && is_selected(row) && is_undecided(row)
}

fn is_undecided(row: &Row) -> bool {
    matches!(row.status, Status::Inconclusive | Status::NotTested)
}

/// Performance data: a value, and the range beyond which it is critical.
fn figures(report: &Report) -> String {
    let rows = &report.requirements;
    let count = |counts: fn(&Row) -> bool| rows.iter().filter(|row| counts(row)).count();
    let advised = count(|row| row.tone() == Status::Warn);
    let (seconds, thousandths) = (report.duration_ms / 1000, report.duration_ms % 1000);
    format!(
        "failed={};;0;0 undecided={};;;0 advised={advised};;;0 time={seconds}.{thousandths:03}s;;;0",
        count(fails),
        count(is_open)
    )
}

/// A bar separates text and figures, so the text has none.
fn line(state: State, text: &str, figures: &str) -> String {
    let text: String = text
        .chars()
        .map(|sign| {
            if sign == '|' || sign.is_control() {
                ' '
            } else {
                sign
            }
        })
        .collect();
    let figures = match figures {
        "" => String::new(),
        figures => format!(" | {figures}"),
    };
    format!("CAMCHECK {} - {text}{figures}\n", state.word())
}

fn write(line: &str) {
    // Without standard output there is no way to report it.
    let _ = io::stdout().write_all(line.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_a_state() {
        for (overall, lenient, strict) in [
            (Overall::Ready, State::Ok, State::Ok),
            (Overall::ReadyWithAdvice, State::Ok, State::Warning),
            (Overall::NotReady, State::Critical, State::Critical),
            (Overall::Incomplete, State::Unknown, State::Unknown),
        ] {
            assert_eq!(State::of(overall, false), lenient);
            assert_eq!(State::of(overall, true), strict);
        }
    }

    #[test]
    fn a_line_has_one_bar_before_the_figures() {
        assert_eq!(
            line(State::Ok, "a|b\nc", "failed=0;;0;0"),
            "CAMCHECK OK - a b c | failed=0;;0;0\n"
        );
        assert_eq!(line(State::Unknown, "x", ""), "CAMCHECK UNKNOWN - x\n");
    }
}
