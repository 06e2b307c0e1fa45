//! Deciding: guards, then every rule of the plan, then the strongest action and its first reason.

use crate::condition;
use crate::finding::{Check, Detail, Finding, Required};
use crate::plan::{EVER_DAYS, Plan, Rule, ScopeBits};
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
    scope_bits: ScopeBits,
    host_reachable: bool,
}

impl<'c, 'p> Context<'c, 'p> {
    fn new(plan: &'c Plan<'p>, request: &'c Request, detail: Option<Cell<Detail>>) -> Self {
        let trusted = request.clock() == Some(ClockState::Trusted);
        let [transaction, entry_mode, card_kind] = scope_words(request);
        Self {
            plan,
            request,
            now: request.now_utc_s().filter(|_| trusted).map(|utc_s| plan.zone.local(utc_s)),
            detail,
            scope_bits: ScopeBits::new(transaction, entry_mode, card_kind),
            host_reachable: request.host() == Some(HostState::Reachable),
        }
    }

    /// Whether anybody asks what a condition observed.
    pub(crate) const fn shows(&self) -> bool {
        self.detail.is_some()
    }

    /// The guards that speak before any rule, and whether they leave rules to apply.
    fn guards(&self) -> (u8, bool) {
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

    /// What a rule says of the request.
    #[inline]
    fn check(&self, rule: Rule<'_>) -> Check {
        let scope = self.scope(rule);
        if scope == Scope::Outside {
            return Check::NOT_APPLICABLE;
        }
        let check = condition::check(rule, self);
        match scope {
            Scope::Unknown(fact) if check.verdict != Verdict::Pass => Self::scope_unknown(self, fact),
            _ => check,
        }
    }

    /// A condition that is not met, of a rule of which it is not known whether it concerns the request.
    #[cold]
    fn scope_unknown(&self, fact: Fact) -> Check {
        if fact == Fact::NowUtcS {
            return Check::CLOCK.shown(self, Unit::None, None, Required::Nothing);
        }
        let fact = Required::OneOf([fact as u16, 0, 0, 0, 0, 0, 0, 0]);
        Check::unknown(Reason::ScopeUnknown).shown(self, Unit::Fact, None, fact)
    }

    /// Whether a rule concerns the request.
    #[inline]
    fn scope(&self, rule: Rule<'_>) -> Scope {
        let (from, through) = rule.days();
        match self.now {
            Some(now) if now.day < from || now.day > through => Scope::Outside,
            Some(_) if rule.concerns(self.scope_bits) => Scope::Inside,
            _ => self.scope_of_lists(rule),
        }
    }

    /// The same list by list, where one does not hold the request's value or the time is not known: false wins over
    /// unknown.
    fn scope_of_lists(&self, rule: Rule<'_>) -> Scope {
        let facts = [Fact::Transaction, Fact::EntryMode, Fact::CardKind];
        let mut scope = Scope::Inside;
        for ((mask, word), fact) in rule.masks().into_iter().zip(scope_words(self.request)).zip(facts) {
            // OK because words are numbered from 1 to at most 15, and 0 stands for absent.
            if mask & (1 << (word & 15)) != 0 {
                continue;
            }
            if word != 0 {
                return Scope::Outside;
            }
            if scope == Scope::Inside {
                scope = Scope::Unknown(fact);
            }
        }
        match scope {
            Scope::Inside if self.now.is_none() && rule.days() != EVER_DAYS => Scope::Unknown(Fact::NowUtcS),
            _ => scope,
        }
    }

    /// What a verdict leads to, and whether an unreachable host made it so.
    fn action(&self, rule: Rule<'_>, check: Check) -> (Action, bool) {
        let action = match check.verdict {
            Verdict::Pass | Verdict::NotApplicable => return (Action::Allow, false),
            Verdict::Fail if check.reason.is_some_and(Reason::always_declines) => Action::Decline,
            Verdict::Fail => rule.on_fail(),
            Verdict::Unknown => rule.on_unknown(),
        };
        self.settled(action, rule.on_unreachable())
    }

    /// A referral becomes something else where the host cannot be reached or is not known to be.
    fn settled(&self, action: Action, on_unreachable: Action) -> (Action, bool) {
        if action == Action::Refer && !self.host_reachable { (on_unreachable, true) } else { (action, false) }
    }
}

/// The wire numbers of what scopes list, 0 where a fact is absent.
fn scope_words(request: &Request) -> [u8; 3] {
    [
        request.transaction().map_or(0, |word| word as u8),
        request.entry_mode().map_or(0, |word| word as u8),
        request.card_kind().map_or(0, |word| word as u8),
    ]
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Inside,
    Outside,
    Unknown(Fact),
}

/// The strongest action so far and its first reason.
struct Tally {
    action: Action,
    reason: Option<Reason>,
    rank: u8,
}

impl Tally {
    fn add(&mut self, plan: &Plan<'_>, action: Action, reason: Reason) {
        if action == Action::Allow || action < self.action {
            return;
        }
        let rank = plan.reason_row(reason).map_or(u8::MAX, |row| row.rank);
        if action > self.action || rank < self.rank {
            *self = Self { action, reason: Some(reason), rank };
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
        let context = Context::new(self, request, None);
        let mut tally = Tally { action: Action::Allow, reason: None, rank: u8::MAX };
        let (mut failed, mut unknown) = (0, 0);
        let (mut guards, rules_apply) = context.guards();

        if guards != 0 {
            for guard in Guard::spoken(guards) {
                let (action, unsettled) = context.settled(guard.action(), Action::Decline);
                tally.add(self, action, guard.reason());
                if unsettled {
                    guards |= Guard::HostUnreachable as u8;
                }
            }
        }
        if rules_apply {
            let mut bit = 1_u64;
            for rule in self.rules() {
                let check = context.check(rule);
                if let Some(reason) = check.reason {
                    match check.verdict {
                        Verdict::Unknown => unknown |= bit,
                        _ => failed |= bit,
                    }
                    let (action, unsettled) = context.action(rule, check);
                    tally.add(self, action, reason);
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
        let reason = if clock { Some(Reason::ClockNotTrusted) } else { tally.reason };
        let row = reason.and_then(|reason| self.reason_row(reason));
        let de39 = if outcome == Outcome::Proceed { [0; 2] } else { row.map_or([0; 2], |row| row.de39) };
        Decision { failed, unknown, reason: reason.map_or(0, |reason| reason as u16), de39, outcome, guards }
    }

    /// What each guard that spoke, and each rule in the plan's order, says of a request. Never errs.
    pub fn findings<'c>(&'c self, request: &'c Request) -> impl Iterator<Item = Finding<'c>> + 'c {
        let context = Context::new(self, request, Some(Cell::new(Detail::NOTHING)));
        let (_, rules_apply) = context.guards();
        let guards = self.evaluate(request).guards;
        let of_guards = Guard::spoken(guards).map(move |guard| {
            let reachable = request.host() == Some(HostState::Reachable);
            let unsettled = guard.action() == Action::Refer && !reachable;
            Finding {
                rule: guard.name(),
                subject: None,
                bit: None,
                verdict: match guard {
                    Guard::ServicePointUnknown | Guard::ClockNotTrusted => Verdict::Unknown,
                    Guard::HostUnreachable if request.host().is_none() => Verdict::Unknown,
                    _ => Verdict::Fail,
                },
                reason: Some(guard.reason()),
                action: if unsettled { Action::Decline } else { guard.action() },
                unit: Unit::None,
                observed: None,
                required: Required::Nothing,
                internal: false,
            }
        });
        let rules = (0..).zip(self.rules()).zip(self.rule_ids());
        let of_rules = rules.map(move |((bit, rule), id): ((u8, Rule<'c>), &'c str)| {
            let check = if rules_apply { context.check(rule) } else { Check::NOT_APPLICABLE };
            let (action, _) = context.action(rule, check);
            let detail = context.detail.as_ref().map_or(Detail::NOTHING, |detail| detail.replace(Detail::NOTHING));
            Finding {
                rule: id,
                subject: condition::subject(rule).and_then(|number| self.subject(number)),
                bit: Some(bit),
                verdict: check.verdict,
                reason: check.reason,
                action,
                unit: detail.unit,
                observed: detail.observed,
                required: detail.required,
                internal: rule.is_internal(),
            }
        });
        of_guards.chain(of_rules)
    }
}
