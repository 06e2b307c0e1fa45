//! The C ABI. It converts and never decides: every function checks what it is given, asks the engine, and writes the answer
//! where it was told to. `poscond.h` beside this folder is made from it by `cargo xtask docs`.
//!
//! A function takes self, then inputs, then outputs, and returns a [`Status`]. Outputs are written only where that is
//! [`Status::Ok`]. No heap, no statics, no floats, no panics: the check for the last is in `cargo xtask test`.
//!
//! [`memory`] meets the pointers, [`status`] says what went wrong, [`forms`] are the structs that C sees beside those of the
//! engine; the functions are in [`plan`], [`request`], [`decide`], [`text`] and [`handshake`].
#![no_std]
#![deny(unreachable_pub)]
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::float_arithmetic,
    )
)]

pub mod decide;
pub mod forms;
pub mod handshake;
pub mod memory;
pub mod plan;
pub mod request;
pub mod status;
#[cfg(feature = "messages")]
pub mod text;

pub use status::Status;

/// Where the library is linked into something else, nobody brings a handler. It is never reached; a module would trap.
#[cfg(all(panic = "abort", not(test)))]
#[panic_handler]
fn never(_: &core::panic::PanicInfo<'_>) -> ! {
    #[cfg(target_arch = "wasm32")]
    core::arch::wasm32::unreachable();
    #[cfg(not(target_arch = "wasm32"))]
    loop {}
}

/// The division of 64-bit integers that comes with Rust names it on Arm Linux, for unwinding that never happens here.
#[cfg(all(panic = "abort", not(test), target_arch = "arm", target_os = "linux"))]
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}
