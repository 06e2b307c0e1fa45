//! What is counted for Prometheus.

use poscond::{Outcome, Reason};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Decided {
    outcome: &'static str,
    reason: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Served {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Settled {
    by: &'static str,
}

/// The metrics.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    decisions: Family<Decided, Counter>,
    retries: Counter,
    referrals: Family<Settled, Counter>,
    requests: Family<Served, Counter>,
    latency: Histogram,
    batch: Histogram,
    plans: Gauge,
    waiting: Gauge,
    traps: Counter,
    engine: Counter<f64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("poscond");
        let this = Self {
            decisions: Family::default(),
            retries: Counter::default(),
            referrals: Family::default(),
            requests: Family::default(),
            latency: Histogram::new([
                0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
            ]),
            batch: Histogram::new([1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0]),
            plans: Gauge::default(),
            waiting: Gauge::default(),
            traps: Counter::default(),
            engine: Counter::default(),
            registry: Registry::default(),
        };
        registry.register("decisions", "Decisions recorded, by outcome and primary reason", this.decisions.clone());
        registry.register("retries", "Requests that were answered from the record", this.retries.clone());
        registry.register("referrals", "Referrals, by what settled them", this.referrals.clone());
        registry.register("http_requests", "Requests served", this.requests.clone());
        registry.register("http_request_duration_seconds", "How long requests took", this.latency.clone());
        registry.register("store_batch", "Jobs in one transaction of the store", this.batch.clone());
        registry.register("plans", "Plans in force", this.plans.clone());
        registry.register("referrals_waiting", "Referrals that wait to be settled", this.waiting.clone());
        registry.register("module_traps", "Calls of the module that trapped", this.traps.clone());
        registry.register("engine_seconds", "How long the engine itself worked", this.engine.clone());
        Self { registry, ..this }
    }
}

impl Metrics {
    /// Counts a decision that was recorded.
    pub fn decided(&self, outcome: Outcome, reason: Option<Reason>) {
        let reason = reason.map_or("", Reason::name);
        self.decisions.get_or_create(&Decided { outcome: outcome.name(), reason }).inc();
    }

    /// Counts an answer from the record.
    pub fn retried(&self) {
        self.retries.inc();
    }

    /// Counts a referral that was settled: by what a desk told, or for want of it.
    pub fn settled(&self, is_by_desk: bool) {
        let by = if is_by_desk { "desk" } else { "unreachable" };
        self.referrals.get_or_create(&Settled { by }).inc();
    }

    /// Counts a request that was served.
    pub fn served(&self, method: &str, route: &str, status: u16, took: Duration) {
        let served = Served { method: method.to_owned(), route: route.to_owned(), status };
        self.requests.get_or_create(&served).inc();
        self.latency.observe(took.as_secs_f64());
    }

    /// Counts jobs of one transaction.
    pub fn together(&self, jobs: usize) {
        self.batch.observe(f64::from(u32::try_from(jobs).unwrap_or(u32::MAX)));
    }

    /// All metrics as text, in the OpenMetrics format.
    #[must_use]
    pub fn text(&self, plans: usize, waiting: usize, traps: u64, engine: Duration) -> String {
        // Counted elsewhere, and told here.
        self.engine.inner().store(engine.as_secs_f64().to_bits(), Ordering::Relaxed);
        self.traps.inner().store(traps, Ordering::Relaxed);
        self.plans.set(i64::try_from(plans).unwrap_or(i64::MAX));
        self.waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        let mut out = String::new();
        // OK because a string takes all.
        let _ = text::encode(&mut out, &self.registry);
        out
    }
}
