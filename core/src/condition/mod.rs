//! Conditions: what a rule asks for, one file a family.
//!
//! Each condition is a small struct that knows its sixteen bytes in a plan, looks at a request, and says pass, fail or
//! unknown with what it observed and requires. It never sees actions, scopes or other rules.

pub(crate) mod fixed;
pub(crate) mod hardware;
pub(crate) mod hours;
pub(crate) mod limits;
pub(crate) mod location;
pub(crate) mod qualification;
pub(crate) mod setup;
pub(crate) mod software;

use crate::evaluate::Context;
use crate::finding::Check;
use crate::plan::{Plan, Rule};
use crate::reason::Reason;
use crate::words::Unit;

/// A condition's bytes in a rule of a plan.
pub(crate) type Args = [u8; 16];

/// What every condition can do.
pub(crate) trait Condition: Sized {
    /// Its number in a plan; never reused.
    const OPERATION: u8;

    /// The policy's word for it.
    const NAME: &'static str;

    /// Reads its bytes. Total: bytes that it would not write are found by writing them again.
    fn read(args: &Args) -> Self;

    /// Writes its bytes.
    fn write(&self) -> Args;

    /// The reasons that it can give beside those of the guards.
    fn reasons(&self) -> &'static [Reason];

    /// Whether what it refers to is there and in range.
    fn is_possible(&self, plan: &Plan<'_>) -> bool;

    /// The number of its subject among the plan's texts, where it has one.
    fn subject(&self) -> Option<u8> {
        None
    }

    /// Tells what it compares with, under the policy's words.
    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter));

    /// Looks at a request.
    fn check(&self, context: &Context<'_, '_>) -> Check;
}

/// What a condition of a plan compares with: the policy's word for it, a unit, a value.
pub type Parameter = (&'static str, Unit, i64);

/// The reasons that any plan can give, whatever its rules.
pub(crate) const GUARD_REASONS: &[Reason] = &[
    Reason::OtherServicePoint,
    Reason::ClockNotTrusted,
    Reason::PlanNotYetValid,
    Reason::PlanExpired,
    Reason::ServicePointUnknown,
    Reason::ScopeUnknown,
    Reason::HostUnreachable,
];

macro_rules! operations {
    ($($condition:ty,)+) => {
        /// Looks at a request with a rule's condition.
        #[inline]
        pub(crate) fn check(rule: Rule<'_>, context: &Context<'_, '_>) -> Check {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).check(context),)+
                // Never reached: a plan with another operation does not open. Unknown is the safe answer all the same.
                _ => Check::unknown(Reason::ScopeUnknown),
            }
        }

        /// The policy's word for a rule's condition.
        pub(crate) fn name(rule: Rule<'_>) -> &'static str {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::NAME,)+
                _ => "",
            }
        }

        /// The number of what a rule is about, where it has one.
        pub(crate) fn subject(rule: Rule<'_>) -> Option<u8> {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).subject(),)+
                _ => None,
            }
        }

        /// Tells what a rule's condition compares with.
        pub(crate) fn tell(rule: Rule<'_>, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).tell(plan, say),)+
                _ => {}
            }
        }

        /// Whether a rule's condition is one of these, written as it would write itself, with its reasons in the plan.
        pub(crate) fn is_possible(rule: Rule<'_>, plan: &Plan<'_>) -> bool {
            match rule.operation() {
                $(<$condition>::OPERATION => {
                    let condition = <$condition>::read(rule.args());
                    condition.write() == *rule.args()
                        && condition.is_possible(plan)
                        && condition.reasons().iter().all(|&reason| plan.reason_row(reason).is_some())
                })+
                _ => false,
            }
        }
    };
}

operations! {
    fixed::Fixed,
    qualification::Document,
    qualification::EntryModes,
    setup::Activation,
    setup::ProfileAge,
    hardware::Tamper,
    software::MinimumVersion,
    location::Location,
    hours::Hours,
    limits::Amount,
    limits::Currencies,
    limits::Usage,
}
