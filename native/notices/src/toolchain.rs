//! What the toolchains add to a program: Rust's standard library, and the C library of its target.

use std::fs;
use std::path::Path;

use crate::NoticesError;
use crate::packages::output;

/// Where rustup puts the notices of the standard library, below the toolchain's folder.
const LIBRARY: &str = "share/doc/rust/COPYRIGHT-library.html";

/// C libraries that are linked in statically, with what their licences ask for.
pub(crate) const C_LIBRARIES: [(&str, &str); 2] = [
    (
        "musl, in the programs for Linux",
        include_str!("../runtimes/musl.txt"),
    ),
    (
        "mingw-w64, in the programs for Windows",
        include_str!("../runtimes/mingw-w64.txt"),
    ),
];

/// The notices of the standard library, as the content of an HTML element.
pub(crate) fn library_notices() -> Result<String, NoticesError> {
    let sysroot = output("rustc", &["--print", "sysroot"])?;
    let path = Path::new(sysroot.trim_end()).join(LIBRARY);
    let html = fs::read_to_string(&path).map_err(|error| NoticesError::file(&path, error))?;
    let body = body(&html).ok_or(NoticesError::NoBody(path))?;
    Ok(body.to_owned())
}

fn body(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<body>")?;
    let (body, _) = rest.split_once("</body>")?;
    Some(body.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolchain_has_notices_of_its_library() {
        let notices = library_notices().expect("the toolchain");
        assert!(notices.starts_with("<h1>"));
        assert!(notices.contains("hashbrown"));
    }

    #[test]
    fn a_body_is_what_is_inside() {
        assert_eq!(body("<html><body>\na\n</body></html>"), Some("a"));
        assert_eq!(body("a"), None);
    }
}
