//! JSON, as small as it gets: text to a tree, a tree to the models of the core, and these to text.
//!
//! Every error is in the words of the command-line tool and names the path of the value, such as
//! `rules[3].condition.location.accuracy_max_m`.

mod read;
mod tree;
mod write;

pub use tree::Json;
pub use write::write;

use serde::de::{Expected, Unexpected};
use std::fmt::{self, Display, Write};
use strsim::jaro_winkler;

/// What is wrong, and where.
#[derive(Debug)]
pub struct Error(Box<Broken>);

#[derive(Debug)]
struct Broken {
    /// The path of the value; empty for the whole text.
    path: String,
    /// What was found, where something else is accepted.
    found: String,
    /// What is accepted; else the whole message.
    message: String,
}

impl Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.path())?;
        out.write_str(if self.path().is_empty() { "" } else { ": " })?;
        out.write_str(&self.message())
    }
}

impl std::error::Error for Error {}

impl Error {
    #[inline(never)]
    fn new(message: String) -> Self {
        Self(Box::new(Broken { path: String::new(), found: String::new(), message }))
    }

    /// An error in what was found, in backticks where it is the author's own.
    fn found(found: String, accepted: String) -> Self {
        Self(Box::new(Broken { path: String::new(), found, message: accepted }))
    }

    /// The path of the value; empty for the whole text.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong with it.
    pub fn message(&self) -> String {
        let Broken { found, message, .. } = &*self.0;
        if found.is_empty() { message.clone() } else { ["found ", found, "; accepted: ", message].concat() }
    }

    /// The same error of a value that stands under this key of a table.
    #[inline(never)]
    fn under(mut self, key: &str) -> Self {
        let is_bare = |byte: u8| !byte.is_ascii() || byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let mut step = String::new();
        if key.is_empty() || !key.bytes().all(is_bare) {
            write::quote(key, &mut step);
        } else {
            step.push_str(key);
        }
        self.before(step);
        self
    }

    /// The same error of a value in a list.
    #[inline(never)]
    fn at(mut self, index: usize) -> Self {
        self.before(format!("[{index}]"));
        self
    }

    fn before(&mut self, mut step: String) {
        let path = &mut self.0.path;
        if !path.is_empty() && !path.starts_with('[') {
            step.push('.');
        }
        step.push_str(path);
        *path = step;
    }

    /// The same error of a key itself, which stands without quotes.
    #[inline(never)]
    fn of_key(mut self, key: &str) -> Self {
        if !self.0.found.is_empty() {
            self.0.found = code(key);
        }
        self.under(key)
    }

    #[inline(never)]
    fn unknown(kind: &str, word: &str, accepted: &[&str]) -> Self {
        let mut message = ["unknown ", kind, " ", &code(word), ";"].concat();
        if let Some(near) = nearest(word, accepted) {
            message = [&message, " did you mean ", &code(near), "?"].concat();
        }
        message.push_str(" accepted: ");
        for (index, name) in accepted.iter().enumerate() {
            message.push_str(if index == 0 { "`" } else { ", `" });
            message.push_str(name);
            message.push('`');
        }
        if accepted.is_empty() {
            message.push_str("none");
        }
        Self::new(message)
    }
}

impl serde::de::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(fmt::format(format_args!("{message}")))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_value(found, expected)
    }

    #[inline(never)]
    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Bool(value) => code(if value { "true" } else { "false" }),
            Unexpected::Signed(value) => code(&value.to_string()),
            Unexpected::Str(text) => {
                let mut quoted = String::new();
                write::quote(text, &mut quoted);
                code(&quoted)
            }
            Unexpected::Other(number) => code(number),
            Unexpected::Map => "a table".into(),
            Unexpected::Seq => "a list".into(),
            _ => code("null"),
        };
        Self::found(found, plain(expected))
    }

    #[inline(never)]
    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::found(format!("a list of {length}"), plain(expected))
    }

    fn unknown_variant(word: &str, accepted: &'static [&'static str]) -> Self {
        Self::unknown("name", word, accepted)
    }

    fn unknown_field(word: &str, accepted: &'static [&'static str]) -> Self {
        Self::unknown("field", word, accepted)
    }

    #[inline(never)]
    fn missing_field(field: &'static str) -> Self {
        Self::new(["missing field ", &code(field)].concat())
    }

    #[inline(never)]
    fn duplicate_field(field: &'static str) -> Self {
        Self::new(["duplicate field ", &code(field)].concat())
    }
}

impl serde::ser::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(fmt::format(format_args!("{message}")))
    }
}

/// What is expected, without Rust's words; a model's own words pass unchanged.
fn plain(expected: &dyn Expected) -> String {
    let mut words = String::new();
    let _ = write!(words, "{expected}");
    let plain = match words.as_str() {
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "a map" => "a table",
        "string or map" => "a string or a table with one key",
        "unit variant" => "no value",
        _ if words.starts_with("struct ") => "a table",
        _ if words.starts_with("enum ") => "a name",
        _ => match words.strip_prefix("a tuple of size ") {
            Some(length) => return ["a list of ", length].concat(),
            None => return words,
        },
    };
    plain.into()
}

/// The author's own input in backticks, cut when it is long.
fn code(input: &str) -> String {
    match input.char_indices().nth(60).and_then(|(end, _)| input.get(..end)) {
        Some(start) => ["`", start, "…`"].concat(),
        None => ["`", input, "`"].concat(),
    }
}

/// The known name that a word was most likely meant to be, when one is near.
///
/// Case, the order of the parts between underscores and a missing unit weigh little.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let sorted = |name: &str| {
        let mut parts: Vec<&str> = name.split(['_', '-', ' ']).collect();
        // A few parts: the least first, again and again.
        for start in 0..parts.len() {
            if let Some(rest) = parts.get_mut(start..)
                && let Some(least) = (0..rest.len()).min_by_key(|&at| rest.get(at).copied())
            {
                rest.swap(0, least);
            }
        }
        parts.join("_")
    };
    let word = word.to_ascii_lowercase();
    let mut best = (0.85, None);
    for &name in known {
        let lower = name.to_ascii_lowercase();
        let likeness = jaro_winkler(&word, &lower).max(jaro_winkler(&sorted(&word), &sorted(&lower)));
        if likeness > best.0 || best.1.is_none() && likeness == best.0 {
            best = (likeness, Some(name));
        }
    }
    best.1
}
