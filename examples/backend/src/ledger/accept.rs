//! What happens inside a transaction: a decision and what it counts, or a reversal and what it takes away.

use super::{Counted, Ledger, Record, StoreError, Undone};
use crate::book::Book;
use crate::service::now_utc_s;
use poscond::{
    ClockState, Counter, CounterRow, Decision, HostState, Outcome, Request, Subject, TransactionType, bounds,
};
use poscond_wasmtime::{Error, Plan};

/// What is asked.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Merchant, terminal, batch and trace.
    pub id: String,
    /// The service point.
    pub service_point: String,
    /// The SHA-256 of what was sent.
    pub content: [u8; 32],
    /// The request: what was sent, with what the service knows itself. Counters are read when it is decided.
    pub request: Request,
    /// The id of the transaction that this one voids, refunds or completes.
    pub original: Option<String>,
    /// Whose card, in the form of a key that the host made up.
    pub card_key: Option<String>,
    /// What is wrong with the time of the request, where anything is; a retry is answered all the same.
    pub wrong_time: Option<String>,
    /// Whether it is a reversal of `id`.
    pub is_reversal: bool,
    /// Whether a referral is kept as it is, and not looked into further.
    pub is_last: bool,
}

impl Ask {
    /// What must hold still while this is decided: the service point, the terminal, the card.
    #[must_use]
    pub fn locks(&self) -> Vec<String> {
        let terminal = self.id.rsplitn(3, '.').last().unwrap_or_default();
        let card = self.card_key.iter().map(|key| format!("card {key}"));
        [format!("point {}", self.service_point), format!("terminal {terminal}")].into_iter().chain(card).collect()
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// It is decided and recorded, just now or by an earlier request of the same content.
    Recorded {
        /// The record.
        record: Box<Record>,
        /// Whether an earlier request made it.
        is_retry: bool,
    },
    /// It is to be referred, and nothing was recorded.
    Refer {
        /// The plan that said so.
        plan: Plan,
        /// The request that it was asked.
        request: Box<Request>,
    },
    /// A reversal came before its original, and keeps it from being counted when it comes.
    Tombstone {
        /// When it came, s UTC.
        at_utc_s: i64,
    },
    /// It cannot be done as things stand; nothing was recorded.
    Refused(Refusal),
}

/// Why it cannot be done as things stand.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Refusal {
    /// The key was used for something else.
    #[error("this terminal, batch and trace were used before with other content")]
    OtherContent,
    /// The reversal came first.
    #[error("a reversal of this transaction came before it; nothing was counted")]
    ReversedBefore,
    /// No plan is in force.
    #[error("no plan is in force for service point `{0}`")]
    NoPlan(String),
    /// The original is not known.
    #[error("no transaction `{0}` is on record")]
    NoOriginal(String),
    /// The original did not proceed.
    #[error("transaction `{0}` did not proceed, so that there is nothing to give back")]
    NothingToGiveBack(String),
    /// The original is of a kind that this transaction does not go with.
    #[error(
        "transaction `{0}` is not one that a {1} goes with; a void is of a sale, pre-authorisation or completion, a refund of a sale or completion, a completion of a pre-authorisation"
    )]
    OtherKind(String, &'static str),
    /// The original was undone.
    #[error("transaction `{0}` was undone by `{1}`")]
    AlreadyUndone(String, String),
    /// The original was partly refunded.
    #[error(
        "`{refunded_minor}` minor units of transaction `{original}` were refunded, so that it can no longer be voided or reversed"
    )]
    PartlyRefunded {
        /// The original.
        original: String,
        /// What was refunded.
        refunded_minor: i64,
    },
    /// The pre-authorisation was completed.
    #[error("pre-authorisation `{0}` was completed by `{1}`")]
    Completed(String, String),
    /// More would be refunded than was paid.
    #[error(
        "a refund of `{asked_minor}` minor units; accepted: at most {left_minor}, what is left of transaction `{original}`"
    )]
    RefundTooLarge {
        /// The original.
        original: String,
        /// What was asked for.
        asked_minor: i64,
        /// What is left.
        left_minor: i64,
    },
    /// The original is of another service point.
    #[error("transaction `{0}` was made at another service point")]
    ElsewhereMade(String),
    /// A reversal of another amount than the original's.
    #[error("a reversal of `{asked_minor}` minor units; accepted: {original_minor}, the amount of its original")]
    OtherAmount {
        /// What was asked for.
        asked_minor: i64,
        /// The original's.
        original_minor: i64,
    },
    /// The time of the request is too far from the service's.
    #[error("{0}")]
    WrongTime(String),
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Decides, counts and records.
///
/// Errs where the store does; whatever else happens is an answer.
pub fn accept(ledger: &mut dyn Ledger, book: &Book, ask: &Ask) -> Result<Answer, StoreError> {
    // Here, and not when it was asked: who reads the log up to a time that is past has all of it.
    let recorded_at_utc_s = now_utc_s();
    let tried = if ask.is_reversal {
        reverse(ledger, book, ask, recorded_at_utc_s)
    } else {
        decide(ledger, book, ask, recorded_at_utc_s)
    };
    match tried {
        Ok(answer) | Err(Stop::Answer(answer)) => Ok(answer),
        Err(Stop::Store(error)) => Err(error),
    }
}

/// What ends a transaction before its end.
enum Stop {
    Answer(Answer),
    Store(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Answer(refusal.into())
    }
}

impl From<Error> for Stop {
    /// Nothing of the transaction is kept.
    fn from(error: Error) -> Self {
        Self::Store(StoreError::Undecided(error.to_string()))
    }
}

fn decide(ledger: &mut dyn Ledger, book: &Book, ask: &Ask, recorded_at_utc_s: i64) -> Result<Answer, Stop> {
    if let Some(record) = ledger.decision(&ask.id)? {
        if record.content != ask.content {
            return Err(Refusal::OtherContent.into());
        }
        // Whoever asks late must not go on with what was taken back meanwhile.
        let proceeded = record.outcome == Outcome::Proceed as u8;
        if let Some(undone) = standing(ledger, &ask.id)?.filter(|_| proceeded) {
            return Err(Refusal::AlreadyUndone(ask.id.clone(), undone.by.unwrap_or_default()).into());
        }
        return Ok(Answer::Recorded { record: Box::new(record), is_retry: true });
    }
    if ledger.undone(&ask.id)?.is_some() {
        return Err(Refusal::ReversedBefore.into());
    }
    if let Some(wrong) = &ask.wrong_time {
        return Err(Refusal::WrongTime(wrong.clone()).into());
    }
    let plan = book.plan_in_force(&ask.service_point).ok_or_else(|| Refusal::NoPlan(ask.service_point.clone()))?;
    let original = match &ask.original {
        None => None,
        Some(id) => Some(original(ledger, ask, id)?),
    };
    let mut request = ask.request;
    if let Some(original) = &original {
        tell_original(&mut request, original)?;
    }
    let counters = book.timed(|| counters(&plan, ask))?;
    let decision = decide_with_usage(ledger, book, &plan, &mut request, &counters)?;
    if decision.outcome == Outcome::Refer && !ask.is_last {
        return Ok(Answer::Refer { plan, request: Box::new(request) });
    }
    let counted = match (decision.outcome, request.transaction(), &original) {
        (Outcome::Proceed, Some(TransactionType::Void), Some(original)) => {
            original.counted.iter().map(Counted::undone).collect()
        }
        // Only what is on record as taken is given back.
        (Outcome::Proceed, Some(TransactionType::Void | TransactionType::Reversal | TransactionType::Refund), None) => {
            Vec::new()
        }
        (Outcome::Proceed, Some(TransactionType::Refund), Some(original)) => {
            let has = |counted: &Counted| {
                original
                    .counted
                    .iter()
                    .any(|was| was.counter == counted.counter && was.window_day == counted.window_day)
            };
            book.timed(|| accrued(&plan, &request, &counters))?.into_iter().filter(has).collect()
        }
        (Outcome::Proceed, ..) => book.timed(|| accrued(&plan, &request, &counters))?,
        _ => Vec::new(),
    };
    let record = keep(ledger, book, &plan, ask, ask.id.clone(), &request, &decision, counted, recorded_at_utc_s)?;
    let is_void = decision.outcome == Outcome::Proceed && request.transaction() == Some(TransactionType::Void);
    if let Some(original) = original.filter(|_| is_void) {
        ledger.undo(&original.id, &Undone { by: Some(ask.id.clone()), at_utc_s: recorded_at_utc_s })?;
    }
    Ok(Answer::Recorded { record: Box::new(record), is_retry: false })
}

fn reverse(ledger: &mut dyn Ledger, book: &Book, ask: &Ask, recorded_at_utc_s: i64) -> Result<Answer, Stop> {
    let by = format!("{}.reversal", ask.id);
    let original = ledger.decision(&ask.id)?;
    if let Some(original) = &original {
        if original.service_point != ask.service_point {
            return Err(Refusal::ElsewhereMade(ask.id.clone()).into());
        }
        let original_minor = original.amount_minor;
        if let Some(asked_minor) = ask.request.amount_minor().filter(|&asked_minor| asked_minor != original_minor) {
            return Err(Refusal::OtherAmount { asked_minor, original_minor }.into());
        }
    }
    if let Some(undone) = standing(ledger, &ask.id)? {
        return match (undone.by, original) {
            (None, _) => Ok(Answer::Tombstone { at_utc_s: undone.at_utc_s }),
            (Some(id), _) if id == by => {
                let record = ledger.decision(&by)?.ok_or(StoreError::Unreadable("reversal"))?;
                Ok(Answer::Recorded { record: Box::new(record), is_retry: true })
            }
            (Some(id), _) => Err(Refusal::AlreadyUndone(ask.id.clone(), id).into()),
        };
    }
    if let Some(wrong) = &ask.wrong_time {
        return Err(Refusal::WrongTime(wrong.clone()).into());
    }
    let Some(original) = original else {
        ledger.undo(&ask.id, &Undone { by: None, at_utc_s: recorded_at_utc_s })?;
        return Ok(Answer::Tombstone { at_utc_s: recorded_at_utc_s });
    };
    unused(ledger, &ask.id)?;
    let plan = book.plan_in_force(&ask.service_point).ok_or_else(|| Refusal::NoPlan(ask.service_point.clone()))?;
    let mut request = ask.request;
    tell_original(&mut request, &original)?;
    let counters = book.timed(|| counters(&plan, ask))?;
    let decision = decide_with_usage(ledger, book, &plan, &mut request, &counters)?;
    if decision.outcome == Outcome::Refer && !ask.is_last {
        return Ok(Answer::Refer { plan, request: Box::new(request) });
    }
    let is_undone = decision.outcome == Outcome::Proceed;
    let (id, counted) = if is_undone {
        (by.clone(), original.counted.iter().map(Counted::undone).collect())
    } else {
        // The terminal tries again, and each attempt is on record.
        (format!("{by}.{}", ledger.about(&ask.id)? + 1), Vec::new())
    };
    let ask = Ask { original: Some(ask.id.clone()), ..ask.clone() };
    let record = keep(ledger, book, &plan, &ask, id, &request, &decision, counted, recorded_at_utc_s)?;
    if is_undone {
        ledger.undo(&ask.id, &Undone { by: Some(by), at_utc_s: recorded_at_utc_s })?;
    }
    Ok(Answer::Recorded { record: Box::new(record), is_retry: false })
}

/// By what a transaction is undone, unless that was undone in turn.
pub fn standing(ledger: &mut dyn Ledger, id: &str) -> Result<Option<Undone>, StoreError> {
    let Some(undone) = ledger.undone(id)? else { return Ok(None) };
    let is_undone = match &undone.by {
        Some(by) => ledger.undone(by)?.is_some(),
        None => false,
    };
    Ok(Some(undone).filter(|_| !is_undone))
}

/// The original of a void, refund or completion, where it may still be given back.
fn original(ledger: &mut dyn Ledger, ask: &Ask, id: &str) -> Result<Record, Stop> {
    let original = ledger.decision(id)?.ok_or_else(|| Refusal::NoOriginal(id.to_owned()))?;
    if original.service_point != ask.service_point {
        return Err(Refusal::ElsewhereMade(id.to_owned()).into());
    }
    if original.outcome != Outcome::Proceed as u8 {
        return Err(Refusal::NothingToGiveBack(id.to_owned()).into());
    }
    // Voids of voids and refunds of refunds would make chains, in which it is not plain what stands.
    let (is, was) = (ask.request.transaction(), TransactionType::from_u8(original.transaction));
    let goes_with = match is {
        Some(TransactionType::Void) => {
            matches!(was, Some(TransactionType::Sale | TransactionType::Preauth | TransactionType::PreauthCompletion))
        }
        Some(TransactionType::Refund) => {
            matches!(was, Some(TransactionType::Sale | TransactionType::PreauthCompletion))
        }
        _ => was == Some(TransactionType::Preauth),
    };
    if !goes_with {
        return Err(Refusal::OtherKind(id.to_owned(), is.map_or("transaction", TransactionType::name)).into());
    }
    if let Some(undone) = standing(ledger, id)? {
        return Err(Refusal::AlreadyUndone(id.to_owned(), undone.by.unwrap_or_default()).into());
    }
    if is == Some(TransactionType::Refund) {
        let asked_minor = ask.request.amount_minor().unwrap_or_default();
        let left_minor = original.amount_minor.saturating_sub(refunded_minor(ledger, id)?);
        if asked_minor > left_minor {
            return Err(Refusal::RefundTooLarge { original: id.to_owned(), asked_minor, left_minor }.into());
        }
    } else {
        unused(ledger, id)?;
    }
    Ok(original)
}

/// How much of a transaction was refunded by refunds that stand, in minor units.
pub fn refunded_minor(ledger: &mut dyn Ledger, id: &str) -> Result<i64, StoreError> {
    Ok(ledger.standing_about(id, TransactionType::Refund)?.iter().map(|(_, amount_minor)| amount_minor).sum())
}

/// Refuses where something that stands was made of a transaction: then it can no longer be undone, nor completed again.
fn unused(ledger: &mut dyn Ledger, id: &str) -> Result<(), Stop> {
    let refunded_minor = refunded_minor(ledger, id)?;
    if refunded_minor > 0 {
        return Err(Refusal::PartlyRefunded { original: id.to_owned(), refunded_minor }.into());
    }
    match ledger.standing_about(id, TransactionType::PreauthCompletion)?.into_iter().next() {
        Some((by, _)) => Err(Refusal::Completed(id.to_owned(), by).into()),
        None => Ok(()),
    }
}

/// Puts what is on record of the original into the request, whatever the terminal remembers of it.
fn tell_original(request: &mut Request, original: &Record) -> Result<(), Stop> {
    let was = Request::decode(&original.request).map_err(|_| StoreError::Unreadable("request"))?;
    let unreadable = |_| StoreError::Unreadable("request");
    if let Some(at_utc_s) = was.now_utc_s() {
        request.set_original_at_utc_s(at_utc_s).map_err(unreadable)?;
    }
    if let Some(amount_minor) = was.amount_minor() {
        request.set_original_amount_minor(amount_minor).map_err(unreadable)?;
    }
    if let Some(transaction) = was.transaction() {
        request.set_original_transaction(transaction);
    }
    if request.transaction() == Some(TransactionType::Reversal) {
        if let (None, Some(amount_minor)) = (request.amount_minor(), was.amount_minor()) {
            request.set_amount_minor(amount_minor).map_err(unreadable)?;
        }
        if let (None, Some(currency)) = (request.currency(), was.currency()) {
            request.set_currency(currency).map_err(unreadable)?;
        }
    }
    Ok(())
}

/// The counters of the plan as the ledger names them, slot by slot; nothing where the subject is a card and none was named.
fn counters(plan: &Plan, ask: &Ask) -> Result<Vec<Option<String>>, Error> {
    let terminal = ask.id.rsplitn(3, '.').last().unwrap_or_default();
    let name = |row: &CounterRow| {
        let subject = match row.subject {
            Subject::Terminal => format!("terminal {terminal}"),
            Subject::ServicePoint => format!("point {}", ask.service_point),
            Subject::Card => format!("card {}", ask.card_key.as_ref()?),
        };
        let CounterRow { window, business_day_offset_min, entry_modes, card_kinds, refunds, .. } = row;
        let (window, refunds) = (window.name(), refunds.name());
        Some(format!("{subject} {window} {business_day_offset_min} {entry_modes:x} {card_kinds:x} {refunds}"))
    };
    Ok(plan.counters()?.iter().map(name).collect())
}

/// Decides a request with what the counters stand at. Whatever it says of counters itself is not looked at.
fn decide_with_usage(
    ledger: &mut dyn Ledger,
    book: &Book,
    plan: &Plan,
    request: &mut Request,
    counters: &[Option<String>],
) -> Result<Decision, Stop> {
    if let Some(now_utc_s) = request.now_utc_s() {
        // A sale tells the window of each counter as of now, whatever this transaction is.
        let mut sale = Request::new();
        sale.set_clock(ClockState::Trusted).set_host(HostState::Reachable).set_transaction(TransactionType::Sale);
        let facts = sale.set_now_utc_s(now_utc_s).and_then(|sale| sale.set_amount_minor(1));
        facts.map_err(|_| StoreError::Unreadable("request"))?;
        for accrual in book.timed(|| plan.accrue(&sale))? {
            let Some(Some(counter)) = counters.get(usize::from(accrual.slot)) else { continue };
            let usage = ledger.usage(counter, accrual.window_day)?;
            let limit = bounds::JSON_INTEGER_MAX;
            let counter = Counter {
                amount_minor: usage.amount_minor.clamp(-limit, limit),
                taken_at_utc_s: now_utc_s,
                count: i32::try_from(usage.count).unwrap_or(i32::MAX),
                reserved: 0,
            };
            request.set_counter(accrual.slot, counter).map_err(|_| StoreError::Unreadable("counter"))?;
        }
    }
    Ok(book.timed(|| plan.evaluate(request))?)
}

/// What the engine says is to be added, by the names of the ledger.
fn accrued(plan: &Plan, request: &Request, counters: &[Option<String>]) -> Result<Vec<Counted>, Error> {
    let counted = |accrual: poscond::Accrual| {
        let counter = counters.get(usize::from(accrual.slot))?.clone()?;
        let poscond::Accrual { window_day, amount_minor, count, slot } = accrual;
        Some(Counted { counter, window_day, amount_minor, count, slot })
    };
    Ok(plan.accrue(request)?.into_iter().filter_map(counted).collect())
}

#[expect(clippy::too_many_arguments, reason = "all that a record is made of")]
fn keep(
    ledger: &mut dyn Ledger,
    book: &Book,
    plan: &Plan,
    ask: &Ask,
    id: String,
    request: &Request,
    decision: &Decision,
    counted: Vec<Counted>,
    recorded_at_utc_s: i64,
) -> Result<Record, Stop> {
    // All that the module may fail to answer comes first: a refusal is an answer, and what was written before it would stay.
    let record = Record {
        id,
        service_point: ask.service_point.clone(),
        content: ask.content,
        plan: *plan.digest(),
        module: book.module_digest(),
        recorded_at_utc_s,
        request: request.encode().to_vec(),
        answer: book.timed(|| plan.decision_json(decision))?,
        outcome: decision.outcome as u8,
        transaction: request.transaction().map_or(0, |transaction| transaction as u8),
        amount_minor: request.amount_minor().unwrap_or_default(),
        original: ask.original.clone(),
        counted,
    };
    for one in &record.counted {
        ledger.count(one)?;
    }
    ledger.record(&record)?;
    Ok(record)
}
