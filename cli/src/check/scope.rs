//! How scopes of rules lie to each other.

use poscond::TransactionType;
use poscond::forms::{MccRange, Region};
use poscond::policy::{ConditionForm, Rule};

/// The codes of a range, both ends included.
fn codes(range: &MccRange) -> (u16, u16) {
    let text = range.to_string();
    let (first, last) = text.split_once('-').unwrap_or((&text, &text));
    (first.parse().unwrap_or(0), last.parse().unwrap_or(u16::MAX))
}

/// The transactions that a rule concerns; nothing: all.
fn transactions(rule: &Rule) -> Option<&[TransactionType]> {
    rule.scope.transactions.as_deref().or(match rule.condition {
        ConditionForm::Amount(_) | ConditionForm::Currency(_) | ConditionForm::Usage(_) | ConditionForm::Offline(_) => {
            Some(TransactionType::DEBITS)
        }
        ConditionForm::TestTransaction(_) => Some(TransactionType::ALL_BUT_TEST),
        _ => None,
    })
}

/// Whether two lists, either of which may hold everything, have something in common.
fn meet<T: PartialEq>(a: Option<&[T]>, b: Option<&[T]>) -> bool {
    a.zip(b).is_none_or(|(a, b)| a.iter().any(|one| b.contains(one)))
}

/// Whether one list holds all of another.
fn holds<T: PartialEq>(a: Option<&[T]>, b: Option<&[T]>) -> bool {
    a.is_none_or(|a| b.is_some_and(|b| b.iter().all(|one| a.contains(one))))
}

fn regions_meet(a: &[Region], b: &[Region]) -> bool {
    a.iter().any(|one| b.iter().any(|other| one.contains(*other) || other.contains(*one)))
}

fn mccs_meet(a: &[MccRange], b: &[MccRange]) -> bool {
    a.iter().map(codes).any(|(from, to)| b.iter().map(codes).any(|(other, end)| from <= end && other <= to))
}

/// Whether some request at some service point may be in both scopes. What `when` says is taken to be possible.
pub(super) fn overlap(a: &Rule, b: &Rule) -> bool {
    let (one, other) = (&a.scope, &b.scope);
    let dates = |from: &Rule, through: &Rule| {
        from.valid_from.zip(through.valid_through).is_none_or(|(from, through)| from <= through)
    };
    meet(one.merchant_kinds.as_deref(), other.merchant_kinds.as_deref())
        && one.mccs.as_ref().zip(other.mccs.as_ref()).is_none_or(|(a, b)| mccs_meet(a, b))
        && one.regions.as_ref().zip(other.regions.as_ref()).is_none_or(|(a, b)| regions_meet(a, b))
        && one.remote.zip(other.remote).is_none_or(|(a, b)| a == b)
        && meet(transactions(a), transactions(b))
        && meet(one.entry_modes.as_deref(), other.entry_modes.as_deref())
        && meet(one.card_kinds.as_deref(), other.card_kinds.as_deref())
        && dates(a, b)
        && dates(b, a)
}

/// Whether every request in the scope of `b` is in that of `a`.
pub(super) fn covers(a: &Rule, b: &Rule) -> bool {
    let (outer, inner) = (&a.scope, &b.scope);
    let mccs = outer.mccs.as_ref().is_none_or(|outer| {
        let within = |(from, to): (u16, u16)| outer.iter().map(codes).any(|(first, last)| first <= from && to <= last);
        inner.mccs.as_ref().is_some_and(|inner| inner.iter().map(codes).all(within))
    });
    let regions = outer.regions.as_ref().is_none_or(|outer| {
        let within = |region: &Region| outer.iter().any(|held| held.contains(*region));
        inner.regions.as_ref().is_some_and(|inner| inner.iter().all(within))
    });
    holds(outer.merchant_kinds.as_deref(), inner.merchant_kinds.as_deref())
        && mccs
        && regions
        && outer.remote.is_none_or(|remote| inner.remote == Some(remote))
        && holds(transactions(a), transactions(b))
        && holds(outer.entry_modes.as_deref(), inner.entry_modes.as_deref())
        && holds(outer.card_kinds.as_deref(), inner.card_kinds.as_deref())
        && a.valid_from.is_none_or(|from| b.valid_from.is_some_and(|other| from <= other))
        && a.valid_through.is_none_or(|through| b.valid_through.is_some_and(|other| other <= through))
        && (a.when.is_none() || a.when == b.when)
}

/// Whether a rule concerns sales of a kind of merchant.
pub(super) fn concerns_sales_of(rule: &Rule, kind: &str) -> bool {
    rule.scope.merchant_kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|one| one.as_str() == kind))
        && transactions(rule).is_none_or(|list| list.contains(&TransactionType::Sale))
}
