//! What the property tests share: generated cases, a slow and obvious interpreter, and looks at bytes and JSON.
#![allow(dead_code, reason = "each test file uses its part")]

pub(crate) mod advice;
pub(crate) mod draw;
pub(crate) mod expression;
pub(crate) mod generate;
pub(crate) mod interpreter;
pub(crate) mod share;
pub(crate) mod wire;

use proptest::prelude::ProptestConfig;

/// Cases of a law that the test command runs optimised, and fewer of where it does not; `cargo xtask nightly` runs 200,000.
pub(crate) const MANY: u32 = if cfg!(debug_assertions) { 500 } else { 5_000 };

/// So many cases, or as many as `PROPTEST_CASES` says.
pub(crate) fn cases(default: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 3_000, ..ProptestConfig::default() }
}

/// Reads JSON that the test itself wrote.
#[track_caller]
pub(crate) fn json<T: serde::de::DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Opens a plan, whatever its service point.
#[track_caller]
pub(crate) fn open(bytes: &[u8]) -> poscond::Plan<'_> {
    poscond::Plan::open(bytes, poscond::Expect::default()).expect("the compiler's plan opens")
}
