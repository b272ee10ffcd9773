//! Runs the native program, a shell or a measurement in a simulated site.

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    camcheck_lab::cli::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    anstream::eprintln!("camcheck-lab: the lab is made of Linux network namespaces");
    ExitCode::from(2)
}
