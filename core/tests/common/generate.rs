//! Generated policies, service points and requests: believable, with values at the edges of each other, and hostile.

use super::draw::{self, Draw};
use super::expression::{self, Expr};
use super::interpreter::{WallClock, date_of};
use chrono::DateTime;
use poscond::bounds::{self, INSTANT_UTC_S_MAX, JSON_INTEGER_MAX, Within};
use poscond::calendar::{Calendar, Weekday};
use poscond::forms::{De39, Mcc, MccRange, Region, Span, UtcOffset, VersionText};
use poscond::policy::{
    AddressRule, AdviceForm, AgeRule, AmountRule, BatteryRule, BindingRule, ComponentRule, ConditionForm,
    CreditCheckRule, CurrencyRule, DamageRule, DataRule, DeliveryRule, Directive, DisasterRule, DocumentRule, Effect,
    EntryModeRule, FormRule, HostRule, HoursRule, InspectionRule, InstallationRule, KnownBadRule, LinkRule,
    LocationRule, MaterialsRule, MccRule, MerchantRule, MockedRule, OfflineRule, OperatorRule, OsRule, Part, PatchRule,
    PolicyCurrentRule, PosCodesRule, PowerRule, ProfileRule, RegistrationRule, RegulationRule, RequireRule, ReviewRule,
    Rule, Scope, SignOnRule, SoftwareRule, SupportRule, TamperRule, TerminalRule, TestTransactionRule, TrainingRule,
    UsageRule,
};
use poscond::service_point::{
    AddressCheck, Adjustment, AdjustmentStatus, Application, AreaForm, CheckState, DeliveryState, DocumentCopy,
    DocumentStatus, FieldState, FormState, Grant, HoursForm, InstallationState, MakeupHours, MaterialState,
    MerchantStatus, Place, Review, ReviewState, SupportRequest, TestState, TrainingState, Transition, ValidThrough,
    Weekly,
};
use poscond::{
    Action, CardKind, ClockState, ComponentState, Counter, DamageState, DataState, Date, Datum, Disclosure, EntryMode,
    FixSource, HostState, Id, LinkState, Measure, OperatorState, Point, Policy, PowerState, Reason, Refunds, Request,
    RequestError, ServicePoint, Subject, TamperState, TerminalState, TransactionType, Version, Window, compile,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt;

const CAP: i64 = 999_999_999_999;
const DAY_S: i64 = 86_400;
const KINDS: [&str; 2] = ["business-license", "id-card"];
const MATERIALS: [&str; 3] = ["id-document", "bank-card", "photo"];
const FIELDS: [&str; 3] = ["shop-name", "address", "phone"];
const REGULATIONS: [&str; 2] = ["complaint-line", "pboc-2021-259"];
const TERMINALS: [&str; 3] = ["10000001", "T 2", "33010711"];
const VERSIONS: [[u16; 4]; 5] = [[3, 2, 0, 0], [3, 2, 0, 65_535], [0; 4], [65_535; 4], [2, 9, 9, 9]];

/// A policy, a service point, their plan, and a request.
#[derive(Clone)]
pub(crate) struct Triple {
    pub(crate) policy: Policy,
    pub(crate) point: ServicePoint,
    pub(crate) plan: Vec<u8>,
    pub(crate) request: Request,
    /// What the texts of expressions are.
    pub(crate) said: BTreeMap<String, Expr>,
    /// Choices for the test itself.
    pub(crate) spare: Vec<u16>,
}

impl fmt::Debug for Triple {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (policy, point) = (serde_json::to_string(&self.policy), serde_json::to_string(&self.point));
        let request = serde_json::to_string(&self.request);
        write!(out, "\npolicy: {}\nservice point: {}", policy.expect("JSON"), point.expect("JSON"))?;
        write!(out, "\nrequest: {}\nspare: {:?}", request.expect("JSON"), &self.spare)
    }
}

/// Generated triples; all of them compile.
pub(crate) fn triples() -> impl Strategy<Value = Triple> {
    (draw::choices(), proptest::collection::vec(any::<u16>(), 24)).prop_map(|(choices, spare)| {
        let mut triple = triple(&mut Draw::new(&choices));
        triple.spare = spare;
        triple
    })
}

fn triple(draw: &mut Draw<'_>) -> Triple {
    let hostile = draw.chance(40);
    let anchor = draw.pick(&[20_780, 20_819, 20_820, 21_243, 18_321, 25_000]);
    let mut maker = Maker { draw, hostile, anchor, days: vec![anchor], minutes: vec![0, 1440], said: BTreeMap::new() };
    let policy = maker.policy();
    let mut point = maker.service_point(&policy);
    // Once in some hundred thousand there are more areas than a plan may hold.
    while areas(&point) > bounds::AREAS_MAX {
        point.adjustments.pop();
    }
    let plan = compile(&policy, &point).unwrap_or_else(|problems| {
        let json = |value: Result<String, _>| value.expect("JSON");
        panic!("{problems}\n{}\n{}", json(serde_json::to_string(&policy)), json(serde_json::to_string(&point)))
    });
    let request = maker.request(&policy, &point, &plan);
    let said = maker.said;
    Triple { policy, point, plan, request, said, spare: Vec::new() }
}

/// How many areas a plan of the service point has to hold.
fn areas(point: &ServicePoint) -> usize {
    let granted = point.adjustments.iter().filter(|adjustment| adjustment.status == AdjustmentStatus::Approved);
    let granted = granted.map(|adjustment| match &adjustment.grant {
        Grant::Place(place) => place.areas.len(),
        _ => 0,
    });
    point.place.iter().map(|place| place.areas.len()).sum::<usize>() + granted.sum::<usize>()
}

/// A number in its range.
fn within<const LOW: i64, const HIGH: i64>(value: i64) -> Within<LOW, HIGH> {
    Within::new(value.clamp(LOW, HIGH)).expect("clamped")
}

pub(crate) fn id(text: &str) -> Id {
    text.parse().expect("an id")
}

pub(crate) fn date(days: i32) -> Date {
    Date::from_days(days.clamp(bounds::DATE_MIN_DAYS, bounds::DATE_MAX_DAYS)).expect("clamped")
}

pub(crate) fn offset(minutes: i64) -> UtcOffset {
    let (sign, size) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
    format!("{sign}{:02}:{:02}", size / 60, size % 60).parse().expect("an offset")
}

pub(crate) fn span(open: i64, close: i64) -> Option<Span> {
    format!("{:02}:{:02}-{:02}:{:02}", open / 60, open % 60, close / 60, close % 60).parse().ok()
}

pub(crate) fn instant(utc_s: i64) -> poscond::forms::Instant {
    let at = DateTime::from_timestamp(utc_s, 0).expect("an instant");
    at.to_rfc3339().parse().expect("within the engine's time")
}

/// How many kinds of rules [`Maker::condition`] makes.
const CONDITIONS: usize = 47;

/// Some of the states, and not all; or nothing, where the rule says nothing.
fn accepts<W: Copy + PartialEq>(draw: &mut Draw<'_>, all: &[W]) -> Option<Vec<W>> {
    if draw.chance(60) {
        return None;
    }
    let some = draw.some_of(all, all.len());
    Some(if some.len() == all.len() { vec![all[0]] } else { some })
}

struct Maker<'d, 'c> {
    draw: &'d mut Draw<'c>,
    hostile: bool,
    /// The day about which dates cluster.
    anchor: i32,
    /// Dates that mean something to policy or service point.
    days: Vec<i32>,
    /// Minutes of a local day that do.
    minutes: Vec<i64>,
    said: BTreeMap<String, Expr>,
}

impl Maker<'_, '_> {
    /// True so many times of a hundred where things go wrong, and rarely otherwise.
    fn bad(&mut self, percent: u16) -> bool {
        let percent = if self.hostile { percent } else { percent.div_ceil(6) };
        self.draw.chance(percent)
    }

    fn day(&mut self) -> i32 {
        let far = self.hostile && self.draw.chance(6);
        let day = if far {
            self.draw.pick(&[bounds::DATE_MIN_DAYS, bounds::DATE_MAX_DAYS, 0, 84_004])
        } else {
            self.anchor + self.draw.pick(&[0, 1, -1, 2, -2, 3, -7, 30, -30, 365, -366])
        };
        self.days.push(day);
        day
    }

    /// First and last date, either of which may be left out.
    fn dates(&mut self) -> (Option<Date>, Option<Date>) {
        let (from, through) = self.both_dates();
        match self.draw.below(3) {
            0 => (Some(from), Some(through)),
            1 => (None, Some(through)),
            _ => (Some(from), None),
        }
    }

    fn both_dates(&mut self) -> (Date, Date) {
        let (a, b) = (self.day(), self.day());
        (date(a.min(b)), date(a.max(b)))
    }

    // ---- policy ----

    fn policy(&mut self) -> Policy {
        let many = self.draw.chance(3);
        let count = if many { 64 } else { 1 + self.draw.below(9) };
        let mut usages = 0;
        let rules: Vec<Rule> = (0..count).map(|at| self.rule(at, &mut usages)).collect();
        let (valid_from, valid_through) = self.validity();
        let with_calendar = self.draw.chance(65);
        let calendar = if with_calendar { Some(self.calendar()) } else { None };
        let directives = (0..self.draw.pick(&[0, 1, 2, 4])).map(|at| self.directive(at, &rules)).collect();
        let advice = self.advice();
        let offsets = [0, -60, 60, -720, 720, 1, -1];
        let with_offset = self.draw.chance(50);
        let business_day_offset_min = if with_offset { Some(self.draw.pick(&offsets)) } else { None };
        self.minutes.push(business_day_offset_min.unwrap_or(0));
        let mut policy = Policy {
            id: id("policy-1"),
            version: within(self.draw.pick(&[1, 0, 7, 4_294_967_295])),
            description: None,
            valid_from,
            valid_through,
            business_day_offset_min: business_day_offset_min.map(within),
            advice,
            calendar,
            directives,
            custom_facts: [("first", 0), ("last", 7)]
                .into_iter()
                .map(|(name, number)| (name.parse().expect("a name"), within(number)))
                .collect(),
            de39: Default::default(),
            rules,
        };
        self.say(&mut policy);
        for _ in 0..self.draw.below(4) {
            let reason = self.draw.pick(Reason::ALL);
            policy.de39.insert(reason, De39(*self.draw.pick(&[b"05", b"Z9", b"a0"])));
        }
        policy
    }

    /// A calendar whose coverage often ends near the anchor, with holidays and make-up workdays about it.
    fn calendar(&mut self) -> Calendar {
        let from = self.anchor - self.draw.pick(&[400, 30, 3, 1, 0]);
        let through = self.anchor + self.draw.pick(&[400, 30, 10, 1, 0]);
        self.days.extend([from, through]);
        let mut calendar = Calendar {
            covers_from: date(from),
            covers_through: date(through),
            holidays: Vec::new(),
            makeup_workdays: poscond::Map::new(),
        };
        for day in (self.anchor - 12..=self.anchor + 12).filter(|day| (from..=through).contains(day)) {
            match self.draw.below(5) {
                3 => {
                    calendar.holidays.push(date(day));
                    self.days.push(day);
                }
                4 => {
                    calendar.makeup_workdays.insert(date(day), self.draw.pick(Weekday::ALL));
                    self.days.push(day);
                }
                _ => {}
            }
        }
        calendar
    }

    /// What an authority ordered, often for the service point's region.
    fn directive(&mut self, at: usize, rules: &[Rule]) -> Directive {
        let (from, through) = self.both_dates();
        let suspends = rules.iter().any(|rule| matches!(rule.condition, ConditionForm::Disaster(_)));
        let effect = if suspends && self.draw.chance(60) {
            Effect::Suspend {}
        } else {
            let ids: Vec<Id> = rules.iter().map(|rule| rule.id.clone()).collect();
            let to = self.draw.pick(&[None, Some(Action::Warn), Some(Action::Allow)]);
            Effect::Relax { rules: self.draw.some_of(&ids, 4), to }
        };
        let texts = self.draw.some_of(&["330106", "33", "3301", "44", "330107"], 2);
        Directive {
            id: id(&format!("directive-{at}")),
            note: None,
            regions: texts.into_iter().map(|text| text.parse().expect("a region")).collect(),
            from,
            through,
            effect,
        }
    }

    fn advice(&mut self) -> AdviceForm {
        if self.draw.chance(25) {
            return AdviceForm::default();
        }
        AdviceForm {
            document_days: self.draw.pick(&[Some(30), Some(1), Some(0), Some(365), None]).map(within),
            regulation_days: self.draw.pick(&[Some(30), Some(1), Some(0), Some(365), None]).map(within),
            plan_days: self.draw.pick(&[Some(30), Some(1), Some(0), Some(365), None]).map(within),
            calendar_days: self.draw.pick(&[Some(30), Some(1), Some(0), Some(365), None]).map(within),
            due_days: self.draw.pick(&[Some(3), Some(1), Some(0), Some(365), None]).map(within),
            usage_percent: self.draw.pick(&[Some(80), Some(1), Some(0), Some(100), None]).map(within),
            closing_min: self.draw.pick(&[Some(60), Some(1), Some(0), Some(1440), None]).map(within),
            battery_percent: self.draw.pick(&[Some(20), Some(1), Some(0), Some(100), None]).map(within),
        }
    }

    /// Dates of policy or service point, which always hold the anchor or its neighbour.
    fn validity(&mut self) -> (Option<Date>, Option<Date>) {
        let from = self.anchor + self.draw.pick(&[-400, 0, -1, -30]);
        let through = self.anchor + self.draw.pick(&[400, 0, 1, 30]);
        self.days.extend([from, through]);
        let (with_from, with_through) = (self.bad(40), self.bad(40));
        (with_from.then(|| date(from)), with_through.then(|| date(through)))
    }

    fn rule(&mut self, at: usize, usages: &mut usize) -> Rule {
        let often = [4, 8, 8, 9, 9, 10, 10, 12, 12, 12, 22, 44, 46, 46];
        let any = self.draw.below(CONDITIONS + often.len());
        let mut kind = often.get(any.wrapping_sub(CONDITIONS)).copied().unwrap_or(any);
        if kind == 12 {
            *usages += 1;
            if *usages > 10 {
                kind = 10;
            }
        }
        let condition = self.condition(kind);
        let mut scope = Scope::default();
        if self.draw.chance(25) {
            scope.transactions = Some(self.draw.some_of(TransactionType::ALL, 5));
        }
        if self.draw.chance(12) {
            scope.entry_modes = Some(self.draw.some_of(EntryMode::ALL, 5));
        }
        if self.draw.chance(12) {
            scope.card_kinds = Some(self.draw.some_of(CardKind::ALL, 4));
        }
        // The first rule always concerns the service point, so that there is a plan.
        if at > 0 && self.draw.chance(15) {
            match self.draw.below(4) {
                3 => scope.remote = Some(self.draw.chance(50)),
                0 => scope.merchant_kinds = Some(vec![id("restaurant"), id("hotel")]),
                1 => {
                    let texts = ["5812", "5800-5899", "0000-9999", "7011", "5813-5814"];
                    let range: MccRange = self.draw.pick(&texts).parse().expect("a range");
                    scope.mccs = Some(vec![range]);
                }
                _ => {
                    let region: Region = self.draw.pick(&["33", "3301", "330106", "44"]).parse().expect("a region");
                    scope.regions = Some(vec![region]);
                }
            }
        }
        let (valid_from, valid_through) = if self.draw.chance(15) { self.dates() } else { (None, None) };
        let on_fail = self.draw.pick(&[Action::Decline, Action::Decline, Action::Refer, Action::Warn, Action::Allow]);
        let weaker: Vec<Action> = Action::ALL.iter().rev().copied().filter(|&action| action <= on_fail).collect();
        let on_unreachable = [None, Some(Action::Allow), Some(Action::Warn), Some(Action::Decline)];
        Rule {
            id: id(&format!("rule-{at}")),
            note: None,
            condition,
            scope,
            when: None,
            valid_from,
            valid_through,
            on_fail,
            on_unknown: self.draw.pick(&weaker),
            on_unreachable: self.draw.pick(&on_unreachable),
            disclosure: self.draw.pick(&[None, Some(Disclosure::Internal), Some(Disclosure::Public)]),
        }
    }

    fn limit(&mut self) -> i64 {
        self.draw.pick(&[50_000, 100, 1, 5_000, CAP, CAP - 1, 1_000_000])
    }

    fn condition(&mut self, kind: usize) -> ConditionForm {
        let draw = &mut *self.draw;
        match kind {
            0 => ConditionForm::Terminal(TerminalRule {}),
            1 => ConditionForm::Merchant(MerchantRule {}),
            2 => {
                let texts = ["5000-5999", "5812", "5411-5499", "7011"];
                ConditionForm::Mcc(MccRule { allowed: vec![draw.pick(&texts).parse().expect("a range")] })
            }
            3 => ConditionForm::EntryMode(EntryModeRule { allowed: draw.some_of(EntryMode::ALL, 7) }),
            4 => {
                let grace = draw.pick(&[None, Some(0), Some(1), Some(30), Some(365)]);
                let form = DocumentRule { kind: id(draw.pick(&KINDS)), grace_days: grace.map(within) };
                ConditionForm::Document(form)
            }
            5 => ConditionForm::Profile(ProfileRule { age_max_days: within(draw.pick(&[7, 1, 30, 3650])) }),
            6 => ConditionForm::Tamper(TamperRule {}),
            7 => {
                let version = draw.pick(&[[3, 2, 0, 0], [0, 0, 0, 1], [3, 2, 0, 65_535], [65_535; 4]]);
                let app_min = VersionText(Version(version));
                let later = [None, Some(app_min), Some(VersionText(Version([65_535; 4])))];
                ConditionForm::Software(SoftwareRule { app_min, app_recommended: draw.pick(&later) })
            }
            8 => ConditionForm::Location(LocationRule {
                fix_age_max_s: within(draw.pick(&[600, 0, 1, 34_560_000])),
                accuracy_max_m: within(draw.pick(&[200, 1, 50, 50_000])),
                strict: draw.chance(60),
            }),
            9 => ConditionForm::Hours(HoursRule {}),
            10 => {
                let max = self.limit();
                let with_min = self.draw.chance(30);
                let min = if with_min { Some(self.draw.pick(&[1, 2, 99, 100, max])) } else { None };
                ConditionForm::Amount(AmountRule {
                    max_minor: within(max),
                    min_minor: min.map(|min| within(min.min(max))),
                })
            }
            11 => {
                let codes = draw.some_of(&[156, 840, 1, 999, 344, 446, 978, 392], 8);
                ConditionForm::Currency(CurrencyRule { allowed: codes.into_iter().map(within).collect() })
            }
            12 => {
                let measure = draw.pick(Measure::ALL);
                let max = if measure == Measure::Count { draw.pick(&[3, 1, 100, CAP]) } else { self.limit() };
                ConditionForm::Usage(UsageRule {
                    window: self.draw.pick(Window::ALL),
                    measure,
                    subject: self.draw.pick(Subject::ALL),
                    max: within(max),
                    age_max_s: self.draw.pick(&[None, Some(3_600), Some(0), Some(34_560_000)]).map(within),
                    refunds: self.draw.pick(&[None, Some(Refunds::Restore), Some(Refunds::Ignore)]),
                })
            }
            13 => {
                let required = draw.some_of(&MATERIALS, 3).into_iter().map(id).collect();
                ConditionForm::Materials(MaterialsRule { required })
            }
            14 => ConditionForm::CreditCheck(CreditCheckRule {}),
            15 => ConditionForm::Form(FormRule { required: draw.some_of(&FIELDS, 3).into_iter().map(id).collect() }),
            16 => ConditionForm::Review(ReviewRule { working_days: within(draw.pick(&[3, 1, 2, 10, 60])) }),
            17 => ConditionForm::Delivery(DeliveryRule {}),
            18 => ConditionForm::Installation(InstallationRule {}),
            19 => ConditionForm::Training(TrainingRule {}),
            20 => ConditionForm::TestTransaction(TestTransactionRule {}),
            21 => ConditionForm::Disaster(DisasterRule {}),
            22 => {
                let regulation = id(draw.pick(&REGULATIONS));
                ConditionForm::Regulation(RegulationRule { id: regulation, from: date(self.day()) })
            }
            23 => ConditionForm::PolicyCurrent(PolicyCurrentRule { age_max_days: within(draw.pick(&[7, 1, 3650])) }),
            24 => ConditionForm::Binding(BindingRule {}),
            25 => ConditionForm::SignOn(SignOnRule { age_max_s: within(draw.pick(&[86_400, 1, 34_560_000])) }),
            26 => ConditionForm::Registration(RegistrationRule { field: id(draw.pick(&FIELDS)) }),
            27 => {
                let de22 = draw.pick(&[None, Some(true), Some(false)]);
                let listed = de22 == Some(false) || draw.chance(60);
                let codes = draw.some_of(&[0, 99, 1, 2, 6, 8, 15, 18], 8);
                let de25 = listed.then(|| codes.into_iter().map(within).collect());
                ConditionForm::PosCodes(PosCodesRule { de25, de22 })
            }
            28 => ConditionForm::Support(SupportRule { working_days: within(draw.pick(&[3, 0, 1, 10, 60])) }),
            29 => ConditionForm::Operator(OperatorRule {}),
            30 => ConditionForm::Power(PowerRule { accepts: accepts(draw, PowerState::ALL) }),
            31 => ConditionForm::Battery(BatteryRule { min_percent: within(draw.pick(&[20, 1, 100, 50])) }),
            32 | 33 => {
                let part = draw.pick(Part::ALL);
                ConditionForm::Component(ComponentRule { part, accepts: accepts(draw, ComponentState::ALL) })
            }
            34 => ConditionForm::Damage(DamageRule {}),
            35 => ConditionForm::Age(AgeRule { age_max_days: within(draw.pick(&[1825, 1, 18_250])) }),
            36 => ConditionForm::Inspection(InspectionRule { age_max_days: within(draw.pick(&[180, 1, 3650])) }),
            37 => ConditionForm::Os(OsRule { os_min: VersionText(Version(draw.pick(&VERSIONS))) }),
            38 => {
                let versions =
                    draw.some_of(&VERSIONS, 4).into_iter().map(|parts| VersionText(Version(parts))).collect();
                let of_app = draw.chance(50);
                let (app, os) = if of_app { (Some(versions), None) } else { (None, Some(versions)) };
                ConditionForm::KnownBad(KnownBadRule { app, os })
            }
            39 => ConditionForm::Patch(PatchRule { level_min: within(draw.pick(&[202_609, 1, 4_294_967_295])) }),
            40 => ConditionForm::ServicePointData(DataRule {}),
            41 => ConditionForm::Host(HostRule {}),
            42 => ConditionForm::Link(LinkRule { accepts: accepts(draw, LinkState::ALL) }),
            43 => ConditionForm::Mocked(MockedRule {}),
            44 => {
                let given = draw.pick(&[7, 1, 2, 4, 3, 6]);
                let amount = |draw: &mut Draw<'_>| within(draw.pick(&[5_000, 100, 1, 50_000, CAP, CAP - 1]));
                let (floor, sum) = (amount(draw), amount(draw));
                ConditionForm::Offline(OfflineRule {
                    floor_limit_minor: (given & 1 != 0).then_some(floor),
                    amount_max_minor: (given & 2 != 0).then_some(sum),
                    count_max: (given & 4 != 0).then(|| within(draw.pick(&[5, 1, 2, 4_294_967_294]))),
                })
            }
            45 => ConditionForm::Address(AddressRule {}),
            _ => ConditionForm::Require(RequireRule { expression: String::new() }),
        }
    }

    /// Writes the expressions, now that dates and rules are known.
    fn say(&mut self, policy: &mut Policy) {
        let usages = policy.rules.iter().filter(|rule| matches!(rule.condition, ConditionForm::Usage(_)));
        let usages: Vec<String> = usages.map(|rule| rule.id.to_string()).collect();
        for (at, rule) in policy.rules.iter_mut().enumerate() {
            if let ConditionForm::Require(form) = &mut rule.condition {
                form.expression = self.expression(&usages);
            }
            // The first rule always concerns the service point, so that there is a plan.
            if at > 0 && self.draw.chance(20) {
                rule.when = Some(self.expression(&usages));
            }
        }
    }

    fn expression(&mut self, usages: &[String]) -> String {
        let depth = self.draw.pick(&[0, 1, 1, 2, 2, 3]);
        let expr = expression::boolean(self.draw, depth, usages, &self.days, &self.minutes);
        let text = expr.to_string();
        self.said.insert(text.clone(), expr);
        text
    }

    // ---- service point ----

    fn service_point(&mut self, policy: &Policy) -> ServicePoint {
        let (valid_from, valid_through) = self.validity();
        let (utc_offset, offset_transitions) = self.zone();
        let mcc: Mcc = self.draw.pick(&["5812", "7011", "5411", "0000", "9999"]).parse().expect("a code");
        let place = if self.bad(20) { None } else { Some(self.place()) };
        let hours = if self.bad(20) { None } else { Some(self.hours()) };
        let documents = (0..self.draw.below(6)).map(|_| self.document()).collect();
        let adjustments = (0..self.draw.below(6)).map(|_| self.adjustment(policy)).collect();
        let suspended = self.bad(15);
        let merchant_id = self.draw.pick(&["898330158120001", "M1", "a b"]).parse().expect("an id");
        let remote = self.draw.chance(40);
        let terminals = if self.bad(20) { Vec::new() } else { self.draw.some_of(&TERMINALS, 3) };
        let registration = FIELDS.iter().filter_map(|field| {
            let state = self.word(FieldState::Confirmed, FieldState::ALL)?;
            Some((id(field), state))
        });
        let registration = registration.collect();
        let met = self.draw.some_of(&REGULATIONS, 2);
        let regulations_met = if self.draw.chance(60) { Vec::new() } else { met.into_iter().map(id).collect() };
        let support_requests = (0..self.draw.below(3)).map(|_| self.support_request()).collect();
        let address_check = self.word(AddressCheck::Matches, AddressCheck::ALL);
        let application = if self.bad(10) { None } else { Some(self.application()) };
        ServicePoint {
            id: id("noodles-1"),
            revision: within(self.draw.pick(&[1, 0, 4_294_967_295])),
            merchant_id,
            name: None,
            merchant_kind: id(self.draw.pick(&["restaurant", "hotel", "kiosk"])),
            mcc,
            region: self.draw.pick(&["330106", "330203", "310101", "110101"]).parse().expect("a region"),
            status: if suspended { MerchantStatus::Suspended } else { MerchantStatus::Active },
            valid_from,
            valid_through,
            utc_offset,
            offset_transitions,
            place,
            hours,
            remote,
            terminals: terminals.into_iter().map(|text| text.parse().expect("an id")).collect(),
            address_check,
            registration,
            regulations_met,
            support_requests,
            application,
            documents,
            adjustments,
        }
    }

    /// The good word, or any, or none.
    fn word<W: Copy>(&mut self, good: W, all: &[W]) -> Option<W> {
        let (absent, any) = (self.bad(12), self.bad(45));
        if absent { None } else { Some(if any { self.draw.pick(all) } else { good }) }
    }

    fn support_request(&mut self) -> SupportRequest {
        let (opened, closed) = self.both_dates();
        let is_closed = self.draw.chance(40);
        SupportRequest { opened, closed: is_closed.then_some(closed) }
    }

    fn application(&mut self) -> Application {
        let mut application = Application::default();
        for item in MATERIALS {
            let state = self.word(MaterialState::Accepted, MaterialState::ALL);
            application.materials.extend(state.map(|state| (id(item), state)));
        }
        for field in FIELDS {
            let state = self.word(FormState::Accepted, FormState::ALL);
            application.form.extend(state.map(|state| (id(field), state)));
        }
        // Pending more often than not, since then the calendar matters.
        let status =
            self.draw.pick(&[ReviewState::Approved, ReviewState::Pending, ReviewState::Pending, ReviewState::Rejected]);
        let submitted = date(self.day());
        application.review = (!self.bad(10)).then_some(Review { submitted, status });
        application.credit_check = self.word(CheckState::Passed, CheckState::ALL);
        application.delivery = self.word(DeliveryState::Delivered, DeliveryState::ALL);
        application.installation = self.word(InstallationState::Done, InstallationState::ALL);
        application.training = self.word(TrainingState::Done, TrainingState::ALL);
        application.test_transaction = self.word(TestState::Passed, TestState::ALL);
        application
    }

    fn zone(&mut self) -> (UtcOffset, Vec<Transition>) {
        let noon = i64::from(self.anchor) * DAY_S + DAY_S / 2;
        let transition = |at: i64, minutes: i64| Transition { at: instant(at), utc_offset: offset(minutes) };
        match self.draw.below(8) {
            0 | 1 => (offset(480), vec![]),
            2 => (offset(self.draw.pick(&[0, 345, -210, 840, -720, 960, -960])), vec![]),
            // Summer time that starts or ends about the anchor: New York, Lord Howe, and one at midnight.
            3..=5 => {
                let (winter, summer) = self.draw.pick(&[(-300, -240), (630, 660), (120, 180)]);
                let first = noon - 12 * 3600 + self.draw.pick(&[0, -1, -24, 24, 2, -6]) * 3600 - winter * 60;
                let (from, to) = self.draw.pick(&[(winter, summer), (summer, winter)]);
                (offset(from), vec![transition(first, to), transition(first + 180 * DAY_S, from)])
            }
            // A day left out, and a day lived twice.
            6 => {
                let (from, to) = self.draw.pick(&[(-600, 840), (840, -600)]);
                (offset(from), vec![transition(noon + self.draw.pick(&[0, -6, 5]) * 3600, to)])
            }
            _ => {
                let mut at = noon - 2 * DAY_S;
                let first = self.draw.between(-720, 720);
                let mut transitions = Vec::new();
                for _ in 0..self.draw.below(7) {
                    at += self.draw.pick(&[3 * DAY_S, 1, 3600, DAY_S, 40_000]);
                    transitions.push(transition(at, self.draw.between(-720, 720)));
                }
                (offset(first), transitions)
            }
        }
    }

    fn place(&mut self) -> Place {
        let datum = self.draw.pick(&[Datum::Gcj02, Datum::Wgs84, Datum::Bd09]);
        let count = 1 + self.draw.below(3);
        Place { address: None, datum, areas: (0..count).map(|_| self.area()).collect() }
    }

    fn area(&mut self) -> AreaForm {
        let centres =
            [(302_500_000, 1_201_500_000), (407_000_000, -740_000_000), (0, 1_799_999_000), (-337_000_000, 0)];
        match self.draw.below(5) {
            0 | 1 => {
                let hard = [(899_999_000, 100), (8_293_000, 720_040_000), (-900_000_000, -1_800_000_000)];
                let far = self.hostile && self.draw.chance(20);
                let (lat, lon) = if far { self.draw.pick(&hard) } else { self.draw.pick(&centres[..2]) };
                let radius = self.draw.pick(&[300, 1, 50, 5_000, 100_000]);
                AreaForm::Circle { lat_e7: within(lat), lon_e7: within(lon), radius_m: within(radius) }
            }
            2 | 3 => {
                let (lat, lon) = self.draw.pick(&centres);
                let corners = self.draw.pick(&[4_usize, 3, 5, 12, 64]);
                let size = self.draw.pick(&[20_000.0, 5_000.0, 300_000.0]);
                let star = self.draw.chance(40);
                let corner = |at: usize| {
                    let angle = std::f64::consts::TAU * (at as f64 + 0.3) / corners as f64;
                    let reach = if star && at % 2 == 1 { size * 0.6 } else { size };
                    let (north, east) = (reach * angle.sin(), reach * angle.cos() * 1.2);
                    let lon = lon + east as i64;
                    let lon = if lon > 1_800_000_000 { lon - 3_600_000_000 } else { lon };
                    (within(lat + north as i64), within(lon))
                };
                AreaForm::Polygon((0..corners).map(corner).collect())
            }
            _ => {
                let texts = self.draw.some_of(&["330106", "3301", "11", "440305"], 3);
                AreaForm::Regions(texts.into_iter().map(|text| text.parse().expect("a region")).collect())
            }
        }
    }

    fn spans(&mut self) -> Vec<Span> {
        let mut spans = Vec::new();
        for _ in 0..self.draw.pick(&[1, 2, 0, 3]) {
            let open = self.draw.pick(&[570, 0, 1, 90, 120, 150, 630, 1080, 1380, 1439]);
            let close = open + self.draw.pick(&[720, 1, 30, 60, 480, 1440, 2880]);
            self.minutes.extend([open, close.min(2880)]);
            spans.extend(span(open, close.min(2880)));
        }
        spans
    }

    fn hours(&mut self) -> HoursForm {
        let weekday = self.spans();
        let mut days: [Vec<Span>; 7] = core::array::from_fn(|_| weekday.clone());
        if self.draw.chance(50) {
            for _ in 0..3 {
                let at = self.draw.below(7);
                days[at] = self.spans();
            }
        }
        let [mon, tue, wed, thu, fri, sat, sun] = days;
        let mut hours = HoursForm { weekly: Weekly { mon, tue, wed, thu, fri, sat, sun }, ..HoursForm::default() };
        for _ in 0..self.draw.below(4) {
            let day = date(self.day());
            let spans = if self.draw.chance(40) { Vec::new() } else { self.spans() };
            hours.exceptions.insert(day, spans);
        }
        if self.draw.chance(40) {
            hours.holidays = Some(self.spans());
        }
        if self.draw.chance(40) {
            let as_weekday = self.draw.chance(50);
            hours.makeup_workdays =
                Some(if as_weekday { MakeupHours::AsWeekday } else { MakeupHours::Spans(self.spans()) });
        }
        hours
    }

    fn document(&mut self) -> DocumentCopy {
        let status = self.draw.pick(&[
            DocumentStatus::Approved,
            DocumentStatus::Approved,
            DocumentStatus::Approved,
            DocumentStatus::Pending,
            DocumentStatus::Rejected,
        ]);
        let (from, through) = self.both_dates();
        let long_term = self.draw.chance(25);
        let with_from = self.draw.chance(50);
        DocumentCopy {
            kind: id(self.draw.pick(&KINDS)),
            status,
            valid_from: with_from.then_some(from),
            valid_through: Some(if long_term { ValidThrough::LongTerm } else { ValidThrough::Date(through) }),
        }
    }

    fn adjustment(&mut self, policy: &Policy) -> Adjustment {
        let status = self.draw.pick(&[
            AdjustmentStatus::Approved,
            AdjustmentStatus::Approved,
            AdjustmentStatus::Requested,
            AdjustmentStatus::Rejected,
        ]);
        let (from, through) = self.both_dates();
        let is_limit = |rule: &&Rule| matches!(rule.condition, ConditionForm::Amount(_) | ConditionForm::Usage(_));
        let limits: Vec<Id> = policy.rules.iter().filter(is_limit).map(|rule| rule.id.clone()).collect();
        let grant = match self.draw.below(4) {
            0 | 1 if !limits.is_empty() => {
                let max = self.draw.pick(&[60_000, 101, 2, CAP, 50_000, 5_001]);
                Grant::Limit { rule: self.draw.pick(&limits), max: within(max) }
            }
            2 => Grant::Place(self.place()),
            _ => Grant::Hours(self.spans()),
        };
        Adjustment { status, from, through, grant }
    }

    // ---- request ----

    fn now(&mut self, point: &ServicePoint) -> i64 {
        let clock = WallClock::of(point);
        let second = self.draw.pick(&[0, -1, 1, 30]);
        if self.hostile && self.draw.chance(3) {
            return self.draw.pick(&[0, INSTANT_UTC_S_MAX, 1, INSTANT_UTC_S_MAX - 1]);
        }
        if !point.offset_transitions.is_empty() && self.draw.chance(40) {
            let at = self.draw.pick(&point.offset_transitions).at.utc_s();
            let off = self.draw.pick(&[0, 1800, -1800, 3600, -3600, 40_000, -40_000, DAY_S, 2 * DAY_S]);
            return (at + off + second).clamp(0, INSTANT_UTC_S_MAX);
        }
        let plain = !self.draw.chance(if self.hostile { 60 } else { 25 });
        let day = if plain { self.anchor } else { self.draw.pick(&self.days.clone()) + self.draw.pick(&[0, 1, -1]) };
        let minute = match self.draw.below(3) {
            0 => 780,
            1 => self.draw.pick(&self.minutes.clone()),
            _ => self.draw.between(0, 1439),
        };
        let day = day.clamp(2, 84_000);
        (clock.instant(date_of(date(day)), minute) + second).clamp(0, INSTANT_UTC_S_MAX)
    }

    fn ago(&mut self, now: i64, ages: &[i64]) -> i64 {
        let age = self.draw.pick(ages) + self.draw.pick(&[0, 0, 1, -1]);
        (now - age).clamp(0, INSTANT_UTC_S_MAX)
    }

    fn request(&mut self, policy: &Policy, point: &ServicePoint, plan: &[u8]) -> Request {
        let mut request = Request::new();
        let now = self.now(point);
        let ok = "generated in its range";
        if !self.bad(8) {
            request.set_now_utc_s(now).expect(ok);
        }
        if !self.bad(8) {
            let trusted = !self.bad(10);
            request.set_clock(if trusted { ClockState::Trusted } else { ClockState::NotTrusted });
        }
        if !self.draw.chance(8) {
            let unreachable = self.draw.chance(35);
            let states = [HostState::Unreachable, HostState::TimingOut];
            request.set_host(if unreachable { self.draw.pick(&states) } else { HostState::Reachable });
        }
        if !self.bad(8) {
            let other = self.bad(8);
            let id = if other { "ANOTHER".to_owned() } else { point.merchant_id.to_string() };
            request.set_merchant_id(&id).expect(ok);
        }
        if !self.bad(15) {
            request.set_terminal_id(self.draw.pick(&TERMINALS)).expect(ok);
        }
        if !self.bad(12) {
            let plain = self.draw.chance(60);
            let any = self.draw.pick(TransactionType::ALL);
            request.set_transaction(if plain { TransactionType::Sale } else { any });
        }
        if !self.bad(15) {
            request.set_entry_mode(self.draw.pick(EntryMode::ALL));
        }
        if !self.bad(15) {
            request.set_card_kind(self.draw.pick(CardKind::ALL));
        }
        if !self.bad(10) {
            let terminal = if self.bad(30) { self.draw.pick(TerminalState::ALL) } else { TerminalState::Active };
            request.set_terminal(terminal);
        }
        if !self.bad(10) {
            let tampered = self.bad(20);
            request.set_tamper(if tampered { TamperState::Tampered } else { TamperState::Intact });
        }
        if !self.bad(15) {
            request.set_currency(self.draw.pick(&[156, 840, 1, 999, 500])).expect(ok);
        }
        if !self.bad(10) {
            let parts = self.version_parts();
            request.set_app_version(Version(parts));
        }
        self.amount(policy, point, &mut request);
        self.fix(policy, point, now, &mut request);
        self.counters(policy, point, now, plan, &mut request);
        self.instants(policy, now, &mut request);
        self.originals(policy, point, now, &mut request);
        self.offline(policy, &mut request);
        self.codes(&mut request);
        self.states(policy, &mut request);
        request
    }

    fn version_parts(&mut self) -> [u16; 4] {
        let mut parts = self.draw.pick(&VERSIONS);
        parts[3] = self.draw.pick(&[parts[3], parts[3], 0, 1, 65_534]);
        parts
    }

    /// Instants that rules measure an age from: about as old as they may be.
    fn instants(&mut self, policy: &Policy, now: i64, request: &mut Request) {
        let days = |days: i64| days * DAY_S;
        let (mut profile, mut service, mut inspection, mut policies, mut sign_on) =
            (vec![0, DAY_S], vec![days(100)], vec![days(30)], vec![0, DAY_S], vec![0, 3600]);
        for rule in &policy.rules {
            match &rule.condition {
                ConditionForm::Profile(form) => profile.push(days(form.age_max_days.get())),
                ConditionForm::Age(form) => service.push(days(form.age_max_days.get())),
                ConditionForm::Inspection(form) => inspection.push(days(form.age_max_days.get())),
                ConditionForm::PolicyCurrent(form) => policies.push(days(form.age_max_days.get())),
                ConditionForm::SignOn(form) => sign_on.push(form.age_max_s.get()),
                _ => {}
            }
        }
        type Set = fn(&mut Request, i64) -> Result<&mut Request, RequestError>;
        let sets: [(Set, &[i64]); 5] = [
            (Request::set_profile_refreshed_at_utc_s, &profile),
            (Request::set_in_service_since_utc_s, &service),
            (Request::set_inspected_at_utc_s, &inspection),
            (Request::set_policy_confirmed_at_utc_s, &policies),
            (Request::set_signed_on_at_utc_s, &sign_on),
        ];
        for (set, ages) in sets {
            if !self.bad(10) {
                let at = self.ago(now, ages);
                set(request, at).expect("clamped");
            }
        }
        if !self.bad(10) {
            let version = policy.version.get() + if self.bad(40) { self.draw.pick(&[1, -1]) } else { 0 };
            request.set_policy_version_latest(version.clamp(0, 4_294_967_295)).expect("clamped");
        }
    }

    /// The original of what gives back: often of another window than now.
    fn originals(&mut self, policy: &Policy, point: &ServicePoint, now: i64, request: &mut Request) {
        let offset = policy.business_day_offset_min.map_or(0, |offset| offset.get());
        let (_, day_start, month_start) = WallClock::of(point).business_day(now, offset);
        if !self.bad(15) {
            let ages = [0, 60, DAY_S, 32 * DAY_S, now - day_start, now - month_start];
            let at = self.ago(now, &ages);
            request.set_original_at_utc_s(at).expect("clamped");
        }
        if !self.bad(15) {
            request.set_original_amount_minor(self.draw.pick(&[100, 0, 1, 5_000, JSON_INTEGER_MAX])).expect("in range");
        }
        if self.draw.chance(60) {
            let any = self.draw.pick(TransactionType::ALL);
            let plain = self.draw.chance(60);
            request.set_original_transaction(if plain { TransactionType::Sale } else { any });
        }
    }

    /// What was approved offline: about what is left of the limits.
    fn offline(&mut self, policy: &Policy, request: &mut Request) {
        let (mut sums, mut counts) = (vec![0, 100], vec![1, 2]);
        for rule in &policy.rules {
            if let ConditionForm::Offline(form) = &rule.condition {
                sums.extend(form.amount_max_minor.map(|max| max.get()));
                counts.extend(form.count_max.map(|max| max.get()));
            }
        }
        if !self.bad(12) {
            let (sum, amount) = (self.draw.pick(&sums), request.amount_minor().unwrap_or(0));
            let hard = self.hostile && self.draw.chance(12);
            let used =
                if hard { self.draw.pick(&[CAP, JSON_INTEGER_MAX, CAP - 1]) } else { self.near_less(sum, amount) };
            request.set_offline_amount_minor(used.max(0)).expect("in range");
        }
        if !self.bad(12) {
            let count = self.draw.pick(&counts) - 1;
            request.set_offline_count(self.draw.near(count).clamp(0, 4_294_967_295)).expect("clamped");
        }
    }

    /// DE22 that says how the card was read, or not, and DE25.
    fn codes(&mut self, request: &mut Request) {
        if !self.bad(12) {
            let digits: &[i64] = match request.entry_mode().filter(|_| !self.bad(30)) {
                Some(EntryMode::Manual) => &[1],
                Some(EntryMode::Magstripe) => &[2, 90],
                Some(EntryMode::Chip) => &[5],
                Some(EntryMode::Contactless) => &[7, 91],
                Some(EntryMode::QrCode) => &[3, 4],
                Some(EntryMode::Fallback) => &[80],
                Some(EntryMode::Stored) => &[10],
                None => &[0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 80, 90, 91, 99],
            };
            let de22 = self.draw.pick(digits) * 10 + self.draw.pick(&[1, 0, 2, 9]);
            request.set_de22(de22).expect("in range");
        }
        if !self.bad(12) {
            request.set_de25(self.draw.pick(&[0, 99, 1, 2, 6, 8, 15, 18])).expect("in range");
        }
    }

    /// What the terminal says of its parts and of what runs on it.
    fn states(&mut self, policy: &Policy, request: &mut Request) {
        let (mut patches, mut levels) = (vec![202_609], vec![90, 0, 100]);
        for rule in &policy.rules {
            match &rule.condition {
                ConditionForm::Patch(form) => patches.push(form.level_min.get()),
                ConditionForm::Battery(form) => levels.push(form.min_percent.get()),
                _ => {}
            }
        }
        levels.extend(policy.advice.battery_percent.map(|percent| percent.get()));
        if !self.bad(10) {
            let parts = self.version_parts();
            request.set_os_version(Version(parts));
        }
        if !self.bad(10) {
            let level = self.draw.pick(&patches);
            request.set_patch_level(self.draw.near(level).clamp(0, 4_294_967_295)).expect("clamped");
        }
        if !self.bad(15) {
            let level = self.draw.pick(&levels);
            request.set_battery_percent(self.draw.near(level).clamp(0, 100)).expect("clamped");
        }
        // Fed by the mains or not: then the level of the battery matters.
        let power = self.draw.pick(&[PowerState::Mains, PowerState::Battery]);
        self.word(power, PowerState::ALL).map(|word| request.set_power(word));
        self.word(FixSource::Genuine, FixSource::ALL).map(|word| request.set_fix_source(word));
        self.word(LinkState::Up, LinkState::ALL).map(|word| request.set_link(word));
        self.word(DamageState::None, DamageState::ALL).map(|word| request.set_damage(word));
        self.word(DataState::Loaded, DataState::ALL).map(|word| request.set_service_point_data(word));
        self.word(OperatorState::Trained, OperatorState::ALL).map(|word| request.set_operator(word));
        type Set = fn(&mut Request, ComponentState) -> &mut Request;
        let parts: [Set; 6] = [
            Request::set_card_reader,
            Request::set_contact,
            Request::set_positioning,
            Request::set_communication,
            Request::set_printer,
            Request::set_key_pad,
        ];
        for set in parts {
            self.word(ComponentState::Working, ComponentState::ALL).map(|word| set(request, word));
        }
        if !self.bad(20) {
            let value = self.draw.pick(&[0, 1, 50, 20, JSON_INTEGER_MAX, -JSON_INTEGER_MAX]);
            request.set_custom_0(value).expect("in range");
        }
        if !self.bad(20) {
            request.set_custom_7(self.draw.pick(&[1, -1, 5, 100, 202_609])).expect("in range");
        }
    }

    fn amount(&mut self, policy: &Policy, point: &ServicePoint, request: &mut Request) {
        let mut limits = vec![100, 4_999];
        for rule in &policy.rules {
            match &rule.condition {
                ConditionForm::Amount(form) => {
                    limits.push(form.max_minor.get());
                    limits.extend(form.min_minor.map(|min| min.get()));
                }
                ConditionForm::Offline(form) => limits.extend(form.floor_limit_minor.map(|floor| floor.get())),
                _ => {}
            }
        }
        for adjustment in &point.adjustments {
            if let Grant::Limit { max, .. } = &adjustment.grant {
                limits.push(max.get());
            }
        }
        if self.bad(8) {
            return;
        }
        let amount = match self.draw.below(5) {
            0 | 1 => self.draw.pick(&[100, 1, 50, 99]),
            2 | 3 => {
                let limit = self.draw.pick(&limits);
                self.draw.near(limit)
            }
            _ if self.hostile => self.draw.pick(&[0, CAP, CAP + 1, JSON_INTEGER_MAX]),
            _ => self.draw.between(1, 60_000),
        };
        request.set_amount_minor(amount.max(0)).expect("in range");
    }

    fn fix(&mut self, policy: &Policy, point: &ServicePoint, now: i64, request: &mut Request) {
        let (mut fix_ages, mut accuracies) = (vec![0, 60], vec![10, 50]);
        for rule in &policy.rules {
            if let ConditionForm::Location(form) = &rule.condition {
                fix_ages.push(form.fix_age_max_s.get());
                accuracies.push(form.accuracy_max_m.get());
            }
        }
        let granted = point.adjustments.iter().filter_map(|adjustment| match &adjustment.grant {
            Grant::Place(place) => Some(place),
            _ => None,
        });
        let places: Vec<&Place> = point.place.iter().chain(granted).collect();
        let areas: Vec<(&AreaForm, Datum)> =
            places.iter().flat_map(|place| place.areas.iter().map(|area| (area, place.datum))).collect();
        let area = if areas.is_empty() { None } else { Some(self.draw.pick(&areas)) };
        // Centre, and how far it is to the edge, in 1e-7 degrees of latitude (about 1.11 cm).
        let (centre, reach, datum) = match area {
            Some((AreaForm::Circle { lat_e7, lon_e7, radius_m }, datum)) => {
                ((lat_e7.get(), lon_e7.get()), radius_m.get() * 90, datum)
            }
            Some((AreaForm::Polygon(corners), datum)) => {
                let (lat, lon) = self.draw.pick(corners);
                ((lat.get(), lon.get()), self.draw.pick(&[0, 100, 5_000, 30_000]), datum)
            }
            _ => ((302_500_000, 1_201_500_000), 0, Datum::Wgs84),
        };
        let share = self.draw.pick(&[0, 50, 99, 100, 101, 110, 150, 1_000]);
        let off = reach * share / 100 * self.draw.pick(&[1, -1]) + self.draw.pick(&[0, 90, 4_500, -4_500]);
        let lat = i32::try_from((centre.0 + off).clamp(-900_000_000, 900_000_000)).expect("clamped");
        let registered = Point { lat_e7: lat, lon_e7: i32::try_from(centre.1).expect("a longitude") };
        let (point_given, datum_given) =
            if self.draw.chance(50) { (registered.to_wgs84(datum), Datum::Wgs84) } else { (registered, datum) };
        if !self.bad(12) {
            let (lat, lon) = (point_given.lat_e7.into(), point_given.lon_e7.into());
            request.set_fix(lat, lon, datum_given).expect("in range");
        }
        if !self.bad(10) {
            let at = self.ago(now, &fix_ages);
            request.set_fix_at_utc_s(at).expect("in range");
        }
        if !self.bad(10) {
            let accuracy = if self.draw.chance(50) {
                let max = self.draw.pick(&accuracies);
                self.draw.near(max)
            } else {
                self.draw.pick(&[20, 0, 1, 51, 4_294_967_295])
            };
            request.set_fix_accuracy_m(accuracy).expect("in range");
        }
        if !self.bad(40) {
            request
                .set_fix_region(self.draw.pick(&[330_106, 330_100, 339_999, 110_101, 0, 999_999]))
                .expect("in range");
        }
    }

    /// About a sum, or about what of it is left beside an amount.
    fn near_less(&mut self, sum: i64, amount: i64) -> i64 {
        let less = self.draw.pick(&[0, amount, amount]);
        self.draw.near(sum.saturating_sub(less)).clamp(-JSON_INTEGER_MAX, JSON_INTEGER_MAX)
    }

    fn counters(&mut self, policy: &Policy, point: &ServicePoint, now: i64, plan: &[u8], request: &mut Request) {
        let clock = WallClock::of(point);
        let amount = request.amount_minor().unwrap_or(0);
        for (slot, row) in (0..).zip(super::open(plan).counters()) {
            if self.bad(10) {
                continue;
            }
            let (mut ages, mut sums, mut counts) = (vec![0, 60], vec![0, 10], vec![0, 1]);
            for rule in &policy.rules {
                if let ConditionForm::Usage(form) = &rule.condition {
                    ages.extend(form.age_max_s.map(|age| age.get()));
                    let mut limits = vec![form.max.get()];
                    limits.extend(point.adjustments.iter().filter_map(|adjustment| match &adjustment.grant {
                        Grant::Limit { rule: id, max } if *id == rule.id => Some(max.get()),
                        _ => None,
                    }));
                    let into = if form.measure == Measure::Amount { &mut sums } else { &mut counts };
                    into.extend(limits);
                }
            }
            let offset = i64::from(row.business_day_offset_min);
            let (_, day_start, month_start) = clock.business_day(now, offset);
            ages.push(now - if row.window == Window::Day { day_start } else { month_start });
            let sum = self.draw.pick(&sums);
            let hard = self.hostile && self.draw.chance(12);
            let amount_minor = if hard {
                self.draw.pick(&[JSON_INTEGER_MAX, -JSON_INTEGER_MAX, CAP, CAP + 1, -1])
            } else {
                self.near_less(sum, amount)
            };
            let count = self.draw.pick(&counts).min(i64::from(i32::MAX)) - 1;
            let count = if hard {
                self.draw.pick(&[i32::MAX, i32::MIN, -1])
            } else {
                i32::try_from(self.draw.near(count)).unwrap_or(i32::MAX)
            };
            let taken_at_utc_s = self.ago(now, &ages);
            let counter = Counter { amount_minor, taken_at_utc_s, count, reserved: 0 };
            request.set_counter(slot, counter).expect("in range");
        }
    }
}
