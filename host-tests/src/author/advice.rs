//! Advice: what is said before it turns into a refusal. Every kind at its threshold and one beyond.

use super::basis::{as_it_is, at, calendar, policy, sale, shop, strict, when};
use super::draft::{Advised, Group, declines, fail, outside, pass, proceeds, refers, unknown, with};
use super::usage::used;
use poscond::{AdviceKind, AdviceKind::*, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        document(),
        document_silent(),
        renewed(),
        gap(),
        for_ever(),
        usage(),
        raised(),
        unlimited(),
        count(),
        all_used(),
        closing(),
        closing_meets(),
        closing_overnight(),
        never_closing(),
        closing_unknown(),
        profile(),
        inspection(),
        software(),
        battery(),
        regulation(),
        regulation_met(),
        calendar_ends(),
        calendar_not_consulted(),
        plan(),
        plan_of_service_point(),
        in_order(),
        nothing_said(),
    ]
}

fn advised(policy: Value, advice: Value) -> Value {
    with(&policy, json!({"advice": advice}))
}

fn of(kind: AdviceKind, limit: impl Into<Value>, observed: impl Into<Value>, rule: &'static str) -> Advised {
    (kind, limit.into(), observed.into(), Some(rule))
}

fn licensed(id: &'static str, comment: &'static str, advice: Value, documents: Value) -> Group {
    let rule = with(
        &strict("licence", json!({"document": {"kind": "licence", "grace_days": 3}})),
        json!({"scope": {"transactions": ["sale"]}}),
    );
    let shop = with(&shop(), json!({"documents": documents}));
    Group::new(id, comment, advised(policy([rule]), advice), shop, sale())
}

fn approved(from: Value, through: &str) -> Value {
    with(&json!({"kind": "licence", "status": "approved", "valid_through": through}), json!({"valid_from": from}))
}

fn document() -> Group {
    let expires = || of(DocumentExpires, "2026-12-24", "2026-12-20", "licence");
    let in_grace = || of(DocumentInGrace, "2026-12-24", "2026-12-20", "licence");
    licensed(
        "document",
        "A licence through 20 December with three grace days fails for the first time on the 24th; advice from 30 days \
         before.",
        json!({"document_days": 30}),
        json!([approved(Value::Null, "2026-12-20")]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "23 November: 31 days before the 24th of December, one too many.",
        when("2026-11-23T23:59:59+08:00"),
        proceeds(),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "24 November: exactly 30 days. The limit is the first date on which it fails, observed its last date.",
        when("2026-11-24T00:00:00+08:00"),
        proceeds().advises([expires()]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "20 December, the last date of the licence itself: it still expires.",
        when("2026-12-20T23:59:59+08:00"),
        proceeds().advises([expires()]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "21 December: only grace days make it pass.",
        when("2026-12-21T00:00:00+08:00"),
        proceeds().advises([in_grace()]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "23 December, the last grace day.",
        when("2026-12-23T23:59:59+08:00"),
        proceeds().advises([in_grace()]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "24 December: it fails, so that there is no more to advise.",
        when("2026-12-24T00:00:00+08:00"),
        declines(DocumentExpired),
    )
    .case(
        "advice.document",
        "advice scope",
        "A refund is not concerned: no advice of a rule that does not apply.",
        json!({"transaction": "refund", "now_utc_s": at("2026-12-21T12:00:00+08:00")}),
        proceeds().says("licence", outside()),
    )
    .case(
        "advice.document",
        "advice clock",
        "What needs the time is said only where the clock is trusted.",
        json!({"clock": "not_trusted", "now_utc_s": at("2026-12-21T12:00:00+08:00")}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("licence", unknown(ClockNotTrusted)),
    )
    .case(
        "advice.document",
        "advice stand-in",
        "None where the plan is another's.",
        json!({"merchant_id": "another", "now_utc_s": at("2026-12-21T12:00:00+08:00")}),
        declines(OtherServicePoint).guards([OtherServicePoint]).all_say(outside()),
    )
}

fn document_silent() -> Group {
    licensed(
        "document-silent",
        "The same licence, and no threshold for documents.",
        json!({"usage_percent": 80}),
        json!([approved(Value::Null, "2026-12-20")]),
    )
    .case(
        "advice.document",
        "advice boundary",
        "20 December: left out is no such advice.",
        when("2026-12-20T12:00:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.document",
        "advice boundary",
        "21 December: DOCUMENT_IN_GRACE needs no threshold.",
        when("2026-12-21T12:00:00+08:00"),
        proceeds().advises([of(DocumentInGrace, "2026-12-24", "2026-12-20", "licence")]),
    )
}

fn renewed() -> Group {
    licensed(
        "renewed",
        "A licence through 20 December, three grace days, and the next from 24 December to 30 June 2027.",
        json!({"document_days": 30}),
        json!([approved(Value::Null, "2026-12-20"), approved(json!("2026-12-24"), "2027-06-30")]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "20 December: the next copy starts on the very day on which it would fail, so that it does not until July.",
        when("2026-12-20T12:00:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "22 December: only grace days make it pass today. The first date on which it fails is 4 July 2027, and observed is \
         the last date of the copy that fails then.",
        when("2026-12-22T12:00:00+08:00"),
        proceeds().advises([of(DocumentInGrace, "2027-07-04", "2027-06-30", "licence")]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "4 June 2027: 30 days before 4 July, the first date that neither copy nor its grace days reach.",
        when("2027-06-04T12:00:00+08:00"),
        proceeds().advises([of(DocumentExpires, "2027-07-04", "2027-06-30", "licence")]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "3 June 2027: 31 days before.",
        when("2027-06-03T12:00:00+08:00"),
        proceeds(),
    )
}

fn gap() -> Group {
    licensed(
        "gap",
        "The next copy starts a day later, on 25 December: on the 24th none is valid.",
        json!({"document_days": 30}),
        json!([approved(Value::Null, "2026-12-20"), approved(json!("2026-12-25"), "2027-06-30")]),
    )
    .case(
        "advice.document",
        "advice boundary date",
        "20 December: it fails on the 24th, whatever comes after.",
        when("2026-12-20T12:00:00+08:00"),
        proceeds().advises([of(DocumentExpires, "2026-12-24", "2026-12-20", "licence")]),
    )
}

fn for_ever() -> Group {
    licensed(
        "for-ever",
        "A licence without a last date, beside one that ends on 20 December.",
        json!({"document_days": 365}),
        json!([approved(Value::Null, "2026-12-20"), approved(json!("2026-01-01"), "long_term")]),
    )
    .case("advice.document", "advice", "20 December: it never fails.", when("2026-12-20T12:00:00+08:00"), proceeds())
    .case(
        "advice.document",
        "advice boundary",
        "21 December: one copy is in its grace days, but it passes without them.",
        when("2026-12-21T12:00:00+08:00"),
        proceeds(),
    )
}

fn noon() -> i64 {
    at("2026-11-23T12:00:00+08:00")
}

fn limited(id: &'static str, comment: &'static str, max: i64, measure: &str, advice: Value, shop: Value) -> Group {
    let usage = json!({"window": "day", "measure": measure, "subject": "terminal", "max": max, "age_max_s": 3_600});
    Group::new(id, comment, advised(policy([strict("day", json!({"usage": usage}))]), advice), shop, sale())
}

fn usage() -> Group {
    limited(
        "usage",
        "10,000.00 a day, advice from 80 per cent on, 8,000.00.",
        1_000_000,
        "amount",
        json!({"usage_percent": 80}),
        shop(),
    )
    .case(
        "advice.usage",
        "advice boundary",
        "7,899.99 and 100.00 are one fen less than 80 per cent.",
        used(789_999, 1, noon()),
        proceeds(),
    )
    .case(
        "advice.usage",
        "advice boundary",
        "7,900.00 and 100.00 are 80 per cent with this transaction. Observed is the sum, the limit the limit.",
        used(790_000, 1, noon()),
        proceeds().advises([of(LimitNearlyUsed, 1_000_000, 800_000, "day")]),
    )
    .case(
        "advice.usage",
        "advice boundary",
        "All of it is used with this transaction, and it passes.",
        used(990_000, 1, noon()),
        proceeds().advises([of(LimitNearlyUsed, 1_000_000, 1_000_000, "day")]),
    )
    .case(
        "advice.usage",
        "advice boundary",
        "One fen more fails: no advice of a rule that does not pass.",
        used(990_001, 1, noon()),
        declines(DayAmountAboveLimit),
    )
    .case(
        "advice.usage",
        "advice stale",
        "The counter is of yesterday and counts as zero.",
        used(990_000, 1, at("2026-11-22T23:59:59+08:00")),
        proceeds(),
    )
    .case(
        "advice.usage",
        "advice unknown stale",
        "The counter is too old: unknown, so that nothing is said.",
        used(790_000, 1, noon() - 3_601),
        refers(UsageStale),
    )
}

fn raised() -> Group {
    let shop = with(
        &shop(),
        json!({"adjustments": [{"status": "approved", "from": "2026-11-24", "through": "2026-11-24",
            "grant": {"limit": {"rule": "day", "max": 2_000_000}}}]}),
    );
    limited(
        "raised",
        "10,000.00 a day, on 24 November 20,000.00; advice from 80 per cent on.",
        1_000_000,
        "amount",
        json!({"usage_percent": 80}),
        shop,
    )
    .case(
        "advice.usage",
        "advice adjustment",
        "On the 24th 10,000.00 are half of the limit in force.",
        with(&used(990_000, 1, at("2026-11-24T12:00:00+08:00")), when("2026-11-24T12:00:00+08:00")),
        proceeds(),
    )
    .case(
        "advice.usage",
        "advice adjustment boundary",
        "On the 24th 16,000.00 are 80 per cent of it, and the raised limit is shown.",
        with(&used(1_590_000, 1, at("2026-11-24T12:00:00+08:00")), when("2026-11-24T12:00:00+08:00")),
        proceeds().advises([of(LimitNearlyUsed, 2_000_000, 1_600_000, "day")]),
    )
    .case(
        "advice.usage",
        "advice adjustment boundary",
        "On the 23rd 8,000.00 are 80 per cent of the base limit.",
        used(790_000, 1, noon()),
        proceeds().advises([of(LimitNearlyUsed, 1_000_000, 800_000, "day")]),
    )
}

fn unlimited() -> Group {
    limited(
        "unlimited",
        "999999999999 a day means unlimited.",
        999_999_999_999,
        "amount",
        json!({"usage_percent": 1}),
        shop(),
    )
    .case(
        "advice.usage",
        "advice overflow",
        "All twelve digits are used: an unlimited limit is never nearly used.",
        used(999_999_989_999, 1, noon()),
        proceeds().says("day", pass().seen(999_999_999_999_i64)),
    )
}

fn count() -> Group {
    limited(
        "count",
        "Three sales a day, advice from 80 per cent on, 2.4 sales.",
        3,
        "count",
        json!({"usage_percent": 80}),
        shop(),
    )
    .case(
        "advice.usage",
        "advice boundary",
        "Two of three are 66 per cent: not rounded up.",
        used(0, 1, noon()),
        proceeds(),
    )
    .case(
        "advice.usage",
        "advice boundary",
        "Three of three are 100 per cent.",
        used(0, 2, noon()),
        proceeds().advises([of(LimitNearlyUsed, 3, 3, "day")]),
    )
}

fn all_used() -> Group {
    limited(
        "all-used",
        "10,000.00 a day, advice at 100 per cent.",
        1_000_000,
        "amount",
        json!({"usage_percent": 100}),
        shop(),
    )
    .case("advice.usage", "advice boundary", "One fen is left: 99.9999 per cent.", used(989_999, 1, noon()), proceeds())
    .case(
        "advice.usage",
        "advice boundary",
        "Nothing is left: 100 per cent.",
        used(990_000, 1, noon()),
        proceeds().advises([of(LimitNearlyUsed, 1_000_000, 1_000_000, "day")]),
    )
}

fn hours_policy(advice: Value) -> Value {
    advised(policy([strict("hours", json!({"hours": {}}))]), advice)
}

fn every_day(span: &str) -> Value {
    let day = json!([span]);
    json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": day, "sun": day})
}

/// Closing at this instant, seen from that one.
fn closes(limit: &str, now: &str) -> Advised {
    of(ClosingSoon, at(limit), at(now), "hours")
}

fn closing() -> Group {
    Group::new(
        "closing",
        "09:30-22:00 every day, advice from 20 minutes before.",
        hours_policy(json!({"closing_min": 20})),
        with(&shop(), json!({"hours": {"weekly": every_day("09:30-22:00")}})),
        sale(),
    )
    .case(
        "advice.closing",
        "advice boundary",
        "21:39:59: twenty minutes and one second.",
        when("2026-11-23T21:39:59+08:00"),
        proceeds(),
    )
    .case(
        "advice.closing",
        "advice boundary",
        "21:40:00: twenty minutes. The limit is the instant of closing, observed is now, both in seconds UTC.",
        when("2026-11-23T21:40:00+08:00"),
        proceeds().advises([closes("2026-11-23T22:00:00+08:00", "2026-11-23T21:40:00+08:00")]),
    )
    .case(
        "advice.closing",
        "advice boundary",
        "21:59:59: one second is left.",
        when("2026-11-23T21:59:59+08:00"),
        proceeds().advises([closes("2026-11-23T22:00:00+08:00", "2026-11-23T21:59:59+08:00")]),
    )
    .case(
        "advice.closing",
        "advice boundary",
        "22:00:00: closed, so that it is too late for advice.",
        when("2026-11-23T22:00:00+08:00"),
        declines(HoursClosed),
    )
    .case(
        "advice.closing",
        "advice clock",
        "Without the time the hours are unknown, and nothing is said.",
        json!({"clock": "not_trusted", "now_utc_s": at("2026-11-23T21:59:59+08:00")}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("hours", unknown(ClockNotTrusted)),
    )
}

fn closing_meets() -> Group {
    let shop = with(
        &shop(),
        json!({
            "hours": {"weekly": {"mon": ["09:00-12:00", "12:00-14:00"], "tue": ["00:00-03:00"]}},
            "adjustments": [{"status": "approved", "from": "2026-11-23", "through": "2026-11-23",
                "grant": {"hours": ["14:00-15:00", "22:00-24:00"]}}],
        }),
    );
    Group::new(
        "closing-meets",
        "Mondays 09:00-12:00 and 12:00-14:00, Tuesdays 00:00-03:00; on 23 November 14:00-15:00 and 22:00-24:00 as well.",
        hours_policy(json!({"closing_min": 20})),
        shop,
        sale(),
    )
    .case(
        "advice.closing",
        "advice",
        "11:50: the next span opens when this one closes, so that the hours do not fail then.",
        when("2026-11-23T11:50:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.closing",
        "advice adjustment",
        "13:50: the extension goes on until 15:00.",
        when("2026-11-23T13:50:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.closing",
        "advice adjustment",
        "14:45: the extension is the last to close.",
        when("2026-11-23T14:45:00+08:00"),
        proceeds().advises([closes("2026-11-23T15:00:00+08:00", "2026-11-23T14:45:00+08:00")]),
    )
    .case(
        "advice.closing",
        "advice date",
        "23:55: at midnight Tuesday's span opens.",
        when("2026-11-23T23:55:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.closing",
        "advice date",
        "Tuesday 02:40: twenty minutes before the last span of the stretch closes.",
        when("2026-11-24T02:40:00+08:00"),
        proceeds().advises([closes("2026-11-24T03:00:00+08:00", "2026-11-24T02:40:00+08:00")]),
    )
    .case(
        "advice.closing",
        "advice adjustment",
        "A week later 13:50: there is no extension, and 14:00 is the end.",
        when("2026-11-30T13:50:00+08:00"),
        proceeds().advises([closes("2026-11-30T14:00:00+08:00", "2026-11-30T13:50:00+08:00")]),
    )
}

fn closing_overnight() -> Group {
    Group::new(
        "closing-overnight",
        "18:00-26:00 every day, advice from a whole day before, 1,440 minutes.",
        hours_policy(json!({"closing_min": 1_440})),
        with(&shop(), json!({"hours": {"weekly": every_day("18:00-26:00")}})),
        sale(),
    )
    .case(
        "advice.closing",
        "advice date",
        "18:00:00: it closes at 02:00 of the next day.",
        when("2026-11-23T18:00:00+08:00"),
        proceeds().advises([closes("2026-11-24T02:00:00+08:00", "2026-11-23T18:00:00+08:00")]),
    )
    .case(
        "advice.closing",
        "advice date",
        "01:30: yesterday's span closes in half an hour; that it opens again tonight does not matter.",
        when("2026-11-24T01:30:00+08:00"),
        proceeds().advises([closes("2026-11-24T02:00:00+08:00", "2026-11-24T01:30:00+08:00")]),
    )
}

fn never_closing() -> Group {
    Group::new(
        "never-closing",
        "00:00-24:00 every day, advice from a whole day before.",
        hours_policy(json!({"closing_min": 1_440})),
        with(&shop(), json!({"hours": {"weekly": every_day("00:00-24:00")}})),
        sale(),
    )
    .case(
        "advice.closing",
        "advice",
        "At midnight the next day's span has opened: it never closes.",
        when("2026-11-23T23:59:59+08:00"),
        proceeds(),
    )
}

fn closing_unknown() -> Group {
    Group::new(
        "closing-unknown",
        "18:00-24:00 every day with holidays registered; the calendar ends with 2026.",
        with(&hours_policy(json!({"closing_min": 20})), json!({"calendar": calendar()})),
        with(&shop(), json!({"hours": {"weekly": every_day("18:00-24:00"), "holidays": []}})),
        sale(),
    )
    .case(
        "advice.closing",
        "advice calendar",
        "30 December 23:50: the 31st is covered and closed at midnight.",
        when("2026-12-30T23:50:00+08:00"),
        proceeds().advises([closes("2026-12-31T00:00:00+08:00", "2026-12-30T23:50:00+08:00")]),
    )
    .case(
        "advice.closing",
        "advice calendar unknown",
        "31 December 23:50: the hours of 1 January cannot be told, so that it is not known whether they fail then.",
        when("2026-12-31T23:50:00+08:00"),
        proceeds(),
    )
}

fn profile() -> Group {
    let aged = |age_s: i64| json!({"profile_refreshed_at_utc_s": noon() - age_s});
    let due = |age_s: i64| of(ProfileDue, noon() - age_s + 2_592_001, noon() - age_s, "profile");
    Group::new(
        "profile",
        "The profile may be 2,592,000 seconds old and fails one second later; advice from 3 days, 259,200 seconds, before \
         that.",
        advised(policy([strict("profile", json!({"profile": {"age_max_days": 30}}))]), json!({"due_days": 3})),
        shop(),
        sale(),
    )
    .case(
        "advice.due",
        "advice boundary",
        "2,332,800 seconds old: 259,201 are left.",
        aged(2_332_800),
        proceeds(),
    )
    .case(
        "advice.due",
        "advice boundary",
        "2,332,801 seconds old: 259,200 are left until it fails. Observed is the instant of the refresh.",
        aged(2_332_801),
        proceeds().advises([due(2_332_801)]),
    )
    .case(
        "advice.due",
        "advice boundary",
        "2,592,000 seconds old: it fails in one second.",
        aged(2_592_000),
        proceeds().advises([due(2_592_000)]),
    )
    .case("advice.due", "advice boundary", "It has failed: no advice.", aged(2_592_001), declines(ProfileOutdated))
    .case(
        "advice.due",
        "advice unknown",
        "Unknown is not a pass: no advice.",
        as_it_is(),
        refers(ProfileAgeUnknown),
    )
}

fn inspection() -> Group {
    let aged = |age_s: i64| {
        json!({
            "inspected_at_utc_s": noon() - age_s, "signed_on_at_utc_s": noon() - 86_400,
            "in_service_since_utc_s": noon() - 31_536_000,
        })
    };
    Group::new(
        "inspection",
        "Inspected every 90 days, 7,776,000 seconds; advice from one day before. Sign-on and age are at their ends as well.",
        advised(
            policy([
                strict("sign-on", json!({"sign_on": {"age_max_s": 86_400}})),
                strict("age", json!({"age": {"age_max_days": 365}})),
                strict("inspection", json!({"inspection": {"age_max_days": 90}})),
            ]),
            json!({"due_days": 1}),
        ),
        shop(),
        sale(),
    )
    .case(
        "advice.due",
        "advice boundary",
        "7,689,600 seconds ago: 86,401 are left. Sign-on and age fail in a second and have no such advice.",
        aged(7_689_600),
        proceeds(),
    )
    .case(
        "advice.due",
        "advice boundary",
        "7,689,601 seconds ago: 86,400 are left until it fails.",
        aged(7_689_601),
        proceeds().advises([of(InspectionDue, noon() + 86_400, noon() - 7_689_601, "inspection")]),
    )
}

fn software() -> Group {
    let version = |text: &str| json!({"app_version": text});
    let below = |text: &str| of(SoftwareBelowRecommended, "3.4.0.0", text, "software");
    Group::new(
        "software",
        "3.2 at least, 3.4 recommended.",
        policy([strict("software", json!({"software": {"app_min": "3.2", "app_recommended": "3.4"}}))]),
        shop(),
        sale(),
    )
    .case(
        "advice.software",
        "advice boundary",
        "3.3.65535.65535 is just below the recommended version. No threshold is needed.",
        version("3.3.65535.65535"),
        proceeds().advises([below("3.3.65535.65535")]),
    )
    .case("advice.software", "advice boundary", "3.4 is the recommended version.", version("3.4"), proceeds())
    .case(
        "advice.software",
        "advice boundary",
        "3.2, the minimum, passes with advice.",
        version("3.2"),
        proceeds().advises([below("3.2.0.0")]),
    )
    .case(
        "advice.software",
        "advice boundary",
        "Below the minimum it fails, and a recommendation would come too late.",
        version("3.1.9"),
        declines(SoftwareBelowMinimum),
    )
    .case(
        "advice.software",
        "advice clock",
        "What needs no time is said without a trusted clock too.",
        json!({"app_version": "3.3", "clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).advises([below("3.3.0.0")]),
    )
}

fn battery() -> Group {
    let on = |power: Value, level: u8| json!({"power": power, "battery_percent": level});
    let low = |level: u8| of(BatteryLow, 10, level, "battery");
    Group::new(
        "battery",
        "At least 10 per cent, advice from 20 per cent down.",
        advised(policy([strict("battery", json!({"battery": {"min_percent": 10}}))]), json!({"battery_percent": 20})),
        shop(),
        sale(),
    )
    .case("advice.battery", "advice boundary", "21 per cent on battery.", on(json!("battery"), 21), proceeds())
    .case(
        "advice.battery",
        "advice boundary",
        "20 per cent on battery: low. The limit is the rule's own 10.",
        on(json!("battery"), 20),
        proceeds().advises([low(20)]),
    )
    .case(
        "advice.battery",
        "advice boundary",
        "10 per cent on battery: the last that passes.",
        on(json!("battery"), 10),
        proceeds().advises([low(10)]),
    )
    .case(
        "advice.battery",
        "advice boundary",
        "9 per cent fails: no advice.",
        on(json!("battery"), 9),
        declines(BatteryTooLow),
    )
    .case(
        "advice.battery",
        "advice word",
        "5 per cent on the mains passes, and the mains charge it.",
        on(json!("mains"), 5),
        proceeds(),
    )
    .case(
        "advice.battery",
        "advice absence",
        "20 per cent, and nothing said of the supply: it is not known to be the mains.",
        on(Value::Null, 20),
        proceeds().advises([low(20)]),
    )
    .case(
        "advice.battery",
        "advice word",
        "20 per cent and a failing supply.",
        on(json!("failing"), 20),
        proceeds().advises([low(20)]),
    )
    .case(
        "advice.battery",
        "advice clock",
        "It needs no time.",
        with(&on(json!("battery"), 15), json!({"clock": "not_trusted"})),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).advises([low(15)]),
    )
}

fn regulated(id: &'static str, comment: &'static str, met: Value) -> Group {
    Group::new(
        id,
        comment,
        advised(
            policy([
                strict("rule-259", json!({"regulation": {"id": "pboc-2021-259", "from": "2027-01-01"}})),
                strict("support", json!({"support": {"working_days": 0}})),
            ]),
            json!({"regulation_days": 30}),
        ),
        with(&shop(), json!({"regulations_met": met, "support_requests": [{"opened": "2026-12-31"}]})),
        sale(),
    )
}

fn regulation() -> Group {
    let coming = |today: &str| of(RegulationComing, "2027-01-01", today, "rule-259");
    regulated(
        "regulation",
        "In force from 1 January 2027 on and not met; advice from 30 days before. A support request is due on 31 December.",
        json!([]),
    )
    .case(
        "advice.regulation",
        "advice boundary date",
        "1 December: 31 days before.",
        when("2026-12-01T23:59:59+08:00"),
        proceeds(),
    )
    .case(
        "advice.regulation",
        "advice boundary date",
        "2 December: 30 days before. Observed is today. The support request has no such advice.",
        when("2026-12-02T00:00:00+08:00"),
        proceeds().advises([coming("2026-12-02")]),
    )
    .case(
        "advice.regulation",
        "advice boundary date",
        "31 December: one day before.",
        when("2026-12-31T23:59:59+08:00"),
        proceeds().advises([coming("2026-12-31")]),
    )
    .case(
        "advice.regulation",
        "advice boundary date",
        "1 January: in force and not met; nothing is coming any more.",
        when("2027-01-01T00:00:00+08:00"),
        declines(RegulationNotMet).says("support", fail(SupportOverdue)),
    )
}

fn regulation_met() -> Group {
    regulated("regulation-met", "The same, and the regulation is met already.", json!(["pboc-2021-259"])).case(
        "advice.regulation",
        "advice date",
        "15 December: what is met needs no advice.",
        when("2026-12-15T12:00:00+08:00"),
        proceeds(),
    )
}

fn ended(id: &'static str, comment: &'static str, hours: Value) -> Group {
    Group::new(
        id,
        comment,
        with(&hours_policy(json!({"calendar_days": 30})), json!({"calendar": calendar()})),
        with(&shop(), json!({"hours": hours})),
        sale(),
    )
}

fn calendar_ends() -> Group {
    let ends = |today: &str| of(CalendarEnds, "2027-01-01", today, "hours");
    ended(
        "calendar-ends",
        "10:00-25:00 every day with holidays registered; the calendar covers 2026; advice from 30 days before 1 January.",
        json!({"weekly": every_day("10:00-25:00"), "holidays": ["10:00-12:00"]}),
    )
    .case(
        "advice.calendar",
        "advice calendar boundary",
        "1 December: 31 days before the first date that is not covered.",
        when("2026-12-01T12:00:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.calendar",
        "advice calendar boundary",
        "2 December: 30 days before.",
        when("2026-12-02T12:00:00+08:00"),
        proceeds().advises([ends("2026-12-02")]),
    )
    .case(
        "advice.calendar",
        "advice calendar boundary",
        "31 December: the last date that is covered.",
        when("2026-12-31T23:59:59+08:00"),
        proceeds().advises([ends("2026-12-31")]),
    )
    .case(
        "advice.calendar",
        "advice calendar boundary",
        "1 January 00:30: yesterday's span holds, but today is not covered any more: it has ended.",
        when("2027-01-01T00:30:00+08:00"),
        proceeds(),
    )
    .case(
        "advice.calendar",
        "advice calendar",
        "2 December 09:00: closed, and no advice of a rule that does not pass.",
        when("2026-12-02T09:00:00+08:00"),
        declines(HoursClosed),
    )
}

fn calendar_not_consulted() -> Group {
    ended(
        "calendar-not-consulted",
        "10:00-22:00 every day, nothing registered for holidays: the calendar is not consulted.",
        json!({"weekly": every_day("10:00-22:00")}),
    )
    .case(
        "advice.calendar",
        "advice calendar",
        "31 December: that the calendar ends matters to nobody here.",
        when("2026-12-31T12:00:00+08:00"),
        proceeds(),
    )
}

fn plan_ends(limit: &str, today: &str) -> Advised {
    (PlanEnds, json!(limit), json!(today), None)
}

fn dated(id: &'static str, comment: &'static str, policy_through: Value, shop_through: Value) -> Group {
    let policy = advised(policy([strict("limit", json!({"amount": {"max_minor": 50_000}}))]), json!({"plan_days": 14}));
    Group::new(
        id,
        comment,
        with(&policy, json!({"valid_through": policy_through})),
        with(&shop(), json!({"valid_through": shop_through})),
        sale(),
    )
}

fn plan() -> Group {
    dated(
        "plan",
        "The policy ends on 31 December 2026; advice from 14 days before 1 January.",
        json!("2026-12-31"),
        json!("2027-06-30"),
    )
    .case(
        "advice.plan",
        "advice boundary date",
        "17 December: 15 days before.",
        when("2026-12-17T23:59:59+08:00"),
        proceeds(),
    )
    .case(
        "advice.plan",
        "advice boundary date",
        "18 December: 14 days before the first date after it. The advice is of no rule.",
        when("2026-12-18T00:00:00+08:00"),
        proceeds().advises([plan_ends("2027-01-01", "2026-12-18")]),
    )
    .case(
        "advice.plan",
        "advice boundary date",
        "31 December: the last date.",
        when("2026-12-31T23:59:59+08:00"),
        proceeds().advises([plan_ends("2027-01-01", "2026-12-31")]),
    )
    .case(
        "advice.plan",
        "advice boundary date",
        "1 January: it has ended, and a plan that is not valid advises nothing.",
        when("2027-01-01T00:00:00+08:00"),
        declines(PlanExpired).guards([PlanExpired]).all_say(outside()),
    )
    .case(
        "advice.plan",
        "advice date",
        "31 December and 500.01: advice on the plan is given whatever the rules say, and changes nothing.",
        json!({"now_utc_s": at("2026-12-31T12:00:00+08:00"), "amount_minor": 50_001}),
        declines(AmountAboveLimit).advises([plan_ends("2027-01-01", "2026-12-31")]),
    )
    .case(
        "advice.plan",
        "advice clock",
        "Without the time none.",
        json!({"now_utc_s": at("2026-12-31T12:00:00+08:00"), "clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]),
    )
    .case(
        "advice.plan",
        "advice stand-in",
        "None where the plan is another's.",
        json!({"now_utc_s": at("2026-12-31T12:00:00+08:00"), "merchant_id": "another"}),
        declines(OtherServicePoint).guards([OtherServicePoint]).all_say(outside()),
    )
    .case(
        "advice.plan",
        "advice absence",
        "Where it is not said whose the request is the rules apply, and so does the advice.",
        json!({"now_utc_s": at("2026-12-31T12:00:00+08:00"), "merchant_id": null}),
        refers(ServicePointUnknown).guards([ServicePointUnknown]).advises([plan_ends("2027-01-01", "2026-12-31")]),
    )
}

fn plan_of_service_point() -> Group {
    dated(
        "plan-of-service-point",
        "The policy has no last date, the service point ends on 30 November.",
        Value::Null,
        json!("2026-11-30"),
    )
    .case(
        "advice.plan",
        "advice date",
        "23 November: eight days before the first date after the service point's last.",
        as_it_is(),
        proceeds().advises([plan_ends("2026-12-01", "2026-11-23")]),
    )
}

fn in_order() -> Group {
    let rules = [
        strict("battery", json!({"battery": {"min_percent": 10}})),
        strict("software", json!({"software": {"app_min": "3.2", "app_recommended": "3.4"}})),
        strict("licence", json!({"document": {"kind": "licence", "grace_days": 3}})),
        strict("hours", json!({"hours": {}})),
        strict("limit", json!({"amount": {"max_minor": 50_000}})),
    ];
    let advice = json!({
        "document_days": 30, "plan_days": 14, "closing_min": 20, "calendar_days": 60, "battery_percent": 20,
    });
    let policy = with(&advised(policy(rules), advice), json!({"calendar": calendar(), "valid_through": "2026-12-01"}));
    let shop = with(
        &shop(),
        json!({
            "documents": [approved(Value::Null, "2026-11-23")],
            "hours": {"weekly": every_day("10:00-22:00"), "holidays": []},
        }),
    );
    Group::new(
        "in-order",
        "Battery, software, licence and hours each have something to say, the last two kinds; so has the plan.",
        policy,
        shop,
        with(
            &sale(),
            json!({
                "battery_percent": 12, "power": "battery", "app_version": "3.3",
                "now_utc_s": at("2026-11-23T21:50:00+08:00"),
            }),
        ),
    )
    .case(
        "advice.closing",
        "advice order",
        "Rules in their order, then the plan; of the hours closing before the calendar.",
        as_it_is(),
        proceeds().advises([
            of(BatteryLow, 10, 12, "battery"),
            of(SoftwareBelowRecommended, "3.4.0.0", "3.3.0.0", "software"),
            of(DocumentExpires, "2026-11-27", "2026-11-23", "licence"),
            closes("2026-11-23T22:00:00+08:00", "2026-11-23T21:50:00+08:00"),
            of(CalendarEnds, "2027-01-01", "2026-11-23", "hours"),
            plan_ends("2026-12-02", "2026-11-23"),
        ]),
    )
    .case(
        "advice.battery",
        "advice order",
        "A rule that fails is silent, the others are not; the decline stays what it is.",
        json!({"battery_percent": 9}),
        declines(BatteryTooLow).advises([
            of(SoftwareBelowRecommended, "3.4.0.0", "3.3.0.0", "software"),
            of(DocumentExpires, "2026-11-27", "2026-11-23", "licence"),
            closes("2026-11-23T22:00:00+08:00", "2026-11-23T21:50:00+08:00"),
            of(CalendarEnds, "2027-01-01", "2026-11-23", "hours"),
            plan_ends("2026-12-02", "2026-11-23"),
        ]),
    )
    .case(
        "advice.software",
        "advice clock order",
        "Without the time only battery and software have something to say.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .says("licence", unknown(ClockNotTrusted))
            .says("hours", unknown(ClockNotTrusted))
            .advises([
                of(BatteryLow, 10, 12, "battery"),
                of(SoftwareBelowRecommended, "3.4.0.0", "3.3.0.0", "software"),
            ]),
    )
}

fn nothing_said() -> Group {
    let rules = [
        strict("battery", json!({"battery": {"min_percent": 10}})),
        strict("hours", json!({"hours": {}})),
        strict("rule-259", json!({"regulation": {"id": "pboc-2021-259", "from": "2026-11-24"}})),
        strict("profile", json!({"profile": {"age_max_days": 30}})),
        strict("day", json!({"usage": {"window": "day", "measure": "count", "subject": "terminal", "max": 1}})),
    ];
    let policy = with(
        &policy(rules),
        json!({"calendar": with(&calendar(), json!({"covers_through": "2026-11-30"})), "valid_through": "2026-11-23"}),
    );
    Group::new(
        "nothing-said",
        "Everything is about to end, and the policy says nothing of advice.",
        with(&policy, json!({"advice": {"closing_min": 0, "usage_percent": 0, "battery_percent": 0}})),
        with(&shop(), json!({"hours": {"weekly": every_day("10:00-22:00"), "holidays": []}})),
        with(
            &sale(),
            with(
                &used(0, 0, at("2026-11-23T21:59:59+08:00")),
                json!({
                    "battery_percent": 10, "power": "battery", "now_utc_s": at("2026-11-23T21:59:59+08:00"),
                    "profile_refreshed_at_utc_s": at("2026-11-23T21:59:59+08:00") - 2_592_000,
                }),
            ),
        ),
    )
    .case(
        "advice.plan",
        "advice boundary",
        "Thresholds that are left out or 0 give no such advice, a second before all of it fails.",
        as_it_is(),
        proceeds(),
    )
}
