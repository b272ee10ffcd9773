//! `--log`: a line of JSON for each result.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use camcheck_core::limits::WATCH_LOG;
use camcheck_core::model::time::Time;
use camcheck_core::watch::Entry;
use camcheck_core::watch::log::{self, Past};

use crate::cli::{Complaint, output, plain};

/// A log that is being written. No other process writes to it meanwhile.
pub(super) struct Log {
    path: PathBuf,
    file: File,
    /// What was written last may lack its end.
    is_open_ended: bool,
    /// Writing failed, and the user knows.
    complained: bool,
}

impl Log {
    /// Opens a log and reads what it contains.
    ///
    /// # Errors
    /// If it cannot be opened, is in use by another process, is too large, ends after now, or is another kind of file.
    pub(super) fn open(path: &Path, now: Time) -> Result<(Self, Past), Complaint> {
        let complain = |problem: &dyn std::fmt::Display| {
            Complaint::new(format!("--log {}: {problem}", path.display()))
        };
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(path)
            .map_err(|error| complain(&format!("cannot be opened: {}", plain(&error))))?;
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => complain(&"another camcheck is writing to it"),
            TryLockError::Error(error) => complain(&format!("cannot be locked: {}", plain(&error))),
        })?;
        let mut bytes = Vec::new();
        (&file)
            .take(WATCH_LOG + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| complain(&format!("cannot be read: {}", plain(&error))))?;
        if bytes.len() as u64 > WATCH_LOG {
            let most = WATCH_LOG / (1024 * 1024);
            let problem = format!("has more than {most} MiB; begin a new log in another file");
            return Err(complain(&problem));
        }
        let past = log::read(&bytes).map_err(|fault| complain(&fault))?;
        past.check_clock(now).map_err(|fault| complain(&fault))?;
        let log = Self {
            path: path.to_owned(),
            file,
            is_open_ended: past.is_open_ended,
            complained: false,
        };
        Ok((log, past))
    }

    /// Appends entries. If that fails, the watch continues without them, and the user is informed
    /// once.
    pub(super) fn append(&mut self, entries: &[Entry]) {
        for entry in entries {
            match self.write(entry) {
                Ok(()) => self.complained = false,
                Err(error) if !self.complained => {
                    let path = self.path.display();
                    output::note(&format!("cannot write the log {path}: {}", plain(&error)));
                    self.complained = true;
                }
                Err(_) => {}
            }
        }
    }

    fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let mut line = log::line(entry)?;
        if self.is_open_ended {
            line.insert(0, '\n');
        }
        // A part of it may arrive.
        self.is_open_ended = true;
        self.file.write_all(line.as_bytes())?;
        // A watch of days should survive a power cut.
        self.file.sync_data()?;
        self.is_open_ended = false;
        Ok(())
    }
}
