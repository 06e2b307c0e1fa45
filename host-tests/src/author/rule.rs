//! Rules: dates, scopes, actions, response codes, the sets.

use super::basis::{as_it_is, at, policy, rule, sale, shop, strict, when};
use super::draft::{Group, declines, fail, outside, pass, proceeds, refers, unknown, warns, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        dates(),
        one_day(),
        scope(),
        transactions(),
        scope_of_service_point(),
        dated_scope(),
        actions(),
        internal(),
        de39(),
        sixty_four(),
    ]
}

fn limit(max_minor: i64) -> Value {
    json!({"amount": {"max_minor": max_minor}})
}

fn dates() -> Group {
    let dated = json!({"valid_from": "2026-11-23", "valid_through": "2026-11-30"});
    Group::new(
        "dates",
        "A limit of 500.00 that holds from 23 to 30 November, asked about 600.00.",
        policy([with(&strict("single-limit", limit(50_000)), dated)]),
        shop(),
        with(&sale(), json!({"amount_minor": 60_000})),
    )
    .case(
        "rule.dates",
        "boundary date",
        "22 November, 23:59:59 local: the rule does not hold yet, so 600.00 proceeds.",
        when("2026-11-22T23:59:59+08:00"),
        proceeds().says("single-limit", outside()).sets(0, 0),
    )
    .case(
        "rule.dates",
        "boundary date",
        "23 November, 00:00:00 local (16:00 UTC the day before): the first date is included.",
        when("2026-11-23T00:00:00+08:00"),
        declines(AmountAboveLimit),
    )
    .case(
        "rule.dates",
        "boundary date",
        "30 November, 23:59:59 local: the last second of the last date, which is included.",
        when("2026-11-30T23:59:59+08:00"),
        declines(AmountAboveLimit),
    )
    .case(
        "rule.dates",
        "boundary date",
        "1 December, 00:00:00 local: the rule holds no longer.",
        when("2026-12-01T00:00:00+08:00"),
        proceeds().says("single-limit", outside()),
    )
    .case(
        "rule.scope_unknown",
        "clock unknown",
        "Without a trusted clock it cannot be told whether the rule holds, and 600.00 would fail it: unknown, for the \
         clock's sake.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("single-limit", unknown(ClockNotTrusted)),
    )
    .case(
        "rule.scope_unknown",
        "clock unknown",
        "400.00 meets the rule whether it holds or not: pass. The guard refers all the same.",
        json!({"clock": "not_trusted", "amount_minor": 40_000}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("single-limit", pass()),
    )
}

fn one_day() -> Group {
    let dated = json!({"valid_from": "2026-11-23", "valid_through": "2026-11-23"});
    Group::new(
        "one-day",
        "A limit that holds on one date only, and another without a last date.",
        policy([
            with(&strict("one-day", limit(50_000)), dated),
            with(&strict("from-then-on", limit(40_000)), json!({"valid_from": "2026-11-24"})),
        ]),
        shop(),
        with(&sale(), json!({"amount_minor": 50_001})),
    )
    .case(
        "rule.dates",
        "date",
        "On 23 November only the first rule holds.",
        when("2026-11-23T23:59:59+08:00"),
        declines(AmountAboveLimit).says("one-day", fail(AmountAboveLimit)).says("from-then-on", outside()),
    )
    .case(
        "rule.dates",
        "date",
        "A second later the first has ended and the second has begun: dates that meet leave no gap.",
        when("2026-11-24T00:00:00+08:00"),
        declines(AmountAboveLimit).says("one-day", outside()).says("from-then-on", fail(AmountAboveLimit)),
    )
}

fn scope() -> Group {
    let scope = json!({"scope": {
        "transactions": ["sale", "refund"], "entry_modes": ["manual", "fallback"], "card_kinds": ["credit"],
    }});
    Group::new(
        "scope",
        "At most 10.00 for sales and refunds of credit cards that are typed or fall back to the stripe.",
        policy([with(&strict("risky-limit", limit(1_000)), scope)]),
        shop(),
        with(&sale(), json!({"amount_minor": 2_000, "entry_mode": "manual", "card_kind": "credit"})),
    )
    .case(
        "rule.scope",
        "scope",
        "Sale, manual and credit are all listed: the rule applies, and 20.00 fails it.",
        as_it_is(),
        declines(AmountAboveLimit),
    )
    .case(
        "rule.scope",
        "scope",
        "A refund is listed, so the rule applies to it, unlike a limit whose scope names no transactions.",
        json!({"transaction": "refund"}),
        declines(AmountAboveLimit),
    )
    .case(
        "rule.scope",
        "scope",
        "A chip is not listed: not applicable, though the other two lists hold the request.",
        json!({"entry_mode": "chip"}),
        proceeds().says("risky-limit", outside()),
    )
    .case(
        "rule.scope",
        "scope",
        "A debit card is not listed: not applicable.",
        json!({"card_kind": "debit"}),
        proceeds().says("risky-limit", outside()),
    )
    .case(
        "rule.scope",
        "scope",
        "A pre-authorisation takes money and yet is not listed: not applicable.",
        json!({"transaction": "preauth"}),
        proceeds().says("risky-limit", outside()),
    )
    .case(
        "rule.scope",
        "scope unknown absence",
        "The entry mode is absent, but the debit card already excludes the request: one false list wins over an \
         unknown one.",
        json!({"entry_mode": null, "card_kind": "debit"}),
        proceeds().says("risky-limit", outside()),
    )
    .case(
        "rule.scope",
        "scope unknown absence",
        "The same where the absent fact comes last: the chip excludes, whatever the card is.",
        json!({"entry_mode": "chip", "card_kind": null}),
        proceeds().says("risky-limit", outside()),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence",
        "The entry mode is absent and nothing else excludes; 20.00 would fail, so it is unknown, naming entry_mode.",
        json!({"entry_mode": null}),
        refers(ScopeUnknown).de39("58").says("risky-limit", unknown(ScopeUnknown).about("entry_mode").shows_nothing()),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence",
        "Entry mode and card kind are both absent: the first of the two in the order of the docs is named.",
        json!({"entry_mode": null, "card_kind": null}),
        refers(ScopeUnknown).says("risky-limit", unknown(ScopeUnknown).about("entry_mode").shows_nothing()),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence",
        "The same for the card kind.",
        json!({"card_kind": null}),
        refers(ScopeUnknown).says("risky-limit", unknown(ScopeUnknown).about("card_kind").shows_nothing()),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence",
        "10.00 meets the rule, so that it does not matter whether it applies: pass.",
        json!({"entry_mode": null, "amount_minor": 1_000}),
        proceeds().says("risky-limit", pass().seen(1_000).at_most(1_000)),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence",
        "The amount is absent too: the condition does not pass, so the scope's reason stands, not AMOUNT_MISSING.",
        json!({"entry_mode": null, "amount_minor": null}),
        refers(ScopeUnknown),
    )
}

fn transactions() -> Group {
    let mut group = Group::new(
        "transactions",
        "A limit of 500.00 whose scope names no transactions: it concerns sale, preauth and preauth_completion.",
        policy([strict("single-limit", limit(50_000))]),
        shop(),
        with(&sale(), json!({"amount_minor": 50_001})),
    );
    for (transaction, why) in [
        ("sale", "A sale takes money: 500.01 fails the limit."),
        ("preauth", "A pre-authorisation reserves money: 500.01 fails the limit."),
        ("preauth_completion", "A completion takes the money reserved: 500.01 fails the limit."),
    ] {
        let change = json!({"transaction": transaction});
        group = group.case("rule.scope", "scope", why, change, declines(AmountAboveLimit));
    }
    for (transaction, why) in [
        ("refund", "A refund gives money back: the limit does not concern it."),
        ("void", "A void undoes a sale: the limit does not concern it."),
        ("reversal", "A reversal must go through whatever its amount: the limit does not concern it."),
        ("test", "A test transaction takes nothing: the limit does not concern it."),
    ] {
        let change = json!({"transaction": transaction});
        group = group.case("rule.scope", "scope", why, change, proceeds().says("single-limit", outside()));
    }
    group
        .case(
            "rule.scope",
            "scope",
            "A balance enquiry has the amount zero, which must not count as AMOUNT_ZERO: not applicable.",
            json!({"transaction": "balance", "amount_minor": 0}),
            proceeds().says("single-limit", outside()),
        )
        .case(
            "rule.scope_unknown",
            "scope unknown absence",
            "The transaction is absent and 500.01 would fail: unknown, naming the transaction.",
            json!({"transaction": null}),
            refers(ScopeUnknown).says("single-limit", unknown(ScopeUnknown).about("transaction").shows_nothing()),
        )
        .case(
            "rule.scope_unknown",
            "scope absence",
            "The transaction is absent and 500.00 passes whatever it is.",
            json!({"transaction": null, "amount_minor": 50_000}),
            proceeds().says("single-limit", pass()),
        )
}

fn scope_of_service_point() -> Group {
    let scoped = |id, scope: Value| with(&strict(id, limit(50_000)), json!({"scope": scope}));
    Group::new(
        "scope-of-service-point",
        "Seven rules of which three concern a restaurant of MCC 5812 in 330106; the others are not in the plan.",
        policy([
            scoped("retail-only", json!({"merchant_kinds": ["retail", "fuel"]})),
            scoped("restaurants", json!({"merchant_kinds": ["retail", "restaurant"]})),
            scoped("next-city", json!({"regions": ["3302"]})),
            scoped("province", json!({"regions": ["33"]})),
            scoped("mcc-below", json!({"mccs": ["5811", "5813-5814"]})),
            scoped("mcc-range", json!({"mccs": ["5811-5812"], "regions": ["330106"]})),
            scoped("one-list-excludes", json!({"mccs": ["5812"], "merchant_kinds": ["fuel"]})),
        ]),
        shop(),
        with(&sale(), json!({"amount_minor": 50_001})),
    )
    .case(
        "rule.scope",
        "folding scope",
        "Of the lists, [retail, restaurant], region 33 and [5811-5812] with 330106 hold the shop; every list must, so \
         the last rule does not. Three rules fail, in bits 0 to 2 of the plan's own order.",
        as_it_is(),
        declines(AmountAboveLimit)
            .says("restaurants", fail(AmountAboveLimit))
            .says("province", fail(AmountAboveLimit))
            .says("mcc-range", fail(AmountAboveLimit))
            .sets(0b111, 0),
    )
    .case(
        "rule.scope",
        "folding scope",
        "500.00 meets them: the sets are empty.",
        json!({"amount_minor": 50_000}),
        proceeds().sets(0, 0),
    )
}

fn dated_scope() -> Group {
    let dated = json!({"valid_from": "2026-11-23", "scope": {"entry_modes": ["manual"]}});
    Group::new(
        "dated-scope",
        "A limit for typed cards from 23 November on.",
        policy([with(&strict("typed-limit", limit(50_000)), dated)]),
        shop(),
        with(&sale(), json!({"amount_minor": 50_001})),
    )
    .case(
        "rule.scope",
        "scope clock",
        "The chip excludes the request, so the dates need not be known: not applicable. The clock's guard refers.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("typed-limit", outside()),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence clock",
        "Neither the entry mode nor the date is known: the absent fact of the scope is named, since not only the dates \
         cannot be told. The clock's guard gives the primary reason as ever.",
        json!({"entry_mode": null, "clock": "not_trusted"}),
        refers(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .says("typed-limit", unknown(ScopeUnknown).about("entry_mode").shows_nothing()),
    )
    .case(
        "rule.dates",
        "scope unknown absence",
        "The entry mode is absent, but on 22 November the rule does not hold for any: not applicable.",
        json!({"entry_mode": null, "now_utc_s": at("2026-11-22T23:59:59+08:00")}),
        proceeds().says("typed-limit", outside()),
    )
    .case(
        "rule.scope_unknown",
        "scope unknown absence",
        "On 23 November it holds for typed cards, and nobody says whether this one was typed: unknown.",
        json!({"entry_mode": null, "now_utc_s": at("2026-11-23T00:00:00+08:00")}),
        refers(ScopeUnknown),
    )
}

fn actions() -> Group {
    Group::new(
        "actions",
        "Four limits of 1.00, 2.00, 3.00 and 4.00 with the four actions on fail, each weaker or the same on unknown.",
        policy([
            rule("allow-1", limit(100), "allow", "allow"),
            rule("warn-2", limit(200), "warn", "allow"),
            rule("refer-3", limit(300), "refer", "warn"),
            rule("decline-4", limit(400), "decline", "refer"),
        ]),
        shop(),
        sale(),
    )
    .case(
        "rule.actions",
        "boundary",
        "1.00 is within every limit: proceed, nothing to say.",
        json!({"amount_minor": 100}),
        proceeds().sets(0, 0),
    )
    .case(
        "rule.actions",
        "precedence",
        "1.01 fails the first, which allows: the set shows it, but there is no primary reason.",
        json!({"amount_minor": 101}),
        proceeds().says("allow-1", fail(AmountAboveLimit).acts(Action::Allow)).sets(0b1, 0),
    )
    .case(
        "rule.actions",
        "de39",
        "2.01 fails the second, which warns: proceed with a primary reason and without DE39.",
        json!({"amount_minor": 201}),
        warns(AmountAboveLimit).sets(0b11, 0),
    )
    .case(
        "rule.actions",
        "precedence",
        "3.01 fails the third, which refers: stronger than allow and warn.",
        json!({"amount_minor": 301}),
        refers(AmountAboveLimit).de39("61").sets(0b111, 0),
    )
    .case(
        "rule.actions",
        "precedence",
        "4.01 fails all four: any decline declines.",
        json!({"amount_minor": 401}),
        declines(AmountAboveLimit).sets(0b1111, 0),
    )
    .case(
        "rule.actions",
        "unknown absence",
        "Without an amount all four are unknown and take on_unknown: allow, allow, warn, refer. One referral refers.",
        json!({"amount_minor": null}),
        refers(AmountMissing)
            .says("allow-1", unknown(AmountMissing).acts(Action::Allow))
            .says("warn-2", unknown(AmountMissing).acts(Action::Allow))
            .says("refer-3", unknown(AmountMissing).acts(Action::Warn))
            .says("decline-4", unknown(AmountMissing).acts(Action::Refer))
            .sets(0, 0b1111),
    )
}

fn internal() -> Group {
    let risk = with(&strict("risk-limit", limit(30_000)), json!({"disclosure": "internal"}));
    Group::new(
        "internal",
        "A risk rule for the engineer's eyes only, before a public one.",
        policy([risk, strict("single-limit", limit(50_000))]),
        shop(),
        sale(),
    )
    .case(
        "rule.actions",
        "precedence",
        "Who may read a rule changes nothing of what it decides: 300.01 declines by the internal rule.",
        json!({"amount_minor": 30_001}),
        declines(AmountAboveLimit).says("risk-limit", fail(AmountAboveLimit)).says("single-limit", pass()).sets(1, 0),
    )
}

fn de39() -> Group {
    let mut policy = policy([
        strict("single-limit", limit(50_000)),
        rule("currency", json!({"currency": {"allowed": [156]}}), "warn", "warn"),
        strict("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}})),
    ]);
    policy["de39"] = json!({"AMOUNT_ABOVE_LIMIT": "57", "CLOCK_NOT_TRUSTED": "N7", "CURRENCY_NOT_ALLOWED": "30"});
    Group::new("de39", "A policy with response codes of its own for three reasons.", policy, shop(), sale())
        .case(
            "rule.precedence",
            "de39",
            "The table says 61 for AMOUNT_ABOVE_LIMIT, the policy 57: the policy's holds.",
            json!({"amount_minor": 50_001}),
            declines(AmountAboveLimit).de39("57"),
        )
        .case(
            "rule.precedence",
            "de39 clock",
            "The clock's own code is overridden too, by letters and digits.",
            json!({"clock": "not_trusted"}),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).de39("N7"),
        )
        .case(
            "rule.precedence",
            "de39",
            "A reason that the policy does not mention keeps the table's 57.",
            json!({"entry_mode": "magstripe"}),
            declines(EntryModeNotAllowed).de39("57"),
        )
        .case(
            "rule.precedence",
            "de39",
            "A warning proceeds: no DE39, though the policy names one for its reason.",
            json!({"currency": 840}),
            warns(CurrencyNotAllowed),
        )
}

fn sixty_four() -> Group {
    let rules: Vec<Value> = (1..=64).map(|nth| strict(&format!("limit-{nth:02}"), limit(nth * 100))).collect();
    Group::new(
        "sixty-four",
        "As many rules as a plan can hold: limits of 1.00 to 64.00, the last in bit 63.",
        policy(rules),
        shop(),
        sale(),
    )
    .case(
        "rule.precedence",
        "set",
        "64.01 fails all of them: 64 bits are set, the highest too.",
        json!({"amount_minor": 6_401}),
        declines(AmountAboveLimit).sets(u64::MAX, 0),
    )
    .case(
        "rule.precedence",
        "set boundary",
        "64.00 meets the last and fails the other 63: all bits but bit 63.",
        json!({"amount_minor": 6_400}),
        declines(AmountAboveLimit).sets(u64::MAX >> 1, 0),
    )
    .case(
        "rule.precedence",
        "set absence",
        "Without an amount all are unknown: the other set is full.",
        json!({"amount_minor": null}),
        refers(AmountMissing).sets(0, u64::MAX),
    )
}
