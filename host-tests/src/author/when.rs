//! `when`: whom a rule concerns, beside the lists of its scope.

use super::basis::{as_it_is, at, policy, sale, shop, strict, when};
use super::draft::{Group, Says, and, declines, fail, outside, pass, proceeds, refers, unknown, with};
use super::expressions::{custom_facts, requires};
use super::usage::{usage, used};
use poscond::Reason::*;
use serde_json::{Value, json};

const WHEN: &str = "expression.when";

pub(crate) fn groups() -> Vec<Group> {
    vec![
        facts(),
        lists(),
        moved(),
        lists_first(),
        logic(),
        clock(),
        dates(),
        night(),
        counting(),
        money(),
        by_usage(),
        both(),
        many(),
    ]
}

/// A rule that only a card read by hand passes, so that the shop's sale by chip fails it.
fn by_hand(expression: &str) -> Value {
    with(&strict("hand", json!({"entry_mode": {"allowed": ["manual"]}})), json!({ "when": expression }))
}

fn failing() -> Says {
    fail(EntryModeNotAllowed).about("entry_mode").seen("chip")
}

fn scope_unknown(fact: &'static str) -> Says {
    unknown(ScopeUnknown).about(fact).shows_nothing()
}

/// The scope is not known, and no fact is why.
fn scope_error() -> Says {
    unknown(ScopeUnknown).about_nothing().shows_nothing()
}

fn group(id: &'static str, comment: &'static str, rule: Value) -> Group {
    Group::new(id, comment, with(&policy([rule]), custom_facts()), shop(), sale())
}

/// A case of the rule.
fn case(group: Group, flags: &'static str, why: &'static str, change: Value, says: Says) -> Group {
    group.case(WHEN, flags, why, change, says.decides().says("hand", says))
}

fn facts() -> Group {
    let mut group = group(
        "facts",
        "The rule accepts only entry by hand; it concerns what a / b says.",
        by_hand("custom.a / custom.b == 1"),
    );
    for (flags, why, change, says) in [
        ("scope", "2 / 2 is 1: it concerns the sale and fails.", json!({"custom_0": 2, "custom_1": 2}), failing()),
        ("scope", "2 / 1 is not 1: not applicable.", json!({"custom_0": 2, "custom_1": 1}), outside()),
        (
            "scope absence unknown",
            "a is absent: not known whether it concerns the sale, and a is named.",
            json!({"custom_1": 2}),
            scope_unknown("custom_0"),
        ),
        ("scope absence unknown shown", "Both are absent: a stands first.", json!({}), scope_unknown("custom_0")),
        (
            "scope arithmetic unknown",
            "A division by zero: not known, and no fact is named.",
            json!({"custom_0": 2, "custom_1": 0}),
            scope_error(),
        ),
        (
            "scope absence unknown",
            "The card was read by hand, and the condition passes: pass, whomever the rule concerns.",
            json!({"entry_mode": "manual"}),
            pass(),
        ),
        (
            "scope arithmetic",
            "The same where arithmetic errs.",
            json!({"entry_mode": "manual", "custom_0": 2, "custom_1": 0}),
            pass(),
        ),
        (
            "scope absence unknown",
            "What the condition looks at is absent too: the scope's reason stands before the condition's.",
            json!({"entry_mode": null, "custom_0": 2}),
            scope_unknown("custom_1"),
        ),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn lists() -> Group {
    let rule = with(
        &by_hand("custom.a == 1"),
        json!({"scope": {"transactions": ["sale", "preauth"], "card_kinds": ["debit"]}}),
    );
    let mut group = group("lists", "It concerns sales and pre-authorisations by debit card, where a is 1.", rule);
    for (flags, why, change, says) in [
        ("scope", "Lists and `when` hold.", json!({"custom_0": 1}), failing()),
        ("scope", "`when` is false: not applicable though both lists hold.", json!({"custom_0": 0}), outside()),
        (
            "scope",
            "A refund is not listed: not applicable though `when` is true.",
            json!({"custom_0": 1, "transaction": "refund"}),
            outside(),
        ),
        (
            "scope absence",
            "A list excludes the request; that a is absent plays no part.",
            json!({"card_kind": "credit"}),
            outside(),
        ),
        (
            "scope absence",
            "`when` is false, which wins over the unknown card.",
            json!({"card_kind": null, "custom_0": 0}),
            outside(),
        ),
        (
            "scope absence unknown",
            "`when` is true and the card is absent: the card is named.",
            json!({"card_kind": null, "custom_0": 1}),
            scope_unknown("card_kind"),
        ),
        (
            "scope absence unknown shown",
            "The card and a are absent: the fact that a list misses is named first.",
            json!({"card_kind": null}),
            scope_unknown("card_kind"),
        ),
        (
            "scope absence unknown shown",
            "Transaction, card and a are absent: the first list's fact is named.",
            json!({"transaction": null, "card_kind": null}),
            scope_unknown("transaction"),
        ),
        ("scope absence unknown", "The lists hold, and a is absent.", json!({}), scope_unknown("custom_0")),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn moved() -> Group {
    let rule =
        by_hand("transaction.card_kind == \"debit\" && transaction.type in [\"sale\", \"refund\"] && custom.a != 1");
    let mut group = group(
        "words",
        "`when` asks for a card kind, a transaction and a fact, in that order; the rule has no lists.",
        rule,
    );
    for (flags, why, change, says) in [
        ("scope", "All three conditions hold: it concerns the sale.", json!({"custom_0": 0}), failing()),
        ("scope", "A credit card is not what is asked for.", json!({"custom_0": 0, "card_kind": "credit"}), outside()),
        ("scope", "A void is not in the list.", json!({"custom_0": 0, "transaction": "void"}), outside()),
        ("scope", "a is 1, and must be another.", json!({"custom_0": 1}), outside()),
        (
            "scope absence unknown shown",
            "Card and transaction are absent: the card stands first in the text, whatever the order of lists is.",
            json!({"card_kind": null, "transaction": null, "custom_0": 0}),
            scope_unknown("card_kind"),
        ),
        (
            "scope absence unknown shown",
            "Transaction and a are absent: the transaction stands first.",
            json!({"transaction": null}),
            scope_unknown("transaction"),
        ),
        (
            "scope absence",
            "The card is absent, and a is 1: false wins.",
            json!({"card_kind": null, "custom_0": 1}),
            outside(),
        ),
        (
            "scope absence",
            "a is absent, and the card is credit: false wins.",
            json!({"card_kind": "credit"}),
            outside(),
        ),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn lists_first() -> Group {
    let rule = with(
        &requires("hand", "service_point.remote"),
        json!({
            "when": "transaction.type == \"sale\" && custom.a == 1 && transaction.entry_mode != \"manual\"",
            "scope": {"entry_modes": ["chip", "manual"]},
        }),
    );
    let mut group = group(
        "lists-first",
        "It lists how the card was read; `when` asks for the transaction before that. The shop is not remote, so that it fails.",
        rule,
    );
    let failing = || fail(RequirementNotMet).shows_nothing();
    for (flags, why, change, says) in [
        ("scope", "List and `when` hold: it fails.", json!({"custom_0": 1}), failing()),
        (
            "scope",
            "By hand is listed, and `when` excludes it.",
            json!({"custom_0": 1, "entry_mode": "manual"}),
            outside(),
        ),
        (
            "scope",
            "Another mode is not listed, and `when` would hold.",
            json!({"custom_0": 1, "entry_mode": "stored"}),
            outside(),
        ),
        (
            "scope absence unknown shown",
            "Entry mode and transaction are absent: the list's fact is named, though the other is of a list that comes before.",
            json!({"custom_0": 1, "entry_mode": null, "transaction": null}),
            scope_unknown("entry_mode"),
        ),
        (
            "scope absence unknown shown",
            "Transaction and a are absent: the transaction stands first.",
            json!({"transaction": null}),
            scope_unknown("transaction"),
        ),
        (
            "scope absence unknown shown",
            "The entry mode alone is absent, of the list and of `when`.",
            json!({"custom_0": 1, "entry_mode": null}),
            scope_unknown("entry_mode"),
        ),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn logic() -> Group {
    let rule = by_hand("transaction.type != \"refund\" || custom.a == 1 ? custom.b > 0 : transaction.amount >= 10000");
    let mut group = group("choice", "A choice decides whom it concerns.", rule);
    for (flags, why, change, says) in [
        ("scope logic", "A sale, and b is 1.", json!({"custom_1": 1}), failing()),
        ("scope logic boundary", "A sale, and b is 0.", json!({"custom_1": 0}), outside()),
        (
            "scope logic absence",
            "A refund with a not 1: the amount, 100.00, decides; b is absent.",
            json!({"transaction": "refund", "custom_0": 0}),
            failing(),
        ),
        (
            "scope logic boundary",
            "The same of 99.99.",
            json!({"transaction": "refund", "custom_0": 0, "amount_minor": 9_999}),
            outside(),
        ),
        (
            "scope logic unknown absence",
            "A refund, and a is absent: what chooses is not known.",
            json!({"transaction": "refund", "custom_1": 1}),
            scope_unknown("custom_0"),
        ),
        (
            "scope logic unknown absence",
            "A refund of an unknown amount.",
            json!({"transaction": "refund", "custom_0": 0, "amount_minor": null}),
            scope_unknown("amount_minor"),
        ),
        (
            "scope logic absence",
            "The transaction is absent; a is 1, which wins, and b decides.",
            json!({"transaction": null, "custom_0": 1, "custom_1": 0}),
            outside(),
        ),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn clock() -> Group {
    let untrusted = json!({"clock": "not_trusted"});
    let stated = |says: Says| refers(ClockNotTrusted).guards([ClockNotTrusted]).says("hand", says);
    group(
        "clock",
        "It concerns what happens before 06:00, or where a is 1.",
        by_hand("local.time < time(\"06:00\") || custom.a == 1"),
    )
    .case(WHEN, "scope", "At noon, with a 0: not applicable.", json!({"custom_0": 0}), {
        proceeds().says("hand", outside())
    })
    .case(
        WHEN,
        "scope clock unknown",
        "Without a trusted clock nobody can tell: the reason is the clock's.",
        and(&untrusted, json!({"custom_0": 0})),
        stated(unknown(ClockNotTrusted)),
    )
    .case(
        WHEN,
        "scope clock unknown absence",
        "The time and a are missing: the time stands first, so that the reason is the clock's.",
        untrusted.clone(),
        stated(unknown(ClockNotTrusted)),
    )
    .case(
        WHEN,
        "scope clock",
        "a is 1, which needs no time: the rule concerns the sale and fails. The clock's reason stays primary.",
        and(&untrusted, json!({"custom_0": 1})),
        declines(ClockNotTrusted).guards([ClockNotTrusted]).says("hand", failing()),
    )
    .case(
        WHEN,
        "scope clock",
        "The condition passes: pass, whatever the time.",
        and(&untrusted, json!({"custom_0": 0, "entry_mode": "manual"})),
        stated(pass()),
    )
}

fn dates() -> Group {
    let rule = with(&by_hand("custom.a == 1"), json!({"valid_from": "2026-11-23", "valid_through": "2026-11-24"}));
    let mut group = group("dates", "It holds on 23 and 24 November, where a is 1.", rule);
    for (flags, why, change, says) in [
        ("scope date", "On the 23rd, with a 1.", json!({"custom_0": 1}), failing()),
        ("scope date", "On the 23rd, with a 0.", json!({"custom_0": 0}), outside()),
        ("scope date unknown absence", "On the 23rd, a is absent.", json!({}), scope_unknown("custom_0")),
        (
            "scope date absence",
            "The day before, a is absent: the dates exclude the request.",
            when("2026-11-22T23:59:59+08:00"),
            outside(),
        ),
        (
            "scope date",
            "The 25th begins: the dates exclude the request though a is 1.",
            and(&when("2026-11-25T00:00:00+08:00"), json!({"custom_0": 1})),
            outside(),
        ),
    ] {
        group = case(group, flags, why, change, says);
    }
    let untrusted = json!({"clock": "not_trusted"});
    let stated = |says: Says| refers(ClockNotTrusted).guards([ClockNotTrusted]).says("hand", says);
    group
        .case(
            WHEN,
            "scope clock unknown",
            "`when` is true, and only the dates cannot be told: the reason is the clock's.",
            and(&untrusted, json!({"custom_0": 1})),
            stated(unknown(ClockNotTrusted)),
        )
        .case(
            WHEN,
            "scope clock",
            "`when` is false, which wins over dates that cannot be told.",
            and(&untrusted, json!({"custom_0": 0})),
            stated(outside()),
        )
}

fn night() -> Group {
    let rule = with(
        &by_hand("local.time >= time(\"23:00\") || local.weekday == \"sun\""),
        json!({"scope": {"entry_modes": ["chip"]}}),
    );
    let mut group = group("night", "It concerns chip cards from 23:00 on, and on Sundays.", rule);
    for (why, instant, says) in [
        ("22:59:59 on a Monday.", "2026-11-23T22:59:59+08:00", outside()),
        ("23:00:00 on a Monday.", "2026-11-23T23:00:00+08:00", failing()),
        ("Tuesday, 00:00:00, is before 23:00 again.", "2026-11-24T00:00:00+08:00", outside()),
        ("Sunday begins, all of which is concerned.", "2026-11-22T00:00:00+08:00", failing()),
    ] {
        group = case(group, "scope boundary", why, when(instant), says);
    }
    group
}

fn counting() -> Group {
    let limit = with(
        &strict("day", usage("day", "amount", 1_000_000)),
        json!({"when": "transaction.entry_mode == \"manual\"", "scope": {"card_kinds": ["debit"]}}),
    );
    Group::new(
        "counting",
        "A limit of 10,000.00 a day on debit cards, which looks at entries by hand only. Its counter counts every debit card.",
        policy([limit]),
        shop(),
        with(&sale(), used(995_000, 9, at("2026-11-23T12:00:00+08:00"))),
    )
    .accrual_matters()
    .case(
        WHEN,
        "scope accrual",
        "By chip: the limit does not apply, and the sale counts all the same.",
        as_it_is(),
        proceeds().says("day", outside()).accrues([(0, "2026-11-23", 10_000, 1)]),
    )
    .case(
        WHEN,
        "scope accrual",
        "By hand: 9,950.00 and 100.00 are above the limit.",
        json!({"entry_mode": "manual"}),
        declines(DayAmountAboveLimit).says("day", fail(DayAmountAboveLimit)).accrues([(0, "2026-11-23", 10_000, 1)]),
    )
    .case(
        WHEN,
        "scope accrual",
        "A credit card is not listed: it neither applies nor counts.",
        json!({"entry_mode": "manual", "card_kind": "credit"}),
        proceeds().says("day", outside()),
    )
    .case(
        WHEN,
        "scope accrual unknown absence",
        "How the card was read is absent: unknown, and it counts.",
        json!({"entry_mode": null}),
        refers(ScopeUnknown).says("day", scope_unknown("entry_mode")).accrues([(0, "2026-11-23", 10_000, 1)]),
    )
}

fn money() -> Group {
    let rule = |id: &str, expression: &str| with(&strict(id, usage("day", "count", 3)), json!({ "when": expression }));
    Group::new(
        "money",
        "Limits of 3 a day; neither scope names transactions, so that both concern those that take money.",
        policy([rule("all", "transaction.type != \"test\""), rule("refunds", "transaction.type == \"refund\"")]),
        shop(),
        with(&sale(), used(0, 3, at("2026-11-23T12:00:00+08:00"))),
    )
    .case(
        WHEN,
        "scope",
        "A fourth sale: the first applies and fails, the second's `when` is false.",
        as_it_is(),
        declines(DayCountAboveLimit).says("all", fail(DayCountAboveLimit)).says("refunds", outside()),
    )
    .case(
        WHEN,
        "scope",
        "A refund takes no money: neither applies, whatever `when` says.",
        json!({"transaction": "refund"}),
        proceeds().says("all", outside()).says("refunds", outside()),
    )
    .case(
        WHEN,
        "scope",
        "A completion takes money.",
        json!({"transaction": "preauth_completion"}),
        declines(DayCountAboveLimit).says("all", fail(DayCountAboveLimit)).says("refunds", outside()),
    )
    .case(
        WHEN,
        "scope",
        "A test is excluded by both.",
        json!({"transaction": "test"}),
        proceeds().says("all", outside()).says("refunds", outside()),
    )
    .case(
        WHEN,
        "scope absence unknown",
        "The transaction is absent: neither is known to apply.",
        json!({"transaction": null}),
        refers(ScopeUnknown).says("all", scope_unknown("transaction")).says("refunds", scope_unknown("transaction")),
    )
}

fn by_usage() -> Group {
    let limit = with(&strict("hotels", usage("day", "count", 1_000)), json!({"scope": {"merchant_kinds": ["hotel"]}}));
    let noon = at("2026-11-23T12:00:00+08:00");
    let mut group = Group::new(
        "by-usage",
        "From the fourth sale of the day on, only entry by hand; the counter is that of a rule for hotels.",
        policy([limit, by_hand("usage.count(\"hotels\") >= 3")]),
        shop(),
        sale(),
    );
    for (flags, why, change, says) in [
        ("scope boundary", "Two were made before this one.", used(0, 2, noon), outside()),
        ("scope boundary", "Three were made before this one.", used(0, 3, noon), failing()),
        (
            "scope window",
            "Thirty, all of them made yesterday.",
            used(0, 30, at("2026-11-22T12:00:00+08:00")),
            outside(),
        ),
        ("scope absence unknown", "No counter: not known, and no fact is named.", json!({}), scope_error()),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn both() -> Group {
    let rule = with(&requires("hand", "custom.b < 5"), json!({"when": "custom.a == 1"}));
    let mut group = group("both", "A requirement on b that concerns what has a 1.", rule);
    for (flags, why, change, says) in [
        ("scope", "It concerns the sale, and b is 5.", json!({"custom_0": 1, "custom_1": 5}), fail(RequirementNotMet)),
        ("scope", "It does not concern the sale.", json!({"custom_0": 2, "custom_1": 5}), outside()),
        (
            "scope absence unknown",
            "It concerns the sale, and b is absent: the requirement is not known.",
            json!({"custom_0": 1}),
            unknown(RequirementUnknown).about("custom_1").at_most(4),
        ),
        (
            "scope absence unknown shown",
            "Both are absent: the scope's reason, naming a.",
            json!({}),
            scope_unknown("custom_0"),
        ),
        ("scope absence", "a is absent, and b is 4: pass.", json!({"custom_1": 4}), pass().about("custom_1").seen(4)),
        (
            "scope absence unknown",
            "a is absent, and b is 5: not known whether the rule concerns the sale.",
            json!({"custom_1": 5}),
            scope_unknown("custom_0"),
        ),
    ] {
        group = case(group, flags, why, change, says);
    }
    group
}

fn many() -> Group {
    // One fact for one rule, and none for the others, which share a scope.
    let rules = [
        with(&strict("first", json!({"entry_mode": {"allowed": ["manual"]}})), json!({"when": "custom.a >= 1"})),
        with(&strict("second", json!({"currency": {"allowed": [840]}})), json!({"when": "custom.a >= 1"})),
        with(&strict("third", json!({"entry_mode": {"allowed": ["manual"]}})), json!({"when": "custom.a >= 2"})),
        strict("fourth", json!({"currency": {"allowed": [156]}})),
    ];
    Group::new(
        "many",
        "Two rules with one `when`, one with another, and one without.",
        with(&policy(rules), custom_facts()),
        shop(),
        sale(),
    )
    .case(
        WHEN,
        "scope set",
        "a is 0: only the last concerns the sale.",
        json!({"custom_0": 0}),
        proceeds().sets(0, 0).all_say(outside()).says("fourth", pass()),
    )
    .case(
        WHEN,
        "scope set",
        "a is 1: the first two fail.",
        json!({"custom_0": 1}),
        declines(EntryModeNotAllowed)
            .sets(0b0011, 0)
            .says("first", failing())
            .says("second", fail(CurrencyNotAllowed))
            .says("third", outside()),
    )
    .case(
        WHEN,
        "scope set",
        "a is 2: the first three fail.",
        json!({"custom_0": 2}),
        declines(EntryModeNotAllowed)
            .sets(0b0111, 0)
            .says("first", failing())
            .says("second", fail(CurrencyNotAllowed))
            .says("third", failing()),
    )
    .case(
        WHEN,
        "scope set absence unknown",
        "a is absent: three are unknown.",
        json!({}),
        refers(ScopeUnknown).sets(0, 0b0111).all_say(scope_unknown("custom_0")).says("fourth", pass()),
    )
}
