//! What a call through the module costs beside one of the engine itself, in one run: the design's budget.
//!
//! `cargo xtask bench`, which builds the module first. Rounds of both take turns, so that whatever else the machine does falls on
//! both; what is told is the median of the rounds.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, reason = "a benchmark")]

#[path = "../tests/common/mod.rs"]
mod common;
#[allow(dead_code, reason = "its floor is for the engine's own benchmark")]
#[path = "../../core/benches/evaluate/twelve.rs"]
mod twelve;

use dashmap::DashMap;
use poscond_wasmtime::poscond::{self, Decision, Expect, Policy, Request, ServicePoint};
use poscond_wasmtime::{Engine, Options, Plan, Plans};
use serde_json::Value;
use std::hint::black_box;
use std::time::Instant;

/// Plans of which each call takes one at random.
const PLANS: usize = 10_000;

/// Plans whose memory is measured.
const PLANS_HELD: usize = 100_000;

/// Calls of a round, and rounds of each kind.
const CALLS: usize = 2_000;
const ROUNDS: usize = 101;

/// Requests of a batch.
const BATCH: usize = 1_000;

fn main() {
    // Cargo's own flags are of no use here, but `cargo test --benches` must not measure.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let engine = Engine::new(&common::module(), Options::default()).unwrap();
    memory(&engine);
    let mut rows = Vec::new();
    for kind in [Kind::twelve(), Kind::baseline()] {
        rows.extend(measure(&engine, &kind));
    }
    println!("| what | native ns | wasmtime ns | ratio | bar |");
    println!("|---|---:|---:|---:|---|");
    for row in rows {
        println!("{}", row.line());
    }
}

/// A policy, the service points that it is compiled with, and requests each for one of them.
struct Kind {
    name: &'static str,
    policy: Policy,
    service_points: Vec<Value>,
    requests: Vec<(usize, Request)>,
}

impl Kind {
    /// The twelve conditions of the design's budgets and a request that passes all.
    fn twelve() -> Self {
        Self {
            name: "twelve conditions",
            policy: serde_json::from_str(twelve::POLICY).unwrap(),
            service_points: vec![serde_json::from_str(twelve::SERVICE_POINT).unwrap()],
            requests: vec![(0, twelve::request())],
        }
    }

    /// The baseline policy, and the service points and requests of the examples.
    fn baseline() -> Self {
        let service_points = common::service_points();
        let service_points = service_points.iter().map(|one| serde_json::to_value(one).unwrap()).collect();
        let requests = common::plans_and_requests().1;
        Self { name: "baseline policy", policy: common::policy(), service_points, requests }
    }

    /// The id and the plan of the service point of this number: of each kind in turn, all with ids of their own.
    fn plan(&self, number: usize) -> (String, Vec<u8>) {
        let mut service_point = self.service_points[number % self.service_points.len()].clone();
        let id = format!("{}-{number}", service_point["id"].as_str().unwrap());
        service_point["id"] = id.as_str().into();
        let service_point: ServicePoint = serde_json::from_value(service_point).unwrap();
        (id, poscond::compile(&self.policy, &service_point).unwrap())
    }
}

/// What was measured: medians, in nanoseconds a decision.
struct Row {
    what: String,
    native_ns: f64,
    wasmtime_ns: f64,
    bar_ns: Option<f64>,
}

impl Row {
    fn line(&self) -> String {
        let bar = self.bar_ns.map_or_else(String::new, |bar_ns| {
            format!("{} {bar_ns:.0}", if self.wasmtime_ns <= bar_ns { "holds:" } else { "MISSED:" })
        });
        let ratio = self.wasmtime_ns / self.native_ns;
        format!("| {} | {:.0} | {:.0} | {ratio:.2} | {bar} |", self.what, self.native_ns, self.wasmtime_ns)
    }
}

/// Plans opened by the engine itself, held as [`Plans`] holds those of the module.
type Native = DashMap<Box<str>, &'static poscond::Plan<'static>>;

/// One call to be made: which plan, and which request.
#[derive(Clone, Copy)]
struct Call {
    plan: usize,
    request: usize,
}

fn measure(engine: &Engine, kind: &Kind) -> Vec<Row> {
    let (native, hosted) = (Native::new(), Plans::new(engine));
    let mut ids = Vec::new();
    let mut bytes = 0;
    for number in 0..PLANS {
        let (id, plan) = kind.plan(number);
        hosted.load(&plan).unwrap();
        bytes += plan.len();
        let plan = poscond::Plan::open(plan.leak(), Expect::default()).unwrap();
        native.insert(id.as_str().into(), Box::leak(Box::new(plan)));
        ids.push(id);
    }
    println!("{}: {PLANS} plans of {} bytes on average", kind.name, bytes / PLANS);

    // The plans are far apart, as they are for a service; requests are at hand, since they have just come.
    let requests: Vec<Request> = kind.requests.iter().map(|one| one.1).collect();
    let native_handles: Vec<_> = ids.iter().map(|id| *native.get(id.as_str()).unwrap()).collect();
    let hosted_handles: Vec<Plan> = ids.iter().map(|id| hosted.get(id).unwrap()).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let calls: Vec<Call> = (0..CALLS * 20)
        .map(|_| {
            let request = random.below(requests.len());
            let kinds = kind.service_points.len();
            Call { plan: random.below(PLANS / kinds) * kinds + kind.requests[request].0, request }
        })
        .collect();
    for call in &calls {
        let request = &requests[call.request];
        assert_eq!(hosted_handles[call.plan].evaluate(request).unwrap(), native_handles[call.plan].evaluate(request));
    }

    let alone = |what: &str, native_ns: f64, wasmtime_ns: f64| Row {
        what: format!("{}: {what}", kind.name),
        native_ns,
        wasmtime_ns,
        bar_ns: Some(3.0 * native_ns + 100.0),
    };
    let mut rows = Vec::new();
    let (native_ns, wasmtime_ns) = take_turns(
        ROUNDS,
        CALLS,
        |round| {
            each(round, &calls, |call| native.get(ids[call.plan].as_str()).unwrap().evaluate(&requests[call.request]))
        },
        |round| {
            each(round, &calls, |call| hosted.get(&ids[call.plan]).unwrap().evaluate(&requests[call.request]).unwrap())
        },
    );
    rows.push(alone("one call, by id", native_ns, wasmtime_ns));
    let (native_ns, wasmtime_ns) = take_turns(
        ROUNDS,
        CALLS,
        |round| each(round, &calls, |call| native_handles[call.plan].evaluate(&requests[call.request])),
        |round| each(round, &calls, |call| hosted_handles[call.plan].evaluate(&requests[call.request]).unwrap()),
    );
    rows.push(alone("one call, by handle", native_ns, wasmtime_ns));

    // A batch is of one plan, with the requests that are for it.
    let of_one: Vec<Request> =
        kind.requests.iter().filter(|(place, _)| *place == kind.requests[0].0).map(|one| one.1).collect();
    let in_a_row: Vec<Request> = of_one.iter().copied().cycle().take(BATCH).collect();
    let id = &ids[kind.requests[0].0];
    let (native, hosted) = (*native.get(id.as_str()).unwrap(), hosted.get(id).unwrap());
    let of_this = |round: usize| in_a_row.iter().cycle().skip(round).take(BATCH);
    let (native_ns, wasmtime_ns) = take_turns(
        ROUNDS,
        BATCH,
        |round| {
            of_this(round).for_each(|request| {
                black_box(native.evaluate(black_box(request)));
            })
        },
        |round| {
            of_this(round).for_each(|request| {
                black_box(hosted.evaluate(black_box(request)).unwrap());
            })
        },
    );
    rows.push(Row {
        what: format!("{}: one call after another on one plan", kind.name),
        native_ns,
        wasmtime_ns,
        bar_ns: None,
    });
    let decide = |request: &Request| native.evaluate(black_box(request));
    let check_and_decide = |request: &Request| {
        black_box(request).check().unwrap();
        native.evaluate(request)
    };
    let module = |_| drop(black_box(hosted.evaluate_batch(black_box(&in_a_row)).unwrap()));
    let (native_ns, wasmtime_ns) =
        take_turns(ROUNDS, BATCH, |_| drop(black_box(in_a_row.iter().map(decide).collect::<Vec<Decision>>())), module);
    let bar_ns = Some(1.5 * native_ns);
    rows.push(Row { what: format!("{}: each of a batch of {BATCH}", kind.name), native_ns, wasmtime_ns, bar_ns });
    let (native_ns, wasmtime_ns) = take_turns(
        ROUNDS,
        BATCH,
        |_| drop(black_box(in_a_row.iter().map(check_and_decide).collect::<Vec<Decision>>())),
        module,
    );
    let what = format!("{}: the same, checked natively too", kind.name);
    rows.push(Row { what, native_ns, wasmtime_ns, bar_ns: None });
    let some = &calls[..100];
    let (native_ns, wasmtime_ns) = take_turns(
        3,
        some.len(),
        |_| {
            for call in some {
                black_box(native_handles[call.plan].foresee(&requests[call.request]));
            }
        },
        |_| {
            for call in some {
                black_box(hosted_handles[call.plan].foresee(&requests[call.request]).unwrap());
            }
        },
    );
    rows.push(Row { what: format!("{}: foresight, on average", kind.name), native_ns, wasmtime_ns, bar_ns: None });
    rows
}

/// The calls of one round.
fn each(round: usize, calls: &[Call], decide: impl Fn(&Call) -> Decision) {
    for call in calls.iter().cycle().skip(round * CALLS % calls.len()).take(CALLS) {
        black_box(decide(black_box(call)));
    }
}

/// The medians of rounds that take turns, in nanoseconds for each of so many.
fn take_turns(
    rounds: usize,
    count: usize,
    mut native: impl FnMut(usize),
    mut wasmtime: impl FnMut(usize),
) -> (f64, f64) {
    let time = |run: &mut dyn FnMut(usize), round: usize| {
        let began = Instant::now();
        run(round);
        began.elapsed().as_secs_f64() * 1e9 / count as f64
    };
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        ours.push(time(&mut native, round));
        theirs.push(time(&mut wasmtime, round));
    }
    let median = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    (median(ours), median(theirs))
}

/// What a plan that is held takes: how much the process grew, where the system tells.
fn memory(engine: &Engine) {
    let kind = Kind::baseline();
    let plans = Plans::new(engine);
    // What compiling takes for a while is taken before.
    plans.load(&kind.plan(PLANS_HELD).1).unwrap();
    let Some(before) = resident_bytes() else { return };
    let mut bytes = 0;
    for number in 0..PLANS_HELD {
        let plan = kind.plan(number).1;
        bytes += plan.len();
        plans.load(&plan).unwrap();
    }
    let grown = resident_bytes().unwrap_or_default().saturating_sub(before);
    let each = grown / PLANS_HELD;
    let holds = if each <= 3 * 1024 { "holds" } else { "MISSED" };
    println!(
        "memory: {each} bytes a plan held, of {} bytes on average ({PLANS_HELD} plans; at most 3072: {holds})",
        bytes / PLANS_HELD
    );
}

/// The memory of this process, in bytes.
fn resident_bytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}

/// The same numbers in each run (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % bound
    }
}
