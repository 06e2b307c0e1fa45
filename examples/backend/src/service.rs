//! The service: what happens between a request from the network and the record of it.

use crate::book::Book;
use crate::ledger::accept::{Answer, Ask, Refusal, accept};
use crate::ledger::worker::Workers;
use crate::ledger::{Record, Store, StoreError};
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::referral::{Referrals, Told, with_facts};
use poscond::{HostState, Outcome, Reason, Request};
use poscond_wasmtime::{Error, Plan};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;

/// How the service behaves.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// How long a referral may wait to be settled.
    pub refer_wait: Duration,
    /// How far `now_utc_s` of a request may be from the service's clock, in s; nothing: any time is accepted.
    pub now_tolerance_s: Option<u32>,
    /// How long a request may take.
    pub timeout: Duration,
    /// The largest body, in bytes.
    pub body_bytes_max: usize,
}

/// Opens another connection to the store, for reading.
pub type Reader = Box<dyn Fn() -> Result<Box<dyn Store>, StoreError> + Send + Sync>;

/// All that requests share.
pub struct Service {
    /// Policy, service points, plans.
    pub book: Arc<Book>,
    /// Who writes to the store.
    pub workers: Workers,
    /// Connections for reading.
    pub reader: Reader,
    /// How many may read the log at a time.
    pub log_readers: Arc<Semaphore>,
    /// What waits for a desk.
    pub referrals: Arc<Referrals>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// How the service behaves.
    pub conduct: Conduct,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Service").field("conduct", &self.conduct).finish_non_exhaustive()
    }
}

/// What came of a request.
#[derive(Debug)]
pub enum Done {
    /// It is on record.
    Recorded {
        /// The record.
        record: Box<Record>,
        /// Whether an earlier request made it.
        is_retry: bool,
    },
    /// A reversal waits for its original, to keep it from being counted.
    Tombstone {
        /// Since when, s UTC.
        at_utc_s: i64,
    },
}

/// The service's clock, s UTC.
#[must_use]
pub fn now_utc_s() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

impl Service {
    /// Decides and records; a referral waits until it is settled, or its time is over.
    pub async fn decide(&self, ask: Ask) -> Result<Done, Problem> {
        let until = Instant::now() + self.conduct.refer_wait;
        let mut ask = ask;
        let mut is_referred = false;
        loop {
            match self.accept(ask.clone()).await? {
                Answer::Recorded { record, is_retry } => {
                    self.count(&record, is_retry);
                    if is_referred && !is_retry {
                        self.metrics.settled(!ask.is_last);
                    }
                    return Ok(Done::Recorded { record, is_retry });
                }
                Answer::Tombstone { at_utc_s } => return Ok(Done::Tombstone { at_utc_s }),
                Answer::Refused(refusal) => return Err(refusal.into()),
                Answer::Refer { plan, request } => {
                    is_referred = true;
                    match self.look_further(&ask, &plan, &request, until).await? {
                        Some(request) => ask.request = request,
                        None => {
                            // Nobody could be reached who knows more: each rule says what follows.
                            ask.request.set_host(HostState::Unreachable);
                            ask.is_last = true;
                        }
                    }
                }
            }
        }
    }

    /// The request with what a desk told of it; nothing where nobody did in time.
    async fn look_further(
        &self,
        ask: &Ask,
        plan: &Plan,
        request: &Request,
        until: Instant,
    ) -> Result<Option<Request>, Problem> {
        if Instant::now() >= until {
            return Ok(None);
        }
        let report = self.ponder(|| report(plan, request)).map_err(|error| Problem::internal(&error))?;
        let waited = self.referrals.wait(&ask.id, &ask.service_point, ask.content, report.into(), until).await;
        match waited.ok_or(Refusal::OtherContent)? {
            // Fields that do not fit were refused when they were told.
            Told::Facts(facts) => Ok(Some(with_facts(&ask.request, &facts).unwrap_or(ask.request))),
            Told::Nothing | Told::GivenUp => Ok(None),
        }
    }

    async fn accept(&self, ask: Ask) -> Result<Answer, Problem> {
        let book = Arc::clone(&self.book);
        Ok(self.workers.submit(ask.locks(), move |ledger| accept(ledger, &book, &ask)).await?)
    }

    fn count(&self, record: &Record, is_retry: bool) {
        if is_retry {
            self.metrics.retried();
            return;
        }
        let outcome = Outcome::from_u8(record.outcome).unwrap_or(Outcome::Decline);
        let answer: Answered = serde_json::from_str(&record.answer).unwrap_or_default();
        let reason = Reason::from_u16(answer.reason_number);
        self.metrics.decided(outcome, reason);
    }

    /// The plan that made a record, and the service point as it was registered then.
    pub async fn plan_of(&self, digest: [u8; 32], service_point: &str) -> Result<Plan, Problem> {
        if let Some(plan) = self.book.plan_in_force(service_point).filter(|plan| *plan.digest() == digest) {
            return Ok(plan);
        }
        let bytes = self.read(move |ledger| Ok(ledger.plan(&digest)?.map(|(bytes, _)| bytes))).await?;
        let bytes = bytes.ok_or_else(|| Problem::internal(&"the plan of a record is not kept"))?;
        self.book.engine().open(&bytes).map_err(|error| Problem::internal(&error))
    }

    /// Asks the engine what may take it up to some 100 ms, while others are served.
    pub fn ponder<T>(&self, ask: impl FnOnce() -> T) -> T {
        tokio::task::block_in_place(|| self.book.timed(ask))
    }

    /// Reads from the store.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut dyn crate::ledger::Ledger) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        Ok(self.workers.submit(Vec::new(), work).await?)
    }
}

/// The decision with all findings and what is foreseen, as canonical JSON.
///
/// By the engine that the service is built with for compiling: these are the module's bytes, in a quarter of its time.
pub fn report(plan: &Plan, request: &Request) -> Result<String, Error> {
    let mut bytes = Vec::new();
    // OK because a growing list of bytes is never full, and the engine writes UTF-8.
    let _ = plan.native()?.write_report(request, &mut bytes);
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// What metrics want of a decision.
#[derive(Default, serde::Deserialize)]
struct Answered {
    reason_number: u16,
}
