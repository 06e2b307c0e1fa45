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

/// What an expression mentions of the service point, and every string that it holds: what a tool tries to find out where
/// the expression is true.
#[cfg(feature = "compile")]
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mentions {
    /// The facts of the service point, by their names after `service_point.`.
    pub registered: alloc::vec::Vec<alloc::string::String>,
    /// The strings.
    pub texts: alloc::vec::Vec<alloc::string::String>,
}

/// What an expression mentions; nothing where the text is none. Never errs.
#[cfg(feature = "compile")]
#[must_use]
pub fn mentions(text: &str) -> Mentions {
    let mut mentions = Mentions::default();
    for node in parse::parse(text).unwrap_or_default() {
        match node.kind {
            parse::Kind::Fact(group, name) | parse::Kind::Has(group, name) if group == "service_point" => {
                mentions.registered.push(name);
            }
            parse::Kind::Text(text) => mentions.texts.push(text),
            _ => {}
        }
    }
    mentions
}
