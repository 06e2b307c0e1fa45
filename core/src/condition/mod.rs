//! Conditions: what a rule asks for, one file a family.
//!
//! Each condition is a small struct that knows its bytes in a plan, looks at a request, and says pass, fail or unknown
//! with what it observed and requires. It never sees actions, scopes or other rules. Many causes are of one shape (a
//! word that must be one of some, an age, a version): those shapes are in [`fact`] and [`fixed`], and the families say
//! which fact and which reasons.

pub(crate) mod application;
pub(crate) mod custom;
pub(crate) mod environment;
pub(crate) mod fact;
pub(crate) mod fixed;
pub(crate) mod hardware;
pub(crate) mod hours;
pub(crate) mod limits;
pub(crate) mod location;
pub(crate) mod qualification;
pub(crate) mod setup;
pub(crate) mod software;
pub(crate) mod system;

use crate::advice::Advice;
use crate::evaluate::Context;
use crate::finding::Check;
use crate::foresee::Ahead;
use crate::plan::{Plan, Rule};
use crate::reason::Reason;
use crate::request::Fact;
use crate::words::Unit;

/// Room for a condition's bytes in a rule of a plan; a condition has as many as it says, and the rest is not its own.
pub(crate) type Args = [u8; 16];

/// The numbers of the reasons that a condition has in its bytes; zero for none.
pub(crate) type Reasons = [u16; 7];

/// What every condition can do.
pub(crate) trait Condition: Sized {
    /// Its number in a plan; never reused.
    const OPERATION: u8;

    /// How many bytes it has in a rule.
    const BYTES: usize;

    /// Reads its bytes. Total: whatever they are, it can be asked; [`is_possible`](Self::is_possible) tells what makes sense.
    fn read(args: &Args) -> Self;

    /// Writes its bytes, and zeros after them.
    #[cfg(feature = "compile")]
    fn write(&self) -> Args;

    /// The policy's word for it.
    fn name(&self) -> &'static str;

    /// The reasons that it can give beside those of the guards and those that its bytes say.
    fn reasons(&self) -> &'static [Reason] {
        &[]
    }

    /// The reasons that its bytes say.
    fn said_reasons(&self) -> Reasons {
        [0; 7]
    }

    /// Whether the bytes that take few values have one of them; all others are read as they are.
    fn flags_are_possible(_: &Args) -> bool {
        true
    }

    /// Whether what it refers to is there and in range.
    fn is_possible(&self, plan: &Plan<'_>) -> bool;

    /// The number of its subject among the plan's texts, where it has one.
    fn subject(&self) -> Option<u8> {
        None
    }

    /// The fact of the request that it looks at, where it is one.
    fn fact(&self) -> Option<Fact> {
        None
    }

    /// Where the expression stands that it asks to be true, if it is one.
    fn requirement(&self) -> Option<u16> {
        None
    }

    /// Tells what it compares with, under the policy's words.
    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter));

    /// Looks at a request.
    fn check(&self, context: &Context<'_, '_>) -> Check;

    /// Says instants at which its answer may change: at least the first that lies ahead.
    fn instants(&self, _: &Ahead<'_, '_, '_>, _: &mut dyn FnMut(i64)) {}

    /// Says each amount that its answer may hold up to and not beyond.
    fn amounts(&self, _: &Context<'_, '_>, _: &mut dyn FnMut(i64)) {}

    /// What is worth saying of a request that it passes, before it no longer does.
    fn advise(&self, _: &Context<'_, '_>, _: &mut dyn FnMut(Advice<'static>)) {}
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
        #[cfg_attr(not(target_os = "none"), inline(always))]
        #[cfg_attr(target_os = "none", inline)]
        pub(crate) fn check(rule: Rule<'_>, context: &Context<'_, '_>) -> Check {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).check(context),)+
                // Never reached: a plan with another operation does not open. Unknown is the safe answer all the same.
                _ => Check::unknown(Reason::ScopeUnknown),
            }
        }

        /// How many bytes the condition of this number has.
        #[inline]
        pub(crate) const fn bytes(operation: u8) -> usize {
            match operation {
                $(<$condition>::OPERATION => <$condition>::BYTES,)+
                _ => size_of::<Args>(),
            }
        }

        /// The policy's word for a rule's condition.
        pub(crate) fn name(rule: Rule<'_>) -> &'static str {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).name(),)+
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

        /// The fact that a rule looks at, where it is one.
        pub(crate) fn fact(rule: Rule<'_>) -> Option<Fact> {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).fact(),)+
                _ => None,
            }
        }

        /// Where the expression stands that a rule asks to be true.
        pub(crate) fn requirement(rule: Rule<'_>) -> Option<u16> {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).requirement(),)+
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

        /// What is worth saying of a request that a rule's condition passes.
        pub(crate) fn advise(rule: Rule<'_>, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).advise(context, say),)+
                _ => {}
            }
        }

        /// Says instants at which the answer of a rule's condition may change: at least the first that lies ahead.
        pub(crate) fn instants(rule: Rule<'_>, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).instants(ahead, say),)+
                _ => {}
            }
        }

        /// Says each amount that the answer of a rule's condition may hold up to and not beyond.
        pub(crate) fn amounts(rule: Rule<'_>, context: &Context<'_, '_>, say: &mut dyn FnMut(i64)) {
            match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).amounts(context, say),)+
                _ => {}
            }
        }

        /// The first place in the precedence that a reason of a rule's condition has; scopes and guards apart.
        pub(crate) fn first_rank(rule: Rule<'_>, plan: &Plan<'_>) -> u8 {
            let (reasons, said) = match rule.operation() {
                $(<$condition>::OPERATION => {
                    let condition = <$condition>::read(rule.args());
                    (condition.reasons(), condition.said_reasons())
                })+
                _ => (&[][..], [0; 7]),
            };
            let numbers = reasons.iter().map(|&reason| reason as u16).chain(said);
            numbers.filter_map(|number| plan.reason_row(number)).map(|row| row.rank).min().unwrap_or(u8::MAX)
        }

        /// Whether a rule may decline whatever its actions say.
        pub(crate) fn always_declines(rule: Rule<'_>) -> bool {
            let reasons = match rule.operation() {
                $(<$condition>::OPERATION => <$condition>::read(rule.args()).reasons(),)+
                _ => &[],
            };
            reasons.iter().any(|&reason| Reason::always_declines(reason as u16))
        }

        /// Whether a rule's condition is one of these, refers to what is there, and has its reasons in the plan.
        pub(crate) fn is_possible(rule: Rule<'_>, plan: &Plan<'_>) -> bool {
            let (reasons, said, is_possible) = match rule.operation() {
                $(<$condition>::OPERATION => {
                    let condition = <$condition>::read(rule.args());
                    let flags = <$condition>::flags_are_possible(rule.args());
                    (condition.reasons(), condition.said_reasons(), flags && condition.is_possible(plan))
                })+
                _ => return false,
            };
            is_possible
                && reasons.iter().all(|&reason| plan.reason_row(reason as u16).is_some())
                && said.iter().all(|&reason| reason == 0 || plan.reason_row(reason).is_some())
        }
    };
}

operations! {
    fixed::Settled,
    fixed::Fixed,
    fixed::Deadline,
    fact::Word,
    fact::Age,
    fact::Least,
    fact::MinimumVersion,
    fact::KnownBad,
    qualification::Document,
    qualification::EntryModes,
    environment::Suspension,
    environment::PolicyCurrent,
    setup::Binding,
    setup::PosCodes,
    hardware::Battery,
    system::Offline,
    location::Location,
    hours::Hours,
    limits::Amount,
    limits::Currencies,
    limits::Usage,
    custom::Require,
}
