//! Where business days and months begin. Every counter here has used up its limit, so that counting it fails.

use super::basis::{at, policy, sale, shop, strict};
use super::draft::{Group, Stated, declines, fail, pass, proceeds, refers, unknown, with};
use super::usage::{usage, used};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![day(), day_with_age(), month(), midnight_in_a_fold(), midnight_in_a_gap()]
}

/// A full counter taken at one instant and asked about at another.
pub(crate) fn taken(taken: &str, now: &str) -> Value {
    with(&used(1_000_000, 10, at(taken)), json!({"now_utc_s": at(now)}))
}

/// 10,000.00 used and 100.00 more are above 10,000.00.
pub(crate) fn counts(reason: poscond::Reason) -> Stated {
    declines(reason).says("usage", fail(reason).seen(1_010_000).at_most(1_000_000))
}

/// The counter counts as zero: 100.00.
pub(crate) fn as_zero() -> Stated {
    proceeds().says("usage", pass().seen(10_000).at_most(1_000_000))
}

pub(crate) fn group(
    id: &'static str,
    comment: &'static str,
    window: &str,
    offset_min: Option<i64>,
    zone: Value,
) -> Group {
    let mut policy = policy([strict("usage", usage(window, "amount", 1_000_000))]);
    if let Some(offset_min) = offset_min {
        policy["business_day_offset_min"] = json!(offset_min);
    }
    Group::new(id, comment, policy, with(&shop(), zone), sale())
}

pub(crate) fn beirut() -> Value {
    json!({"utc_offset": "+02:00", "offset_transitions": [
        {"at": "2026-03-28T22:00:00Z", "utc_offset": "+03:00"},
        {"at": "2026-10-24T21:00:00Z", "utc_offset": "+02:00"},
    ]})
}

fn day() -> Group {
    group("window-day", "A day from local midnight, UTC+08:00; counters of any age.", "day", None, json!({}))
        .case(
            "usage.window",
            "boundary window",
            "Taken in the first second of the day: counts, even twelve hours later.",
            taken("2026-11-23T00:00:00+08:00", "2026-11-23T12:00:00+08:00"),
            counts(DayAmountAboveLimit),
        )
        .case(
            "usage.window",
            "boundary window",
            "Taken one second before: yesterday's counter counts as zero.",
            taken("2026-11-22T23:59:59+08:00", "2026-11-23T12:00:00+08:00"),
            as_zero(),
        )
        .case(
            "usage.window",
            "boundary window",
            "Asked in the last second of the day: the morning's counter still counts.",
            taken("2026-11-23T00:00:00+08:00", "2026-11-23T23:59:59+08:00"),
            counts(DayAmountAboveLimit),
        )
        .case(
            "usage.window",
            "boundary window",
            "A second later the next day has begun: zero. In UTC it is still the 23rd.",
            taken("2026-11-23T23:59:59+08:00", "2026-11-24T00:00:00+08:00"),
            as_zero(),
        )
        .case(
            "usage.window",
            "boundary window",
            "Taken and asked in the same first second: counts.",
            taken("2026-11-24T00:00:00+08:00", "2026-11-24T00:00:00+08:00"),
            counts(DayAmountAboveLimit),
        )
        .case(
            "usage.age",
            "stale unknown window",
            "A counter of tomorrow is from the future, and does not count as one of another window.",
            taken("2026-11-24T00:00:00+08:00", "2026-11-23T23:59:59+08:00"),
            refers(UsageFromFuture).says("usage", unknown(UsageFromFuture).seen(-1)),
        )
}

fn day_with_age() -> Group {
    let mut limit = usage("day", "amount", 1_000_000);
    limit["usage"]["age_max_s"] = json!(3_600);
    Group::new(
        "window-day-with-age",
        "The same day with counters of at most 3,600 s.",
        policy([strict("usage", limit)]),
        shop(),
        sale(),
    )
    .case(
        "usage.window",
        "window stale",
        "Taken twelve hours ago, yesterday: the window has ended since, so it is zero and not stale.",
        taken("2026-11-22T23:59:59+08:00", "2026-11-23T12:00:00+08:00"),
        as_zero(),
    )
    .case(
        "usage.age",
        "window stale unknown",
        "Taken a second later, today: it counts, and is too old to be relied on.",
        taken("2026-11-23T00:00:00+08:00", "2026-11-23T12:00:00+08:00"),
        refers(UsageStale).says("usage", unknown(UsageStale).seen(43_200).at_most(3_600)),
    )
}

fn month() -> Group {
    group("window-month", "A calendar month, UTC+08:00.", "month", None, json!({}))
        .case(
            "usage.window",
            "boundary window",
            "30 November, 23:59:59: a counter of the first second of the month counts.",
            taken("2026-11-01T00:00:00+08:00", "2026-11-30T23:59:59+08:00"),
            counts(MonthAmountAboveLimit),
        )
        .case(
            "usage.window",
            "boundary window",
            "A counter of the last second of October is zero in November.",
            taken("2026-10-31T23:59:59+08:00", "2026-11-01T00:00:00+08:00"),
            as_zero(),
        )
        .case(
            "usage.window",
            "boundary window",
            "1 December begins: a second old and of another month, zero.",
            taken("2026-11-30T23:59:59+08:00", "2026-12-01T00:00:00+08:00"),
            as_zero(),
        )
        .case(
            "usage.window",
            "boundary window",
            "1 January begins: December's counter is zero across the year.",
            taken("2026-12-31T23:59:59+08:00", "2027-01-01T00:00:00+08:00"),
            as_zero(),
        )
        .case(
            "usage.window",
            "boundary window",
            "29 February 2028 belongs to February: a counter of the 1st counts.",
            taken("2028-02-01T00:00:00+08:00", "2028-02-29T23:59:59+08:00"),
            counts(MonthAmountAboveLimit),
        )
        .case(
            "usage.window",
            "boundary window",
            "28 February 2026 is the last of its month: 1 March begins a second later.",
            taken("2026-02-28T23:59:59+08:00", "2026-03-01T00:00:00+08:00"),
            as_zero(),
        )
        .case(
            "usage.window",
            "window",
            "The same month of the year before is another month.",
            taken("2025-11-23T12:00:00+08:00", "2026-11-23T12:00:00+08:00"),
            as_zero(),
        )
}

fn midnight_in_a_fold() -> Group {
    group(
        "midnight-in-a-fold",
        "The same evening with days from local midnight, of which there is one: 22:00 UTC.",
        "day",
        None,
        beirut(),
    )
    .case(
        "usage.window",
        "boundary window fold",
        "21:59:59 UTC is the second 23:59:59: the day is 25 hours long, and its first second, 21:00 UTC of the 23rd, \
         counts.",
        taken("2026-10-23T21:00:00Z", "2026-10-24T21:59:59Z"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.window",
        "boundary window fold",
        "22:00:00 UTC begins the 25th.",
        taken("2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z"),
        as_zero(),
    )
}

fn midnight_in_a_gap() -> Group {
    group(
        "midnight-in-a-gap",
        "Beirut, 29 March 2026: the clock goes from 24:00 to 01:00 at 22:00 UTC of the 28th.",
        "day",
        None,
        beirut(),
    )
    .case(
        "usage.window",
        "boundary window gap",
        "The day whose midnight is skipped begins at the transition: a counter a second older is zero.",
        taken("2026-03-28T21:59:59Z", "2026-03-28T22:00:00Z"),
        as_zero(),
    )
    .case(
        "usage.window",
        "boundary window gap",
        "It ends at 21:00 UTC, after 23 hours: a counter of the transition counts in its last second.",
        taken("2026-03-28T22:00:00Z", "2026-03-29T20:59:59Z"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.window",
        "boundary window gap",
        "21:00:00 UTC is midnight of the 30th.",
        taken("2026-03-29T20:59:59Z", "2026-03-29T21:00:00Z"),
        as_zero(),
    )
}
