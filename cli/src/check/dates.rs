//! Dates that have passed, are about to, or say nothing.

use super::{Checked, Kind};
use poscond::Date;
use poscond::policy::{ConditionForm, Effect};

/// Days ahead within which an end is near.
const SOON_DAYS: i32 = 30;

/// Days after which a directive that is over is only in the way.
const LONG_AGO_DAYS: i32 = 180;

pub(super) fn find(checked: &mut Checked<'_>) {
    let (policy, today) = (checked.policy, checked.today);
    let days_to = |date: Date| date.days().saturating_sub(today.days());
    if let Some(through) = policy.valid_through {
        if through < today {
            let message = format!("`{through}` has passed: every sale is declined");
            checked.of_policy(Kind::Over, "valid_through", message, "a later date, or the next version of the policy");
        } else if days_to(through) <= SOON_DAYS {
            let message = format!("`{through}` is {} days ahead: after it every sale is declined", days_to(through));
            checked.of_policy(
                Kind::EndsSoon,
                "valid_through",
                message,
                "a later date, or the next version of the policy",
            );
        }
    }
    for (at, rule) in policy.rules.iter().enumerate() {
        let (from, through) = (rule.valid_from, rule.valid_through);
        if let Some(through) = through.filter(|through| *through < today) {
            let message = format!("`{through}` has passed: the rule concerns nothing any more");
            checked.of_rule(Kind::Over, at, "valid_through", message, "take the rule out, or let it hold for longer");
        }
        let starts_late = from.zip(policy.valid_through).is_some_and(|(from, through)| from > through);
        let ends_early = through.zip(policy.valid_from).is_some_and(|(through, from)| through < from);
        if starts_late || ends_early {
            let path = if starts_late { "valid_from" } else { "valid_through" };
            let message = "the rule's dates lie outside the policy's, so that it concerns nothing".into();
            checked.of_rule(Kind::NeverApplies, at, path, message, "dates within those of the policy");
        }
    }
    calendar(checked, days_to);
    for (at, directive) in policy.directives.iter().enumerate() {
        let path = format!("directives[{at}]");
        if -days_to(directive.through) > LONG_AGO_DAYS {
            let message = format!("`{}` ended on {}, more than half a year ago", directive.id, directive.through);
            checked.of_policy(Kind::IdleDirective, &format!("{path}.through"), message, "take it out");
        }
        let Effect::Relax { rules, .. } = &directive.effect else { continue };
        for (nth, id) in rules.iter().enumerate() {
            let named = policy.rules.iter().find(|rule| rule.id == *id);
            let held = named.and_then(|rule| rule.scope.regions.as_ref());
            let apart = held.is_some_and(|held| {
                let meets = |region: &poscond::forms::Region| {
                    held.iter().any(|other| region.contains(*other) || other.contains(*region))
                };
                !directive.regions.iter().any(meets)
            });
            if apart {
                let message = format!("`{id}` concerns none of the directive's regions");
                let path = format!("{path}.effect.relax.rules[{nth}]");
                checked.of_policy(Kind::IdleDirective, &path, message, "name rules that hold in these regions");
            }
        }
    }
}

fn calendar(checked: &mut Checked<'_>, days_to: impl Fn(Date) -> i32) {
    let policy = checked.policy;
    let Some(calendar) = &policy.calendar else {
        let counts = |form: &ConditionForm| matches!(form, ConditionForm::Review(_) | ConditionForm::Support(_));
        if let Some(at) = policy.rules.iter().position(|rule| counts(&rule.condition)) {
            let message =
                "working days are counted by a calendar, and the policy has none: nothing is ever overdue".into();
            checked.of_rule(Kind::EndsSoon, at, "condition", message, "add a table `calendar`");
        }
        return;
    };
    let through = calendar.covers_through;
    if days_to(through) <= SOON_DAYS {
        let message = format!(
            "`{through}`: from the day after it hours on holidays are unknown, and working days cannot be counted"
        );
        checked.of_policy(Kind::EndsSoon, "calendar.covers_through", message, "add the holidays of the next year");
    }
    for date in calendar.makeup_workdays.keys() {
        // Days are counted from a Thursday; a weekday that is no holiday is worked as it is.
        let weekday = (date.days() + 3).rem_euclid(7);
        if weekday < 5 && !calendar.holidays.contains(date) {
            let message = format!("`{date}` is no weekend, so it is worked anyway");
            checked.of_policy(Kind::OddDay, &format!("calendar.makeup_workdays.{date}"), message, "look at the date");
        }
    }
    for (at, date) in calendar.holidays.iter().enumerate() {
        if calendar.holidays[..at].contains(date) {
            let message = format!("`{date}` stands twice; was another date meant?");
            checked.of_policy(Kind::Repeated, &format!("calendar.holidays[{at}]"), message, "say each date once");
        }
    }
}
