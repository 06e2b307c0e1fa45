//! Compile: policy and service point become a plan. What depends on the service point alone is folded away here.

use crate::bounds::{AREAS_MAX, COUNTERS_MAX, RULES_MAX};
use crate::condition::{
    Args, Condition, GUARD_REASONS,
    hours::write_hours,
    location::{Areas, write_area},
};
use crate::forms::Id;
use crate::plan::{
    CounterRow, ENGINE_VERSION, EVER_DAYS, FORMAT_VERSION, MAGIC, Raise, ReasonRow, RuleParts, Term, UNRESTRICTED,
};
use crate::policy::{ConditionForm, Policy, Rule, Scope};
use crate::reason::Reason;
use crate::service_point::{DocumentStatus, Grant, Place, ServicePoint};
use crate::words::{Action, Disclosure, TransactionType};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;
use sha2::{Digest, Sha256};

/// Which of the two inputs a problem is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    /// The policy.
    Policy,
    /// The service point.
    ServicePoint,
}

/// One thing that keeps policy and service point from becoming a plan.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{path}: {message}")]
pub struct Problem {
    /// Which input it is in.
    pub input: Input,
    /// Where in that input, such as `rules[3].on_unknown`.
    pub path: String,
    /// The value in backticks, and what would be accepted.
    pub message: String,
}

/// All that keeps policy and service point from becoming a plan; at least one.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            if at > 0 {
                out.write_str("\n")?;
            }
            problem.fmt(out)?;
        }
        Ok(())
    }
}

/// A condition as a plan has it.
pub(crate) struct Folded {
    operation: u8,
    args: Args,
    reasons: &'static [Reason],
}

impl Folded {
    pub(crate) fn of<C: Condition>(condition: &C) -> Self {
        Self { operation: C::OPERATION, args: condition.write(), reasons: condition.reasons() }
    }
}

/// A condition as a policy has it.
pub(crate) trait Fold {
    /// The transactions that it concerns where its rule's scope names none; nothing: all.
    const TRANSACTIONS: Option<&'static [TransactionType]> = None;

    /// Folds in the service point.
    fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded;
}

/// A plan in the making.
pub(crate) struct Folding<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) service_point: &'a ServicePoint,
    rule: Option<(usize, &'a Rule)>,
    counters: Vec<CounterRow>,
    raises: Vec<Raise>,
    terms: Vec<Term>,
    subjects: Vec<&'a Id>,
    problems: Vec<Problem>,
}

/// A bit for each number.
pub(crate) fn mask(numbers: impl Iterator<Item = u8>) -> u16 {
    // OK because words of requests are numbered from 1 to at most 15.
    numbers.fold(0, |mask, number| mask | (1 << (number & 15)))
}

/// A run of a table as a plan names it: its first row and how many; an empty run is written the same wherever it stands.
/// OK because a table of more than 255 rows is a problem, and then no plan is written.
fn run(first: usize, end: usize) -> (u8, u8) {
    let count = end.saturating_sub(first);
    let first = if count == 0 { 0 } else { first };
    (u8::try_from(first).unwrap_or_default(), u8::try_from(count).unwrap_or_default())
}

/// The masks of entry modes and card kinds of a scope.
pub(crate) fn scope_masks(scope: &Scope) -> (u16, u16) {
    (
        list_mask(scope.entry_modes.as_ref().map(|list| list.iter().map(|&word| word as u8))),
        list_mask(scope.card_kinds.as_ref().map(|list| list.iter().map(|&word| word as u8))),
    )
}

/// The mask of a scope's list: all bits where there is none.
fn list_mask(numbers: Option<impl Iterator<Item = u8>>) -> u16 {
    numbers.map_or(UNRESTRICTED, mask)
}

impl<'a> Folding<'a> {
    /// A problem in the policy, at a path inside the rule at hand.
    pub(crate) fn problem(&mut self, path: &str, message: String) {
        let path = match self.rule {
            Some((at, _)) => format!("rules[{at}].{path}"),
            None => path.into(),
        };
        self.problems.push(Problem { input: Input::Policy, path, message });
    }

    /// A problem in the service point.
    pub(crate) fn problem_in_service_point(&mut self, path: &str, message: String) {
        self.problems.push(Problem { input: Input::ServicePoint, path: path.into(), message });
    }

    /// An empty list of accepted values accepts nothing, which nobody means.
    pub(crate) fn insist_on_some<T>(&mut self, list: &[T], path: &str) {
        if list.is_empty() {
            self.problem(&format!("condition.{path}"), "`[]` accepts nothing; accepted: at least one value".into());
        }
    }

    /// The slot of the counter that a usage rule looks at; 0 for a rule that does not concern the service point.
    pub(crate) fn slot(&self, row: CounterRow) -> u8 {
        let at = self.counters.iter().position(|&known| known == row).unwrap_or_default();
        // OK because more than twelve are a problem, and then no plan is written.
        u8::try_from(at).unwrap_or_default()
    }

    /// Lists the counters of all rules that concern the service point, in an order of their own: slots do not depend on
    /// the order of rules.
    fn list_counters(&mut self) {
        let concerned = self.policy.rules.iter().filter(|rule| self.concerns(&rule.scope));
        let rows = concerned.filter_map(|rule| match &rule.condition {
            ConditionForm::Usage(form) => Some(form.counter(self.policy, &rule.scope)),
            _ => None,
        });
        let mut rows: Vec<CounterRow> = rows.collect();
        rows.sort_unstable_by_key(CounterRow::order);
        rows.dedup();
        self.counters = rows;
    }

    /// The number of a subject, the same for the same one.
    pub(crate) fn add_subject(&mut self, subject: &'a Id) -> u8 {
        let at = self.subjects.iter().position(|&known| known == subject).unwrap_or_else(|| {
            self.subjects.push(subject);
            self.subjects.len().saturating_sub(1)
        });
        // OK because a rule has at most one, and a plan at most 64 rules.
        u8::try_from(at).unwrap_or_default()
    }

    /// Puts documents' terms into the table: first and how many.
    pub(crate) fn add_terms(&mut self, terms: impl IntoIterator<Item = Term>) -> (u8, u8) {
        let first = self.terms.len();
        self.terms.extend(terms);
        run(first, self.terms.len())
    }

    /// Puts the approved raises of the rule at hand into the table: first and how many.
    pub(crate) fn add_raises(&mut self, base: crate::bounds::LimitOf) -> (u8, u8) {
        let Some((_, rule)) = self.rule else { return (0, 0) };
        let first = self.raises.len();
        for adjustment in self.service_point.adjustments.iter().filter(|adjustment| adjustment.is_approved()) {
            if let Grant::Limit { rule: id, max } = &adjustment.grant
                && *id == rule.id
                && *max > base
            {
                self.raises.push(Raise {
                    from_day: adjustment.from.days(),
                    through_day: adjustment.through.days(),
                    limit: max.to(),
                });
            }
        }
        run(first, self.raises.len())
    }

    /// Errs where a table has outgrown a plan.
    fn check_tables(&mut self) {
        let (counters, raises, terms) = (self.counters.len(), self.raises.len(), self.terms.len());
        let table_max = usize::from(u8::MAX);
        if counters > COUNTERS_MAX {
            let id = &self.service_point.id;
            self.problem(
                "rules",
                format!("`{counters}` different counters for service point `{id}`; accepted: at most {COUNTERS_MAX}"),
            );
        }
        if raises > table_max {
            self.problem_in_service_point(
                "adjustments",
                format!("`{raises}` raised limits in the plan; accepted: at most {table_max}"),
            );
        }
        if terms > table_max {
            self.problem_in_service_point(
                "documents",
                format!("`{terms}` approved copies under all rules; accepted: at most {table_max}"),
            );
        }
    }

    /// The rule at hand.
    pub(crate) fn rule(&self) -> Option<&'a Rule> {
        self.rule.map(|(_, rule)| rule)
    }

    /// Folds a rule; nothing where it does not concern this service point.
    fn fold_rule(&mut self, at: usize, rule: &'a Rule) -> Option<(RuleParts, &'static [Reason])> {
        self.rule = Some((at, rule));
        self.check_rule(rule);
        // A rule that does not concern this service point is folded all the same, so that its problems are found; what
        // it put into the tables is taken out again.
        let tables = (self.raises.len(), self.terms.len(), self.subjects.len());
        let (folded, transactions) = self.condition(&rule.condition);
        if !self.concerns(&rule.scope) {
            self.raises.truncate(tables.0);
            self.terms.truncate(tables.1);
            self.subjects.truncate(tables.2);
            return None;
        }
        let transactions = rule.scope.transactions.as_deref().or(transactions);
        let (entry_modes, card_kinds) = scope_masks(&rule.scope);
        let record = RuleParts {
            operation: folded.operation,
            on_fail: rule.on_fail,
            on_unknown: rule.on_unknown,
            on_unreachable: rule.on_unreachable.unwrap_or(Action::Decline),
            internal: rule.disclosure == Some(Disclosure::Internal),
            transactions: list_mask(transactions.map(|list| list.iter().map(|&word| word as u8))),
            entry_modes,
            card_kinds,
            from_day: rule.valid_from.map_or(EVER_DAYS.0, |date| date.days()),
            through_day: rule.valid_through.map_or(EVER_DAYS.1, |date| date.days()),
            args: folded.args,
        };
        Some((record, folded.reasons))
    }

    fn check_rule(&mut self, rule: &Rule) {
        if rule.on_unknown > rule.on_fail {
            let (unknown, fail) = (rule.on_unknown.name(), rule.on_fail.name());
            let accepted: Vec<String> = Action::ALL
                .iter()
                .filter(|&&action| action <= rule.on_fail)
                .map(|action| format!("`{}`", action.name()))
                .collect();
            let accepted = accepted.join(", ");
            self.problem("on_unknown", format!("`{unknown}` is stronger than on_fail `{fail}`; accepted: {accepted}"));
        }
        if rule.on_unreachable == Some(Action::Refer) {
            self.problem(
                "on_unreachable",
                "`refer` to a host that cannot be reached; accepted: `allow`, `warn`, `decline`".into(),
            );
        }
        if let (Some(from), Some(through)) = (rule.valid_from, rule.valid_through)
            && from > through
        {
            self.problem(
                "valid_through",
                format!("`{through}` is before valid_from `{from}`; accepted: that date or later"),
            );
        }
        let scope = &rule.scope;
        for (name, empty) in [
            ("merchant_kinds", scope.merchant_kinds.as_ref().is_some_and(Vec::is_empty)),
            ("mccs", scope.mccs.as_ref().is_some_and(Vec::is_empty)),
            ("regions", scope.regions.as_ref().is_some_and(Vec::is_empty)),
            ("transactions", scope.transactions.as_ref().is_some_and(Vec::is_empty)),
            ("entry_modes", scope.entry_modes.as_ref().is_some_and(Vec::is_empty)),
            ("card_kinds", scope.card_kinds.as_ref().is_some_and(Vec::is_empty)),
        ] {
            if empty {
                self.problem(
                    &format!("scope.{name}"),
                    "`[]` concerns nothing; accepted: at least one value, or no list for everything".into(),
                );
            }
        }
    }

    /// Whether a scope holds this service point.
    fn concerns(&self, scope: &Scope) -> bool {
        let point = self.service_point;
        scope.merchant_kinds.as_ref().is_none_or(|kinds| kinds.contains(&point.merchant_kind))
            && scope.mccs.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(point.mcc)))
            && scope.regions.as_ref().is_none_or(|regions| regions.iter().any(|region| region.contains(point.region)))
    }

    fn condition(&mut self, form: &'a ConditionForm) -> (Folded, Option<&'static [TransactionType]>) {
        fn fold<'a, F: Fold>(form: &'a F, folding: &mut Folding<'a>) -> (Folded, Option<&'static [TransactionType]>) {
            (form.fold(folding), F::TRANSACTIONS)
        }
        match form {
            ConditionForm::Merchant(form) => fold(form, self),
            ConditionForm::Mcc(form) => fold(form, self),
            ConditionForm::EntryMode(form) => fold(form, self),
            ConditionForm::Document(form) => fold(form, self),
            ConditionForm::Terminal(form) => fold(form, self),
            ConditionForm::Profile(form) => fold(form, self),
            ConditionForm::Tamper(form) => fold(form, self),
            ConditionForm::Software(form) => fold(form, self),
            ConditionForm::Location(form) => fold(form, self),
            ConditionForm::Hours(form) => fold(form, self),
            ConditionForm::Amount(form) => fold(form, self),
            ConditionForm::Currency(form) => fold(form, self),
            ConditionForm::Usage(form) => fold(form, self),
        }
    }

    /// The offset rows.
    fn zone(&mut self) -> Vec<u8> {
        let point = self.service_point;
        let mut out = Vec::new();
        out.extend(i64::MIN.to_le_bytes());
        out.extend(point.utc_offset.minutes().to_le_bytes());
        let mut before = None;
        for (at, transition) in point.offset_transitions.iter().enumerate() {
            if before.is_some_and(|before| transition.at <= before) {
                self.problem_in_service_point(
                    &format!("offset_transitions[{at}].at"),
                    format!(
                        "`{}` is not after the one before it; accepted: instants in ascending order",
                        transition.at
                    ),
                );
            }
            before = Some(transition.at);
            out.extend(transition.at.utc_s().to_le_bytes());
            out.extend(transition.utc_offset.minutes().to_le_bytes());
        }
        let count = point.offset_transitions.len();
        if count > 254 {
            self.problem_in_service_point(
                "offset_transitions",
                format!("`{count}` transitions; accepted: at most 254"),
            );
        }
        out
    }

    /// The registered areas and those of approved adjustments.
    fn areas(&mut self) -> Vec<u8> {
        let point = self.service_point;
        let mut out = Vec::new();
        if let Some(place) = &point.place {
            self.place(place, EVER_DAYS, "place", &mut out);
        }
        for (at, adjustment) in point.adjustments.iter().enumerate() {
            if let Grant::Place(place) = &adjustment.grant {
                let mut written = Vec::new();
                let days = (adjustment.from.days(), adjustment.through.days());
                self.place(place, days, &format!("adjustments[{at}].grant.place"), &mut written);
                if adjustment.is_approved() {
                    out.append(&mut written);
                }
            }
        }
        out
    }

    fn place(&mut self, place: &Place, days: (i32, i32), path: &str, out: &mut Vec<u8>) {
        if place.areas.is_empty() {
            self.problem_in_service_point(
                &format!("{path}.areas"),
                "`[]` is nowhere; accepted: at least one area, or no place where none is registered".into(),
            );
        }
        for (at, area) in place.areas.iter().enumerate() {
            match write_area(area, place.datum, days) {
                Ok(bytes) => out.extend(bytes),
                Err((field, message)) => self.problem_in_service_point(&format!("{path}.areas[{at}].{field}"), message),
            }
        }
    }

    /// What can be wrong with a service point whatever the rules.
    fn check_service_point(&mut self) {
        let point = self.service_point;
        if point.region.digits() != 6 {
            // A coarser one would leave it open whether a rule for one of its parts concerns the service point.
            self.problem_in_service_point(
                "region",
                format!("`{}`; accepted: the six digits of a county, such as 330106", point.region),
            );
        }
        for (at, copy) in point.documents.iter().enumerate() {
            let path = format!("documents[{at}].valid_through");
            match (copy.valid_from, copy.valid_through.map(|through| through.date())) {
                (_, None) if copy.status == DocumentStatus::Approved => {
                    self.problem_in_service_point(
                        &path,
                        "missing from an approved document; accepted: a date written YYYY-MM-DD, or `long_term`".into(),
                    );
                }
                (Some(from), Some(Some(through))) if through < from => self.problem_in_service_point(
                    &path,
                    format!("`{through}` is before valid_from `{from}`; accepted: that date or later"),
                ),
                _ => {}
            }
        }
        for (at, adjustment) in point.adjustments.iter().enumerate() {
            let (from, through) = (adjustment.from, adjustment.through);
            if through < from {
                self.problem_in_service_point(
                    &format!("adjustments[{at}].through"),
                    format!("`{through}` is before from `{from}`; accepted: that date or later"),
                );
            }
            if let Grant::Limit { rule: id, .. } = &adjustment.grant {
                let rule = self.policy.rules.iter().find(|rule| rule.id == *id);
                let limits = |rule: &Rule| matches!(rule.condition, ConditionForm::Amount(_) | ConditionForm::Usage(_));
                if !rule.is_some_and(limits) {
                    self.problem_in_service_point(
                        &format!("adjustments[{at}].grant.limit.rule"),
                        format!(
                            "`{id}` is not a rule of policy `{}` that limits an amount or usage; accepted: {}",
                            self.policy.id,
                            {
                                let ids: Vec<String> = self
                                    .policy
                                    .rules
                                    .iter()
                                    .filter(|rule| limits(rule))
                                    .map(|rule| format!("`{}`", rule.id))
                                    .collect();
                                if ids.is_empty() { "none, as it has no such rule".to_string() } else { ids.join(", ") }
                            }
                        ),
                    );
                }
            }
        }
    }

    /// The days on which both policy and service point are valid.
    fn valid_days(&mut self) -> (i32, i32) {
        let (policy, point) = (self.policy, self.service_point);
        let mut in_order = true;
        if let (Some(from), Some(through)) = (policy.valid_from, policy.valid_through)
            && through < from
        {
            in_order = false;
            self.problem(
                "valid_through",
                format!("`{through}` is before valid_from `{from}`; accepted: that date or later"),
            );
        }
        let from = policy.valid_from.max(point.valid_from);
        let through = [policy.valid_through, point.valid_through].into_iter().flatten().min();
        if let (Some(from), Some(through)) = (from, through)
            && through < from
            && in_order
        {
            self.problem_in_service_point(
                "valid_through",
                format!("`{through}` ends before policy and service point both start on `{from}`; accepted: dates that overlap"),
            );
        }
        (from.map_or(EVER_DAYS.0, |date| date.days()), through.map_or(EVER_DAYS.1, |date| date.days()))
    }
}

/// Makes the plan of a service point under a policy: the same bytes for the same inputs, on every host.
///
/// Errs with everything that is wrong in either input, and then writes nothing.
pub fn compile(policy: &Policy, service_point: &ServicePoint) -> Result<Vec<u8>, Problems> {
    let mut folding = Folding {
        policy,
        service_point,
        rule: None,
        counters: Vec::new(),
        raises: Vec::new(),
        terms: Vec::new(),
        subjects: Vec::new(),
        problems: Vec::new(),
    };
    let (valid_from, valid_through) = folding.valid_days();
    folding.check_service_point();
    folding.list_counters();

    let mut seen = BTreeMap::new();
    let mut rules = Vec::new();
    let mut ids: Vec<&Id> = Vec::new();
    let mut reasons: BTreeSet<Reason> = GUARD_REASONS.iter().copied().collect();
    for (at, rule) in policy.rules.iter().enumerate() {
        if let Some(first) = seen.insert(&rule.id, at) {
            folding.rule = Some((at, rule));
            folding
                .problem("id", format!("`{}` is also the id of rules[{first}]; accepted: an id of its own", rule.id));
        }
        if let Some((record, of_rule)) = folding.fold_rule(at, rule) {
            rules.extend(record.write());
            ids.push(&rule.id);
            reasons.extend(of_rule);
        }
    }
    folding.rule = None;
    folding.check_tables();
    if ids.is_empty() {
        let (authored, id) = (policy.rules.len(), &service_point.id);
        folding.problem(
            "rules",
            format!("`0` of {authored} rules concern service point `{id}`; accepted: 1 to {RULES_MAX}"),
        );
    }
    if ids.len() > RULES_MAX {
        folding.problem(
            "rules",
            format!("`{}` rules concern service point `{}`; accepted: 1 to {RULES_MAX}", ids.len(), service_point.id),
        );
    }

    let zone = folding.zone();
    let areas = folding.areas();
    let hours = write_hours(service_point).unwrap_or_else(|message| {
        folding.problem_in_service_point("hours", message);
        Vec::new()
    });
    let shapes = Areas(&areas).count();
    if shapes > AREAS_MAX {
        folding.problem_in_service_point(
            "place.areas",
            format!("`{shapes}` areas with those of approved adjustments; accepted: at most {AREAS_MAX}"),
        );
    }
    let area_bytes = u16::try_from(areas.len()).unwrap_or_else(|_| {
        folding.problem_in_service_point(
            "place.areas",
            format!("`{}` bytes of areas in the plan; accepted: up to 65535", areas.len()),
        );
        0
    });
    if !folding.problems.is_empty() {
        return Err(Problems(folding.problems));
    }

    let mut rows: Vec<ReasonRow> = reasons
        .iter()
        .map(|&reason| ReasonRow {
            number: reason as u16,
            rank: reason.rank(),
            de39: policy.de39.get(&reason).map_or(reason.de39(), |code| code.0),
        })
        .collect();
    rows.sort_unstable_by_key(|row| row.number);
    let mut texts = Vec::new();
    let subjects = folding.subjects.iter().copied();
    for id in [&policy.id, &service_point.id].into_iter().chain(ids.iter().copied()).chain(subjects) {
        // OK because an id has at most forty characters.
        texts.push(u8::try_from(id.as_str().len()).unwrap_or_default());
        texts.extend(id.as_str().as_bytes());
    }

    // OK because everything counted here was bounded above: 64 rules, 255 rows, 5.4 KB of texts, 8 KB of hours.
    let count = |length: usize| u8::try_from(length).unwrap_or_default();
    let length = |bytes: &[u8]| u16::try_from(bytes.len()).unwrap_or_default();
    let mut body = Vec::from(MAGIC);
    body.extend([FORMAT_VERSION, 0]);
    body.extend(ENGINE_VERSION.to_le_bytes());
    body.extend([0; 4]);
    body.extend(policy.version.to::<u32>().to_le_bytes());
    body.extend(service_point.revision.to::<u32>().to_le_bytes());
    body.extend(valid_from.to_le_bytes());
    body.extend(valid_through.to_le_bytes());
    body.extend([
        count(ids.len()),
        count(service_point.offset_transitions.len().saturating_add(1)),
        count(rows.len()),
        count(folding.counters.len()),
        count(folding.raises.len()),
        count(folding.terms.len()),
    ]);
    body.extend(area_bytes.to_le_bytes());
    body.extend(length(&hours).to_le_bytes());
    body.extend(length(&texts).to_le_bytes());
    body.extend(service_point.merchant_id.padded());
    body.push(count(folding.subjects.len()));
    body.extend(rules);
    body.extend(zone);
    body.extend(rows.iter().flat_map(ReasonRow::write));
    body.extend(folding.counters.iter().flat_map(CounterRow::write));
    body.extend(folding.raises.iter().flat_map(Raise::write));
    body.extend(folding.terms.iter().flat_map(Term::write));
    body.extend(areas);
    body.extend(hours);
    body.extend(texts);
    let total = u32::try_from(body.len()).unwrap_or_default();
    if let Some(place) = body.get_mut(8..12) {
        place.copy_from_slice(&total.to_le_bytes());
    }
    let digest = Sha256::digest(&body);
    body.extend_from_slice(&digest);
    Ok(body)
}
