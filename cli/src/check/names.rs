//! Names, notes and response codes.

use super::{Checked, Kind};
use poscond::policy::ConditionForm;
use std::collections::HashMap;

/// Response codes of ISO 8583:1987, data element 39, by which a transaction is approved.
const APPROVING: [&str; 5] = ["00", "08", "10", "11", "16"];

pub(super) fn find(checked: &mut Checked<'_>) {
    let policy = checked.policy;
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (at, rule) in policy.rules.iter().enumerate() {
        // What a hurried eye makes of an id.
        let blurred: String = rule
            .id
            .as_str()
            .to_lowercase()
            .chars()
            .map(|c| match c {
                'i' | '1' => 'l',
                '0' => 'o',
                '_' | '.' => '-',
                other => other,
            })
            .collect();
        if let Some(first) = seen.insert(blurred, at)
            && policy.rules[first].id != rule.id
        {
            let message = format!("`{}` is easily taken for `{}`", rule.id, policy.rules[first].id);
            checked.of_rule(Kind::LookAlike, at, "id", message, "an id that cannot be mistaken");
        }
    }
    for (reason, code) in &policy.de39 {
        let code = code.to_string();
        if APPROVING.contains(&code.as_str()) {
            let message = format!("`{code}` approves, and a refusal would carry it");
            checked.of_policy(
                Kind::Approves,
                &format!("de39.{}", reason.name()),
                message,
                "a code that refuses, such as 58",
            );
        }
    }
    let explained = policy.rules.iter().filter(|rule| rule.note.is_some()).count();
    if explained * 2 > policy.rules.len() {
        for (at, rule) in policy.rules.iter().enumerate().filter(|(_, rule)| rule.note.is_none()) {
            let message = format!("`{}` has no note, and most rules have one", rule.id);
            checked.of_rule(Kind::Unexplained, at, "", message, "a note that says why the rule is there");
        }
        if policy.description.is_none() {
            checked.of_policy(
                Kind::Unexplained,
                "",
                "the policy has no description".into(),
                "a description of what it is for",
            );
        }
    }
    let said = policy.rules.iter().flat_map(|rule| {
        let required = match &rule.condition {
            ConditionForm::Require(form) => Some(&form.expression),
            _ => None,
        };
        rule.when.iter().chain(required)
    });
    let said: Vec<&String> = said.collect();
    for name in policy.custom_facts.keys() {
        let fact = format!("custom.{name}");
        let is_named = |text: &&String| {
            text.match_indices(&fact)
                .any(|(at, _)| !text[at + fact.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
        };
        if !said.iter().any(is_named) {
            let message = format!("`{name}` is used by no expression");
            checked.of_policy(Kind::Unused, &format!("custom_facts.{name}"), message, "take it out");
        }
    }
}
