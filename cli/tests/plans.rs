//! Compiling, looking into plans, looking up reasons.

mod common;

use common::{Folder, NOODLES, TEA};
use poscond::{Expect, Plan, Reason};
use poscond_cli::input;
use serde_json::json;

fn digest(plan: &[u8]) -> String {
    let plan = Plan::open(plan, Expect::default()).unwrap();
    plan.digest().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn compile_to_a_file_a_folder_and_a_pipe() {
    let folder = Folder::new();
    let policy = input::read_policy(&folder.path("policy.toml")).unwrap();
    let [noodles, tea] = ["noodles.json", "tea.json"].map(|name| {
        let point = input::read_service_point(&folder.path(name)).unwrap();
        input::compile(&policy, &point).unwrap()
    });

    let ran = folder.run("compile -p policy.toml -s noodles.json -o one.plan");
    let line = format!("noodles-1 revision 4  {} bytes  sha256 {}\n", noodles.len(), digest(&noodles));
    assert_eq!((ran.code, ran.err.as_str(), ran.out), (0, "", format!("one.plan  {line}")));
    assert_eq!(std::fs::read(folder.path("one.plan")).unwrap(), noodles);

    let ran = folder.run("compile -p policy.toml -s noodles.json -s tea.json -o new/plans/");
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{}", ran.err);
    assert_eq!(std::fs::read(folder.path("new/plans/noodles-1.plan")).unwrap(), noodles);
    assert_eq!(std::fs::read(folder.path("new/plans/tea-2.plan")).unwrap(), tea);
    assert_eq!(std::fs::read_dir(folder.path("new/plans")).unwrap().count(), 2);

    let out = std::process::Command::new(env!("CARGO_BIN_EXE_poscond"))
        .args(["compile", "-p", "policy.toml", "-s", "noodles.json"])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    assert_eq!((out.stdout, String::from_utf8(out.stderr).unwrap()), (noodles, format!("stdout  {line}")));
}

#[test]
fn one_bad_service_point_of_many_writes_no_plan() {
    let folder = Folder::new();
    folder.put("points/a.json", NOODLES);
    folder.put_with("points/b.json", TEA, "active", "open");
    folder.put("plans/noodles-1.plan", "as it was\n");
    folder
        .run("compile -p policy.toml -s points -o plans")
        .refuses(3, "points/b.json:8:13: status: unknown name `open`; accepted: `active`, `suspended`");
    assert_eq!(folder.text("plans/noodles-1.plan"), "as it was\n");
    assert_eq!(std::fs::read_dir(folder.path("plans")).unwrap().count(), 1);
}

/// A rule of every condition, with all that a rule can have.
const EVERY_CONDITION: &str = r#"id = "every-condition"
version = 9
valid_from = 2026-01-01
business_day_offset_min = -60

[de39]
USAGE_STALE = "96"
DOCUMENT_PENDING = "58"

[[rules]]
id = "not-suspended"
condition.merchant = {}
scope.transactions = ["sale", "preauth"]
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "category"
condition.mcc = { allowed = ["5411"] }
on_fail = "warn"
on_unknown = "allow"

[[rules]]
id = "read-at-the-till"
condition.entry_mode = { allowed = ["qr_code", "chip"] }
scope.transactions = ["sale", "preauth_completion"]
scope.entry_modes = ["chip", "contactless"]
scope.card_kinds = ["credit", "quasi_credit"]
valid_from = 2026-07-01
valid_through = 2027-06-30
on_fail = "refer"
on_unknown = "refer"
on_unreachable = "warn"

[[rules]]
id = "business-licence"
condition.document = { kind = "business_licence", grace_days = 30 }
on_fail = "decline"
on_unknown = "refer"

[[rules]]
id = "courier-permit"
condition.document = { kind = "courier_permit", grace_days = 1 }
on_fail = "decline"
on_unknown = "refer"
on_unreachable = "allow"

[[rules]]
id = "photo"
condition.document = { kind = "photo" }
valid_from = 2026-11-24
on_fail = "warn"
on_unknown = "warn"

[[rules]]
id = "lease"
condition.document = { kind = "lease" }
on_fail = "warn"
on_unknown = "warn"

[[rules]]
id = "terminal-in-service"
condition.terminal = {}
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "profile-day"
condition.profile = { age_max_days = 1 }
on_fail = "warn"
on_unknown = "warn"

[[rules]]
id = "not-tampered"
condition.tamper = {}
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "application"
condition.software = { app_min = "3.4.1" }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "the-place-of-the-shop-and-its-stand"
condition.location = { fix_age_max_s = 600, accuracy_max_m = 150, strict = true }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "open-hours"
condition.hours = {}
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "currency"
condition.currency = { allowed = [156] }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "single-amount"
condition.amount = { max_minor = 500000 }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "least-amount"
condition.amount = { min_minor = 10, max_minor = 999999999999 }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "day-amount"
condition.usage = { window = "day", measure = "amount", subject = "service_point", max = 2000000, age_max_s = 14400 }
scope.transactions = ["sale"]
scope.card_kinds = ["credit"]
scope.entry_modes = ["chip", "qr_code"]
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "card-month"
condition.usage = { window = "month", measure = "count", subject = "card", max = 5 }
disclosure = "internal"
on_fail = "refer"
on_unknown = "allow"
"#;

const EVERYTHING: &str = r#"{
  "id": "corner-1",
  "revision": 7,
  "merchant_id": "898330158120003",
  "merchant_kind": "restaurant",
  "mcc": "5812",
  "region": "330106",
  "status": "active",
  "utc_offset": "+08:00",
  "documents": [
    {"kind": "business_licence", "status": "approved", "valid_from": "2023-03-01", "valid_through": "2028-02-29"},
    {"kind": "courier_permit", "status": "approved", "valid_from": "2021-11-18", "valid_through": "2026-11-17"},
    {"kind": "courier_permit", "status": "approved", "valid_from": "2026-11-19", "valid_through": "long_term"},
    {"kind": "photo", "status": "approved", "valid_through": "long_term"}
  ],
  "adjustments": [
    {"status": "approved", "from": "2026-11-20", "through": "2026-11-26",
     "grant": {"limit": {"rule": "single-amount", "max": 800000}}},
    {"status": "approved", "from": "2026-12-30", "through": "2027-01-02",
     "grant": {"limit": {"rule": "single-amount", "max": 999999999999}}}
  ]
}
"#;

const IN_WORDS: &str = "\
corner.plan
service point  corner-1, revision 7
merchant id    898330158120003
policy         every-condition, version 9
valid          from 2026-01-01
amounts        in CNY (156), the only currency that the rules allow
advice         none ahead of time
engine         needs version 1; this one is 1
size           BYTES bytes
signature      none
digest         SHORT
sha256         SHA256

18 rules
bit  rule                        condition
  0  not-suspended               met by the service point
                                 sale, pre-auth · fails or unknown: decline
  1  category                    merchant category 5812 not accepted
                                 fails: warn · unknown: allow
  2  read-at-the-till            read by chip, QR code
                                 sale, completion · chip, contactless · credit, quasi-credit
                                 from 2026-07-01 through 2027-06-30
                                 fails or unknown: refer, or warn when the host is unreachable
  3  business-licence            document business_licence valid 2023-03-01 … 2028-02-29, 30 days of
                                 grace
                                 fails: decline · unknown: refer
  4  courier-permit              document courier_permit valid 2021-11-18 … 2026-11-17 or from
                                 2026-11-19, 1 day of grace
                                 fails: decline
                                 unknown: refer, or allow when the host is unreachable
  5  photo                       document photo valid without end
                                 from 2026-11-24 · fails or unknown: warn
  6  lease                       document lease: no approved copy (DOCUMENT_MISSING)
                                 fails or unknown: warn
  7  terminal-in-service         terminal: active
                                 fails or unknown: decline
  8  profile-day                 profile at most 1 day old
                                 fails or unknown: warn
  9  not-tampered                tamper sensors: intact
                                 fails or unknown: decline
 10  application                 application version at least 3.4.1.0
                                 fails or unknown: decline
 11  the-place-of-the-shop-and-its-stand
                                 location: fix at most 10 min old, accuracy at most 150 m, strict
                                 fails or unknown: decline
 12  open-hours                  within the registered opening hours
                                 fails or unknown: decline
 13  currency                    currency CNY (156)
                                 sale, pre-auth, completion · fails or unknown: decline
 14  single-amount               amount at most ¥5,000.00 (raised to ¥8,000.00 from 2026-11-20
                                 through 2026-11-26, to no limit from 2026-12-30 through 2027-01-02)
                                 sale, pre-auth, completion · fails or unknown: decline
 15  least-amount                amount at least ¥0.10
                                 sale, pre-auth, completion · fails or unknown: decline
 16  day-amount                  usage: at most ¥20,000.00 a day at all terminals, counter 0 at most
                                 4 h old
                                 sale · chip, QR code · credit · fails or unknown: decline
 17  card-month                  usage: at most 5 transactions a month with one card, counter 1
                                 internal · sale, pre-auth, completion
                                 fails: refer · unknown: allow

refer becomes decline when the host is unreachable, unless the rule says otherwise

2 counters: the business day starts at 23:00 the evening before
slot  window  of             counts
   0  day     all terminals  credit, read by chip, QR code
   1  month   one card       every kind of card, read in any way

2 response codes (DE39) of its own
  58  DOCUMENT_PENDING              not 03
  96  USAGE_STALE                   not 61
";

fn corner(folder: &Folder, policy: &str) -> Vec<u8> {
    folder.put("corner.toml", policy);
    folder.put("corner.json", EVERYTHING);
    let ran = folder.run("compile -p corner.toml -s corner.json -o corner.plan");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    std::fs::read(folder.path("corner.plan")).unwrap()
}

#[test]
fn inspect_in_words() {
    let folder = Folder::new();
    let plan = corner(&folder, EVERY_CONDITION);
    let ran = folder.run("inspect corner.plan");
    let size = format!("{},{:03}", plan.len() / 1000, plan.len() % 1000);
    let expected =
        IN_WORDS.replace("BYTES", &size).replace("SHORT", &digest(&plan)[..8]).replace("SHA256", &digest(&plan));
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (0, "", expected.as_str()));
}

#[test]
fn inspect_a_plan_of_little() {
    let folder = Folder::new();
    assert_eq!(folder.run("compile -p policy.toml -s tea.json -o tea.plan").code, 0);
    let out = folder.run("inspect tea.plan").out;
    assert!(
        out.contains("amounts        in minor units, since the rules do not allow exactly one currency\n"),
        "{out}"
    );
    assert!(out.contains("  0  single-limit  amount at most 500,000 minor\n"), "{out}");
    assert!(out.ends_with("\n\nno counter\n\nno response code (DE39) of its own\n"), "{out}");
    // Two currencies are as good as none.
    corner(&folder, &EVERY_CONDITION.replace("[156]", "[840, 156]"));
    let out = folder.run("inspect corner.plan").out;
    assert!(out.contains("  currency CNY (156), USD (840)\n") && out.contains("  amount at least 10 minor\n"), "{out}");
}

#[test]
fn inspect_in_json() {
    let folder = Folder::new();
    let plan = corner(&folder, EVERY_CONDITION);
    let ran = folder.run("inspect --json corner.plan");
    assert_eq!((ran.code, ran.err.as_str(), ran.out.lines().count()), (0, "", 1));
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    // As its keys are sorted here, so they were there.
    assert_eq!(json.to_string() + "\n", ran.out);
    assert_eq!(json["sha256"], digest(&plan));
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "advice bytes counters currency engine_needed file merchant_id policy policy_version reasons revision rules \
                    service_point sha256 signature_verified signed_by valid_from valid_through";
    assert_eq!(keys.join(" "), expected);
    assert_eq!(json["currency"], 156);
    assert_eq!((&json["valid_from"], &json["valid_through"]), (&json!("2026-01-01"), &json!(null)));
    assert_eq!(
        json["rules"][2],
        json!({
            "bit": 2, "card_kinds": ["credit", "quasi_credit"], "condition": "entry_mode",
            "entry_modes": ["chip", "contactless"], "id": "read-at-the-till", "internal": false, "on_fail": "refer",
            "on_unknown": "refer", "on_unreachable": "warn", "parameters": [
                {"name": "allowed", "unit": "word", "value": "chip"},
                {"name": "allowed", "unit": "word", "value": "qr_code"},
            ], "requirement": null, "subject": null, "transactions": ["sale", "preauth_completion"],
            "valid_from": "2026-07-01", "valid_through": "2027-06-30", "when": null,
        })
    );
    let values = |rule: usize| {
        let parameters = json["rules"][rule]["parameters"].as_array().unwrap();
        let pair = |row: &serde_json::Value| format!("{} {}", row["name"].as_str().unwrap(), row["value"]);
        parameters.iter().map(pair).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(
        values(4),
        concat!(
            r#"valid_from "2021-11-18", valid_through "2026-11-17", valid_from "2026-11-19", valid_through null, "#,
            "grace_days 1"
        )
    );
    assert_eq!(values(10), r#"app_min "3.4.1.0""#);
    assert_eq!(
        values(14),
        concat!(
            r#"min_minor 1, max_minor 500000, raised 800000, from "2026-11-20", through "2026-11-26", "#,
            r#"raised 999999999999, from "2026-12-30", through "2027-01-02""#
        )
    );
    assert_eq!(
        (json["rules"][4]["subject"].as_str(), json["rules"][17]["internal"].as_bool()),
        (Some("courier_permit"), Some(true))
    );
    assert_eq!(
        json["counters"][0],
        json!({
            "business_day_offset_min": -60, "card_kinds": ["credit"], "entry_modes": ["chip", "qr_code"],
            "refunds": "ignore", "slot": 0,
            "subject": "service_point", "window": "day",
        })
    );
    let reasons = json["reasons"].as_array().unwrap();
    let ranks: Vec<u64> = reasons.iter().map(|row| row["rank"].as_u64().unwrap()).collect();
    assert!(ranks.is_sorted() && ranks.len() > 40, "{ranks:?}");
    let stale = json!({"de39": "96", "de39_default": "61", "rank": Reason::UsageStale.rank(), "reason": "USAGE_STALE", "reason_number": 1014});
    assert!(reasons.contains(&stale), "{reasons:?}");
}

#[test]
fn reasons_by_name_number_and_all() {
    let folder = Folder::new();
    let one = "901 HOURS_CLOSED\n  means       it is outside the registered opening hours\n  says        the condition is not met\n";
    for word in ["901", "HOURS_CLOSED", "hours_closed"] {
        let ran = folder.run(&format!("reason {word}"));
        assert!(ran.code == 0 && ran.out.starts_with(one), "{}", ran.out);
    }
    let ran = folder.run("reason");
    for reason in poscond::Reason::ALL {
        assert!(ran.out.contains(reason.name()) && ran.out.contains(&format!("{:>4}  ", *reason as u16)), "{reason:?}");
    }
    let ran = folder.run("reason HOURS_CLOSD");
    let start = "error: unknown reason `HOURS_CLOSD`; did you mean `HOURS_CLOSED`? accepted: ";
    assert!(ran.code == 2 && ran.err.starts_with(start), "{}", ran.err);
}

#[test]
fn every_help_page_documents_the_exit_codes() {
    let folder = Folder::new();
    for args in ["--help", "decide --help", "compile -h", "inspect --help", "reason -h", "replay --help"] {
        let ran = folder.run(args);
        assert!(ran.code == 0 && ran.out.contains("\n   3  a policy or service point is not accepted\n"), "{args}");
    }
    assert_eq!(folder.run("--version").out, format!("poscond {}\n", env!("CARGO_PKG_VERSION")));
}

const EXPRESSIONS: &str = "
  0  everything  terminal.app_version >= version(\"3.2.0.0\") ? transaction.amount <= (100 -
                 -custom.custom_3) * usage.count(counter 0) % 7 : usage.amount(counter 0) in [0, 16]
                 || 5000 > transaction.amount
                 when !(transaction.entry_mode in [\"chip\", \"qr_code\"]) && (local.date <
                 date(\"2027-01-01\") || local.time >= time(\"22:30\") || local.weekday == \"sun\" ||
                 local.day == 1) · when: 11 steps, 3 values at a time
                 condition: 16 steps, 4 values at a time
                 fails or unknown: decline
  1  settled     it is not known whether what the acquirer's rule asks for is so
                 (REQUIREMENT_UNKNOWN)
                 when custom.custom_3 == 1 · when: 1 step, 1 value at a time
                 fails or unknown: decline
  2  day         usage: at most 5 transactions a day at the terminal, counter 0
                 sale, pre-auth, completion · fails or unknown: decline
";

/// Expressions as a plan has them: what the service point settled is gone, words and dates are words and dates again.
#[test]
fn inspect_expressions() {
    let folder = Folder::new();
    let policy = r#"
id = "with-expressions"
version = 1
custom_facts = { risk_score = 3 }

[[rules]]
id = "everything"
when = """
  service_point.mcc.startsWith("58") && !(transaction.entry_mode in ["chip", 'qr_code']) &&
  (local.date < date("2027-01-01") || local.time >= time("22:30") || local.weekday == "sun" || 1 == local.day)
"""
condition.require = { expression = """
  terminal.app_version >= version("3.2") ?
    transaction.amount <= (100 - -custom.risk_score) * usage.count("day") % 7
    : usage.amount("day") in [0, 0x10] || true && 5000 > transaction.amount
""" }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "settled"
when = "service_point.remote || custom.risk_score == 1"
condition.require = { expression = "service_point.valid_through < date('2027-01-01')" }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "day"
condition.usage = { window = "day", measure = "count", subject = "terminal", max = 5 }
on_fail = "decline"
on_unknown = "decline"
"#;
    folder.put("tea.toml", policy);
    assert_eq!(folder.run("compile -p tea.toml -s tea.json -o tea.plan").err, "");
    let out = folder.run("inspect tea.plan").out;
    let rules = out.split("bit  rule ").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap();
    assert_eq!(rules.lines().skip(1).collect::<Vec<_>>().join("\n"), EXPRESSIONS.trim_matches('\n'));
    let out = folder.run("inspect --json tea.plan").out;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let when = json!({ "expression": "custom.custom_3 == 1", "stack": 1, "steps": 1 });
    assert_eq!((&json["rules"][1]["when"], &json["rules"][1]["requirement"]), (&when, &json!(null)));
}
