//! System and network: whether host and link let conditions be verified, and what may be sold while they do not.

use super::{Args, Condition, Parameter};
use crate::bounds::{AMOUNT_MINOR_CAP, JSON_INTEGER_MAX};
use crate::evaluate::Context;
use crate::finding::{Check, Detail, Required};
use crate::plan::{Plan, u32_at, u64_at};
use crate::reason::Reason;
use crate::words::{HostState, Unit, Verdict};

/// An amount in a plan takes five bytes; all bits: no such limit.
const NO_AMOUNT: u64 = (1 << 40) - 1;

/// What may be sold while the host cannot be asked. Bytes: floor limit (5), limit of the sum (5), limit of the number
/// (4); all bits for none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Offline {
    pub(crate) floor_limit_minor: Option<u64>,
    pub(crate) amount_max_minor: Option<u64>,
    pub(crate) count_max: Option<u32>,
}

impl Condition for Offline {
    const OPERATION: u8 = 10;
    const BYTES: usize = 14;

    fn read(args: &Args) -> Self {
        let amount = |at| Some(u64_at(args, at) & NO_AMOUNT).filter(|&amount| amount != NO_AMOUNT);
        Self {
            floor_limit_minor: amount(0),
            amount_max_minor: amount(5),
            count_max: Some(u32_at(args, 10)).filter(|&count| count != u32::MAX),
        }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..8].copy_from_slice(&self.floor_limit_minor.unwrap_or(NO_AMOUNT).to_le_bytes());
        args[5..13].copy_from_slice(&self.amount_max_minor.unwrap_or(NO_AMOUNT).to_le_bytes());
        args[10..14].copy_from_slice(&self.count_max.unwrap_or(u32::MAX).to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "offline"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[
            Reason::FloorLimitExceeded,
            Reason::OfflineAmountAboveLimit,
            Reason::OfflineCountAboveLimit,
            Reason::UsageOverflow,
            Reason::AmountMissing,
            Reason::OfflineUsageMissing,
            Reason::HostStateUnknown,
        ]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        let is_limit = |limit: Option<u64>| limit.is_none_or(|limit| (1..=AMOUNT_MINOR_CAP).contains(&limit));
        let some = self.floor_limit_minor.is_some() || self.amount_max_minor.is_some() || self.count_max.is_some();
        some && is_limit(self.floor_limit_minor) && is_limit(self.amount_max_minor) && self.count_max != Some(0)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for (name, limit) in
            [("floor_limit_minor", self.floor_limit_minor), ("amount_max_minor", self.amount_max_minor)]
        {
            if let Some(limit) = limit {
                say((name, Unit::Minor, limit.cast_signed()));
            }
        }
        if let Some(count) = self.count_max {
            say(("count_max", Unit::Count, count.into()));
        }
    }

    fn amounts(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(i64)) {
        if let Some(max) = self.floor_limit_minor {
            say(max.cast_signed());
        }
        if let Some((max, used)) = self.amount_max_minor.zip(context.request.offline_amount_minor()) {
            for max in [max, AMOUNT_MINOR_CAP] {
                say(max.cast_signed().saturating_sub(used));
            }
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let host = context.request.host();
        if host == Some(HostState::Reachable) {
            return Check::PASS;
        }
        let check = self.limits(context);
        if host.is_some() || check.is(Verdict::Pass) {
            return check;
        }
        let nothing = Detail::NOTHING;
        Check::unknown(Reason::HostStateUnknown).shown(context, nothing.unit, nothing.observed, nothing.required)
    }
}

impl Offline {
    /// The limits, for a host that cannot be asked: an overflow comes first, then false wins over unknown, and the first of
    /// either decides.
    fn limits(self, context: &Context<'_, '_>) -> Check {
        let request = context.request;
        let (amount, used, count) = (request.amount_minor(), request.offline_amount_minor(), request.offline_count());
        let above = |observed: i64, max: i64, unit, reason| {
            // Shown as far as every host of the JSON forms keeps integers.
            let shown = observed.min(JSON_INTEGER_MAX);
            Check::fail(reason).shown(context, unit, Some(shown), Required::AtMost(max))
        };
        // OK because both are below 2^53.
        let sum = amount.zip(used).map(|(amount, used)| used.saturating_add(amount));
        let mut unknown = None;
        if let Some(max) = self.amount_max_minor.map(u64::cast_signed)
            && let Some(sum) = sum.filter(|&sum| sum > AMOUNT_MINOR_CAP.cast_signed())
        {
            return above(sum, max, Unit::Minor, Reason::UsageOverflow);
        }
        if let Some(max) = self.floor_limit_minor.map(u64::cast_signed) {
            match amount {
                Some(amount) if amount > max => {
                    return above(amount, max, Unit::Minor, Reason::FloorLimitExceeded);
                }
                Some(_) => {}
                None => unknown = Some(Reason::AmountMissing),
            }
        }
        if let Some(max) = self.amount_max_minor.map(u64::cast_signed) {
            match sum {
                Some(sum) if sum > max => return above(sum, max, Unit::Minor, Reason::OfflineAmountAboveLimit),
                Some(_) => {}
                None if amount.is_none() => unknown = unknown.or(Some(Reason::AmountMissing)),
                None => unknown = unknown.or(Some(Reason::OfflineUsageMissing)),
            }
        }
        if let Some(max) = self.count_max.map(i64::from) {
            match count {
                Some(count) if count >= max => {
                    return above(count.saturating_add(1), max, Unit::Count, Reason::OfflineCountAboveLimit);
                }
                Some(_) => {}
                None => unknown = unknown.or(Some(Reason::OfflineUsageMissing)),
            }
        }
        unknown.map_or(Check::PASS, Check::unknown)
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::{CountMax, LimitMinor};
    use crate::compile::{Fold, Folded, Folding};
    use crate::request::Fact;
    use crate::words::{LinkState, TransactionType};
    use alloc::vec::Vec;

    /// `host`: the acceptance host answers.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct HostRule {}

    impl Fold for HostRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::word(
                Fact::Host,
                Reason::HostStateUnknown,
                &[None, Some(Reason::HostDown), Some(Reason::HostTimingOut)],
            )
        }
    }

    /// `link`: the terminal's link is in one of these states.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct LinkRule {
        /// The states accepted; `up` where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = ["up"])))]
        pub accepts: Option<Vec<LinkState>>,
    }

    impl Fold for LinkRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let accepts = folding.accepted(&self.accepts, &[LinkState::Up], LinkState::ALL, "link");
            let reasons = [
                (LinkState::Up, Reason::LinkDown),
                (LinkState::Weak, Reason::LinkWeak),
                (LinkState::Unstable, Reason::LinkUnstable),
                (LinkState::Interfered, Reason::LinkInterfered),
                (LinkState::Down, Reason::LinkDown),
            ];
            let reasons = reasons.map(|(state, reason)| (!accepts.contains(&state)).then_some(reason));
            Folded::word(Fact::Link, Reason::LinkStateUnknown, &reasons)
        }
    }

    /// `offline`: what may be sold while the host cannot be asked.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct OfflineRule {
        /// Greatest amount of one transaction, in minor units (floor limit); none where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub floor_limit_minor: Option<LimitMinor>,
        /// Greatest sum approved offline, in minor units; none where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub amount_max_minor: Option<LimitMinor>,
        /// Greatest number approved offline; none where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        pub count_max: Option<CountMax>,
    }

    impl Fold for OfflineRule {
        const TRANSACTIONS: Option<&'static [TransactionType]> = Some(TransactionType::DEBITS);

        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            if *self == Self::default() {
                folding.problem(
                    "condition.offline",
                    "`{}` limits nothing; accepted: at least one of floor_limit_minor, amount_max_minor, count_max"
                        .into(),
                );
            }
            Folded::of(&Offline {
                floor_limit_minor: self.floor_limit_minor.map(|limit| limit.to()),
                amount_max_minor: self.amount_max_minor.map(|limit| limit.to()),
                count_max: self.count_max.map(|limit| limit.to()),
            })
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        HostRule {}
        LinkRule { accepts = default }
        OfflineRule { floor_limit_minor = default, amount_max_minor = default, count_max = default }
    }
}
