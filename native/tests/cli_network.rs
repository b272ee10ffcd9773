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

/// A far end on this machine speaks HTTP without TLS, on ports of its own.
#[test]
fn a_far_end_on_this_machine_answers_for_its_row() {
    let server = serve(|path, address| {
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
    });
    let catalogue = format!("http://{server}/catalogue.json");
    let args = [
        "--catalogue",
        &catalogue,
        "--only",
        "tcp-443",
        "--format",
        "json",
    ];
    let assert = camcheck(&args).code(3);
    let report: Value = serde_json::from_slice(&assert.get_output().stdout).expect("a report");
    let row = &report["requirements"][0];
    assert_eq!(
        (&row["id"], &row["status"]),
        (&json!("tcp-443"), &json!("pass")),
        "{report}"
    );
    assert_eq!(report["overall"], "incomplete");
    let notes = report["notes"].as_array().expect("a list");
    assert!(notes.contains(&json!("local-far-end")), "{report}");
}
