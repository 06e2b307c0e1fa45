//! # poscond: are the conditions met for this transaction at this service point?
//!
//! A payment terminal refuses a sale with 服务点条件不符, "service point conditions not met", and nobody at the till
//! knows why. This crate decides such conditions once, with the same bytes on every machine that asks, and names all the
//! causes with what was observed and what is required.
//!
//! Two pure steps. [`compile()`] makes a plan (a small canonical byte string) of the acquirer's [`policy`] and the
//! merchant's registered [`service_point`]; it needs a heap. [`Plan::evaluate`] decides a [`Request`] by a plan read in
//! place: no heap, no clock, no floats, no panics, each rule looked at once.
//!
//! ```
//! # #[cfg(feature = "json")] {
//! use poscond::{compile, Expect, Outcome, Plan, Reason, Request};
//!
//! let policy = serde_json::from_str(
//!     r#"{"id": "demo", "version": 1, "rules": [{"id": "single-limit",
//!         "condition": {"amount": {"max_minor": 50000}}, "on_fail": "decline", "on_unknown": "decline"}]}"#,
//! )?;
//! let noodles = serde_json::from_str(
//!     r#"{"id": "noodles-1", "revision": 1, "merchant_id": "898330158120001", "merchant_kind": "restaurant",
//!         "mcc": "5812", "region": "330106", "status": "active", "utc_offset": "+08:00"}"#,
//! )?;
//! let bytes = compile(&policy, &noodles).unwrap();
//! let plan = Plan::open(&bytes, Expect { service_point: Some("noodles-1"), revision_min: 1, ..Expect::default() }).unwrap();
//!
//! let request: Request = serde_json::from_str(
//!     r#"{"now_utc_s": 1795406400, "clock": "trusted", "host": "reachable", "merchant_id": "898330158120001",
//!         "transaction": "sale", "amount_minor": 50001}"#,
//! )?;
//! let decision = plan.evaluate(&request);
//! assert_eq!(decision.outcome, Outcome::Decline);
//! assert_eq!(decision.primary_reason(), Some(Reason::AmountAboveLimit));
//! assert_eq!(&decision.de39, b"61");
//! # } Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Features: none is what a terminal needs; `compile` adds policies, service points and the making of plans (with
//! `alloc`) and cures; `messages` what is said to people; `json` the serde forms; `schema` their JSON Schemas; `signature` the keys
//! that plans are [signed](Expect::keys) by; `std` what hosts with an operating system expect of errors.
#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs, unreachable_pub)]
// What decides must not panic, overflow in silence, lose bits, use floats, or speak behind its host's back. An exception
// is an `expect` with its proof. Tests may.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::arithmetic_side_effects,
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        clippy::float_arithmetic,
        clippy::print_stdout,
        clippy::print_stderr,
    )
)]

#[cfg(feature = "compile")]
extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod accrual;
mod advice;
pub mod bounds;
#[cfg(feature = "compile")]
pub mod calendar;
mod canonical;
#[cfg(feature = "compile")]
pub mod compile;
mod condition;
#[cfg(feature = "compile")]
pub mod cure;
mod evaluate;
#[cfg(all(feature = "compile", feature = "messages"))]
mod explanation;
pub mod expression;
mod finding;
mod foresee;
#[cfg(feature = "compile")]
pub mod forms;
pub mod geo;
#[cfg(feature = "compile")]
pub mod identifier;
#[cfg(feature = "compile")]
mod map;
mod plan;
#[cfg(feature = "compile")]
pub mod policy;
#[cfg(feature = "compile")]
pub mod probe;
#[cfg(feature = "compile")]
pub mod readiness;
mod reason;
mod remedy;
mod request;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(feature = "compile")]
pub mod service_point;
mod signature;
#[cfg(feature = "json")]
mod table;
#[cfg(feature = "messages")]
pub mod texts;
mod time;
mod words;

pub use accrual::Accrual;
pub use advice::{Advice, AdviceKind};
pub use canonical::{Buffer, DECISION_JSON_BYTES_MAX, Full, REPORT_JSON_BYTES_MAX, Sink};
#[cfg(feature = "compile")]
pub use compile::{Excerpt, Input, Problem, Problems, compile, compile_for_export};
pub use condition::Parameter;
pub use evaluate::{Decision, Guard};
#[cfg(all(feature = "compile", feature = "messages"))]
pub use explanation::{Cause, Explanation, Proposal};
pub use finding::{Finding, LISTED_MAX, Listed, Required};
pub use foresee::{Foresight, HORIZON_S};
#[cfg(feature = "compile")]
pub use forms::{Date, Id};
pub use geo::{Datum, Point};
#[cfg(feature = "compile")]
pub use identifier::IdentifierKind;
#[cfg(feature = "compile")]
pub use map::Map;
pub use plan::{CounterRow, ENGINE_VERSION, Expect, FORMAT_VERSION, OpenError, Plan, RuleRow, Thresholds};
#[cfg(feature = "compile")]
pub use policy::Policy;
#[cfg(feature = "compile")]
pub use readiness::{Readiness, readiness};
pub use reason::{Family, Reason, Side};
pub use remedy::{Retry, Step};
#[cfg(feature = "compile")]
pub use request::{CATALOGUE, FactRow};
pub use request::{Counter, Fact, LAYOUT_VERSION, Request, RequestError, Tense, Version};
#[cfg(feature = "compile")]
pub use service_point::ServicePoint;
pub use signature::{KeyId, PublicKey};
#[cfg(all(feature = "compile", feature = "signature"))]
pub use signature::{SigningKey, sign};
pub use words::{
    Action, CardKind, ClockState, ComponentState, DamageState, DataState, Disclosure, EntryMode, FixSource, HostState,
    LinkState, Measure, OperatorState, Outcome, PowerState, Refunds, Subject, TamperState, TerminalState,
    TransactionType, Unit, Verdict, Who, Window,
};
