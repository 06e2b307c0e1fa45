//! What most groups start from: a noodle shop in Hangzhou, and a sale at noon on Monday, 23 November 2026.

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
