//! Local time: the service point's offset with its dated transitions, days, and calendar dates.
//!
//! Instants are `i64` seconds UTC from 0 to [`INSTANT_UTC_S_MAX`](crate::bounds::INSTANT_UTC_S_MAX); local seconds are
//! counted from 1970-01-01T00:00 on the local clock; days are counted from 1970-01-01 (a Thursday).
#![expect(
    clippy::arithmetic_side_effects,
    reason = "instants are below 2^33 and offsets below one day, so every sum is far inside i64; days are below 2^17"
)]

use crate::bounds::{DATE_MAX_DAYS, DATE_MIN_DAYS};

/// Seconds of a day on the local clock.
pub(crate) const DAY_S: i64 = 86_400;

/// Bytes of a transition in a plan: the instant from which it holds (`i64`) and the offset in minutes (`i16`).
pub(crate) const TRANSITION_BYTES: usize = 10;

/// Whether a day is one that a plan may name: of the engine's calendar, or without end on its side.
pub(crate) fn is_day(day: i32) -> bool {
    (DATE_MIN_DAYS..=DATE_MAX_DAYS).contains(&day) || day == i32::MIN || day == i32::MAX
}

/// Whether two days, both included, are a time that a plan may name.
pub(crate) fn are_days((from, through): (i32, i32)) -> bool {
    is_day(from) && is_day(through) && from <= through && from != i32::MAX && through != i32::MIN
}

/// The offset of a service point from UTC over all time: rows sorted by instant, the first of which holds from ever.
#[derive(Clone, Copy)]
pub(crate) struct Zone<'a>(pub(crate) &'a [[u8; TRANSITION_BYTES]]);

/// A moment on the service point's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Local {
    /// The instant.
    pub(crate) utc_s: i64,
    /// The local date.
    pub(crate) day: i32,
    /// Seconds since local midnight by the clock, 0–86399.
    pub(crate) second: i32,
}

impl Local {
    /// The moment at an offset from UTC.
    pub(crate) const fn new(utc_s: i64, offset_s: i64) -> Self {
        let local_s = utc_s + offset_s;
        Self { utc_s, day: day_of(local_s), second: second_of(local_s) }
    }
}

/// One row of a zone: from when, and the offset in seconds.
fn transition(row: &[u8; TRANSITION_BYTES]) -> (i64, i64) {
    let [a, b, c, d, e, f, g, h, low, high] = *row;
    (i64::from_le_bytes([a, b, c, d, e, f, g, h]), i64::from(i16::from_le_bytes([low, high])) * 60)
}

impl Zone<'_> {
    /// Offset from UTC, in seconds.
    #[inline]
    fn offset_s(self, utc_s: i64) -> i64 {
        let mut found = 0;
        for row in self.0 {
            let (from, offset_s) = transition(row);
            if from > utc_s {
                break;
            }
            found = offset_s;
        }
        found
    }

    /// The local date and time of an instant.
    pub(crate) fn local(self, utc_s: i64) -> Local {
        Local::new(utc_s, self.offset_s(utc_s))
    }

    /// The instant at which the local clock shows `day` and `minute` past its midnight (which may exceed 1440).
    ///
    /// In a gap, where the clock never shows it: the instant of the transition. In a fold, where it shows it twice: the
    /// first of the two.
    #[inline]
    pub(crate) fn instant(self, day: i32, minute: i32) -> i64 {
        let local_s = i64::from(day) * DAY_S + i64::from(minute) * 60;
        match self.0 {
            [row] => local_s - transition(row).1,
            _ => self.instant_of(local_s),
        }
    }

    #[inline(never)]
    fn instant_of(self, local_s: i64) -> i64 {
        let mut rows = self.0.iter().map(transition).peekable();
        while let Some((from, offset_s)) = rows.next() {
            let utc_s = local_s - offset_s;
            if utc_s < from {
                return from;
            }
            match rows.peek() {
                Some(&(next, _)) if utc_s >= next => {}
                _ => return utc_s,
            }
        }
        local_s
    }

    /// The first instant after one at which the offset changes.
    pub(crate) fn next_transition(self, utc_s: i64) -> Option<i64> {
        self.0.iter().map(|row| transition(row).0).find(|&from| from > utc_s)
    }

    /// Whether the offset never changes.
    pub(crate) const fn is_fixed(self) -> bool {
        self.0.len() <= 1
    }
}

/// The day that holds a local second.
#[expect(clippy::cast_possible_truncation, reason = "local seconds are below 2^33, so days are below 2^17")]
const fn day_of(local_s: i64) -> i32 {
    local_s.div_euclid(DAY_S) as i32
}

/// The second of its day.
#[expect(clippy::cast_possible_truncation, reason = "below 86400")]
const fn second_of(local_s: i64) -> i32 {
    local_s.rem_euclid(DAY_S) as i32
}

/// Day of the week, 0 = Monday … 6 = Sunday.
pub(crate) const fn weekday(day: i32) -> usize {
    // OK because a Euclidean remainder is not negative. 1970-01-01 was a Thursday, number 3.
    (day + 3).rem_euclid(7).cast_unsigned() as usize
}

/// Year, month (1–12) and day of the month (1–31) of a day, in the proleptic Gregorian calendar.
///
/// Counts years from 1 March, so that the leap day is the last of its year; 400 years are 146,097 days.
pub(crate) const fn civil(day: i32) -> (i32, i32, i32) {
    let shifted = day + 719_468; // days since 0000-03-01
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    // A year has 365 days, less the days by which 4-, 100- and 400-year rules have run ahead.
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153; // five months from March on have 153 days
    let day_of_month = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + if month <= 2 { 1 } else { 0 };
    (year, month, day_of_month)
}

/// The day of a date, years from 0 to 9999 and as [`civil`] counts; nothing where the calendar has no such date.
#[cfg(feature = "compile")]
pub(crate) fn day_of_date(date: (i32, i32, i32)) -> Option<i32> {
    let (year, month, day_of_month) = date;
    let (year, month_from_march) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before_year = 365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let day = before_year + (153 * month_from_march + 2) / 5 + day_of_month - 1 - 719_468;
    Some(day).filter(|&day| civil(day) == date)
}

/// The first day of the month that holds `day`.
pub(crate) const fn month_start(day: i32) -> i32 {
    let (_, _, day_of_month) = civil(day);
    day - (day_of_month - 1)
}

/// The business days of a policy: each starts at a signed offset from local midnight.
#[derive(Clone, Copy)]
pub(crate) struct BusinessDays<'a> {
    pub(crate) zone: Zone<'a>,
    /// Minutes from local midnight, −720 to 720. At −60 the day rolls at 23:00, which starts the *next* day.
    pub(crate) offset_min: i32,
}

impl BusinessDays<'_> {
    /// The instant at which business day `day` starts.
    pub(crate) fn start(self, day: i32) -> i64 {
        self.zone.instant(day, self.offset_min)
    }

    /// The business day that holds `now`.
    pub(crate) fn of(self, now: Local) -> i32 {
        let shifted = i64::from(now.day) * DAY_S + i64::from(now.second) - i64::from(self.offset_min) * 60;
        let mut day = day_of(shifted);
        if !self.zone.is_fixed() {
            // Near a transition the clock alone may be a day off; starts are instants and settle it. Two steps are
            // enough, since a transition moves the clock by less than two days.
            for _ in 0..2 {
                if self.start(day) > now.utc_s {
                    day -= 1;
                } else if self.start(day + 1) <= now.utc_s {
                    day += 1;
                }
            }
        }
        day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(from: i64, offset_min: i16) -> [u8; TRANSITION_BYTES] {
        let mut row = [0; TRANSITION_BYTES];
        row[..8].copy_from_slice(&from.to_le_bytes());
        row[8..].copy_from_slice(&offset_min.to_le_bytes());
        row
    }

    #[test]
    fn civil_dates_follow_the_gregorian_calendar() {
        // Walks every day of the engine's range and counts days itself.
        let (mut year, mut month, mut day) = (1900, 1, 1);
        for days in crate::bounds::DATE_MIN_DAYS..=crate::bounds::DATE_MAX_DAYS {
            assert_eq!(civil(days), (year, month, day));
            let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
            let length = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            day += 1;
            if day > length {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        assert_eq!((year, month, day), (2200, 1, 1));
    }

    /// Pins that a date is read as chrono reads it, and what is none is none.
    #[cfg(feature = "compile")]
    #[test]
    fn days_of_dates_follow_the_gregorian_calendar() {
        let epoch = chrono::NaiveDate::default();
        for year in 0..=9999 {
            for (month, day) in (0..=14).flat_map(|month| (0..=33).map(move |day| (month, day))) {
                let date = chrono::NaiveDate::from_ymd_opt(year, month, day);
                let days = date.map(|date| date.signed_duration_since(epoch).num_days());
                let date = (year, month.cast_signed(), day.cast_signed());
                assert_eq!(day_of_date(date).map(i64::from), days, "{date:?}");
            }
        }
    }

    #[test]
    fn a_gap_gives_its_transition_and_a_fold_its_first_instant() {
        // Lord Howe: +10:30, from 2026-10-03T15:30Z +11:00 (02:00 -> 02:30), back at 2027-04-03T15:00Z (02:00 -> 01:30).
        let (spring, autumn) = (1_791_041_400, 1_806_764_400);
        let rows = [row(i64::MIN, 630), row(spring, 660), row(autumn, 630)];
        let zone = Zone(&rows);
        let gap_day = 20_730; // 2026-10-04
        assert_eq!(zone.instant(gap_day, 119), spring - 60);
        assert_eq!(zone.instant(gap_day, 120), spring);
        assert_eq!(zone.instant(gap_day, 135), spring);
        assert_eq!(zone.instant(gap_day, 150), spring);
        assert_eq!(zone.instant(gap_day, 151), spring + 60);
        let fold_day = 20_912; // 2027-04-04
        assert_eq!(zone.instant(fold_day, 89), autumn - 31 * 60);
        assert_eq!(zone.instant(fold_day, 90), autumn - 30 * 60);
        assert_eq!(zone.instant(fold_day, 119), autumn - 60);
        assert_eq!(zone.instant(fold_day, 120), autumn + 30 * 60);
        assert_eq!(zone.local(autumn - 1), Local { utc_s: autumn - 1, day: fold_day, second: 7199 });
        assert_eq!(zone.local(autumn), Local { utc_s: autumn, day: fold_day, second: 5400 });
    }

    #[test]
    fn a_negative_business_day_offset_starts_the_next_day_in_the_evening() {
        let rows = [row(i64::MIN, 480)];
        let days = BusinessDays { zone: Zone(&rows), offset_min: -60 };
        let roll = 1_790_953_200; // 2026-10-02T23:00+08:00
        assert_eq!(days.of(days.zone.local(roll - 1)), 20_728);
        assert_eq!(days.of(days.zone.local(roll)), 20_729);
        assert_eq!(days.start(20_729), roll);
    }
}
