//! Canonical JSON of a decision, written through a sink without a heap: sorted keys, no spaces, integers within
//! ±(2^53 − 1), sets as sixteen hex digits, dates and versions as text.

use crate::accrual::Accrual;
use crate::advice::Advice;
use crate::bounds::{COUNTERS_MAX, ID_LENGTH_MAX, RULES_MAX};
use crate::evaluate::{Decision, Guard};
use crate::finding::{Finding, Required};
use crate::plan::Plan;
use crate::reason::Reason;
use crate::request::{Fact, Request, Version};
use crate::time::civil;
use crate::words::Unit;

/// Where bytes go.
pub trait Sink {
    /// Takes all of the bytes, or errs and takes none.
    fn put(&mut self, bytes: &[u8]) -> Result<(), Full>;
}

/// The sink has no room for more.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the buffer is too small for the text")]
pub struct Full;

/// A sink over the caller's bytes.
#[derive(Debug)]
pub struct Buffer<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl<'a> Buffer<'a> {
    /// An empty sink over these bytes.
    #[must_use]
    pub const fn new(bytes: &'a mut [u8]) -> Self {
        Self { bytes, length: 0 }
    }

    /// What was written.
    #[must_use]
    pub fn written(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

impl Sink for Buffer<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Full> {
        let end = self.length.checked_add(bytes.len()).ok_or(Full)?;
        let room = self.bytes.get_mut(self.length..end).ok_or(Full)?;
        // Both are of one length; byte by byte, so that no check of that is left to fail.
        for (place, &byte) in room.iter_mut().zip(bytes) {
            *place = byte;
        }
        self.length = end;
        Ok(())
    }
}

#[cfg(feature = "compile")]
impl Sink for alloc::vec::Vec<u8> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Full> {
        self.extend_from_slice(bytes);
        Ok(())
    }
}

/// Most bytes of [`Decision::write_json`].
pub const DECISION_JSON_BYTES_MAX: usize = 160 + (Guard::ALL.len() + 1) * WORD_BYTES_MAX;

/// Most bytes of [`Plan::write_report`], whatever the plan and the request.
pub const REPORT_JSON_BYTES_MAX: usize = 256
    + DECISION_JSON_BYTES_MAX
    + COUNTERS_MAX * ACCRUAL_BYTES_MAX
    + (RULES_MAX * 2 + 1) * ADVICE_BYTES_MAX
    + (RULES_MAX + Guard::ALL.len()) * FINDING_BYTES_MAX;

/// Most bytes of a word in quotes with a comma: the longest names are those of reasons, facts and ids.
const WORD_BYTES_MAX: usize = {
    let (mut most, mut at) = (ID_LENGTH_MAX, 0);
    while let Some((reason, rest)) = Reason::ALL.split_at(at).1.split_first() {
        if reason.name().len() > most {
            most = reason.name().len();
        }
        at = Reason::ALL.len() - rest.len();
    }
    most + 3
};

/// A finding: its keys, six words, a value and eight listed ones.
const FINDING_BYTES_MAX: usize = 160 + (6 + 9) * WORD_BYTES_MAX;

/// An advice: its keys, four words, two values.
const ADVICE_BYTES_MAX: usize = 80 + 6 * WORD_BYTES_MAX;

/// What is added to a counter.
const ACCRUAL_BYTES_MAX: usize = 112;

impl Decision {
    /// Writes the decision alone, in at most [`DECISION_JSON_BYTES_MAX`] bytes.
    ///
    /// Errs only where the sink does.
    pub fn write_json(&self, sink: &mut impl Sink) -> Result<(), Full> {
        sink.put(b"{")?;
        self.write(sink, |_| Ok(()))
    }

    /// Writes the keys in order, with `findings` where they stand.
    fn write<S: Sink>(&self, sink: &mut S, findings: impl FnOnce(&mut S) -> Result<(), Full>) -> Result<(), Full> {
        sink.put(b"\"de39\":")?;
        match self.de39 {
            [0, 0] => sink.put(b"null")?,
            [a, b] => sink.put(&[b'"', a, b, b'"'])?,
        }
        sink.put(b",\"failed\":")?;
        put_set(sink, self.failed)?;
        findings(sink)?;
        sink.put(b",\"guards\":[")?;
        let spoken = Guard::ALL.iter().filter(|&&guard| self.has_guard(guard));
        put_list(sink, spoken, |sink, guard| put_word(sink, guard.reason().name()))?;
        sink.put(b"],\"outcome\":")?;
        put_word(sink, self.outcome.name())?;
        sink.put(b",\"reason\":")?;
        put_reason(sink, self.primary_reason())?;
        sink.put(b",\"reason_number\":")?;
        put_integer(sink, self.reason.into())?;
        sink.put(b",\"unknown\":")?;
        put_set(sink, self.unknown)?;
        sink.put(b"}")
    }
}

impl Plan<'_> {
    /// Writes the decision of a request with all findings, what is foreseen, the advice, and what it adds to counters once
    /// it is completed, in at most [`REPORT_JSON_BYTES_MAX`] bytes.
    ///
    /// Errs only where the sink does.
    pub fn write_report(&self, request: &Request, sink: &mut impl Sink) -> Result<(), Full> {
        sink.put(b"{\"accrual\":")?;
        self.write_accrual(request, sink)?;
        sink.put(b",\"advice\":")?;
        self.write_advice(request, sink)?;
        sink.put(b",")?;
        self.evaluate(request).write(sink, |sink| {
            sink.put(b",\"findings\":")?;
            self.write_findings(request, sink)?;
            sink.put(b",\"foresight\":")?;
            self.write_foresight(request, sink)
        })
    }

    /// Writes what the transaction adds to counters once it is completed, as in a report. Errs only where the sink does.
    pub fn write_accrual(&self, request: &Request, sink: &mut impl Sink) -> Result<(), Full> {
        sink.put(b"[")?;
        put_list(sink, self.accrue(request), |sink, accrual| put_accrual(sink, &accrual))?;
        sink.put(b"]")
    }

    /// Writes the advice, as in a report. Errs only where the sink does.
    pub fn write_advice(&self, request: &Request, sink: &mut impl Sink) -> Result<(), Full> {
        sink.put(b"[")?;
        let mut written = Ok(true);
        self.advise(request, |advice| {
            written = written.and_then(|first| put_advice(sink, first, &advice).map(|()| false));
        });
        written?;
        sink.put(b"]")
    }

    /// Writes what every rule says, as in a report. Errs only where the sink does.
    pub fn write_findings(&self, request: &Request, sink: &mut impl Sink) -> Result<(), Full> {
        sink.put(b"[")?;
        put_list(sink, self.findings(request), |sink, finding| put_finding(sink, &finding))?;
        sink.put(b"]")
    }

    /// Writes what is foreseen, as in a report. Errs only where the sink does.
    pub fn write_foresight(&self, request: &Request, sink: &mut impl Sink) -> Result<(), Full> {
        let foresight = self.foresee(request);
        sink.put(b"{\"max_amount_minor\":")?;
        put_number(sink, foresight.max_amount_minor)?;
        sink.put(b",\"next_allowed_at_utc_s\":")?;
        put_number(sink, foresight.next_allowed_at_utc_s)?;
        sink.put(b",\"stable_until_utc_s\":")?;
        put_number(sink, foresight.stable_until_utc_s)?;
        sink.put(b"}")
    }
}

fn put_finding(sink: &mut impl Sink, finding: &Finding<'_>) -> Result<(), Full> {
    sink.put(b"{\"action\":")?;
    put_word(sink, finding.action.name())?;
    sink.put(b",\"fact\":")?;
    put_optional(sink, finding.fact.map(Fact::name))?;
    sink.put(b",\"observed\":")?;
    let shown = (finding.unit, finding.fact);
    match finding.observed {
        Some(value) => put_value(sink, shown, value)?,
        None => sink.put(b"null")?,
    }
    sink.put(b",\"reason\":")?;
    put_reason(sink, finding.reason)?;
    sink.put(b",\"required\":")?;
    match finding.required {
        Required::Nothing => sink.put(b"null")?,
        Required::AtLeast(value) => put_bound(sink, b"{\"at_least\":", shown, value)?,
        Required::AtMost(value) => put_bound(sink, b"{\"at_most\":", shown, value)?,
        Required::Within(from, before) => {
            sink.put(b"{\"before\":")?;
            put_value(sink, shown, before)?;
            put_bound(sink, b",\"from\":", shown, from)?;
        }
        Required::OneOf(values) => {
            sink.put(b"{\"one_of\":[")?;
            put_list(sink, values.values().iter(), |sink, &value| put_value(sink, shown, value.into()))?;
            sink.put(b"]}")?;
        }
    }
    sink.put(b",\"rule\":")?;
    put_word(sink, finding.rule)?;
    sink.put(b",\"subject\":")?;
    put_optional(sink, finding.subject)?;
    sink.put(b",\"unit\":")?;
    put_optional(sink, (finding.unit != Unit::None).then(|| finding.unit.name()))?;
    sink.put(b",\"verdict\":")?;
    put_word(sink, finding.verdict.name())?;
    sink.put(b"}")
}

fn put_accrual(sink: &mut impl Sink, accrual: &Accrual) -> Result<(), Full> {
    sink.put(b"{\"amount_minor\":")?;
    put_integer(sink, accrual.amount_minor)?;
    sink.put(b",\"count\":")?;
    put_integer(sink, accrual.count.into())?;
    sink.put(b",\"slot\":")?;
    put_integer(sink, accrual.slot.into())?;
    sink.put(b",\"window\":")?;
    put_date(sink, accrual.window_day.into())?;
    sink.put(b"}")
}

fn put_advice(sink: &mut impl Sink, first: bool, advice: &Advice<'_>) -> Result<(), Full> {
    sink.put(if first { b"{\"advice\":" } else { b",{\"advice\":" })?;
    put_word(sink, advice.kind.name())?;
    sink.put(b",\"limit\":")?;
    let shown = (advice.unit, None);
    put_value(sink, shown, advice.limit)?;
    sink.put(b",\"observed\":")?;
    match advice.observed {
        Some(value) => put_value(sink, shown, value)?,
        None => sink.put(b"null")?,
    }
    sink.put(b",\"rule\":")?;
    put_optional(sink, advice.rule)?;
    sink.put(b",\"subject\":")?;
    put_optional(sink, advice.subject)?;
    sink.put(b",\"unit\":")?;
    put_word(sink, advice.unit.name())?;
    sink.put(b"}")
}

fn put_bound(sink: &mut impl Sink, key: &[u8], shown: (Unit, Option<Fact>), value: i64) -> Result<(), Full> {
    sink.put(key)?;
    put_value(sink, shown, value)?;
    sink.put(b"}")
}

fn put_list<S: Sink, T>(
    sink: &mut S,
    items: impl Iterator<Item = T>,
    put: impl Fn(&mut S, T) -> Result<(), Full>,
) -> Result<(), Full> {
    let mut first = true;
    for item in items {
        if !first {
            sink.put(b",")?;
        }
        first = false;
        put(sink, item)?;
    }
    Ok(())
}

/// A value as its unit has it: words of the fact by name, dates and versions as text, all else an integer.
fn put_value(sink: &mut impl Sink, (unit, fact): (Unit, Option<Fact>), value: i64) -> Result<(), Full> {
    let word = match unit {
        Unit::Word => fact.zip(u8::try_from(value).ok()).and_then(|(fact, word)| fact.word_name(word)),
        Unit::Date => return put_date(sink, value),
        Unit::Version => return put_version(sink, Version::from_packed(value.cast_unsigned())),
        _ => None,
    };
    match word {
        Some(word) => put_word(sink, word),
        None => put_integer(sink, value),
    }
}

fn put_reason(sink: &mut impl Sink, reason: Option<Reason>) -> Result<(), Full> {
    put_optional(sink, reason.map(Reason::name))
}

fn put_optional(sink: &mut impl Sink, word: Option<&str>) -> Result<(), Full> {
    match word {
        Some(word) => put_word(sink, word),
        None => sink.put(b"null"),
    }
}

fn put_number(sink: &mut impl Sink, number: Option<i64>) -> Result<(), Full> {
    match number {
        Some(number) => put_integer(sink, number),
        None => sink.put(b"null"),
    }
}

/// A text that needs no escapes: names of this crate, and ids, which hold none.
fn put_word(sink: &mut impl Sink, word: &str) -> Result<(), Full> {
    sink.put(b"\"")?;
    sink.put(word.as_bytes())?;
    sink.put(b"\"")
}

fn put_set(sink: &mut impl Sink, set: u64) -> Result<(), Full> {
    let mut text = [b'"'; 18];
    for (place, shift) in text.iter_mut().skip(1).zip((0..64_u32).step_by(4).rev()) {
        // OK because four bits are at most 15.
        let digit = u8::try_from((set >> shift) & 15).unwrap_or_default();
        *place = if digit < 10 { b'0'.saturating_add(digit) } else { b'a'.saturating_add(digit.saturating_sub(10)) };
    }
    sink.put(&text)
}

pub(crate) fn put_integer(sink: &mut (impl Sink + ?Sized), value: i64) -> Result<(), Full> {
    if value < 0 {
        sink.put(b"-")?;
    }
    put_digits(sink, value.unsigned_abs(), 1)
}

/// Decimal digits, filled up with zeros to a width.
pub(crate) fn put_digits(sink: &mut (impl Sink + ?Sized), value: u64, width: usize) -> Result<(), Full> {
    let mut digits = [b'0'; 20];
    let mut rest = value;
    let mut used = 0_usize;
    for place in digits.iter_mut().rev() {
        if rest == 0 && used >= width {
            break;
        }
        // OK because a digit is at most 9.
        *place = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or_default());
        rest /= 10;
        used = used.saturating_add(1);
    }
    sink.put(digits.get(digits.len().saturating_sub(used)..).unwrap_or_default())
}

fn put_date(sink: &mut impl Sink, days: i64) -> Result<(), Full> {
    let (year, month, day) = civil(i32::try_from(days).unwrap_or_default());
    sink.put(b"\"")?;
    put_digits(sink, u64::from(year.unsigned_abs()), 4)?;
    sink.put(b"-")?;
    put_digits(sink, u64::from(month.unsigned_abs()), 2)?;
    sink.put(b"-")?;
    put_digits(sink, u64::from(day.unsigned_abs()), 2)?;
    sink.put(b"\"")
}

fn put_version(sink: &mut impl Sink, Version([a, b, c, d]): Version) -> Result<(), Full> {
    sink.put(b"\"")?;
    put_digits(sink, a.into(), 1)?;
    for part in [b, c, d] {
        sink.put(b".")?;
        put_digits(sink, part.into(), 1)?;
    }
    sink.put(b"\"")
}
