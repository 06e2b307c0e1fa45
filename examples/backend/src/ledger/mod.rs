//! The ledger: what was decided, what was undone, and what the counters stand at. All of it changes in one transaction or not at
//! all, which is what keeps the counters right whatever is killed when.
//!
//! [`accept`] is what happens inside a transaction, the same for every store; [`sqlite`] and [`postgres`] are the stores;
//! [`worker`] makes many transactions into one, so that one write to the disk serves them all.

pub mod accept;
pub mod postgres;
pub mod sqlite;
pub mod worker;

use poscond::{Accrual, TransactionType};
use serde::{Deserialize, Serialize};

/// Why the store did not do what was asked. Nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Of the embedded store.
    #[error("the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// Of PostgreSQL.
    #[error("the store: {0}")]
    Postgres(#[from] ::postgres::Error),
    /// What was read is not what was written.
    #[error("the store holds a {0} that cannot be read")]
    Unreadable(&'static str),
    /// Something newer was kept by another service in the meantime.
    #[error("something newer was kept in the meantime")]
    Overtaken,
    /// Nobody reads on.
    #[error("nobody reads on")]
    Unread,
    /// The module did not answer.
    #[error("the decision was not made: {0}")]
    Undecided(String),
    /// Too much is waiting.
    #[error("too many requests are waiting for the store")]
    Busy,
    /// The transaction did not come to its end; a retry finds out what became of it.
    #[error("the transaction did not come to its end")]
    Lost,
}

/// What was added to one counter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Counted {
    /// The counter: its subject and what it counts.
    pub counter: String,
    /// The window, named by the local date of its first business day, in days since 1970-01-01.
    pub window_day: i32,
    /// Added to the sum, in minor units.
    pub amount_minor: i64,
    /// Added to the number of transactions.
    pub count: i32,
    /// The slot of the plan that it was counted for.
    pub slot: u8,
}

impl Counted {
    /// What takes this away again.
    #[must_use]
    pub fn undone(&self) -> Self {
        Self { amount_minor: -self.amount_minor, count: -self.count, ..self.clone() }
    }

    /// As the engine tells it.
    #[must_use]
    pub fn accrual(&self) -> Accrual {
        let Self { window_day, amount_minor, count, slot, .. } = *self;
        Accrual { amount_minor, window_day, count, slot }
    }
}

/// One decision, as it was and stays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// Merchant, terminal, batch and trace; of a reversal those of its original.
    pub id: String,
    /// Whose plan decided.
    pub service_point: String,
    /// The SHA-256 of what was sent, so that the same key with other content is told from a retry.
    pub content: [u8; 32],
    /// The digest of the plan.
    pub plan: [u8; 32],
    /// The digest of the module.
    pub module: [u8; 32],
    /// When it was recorded, s UTC.
    pub recorded_at_utc_s: i64,
    /// The request that was decided, in the wire form.
    pub request: Vec<u8>,
    /// Canonical JSON of the decision.
    pub answer: String,
    /// The number of the outcome.
    pub outcome: u8,
    /// The number of the transaction type; 0 where the request does not say.
    pub transaction: u8,
    /// The amount, in minor units; 0 where the request does not say.
    pub amount_minor: i64,
    /// The transaction that this one undoes or gives back, where there is one.
    pub original: Option<String>,
    /// What it added to counters.
    pub counted: Vec<Counted>,
}

/// What a counter stands at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// The sum, in minor units.
    pub amount_minor: i64,
    /// The number of transactions.
    pub count: i64,
}

/// That a transaction was undone, by which one; nothing where the reversal came before its original.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undone {
    /// The reversal or void.
    pub by: Option<String>,
    /// When, s UTC.
    pub at_utc_s: i64,
}

/// A service point as it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptPoint {
    /// Its id.
    pub id: String,
    /// Its revision.
    pub revision: u32,
    /// What was registered, in JSON.
    pub form: String,
    /// The digest of the plan in force.
    pub plan: [u8; 32],
}

/// One open transaction.
pub trait Ledger {
    /// Keeps everybody else away from these names until the transaction ends. They are sorted.
    fn lock(&mut self, names: &[String]) -> Result<(), StoreError>;

    /// The decision with this id.
    fn decision(&mut self, id: &str) -> Result<Option<Record>, StoreError>;
    /// Keeps a decision for good.
    fn record(&mut self, record: &Record) -> Result<(), StoreError>;
    /// How many decisions are about an original.
    fn about(&mut self, original: &str) -> Result<u32, StoreError>;
    /// The ids and amounts in minor units of the transactions of a type that proceeded about an original, and were not undone or
    /// are so no longer.
    fn standing_about(
        &mut self,
        original: &str,
        transaction: TransactionType,
    ) -> Result<Vec<(String, i64)>, StoreError>;

    /// By what a transaction was undone.
    fn undone(&mut self, id: &str) -> Result<Option<Undone>, StoreError>;
    /// Keeps that it was.
    fn undo(&mut self, id: &str, undone: &Undone) -> Result<(), StoreError>;

    /// What a counter stands at in a window.
    fn usage(&mut self, counter: &str, window_day: i32) -> Result<Usage, StoreError>;
    /// Adds to a counter.
    fn count(&mut self, counted: &Counted) -> Result<(), StoreError>;

    /// Keeps a policy as it was written (TOML or JSON), and makes it the one in force.
    fn put_policy(&mut self, version: u32, text: &str, is_toml: bool) -> Result<(), StoreError>;
    /// The policy in force, and whether it is TOML.
    fn policy(&mut self) -> Result<Option<(u32, String, bool)>, StoreError>;
    /// Keeps a plan and the service point that it was made of.
    fn put_plan(&mut self, digest: &[u8; 32], bytes: &[u8], form: &str) -> Result<(), StoreError>;
    /// A plan's bytes and the service point that it was made of.
    fn plan(&mut self, digest: &[u8; 32]) -> Result<Option<(Vec<u8>, String)>, StoreError>;
    /// Keeps a service point, with a generation above all before.
    fn put_point(&mut self, point: &KeptPoint) -> Result<(), StoreError>;
    /// The service points that changed after a generation, and the latest generation.
    fn points_since(&mut self, generation: i64) -> Result<(Vec<KeptPoint>, i64), StoreError>;
}

/// A connection to a store.
pub trait Store: Send {
    /// Does work in one transaction: all of it is kept when this returns without an error, else none.
    fn transact(&mut self, work: &mut dyn FnMut(&mut dyn Ledger) -> Result<(), StoreError>) -> Result<(), StoreError>;

    /// Hands out every decision recorded in [from, to), oldest first, as of one moment; ends where `each` says no more.
    fn export(
        &mut self,
        from_utc_s: i64,
        to_utc_s: i64,
        each: &mut dyn FnMut(&mut dyn Ledger, Record) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError>;
}
