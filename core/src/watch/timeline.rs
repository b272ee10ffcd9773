//! The time of a watch as a row of marks.

use super::round::Judged;
use super::stretches::{Stretch, What};
use crate::limits::WATCH_TIMELINE;
use crate::model::time::Time;
use crate::model::watch::Mark;

/// A mark for each interval between rounds, or for several of them if there is no room; and how many seconds a
/// mark stands for.
pub(super) fn timeline(stretches: &[Stretch], every: u64) -> (String, u64) {
    let (Some(first), Some(last)) = (stretches.first(), stretches.last()) else {
        return (String::new(), 0);
    };
    let (began, seconds) = (first.from, last.to.since(first.from));
    let every = every.clamp(1, seconds);
    let rounds_each = seconds.div_ceil(every).div_ceil(WATCH_TIMELINE);
    let each = every.saturating_mul(rounds_each);
    let moment = |index: u64| began.after(each.saturating_mul(index)).min(last.to);
    let mut stretches = stretches;
    let marks = (0..seconds.div_ceil(each))
        .map(|index| {
            let (from, to) = (moment(index), moment(index + 1));
            let over = stretches.partition_point(|stretch| stretch.to <= from);
            stretches = stretches.get(over..).unwrap_or_default();
            mark(stretches, from, to).sign()
        })
        .collect();
    (marks, each)
}

/// What the time between two moments was.
fn mark(stretches: &[Stretch], from: Time, to: Time) -> Mark {
    let touched = || stretches.iter().take_while(|stretch| stretch.from < to);
    let begins_bad = |stretch: &Stretch| of(stretch.what) == Mark::Bad && stretch.from >= from;
    if touched().any(begins_bad) {
        return Mark::Bad;
    }
    let seconds = |mark: Mark| -> u64 {
        let same = touched().filter(|stretch| of(stretch.what) == mark);
        same.map(|stretch| stretch.within(from, to)).sum()
    };
    // The last of equals, so that doubt outweighs what is good.
    let most = Mark::ALL.into_iter().max_by_key(|mark| seconds(*mark));
    most.unwrap_or(Mark::Gap)
}

const fn of(what: What) -> Mark {
    match what {
        What::Round(Judged::Good) => Mark::Good,
        What::Round(Judged::Bad) => Mark::Bad,
        What::Round(Judged::NotJudged) => Mark::NotJudged,
        What::Gap(_) => Mark::Gap,
    }
}
