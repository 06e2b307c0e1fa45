//! Limits: how much may be sold at once, in a business day, and in a month.
//!
//! Amounts are integers in minor units with at most the twelve digits of DE4; a limit of 999999999999 means unlimited.
//! Where a rule's scope names no transactions, these rules concern those that take money: sale, pre-authorisation and
//! its completion. Approved raises hold where they are greater than the base limit.

use super::{Args, Condition, Parameter};
use crate::advice::{Advice, AdviceKind};
use crate::bounds::{AMOUNT_MINOR_CAP, CURRENCIES_MAX, JSON_INTEGER_MAX};
use crate::evaluate::Context;
use crate::finding::{Check, Detail, LISTED_MAX, Required};
use crate::foresee::Ahead;
use crate::plan::{CounterRow, Plan, u32_at, u64_at};
use crate::reason::Reason;
use crate::request::{Fact, Request};
use crate::time::{Local, Zone, month_start};
use crate::words::{Measure, Unit, Window};

const _: () = assert!(CURRENCIES_MAX == LISTED_MAX);

/// The greatest amount, as the signed integer that findings use.
const CAP: i64 = AMOUNT_MINOR_CAP.cast_signed();

/// The base limit, or the greatest approved raise where that is greater: of those in force on a day, or of all.
#[cold]
fn raised(plan: &Plan<'_>, base: i64, (first, count): (u8, u8), day: Option<i32>) -> i64 {
    let in_force = plan.raises(first, count).filter(|raise| match day {
        Some(day) => (raise.from_day..=raise.through_day).contains(&day),
        None => true,
    });
    in_force.map(|raise| raise.limit.cast_signed()).fold(base, i64::max)
}

/// Tells the raises of a limit.
fn tell_raises(plan: &Plan<'_>, (first, count): (u8, u8), unit: Unit, say: &mut dyn FnMut(Parameter)) {
    for raise in plan.raises(first, count) {
        say(("raised", unit, raise.limit.cast_signed()));
        say(("from", Unit::Date, raise.from_day.into()));
        say(("through", Unit::Date, raise.through_day.into()));
    }
}

/// Whether a limit is one that a plan may state.
fn is_limit(limit: u64) -> bool {
    (1..=AMOUNT_MINOR_CAP).contains(&limit)
}

/// The amount of one transaction. Bytes: greatest (8), least in the next five, first raise (1), how many (1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Amount {
    pub(crate) max_minor: u64,
    pub(crate) min_minor: u64,
    pub(crate) raises: (u8, u8),
}

impl Condition for Amount {
    const OPERATION: u8 = 19;
    const BYTES: usize = 15;

    fn read(args: &Args) -> Self {
        Self {
            max_minor: u64_at(args, 0),
            min_minor: u64::from(u32_at(args, 8)) | (u64::from(args[12]) << 32),
            raises: (args[13], args[14]),
        }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let [a, b, c, d, e, ..] = self.min_minor.to_le_bytes();
        let mut args = [0; 16];
        args[..8].copy_from_slice(&self.max_minor.to_le_bytes());
        args[8..13].copy_from_slice(&[a, b, c, d, e]);
        args[13] = self.raises.0;
        args[14] = self.raises.1;
        args
    }

    fn name(&self) -> &'static str {
        "amount"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[
            Reason::AmountZero,
            Reason::AmountOutOfRange,
            Reason::AmountBelowMinimum,
            Reason::AmountAboveLimit,
            Reason::AmountMissing,
        ]
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact::AmountMinor)
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        is_limit(self.max_minor)
            && is_limit(self.min_minor)
            && self.min_minor <= self.max_minor
            && plan.has_raises(self.raises.0, self.raises.1)
    }

    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("min_minor", Unit::Minor, self.min_minor.cast_signed()));
        say(("max_minor", Unit::Minor, self.max_minor.cast_signed()));
        tell_raises(plan, self.raises, Unit::Minor, say);
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        for raise in ahead.context.plan.raises(self.raises.0, self.raises.1) {
            ahead.days((raise.from_day, raise.through_day), say);
        }
    }

    fn amounts(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(i64)) {
        let min = self.min_minor.cast_signed();
        for end in [0, min.saturating_sub(1), self.max_minor.cast_signed(), CAP] {
            say(end);
        }
        for raise in context.plan.raises(self.raises.0, self.raises.1) {
            say(raise.limit.cast_signed());
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(amount) = context.request.amount_minor() else { return Check::unknown(Reason::AmountMissing) };
        let showing = |check: Check, required| check.shown(context, Unit::Minor, Some(amount), required);
        let min = self.min_minor.cast_signed();
        if amount == 0 {
            return showing(Check::fail(Reason::AmountZero), Required::AtLeast(min));
        }
        if amount > CAP {
            return showing(Check::fail(Reason::AmountOutOfRange), Required::AtMost(CAP));
        }
        if amount < min {
            return showing(Check::fail(Reason::AmountBelowMinimum), Required::AtLeast(min));
        }
        let mut max = self.max_minor.cast_signed();
        if self.raises.1 > 0 && (amount > max || context.shows()) {
            let raised = raised(context.plan, max, self.raises, context.now.map(|now| now.day));
            match context.now {
                Some(_) => max = raised,
                // A raise could make the difference, and without the time none can be told to be in force.
                None if max < amount && amount <= raised => return Check::CLOCK,
                None => {}
            }
        }
        showing(Check::pass_if(amount <= max, Reason::AmountAboveLimit), Required::AtMost(max))
    }
}

/// The currency is one of these. Bytes: up to eight numeric codes (2 each), zero after the last.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Currencies {
    pub(crate) allowed: [u16; CURRENCIES_MAX],
}

impl Condition for Currencies {
    const OPERATION: u8 = 20;
    const BYTES: usize = 16;

    fn read(args: &Args) -> Self {
        let mut allowed = [0; CURRENCIES_MAX];
        for (place, bytes) in allowed.iter_mut().zip(args.as_chunks().0) {
            *place = u16::from_le_bytes(*bytes);
        }
        Self { allowed }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        for (place, code) in args.as_chunks_mut().0.iter_mut().zip(self.allowed) {
            *place = code.to_le_bytes();
        }
        args
    }

    fn name(&self) -> &'static str {
        "currency"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::CurrencyNotAllowed, Reason::CurrencyMissing]
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact::Currency)
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        let ended = self.allowed.iter().skip_while(|&&code| code != 0);
        self.allowed[0] != 0 && self.allowed.iter().all(|&code| code <= 999) && ended.into_iter().all(|&code| code == 0)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for &code in self.allowed.iter().take_while(|&&code| code != 0) {
            say(("allowed", Unit::Currency, code.into()));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let currency = context.request.currency();
        let check = match currency {
            Some(currency) => Check::pass_if(
                self.allowed.iter().any(|&code| code != 0 && i64::from(code) == currency),
                Reason::CurrencyNotAllowed,
            ),
            None => Check::unknown(Reason::CurrencyMissing),
        };
        let allowed = self.allowed.iter().copied().take_while(|&code| code != 0).collect();
        check.shown(context, Unit::Currency, currency, Required::OneOf(allowed))
    }
}

/// What was used of a window, with this transaction. Bytes: limit (8), slot of the counter (1), [`Measure`] (1), first
/// raise (1), how many (1), greatest age of the counter inside its window in seconds, all bits for any age (4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Usage {
    pub(crate) max: u64,
    pub(crate) slot: u8,
    pub(crate) measure: Measure,
    pub(crate) raises: (u8, u8),
    pub(crate) age_max_s: u32,
}

impl Condition for Usage {
    const OPERATION: u8 = 21;
    const BYTES: usize = 16;

    fn read(args: &Args) -> Self {
        Self {
            max: u64_at(args, 0),
            slot: args[8],
            measure: Measure::from_u8(args[9]).unwrap_or(Measure::Amount),
            raises: (args[10], args[11]),
            age_max_s: u32_at(args, 12),
        }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..8].copy_from_slice(&self.max.to_le_bytes());
        args[8..12].copy_from_slice(&[self.slot, self.measure as u8, self.raises.0, self.raises.1]);
        args[12..].copy_from_slice(&self.age_max_s.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "usage"
    }

    fn reasons(&self) -> &'static [Reason] {
        match self.measure {
            Measure::Amount => &[
                Reason::UsageOverflow,
                Reason::DayAmountAboveLimit,
                Reason::MonthAmountAboveLimit,
                Reason::AmountMissing,
                Reason::UsageMissing,
                Reason::UsageStale,
                Reason::UsageFromFuture,
            ],
            Measure::Count => &[
                Reason::DayCountAboveLimit,
                Reason::MonthCountAboveLimit,
                Reason::UsageMissing,
                Reason::UsageStale,
                Reason::UsageFromFuture,
            ],
        }
    }

    fn flags_are_possible(args: &Args) -> bool {
        Measure::from_u8(args[9]).is_some()
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        is_limit(self.max) && plan.counter(self.slot).is_some() && plan.has_raises(self.raises.0, self.raises.1)
    }

    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        let unit = if self.measure == Measure::Amount { Unit::Minor } else { Unit::Count };
        say(("counter", Unit::Count, self.slot.into()));
        say(("max", unit, self.max.cast_signed()));
        tell_raises(plan, self.raises, unit, say);
        if self.age_max_s != u32::MAX {
            say(("age_max_s", Unit::Seconds, self.age_max_s.into()));
        }
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        used_instants(ahead, self.slot, self.age_max_s, say);
        let Some(row) = ahead.context.plan.counter(self.slot) else { return };
        let days = row.business_days(ahead.context.plan.zone);
        for raise in ahead.context.plan.raises(self.raises.0, self.raises.1) {
            // Raises hold on business days.
            for day in [raise.from_day, raise.through_day.saturating_add(1)] {
                say(days.start(day));
            }
        }
    }

    fn amounts(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(i64)) {
        let counted = (self.slot, self.measure, self.age_max_s);
        let (Some(now), Measure::Amount) = (context.now, self.measure) else { return };
        let Ok((used, ..)) = used(context.plan, context.request, now, counted) else { return };
        let raises = context.plan.raises(self.raises.0, self.raises.1).map(|raise| raise.limit.cast_signed());
        for limit in [self.max.cast_signed(), CAP].into_iter().chain(raises) {
            say(limit.saturating_sub(used));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let (check, detail) = match self.used(context) {
            Ok(used) => {
                let check = match (self.measure, used.window) {
                    (Measure::Amount, _) if used.sum > CAP => Check::fail(Reason::UsageOverflow),
                    _ if used.sum <= used.max => Check::PASS,
                    (Measure::Amount, Window::Day) => Check::fail(Reason::DayAmountAboveLimit),
                    (Measure::Amount, Window::Month) => Check::fail(Reason::MonthAmountAboveLimit),
                    (Measure::Count, Window::Day) => Check::fail(Reason::DayCountAboveLimit),
                    (Measure::Count, Window::Month) => Check::fail(Reason::MonthCountAboveLimit),
                };
                // Shown as far as every host of the JSON forms keeps integers.
                let shown = used.sum.clamp(-JSON_INTEGER_MAX, JSON_INTEGER_MAX);
                let required = Required::AtMost(used.max);
                (check, Detail { fact: None, unit: self.unit(), observed: Some(shown), required })
            }
            Err(unknown) => unknown,
        };
        check.shown(context, detail.unit, detail.observed, detail.required)
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let Ok(used) = self.used(context) else { return };
        let percent = i64::from(context.plan.thresholds().usage_percent);
        // OK because both products are below 2^53 · 100.
        let is_near = used.sum.saturating_mul(100) >= used.max.saturating_mul(percent);
        if percent > 0 && used.max < CAP && is_near {
            say(Advice::new(AdviceKind::LimitNearlyUsed, self.unit(), Some(used.sum), used.max));
        }
    }
}

/// What is used of a limit with this transaction, and the limit in force.
struct Used {
    sum: i64,
    max: i64,
    window: Window,
}

impl Usage {
    const fn unit(self) -> Unit {
        match self.measure {
            Measure::Count => Unit::Count,
            Measure::Amount => Unit::Minor,
        }
    }

    /// What is used; errs with what is not known, and what that shows.
    #[cfg_attr(not(target_os = "none"), inline)]
    fn used(self, context: &Context<'_, '_>) -> Result<Used, (Check, Detail)> {
        let now = context.now.ok_or((Check::CLOCK, Detail::NOTHING))?;
        let added = match self.measure {
            Measure::Count => 1,
            Measure::Amount => context.request.amount_minor().ok_or(nothing(Reason::AmountMissing))?,
        };
        let counted = (self.slot, self.measure, self.age_max_s);
        let (used, today, window) = used(context.plan, context.request, now, counted)?;
        // OK because both are below 2^53, so the sum is exact.
        let sum = used.saturating_add(added);
        let mut max = self.max.cast_signed();
        if self.raises.1 > 0 && (sum > max || context.shows()) {
            max = raised(context.plan, max, self.raises, Some(today));
        }
        Ok(Used { sum, max, window })
    }
}

/// Unknown for a reason that shows nothing.
const fn nothing(reason: Reason) -> (Check, Detail) {
    (Check::unknown(reason), Detail::NOTHING)
}

/// What was used of the counter in a slot before this transaction, not older inside its window than so many seconds; the
/// business day, and the window. Errs with what is not known, and what that shows.
#[cfg_attr(not(target_os = "none"), inline)]
pub(crate) fn used(
    plan: &Plan<'_>,
    request: &Request,
    now: Local,
    (slot, measure, age_max_s): (u8, Measure, u32),
) -> Result<(i64, i32, Window), (Check, Detail)> {
    let aged = |reason, age_s, required| {
        (Check::unknown(reason), Detail { fact: None, unit: Unit::Seconds, observed: Some(age_s), required })
    };
    let (Some(row), Some(counter)) = (plan.counter(slot), request.counter(slot)) else {
        return Err(nothing(Reason::UsageMissing));
    };
    let age_s = now.utc_s.saturating_sub(counter.taken_at_utc_s);
    if age_s < 0 {
        return Err(aged(Reason::UsageFromFuture, age_s, Required::AtLeast(0)));
    }
    let today = row.business_days(plan.zone).of(now);
    let used = match measure {
        _ if has_ended_on(row, plan.zone, counter.taken_at_utc_s, today) => 0,
        _ if age_s > i64::from(age_max_s) => {
            return Err(aged(Reason::UsageStale, age_s, Required::AtMost(age_max_s.into())));
        }
        Measure::Amount => counter.amount_minor,
        Measure::Count => i64::from(counter.count),
    };
    Ok((used, today, row.window))
}

/// Whether the window of a counter that was taken at an instant has ended by the business day that is given.
#[inline]
fn has_ended_on(row: CounterRow, zone: Zone<'_>, taken_at_utc_s: i64, today: i32) -> bool {
    let days = row.business_days(zone);
    // A counter of today is inside either window; the start of a month is worth finding for older ones only.
    taken_at_utc_s < days.start(today) && (row.window == Window::Day || taken_at_utc_s < days.start(month_start(today)))
}

/// Whether the window of a counter that was taken at an instant has ended since.
pub(crate) fn has_ended(row: CounterRow, zone: Zone<'_>, taken_at_utc_s: i64, now: Local) -> bool {
    has_ended_on(row, zone, taken_at_utc_s, row.business_days(zone).of(now))
}

/// Says when what was used of a counter may be known otherwise: when its window ends, and as it ages.
pub(crate) fn used_instants(ahead: &Ahead<'_, '_, '_>, slot: u8, age_max_s: u32, say: &mut dyn FnMut(i64)) {
    let plan = ahead.context.plan;
    let (Some(row), Some(counter)) = (plan.counter(slot), ahead.context.request.counter(slot)) else { return };
    if !ahead.afresh {
        ahead.age(Some(counter.taken_at_utc_s), age_max_s, say);
    }
    let days = row.business_days(plan.zone);
    let today = days.of(ahead.now);
    if !has_ended_on(row, plan.zone, counter.taken_at_utc_s, today) {
        say(days.start(match row.window {
            Window::Day => today.saturating_add(1),
            // 31 days after its first, every month is over and no second one.
            Window::Month => month_start(month_start(today).saturating_add(31)),
        }));
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::{AgeMaxS, CurrencyNumeric, LimitMinor, LimitOf};
    use crate::compile::{Fold, Folded, Folding, scope_masks, sorted};
    use crate::policy::{Policy, Scope};
    use crate::words::{Refunds, Subject, TransactionType};
    use alloc::{format, vec::Vec};

    /// `amount`: the amount of one transaction is neither zero nor beyond twelve digits, and in the range.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct AmountRule {
        /// Greatest amount, in minor units; 999999999999 means unlimited.
        pub max_minor: LimitMinor,
        /// Least amount, in minor units; 1 where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = 1)))]
        pub min_minor: Option<LimitMinor>,
    }

    impl Fold for AmountRule {
        const TRANSACTIONS: Option<&'static [TransactionType]> = Some(TransactionType::DEBITS);

        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            if let Some(min) = self.min_minor
                && min > self.max_minor
            {
                folding.problem(
                    "condition.amount.min_minor",
                    format!("`{}` is above max_minor `{}`; accepted: at most that", min.get(), self.max_minor.get()),
                );
            }
            Folded::of(&Amount {
                max_minor: self.max_minor.to(),
                min_minor: self.min_minor.map_or(1, |min| min.to()),
                raises: folding.add_raises(self.max_minor),
            })
        }
    }

    /// `currency`: the currency is one of these.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct CurrencyRule {
        /// ISO 4217 numeric codes, one to eight.
        pub allowed: Vec<CurrencyNumeric>,
    }

    impl Fold for CurrencyRule {
        const TRANSACTIONS: Option<&'static [TransactionType]> = Some(TransactionType::DEBITS);

        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            folding.insist_on_some(&self.allowed, "currency.allowed");
            let codes: Vec<u16> = sorted(self.allowed.iter().map(|code| code.to()));
            if codes.len() > CURRENCIES_MAX {
                folding.problem(
                    "condition.currency.allowed",
                    format!("`{}` currencies; accepted: 1 to {CURRENCIES_MAX}", codes.len()),
                );
            }
            let mut allowed = [0; CURRENCIES_MAX];
            for (place, code) in allowed.iter_mut().zip(codes) {
                *place = code;
            }
            Folded::of(&Currencies { allowed })
        }
    }

    /// `usage`: what was used of a window and this transaction stay within a limit.
    ///
    /// The counter counts the transactions of its subject with the entry modes and card kinds of the rule's scope.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct UsageRule {
        /// The time over which it counts.
        pub window: Window,
        /// What is limited: the sum of amounts, or the number of transactions.
        pub measure: Measure,
        /// Whose transactions count.
        pub subject: Subject,
        /// Greatest sum in minor units, or greatest number; 999999999999 means unlimited.
        pub max: LimitOf,
        /// Greatest age of the counter inside its window, in seconds; any age where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub age_max_s: Option<AgeMaxS>,
        /// Whether refunds give back what the counter counted; they do not where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = "ignore")))]
        pub refunds: Option<Refunds>,
    }

    impl UsageRule {
        /// The counter that it looks at.
        pub(crate) fn counter(&self, policy: &Policy, scope: &Scope) -> CounterRow {
            let (entry_modes, card_kinds) = scope_masks(scope);
            CounterRow {
                window: self.window,
                subject: self.subject,
                business_day_offset_min: policy.business_day_offset_min.map_or(0, |offset| offset.to()),
                entry_modes,
                card_kinds,
                refunds: self.refunds.unwrap_or(Refunds::Ignore),
            }
        }

        /// The greatest age of the counter, in seconds; all bits for any.
        pub(crate) fn age_max_s(&self) -> u32 {
            self.age_max_s.map_or(u32::MAX, |age| age.to())
        }
    }

    impl Fold for UsageRule {
        const TRANSACTIONS: Option<&'static [TransactionType]> = Some(TransactionType::DEBITS);

        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let slot = folding.rule().map_or(0, |rule| folding.slot(self.counter(folding.policy, &rule.scope)));
            Folded::of(&Usage {
                max: self.max.to(),
                slot,
                measure: self.measure,
                raises: folding.add_raises(self.max),
                age_max_s: self.age_max_s(),
            })
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        AmountRule { max_minor, min_minor = default }
        CurrencyRule { allowed }
        UsageRule { window, measure, subject, max, age_max_s = default, refunds = default }
    }
}
