//! Expressions: the part of CEL (Common Expression Language, github.com/google/cel-spec) that policies may use.
//!
//! [`parse`] makes nodes of a text, `fold` looks at their types and settles what depends on the service point alone,
//! [`code`] is what is left in a plan and how it is run; [`names`] are the facts by their names. `docs/expressions.md` says what
//! everything means.

pub mod code;
#[cfg(feature = "compile")]
pub(crate) mod fold;
#[cfg(feature = "compile")]
pub mod names;
#[cfg(feature = "compile")]
pub mod parse;
