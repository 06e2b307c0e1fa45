//! `poscond inspect`: a plan in words.

use crate::args::Inspect;
use crate::compile::digest;
use crate::exit::{Exit, Failure};
use crate::input::{self, Source};
use crate::money::grouped;
use crate::output;
use crate::table::{paint, styled, wrap};
use crate::wording::{self, text, validity};
use poscond::{CardKind, CounterRow, Date, ENGINE_VERSION, EntryMode, Expect, Plan, Subject, Window};
use serde_json::{Value, json};

pub(crate) fn run(args: &Inspect) -> Result<Exit, Failure> {
    let sources = input::read_plans(&args.plans)?;
    let plans = Failure::gather(sources.iter().map(|source| source.open(Expect::default())))?;
    let shown = sources.iter().zip(&plans).map(|(source, plan)| {
        if args.json { format!("{}\n", in_json(source, plan)) } else { in_words(source, plan, output::width()) }
    });
    let between = if args.json { "" } else { "\n" };
    output::print(&shown.collect::<Vec<_>>().join(between))?;
    Ok(Exit::Done)
}

/// Where the values of a plan start.
const VALUES_COLUMN: usize = 17;

fn in_words(source: &Source, plan: &Plan<'_>, width: usize) -> String {
    let mut out = format!("{}\n", styled(paint::TITLE, &source.path.display().to_string()));
    let facts = [
        ("service point", format!("{}, revision {}", plan.service_point_id(), plan.revision())),
        ("merchant id", text(plan.merchant_id())),
        ("policy", format!("{}, version {}", plan.policy_id(), plan.policy_version())),
        ("valid", validity(plan.valid_days())),
        ("engine", format!("needs version {}; this one is {ENGINE_VERSION}", plan.engine_needed())),
        ("size", format!("{} bytes", grouped(source.bytes.len() as u64))),
        ("sha256", digest(plan)),
    ];
    for (name, value) in facts {
        let lines = wrap(&value, width.saturating_sub(VALUES_COLUMN));
        let indent = format!("\n{:VALUES_COLUMN$}", "");
        out.push_str(&format!("  {}{}\n", styled(paint::DIM, &format!("{name:<15}")), lines.join(&indent)));
    }
    out.push_str(&format!("\n  {}\n", styled(paint::TITLE, &format!("rules: {}", plan.rule_count()))));
    out.push_str(&format!("  {}\n", styled(paint::DIM, "bit  id")));
    for (bit, id) in plan.rule_ids().enumerate() {
        out.push_str(&format!("  {bit:>3}  {id}\n"));
    }
    let counters: Vec<CounterRow> = plan.counters().collect();
    out.push_str(&format!("\n  {}\n", styled(paint::TITLE, &format!("counters: {}", counters.len()))));
    if !counters.is_empty() {
        out.push_str(&format!("  {}\n", styled(paint::DIM, "slot  window  of             counts")));
    }
    for (slot, row) in counters.iter().enumerate() {
        let (window, subject) = (row.window.name(), subject(row.subject));
        let line = format!("  {slot:>4}  {window:<6}  {subject:<13}  ");
        let indent = format!("\n{:33}", "");
        out.push_str(&format!("{line}{}\n", wrap(&counts(row), width.saturating_sub(33)).join(&indent)));
    }
    out
}

fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Terminal => "the terminal",
        Subject::ServicePoint => "all terminals",
        Subject::Card => "one card",
    }
}

/// Which transactions a counter counts, and when its days start.
fn counts(row: &CounterRow) -> String {
    let cards = named(row.card_kinds, CardKind::ALL, |kind| (kind as u8, kind.name().replace('_', " ")));
    let modes = named(row.entry_modes, EntryMode::ALL, |mode| (mode as u8, wording::entry_mode(mode).to_owned()));
    let cards = if cards.is_empty() { "every kind of card".to_owned() } else { cards.join(", ") };
    let modes = if modes.is_empty() { "read in any way".to_owned() } else { format!("read by {}", modes.join(", ")) };
    let days = match i32::from(row.business_day_offset_min) {
        0 => String::new(),
        offset => {
            let minute = offset.rem_euclid(1440);
            let evening = if offset < 0 { " the evening before" } else { "" };
            let start = if row.window == Window::Day { "the day starts" } else { "days start" };
            format!("; {start} at {:02}:{:02}{evening}", minute / 60, minute % 60)
        }
    };
    format!("{cards}, {modes}{days}")
}

/// The words of a mask; none where it restricts nothing.
fn named<T: Copy>(mask: u16, all: &[T], name: impl Fn(T) -> (u8, String)) -> Vec<String> {
    if mask == u16::MAX {
        return Vec::new();
    }
    let word = |&word: &T| {
        let (number, name) = name(word);
        (mask & (1 << number) != 0).then_some(name)
    };
    all.iter().filter_map(word).collect()
}

fn in_json(source: &Source, plan: &Plan<'_>) -> Value {
    let (from, through) = plan.valid_days();
    let date = |days: i32| Date::from_days(days).map(|date| date.to_string());
    let counters = plan.counters().enumerate().map(|(slot, row)| {
        let cards = named(row.card_kinds, CardKind::ALL, |kind| (kind as u8, kind.name().to_owned()));
        let modes = named(row.entry_modes, EntryMode::ALL, |mode| (mode as u8, mode.name().to_owned()));
        json!({
            "slot": slot,
            "window": row.window.name(),
            "subject": row.subject.name(),
            "business_day_offset_min": row.business_day_offset_min,
            "card_kinds": (!cards.is_empty()).then_some(cards),
            "entry_modes": (!modes.is_empty()).then_some(modes),
        })
    });
    json!({
        "file": source.path.display().to_string(),
        "service_point": plan.service_point_id(),
        "revision": plan.revision(),
        "merchant_id": text(plan.merchant_id()),
        "policy": plan.policy_id(),
        "policy_version": plan.policy_version(),
        "valid_from": date(from),
        "valid_through": date(through),
        "engine_needed": plan.engine_needed(),
        "bytes": source.bytes.len(),
        "sha256": digest(plan),
        "rules": plan.rule_ids().collect::<Vec<_>>(),
        "counters": counters.collect::<Vec<_>>(),
    })
}
