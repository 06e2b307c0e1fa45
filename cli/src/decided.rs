//! What comes of a request, where only that is compared.

use crate::wording::text;
use poscond::{Decision, Outcome, Plan, Reason, Request};
use serde_json::{Value, json};

/// What a plan made of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
    pub(crate) reason: Option<Reason>,
    pub(crate) de39: [u8; 2],
}

impl From<&Decision> for Decided {
    fn from(decision: &Decision) -> Self {
        Self { outcome: decision.outcome, reason: decision.primary_reason(), de39: decision.de39 }
    }
}

impl Decided {
    pub(crate) fn by(plan: &Plan<'_>, request: &Request) -> Self {
        Self::from(&plan.evaluate(request))
    }

    /// In words, such as `decline AMOUNT_ABOVE_LIMIT (61)`.
    pub(crate) fn words(&self) -> String {
        let reason = self.reason.map_or_else(String::new, |reason| format!(" {}", reason.name()));
        let code = if self.de39 == [0; 2] { String::new() } else { format!(" ({})", text(&self.de39)) };
        format!("{}{reason}{code}", self.outcome.name())
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "de39": if self.de39 == [0; 2] { Value::Null } else { text(&self.de39).into() },
            "outcome": self.outcome.name(),
            "reason": self.reason.map(Reason::name),
        })
    }
}
