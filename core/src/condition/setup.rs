//! Set-up: whether the terminal is in service and knows the latest of its host.

use super::{Args, Condition, Parameter};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::plan::{Plan, u32_at};
use crate::reason::Reason;
use crate::time::DAY_S;
use crate::words::{TerminalState, Unit};

/// The terminal is active. No bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Activation;

impl Condition for Activation {
    const OPERATION: u8 = 4;
    const NAME: &'static str = "terminal";

    fn read(_: &Args) -> Self {
        Self
    }

    fn write(&self) -> Args {
        [0; 16]
    }

    fn reasons(&self) -> &'static [Reason] {
        use Reason::{TerminalDormant, TerminalNotActivated, TerminalNotRegistered, TerminalStateUnknown};
        &[TerminalNotRegistered, TerminalNotActivated, TerminalDormant, TerminalStateUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, _: &mut dyn FnMut(Parameter)) {}

    fn check(&self, context: &Context<'_, '_>) -> Check {
        let state = context.request.terminal();
        let check = match state {
            Some(TerminalState::Active) => Check::PASS,
            Some(TerminalState::NotRegistered) => Check::fail(Reason::TerminalNotRegistered),
            Some(TerminalState::NotActivated) => Check::fail(Reason::TerminalNotActivated),
            Some(TerminalState::Dormant) => Check::fail(Reason::TerminalDormant),
            None => Check::unknown(Reason::TerminalStateUnknown),
        };
        let active = Required::OneOf([TerminalState::Active as u16, 0, 0, 0, 0, 0, 0, 0]);
        check.shown(context, Unit::TerminalState, state.map(|state| state as i64), active)
    }
}

/// The profile was refreshed lately. Bytes: greatest age in days (4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ProfileAge {
    pub(crate) age_max_days: u32,
}

impl Condition for ProfileAge {
    const OPERATION: u8 = 5;
    const NAME: &'static str = "profile";

    fn read(args: &Args) -> Self {
        Self { age_max_days: u32_at(args, 0) }
    }

    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..4].copy_from_slice(&self.age_max_days.to_le_bytes());
        args
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::ProfileOutdated, Reason::ProfileAgeUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("age_max_days", Unit::Count, self.age_max_days.into()));
    }

    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let age_s = context.request.profile_refreshed_at_utc_s().map(|at| now.utc_s.saturating_sub(at));
        let age_max_s = i64::from(self.age_max_days).saturating_mul(DAY_S);
        match age_s {
            Some(age_s) if age_s >= 0 => Check::pass_if(age_s <= age_max_s, Reason::ProfileOutdated),
            _ => Check::unknown(Reason::ProfileAgeUnknown),
        }
        .shown(context, Unit::Seconds, age_s, Required::AtMost(age_max_s))
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::AgeMaxDays;
    use crate::compile::{Fold, Folded, Folding};

    /// `terminal`: the terminal is registered, activated and not dormant.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(
        feature = "json",
        derive(serde::Serialize, serde::Deserialize),
        serde(remote = "Self", deny_unknown_fields)
    )]
    pub struct TerminalRule {}

    impl Fold for TerminalRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&Activation)
        }
    }

    /// `profile`: the terminal's profile was refreshed within so many days of 86,400 seconds.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(
        feature = "json",
        derive(serde::Serialize, serde::Deserialize),
        serde(remote = "Self", deny_unknown_fields)
    )]
    pub struct ProfileRule {
        /// Greatest age, in days.
        pub age_max_days: AgeMaxDays,
    }

    impl Fold for ProfileRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&ProfileAge { age_max_days: self.age_max_days.to() })
        }
    }

    #[cfg(feature = "json")]
    crate::table::table!(TerminalRule, ProfileRule);
}
