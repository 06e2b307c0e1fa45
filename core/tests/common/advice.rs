//! What a plain reader of docs/meanings.md would advise: the section on advice written down once more, slowly.

use super::interpreter::{Answer, CAP, DAY_S, World, around, at_least, date_of};
use chrono::{Days, NaiveDate};
use poscond::policy::{AdviceForm, ConditionForm, DocumentRule, Rule};
use poscond::service_point::{DocumentStatus, ValidThrough};
use poscond::{AdviceKind, Date, PowerState, Version};

/// One advice: what, of which rule, what was observed, and where it turns into a refusal.
pub(crate) type Advised = (AdviceKind, Option<String>, Option<i64>, i64);

/// A date as a number, as advice has it.
fn days(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

fn day_after(date: NaiveDate, more: u64) -> NaiveDate {
    date.checked_add_days(Days::new(more)).expect("far from the end of time")
}

fn number(version: Version) -> i64 {
    i64::from_ne_bytes(version.packed().to_ne_bytes())
}

impl World<'_> {
    /// Advice of the rules that passed, in their order, then of the plan.
    pub(super) fn advise(&self, passed: &[&Rule]) -> Vec<Advised> {
        let thresholds = &self.policy.advice;
        let mut out = Vec::new();
        for rule in passed {
            let of_rule = self.advise_of(rule, thresholds);
            out.extend(of_rule.into_iter().map(|(kind, seen, limit)| (kind, Some(rule.id.to_string()), seen, limit)));
        }
        let last = [self.policy.valid_through, self.point.valid_through].into_iter().flatten().min();
        if let (Some((_, today)), Some(last), Some(ahead)) = (self.now, last.map(date_of), thresholds.plan_days) {
            let limit = days(last) + 1;
            if ahead.get() > 0 && limit - days(today) <= ahead.get() {
                out.push((AdviceKind::PlanEnds, None, Some(days(today)), limit));
            }
        }
        out
    }

    fn advise_of(&self, rule: &Rule, thresholds: &AdviceForm) -> Vec<(AdviceKind, Option<i64>, i64)> {
        let request = self.request;
        let within = |threshold: Option<i64>, left: i64| threshold.is_some_and(|most| most > 0 && left <= most);
        let due_days = thresholds.due_days.map(|days| days.get());
        // The first second at which something is too old, `age_max_s` after an instant.
        let due = |kind, at: Option<i64>, age_max_s: i64| {
            let ((now, _), at) = self.now.zip(at)?;
            let limit = at + age_max_s + 1;
            within(due_days.map(|days| days * DAY_S), limit - now).then_some((kind, Some(at), limit))
        };
        let today = self.now.map(|(_, today)| today);
        let one = match &rule.condition {
            ConditionForm::Document(form) => today.and_then(|today| self.advise_document(form, today)),
            ConditionForm::Profile(form) => {
                due(AdviceKind::ProfileDue, request.profile_refreshed_at_utc_s(), form.age_max_days.get() * DAY_S)
            }
            ConditionForm::Inspection(form) => {
                due(AdviceKind::InspectionDue, request.inspected_at_utc_s(), form.age_max_days.get() * DAY_S)
            }
            ConditionForm::Usage(form) => self.used(rule).ok().and_then(|(used, business_day)| {
                let limit = self.limit_in_force(rule, business_day, form.max.get());
                let percent = thresholds.usage_percent.map_or(0, |percent| percent.get());
                let is_near = used * 100 >= i128::from(limit) * i128::from(percent);
                let used = i64::try_from(used).expect("it passed");
                (percent > 0 && i128::from(limit) < CAP && is_near).then_some((
                    AdviceKind::LimitNearlyUsed,
                    Some(used),
                    limit,
                ))
            }),
            ConditionForm::Software(form) => {
                request.app_version().zip(form.app_recommended).and_then(|(has, wants)| {
                    let below = !at_least(has, wants.0);
                    below.then_some((AdviceKind::SoftwareBelowRecommended, Some(number(has)), number(wants.0)))
                })
            }
            ConditionForm::Battery(form) => request.battery_percent().and_then(|level| {
                let low = thresholds.battery_percent.is_some_and(|most| level <= most.get());
                let on_mains = request.power() == Some(PowerState::Mains);
                (low && !on_mains).then_some((AdviceKind::BatteryLow, Some(level), form.min_percent.get()))
            }),
            ConditionForm::Regulation(form) => today.and_then(|today| {
                let limit = days(date_of(form.from));
                let met = self.point.regulations_met.contains(&form.id);
                let soon = within(thresholds.regulation_days.map(|days| days.get()), limit - days(today));
                (!met && soon).then_some((AdviceKind::RegulationComing, Some(days(today)), limit))
            }),
            ConditionForm::Hours(_) => {
                return self.now.map(|now| self.advise_hours(now, thresholds)).unwrap_or_default();
            }
            _ => None,
        };
        one.into_iter().collect()
    }

    fn advise_document(&self, form: &DocumentRule, today: NaiveDate) -> Option<(AdviceKind, Option<i64>, i64)> {
        let grace = form.grace_days.map_or(0, |days| days.get());
        let approved = self.point.documents.iter().filter(|copy| copy.kind == form.kind);
        let copies: Vec<(Option<Date>, Option<i64>)> = approved
            .filter(|copy| copy.status == DocumentStatus::Approved)
            .map(|copy| match copy.valid_through.expect("an approved copy says") {
                ValidThrough::LongTerm => (copy.valid_from, None),
                ValidThrough::Date(last) => (copy.valid_from, Some(days(date_of(last)))),
            })
            .collect();
        let valid = |day: i64, grace: i64| {
            copies.iter().any(|(from, last)| {
                from.is_none_or(|from| days(date_of(from)) <= day) && last.is_none_or(|last| day <= last + grace)
            })
        };
        // Only the day after a copy's last day of grace can be the first without one.
        let ends = copies.iter().filter_map(|(_, last)| last.map(|last| last + grace + 1));
        let limit = ends.filter(|&day| day > days(today) && !valid(day, grace)).min()?;
        let observed = Some(limit - 1 - grace);
        let ahead = thresholds_days(self.policy.advice.document_days);
        if !valid(days(today), 0) {
            Some((AdviceKind::DocumentInGrace, observed, limit))
        } else if ahead > 0 && limit - days(today) <= ahead {
            Some((AdviceKind::DocumentExpires, observed, limit))
        } else {
            None
        }
    }

    fn advise_hours(
        &self,
        (now, today): (i64, NaiveDate),
        thresholds: &AdviceForm,
    ) -> Vec<(AdviceKind, Option<i64>, i64)> {
        let mut out = Vec::new();
        // Only where a span closes can the hours stop being open.
        let mut closings: Vec<i64> = around(day_after(today, 1))
            .flat_map(|day| self.open_times(day))
            .map(|(_, close)| close)
            .filter(|&close| close > now)
            .collect();
        closings.sort_unstable();
        let first_not_open = closings.into_iter().find(|&close| self.hours(close) != Answer::Pass);
        let most_s = thresholds.closing_min.map_or(0, |minutes| minutes.get()) * 60;
        if let Some(close) = first_not_open
            && matches!(self.hours(close), Answer::Fail(_))
            && most_s > 0
            && close - now <= most_s
        {
            out.push((AdviceKind::ClosingSoon, Some(now), close));
        }
        if let Some(calendar) = self.policy.calendar.as_ref().filter(|_| self.consults_calendar()) {
            let limit = days(date_of(calendar.covers_through)) + 1;
            let ahead = thresholds_days(thresholds.calendar_days);
            let covered = date_of(calendar.covers_from) <= today && days(today) < limit;
            if covered && ahead > 0 && limit - days(today) <= ahead {
                out.push((AdviceKind::CalendarEnds, Some(days(today)), limit));
            }
        }
        out
    }
}

fn thresholds_days(threshold: Option<poscond::bounds::DaysBefore>) -> i64 {
    threshold.map_or(0, |days| days.get())
}
