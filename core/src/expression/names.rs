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

impl Source {
    /// What the fact means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::ServicePoint(registered) => registered.meaning(),
            Self::Request(fact) => CATALOGUE.iter().find(|row| row.fact == fact).map_or("", |row| row.meaning),
            Self::Local(Clock::Date) => "The local date.",
            Self::Local(Clock::Time) => "The local time, in whole minutes.",
            Self::Local(Clock::Weekday) => "The day of the week.",
            Self::Local(Clock::Day) => "The day of the month, 1–31.",
            Self::Local(Clock::Month) => "The month, 1–12.",
        }
    }
}

/// What was registered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "its meaning says what each is")]
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

impl Registered {
    /// What it means.
    const fn meaning(self) -> &'static str {
        match self {
            Self::Id => "Its id.",
            Self::MerchantId => "The merchant's id (DE42), without the spaces at its end.",
            Self::MerchantKind => "The kind of merchant.",
            Self::Mcc => "The merchant category code (ISO 18245), four digits.",
            Self::Region => "The region of its registration, six digits.",
            Self::Status => "Whether the merchant may sell at all.",
            Self::Remote => "Whether it lies where a weak link is to be expected.",
            Self::Revision => "Its revision.",
            Self::TerminalCount => "How many terminals it lists.",
            Self::AddressCheck => "What an inspection found of its address; may be left out.",
            Self::ValidFrom => "The first date on which it may be served; may be left out.",
            Self::ValidThrough => "The last date on which it may be served; may be left out.",
            Self::RegulationsMet => "The regulations that it was shown to meet.",
            Self::DocumentKinds => "The kinds of which a copy was handed in, whatever became of it.",
            Self::Place => "Whether a place is registered.",
            Self::Hours => "Whether opening hours are registered.",
            Self::Application => "Whether its application is recorded.",
        }
    }
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
}

/// The groups of facts, in the order of the generated page; those of `custom` are named by the policy.
pub const GROUPS: &[&str] = &["service_point", "terminal", "transaction", "usage", "local", "custom"];

/// Every fact but the custom ones.
pub fn all() -> impl Iterator<Item = Name> {
    let registered = REGISTERED.iter().map(|&(name, value, registered)| Name {
        group: "service_point",
        name,
        value,
        source: Source::ServicePoint(registered),
    });
    let asked = REQUEST.iter().map(|&(group, name, fact)| {
        let value = match fact.is_version() {
            true => Type::Version,
            false if fact.is_word() => Type::Words(fact.numbers()),
            false => Type::Integer,
        };
        Name { group, name, value, source: Source::Request(fact) }
    });
    let local = LOCAL.iter().map(|&(clock, value)| Name {
        group: "local",
        name: clock.name(),
        value,
        source: Source::Local(clock),
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

const REGISTERED: &[(&str, Type, Registered)] = &[
    ("id", Type::Text, Registered::Id),
    ("merchant_id", Type::Text, Registered::MerchantId),
    ("merchant_kind", Type::Text, Registered::MerchantKind),
    ("mcc", Type::Text, Registered::Mcc),
    ("region", Type::Text, Registered::Region),
    ("status", Type::Words(MerchantStatus::NUMBERS), Registered::Status),
    ("remote", Type::Boolean, Registered::Remote),
    ("revision", Type::Integer, Registered::Revision),
    ("terminal_count", Type::Integer, Registered::TerminalCount),
    ("address_check", Type::Words(AddressCheck::NUMBERS), Registered::AddressCheck),
    ("valid_from", Type::Date, Registered::ValidFrom),
    ("valid_through", Type::Date, Registered::ValidThrough),
    ("regulations_met", Type::Texts, Registered::RegulationsMet),
    ("document_kinds", Type::Texts, Registered::DocumentKinds),
    ("place", Type::Presence, Registered::Place),
    ("hours", Type::Presence, Registered::Hours),
    ("application", Type::Presence, Registered::Application),
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

const LOCAL: &[(Clock, Type)] = &[
    (Clock::Date, Type::Date),
    (Clock::Time, Type::Time),
    (Clock::Weekday, Type::Words(Weekday::NUMBERS)),
    (Clock::Day, Type::Integer),
    (Clock::Month, Type::Integer),
];
