//! `camcheck-notices FILE` writes the licences and copyright notices of everything that the programs and the
//! page contain into one HTML file.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    match arguments.as_slice() {
        // Also for "--help", which is not to become the name of a file.
        [file] if !file.as_encoded_bytes().starts_with(b"-") => {
            match camcheck_notices::write(Path::new(file)) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(&error.to_string()),
            }
        }
        _ => fail("usage: camcheck-notices FILE"),
    }
}

fn fail(message: &str) -> ExitCode {
    // If this cannot be written, there is no other place to report it.
    let _ = writeln!(io::stderr(), "camcheck-notices: {message}");
    ExitCode::from(2)
}
