//! The ends of every range, in one table: checks, error texts and documents come from here.

/// The largest integer that every host of the JSON forms keeps exactly: 2^53 − 1.
pub const JSON_INTEGER_MAX: i64 = (1 << 53) - 1;

/// The largest amount of DE4 (12 digits), in minor units. As a limit it means "unlimited".
pub const AMOUNT_MINOR_CAP: u64 = 999_999_999_999;

/// The latest instant that the engine knows: 2199-12-31T23:59:59Z.
pub const INSTANT_UTC_S_MAX: i64 = 7_258_118_399;

/// The earliest date that the engine knows, 1900-01-01, in days since 1970-01-01.
pub const DATE_MIN_DAYS: i32 = -25_567;

/// The latest date that the engine knows, 2199-12-31, in days since 1970-01-01.
pub const DATE_MAX_DAYS: i32 = 84_005;

/// Most rules a plan holds after folding: one bit each in the sets of a decision.
pub const RULES_MAX: usize = 64;

/// Most counters a plan lists and a request carries.
pub const COUNTERS_MAX: usize = 12;

/// Most corners of a registered polygon.
pub const CORNERS_MAX: usize = 64;

/// Most areas of a service point, those of approved adjustments included.
pub const AREAS_MAX: usize = 16;

/// Latest close of a span of opening hours, in local minutes since midnight of the day it starts on (48:00).
pub const CLOSE_LOCAL_MIN_MAX: u16 = 2880;

/// Longest id of a policy, rule, service point, document kind or merchant kind, in characters.
pub const ID_LENGTH_MAX: usize = 40;

/// Most currencies that one rule may allow.
pub const CURRENCIES_MAX: usize = 8;

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    /// An integer from `LO` to `HI`, both included; it cannot hold another.
    #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
    #[cfg_attr(feature = "json", derive(serde::Serialize))]
    pub struct Within<const LO: i64, const HI: i64>(i64);

    impl<const LO: i64, const HI: i64> Within<LO, HI> {
        /// The integer, if it is in the range.
        #[must_use]
        pub const fn new(value: i64) -> Option<Self> {
            if LO <= value && value <= HI { Some(Self(value)) } else { None }
        }

        /// The integer.
        #[must_use]
        pub const fn get(self) -> i64 {
            self.0
        }

        /// The integer as another integer type.
        ///
        /// Never errs where that type holds the whole range, as it does wherever the engine calls this; elsewhere it
        /// gives zero.
        #[must_use]
        pub fn to<T: TryFrom<i64> + Default>(self) -> T {
            T::try_from(self.0).unwrap_or_default()
        }
    }

    #[cfg(feature = "json")]
    impl<'de, const LO: i64, const HI: i64> serde::Deserialize<'de> for Within<LO, HI> {
        fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
            crate::table::read_integer(from, LO, HI).map(Self)
        }
    }

    #[cfg(feature = "schema")]
    impl<const LO: i64, const HI: i64> schemars::JsonSchema for Within<LO, HI> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> alloc::borrow::Cow<'static, str> {
            alloc::format!("from_{LO}_to_{HI}").into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({ "type": "integer", "minimum": LO, "maximum": HI })
        }
    }

    /// A latitude in 1e-7 degrees.
    pub type LatE7 = Within<-900_000_000, 900_000_000>;
    /// A longitude in 1e-7 degrees.
    pub type LonE7 = Within<-1_800_000_000, 1_800_000_000>;
    /// The radius of a registered circle, in metres.
    pub type RadiusM = Within<1, 100_000>;
    /// The greatest accuracy radius at which a fix still counts, in metres.
    pub type AccuracyMaxM = Within<1, 50_000>;
    /// The greatest age of a measured fact or a counter, in seconds (up to 400 days).
    pub type AgeMaxS = Within<0, 34_560_000>;
    /// The greatest age of a profile, in days.
    pub type AgeMaxDays = Within<1, 3_650>;
    /// Days after the last valid date on which a document still counts.
    pub type GraceDays = Within<0, 365>;
    /// A limit on a sum, in minor units; 999999999999 means unlimited.
    pub type LimitMinor = Within<1, 999_999_999_999>;
    /// A limit on a number of transactions, or on a sum: each rule says which.
    pub type LimitOf = Within<1, 999_999_999_999>;
    /// When the business day starts, in minutes from local midnight; negative: the evening before.
    pub type BusinessDayOffsetMin = Within<-720, 720>;
    /// The greatest age of a terminal, in days (up to fifty years).
    pub type HardwareAgeMaxDays = Within<1, 18_250>;
    /// The greatest age of a sign-on, in seconds (up to 400 days).
    pub type SignOnAgeMaxS = Within<1, 34_560_000>;
    /// A level, in per cent.
    pub type Percent = Within<1, 100>;
    /// A share, in per cent; 0 for never.
    pub type Share = Within<0, 100>;
    /// Days before something; 0 for never.
    pub type DaysBefore = Within<0, 365>;
    /// Minutes before something; 0 for never.
    pub type MinutesBefore = Within<0, 1_440>;
    /// A level of security patches.
    pub type PatchLevel = Within<1, 4_294_967_295>;
    /// A greatest number of transactions.
    pub type CountMax = Within<1, 4_294_967_294>;
    /// A code of two digits of an ISO 8583 data element.
    pub type Code = Within<0, 99>;
    /// The number of a custom fact.
    pub type CustomNumber = Within<0, 7>;
    /// Working days, none included.
    pub type WorkingDays = Within<0, 60>;
    /// Working days of a review.
    pub type ReviewDays = Within<1, 60>;
    /// A version of a policy or a revision of a service point.
    pub type Revision = Within<0, 4_294_967_295>;
    /// The slot of a counter: one of [`COUNTERS_MAX`](super::COUNTERS_MAX).
    pub type Slot = Within<0, 11>;
    /// An ISO 4217 numeric currency.
    pub type CurrencyNumeric = Within<1, 999>;
}
