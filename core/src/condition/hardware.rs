//! Hardware: whether the parts of the terminal are sound.

use super::{Args, Condition, Parameter};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::plan::Plan;
use crate::reason::Reason;
use crate::words::{TamperState, Unit};

/// No tamper sensor tripped. No bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Tamper;

impl Condition for Tamper {
    const OPERATION: u8 = 6;
    const NAME: &'static str = "tamper";

    fn read(_: &Args) -> Self {
        Self
    }

    fn write(&self) -> Args {
        [0; 16]
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::Tampered, Reason::TamperStateUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, _: &mut dyn FnMut(Parameter)) {}

    fn check(&self, context: &Context<'_, '_>) -> Check {
        let state = context.request.tamper();
        let check = match state {
            Some(TamperState::Intact) => Check::PASS,
            Some(TamperState::Tampered) => Check::fail(Reason::Tampered),
            None => Check::unknown(Reason::TamperStateUnknown),
        };
        let intact = Required::OneOf([TamperState::Intact as u16, 0, 0, 0, 0, 0, 0, 0]);
        check.shown(context, Unit::TamperState, state.map(|state| state as i64), intact)
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::compile::{Fold, Folded, Folding};

    /// `tamper`: no tamper sensor tripped.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(
        feature = "json",
        derive(serde::Serialize, serde::Deserialize),
        serde(remote = "Self", deny_unknown_fields)
    )]
    pub struct TamperRule {}

    impl Fold for TamperRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&Tamper)
        }
    }

    #[cfg(feature = "json")]
    crate::table::table!(TamperRule);
}
