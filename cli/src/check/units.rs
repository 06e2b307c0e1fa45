//! Values that are accepted, and probably meant in another unit.

use super::{Checked, Kind};
use poscond::policy::ConditionForm;
use poscond::service_point::AreaForm;

/// A range that values of a parameter lie in where people mean what they write: its path, the least and greatest, and why.
type Usual = (&'static str, i64, i64, &'static str);

const AMOUNT: Usual = ("condition.amount.max_minor", 100, i64::MAX, "limits are in minor units (fen, cents)");
const DAY_SUM: Usual = ("condition.usage.max", 100, i64::MAX, "sums are in minor units (fen, cents)");
const DAY_COUNT: Usual = ("condition.usage.max", 1, 100_000, "this is a number of transactions, not a sum");
const FLOOR: Usual = ("condition.offline.floor_limit_minor", 100, i64::MAX, "limits are in minor units (fen, cents)");
const OFFLINE_SUM: Usual =
    ("condition.offline.amount_max_minor", 100, i64::MAX, "limits are in minor units (fen, cents)");
const OFFLINE_COUNT: Usual = ("condition.offline.count_max", 1, 10_000, "this is a number of transactions, not a sum");
const FIX_AGE: Usual = ("condition.location.fix_age_max_s", 5, 86_400, "the age of a fix is in seconds");
const ACCURACY: Usual = ("condition.location.accuracy_max_m", 5, 5_000, "the accuracy of a fix is in metres");
const SIGN_ON: Usual = ("condition.sign_on.age_max_s", 3_600, 2_678_400, "the age of a sign-on is in seconds");
const PROFILE: Usual = ("condition.profile.age_max_days", 1, 366, "the age of a profile is in days");
const CONFIRMED: Usual = ("condition.policy_current.age_max_days", 1, 92, "the age of the confirmation is in days");
const HARDWARE: Usual = ("condition.age.age_max_days", 180, 9_131, "the age of a terminal is in days");
const INSPECTION: Usual = ("condition.inspection.age_max_days", 7, 1_827, "the age of an inspection is in days");
const GRACE: Usual = ("condition.document.grace_days", 0, 120, "grace is in days");
const REVIEW: Usual = ("condition.review.working_days", 1, 22, "a review takes working days, of which a month has 22");
const SUPPORT: Usual = ("condition.support.working_days", 0, 22, "support takes working days, of which a month has 22");
const BATTERY: Usual = ("condition.battery.min_percent", 1, 60, "a terminal with a battery above that works for hours");
const COUNTER_AGE: Usual = ("condition.usage.age_max_s", 30, 34_560_000, "the age of a counter is in seconds");

pub(super) fn find(checked: &mut Checked<'_>) {
    let policy = checked.policy;
    for (at, rule) in policy.rules.iter().enumerate() {
        let mut look = |value: Option<i64>, (path, least, most, why): Usual| {
            let Some(value) = value.filter(|value| !(least..=most).contains(value)) else { return };
            let usual = if most == i64::MAX { format!("at least {least}") } else { format!("{least} to {most}") };
            let message = format!("`{value}`, where {usual} is usual: {why}");
            checked.of_rule(Kind::UnlikelyValue, at, path, message, "look at the unit");
        };
        match &rule.condition {
            ConditionForm::Amount(form) => look(Some(form.max_minor.get()), AMOUNT),
            ConditionForm::Usage(form) => {
                let usual = if form.measure == poscond::Measure::Amount { DAY_SUM } else { DAY_COUNT };
                // Unlimited has a finding of its own.
                look(Some(form.max.get()).filter(|max| *max < 999_999_999_999), usual);
                look(form.age_max_s.map(|age| age.get()), COUNTER_AGE);
            }
            ConditionForm::Offline(form) => {
                look(form.floor_limit_minor.map(|limit| limit.get()), FLOOR);
                look(form.amount_max_minor.map(|limit| limit.get()), OFFLINE_SUM);
                look(form.count_max.map(|limit| limit.get()), OFFLINE_COUNT);
            }
            ConditionForm::Location(form) => {
                look(Some(form.fix_age_max_s.get()), FIX_AGE);
                look(Some(form.accuracy_max_m.get()), ACCURACY);
            }
            ConditionForm::SignOn(form) => look(Some(form.age_max_s.get()), SIGN_ON),
            ConditionForm::Profile(form) => look(Some(form.age_max_days.get()), PROFILE),
            ConditionForm::PolicyCurrent(form) => look(Some(form.age_max_days.get()), CONFIRMED),
            ConditionForm::Age(form) => look(Some(form.age_max_days.get()), HARDWARE),
            ConditionForm::Inspection(form) => look(Some(form.age_max_days.get()), INSPECTION),
            ConditionForm::Document(form) => look(form.grace_days.map(|days| days.get()), GRACE),
            ConditionForm::Review(form) => look(Some(form.working_days.get()), REVIEW),
            ConditionForm::Support(form) => look(Some(form.working_days.get()), SUPPORT),
            ConditionForm::Battery(form) => look(Some(form.min_percent.get()), BATTERY),
            _ => {}
        }
    }
    floors(checked);
    if checked.are_given {
        radii(checked);
    }
}

/// A floor limit above what may be sold at once anyway.
fn floors(checked: &mut Checked<'_>) {
    let policy = checked.policy;
    for (at, rule) in policy.rules.iter().enumerate() {
        let ConditionForm::Offline(form) = &rule.condition else { continue };
        if let Some((floor, sum)) = form.floor_limit_minor.zip(form.amount_max_minor).filter(|(floor, sum)| floor > sum)
        {
            let message = format!("`{}` at once is more than `{}` in all", floor.get(), sum.get());
            checked.of_rule(
                Kind::OutOfOrder,
                at,
                "condition.offline.floor_limit_minor",
                message,
                "at most amount_max_minor",
            );
        }
        let limit = policy.rules.iter().find_map(|other| match &other.condition {
            ConditionForm::Amount(amount) if super::scope::covers(other, rule) => form
                .floor_limit_minor
                .filter(|floor| *floor > amount.max_minor)
                .map(|floor| (floor, amount.max_minor, &other.id)),
            _ => None,
        });
        if let Some((floor, max, id)) = limit {
            let message =
                format!("`{}` without the host is more than the `{}` of rule `{id}` with it", floor.get(), max.get());
            checked.of_rule(
                Kind::OutOfOrder,
                at,
                "condition.offline.floor_limit_minor",
                message,
                "a lower floor limit",
            );
        }
    }
}

/// Registered circles that hold a city.
fn radii(checked: &mut Checked<'_>) {
    let points = checked.points;
    for point in points {
        for area in point.place.iter().flat_map(|place| &place.areas) {
            if let AreaForm::Circle { radius_m, .. } = area
                && radius_m.get() > 20_000
            {
                let message = format!(
                    "service point `{}` has a circle of `{}` m: that is a city, not a shop",
                    point.id,
                    radius_m.get()
                );
                checked.of_policy(Kind::UnlikelyValue, "", message, "look at the unit; for a city register regions");
            }
        }
    }
}
