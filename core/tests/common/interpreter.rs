//! A plain interpreter of policy, service point and request: docs/meanings.md written down once more, slowly, without
//! a plan. Distances and datums come from `poscond::geo`, which has tests of its own; the reason table is data.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate};
use poscond::geo::{Disc, Fix, Point, polygon_distance_mm};
use poscond::policy::{ConditionForm, Rule};
use poscond::service_point::{
    Adjustment, AdjustmentStatus, AreaForm, DocumentStatus, Grant, MerchantStatus, Place, ValidThrough,
};
use poscond::{
    Action, CardKind, ClockState, CounterRow, EntryMode, HostState, Measure, Outcome, Policy, Reason, Request,
    ServicePoint, TamperState, TerminalState, TransactionType, Verdict, Window,
};

const CAP: i128 = 999_999_999_999;

/// What the interpreter makes of a request.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Interpreted {
    /// By rule, in the policy's order, those that concern the service point.
    pub(crate) rules: Vec<(String, Verdict, Option<Reason>)>,
    pub(crate) guards: Vec<Reason>,
    pub(crate) outcome: Outcome,
    pub(crate) primary: Option<Reason>,
    pub(crate) de39: [u8; 2],
}

/// What a condition says.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Answer {
    Pass,
    Fail(Reason),
    Unknown(Reason),
}
use Answer::{Fail, Pass, Unknown};

fn pass_if(met: bool, reason: Reason) -> Answer {
    if met { Pass } else { Fail(reason) }
}

pub(crate) fn date_of(date: poscond::Date) -> NaiveDate {
    date.to_string().parse().expect("a date is written YYYY-MM-DD")
}

/// The service point's wall clock.
pub(crate) struct WallClock {
    /// From when, and the offset in seconds; the first from ever.
    rows: Vec<(i64, i64)>,
}

impl WallClock {
    pub(crate) fn of(point: &ServicePoint) -> Self {
        let mut rows = vec![(i64::MIN, i64::from(point.utc_offset.minutes()) * 60)];
        for transition in &point.offset_transitions {
            rows.push((transition.at.utc_s(), i64::from(transition.utc_offset.minutes()) * 60));
        }
        Self { rows }
    }

    pub(crate) fn date(&self, utc_s: i64) -> NaiveDate {
        let offset_s = self.rows.iter().rev().find(|row| row.0 <= utc_s).expect("the first is from ever").1;
        let zone = FixedOffset::east_opt(i32::try_from(offset_s).expect("hours")).expect("below a day");
        DateTime::from_timestamp(utc_s, 0).expect("an instant").with_timezone(&zone).date_naive()
    }

    /// When the clock first shows so many minutes past the date's midnight; where it skips them, when it skips.
    pub(crate) fn instant(&self, date: NaiveDate, minutes: i64) -> i64 {
        let shown = date.and_hms_opt(0, 0, 0).expect("midnight").and_utc().timestamp() + minutes * 60;
        let mut candidates = Vec::new();
        for (at, &(from, offset)) in self.rows.iter().enumerate() {
            let until = self.rows.get(at + 1).map_or(i64::MAX, |row| row.0);
            if from <= shown - offset && shown - offset < until {
                candidates.push(shown - offset);
            }
            if at > 0 && from + self.rows[at - 1].1 <= shown && shown < from + offset {
                candidates.push(from);
            }
        }
        candidates.into_iter().min().expect("every local time is shown or skipped")
    }

    /// The business day of an instant, when it starts, and when its month does.
    pub(crate) fn business_day(&self, utc_s: i64, offset_min: i64) -> (NaiveDate, i64, i64) {
        let day = around(self.date(utc_s))
            .find(|&day| self.instant(day, offset_min) <= utc_s && utc_s < self.instant(next(day), offset_min))
            .expect("business days leave no gap");
        let first = day.with_day(1).expect("a first");
        (day, self.instant(day, offset_min), self.instant(first, offset_min))
    }
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().expect("far from the end of time")
}

/// The days from three before to three after.
pub(crate) fn around(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let first = day.checked_sub_days(Days::new(3)).expect("far from the end of time");
    first.iter_days().take(7)
}

struct World<'a> {
    policy: &'a Policy,
    point: &'a ServicePoint,
    request: &'a Request,
    counters: &'a [CounterRow],
    clock: WallClock,
    /// The trusted time and the local date.
    now: Option<(i64, NaiveDate)>,
}

/// Decides as the documents say. The plan's list of counters says which slot is which.
pub(crate) fn interpret(
    policy: &Policy,
    point: &ServicePoint,
    counters: &[CounterRow],
    request: &Request,
) -> Interpreted {
    let clock = WallClock::of(point);
    let trusted = request.clock() == Some(ClockState::Trusted);
    let now = request.now_utc_s().filter(|_| trusted).map(|utc_s| (utc_s, clock.date(utc_s)));
    World { policy, point, request, counters, clock, now }.decide()
}

impl World<'_> {
    fn decide(&self) -> Interpreted {
        let mut guards = Vec::new();
        let mut effects: Vec<(Action, Reason)> = Vec::new();
        let mut rules_apply = true;
        match self.request.merchant_id() {
            Some(id) if id[..15] != self.point.merchant_id.padded() => {
                guards.push((Reason::OtherServicePoint, Action::Decline));
                rules_apply = false;
            }
            Some(_) => {}
            None => guards.push((Reason::ServicePointUnknown, Action::Refer)),
        }
        // Another's plan is not looked into any further.
        if rules_apply {
            match self.now {
                None => guards.push((Reason::ClockNotTrusted, Action::Refer)),
                Some((_, today)) => {
                    let starts = [self.policy.valid_from, self.point.valid_from];
                    let ends = [self.policy.valid_through, self.point.valid_through];
                    if starts.iter().flatten().any(|&from| today < date_of(from)) {
                        guards.push((Reason::PlanNotYetValid, Action::Decline));
                        rules_apply = false;
                    } else if ends.iter().flatten().any(|&through| date_of(through) < today) {
                        guards.push((Reason::PlanExpired, Action::Decline));
                        rules_apply = false;
                    }
                }
            }
        }

        let reachable = self.request.host() == Some(HostState::Reachable);
        let mut unsettled = false;
        let mut settle = |action: Action, on_unreachable: Action| {
            if action == Action::Refer && !reachable {
                unsettled = true;
                on_unreachable
            } else {
                action
            }
        };
        for &(reason, action) in &guards {
            effects.push((settle(action, Action::Decline), reason));
        }
        let mut rules = Vec::new();
        for rule in self.policy.rules.iter().filter(|rule| self.concerns_point(rule)) {
            let answer = if rules_apply { self.judge(rule) } else { None };
            let (verdict, reason) = match answer {
                None => (Verdict::NotApplicable, None),
                Some(Pass) => (Verdict::Pass, None),
                Some(Fail(reason)) => (Verdict::Fail, Some(reason)),
                Some(Unknown(reason)) => (Verdict::Unknown, Some(reason)),
            };
            if let Some(reason) = reason {
                let action = match verdict {
                    Verdict::Fail if reason == Reason::UsageOverflow => Action::Decline,
                    Verdict::Fail => rule.on_fail,
                    _ => rule.on_unknown,
                };
                effects.push((settle(action, rule.on_unreachable.unwrap_or(Action::Decline)), reason));
            }
            rules.push((rule.id.to_string(), verdict, reason));
        }

        let strongest = effects.iter().map(|effect| effect.0).max().unwrap_or(Action::Allow);
        let outcome = match strongest {
            Action::Decline => Outcome::Decline,
            Action::Refer => Outcome::Refer,
            Action::Allow | Action::Warn => Outcome::Proceed,
        };
        let mut guards: Vec<Reason> = guards.into_iter().map(|guard| guard.0).collect();
        let primary = if guards.contains(&Reason::ClockNotTrusted) {
            Some(Reason::ClockNotTrusted)
        } else if strongest == Action::Allow {
            None
        } else {
            let of_strongest = |reason: &&Reason| effects.contains(&(strongest, **reason));
            Reason::ALL.iter().find(of_strongest).copied()
        };
        if unsettled {
            guards.push(Reason::HostUnreachable);
        }
        let de39 = match primary {
            Some(reason) if outcome != Outcome::Proceed => {
                self.policy.de39.get(&reason).map_or(reason.de39(), |code| code.0)
            }
            _ => [0; 2],
        };
        Interpreted { rules, guards, outcome, primary, de39 }
    }

    fn concerns_point(&self, rule: &Rule) -> bool {
        let (scope, point) = (&rule.scope, self.point);
        let within = |code: String, outer: String| code.starts_with(&outer);
        scope.merchant_kinds.as_ref().is_none_or(|kinds| kinds.contains(&point.merchant_kind))
            && scope.mccs.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(point.mcc)))
            && scope
                .regions
                .as_ref()
                .is_none_or(|regions| regions.iter().any(|region| within(point.region.to_string(), region.to_string())))
    }

    /// What a rule says; nothing where it does not concern the request.
    fn judge(&self, rule: &Rule) -> Option<Answer> {
        let takes_money =
            matches!(rule.condition, ConditionForm::Amount(_) | ConditionForm::Currency(_) | ConditionForm::Usage(_));
        let money = [TransactionType::Sale, TransactionType::Preauth, TransactionType::PreauthCompletion];
        let transactions = rule.scope.transactions.clone().or(if takes_money { Some(money.to_vec()) } else { None });
        // Of each list that there is, whether it holds the request's value; nothing where that is not known.
        let lists = [
            transactions.map(|list| self.request.transaction().map(|word| list.contains(&word))),
            rule.scope.entry_modes.as_ref().map(|list| self.request.entry_mode().map(|word| list.contains(&word))),
            rule.scope.card_kinds.as_ref().map(|list| self.request.card_kind().map(|word| list.contains(&word))),
        ];
        if lists.contains(&Some(Some(false))) {
            return None;
        }
        let fact_missing = lists.contains(&Some(None));
        let dated = rule.valid_from.is_some() || rule.valid_through.is_some();
        let mut dates_missing = false;
        match self.now {
            Some((_, today)) => {
                if rule.valid_from.is_some_and(|from| today < date_of(from))
                    || rule.valid_through.is_some_and(|through| date_of(through) < today)
                {
                    return None;
                }
            }
            None => dates_missing = dated,
        }
        Some(match self.condition(rule) {
            Pass => Pass,
            _ if fact_missing => Unknown(Reason::ScopeUnknown),
            _ if dates_missing => Unknown(Reason::ClockNotTrusted),
            answer => answer,
        })
    }

    fn condition(&self, rule: &Rule) -> Answer {
        let request = self.request;
        match &rule.condition {
            ConditionForm::Merchant(_) => {
                pass_if(self.point.status == MerchantStatus::Active, Reason::MerchantSuspended)
            }
            ConditionForm::Mcc(form) => {
                let mcc = self.point.mcc;
                pass_if(form.allowed.iter().any(|range| range.contains(mcc)), Reason::MccNotAllowed)
            }
            ConditionForm::EntryMode(form) => match request.entry_mode() {
                None => Unknown(Reason::EntryModeUnknown),
                Some(mode) => pass_if(form.allowed.contains(&mode), Reason::EntryModeNotAllowed),
            },
            ConditionForm::Document(form) => {
                self.document(form.kind.as_str(), form.grace_days.map_or(0, |days| days.get()))
            }
            ConditionForm::Terminal(_) => match request.terminal() {
                None => Unknown(Reason::TerminalStateUnknown),
                Some(TerminalState::Active) => Pass,
                Some(TerminalState::NotRegistered) => Fail(Reason::TerminalNotRegistered),
                Some(TerminalState::NotActivated) => Fail(Reason::TerminalNotActivated),
                Some(TerminalState::Dormant) => Fail(Reason::TerminalDormant),
            },
            ConditionForm::Profile(form) => match (self.now, request.profile_refreshed_at_utc_s()) {
                (None, _) => Unknown(Reason::ClockNotTrusted),
                (Some((now, _)), Some(at)) if at <= now => {
                    pass_if(now - at <= form.age_max_days.get() * 86_400, Reason::ProfileOutdated)
                }
                _ => Unknown(Reason::ProfileAgeUnknown),
            },
            ConditionForm::Tamper(_) => match request.tamper() {
                None => Unknown(Reason::TamperStateUnknown),
                Some(TamperState::Intact) => Pass,
                Some(TamperState::Tampered) => Fail(Reason::Tampered),
            },
            ConditionForm::Software(form) => match request.app_version() {
                None => Unknown(Reason::SoftwareVersionUnknown),
                Some(version) => {
                    // Compared from the left.
                    let parts = version.0.iter().zip(form.app_min.0.0.iter());
                    let first_other = parts.clone().find(|(has, wants)| has != wants);
                    pass_if(first_other.is_none_or(|(has, wants)| has > wants), Reason::SoftwareBelowMinimum)
                }
            },
            ConditionForm::Location(form) => {
                self.location(form.fix_age_max_s.get(), form.accuracy_max_m.get(), form.strict)
            }
            ConditionForm::Hours(_) => self.hours(),
            ConditionForm::Amount(form) => {
                let Some(amount) = request.amount_minor() else { return Unknown(Reason::AmountMissing) };
                let min = form.min_minor.map_or(1, |min| min.get());
                if amount == 0 {
                    Fail(Reason::AmountZero)
                } else if i128::from(amount) > CAP {
                    Fail(Reason::AmountOutOfRange)
                } else if amount < min {
                    Fail(Reason::AmountBelowMinimum)
                } else {
                    let today = self.now.map(|(_, today)| today);
                    self.within(rule, today, form.max_minor.get(), amount.into(), Reason::AmountAboveLimit)
                }
            }
            ConditionForm::Currency(form) => match request.currency() {
                None => Unknown(Reason::CurrencyMissing),
                Some(currency) => {
                    pass_if(form.allowed.iter().any(|code| code.get() == currency), Reason::CurrencyNotAllowed)
                }
            },
            ConditionForm::Usage(form) => {
                let Some((now, _)) = self.now else { return Unknown(Reason::ClockNotTrusted) };
                let added = match (form.measure, request.amount_minor()) {
                    (Measure::Count, _) => 1,
                    (Measure::Amount, Some(amount)) => i128::from(amount),
                    (Measure::Amount, None) => return Unknown(Reason::AmountMissing),
                };
                let offset = self.policy.business_day_offset_min.map_or(0, |offset| offset.get());
                let slot = self.counters.iter().position(|row| {
                    row.window == form.window
                        && row.subject == form.subject
                        && i64::from(row.business_day_offset_min) == offset
                        && row.entry_modes == bits(rule.scope.entry_modes.as_deref(), |word: EntryMode| word as u8)
                        && row.card_kinds == bits(rule.scope.card_kinds.as_deref(), |word: CardKind| word as u8)
                });
                let slot = slot.expect("the plan lists every counter that a rule looks at");
                let Some(counter) = request.counter(u8::try_from(slot).expect("at most twelve")) else {
                    return Unknown(Reason::UsageMissing);
                };
                if counter.taken_at_utc_s > now {
                    return Unknown(Reason::UsageFromFuture);
                }
                let (business_day, day_start, month_start) = self.clock.business_day(now, offset);
                let start = if form.window == Window::Day { day_start } else { month_start };
                let used = if counter.taken_at_utc_s < start {
                    0
                } else if form.age_max_s.is_some_and(|age_max| now - counter.taken_at_utc_s > age_max.get()) {
                    return Unknown(Reason::UsageStale);
                } else if form.measure == Measure::Amount {
                    i128::from(counter.amount_minor)
                } else {
                    i128::from(counter.count)
                };
                if form.measure == Measure::Amount && used + added > CAP {
                    return Fail(Reason::UsageOverflow);
                }
                let reason = match (form.measure, form.window) {
                    (Measure::Amount, Window::Day) => Reason::DayAmountAboveLimit,
                    (Measure::Amount, Window::Month) => Reason::MonthAmountAboveLimit,
                    (Measure::Count, Window::Day) => Reason::DayCountAboveLimit,
                    (Measure::Count, Window::Month) => Reason::MonthCountAboveLimit,
                };
                self.within(rule, Some(business_day), form.max.get(), used + added, reason)
            }
        }
    }

    fn approved(&self) -> impl Iterator<Item = &Adjustment> {
        self.point.adjustments.iter().filter(|adjustment| adjustment.status == AdjustmentStatus::Approved)
    }

    fn holds_on(adjustment: &Adjustment, day: NaiveDate) -> bool {
        date_of(adjustment.from) <= day && day <= date_of(adjustment.through)
    }

    /// At most the base limit or an approved raise in force on that day, whichever is greater.
    fn within(&self, rule: &Rule, day: Option<NaiveDate>, base: i64, value: i128, reason: Reason) -> Answer {
        if value <= base.into() {
            return Pass;
        }
        let enough = self.approved().filter(
            |adjustment| matches!(&adjustment.grant, Grant::Limit { rule: id, max } if *id == rule.id && value <= max.get().into()),
        );
        match day {
            Some(day) => pass_if({ enough }.any(|adjustment| Self::holds_on(adjustment, day)), reason),
            None if enough.count() > 0 => Unknown(Reason::ClockNotTrusted),
            None => Fail(reason),
        }
    }

    fn document(&self, kind: &str, grace_days: i64) -> Answer {
        let copies: Vec<_> = self.point.documents.iter().filter(|copy| copy.kind.as_str() == kind).collect();
        let approved = |status| status == DocumentStatus::Approved;
        if copies.iter().any(|copy| approved(copy.status)) && self.now.is_none() {
            // Only one that is valid for ever needs no time.
            let ever = copies.iter().any(|copy| {
                approved(copy.status) && copy.valid_from.is_none() && copy.valid_through == Some(ValidThrough::LongTerm)
            });
            return if ever { Pass } else { Unknown(Reason::ClockNotTrusted) };
        }
        let of_dates = |copy: &poscond::service_point::DocumentCopy| {
            let (_, today) = self.now.expect("looked at above");
            if copy.valid_from.is_some_and(|from| today < date_of(from)) {
                return Fail(Reason::DocumentNotYetValid);
            }
            match copy.valid_through.expect("an approved copy says") {
                ValidThrough::LongTerm => Pass,
                ValidThrough::Date(through) => {
                    let last = date_of(through) + chrono::Duration::days(grace_days);
                    pass_if(today <= last, Reason::DocumentExpired)
                }
            }
        };
        if copies.iter().any(|copy| approved(copy.status) && of_dates(copy) == Pass) {
            return Pass;
        }
        if copies.iter().any(|copy| copy.status == DocumentStatus::Pending) {
            return Unknown(Reason::DocumentPending);
        }
        match copies.last() {
            None => Fail(Reason::DocumentMissing),
            Some(copy) if copy.status == DocumentStatus::Rejected => Fail(Reason::DocumentRejected),
            Some(copy) => of_dates(copy),
        }
    }

    fn hours(&self) -> Answer {
        let Some((now, today)) = self.now else { return Unknown(Reason::ClockNotTrusted) };
        let hours = self.point.hours.clone().unwrap_or_default();
        for day in around(today) {
            let weekday = hours.weekly.days()[day.weekday().num_days_from_monday() as usize];
            let exception = hours.exceptions.iter().find(|(date, _)| date_of(**date) == day);
            let mut spans = exception.map_or(weekday, |(_, spans)| spans).clone();
            for adjustment in self.approved().filter(|adjustment| Self::holds_on(adjustment, day)) {
                if let Grant::Hours(more) = &adjustment.grant {
                    spans.extend(more);
                }
            }
            for span in spans {
                let open = self.clock.instant(day, span.open_min().into());
                let close = self.clock.instant(day, span.close_min().into());
                if open <= now && now < close {
                    return Pass;
                }
            }
        }
        let registered = hours.weekly.days().iter().any(|day| !day.is_empty())
            || hours.exceptions.values().any(|day| !day.is_empty());
        if registered { Fail(Reason::HoursClosed) } else { Unknown(Reason::HoursNotRegistered) }
    }

    fn location(&self, age_max_s: i64, accuracy_max_m: i64, strict: bool) -> Answer {
        let Some((now, today)) = self.now else { return Unknown(Reason::ClockNotTrusted) };
        let mut places: Vec<&Place> = self.point.place.iter().collect();
        for adjustment in self.approved().filter(|adjustment| Self::holds_on(adjustment, today)) {
            if let Grant::Place(place) = &adjustment.grant {
                places.push(place);
            }
        }
        let areas: Vec<(&AreaForm, poscond::Datum)> =
            places.iter().flat_map(|place| place.areas.iter().map(|area| (area, place.datum))).collect();
        let shapes = areas.iter().any(|(area, _)| !matches!(area, AreaForm::Regions(_)));
        let regions = areas.iter().any(|(area, _)| matches!(area, AreaForm::Regions(_)));
        if areas.is_empty() {
            return Unknown(Reason::LocationPlaceMissing);
        }
        let fix = self.request.fix();
        let code = self.request.fix_region().map(|code| format!("{code:06}"));
        // Something to compare with one of the areas.
        if !(shapes && fix.is_some() || regions && code.is_some()) {
            return Unknown(Reason::LocationFixMissing);
        }
        match self.request.fix_at_utc_s() {
            Some(at) if at <= now && now - at <= age_max_s => {}
            _ => return Unknown(Reason::LocationFixStale),
        }
        let in_region = areas.iter().any(|(area, _)| match area {
            AreaForm::Regions(list) => {
                list.iter().any(|region| code.as_ref().is_some_and(|code| code.starts_with(&region.to_string())))
            }
            _ => false,
        });
        if in_region {
            return Pass;
        }
        // A code for a whole city or province may be that of a part that is registered.
        let whole = code.as_ref().map(|code| match code {
            code if code.ends_with("0000") => &code[..2],
            code if code.ends_with("00") => &code[..4],
            code => code,
        });
        let may_be_in_region = areas.iter().any(|(area, _)| match area {
            AreaForm::Regions(list) => {
                list.iter().any(|region| whole.is_some_and(|whole| region.to_string().starts_with(whole)))
            }
            _ => false,
        });
        if !shapes {
            return if may_be_in_region {
                Unknown(Reason::LocationFixTooCoarse)
            } else {
                Fail(Reason::LocationOutsideArea)
            };
        }
        let Some((point, datum)) = fix else { return Unknown(Reason::LocationFixMissing) };
        let Some(accuracy) = self.request.fix_accuracy_m() else { return Unknown(Reason::LocationAccuracyMissing) };
        if accuracy > accuracy_max_m {
            return Unknown(Reason::LocationFixTooCoarse);
        }
        let fix = Fix::new(point.to_wgs84(datum));
        let mut distance_mm = 100_000_000;
        for (area, datum) in areas {
            let at = |lat: i64, lon: i64| {
                let lat_e7 = i32::try_from(lat).expect("a latitude");
                Point { lat_e7, lon_e7: i32::try_from(lon).expect("a longitude") }.to_wgs84(datum)
            };
            let here = match area {
                AreaForm::Circle { lat_e7, lon_e7, radius_m } => {
                    Disc::new(at(lat_e7.get(), lon_e7.get()), radius_m.to()).distance_mm(&fix)
                }
                AreaForm::Polygon(corners) => {
                    let corners: Vec<Point> = corners.iter().map(|(lat, lon)| at(lat.get(), lon.get())).collect();
                    polygon_distance_mm(corners.iter().copied(), &fix)
                }
                AreaForm::Regions(_) => continue,
            };
            distance_mm = distance_mm.min(here);
        }
        let distance = i64::try_from(distance_mm.div_ceil(1000)).expect("at most 100 km");
        if distance == 0 {
            Pass
        } else if distance <= accuracy {
            if strict { Unknown(Reason::LocationEdgeUncertain) } else { Pass }
        } else if regions && code.is_none() {
            Unknown(Reason::LocationFixMissing)
        } else if may_be_in_region {
            Unknown(Reason::LocationFixTooCoarse)
        } else {
            Fail(Reason::LocationOutsideArea)
        }
    }
}

/// The mask of a counter's list, as `CounterRow` documents it.
pub(crate) fn bits<T: Copy>(list: Option<&[T]>, number: impl Fn(T) -> u8) -> u16 {
    list.map_or(u16::MAX, |list| list.iter().fold(0, |mask, &word| mask | (1 << number(word))))
}
