//! What a replay found, for people and for programs.

use super::plans::Plans;
use super::tally::{At, Changes, Difference, Example, SHOWN_MAX, Sums, Tally};
use crate::decided::Decided;
use crate::money::{self, grouped};
use crate::table::{harmless, pad_left, paint, put_lines, styled};
use poscond::{Outcome, Policy, Reason};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use unicode_width::UnicodeWidthStr;

/// Kinds of change that a table names; of more, only their number.
const KINDS_MAX: usize = 20;

/// What counts alone do not say.
pub(super) struct About<'a> {
    pub(super) names: &'a [String],
    pub(super) plans: &'a Plans,
    /// The policy by which all was decided too.
    pub(super) policy: Option<&'a Policy>,
}

impl About<'_> {
    fn place(&self, at: At) -> String {
        format!("{}:{}", self.names[at.file], at.line)
    }

    /// Why plans have no counterpart under the other policy: how many of them, how many decisions, and the first one's service
    /// point.
    fn undecided<'t>(&self, changes: &'t Changes) -> BTreeMap<&'static str, Undecided<'t>> {
        let mut by_reason: BTreeMap<&'static str, Undecided<'t>> = BTreeMap::new();
        for (digest, decisions) in &changes.undecided {
            let Some(known) = self.plans.get(digest) else { continue };
            let Some(Err(why)) = &known.other else { continue };
            let all = by_reason.entry(why).or_default();
            all.decisions += decisions;
            all.service_points.push(known.plan.service_point_id());
            all.digests.push(digest);
        }
        for all in by_reason.values_mut() {
            all.service_points.sort_unstable();
            all.service_points.dedup();
        }
        by_reason
    }
}

#[derive(Default)]
struct Undecided<'t> {
    decisions: u64,
    service_points: Vec<&'static str>,
    digests: Vec<&'t crate::log::Digest>,
}

/// A number with what it counts.
fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

fn decisions(number: u64) -> String {
    count(number, "decision", "decisions")
}

/// All of it.
pub(super) fn in_words(tally: &Tally, about: &About<'_>, width: usize) -> String {
    let mut out = Words { text: String::new(), width, amount: AMOUNT };
    out.put(0, paint::TITLE, &decisions(tally.decisions));
    for (outcome, reasons) in tally.summary.counts() {
        out.number(reasons.map(|(_, count)| count).sum(), paint::outcome(outcome), outcome.name());
    }
    for (module, number) in &tally.modules {
        if let Some(module) = module {
            out.number(*number, paint::DIM, &format!("by module {module}"));
        }
    }
    if let Some(policy) = about.policy {
        out.changes(&tally.changes, about, policy);
    }
    out.differences(tally, about);
    out.damaged(tally);
    out.text.push('\n');
    out.verdict(tally, about);
    out.text
}

struct Words {
    text: String,
    width: usize,
    /// The width of the column of amounts.
    amount: usize,
}

impl Words {
    /// A heading with a line before it.
    fn heading(&mut self, text: &str) {
        self.text.push('\n');
        self.put(0, paint::TITLE, text);
    }

    /// A text on as many lines as it needs, all indented alike.
    fn put(&mut self, column: usize, style: anstyle::Style, text: &str) {
        self.text.push_str(&" ".repeat(column));
        put_lines(&mut self.text, &harmless(text), style, column, self.width);
    }

    /// A number and what it counts.
    fn number(&mut self, number: u64, style: anstyle::Style, of: &str) {
        self.text.push_str(&format!("{:>COUNT$}  {}\n", grouped(number), styled(style, of)));
    }

    fn differences(&mut self, tally: &Tally, about: &About<'_>) {
        if tally.differing == 0 {
            return;
        }
        self.heading(&format!("{} not as recorded", decisions(tally.differing)));
        for (at, difference) in &tally.differences.0 {
            let Difference { id, service_point, fields, .. } = difference;
            self.put(2, paint::PLAIN, &format!("{} id {id} at {service_point}", about.place(*at)));
            for (field, recorded, now) in fields {
                self.put(4, paint::PLAIN, &format!("{field}: {recorded} → {now}"));
            }
        }
        self.more(2, tally.differing, tally.differences.0.len());
    }

    fn damaged(&mut self, tally: &Tally) {
        if tally.damaged.is_empty() {
            return;
        }
        let number = tally.damaged();
        self.heading(&format!("{} that cannot be decided again", count(number, "line", "lines")));
        for (damage, (number, first)) in &tally.damaged {
            self.number(*number, paint::PLAIN, damage.meaning());
            for message in first.0.values() {
                self.put(DETAIL, paint::DIM, message);
            }
            self.more(DETAIL, *number, first.0.len());
        }
    }

    fn more(&mut self, column: usize, all: u64, shown: usize) {
        if all > shown as u64 {
            self.put(column, paint::DIM, &format!("… and {} more", grouped(all - shown as u64)));
        }
    }

    fn changes(&mut self, changes: &Changes, about: &About<'_>, policy: &Policy) {
        self.heading(&format!("Under policy {} version {}", policy.id, policy.version.get()));
        let newly = [
            (Outcome::Decline, "newly declined"),
            (Outcome::Refer, "newly referred"),
            (Outcome::Proceed, "newly proceeding"),
        ];
        let newly = newly.map(|(outcome, name)| (name.to_owned(), paint::outcome(outcome), changes.newly(outcome)));
        // Whatever is summed up below is part of one of these.
        let all = changes.outcomes.values().chain(newly.iter().map(|(_, _, sums)| sums));
        let widest = all.flat_map(amounts_in_words).map(|amount| amount.width()).max();
        self.amount = widest.unwrap_or(0).max(AMOUNT);
        let rows = changes.outcomes.iter().map(|((before, after), sums)| {
            let style = if before == after { paint::DIM } else { paint::outcome(*after) };
            (format!("{} → {}", before.name(), after.name()), style, sums)
        });
        self.sums(rows);
        let changed: u64 = changes.kinds.values().map(|(sums, _)| sums.count).sum();
        if changed == 0 && changes.decisions > 0 {
            self.put(2, paint::PLAIN, "no decision changes");
        }
        if changed > 0 {
            self.text.push('\n');
            self.sums(newly.iter().map(|(name, style, sums)| (name.clone(), *style, sums)));
            self.heading(&format!("{} of {} change", grouped(changed), decisions(changes.decisions)));
            let kinds = changes.by_count();
            let rows = kinds.iter().take(KINDS_MAX).map(|((before, after), sums, _)| {
                (format!("{} → {}", before.words(), after.words()), paint::PLAIN, *sums)
            });
            self.sums(rows);
            if kinds.len() > KINDS_MAX {
                let mut others = Sums::default();
                kinds.iter().skip(KINDS_MAX).for_each(|(_, sums, _)| others.merge((*sums).clone()));
                let name = format!("others, of {} kinds", kinds.len() - KINDS_MAX);
                self.sums([(name, paint::DIM, &others)]);
            }
            self.heading("Examples");
            for (at, [before, after], example) in changes.examples() {
                let Example { id, service_point, .. } = example;
                self.put(2, paint::PLAIN, &format!("{} → {}", before.words(), after.words()));
                let amount = example.amount_minor.map(|minor| money::amount(minor, example.currency));
                let parts = [example.local_time.clone(), amount, Some(format!("{} id {id}", about.place(at)))];
                let parts: Vec<String> = [Some(service_point.clone())].into_iter().chain(parts).flatten().collect();
                self.put(4, paint::DIM, &parts.join(" · "));
            }
        }
        self.left_out(changes, about);
    }

    /// What the other policy cannot tell for want of something.
    fn left_out(&mut self, changes: &Changes, about: &About<'_>) {
        if changes.uncounted > 0 {
            let (all, changed) = (decisions(changes.uncounted), grouped(changes.uncounted_changed));
            let words = format!("{all} under counters that the recorded plans did not keep, {changed} of them changed");
            self.text.push('\n');
            self.put(0, paint::PLAIN, &words);
        }
        let undecided = about.undecided(changes);
        if undecided.is_empty() {
            return;
        }
        let number = undecided.values().map(|one| one.decisions).sum();
        self.heading(&format!("{} by plans that have no counterpart under it", decisions(number)));
        for (why, one) in undecided.iter().take(SHOWN_MAX) {
            self.put(2, paint::PLAIN, why);
            let named = one.service_points.iter().take(SHOWN_MAX).copied().collect::<Vec<_>>().join(", ");
            let more = one.service_points.len().saturating_sub(SHOWN_MAX);
            let more = if more > 0 { format!(" and {} more", grouped(more as u64)) } else { String::new() };
            self.put(4, paint::DIM, &format!("{} at {named}{more}", decisions(one.decisions)));
        }
        self.more(2, undecided.len() as u64, undecided.len().min(SHOWN_MAX));
    }

    /// A row each: how many, their amounts, and what they are.
    fn sums<'s>(&mut self, rows: impl IntoIterator<Item = (String, anstyle::Style, &'s Sums)>) {
        let column = DETAIL + self.amount + 2;
        for (name, style, sums) in rows {
            let mut amounts = amounts_in_words(sums);
            let first = amounts.next().unwrap_or_else(|| "—".to_owned());
            self.text.push_str(&format!("{:>COUNT$}  {}  ", grouped(sums.count), pad_left(&first, self.amount)));
            put_lines(&mut self.text, &name, style, column, self.width);
            for more in amounts {
                self.text.push_str(&format!("{:DETAIL$}{}\n", "", pad_left(&more, self.amount)));
            }
        }
    }

    fn verdict(&mut self, tally: &Tally, about: &About<'_>) {
        let plans = count(about.plans.count() as u64, "plan", "plans");
        let all = format!("{} by {plans}", decisions(tally.decisions));
        let (outcome, words) = match (tally.differing, tally.damaged()) {
            (0, 0) => (Outcome::Proceed, format!("{all}: same, byte for byte")),
            (0, damaged) => {
                let damaged = count(damaged, "line", "lines");
                (Outcome::Decline, format!("{all}: same, byte for byte; {damaged} damaged"))
            }
            (differing, 0) => (Outcome::Decline, format!("{all}: {} not as recorded", grouped(differing))),
            (differing, damaged) => {
                let damaged = count(damaged, "line", "lines");
                (Outcome::Decline, format!("{all}: {} not as recorded; {damaged} damaged", grouped(differing)))
            }
        };
        self.put(0, paint::outcome(outcome), &words);
    }
}

fn amounts_in_words(sums: &Sums) -> impl Iterator<Item = String> {
    sums.amounts.iter().map(|(currency, minor)| money::amount(*minor, *currency))
}

/// Widths of the columns of sums, where they suffice; and where stands what explains a number.
const COUNT: usize = 10;
const DETAIL: usize = COUNT + 2;
const AMOUNT: usize = 14;

/// One object, its keys in their order.
pub(super) fn in_json(tally: &Tally, about: &About<'_>) -> String {
    let outcomes = tally.summary.counts().map(|(outcome, reasons)| {
        let reasons: Vec<(Option<Reason>, u64)> = reasons.collect();
        let count: u64 = reasons.iter().map(|(_, count)| count).sum();
        let named =
            reasons.iter().filter_map(|(reason, count)| Some((reason.as_ref()?.name().to_owned(), json!(count))));
        (outcome.name().to_owned(), json!({ "count": count, "reasons": named.collect::<Map<_, _>>() }))
    });
    let modules = tally.modules.iter().map(|(module, count)| json!({ "count": count, "module": module }));
    let difference = |(at, difference): (&At, &Difference)| {
        let fields = difference.fields.iter();
        let fields = fields.map(|(field, recorded, now)| json!({ "field": field, "now": now, "recorded": recorded }));
        json!({
            "at": about.place(*at),
            "fields": fields.collect::<Vec<_>>(),
            "id": difference.id,
            "plan": difference.plan,
            "service_point": difference.service_point,
        })
    };
    let damaged = tally.damaged.iter().map(|(damage, (count, first))| {
        let first = first.0.iter().map(|(at, message)| json!({ "at": about.place(*at), "message": message }));
        json!({ "count": count, "first": first.collect::<Vec<_>>(), "kind": damage.name() })
    });
    let object = json!({
        "damaged": { "count": tally.damaged(), "kinds": damaged.collect::<Vec<_>>() },
        "decisions": tally.decisions,
        "differences": {
            "count": tally.differing,
            "first": tally.differences.0.iter().map(difference).collect::<Vec<_>>(),
        },
        "modules": modules.collect::<Vec<_>>(),
        "outcomes": outcomes.collect::<Map<_, _>>(),
        "plans": about.plans.count(),
        "policy": about.policy.map(|policy| changes(&tally.changes, about, policy)),
    });
    format!("{object}\n")
}

fn changes(changes: &Changes, about: &About<'_>, policy: &Policy) -> Value {
    let outcomes = changes.outcomes.iter().map(|((before, after), sums)| {
        json!({ "after": after.name(), "amounts": amounts(sums), "before": before.name(), "count": sums.count })
    });
    let kinds = changes.by_count().into_iter().map(|((before, after), sums, _)| {
        json!({ "after": after.json(), "amounts": amounts(sums), "before": before.json(), "count": sums.count })
    });
    let example = |(at, [before, after], example): (At, [Decided; 2], &Example)| {
        json!({
            "after": after.json(),
            "amount_minor": example.amount_minor,
            "at": about.place(at),
            "before": before.json(),
            "currency": example.currency,
            "id": example.id,
            "local_time": example.local_time,
            "now_utc_s": example.now_utc_s,
            "service_point": example.service_point,
        })
    };
    let undecided = about.undecided(changes).into_iter().map(|(why, one)| {
        json!({
            "decisions": one.decisions,
            "plans": one.digests,
            "service_points": one.service_points,
            "why": why,
        })
    });
    let newly = |outcome| {
        let sums = changes.newly(outcome);
        json!({ "amounts": amounts(&sums), "count": sums.count })
    };
    json!({
        "changes": kinds.collect::<Vec<_>>(),
        "decisions": changes.decisions,
        "examples": changes.examples().into_iter().map(example).collect::<Vec<_>>(),
        "id": policy.id,
        "newly_declined": newly(Outcome::Decline),
        "newly_proceeding": newly(Outcome::Proceed),
        "newly_referred": newly(Outcome::Refer),
        "outcomes": outcomes.collect::<Vec<_>>(),
        "uncounted": { "changed": changes.uncounted_changed, "decisions": changes.uncounted },
        "undecided": undecided.collect::<Vec<_>>(),
        "version": policy.version,
    })
}

/// Sums by currency.
fn amounts(sums: &Sums) -> Vec<Value> {
    let one = |(currency, minor): (&Option<i64>, &i64)| json!({ "currency": currency, "sum_minor": minor });
    sums.amounts.iter().map(one).collect()
}
