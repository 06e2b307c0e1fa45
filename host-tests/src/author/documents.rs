//! Documents: their dates, their review, several copies of one.

use super::basis::{as_it_is, at, policy, sale, shop, strict, when};
use super::draft::{Group, Stated, declines, fail, pass, proceeds, refers, unknown, with};
use poscond::{AdviceKind::DocumentInGrace, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![dates(), west(), grace(), long_term(), for_ever(), always(), review(), renewal(), copies(), gap()]
}

fn group(id: &'static str, comment: &'static str, rule: Value, documents: Value) -> Group {
    let shop = with(&shop(), json!({"documents": documents}));
    Group::new(id, comment, policy([strict("licence", json!({"document": rule}))]), shop, sale())
}

fn dates() -> Group {
    group(
        "document-dates",
        "A licence valid from 2026-01-15 through 2026-11-23, no grace days.",
        json!({"kind": "licence"}),
        json!([{"kind": "licence", "status": "approved", "valid_from": "2026-01-15", "valid_through": "2026-11-23"}]),
    )
    .case(
        "document.dates",
        "boundary date",
        "14 January, 23:59:59 local: the day before the first date.",
        when("2026-01-14T23:59:59+08:00"),
        declines(DocumentNotYetValid)
            .says("licence", fail(DocumentNotYetValid).of("licence").seen("2026-01-15").at_most("2026-01-14")),
    )
    .case(
        "document.dates",
        "boundary date",
        "15 January, 00:00:00 local: the first date is included. In UTC it is still the 14th.",
        when("2026-01-15T00:00:00+08:00"),
        proceeds().says("licence", pass().seen("2026-11-23").at_least("2026-01-15")),
    )
    .case(
        "document.dates",
        "boundary date",
        "23 November, 23:59:59 local: the last second of the last date, which is included.",
        when("2026-11-23T23:59:59+08:00"),
        proceeds().says("licence", pass()),
    )
    .case(
        "document.dates",
        "boundary date",
        "24 November, 00:00:00 local: expired. In UTC it is still the 23rd.",
        when("2026-11-24T00:00:00+08:00"),
        declines(DocumentExpired).says("licence", fail(DocumentExpired).seen("2026-11-23").at_least("2026-11-24")),
    )
    .case(
        "document.dates",
        "clock unknown",
        "Whether a dated licence is in force cannot be told without the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("licence", unknown(ClockNotTrusted)),
    )
}

fn west() -> Group {
    let shop = with(
        &shop(),
        json!({"utc_offset": "-05:00", "documents": [
            {"kind": "licence", "status": "approved", "valid_through": "2026-11-23"},
        ]}),
    );
    let policy = policy([strict("licence", json!({"document": {"kind": "licence"}}))]);
    Group::new("document-west", "A licence through 2026-11-23 at UTC-05:00.", policy, shop, sale())
        .case(
            "document.dates",
            "boundary date",
            "04:59:59 UTC on the 24th is 23:59:59 on the 23rd at UTC-05:00: still valid.",
            when("2026-11-24T04:59:59Z"),
            proceeds(),
        )
        .case(
            "document.dates",
            "boundary date",
            "05:00:00 UTC on the 24th is local midnight: expired.",
            when("2026-11-24T05:00:00Z"),
            declines(DocumentExpired),
        )
}

fn grace() -> Group {
    let in_grace = (DocumentInGrace, json!("2026-11-27"), json!("2026-11-23"), Some("licence"));
    group(
        "document-grace",
        "A licence through 2026-11-23 with three grace days, which are the 24th, 25th and 26th.",
        json!({"kind": "licence", "grace_days": 3}),
        json!([{"kind": "licence", "status": "approved", "valid_through": "2026-11-23"}]),
    )
    .case(
        "document.dates",
        "date",
        "24 November is the first grace day: still passes.",
        when("2026-11-24T00:00:00+08:00"),
        proceeds().says("licence", pass().seen("2026-11-23")).advises([in_grace.clone()]),
    )
    .case(
        "document.dates",
        "boundary date",
        "26 November, 23:59:59 local: the last second of the third grace day.",
        when("2026-11-26T23:59:59+08:00"),
        proceeds().advises([in_grace]),
    )
    .case(
        "document.dates",
        "boundary date",
        "27 November: a licence would now have to run through the 24th at least (27 less 3).",
        when("2026-11-27T00:00:00+08:00"),
        declines(DocumentExpired).says("licence", fail(DocumentExpired).seen("2026-11-23").at_least("2026-11-24")),
    )
}

fn long_term() -> Group {
    group(
        "document-long-term",
        "A licence from 2026-11-23 without a last date.",
        json!({"kind": "licence"}),
        json!([{"kind": "licence", "status": "approved", "valid_from": "2026-11-23", "valid_through": "long_term"}]),
    )
    .case(
        "document.dates",
        "date",
        "At the last instant that the engine knows, 2199-12-31T23:59:59Z, which is 2200-01-01 local, it is valid.",
        json!({"now_utc_s": 7_258_118_399_i64}),
        proceeds().says("licence", pass().seen(Value::Null).at_least("2200-01-01")),
    )
    .case(
        "document.dates",
        "boundary date",
        "Its first date counts all the same: the second before it fails.",
        when("2026-11-22T23:59:59+08:00"),
        declines(DocumentNotYetValid),
    )
    .case(
        "document.dates",
        "clock unknown",
        "It has a first date, so without the time it is unknown.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("licence", unknown(ClockNotTrusted)),
    )
}

fn for_ever() -> Group {
    group(
        "document-for-ever",
        "A licence with neither a first nor a last date.",
        json!({"kind": "licence"}),
        json!([{"kind": "licence", "status": "approved", "valid_through": "long_term"}]),
    )
    .case(
        "document.dates",
        "clock",
        "Valid at any time, so it passes without one; the guard refers all the same.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("licence", pass()),
    )
}

fn always() -> Group {
    group(
        "document-no-first-date",
        "A licence through 1970-01-01 that always was valid.",
        json!({"kind": "licence"}),
        json!([{"kind": "licence", "status": "approved", "valid_through": "1970-01-01"}]),
    )
    .case(
        "document.dates",
        "range date",
        "At the first instant there is, 1970-01-01T00:00:00Z, it is 08:00 on the last valid date.",
        json!({"now_utc_s": 0}),
        proceeds().says("licence", pass().seen("1970-01-01").at_least("1970-01-01")),
    )
    .case(
        "document.dates",
        "boundary date",
        "Sixteen hours later it is local midnight of 2 January 1970: expired.",
        json!({"now_utc_s": 57_600}),
        declines(DocumentExpired),
    )
}

fn review() -> Group {
    let rules = [
        strict("licence", json!({"document": {"kind": "licence"}})),
        strict("lease", json!({"document": {"kind": "lease"}})),
        strict("photo", json!({"document": {"kind": "photo"}})),
    ];
    let scoped = |nth: usize, transactions: Value| with(&rules[nth], json!({"scope": {"transactions": transactions}}));
    let shop = with(
        &shop(),
        json!({"documents": [
            {"kind": "lease", "status": "pending", "valid_from": "2020-01-01", "valid_through": "2030-01-01"},
            {"kind": "photo", "status": "rejected", "valid_through": "long_term"},
        ]}),
    );
    Group::new(
        "document-review",
        "For sales a licence, of which there is no copy; for refunds a lease, which waits for review; for voids a \
         photo, which was rejected.",
        policy([scoped(0, json!(["sale"])), scoped(1, json!(["refund"])), scoped(2, json!(["void"]))]),
        shop,
        sale(),
    )
    .case(
        "document.review",
        "absence",
        "Copies of other kinds do not count: no licence was ever handed in. That is known, so it fails.",
        as_it_is(),
        with_others(declines(DocumentMissing), ["lease", "photo"]),
    )
    .case(
        "document.review",
        "unknown",
        "The lease's dates hold today, but nobody approved it yet: unknown, not passed.",
        json!({"transaction": "refund"}),
        with_others(refers(DocumentPending), ["licence", "photo"]).says("lease", unknown(DocumentPending).of("lease")),
    )
    .case(
        "document.review",
        "date",
        "A rejected photo fails, whatever dates it carries.",
        json!({"transaction": "void"}),
        with_others(declines(DocumentRejected), ["licence", "lease"]),
    )
    .case(
        "document.review",
        "clock",
        "That no licence was handed in is known without the time: it fails, and declines under the clock's reason.",
        json!({"clock": "not_trusted"}),
        with_others(declines(ClockNotTrusted), ["lease", "photo"])
            .guards([ClockNotTrusted])
            .says("licence", fail(DocumentMissing).of("licence")),
    )
}

fn with_others(stated: Stated, others: [&'static str; 2]) -> Stated {
    others.into_iter().fold(stated, |stated, rule| stated.says(rule, super::draft::outside()))
}

fn renewal() -> Group {
    group(
        "document-renewal",
        "An approved licence through 2026-11-23 and its renewal, which waits for review.",
        json!({"kind": "licence"}),
        json!([
            {"kind": "licence", "status": "approved", "valid_through": "2026-11-23"},
            {"kind": "licence", "status": "pending", "valid_from": "2026-11-24", "valid_through": "2027-11-23"},
        ]),
    )
    .case(
        "document.copies",
        "date",
        "On its last date the old copy is in force: pass, whatever the renewal's state is.",
        when("2026-11-23T23:59:59+08:00"),
        proceeds(),
    )
    .case(
        "document.copies",
        "boundary unknown",
        "A second later no copy is in force and one is pending: unknown rather than expired.",
        when("2026-11-24T00:00:00+08:00"),
        refers(DocumentPending).says("licence", unknown(DocumentPending)),
    )
}

fn copies() -> Group {
    let document = |kind: &str| strict(kind, json!({"document": {"kind": kind}}));
    let scoped =
        |kind: &str, transaction: &str| with(&document(kind), json!({"scope": {"transactions": [transaction]}}));
    let old = "2026-06-30";
    let shop = with(
        &shop(),
        json!({"documents": [
            {"kind": "a", "status": "rejected"},
            {"kind": "a", "status": "approved", "valid_through": "2026-12-31"},
            {"kind": "b", "status": "approved", "valid_through": old},
            {"kind": "b", "status": "rejected"},
            {"kind": "c", "status": "rejected"},
            {"kind": "c", "status": "approved", "valid_through": old},
            {"kind": "d", "status": "pending"},
            {"kind": "d", "status": "rejected"},
            {"kind": "e", "status": "approved", "valid_through": "2026-12-31"},
            {"kind": "e", "status": "approved", "valid_through": old},
            {"kind": "f", "status": "approved", "valid_through": "2026-12-31"},
            {"kind": "f", "status": "rejected"},
        ]}),
    );
    let rules = [
        scoped("a", "sale"),
        scoped("b", "refund"),
        scoped("c", "void"),
        scoped("d", "reversal"),
        scoped("e", "balance"),
        scoped("f", "test"),
    ];
    let mut group = Group::new(
        "document-copies",
        "Six kinds with two copies each, one rule and one transaction type a kind; on 23 November 2026.",
        policy(rules),
        shop,
        sale(),
    );
    let of = |kind: &'static str, stated: Stated| {
        ["a", "b", "c", "d", "e", "f"]
            .into_iter()
            .filter(|&other| other != kind)
            .fold(stated, |stated, other| stated.says(other, super::draft::outside()))
    };
    for (kind, transaction, stated, why) in [
        ("a", "sale", proceeds().says("a", pass()), "Rejected, then approved and in force: one valid copy is enough."),
        (
            "b",
            "refund",
            declines(DocumentRejected),
            "Approved but over since June, then rejected: none is in force, and the copy listed last was rejected.",
        ),
        (
            "c",
            "void",
            declines(DocumentExpired).says("c", fail(DocumentExpired).seen(old)),
            "Rejected, then approved but over since June: the copy listed last says expired.",
        ),
        (
            "d",
            "reversal",
            refers(DocumentPending),
            "Pending, then rejected: as long as one waits for review it is unknown, wherever it is listed.",
        ),
        (
            "e",
            "balance",
            proceeds().says("e", pass().seen("2026-12-31")),
            "In force, then one that is over: the order of copies does not matter where one is in force.",
        ),
        (
            "f",
            "test",
            proceeds().says("f", pass()),
            "In force, then a rejected one: the rejection of a later copy takes nothing from the valid one.",
        ),
    ] {
        group = group.case("document.copies", "date", why, json!({"transaction": transaction}), of(kind, stated));
    }
    group
}

fn gap() -> Group {
    group(
        "document-gap",
        "Two approved copies, through 30 June and from 2 July, with a day between them.",
        json!({"kind": "licence"}),
        json!([
            {"kind": "licence", "status": "approved", "valid_through": "2026-06-30"},
            {"kind": "licence", "status": "approved", "valid_from": "2026-07-02", "valid_through": "2027-06-30"},
        ]),
    )
    .case(
        "document.copies",
        "boundary date",
        "30 June: the first copy is in force.",
        when("2026-06-30T23:59:59+08:00"),
        proceeds().says("licence", pass().seen("2026-06-30")),
    )
    .case(
        "document.copies",
        "date",
        "1 July: neither is in force; the copy listed last is not valid yet, and that is the reason.",
        when("2026-07-01T12:00:00+08:00"),
        declines(DocumentNotYetValid).says("licence", fail(DocumentNotYetValid).seen("2026-07-02")),
    )
    .case(
        "document.copies",
        "boundary date",
        "2 July: the second copy is in force.",
        json!({"now_utc_s": at("2026-07-02T00:00:00+08:00")}),
        proceeds().says("licence", pass().seen("2027-06-30")),
    )
}
