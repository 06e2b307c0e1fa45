//! The reason table: every cause that a decision can name. **Source order is precedence.**
//!
//! A number and a name never change their meaning and are never reused; 0 means "none". Numbers are grouped by family
//! (the hundreds), precedence is not tied to them. Default DE39 values are response codes of ISO 8583:1987, table of
//! data element 39. `docs/reasons.md` is generated from here.

use crate::remedy::Step;
use crate::words::Who;

/// The family a reason belongs to: the rows of the design's table of conditions, and the guards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Family {
    /// What is checked before any rule.
    Guard,
    /// Documents and permissions.
    Qualification,
    /// How far the merchant's application has come.
    Application,
    /// What authorities and the policy's age ask for.
    Environment,
    /// Whether host and network let conditions be verified.
    System,
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
    /// What the policy itself asks for.
    Custom,
}

impl Family {
    /// Every family, in the order of the generated page.
    pub const ALL: &'static [Self] = &[
        Self::Guard,
        Self::Qualification,
        Self::Application,
        Self::Environment,
        Self::Setup,
        Self::Hardware,
        Self::Software,
        Self::System,
        Self::Location,
        Self::Hours,
        Self::Limits,
        Self::Custom,
    ];

    /// The name in documents and vector files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guard => "guard",
            Self::Qualification => "qualification",
            Self::Application => "application",
            Self::Environment => "environment",
            Self::System => "system and network",
            Self::Setup => "set-up",
            Self::Hardware => "hardware",
            Self::Software => "software",
            Self::Location => "location",
            Self::Hours => "hours",
            Self::Limits => "limits",
            Self::Custom => "custom",
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
    ($($number:literal $variant:ident $name:literal $family:ident $side:ident $de39:literal [$($step:ident),+] $meaning:literal,)+) => {
        /// Why a condition is not met, or not known to be met.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[repr(u16)]
        pub enum Reason {
            $(#[doc = $meaning] #[cfg_attr(feature = "schema", serde(rename = $name))] $variant = $number,)+
        }

        #[cfg(feature = "json")]
        impl serde::Serialize for Reason {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.name())
            }
        }

        // Read as a string and not as an enumeration: where it is a key, whoever follows the path of an error sees it.
        #[cfg(feature = "json")]
        impl<'de> serde::Deserialize<'de> for Reason {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Visitor;
                impl serde::de::Visitor<'_> for Visitor {
                    type Value = Reason;
                    fn expecting(&self, out: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                        out.write_str("the name of a reason")
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Reason, E> {
                        const NAMES: &[&str] = &[$($name,)+];
                        let at = NAMES.iter().position(|&name| name == text);
                        let reason = at.and_then(|at| Reason::ALL.get(at).copied());
                        reason.ok_or_else(|| E::unknown_variant(text, NAMES))
                    }
                }
                from.deserialize_str(Visitor)
            }
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

            /// What puts it right: the usual step first, then what else does.
            #[must_use]
            pub const fn steps(self) -> &'static [Step] {
                match self { $(Self::$variant => &[$(Step::$step),+],)+ }
            }

            /// Who can put it right, by the usual step.
            #[must_use]
            pub const fn who(self) -> Who {
                match self.steps() {
                    [step, ..] => step.who(),
                    [] => Who::Acquirer,
                }
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
    101 OtherServicePoint "OTHER_SERVICE_POINT" Guard Fail b"03" [UseOwnTerminal, LoadPlan]
        "the plan is for another service point than the merchant id (DE42) of the request",
    102 ClockNotTrusted "CLOCK_NOT_TRUSTED" Guard Unknown b"96" [SetClock]
        "the time is missing or its source is not trusted, so nothing that depends on it is known",
    103 PlanNotYetValid "PLAN_NOT_YET_VALID" Guard Fail b"58" [Wait]
        "today is before the first valid date of the policy or the service point",
    104 PlanExpired "PLAN_EXPIRED" Guard Fail b"58" [RenewPlan, LoadPlan]
        "today is after the last valid date of the policy or the service point",
    105 ServicePointUnknown "SERVICE_POINT_UNKNOWN" Guard Unknown b"03" [LoadPlan]
        "the request carries no merchant id (DE42), so it cannot be told whose it is",

    // Qualification: whether this merchant may do this at all.
    301 MerchantSuspended "MERCHANT_SUSPENDED" Qualification Fail b"03" [AskAcquirer]
        "the acquirer suspended the merchant",
    302 MccNotAllowed "MCC_NOT_ALLOWED" Qualification Fail b"03" [AskAcquirer]
        "the merchant category code is not one that the policy accepts",
    303 EntryModeNotAllowed "ENTRY_MODE_NOT_ALLOWED" Qualification Fail b"57" [ReadAnotherWay]
        "the card was read in a way that is not approved here",
    304 DocumentMissing "DOCUMENT_MISSING" Qualification Fail b"03" [SupplyDocument]
        "a required document was never handed in",
    305 DocumentRejected "DOCUMENT_REJECTED" Qualification Fail b"03" [SupplyDocument]
        "the latest copy of a required document was rejected",
    306 DocumentExpired "DOCUMENT_EXPIRED" Qualification Fail b"03" [SupplyDocument]
        "a required document is past its last valid date and the grace days",
    307 DocumentNotYetValid "DOCUMENT_NOT_YET_VALID" Qualification Fail b"03" [Wait, SupplyDocument]
        "a required document is not valid yet",
    308 DocumentPending "DOCUMENT_PENDING" Qualification Unknown b"03" [FinishReview]
        "a required document was handed in and nobody has looked at it yet",
    309 EntryModeUnknown "ENTRY_MODE_UNKNOWN" Qualification Unknown b"57" [ReportFact]
        "it is not known how the card was read",

    // Application: how far the merchant's application has come.
    1101 MaterialMissing "MATERIAL_MISSING" Application Fail b"03" [SupplyMaterial]
        "a material that the application needs was never handed in",
    1102 MaterialRejected "MATERIAL_REJECTED" Application Fail b"03" [SupplyMaterial]
        "a material of the application was rejected",
    1103 FormFieldMissing "FORM_FIELD_MISSING" Application Fail b"03" [CorrectForm]
        "a field of the application form is empty",
    1104 FormFieldWrong "FORM_FIELD_WRONG" Application Fail b"03" [CorrectForm]
        "a field of the application form is wrong",
    1105 CreditCheckFailed "CREDIT_CHECK_FAILED" Application Fail b"03" [AskAcquirer]
        "the merchant did not pass the credit check",
    1106 ReviewNotSubmitted "REVIEW_NOT_SUBMITTED" Application Fail b"03" [SubmitApplication]
        "the application was not handed in for review",
    1107 ReviewRejected "REVIEW_REJECTED" Application Fail b"03" [SubmitApplication]
        "the review rejected the application",
    1108 TerminalNotShipped "TERMINAL_NOT_SHIPPED" Application Fail b"58" [ShipTerminal]
        "the terminal was not shipped yet",
    1109 TerminalNotDelivered "TERMINAL_NOT_DELIVERED" Application Fail b"58" [Wait]
        "the terminal is on its way",
    1110 InstallationFailed "INSTALLATION_FAILED" Application Fail b"58" [InstallTerminal]
        "the installation failed",
    1111 InstallationPending "INSTALLATION_PENDING" Application Fail b"58" [InstallTerminal]
        "the terminal is not installed yet",
    1112 TrainingPending "TRAINING_PENDING" Application Fail b"58" [TrainMerchant]
        "nobody at the merchant was shown how it works yet",
    1113 TestTransactionFailed "TEST_TRANSACTION_FAILED" Application Fail b"58" [RepairTerminal, RunTestTransaction]
        "the test transaction failed",
    1114 TestTransactionPending "TEST_TRANSACTION_PENDING" Application Fail b"58" [RunTestTransaction]
        "no test transaction was made yet, and until then only a test may proceed",
    1115 ReviewOverdue "REVIEW_OVERDUE" Application Unknown b"03" [FinishReview]
        "the review of the application should have ended by now",
    1116 ReviewPending "REVIEW_PENDING" Application Unknown b"03" [Wait, FinishReview]
        "the application is under review",
    1117 MaterialPending "MATERIAL_PENDING" Application Unknown b"03" [FinishReview]
        "a material was handed in and nobody has looked at it yet",
    1118 FormFieldPending "FORM_FIELD_PENDING" Application Unknown b"03" [FinishReview]
        "a field of the form was filled in and nobody has looked at it yet",
    1119 CreditCheckPending "CREDIT_CHECK_PENDING" Application Unknown b"03" [FinishReview]
        "the credit check has not ended",
    1120 ApplicationNotRecorded "APPLICATION_NOT_RECORDED" Application Unknown b"03" [AskAcquirer]
        "the service point does not say how far its application has come",

    // Environment.
    701 DisasterSuspended "DISASTER_SUSPENDED" Environment Fail b"58" [Wait]
        "an authority suspended the region until a date",
    702 RegulationNotMet "REGULATION_NOT_MET" Environment Fail b"58" [MeetRegulation]
        "a regulation in force asks for what the service point has not shown",
    703 PolicySuperseded "POLICY_SUPERSEDED" Environment Fail b"58" [LoadPlan]
        "the host has a later policy than the plan's",
    704 PolicyOutdated "POLICY_OUTDATED" Environment Fail b"58" [LoadPlan]
        "the policy was not confirmed by the host for too long",
    705 PolicyStateUnknown "POLICY_STATE_UNKNOWN" Environment Unknown b"58" [LoadPlan]
        "it is not known whether the policy is the latest",

    // Set-up.
    401 TerminalNotRegistered "TERMINAL_NOT_REGISTERED" Setup Fail b"58" [RegisterTerminal]
        "the acquirer does not know the terminal",
    402 TerminalNotActivated "TERMINAL_NOT_ACTIVATED" Setup Fail b"58" [ActivateTerminal]
        "the terminal has not been activated",
    403 TerminalDormant "TERMINAL_DORMANT" Setup Fail b"58" [RegisterTerminal]
        "the terminal was put to sleep after a long time without sales",
    404 ProfileOutdated "PROFILE_OUTDATED" Setup Fail b"58" [RefreshProfile]
        "the terminal profile was not refreshed for too long",
    407 TerminalBoundElsewhere "TERMINAL_BOUND_ELSEWHERE" Setup Fail b"03" [BindTerminal, UseOwnTerminal]
        "the terminal is not one of those registered for the service point",
    408 NotSignedOn "NOT_SIGNED_ON" Setup Fail b"58" [SignOn]
        "the terminal did not sign on for too long",
    409 RegistrationFieldMissing "REGISTRATION_FIELD_MISSING" Setup Fail b"58" [CorrectRegistration]
        "a field of the registration is empty",
    410 RegistrationFieldWrong "REGISTRATION_FIELD_WRONG" Setup Fail b"58" [CorrectRegistration]
        "a field of the registration is wrong",
    411 De22Inconsistent "DE22_INCONSISTENT" Setup Fail b"58" [CorrectPosCodes]
        "DE22 does not say how the card was read",
    412 De25Inconsistent "DE25_INCONSISTENT" Setup Fail b"58" [CorrectPosCodes]
        "DE25 is not one that the policy accepts for the transaction",
    413 SupportOverdue "SUPPORT_OVERDUE" Setup Fail b"58" [CloseSupportRequest]
        "a support request should have been closed by now",
    414 OperatorNotTrained "OPERATOR_NOT_TRAINED" Setup Fail b"58" [TrainOperator]
        "whoever is at the till was not trained",
    405 TerminalStateUnknown "TERMINAL_STATE_UNKNOWN" Setup Unknown b"58" [ReportFact, RestartTerminal]
        "it is not known whether the terminal is active",
    406 ProfileAgeUnknown "PROFILE_AGE_UNKNOWN" Setup Unknown b"58" [RefreshProfile]
        "it is not known when the terminal profile was refreshed, or the instant lies in the future",
    415 TerminalBindingUnknown "TERMINAL_BINDING_UNKNOWN" Setup Unknown b"58" [ReportFact]
        "it is not known whether the terminal is one of the service point's",
    416 SignOnUnknown "SIGN_ON_UNKNOWN" Setup Unknown b"58" [SignOn]
        "it is not known when the terminal signed on, or the instant lies in the future",
    417 RegistrationFieldUnchecked "REGISTRATION_FIELD_UNCHECKED" Setup Unknown b"58" [CheckAddress]
        "a field of the registration was never checked",
    418 PosCodesMissing "POS_CODES_MISSING" Setup Unknown b"58" [CorrectPosCodes]
        "DE22, DE25 or the entry mode is not known",
    419 OperatorTrainingUnknown "OPERATOR_TRAINING_UNKNOWN" Setup Unknown b"58" [TrainOperator]
        "it is not known whether whoever is at the till was trained",

    // Hardware.
    501 Tampered "TAMPERED" Hardware Fail b"63" [ReplaceTerminal, RepairTerminal]
        "a tamper sensor tripped",
    502 TamperStateUnknown "TAMPER_STATE_UNKNOWN" Hardware Unknown b"63" [ReportFact, RestartTerminal]
        "it is not known what the tamper sensors report",
    512 Damaged "DAMAGED" Hardware Fail b"96" [RepairTerminal, ReplaceTerminal]
        "the terminal was damaged",
    503 PowerFailing "POWER_FAILING" Hardware Fail b"96" [RestorePower]
        "the power supply fails",
    504 BatteryTooLow "BATTERY_TOO_LOW" Hardware Fail b"96" [ChargeBattery]
        "the battery is too low for a sale",
    505 CardReaderFaulty "CARD_READER_FAULTY" Hardware Fail b"96" [RepairTerminal, RestartTerminal]
        "the card reader is out of order",
    506 ContactFaulty "CONTACT_FAULTY" Hardware Fail b"96" [CleanPart, RepairTerminal]
        "a contact or interface is out of order",
    507 PositioningFaulty "POSITIONING_FAULTY" Hardware Fail b"96" [RepairTerminal, RestartTerminal]
        "the positioning module is out of order",
    508 CommunicationFaulty "COMMUNICATION_FAULTY" Hardware Fail b"96" [RepairTerminal, RestartTerminal]
        "the communication module is out of order",
    509 PrinterFaulty "PRINTER_FAULTY" Hardware Fail b"96" [CleanPart, RepairTerminal]
        "the printer is out of order",
    510 KeyPadFaulty "KEY_PAD_FAULTY" Hardware Fail b"96" [RepairTerminal]
        "the key pad is out of order",
    511 HardwareTooOld "HARDWARE_TOO_OLD" Hardware Fail b"58" [ReplaceTerminal]
        "the terminal is too old to be in service",
    513 InspectionOverdue "INSPECTION_OVERDUE" Hardware Fail b"58" [InspectTerminal]
        "the terminal was not inspected for too long",
    514 ComponentStateUnknown "COMPONENT_STATE_UNKNOWN" Hardware Unknown b"96" [ReportFact, RestartTerminal]
        "the state of a part is not known",
    515 BatteryLevelUnknown "BATTERY_LEVEL_UNKNOWN" Hardware Unknown b"96" [ReportFact, RestartTerminal]
        "it is not known how far the battery is charged",
    519 PowerStateUnknown "POWER_STATE_UNKNOWN" Hardware Unknown b"96" [ReportFact, RestartTerminal]
        "it is not known what powers the terminal",
    516 HardwareAgeUnknown "HARDWARE_AGE_UNKNOWN" Hardware Unknown b"58" [ReportFact]
        "it is not known when the terminal was put into service, or the instant lies in the future",
    517 DamageUnknown "DAMAGE_UNKNOWN" Hardware Unknown b"96" [InspectTerminal]
        "it is not known whether the terminal was damaged",
    518 InspectionUnknown "INSPECTION_UNKNOWN" Hardware Unknown b"58" [InspectTerminal]
        "it is not known when the terminal was inspected, or the instant lies in the future",

    // Software.
    601 SoftwareBelowMinimum "SOFTWARE_BELOW_MINIMUM" Software Fail b"58" [UpdateSoftware]
        "the application is older than the policy accepts",
    602 SoftwareVersionUnknown "SOFTWARE_VERSION_UNKNOWN" Software Unknown b"58" [ReportFact]
        "it is not known which version of the application runs",
    603 OsBelowMinimum "OS_BELOW_MINIMUM" Software Fail b"58" [UpdateOs]
        "the operating system is older than the policy accepts",
    604 SoftwareKnownBad "SOFTWARE_KNOWN_BAD" Software Fail b"58" [UpdateSoftware]
        "the application is of a version known to be bad",
    605 OsKnownBad "OS_KNOWN_BAD" Software Fail b"58" [UpdateOs]
        "the operating system is of a version known to be bad",
    606 PatchMissing "PATCH_MISSING" Software Fail b"58" [InstallPatch]
        "a security patch is missing",
    607 DataLoadFailed "DATA_LOAD_FAILED" Software Fail b"58" [LoadPlan, RestartTerminal]
        "the service point's data could not be loaded",
    608 DataVerifyFailed "DATA_VERIFY_FAILED" Software Fail b"58" [RepairTerminal, LoadPlan]
        "the service point's data are not what was signed",
    609 OsVersionUnknown "OS_VERSION_UNKNOWN" Software Unknown b"58" [ReportFact]
        "it is not known which version of the operating system runs",
    610 PatchLevelUnknown "PATCH_LEVEL_UNKNOWN" Software Unknown b"58" [ReportFact]
        "it is not known which patches are installed",
    611 DataStateUnknown "DATA_STATE_UNKNOWN" Software Unknown b"58" [LoadPlan, RestartTerminal]
        "it is not known whether the service point's data were loaded",

    // System and network: whether host and link let conditions be verified.
    201 HostDown "HOST_DOWN" System Fail b"91" [TryAgain]
        "the acceptance host does not answer",
    202 HostTimingOut "HOST_TIMING_OUT" System Fail b"68" [TryAgain, ChangeNetwork]
        "the acceptance host answers too late",
    203 LinkDown "LINK_DOWN" System Fail b"91" [ChangeNetwork, RestartTerminal]
        "the terminal has no link",
    204 LinkUnstable "LINK_UNSTABLE" System Fail b"91" [ChangeNetwork, RestartTerminal]
        "the terminal's link comes and goes",
    205 LinkInterfered "LINK_INTERFERED" System Fail b"91" [ChangeNetwork, RestartTerminal]
        "the terminal's link is disturbed",
    206 LinkWeak "LINK_WEAK" System Fail b"91" [ChangeNetwork, RestartTerminal]
        "the terminal's link is weak",
    207 FloorLimitExceeded "FLOOR_LIMIT_EXCEEDED" System Fail b"61" [ChangeNetwork, LowerAmount]
        "the amount is above what may be sold while the host cannot be asked",
    208 OfflineAmountAboveLimit "OFFLINE_AMOUNT_ABOVE_LIMIT" System Fail b"61" [ChangeNetwork, LowerAmount]
        "with this transaction more would be sold offline than is accepted",
    209 OfflineCountAboveLimit "OFFLINE_COUNT_ABOVE_LIMIT" System Fail b"65" [ChangeNetwork]
        "with this transaction more transactions would be made offline than are accepted",
    210 HostStateUnknown "HOST_STATE_UNKNOWN" System Unknown b"91" [ReportFact, RestartTerminal]
        "it is not known whether the acceptance host can be reached",
    211 LinkStateUnknown "LINK_STATE_UNKNOWN" System Unknown b"91" [ReportFact, RestartTerminal]
        "the state of the terminal's link is not known",
    212 OfflineUsageMissing "OFFLINE_USAGE_MISSING" System Unknown b"61" [ReportFact, ChangeNetwork]
        "it is not known what was sold offline",

    // Location.
    808 LocationMocked "LOCATION_MOCKED" Location Fail b"58" [StopMocking]
        "the position is made up by a program",
    810 AddressDiffers "ADDRESS_DIFFERS" Location Fail b"58" [UpdateAddress]
        "the actual address is not the registered one",
    801 LocationOutsideArea "LOCATION_OUTSIDE_AREA" Location Fail b"58" [MoveIntoArea, UpdateAddress, DeployMobilePos]
        "the terminal is outside the registered area",
    802 LocationPlaceMissing "LOCATION_PLACE_MISSING" Location Unknown b"58" [UpdateAddress]
        "the service point has no registered place in force to compare with",
    803 LocationFixMissing "LOCATION_FIX_MISSING" Location Unknown b"58" [TakeFix, RestartTerminal]
        "there is no position fix",
    804 LocationFixStale "LOCATION_FIX_STALE" Location Unknown b"58" [TakeFix, RestartTerminal]
        "the position fix is too old, of unknown age, or from the future",
    805 LocationAccuracyMissing "LOCATION_ACCURACY_MISSING" Location Unknown b"58" [ReportFact]
        "the position fix does not say how accurate it is",
    806 LocationFixTooCoarse "LOCATION_FIX_TOO_COARSE" Location Unknown b"58" [TakeFix]
        "the position fix is less accurate than the policy accepts",
    807 LocationEdgeUncertain "LOCATION_EDGE_UNCERTAIN" Location Unknown b"58" [TakeFix, MoveIntoArea]
        "the position fix is outside the area by less than its accuracy, and the rule is strict",
    809 LocationMockUnknown "LOCATION_MOCK_UNKNOWN" Location Unknown b"58" [ReportFact]
        "it is not known whether the position is made up",
    811 AddressNotChecked "ADDRESS_NOT_CHECKED" Location Unknown b"58" [CheckAddress]
        "nobody has looked whether the actual address is the registered one",

    // Hours.
    901 HoursClosed "HOURS_CLOSED" Hours Fail b"58" [Wait, ExtendHours]
        "it is outside the registered opening hours",
    902 HoursNotRegistered "HOURS_NOT_REGISTERED" Hours Unknown b"58" [RegisterHours]
        "no opening hours are registered",
    903 HoursCalendarUnknown "HOURS_CALENDAR_UNKNOWN" Hours Unknown b"58" [UpdateCalendar]
        "the calendar of holidays does not cover the date",

    // Limits.
    1001 CurrencyNotAllowed "CURRENCY_NOT_ALLOWED" Limits Fail b"12" [EnterAgain]
        "the currency is not one that the policy accepts",
    1002 AmountZero "AMOUNT_ZERO" Limits Fail b"13" [EnterAgain]
        "the amount is zero",
    1003 AmountOutOfRange "AMOUNT_OUT_OF_RANGE" Limits Fail b"13" [LowerAmount]
        "the amount has more than the twelve digits of DE4",
    1004 AmountBelowMinimum "AMOUNT_BELOW_MINIMUM" Limits Fail b"13" [RaiseAmount]
        "the amount is below the least that the policy accepts",
    1005 AmountAboveLimit "AMOUNT_ABOVE_LIMIT" Limits Fail b"61" [RaiseLimit, LowerAmount]
        "the amount is above the limit of one transaction",
    1006 UsageOverflow "USAGE_OVERFLOW" Limits Fail b"13" [AskAcquirer, LowerAmount, Wait]
        "the sum of used amount and this one has more than twelve digits; always declines",
    1007 DayAmountAboveLimit "DAY_AMOUNT_ABOVE_LIMIT" Limits Fail b"61" [RaiseLimit, LowerAmount, Wait]
        "with this transaction the amount of the business day would be above its limit",
    1008 DayCountAboveLimit "DAY_COUNT_ABOVE_LIMIT" Limits Fail b"65" [RaiseLimit, Wait]
        "with this transaction the number of transactions of the business day would be above its limit",
    1009 MonthAmountAboveLimit "MONTH_AMOUNT_ABOVE_LIMIT" Limits Fail b"61" [RaiseLimit, LowerAmount, Wait]
        "with this transaction the amount of the month would be above its limit",
    1010 MonthCountAboveLimit "MONTH_COUNT_ABOVE_LIMIT" Limits Fail b"65" [RaiseLimit, Wait]
        "with this transaction the number of transactions of the month would be above its limit",
    1011 AmountMissing "AMOUNT_MISSING" Limits Unknown b"13" [ReportFact]
        "the amount is not known",
    1012 CurrencyMissing "CURRENCY_MISSING" Limits Unknown b"12" [ReportFact]
        "the currency is not known",
    1013 UsageMissing "USAGE_MISSING" Limits Unknown b"61" [ReportFact, RefreshUsage]
        "the counter that the limit looks at is not known",
    1014 UsageStale "USAGE_STALE" Limits Unknown b"61" [RefreshUsage]
        "the counter was taken too long ago",
    1015 UsageFromFuture "USAGE_FROM_FUTURE" Limits Unknown b"61" [ReportFact, RefreshUsage]
        "the counter says it was taken after now",

    // What the policy itself asks for.
    1201 RequirementNotMet "REQUIREMENT_NOT_MET" Custom Fail b"58" [AskAcquirer]
        "what the acquirer's rule asks for is not so; the rule's id says which",
    1202 RequirementUnknown "REQUIREMENT_UNKNOWN" Custom Unknown b"58" [ReportFact]
        "it is not known whether what the acquirer's rule asks for is so",

    // Beside others.
    106 ScopeUnknown "SCOPE_UNKNOWN" Guard Unknown b"58" [ReportFact]
        "a fact that decides whether the rule concerns the request is not known",
    107 HostUnreachable "HOST_UNREACHABLE" Guard Beside b"91" [ChangeNetwork, TryAgain]
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

    /// Whether the reason of this number declines whatever the rule's actions say. Only a sum that would overflow does.
    pub(crate) const fn always_declines(number: u16) -> bool {
        number == Self::UsageOverflow as u16
    }
}
