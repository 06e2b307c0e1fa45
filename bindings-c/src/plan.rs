//! Plans: opening one, and what it says of itself.

use crate::forms::{KeyForm, PlanInfo};
use crate::memory::{self, OpenPlan};
use crate::status::{Status, status};
use core::ffi::c_char;
use poscond::bounds::ID_LENGTH_MAX;
use poscond::{CounterRow, Expect, Plan};

/// Opens a plan: looks at every byte of it, at any alignment, and remembers what it found in `plan`. The bytes (flash, mostly)
/// must stay where and what they are for as long as the plan is used. A plan that does not open changes nothing.
///
/// `service_point` is the id of the service point that the terminal belongs to, ended by a zero; NULL opens any, which is for
/// looking into plans and not for deciding by them. `revision_min` is the highest revision that was ever opened; 0 at first.
/// Where there are `keys`, at most 4, one of them must have signed the plan; with `key_count` 0 it need not be signed. NOT_BUILT_IN
/// where keys are asked for and the library was built without signatures.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_open(
    bytes: *const u8,
    length: usize,
    service_point: *const c_char,
    revision_min: u32,
    keys: *const KeyForm,
    key_count: usize,
    plan: *mut OpenPlan,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let room = unsafe { memory::output(plan) }?;
        if bytes.is_null() {
            return Err(Status::NullPointer);
        }
        // SAFETY: as above.
        let (bytes, service_point) =
            unsafe { (memory::list(bytes, length)?, memory::text(service_point, ID_LENGTH_MAX)?) };
        // SAFETY: as above; a key is plain bytes.
        let keys = unsafe { memory::list(keys, key_count) }?;
        memory::keep(open(bytes, service_point, revision_min, keys)?, room);
        Ok(())
    })
}

#[cfg(not(feature = "signature"))]
fn open<'a>(
    bytes: &'a [u8],
    service_point: Option<&str>,
    revision_min: u32,
    keys: &[KeyForm],
) -> Result<Plan<'a>, Status> {
    if !keys.is_empty() {
        return Err(Status::NotBuiltIn);
    }
    Ok(Plan::open(bytes, Expect { service_point, revision_min, keys: &[] })?)
}

#[cfg(feature = "signature")]
fn open<'a>(
    bytes: &'a [u8],
    service_point: Option<&str>,
    revision_min: u32,
    keys: &[KeyForm],
) -> Result<Plan<'a>, Status> {
    /// Keys at a time: the one in use and the next, and one to spare.
    const KEYS_MAX: usize = 4;
    let mut known = [poscond::PublicKey::new([0; 32]); KEYS_MAX];
    if keys.len() > KEYS_MAX {
        return Err(Status::OutOfRange);
    }
    for (place, key) in known.iter_mut().zip(keys) {
        *place = poscond::PublicKey::new(key.bytes);
    }
    let keys = known.get(..keys.len()).unwrap_or_default();
    Ok(Plan::open(bytes, Expect { service_point, revision_min, keys })?)
}

/// Tells what a plan says of itself.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_plan_info(plan: *const OpenPlan, info: *mut PlanInfo) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, info) = unsafe { (memory::plan(plan)?, memory::output(info)?) };
        info.write(PlanInfo::new(plan));
        Ok(())
    })
}

/// Tells which counter the plan asks for in a slot. OUT_OF_RANGE from `counter_count` on.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_plan_counter(plan: *const OpenPlan, slot: u8, counter: *mut CounterRow) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, counter) = unsafe { (memory::plan(plan)?, memory::output(counter)?) };
        counter.write(plan.counters().nth(slot.into()).ok_or(Status::OutOfRange)?);
        Ok(())
    })
}

/// Tells the local date, in days since 1970-01-01, and the second of that day, of an instant at the plan's service point.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_plan_local(
    plan: *const OpenPlan,
    utc_s: i64,
    day: *mut i32,
    second: *mut i32,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let (plan, day, second) = unsafe { (memory::plan(plan)?, memory::output(day)?, memory::output(second)?) };
        let (local_day, local_second) = plan.local(utc_s);
        day.write(local_day);
        second.write(local_second);
        Ok(())
    })
}
