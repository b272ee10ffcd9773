//! The far end as a process: its answers on each port of a demo on loopback, and how it refuses invalid
//! arguments. The lab tests everything that needs privileges.
#![cfg(target_os = "linux")]

#[path = "responder/check.rs"]
mod check;
#[path = "responder/config.rs"]
mod config;
#[path = "responder/metrics.rs"]
mod metrics;
#[path = "responder/process.rs"]
mod process;
#[path = "responder/reload.rs"]
mod reload;

use std::fs;
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

use camcheck::vantage::{NativeProber, Trust};
use camcheck_codec::stun::{BindingRequest, Framing, Transaction, parse_response};
use camcheck_core::catalogue::Scheme;
use camcheck_core::feed::{Share, measured};
use camcheck_core::model::ports::PortRange;
use camcheck_core::probe::prober::ByKind;
use camcheck_core::probe::{FeedCarrier, FeedOutcome, FeedProbe, TcpService, Timing};
use camcheck_core::wire::ALTERNATE_PORT;
use camcheck_core::wire::http::{Health, Hello, ReachedPorts, Receipts, RunCreated};
use camcheck_core::wire::token::RunToken;

use nix::sys::signal::Signal;
use process::{Answer, Demo, Identity, refuses, scratch};

const LOCALHOST: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const PATIENCE: Duration = Duration::from_secs(10);

// ---- one port, every protocol ----

#[tokio::test]
async fn the_first_bytes_choose_on_every_port() {
    let identity = Identity::new("far-end.camcheck.test");
    let demo = Demo::start(1, &identity.arguments());
    for port in demo.tcp_ports() {
        for service in [
            TcpService::Hello {
                responder: "demo".to_owned(),
                scheme: Scheme::Https,
            },
            TcpService::Hello {
                responder: "demo".to_owned(),
                scheme: Scheme::Http,
            },
            TcpService::StunOverTcp,
            TcpService::StunOverTls,
            TcpService::Mqtt,
            TcpService::Tls,
        ] {
            let outcome = demo.try_service(port, &identity, service.clone()).await;
            assert_eq!(outcome.result, Ok(()), "{service:?} on {port}");
        }
    }
}

#[test]
fn ice_tcp_is_answered_in_its_own_framing() {
    let demo = Demo::start(2, &[]);
    let request = binding(None);
    let stream = Framing::Rfc4571.wrap(&request);
    let answer = demo.exchange(8883, &stream, 2 + 32);
    assert_eq!(answer[..2], [0, 32]);
    let response = parse_response(&answer[2..]).expect("a response");
    assert_eq!(response.transaction, Transaction::from(*b"transaction!"));
    // From where Linux calls any loopback address.
    assert_eq!(response.mapped.expect("an address").ip(), LOCALHOST);
}

#[test]
fn what_nobody_speaks_is_hung_up_on() {
    let demo = Demo::start(3, &[]);
    for garbage in [
        b"\xff\xff".as_slice(),
        b"\x00\x01\x00\x00nothing like stun",
        b"\x05\xff\x00\x01\x00\x00\x21\x12\xa4\x42",
        b"\x10\xff\xff\xff\xff",
        b"\x16\x03\x01 no TLS without a certificate",
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let rest = demo.exchange_to_end(8883, garbage);
        let refused = rest.is_empty() || rest.starts_with(b"HTTP/1.1 400");
        assert!(refused, "{garbage:?} got {rest:?}");
    }
}

// ---- HTTP ----

#[test]
fn hello_says_who_called_and_closes() {
    let demo = Demo::start(4, &[]);
    let answer = demo.http("GET /v1/hello?nonce=abc-123 HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("timing-allow-origin"), Some("*"));
    let hello: Hello = answer.json();
    assert_eq!(hello.nonce, "abc-123");
    assert_eq!((hello.address, hello.server_address), (LOCALHOST, demo.ip));
    for nonce in ["", "?nonce=", "?nonce=%3Cscript%3E", "?other=1"] {
        let answer = demo.get(&format!("/v1/hello{nonce}"));
        assert_eq!(answer.status, 400, "{nonce}");
    }
}

#[test]
fn methods_and_paths_have_sane_answers() {
    let demo = Demo::start(5, &[]);
    for (method, path, status) in [
        ("GET", "/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("OPTIONS", "/v1/runs", 204),
        ("GET", "/v1/runs", 405),
        ("DELETE", "/catalogue.json", 405),
        ("POST", "/v1/hello?nonce=a", 405),
        ("GET", "/v1/runs/abcdefghij1234567890", 404),
        ("GET", "/v1/runs/..", 404),
        ("GET", "/nothing", 404),
        ("GET", "/../../etc/passwd", 404),
    ] {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        let answer = demo.http(&request);
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
}

#[test]
fn a_flood_of_requests_is_told_so() {
    let demo = Demo::start(6, &[]);
    let one = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
    let last = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    // More than the burst, on one connection, so that the pace of connecting does not matter.
    let all = demo.exchange_to_end(8883, (one.repeat(2_000) + last).as_bytes());
    let all = String::from_utf8(all).expect("text");
    assert!(all.contains("HTTP/1.1 200 OK"));
    assert!(all.contains("HTTP/1.1 429 Too Many Requests"));
    assert!(all.contains("retry-after: 10"));
}

#[test]
fn the_page_is_served_and_nothing_beside_it() {
    let folder = scratch("web");
    fs::write(folder.join("secret"), "no").expect("a file");
    let web = folder.join("dist");
    fs::create_dir_all(&web).expect("a folder");
    fs::write(web.join("index.html"), "<h1>page</h1>").expect("a file");
    let demo = Demo::start(7, &["--web", web.to_str().expect("a path")]);
    let page = demo.get("/");
    assert_eq!(page.body, b"<h1>page</h1>");
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    for path in [
        "/../secret",
        "/..%2fsecret",
        "//secret",
        "/dist/../../secret",
    ] {
        assert_eq!(demo.get(path).status, 404, "{path}");
    }
}

#[test]
fn challenges_are_served_and_nothing_outside_their_folder() {
    let folder = scratch("acme");
    let challenges = folder.join("challenges");
    let path = challenges.to_str().expect("a path");
    let demo = Demo::start(15, &["--acme-challenges", path]);
    let get = |name: &str| demo.get(&format!("/.well-known/acme-challenge/{name}"));
    assert_eq!(get("token").status, 404, "no folder yet");
    fs::create_dir_all(challenges.join("folder")).expect("a folder");
    fs::write(folder.join("secret"), "no").expect("a file");
    fs::write(challenges.join("token_-1"), "token_-1.thumbprint").expect("a file");
    fs::write(challenges.join("hidden.txt"), "no").expect("a file");
    fs::write(challenges.join("large"), "x".repeat(1_025)).expect("a file");
    symlink(folder.join("secret"), challenges.join("link")).expect("a link");
    let made = Command::new("mkfifo").arg(challenges.join("pipe")).status();
    assert!(made.expect("coreutils").success());
    let answer = get("token_-1");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, b"token_-1.thumbprint");
    assert_eq!(
        answer.header("content-type"),
        Some("application/octet-stream")
    );
    for name in [
        "../secret",
        "..%2fsecret",
        "%2e%2e/secret",
        "%2e%2e%2fsecret",
        "link",
        "folder",
        "folder/../token_-1",
        "pipe",
        "hidden.txt",
        "large",
        "",
        ".",
        "..",
        "absent",
    ] {
        assert_eq!(get(name).status, 404, "{name}");
    }
    let post = demo.post("/.well-known/acme-challenge/token_-1");
    assert_eq!(post.status, 405);
}

#[test]
fn a_page_may_do_what_it_needs_and_no_more() {
    let web = scratch("policy");
    fs::write(web.join("index.html"), "<script>go()</script>").expect("a file");
    fs::write(web.join("app-0123456789abcdef.js"), "go()").expect("a file");
    let demo = Demo::start(
        11,
        &[
            "--web",
            web.to_str().expect("a path"),
            "--frame-ancestors",
            "self https://help.example.com",
        ],
    );
    let page = demo.get("/");
    // printf 'go()' | openssl dgst -sha256 -binary | base64
    let own = format!("'self' http://{}:{}", demo.ip, demo.tcp_ports()[0]);
    let policy = format!(
        "default-src 'none'; script-src {own} 'wasm-unsafe-eval' \
         'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='; style-src {own}; \
         img-src {own} data:; connect-src {own} https: http:; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self' https://help.example.com"
    );
    assert_eq!(
        page.header("content-security-policy"),
        Some(policy.as_str())
    );
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    let script = demo.get("/app-0123456789abcdef.js");
    let nothing = "default-src 'none'; frame-ancestors 'none'";
    assert_eq!(script.header("content-security-policy"), Some(nothing));
    let caching = script.header("cache-control").expect("caching");
    assert!(caching.contains("immutable"), "{caching}");
    for file in [&page, &script] {
        assert!(
            file.header("permissions-policy")
                .is_some_and(|policy| policy.contains("camera=()"))
        );
    }
    for answer in [page, script, demo.get("/catalogue.json"), demo.get("/no")] {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
}

#[test]
fn files_are_compressed_for_those_who_accept_it() {
    let web = scratch("compressed");
    let page = "<p>the same again and again</p>".repeat(100);
    fs::write(web.join("index.html"), &page).expect("a file");
    // The compressed form of something else, which must never be sent.
    fs::write(web.join("index.html.br"), "stale").expect("a file");
    let demo = Demo::start(12, &["--web", web.to_str().expect("a path")]);
    let accepting = |coding: &str| {
        demo.http(&format!(
            "GET / HTTP/1.1\r\nHost: x\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
        ))
    };
    // It is compressed while it is being served already.
    let compressed = loop {
        let answer = accepting("gzip, br");
        assert_eq!(answer.header("vary"), Some("Accept-Encoding"));
        if answer.header("content-encoding").is_some() {
            break answer;
        }
        assert_eq!(answer.body, page.as_bytes());
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(compressed.header("content-encoding"), Some("br"));
    assert!(compressed.body.len() < 100);
    for coding in ["gzip", "br;q=0"] {
        let plain = accepting(coding);
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!(plain.body, page.as_bytes());
    }
    assert_eq!(demo.get("/index.html.br").status, 404);
}

#[test]
fn a_file_that_the_client_has_is_not_sent_again() {
    let web = scratch("tags");
    fs::write(web.join("index.html"), "<p>one</p>").expect("a file");
    let demo = Demo::start(29, &["--web", web.to_str().expect("a path")]);
    let having = |tag: &str| {
        demo.http(&format!(
            "GET / HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n"
        ))
    };
    let first = demo.get("/");
    let tag = first.header("etag").expect("a tag");
    let again = having(tag);
    assert_eq!((again.status, &*again.body), (304, &b""[..]));
    for name in ["etag", "cache-control", "content-security-policy", "vary"] {
        assert_eq!(again.header(name), first.header(name), "{name}");
    }
    let other = having("W/\"other\"");
    assert_eq!((other.status, other.body), (200, first.body));
}

fn read_health(answer: &Answer) -> Health {
    let body = str::from_utf8(&answer.body).expect("text");
    body.parse().expect("the body of the interface")
}

#[test]
fn a_health_check_tells_the_state_of_the_own_listeners() {
    let demo = Demo::start(8, &[]);
    let health = loop {
        match read_health(&demo.get("/v1/control")) {
            Health::Pending { responder } => assert_eq!(responder, "demo"),
            Health::Ready(health) => break health,
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(health.responder, "demo");
    assert_eq!(health.listeners.tcp.len(), 4);
    assert!(health.listeners.tcp.iter().all(|state| state.up));
    assert!(health.listeners.udp.iter().all(|state| state.up));
    assert!(health.domains.is_empty(), "a demo leaves others alone");
    let ready = demo.get("/readyz");
    assert_eq!(
        (ready.status, ready.body.as_slice()),
        (200, b"ok\n".as_slice())
    );
}

#[test]
fn silent_connections_keep_nobody_out_and_are_told_of() {
    idle_connections_are_closed_for_new_ones(&Demo::start(13, &[]), b"");
}

#[test]
fn connections_that_have_sent_something_keep_nobody_out_either() {
    let request = Framing::Rfc8489.wrap(&binding(None));
    for (test, sent) in [(17, b"G".as_slice()), (18, &request)] {
        idle_connections_are_closed_for_new_ones(&Demo::start(test, &[]), sent);
    }
}

fn idle_connections_are_closed_for_new_ones(demo: &Demo, sent: &[u8]) {
    let until = Instant::now() + PATIENCE;
    loop {
        assert!(Instant::now() < until, "no connection was closed");
        // More than one address may have open.
        let idle: Vec<_> = (0..300)
            .map(|_| {
                let mut stream = demo.connect(8883);
                stream.write_all(sent).expect("sent");
                stream
            })
            .collect();
        let answer = demo.get("/v1/control");
        assert_eq!(answer.status, 200);
        drop(idle);
        if let Health::Ready(health) = read_health(&answer)
            && health.refused_connections > 0
        {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

// ---- runs over UDP ----

#[test]
fn a_run_has_receipts_of_what_it_reached() {
    let demo = Demo::start(9, &[]);
    let created: RunCreated = demo.post("/v1/runs").json();
    assert!(created.expires_in > 600);
    assert!(created.dtls_fingerprint.is_some());
    assert_eq!((created.feed, created.feed_rtp), (1, 1));
    let ports = demo.udp_ports();
    let port = ports.iter().copied().find(|port| *port > ALTERNATE_PORT);
    let server = SocketAddr::new(demo.ip, port.expect("a port"));
    let socket = UdpSocket::bind((demo.ip, 0)).expect("a socket");
    socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    let request = binding(Some(created.token.clone()));
    socket.send_to(&request, server).expect("sent");
    let mut answer = [0; 100];
    let (length, from) = socket.recv_from(&mut answer).expect("an answer");
    assert_eq!(from, server);
    let response = parse_response(&answer[..length]).expect("a response");
    let own = socket.local_addr().expect("an address");
    assert_eq!(response.mapped, Some(own));
    let receipts: Receipts = demo.get(&format!("/v1/runs/{}", created.token)).json();
    assert_eq!(receipts.udp.len(), 1);
    assert_eq!(receipts.udp[0].source, own);
    assert_eq!(
        (receipts.udp[0].server, receipts.udp[0].port),
        (demo.ip, server.port())
    );
    let in_ranges: Receipts = demo.get(&Receipts::path(&created.token)).json();
    let expected = Receipts {
        udp: Vec::new(),
        udp_ports: vec![ReachedPorts {
            server: demo.ip,
            source: own.ip(),
            ports: PortRange::new(server.port(), server.port())
                .expect("a port")
                .into(),
        }],
        // The health check of the far end comes from this machine as well, at any time.
        untagged: in_ranges.untagged.clone(),
        ..receipts
    };
    assert_eq!(in_ranges, expected);
}

#[tokio::test]
async fn a_feed_of_the_program_runs_both_ways() {
    const WINDOWS: u8 = 2;
    let demo = Demo::start(14, &[]);
    let created: RunCreated = demo.post("/v1/runs").json();
    let port = demo.udp_ports().into_iter().max().expect("a port");
    let probe = FeedProbe {
        server: SocketAddr::new(demo.ip, port),
        token: created.token.clone(),
        carrier: FeedCarrier::Rtp,
        windows: WINDOWS,
        attempt: 0,
    };
    let timing = Timing {
        names: PATIENCE,
        deadline: PATIENCE * 3,
        retransmit: Duration::from_millis(200),
        tries: 20,
        gap: PATIENCE,
    };
    let prober = NativeProber::new(Trust::mozilla_and(&[]).expect("roots"));
    let outcome = prober.feed(&probe, timing).await;
    let FeedOutcome::Streamed(streamed) = outcome else {
        panic!("a feed: {outcome:?}");
    };
    // A busy machine leaves frames out, and notes it: then the second is not measured.
    let feeds = [measured(probe.server, &streamed, WINDOWS.into())];
    for share in [Share::of_up(&feeds), Share::of_down(&feeds)] {
        assert_eq!(share.good, share.measured, "{streamed:?}");
    }
    let receipts = demo
        .get(&format!("/v1/runs/{}", created.token))
        .json::<serde_json::Value>();
    let feed = &receipts["feeds"][0];
    assert_eq!(feed["port"], port);
    assert_eq!(feed["received"].as_array().expect("windows").len(), 2);
    assert_eq!(receipts["feeds_refused"], 0);
}

// ---- the process ----

#[test]
fn it_says_ready_once_and_ends_when_told() {
    let demo = Demo::start(10, &[]);
    let (status, stdout) = demo.terminate();
    assert!(status.success(), "{status}");
    assert_eq!(stdout, "", "nothing after the line \"ready\"");
}

#[test]
fn runs_under_way_finish_before_it_ends() {
    let demo = Demo::start(20, &[]);
    let run: RunCreated = demo.post("/v1/runs").json();
    demo.signal(Signal::SIGTERM);
    let until = Instant::now() + PATIENCE;
    let ready = loop {
        // Before its first health check it is not ready for another reason.
        let ready = demo.get("/readyz");
        if ready.body.starts_with(b"draining") {
            break ready;
        }
        assert!(Instant::now() < until, "it notices the signal");
    };
    assert_eq!(ready.status, 503);
    let refused = demo.post("/v1/runs");
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("retry-after"), Some("15"));
    let hello: Hello = demo.get("/v1/hello?nonce=1").json();
    assert!(hello.use_another);
    let receipts = demo.get(&format!("/v1/runs/{}", run.token));
    assert_eq!(receipts.status, 200, "the run goes on");
    assert_eq!(demo.get("/healthz").status, 200);
    assert!(
        demo.log()
            .contains("ending: runs under way may finish, for 10 s")
    );
    let began = Instant::now();
    let (status, _) = demo.terminate();
    assert!(status.success(), "{status}");
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "a second signal ends it"
    );
}

#[test]
fn it_ends_by_itself_when_no_run_is_in_use() {
    let demo = Demo::start(21, &["--drain", "60"]);
    demo.post("/v1/runs");
    demo.signal(Signal::SIGTERM);
    let began = Instant::now();
    let (status, _) = demo.ended();
    assert!(status.success(), "{status}");
    assert!(began.elapsed() < Duration::from_secs(40));
}

#[test]
fn it_ends_at_once_if_it_must_not_wait() {
    for (arguments, signal) in [
        (&["--drain", "0"][..], Signal::SIGTERM),
        (&["--drain", "60"], Signal::SIGINT),
    ] {
        let demo = Demo::start(22, arguments);
        demo.post("/v1/runs");
        demo.signal(signal);
        let began = Instant::now();
        let (status, _) = demo.ended();
        assert!(status.success(), "{status}");
        assert!(began.elapsed() < Duration::from_secs(4), "{signal}");
    }
}

#[test]
fn what_it_cannot_use_is_named_with_exit_code_2() {
    let folder = scratch("faults");
    let path = |name: &str| folder.join(name).to_str().expect("a path").to_owned();
    let identity = Identity::new("a.camcheck.test");
    let other = Identity::new("b.camcheck.test");
    fs::write(
        path("bad.json"),
        r#"{"version":1,"page":"https://x/","domains":[{"pattern":"*.latch.com","hosts":["a.example"]}]}"#,
    )
    .expect("a file");
    fs::write(path("empty.pem"), "").expect("a file");
    let demo = |arguments: &[&str]| -> Vec<String> {
        let start = ["--demo", "--address", "127.77.0.1"];
        start
            .iter()
            .chain(arguments)
            .map(|text| (*text).to_owned())
            .collect()
    };
    for (arguments, message) in [
        (demo(&["--udp", "9-8"]), "is not a port range"),
        (
            vec!["--address".to_owned(), "0.0.0.0".to_owned()],
            "not 0.0.0.0",
        ),
        (
            demo(&["--tls-cert", &identity.chain(), "--tls-key", &other.key()]),
            "do not fit",
        ),
        (
            demo(&["--tls-cert", &path("no.pem"), "--tls-key", &identity.key()]),
            "no.pem",
        ),
        (
            demo(&[
                "--tls-cert",
                &path("empty.pem"),
                "--tls-key",
                &identity.key(),
            ]),
            "holds no certificate",
        ),
        (demo(&["--tls-cert", &identity.chain()]), "--tls-key"),
        (
            demo(&["--catalogue", &path("bad.json")]),
            "domains[0].hosts[0]",
        ),
        (demo(&["--catalogue", &path("no.json")]), "no.json"),
        (demo(&["--web", &path("")]), "index.html"),
        (
            demo(&["--frame-ancestors", "a.example; script-src *"]),
            "must be self, none, or an origin",
        ),
        (
            demo(&["--ca-file", &path("empty.pem")]),
            "holds no certificate",
        ),
        (demo(&["--metrics", "203.0.113.1:1"]), "203.0.113.1:1"),
        (vec![], "--address"),
        (
            vec!["--address".to_owned(), "127.77.0.1".to_owned()],
            "--tls-cert and --tls-key are missing",
        ),
    ] {
        refuses(&arguments, message);
    }
}

fn binding(token: Option<RunToken>) -> Vec<u8> {
    BindingRequest {
        transaction: Transaction::from(*b"transaction!"),
        change: None,
        token,
        asks_nonce: false,
    }
    .encode()
}
