//! The time of day.

use std::time::SystemTime;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Now, as RFC 3339 in UTC.
pub(super) fn now() -> String {
    rfc3339(OffsetDateTime::now_utc())
}

/// A moment to the millisecond, as a firewall's log has it.
pub(super) fn to_the_millisecond(time: SystemTime) -> String {
    let time = OffsetDateTime::from(time);
    let second = rfc3339(time);
    format!(
        "{}.{:03}Z",
        second.trim_end_matches('Z'),
        time.millisecond()
    )
}

/// To the second. A clock before 1970 is wrong in any case.
fn rfc3339(time: OffsetDateTime) -> String {
    let time = time.max(OffsetDateTime::UNIX_EPOCH).truncate_to_second();
    // Only a year beyond 9999 has no such form.
    time.format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_of_a_flow_has_milliseconds() {
        let moment = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_402_500_007);
        assert_eq!(to_the_millisecond(moment), "2026-11-23T02:55:00.007Z");
    }

    #[test]
    fn times_are_written_to_the_second_in_utc() {
        for (nanoseconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399_999_999_999, "2000-02-28T23:59:59Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00Z"),
            (1_795_402_500_000_000_001, "2026-11-23T02:55:00Z"),
            (4_107_542_400_000_000_000, "2100-03-01T00:00:00Z"),
            (-1, "1970-01-01T00:00:00Z"),
        ] {
            let time = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds);
            assert_eq!(rfc3339(time.expect("a time")), text);
        }
    }
}
