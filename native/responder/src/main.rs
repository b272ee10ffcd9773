//! The far end of Camcheck. Linux only: it needs nftables and raw sockets.

// Unwinding removes the firewall rules, and a failure of one task must not end all.
#[cfg(panic = "abort")]
compile_error!("camcheck-responder needs a profile with panic = \"unwind\"");

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    camcheck_responder::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    use std::io::Write;

    let _ = writeln!(std::io::stderr(), "camcheck-responder runs on Linux only");
    ExitCode::from(2)
}
