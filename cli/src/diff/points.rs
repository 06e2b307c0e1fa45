//! Service points that policies tell apart, made up where none are given.

use poscond::expression::{Mentions, mentions};
use poscond::policy::{ConditionForm, Rule, Scope};
use poscond::{Policy, ServicePoint};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Most service points that are made up; as many leave some out.
pub(crate) const POINTS_MAX: usize = 200;

/// Where a service point stands in what policies tell apart.
pub(crate) fn describe(point: &ServicePoint) -> String {
    let remote = if point.remote { ", remote" } else { "" };
    format!("a {} of category {} in region {}{remote}", point.merchant_kind, point.mcc, point.region)
}

/// A merchant kind, a category, a region, and whether it is remote.
type Class = (String, String, String, bool);

/// Service points that the scopes of two policies tell apart: for each scope some that it holds, each once in good order and
/// once in bad. Those that are in a scope by one policy only come first, as there may be too many.
pub(crate) fn made_up(old: &Policy, new: &Policy) -> Vec<ServicePoint> {
    let usual = Usual::of(old, new);
    let mut told_apart: BTreeSet<Class> = BTreeSet::new();
    let mut classes: BTreeSet<Class> = BTreeSet::new();
    for (here, there) in [(old, new), (new, old)] {
        for rule in &here.rules {
            let other = there.rules.iter().find(|other| other.id == rule.id);
            if let Some(other) = other.filter(|other| other.scope != rule.scope) {
                told_apart.extend(between(&rule.scope, &other.scope, &usual));
            }
            classes.extend(inside(&rule.scope, &mentioned(rule), &usual));
            if let ConditionForm::Mcc(form) = &rule.condition {
                let of_usual = |mcc: String| (usual.kind.clone(), mcc, usual.region.clone(), false);
                let allowed = || form.allowed.iter().map(ToString::to_string);
                classes.extend(allowed().map(|range| first_of(&range)).map(of_usual));
                if let Some(ConditionForm::Mcc(other)) = other.map(|other| &other.condition) {
                    let known: BTreeSet<String> = other.allowed.iter().map(ToString::to_string).collect();
                    told_apart.extend(allowed().filter(|range| !known.contains(range)).flat_map(ends).map(of_usual));
                }
            }
        }
        // What only other parts of a policy tell apart.
        for directive in here.directives.iter().filter(|one| !there.directives.contains(one)) {
            let regions = directive.regions.iter().map(|region| six_digits(&region.to_string()));
            told_apart.extend(regions.map(|region| (usual.kind.clone(), usual.mcc.clone(), region, false)));
        }
        for directive in &here.directives {
            let region = directive.regions.first().map(|region| six_digits(&region.to_string()));
            classes.insert((usual.kind.clone(), usual.mcc.clone(), region.unwrap_or_default(), false));
        }
    }
    // What no scope names.
    classes.insert((usual.kind.clone(), UNNAMED_MCC.into(), usual.region.clone(), false));
    let classes: Vec<&Class> = told_apart.iter().chain(classes.difference(&told_apart)).collect();
    let in_both_orders = classes.into_iter().flat_map(|class| [(class, true), (class, false)]);
    let points = in_both_orders.enumerate().take(POINTS_MAX);
    points
        .filter_map(|(number, ((kind, mcc, region, remote), in_order))| {
            point(old, new, [kind, mcc, region], *remote, in_order, number)
        })
        .collect()
}

/// A kind that no policy is likely to name.
const ANOTHER_KIND: &str = "another-kind";

/// A category that no policy is likely to name.
const UNNAMED_MCC: &str = "0001";

/// What the expressions of a rule mention of the service point.
fn mentioned(rule: &Rule) -> Mentions {
    let requirement = match &rule.condition {
        ConditionForm::Require(form) => Some(&form.expression),
        _ => None,
    };
    let mut all = Mentions::default();
    for one in rule.when.iter().chain(requirement).map(|text| mentions(text)) {
        all.registered.extend(one.registered);
        all.texts.extend(one.texts);
    }
    all
}

/// Whether made-up service points differ in all that the expressions of a rule mention of them.
pub(crate) fn tells_apart(rule: &Rule) -> bool {
    let is_varied = |name: &String| ["merchant_kind", "mcc", "region", "remote"].contains(&name.as_str());
    mentioned(rule).registered.iter().all(is_varied)
}

/// Some classes that a scope holds, and of those that the expressions beside it mention.
fn inside(scope: &Scope, mentions: &Mentions, usual: &Usual) -> BTreeSet<Class> {
    let is_mentioned = |name: &str| mentions.registered.iter().any(|one| one == name);
    // What strings mention, and one that they do not.
    let texts = |name: &str, beyond: &str, read: fn(&String) -> Option<String>| -> Vec<String> {
        let texts = mentions.texts.iter().filter_map(read).chain([beyond.to_owned()]);
        if is_mentioned(name) { texts.collect() } else { Vec::new() }
    };
    let mut kinds = some_of(scope.merchant_kinds.iter().flatten().map(ToString::to_string), &usual.kind);
    kinds.extend(texts("merchant_kind", ANOTHER_KIND, |text| Some(text.clone())));
    let mut mccs = some_of(scope.mccs.iter().flatten().map(|range| first_of(&range.to_string())), &usual.mcc);
    mccs.extend(texts("mcc", UNNAMED_MCC, |text| digits(text, 4).map(|digits| format!("{digits:0<4}"))));
    let mut regions =
        some_of(scope.regions.iter().flatten().map(|region| six_digits(&region.to_string())), &usual.region);
    regions.extend(texts("region", &usual.region, |text| digits(text, 6).map(six_digits)));
    let remotes = match scope.remote {
        None if is_mentioned("remote") => vec![false, true],
        remote => vec![remote.unwrap_or(false)],
    };
    every(&kinds, &mccs, &regions, &remotes)
}

/// A text of so many digits at most, and one at least.
fn digits(text: &str, most: usize) -> Option<&str> {
    let is_one = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then_some(text)
}

/// Classes that one scope may hold and another not: what only the first names, with some of what it holds otherwise.
fn between(scope: &Scope, other: &Scope, usual: &Usual) -> BTreeSet<Class> {
    /// What a list names and another does not; where the list names nothing, so that it holds all, what the other does not name.
    fn only<T: ToString>(list: Option<&Vec<T>>, other: Option<&Vec<T>>, beyond: &[&str]) -> Vec<String> {
        let words = |list: Option<&Vec<T>>| list.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>();
        let named = words(other);
        match (list, other) {
            (None, Some(_)) => beyond.iter().map(ToString::to_string).filter(|word| !named.contains(word)).collect(),
            _ => words(list).into_iter().filter(|word| !named.contains(word)).collect(),
        }
    }
    let kinds: Vec<&str> = usual.kinds.iter().map(String::as_str).chain([ANOTHER_KIND]).collect();
    let kinds = only(scope.merchant_kinds.as_ref(), other.merchant_kinds.as_ref(), &kinds);
    let mccs = only(scope.mccs.as_ref(), other.mccs.as_ref(), &[&usual.mcc, UNNAMED_MCC]);
    let mccs: Vec<String> = mccs.into_iter().flat_map(ends).collect();
    let regions = only(scope.regions.as_ref(), other.regions.as_ref(), &[&usual.region]);
    let regions: Vec<String> = regions.iter().map(|region| six_digits(region)).collect();
    let remotes: &[bool] = match scope.remote {
        Some(true) => &[true],
        Some(false) => &[false],
        None => &[false, true],
    };
    let held = inside(scope, &Mentions::default(), usual);
    let own = |of: fn(&Class) -> &String, only: Vec<String>| -> Vec<String> {
        let held: BTreeSet<&String> = held.iter().map(of).collect();
        only.into_iter().chain(held.into_iter().cloned()).collect()
    };
    every(&own(|class| &class.0, kinds), &own(|class| &class.1, mccs), &own(|class| &class.2, regions), remotes)
}

/// Each with each.
fn every(kinds: &[String], mccs: &[String], regions: &[String], remotes: &[bool]) -> BTreeSet<Class> {
    let mut classes = BTreeSet::new();
    for kind in kinds {
        for mcc in mccs {
            for region in regions {
                classes.extend(remotes.iter().map(|&remote| (kind.clone(), mcc.clone(), region.clone(), remote)));
            }
        }
    }
    classes
}

/// The first and last code of a range such as `5811-5814`, and those beside them.
fn ends(range: String) -> Vec<String> {
    let codes: Vec<u16> = range.split('-').filter_map(|code| code.parse().ok()).collect();
    let ends = [codes.first().copied(), codes.last().copied()].into_iter().flatten();
    let ends = ends.flat_map(|code| [code, code.saturating_sub(1), code.saturating_add(1)]);
    ends.filter(|code| (1..=9999).contains(code)).map(|code| format!("{code:04}")).collect()
}

/// What a service point is like where a scope does not say.
struct Usual {
    kind: String,
    /// All kinds that scopes name.
    kinds: Vec<String>,
    mcc: String,
    region: String,
}

impl Usual {
    fn of(old: &Policy, new: &Policy) -> Self {
        let scopes = || new.rules.iter().chain(&old.rules).map(|rule| &rule.scope);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for kind in scopes().filter_map(|scope| scope.merchant_kinds.as_ref()).flatten() {
            *kinds.entry(kind.to_string()).or_default() += 1;
        }
        let kind = kinds.iter().max_by_key(|(_, count)| **count).map(|(kind, _)| kind.clone());
        let allowed = new.rules.iter().chain(&old.rules).find_map(|rule| match &rule.condition {
            ConditionForm::Mcc(form) => form.allowed.last().map(|range| first_of(&range.to_string())),
            _ => None,
        });
        let mcc =
            allowed.or_else(|| Some(first_of(&scopes().find_map(|scope| scope.mccs.as_ref()?.first())?.to_string())));
        Self {
            kind: kind.unwrap_or_else(|| "shop".into()),
            kinds: kinds.into_keys().collect(),
            mcc: mcc.unwrap_or_else(|| "5812".into()),
            region: "999999".into(),
        }
    }
}

/// The first few values that a list names, or the usual one where there is no list.
fn some_of(named: impl Iterator<Item = String>, usual: &str) -> Vec<String> {
    let named: Vec<String> = named.take(3).collect();
    if named.is_empty() { vec![usual.to_owned()] } else { named }
}

/// A code of a county that a region holds.
fn six_digits(region: &str) -> String {
    format!("{region:0<5}1").chars().take(6).collect()
}

/// The first code of a range such as `5811-5814`.
fn first_of(range: &str) -> String {
    range.split('-').next().unwrap_or_default().to_owned()
}

fn point(
    old: &Policy,
    new: &Policy,
    [kind, mcc, region]: [&String; 3],
    remote: bool,
    in_order: bool,
    number: usize,
) -> Option<ServicePoint> {
    let mut documents = BTreeSet::new();
    let (mut materials, mut form, mut fields) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut regulations = BTreeSet::new();
    for rule in old.rules.iter().chain(&new.rules) {
        match &rule.condition {
            ConditionForm::Document(rule) => {
                documents.insert(rule.kind.to_string());
            }
            ConditionForm::Materials(rule) => materials.extend(rule.required.iter().map(ToString::to_string)),
            ConditionForm::Form(rule) => form.extend(rule.required.iter().map(ToString::to_string)),
            ConditionForm::Registration(rule) => {
                fields.insert(rule.field.to_string());
            }
            ConditionForm::Regulation(rule) => {
                regulations.insert(rule.id.to_string());
            }
            _ => {}
        }
    }
    // A last date that lies inside what both policies are valid for, so that it can be passed.
    let through = [old, new].iter().filter_map(|policy| policy.valid_through).min();
    let through = through.and_then(|date| poscond::Date::from_days(date.days() - 60)).map(|date| date.to_string());
    let through = through.unwrap_or_else(|| "2027-06-30".into());
    let all = |names: &BTreeSet<String>, word: &str| -> Map<String, Value> {
        names.iter().map(|name| (name.clone(), word.into())).collect()
    };
    let documents: Vec<Value> = documents
        .iter()
        .enumerate()
        .filter(|(at, _)| in_order || at % 2 == 0)
        .map(|(at, kind)| match (in_order, at % 4) {
            (true, _) => json!({ "kind": kind, "status": "approved", "valid_through": through }),
            (false, 0) => json!({ "kind": kind, "status": "pending" }),
            _ => json!({ "kind": kind, "status": "rejected" }),
        })
        .collect();
    let application = json!({
        "materials": all(&materials, "accepted"), "credit_check": "passed", "form": all(&form, "accepted"),
        "review": { "submitted": "2026-01-05", "status": "approved" }, "delivery": "delivered", "installation": "done",
        "training": "done", "test_transaction": "passed",
    });
    let day = if in_order { json!(["09:00-21:00"]) } else { json!(["18:00-26:00"]) };
    let weekly: Map<String, Value> =
        ["mon", "tue", "wed", "thu", "fri", "sat"].into_iter().map(|name| (name.to_owned(), day.clone())).collect();
    let point = json!({
        "id": format!("made-up-{}", number + 1),
        "revision": 1,
        "merchant_id": format!("M{number:014}"),
        "merchant_kind": kind,
        "mcc": mcc,
        "region": region,
        "status": "active",
        "utc_offset": "+08:00",
        "remote": remote,
        "terminals": ["T1"],
        "address_check": if in_order { Some("matches") } else { Some("differs") },
        "place": { "datum": "wgs84", "areas": [{ "circle": { "lat_e7": 300_000_000, "lon_e7": 1_000_000_000, "radius_m": 100 } }] },
        "hours": { "weekly": weekly, "holidays": ["10:00-16:00"], "makeup_workdays": "as_weekday" },
        "documents": documents,
        "registration": all(&fields, if in_order { "confirmed" } else { "wrong" }),
        "regulations_met": if in_order { regulations.into_iter().collect() } else { Vec::new() },
        "support_requests": if in_order { json!([]) } else { json!([{ "opened": "2026-06-01" }]) },
        "application": if in_order { application } else { json!({}) },
    });
    serde_json::from_value(point).ok()
}
