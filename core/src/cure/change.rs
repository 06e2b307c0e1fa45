//! A change: one fact of a service point or a request that becomes another.

use crate::calendar::Weekday;
use crate::condition::setup::de22_digits;
use crate::forms::{Date, Id, MerchantId, Span, TerminalId};
use crate::geo::Datum;
use crate::plan::Plan;
use crate::request::{Counter, Fact, Request, RequestError, Version};
use crate::service_point::{
    AddressCheck, Adjustment, AdjustmentStatus, Application, AreaForm, CheckState, DeliveryState, DocumentCopy,
    DocumentStatus, FieldState, FormState, Grant, InstallationState, MaterialState, MerchantStatus, Place, Review,
    ReviewState, ServicePoint, TestState, TrainingState, ValidThrough,
};
use crate::words::{ClockState, EntryMode};
use alloc::{string::ToString, vec, vec::Vec};

/// A stage of an application.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Stage {
    /// The credit check is passed.
    CreditCheck,
    /// The review is approved.
    Review,
    /// The terminal is delivered.
    Delivery,
    /// The installation is done.
    Installation,
    /// The training is done.
    Training,
    /// The test transaction is passed.
    TestTransaction,
}

/// A fact of a request and the value that it takes: its number where it is a word, packed where it is a version.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The fact.
    pub fact: Fact,
    /// The value.
    pub value: i64,
}

/// One change of a fact, of the request or of the service point, in machine form.
///
/// A change of what is measured or refreshed states the value assumed. Instants that a change does not state are the time
/// of the request.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Change {
    /// The request is [made afresh](Plan::afresh) at this instant.
    Wait {
        /// Seconds UTC.
        until_utc_s: i64,
    },
    /// A fact of the request takes this value.
    // A request's JSON form of one fact.
    Set(#[cfg_attr(feature = "schema", schemars(with = "Request"))] Setting),
    /// An instant among the request's facts becomes the time of the request: what it stands for was just done.
    Refresh {
        /// The fact.
        #[cfg_attr(feature = "schema", schemars(with = "crate::schema::FactWord"))]
        fact: Fact,
    },
    /// The host has just said that this version of the policy is the latest.
    ConfirmPolicy {
        /// The version.
        version: u32,
    },
    /// The request carries this merchant id (DE42).
    UseMerchantId {
        /// The id.
        id: MerchantId,
    },
    /// The request comes from this terminal (DE41).
    UseTerminal {
        /// The id.
        id: TerminalId,
    },
    /// What the message says of how the card was read.
    UsePosCodes {
        /// How the card was read.
        entry_mode: EntryMode,
        /// DE22.
        de22: u16,
        /// DE25, where the rule looks at it.
        de25: Option<u8>,
    },
    /// A fix has just been taken here.
    TakeFix {
        /// Latitude, 1e-7 degrees.
        lat_e7: i32,
        /// Longitude, 1e-7 degrees.
        lon_e7: i32,
        /// The datum of the two.
        datum: Datum,
        /// The accuracy, in metres.
        accuracy_m: u32,
    },
    /// The network has just told that the terminal is in this region.
    TakeRegion {
        /// The code, six digits.
        region: u32,
    },
    /// A counter has just been taken, and says this.
    TakeCounter {
        /// Its slot.
        slot: u8,
        /// The sum, in minor units.
        amount_minor: i64,
        /// The number of transactions.
        count: i32,
    },
    /// The acquirer no longer suspends the merchant.
    LiftSuspension,
    /// The service point may be served through this date.
    ServeThrough {
        /// The last local date.
        date: Date,
    },
    /// A copy of a document is approved that is valid through at least this date.
    ApproveDocument {
        /// Its kind.
        kind: Id,
        /// The last local date on which it is valid.
        valid_through: Date,
    },
    /// These materials are accepted.
    AcceptMaterials {
        /// The items.
        items: Vec<Id>,
    },
    /// These fields of the form are accepted.
    AcceptForm {
        /// The fields.
        fields: Vec<Id>,
    },
    /// A field of the registration is confirmed.
    ConfirmRegistration {
        /// The field.
        field: Id,
    },
    /// A stage of the application is passed.
    PassStage {
        /// The stage.
        stage: Stage,
    },
    /// The service point was shown to meet a regulation.
    MeetRegulation {
        /// Its id.
        id: Id,
    },
    /// Every open request for support is closed on this date.
    CloseSupportRequests {
        /// The local date.
        date: Date,
    },
    /// The actual address is the registered one.
    MatchAddress,
    /// The service point lists this terminal.
    BindTerminal {
        /// The id.
        id: TerminalId,
    },
    /// The registered place holds this circle too.
    RegisterPlace {
        /// Latitude of the centre, 1e-7 degrees.
        lat_e7: i32,
        /// Longitude of the centre, 1e-7 degrees.
        lon_e7: i32,
        /// The datum of the two.
        datum: Datum,
        /// The radius, in metres.
        radius_m: u32,
    },
    /// A second place is approved for some dates.
    GrantPlace {
        /// Latitude of the centre, 1e-7 degrees.
        lat_e7: i32,
        /// Longitude of the centre, 1e-7 degrees.
        lon_e7: i32,
        /// The datum of the two.
        datum: Datum,
        /// The radius, in metres.
        radius_m: u32,
        /// The first local date.
        from: Date,
        /// The last local date.
        through: Date,
    },
    /// Opening hours are registered for a day of the week.
    RegisterHours {
        /// The day.
        weekday: Weekday,
        /// The span.
        span: Span,
    },
    /// Extended hours are approved for some dates.
    GrantHours {
        /// The span.
        span: Span,
        /// The first local date.
        from: Date,
        /// The last local date.
        through: Date,
    },
    /// A higher limit under a rule is approved for some dates.
    GrantLimit {
        /// The rule.
        rule: Id,
        /// The limit, in what the rule counts.
        max: i64,
        /// The first local date.
        from: Date,
        /// The last local date.
        through: Date,
    },
}

#[cfg(feature = "json")]
impl serde::Serialize for Setting {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = to.serialize_map(Some(1))?;
        let word = u8::try_from(self.value).ok().and_then(|number| self.fact.word_name(number));
        match (self.fact, word) {
            (Fact::AppVersion | Fact::OsVersion, _) => {
                let version = Version::from_packed(self.value.cast_unsigned());
                map.serialize_entry(self.fact.name(), &crate::forms::VersionText(version))?;
            }
            (fact, Some(word)) => map.serialize_entry(fact.name(), word)?,
            (fact, None) => map.serialize_entry(fact.name(), &self.value)?,
        }
        map.end()
    }
}

#[cfg(feature = "json")]
impl serde::Serialize for Fact {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl Change {
    /// The facts of a request that it gives a value, a bit each at their number; nothing for one of a service point, of a
    /// counter, or of time.
    fn facts(&self) -> u64 {
        use Fact::{
            De22, De25, EntryMode, FixAccuracyM, FixAtUtcS, FixDatum, FixLatE7, FixLonE7, FixRegion, MerchantId,
            PolicyConfirmedAtUtcS, PolicyVersionLatest, TerminalId,
        };
        let facts: &[Fact] = match self {
            Self::Set(Setting { fact, .. }) | Self::Refresh { fact } => &[*fact],
            Self::ConfirmPolicy { .. } => &[PolicyVersionLatest, PolicyConfirmedAtUtcS],
            Self::UseMerchantId { .. } => &[MerchantId],
            Self::UseTerminal { .. } => &[TerminalId],
            Self::UsePosCodes { .. } => &[EntryMode, De22, De25],
            Self::TakeFix { .. } => &[FixLatE7, FixLonE7, FixDatum, FixAccuracyM, FixAtUtcS],
            Self::TakeRegion { .. } => &[FixRegion, FixAtUtcS],
            _ => &[],
        };
        facts.iter().fold(0, |facts, &fact| facts | 1 << fact as u8)
    }

    /// Whether it changes facts of a request alone, and neither when it is made, of whom, for what kind of transaction, nor
    /// whether clock and host are to be relied on.
    pub(crate) fn keeps_the_question(&self) -> bool {
        const QUESTION: [Fact; 5] = [Fact::NowUtcS, Fact::MerchantId, Fact::Transaction, Fact::Clock, Fact::Host];
        let facts = self.facts();
        let asks = QUESTION.iter().fold(0, |asks, &fact| asks | 1 << fact as u8);
        matches!(self, Self::TakeCounter { .. }) || facts != 0 && facts & asks == 0
    }

    /// The same, or where it says how the card was read that in DE22 too.
    pub(crate) fn with_pos_codes(self, request: &Request) -> Self {
        let Self::Set(Setting { fact: Fact::EntryMode, value }) = self else { return self };
        let Some(entry_mode) = u8::try_from(value).ok().and_then(EntryMode::from_u8) else { return self };
        let digits = de22_digits(entry_mode).first().copied().unwrap_or_default();
        let last = request.de22().map_or(1, |de22| de22.rem_euclid(10));
        let de22 = i64::from(digits).saturating_mul(10).saturating_add(last);
        let de25 = request.de25().and_then(|de25| u8::try_from(de25).ok());
        Self::UsePosCodes { entry_mode, de22: u16::try_from(de22).unwrap_or_default(), de25 }
    }

    /// Whether this change takes the place of another, since it is of the same fact, or of that among others.
    pub(crate) fn replaces(&self, other: &Self) -> bool {
        let (facts, others) = (self.facts(), other.facts());
        if facts != 0 {
            return others != 0 && facts & others == others;
        }
        match (self, other) {
            (Self::TakeCounter { slot: a, .. }, Self::TakeCounter { slot: b, .. }) => a == b,
            (Self::ApproveDocument { kind: a, .. }, Self::ApproveDocument { kind: b, .. }) => a == b,
            (Self::ConfirmRegistration { field: a }, Self::ConfirmRegistration { field: b }) => a == b,
            (Self::PassStage { stage: a }, Self::PassStage { stage: b }) => a == b,
            (Self::MeetRegulation { id: a }, Self::MeetRegulation { id: b }) => a == b,
            (Self::GrantLimit { rule: a, .. }, Self::GrantLimit { rule: b, .. }) => a == b,
            (Self::AcceptMaterials { .. }, Self::AcceptMaterials { .. })
            | (Self::AcceptForm { .. }, Self::AcceptForm { .. }) => self == other,
            _ => core::mem::discriminant(self) == core::mem::discriminant(other),
        }
    }

    /// When it is made among the changes of a request: time first, so that all else is at the time of the request; then
    /// what gives several facts a value, so that what is of one fact refines it.
    fn turn(&self) -> u8 {
        match self {
            Self::Wait { .. } => 0,
            Self::Set(_) | Self::Refresh { .. } => 2,
            _ => 1,
        }
    }

    /// Changes a service point, where the change is of one.
    pub(crate) fn change_service_point(&self, point: &mut ServicePoint) {
        match self {
            Self::LiftSuspension => point.status = MerchantStatus::Active,
            Self::ServeThrough { date } => point.valid_through = point.valid_through.max(Some(*date)),
            Self::ApproveDocument { kind, valid_through } => point.documents.push(DocumentCopy {
                kind: kind.clone(),
                status: DocumentStatus::Approved,
                valid_from: None,
                valid_through: Some(ValidThrough::Date(*valid_through)),
            }),
            Self::AcceptMaterials { items } => {
                let application = point.application.get_or_insert_default();
                application.materials.extend(items.iter().map(|item| (item.clone(), MaterialState::Accepted)));
            }
            Self::AcceptForm { fields } => {
                let application = point.application.get_or_insert_default();
                application.form.extend(fields.iter().map(|field| (field.clone(), FormState::Accepted)));
            }
            Self::ConfirmRegistration { field } => {
                point.registration.insert(field.clone(), FieldState::Confirmed);
            }
            Self::PassStage { stage } => pass(*stage, point.application.get_or_insert_default()),
            Self::MeetRegulation { id } => point.regulations_met.push(id.clone()),
            Self::CloseSupportRequests { date } => {
                for request in point.support_requests.iter_mut().filter(|request| request.closed.is_none()) {
                    request.closed = Some(request.opened.max(*date));
                }
            }
            Self::MatchAddress => point.address_check = Some(AddressCheck::Matches),
            Self::BindTerminal { id } => point.terminals.push(id.clone()),
            Self::RegisterPlace { lat_e7, lon_e7, datum, radius_m } => {
                let Some(area) = circle(*lat_e7, *lon_e7, *radius_m) else { return };
                match &mut point.place {
                    Some(place) if place.datum == *datum => place.areas.push(area),
                    place => *place = Some(Place { address: None, datum: *datum, areas: vec![area] }),
                }
            }
            Self::GrantPlace { lat_e7, lon_e7, datum, radius_m, from, through } => {
                let Some(area) = circle(*lat_e7, *lon_e7, *radius_m) else { return };
                let place = Place { address: None, datum: *datum, areas: vec![area] };
                point.adjustments.push(approved(*from, *through, Grant::Place(place)));
            }
            Self::RegisterHours { weekday, span } => {
                point.hours.get_or_insert_default().weekly.of_mut(*weekday).push(*span);
            }
            Self::GrantHours { span, from, through } => {
                point.adjustments.push(approved(*from, *through, Grant::Hours(vec![*span])));
            }
            Self::GrantLimit { rule, max, from, through } => {
                let Some(max) = crate::bounds::LimitOf::new(*max) else { return };
                point.adjustments.push(approved(*from, *through, Grant::Limit { rule: rule.clone(), max }));
            }
            Self::Wait { .. }
            | Self::Set(_)
            | Self::Refresh { .. }
            | Self::ConfirmPolicy { .. }
            | Self::UseMerchantId { .. }
            | Self::UseTerminal { .. }
            | Self::UsePosCodes { .. }
            | Self::TakeFix { .. }
            | Self::TakeRegion { .. }
            | Self::TakeCounter { .. } => {}
        }
    }

    /// Changes a request, where the change is of one.
    ///
    /// Errs where a value is out of its range.
    fn change_request(&self, request: &mut Request) -> Result<(), RequestError> {
        let now_utc_s = request.now_utc_s();
        match self {
            Self::Set(Setting { fact: Fact::AppVersion, value }) => {
                request.set_app_version(Version::from_packed(value.cast_unsigned()));
            }
            Self::Set(Setting { fact: Fact::OsVersion, value }) => {
                request.set_os_version(Version::from_packed(value.cast_unsigned()));
            }
            Self::Set(Setting { fact, value }) => {
                request.set(*fact, *value)?;
            }
            Self::Refresh { fact } => {
                if let Some(now_utc_s) = now_utc_s {
                    request.set(*fact, now_utc_s)?;
                }
            }
            Self::ConfirmPolicy { version } => {
                request.set_policy_version_latest((*version).into())?;
                if let Some(now_utc_s) = now_utc_s {
                    request.set_policy_confirmed_at_utc_s(now_utc_s)?;
                }
            }
            Self::UseMerchantId { id } => {
                request.set_merchant_id(&id.to_string())?;
            }
            Self::UseTerminal { id } => {
                request.set_terminal_id(&id.to_string())?;
            }
            Self::UsePosCodes { entry_mode, de22, de25 } => {
                request.set_entry_mode(*entry_mode).set_de22((*de22).into())?;
                if let Some(de25) = de25 {
                    request.set_de25((*de25).into())?;
                }
            }
            Self::TakeFix { lat_e7, lon_e7, datum, accuracy_m } => {
                request
                    .set_fix((*lat_e7).into(), (*lon_e7).into(), *datum)?
                    .set_fix_accuracy_m((*accuracy_m).into())?;
                if let Some(now_utc_s) = now_utc_s {
                    request.set_fix_at_utc_s(now_utc_s)?;
                }
            }
            Self::TakeRegion { region } => {
                request.set_fix_region((*region).into())?;
                if let Some(now_utc_s) = now_utc_s {
                    request.set_fix_at_utc_s(now_utc_s)?;
                }
            }
            Self::TakeCounter { slot, amount_minor, count } => {
                if let Some(taken_at_utc_s) = now_utc_s {
                    let counter = Counter { amount_minor: *amount_minor, taken_at_utc_s, count: *count, reserved: 0 };
                    request.set_counter(*slot, counter)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// That the clock is to be relied on.
    pub(crate) const CLOCK: Self = Self::Set(Setting { fact: Fact::Clock, value: ClockState::Trusted as i64 });
}

/// Changes a request, whatever the order of the changes. `plan` is the one that will decide it.
///
/// Errs where a value is out of its range.
pub(crate) fn changed_request(plan: &Plan<'_>, request: &Request, changes: &[Change]) -> Result<Request, RequestError> {
    let mut changed = *request;
    for turn in 0..3 {
        for change in changes.iter().filter(|change| change.turn() == turn) {
            match change {
                Change::Wait { until_utc_s } => changed = plan.afresh(&changed, *until_utc_s)?,
                _ => change.change_request(&mut changed)?,
            }
        }
    }
    Ok(changed)
}

fn approved(from: Date, through: Date, grant: Grant) -> Adjustment {
    Adjustment { status: AdjustmentStatus::Approved, from, through, grant }
}

fn circle(lat_e7: i32, lon_e7: i32, radius_m: u32) -> Option<AreaForm> {
    Some(AreaForm::Circle {
        lat_e7: crate::bounds::LatE7::new(lat_e7.into())?,
        lon_e7: crate::bounds::LonE7::new(lon_e7.into())?,
        radius_m: crate::bounds::RadiusM::new(radius_m.into())?,
    })
}

/// Of a review of which no date is known, since it is over.
const FIRST_DATE: Date = match Date::from_days(0) {
    Some(date) => date,
    None => panic!("1970-01-01 is a date"),
};

fn pass(stage: Stage, application: &mut Application) {
    match stage {
        Stage::CreditCheck => application.credit_check = Some(CheckState::Passed),
        Stage::Review => {
            let submitted = application.review.map_or(FIRST_DATE, |review| review.submitted);
            application.review = Some(Review { submitted, status: ReviewState::Approved });
        }
        Stage::Delivery => application.delivery = Some(DeliveryState::Delivered),
        Stage::Installation => application.installation = Some(InstallationState::Done),
        Stage::Training => application.training = Some(TrainingState::Done),
        Stage::TestTransaction => application.test_transaction = Some(TestState::Passed),
    }
}
