//! What is said to people: texts, lines of a display, slips.

use crate::decide::decided;
use crate::forms::word;
use crate::memory::{self, OpenPlan};
use crate::status::{Status, status};
use core::ffi::c_char;
use poscond::texts::{COLUMNS_MAX, Encoding, Language, Lines, Reader, Texts};
use poscond::{Decision, Full, Reason, Request, Sink, Step};

/// To whom a text is said, and how it is laid out. Zeroed, it is no style.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Style {
    /// Who reads: POSCOND_READER_….
    pub reader: u8,
    /// In which language: POSCOND_LANGUAGE_….
    pub language: u8,
    /// In which bytes: POSCOND_ENCODING_….
    pub encoding: u8,
    /// Columns of a line, 4 to 80; a Chinese character takes two. 0: one line however long, in UTF-8 only.
    pub columns: u8,
    /// Most lines; what does not fit is left out, and an ellipsis says so. 0: as many as it takes.
    pub rows: u8,
}

/// A style that was looked at.
struct Laid {
    reader: Reader,
    language: Language,
    encoding: Encoding,
    columns: usize,
    rows: usize,
}

impl Laid {
    fn of(style: &Style) -> Result<Self, Status> {
        let encoding = word(Encoding::from_u8(style.encoding))?;
        let columns = usize::from(style.columns);
        let is_possible = match columns {
            0 => encoding == Encoding::Utf8,
            columns => (4..=COLUMNS_MAX).contains(&columns),
        };
        Ok(Self {
            reader: word(Reader::from_u8(style.reader))?,
            language: word(Language::from_u8(style.language))?,
            encoding,
            columns: word(is_possible.then_some(columns))?,
            rows: if style.rows == 0 { usize::MAX } else { style.rows.into() },
        })
    }

    /// Lays out a text.
    fn lay(&self, out: &mut dyn Sink, say: &dyn Fn(&mut dyn Sink) -> Result<(), Full>) -> Result<(), Full> {
        if self.columns == 0 {
            return say(out);
        }
        let mut lines = Lines::new(out, self.columns, self.rows, self.encoding);
        say(&mut lines)?;
        lines.finish()
    }
}

/// Says something of a request under a plan in a style.
///
/// # Safety
/// The promise at the head of `memory`.
unsafe fn say(
    (plan, request, style): (*const OpenPlan, *const Request, *const Style),
    (buffer, capacity, length): (*mut c_char, usize, *mut usize),
    what: &dyn Fn(&Texts<'_>, &mut dyn Sink) -> Result<(), Full>,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request) = unsafe { (memory::plan(plan)?, memory::request(request)?) };
        // SAFETY: as above; a style is made of integers.
        let laid = Laid::of(unsafe { memory::input(style) }?)?;
        let texts = Texts { plan, request, reader: laid.reader, language: laid.language };
        // SAFETY: as above.
        unsafe { memory::write_text(buffer, capacity, length, &|out| laid.lay(out, &|sink| what(&texts, sink))) }
    })
}

/// Says the headline of a decision.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_text_outcome(
    plan: *const OpenPlan,
    request: *const Request,
    decision: *const Decision,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    // SAFETY: the caller's promise.
    let outcome = match unsafe { decided(decision) } {
        Ok(decision) => decision.outcome,
        Err(status) => return status,
    };
    // SAFETY: as above.
    unsafe { say((plan, request, style), (buffer, capacity, length), &|texts, sink| texts.outcome(outcome, sink)) }
}

/// Says what a finding says, beside the decision of the same request; an empty text where it passes. OUT_OF_RANGE from
/// `poscond_finding_count` on.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_text_finding(
    plan: *const OpenPlan,
    request: *const Request,
    decision: *const Decision,
    place: usize,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    // SAFETY: the caller's promise.
    unsafe { of_finding((plan, request, style), decision, place, (buffer, capacity, length), None) }
}

/// Says a step against a finding (POSCOND_STEP_…, of those that `poscond_remedies` tells); an empty text where the reader may
/// not know the cause.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_text_remedy(
    plan: *const OpenPlan,
    request: *const Request,
    decision: *const Decision,
    place: usize,
    step: u8,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    let Some(step) = Step::from_u8(step) else { return Status::OutOfRange };
    // SAFETY: the caller's promise.
    unsafe { of_finding((plan, request, style), decision, place, (buffer, capacity, length), Some(step)) }
}

/// Says what a finding says, or a step against it.
///
/// # Safety
/// The promise at the head of `memory`.
unsafe fn of_finding(
    (plan, request, style): (*const OpenPlan, *const Request, *const Style),
    decision: *const Decision,
    place: usize,
    out: (*mut c_char, usize, *mut usize),
    step: Option<Step>,
) -> Status {
    let mut exists = false;
    let looked = status(|| {
        // SAFETY: the caller's promise.
        let (plan, decision) = unsafe { (memory::plan(plan)?, decided(decision)?) };
        exists = place < plan.finding_count(decision);
        Ok(())
    });
    match looked {
        Status::Ok if !exists => return Status::OutOfRange,
        Status::Ok => {}
        status => return status,
    }
    // SAFETY: as above; the decision was looked at.
    let decision = unsafe { *decision };
    let what = |texts: &Texts<'_>, sink: &mut dyn Sink| {
        let Some(finding) = texts.plan.finding_at(texts.request, &decision, place) else { return Ok(()) };
        match step {
            None => texts.finding(&finding, sink),
            Some(step) => texts.remedy(&finding, step, sink),
        }
    };
    // SAFETY: as above.
    unsafe { say((plan, request, style), out, &what) }
}

/// Says an advice, counted from 0; an empty text where the reader may not know it, and from the last one on.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_text_advice(
    plan: *const OpenPlan,
    request: *const Request,
    place: usize,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    let what = |texts: &Texts<'_>, sink: &mut dyn Sink| {
        let mut left = Some(place);
        let mut said = Ok(());
        texts.plan.advise(texts.request, |advice| {
            if left == Some(0) {
                said = texts.advice(&advice, sink);
            }
            left = left.and_then(|left| left.checked_sub(1));
        });
        said
    };
    // SAFETY: the caller's promise.
    unsafe { say((plan, request, style), (buffer, capacity, length), &what) }
}

/// Says a moment (s UTC) on the service point's clock.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_text_instant(
    plan: *const OpenPlan,
    request: *const Request,
    utc_s: i64,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    // SAFETY: the caller's promise.
    unsafe { say((plan, request, style), (buffer, capacity, length), &|texts, sink| texts.instant(utc_s, sink)) }
}

/// Says an amount in the currency of the request.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_text_amount(
    plan: *const OpenPlan,
    request: *const Request,
    amount_minor: i64,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    // SAFETY: the caller's promise.
    unsafe { say((plan, request, style), (buffer, capacity, length), &|texts, sink| texts.amount(amount_minor, sink)) }
}

/// Writes the slip of a request: 32 columns (58 mm), each line ended by a line feed. Of the style only reader, language and
/// encoding are looked at.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_receipt(
    plan: *const OpenPlan,
    request: *const Request,
    style: *const Style,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request) = unsafe { (memory::plan(plan)?, memory::request(request)?) };
        // SAFETY: as above; a style is made of integers.
        let style = unsafe { memory::input(style) }?;
        let encoding = word(Encoding::from_u8(style.encoding))?;
        let (reader, language) = (word(Reader::from_u8(style.reader))?, word(Language::from_u8(style.language))?);
        let texts = Texts { plan, request, reader, language };
        // SAFETY: as above.
        unsafe { memory::write_text(buffer, capacity, length, &|out| texts.receipt(encoding, out)) }
    })
}

/// Writes the stable name of a reason, as policies, logs and documents have it.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_reason_name(
    reason: u16,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    status(|| {
        let name = word(Reason::from_u16(reason))?.name();
        // SAFETY: the caller's promise.
        unsafe { memory::write_text(buffer, capacity, length, &|out| out.put(name.as_bytes())) }
    })
}
