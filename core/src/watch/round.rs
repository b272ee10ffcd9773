//! What became of a round, in few words.

use serde::Serialize;

use super::order::Kind;
use crate::feed::Share;
use crate::model::feed::{Feed, Seconds};
use crate::model::reason::Reason;
use crate::model::report::Report;
use crate::model::requirement::RequirementId;
use crate::model::time::Time;
use crate::model::verdict::Status;
use crate::support::json::from_json;
use crate::support::names::report_names;
use crate::support::order::median;

from_json! {
    Round {
        at,
        took_ms,
        kind,
        result,
        rows,
        network_changed: optional,
        feed: optional,
        unmeasured: optional,
    }
    RowSeen { id, status, reason }
    FeedSeen { up, down, round_trip_ms: optional }
    FlowSeen { good_seconds, measured_seconds, lost_percent, jitter_ms: optional }
}

/// One round. It contains no address and no host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Round {
    /// When it began.
    pub at: Time,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// How much it tested.
    pub kind: Kind,
    /// What it shows of the site.
    pub result: Judged,
    /// The rows that were tested, and that of the stream in any case.
    pub rows: Vec<RowSeen>,
    /// Whether the device's own address or the one that the internet sees is another one than before; none if that
    /// is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_changed: Option<bool>,
    /// What the stream showed, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedSeen>,
    /// Why it shows nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmeasured: Option<Unmeasured>,
}

report_names! {
    /// What a round shows of the site.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    Judged {
        /// Everything works.
        Good = "good",
        /// Something is blocked, or the stream was not good enough.
        Bad = "bad",
        /// Nothing that can be attributed to the site.
        NotJudged = "not-judged",
    }
}

/// A row, in few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RowSeen {
    /// The requirement.
    pub id: RequirementId,
    /// Its state.
    pub status: Status,
    /// Why.
    pub reason: Reason,
}

/// What the streams of a round showed, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FeedSeen {
    /// From the site.
    pub up: FlowSeen,
    /// To the site.
    pub down: FlowSeen,
    /// Median of the seconds' median round trips, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<u32>,
}

/// One direction of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FlowSeen {
    /// Good seconds.
    pub good_seconds: usize,
    /// Seconds that showed something.
    pub measured_seconds: usize,
    /// Packets of a hundred that were lost, on average.
    pub lost_percent: u32,
    /// The greatest jitter of a second, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jitter_ms: Option<u16>,
}

report_names! {
    /// Why a round shows nothing.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    Unmeasured {
        /// The device slept meanwhile.
        Slept = "slept",
        /// The program was suspended repeatedly.
        KeptPausing = "kept-pausing",
    }
}

impl Round {
    /// What failed: nothing unless the round is bad.
    pub(crate) fn failed(&self) -> impl Iterator<Item = &RowSeen> {
        let fails = |row: &&RowSeen| row.fails();
        let any_fails = self.rows.iter().any(|row| row.fails());
        let silent = |row: &&RowSeen| row.reason == Reason::NothingAnswers;
        let rows = self.rows.iter().filter(|_| self.result == Judged::Bad);
        rows.filter(move |row| if any_fails { fails(row) } else { silent(row) })
    }

    /// The end, rounded up.
    pub(super) fn ended(&self) -> Time {
        self.at.after(self.took_ms.div_ceil(1000))
    }
}

impl RowSeen {
    fn fails(&self) -> bool {
        self.status == Status::Fail && super::order::decides(self.id)
    }
}

/// The rows of a round's report.
pub(super) fn rows(report: &Report) -> Vec<RowSeen> {
    let rows = report.requirements.iter().filter(|row| {
        let is_feed = row.id == RequirementId::FeedReliability;
        row.status != Status::NotTested || is_feed && row.reason != Reason::NotSelected
    });
    rows.map(|row| RowSeen {
        id: row.id,
        status: row.status,
        reason: row.reason,
    })
    .collect()
}

/// What the streams of a round's report showed.
pub(super) fn feed(feeds: &[Feed]) -> Option<FeedSeen> {
    let round_trips: Vec<_> = feeds
        .iter()
        .flat_map(|feed| feed.round_trip_ms.iter().flatten())
        .map(|milliseconds| u32::from(*milliseconds))
        .collect();
    (!feeds.is_empty()).then(|| FeedSeen {
        up: flow(Share::of_up(feeds), feeds, |feed| &feed.up_jitter_ms),
        down: flow(Share::of_down(feeds), feeds, |feed| &feed.down_jitter_ms),
        round_trip_ms: median(&round_trips),
    })
}

fn flow(share: Share, feeds: &[Feed], jitter_ms: fn(&Feed) -> &Seconds) -> FlowSeen {
    let jitter = feeds
        .iter()
        .flat_map(|feed| jitter_ms(feed).iter().flatten());
    FlowSeen {
        good_seconds: share.good,
        measured_seconds: share.measured,
        lost_percent: share.lost_percent,
        jitter_ms: jitter.max().copied(),
    }
}
