//! A plain interpreter of policy, service point and request: docs/meanings.md written down once more, slowly, without
//! a plan. Distances and datums come from `poscond::geo`, which has tests of its own; the reason table is data.

use super::advice::Advised;
use super::expression::Expr;
use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Weekday as ChronoWeekday};
use poscond::Fact;
use poscond::geo::{Disc, Fix, Point, polygon_distance_mm};
use poscond::policy::{ConditionForm, Effect, OfflineRule, Part, PosCodesRule, Rule};
use poscond::service_point::{
    AddressCheck, Adjustment, AdjustmentStatus, Application, AreaForm, CheckState, DeliveryState, DocumentStatus,
    FieldState, FormState, Grant, InstallationState, MakeupHours, MaterialState, MerchantStatus, Place, ReviewState,
    TestState, TrainingState, ValidThrough,
};
use poscond::{
    Action, CardKind, ClockState, ComponentState, CounterRow, DamageState, DataState, EntryMode, FixSource, HostState,
    LinkState, Measure, OperatorState, Outcome, Policy, PowerState, Reason, Refunds, Request, ServicePoint,
    TamperState, TerminalState, TransactionType, Verdict, Version, Window,
};
use std::collections::BTreeMap;

pub(super) const CAP: i128 = 999_999_999_999;
pub(super) const DAY_S: i64 = 86_400;

/// What the interpreter makes of a request.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Interpreted {
    /// By rule, in the policy's order, those that concern the service point.
    pub(crate) rules: Vec<(String, Verdict, Option<Reason>)>,
    pub(crate) guards: Vec<Reason>,
    pub(crate) outcome: Outcome,
    pub(crate) primary: Option<Reason>,
    pub(crate) de39: [u8; 2],
    pub(crate) accrued: Vec<Accrued>,
    pub(crate) advised: Vec<Advised>,
}

/// What a completed transaction adds: slot, first business day of the window, amount, number.
pub(crate) type Accrued = (usize, NaiveDate, i64, i32);

/// What a condition says.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Answer {
    Pass,
    Fail(Reason),
    Unknown(Reason),
}
use Answer::{Fail, Pass, Unknown};

/// What is to be said of something that may be absent: the first reason where it is.
fn known<T>(value: Option<T>, absent: Reason, says: impl Fn(T) -> Answer) -> Answer {
    value.map_or(Unknown(absent), says)
}

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

    /// The minute of the day that the clock shows.
    pub(crate) fn minute(&self, utc_s: i64) -> i64 {
        let offset_s = self.rows.iter().rev().find(|row| row.0 <= utc_s).expect("the first is from ever").1;
        (utc_s + offset_s).rem_euclid(DAY_S) / 60
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

/// Of several answers the first fail; else the first that is unknown; else a pass.
fn each(answers: impl Iterator<Item = Answer>) -> Answer {
    let answers: Vec<Answer> = answers.collect();
    let fail = answers.iter().find(|answer| matches!(answer, Fail(_)));
    let unknown = answers.iter().find(|answer| matches!(answer, Unknown(_)));
    fail.or(unknown).copied().unwrap_or(Pass)
}

/// Compared part by part from the left.
pub(super) fn at_least(has: Version, wants: Version) -> bool {
    let first_other = has.0.iter().zip(wants.0.iter()).find(|(has, wants)| has != wants);
    first_other.is_none_or(|(has, wants)| has > wants)
}

fn next(day: NaiveDate) -> NaiveDate {
    day.succ_opt().expect("far from the end of time")
}

/// The days from three before to three after.
pub(crate) fn around(day: NaiveDate) -> impl Iterator<Item = NaiveDate> + Clone {
    let first = day.checked_sub_days(Days::new(3)).expect("far from the end of time");
    first.iter_days().take(7)
}

pub(super) struct World<'a> {
    pub(super) policy: &'a Policy,
    pub(super) point: &'a ServicePoint,
    pub(super) request: &'a Request,
    /// What the texts of expressions are.
    said: &'a BTreeMap<String, Expr>,
    counters: &'a [CounterRow],
    pub(super) clock: WallClock,
    /// The trusted time and the local date.
    pub(super) now: Option<(i64, NaiveDate)>,
}

/// Decides as the documents say. The plan's list of counters says which slot is which.
pub(crate) fn interpret(
    policy: &Policy,
    point: &ServicePoint,
    said: &BTreeMap<String, Expr>,
    counters: &[CounterRow],
    request: &Request,
) -> Interpreted {
    let clock = WallClock::of(point);
    let trusted = request.clock() == Some(ClockState::Trusted);
    let now = request.now_utc_s().filter(|_| trusted).map(|utc_s| (utc_s, clock.date(utc_s)));
    World { policy, point, request, said, counters, clock, now }.decide()
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
        let mut passed = Vec::new();
        for rule in self.policy.rules.iter().filter(|rule| self.concerns_point(rule)) {
            let answer = if rules_apply { self.judge(rule) } else { None };
            let (verdict, reason) = match answer {
                None => (Verdict::NotApplicable, None),
                Some(Pass) => (Verdict::Pass, None),
                Some(Fail(reason)) => (Verdict::Fail, Some(reason)),
                Some(Unknown(reason)) => (Verdict::Unknown, Some(reason)),
            };
            if verdict == Verdict::Pass {
                passed.push(rule);
            }
            if let Some(reason) = reason {
                let action = match verdict {
                    Verdict::Fail if reason == Reason::UsageOverflow => Action::Decline,
                    Verdict::Fail => rule.on_fail.min(self.at_most(rule)),
                    _ => rule.on_unknown.min(self.at_most(rule)),
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
        let advised = if rules_apply { self.advise(&passed) } else { Vec::new() };
        Interpreted { rules, guards, outcome, primary, de39, accrued: self.accrued(), advised }
    }

    /// The directives for the service point's region.
    fn directives(&self) -> impl Iterator<Item = &poscond::policy::Directive> {
        let region = self.point.region.to_string();
        let holds = move |outer: &poscond::forms::Region| region.starts_with(&outer.to_string());
        self.policy.directives.iter().filter(move |directive| directive.regions.iter().any(&holds))
    }

    /// What a rule leads to at most today.
    fn at_most(&self, rule: &Rule) -> Action {
        let Some((_, today)) = self.now else { return Action::Decline };
        let in_force = self
            .directives()
            .filter(|directive| date_of(directive.from) <= today && today <= date_of(directive.through));
        let softened = in_force.filter_map(|directive| match &directive.effect {
            Effect::Relax { rules, to } if rules.contains(&rule.id) => Some(to.unwrap_or(Action::Warn)),
            _ => None,
        });
        softened.min().unwrap_or(Action::Decline)
    }

    /// What the transaction adds to each counter once it is completed.
    fn accrued(&self) -> Vec<Accrued> {
        let request = self.request;
        let took_money = |word| [TransactionType::Sale, TransactionType::PreauthCompletion].contains(&word);
        // When the original was made, where it added to counters.
        let original = request.original_at_utc_s().filter(|_| request.original_transaction().is_none_or(took_money));
        let added = match request.transaction() {
            Some(TransactionType::Sale | TransactionType::PreauthCompletion) => {
                self.now.zip(request.amount_minor()).map(|((now, _), amount)| (now, amount, 1))
            }
            Some(TransactionType::Void | TransactionType::Reversal) => {
                original.zip(request.original_amount_minor()).map(|(at, amount)| (at, -amount, -1))
            }
            Some(TransactionType::Refund) => original.zip(request.amount_minor()).map(|(at, amount)| (at, -amount, 0)),
            _ => None,
        };
        let Some((at, amount, count)) = added.filter(|&(_, amount, count)| (amount, count) != (0, 0)) else {
            return Vec::new();
        };
        let refund = request.transaction() == Some(TransactionType::Refund);
        let counts =
            |mask: u16, word: Option<u8>| mask == u16::MAX || word.map_or(count > 0, |word| mask & (1 << word) != 0);
        let mut out = Vec::new();
        for (slot, row) in self.counters.iter().enumerate() {
            let counts = counts(row.entry_modes, request.entry_mode().map(|word| word as u8))
                && counts(row.card_kinds, request.card_kind().map(|word| word as u8));
            if !counts || refund && row.refunds == Refunds::Ignore {
                continue;
            }
            let (day, ..) = self.clock.business_day(at, row.business_day_offset_min.into());
            let first = if row.window == Window::Day { day } else { day.with_day(1).expect("a first") };
            out.push((slot, first, amount, count));
        }
        out
    }

    fn concerns_point(&self, rule: &Rule) -> bool {
        let (scope, point) = (&rule.scope, self.point);
        let within = |code: String, outer: String| code.starts_with(&outer);
        scope.merchant_kinds.as_ref().is_none_or(|kinds| kinds.contains(&point.merchant_kind))
            && scope.mccs.as_ref().is_none_or(|ranges| ranges.iter().any(|range| range.contains(point.mcc)))
            && scope.remote.is_none_or(|remote| remote == point.remote)
            && scope
                .regions
                .as_ref()
                .is_none_or(|regions| regions.iter().any(|region| within(point.region.to_string(), region.to_string())))
    }

    /// What a rule says; nothing where it does not concern the request.
    fn judge(&self, rule: &Rule) -> Option<Answer> {
        let money = [TransactionType::Sale, TransactionType::Preauth, TransactionType::PreauthCompletion];
        let unnamed = match rule.condition {
            ConditionForm::Amount(_)
            | ConditionForm::Currency(_)
            | ConditionForm::Usage(_)
            | ConditionForm::Offline(_) => Some(money.to_vec()),
            ConditionForm::TestTransaction(_) => {
                let all = TransactionType::ALL.iter().copied();
                Some(all.filter(|&word| word != TransactionType::Test).collect())
            }
            _ => None,
        };
        let transactions = rule.scope.transactions.clone().or(unnamed);
        // Of each list that there is, whether it holds the request's value; nothing where that is not known.
        let lists = [
            transactions.map(|list| self.request.transaction().map(|word| list.contains(&word))),
            rule.scope.entry_modes.as_ref().map(|list| self.request.entry_mode().map(|word| list.contains(&word))),
            rule.scope.card_kinds.as_ref().map(|list| self.request.card_kind().map(|word| list.contains(&word))),
        ];
        if lists.contains(&Some(Some(false))) {
            return None;
        }
        let when = rule.when.as_ref().map(|text| self.value(&self.said[text]));
        if when == Some(Ok(0)) {
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
            _ if matches!(when, Some(Err(fact)) if fact != Some(Fact::NowUtcS)) => Unknown(Reason::ScopeUnknown),
            _ if dates_missing || when.is_some_and(|value| value.is_err()) => Unknown(Reason::ClockNotTrusted),
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
            ConditionForm::Profile(form) => {
                let at = request.profile_refreshed_at_utc_s();
                self.age(at, form.age_max_days.get() * DAY_S, Reason::ProfileOutdated, Reason::ProfileAgeUnknown)
            }
            ConditionForm::SignOn(form) => {
                let at = request.signed_on_at_utc_s();
                self.age(at, form.age_max_s.get(), Reason::NotSignedOn, Reason::SignOnUnknown)
            }
            ConditionForm::Age(form) => {
                let at = request.in_service_since_utc_s();
                self.age(at, form.age_max_days.get() * DAY_S, Reason::HardwareTooOld, Reason::HardwareAgeUnknown)
            }
            ConditionForm::Inspection(form) => {
                let at = request.inspected_at_utc_s();
                self.age(at, form.age_max_days.get() * DAY_S, Reason::InspectionOverdue, Reason::InspectionUnknown)
            }
            ConditionForm::Tamper(_) => match request.tamper() {
                None => Unknown(Reason::TamperStateUnknown),
                Some(TamperState::Intact) => Pass,
                Some(TamperState::Tampered) => Fail(Reason::Tampered),
            },
            ConditionForm::Software(form) => known(request.app_version(), Reason::SoftwareVersionUnknown, |version| {
                pass_if(at_least(version, form.app_min.0), Reason::SoftwareBelowMinimum)
            }),
            ConditionForm::Os(form) => known(request.os_version(), Reason::OsVersionUnknown, |version| {
                pass_if(at_least(version, form.os_min.0), Reason::OsBelowMinimum)
            }),
            ConditionForm::KnownBad(form) => match (&form.app, &form.os) {
                (Some(bad), _) => known(request.app_version(), Reason::SoftwareVersionUnknown, |version| {
                    pass_if(bad.iter().all(|bad| bad.0 != version), Reason::SoftwareKnownBad)
                }),
                (_, Some(bad)) => known(request.os_version(), Reason::OsVersionUnknown, |version| {
                    pass_if(bad.iter().all(|bad| bad.0 != version), Reason::OsKnownBad)
                }),
                _ => unreachable!("one of the two is given"),
            },
            ConditionForm::Patch(form) => known(request.patch_level(), Reason::PatchLevelUnknown, |level| {
                pass_if(level >= form.level_min.get(), Reason::PatchMissing)
            }),
            ConditionForm::ServicePointData(_) => {
                known(request.service_point_data(), Reason::DataStateUnknown, |state| match state {
                    DataState::Loaded => Pass,
                    DataState::LoadFailed => Fail(Reason::DataLoadFailed),
                    DataState::VerifyFailed => Fail(Reason::DataVerifyFailed),
                })
            }
            ConditionForm::Materials(form) => self.of_application(|application| {
                each(form.required.iter().map(|item| match application.materials.get(item) {
                    None => Fail(Reason::MaterialMissing),
                    Some(MaterialState::Rejected) => Fail(Reason::MaterialRejected),
                    Some(MaterialState::Submitted) => Unknown(Reason::MaterialPending),
                    Some(MaterialState::Accepted) => Pass,
                }))
            }),
            ConditionForm::Form(form) => self.of_application(|application| {
                each(form.required.iter().map(|field| match application.form.get(field) {
                    None => Fail(Reason::FormFieldMissing),
                    Some(FormState::Wrong) => Fail(Reason::FormFieldWrong),
                    Some(FormState::Submitted) => Unknown(Reason::FormFieldPending),
                    Some(FormState::Accepted) => Pass,
                }))
            }),
            ConditionForm::CreditCheck(_) => self.of_application(|application| {
                known(application.credit_check, Reason::ApplicationNotRecorded, |state| match state {
                    CheckState::Passed => Pass,
                    CheckState::Failed => Fail(Reason::CreditCheckFailed),
                    CheckState::Pending => Unknown(Reason::CreditCheckPending),
                })
            }),
            ConditionForm::Review(form) => self.of_application(|application| match application.review {
                None => Fail(Reason::ReviewNotSubmitted),
                Some(review) => match review.status {
                    ReviewState::Approved => Pass,
                    ReviewState::Rejected => Fail(Reason::ReviewRejected),
                    ReviewState::Pending => {
                        match (self.working_days_after(date_of(review.submitted), form.working_days.get()), self.now) {
                            (None, _) => Unknown(Reason::ReviewPending),
                            (Some(_), None) => Unknown(Reason::ClockNotTrusted),
                            (Some(due), Some((_, today))) if today <= due => Unknown(Reason::ReviewPending),
                            _ => Unknown(Reason::ReviewOverdue),
                        }
                    }
                },
            }),
            ConditionForm::Delivery(_) => self.of_application(|application| {
                known(application.delivery, Reason::ApplicationNotRecorded, |state| match state {
                    DeliveryState::Delivered => Pass,
                    DeliveryState::NotShipped => Fail(Reason::TerminalNotShipped),
                    DeliveryState::Shipped => Fail(Reason::TerminalNotDelivered),
                })
            }),
            ConditionForm::Installation(_) => self.of_application(|application| {
                known(application.installation, Reason::ApplicationNotRecorded, |state| match state {
                    InstallationState::Done => Pass,
                    InstallationState::Pending => Fail(Reason::InstallationPending),
                    InstallationState::Failed => Fail(Reason::InstallationFailed),
                })
            }),
            ConditionForm::Training(_) => self.of_application(|application| {
                known(application.training, Reason::ApplicationNotRecorded, |state| {
                    pass_if(state == TrainingState::Done, Reason::TrainingPending)
                })
            }),
            ConditionForm::TestTransaction(_) => self.of_application(|application| {
                known(application.test_transaction, Reason::ApplicationNotRecorded, |state| match state {
                    TestState::Passed => Pass,
                    TestState::Pending => Fail(Reason::TestTransactionPending),
                    TestState::Failed => Fail(Reason::TestTransactionFailed),
                })
            }),
            ConditionForm::Disaster(_) => {
                let mut suspensions =
                    self.directives().filter(|directive| matches!(directive.effect, Effect::Suspend {})).peekable();
                match self.now {
                    None if suspensions.peek().is_some() => Unknown(Reason::ClockNotTrusted),
                    None => Pass,
                    Some((_, today)) => {
                        let holds = suspensions
                            .any(|directive| date_of(directive.from) <= today && today <= date_of(directive.through));
                        pass_if(!holds, Reason::DisasterSuspended)
                    }
                }
            }
            ConditionForm::Regulation(form) => {
                if self.point.regulations_met.contains(&form.id) {
                    return Pass;
                }
                // No time is before the first date of all, so that none is needed.
                if form.from.days() == poscond::bounds::DATE_MIN_DAYS {
                    return Fail(Reason::RegulationNotMet);
                }
                known(self.now, Reason::ClockNotTrusted, |(_, today)| {
                    pass_if(today < date_of(form.from), Reason::RegulationNotMet)
                })
            }
            ConditionForm::PolicyCurrent(form) => {
                let latest = request.policy_version_latest();
                if latest.is_some_and(|latest| latest > self.policy.version.get()) {
                    return Fail(Reason::PolicySuperseded);
                }
                let Some((now, _)) = self.now else { return Unknown(Reason::ClockNotTrusted) };
                match request.policy_confirmed_at_utc_s() {
                    Some(at) if now - at > form.age_max_days.get() * DAY_S => Fail(Reason::PolicyOutdated),
                    Some(at) if at <= now && latest.is_some() => Pass,
                    _ => Unknown(Reason::PolicyStateUnknown),
                }
            }
            ConditionForm::Binding(_) => match request.terminal_id() {
                Some(id) if !self.point.terminals.is_empty() => {
                    let id = std::str::from_utf8(id).expect("ASCII").trim_end();
                    let ours = self.point.terminals.iter().any(|ours| ours.to_string().trim_end() == id);
                    pass_if(ours, Reason::TerminalBoundElsewhere)
                }
                _ => Unknown(Reason::TerminalBindingUnknown),
            },
            ConditionForm::Registration(form) => match self.point.registration.get(&form.field) {
                None => Fail(Reason::RegistrationFieldMissing),
                Some(FieldState::Wrong) => Fail(Reason::RegistrationFieldWrong),
                Some(FieldState::Unchecked) => Unknown(Reason::RegistrationFieldUnchecked),
                Some(FieldState::Confirmed) => Pass,
            },
            ConditionForm::PosCodes(form) => self.pos_codes(form),
            ConditionForm::Support(form) => {
                let open = self.point.support_requests.iter().filter(|request| request.closed.is_none());
                let due: Vec<NaiveDate> = open
                    .filter_map(|request| self.working_days_after(date_of(request.opened), form.working_days.get()))
                    .collect();
                match (due.iter().min(), self.now) {
                    (None, _) => Pass,
                    (Some(_), None) => Unknown(Reason::ClockNotTrusted),
                    (Some(&due), Some((_, today))) => pass_if(today <= due, Reason::SupportOverdue),
                }
            }
            ConditionForm::Operator(_) => known(request.operator(), Reason::OperatorTrainingUnknown, |state| {
                pass_if(state == OperatorState::Trained, Reason::OperatorNotTrained)
            }),
            ConditionForm::Power(form) => known(request.power(), Reason::PowerStateUnknown, |state| {
                let accepts = form.accepts.clone().unwrap_or(vec![PowerState::Mains, PowerState::Battery]);
                pass_if(accepts.contains(&state), Reason::PowerFailing)
            }),
            ConditionForm::Battery(form) => match (request.battery_percent(), request.power()) {
                (_, Some(PowerState::Mains)) => Pass,
                (None, _) => Unknown(Reason::BatteryLevelUnknown),
                (Some(level), _) if level >= form.min_percent.get() => Pass,
                (Some(_), None) => Unknown(Reason::PowerStateUnknown),
                (Some(_), Some(_)) => Fail(Reason::BatteryTooLow),
            },
            ConditionForm::Component(form) => {
                let (state, faulty) = match form.part {
                    Part::CardReader => (request.card_reader(), Reason::CardReaderFaulty),
                    Part::Contact => (request.contact(), Reason::ContactFaulty),
                    Part::Positioning => (request.positioning(), Reason::PositioningFaulty),
                    Part::Communication => (request.communication(), Reason::CommunicationFaulty),
                    Part::Printer => (request.printer(), Reason::PrinterFaulty),
                    Part::KeyPad => (request.key_pad(), Reason::KeyPadFaulty),
                };
                let accepts = form.accepts.clone().unwrap_or(vec![ComponentState::Working, ComponentState::Degraded]);
                known(state, Reason::ComponentStateUnknown, |state| pass_if(accepts.contains(&state), faulty))
            }
            ConditionForm::Damage(_) => known(request.damage(), Reason::DamageUnknown, |state| {
                pass_if(state == DamageState::None, Reason::Damaged)
            }),
            ConditionForm::Host(_) => known(request.host(), Reason::HostStateUnknown, |state| match state {
                HostState::Reachable => Pass,
                HostState::Unreachable => Fail(Reason::HostDown),
                HostState::TimingOut => Fail(Reason::HostTimingOut),
            }),
            ConditionForm::Link(form) => known(request.link(), Reason::LinkStateUnknown, |state| {
                let accepts = form.accepts.clone().unwrap_or(vec![LinkState::Up]);
                let reason = match state {
                    LinkState::Weak => Reason::LinkWeak,
                    LinkState::Unstable => Reason::LinkUnstable,
                    LinkState::Interfered => Reason::LinkInterfered,
                    // A link that is up has no reason of its own.
                    LinkState::Up | LinkState::Down => Reason::LinkDown,
                };
                pass_if(accepts.contains(&state), reason)
            }),
            ConditionForm::Offline(form) => match (request.host(), self.offline(form)) {
                (Some(HostState::Reachable), _) => Pass,
                (None, Fail(_) | Unknown(_)) => Unknown(Reason::HostStateUnknown),
                (_, answer) => answer,
            },
            ConditionForm::Mocked(_) => known(request.fix_source(), Reason::LocationMockUnknown, |state| {
                pass_if(state == FixSource::Genuine, Reason::LocationMocked)
            }),
            ConditionForm::Address(_) => known(self.point.address_check, Reason::AddressNotChecked, |state| {
                pass_if(state == AddressCheck::Matches, Reason::AddressDiffers)
            }),
            ConditionForm::Location(form) => {
                self.location(form.fix_age_max_s.get(), form.accuracy_max_m.get(), form.strict)
            }
            ConditionForm::Hours(_) => known(self.now, Reason::ClockNotTrusted, |(now, _)| self.hours(now)),
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
            ConditionForm::Require(form) => match self.value(&self.said[&form.expression]) {
                Ok(value) => pass_if(value == 1, Reason::RequirementNotMet),
                Err(Some(Fact::NowUtcS)) => Unknown(Reason::ClockNotTrusted),
                Err(_) => Unknown(Reason::RequirementUnknown),
            },
            ConditionForm::Usage(form) => {
                let (used, business_day) = match self.used(rule) {
                    Ok(used) => used,
                    Err(reason) => return Unknown(reason),
                };
                if form.measure == Measure::Amount && used > CAP {
                    return Fail(Reason::UsageOverflow);
                }
                let reason = match (form.measure, form.window) {
                    (Measure::Amount, Window::Day) => Reason::DayAmountAboveLimit,
                    (Measure::Amount, Window::Month) => Reason::MonthAmountAboveLimit,
                    (Measure::Count, Window::Day) => Reason::DayCountAboveLimit,
                    (Measure::Count, Window::Month) => Reason::MonthCountAboveLimit,
                };
                self.within(rule, Some(business_day), form.max.get(), used, reason)
            }
        }
    }

    /// What is used of the limit of a rule on usage, with this transaction, and the business day; errs with what is not
    /// known.
    pub(super) fn used(&self, rule: &Rule) -> Result<(i128, NaiveDate), Reason> {
        let ConditionForm::Usage(form) = &rule.condition else { unreachable!("asked of a rule on usage") };
        let request = self.request;
        self.now.ok_or(Reason::ClockNotTrusted)?;
        let added = match (form.measure, request.amount_minor()) {
            (Measure::Count, _) => 1,
            (Measure::Amount, amount) => i128::from(amount.ok_or(Reason::AmountMissing)?),
        };
        let (used, business_day) = self.used_before(rule, form.measure)?;
        Ok((used + added, business_day))
    }

    /// What was used of the counter of a rule without this transaction.
    pub(super) fn used_before(&self, rule: &Rule, measure: Measure) -> Result<(i128, NaiveDate), Reason> {
        let ConditionForm::Usage(form) = &rule.condition else { unreachable!("asked of a rule on usage") };
        let request = self.request;
        let (now, _) = self.now.ok_or(Reason::ClockNotTrusted)?;
        let offset = self.policy.business_day_offset_min.map_or(0, |offset| offset.get());
        let slot = self.counters.iter().position(|row| {
            row.window == form.window
                && row.subject == form.subject
                && i64::from(row.business_day_offset_min) == offset
                && row.entry_modes == bits(rule.scope.entry_modes.as_deref(), |word: EntryMode| word as u8)
                && row.card_kinds == bits(rule.scope.card_kinds.as_deref(), |word: CardKind| word as u8)
                && row.refunds == form.refunds.unwrap_or(Refunds::Ignore)
        });
        // One that the plan does not list is looked at by nothing that matters.
        let slot = slot.ok_or(Reason::UsageMissing)?;
        let counter = request.counter(u8::try_from(slot).expect("at most twelve")).ok_or(Reason::UsageMissing)?;
        if counter.taken_at_utc_s > now {
            return Err(Reason::UsageFromFuture);
        }
        let (business_day, day_start, month_start) = self.clock.business_day(now, offset);
        let start = if form.window == Window::Day { day_start } else { month_start };
        let used = if counter.taken_at_utc_s < start {
            0
        } else if form.age_max_s.is_some_and(|age_max| now - counter.taken_at_utc_s > age_max.get()) {
            return Err(Reason::UsageStale);
        } else if measure == Measure::Amount {
            i128::from(counter.amount_minor)
        } else {
            i128::from(counter.count)
        };
        Ok((used, business_day))
    }

    /// An instant that must not lie too far back.
    fn age(&self, at: Option<i64>, age_max_s: i64, fail: Reason, unknown: Reason) -> Answer {
        match (self.now, at) {
            (None, _) => Unknown(Reason::ClockNotTrusted),
            (Some((now, _)), Some(at)) if at <= now => pass_if(now - at <= age_max_s, fail),
            _ => Unknown(unknown),
        }
    }

    fn of_application(&self, says: impl Fn(&Application) -> Answer) -> Answer {
        known(self.point.application.as_ref(), Reason::ApplicationNotRecorded, says)
    }

    fn pos_codes(&self, form: &PosCodesRule) -> Answer {
        let request = self.request;
        let de22 = known(request.entry_mode().zip(request.de22()), Reason::PosCodesMissing, |(mode, de22)| {
            let digits = format!("{de22:03}");
            let accepted: &[&str] = match mode {
                EntryMode::Manual => &["01"],
                EntryMode::Magstripe => &["02", "90"],
                EntryMode::Chip => &["05"],
                EntryMode::Contactless => &["07", "91"],
                EntryMode::QrCode => &["03", "04"],
                EntryMode::Fallback => &["80"],
                EntryMode::Stored => &["10"],
            };
            pass_if(accepted.contains(&&digits[..2]), Reason::De22Inconsistent)
        });
        let mut answers = Vec::new();
        if form.de22 != Some(false) {
            answers.push(de22);
        }
        if let Some(list) = &form.de25 {
            answers.push(known(request.de25(), Reason::PosCodesMissing, |de25| {
                pass_if(list.iter().any(|code| code.get() == de25), Reason::De25Inconsistent)
            }));
        }
        each(answers.into_iter())
    }

    /// What may be sold while the host cannot be asked.
    fn offline(&self, form: &OfflineRule) -> Answer {
        let request = self.request;
        let mut answers = Vec::new();
        if let (Some(_), Some(amount), Some(used)) =
            (form.amount_max_minor, request.amount_minor(), request.offline_amount_minor())
            && i128::from(used) + i128::from(amount) > CAP
        {
            answers.push(Fail(Reason::UsageOverflow));
        }
        if let Some(floor) = form.floor_limit_minor {
            answers.push(known(request.amount_minor(), Reason::AmountMissing, |amount| {
                pass_if(amount <= floor.get(), Reason::FloorLimitExceeded)
            }));
        }
        if let Some(max) = form.amount_max_minor {
            answers.push(known(request.amount_minor(), Reason::AmountMissing, |amount| {
                known(request.offline_amount_minor(), Reason::OfflineUsageMissing, |used| {
                    let sum = i128::from(used) + i128::from(amount);
                    pass_if(sum <= max.get().into(), Reason::OfflineAmountAboveLimit)
                })
            }));
        }
        if let Some(max) = form.count_max {
            answers.push(known(request.offline_count(), Reason::OfflineUsageMissing, |count| {
                pass_if(count < max.get(), Reason::OfflineCountAboveLimit)
            }));
        }
        each(answers.into_iter())
    }

    /// The last of so many working days after a date; nothing where the calendar does not cover a day on the way.
    fn working_days_after(&self, date: NaiveDate, count: i64) -> Option<NaiveDate> {
        let mut day = date;
        for _ in 0..count {
            let calendar = self.policy.calendar.as_ref()?;
            let covered = date_of(calendar.covers_from)..=date_of(calendar.covers_through);
            loop {
                day = next(day);
                if !covered.contains(&day) {
                    return None;
                }
                let makeup = calendar.makeup_workdays.keys().any(|&date| date_of(date) == day);
                let holiday = calendar.holidays.iter().any(|&date| date_of(date) == day);
                let weekend = [ChronoWeekday::Sat, ChronoWeekday::Sun].contains(&day.weekday());
                if makeup || !weekend && !holiday {
                    break;
                }
            }
        }
        Some(day)
    }

    pub(super) fn approved(&self) -> impl Iterator<Item = &Adjustment> {
        self.point.adjustments.iter().filter(|adjustment| adjustment.status == AdjustmentStatus::Approved)
    }

    pub(super) fn holds_on(adjustment: &Adjustment, day: NaiveDate) -> bool {
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

    /// The limit of a rule in force on a day: the base, or the greatest approved raise.
    pub(super) fn limit_in_force(&self, rule: &Rule, day: NaiveDate, base: i64) -> i64 {
        let raises = self.approved().filter_map(|adjustment| match &adjustment.grant {
            Grant::Limit { rule: id, max } if *id == rule.id && Self::holds_on(adjustment, day) => Some(max.get()),
            _ => None,
        });
        raises.fold(base, i64::max)
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

    /// The spans registered for a day; nothing where the calendar does not say whether it is a day of its own.
    fn registered_spans(&self, day: NaiveDate) -> Option<Vec<poscond::forms::Span>> {
        let hours = self.point.hours.clone().unwrap_or_default();
        let of_weekday = |at: u32| hours.weekly.days()[at as usize].clone();
        if let Some((_, spans)) = hours.exceptions.iter().find(|(date, _)| date_of(**date) == day) {
            return Some(spans.clone());
        }
        if self.consults_calendar() {
            let calendar = self.policy.calendar.as_ref()?;
            if day < date_of(calendar.covers_from) || date_of(calendar.covers_through) < day {
                return None;
            }
            let is_holiday = calendar.holidays.iter().any(|&date| date_of(date) == day);
            if let Some(spans) = hours.holidays.as_ref().filter(|_| is_holiday) {
                return Some(spans.clone());
            }
            let makeup = calendar.makeup_workdays.iter().find(|(date, _)| date_of(**date) == day);
            match (makeup, &hours.makeup_workdays) {
                (Some(_), Some(MakeupHours::Spans(spans))) => return Some(spans.clone()),
                // Weekdays are numbered from Monday, which is 1.
                (Some((_, &weekday)), Some(MakeupHours::AsWeekday)) => return Some(of_weekday(weekday as u32 - 1)),
                _ => {}
            }
        }
        Some(of_weekday(day.weekday().num_days_from_monday()))
    }

    /// Whether the hours depend on the calendar.
    pub(super) fn consults_calendar(&self) -> bool {
        self.point.hours.as_ref().is_some_and(|hours| hours.holidays.is_some() || hours.makeup_workdays.is_some())
    }

    /// The spans of a day, as instants: those registered, and those of extensions.
    pub(super) fn open_times(&self, day: NaiveDate) -> Vec<(i64, i64)> {
        let mut spans = self.registered_spans(day).unwrap_or_default();
        for adjustment in self.approved().filter(|adjustment| Self::holds_on(adjustment, day)) {
            if let Grant::Hours(more) = &adjustment.grant {
                spans.extend(more);
            }
        }
        let instant = |minutes: u16| self.clock.instant(day, minutes.into());
        spans.iter().map(|span| (instant(span.open_min()), instant(span.close_min()))).collect()
    }

    /// What the hours say of an instant.
    pub(super) fn hours(&self, now: i64) -> Answer {
        let mut days = around(self.clock.date(now));
        if { days.clone() }.any(|day| self.open_times(day).iter().any(|&(open, close)| open <= now && now < close)) {
            return Pass;
        }
        let hours = self.point.hours.clone().unwrap_or_default();
        let makeup = match &hours.makeup_workdays {
            Some(MakeupHours::Spans(spans)) => spans.clone(),
            _ => Vec::new(),
        };
        let registered = hours.weekly.days().into_iter().chain(hours.exceptions.values()).chain(&hours.holidays);
        if registered.chain([&makeup]).all(|day| day.is_empty()) {
            return Unknown(Reason::HoursNotRegistered);
        }
        // A span may start with its day and run to 48:00.
        let may_reach = |day: &NaiveDate| self.clock.instant(*day, 0) <= now && now < self.clock.instant(*day, 2880);
        if days.any(|day| may_reach(&day) && self.registered_spans(day).is_none()) {
            return Unknown(Reason::HoursCalendarUnknown);
        }
        Fail(Reason::HoursClosed)
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
