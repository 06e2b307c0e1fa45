//! Expressions: what is refused and where, and what is worked out, when the plan is made and by the plan's steps alike.
#![cfg(feature = "json")]

mod common;

use common::{json, open};
use poscond::policy::ConditionForm;
use poscond::{Fact, Policy, Problem, Reason, Request, ServicePoint, Verdict, compile};

/// A policy whose last rule requires an expression; rule `u` limits what the terminal sells a day.
fn policy(expression: &str) -> Policy {
    let mut policy: Policy = json(
        r#"{"id": "p", "version": 1, "custom_facts": {"a": 0, "b": 1, "c": 2, "d": 3, "e": 4, "f": 5, "g": 6, "h": 7},
            "rules": [
            {"id": "u", "condition": {"usage": {"window": "day", "measure": "count", "subject": "terminal", "max": 5}},
             "on_fail": "decline", "on_unknown": "decline"},
            {"id": "r", "condition": {"require": {"expression": ""}}, "on_fail": "decline", "on_unknown": "decline"}]}"#,
    );
    let Some(ConditionForm::Require(form)) = policy.rules.last_mut().map(|rule| &mut rule.condition) else {
        unreachable!("the last rule requires");
    };
    form.expression = expression.into();
    policy
}

fn point() -> ServicePoint {
    json(
        r#"{"id": "s", "revision": 3, "merchant_id": "M1", "merchant_kind": "restaurant", "mcc": "5812",
            "region": "330106", "status": "active", "utc_offset": "+08:00", "terminals": ["T1", "T2"]}"#,
    )
}

/// What a requirement says of a request: true or false, or the fact that is missing if it is one.
fn says(expression: &str, request: &Request) -> Result<bool, Option<Fact>> {
    let plan = compile(&policy(expression), &point()).unwrap_or_else(|problems| panic!("{expression}\n{problems}"));
    let plan = open(&plan);
    let finding = plan.findings(request).find(|finding| finding.rule == "r").expect("the rule");
    match (finding.verdict, finding.reason) {
        (Verdict::Pass, None) => Ok(true),
        (Verdict::Fail, Some(Reason::RequirementNotMet)) => Ok(false),
        (Verdict::Unknown, Some(Reason::RequirementUnknown | Reason::ClockNotTrusted)) => Err(finding.fact),
        other => panic!("{expression}: {other:?}"),
    }
}

fn request(facts: &str) -> Request {
    json(&format!(
        r#"{{"now_utc_s": 1795406400, "clock": "trusted", "host": "reachable", "merchant_id": "M1"{facts}}}"#
    ))
}

/// The problem of an expression: the part that it points at, and the message without its place.
fn problem(expression: &str) -> (String, String) {
    let problems = compile(&policy(expression), &point()).expect_err(expression).0;
    let [Problem { path, message, excerpt: Some(excerpt), .. }] = problems.as_slice() else {
        panic!("{expression}: {problems:?}");
    };
    assert_eq!(path, "rules[1].condition.require.expression");
    let (place, message) = message.split_once(": ").expect("a place");
    assert!(place.starts_with("at "), "{message}");
    (excerpt.text[excerpt.at.clone()].to_owned(), message.to_owned())
}

/// Pins what is not in the subset, which part each error points at, and what it says would be accepted.
#[test]
fn what_is_wrong_is_pointed_at() {
    for (expression, part, says) in [
        // Outside the subset.
        ("1.5 < 2.0", "1.5", "floating-point"),
        ("custom.a < 1e3", "1e3", "floating-point"),
        ("custom.a == 1u", "1u", "unsigned"),
        ("b'a' == b'a'", "b", "bytes"),
        ("null == null", "null", "`has("),
        ("{'a': 1} == {}", "{", "maps"),
        ("custom.a[0] == 1", "[", "indexes"),
        ("[1][0] == 1", "[", "indexes"),
        ("[1, 2] == [1, 2]", "[1, 2]", "right of `in`"),
        ("custom.a in [[1]]", "[1]", "right of `in`"),
        ("int('1') == 1", "int", "`startsWith`"),
        ("size('a') == 1", "size", "no function"),
        ("'a'.endsWith('a')", "endsWith", "`startsWith(…)`"),
        ("'a'.size() == 1", "size", "`startsWith(…)`"),
        (".transaction.amount > 1", ".", "start with `.`"),
        ("'a' + 'b' == 'ab'", "'a'", "accepted: int"),
        ("timestamp('2026-01-01T00:00:00Z') < now()", "timestamp", "no function"),
        ("transaction.all(x, true)", "transaction.all", "no function"),
        // Syntax.
        ("", "", "ends too early"),
        ("true &&", "", "ends too early"),
        ("(true", "", "accepted: `)`"),
        ("true)", ")", "accepted: an operator"),
        ("true true", "true", "accepted: an operator"),
        ("true & true", "&", "accepted: `&&`"),
        ("true = true", "=", "accepted: `==`"),
        ("!-1 == 1", "-", "out of place"),
        ("custom.a == 08x", "08x", "inside a number"),
        ("custom.a == 1_000", "1_000", "as CEL has it"),
        ("custom.a == 0x", "0x", "without a digit"),
        ("custom.a == 9223372036854775808", "9223372036854775808", "64 bits"),
        ("custom.a == 99999999999999999999", "99999999999999999999", "64 bits"),
        ("custom.a == -9223372036854775809", "9223372036854775809", "64 bits"),
        ("'abc", "'abc", "without an end"),
        ("'a\nb' == 'a'", "'a", "without an end"),
        (r"'\q' == ''", r"\q", "no escape"),
        (r"'\ud800' == ''", r"\u", "no escape"),
        ("true ? false", "", "accepted: `:`"),
        ("while == 1", "while", "keeps for itself"),
        ("true == trué", "é", "U+00E9"),
        ("transaction.\u{430}mount > 1", "\u{430}", "U+0430"),
        // Names.
        ("amount > 1", "amount", "`transaction`"),
        ("transaction.amonut > 1", "transaction.amonut", "`transaction.amount`"),
        ("transactions.amount > 1", "transactions.amount", "not a group"),
        ("custom.z > 1", "custom.z", "`custom.a`"),
        ("service_point.hours == 1", "service_point.hours", "has(service_point.hours)"),
        ("has(transaction.amount)", "has(transaction.amount)", "facts of the service point"),
        ("has(custom.a)", "has(custom.a)", "facts of the service point"),
        ("has(1)", "1", "a fact of the service point"),
        ("usage.amount('x') > 1", "usage.amount('x')", "`u`"),
        ("usage.amount(custom.a) > 1", "custom", "literal string"),
        ("transaction.amount('u') > 1", "transaction.amount", "no function"),
        // Types.
        ("1", "1", "true or false"),
        ("custom.a", "custom.a", "true or false"),
        ("1 == true", "true", "of one type"),
        ("1 == 'a'", "'a'", "of one type"),
        ("true && 1", "1", "accepted: bool"),
        ("1 || true", "1", "accepted: bool"),
        ("!1", "1", "accepted: bool"),
        ("-true == 1", "true", "accepted: int"),
        ("1 + true == 2", "true", "accepted: int"),
        ("1 ? true : false", "1", "accepted: bool"),
        ("(true ? 1 : true) == 1", "true", "of one type"),
        ("transaction.entry_mode == 'chop'", "'chop'", "`\"chip\"`"),
        ("transaction.entry_mode == 1", "1", "of one type"),
        ("transaction.entry_mode in ['chip', 'x']", "['chip', 'x']", "`\"chip\"`"),
        ("transaction.entry_mode < 'chip'", "<", "no order"),
        ("transaction.entry_mode == service_point.mcc", "service_point.mcc", "of one type"),
        ("transaction.entry_mode == transaction.card_kind", "transaction.card_kind", "of one type"),
        ("custom.a in 1", "1", "a list such as"),
        ("custom.a in service_point.regulations_met", "service_point.regulations_met", "elements of that type"),
        ("custom.a in [1, true]", "true", "one type"),
        ("custom.a in ['a']", "['a']", "elements of that type"),
        ("terminal.app_version >= '3.2'", "'3.2'", "of one type"),
        ("terminal.app_version >= version('a')", "version('a')", "such as 3.2.0"),
        ("local.date < date('2026-02-30')", "date('2026-02-30')", "YYYY-MM-DD"),
        ("local.time < time('24:01')", "time('24:01')", "HH:MM"),
        ("local.time < 1380", "1380", "of one type"),
        ("1.startsWith('a')", "1", "accepted: strings"),
        ("custom.a.startsWith('a')", "custom.a", "accepted: strings"),
        ("(custom.a).startsWith('a')", "custom.a", "accepted: strings"),
        ("(custom.a > 1 ? 'a' : 'b') == 'a'", "'a'", "depends on the request"),
        // What keeps foresight exact.
        ("transaction.amount + 1 > 2", "transaction.amount", "one side of a comparison"),
        ("-transaction.amount < 0", "transaction.amount", "one side of a comparison"),
        ("(true ? transaction.amount : 1) > 2", "transaction.amount", "one side of a comparison"),
        ("transaction.amount > transaction.amount", "transaction.amount", "both sides"),
        ("transaction.amount > (transaction.amount > 5 ? 1 : 2)", "transaction.amount > 5 ? 1 : 2", "both sides"),
        ("transaction.amount in [custom.a]", "custom.a", "depends on the request"),
        ("local.day == custom.a", "custom.a", "depends on the request"),
        ("custom.a > local.day", "custom.a", "depends on the request"),
        ("local.day + 1 == 2", "local.day", "one side of a comparison"),
        ("local.day == local.month", "local.month", "depends on the request"),
    ] {
        let (found, message) = problem(expression);
        assert_eq!(found, part, "{expression}: {message}");
        assert!(message.contains(says), "{expression}: {message}");
    }
}

/// Pins that an error in what the service point makes of no account is an error all the same.
#[test]
fn what_is_folded_away_is_looked_at_too() {
    assert_eq!(problem("false && transaction.amonut > 1").0, "transaction.amonut");
    assert_eq!(problem("service_point.remote ? transaction.amount + 1 > 2 : true").0, "transaction.amount");
}

/// Pins the bounds on an expression, each from both sides.
#[test]
fn bounds_hold_on_both_sides() {
    let fine = |expression: &str| assert!(compile(&policy(expression), &point()).is_ok(), "{expression:.60}");
    let refused = |expression: &str, says: &str| {
        let problems = compile(&policy(expression), &point()).expect_err("beyond a bound").to_string();
        assert!(problems.contains(says), "{problems:.300}");
    };
    let padded = |length: usize| format!("{:length$}", "custom.a == 1");
    fine(&padded(4096));
    refused(&padded(4097), "`4097` characters");
    let nested = |depth: usize| format!("{}custom.a == 1{}", "(".repeat(depth), ")".repeat(depth));
    fine(&nested(63));
    refused(&nested(64), "levels of nesting");
    // Each term takes three steps, each join one: 128 steps with one negation.
    let chain = |terms: usize, head: &str| format!("{head}({})", vec!["custom.a == custom.b"; terms].join(" && "));
    fine(&chain(32, "!"));
    refused(&chain(32, "!!"), "`129` steps");
    // Each parenthesis holds one more value.
    let stacked = |values: usize| {
        let (inner, outer) = ("custom.a + (".repeat(values - 1), ")".repeat(values - 1));
        format!("{inner}custom.a{outer} == 1")
    };
    fine(&stacked(16));
    refused(&stacked(17), "`17` values");
    // Enormous and deeply nested texts are refused without going down.
    refused(&"(".repeat(10_000_000), "characters");
    refused(&"!".repeat(4096), "ends too early");
    refused(&"-".repeat(4096), "ends too early");
    refused(&"true ? true : ".repeat(200), "levels of nesting");
    let list =
        |count: i64| format!("custom.a in [{}]", (0..count).map(|one| one.to_string()).collect::<Vec<_>>().join(","));
    fine(&list(255));
    refused(&list(256), "at most 255");
}

/// Pins that names of custom facts are those that CEL can say, each with a number of its own.
#[test]
fn custom_facts_have_names_and_numbers() {
    for name in ["in", "A", "a-b", "1a", "_a", "", "true"] {
        let text = format!(r#"{{"id": "p", "version": 1, "custom_facts": {{"{name}": 0}}, "rules": []}}"#);
        let error = serde_json::from_str::<Policy>(&text).expect_err(name).to_string();
        assert!(error.contains("that is no word of CEL"), "{error}");
    }
    for number in ["8", "-1"] {
        let text = format!(r#"{{"id": "p", "version": 1, "custom_facts": {{"a": {number}}}, "rules": []}}"#);
        assert!(serde_json::from_str::<Policy>(&text).expect_err(number).to_string().contains("0 to 7"));
    }
    let mut twice = policy("true");
    twice.custom_facts.insert("twin".parse().expect("a name"), poscond::bounds::Within::new(3).expect("in range"));
    let problems = compile(&twice, &point()).expect_err("twice").to_string();
    assert_eq!(problems, "custom_facts.twin: `3` is also the number of `d`; accepted: a number of its own, 0 to 7");
}

/// Pins which fact is named of several that are missing: the first as the text is read, that matters.
#[test]
fn the_first_missing_fact_is_named() {
    let nothing = request("");
    let unsure: Request = json(r#"{"merchant_id": "M1"}"#);
    for (expression, fact) in [
        ("custom.a == custom.b", Some(Fact::Custom0)),
        ("custom.b + custom.a == 1", Some(Fact::Custom1)),
        ("1 / 0 == custom.a", None),
        ("custom.a == 1 / 0", Some(Fact::Custom0)),
        ("true && custom.b == 1 || custom.a == 1", Some(Fact::Custom1)),
        ("custom.c == 1 ? custom.a == 1 : custom.b == 1", Some(Fact::Custom2)),
        ("transaction.amount > custom.a", Some(Fact::AmountMinor)),
        ("custom.a > transaction.amount", Some(Fact::Custom0)),
        ("1 < transaction.amount", Some(Fact::AmountMinor)),
        ("terminal.link in ['up'] && custom.a == 1", Some(Fact::Link)),
        ("usage.count('u') == 1", None),
    ] {
        assert_eq!(says(expression, &nothing), Err(fact), "{expression}");
    }
    for expression in ["local.day == 1", "usage.count('u') == 1", "custom.a == 1 && false || local.day == 1"] {
        assert_eq!(says(expression, &unsure), Err(Some(Fact::NowUtcS)), "{expression}");
    }
    // An optional field that was left out names nothing, and comes in its turn.
    assert_eq!(says("local.date <= service_point.valid_through", &unsure), Err(Some(Fact::NowUtcS)));
    assert_eq!(says("service_point.valid_through >= local.date", &unsure), Err(None));
    assert_eq!(says("local.date <= service_point.valid_through", &nothing), Err(None));
}

#[derive(serde::Deserialize)]
struct Case {
    expression: String,
    #[serde(default)]
    custom: std::collections::BTreeMap<String, i64>,
    value: serde_json::Value,
}

/// Puts the integers of an expression into custom facts as far as there are any free, so that steps work them out.
fn asked(case: &Case) -> Option<(String, Vec<(String, i64)>)> {
    let free: Vec<String> = ["a", "b", "c", "d", "e", "f", "g", "h"]
        .into_iter()
        .filter(|name| !case.custom.contains_key(*name) && !case.expression.contains(&format!("custom.{name}")))
        .map(str::to_owned)
        .collect();
    let (mut out, mut moved, mut rest) = (String::new(), Vec::new(), case.expression.as_str());
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let value = rest[..length].parse::<i64>().ok().filter(|value| *value < 1 << 53);
        let apart = out
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_ascii_alphanumeric() && before != '_' && before != '.');
        match (value, free.get(moved.len())) {
            (Some(value), Some(name)) if length > 0 && apart && !rest[length..].starts_with(['x', 'X']) => {
                out.push_str(&format!("custom.{name}"));
                moved.push((name.clone(), value));
                rest = &rest[length..];
            }
            _ => {
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    // Strings and lists hold what is settled.
    let settled = case.expression.contains(['"', '\'', '[']);
    (!moved.is_empty() && !settled).then_some((out, moved))
}

/// Pins what CEL says of expressions, those of its conformance suite among them: worked out when the plan is made, and by the
/// plan's steps where integers come with the request.
#[test]
fn expressions_mean_what_cel_says() {
    let cases: Vec<Case> = json(include_str!("../../host-tests/oracle/cel_cases.json"));
    assert!(cases.len() >= 150);
    let custom = |facts: &[(String, i64)]| {
        let number = |name: &str| name.bytes().next().expect("a name") - b'a';
        let facts: String =
            facts.iter().map(|(name, value)| format!(", \"custom_{}\": {value}", number(name))).collect();
        request(&facts)
    };
    let mut by_steps = 0;
    for case in &cases {
        let expected = case.value.as_bool();
        let given: Vec<(String, i64)> = case.custom.clone().into_iter().collect();
        assert_eq!(says(&case.expression, &custom(&given)).ok(), expected, "{}", case.expression);
        if let Some((expression, moved)) = asked(case) {
            by_steps += 1;
            let facts = [given, moved].concat();
            assert_eq!(says(&expression, &custom(&facts)).ok(), expected, "{} as {expression}", case.expression);
        }
    }
    assert!(by_steps >= 50, "{by_steps} of {} by steps", cases.len());
}
