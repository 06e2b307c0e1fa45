//! What the network sees.

mod configuration;
mod decisions;
mod operations;

use crate::problem::Problem;
use crate::service::Service;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Instant;

/// The service that all handlers share.
pub(crate) type Shared = State<Arc<Service>>;

/// The routes.
pub fn router(service: Arc<Service>) -> Router {
    let limit = service.conduct.body_bytes_max;
    Router::new()
        .route("/v1/decisions", post(decisions::decide))
        .route("/v1/decisions/{id}", get(decisions::look_up))
        .route("/v1/reversals", post(decisions::reverse))
        .route("/v1/referrals", get(decisions::referrals))
        .route("/v1/referrals/{id}", post(decisions::settle))
        .route("/v1/policy", put(configuration::put_policy).get(configuration::policy))
        .route("/v1/service-points/{id}", put(configuration::put_point).get(configuration::point))
        .route("/v1/service-points/{id}/plan", get(configuration::plan))
        .route("/v1/log", get(operations::log))
        .route("/health", get(operations::health))
        .route("/metrics", get(operations::metrics))
        .route("/openapi.json", get(operations::openapi))
        .fallback(|| async { Problem::not_found("no such path; /openapi.json lists them") })
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "METHOD",
                "The path has no such method",
                "/openapi.json lists them",
            )
        })
        .layer(DefaultBodyLimit::max(limit))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), serve))
        .with_state(service)
}

/// Ends requests that take too long, and counts all.
async fn serve(State(service): Shared, request: Request, next: Next) -> Response {
    let began = Instant::now();
    // Not whatever a caller made up: each name is a series of its own.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let route = request.extensions().get::<MatchedPath>().map_or_else(String::new, |path| path.as_str().to_owned());
    // A log is as long as it is; what it reads from the store is not held up by whoever reads slowly.
    let response = match tokio::time::timeout(service.conduct.timeout, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "TIMEOUT",
            "The request took too long",
            format!(
                "it did not end within {} s; the same request may be sent again",
                service.conduct.timeout.as_secs_f32()
            ),
        )
        .into_response(),
    };
    let response = told(response);
    service.metrics.served(&method, &route, response.status().as_u16(), began.elapsed());
    response
}

/// What the framework refuses is a problem like any other.
fn told(response: Response) -> Response {
    let is_plain =
        response.headers().get(header::CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE if is_plain => Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "TOO_LARGE",
            "The body is too large",
            "the README says how large a body may be",
        )
        .into_response(),
        status if status.is_client_error() && is_plain => {
            Problem::new(status, "REQUEST", "The request cannot be read", status.canonical_reason().unwrap_or_default())
                .into_response()
        }
        _ => response,
    }
}

/// The JSON of a body.
fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| Problem::body(&error))?;
    let ended = reader.end().map_err(|error| error.to_string());
    ended.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "JSON", "The body is not JSON", error))?;
    Ok(read)
}

/// A text of a body.
fn text(body: &Bytes) -> Result<String, Problem> {
    let text = String::from_utf8(body.to_vec());
    text.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "UTF8", "The body is not UTF-8", error.to_string()))
}

/// An answer in JSON.
fn json(status: StatusCode, answer: &impl Serialize) -> Response {
    match serde_json::to_vec(answer) {
        Ok(body) => {
            let kind = HeaderValue::from_static("application/json");
            (status, [(header::CONTENT_TYPE, kind)], body).into_response()
        }
        Err(error) => Problem::internal(&error).into_response(),
    }
}

/// Bytes in hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
