//! Set-up: whose terminal it is, its sign-on, the registration, the codes of DE22 and DE25, support, the operator.

use super::basis::{as_it_is, at, calendar, each, policy, sale, shop, strict, when};
use super::draft::{Group, declines, fail, outside, pass, proceeds, refers, unknown, with};
use poscond::Reason::*;
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        binding(),
        no_terminals(),
        sign_on(),
        registration(),
        pos_codes(),
        de25_only(),
        de22_only(),
        support(),
        earliest(),
        closed(),
        same_day(),
        not_told(),
        operator(),
    ]
}

fn binding() -> Group {
    Group::new(
        "binding",
        "The service point lists terminals 33010711 and T1, which DE41 pads with six spaces.",
        policy([strict("binding", json!({"binding": {}}))]),
        with(&shop(), json!({"terminals": ["33010711", "T1"]})),
        sale(),
    )
    .case(
        "terminal.binding",
        "stand-in",
        "The first of the two; the finding names the fact and shows neither id.",
        json!({"terminal_id": "33010711"}),
        proceeds().says("binding", pass().about("terminal_id").shows_nothing()),
    )
    .case("terminal.binding", "stand-in", "Both are padded alike: T1 is T1.", json!({"terminal_id": "T1"}), proceeds())
    .case(
        "terminal.binding",
        "stand-in",
        "Another in the last character: bound to another service point.",
        json!({"terminal_id": "33010712"}),
        declines(TerminalBoundElsewhere)
            .de39("03")
            .says("binding", fail(TerminalBoundElsewhere).about("terminal_id").shows_nothing()),
    )
    .case(
        "terminal.binding",
        "stand-in",
        "T11 starts with T1, but its third character is no space.",
        json!({"terminal_id": "T11"}),
        declines(TerminalBoundElsewhere),
    )
    .case(
        "terminal.binding",
        "stand-in",
        "A leading space is part of an id: another terminal.",
        json!({"terminal_id": " T1"}),
        declines(TerminalBoundElsewhere),
    )
    .case(
        "terminal.binding",
        "absence unknown",
        "The terminal does not say which it is: unknown.",
        as_it_is(),
        refers(TerminalBindingUnknown)
            .says("binding", unknown(TerminalBindingUnknown).about("terminal_id").shows_nothing()),
    )
}

fn no_terminals() -> Group {
    Group::new(
        "no-terminals",
        "A service point that lists no terminals.",
        policy([strict("binding", json!({"binding": {}}))]),
        shop(),
        sale(),
    )
    .case(
        "terminal.binding",
        "absence unknown",
        "An id that no list can hold: unknown, not bound elsewhere.",
        json!({"terminal_id": "33010711"}),
        refers(TerminalBindingUnknown),
    )
    .case(
        "terminal.binding",
        "absence unknown",
        "Neither a list nor an id.",
        as_it_is(),
        refers(TerminalBindingUnknown),
    )
}

fn sign_on() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let aged = |age_s: i64| json!({"signed_on_at_utc_s": now - age_s});
    Group::new(
        "sign-on",
        "The terminal must have signed on within 86,400 seconds.",
        policy([strict("sign-on", json!({"sign_on": {"age_max_s": 86_400}}))]),
        shop(),
        sale(),
    )
    .case(
        "sign_on.age",
        "boundary stale",
        "Exactly 86,400 seconds ago passes.",
        aged(86_400),
        proceeds().says("sign-on", pass().about("signed_on_at_utc_s").seen(86_400).at_most(86_400)),
    )
    .case(
        "sign_on.age",
        "boundary stale",
        "One second more: not signed on any more.",
        aged(86_401),
        declines(NotSignedOn).de39("58").says("sign-on", fail(NotSignedOn).seen(86_401).at_most(86_400)),
    )
    .case(
        "sign_on.age",
        "boundary stale unknown",
        "Signed on one second after now: unknown, and the age shown is below zero.",
        aged(-1),
        refers(SignOnUnknown).says("sign-on", unknown(SignOnUnknown).seen(-1)),
    )
    .case(
        "sign_on.age",
        "absence unknown",
        "It is not said when it signed on.",
        as_it_is(),
        refers(SignOnUnknown).says("sign-on", unknown(SignOnUnknown).about("signed_on_at_utc_s").seen(Value::Null)),
    )
    .case(
        "finding.shown",
        "clock unknown shown",
        "Without the time nothing is shown of it but the fact.",
        with(&aged(0), json!({"clock": "not_trusted"})),
        refers(ClockNotTrusted)
            .guards([ClockNotTrusted])
            .says("sign-on", unknown(ClockNotTrusted).about("signed_on_at_utc_s").shows_nothing()),
    )
}

fn registration() -> Group {
    let field = |id: &str| json!({"registration": {"field": id}});
    each(
        "registration",
        "The shop's name is confirmed, the phone number unchecked, the scope of business wrong; no owner.",
        with(&shop(), json!({"registration": {"shop_name": "confirmed", "phone": "unchecked", "scope": "wrong"}})),
        [
            (
                "confirmed",
                "registration.field",
                "materials",
                "It is there and right; the field is the subject though nothing is wrong with it.",
                field("shop_name"),
                pass().of("shop_name").shows_nothing(),
            ),
            (
                "missing",
                "registration.field",
                "materials absence",
                "A field that is left out fails: missing, not unknown.",
                field("owner"),
                fail(RegistrationFieldMissing).of("owner").shows_nothing(),
            ),
            (
                "wrong",
                "registration.field",
                "materials",
                "It was checked and is wrong.",
                field("scope"),
                fail(RegistrationFieldWrong).of("scope"),
            ),
            (
                "unchecked",
                "registration.field",
                "materials unknown",
                "Nobody has checked it: unknown.",
                field("phone"),
                unknown(RegistrationFieldUnchecked).of("phone").shows_nothing(),
            ),
            (
                "other-case",
                "registration.field",
                "materials",
                "`Phone` is another field than `phone`, and left out.",
                field("Phone"),
                fail(RegistrationFieldMissing).of("Phone"),
            ),
        ],
    )
}

fn pos_codes() -> Group {
    let mut group = Group::new(
        "pos-codes",
        "DE22 must say how the card was read, and DE25 must be 00 or 08; listed the other way round.",
        policy([strict("codes", json!({"pos_codes": {"de25": [8, 0]}}))]),
        shop(),
        with(&sale(), json!({"de22": 51, "de25": 0})),
    )
    .case(
        "pos_codes.de22",
        "codes",
        "Chip, 051: its first two digits are 05. DE25 is 00. Nothing is shown.",
        as_it_is(),
        proceeds().says("codes", pass().shows_nothing()),
    )
    .case(
        "pos_codes.de22",
        "codes",
        "The third digit, whether a PIN can be entered, is not looked at: 059.",
        json!({"de22": 59}),
        proceeds(),
    );
    for (mode, de22, why) in [
        ("manual", 12, "Typed, 012: 01."),
        ("magstripe", 22, "By magnetic stripe, 022: 02."),
        ("magstripe", 901, "By magnetic stripe with the whole track, 901: 90."),
        ("contactless", 72, "Contactless chip, 072: 07."),
        ("contactless", 911, "Contactless stripe, 911: 91."),
        ("qr_code", 32, "A code, 032: 03."),
        ("qr_code", 41, "A code, 041: 04."),
        ("fallback", 801, "Stripe after the chip failed, 801: 80."),
        ("stored", 101, "A stored card, 101: 10."),
    ] {
        let why = format!("{why} This is a code of the entry mode.");
        group = group.case("pos_codes.de22", "codes", why, json!({"entry_mode": mode, "de22": de22}), proceeds());
    }
    group
        .case(
            "pos_codes.de22",
            "codes",
            "Chip and 021: 02 announces a magnetic stripe. The digits are shown as a number.",
            json!({"de22": 21}),
            declines(De22Inconsistent)
                .de39("58")
                .says("codes", fail(De22Inconsistent).seen(2).needs(json!({"one_of": [5]}))),
        )
        .case(
            "pos_codes.de22",
            "codes",
            "Contactless and 051: 05 announces a contact chip; two codes would do.",
            json!({"entry_mode": "contactless"}),
            declines(De22Inconsistent).says("codes", fail(De22Inconsistent).seen(5).needs(json!({"one_of": [7, 91]}))),
        )
        .case(
            "pos_codes.de22",
            "codes",
            "Fallback and 051: the chip did not work, so that 05 is not true.",
            json!({"entry_mode": "fallback"}),
            declines(De22Inconsistent).says("codes", fail(De22Inconsistent).needs(json!({"one_of": [80]}))),
        )
        .case(
            "pos_codes.de22",
            "codes absence",
            "000 is said, and says that the entry mode is not specified: not the same as absent.",
            json!({"de22": 0}),
            declines(De22Inconsistent).says("codes", fail(De22Inconsistent).seen(0)),
        )
        .case(
            "pos_codes.de22",
            "codes",
            "510 has three digits: its first two are 51, not 05.",
            json!({"de22": 510}),
            declines(De22Inconsistent).says("codes", fail(De22Inconsistent).seen(51)),
        )
        .case(
            "pos_codes.de25",
            "codes",
            "08, an order by mail or phone, is the other code that is listed.",
            json!({"de25": 8}),
            proceeds(),
        )
        .case(
            "pos_codes.de25",
            "codes",
            "59 is not listed; what is, is shown in ascending order.",
            json!({"de25": 59}),
            declines(De25Inconsistent)
                .de39("58")
                .says("codes", fail(De25Inconsistent).seen(59).needs(json!({"one_of": [0, 8]}))),
        )
        .case(
            "pos_codes.de25",
            "codes precedence",
            "Both are wrong: DE22 comes first.",
            json!({"de22": 21, "de25": 59}),
            declines(De22Inconsistent).says("codes", fail(De22Inconsistent).seen(2)),
        )
        .case(
            "pos_codes.de25",
            "codes absence precedence",
            "DE22 is absent, DE25 is wrong: what fails decides before what is unknown.",
            json!({"de22": null, "de25": 59}),
            declines(De25Inconsistent),
        )
        .case(
            "pos_codes.de22",
            "codes absence precedence",
            "DE25 is absent, DE22 is wrong: likewise.",
            json!({"de22": 21, "de25": null}),
            declines(De22Inconsistent),
        )
        .case(
            "pos_codes.de22",
            "codes absence unknown",
            "DE22 is absent and DE25 right: unknown, and nothing shown.",
            json!({"de22": null}),
            refers(PosCodesMissing).de39("58").says("codes", unknown(PosCodesMissing).shows_nothing()),
        )
        .case(
            "pos_codes.de22",
            "codes absence unknown",
            "How the card was read is absent: there is nothing to compare DE22 with.",
            json!({"entry_mode": null}),
            refers(PosCodesMissing),
        )
        .case(
            "pos_codes.de25",
            "codes absence unknown",
            "DE25 is absent and DE22 right: unknown, not 00.",
            json!({"de25": null}),
            refers(PosCodesMissing).says("codes", unknown(PosCodesMissing).shows_nothing()),
        )
}

fn de25_only() -> Group {
    Group::new(
        "de25-only",
        "The rule says that it does not look at DE22; DE25 must be 06.",
        policy([strict("codes", json!({"pos_codes": {"de22": false, "de25": [6]}}))]),
        shop(),
        with(&sale(), json!({"de25": 6})),
    )
    .case(
        "pos_codes.de22",
        "codes absence",
        "DE22 and the entry mode are absent, and not looked at.",
        json!({"entry_mode": null}),
        proceeds(),
    )
    .case(
        "pos_codes.de22",
        "codes",
        "DE22 021 would not fit a chip, and is not looked at.",
        json!({"de22": 21}),
        proceeds(),
    )
    .case(
        "pos_codes.de25",
        "codes boundary",
        "07 is not 06.",
        json!({"de25": 7}),
        declines(De25Inconsistent).says("codes", fail(De25Inconsistent).seen(7).needs(json!({"one_of": [6]}))),
    )
}

fn de22_only() -> Group {
    Group::new(
        "de22-only",
        "The rule lists no codes of DE25.",
        policy([strict("codes", json!({"pos_codes": {}}))]),
        shop(),
        with(&sale(), json!({"de22": 51})),
    )
    .case("pos_codes.de25", "codes absence", "DE25 is absent, and not looked at.", as_it_is(), proceeds())
    .case("pos_codes.de25", "codes", "Any code of DE25 passes, 99 too.", json!({"de25": 99}), proceeds())
}

fn supported(id: &'static str, comment: &'static str, working_days: u8, requests: Value) -> Group {
    let policy = policy([strict("support", json!({"support": {"working_days": working_days}}))]);
    Group::new(
        id,
        comment,
        with(&policy, json!({"calendar": calendar()})),
        with(&shop(), json!({"support_requests": requests})),
        sale(),
    )
}

fn support() -> Group {
    supported(
        "support",
        "A request of 30 September 2026 is open; three working days after it is the make-up Saturday, 10 October. An older \
         one was closed.",
        3,
        json!([{"opened": "2026-09-01", "closed": "2026-10-09"}, {"opened": "2026-09-30"}]),
    )
    .case(
        "support.overdue",
        "calendar boundary",
        "10 October, 23:59:59: the due date itself still passes.",
        when("2026-10-10T23:59:59+08:00"),
        proceeds().says("support", pass().seen("2026-10-10").at_most("2026-10-10")),
    )
    .case(
        "support.overdue",
        "calendar boundary",
        "11 October, 00:00:00 local: overdue, though it is a Sunday.",
        when("2026-10-11T00:00:00+08:00"),
        declines(SupportOverdue).de39("58").says("support", fail(SupportOverdue).seen("2026-10-11").at_most("2026-10-10")),
    )
    .case(
        "support.overdue",
        "clock unknown",
        "Whether it is overdue needs the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("support", unknown(ClockNotTrusted).shows_nothing()),
    )
}

fn earliest() -> Group {
    supported(
        "support-earliest",
        "Two requests are open: of 2 November and of Monday, 9 November; with three working days the 5th and the 12th.",
        3,
        json!([{"opened": "2026-11-09"}, {"opened": "2026-11-02"}]),
    )
    .case(
        "support.overdue",
        "calendar boundary",
        "5 November: the earliest due date is shown, whichever request is listed first.",
        when("2026-11-05T12:00:00+08:00"),
        proceeds().says("support", pass().at_most("2026-11-05")),
    )
    .case(
        "support.overdue",
        "calendar boundary",
        "6 November: one of them is overdue, which is enough.",
        when("2026-11-06T00:00:00+08:00"),
        declines(SupportOverdue).says("support", fail(SupportOverdue).at_most("2026-11-05")),
    )
}

fn closed() -> Group {
    supported(
        "support-closed",
        "Every request was closed, one of them too late.",
        3,
        json!([{"opened": "2026-09-01", "closed": "2026-11-20"}]),
    )
    .case(
        "support.overdue",
        "calendar",
        "What is closed is not overdue any more, however long it took.",
        as_it_is(),
        proceeds().says("support", pass().shows_nothing()),
    )
    .case(
        "support.overdue",
        "clock",
        "With nothing open the rule passes without the time.",
        json!({"clock": "not_trusted"}),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("support", pass()),
    )
}

fn same_day() -> Group {
    Group::new(
        "support-same-day",
        "No working day is granted: due on the date it was opened, Saturday 3 October; the policy has no calendar.",
        policy([strict("support", json!({"support": {"working_days": 0}}))]),
        with(&shop(), json!({"support_requests": [{"opened": "2026-10-03"}]})),
        sale(),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "None after a date is the date itself, a holiday or not, and needs no calendar.",
        when("2026-10-03T23:59:59+08:00"),
        proceeds().says("support", pass().seen("2026-10-03").at_most("2026-10-03")),
    )
    .case(
        "calendar.working_days",
        "calendar boundary",
        "The day after is too late.",
        when("2026-10-04T00:00:00+08:00"),
        declines(SupportOverdue),
    )
}

fn not_told() -> Group {
    supported(
        "support-not-told",
        "Open requests of 30 December and 24 December 2026; three working days after the first leave the calendar.",
        3,
        json!([{"opened": "2026-12-30"}, {"opened": "2026-12-24"}]),
    )
    .case(
        "support.overdue",
        "calendar",
        "29 December: of the two only that of Thursday the 24th has a due date that can be told, Tuesday the 29th.",
        when("2026-12-29T12:00:00+08:00"),
        proceeds().says("support", pass().at_most("2026-12-29")),
    )
    .case(
        "support.overdue",
        "calendar boundary",
        "30 December: that one is overdue.",
        when("2026-12-30T00:00:00+08:00"),
        declines(SupportOverdue),
    )
}

fn operator() -> Group {
    let trained = json!({"one_of": ["trained"]});
    let rule =
        with(&strict("operator", json!({"operator": {}})), json!({"scope": {"transactions": ["sale", "refund"]}}));
    Group::new("operator", "Whoever sells or refunds was trained.", policy([rule]), shop(), sale())
        .case(
            "operator.training",
            "word",
            "Trained is the one word that passes.",
            json!({"operator": "trained"}),
            proceeds().says("operator", pass().about("operator").seen("trained").needs(trained.clone())),
        )
        .case(
            "operator.training",
            "word",
            "Whoever is at the till was not trained.",
            json!({"operator": "not_trained"}),
            declines(OperatorNotTrained)
                .de39("58")
                .says("operator", fail(OperatorNotTrained).about("operator").seen("not_trained").needs(trained)),
        )
        .case(
            "operator.training",
            "word absence unknown",
            "Nobody says who is at the till: unknown.",
            as_it_is(),
            refers(OperatorTrainingUnknown).says("operator", unknown(OperatorTrainingUnknown).seen(Value::Null)),
        )
        .case(
            "finding.shown",
            "shown scope",
            "A balance enquiry is not concerned: the finding names no fact and shows nothing.",
            json!({"operator": "not_trained", "transaction": "balance"}),
            proceeds().says("operator", outside().shows_nothing()),
        )
}
