//! Small values that people write as text: ids, dates, offsets, spans, codes. Each is read once, here, and holds only
//! what is possible.

use crate::bounds::{CLOSE_LOCAL_MIN_MAX, DATE_MAX_DAYS, DATE_MIN_DAYS, INSTANT_UTC_S_MAX};
use crate::request::Version;
use alloc::string::String;
use core::fmt::{self, Display, Formatter};
use core::str::FromStr;

/// What a text form accepts instead of what it was given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Expected(pub &'static str);

impl Display for Expected {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "expected {}", self.0)
    }
}

/// Gives a text form its error, its JSON form (a string), and the pattern of that in a schema, which nothing that is
/// accepted misses.
macro_rules! text_form {
    ($name:ident, $accepts:literal, $pattern:literal) => {
        impl $name {
            /// What is accepted, for error texts and documents.
            pub const ACCEPTS: $crate::forms::Expected = $crate::forms::Expected($accepts);
        }

        #[cfg(feature = "json")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        #[cfg(feature = "json")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::table::read_text(from, $accepts)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> alloc::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::schema::text($accepts, $pattern)
            }
        }
    };
}

pub(crate) use text_form;

/// A decimal number of exactly or at most so many ASCII digits: no sign, no space.
fn digits<T: FromStr>(text: &str, lengths: core::ops::RangeInclusive<usize>) -> Option<T> {
    let plain = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// An id that an author gives: of a policy, rule, service point, document kind or merchant kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Id(String);
text_form!(
    Id,
    "an id of 1 to 40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"
);

impl Id {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Id {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        if crate::plan::is_id(text.as_bytes()) { Ok(Self(text.into())) } else { Err(Self::ACCEPTS) }
    }
}

impl Display for Id {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// The name that a policy gives a custom fact, as expressions write it after `custom.`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FactName(String);
text_form!(
    FactName,
    "a name of 1 to 40 lower-case ASCII letters, digits or `_`, starting with a letter, that is no word of CEL",
    r"^[a-z][a-z0-9_]{0,39}$"
);

impl FactName {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FactName {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let is_name = (1..=crate::bounds::ID_LENGTH_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && text.starts_with(|first: char| first.is_ascii_lowercase())
            && !crate::expression::parse::RESERVED.contains(&text);
        if is_name { Ok(Self(text.into())) } else { Err(Self::ACCEPTS) }
    }
}

impl Display for FactName {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// A calendar date from 1900-01-01 to 2199-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(i32);
text_form!(
    Date,
    "a date from 1900-01-01 to 2199-12-31, written YYYY-MM-DD",
    r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
);

impl Date {
    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The date so many days after 1970-01-01.
    #[must_use]
    pub const fn from_days(days: i32) -> Option<Self> {
        if DATE_MIN_DAYS <= days && days <= DATE_MAX_DAYS { Some(Self(days)) } else { None }
    }
}

impl FromStr for Date {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        day_of(text).and_then(Self::from_days).ok_or(Self::ACCEPTS)
    }
}

/// The day of a date of any year, written YYYY-MM-DD.
fn day_of(text: &str) -> Option<i32> {
    let mut parts = text.splitn(3, '-');
    let year = digits(parts.next()?, 4..=4)?;
    let month = digits(parts.next()?, 2..=2)?;
    let day = digits(parts.next()?, 2..=2)?;
    crate::time::day_of_date((year, month, day))
}

impl Display for Date {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (year, month, day) = crate::time::civil(self.0);
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

/// An instant from 1970 to 2199, written as RFC 3339 has it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Instant(i64);
text_form!(
    Instant,
    "an instant from 1970 to 2199 in whole seconds, written as in 2026-03-08T07:00:00Z",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.0+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$"
);

impl Instant {
    /// Seconds UTC.
    #[must_use]
    pub const fn utc_s(self) -> i64 {
        self.0
    }
}

impl FromStr for Instant {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let parse = || {
            let (date, rest) = text.split_at_checked(10)?;
            let (clock, rest) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(5)?;
            let (second, rest) = rest.strip_prefix(':')?.split_at_checked(2)?;
            let second = digits(second, 2..=2).filter(|&second: &i64| second < 60)?;
            let offset = without_fraction(rest)?;
            let offset_min = match offset.chars().next()? {
                'Z' | 'z' if offset.len() == 1 => 0,
                '+' => minute_of_day(offset.get(1..)?)?,
                // RFC 3339 has the hyphen; the minus sign is what some write instead.
                sign @ ('-' | '−') => minute_of_day(offset.strip_prefix(sign)?)?.saturating_neg(),
                _ => return None,
            };
            let utc_min = i64::from(day_of(date)?)
                .saturating_mul(24 * 60)
                .saturating_add(minute_of_day(clock)?)
                .saturating_sub(offset_min);
            Some(utc_min.saturating_mul(60).saturating_add(second))
        };
        let utc_s = parse().filter(|at| (0..=INSTANT_UTC_S_MAX).contains(at));
        utc_s.map(Self).ok_or(Self::ACCEPTS)
    }
}

/// What follows the seconds without a fraction of them, which is to be zero, to the nanosecond.
fn without_fraction(text: &str) -> Option<&str> {
    let Some(fraction) = text.strip_prefix('.') else { return Some(text) };
    let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_zero = fraction.bytes().take(9).take_while(u8::is_ascii_digit).all(|digit| digit == b'0');
    (is_zero && rest.len() < fraction.len()).then_some(rest)
}

/// The minute of the day of a time from 00:00 to 23:59.
fn minute_of_day(text: &str) -> Option<i64> {
    time_of_day(text).filter(|&minute| minute < 24 * 60).map(i64::from)
}

impl Display for Instant {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let crate::time::Local { day, second, .. } = crate::time::Local::new(self.0, 0);
        let (year, month, day) = crate::time::civil(day);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(out, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

/// An offset from UTC, in minutes, −16:00 to +16:00.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UtcOffset(i16);
text_form!(
    UtcOffset,
    "an offset from UTC between -16:00 and +16:00, written as in +08:00",
    r"^[+-](0[0-9]|1[0-6]):[0-5][0-9]$"
);

impl UtcOffset {
    /// Largest offset either way, in minutes.
    pub(crate) const MINUTES_MAX: i16 = 16 * 60;

    /// The offset in minutes, east positive.
    #[must_use]
    pub const fn minutes(self) -> i16 {
        self.0
    }
}

impl FromStr for UtcOffset {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let parse = || {
            let (sign, rest) = match text.split_at_checked(1)? {
                ("+", rest) => (1, rest),
                ("-", rest) => (-1, rest),
                _ => return None,
            };
            let minutes = clock_minutes(rest, 16)?.cast_signed();
            (minutes <= Self::MINUTES_MAX).then(|| Self(minutes.saturating_mul(sign)))
        };
        parse().ok_or(Self::ACCEPTS)
    }
}

impl Display for UtcOffset {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.unsigned_abs();
        write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

/// Reads `HH:MM` up to an hour, which itself may only be followed by `:00`.
fn clock_minutes(text: &str, hour_max: u16) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u16, u16) = (digits(hours, 2..=2)?, digits(minutes, 2..=2)?);
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && total <= hour_max.checked_mul(60)?).then_some(total)
}

/// Minutes since midnight of a time from 00:00 to 24:00.
pub(crate) fn time_of_day(text: &str) -> Option<u16> {
    clock_minutes(text, 24)
}

/// A span of opening hours, [open, close) in local minutes of the day it starts on; close may pass midnight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    open_min: u16,
    close_min: u16,
}
text_form!(
    Span,
    "a span of hours such as 09:30-22:00 or 18:00-26:00: open before 24:00, close after open and at most 48:00",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]-([0-3][0-9]|4[0-8]):[0-5][0-9]$"
);

impl Span {
    /// A span, if the minutes are those of one.
    #[must_use]
    pub const fn new(open_min: u16, close_min: u16) -> Option<Self> {
        let is_one = open_min < 1440 && open_min < close_min && close_min <= CLOSE_LOCAL_MIN_MAX;
        if is_one { Some(Self { open_min, close_min }) } else { None }
    }

    /// When it opens, 0–1439.
    #[must_use]
    pub const fn open_min(self) -> u16 {
        self.open_min
    }

    /// When it closes, greater than the opening, at most 2880.
    #[must_use]
    pub const fn close_min(self) -> u16 {
        self.close_min
    }
}

impl FromStr for Span {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let parse = || {
            let (open, close) = text.split_once('-')?;
            let (open_min, close_min) = (clock_minutes(open, 24)?, clock_minutes(close, CLOSE_LOCAL_MIN_MAX / 60)?);
            Self::new(open_min, close_min)
        };
        parse().ok_or(Self::ACCEPTS)
    }
}

impl Display for Span {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let (open, close) = (self.open_min, self.close_min);
        write!(out, "{:02}:{:02}-{:02}:{:02}", open / 60, open % 60, close / 60, close % 60)
    }
}

/// A merchant category code (ISO 18245), four digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Mcc(u16);
text_form!(Mcc, "a merchant category code of four digits, such as 5812", r"^[0-9]{4}$");

impl Mcc {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.0
    }
}

impl FromStr for Mcc {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        digits(text, 4..=4).map(Self).ok_or(Self::ACCEPTS)
    }
}

impl Display for Mcc {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.0)
    }
}

/// One merchant category code or a range of them, both ends included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MccRange {
    first: Mcc,
    last: Mcc,
}
text_form!(MccRange, "a merchant category code such as 5812, or a range such as 5811-5814", r"^[0-9]{4}(-[0-9]{4})?$");

impl MccRange {
    /// Whether the code is in the range.
    #[must_use]
    pub fn contains(self, mcc: Mcc) -> bool {
        (self.first..=self.last).contains(&mcc)
    }
}

impl FromStr for MccRange {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.parse(), last.parse()) {
            (Ok(first), Ok(last)) if first <= last => Ok(Self { first, last }),
            _ => Err(Self::ACCEPTS),
        }
    }
}

impl Display for MccRange {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            write!(out, "{}", self.first)
        } else {
            write!(out, "{}-{}", self.first, self.last)
        }
    }
}

/// A region: all codes that start with these two, four or six digits (GB/T 2260: province, city, county).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    digits: u8,
    number: u32,
}
text_form!(
    Region,
    "a region code of two, four or six digits (in China GB/T 2260), such as 33, 3301 or 330106",
    r"^[0-9]{2}([0-9]{2}){0,2}$"
);

impl Region {
    /// The code filled up with zeros to six digits.
    #[must_use]
    pub fn code(self) -> u32 {
        self.number.saturating_mul(10_u32.saturating_pow(u32::from(6_u8.saturating_sub(self.digits))))
    }

    /// How many digits it has: 2, 4 or 6.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// Whether another region lies within this one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.digits <= other.digits && region_matches(self.code(), self.digits, other.code())
    }
}

/// Whether a six-digit code starts with the first digits of another.
pub(crate) use crate::condition::location::region_matches;

impl FromStr for Region {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let parse = || {
            let length = u8::try_from(text.len()).ok().filter(|length| [2, 4, 6].contains(length))?;
            Some(Self { digits: length, number: digits(text, 2..=6)? })
        };
        parse().ok_or(Self::ACCEPTS)
    }
}

impl Display for Region {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{:0width$}", self.number, width = usize::from(self.digits))
    }
}

/// A version of one to four parts; missing parts are zero.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct VersionText(pub Version);
text_form!(
    VersionText,
    "a version of one to four numbers from 0 to 65535, such as 3.2.0",
    r"^[0-9]{1,5}([.][0-9]{1,5}){0,3}$"
);

impl FromStr for VersionText {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let parse = || {
            let mut parts = [0; 4];
            let mut places = parts.iter_mut();
            for part in text.split('.') {
                *places.next()? = digits(part, 1..=5)?;
            }
            Some(Self(Version(parts)))
        };
        parse().ok_or(Self::ACCEPTS)
    }
}

impl Display for VersionText {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.0.0;
        write!(out, "{a}.{b}.{c}.{d}")
    }
}

/// An ISO 8583 response code (DE39, an 2).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct De39(pub [u8; 2]);
text_form!(De39, "a response code of two ASCII letters or digits other than 00, such as 58", r"^[0-9A-Za-z]{2}$");

impl De39 {
    /// Whether two bytes are a response code that a refusal may carry: not `00`, which is an approval.
    pub(crate) fn accepts(code: [u8; 2]) -> bool {
        code.iter().all(u8::is_ascii_alphanumeric) && code != *b"00"
    }
}

impl FromStr for De39 {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        let code = text.as_bytes().try_into().ok().filter(|&code| Self::accepts(code));
        code.map(Self).ok_or(Self::ACCEPTS)
    }
}

impl Display for De39 {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(core::str::from_utf8(&self.0).unwrap_or_default())
    }
}

/// Gives an id of a message's field its type: text padded with spaces on the right.
macro_rules! field_id {
    ($(#[$meta:meta])* $name:ident $length:literal $accepts:literal $pattern:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(String);
        text_form!($name, $accepts, $pattern);

        impl $name {
            /// The bytes of the field, padded with spaces on the right.
            #[must_use]
            pub fn padded(&self) -> [u8; $length] {
                crate::request::padded(&self.0, $length).unwrap_or([b' '; $length])
            }
        }

        impl FromStr for $name {
            type Err = Expected;
            fn from_str(text: &str) -> Result<Self, Expected> {
                match crate::request::padded::<$length>(text, $length) {
                    Some(_) => Ok(Self(text.trim_end().into())),
                    None => Err(Self::ACCEPTS),
                }
            }
        }

        impl Display for $name {
            fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

field_id! {
    /// A merchant's id as the terminal knows it (DE42, ans 15).
    MerchantId 15 "a merchant id (DE42) of 1 to 15 printable ASCII characters, not all spaces" "^[ -~]{1,15}$"
}

field_id! {
    /// A terminal's id (DE41, ans 8).
    TerminalId 8 "a terminal id (DE41) of 1 to 8 printable ASCII characters, not all spaces" "^[ -~]{1,8}$"
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    /// The same by chrono.
    fn by_chrono(text: &str) -> Option<i64> {
        let instant = chrono::DateTime::parse_from_rfc3339(text).ok().filter(|at| at.timestamp_subsec_nanos() == 0);
        instant.map(|at| at.timestamp()).filter(|at| (0..=INSTANT_UTC_S_MAX).contains(at))
    }

    fn read(text: &str) -> Option<i64> {
        text.parse::<Instant>().ok().map(Instant::utc_s)
    }

    /// Pins what is accepted at the edges, and that chrono reads it so.
    #[test]
    fn instants_are_read_as_rfc_3339_has_them() {
        for (text, expected) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1970-01-01T08:00:00+08:00", Some(0)),
            ("1970-01-01T07:59:59+08:00", None),
            ("1969-12-31T16:00:00-08:00", Some(0)),
            ("1969-12-31T16:00:00−08:00", Some(0)),
            ("2199-12-31T23:59:59z", Some(INSTANT_UTC_S_MAX)),
            ("2200-01-01T23:58:59+23:59", Some(INSTANT_UTC_S_MAX)),
            ("2200-01-01T00:00:00Z", None),
            ("2026-03-08 07:00:00.000Z", Some(1_772_953_200)),
            ("2026-03-08t07:00:00.0000000009Z", Some(1_772_953_200)),
            ("2026-03-08T07:00:00.000000001Z", None),
            ("2026-03-08T07:00:00.Z", None),
            ("2026-03-08T07:00:60Z", None),
            ("2026-03-08T24:00:00Z", None),
            ("2026-03-08T07:00:00+24:00", None),
            ("2026-03-08T07:00:00+0800", None),
            ("2026-03-08T07:00:00+08:00 ", None),
            ("2026-03-08T07:00:00ZZ", None),
            ("2026-03-08T07:00:00", None),
            ("2026-03-08T07:00Z", None),
            ("2026-02-29T07:00:00Z", None),
            ("", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
            assert_eq!(by_chrono(text), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 20_000, ..ProptestConfig::default() })]

        /// Pins that chrono reads instants, and what is nearly one, in the same way.
        #[test]
        fn instants_are_read_as_chrono_reads_them(
            text in "(0000|19[67][0-9]|2[0-2][09][0-9])-[01][0-9]-[0-3][0-9][Tt x][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.0{0,9}[0-9]?)?([Zz]|[+−-][0-2][0-9]:?[0-6][0-9])?",
            at in 0_usize..40,
            other in "[0-9Z:+. −]?",
        ) {
            prop_assert_eq!(read(&text), by_chrono(&text));
            if text.is_char_boundary(at) {
                let (start, end) = text.split_at(at.min(text.len()));
                let bent = format!("{start}{other}{}", end.chars().skip(1).collect::<String>());
                prop_assert_eq!(read(&bent), by_chrono(&bent));
            }
        }
    }
}
