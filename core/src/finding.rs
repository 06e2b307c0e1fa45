//! Findings: each rule's verdict with what was observed and what is required.

use crate::evaluate::Context;
use crate::reason::Reason;
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
    /// One of these; a zero ends the list.
    OneOf([u16; LISTED_MAX]),
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
    /// The unit of `observed` and `required`.
    pub unit: Unit,
    /// What was observed, where anything was.
    pub observed: Option<i64>,
    /// What is required.
    pub required: Required,
    /// Whether the rule is for the engineer's eyes only.
    pub internal: bool,
}

/// What a condition says of a request, before the rule's actions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Check {
    pub(crate) verdict: Verdict,
    pub(crate) reason: Option<Reason>,
}

/// What a condition observed and requires.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Detail {
    pub(crate) unit: Unit,
    pub(crate) observed: Option<i64>,
    pub(crate) required: Required,
}

impl Detail {
    pub(crate) const NOTHING: Self = Self { unit: Unit::None, observed: None, required: Required::Nothing };
}

impl Check {
    pub(crate) const PASS: Self = Self { verdict: Verdict::Pass, reason: None };

    pub(crate) const NOT_APPLICABLE: Self = Self { verdict: Verdict::NotApplicable, reason: None };

    pub(crate) const fn fail(reason: Reason) -> Self {
        Self { verdict: Verdict::Fail, reason: Some(reason) }
    }

    pub(crate) const fn unknown(reason: Reason) -> Self {
        Self { verdict: Verdict::Unknown, reason: Some(reason) }
    }

    /// The condition needs the time, and the clock cannot be relied on.
    pub(crate) const CLOCK: Self = Self::unknown(Reason::ClockNotTrusted);

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
            detail.set(Detail { unit, observed, required });
        }
        self
    }
}
