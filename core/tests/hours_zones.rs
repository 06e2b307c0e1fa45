//! Opening hours and business days in real time zones, against chrono-tz.
#![cfg(feature = "json")]

mod common;

use chrono::{DateTime, Datelike, Days, MappedLocalTime, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;
use common::draw::Draw;
use common::generate::{date, instant, offset, span};
use common::{cases, json, open};
use poscond::forms::Span;
use poscond::service_point::{Adjustment, AdjustmentStatus, Grant, HoursForm, Transition, Weekly};
use poscond::{Counter, Plan, Policy, Reason, Request, ServicePoint, Verdict, Window, compile};
use proptest::prelude::*;
use std::sync::OnceLock;

/// A zone of each kind of change: none; ordinary; half an hour; at midnight, forward and back; a day left out; twice a
/// year for Ramadan; a standing change by half an hour; by two hours.
const ZONES: [Tz; 13] = [
    Tz::Asia__Shanghai,
    Tz::America__New_York,
    Tz::Australia__Lord_Howe,
    Tz::Africa__Cairo,
    Tz::America__Havana,
    Tz::Asia__Beirut,
    Tz::America__Sao_Paulo,
    Tz::Pacific__Apia,
    Tz::Africa__Casablanca,
    Tz::Asia__Pyongyang,
    Tz::America__Caracas,
    Tz::Antarctica__Troll,
    Tz::Europe__London,
];

/// A zone as a service point has it, from 2010 to 2030.
struct Zone {
    tz: Tz,
    first_min: i64,
    /// From when, and the offset in minutes.
    transitions: Vec<(i64, i64)>,
}

fn offset_min(tz: Tz, utc_s: i64) -> i64 {
    let at = DateTime::from_timestamp(utc_s, 0).expect("an instant").naive_utc();
    let seconds = tz.offset_from_utc_datetime(&at).fix().local_minus_utc();
    assert_eq!(seconds % 60, 0, "{tz} at {utc_s}");
    i64::from(seconds / 60)
}

fn midnight_utc(year: i32) -> i64 {
    NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).expect("a day").and_utc().timestamp()
}

fn zones() -> &'static [Zone] {
    static ZONES_READ: OnceLock<Vec<Zone>> = OnceLock::new();
    ZONES_READ.get_or_init(|| {
        let read = |tz: Tz| {
            let (start, end) = (midnight_utc(2010), midnight_utc(2031));
            let mut transitions = Vec::new();
            let mut at = start;
            while at < end {
                let next = at + 6 * 3600;
                if offset_min(tz, at) != offset_min(tz, next) {
                    // The first second of the new offset.
                    let (mut before, mut after) = (at, next);
                    while after - before > 1 {
                        let middle = before + (after - before) / 2;
                        if offset_min(tz, middle) == offset_min(tz, at) { before = middle } else { after = middle }
                    }
                    transitions.push((after, offset_min(tz, after)));
                }
                at = next;
            }
            Zone { tz, first_min: offset_min(tz, start), transitions }
        };
        ZONES.map(read).into_iter().collect()
    })
}

impl Zone {
    fn of(tz: Tz) -> &'static Self {
        zones().iter().find(|zone| zone.tz == tz).expect("one of the zones")
    }

    fn date(&self, utc_s: i64) -> NaiveDate {
        self.tz.timestamp_opt(utc_s, 0).single().expect("an instant").date_naive()
    }

    /// The instant of a local time by chrono-tz: in a gap the transition, in a fold the earliest.
    fn instant(&self, day: NaiveDate, minutes: i64) -> i64 {
        let local = day.and_hms_opt(0, 0, 0).expect("midnight") + chrono::Duration::minutes(minutes);
        match self.tz.from_local_datetime(&local) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.timestamp(),
            MappedLocalTime::None => {
                // The last instant before the gap is less than two days off either way.
                let near = local.and_utc().timestamp();
                let shown = |utc_s: i64| near < utc_s + offset_min(self.tz, utc_s) * 60;
                let (mut before, mut after) = (near - 2 * 86_400, near + 2 * 86_400);
                assert!(!shown(before) && shown(after));
                while after - before > 1 {
                    let middle = before + (after - before) / 2;
                    if shown(middle) { after = middle } else { before = middle }
                }
                after
            }
        }
    }

    fn service_point(&self) -> ServicePoint {
        let mut point: ServicePoint = json(
            r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
                "status": "active", "utc_offset": "+00:00"}"#,
        );
        point.utc_offset = offset(self.first_min);
        let row = |&(at, minutes): &(i64, i64)| Transition { at: instant(at), utc_offset: offset(minutes) };
        point.offset_transitions = self.transitions.iter().map(row).collect();
        point
    }

    /// An instant about a transition, or anywhere where there is none.
    fn draw_instant(&self, draw: &mut Draw<'_>) -> i64 {
        let near = match self.transitions.len() {
            0 => draw.between(midnight_utc(2010), midnight_utc(2030)),
            count => self.transitions[draw.below(count)].0,
        };
        let near = near + draw.pick(&[0, 0, 1, -1, 2, -2]) * draw.pick(&[86_400, 43_200, 3_600, 1_800]);
        near + draw.pick(&[0, 1, -1, 60, -60]) + draw.between(0, 120) * draw.pick(&[0, 60, -60])
    }
}

fn around(day: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    day.checked_sub_days(Days::new(3)).expect("a day").iter_days().take(7)
}

fn ask(now: i64) -> Request {
    let mut request: Request =
        json(r#"{"clock": "trusted", "host": "reachable", "merchant_id": "M1", "transaction": "sale"}"#);
    request.set_now_utc_s(now).expect("in range");
    request
}

fn policy(condition: &str, offset_min: i64) -> Policy {
    json(&format!(
        r#"{{"id": "p", "version": 1, "business_day_offset_min": {offset_min}, "rules": [
            {{"id": "only", "on_fail": "decline", "on_unknown": "decline", "condition": {condition}}}]}}"#
    ))
}

fn verdict(plan: &Plan<'_>, request: &Request) -> (Verdict, Option<Reason>) {
    let finding = plan.findings(request).find(|finding| finding.rule == "only").expect("the rule");
    (finding.verdict, finding.reason)
}

/// Pins that the zones are those meant: each with the kind of transition that it stands for.
#[test]
fn the_zones_have_their_transitions() {
    let kinds = |tz: Tz| {
        let zone = Zone::of(tz);
        let mut before = zone.first_min;
        let mut kinds: Vec<(i64, String)> = Vec::new();
        for &(at, minutes) in &zone.transitions {
            let from = DateTime::from_timestamp(at + before * 60, 0).expect("an instant");
            kinds.push((minutes - before, from.format("%H:%M").to_string()));
            before = minutes;
        }
        kinds.sort();
        kinds.dedup();
        kinds.into_iter().map(|(by, from)| format!("{by:+}@{from}")).collect::<Vec<_>>()
    };
    let has = |tz, kind: &str| assert!(kinds(tz).iter().any(|known| known == kind), "{tz}: {:?}", kinds(tz));
    assert_eq!(kinds(Tz::Asia__Shanghai), Vec::<String>::new());
    has(Tz::America__New_York, "+60@02:00");
    has(Tz::Australia__Lord_Howe, "+30@02:00");
    has(Tz::Australia__Lord_Howe, "-30@02:00");
    has(Tz::Africa__Cairo, "+60@00:00");
    has(Tz::Africa__Cairo, "-60@00:00");
    has(Tz::America__Havana, "+60@00:00");
    has(Tz::America__Havana, "-60@01:00");
    has(Tz::Asia__Beirut, "-60@00:00");
    has(Tz::Pacific__Apia, "+1440@00:00");
    has(Tz::Asia__Pyongyang, "-30@00:00");
    has(Tz::Antarctica__Troll, "+120@01:00");
}

fn spans(draw: &mut Draw<'_>) -> Vec<Span> {
    let count = draw.pick(&[1, 0, 2, 3]);
    let span = |draw: &mut Draw<'_>| {
        let open = draw.pick(&[0, 60, 120, 1380, 1439, 90, 150]) + draw.between(0, 90) * draw.pick(&[0, 1]);
        let close = open + draw.pick(&[60, 1, 30, 120, 600, 1440, 2880]) + draw.between(0, 60) * draw.pick(&[0, 1]);
        span(open.min(1439), close.min(2880))
    };
    (0..count).filter_map(|_| span(draw)).collect()
}

fn days() -> impl Strategy<Value = (Tz, Vec<u16>)> {
    (proptest::sample::select(&ZONES[..]), proptest::collection::vec(any::<u16>(), 500))
}

proptest! {
    #![proptest_config(cases(700))]

    /// Pins open and closed about transitions to what chrono-tz makes of the same spans.
    #[test]
    fn open_is_what_chrono_says((tz, choices) in days()) {
        let zone = Zone::of(tz);
        let mut draw = Draw::new(&choices);
        let mut point = zone.service_point();
        let anchor = zone.draw_instant(&mut draw);
        let today = zone.date(anchor);
        let number = |day: NaiveDate| i32::try_from(day.signed_duration_since(NaiveDate::default()).num_days()).expect("near");
        let [mon, tue, wed, thu, fri, sat, sun] = core::array::from_fn(|_| spans(&mut draw));
        let mut hours = HoursForm { weekly: Weekly { mon, tue, wed, thu, fri, sat, sun }, ..HoursForm::default() };
        for day in around(today) {
            if draw.chance(20) {
                hours.exceptions.insert(date(number(day)), spans(&mut draw));
            }
        }
        let mut granted = Vec::new();
        if draw.chance(30) {
            let (from, through) = (number(today) - draw.pick(&[0, 1]), number(today) + draw.pick(&[0, 1]));
            granted = spans(&mut draw);
            let grant = Grant::Hours(granted.clone());
            let status = AdjustmentStatus::Approved;
            point.adjustments.push(Adjustment { status, from: date(from), through: date(through), grant });
        }
        point.hours = Some(hours.clone());
        let bytes = compile(&policy(r#"{"hours": {}}"#, 0), &point).expect("compiles");
        let plan = open(&bytes);

        // Every span of the days about, as instants.
        let mut open_times = Vec::new();
        for day in around(today) {
            let weekday = hours.weekly.days()[day.weekday().num_days_from_monday() as usize];
            let spans = hours.exceptions.get(&date(number(day))).unwrap_or(weekday);
            let in_force = point.adjustments.first().is_some_and(|adjustment| {
                (adjustment.from.days()..=adjustment.through.days()).contains(&number(day))
            });
            for span in spans.iter().chain(granted.iter().filter(|_| in_force)) {
                let open = zone.instant(day, span.open_min().into());
                let close = zone.instant(day, span.close_min().into());
                open_times.push((open, close));
            }
        }
        let mut instants: Vec<i64> = (0..20).map(|_| anchor + draw.between(-43_200, 43_200)).collect();
        instants.push(anchor);
        for (open, close) in &open_times {
            instants.extend([open - 1, *open, close - 1, *close]);
        }
        let registered = hours.weekly.days().iter().any(|day| !day.is_empty()) || hours.exceptions.values().any(|day| !day.is_empty());
        for now in instants.into_iter().filter(|now| (now - anchor).abs() <= 43_200) {
            let is_open = open_times.iter().any(|&(open, close)| open <= now && now < close);
            let expected = if is_open {
                (Verdict::Pass, None)
            } else if registered {
                (Verdict::Fail, Some(Reason::HoursClosed))
            } else {
                (Verdict::Unknown, Some(Reason::HoursNotRegistered))
            };
            let local = tz.timestamp_opt(now, 0).single().expect("an instant");
            prop_assert_eq!(verdict(&plan, &ask(now)), expected, "{} at {} ({})", tz, now, local);
        }
    }

    /// Pins the first second of business days and months about transitions to what chrono-tz makes of them: a counter
    /// of the second before has ended, one of that second has not.
    #[test]
    fn business_days_are_what_chrono_says((tz, choices) in days()) {
        let zone = Zone::of(tz);
        let mut draw = Draw::new(&choices);
        let mut offset_min = draw.pick(&[0, -60, 60, 120, 150, -720, 720]);
        if draw.chance(30) {
            offset_min = draw.between(-720, 720);
        }
        let window = draw.pick(Window::ALL);
        let condition = format!(
            r#"{{"usage": {{"window": "{}", "measure": "count", "subject": "terminal", "max": 1}}}}"#, window.name()
        );
        let bytes = compile(&policy(&condition, offset_min), &zone.service_point()).expect("compiles");
        let plan = open(&bytes);
        let start = |day: NaiveDate| zone.instant(day, offset_min);
        for _ in 0..6 {
            let anchor = zone.draw_instant(&mut draw);
            let near = start(zone.date(anchor));
            let now = draw.pick(&[anchor, near, near - 1, near + 1]);
            let day = around(zone.date(now)).find(|&day| start(day) <= now && now < start(day.succ_opt().expect("a day")));
            let day = day.expect("business days leave no gap");
            let first = if window == Window::Day { day } else { day.with_day(1).expect("a first") };
            for taken_at_utc_s in [start(first) - 1, start(first), now] {
                let mut request = ask(now);
                // One was used, so one more is too many, unless that was another window.
                let counter = Counter { amount_minor: 0, taken_at_utc_s, count: 1, reserved: 0 };
                request.set_counter(0, counter).expect("in range");
                let expected = if taken_at_utc_s < start(first) { Verdict::Pass } else { Verdict::Fail };
                let local = tz.timestamp_opt(now, 0).single().expect("an instant");
                prop_assert_eq!(
                    verdict(&plan, &request).0, expected,
                    "{} at {} ({}), {} from {}: taken {}", tz, now, local, day, start(first), taken_at_utc_s
                );
            }
        }
    }
}

/// Pins Samoa's 30 December 2011, which was left out: hours of that day are none, except those that outlast it.
#[test]
fn a_day_that_was_left_out_has_no_hours() {
    let zone = Zone::of(Tz::Pacific__Apia);
    let mut point = zone.service_point();
    let hours = |text: &str| -> HoursForm { json(&format!(r#"{{"exceptions": {{"2011-12-30": ["{text}"]}}}}"#)) };
    let day = NaiveDate::from_ymd_opt(2011, 12, 31).expect("a day");
    let skipped = zone.instant(day, 0);
    for (text, open_from, open_until) in
        [("09:00-20:00", 0, 0), ("00:00-24:00", 0, 0), ("20:00-30:00", skipped, skipped + 6 * 3600)]
    {
        point.hours = Some(hours(text));
        let bytes = compile(&policy(r#"{"hours": {}}"#, 0), &point).expect("compiles");
        for now in (skipped - 86_400..skipped + 86_400).step_by(600).chain([skipped - 1, skipped + 6 * 3600 - 1]) {
            let expected = if open_from <= now && now < open_until { Verdict::Pass } else { Verdict::Fail };
            assert_eq!(verdict(&open(&bytes), &ask(now)).0, expected, "{text} at {now}");
        }
    }
}

/// Pins that a clock set back by more than a day, which offsets between −16:00 and +16:00 allow, closes nothing early:
/// opening and closing are instants (hours.transition).
#[test]
fn a_clock_set_back_by_more_than_a_day_closes_nothing_early() {
    let mut point = Zone::of(Tz::Asia__Shanghai).service_point();
    // Monday, 2026-11-23T02:00 at +16:00, becomes Saturday, 2026-11-21T18:00 at −16:00.
    let back = 1_795_341_600;
    point.utc_offset = offset(960);
    point.offset_transitions = vec![Transition { at: instant(back), utc_offset: offset(-960) }];
    point.hours = Some(json(r#"{"weekly": {"mon": ["01:00-48:00"], "thu": ["12:00-13:00"]}}"#));
    match compile(&policy(r#"{"hours": {}}"#, 0), &point) {
        // Refused is as good.
        Err(problems) => assert!(problems.0.iter().any(|problem| problem.path.starts_with("offset_transitions"))),
        Ok(bytes) => {
            let plan = open(&bytes);
            // Monday's span runs from its only 01:00 before that to Wednesday's midnight, 78 hours after.
            for now in [back - 3600, back - 1, back, back + 1, back + 5 * 3600, back + 40 * 3600, back + 78 * 3600 - 1]
            {
                assert_eq!(verdict(&plan, &ask(now)).0, Verdict::Pass, "{} s after the transition", now - back);
            }
            assert_eq!(verdict(&plan, &ask(back - 3601)).0, Verdict::Fail);
            assert_eq!(verdict(&plan, &ask(back + 78 * 3600)).0, Verdict::Fail);
        }
    }
}
