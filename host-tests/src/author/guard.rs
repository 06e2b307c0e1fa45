//! Guards: what is looked at before any rule.

use super::basis::{as_it_is, at, policy, rule, sale, shop, strict, when};
use super::draft::{Group, declines, fail, outside, pass, proceeds, refers, unknown, warns, with};
use poscond::{Action, Reason::*};
use serde_json::json;

pub(crate) fn groups() -> Vec<Group> {
    vec![
        service_point(),
        short_id(),
        clock(),
        clock_allowed(),
        validity(),
        validity_west(),
        host(),
        on_unreachable(),
        unknown_unreachable(),
    ]
}

fn service_point() -> Group {
    let policy = policy([strict("single-limit", json!({"amount": {"max_minor": 50_000}}))]);
    Group::new(
        "service-point",
        "A limit of 500.00 for merchant 898330158120001, whose id fills all fifteen characters of DE42.",
        policy,
        shop(),
        sale(),
    )
    .case(
        "guard.service_point",
        "stand-in",
        "The request carries the plan's own merchant id and 100.00 is within 500.00: no guard speaks, the rule passes.",
        as_it_is(),
        proceeds().says("single-limit", pass().seen(10_000).at_most(50_000)).sets(0, 0),
    )
    .case(
        "guard.service_point",
        "stand-in boundary",
        "Only the fifteenth character differs: another merchant. Declined, and the plan's rule is not applicable.",
        json!({"merchant_id": "898330158120002"}),
        declines(OtherServicePoint).guards([OtherServicePoint]).de39("03").all_say(outside()).sets(0, 0),
    )
    .case(
        "guard.service_point",
        "stand-in",
        "900.00 would break the limit, but it is another merchant's limit: the rule does not apply, the guard decides.",
        json!({"merchant_id": "898330158120002", "amount_minor": 90_000}),
        declines(OtherServicePoint).guards([OtherServicePoint]).all_say(outside()).sets(0, 0),
    )
    .case(
        "guard.service_point",
        "stand-in clock unreachable",
        "Guards stand in order: for another merchant the first one settles it, and neither the clock nor the host is \
         asked about, since nothing refers.",
        json!({"merchant_id": "898330158120002", "clock": "not_trusted", "host": "unreachable"}),
        declines(OtherServicePoint).guards([OtherServicePoint]).all_say(outside()),
    )
    .case(
        "guard.service_point",
        "absence",
        "No merchant id: it cannot be told whose request it is. The guard refers, and the rules apply: 100.00 passes.",
        json!({"merchant_id": null}),
        refers(ServicePointUnknown).guards([ServicePointUnknown]).de39("03").says("single-limit", pass()),
    )
    .case(
        "guard.service_point",
        "absence unreachable",
        "A guard's referral has no on_unreachable of its own: without the host it becomes decline, and HOST_UNREACHABLE \
         stands beside it.",
        json!({"merchant_id": null, "host": "unreachable"}),
        declines(ServicePointUnknown).guards([ServicePointUnknown, HostUnreachable]).says("single-limit", pass()),
    )
    .case(
        "guard.service_point",
        "absence precedence",
        "The guard refers, the rule (500.01 over 500.00) declines: the stronger action gives outcome and reason, though \
         SERVICE_POINT_UNKNOWN stands earlier in the table.",
        json!({"merchant_id": null, "amount_minor": 50_001}),
        declines(AmountAboveLimit)
            .guards([ServicePointUnknown])
            .says("@service_point", unknown(ServicePointUnknown).acts(Action::Refer))
            .says("single-limit", fail(AmountAboveLimit).acts(Action::Decline)),
    )
}

fn short_id() -> Group {
    let policy = policy([strict("single-limit", json!({"amount": {"max_minor": 50_000}}))]);
    Group::new(
        "short-id",
        "Merchant id `A1`: DE42 pads it with thirteen spaces.",
        policy,
        with(&shop(), json!({"merchant_id": "A1"})),
        with(&sale(), json!({"merchant_id": "A1"})),
    )
    .case(
        "guard.service_point",
        "stand-in",
        "Both sides are padded with spaces to fifteen characters, so `A1` equals `A1`.",
        as_it_is(),
        proceeds(),
    )
    .case(
        "guard.service_point",
        "stand-in",
        "`A12` starts with `A1`, but the third character is `2` and not the padding's space: another merchant.",
        json!({"merchant_id": "A12"}),
        declines(OtherServicePoint).guards([OtherServicePoint]).all_say(outside()),
    )
    .case(
        "guard.service_point",
        "stand-in",
        "Letters count as they are written: `a1` is not `A1`.",
        json!({"merchant_id": "a1"}),
        declines(OtherServicePoint).guards([OtherServicePoint]).all_say(outside()),
    )
}

fn clock() -> Group {
    let policy = policy([
        strict("single-limit", json!({"amount": {"max_minor": 50_000}})),
        strict("opening-hours", json!({"hours": {}})),
    ]);
    let open = json!(["09:30-22:00"]);
    let hours = json!({"weekly": {"mon": open, "tue": open, "wed": open, "thu": open, "fri": open}});
    Group::new(
        "clock",
        "One rule that does not need the time (a limit of 500.00) and one that does (open 09:30-22:00).",
        policy,
        with(&shop(), json!({"hours": hours})),
        sale(),
    )
    .case(
        "guard.clock",
        "clock",
        "Trusted, Monday 12:00 (minute 720) is within [570, 1320): both rules pass.",
        as_it_is(),
        proceeds().says("opening-hours", pass().seen(720).needs(json!({"from": 570, "before": 1320}))),
    )
    .case(
        "guard.clock",
        "clock unknown",
        "Not trusted: the hours are unknown for the clock's sake and refer as the guard does; the limit needs no time \
         and passes.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .de39("96")
            .says("single-limit", pass())
            .says("opening-hours", unknown(ClockNotTrusted).acts(Action::Refer))
            .sets(0, 0b10),
    )
    .case(
        "guard.clock",
        "clock absence",
        "Nobody says whether the clock is trusted: it is not.",
        json!({"clock": null}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("single-limit", pass()),
    )
    .case(
        "guard.clock",
        "clock absence",
        "A trusted clock that gives no time is no help: `now_utc_s` is absent.",
        json!({"now_utc_s": null}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("single-limit", pass()),
    )
    .case(
        "guard.clock",
        "clock precedence",
        "The limit declines (500.01) and so decides the outcome; the primary reason and DE39 are the clock's all the \
         same, whatever else came up.",
        json!({"clock": "not_trusted", "amount_minor": 50_001}),
        declines(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .de39("96")
            .says("single-limit", fail(AmountAboveLimit).acts(Action::Decline))
            .says("opening-hours", unknown(ClockNotTrusted))
            .sets(0b01, 0b10),
    )
    .case(
        "guard.clock",
        "clock unreachable",
        "The guard's referral and the hours' (on_unreachable is left out) both become decline without the host.",
        json!({"clock": "not_trusted", "host": "unreachable"}),
        declines(ClockNotTrusted)
            .guards([ClockNotTrusted, HostUnreachable])
            .says("opening-hours", unknown(ClockNotTrusted).acts(Action::Decline)),
    )
    .case(
        "guard.clock",
        "clock absence precedence",
        "Neither the time nor the merchant is known: both guards refer, and the clock's reason is primary.",
        json!({"clock": "not_trusted", "merchant_id": null}),
        refers(ClockNotTrusted)
            .guards([ServicePointUnknown, ClockNotTrusted])
            .says("@service_point", unknown(ServicePointUnknown).acts(Action::Refer)),
    )
    .case(
        "guard.clock",
        "clock",
        "A time at which the shop is closed (23:00) decides nothing while nobody vouches for it: unknown, not failed.",
        json!({"clock": "not_trusted", "now_utc_s": at("2026-11-23T23:00:00+08:00")}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("opening-hours", unknown(ClockNotTrusted)),
    )
}

fn clock_allowed() -> Group {
    Group::new(
        "clock-allowed",
        "The only rule lets pass what is not known; the guard cannot be switched off.",
        policy([rule("opening-hours", json!({"hours": {}}), "warn", "allow")]),
        with(&shop(), json!({"hours": {"weekly": {"mon": ["09:30-22:00"]}}})),
        sale(),
    )
    .case(
        "guard.clock",
        "clock unknown",
        "The rule allows what is unknown, but the clock's guard itself refers.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .says("opening-hours", unknown(ClockNotTrusted).acts(Action::Allow)),
    )
}

fn validity() -> Group {
    let mut policy = policy([strict("single-limit", json!({"amount": {"max_minor": 50_000}}))]);
    policy["valid_from"] = json!("2026-11-01");
    policy["valid_through"] = json!("2026-12-31");
    let shop = with(&shop(), json!({"valid_from": "2026-11-10", "valid_through": "2027-01-31"}));
    Group::new(
        "validity",
        "Policy 2026-11-01 to 2026-12-31, service point 2026-11-10 to 2027-01-31: together 2026-11-10 to 2026-12-31.",
        policy,
        shop,
        sale(),
    )
    .case(
        "guard.validity",
        "boundary date",
        "The last second of 9 November is before the later of the two first dates, 10 November.",
        when("2026-11-09T23:59:59+08:00"),
        declines(PlanNotYetValid).guards([PlanNotYetValid]).de39("58").all_say(outside()),
    )
    .case(
        "guard.validity",
        "boundary date",
        "Local midnight begins 10 November, the first date, which is included. In UTC it is still the 9th, 16:00.",
        when("2026-11-10T00:00:00+08:00"),
        proceeds(),
    )
    .case(
        "guard.validity",
        "boundary date",
        "The last second of 31 December belongs to the earlier of the two last dates, which is included.",
        when("2026-12-31T23:59:59+08:00"),
        proceeds(),
    )
    .case(
        "guard.validity",
        "boundary date",
        "Local midnight begins 1 January, after the policy's last date; the service point's own, a month later, does \
         not help. In UTC it is still 31 December.",
        when("2027-01-01T00:00:00+08:00"),
        declines(PlanExpired).guards([PlanExpired]).de39("58").all_say(outside()),
    )
    .case(
        "guard.validity",
        "precedence",
        "500.01 breaks the limit of an expired plan: its rules are not applicable, so only the guard speaks.",
        json!({"now_utc_s": at("2027-01-01T00:00:00+08:00"), "amount_minor": 50_001}),
        declines(PlanExpired).guards([PlanExpired]).all_say(outside()).sets(0, 0),
    )
    .case(
        "guard.validity",
        "precedence absence",
        "No merchant id refers, the expired plan declines: the stronger action decides. Both guards stand in the list.",
        json!({"now_utc_s": at("2027-01-01T00:00:00+08:00"), "merchant_id": null}),
        declines(PlanExpired).guards([ServicePointUnknown, PlanExpired]).all_say(outside()),
    )
    .case(
        "guard.validity",
        "precedence absence unreachable",
        "Without the host the referral for the missing merchant id declines as well; of two declines the plan's \
         validity stands first in the table.",
        json!({"now_utc_s": at("2026-11-09T23:59:59+08:00"), "merchant_id": null, "host": "unreachable"}),
        declines(PlanNotYetValid).guards([ServicePointUnknown, PlanNotYetValid, HostUnreachable]).all_say(outside()),
    )
    .case(
        "guard.clock",
        "clock date",
        "The dates cannot be told from a time that is not trusted: the clock's guard refers, the limit is judged.",
        json!({"now_utc_s": at("2027-06-01T00:00:00+08:00"), "clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("single-limit", pass()),
    )
}

fn validity_west() -> Group {
    let mut policy = policy([strict("single-limit", json!({"amount": {"max_minor": 50_000}}))]);
    policy["valid_through"] = json!("2026-12-31");
    Group::new(
        "validity-west",
        "Valid through 2026-12-31 at UTC-05:00, with no first date.",
        policy,
        with(&shop(), json!({"utc_offset": "-05:00"})),
        sale(),
    )
    .case(
        "guard.validity",
        "boundary date",
        "04:59:59 UTC on 1 January is 23:59:59 on 31 December at UTC-05:00: the last second of the last date.",
        when("2027-01-01T04:59:59Z"),
        proceeds(),
    )
    .case(
        "guard.validity",
        "boundary date",
        "05:00:00 UTC is local midnight of 1 January: one second after the last date.",
        when("2027-01-01T05:00:00Z"),
        declines(PlanExpired).guards([PlanExpired]).all_say(outside()),
    )
    .case(
        "guard.validity",
        "range",
        "A plan without a first date holds at the earliest instant there is, 1970-01-01T00:00:00Z.",
        json!({"now_utc_s": 0}),
        proceeds(),
    )
}

fn host() -> Group {
    Group::new(
        "host",
        "A limit of 500.00 that refers; it says nothing of an unreachable host, which means decline.",
        policy([rule("single-limit", json!({"amount": {"max_minor": 50_000}}), "refer", "refer")]),
        shop(),
        with(&sale(), json!({"amount_minor": 50_001})),
    )
    .case(
        "guard.host",
        "unreachable",
        "500.01 refers, and the host can be reached: it stays a referral, no guard speaks.",
        as_it_is(),
        refers(AmountAboveLimit).de39("61"),
    )
    .case(
        "guard.host",
        "unreachable precedence",
        "The host does not answer: the referral becomes decline. The rule's own reason stays primary, HOST_UNREACHABLE \
         (91) only stands beside it.",
        json!({"host": "unreachable"}),
        declines(AmountAboveLimit)
            .guards([HostUnreachable])
            .de39("61")
            .says("single-limit", fail(AmountAboveLimit).acts(Action::Decline))
            .says("@host", fail(HostUnreachable).acts(Action::Allow)),
    )
    .case(
        "guard.host",
        "unreachable absence",
        "Nobody says whether the host can be reached: it counts as unreachable.",
        json!({"host": null}),
        declines(AmountAboveLimit).guards([HostUnreachable]),
    )
    .case(
        "guard.host",
        "unreachable",
        "500.00 passes, so nothing refers, and where nothing refers the host does not matter.",
        json!({"host": "unreachable", "amount_minor": 50_000}),
        proceeds(),
    )
    .case(
        "guard.host",
        "unreachable absence",
        "An unknown amount refers by on_unknown and is settled the same way.",
        json!({"host": "unreachable", "amount_minor": null}),
        declines(AmountMissing).guards([HostUnreachable]).de39("13"),
    )
}

fn on_unreachable() -> Group {
    let refer = |id, condition, unreachable: &str| {
        with(&rule(id, condition, "refer", "refer"), json!({"on_unreachable": unreachable}))
    };
    Group::new(
        "on-unreachable",
        "Three rules that refer and become warn, allow and decline without the host.",
        policy([
            refer("warned", json!({"amount": {"max_minor": 50_000}}), "warn"),
            refer("allowed", json!({"currency": {"allowed": [156]}}), "allow"),
            refer("declined", json!({"entry_mode": {"allowed": ["chip", "contactless"]}}), "decline"),
        ]),
        shop(),
        with(&sale(), json!({"host": "unreachable"})),
    )
    .case(
        "guard.host",
        "unreachable",
        "The limit's referral becomes warn: the sale proceeds with a reason and without DE39; a referral could not be \
         settled, so the guard speaks.",
        json!({"amount_minor": 50_001}),
        warns(AmountAboveLimit).guards([HostUnreachable]),
    )
    .case(
        "guard.host",
        "unreachable",
        "The currency's referral becomes allow: no effect and no primary reason, but the guard still tells that a \
         referral was not settled.",
        json!({"currency": 840}),
        proceeds().guards([HostUnreachable]).says("allowed", fail(CurrencyNotAllowed).acts(Action::Allow)),
    )
    .case(
        "guard.host",
        "unreachable",
        "The entry mode's referral becomes decline, as it says itself.",
        json!({"entry_mode": "manual"}),
        declines(EntryModeNotAllowed).guards([HostUnreachable]),
    )
    .case(
        "guard.host",
        "unreachable precedence",
        "Warn and allow together: the warning is the stronger, although the currency stands earlier in the table.",
        json!({"amount_minor": 50_001, "currency": 840}),
        warns(AmountAboveLimit).guards([HostUnreachable]).says("allowed", fail(CurrencyNotAllowed).acts(Action::Allow)),
    )
    .case(
        "guard.host",
        "unreachable precedence",
        "With the host all three refer, and the entry mode's reason is the first in the table.",
        json!({"amount_minor": 50_001, "currency": 840, "entry_mode": "manual", "host": "reachable"}),
        refers(EntryModeNotAllowed)
            .says("warned", fail(AmountAboveLimit).acts(Action::Refer))
            .says("allowed", fail(CurrencyNotAllowed).acts(Action::Refer)),
    )
}

fn unknown_unreachable() -> Group {
    let limit = rule("single-limit", json!({"amount": {"max_minor": 50_000}}), "decline", "refer");
    Group::new(
        "unknown-unreachable",
        "A limit that declines what fails, refers what is unknown, and lets the unknown pass with a warning offline.",
        policy([with(&limit, json!({"on_unreachable": "warn"}))]),
        shop(),
        with(&sale(), json!({"host": "unreachable"})),
    )
    .case(
        "guard.host",
        "unreachable",
        "A decline is no referral: on_unreachable does not soften it, and the host's guard has nothing to say.",
        json!({"amount_minor": 50_001}),
        declines(AmountAboveLimit),
    )
    .case(
        "guard.host",
        "unreachable unknown",
        "The unknown amount refers, and the referral becomes the rule's own warn.",
        json!({"amount_minor": null}),
        warns(AmountMissing).guards([HostUnreachable]).says("single-limit", unknown(AmountMissing).acts(Action::Warn)),
    )
}
