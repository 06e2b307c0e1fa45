//! The request: one flat fixed-size record of facts, and the catalogue of those facts.
//!
//! The table at the end of this file is the only place where a fact of the request is declared. The record, its setters
//! and getters, the wire form, the JSON form and the generated page come from it.

use crate::bounds::{AMOUNT_MINOR_CAP, COUNTERS_MAX, INSTANT_UTC_S_MAX, JSON_INTEGER_MAX};
use crate::geo::{Datum, Point};
use crate::words::{
    CardKind, ClockState, ComponentState, DamageState, DataState, EntryMode, FixSource, HostState, LinkState,
    OperatorState, PowerState, TamperState, TerminalState, TransactionType,
};

/// The layout that this engine writes, in the record's second field.
pub const LAYOUT_VERSION: u16 = 1;

/// Bytes before the first fact: size, layout, presence of counters, presence of facts.
const HEAD_BYTES: usize = 16;

/// Where the counters begin.
const COUNTERS_AT: usize = 112;

/// Bytes of the record.
const BYTES: usize = 560;

/// How a fact relates to time, which foresight needs to know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tense {
    /// Belongs to the question itself: the transaction, the identity of the asker.
    Asked,
    /// Tied to an instant of its own that stays put as time passes.
    Anchored,
    /// True only at the moment of asking.
    Measured,
}

impl Tense {
    /// The name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Anchored => "anchored",
            Self::Measured => "measured",
        }
    }
}

/// A row of the catalogue of facts, as the generated page shows it.
#[cfg(feature = "compile")]
#[derive(Clone, Copy, Debug)]
pub struct FactRow {
    /// The fact; its number is its presence bit.
    pub fact: Fact,
    /// `integer`, `version`, `text`, or `word`.
    pub kind: &'static str,
    /// The words that it may take, with their numbers on the wire.
    pub words: &'static [(u8, &'static str)],
    /// The unit, or nothing.
    pub unit: &'static str,
    /// The least and the greatest value of an integer.
    pub range: Option<(i64, i64)>,
    /// How it relates to time.
    pub tense: Tense,
    /// What it means.
    pub meaning: &'static str,
    /// What follows where it is absent.
    pub absence: &'static str,
}

/// A version of four parts, the first the weightiest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Version(pub [u16; 4]);

impl Version {
    /// The four parts in one integer that orders as the version does.
    #[must_use]
    pub const fn packed(self) -> u64 {
        let [a, b, c, d] = self.0;
        ((a as u64) << 48) | ((b as u64) << 32) | ((c as u64) << 16) | d as u64
    }

    /// The four parts in one signed integer that orders as the version does.
    pub(crate) const fn ordered(self) -> i64 {
        // OK because turning the highest bit maps unsigned integers to signed ones in their order.
        (self.packed() ^ (1 << 63)).cast_signed()
    }

    /// The version that [`ordered`](Self::ordered) gave.
    pub(crate) const fn from_ordered(ordered: i64) -> Self {
        Self::from_packed(ordered.cast_unsigned() ^ (1 << 63))
    }

    /// The version that [`packed`](Self::packed) gave.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "takes sixteen bits at a time")]
    pub const fn from_packed(packed: u64) -> Self {
        Self([(packed >> 48) as u16, (packed >> 32) as u16, (packed >> 16) as u16, packed as u16])
    }
}

/// What was used of a limit before this transaction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C)]
pub struct Counter {
    /// Sum of amounts, in minor units, −(2^53 − 1) to 2^53 − 1; below zero where more was given back than taken.
    pub amount_minor: i64,
    /// When it was taken, seconds UTC, 0 to [`INSTANT_UTC_S_MAX`].
    pub taken_at_utc_s: i64,
    /// Number of transactions.
    pub count: i32,
    /// Zero.
    pub reserved: u32,
}

/// Bytes of a counter in the record.
const COUNTER_BYTES: usize = 24;
const _: () = assert!(size_of::<Counter>() == COUNTER_BYTES);

impl Counter {
    #[cfg_attr(not(target_os = "none"), inline)]
    fn is_possible(&self) -> bool {
        (-JSON_INTEGER_MAX..=JSON_INTEGER_MAX).contains(&self.amount_minor)
            && (0..=INSTANT_UTC_S_MAX).contains(&self.taken_at_utc_s)
            && self.reserved == 0
    }
}

/// Why a record is not a request.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RequestError {
    /// The length is not the one stated, or not possible.
    #[error("a request of `{found}` bytes; accepted: the size that the record states, at least {HEAD_BYTES}")]
    Size {
        /// The bytes at hand.
        found: usize,
    },
    /// Written in another layout.
    #[error("request layout `{found}`; accepted: {LAYOUT_VERSION}")]
    Layout {
        /// The layout stated.
        found: u16,
    },
    /// A presence bit that this engine does not know: it would have to guess.
    #[error("unknown presence bit `{bit}` of a request; accepted: bits of facts that this engine knows")]
    UnknownFact {
        /// The bit: 0–63 of facts, 64–95 of counters.
        bit: u8,
    },
    /// A bit or byte that must be zero is not.
    #[error("byte `{offset}` of a request must be zero")]
    Reserved {
        /// Its offset in the record.
        offset: usize,
    },
    /// A fact is marked present and lies beyond the end of the record.
    #[error("fact `{}` is marked present and lies beyond the end of the record", fact.name())]
    Beyond {
        /// The fact.
        fact: Fact,
    },
    /// A fact has a value that it cannot have.
    #[error("fact `{}` has a value out of its range", fact.name())]
    Range {
        /// The fact.
        fact: Fact,
    },
    /// A fact is present without another that it means nothing without.
    #[error("fact `{}` is missing beside another that means nothing without it", fact.name())]
    Incomplete {
        /// The missing one.
        fact: Fact,
    },
    /// A counter has a value that it cannot have.
    #[error("counter `{slot}` has a value out of its range, or is not one of 0 to {}", COUNTERS_MAX - 1)]
    Counter {
        /// Its slot.
        slot: u8,
    },
}

/// How a fact stands in the record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A signed integer of 8 bytes.
    I64,
    /// A signed integer of 4 bytes.
    I32,
    /// An unsigned integer of 4 bytes.
    U32,
    /// An unsigned integer of 2 bytes.
    U16,
    /// An unsigned integer of a byte; words are such, numbered from 1.
    U8,
    /// Four parts of 2 bytes.
    Version,
    /// Printable ASCII, padded with spaces, in 8 bytes.
    Text8,
    /// The same of 15 characters, in 16 bytes.
    Text16,
}

impl Kind {
    const fn bytes(self) -> usize {
        match self {
            Self::I64 | Self::Version | Self::Text8 => 8,
            Self::I32 | Self::U32 => 4,
            Self::U16 => 2,
            Self::U8 => 1,
            Self::Text16 => 16,
        }
    }

    /// How many bytes turn round together where the wire and the memory differ; texts never do.
    const fn word_bytes(self) -> usize {
        match self {
            Self::Version => 2,
            Self::Text8 | Self::Text16 => 1,
            number => number.bytes(),
        }
    }
}

/// Where a fact stands, and the number of its range: few ranges serve many facts.
#[derive(Clone, Copy)]
struct Place {
    at: u16,
    kind: Kind,
    range: u8,
}

/// The least and greatest value of an integer, the first and last word, or the length of a text.
#[derive(Clone, Copy)]
struct Range {
    lo: i64,
    hi: i64,
}

/// How many different ranges there may be.
const RANGES_MAX: usize = 24;

/// Numbers the different ranges in their order.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    reason = "the compiler runs it, and checks each step"
)]
const fn number_ranges(of_facts: &[Range; FACTS]) -> ([Range; RANGES_MAX], [u8; FACTS]) {
    let (mut ranges, mut numbers) = ([Range { lo: 0, hi: 0 }; RANGES_MAX], [0; FACTS]);
    let (mut used, mut fact) = (0, 0);
    while fact < FACTS {
        let mut at = 0;
        while at < used && (ranges[at].lo != of_facts[fact].lo || ranges[at].hi != of_facts[fact].hi) {
            at += 1;
        }
        ranges[at] = of_facts[fact];
        numbers[fact] = at as u8;
        used = if at == used { used + 1 } else { used };
        fact += 1;
    }
    (ranges, numbers)
}

/// Pads a text of DE41 or DE42 with spaces on the right, as the field does.
///
/// Nothing where it is empty, too long, or holds other than printable ASCII.
#[must_use]
pub(crate) fn padded<const N: usize>(text: &str, length: usize) -> Option<[u8; N]> {
    let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if text.bytes().all(|byte| byte == b' ') || text.len() > length || !printable {
        return None;
    }
    let mut out = [0; N];
    let bytes = text.bytes().chain(core::iter::repeat(b' '));
    for (place, byte) in out.get_mut(..length)?.iter_mut().zip(bytes) {
        *place = byte;
    }
    Some(out)
}

/// Whether a text is what [`padded`] makes of at most 15 characters: a sixteenth byte is zero.
pub(crate) fn is_padded(text: &[u8]) -> bool {
    let (text, zeros) = text.split_at_checked(15).unwrap_or((text, &[]));
    text.iter().all(|byte| (b' '..=b'~').contains(byte))
        && text.iter().any(|&byte| byte != b' ')
        && zeros.iter().all(|&byte| byte == 0)
}

/// The same, eight characters at a time: for hosts that look at a record without a branch.
#[cfg(any(test, not(target_os = "none")))]
#[inline]
fn is_padded_by_eight<const N: usize>(text: &[u8; N]) -> bool {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let mut text = *text;
    let (mut is_printable, mut is_said) = (true, false);
    if let Some(sixteenth) = text.get_mut(15) {
        is_printable = *sixteenth == 0;
        *sixteenth = b' ';
    }
    // With its highest bit set or cleared first, no byte borrows from the next or carries into it.
    for &eight in text.as_chunks().0 {
        let eight = u64::from_ne_bytes(eight);
        let below_space = !(eight | HIGH).wrapping_sub(SPACES);
        let above_tilde = (eight & !HIGH).wrapping_add(ONES) | eight;
        is_printable &= (below_space | above_tilde) & HIGH == 0;
        is_said |= eight != SPACES;
    }
    is_printable && is_said
}

/// One request: what is known of terminal, transaction and usage at the moment of asking.
///
/// A flat record without pointers, native-endian in memory and little-endian on the wire, each fact with a presence
/// bit; `docs/record.md` has its layout. Made with [`new`](Self::new) and the setters, or by [`decode`](Self::decode),
/// so that every fact marked present is in its range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C, align(8))]
pub struct Request {
    bytes: [u8; BYTES],
}

/// The place of a fact in the record, from how the table writes it.
macro_rules! place {
    (range int($raw:ident, $lo:expr, $hi:expr, $unit:literal)) => {
        Range { lo: $lo, hi: $hi }
    };
    (range version()) => {
        Range { lo: 0, hi: 0 }
    };
    (range text($raw:ident, $length:literal)) => {
        Range { lo: 0, hi: $length }
    };
    (range word($word:ty)) => {
        Range { lo: 1, hi: <$word>::LAST as i64 }
    };
    (kind int($raw:ident, $lo:expr, $hi:expr, $unit:literal)) => {
        kind!($raw)
    };
    (kind version()) => {
        Kind::Version
    };
    (kind text($raw:ident, $length:literal)) => {
        Kind::$raw
    };
    (kind word($word:ty)) => {
        Kind::U8
    };
}

macro_rules! kind {
    (i64) => {
        Kind::I64
    };
    (i32) => {
        Kind::I32
    };
    (u32) => {
        Kind::U32
    };
    (u16) => {
        Kind::U16
    };
    (u8) => {
        Kind::U8
    };
}

/// Whether what stands in the place of a fact is nothing that it can be.
#[cfg(any(test, not(target_os = "none")))]
macro_rules! impossible {
    ($request:ident $at:literal int($raw:ident, $lo:expr, $hi:expr, $unit:literal)) => {
        !($lo..=$hi).contains(&i64::from($raw::from_ne_bytes($request.chunk($at))))
    };
    ($request:ident $at:literal version()) => {
        false
    };
    ($request:ident $at:literal text($raw:ident, $length:literal)) => {
        !is_padded_by_eight(&$request.chunk::<{ Kind::$raw.bytes() }>($at))
    };
    ($request:ident $at:literal word($word:ty)) => {{
        let [number] = $request.chunk($at);
        !(1..=<$word>::LAST).contains(&number)
    }};
}

/// Getter and setter of a fact.
macro_rules! access {
    ($fact:ident $name:ident $set:ident $meaning:literal int($raw:ident, $lo:expr, $hi:expr, $unit:literal)) => {
        #[doc = $meaning]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<i64> {
            self.number(Fact::$fact)
        }

        #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ") and its presence; errs where it is out of its range, and then changes nothing.")]
        pub fn $set(&mut self, value: i64) -> Result<&mut Self, RequestError> {
            self.set_number(Fact::$fact, value)
        }
    };
    ($fact:ident $name:ident $set:ident $meaning:literal version()) => {
        #[doc = $meaning]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<Version> {
            self.version(Fact::$fact)
        }

        #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ") and its presence; never errs.")]
        pub fn $set(&mut self, value: Version) -> &mut Self {
            let [[a, b], [c, d], [e, f], [g, h]] = value.0.map(u16::to_ne_bytes);
            self.put(Fact::$fact.offset(), &[a, b, c, d, e, f, g, h]);
            self.mark(Fact::$fact)
        }
    };
    ($fact:ident $name:ident $set:ident $meaning:literal text($raw:ident, $length:literal)) => {
        #[doc = $meaning]
        ///
        /// Padded with spaces; a sixteenth byte is zero.
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<&[u8; Kind::$raw.bytes()]> {
            let bytes = self.bytes.get(Fact::$fact.offset()..).and_then(<[u8]>::first_chunk);
            bytes.filter(|_| self.has(Fact::$fact))
        }

        #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ") and its presence; errs where it is empty, longer than ", $length, " characters or not printable ASCII, and then changes nothing.")]
        pub fn $set(&mut self, value: &str) -> Result<&mut Self, RequestError> {
            let fact = Fact::$fact;
            let text: [u8; Kind::$raw.bytes()] = padded(value, $length).ok_or(RequestError::Range { fact })?;
            self.put(fact.offset(), &text);
            Ok(self.mark(fact))
        }
    };
    ($fact:ident $name:ident $set:ident $meaning:literal word($word:ty)) => {
        #[doc = $meaning]
        #[must_use]
        #[inline]
        pub fn $name(&self) -> Option<$word> {
            <$word>::from_u8(self.word(Fact::$fact))
        }

        #[doc = concat!("Sets [`", stringify!($name), "`](Self::", stringify!($name), ") and its presence; never errs.")]
        pub fn $set(&mut self, value: $word) -> &mut Self {
            self.put(Fact::$fact.offset(), &[value as u8]);
            self.mark(Fact::$fact)
        }
    };
}

/// The name of a word of a fact.
macro_rules! word_name {
    ($number:ident word($word:ty)) => {
        <$word>::from_u8($number).map(<$word>::name)
    };
    ($number:ident $kind:ident $args:tt) => {
        None
    };
}

/// The words of a fact, with their numbers.
#[cfg(feature = "compile")]
macro_rules! numbers {
    (word($word:ty)) => {
        <$word>::NUMBERS
    };
    ($kind:ident $args:tt) => {
        &[]
    };
}

/// The row of the catalogue.
#[cfg(feature = "compile")]
macro_rules! row {
    ($fact:ident $tense:ident $meaning:literal $absence:literal int($raw:ident, $lo:expr, $hi:expr, $unit:literal)) => {
        row!(@ $fact $tense $meaning $absence "integer" &[], $unit, Some(($lo, $hi)))
    };
    ($fact:ident $tense:ident $meaning:literal $absence:literal version()) => {
        row!(@ $fact $tense $meaning $absence "version" &[], "", None)
    };
    ($fact:ident $tense:ident $meaning:literal $absence:literal text($raw:ident, $length:literal)) => {
        row!(@ $fact $tense $meaning $absence "text" &[], concat!("up to ", $length, " characters"), None)
    };
    ($fact:ident $tense:ident $meaning:literal $absence:literal word($word:ty)) => {
        row!(@ $fact $tense $meaning $absence "word" <$word>::NUMBERS, "", None)
    };
    (@ $fact:ident $tense:ident $meaning:literal $absence:literal $kind:literal $words:expr, $unit:expr, $range:expr) => {
        FactRow { fact: Fact::$fact, kind: $kind, words: $words, unit: $unit, range: $range, tense: Tense::$tense, meaning: $meaning, absence: $absence }
    };
}

/// The type of a fact in the JSON form, and the ways between that and the record.
#[cfg(feature = "json")]
macro_rules! form {
    (type int($raw:ident, $lo:expr, $hi:expr, $unit:literal)) => { Within<{ $lo }, { $hi }> };
    (type version()) => { VersionText };
    (type text($raw:ident, $length:literal)) => { FieldText<{ Kind::$raw.bytes() }, $length> };
    (type word($word:ty)) => { $word };
    (set $request:ident $value:ident $fact:ident $set:ident int $args:tt) => {
        $request.$set($value.get()).map(|_| ()).map_err(D::Error::custom)?
    };
    (set $request:ident $value:ident $fact:ident $set:ident version()) => {
        { $request.$set($value.0); }
    };
    (set $request:ident $value:ident $fact:ident $set:ident text $args:tt) => {
        { $request.put(Fact::$fact.offset(), &$value.0); $request.mark(Fact::$fact); }
    };
    (set $request:ident $value:ident $fact:ident $set:ident word $args:tt) => {
        { $request.$set($value); }
    };
    (get $value:expr, int $args:tt) => { $value.and_then(Within::new) };
    (get $value:expr, version()) => { $value.map(VersionText) };
    (get $value:expr, text $args:tt) => { $value.copied().map(FieldText) };
    (get $value:expr, word $args:tt) => { $value };
}

macro_rules! record {
    ($($bit:literal $fact:ident $name:ident $set:ident @ $at:literal $kind:ident $args:tt $tense:ident $meaning:literal $absence:literal;)+) => {
        /// A fact of the request. Its number is its presence bit.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Fact {
            $(#[doc = $meaning] $fact = $bit,)+
        }

        impl Fact {
            /// Every fact, in the order of presence bits.
            pub const ALL: &'static [Self] = &[$(Self::$fact,)+];

            /// The fact with this presence bit, if there is one.
            #[must_use]
            pub const fn from_u8(bit: u8) -> Option<Self> {
                match bit {
                    $($bit => Some(Self::$fact),)+
                    _ => None,
                }
            }

            /// The name in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$fact => stringify!($name),)+
                }
            }

            /// The name of one of its words, where it takes words.
            #[must_use]
            pub fn word_name(self, number: u8) -> Option<&'static str> {
                match self {
                    $(Self::$fact => word_name!(number $kind $args),)+
                }
            }
        }

        /// Where each fact stands, in the order of presence bits.
        static PLACES: [Place; FACTS] =
            [$(Place { at: $at, kind: place!(kind $kind $args), range: NUMBERED.1[$bit] },)+];

        /// The words of each fact, with their numbers.
        #[cfg(feature = "compile")]
        static WORDS: [&[(u8, &str)]; FACTS] = [$(numbers!($kind $args),)+];

        const NUMBERED: ([Range; RANGES_MAX], [u8; FACTS]) = number_ranges(&[$(place!(range $kind $args),)+]);

        const FACTS: usize = [$($bit,)+].len();

        /// The catalogue of the facts that live in a request.
        #[cfg(feature = "compile")]
        pub const CATALOGUE: &[FactRow] = &[$(row!($fact $tense $meaning $absence $kind $args),)+];

        impl Request {
            $(access!($fact $name $set $meaning $kind $args);)+

            /// The presence bits of the facts, present or not, in whose places stands what they cannot be. Without a branch, a few
            /// instructions a fact: for hosts that have room for them.
            #[cfg(any(test, not(target_os = "none")))]
            #[inline]
            fn impossible(&self) -> u64 {
                // Each moves those before it up, which takes fewer instructions than to put each in its place.
                let mut turned = 0_u64;
                $(turned = turned << 1 | u64::from(impossible!(self $at $kind $args));)+
                turned.reverse_bits() >> (64 - FACTS)
            }
        }

        #[cfg(feature = "json")]
        mod json {
            use super::*;
            use crate::bounds::{Slot, Within};
            use crate::forms::VersionText;
            use alloc::vec::Vec;
            use serde::de::Error as _;

            /// The JSON form: the same names, an absent fact left out.
            #[derive(serde::Serialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
            #[serde(deny_unknown_fields)]
            struct Form {
                $(#[doc = concat!($meaning, "; left out: ", $absence)] #[serde(default, skip_serializing_if = "Option::is_none")] $name: Option<form!(type $kind $args)>,)+
                /// What was used of the limits that the plan's counters watch, without this transaction; left out: the limit
                /// is unknown.
                #[serde(default, skip_serializing_if = "Vec::is_empty")]
                counters: Vec<CounterForm>,
            }

            /// A text of DE41 or DE42, padded as the record has it.
            struct FieldText<const N: usize, const LENGTH: usize>([u8; N]);

            impl<const N: usize, const LENGTH: usize> serde::Serialize for FieldText<N, LENGTH> {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    let text = self.0.get(..LENGTH).unwrap_or_default();
                    to.serialize_str(core::str::from_utf8(text).unwrap_or_default().trim_end())
                }
            }

            impl<'de, const N: usize, const LENGTH: usize> serde::Deserialize<'de> for FieldText<N, LENGTH> {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    struct Visitor<const N: usize, const LENGTH: usize>;
                    impl<const N: usize, const LENGTH: usize> serde::de::Visitor<'_> for Visitor<N, LENGTH> {
                        type Value = FieldText<N, LENGTH>;
                        fn expecting(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                            write!(out, "1 to {LENGTH} printable ASCII characters, not all spaces")
                        }
                        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                            let padded = padded(text, LENGTH).map(FieldText);
                            padded.ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
                        }
                    }
                    from.deserialize_str(Visitor::<N, LENGTH>)
                }
            }

            #[cfg(feature = "schema")]
            impl<const N: usize, const LENGTH: usize> schemars::JsonSchema for FieldText<N, LENGTH> {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> alloc::borrow::Cow<'static, str> {
                    alloc::format!("FieldText{LENGTH}").into()
                }

                fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    schemars::json_schema!({ "type": "string", "pattern": alloc::format!("^[ -~]{{1,{LENGTH}}}$") })
                }
            }

            /// What was used of a limit.
            #[derive(serde::Serialize)]
            #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Counter"))]
            #[serde(deny_unknown_fields)]
            struct CounterForm {
                /// The slot of the plan.
                slot: Slot,
                /// The sum, in minor units.
                amount_minor: Within<{ -JSON_INTEGER_MAX }, JSON_INTEGER_MAX>,
                /// The number of transactions.
                count: Within<-2_147_483_648, 2_147_483_647>,
                /// The instant at which the two were so, s UTC.
                taken_at_utc_s: Within<0, INSTANT_UTC_S_MAX>,
            }

            #[cfg(feature = "schema")]
            impl schemars::JsonSchema for Request {
                fn schema_name() -> alloc::borrow::Cow<'static, str> {
                    "Request".into()
                }

                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    Form::json_schema(generator)
                }
            }

            crate::table::table! {
                Form { $($name = default,)+ counters = default }
                CounterForm { slot, amount_minor, count, taken_at_utc_s }
            }

            impl<'de> serde::Deserialize<'de> for Request {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let form = <Form as serde::Deserialize>::deserialize(from)?;
                    let mut request = Self::new();
                    $(if let Some(value) = form.$name { form!(set request value $fact $set $kind $args); })+
                    for counter in form.counters {
                        let slot = counter.slot.to::<u8>();
                        if request.counter(slot).is_some() {
                            return Err(D::Error::custom(format_args!("counter slot `{slot}` stands twice; accepted: each slot once")));
                        }
                        request.set_counter(slot, Counter {
                            amount_minor: counter.amount_minor.get(),
                            taken_at_utc_s: counter.taken_at_utc_s.get(),
                            count: counter.count.to(),
                            reserved: 0,
                        }).map_err(D::Error::custom)?;
                    }
                    request.check_fix().map_err(D::Error::custom)?;
                    Ok(request)
                }
            }

            impl serde::Serialize for Request {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    let form = Form {
                        $($name: form!(get self.$name(), $kind $args),)+
                        counters: (0..12).filter_map(|slot| {
                            let counter = self.counter(slot)?;
                            Some(CounterForm {
                                slot: Within::new(i64::from(slot))?,
                                amount_minor: Within::new(counter.amount_minor)?,
                                count: Within::new(i64::from(counter.count))?,
                                taken_at_utc_s: Within::new(counter.taken_at_utc_s)?,
                            })
                        }).collect(),
                    };
                    serde::Serialize::serialize(&form, to)
                }
            }
        }
    };
}

impl Fact {
    const fn place(self) -> &'static Place {
        // OK because facts are numbered from 0 in the order of the table, as asserted below.
        #[expect(clippy::indexing_slicing, reason = "a fact's number is below the table's length, as asserted below")]
        &PLACES[self as usize]
    }

    const fn range(self) -> &'static Range {
        #[expect(clippy::indexing_slicing, reason = "the number of a range is below the table's length")]
        &RANGES[self.place().range as usize]
    }

    /// Where the fact begins in the record, in bytes.
    #[must_use]
    #[inline]
    pub const fn offset(self) -> usize {
        self.place().at as usize
    }

    /// Where the fact ends in the record, in bytes.
    #[must_use]
    pub const fn end(self) -> usize {
        self.offset().saturating_add(self.place().kind.bytes())
    }

    /// Whether an expression may read its value: an integer, a word or a version, but for the amount, which is compared
    /// only, and for instants and coordinates.
    pub(crate) const fn is_value(self) -> bool {
        match self.place().kind {
            Kind::U32 | Kind::U16 | Kind::U8 | Kind::Version => true,
            Kind::I64 => self.range().hi == JSON_INTEGER_MAX && self as u8 != Self::AmountMinor as u8,
            Kind::I32 | Kind::Text8 | Kind::Text16 => false,
        }
    }

    /// Whether it is a version.
    #[cfg(feature = "compile")]
    pub(crate) const fn is_version(self) -> bool {
        matches!(self.place().kind, Kind::Version)
    }

    /// Its words, with their numbers; none where it takes none.
    #[cfg(feature = "compile")]
    pub(crate) fn numbers(self) -> &'static [(u8, &'static str)] {
        WORDS.get(self as usize).copied().unwrap_or_default()
    }

    /// Whether it is an instant.
    #[cfg(feature = "compile")]
    pub(crate) const fn is_instant(self) -> bool {
        matches!(self.place().kind, Kind::I64) && self.range().hi == INSTANT_UTC_S_MAX
    }

    /// Whether it takes words.
    pub(crate) const fn is_word(self) -> bool {
        matches!(self.place().kind, Kind::U8) && self.range().lo == 1
    }

    /// How many words it may take.
    pub(crate) const fn words(self) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number of words of a fact")]
        let words = self.range().hi as usize;
        if self.is_word() { words } else { 0 }
    }
}

impl Default for Request {
    fn default() -> Self {
        Self::new()
    }
}

impl Request {
    /// Where the counters begin in the record, in bytes; each takes 24.
    pub const COUNTERS_OFFSET: usize = COUNTERS_AT;

    /// Bytes of the record, in memory and on the wire.
    pub const BYTES: usize = BYTES;

    #[expect(clippy::cast_possible_truncation, reason = "asserted below to be at most 768")]
    const BYTES_U16: u16 = BYTES as u16;

    /// A request of which nothing is known yet.
    #[must_use]
    pub const fn new() -> Self {
        let mut bytes = [0; BYTES];
        [bytes[0], bytes[1]] = Self::BYTES_U16.to_ne_bytes();
        [bytes[2], bytes[3]] = LAYOUT_VERSION.to_ne_bytes();
        Self { bytes }
    }

    /// The bytes at an offset; zeros where the record ends before.
    #[inline]
    fn chunk<const N: usize>(&self, at: usize) -> [u8; N] {
        self.bytes.get(at..).and_then(<[u8]>::first_chunk).copied().unwrap_or([0; N])
    }

    fn put(&mut self, at: usize, value: &[u8]) {
        // Byte by byte, so that no check of lengths is left to fail.
        if let Some(place) = self.bytes.get_mut(at..).and_then(|rest| rest.get_mut(..value.len())) {
            for (place, &byte) in place.iter_mut().zip(value) {
                *place = byte;
            }
        }
    }

    #[inline]
    fn present(&self) -> u64 {
        u64::from_ne_bytes(self.chunk(8))
    }

    #[inline]
    fn present_counters(&self) -> u32 {
        u32::from_ne_bytes(self.chunk(4))
    }

    /// Whether a fact is present.
    #[must_use]
    #[inline]
    pub fn has(&self, fact: Fact) -> bool {
        self.present() & (1 << fact as u8) != 0
    }

    /// Takes a fact away again.
    pub fn clear(&mut self, fact: Fact) -> &mut Self {
        self.put(8, &(self.present() & !(1 << fact as u8)).to_ne_bytes());
        self.forget_absent();
        self
    }

    fn mark(&mut self, fact: Fact) -> &mut Self {
        self.put(8, &(self.present() | (1 << fact as u8)).to_ne_bytes());
        self
    }

    /// An integer fact, words included, if it is present.
    #[inline]
    pub(crate) fn number(&self, fact: Fact) -> Option<i64> {
        if self.has(fact) { Some(self.raw(fact)) } else { None }
    }

    /// An integer fact, a word by its number, or a version as an integer that orders as it does, if it is present.
    pub(crate) fn value(&self, fact: Fact) -> Option<i64> {
        match fact.place().kind {
            Kind::Version => self.version(fact).map(Version::ordered),
            _ => self.number(fact),
        }
    }

    /// An integer fact of eight bytes, if it is present.
    #[inline]
    pub(crate) fn instant(&self, fact: Fact) -> Option<i64> {
        let value = i64::from_ne_bytes(self.chunk(fact.offset()));
        if self.has(fact) { Some(value) } else { None }
    }

    /// The integer in the place of a fact.
    #[inline]
    fn raw(&self, fact: Fact) -> i64 {
        let at = fact.offset();
        match fact.place().kind {
            Kind::I64 => i64::from_ne_bytes(self.chunk(at)),
            Kind::I32 => i32::from_ne_bytes(self.chunk(at)).into(),
            Kind::U32 => u32::from_ne_bytes(self.chunk(at)).into(),
            Kind::U16 => u16::from_ne_bytes(self.chunk(at)).into(),
            Kind::U8 => u8::from_ne_bytes(self.chunk(at)).into(),
            Kind::Version | Kind::Text8 | Kind::Text16 => 0,
        }
    }

    /// The number of a fact's word; 0 where it is absent.
    #[inline]
    pub(crate) fn word(&self, fact: Fact) -> u8 {
        let [word] = self.chunk(fact.offset());
        if self.has(fact) { word } else { 0 }
    }

    /// A version fact, if it is present.
    #[inline]
    pub(crate) fn version(&self, fact: Fact) -> Option<Version> {
        let [a, b, c, d, e, f, g, h] = self.chunk(fact.offset());
        let parts = [[a, b], [c, d], [e, f], [g, h]].map(u16::from_ne_bytes);
        if self.has(fact) { Some(Version(parts)) } else { None }
    }

    /// Sets an integer fact, or one that takes words by the word's number, and its presence.
    ///
    /// Errs where it is out of its range or of another kind, and then changes nothing. A fix has
    /// [a setter of its own](Self::set_fix), since its facts mean nothing without each other.
    pub fn set(&mut self, fact: Fact, value: i64) -> Result<&mut Self, RequestError> {
        match fact.place().kind {
            Kind::Version | Kind::Text8 | Kind::Text16 => Err(RequestError::Range { fact }),
            _ => self.set_number(fact, value),
        }
    }

    /// Sets an integer fact and its presence; errs where it is out of its range, and then changes nothing.
    fn set_number(&mut self, fact: Fact, value: i64) -> Result<&mut Self, RequestError> {
        let (place, range) = (fact.place(), fact.range());
        if !(range.lo..=range.hi).contains(&value) {
            return Err(RequestError::Range { fact });
        }
        // OK because a range fits its kind, as asserted below; the lower bytes of the integer are the narrower one.
        let bytes = value.to_le_bytes();
        let at = fact.offset();
        for (index, &byte) in bytes.iter().enumerate().take(place.kind.bytes()) {
            let index = if cfg!(target_endian = "big") {
                place.kind.bytes().saturating_sub(1).saturating_sub(index)
            } else {
                index
            };
            self.put(at.saturating_add(index), &[byte]);
        }
        Ok(self.mark(fact))
    }

    /// The position fix with its datum, if there is one.
    #[must_use]
    #[inline]
    pub fn fix(&self) -> Option<(Point, Datum)> {
        if !self.has(Fact::FixLatE7) || !self.has(Fact::FixLonE7) {
            return None;
        }
        let point = |fact: Fact| i32::from_ne_bytes(self.chunk(fact.offset()));
        Some((Point { lat_e7: point(Fact::FixLatE7), lon_e7: point(Fact::FixLonE7) }, self.fix_datum()?))
    }

    /// Sets the position fix: the three facts that mean nothing without each other.
    ///
    /// Errs where latitude or longitude is out of its range, and then changes nothing.
    pub fn set_fix(&mut self, lat_e7: i64, lon_e7: i64, datum: Datum) -> Result<&mut Self, RequestError> {
        let before = *self;
        let set = self.set_fix_lat_e7(lat_e7).and_then(|request| request.set_fix_lon_e7(lon_e7)).map(|_| ());
        if let Err(error) = set {
            *self = before;
            return Err(error);
        }
        Ok(self.set_fix_datum(datum))
    }

    /// The counter in a slot of the plan's list, if it is present.
    #[must_use]
    #[inline]
    pub fn counter(&self, slot: u8) -> Option<Counter> {
        if usize::from(slot) >= COUNTERS_MAX || self.present_counters() & (1 << slot) == 0 {
            return None;
        }
        Some(self.counter_at(slot))
    }

    /// The counter in a slot, present or not.
    #[inline]
    fn counter_at(&self, slot: u8) -> Counter {
        let at = usize::from(slot).saturating_mul(COUNTER_BYTES).saturating_add(COUNTERS_AT);
        Counter {
            amount_minor: i64::from_ne_bytes(self.chunk(at)),
            taken_at_utc_s: i64::from_ne_bytes(self.chunk(at.saturating_add(8))),
            count: i32::from_ne_bytes(self.chunk(at.saturating_add(16))),
            reserved: u32::from_ne_bytes(self.chunk(at.saturating_add(20))),
        }
    }

    fn put_counter(&mut self, slot: u8, counter: Counter) {
        let at = usize::from(slot).saturating_mul(COUNTER_BYTES).saturating_add(COUNTERS_AT);
        self.put(at, &counter.amount_minor.to_ne_bytes());
        self.put(at.saturating_add(8), &counter.taken_at_utc_s.to_ne_bytes());
        self.put(at.saturating_add(16), &counter.count.to_ne_bytes());
        self.put(at.saturating_add(20), &counter.reserved.to_ne_bytes());
    }

    /// Sets a counter and its presence.
    ///
    /// Errs where the slot is not 0 to 11 or a value is out of its range, and then changes nothing.
    pub fn set_counter(&mut self, slot: u8, counter: Counter) -> Result<&mut Self, RequestError> {
        if usize::from(slot) >= COUNTERS_MAX || !counter.is_possible() {
            return Err(RequestError::Counter { slot });
        }
        self.put_counter(slot, counter);
        self.put(4, &(self.present_counters() | (1 << slot)).to_ne_bytes());
        Ok(self)
    }

    /// The size and the layout version that the record states.
    #[must_use]
    pub fn head(&self) -> (u16, u16) {
        (u16::from_ne_bytes(self.chunk(0)), u16::from_ne_bytes(self.chunk(2)))
    }

    /// Judges a record that came from elsewhere: whether every fact marked present can be relied on.
    ///
    /// The setters and the JSON form keep this true; what comes from memory or the wire is judged here.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub fn check(&self) -> Result<(), RequestError> {
        let (size_bytes, layout_version) = self.head();
        if size_bytes != Self::BYTES_U16 {
            return Err(RequestError::Size { found: size_bytes.into() });
        }
        if layout_version != LAYOUT_VERSION {
            return Err(RequestError::Layout { found: layout_version });
        }
        if let Some(bit) = first_bit(self.present() & !KNOWN) {
            return Err(RequestError::UnknownFact { bit });
        }
        if let Some(bit) = first_bit(u64::from(self.present_counters() >> COUNTERS_MAX) << COUNTERS_MAX) {
            return Err(RequestError::UnknownFact { bit: bit.saturating_add(64) });
        }
        for (from, to) in GAPS {
            let gap = self.bytes.get(from..to).unwrap_or_default();
            if let Some(at) = gap.iter().position(|&byte| byte != 0) {
                return Err(RequestError::Reserved { offset: from.saturating_add(at) });
            }
        }
        #[cfg(not(target_os = "none"))]
        let impossible = first_bit(self.present() & self.impossible()).and_then(Fact::from_u8);
        #[cfg(target_os = "none")]
        let impossible = self.first_impossible();
        if let Some(fact) = impossible {
            return Err(RequestError::Range { fact });
        }
        self.check_fix()?;
        let mut rest = self.present_counters();
        while let Some(slot) = first_bit(rest.into()) {
            rest &= rest.wrapping_sub(1);
            if !self.counter_at(slot).is_possible() {
                return Err(RequestError::Counter { slot });
            }
        }
        Ok(())
    }

    /// The first fact, if any, that is present and cannot be what stands in its place. By the table, for terminals: each fact
    /// takes a few bytes.
    #[cfg(any(test, target_os = "none"))]
    fn first_impossible(&self) -> Option<Fact> {
        let mut rest = self.present();
        while let Some(fact) = first_bit(rest).and_then(Fact::from_u8) {
            rest &= rest.wrapping_sub(1);
            let range = fact.range();
            let is_possible = match fact.place().kind {
                Kind::Version => true,
                Kind::Text8 | Kind::Text16 => is_padded(self.bytes.get(fact.offset()..fact.end()).unwrap_or_default()),
                _ => (range.lo..=range.hi).contains(&self.raw(fact)),
            };
            if !is_possible {
                return Some(fact);
            }
        }
        None
    }

    /// Errs where a part of a fix is missing.
    fn check_fix(&self) -> Result<(), RequestError> {
        let fix = [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum];
        match fix.iter().find(|&&fact| !self.has(fact)) {
            Some(&fact) if fix.iter().any(|&fact| self.has(fact)) => Err(RequestError::Incomplete { fact }),
            _ => Ok(()),
        }
    }

    /// Makes what is absent zero, so that equal requests have equal bytes.
    fn forget_absent(&mut self) {
        for &fact in Fact::ALL {
            if !self.has(fact)
                && let Some(place) = self.bytes.get_mut(fact.offset()..fact.end())
            {
                place.fill(0);
            }
        }
        for slot in 0..COUNTER_SLOTS {
            if self.counter(slot).is_none() {
                self.put_counter(slot, Counter::default());
            }
        }
    }

    /// Turns every number round, where memory and wire differ.
    fn turn(&mut self) {
        if cfg!(target_endian = "little") {
            return;
        }
        let mut turn = |at: usize, bytes: usize| {
            if let Some(word) = self.bytes.get_mut(at..).and_then(|rest| rest.get_mut(..bytes)) {
                word.reverse();
            }
        };
        turn(0, 2);
        turn(2, 2);
        turn(4, 4);
        turn(8, 8);
        for &fact in Fact::ALL {
            let word_bytes = fact.place().kind.word_bytes();
            for at in (fact.offset()..fact.end()).step_by(word_bytes) {
                turn(at, word_bytes);
            }
        }
        for at in (COUNTERS_AT..COUNTERS_END).step_by(COUNTER_BYTES) {
            turn(at, 8);
            turn(at.saturating_add(8), 8);
            turn(at.saturating_add(16), 4);
            turn(at.saturating_add(20), 4);
        }
    }

    /// The record that stands in memory, native-endian, as a host wrote it.
    ///
    /// What stands in the place of an absent fact is left there, and never looked at; [`decode`](Self::decode) makes it zero.
    /// Errs as [`check`](Self::check) does.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub fn from_memory(bytes: [u8; BYTES]) -> Result<Self, RequestError> {
        let request = Self { bytes };
        request.check()?;
        Ok(request)
    }

    /// Writes the wire form: the fields of the record in order, little-endian. Never errs.
    #[must_use]
    pub fn encode(&self) -> [u8; BYTES] {
        let mut wire = *self;
        wire.turn();
        wire.bytes
    }

    /// Reads the wire form, which starts with its size.
    ///
    /// A shorter record than this engine's lacks the facts of its tail; a longer one is accepted where its tail is all
    /// zero, so that a newer terminal may ask an older host as long as it says nothing new. What stands in the place of
    /// an absent fact is ignored. Errs as [`check`](Self::check) does, and where a fact lies beyond the end.
    pub fn decode(bytes: &[u8]) -> Result<Self, RequestError> {
        let found = bytes.len();
        let mut request = Self { bytes: [0; BYTES] };
        for (place, &byte) in request.bytes.iter_mut().zip(bytes) {
            *place = byte;
        }
        request.turn();
        let stated = usize::from(u16::from_ne_bytes(request.chunk(0)));
        if found < HEAD_BYTES || stated != found || !found.is_multiple_of(8) {
            return Err(RequestError::Size { found });
        }
        let tail = bytes.get(BYTES..).unwrap_or_default();
        if let Some(offset) = tail.iter().position(|&byte| byte != 0) {
            return Err(RequestError::Reserved { offset: offset.saturating_add(BYTES) });
        }
        if let Some(&fact) = Fact::ALL.iter().find(|&&fact| request.has(fact) && fact.end() > found) {
            return Err(RequestError::Beyond { fact });
        }
        let mut end = COUNTERS_AT;
        for slot in 0..COUNTER_SLOTS {
            end = end.saturating_add(COUNTER_BYTES);
            if request.counter(slot).is_some() && end > found {
                return Err(RequestError::Counter { slot });
            }
        }
        request.put(0, &Self::BYTES_U16.to_ne_bytes());
        request.forget_absent();
        request.check()?;
        Ok(request)
    }
}

/// The number of the lowest bit that is set.
fn first_bit(bits: u64) -> Option<u8> {
    u8::try_from(bits.trailing_zeros()).ok().filter(|&bit| bit < 64)
}

record! {
    0 NowUtcS now_utc_s set_now_utc_s @ 16 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Asked
        "The moment of asking." "nothing that needs the time is known (CLOCK_NOT_TRUSTED)";
    1 FixAtUtcS fix_at_utc_s set_fix_at_utc_s @ 24 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Measured
        "When the terminal received the position fix, by the same clock as `now_utc_s`." "the fix counts as stale";
    2 ProfileRefreshedAtUtcS profile_refreshed_at_utc_s set_profile_refreshed_at_utc_s @ 32 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Anchored
        "When the terminal last refreshed its profile from the host." "the age of the profile is unknown";
    3 AmountMinor amount_minor set_amount_minor @ 40 int(i64, 0, JSON_INTEGER_MAX, "minor units") Asked
        "The amount of the transaction (DE4), in minor units of its currency. More than twelve digits can be said, and fail." "limits are unknown";
    4 AppVersion app_version set_app_version @ 48 version() Measured
        "The version of the payment application." "the version is unknown";
    5 TerminalId terminal_id set_terminal_id @ 56 text(Text8, 8) Asked
        "The terminal's id (DE41, ans 8)." "whose terminal it is, is unknown";
    6 MerchantId merchant_id set_merchant_id @ 64 text(Text16, 15) Asked
        "The merchant's id (DE42, ans 15)." "it cannot be told whose the request is (SERVICE_POINT_UNKNOWN)";
    7 FixLatE7 fix_lat_e7 set_fix_lat_e7 @ 80 int(i32, -900_000_000, 900_000_000, "1e-7 degrees") Measured
        "Latitude of the position fix; stands with `fix_lon_e7` and `fix_datum` or not at all." "there is no fix";
    8 FixLonE7 fix_lon_e7 set_fix_lon_e7 @ 84 int(i32, -1_800_000_000, 1_800_000_000, "1e-7 degrees") Measured
        "Longitude of the position fix." "there is no fix";
    9 FixAccuracyM fix_accuracy_m set_fix_accuracy_m @ 88 int(u32, 0, 4_294_967_295, "m") Measured
        "Radius around the fix within which the terminal believes itself to be." "the accuracy is unknown";
    10 FixRegion fix_region set_fix_region @ 92 int(u32, 0, 999_999, "") Measured
        "Region code of where the terminal is (GB/T 2260), as a cell or network provider tells it." "areas given as regions are unknown";
    11 Currency currency set_currency @ 96 int(u16, 1, 999, "ISO 4217 numeric") Asked
        "The currency of the amount (DE49)." "the currency is unknown";
    12 FixDatum fix_datum set_fix_datum @ 98 word(Datum) Measured
        "Datum of the position fix." "there is no fix";
    13 Transaction transaction set_transaction @ 99 word(TransactionType) Asked
        "What kind of transaction is asked for." "scopes that name transactions are unknown";
    14 EntryMode entry_mode set_entry_mode @ 100 word(EntryMode) Asked
        "How the card was read." "scopes and rules that name entry modes are unknown";
    15 CardKind card_kind set_card_kind @ 101 word(CardKind) Asked
        "What kind of card or account pays." "scopes that name card kinds are unknown";
    16 Clock clock set_clock @ 102 word(ClockState) Measured
        "Whether the clock behind `now_utc_s` can be relied on." "it is not trusted";
    17 Host host set_host @ 103 word(HostState) Measured
        "Whether the acceptance host can be reached." "referrals are settled as if it could not";
    18 Terminal terminal set_terminal @ 104 word(TerminalState) Anchored
        "How far the terminal has come." "the state is unknown";
    19 Tamper tamper set_tamper @ 105 word(TamperState) Measured
        "What the tamper sensors report." "the state is unknown";
    20 SignedOnAtUtcS signed_on_at_utc_s set_signed_on_at_utc_s @ 400 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Anchored
        "When the terminal last signed on (签到)." "whether it is signed on is unknown";
    21 InServiceSinceUtcS in_service_since_utc_s set_in_service_since_utc_s @ 408 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Anchored
        "When the terminal was first put into service." "its age is unknown";
    22 InspectedAtUtcS inspected_at_utc_s set_inspected_at_utc_s @ 416 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Anchored
        "When the terminal was last inspected (巡检)." "whether an inspection is due is unknown";
    23 PolicyConfirmedAtUtcS policy_confirmed_at_utc_s set_policy_confirmed_at_utc_s @ 424 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Anchored
        "When the host last said which version of the policy is the latest." "whether the policy is current is unknown";
    24 OriginalAtUtcS original_at_utc_s set_original_at_utc_s @ 432 int(i64, 0, INSTANT_UTC_S_MAX, "s UTC") Asked
        "When the original of a void, reversal or refund was made." "nothing is given back to counters";
    25 OriginalAmountMinor original_amount_minor set_original_amount_minor @ 440 int(i64, 0, JSON_INTEGER_MAX, "minor units") Asked
        "The amount of that original." "a void or reversal gives nothing back to counters";
    26 OfflineAmountMinor offline_amount_minor set_offline_amount_minor @ 448 int(i64, 0, JSON_INTEGER_MAX, "minor units") Anchored
        "What was approved offline since the host was last reached, without this transaction." "what may be sold offline is unknown";
    27 Custom0 custom_0 set_custom_0 @ 456 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    28 Custom1 custom_1 set_custom_1 @ 464 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    29 Custom2 custom_2 set_custom_2 @ 472 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    30 Custom3 custom_3 set_custom_3 @ 480 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    31 Custom4 custom_4 set_custom_4 @ 488 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    32 Custom5 custom_5 set_custom_5 @ 496 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    33 Custom6 custom_6 set_custom_6 @ 504 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    34 Custom7 custom_7 set_custom_7 @ 512 int(i64, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, "") Measured
        "An integer that the policy names." "what depends on it is unknown";
    35 OsVersion os_version set_os_version @ 520 version() Measured
        "The version of the operating system." "the version is unknown";
    36 OfflineCount offline_count set_offline_count @ 528 int(u32, 0, 4_294_967_295, "transactions") Anchored
        "How many transactions were approved offline since the host was last reached." "what may be sold offline is unknown";
    37 PatchLevel patch_level set_patch_level @ 532 int(u32, 0, 4_294_967_295, "") Measured
        "The level of security patches, a number that grows." "the level is unknown";
    38 PolicyVersionLatest policy_version_latest set_policy_version_latest @ 536 int(u32, 0, 4_294_967_295, "") Anchored
        "The latest version of the policy that the host told of." "whether the policy is current is unknown";
    39 De22 de22 set_de22 @ 540 int(u16, 0, 999, "") Asked
        "The three digits of DE22, the entry mode as the message says it." "it cannot be compared with the entry mode";
    40 De25 de25 set_de25 @ 542 int(u8, 0, 99, "") Asked
        "The two digits of DE25, the point-of-service condition code (服务点条件码)." "it cannot be compared with what the policy accepts";
    41 BatteryPercent battery_percent set_battery_percent @ 543 int(u8, 0, 100, "%") Measured
        "How far the battery is charged." "the level is unknown";
    42 OriginalTransaction original_transaction set_original_transaction @ 544 word(TransactionType) Asked
        "What kind of transaction the original of a void, reversal or refund was." "it counts as one that took money";
    43 FixSource fix_source set_fix_source @ 545 word(FixSource) Measured
        "Whether the operating system says that the position is made up." "whether it is made up is unknown";
    44 Link link set_link @ 546 word(LinkState) Measured
        "The state of the terminal's link." "the state is unknown";
    45 Power power set_power @ 547 word(PowerState) Measured
        "What powers the terminal." "the state is unknown";
    46 CardReader card_reader set_card_reader @ 548 word(ComponentState) Measured
        "The card reader." "the state is unknown";
    47 Contact contact set_contact @ 549 word(ComponentState) Measured
        "The contacts and interfaces." "the state is unknown";
    48 Positioning positioning set_positioning @ 550 word(ComponentState) Measured
        "The positioning module." "the state is unknown";
    49 Communication communication set_communication @ 551 word(ComponentState) Measured
        "The communication module." "the state is unknown";
    50 Printer printer set_printer @ 552 word(ComponentState) Measured
        "The printer." "the state is unknown";
    51 KeyPad key_pad set_key_pad @ 553 word(ComponentState) Measured
        "The key pad." "the state is unknown";
    52 Damage damage set_damage @ 554 word(DamageState) Measured
        "Whether the terminal was damaged, as after a disaster." "it is unknown";
    53 ServicePointData service_point_data set_service_point_data @ 555 word(DataState) Measured
        "Whether the service point's data were loaded and verified." "it is unknown";
    54 Operator operator set_operator @ 556 word(OperatorState) Asked
        "Whether whoever is at the till was trained." "it is unknown";
}

/// The different ranges.
static RANGES: [Range; RANGES_MAX] = NUMBERED.0;

/// The presence bits of all facts.
const KNOWN: u64 = (1 << FACTS) - 1;

/// Where no fact and no counter stands.
const GAPS: [(usize, usize); 2] = [(106, 112), (557, 560)];

const COUNTERS_END: usize = COUNTERS_AT + COUNTERS_MAX * COUNTER_BYTES;

#[expect(clippy::cast_possible_truncation, reason = "twelve")]
const COUNTER_SLOTS: u8 = COUNTERS_MAX as u8;

// The layout is a contract with every host: it changes only by appending.
#[expect(clippy::indexing_slicing, reason = "the compiler runs it, and checks each step")]
const _: () = {
    assert!(BYTES <= 768 && BYTES.is_multiple_of(8));
    assert!(AMOUNT_MINOR_CAP < JSON_INTEGER_MAX.unsigned_abs());
    // Facts are numbered as they are listed; they, the counters and the gaps fill the record without an overlap.
    let (mut at, mut index) = (HEAD_BYTES, 0);
    while index < FACTS {
        let (fact, place, range) = (Fact::ALL[index], &PLACES[index], &RANGES[PLACES[index].range as usize]);
        assert!(fact as usize == index);
        if at == GAPS[0].0 {
            at = COUNTERS_END;
        }
        assert!(place.at as usize == at && at.is_multiple_of(place.kind.word_bytes()));
        at += place.kind.bytes();
        let fits = match place.kind {
            Kind::I32 => range.lo >= i32::MIN as i64 && range.hi <= i32::MAX as i64,
            Kind::U32 | Kind::U16 | Kind::U8 => range.lo >= 0 && range.hi < 1 << (place.kind.bytes() * 8),
            Kind::I64 | Kind::Version | Kind::Text8 | Kind::Text16 => true,
        };
        assert!(fits);
        index += 1;
    }
    assert!(at == GAPS[1].0 && BYTES == GAPS[1].1 && COUNTERS_AT == GAPS[0].1);
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What hosts look at without a branch and what terminals look up in the table is the same.
        #[test]
        fn both_ways_to_look_at_facts_agree(
            mut bytes in prop::array::uniform32(any::<[u8; 16]>()).prop_map(|rows| {
                let mut bytes = [0; BYTES];
                bytes.iter_mut().zip(rows.as_flattened()).for_each(|(place, &byte)| *place = byte);
                bytes
            }),
            small in prop::collection::vec((HEAD_BYTES..BYTES, 0..8_u8), 400),
            texts in prop::collection::vec((56..80_usize, 30..130_u8), 60),
        ) {
            // Mostly numbers that are possible for one fact and not for the next.
            small.into_iter().chain(texts).for_each(|(at, byte)| bytes[at] = byte);
            let request = Request { bytes };
            for &fact in Fact::ALL {
                let mut alone = request;
                alone.put(8, &(1_u64 << fact as u8).to_ne_bytes());
                let is_impossible = request.impossible() & (1 << fact as u8) != 0;
                prop_assert_eq!(alone.first_impossible(), is_impossible.then_some(fact));
            }
        }

        /// Eight characters at a time is as one by one.
        #[test]
        fn texts_are_printable_and_say_something(text in any::<[u8; 16]>(), plain in 0..16_usize, spaces in any::<bool>()) {
            let mut text = text;
            text.iter_mut().take(plain).for_each(|byte| *byte = if spaces { b' ' } else { 31 + *byte % 97 });
            text[15] *= u8::from(text[15] % 3 == 0);
            prop_assert_eq!(is_padded_by_eight(&text), is_padded(&text));
            let eight: &[u8; 8] = text.first_chunk().unwrap();
            prop_assert_eq!(is_padded_by_eight(eight), is_padded(eight));
        }
    }

    /// The least and the greatest value of each fact are possible, those beside them are not.
    #[cfg(feature = "compile")]
    #[test]
    fn the_ends_of_each_range_are_where_they_are_said_to_be() {
        for row in CATALOGUE {
            let Some((lo, hi)) = row.range else { continue };
            let kind_bytes = row.fact.end() - row.fact.offset();
            for value in [lo, hi, lo - 1, hi + 1] {
                let bytes = value.to_ne_bytes();
                let kept = if cfg!(target_endian = "big") { &bytes[8 - kind_bytes..] } else { &bytes[..kind_bytes] };
                let mut request = Request::new();
                request.put(row.fact.offset(), kept);
                let request = *request.mark(row.fact);
                // What does not fit the place is another value there.
                let is_possible = (lo..=hi).contains(&request.raw(row.fact));
                assert_eq!(
                    request.impossible() & (1 << row.fact as u8) == 0,
                    is_possible,
                    "{}: {value}",
                    row.fact.name()
                );
                assert_eq!(request.first_impossible().is_none(), is_possible, "{}: {value}", row.fact.name());
            }
        }
    }
}
