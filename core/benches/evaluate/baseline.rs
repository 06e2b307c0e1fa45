//! The baseline policy of the examples and one of its service points: what a whole page of rules costs.

use poscond::{Counter, Datum, Expect, Plan, Point, Policy, Request, ServicePoint, compile};
use serde_json::Value;

const POLICY: &str = include_str!("../../../examples/data/policy.toml");
const SERVICE_POINT: &str = include_str!("../../../examples/data/service-points/hangzhou-noodle-shop.json");

/// 2026-11-23T12:30:00+08:00, a Monday.
const NOW_UTC_S: i64 = 1_795_408_200;

fn policy() -> Policy {
    serde_json::from_value(to_json(toml::Value::Table(POLICY.parse().unwrap()))).unwrap()
}

/// A policy in TOML writes dates bare; the forms read them as texts.
fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, to_json(value))).collect(),
    }
}

/// The bytes of the plan.
pub fn plan() -> Vec<u8> {
    let service_point: ServicePoint = serde_json::from_str(SERVICE_POINT).unwrap();
    compile(&policy(), &service_point).unwrap()
}

/// A request that knows every fact and passes everything, in the registered circle by a fix in WGS-84.
pub fn request() -> Request {
    let mut request: Request = serde_json::from_str(
        r#"{"clock": "trusted", "host": "reachable", "link": "up", "merchant_id": "898331058120137",
            "terminal_id": "33010712", "transaction": "sale", "amount_minor": 3100, "currency": 156,
            "entry_mode": "qr_code", "card_kind": "account", "de22": 32, "de25": 0, "operator": "trained",
            "terminal": "active", "tamper": "intact", "damage": "none", "power": "mains", "battery_percent": 90,
            "card_reader": "working", "contact": "working", "key_pad": "working", "printer": "working",
            "positioning": "working", "communication": "working", "app_version": "3.5.2", "os_version": "10.2.4",
            "patch_level": 202609, "service_point_data": "loaded", "fix_source": "genuine", "fix_accuracy_m": 16,
            "fix_region": 330106, "offline_amount_minor": 0, "offline_count": 0, "original_amount_minor": 3100,
            "original_transaction": "sale", "custom_0": 0, "custom_1": 1, "custom_2": 2, "custom_3": 3, "custom_4": 4,
            "custom_5": 5, "custom_6": 6, "custom_7": 7}"#,
    )
    .unwrap();
    let ago = |days: i64| NOW_UTC_S - days * 86_400;
    request.set_now_utc_s(NOW_UTC_S).unwrap().set_fix_at_utc_s(NOW_UTC_S - 20).unwrap();
    request.set_profile_refreshed_at_utc_s(ago(1)).unwrap().set_signed_on_at_utc_s(NOW_UTC_S - 3_600).unwrap();
    request.set_in_service_since_utc_s(ago(700)).unwrap().set_inspected_at_utc_s(ago(60)).unwrap();
    request.set_policy_confirmed_at_utc_s(ago(1)).unwrap().set_original_at_utc_s(ago(1)).unwrap();
    request.set_policy_version_latest(policy().version.get()).unwrap();
    let Point { lat_e7, lon_e7 } = Point { lat_e7: 302_749_137, lon_e7: 1_201_315_673 }.to_wgs84(Datum::Gcj02);
    request.set_fix(i64::from(lat_e7) + 2_000, lon_e7.into(), Datum::Wgs84).unwrap();
    let bytes = plan();
    for slot in 0..u8::try_from(Plan::open(&bytes, Expect::default()).unwrap().counters().count()).unwrap() {
        let counter = Counter { amount_minor: 25_000, taken_at_utc_s: NOW_UTC_S - 60, count: 2, reserved: 0 };
        request.set_counter(slot, counter).unwrap();
    }
    assert!(poscond::Fact::ALL.iter().all(|&fact| request.has(fact)));
    request
}

/// The same request late in the evening, when the shop is closed.
pub fn refused() -> Request {
    let mut request = request();
    let now_utc_s = NOW_UTC_S + 11 * 3600;
    request.set_now_utc_s(now_utc_s).unwrap().set_fix_at_utc_s(now_utc_s - 20).unwrap();
    request
}
