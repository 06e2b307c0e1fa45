//! Readiness: the steps that an application still lacks, in their order, and what would refuse a sale.
#![cfg(feature = "json")]
#![allow(dead_code, reason = "a part of what the tests share is used")]

mod common;

use common::generate::{Triple, triples};
use common::{cases, json, open};
use poscond::readiness::{ReadinessStep, StepKind, StepState};
use poscond::{Outcome, Policy, Readiness, Reason, Request, ServicePoint, Step, Who, compile, probe, readiness};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::Path;

fn data(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The policy of the example.
fn baseline() -> Policy {
    fn dates_as_text(value: &mut toml::Value) {
        match value {
            toml::Value::Datetime(date) => *value = toml::Value::String(date.to_string()),
            toml::Value::Array(items) => items.iter_mut().for_each(dates_as_text),
            toml::Value::Table(fields) => fields.iter_mut().for_each(|(_, field)| dates_as_text(field)),
            _ => {}
        }
    }
    let mut value: toml::Value = toml::from_str(&data("policy.toml")).expect("TOML");
    dates_as_text(&mut value);
    Policy::deserialize(serde_json::to_value(value).expect("JSON")).expect("a policy")
}

/// Noon in China on a date.
fn noon(date: &str) -> i64 {
    let date: poscond::Date = date.parse().expect("a date");
    i64::from(date.days()) * 86_400 + 4 * 3_600
}

const TODAY: &str = "2026-11-24";

/// A service point of which nothing is known but who it is, with these fields on top.
fn point(fields: Value) -> ServicePoint {
    let mut all = json!({"id": "noodles-1", "revision": 1, "merchant_id": "898330158120001", "name": "老王面馆",
        "merchant_kind": "restaurant", "mcc": "5812", "region": "330106", "status": "active", "utc_offset": "+08:00"});
    all.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
    ServicePoint::deserialize(all).expect("a service point")
}

/// A policy with these rules, which decline and refer where they do not say otherwise.
fn policy(mut rules: Value) -> Policy {
    for rule in rules.as_array_mut().expect("a list") {
        let rule = rule.as_object_mut().expect("a rule");
        rule.entry("on_fail").or_insert("decline".into());
        rule.entry("on_unknown").or_insert("refer".into());
    }
    Policy::deserialize(json!({"id": "p", "version": 3, "rules": rules, "advice": {"document_days": 30}, "calendar": {
        "covers_from": "2026-09-01", "covers_through": "2026-10-31",
        "holidays": ["2026-10-01", "2026-10-02", "2026-10-03", "2026-10-04", "2026-10-05", "2026-10-06", "2026-10-07"],
        "makeup_workdays": {"2026-10-10": "wed"}}}))
    .expect("a policy")
}

#[track_caller]
fn told(policy: &Policy, point: &ServicePoint, date: &str) -> Readiness {
    readiness(policy, point, noon(date)).expect("they compile")
}

/// The only step.
#[track_caller]
fn only(told: &Readiness) -> &ReadinessStep {
    let [step] = told.steps.as_slice() else { panic!("{told:?}") };
    step
}

fn names(told: &Readiness) -> Vec<String> {
    let name = |step: &ReadinessStep| match &step.subject {
        Some(subject) => format!("{} {subject}", step.step.name()),
        None => step.step.name().to_owned(),
    };
    told.steps.iter().map(name).collect()
}

fn date(text: &str) -> Option<poscond::Date> {
    text.parse().ok()
}

/// Pins that a review is due by the calendar: of 30 September after the National Day holiday, on Saturday 10 October, which
/// is worked; and that it is overdue, and the acquirer's, the day after.
#[test]
fn a_review_over_the_october_holiday() {
    let policy = policy(json!([{"id": "review", "condition": {"review": {"working_days": 3}}}]));
    let point = point(json!({"application": {"review": {"submitted": "2026-09-30", "status": "pending"}}}));
    for today in ["2026-09-30", "2026-10-07", "2026-10-10"] {
        let told = told(&policy, &point, today);
        let step = only(&told);
        assert_eq!(
            (step.state, step.who, step.due),
            (StepState::Pending, Some(Who::Wait), date("2026-10-10")),
            "{today}"
        );
        assert!(step.is_blocking && !step.is_due_unknown && !told.ready, "{today}");
    }
    let told = told(&policy, &point, "2026-10-11");
    let step = only(&told);
    assert_eq!((step.state, step.who, step.due), (StepState::Overdue, Some(Who::Acquirer), date("2026-10-10")));
}

/// Pins that a date which the calendar does not cover is not guessed, and that it is said.
#[test]
fn a_due_date_beyond_the_calendar_is_not_guessed() {
    let policy = policy(json!([{"id": "review", "condition": {"review": {"working_days": 3}}}]));
    let point = point(json!({"application": {"review": {"submitted": "2026-10-29", "status": "pending"}}}));
    let told = told(&policy, &point, "2026-10-30");
    let step = only(&told);
    assert_eq!((step.state, step.due, step.is_due_unknown), (StepState::Pending, None, true));
}

/// Pins the whole way of an application: the list of what is open shrinks with each step, nothing is ready before the last,
/// and then the sale proceeds.
#[test]
fn an_application_from_nothing_to_the_first_sale() {
    let policy = baseline();
    let mut shop: Value = json(&data("service-points/hangzhou-noodle-shop.json"));
    let whole = shop.clone();
    let fields = shop.as_object_mut().expect("an object");
    for field in
        ["application", "documents", "registration", "place", "hours", "address_check", "regulations_met", "terminals"]
    {
        fields.remove(field);
    }
    let photo = json!({"kind": "shopfront_photo", "status": "approved", "valid_through": "long_term"});
    let licence = json!({"kind": "business_licence", "status": "approved", "valid_through": "long_term"});
    let food = json!({"kind": "food_licence", "status": "approved", "valid_through": "2030-01-01"});
    let mut steps: Vec<(&str, Value)> = vec![("/application", json!({"materials": {}, "form": {}}))];
    for item in ["id_document", "bank_card", "phone", "photo_inside", "photo_outside"] {
        steps.push((Box::leak(format!("/application/materials/{item}").into_boxed_str()), json!("accepted")));
    }
    steps.push(("/application/credit_check", json!("passed")));
    for field in ["shop_name", "address", "business_type"] {
        steps.push((Box::leak(format!("/application/form/{field}").into_boxed_str()), json!("accepted")));
    }
    steps.push(("/application/review", json!({"submitted": "2026-11-02", "status": "approved"})));
    steps.push(("/documents", json!([licence])));
    steps.push(("/documents", json!([licence, food])));
    steps.push(("/documents", json!([licence, food, photo])));
    steps.push(("/registration", json!({"phone": "confirmed"})));
    steps.push(("/place", whole["place"].clone()));
    steps.push(("/address_check", json!("matches")));
    steps.push(("/hours", whole["hours"].clone()));
    steps.push(("/regulations_met", json!(["complaint-line"])));
    steps.push(("/terminals", json!(["33010617"])));
    steps.push(("/application/delivery", json!("delivered")));
    steps.push(("/application/installation", json!("done")));
    steps.push(("/application/training", json!("done")));
    steps.push(("/application/test_transaction", json!("passed")));

    let open_of = |told: &Readiness| told.steps.iter().filter(|step| !step.state.is_done()).count();
    let mut shop_now: ServicePoint = ServicePoint::deserialize(&shop).expect("a service point");
    let mut before = told(&policy, &shop_now, TODAY);
    let all = names(&before);
    assert_eq!(open_of(&before), all.len(), "nothing is done");
    assert_eq!(all.len(), steps.len() - 1, "each step but the opening of the application is one");
    assert!(before.steps.windows(2).all(|pair| pair[0].step <= pair[1].step), "{all:?}");
    for (at, (path, value)) in steps.iter().enumerate() {
        assert!(!before.ready && before.outcome != Outcome::Proceed, "before {path}");
        let (parent, key) = path.rsplit_once('/').expect("a path");
        shop.pointer_mut(parent).and_then(Value::as_object_mut).expect(path).insert(key.to_owned(), value.clone());
        shop_now = ServicePoint::deserialize(&shop).expect("a service point");
        let after = told(&policy, &shop_now, TODAY);
        assert_eq!(names(&after), all, "what is required stays");
        assert_eq!(open_of(&after), open_of(&before) - usize::from(at > 0), "after {path}");
        // The steps were taken in their order.
        assert_eq!(after.next, Some(at).filter(|&next| next < all.len()), "after {path}");
        before = after;
    }
    assert!(before.ready && before.refusals.is_empty(), "{before:?}");
    let sale = probe::sale(&policy, &shop_now, noon(TODAY)).expect("they compile");
    let bytes = compile(&policy, &shop_now).expect("they compile");
    assert_eq!(open(&bytes).evaluate(&sale).outcome, Outcome::Proceed);
}

/// Pins that steps come from the rules that concern the service point on the day, and from no other: by kind, category,
/// region, remoteness, expression and date.
#[test]
fn only_rules_that_concern_the_service_point_ask_for_steps() {
    let document = |kind: &str, more: Value| {
        let mut rule = json!({"id": kind, "condition": {"document": {"kind": kind}}});
        rule.as_object_mut().expect("a rule").extend(more.as_object().expect("an object").clone());
        rule
    };
    let policy = policy(json!([
        document("own-kind", json!({"scope": {"merchant_kinds": ["restaurant"]}})),
        document("other-kind", json!({"scope": {"merchant_kinds": ["pharmacy"]}})),
        document("own-mcc", json!({"scope": {"mccs": ["5811-5814"]}})),
        document("other-mcc", json!({"scope": {"mccs": ["5912"]}})),
        document("own-region", json!({"scope": {"regions": ["33"]}})),
        document("other-region", json!({"scope": {"regions": ["31"]}})),
        document("remote", json!({"scope": {"remote": true}})),
        document("when", json!({"when": "service_point.mcc == \"5912\""})),
        document("from-today", json!({"valid_from": TODAY})),
        document("from-tomorrow", json!({"valid_from": "2026-11-25"})),
        document("until-yesterday", json!({"valid_through": "2026-11-23"})),
        document("of-refunds", json!({"scope": {"transactions": ["refund"]}})),
        document("warned", json!({"on_fail": "warn", "on_unknown": "warn"})),
    ]));
    let told = told(&policy, &point(json!({})), TODAY);
    let expected = ["own-kind", "own-mcc", "own-region", "from-today", "of-refunds", "warned"];
    assert_eq!(names(&told), expected.map(|kind| format!("document {kind}")));
    // What concerns no sale, or only warns, keeps none from proceeding.
    let blocking: Vec<bool> = told.steps.iter().map(|step| step.is_blocking).collect();
    assert_eq!(blocking, [true, true, true, true, false, false]);
}

/// Pins each state of a document, whose turn it is, and its date.
#[test]
fn states_of_a_document() {
    let policy = policy(json!([{"id": "licence", "condition": {"document": {"kind": "licence", "grace_days": 10}}}]));
    let approved = |from: &str, through: &str| json!([{"kind": "licence", "status": "approved", "valid_from": from, "valid_through": through}]);
    for (documents, state, who, due) in [
        (json!([]), StepState::Missing, Some(Who::Merchant), None),
        (json!([{"kind": "licence", "status": "pending"}]), StepState::Pending, Some(Who::Acquirer), None),
        (json!([{"kind": "licence", "status": "rejected"}]), StepState::Rejected, Some(Who::Merchant), None),
        (approved("2020-01-01", "2026-11-01"), StepState::Expired, Some(Who::Merchant), date("2026-11-11")),
        (approved("2026-12-01", "2030-01-01"), StepState::NotYetValid, Some(Who::Wait), date("2026-12-01")),
        (approved("2020-01-01", "2026-11-20"), StepState::Expiring, Some(Who::Merchant), date("2026-11-30")),
        (approved("2020-01-01", "2026-12-01"), StepState::Expiring, Some(Who::Merchant), date("2026-12-11")),
        (approved("2020-01-01", "2030-01-01"), StepState::Done, None, None),
        (approved("2020-01-01", "long_term"), StepState::Done, None, None),
    ] {
        let told = told(&policy, &point(json!({"documents": documents})), TODAY);
        let step = only(&told);
        assert_eq!((step.state, step.who, step.due), (state, who, due), "{documents}");
        assert_eq!(
            (step.is_blocking, told.ready, told.next.is_none()),
            (!state.is_done(), state.is_done(), state.is_done())
        );
    }
}

/// Pins that of a rule for the engineer's eyes only nothing is told but that something refuses the sale: no step, no rule,
/// no document, no threshold; and that it does refuse it.
#[test]
fn internal_rules_do_not_leak() {
    let policy = policy(json!([
        {"id": "known", "condition": {"document": {"kind": "licence"}}},
        {"id": "watch-list", "condition": {"document": {"kind": "sanctions_screening"}}, "disclosure": "internal"},
        {"id": "watch-list-2", "condition": {"credit_check": {}}, "disclosure": "internal", "on_unknown": "refer"},
        {"id": "scam-hours", "condition": {"require": {"expression": "service_point.terminal_count > 4711"}},
            "disclosure": "internal"},
    ]));
    let licence = json!([{"kind": "licence", "status": "approved", "valid_through": "long_term"}]);
    let told = told(&policy, &point(json!({"documents": licence})), TODAY);
    assert_eq!(names(&told), ["document licence"]);
    assert!(!told.ready && told.outcome == Outcome::Decline && told.next.is_none());
    let [refusal] = told.refusals.as_slice() else { panic!("{told:?}") };
    assert_eq!((&refusal.rule, refusal.reason, &refusal.subject, refusal.who), (&None, None, &None, Who::Acquirer));
    assert!(refusal.steps.is_empty());
    let text = serde_json::to_string(&told).expect("JSON");
    for secret in ["watch", "sanctions", "credit", "scam", "4711", "REQUIREMENT", "DOCUMENT"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

/// Pins that refusals name rule, reason and steps, the strongest first and then by precedence.
#[test]
fn refusals_in_their_order() {
    let policy = policy(json!([
        {"id": "hours", "condition": {"hours": {}}},
        {"id": "place", "condition": {"location": {"fix_age_max_s": 600, "accuracy_max_m": 50}}},
        {"id": "licence", "condition": {"document": {"kind": "licence"}}},
        {"id": "merchant", "condition": {"merchant": {}}},
    ]));
    let told = told(&policy, &point(json!({"status": "suspended"})), TODAY);
    let said: Vec<_> = told.refusals.iter().map(|refusal| (refusal.rule.as_deref(), refusal.reason)).collect();
    assert_eq!(
        said,
        [
            (Some("merchant"), Some(Reason::MerchantSuspended)),
            (Some("licence"), Some(Reason::DocumentMissing)),
            (Some("place"), Some(Reason::LocationPlaceMissing)),
            (Some("hours"), Some(Reason::HoursNotRegistered)),
        ]
    );
    assert_eq!(told.refusals[1].steps, [Step::SupplyDocument]);
    assert_eq!(told.refusals[1].subject.as_ref().map(poscond::Id::as_str), Some("licence"));
}

/// Pins that a sale in good order meets what a request can meet: currency, codes, versions, amounts, expressions over facts
/// of the host, and a strict polygon under another datum.
#[test]
fn the_sale_that_is_tried_is_in_good_order() {
    let mut policy = policy(json!([
        {"id": "currency", "condition": {"currency": {"allowed": [978, 156]}}},
        {"id": "amount", "condition": {"amount": {"max_minor": 100_000, "min_minor": 5_000}}},
        {"id": "app", "condition": {"software": {"app_min": "3.2.0"}}},
        {"id": "codes", "condition": {"pos_codes": {"de25": [64]}}},
        {"id": "tap", "condition": {"entry_mode": {"allowed": ["contactless"]}}},
        {"id": "used", "condition": {"usage": {"window": "day", "measure": "count", "subject": "terminal", "max": 3}}},
        {"id": "bound", "condition": {"binding": {}}},
        {"id": "place", "condition": {"location": {"fix_age_max_s": 60, "accuracy_max_m": 3, "strict": true}}},
        {"id": "risk", "condition": {"require": {"expression": "custom.risk > 700 && custom.risk < 800"}}},
        {"id": "os", "condition": {"require": {"expression": "terminal.os_version == version(\"9.1\")"}}},
    ]));
    policy.custom_facts = json(r#"{"risk": 0}"#);
    // The letter C: the middle of its corners lies outside.
    let c = json!([
        [302_700_000, 1_201_200_000],
        [302_700_000, 1_201_300_000],
        [302_710_000, 1_201_300_000],
        [302_710_000, 1_201_220_000],
        [302_790_000, 1_201_220_000],
        [302_790_000, 1_201_300_000],
        [302_800_000, 1_201_300_000],
        [302_800_000, 1_201_200_000]
    ]);
    let shop = point(json!({"terminals": ["33010617"], "place": {"datum": "gcj02", "areas": [{"polygon": c}]}}));
    let told = told(&policy, &shop, TODAY);
    assert!(told.ready, "{:?}", told.refusals);
    let sale: Request = probe::sale(&policy, &shop, noon(TODAY)).expect("they compile");
    assert_eq!(sale.transaction(), Some(poscond::TransactionType::Sale));
}

/// Pins that the sale is not made to fit around what the service point lacks: by a smaller amount, or another way of reading.
#[test]
fn what_a_service_point_lacks_is_not_dodged() {
    for when in
        ["transaction.amount >= 50", "transaction.entry_mode == \"chip\"", "transaction.card_kind != \"credit\""]
    {
        let policy = policy(json!([{"id": "licence", "when": when, "condition": {"document": {"kind": "licence"}}}]));
        let told = told(&policy, &point(json!({})), TODAY);
        assert!(!told.ready && only(&told).is_blocking, "{when}");
        assert_eq!(told.refusals[0].reason, Some(Reason::DocumentMissing), "{when}");
    }
}

/// Pins that time alone may be in the way, and when it no longer is.
#[test]
fn a_closed_shop_is_told_when_it_opens() {
    let policy = policy(json!([{"id": "hours", "condition": {"hours": {}}}]));
    let shop = point(json!({"hours": {"weekly": {"tue": ["18:00-22:00"]}}}));
    let told = told(&policy, &shop, TODAY);
    assert!(!told.ready && told.next.is_none() && told.steps.iter().all(|step| step.state == StepState::Done));
    assert_eq!(told.next_allowed_at_utc_s, Some(noon(TODAY) + 6 * 3_600));
    assert_eq!(told.refusals[0].who, Who::Wait);
    let open = readiness(&policy, &shop, noon(TODAY) + 6 * 3_600).expect("they compile");
    assert!(open.ready && open.next_allowed_at_utc_s.is_none());
}

/// Pins that a service point which is not served yet is told its steps all the same, and the guard that refuses.
#[test]
fn before_its_first_date_the_steps_are_told_all_the_same() {
    let policy = policy(json!([{"id": "licence", "condition": {"document": {"kind": "licence"}}}]));
    let told = told(&policy, &point(json!({"valid_from": "2026-12-01"})), TODAY);
    assert!(only(&told).is_blocking);
    assert!(told.refusals[0].rule.as_deref().is_some_and(|rule| rule.starts_with('@')));
    assert_eq!(told.refusals[0].reason, Some(Reason::PlanNotYetValid));
}

/// Pins that a regulation which is not in force yet is a step with its last free day, and keeps no sale.
#[test]
fn a_regulation_to_come_is_a_step_and_keeps_nobody() {
    let policy =
        policy(json!([{"id": "law", "condition": {"regulation": {"id": "complaint-line", "from": "2026-12-01"}}}]));
    let step = |met: Value, today: &str| only(&told(&policy, &point(json!({"regulations_met": met})), today)).clone();
    let to_come = step(json!([]), TODAY);
    assert_eq!((to_come.state, to_come.due, to_come.is_blocking), (StepState::Missing, date("2026-11-30"), false));
    assert_eq!((to_come.reason, to_come.who), (None, Some(Who::Merchant)));
    let in_force = step(json!([]), "2026-12-01");
    assert_eq!((in_force.state, in_force.due, in_force.is_blocking), (StepState::Missing, date("2026-11-30"), true));
    assert_eq!(step(json!(["complaint-line"]), TODAY).state, StepState::Done);
}

/// Pins that a directive which softens a rule to a warning leaves the step, and that it no longer blocks.
#[test]
fn what_a_directive_softens_does_not_block() {
    let mut softened = policy(json!([{"id": "licence", "condition": {"document": {"kind": "licence"}}}]));
    softened.directives = json(
        r#"[{"id": "quake", "regions": ["33"], "from": "2026-11-20", "through": "2026-11-30",
            "effect": {"relax": {"rules": ["licence"]}}}]"#,
    );
    for (today, is_blocking) in [("2026-11-19", true), (TODAY, false), ("2026-12-01", true)] {
        let told = told(&softened, &point(json!({})), today);
        let step = only(&told);
        assert_eq!(
            (step.state, step.is_blocking, told.ready),
            (StepState::Missing, is_blocking, !is_blocking),
            "{today}"
        );
    }
}

/// Pins that two rules that ask for the same are one step: the one that blocks.
#[test]
fn two_rules_for_one_document_are_one_step() {
    let policy = policy(json!([
        {"id": "told", "condition": {"document": {"kind": "licence"}}, "on_fail": "warn", "on_unknown": "warn"},
        {"id": "asked", "condition": {"document": {"kind": "licence"}}},
    ]));
    let told = told(&policy, &point(json!({})), TODAY);
    assert_eq!((only(&told).rule.as_str(), only(&told).is_blocking), ("asked", true));
}

fn examples() -> Vec<(String, ServicePoint)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/data/service-points");
    let mut points: Vec<(String, ServicePoint)> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| std::fs::read_to_string(entry.expect("a file").path()).expect("a text"))
        .map(|text| (text.clone(), json(&text)))
        .collect();
    points.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    points
}

/// Pins what the service points of the example lack, whatever stage they are in: the answer agrees with itself, and names
/// nobody.
#[test]
fn the_service_points_of_the_example() {
    let policy = baseline();
    let mut stages = Vec::new();
    for (text, point) in examples() {
        let told = told(&policy, &point, TODAY);
        let id = point.id.to_string();
        let is_blocked = told.steps.iter().any(|step| step.is_blocking);
        assert_eq!(told.ready, told.outcome == Outcome::Proceed && !is_blocked, "{id}");
        assert_eq!(told.outcome == Outcome::Proceed, told.refusals.is_empty(), "{id}");
        for step in told.steps.iter().filter(|step| step.is_blocking) {
            let refused = told.refusals.iter().any(|refusal| refusal.rule.as_deref() == Some(step.rule.as_str()));
            assert!(refused && !step.state.is_done() && step.who.is_some(), "{id}: {step:?}");
        }
        // A request can meet all that is asked of a request.
        for refusal in &told.refusals {
            let reason = refusal.reason.expect("disclosed");
            let is_of_request = matches!(reason.family(), poscond::Family::Limits | poscond::Family::Hardware)
                || matches!(reason.family(), poscond::Family::Software | poscond::Family::System);
            assert!(!is_of_request, "{id}: {}", reason.name());
        }
        let json = serde_json::to_string(&told).expect("JSON");
        let whole: Value = serde_json::from_str(&text).expect("JSON");
        for secret in [&whole["name"], &whole["place"]["address"], &whole["merchant_id"]] {
            assert!(secret.as_str().is_none_or(|secret| !json.contains(secret)), "{id}: {json}");
        }
        stages.push((id, told.next.map(|next| told.steps[next].step)));
    }
    let next = |id: &str| stages.iter().find(|stage| stage.0 == id).expect(id).1;
    for (id, step) in [
        ("xiaohe-hardware-shop", Some(StepKind::Material)),
        ("xiaohe-flower-shop", Some(StepKind::CreditCheck)),
        ("xiaohe-bakery", Some(StepKind::FormField)),
        ("xiaohe-toy-shop", Some(StepKind::Review)),
        ("beijing-teahouse-new", Some(StepKind::Document)),
        ("xiaohe-grocery", Some(StepKind::AddressCheck)),
        ("zhanjiang-seafood-hall", Some(StepKind::Regulation)),
        ("hangzhou-noodle-shop", None),
    ] {
        assert_eq!(next(id), step, "{id}");
    }
}

/// Pins that the JSON form is what its schema says.
#[cfg(feature = "schema")]
#[test]
fn readiness_is_as_its_schema_says() {
    let schema = jsonschema::draft7::new(poscond::schema::readiness().as_value()).expect("a schema of draft-07");
    let policy = baseline();
    for (_, point) in examples() {
        let value = serde_json::to_value(told(&policy, &point, TODAY)).expect("JSON");
        let errors: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// Pins that every step in every state says something of its own language, with its subject by its name.
#[cfg(feature = "messages")]
#[test]
fn readiness_steps_in_both_languages() {
    use poscond::texts::{Language, of_readiness_step};
    let mut step = ReadinessStep {
        step: StepKind::Document,
        subject: Some("food_licence".parse().expect("an id")),
        state: StepState::Missing,
        who: None,
        due: None,
        is_due_unknown: false,
        is_blocking: false,
        rule: "food-licence".parse().expect("an id"),
        reason: None,
    };
    let say = |step: &ReadinessStep, language| {
        let mut bytes: Vec<u8> = Vec::new();
        of_readiness_step(step, language, &mut bytes).expect("a list is never full");
        String::from_utf8(bytes).expect("UTF-8")
    };
    assert_eq!(say(&step, Language::ZhCn), "请提交资质文件：食品经营许可证");
    assert_eq!(say(&step, Language::En), "Hand in the document: food licence");
    for &kind in StepKind::ALL {
        for &state in StepState::ALL {
            (step.step, step.state) = (kind, state);
            let (chinese, english) = (say(&step, Language::ZhCn), say(&step, Language::En));
            assert!(!chinese.is_ascii() && english.is_ascii(), "{chinese} {english}");
            let (_, _, unmappable) = encoding_rs::GBK.encode(&chinese);
            assert!(!unmappable, "{chinese}");
        }
    }
    let (subject, due) = (None, date("2026-10-10"));
    let review = ReadinessStep { step: StepKind::Review, state: StepState::Pending, subject, due, ..step };
    assert_eq!(say(&review, Language::ZhCn), "入网申请审核中，请等待，应于2026-10-10前完成");
    assert_eq!(say(&review, Language::En), "The application is under review, wait for it, due 2026-10-10");
}

/// Pins, for generated policies and service points, that the answer agrees with itself: what blocks refuses, what is done does
/// not block, what is not disclosed is not named, and `ready` is what the sale says.
#[test]
fn readiness_agrees_with_itself() {
    let mut runner = proptest::test_runner::TestRunner::new(cases(150));
    let ran = runner.run(&triples(), |Triple { policy, point, request, .. }| {
        let now = request.now_utc_s().unwrap_or_else(|| noon(TODAY));
        let told = readiness(&policy, &point, now).expect("it compiles");
        let bytes = compile(&policy, &point).expect("it compiles");
        let plan = open(&bytes);
        let sale = probe::sale(&policy, &point, now).expect("it compiles");
        let decision = plan.evaluate(&sale);
        assert_eq!(decision.outcome, told.outcome);
        let is_blocked = told.steps.iter().any(|step| step.is_blocking);
        assert_eq!(told.ready, told.outcome == Outcome::Proceed && !is_blocked);
        assert_eq!(told.outcome == Outcome::Proceed, told.refusals.is_empty());
        let is_internal = |id: &str| plan.rule_rows().any(|row| row.id == id && row.internal);
        let refuses = |id: &str| told.refusals.iter().any(|refusal| refusal.rule.as_deref() == Some(id));
        let rules_apply = told
            .refusals
            .iter()
            .all(|refusal| !matches!(refusal.reason, Some(Reason::PlanExpired | Reason::PlanNotYetValid)));
        for step in &told.steps {
            assert!(!is_internal(step.rule.as_str()), "{step:?}");
            assert!(!step.is_blocking || !step.state.is_done() && step.who.is_some(), "{step:?}");
            assert!(!step.is_blocking || !rules_apply || refuses(step.rule.as_str()), "{step:?} {:?}", told.refusals);
        }
        for rule in told.refusals.iter().filter_map(|refusal| refusal.rule.as_deref()) {
            assert!(!is_internal(rule), "{rule}");
        }
        Ok(())
    });
    ran.expect("every case");
}
