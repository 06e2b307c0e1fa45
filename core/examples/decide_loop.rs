//! Decides the twelve conditions, or the baseline policy, so many times: what callgrind counts (`cargo xtask bench`).
//!
//! Arguments: `floor`, `pass`, `refused`, `baseline`, `check` (whether a record from elsewhere is a request), or `foresee`
//! (what a refusal by the baseline policy says of the future), and how often.
#![allow(missing_docs, unreachable_pub, dead_code, reason = "a measuring program")]

#[path = "../benches/evaluate/baseline.rs"]
mod baseline;
#[path = "../benches/evaluate/twelve.rs"]
mod twelve;

use poscond::{Expect, Plan};
use std::hint::black_box;

fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    let times: u32 = args.next().and_then(|times| times.parse().ok()).unwrap_or(1);
    let bytes = if matches!(what.as_str(), "baseline" | "foresee") { baseline::plan() } else { twelve::plan() };
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = match what.as_str() {
        "refused" => twelve::refused(),
        "baseline" => baseline::request(),
        "foresee" => baseline::refused(),
        _ => twelve::request(),
    };
    let (shop, sale) = (twelve::floor::shop(), twelve::floor::sale());
    for _ in 0..times {
        if what == "floor" {
            black_box(twelve::floor::decide(black_box(&shop), black_box(&sale)).failed);
        } else if what == "check" {
            black_box(black_box(&request).check().is_ok());
        } else if what == "foresee" {
            black_box(black_box(&plan).foresee(black_box(&request)));
        } else {
            black_box(black_box(&plan).evaluate(black_box(&request)));
        }
    }
}
