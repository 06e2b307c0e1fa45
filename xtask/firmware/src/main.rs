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
        #[cfg(feature = "messages")]
        {
            use poscond::texts::{Encoding, Language, Lines, Reader, Texts};
            let texts = Texts {
                plan: &plan,
                request: &request,
                reader: black_box(Reader::Merchant),
                language: black_box(Language::ZhCn),
            };
            let mut bytes = black_box([0; 256]);
            let mut sink = poscond::Buffer::new(&mut bytes);
            let mut lines = Lines::new(&mut sink, black_box(16), black_box(4), black_box(Encoding::Gbk));
            for finding in plan.findings(&request) {
                black_box(texts.finding(&finding, &mut lines).is_ok());
                for &step in finding.reason.map_or(&[][..], poscond::Reason::steps) {
                    black_box(texts.remedy(&finding, step, &mut lines).is_ok());
                }
            }
            plan.advise(&request, |advice| {
                black_box(texts.advice(&advice, &mut lines).is_ok());
            });
            black_box(lines.finish().is_ok());
            black_box(texts.receipt(Encoding::Gbk, &mut sink).is_ok());
        }
        #[cfg(feature = "json")]
        {
            let mut bytes = black_box([0; 64]);
            let mut sink = poscond::Buffer::new(&mut bytes);
            black_box(plan.write_report(&request, &mut sink).is_ok());
        }
    }
    loop {}
}
