//! Set-up: whether the terminal is in service, is the service point's, knows the latest of its host, and says of a
//! transaction what it is.

use super::{Args, Condition, Parameter};
use crate::evaluate::Context;
use crate::finding::{Check, Listed, Required};
use crate::plan::Plan;
use crate::reason::Reason;
use crate::request::{Fact, is_padded};
use crate::words::{EntryMode, Unit};

/// The terminal is one of the service point's. Bytes: first value and how many (2): the terminals' ids (DE41), padded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Binding {
    pub(crate) terminals: (u8, u8),
}

impl Condition for Binding {
    const OPERATION: u8 = 11;
    const BYTES: usize = 2;

    fn read(args: &Args) -> Self {
        Self { terminals: (args[0], args[1]) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..2].copy_from_slice(&[self.terminals.0, self.terminals.1]);
        args
    }

    fn name(&self) -> &'static str {
        "binding"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::TerminalBoundElsewhere, Reason::TerminalBindingUnknown]
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        plan.has_values(self.terminals.0, self.terminals.1)
            && plan.values(self.terminals.0, self.terminals.1).all(|id| is_padded(id))
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact::TerminalId)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("terminals", Unit::Count, self.terminals.1.into()));
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        match context.request.terminal_id() {
            Some(id) if self.terminals.1 > 0 => {
                let mut known = context.plan.values(self.terminals.0, self.terminals.1);
                Check::pass_if(known.any(|terminal| terminal == id), Reason::TerminalBoundElsewhere)
            }
            _ => Check::unknown(Reason::TerminalBindingUnknown),
        }
    }
}

/// Most codes of DE25 that a rule lists.
pub(crate) const CODES_MAX: usize = 8;

/// DE22 says how the card was read, and DE25 is one of these. Bytes: whether DE22 is looked at (1), how many codes (1),
/// the codes (8), zeros after the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PosCodes {
    pub(crate) de22: bool,
    pub(crate) count: u8,
    pub(crate) de25: [u8; CODES_MAX],
}

/// The first two digits of DE22 by which a card read in this way is announced (ISO 8583:1987, DE22; 03 and 04 as
/// UnionPay has them for codes).
pub(crate) const fn de22_digits(mode: EntryMode) -> &'static [u16] {
    match mode {
        EntryMode::Manual => &[1],
        EntryMode::Magstripe => &[2, 90],
        EntryMode::Chip => &[5],
        EntryMode::Contactless => &[7, 91],
        EntryMode::QrCode => &[3, 4],
        EntryMode::Fallback => &[80],
        EntryMode::Stored => &[10],
    }
}

impl Condition for PosCodes {
    const OPERATION: u8 = 12;
    const BYTES: usize = 10;

    fn read(args: &Args) -> Self {
        let de25 = args.get(2..).and_then(<[u8]>::first_chunk).copied().unwrap_or([0; CODES_MAX]);
        Self { de22: args[0] == 1, count: args[1], de25 }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = u8::from(self.de22);
        args[1] = self.count;
        args[2..10].copy_from_slice(&self.de25);
        args
    }

    fn name(&self) -> &'static str {
        "pos_codes"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::De22Inconsistent, Reason::De25Inconsistent, Reason::PosCodesMissing]
    }

    fn flags_are_possible(args: &Args) -> bool {
        args[0] <= 1
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        let ascending = self.codes().iter().zip(self.codes().iter().skip(1)).all(|(a, b)| a < b);
        let unused = self.de25.iter().skip(self.count.into());
        usize::from(self.count) <= CODES_MAX
            && (self.de22 || self.count > 0)
            && ascending
            && self.codes().iter().all(|&code| code <= 99)
            && unused.into_iter().all(|&code| code == 0)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("de22", Unit::Count, self.de22.into()));
        for &code in self.codes() {
            say(("de25", Unit::Code, code.into()));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let request = context.request;
        let mut is_known = true;
        if self.de22 {
            match (request.entry_mode(), request.de22()) {
                (Some(mode), Some(de22)) => {
                    let (digits, accepted) = (de22 / 10, de22_digits(mode));
                    if !accepted.iter().any(|&code| i64::from(code) == digits) {
                        let required = Required::OneOf(accepted.iter().copied().collect());
                        return Check::fail(Reason::De22Inconsistent).shown(
                            context,
                            Unit::Code,
                            Some(digits),
                            required,
                        );
                    }
                }
                _ => is_known = false,
            }
        }
        if self.count > 0 {
            match request.de25() {
                Some(de25) if !self.codes().iter().any(|&code| i64::from(code) == de25) => {
                    let codes: Listed = self.codes().iter().map(|&code| code.into()).collect();
                    let required = Required::OneOf(codes);
                    return Check::fail(Reason::De25Inconsistent).shown(context, Unit::Code, Some(de25), required);
                }
                Some(_) => {}
                None => is_known = false,
            }
        }
        if is_known { Check::PASS } else { Check::unknown(Reason::PosCodesMissing) }
    }
}

impl PosCodes {
    fn codes(&self) -> &[u8] {
        self.de25.get(..usize::from(self.count)).unwrap_or_default()
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::{AgeMaxDays, Code, SignOnAgeMaxS, WorkingDays};
    use crate::compile::{Fold, Folded, Folding, sorted};
    use crate::condition::fixed::Deadline;
    use crate::forms::Id;
    use crate::service_point::FieldState;
    use crate::time::DAY_S;
    use crate::words::Verdict;
    use alloc::{format, vec::Vec};

    /// `terminal`: the terminal is registered, activated and not dormant.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct TerminalRule {}

    impl Fold for TerminalRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(
                Fact::Terminal,
                Reason::TerminalStateUnknown,
                &[
                    Some(Reason::TerminalNotRegistered),
                    Some(Reason::TerminalNotActivated),
                    None,
                    Some(Reason::TerminalDormant),
                ],
            )
        }
    }

    /// `operator`: whoever is at the till was trained.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct OperatorRule {}

    impl Fold for OperatorRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(Fact::Operator, Reason::OperatorTrainingUnknown, &[None, Some(Reason::OperatorNotTrained)])
        }
    }

    /// `binding`: the terminal is one of those that the service point lists.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct BindingRule {}

    impl Fold for BindingRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let terminals = folding.add_values(sorted(folding.service_point.terminals.iter().map(|id| id.padded())));
            Folded::of(&Binding { terminals })
        }
    }

    /// `profile`: the terminal's profile was refreshed within so many days of 86,400 seconds.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct ProfileRule {
        /// Greatest age, in days.
        pub age_max_days: AgeMaxDays,
    }

    impl Fold for ProfileRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            let age_max_s = self.age_max_days.get().saturating_mul(DAY_S);
            Folded::age(Fact::ProfileRefreshedAtUtcS, Reason::ProfileOutdated, Reason::ProfileAgeUnknown, age_max_s)
        }
    }

    /// `sign_on`: the terminal signed on lately (签到).
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct SignOnRule {
        /// Greatest age of the sign-on, in seconds.
        pub age_max_s: SignOnAgeMaxS,
    }

    impl Fold for SignOnRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::age(Fact::SignedOnAtUtcS, Reason::NotSignedOn, Reason::SignOnUnknown, self.age_max_s.get())
        }
    }

    /// `registration`: a field of the registration is there and right.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct RegistrationRule {
        /// The field, as service points name it.
        pub field: Id,
    }

    impl Fold for RegistrationRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let answer = match folding.service_point.registration.get(&self.field) {
                None => Some((Verdict::Fail, Reason::RegistrationFieldMissing)),
                Some(FieldState::Wrong) => Some((Verdict::Fail, Reason::RegistrationFieldWrong)),
                Some(FieldState::Unchecked) => Some((Verdict::Unknown, Reason::RegistrationFieldUnchecked)),
                Some(FieldState::Confirmed) => None,
            };
            let subject = folding.add_subject(&self.field);
            Folded::answer(answer, Some(subject))
        }
    }

    /// `pos_codes`: DE22 says how the card was read, and DE25 is one of these.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct PosCodesRule {
        /// The codes of DE25 accepted, one to eight; whichever where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub de25: Option<Vec<Code>>,
        /// Whether DE22 must agree with the entry mode; it must where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = true)))]
        pub de22: Option<bool>,
    }

    impl Fold for PosCodesRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let de22 = self.de22.unwrap_or(true);
            let codes: Vec<u8> = sorted(self.de25.iter().flatten().map(|code| code.to()));
            match &self.de25 {
                Some(list) => folding.insist_on_some(list, "pos_codes.de25"),
                None if !de22 => folding.problem(
                    "condition.pos_codes.de22",
                    "`false` without de25 looks at nothing; accepted: `true`, or codes of DE25".into(),
                ),
                None => {}
            }
            if codes.len() > CODES_MAX {
                folding.problem(
                    "condition.pos_codes.de25",
                    format!("`{}` codes; accepted: 1 to {CODES_MAX}", codes.len()),
                );
            }
            let mut de25 = [0; CODES_MAX];
            for (place, &code) in de25.iter_mut().zip(&codes) {
                *place = code;
            }
            // OK because more than eight are a problem, and then no plan is written.
            Folded::of(&PosCodes { de22, count: u8::try_from(codes.len()).unwrap_or_default(), de25 })
        }
    }

    /// `support`: no support request has been open for more than so many working days.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct SupportRule {
        /// Working days after the date on which a request was opened.
        pub working_days: WorkingDays,
    }

    impl Fold for SupportRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let open = folding.service_point.support_requests.iter().filter(|request| request.closed.is_none());
            let due = open.filter_map(|request| folding.working_days_after(request.opened, self.working_days.to()));
            match due.min() {
                None => Folded::answer(None, None),
                Some(through_day) => Folded::of(&Deadline {
                    through_day,
                    subject: None,
                    before: 0,
                    after: Reason::SupportOverdue as u16,
                }),
            }
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        TerminalRule {}
        OperatorRule {}
        BindingRule {}
        ProfileRule { age_max_days }
        SignOnRule { age_max_s }
        RegistrationRule { field }
        PosCodesRule { de25 = default, de22 = default }
        SupportRule { working_days }
    }
}
