//! Foresight holds at its edges, and nothing lies between (design, section 11, law 5): against trying instants and amounts.
#![cfg(feature = "json")]
#![allow(dead_code, reason = "a part of what the tests share is used")]

mod common;

use common::generate::{Triple, triples};
use common::share::Shares;
use common::{MANY, cases, open};
use poscond::bounds::INSTANT_UTC_S_MAX;
use poscond::{ClockState, HORIZON_S, Outcome, Plan, Reason, Request, Side, Unit};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

/// How far ahead anything is foreseen.
fn last(now: i64) -> i64 {
    (now + HORIZON_S).min(INSTANT_UTC_S_MAX)
}

/// Instants from the request's on at which something may happen: those of its facts and whatever follows from the rules'
/// times, days and minutes around, and some by chance.
fn instants(plan: &Plan<'_>, request: &Request, now: i64, chance: &[u32]) -> Vec<i64> {
    let mut found = vec![now];
    let mut spans = vec![0, 1, 60, 3600, 86_400];
    for rule in plan.rule_rows() {
        rule.tell(plan, |(_, unit, value)| match unit {
            Unit::Seconds => spans.extend([value, value + 1]),
            Unit::Date => {
                found.extend((-1..=1).flat_map(|day| [value * 86_400 + day * 43_200, value * 86_400 + day * 50_400]))
            }
            _ => {}
        });
    }
    let facts = [
        request.fix_at_utc_s(),
        request.signed_on_at_utc_s(),
        request.profile_refreshed_at_utc_s(),
        request.inspected_at_utc_s(),
        request.in_service_since_utc_s(),
        request.policy_confirmed_at_utc_s(),
    ];
    let counters = (0..12).filter_map(|slot| request.counter(slot)).map(|counter| counter.taken_at_utc_s);
    for at in facts.into_iter().flatten().chain(counters).chain([now]) {
        found.extend(spans.iter().map(|span| at.saturating_add(*span)));
    }
    // Every half hour of three days, and every six hours of a month.
    found.extend((0..144).map(|step| now - now % 1800 + step * 1800));
    found.extend((0..120).map(|step| now - now % 21_600 + step * 21_600));
    found.extend(chance.iter().map(|one| now + i64::from(*one) * HORIZON_S / i64::from(u32::MAX)));
    found.extend(chance.iter().map(|one| now + i64::from(*one % 200_000)));
    found.retain(|at| (now..=last(now)).contains(at));
    found
}

/// Amounts at which something may happen.
fn amounts(plan: &Plan<'_>, request: &Request, chance: &[u32]) -> Vec<i64> {
    let mut found = vec![0, 1, 999_999_999_999, 1_000_000_000_000, (1 << 53) - 1];
    for rule in plan.rule_rows() {
        rule.tell(plan, |(_, unit, value)| {
            if unit == Unit::Minor {
                found.push(value);
            }
        });
    }
    let used: Vec<i64> = (0..12).filter_map(|slot| request.counter(slot)).map(|counter| counter.amount_minor).collect();
    let used: Vec<i64> = used.into_iter().chain(request.offline_amount_minor()).chain([0]).collect();
    let limits = found.clone();
    found.extend(limits.iter().flat_map(|limit| used.iter().map(move |used| limit - used)));
    found.extend(request.amount_minor());
    found.extend(chance.iter().map(|one| i64::from(*one % 3_000_000)));
    let near: Vec<i64> = found.iter().flat_map(|amount| [amount - 1, *amount, amount + 1]).collect();
    near.into_iter().filter(|amount| (0..1 << 53).contains(amount)).collect()
}

fn at(request: &Request, at_utc_s: i64) -> Request {
    let mut request = *request;
    request.set_now_utc_s(at_utc_s).expect("in range");
    request
}

fn of(request: &Request, amount: i64) -> Request {
    let mut request = *request;
    request.set_amount_minor(amount).expect("in range");
    request
}

fn check(triple: &Triple, chance: &[u32]) -> Result<(), TestCaseError> {
    let (plan, request) = (open(&triple.plan), &triple.request);
    let foresight = plan.foresee(request);
    let trusted = request.clock() == Some(ClockState::Trusted);
    let Some(now) = request.now_utc_s().filter(|_| trusted) else {
        prop_assert_eq!(foresight, poscond::Foresight::default());
        return Ok(());
    };
    let decides = |request: &Request| {
        let decision = plan.evaluate(request);
        (decision.outcome, decision.reason)
    };
    let proceeds = |request: &Request| plan.evaluate(request).outcome == Outcome::Proceed;

    // The first later instant that decides otherwise.
    let last = last(now);
    let tried = instants(&plan, request, now, chance);
    let stable = foresight.stable_until_utc_s;
    if let Some(until) = stable {
        prop_assert!(until > now && until <= last);
        prop_assert_ne!(decides(&at(request, until)), decides(request), "stable until {}", until);
        prop_assert_eq!(decides(&at(request, until - 1)), decides(request), "a second before {}", until);
    }
    for &one in tried.iter().filter(|one| stable.is_none_or(|until| **one < until)) {
        prop_assert_eq!(decides(&at(request, one)), decides(request), "at {}, stable until {:?}", one, stable);
    }

    // The first instant at which it proceeds.
    let next = foresight.next_allowed_at_utc_s;
    // Only where what is measured lies ahead does it leave the range, at the end of all time.
    let afresh = |at| plan.afresh(request, at).unwrap_or(Request::new());
    prop_assert_eq!(afresh(now), *request);
    if let Some(next) = next {
        prop_assert!(next >= now && next <= last);
        prop_assert!(proceeds(&afresh(next)), "next allowed at {}", next);
        prop_assert!(next == now || !proceeds(&afresh(next - 1)), "a second before {}", next);
        prop_assert_eq!(next == now, proceeds(request));
    }
    for &one in tried.iter().filter(|one| next.is_none_or(|next| **one < next)) {
        prop_assert!(!proceeds(&afresh(one)), "at {}, next allowed at {:?}", one, next);
    }

    // The greatest amount.
    let Some(amount) = request.amount_minor() else {
        prop_assert_eq!(foresight.max_amount_minor, None);
        return Ok(());
    };
    let greatest = foresight.max_amount_minor;
    let is_proceeding = proceeds(request);
    if let Some(greatest) = greatest {
        prop_assert!(proceeds(&of(request, greatest)), "greatest {}", greatest);
        prop_assert!(!proceeds(&of(request, greatest + 1)), "one more than {}", greatest);
        prop_assert_eq!(greatest >= amount, is_proceeding);
    }
    for one in amounts(&plan, request, chance) {
        let is_between = match greatest {
            Some(greatest) if is_proceeding => (amount..=greatest).contains(&one),
            Some(greatest) => (greatest + 1..=amount).contains(&one),
            None if is_proceeding => one >= amount,
            None => one <= amount,
        };
        if is_between {
            prop_assert_eq!(proceeds(&of(request, one)), is_proceeding, "amount {}, greatest {:?}", one, greatest);
        }
    }
    Ok(())
}

/// Counts what a case came to.
fn count(plan: &Plan<'_>, request: &Request, shares: &Shares) {
    let (decision, foresight) = (plan.evaluate(request), plan.foresee(request));
    shares.add(format!("outcome {}", decision.outcome.name()));
    if let Some(reason) = decision.primary_reason() {
        shares.add(format!("primary {}", reason.name()));
    }
    let now = request.now_utc_s();
    let next = match foresight.next_allowed_at_utc_s {
        None => "never",
        at if at == now => "now",
        Some(_) => "later",
    };
    shares.add(format!("allowed {next}"));
    shares.add(if foresight.stable_until_utc_s.is_some() { "stable until" } else { "stable" });
    let amount = match (foresight.max_amount_minor, decision.outcome) {
        (None, _) => "amount: none",
        (Some(_), Outcome::Proceed) => "amount: up to",
        (Some(_), _) => "amount: less",
    };
    shares.add(amount);
}

/// Pins the three of them on any request under any plan.
#[test]
fn foresight_holds_at_its_edges() {
    let (config, shares) = (cases(MANY), Shares::new());
    let all = config.cases;
    let generated = (triples(), proptest::collection::vec(any::<u32>(), 20));
    let run = TestRunner::new(config).run(&generated, |(triple, chance)| {
        count(&open(&triple.plan), &triple.request, &shares);
        check(&triple, &chance)
    });
    if let Err(error) = run {
        panic!("{error}");
    }
    shares.print("foresight", all);
    for name in
        ["allowed never", "allowed now", "allowed later", "stable until", "stable", "amount: up to", "amount: less"]
    {
        assert!(shares.count(name) > 0, "{name} never came up");
    }
    // The last stands beside other reasons and is never the primary one.
    for reason in Reason::ALL.iter().filter(|&&reason| all >= 100_000 && reason.side() != Side::Beside) {
        assert!(shares.count(&format!("primary {}", reason.name())) > 0, "{} was never primary", reason.name());
    }
}
