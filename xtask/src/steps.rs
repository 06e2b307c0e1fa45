//! The steps of `cargo xtask test` and `cargo xtask bench`.

use crate::{backend, c, docs, firmware, module, npm, terminal};
use anyhow::{Context, Result, bail, ensure};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::Instant;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// Where commands are looked for, where that is not what this program was started with.
static SEARCH_PATH: OnceLock<OsString> = OnceLock::new();

/// Lets every later command find what was brought.
pub fn set_path(path: OsString) {
    // OK because it is set once, by the set-up.
    let _ = SEARCH_PATH.set(path);
}

/// A command in the root of the repository, from its words.
pub fn command(words: &str) -> Command {
    let mut words = words.split_whitespace();
    let name = words.next().unwrap_or_default();
    let folders = SEARCH_PATH.get().map(|path| std::env::split_paths(path).collect::<Vec<_>>()).unwrap_or_default();
    // What was brought comes before what was there, also for the command itself.
    let brought = folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file());
    let mut command = Command::new(brought.unwrap_or_else(|| PathBuf::from(name)));
    command.args(words).current_dir(root());
    if let Some(path) = SEARCH_PATH.get() {
        command.env("PATH", path);
    }
    command
}

/// Runs a command and errs where it does.
pub fn run(words: &str) -> Result<()> {
    let status = command(words).status().with_context(|| format!("`{words}` does not start"))?;
    ensure!(status.success(), "`{words}` failed: {status}");
    Ok(())
}

/// Installs what rustup can bring: components and targets. Where there is no rustup, they must be there already.
fn set_up() -> Result<()> {
    if command("rustup --version").output().is_ok_and(|output| output.status.success()) {
        run("rustup component add rustfmt clippy")?;
    }
    c::set_up()?;
    backend::set_up()?;
    npm::set_up()
}

/// Builds the documents with warnings as errors.
fn rustdoc() -> Result<()> {
    let status =
        command("cargo doc --quiet --workspace --no-deps --features poscond/messages,poscond/schema,poscond/signature,poscond/std")
            .env("RUSTDOCFLAGS", "-D warnings")
            .status()?;
    ensure!(status.success(), "documents have warnings");
    Ok(())
}

/// Runs the README's command as a newcomer would, and looks at what it prints.
fn readme_command() -> Result<()> {
    let words = "cargo run --quiet --release -- decide --policy examples/data/policy.toml \
                 --service-points examples/data/service-points examples/data/requests.ndjson --format";
    let decide = |format: &str| -> Result<String> {
        let output = command(&format!("{words} {format}")).env("NO_COLOR", "1").output()?;
        if !output.status.success() {
            bail!("the README's command failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8(output.stdout)?)
    };
    let requests = std::fs::read_to_string(root().join("examples/data/requests.ndjson"))?.lines().count();
    let decisions = decide("ndjson")?.lines().count();
    ensure!(decisions == requests, "{requests} requests gave {decisions} decisions");
    let table = decide("table")?;
    for word in ["proceed", "refer", "decline", "LOCATION_OUTSIDE_AREA", "HOURS_CLOSED"] {
        ensure!(table.contains(word), "the table of the examples does not say {word}");
    }
    println!("{decisions} decisions");
    Ok(())
}

/// Every link of a page to a file names one that is there.
fn links() -> Result<()> {
    let mut pages = [
        "README.md",
        "ARCHITECTURE.md",
        "bindings-c/ABI.md",
        "bindings-c/README.md",
        "bindings-js/README.md",
        "bindings-wasmtime/README.md",
        "examples/terminal/README.md",
        "examples/portal/README.md",
        "examples/backend/README.md",
        "examples/python-host/README.md",
        "bindings-wasmtime/README.md",
    ]
    .map(str::to_owned)
    .to_vec();
    for entry in std::fs::read_dir(root().join("docs"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".md") {
            pages.push(format!("docs/{name}"));
        }
    }
    for page in &pages {
        let text = std::fs::read_to_string(root().join(page)).with_context(|| page.clone())?;
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") || target.starts_with('#') {
                continue;
            }
            let file = target.split('#').next().unwrap_or_default();
            let path = root().join(page).parent().unwrap_or(Path::new(".")).join(file);
            ensure!(path.exists(), "{page} links to `{target}`, which is not there");
        }
    }
    Ok(())
}

/// How many cases the test command holds against the oracle: enough for every reason to come up.
const ORACLE_CASES: u32 = 3_000;

/// Holds the engine against the independent oracle on generated cases.
pub fn oracle(cases: u32, seed: u32) -> Result<()> {
    run("cargo build --quiet --release -p poscond-host-tests --bin answer")?;
    let answer = target().join("release/answer");
    let status = command("python3 host-tests/oracle/differ.py")
        .args(["--cases", &cases.to_string(), "--seed", &seed.to_string(), "--answer"])
        .arg(answer)
        .status()
        .context("`python3` does not start; the oracle needs Python 3.11 or later")?;
    ensure!(status.success(), "engine and oracle disagree");
    Ok(())
}

/// The golden vectors against the oracle.
fn oracle_vectors() -> Result<()> {
    run("python3 host-tests/oracle/check_vectors.py")
}

/// The oracle's expressions against cases of CEL's own conformance suite.
fn oracle_cel() -> Result<()> {
    run("python3 host-tests/oracle/check_cel.py")
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var("CARGO_TARGET_DIR").map_or_else(|_| root().join("target"), PathBuf::from)
}

/// Laws 5 and 6, and the shares of outcomes and reasons among their cases; so many cases, or those of the test command.
fn laws(cases: Option<u32>) -> Result<()> {
    let mut tests = command("cargo test --quiet --release -p poscond --features json,messages,std,signature");
    tests.args(["--test", "foresight", "--test", "cures", "--", "--nocapture"]);
    if let Some(cases) = cases {
        tests.env("PROPTEST_CASES", cases.to_string());
    }
    ensure!(tests.status()?.success(), "a law does not hold");
    Ok(())
}

/// The same laws and the oracle, on many more cases than the test command has time for.
pub fn nightly() -> Result<()> {
    laws(Some(200_000))?;
    oracle(20_000, 2)
}

/// Everything that must hold.
pub fn test() -> Result<()> {
    type Step = (&'static str, fn() -> Result<()>);
    let steps: &[Step] = &[
        ("set-up", set_up),
        ("format", || run("cargo fmt --all --check")),
        ("lints: the engine alone", || run("cargo clippy --quiet -p poscond -- -D warnings")),
        ("lints: everything", || run("cargo clippy --quiet --workspace --all-targets --all-features -- -D warnings")),
        ("documents", rustdoc),
        ("generated pages are current", docs::check),
        ("links", links),
        ("tests: the engine without features", || run("cargo test --quiet -p poscond --lib")),
        ("tests: everything", || {
            run("cargo test --workspace --features poscond/messages,poscond/schema,poscond/signature,poscond/std")
        }),
        ("tests: optimised", || run("cargo test --release -p poscond --features json,messages,std,signature --tests")),
        ("laws of foresight and cures", || laws(None)),
        ("vectors: every reason and section", || run("cargo run --quiet -p poscond-host-tests --bin vectors -- lint")),
        ("vectors: every host", || run("cargo run --quiet -p poscond-host-tests --bin vectors -- run")),
        ("vectors and bad input: C on every processor", c::test),
        ("a session at a terminal", terminal::check),
        ("the module: no imports, pinned exports", module::check),
        ("the backend: vectors, both stores, load, crashes, a host in Python", backend::test),
        ("npm package: size, vectors in Node and Chromium, packaging", npm::test),
        ("a portal in Chromium", npm::portal),
        ("oracle: generated cases", || oracle(ORACLE_CASES, 1)),
        ("oracle: the vectors", oracle_vectors),
        ("oracle: CEL's own cases", oracle_cel),
        ("firmware: no panics, size, stack", firmware::check),
        ("the README's command", readme_command),
    ];
    let start = Instant::now();
    for (name, step) in steps {
        let began = Instant::now();
        println!("\n==> {name}");
        step().with_context(|| format!("step `{name}`"))?;
        println!("    {:.0} s", began.elapsed().as_secs_f32());
    }
    println!("\nall {} steps hold, in {:.0} s", steps.len(), start.elapsed().as_secs_f32());
    println!("steps: {} passed, 0 failed", steps.len());
    Ok(())
}

/// Times and instructions of a decision, and times of one through the module.
pub fn bench() -> Result<()> {
    run("cargo bench --quiet -p poscond --features json,std --bench evaluate")?;
    backend::bench()?;
    if !command("valgrind --version").output().is_ok_and(|output| output.status.success()) {
        println!("instructions: not counted, since valgrind is not installed");
        return Ok(());
    }
    run("cargo build --quiet --release -p poscond --features json,std --example decide_loop")?;
    let program = target().join("release/examples/decide_loop");
    println!("instructions a decision (callgrind; twelve conditions, and the baseline policy)");
    for what in ["floor", "pass", "refused", "baseline", "foresee"] {
        let count = |times: u32| -> Result<u64> {
            let output = command("valgrind --tool=callgrind --callgrind-out-file=/dev/null")
                .arg(&program)
                .args([what, &times.to_string()])
                .output()?;
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            let number = text.split("Collected : ").nth(1).and_then(|rest| rest.split_whitespace().next());
            number.and_then(|number| number.parse().ok()).with_context(|| format!("callgrind said: {text}"))
        };
        // The difference of two runs leaves out what starting the program costs.
        println!("  {what:8} {:>6}", (count(11_000)? - count(1_000)?) / 10_000);
    }
    Ok(())
}
