//! The time in a report.

/// Seconds since 1970 of an RFC 3339 time in UTC, to the second or finer: `2026-11-23T01:00:00Z`.
/// `None` for anything else.
#[must_use]
pub(crate) fn seconds(time: &str) -> Option<i64> {
    let (date, clock) = time.strip_suffix('Z')?.split_once('T')?;
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    if fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    number(fraction, fraction.len(), 0..=999_999_999)?;
    let [year, month, day] = three(date, '-')?;
    let [hour, minute, second] = three(clock, ':')?;
    let year = number(year, 4, 1970..=9999)?;
    let month = number(month, 2, 1..=12)?;
    let day = number(day, 2, 1..=days_of(year, month))?;
    let hour = number(hour, 2, 0..=23)?;
    let minute = number(minute, 2, 0..=59)?;
    // 60 is a leap second.
    let second = number(second, 2, 0..=60)?;
    let days = days_before(year, month) + day - 1;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}

fn three(text: &str, separator: char) -> Option<[&str; 3]> {
    let mut parts = text.split(separator);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

/// A number of so many digits, inside a range.
fn number(text: &str, digits: usize, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
    let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| text.parse().ok())?
        .filter(|number| range.contains(number))
}

/// Days from 1970-01-01 to the first of a month.
fn days_before(year: i64, month: i64) -> i64 {
    let years: i64 = (1970..year)
        .map(|year| 365 + i64::from(is_leap(year)))
        .sum();
    let months: i64 = (1..month).map(|month| days_of(year, month)).sum();
    years + months
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 => 28 + i64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
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
            "2026-11-23T02:55:00Z<b>",
        ] {
            assert_eq!(seconds(time), None, "{time}");
        }
    }
}
