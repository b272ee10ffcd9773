//! Texts about a watch.

use super::fix::Fix;
use super::language::Language;
use super::lists::{distinct, list};
use super::texts::{LiveWords, Texts};
use crate::model::reason::Reason;
use crate::model::requirement::RequirementId;
use crate::model::time::Time;
use crate::model::verdict::Status;
use crate::model::watch::{Mark, Outage, WatchSummary};
use crate::watch::{Judged, Kind, Round, Watch, is_below_threshold};

/// Outages that a summary lists.
const OUTAGES_LISTED: usize = 12;

/// The number of rounds from which the interval of the share is shown.
const ROUNDS_FOR_AN_INTERVAL: u32 = 5;

impl Language {
    /// The title above the summary of a watch.
    #[must_use]
    pub fn watch_title(self) -> &'static str {
        self.texts().watch().title
    }

    /// The summary of a watch, in sentences.
    #[must_use]
    pub fn watch_sentences(self, watch: &WatchSummary) -> Vec<String> {
        let texts = self.texts();
        let mut sentences = vec![share(texts, watch)];
        if is_below_threshold(watch) {
            let words = texts.watch();
            sentences.push(format!("{} {}", words.below, texts.fix(Fix::AskSupport)));
        }
        if watch.outages.is_empty() && watch.judged_seconds() > 0 {
            sentences.push(texts.watch().no_outage.to_owned());
        }
        let listed = watch.outages.iter().take(OUTAGES_LISTED);
        sentences.extend(listed.map(|listed| outage(texts, listed)));
        let unlisted = watch.outages.len().saturating_sub(OUTAGES_LISTED);
        let more = unlisted + usize::from(watch.outages_left_out);
        if more > 0 {
            sentences.push(texts.watch_more(more));
        }
        if watch.gap_seconds > 0 {
            let gaps = watch.gaps.len();
            sentences.push(texts.watch_gaps(&duration(watch.gap_seconds), gaps));
        }
        if watch.not_judged_seconds > 0 {
            sentences.push(texts.watch_open(&duration(watch.not_judged_seconds)));
        }
        sentences
    }

    /// What a mark of the timeline stands for; none if there is no timeline.
    #[must_use]
    pub fn watch_marks(self, watch: &WatchSummary) -> Option<String> {
        let signs = Mark::ALL.map(Mark::sign);
        let marks = || {
            self.texts()
                .watch_marks(&duration(watch.mark_seconds), signs)
        };
        (!watch.timeline.is_empty()).then(marks)
    }

    /// Words while the native program watches.
    #[must_use]
    pub fn live_words(self) -> &'static LiveWords {
        self.program_texts().live()
    }

    /// How often a watch tests and until when.
    #[must_use]
    pub fn watch_begins(self, watch: &Watch) -> String {
        let every = duration(watch.schedule().every().as_secs());
        let until = spoken(watch.ends());
        self.program_texts().watch_begins(&every, &until)
    }

    /// What earlier rounds a log contains.
    #[must_use]
    pub fn log_continued(self, rounds: usize, damaged: usize) -> String {
        self.program_texts().log_continued(rounds, damaged)
    }

    /// A round in one line.
    #[must_use]
    pub fn round(self, round: &Round) -> String {
        let program = self.program_texts();
        let mut line = format!(
            "{}  {}  {}",
            spoken(round.at),
            sign(round.result),
            program.round_result(round.result)
        );
        let why = self.why(round);
        if !why.is_empty() {
            line.push_str(self.labels().colon);
            line.push_str(&why);
        }
        if round.kind == Kind::Whole {
            line.push_str(&format!(" ({})", program.live().whole));
        }
        line
    }

    fn why(self, round: &Round) -> String {
        let texts = self.texts();
        let failed = round.failed().map(|row| (row.id, row.reason));
        let mut open = round.rows.iter();
        match round.result {
            Judged::Good => String::new(),
            Judged::Bad => failures(texts, failed),
            Judged::NotJudged if round.unmeasured.is_some() => self.live_words().slept.to_owned(),
            Judged::NotJudged => open
                .find(|row| row.status == Status::Inconclusive)
                .map_or_else(String::new, |row| sentence(texts, row.reason)),
        }
    }
}

/// The sign of a result, as in a timeline.
const fn sign(result: Judged) -> char {
    match result {
        Judged::Good => Mark::Good.sign(),
        Judged::Bad => Mark::Bad.sign(),
        Judged::NotJudged => Mark::NotJudged.sign(),
    }
}

fn share(texts: &dyn Texts, watch: &WatchSummary) -> String {
    let (from, to) = pair(watch.began, watch.ended);
    match (watch.good_percent(), watch.interval_percent) {
        (Some(percent), Some(between)) => {
            // Of so few rounds it would be nearly everything.
            let between = Some(between).filter(|_| watch.rounds >= ROUNDS_FOR_AN_INTERVAL);
            texts.watch_share(&from, &to, percent, between)
        }
        (Some(_) | None, _) => texts.watch_not_judged(&from, &to),
    }
}

fn outage(texts: &dyn Texts, outage: &Outage) -> String {
    let first = outage.begin_after.unwrap_or(outage.begin_by);
    let (after, by) = pair(first, outage.begin_by);
    let after = outage.begin_after.map(|_| after.as_str());
    let (end_after, end_by) = match outage.end_by {
        Some(by) => pair(outage.end_after, by),
        None => (spoken(outage.end_after), String::new()),
    };
    let end_by = outage.end_by.map(|_| end_by.as_str());
    // Without the moment before it, the other one needs its date.
    let alone = spoken(outage.begin_by);
    let by = if after.is_some() { &by } else { &alone };
    let failed = outage.failed.iter().map(|row| (row.id, row.reason));
    let failed = failures(texts, failed);
    texts.watch_outage((after, by), (&end_after, end_by), &failed)
}

/// The names of rows; where nothing answered at all, that is what happened.
fn failures(texts: &dyn Texts, failed: impl Iterator<Item = (RequirementId, Reason)>) -> String {
    let failed: Vec<_> = failed.collect();
    let (silent, others): (Vec<_>, Vec<_>) = failed
        .iter()
        .partition(|(_, reason)| *reason == Reason::NothingAnswers);
    let mut named = distinct(others.iter().map(|(id, _)| texts.row_name(*id).to_owned()));
    if !silent.is_empty() {
        named.push(sentence(texts, Reason::NothingAnswers));
    }
    list(named)
}

/// A reason without its full stop.
fn sentence(texts: &dyn Texts, reason: Reason) -> String {
    let sentence = texts.reason(reason);
    sentence.strip_suffix('.').unwrap_or(sentence).to_owned()
}

/// Two moments in UTC; the second one without the date if it is the same.
fn pair(from: Time, to: Time) -> (String, String) {
    let (date, _) = from.date_and_time();
    let (second_date, time) = to.date_and_time();
    let second = if date == second_date {
        time
    } else {
        format!("{second_date} {time}")
    };
    (spoken(from), second)
}

/// A moment in UTC.
fn spoken(time: Time) -> String {
    let (date, time) = time.date_and_time();
    format!("{date} {time}")
}

/// A duration, in units that every language writes the same way.
fn duration(seconds: u64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut parts = Vec::new();
    for (number, unit) in [(hours, "h"), (minutes, "min"), (rest, "s")] {
        if number > 0 {
            parts.push(format!("{number} {unit}"));
        }
    }
    parts.join(" ")
}
