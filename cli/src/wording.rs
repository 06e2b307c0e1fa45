//! A finding in words: what was observed against what is required.

use crate::expression;
use crate::money;
use poscond::{Advice, AdviceKind, CardKind, Date, EntryMode, Fact, Finding, Plan, Reason, Request, Required, Unit};
use poscond::{HostState, TransactionType, Version, Who};

/// What a finding says of a request, such as `317 m from the area, at most 35 m`.
pub(crate) fn finding(finding: &Finding<'_>, request: &Request, plan: &Plan<'_>) -> String {
    let Some(reason) = finding.reason else { return String::new() };
    let unit = finding.unit;
    let show = |value: i64| shown(finding, unit, value, request);
    let required = required(finding, request);
    // An observed value, said with these words around it, then what is required.
    let say = |before: &str, after: &str| {
        finding.observed.map(|value| join(&format!("{before}{}{after}", show(value)), &required))
    };
    let said = match reason {
        Reason::OtherServicePoint => {
            let theirs = request.merchant_id().map_or_else(String::new, |id| text(id));
            Some(format!("the request is for merchant {theirs}, the plan for {}", text(plan.merchant_id())))
        }
        Reason::PlanNotYetValid | Reason::PlanExpired => {
            Some(format!("policy and service point are valid {}", validity(plan.valid_days())))
        }
        Reason::HostUnreachable => Some(match request.host() {
            Some(HostState::Unreachable) => "the host cannot be reached, so no referral can be settled".to_owned(),
            Some(HostState::TimingOut) => "the host answers too late, so no referral can be settled".to_owned(),
            _ => "it is not known whether the host can be reached, so no referral can be settled".to_owned(),
        }),
        Reason::ClockNotTrusted if finding.bit.is_some() => Some("needs the time".to_owned()),
        Reason::ClockNotTrusted if request.now_utc_s().is_none() => {
            Some("the request does not say the time".to_owned())
        }
        Reason::ClockNotTrusted => Some("the clock is not trusted".to_owned()),
        Reason::DocumentExpired
        | Reason::DocumentNotYetValid
        | Reason::DocumentMissing
        | Reason::DocumentRejected
        | Reason::DocumentPending => {
            let state = match (reason, finding.observed, finding.required) {
                (Reason::DocumentExpired, Some(through), Required::AtLeast(from)) => {
                    format!("expired {}, needs {} or later", show(through), show(from))
                }
                (Reason::DocumentNotYetValid, Some(from), Required::AtMost(through)) => {
                    format!("valid from {}, needs {} or earlier", show(from), show(through))
                }
                (Reason::DocumentMissing, ..) => "never handed in".to_owned(),
                (Reason::DocumentRejected, ..) => "the latest copy was rejected".to_owned(),
                _ => "handed in, not looked at yet".to_owned(),
            };
            Some(format!("{}: {state}", finding.subject.unwrap_or("document")))
        }
        Reason::LocationOutsideArea if unit == Unit::Region => say("in region ", ", which is not a registered one"),
        Reason::LocationOutsideArea | Reason::LocationEdgeUncertain => say("", " from the area"),
        Reason::LocationFixTooCoarse => say("the fix is accurate to ", ""),
        Reason::LocationFixStale => Some(age("the fix is", finding, request)),
        Reason::ProfileOutdated | Reason::ProfileAgeUnknown => Some(age("the profile is", finding, request)),
        Reason::UsageStale | Reason::UsageFromFuture => Some(age("the counter is", finding, request)),
        Reason::HoursClosed => finding.observed.map(|minute| match finding.required {
            Required::Within(open, close) => format!("closed at {}, open {}–{}", hour(minute), hour(open), hour(close)),
            _ => format!("closed at {}, not open on that day", hour(minute)),
        }),
        Reason::DayAmountAboveLimit | Reason::DayCountAboveLimit => say("", " in the day with this one"),
        Reason::MonthAmountAboveLimit | Reason::MonthCountAboveLimit => say("", " in the month with this one"),
        Reason::SoftwareBelowMinimum | Reason::OsBelowMinimum => say("version ", ""),
        Reason::SoftwareKnownBad | Reason::OsKnownBad => say("version ", " is known to be bad"),
        Reason::PatchMissing => match finding.required {
            Required::AtLeast(least) => finding.observed.map(|level| format!("patch level {level}, at least {least}")),
            _ => None,
        },
        Reason::PolicySuperseded => finding
            .observed
            .map(|latest| format!("version {latest} is the latest, the plan has {}", plan.policy_version())),
        Reason::NotSignedOn | Reason::SignOnUnknown => Some(age("the last sign-on is", finding, request)),
        Reason::HardwareTooOld | Reason::HardwareAgeUnknown => Some(age("the terminal is", finding, request)),
        Reason::InspectionOverdue | Reason::InspectionUnknown => Some(age("the last inspection is", finding, request)),
        Reason::PolicyOutdated => Some(age("the confirmation of the policy is", finding, request)),
        Reason::ReviewPending | Reason::ReviewOverdue | Reason::SupportOverdue | Reason::RegulationNotMet => {
            until(reason, finding)
        }
        Reason::DisasterSuspended => say("the region is suspended through ", ""),
        Reason::HoursCalendarUnknown => say("the calendar of holidays does not cover ", ""),
        Reason::FloorLimitExceeded => say("", " while the host cannot be asked"),
        Reason::OfflineAmountAboveLimit | Reason::OfflineCountAboveLimit => say("", " offline with this one"),
        Reason::De22Inconsistent => say("DE22 starts with ", ""),
        Reason::De25Inconsistent => say("DE25 is ", ""),
        Reason::EntryModeNotAllowed | Reason::EntryModeUnknown => say("read by ", ""),
        Reason::MccNotAllowed => say("category ", " is not accepted"),
        Reason::UsageOverflow => say("", " with this one"),
        // Several words of a fact may stand for one of these, so the word is told.
        Reason::PowerFailing
        | Reason::CardReaderFaulty
        | Reason::ContactFaulty
        | Reason::PositioningFaulty
        | Reason::CommunicationFaulty
        | Reason::PrinterFaulty
        | Reason::KeyPadFaulty => finding.fact.and_then(|part| say(&format!("{}: ", fact(part)), "")),
        Reason::ComponentStateUnknown => finding.fact.map(|part| format!("{}: state not known", fact(part))),
        Reason::RequirementNotMet | Reason::RequirementUnknown => {
            let rule = plan.rule_rows().find(|row| row.id == finding.rule);
            rule.and_then(|row| row.requirement).map(|steps| {
                let asked = expression::text(steps);
                match (reason, finding.observed, finding.fact) {
                    (Reason::RequirementNotMet, Some(value), _) => format!("{}, asks for {asked}", show(value)),
                    (Reason::RequirementNotMet, ..) => format!("asks for {asked}"),
                    (_, _, Some(missing)) => format!("{} is not known, asks for {asked}", fact(missing)),
                    _ => format!("cannot be worked out: {asked}"),
                }
            })
        }
        Reason::ScopeUnknown => {
            let missing = finding.fact.map_or_else(|| "a fact".to_owned(), fact);
            Some(format!("{missing} is not known, and the rule is only for some"))
        }
        // What the service point says of an item or a field; a word that its reason says again.
        _ if let Some(subject) = finding.subject => Some(format!("{subject}: {}", reason.meaning())),
        _ if unit == Unit::Word => Some(reason.meaning().to_owned()),
        _ => say("", ""),
    };
    said.unwrap_or_else(|| match required.as_str() {
        "" => reason.meaning().to_owned(),
        required => join(reason.meaning(), required),
    })
}

/// What a date turned, or is going to turn, such as `a support request was due by 2026-10-10`.
fn until(reason: Reason, finding: &Finding<'_>) -> Option<String> {
    let Required::AtMost(last) = finding.required else { return None };
    Some(match reason {
        Reason::RegulationNotMet => {
            let since = date(last.saturating_add(1));
            format!("{}: in force since {since}, not met", finding.subject.unwrap_or("regulation"))
        }
        Reason::SupportOverdue => format!("a support request was due by {}", date(last)),
        Reason::ReviewOverdue => format!("the review of the application was due by {}", date(last)),
        _ => format!("{}, due by {}", reason.meaning(), date(last)),
    })
}

/// What an advice says, such as `closes at 22:00`.
pub(crate) fn advice(advice: &Advice<'_>, request: &Request, plan: &Plan<'_>) -> String {
    let show = |value: i64| match advice.unit {
        Unit::Instant => crate::clock::local(plan, value),
        unit => value_in(unit, value, request.currency()),
    };
    let limit = show(advice.limit);
    let observed = advice.observed.map_or_else(String::new, show);
    let subject = advice.subject.map_or_else(String::new, |subject| format!("{subject}: "));
    match advice.kind {
        AdviceKind::DocumentExpires => format!("{subject}valid through {observed}, refused from {limit}"),
        AdviceKind::DocumentInGrace => format!("{subject}ended {observed}, refused from {limit}"),
        // What is observed says transactions of what.
        AdviceKind::LimitNearlyUsed if advice.unit == Unit::Count => {
            format!("{observed} with this one, at most {}", advice.limit)
        }
        AdviceKind::LimitNearlyUsed => format!("{observed} with this one, at most {limit}"),
        AdviceKind::ClosingSoon => {
            let (_, second) = plan.local(advice.limit);
            let in_s = advice.limit.saturating_sub(advice.observed.unwrap_or(advice.limit));
            format!("closes at {}, in {}", hour(i64::from(second / 60)), duration(in_s))
        }
        AdviceKind::ProfileDue => format!("the profile was refreshed {observed}, refused from {limit}"),
        AdviceKind::InspectionDue => format!("inspected {observed}, refused from {limit}"),
        AdviceKind::SoftwareBelowRecommended => format!("version {observed}, {limit} recommended"),
        AdviceKind::BatteryLow => format!("{observed}, refused below {limit}"),
        AdviceKind::RegulationComing => format!("{subject}in force from {limit}"),
        AdviceKind::CalendarEnds => format!("the calendar of holidays does not cover {limit}"),
        AdviceKind::PlanEnds => format!("the plan is not valid from {limit}"),
    }
}

/// How old something is, in plain words also where it is not known or in the future.
fn age(what: &str, finding: &Finding<'_>, request: &Request) -> String {
    match finding.observed {
        Some(age_s) if age_s < 0 => format!("{what} from {} after now", duration(age_s)),
        Some(age_s) => join(&format!("{what} {} old", duration(age_s)), &required(finding, request)),
        None => join(&format!("{what} of unknown age"), &required(finding, request)),
    }
}

fn join(observed: &str, required: &str) -> String {
    if required.is_empty() { observed.to_owned() } else { format!("{observed}, {required}") }
}

/// What is required, such as `at most ¥5,000.00`; empty where nothing is to be said.
fn required(finding: &Finding<'_>, request: &Request) -> String {
    // What is observed says transactions of what.
    let unit = if finding.unit == Unit::Count { Unit::None } else { finding.unit };
    let show = |value: i64| shown(finding, unit, value, request);
    match finding.required {
        Required::Nothing => String::new(),
        Required::AtLeast(least) => format!("at least {}", show(least)),
        Required::AtMost(most) => format!("at most {}", show(most)),
        Required::Within(from, before) => format!("from {} to before {}", show(from), show(before)),
        Required::OneOf(values) => {
            let values = values.values().iter().map(|&value| show(value.into()));
            format!("accepted: {}", values.collect::<Vec<_>>().join(", "))
        }
    }
}

/// A value that a finding shows.
fn shown(finding: &Finding<'_>, unit: Unit, value: i64, request: &Request) -> String {
    let value = match (unit, finding.fact) {
        (Unit::Word, Some(fact)) => ((fact as i64) << 8) | value,
        _ => value,
    };
    value_in(unit, value, request.currency())
}

/// A fact of the request, as people say it.
pub(crate) fn fact(fact: Fact) -> String {
    match fact {
        Fact::Host => "acceptance host".to_owned(),
        Fact::Tamper => "tamper sensors".to_owned(),
        Fact::FixSource => "position".to_owned(),
        Fact::Positioning | Fact::Communication => format!("{} module", fact.name()),
        _ => fact.name().replace('_', " "),
    }
}

/// A word as a plan tells it: the fact's number before its own.
pub(crate) fn word(value: i64) -> Option<&'static str> {
    let fact = u8::try_from(value >> 8).ok().and_then(Fact::from_u8)?;
    let word = u8::try_from(value & 255).ok()?;
    if fact == Fact::EntryMode { EntryMode::from_u8(word).map(entry_mode) } else { fact.word_name(word) }
}

/// A value with its unit; amounts in this currency.
pub(crate) fn value_in(unit: Unit, value: i64, currency: Option<i64>) -> String {
    match unit {
        Unit::Word => word(value).unwrap_or_default().replace('_', " "),
        Unit::Percent => format!("{value} %"),
        Unit::Code => format!("{value:02}"),
        Unit::Metres => metres(value),
        Unit::Seconds => duration(value),
        Unit::LocalMinutes => hour(value),
        Unit::Date => date(value),
        Unit::Minor => money::amount(value, currency),
        Unit::Count if value == 1 => "1 transaction".to_owned(),
        Unit::Count => format!("{value} transactions"),
        Unit::Reason => {
            let reason = u16::try_from(value).ok().and_then(Reason::from_u16);
            reason.map_or_else(|| format!("reason {value}"), |reason| reason.name().to_owned())
        }
        Unit::Currency => money::currency(value),
        Unit::Mcc => format!("{value:04}"),
        Unit::Region => format!("{value:06}"),
        Unit::Version => {
            let Version([a, b, c, d]) = Version::from_packed(value.cast_unsigned());
            format!("{a}.{b}.{c}.{d}")
        }
        _ => value.to_string(),
    }
}

/// A distance; what is as far as the engine measures is said to be that far or farther.
fn metres(value: i64) -> String {
    let far = poscond::geo::FAR_MM.cast_signed() / 1000;
    match value {
        _ if value >= far => format!("{} km or more", far / 1000),
        10_000.. => format!("{}.{} km", value / 1000, value % 1000 / 100),
        _ => format!("{value} m"),
    }
}

/// A local time such as `23:10`; after midnight it says so.
fn hour(minute: i64) -> String {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    if minute > 1440 { format!("{} next day", clock(minute - 1440)) } else { clock(minute) }
}

/// A duration in its two largest units.
pub(crate) fn duration(seconds: i64) -> String {
    let s = seconds.unsigned_abs();
    let days = match s / 86_400 {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let units =
        [(s / 86_400, days), (s / 3600 % 24, String::new()), (s / 60 % 60, String::new()), (s % 60, String::new())];
    let names = ["", "h", "min", "s"];
    let parts = units.into_iter().zip(names).map(|((count, days), name)| match name {
        "" => (count, days),
        _ => (count, format!("{count} {name}")),
    });
    let mut parts: Vec<String> = parts
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(_, part)| part)
        .collect();
    if parts.is_empty() {
        parts.push("0 s".to_owned());
    }
    parts.join(" ")
}

/// A date, from days since 1970-01-01.
pub(crate) fn date(days: i64) -> String {
    let date = i32::try_from(days).ok().and_then(Date::from_days);
    date.map_or_else(|| format!("day {days}"), |date| date.to_string())
}

/// When a plan is valid: `from 2026-01-01 through 2026-12-31`, or without an end.
pub(crate) fn validity((from, through): (i32, i32)) -> String {
    match (from, through) {
        (i32::MIN, i32::MAX) => "without end".to_owned(),
        (i32::MIN, through) => format!("through {}", date(through.into())),
        (from, i32::MAX) => format!("from {}", date(from.into())),
        (from, through) => format!("from {} through {}", date(from.into()), date(through.into())),
    }
}

/// A padded text of DE41 or DE42.
pub(crate) fn text(padded: &[u8]) -> String {
    let end = padded.iter().rposition(|byte| !matches!(byte, b' ' | 0)).map_or(0, |last| last + 1);
    String::from_utf8_lossy(&padded[..end]).into_owned()
}

/// How a card was read, as people say it.
pub(crate) fn entry_mode(mode: EntryMode) -> &'static str {
    if mode == EntryMode::QrCode { "QR code" } else { mode.name() }
}

/// A type of transaction, as people say it.
pub(crate) fn transaction(transaction: TransactionType) -> &'static str {
    match transaction {
        TransactionType::Preauth => "pre-auth",
        TransactionType::PreauthCompletion => "completion",
        _ => transaction.name(),
    }
}

/// A kind of card, as people say it.
pub(crate) fn card_kind(kind: CardKind) -> &'static str {
    if kind == CardKind::QuasiCredit { "quasi-credit" } else { kind.name() }
}

/// What can put a cause right, after "cured by".
pub(crate) const fn cure(who: Who) -> &'static str {
    match who {
        Who::Merchant => "the merchant",
        Who::Operator => "the operator",
        Who::Acquirer => "the acquirer",
        Who::ServiceEngineer => "a service engineer",
        Who::Wait => "waiting",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_two_units() {
        for (seconds, words) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (3605, "1 h"),
            (7260, "2 h 1 min"),
            (86_400, "1 day"),
            (45 * 86_400 + 3 * 3600 + 59, "45 days 3 h"),
            (-300, "5 min"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }

    #[test]
    fn hours_past_midnight_and_far_places() {
        assert_eq!((hour(0), hour(1440), hour(1560)), ("00:00".into(), "24:00".into(), "02:00 next day".into()));
        assert_eq!((metres(317), metres(12_340)), ("317 m".into(), "12.3 km".into()));
        assert_eq!(metres(100_000), "100 km or more");
    }

    #[test]
    fn validities() {
        assert_eq!(validity((i32::MIN, i32::MAX)), "without end");
        assert_eq!(validity((0, i32::MAX)), "from 1970-01-01");
        assert_eq!(validity((i32::MIN, 1)), "through 1970-01-02");
        assert_eq!(validity((0, 1)), "from 1970-01-01 through 1970-01-02");
    }
}
