//! Local time at a service point.

use poscond::{Date, ServicePoint};

/// Offsets from UTC over all time.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    /// In minutes, before the first change; nothing where only UTC can be told.
    offset_min: Option<i16>,
    /// From an instant on, another offset.
    changes: Vec<(i64, i16)>,
}

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl Clock {
    pub(crate) const fn utc() -> Self {
        Self { offset_min: None, changes: Vec::new() }
    }

    pub(crate) fn of(point: &ServicePoint) -> Self {
        let changes = point.offset_transitions.iter().map(|change| (change.at.utc_s(), change.utc_offset.minutes()));
        Self { offset_min: Some(point.utc_offset.minutes()), changes: changes.collect() }
    }

    /// What to call the time that it shows.
    pub(crate) const fn title(&self) -> &'static str {
        if self.offset_min.is_some() { "local time" } else { "time (UTC)" }
    }

    /// An instant such as `Mon 2026-11-23 12:40`.
    pub(crate) fn show(&self, utc_s: i64) -> String {
        let change = self.changes.iter().take_while(|(from, _)| *from <= utc_s).last();
        let offset_min = change.map_or(self.offset_min.unwrap_or(0), |&(_, offset_min)| offset_min);
        let minutes = (utc_s + i64::from(offset_min) * 60).div_euclid(60);
        let (days, minute) = (minutes.div_euclid(1440), minutes.rem_euclid(1440));
        // 1970-01-01 was a Thursday.
        let weekday = WEEKDAYS[(days + 3).rem_euclid(7) as usize];
        match i32::try_from(days).ok().and_then(Date::from_days) {
            Some(date) => format!("{weekday} {date} {:02}:{:02}", minute / 60, minute % 60),
            None => format!("{utc_s} s UTC"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_offsets_and_their_changes() {
        assert_eq!(Clock::utc().show(0), "Thu 1970-01-01 00:00");
        assert_eq!(Clock::utc().title(), "time (UTC)");
        let lord_howe = Clock { offset_min: Some(630), changes: vec![(1_791_041_400, 660), (1_806_764_400, 630)] };
        assert_eq!(lord_howe.show(1_791_041_399), "Sun 2026-10-04 01:59");
        assert_eq!(lord_howe.show(1_791_041_400), "Sun 2026-10-04 02:30");
        assert_eq!(lord_howe.show(1_806_764_400), "Sun 2027-04-04 01:30");
        assert_eq!(lord_howe.title(), "local time");
    }
}
