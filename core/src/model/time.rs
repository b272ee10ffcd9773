//! The time in a report.

use std::fmt;

use serde::{Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::support::json::{FromJson, Json, Refused, refused};

/// Bytes of the longest time that is read: nanoseconds.
const LONGEST: usize = "2026-11-23T01:00:00.123456789Z".len();

/// Seconds since 1970 of an RFC 3339 time in UTC, to the second or finer: `2026-11-23T01:00:00Z`.
/// `None` for anything else, such as another time zone or a year before 1970.
#[must_use]
pub(crate) fn seconds(time: &str) -> Option<i64> {
    let is_utc = time.ends_with('Z') && time.get(10..11) == Some("T");
    if !is_utc || time.len() > LONGEST {
        return None;
    }
    let time = OffsetDateTime::parse(time, &Rfc3339).ok()?;
    Some(time.unix_timestamp()).filter(|seconds| *seconds >= 0)
}

/// A moment on the clocks of some time zone, as people read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) year: i32,
    /// From 1.
    pub(crate) month: u8,
    /// From 1.
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
}

impl Moment {
    /// An RFC 3339 time in UTC, on clocks that are `offset` minutes ahead of it.
    pub(crate) fn of(time: &str, offset: i16) -> Option<Self> {
        let local = seconds(time)? + i64::from(offset) * 60;
        let local = OffsetDateTime::from_unix_timestamp(local).ok()?;
        let (year, month, day) = local.to_calendar_date();
        let (hour, minute, _) = local.to_hms();
        Some(Self {
            year,
            month: month.into(),
            day,
            hour,
            minute,
        })
    }
}

/// The last second that has a form of its own: 9999-12-31T23:59:59Z.
const LAST: u64 = 253_402_300_799;

/// A moment, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(with = "String")
)]
pub struct Time(u64);

impl Time {
    /// Seconds since 1970; none after the year 9999.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Self {
        Self(seconds.min(LAST))
    }

    /// Seconds since 1970.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0
    }

    /// A later moment.
    #[must_use]
    pub fn after(self, seconds: u64) -> Self {
        Self::from_seconds(self.0.saturating_add(seconds))
    }

    /// Seconds since an earlier moment; 0 if that is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Date and time of day in UTC, as people read them: `2026-11-23`, `02:55:00`.
    #[must_use]
    pub fn date_and_time(self) -> (String, String) {
        let seconds = i64::try_from(self.0).unwrap_or_default();
        // Every moment up to the last one has a date.
        let time =
            OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let (year, month, day) = time.to_calendar_date();
        let (hour, minute, second) = time.to_hms();
        (
            format!("{year:04}-{:02}-{day:02}", u8::from(month)),
            format!("{hour:02}:{minute:02}:{second:02}"),
        )
    }
}

/// As RFC 3339.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = self.date_and_time();
        write!(f, "{date}T{time}Z")
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromJson for Time {
    fn from_json(json: &Json) -> Result<Self, Refused> {
        let seconds = seconds(json.text()?).ok_or_else(|| refused("must be a time in UTC"))?;
        Ok(Self::from_seconds(
            u64::try_from(seconds).unwrap_or_default(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::json;

    #[test]
    fn a_moment_is_written_and_read_back() {
        for seconds in [0, 951_782_399, 951_782_400, 1_795_402_500, LAST] {
            let time = Time::from_seconds(seconds);
            assert_eq!(
                super::seconds(&time.to_string()).map(i64::unsigned_abs),
                Some(seconds)
            );
            let json = serde_json::to_string(&time).expect("JSON");
            assert_eq!(json::read::<Time>(&json).expect("a time"), time);
        }
        assert_eq!(
            Time::from_seconds(1_795_402_500).to_string(),
            "2026-11-23T02:55:00Z"
        );
        assert_eq!(
            Time::from_seconds(u64::MAX).to_string(),
            "9999-12-31T23:59:59Z"
        );
        assert!(json::read::<Time>("\"yesterday\"").is_err());
        assert!(json::read::<Time>("7").is_err());
    }

    #[test]
    fn times_become_seconds() {
        for (time, expected) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2000-02-28T23:59:59Z", 951_782_399),
            ("2000-02-29T00:00:00.123Z", 951_782_400),
            ("2026-11-23T02:55:00Z", 1_795_402_500),
            ("2100-03-01T00:00:00Z", 4_107_542_400),
            // A leap second counts as the last one before it.
            ("2016-12-31T23:59:60Z", 1_483_228_799),
            ("9999-12-31T23:59:59.999999999Z", 253_402_300_799),
        ] {
            assert_eq!(seconds(time), Some(expected), "{time}");
        }
    }

    #[test]
    fn clocks_of_other_zones_may_show_another_day() {
        let at = |time, offset| {
            let moment = Moment::of(time, offset).expect("a time");
            let (year, month, day) = (moment.year, moment.month, moment.day);
            (year, month, day, moment.hour, moment.minute)
        };
        assert_eq!(at("2026-11-23T02:55:00Z", 0), (2026, 11, 23, 2, 55));
        assert_eq!(at("2026-11-23T02:55:00Z", -300), (2026, 11, 22, 21, 55));
        assert_eq!(at("2026-12-31T23:00:00Z", 330), (2027, 1, 1, 4, 30));
        assert_eq!(Moment::of("yesterday", 0), None);
    }

    #[test]
    fn anything_else_is_no_time() {
        for time in [
            "",
            "now",
            "2026-11-23",
            "2026-11-23T02:55:00",
            "2026-11-23T02:55:00+01:00",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T02:55:00.Z",
            "2026-11-23T02:55:00.1234567890Z",
            "+026-11-23T02:55:00Z",
            "1969-12-31T23:59:59Z",
            "10000-01-01T00:00:00Z",
            "2026-11-23t02:55:00Z",
            "2026-11-23 02:55:00Z",
            "2026-11-23T02:55:00z",
            "2026-11-23T02:55:61Z",
            "2026-11-23T02:60:00Z",
            "2026-11-23T2:55:00Z",
            "2026-11-23T02:55:00Z<b>",
        ] {
            assert_eq!(seconds(time), None, "{time}");
        }
    }
}
