//! What JavaScript throws as a `PoscondError`.

use poscond::{Input, OpenError, Problems, RequestError};
use serde::Serialize;

/// What is wrong, for programs. Never changes its meaning.
#[derive(Clone, Copy, Serialize, Debug)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Code {
    /// The policy is not one, or does not go with the service point.
    Policy,
    /// The service point is not one.
    ServicePoint,
    /// The request's object has a fact that there is not.
    Request,
    /// The record is not a request.
    Record,
    /// The bytes are not a plan, or not the one expected.
    Plan,
    /// An argument is not one of the words that are accepted.
    Argument,
    /// The plan was opened from bytes, and this needs policy and service point.
    NoSource,
}

/// One thing that is wrong with a policy or a service point.
#[derive(Serialize, Debug)]
pub(crate) struct Wrong {
    input: Code,
    path: String,
    message: String,
}

/// Why something was not done; nothing has changed.
#[derive(Serialize, Debug)]
pub(crate) struct Refusal {
    code: Code,
    /// What exactly of a plan or record is wrong, by the name of the engine's error; empty for all else.
    kind: &'static str,
    path: String,
    message: String,
    problems: Vec<Wrong>,
}

impl Refusal {
    pub(crate) fn new(code: Code, message: String) -> Self {
        Self { code, kind: "", path: String::new(), message, problems: Vec::new() }
    }

    pub(crate) fn at(code: Code, path: String, message: String) -> Self {
        let problem = Wrong { input: code, path: path.clone(), message: message.clone() };
        Self { code, kind: "", path, message, problems: vec![problem] }
    }

    /// Bytes that are not a plan, or not the one expected.
    pub(crate) fn plan(error: &OpenError) -> Self {
        let kind = match error {
            OpenError::Length { .. } => "Length",
            OpenError::Magic => "Magic",
            OpenError::Format { .. } => "Format",
            OpenError::Engine { .. } => "Engine",
            OpenError::Digest => "Digest",
            OpenError::Unsigned => "Unsigned",
            OpenError::ForeignKey { .. } => "ForeignKey",
            OpenError::Signature => "Signature",
            OpenError::Content { .. } => "Content",
            OpenError::ServicePoint => "ServicePoint",
            OpenError::Revision { .. } => "Revision",
        };
        Self { kind, ..Self::new(Code::Plan, error.to_string()) }
    }

    /// Bytes that are not a request. A fact or counter that is out of its range is the path.
    pub(crate) fn record(error: &RequestError) -> Self {
        let (kind, path) = match error {
            RequestError::Size { .. } => ("Size", String::new()),
            RequestError::Layout { .. } => ("Layout", String::new()),
            RequestError::UnknownFact { .. } => ("UnknownFact", String::new()),
            RequestError::Reserved { .. } => ("Reserved", String::new()),
            RequestError::Beyond { fact } => ("Beyond", fact.name().to_owned()),
            RequestError::Range { fact } => ("Range", fact.name().to_owned()),
            RequestError::Incomplete { fact } => ("Incomplete", fact.name().to_owned()),
            RequestError::Counter { slot } => ("Counter", format!("counters.{slot}")),
        };
        Self { kind, path, ..Self::new(Code::Record, error.to_string()) }
    }

    /// The same, in a place of a list.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.path = if self.path.is_empty() { place.to_owned() } else { format!("{place}.{}", self.path) };
        self
    }

    pub(crate) fn json(&self) -> String {
        crate::plan::json(self)
    }
}

/// The first problem speaks for all.
impl From<Problems> for Refusal {
    fn from(problems: Problems) -> Self {
        let wrong = problems.0.into_iter().map(|problem| {
            let input = match problem.input {
                Input::Policy => Code::Policy,
                Input::ServicePoint => Code::ServicePoint,
            };
            Wrong { input, path: problem.path, message: problem.message }
        });
        let problems: Vec<Wrong> = wrong.collect();
        let first = problems.first().map(|first| (first.input, first.path.clone(), first.message.clone()));
        let (code, path, message) = first.unwrap_or((Code::Policy, String::new(), String::new()));
        Self { code, kind: "", path, message, problems }
    }
}
