//! Environment: what an authority suspends, what a regulation asks for, and whether the policy is the latest.

use super::basis::{as_it_is, at, policy, sale, shop, strict, when};
use super::draft::{Group, Stated, declines, fail, outside, pass, proceeds, refers, unknown, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![suspension(), overlap(), elsewhere(), regulation(), met(), another(), current(), remote(), in_town()]
}

fn suspend(id: &str, regions: Value, from: &str, through: &str) -> Value {
    json!({"id": id, "regions": regions, "from": from, "through": through, "effect": {"suspend": {}}})
}

fn suspended(id: &'static str, comment: &'static str, directives: Vec<Value>) -> Group {
    let policy = policy([strict("disaster", json!({"disaster": {}}))]);
    Group::new(id, comment, with(&policy, json!({"directives": directives})), shop(), sale())
}

fn until(date: &'static str) -> Stated {
    declines(DisasterSuspended).says("disaster", fail(DisasterSuspended).seen(date).needs(Value::Null))
}

fn suspension() -> Group {
    suspended(
        "suspension",
        "City 3301 is suspended from 23 through 25 November; the shop lies in its district 330106.",
        vec![suspend("flood", json!(["3205", "3301"]), "2026-11-23", "2026-11-25")],
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "22 November, 23:59:59: the day before the first.",
        when("2026-11-22T23:59:59+08:00"),
        proceeds().says("disaster", pass().shows_nothing()),
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "23 November, 00:00:00 local, in UTC still the 22nd: suspended through the 25th, which is shown.",
        when("2026-11-23T00:00:00+08:00"),
        until("2026-11-25").de39("58"),
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "25 November, 23:59:59: the last date is included.",
        when("2026-11-25T23:59:59+08:00"),
        until("2026-11-25"),
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "26 November, 00:00:00: it is over.",
        when("2026-11-26T00:00:00+08:00"),
        proceeds().says("disaster", pass()),
    )
    .case(
        "disaster.suspension",
        "clock unknown",
        "Without the time it is unknown whether the directive is in force.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("disaster", unknown(ClockNotTrusted).shows_nothing()),
    )
}

fn overlap() -> Group {
    suspended(
        "overlap",
        "The province 1 to 5 December, the district 4 to 8 December, the city on the 5th alone.",
        vec![
            suspend("district", json!(["330106"]), "2026-12-04", "2026-12-08"),
            suspend("province", json!(["33"]), "2026-12-01", "2026-12-05"),
            suspend("city", json!(["3301"]), "2026-12-05", "2026-12-05"),
        ],
    )
    .case(
        "disaster.suspension",
        "date",
        "3 December: only the province's is in force, through the 5th.",
        when("2026-12-03T12:00:00+08:00"),
        until("2026-12-05"),
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "5 December: all three are in force, and the latest end is shown, the district's.",
        when("2026-12-05T12:00:00+08:00"),
        until("2026-12-08"),
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "8 December: the district's last date.",
        when("2026-12-08T23:59:59+08:00"),
        until("2026-12-08"),
    )
    .case(
        "disaster.suspension",
        "boundary date",
        "9 December: none is in force.",
        when("2026-12-09T00:00:00+08:00"),
        proceeds(),
    )
}

fn elsewhere() -> Group {
    suspended(
        "elsewhere",
        "Only regions that do not hold district 330106: the next city and the next district.",
        vec![suspend("next", json!(["3302", "330105"]), "2026-11-01", "2026-11-30")],
    )
    .case(
        "disaster.suspension",
        "scope",
        "On a day on which the neighbours are suspended the shop is not.",
        as_it_is(),
        proceeds().says("disaster", pass().shows_nothing()),
    )
    .case(
        "disaster.suspension",
        "clock",
        "No directive concerns the shop, so that the rule passes without the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("disaster", pass()),
    )
}

fn regulated(id: &'static str, comment: &'static str, met: Value) -> Group {
    let rule = with(
        &strict("rule-259", json!({"regulation": {"id": "pboc-2021-259", "from": "2026-12-01"}})),
        json!({"scope": {"transactions": ["sale"]}}),
    );
    Group::new(id, comment, policy([rule]), with(&shop(), json!({"regulations_met": met})), sale())
}

fn regulation() -> Group {
    let before = |says: super::draft::Says| says.of("pboc-2021-259").at_most("2026-11-30");
    regulated("regulation", "In force from 1 December 2026 on; the service point lists none that it meets.", json!([]))
        .case(
            "regulation.date",
            "boundary date",
            "30 November, 23:59:59: the day before. It passes, and the last date before it turns is shown.",
            when("2026-11-30T23:59:59+08:00"),
            proceeds().says("rule-259", before(pass()).seen("2026-11-30")),
        )
        .case(
            "regulation.date",
            "boundary date",
            "1 December, 00:00:00 local, in UTC still November: in force and not met.",
            when("2026-12-01T00:00:00+08:00"),
            declines(RegulationNotMet).de39("58").says("rule-259", before(fail(RegulationNotMet)).seen("2026-12-01")),
        )
        .case(
            "regulation.date",
            "clock unknown",
            "Without the time it is unknown whether it is in force.",
            json!({"clock": "not_trusted"}),
            refers(ClockNotTrusted)
                .guards([ClockNotTrusted])
                .says("rule-259", unknown(ClockNotTrusted).shows_nothing()),
        )
        .case(
            "finding.shown",
            "shown scope",
            "A balance enquiry is not concerned: nothing is shown but the subject, which the plan knows.",
            json!({"transaction": "balance", "now_utc_s": at("2026-12-01T00:00:00+08:00")}),
            proceeds().says("rule-259", outside().of("pboc-2021-259").shows_nothing()),
        )
}

fn met() -> Group {
    regulated(
        "met",
        "The service point lists the regulation among others that it meets.",
        json!(["a-1", "pboc-2021-259"]),
    )
    .case(
        "regulation.date",
        "date",
        "In force and met: passes, with nothing to show.",
        when("2026-12-01T00:00:00+08:00"),
        proceeds().says("rule-259", pass().of("pboc-2021-259").shows_nothing()),
    )
    .case(
        "regulation.date",
        "clock",
        "What is met is met on every date: it passes without the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("rule-259", pass()),
    )
}

fn another() -> Group {
    regulated("another", "The service point lists ids that only look alike.", json!(["pboc-2021-25", "PBOC-2021-259"]))
        .case(
            "regulation.date",
            "date",
            "Neither a beginning of the id nor another case of it is the id: not met.",
            when("2026-12-02T00:00:00+08:00"),
            declines(RegulationNotMet),
        )
}

fn current() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let told = |version: Value, age_s: i64| json!({"policy_version_latest": version, "policy_confirmed_at_utc_s": now - age_s});
    let mut policy = policy([strict("current", json!({"policy_current": {"age_max_days": 7}}))]);
    policy["version"] = json!(3);
    Group::new("current", "Version 3, to be confirmed every seven days, 604,800 seconds.", policy, shop(), sale())
        .case(
            "policy.current",
            "boundary stale",
            "Version 3 is the latest, confirmed exactly 604,800 seconds ago: passes, with nothing to show.",
            told(json!(3), 604_800),
            proceeds().says("current", pass().shows_nothing()),
        )
        .case(
            "policy.current",
            "boundary stale",
            "One second more: outdated.",
            told(json!(3), 604_801),
            declines(PolicyOutdated).de39("58").says("current", fail(PolicyOutdated).seen(604_801).at_most(604_800)),
        )
        .case(
            "policy.current",
            "boundary",
            "The host told of version 4 this second: superseded.",
            told(json!(4), 0),
            declines(PolicySuperseded).de39("58").says("current", fail(PolicySuperseded).seen(4).at_most(3)),
        )
        .case(
            "policy.current",
            "precedence stale",
            "Superseded and confirmed long ago: superseded comes first.",
            told(json!(4), 700_000),
            declines(PolicySuperseded),
        )
        .case(
            "policy.current",
            "boundary",
            "The host's latest is version 2, before the plan's: it is not a later one, so that it passes.",
            told(json!(2), 60),
            proceeds().says("current", pass()),
        )
        .case(
            "policy.current",
            "absence unknown",
            "Confirmed just now, and not said which version: unknown.",
            told(Value::Null, 0),
            refers(PolicyStateUnknown).says("current", unknown(PolicyStateUnknown).shows_nothing()),
        )
        .case(
            "policy.current",
            "absence stale",
            "Confirmed 604,801 seconds ago, and not said which version: outdated whichever it is.",
            told(Value::Null, 604_801),
            declines(PolicyOutdated).says("current", fail(PolicyOutdated).seen(604_801)),
        )
        .case(
            "policy.current",
            "absence unknown",
            "Version 3 is the latest, and it is not known since when: unknown.",
            json!({"policy_version_latest": 3}),
            refers(PolicyStateUnknown).says("current", unknown(PolicyStateUnknown).shows_nothing()),
        )
        .case(
            "policy.current",
            "absence",
            "Version 4 is told of without a time: superseded needs none.",
            json!({"policy_version_latest": 4}),
            declines(PolicySuperseded),
        )
        .case(
            "policy.current",
            "absence unknown",
            "Nothing was told: unknown.",
            as_it_is(),
            refers(PolicyStateUnknown).says("current", unknown(PolicyStateUnknown)),
        )
        .case(
            "policy.current",
            "boundary stale unknown",
            "Confirmed one second after now: one of the times is wrong, so that it is unknown.",
            told(json!(3), -1),
            refers(PolicyStateUnknown).says("current", unknown(PolicyStateUnknown).shows_nothing()),
        )
        .case(
            "policy.current",
            "clock",
            "A superseded policy is superseded without a clock too: it declines; the primary reason is the clock's.",
            with(&told(json!(4), 0), json!({"clock": "not_trusted"})),
            declines(ClockNotTrusted)
                .guards([ClockNotTrusted])
                .says("current", fail(PolicySuperseded).seen(4).acts(Action::Decline)),
        )
        .case(
            "policy.current",
            "clock unknown",
            "The age of a confirmation needs the time.",
            with(&told(json!(3), 0), json!({"clock": "not_trusted"})),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).says("current", unknown(ClockNotTrusted).shows_nothing()),
        )
        .case(
            "policy.current",
            "overflow",
            "The highest version of 32 bits is later than 3 and not below zero.",
            told(json!(4_294_967_295_u32), 0),
            declines(PolicySuperseded).says("current", fail(PolicySuperseded).seen(4_294_967_295_u32)),
        )
}

fn linked(id: &'static str, comment: &'static str, shop: Value) -> Group {
    let scoped = |id, accepts: Value, remote: bool| {
        with(&strict(id, json!({"link": {"accepts": accepts}})), json!({"scope": {"remote": remote}}))
    };
    let rules =
        [scoped("town-link", json!(["up"]), false), scoped("field-link", json!(["up", "weak", "unstable"]), true)];
    Group::new(id, comment, policy(rules), shop, sale())
}

fn remote() -> Group {
    linked(
        "remote",
        "A remote service point: only the rule for remote ones is in its plan.",
        with(&shop(), json!({"remote": true})),
    )
    .case(
        "scope.remote",
        "folding scope",
        "A weak link is accepted out there; the rule for towns does not concern it.",
        json!({"link": "weak"}),
        proceeds().says("field-link", pass().seen("weak").about("link")).sets(0, 0),
    )
    .case(
        "scope.remote",
        "folding scope",
        "An interfered link is not accepted even there: bit 0 of a plan of one rule.",
        json!({"link": "interfered"}),
        declines(LinkInterfered).sets(1, 0),
    )
}

fn in_town() -> Group {
    linked("in-town", "A service point that does not say whether it is remote, so that it is not.", shop()).case(
        "scope.remote",
        "folding scope",
        "The rule for towns concerns it and fails for a weak link, in bit 0; the other is not in the plan.",
        json!({"link": "weak"}),
        declines(LinkWeak).says("town-link", fail(LinkWeak).needs(json!({"one_of": ["up"]}))).sets(1, 0),
    )
}
