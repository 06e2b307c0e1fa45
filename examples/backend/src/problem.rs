//! What the service says when it cannot do what was asked: problem details (RFC 9457) with a stable code and, where one is at
//! fault, the path of the field.

use crate::ledger::StoreError;
use crate::ledger::accept::Refusal;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use poscond_cli::text::Located;
use serde::Serialize;
use std::fmt::Display;

/// Most errors that are listed.
const ERRORS_MAX: usize = 50;

/// A problem.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// The HTTP status.
    #[serde(serialize_with = "number")]
    pub status: StatusCode,
    /// Stable, for programs.
    pub code: &'static str,
    /// For people.
    pub title: &'static str,
    /// What is wrong in this case: the value, and what would be accepted.
    pub detail: String,
    /// The field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// All that is wrong, where there is more than one thing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde asks")]
fn number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem without a field at fault.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, title, detail: detail.into(), path: None, errors: Vec::new() }
    }

    /// The same, at a field.
    #[must_use]
    pub fn at(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    /// A field that has a value it cannot have.
    pub fn value(path: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "VALUE", "A field has a value that is not accepted", detail)
            .at(path)
    }

    /// A body that is no JSON of the form asked for.
    pub fn body(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let inner = error.inner();
        if inner.is_data() {
            Self::value(&error.path().to_string(), inner.to_string())
        } else {
            Self::new(StatusCode::BAD_REQUEST, "JSON", "The body is not JSON", inner.to_string())
        }
    }

    /// A policy or service point that is not one in form.
    pub fn of_form(error: &Located) -> Self {
        Self::value(&error.path, error.to_string())
    }

    /// All that is wrong in an upload.
    pub fn uploads(mut errors: Vec<String>) -> Self {
        let detail = format!("{} errors, nothing was changed", errors.len());
        errors.truncate(ERRORS_MAX);
        let title = "Policy and service points do not become plans";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "COMPILE", title, detail) }
    }

    /// Nothing can be compiled yet.
    pub fn no_policy() -> Self {
        Self::new(StatusCode::CONFLICT, "NO_POLICY", "No policy is in force", "put one with PUT /v1/policy first")
    }

    /// A path and a body that speak of different things.
    pub fn other_id(path: &str, body: &str) -> Self {
        Self::value("id", format!("service point `{body}` in the body; accepted: `{path}`, as the path says"))
    }

    /// Something older than what is in force.
    pub fn old_revision(what: &'static str, found: u32, in_force: u32) -> Self {
        let detail = format!("{what} `{found}`; accepted: more than {in_force}, which is in force");
        Self::new(StatusCode::CONFLICT, "OLD_REVISION", "What is in force is not older", detail).at(what)
    }

    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "There is no such thing", what)
    }

    /// Something that is the service's own fault.
    pub fn internal(error: &impl Display) -> Self {
        tracing::error!(%error, "internal");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "The service failed", "the log says why")
    }

    fn unavailable(code: &'static str, detail: String) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, "Try again in a moment", detail)
    }
}

impl Display for Problem {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}: {}", self.code, self.detail)
    }
}

impl std::error::Error for Problem {}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Busy => Self::unavailable("BUSY", error.to_string()),
            StoreError::Overtaken => Self::unavailable("OVERTAKEN", error.to_string()),
            StoreError::Undecided(_) => Self::unavailable("UNDECIDED", error.to_string()),
            // What the store itself said is for the log alone.
            error => {
                tracing::error!(%error, "the store");
                Self::unavailable("STORE", "the store did not take it; the same request may be sent again".into())
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let detail = refusal.to_string();
        let conflict =
            |code| Self::new(StatusCode::CONFLICT, code, "It cannot be done as things stand", detail.clone());
        match refusal {
            Refusal::OtherContent => conflict("OTHER_CONTENT"),
            Refusal::ReversedBefore => conflict("REVERSED_BEFORE"),
            Refusal::NothingToGiveBack(_) => conflict("NOTHING_TO_GIVE_BACK"),
            Refusal::OtherKind(..) => conflict("OTHER_KIND").at("original"),
            Refusal::AlreadyUndone(..) => conflict("ALREADY_UNDONE"),
            Refusal::Completed(..) => conflict("COMPLETED"),
            Refusal::PartlyRefunded { .. } => conflict("PARTLY_REFUNDED"),
            Refusal::RefundTooLarge { .. } => conflict("REFUND_TOO_LARGE").at("request.amount_minor"),
            Refusal::OtherAmount { .. } => conflict("OTHER_AMOUNT").at("request.amount_minor"),
            Refusal::ElsewhereMade(_) => conflict("OTHER_SERVICE_POINT").at("service_point"),
            Refusal::NoPlan(_) => Self::new(StatusCode::NOT_FOUND, "NO_PLAN", "There is no such service point", detail)
                .at("service_point"),
            Refusal::NoOriginal(_) => {
                Self::new(StatusCode::NOT_FOUND, "NO_ORIGINAL", "There is no such transaction", detail).at("original")
            }
            Refusal::WrongTime(_) => Self::value("request.now_utc_s", detail),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}
