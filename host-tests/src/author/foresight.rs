//! Foresight: until when a decision stands, when the same request proceeds, and up to which amount.

use super::basis::{at, policy, rule, sale, shop, strict, when};
use super::draft::{Group, Stated, and, declines, fail, outside, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![amounts(), times(), fresh(), dated(), hidden()]
}

/// A change of the amount.
fn of(amount_minor: i64) -> Value {
    json!({ "amount_minor": amount_minor })
}

fn counter(taken: &str, amount_minor: i64) -> Value {
    json!({ "counters": [{"slot": 0, "amount_minor": amount_minor, "count": 1, "taken_at_utc_s": at(taken)}] })
}

/// The two limits, of a sale and of the day with 700.00 used: 300.00 are left of the day.
fn amounts() -> Group {
    let single = strict("single", json!({"amount": {"min_minor": 100, "max_minor": 50_000}}));
    let usage = json!({"window": "day", "measure": "amount", "subject": "service_point", "max": 100_000});
    let day = strict("day", json!({ "usage": usage }));
    let used = counter("2026-11-23T11:00:00+08:00", 70_000);
    let midnight = Some(at("2026-11-24T00:00:00+08:00"));
    let noon = Some(at("2026-11-23T12:00:00+08:00"));
    Group::new(
        "two-limits",
        "From 1.00 to 500.00 a sale, 1,000.00 a day of which 700.00 are used: 300.00 are left today.",
        policy([single, day]),
        shop(),
        with(&sale(), used),
    )
    .case(
        "foresight.max_amount",
        "foresight",
        "600.00 is above both limits. 300.00 passes both and 300.01 the day's no more. Tomorrow the day's limit is free \
         again, yet not that of a sale. From midnight on the day's no longer fails, but the primary reason stays.",
        of(60_000),
        declines(AmountAboveLimit).says("day", fail(DayAmountAboveLimit)).foresees(None, None, Some(30_000)),
    )
    .case(
        "foresight.max_amount",
        "foresight boundary",
        "300.01 is above the day's limit by one minor unit; at midnight the counter's day has ended, and it proceeds.",
        of(30_001),
        declines(DayAmountAboveLimit).foresees(midnight, midnight, Some(30_000)),
    )
    .case(
        "foresight.max_amount",
        "foresight boundary",
        "300.00 proceeds, and is itself the greatest amount that does; tomorrow it proceeds too, so nothing changes.",
        of(30_000),
        proceeds().foresees(None, noon, Some(30_000)),
    )
    .case(
        "foresight.max_amount",
        "foresight boundary",
        "0.99 is below the least amount; no smaller one proceeds, and no time helps.",
        of(99),
        declines(AmountBelowMinimum).foresees(None, None, None),
    )
    .case(
        "foresight.stable_until",
        "foresight clock",
        "Where the clock is not trusted nothing is foreseen.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("day", unknown(ClockNotTrusted)).foresees(None, None, None),
    )
}

/// Monday to Friday 09:00-17:00, and a document through Thursday, 26 November.
fn times() -> Group {
    let weekdays = json!({"weekly": {
        "mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"], "thu": ["09:00-17:00"],
        "fri": ["09:00-17:00"],
    }});
    let licence = json!([{"kind": "business_licence", "status": "approved", "valid_through": "2026-11-26"}]);
    Group::new(
        "closing-and-ending",
        "Open Monday to Friday 09:00-17:00; the licence is valid through Thursday, 26 November 2026.",
        policy([strict("hours", json!({"hours": {}})), strict("licence", json!({"document": {"kind": "business_licence"}}))]),
        with(&shop(), json!({"hours": weekdays, "documents": licence})),
        sale(),
    )
    .case(
        "foresight.stable_until",
        "foresight",
        "Open on Monday noon: the first change is the closing at 17:00.",
        when("2026-11-23T12:00:00+08:00"),
        proceeds().foresees(Some(at("2026-11-23T17:00:00+08:00")), Some(at("2026-11-23T12:00:00+08:00")), None),
    )
    .case(
        "foresight.next_allowed",
        "foresight",
        "Closed on Monday evening: it proceeds at the opening on Tuesday.",
        when("2026-11-23T20:00:00+08:00"),
        declines(HoursClosed)
            .foresees(Some(at("2026-11-24T09:00:00+08:00")), Some(at("2026-11-24T09:00:00+08:00")), None),
    )
    .case(
        "foresight.next_allowed",
        "foresight",
        "Closed on Thursday evening: from Friday midnight on the licence has ended, which comes first in the reason table, \
         so the primary reason changes then; nothing ever proceeds again.",
        when("2026-11-26T20:00:00+08:00"),
        declines(HoursClosed).foresees(Some(at("2026-11-27T00:00:00+08:00")), None, None),
    )
}

/// A fix at most five minutes old, a profile at most a day, a counter at most an hour.
fn fresh() -> Group {
    let usage = json!({
        "window": "day", "measure": "amount", "subject": "terminal", "max": 100_000, "age_max_s": 3600,
    });
    let rules = [
        strict("profile", json!({"profile": {"age_max_days": 1}})),
        strict("day", json!({ "usage": usage })),
        strict("hours", json!({"hours": {}})),
    ];
    let hours = json!({"weekly": {"mon": ["09:00-12:00", "13:00-17:00"], "tue": ["09:00-17:00"]}});
    let facts = with(
        &counter("2026-11-23T12:10:00+08:00", 0),
        json!({"profile_refreshed_at_utc_s": at("2026-11-22T12:59:00+08:00")}),
    );
    Group::new(
        "made-afresh",
        "A profile at most a day old, refreshed at 12:59 yesterday; a counter at most an hour old; open again at 13:00.",
        policy(rules),
        with(&shop(), json!({ "hours": hours })),
        with(&sale(), facts),
    )
    .case(
        "foresight.afresh",
        "foresight",
        "At 12:20 it is closed. By 13:00 the profile is a day and a minute old: an anchored fact stays where it is, so the \
         opening does not help, and no time does.",
        when("2026-11-23T12:20:00+08:00"),
        declines(HoursClosed).foresees(Some(at("2026-11-23T12:59:01+08:00")), None, None),
    )
    .case(
        "foresight.afresh",
        "foresight",
        "Refreshed a minute later, the profile lasts until 13:00:00. The counter would be 50 minutes old, and 10 minutes \
         old made afresh: freshness keeps its age, and it proceeds at the opening.",
        json!({"now_utc_s": at("2026-11-23T12:20:00+08:00"), "profile_refreshed_at_utc_s": at("2026-11-22T13:00:00+08:00")}),
        declines(HoursClosed)
            .foresees(Some(at("2026-11-23T13:00:00+08:00")), Some(at("2026-11-23T13:00:00+08:00")), None),
    )
}

/// Rules with dates of their own.
fn dated() -> Group {
    let early = with(
        &rule("early", json!({"amount": {"max_minor": 5000}}), "decline", "refer"),
        json!({"valid_through": "2026-11-30"}),
    );
    Group::new(
        "dated-rule",
        "Until 30 November 2026 a sale is of at most 50.00.",
        policy([early, strict("tamper", json!({"tamper": {}}))]),
        shop(),
        with(&sale(), json!({"tamper": "intact"})),
    )
    .case(
        "foresight.next_allowed",
        "foresight date",
        "100.00 proceeds from 1 December on, when the rule holds no more; until then 50.00 do.",
        json!({}),
        declines(AmountAboveLimit).foresees(
            Some(at("2026-12-01T00:00:00+08:00")),
            Some(at("2026-12-01T00:00:00+08:00")),
            Some(5000),
        ),
    )
}

/// A limit for the engineer's eyes only.
fn hidden() -> Group {
    let risk = with(
        &rule("risk", json!({"amount": {"max_minor": 4000}}), "decline", "refer"),
        json!({"disclosure": "internal"}),
    );
    let single = strict("single", json!({"amount": {"max_minor": 50_000}}));
    let stated = |stated: Stated| stated.foresees(None, None, Some(4000));
    Group::new(
        "internal-limit",
        "A limit of 40.00 that nobody but the engineer may know of, beside one of 500.00 that everybody may.",
        policy([risk, single]),
        shop(),
        sale(),
    )
    .case(
        "texts.disclosure",
        "foresight disclosure",
        "100.00 is above the limit that is not disclosed. A report is for the engineer and holds everything.",
        json!({}),
        stated(declines(AmountAboveLimit)),
    )
    .case(
        "texts.disclosure",
        "foresight disclosure",
        "600.00 is above both.",
        of(60_000),
        stated(declines(AmountAboveLimit).says("single", fail(AmountAboveLimit))),
    )
    .case(
        "foresight.max_amount",
        "foresight disclosure",
        "A balance enquiry takes no money: neither limit concerns it, and nothing limits it.",
        and(&of(60_000), json!({"transaction": "balance"})),
        proceeds().says("risk", outside()).says("single", outside()).foresees(
            None,
            Some(at("2026-11-23T12:00:00+08:00")),
            None,
        ),
    )
}
