//! Decisions, reversals, and those that wait for a desk.

use super::{Shared, hex, json, read};
use crate::ledger::Record;
use crate::ledger::accept::{Ask, refunded_minor, standing};
use crate::problem::Problem;
use crate::referral::{Told, with_facts};
use crate::service::{Conduct, Done, now_utc_s, report};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use poscond::cure::Case;
use poscond::texts::{Language, Reader};
use poscond::{ClockState, Explanation, Fact, HostState, Id, Request, TransactionType};
use poscond_wasmtime::{Error, Plan};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The largest batch and trace number (DE11): six digits.
const NUMBER_MAX: u32 = 999_999;

/// Fewest and most characters of a card key.
const CARD_KEY_LENGTH: std::ops::RangeInclusive<usize> = 8..=64;

/// What the terminal asks, through its acquirer's switch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    service_point: Id,
    batch: u32,
    trace: u32,
    request: Request,
    original: Option<Original>,
    card_key: Option<String>,
    explain: Option<Explain>,
}

/// The transaction that this one voids, refunds or completes, made at the same terminal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Original {
    batch: u32,
    trace: u32,
}

/// For whom it is to be explained.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Explain {
    reader: ReaderName,
    language: LanguageName,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ReaderName {
    Cardholder,
    Merchant,
    Engineer,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum LanguageName {
    #[serde(rename = "zh-CN")]
    ZhCn,
    #[serde(rename = "en")]
    En,
}

/// What is answered.
#[derive(Debug, Serialize)]
struct Answer {
    id: String,
    service_point: String,
    recorded_at_utc_s: i64,
    /// Whether it was on record before.
    is_retry: bool,
    plan: String,
    module: String,
    /// What was added to counters.
    counted: Vec<CountedForm>,
    /// The decision with findings, foresight, advice and accrual.
    decision: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
    /// What became of it; told where a decision is looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Since>,
}

/// What became of a transaction.
#[derive(Debug, Serialize)]
struct Since {
    /// The void or reversal by which it does not stand.
    undone_by: Option<String>,
    /// What was refunded of it.
    refunded_minor: i64,
}

#[derive(Debug, Serialize)]
struct CountedForm {
    counter: String,
    window_day: i32,
    amount_minor: i64,
    count: i32,
}

#[derive(Debug, Serialize)]
struct TombstoneForm {
    id: String,
    state: &'static str,
    since_utc_s: i64,
}

/// `POST /v1/decisions`.
pub(super) async fn decide(State(service): Shared, body: Bytes) -> Result<Response, Problem> {
    let body: Body = read(&body)?;
    if body.request.transaction() == Some(TransactionType::Reversal) {
        return Err(Problem::value(
            "request.transaction",
            "`reversal`; accepted: any other, and reversals at /v1/reversals",
        ));
    }
    answer(&service, body, false).await
}

/// `POST /v1/reversals`.
pub(super) async fn reverse(State(service): Shared, body: Bytes) -> Result<Response, Problem> {
    let mut body: Body = read(&body)?;
    match body.request.transaction() {
        None | Some(TransactionType::Reversal) => body.request.set_transaction(TransactionType::Reversal),
        Some(other) => {
            return Err(Problem::value(
                "request.transaction",
                format!("`{}`; accepted: reversal, or none", other.name()),
            ));
        }
    };
    if body.original.is_some() {
        return Err(Problem::value("original", "a reversal has the batch and trace of its original; accepted: none"));
    }
    answer(&service, body, true).await
}

async fn answer(service: &Arc<crate::service::Service>, body: Body, is_reversal: bool) -> Result<Response, Problem> {
    let explain = body.explain;
    let ask = asked(body, is_reversal, &service.conduct)?;
    let id = ask.id.clone();
    match service.decide(ask).await? {
        Done::Recorded { record, is_retry } => told(service, *record, is_retry, explain, None).await,
        Done::Tombstone { at_utc_s } => {
            let form = TombstoneForm { id, state: "awaits_original", since_utc_s: at_utc_s };
            Ok(json(StatusCode::ACCEPTED, &form))
        }
    }
}

/// `GET /v1/decisions/{id}`.
pub(super) async fn look_up(State(service): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    let sought = Some(id.clone()).filter(|id| id.bytes().all(|byte| byte.is_ascii_graphic()));
    let found = service.read(move |ledger| {
        let Some(id) = &sought else { return Ok(None) };
        let Some(record) = ledger.decision(id)? else { return Ok(None) };
        let undone_by = standing(ledger, id)?.and_then(|undone| undone.by);
        Ok(Some((record, Since { undone_by, refunded_minor: refunded_minor(ledger, id)? })))
    });
    let found = found.await?.ok_or_else(|| Problem::not_found(&format!("no decision `{id}` is on record")))?;
    let explain = Explain { reader: ReaderName::Engineer, language: LanguageName::En };
    told(&service, found.0, true, Some(explain), Some(found.1)).await
}

/// `GET /v1/referrals`.
pub(super) async fn referrals(State(service): Shared) -> Response {
    json(StatusCode::OK, &service.referrals.list())
}

/// What a desk tells of a referral.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settle {
    /// Fields of a request that were missing or are known better; nothing: it will not get any better.
    facts: Option<serde_json::Map<String, serde_json::Value>>,
}

/// What a desk may not tell: who pays what where, and what this service knows itself.
const NOT_FOR_DESKS: &[&str] = &[
    "amount_minor",
    "card_kind",
    "clock",
    "counters",
    "currency",
    "de22",
    "de25",
    "entry_mode",
    "host",
    "merchant_id",
    "now_utc_s",
    "original_amount_minor",
    "original_at_utc_s",
    "original_transaction",
    "terminal_id",
    "transaction",
];

/// `POST /v1/referrals/{id}`.
pub(super) async fn settle(State(service): Shared, Path(id): Path<String>, body: Bytes) -> Result<Response, Problem> {
    let Settle { facts } = read(&body)?;
    let told = match facts {
        None => Told::GivenUp,
        Some(facts) => {
            if let Some(key) = facts.keys().find(|key| NOT_FOR_DESKS.contains(&key.as_str())) {
                return Err(Problem::value(
                    &format!("facts.{key}"),
                    format!("`{key}`; accepted: facts of terminal, place and risk"),
                ));
            }
            with_facts(&Request::new(), &facts)
                .map_err(|error| Problem::value(&format!("facts.{}", error.path()), error.inner().to_string()))?;
            Told::Facts(Arc::new(facts))
        }
    };
    match service.referrals.tell(&id, told) {
        true => Ok(json(StatusCode::ACCEPTED, &serde_json::json!({ "id": id }))),
        false => Err(Problem::not_found(&format!("no referral `{id}` waits"))),
    }
}

/// What is asked, with what the service knows itself.
fn asked(body: Body, is_reversal: bool, conduct: &Conduct) -> Result<Ask, Problem> {
    for (path, number) in [("batch", body.batch), ("trace", body.trace)] {
        if number > NUMBER_MAX {
            return Err(Problem::value(path, format!("`{number}`; accepted: 0 to {NUMBER_MAX}")));
        }
    }
    let mut request = body.request;
    if (0..=u8::MAX).any(|slot| request.counter(slot).is_some()) {
        return Err(Problem::value("request.counters", "counters are kept by this service; accepted: none"));
    }
    for fact in [Fact::OriginalAtUtcS, Fact::OriginalAmountMinor, Fact::OriginalTransaction] {
        if request.has(fact) {
            let path = format!("request.{}", fact.name());
            return Err(Problem::value(
                &path,
                "what the original was is on record here; accepted: none, and `original` in its place",
            ));
        }
    }
    let terminal = |path: &'static str, text: Option<&[u8]>| match text {
        Some(text) => Ok(name(text)),
        None => Err(Problem::value(
            path,
            "it is missing; accepted: the id of the terminal or merchant, which is half of the key",
        )),
    };
    let merchant = terminal("request.merchant_id", request.merchant_id().map(|text| text.as_slice()))?;
    let terminal = terminal("request.terminal_id", request.terminal_id().map(|text| text.as_slice()))?;
    let id = |batch: u32, trace: u32| format!("{merchant}.{terminal}.{batch:06}.{trace:06}");
    if let Some(key) = &body.card_key {
        card_key(key)?;
    }
    if let Some(Original { batch, trace }) = &body.original {
        let gives_back = [TransactionType::Void, TransactionType::Refund, TransactionType::PreauthCompletion];
        if !request.transaction().is_some_and(|transaction| gives_back.contains(&transaction)) {
            return Err(Problem::value("original", "only a void, a refund or a completion has one; accepted: none"));
        }
        if *batch > NUMBER_MAX || *trace > NUMBER_MAX {
            return Err(Problem::value(
                "original",
                format!("`{batch}` and `{trace}`; accepted: 0 to {NUMBER_MAX} each"),
            ));
        }
    }
    let original = body.original.map(|original| id(original.batch, original.trace));
    let service_point = body.service_point.to_string();
    let content = content(&service_point, &request, original.as_deref(), body.card_key.as_deref());
    let wrong_time = tell_time(&mut request, conduct)?;
    if !request.has(Fact::Host) {
        request.set_host(HostState::Reachable);
    }
    Ok(Ask {
        id: id(body.batch, body.trace),
        service_point,
        content,
        request,
        original,
        card_key: body.card_key,
        wrong_time,
        is_reversal,
        is_last: false,
    })
}

/// The time of the request: the terminal's where it is near the service's, else the service's own. Tells what is wrong with it.
fn tell_time(request: &mut Request, conduct: &Conduct) -> Result<Option<String>, Problem> {
    let now_utc_s = now_utc_s();
    let Some(told) = request.now_utc_s() else {
        request.set_now_utc_s(now_utc_s).map_err(|error| Problem::internal(&error))?;
        request.set_clock(ClockState::Trusted);
        return Ok(None);
    };
    if !request.has(Fact::Clock) {
        request.set_clock(ClockState::Trusted);
    }
    let tolerance_s = conduct.now_tolerance_s.filter(|&tolerance_s| told.abs_diff(now_utc_s) > tolerance_s.into());
    let wrong =
        |tolerance_s| format!("`{told}`; accepted: within {tolerance_s} s of {now_utc_s}, the service's time, or none");
    Ok(tolerance_s.map(wrong))
}

/// An id of DE41 or DE42 as a part of a key: without its padding, and with `~` and two digits for what an address cannot hold.
fn name(text: &[u8]) -> String {
    let text = text.iter().copied().take_while(|&byte| byte != 0).collect::<Vec<_>>();
    let part = |&byte: &u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("~{byte:02X}"),
    };
    text.trim_ascii_end().iter().map(part).collect()
}

/// Errs where a card key is not one, or may be the number of a card.
fn card_key(key: &str) -> Result<(), Problem> {
    let is_name = key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if !CARD_KEY_LENGTH.contains(&key.len()) || !is_name {
        // The value is not shown, since it may be what must not be.
        let (least, most) = (CARD_KEY_LENGTH.start(), CARD_KEY_LENGTH.end());
        let detail = format!("accepted: {least} to {most} letters, digits, `-` and `_` of a key that the host made up");
        return Err(Problem::value("card_key", detail));
    }
    let digits = key.bytes().filter(u8::is_ascii_digit).count();
    if digits >= 12 && !key.bytes().any(|byte| byte.is_ascii_alphabetic()) {
        return Err(Problem::value("card_key", "it looks like a card number, which must not be sent here"));
    }
    Ok(())
}

/// What tells a retry from another transaction under the same key.
fn content(service_point: &str, request: &Request, original: Option<&str>, card_key: Option<&str>) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [
        service_point.as_bytes(),
        &request.encode(),
        original.unwrap_or_default().as_bytes(),
        card_key.unwrap_or_default().as_bytes(),
    ] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// A record as it is told.
async fn told(
    service: &Arc<crate::service::Service>,
    record: Record,
    is_retry: bool,
    explain: Option<Explain>,
    since: Option<Since>,
) -> Result<Response, Problem> {
    let plan = service.plan_of(record.plan, &record.service_point).await?;
    let request = Request::decode(&record.request).map_err(|error| Problem::internal(&error))?;
    let (report, explanation) = service
        .ponder(|| {
            let say = |explain| explanation(service, &record, &plan, &request, explain);
            Ok::<_, Error>((report(&plan, &request)?, explain.map(say).transpose()?))
        })
        .map_err(|error| Problem::internal(&error))?;
    let counted = record.counted.into_iter().map(|counted| CountedForm {
        counter: counted.counter,
        window_day: counted.window_day,
        amount_minor: counted.amount_minor,
        count: counted.count,
    });
    let answer = Answer {
        counted: counted.collect(),
        decision: RawValue::from_string(report).map_err(|error| Problem::internal(&error))?,
        explanation,
        since,
        is_retry,
        module: hex(&record.module),
        plan: hex(&record.plan),
        recorded_at_utc_s: record.recorded_at_utc_s,
        service_point: record.service_point,
        id: record.id,
    };
    Ok(json(StatusCode::OK, &answer))
}

/// The decision in words, with a cure where the policy and the service point are still those that decided.
fn explanation(
    service: &crate::service::Service,
    record: &Record,
    plan: &Plan,
    request: &Request,
    explain: Explain,
) -> Result<Explanation, Error> {
    let reader = match explain.reader {
        ReaderName::Cardholder => Reader::Cardholder,
        ReaderName::Merchant => Reader::Merchant,
        ReaderName::Engineer => Reader::Engineer,
    };
    let language = match explain.language {
        LanguageName::ZhCn => Language::ZhCn,
        LanguageName::En => Language::En,
    };
    let is_in_force = service.book.plan_in_force(&record.service_point).is_some_and(|now| *now.digest() == record.plan);
    let known = service.book.policy().zip(service.book.point(&record.service_point)).filter(|_| is_in_force);
    let case = known.as_ref().map(|(policy, point)| Case::new(&policy.model, &point.model, request));
    plan.explain(request, reader, language, case.as_ref())
}
