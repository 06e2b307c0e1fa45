//! The reason table: every cause that a decision can name. **Source order is precedence.**
//!
//! A number and a name never change their meaning and are never reused; 0 means "none". Numbers are grouped by family
//! (the hundreds), precedence is not tied to them. Default DE39 values are response codes of ISO 8583:1987, table of
//! data element 39. `docs/reasons.md` is generated from here.

use crate::words::Who;

/// The family a reason belongs to: the rows of the design's table of conditions, and the guards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Family {
    /// What is checked before any rule.
    Guard,
    /// Documents and permissions.
    Qualification,
    /// How the terminal is set up.
    Setup,
    /// Parts of the terminal.
    Hardware,
    /// Versions of what runs on it.
    Software,
    /// Where it stands.
    Location,
    /// When it sells.
    Hours,
    /// How much it sells.
    Limits,
}

impl Family {
    /// Every family, in the order of the generated page.
    pub const ALL: &'static [Self] = &[
        Self::Guard,
        Self::Qualification,
        Self::Setup,
        Self::Hardware,
        Self::Software,
        Self::Location,
        Self::Hours,
        Self::Limits,
    ];

    /// The name in documents and vector files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::Qualification => "qualification",
            Self::Setup => "set-up",
            Self::Hardware => "hardware",
            Self::Software => "software",
            Self::Location => "location",
            Self::Hours => "hours",
            Self::Limits => "limits",
        }
    }
}

/// On which side a reason stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// The condition is not met.
    Fail,
    /// It is not known whether it is met.
    Unknown,
    /// It changes what other reasons lead to and stands beside them, never in their place.
    Beside,
}

impl Side {
    /// The name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Beside => "beside",
        }
    }
}

macro_rules! reasons {
    ($($number:literal $variant:ident $name:literal $family:ident $side:ident $de39:literal $who:ident $meaning:literal,)+) => {
        /// Why a condition is not met, or not known to be met.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize))]
        #[repr(u16)]
        pub enum Reason {
            $(#[doc = $meaning] #[cfg_attr(feature = "json", serde(rename = $name))] $variant = $number,)+
        }

        impl Reason {
            /// Every reason, in order of precedence: the first of those at hand is the primary one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The reason with this number, if there is one.
            #[must_use]
            pub const fn from_u16(number: u16) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The family it belongs to.
            #[must_use]
            pub const fn family(self) -> Family {
                match self { $(Self::$variant => Family::$family,)+ }
            }

            /// On which side it stands.
            #[must_use]
            pub const fn side(self) -> Side {
                match self { $(Self::$variant => Side::$side,)+ }
            }

            /// The default ISO 8583 DE39, which a policy may override.
            #[must_use]
            pub const fn de39(self) -> [u8; 2] {
                match self { $(Self::$variant => *$de39,)+ }
            }

            /// Who can put it right.
            #[must_use]
            pub const fn who(self) -> Who {
                match self { $(Self::$variant => Who::$who,)+ }
            }

            /// What it means, in a sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$variant => $meaning,)+ }
            }
        }
    };
}

reasons! {
    // Guards: before any rule.
    101 OtherServicePoint "OTHER_SERVICE_POINT" Guard Fail b"03" Operator
        "the plan is for another service point than the merchant id (DE42) of the request",
    102 ClockNotTrusted "CLOCK_NOT_TRUSTED" Guard Unknown b"96" Operator
        "the time is missing or its source is not trusted, so nothing that depends on it is known",
    103 PlanNotYetValid "PLAN_NOT_YET_VALID" Guard Fail b"58" Wait
        "today is before the first valid date of the policy or the service point",
    104 PlanExpired "PLAN_EXPIRED" Guard Fail b"58" Acquirer
        "today is after the last valid date of the policy or the service point",
    105 ServicePointUnknown "SERVICE_POINT_UNKNOWN" Guard Unknown b"03" Operator
        "the request carries no merchant id (DE42), so it cannot be told whose it is",

    // Qualification: whether this merchant may do this at all.
    301 MerchantSuspended "MERCHANT_SUSPENDED" Qualification Fail b"03" Acquirer
        "the acquirer suspended the merchant",
    302 MccNotAllowed "MCC_NOT_ALLOWED" Qualification Fail b"03" Acquirer
        "the merchant category code is not one that the policy accepts",
    303 EntryModeNotAllowed "ENTRY_MODE_NOT_ALLOWED" Qualification Fail b"57" Operator
        "the card was read in a way that is not approved here",
    304 DocumentMissing "DOCUMENT_MISSING" Qualification Fail b"03" Merchant
        "a required document was never handed in",
    305 DocumentRejected "DOCUMENT_REJECTED" Qualification Fail b"03" Merchant
        "the latest copy of a required document was rejected",
    306 DocumentExpired "DOCUMENT_EXPIRED" Qualification Fail b"03" Merchant
        "a required document is past its last valid date and the grace days",
    307 DocumentNotYetValid "DOCUMENT_NOT_YET_VALID" Qualification Fail b"03" Wait
        "a required document is not valid yet",
    308 DocumentPending "DOCUMENT_PENDING" Qualification Unknown b"03" Acquirer
        "a required document was handed in and nobody has looked at it yet",
    309 EntryModeUnknown "ENTRY_MODE_UNKNOWN" Qualification Unknown b"57" ServiceEngineer
        "it is not known how the card was read",

    // Set-up.
    401 TerminalNotRegistered "TERMINAL_NOT_REGISTERED" Setup Fail b"58" Acquirer
        "the acquirer does not know the terminal",
    402 TerminalNotActivated "TERMINAL_NOT_ACTIVATED" Setup Fail b"58" Operator
        "the terminal has not been activated",
    403 TerminalDormant "TERMINAL_DORMANT" Setup Fail b"58" Acquirer
        "the terminal was put to sleep after a long time without sales",
    404 ProfileOutdated "PROFILE_OUTDATED" Setup Fail b"58" Operator
        "the terminal profile was not refreshed for too long",
    405 TerminalStateUnknown "TERMINAL_STATE_UNKNOWN" Setup Unknown b"58" ServiceEngineer
        "it is not known whether the terminal is active",
    406 ProfileAgeUnknown "PROFILE_AGE_UNKNOWN" Setup Unknown b"58" Operator
        "it is not known when the terminal profile was refreshed, or the instant lies in the future",

    // Hardware.
    501 Tampered "TAMPERED" Hardware Fail b"63" ServiceEngineer
        "a tamper sensor tripped",
    502 TamperStateUnknown "TAMPER_STATE_UNKNOWN" Hardware Unknown b"63" ServiceEngineer
        "it is not known what the tamper sensors report",

    // Software.
    601 SoftwareBelowMinimum "SOFTWARE_BELOW_MINIMUM" Software Fail b"58" ServiceEngineer
        "the application is older than the policy accepts",
    602 SoftwareVersionUnknown "SOFTWARE_VERSION_UNKNOWN" Software Unknown b"58" ServiceEngineer
        "it is not known which version of the application runs",

    // Location.
    801 LocationOutsideArea "LOCATION_OUTSIDE_AREA" Location Fail b"58" Merchant
        "the terminal is outside the registered area",
    802 LocationPlaceMissing "LOCATION_PLACE_MISSING" Location Unknown b"58" Merchant
        "the service point has no registered place in force to compare with",
    803 LocationFixMissing "LOCATION_FIX_MISSING" Location Unknown b"58" Operator
        "there is no position fix",
    804 LocationFixStale "LOCATION_FIX_STALE" Location Unknown b"58" Operator
        "the position fix is too old, of unknown age, or from the future",
    805 LocationAccuracyMissing "LOCATION_ACCURACY_MISSING" Location Unknown b"58" ServiceEngineer
        "the position fix does not say how accurate it is",
    806 LocationFixTooCoarse "LOCATION_FIX_TOO_COARSE" Location Unknown b"58" Operator
        "the position fix is less accurate than the policy accepts",
    807 LocationEdgeUncertain "LOCATION_EDGE_UNCERTAIN" Location Unknown b"58" Operator
        "the position fix is outside the area by less than its accuracy, and the rule is strict",

    // Hours.
    901 HoursClosed "HOURS_CLOSED" Hours Fail b"58" Wait
        "it is outside the registered opening hours",
    902 HoursNotRegistered "HOURS_NOT_REGISTERED" Hours Unknown b"58" Merchant
        "no opening hours are registered",

    // Limits.
    1001 CurrencyNotAllowed "CURRENCY_NOT_ALLOWED" Limits Fail b"12" Operator
        "the currency is not one that the policy accepts",
    1002 AmountZero "AMOUNT_ZERO" Limits Fail b"13" Operator
        "the amount is zero",
    1003 AmountOutOfRange "AMOUNT_OUT_OF_RANGE" Limits Fail b"13" Operator
        "the amount has more than the twelve digits of DE4",
    1004 AmountBelowMinimum "AMOUNT_BELOW_MINIMUM" Limits Fail b"13" Operator
        "the amount is below the least that the policy accepts",
    1005 AmountAboveLimit "AMOUNT_ABOVE_LIMIT" Limits Fail b"61" Acquirer
        "the amount is above the limit of one transaction",
    1006 UsageOverflow "USAGE_OVERFLOW" Limits Fail b"13" Acquirer
        "the sum of used amount and this one has more than twelve digits; always declines",
    1007 DayAmountAboveLimit "DAY_AMOUNT_ABOVE_LIMIT" Limits Fail b"61" Acquirer
        "with this transaction the amount of the business day would be above its limit",
    1008 DayCountAboveLimit "DAY_COUNT_ABOVE_LIMIT" Limits Fail b"65" Acquirer
        "with this transaction the number of transactions of the business day would be above its limit",
    1009 MonthAmountAboveLimit "MONTH_AMOUNT_ABOVE_LIMIT" Limits Fail b"61" Acquirer
        "with this transaction the amount of the month would be above its limit",
    1010 MonthCountAboveLimit "MONTH_COUNT_ABOVE_LIMIT" Limits Fail b"65" Acquirer
        "with this transaction the number of transactions of the month would be above its limit",
    1011 AmountMissing "AMOUNT_MISSING" Limits Unknown b"13" ServiceEngineer
        "the amount is not known",
    1012 CurrencyMissing "CURRENCY_MISSING" Limits Unknown b"12" ServiceEngineer
        "the currency is not known",
    1013 UsageMissing "USAGE_MISSING" Limits Unknown b"61" ServiceEngineer
        "the counter that the limit looks at is not known",
    1014 UsageStale "USAGE_STALE" Limits Unknown b"61" Operator
        "the counter was taken too long ago",
    1015 UsageFromFuture "USAGE_FROM_FUTURE" Limits Unknown b"61" ServiceEngineer
        "the counter says it was taken after now",

    // Beside others.
    106 ScopeUnknown "SCOPE_UNKNOWN" Guard Unknown b"58" ServiceEngineer
        "a fact that decides whether the rule concerns the request is not known",
    107 HostUnreachable "HOST_UNREACHABLE" Guard Beside b"91" Operator
        "a referral could not be settled, since the acceptance host cannot be reached or is not known to be",
}

impl Reason {
    /// Its place in the precedence, 0 first.
    #[cfg(feature = "compile")]
    #[must_use]
    pub fn rank(self) -> u8 {
        // OK because the table has far fewer than 256 rows, which a test pins.
        Self::ALL.iter().position(|&other| other == self).and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX)
    }

    /// Whether it declines whatever the rule's actions say. Only a sum that would overflow does.
    #[must_use]
    pub const fn always_declines(self) -> bool {
        matches!(self, Self::UsageOverflow)
    }
}
