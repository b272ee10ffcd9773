//! Completions for shells, and manual pages, from the definition of the program's arguments.

use std::io;
use std::path::Path;

use camcheck::cli::Args;
use clap::{CommandFactory, ValueEnum};
use clap_complete::{Shell, generate_to};

/// The name that a user gives the program.
const NAME: &str = "camcheck";

/// The files that [`write()`] makes.
pub(crate) const NAMES: [&str; 7] = [
    "_camcheck",
    "_camcheck.ps1",
    "camcheck-watch.1",
    "camcheck.1",
    "camcheck.bash",
    "camcheck.elv",
    "camcheck.fish",
];

/// Writes a file of completions for each shell, and the pages of section 1.
///
/// # Errors
/// If the folder cannot be written.
pub(crate) fn write(folder: &Path) -> io::Result<()> {
    for shell in Shell::value_variants() {
        generate_to(*shell, &mut Args::command(), NAME, folder)?;
    }
    clap_mangen::generate_to(Args::command(), folder)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn shells_and_man_know_the_program() {
        let folder =
            std::env::temp_dir().join(format!("camcheck-documents-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        write(&folder).expect("written");
        let mut written: Vec<_> = fs::read_dir(&folder)
            .expect("the folder")
            .map(|file| file.expect("a file").file_name())
            .collect();
        written.sort();
        assert_eq!(written, NAMES);
        let read = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
        for (name, knows_values) in [
            ("camcheck.bash", true),
            ("_camcheck", true),
            ("camcheck.fish", true),
            ("camcheck.elv", false),
            ("_camcheck.ps1", false),
        ] {
            let completions = read(name);
            for word in ["interface", "retest-until-pass", "watch"] {
                assert!(completions.contains(word), "{name}: {word}");
            }
            assert_eq!(completions.contains("sonicwall"), knows_values, "{name}");
        }
        let page = read("camcheck.1");
        assert!(page.contains(".TH camcheck 1"), "{page}");
        assert!(page.contains("Exit codes"), "{page}");
        assert!(read("camcheck-watch.1").contains("every"));
        fs::remove_dir_all(&folder).expect("removed");
    }
}
