//! Rules that an authority's directive softens for a time.

use super::basis::{at, policy, rule, sale, shop, strict};
use super::draft::{Group, declines, fail, outside, proceeds, refers, unknown, warns, with};
use super::usage::{usage, used};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![to_warn(), to_allow(), both(), weaker(), elsewhere()]
}

fn relax(id: &str, region: &str, from: &str, through: &str, effect: Value) -> Value {
    json!({"id": id, "regions": [region], "from": from, "through": through, "effect": {"relax": effect}})
}

/// Sale of 500.01, one fen above the limit, at an instant.
fn above(text: &str) -> Value {
    json!({"amount_minor": 50_001, "now_utc_s": at(text)})
}

fn to_warn() -> Group {
    let rules = [
        strict("single-limit", json!({"amount": {"max_minor": 50_000}})),
        strict("day", usage("day", "amount", 1_000_000)),
        strict("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}})),
    ];
    let effect = json!({"rules": ["single-limit", "day"]});
    let directives = json!([relax("typhoon", "3301", "2026-11-20", "2026-11-26", effect)]);
    let noon = at("2026-11-23T12:00:00+08:00");
    Group::new(
        "to-warn",
        "From 20 through 26 November a directive for city 3301 softens the single limit (500.00) and the day's \
         (10,000.00), but not the entry mode; it does not say to what, which means warn.",
        with(&policy(rules), json!({"directives": directives})),
        shop(),
        with(&sale(), used(0, 0, at("2026-11-01T00:00:00+08:00"))),
    )
    .case(
        "rule.relaxed",
        "relaxed boundary date",
        "19 November, 23:59:59: not in force yet, so that 500.01 declines.",
        above("2026-11-19T23:59:59+08:00"),
        declines(AmountAboveLimit).says("single-limit", fail(AmountAboveLimit).acts(Action::Decline)),
    )
    .case(
        "rule.relaxed",
        "relaxed boundary date",
        "20 November, 00:00:00 local: the verdict stays a fail, and leads to a warning.",
        above("2026-11-20T00:00:00+08:00"),
        warns(AmountAboveLimit)
            .says("single-limit", fail(AmountAboveLimit).seen(50_001).acts(Action::Warn))
            .sets(0b001, 0),
    )
    .case(
        "rule.relaxed",
        "relaxed boundary date",
        "26 November, 23:59:59: the last second of the last date.",
        above("2026-11-26T23:59:59+08:00"),
        warns(AmountAboveLimit),
    )
    .case(
        "rule.relaxed",
        "relaxed boundary date",
        "27 November, 00:00:00: it is over.",
        above("2026-11-27T00:00:00+08:00"),
        declines(AmountAboveLimit),
    )
    .case(
        "rule.relaxed",
        "relaxed precedence",
        "The entry mode is not named: it declines as ever, and the limit warns beside it.",
        json!({"amount_minor": 50_001, "entry_mode": "manual"}),
        declines(EntryModeNotAllowed)
            .says("entry-mode", fail(EntryModeNotAllowed).acts(Action::Decline))
            .says("single-limit", fail(AmountAboveLimit).acts(Action::Warn)),
    )
    .case(
        "rule.relaxed",
        "relaxed absence unknown",
        "An absent amount refers otherwise; softened, both limits warn.",
        json!({"amount_minor": null}),
        warns(AmountMissing)
            .says("single-limit", unknown(AmountMissing).acts(Action::Warn))
            .says("day", unknown(AmountMissing).acts(Action::Warn)),
    )
    .case(
        "rule.relaxed",
        "relaxed unreachable",
        "The same without the host: the referral was softened first, so that none is left to settle and \
         HOST_UNREACHABLE has nothing to say.",
        json!({"amount_minor": null, "host": "unreachable"}),
        warns(AmountMissing).says("day", unknown(AmountMissing).acts(Action::Warn)),
    )
    .case(
        "rule.relaxed",
        "relaxed unreachable boundary",
        "A day after its end the same referral cannot be settled, and the guard speaks.",
        json!({"amount_minor": null, "host": "unreachable", "now_utc_s": at("2026-11-27T12:00:00+08:00")}),
        declines(AmountMissing).guards([HostUnreachable]).says("day", unknown(AmountMissing).acts(Action::Decline)),
    )
    .case(
        "rule.relaxed",
        "relaxed",
        "The day's limit is exceeded: 9,900.01 and 100.00 warn.",
        used(990_001, 1, noon),
        warns(DayAmountAboveLimit).says("day", fail(DayAmountAboveLimit).acts(Action::Warn)),
    )
    .case(
        "rule.relaxed",
        "relaxed overflow",
        "The day's sum has thirteen digits: what always declines is not softened.",
        used(999_999_990_000, 1, noon),
        declines(UsageOverflow).says("day", fail(UsageOverflow).acts(Action::Decline)),
    )
    .case(
        "rule.relaxed",
        "relaxed clock",
        "Without the time no directive is known to be in force: the limit declines; the day's is unknown.",
        json!({"amount_minor": 50_001, "clock": "not_trusted"}),
        declines(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .says("single-limit", fail(AmountAboveLimit).acts(Action::Decline))
            .says("day", unknown(ClockNotTrusted).acts(Action::Refer)),
    )
    .case(
        "rule.relaxed",
        "relaxed absence",
        "Guards are not softened: without a merchant id it refers, though all that the rules say is a warning.",
        json!({"amount_minor": 50_001, "merchant_id": null}),
        refers(ServicePointUnknown)
            .guards([ServicePointUnknown])
            .says("single-limit", fail(AmountAboveLimit).acts(Action::Warn)),
    )
}

fn to_allow() -> Group {
    let effect = json!({"rules": ["single-limit"], "to": "allow"});
    let directives = json!([relax("flood", "330106", "2026-11-23", "2026-11-23", effect)]);
    let policy = policy([
        strict("single-limit", json!({"amount": {"max_minor": 50_000}})),
        rule("currency", json!({"currency": {"allowed": [156]}}), "warn", "warn"),
    ]);
    Group::new(
        "to-allow",
        "On 23 November alone a directive for district 330106 lets the limit lead to nothing.",
        with(&policy, json!({"directives": directives})),
        shop(),
        sale(),
    )
    .case(
        "rule.relaxed",
        "relaxed",
        "500.01 fails, as everybody sees, and has no effect: no primary reason.",
        json!({"amount_minor": 50_001}),
        proceeds().says("single-limit", fail(AmountAboveLimit).seen(50_001).acts(Action::Allow)).sets(1, 0),
    )
    .case(
        "rule.relaxed",
        "relaxed precedence",
        "A rule that is not softened warns beside it and gives the reason.",
        json!({"amount_minor": 50_001, "currency": 840}),
        warns(CurrencyNotAllowed).says("single-limit", fail(AmountAboveLimit).acts(Action::Allow)),
    )
    .case(
        "rule.relaxed",
        "relaxed boundary date",
        "The day after, 00:00:00, it declines again.",
        above("2026-11-24T00:00:00+08:00"),
        declines(AmountAboveLimit),
    )
    .case(
        "rule.relaxed",
        "relaxed unreachable absence",
        "An absent amount has no effect either, and no referral is left for a host that is down.",
        json!({"amount_minor": null, "host": "unreachable"}),
        proceeds().says("single-limit", unknown(AmountMissing).acts(Action::Allow)),
    )
}

fn both() -> Group {
    let warn = json!({"rules": ["single-limit"], "to": "warn"});
    let allow = json!({"rules": ["single-limit"], "to": "allow"});
    let directives = json!([
        relax("first", "33", "2026-11-23", "2026-11-24", allow),
        relax("second", "33", "2026-11-24", "2026-11-25", warn),
    ]);
    Group::new(
        "both",
        "For the province a directive lets the limit lead to nothing on 23 and 24 November, another to a warning on the \
         24th and 25th.",
        with(
            &policy([strict("single-limit", json!({"amount": {"max_minor": 50_000}}))]),
            json!({"directives": directives}),
        ),
        shop(),
        sale(),
    )
    .case(
        "rule.relaxed",
        "relaxed date",
        "On the 24th both are in force: one that says allow is enough for nothing.",
        above("2026-11-24T12:00:00+08:00"),
        proceeds().says("single-limit", fail(AmountAboveLimit).acts(Action::Allow)),
    )
    .case(
        "rule.relaxed",
        "relaxed date boundary",
        "On the 25th only the warning is left.",
        above("2026-11-25T00:00:00+08:00"),
        warns(AmountAboveLimit),
    )
}

fn weaker() -> Group {
    let effect = json!({"rules": ["limit", "typed"], "to": "warn"});
    let limit = rule("limit", json!({"amount": {"max_minor": 50_000}}), "warn", "allow");
    let typed = with(
        &rule("typed", json!({"amount": {"max_minor": 1_000}}), "refer", "refer"),
        json!({"scope": {"entry_modes": ["manual"]}, "on_unreachable": "decline"}),
    );
    Group::new(
        "weaker",
        "A directive to warn, a limit that warns and lets pass what is unknown, and one for typed cards that refers.",
        with(
            &policy([limit, typed]),
            json!({"directives": [relax("storm", "33", "2026-11-23", "2026-11-23", effect)]}),
        ),
        shop(),
        sale(),
    )
    .case(
        "rule.relaxed",
        "relaxed absence",
        "`at most warn` never makes an action stronger: what is unknown still has no effect.",
        json!({"amount_minor": null}),
        proceeds().says("limit", unknown(AmountMissing).acts(Action::Allow)).says("typed", outside()),
    )
    .case(
        "rule.relaxed",
        "relaxed unreachable",
        "The typed card's limit would refer and, without the host, decline: softened before that, it warns.",
        json!({"entry_mode": "manual", "amount_minor": 1_001, "host": "unreachable"}),
        warns(AmountAboveLimit).says("typed", fail(AmountAboveLimit).acts(Action::Warn)),
    )
    .case(
        "rule.relaxed",
        "relaxed absence unknown",
        "A scope that is not known is softened like every verdict of the rule.",
        json!({"entry_mode": null, "amount_minor": 1_001}),
        warns(ScopeUnknown).says("typed", unknown(ScopeUnknown).about("entry_mode").acts(Action::Warn)),
    )
}

fn elsewhere() -> Group {
    let effect = json!({"rules": ["single-limit"], "to": "allow"});
    Group::new(
        "elsewhere",
        "A directive for the next district and the next city.",
        with(
            &policy([strict("single-limit", json!({"amount": {"max_minor": 50_000}}))]),
            json!({"directives": [
                relax("district", "330105", "2026-11-01", "2026-11-30", effect.clone()),
                relax("city", "3302", "2026-11-01", "2026-11-30", effect),
            ]}),
        ),
        shop(),
        sale(),
    )
    .case(
        "rule.relaxed",
        "relaxed scope",
        "Neither region holds 330106: 500.02 declines while the neighbours may.",
        json!({"amount_minor": 50_002}),
        declines(AmountAboveLimit).says("single-limit", fail(AmountAboveLimit).acts(Action::Decline)),
    )
}
