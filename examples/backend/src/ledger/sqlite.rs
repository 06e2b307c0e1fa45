//! The embedded store: SQLite, in one file beside the service.
//!
//! Write-ahead log, and a transaction is on the disk before it is said to be done.

use super::{Counted, KeptPoint, Ledger, Record, Store, StoreError, Undone, Usage};
use poscond::{Outcome, TransactionType};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS decisions (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service_point TEXT NOT NULL,
    content BLOB NOT NULL,
    plan BLOB NOT NULL,
    module BLOB NOT NULL,
    recorded_at_utc_s INTEGER NOT NULL,
    request BLOB NOT NULL,
    answer TEXT NOT NULL,
    outcome INTEGER NOT NULL,
    txn_type INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    original TEXT,
    counted TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS decisions_by_time ON decisions (recorded_at_utc_s);
CREATE INDEX IF NOT EXISTS decisions_by_original ON decisions (original) WHERE original IS NOT NULL;
CREATE TRIGGER IF NOT EXISTS decisions_stay BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
CREATE TRIGGER IF NOT EXISTS decisions_are_kept BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
CREATE TABLE IF NOT EXISTS undone (
    id TEXT PRIMARY KEY,
    by_id TEXT,
    at_utc_s INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (
    counter TEXT NOT NULL,
    window_day INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (counter, window_day)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS policies (
    version INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    is_toml INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS plans (
    digest BLOB PRIMARY KEY,
    bytes BLOB NOT NULL,
    form TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS points (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    form TEXT NOT NULL,
    plan BLOB NOT NULL,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS points_by_generation ON points (generation);
";

/// The columns of a record, in the order of [`record`].
const COLUMNS: &str = "id, service_point, content, plan, module, recorded_at_utc_s, request, answer, outcome, txn_type, \
                       amount_minor, original, counted";

/// One connection to the file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    path: PathBuf,
}

impl Sqlite {
    /// Opens the file, or makes it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(SCHEMA)?;
        Ok(Self { connection, path: path.to_owned() })
    }

    /// Another connection to the same file.
    pub fn again(&self) -> Result<Self, StoreError> {
        Self::open(&self.path)
    }
}

impl Store for Sqlite {
    fn transact(&mut self, work: &mut dyn FnMut(&mut dyn Ledger) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let transaction = self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let mut ledger = Open(transaction);
        work(&mut ledger)?;
        Ok(ledger.0.commit()?)
    }

    fn export(
        &mut self,
        from_utc_s: i64,
        to_utc_s: i64,
        each: &mut dyn FnMut(&mut dyn Ledger, Record) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        // What was begun is kept by then.
        self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?.rollback()?;
        // A deferred transaction that only reads sees one moment, and keeps nobody from writing.
        let transaction = self.connection.transaction()?;
        let mut after = 0_i64;
        let mut ledger = Open(transaction);
        loop {
            let some: Vec<(i64, Record)> = {
                let mut statement = ledger.0.prepare_cached(&format!(
                    "SELECT {COLUMNS}, seq FROM decisions WHERE seq > ?1 AND recorded_at_utc_s >= ?2 \
                     AND recorded_at_utc_s < ?3 ORDER BY seq LIMIT 1000"
                ))?;
                let rows = statement
                    .query_map(params![after, from_utc_s, to_utc_s], |row| Ok((row.get(13)?, record(row)?)))?;
                rows.collect::<Result<_, _>>()?
            };
            let Some((last, _)) = some.last() else { return Ok(()) };
            after = *last;
            for (_, record) in some {
                if !each(&mut ledger, record)? {
                    return Ok(());
                }
            }
        }
    }
}

struct Open<'a>(Transaction<'a>);

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let counted: String = row.get(12)?;
    let counted = serde_json::from_str(&counted)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(12, rusqlite::types::Type::Text, Box::new(error)))?;
    Ok(Record {
        id: row.get(0)?,
        service_point: row.get(1)?,
        content: row.get(2)?,
        plan: row.get(3)?,
        module: row.get(4)?,
        recorded_at_utc_s: row.get(5)?,
        request: row.get(6)?,
        answer: row.get(7)?,
        outcome: row.get(8)?,
        transaction: row.get(9)?,
        amount_minor: row.get(10)?,
        original: row.get(11)?,
        counted,
    })
}

impl Ledger for Open<'_> {
    fn lock(&mut self, _: &[String]) -> Result<(), StoreError> {
        // There is one writer at a time.
        Ok(())
    }

    fn decision(&mut self, id: &str) -> Result<Option<Record>, StoreError> {
        let mut statement = self.0.prepare_cached(&format!("SELECT {COLUMNS} FROM decisions WHERE id = ?1"))?;
        Ok(statement.query_row([id], record).optional()?)
    }

    fn record(&mut self, record: &Record) -> Result<(), StoreError> {
        let counted = serde_json::to_string(&record.counted).map_err(|_| StoreError::Unreadable("record"))?;
        let mut statement = self.0.prepare_cached(&format!(
            "INSERT INTO decisions ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        ))?;
        statement.execute(params![
            record.id,
            record.service_point,
            record.content,
            record.plan,
            record.module,
            record.recorded_at_utc_s,
            record.request,
            record.answer,
            record.outcome,
            record.transaction,
            record.amount_minor,
            record.original,
            counted,
        ])?;
        Ok(())
    }

    fn about(&mut self, original: &str) -> Result<u32, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT count(*) FROM decisions WHERE original = ?1")?;
        Ok(statement.query_row([original], |row| row.get(0))?)
    }

    fn standing_about(
        &mut self,
        original: &str,
        transaction: TransactionType,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, amount_minor FROM decisions WHERE original = ?1 AND outcome = ?2 AND txn_type = ?3 \
             AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.id = decisions.id \
             AND NOT EXISTS (SELECT 1 FROM undone AS again WHERE again.id = undone.by_id))",
        )?;
        let wanted = params![original, Outcome::Proceed as u8, transaction as u8];
        let rows = statement.query_map(wanted, |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn undone(&mut self, id: &str) -> Result<Option<Undone>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT by_id, at_utc_s FROM undone WHERE id = ?1")?;
        let undone = |row: &Row<'_>| Ok(Undone { by: row.get(0)?, at_utc_s: row.get(1)? });
        Ok(statement.query_row([id], undone).optional()?)
    }

    fn undo(&mut self, id: &str, undone: &Undone) -> Result<(), StoreError> {
        let mut statement =
            self.0.prepare_cached("INSERT OR REPLACE INTO undone (id, by_id, at_utc_s) VALUES (?1, ?2, ?3)")?;
        statement.execute(params![id, undone.by, undone.at_utc_s])?;
        Ok(())
    }

    fn usage(&mut self, counter: &str, window_day: i32) -> Result<Usage, StoreError> {
        let mut statement =
            self.0.prepare_cached("SELECT amount_minor, times FROM counters WHERE counter = ?1 AND window_day = ?2")?;
        let usage = |row: &Row<'_>| Ok(Usage { amount_minor: row.get(0)?, count: row.get(1)? });
        Ok(statement.query_row(params![counter, window_day], usage).optional()?.unwrap_or_default())
    }

    fn count(&mut self, counted: &Counted) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO counters (counter, window_day, amount_minor, times) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (counter, window_day) DO UPDATE SET \
             amount_minor = amount_minor + excluded.amount_minor, times = times + excluded.times",
        )?;
        statement.execute(params![counted.counter, counted.window_day, counted.amount_minor, counted.count])?;
        Ok(())
    }

    fn put_policy(&mut self, version: u32, text: &str, is_toml: bool) -> Result<(), StoreError> {
        let statement = "INSERT INTO policies (version, text, is_toml) VALUES (?1, ?2, ?3)";
        self.0.execute(statement, params![version, text, is_toml])?;
        Ok(())
    }

    fn policy(&mut self) -> Result<Option<(u32, String, bool)>, StoreError> {
        let statement = "SELECT version, text, is_toml FROM policies ORDER BY version DESC LIMIT 1";
        let policy = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        Ok(self.0.query_row(statement, [], policy).optional()?)
    }

    fn put_plan(&mut self, digest: &[u8; 32], bytes: &[u8], form: &str) -> Result<(), StoreError> {
        let mut statement =
            self.0.prepare_cached("INSERT OR IGNORE INTO plans (digest, bytes, form) VALUES (?1, ?2, ?3)")?;
        statement.execute(params![digest, bytes, form])?;
        Ok(())
    }

    fn plan(&mut self, digest: &[u8; 32]) -> Result<Option<(Vec<u8>, String)>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT bytes, form FROM plans WHERE digest = ?1")?;
        Ok(statement.query_row([digest], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    fn put_point(&mut self, point: &KeptPoint) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(
            "INSERT OR REPLACE INTO points (id, revision, form, plan, generation) \
             VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(generation), 0) + 1 FROM points))",
        )?;
        statement.execute(params![point.id, point.revision, point.form, point.plan])?;
        Ok(())
    }

    fn points_since(&mut self, generation: i64) -> Result<(Vec<KeptPoint>, i64), StoreError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, revision, form, plan, generation FROM points WHERE generation > ?1 ORDER BY generation",
        )?;
        let mut latest = generation;
        let mut points = Vec::new();
        let mut rows = statement.query([generation])?;
        while let Some(row) = rows.next()? {
            points.push(KeptPoint { id: row.get(0)?, revision: row.get(1)?, form: row.get(2)?, plan: row.get(3)? });
            latest = row.get(4)?;
        }
        Ok((points, latest))
    }
}
