//! The structs that C sees beside those of the engine: without pointers, of the same layout on every machine.
//!
//! Ids are ASCII, at most 40 characters, ended by a zero. Zeroed, a struct says nothing.

use crate::Status;
use core::ffi::c_char;
use poscond::bounds::ID_LENGTH_MAX;
use poscond::{Advice, Finding, Foresight, LISTED_MAX, Listed, Plan, Reason, Required, Step};

/// Bytes of an id and the zero that ends it.
pub const ID_BYTES: usize = 41;
const _: () = assert!(ID_BYTES == ID_LENGTH_MAX + 1);

/// The number of no fact.
pub const FACT_NONE: u8 = 255;

/// The bit of no rule: of a guard.
pub const BIT_NONE: u8 = 255;

/// What is required of the value observed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum RequiredKind {
    /// Nothing that a value could show.
    Nothing = 0,
    /// `required_from` or more.
    AtLeast = 1,
    /// `required_to` or less.
    AtMost = 2,
    /// From `required_from` to just before `required_to`.
    Within = 3,
    /// One of the values in `listed`.
    OneOf = 4,
}

/// What one rule, or a guard, says of one request. Numbers of words are those of the constants of their names.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct FindingForm {
    /// What was observed, in `unit`. 0 where `has_observed` is 0.
    pub observed: i64,
    /// The least value required, in `unit`. 0 where `required` has none.
    pub required_from: i64,
    /// The greatest value required, or the one before which it must lie. 0 where `required` has none.
    pub required_to: i64,
    /// The number of the reason, of POSCOND_REASON_…; 0 where the rule passes or does not apply.
    pub reason: u16,
    /// The values of which one is required; the first `listed_count` count.
    pub listed: [u16; LISTED_MAX],
    /// How many values are listed, 0 to 8.
    pub listed_count: u8,
    /// What is required: POSCOND_REQUIRED_…; 0 is nothing.
    pub required: u8,
    /// 1 where something was observed, else 0.
    pub has_observed: u8,
    /// The unit of the values: POSCOND_UNIT_….
    pub unit: u8,
    /// What the rule says: POSCOND_VERDICT_…; never 0.
    pub verdict: u8,
    /// What it leads to: POSCOND_ACTION_…; 0 is allow.
    pub action: u8,
    /// The fact of the request that was looked at, of POSCOND_FACT_…; POSCOND_FACT_NONE where it is not one.
    pub fact: u8,
    /// The rule's bit in the sets of a decision, 0 to 63; POSCOND_BIT_NONE for a guard.
    pub bit: u8,
    /// 1 where the rule is for the engineer's eyes only, else 0.
    pub internal: u8,
    /// The rule's id; a guard's name starts with `@`.
    pub rule: [c_char; ID_BYTES],
    /// What the rule is about, where rules of its condition differ in that, such as the kind of document; else empty.
    pub subject: [c_char; ID_BYTES],
    /// Zero.
    pub reserved: [u8; 3],
}

/// What is foreseen of a request.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct ForesightForm {
    /// The first later instant, s UTC, at which outcome or primary reason change with nothing but the time. 0 where
    /// `has_stable_until` is 0: none within 400 days.
    pub stable_until_utc_s: i64,
    /// The earliest instant, s UTC, now or later, at which the same request made afresh proceeds. 0 where `has_next_allowed_at`
    /// is 0: none within 400 days.
    pub next_allowed_at_utc_s: i64,
    /// The greatest amount, in minor units: up to it a request that proceeds still does; below its own amount one that does not
    /// would. 0 where `has_max_amount` is 0: nothing limits it, or no smaller one proceeds.
    pub max_amount_minor: i64,
    /// 1 where there is such an instant, else 0.
    pub has_stable_until: u8,
    /// 1 where there is such an instant, else 0.
    pub has_next_allowed_at: u8,
    /// 1 where there is such an amount, else 0.
    pub has_max_amount: u8,
    /// Zero.
    pub reserved: [u8; 5],
}

/// What is worth saying before it turns into a refusal.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct AdviceForm {
    /// What was observed, in `unit`. 0 where `has_observed` is 0.
    pub observed: i64,
    /// Where it turns into a refusal, in `unit`.
    pub limit: i64,
    /// What is advised: POSCOND_ADVICE_…; never 0.
    pub kind: u8,
    /// The unit of the two values: POSCOND_UNIT_….
    pub unit: u8,
    /// 1 where something was observed, else 0.
    pub has_observed: u8,
    /// 1 where the rule is for the engineer's eyes only, else 0.
    pub internal: u8,
    /// The rule that will refuse; empty for the plan itself.
    pub rule: [c_char; ID_BYTES],
    /// What the rule is about, where rules of its condition differ in that; else empty.
    pub subject: [c_char; ID_BYTES],
    /// Zero.
    pub reserved: [u8; 2],
}

/// A step against a cause.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct RemedyForm {
    /// What is done: POSCOND_STEP_…; never 0.
    pub step: u8,
    /// Who does it: POSCOND_WHO_…; never 0.
    pub who: u8,
    /// When to try again: POSCOND_RETRY_…; never 0.
    pub retry: u8,
}

/// What a plan says of itself.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct PlanInfo {
    /// The policy's version.
    pub policy_version: u32,
    /// The service point's revision. Keep the highest that was ever opened, and ask for no less.
    pub revision: u32,
    /// The first local date on which it is valid, in days since 1970-01-01; INT32_MIN where it has none.
    pub valid_from_day: i32,
    /// The last local date on which it is valid; INT32_MAX where it has none.
    pub valid_through_day: i32,
    /// The least engine version that it needs, 1 or more.
    pub engine_needed: u16,
    /// How many rules it has, 1 to 64.
    pub rule_count: u8,
    /// How many counters it asks for, 0 to 12: `poscond_plan_counter` tells each.
    pub counter_count: u8,
    /// 1 where it names a key as the one that signed it, else 0. That this is so, only opening it with keys shows.
    pub is_signed: u8,
    /// The id of that key; zeros where there is none.
    pub signed_by: [u8; 8],
    /// The SHA-256 over its body, which receipts name.
    pub digest: [u8; 32],
    /// The merchant id (DE42), padded with spaces, and a zero.
    pub merchant_id: [c_char; 16],
    /// The policy's id.
    pub policy_id: [c_char; ID_BYTES],
    /// The service point's id.
    pub service_point_id: [c_char; ID_BYTES],
    /// Zero.
    pub reserved: [u8; 1],
}

/// An Ed25519 public key (RFC 8032).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct KeyForm {
    /// Its bytes.
    pub bytes: [u8; 32],
}

/// An array of characters that a text of ASCII fills, with zeros behind.
fn characters<const N: usize>(text: &[u8]) -> [c_char; N] {
    let mut out = [0; N];
    for (place, &byte) in out.iter_mut().zip(text) {
        // OK because ASCII is the same in both.
        *place = c_char::from_ne_bytes([byte]);
    }
    out
}

impl FindingForm {
    /// The form of a finding.
    #[must_use]
    pub fn new(finding: &Finding<'_>) -> Self {
        let (required, from, to, values) = match finding.required {
            Required::Nothing => (RequiredKind::Nothing, 0, 0, Listed::default()),
            Required::AtLeast(least) => (RequiredKind::AtLeast, least, 0, Listed::default()),
            Required::AtMost(most) => (RequiredKind::AtMost, 0, most, Listed::default()),
            Required::Within(from, before) => (RequiredKind::Within, from, before, Listed::default()),
            Required::OneOf(values) => (RequiredKind::OneOf, 0, 0, values),
        };
        let mut listed = [0; LISTED_MAX];
        for (place, &value) in listed.iter_mut().zip(values.values()) {
            *place = value;
        }
        Self {
            observed: finding.observed.unwrap_or_default(),
            required_from: from,
            required_to: to,
            reason: finding.reason.map_or(0, |reason| reason as u16),
            listed,
            listed_count: u8::try_from(values.values().len()).unwrap_or_default(),
            required: required as u8,
            has_observed: finding.observed.is_some().into(),
            unit: finding.unit as u8,
            verdict: finding.verdict as u8,
            action: finding.action as u8,
            fact: finding.fact.map_or(FACT_NONE, |fact| fact as u8),
            bit: finding.bit.unwrap_or(BIT_NONE),
            internal: finding.internal.into(),
            rule: characters(finding.rule.as_bytes()),
            subject: characters(finding.subject.unwrap_or_default().as_bytes()),
            reserved: [0; 3],
        }
    }
}

impl ForesightForm {
    /// The form of a foresight.
    #[must_use]
    pub fn new(foresight: Foresight) -> Self {
        Self {
            stable_until_utc_s: foresight.stable_until_utc_s.unwrap_or_default(),
            next_allowed_at_utc_s: foresight.next_allowed_at_utc_s.unwrap_or_default(),
            max_amount_minor: foresight.max_amount_minor.unwrap_or_default(),
            has_stable_until: foresight.stable_until_utc_s.is_some().into(),
            has_next_allowed_at: foresight.next_allowed_at_utc_s.is_some().into(),
            has_max_amount: foresight.max_amount_minor.is_some().into(),
            reserved: [0; 5],
        }
    }
}

impl AdviceForm {
    /// The form of an advice.
    #[must_use]
    pub fn new(advice: &Advice<'_>) -> Self {
        Self {
            observed: advice.observed.unwrap_or_default(),
            limit: advice.limit,
            kind: advice.kind as u8,
            unit: advice.unit as u8,
            has_observed: advice.observed.is_some().into(),
            internal: advice.internal.into(),
            rule: characters(advice.rule.unwrap_or_default().as_bytes()),
            subject: characters(advice.subject.unwrap_or_default().as_bytes()),
            reserved: [0; 2],
        }
    }
}

impl RemedyForm {
    /// The form of a step against a reason.
    #[must_use]
    pub const fn new(step: Step, reason: Reason) -> Self {
        Self { step: step as u8, who: step.who() as u8, retry: step.retry(reason) as u8 }
    }
}

impl PlanInfo {
    /// What a plan says of itself.
    #[must_use]
    pub fn new(plan: &Plan<'_>) -> Self {
        let (valid_from_day, valid_through_day) = plan.valid_days();
        Self {
            policy_version: plan.policy_version(),
            revision: plan.revision(),
            valid_from_day,
            valid_through_day,
            engine_needed: plan.engine_needed(),
            rule_count: u8::try_from(plan.rule_count()).unwrap_or_default(),
            counter_count: u8::try_from(plan.counters().count()).unwrap_or_default(),
            is_signed: plan.signed_by().is_some().into(),
            signed_by: plan.signed_by().map_or([0; 8], |id| id.0),
            digest: *plan.digest(),
            merchant_id: characters(plan.merchant_id()),
            policy_id: characters(plan.policy_id().as_bytes()),
            service_point_id: characters(plan.service_point_id().as_bytes()),
            reserved: [0; 1],
        }
    }
}

/// The word with this number; errs where there is none.
pub(crate) fn word<T>(found: Option<T>) -> Result<T, Status> {
    found.ok_or(Status::OutOfRange)
}
