//! TOML and JSON text, read into one model with the same errors for both.
//!
//! An error names the file, line and column, the path of the field, what was found (in backticks, as
//! written) and what would have been accepted. Paths read like `rules[3].condition.location.lat_e7`; a
//! key that is not plain letters, digits, `_` and `-` is quoted: `holidays."2026.x"`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::Path;

use poscond::Excerpt;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use serde_path_to_error::Segment;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// Lists and tables inside one another, at most; the parsers' own bounds lie above it.
const LEVELS: usize = 64;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// TOML 1.1; dates and times without quotes are read as the strings they are written as.
    Toml,
    /// JSON (RFC 8259).
    Json,
}

impl Format {
    /// TOML when the file name ends in `.toml`, else JSON.
    pub fn of_path(path: &Path) -> Format {
        match path.extension() {
            Some(extension) if extension.eq_ignore_ascii_case("toml") => Format::Toml,
            _ => Format::Json,
        }
    }
}

/// An error with its place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The name of the text, usually its file name.
    pub name: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column in characters, from 1.
    pub column: Option<usize>,
    /// The path of the field; empty for the whole text.
    pub path: String,
    /// What is wrong, and what would be accepted.
    pub message: String,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        let separator = if self.path.is_empty() { "" } else { ": " };
        write!(f, "{separator}{}: {}", self.path, self.message)
    }
}

impl std::error::Error for Located {}

impl Located {
    /// An error at an offset in a text; the name is given later.
    fn new(text: &str, at: usize, path: &str, message: &str) -> Located {
        let before = &text[..text.floor_char_boundary(at)];
        let line = before.rsplit('\n').next().unwrap_or_default();
        // The user's input may be anything; a message stays on one line and moves no cursor.
        let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
        Located {
            name: String::new(),
            line: Some(before.matches('\n').count() + 1),
            column: Some(line.chars().count() + 1),
            path: path.to_owned(),
            message: message.chars().map(shown).collect(),
        }
    }

    fn named(self, name: &str) -> Located {
        Located { name: name.to_owned(), ..self }
    }
}

/// A text that has been read, and the place of every value in it.
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    text: String,
    value: Value,
    root: Place,
}

impl Document {
    /// Reads a text; a byte order mark at its start is passed over.
    ///
    /// Errs on broken syntax, on a key written twice, on a number that no model can hold (`1e400`, `nan`,
    /// an integer of more than 64 bits) and on more than 64 levels of nesting.
    pub fn parse(name: &str, mut text: String, format: Format) -> Result<Document, Located> {
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let read = match format {
            Format::Toml => read_toml(&text),
            Format::Json => read_json(&text),
        };
        let (value, root) = read.map_err(|error| error.named(name))?;
        Ok(Document { name: name.to_owned(), text, value, root })
    }

    /// The model that the text describes.
    ///
    /// Errs when the text has another shape: an unknown or a missing field, a wrong type, or whatever the
    /// model's own types refuse.
    pub fn model<'a, T: Deserialize<'a>>(&'a self) -> Result<T, Located> {
        serde_path_to_error::deserialize(&self.value)
            .map_err(|error| self.misshapen(error.path(), &bare_message(error.inner())).named(&self.name))
    }

    /// The line and column of the value at a path, or of its deepest ancestor that is there.
    ///
    /// The place of a TOML table under a header is that header.
    pub fn locate(&self, path: &str) -> Option<(usize, usize)> {
        let place = self.at(path, String::new());
        place.line.zip(place.column)
    }

    /// An error about the value at a path, for what is found wrong after the text has been read.
    pub fn at(&self, path: &str, message: String) -> Located {
        let (place, _) = self.root.descend(path);
        Located::new(&self.text, place.value.start, path, &message).named(&self.name)
    }

    /// An error about a part of an expression, the value at a path.
    pub fn at_excerpt(&self, path: &str, excerpt: &Excerpt, message: String) -> Located {
        let (place, _) = self.root.descend(path);
        let written = self.text.get(place.value.clone()).unwrap_or_default();
        // What may stand before the text of a string: three quotes and a line break that TOML passes over, or one quote.
        let (before, after) = excerpt.text.split_at(excerpt.at.start.min(excerpt.text.len()));
        let inside = [1, 3, 4, 5].into_iter().find_map(|opening| {
            let rest = written.get(opening..)?;
            let offset = written_length(rest, before)?;
            written_length(rest.get(offset..)?, after).map(|_| opening + offset)
        });
        let start = place.value.start + inside.unwrap_or_default();
        Located::new(&self.text, start, path, &message).named(&self.name)
    }

    /// What serde found wrong, in plain words and as near to the cause as the text shows.
    fn misshapen(&self, path: &serde_path_to_error::Path, message: &str) -> Located {
        // A map key that is no string has no name here: what is known of the path ends above it.
        let mut path = path.iter().map_while(step_of).fold(String::new(), |path, step| join(&path, &step));
        let (place, rest) = self.root.descend(&path);
        let mut at = place.value.start;
        let mut written = if rest.is_empty() { &self.text[place.value.clone()] } else { "" };
        let complaint = Complaint::of(message);

        // The word complained of may be a key, at the path's end or just below it: then that is the place.
        let word = complaint.word();
        if let Some(word) = &word {
            let step = step(word);
            let is_field = matches!(complaint, Complaint::Unknown { kind: "field", .. });
            let is_here = place.step == step;
            let key = place.inside.iter().find(|inside| inside.step == step);
            if is_here && (is_field || key.is_none() && !written.contains(word.as_ref())) {
                (at, written) = (place.key, word);
            } else if let Some(key) = key {
                path = join(&path, &step);
                (at, written) = (key.key, word);
            }
        }
        Located::new(&self.text, at, &path, &complaint.message(written))
    }
}

/// How many bytes of a string as it is written stand for a text: as many where it has no escapes. Nothing where what is
/// written is another text.
fn written_length(written: &str, text: &str) -> Option<usize> {
    let mut rest = written;
    for wanted in text.chars() {
        // A backslash at a line's end, which TOML passes over with the space after it.
        while let Some(after) = rest.strip_prefix('\\').filter(|after| after.starts_with([' ', '\t', '\r', '\n'])) {
            rest = after.trim_start();
        }
        rest = match (rest.strip_prefix(wanted), rest.strip_prefix('\\')) {
            (Some(after), _) if wanted != '\\' => after,
            (_, Some(escape)) => {
                let length = match escape.chars().next()? {
                    // Beyond the first plane JSON writes two.
                    'u' if wanted.len_utf16() > 1 => 11,
                    'u' => 5,
                    'U' => 9,
                    'x' => 3,
                    _ => 1,
                };
                escape.get(length..)?
            }
            (Some(after), None) => after,
            (None, None) => return None,
        };
    }
    Some(written.len() - rest.len())
}

/// A value's place in the text, and those of the values inside it.
#[derive(Clone, Debug)]
struct Place {
    /// The last step of the path, as written in one: `radius_m`, `"a b"`, `[3]`.
    step: String,
    /// Where the key starts; in a list, where the value does.
    key: usize,
    /// Where the value is written; lists and tables have their start only.
    value: Range<usize>,
    inside: Vec<Place>,
}

impl Place {
    /// The deepest place along a path, and the rest of the path that is not there.
    fn descend<'a>(&self, path: &'a str) -> (&Place, &'a str) {
        let (mut place, mut rest) = (self, path);
        while let Some(next) = place.inside.iter().find_map(|inside| {
            let tail = rest.strip_prefix('.').unwrap_or(rest).strip_prefix(inside.step.as_str())?;
            (tail.is_empty() || tail.starts_with(['.', '['])).then_some((inside, tail))
        }) {
            (place, rest) = next;
        }
        (place, rest)
    }
}

/// One level of a parsed text, whichever the format.
enum Level<N> {
    Scalar(Value),
    List(Vec<N>),
    /// Keys with where they start.
    Table(Vec<(String, usize, N)>),
}

/// A parsed node of either format.
trait Node: Sized {
    fn span(&self, text: &str) -> Range<usize>;
    /// Errs with a message about this node.
    fn open(self, text: &str) -> Result<Level<Self>, String>;
}

impl Node for &Spanned<DeValue<'_>> {
    fn span(&self, _: &str) -> Range<usize> {
        Spanned::span(self)
    }

    fn open(self, text: &str) -> Result<Level<Self>, String> {
        let written = &text[self.span()];
        Ok(match self.get_ref() {
            DeValue::String(string) => Level::Scalar(string.as_ref().into()),
            DeValue::Integer(number) => Level::Scalar(integer(number.as_str(), number.radix(), written)?),
            DeValue::Float(number) => Level::Scalar(decimal(number.as_str(), written)?),
            DeValue::Boolean(boolean) => Level::Scalar((*boolean).into()),
            DeValue::Datetime(_) => Level::Scalar(written.into()),
            DeValue::Array(items) => Level::List(items.iter().collect()),
            DeValue::Table(table) => {
                let entry =
                    |(key, value): (&Spanned<DeString<'_>>, _)| (key.get_ref().to_string(), key.span().start, value);
                Level::Table(table.iter().map(entry).collect())
            }
        })
    }
}

impl Node for &RawValue {
    fn span(&self, text: &str) -> Range<usize> {
        // The raw value is borrowed from the text.
        let start = self.get().as_ptr() as usize - text.as_ptr() as usize;
        start..start + self.get().len()
    }

    fn open(self, text: &str) -> Result<Level<Self>, String> {
        let written = self.get();
        let broken = |error| sentence(&bare_message(&error), &code(written), "");
        Ok(match written.as_bytes()[0] {
            b'[' => Level::List(serde_json::from_str(written).map_err(broken)?),
            b'{' => {
                let Entries(entries) = serde_json::from_str(written).map_err(broken)?;
                let entry =
                    |(key, value): (&RawValue, _)| Ok((serde_json::from_str(key.get())?, key.span(text).start, value));
                Level::Table(entries.into_iter().map(entry).collect::<Result<_, _>>().map_err(broken)?)
            }
            b'-' | b'0'..=b'9' if written.contains(['.', 'e', 'E']) => Level::Scalar(decimal(written, written)?),
            b'-' | b'0'..=b'9' => Level::Scalar(integer(written, 10, written)?),
            _ => Level::Scalar(serde_json::from_str(written).map_err(broken)?),
        })
    }
}

/// The entries of a JSON object, none dropped and all in order.
struct Entries<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                std::iter::from_fn(|| map.next_entry().transpose()).collect::<Result<_, _>>().map(Entries)
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

fn read_toml(text: &str) -> Result<(Value, Place), Located> {
    let table = DeTable::parse(text).map_err(|error| {
        let (what, accepted) = error.message().split_once(", expected ").unwrap_or((error.message(), ""));
        let span = error.span().unwrap_or_default();
        let found = text.get(span.clone()).unwrap_or_default().trim();
        let message = match what {
            "cannot recurse further; max recursion depth met" | "recursion limit" => too_deep(),
            "string values must be quoted" if found.is_empty() => "the value is missing".to_owned(),
            _ => sentence(what, &code(found), if accepted == "nothing" { "" } else { accepted }),
        };
        Located::new(text, span.start, "", &message)
    })?;
    read(&Spanned::new(0..0, DeValue::Table(table.into_inner())), text, LEVELS)
}

fn read_json(text: &str) -> Result<(Value, Place), Located> {
    // This checks the syntax of the whole text, and without recursion.
    let root: &RawValue = serde_json::from_str(text).map_err(|error| {
        let message = bare_message(&error);
        let is_control = message.starts_with("control character");
        let line: usize = text.split_inclusive('\n').take(error.line() - 1).map(str::len).sum();
        let at = match line + error.column() {
            _ if error.is_eof() => text.trim_end().len(),
            before if is_control => before,
            after => text.floor_char_boundary(after.saturating_sub(1)),
        };
        let found = text[at..].chars().next().map_or(String::new(), |c| code(c.encode_utf8(&mut [0; 4])));
        let message = match (message.strip_prefix("expected "), message.strip_prefix("EOF while parsing ")) {
            (Some(expected), _) => sentence("", &found, plain(expected).as_ref()),
            (_, Some("a value")) => "the text ends where a value is due".to_owned(),
            (_, Some(inside)) => format!("the text ends inside {}", plain(inside)),
            _ if is_control => sentence("control character in a string", &found, ""),
            _ => sentence(&message, &found, ""),
        };
        Located::new(text, at, "", &message)
    })?;
    read(root, text, LEVELS)
}

/// The value of a node and the places in it, at most so many levels down.
fn read<N: Node>(node: N, text: &str, levels: usize) -> Result<(Value, Place), Located> {
    let span = node.span(text);
    let error = |message: String| Located::new(text, span.start, "", &message);
    let mut place = Place { step: String::new(), key: span.start, value: span.start..span.start, inside: Vec::new() };
    let mut read_inside = |step: String, key: Option<usize>, node: N| {
        // OK because a list or table with no level left is refused before it is opened up.
        let (value, inside) =
            read(node, text, levels - 1).map_err(|error| Located { path: join(&step, &error.path), ..error })?;
        place.inside.push(Place { step, key: key.unwrap_or(inside.key), ..inside });
        Ok(value)
    };
    let value = match node.open(text).map_err(error)? {
        Level::Scalar(scalar) => {
            place.value = span;
            scalar
        }
        _ if levels == 0 => return Err(error(too_deep())),
        Level::List(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(index, item)| read_inside(format!("[{index}]"), None, item)).collect::<Result<_, _>>()?
        }
        Level::Table(entries) => {
            let mut table = serde_json::Map::new();
            for (key, at, item) in entries {
                if table.contains_key(&key) {
                    return Err(Located::new(text, at, &step(&key), &sentence("duplicate key", &code(&key), "")));
                }
                let item = read_inside(step(&key), Some(at), item)?;
                table.insert(key, item);
            }
            Value::Object(table)
        }
    };
    Ok((value, place))
}

fn integer(digits: &str, radix: u32, written: &str) -> Result<Value, String> {
    i64::from_str_radix(digits, radix)
        .map(Value::from)
        .or_else(|_| u64::from_str_radix(digits, radix).map(Value::from))
        .map_err(|_| sentence("", &code(written), &format!("an integer from {} to {}", i64::MIN, u64::MAX)))
}

fn decimal(number: &str, written: &str) -> Result<Value, String> {
    let finite = number.parse::<f64>().ok().and_then(serde_json::Number::from_f64);
    finite.map(Value::Number).ok_or_else(|| sentence("", &code(written), "a finite number"))
}

/// What serde says, taken apart.
enum Complaint<'a> {
    Unknown { kind: &'static str, word: &'a str, accepted: Vec<&'a str> },
    Unexpected { found: &'a str, expected: &'a str },
    Other(&'a str),
}

impl<'a> Complaint<'a> {
    fn of(message: &'a str) -> Complaint<'a> {
        for (start, kind) in [("unknown field `", "field"), ("unknown variant `", "name")] {
            let ends = ["`, expected ", "`, there are no "];
            let split = |rest: &'a str| ends.into_iter().find_map(|end| rest.rsplit_once(end));
            if let Some((word, names)) = message.strip_prefix(start).and_then(split) {
                return Complaint::Unknown { kind, word, accepted: names.split('`').skip(1).step_by(2).collect() };
            }
        }
        for start in ["invalid type: ", "invalid value: ", "invalid length "] {
            let rest = message.strip_prefix(start);
            if let Some((found, expected)) = rest.and_then(|rest| rest.rsplit_once(", expected ")) {
                return Complaint::Unexpected { found, expected };
            }
        }
        Complaint::Other(message)
    }

    /// The word complained of, when it may be a key.
    fn word(&self) -> Option<Cow<'a, str>> {
        match *self {
            Complaint::Unknown { word, .. } => Some(word.into()),
            Complaint::Unexpected { found, .. } => match found.split_once(' ')? {
                ("string", quoted) => serde_json::from_str(quoted).ok().map(Cow::Owned),
                ("integer", quoted) => Some(quoted.trim_matches('`').into()),
                _ => None,
            },
            Complaint::Other(_) => None,
        }
    }

    /// The message, about the scalar or key written so in the text, when it is.
    fn message(&self, written: &str) -> String {
        match self {
            Complaint::Unknown { kind, word, accepted } => {
                let near = nearest(word, accepted.iter().copied());
                let near = near.map_or(String::new(), |near| format!(" did you mean `{near}`?"));
                let names: Vec<String> = accepted.iter().map(|name| code(name)).collect();
                let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
                format!("unknown {kind} {};{near} accepted: {names}", code(word))
            }
            Complaint::Unexpected { found, expected } => {
                let found = if written.is_empty() { unwritten(found) } else { code(written) };
                sentence("", &found, &plain(expected))
            }
            Complaint::Other(message) if message.starts_with("data did not match any variant of untagged enum") => {
                "has none of the accepted forms".to_owned()
            }
            Complaint::Other(message) => (*message).to_owned(),
        }
    }
}

/// What serde complained of, in plain words; `written` is the value or key as the text has it.
pub(crate) fn in_plain_words(message: &str, written: &str) -> String {
    Complaint::of(message).message(written)
}

/// What serde names as found, for a value that has no text of its own.
fn unwritten(unexpected: &str) -> String {
    match unexpected.split_once(['`', '"']) {
        Some((_, value)) if unexpected.starts_with("string") => code(&format!("\"{value}")),
        Some((_, value)) => code(value.trim_end_matches('`')),
        None => match unexpected {
            "map" => "a table".to_owned(),
            "sequence" => "a list".to_owned(),
            "null" | "unit value" => "`null`".to_owned(),
            "unit variant" => "a name alone".to_owned(),
            length if length.parse::<usize>().is_ok() => format!("a list of {length}"),
            other => other.to_owned(),
        },
    }
}

/// What is expected, without Rust's words; a model's own words pass unchanged.
fn plain(expected: &str) -> Cow<'_, str> {
    let plain = match expected {
        "u8" => "an integer from 0 to 255",
        "u16" => "an integer from 0 to 65535",
        "u32" => "an integer from 0 to 4294967295",
        "u64" | "usize" => "an integer of at least 0",
        "i8" => "an integer from -128 to 127",
        "i16" => "an integer from -32768 to 32767",
        "i32" => "an integer from -2147483648 to 2147483647",
        "i64" | "isize" => "an integer",
        "f32" | "f64" => "a number",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "a map" | "map" | "an object" => "a table",
        "fewer elements in array" => "a shorter list",
        "map with a single key" => "a table with one key",
        "string or map" => "a string or a table with one key",
        "newtype variant" => "a table with that key",
        "unit" | "unit variant" => "no value",
        "ident" | "value" => "a value",
        _ if expected.starts_with("struct ") || expected.contains("ly tagged enum ") => "a table",
        _ if expected.starts_with("enum ") => "a name",
        _ if ["tuple ", "a tuple of size ", "an array of length "].iter().any(|list| expected.starts_with(list)) => {
            let length = expected.split(' ').find_map(|word| word.parse::<usize>().ok());
            return length.map_or("a list".into(), |length| format!("a list of {length}").into());
        }
        _ => match expected.strip_prefix("a nonzero ") {
            Some(integer) => return format!("{} other than 0", plain(integer)).into(),
            None => expected,
        },
    };
    plain.into()
}

/// The known name that a word was most likely meant to be, when one is near.
///
/// Case, the order of the parts between underscores and a missing unit weigh little.
pub fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let sorted = |name: &str| {
        let mut parts: Vec<&str> = name.split(['_', '-', ' ']).collect();
        parts.sort_unstable();
        parts.join("_")
    };
    let word = word.to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        strsim::jaro_winkler(&word, &name).max(strsim::jaro_winkler(&sorted(&word), &sorted(&name)))
    };
    let near = known.map(|name| (likeness(name), name)).filter(|(likeness, _)| *likeness >= 0.85);
    near.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, name)| name)
}

/// The path of a key inside a path, quoted where it needs to be.
pub fn field(path: &str, key: &str) -> String {
    join(path, &step(key))
}

fn step(key: &str) -> String {
    let is_bare = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    if is_bare { key.to_owned() } else { format!("{key:?}") }
}

fn step_of(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Seq { index } => Some(format!("[{index}]")),
        Segment::Map { key } | Segment::Enum { variant: key } => Some(step(key)),
        Segment::Unknown => None,
    }
}

fn join(path: &str, rest: &str) -> String {
    let dot = if path.is_empty() || rest.is_empty() || rest.starts_with('[') { "" } else { "." };
    format!("{path}{dot}{rest}")
}

/// `what: found; accepted: accepted`, or without `what`, `found …`; empty parts are left out.
fn sentence(what: &str, found: &str, accepted: &str) -> String {
    let found = match (what, found) {
        (_, "" | "``") => what.to_owned(),
        ("", _) => format!("found {found}"),
        _ => format!("{what}: {found}"),
    };
    if accepted.is_empty() { found } else { format!("{found}; accepted: {accepted}") }
}

/// The user's own input in backticks, cut when it is long.
fn code(input: &str) -> String {
    match input.char_indices().nth(60) {
        Some((end, _)) => format!("`{}…`", &input[..end]),
        None => format!("`{input}`"),
    }
}

fn too_deep() -> String {
    format!("nested too deeply; accepted: at most {LEVELS} levels")
}

/// The message without the place that serde_json adds.
fn bare_message(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&place).unwrap_or(&message).to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde::de::{Error as _, Unexpected};

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Policy {
        id: String,
        #[serde(default)]
        valid_from: Option<String>,
        place: Place,
        #[serde(default)]
        rules: Vec<Rule>,
        #[serde(default)]
        limits: BTreeMap<Currency, u32>,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Place {
        lat_e7: i64,
        datum: Datum,
        #[serde(default)]
        radius_m: Radius,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Datum {
        Wgs84,
        Gcj02,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Rule {
        condition: Condition,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case", deny_unknown_fields)]
    enum Condition {
        Never,
        Location { accuracy_m_max: u8 },
        AnyOf(Vec<Condition>),
    }

    #[derive(Debug, Default, PartialEq)]
    struct Radius(u32);

    impl<'de> Deserialize<'de> for Radius {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Metres;
            impl Visitor<'_> for Metres {
                type Value = Radius;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a radius in metres from 1 to 100000")
                }

                fn visit_u64<E: serde::de::Error>(self, metres: u64) -> Result<Radius, E> {
                    match u32::try_from(metres) {
                        Ok(metres @ 1..=100_000) => Ok(Radius(metres)),
                        _ => Err(E::invalid_value(Unexpected::Unsigned(metres), &self)),
                    }
                }
            }
            deserializer.deserialize_u64(Metres)
        }
    }

    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Currency(String);

    impl<'de> Deserialize<'de> for Currency {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let code = String::deserialize(deserializer)?;
            if code.len() == 3 {
                return Ok(Currency(code));
            }
            Err(D::Error::invalid_value(Unexpected::Str(&code), &"a currency of three capital letters"))
        }
    }

    fn error_of(name: &str, text: &str, format: Format) -> String {
        let model = Document::parse(name, text.to_owned(), format).and_then(|document| document.model::<Policy>());
        model.expect_err("the text is wrong").to_string()
    }

    #[track_caller]
    fn toml_errs(text: &str, error: &str) {
        assert_eq!(error_of("p.toml", text, Format::Toml), error);
    }

    #[track_caller]
    fn json_errs(text: &str, error: &str) {
        assert_eq!(error_of("p.json", text, Format::Json), error);
    }

    const GOOD_TOML: &str = "id = \"餐饮\"\nvalid_from = 2026-01-01\n\n[place]\nlat_e7 = 1_0\ndatum = \"gcj02\"\n\
        radius_m = 0x64\n\n[[rules]]\ncondition = \"never\"\n[[rules]]\n[rules.condition.location]\n\
        accuracy_m_max = 50\n[limits]\nCNY = 5\n";

    const GOOD_JSON: &str = r#"{"id": "餐饮", "valid_from": "2026-01-01",
        "place": {"lat_e7": 10, "datum": "gcj02", "radius_m": 100},
        "rules": [{"condition": "never"}, {"condition": {"location": {"accuracy_m_max": 50}}}],
        "limits": {"CNY": 5}}"#;

    #[test]
    fn one_model_from_both() {
        let toml = Document::parse("p.toml", GOOD_TOML.to_owned(), Format::Toml).unwrap();
        let json = Document::parse("p.json", GOOD_JSON.to_owned(), Format::Json).unwrap();
        assert_eq!(toml.value, json.value);
        assert_eq!(toml.model::<Policy>(), json.model::<Policy>());
        assert_eq!(toml.model::<Policy>().unwrap().place.radius_m, Radius(100));
    }

    #[test]
    fn format_by_extension() {
        assert_eq!(Format::of_path(Path::new("a/p.TOML")), Format::Toml);
        assert_eq!(Format::of_path(Path::new("p.toml.json")), Format::Json);
        assert_eq!(Format::of_path(Path::new("-")), Format::Json);
    }

    #[test]
    fn dates_and_numbers_stay_as_written() {
        let text = "a = 2026-01-01\nb = 2026-01-01T08:00:00.50+08:00\nc = 08:30\nd = 1.0\ne = 1\nf = -0\n\
            g = 18446744073709551615\nh = -9223372036854775808\ni = 2026-01-01 08:00:00";
        let toml = Document::parse("p.toml", text.to_owned(), Format::Toml).unwrap();
        let expected = serde_json::json!({
            "a": "2026-01-01", "b": "2026-01-01T08:00:00.50+08:00", "c": "08:30", "d": 1.0, "e": 1, "f": 0,
            "g": u64::MAX, "h": i64::MIN, "i": "2026-01-01 08:00:00",
        });
        assert_eq!(toml.value, expected);
        let text = r#"{"d": 1.0, "e": 1, "f": -0, "g": 18446744073709551615, "h": 1e2, "i": "a\n\"\u4e2d"}"#;
        let json = Document::parse("p.json", text.to_owned(), Format::Json).unwrap();
        let expected = serde_json::json!({"d": 1.0, "e": 1, "f": 0, "g": u64::MAX, "h": 100.0, "i": "a\n\"中"});
        assert_eq!(json.value, expected);
    }

    #[test]
    fn unknown_field() {
        let names = "`lat_e7`, `datum`, `radius_m`";
        toml_errs(
            "id = \"x\"\n[place]\nradius = 5",
            &format!("p.toml:3:1: place.radius: unknown field `radius`; did you mean `radius_m`? accepted: {names}"),
        );
        json_errs(
            "{\"id\": \"餐\",\n \"place\": {\"半径\": 1, \"raduis_m\": {}}}",
            &format!(
                "p.json:2:21: place.raduis_m: unknown field `raduis_m`; did you mean `radius_m`? accepted: {names}"
            ),
        );
        json_errs(
            r#"{"place": {"半径": 1, "radius_m": 5}}"#,
            &format!("p.json:1:12: place.半径: unknown field `半径`; accepted: {names}"),
        );
        json_errs(
            r#"{"place": {"radius": {"radius": 1}}}"#,
            &format!("p.json:1:12: place.radius: unknown field `radius`; did you mean `radius_m`? accepted: {names}"),
        );
        toml_errs("place.\"a.b\" = 5", &format!("p.toml:1:7: place.\"a.b\": unknown field `a.b`; accepted: {names}"));
        toml_errs(
            "[[rules]]\ncondition = \"never\"\n[[rules]]\n[rules.condition.location]\naccuracy = 1",
            "p.toml:5:1: rules[1].condition.location.accuracy: unknown field `accuracy`; did you mean \
             `accuracy_m_max`? accepted: `accuracy_m_max`",
        );
    }

    #[test]
    fn empty_keys() {
        let names = "`lat_e7`, `datum`, `radius_m`";
        json_errs(r#"{"place": {"": 5}}"#, &format!("p.json:1:12: place.\"\": unknown field ``; accepted: {names}"));
        json_errs(r#"{"": 5, "": 6}"#, "p.json:1:9: \"\": duplicate key");
    }

    #[test]
    fn unknown_name() {
        let names = "accepted: `never`, `location`, `any_of`";
        toml_errs(
            "place = { lat_e7 = 1, datum = 'wgs48' }",
            "p.toml:1:31: place.datum: unknown name `wgs48`; did you mean `wgs84`? accepted: `wgs84`, `gcj02`",
        );
        json_errs(
            r#"{"rules": [{"condition": "nevr"}]}"#,
            &format!("p.json:1:26: rules[0].condition: unknown name `nevr`; did you mean `never`? {names}"),
        );
        json_errs(
            r#"{"rules": [{"condition": {"any_of": ["never", {"locaton": {}}]}}]}"#,
            &format!(
                "p.json:1:48: rules[0].condition.any_of[1].locaton: unknown name `locaton`; did you mean \
                 `location`? {names}"
            ),
        );
    }

    #[test]
    fn missing_field() {
        json_errs("{}", "p.json:1:1: missing field `id`");
        toml_errs("", "p.toml:1:1: missing field `id`");
        json_errs("{\n \"place\": {\"lat_e7\": 1}}", "p.json:2:11: place: missing field `datum`");
        toml_errs("\n[place]\nlat_e7 = 1\n", "p.toml:2:1: place: missing field `datum`");
        toml_errs("[[rules]]\ncondition = 'never'\n[[rules]]", "p.toml:3:1: rules[1]: missing field `condition`");
    }

    #[test]
    fn wrong_type() {
        let radius = "accepted: a radius in metres from 1 to 100000";
        toml_errs("id = 5", "p.toml:1:6: id: found `5`; accepted: a string");
        toml_errs("place.lat_e7 = 1_2.50", "p.toml:1:16: place.lat_e7: found `1_2.50`; accepted: an integer");
        json_errs(r#"{"place": {"lat_e7": "12"}}"#, "p.json:1:22: place.lat_e7: found `\"12\"`; accepted: an integer");
        toml_errs("place.radius_m = 1.0", &format!("p.toml:1:18: place.radius_m: found `1.0`; {radius}"));
        toml_errs("place.radius_m = 0", &format!("p.toml:1:18: place.radius_m: found `0`; {radius}"));
        json_errs(r#"{"place": {"radius_m": null}}"#, &format!("p.json:1:24: place.radius_m: found `null`; {radius}"));
        toml_errs("place.radius_m = [2026-01-01]", &format!("p.toml:1:18: place.radius_m: found a list; {radius}"));
        toml_errs("place.radius_m = 2026-01-01", &format!("p.toml:1:18: place.radius_m: found `2026-01-01`; {radius}"));
        toml_errs("place = true", "p.toml:1:9: place: found `true`; accepted: a table");
        toml_errs("[rules]", "p.toml:1:1: rules: found a table; accepted: a list");
        toml_errs(
            "[[rules]]\ncondition.location.accuracy_m_max = 256",
            "p.toml:2:37: rules[0].condition.location.accuracy_m_max: found `256`; accepted: an integer from 0 to 255",
        );
        json_errs(
            r#"{"rules": [{"condition": "location"}]}"#,
            "p.json:1:26: rules[0].condition.location: found a name alone; accepted: a table",
        );
        json_errs(
            r#"{"rules": [{"condition": {"never": 1}}]}"#,
            "p.json:1:36: rules[0].condition.never: found `1`; accepted: no value",
        );
        json_errs(
            r#"{"rules": [{"condition": {}}]}"#,
            "p.json:1:26: rules[0].condition: found a table; accepted: a table with one key",
        );
        json_errs("[]", "p.json:1:1: found a list of 0; accepted: a table");
        let long = "长".repeat(100);
        let cut = "长".repeat(59);
        toml_errs(&format!("rules = '{long}'"), &format!("p.toml:1:9: rules: found `'{cut}…`; accepted: a list"));
    }

    #[test]
    fn wrong_key() {
        let accepted = "accepted: a currency of three capital letters";
        toml_errs("limits = { CNY = 1, EU = 5 }", &format!("p.toml:1:21: limits.EU: found `EU`; {accepted}"));
        json_errs(r#"{"limits": {"¥": 5}}"#, &format!("p.json:1:13: limits.\"¥\": found `¥`; {accepted}"));
        toml_errs("limits.CNY = -1", "p.toml:1:14: limits.CNY: found `-1`; accepted: an integer from 0 to 4294967295");
    }

    #[test]
    fn duplicate_key() {
        toml_errs("id = 'x'\nid = 'y'", "p.toml:2:1: duplicate key: `id`");
        toml_errs("[place]\n[place]", "p.toml:2:2: duplicate key: `place`");
        json_errs(
            "{\"place\": {\"datum\": 1,\n \"d\\u0061tum\": 2}}",
            "p.json:2:2: place.datum: duplicate key: `datum`",
        );
    }

    #[test]
    fn numbers_that_no_model_holds() {
        let integers = "accepted: an integer from -9223372036854775808 to 18446744073709551615";
        let finite = "accepted: a finite number";
        toml_errs("a = [1e400]", &format!("p.toml:1:6: a[0]: found `1e400`; {finite}"));
        toml_errs("a = nan", &format!("p.toml:1:5: a: found `nan`; {finite}"));
        toml_errs("a = -inf", &format!("p.toml:1:5: a: found `-inf`; {finite}"));
        json_errs(r#"{"a": [1, -1e400]}"#, &format!("p.json:1:11: a[1]: found `-1e400`; {finite}"));
        for (number, shown) in [("18446744073709551616", "a"), ("-9223372036854775809", "a")] {
            toml_errs(&format!("a = {number}"), &format!("p.toml:1:5: {shown}: found `{number}`; {integers}"));
            json_errs(&format!("{{\"a\": {number}}}"), &format!("p.json:1:7: {shown}: found `{number}`; {integers}"));
        }
        toml_errs("a = 0xFFFF_FFFF_FFFF_FFFFF", &format!("p.toml:1:5: a: found `0xFFFF_FFFF_FFFF_FFFFF`; {integers}"));
    }

    #[test]
    fn broken_toml() {
        toml_errs("a = 2026-02-30", "p.toml:1:5: invalid date: `2026-02-30`; accepted: day between 01 and 28");
        toml_errs("a = 1\r\nb = tru\r\n", "p.toml:2:5: invalid boolean: `tru`; accepted: `true`");
        toml_errs("'店' = 1 b = 2", "p.toml:1:11: unexpected key or value; accepted: newline, `#`");
        toml_errs("a =", "p.toml:1:4: the value is missing");
        toml_errs("a = [1", "p.toml:1:7: unclosed array; accepted: `]`");
        toml_errs("{\"id\": 1}", "p.toml:1:1: invalid key-value pair; accepted: key");
    }

    #[test]
    fn broken_json() {
        json_errs("", "p.json:1:1: the text ends where a value is due");
        json_errs("\u{feff} \n", "p.json:1:1: the text ends where a value is due");
        json_errs("{\"a\": \"店\"\n", "p.json:1:10: the text ends inside a table");
        json_errs("{} x", "p.json:1:4: trailing characters: `x`");
        json_errs("\u{feff}{\r\n\"店\": 1 \"b\": 2}", "p.json:2:8: found `\"`; accepted: `,` or `}`");
        json_errs("{\"a\": [1,]}", "p.json:1:10: found `]`; accepted: a value");
        json_errs("{a: 1}", "p.json:1:2: key must be a string: `a`");
        json_errs("[\"\u{1b}[31m\"]", "p.json:1:3: control character in a string: `\\u{1b}`");
        json_errs("{\"a\": [\"\\ud800\"]}", "p.json:1:8: a[0]: unexpected end of hex escape: `\"\\ud800\"`");
    }

    #[test]
    fn nested_too_deeply() {
        let deep = "nested too deeply; accepted: at most 64 levels";
        let nest = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(Document::parse("p.json", nest(64), Format::Json).is_ok());
        json_errs(&nest(65), &format!("p.json:1:65: {}: {deep}", "[0]".repeat(64)));
        json_errs(&nest(100_000), &format!("p.json:1:65: {}: {deep}", "[0]".repeat(64)));
        json_errs(&"[".repeat(100_000), "p.json:1:100001: the text ends inside a list");
        json_errs(&"{\"a\":".repeat(100_000), "p.json:1:500001: the text ends where a value is due");
        assert!(Document::parse("p.toml", format!("a={}", nest(63)), Format::Toml).is_ok());
        toml_errs(&format!("a={}", nest(64)), &format!("p.toml:1:66: a{}: {deep}", "[0]".repeat(63)));
        for text in [format!("a={}", nest(100_000)), format!("a={}", "[".repeat(100_000))] {
            toml_errs(&text, &format!("p.toml:1:83: {deep}"));
        }
        toml_errs(&format!("a={}", "{a=".repeat(100_000)), &format!("p.toml:1:243: {deep}"));
        toml_errs(&("a.".repeat(100_000) + "a=1"), &format!("p.toml:1:1: {deep}"));
        toml_errs(&("[".to_owned() + &"a.".repeat(100_000) + "a]"), &format!("p.toml:1:1: {deep}"));
    }

    #[test]
    fn places() {
        let toml = Document::parse("p.toml", GOOD_TOML.to_owned(), Format::Toml).unwrap();
        assert_eq!(toml.locate(""), Some((1, 1)));
        assert_eq!(toml.locate("id"), Some((1, 6)));
        assert_eq!(toml.locate("place"), Some((4, 1)));
        assert_eq!(toml.locate("place.radius_m"), Some((7, 12)));
        assert_eq!(toml.locate("place.radius"), Some((4, 1)));
        assert_eq!(toml.locate("rules"), Some((9, 1)));
        assert_eq!(toml.locate("rules[1]"), Some((11, 1)));
        assert_eq!(toml.locate("rules[1].on_fail"), Some((11, 1)));
        assert_eq!(toml.locate("rules[1].condition.location.accuracy_m_max"), Some((13, 18)));
        assert_eq!(toml.locate("rules[10]"), Some((9, 1)));
        let json = Document::parse("p.json", GOOD_JSON.to_owned(), Format::Json).unwrap();
        assert_eq!(json.locate("valid_from"), Some((1, 28)));
        assert_eq!(json.locate("rules[1].condition.location.accuracy_m_max"), Some((3, 89)));
        assert_eq!(
            json.at("rules[0].on_fail", "not here".to_owned()).to_string(),
            "p.json:3:19: rules[0].on_fail: not here"
        );
        let path = field(&field("", "a.b"), "c\"[0]");
        assert_eq!(path, r#""a.b"."c\"[0]""#);
        let keys = Document::parse("p.json", r#"{"a.b": {"c\"[0]": 1}, "a": 2}"#.to_owned(), Format::Json).unwrap();
        assert_eq!(keys.locate(&path), Some((1, 20)));
    }

    #[test]
    fn a_message_without_a_place() {
        let error = Located {
            name: "p.plan".to_owned(),
            line: None,
            column: None,
            path: String::new(),
            message: "not a plan".to_owned(),
        };
        assert_eq!(error.to_string(), "p.plan: not a plan");
    }

    #[test]
    fn rust_words_become_plain() {
        for (rust, plainly) in [
            ("a sequence", "a list"),
            ("struct Policy", "a table"),
            ("struct Policy with 3 elements", "a table"),
            ("internally tagged enum Condition", "a table"),
            ("a tuple of size 2", "a list of 2"),
            ("tuple variant Condition::Pair with 2 elements", "a list of 2"),
            ("an array of length 8", "a list of 8"),
            ("a nonzero u8", "an integer from 0 to 255 other than 0"),
            ("a date such as 2026-01-01", "a date such as 2026-01-01"),
        ] {
            assert_eq!(plain(rust), plainly);
        }
        assert_eq!(unwritten("string \"a\""), "`\"a\"`");
        assert_eq!(unwritten("floating point `1.5`"), "`1.5`");
    }

    #[test]
    fn nearest_name() {
        let known = ["accuracy_m_max", "lat_e7", "lon_e7", "on_fail", "on_unknown", "valid_from", "wgs84"];
        for (word, near) in [
            ("lat", Some("lat_e7")),
            ("latitude_e7", Some("lat_e7")),
            ("max_accuracy_m", Some("accuracy_m_max")),
            ("onFail", Some("on_fail")),
            ("WGS84", Some("wgs84")),
            ("from", Some("valid_from")),
            ("colour", None),
            ("店", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known.into_iter()), near, "{word}");
        }
    }
}
