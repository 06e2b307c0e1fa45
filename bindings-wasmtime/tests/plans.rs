//! Plans are loaded, replaced and dropped while calls run, and every answer is the engine's own.

mod common;

use common::{engine, module, plans_and_requests, sale, service_points, small_plan, small_policy};
use poscond_wasmtime::poscond::texts::{Language, Reader};
use poscond_wasmtime::poscond::{self, Decision, Expect, Outcome, Request, SigningKey};
use poscond_wasmtime::{Engine, Error, Finding, Info, Options, Plan, Plans, Status, Style};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The engine itself, on the plan's bytes.
fn native(plan: &[u8]) -> poscond::Plan<'_> {
    poscond::Plan::open(plan, Expect::default()).expect("it opens")
}

fn status(refused: Result<Plan, Error>) -> Status {
    match refused.expect_err("it is refused") {
        Error::Refused(status) => status,
        error => panic!("{error}"),
    }
}

/// Every request of the examples by the plan of its merchant.
#[test]
fn answers_are_the_engines_own() {
    let engine = engine();
    let (plans, requests) = plans_and_requests();
    let hosted: Vec<Plan> = plans.iter().map(|plan| engine.open(plan).expect("it opens")).collect();
    for (place, request) in &requests {
        let (hosted, native) = (&hosted[*place], native(&plans[*place]));
        let decision = native.evaluate(request);
        assert_eq!(hosted.evaluate(request).unwrap(), decision);
        assert_eq!(hosted.accrue(request).unwrap(), native.accrue(request).collect::<Vec<_>>());

        let mut report = Vec::new();
        native.write_report(request, &mut report).unwrap();
        assert_eq!(hosted.report_json(request).unwrap().as_bytes(), report);
        let mut alone = Vec::new();
        decision.write_json(&mut alone).unwrap();
        assert_eq!(hosted.decision_json(&decision).unwrap().as_bytes(), alone);
        let json = serde_json::to_string(request).unwrap();
        assert_eq!(hosted.evaluate_json(&json).unwrap().as_bytes(), alone);
        assert_eq!(engine.decode(&request.encode()).unwrap(), *request);
    }
}

#[test]
fn findings_and_foresight_are_the_engines_own() {
    let engine = engine();
    let (plans, requests) = plans_and_requests();
    for (place, request) in requests.iter().step_by(5) {
        let (hosted, native) = (engine.open(&plans[*place]).unwrap(), native(&plans[*place]));
        let findings = hosted.findings(request).unwrap();
        assert_eq!(findings.len(), native.finding_count(&native.evaluate(request)));
        for (found, native) in findings.iter().zip(native.findings(request)) {
            assert_eq!(*found, owned(&native));
        }
        let foresight = native.foresee(request);
        assert_eq!(hosted.foresee(request).unwrap(), foresight);
        assert_eq!(hosted.disclosed(request).unwrap(), native.disclosed(request, foresight));
    }
}

fn owned(finding: &poscond::Finding<'_>) -> Finding {
    Finding {
        rule: finding.rule.to_owned(),
        subject: finding.subject.map(str::to_owned),
        bit: finding.bit,
        verdict: finding.verdict,
        reason: finding.reason,
        action: finding.action,
        fact: finding.fact,
        unit: finding.unit,
        observed: finding.observed,
        required: finding.required,
        internal: finding.internal,
    }
}

/// What the module says piece by piece is what an explanation is made of; with the case there is a cure too.
#[test]
fn explanations_are_made_of_what_the_module_says() {
    let engine = engine();
    let (plans, requests) = plans_and_requests();
    for (place, request) in requests.iter().step_by(11) {
        let plan = engine.open(&plans[*place]).unwrap();
        let outcome = plan.evaluate(request).unwrap().outcome;
        let findings = plan.findings(request).unwrap();
        for (&reader, &language) in Reader::ALL.iter().zip(Language::ALL.iter().cycle()) {
            let style = Style { reader, language, ..Style::default() };
            let explained = plan.explain(request, reader, language, None).unwrap();
            assert_eq!(explained.outcome, outcome);
            assert_eq!(explained.headline.into_bytes(), plan.say_outcome(request, &style).unwrap());
            assert_eq!(explained.cure, None);
            let said: Vec<Vec<u8>> =
                (0..findings.len()).flat_map(|place| plan.say_finding(request, place, &style).unwrap()).collect();
            for cause in explained.causes {
                assert!(said.contains(&cause.text.clone().into_bytes()), "the module does not say {}", cause.text);
            }
            if reader != Reader::Cardholder {
                let advice = plan.say_advice(request, &style).unwrap();
                let told = advice.into_iter().map(|(_, text)| text).filter(|text| !text.is_empty());
                assert!(told.eq(explained.advice.into_iter().map(String::into_bytes)));
            }
        }
    }
}

#[test]
fn a_plan_says_of_itself_what_the_engine_says() {
    let engine = engine();
    for bytes in plans_and_requests().0 {
        let (hosted, native) = (engine.open(&bytes).unwrap(), native(&bytes));
        let counters: Vec<_> = native.counters().collect();
        let info = hosted.info().unwrap();
        let expected = Info {
            service_point_id: native.service_point_id().to_owned(),
            revision: native.revision(),
            merchant_id: String::from_utf8(native.merchant_id().to_vec()).unwrap(),
            policy_id: native.policy_id().to_owned(),
            policy_version: native.policy_version(),
            valid_days: native.valid_days(),
            digest: info.digest,
            engine_needed: native.engine_needed(),
            rule_count: native.rule_count().try_into().unwrap(),
            counter_count: counters.len().try_into().unwrap(),
        };
        assert_eq!(info, expected);
        assert_eq!(hosted.counters().unwrap(), counters);
        assert_eq!(hosted.bytes(), bytes);
        assert_eq!((hosted.revision(), *hosted.digest()), (info.revision, info.digest));
        // The digest over the body stands at its end, which for a plan without a signature is that of the plan.
        assert!(bytes.ends_with(hosted.digest()));
    }
}

#[test]
fn a_batch_decides_each_as_it_is_decided_alone() {
    let engine = engine();
    let (plans, requests) = plans_and_requests();
    let plan = engine.open(&plans[0]).unwrap();
    let native = native(&plans[0]);
    let requests: Vec<Request> = requests.iter().map(|(_, request)| *request).cycle().take(1000).collect();
    for count in [0, 1, 2, 63, 64, 65, 128, 129, 1000] {
        let some = &requests[..count];
        let expected: Vec<Decision> = some.iter().map(|request| native.evaluate(request)).collect();
        assert_eq!(plan.evaluate_batch(some).unwrap(), expected);
    }
}

#[test]
fn json_that_is_no_request_is_refused_with_what_would_be_accepted() {
    let plan = engine().open(&small_plan("shop", 1, 100)).unwrap();
    for (json, words) in [("{", "EOF"), ("{\"amount\": 1}", "amount_minor"), ("{\"clock\": \"late\"}", "trusted")] {
        match plan.evaluate_json(json).unwrap_err() {
            Error::Json(error) => assert!(error.to_string().contains(words), "{error}"),
            error => panic!("{error}"),
        }
    }
}

#[test]
fn bytes_that_are_no_request_are_refused() {
    let engine = engine();
    let refused = |record: &[u8]| match engine.decode(record).expect_err("it is none") {
        Error::Refused(status) => status,
        error => panic!("{error}"),
    };
    assert_eq!(refused(&[]), Status::RequestSize);
    assert_eq!(refused(&[0xff; 560]), Status::RequestSize);
    assert_eq!(refused(&vec![0; 16 << 20]), Status::RequestSize);
    let mut unknown_fact = Request::new().encode();
    unknown_fact[15] = 0x80;
    assert_eq!(refused(&unknown_fact), Status::RequestUnknownFact);
    assert_eq!(engine.traps(), 0);
}

/// Whatever is refused, the plan in force goes on deciding.
#[test]
fn what_is_refused_changes_nothing() {
    let engine = engine();
    let plans = Plans::new(&engine);
    plans.load(&small_plan("shop", 5, 1_000)).unwrap();
    let decides_as_before = || {
        let plan = plans.get("shop").expect("it is in force");
        assert_eq!(plan.revision(), 5);
        assert_eq!(plan.evaluate(&sale(1_000)).unwrap().outcome, Outcome::Proceed);
        assert_eq!(plan.evaluate(&sale(1_001)).unwrap().outcome, Outcome::Decline);
    };
    decides_as_before();

    match plans.load(&small_plan("shop", 4, 9)).expect_err("it is older") {
        Error::Revision { service_point, found: 4, accepted: 5 } => assert_eq!(service_point, "shop"),
        error => panic!("{error}"),
    }
    let newer = small_plan("shop", 6, 9);
    let mut damaged = newer.clone();
    damaged[90] ^= 1;
    assert_eq!(status(plans.load(&damaged)), Status::PlanDigest);
    assert_eq!(status(plans.load(&newer[..newer.len() - 1])), Status::PlanLength);
    assert_eq!(status(plans.load(&[])), Status::PlanLength);
    assert_eq!(status(plans.load(&vec![0; 32 << 20])), Status::PlanLength);
    assert_eq!(status(plans.load_for("shop", &small_plan("another", 6, 9))), Status::PlanServicePoint);
    assert_eq!(status(engine.open_for(&newer, Some("shop"), 7)), Status::PlanRevision);
    decides_as_before();

    // No id of a service point, and none that is cut to one.
    for id in ["", "shop\0", "shop\0another", &"s".repeat(41), &"s".repeat(32 << 20)] {
        assert_eq!(status(plans.load_for(id, &newer)), Status::PlanServicePoint);
    }
    assert_eq!(plans.len(), 1);
    decides_as_before();

    // The same revision under another policy is another plan.
    plans.load(&small_plan("shop", 5, 9)).unwrap();
    assert_eq!(plans.get("shop").unwrap().evaluate(&sale(10)).unwrap().outcome, Outcome::Decline);
    plans.load_for("shop", &newer).unwrap();
    assert_eq!(plans.get("shop").unwrap().revision(), 6);
    assert_eq!(engine.traps(), 0);
}

#[test]
fn where_keys_are_asked_for_one_of_them_must_have_signed() {
    let [ours, next, foreign] = [7, 8, 9].map(|secret| SigningKey::from_secret(&[secret; 32]));
    let keys = vec![ours.public_key(), next.public_key()];
    let engine = Engine::new(&module(), Options { keys, ..Options::default() }).unwrap();
    let plans = Plans::new(&engine);
    let signed = |revision, max_minor, key| poscond::sign(&small_plan("shop", revision, max_minor), key).unwrap();

    plans.load(&signed(1, 1_000, &ours)).unwrap();
    assert_eq!(status(plans.load(&small_plan("shop", 2, 9))), Status::PlanUnsigned);
    assert_eq!(status(plans.load(&signed(2, 9, &foreign))), Status::PlanForeignKey);
    let mut damaged = signed(2, 9, &ours);
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(status(plans.load(&damaged)), Status::PlanSignature);
    assert_eq!(plans.get("shop").unwrap().evaluate(&sale(1_000)).unwrap().outcome, Outcome::Proceed);

    plans.load(&signed(2, 9, &next)).unwrap();
    assert_eq!(plans.get("shop").unwrap().evaluate(&sale(1_000)).unwrap().outcome, Outcome::Decline);
    assert_eq!(engine.traps(), 0);
}

#[test]
fn too_many_keys_are_refused() {
    let keys = vec![SigningKey::from_secret(&[7; 32]).public_key(); 5];
    match Engine::new(&module(), Options { keys, ..Options::default() }).unwrap_err() {
        Error::Keys(5) => {}
        error => panic!("{error}"),
    }
}

/// Eight threads call while a plan of the baseline policy and one of a single rule take each other's place, and are dropped in between.
/// Each decision is that of the one or of the other.
#[test]
fn a_call_sees_the_old_plan_or_the_new_one() {
    let engine = engine();
    let (examples, requests) = plans_and_requests();
    let (place, request) = requests[0];
    let many_rules = examples[place].clone();
    let mut service_point = service_points().swap_remove(place);
    service_point.adjustments.clear();
    let id = service_point.id.as_str();
    let one_rule = poscond::compile(&small_policy(1), &service_point).unwrap();
    let expected = [native(&many_rules).evaluate(&request), native(&one_rule).evaluate(&request)];
    assert_ne!(expected[0], expected[1]);

    let plans = Plans::new(&engine);
    let before = plans.load(&many_rules).unwrap();
    let is_over = AtomicBool::new(false);
    let (plans, is_over, expected, request) = (&plans, &is_over, &expected, &request);
    let seen = thread::scope(|scope| {
        let caller = move || {
            let mut seen = [0_u64; 2];
            while !is_over.load(Ordering::Relaxed) {
                let Some(plan) = plans.get(id) else { continue };
                let decision = plan.evaluate(request).unwrap();
                let which = expected.iter().position(|one| *one == decision);
                seen[which.unwrap_or_else(|| panic!("a mixture: {decision:?}"))] += 1;
                // What is asked later of the same handle is asked of the same plan.
                let decisions = plan.evaluate_batch(&[*request; 3]).unwrap();
                assert_eq!(decisions, [decision; 3]);
            }
            seen
        };
        let callers: Vec<_> = (0..8).map(|_| scope.spawn(caller)).collect();
        for round in 0..2_000 {
            plans.load(if round % 2 == 0 { &one_rule } else { &many_rules }).unwrap();
            if round % 5 == 0 {
                assert!(plans.remove(id));
                assert!(!plans.remove(id));
            }
            if round % 16 == 0 {
                thread::yield_now();
            }
        }
        is_over.store(true, Ordering::Relaxed);
        callers
            .into_iter()
            .map(|caller| caller.join().unwrap())
            .fold([0; 2], |sum, seen| [sum[0] + seen[0], sum[1] + seen[1]])
    });
    assert!(seen.iter().all(|&count| count > 0), "{seen:?}");
    // A handle taken before all this decides as it did.
    assert_eq!(before.evaluate(request).unwrap(), expected[0]);
    assert_eq!(engine.traps(), 0);
}

#[test]
fn a_handle_outlives_the_plans_and_the_engine_that_it_came_from() {
    let engine = engine();
    let plans = Plans::new(&engine);
    let plan = plans.load(&small_plan("shop", 1, 100)).unwrap();
    drop((plans, engine));
    assert_eq!(plan.evaluate(&sale(100)).unwrap().outcome, Outcome::Proceed);
    assert_eq!(plan.evaluate(&sale(101)).unwrap().outcome, Outcome::Decline);
}

/// Each of many plans has a limit of its own, by which it is known.
#[test]
fn many_plans_each_decide_by_their_own_limit() {
    let count = if cfg!(debug_assertions) { 10_000_i64 } else { 100_000 };
    let engine = engine();
    let plans = Plans::new(&engine);
    let id = |number: i64| format!("shop-{number}");
    for number in 1..=count {
        plans.load_for(&id(number), &small_plan(&id(number), 1, number)).unwrap();
    }
    assert_eq!(plans.len(), usize::try_from(count).unwrap());
    for step in 0..count {
        // A walk that visits all of them in another order.
        let number = step * 7_919 % count + 1;
        let plan = plans.get(&id(number)).expect("it is in force");
        assert_eq!(plan.evaluate(&sale(number)).unwrap().outcome, Outcome::Proceed);
        assert_eq!(plan.evaluate(&sale(number + 1)).unwrap().outcome, Outcome::Decline);
    }
    assert!(plans.get(&id(0)).is_none());
    assert!(!plans.is_empty());
}
