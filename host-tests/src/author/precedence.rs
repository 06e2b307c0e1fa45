//! Precedence: which of several reasons is the primary one.
//!
//! A ladder puts eight rules with the same action into one plan, so that each concerns one transaction type more than
//! the one before. From rung to rung one cause drops out, and the next in the table must take its place.

use super::basis::{TRANSACTIONS, as_it_is, at, policy, rule, sale, shop, strict};
use super::draft::{Group, Says, declines, fail, outside, pass, refers, unknown, warns, with};
use poscond::{Action, Reason, Reason::*, Side};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        merchant_ladder(),
        terminal_ladder(),
        unknown_ladder(),
        limits_ladder(),
        under_entry_mode(),
        place_missing(),
        entry_mode_unknown(),
        strength(),
        order(false),
        order(true),
    ]
}

fn says(reason: Reason) -> Says {
    match reason.side() {
        Side::Fail => fail(reason),
        _ => unknown(reason),
    }
}

/// A group with a case a rung: a rule on rung n concerns the first n + 1 transactions. Each row: the rule's id, its condition, the reason that it gives, and why.
pub(crate) fn ladder(
    id: &'static str,
    comment: &'static str,
    shop: Value,
    request: Value,
    rows: [(&'static str, Value, Reason, &'static str); 8],
) -> Group {
    let scoped = |nth: usize, id: &str, condition: &Value| {
        let all = rule(id, condition.clone(), "decline", "decline");
        with(&all, json!({"scope": {"transactions": TRANSACTIONS[..=nth]}}))
    };
    // Last in the table first in the policy, whose order must play no part.
    let rules: Vec<Value> =
        rows.iter().enumerate().rev().map(|(nth, (id, condition, ..))| scoped(nth, id, condition)).collect();
    let mut group = Group::new(id, comment, policy(rules), shop, request);
    for (rung, (_, _, primary, why)) in rows.iter().enumerate() {
        let others = rows.len() - 1 - rung;
        let comment = format!(
            "{why}. All rules decline; {}.",
            match others {
                0 => "no other is left".to_owned(),
                1 => "the other that is left stands later in the table".to_owned(),
                _ => format!("the {others} others that are left stand later in the table"),
            }
        );
        let mut stated = declines(*primary);
        for (nth, (id, _, reason, _)) in rows.iter().enumerate() {
            stated = stated.says(id, if nth < rung { outside() } else { says(*reason).acts(Action::Decline) });
        }
        let change = json!({"transaction": TRANSACTIONS[rung]});
        group = group.case("rule.precedence", "precedence", comment, change, stated);
    }
    group
}

fn merchant_ladder() -> Group {
    let document = |kind| json!({"document": {"kind": kind}});
    let shop = with(
        &shop(),
        json!({
            "status": "suspended",
            "documents": [
                {"kind": "food-permit", "status": "rejected"},
                {"kind": "licence", "status": "approved", "valid_through": "2026-11-22"},
                {"kind": "lease", "status": "approved", "valid_from": "2026-11-24", "valid_through": "long_term"},
                {"kind": "photo", "status": "pending"},
            ],
        }),
    );
    ladder(
        "merchant-ladder",
        "Everything is wrong with the merchant, and the card was typed; on 23 November.",
        shop,
        with(&sale(), json!({"entry_mode": "manual"})),
        [
            ("merchant", json!({"merchant": {}}), MerchantSuspended, "The merchant is suspended"),
            ("mcc", json!({"mcc": {"allowed": ["5411"]}}), MccNotAllowed, "5812 is not 5411"),
            (
                "entry-mode",
                json!({"entry_mode": {"allowed": ["chip"]}}),
                EntryModeNotAllowed,
                "The card was typed, and only the chip is approved",
            ),
            ("missing", document("id-card"), DocumentMissing, "No id-card was handed in"),
            ("rejected", document("food-permit"), DocumentRejected, "The food-permit was rejected"),
            ("expired", document("licence"), DocumentExpired, "The licence ended yesterday"),
            ("not-yet", document("lease"), DocumentNotYetValid, "The lease begins tomorrow"),
            ("pending", document("photo"), DocumentPending, "The photo waits for review"),
        ],
    )
}

fn terminal_ladder() -> Group {
    let shop = with(
        &shop(),
        json!({
            "place": {"datum": "wgs84", "areas": [
                {"circle": {"lat_e7": 302_741_000, "lon_e7": 1_201_551_000, "radius_m": 200}},
            ]},
            "hours": {"weekly": {"mon": ["18:00-22:00"]}},
        }),
    );
    let now = at("2026-11-23T12:00:00+08:00");
    let request = json!({
        "entry_mode": null, "terminal": "dormant", "profile_refreshed_at_utc_s": now - 31 * 86_400,
        "tamper": "tampered", "app_version": "3.1.9", "fix_lat_e7": 312_741_000, "fix_lon_e7": 1_201_551_000,
        "fix_datum": "wgs84", "fix_accuracy_m": 10, "fix_at_utc_s": now, "currency": 840,
    });
    ladder(
        "terminal-ladder",
        "Everything is wrong with the terminal: dormant, stale, opened, old, 111 km away, at noon before opening.",
        shop,
        with(&sale(), request),
        [
            (
                "entry-mode",
                json!({"entry_mode": {"allowed": ["chip"]}}),
                EntryModeUnknown,
                "Nobody says how the card was read",
            ),
            ("terminal", json!({"terminal": {}}), TerminalDormant, "The terminal is dormant"),
            (
                "profile",
                json!({"profile": {"age_max_days": 30}}),
                ProfileOutdated,
                "The profile is 31 days old, over 30",
            ),
            ("tamper", json!({"tamper": {}}), Tampered, "A tamper sensor tripped"),
            ("software", json!({"software": {"app_min": "3.2"}}), SoftwareBelowMinimum, "3.1.9 is older than 3.2"),
            (
                "location",
                json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100}}),
                LocationOutsideArea,
                "One degree of latitude off is 111 km",
            ),
            ("hours", json!({"hours": {}}), HoursClosed, "Noon is before 18:00"),
            ("currency", json!({"currency": {"allowed": [156]}}), CurrencyNotAllowed, "Dollars are not listed"),
        ],
    )
}

fn unknown_ladder() -> Group {
    let shop = with(
        &shop(),
        json!({"place": {"datum": "wgs84", "areas": [
            {"circle": {"lat_e7": 302_741_000, "lon_e7": 1_201_551_000, "radius_m": 200}},
        ]}}),
    );
    ladder(
        "unknown-ladder",
        "Nothing is known of the terminal, the place, the hours and the amount; all rules decline the unknown.",
        shop,
        with(&sale(), json!({"amount_minor": null, "currency": null})),
        [
            ("terminal", json!({"terminal": {}}), TerminalStateUnknown, "The terminal's state is absent"),
            ("profile", json!({"profile": {"age_max_days": 30}}), ProfileAgeUnknown, "The profile's date is absent"),
            ("tamper", json!({"tamper": {}}), TamperStateUnknown, "The sensors' state is absent"),
            ("software", json!({"software": {"app_min": "3.2"}}), SoftwareVersionUnknown, "The version is absent"),
            (
                "location",
                json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100}}),
                LocationFixMissing,
                "There is no fix",
            ),
            ("hours", json!({"hours": {}}), HoursNotRegistered, "No hours are registered"),
            ("amount", json!({"amount": {"max_minor": 50_000}}), AmountMissing, "The amount is absent"),
            ("currency", json!({"currency": {"allowed": [156]}}), CurrencyMissing, "The currency is absent"),
        ],
    )
}

fn limits_ladder() -> Group {
    let usage = |window, measure, subject, max: i64| json!({"usage": {"window": window, "measure": measure, "subject": subject, "max": max, "age_max_s": 3600}});
    let now = at("2026-11-23T12:00:00+08:00");
    let counter = |slot: u8, taken_at_utc_s: i64| json!({"slot": slot, "amount_minor": 100_000, "count": 10, "taken_at_utc_s": taken_at_utc_s});
    // Slots: the day of terminal, shop and card, then the month of terminal and card. The card's day, slot 2, is absent.
    let counters = json!([counter(0, now), counter(1, now + 1), counter(3, now), counter(4, now - 3601)]);
    ladder(
        "limits-ladder",
        "100.00 against every limit: 1,000.00 and ten sales are used of each window, and three counters are unusable.",
        shop(),
        with(&sale(), json!({"counters": counters})),
        [
            (
                "single",
                json!({"amount": {"max_minor": 9_999}}),
                AmountAboveLimit,
                "100.00 is above 99.99 in one transaction",
            ),
            (
                "day-amount",
                usage("day", "amount", "terminal", 109_999),
                DayAmountAboveLimit,
                "1,000.00 and 100.00 are above 1,099.99 a day",
            ),
            ("day-count", usage("day", "count", "terminal", 10), DayCountAboveLimit, "Ten and one are above ten a day"),
            (
                "month-amount",
                usage("month", "amount", "terminal", 109_999),
                MonthAmountAboveLimit,
                "1,000.00 and 100.00 are above 1,099.99 a month",
            ),
            (
                "month-count",
                usage("month", "count", "terminal", 10),
                MonthCountAboveLimit,
                "Ten and one are above ten a month",
            ),
            ("missing", usage("day", "count", "card", 10), UsageMissing, "The card's counter of the day is absent"),
            (
                "stale",
                usage("month", "count", "card", 10),
                UsageStale,
                "The card's counter of the month is 3,601 seconds old",
            ),
            (
                "future",
                usage("day", "count", "service_point", 10),
                UsageFromFuture,
                "The shop's counter was taken a second after now",
            ),
        ],
    )
}

/// Reasons that no ladder has, each below the entry mode, which declines first.
fn under_entry_mode() -> Group {
    let all = |id, condition| rule(id, condition, "decline", "decline");
    let rules = [
        with(&all("credit-only", json!({"amount": {"max_minor": 1}})), json!({"scope": {"card_kinds": ["credit"]}})),
        all("terminal", json!({"terminal": {}})),
        all("location", json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100, "strict": true}})),
        all("amount", json!({"amount": {"max_minor": 999_999_999_999_i64, "min_minor": 100}})),
        all(
            "usage",
            json!({"usage": {"window": "day", "measure": "amount", "subject": "terminal", "max": 999_999_999_999_i64}}),
        ),
        all("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}})),
    ];
    let shop = with(
        &shop(),
        json!({"place": {"datum": "wgs84", "areas": [
            {"circle": {"lat_e7": 302_741_000, "lon_e7": 1_201_551_000, "radius_m": 200}},
        ]}}),
    );
    let now = at("2026-11-23T12:00:00+08:00");
    let request = json!({
        "entry_mode": "manual", "terminal": "active", "fix_lat_e7": 302_741_000, "fix_lon_e7": 1_201_551_000,
        "fix_datum": "wgs84", "fix_accuracy_m": 50, "fix_at_utc_s": now,
        "counters": [{"slot": 0, "amount_minor": 999_999_990_000_i64, "count": 1, "taken_at_utc_s": now}],
        "amount_minor": 9_999,
    });
    let mut group = Group::new(
        "under-entry-mode",
        "A typed card where only the chip is approved, and one more cause beside it; all rules decline.",
        policy(rules),
        shop,
        with(&sale(), request),
    );
    let rows = [
        ("terminal", TerminalNotRegistered, json!({"terminal": "not_registered"}), "the terminal is not registered"),
        ("terminal", TerminalNotActivated, json!({"terminal": "not_activated"}), "the terminal is not activated"),
        ("terminal", TerminalStateUnknown, json!({"terminal": null}), "the terminal's state is absent"),
        ("location", LocationFixStale, json!({"fix_at_utc_s": now - 61}), "the fix is 61 seconds old, over 60"),
        ("location", LocationAccuracyMissing, json!({"fix_accuracy_m": null}), "the fix has no accuracy"),
        ("location", LocationFixTooCoarse, json!({"fix_accuracy_m": 101}), "an accuracy of 101 m is above 100 m"),
        (
            "location",
            LocationEdgeUncertain,
            json!({"fix_lat_e7": 302_763_461}),
            "the fix is 49 m outside with an accuracy of 50 m, and the rule is strict",
        ),
        ("amount", AmountZero, json!({"amount_minor": 0}), "the amount is zero"),
        ("amount", AmountBelowMinimum, json!({"amount_minor": 99}), "0.99 is below 1.00"),
        ("usage", UsageOverflow, json!({"amount_minor": 10_000}), "9,999,999,900.00 and 100.00 are one fen above DE4"),
        ("credit-only", ScopeUnknown, json!({"card_kind": null}), "nobody says whether the card is a credit card"),
    ];
    for (id, reason, change, why) in rows {
        let mut stated = declines(EntryModeNotAllowed).says(id, says(reason).acts(Action::Decline));
        if id != "credit-only" {
            stated = stated.says("credit-only", outside());
        }
        let comment = format!("Of the two causes the entry mode stands earlier in the table: {why}.");
        group = group.case("rule.precedence", "precedence", comment, change, stated);
    }
    group.case(
        "rule.precedence",
        "precedence overflow",
        "An amount of thirteen digits is out of range, and its sum overflows as well; both give way to the entry mode.",
        json!({"amount_minor": 1_000_000_000_000_i64}),
        declines(EntryModeNotAllowed)
            .says("amount", fail(AmountOutOfRange))
            .says("usage", fail(UsageOverflow))
            .says("credit-only", outside()),
    )
    .case(
        "rule.precedence",
        "precedence overflow",
        "By chip the same leaves two causes: AMOUNT_OUT_OF_RANGE stands before USAGE_OVERFLOW.",
        json!({"amount_minor": 1_000_000_000_000_i64, "entry_mode": "chip"}),
        declines(AmountOutOfRange).says("usage", fail(UsageOverflow)).says("credit-only", outside()),
    )
}

fn place_missing() -> Group {
    let all = |id, condition| rule(id, condition, "decline", "decline");
    Group::new(
        "place-missing",
        "No place and no hours are registered; both rules decline the unknown.",
        policy([
            all("hours", json!({"hours": {}})),
            all("location", json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100}})),
            all("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}})),
        ]),
        shop(),
        sale(),
    )
    .case(
        "rule.precedence",
        "precedence",
        "LOCATION_PLACE_MISSING stands before HOURS_NOT_REGISTERED.",
        as_it_is(),
        declines(LocationPlaceMissing).says("hours", unknown(HoursNotRegistered)),
    )
    .case(
        "rule.precedence",
        "precedence",
        "ENTRY_MODE_NOT_ALLOWED stands before both.",
        json!({"entry_mode": "manual"}),
        declines(EntryModeNotAllowed)
            .says("location", unknown(LocationPlaceMissing))
            .says("hours", unknown(HoursNotRegistered)),
    )
}

fn entry_mode_unknown() -> Group {
    let all = |id, condition| rule(id, condition, "decline", "decline");
    Group::new(
        "entry-mode-unknown",
        "Nobody says how the card was read, and the licence was never handed in; both rules decline.",
        policy([
            all("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}})),
            all("licence", json!({"document": {"kind": "licence"}})),
        ]),
        shop(),
        with(&sale(), json!({"entry_mode": null})),
    )
    .case(
        "rule.precedence",
        "precedence",
        "What is known to fail does not come first for that: the table decides, and DOCUMENT_MISSING stands before \
         ENTRY_MODE_UNKNOWN there.",
        as_it_is(),
        declines(DocumentMissing).says("entry-mode", unknown(EntryModeUnknown).acts(Action::Decline)),
    )
}

fn strength() -> Group {
    Group::new(
        "strength",
        "The weaker the action, the earlier its reason stands in the table: tampered allows, entry mode warns, currency \
         refers, amount declines.",
        policy([
            rule("tamper", json!({"tamper": {}}), "allow", "allow"),
            rule("entry-mode", json!({"entry_mode": {"allowed": ["chip"]}}), "warn", "warn"),
            rule("currency", json!({"currency": {"allowed": [156]}}), "refer", "refer"),
            strict("amount", json!({"amount": {"max_minor": 50_000}})),
        ]),
        shop(),
        with(
            &sale(),
            json!({"tamper": "tampered", "entry_mode": "manual", "currency": 840, "amount_minor": 50_001}),
        ),
    )
    .case(
        "rule.precedence",
        "precedence",
        "Decline is the strongest action, so its reason is primary though the other three stand before it.",
        as_it_is(),
        declines(AmountAboveLimit)
            .says("tamper", fail(Tampered).acts(Action::Allow))
            .says("entry-mode", fail(EntryModeNotAllowed).acts(Action::Warn))
            .says("currency", fail(CurrencyNotAllowed).acts(Action::Refer)),
    )
    .case(
        "rule.precedence",
        "precedence",
        "The amount is in order: refer is the strongest.",
        json!({"amount_minor": 50_000}),
        refers(CurrencyNotAllowed)
            .says("tamper", fail(Tampered))
            .says("entry-mode", fail(EntryModeNotAllowed))
            .says("amount", pass()),
    )
    .case(
        "rule.precedence",
        "precedence",
        "Amount and currency are in order: warn is the strongest; allow never gives the reason.",
        json!({"amount_minor": 50_000, "currency": 156}),
        warns(EntryModeNotAllowed).says("tamper", fail(Tampered).acts(Action::Allow)),
    )
}

fn order(turned: bool) -> Group {
    let mut rules = vec![
        strict("amount", json!({"amount": {"max_minor": 50_000}})),
        strict("currency", json!({"currency": {"allowed": [156]}})),
    ];
    if turned {
        rules.reverse();
    }
    let (id, comment, failed) = if turned {
        ("order-turned", "The same two rules the other way round.", "Its bit moves with its place in the policy")
    } else {
        ("order", "Two rules that decline: first the amount, then the currency.", "The policy names the amount first")
    };
    Group::new(id, comment, policy(rules), shop(), with(&sale(), json!({"amount_minor": 50_001, "currency": 840})))
        .case(
            "rule.precedence",
            "precedence folding",
            format!("{failed}, but CURRENCY_NOT_ALLOWED stands before AMOUNT_ABOVE_LIMIT in the table, which decides."),
            as_it_is(),
            declines(CurrencyNotAllowed).says("amount", fail(AmountAboveLimit)).sets(0b11, 0),
        )
}
