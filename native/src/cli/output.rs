//! All output of the program: the report to the destination that the user chose, errors to standard error.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use camcheck_core::model::ports::ARTICLE_UDP;
use camcheck_core::model::report::Report;
use camcheck_core::remedy::{ChangeRequest, Vendor};
use camcheck_core::render::csv::csv;
use camcheck_core::render::text::{Layout, render};
use camcheck_core::render::{html, junit, markdown};
use camcheck_core::say::{Language, Sweep};

use super::args::{CommonArgs, Format};
use super::{Complaint, page_link};

/// Where and how the report is written.
pub(super) struct Output {
    format: Format,
    language: Language,
    firewall: Option<Vendor>,
    target: Target,
}

enum Target {
    Stdout,
    File { path: PathBuf, file: File },
}

impl Output {
    /// Opens the output before anything is measured, so that no run is wasted.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn open(args: &CommonArgs) -> Result<Self, Complaint> {
        let target = match &args.output {
            None => Target::Stdout,
            // The content of the file stays until there is a report to replace it.
            Some(path) => OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(path)
                .map(|file| Target::File {
                    path: path.clone(),
                    file,
                })
                .map_err(|error| cannot_write(path, &error))?,
        };
        Ok(Self {
            format: args.format,
            language: args.language(),
            firewall: args.firewall,
            target,
        })
    }

    /// Writes the report, perhaps with a link to it on the page.
    ///
    /// # Errors
    /// If it cannot be written. A closed pipe is not an error.
    pub(super) fn print(self, report: &Report, page: &str) -> Result<(), Complaint> {
        let layout = Layout {
            language: self.language,
            firewall: self.firewall,
            ..Layout::default()
        };
        match self.target {
            Target::Stdout => {
                let color = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
                let layout = Layout { color, ..layout };
                print(&text(self.format, report, layout, page)?)
            }
            Target::File { path, mut file } => {
                let text = text(self.format, report, layout, page)?;
                replace(&mut file, &text).map_err(|error| cannot_write(&path, &error))
            }
        }
    }
}

/// How long a sweep takes, and what it costs the site's router: it keeps a UDP flow for 30 s
/// (Linux, unanswered) to 120 s (Linux, answered).
pub(super) fn announce_sweep(rate: NonZeroU32, language: Language) {
    let ports = u32::try_from(ARTICLE_UDP.count()).unwrap_or(u32::MAX);
    let held = |seconds| rate.get().saturating_mul(seconds).min(ports);
    let announcement = language.sweep_announcement(Sweep {
        ports,
        rate: rate.get(),
        seconds: ports.div_ceil(rate.get()),
        sessions: (held(30), held(120)),
    });
    note(&announcement);
}

/// Prints a text on standard output.
///
/// # Errors
/// If it cannot be written. A closed pipe is not an error.
pub(super) fn print(text: &str) -> Result<(), Complaint> {
    let written = AutoStream::auto(io::stdout()).write_all(text.as_bytes());
    match written.and_then(|()| io::stdout().flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Complaint::of_system("cannot write the output", &error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Prints a message before the run.
pub(super) fn note(text: &str) {
    // If the terminal is gone, the message is not needed.
    let _ = io::stderr().write_all(format!("camcheck: {text}\n").as_bytes());
}

/// Prints a line about the run.
pub(super) fn line(text: &str) {
    // As for a message.
    let _ = io::stderr().write_all(format!("{text}\n").as_bytes());
}

fn replace(file: &mut File, text: &str) -> io::Result<()> {
    // A device such as /dev/stdout has no length.
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    file.write_all(text.as_bytes())
}

fn text(format: Format, report: &Report, layout: Layout, page: &str) -> Result<String, Complaint> {
    let language = layout.language;
    match format {
        Format::Text => Ok(render(report, layout)),
        Format::Markdown => {
            let link = page_link::link_to(report, page);
            Ok(markdown::render(report, language, link.as_deref()))
        }
        Format::Csv => Ok(csv(&ChangeRequest::of(report), language)),
        Format::Html => Ok(html::render(report, language)),
        Format::Junit => Ok(junit::render(report, language)),
        Format::Json => serde_json::to_string_pretty(report)
            .map(|json| json + "\n")
            .map_err(|error| Complaint::new(format!("cannot write the report: {error}"))),
    }
}

fn cannot_write(path: &std::path::Path, error: &io::Error) -> Complaint {
    Complaint::of_system(format_args!("cannot write {}", path.display()), error)
}

/// Prints an error.
pub(super) fn complain(complaint: &Complaint) {
    // Without standard error there is no way to report it.
    let _ = writeln!(anstream::stderr(), "error: {complaint}");
}
