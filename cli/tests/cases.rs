//! `poscond test`: cases of a policy, what they leave unexercised, and what is wrong with a file of them.

mod common;

use common::{Folder, NOON};
use serde_json::{Value, json};

const CASES: &str = r#"
policy = "policy.toml"
service_points = ["noodles.json", "tea.json"]

[base]
clock = "trusted"
host = "reachable"
transaction = "sale"
entry_mode = "chip"
amount_minor = 8800
currency = 156
fix_lat_e7 = 302700000
fix_lon_e7 = 1201200000
fix_datum = "wgs84"
fix_accuracy_m = 20

[ago]
fix_at_utc_s = 5

[[cases]]
name = "at noon"
service_point = "noodles-1"
at = "2026-11-23 12:40"
expect = { outcome = "proceed", reason = "none", reasons = [], de39 = "none" }

[[cases]]
name = "the same moment elsewhere on earth"
service_point = "noodles-1"
at = "2026-11-23T04:40:00Z"
expect = { outcome = "proceed" }

[[cases]]
name = "too much, at night, by an old fix"
service_point = "noodles-1"
at = "2026-11-23 23:10:30"
ago = { fix_at_utc_s = 601 }
request = { amount_minor = 500001 }
expect = { outcome = "decline", reason = "AMOUNT_ABOVE_LIMIT", reasons = ["HOURS_CLOSED", "AMOUNT_ABOVE_LIMIT", "LOCATION_FIX_STALE"], rules = { single-limit = "fail", place = "unknown", licence = "pass" }, de39 = "61" }

[[cases]]
name = "no fix at all"
service_point = "noodles-1"
request = { now_utc_s = 1795408800 }
absent = ["fix_lat_e7", "fix_lon_e7", "fix_datum"]
expect = { reason = "LOCATION_FIX_MISSING" }
"#;

fn folder(cases: &str) -> Folder {
    let folder = Folder::new();
    folder.put("cases.toml", cases);
    folder
}

#[test]
fn cases_that_hold() {
    let folder = folder(CASES);
    assert!(CASES.contains(&NOON.to_string()));
    let ran = folder.run("test cases.toml");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with(HOLD.trim_start_matches('\n')), "{}", ran.out);
    assert!(ran.out.contains("\nnever seen    OTHER_SERVICE_POINT, CLOCK_NOT_TRUSTED,"), "{}", ran.out);
}

const HOLD: &str = "
cases.toml
4 cases passed

covered       3 of 4 rules failed or were unknown (75 %), 4 of 27 reasons seen
always passed licence
";

#[test]
fn cases_that_do_not_hold() {
    let wrong = CASES.replace("outcome = \"proceed\" }", "outcome = \"refer\", rules = { licence = \"fail\" } }");
    let folder = folder(&wrong);
    let ran = folder.run("test cases.toml");
    assert_eq!((ran.code, ran.err.as_str()), (7, ""));
    let expected = "\
cases.toml
✗ the same moment elsewhere on earth · noodles-1
  expected  outcome refer
  found     outcome proceed
  expected  rule licence fail
  found     rule licence pass

1 case failed, 3 passed
";
    assert!(ran.out.starts_with(expected), "{}", ran.out);
    // What was found is explained where anything spoke.
    let folder = self::folder(&CASES.replace("reason = \"AMOUNT_ABOVE_LIMIT\"", "reason = \"HOURS_CLOSED\""));
    let out = folder.run("test cases.toml").out;
    assert!(out.contains("\n    ✗ open-hours: HOURS_CLOSED, refer: closed at 23:10, open 10:00–22:00\n"), "{out}");
    let json: Value = serde_json::from_str(&folder.run("test --json cases.toml").out).unwrap();
    assert_eq!(
        json["cases"][0],
        json!({
            "name": "at noon", "outcome": "proceed", "passed": true, "reason": null, "service_point": "noodles-1", "wrong": [],
        })
    );
    let wrong = json!([{"expected": "reason HOURS_CLOSED", "found": "reason AMOUNT_ABOVE_LIMIT"}]);
    assert_eq!((&json["cases"][2]["passed"], &json["cases"][2]["wrong"]), (&json!(false), &wrong));
}

#[test]
fn coverage_can_be_asked_for() {
    let folder = folder(CASES);
    assert_eq!(folder.run("test --coverage-min 75 cases.toml").code, 0);
    let ran = folder.run("test --coverage-min 76 cases.toml");
    assert_eq!((ran.code, ran.err.as_str()), (7, ""));
    assert!(ran.out.contains("(75 %; 76 % wanted)"), "{}", ran.out);
    let json: Value = serde_json::from_str(&folder.run("test --json cases.toml").out).unwrap();
    assert_eq!(json["coverage"]["always_passed"], json!(["licence"]));
    assert_eq!((&json["coverage"]["rules"], &json["coverage"]["rules_percent"]), (&json!(4), &json!(75)));
}

#[test]
fn what_is_wrong_with_a_file_of_cases() {
    for (from, to, says) in [
        ("policy = \"policy.toml\"", "policy = \"none.toml\"", "none.toml: cannot be read: no such file or folder"),
        ("name = \"at noon\"", "nam = \"at noon\"", "cases[0].nam: unknown field `nam`; did you mean `name`?"),
        ("outcome = \"proceed\" }", "outcome = \"go\" }", "cases[1].expect.outcome: unknown name `go`"),
        (
            "expect = { outcome = \"proceed\" }",
            "expect = {}",
            "cases[1].expect: `{}` asks for nothing; accepted: at least one of",
        ),
        (
            "reason = \"LOCATION_FIX_MISSING\"",
            "reason = \"LOCATION_FIX_MISING\"",
            "cases[3].expect.reason: unknown name `LOCATION_FIX_MISING`; did you mean `LOCATION_FIX_MISSING`?",
        ),
        (
            "[ago]",
            "[base_of.tea-3]\ncurrency = 156\n\n[ago]",
            "base_of.tea-3: `tea-3` is none of the service points; did you mean `tea-2`?",
        ),
        ("[ago]", "[base_of.noodles-1]\ncurrency = 1560\n\n[ago]", "base_of.noodles-1.currency: "),
        (
            "rules = { single-limit",
            "rules = { singel-limit",
            "`singel-limit` is not a rule of the policy; did you mean `single-limit`?",
        ),
        (
            "service_point = \"noodles-1\"",
            "service_point = \"noodle-1\"",
            "cases[0].service_point: `noodle-1` is none of the service points; did you mean `noodles-1`?",
        ),
        ("2026-11-23 12:40", "2026-11-23 12:60", "cases[0].at: `2026-11-23 12:60`; accepted: a time such as"),
        ("2026-11-23 12:40", "noon", "cases[0].at: `noon`; accepted"),
        ("request = { now_utc_s = 1795408800 }", "request = {}", "ago.fix_at_utc_s: `fix_at_utc_s` before no time"),
        (
            "amount_minor = 500001",
            "amount_minor = 500001, now_utc_s = 5",
            "cases[2].at: `2026-11-23 23:10:30` beside now_utc_s",
        ),
        (
            "amount_minor = 500001",
            "amount_minr = 500001",
            "cases[2].request.amount_minr: unknown field `amount_minr`; did you mean `amount_minor`?",
        ),
        ("amount_minor = 500001", "amount_minor = -1", "cases[2].request.amount_minor: "),
        ("currency = 156", "currency = 1560", "base.currency: "),
        ("absent = [\"fix_lat_e7\"", "absent = [\"link\"", "cases[3].absent[0]: `link` is absent anyway"),
        ("absent = [\"fix_lat_e7\", ", "absent = [", "fix"),
    ] {
        assert!(CASES.contains(from), "{from}");
        let ran = folder(&CASES.replacen(from, to, 1)).run("test cases.toml");
        assert!(ran.code == 3 || ran.code == 1, "{to}: {} {}", ran.code, ran.out);
        assert!(ran.err.contains(says) && ran.out.is_empty(), "{to}: {}", ran.err);
    }
}

/// A time that the clock shows twice is the first of the two, and one that it never shows is refused.
#[test]
fn times_by_a_clock_that_changes() {
    let folder = Folder::new();
    let berlin = common::NOODLES.replace(
        "\"utc_offset\": \"+08:00\"",
        r#""utc_offset": "+01:00", "offset_transitions": [
            {"at": "2026-03-29T01:00:00Z", "utc_offset": "+02:00"}, {"at": "2026-10-25T01:00:00Z", "utc_offset": "+01:00"}]"#,
    );
    folder.put("noodles.json", &berlin);
    let cases = |at: &str| {
        format!(
            "policy = \"policy.toml\"\nservice_points = [\"noodles.json\"]\n[[cases]]\nname = \"n\"\nservice_point = \"noodles-1\"\n\
             at = \"{at}\"\nrequest = {{ clock = \"trusted\", host = \"reachable\", transaction = \"sale\", amount_minor = 1 }}\n\
             expect = {{ rules = {{ open-hours = \"fail\" }} }}\n"
        )
    };
    folder.put("cases.toml", cases("2026-03-29 02:30"));
    let ran = folder.run("test cases.toml");
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("`2026-03-29 02:30` is a time that the service point's clock skips"), "{}", ran.err);
    for at in ["2026-03-29 03:00", "2026-10-25 02:30", "2026-10-25 03:00"] {
        folder.put("cases.toml", cases(at));
        assert_eq!(folder.run("test cases.toml").code, 0, "{at}");
    }
}

/// The cases that come with the example hold, and say something of most kinds of its rules.
#[test]
fn the_cases_of_the_example_hold() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/cases.toml");
    let ran = Folder::new().run(&format!("test --coverage-min 30 {cases}"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

/// Facts of a service point stand over those of all and below those of a case, instants among them.
#[test]
fn facts_of_one_service_point() {
    let of_noodles = "[base_of.noodles-1]\namount_minor = 600000\nfix_at_utc_s = 5\n\n[ago]";
    let text = r#"
[[cases]]
name = "as the service point has it"
service_point = "noodles-1"
at = "2026-11-23 12:40"
expect = { reasons = ["AMOUNT_ABOVE_LIMIT", "LOCATION_FIX_STALE"] }

[[cases]]
name = "as the case has it"
service_point = "noodles-1"
at = "2026-11-23 12:40"
request = { amount_minor = 5 }
ago = { fix_at_utc_s = 7 }
expect = { outcome = "proceed" }

[[cases]]
name = "elsewhere as all have it"
service_point = "tea-2"
at = "2026-11-23 12:40"
expect = { rules = { single-limit = "pass" } }
"#;
    let head = CASES.split("[[cases]]").next().unwrap().replacen("[ago]", of_noodles, 1);
    let ran = folder(&format!("{head}{text}")).run("test cases.toml");
    assert!(ran.code == 0 && ran.out.contains("3 cases passed"), "{}{}", ran.out, ran.err);
}
