//! The plan's bytes: the one place that knows their layout, for reading and for writing.
//!
//! Little-endian, canonical (the same inputs give the same bytes on every host), readable in place at any alignment.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | magic `POSC` |
//! | 4 | format version (1), 5: flags (bit 0: signed), 6: engine version needed |
//! | 8 | length of the body: all before the digest |
//! | 12 | policy version, 16: service point revision |
//! | 20 | first and 24: last valid local date, in days since 1970-01-01 |
//! | 28 | how many rules, scopes, offset rows, reasons, counters, raises, values, relaxations (a byte each) |
//! | 36 | length of rules, 38: of areas, 40: of hours, 42: of texts |
//! | 44 | merchant id (DE42), 59: how many subjects |
//! | 60 | thresholds of advice ([`Thresholds`]), 74: length of expressions |
//! | 76 | rules, scopes, offset rows, reasons, counters, raises, values, relaxations, areas, hours, expressions, texts |
//! | body | SHA-256 of the body |
//! | body + 32 | where the flag says so: the first 8 bytes of the SHA-256 of the public key, then the Ed25519 signature over all that precedes it |
//!
//! A rule is three bytes and what its condition compares with ([`Rule`]); rules of one scope and the same dates share a
//! [`ScopeRow`]. A reason row is its number, its rank and its DE39. A counter row is a [`CounterRow`]. A raise is a first
//! and last local date and a limit. A value is eight bytes that belong to a condition: a first and last local date, a
//! version, the id of a terminal. A [`Relaxation`] softens rules for a time. Areas and hours are laid out where their
//! conditions live. An expression is its length (2 bytes) and its steps ([`Steps`]); rules and scopes name it by the offset of
//! its length. Texts are policy id, service point id, the rules' ids in order, and the subjects that rules name
//! (kinds of document), each after its length.

use crate::bounds::{AMOUNT_MINOR_CAP, COUNTERS_MAX, ID_LENGTH_MAX, INSTANT_UTC_S_MAX, RULES_MAX};
use crate::condition::{self, Args, Parameter, hours::HoursTable, location::Areas};
use crate::expression::code::Steps;
use crate::reason::Reason;
use crate::signature::{self, KEY_ID_BYTES, KeyId, PublicKey, SIGNATURE_BYTES};
use crate::time::{BusinessDays, TRANSITION_BYTES, Zone, are_days};
use crate::words::{Action, CardKind, EntryMode, Refunds, Subject, TransactionType, Window};
use sha2::{Digest, Sha256};

/// The version of this engine. A plan says which one it needs.
pub const ENGINE_VERSION: u16 = 1;

/// The version of the layout of a plan.
pub const FORMAT_VERSION: u8 = 1;

pub(crate) const MAGIC: [u8; 4] = *b"POSC";
pub(crate) const HEAD_BYTES: usize = 76;
pub(crate) const DIGEST_BYTES: usize = 32;

/// Where the flags stand.
const FLAGS_AT: usize = 5;

/// The flag of a plan that a signature follows. It is under the digest, so a signature cannot just be taken off.
const SIGNED: u8 = 1;

const RULE_HEAD_BYTES: usize = 3;
const SCOPE_BYTES: usize = 16;
const REASON_BYTES: usize = 5;
const COUNTER_BYTES: usize = 9;
const RAISE_BYTES: usize = 16;
const VALUE_BYTES: usize = 8;
const RELAXATION_BYTES: usize = 17;

/// Largest difference from UTC that a plan may state, in minutes.
const OFFSET_MIN_MAX: i16 = 16 * 60;

/// Largest offset of the business day's start from local midnight, in minutes.
const BUSINESS_DAY_OFFSET_MIN_MAX: i16 = 720;

/// A mask that restricts nothing. A mask that restricts has one bit for each accepted value, at its wire number; bit 0
/// then is clear, so that an absent fact, which reads as 0, is found outside both.
pub(crate) const UNRESTRICTED: u16 = u16::MAX;

/// The offset of no expression.
pub(crate) const NO_EXPRESSION: u16 = u16::MAX;

/// Dates without an end, as a plan writes them.
pub(crate) const EVER_DAYS: (i32, i32) = (i32::MIN, i32::MAX);

/// Why bytes are not a plan to decide by. Nothing changes: the plan in force stays in force.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum OpenError {
    /// The bytes end too early, or go on too long.
    #[error("a plan of `{found}` bytes; accepted: the `{stated}` bytes that it states")]
    Length {
        /// The bytes at hand.
        found: usize,
        /// The bytes that the head states, or the least there must be.
        stated: usize,
    },
    /// The bytes are something else.
    #[error("the bytes do not start with `POSC`, so they are not a plan")]
    Magic,
    /// The layout is another one.
    #[error("plan format `{found}`; accepted: {FORMAT_VERSION}")]
    Format {
        /// The format stated.
        found: u8,
    },
    /// The plan uses what this engine does not know.
    #[error("the plan needs engine version `{needed}`; this one is {ENGINE_VERSION}")]
    Engine {
        /// The version needed.
        needed: u16,
    },
    /// The digest does not match: the bytes were damaged or changed.
    #[error("the digest does not match the plan's bytes")]
    Digest,
    /// A signature is required, and there is none.
    #[error("the plan is not signed; accepted: one that is signed by a key given")]
    Unsigned,
    /// The key that it is signed by is none of those given.
    #[error("the plan is signed by key `{found}`; accepted: a key given")]
    ForeignKey {
        /// The key that the plan names.
        found: KeyId,
    },
    /// The signature is not one by the key that the plan names over these bytes, or that key is weak.
    #[error("the signature does not match the plan's bytes and the key")]
    Signature,
    /// The bytes are whole and say something impossible.
    #[error("`{section}` of the plan hold something that no plan can say")]
    Content {
        /// Which part.
        section: &'static str,
    },
    /// The plan is for another service point.
    #[error("the plan is for another service point than the expected one")]
    ServicePoint,
    /// The plan is older than one that was already in force.
    #[error("service point revision `{found}` of the plan; accepted: at least {accepted}")]
    Revision {
        /// The plan's revision.
        found: u32,
        /// The least revision asked for.
        accepted: u32,
    },
}

/// What the caller of [`Plan::open`] insists on.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Expect<'a> {
    /// The service point's id; nothing: any (to look into a plan, not to decide by it).
    pub service_point: Option<&'a str>,
    /// The least revision of the service point, which the caller keeps: the highest it ever opened.
    pub revision_min: u32,
    /// The keys of which one must have signed the plan; none: it need not be signed, and a signature is not looked at.
    /// More than one while a key is replaced by the next.
    pub keys: &'a [PublicKey],
}

/// A plan, read in place: what decides, for one service point under one policy.
///
/// Holds only bytes that [`open`](Self::open) found whole and possible.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    head: &'a [u8; HEAD_BYTES],
    /// From the first rule to the end of the plan, so that sixteen bytes can be read wherever a condition starts.
    rules: &'a [u8],
    scopes: &'a [[u8; SCOPE_BYTES]],
    pub(crate) zone: Zone<'a>,
    reasons: &'a [[u8; REASON_BYTES]],
    counters: &'a [[u8; COUNTER_BYTES]],
    raises: &'a [[u8; RAISE_BYTES]],
    values: &'a [[u8; VALUE_BYTES]],
    relaxations: &'a [[u8; RELAXATION_BYTES]],
    pub(crate) areas: Areas<'a>,
    pub(crate) hours: HoursTable<'a>,
    expressions: Expressions<'a>,
    texts: Texts<'a>,
    digest: &'a [u8; DIGEST_BYTES],
    signed_by: Option<KeyId>,
}

/// One rule of a plan, read as it is needed.
///
/// | bytes | what |
/// |---|---|
/// | 0 | which condition |
/// | 1 | two bits each from the lowest: what a fail, an unknown, and a referral that cannot be settled lead to; bit 6: for the engineer's eyes only |
/// | 2 | the number of its scope |
/// | 3 | what the condition compares with: as many bytes as the condition has |
#[derive(Clone, Copy)]
pub(crate) struct Rule<'a>(&'a [u8; RULE_HEAD_BYTES + size_of::<Args>()]);

/// The rules of a plan, one after the other.
#[derive(Clone)]
pub(crate) struct Rules<'a> {
    rest: &'a [u8],
    left: u8,
}

impl<'a> Iterator for Rules<'a> {
    type Item = Rule<'a>;

    #[inline]
    fn next(&mut self) -> Option<Rule<'a>> {
        self.left = self.left.checked_sub(1)?;
        // What follows the bytes of a condition is read with it and not looked at.
        let rule = self.rest.first_chunk()?;
        let bytes = RULE_HEAD_BYTES.saturating_add(condition::bytes(rule[0]));
        self.rest = self.rest.get(bytes..)?;
        Some(Rule(rule))
    }
}

/// Whom and when rules concern: masks of the transactions, entry modes and card kinds (2 bytes each), the first and last
/// local date (4 each), and the expression that must be true too (2, all bits for none).
#[derive(Clone, Copy)]
pub(crate) struct ScopeRow<'a>(&'a [u8; SCOPE_BYTES]);

/// A rule of a plan in words.
#[derive(Clone, Copy)]
pub struct RuleRow<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its bit in the sets of a decision.
    pub bit: u8,
    /// What it is about, where rules of its condition differ in that: the kind of document.
    pub subject: Option<&'a str>,
    /// The policy's word for its condition; `settled` or `fixed` for one that the service point alone answered.
    pub condition: &'static str,
    /// What follows where the condition is not met.
    pub on_fail: Action,
    /// What follows where it is not known whether it is met.
    pub on_unknown: Action,
    /// What `refer` becomes where the host cannot be reached.
    pub on_unreachable: Action,
    /// Whether it is for the engineer's eyes only.
    pub internal: bool,
    /// The transactions that it concerns, a bit each at their wire number; all bits: every one.
    pub transactions: u16,
    /// The entry modes, likewise.
    pub entry_modes: u16,
    /// The card kinds, likewise.
    pub card_kinds: u16,
    /// The first and last local date on which it holds; the ends of `i32` where it has none.
    pub valid_days: (i32, i32),
    /// What must be true beside these for it to concern a request.
    pub when: Option<Steps<'a>>,
    /// The expression that its condition asks to be true.
    pub requirement: Option<Steps<'a>>,
    rule: Rule<'a>,
}

impl RuleRow<'_> {
    /// Tells what its condition compares with; `plan` is the plan that it is of.
    pub fn tell(&self, plan: &Plan<'_>, mut say: impl FnMut(Parameter)) {
        condition::tell(self.rule, plan, &mut say);
    }
}

/// Whom and when a rule concerns, to be written.
#[cfg(feature = "compile")]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScopeParts {
    pub(crate) transactions: u16,
    pub(crate) entry_modes: u16,
    pub(crate) card_kinds: u16,
    pub(crate) from_day: i32,
    pub(crate) through_day: i32,
    pub(crate) expression: u16,
}

#[cfg(feature = "compile")]
impl ScopeParts {
    pub(crate) fn write(&self) -> [u8; SCOPE_BYTES] {
        let mut out = [0; SCOPE_BYTES];
        out[..2].copy_from_slice(&self.transactions.to_le_bytes());
        out[2..4].copy_from_slice(&self.entry_modes.to_le_bytes());
        out[4..6].copy_from_slice(&self.card_kinds.to_le_bytes());
        out[6..10].copy_from_slice(&self.from_day.to_le_bytes());
        out[10..14].copy_from_slice(&self.through_day.to_le_bytes());
        out[14..].copy_from_slice(&self.expression.to_le_bytes());
        out
    }
}

/// What a rule consists of, to be written.
#[cfg(feature = "compile")]
pub(crate) struct RuleParts {
    pub(crate) operation: u8,
    pub(crate) on_fail: Action,
    pub(crate) on_unknown: Action,
    pub(crate) on_unreachable: Action,
    pub(crate) internal: bool,
    pub(crate) scope: u8,
    pub(crate) args: Args,
}

#[cfg(feature = "compile")]
impl RuleParts {
    pub(crate) fn write(&self) -> alloc::vec::Vec<u8> {
        let internal = if self.internal { 0x40 } else { 0 };
        let actions =
            (self.on_fail as u8) | ((self.on_unknown as u8) << 2) | ((self.on_unreachable as u8) << 4) | internal;
        let mut out = alloc::vec::Vec::from([self.operation, actions, self.scope]);
        out.extend(self.args.iter().take(condition::bytes(self.operation)));
        out
    }
}

/// The bits that a request must find set in the masks of a scope that concerns it: its transaction, entry mode and card
/// kind, each at its wire number.
#[derive(Clone, Copy)]
pub(crate) struct ScopeBits(u64);

impl ScopeBits {
    /// The bits of wire numbers, 0 where a fact is absent. Words are numbered from 1 to at most 15.
    pub(crate) const fn new([transaction, entry_mode, card_kind]: [u8; 3]) -> Self {
        Self((1 << (transaction & 15)) | ((1 << (entry_mode & 15)) << 16) | ((1 << (card_kind & 15)) << 32))
    }
}

impl ScopeRow<'_> {
    /// Whether all the masks hold the request's values.
    #[inline]
    pub(crate) fn concerns(self, bits: ScopeBits) -> bool {
        u64_at(self.0, 0) & bits.0 == bits.0
    }

    /// The masks of transactions, entry modes and card kinds.
    pub(crate) fn masks(self) -> [u16; 3] {
        [u16_at(self.0, 0), u16_at(self.0, 2), u16_at(self.0, 4)]
    }

    /// Where the expression stands that must be true too.
    #[inline]
    pub(crate) fn expression(self) -> u16 {
        u16_at(self.0, 14)
    }

    /// Whether there is such an expression.
    #[inline]
    pub(crate) fn has_expression(self) -> bool {
        self.expression() != NO_EXPRESSION
    }

    /// The first and last local date on which it holds.
    #[inline]
    pub(crate) fn days(self) -> (i32, i32) {
        (i32_at(self.0, 6), i32_at(self.0, 10))
    }

    fn is_possible(self, plan: &Plan<'_>) -> bool {
        let [transactions, entry_modes, card_kinds] = self.masks();
        are_days(self.days())
            && (!self.has_expression() || plan.has_expression(self.expression()))
            && is_mask(transactions, TransactionType::ALL.len())
            && is_mask(entry_modes, EntryMode::ALL.len())
            && is_mask(card_kinds, CardKind::ALL.len())
    }
}

impl<'a> Rule<'a> {
    #[inline]
    pub(crate) fn operation(self) -> u8 {
        self.0[0]
    }

    #[inline]
    pub(crate) fn args(self) -> &'a Args {
        self.0.last_chunk().unwrap_or(&[0; 16])
    }

    /// The number of its scope.
    #[inline]
    pub(crate) fn scope(self) -> u8 {
        self.0[2]
    }

    pub(crate) fn on_fail(self) -> Action {
        self.action(0)
    }

    pub(crate) fn on_unknown(self) -> Action {
        self.action(2)
    }

    pub(crate) fn on_unreachable(self) -> Action {
        self.action(4)
    }

    fn action(self, shift: u8) -> Action {
        Action::from_u8((self.0[1] >> (shift & 7)) & 3).unwrap_or(Action::Decline)
    }

    pub(crate) fn is_internal(self) -> bool {
        self.0[1] & 0x40 != 0
    }

    fn is_possible(self) -> bool {
        self.0[1] & 0x80 == 0 && self.on_unknown() <= self.on_fail() && self.on_unreachable() != Action::Refer
    }
}

/// Rules that an authority's directive softens between two local dates, both included: a bit each (8 bytes), the dates
/// (4 each), and what they lead to at most (1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Relaxation {
    pub(crate) rules: u64,
    pub(crate) from_day: i32,
    pub(crate) through_day: i32,
    pub(crate) to: Action,
}

impl Relaxation {
    fn read(bytes: &[u8; RELAXATION_BYTES]) -> Self {
        Self {
            rules: u64_at(bytes, 0),
            from_day: i32_at(bytes, 8),
            through_day: i32_at(bytes, 12),
            to: Action::from_u8(bytes[16]).unwrap_or(Action::Decline),
        }
    }

    #[cfg(feature = "compile")]
    pub(crate) fn write(&self) -> [u8; RELAXATION_BYTES] {
        let mut out = [0; RELAXATION_BYTES];
        out[..8].copy_from_slice(&self.rules.to_le_bytes());
        out[8..12].copy_from_slice(&self.from_day.to_le_bytes());
        out[12..16].copy_from_slice(&self.through_day.to_le_bytes());
        out[16] = self.to as u8;
        out
    }

    fn is_possible(self, rules: u8) -> bool {
        let beyond = self.rules.checked_shr(rules.into()).unwrap_or(0);
        self.rules != 0
            && beyond == 0
            && are_days((self.from_day, self.through_day))
            && matches!(self.to, Action::Allow | Action::Warn)
    }
}

/// From when on a plan gives advice; 0 for never. Bytes: the five numbers of days and the minutes (2 each), the two
/// shares (1 each).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Thresholds {
    /// Days before a document fails.
    pub document_days: u16,
    /// Days before a regulation comes into force.
    pub regulation_days: u16,
    /// Days before the plan ends.
    pub plan_days: u16,
    /// Days before the calendar ends.
    pub calendar_days: u16,
    /// Days before profile or inspection are due.
    pub due_days: u16,
    /// Minutes before the service point closes.
    pub closing_min: u16,
    /// Share of a limit, in per cent.
    pub usage_percent: u8,
    /// Level of the battery, in per cent.
    pub battery_percent: u8,
}

#[cfg(feature = "compile")]
const THRESHOLD_BYTES: usize = 14;

impl Thresholds {
    fn read(bytes: &[u8]) -> Self {
        let [usage_percent, battery_percent] = u16_at(bytes, 12).to_le_bytes();
        Self {
            document_days: u16_at(bytes, 0),
            regulation_days: u16_at(bytes, 2),
            plan_days: u16_at(bytes, 4),
            calendar_days: u16_at(bytes, 6),
            due_days: u16_at(bytes, 8),
            closing_min: u16_at(bytes, 10),
            usage_percent,
            battery_percent,
        }
    }

    #[cfg(feature = "compile")]
    pub(crate) fn write(&self) -> [u8; THRESHOLD_BYTES] {
        let mut out = [0; THRESHOLD_BYTES];
        let days = [self.document_days, self.regulation_days, self.plan_days, self.calendar_days, self.due_days];
        let numbers = days.into_iter().chain([self.closing_min]);
        for (place, number) in out.as_chunks_mut().0.iter_mut().zip(numbers) {
            *place = number.to_le_bytes();
        }
        out[12] = self.usage_percent;
        out[13] = self.battery_percent;
        out
    }

    fn is_possible(self) -> bool {
        let days = [self.document_days, self.regulation_days, self.plan_days, self.calendar_days, self.due_days];
        days.iter().all(|&days| days <= 365)
            && self.closing_min <= 1440
            && self.usage_percent <= 100
            && self.battery_percent <= 100
    }
}

/// Whether a mask restricts nothing, or names at least one of `values` words numbered from 1.
fn is_mask(mask: u16, values: usize) -> bool {
    let beyond = u32::try_from(values).unwrap_or(16).saturating_add(1);
    mask == UNRESTRICTED || (mask != 0 && mask & 1 == 0 && u32::from(mask) >> beyond == 0)
}

/// A counter that the plan asks its host to keep, in the slot of its place in the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct CounterRow {
    /// Over which time it counts.
    pub window: Window,
    /// Whose transactions it counts.
    pub subject: Subject,
    /// When the business day starts, in minutes from local midnight, −720 to 720; below zero on the evening before.
    pub business_day_offset_min: i16,
    /// The entry modes that count, a bit each at their wire number; all bits: whichever.
    pub entry_modes: u16,
    /// The card kinds that count, likewise.
    pub card_kinds: u16,
    /// Whether refunds give back what it counted.
    pub refunds: Refunds,
}

impl CounterRow {
    fn read(bytes: &[u8; COUNTER_BYTES]) -> Option<Self> {
        let row = Self {
            window: Window::from_u8(bytes[0])?,
            subject: Subject::from_u8(bytes[1])?,
            business_day_offset_min: u16_at(bytes, 2).cast_signed(),
            entry_modes: u16_at(bytes, 4),
            card_kinds: u16_at(bytes, 6),
            refunds: Refunds::from_u8(bytes[8])?,
        };
        Some(row)
    }

    #[cfg(feature = "compile")]
    pub(crate) fn write(&self) -> [u8; COUNTER_BYTES] {
        let [a, b] = self.business_day_offset_min.to_le_bytes();
        let [c, d] = self.entry_modes.to_le_bytes();
        let [e, f] = self.card_kinds.to_le_bytes();
        [self.window as u8, self.subject as u8, a, b, c, d, e, f, self.refunds as u8]
    }

    /// What the list of counters is sorted by: window, subject, then what counts, the unrestricted first.
    #[cfg(feature = "compile")]
    pub(crate) fn order(&self) -> impl Ord + use<> {
        let restricted = |mask: u16| (mask != UNRESTRICTED, mask);
        let what = (restricted(self.entry_modes), restricted(self.card_kinds));
        (self.window, self.subject, what, self.business_day_offset_min, self.refunds)
    }

    fn is_possible(&self) -> bool {
        self.business_day_offset_min.unsigned_abs() <= BUSINESS_DAY_OFFSET_MIN_MAX.unsigned_abs()
            && is_mask(self.entry_modes, EntryMode::ALL.len())
            && is_mask(self.card_kinds, CardKind::ALL.len())
    }

    pub(crate) fn business_days<'a>(&self, zone: Zone<'a>) -> BusinessDays<'a> {
        BusinessDays { zone, offset_min: i32::from(self.business_day_offset_min) }
    }
}

/// A limit that holds instead of a lower one between two local dates, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Raise {
    pub(crate) from_day: i32,
    pub(crate) through_day: i32,
    pub(crate) limit: u64,
}

impl Raise {
    fn is_possible(self) -> bool {
        are_days((self.from_day, self.through_day)) && (1..=AMOUNT_MINOR_CAP).contains(&self.limit)
    }

    fn read(bytes: &[u8; RAISE_BYTES]) -> Self {
        Self { from_day: i32_at(bytes, 0), through_day: i32_at(bytes, 4), limit: u64_at(bytes, 8) }
    }

    #[cfg(feature = "compile")]
    pub(crate) fn write(&self) -> [u8; RAISE_BYTES] {
        let mut out = [0; RAISE_BYTES];
        out[..4].copy_from_slice(&self.from_day.to_le_bytes());
        out[4..8].copy_from_slice(&self.through_day.to_le_bytes());
        out[8..].copy_from_slice(&self.limit.to_le_bytes());
        out
    }
}

/// Eight bytes that belong to a condition.
pub(crate) type Value = [u8; VALUE_BYTES];

/// Two local dates, both included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Term {
    pub(crate) from_day: i32,
    pub(crate) through_day: i32,
}

impl Term {
    /// On every date.
    pub(crate) const ALWAYS: Self = Self { from_day: EVER_DAYS.0, through_day: EVER_DAYS.1 };

    pub(crate) fn read(bytes: &Value) -> Self {
        Self { from_day: i32_at(bytes, 0), through_day: i32_at(bytes, 4) }
    }

    #[cfg(feature = "compile")]
    pub(crate) fn write(&self) -> Value {
        let mut out = [0; VALUE_BYTES];
        out[..4].copy_from_slice(&self.from_day.to_le_bytes());
        out[4..].copy_from_slice(&self.through_day.to_le_bytes());
        out
    }

    pub(crate) fn is_possible(self) -> bool {
        are_days((self.from_day, self.through_day))
    }

    pub(crate) fn holds(self, day: i32) -> bool {
        (self.from_day..=self.through_day).contains(&day)
    }
}

/// What a reason leads to in this plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct ReasonRow {
    pub(crate) number: u16,
    pub(crate) rank: u8,
    pub(crate) de39: [u8; 2],
}

impl ReasonRow {
    fn read(bytes: &[u8; REASON_BYTES]) -> Self {
        let [low, high, rank, first, second] = *bytes;
        Self { number: u16::from_le_bytes([low, high]), rank, de39: [first, second] }
    }

    #[cfg(feature = "compile")]
    pub(crate) fn write(&self) -> [u8; REASON_BYTES] {
        let [low, high] = self.number.to_le_bytes();
        let [first, second] = self.de39;
        [low, high, self.rank, first, second]
    }
}

/// Expressions, each after its length.
#[derive(Clone, Copy)]
struct Expressions<'a>(&'a [u8]);

impl<'a> Expressions<'a> {
    /// The expression at an offset; without a step where there is none.
    #[inline]
    fn at(self, offset: u16) -> Steps<'a> {
        let rest = self.0.get(usize::from(offset)..).unwrap_or_default();
        let steps = rest.get(2..).and_then(|rest| rest.get(..u16_at(self.0, offset.into()).into()));
        Steps::new(steps.unwrap_or_default())
    }

    /// The offset of each expression. Ends at what is none.
    fn offsets(self) -> impl Iterator<Item = usize> + use<'a> {
        let mut offset = 0_usize;
        core::iter::from_fn(move || {
            let at = offset;
            self.0.get(at..).filter(|rest| rest.len() >= 2)?;
            offset = at.saturating_add(2).saturating_add(u16_at(self.0, at).into());
            (offset <= self.0.len()).then_some(at)
        })
    }
}

/// Texts after their lengths.
#[derive(Clone, Copy)]
struct Texts<'a>(&'a [u8]);

impl<'a> Iterator for Texts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let (&length, rest) = self.0.split_first()?;
        let (text, rest) = rest.split_at_checked(usize::from(length))?;
        self.0 = rest;
        core::str::from_utf8(text).ok()
    }
}

/// Whether a text is an id: 1 to 40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit.
pub(crate) fn is_id(text: &[u8]) -> bool {
    (1..=ID_LENGTH_MAX).contains(&text.len())
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
        && text.first().is_some_and(u8::is_ascii_alphanumeric)
}

/// So many rows from the first; none where the table ends before.
#[inline]
fn run<T>(rows: &[T], first: u8, count: u8) -> &[T] {
    let first = usize::from(first);
    rows.get(first..first.saturating_add(count.into())).unwrap_or_default()
}

/// Takes a section of so many rows off the front.
pub(crate) fn take<'a, const N: usize>(rest: &mut &'a [u8], rows: u8) -> Option<&'a [[u8; N]]> {
    let (section, after) = rest.split_at_checked(usize::from(rows).checked_mul(N)?)?;
    *rest = after;
    Some(section.as_chunks().0)
}

/// Takes a section of so many bytes off the front.
fn take_bytes<'a>(rest: &mut &'a [u8], bytes: u16) -> Option<&'a [u8]> {
    let (section, after) = rest.split_at_checked(usize::from(bytes))?;
    *rest = after;
    Some(section)
}

/// The bytes that follow the digest: those of a signature, or none.
fn trailer_bytes(head: &[u8; HEAD_BYTES]) -> usize {
    let signed = head[FLAGS_AT] & SIGNED != 0;
    if signed { KEY_ID_BYTES.saturating_add(SIGNATURE_BYTES) } else { 0 }
}

/// What a signature goes over, and goes behind: the plan as one that is signed, and the key's id.
///
/// A signature that the plan has gives way. Errs where the bytes do not open.
#[cfg(all(feature = "compile", feature = "signature"))]
pub(crate) fn to_sign(plan: &[u8], id: KeyId) -> Result<alloc::vec::Vec<u8>, OpenError> {
    let opened = Plan::open(plan, Expect::default())?;
    let after = DIGEST_BYTES.saturating_add(trailer_bytes(opened.head));
    // OK because what opens is at least so long, with a whole head.
    let mut bytes = plan.get(..plan.len().saturating_sub(after)).unwrap_or_default().to_vec();
    if let Some(flags) = bytes.get_mut(FLAGS_AT) {
        *flags |= SIGNED;
    }
    let digest = Sha256::digest(&bytes);
    bytes.extend_from_slice(&digest);
    bytes.extend_from_slice(&id.0);
    Ok(bytes)
}

impl<'a> Plan<'a> {
    /// Reads a plan in place, after looking at every byte of it.
    ///
    /// Errs where the bytes are not a whole and possible plan, where it needs a newer engine, or where it is not what
    /// `expect` insists on. Never panics, whatever the bytes. What the bytes say is looked at after their signature,
    /// where one is required.
    ///
    /// What opens can be evaluated, within the bounds of `bounds`. That [`compile`](crate::compile()) wrote it is more
    /// than bytes can show: the digest tells damage, and only a signature tells a stranger ([`Expect::keys`]).
    pub fn open(bytes: &'a [u8], expect: Expect<'_>) -> Result<Self, OpenError> {
        let found = bytes.len();
        if !bytes.starts_with(&MAGIC) {
            let short = MAGIC.starts_with(bytes);
            return Err(if short { OpenError::Length { found, stated: HEAD_BYTES } } else { OpenError::Magic });
        }
        let Some((head, rest)) = bytes.split_first_chunk::<HEAD_BYTES>() else {
            return Err(OpenError::Length { found, stated: HEAD_BYTES });
        };
        if head[4] != FORMAT_VERSION {
            return Err(OpenError::Format { found: head[4] });
        }
        if u16_at(head, 6) > ENGINE_VERSION {
            return Err(OpenError::Engine { needed: u16_at(head, 6) });
        }
        let body_bytes = usize::try_from(u32_at(head, 8)).unwrap_or(usize::MAX);
        let stated = body_bytes.saturating_add(DIGEST_BYTES).saturating_add(trailer_bytes(head));
        let cut = bytes.split_at_checked(body_bytes).filter(|_| found == stated);
        let Some((body, (digest, trailer))) = cut.and_then(|(body, after)| Some((body, after.split_first_chunk()?)))
        else {
            return Err(OpenError::Length { found, stated });
        };
        if Sha256::digest(body)[..] != digest[..] {
            return Err(OpenError::Digest);
        }
        // Before what the plan says: nothing is read in detail that a stranger may have written.
        let signed = trailer.split_first_chunk::<KEY_ID_BYTES>();
        let signed = signed.and_then(|(id, signature)| Some((KeyId(*id), signature.first_chunk::<SIGNATURE_BYTES>()?)));
        if !expect.keys.is_empty() {
            let (id, signature) = signed.ok_or(OpenError::Unsigned)?;
            // OK because a signed plan ends with its signature.
            let message = bytes.get(..found.saturating_sub(SIGNATURE_BYTES)).unwrap_or_default();
            signature::verify(expect.keys, id, message, signature)?;
        }
        let sections = body.get(HEAD_BYTES..).unwrap_or_default();
        let plan = Self::sections(head, rest, sections, digest, signed.map(|(id, _)| id))?;
        plan.check()?;
        if expect.service_point.is_some_and(|id| id != plan.service_point_id()) {
            return Err(OpenError::ServicePoint);
        }
        if plan.revision() < expect.revision_min {
            return Err(OpenError::Revision { found: plan.revision(), accepted: expect.revision_min });
        }
        Ok(plan)
    }

    /// Cuts the body into its sections; `rules` goes on to the end of the plan.
    fn sections(
        head: &'a [u8; HEAD_BYTES],
        rules: &'a [u8],
        mut rest: &'a [u8],
        digest: &'a [u8; DIGEST_BYTES],
        signed_by: Option<KeyId>,
    ) -> Result<Self, OpenError> {
        let mut cut = || {
            take_bytes(&mut rest, u16_at(head, 36))?;
            let scopes = take(&mut rest, head[29])?;
            let zone = Zone(take::<TRANSITION_BYTES>(&mut rest, head[30])?);
            let reasons = take(&mut rest, head[31])?;
            let counters = take(&mut rest, head[32])?;
            let raises = take(&mut rest, head[33])?;
            let values = take(&mut rest, head[34])?;
            let relaxations = take(&mut rest, head[35])?;
            let areas = Areas(take_bytes(&mut rest, u16_at(head, 38))?);
            let hours = HoursTable::read(take_bytes(&mut rest, u16_at(head, 40))?)?;
            let expressions = Expressions(take_bytes(&mut rest, u16_at(head, 74))?);
            let texts = Texts(take_bytes(&mut rest, u16_at(head, 42))?);
            rest.is_empty().then_some(Self {
                head,
                rules,
                scopes,
                zone,
                reasons,
                counters,
                raises,
                values,
                relaxations,
                areas,
                hours,
                expressions,
                texts,
                digest,
                signed_by,
            })
        };
        cut().ok_or(OpenError::Content { section: "lengths" })
    }

    /// Looks at what every byte says.
    fn check(&self) -> Result<(), OpenError> {
        let scopes = || self.scopes.iter().all(|row| ScopeRow(row).is_possible(self));
        let checks: [(&'static str, bool); 12] = [
            ("head", self.head_is_possible()),
            ("expressions", self.expressions_are_possible()),
            ("scopes", self.scopes.len() <= RULES_MAX && scopes()),
            ("offset rows", self.zone_is_possible()),
            ("reasons", self.reasons_are_possible()),
            ("counters", self.counters_are_possible()),
            ("raises", self.raises.iter().map(Raise::read).all(Raise::is_possible)),
            ("relaxations", self.relaxations().all(|row| row.is_possible(self.head[28]))),
            ("areas", self.areas.are_possible()),
            ("hours", self.hours.is_possible()),
            ("rules", self.rules_are_possible()),
            ("texts", self.texts_are_possible()),
        ];
        match checks.iter().find(|(_, possible)| !possible) {
            Some(&(section, _)) => Err(OpenError::Content { section }),
            None => Ok(()),
        }
    }

    fn head_is_possible(&self) -> bool {
        let text = self.merchant_id();
        self.head[FLAGS_AT] & !SIGNED == 0
            && self.engine_needed() > 0
            && are_days(self.valid_days())
            && (1..=RULES_MAX).contains(&self.rule_count())
            && self.thresholds().is_possible()
            && text.iter().all(|byte| (b' '..=b'~').contains(byte))
    }

    fn zone_is_possible(&self) -> bool {
        let mut before = None;
        for row in self.zone.0 {
            let from = i64_at(row, 0);
            let offset = u16_at(row, 8).cast_signed();
            let in_order = match before {
                None => from == i64::MIN,
                Some(before) => from > before && (0..=INSTANT_UTC_S_MAX).contains(&from),
            };
            if !in_order || offset.unsigned_abs() > OFFSET_MIN_MAX.unsigned_abs() {
                return false;
            }
            before = Some(from);
        }
        before.is_some()
    }

    fn reasons_are_possible(&self) -> bool {
        let mut ranks = [0_u64; 4];
        let mut before = 0;
        for row in self.reasons.iter().map(ReasonRow::read) {
            let bit = 1 << (row.rank % 64);
            let Some(seen) = ranks.get_mut(usize::from(row.rank / 64)) else { return false };
            let alphanumeric = row.de39.iter().all(u8::is_ascii_alphanumeric) && row.de39 != *b"00";
            if row.number <= before || Reason::from_u16(row.number).is_none() || *seen & bit != 0 || !alphanumeric {
                return false;
            }
            *seen |= bit;
            before = row.number;
        }
        condition::GUARD_REASONS.iter().all(|&reason| self.reason_row(reason as u16).is_some())
    }

    fn expressions_are_possible(&self) -> bool {
        let bytes = |offset: usize| usize::from(u16_at(self.expressions.0, offset)).saturating_add(2);
        let all: usize = self.expressions.offsets().map(bytes).sum();
        let mut steps = self.expressions.offsets().map(|offset| {
            // OK because the section has at most 65,535 bytes.
            self.expressions.at(u16::try_from(offset).unwrap_or(NO_EXPRESSION))
        });
        all == self.expressions.0.len() && steps.all(|steps| steps.bounds(self).is_some())
    }

    fn counters_are_possible(&self) -> bool {
        self.counters.len() <= COUNTERS_MAX
            && self.counters.iter().all(|row| CounterRow::read(row).is_some_and(|row| row.is_possible()))
    }

    fn rules_are_possible(&self) -> bool {
        let mut rules = self.rules();
        let all = rules.all(|rule| {
            rule.is_possible() && usize::from(rule.scope()) < self.scopes.len() && condition::is_possible(rule, self)
        });
        let read = self.rules.len().saturating_sub(rules.rest.len());
        all && rules.left == 0 && read == usize::from(u16_at(self.head, 36))
    }

    fn texts_are_possible(&self) -> bool {
        let expected = self.rule_count().saturating_add(2).saturating_add(self.head[59].into());
        let bytes: usize = self.texts.map(|text| text.len().saturating_add(1)).sum();
        let mut ids = self.rule_ids();
        let unique = core::iter::from_fn(|| ids.next().map(|id| !ids.clone().any(|other| other == id))).all(|one| one);
        unique && self.texts.count() == expected && bytes == self.texts.0.len() && { self.texts }
            .all(|text| is_id(text.as_bytes()))
    }

    /// The policy's id.
    #[must_use]
    pub fn policy_id(&self) -> &'a str {
        { self.texts }.next().unwrap_or_default()
    }

    /// The policy's version.
    #[must_use]
    pub fn policy_version(&self) -> u32 {
        u32_at(self.head, 12)
    }

    /// The service point's id.
    #[must_use]
    pub fn service_point_id(&self) -> &'a str {
        { self.texts }.nth(1).unwrap_or_default()
    }

    /// The service point's revision.
    #[must_use]
    pub fn revision(&self) -> u32 {
        u32_at(self.head, 16)
    }

    /// The engine version that it needs.
    #[must_use]
    pub fn engine_needed(&self) -> u16 {
        u16_at(self.head, 6)
    }

    /// The first and the last local date on which it is valid, in days since 1970-01-01, both included; the ends of
    /// `i32` where it has none.
    #[must_use]
    pub fn valid_days(&self) -> (i32, i32) {
        (i32_at(self.head, 20), i32_at(self.head, 24))
    }

    /// The merchant id (DE42) of its service point, padded with spaces.
    #[must_use]
    pub fn merchant_id(&self) -> &'a [u8; 15] {
        self.head.get(44..).and_then(<[u8]>::first_chunk).unwrap_or(&[b' '; 15])
    }

    /// The key that it names as the one that signed it, if any. Whether that is so is known only of a plan that was
    /// opened with [keys](Expect::keys).
    #[must_use]
    pub const fn signed_by(&self) -> Option<KeyId> {
        self.signed_by
    }

    /// The SHA-256 over its body: what a receipt names.
    ///
    /// That a plan is signed is part of its body, so it has another digest than the same plan unsigned. Who signed it is
    /// not: signed anew by the next key it keeps its digest.
    #[must_use]
    pub const fn digest(&self) -> &'a [u8; DIGEST_BYTES] {
        self.digest
    }

    /// How many rules it has, 1 to 64.
    #[must_use]
    pub const fn rule_count(&self) -> usize {
        self.head[28] as usize
    }

    /// Its rules, in the order of their bits.
    #[inline]
    pub(crate) fn rules(&self) -> Rules<'a> {
        Rules { rest: self.rules, left: self.head[28] }
    }

    /// The scopes of its rules, in the order of their numbers.
    #[inline]
    pub(crate) fn scopes(&self) -> impl Iterator<Item = ScopeRow<'a>> + use<'a> {
        self.scopes.iter().map(ScopeRow)
    }

    /// What directives soften.
    #[inline]
    pub(crate) fn relaxations(&self) -> impl Iterator<Item = Relaxation> + use<'a> {
        self.relaxations.iter().map(Relaxation::read)
    }

    /// From when on it gives advice.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        Thresholds::read(self.head.get(60..).unwrap_or_default())
    }

    /// The ids of its rules, in the order of their bits.
    pub fn rule_ids(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        self.texts.skip(2).take(self.rule_count())
    }

    /// The subject of this number, such as a kind of document.
    pub(crate) fn subject(&self, number: u8) -> Option<&'a str> {
        let first = self.rule_count().saturating_add(2);
        { self.texts }.nth(first.saturating_add(number.into()))
    }

    /// Its rules in words, in the order of their bits: for people who ask what a plan says.
    pub fn rule_rows(&self) -> impl Iterator<Item = RuleRow<'a>> {
        let (plan, ids) = (*self, self.rule_ids());
        (0..).zip(self.rules()).zip(ids).map(move |((bit, rule), id)| {
            let scope = plan.scopes.get(usize::from(rule.scope())).map(ScopeRow);
            let [transactions, entry_modes, card_kinds] = scope.map_or([UNRESTRICTED; 3], ScopeRow::masks);
            RuleRow {
                id,
                bit,
                subject: condition::subject(rule).and_then(|number| plan.subject(number)),
                condition: condition::name(rule),
                on_fail: rule.on_fail(),
                on_unknown: rule.on_unknown(),
                on_unreachable: rule.on_unreachable(),
                internal: rule.is_internal(),
                transactions,
                entry_modes,
                card_kinds,
                valid_days: scope.map_or(EVER_DAYS, ScopeRow::days),
                when: scope.filter(|scope| scope.has_expression()).map(|scope| plan.expression(scope.expression())),
                requirement: condition::requirement(rule).map(|offset| plan.expression(offset)),
                rule,
            }
        })
    }

    /// The expression at an offset.
    #[inline]
    pub(crate) fn expression(&self, offset: u16) -> Steps<'a> {
        self.expressions.at(offset)
    }

    /// Whether an expression stands at an offset.
    pub(crate) fn has_expression(&self, offset: u16) -> bool {
        self.expressions.offsets().any(|known| known == usize::from(offset))
    }

    /// What each reason that it can give leads to: its place in the precedence, and its DE39.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u8, [u8; 2])> {
        let rows = self.reasons.iter().map(ReasonRow::read);
        rows.filter_map(|row| Some((Reason::from_u16(row.number)?, row.rank, row.de39)))
    }

    /// The local date, in days since 1970-01-01, and the second of that day, of an instant at its service point.
    #[must_use]
    pub fn local(&self, utc_s: i64) -> (i32, i32) {
        // OK because an instant beyond the engine's range is cut to it.
        let local = self.zone.local(utc_s.clamp(0, INSTANT_UTC_S_MAX));
        (local.day, local.second)
    }

    /// The counters that a host keeps for it, in the order of their slots.
    pub fn counters(&self) -> impl Iterator<Item = CounterRow> {
        self.counters.iter().filter_map(CounterRow::read)
    }

    pub(crate) fn counter(&self, slot: u8) -> Option<CounterRow> {
        self.counters.get(usize::from(slot)).and_then(CounterRow::read)
    }

    /// So many raises from the first; none where the table ends before.
    pub(crate) fn raises(&self, first: u8, count: u8) -> impl Iterator<Item = Raise> {
        run(self.raises, first, count).iter().map(Raise::read)
    }

    /// So many values from the first; none where the table ends before.
    #[inline]
    pub(crate) fn values(&self, first: u8, count: u8) -> core::slice::Iter<'a, Value> {
        run(self.values, first, count).iter()
    }

    /// Whether the table of raises holds so many from the first.
    pub(crate) fn has_raises(&self, first: u8, count: u8) -> bool {
        usize::from(first).saturating_add(count.into()) <= self.raises.len()
    }

    /// Whether the table of values holds so many from the first.
    pub(crate) fn has_values(&self, first: u8, count: u8) -> bool {
        usize::from(first).saturating_add(count.into()) <= self.values.len()
    }

    /// What a reason leads to.
    pub(crate) fn reason_row(&self, reason: u16) -> Option<ReasonRow> {
        let at = self.reasons.binary_search_by_key(&reason, |row| u16_at(row, 0)).ok()?;
        self.reasons.get(at).map(ReasonRow::read)
    }
}

macro_rules! readers {
    ($($name:ident $int:ty;)+) => {
        $(
            #[doc = concat!("The little-endian `", stringify!($int), "` at an offset; 0 where the bytes end before.")]
            #[inline]
            pub(crate) fn $name(bytes: &[u8], at: usize) -> $int {
                match bytes.get(at..).and_then(<[u8]>::first_chunk) {
                    Some(&chunk) => <$int>::from_le_bytes(chunk),
                    None => 0,
                }
            }
        )+
    };
}
readers! { u16_at u16; u32_at u32; i32_at i32; u64_at u64; i64_at i64; }
