//! What a step would change, as a proposal that is still to be proven.

use super::change::{Change, Setting, Stage};
use super::{Case, Changed};
use crate::bounds::AMOUNT_MINOR_CAP;
use crate::calendar::Weekday;
use crate::condition::setup::de22_digits;
use crate::expression::code;
use crate::finding::{Finding, Required};
use crate::forms::{Date, Id, Span, TerminalId};
use crate::plan::{Plan, RuleRow};
use crate::policy::{ConditionForm, Rule};
use crate::reason::Reason;
use crate::remedy::{Retry, Step};
use crate::request::{Fact, Version};
use crate::service_point::{AreaForm, FormState, Grant, MaterialState, Place};
use crate::time::weekday;
use crate::words::{ClockState, EntryMode, HostState};
use alloc::{vec, vec::Vec};

/// The radius of a place proposed, in metres.
const RADIUS_M: u32 = 100;

/// The accuracy of a fix proposed, in metres, where the rule accepts it.
const ACCURACY_M: i64 = 10;

impl Case<'_> {
    /// What a step would change for a finding.
    pub(super) fn proposed(&self, now: &Changed, finding: &Finding<'_>, step: Step) -> Vec<Change> {
        let (Some(reason), Some(plan)) = (finding.reason, now.plan()) else { return Vec::new() };
        // Nothing that the reader can do stands for these.
        if step.retry(reason) == Retry::Never {
            return Vec::new();
        }
        let proposer = Proposer { case: self, now, plan, finding, reason };
        proposer.of_step(step)
    }

    /// What may help whatever the step: another value of the fact, a smaller amount, time.
    pub(super) fn proposed_anyway(&self, now: &Changed, finding: &Finding<'_>) -> Vec<Change> {
        let (Some(reason), Some(plan)) = (finding.reason, now.plan()) else { return Vec::new() };
        let proposer = Proposer { case: self, now, plan, finding, reason };
        let is_final = reason.steps().iter().any(|step| step.retry(reason) == Retry::Never);
        let facts = if is_final { Vec::new() } else { proposer.fact() };
        facts.into_iter().chain(proposer.lower_amount()).chain(proposer.wait()).collect()
    }

    /// Values at and beside the constants of a rule's expressions, for each fact that they name.
    pub(super) fn proposed_by_expressions(&self, now: &Changed, finding: &Finding<'_>) -> Vec<Change> {
        let (Some(reason), Some(plan)) = (finding.reason, now.plan()) else { return Vec::new() };
        let proposer = Proposer { case: self, now, plan, finding, reason };
        let Some(row) = proposer.row() else { return Vec::new() };
        let (mut facts, mut constants, mut versions) = (Vec::new(), Vec::new(), Vec::new());
        for step in row.when.into_iter().chain(row.requirement).flatten() {
            match step {
                code::Step::Compared { fact: fact @ (Fact::AppVersion | Fact::OsVersion), constant, .. } => {
                    // Steps have versions in the order of integers with a sign.
                    versions.push(Setting { fact, value: constant ^ i64::MIN });
                }
                code::Step::Compared { fact, constant, .. } => {
                    facts.push(fact);
                    constants.push(constant);
                }
                code::Step::Fact(fact) => facts.push(fact),
                code::Step::Amount { .. } => facts.push(Fact::AmountMinor),
                code::Step::Constant { value, is_boolean: false } => constants.push(value),
                _ => {}
            }
        }
        let beside = |&constant: &i64| [constant, constant.saturating_sub(1), constant.saturating_add(1)];
        let values: Vec<i64> = constants.iter().flat_map(beside).collect();
        let settings = facts.iter().flat_map(|&fact| values.iter().map(move |&value| Setting { fact, value }));
        settings.chain(versions).map(Change::Set).collect()
    }
}

struct Proposer<'c, 'p> {
    case: &'c Case<'c>,
    now: &'c Changed,
    plan: Plan<'p>,
    finding: &'c Finding<'c>,
    reason: Reason,
}

impl Proposer<'_, '_> {
    fn of_step(&self, step: Step) -> Vec<Change> {
        match step {
            Step::Wait => match self.reason {
                Reason::TerminalNotDelivered => pass(Stage::Delivery),
                _ => self.wait(),
            },
            Step::TryAgain => set(Fact::Host, HostState::Reachable as i64),
            Step::SetClock if self.now.request.now_utc_s().is_some() => vec![Change::CLOCK],
            Step::SetClock | Step::UpdateCalendar => Vec::new(),
            Step::LoadPlan | Step::UseOwnTerminal => self.load(),
            Step::RenewPlan => self.today().map(|date| Change::ServeThrough { date }).into_iter().collect(),
            Step::AskAcquirer => match self.reason {
                Reason::MerchantSuspended => vec![Change::LiftSuspension],
                Reason::ApplicationNotRecorded => self.application(),
                _ => self.fact(),
            },
            Step::SupplyDocument => self.document(),
            Step::SupplyMaterial | Step::CorrectForm | Step::SubmitApplication => self.application(),
            Step::FinishReview if self.reason == Reason::DocumentPending => self.document(),
            Step::FinishReview => self.application(),
            Step::CorrectRegistration => self.registration(),
            Step::CheckAddress if self.reason == Reason::RegistrationFieldUnchecked => self.registration(),
            Step::CheckAddress => vec![Change::MatchAddress],
            Step::ShipTerminal => pass(Stage::Delivery),
            Step::InstallTerminal => pass(Stage::Installation),
            Step::TrainMerchant => pass(Stage::Training),
            Step::RunTestTransaction => pass(Stage::TestTransaction),
            Step::RepairTerminal if self.reason == Reason::TestTransactionFailed => pass(Stage::TestTransaction),
            Step::BindTerminal => self.bind(),
            Step::CloseSupportRequest => {
                self.today().map(|date| Change::CloseSupportRequests { date }).into_iter().collect()
            }
            Step::CorrectPosCodes => self.pos_codes(),
            Step::MeetRegulation => self.subject().map(|id| Change::MeetRegulation { id }).into_iter().collect(),
            Step::MoveIntoArea | Step::TakeFix => self.fix(),
            Step::UpdateAddress if self.reason == Reason::AddressDiffers => vec![Change::MatchAddress],
            Step::UpdateAddress => self.register_place(),
            Step::DeployMobilePos => self.grant_place(),
            Step::RegisterHours => self.register_hours(),
            Step::ExtendHours => self.grant_hours(),
            Step::LowerAmount => self.lower_amount(),
            Step::RaiseLimit => self.grant_limit(),
            Step::RefreshUsage => self.counter(),
            Step::ReportFact => match self.reason {
                Reason::UsageMissing | Reason::UsageFromFuture => self.counter(),
                Reason::LocationAccuracyMissing => self.fix(),
                Reason::AmountMissing => self.amount(),
                Reason::TerminalBindingUnknown => self.load().into_iter().chain(self.bind()).collect(),
                Reason::OfflineUsageMissing => self.offline(),
                Reason::HostStateUnknown => set(Fact::Host, HostState::Reachable as i64),
                _ => self.fact(),
            },
            Step::ChangeNetwork if self.finding.fact != Some(Fact::Link) => {
                set(Fact::Host, HostState::Reachable as i64)
            }
            Step::RestartTerminal
                if self.reason == Reason::LocationFixMissing || self.reason == Reason::LocationFixStale =>
            {
                self.fix()
            }
            Step::RegisterTerminal
            | Step::ActivateTerminal
            | Step::SignOn
            | Step::RefreshProfile
            | Step::TrainOperator
            | Step::StopMocking
            | Step::RaiseAmount
            | Step::EnterAgain
            | Step::ReadAnotherWay
            | Step::RestorePower
            | Step::ChargeBattery
            | Step::RestartTerminal
            | Step::ChangeNetwork
            | Step::CleanPart
            | Step::RepairTerminal
            | Step::ReplaceTerminal
            | Step::InspectTerminal
            | Step::UpdateSoftware
            | Step::UpdateOs
            | Step::InstallPatch => self.fact(),
        }
    }

    /// The fact that the finding looks at takes a value that is accepted.
    fn fact(&self) -> Vec<Change> {
        use Fact::{
            InServiceSinceUtcS, InspectedAtUtcS, PolicyConfirmedAtUtcS, ProfileRefreshedAtUtcS, SignedOnAtUtcS,
        };
        let Some(fact) = self.finding.fact else { return Vec::new() };
        let values: Vec<i64> = match (fact, self.finding.required) {
            (Fact::NowUtcS, _) => return Vec::new(),
            (
                SignedOnAtUtcS | InServiceSinceUtcS | InspectedAtUtcS | ProfileRefreshedAtUtcS | PolicyConfirmedAtUtcS,
                _,
            ) => {
                return vec![Change::Refresh { fact }];
            }
            (Fact::AppVersion | Fact::OsVersion, Required::Nothing) => self.next_versions(),
            (Fact::Clock, _) => vec![ClockState::Trusted as i64],
            (_, Required::AtLeast(value) | Required::AtMost(value) | Required::Within(value, _)) => vec![value],
            (_, Required::OneOf(values)) => values.values().iter().map(|&value| value.into()).collect(),
            (fact, Required::Nothing) if fact.is_word() => (1..).take(fact.words()).collect(),
            (_, Required::Nothing) => vec![0, 1],
        };
        values.into_iter().map(|value| Change::Set(Setting { fact, value })).collect()
    }

    /// Versions after the one observed, the nearest first.
    fn next_versions(&self) -> Vec<i64> {
        let Some(observed) = self.finding.observed else {
            return vec![0, Version([1, 0, 0, 0]).packed().cast_signed()];
        };
        let [a, b, c, d] = Version::from_packed(observed.cast_unsigned()).0;
        // As many as a rule may list, and one.
        let nearer = (1..=256).map(|more: u16| Version([a, b, c, d.saturating_add(more)]));
        let later = [
            Version([a, b, c.saturating_add(1), 0]),
            Version([a, b.saturating_add(1), 0, 0]),
            Version([a.saturating_add(1), 0, 0, 0]),
        ];
        nearer.chain(later).map(|version| version.packed().cast_signed()).collect()
    }

    /// What holds the bit of the finding's rule; nothing for a guard.
    fn bit(&self) -> Option<u64> {
        // OK because a plan has at most 64 rules.
        self.finding.bit.map(|bit| 1 << (bit & 63))
    }

    fn wait(&self) -> Vec<Change> {
        let request = &self.now.request;
        let until = match self.bit() {
            Some(bit) => self.plan.wait_for(request, bit),
            // Of the guards only the validity ends with time.
            None if self.reason == Reason::PlanNotYetValid => self.plan.wait_for(request, 0),
            None => None,
        };
        let later = until.filter(|&until| request.now_utc_s().is_some_and(|now| until > now));
        later.map(|until_utc_s| Change::Wait { until_utc_s }).into_iter().collect()
    }

    fn lower_amount(&self) -> Vec<Change> {
        let amount = self.bit().and_then(|bit| self.plan.amount_for(&self.now.request, bit));
        let lower =
            amount.filter(|&amount| self.now.request.amount_minor().is_some_and(|now| amount < now && amount > 0));
        lower.map(|value| Change::Set(Setting { fact: Fact::AmountMinor, value })).into_iter().collect()
    }

    /// Some amount, where there is none: the least that the rule accepts.
    fn amount(&self) -> Vec<Change> {
        let mut least = 1;
        self.tell(|name, value| {
            if name == "min_minor" {
                least = value;
            }
        });
        set(Fact::AmountMinor, least)
    }

    /// What the terminal has of its service point is loaded anew.
    fn load(&self) -> Vec<Change> {
        let point = &self.now.service_point;
        match self.reason {
            Reason::OtherServicePoint | Reason::ServicePointUnknown => {
                vec![Change::UseMerchantId { id: point.merchant_id.clone() }]
            }
            Reason::TerminalBoundElsewhere | Reason::TerminalBindingUnknown => {
                point.terminals.iter().map(|id| Change::UseTerminal { id: id.clone() }).take(1).collect()
            }
            Reason::PolicyOutdated | Reason::PolicyStateUnknown => {
                vec![Change::ConfirmPolicy { version: self.plan.policy_version() }]
            }
            // A later policy is no fact, and what ended needs new dates first.
            Reason::PolicySuperseded | Reason::PlanExpired => Vec::new(),
            _ => self.fact(),
        }
    }

    fn document(&self) -> Vec<Change> {
        let document = self.subject().zip(self.today());
        document.map(|(kind, valid_through)| Change::ApproveDocument { kind, valid_through }).into_iter().collect()
    }

    fn registration(&self) -> Vec<Change> {
        self.subject().map(|field| Change::ConfirmRegistration { field }).into_iter().collect()
    }

    /// What the application lacks for this rule.
    fn application(&self) -> Vec<Change> {
        let application = self.now.service_point.application.as_ref();
        match self.rule().map(|rule| &rule.condition) {
            Some(ConditionForm::Materials(rule)) => {
                let accepted =
                    |item: &&Id| application.and_then(|all| all.materials.get(*item)) == Some(&MaterialState::Accepted);
                let items = rule.required.iter().filter(|item| !accepted(item)).cloned().collect();
                vec![Change::AcceptMaterials { items }]
            }
            Some(ConditionForm::Form(rule)) => {
                let accepted =
                    |field: &&Id| application.and_then(|all| all.form.get(*field)) == Some(&FormState::Accepted);
                let fields = rule.required.iter().filter(|field| !accepted(field)).cloned().collect();
                vec![Change::AcceptForm { fields }]
            }
            Some(ConditionForm::CreditCheck(_)) => pass(Stage::CreditCheck),
            Some(ConditionForm::Review(_)) => pass(Stage::Review),
            Some(ConditionForm::Delivery(_)) => pass(Stage::Delivery),
            Some(ConditionForm::Installation(_)) => pass(Stage::Installation),
            Some(ConditionForm::Training(_)) => pass(Stage::Training),
            Some(ConditionForm::TestTransaction(_)) => pass(Stage::TestTransaction),
            _ => Vec::new(),
        }
    }

    fn bind(&self) -> Vec<Change> {
        let id =
            self.now.request.terminal_id().and_then(|id| core::str::from_utf8(id).ok()?.parse::<TerminalId>().ok());
        id.map(|id| Change::BindTerminal { id }).into_iter().collect()
    }

    fn pos_codes(&self) -> Vec<Change> {
        let request = &self.now.request;
        let mut accepted = Vec::new();
        self.tell(|name, value| {
            if name == "de25" {
                accepted.push(value);
            }
        });
        let present = request.de25().filter(|code| accepted.is_empty() || accepted.contains(code));
        let de25 = present.or(accepted.first().copied()).and_then(|code| u8::try_from(code).ok());
        let last = request.de22().map_or(0, |de22| de22.rem_euclid(10));
        // What DE22 says already, where it says it of an entry mode; else by the entry mode.
        let agrees = |mode: EntryMode| {
            request
                .de22()
                .filter(|de22| de22_digits(mode).iter().any(|&digits| i64::from(digits) == de22.div_euclid(10)))
        };
        let modes = request.entry_mode().map_or_else(
            || {
                EntryMode::ALL
                    .iter()
                    .copied()
                    .filter(|&mode| agrees(mode).is_some())
                    .chain(EntryMode::ALL.iter().copied())
                    .collect()
            },
            |mode| vec![mode],
        );
        let propose = |entry_mode: EntryMode| {
            let digits = de22_digits(entry_mode).first().copied().unwrap_or_default();
            let by_mode = i64::from(digits).saturating_mul(10).saturating_add(last);
            let de22 = u16::try_from(agrees(entry_mode).unwrap_or(by_mode)).unwrap_or_default();
            Change::UsePosCodes { entry_mode, de22, de25 }
        };
        modes.into_iter().map(propose).collect()
    }

    /// A fix that is fresh and accurate, where the terminal is, or else in an area.
    fn fix(&self) -> Vec<Change> {
        let mut accuracy_max_m = ACCURACY_M;
        self.tell(|name, value| {
            if name == "accuracy_max_m" {
                accuracy_max_m = accuracy_max_m.min(value);
            }
        });
        let accuracy_m = u32::try_from(accuracy_max_m).unwrap_or_default();
        let mut proposals = vec![Change::Refresh { fact: Fact::FixAtUtcS }];
        proposals.push(Change::Set(Setting { fact: Fact::FixAccuracyM, value: accuracy_max_m }));
        let here = self.now.request.fix().map(|(point, datum)| (point.lat_e7, point.lon_e7, datum));
        let mut spots: Vec<_> = here.into_iter().collect();
        for place in self.places() {
            for area in &place.areas {
                match area {
                    AreaForm::Circle { lat_e7, lon_e7, .. } => spots.push((lat_e7.to(), lon_e7.to(), place.datum)),
                    AreaForm::Polygon(corners) => {
                        spots.extend(corners.iter().map(|(lat, lon)| (lat.to(), lon.to(), place.datum)).take(1));
                    }
                    AreaForm::Regions(regions) => {
                        proposals.extend(regions.iter().map(|region| Change::TakeRegion { region: region.code() }));
                    }
                }
            }
        }
        let fixes =
            spots.into_iter().map(|(lat_e7, lon_e7, datum)| Change::TakeFix { lat_e7, lon_e7, datum, accuracy_m });
        proposals.into_iter().chain(fixes).collect()
    }

    /// The registered place, and those that were approved.
    fn places(&self) -> impl Iterator<Item = &Place> {
        let point = &self.now.service_point;
        let granted = point.adjustments.iter().filter_map(|adjustment| match &adjustment.grant {
            Grant::Place(place) if adjustment.is_approved() => Some(place),
            _ => None,
        });
        point.place.iter().chain(granted)
    }

    fn register_place(&self) -> Vec<Change> {
        let Some((point, datum)) = self.now.request.fix() else { return Vec::new() };
        vec![Change::RegisterPlace { lat_e7: point.lat_e7, lon_e7: point.lon_e7, datum, radius_m: RADIUS_M }]
    }

    fn grant_place(&self) -> Vec<Change> {
        let (Some((point, datum)), Some(today)) = (self.now.request.fix(), self.today()) else { return Vec::new() };
        let (lat_e7, lon_e7) = (point.lat_e7, point.lon_e7);
        vec![Change::GrantPlace { lat_e7, lon_e7, datum, radius_m: RADIUS_M, from: today, through: today }]
    }

    fn register_hours(&self) -> Vec<Change> {
        let Some(today) = self.today() else { return Vec::new() };
        let weekday = Weekday::ALL.get(weekday(today.days())).copied().unwrap_or(Weekday::Mon);
        Span::new(0, 1440).map(|span| Change::RegisterHours { weekday, span }).into_iter().collect()
    }

    /// The hour that the request falls into, of today and of a span that started yesterday.
    fn grant_hours(&self) -> Vec<Change> {
        let Some(today) = self.today() else { return Vec::new() };
        let (_, second) = self.plan.local(self.now.request.now_utc_s().unwrap_or_default());
        let open_min = u16::try_from(second.div_euclid(3600).saturating_mul(60)).unwrap_or_default();
        Span::new(open_min, open_min.saturating_add(60))
            .map(|span| Change::GrantHours { span, from: today, through: today })
            .into_iter()
            .collect()
    }

    fn grant_limit(&self) -> Vec<Change> {
        let (Some(today), Some(max)) = (self.today(), self.finding.observed) else { return Vec::new() };
        let Ok(rule) = self.finding.rule.parse::<Id>() else { return Vec::new() };
        if max > AMOUNT_MINOR_CAP.cast_signed() {
            return Vec::new();
        }
        // A business day may be yesterday's or tomorrow's date.
        let days = [0, 1, -1].into_iter().filter_map(|days| Date::from_days(today.days().saturating_add(days)));
        days.map(|day| Change::GrantLimit { rule: rule.clone(), max, from: day, through: day }).collect()
    }

    /// The counter that the rule looks at is taken anew: with what it says now, or at nothing.
    fn counter(&self) -> Vec<Change> {
        let mut slot = None;
        self.tell(|name, value| {
            if name == "counter" {
                slot = u8::try_from(value).ok();
            }
        });
        let Some(slot) = slot else { return Vec::new() };
        let now = self.now.request.counter(slot).map(|counter| (counter.amount_minor, counter.count));
        let proposals = now.into_iter().chain([(0, 0)]);
        proposals.map(|(amount_minor, count)| Change::TakeCounter { slot, amount_minor, count }).collect()
    }

    /// What was sold offline is nothing, or the host answers.
    fn offline(&self) -> Vec<Change> {
        let nothing = |fact| Change::Set(Setting { fact, value: 0 });
        let mut proposals = vec![nothing(Fact::OfflineAmountMinor), nothing(Fact::OfflineCount)];
        proposals.extend(set(Fact::Host, HostState::Reachable as i64));
        proposals
    }

    /// What the rule compares with.
    fn tell(&self, mut say: impl FnMut(&'static str, i64)) {
        if let Some(row) = self.row() {
            row.tell(&self.plan, |(name, _, value)| say(name, value));
        }
    }

    fn row(&self) -> Option<RuleRow<'_>> {
        self.plan.rule_rows().find(|row| row.id == self.finding.rule)
    }

    /// The rule as the policy has it.
    fn rule(&self) -> Option<&Rule> {
        self.case.policy.rules.iter().find(|rule| rule.id.as_str() == self.finding.rule)
    }

    fn subject(&self) -> Option<Id> {
        self.finding.subject.and_then(|subject| subject.parse().ok())
    }

    /// The local date of the request.
    fn today(&self) -> Option<Date> {
        let now_utc_s = self.now.request.now_utc_s()?;
        let (day, _) = self.plan.local(now_utc_s);
        Date::from_days(day)
    }
}

fn set(fact: Fact, value: i64) -> Vec<Change> {
    vec![Change::Set(Setting { fact, value })]
}

fn pass(stage: Stage) -> Vec<Change> {
    vec![Change::PassStage { stage }]
}
