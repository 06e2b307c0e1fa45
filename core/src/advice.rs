//! Preventive advice: what is worth saying before it turns into a refusal. It never changes an outcome.

use crate::condition;
use crate::evaluate::Context;
use crate::plan::Plan;
use crate::request::Request;
use crate::words::{Unit, Verdict, words};

words! {
    /// What is advised.
    AdviceKind {
        /// A document ends soon.
        DocumentExpires = 1 "DOCUMENT_EXPIRES",
        /// A document has ended, and only its grace days let it pass.
        DocumentInGrace = 2 "DOCUMENT_IN_GRACE",
        /// A limit is nearly used.
        LimitNearlyUsed = 3 "LIMIT_NEARLY_USED",
        /// The service point closes soon.
        ClosingSoon = 4 "CLOSING_SOON",
        /// The terminal's profile is to be refreshed.
        ProfileDue = 5 "PROFILE_DUE",
        /// The terminal is to be inspected.
        InspectionDue = 6 "INSPECTION_DUE",
        /// A later application is recommended.
        SoftwareBelowRecommended = 7 "SOFTWARE_BELOW_RECOMMENDED",
        /// The battery is low.
        BatteryLow = 8 "BATTERY_LOW",
        /// A regulation comes into force soon.
        RegulationComing = 9 "REGULATION_COMING",
        /// The calendar of holidays ends soon.
        CalendarEnds = 10 "CALENDAR_ENDS",
        /// The plan ends soon.
        PlanEnds = 11 "PLAN_ENDS",
    }
}

/// One advice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Advice<'a> {
    /// What is advised.
    pub kind: AdviceKind,
    /// The rule that will refuse; nothing for the plan itself.
    pub rule: Option<&'a str>,
    /// What the rule is about, where rules of its condition differ in that.
    pub subject: Option<&'a str>,
    /// Whether the rule is for the engineer's eyes only.
    pub internal: bool,
    /// The unit of `observed` and `limit`.
    pub unit: Unit,
    /// What was observed, where anything was.
    pub observed: Option<i64>,
    /// Where it turns into a refusal.
    pub limit: i64,
}

impl<'a> Advice<'a> {
    pub(crate) const fn new(kind: AdviceKind, unit: Unit, observed: Option<i64>, limit: i64) -> Self {
        Self { kind, rule: None, subject: None, internal: false, unit, observed, limit }
    }

    /// The same, of a rule.
    const fn of<'b>(self, rule: &'b str, subject: Option<&'b str>, internal: bool) -> Advice<'b> {
        let Self { kind, unit, observed, limit, .. } = self;
        Advice { kind, rule: Some(rule), subject, internal, unit, observed, limit }
    }
}

impl Plan<'_> {
    /// Says what is worth saying of a request before it turns into a refusal: of each rule that passes in the plan's
    /// order, then of the plan. Never errs.
    pub fn advise(&self, request: &Request, mut say: impl FnMut(Advice<'_>)) {
        let context = Context::apart(self, request, true);
        if !context.rules_apply() {
            return;
        }
        for (rule, id) in self.rules().zip(self.rule_ids()) {
            if context.check(rule).is(Verdict::Pass) {
                let subject = condition::subject(rule).and_then(|number| self.subject(number));
                condition::advise(rule, &context, &mut |advice| say(advice.of(id, subject, rule.is_internal())));
            }
        }
        let (days, (_, through)) = (i64::from(self.thresholds().plan_days), self.valid_days());
        if let Some(now) = context.now
            && days > 0
            && through != i32::MAX
        {
            let (today, limit) = (i64::from(now.day), i64::from(through).saturating_add(1));
            if limit.saturating_sub(today) <= days {
                say(Advice::new(AdviceKind::PlanEnds, Unit::Date, Some(today), limit));
            }
        }
    }
}
