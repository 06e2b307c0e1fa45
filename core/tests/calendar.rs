//! Working days and days of their own, by the calendar of 2026 of mainland China.
#![cfg(feature = "json")]

mod common;

use common::{json, open};
use poscond::calendar::Calendar;
use poscond::{Date, Policy, Reason, Request, ServicePoint, Verdict, compile};

/// Late September to mid-October 2026 (国庆节): 1 to 7 October off, Sunday 20 September and Saturday 10 October worked.
const AUTUMN_2026: &str = r#"{"covers_from": "2026-09-01", "covers_through": "2026-10-31",
    "holidays": ["2026-09-25", "2026-09-26", "2026-09-27", "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04",
        "2026-10-05", "2026-10-06", "2026-10-07"],
    "makeup_workdays": {"2026-09-20": "tue", "2026-10-10": "wed"}}"#;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn after(calendar: &Calendar, from: &str, count: u16) -> Option<String> {
    calendar.working_days_after(day(from), count).map(|date| date.to_string())
}

/// Pins the count over the National Day holiday: Thursday 8, Friday 9, and Saturday 10, which is worked.
#[test]
fn working_days_run_over_the_national_day_holiday() {
    let calendar: Calendar = json(AUTUMN_2026);
    let expected = ["2026-09-30", "2026-10-08", "2026-10-09", "2026-10-10", "2026-10-12", "2026-10-13"];
    for (count, expected) in (0..).zip(expected) {
        assert_eq!(after(&calendar, "2026-09-30", count).as_deref(), Some(expected), "{count}");
    }
    // From within the holiday, and from a day of the weekend before, it is the same.
    for from in ["2026-10-01", "2026-10-04", "2026-10-07"] {
        assert_eq!(after(&calendar, from, 3).as_deref(), Some("2026-10-10"), "{from}");
    }
    // A Sunday that is worked counts, and a Friday that is a holiday does not.
    assert_eq!(after(&calendar, "2026-09-18", 1).as_deref(), Some("2026-09-20"));
    assert_eq!(after(&calendar, "2026-09-24", 1).as_deref(), Some("2026-09-28"));
}

/// Pins that none after a date is the date itself, worked or not, covered or not.
#[test]
fn no_working_days_after_a_date_is_the_date() {
    let calendar: Calendar = json(AUTUMN_2026);
    for from in ["2026-10-03", "2026-10-08", "2026-08-31", "2026-12-31", "1900-01-01", "2199-12-31"] {
        assert_eq!(after(&calendar, from, 0).as_deref(), Some(from));
    }
}

/// Pins that nothing is counted on a day that the calendar does not cover: neither beyond its end nor before its start.
#[test]
fn nothing_is_counted_outside_the_coverage() {
    let calendar: Calendar = json(AUTUMN_2026);
    // The last working day covered is Friday 30 October; Saturday 31 is covered and not worked.
    assert_eq!(after(&calendar, "2026-10-29", 1).as_deref(), Some("2026-10-30"));
    assert_eq!(after(&calendar, "2026-10-29", 2), None);
    for from in ["2026-10-30", "2026-10-31", "2026-11-01", "2199-12-31"] {
        assert_eq!(after(&calendar, from, 1), None, "{from}");
    }
    // The date itself need not be covered, but every day after it.
    assert_eq!(after(&calendar, "2026-08-31", 1).as_deref(), Some("2026-09-01"));
    assert_eq!(after(&calendar, "2026-08-30", 1), None);
    assert_eq!(calendar.is_working_day(day("2026-08-31")), None);
    assert_eq!(calendar.is_working_day(day("2026-09-01")), Some(true));
    assert_eq!(calendar.is_working_day(day("2026-10-31")), Some(false));
    assert_eq!(calendar.is_working_day(day("2026-11-01")), None);
}

const ENDS: &str = r#""on_fail": "decline", "on_unknown": "warn""#;

/// A policy of one rule, with this calendar or none.
fn policy(condition: &str, calendar: Option<&str>) -> Policy {
    let calendar = calendar.map_or(String::new(), |calendar| format!(r#""calendar": {calendar}, "#));
    json(&format!(
        r#"{{"id": "p", "version": 1, {calendar}"rules": [{{"id": "r", {ENDS}, "condition": {{{condition}}}}}]}}"#
    ))
}

fn point(more: &str) -> ServicePoint {
    json(&format!(
        r#"{{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+08:00", {more}}}"#
    ))
}

/// What the only rule says at a local time, written as 2026-10-10T23:59:59.
#[track_caller]
fn says(policy: &Policy, point: &ServicePoint, local: Option<&str>) -> (Verdict, Option<Reason>) {
    let bytes = compile(policy, point).unwrap_or_else(|problems| panic!("{problems}"));
    let mut request: Request = json(r#"{"clock": "trusted", "host": "reachable", "merchant_id": "M1"}"#);
    if let Some(local) = local {
        let at: poscond::forms::Instant = format!("{local}+08:00").parse().expect("an instant");
        request.set_now_utc_s(at.utc_s()).expect("in range");
    }
    let plan = open(&bytes);
    let finding = plan.findings(&request).last().expect("one rule");
    (finding.verdict, finding.reason)
}

/// Pins that a review submitted on the eve of the holiday is due on the Saturday that is worked, its last second included.
#[test]
fn a_review_is_overdue_after_its_last_working_day() {
    let review = policy(r#""review": {"working_days": 3}"#, Some(AUTUMN_2026));
    let submitted =
        |date: &str| point(&format!(r#""application": {{"review": {{"submitted": "{date}", "status": "pending"}}}}"#));
    let (pending, overdue) = (Some(Reason::ReviewPending), Some(Reason::ReviewOverdue));
    for (at, reason) in
        [("2026-09-30T12:00:00", pending), ("2026-10-10T23:59:59", pending), ("2026-10-11T00:00:00", overdue)]
    {
        assert_eq!(says(&review, &submitted("2026-09-30"), Some(at)), (Verdict::Unknown, reason), "{at}");
    }
    // Where the due date cannot be told it is never overdue, and no clock is needed.
    let long_after = Some("2030-01-01T00:00:00");
    assert_eq!(says(&review, &submitted("2026-10-27"), long_after), (Verdict::Unknown, overdue));
    assert_eq!(says(&review, &submitted("2026-10-28"), long_after), (Verdict::Unknown, pending));
    assert_eq!(says(&review, &submitted("2026-10-28"), None), (Verdict::Unknown, pending));
    assert_eq!(says(&review, &submitted("2026-09-30"), None), (Verdict::Unknown, Some(Reason::ClockNotTrusted)));
    let without = policy(r#""review": {"working_days": 3}"#, None);
    assert_eq!(says(&without, &submitted("2026-09-30"), long_after), (Verdict::Unknown, pending));
}

/// Pins that of several open requests the one that is due first decides, and that none counts whose due date is unknown.
#[test]
fn support_is_overdue_after_the_earliest_due_date() {
    let support = |days: u8, calendar| policy(&format!(r#""support": {{"working_days": {days}}}"#), calendar);
    let asked = |requests: &str| point(&format!(r#""support_requests": [{requests}]"#));
    let both = asked(
        r#"{"opened": "2026-10-08"}, {"opened": "2026-09-30"}, {"opened": "2026-09-01", "closed": "2026-09-02"}"#,
    );
    let overdue = (Verdict::Fail, Some(Reason::SupportOverdue));
    let three = support(3, Some(AUTUMN_2026));
    assert_eq!(says(&three, &both, Some("2026-10-10T23:59:59")), (Verdict::Pass, None));
    assert_eq!(says(&three, &both, Some("2026-10-11T00:00:00")), overdue);
    // Within no working days: on the day itself, and no calendar is needed.
    let today = support(0, None);
    assert_eq!(says(&today, &both, Some("2026-09-30T23:59:59")), (Verdict::Pass, None));
    assert_eq!(says(&today, &both, Some("2026-10-01T00:00:00")), overdue);
    let late = asked(r#"{"opened": "2026-10-30"}"#);
    assert_eq!(says(&three, &late, Some("2030-01-01T00:00:00")), (Verdict::Pass, None));
    assert_eq!(says(&three, &late, None), (Verdict::Pass, None));
    assert_eq!(says(&support(3, None), &both, Some("2030-01-01T00:00:00")), (Verdict::Pass, None));
}

/// Pins which hours a day has: its exception's, its holiday's, its make-up workday's, its weekday's, in this order.
#[test]
fn a_day_has_the_hours_of_the_calendar() {
    let hours = policy(r#""hours": {}"#, Some(AUTUMN_2026));
    // On Wednesdays until noon, else in the afternoon; Saturdays closed.
    let open = |more: &str| {
        point(&format!(
            r#""hours": {{"weekly": {{"mon": ["13:00-18:00"], "tue": ["13:00-18:00"], "wed": ["08:00-12:00"],
                "thu": ["13:00-18:00"], "fri": ["13:00-18:00"]}}{more}}}"#
        ))
    };
    let (pass, closed) = ((Verdict::Pass, None), (Verdict::Fail, Some(Reason::HoursClosed)));
    let unknown = (Verdict::Unknown, Some(Reason::HoursCalendarUnknown));
    let without = open("");
    let holidays = open(r#", "holidays": ["10:00-11:00"]"#);
    let none = open(r#", "holidays": []"#);
    let as_weekday = open(r#", "makeup_workdays": "as_weekday""#);
    let spans = open(r#", "makeup_workdays": ["20:00-21:00"]"#);
    let excepted =
        open(r#", "holidays": [], "exceptions": {"2026-10-01": ["10:00-11:00"], "2026-11-05": ["10:00-11:00"]}"#);
    for (point, at, expected) in [
        // Thursday 1 October, a holiday.
        (&without, "2026-10-01T14:00:00", pass),
        (&holidays, "2026-10-01T14:00:00", closed),
        (&holidays, "2026-10-01T10:00:00", pass),
        (&none, "2026-10-01T14:00:00", closed),
        (&as_weekday, "2026-10-01T14:00:00", pass),
        (&excepted, "2026-10-01T10:00:00", pass),
        (&excepted, "2026-10-02T14:00:00", closed),
        // Saturday 10 October, worked as a Wednesday.
        (&without, "2026-10-10T09:00:00", closed),
        (&holidays, "2026-10-10T09:00:00", closed),
        (&as_weekday, "2026-10-10T09:00:00", pass),
        (&as_weekday, "2026-10-10T14:00:00", closed),
        (&spans, "2026-10-10T09:00:00", closed),
        (&spans, "2026-10-10T20:00:00", pass),
        // Beyond the coverage, which ends on Saturday 31 October: yesterday may reach into Sunday, today not be covered.
        (&without, "2026-11-05T14:00:00", pass),
        (&holidays, "2026-10-31T14:00:00", closed),
        (&holidays, "2026-11-01T00:00:00", unknown),
        (&as_weekday, "2026-11-05T14:00:00", unknown),
        (&excepted, "2026-11-05T10:00:00", pass),
        (&excepted, "2026-11-05T14:00:00", unknown),
        (&holidays, "2026-08-31T14:00:00", unknown),
        (&holidays, "2026-09-01T14:00:00", pass),
        // 31 August may run on into Tuesday 1 September, for all that is known.
        (&holidays, "2026-09-01T19:00:00", unknown),
        (&holidays, "2026-09-02T19:00:00", closed),
    ] {
        assert_eq!(says(&hours, point, Some(at)), expected, "{at} {:?}", point.hours);
    }
    // Without a calendar no day is covered, but for an exception; a span of an extension opens all the same.
    let no_calendar = policy(r#""hours": {}"#, None);
    assert_eq!(says(&no_calendar, &without, Some("2026-10-01T14:00:00")), pass);
    assert_eq!(says(&no_calendar, &holidays, Some("2026-10-01T14:00:00")), unknown);
    assert_eq!(says(&no_calendar, &excepted, Some("2026-10-01T10:00:00")), pass);
    let mut extended = holidays.clone();
    extended.adjustments = json(
        r#"[{"status": "approved", "from": "2026-11-05", "through": "2026-11-05", "grant": {"hours": ["20:00-21:00"]}}]"#,
    );
    assert_eq!(says(&hours, &extended, Some("2026-11-05T20:00:00")), pass);
    assert_eq!(says(&hours, &extended, Some("2026-11-05T21:00:00")), unknown);
    // Where nothing is registered at all, it is that which is unknown.
    let nothing = point(r#""hours": {"holidays": []}"#);
    assert_eq!(
        says(&hours, &nothing, Some("2026-11-05T14:00:00")),
        (Verdict::Unknown, Some(Reason::HoursNotRegistered))
    );
}
