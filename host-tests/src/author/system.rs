//! System and network: the host, the link, and what may be sold while the host cannot be asked.

use super::amount::MOST;
use super::basis::{as_it_is, policy, rule, sale, shop, strict};
use super::draft::{Group, declines, fail, outside, pass, proceeds, refers, unknown, warns, with};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![host(), timing_out(), link(), link_accepts(), offline(), offline_count(), offline_floor(), offline_overflow()]
}

fn one_of(words: &[&str]) -> Value {
    json!({"one_of": words})
}

fn host() -> Group {
    Group::new("host", "The host must answer.", policy([strict("host", json!({"host": {}}))]), shop(), sale())
        .case(
            "host.state",
            "word",
            "Reachable is the one state that passes.",
            as_it_is(),
            proceeds().says("host", pass().about("host").seen("reachable").needs(one_of(&["reachable"]))),
        )
        .case(
            "host.state",
            "word",
            "It does not answer: 91. Nothing refers, so that the guard has nothing to say.",
            json!({"host": "unreachable"}),
            declines(HostDown).de39("91").says("host", fail(HostDown).about("host").seen("unreachable")),
        )
        .case(
            "host.state",
            "word",
            "It answers too late: a reason of its own, and 68.",
            json!({"host": "timing_out"}),
            declines(HostTimingOut).de39("68").says("host", fail(HostTimingOut).seen("timing_out")),
        )
        .case(
            "host.state",
            "absence unknown unreachable",
            "Its state is absent: unknown, which refers; nobody is known to settle that, so that it becomes decline.",
            json!({"host": null}),
            declines(HostStateUnknown).guards([HostUnreachable]).says(
                "host",
                unknown(HostStateUnknown)
                    .about("host")
                    .seen(Value::Null)
                    .needs(one_of(&["reachable"]))
                    .acts(Action::Decline),
            ),
        )
        .case(
            "host.state",
            "clock",
            "The state needs no time.",
            json!({"clock": "not_trusted"}),
            refers(ClockNotTrusted).guards([ClockNotTrusted]).says("host", pass()),
        )
}

fn timing_out() -> Group {
    let limit = rule("single-limit", json!({"amount": {"max_minor": 50_000}}), "refer", "refer");
    Group::new(
        "timing-out",
        "A limit of 500.00 that refers, and a host that answers too late.",
        policy([with(&limit, json!({"on_unreachable": "warn"}))]),
        shop(),
        with(&sale(), json!({"host": "timing_out"})),
    )
    .case(
        "host.state",
        "unreachable word",
        "Only a reachable host settles a referral: one that times out does not, so that the rule's warn holds.",
        json!({"amount_minor": 50_001}),
        warns(AmountAboveLimit).guards([HostUnreachable]),
    )
    .case(
        "guard.host",
        "unreachable word",
        "A guard's own referral, for the missing merchant id, becomes decline likewise.",
        json!({"merchant_id": null}),
        declines(ServicePointUnknown).guards([ServicePointUnknown, HostUnreachable]),
    )
}

fn link() -> Group {
    let mut group = Group::new(
        "link",
        "The rule says nothing of states, so that only `up` is accepted.",
        policy([strict("link", json!({"link": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "link.state",
        "word",
        "A link that is up passes.",
        json!({"link": "up"}),
        proceeds().says("link", pass().about("link").seen("up").needs(one_of(&["up"]))),
    );
    for (state, reason, why) in [
        ("weak", LinkWeak, "A weak link fails with its own reason."),
        ("unstable", LinkUnstable, "A link that comes and goes fails with its own reason."),
        ("interfered", LinkInterfered, "A disturbed link fails with its own reason."),
        ("down", LinkDown, "No link, the last of the five states, fails with its own reason."),
    ] {
        let stated = declines(reason).de39("91").says("link", fail(reason).about("link").seen(state));
        group = group.case("link.state", "word", why, json!({"link": state}), stated);
    }
    group.case(
        "link.state",
        "absence unknown word",
        "Nobody says how the link is: unknown, neither up nor down.",
        as_it_is(),
        refers(LinkStateUnknown).says("link", unknown(LinkStateUnknown).about("link").seen(Value::Null)),
    )
}

fn link_accepts() -> Group {
    Group::new(
        "link-accepts",
        "Interfered, weak and up are accepted, listed in that order.",
        policy([strict("link", json!({"link": {"accepts": ["interfered", "weak", "up"]}}))]),
        shop(),
        sale(),
    )
    .case(
        "link.state",
        "word",
        "An interfered link passes here; what is accepted is shown in the order of the catalogue.",
        json!({"link": "interfered"}),
        proceeds().says("link", pass().seen("interfered").needs(one_of(&["up", "weak", "interfered"]))),
    )
    .case(
        "link.state",
        "word",
        "Unstable is not listed, though the state after it is.",
        json!({"link": "unstable"}),
        declines(LinkUnstable).says("link", fail(LinkUnstable).needs(one_of(&["up", "weak", "interfered"]))),
    )
}

fn offline() -> Group {
    let condition = json!({"offline": {"floor_limit_minor": 20_000, "amount_max_minor": 100_000, "count_max": 5}});
    Group::new(
        "offline",
        "Offline at most 200.00 at once, 1,000.00 in sum, five in number; what is unknown warns. The host is down, 800.00 \
         and four are used.",
        policy([rule("offline", condition, "decline", "warn")]),
        shop(),
        with(
            &sale(),
            json!({"host": "unreachable", "amount_minor": 20_000, "offline_amount_minor": 80_000, "offline_count": 4}),
        ),
    )
    .case(
        "offline.limits",
        "offline boundary",
        "200.00 at once, 1,000.00 in sum and the fifth in number: each equals its limit and passes.",
        as_it_is(),
        proceeds().says("offline", pass().shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline boundary",
        "200.01 is one fen above the floor limit.",
        json!({"amount_minor": 20_001}),
        declines(FloorLimitExceeded).de39("61").says("offline", fail(FloorLimitExceeded).seen(20_001).at_most(20_000)),
    )
    .case(
        "offline.limits",
        "offline boundary",
        "800.01 and 200.00 are one fen above the sum.",
        json!({"offline_amount_minor": 80_001}),
        declines(OfflineAmountAboveLimit)
            .de39("61")
            .says("offline", fail(OfflineAmountAboveLimit).seen(100_001).at_most(100_000)),
    )
    .case(
        "offline.limits",
        "offline boundary",
        "Five were made: this one would be the sixth.",
        json!({"offline_count": 5}),
        declines(OfflineCountAboveLimit).de39("65").says("offline", fail(OfflineCountAboveLimit).seen(6).at_most(5)),
    )
    .case(
        "offline.limits",
        "offline precedence",
        "All three are exceeded: the first in the order of the limits decides.",
        json!({"amount_minor": 20_001, "offline_count": 5}),
        declines(FloorLimitExceeded).says("offline", fail(FloorLimitExceeded).seen(20_001)),
    )
    .case(
        "offline.limits",
        "offline precedence",
        "Sum and number are exceeded: the sum comes first.",
        json!({"offline_amount_minor": 90_000, "offline_count": 5}),
        declines(OfflineAmountAboveLimit).says("offline", fail(OfflineAmountAboveLimit).seen(110_000)),
    )
    .case(
        "offline.limits",
        "offline",
        "The host can be asked: none of it matters.",
        json!({"host": "reachable", "amount_minor": 999_999, "offline_count": 99}),
        proceeds().says("offline", pass().shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline word",
        "A host that answers too late cannot be asked either.",
        json!({"host": "timing_out", "amount_minor": 20_001}),
        declines(FloorLimitExceeded),
    )
    .case(
        "offline.limits",
        "offline absence",
        "The host's state is absent, and the limits pass: it passes whichever it is.",
        json!({"host": null}),
        proceeds().says("offline", pass().shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline absence unknown",
        "The host's state is absent, and the floor limit is exceeded: that matters only if it is down, so unknown.",
        json!({"host": null, "amount_minor": 20_001}),
        warns(HostStateUnknown).says("offline", unknown(HostStateUnknown).shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline absence unknown",
        "Neither host nor amount is known: of the two the host's state is named.",
        json!({"host": null, "amount_minor": null}),
        warns(HostStateUnknown).says("offline", unknown(HostStateUnknown).shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline absence unknown",
        "The amount is absent: unknown.",
        json!({"amount_minor": null}),
        warns(AmountMissing).says("offline", unknown(AmountMissing).shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline absence unknown",
        "It is not known what was sold offline: unknown, not zero.",
        json!({"offline_amount_minor": null}),
        warns(OfflineUsageMissing).says("offline", unknown(OfflineUsageMissing).shows_nothing()),
    )
    .case(
        "offline.limits",
        "offline absence unknown",
        "It is not known how many: unknown, not none.",
        json!({"offline_count": null}),
        warns(OfflineUsageMissing),
    )
    .case(
        "offline.limits",
        "offline absence precedence",
        "Amount and sum are absent: the amount, which the floor limit misses, comes first.",
        json!({"amount_minor": null, "offline_amount_minor": null}),
        warns(AmountMissing),
    )
    .case(
        "offline.limits",
        "offline absence precedence",
        "The amount is absent, but the number fails whatever it is: a fail decides before an unknown.",
        json!({"amount_minor": null, "offline_count": 5}),
        declines(OfflineCountAboveLimit).says("offline", fail(OfflineCountAboveLimit).seen(6)),
    )
    .case(
        "offline.limits",
        "offline clock",
        "No limit needs the time.",
        json!({"clock": "not_trusted", "host": "reachable"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("offline", pass()),
    )
    .case(
        "offline.limits",
        "offline scope",
        "A refund takes no money: the scope names no transactions, so that it is not concerned.",
        json!({"transaction": "refund", "amount_minor": 20_001}),
        proceeds().says("offline", outside()),
    )
    .case(
        "offline.limits",
        "offline scope",
        "A pre-authorisation is concerned.",
        json!({"transaction": "preauth", "amount_minor": 20_001}),
        declines(FloorLimitExceeded),
    )
    .case(
        "offline.limits",
        "offline overflow",
        "2^32 - 1 were made, which is the most that can be said: one more is 4294967296, and not none.",
        json!({"offline_count": 4_294_967_295_u32}),
        declines(OfflineCountAboveLimit).says("offline", fail(OfflineCountAboveLimit).seen(4_294_967_296_i64)),
    )
}

fn offline_count() -> Group {
    Group::new(
        "offline-count",
        "Only the number is limited: one sale offline.",
        policy([strict("offline", json!({"offline": {"count_max": 1}}))]),
        shop(),
        with(&sale(), json!({"host": "unreachable", "amount_minor": null})),
    )
    .case(
        "offline.limits",
        "offline absence",
        "The first one passes; an amount is not asked for.",
        json!({"offline_count": 0}),
        proceeds(),
    )
    .case(
        "offline.limits",
        "offline boundary",
        "The second does not.",
        json!({"offline_count": 1}),
        declines(OfflineCountAboveLimit).says("offline", fail(OfflineCountAboveLimit).seen(2).at_most(1)),
    )
}

fn offline_floor() -> Group {
    Group::new(
        "offline-floor",
        "Only the amount of one sale is limited, to 200.00.",
        policy([strict("offline", json!({"offline": {"floor_limit_minor": 20_000}}))]),
        shop(),
        with(&sale(), json!({"host": "unreachable"})),
    )
    .case(
        "offline.limits",
        "offline absence",
        "What was sold before is not asked for: 200.00 passes without it.",
        json!({"amount_minor": 20_000}),
        proceeds(),
    )
    .case(
        "offline.limits",
        "offline absence unreachable",
        "The amount is absent: unknown refers, and the host that would settle it is down.",
        json!({"amount_minor": null}),
        declines(AmountMissing).guards([HostUnreachable]),
    )
}

fn offline_overflow() -> Group {
    let condition = json!({"offline": {"floor_limit_minor": 500_000, "amount_max_minor": 999_999_999_998_i64}});
    Group::new(
        "offline-overflow",
        "A rule that only warns: at most 5,000.00 at once and one fen less than DE4 holds in sum. This one is 100.00.",
        policy([rule("offline", condition, "warn", "warn")]),
        shop(),
        with(&sale(), json!({"host": "unreachable"})),
    )
    .case(
        "offline.limits",
        "offline overflow boundary",
        "The sum is 999,999,999,999 fen, the most of DE4 and one above the limit: that warns.",
        json!({"offline_amount_minor": 999_999_989_999_i64}),
        warns(OfflineAmountAboveLimit)
            .says("offline", fail(OfflineAmountAboveLimit).seen(999_999_999_999_i64).at_most(999_999_999_998_i64)),
    )
    .case(
        "offline.limits",
        "offline overflow boundary",
        "One fen more has thirteen digits: USAGE_OVERFLOW declines whatever on_fail says.",
        json!({"offline_amount_minor": 999_999_990_000_i64}),
        declines(UsageOverflow)
            .de39("13")
            .says("offline", fail(UsageOverflow).seen(1_000_000_000_000_i64).at_most(999_999_999_998_i64)),
    )
    .case(
        "offline.limits",
        "offline overflow",
        "2^53 - 1 and 100.00: of such a sum at most 2^53 - 1 is shown.",
        json!({"offline_amount_minor": MOST}),
        declines(UsageOverflow).says("offline", fail(UsageOverflow).seen(MOST)),
    )
    .case(
        "offline.limits",
        "offline overflow precedence",
        "5,000.01 is above the floor limit too, and an overflow comes first: the rule only warns, and the sum declines.",
        json!({"offline_amount_minor": MOST, "amount_minor": 500_001}),
        declines(UsageOverflow).says("offline", fail(UsageOverflow)),
    )
    .case(
        "offline.limits",
        "offline overflow absence",
        "The host's state is absent: even a sum that overflows matters only if it is down.",
        json!({"host": null, "offline_amount_minor": 999_999_990_000_i64}),
        warns(HostStateUnknown),
    )
}
