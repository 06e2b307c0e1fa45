//! `poscond check`: silent on the baseline, and each of many planted mistakes found where it is.

mod common;

use common::Folder;
use serde_json::{Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data");

fn baseline() -> String {
    std::fs::read_to_string(format!("{DATA}/policy.toml")).unwrap()
}

/// The baseline with one thing replaced in the rule of an id, or in all of it where the id is empty, and the line of the place.
fn planted(rule: &str, from: &str, to: &str) -> (String, usize) {
    let text = baseline();
    let start = if rule.is_empty() { 0 } else { text.find(&format!("id = \"{rule}\"\n")).expect(rule) };
    let end = if rule.is_empty() {
        text.len()
    } else {
        text[start..].find("\n[[rules]]").map_or(text.len(), |at| start + at)
    };
    let at = start + text[start..end].find(from).unwrap_or_else(|| panic!("{rule}: {from}"));
    let line = text[..at].matches('\n').count() + 1 + to.find('¶').map_or(0, |mark| to[..mark].matches('\n').count());
    (format!("{}{}{}", &text[..at], to.replace('¶', ""), &text[at + from.len()..]), line)
}

fn findings(folder: &Folder, policy: &str, more: &str) -> Vec<Value> {
    folder.put("policy.toml", policy);
    let ran = folder.run(&format!("check --json --today 2026-11-25 {more} policy.toml"));
    assert_eq!(ran.err, "");
    let json: Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.out));
    let findings = json["findings"].as_array().unwrap().clone();
    let is_error = |one: &Value| one["severity"] == "error";
    assert_eq!(ran.code, if findings.iter().any(is_error) { 7 } else { 0 });
    findings
}

#[test]
fn silent_on_the_baseline() {
    let folder = Folder::new();
    for more in ["", &format!("-s {DATA}/service-points")] {
        let ran = folder.run(&format!("check --strict --today 2026-11-25 {more} {DATA}/policy.toml"));
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "nothing to say of 83 rules\n", ""));
    }
}

/// A rule to be put after another, whose line of interest is marked.
fn rule(id: &str, body: &str) -> String {
    format!("\n\n[[rules]]\nid = \"{id}\"\nnote = \"Planted.\"\n{body}\n")
}

/// Pins each mistake: its code, its rule, and its line; and that nothing else is found.
#[test]
fn planted_mistakes_are_found() {
    let last = "disclosure = \"internal\"\n\n# ====";
    let add = |body: &str| format!("disclosure = \"internal\"\n{body}\n\n# ====");
    let decline = "on_fail = \"decline\"\non_unknown = \"decline\"";
    let cases: Vec<(&str, &str, &str, String, &str)> = vec![
        // Wrong units.
        ("unlikely-value", "sale-amount-small", "max_minor = 2_000_00", "max_minor = 20".into(), "sale-amount-small"),
        ("unlikely-value", "place-shop", "accuracy_max_m = 100", "accuracy_max_m = 50000".into(), "place-shop"),
        ("unlikely-value", "place-shop", "fix_age_max_s = 600", "fix_age_max_s = 600000".into(), "place-shop"),
        ("unlikely-value", "profile", "age_max_days = 30", "age_max_days = 720".into(), "profile"),
        ("unlikely-value", "sign-on", "age_max_s = 129_600", "age_max_s = 36".into(), "sign-on"),
        ("unlikely-value", "battery", "min_percent = 10", "min_percent = 90".into(), "battery"),
        ("unlikely-value", "business-licence", "grace_days = 30", "grace_days = 300".into(), "business-licence"),
        ("unlikely-value", "review", "working_days = 3", "working_days = 60".into(), "review"),
        ("unlikely-value", "stripe-count", "max = 3", "max = 3_000_00".into(), "stripe-count"),
        ("unlikely-value", "inspection", "age_max_days = 365", "age_max_days = 3".into(), "inspection"),
        // Rules without effect.
        ("never-fails", "shop-photo", "on_fail = \"warn\"", "on_fail = \"allow\"".into(), "shop-photo"),
        ("never-fails", "mobile-month-count", "max = 600", "max = 999_999_999_999".into(), "mobile-month-count"),
        ("never-fails", "face-to-face", "allowed = [\"chip\", \"contactless\", \"qr_code\", \"magstripe\"]", "allowed = [\"chip\", \"contactless\", \"qr_code\", \"magstripe\", \"manual\", \"fallback\", \"stored\"]".into(), "face-to-face"),
        ("never-fails", "refund", "\"transaction.amount <= transaction.original_amount\"", "\"transaction.amount <= transaction.original_amount || 1 < 2\"".into(), "refund"),
        ("always-fails", "refund", "\"transaction.amount <= transaction.original_amount\"", "\"transaction.amount <= transaction.original_amount && service_point.mcc == '58120'\"".into(), "refund"),
        ("never-applies", "stripe-at-night", "transaction.entry_mode == \"magstripe\"", "service_point.mcc == \"5812 \"".into(), "stripe-at-night"),
        ("never-applies", "cook-health", "valid_from = 2026-11-24\nvalid_through = 2027-02-28", "¶valid_from = 2028-11-24".into(), "cook-health"),
        ("over", "cook-health", "valid_from = 2026-11-24\nvalid_through = 2027-02-28", "valid_from = 2026-03-24\n¶valid_through = 2026-11-24".into(), "cook-health"),
        // Rules beside each other.
        ("shadowed", "card-count", last, add(&rule("sale-amount-2", &format!("condition.amount = {{ max_minor = 60_000_00, min_minor = 10 }}\nscope.merchant_kinds = [\"store\", \"pharmacy\"]\n{decline}")).replacen("\n[[rules]]", "\n¶[[rules]]", 1)), "sale-amount-2"),
        ("shadowed", "card-count", last, add(&rule("food-licence-2", &format!("condition.document = {{ kind = \"food_licence\", grace_days = 10 }}\nscope.merchant_kinds = [\"restaurant\"]\nscope.mccs = [\"5812\"]\nscope.transactions = [\"sale\"]\n{}", "on_fail = \"decline\"\non_unknown = \"refer\"")).replacen("\n[[rules]]", "\n¶[[rules]]", 1)), "food-licence-2"),
        ("contradiction", "card-count", last, add(&rule("euros", &format!("¶condition.currency = {{ allowed = [978] }}\nscope.merchant_kinds = [\"restaurant\"]\n{decline}"))), "euros"),
        ("contradiction", "card-count", last, add(&rule("typed-only", &format!("¶condition.entry_mode = {{ allowed = [\"manual\"] }}\nscope.merchant_kinds = [\"mobile\"]\n{decline}"))), "typed-only"),
        ("contradiction", "card-count", last, add(&rule("large-only", &format!("¶condition.amount = {{ min_minor = 3_000_00, max_minor = 5_000_00 }}\nscope.merchant_kinds = [\"micro\"]\n{decline}"))), "large-only"),
        ("out-of-order", "micro-credit-month", "max = 10_000_00", "max = 500_00".into(), "micro-credit-month"),
        ("out-of-order", "offline", "floor_limit_minor = 500_00", "floor_limit_minor = 3_000_00".into(), "offline"),
        // Gaps, and ways past a rule.
        ("unknown-proceeds", "complaints", "on_unknown = \"refer\"", "on_unknown = \"allow\"".into(), "complaints"),
        ("never-settled", "host", "on_fail = \"decline\"", "on_fail = \"refer\"".into(), "host"),
        ("gap", "place-mobile", "scope.merchant_kinds = [\"mobile\"]", "scope.merchant_kinds = [\"micro\"]\nscope.card_kinds = [\"debit\"]".into(), ""),
        // Dates.
        ("ends-soon", "", "covers_through = 2026-12-31", "covers_through = 2026-12-31".into(), ""),
        ("over", "", "valid_through = 2027-12-31", "valid_through = 2026-11-24".into(), ""),
        ("odd-day", "", "2026-10-10 = \"wed\"", "2026-10-13 = \"wed\"".into(), ""),
        ("repeated", "", "2025-01-01,  ", "2025-01-01, 2025-01-01,  ".into(), ""),
        ("repeated", "portfolio", "\"4215\", \"5251\"", "\"4215\", \"4215\", \"5251\"".into(), "portfolio"),
        ("idle-directive", "", "from = 2026-10-20\nthrough = 2026-10-22", "from = 2026-01-20\n¶through = 2026-01-22".into(), ""),
        // Names, notes and codes.
        ("look-alike", "sale-amount-small", "id = \"sale-amount-small\"", "id = \"saIe-amount\"".into(), "saIe-amount"),
        ("unexplained", "tamper", "note = \"An opened case", "# note = \"An opened case".into(), "tamper"),
        ("approves", "", "USAGE_STALE = \"96\"", "USAGE_STALE = \"08\"".into(), ""),
                ("unused", "", "risk_score = 0", "risk_score = 0\n¶risk = 1".into(), ""),
        // What no plan can be made of.
        ("not-accepted", "refund", "transaction.original_amount\"", "transaction.orignal_amount\"".into(), "refund"),
        ("not-accepted", "tamper", "on_unknown = \"decline\"", "on_unknown = \"decline\"\n¶on_unreachable = \"refer\"".into(), "tamper"),
    ];
    assert!(cases.len() >= 38);
    let folder = Folder::new();
    for (code, at, from, to, about) in cases {
        let (policy, line) = planted(at, from, &to);
        let today = if code == "ends-soon" { "2026-12-05" } else { "2026-11-25" };
        folder.put("policy.toml", &policy);
        let ran = folder.run(&format!("check --json --today {today} policy.toml"));
        let json: Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{code} {at}: {}{}", ran.err, ran.out));
        let found = json["findings"].as_array().unwrap();
        let what = format!("{code} in {at}: {to}\n{}", ran.out);
        let own: Vec<&Value> = found.iter().filter(|one| one["code"] == code).collect();
        // A contradiction may be one with several rules.
        assert!(own.len() == 1 || code == "contradiction" && !own.is_empty(), "{what}");
        // One mistake may be another one too, and no more than that.
        assert!(found.len() <= own.len() + 1, "{what}");
        let rule = if about.is_empty() { json!(null) } else { json!(about) };
        assert_eq!(own[0]["rule"], rule, "{what}");
        let whole = ["gap", "unexplained"].contains(&code);
        assert!(whole || own[0]["line"] == line, "line {line}: {what}");
        assert!(
            own[0]["message"].as_str().unwrap().len() > 10 && own[0]["suggestion"].as_str().unwrap().len() > 4,
            "{what}"
        );
    }
}

/// Pins what a small policy leaves open, and how findings are let pass.
#[test]
fn a_small_policy() {
    let folder = Folder::new();
    let policy = "id = \"p\"\nversion = 1\nde39 = { LINK_DOWN = \"91\" }\n[[rules]]\nid = \"open\"\ncondition.hours = {}\n\
                  on_fail = \"refer\"\non_unknown = \"refer\"\n[[rules]]\nid = \"busy\"\ncondition.review = { working_days = 2 }\n\
                  scope.merchant_kinds = [\"shop\"]\non_fail = \"refer\"\non_unknown = \"refer\"\n";
    let found = findings(&folder, policy, "");
    let codes: Vec<&str> = found.iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes.iter().filter(|code| **code == "gap").count(), 7, "{codes:?}");
    assert_eq!((codes.contains(&"unused"), codes.contains(&"ends-soon"), codes.len()), (true, true, 9), "{codes:?}");
    let allowed = findings(&folder, policy, "--allow gap --allow ends-soon:busy");
    assert_eq!(allowed.iter().map(|one| one["code"].as_str().unwrap()).collect::<Vec<_>>(), ["unused"]);
    assert_eq!(folder.run("check --strict --today 2026-11-25 policy.toml").code, 7);
    let ran = folder.run("check --allow gapp policy.toml");
    assert!(ran.code == 2 && ran.err.contains("unknown code `gapp`; did you mean `gap`?"), "{}", ran.err);
    let ran = folder.run("check --today tomorrow policy.toml");
    assert!(ran.code == 2 && ran.err.contains("written YYYY-MM-DD"), "{}", ran.err);
    let ran = folder.run("check");
    assert_eq!(ran.code, 2);
}

/// Pins what people see.
#[test]
fn in_words() {
    let folder = Folder::new();
    folder.put("policy.toml", &planted("profile", "age_max_days = 30", "age_max_days = 720").0);
    let ran = folder.run("check --today 2026-11-25 policy.toml");
    let line = planted("profile", "age_max_days = 30", "").1;
    let expected = format!(
        "policy.toml:{line}:38: error unlikely-value rule profile\n    rules[25].condition.profile.age_max_days\n    \
         `720`, where 1 to 366 is usual: the age of a profile is in days\n    look at the unit\n\n1 error, 0 warnings\n"
    );
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (7, expected.as_str(), ""));
}

/// Pins that every code is told on the page.
#[test]
fn the_page_lists_every_code() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/check.md")).unwrap();
    let list = Folder::new().run("check --list").out;
    assert!(list.lines().count() >= 20);
    for line in list.lines() {
        let mut words = line.split_whitespace();
        let (code, severity) = (words.next().unwrap(), words.next().unwrap());
        let meaning = words.collect::<Vec<_>>().join(" ");
        assert!(page.contains(&format!("| `{code}` | {severity} | {meaning} |")), "{line}");
    }
}

/// Pins that enormous policies are looked at all the same: thousands of rules, and megabytes of text.
#[test]
fn enormous_policies() {
    let folder = Folder::new();
    let mut policy = String::from("id = \"p\"\nversion = 1\n");
    for at in 0..200 {
        let limit = 100_000 + at;
        policy.push_str(&format!(
            "[[rules]]\nid = \"rule-{at}\"\ncondition.amount = {{ max_minor = {limit} }}\non_fail = \"decline\"\non_unknown = \"decline\"\n"
        ));
    }
    let found = findings(&folder, &policy, "");
    assert!(
        found
            .iter()
            .any(|one| one["code"] == "not-accepted" && one["message"].as_str().unwrap().contains("`200` rules"))
    );
    assert!(found.iter().filter(|one| one["code"] == "shadowed").count() > 150);
    let note = "n".repeat(10_000_000);
    let found = findings(&folder, &format!("{}\n# {note}\n", baseline()), "");
    assert!(found.is_empty(), "{found:?}");
    let nested = format!(
        "{}\n[[rules]]\nid = \"deep\"\nnote = \"n\"\nwhen = '{}true{}'\ncondition.hours = {{}}\non_fail = \"refer\"\non_unknown = \"refer\"\n",
        baseline(),
        "(".repeat(50_000),
        ")".repeat(50_000)
    );
    let found = findings(&folder, &nested, "");
    assert!(found.iter().any(|one| one["message"].as_str().unwrap().contains("`100004` characters")), "{found:?}");
}

/// Pins that without service points a rule is said to concern none only where none can be thought of.
#[test]
fn what_made_up_service_points_cannot_show_is_not_said() {
    let policy = |when: &str| {
        baseline().replace(
            "disclosure = \"internal\"\n\n# ====",
            &format!(
                "disclosure = \"internal\"\n\n[[rules]]\nid = \"planted\"\nnote = \"Planted.\"\nwhen = '{when}'\n\
                 condition.amount = {{ max_minor = 40_000_00 }}\non_fail = \"decline\"\non_unknown = \"decline\"\n\n# ===="
            ),
        )
    };
    for (when, is_found) in [
        (r#"service_point.region.startsWith("49")"#, false),
        (r#"service_point.mcc in ["3000", "3001"]"#, false),
        (r#"service_point.mcc.startsWith("30") && service_point.region == "110101""#, false),
        (r#"service_point.merchant_kind == "embassy""#, false),
        (r#"service_point.merchant_kind != "restaurant""#, false),
        (r#"service_point.terminal_count > 40"#, false),
        (r#"service_point.status == "suspended""#, false),
        (r#"service_point.mcc == "3000" && service_point.mcc == "3001""#, true),
        (r#"service_point.region.startsWith("4x")"#, true),
        (r#"service_point.remote && !service_point.remote"#, true),
    ] {
        let found = findings(&Folder::new(), &policy(when), "");
        let found: Vec<&str> =
            found.iter().filter(|one| one["rule"] == "planted").filter_map(|one| one["code"].as_str()).collect();
        assert_eq!(found.contains(&"never-applies"), is_found, "{when}: {found:?}");
    }
}
