//! Rules beside each other: those without effect, those that another makes superfluous, and those that exclude each other.

use super::scope::{covers, overlap};
use super::{Checked, Kind};
use poscond::bounds::AMOUNT_MINOR_CAP;
use poscond::policy::{ConditionForm, Rule};
use poscond::{Action, Disclosure, EntryMode, Measure};
use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

/// How many rules of a condition each is compared with, at most: enough for any policy that people write.
const COMPARED_MAX: usize = 400;

pub(super) fn find(checked: &mut Checked<'_>) {
    let rules = &checked.policy.rules;
    for (at, rule) in rules.iter().enumerate() {
        without_effect(checked, at, rule);
        repeated(checked, at, rule);
    }
    let mut by_condition: HashMap<Discriminant<ConditionForm>, Vec<usize>> = HashMap::new();
    for (at, rule) in rules.iter().enumerate() {
        let others = by_condition.entry(discriminant(&rule.condition)).or_default();
        let first = others.len().saturating_sub(COMPARED_MAX);
        for &other in &others[first..] {
            beside(checked, other, at);
        }
        others.push(at);
    }
}

fn without_effect(checked: &mut Checked<'_>, at: usize, rule: &Rule) {
    if rule.on_fail == Action::Allow {
        let message = "`allow` on fail and on unknown: whatever the rule finds has no effect".into();
        checked.of_rule(Kind::NeverFails, at, "on_fail", message, "warn at least, or take the rule out");
    }
    let cap = i64::try_from(AMOUNT_MINOR_CAP).unwrap_or(i64::MAX);
    match &rule.condition {
        ConditionForm::Amount(form)
            if form.max_minor.get() == cap && form.min_minor.is_none_or(|min| min.get() <= 1) =>
        {
            let message = format!("`{cap}` means unlimited, so only an amount of zero fails");
            checked.of_rule(
                Kind::NeverFails,
                at,
                "condition.amount.max_minor",
                message,
                "say a limit, or take the rule out",
            );
        }
        ConditionForm::Usage(form) if form.max.get() == cap => {
            let message = format!("`{cap}` means unlimited, so the rule cannot fail");
            checked.of_rule(Kind::NeverFails, at, "condition.usage.max", message, "say a limit, or take the rule out");
        }
        ConditionForm::EntryMode(form) if EntryMode::ALL.iter().all(|mode| form.allowed.contains(mode)) => {
            let message = "every entry mode is allowed, so the rule cannot fail".into();
            checked.of_rule(
                Kind::NeverFails,
                at,
                "condition.entry_mode.allowed",
                message,
                "leave out those that are not accepted",
            );
        }
        ConditionForm::Mcc(form) if form.allowed.iter().any(|range| range.to_string() == "0000-9999") => {
            let message = "`0000-9999` is every category, so the rule cannot fail".into();
            checked.of_rule(
                Kind::NeverFails,
                at,
                "condition.mcc.allowed",
                message,
                "list the categories that are accepted",
            );
        }
        _ => {}
    }
    let hosted = matches!(rule.condition, ConditionForm::Host(_) | ConditionForm::Offline(_));
    if hosted && rule.on_fail == Action::Refer {
        let message =
            "`refer` of what fails only while the host cannot be reached: nobody is there to settle it".into();
        checked.of_rule(Kind::NeverSettled, at, "on_fail", message, "decline, warn or allow");
    }
    if rule.on_fail == Action::Decline
        && rule.on_unknown == Action::Allow
        && rule.disclosure != Some(Disclosure::Internal)
    {
        let message = "`allow` where the answer is not known: whoever leaves the fact out gets past the rule".into();
        checked.of_rule(Kind::UnknownProceeds, at, "on_unknown", message, "refer, or warn so that it is seen");
    }
    let listed = rule.scope.entry_modes.as_ref();
    if let (ConditionForm::EntryMode(form), Some(listed)) = (&rule.condition, listed) {
        if listed.iter().all(|mode| form.allowed.contains(mode)) {
            let message = "the scope lists only entry modes that are allowed, so the rule cannot fail".into();
            checked.of_rule(Kind::NeverFails, at, "scope.entry_modes", message, "leave the list out");
        } else if listed.iter().all(|mode| !form.allowed.contains(mode)) {
            let message =
                "the scope lists only entry modes that are not allowed, so the rule fails whenever it applies".into();
            checked.of_rule(Kind::AlwaysFails, at, "scope.entry_modes", message, "leave the list out");
        }
    }
}

/// Lists that say a value twice.
fn repeated(checked: &mut Checked<'_>, at: usize, rule: &Rule) {
    fn twice<T: PartialEq + ToString>(list: Option<&[T]>) -> Option<(usize, String)> {
        let list = list?;
        let found = list.iter().enumerate().find(|(at, one)| list[..*at].contains(one));
        found.map(|(at, one)| (at, one.to_string()))
    }
    fn twice_words<T: PartialEq + Copy>(list: Option<&[T]>, name: fn(T) -> &'static str) -> Option<(usize, String)> {
        let list = list?;
        let found = list.iter().enumerate().find(|(at, one)| list[..*at].contains(one));
        found.map(|(at, one)| (at, name(*one).to_owned()))
    }
    let scope = &rule.scope;
    let found = [
        ("scope.merchant_kinds", twice(scope.merchant_kinds.as_deref())),
        ("scope.mccs", twice(scope.mccs.as_deref())),
        ("scope.regions", twice(scope.regions.as_deref())),
        ("scope.transactions", twice_words(scope.transactions.as_deref(), |word| word.name())),
        ("scope.entry_modes", twice_words(scope.entry_modes.as_deref(), |word| word.name())),
        ("scope.card_kinds", twice_words(scope.card_kinds.as_deref(), |word| word.name())),
        (
            "condition.mcc.allowed",
            if let ConditionForm::Mcc(form) = &rule.condition { twice(Some(&form.allowed)) } else { None },
        ),
        (
            "condition.entry_mode.allowed",
            match &rule.condition {
                ConditionForm::EntryMode(form) => twice_words(Some(&form.allowed), |word| word.name()),
                _ => None,
            },
        ),
    ];
    for (path, twice) in found {
        if let Some((nth, value)) = twice {
            let message = format!("`{value}` stands twice; was another value meant?");
            checked.of_rule(Kind::Repeated, at, &format!("{path}[{nth}]"), message, "say each value once");
        }
    }
}

fn beside(checked: &mut Checked<'_>, first: usize, second: usize) {
    let rules = &checked.policy.rules;
    let (a, b) = (&rules[first], &rules[second]);
    if !overlap(a, b) {
        return;
    }
    if let Some(what) = excluded(&a.condition, &b.condition) {
        let message = format!("{what} rule `{}`: what both concern can pass neither or one", a.id);
        let suggestion = format!("make the scopes of `{}` and `{}` exclude each other", a.id, b.id);
        checked.of_rule(Kind::Contradiction, second, "condition", message, suggestion);
        return;
    }
    for (stronger, weaker, at) in [(a, b, second), (b, a, first)] {
        if is_at_least_as_strict(&stronger.condition, &weaker.condition)
            && covers(stronger, weaker)
            && acts_as_strongly(stronger, weaker)
        {
            let message =
                format!("rule `{}` asks for as much, of all that this one concerns, and leads to as much", stronger.id);
            let suggestion = "take the rule out, or say what it is for".to_owned();
            checked.of_rule(Kind::Shadowed, at, "", message, suggestion);
            return;
        }
    }
    let (ConditionForm::Usage(one), ConditionForm::Usage(other)) = (&a.condition, &b.condition) else { return };
    let same_counter = one.subject == other.subject
        && one.measure == other.measure
        && a.scope.entry_modes == b.scope.entry_modes
        && a.scope.card_kinds == b.scope.card_kinds;
    if same_counter && one.window != other.window {
        let (day, month, at) = if one.window < other.window { (one, other, second) } else { (other, one, first) };
        if month.max < day.max {
            let message = format!(
                "`{}` a month is less than `{}` a day of rule `{}`",
                month.max.get(),
                day.max.get(),
                if at == second { &a.id } else { &b.id }
            );
            checked.of_rule(
                Kind::OutOfOrder,
                at,
                "condition.usage.max",
                message,
                "a month's limit of at least a day's",
            );
        }
    }
}

/// Why nothing can pass both of two conditions, if that is so.
fn excluded(a: &ConditionForm, b: &ConditionForm) -> Option<&'static str> {
    fn apart<T: PartialEq>(a: &[T], b: &[T]) -> bool {
        a.iter().all(|one| !b.contains(one))
    }
    match (a, b) {
        (ConditionForm::EntryMode(a), ConditionForm::EntryMode(b)) => {
            apart(&a.allowed, &b.allowed).then_some("allows no entry mode that is allowed by")
        }
        (ConditionForm::Currency(a), ConditionForm::Currency(b)) => {
            apart(&a.allowed, &b.allowed).then_some("allows no currency that is allowed by")
        }
        (ConditionForm::PosCodes(a), ConditionForm::PosCodes(b)) => {
            let lists = a.de25.as_ref().zip(b.de25.as_ref())?;
            apart(lists.0, lists.1).then_some("accepts no DE25 that is accepted by")
        }
        (ConditionForm::Amount(a), ConditionForm::Amount(b)) => {
            let above = |low: Option<poscond::bounds::LimitMinor>, high: poscond::bounds::LimitMinor| {
                low.is_some_and(|low| low > high)
            };
            (above(a.min_minor, b.max_minor) || above(b.min_minor, a.max_minor))
                .then_some("leaves no amount between itself and")
        }
        (ConditionForm::Link(a), ConditionForm::Link(b)) => {
            let lists = a.accepts.as_ref().zip(b.accepts.as_ref())?;
            apart(lists.0, lists.1).then_some("accepts no state that is accepted by")
        }
        _ => None,
    }
}

/// Whether whatever passes one condition passes another of its kind.
fn is_at_least_as_strict(a: &ConditionForm, b: &ConditionForm) -> bool {
    fn within<T: PartialEq>(a: &[T], b: &[T]) -> bool {
        a.iter().all(|one| b.contains(one))
    }
    fn at_most<T: PartialOrd>(a: Option<T>, b: Option<T>) -> bool {
        b.is_none_or(|b| a.is_some_and(|a| a <= b))
    }
    match (a, b) {
        _ if a == b => true,
        (ConditionForm::Amount(a), ConditionForm::Amount(b)) => {
            a.max_minor <= b.max_minor
                && a.min_minor.map_or(1, |min| min.get()) >= b.min_minor.map_or(1, |min| min.get())
        }
        (ConditionForm::Usage(a), ConditionForm::Usage(b)) => {
            (a.window, a.measure, a.subject, a.refunds) == (b.window, b.measure, b.subject, b.refunds)
                && a.max <= b.max
                && at_most(a.age_max_s, b.age_max_s)
                && matches!(a.measure, Measure::Amount | Measure::Count)
        }
        (ConditionForm::Offline(a), ConditionForm::Offline(b)) => {
            at_most(a.floor_limit_minor, b.floor_limit_minor)
                && at_most(a.amount_max_minor, b.amount_max_minor)
                && at_most(a.count_max, b.count_max)
        }
        (ConditionForm::Document(a), ConditionForm::Document(b)) => {
            a.kind == b.kind && a.grace_days.map_or(0, |days| days.get()) <= b.grace_days.map_or(0, |days| days.get())
        }
        (ConditionForm::Profile(a), ConditionForm::Profile(b)) => a.age_max_days <= b.age_max_days,
        (ConditionForm::SignOn(a), ConditionForm::SignOn(b)) => a.age_max_s <= b.age_max_s,
        (ConditionForm::Age(a), ConditionForm::Age(b)) => a.age_max_days <= b.age_max_days,
        (ConditionForm::Inspection(a), ConditionForm::Inspection(b)) => a.age_max_days <= b.age_max_days,
        (ConditionForm::PolicyCurrent(a), ConditionForm::PolicyCurrent(b)) => a.age_max_days <= b.age_max_days,
        (ConditionForm::Software(a), ConditionForm::Software(b)) => {
            a.app_min >= b.app_min && b.app_recommended.is_none()
        }
        (ConditionForm::Os(a), ConditionForm::Os(b)) => a.os_min >= b.os_min,
        (ConditionForm::Patch(a), ConditionForm::Patch(b)) => a.level_min >= b.level_min,
        (ConditionForm::Battery(a), ConditionForm::Battery(b)) => a.min_percent >= b.min_percent,
        (ConditionForm::EntryMode(a), ConditionForm::EntryMode(b)) => within(&a.allowed, &b.allowed),
        (ConditionForm::Currency(a), ConditionForm::Currency(b)) => within(&a.allowed, &b.allowed),
        (ConditionForm::Location(a), ConditionForm::Location(b)) => {
            a.fix_age_max_s <= b.fix_age_max_s && a.accuracy_max_m <= b.accuracy_max_m && a.strict >= b.strict
        }
        (ConditionForm::Component(a), ConditionForm::Component(b)) => {
            a.part == b.part && a.accepts.as_ref().zip(b.accepts.as_ref()).is_some_and(|(a, b)| within(a, b))
        }
        (ConditionForm::Link(a), ConditionForm::Link(b)) => {
            a.accepts.as_ref().zip(b.accepts.as_ref()).is_some_and(|(a, b)| within(a, b))
        }
        _ => false,
    }
}

/// Whether one rule leads to as much as another, and tells as many people.
fn acts_as_strongly(a: &Rule, b: &Rule) -> bool {
    let unreachable = |rule: &Rule| rule.on_unreachable.unwrap_or(Action::Decline);
    let internal = |rule: &Rule| rule.disclosure == Some(Disclosure::Internal);
    a.on_fail >= b.on_fail
        && a.on_unknown >= b.on_unknown
        && unreachable(a) >= unreachable(b)
        && internal(a) <= internal(b)
}
