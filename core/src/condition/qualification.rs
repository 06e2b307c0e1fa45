//! Qualification: whether this merchant may do this at all. Suspension and category are known when the plan is made;
//! documents have dates; entry modes are a matter of the transaction.

use super::{Args, Condition, Parameter};
use crate::advice::{Advice, AdviceKind};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::foresee::Ahead;
use crate::plan::{Plan, Term, UNRESTRICTED, u16_at};
use crate::reason::Reason;
use crate::request::Fact;
use crate::words::{EntryMode, Unit};

/// What holds of a document where no term of it is in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Otherwise {
    /// Never handed in.
    Missing = 0,
    /// The copy listed last was approved, so its dates tell.
    Dated = 1,
    /// A copy waits for review.
    Pending = 2,
    /// The copy listed last was rejected.
    Rejected = 3,
}

/// A document is valid through the local date, both ends included, and the grace days after.
/// Bytes: first term, how many, [`Otherwise`], subject (its kind), grace days (2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Document {
    pub(crate) first: u8,
    pub(crate) count: u8,
    pub(crate) otherwise: Otherwise,
    pub(crate) kind: u8,
    pub(crate) grace_days: u16,
}

impl Condition for Document {
    const OPERATION: u8 = 15;
    const BYTES: usize = 6;

    fn read(args: &Args) -> Self {
        let otherwise = match args[2] {
            1 => Otherwise::Dated,
            2 => Otherwise::Pending,
            3 => Otherwise::Rejected,
            _ => Otherwise::Missing,
        };
        Self { first: args[0], count: args[1], otherwise, kind: args[3], grace_days: u16_at(args, 4) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = self.first;
        args[1] = self.count;
        args[2] = self.otherwise as u8;
        args[3] = self.kind;
        args[4..6].copy_from_slice(&self.grace_days.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "document"
    }

    fn reasons(&self) -> &'static [Reason] {
        use Reason::{DocumentExpired, DocumentMissing, DocumentNotYetValid, DocumentPending, DocumentRejected};
        &[DocumentMissing, DocumentRejected, DocumentExpired, DocumentNotYetValid, DocumentPending]
    }

    fn flags_are_possible(args: &Args) -> bool {
        args[2] <= Otherwise::Rejected as u8
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        plan.has_values(self.first, self.count)
            && self.terms(plan).all(Term::is_possible)
            && plan.subject(self.kind).is_some()
            && (self.otherwise != Otherwise::Dated || self.count > 0)
    }

    fn subject(&self) -> Option<u8> {
        Some(self.kind)
    }

    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for term in self.terms(plan) {
            say(("valid_from", Unit::Date, term.from_day.into()));
            say(("valid_through", Unit::Date, term.through_day.into()));
        }
        say(("grace_days", Unit::Count, self.grace_days.into()));
        if self.otherwise != Otherwise::Dated {
            say(("otherwise", Unit::Reason, self.without_term().reason().into()));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        if self.count == 0 {
            return self.without_term();
        }
        let Some(now) = context.now else {
            let always = self.terms(context.plan).any(|term| term == Term::ALWAYS);
            return if always { Check::PASS } else { Check::CLOCK };
        };
        let today = i64::from(now.day);
        // A last date that is still good enough today.
        let needed = Required::AtLeast(today.saturating_sub(self.grace_days.into()));
        let mut last = None;
        for term in self.terms(context.plan) {
            let (from, through) = (i64::from(term.from_day), i64::from(term.through_day));
            if from <= today && today <= through.saturating_add(self.grace_days.into()) {
                return Check::PASS.shown(context, Unit::Date, finite(through), needed);
            }
            last = Some((from, through));
        }
        match last {
            Some((from, through)) if self.otherwise == Otherwise::Dated => {
                if today < from {
                    Check::fail(Reason::DocumentNotYetValid).shown(
                        context,
                        Unit::Date,
                        Some(from),
                        Required::AtMost(today),
                    )
                } else {
                    Check::fail(Reason::DocumentExpired).shown(context, Unit::Date, finite(through), needed)
                }
            }
            _ => self.without_term(),
        }
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        for term in self.terms(ahead.context.plan) {
            let through = match term.through_day {
                i32::MAX => i32::MAX,
                day => day.saturating_add(self.grace_days.into()),
            };
            ahead.days((term.from_day, through), say);
        }
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let Some(now) = context.now else { return };
        let today = i64::from(now.day);
        let Some(limit) = self.first_date_without(context.plan, today) else { return };
        let last = limit.saturating_sub(1).saturating_sub(self.grace_days.into());
        let days = i64::from(context.plan.thresholds().document_days);
        if !self.terms(context.plan).any(|term| term.holds(now.day)) {
            say(Advice::new(AdviceKind::DocumentInGrace, Unit::Date, Some(last), limit));
        } else if days > 0 && limit.saturating_sub(today) <= days {
            say(Advice::new(AdviceKind::DocumentExpires, Unit::Date, Some(last), limit));
        }
    }
}

/// A date, unless it stands for "without end".
fn finite(day: i64) -> Option<i64> {
    (day != i64::from(i32::MAX)).then_some(day)
}

impl Document {
    fn terms<'a>(self, plan: &Plan<'a>) -> impl Iterator<Item = Term> + Clone + use<'a> {
        plan.values(self.first, self.count).map(Term::read)
    }

    /// The first date after a day on which a copy is valid that none is, the grace days counted; nothing where there is
    /// always one.
    fn first_date_without(self, plan: &Plan<'_>, today: i64) -> Option<i64> {
        let mut day = today;
        loop {
            let valid = self.terms(plan).filter(|term| i64::from(term.from_day) <= day);
            let through = valid.map(|term| term.through_day).max()?;
            let next = i64::from(through).saturating_add(self.grace_days.into()).saturating_add(1);
            if through == i32::MAX {
                return None;
            }
            // Each turn reaches a later copy, of which there are at most 255.
            if next <= day {
                return Some(day);
            }
            day = next;
        }
    }

    fn without_term(self) -> Check {
        match self.otherwise {
            Otherwise::Pending => Check::unknown(Reason::DocumentPending),
            Otherwise::Rejected => Check::fail(Reason::DocumentRejected),
            Otherwise::Missing | Otherwise::Dated => Check::fail(Reason::DocumentMissing),
        }
    }
}

/// The card was read in one of these ways. Bytes: mask of entry modes (2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct EntryModes {
    pub(crate) allowed: u16,
}

impl Condition for EntryModes {
    const OPERATION: u8 = 16;
    const BYTES: usize = 2;

    fn read(args: &Args) -> Self {
        Self { allowed: u16_at(args, 0) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..2].copy_from_slice(&self.allowed.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "entry_mode"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::EntryModeNotAllowed, Reason::EntryModeUnknown]
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact::EntryMode)
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        self.allowed != 0 && self.allowed != UNRESTRICTED && self.allowed & !EntryMode::MASK == 0
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for &mode in EntryMode::ALL.iter().filter(|&&mode| self.allowed & (1 << mode as u8) != 0) {
            // The word of a fact travels behind the fact's number; its unit says so.
            say(("allowed", Unit::Word, ((Fact::EntryMode as i64) << 8) | mode as i64));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let mode = context.request.entry_mode();
        let check = match mode {
            Some(mode) => Check::pass_if(self.allowed & (1 << mode as u8) != 0, Reason::EntryModeNotAllowed),
            None => Check::unknown(Reason::EntryModeUnknown),
        };
        if !context.shows() {
            return check;
        }
        let allowed = EntryMode::ALL.iter().filter(|&&mode| self.allowed & (1 << mode as u8) != 0);
        let listed = allowed.map(|&mode| mode as u16).collect();
        check.shown(context, Unit::Word, mode.map(|mode| mode as i64), Required::OneOf(listed))
    }
}

impl EntryMode {
    /// A bit for each entry mode, at its wire number.
    pub(crate) const MASK: u16 = 0b1111_1110;
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::bounds::GraceDays;
    use crate::compile::{Fold, Folded, Folding, mask};
    use crate::condition::fixed::Fixed;
    use crate::forms::{Id, MccRange};
    use crate::service_point::{DocumentStatus, MerchantStatus, ValidThrough};
    use crate::words::Verdict;
    use alloc::vec::Vec;

    /// `merchant`: the acquirer has not suspended the merchant. An adjustment never lifts a suspension.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct MerchantRule {}

    impl Fold for MerchantRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            Folded::pass_if(folding.service_point.status == MerchantStatus::Active, Reason::MerchantSuspended)
        }
    }

    /// `mcc`: the merchant category code is one of these.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct MccRule {
        /// The codes accepted, single or as ranges.
        pub allowed: Vec<MccRange>,
    }

    impl Fold for MccRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            folding.insist_on_some(&self.allowed, "mcc.allowed");
            let mcc = folding.service_point.mcc;
            let (verdict, reason) = if self.allowed.iter().any(|range| range.contains(mcc)) {
                (Verdict::Pass, 0)
            } else {
                (Verdict::Fail, Reason::MccNotAllowed as u16)
            };
            Folded::of(&Fixed { verdict, unit: Unit::Mcc, reason, subject: None, observed: mcc.number().into() })
        }
    }

    /// `entry_mode`: the card was read in one of these ways.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct EntryModeRule {
        /// The entry modes accepted.
        pub allowed: Vec<EntryMode>,
    }

    impl Fold for EntryModeRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            folding.insist_on_some(&self.allowed, "entry_mode.allowed");
            Folded::of(&EntryModes { allowed: mask(self.allowed.iter().map(|&mode| mode as u8)) })
        }
    }

    /// `document`: a copy of this kind of document was approved and is valid today.
    ///
    /// A service point may list several copies of a kind. One in force is enough, whatever the others are. Where none
    /// is, a copy that waits for review makes it unknown; else the copy listed last says why.
    #[derive(Clone, PartialEq, Eq, Debug)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct DocumentRule {
        /// The kind of document, as service points name it.
        pub kind: Id,
        /// Days after the last valid date on which it still counts; 0 where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
        pub grace_days: Option<GraceDays>,
    }

    impl Fold for DocumentRule {
        fn fold<'a>(&'a self, folding: &mut Folding<'a>) -> Folded {
            let mut copies = folding.service_point.documents.iter().filter(|copy| copy.kind == self.kind);
            let approved = copies.clone().filter(|copy| copy.status == DocumentStatus::Approved);
            let terms: Vec<Term> = approved
                .map(|copy| Term {
                    from_day: copy.valid_from.map_or(i32::MIN, |date| date.days()),
                    through_day: copy.valid_through.and_then(ValidThrough::date).map_or(i32::MAX, |date| date.days()),
                })
                .collect();
            let otherwise = if copies.clone().any(|copy| copy.status == DocumentStatus::Pending) {
                Otherwise::Pending
            } else {
                match copies.next_back().map(|copy| copy.status) {
                    None => Otherwise::Missing,
                    Some(DocumentStatus::Rejected) => Otherwise::Rejected,
                    Some(DocumentStatus::Approved | DocumentStatus::Pending) => Otherwise::Dated,
                }
            };
            let (first, count) = folding.add_values(terms.iter().map(Term::write));
            let grace_days = self.grace_days.map_or(0, |days| days.to());
            let kind = folding.add_subject(&self.kind);
            Folded::of(&Document { first, count, otherwise, kind, grace_days })
        }
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        MerchantRule {}
        MccRule { allowed }
        EntryModeRule { allowed }
        DocumentRule { kind, grace_days = default }
    }
}
