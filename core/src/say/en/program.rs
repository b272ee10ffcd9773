//! Texts of the native program only.

use super::English;
use crate::say::sweep::Sweep;
use crate::say::texts::{LiveWords, ProgramTexts, ShareWords};
use crate::watch::Judged;

const WORDS: ShareWords = ShareWords {
    scan: "Scan to open a shortened report on a phone:",
    saved: "The report as a file",
    page_unreachable: "The page behind the link does not answer from this network; the link works on networks where it does.",
    not_opened: "No browser could be opened: open the link or the file yourself.",
    no_link: "There is no link: the page's address in the list of test servers is too long.",
    no_page: "There is no link: the list of test servers contains no real address of the page.",
    no_far_end: "no test server is configured, so only the domains can be tested; name one with --responder or --catalogue (see --help)",
    all_pass: "every required check passes now",
    press_enter: "Press Enter to close this window.",
};

const LIVE: LiveWords = LiveWords {
    next: "Next round at",
    interrupt: "Ctrl-C ends the watch with a report.",
    whole: "all checks",
    slept: "the device slept",
    no_round: "no round was finished, so there is no report",
};

impl ProgramTexts for English {
    fn share(&self) -> &'static ShareWords {
        &WORDS
    }

    fn progress(&self, row: Option<&str>, done: usize, started: usize) -> String {
        let what = row.unwrap_or("again to confirm");
        format!("{done} of {started} done. Testing {what}")
    }

    fn feed_progress(&self, seconds: usize, all: usize, out: &str, back: &str) -> String {
        format!("Video-like stream: {seconds} of {all} s  out {out}  in {back}")
    }

    fn sweep_announcement(&self, sweep: Sweep) -> String {
        let Sweep {
            ports,
            rate,
            seconds,
            sessions: (least, most),
        } = sweep;
        format!(
            "trying {ports} UDP ports at {rate} a second, about {seconds} s; they use {least} to {most} entries of the router's session table at a time"
        )
    }

    fn retest_begins(&self, every: &str) -> String {
        format!(
            "repeating the failing checks every {every} until they pass; Ctrl-C stops and prints the report"
        )
    }

    fn newer_version(&self, version: &str, page: &str) -> String {
        format!("a newer version of this program, {version}, is available at {page}")
    }

    fn retest_waits(&self, seconds: u64) -> String {
        format!(
            "a few UDP ports answer now; the whole range is tested again in {seconds} s, when the router has forgotten the last test"
        )
    }

    fn live(&self) -> &'static LiveWords {
        &LIVE
    }

    fn watch_begins(&self, every: &str, until: &str) -> String {
        format!("testing every {every} until {until} UTC")
    }

    fn round_result(&self, result: Judged) -> &'static str {
        match result {
            Judged::Good => "good",
            Judged::Bad => "bad",
            Judged::NotJudged => "not judged",
        }
    }

    fn log_continued(&self, rounds: usize, damaged: usize) -> String {
        let damaged = match damaged {
            0 => String::new(),
            1 => "; 1 damaged line was skipped".to_owned(),
            lines => format!("; {lines} damaged lines were skipped"),
        };
        format!("continuing a log; rounds so far: {rounds}{damaged}")
    }
}
