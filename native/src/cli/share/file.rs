//! Where the HTML report goes.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use camcheck_core::model::report::Report;

use crate::cli::{CommonArgs, Complaint};

/// Writes the HTML report: beside `--output`, or else into the current folder, or else into the
/// one for temporary files. Returns its whole path.
///
/// # Errors
/// If it cannot be written to any of them.
pub(super) fn write(html: &str, report: &Report, args: &CommonArgs) -> Result<PathBuf, Complaint> {
    let complain = |path: &Path, error: &io::Error| {
        Complaint::of_system(format_args!("cannot write {}", path.display()), error)
    };
    let written = match &args.output {
        Some(output) => {
            let path = beside(output);
            fs::write(&path, html).map_err(|error| complain(&path, &error))?;
            path
        }
        None => {
            let name = name(report);
            let temporary = env::temp_dir().join(&name);
            write_new(Path::new(&name), html)
                .map(|()| PathBuf::from(&name))
                .or_else(|_| write_new(&temporary, html).map(|()| temporary.clone()))
                .map_err(|error| complain(&temporary, &error))?
        }
    };
    // A browser needs the whole path; a relative path is enough for a reader.
    Ok(std::path::absolute(&written).unwrap_or(written))
}

/// The output's name with another ending, and never the output itself.
fn beside(output: &Path) -> PathBuf {
    let html = output.with_extension("html");
    if html == output {
        output.with_extension("share.html")
    } else {
        html
    }
}

/// A name of its own for each run, without characters that a file system refuses.
fn name(report: &Report) -> String {
    let time: String = report
        .started
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    format!("camcheck-{time}.html")
}

/// Never through a file or link that exists already: all users can write to the folder for temporary files.
fn write_new(path: &Path, html: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(html.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_html_report_never_replaces_the_output() {
        for (output, html) in [
            ("a/report.json", "a/report.html"),
            ("report", "report.html"),
            ("report.html", "report.share.html"),
        ] {
            assert_eq!(beside(Path::new(output)), Path::new(html));
        }
    }
}
