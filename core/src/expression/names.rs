//! The facts that an expression may name.

use super::code::Clock;
use crate::calendar::Weekday;
use crate::request::{CATALOGUE, Fact};
use crate::service_point::{AddressCheck, MerchantStatus};

/// The type of a value in an expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// An integer of 64 bits.
    Integer,
    /// A string.
    Text,
    /// A date.
    Date,
    /// Hours and minutes of a day.
    Time,
    /// A version of four parts.
    Version,
    /// One of these words.
    Words(&'static [(u8, &'static str)]),
    /// Strings.
    Texts,
    /// Nothing that has a value: it is there or not.
    Presence,
}

impl Type {
    /// The name in documents and errors.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Boolean => "bool",
            Self::Integer => "int",
            Self::Text => "string",
            Self::Date => "date",
            Self::Time => "time",
            Self::Version => "version",
            Self::Words(_) => "word",
            Self::Texts => "list of strings",
            Self::Presence => "only for has()",
        }
    }
}

/// Where a fact comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// From what was registered.
    ServicePoint(Registered),
    /// From the request.
    Request(Fact),
    /// From the service point's clock.
    Local(Clock),
}

/// What was registered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the table says what each is")]
pub enum Registered {
    Id,
    MerchantId,
    MerchantKind,
    Mcc,
    Region,
    Status,
    Remote,
    Revision,
    TerminalCount,
    AddressCheck,
    ValidFrom,
    ValidThrough,
    RegulationsMet,
    DocumentKinds,
    Place,
    Hours,
    Application,
}

/// A fact by its name.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// What stands before the dot.
    pub group: &'static str,
    /// What stands after it.
    pub name: &'static str,
    /// The type of its value.
    pub value: Type,
    /// Where it comes from.
    pub source: Source,
    /// What it means.
    pub meaning: &'static str,
}

/// The groups of facts, in the order of the generated page; those of `custom` are named by the policy.
pub const GROUPS: &[&str] = &["service_point", "terminal", "transaction", "usage", "local", "custom"];

/// Every fact but the custom ones.
pub fn all() -> impl Iterator<Item = Name> {
    let registered = REGISTERED.iter().copied().map(|(name, value, registered, meaning)| Name {
        group: "service_point",
        name,
        value,
        source: Source::ServicePoint(registered),
        meaning,
    });
    let asked = REQUEST.iter().filter_map(|&(group, name, fact)| {
        let row = CATALOGUE.iter().find(|row| row.fact == fact)?;
        let value = match row.kind {
            "word" => Type::Words(row.words),
            "version" => Type::Version,
            _ => Type::Integer,
        };
        Some(Name { group, name, value, source: Source::Request(fact), meaning: row.meaning })
    });
    let local = LOCAL.iter().copied().map(|(clock, value, meaning)| Name {
        group: "local",
        name: clock.name(),
        value,
        source: Source::Local(clock),
        meaning,
    });
    registered.chain(asked).chain(local)
}

/// The custom fact of a number, 0 to 7.
pub(crate) const fn custom(number: u8) -> Fact {
    match number {
        0 => Fact::Custom0,
        1 => Fact::Custom1,
        2 => Fact::Custom2,
        3 => Fact::Custom3,
        4 => Fact::Custom4,
        5 => Fact::Custom5,
        6 => Fact::Custom6,
        _ => Fact::Custom7,
    }
}

const REGISTERED: &[(&str, Type, Registered, &str)] = &[
    ("id", Type::Text, Registered::Id, "Its id."),
    ("merchant_id", Type::Text, Registered::MerchantId, "The merchant's id (DE42), without the spaces at its end."),
    ("merchant_kind", Type::Text, Registered::MerchantKind, "The kind of merchant."),
    ("mcc", Type::Text, Registered::Mcc, "The merchant category code (ISO 18245), four digits."),
    ("region", Type::Text, Registered::Region, "The region of its registration, six digits."),
    ("status", Type::Words(MerchantStatus::NUMBERS), Registered::Status, "Whether the merchant may sell at all."),
    ("remote", Type::Boolean, Registered::Remote, "Whether it lies where a weak link is to be expected."),
    ("revision", Type::Integer, Registered::Revision, "Its revision."),
    ("terminal_count", Type::Integer, Registered::TerminalCount, "How many terminals it lists."),
    (
        "address_check",
        Type::Words(AddressCheck::NUMBERS),
        Registered::AddressCheck,
        "What an inspection found of its address; may be left out.",
    ),
    ("valid_from", Type::Date, Registered::ValidFrom, "The first date on which it may be served; may be left out."),
    (
        "valid_through",
        Type::Date,
        Registered::ValidThrough,
        "The last date on which it may be served; may be left out.",
    ),
    ("regulations_met", Type::Texts, Registered::RegulationsMet, "The regulations that it was shown to meet."),
    (
        "document_kinds",
        Type::Texts,
        Registered::DocumentKinds,
        "The kinds of which a copy was handed in, whatever became of it.",
    ),
    ("place", Type::Presence, Registered::Place, "Whether a place is registered."),
    ("hours", Type::Presence, Registered::Hours, "Whether opening hours are registered."),
    ("application", Type::Presence, Registered::Application, "Whether its application is recorded."),
];

const REQUEST: &[(&str, &str, Fact)] = &[
    ("terminal", "state", Fact::Terminal),
    ("terminal", "host", Fact::Host),
    ("terminal", "link", Fact::Link),
    ("terminal", "power", Fact::Power),
    ("terminal", "battery_percent", Fact::BatteryPercent),
    ("terminal", "tamper", Fact::Tamper),
    ("terminal", "card_reader", Fact::CardReader),
    ("terminal", "contact", Fact::Contact),
    ("terminal", "positioning", Fact::Positioning),
    ("terminal", "communication", Fact::Communication),
    ("terminal", "printer", Fact::Printer),
    ("terminal", "key_pad", Fact::KeyPad),
    ("terminal", "damage", Fact::Damage),
    ("terminal", "app_version", Fact::AppVersion),
    ("terminal", "os_version", Fact::OsVersion),
    ("terminal", "patch_level", Fact::PatchLevel),
    ("terminal", "service_point_data", Fact::ServicePointData),
    ("terminal", "operator", Fact::Operator),
    ("terminal", "fix_accuracy_m", Fact::FixAccuracyM),
    ("terminal", "fix_region", Fact::FixRegion),
    ("terminal", "fix_source", Fact::FixSource),
    ("transaction", "type", Fact::Transaction),
    ("transaction", "entry_mode", Fact::EntryMode),
    ("transaction", "card_kind", Fact::CardKind),
    ("transaction", "amount", Fact::AmountMinor),
    ("transaction", "currency", Fact::Currency),
    ("transaction", "de22", Fact::De22),
    ("transaction", "de25", Fact::De25),
    ("transaction", "original_type", Fact::OriginalTransaction),
    ("transaction", "original_amount", Fact::OriginalAmountMinor),
    ("usage", "offline_amount", Fact::OfflineAmountMinor),
    ("usage", "offline_count", Fact::OfflineCount),
];

const LOCAL: &[(Clock, Type, &str)] = &[
    (Clock::Date, Type::Date, "The local date."),
    (Clock::Time, Type::Time, "The local time, in whole minutes."),
    (Clock::Weekday, Type::Words(Weekday::NUMBERS), "The day of the week."),
    (Clock::Day, Type::Integer, "The day of the month, 1–31."),
    (Clock::Month, Type::Integer, "The month, 1–12."),
];
