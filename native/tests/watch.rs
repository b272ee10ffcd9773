//! `camcheck watch` from outside, against a small far end on loopback. What takes hours is tested in virtual time
//! by `core/tests/watch`.
#![cfg(unix)]

mod far_end;

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command as Process, ExitStatus, Stdio};

use assert_cmd::Command;
use camcheck_core::model::report::Report;
use camcheck_core::model::watch::GapCause;
use camcheck_core::watch::{Entry, log};
use far_end::far_end;
use serde_json::json;

/// A round that is good, as the table and the lines show it.
const GOOD: &str = "  +  good";

/// An empty folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("watch-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// The program refuses the arguments with exactly one message, which contains this.
fn refuses(args: &[&str], message: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camcheck"));
    let assert = command.arg("watch").args(args).assert().code(2);
    let output = assert.get_output();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains(message), "{args:?}: {stderr}");
    assert_eq!(stderr.matches("error:").count(), 1, "{args:?}: {stderr}");
    assert!(output.stdout.is_empty(), "{args:?}");
}

/// A watch that was started. Dropping it ends it.
struct Watching {
    child: Child,
    stderr: BufReader<ChildStderr>,
    /// What it wrote to standard error so far.
    said: String,
}

impl Watching {
    fn start(args: &[&str]) -> Self {
        let mut child = Process::new(env!("CARGO_BIN_EXE_camcheck"))
            .args([
                "watch", "--only", "tcp-443", "--every", "1m", "--lang", "en",
            ])
            .args(["--format", "json", "--catalogue", &far_end(|_| true)])
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = BufReader::new(child.stderr.take().expect("its stderr"));
        Self {
            child,
            stderr,
            said: String::new(),
        }
    }

    /// Waits for a line that contains this.
    fn until(&mut self, part: &str) {
        loop {
            let mut line = String::new();
            let length = self.stderr.read_line(&mut line).expect("text");
            self.said.push_str(&line);
            assert!(length > 0, "it ended: {}", self.said);
            if line.contains(part) {
                return;
            }
        }
    }

    /// Sends a signal, and gives the status and the report with which it ends.
    fn end_by(mut self, signal: &str) -> (ExitStatus, Report) {
        let pid = self.child.id().to_string();
        let sent = Process::new("kill").args([signal, &pid]).status();
        assert!(sent.expect("kill").success());
        let mut stdout = String::new();
        let mut pipe = self.child.stdout.take().expect("its stdout");
        pipe.read_to_string(&mut stdout).expect("text");
        let status = self.child.wait().expect("it ends");
        let report = Report::parse(&stdout).expect(&stdout);
        (status, report)
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // After a signal there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn entries(path: &Path) -> Vec<Entry> {
    let past = log::read(&fs::read(path).expect("the log")).expect("a log");
    past.entries
}

#[test]
fn schedules_that_make_no_sense_are_refused() {
    refuses(&["--every", "30s"], "at least 1 minute apart");
    refuses(&["--every", "5"], "time unit needed");
    refuses(&["--every", "soon"], "--every");
    refuses(&["--for", "32days"], "31 days at most");
    refuses(
        &["--every", "10m", "--for", "5m"],
        "--every 10m --for 5m: a watch must last",
    );
    refuses(&["--full-sweep"], "--full-sweep");
    refuses(&["stray"], "stray");
}

#[test]
fn metrics_need_an_address_that_can_be_bound() {
    refuses(&["--metrics", "localhost"], "--metrics");
    refuses(
        &["--metrics", "192.0.2.200:9464"],
        "--metrics 192.0.2.200:9464: cannot bind",
    );
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    refuses(&["--metrics", &address], "cannot bind");
}

#[test]
fn a_file_that_is_no_log_is_refused_and_stays() {
    let folder = folder("foreign");
    let path = folder.join("letter.txt");
    fs::write(&path, "Dear installer,\n").expect("a file");
    let shown = path.display().to_string();
    refuses(&["--log", &shown], "letter.txt: is not the log of a watch");
    assert_eq!(fs::read_to_string(&path).expect("it"), "Dear installer,\n");
    refuses(
        &["--log", &folder.display().to_string()],
        "cannot be opened",
    );
    refuses(&["--log", "/no/such/folder/log"], "cannot be opened");
}

#[test]
fn help_has_the_exit_codes_of_a_watch() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camcheck"));
    let assert = command.args(["watch", "--help"]).assert().success();
    let help = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    for part in [
        "Exit codes:",
        "--every",
        "--for",
        "--log",
        "--metrics",
        "90%",
    ] {
        assert!(help.contains(part), "{help}");
    }
}

#[test]
fn a_signal_ends_a_watch_with_its_report() {
    for signal in ["-INT", "-TERM", "-HUP"] {
        let mut watching = Watching::start(&[]);
        watching.until(GOOD);
        let (status, report) = watching.end_by(signal);
        // Only one row was tested, against a far end on this machine.
        assert_eq!(status.code(), Some(3), "{signal}");
        let watch = report.watch.expect("a summary");
        assert_eq!(watch.rounds, 1, "{signal}");
        assert_eq!(watch.outages, []);
    }
}

#[test]
fn a_log_is_continued_and_damage_in_it_is_skipped() {
    let path = folder("log").join("site.jsonl");
    let shown = path.display().to_string();
    let mut watching = Watching::start(&["--log", &shown]);
    watching.until(GOOD);
    watching.end_by("-INT");
    assert_eq!(entries(&path).len(), 2);

    let mut damaged = fs::read_to_string(&path).expect("the log");
    damaged.push_str("{\"entry\":\"round\",\"at\":7}\n");
    damaged.push_str("{\"entry\":\"round\",\"at\":\"2026-");
    fs::write(&path, &damaged).expect("the log");

    let mut watching = Watching::start(&["--log", &shown]);
    watching.until(GOOD);
    assert!(
        watching
            .said
            .contains("rounds so far: 1; 2 damaged lines were skipped"),
        "{}",
        watching.said
    );
    let (_, report) = watching.end_by("-INT");
    let watch = report.watch.expect("a summary");
    assert_eq!(watch.rounds, 2);
    let causes: Vec<_> = watch.gaps.iter().map(|gap| gap.cause).collect();
    assert!(causes.iter().all(|cause| *cause == GapCause::NotRunning));
    let written = fs::read_to_string(&path).expect("the log");
    assert!(written.starts_with(&damaged), "what was there stays");
    assert_eq!(entries(&path).len(), 4);
}

#[test]
fn a_log_from_a_clock_that_ran_ahead_is_refused_and_stays() {
    let path = folder("ahead").join("site.jsonl");
    let line = "{\"entry\":\"start\",\"format\":\"camcheck-watch\",\"version\":1,\"tool\":\"camcheck 0.1.0\",\
                \"at\":\"2126-01-01T00:00:00Z\",\"every_seconds\":60,\"for_seconds\":600}\n";
    fs::write(&path, line).expect("the log");
    refuses(
        &["--log", &path.display().to_string()],
        "ends later than this device's clock shows; set the clock, or name another file",
    );
    assert_eq!(fs::read_to_string(&path).expect("the log"), line);
}

#[test]
fn two_watches_do_not_write_to_one_log() {
    let path = folder("lock").join("site.jsonl");
    let shown = path.display().to_string();
    let mut watching = Watching::start(&["--log", &shown]);
    watching.until(GOOD);
    refuses(&["--log", &shown], "another camcheck is writing to it");
    watching.end_by("-INT");
    // The lock ends with the process.
    let mut watching = Watching::start(&["--log", &shown]);
    watching.until(GOOD);
    watching.end_by("-INT");
}

#[test]
fn rows_that_never_come_and_go_are_no_watch() {
    refuses(
        &["--only", "nat-present,mtu"],
        "--only: none of these checks comes and goes; add one that does, such as udp-outbound",
    );
}

#[test]
fn the_report_never_replaces_the_log() {
    let folder = folder("one-file");
    let log = folder.join("site.jsonl").display().to_string();
    let same = folder.join(".").join("site.jsonl").display().to_string();
    refuses(
        &["--log", &log, "--output", &same],
        "--log and --output are the same file; the report would replace the log",
    );
}

#[test]
fn a_watch_that_is_ended_before_its_first_round_has_no_report() {
    // No host answers there, so the round lasts until its deadline.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = silent.local_addr().expect("bound");
    let path = folder("early").join("catalogue.json");
    let catalogue = json!({
        "version": 1, "page": "http://127.0.0.1:1/",
        "responders": [{
            "name": "demo", "demo": true, "scheme": "http",
            "addresses": [{ "ip": address.ip() }],
            "tcp": { "443": address.port() }, "udp": "3478",
        }],
    });
    fs::write(&path, catalogue.to_string()).expect("a file");
    let mut child = Process::new(env!("CARGO_BIN_EXE_camcheck"))
        .args(["watch", "--only", "tcp-443", "--lang", "en", "--catalogue"])
        .arg(&path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It is in its round once it connects.
    let _connection = silent.accept().expect("a connection");
    let sent = Process::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.expect("kill").success());
    let mut stderr = String::new();
    let mut pipe = child.stderr.take().expect("its stderr");
    pipe.read_to_string(&mut stderr).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(2), "{stderr}");
    assert!(stderr.contains("error: no round was finished"), "{stderr}");
}

// ---- metrics ----

/// One request, after which the connection ends: all that came back.
fn exchange(address: SocketAddr, request: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// The same as status line, head and body.
fn get(address: SocketAddr, request: &str) -> (String, String, String) {
    let answer = exchange(address, request).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let (status, head) = head.split_once("\r\n").expect("a status");
    (status.to_owned(), head.to_lowercase(), body.to_owned())
}

/// A sample: its name, labels and value (exposition format 0.0.4).
fn sample(line: &str) -> (&str, Vec<(&str, &str)>, f64) {
    let (series, value) = line.rsplit_once(' ').expect(line);
    let value = value.parse().expect(line);
    let Some((name, labels)) = series.split_once('{') else {
        return (series, Vec::new(), value);
    };
    let labels = labels.strip_suffix('}').expect(line);
    let labels = labels.split(',').map(|label| {
        let (name, value) = label.split_once('=').expect(line);
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        (name, value.expect(line))
    });
    (name, labels.collect(), value)
}

#[test]
fn metrics_are_in_the_format_of_prometheus() {
    // Other runs of these tests may be in progress at the same time.
    let [.., high, low] = std::process::id().to_be_bytes();
    let address = SocketAddr::from((Ipv4Addr::new(127, high.max(1), low, 1), 9464));
    let mut watching = Watching::start(&["--metrics", &address.to_string()]);
    watching.until(GOOD);
    let (status, head, body) = get(address, "GET /metrics");
    assert!(status.contains("200"), "{status}");
    assert!(
        head.contains("content-type: text/plain; version=0.0.4"),
        "{head}"
    );
    assert!(get(address, "GET /").0.contains("404"));
    assert!(get(address, "POST /metrics").0.contains("405"));
    assert!(get(address, "G\u{1}T /metrics").0.contains("400"));
    // It ends the connection without reading all of that, which may overtake the answer.
    let too_long = exchange(address, &"x".repeat(20_000));
    if let Ok(answer) = too_long {
        assert!(answer.contains("400"), "{answer}");
    }

    let mut described = (String::new(), String::new());
    let mut samples = Vec::new();
    for line in body.lines() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            described.0 = help.split(' ').next().expect(line).to_owned();
        } else if let Some(kind) = line.strip_prefix("# TYPE ") {
            described.1 = kind.split(' ').next().expect(line).to_owned();
        } else {
            let (name, labels, value) = sample(line);
            assert_eq!((&*described.0, &*described.1), (name, name), "{line}");
            samples.push((name, labels, value));
        }
    }
    let value = |name: &str, labels: &[(&str, &str)]| {
        let mut found = samples
            .iter()
            .filter(|sample| sample.0 == name && sample.1 == labels);
        found.next().map(|sample| sample.2)
    };
    assert_eq!(
        value("camcheck_watch_rounds_total", &[("result", "good")]),
        Some(1.0)
    );
    assert_eq!(
        value("camcheck_watch_rounds_total", &[("result", "bad")]),
        Some(0.0)
    );
    let row = [("requirement", "tcp-443"), ("status", "pass")];
    assert_eq!(value("camcheck_watch_row_status", &row), Some(1.0));
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    assert_eq!(value("camcheck_build_info", &version), Some(1.0));
    let last = value("camcheck_watch_last_round_timestamp_seconds", &[]);
    assert!(last.is_some_and(|seconds| seconds > 1.7e9), "{body}");
    // Nothing was streamed.
    assert!(
        !samples.iter().any(|sample| sample.0.contains("feed")),
        "{body}"
    );
    assert!(!body.contains("127."), "{body}");
    watching.end_by("-INT");
}
