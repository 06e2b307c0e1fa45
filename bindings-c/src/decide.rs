//! Deciding, and what is asked for afterwards of the same plan and request.

use crate::forms::{AdviceForm, FindingForm, ForesightForm, RemedyForm, word};
use crate::memory::{self, OpenPlan};
use crate::status::{Status, status};
use core::ffi::c_char;
use core::mem::MaybeUninit;
use poscond::{Accrual, Decision, Outcome, Reason, Request};

/// A decision that C hands back, as it came from `poscond_evaluate`.
///
/// # Safety
/// The promise at the head of `memory`.
pub(crate) unsafe fn decided<'a>(decision: *const Decision) -> Result<&'a Decision, Status> {
    // A decision of anything but the known outcomes must not even be looked at as one.
    const OUTCOME_AT: usize = core::mem::offset_of!(Decision, outcome);
    // SAFETY: the caller's promise; bytes are bytes.
    let bytes = unsafe { memory::input(decision.cast::<MaybeUninit<[u8; size_of::<Decision>()]>>()) }?;
    // SAFETY: the outcome is a byte that `poscond_evaluate` wrote; where it did not, the caller wrote some byte.
    let outcome = unsafe { *bytes.as_ptr().cast::<u8>().add(OUTCOME_AT) };
    word(Outcome::from_u8(outcome))?;
    // SAFETY: as above, with a possible outcome; all other fields are integers.
    unsafe { memory::input(decision) }
}

/// Decides a request: are the conditions met? Looks at each rule once.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_evaluate(
    plan: *const OpenPlan,
    request: *const Request,
    decision: *mut Decision,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request, decision) =
            unsafe { (memory::plan(plan)?, memory::request(request)?, memory::output(decision)?) };
        decision.write(plan.evaluate(request));
        Ok(())
    })
}

/// Decides so many requests, which lie in a row, by one plan, and writes as many decisions in a row. All are looked at before the
/// first is decided: where one cannot be relied on, its status is returned and no decision is written. `bad` gets the place of that
/// one, counted from 0, also where the status says so, and `count` where there is none; it may be NULL.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_evaluate_batch(
    plan: *const OpenPlan,
    requests: *const Request,
    count: usize,
    decisions: *mut Decision,
    bad: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise; a request is plain bytes.
        let (plan, requests) = unsafe { (memory::plan(plan)?, memory::list(requests, count)?) };
        // SAFETY: as above.
        let (room, bad) = unsafe { (memory::room(decisions, count)?, memory::optional(bad)?) };
        let mut errors = requests.iter().enumerate().map(|(place, request)| (place, request.check().err()));
        let (place, error) = errors.find(|(_, error)| error.is_some()).unwrap_or((count, None));
        if let Some(bad) = bad {
            bad.write(place);
        }
        if let Some(error) = error {
            return Err(error.into());
        }
        for (place, request) in room.iter_mut().zip(requests) {
            place.write(plan.evaluate(request));
        }
        Ok(())
    })
}

/// Tells how many findings stand beside a decision: one of each guard that spoke and of each rule, whatever it said.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_finding_count(
    plan: *const OpenPlan,
    decision: *const Decision,
    count: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, decision, count) = unsafe { (memory::plan(plan)?, decided(decision)?, memory::output(count)?) };
        count.write(plan.finding_count(decision));
        Ok(())
    })
}

/// Reads one finding beside the decision of the same request: guards first, then the rules in the plan's order. OUT_OF_RANGE from
/// `poscond_finding_count` on.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_finding_at(
    plan: *const OpenPlan,
    request: *const Request,
    decision: *const Decision,
    place: usize,
    finding: *mut FindingForm,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request, decision) = unsafe { (memory::plan(plan)?, memory::request(request)?, decided(decision)?) };
        // SAFETY: as above.
        let room = unsafe { memory::output(finding) }?;
        let found = plan.finding_at(request, decision, place).ok_or(Status::OutOfRange)?;
        room.write(FindingForm::new(&found));
        Ok(())
    })
}

/// Tells the steps against a reason, the usual one first: at most POSCOND_REMEDIES_MAX. OUT_OF_RANGE where there is no such
/// reason.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_remedies(
    reason: u16,
    remedies: *mut RemedyForm,
    capacity: usize,
    count: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (room, count) = unsafe { (memory::room(remedies, capacity)?, memory::output(count)?) };
        let reason = word(Reason::from_u16(reason))?;
        fill(room, count, reason.steps().iter().map(|&step| RemedyForm::new(step, reason)), reason.steps().len())
    })
}

/// Foresees a request: until when its decision stands, when it would proceed, and up to which amount. Nothing is foreseen where
/// the clock is not trusted. What a merchant may be told of it: `poscond_disclosed`.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_foresee(
    plan: *const OpenPlan,
    request: *const Request,
    foresight: *mut ForesightForm,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request, room) =
            unsafe { (memory::plan(plan)?, memory::request(request)?, memory::output(foresight)?) };
        room.write(ForesightForm::new(plan.foresee(request)));
        Ok(())
    })
}

/// Foresees a request for others than the engineer: without what would give away the threshold of a rule that is for the
/// engineer's eyes only.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_disclosed(
    plan: *const OpenPlan,
    request: *const Request,
    foresight: *mut ForesightForm,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request, room) =
            unsafe { (memory::plan(plan)?, memory::request(request)?, memory::output(foresight)?) };
        room.write(ForesightForm::new(plan.disclosed(request, plan.foresee(request))));
        Ok(())
    })
}

/// Tells one advice, counted from 0. OUT_OF_RANGE where there are no more.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_advice_at(
    plan: *const OpenPlan,
    request: *const Request,
    place: usize,
    advice: *mut AdviceForm,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request, room) =
            unsafe { (memory::plan(plan)?, memory::request(request)?, memory::output(advice)?) };
        let mut left = place;
        let mut found = None;
        plan.advise(request, |advice| {
            if left == 0 && found.is_none() {
                found = Some(AdviceForm::new(&advice));
            }
            left = left.saturating_sub(1);
        });
        room.write(found.ok_or(Status::OutOfRange)?);
        Ok(())
    })
}

/// Tells what a transaction adds to the counters once it is completed: at most POSCOND_COUNTERS_MAX. Slots to which nothing is
/// added are left out.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_accrue(
    plan: *const OpenPlan,
    request: *const Request,
    accruals: *mut Accrual,
    capacity: usize,
    count: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, request) = unsafe { (memory::plan(plan)?, memory::request(request)?) };
        // SAFETY: as above.
        let (room, count) = unsafe { (memory::room(accruals, capacity)?, memory::output(count)?) };
        fill(room, count, plan.accrue(request), plan.accrue(request).count())
    })
}

/// Writes so many values and how many they are; errs where they do not fit, and then writes nothing.
fn fill<T>(
    room: &mut [MaybeUninit<T>],
    count: &mut MaybeUninit<usize>,
    values: impl Iterator<Item = T>,
    length: usize,
) -> Result<(), Status> {
    let room = room.get_mut(..length).ok_or(Status::BufferTooSmall)?;
    for (place, value) in room.iter_mut().zip(values) {
        place.write(value);
    }
    count.write(length);
    Ok(())
}

/// Writes the canonical JSON of a decision alone, at most POSCOND_DECISION_JSON_MAX bytes and a zero.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_decision_json(
    decision: *const Decision,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        unsafe {
            let decision = decided(decision)?;
            memory::write_text(buffer, capacity, length, &|out| decision.write_json(out))
        }
    })
}

/// Writes the canonical JSON of the decision of a request with findings, foresight, advice and accrual, at most
/// POSCOND_REPORT_JSON_MAX bytes and a zero; `poscond_report_json` without a buffer tells how many they are.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_report_json(
    plan: *const OpenPlan,
    request: *const Request,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        unsafe {
            let (plan, request) = (memory::plan(plan)?, memory::request(request)?);
            memory::write_text(buffer, capacity, length, &|out| plan.write_report(request, out))
        }
    })
}
