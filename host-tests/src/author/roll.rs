//! Business days that do not start at local midnight.

use super::basis::{policy, sale, shop, strict};
use super::draft::{Group, Stated, declines, fail, pass, proceeds, with};
use super::usage::usage;
use super::window::{as_zero, beirut, counts, group, taken};
use poscond::Reason::*;
use serde_json::json;

pub(crate) fn groups() -> Vec<Group> {
    vec![
        roll_at_23(),
        month_rolls_at_23(),
        five_in_the_morning(),
        half_a_day(),
        roll_in_a_fold(),
        roll_in_a_gap(),
        raise_rolls_at_23(),
    ]
}

fn roll_at_23() -> Group {
    group(
        "roll-at-23-day",
        "At -60 minutes the business day rolls at 23:00, which starts the next day.",
        "day",
        Some(-60),
        json!({}),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "22:59:59 on the 23rd is the last second of the day that began at 23:00 on the 22nd: that counter counts.",
        taken("2026-11-22T23:00:00+08:00", "2026-11-23T22:59:59+08:00"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "A counter of 22:59:59 on the 22nd belongs to the day before.",
        taken("2026-11-22T22:59:59+08:00", "2026-11-23T22:59:59+08:00"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "At 23:00:00 the next business day begins: a counter a second old is zero.",
        taken("2026-11-23T22:59:59+08:00", "2026-11-23T23:00:00+08:00"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "After local midnight the business day goes on: the counter of 23:00:00 counts.",
        taken("2026-11-23T23:00:00+08:00", "2026-11-24T00:00:00+08:00"),
        counts(DayAmountAboveLimit),
    )
}

fn month_rolls_at_23() -> Group {
    group(
        "roll-at-23-month",
        "The same for a month: it rolls at 23:00 on the last evening of the month before.",
        "month",
        Some(-60),
        json!({}),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "30 November, 22:59:59 is November's last second; November began on 31 October at 23:00:00.",
        taken("2026-10-31T23:00:00+08:00", "2026-11-30T22:59:59+08:00"),
        counts(MonthAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "31 October, 22:59:59 still belongs to October.",
        taken("2026-10-31T22:59:59+08:00", "2026-11-30T22:59:59+08:00"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "30 November, 23:00:00 starts the business day of 1 December, and with it December.",
        taken("2026-11-30T22:59:59+08:00", "2026-11-30T23:00:00+08:00"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "29 November, 23:00:00 starts the 30th, which is still November.",
        taken("2026-11-29T22:59:59+08:00", "2026-11-29T23:00:00+08:00"),
        counts(MonthAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "In a leap year 28 February, 23:00:00 starts the 29th and not March.",
        taken("2028-02-28T22:59:59+08:00", "2028-02-28T23:00:00+08:00"),
        counts(MonthAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "In a common year 28 February, 23:00:00 starts March.",
        taken("2026-02-28T22:59:59+08:00", "2026-02-28T23:00:00+08:00"),
        as_zero(),
    )
}

fn five_in_the_morning() -> Group {
    group(
        "roll-at-5-month",
        "At +300 minutes the business day starts at 05:00, and so does the month.",
        "month",
        Some(300),
        json!({}),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "1 December, 04:59:59 still belongs to 30 November, and November began on the 1st at 05:00:00.",
        taken("2026-11-01T05:00:00+08:00", "2026-12-01T04:59:59+08:00"),
        counts(MonthAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "A counter of 1 November, 04:59:59 belongs to October.",
        taken("2026-11-01T04:59:59+08:00", "2026-12-01T04:59:59+08:00"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "boundary window",
        "1 December, 05:00:00 begins December.",
        taken("2026-12-01T04:59:59+08:00", "2026-12-01T05:00:00+08:00"),
        as_zero(),
    )
}

fn half_a_day() -> Group {
    group(
        "roll-at-noon",
        "At -720 minutes, the most there is, the business day starts at noon of the day before.",
        "day",
        Some(-720),
        json!({}),
    )
    .case(
        "usage.business_day",
        "boundary window range",
        "11:59:59 on the 23rd: a counter of noon on the 22nd counts.",
        taken("2026-11-22T12:00:00+08:00", "2026-11-23T11:59:59+08:00"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window range",
        "At noon on the 23rd the 24th begins: zero.",
        taken("2026-11-23T11:59:59+08:00", "2026-11-23T12:00:00+08:00"),
        as_zero(),
    )
}

fn roll_in_a_fold() -> Group {
    group(
        "roll-in-a-fold",
        "Beirut, 24 October 2026: 23:00-24:00 comes twice, from 20:00 and from 21:00 UTC. The day rolls at 23:30.",
        "day",
        Some(-30),
        beirut(),
    )
    .case(
        "usage.business_day",
        "boundary window fold",
        "20:29:59 UTC is the last second before the first 23:30: the morning's counter counts.",
        taken("2026-10-24T06:00:00Z", "2026-10-24T20:29:59Z"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window fold",
        "20:30:00 UTC is the first 23:30: the next business day begins.",
        taken("2026-10-24T20:29:59Z", "2026-10-24T20:30:00Z"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "window fold",
        "21:15:00 UTC shows 23:15 again, before the roll on the clock; it began at the first 23:30, so a counter of \
         then counts.",
        taken("2026-10-24T20:30:00Z", "2026-10-24T21:15:00Z"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "window fold",
        "At the same moment a counter of one second before the first 23:30 is zero.",
        taken("2026-10-24T20:29:59Z", "2026-10-24T21:15:00Z"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "window fold",
        "The second 23:30, 21:30:00 UTC, begins nothing: the counter of the first still counts.",
        taken("2026-10-24T20:30:00Z", "2026-10-24T21:30:00Z"),
        counts(DayAmountAboveLimit),
    )
}

fn roll_in_a_gap() -> Group {
    group(
        "roll-in-a-gap",
        "New York, 8 March 2026: at 07:00 UTC 02:00 becomes 03:00. The day starts at 02:30, which is skipped.",
        "day",
        Some(150),
        json!({"utc_offset": "-05:00", "offset_transitions": [
            {"at": "2026-03-08T07:00:00Z", "utc_offset": "-04:00"},
            {"at": "2026-11-01T06:00:00Z", "utc_offset": "-05:00"},
        ]}),
    )
    .case(
        "usage.business_day",
        "boundary window gap",
        "06:59:59 UTC is 01:59:59 and belongs to the 7th, which began at 07:30 UTC of the 7th.",
        taken("2026-03-07T07:30:00Z", "2026-03-08T06:59:59Z"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window gap",
        "The 8th begins at the transition, when the clock shows 03:00.",
        taken("2026-03-08T06:59:59Z", "2026-03-08T07:00:00Z"),
        as_zero(),
    )
    .case(
        "usage.business_day",
        "boundary window gap",
        "It ends at 06:30 UTC of the 9th (02:30 EDT): the transition's counter counts a second before.",
        taken("2026-03-08T07:00:00Z", "2026-03-09T06:29:59Z"),
        counts(DayAmountAboveLimit),
    )
    .case(
        "usage.business_day",
        "boundary window gap",
        "06:30:00 UTC begins the 9th.",
        taken("2026-03-09T06:29:59Z", "2026-03-09T06:30:00Z"),
        as_zero(),
    )
}

/// A raise of a sum holds by business day, a raise of one amount by local date.
fn raise_rolls_at_23() -> Group {
    let raise = |rule: &str, max: i64| {
        json!({"status": "approved", "from": "2026-11-23", "through": "2026-11-23",
            "grant": {"limit": {"rule": rule, "max": max}}})
    };
    let mut policy = policy([
        strict("usage", usage("day", "amount", 1_000_000)),
        strict("single", json!({"amount": {"max_minor": 9_999}})),
    ]);
    policy["business_day_offset_min"] = json!(-60);
    let both = |stated: Stated, sum: bool, single: bool| {
        let max = if sum { 2_000_000 } else { 1_000_000 };
        let usage = if sum { pass() } else { fail(DayAmountAboveLimit) };
        let amount = if single { pass().at_most(90_000) } else { fail(AmountAboveLimit).at_most(9_999) };
        stated.says("usage", usage.seen(1_010_000).at_most(max)).says("single", amount.seen(10_000))
    };
    let at = |text: &str| taken(text, text);
    Group::new(
        "raise-rolls-at-23",
        "Days roll at 23:00. On 23 November the day's 10,000.00 are raised to 20,000.00, and 99.99 at once to 900.00; \
         10,000.00 are used, and 100.00 asked for.",
        policy,
        with(&shop(), json!({"adjustments": [raise("usage", 2_000_000), raise("single", 90_000)]})),
        sale(),
    )
    .case(
        "limit.raise",
        "adjustment boundary window",
        "22 November, 22:59:59: neither raise is in force; of the two reasons that of the single amount stands first.",
        at("2026-11-22T22:59:59+08:00"),
        both(declines(AmountAboveLimit), false, false),
    )
    .case(
        "limit.raise",
        "adjustment boundary window",
        "23:00:00 starts the business day of the 23rd: the sum's raise is in force, the single amount's not yet.",
        at("2026-11-22T23:00:00+08:00"),
        both(declines(AmountAboveLimit), true, false),
    )
    .case(
        "limit.raise",
        "adjustment boundary window",
        "Local midnight starts the date of the 23rd: both are in force.",
        at("2026-11-23T00:00:00+08:00"),
        both(proceeds(), true, true),
    )
    .case(
        "limit.raise",
        "adjustment boundary window",
        "23 November, 23:00:00: the sum's raise has ended with its business day, the single amount's holds until midnight.",
        at("2026-11-23T23:00:00+08:00"),
        both(declines(DayAmountAboveLimit), false, true),
    )
}
