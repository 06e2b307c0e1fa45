//! TOML and JSON: the same policy is the same plan, the same mistake the same error, each at its own line and column.

mod common;

use common::{Folder, NOODLES, POLICY};
use serde_json::{Value, json};

fn whole() -> Value {
    let text = POLICY.replace("2027-12-31", "\"2027-12-31\"");
    let mut policy: Value = toml::from_str(&text).unwrap();
    policy["calendar"] =
        json!({"covers_from": "2026-01-01", "covers_through": "2026-12-31", "holidays": ["2026-10-01"]});
    policy["custom_facts"] = json!({"risk": 0});
    policy["de39"] = json!({"HOURS_CLOSED": "57"});
    policy
}

/// A folder with the policy in both formats and, for the TOML, whatever was done to it.
fn both(policy: &Value) -> Folder {
    let folder = Folder::new();
    folder.put("policy.toml", toml::to_string(policy).unwrap());
    folder.put("policy.json", serde_json::to_string_pretty(policy).unwrap());
    folder.put("noodles.toml", toml::to_string(&serde_json::from_str::<Value>(NOODLES).unwrap()).unwrap());
    folder
}

#[test]
fn the_same_policy_and_service_point_make_the_same_plan() {
    let folder = both(&whole());
    let mut plans = Vec::new();
    for (number, (policy, point)) in
        [("policy.toml", "noodles.json"), ("policy.json", "noodles.json"), ("policy.toml", "noodles.toml")]
            .iter()
            .enumerate()
    {
        let ran = folder.run(&format!("compile -p {policy} -s {point} -o {number}.plan"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        plans.push(std::fs::read(folder.path(&format!("{number}.plan"))).unwrap());
    }
    assert!(plans.iter().all(|plan| *plan == plans[0]));
}

/// A located error: line, column, and the rest.
fn located<'a>(line: &'a str, name: &str) -> Option<(usize, usize, &'a str)> {
    let mut parts = line.strip_prefix(name)?.strip_prefix(':')?.splitn(3, ':');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?))
}

#[test]
fn the_same_mistake_is_the_same_error_at_its_own_place() {
    // Where the mistake is, what stands there instead, and the text at which both errors must point.
    let mistakes = [
        ("/version", json!("3"), "3"),
        ("/version", json!(-1), "-1"),
        ("/version", json!(1.5), "1.5"),
        ("/version", json!(true), "true"),
        ("/id", json!("d\u{435}mo"), "d\u{435}mo"),
        ("/valid_through", json!("2027-02-30"), "2027-02-30"),
        ("/valid_through", json!(2027), "2027"),
        ("/valid_thru", json!("2027-12-31"), "valid_thru"),
        ("/calendar/holidays/0", json!("1st of October"), "1st of October"),
        ("/calendar/covers", json!("x"), "covers"),
        ("/custom_facts/in", json!(1), "in"),
        ("/custom_facts/risk", json!(8), "8"),
        ("/de39/HOURS_CLOSD", json!("57"), "HOURS_CLOSD"),
        ("/de39/HOURS_CLOSED", json!("577"), "577"),
        ("/rules/1/id", json!("single-limit"), "single-limit"),
        ("/rules/0/on_fail", json!("deny"), "deny"),
        ("/rules/0/on_unknown", json!("declin\u{0435}"), "declin\u{0435}"),
        ("/rules/0/onfail", json!("decline"), "onfail"),
        ("/rules/0/condition/amount/max_minor", json!(0), "0"),
        ("/rules/0/condition/amount/max_minor", json!("500000"), "500000"),
        ("/rules/0/condition/amount/max", json!(1), "max"),
        ("/rules/2/condition/location/accuracy_max_m", json!(50_001), "50001"),
        ("/rules/0/condition", json!({"amounts": {"max_minor": 1}}), "amounts"),
        ("/rules/0/scope", json!({"mccs": ["581"]}), "581"),
        ("/rules/0/scope", json!({"entry_modes": ["chip", "chips"]}), "chips"),
        ("/rules/0/when", json!("custom.risk = 3"), "= 3"),
        ("/rules/0/when", json!("transaction.type == \"sale\" && service_point.mmc == \"5812\""), "service_point.mmc"),
        ("/rules/3/condition", json!({"require": {"expression": "transaction.amount + 1 > 2"}}), "transaction.amount"),
    ];
    for (place, value, shown) in mistakes {
        let mut policy = whole();
        let (parent, key) = place.rsplit_once('/').unwrap();
        match policy.pointer_mut(parent).unwrap() {
            Value::Array(items) => items[key.parse::<usize>().unwrap()] = value.clone(),
            fields => fields[key] = value.clone(),
        }
        let folder = both(&policy);
        let errors = ["policy.toml", "policy.json"].map(|name| {
            let ran = folder.run(&format!("compile -p {name} -s noodles.json -o out.plan"));
            assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{place} {value}: {}", ran.err);
            let lines: Vec<_> = ran.err.lines().filter_map(|line| located(line, name)).collect();
            assert!(!lines.is_empty(), "{place} {value}: {}", ran.err);
            let (line, column, _) = lines[0];
            let text = folder.text(name);
            let at: String = text.lines().nth(line - 1).unwrap().chars().skip(column - 1).collect();
            let at = at.trim_start_matches(['"', '\'']);
            assert!(at.starts_with(shown), "{name}:{line}:{column} is not at {shown}: {at}");
            lines.into_iter().map(|(_, _, rest)| rest.to_owned()).collect::<Vec<_>>()
        });
        assert_eq!(errors[0], errors[1], "{place} {value}");
    }
}
