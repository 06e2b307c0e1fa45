//! Qualification: the merchant, its category, how the card was read. Documents have their own file.

use super::basis::{as_it_is, policy, sale, shop, strict};
use super::draft::{Group, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    let mut groups = vec![active(), suspended()];
    for (id, mcc, comment, allowed) in [
        ("mcc-single", "5812", "5812 is listed as a single code.", true),
        ("mcc-first", "5411", "5411 is the first of 5411-5499: both ends belong to the range.", true),
        ("mcc-last", "5499", "5499 is the last of 5411-5499: both ends belong to the range.", true),
        ("mcc-before", "5410", "5410 is one before 5411-5499.", false),
        ("mcc-after", "5500", "5500 is one after 5411-5499.", false),
        ("mcc-zeros", "0742", "0742 with its leading zero is listed as a single code.", true),
        ("mcc-digits", "7420", "7420 is another code than 0742.", false),
    ] {
        groups.push(mcc_group(id, mcc, comment, allowed));
    }
    groups.extend([entry_mode(), all_entry_modes()]);
    groups
}

fn active() -> Group {
    Group::new("merchant-active", "A merchant that nobody suspended.", merchant_policy(), shop(), sale()).case(
        "merchant.status",
        "folding",
        "The status is active: pass.",
        as_it_is(),
        proceeds().says("merchant", pass()),
    )
}

fn merchant_policy() -> Value {
    policy([
        strict("merchant", json!({"merchant": {}})),
        strict("single-limit", json!({"amount": {"max_minor": 50_000}})),
    ])
}

fn suspended() -> Group {
    let raised = json!([
        {"status": "approved", "from": "2026-11-01", "through": "2026-11-30",
            "grant": {"limit": {"rule": "single-limit", "max": 90_000}}},
        {"status": "approved", "from": "2026-11-01", "through": "2026-11-30", "grant": {"hours": ["00:00-24:00"]}},
    ]);
    Group::new(
        "merchant-suspended",
        "A suspended merchant with approved adjustments in force.",
        merchant_policy(),
        with(&shop(), json!({"status": "suspended", "adjustments": raised})),
        sale(),
    )
    .case(
        "merchant.status",
        "adjustment",
        "The limit was raised to 900.00 and covers 800.00, but no adjustment lifts a suspension.",
        json!({"amount_minor": 80_000}),
        declines(MerchantSuspended).de39("03").says("single-limit", pass().at_most(90_000)),
    )
    .case(
        "merchant.status",
        "clock",
        "A suspension needs no time: it fails without a trusted clock too, whose reason then is primary.",
        json!({"clock": "not_trusted"}),
        declines(ClockNotTrusted).guards([ClockNotTrusted]).says("merchant", fail(MerchantSuspended)),
    )
}

fn mcc_group(id: &'static str, mcc: &'static str, comment: &'static str, allowed: bool) -> Group {
    let stated = if allowed {
        proceeds().says("mcc", pass().seen(mcc.parse::<i64>().unwrap_or_default()))
    } else {
        declines(MccNotAllowed).says("mcc", fail(MccNotAllowed).seen(mcc.parse::<i64>().unwrap_or_default()))
    };
    Group::new(
        id,
        "The policy accepts 5812, 5411-5499 and 0742.",
        policy([strict("mcc", json!({"mcc": {"allowed": ["5812", "5411-5499", "0742"]}}))]),
        with(&shop(), json!({"mcc": mcc})),
        sale(),
    )
    .case("mcc.allowed", "boundary folding", comment, as_it_is(), stated)
}

fn entry_mode() -> Group {
    Group::new(
        "entry-mode",
        "Contact chip and contactless are approved.",
        policy([strict("entry-mode", json!({"entry_mode": {"allowed": ["contactless", "chip"]}}))]),
        shop(),
        sale(),
    )
    .case(
        "entry_mode.allowed",
        "range",
        "The chip is listed.",
        json!({"entry_mode": "chip"}),
        proceeds().says("entry-mode", pass().seen("chip").needs(json!({"one_of": ["chip", "contactless"]}))),
    )
    .case(
        "entry_mode.allowed",
        "range",
        "Contactless is the other one that is listed.",
        json!({"entry_mode": "contactless"}),
        proceeds().says("entry-mode", pass().seen("contactless")),
    )
    .case(
        "entry_mode.allowed",
        "range",
        "A chip that could not be read and fell back to the stripe is not a chip read.",
        json!({"entry_mode": "fallback"}),
        declines(EntryModeNotAllowed).de39("57").says("entry-mode", fail(EntryModeNotAllowed).seen("fallback")),
    )
    .case(
        "entry_mode.allowed",
        "range",
        "The first word of the enumeration, typed by hand, is not listed.",
        json!({"entry_mode": "manual"}),
        declines(EntryModeNotAllowed),
    )
    .case(
        "entry_mode.allowed",
        "range",
        "The last word of the enumeration, a stored credential, is not listed.",
        json!({"entry_mode": "stored"}),
        declines(EntryModeNotAllowed),
    )
    .case(
        "entry_mode.allowed",
        "absence unknown",
        "Nobody says how the card was read: unknown, which this rule refers.",
        json!({"entry_mode": null}),
        refers(EntryModeUnknown).says("entry-mode", unknown(EntryModeUnknown).seen(Value::Null)),
    )
}

fn all_entry_modes() -> Group {
    let all = json!(["manual", "magstripe", "chip", "contactless", "qr_code", "fallback", "stored"]);
    Group::new(
        "entry-mode-all",
        "Every entry mode is approved.",
        policy([strict("entry-mode", json!({"entry_mode": {"allowed": all}}))]),
        shop(),
        sale(),
    )
    .case(
        "entry_mode.allowed",
        "range",
        "Each of the seven is listed, QR code too.",
        json!({"entry_mode": "qr_code"}),
        proceeds().says("entry-mode", pass().seen("qr_code").needs(json!({"one_of": all}))),
    )
    .case(
        "entry_mode.allowed",
        "absence unknown",
        "Even where every mode is approved, an absent one is not known to be any of them.",
        json!({"entry_mode": null}),
        refers(EntryModeUnknown),
    )
}
