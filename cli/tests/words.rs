//! Every condition, cause and advice in words that need no look at the policy's forms.

mod common;

use common::{Folder, NOON};
use serde_json::json;

/// What a rule asks for in a policy, and what `inspect` says of it.
const CONDITIONS: &[(&str, &str)] = &[
    ("host = {}", "acceptance host: reachable"),
    ("link = {}", "link: up"),
    (r#"link = { accepts = ["weak", "up"] }"#, "link: up or weak"),
    (
        "offline = { floor_limit_minor = 20000, amount_max_minor = 100000, count_max = 5 }",
        "offline at most ¥200.00 each, ¥1,000.00 in all, 5 transactions",
    ),
    ("power = {}", "power: mains or battery"),
    ("battery = { min_percent = 10 }", "battery at least 10 %, or on mains"),
    (r#"component = { part = "card_reader" }"#, "card reader: working or degraded"),
    (r#"component = { part = "positioning" }"#, "positioning module: working or degraded"),
    (r#"component = { part = "printer", accepts = ["not_fitted", "working"] }"#, "printer: working or not fitted"),
    ("damage = {}", "damage: none"),
    ("tamper = {}", "tamper sensors: intact"),
    ("terminal = {}", "terminal: active"),
    ("operator = {}", "operator: trained"),
    ("mocked = {}", "position: genuine"),
    ("service_point_data = {}", "service point data: loaded"),
    ("age = { age_max_days = 1825 }", "in service for at most 1825 days"),
    ("inspection = { age_max_days = 180 }", "inspected at most 180 days ago"),
    ("sign_on = { age_max_s = 129600 }", "signed on at most 1 day 12 h ago"),
    ("profile = { age_max_days = 1 }", "profile at most 1 day old"),
    (
        r#"software = { app_min = "3.2", app_recommended = "3.4" }"#,
        "application version at least 3.2.0.0, 3.4.0.0 recommended",
    ),
    (r#"os = { os_min = "9.1" }"#, "operating system version at least 9.1.0.0"),
    (r#"known_bad = { app = ["3.3", "3.2.9"] }"#, "application version none of 3.2.9.0, 3.3.0.0"),
    (r#"known_bad = { os = ["9.0.1"] }"#, "operating system version none of 9.0.1.0"),
    ("patch = { level_min = 20260901 }", "patch level at least 20260901"),
    ("binding = {}", "terminal of the service point, which lists 1"),
    ("pos_codes = { de25 = [8, 0] }", "DE22 as the card was read, DE25 00, 08"),
    ("pos_codes = { de25 = [6], de22 = false }", "DE25 06"),
    ("policy_current = { age_max_days = 7 }", "policy the latest, confirmed at most 7 days ago"),
    ("disaster = {}", "region suspended by an authority: 2026-11-20 … 2026-11-26"),
    (r#"regulation = { id = "tagging", from = 2026-10-01 }"#, "regulation tagging not met, in force from 2026-10-01"),
    (
        r#"regulation = { id = "complaints", from = 2026-12-10 }"#,
        "regulation complaints not met, in force from 2026-12-10",
    ),
    (r#"regulation = { id = "receipts", from = 2026-10-01 }"#, "receipts: met by the service point"),
    ("review = { working_days = 5 }", "application under review, due by 2026-11-19"),
    ("support = { working_days = 3 }", "support request open, due by 2026-11-05"),
    (
        r#"registration = { field = "shop_name" }"#,
        "shop_name: a field of the registration is wrong (REGISTRATION_FIELD_WRONG)",
    ),
    (
        r#"materials = { required = ["id_document", "bank_card"] }"#,
        "bank_card: a material of the application was rejected (MATERIAL_REJECTED)",
    ),
    (
        r#"form = { required = ["address"] }"#,
        "address: a field of the form was filled in and nobody has looked at it yet (FORM_FIELD_PENDING)",
    ),
    ("credit_check = {}", "met by the service point"),
    ("address = {}", "the actual address is not the registered one (ADDRESS_DIFFERS)"),
    ("merchant = {}", "met by the service point"),
    (r#"mcc = { allowed = ["5812"] }"#, "merchant category 5812 accepted"),
    (r#"mcc = { allowed = ["5411"] }"#, "merchant category 5812 not accepted"),
    (
        r#"usage = { window = "day", measure = "count", subject = "terminal", max = 5, refunds = "restore" }"#,
        "usage: at most 5 transactions a day at the terminal, counter 0",
    ),
    ("hours = {}", "within the registered opening hours"),
    ("currency = { allowed = [156] }", "currency CNY (156)"),
];

const AHEAD: &str = r#"id = "every-family"
version = 3
valid_through = 2026-12-31

[advice]
regulation_days = 30
plan_days = 45
due_days = 1
usage_percent = 80
closing_min = 20
battery_percent = 20

[calendar]
covers_from = 2026-01-01
covers_through = 2026-12-31
holidays = []

[[directives]]
id = "typhoon"
regions = ["3301"]
from = 2026-11-20
through = 2026-11-26
effect.suspend = {}
"#;

const POINT: &str = r#"{
  "id": "corner-1", "revision": 1, "merchant_id": "898330158120001", "merchant_kind": "restaurant", "mcc": "5812",
  "region": "330106", "status": "active", "utc_offset": "+08:00", "terminals": ["33010711"],
  "hours": {"weekly": {"mon": ["10:00-12:55"]}}, "address_check": "differs", "regulations_met": ["receipts"],
  "registration": {"shop_name": "wrong"}, "support_requests": [{"opened": "2026-11-02"}],
  "application": {
    "materials": {"id_document": "submitted", "bank_card": "rejected"}, "form": {"address": "submitted"},
    "credit_check": "passed", "review": {"submitted": "2026-11-12", "status": "pending"}
  }
}"#;

/// The tool's words about these requests, or about the plan where there are none, on one line.
#[track_caller]
fn told(requests: &[serde_json::Value]) -> String {
    let folder = Folder::new();
    let rule = |(at, (condition, _)): (usize, &(&str, &str))| {
        format!("[[rules]]\nid = \"r{at}\"\ncondition.{condition}\non_fail = \"warn\"\non_unknown = \"warn\"\n")
    };
    folder.put(
        "policy.toml",
        CONDITIONS.iter().enumerate().map(rule).fold(AHEAD.to_owned(), |policy, rule| policy + &rule),
    );
    folder.put("corner.json", POINT);
    let ran = if requests.is_empty() {
        let ran = folder.run("compile -p policy.toml -s corner.json -o corner.plan");
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        folder.run("inspect corner.plan")
    } else {
        folder.put("requests.ndjson", requests.iter().map(|request| format!("{request}\n")).collect::<String>());
        folder.run("decide -p policy.toml -s corner.json --format table -q requests.ndjson")
    };
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    ran.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn conditions() {
    let told = told(&[]);
    for (at, (_, words)) in CONDITIONS.iter().enumerate() {
        assert!(told.contains(&format!(" {at} r{at} {words} ")), "r{at} {words}\n{told}");
    }
    let advice = "advice 30 days before a regulation comes into force, 1 day before profile or inspection is due, 45 \
                  days before the plan ends, 20 min before closing, from 80 % of a limit on, from 20 % of the battery \
                  down engine";
    assert!(told.contains(advice), "{told}");
    assert!(told.contains(" 0 day the terminal every kind of card, read in any way; refunds give back "), "{told}");
}

/// A sale at which all is well that can be.
fn sale() -> serde_json::Value {
    json!({
        "now_utc_s": NOON, "clock": "trusted", "host": "reachable", "merchant_id": "898330158120001",
        "transaction": "sale", "entry_mode": "chip", "amount_minor": 8800, "currency": 156, "link": "up",
        "power": "battery", "battery_percent": 15, "card_reader": "working", "positioning": "degraded",
        "printer": "working", "damage": "none", "tamper": "intact", "terminal": "active", "operator": "trained",
        "fix_source": "genuine", "service_point_data": "loaded", "in_service_since_utc_s": NOON - 400 * 86_400,
        "inspected_at_utc_s": NOON - 179 * 86_400 - 3600, "signed_on_at_utc_s": NOON - 3600,
        "profile_refreshed_at_utc_s": NOON, "app_version": "3.3.1", "os_version": "9.2", "patch_level": 20_261_001,
        "terminal_id": "33010711", "de22": 51, "de25": 0, "policy_confirmed_at_utc_s": NOON, "policy_version_latest": 3,
        "counters": [{"slot": 0, "amount_minor": 0, "count": 3, "taken_at_utc_s": NOON}],
    })
}

fn with(fields: &serde_json::Value) -> serde_json::Value {
    let mut request = sale();
    for (name, value) in fields.as_object().unwrap() {
        request[name] = value.clone();
    }
    request
}

#[test]
fn causes() {
    let bad = with(&json!({
        "host": "timing_out", "link": "interfered", "battery_percent": 4, "card_reader": "faulty",
        "positioning": "not_fitted", "amount_minor": 30_000, "offline_amount_minor": 0, "offline_count": 0,
        "in_service_since_utc_s": NOON - 4000 * 86_400, "inspected_at_utc_s": NOON - 190 * 86_400,
        "signed_on_at_utc_s": NOON - 180_000, "app_version": "3.2.9", "os_version": "9.0.1", "patch_level": 20_260_101,
        "terminal_id": "99999999", "de22": 21, "de25": 6, "policy_confirmed_at_utc_s": NOON - 9 * 86_400,
    }));
    let worse = with(&json!({
        "policy_version_latest": 4, "printer": "degraded", "power": "failing", "de25": 9,
        "host": "unreachable", "amount_minor": 20_000, "offline_amount_minor": 90_000, "offline_count": 5,
    }));
    let bare = json!({
        "now_utc_s": NOON, "clock": "trusted", "merchant_id": "898330158120001", "transaction": "sale",
        "signed_on_at_utc_s": NOON + 500,
    });
    let told = told(&[bad, worse, bare]);
    for words in [
        "HOST_TIMING_OUT the acceptance host answers too late rule r0 ",
        "LINK_INTERFERED the terminal's link is disturbed rules r1, r2 ",
        "FLOOR_LIMIT_EXCEEDED ¥300.00 while the host cannot be asked, at most ¥200.00 ",
        "OFFLINE_AMOUNT_ABOVE_LIMIT ¥1,100.00 offline with this one, at most ¥1,000.00 ",
        "POWER_FAILING power: failing, accepted: mains, battery ",
        "BATTERY_TOO_LOW 4 %, at least 10 % ",
        "CARD_READER_FAULTY card reader: faulty, accepted: working, degraded ",
        "POSITIONING_FAULTY positioning module: not fitted, accepted: working, degraded ",
        "PRINTER_FAULTY printer: degraded, accepted: working, not fitted ",
        "COMPONENT_STATE_UNKNOWN positioning module: state not known ",
        "HARDWARE_TOO_OLD the terminal is 4000 days old, at most 1825 days ",
        "HARDWARE_AGE_UNKNOWN the terminal is of unknown age, at most 1825 days ",
        "INSPECTION_OVERDUE the last inspection is 190 days old, at most 180 days ",
        "NOT_SIGNED_ON the last sign-on is 2 days 2 h old, at most 1 day 12 h ",
        "SIGN_ON_UNKNOWN the last sign-on is from 8 min 20 s after now ",
        "OS_BELOW_MINIMUM version 9.0.1.0, at least 9.1.0.0 ",
        "SOFTWARE_KNOWN_BAD version 3.2.9.0 is known to be bad ",
        "PATCH_MISSING patch level 20260101, at least 20260901 ",
        "DE22_INCONSISTENT DE22 starts with 02, accepted: 05 ",
        "DE25_INCONSISTENT DE25 is 09, accepted: 00, 08 ",
        "POLICY_SUPERSEDED version 4 is the latest, the plan has 3 ",
        "POLICY_OUTDATED the confirmation of the policy is 9 days old, at most 7 days ",
        "DISASTER_SUSPENDED the region is suspended through 2026-11-26 ",
        "REGULATION_NOT_MET tagging: in force since 2026-10-01, not met ",
        "REVIEW_OVERDUE the review of the application was due by 2026-11-19 ",
        "SUPPORT_OVERDUE a support request was due by 2026-11-05 ",
        "REGISTRATION_FIELD_WRONG shop_name: a field of the registration is wrong ",
        "MATERIAL_REJECTED bank_card: a material of the application was rejected ",
        "FORM_FIELD_PENDING address: a field of the form was filled in and nobody has looked at it yet ",
        "DAMAGE_UNKNOWN it is not known whether the terminal was damaged ",
    ] {
        assert!(told.contains(&format!(" {words}")), "{words}\n{told}");
    }
}

#[test]
fn advice() {
    let told = told(&[sale(), sale()]);
    for words in [
        "CLOSING_SOON closes at 12:55, in 15 min rule r43 ",
        "BATTERY_LOW 15 %, refused below 10 % rule r5 ",
        "INSPECTION_DUE inspected Thu 2026-05-28 11:40, refused from Tue 2026-11-24 11:40 rule r16 ",
        "SOFTWARE_BELOW_RECOMMENDED version 3.3.1.0, 3.4.0.0 recommended rule r19 ",
        "REGULATION_COMING complaints: in force from 2026-12-10 rule r30 ",
        "LIMIT_NEARLY_USED 4 transactions with this one, at most 5 rule r42 ",
        "PLAN_ENDS the plan is not valid from 2027-01-01 ",
    ] {
        // Said once, not with every sale.
        assert_eq!(told.matches(&format!(" ! advice {words}")).count(), 1, "{words}\n{told}");
    }
}
