//! Hours: whether the service point is open.
//!
//! A span is [open, close) in local minutes of the day it starts on; close may pass midnight, up to 48:00. Of a day
//! counts its exception where it has one, else its weekday. Extensions in force add to that. A span that started
//! yesterday is never cut by what holds today. No hours registered is unknown, not closed.

use super::{Args, Condition, Parameter};
use crate::advice::{Advice, AdviceKind};
use crate::bounds::CLOSE_LOCAL_MIN_MAX;
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::foresee::{Ahead, HORIZON_S};
use crate::plan::{Plan, i32_at, u16_at};
use crate::reason::Reason;
use crate::time::{DAY_S, Local, Zone, are_days, is_day, weekday};
use crate::words::Unit;

/// The service point is open. No bytes: the hours stand in the plan once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hours;

impl Condition for Hours {
    const OPERATION: u8 = 18;
    const BYTES: usize = 0;

    fn read(_: &Args) -> Self {
        Self
    }

    #[cfg(feature = "compile")]
    fn write(&self) -> Args {
        [0; 16]
    }

    fn name(&self) -> &'static str {
        "hours"
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::HoursClosed, Reason::HoursNotRegistered, Reason::HoursCalendarUnknown]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, _: &mut dyn FnMut(Parameter)) {}

    #[cfg_attr(not(target_os = "none"), inline)]
    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let (hours, zone) = (context.plan.hours, context.plan.zone);
        let minute = now.second / 60;
        match hours.at(now, zone) {
            State::Open { day, span } => {
                // Past midnight the minutes of the day that the span started on go on; spans lie within four days.
                let minutes = now.day.saturating_sub(day).saturating_mul(1440);
                let observed = minute.saturating_add(minutes);
                Check::PASS.shown(context, Unit::LocalMinutes, Some(observed.into()), span.required())
            }
            State::NotRegistered => Check::unknown(Reason::HoursNotRegistered),
            State::NotCovered { day } => {
                let check = Check::unknown(Reason::HoursCalendarUnknown);
                check.shown(context, Unit::Date, Some(day.into()), Required::Nothing)
            }
            State::Closed => {
                let check = Check::fail(Reason::HoursClosed);
                if !context.shows() {
                    return check;
                }
                let required = hours.nearest_span(now.day, minute).map_or(Required::Nothing, SpanRow::required);
                check.shown(context, Unit::LocalMinutes, Some(minute.into()), required)
            }
        }
    }

    fn instants(&self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        ahead.context.plan.hours.instants(ahead.now, ahead.context.plan.zone, say);
    }

    fn advise(&self, context: &Context<'_, '_>, say: &mut dyn FnMut(Advice<'static>)) {
        let Some(now) = context.now else { return };
        let (hours, zone, thresholds) = (context.plan.hours, context.plan.zone, context.plan.thresholds());
        let latest = now.utc_s.saturating_add(i64::from(thresholds.closing_min).saturating_mul(60));
        let mut end = now;
        // Spans that meet make one stretch; each turn goes on by a minute at least, and the threshold ends it.
        while let State::Open { day, span } = hours.at(end, zone) {
            end = zone.local(zone.instant(day, span.close_min.into()));
            if end.utc_s > latest {
                break;
            }
        }
        if thresholds.closing_min > 0 && end.utc_s <= latest && hours.at(end, zone) == State::Closed {
            say(Advice::new(AdviceKind::ClosingSoon, Unit::Instant, Some(now.utc_s), end.utc_s));
        }
        let (today, days) = (i64::from(now.day), i64::from(thresholds.calendar_days));
        if let Some((from, through)) = hours.coverage
            && (from..=through).contains(&now.day)
        {
            let limit = i64::from(through).saturating_add(1);
            if days > 0 && limit.saturating_sub(today) <= days {
                say(Advice::new(AdviceKind::CalendarEnds, Unit::Date, Some(today), limit));
            }
        }
    }
}

/// What the hours say of a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// A span that starts on this day holds it.
    Open { day: i32, span: SpanRow },
    /// No span does.
    Closed,
    /// No span that is known does, and the calendar does not cover this day.
    NotCovered { day: i32 },
    /// There are no spans at all.
    NotRegistered,
}

/// The registered hours in a plan.
///
/// Bytes: registered (1), whether a calendar was consulted (1), how many spans (1), dates (1) and extensions (1); the
/// first and the last date that the calendar covers (4 each, where it was consulted; none: the first after the last);
/// then for Monday to Sunday the first span and how many (2 each); dates of their own, sorted: the day, first span, how
/// many (6); extensions: first and last day, first span, how many (10); spans: open and close in minutes (4).
///
/// Compile has written the holidays and make-up workdays among the dates.
#[derive(Clone, Copy)]
pub(crate) struct HoursTable<'a> {
    registered: bool,
    /// The days that the calendar covers, where it was consulted.
    coverage: Option<(i32, i32)>,
    weekly: &'a [[u8; 2]],
    exceptions: &'a [[u8; EXCEPTION_BYTES]],
    extensions: &'a [[u8; EXTENSION_BYTES]],
    spans: &'a [[u8; SPAN_BYTES]],
}

/// The coverage of no calendar.
const NO_DAYS: (i32, i32) = (1, 0);

const EXCEPTION_BYTES: usize = 6;
const EXTENSION_BYTES: usize = 10;
const SPAN_BYTES: usize = 4;

/// A span in local minutes of the day it starts on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct SpanRow {
    open_min: u16,
    close_min: u16,
}

impl SpanRow {
    fn read(bytes: &[u8; SPAN_BYTES]) -> Self {
        Self { open_min: u16_at(bytes, 0), close_min: u16_at(bytes, 2) }
    }

    fn required(self) -> Required {
        Required::Within(self.open_min.into(), self.close_min.into())
    }
}

impl<'a> HoursTable<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Self> {
        let (&[registered, consulted, spans, exceptions, extensions], mut rest) = bytes.split_first_chunk()?;
        let mut coverage = None;
        if consulted == 1 {
            let (days, after) = rest.split_first_chunk::<8>()?;
            coverage = Some((i32_at(days, 0), i32_at(days, 4)));
            rest = after;
        }
        let (weekly, rest) = rest.split_at_checked(14)?;
        let (exceptions, rest) = rest.split_at_checked(usize::from(exceptions).checked_mul(EXCEPTION_BYTES)?)?;
        let (extensions, rest) = rest.split_at_checked(usize::from(extensions).checked_mul(EXTENSION_BYTES)?)?;
        if rest.len() != usize::from(spans).checked_mul(SPAN_BYTES)? || registered > 1 || consulted > 1 {
            return None;
        }
        Some(Self {
            registered: registered == 1,
            coverage,
            weekly: weekly.as_chunks().0,
            exceptions: exceptions.as_chunks().0,
            extensions: extensions.as_chunks().0,
            spans: rest.as_chunks().0,
        })
    }

    pub(crate) fn is_possible(&self) -> bool {
        let there = |&[first, count]: &[u8; 2]| usize::from(first).saturating_add(count.into()) <= self.spans.len();
        let ascending = self.exceptions.iter().zip(self.exceptions.iter().skip(1));
        self.coverage.is_none_or(|days| are_days(days) || days == NO_DAYS)
            && self.weekly.iter().all(there)
            && ascending.into_iter().all(|(a, b)| i32_at(a, 0) < i32_at(b, 0))
            && self.exceptions.iter().all(|&[.., first, count]| there(&[first, count]))
            && self.extensions.iter().all(|&[.., first, count]| there(&[first, count]))
            && self.exceptions.iter().all(|row| is_day(i32_at(row, 0)))
            && self.extensions.iter().all(|row| are_days((i32_at(row, 0), i32_at(row, 4))))
            && self.spans.iter().map(SpanRow::read).all(|span| {
                span.open_min < 1440 && span.open_min < span.close_min && span.close_min <= CLOSE_LOCAL_MIN_MAX
            })
    }

    /// A run of spans.
    #[inline]
    fn run(self, [first, count]: [u8; 2]) -> &'a [[u8; SPAN_BYTES]] {
        let first = usize::from(first);
        self.spans.get(first..first.saturating_add(count.into())).unwrap_or_default()
    }

    /// What the hours say of a moment.
    #[cfg_attr(not(target_os = "none"), inline(always))]
    #[cfg_attr(target_os = "none", inline)]
    fn at(self, now: Local, zone: Zone<'_>) -> State {
        // The local date alone does not say which spans may hold now: yesterday's may run on, and where a clock goes
        // back over midnight, the first instants of a later date come before it does. Offsets lie within 16 hours of
        // UTC, so that a clock goes back by at most 32 hours, over two midnights.
        let days: &[i32] = if zone.is_fixed() { &[0, -1] } else { &[0, -1, 1, 2] };
        let mut closed = if self.registered { State::Closed } else { State::NotRegistered };
        for step in days {
            let day = now.day.saturating_add(*step);
            let spans = self.registered_spans(day);
            if let Some(span) = self.open_span(day, spans.unwrap_or_default(), now, zone) {
                return State::Open { day, span };
            }
            // A day whose spans are not known matters where they can reach now.
            if spans.is_none()
                && closed == State::Closed
                && zone.instant(day, 0) <= now.utc_s
                && now.utc_s < zone.instant(day, CLOSE_LOCAL_MIN_MAX.into())
            {
                closed = State::NotCovered { day };
            }
        }
        closed
    }

    /// Says the instant at which the stretch of spans ends that holds a moment; where none does, those at which spans open and
    /// close and at which days that the calendar does not cover begin and end to matter: all of the first days that have
    /// any ahead of it.
    fn instants(self, now: Local, zone: Zone<'_>, say: &mut dyn FnMut(i64)) {
        let (mut end, last) = (now, now.utc_s.saturating_add(HORIZON_S));
        // Spans that meet make one stretch; each turn goes on by a minute at least, and the horizon ends it.
        while let State::Open { day, span } = self.at(end, zone) {
            end = zone.local(zone.instant(day, span.close_min.into()));
            if end.utc_s > last {
                return;
            }
        }
        if end != now {
            return say(end.utc_s);
        }
        /// Days on which a span may still matter that starts on the first; one more than two for a clock that goes back.
        const DAYS: i32 = 4;
        // OK because the horizon is 400 days.
        let days = i32::try_from(HORIZON_S / DAY_S).unwrap_or_default();
        let (mut is_ahead, mut left) = (false, DAYS);
        for step in -DAYS..=days {
            let day = now.day.saturating_add(step);
            let mut tell = |minute: u16| {
                let at = zone.instant(day, minute.into());
                is_ahead |= at > now.utc_s;
                say(at);
            };
            for span in self.spans_of(day) {
                tell(span.open_min);
                tell(span.close_min);
            }
            if self.registered_spans(day).is_none() {
                tell(0);
                tell(CLOSE_LOCAL_MIN_MAX);
            }
            // What starts later than a few days on cannot come before it.
            if is_ahead && step > 0 {
                left = left.saturating_sub(1);
            }
            if left == 0 {
                return;
            }
        }
    }

    /// The spans registered for a day: of the date where it has its own, else of its weekday; nothing where the calendar
    /// does not say whether it has its own.
    #[inline(never)]
    fn registered_spans(self, day: i32) -> Option<&'a [[u8; SPAN_BYTES]]> {
        let exception = self.exceptions.binary_search_by_key(&day, |row| i32_at(row, 0)).ok();
        match exception.and_then(|at| self.exceptions.get(at)) {
            Some(&[.., first, count]) => Some(self.run([first, count])),
            None if self.coverage.is_some_and(|(from, through)| day < from || day > through) => None,
            None => self.weekly.get(weekday(day)).map(|&row| self.run(row)),
        }
    }

    /// The spans that start on a day: those registered for it, then those of extensions.
    #[inline]
    fn spans_of(self, day: i32) -> impl Iterator<Item = SpanRow> {
        let in_force = move |row: &&[u8; EXTENSION_BYTES]| (i32_at(*row, 0)..=i32_at(*row, 4)).contains(&day);
        let extended = self.extensions.iter().filter(in_force).map(move |&[.., first, count]| self.run([first, count]));
        core::iter::once(self.registered_spans(day).unwrap_or_default()).chain(extended).flatten().map(SpanRow::read)
    }

    /// The span that starts on `day`, of these or of extensions, and holds `now`.
    #[inline]
    fn open_span(self, day: i32, spans: &[[u8; SPAN_BYTES]], now: Local, zone: Zone<'_>) -> Option<SpanRow> {
        let holds = |span: &SpanRow| {
            zone.instant(day, span.open_min.into()) <= now.utc_s && now.utc_s < zone.instant(day, span.close_min.into())
        };
        if let Some(span) = spans.iter().map(SpanRow::read).find(holds) {
            return Some(span);
        }
        if self.extensions.is_empty() { None } else { self.extended_span(day, holds) }
    }

    /// The span of an extension that starts on `day` and holds.
    #[inline(never)]
    fn extended_span(self, day: i32, holds: impl Fn(&SpanRow) -> bool) -> Option<SpanRow> {
        for row in self.extensions {
            let &[.., first, count] = row;
            if (i32_at(row, 0)..=i32_at(row, 4)).contains(&day)
                && let Some(span) = self.run([first, count]).iter().map(SpanRow::read).find(&holds)
            {
                return Some(span);
            }
        }
        None
    }

    /// What to show of a day that is closed now: the next span to open, else the last to have closed.
    fn nearest_span(self, day: i32, minute: i32) -> Option<SpanRow> {
        let next = self
            .spans_of(day)
            .filter(|span| i32::from(span.open_min) > minute)
            .min_by_key(|span| (span.open_min, span.close_min));
        next.or_else(|| self.spans_of(day).max_by_key(|span| (span.close_min, span.open_min)))
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::calendar::Calendar;
    use crate::compile::{Fold, Folded, Folding, sorted};
    use crate::forms::{Date, Span};
    use crate::map::Map;
    use crate::service_point::{Grant, HoursForm, MakeupHours, ServicePoint};
    use alloc::{format, string::String, vec::Vec};

    /// `hours`: the service point is open by its registered hours.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
    #[cfg_attr(feature = "json", derive(serde::Serialize), serde(deny_unknown_fields))]
    pub struct HoursRule {}

    impl Fold for HoursRule {
        fn fold<'a>(&'a self, _: &mut Folding<'a>) -> Folded {
            Folded::of(&Hours)
        }
    }

    /// Spans kept once each, as a list of lists.
    #[derive(Default)]
    struct Spans(Vec<Span>);

    impl Spans {
        /// First and count of these spans in the table, sorted, reusing a run that is already there.
        fn add(&mut self, spans: &[Span]) -> Option<[u8; 2]> {
            let sorted = sorted(spans.iter().copied());
            let known =
                (0..=self.0.len()).find(|&first| self.0.get(first..).is_some_and(|rest| rest.starts_with(&sorted)));
            let first = known.unwrap_or(self.0.len());
            if known.is_none() {
                self.0.extend(&sorted);
            }
            // An empty list is written the same wherever it stands.
            let first = if sorted.is_empty() { 0 } else { first };
            (self.0.len() <= 255).then_some([u8::try_from(first).ok()?, u8::try_from(sorted.len()).ok()?])
        }
    }

    /// The dates that have hours of their own, with those of the calendar where the service point registered hours for
    /// holidays or make-up workdays; and whether it did.
    fn dates<'a>(service_point: &'a ServicePoint, calendar: Option<&Calendar>) -> (Map<Date, &'a [Span]>, bool) {
        let mut dates = Map::new();
        let Some(hours) = &service_point.hours else { return (dates, false) };
        if let (Some(spans), Some(calendar)) = (&hours.holidays, calendar) {
            dates.extend(calendar.holidays.iter().map(|&date| (date, spans.as_slice())));
        }
        if let (Some(makeup), Some(calendar)) = (&hours.makeup_workdays, calendar) {
            dates.extend(calendar.makeup_workdays.iter().map(|(&date, weekday)| {
                let spans = match makeup {
                    MakeupHours::Spans(spans) => spans,
                    MakeupHours::AsWeekday => hours.weekly.of(*weekday),
                };
                (date, spans.as_slice())
            }));
        }
        dates.extend(hours.exceptions.iter().map(|(&date, spans)| (date, spans.as_slice())));
        (dates, hours.holidays.is_some() || hours.makeup_workdays.is_some())
    }

    /// Writes the hours of a service point as a plan that is valid on these days has them; errs with what is wrong.
    pub(crate) fn write_hours(
        service_point: &ServicePoint,
        calendar: Option<&Calendar>,
        (valid_from, valid_through): (i32, i32),
    ) -> Result<Vec<u8>, String> {
        let too_many =
            || String::from("more than 255 different spans, dates or extensions; accepted: up to 255 of each");
        let none = HoursForm::default();
        let hours = service_point.hours.as_ref().unwrap_or(&none);
        let (dates, consults) = dates(service_point, calendar);
        let mut spans = Spans::default();
        let (mut weekly, mut exceptions, mut extensions) = (Vec::new(), Vec::new(), Vec::new());
        for day in hours.weekly.days() {
            weekly.extend(spans.add(day).ok_or_else(too_many)?);
        }
        // Spans reach up to two days beyond their own, so that no other date can matter while the plan is valid.
        let matters = valid_from.saturating_sub(3)..=valid_through.saturating_add(3);
        for (date, day) in dates.into_iter().filter(|(date, _)| matters.contains(&date.days())) {
            exceptions.extend(date.days().to_le_bytes());
            exceptions.extend(spans.add(day).ok_or_else(too_many)?);
        }
        for adjustment in service_point.adjustments.iter().filter(|adjustment| adjustment.is_approved()) {
            if let Grant::Hours(day) = &adjustment.grant {
                extensions.extend(adjustment.from.days().to_le_bytes());
                extensions.extend(adjustment.through.days().to_le_bytes());
                extensions.extend(spans.add(day).ok_or_else(too_many)?);
            }
        }
        let count = |bytes: &Vec<u8>, row: usize| u8::try_from(bytes.chunks(row).len()).map_err(|_| too_many());
        let mut out = Vec::from([
            u8::from(hours.has_spans()),
            u8::from(consults),
            u8::try_from(spans.0.len()).map_err(|_| too_many())?,
            count(&exceptions, EXCEPTION_BYTES)?,
            count(&extensions, EXTENSION_BYTES)?,
        ]);
        if consults {
            let (from, through) =
                calendar.map_or(NO_DAYS, |calendar| (calendar.covers_from.days(), calendar.covers_through.days()));
            out.extend(from.to_le_bytes());
            out.extend(through.to_le_bytes());
        }
        out.append(&mut weekly);
        out.append(&mut exceptions);
        out.append(&mut extensions);
        for span in spans.0 {
            out.extend(span.open_min().to_le_bytes());
            out.extend(span.close_min().to_le_bytes());
        }
        if out.len() > 8192 {
            return Err(format!("`{}` bytes of hours in the plan; accepted: up to 8192", out.len()));
        }
        Ok(out)
    }

    #[cfg(feature = "json")]
    crate::table::table! {
        HoursRule {}
    }
}
