//! Starts the acceptance service.

use anyhow::{Context, Result, bail};
use clap::Parser;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use poscond_backend::api;
use poscond_backend::book::Book;
use poscond_backend::ledger::postgres::Postgres;
use poscond_backend::ledger::sqlite::Sqlite;
use poscond_backend::ledger::worker::Workers;
use poscond_backend::ledger::{Store, StoreError};
use poscond_backend::metrics::Metrics;
use poscond_backend::problem::Problem;
use poscond_backend::referral::Referrals;
use poscond_backend::service::{Conduct, Reader, Service};
use poscond_wasmtime::{Engine, Options};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;

/// How long the head of a request may take, and a connection wait for its next request.
const HEAD_TIME: Duration = Duration::from_secs(60);

/// How many may read the log at a time: each holds a connection to the store, and keeps it from forgetting.
const LOG_READERS_MAX: usize = 4;

/// How often a service looks for what others put in force.
const CATCH_UP: Duration = Duration::from_secs(1);

/// Decides whether the conditions are met for a transaction at a service point, and keeps the counters of limits.
#[derive(Debug, Parser)]
#[command(name = "poscond-backend", version)]
struct Arguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080", env = "POSCOND_LISTEN")]
    listen: SocketAddr,

    /// The module that decides, as `cargo xtask module` makes it.
    #[arg(long, env = "POSCOND_MODULE")]
    module: PathBuf,

    /// A folder to keep the compiled module in between starts. Nobody else may write there.
    #[arg(long, env = "POSCOND_CACHE")]
    cache: Option<PathBuf>,

    /// Where decisions and counters are kept: a file of SQLite, or `postgres://user:password@host/database`.
    #[arg(long, default_value = "poscond.db", env = "POSCOND_STORE")]
    store: String,

    /// Connections to PostgreSQL.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    connections: u8,

    /// A policy to put in force at the start, where a later version is not.
    #[arg(long)]
    policy: Option<PathBuf>,

    /// A folder of service points in JSON to register at the start, where later revisions are not.
    #[arg(long, requires = "policy")]
    service_points: Option<PathBuf>,

    /// How long a referral waits for a desk, in ms; then each rule's `on_unreachable` holds.
    #[arg(long, default_value_t = 2_000)]
    refer_wait_ms: u64,

    /// How far a request's time may be from this machine's, in s.
    #[arg(long, default_value_t = 300)]
    now_tolerance_s: u32,

    /// Accept requests of any time: to try the service, or to feed it what was decided long ago.
    #[arg(long, conflicts_with = "now_tolerance_s")]
    any_time: bool,

    /// How long a request may take, in ms.
    #[arg(long, default_value_t = 10_000)]
    timeout_ms: u64,

    /// The largest body, in bytes.
    #[arg(long, default_value_t = 1 << 20)]
    body_bytes_max: usize,
}

/// Connections to the store.
struct Stores {
    writers: Vec<Box<dyn Store>>,
    reader: Reader,
}

impl Stores {
    fn open(store: &str, connections: u8) -> Result<Self, StoreError> {
        if store.starts_with("postgres://") || store.starts_with("postgresql://") {
            Postgres::make(store)?;
            let open = |_| Ok(Box::new(Postgres::connect(store)?) as Box<dyn Store>);
            let writers = (0..connections).map(open).collect::<Result<_, StoreError>>()?;
            let url = store.to_owned();
            return Ok(Self { writers, reader: Box::new(move || Ok(Box::new(Postgres::connect(&url)?))) });
        }
        let path = PathBuf::from(store);
        let writer = Box::new(Sqlite::open(&path)?);
        Ok(Self { writers: vec![writer], reader: Box::new(move || Ok(Box::new(Sqlite::open(&path)?))) })
    }
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let module = std::fs::read(&arguments.module)
        .with_context(|| format!("{}: the module; `cargo xtask module` makes it", arguments.module.display()))?;
    let options = Options { cache: arguments.cache.clone(), ..Options::default() };
    let engine = Engine::new(&module, options).context("the module")?;
    let metrics = Arc::new(Metrics::default());
    let Stores { writers, reader } = Stores::open(&arguments.store, arguments.connections).context("the store")?;
    let together = Arc::clone(&metrics);
    let workers = Workers::start(writers, move |jobs| together.together(jobs));
    let tolerance_s = Some(arguments.now_tolerance_s).filter(|_| !arguments.any_time);
    let conduct = Conduct {
        refer_wait: Duration::from_millis(arguments.refer_wait_ms),
        now_tolerance_s: tolerance_s,
        // A referral may wait its time and be recorded after it.
        timeout: Duration::from_millis(arguments.timeout_ms.max(arguments.refer_wait_ms.saturating_add(1_000))),
        body_bytes_max: arguments.body_bytes_max,
    };
    let service = Arc::new(Service {
        book: Arc::new(Book::new(&engine)),
        workers,
        reader,
        log_readers: Arc::new(Semaphore::new(LOG_READERS_MAX)),
        referrals: Arc::new(Referrals::default()),
        metrics,
        conduct,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(run(service, &arguments))
}

async fn run(service: Arc<Service>, arguments: &Arguments) -> Result<()> {
    let kept = catch_up(&service).await?;
    tracing::info!(plans = kept, "what was kept is in force");
    if let Some(policy) = &arguments.policy {
        put_policy(&service, policy).await?;
    }
    if let Some(folder) = &arguments.service_points {
        put_points(&service, folder).await?;
    }
    let others = Arc::clone(&service);
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(CATCH_UP).await;
            if let Err(problem) = catch_up(&others).await {
                tracing::error!(%problem, "what others put in force is not known");
            }
        }
    });
    let listener = TcpListener::bind(arguments.listen).await.with_context(|| arguments.listen.to_string())?;
    // The port may have been left to the system.
    tracing::info!(address = %listener.local_addr()?, plans = service.book.plan_count(), "listening");
    serve(listener, service).await
}

async fn catch_up(service: &Arc<Service>) -> Result<usize> {
    let book = Arc::clone(&service.book);
    Ok(service.workers.submit(vec!["configuration".to_owned()], move |ledger| book.catch_up(ledger)).await?)
}

fn failed(what: &Path, problem: &Problem) -> anyhow::Error {
    let errors: String = problem.errors.iter().map(|error| format!("\n  {error}")).collect();
    anyhow::anyhow!("{}: {}{errors}", what.display(), problem.detail)
}

async fn put_policy(service: &Service, path: &Path) -> Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let is_toml = path.extension().is_some_and(|extension| extension == "toml");
    match service.book.put_policy(&service.workers, text, is_toml, false).await {
        Ok(_) => Ok(()),
        Err(problem) if problem.code == "OLD_REVISION" => {
            tracing::info!(policy = %path.display(), detail = problem.detail, "kept as it is");
            Ok(())
        }
        Err(problem) => Err(failed(path, &problem)),
    }
}

async fn put_points(service: &Service, folder: &Path) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    if paths.is_empty() {
        bail!("{}: no service points in JSON", folder.display());
    }
    for path in paths {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let form: serde_json::Value = serde_json::from_str(&text).with_context(|| path.display().to_string())?;
        let id = form["id"].as_str().unwrap_or_default().to_owned();
        match service.book.put_point(&service.workers, &id, text).await {
            Ok(_) => {}
            Err(problem) if problem.code == "OLD_REVISION" => {
                tracing::info!(service_point = id, detail = problem.detail, "kept as it is");
            }
            Err(problem) => return Err(failed(&path, &problem)),
        }
    }
    Ok(())
}

/// Serves until it is told to stop; what has begun is finished.
async fn serve(listener: TcpListener, service: Arc<Service>) -> Result<()> {
    let router = api::router(service);
    let connections = GracefulShutdown::new();
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    // Out of file descriptors, most likely: those that are open end some time.
                    tracing::error!(%error, "a connection was not accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
        };
        // OK because answers are only slower where this is not to be had.
        let _ = stream.set_nodelay(true);
        let mut http = hyper::server::conn::http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
        let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
        });
    }
    // Whoever comes now is refused at once, and tries another service.
    drop(listener);
    tracing::info!("stopping");
    tokio::select! {
        () = connections.shutdown() => {}
        () = tokio::time::sleep(Duration::from_secs(15)) => tracing::warn!("some requests did not end"),
    }
    Ok(())
}
