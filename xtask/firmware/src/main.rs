//! The least firmware that opens a plan and decides a request, so that the linker shows what that costs.
#![no_std]
#![no_main]

use core::hint::black_box;
use poscond::{Expect, Plan, Request};

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// Where the linker starts to keep things.
#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let bytes: &[u8] = black_box(&[]);
    let record: &[u8] = black_box(&[]);
    #[cfg(feature = "signature")]
    let keys = [poscond::PublicKey::new(black_box([0; 32]))];
    #[cfg(not(feature = "signature"))]
    let keys = [];
    let expect = Expect { service_point: Some(black_box("")), revision_min: black_box(0), keys: &keys };
    if let (Ok(plan), Ok(request)) = (Plan::open(bytes, expect), Request::decode(record)) {
        black_box(plan.evaluate(&request));
        #[cfg(feature = "findings")]
        for finding in plan.findings(&request) {
            black_box(finding);
        }
        #[cfg(feature = "foresight")]
        black_box(plan.foresee(&request));
        #[cfg(feature = "json")]
        {
            let mut bytes = black_box([0; 64]);
            let mut sink = poscond::Buffer::new(&mut bytes);
            black_box(plan.write_report(&request, &mut sink).is_ok());
        }
    }
    loop {}
}
