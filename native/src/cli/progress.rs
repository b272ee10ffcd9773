//! One line on the terminal that shows what is being tested, and the verdict once a feed alone is left.

use std::io::{self, IsTerminal, Write};

use camcheck_core::model::feed::Feed;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::render::feeds::marks;
use camcheck_core::run::Run;
use camcheck_core::say::Language;

/// Columns of the line; every terminal has them.
pub(super) const WIDTH: usize = 79;

/// The line, if it can be seen.
pub(super) struct Progress {
    visible: bool,
    language: Language,
    shown: String,
    /// How many seconds the feed has, once it has begun.
    feed: Option<u8>,
}

impl Progress {
    /// A line on standard error, if that is a terminal and the user does not want it quiet.
    pub(super) fn on_stderr(quiet: bool, language: Language) -> Self {
        Self {
            visible: !quiet && io::stderr().is_terminal(),
            language,
            shown: String::new(),
            feed: None,
        }
    }

    /// Shows the progress of the run.
    pub(super) fn show(&mut self, run: &Run) {
        if self.visible {
            self.show_line(line(run, self.language));
        }
    }

    /// Shows the verdict, which a feed only adds to, and that the feed begins.
    pub(super) fn begin_feed(&mut self, report: &Report, seconds: u8) {
        if self.visible && self.feed.is_none() {
            self.feed = Some(seconds);
            self.write(&self.language.headline(report));
            self.write_raw("\n");
            self.show_seconds(0, ["", ""]);
        }
    }

    /// Shows the seconds of a feed so far.
    pub(super) fn show_feed(&mut self, feed: &Feed) {
        if self.visible {
            let [out, back] = marks(feed);
            self.show_seconds(feed.up_lost_percent.len(), [&out, &back]);
        }
    }

    fn show_seconds(&mut self, seconds: usize, marks: [&str; 2]) {
        let all = usize::from(self.feed.unwrap_or_default());
        self.show_line(self.language.feed_progress(seconds, all, marks));
    }

    fn show_line(&mut self, line: String) {
        if line != self.shown {
            self.write(&line);
            self.shown = line;
        }
    }

    /// Clears the line.
    pub(super) fn clear(&mut self) {
        if self.visible {
            self.write("");
            self.write_raw("\r");
        }
    }

    /// Blanks instead of escape sequences, which old Windows consoles would print.
    fn write(&self, line: &str) {
        let line: String = line.chars().take(WIDTH).collect();
        self.write_raw(&format!("\r{line:WIDTH$}"));
    }

    fn write_raw(&self, text: &str) {
        let mut stderr = io::stderr();
        // If the terminal is gone, progress is not needed.
        let _ = stderr.write_all(text.as_bytes());
        let _ = stderr.flush();
    }
}

pub(super) fn line(run: &Run, language: Language) -> String {
    let progress = run.progress();
    let being_measured = run
        .judge()
        .verdicts
        .iter()
        .find(|verdict| verdict.reason == Reason::Measuring)
        .map(|verdict| verdict.id);
    language.progress(being_measured, progress.done, progress.started)
}
