//! What the acceptance service bears on this machine, with either store: wrk sends sales for a while, and the table goes into
//! the README of the service.

use crate::backend::{self, Cluster};
use crate::firmware::write_measured;
use crate::steps::{command, root, target};
use crate::{c, module};
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How long each store is sent sales, in s.
const SECONDS: u32 = 30;

/// What came of one store.
struct Borne {
    decisions: u64,
    seconds: f64,
    errors: u64,
    /// Latencies in ms at 50, 99 and 99.9 %.
    latency_ms: [f64; 3],
    /// Processor time of the service, in s.
    service_s: f64,
    /// Of that, in the engine.
    engine_s: f64,
}

/// Measures both stores, and writes the table.
pub fn run() -> Result<()> {
    backend::set_up()?;
    c::bring(&[("wrk", "wrk")])?;
    let module = module::build()?;
    backend::build_release(&module)?;
    let folder = target().join("backend/load");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let bodies = write_bodies(&folder)?;
    let cluster = Cluster::start()?;
    let stores = [
        ("SQLite", folder.join("poscond.db").display().to_string()),
        ("PostgreSQL", format!("{}/postgres", cluster.url)),
    ];
    let mut table =
        "| store | callers | decisions a second | p50 | p99 | p99.9 | processor a decision | of which poscond |\n\
                     |---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for (name, store) in stores {
        for callers in [1, 64, 256] {
            let borne = bear(&module, &store, &bodies, callers)?;
            let decisions = f64::from(u32::try_from(borne.decisions).unwrap_or(u32::MAX));
            let each_us = |seconds: f64| seconds * 1e6 / decisions;
            let [p50, p99, p999] = borne.latency_ms;
            ensure!(borne.errors == 0, "{} requests failed", borne.errors);
            table.push_str(&format!(
                "| {name} | {callers} | {:.0} | {p50:.1} ms | {p99:.1} ms | {p999:.1} ms | {:.0} µs | {:.0} µs |\n",
                decisions / borne.seconds,
                each_us(borne.service_s),
                each_us(borne.engine_s),
            ));
        }
    }
    print!("{table}");
    write_measured("examples/backend/README.md", &table)
}

/// The requests of the examples as bodies, each for its service point.
fn write_bodies(folder: &Path) -> Result<PathBuf> {
    let mut points: BTreeMap<String, String> = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("examples/data/service-points"))? {
        let point: Value = serde_json::from_slice(&std::fs::read(entry?.path())?)?;
        let text = |key: &str| point[key].as_str().unwrap_or_default().to_owned();
        points.insert(text("merchant_id"), text("id"));
    }
    let mut lines = String::new();
    for line in std::fs::read_to_string(root().join("examples/data/requests.ndjson"))?.lines() {
        let mut request: Value = serde_json::from_str(line)?;
        let Some(service_point) = request["merchant_id"].as_str().and_then(|id| points.get(id)).cloned() else {
            continue;
        };
        if request["terminal_id"].is_null() || request["transaction"] == "reversal" {
            continue;
        }
        if let Some(fields) = request.as_object_mut() {
            fields.retain(|key, _| key != "counters" && !key.starts_with("original_"));
        }
        let body = json!({ "service_point": service_point, "request": request });
        let body = body.to_string();
        let inner = body.strip_prefix('{').unwrap_or_default();
        lines.push_str(&format!("{{\"batch\":@BATCH,\"trace\":@TRACE,{inner}\n"));
    }
    let path = folder.join("bodies.ndjson");
    std::fs::write(&path, lines)?;
    Ok(path)
}

/// Starts the service, sends sales, and reads what it cost.
fn bear(module: &Path, store: &str, bodies: &Path, callers: u32) -> Result<Borne> {
    let _ = std::fs::remove_file(store);
    if let Some((server, _)) = store.split_once("/postgres") {
        // A store as new as the other's.
        let mut psql = command("psql --quiet --no-psqlrc");
        psql.args(["-d", &format!("{server}/postgres"), "-c", "DROP SCHEMA public CASCADE; CREATE SCHEMA public"]);
        ensure!(psql.output().context("psql")?.status.success(), "the store cannot be emptied");
    }
    let arguments = ["--any-time", "--refer-wait-ms", "0"];
    let (service, port) = backend::start(module, "release", store, &arguments)?;
    let wrk = command("wrk --threads 1 --timeout 10s")
        .args(["--connections", &callers.to_string(), "--duration", &format!("{SECONDS}s"), "--script"])
        .arg(root().join("examples/backend/load/sales.lua"))
        .arg(format!("http://127.0.0.1:{port}"))
        .arg("--")
        .arg(bodies)
        .output()
        .context("wrk")?;
    let text = String::from_utf8_lossy(&wrk.stdout).into_owned();
    let numbers: Vec<u64> = text
        .lines()
        .find_map(|line| line.strip_prefix("RESULT "))
        .map(|line| line.split(' ').filter_map(|number| number.parse().ok()).collect())
        .unwrap_or_default();
    let [decisions, duration_us, errors, p50, p99, p999] = numbers[..] else {
        anyhow::bail!("wrk said: {text}{}", String::from_utf8_lossy(&wrk.stderr));
    };
    let small = |number: u64| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    let service_s = processor_s(service.id())?;
    let metrics = Command::new("curl").args(["-s", &format!("http://127.0.0.1:{port}/metrics")]).output()?.stdout;
    let metrics = String::from_utf8(metrics)?;
    let engine = metrics.lines().find_map(|line| line.strip_prefix("poscond_engine_seconds_total "));
    let engine_s = engine.and_then(|text| text.parse().ok()).context("the service does not tell the engine's time")?;
    Ok(Borne {
        decisions,
        seconds: small(duration_us) / 1e6,
        errors,
        latency_ms: [p50, p99, p999].map(|us| small(us) / 1e3),
        service_s,
        engine_s,
    })
}

/// Processor time of a process so far, in s (proc(5): clock ticks of 10 ms).
fn processor_s(pid: u32) -> Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<u32>().ok()).map(f64::from);
    let ticks = ticks(11).zip(ticks(12)).context("/proc/PID/stat is not as proc(5) says")?;
    Ok((ticks.0 + ticks.1) / 100.0)
}
