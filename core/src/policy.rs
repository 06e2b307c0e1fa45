//! The policy: the acquirer's ordered list of rules.

pub use crate::condition::{
    hardware::TamperRule,
    hours::HoursRule,
    limits::{AmountRule, CurrencyRule, UsageRule},
    location::LocationRule,
    qualification::{DocumentRule, EntryModeRule, MccRule, MerchantRule},
    setup::{ProfileRule, TerminalRule},
    software::SoftwareRule,
};

use crate::bounds::{BusinessDayOffsetMin, Revision};
use crate::forms::{Date, De39, Id, MccRange, Region};
use crate::reason::Reason;
use crate::words::{Action, CardKind, Disclosure, EntryMode, TransactionType};
use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// The acquirer's rules.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
pub struct Policy {
    /// Its id.
    pub id: Id,
    /// Its version.
    pub version: Revision,
    /// What it is for. Enters no plan.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub description: Option<String>,
    /// The first local date on which it holds.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_from: Option<Date>,
    /// The last local date on which it holds.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_through: Option<Date>,
    /// When the business day of its counters starts, in minutes from local midnight; 0 where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub business_day_offset_min: Option<BusinessDayOffsetMin>,
    /// DE39 in place of the default of a reason.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub de39: BTreeMap<Reason, De39>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
pub struct Rule {
    /// Its id, under which logs and findings name it.
    pub id: Id,
    /// Why it is there. Enters no plan.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub note: Option<String>,
    /// What it asks for.
    pub condition: ConditionForm,
    /// Whom and what it concerns; left out: everything.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Scope::is_everything"))]
    pub scope: Scope,
    /// The first local date on which it holds.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_from: Option<Date>,
    /// The last local date on which it holds.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_through: Option<Date>,
    /// What follows where the condition is not met.
    pub on_fail: Action,
    /// What follows where it is not known whether it is met; not stronger than `on_fail`.
    pub on_unknown: Action,
    /// What `refer` becomes where the host cannot be reached, or is not known to be; decline where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub on_unreachable: Option<Action>,
    /// Who may read the details; public where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub disclosure: Option<Disclosure>,
}

/// Whom and what a rule concerns: every list given must hold the request's value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize, serde::Deserialize),
    serde(remote = "Self", deny_unknown_fields, default)
)]
pub struct Scope {
    /// Kinds of merchant.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub merchant_kinds: Option<Vec<Id>>,
    /// Merchant category codes, single or as ranges.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub mccs: Option<Vec<MccRange>>,
    /// Regions of registration.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub regions: Option<Vec<Region>>,
    /// Transaction types. Where a rule on limits names none: those that take money.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub transactions: Option<Vec<TransactionType>>,
    /// Entry modes.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub entry_modes: Option<Vec<EntryMode>>,
    /// Kinds of card.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub card_kinds: Option<Vec<CardKind>>,
}

impl Scope {
    /// Whether it restricts nothing.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }
}

/// What a rule asks for: exactly one condition, under its name.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum ConditionForm {
    /// The merchant is not suspended.
    Merchant(MerchantRule),
    /// The merchant category code is accepted.
    Mcc(MccRule),
    /// The way of reading the card is approved.
    EntryMode(EntryModeRule),
    /// A document is valid.
    Document(DocumentRule),
    /// The terminal is in service.
    Terminal(TerminalRule),
    /// The terminal's profile is fresh.
    Profile(ProfileRule),
    /// No tamper sensor tripped.
    Tamper(TamperRule),
    /// The application is recent enough.
    Software(SoftwareRule),
    /// The terminal is where it is registered.
    Location(LocationRule),
    /// The service point is open.
    Hours(HoursRule),
    /// One transaction's amount is in its range.
    Amount(AmountRule),
    /// The currency is accepted.
    Currency(CurrencyRule),
    /// What was used of a window is within its limit.
    Usage(UsageRule),
}

#[cfg(feature = "json")]
crate::table::table!(Policy, Rule, Scope);
