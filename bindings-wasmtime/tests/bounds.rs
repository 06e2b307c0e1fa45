//! What a module that is not poscond's, or is broken, cannot do: be hosted unnoticed, keep a call for ever, spoil later calls.

mod common;

use common::{engine, file, module, plans_and_requests, sale};
use poscond_wasmtime::poscond::{Decision, Fact, Outcome};
use poscond_wasmtime::{Engine, Error, Options, Plan};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a broken `poscond_evaluate` does with some amounts; with any other it proceeds.
const LOOPS: i64 = 1;
const TRAPS: i64 = 2;
const RECURS: i64 = 3;
const READS_OUTSIDE: i64 = 4;
const STATUS_UNKNOWN: i64 = 5;
const NO_OUTCOME: i64 = 6;
const SOUND: i64 = 100;

/// A module that has the shape of poscond's and is broken. `handshake` are the numbers that it tells of itself; `lacking` is not
/// exported; `more` stands at its head.
fn broken(handshake: &[u16], lacking: &str, more: &str) -> Vec<u8> {
    let handshake: String =
        handshake.iter().flat_map(|number| number.to_le_bytes()).map(|byte| format!("\\{byte:02x}")).collect();
    let amount_at = Fact::AmountMinor.offset();
    let outcome_at = std::mem::offset_of!(Decision, outcome);
    let evaluate = format!(
        "(if (i64.eq (i64.load offset={amount_at} (local.get 1)) (i64.const {LOOPS})) (then (loop $ever (br $ever))))
        (if (i64.eq (i64.load offset={amount_at} (local.get 1)) (i64.const {TRAPS})) (then (unreachable)))
        (if (i64.eq (i64.load offset={amount_at} (local.get 1)) (i64.const {RECURS})) (then (call $recur)))
        (if (i64.eq (i64.load offset={amount_at} (local.get 1)) (i64.const {READS_OUTSIDE}))
            (then (drop (i32.load (i32.const -8)))))
        (if (i64.eq (i64.load offset={amount_at} (local.get 1)) (i64.const {STATUS_UNKNOWN}))
            (then (return (i32.const 99))))
        (if (i64.ne (i64.load offset={amount_at} (local.get 1)) (i64.const {NO_OUTCOME}))
            (then (i32.store8 offset={outcome_at} (local.get 2) (i32.const {}))))",
        Outcome::Proceed as u8
    );
    let exports = fs::read_to_string(file("bindings-c/module-exports.txt")).expect("the list of exports is there");
    let functions: String = exports
        .lines()
        .filter(|line| line.contains("->") && !line.starts_with(lacking))
        .map(|line| {
            let (name, types) = line.split_once(" (").expect("a name and its types");
            let parameters = types.split_once(')').expect("parameters").0;
            let body = match name {
                "poscond_abi" => "(memory.copy (local.get 0) (i32.const 0) (i32.const 24))",
                "poscond_evaluate" => &evaluate,
                _ => "",
            };
            format!("(func (export \"{name}\") (param {parameters}) (result i32) {body} (i32.const 0))\n")
        })
        .collect();
    let text = format!(
        "(module {more} (memory (export \"memory\") 1) (data (i32.const 0) \"{handshake}\")
        (global (export \"__heap_base\") i32 (i32.const 1024)) (func $recur (call $recur) (call $recur)) {functions})"
    );
    wat::parse_str(text).expect("it is a module")
}

/// What the module of this version tells of itself: the version of the interface, then the sizes that the ABI page lists.
const HANDSHAKE: [u16; 12] = [1, 164, 160, 10, 560, 24, 136, 32, 104, 24, 3, 32];

/// No prefix of a name.
const NOTHING: &str = "-";

fn hosted(options: Options) -> (Engine, Plan) {
    let engine = Engine::new(&broken(&HANDSHAKE, NOTHING, ""), options).expect("it has the right shape");
    let plan = engine.open(&[1, 2, 3]).expect("it opens anything");
    (engine, plan)
}

fn quick() -> Options {
    Options { time_limit: Duration::from_millis(20), instances_max: 2, ..Options::default() }
}

fn refusal(module: &[u8]) -> String {
    match Engine::new(module, Options::default()).expect_err("it is refused") {
        error @ Error::Module(_) => error.to_string(),
        error => panic!("{error}"),
    }
}

fn traps(plan: &Plan, amount_minor: i64) -> String {
    match plan.evaluate(&sale(amount_minor)).expect_err("it traps") {
        Error::Trap(text) => text,
        error => panic!("{error}"),
    }
}

#[test]
fn bytes_that_are_no_module_are_refused() {
    for bytes in [&b""[..], b"\0asm", b"not a module at all", &module()[..100_000]] {
        assert!(refusal(bytes).starts_with("the module cannot be hosted: "));
    }
}

#[test]
fn a_module_that_imports_is_refused() {
    let import = "(import \"env\" \"clock_now\" (func))";
    let text = refusal(&broken(&HANDSHAKE, NOTHING, import));
    assert!(text.contains("`clock_now` of `env`") && text.contains("no imports"), "{text}");
}

#[test]
fn a_module_that_lacks_something_is_refused() {
    for lacking in ["poscond_abi", "poscond_open", "poscond_evaluate_batch", "poscond_receipt"] {
        let text = refusal(&broken(&HANDSHAKE, lacking, ""));
        assert!(text.contains(lacking), "{text}");
    }
    let empty = wat::parse_str("(module)").unwrap();
    assert!(refusal(&empty).contains("where its host's memory starts"));
    let no_memory = wat::parse_str("(module (global (export \"__heap_base\") i32 (i32.const 64)))").unwrap();
    assert!(refusal(&no_memory).contains("`memory`"));
    let fixed_memory = wat::parse_str(
        "(module (memory (export \"memory\") 1 1) (global (export \"__heap_base\") i32 (i32.const 64)))",
    );
    assert!(Engine::new(&fixed_memory.unwrap(), Options::default()).is_err());
}

#[test]
fn a_module_with_a_function_of_other_types_is_refused() {
    let other = "(func (export \"poscond_foresee\") (param i64) (result i32) (i32.const 0))";
    let text = refusal(&broken(&HANDSHAKE, "poscond_foresee", other));
    assert!(text.contains("poscond_foresee"), "{text}");
}

#[test]
fn a_module_of_another_interface_is_refused() {
    for place in 0..HANDSHAKE.len() {
        // An open plan may be of any size that there is room for.
        let other = if place == 1 { 193 } else { HANDSHAKE[place] + 8 };
        let mut handshake = HANDSHAKE;
        handshake[place] = other;
        let text = refusal(&broken(&handshake, NOTHING, ""));
        assert!(text.contains(&format!("{other}")) && text.contains("accepted"), "{text}");
    }
}

#[test]
fn a_call_that_never_ends_is_ended() {
    let (engine, plan) = hosted(quick());
    let began = Instant::now();
    let text = traps(&plan, LOOPS);
    // Far more than twice the limit, for a busy machine.
    assert!(began.elapsed() < Duration::from_secs(10));
    assert!(text.contains("interrupt"), "{text}");
    assert_eq!(engine.traps(), 1);
    assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
}

#[test]
fn a_module_whose_start_never_ends_is_refused() {
    let endless = wat::parse_str(
        "(module (memory (export \"memory\") 1) (global (export \"__heap_base\") i32 (i32.const 64))
        (func $start (loop $ever (br $ever))) (start $start))",
    );
    let error = Engine::new(&endless.unwrap(), quick()).unwrap_err();
    assert!(matches!(error, Error::Module(_)), "{error}");
}

/// More often than there are instances, so that each must have been given back.
#[test]
fn a_trap_poisons_nothing() {
    let (engine, plan) = hosted(quick());
    for round in 1..=20 {
        for (number, amount_minor) in (1..).zip([TRAPS, RECURS, READS_OUTSIDE, STATUS_UNKNOWN, NO_OUTCOME]) {
            traps(&plan, amount_minor);
            assert_eq!(engine.traps(), (round - 1) * 5 + number);
            assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
        }
    }
    assert!(traps(&plan, TRAPS).contains("unreachable"));
    assert!(traps(&plan, RECURS).contains("stack"));
    assert!(traps(&plan, READS_OUTSIDE).contains("out of bounds"));
    assert!(traps(&plan, STATUS_UNKNOWN).contains("`99`"));
    assert!(traps(&plan, NO_OUTCOME).contains("outcome"));
}

#[test]
fn other_calls_go_on_while_one_never_ends() {
    let (engine, plan) = hosted(Options { time_limit: Duration::from_millis(200), ..quick() });
    let (plan, is_over) = (&plan, &AtomicBool::new(false));
    thread::scope(|scope| {
        scope.spawn(move || {
            traps(plan, LOOPS);
            is_over.store(true, Ordering::Release);
        });
        let mut calls = 0_u32;
        while !is_over.load(Ordering::Acquire) {
            assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
            calls += 1;
        }
        assert!(calls > 10, "{calls}");
    });
    assert_eq!(engine.traps(), 1);
}

#[test]
fn more_threads_than_instances_all_get_answers() {
    let (plans, requests) = plans_and_requests();
    let engine = Engine::new(&module(), Options { instances_max: 2, ..Options::default() }).unwrap();
    let (engine, plans, requests) = (&engine, &plans, &requests);
    let expected: Vec<Decision> = {
        let plans: Vec<Plan> = plans.iter().map(|plan| engine.open(plan).unwrap()).collect();
        requests.iter().map(|(place, request)| plans[*place].evaluate(request).unwrap()).collect()
    };
    let expected = &expected;
    thread::scope(|scope| {
        for thread in 0..16 {
            scope.spawn(move || {
                let plans: Vec<Plan> = plans.iter().map(|plan| engine.open(plan).unwrap()).collect();
                for (number, (place, request)) in requests.iter().enumerate().skip(thread) {
                    assert_eq!(plans[*place].evaluate(request).unwrap(), expected[number]);
                }
            });
        }
    });
    assert_eq!(engine.traps(), 0);
}

/// Threads that call and threads whose calls trap, all at once on two instances.
#[test]
fn traps_of_many_threads_leave_the_others_alone() {
    let (engine, plan) = hosted(quick());
    let plan = &plan;
    thread::scope(|scope| {
        for thread in 0..16 {
            scope.spawn(move || {
                for _ in 0..50 {
                    if thread % 2 == 0 {
                        traps(plan, TRAPS);
                    } else {
                        assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
                    }
                }
            });
        }
    });
    assert_eq!(engine.traps(), 8 * 50);
}

#[test]
fn none_and_very_short_are_the_least_there_are() {
    let options = Options { time_limit: Duration::ZERO, instances_max: 0, ..Options::default() };
    let (_, plan) = hosted(options);
    assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
}

/// The only file in a folder.
fn only_file(folder: &std::path::Path) -> std::path::PathBuf {
    let mut entries: Vec<_> =
        fs::read_dir(folder).expect("the folder is there").map(|entry| entry.unwrap().path()).collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.pop().unwrap()
}

#[test]
fn a_cached_module_is_used_and_a_damaged_one_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("to/be/made");
    let start = || {
        let (_, plan) = hosted(Options { cache: Some(cache.clone()), ..quick() });
        assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
    };
    start();
    let path = only_file(&cache);
    let written = || fs::metadata(&path).unwrap().modified().unwrap();
    let sound = fs::read(&path).unwrap();
    let first = written();
    start();
    assert_eq!(written(), first, "it was compiled again");

    let flipped = |at: usize| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x10;
        bytes
    };
    let middle = sound.len() / 2;
    let damages = [
        vec![],
        sound[..31].to_vec(),
        sound[..32].to_vec(),
        sound[..middle].to_vec(),
        flipped(0),
        flipped(40),
        flipped(middle),
        vec![0xa5; sound.len()],
    ];
    for damaged in damages {
        fs::write(&path, &damaged).unwrap();
        start();
        assert_eq!(only_file(&cache), path);
        let now = fs::read(&path).unwrap();
        assert!(now != damaged && now.len() == sound.len(), "it was not replaced");
    }
}

/// Another module has a file of its own.
#[test]
fn a_newer_module_is_not_taken_for_the_cached_one() {
    let folder = tempfile::tempdir().unwrap();
    let options = || Options { cache: Some(folder.path().to_owned()), ..Options::default() };
    let engine = Engine::new(&module(), options()).unwrap();
    let newer = Engine::new(&broken(&HANDSHAKE, NOTHING, ""), options()).unwrap();
    assert_ne!(engine.digest(), newer.digest());
    assert!(engine.open(&[1, 2, 3]).is_err() && newer.open(&[1, 2, 3]).is_ok());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    // From the cache.
    let (bytes, requests) = plans_and_requests();
    let (place, request) = requests[0];
    let decisions = [engine, Engine::new(&module(), options()).unwrap(), common::engine()]
        .map(|engine| engine.open(&bytes[place]).unwrap().evaluate(&request).unwrap());
    assert_eq!(decisions, [decisions[0]; 3]);
}

#[test]
fn a_cache_that_cannot_be_written_does_no_harm() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for cache in [file.path().to_owned(), file.path().join("below"), "/proc/nowhere".into()] {
        let (_, plan) = hosted(Options { cache: Some(cache), ..quick() });
        assert_eq!(plan.evaluate(&sale(SOUND)).unwrap().outcome, Outcome::Proceed);
    }
    assert_eq!(fs::read(file.path()).unwrap(), b"");
}

/// The thread that keeps the time does not keep the engine.
#[test]
fn engines_come_and_go() {
    let module = broken(&HANDSHAKE, NOTHING, "");
    for _ in 0..50 {
        Engine::new(&module, quick()).unwrap();
    }
    assert_eq!(engine().traps(), 0);
}
