//! Hardware: whether the parts of the terminal are sound.

use super::{Args, Condition, Parameter};
use crate::advice::{Advice, AdviceKind};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::plan::Plan;
use crate::reason::Reason;
use crate::request::Fact;
use crate::words::{PowerState, Unit};

/// The battery is charged enough, or the mains feed the terminal. Bytes: least level in per cent (1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Battery {
    pub(crate) min_percent: u8,
}

impl Condition for Battery {
    const OPERATION: u8 = 9;
    const BYTES: usize = 1;

    fn read(args: &Args) -> Self {
        Self { min_percent: args[0] }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = self.min_percent;
        args
    }

    fn name(&self) -> &'static str {
        "battery"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::BatteryTooLow, Reason::BatteryLevelUnknown, Reason::PowerStateUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        (1..=100).contains(&self.min_percent)
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact::BatteryPercent)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("min_percent", Unit::Percent, self.min_percent.into()));
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let (level, least) = (context.request.battery_percent(), i64::from(self.min_percent));
        let check = match (context.request.power(), level) {
            (Some(PowerState::Mains), _) => Check::PASS,
            (_, None) => Check::unknown(Reason::BatteryLevelUnknown),
            (_, Some(level)) if level >= least => Check::PASS,
            (None, _) => Check::unknown(Reason::PowerStateUnknown),
            _ => Check::fail(Reason::BatteryTooLow),
        };
        check.shown(context, Unit::Percent, level, Required::AtLeast(least))
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let threshold = i64::from(context.plan.thresholds().battery_percent);
        let on_mains = context.request.power() == Some(PowerState::Mains);
        if let Some(level) = context.request.battery_percent().filter(|&level| !on_mains && level <= threshold) {
            say(Advice::new(AdviceKind::BatteryLow, Unit::Percent, Some(level), self.min_percent.into()));
        }
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::{AgeMaxDays, HardwareAgeMaxDays, Percent};
    use crate::compile::{Fold, Folded, Folding};
    use crate::time::DAY_S;
    use crate::words::{ComponentState, words};
    use alloc::vec::Vec;

    /// `tamper`: no tamper sensor tripped.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct TamperRule {}

    impl Fold for TamperRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(Fact::Tamper, Reason::TamperStateUnknown, &[None, Some(Reason::Tampered)])
        }
    }

    /// `damage`: the terminal was not damaged.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct DamageRule {}

    impl Fold for DamageRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(Fact::Damage, Reason::DamageUnknown, &[None, Some(Reason::Damaged)])
        }
    }

    /// `power`: the power supply is in one of these states.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct PowerRule {
        /// The states accepted; mains and battery where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = ["mains", "battery"])))]
        pub accepts: Option<Vec<PowerState>>,
    }

    impl Fold for PowerRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let accepts =
                folding.accepted(&self.accepts, &[PowerState::Mains, PowerState::Battery], PowerState::ALL, "power");
            let reason = |state| (!accepts.contains(&state)).then_some(Reason::PowerFailing);
            let reasons = [PowerState::Mains, PowerState::Battery, PowerState::Failing].map(reason);
            Folded::word(Fact::Power, Reason::PowerStateUnknown, &reasons)
        }
    }

    /// `battery`: the battery is charged enough, or the mains feed the terminal.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct BatteryRule {
        /// Least level, in per cent.
        pub min_percent: Percent,
    }

    impl Fold for BatteryRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&Battery { min_percent: self.min_percent.to() })
        }
    }

    words! {
        /// A part of the terminal.
        Part {
            /// The card reader.
            CardReader = 1 "card_reader",
            /// The contacts and interfaces.
            Contact = 2 "contact",
            /// The positioning module.
            Positioning = 3 "positioning",
            /// The communication module.
            Communication = 4 "communication",
            /// The printer.
            Printer = 5 "printer",
            /// The key pad.
            KeyPad = 6 "key_pad",
        }
    }

    impl Part {
        const fn fact(self) -> (Fact, Reason) {
            match self {
                Self::CardReader => (Fact::CardReader, Reason::CardReaderFaulty),
                Self::Contact => (Fact::Contact, Reason::ContactFaulty),
                Self::Positioning => (Fact::Positioning, Reason::PositioningFaulty),
                Self::Communication => (Fact::Communication, Reason::CommunicationFaulty),
                Self::Printer => (Fact::Printer, Reason::PrinterFaulty),
                Self::KeyPad => (Fact::KeyPad, Reason::KeyPadFaulty),
            }
        }
    }

    /// `component`: a part of the terminal is in one of these states.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct ComponentRule {
        /// The part.
        pub part: Part,
        /// The states accepted; working and degraded where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = ["working", "degraded"])))]
        pub accepts: Option<Vec<ComponentState>>,
    }

    impl Fold for ComponentRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            use ComponentState::{Degraded, Faulty, NotFitted, Working};
            let accepts = folding.accepted(&self.accepts, &[Working, Degraded], ComponentState::ALL, "component");
            let (fact, faulty) = self.part.fact();
            let reason = |state| (!accepts.contains(&state)).then_some(faulty);
            Folded::word(fact, Reason::ComponentStateUnknown, &[Working, Degraded, Faulty, NotFitted].map(reason))
        }
    }

    /// `age`: the terminal has been in service for at most so many days of 86,400 seconds.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct AgeRule {
        /// Greatest age, in days.
        pub age_max_days: HardwareAgeMaxDays,
    }

    impl Fold for AgeRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            let age_max_s = self.age_max_days.get().saturating_mul(DAY_S);
            Folded::age(Fact::InServiceSinceUtcS, Reason::HardwareTooOld, Reason::HardwareAgeUnknown, age_max_s)
        }
    }

    /// `inspection`: the terminal was inspected within so many days of 86,400 seconds.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct InspectionRule {
        /// Greatest age, in days.
        pub age_max_days: AgeMaxDays,
    }

    impl Fold for InspectionRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            let age_max_s = self.age_max_days.get().saturating_mul(DAY_S);
            Folded::age(Fact::InspectedAtUtcS, Reason::InspectionOverdue, Reason::InspectionUnknown, age_max_s)
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        TamperRule {}
        DamageRule {}
        PowerRule { accepts = default }
        BatteryRule { min_percent }
        ComponentRule { part, accepts = default }
        AgeRule { age_max_days }
        InspectionRule { age_max_days }
    }
}
