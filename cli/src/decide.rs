//! `poscond decide`: requests become decisions.

use crate::args::{Decide, Format};
use crate::clock;
use crate::exit::{Exit, Failure};
use crate::input::{self, Source};
use crate::key;
use crate::log::{self, Base64, Counted, DecisionLine, Digest, Line, PlanLine};
use crate::output::{self, BUFFER_BYTES, MEMORY_MAX, Staged};
use crate::progress::Progress;
use crate::requests::{self, Trouble};
use crate::router::Router;
use crate::summary::Summary;
use crate::table::{Heading, Table};
use poscond::{Decision, Expect, Outcome, Plan, Request};
use std::io::{self, BufWriter, IsTerminal, Read, Seek, Write};
use std::path::Path;
use std::time::Instant;
use tempfile::SpooledTempFile;

pub(crate) fn run(args: &Decide) -> Result<Exit, Failure> {
    let is_table = is_table(args)?;
    for path in args.output.iter().chain(&args.log) {
        output::check_folder(path)?;
    }
    let sources = match &args.policy {
        Some(policy) => input::compile_all(policy, &args.service_points, false)?,
        None => input::read_plans(&args.plans)?,
    };
    let keys = key::read_public(&args.keys)?;
    let expect = Expect { service_point: args.expect.as_deref(), revision_min: args.revision_min, keys: &keys };
    let plans = Failure::gather(sources.iter().map(|source| source.open(expect)))?;
    let router = Router::new(&sources, &plans)?;
    let headings = sources.iter().zip(&plans).map(|(source, plan)| Heading {
        plan: *plan,
        bytes: source.bytes.len(),
        name: source.name(),
    });
    let mut sink = if is_table {
        Sink::Table(Table::new(headings, output::width()))
    } else {
        Sink::Lines {
            out: BufWriter::with_capacity(BUFFER_BYTES, tempfile::spooled_tempfile(MEMORY_MAX)),
            whole: !args.decision_only,
        }
    };

    let mut log = args.log.as_ref().map(|_| Log::new(&sources, &plans));
    let mut summary = Summary::default();
    let mut progress = Progress::new(args.quiet);
    let mut line = Vec::new();
    let read = requests::read_all(&args.requests, &mut progress, &mut |request, place| {
        let at = router.find(request, place).map_err(Trouble::Refused)?;
        let started = Instant::now();
        let decision = plans[at].evaluate(request);
        summary.add(&decision, started.elapsed());
        if let Some(log) = &mut log {
            log.add(at, request, &decision).map_err(|error| Trouble::Fatal(temporary(&error)))?;
        }
        let written = match &mut sink {
            Sink::Table(table) => table.add(at, request, &decision),
            Sink::Lines { out, whole } => {
                line.clear();
                // OK because a growing list of bytes is never full.
                let _ =
                    if *whole { plans[at].write_report(request, &mut line) } else { decision.write_json(&mut line) };
                line.push(b'\n');
                out.write_all(&line)
            }
        };
        written.map_err(|error| Trouble::Fatal(temporary(&error)))
    });
    progress.finish();
    read?;

    let mut spool = sink.finish(args, &summary).map_err(|error| temporary(&error))?;
    let log = match (&args.log, log) {
        (Some(path), Some(log)) => Some(Staged::write(path, &mut log.finish().map_err(|error| temporary(&error))?)?),
        _ => None,
    };
    match &args.output {
        // Colours are for terminals.
        Some(path) if is_table => save(path, &mut Plain::new(&mut spool))?,
        Some(path) => save(path, &mut spool)?,
        // A reader that went away is no failure, and the exit code still tells the outcome.
        None => match output::to_stdout(&mut spool, is_table) {
            Err(failure) if failure.exit == Exit::Done => {}
            written => written?,
        },
    }
    if let Some(log) = log {
        log.commit()?;
    }
    if !args.quiet && (is_table || args.summary) {
        let counts = if is_table { String::new() } else { summary.show(output::width()) };
        let speed = summary.speed();
        let end = if speed.is_empty() { "" } else { "\n" };
        // OK because nothing is lost with a summary that nobody can read.
        let _ = write!(anstream::stderr(), "{counts}{speed}{end}");
    }
    Ok(match summary.strongest() {
        Some(Outcome::Refer) if args.exit_outcome => Exit::Refer,
        Some(Outcome::Decline) if args.exit_outcome => Exit::Decline,
        _ => Exit::Done,
    })
}

/// Whether to write a table.
fn is_table(args: &Decide) -> Result<bool, Failure> {
    match args.format {
        Format::Table if args.decision_only => {
            Err(Failure::usage("the argument '--decision-only' cannot be used with '--format table'"))
        }
        Format::Table => Ok(true),
        Format::Ndjson => Ok(false),
        Format::Auto => Ok(!args.decision_only && args.output.is_none() && io::stdout().is_terminal()),
    }
}

fn temporary(error: &io::Error) -> Failure {
    Failure::io("temporary file", "written", error)
}

fn save(path: &Path, from: &mut dyn Read) -> Result<(), Failure> {
    Staged::write(path, from)?.commit()
}

/// Where decisions are collected until all are there.
enum Sink<'a> {
    Table(Table<'a>),
    Lines { out: BufWriter<SpooledTempFile>, whole: bool },
}

impl Sink<'_> {
    fn finish(self, args: &Decide, summary: &Summary) -> io::Result<SpooledTempFile> {
        let out = match self {
            Sink::Lines { out, .. } => out,
            Sink::Table(table) => {
                let mut out = BufWriter::new(tempfile::spooled_tempfile(MEMORY_MAX));
                table.finish(&mut out)?;
                if !args.quiet {
                    out.write_all(summary.show(output::width()).as_bytes())?;
                }
                out
            }
        };
        let mut spool = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        spool.rewind()?;
        Ok(spool)
    }
}

/// A log in the making: what decides before the first decision by it, and each decision with its request.
struct Log<'a> {
    sources: &'a [Source],
    plans: &'a [Plan<'a>],
    /// Whether the plan is in the log already.
    is_said: Vec<bool>,
    decisions: u64,
    line: Vec<u8>,
    out: BufWriter<SpooledTempFile>,
}

impl<'a> Log<'a> {
    fn new(sources: &'a [Source], plans: &'a [Plan<'a>]) -> Self {
        let out = BufWriter::with_capacity(BUFFER_BYTES, tempfile::spooled_tempfile(MEMORY_MAX));
        Self { sources, plans, is_said: vec![false; plans.len()], decisions: 0, line: Vec::new(), out }
    }

    /// Adds a request, decided by the plan of this place. Its id is its place among the requests, from 1.
    fn add(&mut self, at: usize, request: &Request, decision: &Decision) -> io::Result<()> {
        self.line.clear();
        self.decisions += 1;
        let digest = Digest(*self.plans[at].digest());
        if !std::mem::replace(&mut self.is_said[at], true) {
            let point = self.sources[at].service_point.as_ref().map(|point| serde_json::to_value(&point.model));
            let bytes = Base64::of(&self.sources[at].bytes);
            Line::Plan(PlanLine { bytes, digest, service_point: point.transpose()? }).write(&mut self.line)?;
        }
        let proceeds = decision.outcome == Outcome::Proceed;
        let counted = proceeds.then(|| self.plans[at].accrue(request).map(Counted::from).collect());
        let line = Line::Decision(DecisionLine {
            answer: log::answer(decision),
            counted,
            id: self.decisions.to_string().into(),
            module: None,
            plan: digest,
            recorded_at_utc_s: request.now_utc_s().unwrap_or_else(clock::now_utc_s),
            request: Base64::of(&request.encode()),
        });
        line.write(&mut self.line)?;
        self.out.write_all(&self.line)
    }

    fn finish(self) -> io::Result<SpooledTempFile> {
        let mut spool = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        spool.rewind()?;
        Ok(spool)
    }
}

/// A text without its colours, as it is read.
struct Plain<'a> {
    from: &'a mut dyn Read,
    strip: anstream::adapter::StripBytes,
    ready: Vec<u8>,
}

impl<'a> Plain<'a> {
    fn new(from: &'a mut dyn Read) -> Self {
        Self { from, strip: anstream::adapter::StripBytes::new(), ready: Vec::new() }
    }
}

impl Read for Plain<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() {
            let mut chunk = [0; 8192];
            let count = self.from.read(&mut chunk)?;
            if count == 0 {
                return Ok(0);
            }
            for part in self.strip.strip_next(&chunk[..count]) {
                self.ready.extend(part);
            }
        }
        let count = self.ready.len().min(buffer.len());
        buffer[..count].copy_from_slice(&self.ready[..count]);
        self.ready.drain(..count);
        Ok(count)
    }
}
