//! The log of a watch: an [`Entry`] in JSON on each line.

use super::entry::Entry;
use crate::model::time::Time;

/// The name of the format, in each start.
pub const FORMAT: &str = "camcheck-watch";

/// The version of the format.
pub const VERSION: u32 = 1;

/// What an existing log contains.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// Its entries.
    pub entries: Vec<Entry>,
    /// Lines that could not be read and were skipped, not counting the last one.
    pub damaged: usize,
    /// The last line was cut off while it was written, and skipped.
    pub cut_off: bool,
    /// The file does not end with a line's end, so that one must be written first.
    pub is_open_ended: bool,
}

/// Why a file is not continued as a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LogFault {
    /// It has another format.
    #[error("is not the log of a watch; name another file, or one that does not exist yet")]
    NotALog,
    /// A later version of the program wrote it.
    #[error("was written by a newer version of Camcheck; continue it with that version")]
    Newer,
    /// Its time has not come yet, so what is measured now would count for nothing.
    #[error("ends later than this device's clock shows; set the clock, or name another file")]
    Ahead,
}

/// Seconds by which a clock may be set back between two starts, as time servers do.
const CORRECTION: u64 = 60;

impl Past {
    /// Checks that the log is the past at this moment.
    ///
    /// # Errors
    /// [`LogFault::Ahead`], if it is more than a minute ahead.
    pub fn check_clock(&self, now: Time) -> Result<(), LogFault> {
        let ends = self.entries.iter().map(Entry::at).max();
        let is_ahead = ends.is_some_and(|ends| ends > now.after(CORRECTION));
        if is_ahead {
            Err(LogFault::Ahead)
        } else {
            Ok(())
        }
    }
}

/// Reads a log; an empty one is sound.
///
/// # Errors
/// [`LogFault`], if the file does not begin as a log does.
pub fn read(bytes: &[u8]) -> Result<Past, LogFault> {
    let mut past = Past::default();
    let is_open_ended = bytes.last().is_some_and(|last| *last != b'\n');
    let mut lines = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
        .peekable();
    if let Some(first) = lines.peek() {
        check_first(first)?;
    }
    while let Some(line) = lines.next() {
        let is_last = lines.peek().is_none();
        match parse(line) {
            Some(entry) => past.entries.push(entry),
            None if is_last => past.cut_off = true,
            None => past.damaged += 1,
        }
    }
    past.is_open_ended = is_open_ended;
    Ok(past)
}

/// A file is continued only if its first line is the start of a watch, so that no other file is written to.
fn check_first(line: &[u8]) -> Result<(), LogFault> {
    match parse(line) {
        Some(Entry::Start(start)) if start.format != FORMAT => Err(LogFault::NotALog),
        Some(Entry::Start(start)) if start.version > VERSION => Err(LogFault::Newer),
        Some(Entry::Start(_)) => Ok(()),
        Some(Entry::Round(_) | Entry::Pause(_)) | None => Err(LogFault::NotALog),
    }
}

fn parse(line: &[u8]) -> Option<Entry> {
    let line = std::str::from_utf8(line).ok()?;
    Entry::parse(line).ok()
}

/// An entry as a line, with its end.
///
/// # Errors
/// Never: an entry has no map with other keys than strings, the only thing that JSON refuses.
pub fn line(entry: &Entry) -> Result<String, serde_json::Error> {
    serde_json::to_string(entry).map(|line| line + "\n")
}
