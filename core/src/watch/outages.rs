//! The outages of a watch.

use super::round::{Judged, Round};
use crate::model::time::Time;
use crate::model::watch::{Failed, Outage};

/// The outages, in order. Only a good round ends one: a gap or a round that was not judged shows nothing of it.
pub(super) fn outages<'a>(rounds: impl Iterator<Item = &'a Round>) -> Vec<Outage> {
    let mut outages = Vec::new();
    let mut current: Option<Outage> = None;
    let mut last_good = None;
    let mut reached = Time::from_seconds(0);
    for round in rounds {
        // The clock may have been set back between two starts.
        let at = round.at.max(reached);
        let ended = round.ended().max(at);
        reached = at;
        match round.result {
            Judged::NotJudged => {}
            Judged::Good => {
                last_good = Some(at);
                outages.extend(current.take().map(|outage| Outage {
                    end_by: Some(ended),
                    ..outage
                }));
            }
            Judged::Bad => {
                let outage = current.get_or_insert_with(|| Outage {
                    begin_after: last_good,
                    begin_by: ended,
                    end_after: at,
                    end_by: None,
                    rounds: 0,
                    failed: Vec::new(),
                });
                outage.end_after = at;
                outage.rounds = outage.rounds.saturating_add(1);
                add_failed(&mut outage.failed, round);
            }
        }
    }
    outages.extend(current);
    outages
}

fn add_failed(failed: &mut Vec<Failed>, round: &Round) {
    for row in round.failed() {
        let row = Failed {
            id: row.id,
            reason: row.reason,
        };
        if !failed.contains(&row) {
            failed.push(row);
        }
    }
}
