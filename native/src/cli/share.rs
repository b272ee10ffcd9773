//! `--share`: a link and a QR code on the terminal, an HTML report, and a browser that shows one of them.

mod file;
mod open;

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use camcheck_core::model::report::Report;
use camcheck_core::render::html;
use camcheck_core::render::qr::Qr;
use camcheck_core::say::Language;
use camcheck_core::share::link;

use super::catalogue::is_reachable;
use super::kit::Kit;
use super::page_link::is_placeholder;
use super::{CommonArgs, Complaint};

/// Columns of the terminal that a QR code may take; every terminal has them.
const WIDTH: usize = 80;

/// White on black, whatever the terminal's colours: few phones read a code in other colours, or an inverted
/// one.
const QR_COLORS: (&str, &str) = ("\u{1b}[97;40m", "\u{1b}[0m");

/// The longest address that Windows hands to a browser (`INTERNET_MAX_URL_LENGTH`, 2,083, with
/// room to spare).
const MAX_WINDOWS_URL: usize = 2000;

/// Shares a report. If no browser opens, that is not an error; the terminal shows the link and the file.
///
/// # Errors
/// If the HTML report cannot be written.
pub(super) async fn share(
    report: &Report,
    page: &str,
    args: &CommonArgs,
    kit: &Kit,
) -> Result<(), Complaint> {
    let language = args.language();
    let words = language.share_words();
    let path = file::write(&html::render(report, language), report, args)?;
    let links = if is_placeholder(page) {
        Err(words.no_page)
    } else {
        Links::of(page, report).ok_or(words.no_link)
    };
    let reachable = links.is_ok() && is_reachable(page, kit).await;
    say(&told(links.as_ref(), &path, reachable, language));
    if args.no_open {
        return Ok(());
    }
    let opened = match &links {
        Ok(links) if reachable => open::open(links.to_open().as_ref()).await,
        Ok(_) | Err(_) => open::open(path.as_os_str()).await,
    };
    if !opened {
        say(&format!("{}\n", words.not_opened));
    }
    Ok(())
}

/// Both forms of the link.
struct Links {
    full: String,
    short: String,
}

impl Links {
    /// `None` if the page's address leaves no room for a report.
    fn of(page: &str, report: &Report) -> Option<Self> {
        Some(Self {
            full: link::full(page, report).ok()?,
            short: link::short(page, report).ok()?,
        })
    }

    fn to_open(&self) -> &str {
        if cfg!(windows) && self.full.len() > MAX_WINDOWS_URL {
            &self.short
        } else {
            &self.full
        }
    }
}

/// `links`, or why there are none.
fn told(
    links: Result<&Links, &&'static str>,
    path: &Path,
    reachable: bool,
    language: Language,
) -> String {
    let words = language.share_words();
    let colon = language.labels().colon;
    let mut text = match links {
        Ok(links) => format!(
            "\n{}{}\n{}\n{}",
            language.labels().link,
            colon.trim_end(),
            links.full,
            qr(&links.short, words.scan)
        ),
        Err(reason) => format!("\n{reason}\n"),
    };
    text.push_str(&format!("{}{colon}{}\n", words.saved, path.display()));
    if links.is_ok() && !reachable {
        text.push_str(&format!("{}\n", words.page_unreachable));
    }
    text
}

/// The code with its title; empty where it would not be seen or does not fit.
fn qr(link: &str, title: &str) -> String {
    let code = Qr::new(link).filter(|code| code.size() <= WIDTH);
    match code {
        Some(code) if io::stderr().is_terminal() => {
            let (begin, end) = QR_COLORS;
            let lines = code.half_blocks().into_iter();
            let lines: String = lines.map(|line| format!("{begin}{line}{end}\n")).collect();
            format!("\n{title}\n{lines}\n")
        }
        Some(_) | None => String::new(),
    }
}

fn say(text: &str) {
    // Without standard error there is no way to report it. The stream leaves colours out where the
    // console cannot show them.
    let _ = anstream::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use camcheck_core::catalogue::Catalogue;

    use super::*;

    #[test]
    fn an_example_is_no_page() {
        let embedded = Catalogue::embedded().expect("sound");
        assert!(is_placeholder(&embedded.page));
        assert!(is_placeholder("https://check.example:8443/a"));
        for page in [
            "https://check.example.com/",
            "http://192.0.2.1/",
            "",
            "https://",
        ] {
            assert!(!is_placeholder(page), "{page}");
        }
    }
}
