//! What most groups start from: a noodle shop in Hangzhou, and a sale at noon on Monday, 23 November 2026.

use super::draft::{Group, Says, outside, with};
use poscond::forms::Instant;
use serde_json::{Value, json};

/// The merchant id (DE42) of the shop.
pub(crate) const MERCHANT: &str = "898330158120001";

/// Seconds UTC of an instant written as in `2026-11-23T22:00:00+08:00`.
pub(crate) fn at(text: &str) -> i64 {
    text.parse::<Instant>().unwrap_or_else(|_| panic!("`{text}` is no instant")).utc_s()
}

/// The shop: a restaurant in district 330106, UTC+08:00, nothing else registered.
pub(crate) fn shop() -> Value {
    json!({
        "id": "noodles-1", "revision": 7, "merchant_id": MERCHANT, "merchant_kind": "restaurant", "mcc": "5812",
        "region": "330106", "status": "active", "utc_offset": "+08:00",
    })
}

/// A sale of 100.00 yuan by contact chip and debit card, clock trusted, host reachable.
pub(crate) fn sale() -> Value {
    json!({
        "now_utc_s": at("2026-11-23T12:00:00+08:00"), "clock": "trusted", "host": "reachable",
        "merchant_id": MERCHANT, "transaction": "sale", "amount_minor": 10_000, "currency": 156,
        "entry_mode": "chip", "card_kind": "debit",
    })
}

/// The change that only moves the time.
pub(crate) fn when(text: &str) -> Value {
    json!({ "now_utc_s": at(text) })
}

/// No change.
pub(crate) fn as_it_is() -> Value {
    json!({})
}

/// A policy of these rules.
pub(crate) fn policy(rules: impl Into<Vec<Value>>) -> Value {
    json!({ "id": "vectors", "version": 1, "rules": rules.into() })
}

/// A rule with its two actions.
pub(crate) fn rule(id: &str, condition: Value, on_fail: &str, on_unknown: &str) -> Value {
    json!({ "id": id, "condition": condition, "on_fail": on_fail, "on_unknown": on_unknown })
}

/// A rule that declines what fails and refers what is not known.
pub(crate) fn strict(id: &str, condition: Value) -> Value {
    rule(id, condition, "decline", "refer")
}

/// Every transaction type.
pub(crate) const TRANSACTIONS: [&str; 8] =
    ["sale", "preauth", "preauth_completion", "refund", "void", "reversal", "balance", "test"];

/// A rule and the one case in which it speaks: its id, the section, the flags, why, the condition, what it says.
pub(crate) type Row = (&'static str, &'static str, &'static str, &'static str, Value, Says);

/// Up to eight rules on one service point, each of which declines what fails, refers what is unknown, and concerns a
/// transaction of its own, so that it speaks alone.
pub(crate) fn each<const N: usize>(id: &'static str, comment: &'static str, shop: Value, rows: [Row; N]) -> Group {
    let scoped = |nth: usize, id, condition: &Value| {
        with(&strict(id, condition.clone()), json!({"scope": {"transactions": [TRANSACTIONS[nth]]}}))
    };
    let rules: Vec<Value> = rows.iter().enumerate().map(|(nth, row)| scoped(nth, row.0, &row.4)).collect();
    let mut group = Group::new(id, comment, policy(rules), shop, sale());
    for (nth, (rule, section, flags, why, _, says)) in rows.into_iter().enumerate() {
        let stated = says.decides().says(rule, says).all_say(outside());
        group = group.case(section, flags, why, json!({"transaction": TRANSACTIONS[nth]}), stated);
    }
    group
}

/// The public holidays of October 2026 in China (Thursday the 1st to Wednesday the 7th), with a Sunday before and the
/// Saturday after as make-up workdays, and the new year's; the calendar covers 2026.
pub(crate) fn calendar() -> Value {
    json!({
        "covers_from": "2026-01-01", "covers_through": "2026-12-31",
        "holidays": [
            "2026-01-01", "2026-01-02", "2026-01-03", "2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04",
            "2026-10-05", "2026-10-06", "2026-10-07",
        ],
        "makeup_workdays": {"2026-01-04": "fri", "2026-09-20": "tue", "2026-10-10": "wed"},
    })
}
