//! JSON Schemas: they accept whatever a form accepts, refuse what it refuses for its shape, and say true defaults.
#![cfg(feature = "schema")]

use jsonschema::Validator;
use poscond::{Policy, Request, ServicePoint, compile, schema};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::LazyLock;

fn validator(schema: &schemars::Schema) -> Validator {
    jsonschema::draft7::new(schema.as_value()).expect("a schema of draft-07")
}

static POLICY: LazyLock<Validator> = LazyLock::new(|| validator(&schema::policy()));
static SERVICE_POINT: LazyLock<Validator> = LazyLock::new(|| validator(&schema::service_point()));
static REQUEST: LazyLock<Validator> = LazyLock::new(|| validator(&schema::request()));

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A policy with every parameter, in its JSON form.
static EVERY_PARAMETER: LazyLock<Value> = LazyLock::new(|| {
    let mut value: toml::Value = toml::from_str(&read("docs/every-parameter.toml")).expect("TOML");
    dates_as_text(&mut value);
    serde_json::to_value(value).expect("JSON")
});

fn dates_as_text(value: &mut toml::Value) {
    match value {
        toml::Value::Datetime(date) => *value = toml::Value::String(date.to_string()),
        toml::Value::Array(items) => items.iter_mut().for_each(dates_as_text),
        toml::Value::Table(fields) => fields.iter_mut().for_each(|(_, field)| dates_as_text(field)),
        _ => {}
    }
}

/// A service point that says nearly everything.
static FULL_SERVICE_POINT: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "id": "noodles-1", "revision": 4, "merchant_id": "898330158120001", "name": "Noodles", "merchant_kind": "restaurant",
        "mcc": "5812", "region": "330106", "status": "active", "valid_from": "2026-01-01", "valid_through": "2026-12-31",
        "utc_offset": "+08:00", "offset_transitions": [{"at": "2026-03-08T07:00:00Z", "utc_offset": "+09:00"}],
        "place": {"address": "a street", "datum": "gcj02", "areas": [
            {"circle": {"lat_e7": 302700000, "lon_e7": 1201200000, "radius_m": 60}},
            {"polygon": [[302700000, 1201200000], [302710000, 1201200000], [302710000, 1201210000]]},
            {"regions": ["33", "4408"]}]},
        "hours": {"weekly": {"mon": ["10:00-22:00"], "tue": ["18:00-26:00"]}, "holidays": [], "makeup_workdays": "as_weekday",
            "exceptions": {"2026-10-01": ["10:00-12:00"]}},
        "remote": true, "terminals": ["POS00001"], "address_check": "matches", "registration": {"phone": "confirmed"},
        "regulations_met": ["complaint-line"], "support_requests": [{"opened": "2026-10-01", "closed": "2026-10-02"}],
        "application": {"materials": {"phone": "accepted"}, "credit_check": "passed", "form": {"address": "accepted"},
            "review": {"submitted": "2026-01-01", "status": "approved"}, "delivery": "delivered", "installation": "done",
            "training": "done", "test_transaction": "passed"},
        "documents": [{"kind": "business_licence", "status": "approved", "valid_from": "2020-01-01", "valid_through": "long_term"}],
        "adjustments": [
            {"status": "approved", "from": "2026-01-01", "through": "2026-02-01", "grant": {"hours": ["00:00-24:00"]}},
            {"status": "requested", "from": "2026-01-01", "through": "2026-02-01", "grant": {"limit": {"rule": "amount", "max": 5}}},
            {"status": "approved", "from": "2026-01-01", "through": "2026-02-01",
             "grant": {"place": {"datum": "wgs84", "areas": [{"regions": ["330106"]}]}}}]
    })
});

/// A request that says everything.
static FULL_REQUEST: LazyLock<Value> = LazyLock::new(|| {
    let facts = poscond::CATALOGUE.iter().map(|row| {
        let value = match (row.kind, row.range) {
            ("integer", Some((low, high))) => json!(low.max(1).min(high)),
            ("version", _) => json!("3.2.0"),
            ("text", _) => json!("12345678"),
            _ => json!(row.words[0].1),
        };
        (row.fact.name().to_owned(), value)
    });
    let mut request: Map<_, _> = facts.collect();
    request.insert("counters".into(), json!([{"slot": 0, "amount_minor": -5, "count": 3, "taken_at_utc_s": 7}]));
    Value::Object(request)
});

/// What the form says of a value; its error text where it refuses.
fn accepts<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    T::deserialize(value).map(|_| ()).map_err(|error| error.to_string())
}

#[test]
fn what_says_everything_is_accepted() {
    for (validator, value) in
        [(&POLICY, &*EVERY_PARAMETER), (&SERVICE_POINT, &FULL_SERVICE_POINT), (&REQUEST, &FULL_REQUEST)]
    {
        let errors: Vec<_> =
            validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    accepts::<Policy>(&EVERY_PARAMETER).expect("a policy");
    accepts::<ServicePoint>(&FULL_SERVICE_POINT).expect("a service point");
    accepts::<Request>(&FULL_REQUEST).expect("a request");
}

/// Mistakes of shape, each at a place of a form: both must refuse it.
#[test]
fn mistakes_of_shape_are_refused_by_both() {
    let cases: &[(&str, &str, Value)] = &[
        ("policy", "/version", json!("3")),
        ("policy", "/version", json!(-1)),
        ("policy", "/version", json!(4_294_967_296_u64)),
        ("policy", "/id", json!("")),
        ("policy", "/id", json!("p\u{430}y")),
        ("policy", "/valid_from", json!("2026-13-01")),
        ("policy", "/valid_from", json!("1899-12-31")),
        ("policy", "/valid_from", json!(20_260_101)),
        ("policy", "/rules", json!({})),
        ("policy", "/rulez", json!([])),
        ("policy", "/advice/usage_percent", json!(101)),
        ("policy", "/advice/usage", json!(80)),
        ("policy", "/custom_facts/Risk", json!(1)),
        ("policy", "/custom_facts/risk", json!(8)),
        ("policy", "/de39/NO_SUCH_REASON", json!("58")),
        ("policy", "/de39/HOURS_CLOSED", json!("5")),
        ("policy", "/calendar/makeup_workdays/2026-10-11", json!("sunday")),
        ("policy", "/calendar/makeup_workdays/10-11", json!("sun")),
        ("policy", "/directives/0/effect", json!({"suspend": {}, "relax": {"rules": []}})),
        ("policy", "/directives/0/effect", json!({})),
        ("policy", "/directives/0/regions/0", json!("4")),
        ("policy", "/rules/1/on_fail", json!("Decline")),
        ("policy", "/rules/1/condition", json!("merchant")),
        ("policy", "/rules/1/condition", json!({"merchant": {}, "tamper": {}})),
        ("policy", "/rules/1/condition", json!({"merchants": {}})),
        ("policy", "/rules/1/condition", json!({"amount": {}})),
        ("policy", "/rules/1/condition", json!({"amount": {"max_minor": 0}})),
        ("policy", "/rules/1/condition", json!({"amount": {"max_minor": 1.5}})),
        ("policy", "/rules/1/condition", json!({"amount": [1]})),
        ("policy", "/rules/0/scope/mccs", json!(["581"])),
        ("policy", "/rules/0/scope/mcc", json!(["5812"])),
        ("service point", "/mcc", json!(5812)),
        ("service point", "/utc_offset", json!("8:00")),
        ("service point", "/utc_offset", json!("+17:00")),
        ("service point", "/offset_transitions/0/at", json!("2026-03-08")),
        ("service point", "/place/datum", json!("WGS84")),
        ("service point", "/place/areas/0", json!({"circle": {"lat_e7": 900_000_001, "lon_e7": 0, "radius_m": 1}})),
        ("service point", "/place/areas/1/polygon/0", json!([1])),
        ("service point", "/place/areas/1/polygon/0", json!([1, 2, 3])),
        ("service point", "/hours/weekly/mon/0", json!("10:00-49:00")),
        ("service point", "/hours/weekly/mon/0", json!("24:00-25:00")),
        ("service point", "/hours/makeup_workdays", json!("weekday")),
        ("service point", "/hours/exceptions/2026-10-1", json!([])),
        ("service point", "/status", json!("closed")),
        ("service point", "/adjustments/0/grant", json!({"hours": [], "limit": {"rule": "a", "max": 1}})),
        ("service point", "/adjustments/1/grant/limit/max", json!(1_000_000_000_000_u64)),
        ("request", "/amount_minor", json!("100")),
        ("request", "/amount_minor", json!(9_007_199_254_740_992_u64)),
        ("request", "/amount", json!(100)),
        ("request", "/entry_mode", json!("chips")),
        ("request", "/terminal_id", json!("123456789")),
        ("request", "/app_version", json!("3.2.x")),
        ("request", "/counters/0/slot", json!(12)),
        ("request", "/counters/0/slots", json!(1)),
    ];
    for (form, place, value) in cases {
        let (validator, whole, accepts): (_, _, fn(&Value) -> _) = match *form {
            "policy" => (&POLICY, &*EVERY_PARAMETER, accepts::<Policy>),
            "service point" => (&SERVICE_POINT, &FULL_SERVICE_POINT, accepts::<ServicePoint>),
            _ => (&REQUEST, &FULL_REQUEST, accepts::<Request>),
        };
        let mut whole = whole.clone();
        let (parent, key) = place.rsplit_once('/').expect("a place");
        match whole.pointer_mut(parent).unwrap_or_else(|| panic!("{form} has no {parent}")) {
            Value::Array(items) => items[key.parse::<usize>().expect("a number")] = value.clone(),
            Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
            other => panic!("{form} {parent}: {other}"),
        }
        assert!(accepts(&whole).is_err(), "the {form} is read with {value} at {place}");
        assert!(!validator.is_valid(&whole), "the schema of a {form} accepts {value} at {place}");
    }
}

/// Every place in a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(number, item)| places(item, &format!("{at}/{number}"), found));
        }
        Value::Object(fields) => fields.iter().for_each(|(key, field)| places(field, &format!("{at}/{key}"), found)),
        _ => {}
    }
}

/// Values that come near to what is accepted somewhere.
fn near() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        "a",
        "5812",
        "5811-5814",
        "2026-02-28",
        "2026-02-30",
        "long_term",
        "+08:00",
        "-16:30",
        "10:00-22:00",
        "22:00-10:00",
        "09:00-48:00",
        "2026-03-08T07:00:00Z",
        "2026-03-08 07:00:00+01:00",
        "2026-03-08t07:00:00.000z",
        "1.2",
        "1.2.3.4.5",
        "65536",
        "sale",
        "decline",
        "wgs84",
        "33",
        "330",
        "as_weekday",
        "00",
        "A1",
        " x ",
        "M\u{e9}",
        "approved",
        "chip",
    ];
    prop_oneof![
        (0..texts.len()).prop_map(move |number| json!(texts[number])),
        "[ -~]{0,16}".prop_map(Value::from),
        "[0-9]{1,6}([-.:][0-9]{1,4}){0,3}".prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-3_i64..1_500).prop_map(Value::from),
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!(1.0)),
    ]
}

/// Puts a value at a place, takes the place away, or adds a name beside it.
fn changed(whole: &Value, number: usize, value: Value, how: u8) -> Value {
    let mut found = Vec::new();
    places(whole, "", &mut found);
    let place = &found[number % found.len()];
    let mut whole = whole.clone();
    let Some((parent, key)) = place.rsplit_once('/') else { return value };
    match whole.pointer_mut(parent) {
        Some(Value::Object(fields)) if how == 1 => drop(fields.remove(key)),
        Some(Value::Object(fields)) if how == 2 => drop(fields.insert("extra".to_owned(), value)),
        Some(Value::Array(items)) if how == 1 => drop(items.remove(key.parse().expect("a number"))),
        _ => *whole.pointer_mut(place).expect("a place") = value,
    }
    whole
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    /// An editor never marks what the tool accepts.
    #[test]
    fn what_is_read_is_valid(which in 0..3, number: usize, value in near(), how in 0..4_u8) {
        let (validator, whole, accepts): (_, _, fn(&Value) -> _) = match which {
            0 => (&POLICY, &*EVERY_PARAMETER, accepts::<Policy>),
            1 => (&SERVICE_POINT, &FULL_SERVICE_POINT, accepts::<ServicePoint>),
            _ => (&REQUEST, &FULL_REQUEST, accepts::<Request>),
        };
        let changed = changed(whole, number, value, how);
        if accepts(&changed).is_ok() {
            let errors: Vec<_> = validator.iter_errors(&changed).map(|error| format!("{}: {error}", error.instance_path())).collect();
            prop_assert!(errors.is_empty(), "{errors:#?}");
        }
    }
}

/// The definition that a place of the schema stands for.
fn resolved<'a>(root: &'a Value, place: &'a Value) -> &'a Value {
    let choices = ["allOf", "anyOf"].iter().find_map(|key| place.get(key)?.as_array());
    let reference = choices.into_iter().flatten().chain([place]).find_map(|choice| choice.get("$ref")?.as_str());
    reference.and_then(|path| root.pointer(path.trim_start_matches('#'))).unwrap_or(place)
}

/// The places of a value whose default the schema says.
fn defaults(root: &Value, place: &Value, value: &Value, at: &str, found: &mut Vec<(String, Value)>) {
    let place = resolved(root, place);
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                defaults(root, &place["items"], item, &format!("{at}/{number}"), found);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                let Some(property) = place.pointer(&format!("/properties/{key}")) else { continue };
                let at = format!("{at}/{key}");
                if let Some(default) = property.get("default") {
                    found.push((at.clone(), default.clone()));
                }
                defaults(root, property, field, &at, found);
            }
        }
        _ => {}
    }
}

/// A parameter that is left out and one that says its default make the same plan.
#[test]
fn defaults_are_true() {
    let schema = serde_json::to_value(schema::policy()).expect("JSON");
    let point = ServicePoint::deserialize(&*FULL_SERVICE_POINT).expect("a service point");
    let plan = |policy: &Value| compile(&Policy::deserialize(policy).expect("a policy"), &point).expect("a plan");
    let mut found = Vec::new();
    defaults(&schema, &schema, &EVERY_PARAMETER, "", &mut found);
    for (at, default) in &found {
        let (parent, key) = at.rsplit_once('/').expect("a place");
        let mut policy = EVERY_PARAMETER.clone();
        let fields = policy.pointer_mut(parent).and_then(Value::as_object_mut).expect("a table");
        fields.insert(key.to_owned(), default.clone());
        let said = plan(&policy);
        policy.pointer_mut(parent).and_then(Value::as_object_mut).expect("a table").remove(key);
        assert_eq!(plan(&policy), said, "{at}: {default}");
    }
    let names: Vec<&str> = found.iter().filter_map(|(at, _)| at.rsplit('/').next()).collect();
    for name in [
        "business_day_offset_min",
        "closing_min",
        "to",
        "on_unreachable",
        "disclosure",
        "accepts",
        "strict",
        "min_minor",
        "refunds",
        "de22",
        "grace_days",
    ] {
        assert!(names.contains(&name), "no default of {name} was looked at");
    }
}
