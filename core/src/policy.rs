//! The policy: the acquirer's ordered list of rules.

pub use crate::condition::{
    application::{
        CreditCheckRule, DeliveryRule, FormRule, InstallationRule, MaterialsRule, ReviewRule, TestTransactionRule,
        TrainingRule,
    },
    custom::RequireRule,
    environment::{DisasterRule, PolicyCurrentRule, RegulationRule},
    hardware::{AgeRule, BatteryRule, ComponentRule, DamageRule, InspectionRule, Part, PowerRule, TamperRule},
    hours::HoursRule,
    limits::{AmountRule, CurrencyRule, UsageRule},
    location::{AddressRule, LocationRule, MockedRule},
    qualification::{DocumentRule, EntryModeRule, MccRule, MerchantRule},
    setup::{
        BindingRule, OperatorRule, PosCodesRule, ProfileRule, RegistrationRule, SignOnRule, SupportRule, TerminalRule,
    },
    software::{DataRule, KnownBadRule, OsRule, PatchRule, SoftwareRule},
    system::{HostRule, LinkRule, OfflineRule},
};

use crate::bounds::{BusinessDayOffsetMin, CustomNumber, DaysBefore, MinutesBefore, Revision, Share};
use crate::calendar::Calendar;
use crate::forms::{Date, De39, FactName, Id, MccRange, Region};
use crate::map::Map;
use crate::plan::{Term, Thresholds};
use crate::reason::Reason;
use crate::words::{Action, CardKind, Disclosure, EntryMode, TransactionType};
use alloc::{string::String, vec::Vec};

/// The acquirer's rules.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Policy {
    /// Its id.
    pub id: Id,
    /// Its version.
    pub version: Revision,
    /// What it is for. Enters no plan.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub description: Option<String>,
    /// The first local date on which it holds; since ever where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_from: Option<Date>,
    /// The last local date on which it holds; for ever where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_through: Option<Date>,
    /// When the business day of its counters starts, in minutes from local midnight; 0 where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub business_day_offset_min: Option<BusinessDayOffsetMin>,
    /// From when on advice is given; what is left out never is.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "AdviceForm::is_nothing"))]
    pub advice: AdviceForm,
    /// Public holidays and make-up workdays. Left out: what asks for them is unknown.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub calendar: Option<Calendar>,
    /// What authorities ordered for regions, for a time.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub directives: Vec<Directive>,
    /// The names that expressions use for the custom facts of a request, each with its number: 0 for `custom_0` … 7.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Map::is_empty"))]
    pub custom_facts: Map<FactName, CustomNumber>,
    /// DE39 in place of the default of a reason.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Map::is_empty"))]
    #[cfg_attr(feature = "schema", schemars(extend("propertyNames" = crate::schema::names_of_reasons())))]
    pub de39: Map<Reason, De39>,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// From when on advice is given; 0 for never.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AdviceThresholds"))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct AdviceForm {
    /// Days before a document fails; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub document_days: Option<DaysBefore>,
    /// Days before a regulation comes into force; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub regulation_days: Option<DaysBefore>,
    /// Days before the plan ends; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub plan_days: Option<DaysBefore>,
    /// Days before the calendar ends; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub calendar_days: Option<DaysBefore>,
    /// Days before profile or inspection are due; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub due_days: Option<DaysBefore>,
    /// Share of a limit, in per cent; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub usage_percent: Option<Share>,
    /// Minutes before the service point closes; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub closing_min: Option<MinutesBefore>,
    /// Level of the battery, in per cent; never where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = 0)))]
    pub battery_percent: Option<Share>,
}

impl AdviceForm {
    /// Whether it asks for none.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// The same as a plan has it.
    pub(crate) fn thresholds(&self) -> Thresholds {
        let days = |days: Option<DaysBefore>| days.map_or(0, DaysBefore::to);
        Thresholds {
            document_days: days(self.document_days),
            regulation_days: days(self.regulation_days),
            plan_days: days(self.plan_days),
            calendar_days: days(self.calendar_days),
            due_days: days(self.due_days),
            closing_min: self.closing_min.map_or(0, MinutesBefore::to),
            usage_percent: self.usage_percent.map_or(0, Share::to),
            battery_percent: self.battery_percent.map_or(0, Share::to),
        }
    }
}

/// What an authority ordered for regions, for a time.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Directive {
    /// Its id.
    pub id: Id,
    /// Why it is there. Enters no plan.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub note: Option<String>,
    /// The regions.
    pub regions: Vec<Region>,
    /// The first local date on which it is in force.
    pub from: Date,
    /// The last local date on which it is in force.
    pub through: Date,
    /// What it does.
    pub effect: Effect,
}

impl Directive {
    /// The dates on which it is in force.
    pub(crate) fn term(&self) -> Term {
        Term { from_day: self.from.days(), through_day: self.through.days() }
    }
}

/// What a directive does.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case", deny_unknown_fields)
)]
pub enum Effect {
    /// The rule on disasters fails.
    Suspend {},
    /// Rules lead to less than they say.
    Relax {
        /// The rules.
        rules: Vec<Id>,
        /// What they lead to at most: `allow` or `warn`, which it is where it is left out.
        #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
        #[cfg_attr(feature = "schema", schemars(extend("default" = "warn")))]
        to: Option<Action>,
    },
}

/// One rule.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
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
    /// What must be true beside the scope for the rule to concern a request: an expression (docs/expressions.md).
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub when: Option<String>,
    /// The first local date on which it holds; since ever where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_from: Option<Date>,
    /// The last local date on which it holds; for ever where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_through: Option<Date>,
    /// What follows where the condition is not met.
    pub on_fail: Action,
    /// What follows where it is not known whether it is met; not stronger than `on_fail`.
    pub on_unknown: Action,
    /// What `refer` becomes where the host cannot be reached, or is not known to be; decline where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "decline")))]
    pub on_unreachable: Option<Action>,
    /// Who may read the details; public where it is left out.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "schema", schemars(extend("default" = "public")))]
    pub disclosure: Option<Disclosure>,
}

/// Whom and what a rule concerns: every list given must hold the request's value.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields, default))]
pub struct Scope {
    /// Kinds of merchant; all where it is left out.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub merchant_kinds: Option<Vec<Id>>,
    /// Merchant category codes, single or as ranges; all where it is left out.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub mccs: Option<Vec<MccRange>>,
    /// Regions of registration; all where it is left out.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub regions: Option<Vec<Region>>,
    /// Whether the service point is remote; either where it is left out.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub remote: Option<bool>,
    /// Transaction types; all where it is left out, but for rules on limits: those that take money.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub transactions: Option<Vec<TransactionType>>,
    /// Entry modes; all where it is left out.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub entry_modes: Option<Vec<EntryMode>>,
    /// Kinds of card; all where it is left out.
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Condition"))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum ConditionForm {
    /// The merchant is not suspended.
    Merchant(MerchantRule),
    /// The merchant category code is accepted.
    Mcc(MccRule),
    /// The way of reading the card is approved.
    EntryMode(EntryModeRule),
    /// A document is valid.
    Document(DocumentRule),
    /// The materials of the application were accepted.
    Materials(MaterialsRule),
    /// The credit check was passed.
    CreditCheck(CreditCheckRule),
    /// The form of the application was accepted.
    Form(FormRule),
    /// The review was passed.
    Review(ReviewRule),
    /// The terminal has arrived.
    Delivery(DeliveryRule),
    /// The terminal is installed.
    Installation(InstallationRule),
    /// Somebody was shown how it works.
    Training(TrainingRule),
    /// A test transaction went through.
    TestTransaction(TestTransactionRule),
    /// No authority suspends the region.
    Disaster(DisasterRule),
    /// A regulation is met from its date on.
    Regulation(RegulationRule),
    /// The policy is the latest.
    PolicyCurrent(PolicyCurrentRule),
    /// The terminal is in service.
    Terminal(TerminalRule),
    /// The terminal is one of the service point's.
    Binding(BindingRule),
    /// The terminal signed on lately.
    SignOn(SignOnRule),
    /// The terminal's profile is fresh.
    Profile(ProfileRule),
    /// A field of the registration is there and right.
    Registration(RegistrationRule),
    /// DE22 and DE25 say what happens.
    PosCodes(PosCodesRule),
    /// No support request is overdue.
    Support(SupportRule),
    /// Whoever is at the till was trained.
    Operator(OperatorRule),
    /// No tamper sensor tripped.
    Tamper(TamperRule),
    /// The power supply is sound.
    Power(PowerRule),
    /// The battery is charged enough.
    Battery(BatteryRule),
    /// A part of the terminal is sound.
    Component(ComponentRule),
    /// The terminal was not damaged.
    Damage(DamageRule),
    /// The terminal is not too old.
    Age(AgeRule),
    /// The terminal was inspected lately.
    Inspection(InspectionRule),
    /// The application is recent enough.
    Software(SoftwareRule),
    /// The operating system is recent enough.
    Os(OsRule),
    /// The version is not known to be bad.
    KnownBad(KnownBadRule),
    /// The patches are installed.
    Patch(PatchRule),
    /// The service point's data were loaded and verified.
    ServicePointData(DataRule),
    /// The acceptance host answers.
    Host(HostRule),
    /// The link is sound.
    Link(LinkRule),
    /// What is sold offline is within its limits.
    Offline(OfflineRule),
    /// The terminal is where it is registered.
    Location(LocationRule),
    /// The position is not made up.
    Mocked(MockedRule),
    /// The actual address is the registered one.
    Address(AddressRule),
    /// The service point is open.
    Hours(HoursRule),
    /// One transaction's amount is in its range.
    Amount(AmountRule),
    /// The currency is accepted.
    Currency(CurrencyRule),
    /// What was used of a window is within its limit.
    Usage(UsageRule),
    /// What the policy itself asks for.
    Require(RequireRule),
}

#[cfg(feature = "json")]
crate::table::table! {
    Policy {
        id, version, description = default, valid_from = default, valid_through = default,
        business_day_offset_min = default, advice = default, calendar = default, directives = default,
        custom_facts = default, de39 = default, rules,
    }
    AdviceForm {
        document_days = default, regulation_days = default, plan_days = default, calendar_days = default,
        due_days = default, usage_percent = default, closing_min = default, battery_percent = default,
    }
    Directive { id, note = default, regions, from, through, effect }
    Rule {
        id, note = default, condition, scope = default, when = default, valid_from = default, valid_through = default,
        on_fail, on_unknown, on_unreachable = default, disclosure = default,
    }
    Scope {
        merchant_kinds = default, mccs = default, regions = default, remote = default, transactions = default,
        entry_modes = default, card_kinds = default,
    }
}

#[cfg(feature = "json")]
crate::table::choice! {
    ConditionForm {
        "merchant" Merchant,
        "mcc" Mcc,
        "entry_mode" EntryMode,
        "document" Document,
        "materials" Materials,
        "credit_check" CreditCheck,
        "form" Form,
        "review" Review,
        "delivery" Delivery,
        "installation" Installation,
        "training" Training,
        "test_transaction" TestTransaction,
        "disaster" Disaster,
        "regulation" Regulation,
        "policy_current" PolicyCurrent,
        "terminal" Terminal,
        "binding" Binding,
        "sign_on" SignOn,
        "profile" Profile,
        "registration" Registration,
        "pos_codes" PosCodes,
        "support" Support,
        "operator" Operator,
        "tamper" Tamper,
        "power" Power,
        "battery" Battery,
        "component" Component,
        "damage" Damage,
        "age" Age,
        "inspection" Inspection,
        "software" Software,
        "os" Os,
        "known_bad" KnownBad,
        "patch" Patch,
        "service_point_data" ServicePointData,
        "host" Host,
        "link" Link,
        "offline" Offline,
        "location" Location,
        "mocked" Mocked,
        "address" Address,
        "hours" Hours,
        "amount" Amount,
        "currency" Currency,
        "usage" Usage,
        "require" Require,
    }
}
