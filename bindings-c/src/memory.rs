//! Where C's pointers become references, and nowhere else.
//!
//! NULL and misalignment are looked at. What cannot be looked at is the caller's promise, and the same for every function:
//! a pointer points to as many bytes as its type or the length beside it says, inputs hold still during the call, and no
//! output overlaps another output or an input.

use crate::Status;
use core::mem::MaybeUninit;
use core::slice;
use poscond::{Full, Plan, Request, Sink};

/// Words of memory that an open plan takes, each as large as a pointer.
pub const PLAN_WORDS: usize = 40;

/// What an open plan starts with. Zeroed memory and memory full of ones are no open plan.
const OPEN: usize = 0x504f_5343;

/// An open plan: what was found on looking through its bytes, which stay where they are. It may be copied like any struct, as
/// long as the bytes stay. There is nothing to close. Zeroed, it is no plan.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct OpenPlan {
    /// Not for the caller.
    state: usize,
    /// Not for the caller.
    opaque: [MaybeUninit<usize>; PLAN_WORDS],
}

const _: () = assert!(size_of::<Plan<'_>>() <= size_of::<[usize; PLAN_WORDS]>());
const _: () = assert!(align_of::<Plan<'_>>() <= align_of::<usize>());

/// Errs where a pointer cannot be followed.
fn look<T>(pointer: *const T) -> Result<(), Status> {
    match pointer {
        _ if pointer.is_null() => Err(Status::NullPointer),
        _ if !pointer.is_aligned() => Err(Status::Misaligned),
        _ => Ok(()),
    }
}

/// What an input points to.
///
/// # Safety
/// The promise at the head of this file; any bytes must be a `T`.
pub(crate) unsafe fn input<'a, T>(pointer: *const T) -> Result<&'a T, Status> {
    look(pointer)?;
    // SAFETY: neither NULL nor misaligned; the rest is the caller's promise.
    Ok(unsafe { &*pointer })
}

/// Where an output goes. It may hold anything before.
///
/// # Safety
/// The promise at the head of this file.
pub(crate) unsafe fn output<'a, T>(pointer: *mut T) -> Result<&'a mut MaybeUninit<T>, Status> {
    look(pointer)?;
    // SAFETY: as above; an uninitialised value may be behind it.
    Ok(unsafe { &mut *pointer.cast::<MaybeUninit<T>>() })
}

/// Where an output goes that nobody need ask for: nowhere for NULL.
///
/// # Safety
/// The promise at the head of this file.
pub(crate) unsafe fn optional<'a, T>(pointer: *mut T) -> Result<Option<&'a mut MaybeUninit<T>>, Status> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: the caller's promise.
    unsafe { output(pointer) }.map(Some)
}

/// What is behind a pointer, to be changed.
///
/// # Safety
/// As of [`input`].
pub(crate) unsafe fn inout<'a, T>(pointer: *mut T) -> Result<&'a mut T, Status> {
    look(pointer)?;
    // SAFETY: as above.
    Ok(unsafe { &mut *pointer })
}

/// Whether so many values may lie in memory in a row.
fn is_possible<T>(length: usize) -> bool {
    length.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok())
}

/// So many values behind a pointer. NULL is none, where there are none.
///
/// # Safety
/// As of [`input`].
pub(crate) unsafe fn list<'a, T>(pointer: *const T, length: usize) -> Result<&'a [T], Status> {
    if length == 0 {
        return Ok(&[]);
    }
    look(pointer)?;
    if !is_possible::<T>(length) {
        return Err(Status::OutOfRange);
    }
    // SAFETY: as above, and no longer than anything can be.
    Ok(unsafe { slice::from_raw_parts(pointer, length) })
}

/// Room for so many values behind a pointer. NULL is no room.
///
/// # Safety
/// As of [`output`].
pub(crate) unsafe fn room<'a, T>(pointer: *mut T, capacity: usize) -> Result<&'a mut [MaybeUninit<T>], Status> {
    if capacity == 0 {
        return Ok(&mut []);
    }
    look(pointer)?;
    if !is_possible::<T>(capacity) {
        return Err(Status::OutOfRange);
    }
    // SAFETY: as above; uninitialised values may be behind it.
    Ok(unsafe { slice::from_raw_parts_mut(pointer.cast::<MaybeUninit<T>>(), capacity) })
}

/// The text that ends with a zero; nothing for NULL.
///
/// # Safety
/// As of [`input`]: a zero must end it. No more than `most` bytes before that are read.
pub(crate) unsafe fn text<'a>(pointer: *const core::ffi::c_char, most: usize) -> Result<Option<&'a str>, Status> {
    if pointer.is_null() {
        return Ok(None);
    }
    let bytes = pointer.cast::<u8>();
    let mut length = 0_usize;
    // SAFETY: no byte behind the zero is read, so that each is the caller's.
    while length <= most && unsafe { *bytes.wrapping_add(length) } != 0 {
        length = length.saturating_add(1);
    }
    if length > most {
        return Err(Status::OutOfRange);
    }
    // SAFETY: these bytes were read just now.
    let bytes = unsafe { slice::from_raw_parts(bytes, length) };
    core::str::from_utf8(bytes).map(Some).map_err(|_| Status::OutOfRange)
}

/// Keeps a plan where the caller has room for it.
pub(crate) fn keep(plan: Plan<'_>, room: &mut MaybeUninit<OpenPlan>) {
    let mut open = OpenPlan { state: OPEN, opaque: [MaybeUninit::uninit(); PLAN_WORDS] };
    // SAFETY: the room is large enough and aligned for a plan, as asserted above, and a plan needs no drop.
    unsafe { open.opaque.as_mut_ptr().cast::<Plan<'_>>().write(plan) };
    room.write(open);
}

/// The plan that was kept.
///
/// # Safety
/// As of [`input`]; what claims to be open must be a copy of what [`keep`] wrote, with the plan's bytes where they were.
pub(crate) unsafe fn plan<'a>(pointer: *const OpenPlan) -> Result<&'a Plan<'a>, Status> {
    // SAFETY: any bytes are an `OpenPlan`; the rest is the caller's promise.
    let open = unsafe { input(pointer) }?;
    if open.state != OPEN {
        return Err(Status::NotOpen);
    }
    // SAFETY: what is open was written by `keep`, by the caller's promise.
    Ok(unsafe { &*open.opaque.as_ptr().cast::<Plan<'a>>() })
}

/// A request in which everything that is marked present can be relied on.
///
/// # Safety
/// As of [`input`]; any bytes are a request, so nothing is asked of them.
pub(crate) unsafe fn request<'a>(pointer: *const Request) -> Result<&'a Request, Status> {
    // SAFETY: a request is plain bytes; the rest is the caller's promise.
    let request = unsafe { input(pointer) }?;
    request.check()?;
    Ok(request)
}

/// Writes a text behind which stands a zero, in two passes: the first only measures, so that nothing is written of what does
/// not fit. Without a buffer (NULL and no capacity) it only measures.
///
/// # Safety
/// As of [`output`].
pub(crate) unsafe fn write_text(
    buffer: *mut core::ffi::c_char,
    capacity: usize,
    length: *mut usize,
    write: &dyn Fn(&mut Out<'_>) -> Result<(), Full>,
) -> Result<(), Status> {
    // SAFETY: the caller's promise.
    let (bytes, length) = unsafe { (room(buffer.cast::<u8>(), capacity)?, output(length)?) };
    let mut measure = Out { bytes: &mut [], length: 0 };
    write(&mut measure)?;
    let needed = measure.length;
    if !buffer.is_null() {
        // The zero behind it counts too.
        let Some((end, bytes)) = bytes.get_mut(..needed.saturating_add(1)).and_then(<[_]>::split_last_mut) else {
            return Err(Status::BufferTooSmall);
        };
        write(&mut Out { bytes, length: 0 })?;
        end.write(0);
    } else if capacity != 0 {
        return Err(Status::NullPointer);
    }
    length.write(needed);
    Ok(())
}

/// A sink that counts what it takes, and keeps what it has room for.
pub(crate) struct Out<'a> {
    bytes: &'a mut [MaybeUninit<u8>],
    length: usize,
}

impl Sink for Out<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), Full> {
        let places = self.bytes.get_mut(self.length..).unwrap_or_default();
        for (place, &byte) in places.iter_mut().zip(bytes) {
            place.write(byte);
        }
        self.length = self.length.saturating_add(bytes.len());
        Ok(())
    }
}
