//! The request: one flat fixed-size record of facts, and the catalogue of those facts.
//!
//! The table at the end of this file is the only place where a fact of the request is declared. The record, its setters
//! and getters, the wire form, the JSON form and the generated page come from it.

use crate::bounds::{AMOUNT_MINOR_CAP, COUNTERS_MAX, INSTANT_UTC_S_MAX, JSON_INTEGER_MAX};
use crate::geo::{Datum, Point};
use crate::words::{CardKind, ClockState, EntryMode, HostState, TamperState, TerminalState, TransactionType};

/// The layout that this engine writes, in the record's second field.
pub const LAYOUT_VERSION: u16 = 1;

/// Bytes before the first fact: size, layout, presence of counters, presence of facts.
const HEAD_BYTES: usize = 16;

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
    /// The name in JSON.
    pub name: &'static str,
    /// `integer`, `version`, `text`, `counter`, or the words it may take.
    pub kind: &'static str,
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

/// A field of the record: how its bytes stand on the wire, little-endian.
trait Field: Copy + Default {
    const BYTES: usize = size_of::<Self>();
    /// Reads it off the front; zero where the bytes end before.
    fn read(bytes: &[u8]) -> Self;
    /// Writes it to the front; nothing where the bytes end before.
    fn write(self, bytes: &mut [u8]);
}

macro_rules! fields {
    ($($field:ty: $to:expr, $from:expr;)+) => {
        $(impl Field for $field {
            fn read(bytes: &[u8]) -> Self {
                bytes.first_chunk().copied().map_or(Self::default(), $from)
            }

            fn write(self, bytes: &mut [u8]) {
                if let Some(chunk) = bytes.first_chunk_mut() {
                    *chunk = $to(self);
                }
            }
        })+
    };
}

fields! {
    u8: u8::to_le_bytes, u8::from_le_bytes;
    u16: u16::to_le_bytes, u16::from_le_bytes;
    u32: u32::to_le_bytes, u32::from_le_bytes;
    i32: i32::to_le_bytes, i32::from_le_bytes;
    u64: u64::to_le_bytes, u64::from_le_bytes;
    i64: i64::to_le_bytes, i64::from_le_bytes;
    [u8; 8]: core::convert::identity, core::convert::identity;
    [u8; 16]: core::convert::identity, core::convert::identity;
    [u16; 4]:
        |parts: [u16; 4]| {
            let [[a, b], [c, d], [e, f], [g, h]] = parts.map(u16::to_le_bytes);
            [a, b, c, d, e, f, g, h]
        },
        |[a, b, c, d, e, f, g, h]: [u8; 8]| [[a, b], [c, d], [e, f], [g, h]].map(u16::from_le_bytes);
}

/// Goes over consecutive fields.
struct Cursor<B> {
    bytes: B,
    at: usize,
}

impl Cursor<&mut [u8]> {
    fn put<F: Field>(&mut self, field: F) {
        field.write(self.bytes.get_mut(self.at..).unwrap_or_default());
        self.at = self.at.saturating_add(F::BYTES);
    }
}

impl Cursor<&[u8]> {
    fn take<F: Field>(&mut self) -> F {
        let field = F::read(self.bytes.get(self.at..).unwrap_or_default());
        self.at = self.at.saturating_add(F::BYTES);
        field
    }
}

/// Pads a text of DE41 or DE42 with spaces on the right, as the field does.
///
/// Nothing where it is empty, too long, or holds other than printable ASCII.
#[must_use]
pub(crate) fn padded<const N: usize>(text: &str, length: usize) -> Option<[u8; N]> {
    let printable = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if text.trim().is_empty() || text.len() > length || length > N || !printable {
        return None;
    }
    let mut out = [0; N];
    out.get_mut(..length)?.fill(b' ');
    out.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
    Some(out)
}

macro_rules! record {
    (
        numbers { $($nbit:literal $nfact:ident $nname:ident $nset:ident: $nraw:ty, $nlo:expr, $nhi:expr, $nunit:literal, $ntense:ident, $nmeaning:literal, $nabsence:literal;)+ }
        versions { $($vbit:literal $vfact:ident $vname:ident $vset:ident: $vtense:ident, $vmeaning:literal, $vabsence:literal;)+ }
        texts { $($tbit:literal $tfact:ident $tname:ident $tset:ident: $traw:literal $tlen:literal, $tmeaning:literal, $tabsence:literal;)+ }
        small_numbers { $($sbit:literal $sfact:ident $sname:ident $sset:ident: $sraw:ty, $slo:expr, $shi:expr, $sunit:literal, $stense:ident, $smeaning:literal, $sabsence:literal;)+ }
        words { $($wbit:literal $wfact:ident $wname:ident $wset:ident: $wtype:ty, $wtense:ident, $wmeaning:literal, $wabsence:literal;)+ }
        pad $pad:literal
    ) => {
        /// A fact of the request. Its number is its presence bit.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Fact {
            $(#[doc = $nmeaning] $nfact = $nbit,)+
            $(#[doc = $vmeaning] $vfact = $vbit,)+
            $(#[doc = $tmeaning] $tfact = $tbit,)+
            $(#[doc = $smeaning] $sfact = $sbit,)+
            $(#[doc = $wmeaning] $wfact = $wbit,)+
        }

        impl Fact {
            /// Every fact.
            pub const ALL: &'static [Self] =
                &[$(Self::$nfact,)+ $(Self::$vfact,)+ $(Self::$tfact,)+ $(Self::$sfact,)+ $(Self::$wfact,)+];

            /// The fact with this presence bit, if there is one.
            #[must_use]
            pub const fn from_u8(bit: u8) -> Option<Self> {
                match bit {
                    $($nbit => Some(Self::$nfact),)+
                    $($vbit => Some(Self::$vfact),)+
                    $($tbit => Some(Self::$tfact),)+
                    $($sbit => Some(Self::$sfact),)+
                    $($wbit => Some(Self::$wfact),)+
                    _ => None,
                }
            }

            /// The name in JSON.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$nfact => stringify!($nname),)+
                    $(Self::$vfact => stringify!($vname),)+
                    $(Self::$tfact => stringify!($tname),)+
                    $(Self::$sfact => stringify!($sname),)+
                    $(Self::$wfact => stringify!($wname),)+
                }
            }

            /// Where the fact begins in the record, in bytes.
            #[must_use]
            pub const fn offset(self) -> usize {
                match self {
                    $(Self::$nfact => core::mem::offset_of!(Request, $nname),)+
                    $(Self::$vfact => core::mem::offset_of!(Request, $vname),)+
                    $(Self::$tfact => core::mem::offset_of!(Request, $tname),)+
                    $(Self::$sfact => core::mem::offset_of!(Request, $sname),)+
                    $(Self::$wfact => core::mem::offset_of!(Request, $wname),)+
                }
            }

            /// Where the fact ends in the record, in bytes.
            #[must_use]
            pub const fn end(self) -> usize {
                match self {
                    $(Self::$nfact => core::mem::offset_of!(Request, $nname).saturating_add(size_of::<$nraw>()),)+
                    $(Self::$vfact => core::mem::offset_of!(Request, $vname).saturating_add(8),)+
                    $(Self::$tfact => core::mem::offset_of!(Request, $tname).saturating_add($traw),)+
                    $(Self::$sfact => core::mem::offset_of!(Request, $sname).saturating_add(size_of::<$sraw>()),)+
                    $(Self::$wfact => core::mem::offset_of!(Request, $wname).saturating_add(1),)+
                }
            }
        }

        /// The presence bits of all facts.
        const KNOWN: u64 = $((1 << $nbit) |)+ $((1 << $vbit) |)+ $((1 << $tbit) |)+ $((1 << $sbit) |)+ $((1 << $wbit) |)+ 0;

        /// The catalogue of the facts that live in a request.
        #[cfg(feature = "compile")]
        pub const CATALOGUE: &[FactRow] = &[
            $(FactRow { fact: Fact::$nfact, name: stringify!($nname), kind: "integer", unit: $nunit, range: Some(($nlo, $nhi)), tense: Tense::$ntense, meaning: $nmeaning, absence: $nabsence },)+
            $(FactRow { fact: Fact::$vfact, name: stringify!($vname), kind: "version", unit: "", range: None, tense: Tense::$vtense, meaning: $vmeaning, absence: $vabsence },)+
            $(FactRow { fact: Fact::$tfact, name: stringify!($tname), kind: "text", unit: concat!("up to ", $tlen, " characters"), range: None, tense: Tense::Asked, meaning: $tmeaning, absence: $tabsence },)+
            $(FactRow { fact: Fact::$sfact, name: stringify!($sname), kind: "integer", unit: $sunit, range: Some(($slo, $shi)), tense: Tense::$stense, meaning: $smeaning, absence: $sabsence },)+
            $(FactRow { fact: Fact::$wfact, name: stringify!($wname), kind: stringify!($wtype), unit: "", range: None, tense: Tense::$wtense, meaning: $wmeaning, absence: $wabsence },)+
        ];

        /// One request: what is known of terminal, transaction and usage at the moment of asking.
        ///
        /// A flat record without pointers, native-endian in memory and little-endian on the wire, each fact with a
        /// presence bit. Made with [`new`](Self::new) and the setters, or by [`decode`](Self::decode), so that every
        /// fact marked present is in its range.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(C)]
        pub struct Request {
            size_bytes: u16,
            layout_version: u16,
            present_counters: u32,
            present: u64,
            $($nname: $nraw,)+
            $($vname: [u16; 4],)+
            $($tname: [u8; $traw],)+
            $($sname: $sraw,)+
            $($wname: u8,)+
            reserved: [u8; $pad],
            counters: [Counter; COUNTERS_MAX],
        }

        impl Request {
            /// A request of which nothing is known yet.
            #[must_use]
            pub const fn new() -> Self {
                Self {
                    size_bytes: Self::BYTES_U16,
                    layout_version: LAYOUT_VERSION,
                    present_counters: 0,
                    present: 0,
                    $($nname: 0,)+
                    $($vname: [0; 4],)+
                    $($tname: [0; $traw],)+
                    $($sname: 0,)+
                    $($wname: 0,)+
                    reserved: [0; $pad],
                    counters: [Counter { amount_minor: 0, taken_at_utc_s: 0, count: 0, reserved: 0 }; COUNTERS_MAX],
                }
            }

            $(
                #[doc = $nmeaning]
                #[must_use]
                #[inline]
                pub fn $nname(&self) -> Option<i64> {
                    self.has(Fact::$nfact).then(|| i64::from(self.$nname))
                }

                #[doc = concat!("Sets [`", stringify!($nname), "`](Self::", stringify!($nname), ") and its presence; errs where it is out of its range, and then changes nothing.")]
                pub fn $nset(&mut self, value: i64) -> Result<&mut Self, RequestError> {
                    let fact = Fact::$nfact;
                    let raw = <$nraw>::try_from(value).ok().filter(|_| ($nlo..=$nhi).contains(&value));
                    self.$nname = raw.ok_or(RequestError::Range { fact })?;
                    Ok(self.mark(fact))
                }
            )+
            $(
                #[doc = $vmeaning]
                #[must_use]
                #[inline]
                pub fn $vname(&self) -> Option<Version> {
                    self.has(Fact::$vfact).then_some(Version(self.$vname))
                }

                #[doc = concat!("Sets [`", stringify!($vname), "`](Self::", stringify!($vname), ") and its presence; never errs.")]
                pub fn $vset(&mut self, value: Version) -> &mut Self {
                    self.$vname = value.0;
                    self.mark(Fact::$vfact)
                }
            )+
            $(
                #[doc = $tmeaning]
                ///
                /// Padded with spaces; a sixteenth byte is zero.
                #[must_use]
                #[inline]
                pub fn $tname(&self) -> Option<&[u8; $traw]> {
                    self.has(Fact::$tfact).then_some(&self.$tname)
                }

                #[doc = concat!("Sets [`", stringify!($tname), "`](Self::", stringify!($tname), ") and its presence; errs where it is empty, longer than ", $tlen, " characters or not printable ASCII, and then changes nothing.")]
                pub fn $tset(&mut self, value: &str) -> Result<&mut Self, RequestError> {
                    let fact = Fact::$tfact;
                    self.$tname = padded(value, $tlen).ok_or(RequestError::Range { fact })?;
                    Ok(self.mark(fact))
                }
            )+
            $(
                #[doc = $smeaning]
                #[must_use]
                #[inline]
                pub fn $sname(&self) -> Option<i64> {
                    self.has(Fact::$sfact).then(|| i64::from(self.$sname))
                }

                #[doc = concat!("Sets [`", stringify!($sname), "`](Self::", stringify!($sname), ") and its presence; errs where it is out of its range, and then changes nothing.")]
                pub fn $sset(&mut self, value: i64) -> Result<&mut Self, RequestError> {
                    let fact = Fact::$sfact;
                    let raw = <$sraw>::try_from(value).ok().filter(|_| ($slo..=$shi).contains(&value));
                    self.$sname = raw.ok_or(RequestError::Range { fact })?;
                    Ok(self.mark(fact))
                }
            )+
            $(
                #[doc = $wmeaning]
                #[must_use]
                #[inline]
                pub fn $wname(&self) -> Option<$wtype> {
                    if self.has(Fact::$wfact) { <$wtype>::from_u8(self.$wname) } else { None }
                }

                #[doc = concat!("Sets [`", stringify!($wname), "`](Self::", stringify!($wname), ") and its presence; never errs.")]
                pub fn $wset(&mut self, value: $wtype) -> &mut Self {
                    self.$wname = value as u8;
                    self.mark(Fact::$wfact)
                }
            )+

            /// Errs where a present fact has a value that it cannot have.
            fn check_ranges(&self) -> Result<(), RequestError> {
                $(if self.has(Fact::$nfact) && !($nlo..=$nhi).contains(&i64::from(self.$nname)) {
                    return Err(RequestError::Range { fact: Fact::$nfact });
                })+
                $(if self.has(Fact::$tfact) && !is_padded(&self.$tname, $tlen) {
                    return Err(RequestError::Range { fact: Fact::$tfact });
                })+
                $(if self.has(Fact::$sfact) && !($slo..=$shi).contains(&i64::from(self.$sname)) {
                    return Err(RequestError::Range { fact: Fact::$sfact });
                })+
                $(if self.has(Fact::$wfact) && self.$wname().is_none() {
                    return Err(RequestError::Range { fact: Fact::$wfact });
                })+
                Ok(())
            }

            /// Writes the wire form: the fields of the record in order, little-endian. Never errs.
            #[must_use]
            pub fn encode(&self) -> [u8; Self::BYTES] {
                let mut bytes = [0; Self::BYTES];
                let mut out = Cursor { bytes: &mut bytes[..], at: 0 };
                out.put(self.size_bytes);
                out.put(self.layout_version);
                out.put(self.present_counters);
                out.put(self.present);
                $(out.put(self.$nname);)+
                $(out.put(self.$vname);)+
                $(out.put(self.$tname);)+
                $(out.put(self.$sname);)+
                $(out.put(self.$wname);)+
                out.at = core::mem::offset_of!(Self, counters);
                for counter in &self.counters {
                    out.put(counter.amount_minor);
                    out.put(counter.taken_at_utc_s);
                    out.put(counter.count);
                    out.put(counter.reserved);
                }
                bytes
            }

            /// Makes what is absent zero, so that equal requests have equal bytes.
            fn forget_absent(&mut self) {
                $(if !self.has(Fact::$nfact) { self.$nname = 0; })+
                $(if !self.has(Fact::$vfact) { self.$vname = [0; 4]; })+
                $(if !self.has(Fact::$tfact) { self.$tname = [0; $traw]; })+
                $(if !self.has(Fact::$sfact) { self.$sname = 0; })+
                $(if !self.has(Fact::$wfact) { self.$wname = 0; })+
                for slot in 0..32 {
                    if self.counter(slot).is_none()
                        && let Some(counter) = self.counters.get_mut(usize::from(slot))
                    {
                        *counter = Counter::default();
                    }
                }
            }

            /// Reads the fields without judging them.
            fn read(bytes: &[u8]) -> Self {
                let mut from = Cursor { bytes, at: 0 };
                let mut request = Self::new();
                request.size_bytes = from.take();
                request.layout_version = from.take();
                request.present_counters = from.take();
                request.present = from.take();
                $(request.$nname = from.take();)+
                $(request.$vname = from.take();)+
                $(request.$tname = from.take();)+
                $(request.$sname = from.take();)+
                $(request.$wname = from.take();)+
                for byte in &mut request.reserved {
                    *byte = from.take();
                }
                from.at = core::mem::offset_of!(Self, counters);
                for counter in &mut request.counters {
                    *counter = Counter {
                        amount_minor: from.take(),
                        taken_at_utc_s: from.take(),
                        count: from.take(),
                        reserved: from.take(),
                    };
                }
                request
            }
        }

        #[cfg(feature = "json")]
        mod json {
            use super::*;
            use crate::bounds::Within;
            use crate::forms::VersionText;
            use alloc::vec::Vec;
            use serde::de::Error as _;

            /// The JSON form: the same names, an absent fact left out.
            #[derive(serde::Serialize, serde::Deserialize)]
            #[serde(remote = "Self", deny_unknown_fields)]
            struct Form {
                $(#[serde(default, skip_serializing_if = "Option::is_none")] $nname: Option<Within<{ $nlo }, { $nhi }>>,)+
                $(#[serde(default, skip_serializing_if = "Option::is_none")] $vname: Option<VersionText>,)+
                $(#[serde(default, skip_serializing_if = "Option::is_none")] $tname: Option<FieldText<$traw, $tlen>>,)+
                $(#[serde(default, skip_serializing_if = "Option::is_none")] $sname: Option<Within<{ $slo }, { $shi }>>,)+
                $(#[serde(default, skip_serializing_if = "Option::is_none")] $wname: Option<$wtype>,)+
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

            #[derive(serde::Serialize, serde::Deserialize)]
            #[serde(remote = "Self", deny_unknown_fields)]
            struct CounterForm {
                slot: Within<0, 11>,
                amount_minor: Within<{ -JSON_INTEGER_MAX }, JSON_INTEGER_MAX>,
                count: Within<-2_147_483_648, 2_147_483_647>,
                taken_at_utc_s: Within<0, INSTANT_UTC_S_MAX>,
            }

            crate::table::table!(Form, CounterForm);

            impl<'de> serde::Deserialize<'de> for Request {
                fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                    let form = <Form as serde::Deserialize>::deserialize(from)?;
                    let mut request = Self::new();
                    $(if let Some(value) = form.$nname { request.$nset(value.get()).map_err(D::Error::custom)?; })+
                    $(if let Some(value) = form.$vname { request.$vset(value.0); })+
                    $(if let Some(value) = form.$tname {
                        request.$tname = value.0;
                        request.mark(Fact::$tfact);
                    })+
                    $(if let Some(value) = form.$sname { request.$sset(value.get()).map_err(D::Error::custom)?; })+
                    $(if let Some(value) = form.$wname { request.$wset(value); })+
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
                    request.check().map_err(D::Error::custom)?;
                    Ok(request)
                }
            }

            impl serde::Serialize for Request {
                fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                    let form = Form {
                        $($nname: self.$nname().and_then(Within::new),)+
                        $($vname: self.$vname().map(VersionText),)+
                        $($tname: self.$tname().copied().map(FieldText),)+
                        $($sname: self.$sname().and_then(Within::new),)+
                        $($wname: self.$wname(),)+
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

/// Whether a text is what [`padded`] makes.
fn is_padded(text: &[u8], length: usize) -> bool {
    let (text, zeros) = text.split_at_checked(length).unwrap_or((text, &[]));
    text.iter().all(|byte| (b' '..=b'~').contains(byte))
        && text.iter().any(|&byte| byte != b' ')
        && zeros.iter().all(|&byte| byte == 0)
}

impl Default for Request {
    fn default() -> Self {
        Self::new()
    }
}

impl Request {
    /// Where the counters begin in the record, in bytes; each takes 24.
    pub const COUNTERS_OFFSET: usize = core::mem::offset_of!(Self, counters);

    /// Bytes of the record, in memory and on the wire.
    pub const BYTES: usize = size_of::<Self>();

    #[expect(clippy::cast_possible_truncation, reason = "asserted below to be at most 768")]
    const BYTES_U16: u16 = Self::BYTES as u16;

    /// Whether a fact is present.
    #[must_use]
    #[inline]
    pub const fn has(&self, fact: Fact) -> bool {
        self.present & (1 << fact as u8) != 0
    }

    /// Takes a fact away again.
    pub fn clear(&mut self, fact: Fact) -> &mut Self {
        self.present &= !(1 << fact as u8);
        self.forget_absent();
        self
    }

    fn mark(&mut self, fact: Fact) -> &mut Self {
        self.present |= 1 << fact as u8;
        self
    }

    /// The position fix with its datum, if there is one.
    #[must_use]
    #[inline]
    pub fn fix(&self) -> Option<(Point, Datum)> {
        if !self.has(Fact::FixLatE7) || !self.has(Fact::FixLonE7) {
            return None;
        }
        let datum = self.fix_datum()?;
        Some((Point { lat_e7: self.fix_lat_e7, lon_e7: self.fix_lon_e7 }, datum))
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
    pub fn counter(&self, slot: u8) -> Option<&Counter> {
        if slot >= 32 || self.present_counters & (1 << slot) == 0 {
            return None;
        }
        self.counters.get(usize::from(slot))
    }

    /// Sets a counter and its presence.
    ///
    /// Errs where the slot is not 0 to 11 or a value is out of its range, and then changes nothing.
    pub fn set_counter(&mut self, slot: u8, counter: Counter) -> Result<&mut Self, RequestError> {
        let place = self.counters.get_mut(usize::from(slot)).filter(|_| counter.is_possible());
        *place.ok_or(RequestError::Counter { slot })? = counter;
        self.present_counters |= 1 << slot;
        Ok(self)
    }

    /// Judges a record that came from elsewhere: whether every fact marked present can be relied on.
    ///
    /// The setters and the JSON form keep this true; what comes from memory or the wire is judged here.
    pub fn check(&self) -> Result<(), RequestError> {
        if usize::from(self.size_bytes) != Self::BYTES {
            return Err(RequestError::Size { found: usize::from(self.size_bytes) });
        }
        if self.layout_version != LAYOUT_VERSION {
            return Err(RequestError::Layout { found: self.layout_version });
        }
        if let Some(bit) = first_bit(self.present & !KNOWN) {
            return Err(RequestError::UnknownFact { bit });
        }
        if let Some(bit) = first_bit(u64::from(self.present_counters >> COUNTERS_MAX) << COUNTERS_MAX) {
            return Err(RequestError::UnknownFact { bit: bit.saturating_add(64) });
        }
        if let Some(at) = self.reserved.iter().position(|&byte| byte != 0) {
            let offset = core::mem::offset_of!(Self, reserved).saturating_add(at);
            return Err(RequestError::Reserved { offset });
        }
        self.check_ranges()?;
        let fix = [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum];
        if fix.iter().any(|&fact| self.has(fact))
            && let Some(&fact) = fix.iter().find(|&&fact| !self.has(fact))
        {
            return Err(RequestError::Incomplete { fact });
        }
        for (slot, counter) in (0..).zip(&self.counters) {
            if self.counter(slot).is_some() && !counter.is_possible() {
                return Err(RequestError::Counter { slot });
            }
        }
        Ok(())
    }

    /// Reads the wire form, which starts with its size.
    ///
    /// A shorter record than this engine's lacks the facts of its tail; a longer one is accepted where its tail is all
    /// zero, so that a newer terminal may ask an older host as long as it says nothing new. What stands in the place of
    /// an absent fact is not looked at, and reads as zero.
    pub fn decode(bytes: &[u8]) -> Result<Self, RequestError> {
        let mut request = Self::read(bytes);
        let found = bytes.len();
        if found < HEAD_BYTES || usize::from(request.size_bytes) != found || !found.is_multiple_of(8) {
            return Err(RequestError::Size { found });
        }
        let tail = bytes.get(Self::BYTES..).unwrap_or_default();
        if let Some(offset) = tail.iter().position(|&byte| byte != 0) {
            return Err(RequestError::Reserved { offset: offset.saturating_add(Self::BYTES) });
        }
        if let Some(&fact) = Fact::ALL.iter().find(|&&fact| request.has(fact) && fact.end() > found) {
            return Err(RequestError::Beyond { fact });
        }
        let mut end = core::mem::offset_of!(Self, counters);
        for slot in 0..32 {
            end = end.saturating_add(COUNTER_BYTES);
            if request.counter(slot).is_some() && end > found {
                return Err(RequestError::Counter { slot });
            }
        }
        request.size_bytes = Self::BYTES_U16;
        request.forget_absent();
        request.check()?;
        Ok(request)
    }
}

impl Counter {
    fn is_possible(&self) -> bool {
        (-JSON_INTEGER_MAX..=JSON_INTEGER_MAX).contains(&self.amount_minor)
            && (0..=INSTANT_UTC_S_MAX).contains(&self.taken_at_utc_s)
            && self.reserved == 0
    }
}

/// The number of the lowest bit that is set.
fn first_bit(bits: u64) -> Option<u8> {
    u8::try_from(bits.trailing_zeros()).ok().filter(|&bit| bit < 64)
}

record! {
    numbers {
        0 NowUtcS now_utc_s set_now_utc_s: i64, 0, INSTANT_UTC_S_MAX, "s UTC", Asked,
            "The moment of asking.", "nothing that needs the time is known (CLOCK_NOT_TRUSTED)";
        1 FixAtUtcS fix_at_utc_s set_fix_at_utc_s: i64, 0, INSTANT_UTC_S_MAX, "s UTC", Measured,
            "When the terminal received the position fix, by the same clock as `now_utc_s`.", "the fix counts as stale";
        2 ProfileRefreshedAtUtcS profile_refreshed_at_utc_s set_profile_refreshed_at_utc_s: i64, 0, INSTANT_UTC_S_MAX, "s UTC", Anchored,
            "When the terminal last refreshed its profile from the host.", "the age of the profile is unknown";
        3 AmountMinor amount_minor set_amount_minor: i64, 0, JSON_INTEGER_MAX, "minor units", Asked,
            "The amount of the transaction (DE4), in minor units of its currency. More than twelve digits can be said, and fail.", "limits are unknown";
    }
    versions {
        4 AppVersion app_version set_app_version: Measured,
            "The version of the payment application.", "the version is unknown";
    }
    texts {
        5 TerminalId terminal_id set_terminal_id: 8 8,
            "The terminal's id (DE41, ans 8).", "nothing yet: no rule asks for it";
        6 MerchantId merchant_id set_merchant_id: 16 15,
            "The merchant's id (DE42, ans 15).", "it cannot be told whose the request is (SERVICE_POINT_UNKNOWN)";
    }
    small_numbers {
        7 FixLatE7 fix_lat_e7 set_fix_lat_e7: i32, -900_000_000, 900_000_000, "1e-7 degrees", Measured,
            "Latitude of the position fix; stands with `fix_lon_e7` and `fix_datum` or not at all.", "there is no fix";
        8 FixLonE7 fix_lon_e7 set_fix_lon_e7: i32, -1_800_000_000, 1_800_000_000, "1e-7 degrees", Measured,
            "Longitude of the position fix.", "there is no fix";
        9 FixAccuracyM fix_accuracy_m set_fix_accuracy_m: u32, 0, 4_294_967_295, "m", Measured,
            "Radius around the fix within which the terminal believes itself to be.", "the accuracy is unknown";
        10 FixRegion fix_region set_fix_region: u32, 0, 999_999, "", Measured,
            "Region code of where the terminal is (GB/T 2260), as a cell or network provider tells it.", "areas given as regions are unknown";
        11 Currency currency set_currency: u16, 1, 999, "ISO 4217 numeric", Asked,
            "The currency of the amount (DE49).", "the currency is unknown";
    }
    words {
        12 FixDatum fix_datum set_fix_datum: Datum, Measured,
            "Datum of the position fix.", "there is no fix";
        13 Transaction transaction set_transaction: TransactionType, Asked,
            "What kind of transaction is asked for.", "scopes that name transactions are unknown";
        14 EntryMode entry_mode set_entry_mode: EntryMode, Asked,
            "How the card was read.", "scopes and rules that name entry modes are unknown";
        15 CardKind card_kind set_card_kind: CardKind, Asked,
            "What kind of card or account pays.", "scopes that name card kinds are unknown";
        16 Clock clock set_clock: ClockState, Measured,
            "Whether the clock behind `now_utc_s` can be relied on.", "it is not trusted";
        17 Host host set_host: HostState, Measured,
            "Whether the acceptance host can be reached.", "it counts as unreachable";
        18 Terminal terminal set_terminal: TerminalState, Anchored,
            "How far the terminal has come.", "the state is unknown";
        19 Tamper tamper set_tamper: TamperState, Measured,
            "What the tamper sensors report.", "the state is unknown";
    }
    pad 6
}

// The layout is a contract with every host: these lines change only by appending.
const _: () = {
    assert!(core::mem::offset_of!(Request, now_utc_s) == HEAD_BYTES);
    assert!(core::mem::offset_of!(Request, app_version) == 48);
    assert!(core::mem::offset_of!(Request, terminal_id) == 56);
    assert!(core::mem::offset_of!(Request, merchant_id) == 64);
    assert!(core::mem::offset_of!(Request, fix_lat_e7) == 80);
    assert!(core::mem::offset_of!(Request, currency) == 96);
    assert!(core::mem::offset_of!(Request, fix_datum) == 98);
    assert!(core::mem::offset_of!(Request, counters) == 112);
    assert!(Request::BYTES == 112 + COUNTERS_MAX * COUNTER_BYTES);
    assert!(Request::BYTES <= 768 && Request::BYTES.is_multiple_of(8));
    assert!(AMOUNT_MINOR_CAP < JSON_INTEGER_MAX.unsigned_abs());
};
