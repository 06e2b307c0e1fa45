//! Environment: what authorities order for a region or from a date on, and whether the policy is the latest.

use super::{Args, Condition, Parameter};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::foresee::Ahead;
use crate::plan::{Plan, Term, u32_at};
use crate::reason::Reason;
use crate::time::DAY_S;
use crate::words::Unit;

/// No authority suspends the region today. Bytes: first value and how many (2): the dates of suspensions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Suspension {
    pub(crate) terms: (u8, u8),
}

impl Condition for Suspension {
    const OPERATION: u8 = 13;
    const BYTES: usize = 2;

    fn read(args: &Args) -> Self {
        Self { terms: (args[0], args[1]) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..2].copy_from_slice(&[self.terms.0, self.terms.1]);
        args
    }

    fn name(&self) -> &'static str {
        "disaster"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::DisasterSuspended]
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        self.terms.1 > 0
            && plan.has_values(self.terms.0, self.terms.1)
            && plan.values(self.terms.0, self.terms.1).map(Term::read).all(Term::is_possible)
    }

    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for term in plan.values(self.terms.0, self.terms.1).map(Term::read) {
            say(("from", Unit::Date, term.from_day.into()));
            say(("through", Unit::Date, term.through_day.into()));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let terms = context.plan.values(self.terms.0, self.terms.1).map(Term::read);
        match terms.filter(|term| term.holds(now.day)).map(|term| term.through_day).max() {
            None => Check::PASS,
            Some(through) => Check::fail(Reason::DisasterSuspended).shown(
                context,
                Unit::Date,
                Some(through.into()),
                Required::Nothing,
            ),
        }
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        for term in ahead.context.plan.values(self.terms.0, self.terms.1).map(Term::read) {
            ahead.days((term.from_day, term.through_day), say);
        }
    }
}

/// The host knows no later policy and said so lately. Bytes: the plan's version (4), greatest age of the confirmation in
/// seconds (4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PolicyCurrent {
    pub(crate) version: u32,
    pub(crate) age_max_s: u32,
}

impl Condition for PolicyCurrent {
    const OPERATION: u8 = 14;
    const BYTES: usize = 8;

    fn read(args: &Args) -> Self {
        Self { version: u32_at(args, 0), age_max_s: u32_at(args, 4) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..4].copy_from_slice(&self.version.to_le_bytes());
        args[4..8].copy_from_slice(&self.age_max_s.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "policy_current"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::PolicySuperseded, Reason::PolicyOutdated, Reason::PolicyStateUnknown]
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        self.version == plan.policy_version()
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("age_max_days", Unit::Count, i64::from(self.age_max_s) / DAY_S));
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let latest = context.request.policy_version_latest();
        if let Some(latest) = latest.filter(|&latest| latest > i64::from(self.version)) {
            let required = Required::AtMost(self.version.into());
            return Check::fail(Reason::PolicySuperseded).shown(context, Unit::Count, Some(latest), required);
        }
        let Some(now) = context.now else { return Check::CLOCK };
        let age_s = context.request.policy_confirmed_at_utc_s().map(|at| now.utc_s.saturating_sub(at));
        let age_max_s = i64::from(self.age_max_s);
        match age_s.filter(|&age_s| age_s >= 0) {
            Some(age_s) if age_s > age_max_s => Check::fail(Reason::PolicyOutdated).shown(
                context,
                Unit::Seconds,
                Some(age_s),
                Required::AtMost(age_max_s),
            ),
            Some(_) if latest.is_some() => Check::PASS,
            _ => Check::unknown(Reason::PolicyStateUnknown),
        }
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        ahead.age(ahead.context.request.policy_confirmed_at_utc_s(), self.age_max_s, say);
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::{AgeMaxDays, DATE_MIN_DAYS};
    use crate::compile::{Fold, Folded, Folding};
    use crate::condition::fixed::Deadline;
    use crate::forms::{Date, Id};
    use crate::policy::Effect;
    use crate::words::Verdict;
    use alloc::vec::Vec;

    /// `disaster`: no directive of an authority suspends the region today.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct DisasterRule {}

    impl Fold for DisasterRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let directives = folding.directives().filter(|directive| matches!(directive.effect, Effect::Suspend {}));
            let terms: Vec<_> = directives.map(|directive| directive.term().write()).collect();
            if terms.is_empty() {
                return Folded::answer(None, None);
            }
            let terms = folding.add_values(terms);
            Folded::of(&Suspension { terms })
        }
    }

    /// `regulation`: from a date on, the service point meets a regulation.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct RegulationRule {
        /// The regulation, as service points name it.
        pub id: Id,
        /// The first local date on which it is in force.
        pub from: Date,
    }

    impl Fold for RegulationRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let subject = folding.add_subject(&self.id);
            if folding.service_point.regulations_met.contains(&self.id) {
                return Folded::answer(None, Some(subject));
            }
            // A regulation as old as dates are was never ahead.
            if self.from.days() <= DATE_MIN_DAYS {
                return Folded::answer(Some((Verdict::Fail, Reason::RegulationNotMet)), Some(subject));
            }
            Folded::of(&Deadline {
                through_day: self.from.days().saturating_sub(1),
                subject: Some(subject),
                before: 0,
                after: Reason::RegulationNotMet as u16,
            })
        }
    }

    /// `policy_current`: the host knows no later policy and said so within so many days of 86,400 seconds.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct PolicyCurrentRule {
        /// Greatest age of the confirmation, in days.
        pub age_max_days: AgeMaxDays,
    }

    impl Fold for PolicyCurrentRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            // OK because the form allows at most ten years.
            let age_max_s = u32::try_from(self.age_max_days.get().saturating_mul(DAY_S)).unwrap_or(u32::MAX);
            Folded::of(&PolicyCurrent { version: folding.policy.version.to(), age_max_s })
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        DisasterRule {}
        RegulationRule { id, from }
        PolicyCurrentRule { age_max_days }
    }
}
