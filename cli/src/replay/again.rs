//! One line after the other, decided again.

use super::lines::Chunk;
use super::plans::{Known, Plans, located, misshapen};
use super::tally::{At, Damage, Difference, Example, Tally};
use crate::clock;
use crate::decided::Decided;
use crate::log::{Counted, DecisionLine, Digest, ID_LENGTH_MAX, Line};
use crate::slots;
use poscond::{Decision, Outcome, Plan, Request, Subject, TransactionType};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// Whether a line has a plan: `{"plan":`, whatever space stands between.
pub(super) fn is_plan(line: &[u8]) -> bool {
    let inside = line.trim_ascii_start().strip_prefix(b"{");
    inside.is_some_and(|inside| inside.trim_ascii_start().starts_with(b"\"plan\""))
}

/// What is said of a line at the end of a file that is no line.
pub(super) fn torn(name: &str, at: At) -> String {
    format!("{name}:{}: the file ends inside this line; accepted: a whole line", at.line)
}

/// Decides again, and keeps count.
pub(super) struct Worker<'a> {
    names: &'a [String],
    plans: &'a Plans,
    /// Plans that were asked for before.
    known: HashMap<Digest, &'static Known>,
    wire: Vec<u8>,
    answer: Vec<u8>,
    pub(super) tally: Tally,
}

impl<'a> Worker<'a> {
    pub(super) fn new(names: &'a [String], plans: &'a Plans) -> Self {
        let (wire, answer) = (Vec::new(), Vec::new());
        Self { names, plans, known: HashMap::new(), wire, answer, tally: Tally::default() }
    }

    /// Decides again what some lines say. Lines with plans were read before.
    pub(super) fn lines(&mut self, chunk: &Chunk) {
        for (at, line, is_torn) in chunk.lines().filter(|(_, line, _)| !is_plan(line)) {
            self.line(at, line, is_torn);
        }
    }

    fn line(&mut self, at: At, line: &[u8], is_torn: bool) {
        let name = &self.names[at.file];
        let Ok(text) = std::str::from_utf8(line) else {
            let say = || format!("{name}:{}: the text is not UTF-8", at.line);
            return self.tally.add_damage(at, Damage::Form, say);
        };
        match Line::read(text) {
            Ok(Line::Decision(line)) => {
                if let Err((damage, path, message)) = self.decision(at, &line) {
                    self.tally.add_damage(at, damage, || located(name, at, text, path, message));
                }
            }
            _ if is_torn => self.tally.add_damage(at, Damage::Torn, || torn(name, at)),
            _ => self.tally.add_damage(at, Damage::Form, || misshapen(name, at, text)),
        }
    }

    fn known(&mut self, digest: &Digest) -> Option<&'static Known> {
        if let Some(known) = self.known.get(digest) {
            return Some(known);
        }
        let known = self.plans.get(digest)?;
        self.known.insert(*digest, known);
        Some(known)
    }

    /// Errs with what keeps the line from being decided again, and at which path.
    fn decision(&mut self, at: At, line: &DecisionLine<'_>) -> Result<(), (Damage, &'static str, String)> {
        let length = line.id.chars().count();
        if length > ID_LENGTH_MAX {
            let message = format!("a text of {length} characters; accepted: at most {ID_LENGTH_MAX}");
            return Err((Damage::Form, "decision.id", message));
        }
        let Some(known) = self.known(&line.plan).filter(|known| known.at < at) else {
            let plan = line.plan.to_string();
            let message = format!("no plan `{}…` stands before; accepted: the digest of one that does", &plan[..16]);
            return Err((Damage::NoPlan, "decision.plan", message));
        };
        let wrong = |message| (Damage::Request, "decision.request", message);
        line.request.read(&mut self.wire).map_err(wrong)?;
        let request = Request::decode(&self.wire).map_err(|error| wrong(error.to_string()))?;

        let decision = known.plan.evaluate(&request);
        self.answer.clear();
        // OK because a growing list of bytes is never full.
        let _ = decision.write_json(&mut self.answer);
        self.tally.decisions += 1;
        *self.tally.modules.entry(line.module).or_default() += 1;
        self.tally.summary.add(&decision, Duration::ZERO);

        let is_other = line.answer.get().as_bytes() != self.answer;
        let counted = counted(&known.plan, &request, &decision, line.counted.as_deref());
        if is_other || counted.is_some() {
            self.tally.differing += 1;
            let now = self.answer.as_slice();
            self.tally.differences.add(at, || {
                let mut fields = if is_other { compared(&known.plan, line.answer.get(), now) } else { Vec::new() };
                fields.extend(counted.map(|[recorded, now]| ("counted".to_owned(), recorded, now)));
                let service_point = known.plan.service_point_id().to_owned();
                Difference { id: line.id.to_string(), plan: line.plan, service_point, fields }
            });
        }
        self.under_other(at, line, known, &request, Decided::from(&decision));
        Ok(())
    }

    /// Decides by the other policy, where there is one.
    fn under_other(
        &mut self,
        at: At,
        line: &DecisionLine<'_>,
        known: &'static Known,
        request: &Request,
        before: Decided,
    ) {
        let changes = &mut self.tally.changes;
        let other = match &known.other {
            None => return,
            Some(Err(_)) => {
                *changes.undecided.entry(line.plan).or_default() += 1;
                return;
            }
            Some(Ok(other)) => other,
        };
        let after = Decided::by(&other.plan, &slots::moved(other.slots.iter().copied(), request));
        if changes.add([before, after], request, other.lacks_counters()) {
            let (sums, examples) = changes.kinds.entry((before, after)).or_default();
            sums.add(request);
            examples.add(at, || Example {
                id: line.id.to_string(),
                service_point: known.plan.service_point_id().to_owned(),
                amount_minor: request.amount_minor(),
                currency: request.currency(),
                local_time: request.now_utc_s().map(|utc_s| clock::local(&known.plan, utc_s)),
                now_utc_s: request.now_utc_s(),
            });
        }
    }
}

/// What was recorded as counted and what was to be counted, where that is not the same.
///
/// What is taken away follows what was recorded of the original, which a line does not say: of that only the signs are known.
fn counted(
    plan: &Plan<'_>,
    request: &Request,
    decision: &Decision,
    recorded: Option<&[Counted]>,
) -> Option<[String; 2]> {
    let recorded = recorded?;
    let transaction = request.transaction();
    let proceeds = decision.outcome == Outcome::Proceed;
    let wanted = match transaction {
        Some(TransactionType::Void | TransactionType::Refund) if proceeds => None,
        Some(TransactionType::Reversal) => None,
        _ if proceeds => Some(plan.accrue(request).map(Counted::from).collect::<Vec<_>>()),
        _ => Some(Vec::new()),
    };
    match wanted {
        Some(wanted) => {
            // Nothing is counted of a card that the host gave no key.
            let may_lack =
                |one: &Counted| plan.counters().nth(one.slot.into()).is_some_and(|row| row.subject == Subject::Card);
            let is_same = recorded.len() <= wanted.len()
                && recorded.iter().all(|one| wanted.contains(one))
                && wanted.iter().all(|one| recorded.contains(one) || may_lack(one));
            (!is_same).then(|| [in_words(recorded), in_words(&wanted)])
        }
        None => {
            // What is reversed may itself have taken something away.
            let gave_back =
                matches!(request.original_transaction(), Some(TransactionType::Void | TransactionType::Refund));
            let (sign, right) = match transaction == Some(TransactionType::Reversal) && gave_back {
                true => (-1, "nothing taken away"),
                false => (1, "nothing added"),
            };
            let is_wrong = |one: &Counted| one.amount_minor.signum() == sign || i64::from(one.count.signum()) == sign;
            recorded.iter().any(is_wrong).then(|| [in_words(recorded), right.to_owned()])
        }
    }
}

fn in_words(counted: &[Counted]) -> String {
    if counted.is_empty() {
        return NOTHING.to_owned();
    }
    let one =
        |one: &Counted| format!("slot {} {:+} ({:+}) on day {}", one.slot, one.amount_minor, one.count, one.window_day);
    counted.iter().map(one).collect::<Vec<_>>().join(", ")
}

const NOTHING: &str = "nothing";

/// The fields of a decision that are not as they were recorded.
fn compared(plan: &Plan<'_>, recorded: &str, now: &[u8]) -> Vec<(String, String, String)> {
    let Ok(before) = serde_json::from_str::<Map<String, Value>>(recorded) else {
        return vec![("answer".to_owned(), recorded.to_owned(), String::from_utf8_lossy(now).into_owned())];
    };
    let now: Map<String, Value> = serde_json::from_slice(now).unwrap_or_default();
    let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let shown = |name: &String, value: Option<&Value>| match value {
        None => "absent".to_owned(),
        Some(Value::Null) => NOTHING.to_owned(),
        Some(Value::String(set)) if name == "failed" || name == "unknown" => rules(plan, set),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) if items.is_empty() => NOTHING.to_owned(),
        Some(other) => other.to_string(),
    };
    let differ = names.into_iter().filter(|name| before.get(*name) != now.get(*name));
    let fields: Vec<_> =
        differ.map(|name| (name.clone(), shown(name, before.get(name)), shown(name, now.get(name)))).collect();
    if fields.is_empty() {
        return vec![("bytes".to_owned(), "the same values, written otherwise".to_owned(), "canonical".to_owned())];
    }
    fields
}

/// The rules of a set by their ids; the set as it is where it is none.
fn rules(plan: &Plan<'_>, set: &str) -> String {
    let Some(bits) = u64::from_str_radix(set, 16).ok().filter(|_| set.len() == 16) else { return set.to_owned() };
    let beyond = bits.checked_shr(u32::try_from(plan.rule_count()).unwrap_or(64)).unwrap_or(0);
    let ids: Vec<&str> =
        plan.rule_ids().enumerate().filter(|(bit, _)| bits >> bit & 1 != 0).map(|(_, id)| id).collect();
    match (beyond, ids.is_empty()) {
        (0, true) => NOTHING.to_owned(),
        (0, false) => ids.join(", "),
        _ => set.to_owned(),
    }
}
