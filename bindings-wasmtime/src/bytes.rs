//! Structs of the C ABI as the bytes that the module keeps them in: little-endian, without pointers.
//!
//! On a little-endian host these are the bytes of the same struct of `poscond-c`, whose layout is asserted there and told by
//! the module's handshake.

use poscond::Accrual;
use poscond_c::forms::{AdviceForm, FindingForm, ForesightForm, PlanInfo, RemedyForm};
use poscond_c::handshake::Abi;

#[cfg(target_endian = "big")]
compile_error!("poscond-wasmtime reads the module's structs as they lie in its memory, which is little-endian");

/// A struct of integers alone: any bytes are one.
///
/// # Safety
/// It is `repr(C)`, and each of its fields is an integer or an array of integers.
#[expect(unsafe_code, reason = "the promise is what makes reading safe")]
pub(crate) unsafe trait Integers: Copy {
    /// The one that these bytes hold; nothing where there are too few.
    fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(..size_of::<Self>())?;
        // SAFETY: as many bytes as it takes, whatever their alignment, and any are a value, as the trait promises.
        Some(unsafe { bytes.as_ptr().cast::<Self>().read_unaligned() })
    }
}

macro_rules! integers {
    ($($form:ty),+) => {$(
        // SAFETY: integers alone; see its definition.
        #[expect(unsafe_code, reason = "the promise of the trait")]
        unsafe impl Integers for $form {}
    )+};
}

integers!(Abi, Accrual, AdviceForm, FindingForm, ForesightForm, PlanInfo, RemedyForm, u32, i64);

/// The text in an array of characters that ends with a zero.
pub(crate) fn text(characters: &[std::ffi::c_char]) -> String {
    let bytes: Vec<u8> = characters.iter().map(|&byte| byte.to_ne_bytes()[0]).take_while(|&byte| byte != 0).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}
