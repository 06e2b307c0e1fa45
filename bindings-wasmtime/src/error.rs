//! What can go wrong. A verdict never does.

use poscond::cure::ApplyError;
use poscond_c::status::Status;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are not a module of poscond that this crate can host.
    #[error("the module cannot be hosted: {0}")]
    Module(String),
    /// So many keys are more than can be asked for.
    #[error("`{0}` keys; accepted: at most 4")]
    Keys(usize),
    /// The module refused what it was given: a plan that does not open, a request that is not one. Nothing changed.
    #[error("{}: {}", .0.name(), .0.meaning())]
    Refused(Status),
    /// A plan is older than the one in force, which stays.
    #[error("service point revision `{found}` of the plan for `{service_point}`; accepted: at least {accepted}")]
    Revision {
        /// Whose plan.
        service_point: String,
        /// The plan's revision.
        found: u32,
        /// The one in force.
        accepted: u32,
    },
    /// A request in JSON is not one; the text names the path and what would be accepted.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// The policy and the service point that an explanation was asked for with do not go together.
    #[error("{0}")]
    Case(#[from] ApplyError),
    /// A call ended before its answer: it took too long, or the module is broken. Nothing but this call is lost.
    #[error("a call trapped: {0}")]
    Trap(String),
}
