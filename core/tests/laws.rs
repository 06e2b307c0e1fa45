//! The laws of a decision (design, section 11), by generated cases. `PROPTEST_CASES` sets how many.
#![cfg(feature = "json")]

mod common;

use chrono::NaiveDate;
use common::advice::Advised;
use common::draw::Draw;
use common::expression::Expr;
use common::generate::{Triple, date, span, triples};
use common::interpreter::{Accrued, WallClock, interpret};
use common::wire::{HEAD, mend, report, sections, without_counters, write_turned};
use common::{cases, open};
use poscond::bounds::Within;
use poscond::policy::{AdviceForm, ConditionForm, Effect, LinkRule};
use poscond::service_point::{
    AddressCheck, Application, AreaForm, CheckState, DeliveryState, FieldState, FormState, Grant, InstallationState,
    MakeupHours, MaterialState, Review, ReviewState, ServicePoint, TestState, TrainingState, ValidThrough,
};
use poscond::{
    Accrual, Action, AdviceKind, ClockState, Decision, Expect, Fact, Finding, Guard, LinkState, Outcome, Plan, Policy,
    Reason, Refunds, Request, TransactionType, Verdict, Window, compile,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// What each rule says, by id.
fn verdicts<'p>(plan: &'p Plan<'_>, request: &'p Request) -> BTreeMap<String, (Verdict, Option<Reason>)> {
    let rules = plan.findings(request).filter(|finding| finding.bit.is_some());
    rules.map(|finding| (finding.rule.to_owned(), (finding.verdict, finding.reason))).collect()
}

/// What is added to a counter, the window by its date.
fn named(accrual: Accrual) -> Accrued {
    // A business day may start in the last instants of all, after the last date that can be written.
    let day = NaiveDate::default() + chrono::Duration::days(accrual.window_day.into());
    (accrual.slot.into(), day, accrual.amount_minor, accrual.count)
}

// ---- what the generator reaches ------------------------------------------------------------------

/// Pins that generated cases reach every outcome, every reason, every reason as the primary one, every kind of advice,
/// and accruals of each sign.
#[test]
fn generated_cases_reach_everything() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(cases(0), rng);
    let strategy = triples();
    let count = 20_000;
    let mut damaged: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let (mut outcomes, mut found, mut primary) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let mut verdicts: BTreeMap<Verdict, usize> = BTreeMap::new();
    let (mut advised, mut accrued, mut relaxed) = (BTreeMap::new(), BTreeMap::new(), 0);
    for _ in 0..count {
        let triple = strategy.new_tree(&mut runner).expect("a case").current();
        let plan = open(&triple.plan);
        let decision = plan.evaluate(&triple.request);
        *outcomes.entry(decision.outcome.name()).or_insert(0) += 1;
        *primary.entry(decision.primary_reason()).or_insert(0) += 1;
        let mut reasons = Vec::new();
        for finding in plan.findings(&triple.request) {
            if finding.bit.is_some() {
                *verdicts.entry(finding.verdict).or_insert(0) += 1;
            }
            reasons.extend(finding.reason);
        }
        reasons.sort_unstable();
        reasons.dedup();
        for reason in reasons {
            *found.entry(reason).or_insert(0) += 1;
        }
        plan.advise(&triple.request, |advice| *advised.entry(advice.kind.name()).or_insert(0) += 1);
        for accrual in plan.accrue(&triple.request) {
            *accrued.entry((accrual.amount_minor.signum(), accrual.count.signum())).or_insert(0) += 1;
        }
        if !triple.policy.directives.is_empty() {
            let (plain, _) = without_relaxing(&triple);
            relaxed += usize::from(open(&plain).evaluate(&triple.request).outcome != decision.outcome);
        }
        // Of damaged plans: which part was damaged last, and whether it opens.
        let mut bytes = triple.plan.clone();
        let section = damage(&mut bytes, &mut Draw::new(&triple.spare));
        damaged.entry(section).or_default()[usize::from(Plan::open(&bytes, Expect::default()).is_ok())] += 1;
    }
    let share = |cases: &usize| f64::from(u32::try_from(*cases).expect("few")) * 100.0 / f64::from(count);
    println!(
        "{count} cases\noutcomes: {outcomes:?}\nverdicts: {verdicts:?}\nadvice: {advised:?}\naccruals by signs: {accrued:?}"
    );
    println!("outcomes that a directive softened: {relaxed}\nreason: cases with it, as the primary one, in per cent");
    println!("{:28} {:>7} {:7.3}", "none", "", share(primary.get(&None).unwrap_or(&0)));
    for reason in Reason::ALL {
        let (with, as_primary) = (found.get(reason).unwrap_or(&0), primary.get(&Some(*reason)).unwrap_or(&0));
        println!("{:28} {:7.3} {:7.3}", reason.name(), share(with), share(as_primary));
    }
    println!("damaged plans, refused and opened by the part that was damaged last: {damaged:?}");
    let (refused, opened) = damaged.values().fold((0, 0), |(a, b), [refused, opened]| (a + refused, b + opened));
    let (all, tenth) = (count as usize, count as usize / 10);
    assert!(refused >= tenth && opened >= tenth, "{refused} damaged plans are refused, {opened} open");
    for outcome in Outcome::ALL {
        assert!(outcomes[outcome.name()] >= tenth, "fewer than a tenth {}", outcome.name());
    }
    for reason in Reason::ALL {
        // One case of two thousand, so that the laws together meet all of them.
        assert!(found.get(reason).is_some_and(|&cases| cases * 2000 >= all), "{} is hardly reached", reason.name());
        let may = *reason != Reason::HostUnreachable;
        assert_eq!(primary.contains_key(&Some(*reason)), may, "{} as primary", reason.name());
    }
    for kind in AdviceKind::ALL {
        assert!(advised.get(kind.name()).is_some_and(|&cases| cases * 1000 >= all), "{} hardly given", kind.name());
    }
    for signs in [(1, 1), (-1, -1), (-1, 0)] {
        assert!(accrued.get(&signs).is_some_and(|&cases| cases * 1000 >= all), "{signs:?} is hardly accrued");
    }
    assert!(relaxed * 200 >= all, "only {relaxed} outcomes are softened");
}

// ---- (1) purity ----------------------------------------------------------------------------------

proptest! {
    #![proptest_config(cases(500))]

    /// Pins that nothing but the bytes decides: not how often, not where they lie, not who compiled them.
    #[test]
    fn the_same_bytes_decide_the_same(triple in triples()) {
        let Triple { policy, point, plan: bytes, request, .. } = &triple;
        let plan = open(bytes);
        let (decision, text) = (plan.evaluate(request), report(&plan, request)?);
        prop_assert_eq!(plan.evaluate(request), decision);
        prop_assert_eq!(&compile(policy, point).expect("compiled before"), bytes);
        let mut room = vec![0xA5; bytes.len() + 8];
        for at in 0..8 {
            room[at..at + bytes.len()].copy_from_slice(bytes);
            let moved = open(&room[at..at + bytes.len()]);
            prop_assert_eq!(moved.evaluate(request), decision);
            prop_assert_eq!(report(&moved, request)?, text.as_str());
        }
        let decoded = Request::decode(&request.encode()).expect("its own bytes");
        prop_assert_eq!(plan.evaluate(&decoded), decision);
    }

    /// Pins that the JSON forms hold everything, and that the order of keys in them is of no account.
    #[test]
    fn the_order_of_keys_is_of_no_account(triple in triples()) {
        let turn = usize::from(triple.spare[0]);
        let policy = serde_json::to_value(&triple.policy).expect("JSON");
        let point = serde_json::to_value(&triple.point).expect("JSON");
        let request = serde_json::to_value(triple.request).expect("JSON");
        let policy: Policy = common::json(&write_turned(&policy, turn));
        let point: ServicePoint = common::json(&write_turned(&point, turn + 1));
        prop_assert_eq!(&policy, &triple.policy);
        prop_assert_eq!(&point, &triple.point);
        prop_assert_eq!(common::json::<Request>(&write_turned(&request, turn)), triple.request);
        prop_assert_eq!(compile(&policy, &point).expect("compiled before"), triple.plan);
    }
}

// ---- (2) knowledge only refines ------------------------------------------------------------------

/// What can be known or not, each as a whole: the fix is one fact in three parts.
fn pieces() -> Vec<(Vec<Fact>, u32)> {
    let fix = [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum];
    let mut pieces = vec![(fix.to_vec(), 0)];
    pieces.extend(Fact::ALL.iter().filter(|fact| !fix.contains(fact)).map(|&fact| (vec![fact], 0)));
    pieces.extend((0..12).map(|slot| (vec![], 1 << slot)));
    pieces
}

/// The request without those pieces.
fn without<'f>(request: &Request, pieces: impl Iterator<Item = &'f (Vec<Fact>, u32)>) -> Request {
    let mut less = *request;
    let mut slots = 0;
    for (facts, counters) in pieces {
        slots |= counters;
        for &fact in facts {
            less.clear(fact);
        }
    }
    without_counters(&less, slots)
}

/// Of one rule: what may be said when more is known.
fn refines(before: Verdict, after: Verdict) -> bool {
    match before {
        Verdict::Unknown => true,
        // More may be known of whose plan it is, of the time, or of the scope: then the rule may not apply at all.
        Verdict::Pass | Verdict::Fail => [before, Verdict::NotApplicable].contains(&after),
        Verdict::NotApplicable => after == Verdict::NotApplicable,
    }
}

proptest! {
    #![proptest_config(cases(500))]

    /// Pins that a fact more never turns a pass into a fail, nor a fail into a pass, whatever else is known.
    #[test]
    fn knowledge_only_refines(triple in triples()) {
        let plan = open(&triple.plan);
        let pieces = pieces();
        let mut draw = Draw::new(&triple.spare);
        let share = draw.pick(&[0, 5, 20, 60]);
        let mut gone = vec![false; pieces.len()];
        for place in &mut gone {
            *place = draw.chance(share);
        }
        // Once from what the request knows, once from less.
        for gone in [vec![false; pieces.len()], gone] {
            let kept = |except: usize| {
                let cleared = pieces.iter().enumerate().filter(|&(at, _)| gone[at] || at == except).map(|(_, piece)| piece);
                without(&triple.request, cleared)
            };
            let more = kept(usize::MAX);
            let known = verdicts(&plan, &more);
            for at in (0..pieces.len()).filter(|&at| !gone[at]) {
                let less = kept(at);
                for (rule, (before, _)) in verdicts(&plan, &less) {
                    let after = known[&rule].0;
                    prop_assert!(refines(before, after), "{}: {:?} -> {:?} with {:?}", rule, before, after, pieces[at]);
                }
            }
            // And all at once.
            for (rule, (before, _)) in verdicts(&plan, &more) {
                let after = verdicts(&plan, &triple.request)[&rule].0;
                prop_assert!(refines(before, after), "{}: {:?} -> {:?}", rule, before, after);
            }
        }
    }
}

/// Pins that half a fix is no fix, not one at longitude 0: nothing is guessed.
#[test]
fn half_a_fix_is_no_fix() {
    let policy: Policy = common::json(
        r#"{"id": "p", "version": 1, "rules": [{"id": "here", "on_fail": "decline", "on_unknown": "warn",
            "condition": {"location": {"fix_age_max_s": 600, "accuracy_max_m": 100}}}]}"#,
    );
    let point: ServicePoint = common::json(
        r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+00:00", "place": {"datum": "wgs84",
            "areas": [{"circle": {"lat_e7": 515000000, "lon_e7": 0, "radius_m": 100}}]}}"#,
    );
    let bytes = compile(&policy, &point).expect("compiles");
    let plan = open(&bytes);
    let whole: Request = common::json(
        r#"{"now_utc_s": 1795406400, "clock": "trusted", "host": "reachable", "merchant_id": "M1",
            "fix_at_utc_s": 1795406400, "fix_accuracy_m": 5,
            "fix_lat_e7": 515000000, "fix_lon_e7": 1200000000, "fix_datum": "wgs84"}"#,
    );
    assert_eq!(verdicts(&plan, &whole)["here"], (Verdict::Fail, Some(Reason::LocationOutsideArea)));
    for part in [Fact::FixLatE7, Fact::FixLonE7, Fact::FixDatum] {
        let mut half = whole;
        half.clear(part);
        let missing = (Verdict::Unknown, Some(Reason::LocationFixMissing));
        assert_eq!(verdicts(&plan, &half)["here"], missing, "without {}", part.name());
    }
}

// ---- (3) order -----------------------------------------------------------------------------------

proptest! {
    #![proptest_config(cases(800))]

    /// Pins that the order of rules decides nothing, slots of counters included.
    #[test]
    fn the_order_of_rules_is_of_no_account(triple in triples()) {
        let mut draw = Draw::new(&triple.spare);
        let mut policy = triple.policy.clone();
        for at in (1..policy.rules.len()).rev() {
            policy.rules.swap(at, draw.below(at + 1));
        }
        let bytes = compile(&policy, &triple.point).expect("a permutation compiles as well");
        let (plan, permuted) = (open(&triple.plan), open(&bytes));
        prop_assert!(plan.counters().eq(permuted.counters()), "slots do not depend on the order of rules");
        let request = triple.request;
        let (a, b) = (plan.evaluate(&request), permuted.evaluate(&request));
        prop_assert_eq!((a.outcome, a.reason, a.de39, a.guards), (b.outcome, b.reason, b.de39, b.guards));
        prop_assert_eq!(verdicts(&plan, &triple.request), verdicts(&permuted, &request));
        // Directives name rules, and soften the same ones wherever these stand.
        let actions = |plan: &Plan<'_>| -> BTreeMap<String, Action> {
            plan.findings(&request).map(|finding| (finding.rule.to_owned(), finding.action)).collect()
        };
        prop_assert_eq!(actions(&plan), actions(&permuted));
        prop_assert!(plan.accrue(&request).eq(permuted.accrue(&request)));
    }
}

// ---- (4) monotone --------------------------------------------------------------------------------

fn more<const LOW: i64, const HIGH: i64>(value: &mut Within<LOW, HIGH>, draw: &mut Draw<'_>) {
    let by = draw.pick(&[1, 9_999, HIGH / 2]);
    *value = Within::new(value.get().saturating_add(by).min(HIGH)).expect("at most the highest");
}

fn raise_limits(policy: &mut Policy, point: &mut ServicePoint, draw: &mut Draw<'_>) {
    for rule in &mut policy.rules {
        match &mut rule.condition {
            ConditionForm::Amount(form) if draw.chance(60) => more(&mut form.max_minor, draw),
            ConditionForm::Usage(form) if draw.chance(60) => more(&mut form.max, draw),
            ConditionForm::Offline(form) if draw.chance(60) => {
                form.floor_limit_minor.iter_mut().for_each(|limit| more(limit, draw));
                form.amount_max_minor.iter_mut().for_each(|limit| more(limit, draw));
                form.count_max.iter_mut().for_each(|limit| more(limit, draw));
            }
            _ => {}
        }
    }
    for adjustment in &mut point.adjustments {
        if let Grant::Limit { max, .. } = &mut adjustment.grant
            && draw.chance(40)
        {
            more(max, draw);
        }
    }
}

fn widen_areas(point: &mut ServicePoint, draw: &mut Draw<'_>) {
    let granted = point.adjustments.iter_mut().filter_map(|adjustment| match &mut adjustment.grant {
        Grant::Place(place) => Some(place),
        _ => None,
    });
    for place in point.place.iter_mut().chain(granted) {
        for area in &mut place.areas {
            if let AreaForm::Circle { radius_m, .. } = area {
                more(radius_m, draw);
            }
        }
    }
}

fn lengthen_spans(point: &mut ServicePoint, draw: &mut Draw<'_>) {
    let mut lists = Vec::new();
    if let Some(hours) = &mut point.hours {
        let weekly = &mut hours.weekly;
        lists.extend([&mut weekly.mon, &mut weekly.tue, &mut weekly.wed, &mut weekly.thu]);
        lists.extend([&mut weekly.fri, &mut weekly.sat, &mut weekly.sun]);
        lists.extend(hours.exceptions.values_mut());
        lists.extend(&mut hours.holidays);
        if let Some(MakeupHours::Spans(spans)) = &mut hours.makeup_workdays {
            lists.push(spans);
        }
    }
    lists.extend(point.adjustments.iter_mut().filter_map(|adjustment| match &mut adjustment.grant {
        Grant::Hours(spans) => Some(spans),
        _ => None,
    }));
    for place in lists.into_iter().flatten() {
        let (open, close) = (i64::from(place.open_min()), i64::from(place.close_min()));
        let by = draw.pick(&[1, 30, 600, 2880]);
        let (open, close) = if draw.chance(50) { (open, close + by) } else { (open - by, close) };
        *place = span(open.max(0), close.min(2880)).unwrap_or(*place);
    }
}

fn extend_documents(point: &mut ServicePoint, draw: &mut Draw<'_>) {
    for copy in &mut point.documents {
        let by = draw.pick(&[1, 30, 800]);
        match (copy.valid_through, draw.below(3)) {
            (Some(_), 0) => copy.valid_through = Some(ValidThrough::LongTerm),
            (Some(ValidThrough::Date(last)), 1) => {
                copy.valid_through = Some(ValidThrough::Date(date(last.days() + by)));
            }
            _ => copy.valid_from = copy.valid_from.map(|first| date(first.days() - by)),
        }
    }
}

/// Makes good some of what compile looks at, and asks for less of what a terminal has.
fn loosen_the_rest(policy: &mut Policy, point: &mut ServicePoint, draw: &mut Draw<'_>) {
    for rule in &mut policy.rules {
        match &mut rule.condition {
            ConditionForm::Profile(form) => more(&mut form.age_max_days, draw),
            ConditionForm::SignOn(form) => more(&mut form.age_max_s, draw),
            ConditionForm::Age(form) => more(&mut form.age_max_days, draw),
            ConditionForm::Inspection(form) => more(&mut form.age_max_days, draw),
            ConditionForm::PolicyCurrent(form) => more(&mut form.age_max_days, draw),
            ConditionForm::Support(form) => more(&mut form.working_days, draw),
            ConditionForm::Battery(form) => form.min_percent = Within::new(1).expect("in range"),
            ConditionForm::Patch(form) => form.level_min = Within::new(1).expect("in range"),
            ConditionForm::Regulation(form) => form.from = date(form.from.days() + draw.pick(&[1, 30])),
            ConditionForm::Link(LinkRule { accepts: Some(list) })
                if list.len() < 4 && !list.contains(&LinkState::Up) =>
            {
                list.push(LinkState::Up);
            }
            ConditionForm::KnownBad(form) => {
                for list in [&mut form.app, &mut form.os].into_iter().flatten() {
                    list.truncate(1);
                }
            }
            _ => {}
        }
    }
    for state in point.registration.values_mut().filter(|_| draw.chance(60)) {
        *state = FieldState::Confirmed;
    }
    if point.address_check.is_some() {
        point.address_check = Some(AddressCheck::Matches);
    }
    for request in point.support_requests.iter_mut().filter(|_| draw.chance(60)) {
        request.closed = Some(request.opened);
    }
    if let Some(application) = &mut point.application {
        let Application { materials, form, review, .. } = application;
        materials.values_mut().for_each(|state| *state = MaterialState::Accepted);
        form.values_mut().for_each(|state| *state = FormState::Accepted);
        *review = review.map(|review| Review { status: ReviewState::Approved, ..review });
        application.credit_check = Some(CheckState::Passed);
        application.delivery = Some(DeliveryState::Delivered);
        application.installation = Some(InstallationState::Done);
        application.training = Some(TrainingState::Done);
        application.test_transaction = Some(TestState::Passed);
    }
}

proptest! {
    #![proptest_config(cases(1200))]

    /// Pins that giving more never makes an outcome worse.
    #[test]
    fn more_leeway_is_never_worse(triple in triples()) {
        // Zero fails whatever the limits are.
        if triple.request.amount_minor() == Some(0) {
            return Ok(());
        }
        let before = open(&triple.plan).evaluate(&triple.request);
        // What expressions ask of the service point may turn either way.
        let asked = triple.said.keys().any(|text| text.contains("service_point."));
        for kind in 0..if asked { 3 } else { 5 } {
            let (mut policy, mut point) = (triple.policy.clone(), triple.point.clone());
            let mut draw = Draw::new(&triple.spare);
            match kind {
                0 => raise_limits(&mut policy, &mut point, &mut draw),
                1 => widen_areas(&mut point, &mut draw),
                2 => lengthen_spans(&mut point, &mut draw),
                3 => extend_documents(&mut point, &mut draw),
                _ => loosen_the_rest(&mut policy, &mut point, &mut draw),
            }
            let bytes = compile(&policy, &point).expect("more leeway compiles as well");
            let after = open(&bytes).evaluate(&triple.request);
            prop_assert!(
                after.outcome <= before.outcome,
                "kind {}: {:?} -> {:?}\nwith {:?}", kind, before, after, Triple { policy, point, ..triple.clone() }
            );
        }
    }

    /// Pins that asking for more never makes an outcome better, once above the least amounts that rules ask for.
    #[test]
    fn a_greater_amount_is_never_better(triple in triples()) {
        let least = triple.policy.rules.iter().filter_map(|rule| match &rule.condition {
            ConditionForm::Amount(form) => form.min_minor.map(Within::get),
            _ => None,
        });
        let least = least.max().unwrap_or(1);
        let Some(amount) = triple.request.amount_minor().filter(|&amount| amount >= least) else { return Ok(()) };
        if triple.said.values().any(Expr::has_amount) {
            return Ok(());
        }
        let plan = open(&triple.plan);
        let mut before = plan.evaluate(&triple.request);
        let mut draw = Draw::new(&triple.spare);
        let mut request = triple.request;
        let mut amount = amount;
        for _ in 0..8 {
            let by = draw.pick(&[1, 2, 50, 5_000, 50_000, 1_000_000, 999_999_999_999, 1 << 52]);
            amount = (amount + by).min((1 << 53) - 1);
            request.set_amount_minor(amount).expect("in range");
            let after = plan.evaluate(&request);
            prop_assert!(before.outcome <= after.outcome, "{}: {:?} -> {:?}", amount, before, after);
            before = after;
        }
    }
}

/// Pins, where nobody trusts the clock, that a raise that could not be enough is no reason to doubt (limit.raise), so
/// that a higher base limit makes nothing worse.
#[test]
fn a_raise_that_is_not_enough_anyway_makes_nothing_unknown() {
    let decide = |base: i64, amount: i64| {
        let policy: Policy = common::json(&format!(
            r#"{{"id": "p", "version": 1, "rules": [{{"id": "single", "on_fail": "decline", "on_unknown": "warn",
                "condition": {{"amount": {{"max_minor": {base}}}}}}}]}}"#
        ));
        let point: ServicePoint = common::json(
            r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
                "status": "active", "utc_offset": "+00:00", "adjustments": [{"status": "approved",
                "from": "2026-11-01", "through": "2026-11-30", "grant": {"limit": {"rule": "single", "max": 150}}}]}"#,
        );
        let request: Request = common::json(&format!(
            r#"{{"clock": "not_trusted", "now_utc_s": 1795406400, "host": "reachable", "merchant_id": "M1",
                "transaction": "sale", "amount_minor": {amount}}}"#
        ));
        let bytes = compile(&policy, &point).expect("compiles");
        (open(&bytes).evaluate(&request).outcome, verdicts(&open(&bytes), &request)["single"])
    };
    assert_eq!(decide(100, 100), (Outcome::Refer, (Verdict::Pass, None)));
    assert_eq!(decide(100, 150), (Outcome::Refer, (Verdict::Unknown, Some(Reason::ClockNotTrusted))));
    let above = (Outcome::Decline, (Verdict::Fail, Some(Reason::AmountAboveLimit)));
    assert_eq!(decide(160, 200), above);
    assert_eq!(decide(100, 200), above, "a base limit of 160 would be worse than one of 100");
}

// ---- what softens, what advises, what accrues -----------------------------------------------------

/// The plan without the directives that soften, and the policy that it is of.
fn without_relaxing(triple: &Triple) -> (Vec<u8>, Policy) {
    let mut policy = triple.policy.clone();
    policy.directives.retain(|directive| matches!(directive.effect, Effect::Suspend {}));
    (compile(&policy, &triple.point).expect("compiled with more"), policy)
}

proptest! {
    #![proptest_config(cases(2000))]

    /// Pins that a directive that relaxes only softens, and that everybody still sees what is not met.
    #[test]
    fn relaxing_softens_only(triple in triples()) {
        let (plain, _) = without_relaxing(&triple);
        let (plain, relaxed) = (open(&plain), open(&triple.plan));
        let request = &triple.request;
        let (before, after) = (plain.evaluate(request), relaxed.evaluate(request));
        prop_assert!(after.outcome <= before.outcome, "{:?} -> {:?}", before, after);
        prop_assert_eq!((after.failed, after.unknown), (before.failed, before.unknown));
        prop_assert_eq!(verdicts(&relaxed, request), verdicts(&plain, request));
        let of_rule = |finding: &Finding<'_>| finding.bit.is_some();
        for (before, after) in plain.findings(request).filter(of_rule).zip(relaxed.findings(request).filter(of_rule)) {
            if after.action != before.action {
                prop_assert!(after.action <= Action::Warn && after.reason != Some(Reason::UsageOverflow));
            }
        }
        // Nobody softens anything by a time that nobody trusts.
        let mut untimed = *request;
        untimed.clear(Fact::NowUtcS);
        prop_assert_eq!(relaxed.evaluate(&untimed), plain.evaluate(&untimed));
    }

    /// Pins that advice changes nothing but itself.
    #[test]
    fn advice_never_changes_an_outcome(triple in triples()) {
        let mut policy = triple.policy.clone();
        policy.advice = AdviceForm::default();
        let bytes = compile(&policy, &triple.point).expect("compiled with advice");
        let (silent, advising) = (open(&bytes), open(&triple.plan));
        let request = &triple.request;
        prop_assert_eq!(silent.evaluate(request), advising.evaluate(request));
        prop_assert!(silent.findings(request).eq(advising.findings(request)));
        prop_assert!(silent.accrue(request).eq(advising.accrue(request)));
        let mut kinds = BTreeSet::new();
        silent.advise(request, |advice| { kinds.insert(advice.kind); });
        // Only these have no threshold.
        let always = BTreeSet::from([AdviceKind::DocumentInGrace, AdviceKind::SoftwareBelowRecommended]);
        prop_assert!(kinds.is_subset(&always), "{:?}", kinds);
    }

    /// Pins that what is sold and then undone leaves every counter as it was, in the windows in which it was sold,
    /// whenever it is undone; and that a refund gives back the amount where the rule says so.
    #[test]
    fn what_is_undone_is_restored(triple in triples()) {
        let plan = open(&triple.plan);
        let mut sale = triple.request;
        let mut draw = Draw::new(&triple.spare);
        let amount = draw.pick(&[100, 1, 0, 999_999_999_999]);
        let kind = draw.pick(&[TransactionType::Sale, TransactionType::PreauthCompletion]);
        sale.set_transaction(kind).set_clock(ClockState::Trusted);
        sale.set_amount_minor(amount).expect("in range");
        let Some(now) = sale.now_utc_s() else { return Ok(()) };
        let sold: Vec<Accrual> = plan.accrue(&sale).collect();

        let mut undo = sale;
        undo.set_transaction(draw.pick(&[TransactionType::Void, TransactionType::Reversal]));
        undo.set_original_at_utc_s(now).and_then(|undo| undo.set_original_amount_minor(amount)).expect("in range");
        undo.set_original_transaction(kind).set_clock(draw.pick(ClockState::ALL));
        undo.set_now_utc_s(draw.pick(&[now, 0, (now + 40 * 86_400).min(poscond::bounds::INSTANT_UTC_S_MAX)])).expect("in range");
        let undone: Vec<Accrual> = plan.accrue(&undo).collect();
        let negated = |accrual: &Accrual| Accrual { amount_minor: -accrual.amount_minor, count: -accrual.count, ..*accrual };
        // Where it is not known how the card was read or what it is, what adds counts and what takes away does not.
        let known = sale.entry_mode().is_some() && sale.card_kind().is_some();
        let restored: Vec<Accrual> = sold.iter().map(negated).filter(|accrual| known || undone.contains(accrual)).collect();
        prop_assert_eq!(&undone, &restored);

        let mut refund = undo;
        refund.set_transaction(TransactionType::Refund);
        let rows: Vec<_> = plan.counters().collect();
        let given_back: Vec<Accrual> = plan.accrue(&refund).collect();
        let expected = undone.iter().filter(|accrual| amount > 0 && rows[usize::from(accrual.slot)].refunds == Refunds::Restore);
        prop_assert_eq!(given_back, expected.map(|accrual| Accrual { count: 0, ..*accrual }).collect::<Vec<_>>());

        // What added nothing is not taken away again, and without its time or its amount nothing is known of it.
        for other in [TransactionType::Preauth, TransactionType::Refund, TransactionType::Balance, TransactionType::Test] {
            let mut of_nothing = undo;
            of_nothing.set_original_transaction(other);
            prop_assert_eq!(plan.accrue(&of_nothing).count(), 0);
        }
        for gone in [Fact::OriginalAtUtcS, Fact::OriginalAmountMinor] {
            let mut unknown = undo;
            unknown.clear(gone);
            prop_assert_eq!(plan.accrue(&unknown).count(), 0);
        }
        let mut untimed = sale;
        untimed.set_clock(ClockState::NotTrusted);
        prop_assert_eq!(plan.accrue(&untimed).count(), 0);
    }

    /// Pins that two instants have one key exactly where they lie in one window, so that a counter kept under the key is
    /// the one that the rules on usage look at.
    #[test]
    fn a_window_has_one_key(triple in triples()) {
        let plan = open(&triple.plan);
        let clock = WallClock::of(&triple.point);
        let mut draw = Draw::new(&triple.spare);
        let Some(now) = triple.request.now_utc_s() else { return Ok(()) };
        let mut sale = triple.request;
        sale.set_transaction(TransactionType::Sale).set_clock(ClockState::Trusted);
        sale.set_amount_minor(1).expect("in range");
        let rows: Vec<_> = plan.counters().collect();
        for accrual in plan.accrue(&sale) {
            let row = rows[usize::from(accrual.slot)];
            let (_, day, month) = clock.business_day(now, row.business_day_offset_min.into());
            let start = if row.window == Window::Day { day } else { month };
            for at in [start, start - 1, now - draw.pick(&[1, 3600, 86_400]), now + draw.pick(&[1, 86_400, 40 * 86_400])] {
                let at = at.clamp(0, poscond::bounds::INSTANT_UTC_S_MAX);
                let mut other = sale;
                other.set_now_utc_s(at).expect("clamped");
                let (_, day, month) = clock.business_day(at, row.business_day_offset_min.into());
                let start_of_other = if row.window == Window::Day { day } else { month };
                let key = plan.accrue(&other).find(|other| other.slot == accrual.slot).expect("counts as well").window_day;
                prop_assert_eq!(key == accrual.window_day, start == start_of_other, "{} and {}", now, at);
            }
        }
    }
}

/// Pins windows by the date: the business day that starts at 23:00 is that of the next date, and so is its month.
#[test]
fn a_window_is_named_by_its_first_business_day() {
    let policy: Policy = common::json(
        r#"{"id": "p", "version": 1, "business_day_offset_min": -60, "rules": [
            {"id": "day", "on_fail": "decline", "on_unknown": "warn", "condition": {"usage": {"window": "day",
                "measure": "amount", "subject": "terminal", "max": 1000}}},
            {"id": "month", "on_fail": "decline", "on_unknown": "warn", "condition": {"usage": {"window": "month",
                "measure": "count", "subject": "terminal", "max": 10, "refunds": "restore"}}}]}"#,
    );
    let point: ServicePoint = common::json(
        r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+08:00"}"#,
    );
    let bytes = compile(&policy, &point).expect("compiles");
    let plan = open(&bytes);
    let accrual = |request: &str| -> serde_json::Value {
        let text = report(&plan, &common::json(request)).expect("canonical");
        common::json::<serde_json::Value>(&text)["accrual"].take()
    };
    // 2026-10-31 at 22:59:59 and at 23:00:00 in China.
    for (now, day, month) in [(1_793_458_799, "2026-10-31", "2026-10-01"), (1_793_458_800, "2026-11-01", "2026-11-01")]
    {
        let sale = format!(
            r#"{{"merchant_id": "M1", "transaction": "sale", "clock": "trusted", "now_utc_s": {now}, "amount_minor": 70}}"#
        );
        let void = format!(
            r#"{{"transaction": "void", "original_at_utc_s": {now}, "original_amount_minor": 70, "amount_minor": 5}}"#
        );
        let refund = format!(r#"{{"transaction": "refund", "original_at_utc_s": {now}, "amount_minor": 30}}"#);
        let entry = |slot: u8, amount: i32, count: i32, window: &str| serde_json::json!({"amount_minor": amount, "count": count, "slot": slot, "window": window});
        assert_eq!(accrual(&sale), serde_json::json!([entry(0, 70, 1, day), entry(1, 70, 1, month)]));
        assert_eq!(accrual(&void), serde_json::json!([entry(0, -70, -1, day), entry(1, -70, -1, month)]));
        assert_eq!(accrual(&refund), serde_json::json!([entry(1, -30, 0, month)]));
    }
}

// ---- (7) no bytes panic --------------------------------------------------------------------------

/// Looks at everything that a plan says of a request, and that it agrees with itself.
fn check_agreement(plan: &Plan<'_>, request: &Request) -> Result<Decision, TestCaseError> {
    let decision = plan.evaluate(request);
    let findings: Vec<Finding<'_>> = plan.findings(request).collect();
    let (guards, rules): (Vec<Finding<'_>>, Vec<Finding<'_>>) =
        findings.iter().partition(|finding| finding.bit.is_none());
    prop_assert_eq!(rules.len(), plan.rule_count());
    let set = |verdict| {
        rules
            .iter()
            .filter(|finding| finding.verdict == verdict)
            .fold(0_u64, |set, finding| set | 1 << finding.bit.expect("a rule's"))
    };
    prop_assert_eq!((decision.failed, decision.unknown), (set(Verdict::Fail), set(Verdict::Unknown)));
    prop_assert_eq!(rules.iter().map(|finding| finding.rule).collect::<Vec<_>>(), plan.rule_ids().collect::<Vec<_>>());
    let spoken: Vec<Option<Reason>> =
        Guard::ALL.iter().filter(|&&guard| decision.has_guard(guard)).map(|guard| Some(guard.reason())).collect();
    prop_assert_eq!(guards.iter().map(|finding| finding.reason).collect::<Vec<_>>(), spoken);
    for finding in &findings {
        let speaks = matches!(finding.verdict, Verdict::Fail | Verdict::Unknown);
        prop_assert_eq!(finding.reason.is_some(), speaks);
        prop_assert!(speaks || finding.action == Action::Allow);
    }

    let strongest = findings.iter().map(|finding| finding.action).max().unwrap_or(Action::Allow);
    let outcome = match strongest {
        Action::Decline => Outcome::Decline,
        Action::Refer => Outcome::Refer,
        Action::Allow | Action::Warn => Outcome::Proceed,
    };
    prop_assert_eq!(decision.outcome, outcome);
    let row = |reason| plan.reasons().find(|row| row.0 == reason).expect("in the plan");
    let primary = if decision.has_guard(Guard::ClockNotTrusted) {
        Some(Reason::ClockNotTrusted)
    } else if strongest == Action::Allow {
        None
    } else {
        let of_strongest = findings.iter().filter(|finding| finding.action == strongest);
        of_strongest.filter_map(|finding| finding.reason).min_by_key(|&reason| row(reason).1)
    };
    prop_assert_eq!(decision.primary_reason(), primary);
    let de39 = primary.filter(|_| outcome != Outcome::Proceed).map_or([0; 2], |reason| row(reason).2);
    prop_assert_eq!(decision.de39, de39);

    let text = report(plan, request)?;
    let mut alone = Vec::new();
    decision.write_json(&mut alone).expect("a vector takes all");
    let alone = common::wire::canonical(alone)?;
    let mut value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut take = |key: &str| {
        let list = value.as_object_mut().and_then(|map| map.remove(key)).expect("a list");
        list.as_array().map_or(0, Vec::len)
    };
    let accrued: Vec<Accrual> = plan.accrue(request).collect();
    let mut advised = Vec::new();
    plan.advise(request, |advice| advised.push((advice.kind, advice.rule.map(str::to_owned))));
    prop_assert_eq!(
        [take("findings"), take("accrual"), take("advice")],
        [findings.len(), accrued.len(), advised.len()]
    );
    let foreseen = value.as_object_mut().and_then(|map| map.remove("foresight")).expect("a table");
    let foresight = plan.foresee(request);
    for (key, told) in [
        ("stable_until_utc_s", foresight.stable_until_utc_s),
        ("next_allowed_at_utc_s", foresight.next_allowed_at_utc_s),
        ("max_amount_minor", foresight.max_amount_minor),
    ] {
        prop_assert_eq!(&foreseen[key], &serde_json::json!(told));
        // Within what every host of the JSON forms keeps, whatever the plan says.
        prop_assert!(told.is_none_or(|told| (0..1 << 53).contains(&told)), "{} {:?}", key, told);
    }
    // Slots in order, each once; advice of rules that pass, in their order, then of the plan.
    prop_assert!(accrued.is_sorted_by(|a, b| a.slot < b.slot));
    prop_assert!(accrued.iter().all(|accrual| usize::from(accrual.slot) < plan.counters().count()));
    let place = |rule: &Option<String>| match rule {
        Some(id) => rules.iter().position(|finding| finding.rule == id && finding.verdict == Verdict::Pass),
        None => Some(rules.len()),
    };
    let places: Vec<Option<usize>> = advised.iter().map(|(_, rule)| place(rule)).collect();
    prop_assert!(places.is_sorted() && !places.contains(&None), "{:?}", advised);
    prop_assert_eq!(serde_json::to_string(&value).expect("JSON"), alone);

    // What is told of a plan is told of every plan that opens.
    for (row, finding) in plan.rule_rows().zip(&rules) {
        prop_assert_eq!((row.id, Some(row.bit), row.subject), (finding.rule, finding.bit, finding.subject));
        prop_assert!(row.on_unknown <= row.on_fail && row.on_unreachable != Action::Refer);
        row.tell(plan, |_| {});
    }
    prop_assert!(plan.counters().count() <= poscond::bounds::COUNTERS_MAX);
    for utc_s in [i64::MIN, -1, 0, i64::MAX] {
        prop_assert!((0..86_400).contains(&plan.local(utc_s).1));
    }
    Ok(decision)
}

/// Damages a plan and makes it whole again, so that what is looked at is what its bytes say.
fn damage(plan: &mut Vec<u8>, draw: &mut Draw<'_>) -> &'static str {
    let mut last = "";
    for _ in 0..draw.pick(&[1, 1, 1, 2, 3]) {
        let sections = sections(plan);
        let body = plan.len() - common::wire::DIGEST;
        // A section first, so that small ones are hit as often as large ones.
        let filled: Vec<usize> = (0..sections.len() - 1).filter(|&at| sections[at].1 < sections[at + 1].1).collect();
        let Some(&which) = filled.get(draw.below(filled.len().max(1))) else { return last };
        last = sections[which].0;
        let (start, end) = (sections[which].1.min(body - 1), sections[which + 1].1.min(body));
        let at = start + draw.below((end.max(start + 1)) - start);
        let field = |bytes: usize| (start + (at - start) / bytes * bytes).min(body - bytes);
        match draw.pick(&[0, 0, 0, 1, 1, 2, 3, 4, 5, 6]) {
            0 => plan[at] ^= 1 << draw.below(8),
            1 => plan[at] = draw.pick(&[0, 1, 2, 3, 0x7F, 0x80, 0xFF]),
            // A whole field at an end of its range.
            2 | 3 => {
                let at = field(4);
                let value = draw.pick(&[i32::MIN, i32::MAX, i32::MAX - 1, i32::MIN + 1, -1, 0, 1, 84_005, 21_000]);
                plan[at..at + 4].copy_from_slice(&value.to_le_bytes());
            }
            4 => {
                let at = field(8);
                let value = draw.pick(&[i64::MIN, i64::MAX, -1, 1 << 53, 999_999_999_999, 0, 1]);
                plan[at..at + 8].copy_from_slice(&value.to_le_bytes());
            }
            5 => {
                plan.remove(at);
            }
            _ => {
                let byte = draw.pick(&[0, 1, 0xFF, b'a', b' ']);
                plan.insert(at, byte);
            }
        }
        mend(plan);
    }
    last
}

proptest! {
    #![proptest_config(cases(1200))]

    /// Pins that what a compiled plan says agrees with itself.
    #[test]
    fn findings_agree_with_the_decision(triple in triples()) {
        check_agreement(&open(&triple.plan), &triple.request)?;
    }

    /// Pins that a plan with a good digest and impossible content is refused, or decides like any other.
    #[test]
    fn damaged_plans_are_refused_or_decide(triple in triples(), seed in proptest::collection::vec(any::<u16>(), 64)) {
        let mut draw = Draw::new(&seed);
        for _ in 0..4 {
            let mut bytes = triple.plan.clone();
            damage(&mut bytes, &mut draw);
            if let Ok(plan) = Plan::open(&bytes, Expect::default()) {
                check_agreement(&plan, &triple.request)?;
                check_agreement(&plan, &Request::new())?;
            }
        }
    }

    /// Pins that any bytes may be asked whether they are a plan.
    #[test]
    fn any_bytes_may_be_opened(
        mut bytes in proptest::collection::vec(any::<u8>(), 0..300),
        head in proptest::collection::vec(any::<u8>(), HEAD),
        honest in any::<bool>(),
    ) {
        let _ = Plan::open(&bytes, Expect::default());
        if bytes.len() >= 120 {
            bytes[..HEAD].copy_from_slice(&head);
            bytes[..8].copy_from_slice(b"POSC\x01\0\x01\0");
            if honest {
                // Counts and lengths that fit: a rule, a scope, an offset row, seven reasons, hours and three texts.
                bytes[28..44].copy_from_slice(&[1, 1, 1, 7, 0, 0, 0, 0, 3, 0, 0, 0, 19, 0, 6, 0]);
                bytes.resize(HEAD + 3 + 14 + 10 + 7 * 5 + 19 + 6 + common::wire::DIGEST, 0);
            }
            mend(&mut bytes);
            let _ = Plan::open(&bytes, Expect::default());
        }
    }

    /// Pins that any bytes may be asked whether they are a request, and that one that is can be decided.
    #[test]
    fn any_bytes_may_be_a_request(
        triple in triples(),
        noise in proptest::collection::vec(any::<u8>(), 0..512),
        seed in proptest::collection::vec(any::<u16>(), 64),
    ) {
        let plan = open(&triple.plan);
        let _ = Request::decode(&noise);
        let mut bytes = triple.request.encode().to_vec();
        let mut draw = Draw::new(&seed);
        for _ in 0..8 {
            let at = 4 + draw.below(bytes.len() - 4);
            bytes[at] = draw.pick(&[0, 0xFF, 0x80, 0x7F, 1]);
            if draw.chance(10) {
                let length = (16 + draw.below(512)) & !7;
                bytes.resize(length, 0);
                bytes[..2].copy_from_slice(&u16::try_from(length).expect("short").to_le_bytes());
            }
            if let Ok(request) = Request::decode(&bytes) {
                prop_assert_eq!(request.check(), Ok(()));
                check_agreement(&plan, &request)?;
            }
        }
    }
}

/// Pins that the dates of a whole plan are never beyond those that can be written.
#[test]
fn dates_beyond_the_calendar_do_not_panic() {
    let policy: Policy = common::json(
        r#"{"id": "p", "version": 1, "valid_from": "2026-01-01",
            "advice": {"document_days": 365, "plan_days": 365, "regulation_days": 365, "usage_percent": 1},
            "directives": [{"id": "d", "regions": ["33"], "from": "2026-11-01", "through": "2026-11-30",
                "effect": {"relax": {"rules": ["raised"]}}}], "rules": [
            {"id": "licence", "on_fail": "decline", "on_unknown": "warn", "condition": {"document": {"kind": "licence"}}},
            {"id": "ruled", "on_fail": "decline", "on_unknown": "warn",
                "condition": {"regulation": {"id": "r", "from": "2027-01-01"}}},
            {"id": "raised", "on_fail": "decline", "on_unknown": "warn", "condition": {"amount": {"max_minor": 1}}}]}"#,
    );
    let point: ServicePoint = common::json(
        r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+00:00", "documents": [{"kind": "licence", "status": "approved",
            "valid_from": "2026-01-01", "valid_through": "2026-12-31"}], "adjustments": [{"status": "approved",
            "from": "2026-11-01", "through": "2026-11-30", "grant": {"limit": {"rule": "raised", "max": 150}}}]}"#,
    );
    let bytes = compile(&policy, &point).expect("compiles");
    let request: Request = common::json(
        r#"{"now_utc_s": 1795406400, "clock": "trusted", "host": "reachable", "merchant_id": "M1", "transaction": "sale",
            "amount_minor": 100}"#,
    );
    let ends = [i32::MIN, i32::MIN + 1, -719_469, -25_568, 84_006, i32::MAX - 719_468, i32::MAX - 1, i32::MAX];
    let sections = sections(&bytes);
    let mut opened = 0;
    let dates = [("head", 20..28), ("scopes", 6..14), ("raises", 0..8), ("values", 0..8), ("relaxations", 8..16)];
    for (name, pairs) in dates {
        let start = sections.iter().find(|section| section.0 == name).expect("there").1 + pairs.start;
        for from in ends {
            for through in ends.into_iter().filter(|&through| from <= through) {
                let mut bytes = bytes.clone();
                bytes[start..start + 4].copy_from_slice(&from.to_le_bytes());
                bytes[start + 4..start + 8].copy_from_slice(&through.to_le_bytes());
                mend(&mut bytes);
                if let Ok(plan) = Plan::open(&bytes, Expect::default()) {
                    opened += 1;
                    check_agreement(&plan, &request).unwrap_or_else(|error| panic!("{name} {from} {through}: {error}"));
                }
            }
        }
    }
    assert!(opened > 0);
}

/// Pins that a plan that opens has no number that JSON hosts would change: the greatest of every eight bytes in turn.
#[test]
fn a_plan_has_only_numbers_that_every_host_keeps() {
    let policy: Policy = common::json(
        r#"{"id": "p", "version": 1, "rules": [
            {"id": "mcc", "on_fail": "decline", "on_unknown": "warn", "condition": {"mcc": {"allowed": ["5812"]}}},
            {"id": "status", "on_fail": "decline", "on_unknown": "warn", "condition": {"merchant": {}}},
            {"id": "old", "on_fail": "decline", "on_unknown": "warn", "condition": {"profile": {"age_max_days": 7}}},
            {"id": "version", "on_fail": "decline", "on_unknown": "warn", "condition": {"software": {"app_min": "1",
                "app_recommended": "3"}}},
            {"id": "patched", "on_fail": "decline", "on_unknown": "warn", "condition": {"patch": {"level_min": 7}}},
            {"id": "charged", "on_fail": "decline", "on_unknown": "warn", "condition": {"battery": {"min_percent": 7}}},
            {"id": "offline", "on_fail": "decline", "on_unknown": "warn", "condition": {"offline": {
                "floor_limit_minor": 99, "amount_max_minor": 100, "count_max": 3}}},
            {"id": "codes", "on_fail": "decline", "on_unknown": "warn", "condition": {"pos_codes": {"de25": [0, 8]}}},
            {"id": "current", "on_fail": "decline", "on_unknown": "warn", "condition": {"policy_current": {"age_max_days": 7}}},
            {"id": "raised", "on_fail": "decline", "on_unknown": "warn", "condition": {"amount": {"max_minor": 1}}},
            {"id": "day", "on_fail": "decline", "on_unknown": "warn", "condition": {"usage": {"window": "day",
                "measure": "amount", "subject": "terminal", "max": 1}}}]}"#,
    );
    let point: ServicePoint = common::json(
        r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+00:00", "adjustments": [
            {"status": "approved", "from": "2026-11-01", "through": "2026-11-30",
                "grant": {"limit": {"rule": "raised", "max": 150}}},
            {"status": "approved", "from": "2026-11-01", "through": "2026-11-30",
                "grant": {"limit": {"rule": "day", "max": 150}}}]}"#,
    );
    let request: Request = common::json(
        r#"{"now_utc_s": 1795406400, "clock": "trusted", "host": "reachable", "merchant_id": "M1", "transaction": "sale",
            "amount_minor": 100, "profile_refreshed_at_utc_s": 0, "app_version": "65535.65535", "patch_level": 4294967295,
            "battery_percent": 0, "power": "battery", "de22": 51, "de25": 99, "entry_mode": "chip",
            "policy_version_latest": 4294967295, "policy_confirmed_at_utc_s": 0, "offline_amount_minor": 9007199254740991,
            "offline_count": 4294967295,
            "counters": [{"slot": 0, "amount_minor": 0, "count": 0, "taken_at_utc_s": 1795406400}]}"#,
    );
    let good = compile(&policy, &point).expect("compiles");
    let mut wrong = Vec::new();
    let sections = sections(&good);
    for (which, &(name, start)) in sections.iter().enumerate() {
        if !["rules", "raises", "values"].contains(&name) {
            continue;
        }
        // Wherever a number may start: rules are of different lengths.
        for at in start..sections[which + 1].1 - 7 {
            for value in [i64::MAX, i64::MIN, 1 << 53, -1] {
                let mut bytes = good.clone();
                bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
                mend(&mut bytes);
                if let Ok(plan) = Plan::open(&bytes, Expect::default())
                    && let Err(error) = check_agreement(&plan, &request)
                {
                    wrong.push(format!("{name} byte {}: {value}: {error}", at - start));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Pins the greatest of what a request may say: the report keeps to integers that every host keeps.
#[test]
fn the_greatest_sum_is_written_so_that_every_host_keeps_it() {
    let policy: Policy = common::json(
        r#"{"id": "p", "version": 1, "rules": [{"id": "day", "on_fail": "decline", "on_unknown": "warn",
            "condition": {"usage": {"window": "day", "measure": "amount", "subject": "terminal", "max": 999999999999}}}]}"#,
    );
    let point: ServicePoint = common::json(
        r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+00:00"}"#,
    );
    let bytes = compile(&policy, &point).expect("compiles");
    let request: Request = common::json(
        r#"{"now_utc_s": 1795406400, "clock": "trusted", "host": "reachable", "merchant_id": "M1", "transaction": "sale",
            "amount_minor": 9007199254740991,
            "counters": [{"slot": 0, "amount_minor": 9007199254740991, "count": 1, "taken_at_utc_s": 1795406400}]}"#,
    );
    assert_eq!(open(&bytes).evaluate(&request).primary_reason(), Some(Reason::UsageOverflow));
    report(&open(&bytes), &request).expect("canonical");
}

/// Pins that a regulation may ask for something from any date that can be written, the first of all too.
#[test]
fn a_regulation_may_be_as_old_as_dates_are() {
    let policy: Policy = common::json(
        r#"{"id": "p", "version": 1, "rules": [{"id": "old", "on_fail": "decline", "on_unknown": "warn",
            "condition": {"regulation": {"id": "r", "from": "1900-01-01"}}}]}"#,
    );
    let point: ServicePoint = common::json(
        r#"{"id": "s", "revision": 1, "merchant_id": "M1", "merchant_kind": "kiosk", "mcc": "5812", "region": "330106",
            "status": "active", "utc_offset": "+00:00"}"#,
    );
    let bytes = compile(&policy, &point).expect("compiles");
    let plan = Plan::open(&bytes, Expect::default()).expect("what compile writes opens");
    let request: Request = common::json(r#"{"now_utc_s": 0, "clock": "trusted", "merchant_id": "M1"}"#);
    assert_eq!(plan.evaluate(&request).primary_reason(), Some(Reason::RegulationNotMet));
}

// ---- (8) a plan decides as a plain interpreter does -------------------------------------------------

proptest! {
    #![proptest_config(cases(6000))]

    /// Pins that folding and packing change no verdict, no reason and no outcome, nothing accrued and nothing advised.
    #[test]
    fn a_plan_decides_as_a_plain_interpreter_does(triple in triples()) {
        let plan = open(&triple.plan);
        let counters: Vec<_> = plan.counters().collect();
        let expected = interpret(&triple.policy, &triple.point, &triple.said, &counters, &triple.request);
        let decision = plan.evaluate(&triple.request);
        let rules = plan.findings(&triple.request).filter(|finding| finding.bit.is_some());
        let rules: Vec<_> = rules.map(|finding| (finding.rule.to_owned(), finding.verdict, finding.reason)).collect();
        // A rule whose `when` no request can make true is not in the plan.
        let is_there = |id: &String| plan.rule_ids().any(|there| there == id);
        let (there, gone): (Vec<_>, Vec<_>) = expected.rules.into_iter().partition(|(id, ..)| is_there(id));
        prop_assert_eq!(&rules, &there);
        prop_assert!(gone.iter().all(|(_, verdict, _)| *verdict == Verdict::NotApplicable), "{:?}", gone);
        let spoken = Guard::ALL.iter().filter(|&&guard| decision.has_guard(guard));
        prop_assert_eq!(spoken.map(|guard| guard.reason()).collect::<Vec<_>>(), expected.guards);
        prop_assert_eq!(decision.outcome, expected.outcome);
        prop_assert_eq!(decision.primary_reason(), expected.primary);
        prop_assert_eq!(decision.de39, expected.de39);
        let accrued: Vec<Accrued> = plan.accrue(&triple.request).map(named).collect();
        prop_assert_eq!(accrued, expected.accrued);
        let mut advised: Vec<Advised> = Vec::new();
        plan.advise(&triple.request, |advice| {
            advised.push((advice.kind, advice.rule.map(str::to_owned), advice.observed, advice.limit));
        });
        prop_assert_eq!(advised, expected.advised);
    }
}
