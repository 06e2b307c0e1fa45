//! Timed calls.
fn main() {}
