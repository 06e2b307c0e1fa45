//! Local time at a service point, and today.

use poscond::{Date, Plan};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// An instant at the service point of a plan, such as `Mon 2026-11-23 12:40`.
pub(crate) fn local(plan: &Plan<'_>, utc_s: i64) -> String {
    let (day, second) = plan.local(utc_s);
    // 1970-01-01 was a Thursday.
    let weekday = WEEKDAYS[(day + 3).rem_euclid(7) as usize];
    match Date::from_days(day) {
        Some(date) => format!("{weekday} {date} {:02}:{:02}", second / 3600, second / 60 % 60),
        None => format!("{utc_s} s UTC"),
    }
}

/// Now by the system's clock, in seconds UTC: for what is said to people, never for what is decided.
pub(crate) fn now_utc_s() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(0)
}

/// Today by the system's clock, in UTC: for what is said to people, never for what is decided.
pub(crate) fn today() -> Date {
    let days = i32::try_from(now_utc_s() / 86_400).unwrap_or(0);
    // OK because the range of dates ends in 2199, and a clock beyond it is as good as one at its start.
    Date::from_days(days).or(Date::from_days(0)).expect("1970-01-01 is a date")
}

#[cfg(test)]
mod tests {
    use super::*;
    use poscond::Expect;

    #[test]
    fn follows_offsets_and_their_changes() {
        let policy = r#"{"id": "p", "version": 1, "rules": [{"id": "tamper", "condition": {"tamper": {}},
            "on_fail": "decline", "on_unknown": "decline"}]}"#;
        let lord_howe = r#"{"id": "lord-howe", "revision": 1, "merchant_id": "1", "merchant_kind": "store", "mcc": "5411",
            "region": "036000", "status": "active", "utc_offset": "+10:30", "offset_transitions": [
            {"at": "2026-10-03T15:30:00Z", "utc_offset": "+11:00"}, {"at": "2027-04-03T15:00:00Z", "utc_offset": "+10:30"}]}"#;
        let bytes = poscond::compile(
            &serde_json::from_str(policy).expect("a policy"),
            &serde_json::from_str(lord_howe).expect("a service point"),
        )
        .expect("they compile");
        let plan = Plan::open(&bytes, Expect::default()).expect("it opens");
        for (utc_s, shown) in [
            (0, "Thu 1970-01-01 10:30"),
            (1_791_041_399, "Sun 2026-10-04 01:59"),
            (1_791_041_400, "Sun 2026-10-04 02:30"),
            (1_806_764_399, "Sun 2027-04-04 01:59"),
            (1_806_764_400, "Sun 2027-04-04 01:30"),
        ] {
            assert_eq!(local(&plan, utc_s), shown);
        }
    }
}
