//! `--share` and the formats for people, from outside; no browser is opened, and nothing leaves
//! the machine.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use camcheck_core::model::report::{Note, Report};
use camcheck_core::share::link;

/// An empty folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

/// The program in a folder, for a row that needs no network, without any display.
fn camcheck(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_camcheck"));
    command
        .current_dir(folder)
        .args(["--only", "tcp-443", "--lang", "en"])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command
}

/// The arguments for a catalogue whose page no server serves.
fn catalogue(folder: &Path, page: &str) -> [String; 2] {
    let path = folder.join("catalogue.json");
    let json = format!(r#"{{ "version": 1, "page": "{page}", "responders": [] }}"#);
    fs::write(&path, json).expect("the folder can be written");
    ["--catalogue".to_owned(), path.display().to_string()]
}

const NOBODY: &str = "http://127.0.0.1:1/";

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn markdown_is_a_format() {
    let folder = folder("markdown");
    let assert = camcheck(&folder).args(["--format", "markdown"]).assert();
    let report = text(&assert.code(3).get_output().stdout);
    assert!(report.starts_with("# Not decided"), "{report}");
    assert!(report.contains("**TCP port 443, outbound**"), "{report}");
}

#[test]
fn markdown_has_the_link_if_there_is_a_page() {
    let folder = folder("markdown-link");
    let assert = camcheck(&folder)
        .args(catalogue(&folder, NOBODY))
        .args(["--format", "markdown"])
        .assert();
    let report = text(&assert.code(3).get_output().stdout);
    let link = report
        .split(['<', '>'])
        .find(|part| part.starts_with(NOBODY));
    let read = link::read(link.expect("a link")).expect("a report");
    assert!(!read.requirements.is_empty());

    let assert = camcheck(&folder).args(["--format", "markdown"]).assert();
    let report = text(&assert.code(3).get_output().stdout);
    assert!(!report.contains("#r="), "{report}");
}

#[test]
fn csv_of_a_report_without_changes_has_the_heads_alone() {
    let folder = folder("csv");
    let assert = camcheck(&folder).args(["--format", "csv"]).assert();
    let table = text(&assert.code(3).get_output().stdout);
    assert!(
        table.starts_with("\"#\",\"Action\",\"Protocol\","),
        "{table}"
    );
    assert!(table.ends_with(",\"Why\"\r\n"), "{table}");
    assert_eq!(table.matches("\r\n").count(), 1, "{table}");
}

#[test]
fn sharing_says_the_link_and_writes_the_report_beside_the_output() {
    let folder = folder("share-output");
    let assert = camcheck(&folder)
        .args(catalogue(&folder, NOBODY))
        .args(["--share", "--format", "json", "--output", "report.json"])
        .assert()
        .code(3);
    let stderr = text(&assert.get_output().stderr);
    let json = fs::read_to_string(folder.join("report.json")).expect("the report");
    let shared = stderr
        .lines()
        .find(|line| line.starts_with(NOBODY))
        .expect("a line with the link");
    assert_eq!(
        link::read(shared),
        Ok(Report::parse(&json).expect("a report"))
    );
    assert!(
        stderr.contains("does not answer from this network"),
        "{stderr}"
    );
    assert!(stderr.contains("No browser could be opened"), "{stderr}");
    assert!(!stderr.contains('█'), "a QR code where nobody sees it");

    let html = fs::read_to_string(folder.join("report.html")).expect("the HTML report");
    assert!(html.contains("data-requirement=\"tcp-443\""), "{html}");
    let path = folder.join("report.html");
    assert!(stderr.contains(&path.display().to_string()), "{stderr}");
}

#[test]
fn an_example_is_neither_linked_nor_opened() {
    let folder = folder("share-example");
    let assert = camcheck(&folder).arg("--share").assert().code(3);
    let stderr = text(&assert.get_output().stderr);
    assert!(stderr.contains("contains no real address"), "{stderr}");
    assert!(!stderr.contains("https://"), "{stderr}");
    assert!(stderr.contains(".html"), "{stderr}");
}

#[test]
fn sharing_without_output_writes_a_new_file_here() {
    let folder = folder("share-here");
    let assert = camcheck(&folder)
        .args(catalogue(&folder, NOBODY))
        .arg("--share")
        .assert()
        .code(3);
    assert!(text(&assert.get_output().stdout).contains("TCP port 443"));
    let html = fs::read_dir(&folder)
        .expect("the folder")
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.to_owned()))
        .find(|name| name.ends_with(".html"))
        .expect("the HTML report");
    assert!(html.starts_with("camcheck-20"), "{html}");
}

/// What the system's opener is given, with one that writes it down instead.
#[cfg(all(unix, not(target_os = "macos")))]
mod opening {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::os::unix::fs::PermissionsExt;
    use std::thread;

    use super::*;

    fn opened(folder: &Path, page: &str) -> (String, Report) {
        let opener = folder.join("xdg-open");
        let script = "#!/bin/sh\nprintf '%s\\n' \"$#\" \"$@\" > opened\n";
        fs::write(&opener, script).expect("the folder can be written");
        fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a script");
        camcheck(folder)
            .args(catalogue(folder, page))
            .args(["--share", "--format", "json", "--output", "report.json"])
            .env("PATH", folder)
            .env("DISPLAY", ":none")
            .assert()
            .code(3);
        let json = fs::read_to_string(folder.join("report.json")).expect("the report");
        let opened = fs::read_to_string(folder.join("opened")).expect("something was opened");
        let target = opened.strip_prefix("1\n").expect("exactly one argument");
        (
            target.trim_end().to_owned(),
            Report::parse(&json).expect("a report"),
        )
    }

    #[test]
    fn the_file_is_opened_where_the_page_does_not_answer() {
        let folder = folder("open-file");
        let (target, _) = opened(&folder, NOBODY);
        assert_eq!(Path::new(&target), folder.join("report.html"));
    }

    #[test]
    fn the_link_is_opened_where_the_page_answers_and_stays_one_argument() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = thread::spawn(move || {
            let (mut caller, _) = listener.accept().expect("a caller");
            let mut request = [0; 1024];
            let _ = caller.read(&mut request);
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi";
            caller.write_all(answer.as_bytes()).expect("an answer");
        });
        let folder = folder("open-link");
        let page = format!("http://{address}/?a=1&b=$(id)%20;x");
        let (target, report) = opened(&folder, &page);
        server.join().expect("the page was asked for");
        assert!(target.starts_with(&page), "{target}");
        assert_eq!(link::read(&target), Ok(report));
    }
}

#[test]
fn a_shared_report_says_that_it_is_partial() {
    let folder = folder("share-partial");
    let assert = camcheck(&folder)
        .args(catalogue(&folder, NOBODY))
        .args(["--share", "--quiet"])
        .assert()
        .code(3);
    let stderr = text(&assert.get_output().stderr);
    let shared = stderr.lines().find(|line| line.starts_with(NOBODY));
    let report = link::read(shared.expect("a link")).expect("a report");
    assert!(report.notes.contains(Note::Partial));
}
