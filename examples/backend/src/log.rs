//! The log as lines that `poscond replay` reads: each plan before the first decision by it.

use crate::ledger::{Record, Store, StoreError};
use axum::body::Bytes;
use poscond_cli::log::{Base64, Counted, DecisionLine, Digest, Line, PlanLine};
use serde_json::value::RawValue;
use std::collections::HashSet;
use std::io;
use std::thread;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

/// Bytes that are handed over at a time.
const CHUNK_BYTES: usize = 64 << 10;

/// How long a reader may take nothing.
const STALL: Duration = Duration::from_secs(30);

/// The lines of all decisions recorded in [from, to), as they are read from the store. A reader that falls behind is waited for,
/// but not for long: what it reads is held for it meanwhile.
pub fn stream(
    mut store: Box<dyn Store>,
    permit: OwnedSemaphorePermit,
    from_utc_s: i64,
    to_utc_s: i64,
) -> impl futures_util::Stream<Item = io::Result<Bytes>> {
    let (chunks, mut read) = mpsc::channel::<io::Result<Bytes>>(4);
    let runtime = Handle::current();
    thread::spawn(move || {
        let _permit = permit;
        // Whether somebody still reads.
        let send = |chunk| {
            let sent = async { tokio::time::timeout(STALL, chunks.send(chunk)).await };
            matches!(runtime.block_on(sent), Ok(Ok(())))
        };
        let mut told: HashSet<[u8; 32]> = HashSet::new();
        let mut out: Vec<u8> = Vec::with_capacity(CHUNK_BYTES * 2);
        let written = store.export(from_utc_s, to_utc_s, &mut |ledger, record| {
            if told.insert(record.plan) {
                let (bytes, form) = ledger.plan(&record.plan)?.ok_or(StoreError::Unreadable("plan"))?;
                write_plan(&mut out, &record, &bytes, form)?;
            }
            write_decision(&mut out, record)?;
            if out.len() < CHUNK_BYTES {
                return Ok(true);
            }
            if send(Ok(Bytes::from(std::mem::take(&mut out)))) { Ok(true) } else { Err(StoreError::Unread) }
        });
        let last = match written {
            Ok(()) => Ok(Bytes::from(out)),
            // The connection breaks off, so that a part is not taken for the whole.
            Err(error) => {
                tracing::error!(%error, "the log broke off");
                Err(io::Error::other("the log broke off"))
            }
        };
        send(last);
    });
    futures_util::stream::poll_fn(move |context| read.poll_recv(context))
}

fn raw(json: String) -> Result<Box<RawValue>, StoreError> {
    RawValue::from_string(json).map_err(|_| StoreError::Unreadable("record"))
}

fn write_plan(out: &mut Vec<u8>, record: &Record, bytes: &[u8], form: String) -> Result<(), StoreError> {
    let service_point = Some(raw(form)?);
    let line: Line<'_, Box<RawValue>> =
        Line::Plan(PlanLine { bytes: Base64::of(bytes), digest: Digest(record.plan), service_point });
    line.write(out).map_err(|_| StoreError::Unreadable("plan"))
}

fn write_decision(out: &mut Vec<u8>, record: Record) -> Result<(), StoreError> {
    let counted = record.counted.iter().map(|counted| Counted::from(counted.accrual())).collect();
    let line: Line<'_, Box<RawValue>> = Line::Decision(DecisionLine {
        answer: raw(record.answer)?,
        counted: Some(counted),
        id: record.id.into(),
        module: Some(Digest(record.module)),
        plan: Digest(record.plan),
        recorded_at_utc_s: record.recorded_at_utc_s,
        request: Base64::of(&record.request),
    });
    line.write(out).map_err(|_| StoreError::Unreadable("record"))
}
