//! What plans show: of the service points given, or of made-up ones.

use super::{Checked, Kind};
use crate::diff::points::{POINTS_MAX, tells_apart};
use poscond::policy::ConditionForm;
use poscond::{Expect, Input, Plan, Reason, compile};
use std::collections::{BTreeMap, BTreeSet};

/// What became of a rule in the plans.
#[derive(Default)]
struct Became {
    /// In how many plans it is.
    plans: usize,
    /// In how many it is settled, or always fails.
    settled: usize,
    refused: usize,
}

pub(super) fn find(checked: &mut Checked<'_>) {
    let policy = checked.policy;
    let mut became: BTreeMap<String, Became> = BTreeMap::new();
    let mut reasons: BTreeSet<Reason> = BTreeSet::new();
    let mut problems: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut plans = 0;
    for point in checked.points {
        match compile(policy, point) {
            Ok(bytes) => {
                let Ok(plan) = Plan::open(&bytes, Expect::default()) else { continue };
                plans += 1;
                reasons.extend(plan.reasons().map(|(reason, ..)| reason));
                for row in plan.rule_rows() {
                    let rule = became.entry(row.id.to_owned()).or_default();
                    rule.plans += 1;
                    rule.settled += usize::from(row.condition == "settled");
                    rule.refused += usize::from(row.condition == "fixed");
                }
            }
            Err(found) => {
                for problem in found.0 {
                    // A made-up service point without a rule is nobody's mistake.
                    let is_own = problem.input == Input::Policy && !problem.message.starts_with("`0` of");
                    if is_own || checked.are_given {
                        let at = if problem.input == Input::Policy { problem.path } else { String::new() };
                        let of_point = problem.input == Input::ServicePoint;
                        let whose = if of_point { format!("service point `{}`: ", point.id) } else { String::new() };
                        problems
                            .entry(format!("{at} {}", problem.message))
                            .or_insert((at, format!("{whose}{}", problem.message)));
                    }
                }
            }
        }
    }
    for (path, message) in problems.into_values() {
        let rule = path.strip_prefix("rules[").and_then(|rest| rest.split(']').next()).and_then(|at| at.parse().ok());
        let (message, suggestion) = message.split_once("; accepted: ").unwrap_or((&message, ""));
        let suggestion = if suggestion.is_empty() { String::new() } else { format!("accepted: {suggestion}") };
        match rule {
            Some(at) => {
                let inside = path.split_once("].").map_or("", |(_, inside)| inside).to_owned();
                checked.of_rule(Kind::NotAccepted, at, &inside, message.to_owned(), suggestion);
            }
            None => checked.of_policy(Kind::NotAccepted, &path, message.to_owned(), suggestion),
        }
    }
    // Nothing follows from made-up service points where some were left out.
    if plans == 0 || !checked.are_given && checked.points.len() >= POINTS_MAX {
        return;
    }
    for (at, rule) in policy.rules.iter().enumerate() {
        let became = became.remove(rule.id.as_str()).unwrap_or_default();
        // Of made-up service points nothing follows where an expression asks what they do not differ in.
        if !checked.are_given && !tells_apart(rule) {
            continue;
        }
        if became.plans == 0 {
            let (message, suggestion) = match (checked.are_given, &rule.when) {
                (true, _) => ("the rule concerns none of the service points given", "look at its scope"),
                (false, Some(_)) => {
                    ("its `when` is true of no service point that its scope holds", "look at the two together")
                }
                (false, None) => ("its scope holds no service point", "look at the lists beside each other"),
            };
            checked.of_rule(
                Kind::NeverApplies,
                at,
                if rule.when.is_some() { "when" } else { "scope" },
                message.into(),
                suggestion,
            );
        } else if let ConditionForm::Require(_) = rule.condition {
            let path = "condition.require.expression";
            if became.settled == became.plans {
                let message = "the expression is true whatever the request says".into();
                checked.of_rule(Kind::NeverFails, at, path, message, "look at what it compares");
            } else if became.refused == became.plans {
                let message = "the expression is never true, whatever the request says".into();
                checked.of_rule(Kind::AlwaysFails, at, path, message, "look at what it compares");
            }
        }
    }
    for reason in policy.de39.keys().filter(|reason| !reasons.contains(reason)) {
        let message = format!("no rule gives `{}`", reason.name());
        checked.of_policy(Kind::Unused, &format!("de39.{}", reason.name()), message, "take the line out");
    }
}
