//! What was decided, counted; and how fast.

use crate::money::grouped;
use crate::table::{REASON, paint, styled, wrap};
use poscond::{Decision, Outcome, Reason};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

/// Counts of outcomes and primary reasons.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    requests: u64,
    /// By outcome, then by the place of the primary reason in the table of reasons.
    counts: BTreeMap<Outcome, BTreeMap<Option<(u8, Reason)>, u64>>,
    /// Time spent in evaluating alone.
    evaluating: Duration,
}

impl Summary {
    pub(crate) fn add(&mut self, decision: &Decision, took: Duration) {
        self.requests += 1;
        self.evaluating += took;
        let reason = decision.primary_reason().map(|reason| (reason.rank(), reason));
        *self.counts.entry(decision.outcome).or_default().entry(reason).or_default() += 1;
    }

    /// Takes over what was counted elsewhere.
    pub(crate) fn merge(&mut self, other: Self) {
        self.requests += other.requests;
        self.evaluating += other.evaluating;
        for (outcome, reasons) in other.counts {
            let known = self.counts.entry(outcome).or_default();
            for (reason, count) in reasons {
                *known.entry(reason).or_default() += count;
            }
        }
    }

    /// The counts by outcome and by the name of the primary reason.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (Outcome, impl Iterator<Item = (Option<Reason>, u64)>)> {
        self.counts.iter().map(|(outcome, reasons)| {
            (*outcome, reasons.iter().map(|(reason, count)| (reason.map(|(_, reason)| reason), *count)))
        })
    }

    pub(crate) fn strongest(&self) -> Option<Outcome> {
        self.counts.keys().next_back().copied()
    }

    /// The counts, each outcome with its primary reasons, the most frequent first.
    pub(crate) fn show(&self, width: usize) -> String {
        let mut out = String::new();
        let plural = if self.requests == 1 { "request" } else { "requests" };
        line(&mut out, &styled(paint::TITLE, &format!("{} {plural}", grouped(self.requests))));
        for &outcome in Outcome::ALL {
            let Some(reasons) = self.counts.get(&outcome) else { continue };
            let count = grouped(reasons.values().sum());
            line(&mut out, &format!("{count:>6}  {}", styled(paint::outcome(outcome), outcome.name())));
            let mut reasons: Vec<_> =
                reasons.iter().filter_map(|(reason, count)| Some((reason.as_ref()?, count))).collect();
            reasons.sort_by_key(|&((rank, _), &count)| (std::cmp::Reverse(count), *rank));
            for ((_, reason), &count) in reasons {
                let mut meaning = wrap(reason.meaning(), width.saturating_sub(REASONS_COLUMN)).into_iter();
                let first = meaning.next().unwrap_or_default();
                let count = grouped(count);
                line(&mut out, &format!("{count:>10}  {:<REASON$}  {}", reason.name(), styled(paint::DIM, &first)));
                for more in meaning {
                    line(&mut out, &format!("{:REASONS_COLUMN$}{}", "", styled(paint::DIM, &more)));
                }
            }
        }
        out
    }

    /// How fast requests were evaluated.
    pub(crate) fn speed(&self) -> String {
        let seconds = self.evaluating.as_secs_f64();
        if self.requests == 0 || seconds == 0.0 {
            return String::new();
        }
        let rate = self.requests as f64 / seconds;
        let took = match seconds {
            1.0.. => format!("{seconds:.1} s"),
            0.001.. => format!("{:.1} ms", seconds * 1e3),
            _ => format!("{:.1} µs", seconds * 1e6),
        };
        let rate = match rate {
            1e6.. => format!("{:.1} million", rate / 1e6),
            _ => grouped(rate as u64),
        };
        styled(paint::DIM, &format!("evaluated in {took}: {rate} requests per second"))
    }
}

/// Where the meanings of reasons start.
const REASONS_COLUMN: usize = 10 + 2 + REASON + 2;

fn line(out: &mut String, text: &str) {
    // OK because a string takes all that is written to it.
    let _ = writeln!(out, "{text}");
}
