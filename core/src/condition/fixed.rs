//! Conditions whose answer depends on the service point alone, so that compile already knows it, or knows the date on
//! which it changes.

use super::{Args, Condition, Parameter, Reasons};
use crate::advice::{Advice, AdviceKind};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::foresee::Ahead;
use crate::plan::{Plan, i32_at, u16_at, u32_at};
use crate::reason::Reason;
use crate::time::is_day;
use crate::words::{Unit, Verdict};

/// No subject.
const NOBODY: u8 = u8::MAX;

/// Met, and nothing to show. No bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Settled;

impl Condition for Settled {
    const OPERATION: u8 = 1;
    const BYTES: usize = 0;

    fn read(_: &Args) -> Self {
        Self
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        [0; 16]
    }

    fn name(&self) -> &'static str {
        "settled"
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, _: &mut dyn FnMut(Parameter)) {}

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, _: &Context<'_, '_>) -> Check {
        Check::PASS
    }
}

/// The answer, with what was observed. Bytes: verdict (1), unit (1), reason (2), subject (1, all bits for none), observed
/// (4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Fixed {
    pub(crate) verdict: Verdict,
    pub(crate) unit: Unit,
    /// 0 for a pass.
    pub(crate) reason: u16,
    pub(crate) subject: Option<u8>,
    pub(crate) observed: u32,
}

impl Condition for Fixed {
    const OPERATION: u8 = 2;
    const BYTES: usize = 9;

    fn read(args: &Args) -> Self {
        Self {
            verdict: Verdict::from_u8(args[0]).unwrap_or(Verdict::Unknown),
            unit: Unit::from_u8(args[1]).unwrap_or(Unit::None),
            reason: u16_at(args, 2),
            subject: (args[4] != NOBODY).then_some(args[4]),
            observed: u32_at(args, 5),
        }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = self.verdict as u8;
        args[1] = self.unit as u8;
        args[2..4].copy_from_slice(&self.reason.to_le_bytes());
        args[4] = self.subject.unwrap_or(NOBODY);
        args[5..9].copy_from_slice(&self.observed.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "fixed"
    }

    fn said_reasons(&self) -> Reasons {
        [self.reason, 0, 0, 0, 0, 0, 0]
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        let observed_max = if self.unit == Unit::Mcc { 9999 } else { 0 };
        (self.verdict == Verdict::Pass) == (self.reason == 0)
            && self.verdict != Verdict::NotApplicable
            && matches!(self.unit, Unit::None | Unit::Mcc)
            && self.observed <= observed_max
            && self.subject.is_none_or(|subject| plan.subject(subject).is_some())
    }

    fn subject(&self) -> Option<u8> {
        self.subject
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        if self.reason != 0 {
            say(("says", Unit::Reason, self.reason.into()));
        }
        if self.unit == Unit::Mcc {
            say(("mcc", Unit::Mcc, self.observed.into()));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let check = if self.verdict == Verdict::Pass { Check::PASS } else { Check::of(self.verdict, self.reason) };
        let observed = (self.unit != Unit::None).then_some(self.observed.into());
        check.shown(context, self.unit, observed, Required::Nothing)
    }
}

/// One answer through a local date, another after it. Bytes: the last date of the first answer (4), subject (1, all bits
/// for none), reason of the first answer (2, 0 for a pass), reason of the second (2). Where the first is a pass the
/// second is a fail; else both are unknown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Deadline {
    pub(crate) through_day: i32,
    pub(crate) subject: Option<u8>,
    pub(crate) before: u16,
    pub(crate) after: u16,
}

impl Condition for Deadline {
    const OPERATION: u8 = 3;
    const BYTES: usize = 9;

    fn read(args: &Args) -> Self {
        Self {
            through_day: i32_at(args, 0),
            subject: (args[4] != NOBODY).then_some(args[4]),
            before: u16_at(args, 5),
            after: u16_at(args, 7),
        }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..4].copy_from_slice(&self.through_day.to_le_bytes());
        args[4] = self.subject.unwrap_or(NOBODY);
        args[5..7].copy_from_slice(&self.before.to_le_bytes());
        args[7..9].copy_from_slice(&self.after.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        match Reason::from_u16(self.after) {
            Some(Reason::RegulationNotMet) => "regulation",
            Some(Reason::SupportOverdue) => "support",
            _ => "review",
        }
    }

    fn said_reasons(&self) -> Reasons {
        [self.after, self.before, 0, 0, 0, 0, 0]
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        self.after != 0
            && is_day(self.through_day)
            && self.subject.is_none_or(|subject| plan.subject(subject).is_some())
    }

    fn subject(&self) -> Option<u8> {
        self.subject
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        if self.before != 0 {
            say(("says", Unit::Reason, self.before.into()));
        }
        say(("through", Unit::Date, self.through_day.into()));
        say(("then", Unit::Reason, self.after.into()));
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let check = match (now.day <= self.through_day, self.before) {
            (true, 0) => Check::PASS,
            (true, before) => Check::of(Verdict::Unknown, before),
            (false, 0) => Check::of(Verdict::Fail, self.after),
            (false, _) => Check::of(Verdict::Unknown, self.after),
        };
        check.shown(context, Unit::Date, Some(now.day.into()), Required::AtMost(self.through_day.into()))
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        ahead.days((i32::MIN, self.through_day), say);
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let Some(now) = context.now else { return };
        let (today, from) = (i64::from(now.day), i64::from(self.through_day).saturating_add(1));
        let days = i64::from(context.plan.thresholds().regulation_days);
        let is_regulation = Reason::from_u16(self.after) == Some(Reason::RegulationNotMet);
        if is_regulation && days > 0 && from.saturating_sub(today) <= days {
            say(Advice::new(AdviceKind::RegulationComing, Unit::Date, Some(today), from));
        }
    }
}

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::compile::Folded;

    impl Folded {
        /// What compile already knows; a pass with nothing to show takes no room.
        pub(crate) fn answer(reason: Option<(Verdict, Reason)>, subject: Option<u8>) -> Self {
            match reason {
                None if subject.is_none() => Self::of(&Settled),
                _ => {
                    let (verdict, reason) =
                        reason.map_or((Verdict::Pass, 0), |(verdict, reason)| (verdict, reason as u16));
                    Self::of(&Fixed { verdict, unit: Unit::None, reason, subject, observed: 0 })
                }
            }
        }

        /// Pass, or fail for this reason.
        pub(crate) fn pass_if(met: bool, reason: Reason) -> Self {
            Self::answer((!met).then_some((Verdict::Fail, reason)), None)
        }
    }
}
