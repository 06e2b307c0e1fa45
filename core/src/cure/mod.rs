//! Cures: which changes of facts would let a refused sale proceed, each of them proven by deciding again.
//!
//! A step proposes changes, and nothing here trusts a proposal. A [`Remedy`] keeps those that alone let its rule pass, and a
//! [`Cure`] those that together let the request proceed and none of which can be left out.

mod change;
mod steps;

pub use change::{Change, Setting, Stage};

use crate::compile::{Problems, compile, compile_for_export};
use crate::evaluate::Guard;
use crate::finding::Finding;
use crate::plan::{Expect, OpenError, Plan};
use crate::policy::Policy;
use crate::reason::{Family, Reason};
use crate::remedy::{Retry, Step};
use crate::request::{Request, RequestError};
use crate::service_point::ServicePoint;
use crate::words::{Action, Outcome, Who};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};

/// Most changes tried one after another: more than the rules of a plan, so that a change may open a new cause.
const ROUNDS_MAX: usize = 256;

/// A question with all that decides it: what cures need, since they change facts that a plan no longer knows.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    policy: &'a Policy,
    service_point: &'a ServicePoint,
    request: &'a Request,
    /// Whether rules for the engineer's eyes only are left out.
    is_export: bool,
}

/// What one step does for a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Remedy {
    /// Who takes the step.
    pub who: Who,
    /// The step.
    pub step: Step,
    /// When to try again.
    pub retry: Retry,
    /// The instant, where that is when to try again and there is one within 400 days; seconds UTC.
    pub retry_at_utc_s: Option<i64>,
    /// Changes, each of which alone lets the rule pass; none where no change of facts stands for the step.
    pub changes: Vec<Change>,
}

/// What can be done for a finding that fails or is unknown.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Remedied {
    /// The rule's id; a guard's name starts with `@`.
    pub rule: String,
    /// Why it does not pass.
    pub reason: Reason,
    /// A remedy for each step of the reason, the usual one first.
    pub remedies: Vec<Remedy>,
}

/// What lets a refused request proceed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Cure {
    /// It proceeds as it is.
    NotNeeded,
    /// With these changes it proceeds; with any one of them left out it does not.
    Changes(Vec<Change>),
    /// No change of facts was found that lets this rule, or guard, pass.
    Incurable {
        /// The rule's id; a guard's name starts with `@`.
        rule: String,
        /// Why it does not pass.
        reason: Reason,
    },
}

/// Why changes cannot be made.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ApplyError {
    /// Policy and changed service point do not compile.
    #[error(transparent)]
    Compile(#[from] Problems),
    /// Never, since what compiles opens.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A value of the request would be out of its range.
    #[error(transparent)]
    Request(#[from] RequestError),
}

/// A case after changes.
pub(crate) struct Changed {
    pub(crate) service_point: ServicePoint,
    pub(crate) request: Request,
    bytes: Vec<u8>,
}

impl Changed {
    fn plan(&self) -> Option<Plan<'_>> {
        Plan::open(&self.bytes, Expect::default()).ok()
    }

    fn proceeds(&self) -> bool {
        self.plan().is_some_and(|plan| plan.evaluate(&self.request).outcome == Outcome::Proceed)
    }

    /// What the rule or guard of this name says.
    fn says(&self, rule: &str) -> Option<(Action, Option<Reason>)> {
        let plan = self.plan()?;
        let mut said = None;
        for finding in plan.findings(&self.request).filter(|finding| finding.rule == rule) {
            said = said.max(Some((finding.action, finding.reason)));
        }
        // What is not in the plan any more keeps nobody.
        Some(said.unwrap_or((Action::Allow, None)))
    }
}

impl<'a> Case<'a> {
    /// The request of a service point under a policy. No cure changes the policy.
    #[must_use]
    pub const fn new(policy: &'a Policy, service_point: &'a ServicePoint, request: &'a Request) -> Self {
        Self { policy, service_point, request, is_export: false }
    }

    /// The service point and the request after changes, whatever their order.
    pub fn apply(&self, changes: &[Change]) -> Result<(ServicePoint, Request), ApplyError> {
        self.changed(changes).map(|changed| (changed.service_point, changed.request))
    }

    fn changed(&self, changes: &[Change]) -> Result<Changed, ApplyError> {
        let mut service_point = self.service_point.clone();
        for change in changes {
            change.change_service_point(&mut service_point);
        }
        let make = if self.is_export { compile_for_export } else { compile };
        let bytes = make(self.policy, &service_point)?;
        let plan = Plan::open(&bytes, Expect::default())?;
        let request = change::changed_request(&plan, self.request, changes)?;
        Ok(Changed { service_point, request, bytes })
    }

    /// The changes of which each alone would let the rule of a finding pass, by step.
    fn remedies_of(&self, now: &Changed, finding: &Finding<'_>) -> Vec<Remedy> {
        let Some(reason) = finding.reason else { return Vec::new() };
        let passes = |change: &Change| {
            let changed = self.changed(core::slice::from_ref(change)).ok();
            changed.and_then(|changed| changed.says(finding.rule)).is_some_and(|(_, reason)| reason.is_none())
        };
        let remedy = |&step: &Step| {
            let mut changes = self.proposed(now, finding, step);
            changes.retain(passes);
            let retry = step.retry(reason);
            let until = changes.iter().find_map(|change| match change {
                Change::Wait { until_utc_s } => Some(*until_utc_s),
                _ => None,
            });
            let retry_at_utc_s = until.filter(|_| retry == Retry::At);
            Remedy { who: step.who(), step, retry, retry_at_utc_s, changes }
        };
        reason.steps().iter().map(remedy).collect()
    }

    /// What can be done for each finding that fails or is unknown, in the order of the findings.
    ///
    /// Errs where policy and service point do not compile.
    pub fn remedies(&self) -> Result<Vec<Remedied>, ApplyError> {
        let now = self.changed(&[])?;
        let Some(plan) = now.plan() else { return Ok(Vec::new()) };
        let findings = plan.findings(&now.request);
        let with = findings.filter_map(|finding| {
            let (rule, reason) = (finding.rule.to_string(), finding.reason?);
            Some(Remedied { rule, reason, remedies: self.remedies_of(&now, &finding) })
        });
        Ok(with.collect())
    }

    /// What lets the request proceed.
    ///
    /// Takes the blocking findings in the order of the reason table and for each the first change that lets it block no
    /// more, until nothing blocks; a change may open a new cause. Then leaves out what is not needed, in the same order.
    /// Errs where policy and service point do not compile.
    pub fn cure(&self) -> Result<Cure, ApplyError> {
        let mut now = self.changed(&[])?;
        if now.proceeds() {
            return Ok(Cure::NotNeeded);
        }
        let (mut changes, mut tried): (Vec<Change>, Vec<(String, Change)>) = (Vec::new(), Vec::new());
        let mut last = None;
        for _ in 0..ROUNDS_MAX {
            let Some((rule, reason)) = first_blocking(&now) else { return Ok(Cure::Changes(self.needed(changes))) };
            last = Some((rule.clone(), reason));
            let Some(next) = self.next(&now, &changes, &rule, &mut tried) else { break };
            (changes, now) = next;
        }
        // OK because a request that does not proceed has a finding that keeps it.
        let (rule, reason) =
            last.unwrap_or_else(|| (Guard::HostUnreachable.name().to_string(), Reason::HostUnreachable));
        Ok(Cure::Incurable { rule, reason })
    }

    /// The [cure](Self::cure) as others than the engineer may know it: nothing where a rule for the engineer's eyes only has a
    /// part in it.
    pub fn disclosed_cure(&self) -> Result<Option<Cure>, ApplyError> {
        let whole = self.cure()?;
        match (Self { is_export: true, ..*self }).cure() {
            Ok(public) => Ok((public == whole).then_some(whole)),
            // Nothing is left to disclose where every rule is for the engineer's eyes only.
            Err(ApplyError::Compile(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The request with those changes of its own facts after which the rules lead to the least, and then the fewest are not
    /// met or not known. What it asks for, of whom and when stays. Errs where policy and service point do not compile.
    pub(crate) fn best_request(&self) -> Result<Request, ApplyError> {
        let mut now = self.changed(&[])?;
        for _ in 0..ROUNDS_MAX {
            let Some(better) = self.better(&now) else { break };
            now.request = better;
        }
        Ok(now.request)
    }

    /// The request after the first change of its own facts that makes it better.
    fn better(&self, now: &Changed) -> Option<Request> {
        let plan = now.plan()?;
        let stands = standing(&plan, &now.request);
        for finding in plan.findings(&now.request) {
            let Some(reason) = finding.reason else { continue };
            let of_steps = reason.steps().iter().flat_map(|&step| self.proposed(now, &finding, step));
            // What a service point lacks is not to be dodged, as by a smaller sale that its rule does not concern.
            let is_of_request = reason == Reason::ScopeUnknown
                || matches!(
                    reason.family(),
                    Family::Hardware | Family::Software | Family::System | Family::Limits | Family::Custom
                );
            let anyway = is_of_request.then(|| {
                let more = self.proposed_anyway(now, &finding);
                more.into_iter().chain(self.proposed_by_expressions(now, &finding))
            });
            let requests = of_steps
                .chain(anyway.into_iter().flatten())
                .filter(Change::keeps_the_question)
                .map(|change| change.with_pos_codes(&now.request))
                .filter_map(|change| change::changed_request(&plan, &now.request, core::slice::from_ref(&change)).ok());
            for request in requests {
                if standing(&plan, &request) < stands {
                    return Some(request);
                }
            }
        }
        None
    }

    /// The changes with the first one more that lets a rule block no more; each is tried once a rule.
    fn next(
        &self,
        now: &Changed,
        changes: &[Change],
        rule: &str,
        tried: &mut Vec<(String, Change)>,
    ) -> Option<(Vec<Change>, Changed)> {
        let plan = now.plan()?;
        let finding = plan.findings(&now.request).find(|finding| finding.rule == rule && finding.reason.is_some())?;
        let reason = finding.reason?;
        let of_steps = reason.steps().iter().flat_map(|&step| self.proposed(now, &finding, step));
        let all: Vec<Change> = of_steps.chain(self.proposed_anyway(now, &finding)).collect();
        for change in all {
            if tried.iter().any(|(of, one)| of == rule && *one == change) {
                continue;
            }
            let mut with: Vec<Change> = changes.iter().filter(|one| !change.replaces(one)).cloned().collect();
            with.push(change.clone());
            let Ok(changed) = self.changed(&with) else { continue };
            if changed.says(rule).is_some_and(|(action, _)| action < Action::Refer) {
                tried.push((rule.to_string(), change));
                return Some((with, changed));
            }
        }
        None
    }

    /// The changes without those that are not needed.
    fn needed(&self, mut changes: Vec<Change>) -> Vec<Change> {
        let mut at = 0;
        while at < changes.len() {
            let mut without = changes.clone();
            without.remove(at);
            if self.changed(&without).is_ok_and(|changed| changed.proceeds()) {
                // What was needed beside it may not be any more.
                (changes, at) = (without, 0);
            } else {
                at = at.saturating_add(1);
            }
        }
        changes
    }
}

/// How a request stands under a plan: what follows, and how many rules are not met or not known.
fn standing(plan: &Plan<'_>, request: &Request) -> (Outcome, u32) {
    let decision = plan.evaluate(request);
    (decision.outcome, decision.failed.count_ones().saturating_add(decision.unknown.count_ones()))
}

/// The finding that keeps the request from proceeding and comes first in the reason table.
fn first_blocking(now: &Changed) -> Option<(String, Reason)> {
    let plan = now.plan()?;
    let blocking = plan.findings(&now.request).filter(|finding| finding.action >= Action::Refer);
    let with_reason = blocking.filter_map(|finding| Some((finding.reason?, finding.rule)));
    let first = with_reason.min_by_key(|(reason, _)| reason.rank())?;
    Some((first.1.to_string(), first.0))
}
