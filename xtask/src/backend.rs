//! The backend: poscond behind wasmtime and the acceptance service, in a workspace of their own; a cluster of PostgreSQL and what
//! else their tests need; a host in Python.

use crate::steps::{command, root, target};
use crate::{c, module};
use anyhow::{Context, Result, ensure};
use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The workspace.
const MANIFEST: &str = "bindings-wasmtime/Cargo.toml";

/// Who PostgreSQL runs as where this runs as root, whom it refuses.
const POSTGRES_USER: &str = "postgres";

/// Brings what only the tests need.
pub fn set_up() -> Result<()> {
    module::set_up()?;
    if postgres("initdb").is_err() {
        c::bring(&[("initdb", "postgresql")])?;
    }
    c::bring(&[("python3", "python3"), ("curl", "curl")])?;
    // Debian has the folders of Python in a package without a command.
    if !command("python3 -m ensurepip --version").output().is_ok_and(|output| output.status.success()) {
        c::bring(&[("ensurepip", "python3-venv")])?;
    }
    Ok(())
}

/// Cargo in the workspace, with the module at hand.
fn cargo(words: &str, module: &Path) -> Command {
    let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
    let mut cargo = command(&format!("cargo {first} --manifest-path {MANIFEST} {rest}"));
    // One folder for this workspace, wherever the other one's is.
    cargo.env("CARGO_TARGET_DIR", target().join("backend")).env("POSCOND_MODULE", module);
    cargo
}

fn succeed(mut command: Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("{what} does not start"))?;
    ensure!(status.success(), "{what} failed: {status}");
    Ok(())
}

/// Starts the service on the data of the examples; more arguments go to it.
pub fn serve(is_release: bool, more: &[String]) -> Result<()> {
    module::set_up()?;
    let module = module::build()?;
    let release = if is_release { " --release" } else { "" };
    let mut cargo = cargo(&format!("run --quiet{release} -p poscond-backend --"), &module);
    let folder = target().join("backend");
    std::fs::create_dir_all(&folder)?;
    let ours = |argument: &str| more.iter().any(|one| one == argument || one.starts_with(&format!("{argument}=")));
    for (argument, value) in [
        ("--policy", root().join("examples/data/policy.toml")),
        ("--service-points", root().join("examples/data/service-points")),
        ("--store", folder.join("poscond.db")),
        ("--cache", folder.join("module-cache")),
    ] {
        if !ours(argument) {
            cargo.arg(argument).arg(value);
        }
    }
    cargo.args(more);
    succeed(cargo, "the service")
}

/// Formats, lints, and every test: of the host, of the service on both stores, of its OpenAPI document.
pub fn test() -> Result<()> {
    let module = module::build()?;
    succeed(command(&format!("cargo fmt --manifest-path {MANIFEST} --all --check")), "format")?;
    succeed(cargo("clippy --quiet --workspace --all-targets -- -D warnings", &module), "lints")?;
    // The tool decides logs again.
    succeed(command("cargo build --quiet -p poscond-cli"), "the tool")?;
    let cluster = Cluster::start()?;
    let mut tests = cargo("test --workspace", &module);
    tests.env("POSCOND_TEST_POSTGRES", &cluster.url).env("POSCOND_TOOL", target().join("debug/poscond"));
    succeed(tests, "the tests")?;
    drop(cluster);
    python_host(&module)?;
    readme_request(&module)?;
    fuzz_http(&module)
}

/// What a call through the module costs beside one of the engine itself.
pub fn bench() -> Result<()> {
    module::set_up()?;
    succeed(cargo("bench --quiet -p poscond-wasmtime --bench call", &module::build()?), "the benchmark")
}

/// A folder with programs of Python packages, as a list of requirements pins them.
fn python(requirements: &str) -> Result<PathBuf> {
    let name = requirements.replace('/', "-");
    let folder = target().join("python").join(name.trim_end_matches(".txt"));
    let programs = folder.join("bin");
    let list = root().join(requirements);
    let (marker, wanted) =
        (folder.join("installed.txt"), std::fs::read_to_string(&list).context(list.display().to_string())?);
    if std::fs::read_to_string(&marker).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    let _ = std::fs::remove_dir_all(&folder);
    let mut venv = command("python3 -m venv");
    venv.arg(&folder);
    succeed(venv, "python3 -m venv")?;
    let mut pip = Command::new(programs.join("pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&list);
    succeed(pip, "pip install")?;
    std::fs::write(marker, wanted)?;
    Ok(programs)
}

/// All vectors on a host in Python, which was written from the ABI page.
fn python_host(module: &Path) -> Result<()> {
    let programs = python("examples/python-host/requirements.txt")?;
    let host = root().join("examples/python-host/host.py");
    let lines = std::fs::read_to_string(&host)?.lines().count();
    ensure!(lines < 150, "the host in Python has {lines} lines; the ABI page promises fewer than 150");
    let mut run = Command::new(programs.join("python3"));
    run.arg(host).arg(module).arg(root().join("host-tests/vectors"));
    succeed(run, "the host in Python")
}

/// Optimises the service.
pub fn build_release(module: &Path) -> Result<()> {
    succeed(cargo("build --quiet --release -p poscond-backend", module), "the service")
}

/// Starts the service as it was built, on the data of the examples, and tells its port.
pub fn start(module: &Path, profile: &str, store: &str, more: &[&str]) -> Result<(Running, u16)> {
    let port = free_port()?;
    let mut service = Command::new(target().join("backend").join(profile).join("poscond-backend"));
    service
        .args(["--listen", &format!("127.0.0.1:{port}"), "--store", store, "--module"])
        .arg(module)
        .arg("--policy")
        .arg(root().join("examples/data/policy.toml"))
        .arg("--service-points")
        .arg(root().join("examples/data/service-points"))
        .args(more)
        .env("RUST_LOG", "error");
    let service = Running(service.spawn().context("the service")?);
    wait_for(port)?;
    Ok((service, port))
}

/// A folder of its own for a service.
fn new_folder(name: &str) -> Result<PathBuf> {
    let folder = target().join("backend").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Generated requests of all kinds after the OpenAPI document: whatever is sent, the service answers as the document says and
/// never fails.
fn fuzz_http(module: &Path) -> Result<()> {
    let programs = python("examples/backend/tests/requirements.txt")?;
    let folder = new_folder("fuzz-http")?;
    let store = folder.join("poscond.db").display().to_string();
    let (service, port) = start(module, "debug", &store, &["--refer-wait-ms", "20"])?;
    let mut schemathesis = Command::new(programs.join("schemathesis"));
    schemathesis
        .args(["run", &format!("http://127.0.0.1:{port}/openapi.json"), "--seed", "1", "--max-examples", "60"])
        .args(["--checks", CHECKS, "--no-color", "--workers", "2"])
        .current_dir(&folder);
    let done = succeed(schemathesis, "schemathesis");
    drop(service);
    done
}

/// What is looked at in each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// The README's request, sent as its reader would, is decided.
fn readme_request(module: &Path) -> Result<()> {
    let page = std::fs::read_to_string(root().join(README)).context(README)?;
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let block = blocks.into_iter().find(|block| block.contains("/v1/decisions -d"));
    let block = block.with_context(|| format!("{README} has no request"))?;
    let store = new_folder("readme")?.join("poscond.db").display().to_string();
    let (service, port) = start(module, "debug", &store, &[])?;
    let told =
        Command::new("bash").args(["-ec", &block.replace("localhost:8080", &format!("127.0.0.1:{port}"))]).output()?;
    drop(service);
    let text = String::from_utf8_lossy(&told.stdout);
    ensure!(
        told.status.success() && text.contains("\"outcome\": \"proceed\""),
        "the request of {README} was answered with: {text}{}",
        String::from_utf8_lossy(&told.stderr)
    );
    Ok(())
}

/// The page of the service.
const README: &str = "examples/backend/README.md";

/// A program that is ended with this value.
pub struct Running(Child);

impl Running {
    /// The process.
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn wait_for(port: u16) -> Result<()> {
    let began = Instant::now();
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        ensure!(began.elapsed() < Duration::from_secs(60), "nothing listens at port {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// A program of PostgreSQL, the latest where there are several.
fn postgres(program: &str) -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.filter_map(|entry| Some(entry.ok()?.path().join("bin").join(program))).collect())
        .unwrap_or_default();
    versions.retain(|path| path.is_file());
    versions.sort();
    versions
        .pop()
        .with_context(|| format!("`{program}` of PostgreSQL is missing; install it with: apt-get install postgresql"))
}

/// A cluster of PostgreSQL in a folder of its own, ended with this value.
pub struct Cluster {
    folder: PathBuf,
    /// Without a database.
    pub url: String,
}

impl Cluster {
    /// Starts one at a port that is free.
    pub fn start() -> Result<Self> {
        let made = as_postgres("mktemp").args(["-d", "--tmpdir", "poscond-postgres.XXXXXX"]).output()?;
        ensure!(made.status.success(), "no folder for PostgreSQL: {}", String::from_utf8_lossy(&made.stderr));
        let folder = PathBuf::from(String::from_utf8(made.stdout)?.trim());
        let mut init = as_postgres(postgres("initdb")?);
        init.args(["--auth", "trust", "--username", "poscond", "--encoding", "UTF8", "--pgdata"])
            .arg(folder.join("data"));
        succeed(quiet(init), "initdb")?;
        let port = free_port()?;
        let options = format!("-p {port} -k {} -c listen_addresses=127.0.0.1 -c max_connections=200", folder.display());
        let mut start = as_postgres(postgres("pg_ctl")?);
        start
            .args(["start", "--wait", "-o", &options, "--log"])
            .arg(folder.join("log"))
            .arg("--pgdata")
            .arg(folder.join("data"));
        let this = Self { folder, url: format!("postgres://poscond@127.0.0.1:{port}") };
        succeed(quiet(start), "pg_ctl start")?;
        Ok(this)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Ok(program) = postgres("pg_ctl") {
            let mut stop = as_postgres(program);
            stop.args(["stop", "--mode", "immediate", "--pgdata"]).arg(self.folder.join("data"));
            let _ = quiet(stop).status();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn quiet(mut command: Command) -> Command {
    command.stdout(Stdio::null()).stdin(Stdio::null());
    command
}

/// A program as whoever PostgreSQL may run as: somebody else, where this is root.
fn as_postgres(program: impl AsRef<OsStr>) -> Command {
    let is_root = command("id -u").output().is_ok_and(|output| output.stdout == b"0\n");
    let mut run = if is_root {
        let mut run = Command::new("runuser");
        run.args(["-u", POSTGRES_USER, "--"]).arg(program);
        run
    } else {
        Command::new(program)
    };
    // A folder that everybody may be in.
    run.current_dir("/");
    run
}
