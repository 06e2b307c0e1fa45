//! The shapes that many causes share: a word of the request that must be one of some, an instant that must not lie too
//! far back, a number that must be large enough, a version. The plan says which fact, and which reason for which answer.

use super::{Args, Condition, Parameter, Reasons};
use crate::advice::{Advice, AdviceKind};
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::foresee::Ahead;
use crate::plan::{Plan, u16_at, u32_at, u64_at};
use crate::reason::Reason;
use crate::request::{Fact, Version};
use crate::time::DAY_S;
use crate::words::{Unit, Verdict};

/// Most words of a fact.
const WORDS_MAX: usize = 6;

/// A fact is one of the words that have no reason against them. Bytes: fact (1), reason where it is absent (2), reason
/// of each word by its number, 0 where it is accepted (2 each).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Word(Args);

impl Condition for Word {
    const OPERATION: u8 = 4;
    const BYTES: usize = 3 + 2 * WORDS_MAX;

    #[inline]
    fn read(args: &Args) -> Self {
        Self(*args)
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        self.0
    }

    fn name(&self) -> &'static str {
        match self.fact() {
            Some(Fact::FixSource) => "mocked",
            Some(
                Fact::CardReader
                | Fact::Contact
                | Fact::Positioning
                | Fact::Communication
                | Fact::Printer
                | Fact::KeyPad,
            ) => "component",
            Some(fact) => fact.name(),
            None => "",
        }
    }

    fn said_reasons(&self) -> Reasons {
        [0, 1, 2, 3, 4, 5, 6].map(|word| self.reason(word))
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        let words = self.fact().map_or(0, Fact::words);
        let reasons = || (1_u8..).take(WORDS_MAX).map(|word| self.reason(word));
        self.reason(0) != 0
            && reasons().take(words).any(|reason| reason == 0)
            && reasons().take(words).any(|reason| reason != 0)
            && reasons().skip(words).all(|reason| reason == 0)
    }

    fn fact(&self) -> Option<Fact> {
        Fact::from_u8(self.0[0])
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for word in self.accepted() {
            // The word of a fact travels behind the fact's number; its unit says so.
            say(("accepts", Unit::Word, (i64::from(self.0[0]) << 8) | i64::from(word)));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let word = self.fact().map_or(0, |fact| context.request.word(fact));
        let check = match self.reason(word) {
            0 => Check::PASS,
            reason if word == 0 => Check::of(Verdict::Unknown, reason),
            reason => Check::of(Verdict::Fail, reason),
        };
        if !context.shows() {
            return check;
        }
        let observed = (word != 0).then_some(word.into());
        check.shown(context, Unit::Word, observed, Required::OneOf(self.accepted().collect()))
    }
}

impl Word {
    /// The number of the reason against a word, 0 where it is accepted; that of its absence for word 0.
    #[inline]
    fn reason(&self, word: u8) -> u16 {
        u16_at(&self.0, usize::from(word).saturating_mul(2).saturating_add(1))
    }

    /// The numbers of the words accepted.
    fn accepted(&self) -> impl Iterator<Item = u16> {
        let words = self.fact().map_or(0, Fact::words);
        (1_u8..).take(words).filter(|&word| self.reason(word) == 0).map(u16::from)
    }
}

/// An instant lies at most so far back. Bytes: fact (1), reason of a fail (2), reason where it is absent or lies ahead
/// (2), greatest age in seconds (4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Age {
    pub(crate) fact: u8,
    pub(crate) fail: u16,
    pub(crate) unknown: u16,
    pub(crate) age_max_s: u32,
}

impl Condition for Age {
    const OPERATION: u8 = 5;
    const BYTES: usize = 9;

    #[inline]
    fn read(args: &Args) -> Self {
        Self { fact: args[0], fail: u16_at(args, 1), unknown: u16_at(args, 3), age_max_s: u32_at(args, 5) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = self.fact;
        args[1..3].copy_from_slice(&self.fail.to_le_bytes());
        args[3..5].copy_from_slice(&self.unknown.to_le_bytes());
        args[5..9].copy_from_slice(&self.age_max_s.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        match Fact::from_u8(self.fact) {
            Some(Fact::ProfileRefreshedAtUtcS) => "profile",
            Some(Fact::SignedOnAtUtcS) => "sign_on",
            Some(Fact::InServiceSinceUtcS) => "age",
            _ => "inspection",
        }
    }

    fn said_reasons(&self) -> Reasons {
        [self.fail, self.unknown, 0, 0, 0, 0, 0]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        use Fact::{InServiceSinceUtcS, InspectedAtUtcS, ProfileRefreshedAtUtcS, SignedOnAtUtcS};
        let instants = [ProfileRefreshedAtUtcS, SignedOnAtUtcS, InServiceSinceUtcS, InspectedAtUtcS];
        self.fail != 0 && self.unknown != 0 && instants.iter().any(|&fact| fact as u8 == self.fact)
    }

    fn fact(&self) -> Option<Fact> {
        Fact::from_u8(self.fact)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("age_max_s", Unit::Seconds, self.age_max_s.into()));
    }

    #[inline]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let age_s = self.instant(context).map(|at| now.utc_s.saturating_sub(at));
        let check = match age_s {
            Some(age_s) if (0..=i64::from(self.age_max_s)).contains(&age_s) => Check::PASS,
            Some(age_s) if age_s > 0 => Check::of(Verdict::Fail, self.fail),
            _ => Check::of(Verdict::Unknown, self.unknown),
        };
        check.shown(context, Unit::Seconds, age_s, Required::AtMost(self.age_max_s.into()))
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        ahead.age(self.instant(ahead.context), self.age_max_s, say);
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let kind = match Fact::from_u8(self.fact) {
            Some(Fact::ProfileRefreshedAtUtcS) => AdviceKind::ProfileDue,
            Some(Fact::InspectedAtUtcS) => AdviceKind::InspectionDue,
            _ => return,
        };
        let (Some(now), Some(at)) = (context.now, self.instant(context)) else { return };
        let days = i64::from(context.plan.thresholds().due_days);
        let limit = at.saturating_add(self.age_max_s.into()).saturating_add(1);
        if days > 0 && limit.saturating_sub(now.utc_s) <= days.saturating_mul(DAY_S) {
            say(Advice::new(kind, Unit::Instant, Some(at), limit));
        }
    }
}

impl Age {
    #[inline]
    fn instant(&self, context: &Context<'_, '_>) -> Option<i64> {
        Fact::from_u8(self.fact).and_then(|fact| context.request.instant(fact))
    }
}

/// The patch level is at least so high. Bytes: the least level (4).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Least {
    pub(crate) level_min: u32,
}

impl Condition for Least {
    const OPERATION: u8 = 6;
    const BYTES: usize = 4;

    fn read(args: &Args) -> Self {
        Self { level_min: u32_at(args, 0) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..4].copy_from_slice(&self.level_min.to_le_bytes());
        args
    }

    fn name(&self) -> &'static str {
        "patch"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::PatchMissing, Reason::PatchLevelUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn fact(&self) -> Option<Fact> {
        Some(Fact::PatchLevel)
    }

    fn tell(&self, _: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say(("level_min", Unit::Count, self.level_min.into()));
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let (level, least) = (context.request.patch_level(), i64::from(self.level_min));
        let check = match level {
            Some(level) => Check::pass_if(level >= least, Reason::PatchMissing),
            None => Check::unknown(Reason::PatchLevelUnknown),
        };
        check.shown(context, Unit::Count, level, Required::AtLeast(least))
    }
}

/// Whose version it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Versioned {
    /// The payment application.
    App = 0,
    /// The operating system.
    Os = 1,
}

impl Versioned {
    const fn read(byte: u8) -> Self {
        if byte == Self::Os as u8 { Self::Os } else { Self::App }
    }

    const fn fact(self) -> Fact {
        match self {
            Self::App => Fact::AppVersion,
            Self::Os => Fact::OsVersion,
        }
    }

    const fn unknown(self) -> Reason {
        match self {
            Self::App => Reason::SoftwareVersionUnknown,
            Self::Os => Reason::OsVersionUnknown,
        }
    }

    const fn below(self) -> Reason {
        match self {
            Self::App => Reason::SoftwareBelowMinimum,
            Self::Os => Reason::OsBelowMinimum,
        }
    }

    const fn known_bad(self) -> Reason {
        match self {
            Self::App => Reason::SoftwareKnownBad,
            Self::Os => Reason::OsKnownBad,
        }
    }
}

/// A version travels in the bits of an integer; its unit says so.
const fn bits(version: Version) -> i64 {
    version.packed().cast_signed()
}

/// What runs has at least this version. Bytes: whose (1), the version, packed (8), first value and how many, none or
/// one: the recommended version (2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct MinimumVersion {
    pub(crate) whose: Versioned,
    pub(crate) min: Version,
    pub(crate) recommended: (u8, u8),
}

impl Condition for MinimumVersion {
    const OPERATION: u8 = 7;
    const BYTES: usize = 11;

    fn read(args: &Args) -> Self {
        Self {
            whose: Versioned::read(args[0]),
            min: Version::from_packed(u64_at(args, 1)),
            recommended: (args[9], args[10]),
        }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[0] = self.whose as u8;
        args[1..9].copy_from_slice(&self.min.packed().to_le_bytes());
        args[9] = self.recommended.0;
        args[10] = self.recommended.1;
        args
    }

    fn name(&self) -> &'static str {
        match self.whose {
            Versioned::App => "software",
            Versioned::Os => "os",
        }
    }

    fn reasons(&self) -> &'static [Reason] {
        match self.whose {
            Versioned::App => &[Reason::SoftwareBelowMinimum, Reason::SoftwareVersionUnknown],
            Versioned::Os => &[Reason::OsBelowMinimum, Reason::OsVersionUnknown],
        }
    }

    fn flags_are_possible(args: &Args) -> bool {
        args[0] <= Versioned::Os as u8
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        self.recommended.1 <= 1 && plan.has_values(self.recommended.0, self.recommended.1)
    }

    fn fact(&self) -> Option<Fact> {
        Some(self.whose.fact())
    }

    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        say((if self.whose == Versioned::App { "app_min" } else { "os_min" }, Unit::Version, bits(self.min)));
        for value in plan.values(self.recommended.0, self.recommended.1) {
            say(("recommended", Unit::Version, i64::from_le_bytes(*value)));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let version = context.request.version(self.whose.fact());
        let check = match version {
            Some(version) => Check::pass_if(version >= self.min, self.whose.below()),
            None => Check::unknown(self.whose.unknown()),
        };
        check.shown(context, Unit::Version, version.map(bits), Required::AtLeast(bits(self.min)))
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let Some(version) = context.request.version(self.whose.fact()) else { return };
        for value in context.plan.values(self.recommended.0, self.recommended.1) {
            let recommended = Version::from_packed(u64::from_le_bytes(*value));
            if version < recommended {
                let (version, recommended) = (bits(version), bits(recommended));
                say(Advice::new(AdviceKind::SoftwareBelowRecommended, Unit::Version, Some(version), recommended));
            }
        }
    }
}

/// What runs has none of these versions. Bytes: whose (1), first value and how many (2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct KnownBad {
    pub(crate) whose: Versioned,
    pub(crate) versions: (u8, u8),
}

impl Condition for KnownBad {
    const OPERATION: u8 = 8;
    const BYTES: usize = 3;

    fn read(args: &Args) -> Self {
        Self { whose: Versioned::read(args[0]), versions: (args[1], args[2]) }
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        let mut args = [0; 16];
        args[..3].copy_from_slice(&[self.whose as u8, self.versions.0, self.versions.1]);
        args
    }

    fn name(&self) -> &'static str {
        "known_bad"
    }

    fn reasons(&self) -> &'static [Reason] {
        match self.whose {
            Versioned::App => &[Reason::SoftwareKnownBad, Reason::SoftwareVersionUnknown],
            Versioned::Os => &[Reason::OsKnownBad, Reason::OsVersionUnknown],
        }
    }

    fn flags_are_possible(args: &Args) -> bool {
        args[0] <= Versioned::Os as u8
    }

    fn is_possible(&self, plan: &Plan<'_>) -> bool {
        self.versions.1 > 0 && plan.has_values(self.versions.0, self.versions.1)
    }

    fn fact(&self) -> Option<Fact> {
        Some(self.whose.fact())
    }

    fn tell(&self, plan: &Plan<'_>, say: &mut dyn FnMut(Parameter)) {
        for value in plan.values(self.versions.0, self.versions.1) {
            say((if self.whose == Versioned::App { "app" } else { "os" }, Unit::Version, i64::from_le_bytes(*value)));
        }
    }

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let version = context.request.version(self.whose.fact());
        let check = match version {
            Some(version) => {
                let is_bad = |value: &[u8; 8]| u64::from_le_bytes(*value) == version.packed();
                let known = context.plan.values(self.versions.0, self.versions.1).any(is_bad);
                Check::pass_if(!known, self.whose.known_bad())
            }
            None => Check::unknown(self.whose.unknown()),
        };
        check.shown(context, Unit::Version, version.map(bits), Required::Nothing)
    }
}

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::compile::Folded;

    impl Folded {
        /// A word of the request; `reasons` by the words' numbers, none where the word is accepted.
        pub(crate) fn word(fact: Fact, absent: Reason, reasons: &[Option<Reason>]) -> Self {
            let mut args = [0; 16];
            args[0] = fact as u8;
            let reasons = reasons.iter().map(|reason| reason.map_or(0, |reason| reason as u16));
            let numbers = [absent as u16].into_iter().chain(reasons);
            for (place, number) in args[1..].as_chunks_mut().0.iter_mut().zip(numbers) {
                *place = number.to_le_bytes();
            }
            Self::of(&Word(args))
        }

        /// An instant of the request that lies at most so far back.
        pub(crate) fn age(fact: Fact, fail: Reason, unknown: Reason, age_max_s: i64) -> Self {
            // OK because the forms allow at most fifty years.
            let age_max_s = u32::try_from(age_max_s).unwrap_or(u32::MAX);
            Self::of(&Age { fact: fact as u8, fail: fail as u16, unknown: unknown as u16, age_max_s })
        }
    }
}
