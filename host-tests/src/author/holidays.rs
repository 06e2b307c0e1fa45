//! Hours on public holidays and make-up workdays, and where the calendar says nothing. In 2026 the 1st of October is a
//! Thursday and the 10th, a make-up workday, a Saturday that works as a Wednesday.

use super::basis::{at, calendar, sale, shop, when};
use super::draft::{Group, Stated, declines, pass, proceeds, refers, unknown, with};
use super::hours::{closed, closed_all_day, hours_policy, open};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        holidays(),
        closed_holidays(),
        makeup_spans(),
        makeup_closed(),
        as_a_closed_day(),
        not_consulted(),
        ends(),
        starts(),
        no_calendar(),
    ]
}

fn group(id: &'static str, comment: &'static str, hours: Value) -> Group {
    let policy = with(&hours_policy(), json!({"calendar": calendar()}));
    Group::new(id, comment, policy, with(&shop(), json!({"hours": hours})), sale())
}

fn every_day(span: &str) -> Value {
    let day = json!([span]);
    json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day})
}

fn holidays() -> Group {
    group(
        "holidays",
        "09:00-22:00, Wednesdays 08:00-20:00; holidays 10:00-16:00, make-up workdays as their weekday; 3 October has an \
         exception, 12:00-14:00.",
        json!({
            "weekly": with(&every_day("09:00-22:00"), json!({"wed": ["08:00-20:00"]})),
            "holidays": ["10:00-16:00"], "makeup_workdays": "as_weekday",
            "exceptions": {"2026-10-03": ["12:00-14:00"]},
        }),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "1 October 09:59:59: Thursdays open at 09:00, but it is a holiday, which opens at 10:00.",
        when("2026-10-01T09:59:59+08:00"),
        closed(599, 600, 960),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "1 October 10:00:00 is the holiday's opening second.",
        when("2026-10-01T10:00:00+08:00"),
        open(600, 600, 960),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "1 October 16:00:00 is its closing second.",
        when("2026-10-01T16:00:00+08:00"),
        closed(960, 600, 960),
    )
    .case(
        "hours.calendar",
        "calendar precedence",
        "3 October 11:00 is a holiday with an exception, which comes first: it opens at 12:00.",
        when("2026-10-03T11:00:00+08:00"),
        closed(660, 720, 840),
    )
    .case(
        "hours.calendar",
        "calendar precedence",
        "3 October 13:00 lies inside the exception.",
        when("2026-10-03T13:00:00+08:00"),
        open(780, 720, 840),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "7 October, a Wednesday and the last holiday, 08:00:00: not the Wednesday's hours.",
        when("2026-10-07T08:00:00+08:00"),
        closed(480, 600, 960),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "8 October, Thursday, 09:00:00: the holidays are over.",
        when("2026-10-08T09:00:00+08:00"),
        open(540, 540, 1320),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "10 October 08:00:00: the make-up Saturday works as a Wednesday and opens at 08:00.",
        when("2026-10-10T08:00:00+08:00"),
        open(480, 480, 1200),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "10 October 20:00:00: a common Saturday would go on until 22:00.",
        when("2026-10-10T20:00:00+08:00"),
        closed(1200, 480, 1200),
    )
    .case(
        "hours.calendar",
        "calendar",
        "20 September, a Sunday that works as a Tuesday, 21:00: Tuesdays are open until 22:00.",
        when("2026-09-20T21:00:00+08:00"),
        open(1260, 540, 1320),
    )
    .case(
        "hours.calendar",
        "calendar clock unknown",
        "Which day it is cannot be told without the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("hours", unknown(ClockNotTrusted).shows_nothing()),
    )
}

fn closed_holidays() -> Group {
    group(
        "closed-holidays",
        "Every day 18:00-26:00; holidays are registered and empty, make-up workdays are not registered.",
        json!({"weekly": every_day("18:00-26:00"), "holidays": []}),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "1 October 01:59:59 is the tail of 30 September: a holiday never cuts it. Minute 1559 of Wednesday.",
        when("2026-10-01T01:59:59+08:00"),
        open(1559, 1080, 1560),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "1 October 02:00:00: registered and empty is closed, and there is no span to show.",
        when("2026-10-01T02:00:00+08:00"),
        closed_all_day(120),
    )
    .case(
        "hours.calendar",
        "calendar",
        "1 October 19:00: a Thursday would be open, the holiday is not.",
        when("2026-10-01T19:00:00+08:00"),
        closed_all_day(1140),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "8 October 01:00: the 7th was a holiday, so that nothing runs on; tonight opens at 18:00.",
        when("2026-10-08T01:00:00+08:00"),
        closed(60, 1080, 1560),
    )
    .case(
        "hours.calendar",
        "calendar",
        "10 October 19:00: no hours for make-up workdays are registered, so that it is a common Saturday.",
        when("2026-10-10T19:00:00+08:00"),
        open(1140, 1080, 1560),
    )
}

fn makeup_spans() -> Group {
    group(
        "makeup-spans",
        "Every day 10:00-18:00, make-up workdays 09:00-12:00; holidays are not registered.",
        json!({"weekly": every_day("10:00-18:00"), "makeup_workdays": ["09:00-12:00"]}),
    )
    .case(
        "hours.calendar",
        "calendar",
        "10 October 09:00:00: make-up workdays have spans of their own.",
        when("2026-10-10T09:00:00+08:00"),
        open(540, 540, 720),
    )
    .case(
        "hours.calendar",
        "calendar boundary",
        "10 October 12:00:00: they stand in place of the Saturday's.",
        when("2026-10-10T12:00:00+08:00"),
        closed(720, 540, 720),
    )
    .case(
        "hours.calendar",
        "calendar",
        "1 October 17:00: no hours for holidays are registered, so that it is a common Thursday.",
        when("2026-10-01T17:00:00+08:00"),
        open(1020, 600, 1080),
    )
}

fn makeup_closed() -> Group {
    group(
        "makeup-closed",
        "Every day 10:00-18:00; make-up workdays are registered and empty.",
        json!({"weekly": every_day("10:00-18:00"), "makeup_workdays": []}),
    )
    .case(
        "hours.calendar",
        "calendar",
        "10 October 12:00: closed, though Saturdays are open.",
        when("2026-10-10T12:00:00+08:00"),
        closed_all_day(720),
    )
}

fn as_a_closed_day() -> Group {
    group(
        "as-a-closed-day",
        "Saturdays 10:00-18:00 alone; make-up workdays as their weekday.",
        json!({"weekly": {"sat": ["10:00-18:00"]}, "makeup_workdays": "as_weekday"}),
    )
    .case(
        "hours.calendar",
        "calendar",
        "10 October 12:00: it works as a Wednesday, which has no spans.",
        when("2026-10-10T12:00:00+08:00"),
        closed_all_day(720),
    )
    .case(
        "hours.calendar",
        "calendar",
        "3 October 12:00: a holiday, for which nothing is registered: open as on any Saturday.",
        when("2026-10-03T12:00:00+08:00"),
        open(720, 600, 1080),
    )
}

fn not_consulted() -> Group {
    group(
        "not-consulted",
        "Every day 10:00-18:00, nothing for holidays or make-up workdays: the calendar is not consulted.",
        json!({"weekly": every_day("10:00-18:00")}),
    )
    .case(
        "hours.calendar",
        "calendar",
        "1 October 12:00: open, as on any Thursday.",
        when("2026-10-01T12:00:00+08:00"),
        open(720, 600, 1080),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary",
        "1 January 2027 12:00: the calendar has ended, which is no matter.",
        when("2027-01-01T12:00:00+08:00"),
        open(720, 600, 1080),
    )
}

fn unknown_of(date: &'static str) -> Stated {
    refers(HoursCalendarUnknown).says("hours", unknown(HoursCalendarUnknown).seen(date).needs(Value::Null))
}

fn ends() -> Group {
    let shop = with(
        &shop(),
        json!({
            "hours": {
                "weekly": every_day("18:00-26:00"), "holidays": ["18:00-20:00"],
                "exceptions": {"2027-01-04": ["10:00-12:00"], "2027-01-05": []},
            },
            "adjustments": [
                {"status": "approved", "from": "2027-01-07", "through": "2027-01-07",
                    "grant": {"hours": ["12:00-14:00"]}},
                {"status": "requested", "from": "2027-01-08", "through": "2027-01-08",
                    "grant": {"hours": ["12:00-14:00"]}},
            ],
        }),
    );
    Group::new(
        "calendar-ends",
        "Every day 18:00-26:00, holidays otherwise; the calendar ends with 2026. Exceptions on 4 and 5 January 2027, an \
         extension on the 7th.",
        with(&hours_policy(), json!({"calendar": calendar()})),
        shop,
        sale(),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary",
        "31 December 23:59:59 is covered and open.",
        when("2026-12-31T23:59:59+08:00"),
        open(1439, 1080, 1560),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary",
        "1 January 01:59:59: today is not covered, but the span of another day holds now, which is enough.",
        when("2027-01-01T01:59:59+08:00"),
        open(1559, 1080, 1560),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary unknown",
        "1 January 02:00:00: nothing holds, and today's hours are unknown.",
        when("2027-01-01T02:00:00+08:00"),
        unknown_of("2027-01-01").de39("58"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unknown",
        "1 January 19:00: a Friday would be open, but it may be a holiday (and is).",
        when("2027-01-01T19:00:00+08:00"),
        unknown_of("2027-01-01"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unknown",
        "2 January 12:00: neither today nor yesterday is covered; today is shown.",
        when("2027-01-02T12:00:00+08:00"),
        unknown_of("2027-01-02"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar",
        "4 January 11:00: an exception has its own hours, whatever the calendar says: open.",
        when("2027-01-04T11:00:00+08:00"),
        open(660, 600, 720),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unknown",
        "4 January 13:00: today is known and closed, but what started yesterday may run on: yesterday is shown.",
        when("2027-01-04T13:00:00+08:00"),
        unknown_of("2027-01-03"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar",
        "5 January 13:00: today and yesterday are exceptions, so that all is known: closed.",
        when("2027-01-05T13:00:00+08:00"),
        closed_all_day(780),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unknown",
        "6 January 13:00: yesterday is known, today is not.",
        when("2027-01-06T13:00:00+08:00"),
        unknown_of("2027-01-06"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar adjustment boundary",
        "7 January 12:00:00: an approved extension holds now: pass.",
        when("2027-01-07T12:00:00+08:00"),
        proceeds().says("hours", pass().seen(720).needs(json!({"from": 720, "before": 840}))),
    )
    .case(
        "hours.calendar_coverage",
        "calendar adjustment boundary",
        "7 January 14:00:00: it has ended, and the day's other hours are unknown.",
        when("2027-01-07T14:00:00+08:00"),
        unknown_of("2027-01-07"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar adjustment",
        "8 January 13:00: an extension that was only asked for holds nothing.",
        when("2027-01-08T13:00:00+08:00"),
        unknown_of("2027-01-08"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unreachable",
        "Unknown refers, and nobody can be asked: decline, the reason stays.",
        json!({"now_utc_s": at("2027-01-01T03:00:00+08:00"), "host": "unreachable"}),
        declines(HoursCalendarUnknown).guards([HostUnreachable]),
    )
}

fn starts() -> Group {
    group(
        "calendar-starts",
        "Every day 18:00-26:00, holidays 18:00-20:00; the calendar starts with 2026, whose first three days are holidays.",
        json!({"weekly": every_day("18:00-26:00"), "holidays": ["18:00-20:00"]}),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary unknown",
        "31 December 2025 19:00 is not covered.",
        when("2025-12-31T19:00:00+08:00"),
        unknown_of("2025-12-31"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary unknown",
        "1 January 2026 12:00: today is known and closed; yesterday, whose spans could reach now, is not.",
        when("2026-01-01T12:00:00+08:00"),
        unknown_of("2025-12-31"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar",
        "1 January 2026 19:00: the holiday's span holds now, whatever yesterday was.",
        when("2026-01-01T19:00:00+08:00"),
        open(1140, 1080, 1200),
    )
    .case(
        "hours.calendar_coverage",
        "calendar boundary",
        "2 January 2026 00:00:00: both days are known and closed; the holiday ended at 20:00.",
        when("2026-01-02T00:00:00+08:00"),
        closed(0, 1080, 1200),
    )
}

fn no_calendar() -> Group {
    let hours = json!({
        "weekly": every_day("10:00-18:00"), "holidays": [],
        "exceptions": {"2026-11-24": ["10:00-12:00"], "2026-11-25": ["10:00-12:00"]},
    });
    Group::new(
        "no-calendar",
        "Holiday hours are registered, and the policy has no calendar; exceptions on 24 and 25 November.",
        hours_policy(),
        with(&shop(), json!({"hours": hours})),
        sale(),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unknown",
        "23 November 12:00: no date is covered, so that it may be a holiday.",
        when("2026-11-23T12:00:00+08:00"),
        unknown_of("2026-11-23"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar",
        "24 November 11:00: the exception holds.",
        when("2026-11-24T11:00:00+08:00"),
        open(660, 600, 720),
    )
    .case(
        "hours.calendar_coverage",
        "calendar unknown",
        "24 November 12:00:00: it has ended, and yesterday is unknown.",
        when("2026-11-24T12:00:00+08:00"),
        unknown_of("2026-11-23"),
    )
    .case(
        "hours.calendar_coverage",
        "calendar",
        "25 November 12:00:00: today and yesterday are exceptions: closed.",
        when("2026-11-25T12:00:00+08:00"),
        closed(720, 600, 720),
    )
}
