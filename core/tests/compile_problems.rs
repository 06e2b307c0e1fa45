//! What compile and the JSON forms refuse: the path, the value in backticks, and what is accepted instead. And numbers
//! at the ends of their ranges, which are not refused.
#![cfg(feature = "json")]

mod common;

use common::{json, open};
use poscond::bounds::{INSTANT_UTC_S_MAX, JSON_INTEGER_MAX};
use poscond::forms::Span;
use poscond::{Counter, Expect, Input, Outcome, Plan, Policy, Problem, Reason, Request, ServicePoint, compile};
use serde_json::{Value, json};

const ENDS: &str = r#""on_fail": "decline", "on_unknown": "refer""#;

fn policy(rules: &str) -> Policy {
    json(&format!(r#"{{"id": "demo", "version": 1, "rules": [{rules}]}}"#))
}

/// A rule with its id, the members of its condition, and any more members.
fn rule(id: &str, condition: &str, more: &str) -> String {
    format!(r#"{{"id": "{id}", {ENDS}, "condition": {{{condition}}}{more}}}"#)
}

fn terminal(id: &str, more: &str) -> String {
    rule(id, r#""terminal": {}"#, more)
}

fn point(more: &str) -> ServicePoint {
    json(&format!(
        r#"{{"id": "noodles-1", "revision": 1, "merchant_id": "M1", "merchant_kind": "restaurant", "mcc": "5812",
            "region": "330106", "status": "active", "utc_offset": "+08:00"{more}}}"#
    ))
}

fn problems(policy: &Policy, point: &ServicePoint) -> Vec<Problem> {
    compile(policy, point).expect_err("has a problem").0
}

/// The problem at this path, which must be there, once, and say all of `says`.
#[track_caller]
fn assert_problem(policy: &Policy, point: &ServicePoint, input: Input, path: &str, says: &[&str]) {
    let all = problems(policy, point);
    let here: Vec<&Problem> = all.iter().filter(|problem| problem.path == path && problem.input == input).collect();
    assert_eq!(here.len(), 1, "at {path}: {all:?}");
    let message = &here[0].message;
    for part in says {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    for problem in &all {
        // Every message, this or another.
        assert!(problem.message.matches('`').count() >= 2, "no value in backticks: {problem}");
        assert!(problem.message.contains("accepted: "), "does not say what is accepted: {problem}");
        assert_eq!(problem.to_string(), format!("{}: {}", problem.path, problem.message));
    }
}

/// The same, and it is the only one.
#[track_caller]
fn assert_only_problem(policy: &Policy, point: &ServicePoint, input: Input, path: &str, says: &[&str]) {
    assert_problem(policy, point, input, path, says);
    assert_eq!(problems(policy, point).len(), 1);
}

#[track_caller]
fn assert_policy_problem(rules: &str, path: &str, says: &[&str]) {
    assert_only_problem(&policy(rules), &point(""), Input::Policy, path, says);
}

#[track_caller]
fn assert_point_problem(more: &str, path: &str, says: &[&str]) {
    let rules = format!("{}, {}", terminal("t", ""), rule("single", r#""amount": {"max_minor": 50000}"#, ""));
    assert_only_problem(&policy(&rules), &point(more), Input::ServicePoint, path, says);
}

// ---- rules ---------------------------------------------------------------------------------------

#[test]
fn ids_of_rules_are_their_own() {
    let rules = [terminal("a", ""), terminal("b", ""), terminal("a", "")].join(", ");
    assert_policy_problem(&rules, "rules[2].id", &["`a`", "rules[0]"]);
    // Also where one of the two does not concern the service point.
    let rules = [terminal("a", r#", "scope": {"mccs": ["7011"]}"#), terminal("a", "")].join(", ");
    assert_policy_problem(&rules, "rules[1].id", &["`a`", "rules[0]"]);
}

#[test]
fn there_are_1_to_64_rules_after_folding() {
    let many = |count: usize, more: &str| -> String {
        (0..count).map(|at| terminal(&format!("r{at}{}", more.len()), more)).collect::<Vec<_>>().join(", ")
    };
    let elsewhere = r#", "scope": {"mccs": ["7011"]}"#;
    assert_policy_problem("", "rules", &["`0`", "1 to 64", "`noodles-1`"]);
    assert_policy_problem(&many(3, elsewhere), "rules", &["`0`", "3 rules", "1 to 64", "`noodles-1`"]);
    assert_policy_problem(&many(65, ""), "rules", &["`65`", "1 to 64"]);
    for rules in [many(1, ""), many(64, ""), format!("{}, {}", many(64, ""), many(9, elsewhere))] {
        let bytes = compile(&policy(&rules), &point("")).expect("compiles");
        let plan = open(&bytes);
        let decision = plan.evaluate(&Request::new());
        assert_eq!(decision.unknown.count_ones() as usize, plan.rule_count());
        assert_eq!(decision.unknown.trailing_ones() as usize, plan.rule_count());
    }
}

#[test]
fn what_is_unknown_weighs_no_more_than_what_fails() {
    for (fail, unknown, accepted) in [
        ("refer", "decline", "`allow`, `warn`, `refer`"),
        ("warn", "refer", "`allow`, `warn`"),
        ("allow", "warn", "`allow`"),
    ] {
        let actions = format!(r#""on_fail": "{fail}", "on_unknown": "{unknown}""#);
        let rules = terminal("t", "").replace(ENDS, &actions);
        let says = [&format!("`{unknown}`"), &format!("`{fail}`"), &format!("accepted: {accepted}")];
        assert_policy_problem(&rules, "rules[0].on_unknown", &says.map(|text| text.as_str()));
    }
    let rules = format!("{}, {}", terminal("a", ""), terminal("b", r#", "on_unreachable": "refer""#));
    assert_policy_problem(&rules, "rules[1].on_unreachable", &["`refer`", "accepted: `allow`, `warn`, `decline`"]);
}

#[test]
fn an_empty_list_is_refused() {
    for list in ["merchant_kinds", "mccs", "regions", "transactions", "entry_modes", "card_kinds"] {
        let rules = [terminal("a", ""), terminal("b", &format!(r#", "scope": {{"{list}": []}}"#))].join(", ");
        assert_policy_problem(&rules, &format!("rules[1].scope.{list}"), &["`[]`", "at least one value"]);
    }
    for (condition, path) in [
        (r#""mcc": {"allowed": []}"#, "mcc.allowed"),
        (r#""entry_mode": {"allowed": []}"#, "entry_mode.allowed"),
        (r#""currency": {"allowed": []}"#, "currency.allowed"),
    ] {
        let says = ["`[]`", "at least one value"];
        assert_policy_problem(&rule("a", condition, ""), &format!("rules[0].condition.{path}"), &says);
        // Also where the rule does not concern the service point.
        let rules = [terminal("t", ""), rule("a", condition, r#", "scope": {"mccs": ["7011"]}"#)].join(", ");
        assert_policy_problem(&rules, &format!("rules[1].condition.{path}"), &says);
    }
}

#[test]
fn limits_are_possible() {
    let path = "rules[0].condition.amount.min_minor";
    assert_policy_problem(&rule("a", r#""amount": {"max_minor": 99, "min_minor": 100}"#, ""), path, &["`100`", "`99`"]);
    let equal = rule("a", r#""amount": {"max_minor": 100, "min_minor": 100}"#, "");
    assert!(compile(&policy(&equal), &point("")).is_ok());

    let currencies = |count: i32| {
        let codes: Vec<String> = (1..=count).map(|code| code.to_string()).collect();
        rule("a", &format!(r#""currency": {{"allowed": [{}]}}"#, codes.join(", ")), "")
    };
    assert_policy_problem(&currencies(9), "rules[0].condition.currency.allowed", &["`9`", "1 to 8"]);
    assert!(compile(&policy(&currencies(8)), &point("")).is_ok());
    let twice = rule("a", r#""currency": {"allowed": [1, 2, 3, 4, 5, 6, 7, 8, 8, 1]}"#, "");
    assert!(compile(&policy(&twice), &point("")).is_ok());
}

/// Usage rules, each with a counter of its own.
fn usages(count: usize, more: &str) -> String {
    let kinds = ["debit", "credit", "quasi_credit", "prepaid", "account"];
    let one = |at: usize| {
        let (kind, window) = (kinds[at % 5], ["day", "month"][at / 5 % 2]);
        let subject = ["terminal", "card"][at / 10 % 2];
        let condition =
            format!(r#""usage": {{"window": "{window}", "measure": "count", "subject": "{subject}", "max": 5}}"#);
        rule(&format!("u{at}"), &condition, &format!(r#", "scope": {{"card_kinds": ["{kind}"]{more}}}"#))
    };
    (0..count).map(one).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_plan_has_at_most_12_counters() {
    assert_policy_problem(&usages(13, ""), "rules", &["`13`", "`noodles-1`", "12"]);
    let bytes = compile(&policy(&usages(12, "")), &point("")).expect("compiles");
    assert_eq!(open(&bytes).counters().count(), 12);
    // The same counter twice is one.
    let twice = format!("{}, {}", usages(12, ""), usages(3, "").replace(r#""id": "u"#, r#""id": "v"#));
    assert_eq!(open(&compile(&policy(&twice), &point("")).expect("compiles")).counters().count(), 12);
}

/// Pins that a rule for other merchants takes no counter: at most twelve in a *plan*.
#[test]
fn a_rule_for_others_takes_no_counter() {
    let others = usages(14, r#", "mccs": ["7011"]"#).replace(r#""id": "u"#, r#""id": "v"#);
    for rules in [format!("{}, {others}", usages(12, "")), format!("{others}, {}", usages(12, ""))] {
        let bytes = compile(&policy(&rules), &point("")).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(open(&bytes).counters().count(), 12);
        assert_eq!(open(&bytes).rule_count(), 12);
    }
}

// ---- calendar and directives ---------------------------------------------------------------------

/// A policy with members beside its rules.
fn policy_with(members: &str, rules: &str) -> Policy {
    json(&format!(r#"{{"id": "demo", "version": 1, {members}, "rules": [{rules}]}}"#))
}

#[track_caller]
fn assert_member_problem(members: &str, rules: &str, path: &str, says: &[&str]) {
    assert_only_problem(&policy_with(members, rules), &point(""), Input::Policy, path, says);
}

fn calendar(members: &str) -> String {
    format!(r#""calendar": {{"covers_from": "2026-01-01", "covers_through": "2026-12-31", {members}}}"#)
}

#[test]
fn a_calendar_covers_its_own_dates() {
    let rules = terminal("t", "");
    let accepted = "accepted: 2026-01-01 to 2026-12-31";
    for outside in ["2025-12-31", "2027-01-01"] {
        let says = [&format!("`{outside}`"), accepted];
        let holidays = calendar(&format!(r#""holidays": ["2026-10-01", "{outside}"]"#));
        assert_member_problem(&holidays, &rules, "calendar.holidays[1]", &says);
        let workdays = calendar(&format!(r#""makeup_workdays": {{"{outside}": "mon", "2026-10-10": "wed"}}"#));
        assert_member_problem(&workdays, &rules, &format!("calendar.makeup_workdays.{outside}"), &says);
    }
    let ends = calendar(
        r#""holidays": ["2026-01-01", "2026-12-31"], "makeup_workdays": {"2026-01-02": "mon", "2026-12-30": "sun"}"#,
    );
    assert!(compile(&policy_with(&ends, &rules), &point("")).is_ok());
    let inverted = r#""calendar": {"covers_from": "2026-01-02", "covers_through": "2026-01-01"}"#;
    let says = ["`2026-01-01`", "`2026-01-02`", "that date or later"];
    assert_member_problem(inverted, &rules, "calendar.covers_through", &says);
    assert!(compile(&policy_with(&inverted.replace("01-02", "01-01"), &rules), &point("")).is_ok());
}

#[test]
fn a_holiday_is_not_a_make_up_workday() {
    let both = calendar(r#""holidays": ["2026-10-01", "2026-10-10"], "makeup_workdays": {"2026-10-10": "wed"}"#);
    let says = ["`2026-10-10`", "make-up workday", "accepted: one of the two"];
    assert_member_problem(&both, &terminal("t", ""), "calendar.holidays[1]", &says);
}

fn directive(id: &str, effect: &str) -> String {
    format!(
        r#"{{"id": "{id}", "regions": ["33"], "from": "2026-11-20", "through": "2026-11-26", "effect": {{{effect}}}}}"#
    )
}

#[test]
fn directives_have_ids_regions_and_dates() {
    let relax = r#""relax": {"rules": ["t"]}"#;
    let listed = |directives: &[String]| format!(r#""directives": [{}]"#, directives.join(", "));
    let refused = |directives: &[String], path: &str, says: &[&str]| {
        assert_member_problem(&listed(directives), &terminal("t", ""), path, says);
    };
    let (a, b) = (directive("a", relax), directive("b", relax));
    refused(&[a.clone(), b.clone(), a.clone()], "directives[2].id", &["`a`", "directives[0]", "an id of its own"]);
    let nowhere = b.replace(r#"["33"]"#, "[]");
    refused(&[a.clone(), nowhere], "directives[1].regions", &["`[]`", "at least one region"]);
    let inverted = b.replace("2026-11-26", "2026-11-19");
    let says = ["`2026-11-19`", "`2026-11-20`", "that date or later"];
    refused(&[a.clone(), inverted], "directives[1].through", &says);
    let one_day = b.replace("2026-11-26", "2026-11-20");
    assert!(compile(&policy_with(&listed(&[a, one_day]), &terminal("t", "")), &point("")).is_ok());
}

#[test]
fn a_suspension_needs_a_rule_on_disasters() {
    let suspend = format!(r#""directives": [{}]"#, directive("storm", r#""suspend": {}"#));
    let says = ["`suspend`", "`disaster`", "a policy with one"];
    assert_member_problem(&suspend, &terminal("t", ""), "directives[0].effect", &says);
    // A rule for others is one: the policy is one page for every service point.
    let rules = [terminal("t", ""), rule("d", r#""disaster": {}"#, r#", "scope": {"regions": ["44"]}"#)].join(", ");
    assert!(compile(&policy_with(&suspend, &rules), &point("")).is_ok());
}

#[test]
fn relaxing_softens_rules_of_the_policy() {
    let relax = |inner: &str| format!(r#""directives": [{}]"#, directive("d", &format!(r#""relax": {{{inner}}}"#)));
    let rules = [terminal("t", ""), terminal("u", r#", "scope": {"regions": ["44"]}"#)].join(", ");
    let path = "directives[0].effect.relax.rules[1]";
    assert_member_problem(&relax(r#""rules": ["t", "v"]"#), &rules, path, &["`v`", "not a rule", "ids of its rules"]);
    assert!(compile(&policy_with(&relax(r#""rules": ["t", "u"]"#), &rules), &point("")).is_ok());
    let none = ["`[]`", "softens nothing", "at least one rule"];
    assert_member_problem(&relax(r#""rules": []"#), &rules, "directives[0].effect.relax.rules", &none);
    for to in ["refer", "decline"] {
        let members = relax(&format!(r#""rules": ["t"], "to": "{to}""#));
        let says = [&format!("`{to}`"), "softens nothing", "accepted: `allow`, `warn`"];
        assert_member_problem(&members, &rules, "directives[0].effect.relax.to", &says);
    }
    for to in ["allow", "warn"] {
        let members = relax(&format!(r#""rules": ["t"], "to": "{to}""#));
        assert!(compile(&policy_with(&members, &rules), &point("")).is_ok());
    }
}

#[test]
fn a_service_point_has_at_most_255_directives() {
    let many = |count: usize| {
        let all: Vec<String> =
            (0..count).map(|at| directive(&format!("d{at}"), r#""relax": {"rules": ["t"]}"#)).collect();
        format!(r#""directives": [{}]"#, all.join(", "))
    };
    assert_member_problem(&many(256), &terminal("t", ""), "directives", &["`256`", "at most 255"]);
    assert!(compile(&policy_with(&many(255), &terminal("t", "")), &point("")).is_ok());
}

// ---- conditions ----------------------------------------------------------------------------------

#[test]
fn a_condition_asks_for_something() {
    let condition = |name: &str, form: &str, path: &str, says: &[&str]| {
        let path = format!("rules[0].condition.{path}");
        assert_policy_problem(&rule("a", &format!(r#""{name}": {form}"#), ""), &path, says);
        // Also where the rule does not concern the service point.
        let others = rule("a", &format!(r#""{name}": {form}"#), r#", "scope": {"mccs": ["7011"]}"#);
        assert_policy_problem(&[others, terminal("t", "")].join(", "), &path, says);
    };
    let versions = |count: usize| {
        let texts: Vec<String> = (0..count).map(|at| format!(r#""1.{at}""#)).collect();
        format!("[{}]", texts.join(", "))
    };
    let either = ["`app`", "`os`", "accepted: one of the two"];
    condition("known_bad", r#"{"app": ["1.0"], "os": ["1.0"]}"#, "known_bad", &[either.as_slice(), &["both"]].concat());
    condition("known_bad", "{}", "known_bad", &[either.as_slice(), &["neither"]].concat());
    for whose in ["app", "os"] {
        let empty = format!(r#"{{"{whose}": []}}"#);
        condition("known_bad", &empty, &format!("known_bad.{whose}"), &["`[]`", "at least one value"]);
    }
    let limits = ["`{}`", "floor_limit_minor", "amount_max_minor", "count_max"];
    condition("offline", "{}", "offline", &limits);
    for (name, part, all) in [
        ("link", "", r#"["up", "weak", "unstable", "interfered", "down"]"#),
        ("power", "", r#"["mains", "battery", "failing"]"#),
        ("component", r#""part": "printer", "#, r#"["working", "degraded", "faulty", "not_fitted"]"#),
    ] {
        let path = format!("{name}.accepts");
        condition(name, &format!(r#"{{{part}"accepts": []}}"#), &path, &["`[]`", "at least one value"]);
        let everything = ["`accepts` lists every state", "some of the states"];
        let form = format!(r#"{{{part}"accepts": {all}}}"#);
        // The message shows no value, for the list is all there is.
        let told = problems(&policy(&rule("a", &format!(r#""{name}": {form}"#), "")), &point(""));
        assert!(matches!(&told[..], [one] if one.path == format!("rules[0].condition.{path}")), "{told:?}");
        assert!(everything.iter().all(|part| told[0].message.contains(part)), "{told:?}");
    }
    condition("pos_codes", r#"{"de22": false}"#, "pos_codes.de22", &["`false`", "accepted: `true`, or codes of DE25"]);
    condition("pos_codes", r#"{"de25": []}"#, "pos_codes.de25", &["`[]`", "at least one value"]);
    let nine = r#"{"de25": [0, 1, 2, 3, 4, 5, 6, 7, 8, 8]}"#;
    condition("pos_codes", nine, "pos_codes.de25", &["`9`", "1 to 8"]);
    let eight = rule("a", r#""pos_codes": {"de25": [0, 1, 2, 3, 4, 5, 6, 7, 7, 0], "de22": false}"#, "");
    assert!(compile(&policy(&eight), &point("")).is_ok());
    let older = r#"{"app_min": "3.2", "app_recommended": "3.1.9"}"#;
    let says = ["`3.1.9.0`", "`3.2.0.0`", "that version or a later one"];
    condition("software", older, "software.app_recommended", &says);
    let equal = rule("a", r#""software": {"app_min": "3.2", "app_recommended": "3.2.0"}"#, "");
    assert!(compile(&policy(&equal), &point("")).is_ok());
    for name in ["materials", "form"] {
        let path = format!("{name}.required");
        condition(name, r#"{"required": []}"#, &path, &["`[]`", "at least one value"]);
        let items = |count: usize| {
            let ids: Vec<String> = (0..count).map(|at| format!(r#""i{at}""#)).collect();
            format!(r#"{{"required": [{}]}}"#, ids.join(", "))
        };
        condition(name, &items(33), &path, &["`33`", "1 to 32"]);
        assert!(compile(&policy(&rule("a", &format!(r#""{name}": {}"#, items(32)), "")), &point("")).is_ok());
    }
    let fits = rule("a", &format!(r#""known_bad": {{"os": {}}}"#, versions(255)), "");
    assert!(compile(&policy(&fits), &point("")).is_ok());
}

/// Pins that dates, versions and terminals of all rules are at most 255, each kept once.
#[test]
fn a_plan_has_at_most_255_values() {
    let bad = |id: &str, first: usize, count: usize| {
        let texts: Vec<String> = (first..first + count).map(|at| format!(r#""1.{at}""#)).collect();
        rule(id, &format!(r#""known_bad": {{"app": [{}]}}"#, texts.join(", ")), "")
    };
    let bound = rule("b", r#""binding": {}"#, "");
    let two = point(r#", "terminals": ["1", "2", "1"]"#);
    let fits = policy(&[bad("a", 0, 253), bound.clone()].join(", "));
    assert!(compile(&fits, &two).is_ok());
    let more = policy(&[bad("a", 0, 254), bound].join(", "));
    assert_only_problem(&more, &two, Input::ServicePoint, "documents", &["`256`", "versions", "at most 255"]);
    // The same values twice are kept once, and those of a rule for others not at all.
    assert!(compile(&policy(&[bad("a", 0, 255), bad("b", 0, 255), bad("c", 7, 100)].join(", ")), &point("")).is_ok());
    let others = bad("b", 1000, 200).replace(r#""on_fail""#, r#""scope": {"mccs": ["7011"]}, "on_fail""#);
    assert!(compile(&policy(&[bad("a", 0, 255), others].join(", ")), &point("")).is_ok());
}

// ---- dates ---------------------------------------------------------------------------------------

#[test]
fn dates_are_not_inverted() {
    let dates = r#", "valid_from": "2026-11-02", "valid_through": "2026-11-01""#;
    let says = ["`2026-11-01`", "`2026-11-02`", "that date or later"];
    assert_policy_problem(&terminal("t", dates), "rules[0].valid_through", &says);

    let mut inverted = policy(&terminal("t", ""));
    inverted.valid_from = Some("2026-11-02".parse().expect("a date"));
    inverted.valid_through = Some("2026-11-01".parse().expect("a date"));
    assert_problem(&inverted, &point(""), Input::Policy, "valid_through", &says);

    assert_point_problem(dates, "valid_through", &["`2026-11-01`", "`2026-11-02`"]);
    let document = |status: &str| format!(r#", "documents": [{{"kind": "k", "status": "{status}"{dates}}}]"#);
    for status in ["approved", "pending", "rejected"] {
        assert_point_problem(&document(status), "documents[0].valid_through", &says);
    }
    let adjustment = r#", "adjustments": [{"status": "requested", "from": "2026-11-02", "through": "2026-11-01",
        "grant": {"hours": ["09:00-10:00"]}}]"#;
    assert_point_problem(adjustment, "adjustments[0].through", &["`2026-11-01`", "`2026-11-02`", "that date or later"]);

    // Policy and service point must overlap; one day is enough.
    let mut early = policy(&terminal("t", ""));
    early.valid_through = Some("2026-11-01".parse().expect("a date"));
    let late = |day: &str| point(&format!(r#", "valid_from": "2026-11-0{day}""#));
    assert_only_problem(&early, &late("2"), Input::ServicePoint, "valid_through", &["`2026-11-01`", "`2026-11-02`"]);
    assert!(compile(&early, &late("1")).is_ok());
    let one_day = dates.replace("2026-11-02", "2026-11-01");
    assert!(compile(&policy(&terminal("t", &one_day)), &point(&one_day)).is_ok());
}

/// Pins that dates that the policy has the wrong way round are not blamed on the service point.
#[test]
fn an_inverted_policy_is_the_policys_problem_alone() {
    let mut inverted = policy(&terminal("t", ""));
    inverted.valid_from = Some("2026-11-02".parse().expect("a date"));
    inverted.valid_through = Some("2026-11-01".parse().expect("a date"));
    let all = problems(&inverted, &point(""));
    assert!(all.iter().all(|problem| problem.input == Input::Policy), "{all:?}");
}

#[test]
fn an_approved_document_says_until_when() {
    let document = |status: &str| format!(r#", "documents": [{{"kind": "k", "status": "{status}"}}]"#);
    let path = "documents[0].valid_through";
    assert_point_problem(&document("approved"), path, &["missing", "YYYY-MM-DD", "`long_term`"]);
    for status in ["pending", "rejected"] {
        assert!(compile(&policy(&terminal("t", "")), &point(&document(status))).is_ok());
    }
}

// ---- places --------------------------------------------------------------------------------------

fn place(areas: &str) -> String {
    format!(r#""place": {{"datum": "wgs84", "areas": [{areas}]}}"#)
}

#[track_caller]
fn assert_polygon_problem(corners: &str, says: &[&str]) {
    let polygon = format!(r#"{{"regions": ["33"]}}, {{"polygon": [{corners}]}}"#);
    assert_point_problem(&format!(", {}", place(&polygon)), "place.areas[1].polygon", says);
    // Whether or not the adjustment was approved.
    for status in ["approved", "requested"] {
        let adjustment = format!(
            r#", "adjustments": [{{"status": "{status}", "from": "2026-11-01", "through": "2026-11-02",
                "grant": {{{}}}}}]"#,
            place(&polygon)
        );
        assert_point_problem(&adjustment, "adjustments[0].grant.place.areas[1].polygon", says);
    }
}

#[test]
fn a_polygon_has_3_to_64_corners() {
    let ring = |count: i64| {
        // Along a parabola, so that no three are on a line.
        let corners: Vec<String> = (0..count).map(|at| format!("[{}, {}]", at * at * 1000, at * 10_000)).collect();
        corners.join(", ")
    };
    assert_polygon_problem(&ring(2), &["`2`", "3 to 64"]);
    assert_polygon_problem("", &["`0`", "3 to 64"]);
    assert_polygon_problem(&ring(65), &["`65`", "3 to 64"]);
    for count in [3, 64] {
        let area = place(&format!(r#"{{"polygon": [{}]}}"#, ring(count)));
        assert!(compile(&policy(&terminal("t", "")), &point(&format!(", {area}"))).is_ok(), "{count}");
    }
}

#[test]
fn a_polygon_does_not_cross_itself() {
    assert_polygon_problem("[0, 0], [1000, 1000], [1000, 0], [0, 1000]", &["`0`", "`2`", "in order"]);
    assert_polygon_problem("[0, 0], [0, 1000], [1000, 1000], [0, 1000]", &["`3`", "once"]);
    assert_polygon_problem("[0, 0], [0, 1000], [1000, 1000], [0, 0]", &["`3`", "once"]);
    // A needle: out and back on one line.
    assert_polygon_problem("[0, 0], [0, 2000], [0, 1000], [1000, 500]", &["`0`", "in order"]);
}

#[test]
fn a_polygon_encloses_something() {
    assert_polygon_problem("[0, 0], [1000, 1000], [3000, 3000]", &["nothing"]);
}

#[test]
fn a_polygon_is_not_half_the_globe() {
    assert_polygon_problem("[0, -900000000], [0, 900000000], [1000, 0]", &["180°"]);
    assert_polygon_problem("[900000000, 0], [0, 1000], [0, 0]", &["pole"]);
}

#[test]
fn a_place_is_somewhere() {
    assert_point_problem(&format!(", {}", place("")), "place.areas", &["`[]`", "at least one area"]);
    let regions = place(r#"{"regions": []}"#);
    assert_point_problem(&format!(", {regions}"), "place.areas[0].regions", &["`0`", "1 to 64"]);
    let regions = |count: usize| place(&format!(r#"{{"regions": [{}]}}"#, vec![r#""33""#; count].join(", ")));
    assert_point_problem(&format!(", {}", regions(65)), "place.areas[0].regions", &["`65`", "1 to 64"]);
    assert!(compile(&policy(&terminal("t", "")), &point(&format!(", {}", regions(64)))).is_ok());
}

// ---- the rest of the service point ---------------------------------------------------------------

#[test]
fn transitions_are_in_order() {
    let transitions = |instants: &[&str]| {
        let rows = instants.iter().map(|at| format!(r#"{{"at": "{at}", "utc_offset": "+09:00"}}"#));
        format!(r#", "offset_transitions": [{}]"#, rows.collect::<Vec<_>>().join(", "))
    };
    let [a, b] = ["2026-11-01T00:00:00Z", "2026-11-01T00:00:01Z"];
    assert_point_problem(&transitions(&[b, a]), "offset_transitions[1].at", &[&format!("`{a}`"), "ascending"]);
    assert_point_problem(&transitions(&[a, b, b]), "offset_transitions[2].at", &[&format!("`{b}`"), "ascending"]);
    assert!(compile(&policy(&terminal("t", "")), &point(&transitions(&[a, b]))).is_ok());
    let many = |count: usize| {
        let instants: Vec<String> =
            (0..count).map(|at| format!("2026-11-01T{:02}:{:02}:00Z", at / 60, at % 60)).collect();
        transitions(&instants.iter().map(String::as_str).collect::<Vec<_>>())
    };
    assert_point_problem(&many(255), "offset_transitions", &["`255`", "254"]);
    assert!(compile(&policy(&terminal("t", "")), &point(&many(254))).is_ok());
}

#[test]
fn a_raise_is_of_a_rule_that_limits() {
    let raise = |rule: &str| {
        format!(
            r#", "adjustments": [{{"status": "requested", "from": "2026-11-01", "through": "2026-11-02",
                "grant": {{"limit": {{"rule": "{rule}", "max": 9}}}}}}]"#
        )
    };
    for wrong in ["singel", "t"] {
        let says = [&format!("`{wrong}`"), "accepted: `single`"];
        assert_point_problem(&raise(wrong), "adjustments[0].grant.limit.rule", &says);
    }
    let (input, path) = (Input::ServicePoint, "adjustments[0].grant.limit.rule");
    assert_only_problem(&policy(&terminal("t", "")), &point(&raise("single")), input, path, &["`single`", "none"]);
}

/// Pins that all problems are told at once, policy and service point.
#[test]
fn all_problems_are_told_at_once() {
    let rules =
        format!("{}, {}", terminal("a", r#", "on_unreachable": "refer""#), terminal("a", r#", "scope": {"mccs": []}"#));
    let all = problems(&policy(&rules), &point(r#", "place": {"datum": "gcj02", "areas": []}"#));
    let paths: Vec<&str> = all.iter().map(|problem| problem.path.as_str()).collect();
    for path in ["rules[0].on_unreachable", "rules[1].id", "rules[1].scope.mccs", "place.areas"] {
        assert!(paths.contains(&path), "{path} is not in {paths:?}");
    }
    let text =
        compile(&policy(&rules), &point(r#", "place": {"datum": "gcj02", "areas": []}"#)).unwrap_err().to_string();
    assert_eq!(text.lines().count(), all.len());
}

// ---- the JSON forms ------------------------------------------------------------------------------

fn good_policy() -> Value {
    json!({"id": "demo", "version": 1, "rules": [
        {"id": "single", "on_fail": "decline", "on_unknown": "refer", "condition": {"amount": {"max_minor": 50000}}}]})
}

fn good_point() -> Value {
    json!({"id": "noodles-1", "revision": 1, "merchant_id": "M1", "merchant_kind": "restaurant", "mcc": "5812",
        "region": "330106", "status": "active", "utc_offset": "+08:00",
        "place": {"datum": "gcj02", "areas": [{"circle": {"lat_e7": 302500000, "lon_e7": 1201500000, "radius_m": 300}}]},
        "hours": {"weekly": {"mon": ["09:30-22:00"]}, "exceptions": {"2026-10-01": []}},
        "documents": [{"kind": "licence", "status": "approved", "valid_through": "long_term"}]})
}

fn good_request() -> Value {
    json!({"now_utc_s": 1795406400, "clock": "trusted", "amount_minor": 100, "app_version": "3.2.0", "merchant_id": "M1",
        "counters": [{"slot": 0, "amount_minor": 0, "count": 0, "taken_at_utc_s": 0}]})
}

fn parse<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, (String, String)> {
    let text = value.to_string();
    serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(&text))
        .map_err(|error| (error.path().to_string(), error.into_inner().to_string()))
}

/// Puts a value at a pointer; `null` takes the member away.
fn changed(mut good: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    let parent = good.pointer_mut(parent).unwrap_or_else(|| panic!("{pointer}"));
    if value.is_null() {
        parent.as_object_mut().expect("an object").remove(key);
    } else if let Some(items) = parent.as_array_mut() {
        items[key.parse::<usize>().expect("an index")] = value;
    } else {
        parent[key] = value;
    }
    good
}

#[track_caller]
fn assert_refused<T: serde::de::DeserializeOwned>(good: Value, pointer: &str, value: Value, path: &str, says: &[&str]) {
    assert!(parse::<T>(&good).is_ok(), "{:?}", parse::<T>(&good).err());
    let bad = changed(good, pointer, value.clone());
    let Err((at, message)) = parse::<T>(&bad) else { panic!("{pointer} = {value} is accepted") };
    assert_eq!(at, path, "{message}");
    for part in says {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
}

#[test]
fn unknown_fields_are_refused() {
    let says = ["unknown field `extra`", "expected"];
    let refused = |pointer: &str, path: &str| assert_refused::<Policy>(good_policy(), pointer, json!(1), path, &says);
    refused("/extra", "extra");
    refused("/rules/0/extra", "rules[0].extra");
    refused("/rules/0/condition/amount/extra", "rules[0].condition.amount.extra");
    let scoped = changed(good_policy(), "/rules/0/scope", json!({}));
    assert_refused::<Policy>(scoped, "/rules/0/scope/extra", json!([]), "rules[0].scope.extra", &says);
    let unknown = ["unknown variant `amuont`", "`amount`"];
    let condition = json!({"amuont": {"max_minor": 1}});
    assert_refused::<Policy>(good_policy(), "/rules/0/condition", condition, "rules[0].condition", &unknown);
    // Exactly one condition.
    let two = json!({"amount": {"max_minor": 1}, "hours": {}});
    assert!(parse::<Policy>(&changed(good_policy(), "/rules/0/condition", two)).is_err());
    assert!(parse::<Policy>(&changed(good_policy(), "/rules/0/condition", json!({}))).is_err());

    let refused =
        |pointer: &str, path: &str| assert_refused::<ServicePoint>(good_point(), pointer, json!(1), path, &says);
    refused("/extra", "extra");
    refused("/place/extra", "place.extra");
    refused("/place/areas/0/circle/extra", "place.areas[0].circle.extra");
    refused("/hours/extra", "hours.extra");
    refused("/hours/weekly/extra", "hours.weekly.extra");
    refused("/documents/0/extra", "documents[0].extra");
    assert_refused::<Request>(good_request(), "/extra", json!(1), "extra", &says);
    assert_refused::<Request>(good_request(), "/counters/0/extra", json!(1), "counters[0].extra", &says);
}

/// Pins for the forms of every family that an unknown word is told with those accepted, and an unknown field too.
#[test]
fn forms_of_every_family_are_strict() {
    let condition = |name: &str, form: Value| changed(good_policy(), "/rules/0/condition", json!({name: form}));
    let refused = |name: &str, good: Value, key: &str, value: Value, path: &str, says: &[&str]| {
        let pointer = format!("/rules/0/condition/{name}/{key}");
        let path = format!("rules[0].condition.{name}{path}");
        assert_refused::<Policy>(condition(name, good), &pointer, value, &path, says);
    };
    for (name, good) in [
        ("merchant", json!({})),
        ("credit_check", json!({})),
        ("delivery", json!({})),
        ("installation", json!({})),
        ("training", json!({})),
        ("test_transaction", json!({})),
        ("disaster", json!({})),
        ("binding", json!({})),
        ("operator", json!({})),
        ("damage", json!({})),
        ("service_point_data", json!({})),
        ("host", json!({})),
        ("mocked", json!({})),
        ("address", json!({})),
        ("link", json!({})),
        ("power", json!({})),
        ("pos_codes", json!({})),
        ("materials", json!({"required": ["a"]})),
        ("form", json!({"required": ["a"]})),
        ("review", json!({"working_days": 3})),
        ("regulation", json!({"id": "r", "from": "2026-01-01"})),
        ("policy_current", json!({"age_max_days": 7})),
        ("sign_on", json!({"age_max_s": 60})),
        ("registration", json!({"field": "phone"})),
        ("support", json!({"working_days": 0})),
        ("battery", json!({"min_percent": 1})),
        ("component", json!({"part": "printer"})),
        ("age", json!({"age_max_days": 18250})),
        ("inspection", json!({"age_max_days": 1})),
        ("os", json!({"os_min": "1"})),
        ("known_bad", json!({"os": ["1"]})),
        ("patch", json!({"level_min": 1})),
        ("offline", json!({"count_max": 1})),
    ] {
        refused(name, good, "extra", json!(1), ".extra", &["unknown field `extra`"]);
    }
    let words = ["`up`", "`weak`", "`unstable`", "`interfered`", "`down`"];
    let link = json!({"accepts": ["up", "weak"]});
    refused("link", link, "accepts/1", json!("slow"), ".accepts[1]", &[words.as_slice(), &["`slow`"]].concat());
    let power = json!({"accepts": ["mains"]});
    let words = ["`grid`", "`mains`", "`battery`", "`failing`"];
    refused("power", power, "accepts/0", json!("grid"), ".accepts[0]", &words);
    let part = json!({"part": "printer", "accepts": ["working"]});
    let words = ["`broken`", "`working`", "`degraded`", "`faulty`", "`not_fitted`"];
    refused("component", part.clone(), "accepts/0", json!("broken"), ".accepts[0]", &words);
    let words =
        ["`screen`", "`card_reader`", "`contact`", "`positioning`", "`communication`", "`printer`", "`key_pad`"];
    refused("component", part, "part", json!("screen"), ".part", &words);
    let ranges: [(&str, Value, &str, [i64; 2], &str); 11] = [
        ("battery", json!({"min_percent": 1}), "min_percent", [0, 101], "from 1 to 100"),
        ("age", json!({"age_max_days": 1}), "age_max_days", [0, 18_251], "from 1 to 18250"),
        ("inspection", json!({"age_max_days": 1}), "age_max_days", [0, 3_651], "from 1 to 3650"),
        ("policy_current", json!({"age_max_days": 1}), "age_max_days", [0, 3_651], "from 1 to 3650"),
        ("sign_on", json!({"age_max_s": 1}), "age_max_s", [0, 34_560_001], "from 1 to 34560000"),
        ("patch", json!({"level_min": 1}), "level_min", [0, 4_294_967_296], "from 1 to 4294967295"),
        ("review", json!({"working_days": 1}), "working_days", [0, 61], "from 1 to 60"),
        ("support", json!({"working_days": 1}), "working_days", [-1, 61], "from 0 to 60"),
        ("offline", json!({"count_max": 1}), "count_max", [0, 4_294_967_295], "from 1 to 4294967294"),
        (
            "offline",
            json!({"floor_limit_minor": 1}),
            "floor_limit_minor",
            [0, 1_000_000_000_000],
            "from 1 to 999999999999",
        ),
        (
            "offline",
            json!({"amount_max_minor": 1}),
            "amount_max_minor",
            [0, 1_000_000_000_000],
            "from 1 to 999999999999",
        ),
    ];
    for (name, good, key, outside, accepted) in ranges {
        for value in outside {
            let says = [&format!("`{value}`"), accepted];
            refused(name, good.clone(), key, json!(value), &format!(".{key}"), &says);
        }
    }
    for (value, says) in [(json!(-1), "`-1`"), (json!(100), "`100`")] {
        refused("pos_codes", json!({"de25": [0]}), "de25/0", value, ".de25[0]", &[says, "from 0 to 99"]);
    }
    let usage = json!({"window": "day", "measure": "amount", "subject": "card", "max": 1, "refunds": "restore"});
    let words = ["`give_back`", "`ignore`", "`restore`"];
    refused("usage", usage, "refunds", json!("give_back"), ".refunds", &words);
    let regulation = json!({"id": "r", "from": "2026-01-01"});
    refused("regulation", regulation, "from", json!("2026-13-01"), ".from", &["\"2026-13-01\"", "YYYY-MM-DD"]);
    refused("os", json!({"os_min": "1"}), "os_min", json!("1.x"), ".os_min", &["\"1.x\"", "0 to 65535"]);
}

/// Pins the same for what stands beside the rules: advice, calendar, directives, and scopes that ask for remote places.
#[test]
fn members_beside_the_rules_are_strict() {
    let mut good = good_policy();
    good["advice"] = json!({"document_days": 30});
    good["calendar"] = json!({"covers_from": "2026-01-01", "covers_through": "2026-12-31", "holidays": ["2026-10-01"],
        "makeup_workdays": {"2026-10-10": "wed"}});
    good["directives"] = json!([{"id": "d", "regions": ["33"], "from": "2026-11-20", "through": "2026-11-26",
        "effect": {"relax": {"rules": ["single"], "to": "warn"}}}]);
    good["rules"][0]["scope"] = json!({"remote": true});
    let refused = |pointer: &str, value: Value, path: &str, says: &[&str]| {
        assert_refused::<Policy>(good.clone(), pointer, value, path, says);
    };
    let unknown = ["unknown field `extra`"];
    for (at, path) in [("advice", "advice"), ("calendar", "calendar"), ("directives/0", "directives[0]")] {
        refused(&format!("/{at}/extra"), json!(1), &format!("{path}.extra"), &unknown);
    }
    refused("/directives/0/effect/relax/extra", json!(1), "directives[0].effect.relax.extra", &unknown);
    let words = ["`soften`", "`suspend`", "`relax`"];
    refused("/directives/0/effect", json!({"soften": {}}), "directives[0].effect", &words);
    let words = ["`ignore`", "`allow`", "`warn`"];
    refused("/directives/0/effect/relax/to", json!("ignore"), "directives[0].effect.relax.to", &words);
    refused("/directives/0/effect/relax/rules", Value::Null, "directives[0].effect.relax", &["missing field `rules`"]);
    refused(
        "/directives/0/regions/0",
        json!("330"),
        "directives[0].regions[0]",
        &["\"330\"", "two, four or six digits"],
    );
    refused("/directives/0/from", json!("soon"), "directives[0].from", &["\"soon\"", "YYYY-MM-DD"]);
    let words = ["`wednesday`", "`mon`", "`sun`"];
    let path = "calendar.makeup_workdays.2026-10-10";
    refused("/calendar/makeup_workdays/2026-10-10", json!("wednesday"), path, &words);
    refused("/calendar/holidays/0", json!("2026-10-32"), "calendar.holidays[0]", &["\"2026-10-32\"", "YYYY-MM-DD"]);
    refused("/calendar/covers_through", Value::Null, "calendar", &["missing field `covers_through`"]);
    for (key, beyond, accepted) in [
        ("document_days", 366, "from 0 to 365"),
        ("regulation_days", 366, "from 0 to 365"),
        ("plan_days", 366, "from 0 to 365"),
        ("calendar_days", 366, "from 0 to 365"),
        ("due_days", 366, "from 0 to 365"),
        ("usage_percent", 101, "from 0 to 100"),
        ("closing_min", 1441, "from 0 to 1440"),
        ("battery_percent", 101, "from 0 to 100"),
    ] {
        for value in [-1, beyond] {
            let says = [&format!("`{value}`"), accepted];
            refused(&format!("/advice/{key}"), json!(value), &format!("advice.{key}"), &says);
        }
    }
    refused("/rules/0/scope/remote", json!("yes"), "rules[0].scope.remote", &["\"yes\"", "a boolean"]);
}

/// Pins the same for what service points gained.
#[test]
fn members_of_service_points_are_strict() {
    let mut good = good_point();
    good["remote"] = json!(true);
    good["terminals"] = json!(["33010711"]);
    good["address_check"] = json!("matches");
    good["registration"] = json!({"phone": "confirmed"});
    good["regulations_met"] = json!(["r"]);
    good["support_requests"] = json!([{"opened": "2026-11-02", "closed": "2026-11-05"}]);
    good["hours"]["holidays"] = json!([]);
    good["hours"]["makeup_workdays"] = json!("as_weekday");
    good["application"] = json!({"materials": {"photo": "accepted"}, "form": {"address": "wrong"}, "credit_check": "passed",
        "review": {"submitted": "2026-09-30", "status": "pending"}, "delivery": "shipped", "installation": "done",
        "training": "done", "test_transaction": "passed"});
    let refused = |pointer: &str, value: Value, path: &str, says: &[&str]| {
        assert_refused::<ServicePoint>(good.clone(), pointer, value, path, says);
    };
    for (at, path) in [
        ("application", "application"),
        ("application/review", "application.review"),
        ("support_requests/0", "support_requests[0]"),
    ] {
        refused(&format!("/{at}/extra"), json!(1), &format!("{path}.extra"), &["unknown field `extra`"]);
    }
    let words: [(&str, &str, &[&str]); 11] = [
        ("/address_check", "address_check", &["`matches`", "`differs`"]),
        ("/registration/phone", "registration.phone", &["`confirmed`", "`unchecked`", "`wrong`"]),
        ("/application/materials/photo", "application.materials.photo", &["`submitted`", "`accepted`", "`rejected`"]),
        ("/application/form/address", "application.form.address", &["`submitted`", "`accepted`", "`wrong`"]),
        ("/application/credit_check", "application.credit_check", &["`pending`", "`passed`", "`failed`"]),
        ("/application/review/status", "application.review.status", &["`pending`", "`approved`", "`rejected`"]),
        ("/application/delivery", "application.delivery", &["`not_shipped`", "`shipped`", "`delivered`"]),
        ("/application/installation", "application.installation", &["`pending`", "`done`", "`failed`"]),
        ("/application/training", "application.training", &["`pending`", "`done`"]),
        ("/application/test_transaction", "application.test_transaction", &["`pending`", "`passed`", "`failed`"]),
        ("/hours/makeup_workdays", "hours.makeup_workdays", &["a list of spans, or `as_weekday`"]),
    ];
    for (pointer, path, accepted) in words {
        refused(pointer, json!("maybe"), path, &[accepted, &["maybe"]].concat());
    }
    refused("/terminals/0", json!("123456789"), "terminals[0]", &["\"123456789\"", "1 to 8"]);
    refused("/registration/phone", json!(1), "registration.phone", &["expected"]);
    refused("/hours/makeup_workdays", json!(["9-10"]), "hours.makeup_workdays[0]", &["\"9-10\"", "48:00"]);
    refused("/hours/makeup_workdays", json!(1), "hours.makeup_workdays", &["`1`", "as_weekday"]);
    refused("/application/review/submitted", Value::Null, "application.review", &["missing field `submitted`"]);
    refused("/support_requests/0/opened", Value::Null, "support_requests[0]", &["missing field `opened`"]);
    refused("/remote", json!("yes"), "remote", &["\"yes\"", "a boolean"]);
    let bad = changed(good.clone(), "/registration", json!({"a b": "wrong"}));
    let (_, message) = parse::<ServicePoint>(&bad).expect_err("a bad id as a key");
    assert!(message.contains("\"a b\"") && message.contains("1 to 40"), "{message}");
}

#[test]
fn values_of_service_points_are_possible() {
    let refused = |pointer: &str, value: Value, path: &str, says: &[&str]| {
        assert_refused::<ServicePoint>(good_point(), pointer, value, path, says);
    };
    let circle = |key: &str| (format!("/place/areas/0/circle/{key}"), format!("place.areas[0].circle.{key}"));
    for (key, value, accepted) in [
        ("lat_e7", 910_000_000_i64, "from -900000000 to 900000000"),
        ("lat_e7", -900_000_001, "from -900000000 to 900000000"),
        ("lon_e7", 1_800_000_001, "from -1800000000 to 1800000000"),
        ("radius_m", 0, "from 1 to 100000"),
        ("radius_m", 100_001, "from 1 to 100000"),
    ] {
        let (pointer, path) = circle(key);
        refused(&pointer, json!(value), &path, &[&format!("`{value}`"), accepted]);
    }
    let (pointer, path) = circle("lat_e7");
    refused(&pointer, json!(30.25), &path, &["`30.25`", "an integer"]);
    refused(&pointer, json!("302500000"), &path, &["\"302500000\"", "an integer"]);
    refused("/place/datum", Value::Null, "place", &["missing field `datum`"]);
    refused("/place/datum", json!("wgs-84"), "place.datum", &["`wgs-84`", "`wgs84`", "`gcj02`", "`bd09`"]);
    for span in [
        "25:00-49:00",
        "10:00-10:00",
        "10:00-09:00",
        "24:00-25:00",
        "23:00-48:01",
        "9:00-10:00",
        "09:00",
        "09:60-10:00",
        "-1:00-10:00",
    ] {
        let says = [format!("\"{span}\""), "open before 24:00".to_owned(), "48:00".to_owned()];
        let says: Vec<&str> = says.iter().map(String::as_str).collect();
        refused("/hours/weekly/mon/0", json!(span), "hours.weekly.mon[0]", &says);
    }
    for date in ["2026-02-30", "2026-2-03", "26-02-03", "1899-12-31", "2200-01-01", "2026-02-03T00:00", "+2026-02-03"] {
        let says = [format!("\"{date}\""), "YYYY-MM-DD".to_owned()];
        let says: Vec<&str> = says.iter().map(String::as_str).collect();
        refused("/valid_from", json!(date), "valid_from", &says);
        refused("/documents/0/valid_through", json!(date), "documents[0].valid_through", &says);
        let mut bad = good_point();
        bad["hours"]["exceptions"] = json!({date: []});
        let (_, message) = parse::<ServicePoint>(&bad).expect_err("a bad date as a key");
        assert!(says.iter().all(|part| message.contains(part)), "{message}");
    }
    for (key, bad, accepted) in [
        ("id", "", "1 to 40"),
        ("id", "-a", "1 to 40"),
        ("id", "noodles 1", "1 to 40"),
        ("id", "12345678901234567890123456789012345678901", "1 to 40"),
        ("merchant_id", " ", "1 to 15"),
        ("merchant_id", "1234567890123456", "1 to 15"),
        ("mcc", "581", "four digits"),
        ("mcc", "58a2", "four digits"),
        ("region", "33010", "two, four or six digits"),
        ("region", "3301066", "two, four or six digits"),
        ("utc_offset", "08:00", "+08:00"),
        ("utc_offset", "+8:00", "+08:00"),
        ("utc_offset", "+16:01", "+16:00"),
        ("utc_offset", "+08:60", "+16:00"),
    ] {
        refused(&format!("/{key}"), json!(bad), key, &[&format!("\"{bad}\""), accepted]);
    }
    refused("/status", json!("open"), "status", &["`open`", "`active`", "`suspended`"]);
    for number in [json!(-1), json!(4_294_967_296_i64)] {
        refused("/revision", number, "revision", &["from 0 to 4294967295"]);
    }
    refused("/revision", Value::Null, ".", &["missing field `revision`"]);
}

/// Pins that a span may open in any minute of its day: open before 24:00 is what is accepted.
#[test]
fn a_span_may_open_in_the_last_hour_of_a_day() {
    for (text, open, close) in [
        ("00:00-48:00", 0, 2880),
        ("22:59-23:00", 1379, 1380),
        ("23:00-23:01", 1380, 1381),
        ("23:30-26:00", 1410, 1560),
        ("23:59-24:00", 1439, 1440),
    ] {
        let span: Result<Span, _> = text.parse();
        let span = span.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((span.open_min(), span.close_min(), span.to_string()), (open, close, text.to_owned()));
    }
}

#[test]
fn values_of_policies_are_possible() {
    let refused = |pointer: &str, value: Value, path: &str, says: &[&str]| {
        assert_refused::<Policy>(good_policy(), pointer, value, path, says);
    };
    let (pointer, path) = ("/rules/0/condition/amount/max_minor", "rules[0].condition.amount.max_minor");
    for (value, says) in [
        (json!(0), "`0`"),
        (json!(-1), "`-1`"),
        (json!(1_000_000_000_000_i64), "`1000000000000`"),
        (json!(u64::MAX), "`18446744073709551615`"),
        (json!(1.5), "`1.5`"),
        (json!(1e3), "`1000.0`"),
        (json!("100"), "\"100\""),
        (json!(true), "`true`"),
    ] {
        refused(pointer, value, path, &[says, "an integer from 1 to 999999999999"]);
    }
    let wrong_de39 = |reason: &str, code: &str, says: &[&str]| {
        let wrong = changed(good_policy(), "/de39", json!({reason: code}));
        let (path, message) = parse::<Policy>(&wrong).expect_err("wrong");
        assert!(path.starts_with("de39"), "{path}");
        assert!(says.iter().all(|part| message.contains(part)), "{message}");
    };
    wrong_de39("AMOUNT_ABOVE_LIMITS", "61", &["`AMOUNT_ABOVE_LIMITS`", "`AMOUNT_ABOVE_LIMIT`"]);
    for code in ["00", "6", "611", "é", "6 ", "-1", ""] {
        wrong_de39("AMOUNT_ABOVE_LIMIT", code, &[&format!("\"{code}\""), "other than 00"]);
    }
    refused("/rules/0/on_fail", json!("refuse"), "rules[0].on_fail", &["`refuse`", "`decline`"]);
    refused("/rules/0/on_unknown", Value::Null, "rules[0]", &["missing field `on_unknown`"]);
    refused("/business_day_offset_min", json!(721), "business_day_offset_min", &["`721`", "from -720 to 720"]);
    for version in ["", "1.", "1.2.3.4.5", "65536", "1.-2", "v1"] {
        let condition = json!({"software": {"app_min": version}});
        let bad = changed(good_policy(), "/rules/0/condition", condition);
        let (path, message) = parse::<Policy>(&bad).expect_err("a bad version");
        assert_eq!(path, "rules[0].condition.software.app_min");
        assert!(message.contains(&format!("\"{version}\"")) && message.contains("0 to 65535"), "{message}");
    }
    for range in ["5814-5811", "5812-", "58", "5811-5812-5813"] {
        let condition = json!({"mcc": {"allowed": [range]}});
        let bad = changed(good_policy(), "/rules/0/condition", condition);
        let (path, message) = parse::<Policy>(&bad).expect_err("a bad range");
        assert_eq!(path, "rules[0].condition.mcc.allowed[0]");
        assert!(message.contains(&format!("\"{range}\"")) && message.contains("5811-5814"), "{message}");
    }
}

#[test]
fn values_of_requests_are_possible() {
    let refused = |pointer: &str, value: Value, path: &str, says: &[&str]| {
        assert_refused::<Request>(good_request(), pointer, value, path, says);
    };
    let accepted = "an integer from 0 to 9007199254740991";
    refused("/amount_minor", json!(1.5), "amount_minor", &["`1.5`", accepted]);
    refused("/amount_minor", json!("100"), "amount_minor", &["\"100\"", accepted]);
    refused("/amount_minor", json!(-1), "amount_minor", &["`-1`", accepted]);
    refused("/amount_minor", json!(1_i64 << 53), "amount_minor", &["`9007199254740992`", accepted]);
    refused("/clock", json!("ok"), "clock", &["`ok`", "`trusted`"]);
    refused("/host", json!("slow"), "host", &["`slow`", "`reachable`", "`unreachable`", "`timing_out`"]);
    refused("/link", json!("slow"), "link", &["`slow`", "`up`", "`interfered`"]);
    refused("/printer", json!("out"), "printer", &["`out`", "`working`", "`not_fitted`"]);
    refused("/original_transaction", json!("buy"), "original_transaction", &["`buy`", "`sale`", "`test`"]);
    refused("/de22", json!(1000), "de22", &["`1000`", "from 0 to 999"]);
    refused("/de25", json!(100), "de25", &["`100`", "from 0 to 99"]);
    refused("/battery_percent", json!(101), "battery_percent", &["`101`", "from 0 to 100"]);
    refused("/os_version", json!("1.2.3.4.5"), "os_version", &["\"1.2.3.4.5\"", "0 to 65535"]);
    refused("/custom_8", json!(1), "custom_8", &["unknown field `custom_8`"]);
    refused("/custom_0", json!(1_i64 << 53), "custom_0", &["`9007199254740992`", "from -9007199254740991"]);
    refused("/app_version", json!("3.x"), "app_version", &["\"3.x\"", "0 to 65535"]);
    refused("/counters/0/slot", json!(12), "counters[0].slot", &["`12`", "from 0 to 11"]);
    refused("/counters/0/count", json!(1_i64 << 31), "counters[0].count", &["`2147483648`", "to 2147483647"]);
    refused("/counters/0/taken_at_utc_s", Value::Null, "counters[0]", &["missing field `taken_at_utc_s`"]);
    refused("/merchant_id", json!("1234567890123456"), "merchant_id", &["\"1234567890123456\"", "1 to 15"]);
    refused("/merchant_id", json!("M\n"), "merchant_id", &["\"M\\n\"", "printable ASCII"]);
    let message =
        |pointer: &str, value: Value| parse::<Request>(&changed(good_request(), pointer, value)).expect_err("bad").1;
    let one = good_request()["counters"][0].clone();
    let text = message("/counters", json!([one, one]));
    assert!(text.contains("`0`") && text.contains("once"), "{text}");
    let text = message("/fix_lat_e7", json!(0));
    assert!(text.contains("`fix_lon_e7`"), "{text}");
}

// ---- numbers at the ends of their ranges ---------------------------------------------------------

/// Pins that numbers at the ends of their ranges mean themselves: no sum wraps round.
#[test]
fn numbers_at_the_ends_mean_themselves() {
    const CAP: i64 = 999_999_999_999;
    let usage = |id: &str, measure: &str| {
        let condition = format!(
            r#""usage": {{"window": "month", "measure": "{measure}", "subject": "terminal", "max": {CAP}, "age_max_s": 34560000}}"#
        );
        rule(id, &condition, "")
    };
    let rules = [
        rule("single", &format!(r#""amount": {{"max_minor": {CAP}, "min_minor": 1}}"#), ""),
        usage("sum", "amount"),
        usage("count", "count"),
        rule("profile", r#""profile": {"age_max_days": 3650}"#, ""),
        rule("licence", r#""document": {"kind": "licence", "grace_days": 365}"#, ""),
        rule("open", r#""hours": {}"#, ""),
    ];
    let mut policy = policy(&rules.join(", "));
    policy.version = json("4294967295");
    policy.business_day_offset_min = Some(json("720"));
    let edge = point(
        r#", "valid_from": "1900-01-01", "valid_through": "2199-12-31",
            "documents": [{"kind": "licence", "status": "approved", "valid_from": "1900-01-01", "valid_through": "2199-12-31"}],
            "hours": {"weekly": {"tue": ["00:00-48:00"]}}"#,
    );
    for (offset, transitions) in
        [("+16:00", ""), ("-16:00", ""), ("+00:00", r#"{"at": "2199-12-31T23:59:59Z", "utc_offset": "-16:00"}"#)]
    {
        let mut point = edge.clone();
        point.revision = json("4294967295");
        point.utc_offset = offset.parse().expect("an offset");
        point.offset_transitions = json(&format!("[{transitions}]"));
        let bytes = compile(&policy, &point).expect("compiles");
        let plan = Plan::open(&bytes, Expect { service_point: None, revision_min: u32::MAX, ..Expect::default() })
            .expect("opens");
        assert_eq!((plan.revision(), plan.policy_version()), (u32::MAX, u32::MAX));
        for now in [0, 1, INSTANT_UTC_S_MAX - 1, INSTANT_UTC_S_MAX] {
            let mut request: Request = json(
                r#"{"clock": "trusted", "host": "reachable", "merchant_id": "M1", "transaction": "sale", "amount_minor": 1}"#,
            );
            request
                .set_now_utc_s(now)
                .and_then(|request| request.set_profile_refreshed_at_utc_s(now))
                .expect("in range");
            let ask = |amount: i64, used: i64, count: i32| {
                let mut request = request;
                request.set_amount_minor(amount).expect("in range");
                let counter = Counter { amount_minor: used, taken_at_utc_s: now, count, reserved: 0 };
                request.set_counter(0, counter).expect("in range");
                let limits = ["single", "sum", "count"];
                let findings: Vec<_> = plan.findings(&request).filter(|finding| finding.bit.is_some()).collect();
                let of = |id: &str| findings.iter().find(|finding| finding.rule == id).expect("a rule").reason;
                assert_eq!(of("profile"), None);
                (limits.map(of), plan.evaluate(&request).outcome)
            };
            // At −16:00 the first instants of all are still 1969, and at +16:00 the last ones are 2200 already.
            let judged = plan.findings(&request).any(|finding| finding.rule == "single" && finding.reason.is_none());
            if plan.evaluate(&request).primary_reason() == Some(Reason::PlanExpired) {
                assert!(offset == "+16:00" && now > 1);
                continue;
            }
            assert!(judged);
            let overflow = Some(Reason::UsageOverflow);
            assert_eq!(ask(1, CAP - 1, i32::MAX).0, [None, None, None]);
            assert_eq!(ask(CAP, 0, i32::MIN).0, [None, None, None]);
            assert_eq!(ask(1, CAP, 0), ([None, overflow, None], Outcome::Decline));
            assert_eq!(ask(CAP, 1, 0), ([None, overflow, None], Outcome::Decline));
            assert_eq!(ask(1, JSON_INTEGER_MAX, 0), ([None, overflow, None], Outcome::Decline));
            let beyond = Some(Reason::AmountOutOfRange);
            assert_eq!(ask(JSON_INTEGER_MAX, JSON_INTEGER_MAX, 0).0, [beyond, overflow, None]);
            assert_eq!(ask(JSON_INTEGER_MAX, -JSON_INTEGER_MAX, 0).0, [beyond, None, None]);
            assert_eq!(ask(CAP + 1, -1, 0).0, [beyond, None, None]);
            assert_eq!(ask(1, -JSON_INTEGER_MAX, 0).0, [None, None, None]);
            assert_eq!(ask(0, CAP, 0).0, [Some(Reason::AmountZero), None, None]);
        }
    }
}

/// Pins that the ends of dates are ends: a document's last day and its grace days, about the last date of all.
#[test]
fn the_last_date_of_all_is_a_date() {
    let rules = rule("licence", r#""document": {"kind": "licence", "grace_days": 365}"#, "");
    for (through, passes) in [("2199-12-31", true), ("2198-12-31", true), ("2198-12-30", false)] {
        let point = point(&format!(
            r#", "documents": [{{"kind": "licence", "status": "approved", "valid_through": "{through}"}}]"#
        ));
        let bytes = compile(&policy(&rules), &point).expect("compiles");
        let mut request: Request = json(r#"{"clock": "trusted", "host": "reachable", "merchant_id": "M1"}"#);
        // 2199-12-31T23:59:59 at +08:00.
        request.set_now_utc_s(INSTANT_UTC_S_MAX - 8 * 3600).expect("in range");
        let expected = if passes { None } else { Some(Reason::DocumentExpired) };
        assert_eq!(open(&bytes).evaluate(&request).primary_reason(), expected, "{through}");
    }
}

/// Pins that a scope can always be told: a rule for a city may not be folded away for a shop of "the province".
#[test]
fn a_region_of_registration_is_a_county() {
    for region in ["33", "3301"] {
        let mut coarse = point("");
        coarse.region = region.parse().expect("a region");
        let all = problems(&policy(&terminal("t", "")), &coarse);
        assert!(
            matches!(&all[..], [one] if one.path == "region" && one.message.starts_with(&format!("`{region}`"))),
            "{all:?}"
        );
    }
}

/// Pins the bound on what evaluate goes over: sixteen areas, those of approved adjustments included.
#[test]
fn a_service_point_has_at_most_16_areas() {
    let areas = |count: usize| place(&vec![r#"{"regions": ["33"]}"#; count].join(", "));
    assert!(compile(&policy(&terminal("t", "")), &point(&format!(", {}", areas(16)))).is_ok());
    assert_point_problem(&format!(", {}", areas(17)), "place.areas", &["`17`", "at most 16"]);
    let more = format!(
        r#", {}, "adjustments": [{{"status": "approved", "from": "2026-11-01", "through": "2026-11-02", "grant": {{{}}}}}]"#,
        areas(16),
        areas(1)
    );
    assert_point_problem(&more, "place.areas", &["`17`", "at most 16"]);
}

/// Pins that a table is never read from a list of its values in the order of the code, however deep it stands.
#[test]
fn a_table_is_never_a_list() {
    fn is_refused<T: serde::de::DeserializeOwned>(text: &str) {
        let error = serde_json::from_str::<T>(text).err().unwrap_or_else(|| panic!("{text} was accepted"));
        assert!(error.to_string().contains("sequence"), "{text}: {error}");
    }
    let in_point = |member: &str| {
        let whole = serde_json::to_string(&point("")).expect("serialises");
        format!("{}, {member}}}", whole.trim_end_matches('}'))
    };
    let in_rule = |condition: &str, scope: &str| {
        format!(
            r#"{{"id": "p", "version": 1, "rules": [{{"id": "r", {ENDS}, "condition": {condition}, "scope": {scope}}}]}}"#
        )
    };
    is_refused::<Policy>(r#"["p", 1, null, null, null, null, {}, []]"#);
    is_refused::<Policy>(&in_rule(r#"{"amount": [1000, 10]}"#, "{}"));
    is_refused::<Policy>(&in_rule(r#"{"hours": []}"#, "{}"));
    for condition in [
        r#"{"review": [3]}"#,
        r#"{"disaster": []}"#,
        r#"{"regulation": ["r", "2026-01-01"]}"#,
        r#"{"pos_codes": [[0], true]}"#,
        r#"{"component": ["printer"]}"#,
        r#"{"known_bad": [["1"]]}"#,
        r#"{"offline": [1, 1, 1]}"#,
        r#"{"address": []}"#,
    ] {
        is_refused::<Policy>(&in_rule(condition, "{}"));
    }
    for member in [r#""advice": [30]"#, r#""calendar": ["2026-01-01", "2026-12-31"]"#, r#""directives": [["d"]]"#] {
        is_refused::<Policy>(&format!(r#"{{"id": "p", "version": 1, {member}, "rules": []}}"#));
    }
    is_refused::<Policy>(&in_rule(r#"{"hours": {}}"#, "[]"));
    is_refused::<ServicePoint>(r#"["s", 1]"#);
    for member in [
        r#""place": [null, "wgs84", [{"regions": ["33"]}]]"#,
        r#""hours": [{}, {}]"#,
        r#""hours": {"weekly": [["09:00-18:00"], [], [], [], [], [], []]}"#,
        r#""documents": [["a", "approved", null, "long_term"]]"#,
        r#""support_requests": [["2026-11-02"]]"#,
        r#""application": [{}]"#,
        r#""application": {"review": ["2026-11-02", "pending"]}"#,
        r#""offset_transitions": [["2026-03-08T07:00:00Z", "-04:00"]]"#,
        r#""adjustments": [["approved", "2026-11-01", "2026-11-02", {"hours": []}]]"#,
    ] {
        is_refused::<ServicePoint>(&in_point(member));
    }
    is_refused::<Request>("[1795406400]");
    is_refused::<Request>(r#"{"counters": [[0, 5, 1, 1795406400]]}"#);
}
