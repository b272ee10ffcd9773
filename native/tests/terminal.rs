//! What the program offers to an administrator at a terminal, from outside, with a small far end on loopback.
#![cfg(unix)]

mod far_end;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command as Process, Stdio};
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::{Note, Report};
use camcheck_core::model::requirement::RequirementId;
use camcheck_core::model::verdict::{Overall, Status};
use far_end::far_end;

/// How the far end answers for its row: at once, never, or only from the fifth request on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    Good,
    Silent,
    GoodLater,
}

impl Manner {
    fn is_good(self, before: usize) -> bool {
        match self {
            Self::Good => true,
            Self::Silent => {
                thread::sleep(Duration::from_secs(60));
                false
            }
            Self::GoodLater => before >= 4,
        }
    }
}

/// The arguments for a test of the far end's row.
fn arguments(manner: Manner) -> Vec<String> {
    let words = ["--only", "tcp-443", "--lang", "en", "--catalogue"];
    let mut arguments: Vec<_> = words.map(str::to_owned).into();
    arguments.push(far_end(move |before| manner.is_good(before)));
    arguments
}

/// The exit code and what is written to both streams.
fn camcheck(manner: Manner, more: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_camcheck"))
        .args(arguments(manner))
        .args(more)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let code = output.status.code().expect("it exits");
    (code, text(&output.stdout), text(&output.stderr))
}

/// A run that was started, with a pipe for the report.
fn start(manner: Manner, more: &[&str]) -> Child {
    Process::new(env!("CARGO_BIN_EXE_camcheck"))
        .args(arguments(manner))
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Interrupts it, and gives the exit code and the report.
fn interrupt(mut child: Child) -> (i32, Report) {
    let sent = Process::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
    let mut stdout = String::new();
    let mut pipe = child.stdout.take().expect("its stdout");
    pipe.read_to_string(&mut stdout).expect("text");
    let code = child.wait().expect("it ends").code().expect("it exits");
    (code, Report::parse(&stdout).expect(&stdout))
}

#[test]
fn an_interrupt_prints_what_is_known_as_incomplete() {
    let mut child = start(Manner::Silent, &["--verbose", "--format", "json"]);
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.take().expect("its stderr"));
    stderr.read_line(&mut line).expect("text");
    assert!(line.contains("answered"), "the catalogue: {line}");
    // The test itself begins after that, and lasts for four seconds.
    thread::sleep(Duration::from_millis(800));
    let (code, report) = interrupt(child);
    assert_eq!(code, 3);
    assert_eq!(report.overall, Overall::Incomplete);
    assert!(report.notes.contains(Note::Stopped));
    let row = report.row(RequirementId::Tcp443).expect("a row");
    assert_eq!(
        (row.status, row.reason),
        (Status::NotTested, Reason::Stopped)
    );
    let other = report.row(RequirementId::Tcp8883).expect("a row");
    assert_eq!(other.reason, Reason::NotSelected);
}

#[test]
fn a_row_is_tested_again_until_it_passes() {
    let more = ["--retest-until-pass", "--format", "json"];
    let (code, stdout, stderr) = camcheck(Manner::GoodLater, &more);
    assert_eq!(code, 0, "{stderr}");
    let report = Report::parse(&stdout).expect(&stdout);
    let row = report.row(RequirementId::Tcp443).expect("a row");
    assert_eq!(row.status, Status::Pass);
    assert!(stderr.contains("every 10s until they pass"), "{stderr}");
    assert!(stderr.contains("TCP port 443, outbound: "), "{stderr}");
    assert!(stderr.contains(" -> ok"), "{stderr}");
    assert!(
        stderr.contains("every required check passes now"),
        "{stderr}"
    );
}

#[test]
fn an_interrupt_of_the_retest_prints_where_it_is() {
    let mut child = start(
        Manner::GoodLater,
        &["--retest-until-pass", "--format", "json", "--every", "1h"],
    );
    let mut stderr = BufReader::new(child.stderr.take().expect("its stderr"));
    let mut line = String::new();
    while !line.contains("Ctrl-C") {
        line.clear();
        let length = stderr.read_line(&mut line).expect("text");
        assert!(length > 0, "it ended");
    }
    let (code, report) = interrupt(child);
    assert_eq!(code, 3);
    let row = report.row(RequirementId::Tcp443).expect("a row");
    assert_eq!(row.status, Status::Inconclusive);
}

#[test]
fn a_monitor_gets_one_line_and_its_own_exit_codes() {
    let (code, stdout, stderr) = camcheck(Manner::Good, &["--nagios"]);
    assert_eq!(code, 3);
    assert_eq!(stderr, "");
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    // A far end on the same machine proves nothing.
    assert!(
        stdout.starts_with("CAMCHECK UNKNOWN - TCP port 443, outbound: ok | "),
        "{stdout}"
    );
    let (_, figures) = stdout.split_once(" | ").expect("figures");
    assert!(
        figures.starts_with("failed=0;;0;0 undecided=0;"),
        "{figures}"
    );

    // Every error is unknown to a monitor, also one in the arguments.
    for bad in [
        ["--format", "json"],
        ["--only", "tcp-80"],
        ["--ca-file", "/no/such/file"],
    ] {
        let (code, stdout, stderr) = camcheck(Manner::Good, &[&["--nagios"], &bad[..]].concat());
        assert_eq!((code, stderr.as_str()), (3, ""), "{bad:?}");
        assert!(stdout.starts_with("CAMCHECK UNKNOWN - "), "{stdout}");
        assert_eq!(stdout.lines().count(), 1, "{stdout}");
    }
}

#[test]
fn a_report_is_also_html_and_junit() {
    let (_, html, _) = camcheck(Manner::Good, &["--format", "html"]);
    assert!(html.starts_with("<!doctype html>"), "{html}");
    let (_, junit, _) = camcheck(Manner::Good, &["--format", "junit"]);
    assert!(
        junit.contains("name=\"tcp-443: TCP port 443, outbound\""),
        "{junit}"
    );
}
