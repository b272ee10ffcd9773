//! What a user sees while the program watches: a table that is drawn again on a terminal, or a line for each
//! round.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use camcheck_core::run::Run;
use camcheck_core::say::Language;
use camcheck_core::watch::log::Past;
use camcheck_core::watch::{Entry, Watch};

use super::rounds;
use crate::cli::args::CommonArgs;
use crate::cli::output;
use crate::cli::progress::{self, WIDTH};

/// Rounds that the table shows.
const ROUNDS: usize = 8;

/// Standard error.
pub(super) struct Screen {
    mode: Mode,
    language: Language,
    /// The table above its last line.
    table: Vec<String>,
    /// The lines that are on the terminal now.
    drawn: Vec<String>,
}

/// How results are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Quiet,
    /// For a file or a pipe, for a terminal without escape sequences, and where other lines appear in between.
    Lines,
    Table,
}

impl Screen {
    pub(super) fn on_stderr(args: &CommonArgs) -> Self {
        let stderr = io::stderr();
        let escapes = AutoStream::choice(&stderr) != ColorChoice::Never;
        let mode = if args.quiet {
            Mode::Quiet
        } else if stderr.is_terminal() && escapes && !args.verbose {
            Mode::Table
        } else {
            Mode::Lines
        };
        Self {
            mode,
            language: args.language(),
            table: Vec::new(),
            drawn: Vec::new(),
        }
    }

    /// Which part of an existing log is continued.
    pub(super) fn continues(&self, past: &Past) {
        if self.mode != Mode::Quiet && !past.entries.is_empty() {
            let damaged = past.damaged + usize::from(past.cut_off);
            let rounds = rounds(&past.entries).count();
            output::note(&self.language.log_continued(rounds, damaged));
        }
    }

    /// How often it tests, and how to end the watch.
    pub(super) fn begins(&self, watch: &Watch) {
        if self.mode != Mode::Quiet {
            let begins = self.language.watch_begins(watch);
            let interrupt = self.language.live_words().interrupt;
            output::note(&format!("{begins}. {interrupt}"));
        }
    }

    /// Shows the progress of the watch; `new` has its new entries.
    pub(super) fn show(&mut self, watch: &Watch, new: &[Entry]) {
        match self.mode {
            Mode::Quiet => {}
            Mode::Lines => {
                for round in rounds(new) {
                    write(&format!("{}\n", self.language.round(round)));
                }
            }
            Mode::Table => {
                self.table = self.lines(watch);
                let next = watch.next_turn().map(|next| {
                    let (_, time) = next.date_and_time();
                    format!("{} {time} UTC", self.language.live_words().next)
                });
                self.draw(next.unwrap_or_default());
            }
        }
    }

    /// The progress of the round under way.
    pub(super) fn progress(&mut self, run: &Run) {
        if self.mode == Mode::Table {
            self.draw(progress::line(run, self.language));
        }
    }

    /// Removes the table: the report follows, which has its figures.
    pub(super) fn clear(&mut self) {
        if self.mode == Mode::Table {
            write(&above(self.drawn.len()));
            self.drawn.clear();
        }
    }

    fn lines(&self, watch: &Watch) -> Vec<String> {
        let summary = watch.summary();
        let mut lines = vec![String::new()];
        let mut last: Vec<_> = rounds(watch.entries()).rev().take(ROUNDS).collect();
        last.reverse();
        lines.extend(last.into_iter().map(|round| self.language.round(round)));
        lines.push(String::new());
        if let Some(marks) = self.language.watch_marks(&summary) {
            lines.push(summary.timeline.clone());
            lines.push(marks);
        }
        if let Some(percent) = summary.good_percent() {
            lines.push(format!("{percent} %"));
        }
        lines
    }

    fn draw(&mut self, last: String) {
        let lines: Vec<String> = self
            .table
            .iter()
            .chain([&last])
            .map(|line| line.chars().take(WIDTH).collect())
            .collect();
        if lines != self.drawn {
            write(&format!(
                "{}{}\n",
                above(self.drawn.len()),
                lines.join("\n")
            ));
            self.drawn = lines;
        }
    }
}

/// Moves up by this many lines and removes what is below (ECMA-48 sections 8.3.22 and 8.3.39, CUU and ED).
fn above(lines: usize) -> String {
    match lines {
        0 => String::new(),
        lines => format!("\u{1b}[{lines}A\r\u{1b}[J"),
    }
}

fn write(text: &str) {
    // If the terminal is gone, nothing needs to be shown.
    let mut stderr = io::stderr();
    let _ = stderr.write_all(text.as_bytes());
    let _ = stderr.flush();
}
