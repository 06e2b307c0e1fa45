//! Hours on particular dates: exceptions, extensions, and no hours at all. 1 October 2026 is a Thursday.

use super::basis::{as_it_is, sale, shop, when};
use super::draft::{Group, pass, proceeds, refers, unknown, with};
use super::hours::{closed, closed_all_day, hours_policy, open, opened};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        exceptions(),
        overnight_exception(),
        unregistered(),
        only_closed(),
        only_exceptions(),
        extension(),
        overnight_extension(),
        extension_alone(),
    ]
}

fn every_day(span: &str) -> Value {
    let day = json!([span]);
    json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day})
}

fn exceptions() -> Group {
    opened(
        "exceptions",
        "Every day 10:00-26:00; on 1 October only 12:00-16:00, on 2 October closed.",
        json!({
            "weekly": every_day("10:00-26:00"),
            "exceptions": {"2026-10-01": ["12:00-16:00"], "2026-10-02": []},
        }),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 October 01:59:59 is the tail of 30 September, which the exception never cuts: minute 1559 of Wednesday.",
        when("2026-10-01T01:59:59+08:00"),
        open(1559, 600, 1560),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 October 02:00:00: the tail has ended, the exception opens at 12:00.",
        when("2026-10-01T02:00:00+08:00"),
        closed(120, 720, 960),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 October 11:59:59: Thursdays open at 10:00, but the exception stands in their place.",
        when("2026-10-01T11:59:59+08:00"),
        closed(719, 720, 960),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 October 12:00:00 is the exception's opening second.",
        when("2026-10-01T12:00:00+08:00"),
        open(720, 720, 960),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 October 16:00:00 is its closing second, though Thursdays would go on.",
        when("2026-10-01T16:00:00+08:00"),
        closed(960, 720, 960),
    )
    .case(
        "hours.exception",
        "date",
        "2 October 01:00 would be the tail of a common Thursday, but the 1st had no span past midnight.",
        when("2026-10-02T01:00:00+08:00"),
        closed_all_day(60),
    )
    .case(
        "hours.exception",
        "date",
        "2 October at noon: an exception without spans is closed.",
        when("2026-10-02T12:00:00+08:00"),
        closed_all_day(720),
    )
    .case(
        "hours.exception",
        "date",
        "3 October 01:00: no tail from a closed day; Saturday opens at 10:00.",
        when("2026-10-03T01:00:00+08:00"),
        closed(60, 600, 1560),
    )
    .case(
        "hours.exception",
        "date",
        "3 October 10:00:00: the weekday holds again.",
        when("2026-10-03T10:00:00+08:00"),
        open(600, 600, 1560),
    )
    .case(
        "hours.exception",
        "date",
        "1 October of the next year is a common Friday.",
        when("2027-10-01T10:00:00+08:00"),
        open(600, 600, 1560),
    )
}

fn overnight_exception() -> Group {
    opened(
        "overnight-exception",
        "Every day 09:00-17:00; on New Year's Eve 20:00-28:00; New Year's Day closed.",
        json!({
            "weekly": every_day("09:00-17:00"),
            "exceptions": {"2026-12-31": ["20:00-28:00"], "2027-01-01": []},
        }),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 January 03:59:59 is the tail of the exception of the 31st; the closed 1st does not cut it.",
        when("2027-01-01T03:59:59+08:00"),
        open(1679, 1200, 1680),
    )
    .case(
        "hours.exception",
        "boundary",
        "1 January 04:00:00: the tail has ended.",
        when("2027-01-01T04:00:00+08:00"),
        closed_all_day(240),
    )
}

fn unregistered() -> Group {
    Group::new("unregistered", "No hours were registered.", hours_policy(), shop(), sale()).case(
        "hours.unregistered",
        "unknown",
        "Nobody said when the shop is open: unknown, not closed.",
        as_it_is(),
        refers(HoursNotRegistered).de39("58").says("hours", unknown(HoursNotRegistered).seen(Value::Null)),
    )
}

fn only_closed() -> Group {
    opened(
        "only-closed",
        "Hours were registered without any span: an empty week and a closed exception.",
        json!({"weekly": {}, "exceptions": {"2026-11-23": []}}),
    )
    .case(
        "hours.unregistered",
        "unknown",
        "On the closed date too: without a single span nothing is registered.",
        as_it_is(),
        refers(HoursNotRegistered),
    )
}

fn only_exceptions() -> Group {
    opened(
        "only-exceptions",
        "A fair: open on 23 November 10:00-18:00 and on no other day.",
        json!({"exceptions": {"2026-11-23": ["10:00-18:00"]}}),
    )
    .case(
        "hours.weekday",
        "unknown",
        "On the 24th the weekday has no spans; spans are registered for another date, so it is closed and not unknown.",
        when("2026-11-24T12:00:00+08:00"),
        closed_all_day(720),
    )
    .case(
        "hours.exception",
        "date",
        "On the 23rd it is open.",
        when("2026-11-23T17:59:59+08:00"),
        open(1079, 600, 1080),
    )
}

fn granted(status: &str, from: &str, through: &str, span: &str) -> Value {
    json!({"status": status, "from": from, "through": through, "grant": {"hours": [span]}})
}

fn extension() -> Group {
    let hours = json!({"weekly": every_day("09:30-22:00"), "exceptions": {"2026-11-24": []}});
    let adjustments = json!([
        granted("approved", "2026-11-23", "2026-11-24", "22:00-23:30"),
        granted("requested", "2026-11-01", "2026-11-30", "00:00-24:00"),
        granted("rejected", "2026-11-01", "2026-11-30", "00:00-24:00"),
    ]);
    Group::new(
        "extension",
        "Every day 09:30-22:00 and closed on the 24th; 22:00-23:30 granted for 23 and 24 November; all day asked for \
         and refused.",
        hours_policy(),
        with(&shop(), json!({"hours": hours, "adjustments": adjustments})),
        sale(),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "22 November 22:00:00: the extension starts tomorrow, and those asked for or refused add nothing.",
        when("2026-11-22T22:00:00+08:00"),
        closed(1320, 570, 1320),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "23 November 22:00:00: the extension opens in the second in which the weekday closes.",
        when("2026-11-23T22:00:00+08:00"),
        open(1320, 1320, 1410),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "23 November 23:29:59 is its last second.",
        when("2026-11-23T23:29:59+08:00"),
        open(1409, 1320, 1410),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "23 November 23:30:00 is its closing second; it is also the last span of the day to have closed.",
        when("2026-11-23T23:30:00+08:00"),
        closed(1410, 1320, 1410),
    )
    .case(
        "hours.extension",
        "adjustment",
        "24 November at noon: the date is closed by exception, and the extension does not cover noon.",
        when("2026-11-24T12:00:00+08:00"),
        closed(720, 1320, 1410),
    )
    .case(
        "hours.extension",
        "adjustment",
        "24 November 22:30: the extension adds its span to the closed date; its last date is included.",
        when("2026-11-24T22:30:00+08:00"),
        open(1350, 1320, 1410),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "25 November 22:00:00: over.",
        when("2026-11-25T22:00:00+08:00"),
        closed(1320, 570, 1320),
    )
}

fn overnight_extension() -> Group {
    let adjustments = json!([granted("approved", "2026-11-23", "2026-11-23", "22:00-25:00")]);
    Group::new(
        "overnight-extension",
        "Every day 09:30-22:00; 22:00-25:00 granted for 23 November only.",
        hours_policy(),
        with(&shop(), json!({"hours": {"weekly": every_day("09:30-22:00")}, "adjustments": adjustments})),
        sale(),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "24 November 00:59:59 belongs to the span that started on the 23rd: open.",
        when("2026-11-24T00:59:59+08:00"),
        open(1499, 1320, 1500),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "24 November 01:00:00: closed until 09:30.",
        when("2026-11-24T01:00:00+08:00"),
        closed(60, 570, 1320),
    )
    .case(
        "hours.extension",
        "adjustment boundary",
        "23 November 00:30: the extension has no tail of the 22nd, for which it was not granted.",
        when("2026-11-23T00:30:00+08:00"),
        closed(30, 570, 1320),
    )
}

fn extension_alone() -> Group {
    let adjustments = json!([granted("approved", "2026-11-23", "2026-11-23", "10:00-12:30")]);
    Group::new(
        "extension-alone",
        "No hours were registered, but 10:00-12:30 was granted for 23 November.",
        hours_policy(),
        with(&shop(), json!({"adjustments": adjustments})),
        sale(),
    )
    .case(
        "hours.extension",
        "adjustment",
        "At noon the granted span is known to be open.",
        as_it_is(),
        proceeds().says("hours", pass().seen(720)),
    )
    .case(
        "hours.unregistered",
        "unknown adjustment",
        "At 12:30:00 the span is over; whether the shop is otherwise open nobody registered: unknown.",
        when("2026-11-23T12:30:00+08:00"),
        refers(HoursNotRegistered),
    )
}
