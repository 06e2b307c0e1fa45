//! Counters are kept exactly once: whoever sells at the same time, whatever is put in force meanwhile, whatever is killed when.

mod common;

use common::{
    DAY_MINOR, KINDS, Kind, MERCHANT, Place, Running, SHOP, counted_minor, id, point, policy, replayed, sale,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// Callers at the same time.
const CALLERS: u32 = 200;

/// A sale by a caller of its own, at one of ten terminals.
fn sale_of(caller: u32, trace: u32, amount_minor: i64) -> Value {
    let mut body = sale(trace, amount_minor);
    body["request"]["terminal_id"] = format!("T{:07}", caller % 10).into();
    body["batch"] = (caller / 10).into();
    body
}

/// What the day's counter stands at, as a sale that is too large is told.
fn stands_at(running: &Running, trace: u32) -> i64 {
    let (status, answer) = running.post("/v1/decisions", &sale(trace, DAY_MINOR + 1));
    assert_eq!(status, 200, "{answer}");
    let findings = answer["decision"]["findings"].as_array().cloned().unwrap_or_default();
    let day = findings.iter().find(|finding| finding["rule"] == "day").expect("the rule");
    day["observed"].as_i64().expect("a sum") - (DAY_MINOR + 1)
}

/// No two decisions of a log have the same id.
fn assert_each_once(log: &[Value]) {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for decision in log {
        *seen.entry(decision["id"].as_str().expect("an id")).or_default() += 1;
    }
    assert!(seen.values().all(|&times| times == 1), "{seen:?}");
}

#[test]
fn many_at_once_never_pass_a_limit_together() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        let taken_minor: Mutex<i64> = Mutex::new(0);
        thread::scope(|scope| {
            for caller in 0..CALLERS {
                let (running, taken_minor) = (&running, &taken_minor);
                scope.spawn(move || {
                    for trace in 0..3 {
                        let amount_minor = 700 + i64::from(caller % 13) * 10;
                        let body = sale_of(caller, trace, amount_minor);
                        // Some ask twice at the same time, as terminals do whose line was slow.
                        let again = (caller % 5 == 0).then(|| body.clone());
                        thread::scope(|twice| {
                            let second = again.map(|body| twice.spawn(move || running.post("/v1/decisions", &body)));
                            let (status, answer) = running.post("/v1/decisions", &body);
                            assert_eq!(status, 200, "{answer}");
                            if answer["decision"]["outcome"] == "proceed" {
                                *taken_minor.lock().expect("no panics") += amount_minor;
                            }
                            if let Some(second) = second {
                                let (status, second) = second.join().expect("an answer");
                                assert_eq!(status, 200, "{second}");
                                assert_eq!(second["decision"], answer["decision"]);
                            }
                        });
                    }
                });
            }
        });
        let taken_minor = *taken_minor.lock().expect("no panics");
        assert!(taken_minor <= DAY_MINOR, "{kind:?}: {taken_minor}");
        // The smallest sale that was refused would not have fitted either.
        assert!(taken_minor > DAY_MINOR - 820, "{kind:?}: {taken_minor}");
        let log = running.log();
        assert_each_once(&log);
        assert_eq!(log.len(), usize::try_from(CALLERS * 3).expect("small"));
        assert_eq!(counted_minor(&log), taken_minor);
        assert_eq!(stands_at(&running, 999_999), taken_minor);
    }
}

#[test]
fn what_is_killed_loses_nothing_that_was_answered_and_counts_nothing_twice() {
    for kind in KINDS {
        let place = Place::new(kind);
        let mut running = Running::with_shop(&place, &[]);
        // What was answered before the power went, by caller and trace.
        let mut answered: BTreeMap<(u32, u32), String> = BTreeMap::new();
        let mut sent = 0;
        for cut in 0..4_u64 {
            let (next, got) = (AtomicU32::new(sent), Mutex::new(BTreeMap::new()));
            let is_over = AtomicBool::new(false);
            thread::scope(|scope| {
                for _ in 0..16 {
                    scope.spawn(|| {
                        while !is_over.load(Ordering::Relaxed) {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            let (caller, trace) = (number % 100, number / 100);
                            let Some((status, answer)) = running.try_post("/v1/decisions", &sale_of(caller, trace, 37))
                            else {
                                return;
                            };
                            assert_eq!(status, 200, "{answer}");
                            let outcome = answer["decision"]["outcome"].as_str().unwrap_or_default().to_owned();
                            got.lock().expect("no panics").insert((caller, trace), outcome);
                        }
                    });
                }
                // At another moment each time.
                thread::sleep(Duration::from_millis(300 + cut * 170));
                let pid = running.pid();
                assert!(
                    std::process::Command::new("kill")
                        .args(["-9", &pid.to_string()])
                        .status()
                        .expect("it runs")
                        .success()
                );
                thread::sleep(Duration::from_millis(50));
                is_over.store(true, Ordering::Relaxed);
            });
            answered.append(&mut got.into_inner().expect("no panics"));
            sent = next.into_inner();
            running = Running::start(&place, &[]);

            let log = running.log();
            assert_each_once(&log);
            let recorded: BTreeMap<&str, &Value> =
                log.iter().map(|decision| (decision["id"].as_str().expect("an id"), decision)).collect();
            for ((caller, trace), outcome) in &answered {
                let key = format!("{MERCHANT}.T{:07}.{:06}.{trace:06}", caller % 10, caller / 10);
                let found =
                    recorded.get(key.as_str()).unwrap_or_else(|| panic!("{kind:?}: {key} was answered and lost"));
                assert_eq!(found["answer"]["outcome"], outcome.as_str());
            }
        }
        // Everything is sent again, answered or not; what was recorded is answered from the record.
        let before: usize = running.log().len();
        thread::scope(|scope| {
            for part in 0..16 {
                let running = &running;
                scope.spawn(move || {
                    for number in (0..sent).filter(|number| number % 16 == part) {
                        let (status, answer) = running.post("/v1/decisions", &sale_of(number % 100, number / 100, 37));
                        assert_eq!(status, 200, "{answer}");
                    }
                });
            }
        });
        let log = running.log();
        assert_each_once(&log);
        assert!(
            before <= log.len() && log.len() == usize::try_from(sent).expect("small"),
            "{before} {} {sent}",
            log.len()
        );
        let proceeded = log.iter().filter(|decision| decision["answer"]["outcome"] == "proceed").count();
        let counted = counted_minor(&log);
        assert_eq!(counted, i64::try_from(proceeded).expect("small") * 37);
        assert_eq!(counted, (DAY_MINOR / 37 * 37).min(i64::from(sent) * 37));
        assert_eq!(stands_at(&running, 999_999), counted);
    }
}

#[test]
fn plans_are_swapped_while_decisions_run() {
    for kind in KINDS {
        let place = Place::new(kind);
        let running = Running::with_shop(&place, &[]);
        let is_over = AtomicBool::new(false);
        let number = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    while !is_over.load(Ordering::Relaxed) {
                        let number = number.fetch_add(1, Ordering::Relaxed);
                        let (status, answer) = running.post("/v1/decisions", &sale_of(number % 100, number / 100, 2));
                        assert_eq!(status, 200, "{answer}");
                    }
                });
            }
            for version in 2..40_u32 {
                // Every second policy lets nothing through.
                let day_minor = if version % 2 == 0 { 1 } else { DAY_MINOR };
                let (status, answer) = running.put("/v1/policy", &policy(version, day_minor));
                assert_eq!((status, &answer["plans"]), (200, &json!(1)), "{answer}");
                let (status, answer) = running.put(&format!("/v1/service-points/{SHOP}"), &point(SHOP, version));
                assert_eq!(status, 200, "{answer}");
            }
            is_over.store(true, Ordering::Relaxed);
        });
        // Each decision is that of the plan that it names, and of no mixture: the tool decides it again.
        let log = replayed(&running, &place);
        let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let plans: Vec<&Value> = lines.iter().filter_map(|line| line.get("plan")).collect();
        let decisions: Vec<Value> = lines.iter().filter_map(|line| line.get("decision").cloned()).collect();
        assert_each_once(&decisions);
        assert!(plans.len() > 2, "{} plans decided", plans.len());
        let last = running.post("/v1/decisions", &sale(900_000, 2)).1;
        assert_eq!(last["decision"]["outcome"], "proceed", "{last}");
    }
}

#[test]
fn two_services_at_one_store_keep_one_count() {
    let place = Place::new(Kind::Postgres);
    let first = Running::with_shop(&place, &[]);
    let second = Running::start(&place, &[]);
    assert_eq!(second.get("/health").1["plans"], 1);
    let taken = AtomicU32::new(0);
    thread::scope(|scope| {
        for caller in 0..100 {
            let (running, taken) = (if caller % 2 == 0 { &first } else { &second }, &taken);
            scope.spawn(move || {
                for trace in 0..3 {
                    let (status, answer) = running.post("/v1/decisions", &sale_of(caller, trace, 1_000));
                    assert_eq!(status, 200, "{answer}");
                    taken.fetch_add(u32::from(answer["decision"]["outcome"] == "proceed"), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(i64::from(taken.into_inner()) * 1_000, DAY_MINOR);
    assert_eq!(counted_minor(&first.log()), DAY_MINOR);
    assert_eq!(stands_at(&second, 999_999), DAY_MINOR);
    // What one puts in force the other has within moments.
    assert_eq!(first.put("/v1/policy", &policy(2, DAY_MINOR + 5_000)).0, 200);
    common::eventually("the other service has the new policy", || second.get("/health").1["policy_version"] == 2);
    let (_, answer) = second.post("/v1/decisions", &sale(5, 5_000));
    assert_eq!(answer["decision"]["outcome"], "proceed", "{answer}");
    // A retry is the same whoever is asked.
    let (_, again) = first.post("/v1/decisions", &sale(5, 5_000));
    assert_eq!((&again["is_retry"], &again["id"]), (&json!(true), &json!(id(5))));
}

/// Uploads at two services at once: whoever comes second is told, and nothing that was made of something older decides.
#[test]
fn two_services_never_overwrite_each_others_uploads() {
    for kind in KINDS {
        let place = Place::new(kind);
        let first = Running::with_shop(&place, &[]);
        let second = Running::start(&place, &[]);
        for round in 0..10_u32 {
            thread::scope(|scope| {
                let until_done = |running: &'_ Running, path: String, body: Value| {
                    for _ in 0..20 {
                        let (status, answer) = running.put(&path, &body);
                        if answer["code"] != "OVERTAKEN" {
                            assert!([200, 201].contains(&status), "{answer}");
                            return;
                        }
                        assert_eq!(status, 503, "{answer}");
                        thread::sleep(Duration::from_millis(300));
                    }
                    panic!("{path}: overtaken for ever");
                };
                let (first, second) = (&first, &second);
                scope.spawn(move || {
                    until_done(first, "/v1/policy".to_owned(), policy(round + 2, DAY_MINOR + i64::from(round)))
                });
                let shop = format!("shop-{round}");
                scope.spawn(move || until_done(second, format!("/v1/service-points/{shop}"), point(&shop, 1)));
            });
        }
        // Each shop's plan is the same at both, and of the last policy.
        common::eventually("both have everything", || {
            [&first, &second].iter().all(|running| {
                let health = running.get("/health").1;
                health["policy_version"] == 11 && health["plans"] == 11
            })
        });
        for round in 0..10 {
            let path = format!("/v1/service-points/shop-{round}/plan");
            let tag = |running: &Running| {
                let response = running.agent().get(running.url(&path)).call().expect("an answer");
                response.headers().get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned()
            };
            common::eventually("both have the same plan", || tag(&first) == tag(&second));
            let mut body = sale(round, 1);
            body["service_point"] = format!("shop-{round}").into();
            let (_, answer) = second.post("/v1/decisions", &body);
            let findings = answer["decision"]["findings"].as_array().cloned().unwrap_or_default();
            let day = findings.iter().find(|finding| finding["rule"] == "day").expect("the rule");
            assert_eq!(day["required"]["at_most"], DAY_MINOR + 9, "shop-{round} decides by an older policy: {answer}");
        }
    }
}
