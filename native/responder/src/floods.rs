//! One line a minute about what was refused and dropped, so that a flood shows in the log and does not fill it.

use std::sync::Arc;

use tokio::time::sleep;
use tracing::warn;

use crate::engine::{Counter, Counts, Event};
use crate::limits;
use crate::shared::SharedEngine;

/// Logs floods. Never returns.
pub(crate) async fn watch(engine: Arc<SharedEngine>) {
    let mut before = engine.lock().counts().clone();
    loop {
        sleep(limits::FLOOD_INTERVAL).await;
        let now = engine.lock().counts().clone();
        if let Some(line) = line(&before, &now) {
            warn!("{line}");
        }
        before = now;
    }
}

/// What was refused and dropped often between two counts.
fn line(before: &Counts, now: &Counts) -> Option<String> {
    let parts: Vec<_> = [(Counter::Refused, "refused"), (Counter::Dropped, "dropped")]
        .into_iter()
        .filter_map(|(counter, word)| Some(format!("{word}: {}", often(counter, before, now)?)))
        .collect();
    (!parts.is_empty()).then(|| format!("in the last minute {}", parts.join("; ")))
}

fn often(counter: Counter, before: &Counts, now: &Counts) -> Option<String> {
    let kinds: Vec<_> = Event::ALL
        .into_iter()
        .filter(|event| event.place().0 == counter)
        .filter_map(|event| {
            let count = now.get(event) - before.get(event);
            (count >= limits::FLOOD).then(|| format!("{} {count}", event.place().1))
        })
        .collect();
    (!kinds.is_empty()).then(|| kinds.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(events: &[(Event, u64)]) -> Counts {
        let mut counts = Counts::default();
        for (event, times) in events {
            (0..*times).for_each(|_| counts.add(*event));
        }
        counts
    }

    #[test]
    fn only_what_happened_often_is_told_by_its_kind() {
        let before = counted(&[(Event::Refused, 500), (Event::HttpRefused, 3)]);
        let now = counted(&[
            (Event::Refused, 1_500),
            (Event::HttpRefused, 7),
            (Event::TlsRefused, limits::FLOOD),
            (Event::NotStun, 40_000),
            (Event::UdpRequest, 90_000),
        ]);
        let told = line(&before, &now);
        let expected = format!(
            "in the last minute refused: stun 1000, tls {}; dropped: not-stun 40000",
            limits::FLOOD
        );
        assert_eq!(told, Some(expected));
        assert_eq!(line(&now, &now), None);
    }
}
