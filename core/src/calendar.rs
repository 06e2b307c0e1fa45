//! The calendar: public holidays and make-up workdays (调休), dated, with the dates that it covers.

use crate::forms::Date;
use crate::map::Map;
use crate::time::weekday;
use crate::words::words;
use alloc::vec::Vec;

words! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Mon = 1 "mon",
        /// Tuesday.
        Tue = 2 "tue",
        /// Wednesday.
        Wed = 3 "wed",
        /// Thursday.
        Thu = 4 "thu",
        /// Friday.
        Fri = 5 "fri",
        /// Saturday.
        Sat = 6 "sat",
        /// Sunday.
        Sun = 7 "sun",
    }
}

/// Public holidays and make-up workdays.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Calendar {
    /// The first date that it covers.
    pub covers_from: Date,
    /// The last date that it covers.
    pub covers_through: Date,
    /// The public holidays, the weekends inside them included.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub holidays: Vec<Date>,
    /// Days that are worked to make up for a day off, each with the day of the week that it works as.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Map::is_empty"))]
    pub makeup_workdays: Map<Date, Weekday>,
}

impl Calendar {
    /// Whether people work on a day; nothing where it is not covered.
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> Option<bool> {
        if date < self.covers_from || date > self.covers_through {
            return None;
        }
        let is_weekday = weekday(date.days()) < 5;
        Some(self.makeup_workdays.contains_key(&date) || is_weekday && !self.holidays.contains(&date))
    }

    /// The last of so many working days after a date; the date itself for none. Nothing where a day to be counted is not
    /// covered.
    #[must_use]
    pub fn working_days_after(&self, date: Date, count: u16) -> Option<Date> {
        let (mut day, mut left) = (date, count);
        while left > 0 {
            day = Date::from_days(day.days().saturating_add(1))?;
            if self.is_working_day(day)? {
                left = left.saturating_sub(1);
            }
        }
        Some(day)
    }
}

#[cfg(feature = "json")]
crate::table::table! {
    Calendar { covers_from, covers_through, holidays = default, makeup_workdays = default }
}
