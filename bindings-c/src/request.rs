//! Requests: making one, and its wire form.

use crate::forms::{FACT_NONE, word};
use crate::memory;
use crate::status::{Status, status};
use core::ffi::c_char;
use poscond::{Counter, Datum, Fact, LAYOUT_VERSION, Request, RequestError, Version};

/// The request behind a pointer, which was initialised by this library or as it does.
///
/// # Safety
/// The promise at the head of `memory`.
unsafe fn initialised<'a>(request: *mut Request) -> Result<&'a mut Request, Status> {
    // SAFETY: the caller's promise; a request is plain bytes.
    let request = unsafe { memory::inout(request) }?;
    match request.head() {
        (size, _) if usize::from(size) != Request::BYTES => Err(Status::RequestSize),
        (_, layout) if layout != LAYOUT_VERSION => Err(Status::RequestLayout),
        _ => Ok(request),
    }
}

/// A fact by its number.
fn fact(number: u8) -> Result<Fact, Status> {
    word(Fact::from_u8(number))
}

/// Makes a request of which nothing is known yet. Every request starts so.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_init(request: *mut Request) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        unsafe { memory::output(request) }?.write(Request::new());
        Ok(())
    })
}

/// Sets an integer fact, or one that takes words by the word's number, and its presence. The setters by name call it.
/// REQUEST_RANGE where the value is out of the fact's range; OUT_OF_RANGE where there is no such fact.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_set(request: *mut Request, fact_number: u8, value: i64) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        unsafe { initialised(request) }?.set(fact(fact_number)?, value)?;
        Ok(())
    })
}

/// Sets a version fact, the first part the weightiest, and its presence. OUT_OF_RANGE where the fact is no version.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_set_version(
    request: *mut Request,
    fact_number: u8,
    major: u16,
    minor: u16,
    patch: u16,
    build: u16,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let request = unsafe { initialised(request) }?;
        let version = Version([major, minor, patch, build]);
        match fact(fact_number)? {
            Fact::AppVersion => request.set_app_version(version),
            Fact::OsVersion => request.set_os_version(version),
            _ => return Err(Status::OutOfRange),
        };
        Ok(())
    })
}

/// Sets the terminal's or the merchant's id (DE41, DE42), ended by a zero or with the field's spaces behind it, and its
/// presence. REQUEST_RANGE where it is empty, too long or not printable ASCII.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_set_text(
    request: *mut Request,
    fact_number: u8,
    text: *const c_char,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let request = unsafe { initialised(request) }?;
        let fact = fact(fact_number)?;
        let longest = match fact {
            Fact::TerminalId => 8,
            Fact::MerchantId => 15,
            _ => return Err(Status::OutOfRange),
        };
        // SAFETY: as above.
        let text = match unsafe { memory::text(text, longest) } {
            Err(_) => return Err(Status::RequestRange),
            Ok(text) => text.ok_or(Status::NullPointer)?,
        };
        match fact {
            Fact::TerminalId => request.set_terminal_id(text)?,
            _ => request.set_merchant_id(text)?,
        };
        Ok(())
    })
}

/// Sets the position fix: latitude and longitude in 1e-7 degrees and their datum (POSCOND_DATUM_…), which mean nothing
/// without each other, and their presence.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_set_fix(request: *mut Request, lat_e7: i32, lon_e7: i32, datum: u8) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let request = unsafe { initialised(request) }?;
        request.set_fix(lat_e7.into(), lon_e7.into(), word(Datum::from_u8(datum))?)?;
        Ok(())
    })
}

/// Sets what was used of a limit before this transaction, in the slot of the plan's list, and its presence.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_set_counter(
    request: *mut Request,
    slot: u8,
    amount_minor: i64,
    count: i32,
    taken_at_utc_s: i64,
) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let request = unsafe { initialised(request) }?;
        request.set_counter(slot, Counter { amount_minor, taken_at_utc_s, count, reserved: 0 })?;
        Ok(())
    })
}

/// Takes a fact away again. Of the position fix all three parts go.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_clear(request: *mut Request, fact_number: u8) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let request = unsafe { initialised(request) }?;
        let fix = [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum];
        let fact = fact(fact_number)?;
        let facts = if fix.contains(&fact) { &fix[..] } else { &[fact] };
        for &fact in facts {
            request.clear(fact);
        }
        Ok(())
    })
}

/// Judges a request: whether everything that is marked present can be relied on. `fact_number` gets the fact that is wrong,
/// also where the status says so, and POSCOND_FACT_NONE where it is none; it may be NULL.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_check(request: *const Request, fact_number: *mut u8) -> Status {
    status(|| {
        // SAFETY: the caller's promise; a request is plain bytes.
        let checked = unsafe { memory::input(request) }?.check();
        let fact = match checked {
            Err(RequestError::Beyond { fact } | RequestError::Range { fact } | RequestError::Incomplete { fact }) => {
                fact as u8
            }
            Err(_) | Ok(()) => FACT_NONE,
        };
        // SAFETY: as above.
        if let Some(fact_number) = unsafe { memory::optional(fact_number) }? {
            fact_number.write(fact);
        }
        Ok(checked?)
    })
}

/// Writes the wire form of a request, POSCOND_REQUEST_BYTES of it: the same bytes on every machine.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_encode(request: *const Request, wire: *mut u8, capacity: usize) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let request = unsafe { memory::request(request) }?;
        if wire.is_null() {
            return Err(Status::NullPointer);
        }
        // SAFETY: as above.
        let room = unsafe { memory::room(wire, capacity) }?;
        let room = room.get_mut(..Request::BYTES).ok_or(Status::BufferTooSmall)?;
        for (place, byte) in room.iter_mut().zip(request.encode()) {
            place.write(byte);
        }
        Ok(())
    })
}

/// Reads the wire form of a request, which starts with its size. A shorter record than this library's lacks the facts of its
/// tail; a longer one is accepted where its tail is zero.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_request_decode(wire: *const u8, length: usize, request: *mut Request) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        let room = unsafe { memory::output(request) }?;
        if wire.is_null() {
            return Err(Status::NullPointer);
        }
        // SAFETY: as above.
        room.write(Request::decode(unsafe { memory::list(wire, length) }?)?);
        Ok(())
    })
}
