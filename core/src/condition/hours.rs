//! Hours: whether the service point is open.
//!
//! A span is [open, close) in local minutes of the day it starts on; close may pass midnight, up to 48:00. Of a day
//! counts its exception where it has one, else its weekday. Extensions in force add to that. A span that started
//! yesterday is never cut by what holds today. No hours registered is unknown, not closed.

use super::{Args, Condition, Parameter};
use crate::bounds::CLOSE_LOCAL_MIN_MAX;
use crate::evaluate::Context;
use crate::finding::{Check, Required};
use crate::plan::{Plan, i32_at, u16_at};
use crate::reason::Reason;
use crate::time::{Local, Zone, are_days, is_day, weekday};
use crate::words::Unit;

/// The service point is open. No bytes: the hours stand in the plan once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hours;

impl Condition for Hours {
    const OPERATION: u8 = 9;
    const NAME: &'static str = "hours";

    fn read(_: &Args) -> Self {
        Self
    }

    fn write(&self) -> Args {
        [0; 16]
    }

    fn reasons(&self) -> &'static [Reason] {
        &[Reason::HoursClosed, Reason::HoursNotRegistered]
    }

    fn is_possible(&self, _: &Plan<'_>) -> bool {
        true
    }

    fn tell(&self, _: &Plan<'_>, _: &mut dyn FnMut(Parameter)) {}

    fn check(&self, context: &Context<'_, '_>) -> Check {
        let Some(now) = context.now else { return Check::CLOCK };
        let (hours, zone) = (context.plan.hours, context.plan.zone);
        let minute = now.second / 60;
        // The local date alone does not say which spans may hold now: yesterday's may run on, and where a clock goes
        // back over midnight, the first instants of a later date come before it does. Offsets lie within 16 hours of
        // UTC, so that a clock goes back by at most 32 hours, over two midnights.
        let days = if zone.is_fixed() { 2 } else { 4 };
        for (step, minutes) in [(0, 0), (-1, 1440), (1, -1440), (2, -2880)].into_iter().take(days) {
            if let Some(span) = hours.open_span(now.day.saturating_add(step), now, zone) {
                let observed = minute.saturating_add(minutes);
                return Check::PASS.shown(context, Unit::LocalMinutes, Some(observed.into()), span.required());
            }
        }
        if !hours.registered {
            return Check::unknown(Reason::HoursNotRegistered);
        }
        let check = Check::fail(Reason::HoursClosed);
        if !context.shows() {
            return check;
        }
        let required = hours.nearest_span(now.day, minute).map_or(Required::Nothing, SpanRow::required);
        check.shown(context, Unit::LocalMinutes, Some(minute.into()), required)
    }
}

/// The registered hours in a plan.
///
/// Bytes: registered (1), how many spans (1), exceptions (1), extensions (1); then for Monday to Sunday the first span
/// and how many (2 each); exceptions, sorted by day: the day, first span, how many (6); extensions: first and last day,
/// first span, how many (10); spans: open and close in minutes (4).
#[derive(Clone, Copy)]
pub(crate) struct HoursTable<'a> {
    registered: bool,
    weekly: &'a [[u8; 2]],
    exceptions: &'a [[u8; EXCEPTION_BYTES]],
    extensions: &'a [[u8; EXTENSION_BYTES]],
    spans: &'a [[u8; SPAN_BYTES]],
}

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
        let (&[registered, spans, exceptions, extensions], rest) = bytes.split_first_chunk()?;
        let (weekly, rest) = rest.split_at_checked(14)?;
        let (exceptions, rest) = rest.split_at_checked(usize::from(exceptions).checked_mul(EXCEPTION_BYTES)?)?;
        let (extensions, rest) = rest.split_at_checked(usize::from(extensions).checked_mul(EXTENSION_BYTES)?)?;
        if rest.len() != usize::from(spans).checked_mul(SPAN_BYTES)? || registered > 1 {
            return None;
        }
        Some(Self {
            registered: registered == 1,
            weekly: weekly.as_chunks().0,
            exceptions: exceptions.as_chunks().0,
            extensions: extensions.as_chunks().0,
            spans: rest.as_chunks().0,
        })
    }

    pub(crate) fn is_possible(&self) -> bool {
        let there = |&[first, count]: &[u8; 2]| usize::from(first).saturating_add(count.into()) <= self.spans.len();
        let ascending = self.exceptions.iter().zip(self.exceptions.iter().skip(1));
        self.weekly.iter().all(there)
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

    /// The spans registered for a day: of its exception where it has one, else of its weekday.
    #[inline]
    fn registered_spans(self, day: i32) -> &'a [[u8; SPAN_BYTES]] {
        let exception = self.exceptions.binary_search_by_key(&day, |row| i32_at(row, 0)).ok();
        match exception.and_then(|at| self.exceptions.get(at)) {
            Some(&[.., first, count]) => self.run([first, count]),
            None => self.weekly.get(weekday(day)).map_or(&[], |&row| self.run(row)),
        }
    }

    /// The spans that start on a day: those registered for it, then those of extensions.
    #[inline]
    fn spans_of(self, day: i32) -> impl Iterator<Item = SpanRow> {
        let in_force = move |row: &&[u8; EXTENSION_BYTES]| (i32_at(*row, 0)..=i32_at(*row, 4)).contains(&day);
        let extended =
            self.extensions.iter().filter(in_force).flat_map(move |&[.., first, count]| self.run([first, count]));
        self.registered_spans(day).iter().chain(extended).map(SpanRow::read)
    }

    /// The span that starts on `day` and holds `now`.
    fn open_span(self, day: i32, now: Local, zone: Zone<'_>) -> Option<SpanRow> {
        self.spans_of(day).find(|span| {
            zone.instant(day, span.open_min.into()) <= now.utc_s && now.utc_s < zone.instant(day, span.close_min.into())
        })
    }

    /// What to show of a day that is closed now: the next span to open, else the last to have closed.
    fn nearest_span(self, day: i32, minute: i32) -> Option<SpanRow> {
        let next = self.spans_of(day).filter(|span| i32::from(span.open_min) > minute).min_by_key(|span| span.open_min);
        next.or_else(|| self.spans_of(day).max_by_key(|span| span.close_min))
    }
}

#[cfg(feature = "compile")]
pub use authored::*;

#[cfg(feature = "compile")]
mod authored {
    use super::*;
    use crate::compile::{Fold, Folded, Folding};
    use crate::forms::Span;
    use crate::service_point::{Grant, HoursForm, ServicePoint};
    use alloc::{format, string::String, vec::Vec};

    /// `hours`: the service point is open by its registered hours.
    #[derive(Clone, PartialEq, Eq, Debug, Default)]
    #[cfg_attr(
        feature = "json",
        derive(serde::Serialize, serde::Deserialize),
        serde(remote = "Self", deny_unknown_fields)
    )]
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
            let mut sorted = Vec::from(spans);
            sorted.sort_unstable();
            sorted.dedup();
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

    /// Writes the hours of a service point as a plan has them; errs with what is wrong.
    pub(crate) fn write_hours(service_point: &ServicePoint) -> Result<Vec<u8>, String> {
        let too_many =
            || String::from("more than 255 different spans, exceptions or extensions; accepted: up to 255 of each");
        let none = HoursForm::default();
        let hours = service_point.hours.as_ref().unwrap_or(&none);
        let mut spans = Spans::default();
        let (mut weekly, mut exceptions, mut extensions) = (Vec::new(), Vec::new(), Vec::new());
        for day in hours.weekly.days() {
            weekly.extend(spans.add(day).ok_or_else(too_many)?);
        }
        for (date, day) in &hours.exceptions {
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
        // OK because `add` keeps the spans below 256.
        let mut out = Vec::from([
            u8::from(hours.has_spans()),
            u8::try_from(spans.0.len()).unwrap_or_default(),
            count(&exceptions, EXCEPTION_BYTES)?,
            count(&extensions, EXTENSION_BYTES)?,
        ]);
        out.append(&mut weekly);
        out.append(&mut exceptions);
        out.append(&mut extensions);
        for span in &spans.0 {
            out.extend(span.open_min().to_le_bytes());
            out.extend(span.close_min().to_le_bytes());
        }
        if out.len() > 8192 {
            return Err(format!("`{}` bytes of hours in the plan; accepted: up to 8192", out.len()));
        }
        Ok(out)
    }

    #[cfg(feature = "json")]
    crate::table::table!(HoursRule);
}
