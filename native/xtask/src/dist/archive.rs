//! An archive of a program with its documents, for systems without a package of their own.

use std::fs;
use std::io;
use std::path::Path;

use flate2::{Compression, GzBuilder};
use tar::{Builder, Header};

use crate::documents;
use crate::platform::Tree;

/// What is appended to the name of a program.
pub(super) const ENDING: &str = ".tar.gz";

/// Packs a program, its manual pages and completions from a folder, and the licences. It holds no time and no user, so
/// two archives of the same files are the same.
///
/// # Errors
/// If a document is not in the folder.
pub(super) fn of_program(
    folder: &Path,
    name: &str,
    program: &[u8],
    notices: &[u8],
) -> io::Result<Vec<u8>> {
    let coder = GzBuilder::new()
        .mtime(0)
        .write(Vec::new(), Compression::best());
    let mut archive = Archive {
        top: name,
        tar: Builder::new(coder),
    };
    archive.add("camcheck", 0o755, program)?;
    for document in documents::NAMES {
        archive.add(document, 0o644, &fs::read(folder.join(document))?)?;
    }
    archive.add(super::NOTICES, 0o644, notices)?;
    let project = Tree::own().project;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        archive.add(licence, 0o644, &fs::read(project.join(licence))?)?;
    }
    archive.tar.into_inner()?.finish()
}

struct Archive<'a, W: io::Write> {
    /// The folder that holds everything.
    top: &'a str,
    tar: Builder<W>,
}

impl<W: io::Write> Archive<'_, W> {
    fn add(&mut self, name: &str, mode: u32, content: &[u8]) -> io::Result<()> {
        let mut header = Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(0);
        let path = Path::new(self.top).join(name);
        self.tar.append_data(&mut header, path, content)
    }
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn an_archive_has_everything_in_one_folder_and_is_the_same_each_time() {
        let folder = env::temp_dir().join(format!("camcheck-archive-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        documents::write(&folder).expect("written");
        let pack = || of_program(&folder, "camcheck-1", b"program", b"notices").expect("packed");
        let packed = pack();
        assert!(packed == pack());
        fs::remove_dir_all(&folder).expect("removed");
        let mut modes = Vec::new();
        let mut content = String::new();
        let mut archive = tar::Archive::new(GzDecoder::new(&*packed));
        for entry in archive.entries().expect("an archive") {
            let mut entry = entry.expect("an entry");
            let path = entry.path().expect("a path").display().to_string();
            if path == "camcheck-1/camcheck" {
                entry.read_to_string(&mut content).expect("a program");
            }
            modes.push((path, entry.header().mode().expect("a mode")));
        }
        assert_eq!(content, "program");
        for name in [
            "camcheck.1",
            "_camcheck",
            "third-party-notices.html",
            "LICENSE-MIT",
        ] {
            assert!(
                modes.contains(&(format!("camcheck-1/{name}"), 0o644)),
                "{modes:?}"
            );
        }
        assert_eq!(
            modes.first(),
            Some(&("camcheck-1/camcheck".to_owned(), 0o755))
        );
    }

    #[test]
    fn a_document_that_is_missing_stops_it() {
        let folder = env::temp_dir().join(format!("camcheck-no-archive-{}", std::process::id()));
        assert!(of_program(&folder, "camcheck-1", b"program", b"notices").is_err());
    }
}
