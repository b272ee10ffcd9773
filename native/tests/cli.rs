//! The program from outside: every bad input gets one clear message and exit code 2, and its output goes to
//! the right place.
//!
//! None of these runs leaves the machine: they test rows for which the built-in catalogue names
//! no server.

use std::fs;
use std::path::PathBuf;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use assert_cmd::assert::Assert;

/// A row that needs a far end, of which the built-in catalogue has none.
const OFFLINE: [&str; 2] = ["--only", "tcp-443"];

fn camcheck(args: &[&str]) -> Assert {
    Command::new(env!("CARGO_BIN_EXE_camcheck"))
        .args(args)
        .assert()
}

fn stderr(assert: &Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr).into_owned()
}

fn stdout(assert: &Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stdout).into_owned()
}

/// A file of this test run.
fn file(name: &str, content: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).expect("the target folder can be written");
    path
}

/// The program refuses the arguments with exactly one message, which contains this.
fn refuses(args: &[&str], message: &str) {
    let assert = camcheck(args).code(2);
    let stderr = stderr(&assert);
    assert!(stderr.contains(message), "{args:?}: {stderr}");
    assert_eq!(stderr.matches("error:").count(), 1, "{args:?}: {stderr}");
    assert!(!stderr.contains("panicked"), "{args:?}: {stderr}");
    assert!(!stderr.contains("os error"), "{args:?}: {stderr}");
    assert_eq!(stdout(&assert), "", "{args:?}");
}

#[test]
fn a_catalogue_that_is_missing_or_broken_is_refused() {
    refuses(
        &["--catalogue", "/no/such/file"],
        "/no/such/file: No such file",
    );
    let no_json = file("no-json.json", "hello");
    refuses(
        &["--catalogue", no_json.to_str().unwrap()],
        "no-json.json: the list of test servers is not JSON",
    );
    let bad_ip = file(
        "bad-ip.json",
        r#"{ "version": 1, "page": "https://check.example/",
             "responders": [{ "name": "lab", "addresses": [{ "ip": "nowhere" }] }] }"#,
    );
    refuses(
        &["--catalogue", bad_ip.to_str().unwrap()],
        "catalogue entry responders[0].addresses[0].ip",
    );
}

#[test]
fn a_catalogue_address_that_fails_is_refused() {
    refuses(
        &["--catalogue", "http://127.0.0.1:1/catalogue.json"],
        "cannot fetch http://127.0.0.1:1/catalogue.json: connect: refused",
    );
    refuses(&["--catalogue", "https://"], "not an address");
}

#[test]
fn an_unknown_row_lists_the_known_ones() {
    refuses(
        &["--only", "tcp-443,tcp-80"],
        "\"tcp-80\" is not known; it must be one of: tcp-443, tcp-3478",
    );
    refuses(&["--only", ""], "is not known");
}

#[test]
fn roots_that_cannot_be_read_are_refused() {
    refuses(&["--ca-file", "/no/such/file"], "--ca-file /no/such/file");
    let empty = file("empty.pem", "no certificate here\n");
    refuses(
        &["--ca-file", empty.to_str().unwrap()],
        "empty.pem: holds no certificate in PEM",
    );
    let broken = file(
        "broken.pem",
        "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n",
    );
    refuses(
        &["--ca-file", broken.to_str().unwrap()],
        "broken.pem: one of the certificates cannot serve as a root",
    );
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_anything_is_measured() {
    let args = ["--output", "/no/such/folder/report.txt"];
    refuses(&args, "cannot write /no/such/folder/report.txt");
}

#[test]
fn responders_that_make_no_sense_are_refused() {
    refuses(&["--responder", ""], "a name or address is missing");
    refuses(
        &["--responder", "192.0.2.1,"],
        "a name or address is missing",
    );
    refuses(&["--responder", "192.0.2.1,192.0.2.1"], "is given twice");
    refuses(
        &["--responder", "192.0.2.1,192.0.2.2,192.0.2.3"],
        "one or two host names",
    );
    refuses(&["--responder", "a,b,c"], "one or two host names");
    refuses(&["--responder", "no such host"], "does not resolve");
}

#[test]
fn formats_and_options_that_do_not_exist_are_refused() {
    refuses(
        &["--format", "xml"],
        "text, json, markdown, csv, html, junit",
    );
    refuses(&["--firewall", "x"], "sonicwall, unifi");
    refuses(
        &["--full-sweep", "--rate", "0"],
        "it must be a whole number, 1 or more",
    );
    refuses(&["--every", "5s", "--retest-until-pass"], "at least 10s");
    refuses(&["--no-open"], "--share");
    refuses(&["--frobnicate"], "--frobnicate");
    refuses(&["stray"], "stray");
}

#[test]
fn a_stream_of_another_length_is_refused() {
    for seconds in ["5", "21", "ten", "1.5"] {
        refuses(
            &["--feed", seconds],
            "--feed <SECONDS>': it must be 10 to 20 seconds, or 0 for no stream",
        );
    }
}

#[test]
fn help_and_version_are_answers() {
    let help = stdout(&camcheck(&["--help"]).success());
    for part in ["Examples:", "Exit codes:", "--ca-file", "--responder"] {
        assert!(help.contains(part), "{help}");
    }
    let version = stdout(&camcheck(&["--version"]).success());
    assert_eq!(version, format!("camcheck {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_report_goes_to_standard_output_and_nothing_to_standard_error() {
    let assert = camcheck(&[&OFFLINE[..], &["--quiet"]].concat()).code(3);
    assert!(stdout(&assert).contains("TCP port 443"));
    assert!(
        !stdout(&assert).contains('\u{1b}'),
        "colour without a terminal"
    );
    assert_eq!(stderr(&assert), "");
}

#[test]
fn without_a_test_server_it_says_so_first() {
    let assert = camcheck(&[&OFFLINE[..], &["--lang", "en"]].concat()).code(3);
    let stderr = stderr(&assert);
    assert!(
        stderr.starts_with("camcheck: no test server is configured"),
        "{stderr}"
    );
    let responder = file(
        "responder.json",
        r#"{ "version": 1, "page": "https://check.example/",
             "responders": [{ "name": "lab", "addresses": [{ "ip": "127.0.0.1" }] }] }"#,
    );
    let args = [
        "--only",
        "domain-latch",
        "--catalogue",
        responder.to_str().unwrap(),
    ];
    let assert = camcheck(&args).code(3);
    assert_eq!(String::from_utf8_lossy(&assert.get_output().stderr), "");
}

#[test]
fn a_report_for_programs_is_json() {
    let assert = camcheck(&[&OFFLINE[..], &["--format", "json"]].concat()).code(3);
    let report: serde_json::Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert_eq!(report["format"], "camcheck-report");
    assert_eq!(report["vantage"], "native");
    assert_eq!(report["overall"], "incomplete");
    assert_eq!(report["requirements"][0]["id"], "tcp-443");
    assert_eq!(report["requirements"][0]["status"], "not-tested");
}

#[test]
fn a_report_replaces_what_stood_in_the_output_file() {
    let path = file("report.json", &"x".repeat(1 << 16));
    let output = ["--format", "json", "--output", path.to_str().unwrap()];
    let assert = camcheck(&[&OFFLINE[..], &output].concat()).code(3);
    assert_eq!(stdout(&assert), "");
    let report = fs::read_to_string(&path).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&report).is_ok());
}

/// The reader of a pipe is gone before the report is written.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Process::new(env!("CARGO_BIN_EXE_camcheck"))
        .args(OFFLINE)
        .arg("--quiet")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(3));
}
