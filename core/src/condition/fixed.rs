//! A condition whose answer depends on the service point alone, so that compile already knows it.

use super::{Args, Condition, Parameter};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::plan::{Plan, i64_at, u16_at};
use crate::reason::Reason;
use crate::words::Unit;

/// The answer, with what was observed. Bytes: pass 1 or fail 0, unit, reason (2), observed at 8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fixed {
    pub(crate) passes: bool,
    pub(crate) reason: Option<Reason>,
    pub(crate) unit: Unit,
    pub(crate) observed: i64,
}

impl Condition for Fixed {
    const OPERATION: u8 = 1;
    const NAME: &'static str = "fixed";

    fn read(args: &Args) -> Self {
        Self {
            passes: args[0] == 1,
            reason: Reason::from_u16(u16_at(args, 2)),
            unit: Unit::from_u8(args[1]).unwrap_or(Unit::None),
            observed: i64_at(args, 8),
        }
    }

    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = u8::from(self.passes);
        args[1] = self.unit as u8;
        args[2..4].copy_from_slice(&self.reason.map_or(0, |reason| reason as u16).to_le_bytes());
        args[8..].copy_from_slice(&self.observed.to_le_bytes());
        args
    }

    fn reasons(&self) -> &'static [Reason] {
        match self.reason {
            Some(Reason::MerchantSuspended) => &[Reason::MerchantSuspended],
            Some(Reason::MccNotAllowed) => &[Reason::MccNotAllowed],
            _ => &[],
        }
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        let observed_max = if self.unit == Unit::Mcc { 9999 } else { 0 };
        !self.reasons().is_empty()
            && matches!(self.unit, Unit::None | Unit::Mcc)
            && (0..=observed_max).contains(&self.observed)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        if let Some(reason) = self.reason {
            say((if self.passes { "passes" } else { "fails" }, Unit::Reason, i64::from(reason as u16)));
        }
        if self.unit == Unit::Mcc {
            say(("mcc", Unit::Mcc, self.observed));
        }
    }

    fn check(&self, context: &Context<'_, '_>) -> Check {
        let observed = (self.unit != Unit::None).then_some(self.observed);
        match self.reason {
            Some(reason) => Check::pass_if(self.passes, reason),
            None => Check::PASS,
        }
        .shown(context, self.unit, observed, Required::Nothing)
    }
}
