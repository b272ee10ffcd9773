//! The time in a report.

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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

#[cfg(test)]
mod tests {
    use super::*;

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
