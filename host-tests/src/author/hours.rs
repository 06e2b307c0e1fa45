//! Hours: weekly spans and those that pass midnight. In November 2026 the 23rd is a Monday.

use super::basis::{at, policy, sale, shop, strict, when};
use super::draft::{Group, Says, Stated, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![weekly(), lunch_and_dinner(), meeting_spans(), overnight(), forty_eight(), always(), both_days()]
}

/// The shop with these hours under the one rule on hours.
pub(crate) fn opened(id: &'static str, comment: &'static str, hours: Value) -> Group {
    Group::new(id, comment, hours_policy(), with(&shop(), json!({"hours": hours})), sale())
}

/// The one rule on hours.
pub(crate) fn hours_policy() -> Value {
    policy([strict("hours", json!({"hours": {}}))])
}

/// Closed at this minute of the local day, with the span shown.
pub(crate) fn closed(seen: i64, from: i64, before: i64) -> Stated {
    declines(HoursClosed).de39("58").says("hours", shown(fail(HoursClosed), seen, from, before))
}

/// Closed on a day without spans.
pub(crate) fn closed_all_day(seen: i64) -> Stated {
    declines(HoursClosed).says("hours", fail(HoursClosed).seen(seen).needs(Value::Null))
}

/// Open at this minute of the day on which the span starts.
pub(crate) fn open(seen: i64, from: i64, before: i64) -> Stated {
    proceeds().says("hours", shown(pass(), seen, from, before))
}

fn shown(says: Says, seen: i64, from: i64, before: i64) -> Says {
    says.seen(seen).needs(json!({"from": from, "before": before}))
}

fn weekly() -> Group {
    let day = json!(["09:30-22:00"]);
    opened(
        "weekly",
        "Monday to Saturday 09:30-22:00, which is [570, 1320) in minutes; Sunday has no spans. UTC+08:00.",
        json!({"weekly": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day}}),
    )
    .case(
        "hours.span",
        "boundary",
        "Monday 09:29:59 is the last closed second; minute 569 is before 570.",
        when("2026-11-23T09:29:59+08:00"),
        closed(569, 570, 1320),
    )
    .case(
        "hours.span",
        "boundary",
        "Monday 09:30:00 is the opening second, which is open. In UTC it is 01:30.",
        when("2026-11-23T09:30:00+08:00"),
        open(570, 570, 1320),
    )
    .case(
        "hours.span",
        "boundary",
        "Monday 21:59:59 is the last open second.",
        when("2026-11-23T21:59:59+08:00"),
        open(1319, 570, 1320),
    )
    .case(
        "hours.span",
        "boundary",
        "Monday 22:00:00 is the closing second; [open, close) excludes it.",
        when("2026-11-23T22:00:00+08:00"),
        closed(1320, 570, 1320),
    )
    .case(
        "hours.weekday",
        "unknown",
        "Sunday has no spans, and other days have: closed, which is known.",
        when("2026-11-22T12:00:00+08:00"),
        closed_all_day(720),
    )
    .case(
        "hours.weekday",
        "date",
        "Monday 05:00 local is Sunday 21:00 UTC: Monday's spans are shown, and it is closed until 09:30.",
        when("2026-11-23T05:00:00+08:00"),
        closed(300, 570, 1320),
    )
    .case(
        "hours.weekday",
        "date",
        "Saturday 2000-02-26 in the century's leap year is a Saturday: open.",
        when("2000-02-26T12:00:00+08:00"),
        open(720, 570, 1320),
    )
    .case(
        "hours.span",
        "clock unknown",
        "Open or closed cannot be told without the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("hours", unknown(ClockNotTrusted)),
    )
}

fn lunch_and_dinner() -> Group {
    opened(
        "lunch-and-dinner",
        "Monday 11:00-14:00 [660, 840) and 17:00-21:00 [1020, 1260).",
        json!({"weekly": {"mon": ["17:00-21:00", "11:00-14:00"]}}),
    )
    .case(
        "hours.span",
        "boundary",
        "13:59:59 is the last second of lunch.",
        when("2026-11-23T13:59:59+08:00"),
        open(839, 660, 840),
    )
    .case(
        "hours.span",
        "boundary",
        "14:00:00 is closed; the next span to open is dinner.",
        when("2026-11-23T14:00:00+08:00"),
        closed(840, 1020, 1260),
    )
    .case(
        "hours.span",
        "boundary",
        "16:59:59 is still closed.",
        when("2026-11-23T16:59:59+08:00"),
        closed(1019, 1020, 1260),
    )
    .case(
        "hours.span",
        "boundary",
        "17:00:00 opens dinner, whichever span is listed first.",
        when("2026-11-23T17:00:00+08:00"),
        open(1020, 1020, 1260),
    )
    .case(
        "hours.span",
        "boundary",
        "21:00:00 closes the day; the last span to close is shown.",
        when("2026-11-23T21:00:00+08:00"),
        closed(1260, 1020, 1260),
    )
}

fn meeting_spans() -> Group {
    opened(
        "meeting-spans",
        "Monday 09:00-12:00 and 12:00-18:00.",
        json!({"weekly": {"mon": ["09:00-12:00", "12:00-18:00"]}}),
    )
    .case(
        "hours.span",
        "boundary",
        "12:00:00 ends the first span and starts the second: spans that meet leave no gap.",
        when("2026-11-23T12:00:00+08:00"),
        open(720, 720, 1080),
    )
}

fn overnight() -> Group {
    opened(
        "overnight",
        "Friday and Sunday 18:00-26:00, which is [1080, 1560) of the day it starts on: until 02:00 the next morning.",
        json!({"weekly": {"fri": ["18:00-26:00"], "sun": ["18:00-26:00"]}}),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Friday 23:59:59 is minute 1439 of Friday: open.",
        when("2026-11-27T23:59:59+08:00"),
        open(1439, 1080, 1560),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Saturday 00:00:00 is minute 1440 of Friday: open, though Saturday has no spans.",
        when("2026-11-28T00:00:00+08:00"),
        open(1440, 1080, 1560),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Saturday 01:59:59 is the last open second of Friday's span.",
        when("2026-11-28T01:59:59+08:00"),
        open(1559, 1080, 1560),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Saturday 02:00:00 is minute 1560 of Friday, the closing second. Saturday itself has nothing to show.",
        when("2026-11-28T02:00:00+08:00"),
        closed_all_day(120),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Monday 01:59:59 belongs to Sunday's span: the week wraps from Sunday to Monday.",
        when("2026-11-23T01:59:59+08:00"),
        open(1559, 1080, 1560),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Monday 02:00:00 closes it.",
        when("2026-11-23T02:00:00+08:00"),
        closed_all_day(120),
    )
    .case(
        "hours.overnight",
        "date",
        "Friday 01:00 would be the tail of Thursday, which has no spans: closed until 18:00.",
        when("2026-11-27T01:00:00+08:00"),
        closed(60, 1080, 1560),
    )
}

fn forty_eight() -> Group {
    opened(
        "forty-eight",
        "Saturday 10:00-48:00, the longest close there is: to the end of Sunday.",
        json!({"weekly": {"sat": ["10:00-48:00"]}}),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Saturday 09:59:59 is closed.",
        when("2026-11-28T09:59:59+08:00"),
        closed(599, 600, 2880),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Sunday 23:59:59 is minute 2879 of Saturday: open.",
        when("2026-11-29T23:59:59+08:00"),
        open(2879, 600, 2880),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Monday 00:00:00 is minute 2880 of Saturday, the closing second.",
        when("2026-11-30T00:00:00+08:00"),
        closed_all_day(0),
    )
}

fn always() -> Group {
    let day = json!(["00:00-24:00"]);
    opened(
        "always",
        "Every day 00:00-24:00.",
        json!({"weekly": {"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day}}),
    )
    .case(
        "hours.span",
        "boundary",
        "23:59:59 is the last second of Sunday's span.",
        when("2026-11-22T23:59:59+08:00"),
        open(1439, 0, 1440),
    )
    .case(
        "hours.span",
        "boundary",
        "00:00:00 is the first second of Monday's: midnight leaves no gap.",
        when("2026-11-23T00:00:00+08:00"),
        open(0, 0, 1440),
    )
    .case(
        "hours.span",
        "range",
        "At the first instant there is, 1970-01-01T08:00 local, a Thursday.",
        json!({"now_utc_s": 0}),
        open(480, 0, 1440),
    )
}

fn both_days() -> Group {
    opened(
        "both-days",
        "Friday 20:00-28:00 and Saturday 03:00-05:00 overlap on Saturday from 03:00 to 04:00.",
        json!({"weekly": {"fri": ["20:00-28:00"], "sat": ["03:00-05:00"]}}),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Saturday 04:00:00 ends Friday's tail, and Saturday's own span goes on: open.",
        json!({"now_utc_s": at("2026-11-28T04:00:00+08:00")}),
        open(240, 180, 300),
    )
    .case(
        "hours.overnight",
        "boundary",
        "Saturday 02:59:59 is open by Friday's tail alone: minute 1619 of Friday.",
        when("2026-11-28T02:59:59+08:00"),
        open(1619, 1200, 1680),
    )
}
