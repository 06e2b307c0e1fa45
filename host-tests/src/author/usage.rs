//! Limits of a window: sums, counts, age, overflow, who counts. Where windows begin has its own file.

use super::amount::{CAP, MOST, amount};
use super::basis::{as_it_is, at, policy, rule, sale, shop, strict};
use super::draft::{Group, declines, fail, outside, pass, proceeds, refers, unknown, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        day_amount(),
        counts(),
        month(),
        overflow(),
        overflow_scope(),
        large_counts(),
        slots(),
        raise(),
        without_amount(),
    ]
}

pub(crate) fn usage(window: &str, measure: &str, max: i64) -> Value {
    json!({"usage": {"window": window, "measure": measure, "subject": "terminal", "max": max}})
}

/// The change that puts one counter into slot 0.
pub(crate) fn used(amount_minor: i64, count: i64, taken_at_utc_s: i64) -> Value {
    let counter = json!({"slot": 0, "amount_minor": amount_minor, "count": count, "taken_at_utc_s": taken_at_utc_s});
    json!({"counters": [counter]})
}

fn noon() -> i64 {
    at("2026-11-23T12:00:00+08:00")
}

fn day_amount() -> Group {
    let limit = json!({"usage": {
        "window": "day", "measure": "amount", "subject": "terminal", "max": 1_000_000, "age_max_s": 3_600,
    }});
    let aged = |age_s: i64| used(0, 0, noon() - age_s);
    Group::new(
        "day-amount",
        "10,000.00 a day; the counter may be 3,600 s old. Each sale adds 100.00, at noon.",
        policy([strict("day", limit)]),
        shop(),
        sale(),
    )
    .case(
        "usage.sum",
        "boundary",
        "9,900.00 used and 100.00 make 10,000.00, which equals the limit: passes.",
        used(990_000, 9, noon()),
        proceeds().says("day", pass().seen(1_000_000).at_most(1_000_000)),
    )
    .case(
        "usage.sum",
        "boundary de39",
        "9,900.01 used and 100.00 are one fen above: decline with 61.",
        used(990_001, 9, noon()),
        declines(DayAmountAboveLimit)
            .de39("61")
            .says("day", fail(DayAmountAboveLimit).seen(1_000_001).at_most(1_000_000)),
    )
    .case(
        "usage.sum",
        "boundary",
        "Nothing used yet: 100.00 of 10,000.00.",
        used(0, 0, noon()),
        proceeds().says("day", pass().seen(10_000)),
    )
    .case(
        "usage.sum",
        "boundary",
        "More was given back than taken, -50.00: with 100.00 it makes 50.00.",
        used(-5_000, -1, noon()),
        proceeds().says("day", pass().seen(5_000)),
    )
    .case(
        "usage.sum",
        "overflow",
        "The least counter there is, -(2^53 - 1): the sum stays exact.",
        used(-MOST, 0, noon()),
        proceeds().says("day", pass().seen(10_000 - MOST)),
    )
    .case(
        "usage.age",
        "absence unknown",
        "The counter is absent: unknown, not zero.",
        as_it_is(),
        refers(UsageMissing).de39("61").says("day", unknown(UsageMissing).seen(Value::Null)),
    )
    .case(
        "usage.age",
        "absence unknown",
        "Counter and amount are both absent: the amount comes first.",
        json!({"amount_minor": null}),
        refers(AmountMissing).says("day", unknown(AmountMissing).seen(Value::Null)),
    )
    .case(
        "usage.age",
        "absence unknown",
        "A counter in slot 1 is not the one in slot 0, which is absent.",
        json!({"counters": [{"slot": 1, "amount_minor": 0, "count": 0, "taken_at_utc_s": noon()}]}),
        refers(UsageMissing),
    )
    .case(
        "usage.age",
        "boundary stale",
        "Exactly 3,600 s old is fresh enough.",
        aged(3_600),
        proceeds().says("day", pass()),
    )
    .case(
        "usage.age",
        "boundary stale unknown",
        "3,601 s old is one second too old: unknown.",
        aged(3_601),
        refers(UsageStale).says("day", unknown(UsageStale).seen(3_601).at_most(3_600)),
    )
    .case(
        "usage.age",
        "boundary stale unknown",
        "Taken one second after now: one of the two times is wrong.",
        aged(-1),
        refers(UsageFromFuture).says("day", unknown(UsageFromFuture).seen(-1).at_least(0)),
    )
    .case(
        "usage.age",
        "clock unknown",
        "Without the time neither the window nor the age is known.",
        with(&used(0, 0, noon()), json!({"clock": "not_trusted"})),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("day", unknown(ClockNotTrusted)),
    )
    .case(
        "rule.scope",
        "scope",
        "A refund is not concerned, so that it needs no counter either.",
        json!({"transaction": "refund"}),
        proceeds().says("day", outside()),
    )
}

fn counts() -> Group {
    Group::new("day-count", "Three sales a day.", policy([strict("day", usage("day", "count", 3))]), shop(), sale())
        .case(
            "usage.sum",
            "boundary",
            "Two sales and this one are three: equal passes.",
            used(0, 2, noon()),
            proceeds().says("day", pass().seen(3).at_most(3)),
        )
        .case(
            "usage.sum",
            "boundary de39",
            "Three and this one are four: decline with 65.",
            used(0, 3, noon()),
            declines(DayCountAboveLimit).de39("65").says("day", fail(DayCountAboveLimit).seen(4).at_most(3)),
        )
        .case(
            "usage.sum",
            "boundary",
            "One more voided than sold: -1 and 1 are 0.",
            used(0, -1, noon()),
            proceeds().says("day", pass().seen(0)),
        )
        .case(
            "usage.sum",
            "range",
            "The amount plays no part: even more digits than DE4 has are one transaction.",
            with(&used(MOST, 2, noon()), amount(MOST)),
            proceeds().says("day", pass().seen(3)),
        )
}

fn month() -> Group {
    Group::new(
        "month",
        "100,000.00 and 500 sales a month.",
        policy([
            strict("month-amount", usage("month", "amount", 10_000_000)),
            strict("month-count", usage("month", "count", 500)),
        ]),
        shop(),
        sale(),
    )
    .case(
        "usage.sum",
        "boundary",
        "99,900.00 and 499 sales: both limits are reached exactly.",
        used(9_990_000, 499, noon()),
        proceeds().says("month-amount", pass().seen(10_000_000)).says("month-count", pass().seen(500)),
    )
    .case(
        "usage.sum",
        "boundary de39",
        "One fen more: the month's amount declines with 61.",
        used(9_990_001, 499, noon()),
        declines(MonthAmountAboveLimit).de39("61").says("month-count", pass()),
    )
    .case(
        "usage.sum",
        "boundary de39",
        "One sale more: the month's count declines with 65.",
        used(9_990_000, 500, noon()),
        declines(MonthCountAboveLimit)
            .de39("65")
            .says("month-count", fail(MonthCountAboveLimit).seen(501).at_most(500)),
    )
}

fn overflow() -> Group {
    Group::new(
        "overflow",
        "An unlimited day and a day of 10,000.00, which both only warn.",
        policy([
            rule("unlimited", usage("day", "amount", CAP), "warn", "warn"),
            rule("limited", usage("day", "amount", 1_000_000), "warn", "warn"),
        ]),
        shop(),
        sale(),
    )
    .case(
        "usage.overflow",
        "boundary overflow",
        "9,999,999,899.99 and 100.00 are twelve nines, which equals unlimited; the other rule warns.",
        used(CAP - 10_000, 1, noon()),
        super::draft::warns(DayAmountAboveLimit).says("unlimited", pass().seen(CAP).at_most(CAP)),
    )
    .case(
        "usage.overflow",
        "boundary overflow de39",
        "One fen more has thirteen digits: both rules decline, though they only warn of a fail, with 13.",
        used(CAP - 9_999, 1, noon()),
        declines(UsageOverflow)
            .de39("13")
            .says("unlimited", fail(UsageOverflow).seen(CAP + 1).at_most(CAP).acts(Action::Decline))
            .says("limited", fail(UsageOverflow).seen(CAP + 1).acts(Action::Decline)),
    )
    .case(
        "usage.overflow",
        "overflow",
        "The largest counter, 2^53 - 1, and 100.00: more than a double holds exactly, so 2^53 - 1 is shown.",
        with(&used(MOST, 1, noon()), amount(10_000)),
        declines(UsageOverflow).says("unlimited", fail(UsageOverflow).seen(MOST)).says("limited", fail(UsageOverflow)),
    )
    .case(
        "usage.overflow",
        "overflow unreachable",
        "It is no referral: an unreachable host does not change it.",
        with(&used(CAP, 1, noon()), json!({"host": "unreachable"})),
        declines(UsageOverflow).says("unlimited", fail(UsageOverflow).acts(Action::Decline)),
    )
}

fn overflow_scope() -> Group {
    let credit = json!({"scope": {"card_kinds": ["credit"]}});
    Group::new(
        "overflow-scope",
        "An unlimited day of credit cards, which only warns.",
        policy([with(&rule("credit-day", usage("day", "amount", CAP), "warn", "warn"), credit)]),
        shop(),
        with(&sale(), used(CAP, 1, noon())),
    )
    .case(
        "usage.overflow",
        "overflow scope",
        "A credit card: the sum overflows and declines.",
        json!({"card_kind": "credit"}),
        declines(UsageOverflow),
    )
    .case(
        "rule.scope",
        "overflow scope",
        "A debit card is not concerned, so nothing is summed.",
        json!({"card_kind": "debit"}),
        proceeds().says("credit-day", outside()),
    )
    .case(
        "rule.scope_unknown",
        "overflow scope unknown absence",
        "Nobody says what card it is: whether the rule applies is unknown, which only warns. Only a known overflow \
         always declines.",
        json!({"card_kind": null}),
        super::draft::warns(ScopeUnknown),
    )
}

fn large_counts() -> Group {
    Group::new(
        "large-counts",
        "An unlimited number of sales.",
        policy([strict("day", usage("day", "count", CAP))]),
        shop(),
        sale(),
    )
    .case(
        "usage.sum",
        "overflow",
        "The largest count, 2^31 - 1, and one more: no wrap, and no overflow of DE4, which concerns sums of money.",
        used(0, 2_147_483_647, noon()),
        proceeds().says("day", pass().seen(2_147_483_648_i64).at_most(CAP)),
    )
    .case(
        "usage.sum",
        "overflow",
        "The least count, -2^31, and one more.",
        used(0, -2_147_483_648, noon()),
        proceeds().says("day", pass().seen(-2_147_483_647_i64)),
    )
}

fn slots() -> Group {
    let of = |window: &str, measure: &str, subject: &str, max: i64| json!({"usage": {"window": window, "measure": measure, "subject": subject, "max": max}});
    let credit = json!({"scope": {"card_kinds": ["credit"]}});
    let counter = |slot: u8, amount_minor: i64, count: i64| json!({"slot": slot, "amount_minor": amount_minor, "count": count, "taken_at_utc_s": noon()});
    let all = [counter(0, 0, 0), counter(1, 0, 0), counter(2, 0, 0), counter(3, 0, 0), counter(4, 0, 0)];
    let but = |other: Value| {
        let slot = other["slot"].clone();
        let kept = all.iter().filter(|counter| counter["slot"] != slot).cloned();
        json!({"counters": kept.chain([other.clone()]).collect::<Vec<Value>>()})
    };
    Group::new(
        "slots",
        "Slots are sorted by window and subject: amount and count of the terminal's day share slot 0, the day of credit \
         cards alone is 1, the shop's day 2, the card's day 3, and the month 4.",
        policy([
            strict("day-amount", of("day", "amount", "terminal", 1_000_000)),
            strict("day-count", of("day", "count", "terminal", 3)),
            strict("month-amount", of("month", "amount", "terminal", 10_000_000)),
            strict("shop-day", of("day", "amount", "service_point", 5_000_000)),
            strict("card-day", of("day", "count", "card", 1)),
            with(&strict("credit-day", of("day", "amount", "terminal", 100_000)), credit),
        ]),
        shop(),
        with(&sale(), json!({"counters": all})),
    )
    .case(
        "usage.sum",
        "scope",
        "All counters are zero; the debit card is not concerned by the last rule.",
        as_it_is(),
        proceeds().says("credit-day", outside()).says("day-amount", pass().seen(10_000)).says("day-count", pass().seen(1)),
    )
    .case(
        "usage.sum",
        "range",
        "Slot 0 is full in both measures: both of its rules fail, and the amount's reason stands first.",
        but(counter(0, 1_000_000, 3)),
        declines(DayAmountAboveLimit).says("day-count", fail(DayCountAboveLimit)).says("credit-day", outside()),
    )
    .case(
        "usage.sum",
        "range",
        "Slot 2 is full: only the shop's rule fails, with the reason of a day's amount.",
        but(counter(2, 5_000_000, 3)),
        declines(DayAmountAboveLimit)
            .says("shop-day", fail(DayAmountAboveLimit).seen(5_010_000))
            .says("day-amount", pass().seen(10_000))
            .says("credit-day", outside()),
    )
    .case(
        "usage.sum",
        "range",
        "Slot 3: the card was used once today, and one is its limit.",
        but(counter(3, 0, 1)),
        declines(DayCountAboveLimit).says("card-day", fail(DayCountAboveLimit).seen(2)).says("credit-day", outside()),
    )
    .case(
        "usage.sum",
        "scope",
        "A credit card with slot 1 at 900.00: exactly 1,000.00 with this sale.",
        with(&but(counter(1, 90_000, 1)), json!({"card_kind": "credit"})),
        proceeds().says("credit-day", pass().seen(100_000).at_most(100_000)),
    )
    .case(
        "usage.sum",
        "scope",
        "A credit card with slot 1 at 900.01: one fen above.",
        with(&but(counter(1, 90_001, 1)), json!({"card_kind": "credit"})),
        declines(DayAmountAboveLimit).says("credit-day", fail(DayAmountAboveLimit).seen(100_001)),
    )
}

fn raise() -> Group {
    let raise = json!({"status": "approved", "from": "2026-11-23", "through": "2026-11-23",
        "grant": {"limit": {"rule": "day", "max": 2_000_000}}});
    let next_day = at("2026-11-24T12:00:00+08:00");
    Group::new(
        "usage-raise",
        "10,000.00 a day, raised to 20,000.00 on 23 November.",
        policy([strict("day", usage("day", "amount", 1_000_000))]),
        with(&shop(), json!({"adjustments": [raise]})),
        sale(),
    )
    .case(
        "limit.raise",
        "adjustment boundary",
        "19,900.00 and 100.00 equal the raised limit.",
        used(1_990_000, 1, noon()),
        proceeds().says("day", pass().seen(2_000_000).at_most(2_000_000)),
    )
    .case(
        "limit.raise",
        "adjustment boundary",
        "19,900.01 and 100.00 are one fen above it.",
        used(1_990_001, 1, noon()),
        declines(DayAmountAboveLimit).says("day", fail(DayAmountAboveLimit).seen(2_000_001).at_most(2_000_000)),
    )
    .case(
        "limit.raise",
        "adjustment date",
        "On the 24th the base holds again: 9,900.01 and 100.00 are above it.",
        with(&used(990_001, 1, next_day), json!({"now_utc_s": next_day})),
        declines(DayAmountAboveLimit).says("day", fail(DayAmountAboveLimit).at_most(1_000_000)),
    )
}

fn without_amount() -> Group {
    Group::new(
        "usage-without-amount",
        "A day's amount and a day's count on the same counter, asked without an amount.",
        policy([
            strict("day-amount", usage("day", "amount", 1_000_000)),
            strict("day-count", usage("day", "count", 3)),
        ]),
        shop(),
        with(&with(&sale(), used(0, 2, noon())), json!({"amount_minor": null})),
    )
    .case(
        "usage.sum",
        "absence unknown",
        "Without the amount its sum is unknown; the count, two and one, does not ask for it.",
        as_it_is(),
        refers(AmountMissing).says("day-count", pass().seen(3)),
    )
    .case(
        "usage.sum",
        "boundary",
        "An amount of zero adds nothing: a rule on usage does not ask whether it is zero.",
        amount(0),
        proceeds().says("day-amount", pass().seen(0)),
    )
}
