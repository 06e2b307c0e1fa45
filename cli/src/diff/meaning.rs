//! What differs between two plans of one service point, rule by rule.

use super::Key;
use crate::decided::Decided;
use crate::rule;
use crate::wording::validity;
use poscond::policy::{ConditionForm, Effect, HoursRule, Rule};
use poscond::{CounterRow, Plan, Policy, Request, RuleRow, ServicePoint, compile};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The policy with what means nothing put in order: rules by id, no version of its own, nothing instead of referrals where
/// there are none.
pub(super) fn in_order(policy: &Policy) -> Policy {
    let mut policy = policy.clone();
    policy.id = "policy".parse().unwrap_or(policy.id);
    policy.version = poscond::bounds::Within::new(0).unwrap_or(policy.version);
    policy.rules.sort_by(|a, b| a.id.cmp(&b.id));
    for rule in &mut policy.rules {
        if ![rule.on_fail, rule.on_unknown].contains(&poscond::Action::Refer) {
            rule.on_unreachable = None;
        }
    }
    policy
}

/// What became of a rule, or of something that concerns all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Added,
    Removed,
    Renamed,
    Changed,
}

/// One change, over all service points.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) kind: Kind,
    /// What it says instead of what, in words.
    pub(super) words: BTreeSet<String>,
    pub(super) looser: bool,
    pub(super) tighter: bool,
    /// The shortest request found of each direction, and one that differs otherwise.
    pub(super) examples: Vec<Example>,
    /// How many service points it concerns.
    pub(super) points: usize,
}

/// A request that the two policies decide differently.
#[derive(Clone, Debug)]
pub(super) struct Example {
    pub(super) point: String,
    /// The facts that matter.
    pub(super) request: Request,
    /// The same with its counters in the slots of the new plan.
    pub(super) request_new: Request,
    /// When, and those of them that an ordinary request in good order does not say.
    pub(super) unusual: Request,
    pub(super) old: Decided,
    pub(super) new: Decided,
}

impl Example {
    /// Whether the new policy refuses less or more.
    pub(super) fn direction(&self) -> std::cmp::Ordering {
        self.new.outcome.cmp(&self.old.outcome)
    }

    /// Whether it proceeds by one of the two, and how little it says: what an example is worth.
    fn worth(&self) -> (bool, std::cmp::Reverse<u32>) {
        let proceeds = [self.old.outcome, self.new.outcome].contains(&poscond::Outcome::Proceed);
        (proceeds, std::cmp::Reverse(said(&self.request)))
    }
}

/// Changes by what they are about.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) by_key: BTreeMap<Key, Change>,
    /// Keys in the order of the policies, once sorted.
    pub(super) order: Vec<Key>,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    fn put(&mut self, key: impl Into<Key>, kind: Kind, words: impl IntoIterator<Item = String>) {
        let words = words.into_iter().collect();
        let change = Change { kind, words, looser: false, tighter: false, examples: Vec::new(), points: 1 };
        self.by_key.insert(key.into(), change);
    }

    pub(super) fn add_example(&mut self, key: &Key, example: Example) {
        let Some(change) = self.by_key.get_mut(key) else { return };
        change.looser |= example.new.outcome < example.old.outcome;
        change.tighter |= example.new.outcome > example.old.outcome;
        match change.examples.iter_mut().find(|known| known.direction() == example.direction()) {
            Some(known) if known.worth() < example.worth() => *known = example,
            Some(_) => {}
            None => change.examples.push(example),
        }
    }

    /// Takes over what was found at another service point.
    pub(super) fn merge(&mut self, others: Changes) {
        for (key, other) in others.by_key {
            match self.by_key.get_mut(&key) {
                None => {
                    self.by_key.insert(key, other);
                }
                Some(change) => {
                    // A rule that is new for one service point and changed for another was changed.
                    if change.kind != other.kind {
                        change.kind = Kind::Changed;
                    }
                    change.words.extend(other.words);
                    change.points += other.points;
                    for example in other.examples {
                        self.add_example(&key, example);
                    }
                }
            }
        }
    }

    /// Puts rules in the order of the new policy, those that are gone after them, and what concerns all first.
    pub(super) fn sort(&mut self, old: &Policy, new: &Policy) {
        let ids: Vec<&str> = new.rules.iter().chain(&old.rules).map(|rule| rule.id.as_str()).collect();
        let place = |key: &Key| ids.iter().position(|id| id == key).map_or(0, |at| at + 1);
        self.order = self.by_key.keys().cloned().collect();
        self.order.sort_by_key(place);
        for (key, change) in &mut self.by_key {
            let find = |policy: &'_ Policy| policy.rules.iter().find(|rule| rule.id.as_str() == key).cloned();
            if let (Some(before), Some(after)) = (find(old), find(new)) {
                // One that concerns a service point in one policy only, and is in both, was changed.
                change.kind = Kind::Changed;
                let words = written(&before, &after);
                if !words.is_empty() {
                    change.words = words.into_iter().collect();
                }
            }
        }
    }
}

/// What two rules of one id write differently, by its place in the rule.
fn written(before: &Rule, after: &Rule) -> Vec<String> {
    fn flat(path: &str, value: &Value, out: &mut BTreeMap<String, Value>) {
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (key, value) in map {
                    flat(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, out);
                }
            }
            other => {
                out.insert(path.to_owned(), other.clone());
            }
        }
    }
    let [old, new] = [before, after].map(|rule| {
        let mut out = BTreeMap::new();
        flat("", &serde_json::to_value(rule).unwrap_or_default(), &mut out);
        out
    });
    // `{}` beside something in it is nothing of its own.
    let opened =
        |path: &str| [&old, &new].iter().any(|all| all.keys().any(|other| other.starts_with(&format!("{path}."))));
    let paths: BTreeSet<&String> =
        old.keys().chain(new.keys()).filter(|path| *path != "note" && !opened(path)).collect();
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut words = Vec::new();
    for path in paths {
        match (old.get(path), new.get(path)) {
            (before, after) if before == after => {}
            // Of lists what came and what went.
            (Some(Value::Array(before)), Some(Value::Array(after))) => {
                let gone = before.iter().filter(|one| !after.contains(one)).map(|one| format!("- {}", shown(one)));
                let come = after.iter().filter(|one| !before.contains(one)).map(|one| format!("+ {}", shown(one)));
                let changes: Vec<String> = gone.chain(come).collect();
                if !changes.is_empty() {
                    words.push(format!("{path} {}", changes.join(", ")));
                }
            }
            (before, after) => {
                let [before, after] = [before, after].map(|value| value.map_or_else(|| "nothing".to_owned(), shown));
                words.push(format!("{path} {before} → {after}"));
            }
        }
    }
    words
}

/// How much a request says.
fn said(request: &Request) -> u32 {
    poscond::Fact::ALL.iter().map(|&fact| u32::from(request.has(fact))).sum()
}

/// A rule in words: what it asks, of what, and what follows.
fn words_of(row: &RuleRow<'_>, plan: &Plan<'_>, currency: Option<i64>) -> [(&'static str, String); 6] {
    let everything = |list: Vec<String>| if list.is_empty() { "everything".to_owned() } else { list.join(" · ") };
    [
        ("asks", rule::condition(row, plan, currency)),
        ("of", everything(rule::scope(row))),
        ("when", row.when.map_or_else(|| "always".to_owned(), crate::expression::text)),
        ("dates", validity(row.valid_days)),
        ("then", rule::actions(row).join(", ")),
        ("details", if row.internal { "for the engineer only".to_owned() } else { "for everyone".to_owned() }),
    ]
}

/// All that a rule says, apart from its name and its place.
fn content(row: &RuleRow<'_>, plan: &Plan<'_>) -> String {
    let counters: Vec<CounterRow> = plan.counters().collect();
    let mut parameters = rule::parameters(row, plan);
    let mut counter = None;
    for parameter in &mut parameters {
        if parameter.0 == "counter" {
            counter = usize::try_from(parameter.2).ok().and_then(|slot| counters.get(slot));
            parameter.2 = 0;
        }
    }
    let mut words = words_of(row, plan, None);
    if row.condition == "usage" {
        // The slot of its counter is where it stands, not what it counts; the parameters say all else.
        words[0].1.clear();
    }
    let expressions = [row.when, row.requirement].map(|steps| steps.map(|steps| used(steps, &counters)));
    format!("{:?} {words:?} {parameters:?} {counter:?} {expressions:?} {:?}", row.condition, row.on_unreachable)
}

/// The counters that an expression looks at, by what they count.
fn used(steps: poscond::expression::code::Steps<'_>, counters: &[CounterRow]) -> String {
    use poscond::expression::code::Step;
    let rows = steps.filter_map(|step| match step {
        Step::Used { slot, .. } => counters.get(usize::from(slot)),
        _ => None,
    });
    format!("{:?}", rows.collect::<Vec<_>>())
}

/// What differs between the plans of a service point under two policies.
pub(super) fn compare(
    before: &Plan<'_>,
    after: &Plan<'_>,
    (old, new): (&Policy, &Policy),
    point: &ServicePoint,
) -> Changes {
    let mut changes = Changes::default();
    let currencies = [rule::only_currency(before), rule::only_currency(after)];
    let [rows_before, rows_after] = [before, after].map(|plan| plan.rule_rows().collect::<Vec<_>>());
    let find = |rows: &[RuleRow<'_>], id: &str| rows.iter().position(|row| row.id == id);
    let mut gone: Vec<usize> =
        (0..rows_before.len()).filter(|&at| find(&rows_after, rows_before[at].id).is_none()).collect();
    for row in &rows_after {
        let Some(at) = find(&rows_before, row.id) else {
            // One that is gone and said the same had another name.
            let same = |&&at: &&usize| content(&rows_before[at], before) == content(row, after);
            if let Some(&at) = gone.iter().find(same) {
                gone.retain(|&other| other != at);
                let words = format!("{} → {}", rows_before[at].id, row.id);
                changes.put(row.id, Kind::Renamed, [format!("name {words}")]);
            } else {
                let words = words_of(row, after, currencies[1]);
                changes.put(row.id, Kind::Added, [words[0].1.clone()]);
            }
            continue;
        };
        if content(&rows_before[at], before) != content(row, after) {
            let pairs =
                words_of(&rows_before[at], before, currencies[0]).into_iter().zip(words_of(row, after, currencies[1]));
            let differ = pairs.filter(|((_, before), (_, after))| before != after);
            let words: Vec<String> =
                differ.map(|((what, before), (_, after))| format!("{what} {before} → {after}")).collect();
            let words = if words.is_empty() { vec!["what its counter counts".to_owned()] } else { words };
            changes.put(row.id, Kind::Changed, words);
        }
    }
    for at in gone {
        changes.put(
            rows_before[at].id,
            Kind::Removed,
            [words_of(&rows_before[at], before, currencies[0])[0].1.clone()],
        );
    }
    if before.valid_days() != after.valid_days() {
        let words = format!("{} → {}", validity(before.valid_days()), validity(after.valid_days()));
        changes.put("@validity", Kind::Changed, [words]);
    }
    if before.thresholds() != after.thresholds() {
        let words = crate::inspect::advice(before);
        changes.put("@advice", Kind::Changed, [format!("{words} → {}", crate::inspect::advice(after))]);
    }
    let codes = |plan: &Plan<'_>| plan.reasons().map(|(reason, _, code)| (reason, code)).collect::<BTreeMap<_, _>>();
    let (codes_before, codes_after) = (codes(before), codes(after));
    let shown = |code: &[u8; 2]| String::from_utf8_lossy(code).into_owned();
    let differ = codes_before.iter().filter_map(|(reason, code)| {
        let other = codes_after.get(reason).filter(|other| *other != code)?;
        Some(format!("{} {} → {}", reason.name(), shown(code), shown(other)))
    });
    let differ: Vec<String> = differ.collect();
    if !differ.is_empty() {
        changes.put("@de39", Kind::Changed, differ);
    }
    let (held_before, held_after) = (held(old, point), held(new, point));
    let differ: BTreeSet<String> = (held_before.iter().filter(|(term, _)| !held_after.contains_key(term)))
        .chain(held_after.iter().filter(|(term, _)| !held_before.contains_key(term)))
        .map(|(_, id)| id.clone())
        .collect();
    if !differ.is_empty() {
        changes.put("@directives", Kind::Changed, differ);
    }
    if hours(old, point) != hours(new, point) {
        changes.put("@hours", Kind::Changed, ["the opening hours, by the calendar of holidays".to_owned()]);
    }
    if changes.is_empty() {
        // Plans that differ are never said to be equal.
        changes.put("@other", Kind::Changed, ["something that has no name here".to_owned()]);
    }
    changes
}

/// From when through when a directive has which effect.
type Term = (poscond::Date, poscond::Date, Option<poscond::Action>, BTreeSet<String>);

/// The directives for a service point by what they do, with their names.
fn held(policy: &Policy, point: &ServicePoint) -> BTreeMap<Term, String> {
    let held = policy.directives.iter().filter(|one| one.regions.iter().any(|region| region.contains(point.region)));
    let term = |effect: &Effect| match effect {
        Effect::Suspend {} => (None, BTreeSet::new()),
        Effect::Relax { rules, to } => {
            (Some(to.unwrap_or(poscond::Action::Warn)), rules.iter().map(ToString::to_string).collect())
        }
    };
    held.map(|one| {
        let (to, rules) = term(&one.effect);
        ((one.from, one.through, to, rules), one.id.to_string())
    })
    .collect()
}

/// Days that directives for a service point, or the calendar, name in one of two policies only.
pub(super) fn days(old: &Policy, new: &Policy, point: &ServicePoint) -> BTreeSet<i32> {
    let of = |policy: &Policy| {
        let held = held(policy, point).into_keys();
        let dates = policy.calendar.iter().flat_map(|calendar| {
            let named = calendar.holidays.iter().chain(calendar.makeup_workdays.keys()).map(|date| date.days());
            named.chain([calendar.covers_from.days(), calendar.covers_through.days() + 1])
        });
        (held.collect::<BTreeSet<_>>(), dates.collect::<BTreeSet<_>>())
    };
    let (old, new) = (of(old), of(new));
    let held = old.0.symmetric_difference(&new.0).flat_map(|(from, through, ..)| [from.days(), through.days()]);
    held.chain(old.1.symmetric_difference(&new.1).copied()).collect()
}

/// The opening hours of a service point by the calendar of a policy.
fn hours(policy: &Policy, point: &ServicePoint) -> Option<Vec<u8>> {
    let mut policy = in_order(policy);
    let id = policy.id.clone();
    policy.rules = vec![Rule {
        id,
        note: None,
        condition: ConditionForm::Hours(HoursRule {}),
        scope: Default::default(),
        when: None,
        valid_from: None,
        valid_through: None,
        on_fail: poscond::Action::Decline,
        on_unknown: poscond::Action::Decline,
        on_unreachable: None,
        disclosure: None,
    }];
    policy.directives.clear();
    policy.de39.clear();
    policy.advice = Default::default();
    (policy.valid_from, policy.valid_through, policy.business_day_offset_min) = (None, None, None);
    // Raised limits name rules that are not there.
    let mut point = point.clone();
    point.adjustments.retain(|one| !matches!(one.grant, poscond::service_point::Grant::Limit { .. }));
    compile(&policy, &point).ok()
}
