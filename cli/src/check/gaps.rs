//! What no rule asks.

use super::scope::concerns_sales_of;
use super::{Checked, Kind};
use poscond::policy::{ConditionForm, Rule};
use std::collections::BTreeSet;

pub(super) fn find(checked: &mut Checked<'_>) {
    let policy = checked.policy;
    // One rule or a handful is a policy under way.
    if policy.rules.is_empty() {
        return;
    }
    let named = policy.rules.iter().flat_map(|rule| rule.scope.merchant_kinds.iter().flatten());
    let mut kinds: BTreeSet<String> = named.map(ToString::to_string).collect();
    if checked.are_given {
        kinds.extend(checked.points.iter().map(|point| point.merchant_kind.to_string()));
    }
    type Asks = fn(&ConditionForm) -> bool;
    let of_kinds: [(&str, Asks); 3] = [
        ("any document (`document`)", |form| matches!(form, ConditionForm::Document(_))),
        ("the place (`location`)", |form| matches!(form, ConditionForm::Location(_))),
        ("the amount of a sale (`amount`)", |form| matches!(form, ConditionForm::Amount(_))),
    ];
    for (what, asks) in of_kinds {
        let rules: Vec<&Rule> = policy.rules.iter().filter(|rule| asks(&rule.condition)).collect();
        let without: Vec<&String> =
            kinds.iter().filter(|kind| !rules.iter().any(|rule| concerns_sales_of(rule, kind))).collect();
        if !without.is_empty() {
            let kinds: Vec<String> = without.iter().map(|kind| format!("`{kind}`")).collect();
            let message = format!("no rule asks for {what} of merchants of kind {}", kinds.join(", "));
            checked.of_policy(Kind::Gap, "rules", message, "add a rule, or widen the scope of one");
        }
    }
    let of_all: [(&str, Asks); 4] = [
        ("a tripped tamper sensor (`tamper`)", |form| matches!(form, ConditionForm::Tamper(_))),
        ("the currency (`currency`)", |form| matches!(form, ConditionForm::Currency(_))),
        ("a suspended merchant (`merchant`)", |form| matches!(form, ConditionForm::Merchant(_))),
        ("what is sold without the host (`offline`)", |form| matches!(form, ConditionForm::Offline(_))),
    ];
    for (what, asks) in of_all {
        if !policy.rules.iter().any(|rule| asks(&rule.condition)) {
            checked.of_policy(Kind::Gap, "rules", format!("no rule asks for {what}"), "add a rule");
        }
    }
}
