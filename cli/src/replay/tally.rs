//! What a replay found, counted. Parts that were counted apart add up to the same, however the lines were shared out.

use crate::decided::Decided;
use crate::log::Digest;
use crate::summary::Summary;
use poscond::{Outcome, Request};
use std::collections::BTreeMap;

/// Examples of each sort that are shown.
pub(super) const SHOWN_MAX: usize = 10;

/// Where a line stands: in which file, from 0, and where in it, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct At {
    pub(super) file: usize,
    pub(super) line: u64,
}

/// All that was found.
#[derive(Default)]
pub(super) struct Tally {
    /// What the plans decide now.
    pub(super) summary: Summary,
    pub(super) decisions: u64,
    /// Decisions by the module that made them; nothing where the line does not say.
    pub(super) modules: BTreeMap<Option<Digest>, u64>,
    pub(super) differing: u64,
    pub(super) differences: First<Difference>,
    /// Lines that say nothing that can be decided again, by what is wrong with them.
    pub(super) damaged: BTreeMap<Damage, (u64, First<String>)>,
    pub(super) changes: Changes,
}

impl Tally {
    pub(super) fn add_damage(&mut self, at: At, damage: Damage, say: impl FnOnce() -> String) {
        let (count, first) = self.damaged.entry(damage).or_default();
        *count += 1;
        first.add(at, say);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.summary.merge(other.summary);
        self.decisions += other.decisions;
        add_all(&mut self.modules, other.modules);
        self.differing += other.differing;
        self.differences.merge(other.differences);
        for (damage, (count, first)) in other.damaged {
            let known = self.damaged.entry(damage).or_default();
            known.0 += count;
            known.1.merge(first);
        }
        self.changes.merge(other.changes);
    }

    pub(super) fn damaged(&self) -> u64 {
        self.damaged.values().map(|(count, _)| count).sum()
    }

    /// Whether every line was decided again to the same bytes, and by the other policy too where there is one.
    pub(super) fn is_clean(&self) -> bool {
        self.differing == 0 && self.damaged.is_empty() && self.changes.undecided.is_empty()
    }
}

fn add_all<K: Ord>(to: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
    for (key, count) in from {
        *to.entry(key).or_default() += count;
    }
}

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Damage {
    /// It is no line of a log in form.
    Form,
    /// The file ends inside it.
    Torn,
    /// It has a plan that does not open, or another than it says.
    Plan,
    /// It was decided by a plan that does not stand before it.
    NoPlan,
    /// Its request does not decode.
    Request,
}

impl Damage {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Torn => "torn",
            Self::Plan => "plan",
            Self::NoPlan => "no_plan",
            Self::Request => "request",
        }
    }

    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Form => "no line of a log in form",
            Self::Torn => "cut off by the end of the file",
            Self::Plan => "a plan that does not open",
            Self::NoPlan => "decided by a plan that does not stand before it",
            Self::Request => "a request that cannot be read",
        }
    }
}

/// The first few of something, by where it stands.
pub(super) struct First<T>(pub(super) BTreeMap<At, T>);

impl<T> Default for First<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> First<T> {
    /// Adds one, which is only made where it is among the first.
    pub(super) fn add(&mut self, at: At, make: impl FnOnce() -> T) {
        let is_first = self.0.len() < SHOWN_MAX || self.0.last_key_value().is_some_and(|(last, _)| at < *last);
        if is_first {
            self.0.insert(at, make());
            self.trim();
        }
    }

    fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
        self.trim();
    }

    fn trim(&mut self) {
        while self.0.len() > SHOWN_MAX {
            self.0.pop_last();
        }
    }
}

/// A decision that is not the one recorded.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) id: String,
    pub(super) plan: Digest,
    pub(super) service_point: String,
    /// What was recorded, and what it is now, by the name of the field.
    pub(super) fields: Vec<(String, String, String)>,
}

/// What another policy decides otherwise.
#[derive(Default)]
pub(super) struct Changes {
    /// Decisions by both.
    pub(super) decisions: u64,
    /// By the outcome before and after; what stays the same too.
    pub(super) outcomes: BTreeMap<(Outcome, Outcome), Sums>,
    /// What changes, by what was decided before and after.
    pub(super) kinds: BTreeMap<(Decided, Decided), (Sums, First<Example>)>,
    /// Decisions by plans that have counters which the recorded request does not hold; and those of them that change.
    pub(super) uncounted: u64,
    pub(super) uncounted_changed: u64,
    /// Decisions by plans to which the other policy has none, by the digest of the plan.
    pub(super) undecided: BTreeMap<Digest, u64>,
}

impl Changes {
    pub(super) fn add(&mut self, [before, after]: [Decided; 2], request: &Request, lacks_counters: bool) -> bool {
        self.decisions += 1;
        self.outcomes.entry((before.outcome, after.outcome)).or_default().add(request);
        let is_changed = before != after;
        self.uncounted += u64::from(lacks_counters);
        self.uncounted_changed += u64::from(lacks_counters && is_changed);
        is_changed
    }

    fn merge(&mut self, other: Self) {
        self.decisions += other.decisions;
        for (key, sums) in other.outcomes {
            self.outcomes.entry(key).or_default().merge(sums);
        }
        for (kind, (sums, examples)) in other.kinds {
            let known = self.kinds.entry(kind).or_default();
            known.0.merge(sums);
            known.1.merge(examples);
        }
        self.uncounted += other.uncounted;
        self.uncounted_changed += other.uncounted_changed;
        add_all(&mut self.undecided, other.undecided);
    }

    /// What changes, the most frequent first.
    pub(super) fn by_count(&self) -> Vec<(&(Decided, Decided), &Sums, &First<Example>)> {
        let mut kinds: Vec<_> = self.kinds.iter().map(|(kind, (sums, examples))| (kind, sums, examples)).collect();
        kinds.sort_by_key(|(kind, sums, _)| (std::cmp::Reverse(sums.count), **kind));
        kinds
    }

    /// All that comes to an outcome from another.
    pub(super) fn newly(&self, outcome: Outcome) -> Sums {
        let mut all = Sums::default();
        for ((before, after), sums) in &self.outcomes {
            if *before != outcome && *after == outcome {
                all.merge(sums.clone());
            }
        }
        all
    }

    /// Examples, one of each kind before a second of any; the most frequent kinds first.
    pub(super) fn examples(&self) -> Vec<(At, [Decided; 2], &Example)> {
        let kinds = self.by_count();
        let nth = |round: usize| {
            kinds.iter().filter_map(move |((before, after), _, first)| {
                first.0.iter().nth(round).map(|(at, example)| (*at, [*before, *after], example))
            })
        };
        (0..SHOWN_MAX).flat_map(nth).take(SHOWN_MAX).collect()
    }
}

/// How many, and their amounts in minor units by currency; nothing where a request names none.
#[derive(Clone, Default, Debug)]
pub(super) struct Sums {
    pub(super) count: u64,
    pub(super) amounts: BTreeMap<Option<i64>, i64>,
}

impl Sums {
    pub(super) fn add(&mut self, request: &Request) {
        self.count += 1;
        if let Some(minor) = request.amount_minor() {
            self.put(request.currency(), minor);
        }
    }

    /// A sum that grows too great stays at the greatest number, which is so in whatever order it is added up.
    fn put(&mut self, currency: Option<i64>, minor: i64) {
        let sum = self.amounts.entry(currency).or_default();
        *sum = sum.saturating_add(minor);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.count += other.count;
        for (currency, minor) in other.amounts {
            self.put(currency, minor);
        }
    }
}

/// A decision that changes.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) id: String,
    pub(super) service_point: String,
    pub(super) amount_minor: Option<i64>,
    pub(super) currency: Option<i64>,
    pub(super) local_time: Option<String>,
    pub(super) now_utc_s: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pins that the first are the first whatever order they come in, and that no other is made.
    #[test]
    fn the_first_by_place() {
        let (mut one, mut two) = (First::default(), First::default());
        for line in (0..40).rev() {
            let to = if line % 3 == 0 { &mut one } else { &mut two };
            to.add(At { file: 0, line }, || line);
        }
        two.merge(one);
        assert_eq!(two.0.into_values().collect::<Vec<u64>>(), (0..10).collect::<Vec<u64>>());
        let mut full = First::default();
        (0..SHOWN_MAX as u64).for_each(|line| full.add(At { file: 0, line }, || line));
        full.add(At { file: 1, line: 0 }, || unreachable!("it is not among the first"));
    }
}
