//! The log, health, metrics, and what the service says of itself.

use super::Shared;
use crate::ledger::StoreError;
use crate::problem::Problem;
use crate::{log, openapi};
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    #[serde(default)]
    from_utc_s: i64,
    to_utc_s: Option<i64>,
}

/// `GET /v1/log`: decisions as `poscond replay` reads them.
pub(super) async fn log(
    State(service): Shared,
    period: Result<Query<Period>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(Period { from_utc_s, to_utc_s }) = period.map_err(|error| Problem::value("", error.body_text()))?;
    let permit = Arc::clone(&service.log_readers).try_acquire_owned();
    let permit = permit.map_err(|_| StoreError::Busy)?;
    // A client of PostgreSQL waits by itself, which it may not do where others are waited for.
    let opener = Arc::clone(&service);
    let store =
        tokio::task::spawn_blocking(move || (opener.reader)()).await.map_err(|error| Problem::internal(&error))??;
    let lines = log::stream(store, permit, from_utc_s, to_utc_s.unwrap_or(i64::MAX));
    let kind = HeaderValue::from_static("application/x-ndjson");
    Ok(([(header::CONTENT_TYPE, kind)], Body::from_stream(lines)).into_response())
}

/// `GET /health`: whether the store answers and plans are in force.
pub(super) async fn health(State(service): Shared) -> Result<Response, Problem> {
    service.read(|ledger| ledger.policy().map(|_| ())).await?;
    let answer = serde_json::json!({
        "module": super::hex(&service.book.module_digest()),
        "plans": service.book.plan_count(),
        "policy_version": service.book.policy().map(|policy| policy.model.version.to::<u32>()),
        "status": "ok",
    });
    Ok(super::json(StatusCode::OK, &answer))
}

/// `GET /metrics`.
pub(super) async fn metrics(State(service): Shared) -> Response {
    let book = &service.book;
    let (waiting, traps) = (service.referrals.len(), book.engine().traps());
    let text = service.metrics.text(book.plan_count(), waiting, traps, book.engine_time());
    let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// `GET /openapi.json`.
pub(super) async fn openapi() -> Response {
    super::json(StatusCode::OK, openapi::document())
}
