//! `poscond replay`: what a log says was decided, decided again.
//!
//! One thread reads lines ([`lines`]) and opens plans as they come ([`plans`]); the others decide ([`again`]) and count
//! ([`tally`]). Where a line stands is known to each of them, so that the report is the same however many there are; and what is
//! kept is plans, counts and a few examples, so that a log may be as long as it likes.

mod again;
mod lines;
mod plans;
mod report;
mod tally;

use crate::args;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::progress::Progress;
use again::Worker;
use lines::{Chunk, Piece};
use plans::{NewPolicy, Plans};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use tally::{Damage, Tally};

/// Chunks that wait for each thread.
const WAITING: usize = 2;

pub(crate) fn run(args: &args::Replay) -> Result<Exit, Failure> {
    let new = args.policy.as_deref().map(|policy| NewPolicy::read(policy, &args.service_points)).transpose()?;
    let mut progress = Progress::new(args.quiet);
    progress.expect_bytes(bytes_of(&args.logs)?);
    let names: Vec<String> = args.logs.iter().map(|path| name_of(path)).collect();
    let plans = Plans::default();
    let jobs = args.jobs.map_or_else(|| thread::available_parallelism().map_or(1, NonZero::get), usize::from);
    let started = Instant::now();
    let replayed = replay(args, &names, new.as_ref(), &plans, jobs, &mut progress);
    progress.finish();
    let tally = replayed?;
    let took = started.elapsed();

    let about = report::About { names: &names, plans: &plans, policy: new.as_ref().map(NewPolicy::policy) };
    let shown =
        if args.json { report::in_json(&tally, &about) } else { report::in_words(&tally, &about, output::width()) };
    // A reader that went away is no failure, and the exit code still tells what was found.
    match output::print(&shown) {
        Err(failure) if failure.exit == Exit::Done => {}
        printed => printed?,
    }
    if !args.quiet && !args.json && io::stderr().is_terminal() {
        // OK because nothing is lost with a line that nobody can read.
        let _ = writeln!(anstream::stderr(), "{}", speed(tally.decisions, took));
    }
    Ok(if tally.is_clean() { Exit::Done } else { Exit::Found })
}

fn speed(decisions: u64, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    let rate = crate::money::grouped((decisions as f64 / seconds.max(1e-9)) as u64);
    crate::table::styled(crate::table::paint::DIM, &format!("replayed in {seconds:.1} s: {rate} decisions per second"))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

fn name_of(path: &Path) -> String {
    if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() }
}

/// How long the logs are, where all of them are files.
fn bytes_of(paths: &[PathBuf]) -> Result<Option<u64>, Failure> {
    let mut total = Some(0);
    for path in paths {
        let length = if is_stdin(path) {
            None
        } else {
            let about = std::fs::metadata(path).map_err(|error| Failure::read(path, &error))?;
            about.is_file().then_some(about.len())
        };
        total = total.zip(length).map(|(total, length)| total + length);
    }
    Ok(total)
}

/// Reads the logs in order, and shares out what they say.
fn replay(
    args: &args::Replay,
    names: &[String],
    new: Option<&NewPolicy>,
    plans: &Plans,
    jobs: usize,
    progress: &mut Progress,
) -> Result<Tally, Failure> {
    let (to_workers, chunks) = sync_channel(jobs * WAITING);
    let chunks = Arc::new(Mutex::new(chunks));
    let decided = AtomicU64::new(0);
    thread::scope(|scope| {
        let decided = &decided;
        let start = |chunks| scope.spawn(move || work(Worker::new(names, plans), &chunks, decided));
        let workers: Vec<_> = std::iter::repeat_n(chunks, jobs).map(start).collect();
        let mut tally = Tally::default();
        let mut read = Ok(());
        for (file, path) in args.logs.iter().enumerate() {
            let mut reader = Reader { names, new, plans, to_workers: &to_workers, tally: &mut tally };
            let take = &mut |piece: Piece, bytes: u64| {
                reader.take(piece);
                progress.advance_to(bytes, decided.load(Ordering::Relaxed));
            };
            read = open(path).and_then(|mut from| lines::read(file, &mut *from, take)).map_err(|error| (path, error));
            if read.is_err() {
                break;
            }
        }
        // With nobody to send more they come to their end.
        drop(to_workers);
        for worker in workers {
            match worker.join() {
                Ok(part) => tally.merge(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        read.map_err(|(path, error)| Failure::io(name_of(path), "read", &error)).map(|()| tally)
    })
}

fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    Ok(if is_stdin(path) { Box::new(io::stdin().lock()) } else { Box::new(File::open(path)?) })
}

/// Takes lines until there are no more.
fn work(mut worker: Worker<'_>, chunks: &Arc<Mutex<Receiver<Chunk>>>, decided: &AtomicU64) -> Tally {
    loop {
        // OK because a receiver is whole whatever became of who held it.
        let chunk = chunks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(chunk) = chunk else { return worker.tally };
        let before = worker.tally.decisions;
        worker.lines(&chunk);
        decided.fetch_add(worker.tally.decisions - before, Ordering::Relaxed);
    }
}

/// Opens the plans of lines, and hands them on.
struct Reader<'a> {
    names: &'a [String],
    new: Option<&'a NewPolicy>,
    plans: &'a Plans,
    to_workers: &'a SyncSender<Chunk>,
    tally: &'a mut Tally,
}

impl Reader<'_> {
    fn take(&mut self, piece: Piece) {
        match piece {
            Piece::TooLong(at) => {
                let name = &self.names[at.file];
                let say = || format!("{name}:{}: a line of more than 16 MiB; accepted: shorter ones", at.line);
                self.tally.add_damage(at, Damage::Form, say);
            }
            Piece::Lines(chunk) => {
                for (at, line, is_torn) in chunk.lines().filter(|(_, line, _)| again::is_plan(line)) {
                    let name = &self.names[at.file];
                    let Ok(text) = std::str::from_utf8(line) else {
                        let say = || format!("{name}:{}: the text is not UTF-8", at.line);
                        self.tally.add_damage(at, Damage::Form, say);
                        continue;
                    };
                    match self.plans.add(self.new, name, at, text) {
                        Ok(()) => {}
                        Err((Damage::Form, _)) if is_torn => {
                            self.tally.add_damage(at, Damage::Torn, || again::torn(name, at));
                        }
                        Err((damage, message)) => self.tally.add_damage(at, damage, || message),
                    }
                }
                // Nobody takes it only where all have panicked, which is told when they are joined.
                let _ = self.to_workers.send(chunk);
            }
        }
    }
}
