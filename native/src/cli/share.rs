//! `--share`: a link and a QR code on the terminal, an HTML report beside, and a browser that
//! shows one of them.

mod file;
mod open;

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use camcheck_core::link;
use camcheck_core::link::qr::Qr;
use camcheck_core::report::{Report, html};
use camcheck_core::text::Language;

use super::catalogue::is_reachable;
use super::{Args, Complaint};
use crate::vantage::Trust;

/// Columns of the terminal that a QR code may take; every terminal has them.
const WIDTH: usize = 80;

/// White on black, whatever the terminal's colours: a code in other colours, or inverted, is
/// read by few phones.
const QR_COLORS: (&str, &str) = ("\u{1b}[97;40m", "\u{1b}[0m");

/// The longest address that Windows hands to a browser (`INTERNET_MAX_URL_LENGTH`, 2,083, with
/// room to spare).
const WINDOWS_URL_MOST: usize = 2000;

/// Shares a report. That no browser opens is no error; where to look is on the terminal.
///
/// # Errors
/// If the HTML report cannot be written.
pub(super) async fn share(
    report: &Report,
    page: &str,
    args: &Args,
    trust: &Trust,
) -> Result<(), Complaint> {
    let language = args.language();
    let path = file::write(&html::render(report, language), report, args)?;
    let links = Links::of(page, report);
    let reachable = links.is_some() && is_reachable(page, trust).await;
    say(&told(links.as_ref(), &path, reachable, language));
    let opened = match &links {
        Some(links) if reachable => open::open(links.to_open().as_ref()).await,
        Some(_) | None => open::open(path.as_os_str()).await,
    };
    if !opened {
        say(&format!("{}\n", language.share_words().not_opened));
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
        if cfg!(windows) && self.full.len() > WINDOWS_URL_MOST {
            &self.short
        } else {
            &self.full
        }
    }
}

fn told(links: Option<&Links>, path: &Path, reachable: bool, language: Language) -> String {
    let words = language.share_words();
    let mut text = match links {
        Some(links) => format!(
            "\n{}:\n{}\n{}",
            words.link,
            links.full,
            qr(&links.short, words.scan)
        ),
        None => format!("\n{}\n", words.no_link),
    };
    text.push_str(&format!("{}: {}\n", words.saved, path.display()));
    if links.is_some() && !reachable {
        text.push_str(&format!("{}\n", words.page_unreachable));
    }
    text
}

/// The code with its title; nothing where it is not seen or does not fit.
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
    // Without standard error there is nobody to tell. The stream leaves colours out where the
    // console cannot show them.
    let _ = anstream::stderr().write_all(text.as_bytes());
}
