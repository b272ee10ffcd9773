//! `--licenses`: the licences of the software of others in this program.

use std::process::ExitCode;

use miniz_oxide::inflate::decompress_to_vec_zlib;

use super::{Complaint, output};

/// The notices, deflated; empty if the program was built without them.
const NOTICES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/notices.txt.zlib"));

/// Prints them.
///
/// # Errors
/// If there are none, or they cannot be written.
pub(super) fn print() -> Result<ExitCode, Complaint> {
    output::print(&inflated(NOTICES)?)?;
    Ok(ExitCode::SUCCESS)
}

fn inflated(notices: &[u8]) -> Result<String, Complaint> {
    if notices.is_empty() {
        return Err(Complaint::new(
            "this build does not contain the licences; \"./dev downloads\" builds programs that do",
        ));
    }
    let text = decompress_to_vec_zlib(notices).ok();
    text.and_then(|text| String::from_utf8(text).ok())
        .ok_or_else(|| Complaint::new("the licences in this program are damaged"))
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;

    use super::*;

    #[test]
    fn licences_are_read_back() {
        let deflated = compress_to_vec_zlib(b"MIT", 10);
        assert_eq!(inflated(&deflated).as_deref(), Ok("MIT"));
    }

    #[test]
    fn licences_that_are_missing_or_damaged_are_reported() {
        let problem = |notices| inflated(notices).expect_err("no licences").to_string();
        assert!(problem(b"").contains("./dev downloads"));
        assert!(problem(b"MIT").contains("damaged"));
    }
}
