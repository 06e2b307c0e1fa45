//! Precedence among the reasons of application, environment, set-up, hardware, software, system and place: ladders, and
//! what no ladder can hold.

use super::basis::{at, calendar, policy, rule, sale, shop};
use super::draft::{Group, declines, fail, with};
use super::precedence::ladder;
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        application_failed(),
        application_stuck(),
        application_open(),
        environment(),
        outdated(),
        not_told(),
        parts(),
        old(),
        offline(),
        not_reported(),
        place(),
        place_unknown(),
        of_one_fact(),
    ]
}

fn mcc() -> Value {
    json!({"mcc": {"allowed": ["5411"]}})
}

fn required(condition: &str, item: &str) -> Value {
    json!({condition: {"required": [item]}})
}

fn application_failed() -> Group {
    let application = json!({
        "materials": {"bank_card": "rejected"}, "form": {"address": "wrong"}, "credit_check": "failed",
        "review": {"submitted": "2026-11-02", "status": "rejected"}, "delivery": "not_shipped",
    });
    ladder(
        "application-failed",
        "Everything is wrong with the application of a restaurant where only shops are accepted.",
        with(&shop(), json!({"application": application})),
        sale(),
        [
            ("mcc", mcc(), MccNotAllowed, "5812 is not 5411"),
            ("material", required("materials", "lease"), MaterialMissing, "No lease was handed in"),
            ("rejected", required("materials", "bank_card"), MaterialRejected, "The bank card was rejected"),
            ("field", required("form", "owner"), FormFieldMissing, "The owner's field is empty"),
            ("wrong", required("form", "address"), FormFieldWrong, "The address in the form is wrong"),
            ("credit", json!({"credit_check": {}}), CreditCheckFailed, "The credit check was not passed"),
            ("review", json!({"review": {"working_days": 3}}), ReviewRejected, "The review rejected it"),
            ("delivery", json!({"delivery": {}}), TerminalNotShipped, "The terminal was not shipped"),
        ],
    )
}

fn application_stuck() -> Group {
    let application = json!({
        "delivery": "shipped", "installation": "failed", "training": "pending", "test_transaction": "failed",
    });
    ladder(
        "application-stuck",
        "Not submitted for review, shipped and badly installed; and a regulation that is not met.",
        with(&shop(), json!({"application": application})),
        sale(),
        [
            ("mcc", mcc(), MccNotAllowed, "5812 is not 5411"),
            ("review", json!({"review": {"working_days": 3}}), ReviewNotSubmitted, "There is no review"),
            ("delivery", json!({"delivery": {}}), TerminalNotDelivered, "The terminal is on its way"),
            ("installation", json!({"installation": {}}), InstallationFailed, "The installation failed"),
            ("training", json!({"training": {}}), TrainingPending, "Nobody was shown how it works"),
            ("test", json!({"test_transaction": {}}), TestTransactionFailed, "The test transaction failed"),
            ("credit", json!({"credit_check": {}}), ApplicationNotRecorded, "The credit check is not recorded"),
            (
                "regulation",
                json!({"regulation": {"id": "labels", "from": "2026-11-23"}}),
                RegulationNotMet,
                "The regulation of today is not met",
            ),
        ],
    )
}

fn application_open() -> Group {
    let application = json!({
        "materials": {"bank_card": "submitted"}, "form": {"address": "submitted"}, "credit_check": "pending",
        "review": {"submitted": "2026-10-30", "status": "pending"}, "delivery": "shipped", "installation": "pending",
        "test_transaction": "pending",
    });
    ladder(
        "application-open",
        "An application of 30 October of which nothing has come to an end by 23 November.",
        with(&shop(), json!({"application": application})),
        sale(),
        [
            ("delivery", json!({"delivery": {}}), TerminalNotDelivered, "The terminal is on its way"),
            ("installation", json!({"installation": {}}), InstallationPending, "It is not installed"),
            ("test", json!({"test_transaction": {}}), TestTransactionPending, "No test transaction was made"),
            (
                "review",
                json!({"review": {"working_days": 60}}),
                ReviewPending,
                "The review may take sixty working days",
            ),
            ("material", required("materials", "bank_card"), MaterialPending, "Nobody has looked at the bank card"),
            ("field", required("form", "address"), FormFieldPending, "Nobody has looked at the address"),
            ("credit", json!({"credit_check": {}}), CreditCheckPending, "The credit check has not ended"),
            ("training", json!({"training": {}}), ApplicationNotRecorded, "The training is not recorded"),
        ],
    )
}

fn environment() -> Group {
    let shop = with(
        &shop(),
        json!({
            "application": {}, "registration": {"scope": "wrong"},
            "support_requests": [{"opened": "2026-11-02"}],
        }),
    );
    let suspension = json!({
        "id": "flood", "regions": ["3301"], "from": "2026-11-23", "through": "2026-11-24", "effect": {"suspend": {}},
    });
    ladder(
        "environment",
        "City 3301 is suspended, version 2 of the policy is out, and a request for support is overdue.",
        shop,
        with(&sale(), json!({"policy_version_latest": 2})),
        [
            ("delivery", json!({"delivery": {}}), ApplicationNotRecorded, "The delivery is not recorded"),
            ("disaster", json!({"disaster": {}}), DisasterSuspended, "The city is suspended"),
            (
                "regulation",
                json!({"regulation": {"id": "labels", "from": "2026-11-23"}}),
                RegulationNotMet,
                "The regulation of today is not met",
            ),
            ("current", json!({"policy_current": {"age_max_days": 7}}), PolicySuperseded, "Version 2 is out"),
            ("owner", json!({"registration": {"field": "owner"}}), RegistrationFieldMissing, "The owner is missing"),
            (
                "scope",
                json!({"registration": {"field": "scope"}}),
                RegistrationFieldWrong,
                "The scope of business is wrong",
            ),
            ("support", json!({"support": {"working_days": 3}}), SupportOverdue, "The request for support is overdue"),
            ("operator", json!({"operator": {}}), OperatorTrainingUnknown, "Nobody knows who is at the till"),
        ],
    )
    .in_policy(json!({"calendar": calendar(), "directives": [suspension]}))
}

fn outdated() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    let application = json!({"review": {"submitted": "2026-11-02", "status": "pending"}});
    ladder(
        "outdated",
        "The review is overdue, the policy was confirmed eight days ago, another's terminal signed on two days ago.",
        with(&shop(), json!({"application": application, "terminals": ["T1"]})),
        with(
            &sale(),
            json!({
                "policy_confirmed_at_utc_s": now - 8 * 86_400, "terminal_id": "T2",
                "signed_on_at_utc_s": now - 2 * 86_400, "de22": 21, "de25": 59, "operator": "not_trained",
            }),
        ),
        [
            ("mcc", mcc(), MccNotAllowed, "5812 is not 5411"),
            ("review", json!({"review": {"working_days": 3}}), ReviewOverdue, "The review was due on 5 November"),
            (
                "current",
                json!({"policy_current": {"age_max_days": 7}}),
                PolicyOutdated,
                "The policy was not confirmed for eight days",
            ),
            ("binding", json!({"binding": {}}), TerminalBoundElsewhere, "T2 is not T1"),
            ("sign-on", json!({"sign_on": {"age_max_s": 86_400}}), NotSignedOn, "The sign-on is two days old"),
            ("de22", json!({"pos_codes": {}}), De22Inconsistent, "021 does not announce a chip"),
            ("de25", json!({"pos_codes": {"de22": false, "de25": [0]}}), De25Inconsistent, "59 is not 00"),
            ("operator", json!({"operator": {}}), OperatorNotTrained, "Whoever is at the till was not trained"),
        ],
    )
    .in_policy(json!({"calendar": calendar()}))
}

fn not_told() -> Group {
    ladder(
        "not-told",
        "Nothing is told of the policy, the terminal, the codes and the parts.",
        with(&shop(), json!({"registration": {"phone": "unchecked"}})),
        with(&sale(), json!({"operator": "not_trained"})),
        [
            ("mcc", mcc(), MccNotAllowed, "5812 is not 5411"),
            ("current", json!({"policy_current": {"age_max_days": 7}}), PolicyStateUnknown, "The host told nothing"),
            ("binding", json!({"binding": {}}), TerminalBindingUnknown, "Neither id nor list is there"),
            ("sign-on", json!({"sign_on": {"age_max_s": 86_400}}), SignOnUnknown, "The sign-on is absent"),
            (
                "phone",
                json!({"registration": {"field": "phone"}}),
                RegistrationFieldUnchecked,
                "The phone number was not checked",
            ),
            ("codes", json!({"pos_codes": {}}), PosCodesMissing, "DE22 is absent"),
            ("reader", json!({"component": {"part": "card_reader"}}), ComponentStateUnknown, "The reader is silent"),
            ("battery", json!({"battery": {"min_percent": 10}}), BatteryLevelUnknown, "The battery's level is absent"),
        ],
    )
}

fn parts() -> Group {
    let part = |part: &str| json!({"component": {"part": part}});
    ladder(
        "parts",
        "Not trained, damaged, on a failing supply with an empty battery, and four parts out of order.",
        shop(),
        with(
            &sale(),
            json!({
                "operator": "not_trained", "damage": "damaged", "power": "failing", "battery_percent": 0,
                "card_reader": "faulty", "contact": "faulty", "positioning": "faulty", "communication": "faulty",
            }),
        ),
        [
            ("operator", json!({"operator": {}}), OperatorNotTrained, "Whoever is at the till was not trained"),
            ("damage", json!({"damage": {}}), Damaged, "The terminal was damaged"),
            ("power", json!({"power": {}}), PowerFailing, "The supply fails"),
            ("battery", json!({"battery": {"min_percent": 10}}), BatteryTooLow, "The battery is empty"),
            ("reader", part("card_reader"), CardReaderFaulty, "The card reader is out of order"),
            ("contact", part("contact"), ContactFaulty, "A contact is out of order"),
            ("positioning", part("positioning"), PositioningFaulty, "The positioning module is out of order"),
            ("communication", part("communication"), CommunicationFaulty, "The communication module is out of order"),
        ],
    )
}

fn old() -> Group {
    let now = at("2026-11-23T12:00:00+08:00");
    ladder(
        "old",
        "Three parts out of order in a terminal of eleven years that was never inspected since, with bad software.",
        shop(),
        with(
            &sale(),
            json!({
                "communication": "faulty", "printer": "faulty", "key_pad": "faulty", "os_version": "7.1",
                "in_service_since_utc_s": now - 4_015 * 86_400, "inspected_at_utc_s": now - 4_015 * 86_400,
                "app_version": "3.1",
            }),
        ),
        [
            (
                "communication",
                json!({"component": {"part": "communication"}}),
                CommunicationFaulty,
                "The communication module is out of order",
            ),
            ("printer", json!({"component": {"part": "printer"}}), PrinterFaulty, "The printer is out of order"),
            ("key-pad", json!({"component": {"part": "key_pad"}}), KeyPadFaulty, "The key pad is out of order"),
            ("age", json!({"age": {"age_max_days": 3_650}}), HardwareTooOld, "4,015 days are more than 3,650"),
            ("inspection", json!({"inspection": {"age_max_days": 90}}), InspectionOverdue, "So are they more than 90"),
            ("os", json!({"os": {"os_min": "11"}}), OsBelowMinimum, "7.1 is older than 11"),
            ("bad-app", json!({"known_bad": {"app": ["3.1"]}}), SoftwareKnownBad, "3.1 is known to be bad"),
            ("bad-os", json!({"known_bad": {"os": ["7.1"]}}), OsKnownBad, "7.1 is known to be bad"),
        ],
    )
}

fn offline() -> Group {
    let offline = |limits: Value| json!({"offline": limits});
    ladder(
        "offline",
        "Unpatched, without data, host and link, and every limit of what is sold offline is exceeded.",
        shop(),
        with(
            &sale(),
            json!({
                "os_version": "7.1", "patch_level": 1, "service_point_data": "load_failed", "host": "unreachable",
                "link": "down", "offline_amount_minor": 100_000, "offline_count": 9,
            }),
        ),
        [
            ("bad-os", json!({"known_bad": {"os": ["7.1"]}}), OsKnownBad, "7.1 is known to be bad"),
            ("patch", json!({"patch": {"level_min": 2}}), PatchMissing, "Level 1 is below 2"),
            ("data", json!({"service_point_data": {}}), DataLoadFailed, "The data could not be loaded"),
            ("host", json!({"host": {}}), HostDown, "The host does not answer"),
            ("link", json!({"link": {}}), LinkDown, "There is no link"),
            ("floor", offline(json!({"floor_limit_minor": 9_999})), FloorLimitExceeded, "100.00 is above 99.99"),
            (
                "sum",
                offline(json!({"amount_max_minor": 109_999})),
                OfflineAmountAboveLimit,
                "1,000.00 and 100.00 are above 1,099.99",
            ),
            ("number", offline(json!({"count_max": 9})), OfflineCountAboveLimit, "Nine and one are above nine"),
        ],
    )
}

fn not_reported() -> Group {
    ladder(
        "not-reported",
        "The terminal reports nothing of itself.",
        shop(),
        sale(),
        [
            ("battery", json!({"battery": {"min_percent": 10}}), BatteryLevelUnknown, "The battery's level is absent"),
            ("power", json!({"power": {}}), PowerStateUnknown, "The supply's state is absent"),
            ("age", json!({"age": {"age_max_days": 3_650}}), HardwareAgeUnknown, "Its age is not known"),
            ("damage", json!({"damage": {}}), DamageUnknown, "Nobody says whether it was damaged"),
            ("inspection", json!({"inspection": {"age_max_days": 90}}), InspectionUnknown, "Nor when it was inspected"),
            ("os", json!({"os": {"os_min": "11"}}), OsVersionUnknown, "The system's version is absent"),
            ("patch", json!({"patch": {"level_min": 2}}), PatchLevelUnknown, "The patch level is absent"),
            ("data", json!({"service_point_data": {}}), DataStateUnknown, "Nothing is said of the data"),
        ],
    )
}

fn place() -> Group {
    ladder(
        "place",
        "Nothing is known of data, host and link; the position is made up, the address wrong, and the calendar missing.",
        with(&shop(), json!({"address_check": "differs", "hours": {"weekly": {}, "holidays": ["10:00-12:00"]}})),
        with(&sale(), json!({"host": null, "fix_source": "mocked", "currency": 840})),
        [
            ("data", json!({"service_point_data": {}}), DataStateUnknown, "Nothing is said of the data"),
            ("host", json!({"host": {}}), HostStateUnknown, "The host's state is absent"),
            ("link", json!({"link": {}}), LinkStateUnknown, "The link's state is absent"),
            ("mocked", json!({"mocked": {}}), LocationMocked, "The position is made up"),
            ("address", json!({"address": {}}), AddressDiffers, "The address is another"),
            (
                "location",
                json!({"location": {"fix_age_max_s": 60, "accuracy_max_m": 100}}),
                LocationPlaceMissing,
                "No place is registered",
            ),
            ("hours", json!({"hours": {}}), HoursCalendarUnknown, "No calendar covers today"),
            ("currency", json!({"currency": {"allowed": [156]}}), CurrencyNotAllowed, "Dollars are not listed"),
        ],
    )
}

fn place_unknown() -> Group {
    ladder(
        "place-unknown",
        "Data that are not what was signed, a host that answers too late over a link that comes and goes; nothing known of \
         offline sales, position, address and hours.",
        shop(),
        with(&sale(), json!({"service_point_data": "verify_failed", "host": "timing_out", "link": "unstable"})),
        [
            ("mcc", mcc(), MccNotAllowed, "5812 is not 5411"),
            ("data", json!({"service_point_data": {}}), DataVerifyFailed, "The data are not what was signed"),
            ("host", json!({"host": {}}), HostTimingOut, "The host answers too late"),
            ("link", json!({"link": {}}), LinkUnstable, "The link comes and goes"),
            (
                "offline",
                json!({"offline": {"count_max": 9}}),
                OfflineUsageMissing,
                "The number of offline sales is absent",
            ),
            ("mocked", json!({"mocked": {}}), LocationMockUnknown, "The position's source is absent"),
            ("address", json!({"address": {}}), AddressNotChecked, "Nobody looked at the address"),
            ("hours", json!({"hours": {}}), HoursNotRegistered, "No hours are registered"),
        ],
    )
}

/// Words of one fact cannot stand in one ladder.
fn of_one_fact() -> Group {
    let all = |id, condition| rule(id, condition, "decline", "decline");
    let mut group = Group::new(
        "of-one-fact",
        "A host that does not answer, and a link in one of its states; both rules decline.",
        policy([all("link", json!({"link": {}})), all("host", json!({"host": {}}))]),
        shop(),
        with(&sale(), json!({"host": "unreachable"})),
    );
    for (state, reason, why) in
        [("interfered", LinkInterfered, "The link is disturbed"), ("weak", LinkWeak, "The link is weak")]
    {
        let comment = format!("{why}, but HOST_DOWN stands before it in the table.");
        let stated = declines(HostDown).says("link", fail(reason).acts(Action::Decline));
        group = group.case("rule.precedence", "precedence", comment, json!({"link": state}), stated);
    }
    group
}
