//! Findings: each rule's verdict with what was observed and what is required.

use crate::evaluate::Context;
use crate::reason::Reason;
use crate::request::Fact;
use crate::words::{Action, Unit, Verdict};

/// Most values that a requirement lists.
pub const LISTED_MAX: usize = 8;

/// What a condition asks of the value observed, in the finding's unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Required {
    /// Nothing that a value could show.
    #[default]
    Nothing,
    /// This value or a greater one.
    AtLeast(i64),
    /// This value or a lesser one.
    AtMost(i64),
    /// From the first to just before the second.
    Within(i64, i64),
    /// One of these.
    OneOf(Listed),
}

/// Up to eight values.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Listed {
    values: [u16; LISTED_MAX],
    count: u8,
}

impl Listed {
    /// The values.
    #[must_use]
    pub fn values(&self) -> &[u16] {
        self.values.get(..usize::from(self.count)).unwrap_or_default()
    }
}

impl FromIterator<u16> for Listed {
    /// Takes the first eight.
    fn from_iter<I: IntoIterator<Item = u16>>(values: I) -> Self {
        let mut listed = Self::default();
        for (place, value) in listed.values.iter_mut().zip(values) {
            *place = value;
            listed.count = listed.count.saturating_add(1);
        }
        listed
    }
}

/// What one rule, or a guard, says of one request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Finding<'a> {
    /// The rule's id; a guard's name starts with `@`.
    pub rule: &'a str,
    /// What the rule is about, where rules of its condition differ in that: the kind of document.
    pub subject: Option<&'a str>,
    /// The bit of the rule in the sets of a decision; nothing for a guard.
    pub bit: Option<u8>,
    /// What it says.
    pub verdict: Verdict,
    /// Why, where it fails or is unknown.
    pub reason: Option<Reason>,
    /// What it leads to for this request, after what an unreachable host makes of a referral.
    pub action: Action,
    /// The fact of the request that the condition looks at, where it is one; of an unknown scope the fact that it misses.
    pub fact: Option<Fact>,
    /// The unit of `observed` and `required`.
    pub unit: Unit,
    /// What was observed, where anything was.
    pub observed: Option<i64>,
    /// What is required.
    pub required: Required,
    /// Whether the rule is for the engineer's eyes only.
    pub internal: bool,
}

/// What a condition says of a request, before the rule's actions: the number of its verdict above that of its reason (0
/// for none), in one word that travels in a register.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Check(u32);

/// What a condition observed and requires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Detail {
    /// The fact that it looked at, where that is not always the same one.
    pub(crate) fact: Option<Fact>,
    pub(crate) unit: Unit,
    pub(crate) observed: Option<i64>,
    pub(crate) required: Required,
}

impl Detail {
    pub(crate) const NOTHING: Self = Self { fact: None, unit: Unit::None, observed: None, required: Required::Nothing };
}

impl Check {
    pub(crate) const PASS: Self = Self::of(Verdict::Pass, 0);

    pub(crate) const NOT_APPLICABLE: Self = Self::of(Verdict::NotApplicable, 0);

    pub(crate) const fn fail(reason: Reason) -> Self {
        Self::of(Verdict::Fail, reason as u16)
    }

    pub(crate) const fn unknown(reason: Reason) -> Self {
        Self::of(Verdict::Unknown, reason as u16)
    }

    /// The condition needs the time, and the clock cannot be relied on.
    pub(crate) const CLOCK: Self = Self::unknown(Reason::ClockNotTrusted);

    /// A verdict with the number of its reason.
    pub(crate) const fn of(verdict: Verdict, reason: u16) -> Self {
        Self(((verdict as u32) << 16) | reason as u32)
    }

    /// Whether it is this verdict.
    #[inline]
    pub(crate) const fn is(self, verdict: Verdict) -> bool {
        self.0 >> 16 == verdict as u32
    }

    /// The verdict.
    pub(crate) fn verdict(self) -> Verdict {
        u8::try_from(self.0 >> 16).ok().and_then(Verdict::from_u8).unwrap_or(Verdict::Unknown)
    }

    /// The number of the reason, 0 for none.
    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "takes the lower half")]
    pub(crate) const fn reason(self) -> u16 {
        self.0 as u16
    }

    /// Pass, or fail for this reason.
    pub(crate) const fn pass_if(met: bool, reason: Reason) -> Self {
        if met { Self::PASS } else { Self::fail(reason) }
    }

    /// The same, with what was observed and what is required left in the context, where it asks for that.
    #[inline]
    pub(crate) fn shown(
        self,
        context: &Context<'_, '_>,
        unit: Unit,
        observed: Option<i64>,
        required: Required,
    ) -> Self {
        if let Some(detail) = &context.detail {
            detail.set(Detail { fact: None, unit, observed, required });
        }
        self
    }
}
