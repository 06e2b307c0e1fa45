//! PostgreSQL, for those who outgrow one machine: any number of services at one store.
//!
//! What must hold still for a decision is locked by name for the length of the transaction, in one order by everybody, so
//! that two services wait for each other and never in a circle.

use super::{Counted, KeptPoint, Ledger, Record, Store, StoreError, Undone, Usage};
use poscond::{Outcome, TransactionType};
use postgres::types::ToSql;
use postgres::{Client, Config, IsolationLevel, NoTls, Row, Statement, Transaction};
use std::collections::HashMap;
use std::time::Duration;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS decisions (
    seq BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    service_point TEXT NOT NULL,
    content BYTEA NOT NULL,
    plan BYTEA NOT NULL,
    module BYTEA NOT NULL,
    recorded_at_utc_s BIGINT NOT NULL,
    request BYTEA NOT NULL,
    answer TEXT NOT NULL,
    outcome SMALLINT NOT NULL,
    txn_type SMALLINT NOT NULL,
    amount_minor BIGINT NOT NULL,
    original TEXT,
    counted TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS decisions_by_time ON decisions (recorded_at_utc_s);
CREATE INDEX IF NOT EXISTS decisions_by_original ON decisions (original) WHERE original IS NOT NULL;
CREATE OR REPLACE FUNCTION decisions_stay() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'decisions are only ever added'; END $$;
CREATE OR REPLACE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions
    FOR EACH ROW EXECUTE FUNCTION decisions_stay();
CREATE TABLE IF NOT EXISTS undone (
    id TEXT PRIMARY KEY,
    by_id TEXT,
    at_utc_s BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS counters (
    counter TEXT NOT NULL,
    window_day INTEGER NOT NULL,
    amount_minor BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (counter, window_day)
);
CREATE TABLE IF NOT EXISTS policies (
    version BIGINT PRIMARY KEY,
    text TEXT NOT NULL,
    is_toml BOOLEAN NOT NULL
);
CREATE TABLE IF NOT EXISTS plans (
    digest BYTEA PRIMARY KEY,
    bytes BYTEA NOT NULL,
    form TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS points (
    id TEXT PRIMARY KEY,
    revision BIGINT NOT NULL,
    form TEXT NOT NULL,
    plan BYTEA NOT NULL,
    generation BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS points_by_generation ON points (generation);
";

/// The name under which services that start at the same time make the tables one after another.
const SCHEMA_LOCK: i64 = 0x504f_5343;

/// The name that writers share, and whoever reads the log holds alone for a moment: what was begun is kept by then.
const LOG_LOCK: i64 = 0x504f_5344;

/// How long connecting may take.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// One connection to the store.
pub struct Postgres {
    client: Client,
    url: String,
    /// Statements that this connection has prepared.
    statements: HashMap<&'static str, Statement>,
}

impl Postgres {
    /// Connects to a store that was made.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let mut config: Config = url.parse()?;
        config.connect_timeout(CONNECT_TIME).application_name("poscond-backend");
        Ok(Self { client: config.connect(NoTls)?, url: url.to_owned(), statements: HashMap::new() })
    }

    /// Makes the tables where they are not there. Once, at the start: others wait for it.
    pub fn make(url: &str) -> Result<(), StoreError> {
        let mut client = Self::connect(url)?.client;
        let mut transaction = client.transaction()?;
        transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&SCHEMA_LOCK])?;
        transaction.batch_execute(SCHEMA)?;
        Ok(transaction.commit()?)
    }

    /// Another connection to the same store.
    pub fn again(&self) -> Result<Self, StoreError> {
        Self::connect(&self.url)
    }

    /// Connects anew where the connection was lost, so that a store that was away for a moment is back.
    fn reconnect(&mut self) -> Result<(), StoreError> {
        if self.client.is_closed() {
            *self = self.again()?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the URL, which may hold a password.
        out.debug_struct("Postgres").finish_non_exhaustive()
    }
}

impl Store for Postgres {
    fn transact(&mut self, work: &mut dyn FnMut(&mut dyn Ledger) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.reconnect()?;
        // Each statement sees what was kept before it: what is locked is read after it was locked.
        let transaction = self.client.build_transaction().isolation_level(IsolationLevel::ReadCommitted).start()?;
        let mut ledger = Open { transaction, statements: &mut self.statements };
        work(&mut ledger)?;
        Ok(ledger.transaction.commit()?)
    }

    fn export(
        &mut self,
        from_utc_s: i64,
        to_utc_s: i64,
        each: &mut dyn FnMut(&mut dyn Ledger, Record) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        self.reconnect()?;
        self.client.execute("SELECT pg_advisory_lock($1)", &[&LOG_LOCK])?;
        self.client.execute("SELECT pg_advisory_unlock($1)", &[&LOG_LOCK])?;
        let transaction =
            self.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true).start()?;
        let mut ledger = Open { transaction, statements: &mut self.statements };
        let mut after = 0_i64;
        loop {
            let rows = ledger.query(
                "SELECT id, service_point, content, plan, module, recorded_at_utc_s, request, answer, outcome, txn_type, \
                 amount_minor, original, counted, seq FROM decisions WHERE seq > $1 AND recorded_at_utc_s >= $2 \
                 AND recorded_at_utc_s < $3 ORDER BY seq LIMIT 1000",
                &[&after, &from_utc_s, &to_utc_s],
            )?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.try_get(13)?;
            for row in &rows {
                if !each(&mut ledger, record(row)?)? {
                    return Ok(());
                }
            }
        }
    }
}

struct Open<'a> {
    transaction: Transaction<'a>,
    statements: &'a mut HashMap<&'static str, Statement>,
}

impl Open<'_> {
    fn prepared(&mut self, text: &'static str) -> Result<Statement, StoreError> {
        if let Some(statement) = self.statements.get(text) {
            return Ok(statement.clone());
        }
        let statement = self.transaction.prepare(text)?;
        self.statements.insert(text, statement.clone());
        Ok(statement)
    }

    fn query(&mut self, text: &'static str, values: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        let statement = self.prepared(text)?;
        Ok(self.transaction.query(&statement, values)?)
    }

    fn execute(&mut self, text: &'static str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        let statement = self.prepared(text)?;
        self.transaction.execute(&statement, values)?;
        Ok(())
    }
}

fn digest(row: &Row, at: usize) -> Result<[u8; 32], StoreError> {
    let bytes: &[u8] = row.try_get(at)?;
    bytes.try_into().map_err(|_| StoreError::Unreadable("digest"))
}

fn number<T: TryFrom<i64>>(number: i64) -> Result<T, StoreError> {
    T::try_from(number).map_err(|_| StoreError::Unreadable("number"))
}

fn record(row: &Row) -> Result<Record, StoreError> {
    Ok(Record {
        id: row.try_get(0)?,
        service_point: row.try_get(1)?,
        content: digest(row, 2)?,
        plan: digest(row, 3)?,
        module: digest(row, 4)?,
        recorded_at_utc_s: row.try_get(5)?,
        request: row.try_get(6)?,
        answer: row.try_get(7)?,
        outcome: number(row.try_get::<_, i16>(8)?.into())?,
        transaction: number(row.try_get::<_, i16>(9)?.into())?,
        amount_minor: row.try_get(10)?,
        original: row.try_get(11)?,
        counted: serde_json::from_str(row.try_get(12)?).map_err(|_| StoreError::Unreadable("record"))?,
    })
}

impl Ledger for Open<'_> {
    fn lock(&mut self, names: &[String]) -> Result<(), StoreError> {
        self.execute("SELECT pg_advisory_xact_lock_shared($1)", &[&LOG_LOCK])?;
        // One after another, in the order given: a set would be locked in any.
        for name in names {
            self.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", &[name])?;
        }
        Ok(())
    }

    fn decision(&mut self, id: &str) -> Result<Option<Record>, StoreError> {
        let rows = self.query(
            "SELECT id, service_point, content, plan, module, recorded_at_utc_s, request, answer, outcome, txn_type, \
             amount_minor, original, counted FROM decisions WHERE id = $1",
            &[&id],
        )?;
        rows.first().map(record).transpose()
    }

    fn record(&mut self, record: &Record) -> Result<(), StoreError> {
        let counted = serde_json::to_string(&record.counted).map_err(|_| StoreError::Unreadable("record"))?;
        self.execute(
            "INSERT INTO decisions (id, service_point, content, plan, module, recorded_at_utc_s, request, answer, outcome, \
             txn_type, amount_minor, original, counted) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            &[
                &record.id,
                &record.service_point,
                &record.content.as_slice(),
                &record.plan.as_slice(),
                &record.module.as_slice(),
                &record.recorded_at_utc_s,
                &record.request,
                &record.answer,
                &i16::from(record.outcome),
                &i16::from(record.transaction),
                &record.amount_minor,
                &record.original,
                &counted,
            ],
        )
    }

    fn about(&mut self, original: &str) -> Result<u32, StoreError> {
        let rows = self.query("SELECT count(*) FROM decisions WHERE original = $1", &[&original])?;
        rows.first().map_or(Ok(0), |row| number(row.try_get(0)?))
    }

    fn standing_about(
        &mut self,
        original: &str,
        transaction: TransactionType,
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let rows = self.query(
            "SELECT id, amount_minor FROM decisions WHERE original = $1 AND outcome = $2 AND txn_type = $3 \
             AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.id = decisions.id \
             AND NOT EXISTS (SELECT 1 FROM undone AS again WHERE again.id = undone.by_id))",
            &[&original, &i16::from(Outcome::Proceed as u8), &i16::from(transaction as u8)],
        )?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }

    fn undone(&mut self, id: &str) -> Result<Option<Undone>, StoreError> {
        let rows = self.query("SELECT by_id, at_utc_s FROM undone WHERE id = $1", &[&id])?;
        rows.first().map(|row| Ok(Undone { by: row.try_get(0)?, at_utc_s: row.try_get(1)? })).transpose()
    }

    fn undo(&mut self, id: &str, undone: &Undone) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO undone (id, by_id, at_utc_s) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO UPDATE SET by_id = excluded.by_id, at_utc_s = excluded.at_utc_s",
            &[&id, &undone.by, &undone.at_utc_s],
        )
    }

    fn usage(&mut self, counter: &str, window_day: i32) -> Result<Usage, StoreError> {
        let rows = self.query(
            "SELECT amount_minor, times FROM counters WHERE counter = $1 AND window_day = $2",
            &[&counter, &window_day],
        )?;
        let usage = |row: &Row| Ok(Usage { amount_minor: row.try_get(0)?, count: row.try_get(1)? });
        rows.first().map_or(Ok(Usage::default()), usage)
    }

    fn count(&mut self, counted: &Counted) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO counters (counter, window_day, amount_minor, times) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (counter, window_day) DO UPDATE SET \
             amount_minor = counters.amount_minor + excluded.amount_minor, times = counters.times + excluded.times",
            &[&counted.counter, &counted.window_day, &counted.amount_minor, &i64::from(counted.count)],
        )
    }

    fn put_policy(&mut self, version: u32, text: &str, is_toml: bool) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO policies (version, text, is_toml) VALUES ($1, $2, $3)",
            &[&i64::from(version), &text, &is_toml],
        )
    }

    fn policy(&mut self) -> Result<Option<(u32, String, bool)>, StoreError> {
        let rows = self.query("SELECT version, text, is_toml FROM policies ORDER BY version DESC LIMIT 1", &[])?;
        rows.first().map(|row| Ok((number(row.try_get(0)?)?, row.try_get(1)?, row.try_get(2)?))).transpose()
    }

    fn put_plan(&mut self, digest: &[u8; 32], bytes: &[u8], form: &str) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO plans (digest, bytes, form) VALUES ($1, $2, $3) ON CONFLICT (digest) DO NOTHING",
            &[&digest.as_slice(), &bytes, &form],
        )
    }

    fn plan(&mut self, digest: &[u8; 32]) -> Result<Option<(Vec<u8>, String)>, StoreError> {
        let rows = self.query("SELECT bytes, form FROM plans WHERE digest = $1", &[&digest.as_slice()])?;
        rows.first().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
    }

    fn put_point(&mut self, point: &KeptPoint) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO points (id, revision, form, plan, generation) \
             VALUES ($1, $2, $3, $4, (SELECT coalesce(max(generation), 0) + 1 FROM points)) \
             ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, form = excluded.form, plan = excluded.plan, \
             generation = excluded.generation",
            &[&point.id, &i64::from(point.revision), &point.form, &point.plan.as_slice()],
        )
    }

    fn points_since(&mut self, generation: i64) -> Result<(Vec<KeptPoint>, i64), StoreError> {
        let rows = self.query(
            "SELECT id, revision, form, plan, generation FROM points WHERE generation > $1 ORDER BY generation",
            &[&generation],
        )?;
        let mut latest = generation;
        let mut points = Vec::new();
        for row in &rows {
            points.push(KeptPoint {
                id: row.try_get(0)?,
                revision: number(row.try_get(1)?)?,
                form: row.try_get(2)?,
                plan: digest(row, 3)?,
            });
            latest = row.try_get(4)?;
        }
        Ok((points, latest))
    }
}
