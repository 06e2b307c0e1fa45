//! Limits of one transaction: the amount, the currency, raises.

use super::basis::{at, policy, rule, sale, shop, strict};
use super::draft::{Group, declines, fail, outside, pass, proceeds, refers, unknown, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

/// The largest amount of DE4, which as a limit means unlimited.
pub(crate) const CAP: i64 = 999_999_999_999;

/// The largest integer of a request, 2^53 - 1.
pub(crate) const MOST: i64 = 9_007_199_254_740_991;

pub(crate) fn groups() -> Vec<Group> {
    vec![
        range(),
        no_minimum(),
        unlimited(),
        nearly_unlimited(),
        exact(),
        warned(),
        currency(),
        many_currencies(),
        raise(),
        lower_raise(),
        raises_overlap(),
        unlimited_raise(),
    ]
}

pub(crate) fn amount(amount_minor: i64) -> Value {
    json!({"amount_minor": amount_minor})
}

fn limited(id: &'static str, comment: &'static str, condition: Value) -> Group {
    Group::new(id, comment, policy([strict("amount", json!({"amount": condition}))]), shop(), sale())
}

fn range() -> Group {
    limited("amount-range", "From 1.00 to 500.00.", json!({"max_minor": 50_000, "min_minor": 100}))
        .case(
            "amount.limit",
            "boundary",
            "500.00 equals the limit: passes.",
            amount(50_000),
            proceeds().says("amount", pass().seen(50_000).at_most(50_000)),
        )
        .case(
            "amount.limit",
            "boundary de39",
            "500.01 is one fen above: decline with 61.",
            amount(50_001),
            declines(AmountAboveLimit).de39("61").says("amount", fail(AmountAboveLimit).seen(50_001).at_most(50_000)),
        )
        .case(
            "amount.range",
            "boundary",
            "1.00 equals the least: passes.",
            amount(100),
            proceeds().says("amount", pass().seen(100)),
        )
        .case(
            "amount.range",
            "boundary de39",
            "0.99 is one fen below the least: decline with 13.",
            amount(99),
            declines(AmountBelowMinimum).de39("13").says("amount", fail(AmountBelowMinimum).seen(99).at_least(100)),
        )
        .case(
            "amount.range",
            "boundary",
            "0.01 is below the least, but it is not zero.",
            amount(1),
            declines(AmountBelowMinimum).says("amount", fail(AmountBelowMinimum).seen(1)),
        )
        .case(
            "amount.range",
            "boundary absence",
            "Zero has a reason of its own, before the least.",
            amount(0),
            declines(AmountZero).says("amount", fail(AmountZero).seen(0).at_least(100)),
        )
        .case(
            "amount.range",
            "absence unknown",
            "No amount is said: unknown, not zero.",
            json!({"amount_minor": null}),
            refers(AmountMissing).de39("13").says("amount", unknown(AmountMissing).seen(Value::Null)),
        )
        .case(
            "amount.range",
            "boundary",
            "Twelve nines are the most that DE4 holds: above the limit, not out of range.",
            amount(CAP),
            declines(AmountAboveLimit).says("amount", fail(AmountAboveLimit).seen(CAP).at_most(50_000)),
        )
        .case(
            "amount.range",
            "boundary overflow",
            "One fen more has thirteen digits: out of range, whatever the limit is.",
            amount(CAP + 1),
            declines(AmountOutOfRange).de39("13").says("amount", fail(AmountOutOfRange).seen(CAP + 1).at_most(CAP)),
        )
        .case(
            "amount.range",
            "overflow",
            "The largest integer of a request, 2^53 - 1, is out of range and shown to its last digit.",
            amount(MOST),
            declines(AmountOutOfRange).says("amount", fail(AmountOutOfRange).seen(MOST)),
        )
}

fn no_minimum() -> Group {
    limited("amount-no-minimum", "At most 500.00, no least amount.", json!({"max_minor": 50_000}))
        .case(
            "amount.range",
            "boundary",
            "0.01 is the least that is not zero: passes.",
            amount(1),
            proceeds().says("amount", pass().seen(1)),
        )
        .case(
            "amount.range",
            "boundary",
            "Zero fails without a least amount too; 0.01 would be required.",
            amount(0),
            declines(AmountZero).says("amount", fail(AmountZero).seen(0).at_least(1)),
        )
}

fn unlimited() -> Group {
    limited("amount-unlimited", "A limit of 999999999999, which means unlimited.", json!({"max_minor": CAP}))
        .case(
            "amount.limit",
            "boundary overflow",
            "The largest amount of DE4 passes.",
            amount(CAP),
            proceeds().says("amount", pass().seen(CAP).at_most(CAP)),
        )
        .case(
            "amount.limit",
            "boundary overflow",
            "Unlimited does not stretch DE4: one fen more is out of range.",
            amount(CAP + 1),
            declines(AmountOutOfRange),
        )
}

fn nearly_unlimited() -> Group {
    limited("amount-nearly-unlimited", "A limit of one fen below the largest amount.", json!({"max_minor": CAP - 1}))
        .case("amount.limit", "boundary overflow", "Equal to the limit passes.", amount(CAP - 1), proceeds())
        .case(
            "amount.limit",
            "boundary overflow",
            "The largest amount of DE4 is above this limit: it is a limit like any other.",
            amount(CAP),
            declines(AmountAboveLimit),
        )
}

fn exact() -> Group {
    limited("amount-exact", "From 1.00 to 1.00: one amount only.", json!({"max_minor": 100, "min_minor": 100}))
        .case("amount.range", "boundary", "1.00 is both the least and the most.", amount(100), proceeds())
        .case("amount.range", "boundary", "0.99 is below the least.", amount(99), declines(AmountBelowMinimum))
        .case("amount.limit", "boundary", "1.01 is above the most.", amount(101), declines(AmountAboveLimit))
}

fn warned() -> Group {
    Group::new(
        "amount-warned",
        "A limit that only warns.",
        policy([rule("amount", json!({"amount": {"max_minor": 50_000}}), "warn", "allow")]),
        shop(),
        sale(),
    )
    .case(
        "amount.range",
        "overflow",
        "Out of range is a fail like any other and takes on_fail, unlike a sum that overflows: it warns.",
        amount(CAP + 1),
        super::draft::warns(AmountOutOfRange),
    )
}

fn currency() -> Group {
    let currency = |code: i64| json!({"currency": code});
    Group::new(
        "currency",
        "Yuan (156) and Hong Kong dollars (344).",
        policy([strict("currency", json!({"currency": {"allowed": [344, 156]}}))]),
        shop(),
        sale(),
    )
    .case(
        "currency.allowed",
        "range",
        "156 is one of the two that are listed.",
        currency(156),
        proceeds().says("currency", pass().seen(156).needs(json!({"one_of": [156, 344]}))),
    )
    .case("currency.allowed", "range", "344 is listed, as the first in the policy.", currency(344), proceeds())
    .case(
        "currency.allowed",
        "range de39",
        "840 (US dollars) is not listed: decline with 12.",
        currency(840),
        declines(CurrencyNotAllowed)
            .de39("12")
            .says("currency", fail(CurrencyNotAllowed).seen(840).needs(json!({"one_of": [156, 344]}))),
    )
    .case(
        "currency.allowed",
        "absence unknown",
        "No currency is said: unknown.",
        json!({"currency": null}),
        refers(CurrencyMissing).de39("12").says("currency", unknown(CurrencyMissing).seen(Value::Null)),
    )
    .case(
        "rule.scope",
        "scope",
        "A rule on the currency is a limit rule too: without transactions in its scope it does not concern a refund.",
        json!({"currency": 840, "transaction": "refund"}),
        proceeds().says("currency", outside()),
    )
}

fn many_currencies() -> Group {
    let allowed = json!([999, 8, 36, 156, 344, 392, 840, 978]);
    Group::new(
        "currency-many",
        "As many currencies as a rule can list, 008 (lek) and 999 (none) among them.",
        policy([strict("currency", json!({"currency": {"allowed": allowed}}))]),
        shop(),
        sale(),
    )
    .case(
        "currency.allowed",
        "boundary",
        "The eighth of eight is listed.",
        json!({"currency": 999}),
        proceeds().says("currency", pass().seen(999).needs(json!({"one_of": [8, 36, 156, 344, 392, 840, 978, 999]}))),
    )
    .case(
        "currency.allowed",
        "range",
        "036 (Australian dollars) is the number 36.",
        json!({"currency": 36}),
        proceeds(),
    )
    .case(
        "currency.allowed",
        "boundary",
        "The least currency, 1, is not listed: unused places of the list hold nothing.",
        json!({"currency": 1}),
        declines(CurrencyNotAllowed),
    )
}

fn granted(status: &str, from: &str, through: &str, max: i64) -> Value {
    json!({"status": status, "from": from, "through": through, "grant": {"limit": {"rule": "amount", "max": max}}})
}

fn raised(id: &'static str, comment: &'static str, adjustments: Value) -> Group {
    Group::new(
        id,
        comment,
        policy([strict("amount", json!({"amount": {"max_minor": 50_000}}))]),
        with(&shop(), json!({"adjustments": adjustments})),
        sale(),
    )
}

fn on(text: &str, amount_minor: i64) -> Value {
    json!({"now_utc_s": at(text), "amount_minor": amount_minor})
}

fn raise() -> Group {
    raised(
        "raise",
        "500.00, raised to 900.00 on 23 and 24 November; 2,000.00 was asked for and refused.",
        json!([
            granted("requested", "2026-11-01", "2026-11-30", 200_000),
            granted("approved", "2026-11-23", "2026-11-24", 90_000),
            granted("rejected", "2026-11-01", "2026-11-30", 200_000),
        ]),
    )
    .case(
        "limit.raise",
        "adjustment boundary date",
        "22 November, 23:59:59 local: the raise is not in force, and 500.01 fails the base.",
        on("2026-11-22T23:59:59+08:00", 50_001),
        declines(AmountAboveLimit).says("amount", fail(AmountAboveLimit).seen(50_001).at_most(50_000)),
    )
    .case(
        "limit.raise",
        "adjustment boundary date",
        "23 November, 00:00:00 local: the first date is included, and 900.00 equals the raised limit.",
        on("2026-11-23T00:00:00+08:00", 90_000),
        proceeds().says("amount", pass().seen(90_000).at_most(90_000)),
    )
    .case(
        "limit.raise",
        "adjustment boundary",
        "900.01 is one fen above the raise; what was requested or rejected does not count.",
        amount(90_001),
        declines(AmountAboveLimit).says("amount", fail(AmountAboveLimit).seen(90_001).at_most(90_000)),
    )
    .case(
        "limit.raise",
        "adjustment boundary date",
        "24 November, 23:59:59 local: the last second of the last date.",
        on("2026-11-24T23:59:59+08:00", 90_000),
        proceeds(),
    )
    .case(
        "limit.raise",
        "adjustment boundary date",
        "25 November, 00:00:00 local: over.",
        on("2026-11-25T00:00:00+08:00", 50_001),
        declines(AmountAboveLimit),
    )
    .case(
        "limit.raise",
        "clock adjustment",
        "500.00 meets the base limit whether the raise is in force or not: it passes without the time.",
        json!({"clock": "not_trusted", "amount_minor": 50_000}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("amount", pass().seen(50_000)),
    )
    .case(
        "limit.raise",
        "clock unknown adjustment",
        "900.00 passes only if the raise is in force, which nobody can tell: unknown.",
        json!({"clock": "not_trusted", "amount_minor": 90_000}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("amount", unknown(ClockNotTrusted).acts(Action::Refer)),
    )
    .case(
        "limit.raise",
        "clock adjustment boundary",
        "900.01 is above the base and every raise: it fails without the time too.",
        json!({"clock": "not_trusted", "amount_minor": 90_001}),
        declines(ClockNotTrusted).guards([ClockNotTrusted]).says("amount", fail(AmountAboveLimit).seen(90_001)),
    )
    .case(
        "limit.raise",
        "adjustment",
        "400.00 would meet the base too; what is required is the limit in force, 900.00.",
        amount(40_000),
        proceeds().says("amount", pass().seen(40_000).at_most(90_000)),
    )
    .case(
        "limit.raise",
        "clock",
        "Zero fails without the time: no raise could make a difference.",
        json!({"clock": "not_trusted", "amount_minor": 0}),
        declines(ClockNotTrusted).guards([ClockNotTrusted]).says("amount", fail(AmountZero)),
    )
}

fn lower_raise() -> Group {
    raised(
        "raise-lower",
        "500.00, and an approved raise to 400.00, which is lower.",
        json!([granted("approved", "2026-11-01", "2026-11-30", 40_000)]),
    )
    .case(
        "limit.raise",
        "adjustment boundary",
        "The greater of the two holds: 500.00 passes.",
        amount(50_000),
        proceeds().says("amount", pass().at_most(50_000)),
    )
    .case(
        "limit.raise",
        "adjustment boundary",
        "500.01 is above the greater of the two.",
        amount(50_001),
        declines(AmountAboveLimit).says("amount", fail(AmountAboveLimit).at_most(50_000)),
    )
    .case(
        "limit.raise",
        "adjustment clock",
        "A lower raise could make no difference, so 500.01 fails without the time too.",
        json!({"clock": "not_trusted", "amount_minor": 50_001}),
        declines(ClockNotTrusted).guards([ClockNotTrusted]).says("amount", fail(AmountAboveLimit)),
    )
}

fn raises_overlap() -> Group {
    raised(
        "raises-overlap",
        "500.00; 900.00 on 23 and 24 November, 700.00 from 23 to 25 November.",
        json!([
            granted("approved", "2026-11-23", "2026-11-24", 90_000),
            granted("approved", "2026-11-23", "2026-11-25", 70_000),
        ]),
    )
    .case(
        "limit.raise",
        "adjustment",
        "Where two are in force the greater holds, whichever is listed last.",
        amount(90_000),
        proceeds().says("amount", pass().at_most(90_000)),
    )
    .case(
        "limit.raise",
        "adjustment date",
        "On the 25th only 700.00 is in force: 700.01 fails it.",
        on("2026-11-25T12:00:00+08:00", 70_001),
        declines(AmountAboveLimit).says("amount", fail(AmountAboveLimit).at_most(70_000)),
    )
}

fn unlimited_raise() -> Group {
    raised(
        "raise-unlimited",
        "500.00, raised to 999999999999, which means unlimited.",
        json!([granted("approved", "2026-11-23", "2026-11-23", CAP)]),
    )
    .case("limit.raise", "adjustment boundary", "The largest amount of DE4 passes.", amount(CAP), proceeds())
    .case(
        "limit.raise",
        "adjustment boundary overflow",
        "No raise stretches DE4: one fen more is out of range.",
        amount(CAP + 1),
        declines(AmountOutOfRange),
    )
}
