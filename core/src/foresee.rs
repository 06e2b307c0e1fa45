//! Foresight: until when a decision stands, when the same request would proceed, and up to which amount.
//!
//! What a rule says changes at edges of time and amount only, and each condition names its own. A decision is followed from
//! edge to edge, never from minute to minute; between two edges nothing changes. To name an edge too many costs a step, to
//! miss one would be wrong.

use crate::bounds::INSTANT_UTC_S_MAX;
use crate::condition::{self, limits};
use crate::evaluate::{Context, Decision, Guard};
use crate::plan::{Plan, Rule};
use crate::reason::Reason;
use crate::request::{Counter, Request};
use crate::time::{DAY_S, Local};
use crate::words::{Action, Outcome};

/// How far ahead anything is foreseen: 400 days.
pub const HORIZON_S: i64 = 400 * DAY_S;

/// Every rule.
const ALL: u64 = u64::MAX;

/// What is foreseen of a request. Nothing where the clock is not trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Foresight {
    /// The first later instant at which the request, with nothing but its time replaced, has another outcome or primary
    /// reason; nothing where there is none within [`HORIZON_S`].
    pub stable_until_utc_s: Option<i64>,
    /// The earliest instant, now or later, at which the same request [made afresh](Plan::afresh) proceeds; nothing where there
    /// is none within [`HORIZON_S`].
    pub next_allowed_at_utc_s: Option<i64>,
    /// Where the request proceeds: the greatest amount up to which every one does, from its own on. Where it does not: the
    /// greatest smaller amount that does. Nothing where nothing limits it, or no smaller one proceeds.
    pub max_amount_minor: Option<i64>,
}

/// A time from which a condition looks ahead.
pub(crate) struct Ahead<'a, 'c, 'p> {
    pub(crate) context: &'a Context<'c, 'p>,
    pub(crate) now: Local,
    /// Whether what is measured is measured anew as time passes, so that it keeps its age.
    pub(crate) afresh: bool,
}

impl Ahead<'_, '_, '_> {
    /// Says when the local clock may next reach a second of a day, or fall back behind it.
    #[expect(clippy::arithmetic_side_effects, reason = "days are below 2^31 and instants below 2^33")]
    pub(crate) fn clock(&self, day: i32, second: i32, say: &mut dyn FnMut(i64)) {
        let at = |day: i32, second: i32| i64::from(day) * DAY_S + i64::from(second);
        let offset_s = at(self.now.day, self.now.second) - self.now.utc_s;
        say(at(day, second) - offset_s);
        // From there on the clock is another.
        if let Some(transition) = self.context.plan.zone.next_transition(self.now.utc_s) {
            say(transition);
        }
    }

    /// Says when the local date may next enter or leave a term, both ends included.
    pub(crate) fn days(&self, (from, through): (i32, i32), say: &mut dyn FnMut(i64)) {
        if from != i32::MIN {
            self.clock(from, 0, say);
        }
        if through != i32::MAX {
            self.clock(through.saturating_add(1), 0, say);
        }
    }

    /// Says when an instant is no longer ahead, and when it is too old.
    pub(crate) fn age(&self, at_utc_s: Option<i64>, age_max_s: u32, say: &mut dyn FnMut(i64)) {
        if let Some(at) = at_utc_s {
            say(at);
            say(at.saturating_add(age_max_s.into()).saturating_add(1));
        }
    }

    /// The first edge of a rule that lies ahead, no later than `last`.
    fn first_of(&self, rule: Rule<'_>, bit: u64, last: i64) -> Option<i64> {
        self.first(last, |say| {
            self.context.scope_instants(rule, self, say);
            condition::instants(rule, self, say);
            for row in self.context.plan.relaxations().filter(|row| row.rules & bit != 0) {
                self.days((row.from_day, row.through_day), say);
            }
        })
    }

    /// The first of the instants said that lies ahead, no later than `last`.
    fn first(&self, last: i64, tell: impl FnOnce(&mut dyn FnMut(i64))) -> Option<i64> {
        let mut first = i64::MAX;
        tell(&mut |at| {
            if at > self.now.utc_s && at < first {
                first = at;
            }
        });
        (first <= last).then_some(first)
    }
}

/// The rules of a plan, each with its bit.
fn with_bits<'a>(plan: &Plan<'a>) -> impl Iterator<Item = (Rule<'a>, u64)> {
    // OK because a plan has at most 64 rules.
    (0_u32..).zip(plan.rules()).map(|(place, rule)| (rule, 1_u64 << (place & 63)))
}

impl Plan<'_> {
    /// Foresees a request. Never errs.
    ///
    /// Evaluates it once for each edge that it passes: those of the rules that can matter, within 400 days.
    #[must_use]
    pub fn foresee(&self, request: &Request) -> Foresight {
        let Some(now) = Context::apart(self, request, false).now else { return Foresight::default() };
        let last = now.utc_s.saturating_add(HORIZON_S).min(INSTANT_UTC_S_MAX);
        let decision = self.evaluate(request);
        Foresight {
            stable_until_utc_s: self.stable_until(request, decision, last),
            next_allowed_at_utc_s: self.next_allowed_at(request, last, ALL),
            max_amount_minor: match decision.outcome {
                Outcome::Proceed => self.amount_up(request),
                Outcome::Refer | Outcome::Decline => self.amount_down(request, ALL),
            },
        }
    }

    /// When one rule no longer keeps the request, made afresh, from proceeding, within 400 days; guards must be silent then.
    #[cfg(feature = "compile")]
    pub(crate) fn wait_for(&self, request: &Request, bit: u64) -> Option<i64> {
        let now_utc_s = Context::apart(self, request, false).now?.utc_s;
        self.next_allowed_at(request, now_utc_s.saturating_add(HORIZON_S).min(INSTANT_UTC_S_MAX), bit)
    }

    /// The greatest amount, not above the request's, that one rule does not keep from proceeding.
    #[cfg(feature = "compile")]
    pub(crate) fn amount_for(&self, request: &Request, bit: u64) -> Option<i64> {
        self.amount_down(request, bit)
    }

    /// The same request made at another instant: what is tied to an instant of its own stays put, what was measured is
    /// measured anew and as old as it is now, and a counter whose window has not ended by then is as fresh as it is now.
    /// Errs where an instant would leave its range.
    pub fn afresh(&self, request: &Request, at_utc_s: i64) -> Result<Request, crate::RequestError> {
        let mut fresh = *request;
        let passed_s = at_utc_s.saturating_sub(request.now_utc_s().unwrap_or(at_utc_s));
        let then = self.zone.local(at_utc_s);
        fresh.set_now_utc_s(at_utc_s)?;
        if let Some(fix_at) = request.fix_at_utc_s() {
            fresh.set_fix_at_utc_s(fix_at.saturating_add(passed_s))?;
        }
        for slot in 0..12 {
            let Some(counter) = request.counter(slot) else { continue };
            let is_ahead = request.now_utc_s().is_some_and(|now| counter.taken_at_utc_s > now);
            let has_ended = |row| limits::has_ended(row, self.zone, counter.taken_at_utc_s, then);
            if is_ahead || !self.counter(slot).is_some_and(has_ended) {
                let taken_at_utc_s = counter.taken_at_utc_s.saturating_add(passed_s);
                fresh.set_counter(slot, Counter { taken_at_utc_s, ..counter })?;
            }
        }
        Ok(fresh)
    }

    /// What of a foresight others than the engineer may know: an edge that the rules which are disclosed make by themselves.
    /// Never errs.
    ///
    /// One that only a rule for the engineer's eyes makes would tell its threshold, so it is left out; of a plan with such
    /// rules nobody is told until when a decision stands.
    #[must_use]
    pub fn disclosed(&self, request: &Request, foresight: Foresight) -> Foresight {
        if !self.rules().any(Rule::is_internal) {
            return foresight;
        }
        let is_now = |at: &i64| request.now_utc_s() == Some(*at);
        let is_edge_in_time = |at: &i64| {
            is_now(at) || self.afresh(request, at.saturating_sub(1)).is_ok_and(|before| self.publicly_blocks(&before))
        };
        let is_edge_of_amount = |amount: &i64| {
            let mut above = *request;
            above.set_amount_minor(amount.saturating_add(1)).is_ok_and(|above| self.publicly_blocks(above))
        };
        Foresight {
            stable_until_utc_s: None,
            next_allowed_at_utc_s: foresight.next_allowed_at_utc_s.filter(is_edge_in_time),
            max_amount_minor: foresight.max_amount_minor.filter(is_edge_of_amount),
        }
    }

    /// Whether a guard, or a rule that is disclosed, keeps a request from proceeding.
    fn publicly_blocks(&self, request: &Request) -> bool {
        let context = Context::apart(self, request, false);
        let (guards, rules_apply) = context.guards();
        let relaxed = context.relaxed();
        guards != 0
            || rules_apply
                && with_bits(self).any(|(rule, bit)| !rule.is_internal() && context.blocks(rule, bit, relaxed))
    }

    fn stable_until(&self, request: &Request, decision: Decision, last: i64) -> Option<i64> {
        let says = |decision: Decision| (decision.outcome, decision.reason);
        let mut request = *request;
        loop {
            let at = self.next_edge(&request, decision, last)?;
            request.set_now_utc_s(at).ok()?;
            if says(self.evaluate(&request)) != says(decision) {
                return Some(at);
            }
        }
    }

    /// The first instant after the request's at which anything may change that could outweigh a decision.
    fn next_edge(&self, request: &Request, decision: Decision, last: i64) -> Option<i64> {
        let context = Context::apart(self, request, false);
        let ahead = Ahead { context: &context, now: context.now?, afresh: false };
        if decision.has_guard(Guard::OtherServicePoint) {
            return None;
        }
        let mut first = ahead.first(last, |say| ahead.days(self.valid_days(), say));
        if context.rules_apply() {
            let weight = match decision.outcome {
                Outcome::Decline => Action::Decline,
                Outcome::Refer => Action::Refer,
                Outcome::Proceed => Action::Warn,
            };
            let rank = self.reason_row(decision.reason).map_or(u8::MAX, |row| row.rank);
            // What is as strong as what decides matters only where its reason could come first, or is the one that decides.
            let scope_rank = self.reason_row(Reason::ScopeUnknown as u16).map_or(u8::MAX, |row| row.rank);
            let matters = |rule: Rule<'_>| {
                let action = context.greatest_action(rule);
                action > weight || action == weight && (scope_rank <= rank || condition::first_rank(rule, self) <= rank)
            };
            for (rule, bit) in with_bits(self).filter(|(rule, _)| matters(*rule)) {
                let edge = ahead.first_of(rule, bit, first.unwrap_or(last));
                first = edge.or(first);
            }
        }
        first
    }

    /// The earliest instant, now or later, at which nothing of these rules, a bit each, keeps the request made afresh from
    /// proceeding.
    fn next_allowed_at(&self, request: &Request, last: i64, of: u64) -> Option<i64> {
        let mut at = request.now_utc_s()?;
        loop {
            let fresh = self.afresh(request, at).ok()?;
            let context = Context::apart(self, &fresh, false);
            let ahead = Ahead { context: &context, now: context.now?, afresh: true };
            let (guards, rules_apply) = context.guards();
            let validity = Guard::PlanNotYetValid as u8 | Guard::PlanExpired as u8;
            if guards & !validity != 0 {
                return None;
            }
            // Nothing proceeds before the last of what stands in its way has come to its first edge.
            let mut leap = None;
            if guards != 0 {
                leap = Some(ahead.first(last, |say| ahead.days(self.valid_days(), say))?);
            }
            if rules_apply {
                let relaxed = context.relaxed();
                for (rule, bit) in with_bits(self) {
                    if of & bit != 0 && context.blocks(rule, bit, relaxed) {
                        leap = leap.max(Some(ahead.first_of(rule, bit, last)?));
                    }
                }
            }
            match leap {
                None => return Some(at),
                Some(next) => at = next,
            }
        }
    }

    /// The greatest amount from the request's own on up to which every one proceeds.
    fn amount_up(&self, request: &Request) -> Option<i64> {
        let mut request = *request;
        loop {
            let amount = request.amount_minor()?;
            let context = Context::apart(self, &request, false);
            let mut end = i64::MAX;
            let mut say = |one: i64| end = if one >= amount { end.min(one) } else { end };
            for rule in self.rules().filter(|&rule| context.greatest_action(rule) >= Action::Refer) {
                context.rule_amounts(rule, &mut say);
            }
            // Beyond what a request can say nothing is known.
            request.set_amount_minor(end.checked_add(1)?).ok()?;
            if self.evaluate(&request).outcome != Outcome::Proceed {
                return Some(end);
            }
        }
    }

    /// The greatest amount, the request's or a smaller one, that nothing of these rules, a bit each, keeps from proceeding.
    fn amount_down(&self, request: &Request, of: u64) -> Option<i64> {
        let mut request = *request;
        loop {
            let amount = request.amount_minor()?;
            let context = Context::apart(self, &request, false);
            let (guards, rules_apply) = context.guards();
            if guards != 0 || !rules_apply {
                return None;
            }
            // Nothing proceeds above the lowest of the ends that what stands in its way comes to first.
            let (mut leap, relaxed) = (None, context.relaxed());
            let in_the_way = |&(rule, bit): &(_, u64)| of & bit != 0 && context.blocks(rule, bit, relaxed);
            for (rule, _) in with_bits(self).filter(in_the_way) {
                let mut end = None;
                context.rule_amounts(rule, &mut |one| end = if one < amount { end.max(Some(one)) } else { end });
                let end = end.filter(|&end| end >= 0)?;
                leap = Some(leap.map_or(end, |leap: i64| leap.min(end)));
            }
            match leap {
                None => return Some(amount),
                Some(end) => request.set_amount_minor(end).map(|_| ()).ok()?,
            }
        }
    }
}
