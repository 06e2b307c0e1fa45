//! The service point's clock in expressions.

use super::basis::{at, policy, sale, shop, when};
use super::draft::{Group, Says, and, refers, unknown, with};
use super::expressions::{custom_facts, no, requires, yes};
use poscond::Reason::ClockNotTrusted;
use serde_json::{Value, json};

const LOCAL: &str = "expression.local";

pub(crate) fn groups() -> Vec<Group> {
    vec![night(), minute(), calendar(), turned(), fold(), gap(), without()]
}

/// A shop in Berlin's time, from the summer of 2026 through that of 2027.
fn berlin() -> Value {
    with(
        &shop(),
        json!({
            "utc_offset": "+02:00",
            "offset_transitions": [
                {"at": "2026-10-25T01:00:00Z", "utc_offset": "+01:00"},
                {"at": "2027-03-28T01:00:00Z", "utc_offset": "+02:00"},
            ],
        }),
    )
}

/// A group of one rule.
fn asks(id: &'static str, comment: &'static str, expression: &str, shop: Value) -> Group {
    Group::new(id, comment, with(&policy([requires("clock", expression)]), custom_facts()), shop, sale())
}

fn case(group: Group, flags: &'static str, why: &'static str, instant: &str, says: Says) -> Group {
    let says = says.about_nothing().shows_nothing();
    group.case(LOCAL, flags, why, when(instant), says.decides().says("clock", says))
}

fn night() -> Group {
    let mut group = asks(
        "night",
        "From 22:30 on, and before 06:00.",
        "local.time >= time(\"22:30\") || local.time < time(\"06:00\")",
        shop(),
    );
    for (why, instant, says) in [
        ("22:29:59 is still 22:29.", "2026-11-23T22:29:59+08:00", no()),
        ("At 22:30:00 it is 22:30.", "2026-11-23T22:30:00+08:00", yes()),
        ("23:59:59, the last second of the day.", "2026-11-23T23:59:59+08:00", yes()),
        ("Midnight is 00:00, before 06:00.", "2026-11-24T00:00:00+08:00", yes()),
        ("At 05:59:59 it is still 05:59.", "2026-11-24T05:59:59+08:00", yes()),
        ("06:00:00 is not before 06:00.", "2026-11-24T06:00:00+08:00", no()),
    ] {
        group = case(group, "boundary", why, instant, says);
    }
    group
}

fn minute() -> Group {
    let mut group = asks(
        "minute",
        "At 22:30; all times are before 24:00.",
        "local.time == time(\"22:30\") && local.time < time(\"24:00\")",
        shop(),
    );
    for (why, instant, says) in [
        ("22:29:59 is still 22:29.", "2026-11-23T22:29:59+08:00", no()),
        ("At 22:30:00 it is 22:30.", "2026-11-23T22:30:00+08:00", yes()),
        ("22:30:59 is 22:30: the time has whole minutes.", "2026-11-23T22:30:59+08:00", yes()),
        ("At 22:31:00 it is 22:31, which is another minute.", "2026-11-23T22:31:00+08:00", no()),
    ] {
        group = case(group, "boundary", why, instant, says);
    }
    group
}

fn calendar() -> Group {
    let mut group = asks(
        "calendar",
        "Weekends, the last of November, and from the first of December on.",
        "local.weekday in [\"sat\", \"sun\"] || local.day == 30 && local.month == 11 || local.date >= date(\"2026-12-01\")",
        shop(),
    );
    for (why, instant, says) in [
        ("Friday, 27 November, 23:59:59.", "2026-11-27T23:59:59+08:00", no()),
        ("Saturday begins at local midnight, when it is Friday 16:00 UTC.", "2026-11-28T00:00:00+08:00", yes()),
        ("Sunday, 29 November, 23:59:59.", "2026-11-29T23:59:59+08:00", yes()),
        ("Monday, 30 November, is the day of the month asked for.", "2026-11-30T00:00:00+08:00", yes()),
        ("The last second of 30 November.", "2026-11-30T23:59:59+08:00", yes()),
        ("1 December, 00:00:00, on which the date is reached.", "2026-12-01T00:00:00+08:00", yes()),
        ("30 October, a Friday: the day without the month.", "2026-10-30T12:00:00+08:00", no()),
        ("Monday, 23 November, is neither.", "2026-11-23T00:00:00+08:00", no()),
    ] {
        group = case(group, "boundary date", why, instant, says);
    }
    group
}

fn turned() -> Group {
    let mut group = asks(
        "turned",
        "The clock on the right, against numbers far outside of what it shows, and the leap day.",
        "date(\"2028-02-29\") == local.date && 1 <= local.day && local.day < 9223372036854775807 \
         && -9223372036854775808 < local.month && !(local.month > 4294967298) && local.weekday != \"mon\" \
         && service_point.revision < local.day",
        shop(),
    );
    for (why, instant, says) in [
        ("The leap day, a Tuesday, begins: day 29 of month 2.", "2028-02-29T00:00:00+08:00", yes()),
        ("The second before it is another date.", "2028-02-28T23:59:59+08:00", no()),
        ("1 March is another date.", "2028-03-01T00:00:00+08:00", no()),
    ] {
        group = case(group, "boundary date overflow", why, instant, says);
    }
    group
}

fn fold() -> Group {
    let mut group = asks(
        "fold",
        "On 25 October 2026 at 03:00 the clock goes back to 02:00. From 02:30 until before 03:00.",
        "local.time >= time(\"02:30\") && local.time < time(\"03:00\")",
        berlin(),
    );
    for (why, instant, says) in [
        ("02:29:59 for the first time.", "2026-10-25T02:29:59+02:00", no()),
        ("02:30 for the first time.", "2026-10-25T02:30:00+02:00", yes()),
        ("The last second before the clock goes back.", "2026-10-25T02:59:59+02:00", yes()),
        ("It is 02:00 again.", "2026-10-25T02:00:00+01:00", no()),
        ("02:30 for the second time: the same.", "2026-10-25T02:30:00+01:00", yes()),
        ("03:00 comes once, and is the end.", "2026-10-25T03:00:00+01:00", no()),
    ] {
        group = case(group, "fold boundary", why, instant, says);
    }
    group
}

fn gap() -> Group {
    let mut group = asks(
        "gap",
        "On 28 March 2027 at 02:00 the clock goes forward to 03:00. From 02:00 on.",
        "local.time >= time(\"02:00\") && local.weekday == \"sun\"",
        berlin(),
    );
    for (why, instant, says) in [
        ("01:59:59 is before 02:00.", "2027-03-28T01:59:59+01:00", no()),
        ("The next second is 03:00, which is not before 02:00.", "2027-03-28T03:00:00+02:00", yes()),
        ("23:59:59 of that day, an hour shorter.", "2027-03-28T23:59:59+02:00", yes()),
        ("Monday begins, which is no Sunday.", "2027-03-29T00:00:00+02:00", no()),
    ] {
        group = case(group, "gap boundary", why, instant, says);
    }
    group
}

fn without() -> Group {
    let clock = || unknown(ClockNotTrusted).about("now_utc_s").shows_nothing();
    let stated = |says: Says| refers(ClockNotTrusted).guards([ClockNotTrusted]).says("clock", says);
    let untrusted = json!({"clock": "not_trusted"});
    let noon = at("2026-11-23T12:00:00+08:00");
    asks(
        "without",
        "A time of day, or a fact that is 1, and another that is absent.",
        "custom.a == 1 || local.time < time(\"06:00\") || custom.b == 1",
        shop(),
    )
    .case(
        "require.expression",
        "clock unknown",
        "The clock is not trusted, and a is 0: what is missing first is the time, before b.",
        and(&untrusted, json!({"custom_0": 0})),
        stated(clock()),
    )
    .case(
        "require.expression",
        "clock unknown absence",
        "The time itself is absent: the same.",
        json!({"now_utc_s": null, "custom_0": 0}),
        stated(clock()),
    )
    .case(
        "require.expression",
        "clock unknown absence shown",
        "a is absent and stands before the time: it is named, and the reason is the requirement's.",
        untrusted.clone(),
        stated(super::expressions::lacking("custom_0").needs(Value::Null)),
    )
    .case(
        "expression.logic",
        "clock logic",
        "a is 1, which wins over the missing time.",
        and(&untrusted, json!({"custom_0": 1})),
        stated(yes()),
    )
    .case(
        "expression.absent",
        "clock absence unknown",
        "With the time, at noon, b is missing.",
        json!({"custom_0": 0, "now_utc_s": noon}),
        {
            let says = super::expressions::lacking("custom_1");
            says.decides().says("clock", says)
        },
    )
}
