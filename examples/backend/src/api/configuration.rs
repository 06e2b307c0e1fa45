//! Policies, service points and plans: uploads that are checked whole and swapped while decisions run, and what terminals
//! fetch.

use super::{Shared, hex, json, text};
use crate::book::Put;
use crate::problem::Problem;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trial {
    #[serde(default)]
    trial: bool,
}

fn status(put: Put) -> StatusCode {
    if put == Put::Created { StatusCode::CREATED } else { StatusCode::OK }
}

fn name(put: Put) -> &'static str {
    match put {
        Put::Created => "created",
        Put::Replaced => "replaced",
        Put::Same => "same",
    }
}

/// Does an upload to its end, also where whoever sent it goes away or its time is over: what is kept has to decide as well.
async fn whole<T: Send + 'static>(
    upload: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    tokio::spawn(upload).await.map_err(|error| Problem::internal(&error))?
}

/// `PUT /v1/policy`: TOML where the content type says so, else JSON.
pub(super) async fn put_policy(
    State(service): Shared,
    query: Result<Query<Trial>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let Query(Trial { trial }) = query.map_err(|error| Problem::value("trial", error.body_text()))?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let is_toml = kind.contains("toml");
    let text = text(&body)?;
    let (put, version, plans) =
        whole(async move { service.book.put_policy(&service.workers, text, is_toml, trial).await }).await?;
    let answer = serde_json::json!({ "is_trial": trial, "plans": plans, "put": name(put), "version": version });
    Ok(json(if trial { StatusCode::OK } else { status(put) }, &answer))
}

/// `GET /v1/policy`: as it was uploaded.
pub(super) async fn policy(State(service): Shared) -> Result<Response, Problem> {
    let (text, is_toml) = service.book.policy_text().ok_or_else(|| Problem::not_found("no policy is in force"))?;
    let kind = if is_toml { "application/toml" } else { "application/json" };
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response())
}

/// `PUT /v1/service-points/{id}`.
pub(super) async fn put_point(
    State(service): Shared,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let text = text(&body)?;
    let (put, plan) = whole(async move { service.book.put_point(&service.workers, &id, text).await }).await?;
    let answer = serde_json::json!({ "plan": hex(plan.digest()), "put": name(put), "revision": plan.revision() });
    Ok(json(status(put), &answer))
}

/// `GET /v1/service-points/{id}`: as it was uploaded.
pub(super) async fn point(State(service): Shared, Path(id): Path<String>) -> Result<Response, Problem> {
    let text = service.book.point_text(&id).ok_or_else(|| Problem::not_found(&format!("no service point `{id}`")))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response())
}

/// `GET /v1/service-points/{id}/plan`: for its terminals, which ask again with the ETag that they have.
pub(super) async fn plan(
    State(service): Shared,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let plan = service.book.plan_in_force(&id);
    let plan = plan.ok_or_else(|| Problem::not_found(&format!("no plan is in force for service point `{id}`")))?;
    let tag = format!("\"{}\"", hex(plan.digest()));
    let value = |text: String| HeaderValue::from_str(&text).map_err(|error| Problem::internal(&error));
    let told = [
        (header::ETAG, value(tag.clone())?),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (HeaderName::from_static("poscond-revision"), value(plan.revision().to_string())?),
    ];
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = known.flat_map(|value| value.split(',')).any(|one| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    });
    if is_known {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    let kind = HeaderValue::from_static("application/octet-stream");
    Ok((told, [(header::CONTENT_TYPE, kind)], plan.bytes().to_vec()).into_response())
}
