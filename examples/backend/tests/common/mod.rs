//! What the tests have in common: services as they run, each with a store of its own.
#![allow(dead_code, reason = "each file of tests uses a part")]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A service point's id in the tests.
pub const SHOP: &str = "noodles";

/// Its merchant id.
pub const MERCHANT: &str = "898330158120001";

/// Its first terminal.
pub const TERMINAL: &str = "T0000001";

/// What a day may bring, in minor units.
pub const DAY_MINOR: i64 = 100_000;

/// Which store.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// A database of its own in the cluster that `cargo xtask backend --test` started.
    Postgres,
}

/// Both.
pub const KINDS: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

/// A policy: a limit a day, one a sale, few sales of a card, and a risk that only the host knows.
pub fn policy(version: u32, day_minor: i64) -> Value {
    json!({
        "id": "test", "version": version,
        "custom_facts": { "risk_score": 0 },
        "rules": [
            { "id": "active", "condition": { "terminal": {} }, "on_fail": "decline", "on_unknown": "allow" },
            { "id": "day", "condition": { "usage": { "window": "day", "measure": "amount", "subject": "service_point", "max": day_minor, "refunds": "restore" } },
              "scope": { "transactions": ["sale"] }, "on_fail": "decline", "on_unknown": "decline" },
            { "id": "till", "condition": { "usage": { "window": "month", "measure": "count", "subject": "terminal", "max": 1_000_000 } },
              "scope": { "transactions": ["sale"] }, "on_fail": "decline", "on_unknown": "decline" },
            { "id": "card", "condition": { "usage": { "window": "day", "measure": "count", "subject": "card", "max": 3 } },
              "scope": { "transactions": ["sale"] }, "on_fail": "decline", "on_unknown": "allow" },
            { "id": "risk", "condition": { "require": { "expression": "custom.risk_score < 800 || transaction.amount < 50000" } },
              "scope": { "transactions": ["sale"] }, "on_fail": "decline", "on_unknown": "refer", "on_unreachable": "decline" },
        ],
    })
}

/// A service point.
pub fn point(id: &str, revision: u32) -> Value {
    json!({
        "id": id, "revision": revision, "merchant_id": MERCHANT, "merchant_kind": "restaurant", "mcc": "5812",
        "name": "小面馆", "region": "330106", "status": "active", "utc_offset": "+08:00",
    })
}

/// What asks for a sale.
pub fn sale(trace: u32, amount_minor: i64) -> Value {
    json!({
        "service_point": SHOP, "batch": 1, "trace": trace,
        "request": { "merchant_id": MERCHANT, "terminal_id": TERMINAL, "transaction": "sale", "amount_minor": amount_minor, "currency": 156 },
    })
}

/// The id of a transaction of [`TERMINAL`].
pub fn id(trace: u32) -> String {
    format!("{MERCHANT}.{TERMINAL}.000001.{trace:06}")
}

/// The store of a test.
#[derive(Debug)]
pub struct Place {
    pub folder: tempfile::TempDir,
    pub store: String,
}

impl Place {
    /// A new one.
    pub fn new(kind: Kind) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().expect("a folder");
        let store = match kind {
            Kind::Sqlite => folder.path().join("poscond.db").display().to_string(),
            Kind::Postgres => {
                let cluster = std::env::var("POSCOND_TEST_POSTGRES").expect(
                    "POSCOND_TEST_POSTGRES names a cluster to make databases in: run `cargo xtask backend --test`",
                );
                let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
                let mut client =
                    postgres::Client::connect(&format!("{cluster}/postgres"), postgres::NoTls).expect("the cluster");
                client.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
                format!("{cluster}/{name}")
            }
        };
        Self { folder, store }
    }
}

/// A service that runs.
#[derive(Debug)]
pub struct Running {
    child: Child,
    pub address: String,
    agent: ureq::Agent,
}

impl Running {
    /// Starts one at a store.
    pub fn start(place: &Place, more: &[&str]) -> Self {
        let module =
            std::env::var("POSCOND_MODULE").expect("POSCOND_MODULE names the module: run `cargo xtask backend --test`");
        let mut child = Command::new(env!("CARGO_BIN_EXE_poscond-backend"))
            .args(["--listen", "127.0.0.1:0", "--module", &module, "--store", &place.store])
            .arg("--cache")
            .arg(cache())
            .args(more)
            .env("RUST_LOG", "info")
            .env("NO_COLOR", "1")
            .stderr(Stdio::piped())
            .spawn()
            .expect("the service starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let mut said = Vec::new();
        let address = loop {
            let line = lines.next().and_then(Result::ok).unwrap_or_else(|| panic!("the service ended: {said:#?}"));
            if let Some(at) = line.split("address=").nth(1) {
                break at.split_whitespace().next().expect("an address").to_owned();
            }
            said.push(line);
        };
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                println!("service: {line}");
            }
        });
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(60)))
            .max_idle_age(Duration::from_secs(10))
            .max_idle_connections(400)
            .max_idle_connections_per_host(400)
            .build();
        Self { child, address, agent: config.into() }
    }

    /// Starts one with the policy and the service point of the tests.
    pub fn with_shop(place: &Place, more: &[&str]) -> Self {
        let running = Self::start(place, more);
        assert_eq!(running.put("/v1/policy", &policy(1, DAY_MINOR)).0, 201);
        assert_eq!(running.put(&format!("/v1/service-points/{SHOP}"), &point(SHOP, 1)).0, 201);
        running
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("it ends");
        self.child.wait().expect("it ended");
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn agent(&self) -> &ureq::Agent {
        &self.agent
    }

    /// The answer to a body; nothing where the connection broke off.
    pub fn try_post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        let sent = self.agent.post(self.url(path)).header("content-type", "application/json").send(body.to_string());
        let mut response = sent.ok()?;
        let text = response.body_mut().read_to_string().ok()?;
        Some((response.status().as_u16(), serde_json::from_str(&text).expect("JSON")))
    }

    pub fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.try_post(path, body).expect("an answer")
    }

    pub fn put(&self, path: &str, body: &Value) -> (u16, Value) {
        let sent = self.agent.put(self.url(path)).header("content-type", "application/json").send(body.to_string());
        let mut response = sent.expect("an answer");
        let text = response.body_mut().read_to_string().expect("a body");
        (response.status().as_u16(), serde_json::from_str(&text).expect("JSON"))
    }

    pub fn get_text(&self, path: &str) -> (u16, String) {
        let mut response = self.agent.get(self.url(path)).call().expect("an answer");
        (response.status().as_u16(), response.body_mut().with_config().limit(1 << 30).read_to_string().expect("a body"))
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        let (status, text) = self.get_text(path);
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// The decisions of the log.
    pub fn log(&self) -> Vec<Value> {
        let (status, text) = self.get_text("/v1/log");
        assert_eq!(status, 200);
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines.filter_map(|line| line.get("decision").cloned()).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the compiled module is kept for all services of a run.
fn cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("module-cache")
}

/// What the decisions of a log added to the counter of the day.
pub fn counted_minor(log: &[Value]) -> i64 {
    let day = |decision: &Value| {
        let counted = decision["counted"].as_array().cloned().unwrap_or_default();
        // Counters of the service point come behind those of the terminal.
        counted
            .iter()
            .filter(|one| one["slot"] == day_slot())
            .map(|one| one["amount_minor"].as_i64().unwrap_or(0))
            .sum::<i64>()
    };
    log.iter().map(day).sum()
}

/// The slot of the day's counter in the plan of the tests.
fn day_slot() -> u8 {
    use poscond::{Expect, Plan, Subject};
    let policy = serde_json::from_value(policy(1, DAY_MINOR)).expect("a policy");
    let point = serde_json::from_value(point(SHOP, 1)).expect("a service point");
    let bytes = poscond::compile(&policy, &point).expect("a plan");
    let plan = Plan::open(&bytes, Expect::default()).expect("it opens");
    let slot =
        plan.counters().position(|row| row.subject == Subject::ServicePoint).expect("a counter of the service point");
    u8::try_from(slot).expect("at most 12")
}

/// The log of a service, which the tool must have decided again without a difference.
pub fn replayed(running: &Running, place: &Place) -> String {
    let (status, log) = running.get_text("/v1/log");
    assert_eq!(status, 200);
    let path = place.folder.path().join("log.ndjson");
    std::fs::write(&path, &log).expect("written");
    let tool = std::env::var("POSCOND_TOOL").expect("POSCOND_TOOL names the tool: run `cargo xtask backend --test`");
    let replay = Command::new(tool).args(["replay", "--json"]).arg(&path).output().expect("it runs");
    let said = [replay.stdout, replay.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(replay.status.success(), "{}", said.concat());
    log
}

/// Waits until something is so.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "it did not come to pass that {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
