//! `poscond inspect`: a plan in words.

use crate::args::Inspect;
use crate::compile::digest;
use crate::exit::{Exit, Failure};
use crate::expression;
use crate::input::{self, Source};
use crate::key;
use crate::money::{self, grouped};
use crate::output;
use crate::rule::{self, named};
use crate::table::{REASON, pad_right, paint, put_lines, styled, wrap};
use crate::wording::{self, text, validity};
use poscond::expression::code::Steps;
use poscond::{
    Action, CardKind, CounterRow, Date, ENGINE_VERSION, EntryMode, Expect, Fact, Parameter, Plan, Reason, RuleRow,
};
use poscond::{Refunds, Subject, TransactionType, Unit};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

pub(crate) fn run(args: &Inspect) -> Result<Exit, Failure> {
    let sources = input::read_plans(&args.plans)?;
    let keys = key::read_public(&args.keys)?;
    let verified = !keys.is_empty();
    let expect = Expect { keys: &keys, ..Expect::default() };
    let plans = Failure::gather(sources.iter().map(|source| source.open(expect)))?;
    let shown = sources.iter().zip(&plans).map(|(source, plan)| {
        if args.json {
            format!("{}\n", in_json(source, plan, verified))
        } else {
            in_words(source, plan, verified, output::width())
        }
    });
    let between = if args.json { "" } else { "\n\n" };
    output::print(&shown.collect::<Vec<_>>().join(between))?;
    Ok(Exit::Done)
}

/// Where the values of a plan start: a whole digest beside them just fits 80 columns.
const VALUES_COLUMN: usize = 15;

/// Where rules' ids start.
const RULE_COLUMN: usize = 5;

/// Widest id that the words of a rule stand beside, not below.
const RULE_WIDTH_MAX: usize = 26;

/// Where the words about a counter start.
const COUNTS_COLUMN: usize = 4 + 2 + 6 + 2 + 13 + 2;

fn in_words(source: &Source, plan: &Plan<'_>, verified: bool, width: usize) -> String {
    let mut out = format!("{}\n", styled(paint::TITLE, &source.path.display().to_string()));
    let currency = rule::only_currency(plan);
    let digest = digest(plan);
    let facts = [
        ("service point", format!("{}, revision {}", plan.service_point_id(), plan.revision())),
        ("merchant id", text(plan.merchant_id())),
        ("policy", format!("{}, version {}", plan.policy_id(), plan.policy_version())),
        ("valid", validity(plan.valid_days())),
        (
            "amounts",
            match currency {
                Some(code) => format!("in {}, the only currency that the rules allow", money::currency(code)),
                None => "in minor units, since the rules do not allow exactly one currency".to_owned(),
            },
        ),
        ("advice", advice(plan)),
        ("engine", format!("needs version {}; this one is {ENGINE_VERSION}", plan.engine_needed())),
        ("size", format!("{} bytes", grouped(source.bytes.len() as u64))),
        (
            "signature",
            match plan.signed_by() {
                None => "none".to_owned(),
                Some(id) if verified => format!("by key {id}, verified"),
                Some(id) => format!("by key {id}, not verified: '--key <PUBFILE>' does"),
            },
        ),
        ("digest", digest[..8].to_owned()),
        ("sha256", digest),
    ];
    for (name, value) in facts {
        out.push_str(&styled(paint::DIM, &format!("{name:<VALUES_COLUMN$}")));
        put_lines(&mut out, &value, paint::PLAIN, VALUES_COLUMN, width);
    }

    let rules: Vec<RuleRow<'_>> = plan.rule_rows().collect();
    title(&mut out, rules.len(), "rule", "rules", "");
    let widest = rules.iter().map(|rule| rule.id.width()).max().unwrap_or(0).clamp("rule".len(), RULE_WIDTH_MAX);
    let head = format!("bit  {}  condition", pad_right("rule", widest));
    out.push_str(&format!("{}\n", styled(paint::DIM, &head)));
    for rule in &rules {
        put_rule(&mut out, rule, plan, currency, RULE_COLUMN + widest + 2, width);
    }
    if rules.iter().any(rule::refers_or_declines) {
        out.push('\n');
        let note = "refer becomes decline when the host is unreachable, unless the rule says otherwise";
        put_lines(&mut out, note, paint::DIM, 0, width);
    }

    let counters: Vec<CounterRow> = plan.counters().collect();
    let starts: Vec<i16> = counters.iter().map(|row| row.business_day_offset_min).collect();
    // A policy says once when its business day starts; only a plan made elsewhere could say more.
    let start = starts.first().copied().filter(|first| starts.iter().all(|other| other == first));
    let about = start.map_or_else(String::new, |start| format!(": the business day starts at {}", day_start(start)));
    title(&mut out, counters.len(), "counter", "counters", &about);
    if !counters.is_empty() {
        out.push_str(&format!("{}\n", styled(paint::DIM, "slot  window  of             counts")));
    }
    for (slot, row) in counters.iter().enumerate() {
        out.push_str(&format!("{slot:>4}  {:<6}  {:<13}  ", row.window.name(), subject(row.subject)));
        let mut counts = counts(row);
        if start.is_none() {
            counts.push_str(&format!("; its business day starts at {}", day_start(row.business_day_offset_min)));
        }
        put_lines(&mut out, &counts, paint::PLAIN, COUNTS_COLUMN, width);
    }

    let mut codes: Vec<(Reason, u8, [u8; 2])> =
        plan.reasons().filter(|&(reason, _, de39)| de39 != reason.de39()).collect();
    codes.sort_by_key(|&(_, rank, _)| rank);
    title(&mut out, codes.len(), "response code (DE39) of its own", "response codes (DE39) of its own", "");
    for (reason, _, de39) in codes {
        let [own, usual] = [de39, reason.de39()].map(|code| String::from_utf8_lossy(&code).into_owned());
        out.push_str(&format!(
            "  {own}  {:<REASON$}  {}\n",
            reason.name(),
            styled(paint::DIM, &format!("not {usual}"))
        ));
    }
    out
}

/// The title of a section, such as `3 counters`.
fn title(out: &mut String, count: usize, one: &str, many: &str, about: &str) {
    let count = match count {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {many}"),
    };
    out.push_str(&format!("\n{}{}\n", styled(paint::TITLE, &count), styled(paint::DIM, about)));
}

/// What a rule asks for, and below it of what and what follows.
fn put_rule(out: &mut String, rule: &RuleRow<'_>, plan: &Plan<'_>, currency: Option<i64>, column: usize, width: usize) {
    let id = pad_right(rule.id, column - RULE_COLUMN);
    out.push_str(&format!("{}{}", styled(paint::DIM, &format!("{:>3}  ", rule.bit)), styled(paint::TITLE, &id)));
    if rule.id.width() > column - RULE_COLUMN - 2 {
        out.push_str(&format!("\n{:column$}", ""));
    }
    put_lines(out, &rule::condition(rule, plan, currency), paint::PLAIN, column, width);
    let internal = rule.internal.then(|| "internal".to_owned());
    let dates = (rule.valid_days != (i32::MIN, i32::MAX)).then(|| validity(rule.valid_days));
    let when = rule.when.map(|steps| format!("when {}", expression::text(steps)));
    let bounds = [("when", rule.when), ("condition", rule.requirement)];
    let bounds =
        bounds.into_iter().filter_map(|(what, steps)| Some(format!("{what}: {}", expression::bounds(steps?, plan))));
    let of = internal.into_iter().chain(rule::scope(rule)).chain(dates).chain(when).chain(bounds);
    let of: Vec<String> = of.collect();
    let actions = rule::actions(rule);
    let room = width.saturating_sub(column).max(20);
    // On one line where all of it fits, else what follows starts a line of its own.
    let mut lines = joined(&[of.as_slice(), &actions].concat(), room);
    if lines.len() > 1 {
        lines = [joined(&of, room), joined(&actions, room)].concat();
    }
    for line in lines {
        out.push_str(&format!("{:column$}{}\n", "", with_actions(&line)));
    }
}

/// Parts with ` · ` between them on lines of at most so many columns, each part on one line where it fits.
fn joined(parts: &[String], width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        match lines.last_mut() {
            Some(line) if line.width() + 3 + part.width() <= width => line.push_str(&format!(" · {part}")),
            _ => lines.extend(wrap(part, width)),
        }
    }
    lines
}

/// A dimmed line with its actions in their colours.
fn with_actions(line: &str) -> String {
    let (mut out, mut dim) = (String::new(), String::new());
    for word in line.split_inclusive(' ') {
        let bare = word.trim_end_matches([' ', ',']);
        match Action::ALL.iter().find(|action| action.name() == bare) {
            Some(&action) => {
                out.push_str(&styled(paint::DIM, &std::mem::take(&mut dim)));
                out.push_str(&styled(paint::action(action), bare));
                dim.push_str(&word[bare.len()..]);
            }
            None => dim.push_str(word),
        }
    }
    out + &styled(paint::DIM, &dim)
}

fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Terminal => "the terminal",
        Subject::ServicePoint => "all terminals",
        Subject::Card => "one card",
    }
}

/// Which transactions a counter counts.
fn counts(row: &CounterRow) -> String {
    let cards = named(row.card_kinds, CardKind::ALL, |kind| (kind as u8, wording::card_kind(kind).to_owned()));
    let modes = named(row.entry_modes, EntryMode::ALL, |mode| (mode as u8, wording::entry_mode(mode).to_owned()));
    let cards = cards.map_or_else(|| "every kind of card".to_owned(), |cards| cards.join(", "));
    let modes = modes.map_or_else(|| "read in any way".to_owned(), |modes| format!("read by {}", modes.join(", ")));
    let refunds = if row.refunds == Refunds::Restore { "; refunds give back" } else { "" };
    format!("{cards}, {modes}{refunds}")
}

/// From when on a plan gives advice.
pub(crate) fn advice(plan: &Plan<'_>) -> String {
    let from = plan.thresholds();
    let days = [
        (from.document_days, "a document ends"),
        (from.regulation_days, "a regulation comes into force"),
        (from.due_days, "profile or inspection is due"),
        (from.calendar_days, "the calendar ends"),
        (from.plan_days, "the plan ends"),
    ];
    let days = days.map(|(count, what)| (count, format!("{} before {what}", rule::days(count.into()))));
    let others = [
        (from.closing_min, format!("{} before closing", wording::duration(i64::from(from.closing_min) * 60))),
        (from.usage_percent.into(), format!("from {} % of a limit on", from.usage_percent)),
        (from.battery_percent.into(), format!("from {} % of the battery down", from.battery_percent)),
    ];
    let given = days.into_iter().chain(others).filter(|&(threshold, _)| threshold > 0).map(|(_, words)| words);
    let given = given.collect::<Vec<_>>().join(", ");
    if given.is_empty() { "none ahead of time".to_owned() } else { given }
}

/// When a business day starts, such as `23:00 the evening before`.
fn day_start(offset_min: i16) -> String {
    let minute = offset_min.rem_euclid(1440);
    let evening = if offset_min < 0 { " the evening before" } else { "" };
    format!("{:02}:{:02}{evening}", minute / 60, minute % 60)
}

/// The keys are written in their order, so that they are sorted however the JSON library keeps them.
fn in_json(source: &Source, plan: &Plan<'_>, verified: bool) -> Value {
    let counters = plan.counters().enumerate().map(|(slot, row)| {
        json!({
            "business_day_offset_min": row.business_day_offset_min,
            "card_kinds": named(row.card_kinds, CardKind::ALL, |word| (word as u8, word.name().to_owned())),
            "entry_modes": named(row.entry_modes, EntryMode::ALL, |word| (word as u8, word.name().to_owned())),
            "refunds": row.refunds.name(),
            "slot": slot,
            "subject": row.subject.name(),
            "window": row.window.name(),
        })
    });
    let mut reasons: Vec<(Reason, u8, [u8; 2])> = plan.reasons().collect();
    reasons.sort_by_key(|&(_, rank, _)| rank);
    let reasons = reasons.into_iter().map(|(reason, rank, de39)| {
        json!({
            "de39": String::from_utf8_lossy(&de39),
            "de39_default": String::from_utf8_lossy(&reason.de39()),
            "rank": rank,
            "reason": reason.name(),
            "reason_number": reason as u16,
        })
    });
    let (from, through) = plan.valid_days();
    let advice = plan.thresholds();
    json!({
        "advice": {
            "battery_percent": advice.battery_percent,
            "calendar_days": advice.calendar_days,
            "closing_min": advice.closing_min,
            "document_days": advice.document_days,
            "due_days": advice.due_days,
            "plan_days": advice.plan_days,
            "regulation_days": advice.regulation_days,
            "usage_percent": advice.usage_percent,
        },
        "bytes": source.bytes.len(),
        "counters": counters.collect::<Vec<_>>(),
        "currency": rule::only_currency(plan),
        "engine_needed": plan.engine_needed(),
        "file": source.path.display().to_string(),
        "merchant_id": text(plan.merchant_id()),
        "policy": plan.policy_id(),
        "policy_version": plan.policy_version(),
        "reasons": reasons.collect::<Vec<_>>(),
        "revision": plan.revision(),
        "rules": plan.rule_rows().map(|rule| rule_in_json(&rule, plan)).collect::<Vec<_>>(),
        "service_point": plan.service_point_id(),
        "sha256": digest(plan),
        "signature_verified": plan.signed_by().map(|_| verified),
        "signed_by": plan.signed_by().map(|id| id.to_string()),
        "valid_from": date(from.into()),
        "valid_through": date(through.into()),
    })
}

fn rule_in_json(rule: &RuleRow<'_>, plan: &Plan<'_>) -> Value {
    let parameters = rule::parameters(rule, plan)
        .into_iter()
        .map(|parameter| json!({ "name": parameter.0, "unit": parameter.1.name(), "value": value_in_json(parameter) }));
    let (from, through) = rule.valid_days;
    json!({
        "bit": rule.bit,
        "card_kinds": named(rule.card_kinds, CardKind::ALL, |word| (word as u8, word.name().to_owned())),
        "condition": rule.condition,
        "entry_modes": named(rule.entry_modes, EntryMode::ALL, |word| (word as u8, word.name().to_owned())),
        "id": rule.id,
        "internal": rule.internal,
        "on_fail": rule.on_fail.name(),
        "on_unknown": rule.on_unknown.name(),
        "on_unreachable": rule.on_unreachable.name(),
        "parameters": parameters.collect::<Vec<_>>(),
        "requirement": rule.requirement.map(|steps| expression_in_json(steps, plan)),
        "subject": rule.subject,
        "transactions": named(rule.transactions, TransactionType::ALL, |word| (word as u8, word.name().to_owned())),
        "valid_from": date(from.into()),
        "valid_through": date(through.into()),
        "when": rule.when.map(|steps| expression_in_json(steps, plan)),
    })
}

fn expression_in_json(steps: Steps<'_>, plan: &Plan<'_>) -> Value {
    let (count, highest) = steps.bounds(plan).unwrap_or_default();
    json!({ "expression": expression::text(steps), "stack": highest, "steps": count })
}

/// A value as a report writes it: words by name, dates as dates, null where there is no end.
fn value_in_json((_, unit, value): Parameter) -> Value {
    match unit {
        Unit::Date => json!(date(value)),
        Unit::Word => {
            let fact = u8::try_from(value >> 8).ok().and_then(Fact::from_u8);
            let word = u8::try_from(value & 255).ok();
            json!(fact.zip(word).and_then(|(fact, word)| fact.word_name(word)))
        }
        Unit::Reason | Unit::Version => json!(wording::value_in(unit, value, None)),
        _ => json!(value),
    }
}

/// A date, from days since 1970-01-01; nothing where they stand for "without end".
fn date(days: i64) -> Option<String> {
    i32::try_from(days).ok().and_then(Date::from_days).map(|date| date.to_string())
}
