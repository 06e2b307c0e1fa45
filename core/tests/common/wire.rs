//! Looks at, and damages, the bytes of plans, requests and JSON.

use poscond::{Plan, Request};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Bytes of a plan's head.
pub(crate) const HEAD: usize = 76;

/// Bytes of a plan's digest.
pub(crate) const DIGEST: usize = 32;

/// Makes whole again a plan whose body was changed: its stated length and its digest.
pub(crate) fn mend(plan: &mut Vec<u8>) {
    let body = plan.len().saturating_sub(DIGEST);
    if body >= 12 {
        let length = u32::try_from(body).expect("short");
        plan[8..12].copy_from_slice(&length.to_le_bytes());
    }
    let digest = Sha256::digest(&plan[..body]);
    plan.truncate(body);
    plan.extend_from_slice(&digest);
}

/// Where the sections of a plan start, in their order, and where the body ends.
pub(crate) fn sections(plan: &[u8]) -> Vec<(&'static str, usize)> {
    let short = |at: usize| usize::from(u16::from_le_bytes([plan[at], plan[at + 1]]));
    let (rules, areas, hours, texts) = (short(36), short(38), short(40), short(42));
    let rows = |at: usize, bytes: usize| usize::from(plan[at]) * bytes;
    let mut at = HEAD;
    let mut out = vec![("head", 0)];
    for (name, length) in [
        ("rules", rules),
        ("scopes", rows(29, 16)),
        ("offset rows", rows(30, 10)),
        ("reasons", rows(31, 5)),
        ("counters", rows(32, 9)),
        ("raises", rows(33, 16)),
        ("values", rows(34, 8)),
        ("relaxations", rows(35, 17)),
        ("areas", areas),
        ("hours", hours),
        ("expressions", short(74)),
        ("texts", texts),
    ] {
        out.push((name, at));
        at += length;
    }
    out.push(("digest", at));
    out
}

/// A copy of a request without some counters: bits of their slots.
pub(crate) fn without_counters(request: &Request, slots: u32) -> Request {
    let mut bytes = request.encode();
    let present = u32::from_le_bytes(bytes[4..8].try_into().expect("four")) & !slots;
    bytes[4..8].copy_from_slice(&present.to_le_bytes());
    Request::decode(&bytes).expect("less is known, and that is all")
}

/// The report of a plan on a request; errs where it is not canonical JSON.
pub(crate) fn report(plan: &Plan<'_>, request: &Request) -> Result<String, TestCaseError> {
    let mut bytes = Vec::new();
    plan.write_report(request, &mut bytes).expect("a vector takes all");
    canonical(bytes)
}

/// The text of these bytes; errs unless it is JSON with sorted keys, without spaces, with integers that every host keeps.
pub(crate) fn canonical(bytes: Vec<u8>) -> Result<String, TestCaseError> {
    let text = String::from_utf8(bytes).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let value: Value = serde_json::from_str(&text).map_err(|error| TestCaseError::fail(format!("{error}: {text}")))?;
    // Written again it is the same, so there are no spaces, no needless escapes and no key twice.
    prop_assert_eq!(&serde_json::to_string(&value).expect("JSON"), &text);
    plain(&value).map_err(|what| TestCaseError::fail(format!("{what}: {text}")))?;
    Ok(text)
}

fn plain(value: &Value) -> Result<(), String> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(integer) if integer.unsigned_abs() < 1 << 53 => Ok(()),
            _ => Err(format!("{number} is not an integer within ±(2^53 − 1)")),
        },
        Value::Array(items) => items.iter().try_for_each(plain),
        Value::Object(map) if map.keys().is_sorted() => map.values().try_for_each(plain),
        Value::Object(map) => Err(format!("keys {:?} are not sorted", map.keys().collect::<Vec<_>>())),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

/// JSON with the keys of every object in another order: turned by `turn`, and every second one back to front.
pub(crate) fn write_turned(value: &Value, turn: usize) -> String {
    let join = |items: Vec<String>| items.join(", ");
    match value {
        Value::Object(map) => {
            let mut items: Vec<String> =
                map.iter().map(|(key, item)| format!("{key:?}: {}", write_turned(item, turn + 1))).collect();
            let by = turn % items.len().max(1);
            items.rotate_left(by);
            if turn.is_multiple_of(2) {
                items.reverse();
            }
            format!("{{{}}}", join(items))
        }
        Value::Array(items) => format!("[{}]", join(items.iter().map(|item| write_turned(item, turn)).collect())),
        other => other.to_string(),
    }
}
