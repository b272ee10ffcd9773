//! The program with a small server on loopback: catalogues that are fetched, and a far end in
//! the manner of a local demo.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use assert_cmd::Command;
use assert_cmd::assert::Assert;
use serde_json::{Value, json};

fn camcheck(args: &[&str]) -> Assert {
    Command::new(env!("CARGO_BIN_EXE_camcheck"))
        .args(args)
        .assert()
}

/// Serves every request on a free port until the test process ends. `answer` gets the path and
/// the server's own address, and gives status and body.
fn serve(answer: impl Fn(&str, SocketAddr) -> (u16, String) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that has gone away misses nothing.
            let _ = serve_one(&stream, |path| answer(path, address));
        }
    });
    address
}

fn serve_one(
    mut stream: &TcpStream,
    answer: impl Fn(&str) -> (u16, String),
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The rest of the head, up to the empty line.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let (status, body) = answer(request.split(' ').nth(1).unwrap_or_default());
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

fn refuses(args: &[&str], message: &str) {
    let assert = camcheck(args).code(2);
    let stderr = String::from_utf8_lossy(&assert.get_output().stderr).into_owned();
    assert!(stderr.contains(message), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn a_catalogue_is_fetched_from_its_address() {
    let server = serve(|path, _| match path {
        "/good.json" => (
            200,
            json!({ "version": 1, "page": "https://x.example/" }).to_string(),
        ),
        "/newer.json" => (200, json!({ "version": 2 }).to_string()),
        "/portal" => (200, "<html>Please log in</html>".to_owned()),
        _ => (404, String::new()),
    });
    let at = |path: &str| format!("http://{server}{path}");
    camcheck(&["--catalogue", &at("/good.json"), "--only", "tcp-443"]).code(3);
    refuses(
        &["--catalogue", &at("/newer.json")],
        "/newer.json: catalogue entry version: must be 1",
    );
    refuses(&["--catalogue", &at("/portal")], "is not JSON");
    refuses(
        &["--catalogue", &at("/missing.json")],
        "/missing.json: the server answered with status 404",
    );
}

/// A far end on this machine speaks HTTP without TLS, on a port of its own.
fn far_end(path: &str, address: SocketAddr) -> (u16, String) {
    let nonce = path.split('=').nth(1).unwrap_or_default();
    let hello = json!({
        "nonce": nonce, "address": "127.0.0.1", "port": 1, "responder": "demo",
        "server_address": address.ip(), "server_version": "0.1.0",
    });
    let catalogue = json!({
        "version": 1, "page": format!("http://{address}/"),
        "responders": [{
            "name": "demo", "demo": true, "scheme": "http",
            "addresses": [{ "ip": address.ip() }],
            "tcp": { "443": address.port() }, "udp": "3478",
        }],
    });
    match path {
        "/catalogue.json" => (200, catalogue.to_string()),
        _ if path.starts_with("/v1/hello") => (200, hello.to_string()),
        _ => (404, String::new()),
    }
}

/// The report on a row, and what is on standard error.
fn report_of(row: &str, more: &[&str]) -> (Value, String) {
    let catalogue = format!("http://{}/catalogue.json", serve(far_end));
    let args = ["--catalogue", &catalogue, "--only", row, "--format", "json"];
    let assert = camcheck(&[&args[..], more].concat()).code(3);
    let output = assert.get_output();
    let report = serde_json::from_slice(&output.stdout).expect("a report");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    (report, stderr)
}

#[test]
fn a_far_end_on_this_machine_answers_for_its_row() {
    let (report, stderr) = report_of("tcp-443", &[]);
    let row = &report["requirements"][0];
    assert_eq!(
        (&row["id"], &row["status"]),
        (&json!("tcp-443"), &json!("pass")),
        "{report}"
    );
    assert_eq!(report["overall"], "incomplete");
    let notes = report["notes"].as_array().expect("a list");
    assert!(notes.contains(&json!("local-far-end")), "{report}");
    assert_eq!(stderr, "");
}

/// The catalogue, the interface of the far end and the test itself go through the interface.
#[test]
fn an_interface_is_chosen_by_its_address() {
    let (report, _) = report_of("tcp-443", &["--interface", "127.0.0.1"]);
    assert_eq!(report["requirements"][0]["status"], "pass", "{report}");
    let interface = &report["network"]["interface"];
    assert_eq!(interface["address"], "127.0.0.1", "{report}");
    assert_eq!(interface["kind"], "other");
    assert_eq!(report["network"]["local_addresses"][0], "127.0.0.1");
}

/// An address that does not reach the server is what is used all the same.
#[cfg(target_os = "linux")]
#[test]
fn nothing_leaves_by_another_interface() {
    let server = serve(far_end);
    let Some(other) = first_address_that_is_not_loopback() else {
        eprintln!("this machine has loopback only");
        return;
    };
    let catalogue = format!("http://{server}/catalogue.json");
    refuses(
        &["--catalogue", &catalogue, "--interface", &other],
        "cannot fetch http://127.0.0.1",
    );
}

#[cfg(target_os = "linux")]
fn first_address_that_is_not_loopback() -> Option<String> {
    let interfaces = if_addrs::get_if_addrs().expect("a list");
    let mut addresses = interfaces.iter().map(if_addrs::Interface::ip);
    let found = addresses.find(|address| address.is_ipv4() && !address.is_loopback());
    found.map(|address| address.to_string())
}

#[test]
fn an_unknown_interface_lists_those_that_there_are() {
    refuses(
        &["--interface", "no-such-0"],
        "--interface no-such-0: there is none; there are: ",
    );
    refuses(&["--interface", "192.0.2.99"], "127.0.0.1");
}

/// Time, protocol, both endpoints, result.
#[test]
fn verbose_tells_each_flow_for_the_log_of_the_firewall() {
    let (report, stderr) = report_of("tcp-443", &["--verbose"]);
    let lines: Vec<Vec<&str>> = stderr
        .lines()
        .map(|line| line.split(' ').collect())
        .collect();
    let hellos = lines
        .iter()
        .filter(|words| words[5].starts_with("answered"));
    assert!(hellos.count() >= 2, "the catalogue and the test: {stderr}");
    for words in &lines {
        assert!(words[0].len() == 24 && words[0].ends_with('Z'), "{stderr}");
        assert!(["TCP", "UDP"].contains(&words[1]), "{stderr}");
        for endpoint in [words[2], words[4]] {
            let endpoint: SocketAddr = endpoint.parse().expect("an endpoint");
            assert_ne!(endpoint.port(), 0);
            assert!(endpoint.ip().is_loopback(), "{stderr}");
        }
        assert_eq!(words[3], ">");
    }
    // Nothing of it goes into the report.
    let port = lines[0][2].rsplit(':').next().expect("a port");
    assert!(!report.to_string().contains(&format!(":{port}")));
}
