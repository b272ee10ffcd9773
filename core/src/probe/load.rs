//! Bulk data over TCP: how much room there is on the line.

use std::time::Duration;

use super::timing::{Line, Timing};
use super::{HttpEndpoint, HttpMethod, HttpOutcome, HttpProbe, Kind};
use crate::limits::{LOAD_BYTES, LOAD_MIN_COUNTED, LOAD_START, LOAD_TIME, LOAD_WARM_UP};
use crate::wire::http::{LoadReceived, Receipts};
use crate::wire::token::RunToken;

/// A transfer under the run's token, of [`crate::limits::LOAD_BYTES`] at most.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LoadProbe {
    /// Where.
    pub endpoint: HttpEndpoint,
    /// The run.
    pub token: RunToken,
    /// From the site, or to it.
    pub is_upload: bool,
    /// 0 for the first try.
    pub attempt: u8,
}

impl LoadProbe {
    /// The path of the transfer at the far end.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/v1/runs/{}/load", self.token)
    }

    /// What the far end has received so far of an upload that was cut off, in the run's receipts.
    #[must_use]
    pub fn upload_so_far(&self) -> HttpProbe {
        HttpProbe {
            endpoint: self.endpoint.clone(),
            method: HttpMethod::Get,
            path: Receipts::path(&self.token),
            attempt: self.attempt,
        }
    }
}

impl Kind for LoadProbe {
    type Outcome = LoadOutcome;

    fn timing(&self, line: &Line) -> Timing {
        line.once(line.stretched(LOAD_START) + LOAD_TIME)
    }

    fn nothing_observed() -> LoadOutcome {
        LoadOutcome::Failed
    }
}

/// The outcome of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoadOutcome {
    /// So much arrived in the part of the transfer that counts.
    Transferred {
        /// Bytes.
        bytes: u64,
        /// In which time.
        took: Duration,
    },
    /// The far end transfers too much already.
    Busy,
    /// It could not be carried out.
    Failed,
}

impl LoadOutcome {
    /// The outcome of an upload, by the far end's answer to it.
    #[must_use]
    pub fn of_answer(body: &str) -> Self {
        LoadReceived::parse(body).map_or(Self::Failed, Self::from)
    }

    /// The outcome of an upload that was cut off, by the run's receipts.
    #[must_use]
    pub fn of_upload(receipts: HttpOutcome) -> Self {
        let receipts = receipts.ok().and_then(|reply| Receipts::parse(&reply.body));
        let upload = receipts.and_then(|receipts| receipts.upload);
        upload.map_or(Self::Failed, Self::from)
    }

    /// Megabits a second, rounded down; `None` if nothing was transferred.
    #[must_use]
    pub fn mbps(&self) -> Option<u64> {
        let Self::Transferred { bytes, took } = self else {
            return None;
        };
        // Bits in a microsecond are megabits in a second.
        let micros = u64::try_from(took.as_micros()).ok()?;
        bytes.saturating_mul(8).checked_div(micros)
    }
}

/// Counts what arrives of a transfer, by the time since it began.
#[derive(Debug, Clone, Copy, Default)]
pub struct LoadMeter {
    total: u64,
    /// What had arrived by the first moment that counts, and when that was.
    before: Option<(u64, Duration)>,
    last: Duration,
}

impl LoadMeter {
    /// This many bytes had arrived at this time after the transfer began.
    pub fn add(&mut self, at: Duration, bytes: u64) {
        self.total += bytes;
        self.last = at;
        if at >= LOAD_WARM_UP {
            self.before.get_or_insert((self.total, at));
        }
    }

    /// Bytes in all.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// What arrived in the part that counts: all of it, if nearly nothing of it is left then.
    #[must_use]
    pub fn received(&self) -> LoadReceived {
        let counted = self.before;
        let counted = counted.filter(|(_, from)| self.last >= *from + LOAD_MIN_COUNTED);
        let (before, from) = counted.unwrap_or_default();
        let took = self.last.saturating_sub(from);
        LoadReceived {
            bytes: self.total - before,
            micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

impl From<LoadReceived> for LoadOutcome {
    fn from(received: LoadReceived) -> Self {
        match received {
            LoadReceived { bytes, micros } if is_possible(bytes, micros) => Self::Transferred {
                bytes,
                took: Duration::from_micros(micros),
            },
            LoadReceived { .. } => Self::Failed,
        }
    }
}

/// No more can arrive than is sent.
fn is_possible(bytes: u64, micros: u64) -> bool {
    (1..=u64::from(LOAD_BYTES)).contains(&bytes) && micros > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_start_does_not_count() {
        let mut meter = LoadMeter::default();
        for tenth in 0..=30 {
            let bytes = if tenth <= 10 { 1_000 } else { 125_000 };
            meter.add(Duration::from_millis(tenth * 100), bytes);
        }
        assert_eq!(meter.total(), 11 * 1_000 + 20 * 125_000);
        let received = meter.received();
        assert_eq!((received.bytes, received.micros), (2_500_000, 2_000_000));
        assert_eq!(LoadOutcome::from(received).mbps(), Some(10));
    }

    #[test]
    fn a_transfer_that_is_done_sooner_counts_as_a_whole() {
        let mut meter = LoadMeter::default();
        meter.add(Duration::from_millis(400), 8 << 20);
        assert_eq!(LoadOutcome::from(meter.received()).mbps(), Some(167));
        let mut meter = LoadMeter::default();
        for tenth in 1..=11 {
            meter.add(Duration::from_millis(tenth * 100), 700_000);
        }
        assert_eq!(LoadOutcome::from(meter.received()).mbps(), Some(56));
        let impossible = LoadReceived {
            bytes: u64::MAX,
            micros: 1,
        };
        assert_eq!(LoadOutcome::from(impossible), LoadOutcome::Failed);
        assert_eq!(
            LoadOutcome::from(LoadMeter::default().received()),
            LoadOutcome::Failed
        );
    }

    #[test]
    fn the_rate_is_that_of_the_part_that_counts() {
        let transferred = |bytes, millis| LoadOutcome::Transferred {
            bytes,
            took: Duration::from_millis(millis),
        };
        assert_eq!(transferred(2_500_000, 2_000).mbps(), Some(10));
        assert_eq!(transferred(2_499_999, 2_000).mbps(), Some(9));
        assert_eq!(transferred(0, 0).mbps(), None);
        assert_eq!(LoadOutcome::Busy.mbps(), None);
    }
}
