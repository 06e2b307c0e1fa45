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

    /// A field that a table does not have.
    #[inline(never)]
    pub fn unknown(kind: &str, word: &str, accepted: &[&str]) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;
    use poscond::{Policy, ServicePoint};
    use serde::Deserialize;
    use serde::de::DeserializeOwned;
    use serde_json::Value;

    fn plain(json: &Json) -> Value {
        match json {
            Json::Null => Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Integer(value) => (*value).into(),
            Json::Number(_) => Value::Null,
            Json::Text(text) => text.as_str().into(),
            Json::List(items) => items.iter().map(plain).collect(),
            Json::Table(entries) => entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect(),
        }
    }

    /// Pins that what is read is what a well-known reader reads.
    #[test]
    fn texts_are_read_as_serde_json_reads_them() {
        for text in [
            "null",
            " true ",
            "[]",
            "{}",
            "[ ]",
            "{ }",
            "0",
            "-1",
            "9007199254740991",
            "-9007199254740991",
            "\"\"",
            r#""\"\\\/\b\f\n\r\t\u0041\u00e9\u5e97\ud83c\udf5c""#,
            "\"店 é 🍜\"",
            "[1,[2,[3]],{\"a\":{\"b\":[null,false]}}]",
            "\r\n\t[\n1\t,\r2 ]",
            "{\"\":1,\"a\\n\":2}",
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(plain(&Json::parse(text).unwrap()), expected, "{text}");
        }
    }

    /// Pins that what that reader refuses is refused, and duplicate keys beside it.
    #[test]
    fn what_is_no_json_is_refused() {
        for text in [
            "",
            " ",
            "nul",
            "tru",
            "[",
            "]",
            "{",
            "}",
            "[1,]",
            "[,1]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{1:1}",
            "01",
            "-",
            "+1",
            ".5",
            "1.",
            "1e",
            "\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\ud800\"",
            "\"\\udc00\"",
            "\"\n\"",
            "\"\u{1}\"",
            "1 2",
            "[1 2]",
            "'a'",
            "\u{feff}1",
            "[1]]",
            "/**/1",
            "NaN",
            "Infinity",
        ] {
            assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
            assert!(Json::parse(text).is_err(), "{text}");
        }
        assert!(Json::parse(r#"{"a":1,"b":2,"a":3}"#).is_err());
        assert!(Json::parse(&"[".repeat(100_000)).is_err());
    }

    fn refused<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        T::deserialize(&Json::parse(text).unwrap()).unwrap_err().to_string()
    }

    /// Pins paths, and that a message says what was found and what is accepted.
    #[test]
    fn errors_name_path_value_and_what_is_accepted() {
        let rule = |condition: &str| {
            format!(
                r#"{{"id": "p", "version": 1, "rules": [{{"id": "r", "condition": {condition}, "on_fail": "decline", "on_unknown": "refer"}}]}}"#
            )
        };
        for (text, words) in [
            (
                rule(r#"{"amount": {"max_minor": -1}}"#),
                "rules[0].condition.amount.max_minor: found `-1`; accepted: an integer from",
            ),
            (rule(r#"{"amount": {"max_minor": 1.5}}"#), "rules[0].condition.amount.max_minor: found `1.5`"),
            (rule(r#"{"amount": {"max_minr": 1}}"#), "unknown field `max_minr`; did you mean `max_minor`?"),
            (rule(r#"{"amont": {}}"#), "unknown name `amont`; did you mean `amount`?"),
            (rule(r#"{"amount": []}"#), "rules[0].condition.amount: found a list; accepted: a table"),
            (r#"{"id": "p"}"#.to_owned(), "missing field `version`"),
            (r#"{"id": 7, "version": 1, "rules": []}"#.to_owned(), "id: found `7`; accepted: an id of 1 to 40"),
        ] {
            let said = refused::<Policy>(&text);
            assert!(said.contains(words), "{said}\n{words}");
        }
    }

    /// Pins that models are read and written as by serde_json, over the example's service points.
    #[test]
    fn service_points_are_read_and_written_as_by_serde_json() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/service-points");
        for entry in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
            let point = ServicePoint::deserialize(&Json::parse(&text).unwrap()).unwrap();
            assert_eq!(point, serde_json::from_str(&text).unwrap());
            assert_eq!(write(&point), serde_json::to_string(&point).unwrap());
        }
    }
}
