//! Readiness: which steps a merchant's application still lacks under a policy, in the order in which they are taken, and what
//! would refuse a sale if it went live now.
//!
//! What is required is what the policy's rules ask of this service point on this day, and nothing else: a stage that no
//! rule asks for is no step. What a step's state is the conditions themselves say, so that a step and a refusal never
//! disagree. Rules for the engineer's eyes only have no steps, and of their refusals nothing is told but that there are any.

use crate::advice::AdviceKind;
use crate::bounds::{INSTANT_UTC_S_MAX, Revision};
use crate::compile::{Problems, compile, ordered_by};
use crate::condition;
use crate::condition::application::{form_field_says, material_says};
use crate::evaluate::Context;
use crate::finding::{Check, Detail, Required};
use crate::forms::{Date, Id};
use crate::map::Map;
use crate::plan::{Expect, Plan};
use crate::policy::{ConditionForm, Policy, Rule};
use crate::probe;
use crate::reason::{Reason, Side};
use crate::remedy::Step;
use crate::request::Request;
use crate::service_point::{Application, ServicePoint};
use crate::words::{Action, Outcome, Verdict, Who, words};
use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::cmp::Reverse;

words! {
    /// What a step is about, in the order in which steps are taken.
    StepKind {
        /// A material of the application (进件材料).
        Material = 1 "material",
        /// The credit check (征信).
        CreditCheck = 2 "credit_check",
        /// A field of the application form (入网申请表).
        FormField = 3 "form_field",
        /// The review of the application (入网审核).
        Review = 4 "review",
        /// A document (资质).
        Document = 5 "document",
        /// A field of the registration.
        RegistrationField = 6 "registration_field",
        /// The registered place of business.
        Place = 7 "place",
        /// The inspection of the address.
        AddressCheck = 8 "address_check",
        /// The registered opening hours.
        Hours = 9 "hours",
        /// A regulation that is to be shown to be met.
        Regulation = 10 "regulation",
        /// The terminals bound to the service point.
        Terminal = 11 "terminal",
        /// The delivery of the terminal.
        Delivery = 12 "delivery",
        /// The installation (装机).
        Installation = 13 "installation",
        /// The training (培训).
        Training = 14 "training",
        /// The test transaction (测试交易).
        TestTransaction = 15 "test_transaction",
    }
}

words! {
    /// How far a step is.
    StepState {
        /// Nothing was done yet.
        Missing = 1 "missing",
        /// The service point does not record how far it is.
        NotRecorded = 2 "not_recorded",
        /// Refused, found wrong or failed: to be done again.
        Rejected = 3 "rejected",
        /// Done once, and no longer valid.
        Expired = 4 "expired",
        /// Accepted, and valid from a later date on.
        NotYetValid = 5 "not_yet_valid",
        /// Under way for longer than it may take.
        Overdue = 6 "overdue",
        /// Under way: handed in and not looked at yet, under review, on its way.
        Pending = 7 "pending",
        /// Done, and soon no longer valid.
        Expiring = 8 "expiring",
        /// Done.
        Done = 9 "done",
    }
}

impl StepState {
    /// Whether nothing is left to do for now.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Expiring)
    }
}

/// One step of an application.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct ReadinessStep {
    /// What it is about.
    pub step: StepKind,
    /// Which material, field, document or regulation; null where there is but one.
    pub subject: Option<Id>,
    /// How far it is.
    pub state: StepState,
    /// Who acts now; null for what is done.
    pub who: Option<Who>,
    /// The local date through which a review is to end, an expired or ending document is accepted, or a regulation may stay
    /// unmet; of a document that is not valid yet the first on which it is. Null where there is none.
    pub due: Option<Date>,
    /// Whether there is such a date and the policy's calendar does not cover it, so that it is not guessed.
    pub is_due_unknown: bool,
    /// Whether it keeps a sale from proceeding.
    pub is_blocking: bool,
    /// The rule that asks for it.
    pub rule: Id,
    /// Why the rule is not met; null for what is done.
    pub reason: Option<Reason>,
}

/// What would keep a sale from proceeding. Of rules for the engineer's eyes only there is at most one, of which rule, reason
/// and steps are left out.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Refusal {
    /// The rule's id, or a guard's name after an `@`; null where it is not disclosed.
    pub rule: Option<String>,
    /// Why; null where it is not disclosed.
    pub reason: Option<Reason>,
    /// What the rule is about among others of its kind: a document, a field, a regulation.
    pub subject: Option<Id>,
    /// What it leads to: `refer` or `decline`.
    pub action: Action,
    /// Who can put it right.
    pub who: Who,
    /// What puts it right, the usual step first; none where it is not disclosed.
    pub steps: Vec<Step>,
}

/// How far a service point is from selling under a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
pub struct Readiness {
    /// The service point.
    pub service_point: Id,
    /// Its revision.
    pub revision: Revision,
    /// The policy.
    pub policy: Id,
    /// Its version.
    pub policy_version: Revision,
    /// The instant for which this holds, in seconds UTC.
    pub now_utc_s: i64,
    /// The local date then.
    pub today: Date,
    /// Whether no step blocks and a sale in good order proceeds.
    pub ready: bool,
    /// Where among the steps the first stands that is not done, from 0; null where all are.
    pub next: Option<usize>,
    /// Every step that a rule asks for, done or not, in the order in which they are taken.
    pub steps: Vec<ReadinessStep>,
    /// What follows of a sale in good order at this instant.
    pub outcome: Outcome,
    /// What keeps it from proceeding: the strongest action first, then in the order of the reason table.
    pub refusals: Vec<Refusal>,
    /// Where time alone mends what refuses it: the first instant at which it proceeds, in seconds UTC.
    pub next_allowed_at_utc_s: Option<i64>,
}

/// How far a service point is from selling under a policy, at an instant (seconds UTC; outside 1970 to 2199 the nearest
/// inside): the steps of its application, and what would refuse [a sale in good order](probe::sale).
///
/// Errs where policy and service point do not [compile](crate::compile()).
pub fn readiness(policy: &Policy, service_point: &ServicePoint, now_utc_s: i64) -> Result<Readiness, Problems> {
    let now_utc_s = now_utc_s.clamp(0, INSTANT_UTC_S_MAX);
    let bytes = compile(policy, service_point)?;
    // Never errs, since what compiles opens.
    let Ok(plan) = Plan::open(&bytes, Expect::default()) else { return Err(Problems(Vec::new())) };
    let sale = probe::sale(policy, service_point, now_utc_s)?;
    let (day, _) = plan.local(now_utc_s);
    // OK because an offset moves no instant of the range further than a day out of it, to where the nearest date is meant.
    let today = Date::from_days(day).or(Date::from_days(crate::bounds::DATE_MAX_DAYS)).unwrap_or(FIRST_DATE);
    let steps = Survey { policy, service_point, today, plan: &plan, sale: &sale }.steps();
    let outcome = plan.evaluate(&sale).outcome;
    let next_allowed = plan.disclosed(&sale, plan.foresee(&sale)).next_allowed_at_utc_s;
    Ok(Readiness {
        service_point: service_point.id.clone(),
        revision: service_point.revision,
        policy: policy.id.clone(),
        policy_version: policy.version,
        now_utc_s,
        today,
        ready: outcome == Outcome::Proceed && !steps.iter().any(|step| step.is_blocking),
        next: steps.iter().position(|step| !step.state.is_done()),
        steps,
        outcome,
        refusals: refusals(&plan, &sale),
        next_allowed_at_utc_s: next_allowed.filter(|_| outcome != Outcome::Proceed),
    })
}

const FIRST_DATE: Date = match Date::from_days(0) {
    Some(date) => date,
    None => panic!("1970-01-01 is a date"),
};

/// What keeps a sale from proceeding.
fn refusals(plan: &Plan<'_>, sale: &Request) -> Vec<Refusal> {
    let mut refusals: Vec<Refusal> = Vec::new();
    for finding in plan.findings(sale).filter(|finding| finding.action >= Action::Refer) {
        let Some(reason) = finding.reason else { continue };
        if !finding.internal {
            refusals.push(Refusal {
                rule: Some(finding.rule.to_string()),
                reason: Some(reason),
                subject: finding.subject.and_then(|subject| subject.parse().ok()),
                action: finding.action,
                who: reason.who(),
                steps: reason.steps().to_vec(),
            });
            continue;
        }
        // All that are not disclosed are one: how many there are is not disclosed either.
        let undisclosed = refusals.iter_mut().find(|refusal| refusal.rule.is_none());
        match undisclosed {
            Some(refusal) => refusal.action = refusal.action.max(finding.action),
            None => refusals.push(Refusal {
                rule: None,
                reason: None,
                subject: None,
                action: finding.action,
                who: Who::Acquirer,
                steps: Vec::new(),
            }),
        }
    }
    ordered_by(refusals, |refusal| (Reverse(refusal.action), refusal.reason.map_or(u8::MAX, Reason::rank)))
}

/// What the steps are told from.
struct Survey<'a> {
    policy: &'a Policy,
    service_point: &'a ServicePoint,
    today: Date,
    plan: &'a Plan<'a>,
    sale: &'a Request,
}

/// What is known of a step before its rule's actions.
struct Standing {
    step: StepKind,
    subject: Option<Id>,
    state: StepState,
    reason: Option<Reason>,
    due: Option<Date>,
    is_due_unknown: bool,
}

impl Standing {
    /// A step that is done, or not for a reason.
    fn new(step: StepKind, subject: Option<&Id>, reason: Option<Reason>) -> Self {
        let state = reason.map_or(StepState::Done, state_of);
        Self { step, subject: subject.cloned(), state, reason, due: None, is_due_unknown: false }
    }
}

/// How far a step is whose rule gives this reason.
const fn state_of(reason: Reason) -> StepState {
    match reason {
        Reason::ApplicationNotRecorded => StepState::NotRecorded,
        Reason::MaterialRejected
        | Reason::FormFieldWrong
        | Reason::CreditCheckFailed
        | Reason::ReviewRejected
        | Reason::DocumentRejected
        | Reason::RegistrationFieldWrong
        | Reason::AddressDiffers
        | Reason::InstallationFailed
        | Reason::TestTransactionFailed => StepState::Rejected,
        Reason::DocumentExpired => StepState::Expired,
        Reason::DocumentNotYetValid => StepState::NotYetValid,
        Reason::ReviewOverdue => StepState::Overdue,
        Reason::MaterialPending
        | Reason::FormFieldPending
        | Reason::CreditCheckPending
        | Reason::ReviewPending
        | Reason::DocumentPending
        | Reason::RegistrationFieldUnchecked
        | Reason::TerminalNotDelivered => StepState::Pending,
        _ => StepState::Missing,
    }
}

impl Survey<'_> {
    fn steps(&self) -> Vec<ReadinessStep> {
        let context = Context::apart(self.plan, self.sale, true);
        let relaxed = context.relaxed();
        let mut steps: Vec<ReadinessStep> = Vec::new();
        for (bit, (rule, id)) in (0_u32..).zip(self.plan.rules().zip(self.plan.rule_ids())) {
            let Some(authored) = self.policy.rules.iter().find(|rule| rule.id.as_str() == id) else { continue };
            if rule.is_internal() || !self.is_in_force(authored) {
                continue;
            }
            let concerns_sales = !context.check(rule).is(Verdict::NotApplicable);
            // Asked whatever transactions the rule concerns.
            context.take_detail();
            let said = condition::check(rule, &context);
            let detail = context.take_detail();
            for standing in self.standings(&authored.condition, said, detail) {
                let Standing { step, subject, state, reason, due, is_due_unknown } = standing;
                let verdict = match reason.map(Reason::side) {
                    Some(Side::Fail) => Verdict::Fail,
                    Some(_) => Verdict::Unknown,
                    None => Verdict::Pass,
                };
                let check = Check::of(verdict, reason.map_or(0, |reason| reason as u16));
                let action = context.action(rule, 1_u64.wrapping_shl(bit), relaxed, check).0;
                let step = ReadinessStep {
                    step,
                    subject,
                    state,
                    who: who(step, state, reason),
                    due,
                    is_due_unknown,
                    is_blocking: concerns_sales && action >= Action::Refer,
                    rule: authored.id.clone(),
                    reason,
                };
                keep(&mut steps, step);
            }
        }
        self.mark_expiring(&mut steps);
        ordered_by(steps, |step| step.step)
    }

    /// Whether a rule is in force today.
    fn is_in_force(&self, rule: &Rule) -> bool {
        rule.valid_from.is_none_or(|from| from <= self.today)
            && rule.valid_through.is_none_or(|through| self.today <= through)
    }

    /// The steps that a condition asks for.
    fn standings(&self, condition: &ConditionForm, said: Check, detail: Detail) -> Vec<Standing> {
        let application = self.service_point.application.as_ref();
        let one = |step, subject: Option<&Id>| {
            let mut standing = Standing::new(step, subject, Reason::from_u16(said.reason()));
            self.date(&mut standing, detail);
            Vec::from([standing])
        };
        let registered = |step, missing: Reason| {
            let is_missing = said.reason() == missing as u16;
            Vec::from([Standing::new(step, None, is_missing.then_some(missing))])
        };
        match condition {
            ConditionForm::Materials(form) => {
                items(application, StepKind::Material, &form.required, |all| &all.materials, material_says)
            }
            ConditionForm::Form(form) => {
                items(application, StepKind::FormField, &form.required, |all| &all.form, form_field_says)
            }
            ConditionForm::CreditCheck(_) => one(StepKind::CreditCheck, None),
            ConditionForm::Review(_) => one(StepKind::Review, None),
            ConditionForm::Document(form) => one(StepKind::Document, Some(&form.kind)),
            ConditionForm::Registration(form) => one(StepKind::RegistrationField, Some(&form.field)),
            ConditionForm::Address(_) => one(StepKind::AddressCheck, None),
            ConditionForm::Regulation(form) => one(StepKind::Regulation, Some(&form.id)),
            ConditionForm::Delivery(_) => one(StepKind::Delivery, None),
            ConditionForm::Installation(_) => one(StepKind::Installation, None),
            ConditionForm::Training(_) => one(StepKind::Training, None),
            ConditionForm::TestTransaction(_) => one(StepKind::TestTransaction, None),
            // Of these the request says the rest, and the sale is in good order: here only whether there is anything
            // registered to compare it with.
            ConditionForm::Location(_) => registered(StepKind::Place, Reason::LocationPlaceMissing),
            ConditionForm::Hours(_) => registered(StepKind::Hours, Reason::HoursNotRegistered),
            ConditionForm::Binding(_) => registered(StepKind::Terminal, Reason::TerminalBindingUnknown),
            _ => Vec::new(),
        }
    }

    /// The date of a step, from what its condition observed and required.
    fn date(&self, standing: &mut Standing, Detail { observed, required, .. }: Detail) {
        let date = |day: i64| i32::try_from(day).ok().and_then(Date::from_days);
        match (standing.reason, required) {
            (Some(Reason::ReviewPending | Reason::ReviewOverdue | Reason::RegulationNotMet), Required::AtMost(day)) => {
                standing.due = date(day);
            }
            (Some(Reason::ReviewPending), _) => standing.is_due_unknown = true,
            (Some(Reason::DocumentNotYetValid), _) => standing.due = observed.and_then(date),
            // Its last valid date and the days of grace.
            (Some(Reason::DocumentExpired), Required::AtLeast(needed)) => {
                let grace_days = i64::from(self.today.days()).saturating_sub(needed);
                standing.due = observed.and_then(|last| date(last.saturating_add(grace_days)));
            }
            // A regulation that is not in force yet, and not met.
            (None, Required::AtMost(day)) if standing.step == StepKind::Regulation => {
                (standing.state, standing.due) = (StepState::Missing, date(day));
            }
            _ => {}
        }
    }

    /// Documents that end soon, as the policy's advice has it.
    fn mark_expiring(&self, steps: &mut [ReadinessStep]) {
        self.plan.advise(self.sale, |advice| {
            if !matches!(advice.kind, AdviceKind::DocumentExpires | AdviceKind::DocumentInGrace) {
                return;
            }
            let of_rule =
                |step: &&mut ReadinessStep| step.state == StepState::Done && advice.rule == Some(step.rule.as_str());
            for step in steps.iter_mut().filter(of_rule) {
                let last = advice.limit.saturating_sub(1);
                step.state = StepState::Expiring;
                step.who = Some(Who::Merchant);
                step.due = i32::try_from(last).ok().and_then(Date::from_days);
            }
        });
    }
}

/// Who acts now.
fn who(step: StepKind, state: StepState, reason: Option<Reason>) -> Option<Who> {
    match (step, reason) {
        _ if state == StepState::Done => None,
        // It is not that a terminal does not say whose it is: none was bound.
        (StepKind::Terminal, _) => Some(Step::BindTerminal.who()),
        (_, Some(reason)) => Some(reason.who()),
        (_, None) => Some(Who::Merchant),
    }
}

/// A step for each item that an application is to hold.
fn items<S: Copy>(
    application: Option<&Application>,
    step: StepKind,
    required: &[Id],
    of: impl Fn(&Application) -> &Map<Id, S>,
    says: impl Fn(Option<S>) -> Option<(Verdict, Reason)>,
) -> Vec<Standing> {
    let reason = |id| match application {
        Some(application) => says(of(application).get(id).copied()).map(|said| said.1),
        None => Some(Reason::ApplicationNotRecorded),
    };
    required.iter().map(|id| Standing::new(step, Some(id), reason(id))).collect()
}

/// Adds a step; of two rules that ask for the same the one that matters more is kept.
fn keep(steps: &mut Vec<ReadinessStep>, step: ReadinessStep) {
    let matters = |step: &ReadinessStep| (step.is_blocking, !step.state.is_done());
    match steps.iter_mut().find(|other| other.step == step.step && other.subject == step.subject) {
        Some(other) if matters(&step) > matters(other) => *other = step,
        Some(_) => {}
        None => steps.push(step),
    }
}
