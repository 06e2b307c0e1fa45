//! `examples/terminal`: builds the firmware, and types a session at it while playing the acquirer at the other end of its line.

use crate::c::{self, CORTEX_M3};
use crate::steps::{command, root, run};
use anyhow::{Context, Result, bail, ensure};
use poscond::Request;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const POLICY: &str = "examples/data/policy.toml";
const SERVICE_POINT: &str = "examples/data/service-points/hangzhou-noodle-shop.json";

/// What is typed, and what must then be read. `line dead` and `line alive` are for the acquirer's end.
const SESSION: &[(&str, &[&str])] = &[
    ("clock 2026-11-18T11:45", &[]),
    ("sign-on", &["签到成功"]),
    // It does not know what was sold today: the acquirer does, and lets it proceed.
    ("sale 32.00 qr", &["联机中", "收单机构答复", "条件符合"]),
    // By now it knows, and decides by itself.
    ("sale 9900.00 chip", &["条件符合"]),
    ("sale 9900.00 chip", &["服务点条件不符", "PC1007"]),
    ("receipt", &["PC1007", "最高可受理金额 8,368.00元", "DE39:61"]),
    ("set card_reader faulty", &[]),
    ("sale 45.00 chip", &["PC0505"]),
    ("set card_reader working", &[]),
    // Closed: the acquirer could not settle it either.
    ("clock 2026-11-18T14:05", &[]),
    ("sale 20.00 qr", &["收单机构答复", "PC0901"]),
    // What it knew of the day is too old, and nobody answers: the plan says what a referral becomes then.
    ("line dead", &[]),
    ("clock 2026-11-18T18:30", &[]),
    ("sale 25.00 qr", &["无应答", "PC1014"]),
    ("line alive", &[]),
    // Another business day.
    ("lang en", &[]),
    ("clock 2026-11-20T17:00", &[]),
    ("sign-on", &["signed on"]),
    ("sale 18.00 tap", &["Conditions met"]),
    ("json", &["{\"de39\":null", "\"outcome\":\"proceed\""]),
    ("damage", &["status 20 (digest), the plan in force stays"]),
];

/// What the acquirer knows of the counters beside the terminal: slot, sum and number of the whole service point today.
const COUNTERS: &[(u8, i64, i32)] = &[(0, 1_170_000, 41)];

/// Builds the firmware with the shop's plan in its flash.
fn firmware(folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let plan = folder.join("shop.plan");
    run(&format!("cargo run --quiet --release -- compile -p {POLICY} -s {SERVICE_POINT} -o {}", plan.display()))?;
    let library = c::library(CORTEX_M3, "staticlib", "messages", true)?;
    let (source, elf) = (root().join("examples/terminal"), folder.join("terminal.elf"));
    let mut compile = Command::new("arm-none-eabi-gcc");
    compile.args(
        "-mcpu=cortex-m3 -mthumb -Os -ffunction-sections -fdata-sections -nostartfiles --specs=nano.specs".split(' '),
    );
    compile.args("-std=c99 -Wall -Wextra -Wpedantic -Werror -Wl,--gc-sections,-z,noexecstack".split(' '));
    compile.arg("-I").arg(root().join("bindings-c/include")).arg(format!("-Wa,-I{}", folder.display()));
    compile.arg("-T").arg(source.join("terminal.ld"));
    compile.args(["main.c", "board.c", "plan.S"].map(|name| source.join(name))).arg(library).arg("-o").arg(&elf);
    ensure!(compile.status().context("arm-none-eabi-gcc")?.success(), "the firmware does not build");
    Ok(elf)
}

/// Plays the acquirer: decides what it is asked with the native tool, knowing the counters.
fn answer(asked: &str) -> Result<String> {
    let hex = asked.trim().strip_prefix("ASK ").context("the terminal asks in another form")?;
    let bytes: Result<Vec<u8>, _> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16)).collect();
    let mut request = Request::decode(&bytes?)?;
    let taken_at_utc_s = request.now_utc_s().context("no time")?;
    for &(slot, amount_minor, count) in COUNTERS {
        request.set_counter(slot, poscond::Counter { amount_minor, taken_at_utc_s, count, reserved: 0 })?;
    }
    let mut tool = command("cargo run --quiet --release -- decide --decision-only --format ndjson");
    tool.args(["-p", POLICY, "-s", SERVICE_POINT]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = tool.spawn()?;
    child.stdin.take().context("no input")?.write_all(&serde_json::to_vec(&request)?)?;
    let output = child.wait_with_output()?;
    let decision: serde_json::Value = serde_json::from_slice(&output.stdout).context("the tool's decision")?;
    let outcome = match decision["outcome"].as_str() {
        Some("proceed") => 1,
        Some("refer") => 2,
        _ => 3,
    };
    let mut answer =
        format!("ANSWER {outcome} {} {}", decision["reason_number"], decision["de39"].as_str().unwrap_or("00"));
    for (slot, amount, count) in COUNTERS {
        answer.push_str(&format!(" {slot}:{amount}:{count}"));
    }
    Ok(answer + "\n")
}

/// Answers on the line until the terminal is gone.
fn acquirer(line: UnixStream, alive: &AtomicBool) -> Result<()> {
    let mut out = line.try_clone()?;
    for asked in BufReader::new(line).lines() {
        let Ok(asked) = asked else { break };
        if alive.load(Ordering::SeqCst) {
            out.write_all(answer(&asked)?.as_bytes())?;
        }
    }
    Ok(())
}

/// A running terminal.
struct Terminal {
    child: Child,
    read: std::sync::mpsc::Receiver<u8>,
}

impl Terminal {
    fn start(elf: &Path, line: &Path) -> Result<Self> {
        let mut qemu = command("qemu-system-arm -M mps2-an385 -nographic -monitor none -serial stdio");
        qemu.arg("-serial").arg(format!("unix:{},server=on,wait=off", line.display())).arg("-kernel").arg(elf);
        let mut child = qemu.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("qemu-system-arm")?;
        let stdout = child.stdout.take().context("no output")?;
        let (sender, read) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            BufReader::with_capacity(1, stdout).bytes().map_while(Result::ok).try_for_each(|byte| sender.send(byte))
        });
        Ok(Self { child, read })
    }

    /// What it says until it waits for the next line.
    fn until_prompt(&mut self) -> Result<String> {
        let mut said = Vec::new();
        while !said.ends_with(b"\n> ") {
            match self.read.recv_timeout(Duration::from_secs(60)) {
                Ok(byte) => said.push(byte),
                Err(_) => bail!("the terminal hangs behind: {}", String::from_utf8_lossy(&said)),
            }
        }
        Ok(String::from_utf8(said)?.replace('\r', ""))
    }

    fn type_line(&mut self, text: &str) -> Result<()> {
        let input = self.child.stdin.as_mut().context("no input")?;
        // A person types a key at a time; the emulated line holds one byte.
        for byte in text.bytes().chain(*b"\n") {
            input.write_all(&[byte])?;
            input.flush()?;
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Types the session and gives what a person would see.
fn transcript() -> Result<String> {
    let folder = c::folder()?.join("terminal");
    let elf = firmware(&folder)?;
    // The name of a socket must be short.
    let line = std::env::temp_dir().join(format!("poscond-{}.sock", std::process::id()));
    let mut terminal = Terminal::start(&elf, &line)?;
    let start = Instant::now();
    let stream = loop {
        match UnixStream::connect(&line) {
            Ok(stream) => break stream,
            Err(_) if start.elapsed() < Duration::from_secs(20) => std::thread::sleep(Duration::from_millis(50)),
            Err(error) => return Err(error).context("the terminal's line"),
        }
    };
    let alive = Arc::new(AtomicBool::new(true));
    let at_acquirer = Arc::clone(&alive);
    let acquirer = std::thread::spawn(move || acquirer(stream, &at_acquirer));
    let mut transcript = terminal.until_prompt()?;
    for (typed, expected) in SESSION {
        if let Some(state) = typed.strip_prefix("line ") {
            alive.store(state == "alive", Ordering::SeqCst);
            continue;
        }
        terminal.type_line(typed)?;
        let said = terminal.until_prompt()?;
        for part in *expected {
            ensure!(said.contains(part), "`{typed}`: the terminal does not say `{part}`:\n{said}");
        }
        transcript.push_str(&said);
    }
    drop(terminal);
    let _ = std::fs::remove_file(line);
    acquirer.join().map_err(|_| anyhow::anyhow!("the acquirer panicked"))??;
    Ok(transcript.trim().trim_end_matches('>').trim_end().to_owned() + "\n")
}

/// The page with a transcript.
fn page(transcript: &str) -> Result<(PathBuf, String, String)> {
    let path = root().join("examples/terminal/README.md");
    let page = std::fs::read_to_string(&path)?;
    let (before, rest) = page.split_once("<!-- session -->").context("no place for the session in its README.md")?;
    let (_, after) = rest.split_once("<!-- end -->").context("no end of the session in its README.md")?;
    let new = format!("{before}<!-- session -->\n\n```text\n{transcript}```\n\n<!-- end -->{after}");
    Ok((path, page, new))
}

/// Runs the session, prints it and writes it into the README.
pub fn write() -> Result<()> {
    let transcript = transcript()?;
    print!("{transcript}");
    let (path, _, new) = page(&transcript)?;
    Ok(std::fs::write(path, new)?)
}

/// Runs the session; errs where the terminal does not say what it should, or the README shows another one.
pub fn check() -> Result<()> {
    let transcript = transcript()?;
    let (_, committed, new) = page(&transcript)?;
    ensure!(
        committed == new,
        "examples/terminal/README.md shows another session; run `cargo xtask terminal`\n{transcript}"
    );
    println!("{} lines typed, as the README shows them", SESSION.len());
    Ok(())
}
