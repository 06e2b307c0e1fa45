//! What the tests have in common: the module, and the data of the examples with what the engine itself says of it.
#![allow(dead_code, reason = "no test takes all of it")]

use poscond_cli::input;
use poscond_wasmtime::poscond::{self, Policy, Request, ServicePoint};
use poscond_wasmtime::{Engine, Options};
use std::path::{Path, PathBuf};

/// The module that `cargo xtask module` made.
pub fn module() -> Vec<u8> {
    let path = std::env::var("POSCOND_MODULE")
        .expect("POSCOND_MODULE is not set; it names the file that `cargo xtask module` makes");
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The module, hosted as it is by default.
pub fn engine() -> Engine {
    Engine::new(&module(), Options::default()).expect("the module is hosted")
}

/// A file of the repository.
pub fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The baseline policy.
pub fn policy() -> Policy {
    input::read_policy(&file("examples/data/policy.toml")).expect("the policy is one").model
}

/// The service points of the examples, by name.
pub fn service_points() -> Vec<ServicePoint> {
    let entries = std::fs::read_dir(file("examples/data/service-points")).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths.iter().map(|path| input::read_service_point(path).expect("it is a service point").model).collect()
}

/// The requests of the examples.
pub fn requests() -> Vec<Request> {
    let lines = std::fs::read_to_string(file("examples/data/requests.ndjson")).expect("the requests are there");
    lines.lines().map(|line| serde_json::from_str(line).expect("a request")).collect()
}

/// The plans of the examples, and each request with the place of the plan of its merchant.
pub fn plans_and_requests() -> (Vec<Vec<u8>>, Vec<(usize, Request)>) {
    let (policy, service_points) = (policy(), service_points());
    let plans = service_points.iter().map(|one| poscond::compile(&policy, one).expect("it compiles")).collect();
    let place = |request: &Request| {
        let merchant = request.merchant_id().expect("each names its merchant");
        let is_of = |one: &ServicePoint| merchant.starts_with(one.merchant_id.to_string().as_bytes());
        service_points.iter().position(is_of).expect("the merchant has a service point")
    };
    (plans, requests().into_iter().map(|request| (place(&request), request)).collect())
}

/// A policy with one rule: a sale of at most so much.
pub fn small_policy(max_minor: i64) -> Policy {
    serde_json::from_value(serde_json::json!({"id": "small", "version": 1, "rules": [
        {"id": "single", "condition": {"amount": {"max_minor": max_minor}}, "on_fail": "decline", "on_unknown": "refer"},
    ]}))
    .expect("a policy")
}

/// A plan by that policy.
pub fn small_plan(service_point: &str, revision: u32, max_minor: i64) -> Vec<u8> {
    let service_point: ServicePoint = serde_json::from_value(serde_json::json!({"id": service_point,
        "revision": revision, "merchant_id": "898330158120001", "merchant_kind": "restaurant", "mcc": "5812",
        "region": "330106", "status": "active", "utc_offset": "+08:00"}))
    .expect("a service point");
    poscond::compile(&small_policy(max_minor), &service_point).expect("it compiles")
}

/// A sale of so much, at that merchant.
pub fn sale(amount_minor: i64) -> Request {
    serde_json::from_value(serde_json::json!({"now_utc_s": 1_795_408_200, "clock": "trusted", "host": "reachable",
        "merchant_id": "898330158120001", "transaction": "sale", "amount_minor": amount_minor, "currency": 156}))
    .expect("a request")
}
