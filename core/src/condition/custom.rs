//! What the policy itself asks for: an expression over the facts.

use super::{Args, Condition, Parameter};
use crate::bounds::JSON_INTEGER_MAX;
use crate::evaluate::Context;
use crate::expression::code::{Order, Step, Steps, Values};
use crate::finding::{Check, Detail, LISTED_MAX, Required};
use crate::foresee::Ahead;
use crate::plan::{Plan, u16_at};
use crate::reason::Reason;
use crate::request::{Fact, Version};
use crate::words::Unit;

/// An expression is true. Bytes: where it stands among the plan's expressions (2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Require {
    pub(crate) expression: u16,
}

impl Condition for Require {
    const OPERATION: u8 = 22;
    const BYTES: usize = 2;

    fn read(args: &Args) -> Self {
        Self { expression: u16_at(args, 0) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..2].copy_from_slice(&self.expression.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "require"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::RequirementNotMet, Reason::RequirementUnknown]
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        plan.has_expression(self.expression)
    }

    fn requirement(&self) -> Option<u16> {
        Some(self.expression)
    }

    fn tell(&self, _: &Plan<'_>, _: &mut dyn FnMut(Parameter)) {}

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        ahead.context.plan.expression(self.expression).instants(ahead, say);
    }

    fn amounts(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(i64)) {
        context.plan.expression(self.expression).amounts(context.plan, context.request, context.now, say);
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let steps = context.plan.expression(self.expression);
        let value = steps.run(context.plan, context.request, context.now).get();
        let check = match value {
            Ok(value) => Check::pass_if(value != 0, Reason::RequirementNotMet),
            Err(Some(Fact::NowUtcS)) => Check::CLOCK,
            Err(_) => Check::unknown(Reason::RequirementUnknown),
        };
        if !context.shows() {
            return check;
        }
        let compared = Compared::of(steps);
        let fact = match (value, &compared) {
            (Err(fact), _) => fact,
            (Ok(_), compared) => compared.as_ref().map(|compared| compared.fact),
        };
        if let Some(place) = &context.detail {
            place.set(Detail { fact, ..compared.map_or(Detail::NOTHING, |compared| compared.detail(context)) });
        }
        check
    }
}

/// One fact of the request compared with a constant or a list of them: what is left of many a requirement.
struct Compared<'a> {
    fact: Fact,
    with: With<'a>,
}

/// With what a fact is compared.
enum With<'a> {
    Constant(Order, i64),
    OneOf(Values<'a>),
}

impl<'a> Compared<'a> {
    /// The comparison that steps are; nothing where they are more or less.
    fn of(mut steps: Steps<'a>) -> Option<Self> {
        match [steps.next(), steps.next()] {
            _ if steps.next().is_some() => None,
            [Some(Step::Fact(fact)), Some(Step::OneOf(values))] => Some(Self { fact, with: With::OneOf(values) }),
            [Some(Step::Compared { fact, order, constant }), None] => {
                Some(Self { fact, with: With::Constant(order, constant) })
            }
            [Some(Step::Constant { value, .. }), Some(Step::Amount { order, .. })] if order != Order::NEVER => {
                Some(Self { fact: Fact::AmountMinor, with: With::Constant(order, value) })
            }
            _ => None,
        }
    }

    fn detail(&self, context: &Context<'_, '_>) -> Detail {
        let unit = self.unit();
        // A version travels in findings as its four parts.
        let shown = |value: i64| match unit {
            Unit::Version => Version::from_ordered(value).packed().cast_signed(),
            _ => value,
        };
        // Shown as far as every host of the JSON forms keeps integers.
        let bound = |value: Option<i64>, required: fn(i64) -> Required| match value {
            Some(value) if unit == Unit::Version || value.unsigned_abs() <= JSON_INTEGER_MAX.unsigned_abs() => {
                required(shown(value))
            }
            _ => Required::Nothing,
        };
        let small = |value: i64| u16::try_from(value).ok().filter(|_| unit != Unit::Version);
        let required = match self.with {
            With::Constant(Order::AT_MOST, value) => bound(Some(value), Required::AtMost),
            With::Constant(Order::AT_LEAST, value) => bound(Some(value), Required::AtLeast),
            With::Constant(Order::LESS, value) => bound(value.checked_sub(1), Required::AtMost),
            With::Constant(Order::GREATER, value) => bound(value.checked_add(1), Required::AtLeast),
            With::Constant(Order::EQUAL, value) if small(value).is_some() => {
                Required::OneOf(small(value).into_iter().collect())
            }
            With::OneOf(values)
                if values.iter().count() <= LISTED_MAX && values.iter().all(|value| small(value).is_some()) =>
            {
                Required::OneOf(values.iter().filter_map(small).collect())
            }
            _ => Required::Nothing,
        };
        Detail { fact: Some(self.fact), unit, observed: context.request.value(self.fact).map(shown), required }
    }

    fn unit(&self) -> Unit {
        match self.fact {
            fact if fact.is_word() => Unit::Word,
            Fact::AmountMinor | Fact::OriginalAmountMinor | Fact::OfflineAmountMinor => Unit::Minor,
            Fact::AppVersion | Fact::OsVersion => Unit::Version,
            Fact::BatteryPercent => Unit::Percent,
            Fact::FixAccuracyM => Unit::Metres,
            Fact::FixRegion => Unit::Region,
            Fact::Currency => Unit::Currency,
            Fact::De22 | Fact::De25 => Unit::Code,
            _ => Unit::Count,
        }
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use crate::compile::{Fold, Folded, Folding};
    use alloc::string::String;

    /// `require`: what the policy itself asks for is true.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct RequireRule {
        /// An expression (docs/expressions.md).
        pub expression: String,
    }

    impl Fold for RequireRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            folding.requirement()
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        RequireRule { expression }
    }
}
