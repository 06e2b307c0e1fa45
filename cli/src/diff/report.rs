//! What differs, for people and for programs.

use super::meaning::{Change, Example, Kind};
use super::{Compared, direction};
use crate::table::{paint, put_lines, styled};
use poscond::Outcome;
use serde_json::json;

pub(super) fn in_words(all: &Compared, width: usize) -> String {
    let mut out = String::new();
    for key in &all.changes.order {
        let Some(change) = all.changes.by_key.get(key) else { continue };
        let (sign, style) = match (change.kind, direction(change)) {
            (Kind::Added, _) => ("+", paint::outcome(Outcome::Refer)),
            (Kind::Removed, _) => ("-", paint::outcome(Outcome::Refer)),
            (_, "loosened") => ("↓", paint::outcome(Outcome::Proceed)),
            (_, "tightened") => ("↑", paint::outcome(Outcome::Decline)),
            _ => ("~", paint::TITLE),
        };
        out.push_str(&format!("{sign} {}  {}\n", styled(style, name(key)), styled(paint::DIM, &about(change))));
        for words in &change.words {
            out.push_str("    ");
            put_lines(&mut out, words, paint::PLAIN, 4, width);
        }
        // Where an outcome changes, that says it all.
        let turns = |example: &&Example| example.old.outcome != example.new.outcome;
        let any = change.examples.iter().any(|example| turns(&example));
        for example in change.examples.iter().filter(|example| turns(example) || !any) {
            put_example(&mut out, example, width);
        }
        out.push('\n');
    }
    for refused in &all.refused {
        put_lines(&mut out, refused, paint::PLAIN, 0, width);
    }
    out.push_str(&summary(all));
    out.push('\n');
    out
}

/// What a change is called.
fn name(key: &str) -> &str {
    match key {
        "@validity" => "validity of the policy",
        "@advice" => "advice",
        "@de39" => "response codes (DE39)",
        "@directives" => "directives",
        "@hours" => "opening hours",
        "@other" => "the plan",
        rule => rule,
    }
}

fn about(change: &Change) -> String {
    let kind = match change.kind {
        Kind::Added => "added",
        Kind::Removed => "removed",
        Kind::Renamed => "renamed",
        Kind::Changed => "",
    };
    let direction = match (change.kind, change.examples.is_empty()) {
        (Kind::Renamed, true) => "",
        (_, true) => "no request found that is decided differently",
        _ => direction(change),
    };
    let parts: Vec<&str> = [kind, direction].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

fn put_example(out: &mut String, example: &Example, width: usize) {
    out.push_str("    ");
    let line = format!("{}: {} → {}", example.point, example.old.words(), example.new.words());
    put_lines(out, &line, paint::PLAIN, 4, width);
    let request = serde_json::to_string(&example.unusual).unwrap_or_default();
    out.push_str("      ");
    let line = format!("in good order but for {}", request.replace(",\"", ", \"").replace("\":", "\": "));
    put_lines(out, &line, paint::DIM, 6, width);
}

fn summary(all: &Compared) -> String {
    let points = if all.points == 1 { "1 service point".to_owned() } else { format!("{} service points", all.points) };
    if all.changes.is_empty() && all.refused.is_empty() {
        return styled(paint::outcome(Outcome::Proceed), &format!("no change in meaning for {points}"));
    }
    let count = all.changes.by_key.len();
    let changes = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
    let equal = if all.equal > 0 { format!(", {} of them decide as before", all.equal) } else { String::new() };
    format!(
        "{changes} in meaning for {points}{equal}; {} requests decided by both",
        crate::money::grouped(all.tried as u64)
    )
}

/// One object, its keys in their order.
pub(super) fn in_json(all: &Compared) -> String {
    let example = |example: &Example| {
        json!({
            "new": example.new.json(),
            "old": example.old.json(),
            "request": serde_json::to_value(example.request).unwrap_or_default(),
            "request_new": serde_json::to_value(example.request_new).unwrap_or_default(),
            "service_point": example.point,
        })
    };
    let changes = all.changes.order.iter().filter_map(|key| {
        let change = all.changes.by_key.get(key)?;
        let kind = match change.kind {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Renamed => "renamed",
            Kind::Changed => "changed",
        };
        Some(json!({
            "about": key,
            "direction": direction(change),
            "examples": change.examples.iter().map(example).collect::<Vec<_>>(),
            "kind": kind,
            "service_points": change.points,
            "words": change.words,
        }))
    });
    let object = json!({
        "changes": changes.collect::<Vec<_>>(),
        "equal": all.equal,
        "refused": all.refused,
        "service_points": all.points,
        "tried": all.tried,
    });
    format!("{object}\n")
}
