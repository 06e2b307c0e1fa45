//! What generated cases came to: how many of each, printed, so that a generator that never reaches something is seen.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

/// Counts by name, for a test that is one of many threads.
pub(crate) struct Shares(Mutex<BTreeMap<String, u32>>);

impl Shares {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    pub(crate) fn add(&self, name: impl Into<String>) {
        *self.0.lock().expect("no test panics while it counts").entry(name.into()).or_default() += 1;
    }

    pub(crate) fn count(&self, name: &str) -> u32 {
        self.0.lock().expect("no test panics while it counts").get(name).copied().unwrap_or_default()
    }

    /// A line for each name, with its share of the cases.
    pub(crate) fn print(&self, title: &str, cases: u32) {
        let mut out = format!("{title}, of {cases} cases\n");
        for (name, count) in &*self.0.lock().expect("no test panics while it counts") {
            let share = f64::from(*count) * 100.0 / f64::from(cases.max(1));
            writeln!(out, "  {name:<44}{count:>8} {share:>6.2} %").expect("a String takes all");
        }
        print!("{out}");
    }
}
