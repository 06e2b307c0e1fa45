//! A cure lets the sale proceed, and none of its changes can be left out (design, section 11, law 6); each change of a
//! remedy alone lets its rule pass.
#![cfg(feature = "json")]
#![allow(dead_code, reason = "a part of what the tests share is used")]

mod common;

use common::generate::{Triple, triples};
use common::share::Shares;
use common::{MANY, cases, open};
use poscond::cure::{Case, Change, Cure, Remedied};
use poscond::{Outcome, Policy, Reason, Request, ServicePoint, compile};
use proptest::test_runner::{TestCaseError, TestRunner};
use proptest::{prop_assert, prop_assert_eq};

/// Decides by a plan made anew, as any host would.
fn decide(policy: &Policy, changed: &(ServicePoint, Request)) -> (Outcome, Option<Reason>) {
    let bytes = compile(policy, &changed.0).expect("what was changed compiles");
    let decision = open(&bytes).evaluate(&changed.1);
    (decision.outcome, decision.primary_reason())
}

/// What the rule says after changes.
fn reason_of(policy: &Policy, changed: &(ServicePoint, Request), rule: &str) -> Option<Reason> {
    let bytes = compile(policy, &changed.0).expect("what was changed compiles");
    let plan = open(&bytes);
    plan.findings(&changed.1).find(|finding| finding.rule == rule).and_then(|finding| finding.reason)
}

fn check(triple: &Triple, shares: &Shares) -> Result<(), TestCaseError> {
    let Triple { policy, point, request, .. } = triple;
    let case = Case::new(policy, point, request);
    let apply = |changes: &[Change]| case.apply(changes).map_err(|error| TestCaseError::fail(error.to_string()));
    let now = apply(&[])?;
    prop_assert_eq!(&now, &(point.clone(), *request), "no change changes nothing");
    let (outcome, reason) = decide(policy, &now);
    shares.add(format!("outcome {}", outcome.name()));
    if let Some(reason) = reason {
        shares.add(format!("primary {}", reason.name()));
    }

    match case.cure().map_err(|error| TestCaseError::fail(error.to_string()))? {
        Cure::NotNeeded => {
            prop_assert_eq!(outcome, Outcome::Proceed);
        }
        Cure::Incurable { rule, reason } => {
            prop_assert!(outcome != Outcome::Proceed, "`{}` {}", rule, reason.name());
            shares.add("cure none");
            shares.add(format!("incurable {}", reason.name()));
        }
        Cure::Changes(changes) => {
            prop_assert!(outcome != Outcome::Proceed && !changes.is_empty());
            prop_assert_eq!(decide(policy, &apply(&changes)?).0, Outcome::Proceed, "cured by {:?}", changes);
            for at in 0..changes.len() {
                let mut without = changes.clone();
                without.remove(at);
                let outcome = decide(policy, &apply(&without)?).0;
                prop_assert!(outcome != Outcome::Proceed, "{} of {:?} is not needed", at, changes);
            }
            // They may be made in any order.
            let backwards: Vec<Change> = changes.iter().rev().cloned().collect();
            prop_assert_eq!(decide(policy, &apply(&backwards)?).0, Outcome::Proceed, "backwards {:?}", changes);
            shares.add(format!("cure of {} changes", changes.len().min(6)));
        }
    }

    for Remedied { rule, reason, remedies } in
        case.remedies().map_err(|error| TestCaseError::fail(error.to_string()))?
    {
        let steps: Vec<_> = remedies.iter().map(|remedy| remedy.step).collect();
        prop_assert_eq!(steps, reason.steps().to_vec());
        let changes: Vec<&Change> = remedies.iter().flat_map(|remedy| &remedy.changes).collect();
        shares.add(format!("{} {}", if changes.is_empty() { "no change for" } else { "changes for" }, reason.name()));
        for change in changes {
            let after = reason_of(policy, &apply(std::slice::from_ref(change))?, &rule);
            prop_assert_eq!(after, None, "`{}` after {:?}", rule, change);
        }
    }
    Ok(())
}

/// Pins law 6 on any request under any policy, and that the generator reaches what it must.
#[test]
fn cures_cure_and_nothing_of_them_is_idle() {
    let (config, shares) = (cases(MANY), Shares::new());
    let count = config.cases;
    let mut runner = TestRunner::new(config);
    if let Err(error) = runner.run(&triples(), |triple| check(&triple, &shares)) {
        panic!("{error}");
    }
    shares.print("cures", count);
    for outcome in Outcome::ALL {
        assert!(shares.count(&format!("outcome {}", outcome.name())) > 0, "{} never came up", outcome.name());
    }
    for size in 1..=3 {
        assert!(shares.count(&format!("cure of {size} changes")) > 0, "no cure of {size} changes came up");
    }
    // All but those of which no fact is the cause.
    let none =
        [Reason::PolicySuperseded, Reason::HoursCalendarUnknown, Reason::MccNotAllowed, Reason::CreditCheckFailed];
    for reason in Reason::ALL.iter().filter(|reason| count >= 5_000 && !none.contains(reason)) {
        let seen = shares.count(&format!("changes for {}", reason.name()));
        assert!(seen > 0, "no change was found for {}", reason.name());
    }
}
