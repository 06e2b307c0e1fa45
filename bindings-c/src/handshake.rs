//! Whether header and library belong together.

use crate::forms::{AdviceForm, FindingForm, ForesightForm, KeyForm, PlanInfo, RemedyForm};
use crate::memory::{self, OpenPlan};
use crate::status::{Status, status};
use poscond::{Accrual, CounterRow, Decision, Request};

/// The version of this interface: another one where a function or a struct means something else.
pub const ABI_VERSION: u16 = 1;

/// The version of the interface and the sizes of its structs, in bytes, as the header's reader sees them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C)]
pub struct Abi {
    /// The version of the interface.
    pub version: u16,
    /// Of an open plan.
    pub plan: u16,
    /// Of what a plan says of itself.
    pub plan_info: u16,
    /// Of a counter that a plan asks for.
    pub counter_row: u16,
    /// Of a request.
    pub request: u16,
    /// Of a decision.
    pub decision: u16,
    /// Of a finding.
    pub finding: u16,
    /// Of a foresight.
    pub foresight: u16,
    /// Of an advice.
    pub advice: u16,
    /// Of an accrual.
    pub accrual: u16,
    /// Of a remedy.
    pub remedy: u16,
    /// Of a public key.
    pub key: u16,
}

/// The size of a type, which is far below 65,536 of each of them.
#[expect(clippy::cast_possible_truncation, reason = "asserted")]
const fn size<T>() -> u16 {
    assert!(size_of::<T>() < 1 << 16);
    size_of::<T>() as u16
}

impl Abi {
    /// Those of this library. No constant, since cbindgen would try to write it in C.
    #[must_use]
    pub const fn here() -> Self {
        Self {
            version: ABI_VERSION,
            plan: size::<OpenPlan>(),
            plan_info: size::<PlanInfo>(),
            counter_row: size::<CounterRow>(),
            request: size::<Request>(),
            decision: size::<Decision>(),
            finding: size::<FindingForm>(),
            foresight: size::<ForesightForm>(),
            advice: size::<AdviceForm>(),
            accrual: size::<Accrual>(),
            remedy: size::<RemedyForm>(),
            key: size::<KeyForm>(),
        }
    }
}

/// Tells the version of the interface and the sizes of its structs in this library.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_abi(abi: *mut Abi) -> Status {
    status(|| {
        // SAFETY: the caller's promise.
        unsafe { memory::output(abi) }?.write(Abi::here());
        Ok(())
    })
}

/// Errs with ABI_MISMATCH unless header and library belong together. Call `poscond_handshake()`, which fills in what the header says.
///
/// # Safety
/// The promise at the head of `memory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn poscond_abi_check(header: *const Abi) -> Status {
    status(|| {
        // SAFETY: the caller's promise; it is made of integers.
        let header = unsafe { memory::input(header) }?;
        if *header == Abi::here() { Ok(()) } else { Err(Status::AbiMismatch) }
    })
}
