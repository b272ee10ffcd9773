//! Where and when a test was made, as people write it.

use super::language::Language;
use crate::model::report::Report;
use crate::model::time::Moment;

impl Language {
    /// The site, when it was tested, and how the device was connected, as far as that is known:
    /// `Elm St. 12, 26 Nov 2026, 13:46 (UTC-5), on Wi-Fi`.
    #[must_use]
    pub fn where_and_when(self, report: &Report) -> String {
        let place = &report.place;
        let mut text = String::new();
        if let Some(site) = &place.site {
            text.push_str(site);
            text.push_str(", ");
        }
        text.push_str(&self.tested_at(report));
        if let Some(connection) = place.connection {
            text.push_str(", ");
            text.push_str(self.texts().connected(connection));
        }
        text
    }

    /// Date and time of day when a run began, on the clocks of the site if their zone is known, with the zone:
    /// `26 Nov 2026, 13:46 (UTC-5)`.
    #[must_use]
    pub fn tested_at(self, report: &Report) -> String {
        let offset = report.place.utc_offset.unwrap_or_default();
        let Some(moment) = Moment::of(&report.started, offset) else {
            return report.started.clone();
        };
        let date = self.texts().date(moment.day, moment.month, moment.year);
        let (hour, minute) = (moment.hour, moment.minute);
        format!("{date}, {hour:02}:{minute:02} ({})", zone(offset))
    }
}

/// `UTC`, `UTC-5`, `UTC+5:30`.
fn zone(offset: i16) -> String {
    let (hours, minutes) = (offset.unsigned_abs() / 60, offset.unsigned_abs() % 60);
    let sign = if offset < 0 { '-' } else { '+' };
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (_, 0) => format!("UTC{sign}{hours}"),
        (_, _) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_written_as_people_write_them() {
        let offsets = [0, -300, 330, -210, 45];
        assert_eq!(
            offsets.map(zone),
            ["UTC", "UTC-5", "UTC+5:30", "UTC-3:30", "UTC+0:45"]
        );
    }
}
