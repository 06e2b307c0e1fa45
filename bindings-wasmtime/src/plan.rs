//! An opened plan, and what is asked of it.

use crate::bytes;
use crate::engine::Engine;
use crate::error::Error;
use crate::instance::{BATCH, Instance, OPEN_BYTES, TEXT_BYTES};
use crate::said::{Finding, Style};
use poscond::bounds::ID_LENGTH_MAX;
use poscond::cure::Case;
use poscond::texts::{Encoding, Language, Reader, Texts};
use poscond::{
    Accrual, CounterRow, Decision, Expect, Explanation, Foresight, Reason, Refunds, Request, Step, Subject, Window,
};
use poscond_c::forms::{AdviceForm, FindingForm, ForesightForm, PlanInfo, RemedyForm};
use poscond_c::status::Status;
use std::sync::Arc;

/// The most steps against a reason.
const REMEDIES_MAX: u32 = 16;

/// An opened plan of one service point. Cheap to clone; it stays what it is, whatever is loaded in its place.
#[derive(Clone)]
pub struct Plan(Arc<Held>);

struct Held {
    engine: Engine,
    serial: u64,
    /// The open form as the module left it, and the plan's bytes at [`OPEN_BYTES`].
    image: Box<[u8]>,
    revision: u32,
    digest: [u8; 32],
}

/// What a plan says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Info {
    /// The service point that it is for.
    pub service_point_id: String,
    /// The service point's revision.
    pub revision: u32,
    /// The merchant id (DE42), 15 characters.
    pub merchant_id: String,
    /// The policy.
    pub policy_id: String,
    /// The policy's version.
    pub policy_version: u32,
    /// The first and the last local date on which it is valid, in days since 1970-01-01; `i32::MIN` and `i32::MAX` where it has
    /// none.
    pub valid_days: (i32, i32),
    /// The SHA-256 over its body.
    pub digest: [u8; 32],
    /// The least engine version that it needs.
    pub engine_needed: u16,
    /// How many rules it has, 1 to 64.
    pub rule_count: u8,
    /// How many counters it asks for, 0 to 12.
    pub counter_count: u8,
}

impl Engine {
    /// Opens a plan, for any service point and at any revision; [`Plans::load`](crate::Plans::load) is for those in force.
    ///
    /// Errs with [`Error::Refused`] where it is damaged, needs a later engine, or is not signed by one of [`Options::keys`](crate::Options::keys).
    pub fn open(&self, plan: &[u8]) -> Result<Plan, Error> {
        self.open_for(plan, None, 0)
    }

    /// Opens a plan for this service point, at this revision or a later one. Errs as [`open`](Self::open) does, and where it is
    /// for another service point or older.
    pub fn open_for(&self, plan: &[u8], service_point: Option<&str>, revision_min: u32) -> Result<Plan, Error> {
        self.open_and_tell(plan, service_point, revision_min).map(|(plan, _)| plan)
    }

    /// Opens a plan, and tells what it says of itself.
    pub(crate) fn open_and_tell(
        &self,
        plan: &[u8],
        service_point: Option<&str>,
        revision_min: u32,
    ) -> Result<(Plan, PlanInfo), Error> {
        let at = *self.layout();
        let length = u32::try_from(plan.len()).map_err(|_| Error::Refused(Status::PlanLength))?;
        let keys = self.keys();
        let key_count = u32::try_from(keys.len()).unwrap_or(u32::MAX);
        // The module takes an id up to its first zero; no plan is for an id with one, or for a longer one.
        if service_point.is_some_and(|id| id.len() > ID_LENGTH_MAX || id.contains('\0')) {
            return Err(Error::Refused(Status::PlanServicePoint));
        }
        self.with(|module| {
            module.write_plan(plan)?;
            let keys: Vec<u8> = keys.iter().flat_map(|key| *key.as_bytes()).collect();
            module.write(at.keys, &keys)?;
            let expected = match service_point {
                None => 0,
                Some(id) => {
                    module.write(at.text, &[id.as_bytes(), b"\0"].concat())?;
                    at.text
                }
            };
            module.call(|f| &f.open, (at.plan, length, expected, revision_min, at.keys, key_count, at.open))?;
            module.call(|f| &f.plan_info, (at.open, at.out))?;
            let info = module.read::<PlanInfo>(at.out)?;
            let mut image = vec![0; OPEN_BYTES];
            let open = module.slice(at.open, at.abi.plan.into())?;
            image[..open.len()].copy_from_slice(open);
            image.extend_from_slice(plan);
            let plan = Plan(Arc::new(Held {
                engine: self.clone(),
                serial: self.next_serial(),
                image: image.into(),
                revision: info.revision,
                digest: info.digest,
            }));
            Ok((plan, info))
        })
    }
}

impl Engine {
    /// Reads a request in the wire form.
    ///
    /// Errs with [`Error::Refused`] where it is none.
    pub fn decode(&self, record: &[u8]) -> Result<Request, Error> {
        let at = *self.layout();
        // Far more than any record has.
        let length = u32::try_from(record.len()).ok().filter(|_| record.len() < TEXT_BYTES);
        let length = length.ok_or(Error::Refused(Status::RequestSize))?;
        self.with(|module| {
            module.write(at.text, record)?;
            module.call(|f| &f.request_decode, (at.text, length, at.requests))?;
            module.read_request()
        })
    }
}

impl Plan {
    /// The bytes that it was opened from.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.0.image.get(OPEN_BYTES..).unwrap_or_default()
    }

    /// The service point's revision.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.0.revision
    }

    /// The SHA-256 over its body, which logs and receipts name.
    #[must_use]
    pub fn digest(&self) -> &[u8; 32] {
        &self.0.digest
    }

    /// What it says of itself.
    ///
    /// Errs, as all that follow, only where they say so, and with [`Error::Trap`]: where a call is ended for taking too long.
    pub fn info(&self) -> Result<Info, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            module.call(|f| &f.plan_info, (at.open, at.out))?;
            let info = module.read::<PlanInfo>(at.out)?;
            Ok(Info {
                service_point_id: bytes::text(&info.service_point_id),
                revision: info.revision,
                merchant_id: bytes::text(&info.merchant_id),
                policy_id: bytes::text(&info.policy_id),
                policy_version: info.policy_version,
                valid_days: (info.valid_from_day, info.valid_through_day),
                digest: info.digest,
                engine_needed: info.engine_needed,
                rule_count: info.rule_count,
                counter_count: info.counter_count,
            })
        })
    }

    /// The counters that it asks for, in the order of their slots.
    pub fn counters(&self) -> Result<Vec<CounterRow>, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            let mut rows = Vec::new();
            for slot in 0.. {
                match module.call(|f| &f.plan_counter, (at.open, slot, at.out)) {
                    Ok(()) => rows.push(counter(module.slice(at.out, size_of::<CounterRow>())?).ok_or_else(unknown)?),
                    Err(Error::Refused(Status::OutOfRange)) => break,
                    Err(error) => return Err(error),
                }
            }
            Ok(rows)
        })
    }

    /// Decides a request.
    pub fn evaluate(&self, request: &Request) -> Result<Decision, Error> {
        self.with(|module| self.decide(module, request))
    }

    /// Decides many requests in the order given.
    pub fn evaluate_batch(&self, requests: &[Request]) -> Result<Vec<Decision>, Error> {
        let at = *self.0.engine.layout();
        let mut decisions = Vec::with_capacity(requests.len());
        for some in requests.chunks(BATCH) {
            self.with(|module| {
                for (place, request) in some.iter().enumerate() {
                    module.write_request(place, request)?;
                }
                module.clear_decisions(some.len())?;
                let count = u32::try_from(some.len()).unwrap_or(u32::MAX);
                module.call(|f| &f.evaluate_batch, (at.open, at.requests, count, at.decisions, 0))?;
                for place in 0..some.len() {
                    decisions.push(module.read_decision(place)?);
                }
                Ok(())
            })?;
        }
        Ok(decisions)
    }

    /// What each guard that spoke and each rule says of a request, guards first, then the rules in the plan's order.
    pub fn findings(&self, request: &Request) -> Result<Vec<Finding>, Error> {
        self.with(|module| {
            self.decide(module, request)?;
            self.findings_of(module)
        })
    }

    /// What is foreseen of a request, for the engineer; [`disclosed`](Self::disclosed) is for everybody else.
    pub fn foresee(&self, request: &Request) -> Result<Foresight, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            module.write_request(0, request)?;
            module.call(|f| &f.foresee, (at.open, at.requests, at.out))?;
            Ok(foresight(&module.read::<ForesightForm>(at.out)?))
        })
    }

    /// What is foreseen of a request, without what would give away the threshold of a rule that is internal.
    pub fn disclosed(&self, request: &Request) -> Result<Foresight, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            module.write_request(0, request)?;
            module.call(|f| &f.disclosed, (at.open, at.requests, at.out))?;
            Ok(foresight(&module.read::<ForesightForm>(at.out)?))
        })
    }

    /// What a completed transaction adds to the counters; slots to which nothing is added are left out.
    pub fn accrue(&self, request: &Request) -> Result<Vec<Accrual>, Error> {
        let at = *self.0.engine.layout();
        let capacity = u32::try_from(poscond::bounds::COUNTERS_MAX).unwrap_or(u32::MAX);
        self.with(|module| {
            module.write_request(0, request)?;
            module.call(|f| &f.accrue, (at.open, at.requests, at.out, capacity, at.length))?;
            let count = module.read::<u32>(at.length)?;
            (0..count).map(|place| module.read(at.out + place * u32::from(at.abi.accrual))).collect()
        })
    }

    /// Canonical JSON of a decision alone.
    pub fn decision_json(&self, decision: &Decision) -> Result<String, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            module.write_decision(decision)?;
            module.call(|f| &f.decision_json, (at.decisions, at.text, TEXT_CAPACITY, at.length))?;
            said(module)
        })
    }

    /// Canonical JSON of the decision of a request with findings, foresight, advice and accrual.
    pub fn report_json(&self, request: &Request) -> Result<String, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            module.write_request(0, request)?;
            module.call(|f| &f.report_json, (at.open, at.requests, at.text, TEXT_CAPACITY, at.length))?;
            said(module)
        })
    }

    /// JSON request to canonical JSON of the decision alone.
    ///
    /// Errs with [`Error::Json`] where it is no request.
    pub fn evaluate_json(&self, request: &str) -> Result<String, Error> {
        self.decision_json(&self.evaluate(&serde_json::from_str(request)?)?)
    }

    /// The plan in the engine that this program is built with, for what takes a heap or the policy, neither of which the module
    /// has: explanations, remedies, cures.
    ///
    /// Errs with [`Error::Refused`] where the plan needs a later engine than that.
    pub fn native(&self) -> Result<poscond::Plan<'_>, Error> {
        poscond::Plan::open(self.bytes(), Expect::default()).map_err(|error| Error::Refused(error.into()))
    }

    /// Explains a request to a reader in a language, as [`native`](Self::native) has it; with the case (the policy and the
    /// service point of this plan, and this request) also what lets it proceed.
    ///
    /// Errs as `native` does, and with [`Error::Case`] where the case does not compile.
    pub fn explain(
        &self,
        request: &Request,
        reader: Reader,
        language: Language,
        case: Option<&Case<'_>>,
    ) -> Result<Explanation, Error> {
        let plan = &self.native()?;
        Ok(Texts { plan, request, reader, language }.explain(case)?)
    }

    /// What the outcome of a request says, in a line.
    pub fn say_outcome(&self, request: &Request, style: &Style) -> Result<Vec<u8>, Error> {
        self.with(|module| {
            self.decide(module, request)?;
            self.say_bytes(module, style, Say::Outcome)
        })
    }

    /// What one finding, counted as [`findings`](Self::findings) does, says: its text and those of the steps against it.
    ///
    /// Errs with [`Error::Refused`] where there are not so many, or the style has columns that no display has.
    pub fn say_finding(&self, request: &Request, place: usize, style: &Style) -> Result<Vec<Vec<u8>>, Error> {
        self.with(|module| {
            self.decide(module, request)?;
            let place = u32::try_from(place).map_err(|_| Error::Refused(Status::OutOfRange))?;
            let mut said = vec![self.say_bytes(module, style, Say::Finding(place))?];
            let reason = self.findings_of(module)?.into_iter().nth(place as usize).and_then(|finding| finding.reason);
            for step in self.steps(module, reason)? {
                said.push(self.say_bytes(module, style, Say::Remedy(place, step))?);
            }
            said.retain(|text| !text.is_empty());
            Ok(said)
        })
    }

    /// The advice of a request with its texts, those that the reader may not know left empty.
    pub fn say_advice(&self, request: &Request, style: &Style) -> Result<Vec<(poscond::AdviceKind, Vec<u8>)>, Error> {
        let at = *self.0.engine.layout();
        self.with(|module| {
            module.write_request(0, request)?;
            let mut all = Vec::new();
            for place in 0..self.advice_count(module)? {
                module.call(|f| &f.advice_at, (at.open, at.requests, place, at.out))?;
                let kind = module.read::<AdviceForm>(at.out)?.kind;
                let kind = poscond::AdviceKind::from_u8(kind).ok_or_else(unknown)?;
                all.push((kind, self.say_bytes(module, style, Say::Advice(place))?));
            }
            Ok(all)
        })
    }

    /// The slip of a request: 32 columns, each line ended by a line feed.
    pub fn receipt(&self, request: &Request, style: &Style) -> Result<Vec<u8>, Error> {
        self.with(|module| {
            module.write_request(0, request)?;
            self.say_bytes(module, style, Say::Receipt)
        })
    }

    /// A moment on the service point's clock, in words.
    pub fn say_instant(&self, request: &Request, utc_s: i64, style: &Style) -> Result<String, Error> {
        self.with(|module| {
            module.write_request(0, request)?;
            self.say(module, style, Say::Instant(utc_s))
        })
    }

    /// Makes calls where the plan lies in the module's memory.
    fn with<T>(&self, calls: impl FnOnce(&mut Instance) -> Result<T, Error>) -> Result<T, Error> {
        self.0.engine.with(|module| {
            module.hold(self.0.serial, &self.0.image)?;
            calls(module)
        })
    }

    /// Decides a request, and leaves both in the first places of the batch.
    fn decide(&self, module: &mut Instance, request: &Request) -> Result<Decision, Error> {
        let at = self.0.engine.layout();
        let (open, requests, decisions) = (at.open, at.requests, at.decisions);
        module.write_request(0, request)?;
        module.clear_decisions(1)?;
        module.call(|f| &f.evaluate, (open, requests, decisions))?;
        module.read_decision(0)
    }

    /// The findings of the request and the decision in the first places of the batch.
    fn findings_of(&self, module: &mut Instance) -> Result<Vec<Finding>, Error> {
        let at = *self.0.engine.layout();
        module.call(|f| &f.finding_count, (at.open, at.decisions, at.length))?;
        let count = module.read::<u32>(at.length)?;
        let mut findings = Vec::new();
        for place in 0..count {
            module.call(|f| &f.finding_at, (at.open, at.requests, at.decisions, place, at.out))?;
            findings.push(Finding::new(&module.read::<FindingForm>(at.out)?).ok_or_else(unknown)?);
        }
        Ok(findings)
    }

    fn steps(&self, module: &mut Instance, reason: Option<Reason>) -> Result<Vec<Step>, Error> {
        let at = *self.0.engine.layout();
        let Some(reason) = reason else { return Ok(Vec::new()) };
        module.call(|f| &f.remedies, (u32::from(reason as u16), at.out, REMEDIES_MAX, at.length))?;
        let count = module.read::<u32>(at.length)?;
        let step = |place: u32| {
            let remedy = module.read::<RemedyForm>(at.out + place * u32::from(at.abi.remedy))?;
            Step::from_u8(remedy.step).ok_or_else(unknown)
        };
        (0..count).map(step).collect()
    }

    fn advice_count(&self, module: &mut Instance) -> Result<u32, Error> {
        let at = *self.0.engine.layout();
        let mut count = 0;
        loop {
            match module.call(|f| &f.advice_at, (at.open, at.requests, count, at.out)) {
                Ok(()) => count += 1,
                Err(Error::Refused(Status::OutOfRange)) => return Ok(count),
                Err(error) => return Err(error),
            }
        }
    }

    fn say(&self, module: &mut Instance, style: &Style, what: Say) -> Result<String, Error> {
        let style = Style { encoding: Encoding::Utf8, ..*style };
        String::from_utf8(self.say_bytes(module, &style, what)?).map_err(|_| unknown())
    }

    /// What is said of the request and the decision in the first places of the batch.
    fn say_bytes(&self, module: &mut Instance, style: &Style, what: Say) -> Result<Vec<u8>, Error> {
        let at = *self.0.engine.layout();
        let (open, request, decision, style_at) = (at.open, at.requests, at.decisions, at.style);
        let (text, length) = (at.text, at.length);
        module.write(at.style, &style.bytes())?;
        match what {
            Say::Outcome => {
                module.call(|f| &f.text_outcome, (open, request, decision, style_at, text, TEXT_CAPACITY, length))
            }
            Say::Finding(place) => module
                .call(|f| &f.text_finding, (open, request, decision, place, style_at, text, TEXT_CAPACITY, length)),
            Say::Remedy(place, step) => module.call(
                |f| &f.text_remedy,
                (open, request, decision, place, step as u32, style_at, text, TEXT_CAPACITY, length),
            ),
            Say::Advice(place) => {
                module.call(|f| &f.text_advice, (open, request, place, style_at, text, TEXT_CAPACITY, length))
            }
            Say::Instant(utc_s) => {
                module.call(|f| &f.text_instant, (open, request, utc_s, style_at, text, TEXT_CAPACITY, length))
            }
            Say::Receipt => module.call(|f| &f.receipt, (open, request, style_at, text, TEXT_CAPACITY, length)),
        }?;
        module.text()
    }
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Plan").field("revision", &self.0.revision).finish_non_exhaustive()
    }
}

/// The capacity of the text's place.
#[expect(clippy::cast_possible_truncation, reason = "some 100 KiB")]
const TEXT_CAPACITY: u32 = TEXT_BYTES as u32;

/// What is to be said.
#[derive(Clone, Copy)]
enum Say {
    Outcome,
    Finding(u32),
    Remedy(u32, Step),
    Advice(u32),
    Instant(i64),
    Receipt,
}

/// The JSON that a call wrote.
fn said(module: &Instance) -> Result<String, Error> {
    String::from_utf8(module.text()?).map_err(|_| unknown())
}

/// A word that this version of the interface does not have.
fn unknown() -> Error {
    Error::Trap("a word that the interface does not have".into())
}

fn foresight(form: &ForesightForm) -> Foresight {
    let given = |has: u8, value: i64| (has != 0).then_some(value);
    Foresight {
        stable_until_utc_s: given(form.has_stable_until, form.stable_until_utc_s),
        next_allowed_at_utc_s: given(form.has_next_allowed_at, form.next_allowed_at_utc_s),
        max_amount_minor: given(form.has_max_amount, form.max_amount_minor),
    }
}

/// A counter as it lies in the module's memory.
fn counter(bytes: &[u8]) -> Option<CounterRow> {
    let byte = |at: usize| bytes.get(at).copied();
    let word = |at: usize| bytes.get(at..at + 2)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes));
    Some(CounterRow {
        window: Window::from_u8(byte(std::mem::offset_of!(CounterRow, window))?)?,
        subject: Subject::from_u8(byte(std::mem::offset_of!(CounterRow, subject))?)?,
        business_day_offset_min: word(std::mem::offset_of!(CounterRow, business_day_offset_min))?.cast_signed(),
        entry_modes: word(std::mem::offset_of!(CounterRow, entry_modes))?,
        card_kinds: word(std::mem::offset_of!(CounterRow, card_kinds))?,
        refunds: Refunds::from_u8(byte(std::mem::offset_of!(CounterRow, refunds))?)?,
    })
}
