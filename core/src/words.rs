//! The enumerated words of the field, each with its number on the wire and its name in JSON.
//!
//! A number is never reused and never changes its meaning. Zero is never a value, so zeroed memory says nothing
//! (the one exception is [`Action::Allow`], which is the absence of an effect).

/// Declares an enumeration once: variants, wire numbers, JSON names, and the ways between them.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[doc = $doc:literal])+ $variant:ident = $number:literal $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[repr(u8)]
        pub enum $name {
            $($(#[doc = $doc])+ #[cfg_attr(feature = "schema", serde(rename = $text))] $variant = $number,)+
        }

        #[cfg(feature = "json")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.name())
            }
        }

        #[cfg(feature = "json")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $crate::table::read_word(from, stringify!($name), &[$($text,)+], Self::ALL)
            }
        }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The number of the last value.
            #[allow(dead_code, reason = "asked of words that are facts")]
            pub(crate) const LAST: u8 = match Self::ALL.last() {
                Some(&last) => last as u8,
                None => 0,
            };

            /// The value with this number on the wire, if there is one.
            #[must_use]
            pub const fn from_u8(number: u8) -> Option<Self> {
                match number {
                    $($number => Some(Self::$variant),)+
                    _ => None,
                }
            }

            /// The name in JSON, TOML and logs.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }

            /// Every value's number on the wire and its name.
            #[cfg(feature = "compile")]
            pub const NUMBERS: &'static [(u8, &'static str)] = &[$(($number, $text),)+];

            /// What the value means, for the generated pages.
            #[cfg(feature = "compile")]
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($doc),+).trim_ascii(),)+
                }
            }
        }
    };
}
pub(crate) use words;

words! {
    /// What a verdict leads to, from weakest to strongest.
    Action {
        /// No effect; the finding is still there to read.
        Allow = 0 "allow",
        /// The sale goes on and someone is told.
        Warn = 1 "warn",
        /// This host cannot settle it: a terminal goes online, a backend looks further.
        Refer = 2 "refer",
        /// The sale is refused.
        Decline = 3 "decline",
    }
}

words! {
    /// What one rule says of one request (Kleene's three values, and "does not concern it").
    Verdict {
        /// The condition is met.
        Pass = 1 "pass",
        /// The condition is not met.
        Fail = 2 "fail",
        /// It is not known whether the condition is met.
        Unknown = 3 "unknown",
        /// The rule does not concern this request.
        NotApplicable = 4 "not_applicable",
    }
}

words! {
    /// What is to be done with the request. Zeroed memory is none of these: "not decided".
    Outcome {
        /// The conditions are met: go on with the normal authorisation.
        Proceed = 1 "proceed",
        /// This host cannot settle it.
        Refer = 2 "refer",
        /// The conditions are not met.
        Decline = 3 "decline",
    }
}

words! {
    /// What kind of transaction is asked for.
    TransactionType {
        /// Sale (消费).
        Sale = 1 "sale",
        /// Pre-authorisation (预授权).
        Preauth = 2 "preauth",
        /// Completion of a pre-authorisation (预授权完成).
        PreauthCompletion = 3 "preauth_completion",
        /// Refund (退货).
        Refund = 4 "refund",
        /// Void of an earlier transaction of the same batch (撤销).
        Void = 5 "void",
        /// Reversal of a transaction whose end is not known (冲正).
        Reversal = 6 "reversal",
        /// Balance enquiry (余额查询).
        Balance = 7 "balance",
        /// Test transaction of an installation.
        Test = 8 "test",
    }
}

impl TransactionType {
    /// The types that take money from the cardholder: what limits concern unless a rule says otherwise.
    pub const DEBITS: &'static [Self] = &[Self::Sale, Self::Preauth, Self::PreauthCompletion];

    /// All types but the test of an installation.
    pub const ALL_BUT_TEST: &'static [Self] =
        &[Self::Sale, Self::Preauth, Self::PreauthCompletion, Self::Refund, Self::Void, Self::Reversal, Self::Balance];

    /// Whether it adds to counters when it is completed.
    pub(crate) const fn counts(self) -> bool {
        matches!(self, Self::Sale | Self::PreauthCompletion)
    }
}

words! {
    /// How the card or account was read (ISO 8583 DE22, first two digits).
    EntryMode {
        /// Typed by hand (01).
        Manual = 1 "manual",
        /// Magnetic stripe (02, 90).
        Magstripe = 2 "magstripe",
        /// Contact chip (05).
        Chip = 3 "chip",
        /// Contactless chip (07) or contactless stripe (91).
        Contactless = 4 "contactless",
        /// QR or bar code (03).
        QrCode = 5 "qr_code",
        /// Stripe read because the chip failed (80).
        Fallback = 6 "fallback",
        /// Credential kept on file (10).
        Stored = 7 "stored",
    }
}

words! {
    /// What kind of card or account pays.
    CardKind {
        /// Debit card (借记卡).
        Debit = 1 "debit",
        /// Credit card (贷记卡).
        Credit = 2 "credit",
        /// Quasi-credit card (准贷记卡).
        QuasiCredit = 3 "quasi_credit",
        /// Prepaid card (预付费卡).
        Prepaid = 4 "prepaid",
        /// Payment account without a card, such as a wallet (支付账户).
        Account = 5 "account",
    }
}

words! {
    /// Whether the terminal's clock can be relied on.
    ClockState {
        /// Set from a trusted source and running since.
        Trusted = 1 "trusted",
        /// Lost power, set by hand, or contradicted by the host.
        NotTrusted = 2 "not_trusted",
    }
}

words! {
    /// Whether the acceptance host can be reached to settle a referral.
    HostState {
        /// It answers.
        Reachable = 1 "reachable",
        /// It does not.
        Unreachable = 2 "unreachable",
        /// It answers too late.
        TimingOut = 3 "timing_out",
    }
}

words! {
    /// How far the terminal has come.
    TerminalState {
        /// The acquirer does not know it.
        NotRegistered = 1 "not_registered",
        /// Known, and not activated yet.
        NotActivated = 2 "not_activated",
        /// In service.
        Active = 3 "active",
        /// Put to sleep after a long time without sales.
        Dormant = 4 "dormant",
    }
}

words! {
    /// What the tamper sensors report.
    TamperState {
        /// The case has not been opened.
        Intact = 1 "intact",
        /// A sensor tripped.
        Tampered = 2 "tampered",
    }
}

words! {
    /// Whether a position is what the receivers measured.
    FixSource {
        /// As far as the operating system tells.
        Genuine = 1 "genuine",
        /// Made up by a program.
        Mocked = 2 "mocked",
    }
}

words! {
    /// The state of the terminal's link to the network.
    LinkState {
        /// As it should be.
        Up = 1 "up",
        /// A weak signal.
        Weak = 2 "weak",
        /// Comes and goes.
        Unstable = 3 "unstable",
        /// Disturbed by something near.
        Interfered = 4 "interfered",
        /// There is none.
        Down = 5 "down",
    }
}

words! {
    /// What powers the terminal.
    PowerState {
        /// The mains.
        Mains = 1 "mains",
        /// The battery.
        Battery = 2 "battery",
        /// A supply that fails under load.
        Failing = 3 "failing",
    }
}

words! {
    /// The state of a part of the terminal.
    ComponentState {
        /// As it should be.
        Working = 1 "working",
        /// Worn, slow or in need of a second try.
        Degraded = 2 "degraded",
        /// Out of order.
        Faulty = 3 "faulty",
        /// The terminal has none.
        NotFitted = 4 "not_fitted",
    }
}

words! {
    /// Whether the terminal was damaged.
    DamageState {
        /// Nothing was found.
        None = 1 "none",
        /// It was, as by water, fire or a fall.
        Damaged = 2 "damaged",
    }
}

words! {
    /// Whether the service point's data are on the terminal.
    DataState {
        /// Loaded and verified.
        Loaded = 1 "loaded",
        /// They could not be loaded.
        LoadFailed = 2 "load_failed",
        /// They were loaded and are not what was signed.
        VerifyFailed = 3 "verify_failed",
    }
}

words! {
    /// Whether whoever is at the till was trained.
    OperatorState {
        /// Trained.
        Trained = 1 "trained",
        /// Not trained.
        NotTrained = 2 "not_trained",
    }
}

words! {
    /// Whether refunds give back what a counter counted.
    Refunds {
        /// They do not.
        Ignore = 1 "ignore",
        /// They do, in the window of the original.
        Restore = 2 "restore",
    }
}

words! {
    /// Who may read the details of a rule's finding.
    Disclosure {
        /// Everyone.
        Public = 1 "public",
        /// The engineer only (risk rules).
        Internal = 2 "internal",
    }
}

words! {
    /// The time over which a counter counts.
    Window {
        /// A business day.
        Day = 1 "day",
        /// The business days of a calendar month.
        Month = 2 "month",
    }
}

words! {
    /// Whose transactions a counter counts.
    Subject {
        /// Those of this terminal.
        Terminal = 1 "terminal",
        /// Those of all terminals at this service point.
        ServicePoint = 2 "service_point",
        /// Those of one card, under a key that the host makes up; never a PAN.
        Card = 3 "card",
    }
}

words! {
    /// What of a counter is limited.
    Measure {
        /// The sum of amounts, in minor units.
        Amount = 1 "amount",
        /// The number of transactions.
        Count = 2 "count",
    }
}

words! {
    /// The unit of what a finding observed and required.
    Unit {
        /// Nothing to show.
        None = 1 "none",
        /// Metres.
        Metres = 2 "m",
        /// Seconds of duration.
        Seconds = 3 "s",
        /// Local minutes since midnight of the day that a span starts on, 0–2880; where a clock goes back, what was
        /// observed may lie below or beside the span that holds it.
        LocalMinutes = 4 "local_min",
        /// A local date.
        Date = 5 "date",
        /// Minor currency units.
        Minor = 6 "minor",
        /// A number of things.
        Count = 7 "count",
        /// An ISO 4217 numeric currency.
        Currency = 8 "currency",
        /// An ISO 18245 merchant category code.
        Mcc = 9 "mcc",
        /// A region code (GB/T 2260), six digits.
        Region = 10 "region",
        /// A word of the finding's fact.
        Word = 11 "word",
        /// A version of four parts.
        Version = 12 "version",
        /// Per cent.
        Percent = 13 "percent",
        /// A two-digit code of an ISO 8583 data element.
        Code = 14 "code",
        /// An instant, seconds UTC.
        Instant = 15 "utc_s",
        /// A reason, by name.
        Reason = 16 "reason",
    }
}

words! {
    /// Who can put a cause right.
    Who {
        /// The merchant.
        Merchant = 1 "merchant",
        /// The operator at the till.
        Operator = 2 "operator",
        /// The acquirer.
        Acquirer = 3 "acquirer",
        /// A service engineer.
        ServiceEngineer = 4 "service_engineer",
        /// Nobody needs to act: it passes with time.
        Wait = 5 "wait",
    }
}
