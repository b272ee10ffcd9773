//! The share link: a report in the fragment of the page's address, so that it reaches no server.
//!
//! A report is JSON, deflated, in base64url, behind `#r=`. The full form keeps as much evidence as fits
//! [`MAX_FULL_LINK`] characters; the short form keeps what fits in a QR code. Omissions are noted in the
//! report ([`Note::Shortened`](crate::model::report::Note::Shortened)). The input is untrusted. Reading
//! takes bounded time and memory, and an accepted report has the form of our own: every row once and in
//! order, levels and the overall verdict computed again, strings and lists bounded. A forged report can
//! still be false, but it cannot show "ready" above a failing row.

mod accept;
mod bounds;
mod codec;
mod shorten;

use crate::model::report::Report;

pub use accept::accept;

/// Characters of a whole link in its full form: mail programs and chats accept that many.
pub const MAX_FULL_LINK: usize = 8 * 1024;

/// Characters of a whole link in its short form: a QR code of more has modules too small for a
/// phone to read off a screen.
pub const MAX_SHORT_LINK: usize = 1100;

/// Characters after `#r=` that are read: more than any link that this program makes.
const MAX_PACKED: usize = 2 * MAX_FULL_LINK;

/// Bytes of JSON that a link may inflate to; a report with all its evidence has about 20 KB.
const MAX_INFLATED: usize = 256 * 1024;

/// What precedes the report in the fragment.
const KEY: &str = "r=";

/// Why something cannot be shown as a report. None of these quotes the input, so that a link cannot make
/// the page show its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// There is no `r=` in it.
    #[error("this link contains no report")]
    NotALink,
    /// Characters are missing or changed.
    #[error("the link is damaged: a part is missing or changed; copy the whole link again")]
    Damaged,
    /// Longer than any link of ours, or it inflates beyond the bound.
    #[error("the link is larger than any report; it was not opened")]
    TooLarge,
    /// It is not damaged, but it is no report.
    #[error("this is not a Camcheck report")]
    NotAReport,
    /// A later version of the format or of the program.
    #[error("the report comes from a newer version of Camcheck; open it with that version")]
    Newer,
    /// A report with a value that no report can have.
    #[error("the report is malformed: {0}")]
    Malformed(ReportFault),
}

/// What is wrong with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReportFault {
    /// A field is missing, has a wrong type, or an unknown name.
    #[error("a value is missing, of a wrong type or unknown")]
    Value,
    /// A row occurs twice.
    #[error("a row occurs twice")]
    DuplicateRow,
    /// `started` is not a time in UTC.
    #[error("its time is invalid")]
    Time,
    /// `tool` is not a version of this program.
    #[error("it does not name a version of Camcheck")]
    Tool,
    /// More UDP ports are open than were sampled, or more than there are.
    #[error("its numbers of UDP ports are invalid")]
    PortCounts,
}

/// The address of the page is too long for any report to fit behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address of the page is too long for a link")]
pub struct PageTooLong;

/// The full link: of [`MAX_FULL_LINK`] characters at most, with all evidence if it fits, else without
/// that of passing rows, else without details, else without any.
///
/// # Errors
/// If not even a report without evidence fits behind the page's address.
pub fn full(page: &str, report: &Report) -> Result<String, PageTooLong> {
    let (base, room) = base(page, MAX_FULL_LINK)?;
    let fitting = shorten::full(report).find_map(|report| packed(&report, room));
    fitting.map(|packed| base + &packed).ok_or(PageTooLong)
}

/// The short link for a QR code: of [`MAX_SHORT_LINK`] characters at most, without evidence.
///
/// # Errors
/// If the page's address leaves no room.
pub fn short(page: &str, report: &Report) -> Result<String, PageTooLong> {
    let (base, room) = base(page, MAX_SHORT_LINK)?;
    let fitting = shorten::short(report).find_map(|report| packed(&report, room));
    fitting.map(|packed| base + &packed).ok_or(PageTooLong)
}

/// Reads a link: a whole one, or its fragment with or without `#`.
///
/// # Errors
/// [`LinkError`], which selects the message for the reader.
pub fn read(link: &str) -> Result<Report, LinkError> {
    let fragment = link.split_once('#').map_or(link, |(_, fragment)| fragment);
    let packed = fragment
        .trim_start()
        .split('&')
        .find_map(|part| part.strip_prefix(KEY))
        .ok_or(LinkError::NotALink)?;
    accept(&codec::unpack(packed)?)
}

/// The page's address up to the report, and how many characters are left.
fn base(page: &str, most: usize) -> Result<(String, usize), PageTooLong> {
    let page = page.split('#').next().unwrap_or_default();
    let base = format!("{page}#{KEY}");
    let room = most.checked_sub(base.len()).ok_or(PageTooLong)?;
    Ok((base, room))
}

fn packed(report: &Report, room: usize) -> Option<String> {
    // A report has no map with other keys than strings, the only thing that JSON refuses.
    let json = serde_json::to_string(report).ok()?;
    Some(codec::pack(&json)).filter(|packed| packed.len() <= room)
}

#[cfg(test)]
mod tests;
