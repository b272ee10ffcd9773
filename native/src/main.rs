//! The program that a site downloads.

use std::process::ExitCode;

fn main() -> ExitCode {
    camcheck::cli::main()
}
