//! Compile: policy and service point become a plan. What depends on the service point alone is folded away here.

use crate::bounds::{AREAS_MAX, COUNTERS_MAX, RULES_MAX};
use crate::condition::{
    Args, Condition, GUARD_REASONS, Reasons,
    custom::Require,
    hours::write_hours,
    location::{Areas, write_area},
};
use crate::expression::{
    code::{Op, STACK_MAX, STEPS_MAX},
    fold::{first_words, fold, without_first},
    parse::{Fault, parse},
};
use crate::forms::{Date, Id};
use crate::map::Map;
use crate::plan::{
    CounterRow, ENGINE_VERSION, EVER_DAYS, FORMAT_VERSION, MAGIC, NO_EXPRESSION, Raise, ReasonRow, Relaxation,
    RuleParts, ScopeParts, UNRESTRICTED, Value,
};
use crate::policy::{ConditionForm, Directive, Effect, Policy, Rule, Scope};
use crate::reason::Reason;
use crate::request::Fact;
use crate::service_point::{DocumentStatus, Grant, Place, ServicePoint};
use crate::words::{Action, Disclosure, TransactionType, Verdict};
use alloc::{format, string::String, vec::Vec};
use core::fmt;
use core::ops::Range;
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
    /// Of an expression, which part is meant.
    pub excerpt: Option<Excerpt>,
}

/// A part of an expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// The whole expression.
    pub text: String,
    /// The part, in bytes of it; empty at its end where something is missing.
    pub at: Range<usize>,
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
    reasons: Vec<Reason>,
}

impl Folded {
    pub(crate) fn of<C: Condition>(condition: &C) -> Self {
        Self::new(C::OPERATION, condition.write(), condition.reasons(), condition.said_reasons())
    }

    fn new(operation: u8, args: Args, reasons: &[Reason], said: Reasons) -> Self {
        let mut reasons = Vec::from(reasons);
        reasons.extend(said.into_iter().filter_map(Reason::from_u16));
        Self { operation, args, reasons }
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
    /// Whether rules for the engineer's eyes only are left out.
    is_export: bool,
    rule: Option<(usize, &'a Rule)>,
    counters: Vec<CounterRow>,
    raises: Vec<Raise>,
    values: Vec<Value>,
    scopes: Vec<ScopeParts>,
    subjects: Vec<&'a Id>,
    /// What each rule of the policy says in expressions, for this service point.
    said: Vec<Said>,
    expressions: Vec<u8>,
    problems: Vec<Problem>,
}

/// What a rule says in expressions, as far as a service point leaves it open.
#[derive(Default)]
struct Said {
    when: Option<Vec<Op>>,
    requirement: Option<Vec<Op>>,
}

impl Said {
    /// Whether the service point alone makes its `when` false.
    fn concerns_nobody(&self) -> bool {
        self.when.as_deref() == Some(&[Op::Constant { value: 0, is_boolean: true }])
    }

    /// What its `when` leaves to be asked: nothing where the service point alone makes it true.
    fn asked(&self) -> Option<&[Op]> {
        self.when.as_deref().filter(|ops| *ops != [Op::Constant { value: 1, is_boolean: true }])
    }

    /// The counters that it looks at.
    fn counters(&self) -> impl Iterator<Item = CounterRow> {
        self.when.iter().chain(&self.requirement).flatten().filter_map(|op| match op {
            Op::Used { counter, .. } => Some(*counter),
            _ => None,
        })
    }
}

/// A bit for each number.
pub(crate) fn mask(numbers: impl Iterator<Item = u8>) -> u16 {
    // OK because words of requests are numbered from 1 to at most 15.
    numbers.fold(0, |mask, number| mask | (1 << (number & 15)))
}

/// These values in order, each once. They are a few: std's sorts are many times as much code.
pub(crate) fn sorted<T: Ord + Copy>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    sorted_by_key(values, |&value| value)
}

/// The same values in the order of a key, and in their own where it says nothing. They are a few, as above.
pub(crate) fn ordered_by<T, K: Ord>(values: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut ordered = Vec::new();
    for value in values {
        let at = ordered.partition_point(|other| key(other) <= key(&value));
        ordered.insert(at, value);
    }
    ordered
}

fn sorted_by_key<T, K: Ord>(values: impl IntoIterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut sorted = Vec::new();
    for value in values {
        if let Err(at) = sorted.binary_search_by_key(&key(&value), &key) {
            sorted.insert(at, value);
        }
    }
    sorted
}

/// Words in backticks, as a message lists them, each with something before and behind it; `none` where there are none.
pub(crate) fn listed(around: [&str; 2], words: &mut dyn Iterator<Item = &str>, none: &str) -> String {
    let [before, after] = around;
    let mut list = String::new();
    for word in words {
        let comma = if list.is_empty() { "" } else { ", " };
        for piece in [comma, "`", before, word, after, "`"] {
            list.push_str(piece);
        }
    }
    if list.is_empty() { none.into() } else { list }
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

/// Moves what a `when` asks of transaction, entry mode and card kind into a scope's lists, which cost nothing: as long as
/// the same fact is named where several are missing. Gives what is left, if anything is.
fn into_lists(mut ops: Vec<Op>, lists: &mut [u16; 3]) -> Option<Vec<Op>> {
    const LISTED: [Fact; 3] = [Fact::Transaction, Fact::EntryMode, Fact::CardKind];
    while let Some((fact, words, taken)) = first_words(&ops) {
        let at = LISTED.iter().position(|&listed| listed == fact);
        let Some([list, after @ ..]) = at.and_then(|at| lists.get_mut(at..)) else { break };
        // Lists are looked at in their order, and before the rest; an empty one could not be told from none.
        if *list & words == 0 || after.iter().any(|&list| list != UNRESTRICTED) {
            break;
        }
        *list &= words;
        ops = without_first(&ops, taken);
        if ops.is_empty() {
            return None;
        }
    }
    Some(ops)
}

impl<'a> Folding<'a> {
    /// A problem in the policy, at a path inside the rule at hand.
    pub(crate) fn problem(&mut self, path: &str, message: String) {
        let path = match self.rule {
            Some((at, _)) => format!("rules[{at}].{path}"),
            None => path.into(),
        };
        self.problems.push(Problem { input: Input::Policy, path, message, excerpt: None });
    }

    /// A problem in an expression of the rule at hand.
    fn problem_in_expression(&mut self, path: &str, text: &str, fault: Fault) {
        let before = text.get(..fault.at.start).unwrap_or(text);
        let column = before.chars().rev().take_while(|&c| c != '\n').count().saturating_add(1);
        let place = match before.matches('\n').count() {
            0 => format!("at character {column}"),
            lines => format!("at line {}, character {column}", lines.saturating_add(1)),
        };
        self.problem(path, format!("{place}: {}", fault.message));
        if let Some(problem) = self.problems.last_mut() {
            problem.excerpt = Some(Excerpt { text: text.into(), at: fault.at });
        }
    }

    /// Reads an expression and settles what the service point alone decides.
    fn settle(&mut self, path: &str, text: &str) -> Option<Vec<Op>> {
        match parse(text).and_then(|nodes| fold(&nodes, self.policy, self.service_point)) {
            Ok(ops) => Some(ops),
            Err(fault) => {
                self.problem_in_expression(path, text, *fault);
                None
            }
        }
    }

    /// Settles the expressions of all rules.
    fn settle_expressions(&mut self) {
        for (at, rule) in self.policy.rules.iter().enumerate() {
            self.rule = Some((at, rule));
            let when = rule.when.as_ref().and_then(|text| self.settle("when", text));
            let requirement = match &rule.condition {
                ConditionForm::Require(form) => self.settle("condition.require.expression", &form.expression),
                _ => None,
            };
            self.said.push(Said { when, requirement });
        }
        self.rule = None;
    }

    /// Puts an expression of the rule at hand among those of the plan: where it stands. One that stands there already is used
    /// again.
    fn add_expression(&mut self, path: &str, ops: &[Op]) -> u16 {
        let mut steps = Vec::new();
        for op in ops {
            op.write(|counter| self.slot(counter), &mut steps);
        }
        let highest = Op::highest(ops);
        if ops.len() > STEPS_MAX || highest > STACK_MAX {
            let (count, id) = (ops.len(), &self.service_point.id);
            self.problem(
                path,
                format!(
                    "`{count}` steps with up to `{highest}` values at a time for service point `{id}`; accepted: at most \
                     {STEPS_MAX} steps and {STACK_MAX} values"
                ),
            );
        }
        // OK because 128 steps have at most 33 kB, and what is longer is a problem.
        let length = u16::try_from(steps.len()).unwrap_or_default();
        let entry: Vec<u8> = length.to_le_bytes().into_iter().chain(steps).collect();
        let mut at = 0_usize;
        while let Some(rest) = self.expressions.get(at..).filter(|rest| !rest.is_empty() && !rest.starts_with(&entry)) {
            let [low, high] = rest.first_chunk().copied().unwrap_or_default();
            at = at.saturating_add(2).saturating_add(u16::from_le_bytes([low, high]).into());
        }
        if at == self.expressions.len() {
            self.expressions.extend(entry);
        }
        // OK because more than 65,535 bytes are a problem, and then no plan is written.
        u16::try_from(at).unwrap_or_default()
    }

    /// The condition that asks for the expression of the rule at hand to be true.
    pub(crate) fn requirement(&mut self) -> Folded {
        let said = self.rule.and_then(|(at, _)| self.said.get_mut(at));
        match said.and_then(|said| said.requirement.take()).unwrap_or_default().as_slice() {
            // An expression with a problem; no plan is written.
            [] | [Op::Constant { value: 1, .. }] => Folded::answer(None, None),
            [Op::Constant { .. }] => Folded::pass_if(false, Reason::RequirementNotMet),
            [Op::Error { .. }] => Folded::answer(Some((Verdict::Unknown, Reason::RequirementUnknown)), None),
            ops => {
                let expression = self.add_expression("condition.require.expression", ops);
                Folded::of(&Require { expression })
            }
        }
    }

    /// A problem in the service point.
    pub(crate) fn problem_in_service_point(&mut self, path: &str, message: String) {
        self.problems.push(Problem { input: Input::ServicePoint, path: path.into(), message, excerpt: None });
    }

    /// An empty list of accepted values accepts nothing, which nobody means.
    pub(crate) fn insist_on_some<T>(&mut self, list: &[T], path: &str) {
        if list.is_empty() {
            self.accepts_nothing(path);
        }
    }

    fn accepts_nothing(&mut self, path: &str) {
        self.problem(&format!("condition.{path}"), "`[]` accepts nothing; accepted: at least one value".into());
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
        let mut rows = Vec::new();
        for (rule, said) in self.policy.rules.iter().zip(&self.said).filter(|(rule, said)| self.concerns(rule, said)) {
            if let ConditionForm::Usage(form) = &rule.condition {
                rows.push(form.counter(self.policy, &rule.scope));
            }
            rows.extend(said.counters());
        }
        self.counters = sorted_by_key(rows, CounterRow::order);
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

    /// Puts values of a condition into their table: first and how many. Values that stand there already are used again.
    pub(crate) fn add_values(&mut self, values: impl IntoIterator<Item = Value>) -> (u8, u8) {
        let values: Vec<Value> = values.into_iter().collect();
        let there =
            (0..self.values.len()).find(|&at| self.values.get(at..).is_some_and(|rest| rest.starts_with(&values)));
        let first = there.unwrap_or(self.values.len());
        if there.is_none() {
            self.values.extend(&values);
        }
        run(first, first.saturating_add(values.len()))
    }

    /// The states that a rule accepts, or those that it accepts where it says nothing. A list that accepts nothing, or
    /// everything, is one that nobody means.
    pub(crate) fn accepted<W: Copy + PartialEq>(
        &mut self,
        said: &Option<Vec<W>>,
        otherwise: &[W],
        all: &[W],
        name: &str,
    ) -> Vec<W> {
        let Some(said) = said else { return otherwise.into() };
        self.insist_on_some(said, &format!("{name}.accepts"));
        if all.iter().all(|word| said.contains(word)) {
            self.problem(
                &format!("condition.{name}.accepts"),
                "`accepts` lists every state, so that the rule can never fail; accepted: some of the states".into(),
            );
        }
        said.clone()
    }

    /// The directives that concern the service point.
    pub(crate) fn directives(&self) -> impl Iterator<Item = &'a Directive> + use<'a> {
        let region = self.service_point.region;
        let concerns = move |directive: &&Directive| directive.regions.iter().any(|held| held.contains(region));
        self.policy.directives.iter().filter(concerns)
    }

    /// The last of so many working days after a date, in days since 1970-01-01; nothing where the policy's calendar does
    /// not tell.
    pub(crate) fn working_days_after(&self, date: Date, count: u16) -> Option<i32> {
        if count == 0 {
            return Some(date.days());
        }
        self.policy.calendar.as_ref()?.working_days_after(date, count).map(Date::days)
    }

    /// What can be wrong with calendar and directives.
    fn check_dates(&mut self) {
        let policy = self.policy;
        if let Some(calendar) = &policy.calendar {
            if calendar.covers_through < calendar.covers_from {
                let (from, through) = (calendar.covers_from, calendar.covers_through);
                self.problem(
                    "calendar.covers_through",
                    format!("`{through}` is before covers_from `{from}`; accepted: that date or later"),
                );
            }
            let covered = calendar.covers_from..=calendar.covers_through;
            let accepted = format!("{} to {}", calendar.covers_from, calendar.covers_through);
            for (at, date) in calendar.holidays.iter().enumerate() {
                if !covered.contains(date) {
                    self.problem(
                        &format!("calendar.holidays[{at}]"),
                        format!("`{date}` is outside what the calendar covers; accepted: {accepted}"),
                    );
                }
                if calendar.makeup_workdays.contains_key(date) {
                    self.problem(
                        &format!("calendar.holidays[{at}]"),
                        format!("`{date}` is also a make-up workday; accepted: one of the two"),
                    );
                }
            }
            for date in calendar.makeup_workdays.keys().filter(|date| !covered.contains(date)) {
                self.problem(
                    &format!("calendar.makeup_workdays.{date}"),
                    format!("`{date}` is outside what the calendar covers; accepted: {accepted}"),
                );
            }
        }
        let has_disaster_rule = policy.rules.iter().any(|rule| matches!(rule.condition, ConditionForm::Disaster(_)));
        let mut seen = Map::new();
        for (at, directive) in policy.directives.iter().enumerate() {
            let (from, through, path) = (directive.from, directive.through, format!("directives[{at}]"));
            if let Some(first) = seen.insert(&directive.id, at) {
                self.problem(
                    &format!("{path}.id"),
                    format!("`{}` is also the id of directives[{first}]; accepted: an id of its own", directive.id),
                );
            }
            if through < from {
                self.problem(
                    &format!("{path}.through"),
                    format!("`{through}` is before from `{from}`; accepted: that date or later"),
                );
            }
            if directive.regions.is_empty() {
                self.problem(&format!("{path}.regions"), "`[]` concerns nothing; accepted: at least one region".into());
            }
            match &directive.effect {
                Effect::Suspend {} if !has_disaster_rule => self.problem(
                    &format!("{path}.effect"),
                    "`suspend` has no effect without a rule whose condition is `disaster`; accepted: a policy with one"
                        .into(),
                ),
                Effect::Suspend {} => {}
                Effect::Relax { rules, to } => {
                    if rules.is_empty() {
                        self.problem(
                            &format!("{path}.effect.relax.rules"),
                            "`[]` softens nothing; accepted: at least one rule".into(),
                        );
                    }
                    for (at, id) in
                        rules.iter().enumerate().filter(|(_, id)| policy.rules.iter().all(|rule| rule.id != **id))
                    {
                        self.problem(
                            &format!("{path}.effect.relax.rules[{at}]"),
                            format!("`{id}` is not a rule of the policy; accepted: ids of its rules"),
                        );
                    }
                    if let Some(to) = to.filter(|&to| to > Action::Warn) {
                        self.problem(
                            &format!("{path}.effect.relax.to"),
                            format!("`{}` softens nothing; accepted: `allow`, `warn`", to.name()),
                        );
                    }
                }
            }
        }
    }

    /// Two names for one custom fact are one too many.
    fn check_custom_facts(&mut self) {
        let mut seen = Map::new();
        for (name, number) in &self.policy.custom_facts {
            let number = number.get();
            if let Some(first) = seen.insert(number, name) {
                self.problem(
                    &format!("custom_facts.{name}"),
                    format!("`{number}` is also the number of `{first}`; accepted: a number of its own, 0 to 7"),
                );
            }
        }
    }

    /// What directives soften of these rules, by their bits.
    fn relaxations(&self, ids: &[&Id]) -> Vec<Relaxation> {
        let mut rows = Vec::new();
        for directive in self.directives() {
            let Effect::Relax { rules, to } = &directive.effect else { continue };
            let bits = (0..64_u32).zip(ids).filter(|(_, id)| rules.contains(id));
            let bits = bits.fold(0, |set, (bit, _)| set | 1_u64.wrapping_shl(bit));
            if bits != 0 {
                let term = directive.term();
                rows.push(Relaxation {
                    rules: bits,
                    from_day: term.from_day,
                    through_day: term.through_day,
                    to: to.unwrap_or(Action::Warn),
                });
            }
        }
        rows
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
        let (counters, raises, values) = (self.counters.len(), self.raises.len(), self.values.len());
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
        if values > table_max {
            self.problem_in_service_point(
                "documents",
                format!(
                    "`{values}` dates of documents and suspensions, versions and terminals under all rules; accepted: at \
                     most {table_max}"
                ),
            );
        }
        let expressions = self.expressions.len();
        if expressions > usize::from(u16::MAX) {
            self.problem(
                "rules",
                format!("`{expressions}` bytes of expressions for one service point; accepted: at most {}", u16::MAX),
            );
        }
        let directives = self.directives().count();
        if directives > table_max {
            self.problem(
                "directives",
                format!("`{directives}` directives for one service point; accepted: at most {table_max}"),
            );
        }
    }

    /// The rule at hand.
    pub(crate) fn rule(&self) -> Option<&'a Rule> {
        self.rule.map(|(_, rule)| rule)
    }

    /// Folds a rule; nothing where it does not concern this service point.
    fn fold_rule(&mut self, at: usize, rule: &'a Rule) -> Option<(RuleParts, Vec<Reason>)> {
        self.rule = Some((at, rule));
        self.check_rule(rule);
        // A rule that does not concern this service point is folded all the same, so that its problems are found; what
        // it put into the tables is taken out again.
        let tables = (self.raises.len(), self.values.len(), self.subjects.len(), self.expressions.len());
        let (folded, transactions) = self.condition(&rule.condition);
        let said = self.said.get_mut(at).map(core::mem::take).unwrap_or_default();
        if !self.concerns(rule, &said) {
            self.raises.truncate(tables.0);
            self.values.truncate(tables.1);
            self.subjects.truncate(tables.2);
            self.expressions.truncate(tables.3);
            return None;
        }
        let transactions = rule.scope.transactions.as_deref().or(transactions);
        let transactions = list_mask(transactions.map(|list| list.iter().map(|&word| word as u8)));
        let (entry_modes, card_kinds) = scope_masks(&rule.scope);
        let mut lists = [transactions, entry_modes, card_kinds];
        let when = said.asked().and_then(|ops| into_lists(ops.to_vec(), &mut lists));
        let [transactions, entry_modes, card_kinds] = lists;
        let scope = ScopeParts {
            transactions,
            entry_modes,
            card_kinds,
            from_day: rule.valid_from.map_or(EVER_DAYS.0, |date| date.days()),
            through_day: rule.valid_through.map_or(EVER_DAYS.1, |date| date.days()),
            expression: when.map_or(NO_EXPRESSION, |ops| self.add_expression("when", &ops)),
        };
        let at = self.scopes.iter().position(|&known| known == scope).unwrap_or(self.scopes.len());
        if at == self.scopes.len() {
            self.scopes.push(scope);
        }
        let record = RuleParts {
            operation: folded.operation,
            on_fail: rule.on_fail,
            on_unknown: rule.on_unknown,
            on_unreachable: rule.on_unreachable.unwrap_or(Action::Decline),
            internal: rule.disclosure == Some(Disclosure::Internal),
            // OK because more than 64 rules are a problem, and then no plan is written.
            scope: u8::try_from(at).unwrap_or_default(),
            args: folded.args,
        };
        Some((record, folded.reasons))
    }

    fn check_rule(&mut self, rule: &Rule) {
        if rule.on_unknown > rule.on_fail {
            let (unknown, fail) = (rule.on_unknown.name(), rule.on_fail.name());
            let accepted = Action::ALL.iter().filter(|&&action| action <= rule.on_fail);
            let accepted = listed(["", ""], &mut accepted.map(|action| action.name()), "");
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

    /// Whether a rule concerns this service point.
    fn concerns(&self, rule: &Rule, said: &Said) -> bool {
        let (point, scope) = (self.service_point, &rule.scope);
        let is_left_out = self.is_export && rule.disclosure == Some(Disclosure::Internal);
        !is_left_out
            && !said.concerns_nobody()
            && scope.merchant_kinds.as_ref().is_none_or(|kinds| kinds.contains(&point.merchant_kind))
            && scope.mccs.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(point.mcc)))
            && scope.remote.is_none_or(|remote| remote == point.remote)
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
            ConditionForm::Materials(form) => fold(form, self),
            ConditionForm::CreditCheck(form) => fold(form, self),
            ConditionForm::Form(form) => fold(form, self),
            ConditionForm::Review(form) => fold(form, self),
            ConditionForm::Delivery(form) => fold(form, self),
            ConditionForm::Installation(form) => fold(form, self),
            ConditionForm::Training(form) => fold(form, self),
            ConditionForm::TestTransaction(form) => fold(form, self),
            ConditionForm::Disaster(form) => fold(form, self),
            ConditionForm::Regulation(form) => fold(form, self),
            ConditionForm::PolicyCurrent(form) => fold(form, self),
            ConditionForm::Terminal(form) => fold(form, self),
            ConditionForm::Binding(form) => fold(form, self),
            ConditionForm::SignOn(form) => fold(form, self),
            ConditionForm::Profile(form) => fold(form, self),
            ConditionForm::Registration(form) => fold(form, self),
            ConditionForm::PosCodes(form) => fold(form, self),
            ConditionForm::Support(form) => fold(form, self),
            ConditionForm::Operator(form) => fold(form, self),
            ConditionForm::Tamper(form) => fold(form, self),
            ConditionForm::Power(form) => fold(form, self),
            ConditionForm::Battery(form) => fold(form, self),
            ConditionForm::Component(form) => fold(form, self),
            ConditionForm::Damage(form) => fold(form, self),
            ConditionForm::Age(form) => fold(form, self),
            ConditionForm::Inspection(form) => fold(form, self),
            ConditionForm::Software(form) => fold(form, self),
            ConditionForm::Os(form) => fold(form, self),
            ConditionForm::KnownBad(form) => fold(form, self),
            ConditionForm::Patch(form) => fold(form, self),
            ConditionForm::ServicePointData(form) => fold(form, self),
            ConditionForm::Host(form) => fold(form, self),
            ConditionForm::Link(form) => fold(form, self),
            ConditionForm::Offline(form) => fold(form, self),
            ConditionForm::Location(form) => fold(form, self),
            ConditionForm::Mocked(form) => fold(form, self),
            ConditionForm::Address(form) => fold(form, self),
            ConditionForm::Hours(form) => fold(form, self),
            ConditionForm::Amount(form) => fold(form, self),
            ConditionForm::Currency(form) => fold(form, self),
            ConditionForm::Usage(form) => fold(form, self),
            ConditionForm::Require(form) => fold(form, self),
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
                    let limiting = self.policy.rules.iter().filter(|rule| limits(rule));
                    let mut limiting = limiting.map(|rule| rule.id.as_str());
                    self.problem_in_service_point(
                        &format!("adjustments[{at}].grant.limit.rule"),
                        format!(
                            "`{id}` is not a rule of policy `{}` that limits an amount or usage; accepted: {}",
                            self.policy.id,
                            listed(["", ""], &mut limiting, "none, as it has no such rule")
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
    write(policy, service_point, false)
}

/// Makes a plan that may leave the acquirer's hands, as for a merchant's browser: the same without the rules for the
/// engineer's eyes only, and without their counters. What it lets proceed the whole plan may still refuse.
///
/// Errs as [`compile`] does, and where no rule is left.
pub fn compile_for_export(policy: &Policy, service_point: &ServicePoint) -> Result<Vec<u8>, Problems> {
    write(policy, service_point, true)
}

fn write(policy: &Policy, service_point: &ServicePoint, is_export: bool) -> Result<Vec<u8>, Problems> {
    let mut folding = Folding {
        policy,
        service_point,
        is_export,
        rule: None,
        counters: Vec::new(),
        raises: Vec::new(),
        values: Vec::new(),
        scopes: Vec::new(),
        subjects: Vec::new(),
        said: Vec::new(),
        expressions: Vec::new(),
        problems: Vec::new(),
    };
    let (valid_from, valid_through) = folding.valid_days();
    folding.check_service_point();
    folding.check_dates();
    folding.check_custom_facts();
    folding.settle_expressions();
    folding.list_counters();

    let mut seen = Map::new();
    let mut rules = Vec::new();
    let mut ids: Vec<&Id> = Vec::new();
    let mut reasons = Vec::from(GUARD_REASONS);
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
    let hours =
        write_hours(service_point, policy.calendar.as_ref(), (valid_from, valid_through)).unwrap_or_else(|message| {
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

    let rows: Vec<ReasonRow> = sorted(reasons.into_iter().map(|reason| reason as u16))
        .into_iter()
        .filter_map(Reason::from_u16)
        .map(|reason| ReasonRow {
            number: reason as u16,
            rank: reason.rank(),
            de39: policy.de39.get(&reason).map_or(reason.de39(), |code| code.0),
        })
        .collect();
    let relaxations = folding.relaxations(&ids);
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
    let mut put = |bytes: &[u8]| body.extend_from_slice(bytes);
    put(&[FORMAT_VERSION, 0]);
    put(&ENGINE_VERSION.to_le_bytes());
    put(&[0; 4]);
    put(&policy.version.to::<u32>().to_le_bytes());
    put(&service_point.revision.to::<u32>().to_le_bytes());
    put(&valid_from.to_le_bytes());
    put(&valid_through.to_le_bytes());
    put(&[
        count(ids.len()),
        count(folding.scopes.len()),
        count(service_point.offset_transitions.len().saturating_add(1)),
        count(rows.len()),
        count(folding.counters.len()),
        count(folding.raises.len()),
        count(folding.values.len()),
        count(relaxations.len()),
    ]);
    put(&length(&rules).to_le_bytes());
    put(&area_bytes.to_le_bytes());
    put(&length(&hours).to_le_bytes());
    put(&length(&texts).to_le_bytes());
    put(&service_point.merchant_id.padded());
    put(&[count(folding.subjects.len())]);
    put(&policy.advice.thresholds().write());
    put(&length(&folding.expressions).to_le_bytes());
    put(&rules);
    folding.scopes.iter().for_each(|row| put(&row.write()));
    put(&zone);
    rows.iter().for_each(|row| put(&row.write()));
    folding.counters.iter().for_each(|row| put(&row.write()));
    folding.raises.iter().for_each(|row| put(&row.write()));
    folding.values.iter().for_each(|value| put(value));
    relaxations.iter().for_each(|row| put(&row.write()));
    put(&areas);
    put(&hours);
    put(&folding.expressions);
    put(&texts);
    let total = u32::try_from(body.len()).unwrap_or_default();
    if let Some(place) = body.get_mut(8..12) {
        place.copy_from_slice(&total.to_le_bytes());
    }
    let digest = Sha256::digest(&body);
    body.extend_from_slice(&digest);
    Ok(body)
}
