//! Accrual: what a transaction adds to each counter once it is completed. In every group here a case that states no
//! accrual says that there is none.

use super::basis::{at, policy, rule, sale, shop};
use super::draft::{Group, and, outside, proceeds, refers, unknown, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![takes(), undone(), refunds(), restricted(), west()]
}

/// A rule that counts and never stands in the way.
fn counts(id: &str, window: &str, subject: &str, more: Value) -> Value {
    let usage = json!({"window": window, "measure": "amount", "subject": subject, "max": 999_999_999_999_i64});
    rule(id, json!({"usage": with(&usage, more)}), "allow", "allow")
}

/// Slot 0: the day of the terminal; 1: the day of the card, which refunds give back; 2: the month of the terminal.
fn three(id: &'static str, comment: &'static str) -> Group {
    let mut policy = policy([
        counts("month", "month", "terminal", json!({})),
        counts("day", "day", "terminal", json!({})),
        counts("card", "day", "card", json!({"refunds": "restore"})),
    ]);
    policy["business_day_offset_min"] = json!(-60);
    let counter = |slot: u8| json!({"slot": slot, "amount_minor": 0, "count": 0, "taken_at_utc_s": 0});
    let request = with(&sale(), json!({"counters": [counter(0), counter(1), counter(2)]}));
    Group::new(id, comment, policy, shop(), request).accrual_matters()
}

const OF_THREE: &str = "Slot 0 counts the day of the terminal, 1 the day of the card, 2 the month of the terminal; refunds \
                        give back in slot 1 alone. The business day starts at 23:00.";

fn takes() -> Group {
    three("takes", OF_THREE)
        .case(
            "accrual.sale",
            "accrual",
            "A sale of 100.00 at noon adds 100.00 and one to each, in the windows of now.",
            json!({}),
            proceeds().accrues([
                (0, "2026-11-23", 10_000, 1),
                (1, "2026-11-23", 10_000, 1),
                (2, "2026-11-01", 10_000, 1),
            ]),
        )
        .case(
            "accrual.sale",
            "accrual",
            "The completion of a pre-authorisation takes the money: it adds its own amount, not the original's.",
            json!({"transaction": "preauth_completion", "amount_minor": 8_000, "original_amount_minor": 9_000}),
            proceeds().accrues([(0, "2026-11-23", 8_000, 1), (1, "2026-11-23", 8_000, 1), (2, "2026-11-01", 8_000, 1)]),
        )
        .case(
            "accrual.sale",
            "accrual",
            "A pre-authorisation only reserves: nothing, although the limits look at it.",
            json!({"transaction": "preauth"}),
            proceeds(),
        )
        .case(
            "accrual.sale",
            "accrual",
            "A balance enquiry adds nothing, even one with an amount.",
            json!({"transaction": "balance"}),
            proceeds().all_say(outside()),
        )
        .case(
            "accrual.sale",
            "accrual",
            "A test adds nothing.",
            json!({"transaction": "test"}),
            proceeds().all_say(outside()),
        )
        .case(
            "accrual.sale",
            "accrual window boundary",
            "22:59:59 is the last second of the business day of the 23rd.",
            json!({"now_utc_s": at("2026-11-23T22:59:59+08:00")}),
            proceeds().accrues([
                (0, "2026-11-23", 10_000, 1),
                (1, "2026-11-23", 10_000, 1),
                (2, "2026-11-01", 10_000, 1),
            ]),
        )
        .case(
            "accrual.sale",
            "accrual window boundary",
            "23:00:00 starts the business day of the 24th; the month stays.",
            json!({"now_utc_s": at("2026-11-23T23:00:00+08:00")}),
            proceeds().accrues([
                (0, "2026-11-24", 10_000, 1),
                (1, "2026-11-24", 10_000, 1),
                (2, "2026-11-01", 10_000, 1),
            ]),
        )
        .case(
            "accrual.sale",
            "accrual window boundary",
            "30 November 22:59:59 still belongs to November.",
            json!({"now_utc_s": at("2026-11-30T22:59:59+08:00")}),
            proceeds().accrues([
                (0, "2026-11-30", 10_000, 1),
                (1, "2026-11-30", 10_000, 1),
                (2, "2026-11-01", 10_000, 1),
            ]),
        )
        .case(
            "accrual.sale",
            "accrual window boundary",
            "30 November 23:00:00 starts 1 December, and with it the month.",
            json!({"now_utc_s": at("2026-11-30T23:00:00+08:00")}),
            proceeds().accrues([
                (0, "2026-12-01", 10_000, 1),
                (1, "2026-12-01", 10_000, 1),
                (2, "2026-12-01", 10_000, 1),
            ]),
        )
        .case(
            "accrual.sale",
            "accrual absence",
            "Without an amount it is not known what to add: nothing, not a count alone.",
            json!({"amount_minor": null}),
            proceeds().all_say(unknown(AmountMissing).acts(Action::Allow)),
        )
        .case(
            "accrual.sale",
            "accrual",
            "A sale of nothing adds no money and one in number.",
            json!({"amount_minor": 0}),
            proceeds().accrues([(0, "2026-11-23", 0, 1), (1, "2026-11-23", 0, 1), (2, "2026-11-01", 0, 1)]),
        )
        .case(
            "accrual.sale",
            "accrual clock",
            "Without a trusted clock the window of now cannot be told: nothing.",
            json!({"clock": "not_trusted"}),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).all_say(unknown(ClockNotTrusted).acts(Action::Allow)),
        )
        .case(
            "accrual.sale",
            "accrual clock absence",
            "A trusted clock that gives no time is no help.",
            json!({"now_utc_s": null}),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).all_say(unknown(ClockNotTrusted)),
        )
        .case(
            "accrual.sale",
            "accrual absence",
            "Nobody says what kind of transaction it is: nothing. The limits pass whatever it is.",
            json!({"transaction": null}),
            proceeds(),
        )
        .case(
            "accrual.sale",
            "accrual",
            "What the counters hold, or that they are absent, plays no part in what is added.",
            json!({"counters": null}),
            proceeds().all_say(unknown(UsageMissing)).accrues([
                (0, "2026-11-23", 10_000, 1),
                (1, "2026-11-23", 10_000, 1),
                (2, "2026-11-01", 10_000, 1),
            ]),
        )
        .case(
            "accrual.sale",
            "accrual",
            "Nor does an original, which a sale has none of.",
            json!({"original_at_utc_s": at("2026-10-01T12:00:00+08:00"), "original_transaction": "preauth"}),
            proceeds().accrues([
                (0, "2026-11-23", 10_000, 1),
                (1, "2026-11-23", 10_000, 1),
                (2, "2026-11-01", 10_000, 1),
            ]),
        )
}

fn undone() -> Group {
    let original = |text: &str| json!({"original_at_utc_s": at(text), "original_amount_minor": 8_800});
    let void = |more: Value| and(&and(&original("2026-11-22T12:00:00+08:00"), json!({"transaction": "void"})), more);
    let stated = || proceeds().all_say(outside());
    let whole = || {
        stated().accrues([(0, "2026-11-22", -8_800, -1), (1, "2026-11-22", -8_800, -1), (2, "2026-11-01", -8_800, -1)])
    };
    let mut group = three("undone", OF_THREE)
        .case(
            "accrual.undone",
            "accrual",
            "A void takes the original's 88.00 and one out of the windows that held it, yesterday's; its own amount of \
             100.00 does not count.",
            void(json!({})),
            whole(),
        )
        .case(
            "accrual.undone",
            "accrual",
            "A reversal takes away the same in the same windows.",
            void(json!({"transaction": "reversal"})),
            whole(),
        )
        .case(
            "accrual.undone",
            "accrual window boundary",
            "An original of 22 November 22:59:59 belongs to the business day of the 22nd.",
            void(original("2026-11-22T22:59:59+08:00")),
            whole(),
        )
        .case(
            "accrual.undone",
            "accrual window boundary",
            "One of 23:00:00 belongs to the 23rd.",
            void(original("2026-11-22T23:00:00+08:00")),
            stated().accrues([
                (0, "2026-11-23", -8_800, -1),
                (1, "2026-11-23", -8_800, -1),
                (2, "2026-11-01", -8_800, -1),
            ]),
        )
        .case(
            "accrual.undone",
            "accrual window boundary",
            "One of 31 October 22:59:59 belongs to October, whose window has ended.",
            void(original("2026-10-31T22:59:59+08:00")),
            stated().accrues([
                (0, "2026-10-31", -8_800, -1),
                (1, "2026-10-31", -8_800, -1),
                (2, "2026-10-01", -8_800, -1),
            ]),
        )
        .case(
            "accrual.undone",
            "accrual window boundary",
            "One of 31 October 23:00:00 belongs to November.",
            void(original("2026-10-31T23:00:00+08:00")),
            stated().accrues([
                (0, "2026-11-01", -8_800, -1),
                (1, "2026-11-01", -8_800, -1),
                (2, "2026-11-01", -8_800, -1),
            ]),
        )
        .case(
            "accrual.undone",
            "accrual clock",
            "It needs no clock: the original's instant says it all.",
            void(json!({"clock": "not_trusted"})),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).all_say(outside()).accrues([
                (0, "2026-11-22", -8_800, -1),
                (1, "2026-11-22", -8_800, -1),
                (2, "2026-11-01", -8_800, -1),
            ]),
        )
        .case(
            "accrual.undone",
            "accrual absence",
            "Without an amount of its own it undoes the original's all the same.",
            void(json!({"amount_minor": null})),
            whole(),
        )
        .case(
            "accrual.undone",
            "accrual absence",
            "When the original was made is absent: nothing, and not today's window.",
            void(json!({"original_at_utc_s": null})),
            stated(),
        )
        .case(
            "accrual.undone",
            "accrual absence",
            "The original's amount is absent: nothing, and not the void's own.",
            void(json!({"original_amount_minor": null})),
            stated(),
        )
        .case(
            "accrual.undone",
            "accrual",
            "An original of nothing gives back no money and one in number.",
            void(json!({"original_amount_minor": 0})),
            stated().accrues([(0, "2026-11-22", 0, -1), (1, "2026-11-22", 0, -1), (2, "2026-11-01", 0, -1)]),
        )
        .case(
            "accrual.undone",
            "accrual overflow",
            "An original of 2^53 - 1 is taken away to the last digit.",
            void(json!({"original_amount_minor": super::amount::MOST})),
            stated().accrues([
                (0, "2026-11-22", -super::amount::MOST, -1),
                (1, "2026-11-22", -super::amount::MOST, -1),
                (2, "2026-11-01", -super::amount::MOST, -1),
            ]),
        );
    for (kind, why, counted) in [
        ("sale", "The original was a sale, which had added.", true),
        ("preauth_completion", "The original was a completion, which had added.", true),
        ("preauth", "The original was a pre-authorisation, which had added nothing: nothing is taken away.", false),
        ("refund", "The original was a refund: neither sale nor completion, so that nothing is taken away.", false),
        ("balance", "The original was a balance enquiry: nothing is taken away.", false),
        ("test", "The original was a test: nothing is taken away.", false),
    ] {
        let change = void(json!({"original_transaction": kind}));
        group = group.case("accrual.undone", "accrual", why, change, if counted { whole() } else { stated() });
    }
    group.case(
        "accrual.undone",
        "accrual",
        "The reversal of a pre-authorisation takes nothing away either.",
        void(json!({"transaction": "reversal", "original_transaction": "preauth"})),
        stated(),
    )
}

fn refunds() -> Group {
    let refund = |more: Value| {
        let original = json!({
            "transaction": "refund", "amount_minor": 3_000, "original_amount_minor": 8_800,
            "original_at_utc_s": at("2026-11-20T12:00:00+08:00"),
        });
        and(&original, more)
    };
    let stated = || proceeds().all_say(outside());
    three("refunds", OF_THREE)
        .case(
            "accrual.refund",
            "accrual",
            "A refund of 30.00 of the 88.00 of 20 November gives back 30.00 and no number, where the rule says so.",
            refund(json!({})),
            stated().accrues([(1, "2026-11-20", -3_000, 0)]),
        )
        .case(
            "accrual.refund",
            "accrual",
            "It gives back its own amount, even if that is more than the original's.",
            refund(json!({"amount_minor": 9_000})),
            stated().accrues([(1, "2026-11-20", -9_000, 0)]),
        )
        .case(
            "accrual.refund",
            "accrual window boundary",
            "An original of 20 November 23:00:00 belongs to the 21st.",
            refund(json!({"original_at_utc_s": at("2026-11-20T23:00:00+08:00")})),
            stated().accrues([(1, "2026-11-21", -3_000, 0)]),
        )
        .case(
            "accrual.refund",
            "accrual clock",
            "It needs no clock.",
            refund(json!({"clock": "not_trusted"})),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).all_say(outside()).accrues([(
                1,
                "2026-11-20",
                -3_000,
                0,
            )]),
        )
        .case(
            "accrual.refund",
            "accrual absence",
            "When the original was made is absent: nothing.",
            refund(json!({"original_at_utc_s": null})),
            stated(),
        )
        .case(
            "accrual.refund",
            "accrual absence",
            "Its own amount is absent: nothing, and not the original's.",
            refund(json!({"amount_minor": null})),
            stated(),
        )
        .case(
            "accrual.refund",
            "accrual",
            "The original was a pre-authorisation, which added nothing: nothing is given back.",
            refund(json!({"original_transaction": "preauth"})),
            stated(),
        )
        .case(
            "accrual.refund",
            "accrual",
            "The original was a completion: given back.",
            refund(json!({"original_transaction": "preauth_completion"})),
            stated().accrues([(1, "2026-11-20", -3_000, 0)]),
        )
        .case(
            "accrual.refund",
            "accrual",
            "A refund of nothing gives back neither money nor number: the slot is left out.",
            refund(json!({"amount_minor": 0})),
            stated(),
        )
}

/// Slot 0 counts all, 1 credit cards, 2 typed cards and codes, 3 typed credit cards; refunds give back in 2 alone.
fn restricted() -> Group {
    let scoped = |id, more: Value, scope: Value| with(&counts(id, "day", "terminal", more), json!({"scope": scope}));
    let entry = json!(["manual", "qr_code"]);
    let policy = policy([
        scoped("typed-credit", json!({}), json!({"entry_modes": entry, "card_kinds": ["credit"]})),
        scoped("typed", json!({"refunds": "restore"}), json!({"entry_modes": entry})),
        scoped("credit", json!({}), json!({"card_kinds": ["credit"]})),
        scoped("all", json!({}), json!({})),
    ]);
    let counter = |slot: u8| json!({"slot": slot, "amount_minor": 0, "count": 0, "taken_at_utc_s": 0});
    let request = with(&sale(), json!({"counters": [counter(0), counter(1), counter(2), counter(3)]}));
    let read = |entry_mode: Value, card_kind: Value| json!({"entry_mode": entry_mode, "card_kind": card_kind});
    let adds = |slot| (slot, "2026-11-23", 10_000, 1);
    let takes = |slot| (slot, "2026-11-22", -8_800, -1);
    let void = |change: Value| {
        let original = json!({
            "transaction": "void", "original_amount_minor": 8_800,
            "original_at_utc_s": at("2026-11-22T12:00:00+08:00"),
        });
        and(&original, change)
    };
    // Where a scope excludes the request the rule does not speak.
    let some = |out: &[&'static str]| out.iter().fold(proceeds(), |stated, rule| stated.says(rule, outside()));
    let undone = || proceeds().all_say(outside());
    Group::new(
        "restricted",
        "Slot 0 counts all, 1 credit cards, 2 typed cards and codes, 3 those paid by credit card: the unrestricted first. \
         Refunds give back in slot 2 alone.",
        policy,
        shop(),
        request,
    )
    .accrual_matters()
    .case(
        "accrual.scope",
        "accrual scope",
        "A debit card by chip counts in slot 0 alone.",
        read(json!("chip"), json!("debit")),
        some(&["typed-credit", "typed", "credit"]).accrues([adds(0)]),
    )
    .case(
        "accrual.scope",
        "accrual scope",
        "A credit card by chip counts as a credit card too.",
        read(json!("chip"), json!("credit")),
        some(&["typed-credit", "typed"]).accrues([adds(0), adds(1)]),
    )
    .case(
        "accrual.scope",
        "accrual scope",
        "A typed debit card counts as typed.",
        read(json!("manual"), json!("debit")),
        some(&["typed-credit", "credit"]).accrues([adds(0), adds(2)]),
    )
    .case(
        "accrual.scope",
        "accrual scope",
        "A code that a credit card pays counts everywhere.",
        read(json!("qr_code"), json!("credit")),
        proceeds().accrues([adds(0), adds(1), adds(2), adds(3)]),
    )
    .case(
        "accrual.scope",
        "accrual absence",
        "How the card was read is absent: a limit on typed cards must hold if it was typed, so it is counted.",
        read(Value::Null, json!("debit")),
        some(&["typed-credit", "credit"]).accrues([adds(0), adds(2)]),
    )
    .case(
        "accrual.scope",
        "accrual absence",
        "Both are absent: counted everywhere.",
        read(Value::Null, Value::Null),
        proceeds().accrues([adds(0), adds(1), adds(2), adds(3)]),
    )
    .case(
        "accrual.scope",
        "accrual absence",
        "The card is absent and the chip excludes: only what restricts cards alone is counted beside slot 0.",
        read(json!("chip"), Value::Null),
        some(&["typed-credit", "typed"]).accrues([adds(0), adds(1)]),
    )
    .case(
        "accrual.scope",
        "accrual scope",
        "The void of a typed credit card takes away everywhere.",
        void(read(json!("manual"), json!("credit"))),
        undone().accrues([takes(0), takes(1), takes(2), takes(3)]),
    )
    .case(
        "accrual.scope",
        "accrual scope",
        "The void of a debit card by chip takes away in slot 0 alone.",
        void(read(json!("chip"), json!("debit"))),
        undone().accrues([takes(0)]),
    )
    .case(
        "accrual.scope",
        "accrual absence",
        "What takes away is not counted where it is absent how the card was read: it may not have been added there.",
        void(read(Value::Null, json!("credit"))),
        undone().accrues([takes(0), takes(1)]),
    )
    .case(
        "accrual.scope",
        "accrual absence",
        "Both are absent: only slot 0, which counts all, gives back.",
        void(read(Value::Null, Value::Null)),
        undone().accrues([takes(0)]),
    )
    .case(
        "accrual.scope",
        "accrual scope",
        "A refund to a typed card gives back in slot 2, whose rule says so, and nowhere else.",
        void(json!({"transaction": "refund", "amount_minor": 5_000, "entry_mode": "manual", "card_kind": "credit"})),
        undone().accrues([(2, "2026-11-22", -5_000, 0)]),
    )
    .case(
        "accrual.scope",
        "accrual absence",
        "A refund takes away too: without the entry mode nothing is given back.",
        void(json!({"transaction": "refund", "entry_mode": null})),
        undone(),
    )
}

fn west() -> Group {
    Group::new(
        "west",
        "One counter of the day at UTC-05:00, whose business day starts at midnight; refunds are not said to give back.",
        policy([counts("day", "day", "service_point", json!({}))]),
        with(&shop(), json!({"utc_offset": "-05:00"})),
        with(&sale(), json!({"counters": [{"slot": 0, "amount_minor": 0, "count": 0, "taken_at_utc_s": 0}]})),
    )
    .accrual_matters()
    .case(
        "accrual.sale",
        "accrual window date",
        "04:59:59 UTC on 24 November is 23:59:59 on the 23rd: the local date names the window.",
        json!({"now_utc_s": at("2026-11-24T04:59:59Z")}),
        proceeds().accrues([(0, "2026-11-23", 10_000, 1)]),
    )
    .case(
        "accrual.sale",
        "accrual window date",
        "05:00:00 UTC is local midnight.",
        json!({"now_utc_s": at("2026-11-24T05:00:00Z")}),
        proceeds().accrues([(0, "2026-11-24", 10_000, 1)]),
    )
    .case(
        "accrual.undone",
        "accrual window date",
        "An original at 1970-01-01T00:00:00Z was made on 31 December 1969, local.",
        json!({"transaction": "void", "original_at_utc_s": 0, "original_amount_minor": 1}),
        proceeds().all_say(outside()).accrues([(0, "1969-12-31", -1, -1)]),
    )
    .case(
        "accrual.refund",
        "accrual",
        "A refund gives nothing back where the rule says nothing of refunds.",
        json!({"transaction": "refund", "original_at_utc_s": 0, "original_amount_minor": 1}),
        proceeds().all_say(outside()),
    )
}
