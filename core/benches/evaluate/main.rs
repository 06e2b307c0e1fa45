//! How long a decision takes, beside a hand-written floor in the same run.
//!
//! `cargo bench -p poscond --features json,std` (or `cargo xtask bench`, which adds instructions).
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used, reason = "a benchmark")]

mod baseline;
mod twelve;

use divan::{Bencher, black_box};
use poscond::{Buffer, Datum, Expect, Plan, Policy, Request, ServicePoint, compile};

fn main() {
    let (twelve, baseline) = (twelve::plan(), baseline::plan());
    for (name, bytes) in [("twelve", &twelve), ("baseline", &baseline)] {
        let plan = Plan::open(bytes, Expect::default()).unwrap();
        println!("{name}: {} rules in {} bytes", plan.rule_count(), bytes.len());
    }
    divan::main();
}

/// Every rule of the baseline policy that concerns the service point.
#[divan::bench]
fn baseline_evaluate(bencher: Bencher<'_, '_>) {
    let bytes = baseline::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = baseline::request();
    let decision = plan.evaluate(&request);
    let wrong: Vec<_> = plan.findings(&request).filter(|finding| finding.reason.is_some()).collect();
    assert!(decision.outcome == poscond::Outcome::Proceed && wrong.is_empty(), "{wrong:?}");
    bencher.bench_local(|| black_box(&plan).evaluate(black_box(&request)));
}

/// What a typical refusal says of the future.
#[divan::bench]
fn baseline_foresee_refused(bencher: Bencher<'_, '_>) {
    let bytes = baseline::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = baseline::refused();
    let foresight = plan.foresee(&request);
    let reasons: Vec<_> = plan.findings(&request).filter_map(|finding| finding.reason).collect();
    let refused = plan.evaluate(&request).outcome != poscond::Outcome::Proceed;
    assert!(refused && foresight.next_allowed_at_utc_s.is_some(), "{reasons:?} {foresight:?}");
    bencher.bench_local(|| black_box(&plan).foresee(black_box(&request)));
}

/// Until when a sale that proceeds still does, and up to which amount.
#[divan::bench]
fn baseline_foresee_proceeds(bencher: Bencher<'_, '_>) {
    let bytes = baseline::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = baseline::request();
    bencher.bench_local(|| black_box(&plan).foresee(black_box(&request)));
}

#[divan::bench]
fn twelve_floor_by_hand(bencher: Bencher<'_, '_>) {
    let (shop, sale) = (twelve::floor::shop(), twelve::floor::sale());
    assert_eq!(twelve::floor::decide(&shop, &sale).outcome, "proceed");
    bencher.bench_local(|| twelve::floor::decide(black_box(&shop), black_box(&sale)).failed);
}

#[divan::bench]
fn twelve_evaluate(bencher: Bencher<'_, '_>) {
    let bytes = twelve::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = twelve::request();
    assert_eq!(plan.evaluate(&request).outcome, poscond::Outcome::Proceed);
    bencher.bench_local(|| black_box(&plan).evaluate(black_box(&request)));
}

#[divan::bench]
fn twelve_evaluate_refused(bencher: Bencher<'_, '_>) {
    let bytes = twelve::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = twelve::refused();
    assert_eq!(plan.evaluate(&request).failed.count_ones(), 3);
    bencher.bench_local(|| black_box(&plan).evaluate(black_box(&request)));
}

#[divan::bench]
fn twelve_json_floor_serde(bencher: Bencher<'_, '_>) {
    let shop = twelve::floor::shop();
    let text = serde_json::to_string(&twelve::request()).unwrap();
    bencher.bench_local(|| {
        let sale = twelve::floor::read(black_box(&text));
        serde_json::to_vec(&twelve::floor::decide(black_box(&shop), &sale)).unwrap()
    });
}

#[divan::bench]
fn twelve_json_to_json(bencher: Bencher<'_, '_>) {
    let bytes = twelve::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let text = serde_json::to_string(&twelve::request()).unwrap();
    bencher.bench_local(|| {
        let request: Request = serde_json::from_str(black_box(&text)).unwrap();
        let mut out = Vec::with_capacity(256);
        black_box(&plan).evaluate(&request).write_json(&mut out).unwrap();
        out
    });
}

#[divan::bench]
fn twelve_findings_as_json(bencher: Bencher<'_, '_>) {
    let bytes = twelve::plan();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let request = twelve::refused();
    let mut out = vec![0; 8192];
    bencher.bench_local(|| {
        let mut sink = Buffer::new(&mut out);
        black_box(&plan).write_report(black_box(&request), &mut sink).unwrap();
        sink.written().len()
    });
}

/// A fix in GCJ-02 just outside a polygon of 64 corners.
#[divan::bench]
fn gcj02_fix_beside_a_polygon_of_64_corners(bencher: Bencher<'_, '_>) {
    let policy: Policy = serde_json::from_str(
        r#"{"id": "place", "version": 1, "rules": [{"id": "place", "on_fail": "decline", "on_unknown": "refer",
            "condition": {"location": {"fix_age_max_s": 300, "accuracy_max_m": 200}}}]}"#,
    )
    .unwrap();
    let mut service_point: ServicePoint = serde_json::from_str(twelve::SERVICE_POINT).unwrap();
    let corners: Vec<[i64; 2]> = (0..64)
        .map(|corner| {
            let angle = f64::from(corner) / 64.0 * core::f64::consts::TAU;
            [302_592_000 + (angle.sin() * 9_000.0) as i64, 1_201_303_000 + (angle.cos() * 10_000.0) as i64]
        })
        .collect();
    let place = serde_json::json!({"datum": "gcj02", "areas": [{"polygon": corners}]});
    service_point.place = Some(serde_json::from_value(place).unwrap());
    let bytes = compile(&policy, &service_point).unwrap();
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let mut request = twelve::request();
    request.set_fix(302_604_000, 1_201_303_000, Datum::Gcj02).unwrap();
    bencher.bench_local(|| black_box(&plan).evaluate(black_box(&request)));
}

#[divan::bench]
fn open_a_plan(bencher: Bencher<'_, '_>) {
    let bytes = twelve::plan();
    bencher.bench_local(|| Plan::open(black_box(&bytes), Expect::default()).is_ok());
}
