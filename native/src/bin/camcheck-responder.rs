//! The far end of Camcheck. Linux only: it needs nftables and raw sockets.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    use clap::Parser;

    camcheck::responder::run(&camcheck::responder::Cli::parse())
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    use std::io::Write;

    let _ = writeln!(std::io::stderr(), "camcheck-responder runs on Linux only");
    ExitCode::from(2)
}
