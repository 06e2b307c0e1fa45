//! Deciding: guards, then every rule of the plan, then the strongest action and its first reason.

use crate::bounds::RULES_MAX;
use crate::condition;
use crate::expression::code::Value;
use crate::finding::{Check, Detail, Finding, Required};
use crate::foresee::Ahead;
use crate::plan::{EVER_DAYS, Plan, Rule, ScopeBits, ScopeRow};
use crate::reason::Reason;
use crate::request::{Fact, Request};
use crate::time::Local;
use crate::words::{Action, ClockState, HostState, Outcome, Unit, Verdict};
use core::cell::Cell;

/// What was decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Decision {
    /// The rules that failed, a bit each in the plan's order.
    pub failed: u64,
    /// The rules of which it is not known whether they are met, likewise.
    pub unknown: u64,
    /// The number of the primary reason; 0 where nothing stronger than `allow` came up.
    pub reason: u16,
    /// The ISO 8583 DE39 of the primary reason; zeros for proceed.
    pub de39: [u8; 2],
    /// What is to be done.
    pub outcome: Outcome,
    /// The guards that spoke: bits of [`Guard`].
    pub guards: u8,
}

// The layout is a contract with every host.
const _: () = {
    assert!(core::mem::offset_of!(Decision, unknown) == 8);
    assert!(core::mem::offset_of!(Decision, reason) == 16);
    assert!(core::mem::offset_of!(Decision, de39) == 18);
    assert!(core::mem::offset_of!(Decision, outcome) == 20);
    assert!(core::mem::offset_of!(Decision, guards) == 21);
    assert!(size_of::<Decision>() == 24);
};

impl Decision {
    /// The primary reason: that of the strongest action, among equals the first in the reason table.
    #[must_use]
    pub const fn primary_reason(&self) -> Option<Reason> {
        Reason::from_u16(self.reason)
    }

    /// Whether a guard spoke.
    #[must_use]
    pub const fn has_guard(&self, guard: Guard) -> bool {
        self.guards & guard as u8 != 0
    }
}

/// A guard: what is looked at before any rule and cannot be switched off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Guard {
    /// The plan is for another service point. Declines; no rule of it applies.
    OtherServicePoint = 1,
    /// The request does not say whose it is. Refers.
    ServicePointUnknown = 2,
    /// The clock cannot be relied on. Refers, and is the primary reason.
    ClockNotTrusted = 4,
    /// Today is before the plan's validity. Declines; no rule applies yet.
    PlanNotYetValid = 8,
    /// Today is after the plan's validity. Declines; no rule applies any more.
    PlanExpired = 16,
    /// A referral could not be settled. Stands beside other reasons.
    HostUnreachable = 32,
}

impl Guard {
    /// Every guard, in the order in which findings name them.
    pub const ALL: &'static [Self] = &[
        Self::OtherServicePoint,
        Self::ServicePointUnknown,
        Self::ClockNotTrusted,
        Self::PlanNotYetValid,
        Self::PlanExpired,
        Self::HostUnreachable,
    ];

    /// Those whose bits are set, in order.
    fn spoken(bits: u8) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |&guard| bits & guard as u8 != 0)
    }

    /// The reason that it gives.
    #[must_use]
    pub const fn reason(self) -> Reason {
        match self {
            Self::OtherServicePoint => Reason::OtherServicePoint,
            Self::ServicePointUnknown => Reason::ServicePointUnknown,
            Self::ClockNotTrusted => Reason::ClockNotTrusted,
            Self::PlanNotYetValid => Reason::PlanNotYetValid,
            Self::PlanExpired => Reason::PlanExpired,
            Self::HostUnreachable => Reason::HostUnreachable,
        }
    }

    /// What it says of a request of which it speaks.
    fn finding<'a>(self, request: &Request) -> Finding<'a> {
        let reachable = request.host() == Some(HostState::Reachable);
        let unsettled = self.action() == Action::Refer && !reachable;
        Finding {
            rule: self.name(),
            subject: None,
            bit: None,
            verdict: match self {
                Self::ServicePointUnknown | Self::ClockNotTrusted => Verdict::Unknown,
                Self::HostUnreachable if request.host().is_none() => Verdict::Unknown,
                _ => Verdict::Fail,
            },
            reason: Some(self.reason()),
            action: if unsettled { Action::Decline } else { self.action() },
            fact: None,
            unit: Unit::None,
            observed: None,
            required: Required::Nothing,
            internal: false,
        }
    }

    /// What its findings stand under in place of a rule's id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OtherServicePoint | Self::ServicePointUnknown => "@service_point",
            Self::ClockNotTrusted => "@clock",
            Self::PlanNotYetValid | Self::PlanExpired => "@validity",
            Self::HostUnreachable => "@host",
        }
    }

    /// What it leads to before it is known whether the host can be reached.
    const fn action(self) -> Action {
        match self {
            Self::OtherServicePoint | Self::PlanNotYetValid | Self::PlanExpired => Action::Decline,
            Self::ServicePointUnknown | Self::ClockNotTrusted => Action::Refer,
            Self::HostUnreachable => Action::Allow,
        }
    }
}

/// A request under a plan: what every condition may look at.
pub(crate) struct Context<'c, 'p> {
    pub(crate) plan: &'c Plan<'p>,
    pub(crate) request: &'c Request,
    /// The time, where the clock is trusted.
    pub(crate) now: Option<Local>,
    /// Where a condition leaves what it observed, for findings; a decision does without.
    pub(crate) detail: Option<Cell<Detail>>,
    /// Whether each scope of the plan concerns the request.
    scopes: [Scope; RULES_MAX],
    host_reachable: bool,
}

impl<'c, 'p> Context<'c, 'p> {
    /// `shows`: whether anybody asks what conditions observe. Inlined, so that where nobody does, nothing of that is left.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    pub(crate) fn new(plan: &'c Plan<'p>, request: &'c Request, shows: bool) -> Self {
        let trusted = request.clock() == Some(ClockState::Trusted);
        let now = request.now_utc_s().filter(|_| trusted).map(|utc_s| plan.zone.local(utc_s));
        let words = [Fact::Transaction, Fact::EntryMode, Fact::CardKind].map(|fact| request.word(fact));
        let bits = ScopeBits::new(words);
        let mut scopes = [Scope::Outside; RULES_MAX];
        for (place, row) in scopes.iter_mut().zip(plan.scopes()) {
            *place = Scope::of(row, now, words, bits);
            if row.has_expression() && *place != Scope::Outside {
                *place = place.when(plan.expression(row.expression()).run(plan, request, now));
            }
        }
        Self {
            plan,
            request,
            now,
            detail: if shows { Some(Cell::new(Detail::NOTHING)) } else { None },
            scopes,
            host_reachable: request.host() == Some(HostState::Reachable),
        }
    }

    /// The same, there once for all that ask less often than for a decision.
    #[cfg_attr(not(target_os = "none"), inline(never))]
    #[cfg_attr(target_os = "none", inline(always))]
    pub(crate) fn apart(plan: &'c Plan<'p>, request: &'c Request, shows: bool) -> Self {
        Self::new(plan, request, shows)
    }

    /// Whether the guards leave rules to apply.
    pub(crate) fn rules_apply(&self) -> bool {
        self.guards().1
    }

    /// Whether anybody asks what a condition observed.
    pub(crate) const fn shows(&self) -> bool {
        self.detail.is_some()
    }

    /// The guards that speak before any rule, and whether they leave rules to apply.
    pub(crate) fn guards(&self) -> (u8, bool) {
        let expected = self.plan.merchant_id();
        let whose = match self.request.merchant_id() {
            None => Guard::ServicePointUnknown as u8,
            Some(id) if id.starts_with(expected) => 0,
            Some(_) => return (Guard::OtherServicePoint as u8, false),
        };
        let (from, through) = self.plan.valid_days();
        match self.now {
            None => (whose | Guard::ClockNotTrusted as u8, true),
            Some(now) if now.day < from => (whose | Guard::PlanNotYetValid as u8, false),
            Some(now) if now.day > through => (whose | Guard::PlanExpired as u8, false),
            Some(_) => (whose, true),
        }
    }

    /// What the condition that was asked last left of what it observed.
    pub(crate) fn take_detail(&self) -> Detail {
        self.detail.as_ref().map_or(Detail::NOTHING, |detail| detail.replace(Detail::NOTHING))
    }

    /// What a rule says of the request. It is as large as all conditions: a terminal has room for it once.
    #[inline(never)]
    pub(crate) fn check(&self, rule: Rule<'_>) -> Check {
        self.check_here(rule)
    }

    /// The same, where a decision is made: in place, but for a terminal.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    #[cfg_attr(target_os = "none", inline)]
    fn check_here(&self, rule: Rule<'_>) -> Check {
        let scope = self.scope(rule);
        if scope == Scope::Outside {
            return Check::NOT_APPLICABLE;
        }
        let check = condition::check(rule, self);
        match scope {
            Scope::Unknown(fact) if !check.is(Verdict::Pass) => self.scope_unknown(fact),
            _ => check,
        }
    }

    /// A condition that is not met, of a rule of which it is not known whether it concerns the request.
    #[cold]
    fn scope_unknown(&self, fact: Option<Fact>) -> Check {
        let check = if fact == Some(Fact::NowUtcS) { Check::CLOCK } else { Check::unknown(Reason::ScopeUnknown) };
        check.shown(self, Unit::None, None, Required::Nothing)
    }

    /// Whether a rule concerns the request.
    #[inline]
    fn scope(&self, rule: Rule<'_>) -> Scope {
        self.scopes.get(usize::from(rule.scope())).copied().unwrap_or(Scope::Outside)
    }

    /// What a rule says of the request, with what it observed.
    fn finding(&self, rule: Rule<'p>, id: &'p str, bit: u8, rules_apply: bool, relaxed: [u64; 2]) -> Finding<'p> {
        let check = if rules_apply { self.check(rule) } else { Check::NOT_APPLICABLE };
        // OK because a plan has at most 64 rules.
        let (action, _) = self.action(rule, 1 << (bit & 63), relaxed, check);
        let detail = self.take_detail();
        Finding {
            rule: id,
            subject: condition::subject(rule).and_then(|number| self.plan.subject(number)),
            bit: Some(bit),
            fact: self.fact(rule, check, detail),
            verdict: check.verdict(),
            reason: Reason::from_u16(check.reason()),
            action,
            unit: detail.unit,
            observed: detail.observed,
            required: detail.required,
            internal: rule.is_internal(),
        }
    }

    /// The fact that a finding of a rule names: the one that its scope misses, or the one that its condition looks at.
    fn fact(&self, rule: Rule<'_>, check: Check, detail: Detail) -> Option<Fact> {
        match self.scope(rule) {
            _ if check.is(Verdict::NotApplicable) => None,
            Scope::Unknown(fact) if check == Check::unknown(Reason::ScopeUnknown) => fact,
            _ => detail.fact.or_else(|| condition::fact(rule)),
        }
    }

    /// Rules that lead to nothing, and rules that lead to a warning at most, since directives soften them: a bit each.
    pub(crate) fn relaxed(&self) -> [u64; 2] {
        let mut relaxed = [0; 2];
        for row in self.plan.relaxations() {
            let in_force = self.now.is_some_and(|now| (row.from_day..=row.through_day).contains(&now.day));
            let [allow, warn] = &mut relaxed;
            *(if row.to == Action::Allow { allow } else { warn }) |= if in_force { row.rules } else { 0 };
        }
        relaxed
    }

    /// What a verdict leads to, and whether an unreachable host made it so.
    pub(crate) fn action(&self, rule: Rule<'_>, bit: u64, relaxed: [u64; 2], check: Check) -> (Action, bool) {
        let action = match check.verdict() {
            Verdict::Pass | Verdict::NotApplicable => return (Action::Allow, false),
            Verdict::Fail if Reason::always_declines(check.reason()) => return (Action::Decline, false),
            Verdict::Fail => rule.on_fail(),
            Verdict::Unknown => rule.on_unknown(),
        };
        let [allow, warn] = relaxed;
        let at_most = match () {
            () if allow & bit != 0 => Action::Allow,
            () if warn & bit != 0 => Action::Warn,
            () => Action::Decline,
        };
        self.settled(action.min(at_most), rule.on_unreachable())
    }

    /// The greatest action that a rule may lead to, whatever it says.
    pub(crate) fn greatest_action(&self, rule: Rule<'_>) -> Action {
        if condition::always_declines(rule) {
            return Action::Decline;
        }
        // What a directive softens to a warning is no referral any more that the host could settle.
        let greatest = |action: Action| self.settled(action, rule.on_unreachable()).0.max(action.min(Action::Warn));
        greatest(rule.on_fail()).max(greatest(rule.on_unknown()))
    }

    /// Whether a rule keeps the request from proceeding.
    pub(crate) fn blocks(&self, rule: Rule<'_>, bit: u64, relaxed: [u64; 2]) -> bool {
        self.action(rule, bit, relaxed, self.check(rule)).0 >= Action::Refer
    }

    /// Says when a rule may next begin or cease to concern the request.
    pub(crate) fn scope_instants(&self, rule: Rule<'_>, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        if let Some(row) = self.plan.scopes().nth(rule.scope().into()) {
            ahead.days(row.days(), say);
            if row.has_expression() {
                self.plan.expression(row.expression()).instants(ahead, say);
            }
        }
    }

    /// Says the amounts at which what a rule says of the request may end: all of them.
    pub(crate) fn rule_amounts(&self, rule: Rule<'_>, say: &mut dyn FnMut(i64)) {
        if let Some(row) = self.plan.scopes().nth(rule.scope().into()).filter(|row| row.has_expression()) {
            self.plan.expression(row.expression()).amounts(self.plan, self.request, self.now, say);
        }
        condition::amounts(rule, self, say);
    }

    /// A referral becomes something else where the host cannot be reached or is not known to be.
    fn settled(&self, action: Action, on_unreachable: Action) -> (Action, bool) {
        if action == Action::Refer && !self.host_reachable { (on_unreachable, true) } else { (action, false) }
    }
}

/// Whether a scope concerns a request.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Inside,
    Outside,
    /// With the fact that is missing, if it is one.
    Unknown(Option<Fact>),
}

impl Scope {
    #[inline]
    fn of(row: ScopeRow<'_>, now: Option<Local>, words: [u8; 3], bits: ScopeBits) -> Self {
        let (from, through) = row.days();
        match now {
            Some(now) if now.day < from || now.day > through => Self::Outside,
            Some(_) if row.concerns(bits) => Self::Inside,
            _ => Self::of_lists(row, now, words),
        }
    }

    /// The same list by list, where one does not hold the request's value or the time is not known: false wins over
    /// unknown.
    fn of_lists(row: ScopeRow<'_>, now: Option<Local>, words: [u8; 3]) -> Self {
        let facts = [Fact::Transaction, Fact::EntryMode, Fact::CardKind];
        let mut scope = Self::Inside;
        for ((mask, word), fact) in row.masks().into_iter().zip(words).zip(facts) {
            // OK because words are numbered from 1 to at most 15, and 0 stands for absent.
            if mask & (1 << (word & 15)) != 0 {
                continue;
            }
            if word != 0 {
                return Self::Outside;
            }
            if scope == Self::Inside {
                scope = Self::Unknown(Some(fact));
            }
        }
        match scope {
            Self::Inside if now.is_none() && row.days() != EVER_DAYS => Self::Unknown(Some(Fact::NowUtcS)),
            _ => scope,
        }
    }

    /// The same, where an expression must be true too: false wins over unknown; a list is looked at first, the dates last.
    fn when(self, value: Value) -> Self {
        match (self, value.get()) {
            (_, Ok(0)) => Self::Outside,
            (Self::Inside | Self::Unknown(Some(Fact::NowUtcS)), Err(fact)) => Self::Unknown(fact),
            _ => self,
        }
    }
}

/// The strongest action so far and its first reason.
struct Tally {
    action: Action,
    /// 0 for none.
    reason: u16,
    rank: u8,
}

impl Tally {
    fn add(&mut self, plan: &Plan<'_>, action: Action, reason: u16) {
        if action == Action::Allow || action < self.action {
            return;
        }
        let rank = plan.reason_row(reason).map_or(u8::MAX, |row| row.rank);
        if action > self.action || rank < self.rank {
            *self = Self { action, reason, rank };
        }
    }
}

impl Plan<'_> {
    /// Decides a request. Never errs and never panics.
    ///
    /// Looks at each rule once: at most 64, each of which goes over at most 16 areas of at most 64 corners, or the hours
    /// of at most four days.
    #[must_use]
    pub fn evaluate(&self, request: &Request) -> Decision {
        self.evaluate_with(request, |_| {})
    }

    /// Decides a request as [`evaluate`](Self::evaluate) does, and tells the reason of every rule that fails or is unknown, in
    /// the plan's order: what a host shows that asks for no more. Those of guards stand in the decision. Never errs and never
    /// panics.
    pub fn evaluate_with(&self, request: &Request, mut tell: impl FnMut(u16)) -> Decision {
        let context = Context::new(self, request, false);
        let mut tally = Tally { action: Action::Allow, reason: 0, rank: u8::MAX };
        let (mut failed, mut unknown) = (0, 0);
        let (mut guards, rules_apply) = context.guards();

        if guards != 0 {
            for guard in Guard::spoken(guards) {
                let (action, unsettled) = context.settled(guard.action(), Action::Decline);
                tally.add(self, action, guard.reason() as u16);
                if unsettled {
                    guards |= Guard::HostUnreachable as u8;
                }
            }
        }
        if rules_apply {
            let relaxed = context.relaxed();
            let mut bit = 1_u64;
            for rule in self.rules() {
                #[cfg(not(target_os = "none"))]
                let check = context.check_here(rule);
                #[cfg(target_os = "none")]
                let check = context.check(rule);
                if check.reason() != 0 {
                    *(if check.is(Verdict::Unknown) { &mut unknown } else { &mut failed }) |= bit;
                    let (action, unsettled) = context.action(rule, bit, relaxed, check);
                    tally.add(self, action, check.reason());
                    tell(check.reason());
                    if unsettled {
                        guards |= Guard::HostUnreachable as u8;
                    }
                }
                bit = bit.wrapping_shl(1);
            }
        }

        let outcome = match tally.action {
            Action::Decline => Outcome::Decline,
            Action::Refer => Outcome::Refer,
            Action::Allow | Action::Warn => Outcome::Proceed,
        };
        // What is said of a time that nobody trusts is worth less than that nobody trusts it.
        let clock = guards & Guard::ClockNotTrusted as u8 != 0;
        let reason = if clock { Reason::ClockNotTrusted as u16 } else { tally.reason };
        let row = if outcome == Outcome::Proceed { None } else { self.reason_row(reason) };
        let de39 = row.map_or([0; 2], |row| row.de39);
        Decision { failed, unknown, reason, de39, outcome, guards }
    }

    /// What each guard that spoke, and each rule in the plan's order, says of a request. Never errs.
    pub fn findings<'c>(&'c self, request: &'c Request) -> impl Iterator<Item = Finding<'c>> + 'c {
        let context = Context::apart(self, request, true);
        let rules_apply = context.rules_apply();
        let relaxed = context.relaxed();
        let guards = self.evaluate(request).guards;
        let of_guards = Guard::spoken(guards).map(move |guard| guard.finding(request));
        let rules = (0..).zip(self.rules()).zip(self.rule_ids());
        let of_rules = rules.map(move |((bit, rule), id)| context.finding(rule, id, bit, rules_apply, relaxed));
        of_guards.chain(of_rules)
    }

    /// How many findings there are beside a decision of this plan.
    #[must_use]
    pub const fn finding_count(&self, decision: &Decision) -> usize {
        self.rule_count().saturating_add(decision.guards.count_ones() as usize)
    }

    /// The finding in this place of [`findings`](Self::findings), beside the decision of the same request: no rule before it
    /// is looked at. Nothing from [`finding_count`](Self::finding_count) on.
    #[must_use]
    pub fn finding_at<'c>(&'c self, request: &'c Request, decision: &Decision, place: usize) -> Option<Finding<'c>> {
        if let Some(guard) = Guard::spoken(decision.guards).nth(place) {
            return Some(guard.finding(request));
        }
        let place = place.saturating_sub(Guard::spoken(decision.guards).count());
        let (rule, id) = (self.rules().nth(place)?, self.rule_ids().nth(place)?);
        let context = Context::apart(self, request, true);
        Some(context.finding(rule, id, u8::try_from(place).ok()?, context.rules_apply(), context.relaxed()))
    }
}
