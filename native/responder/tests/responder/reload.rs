//! Certificate, catalogue and page are replaced while it runs.

use std::fs;
use std::net::UdpSocket;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use camcheck_core::catalogue::{Catalogue, Scheme};
use camcheck_core::probe::TcpService;
use camcheck_core::wire::http::{Hello, RunCreated};

use super::process::{Demo, Identity, scratch};
use super::{PATIENCE, binding};

/// Whether the certificate of this identity is shown.
async fn shows(demo: &Demo, identity: &Identity) -> bool {
    let port = demo.tcp_ports().first().copied().expect("a port");
    let hello = TcpService::Hello {
        responder: "demo".to_owned(),
        scheme: Scheme::Https,
    };
    demo.try_service(port, identity, hello).await.result.is_ok()
}

fn catalogue(demo: &Demo) -> Catalogue {
    let body = String::from_utf8(demo.get("/catalogue.json").body).expect("text");
    Catalogue::parse(&body).expect("a sound catalogue")
}

#[tokio::test]
async fn a_new_certificate_is_shown_and_a_bad_one_refused() {
    let first = Identity::new("first.camcheck.test");
    let demo = Demo::start(30, &first.arguments());
    assert!(shows(&demo, &first).await);
    let second = first.renewed("second.camcheck.test");
    demo.reload("read the catalogue again");
    assert!(shows(&demo, &second).await);
    assert!(!shows(&demo, &first).await);
    // A generated catalogue names what the certificate covers.
    let own = &catalogue(&demo).responders[0];
    assert_eq!(
        own.addresses[0].name.as_deref(),
        Some("second.camcheck.test")
    );
    fs::write(first.key(), "no key").expect("a file");
    demo.reload("the certificate was not replaced; the previous one stays in use: ");
    assert!(shows(&demo, &second).await);
    assert!(
        demo.log().contains(&first.key()),
        "the reason names the file"
    );
}

#[test]
fn a_certificate_that_clients_refuse_is_told_at_start_and_after_a_reload() {
    let identity = Identity::new("expires.camcheck.test").expired();
    let file = scratch("names").join("catalogue.json");
    let ip = Demo::address(33);
    let catalogue = format!(
        r#"{{ "version": 1, "page": "https://a.example/", "responders": [{{ "name": "demo", "demo": true,
            "addresses": [{{ "ip": "{ip}", "name": "other.camcheck.test" }}], "udp": "3478",
            "tcp": {{ "443": 443, "3478": 3478, "5349": 5349, "8883": 8883 }} }}] }}"#
    );
    fs::write(&file, catalogue).expect("a file");
    let [cert, chain, key, pem] = identity.arguments();
    let path = file.to_str().expect("a path");
    let demo = Demo::start(33, &[cert, chain, key, pem, "--catalogue", path]);
    let log = demo.log();
    assert!(
        log.contains("WARN the certificate expired on 2021-01-01"),
        "{log}"
    );
    assert!(
        log.contains("WARN the certificate does not cover other.camcheck.test"),
        "{log}"
    );
    let ready = demo.get("/readyz");
    assert_eq!(ready.status, 503);
    assert_eq!(ready.body, b"the certificate is not valid now\n");
    identity.renewed("third.camcheck.test");
    demo.reload("WARN the certificate does not cover other.camcheck.test");
    let expired = demo.log().matches("the certificate expired").count();
    assert_eq!(expired, 1, "the new one has not");
    identity.renewed("other.camcheck.test");
    demo.reload("read the catalogue again");
    let uncovered = demo.log().matches("does not cover").count();
    assert_eq!(uncovered, 2, "the new one does");
}

#[test]
fn a_bad_catalogue_leaves_the_old_one_and_a_new_page_is_served() {
    let folder = scratch("replaced");
    let (web, file) = (folder.join("dist"), folder.join("catalogue.json"));
    fs::create_dir_all(&web).expect("a folder");
    fs::write(web.join("index.html"), "first").expect("a file");
    let own = |page: &str| {
        let ip = Demo::address(31);
        format!(
            r#"{{ "version": 1, "page": "{page}", "responders": [{{ "name": "demo", "demo": true,
                "addresses": [{{ "ip": "{ip}" }}], "scheme": "http", "udp": "3478",
                "tcp": {{ "443": 443, "3478": 3478, "5349": 5349, "8883": 8883 }} }}] }}"#
        )
    };
    fs::write(&file, own("https://first.example/")).expect("a file");
    let path = |path: &std::path::Path| path.to_str().expect("text").to_owned();
    let arguments = ["--web", &path(&web), "--catalogue", &path(&file)];
    let demo = Demo::start(31, &arguments);
    assert_eq!(catalogue(&demo).page, "https://first.example/");
    assert_eq!(demo.get("/").body, b"first");
    fs::write(web.join("index.html"), "second").expect("a file");
    fs::write(&file, "{").expect("a file");
    demo.reload("read the page again");
    assert_eq!(demo.get("/").body, b"second");
    assert_eq!(catalogue(&demo).page, "https://first.example/");
    assert!(demo.log().contains("the catalogue was not replaced"));
    fs::remove_file(web.join("index.html")).expect("removed");
    fs::write(&file, own("https://second.example/")).expect("a file");
    demo.reload("the page was not replaced");
    assert_eq!(catalogue(&demo).page, "https://second.example/");
    let page = demo.get("/");
    assert_eq!(page.body, b"second");
    let policy = page.header("content-security-policy").expect("a policy");
    assert!(policy.contains("https://second.example"), "{policy}");
}

/// Ends the other threads, also if this one fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn no_request_and_no_datagram_fails_while_everything_is_read_again() {
    let identity = Identity::new("busy.camcheck.test");
    let web = scratch("busy");
    fs::write(web.join("index.html"), "page").expect("a file");
    let [cert, chain, key, pem] = identity.arguments();
    let arguments = [
        cert,
        chain,
        key,
        pem,
        "--web",
        web.to_str().expect("a path"),
    ];
    let demo = Demo::start(32, &arguments);
    let run: RunCreated = demo.post("/v1/runs").json();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let ask = || {
            let mut answers = 0;
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(demo.get("/").status, 200);
                let hello: Hello = demo.get("/v1/hello?nonce=a").json();
                assert_eq!(hello.responder, "demo");
                let receipts = demo.get(&format!("/v1/runs/{}", run.token));
                // Reading receipts has a budget of its own.
                assert!(matches!(receipts.status, 200 | 429), "{}", receipts.status);
                answers += 1;
                std::thread::sleep(Duration::from_millis(100));
            }
            answers
        };
        let send = || {
            let port = demo.udp_ports().into_iter().max().expect("a port");
            let socket = UdpSocket::bind((demo.ip, 0)).expect("a socket");
            socket.set_read_timeout(Some(PATIENCE)).expect("a timeout");
            let request = binding(Some(run.token.clone()));
            let mut answers = 0;
            while !is_over.load(Ordering::Relaxed) {
                socket.send_to(&request, (demo.ip, port)).expect("sent");
                let received = socket.recv(&mut [0; 100]);
                received.expect("an answer to each datagram");
                answers += 1;
                std::thread::sleep(Duration::from_millis(5));
            }
            answers
        };
        let asking = [scope.spawn(ask), scope.spawn(ask), scope.spawn(send)];
        let stop = Stop(&is_over);
        for round in 0..10 {
            identity.renewed(&format!("round-{round}.camcheck.test"));
            fs::write(web.join("index.html"), format!("page {round}")).expect("a file");
            demo.reload("read the page again");
        }
        drop(stop);
        for asked in asking {
            assert!(asked.join().expect("no request failed") > 0);
        }
    });
    assert_eq!(demo.get("/").body, b"page 9");
    // The budget of readings comes back.
    let until = Instant::now() + PATIENCE;
    while demo.get(&format!("/v1/runs/{}", run.token)).status != 200 {
        assert!(Instant::now() < until, "the run lives on");
        std::thread::sleep(Duration::from_millis(100));
    }
}
