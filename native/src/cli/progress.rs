//! One line on the terminal: a bar, the elapsed seconds, and what is being tested; once only a feed is left, the
//! verdict.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use camcheck_core::model::feed::Feed;
use camcheck_core::model::reason::Reason;
use camcheck_core::model::report::Report;
use camcheck_core::render::feeds::marks;
use camcheck_core::run::Run;
use camcheck_core::say::Language;

use super::args::CommonArgs;

/// Columns of the line; every terminal has them.
pub(super) const WIDTH: usize = 79;

/// How often the elapsed seconds are updated.
pub(super) const TICK: Duration = Duration::from_millis(250);

/// Characters of the bar; with the seconds, they leave room for the longest row.
const BAR: usize = 12;

/// The line, if it can be seen.
pub(super) struct Progress {
    visible: bool,
    language: Language,
    began: Instant,
    /// Characters of the bar that are filled. More probes may follow, but the bar never goes back.
    full: usize,
    /// What is being tested.
    text: String,
    shown: String,
    /// How many seconds the feed has, once it has begun.
    feed: Option<u8>,
}

impl Progress {
    /// A line on standard error, if that is a terminal and the user wants neither quiet nor a line for each flow.
    pub(super) fn on_stderr(args: &CommonArgs) -> Self {
        Self {
            visible: !args.quiet && !args.verbose && io::stderr().is_terminal(),
            language: args.language(),
            began: Instant::now(),
            full: 0,
            text: String::new(),
            shown: String::new(),
            feed: None,
        }
    }

    /// Shows the progress of the run.
    pub(super) fn show(&mut self, run: &Run) {
        if self.visible {
            let progress = run.progress();
            let full = (BAR * progress.done).checked_div(progress.started);
            self.full = self.full.max(full.unwrap_or(0));
            self.text = line(run, self.language);
            self.tick();
        }
    }

    /// Shows how much time has passed, while no feed shows its own seconds.
    pub(super) fn tick(&mut self) {
        if self.visible && self.feed.is_none() && !self.text.is_empty() {
            let bar = bar(self.full, self.began.elapsed());
            self.show_line(format!("{bar}  {}", self.text));
        }
    }

    /// Shows the verdict, to which a feed only adds, and that the feed begins.
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

fn bar(full: usize, elapsed: Duration) -> String {
    let (full, seconds) = (full.min(BAR), elapsed.as_secs());
    format!("[{:-<BAR$}] {seconds:>3} s", "#".repeat(full))
}

/// What a run is testing, and how far it is.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_has_one_length() {
        let second = Duration::from_millis(1900);
        assert_eq!(bar(0, second), "[------------]   1 s");
        assert_eq!(bar(5, second), "[#####-------]   1 s");
        assert_eq!(bar(99, 100 * second), "[############] 190 s");
    }
}
