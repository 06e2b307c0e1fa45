//! The service point: what a merchant registered and what was approved for it.

use crate::bounds::{LatE7, LimitOf, LonE7, RadiusM, Revision};
use crate::calendar::Weekday;
use crate::forms::{Date, Expected, Id, Instant, Mcc, MerchantId, Region, Span, TerminalId, UtcOffset, text_form};
use crate::geo::Datum;
use crate::map::Map;
use crate::words::words;
use alloc::{string::String, vec::Vec};
use core::fmt;
use core::str::FromStr;

words! {
    /// Whether the acquirer lets the merchant sell at all.
    MerchantStatus {
        /// Nothing against it.
        Active = 1 "active",
        /// Suspended.
        Suspended = 2 "suspended",
    }
}

words! {
    /// How far the review of a document has come.
    DocumentStatus {
        /// Accepted: its dates decide.
        Approved = 1 "approved",
        /// Handed in, not looked at yet.
        Pending = 2 "pending",
        /// Refused.
        Rejected = 3 "rejected",
    }
}

words! {
    /// How far the review of an adjustment has come; only an approved one counts.
    AdjustmentStatus {
        /// Asked for.
        Requested = 1 "requested",
        /// Granted.
        Approved = 2 "approved",
        /// Refused.
        Rejected = 3 "rejected",
    }
}

words! {
    /// What an inspection found of the address.
    AddressCheck {
        /// The actual address is the registered one.
        Matches = 1 "matches",
        /// It is not.
        Differs = 2 "differs",
    }
}

words! {
    /// What is known of a field of the registration.
    FieldState {
        /// Checked and right.
        Confirmed = 1 "confirmed",
        /// Nobody has checked it.
        Unchecked = 2 "unchecked",
        /// Checked and wrong.
        Wrong = 3 "wrong",
    }
}

words! {
    /// How far a material of the application has come.
    MaterialState {
        /// Handed in, not looked at yet.
        Submitted = 1 "submitted",
        /// Accepted.
        Accepted = 2 "accepted",
        /// Refused.
        Rejected = 3 "rejected",
    }
}

words! {
    /// How far a field of the application form has come.
    FormState {
        /// Filled in, not looked at yet.
        Submitted = 1 "submitted",
        /// Accepted.
        Accepted = 2 "accepted",
        /// Found to be wrong.
        Wrong = 3 "wrong",
    }
}

words! {
    /// How far the credit check has come.
    CheckState {
        /// It has not ended.
        Pending = 1 "pending",
        /// Passed.
        Passed = 2 "passed",
        /// Not passed.
        Failed = 3 "failed",
    }
}

words! {
    /// How far the review has come.
    ReviewState {
        /// It has not ended.
        Pending = 1 "pending",
        /// Approved.
        Approved = 2 "approved",
        /// Refused.
        Rejected = 3 "rejected",
    }
}

words! {
    /// Where the terminal is.
    DeliveryState {
        /// Not on its way yet.
        NotShipped = 1 "not_shipped",
        /// On its way.
        Shipped = 2 "shipped",
        /// With the merchant.
        Delivered = 3 "delivered",
    }
}

words! {
    /// How far the installation has come.
    InstallationState {
        /// Not done yet.
        Pending = 1 "pending",
        /// Done.
        Done = 2 "done",
        /// It failed.
        Failed = 3 "failed",
    }
}

words! {
    /// Whether somebody was shown how it works.
    TrainingState {
        /// Not yet.
        Pending = 1 "pending",
        /// Done.
        Done = 2 "done",
    }
}

words! {
    /// How far the test transaction has come.
    TestState {
        /// None was made yet.
        Pending = 1 "pending",
        /// It went through.
        Passed = 2 "passed",
        /// It failed.
        Failed = 3 "failed",
    }
}

/// A registered service point.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct ServicePoint {
    /// Its id.
    pub id: Id,
    /// Grows with every change; a terminal refuses a lower one than it has.
    pub revision: Revision,
    /// The merchant's id as its terminals know it (DE42).
    pub merchant_id: MerchantId,
    /// What people call it. Enters no plan.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub name: Option<String>,
    /// The kind of merchant, in the policy's words.
    pub merchant_kind: Id,
    /// The merchant category code (ISO 18245).
    pub mcc: Mcc,
    /// The region of its registration (GB/T 2260).
    pub region: Region,
    /// Whether the acquirer lets the merchant sell at all.
    pub status: MerchantStatus,
    /// The first local date on which it may be served.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_from: Option<Date>,
    /// The last local date on which it may be served.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_through: Option<Date>,
    /// Its offset from UTC before the first transition, or for ever.
    pub utc_offset: UtcOffset,
    /// The instants at which the offset changes, in order.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub offset_transitions: Vec<Transition>,
    /// Where it is.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub place: Option<Place>,
    /// When it is open. Left out, it is unknown, not closed.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub hours: Option<HoursForm>,
    /// Whether it lies where a weak link is to be expected.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "core::ops::Not::not"))]
    pub remote: bool,
    /// The ids of its terminals (DE41).
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub terminals: Vec<TerminalId>,
    /// What an inspection found of its address; left out: none looked.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub address_check: Option<AddressCheck>,
    /// What is known of the fields of its registration.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Map::is_empty"))]
    pub registration: Map<Id, FieldState>,
    /// The regulations that it was shown to meet.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub regulations_met: Vec<Id>,
    /// Its requests for support.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub support_requests: Vec<SupportRequest>,
    /// How far its application has come; left out: not recorded.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub application: Option<Application>,
    /// The documents handed in, the latest copy of a kind last.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub documents: Vec<DocumentCopy>,
    /// Temporary approvals.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub adjustments: Vec<Adjustment>,
}

/// From an instant on, another offset holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Transition {
    /// The first instant of the new offset.
    pub at: Instant,
    /// The new offset.
    pub utc_offset: UtcOffset,
}

/// The registered place of business.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Place {
    /// The address. Enters no plan.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub address: Option<String>,
    /// The datum of every coordinate of the place. Never guessed: inside China the datums lie 250–700 m apart.
    pub datum: Datum,
    /// The areas; to be in one of them is enough.
    pub areas: Vec<AreaForm>,
}

/// An area on the ground.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Area"))]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case", deny_unknown_fields)
)]
pub enum AreaForm {
    /// All within a distance of a point, the boundary included.
    Circle {
        /// Latitude of the centre.
        lat_e7: LatE7,
        /// Longitude of the centre.
        lon_e7: LonE7,
        /// The distance, in metres.
        radius_m: RadiusM,
    },
    /// All within 3 to 64 corners (latitude, longitude), the boundary included; edges are straight in both and close by
    /// themselves.
    Polygon(Vec<(LatE7, LonE7)>),
    /// All within regions: the code that comes with the fix starts with one of these.
    Regions(Vec<Region>),
}

/// Registered opening hours.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Hours"))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct HoursForm {
    /// By day of the week; a day left out is closed.
    #[cfg_attr(feature = "json", serde(default))]
    pub weekly: Weekly,
    /// On public holidays of the policy's calendar, instead of their weekday; an empty list is closed.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub holidays: Option<Vec<Span>>,
    /// On make-up workdays of the calendar, instead of their weekday.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub makeup_workdays: Option<MakeupHours>,
    /// By date, instead of all else; an empty list is closed.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Map::is_empty"))]
    pub exceptions: Map<Date, Vec<Span>>,
}

impl HoursForm {
    /// Whether any span is registered; without one the hours are unknown.
    pub(crate) fn has_spans(&self) -> bool {
        let makeup = match &self.makeup_workdays {
            Some(MakeupHours::Spans(spans)) => Some(spans),
            _ => None,
        };
        let days = self.weekly.days().into_iter().chain(self.exceptions.values());
        days.chain(&self.holidays).chain(makeup).any(|day| !day.is_empty())
    }
}

/// Hours of make-up workdays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MakeupHours {
    /// Those of the day of the week that the calendar says it works as.
    AsWeekday,
    /// These; none is closed.
    Spans(Vec<Span>),
}

#[cfg(feature = "json")]
impl serde::Serialize for MakeupHours {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::AsWeekday => to.serialize_str("as_weekday"),
            Self::Spans(spans) => spans.serialize(to),
        }
    }
}

#[cfg(feature = "json")]
impl<'de> serde::Deserialize<'de> for MakeupHours {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = MakeupHours;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list of spans, or `as_weekday`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
                match text {
                    "as_weekday" => Ok(MakeupHours::AsWeekday),
                    _ => Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)),
                }
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut spans = Vec::new();
                while let Some(span) = seq.next_element()? {
                    spans.push(span);
                }
                Ok(MakeupHours::Spans(spans))
            }
        }
        from.deserialize_any(Visitor)
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for MakeupHours {
    fn schema_name() -> alloc::borrow::Cow<'static, str> {
        "MakeupHours".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let spans = generator.subschema_for::<Vec<Span>>();
        schemars::json_schema!({ "anyOf": [{ "const": "as_weekday" }, spans] })
    }
}

/// A request for support.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct SupportRequest {
    /// The local date on which it was opened.
    pub opened: Date,
    /// The local date on which it was closed; left out: it is open.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub closed: Option<Date>,
}

/// How far an application has come. What is left out is not recorded, but for the review: it was not submitted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields, default))]
pub struct Application {
    /// The materials handed in, in the policy's words.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Map::is_empty"))]
    pub materials: Map<Id, MaterialState>,
    /// The credit check.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub credit_check: Option<CheckState>,
    /// The fields of the form, in the policy's words.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Map::is_empty"))]
    pub form: Map<Id, FormState>,
    /// The review.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub review: Option<Review>,
    /// Where the terminal is.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub delivery: Option<DeliveryState>,
    /// The installation.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub installation: Option<InstallationState>,
    /// The training.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub training: Option<TrainingState>,
    /// The test transaction.
    #[cfg_attr(feature = "json", serde(skip_serializing_if = "Option::is_none"))]
    pub test_transaction: Option<TestState>,
}

/// A review of an application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Review {
    /// The local date on which it was submitted.
    pub submitted: Date,
    /// How far it has come.
    pub status: ReviewState,
}

/// Spans by day of the week.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields, default))]
pub struct Weekly {
    /// Monday.
    pub mon: Vec<Span>,
    /// Tuesday.
    pub tue: Vec<Span>,
    /// Wednesday.
    pub wed: Vec<Span>,
    /// Thursday.
    pub thu: Vec<Span>,
    /// Friday.
    pub fri: Vec<Span>,
    /// Saturday.
    pub sat: Vec<Span>,
    /// Sunday.
    pub sun: Vec<Span>,
}

impl Weekly {
    /// The days, Monday first.
    #[must_use]
    pub const fn days(&self) -> [&Vec<Span>; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }

    /// The spans of a day.
    #[must_use]
    pub const fn of(&self, day: Weekday) -> &Vec<Span> {
        match day {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }
}

impl Weekly {
    /// The spans of a day, to be changed.
    pub const fn of_mut(&mut self, day: Weekday) -> &mut Vec<Span> {
        match day {
            Weekday::Mon => &mut self.mon,
            Weekday::Tue => &mut self.tue,
            Weekday::Wed => &mut self.wed,
            Weekday::Thu => &mut self.thu,
            Weekday::Fri => &mut self.fri,
            Weekday::Sat => &mut self.sat,
            Weekday::Sun => &mut self.sun,
        }
    }
}

/// The last date on which a document is valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValidThrough {
    /// This one.
    Date(Date),
    /// There is none (长期).
    LongTerm,
}

text_form!(
    ValidThrough,
    "a date written YYYY-MM-DD, or long_term",
    r"^(long_term|(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]))$"
);

impl ValidThrough {
    /// The date, if there is one.
    #[must_use]
    pub const fn date(self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(date),
            Self::LongTerm => None,
        }
    }
}

impl FromStr for ValidThrough {
    type Err = Expected;
    fn from_str(text: &str) -> Result<Self, Expected> {
        match text {
            "long_term" => Ok(Self::LongTerm),
            _ => text.parse().map(Self::Date).map_err(|_| Self::ACCEPTS),
        }
    }
}

impl fmt::Display for ValidThrough {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => date.fmt(out),
            Self::LongTerm => out.write_str("long_term"),
        }
    }
}

/// A copy of a document.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct DocumentCopy {
    /// Its kind, in the policy's words.
    pub kind: Id,
    /// How far its review has come.
    pub status: DocumentStatus,
    /// The first local date on which it is valid; left out: it always was.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_from: Option<Date>,
    /// The last local date on which it is valid. An approved copy must say.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Option::is_none"))]
    pub valid_through: Option<ValidThrough>,
}

/// A temporary, dated approval.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
pub struct Adjustment {
    /// How far its review has come.
    pub status: AdjustmentStatus,
    /// The first local date on which it holds.
    pub from: Date,
    /// The last local date on which it holds.
    pub through: Date,
    /// What it grants.
    pub grant: Grant,
}

impl Adjustment {
    pub(crate) fn is_approved(&self) -> bool {
        self.status == AdjustmentStatus::Approved
    }
}

/// What an adjustment grants. Areas and hours add to those registered; of limits the greater holds.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case", deny_unknown_fields)
)]
pub enum Grant {
    /// These spans on every date.
    Hours(Vec<Span>),
    /// A second place.
    Place(Place),
    /// A higher limit under a rule of the policy.
    Limit {
        /// The rule: one that limits an amount or usage.
        rule: Id,
        /// The limit, in what the rule counts.
        max: LimitOf,
    },
}

/// A row of the catalogue of facts that live in a service point. All are anchored: they stay as they are until a new
/// revision.
#[derive(Clone, Copy, Debug)]
pub struct RegisteredRow {
    /// The name in JSON.
    pub name: &'static str,
    /// The values that it may have.
    pub values: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// What follows where it is absent.
    pub absence: &'static str,
}

/// The catalogue of the facts that live in a service point.
pub const CATALOGUE: &[RegisteredRow] = &[
    RegisteredRow { name: "id", values: "id", meaning: "its id; a plan is opened for it", absence: "required" },
    RegisteredRow {
        name: "revision",
        values: "0 to 4294967295",
        meaning: "grows with every change",
        absence: "required",
    },
    RegisteredRow {
        name: "merchant_id",
        values: "1 to 15 characters",
        meaning: "the merchant's id (DE42)",
        absence: "required",
    },
    RegisteredRow {
        name: "merchant_kind",
        values: "id",
        meaning: "the kind of merchant, in the policy's words",
        absence: "required",
    },
    RegisteredRow {
        name: "mcc",
        values: "four digits (ISO 18245)",
        meaning: "the merchant category code",
        absence: "required",
    },
    RegisteredRow {
        name: "region",
        values: "six digits (in China GB/T 2260)",
        meaning: "the region of its registration",
        absence: "required",
    },
    RegisteredRow {
        name: "status",
        values: "`active`, `suspended`",
        meaning: "whether the acquirer lets the merchant sell at all",
        absence: "required",
    },
    RegisteredRow {
        name: "valid_from, valid_through",
        values: "dates",
        meaning: "the local dates on which it may be served",
        absence: "no such end",
    },
    RegisteredRow {
        name: "utc_offset, offset_transitions",
        values: "`+08:00`; instants",
        meaning: "its offset from UTC, and when that changes",
        absence: "the offset never changes",
    },
    RegisteredRow {
        name: "place",
        values: "areas with a datum",
        meaning: "where it is",
        absence: "`LOCATION_PLACE_MISSING`",
    },
    RegisteredRow {
        name: "hours",
        values: "spans by weekday, holiday, make-up workday, date",
        meaning: "when it is open",
        absence: "`HOURS_NOT_REGISTERED`",
    },
    RegisteredRow {
        name: "remote",
        values: "`true`, `false`",
        meaning: "whether a weak link is to be expected",
        absence: "it is not",
    },
    RegisteredRow {
        name: "terminals",
        values: "up to 8 characters each",
        meaning: "the ids of its terminals (DE41)",
        absence: "`TERMINAL_BINDING_UNKNOWN`",
    },
    RegisteredRow {
        name: "address_check",
        values: "`matches`, `differs`",
        meaning: "what an inspection found of the address",
        absence: "`ADDRESS_NOT_CHECKED`",
    },
    RegisteredRow {
        name: "registration",
        values: "field: `confirmed`, `unchecked`, `wrong`",
        meaning: "what is known of the fields of its registration",
        absence: "`REGISTRATION_FIELD_MISSING`",
    },
    RegisteredRow {
        name: "regulations_met",
        values: "ids",
        meaning: "the regulations that it was shown to meet",
        absence: "met by none",
    },
    RegisteredRow {
        name: "support_requests",
        values: "dates `opened`, `closed`",
        meaning: "its requests for support",
        absence: "none is open",
    },
    RegisteredRow {
        name: "application.materials",
        values: "item: `submitted`, `accepted`, `rejected`",
        meaning: "the materials handed in",
        absence: "`MATERIAL_MISSING`",
    },
    RegisteredRow {
        name: "application.credit_check",
        values: "`pending`, `passed`, `failed`",
        meaning: "the credit check",
        absence: "`APPLICATION_NOT_RECORDED`",
    },
    RegisteredRow {
        name: "application.form",
        values: "field: `submitted`, `accepted`, `wrong`",
        meaning: "the fields of the form",
        absence: "`FORM_FIELD_MISSING`",
    },
    RegisteredRow {
        name: "application.review",
        values: "date `submitted`; `pending`, `approved`, `rejected`",
        meaning: "the review",
        absence: "`REVIEW_NOT_SUBMITTED`",
    },
    RegisteredRow {
        name: "application.delivery",
        values: "`not_shipped`, `shipped`, `delivered`",
        meaning: "where the terminal is",
        absence: "`APPLICATION_NOT_RECORDED`",
    },
    RegisteredRow {
        name: "application.installation",
        values: "`pending`, `done`, `failed`",
        meaning: "the installation",
        absence: "`APPLICATION_NOT_RECORDED`",
    },
    RegisteredRow {
        name: "application.training",
        values: "`pending`, `done`",
        meaning: "the training",
        absence: "`APPLICATION_NOT_RECORDED`",
    },
    RegisteredRow {
        name: "application.test_transaction",
        values: "`pending`, `passed`, `failed`",
        meaning: "the test transaction",
        absence: "`APPLICATION_NOT_RECORDED`",
    },
    RegisteredRow {
        name: "documents",
        values: "kind; `approved`, `pending`, `rejected`; dates",
        meaning: "the documents handed in",
        absence: "`DOCUMENT_MISSING`",
    },
    RegisteredRow {
        name: "adjustments",
        values: "`requested`, `approved`, `rejected`; dates; hours, place or limit",
        meaning: "temporary approvals",
        absence: "none",
    },
];

#[cfg(feature = "json")]
crate::table::table! {
    ServicePoint {
        id, revision, merchant_id, name = default, merchant_kind, mcc, region, status, valid_from = default,
        valid_through = default, utc_offset, offset_transitions = default, place = default, hours = default,
        remote = default, terminals = default, address_check = default, registration = default,
        regulations_met = default, support_requests = default, application = default, documents = default,
        adjustments = default,
    }
    Transition { at, utc_offset }
    Place { address = default, datum, areas }
    HoursForm { weekly = default, holidays = default, makeup_workdays = default, exceptions = default }
    Weekly { mon = default, tue = default, wed = default, thu = default, fri = default, sat = default, sun = default }
    SupportRequest { opened, closed = default }
    Application {
        materials = default, credit_check = default, form = default, review = default, delivery = default,
        installation = default, training = default, test_transaction = default,
    }
    Review { submitted, status }
    DocumentCopy { kind, status, valid_from = default, valid_through = default }
    Adjustment { status, from, through, grant }
}
