//! `examples/terminal`: builds the firmware, and types sessions at it while playing the acquirer at the other end of its line.

use crate::c::{self, CORTEX_M3};
use crate::steps::{command, root, run, target};
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

/// What is typed, and what must then be read. `line dead` and `line alive` are for the acquirer's end: what it says while the line
/// is dead comes too late, just ahead of its next answer.
const SESSION: &[(&str, &[&str])] = &[
    ("clock 2026-11-18T11:45:00+08:00", &[]),
    ("sign-on", &["签到成功"]),
    // It does not know what was sold today: the acquirer does, and lets it proceed.
    ("sale 32.00 qr", &["联机中", "收单机构答复", "条件符合"]),
    // By now it knows, and decides by itself.
    ("sale 9900.00 chip", &["条件符合"]),
    ("sale 9900.00 chip", &["服务点条件不符", "PC1007"]),
    ("print gbk", &[]),
    ("receipt", &["服务点条件核查凭条", "PC1007", "最高可受理金额 8,368.00元", "DE39:61"]),
    // No reader is needed for a code on a screen.
    ("set reader faulty", &[]),
    ("sale 45.00 chip", &["PC0505"]),
    ("sale 45.00 qr", &["条件符合"]),
    ("set reader working", &[]),
    ("fix 30.2812000 120.1644000 15", &[]),
    ("sale 20.00 tap", &["PC0801"]),
    ("fix 30.2749530 120.1315480 15", &[]),
    // Closed: the acquirer could not settle it either.
    ("clock 2026-11-18T14:05", &[]),
    ("sale 20.00 qr", &["收单机构答复", "PC0901"]),
    // Offline: above the floor limit, within it, and until what was sold offline is at its own limit.
    ("set link down", &[]),
    ("clock 2026-11-18T17:00", &[]),
    ("sale 600.00 chip", &["PC0207"]),
    ("sale 500.00 chip", &["条件符合"]),
    ("sale 500.00 chip", &["条件符合"]),
    ("sale 500.00 chip", &["条件符合"]),
    ("sale 500.00 chip", &["条件符合"]),
    ("sale 18.00 tap", &["PC0208"]),
    // Signing on tells the acquirer of them.
    ("set link up", &[]),
    ("sign-on", &["签到成功"]),
    // What it knew of the day is too old, and nobody answers: the plan says what a referral becomes then.
    ("line dead", &[]),
    ("clock 2026-11-18T18:30", &[]),
    ("sale 25.00 qr", &["无应答", "PC1014"]),
    // The answer to that, proceed, comes now; the one to this is that the day's limit is reached.
    ("line alive", &[]),
    ("sale 25.00 qr", &["收单机构答复", "PC1007"]),
    // Another business day, with counters of its own.
    ("lang en", &[]),
    ("print utf8", &[]),
    ("clock 2026-11-20T17:00", &[]),
    ("sign-on", &["signed on"]),
    ("sale 18.00 tap", &["the acquirer answers", "Conditions met"]),
    // What was sold offline was sent, and no longer counts.
    ("set link down", &[]),
    ("sale 18.00 tap", &["Conditions met"]),
    ("receipt", &["CNY 18.00"]),
    ("json", &["{\"de39\":null", "\"outcome\":\"proceed\""]),
];

/// What is typed at a terminal of whose plan one bit is turned.
const DAMAGED: &[(&str, &[&str])] = &[("sale 32.00 qr", &["服务点资料有误", "暂停服务"])];

/// What the acquirer knows beside the terminal, question by question: sum and number of the day, of both of the shop's terminals.
const USED: &[(i64, i32)] = &[(1_170_000, 41), (2_215_000, 58), (2_430_000, 63), (2_998_000, 97), (41_200, 9)];

/// A terminal's memory, and one in which a bit of the plan is turned.
struct Firmware {
    sound: PathBuf,
    damaged: PathBuf,
}

/// Builds the firmware with the shop's plan in its flash.
fn firmware(folder: &Path) -> Result<Firmware> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("shop.plan");
    run(&format!("cargo run --quiet --release -- compile -p {POLICY} -s {SERVICE_POINT} -o {}", path.display()))?;
    let library = c::library(CORTEX_M3, "staticlib", "messages", true)?;
    let (source, sound) = (root().join("examples/terminal"), folder.join("terminal.elf"));
    let mut compile = Command::new("arm-none-eabi-gcc");
    compile.args(
        "-mcpu=cortex-m3 -mthumb -Os -ffunction-sections -fdata-sections -nostartfiles --specs=nano.specs".split(' '),
    );
    compile.args("-std=c99 -Wall -Wextra -Wpedantic -Werror -Wl,--gc-sections,-z,noexecstack".split(' '));
    compile.arg("-I").arg(root().join("bindings-c/include")).arg(format!("-Wa,-I{}", folder.display()));
    compile.arg("-T").arg(source.join("terminal.ld"));
    let sources = ["main.c", "acquirer.c", "usage.c", "display.c", "parse.c", "board.c", "plan.S"];
    compile.args(sources.map(|name| source.join(name))).arg(library).arg("-o").arg(&sound);
    ensure!(compile.status().context("arm-none-eabi-gcc")?.success(), "the firmware does not build");

    let plan = std::fs::read(path)?;
    let mut image = std::fs::read(&sound)?;
    let at = image.windows(plan.len()).position(|window| window == plan).context("the plan is not in the firmware")?;
    image[at + plan.len() / 2] ^= 1;
    let damaged = folder.join("damaged.elf");
    std::fs::write(&damaged, image)?;
    Ok(Firmware { sound, damaged })
}

/// The acquirer at the other end of the line: decides what it is asked with the native tool, knowing the counters.
fn answer(asked: &str, &(amount_minor, count): &(i64, i32)) -> Result<String> {
    let (number, hex) =
        asked.strip_prefix("ASK ").and_then(|rest| rest.split_once(' ')).context("asked in another form")?;
    let bytes: Result<Vec<u8>, _> =
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16)).collect();
    let mut request = Request::decode(&bytes?)?;
    let taken_at_utc_s = request.now_utc_s().context("no time")?;
    request.set_counter(0, poscond::Counter { amount_minor, taken_at_utc_s, count, reserved: 0 })?;
    // The tool itself, not `cargo run`: the terminal waits no longer than a person would.
    let mut tool = Command::new(target().join("release/poscond"));
    tool.current_dir(root()).args([
        "decide",
        "--decision-only",
        "--format",
        "ndjson",
        "-p",
        POLICY,
        "-s",
        SERVICE_POINT,
    ]);
    let mut child = tool.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("the tool does not start")?;
    child.stdin.take().context("no input")?.write_all(&serde_json::to_vec(&request)?)?;
    let output = child.wait_with_output()?;
    let decision: serde_json::Value = serde_json::from_slice(&output.stdout).context("the tool's decision")?;
    let outcome = match decision["outcome"].as_str() {
        Some("proceed") => 1,
        Some("refer") => 2,
        _ => 3,
    };
    let (reason, de39) = (&decision["reason_number"], decision["de39"].as_str().unwrap_or("00"));
    // First what a bad line makes of an answer: cut off, and with a counter that there is not. It must not be believed.
    let noise = format!("ANSWER {number} 1 0 0\nANSWER {number} 1 0 00 99:0:0\n");
    Ok(format!("{noise}ANSWER {number} {outcome} {reason} {de39} 0:{amount_minor}:{count}\n"))
}

/// Answers on the line until the terminal is gone, and tells how often it was asked.
fn acquirer(line: UnixStream, alive: &AtomicBool) -> Result<usize> {
    let mut out = line.try_clone()?;
    let (mut late, mut times) = (String::new(), 0);
    for asked in BufReader::new(line).lines() {
        let Ok(asked) = asked else { break };
        late += &answer(asked.trim(), USED.get(times).context("asked once too often")?)?;
        times += 1;
        if alive.load(Ordering::SeqCst) {
            out.write_all(std::mem::take(&mut late).as_bytes())?;
        }
    }
    Ok(times)
}

/// What is printed in GBK, as a reader of UTF-8 would see it.
fn from_gbk(bytes: &[u8]) -> Result<String> {
    let mut iconv = Command::new("iconv");
    let mut child = iconv.args(["-f", "GBK", "-t", "UTF-8"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().context("no input")?.write_all(bytes)?;
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the slip is not GBK");
    Ok(String::from_utf8(output.stdout)?)
}

/// A running terminal.
struct Terminal {
    child: Child,
    read: std::sync::mpsc::Receiver<u8>,
}

impl Terminal {
    /// Starts it with its line to the acquirer on a socket, or on `null`.
    fn start(elf: &Path, line: &str) -> Result<Self> {
        let mut qemu = command("qemu-system-arm -M mps2-an385 -nographic -monitor none -serial stdio");
        qemu.args(["-serial", line, "-kernel"]).arg(elf);
        let mut child = qemu.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("qemu-system-arm")?;
        let stdout = child.stdout.take().context("no output")?;
        let (sender, read) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            BufReader::with_capacity(1, stdout).bytes().map_while(Result::ok).try_for_each(|byte| sender.send(byte))
        });
        Ok(Self { child, read })
    }

    /// What it says until it waits for the next line, without its last line end and prompt.
    fn until_prompt(&mut self) -> Result<String> {
        let mut said = Vec::new();
        while !said.ends_with(b"\n> ") {
            match self.read.recv_timeout(Duration::from_secs(60)) {
                Ok(byte) => said.push(byte),
                Err(_) => bail!("the terminal hangs behind: {}", String::from_utf8_lossy(&said)),
            }
        }
        let text = String::from_utf8(said).or_else(|error| from_gbk(error.as_bytes()))?;
        Ok(text.replace('\r', ""))
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

    /// Types a session and gives what a person would see.
    fn play(&mut self, session: &[(&str, &[&str])], alive: &AtomicBool) -> Result<String> {
        let mut transcript = self.until_prompt()?;
        for (typed, expected) in session {
            if let Some(state) = typed.strip_prefix("line ") {
                alive.store(state == "alive", Ordering::SeqCst);
                continue;
            }
            self.type_line(typed)?;
            let said = self.until_prompt()?;
            for part in *expected {
                ensure!(said.contains(part), "`{typed}`: the terminal does not say `{part}`:\n{said}");
            }
            transcript.push_str(&said);
        }
        Ok(transcript.trim().trim_end_matches('>').trim_end().to_owned() + "\n")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A session at a sound terminal, with an acquirer behind it.
fn sound(elf: &Path) -> Result<String> {
    // The name of a socket must be short.
    let line = std::env::temp_dir().join(format!("poscond-{}.sock", std::process::id()));
    let mut terminal = Terminal::start(elf, &format!("unix:{},server=on,wait=off", line.display()))?;
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
    let transcript = terminal.play(SESSION, &alive);
    drop(terminal);
    let _ = std::fs::remove_file(line);
    let times = acquirer.join().map_err(|_| anyhow::anyhow!("the acquirer panicked"))??;
    let transcript = transcript?;
    ensure!(times == USED.len(), "the acquirer was asked {times} times, not {}", USED.len());
    Ok(transcript)
}

/// Both sessions: at a sound terminal, and at one whose plan is damaged.
fn transcripts() -> Result<[String; 2]> {
    let firmware = firmware(&c::folder()?.join("terminal"))?;
    let mut damaged = Terminal::start(&firmware.damaged, "null")?;
    let refusal = damaged.play(DAMAGED, &AtomicBool::new(true))?;
    ensure!(refusal.contains("the plan is damaged"), "a damaged plan is not refused at boot:\n{refusal}");
    Ok([sound(&firmware.sound)?, refusal])
}

/// The page with the transcripts in their places.
fn page(transcripts: &[String]) -> Result<(PathBuf, String, String)> {
    let path = root().join("examples/terminal/README.md");
    let page = std::fs::read_to_string(&path)?;
    let mut new = page.clone();
    for (name, transcript) in ["session", "damaged"].iter().zip(transcripts) {
        let (start, end) = (format!("<!-- {name} -->"), format!("<!-- end of {name} -->"));
        let (before, rest) = new.split_once(&start).with_context(|| format!("no `{start}` in the README.md"))?;
        let (_, after) = rest.split_once(&end).with_context(|| format!("no `{end}` in the README.md"))?;
        new = format!("{before}{start}\n\n```text\n{transcript}```\n\n{end}{after}");
    }
    Ok((path, page, new))
}

/// Runs the sessions, prints them and writes them into the README.
pub fn write() -> Result<()> {
    let transcripts = transcripts()?;
    println!("{}", transcripts.join("\n"));
    let (path, _, new) = page(&transcripts)?;
    Ok(std::fs::write(path, new)?)
}

/// Runs the sessions; errs where the terminal does not say what it should, or the README shows other ones.
pub fn check() -> Result<()> {
    let transcripts = transcripts()?;
    let (_, committed, new) = page(&transcripts)?;
    let said = transcripts.join("\n");
    ensure!(committed == new, "examples/terminal/README.md shows another session; run `cargo xtask terminal`\n{said}");
    println!("{} lines typed, as the README shows them", SESSION.len() + DAMAGED.len());
    Ok(())
}
