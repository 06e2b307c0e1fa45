//! Hours and dates where the offset changes. Transitions are those of tz 2026 unless said to be made up.

use super::basis::{sale, shop, when};
use super::draft::{Group, with};
use super::hours::{closed, closed_all_day, hours_policy, open};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        new_york_opening(),
        new_york_closing(),
        new_york_empty(),
        new_york_fold_closing(),
        new_york_fold_opening(),
        new_york_long_day(),
        lord_howe_fold(),
        lord_howe_gap(),
    ]
}

pub(crate) fn zone(offset: &str, transitions: &[(&str, &str)]) -> Value {
    let transitions: Vec<Value> =
        transitions.iter().map(|(at, offset)| json!({"at": at, "utc_offset": offset})).collect();
    with(&shop(), json!({"utc_offset": offset, "offset_transitions": transitions}))
}

fn new_york() -> Value {
    zone("-05:00", &[("2026-03-08T07:00:00Z", "-04:00"), ("2026-11-01T06:00:00Z", "-05:00")])
}

fn lord_howe() -> Value {
    zone("+11:00", &[("2026-04-04T15:00:00Z", "+10:30"), ("2026-10-03T15:30:00Z", "+11:00")])
}

pub(crate) fn opened(id: &'static str, comment: &'static str, zone: Value, weekly: Value) -> Group {
    Group::new(id, comment, hours_policy(), with(&zone, json!({"hours": {"weekly": weekly}})), sale())
}

fn new_york_opening() -> Group {
    opened(
        "new-york-gap-opening",
        "New York, Sunday 8 March 2026: at 07:00 UTC 02:00 EST becomes 03:00 EDT. Sunday 02:30-10:00.",
        new_york(),
        json!({"sun": ["02:30-10:00"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "06:59:59 UTC is 01:59:59 EST: closed.",
        when("2026-03-08T06:59:59Z"),
        closed(119, 150, 600),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "02:30 does not exist that day, so the shop opens at the transition, when the clock shows 03:00.",
        when("2026-03-08T07:00:00Z"),
        open(180, 150, 600),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "10:00 EDT is 14:00 UTC; the second before is open.",
        when("2026-03-08T13:59:59Z"),
        open(599, 150, 600),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "14:00 UTC closes; by the winter offset it would be an hour later.",
        when("2026-03-08T14:00:00Z"),
        closed(600, 150, 600),
    )
    .case(
        "hours.transition",
        "gap",
        "A week before, at the winter offset, 02:30 EST is 07:30 UTC.",
        when("2026-03-01T07:30:00Z"),
        open(150, 150, 600),
    )
}

fn new_york_closing() -> Group {
    opened(
        "new-york-gap-closing",
        "The same night: Saturday 18:00-26:30 closes at 02:30, which does not exist.",
        new_york(),
        json!({"sat": ["18:00-26:30"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "06:59:59 UTC is 01:59:59 EST, minute 1559 of Saturday: open.",
        when("2026-03-08T06:59:59Z"),
        open(1559, 1080, 1590),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "Closes at the transition.",
        when("2026-03-08T07:00:00Z"),
        closed_all_day(180),
    )
}

fn new_york_empty() -> Group {
    opened(
        "new-york-gap-empty",
        "The same night: Sunday 02:00-03:00 is skipped as a whole.",
        new_york(),
        json!({"sun": ["02:00-03:00"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "Opening and closing are both the instant of the transition, and [open, close) is empty: closed at it.",
        when("2026-03-08T07:00:00Z"),
        closed(180, 120, 180),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "A second before the transition it is not open either.",
        when("2026-03-08T06:59:59Z"),
        closed(119, 120, 180),
    )
}

fn new_york_fold_closing() -> Group {
    opened(
        "new-york-fold-closing",
        "New York, Sunday 1 November 2026: at 06:00 UTC 02:00 EDT becomes 01:00 EST. Saturday 18:00-25:30.",
        new_york(),
        json!({"sat": ["18:00-25:30"]}),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "05:29:59 UTC is 01:29:59 EDT, minute 1529 of Saturday: open.",
        when("2026-11-01T05:29:59Z"),
        open(1529, 1080, 1530),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "05:30:00 UTC is the first 01:30, which is when it closes.",
        when("2026-11-01T05:30:00Z"),
        closed_all_day(90),
    )
    .case(
        "hours.transition",
        "fold",
        "06:15:00 UTC shows 01:15 for the second time: before 01:30 on the clock, but closed since the first.",
        when("2026-11-01T06:15:00Z"),
        closed_all_day(75),
    )
}

fn new_york_fold_opening() -> Group {
    opened("new-york-fold-opening", "The same night: Sunday 01:30-05:00.", new_york(), json!({"sun": ["01:30-05:00"]}))
        .case(
            "hours.transition",
            "fold boundary",
            "05:29:59 UTC is 01:29:59 EDT: closed.",
            when("2026-11-01T05:29:59Z"),
            closed(89, 90, 300),
        )
        .case(
            "hours.transition",
            "fold boundary",
            "05:30:00 UTC is the first 01:30: open.",
            when("2026-11-01T05:30:00Z"),
            open(90, 90, 300),
        )
        .case(
            "hours.transition",
            "fold",
            "06:00:00 UTC shows 01:00 again, before 01:30 on the clock: once open, it stays open.",
            when("2026-11-01T06:00:00Z"),
            open(60, 90, 300),
        )
        .case(
            "hours.transition",
            "fold boundary",
            "05:00 EST is 10:00 UTC; the second before is open.",
            when("2026-11-01T09:59:59Z"),
            open(299, 90, 300),
        )
        .case(
            "hours.transition",
            "fold boundary",
            "10:00:00 UTC is 05:00 EST, the closing second.",
            when("2026-11-01T10:00:00Z"),
            closed(300, 90, 300),
        )
}

fn new_york_long_day() -> Group {
    opened(
        "new-york-long-day",
        "The same Sunday has 25 hours; open 00:00-24:00, and closed on all other days.",
        new_york(),
        json!({"sun": ["00:00-24:00"]}),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "00:00 EDT is 04:00 UTC: the second before is Saturday.",
        when("2026-11-01T03:59:59Z"),
        closed_all_day(1439),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "24:00 EST is 05:00 UTC of Monday, 25 hours later: the second before is open.",
        when("2026-11-02T04:59:59Z"),
        open(1439, 0, 1440),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "05:00:00 UTC is Monday 00:00.",
        when("2026-11-02T05:00:00Z"),
        closed_all_day(0),
    )
}

fn lord_howe_fold() -> Group {
    opened(
        "lord-howe-fold",
        "Lord Howe, Sunday 5 April 2026: at 15:00 UTC of the 4th 02:00 (+11:00) becomes 01:30 (+10:30), half an hour. \
         Sunday 01:45-06:00.",
        lord_howe(),
        json!({"sun": ["01:45-06:00"]}),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "14:44:59 UTC is 01:44:59 at +11:00: closed.",
        when("2026-04-04T14:44:59Z"),
        closed(104, 105, 360),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "14:45:00 UTC is the first 01:45: open.",
        when("2026-04-04T14:45:00Z"),
        open(105, 105, 360),
    )
    .case(
        "hours.transition",
        "fold",
        "15:00:00 UTC shows 01:30 again: stays open.",
        when("2026-04-04T15:00:00Z"),
        open(90, 105, 360),
    )
    .case(
        "hours.transition",
        "fold boundary",
        "06:00 at +10:30 is 19:30 UTC: closed from there on.",
        when("2026-04-04T19:30:00Z"),
        closed(360, 105, 360),
    )
}

fn lord_howe_gap() -> Group {
    opened(
        "lord-howe-gap",
        "Lord Howe, Sunday 4 October 2026: at 15:30 UTC of the 3rd 02:00 (+10:30) becomes 02:30 (+11:00). \
         Sunday 02:15-06:00.",
        lord_howe(),
        json!({"sun": ["02:15-06:00"]}),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "15:29:59 UTC is 01:59:59: closed.",
        when("2026-10-03T15:29:59Z"),
        closed(119, 135, 360),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "02:15 is skipped: opens at the transition, when the clock shows 02:30.",
        when("2026-10-03T15:30:00Z"),
        open(150, 135, 360),
    )
    .case(
        "hours.transition",
        "gap boundary",
        "06:00 at +11:00 is 19:00 UTC: the second before is open.",
        when("2026-10-03T18:59:59Z"),
        open(359, 135, 360),
    )
}
