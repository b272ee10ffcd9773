//! `--check`, as an operator sees it before the first start.

use std::fs;
use std::process::Command;

use super::process::{Demo, Identity, scratch};

/// The exit code and the lines of a check.
fn check(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_camcheck-responder"))
        .args(["--check", "--config", "/dev/null"])
        .args(arguments)
        .output()
        .expect("the far end starts");
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("text");
    (output.status.code(), text)
}

#[test]
fn everything_that_is_missing_is_listed_at_once() {
    let (code, lines) = check(&[
        "--address",
        // One for documentation (RFC 5737), which no machine has.
        "203.0.113.9",
        "--tls-cert",
        "/no/chain.pem",
        "--tls-key",
        "/no/key.pem",
        "--web",
        "/no/page",
        "--metrics",
        "127.0.0.1:0",
    ]);
    assert_eq!(code, Some(1), "{lines}");
    for expected in [
        "problem  address 203.0.113.9: ",
        "no network interface has this address",
        "warning  addresses: no --alternate-address",
        "problem  certificate: /no/chain.pem",
        "problem  TCP 443 on 203.0.113.9: ",
        "problem  TCP 8883 on 203.0.113.9: ",
        "problem  page: /no/page: ",
    ] {
        assert!(lines.contains(expected), "{expected}: {lines}");
    }
}

#[test]
fn what_is_there_is_listed_as_well() {
    let identity = Identity::new("checked.camcheck.test");
    let page = scratch("checked-page");
    fs::write(page.join("index.html"), "<!doctype html>").expect("written");
    let address = Demo::address(60).to_string();
    let mut arguments = vec!["--address", &address, "--metrics", "127.0.0.1:0", "--web"];
    let page = page.display().to_string();
    arguments.push(&page);
    let of_identity = identity.arguments();
    arguments.extend(&of_identity);
    let (_, lines) = check(&arguments);
    for expected in [
        format!("ok       address {address}: "),
        "ok       certificate: checked.camcheck.test\n".to_owned(),
        "ok       catalogue: its page is https://checked.camcheck.test".to_owned(),
        // No resolver has it.
        "warning  name checked.camcheck.test: leads to nothing".to_owned(),
        format!("ok       page: {page} can be served"),
        "ok       metrics: ".to_owned(),
    ] {
        assert!(lines.contains(&expected), "{expected}: {lines}");
    }
}
