//! `poscond readiness` and `poscond identifier`.

mod common;

use common::Folder;
use serde_json::{Value, json};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data");

const AT: &str = "--at 2026-11-24T12:00:00+08:00";

fn teahouse() -> String {
    format!("-p {DATA}/policy.toml -s {DATA}/service-points/beijing-teahouse-new.json {AT}")
}

/// Pins what people read of a shop that is nearly there, in both languages.
#[test]
fn readiness_for_people() {
    let folder = Folder::new();
    let ran = folder.run(&format!("readiness --lang en {}", teahouse()));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    for line in [
        "槐荫茶社 · not ready",
        "  2026-11-24 · 17 of 23 steps done",
        "  ✓ Material accepted: identity document",
        "  → The document was handed in, the acquirer is to look at it: food licence",
        "  ✗ Register the place of business (merchant)",
        "  · Register the opening hours (merchant)",
        "What would keep a sale from proceeding now",
        "  ✗ PC0308 A required document is still under review: food licence",
        "    → Ask the acquirer's customer service to finish the review",
    ] {
        assert!(ran.out.lines().any(|said| said == line), "{line}\n{}", ran.out);
    }
    let ran = folder.run(&format!("readiness {}", teahouse()));
    for line in [
        "槐荫茶社 · 尚不能受理",
        "  → 资质文件已提交，等待收单机构审核：食品经营许可证（收单机构）",
        "  ✗ PC0308 资质文件审核中：食品经营许可证",
    ] {
        assert!(ran.out.lines().any(|said| said == line), "{line}\n{}", ran.out);
    }
}

/// Pins that of a shop which is only closed it is told when it opens, on its own clock.
#[test]
fn readiness_of_a_closed_shop() {
    let folder = Folder::new();
    let stall = format!("-p {DATA}/policy.toml -s {DATA}/service-points/chengdu-night-market-stall.json {AT}");
    let ran = folder.run(&format!("readiness --lang en {stall}"));
    assert!(ran.out.contains("next allowed at  Tue 2026-11-24 18:00"), "{}", ran.out);
}

/// Pins the JSON: an object a service point, which the tool's own schema describes.
#[test]
fn readiness_in_json() {
    let folder = Folder::new();
    let ran = folder.run(&format!("readiness --json -p {DATA}/policy.toml -s {DATA}/service-points {AT}"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let all: Vec<Value> = ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(all.len(), std::fs::read_dir(format!("{DATA}/service-points")).unwrap().count());
    let of = |id: &str| all.iter().find(|one| one["service_point"] == id).unwrap();
    assert_eq!(of("hangzhou-noodle-shop")["ready"], true);
    let teahouse = of("beijing-teahouse-new");
    assert_eq!(
        (&teahouse["ready"], &teahouse["next"], &teahouse["outcome"]),
        (&json!(false), &json!(11), &json!("refer"))
    );
    assert_eq!(
        teahouse["steps"][11],
        json!({"step": "document", "subject": "food_licence", "state": "pending", "who": "acquirer", "due": null,
            "is_due_unknown": false, "is_blocking": true, "rule": "food-licence", "reason": "DOCUMENT_PENDING"})
    );
    assert_eq!(
        teahouse["refusals"][0],
        json!({"rule": "food-licence", "reason": "DOCUMENT_PENDING", "subject": "food_licence", "action": "refer",
            "who": "acquirer", "steps": ["finish_review"]})
    );
    // Nothing of the rules for the engineer's eyes only.
    assert!(!ran.out.contains("risk-score") && !ran.out.contains("card-count"));
    let schema: Value = serde_json::from_str(&folder.run("schema readiness").out).unwrap();
    let described: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    let said: Vec<&String> = teahouse.as_object().unwrap().keys().collect();
    assert_eq!(described, said);
}

/// Pins that what is wrong with the inputs is said as everywhere, and nothing is written.
#[test]
fn readiness_of_what_does_not_compile() {
    let folder = Folder::new();
    folder.put_with("tea.json", common::TEA, r#""region": "330106""#, r#""region": "33""#);
    let ran = folder.run("readiness -p policy.toml -s tea.json");
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    assert!(ran.err.starts_with("tea.json:") && ran.err.contains("`33`"), "{}", ran.err);
    let ran = folder.run("readiness -p policy.toml -s noodles.json --at yesterday");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("accepted: expected an instant from 1970 to 2199"), "{}", ran.err);
}

/// Pins that identifiers come from standard input, are masked, and that one which is none ends the tool with 7.
#[test]
fn identifiers_are_checked_and_masked() {
    let folder = Folder::new();
    let ran = folder.run_with("identifier uscc", "91350100M000100Y43\n\n91350100M000100Y44\n");
    assert_eq!((ran.code, ran.err.as_str()), (7, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "   1  **************0Y43  ✓");
    assert!(
        lines[1].starts_with("   3  **************0Y44  ✗  check_digit: the check character does not fit"),
        "{}",
        lines[1]
    );
    let ran = folder.run_with("identifier resident_id", "11010519491231002X\r\n");
    assert_eq!((ran.code, ran.out.as_str()), (0, "   1  **************002X  ✓\n"));
    let ran = folder.run_with("identifier bank_card --json", "4111 1111 1111 1112\n");
    let said: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(
        (&said["line"], &said["masked"], &said["is_valid"], &said["fault"]),
        (&json!(1), &json!("***************1112"), &json!(false), &json!({"code": "check_digit", "expected": "1"}))
    );
    for whole in ["4111 1111", "41111111"] {
        assert!(!ran.out.contains(whole));
    }
}

/// Pins that a value on the command line is refused, and not shown again.
#[test]
fn identifiers_are_not_taken_from_the_command_line() {
    let folder = Folder::new();
    for args in ["uscc 91350100M000100Y43", "91350100M000100Y43", "uscc --json 91350100M000100Y43"] {
        let ran = folder.run(&format!("identifier {args}"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("accepted: ") && !ran.err.contains("100Y43"), "{}", ran.err);
    }
    let ran = folder.run_with("identifier passport", "");
    assert!(ran.err.contains("accepted: `uscc`, `resident_id`, `bank_card`, `mobile`, `mcc`"), "{}", ran.err);
}
