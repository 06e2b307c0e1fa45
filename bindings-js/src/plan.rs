//! Plans: made, opened, asked.

use crate::json::{self, Json};
use crate::refusal::{Code, Refusal};
use crate::{ANSWER, RECORD, asked, say};
use poscond::cure::{ApplyError, Case};
use poscond::texts::{Encoding, Lines};
use poscond::{CardKind, CounterRow, EntryMode, Expect, Full, Policy, Refunds, Request, ServicePoint, Subject, Window};
use poscond_js_decide::{ANSWER_WORDS, decide, decide_all};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;

type Opened<'a> = poscond::Plan<'a>;

self_cell::self_cell!(
    /// A plan beside the bytes that it is read from.
    struct Held {
        owner: Box<[u8]>,
        #[covariant]
        dependent: Opened,
    }
);

/// A plan that opened.
#[wasm_bindgen]
pub struct Plan {
    held: Held,
    /// What it was made of; nothing where it was opened from bytes.
    source: Option<(Policy, ServicePoint)>,
}

/// Reads JSON text, or says what of it is wrong and where.
pub(crate) fn read<T: DeserializeOwned>(code: Code, text: &str) -> Result<T, String> {
    let model = Json::parse(text).and_then(|json| T::deserialize(&json));
    model.map_err(|error| Refusal::at(code, error.path().to_owned(), error.message()).json())
}

fn open(bytes: Vec<u8>, expect: Expect<'_>) -> Result<Held, String> {
    let opened = Held::try_new(bytes.into_boxed_slice(), |bytes| Opened::open(bytes, expect));
    opened.map_err(|error| Refusal::plan(&error).json())
}

/// Text that the engine writes.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>) -> Result<(), Full>) -> String {
    let mut bytes = Vec::new();
    // OK because a growing list of bytes is never full.
    let _ = write(&mut bytes);
    // OK because the engine writes UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

/// What this crate and the engine say, as JSON.
pub(crate) fn json(value: &impl Serialize) -> String {
    json::write(value)
}

#[wasm_bindgen]
impl Plan {
    /// Makes a plan of a policy and a service point, both JSON text.
    pub fn compile(policy: &str, service_point: &str, for_export: bool) -> Result<Plan, String> {
        let policy: Policy = read(Code::Policy, policy)?;
        let service_point: ServicePoint = read(Code::ServicePoint, service_point)?;
        let make = if for_export { poscond::compile_for_export } else { poscond::compile };
        let bytes = make(&policy, &service_point).map_err(|problems| Refusal::from(problems).json())?;
        Ok(Plan { held: open(bytes, Expect::default())?, source: (!for_export).then_some((policy, service_point)) })
    }

    /// Opens a plan's bytes.
    pub fn open(bytes: Vec<u8>, service_point: Option<String>, revision_min: u32) -> Result<Plan, String> {
        let expect = Expect { service_point: service_point.as_deref(), revision_min, ..Expect::default() };
        Ok(Plan { held: open(bytes, expect)?, source: None })
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.held.borrow_owner().to_vec()
    }

    /// What it says of itself, as JSON.
    #[must_use]
    pub fn about(&self) -> String {
        #[derive(Serialize)]
        struct About<'a> {
            policy_id: &'a str,
            policy_version: u32,
            service_point_id: &'a str,
            revision: u32,
            engine_needed: u16,
            rules: Vec<&'a str>,
            counters: Vec<Counter>,
        }
        /// What a counter counts; modes and kinds null where all do.
        #[derive(Serialize)]
        struct Counter {
            slot: usize,
            window: Window,
            subject: Subject,
            entry_modes: Option<Vec<EntryMode>>,
            card_kinds: Option<Vec<CardKind>>,
            refunds: Refunds,
        }
        let counter = |(slot, row): (usize, CounterRow)| Counter {
            slot,
            window: row.window,
            subject: row.subject,
            entry_modes: counted(row.entry_modes, EntryMode::ALL, |word| word as u8),
            card_kinds: counted(row.card_kinds, CardKind::ALL, |word| word as u8),
            refunds: row.refunds,
        };
        let plan = self.plan();
        json(&About {
            policy_id: plan.policy_id(),
            policy_version: plan.policy_version(),
            service_point_id: plan.service_point_id(),
            revision: plan.revision(),
            engine_needed: plan.engine_needed(),
            rules: plan.rule_ids().collect(),
            counters: (0..).zip(plan.counters()).map(counter).collect(),
        })
    }

    /// Decides the request in the record, as [`decide`] says; where it is none, [`refuse_record`](crate::refuse_record) tells why.
    #[must_use]
    pub fn evaluate(&self, is_checked: bool) -> u32 {
        let mut answer = [0; ANSWER_WORDS];
        let head = decide(self.plan(), &RECORD.get(), is_checked, &mut answer);
        if head & 4 != 0 {
            ANSWER.set(answer);
        }
        head
    }

    /// Decides records that stand one behind another, as [`decide_all`] says.
    pub fn evaluate_records(&self, records: &[u8]) -> Result<Vec<u32>, String> {
        let (whole, []) = records.as_chunks() else {
            let message = format!("`{}` bytes; accepted: a multiple of {}", records.len(), Request::BYTES);
            return Err(Refusal::new(Code::Record, message).json());
        };
        decide_all(self.plan(), whole)
            .map_err(|(place, error)| Refusal::record(&error).within(&format!("[{place}]")).json())
    }

    /// The decision with all that can be told of it, as canonical JSON.
    pub fn report(&self) -> Result<String, String> {
        self.about_asked(|plan, request, out| plan.write_report(request, out))
    }

    /// The decision alone, as canonical JSON.
    pub fn decision(&self) -> Result<String, String> {
        self.about_asked(|plan, request, out| plan.evaluate(request).write_json(out))
    }

    /// What every rule says, as canonical JSON.
    pub fn findings(&self) -> Result<String, String> {
        self.about_asked(|plan, request, out| plan.write_findings(request, out))
    }

    /// What is worth saying before a rule fails, as canonical JSON.
    pub fn advice(&self) -> Result<String, String> {
        self.about_asked(|plan, request, out| plan.write_advice(request, out))
    }

    /// What follows from time and amount, as canonical JSON.
    pub fn foresee(&self) -> Result<String, String> {
        self.about_asked(|plan, request, out| plan.write_foresight(request, out))
    }

    /// What the transaction adds to counters, as canonical JSON.
    pub fn accrue(&self) -> Result<String, String> {
        self.about_asked(|plan, request, out| plan.write_accrual(request, out))
    }

    /// The same request made at another instant: put in the place of the record.
    pub fn afresh(&self, at_utc_s: f64) -> Result<Vec<u8>, String> {
        let request = asked()?;
        // OK because JavaScript hands in an integer below 2^53.
        let fresh = self.plan().afresh(&request, at_utc_s as i64);
        fresh.map(|fresh| fresh.encode().to_vec()).map_err(|error| Refusal::record(&error).json())
    }

    /// What can be done for each finding, as JSON.
    pub fn remedies(&self) -> Result<String, String> {
        self.with_case(|case| case.remedies().map(|remedies| json(&remedies)))
    }

    /// What lets the request proceed, as JSON.
    pub fn cure(&self) -> Result<String, String> {
        self.with_case(|case| case.cure().map(|cure| json(&cure)))
    }

    /// What is said of the request to a reader, as JSON.
    pub fn explain(&self, reader: &str, language: &str) -> Result<String, String> {
        let request = asked()?;
        let texts = say::texts(self.plan(), &request, reader, language)?;
        let case = self.source.as_ref().map(|(policy, point)| Case::new(policy, point, &request));
        texts.explain(case.as_ref()).map(|said| json(&said)).map_err(refused)
    }

    /// The slip of a refused sale.
    pub fn receipt(&self, reader: &str, language: &str) -> Result<String, String> {
        let request = asked()?;
        let texts = say::texts(self.plan(), &request, reader, language)?;
        Ok(written(|out| texts.receipt(Encoding::Utf8, out)))
    }

    /// What a rule's finding says, then each step against it that the reader is told, as JSON.
    pub fn say_finding(&self, rule: &str, reader: &str, language: &str) -> Result<String, String> {
        let request = asked()?;
        let texts = say::texts(self.plan(), &request, reader, language)?;
        let mut findings = self.plan().findings(&request);
        let finding = findings.find(|finding| finding.rule == rule && finding.reason.is_some());
        let Some(finding) = finding else { return Ok("[]".to_owned()) };
        let mut lines = vec![written(|out| texts.finding(&finding, out))];
        for &step in finding.reason.map_or(&[][..], |reason| reason.steps()) {
            lines.push(written(|out| texts.remedy(&finding, step, out)));
        }
        lines.retain(|line| !line.is_empty());
        Ok(json(&lines))
    }

    /// What a rule's finding says on a display of so many columns and rows, as JSON: its lines.
    pub fn display_finding(
        &self,
        rule: &str,
        reader: &str,
        language: &str,
        columns: usize,
        rows: usize,
    ) -> Result<String, String> {
        let request = asked()?;
        let texts = say::texts(self.plan(), &request, reader, language)?;
        let mut findings = self.plan().findings(&request);
        let finding = findings.find(|finding| finding.rule == rule && finding.reason.is_some());
        let whole = finding.map(|finding| {
            written(|out| {
                let mut lines = Lines::new(out, columns, rows, Encoding::Utf8);
                texts.finding(&finding, &mut lines)?;
                lines.finish()
            })
        });
        Ok(json(&whole.iter().flat_map(|whole| whole.lines()).collect::<Vec<_>>()))
    }

    /// What each advice says to the reader, as JSON: its kind and its text.
    pub fn say_advice(&self, reader: &str, language: &str) -> Result<String, String> {
        let request = asked()?;
        let texts = say::texts(self.plan(), &request, reader, language)?;
        let mut said = Vec::new();
        self.plan().advise(&request, |advice| {
            said.push((advice.kind.name(), written(|out| texts.advice(&advice, out))));
        });
        Ok(json(&said))
    }
}

impl Plan {
    fn plan(&self) -> &Opened<'_> {
        self.held.borrow_dependent()
    }

    fn about_asked(
        &self,
        write: impl FnOnce(&Opened<'_>, &Request, &mut Vec<u8>) -> Result<(), Full>,
    ) -> Result<String, String> {
        let request = asked()?;
        Ok(written(|out| write(self.plan(), &request, out)))
    }

    fn with_case(&self, say: impl FnOnce(&Case<'_>) -> Result<String, ApplyError>) -> Result<String, String> {
        let request = asked()?;
        let Some((policy, point)) = &self.source else {
            let message = "the plan was opened from bytes or made for export; accepted: one that `compile` made";
            return Err(Refusal::new(Code::NoSource, message.to_owned()).json());
        };
        say(&Case::new(policy, point, &request)).map_err(refused)
    }
}

/// The words of a mask, a bit each at their wire number; nothing where all bits are set.
fn counted<T: Copy>(mask: u16, words: &[T], number: impl Fn(T) -> u8) -> Option<Vec<T>> {
    (mask != u16::MAX).then(|| words.iter().copied().filter(|&word| mask & (1 << number(word)) != 0).collect())
}

/// What never happens to inputs that compiled.
fn refused(error: ApplyError) -> String {
    match error {
        ApplyError::Compile(problems) => Refusal::from(problems).json(),
        error => Refusal::new(Code::Plan, error.to_string()).json(),
    }
}
