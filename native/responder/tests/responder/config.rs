//! The configuration file, as an operator uses it.

use std::fs;
use std::process::{Command, Output};

use super::process::scratch;

fn far_end(arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_camcheck-responder"))
        .args(arguments)
        .envs(variables.iter().copied())
        .output()
        .expect("the far end starts")
}

#[test]
fn options_come_from_file_environment_and_command_line() {
    let file = scratch("config").join("responder.toml");
    fs::write(&file, "address = \"203.0.113.9\"\nmax-feeds = 1\n").expect("written");
    let file = file.display().to_string();
    let output = far_end(
        &["--config", &file, "--print-config", "--drain", "3"],
        &[("CAMCHECK_RESPONDER_MAX_FEEDS", "2")],
    );
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).expect("text");
    for line in [
        &format!("address = \"203.0.113.9\" # {file}"),
        "max-feeds = 2 # CAMCHECK_RESPONDER_MAX_FEEDS",
        "drain = 3 # command line",
    ] {
        assert!(
            printed.lines().any(|known| known == line),
            "{line}: {printed}"
        );
    }
    // The same options reach the far end itself.
    let output = far_end(
        &["--config", &file, "--check", "--metrics", "127.0.0.1:0"],
        &[],
    );
    let lines = String::from_utf8(output.stdout).expect("text");
    assert!(lines.contains("problem  address 203.0.113.9: "), "{lines}");
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    let file = scratch("bad-config").join("responder.toml");
    let file_name = file.display().to_string();
    for (content, expected) in [
        ("adress = \"203.0.113.9\"", "adress is no option"),
        (
            "address = \"203.0.113.9\"\nudp = \"x\"",
            "is not a port range",
        ),
    ] {
        fs::write(&file, content).expect("written");
        let output = far_end(&["--config", &file_name, "--check"], &[]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let problem = String::from_utf8(output.stderr).expect("text");
        assert!(problem.contains(expected), "{problem}");
        assert!(problem.contains(&file_name), "{problem}");
    }
}
