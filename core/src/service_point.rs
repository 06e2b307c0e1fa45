//! The service point: what a merchant registered and what was approved for it.

use crate::bounds::{LatE7, LimitOf, LonE7, RadiusM, Revision};
use crate::forms::{Date, Expected, Id, Instant, Mcc, MerchantId, Region, Span, UtcOffset, text_form};
use crate::geo::Datum;
use crate::words::words;
use alloc::{collections::BTreeMap, string::String, vec::Vec};
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

/// A registered service point.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
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
    /// The documents handed in, the latest copy of a kind last.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub documents: Vec<DocumentCopy>,
    /// Temporary approvals.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "Vec::is_empty"))]
    pub adjustments: Vec<Adjustment>,
}

/// From an instant on, another offset holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
pub struct Transition {
    /// The first instant of the new offset.
    pub at: Instant,
    /// The new offset.
    pub utc_offset: UtcOffset,
}

/// The registered place of business.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
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
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
pub struct HoursForm {
    /// By day of the week; a day left out is closed.
    #[cfg_attr(feature = "json", serde(default))]
    pub weekly: Weekly,
    /// By date, instead of its weekday; an empty list is closed.
    #[cfg_attr(feature = "json", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub exceptions: BTreeMap<Date, Vec<Span>>,
}

impl HoursForm {
    /// Whether any span is registered; without one the hours are unknown.
    pub(crate) fn has_spans(&self) -> bool {
        self.weekly.days().into_iter().chain(self.exceptions.values()).any(|day| !day.is_empty())
    }
}

/// Spans by day of the week.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[cfg_attr(
    feature = "json",
    derive(serde::Serialize, serde::Deserialize),
    serde(remote = "Self", deny_unknown_fields, default)
)]
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
}

/// The last date on which a document is valid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValidThrough {
    /// This one.
    Date(Date),
    /// There is none (长期).
    LongTerm,
}

text_form!(ValidThrough, "a date written YYYY-MM-DD, or long_term");

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
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
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
#[cfg_attr(feature = "json", derive(serde::Serialize, serde::Deserialize), serde(remote = "Self", deny_unknown_fields))]
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

#[cfg(feature = "json")]
crate::table::table!(ServicePoint, Transition, Place, HoursForm, Weekly, DocumentCopy, Adjustment);
