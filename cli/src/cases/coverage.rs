//! What cases left unexercised.

use super::file::Cases;
use poscond::{Plan, Reason, Request, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// What cases reached of a policy.
pub(super) struct Coverage {
    /// Every rule, in the policy's order: whether it ever judged, and whether it ever failed or was unknown.
    rules: Vec<(String, Reached)>,
    possible: BTreeSet<Reason>,
    seen: BTreeSet<Reason>,
}

/// How far a rule was reached.
#[derive(Clone, Copy, Default)]
struct Reached {
    judged: bool,
    spoke: bool,
}

impl Coverage {
    pub(super) fn new(cases: &Cases, plans: &[Plan<'_>]) -> Self {
        let rules = cases.policy.model.rules.iter().map(|rule| (rule.id.to_string(), Reached::default()));
        let possible = plans.iter().flat_map(|plan| plan.reasons().map(|(reason, ..)| reason)).collect();
        Self { rules: rules.collect(), possible, seen: BTreeSet::new() }
    }

    pub(super) fn add(&mut self, plan: &Plan<'_>, request: &Request) {
        let mut verdicts = BTreeMap::new();
        for finding in plan.findings(request) {
            self.seen.extend(finding.reason);
            verdicts.insert(finding.rule, finding.verdict);
        }
        for (id, reached) in &mut self.rules {
            let verdict = verdicts.get(id.as_str()).copied().unwrap_or(Verdict::NotApplicable);
            reached.judged |= verdict != Verdict::NotApplicable;
            reached.spoke |= matches!(verdict, Verdict::Fail | Verdict::Unknown);
        }
    }

    fn ids(&self, wants: impl Fn(Reached) -> bool) -> Vec<&str> {
        self.rules.iter().filter(|(_, reached)| wants(*reached)).map(|(id, _)| id.as_str()).collect()
    }

    pub(super) fn rule_count(&self) -> usize {
        self.rules.len()
    }

    /// Rules that were never applicable.
    pub(super) fn never_judged(&self) -> Vec<&str> {
        self.ids(|reached| !reached.judged)
    }

    /// Rules that were, and always passed.
    pub(super) fn always_passed(&self) -> Vec<&str> {
        self.ids(|reached| reached.judged && !reached.spoke)
    }

    /// Reasons that the plans can give and never gave.
    pub(super) fn reasons_unseen(&self) -> Vec<&'static str> {
        self.possible.difference(&self.seen).map(|reason| reason.name()).collect()
    }

    pub(super) fn reasons_seen(&self) -> usize {
        self.possible.intersection(&self.seen).count()
    }

    pub(super) fn reason_count(&self) -> usize {
        self.possible.len()
    }

    /// Rules that failed or were unknown at least once, in per cent of all, rounded down.
    pub(super) fn percent(&self) -> usize {
        let spoke = self.ids(|reached| reached.spoke).len();
        (spoke * 100).checked_div(self.rules.len()).unwrap_or(100)
    }
}
