//! Service points that policies tell apart, made up where none are given.

use poscond::policy::{ConditionForm, Scope};
use poscond::{Policy, ServicePoint};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Most service points that are made up.
const POINTS_MAX: usize = 200;

/// Where a service point stands in what policies tell apart.
pub(crate) fn describe(point: &ServicePoint) -> String {
    let remote = if point.remote { ", remote" } else { "" };
    format!("a {} of category {} in region {}{remote}", point.merchant_kind, point.mcc, point.region)
}

/// Service points that the scopes of two policies tell apart: for each scope some that it holds, each once in good order and
/// once in bad.
pub(crate) fn made_up(old: &Policy, new: &Policy) -> Vec<ServicePoint> {
    let rules = || old.rules.iter().chain(&new.rules);
    let usual = Usual::of(old, new);
    let mut classes: BTreeSet<(String, String, String, bool)> = BTreeSet::new();
    for Scope { merchant_kinds, mccs, regions, remote, .. } in rules().map(|rule| &rule.scope) {
        let kinds = some_of(merchant_kinds.iter().flatten().map(ToString::to_string), &usual.kind);
        let mccs = some_of(mccs.iter().flatten().map(|range| first_of(&range.to_string())), &usual.mcc);
        let regions = some_of(regions.iter().flatten().map(|region| six_digits(&region.to_string())), &usual.region);
        for kind in &kinds {
            for mcc in &mccs {
                for region in &regions {
                    classes.insert((kind.clone(), mcc.clone(), region.clone(), remote.unwrap_or(false)));
                }
            }
        }
    }
    // What no scope names, and what only other parts of a policy do.
    for directive in old.directives.iter().chain(&new.directives) {
        let region = directive.regions.first().map(|region| six_digits(&region.to_string()));
        classes.insert((usual.kind.clone(), usual.mcc.clone(), region.unwrap_or_default(), false));
    }
    for rule in rules() {
        if let ConditionForm::Mcc(form) = &rule.condition {
            let mccs = form.allowed.iter().map(|range| first_of(&range.to_string()));
            classes.extend(mccs.map(|mcc| (usual.kind.clone(), mcc, usual.region.clone(), false)));
        }
    }
    classes.insert((usual.kind.clone(), "0001".into(), usual.region.clone(), false));
    let in_both_orders = classes.into_iter().flat_map(|class| [(class.clone(), true), (class, false)]);
    let points = in_both_orders.enumerate().take(POINTS_MAX);
    points
        .filter_map(|(number, ((kind, mcc, region, remote), in_order))| {
            point(old, new, [&kind, &mcc, &region], remote, in_order, number)
        })
        .collect()
}

/// What a service point is like where a scope does not say.
struct Usual {
    kind: String,
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
        let kind = kinds.into_iter().max_by_key(|(_, count)| *count).map(|(kind, _)| kind);
        let allowed = new.rules.iter().chain(&old.rules).find_map(|rule| match &rule.condition {
            ConditionForm::Mcc(form) => form.allowed.last().map(|range| first_of(&range.to_string())),
            _ => None,
        });
        let mcc =
            allowed.or_else(|| Some(first_of(&scopes().find_map(|scope| scope.mccs.as_ref()?.first())?.to_string())));
        Self {
            kind: kind.unwrap_or_else(|| "shop".into()),
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
