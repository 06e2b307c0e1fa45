//! Text to a tree (RFC 8259, without what the models cannot hold).

use super::Error;

/// Lists and tables inside one another, at most.
const LEVELS: usize = 64;

/// The largest integer that every host keeps exactly.
const INTEGER_MAX: i64 = (1 << 53) - 1;

/// A JSON text, taken apart.
#[derive(Debug)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number within ±(2^53 − 1), written as one.
    Integer(i64),
    /// Any other number, as it is written: no model takes one.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// A table: its keys in order, each there once.
    Table(Vec<(String, Json)>),
}

impl Json {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut parser = Parser { text, at: 0, levels: LEVELS };
        let value = parser.value()?;
        parser.space();
        match parser.peek() {
            None => Ok(value),
            Some(_) => Err(parser.unexpected("the end of the text")),
        }
    }
}

/// What of the text is still to be read.
struct Parser<'a> {
    text: &'a str,
    at: usize,
    levels: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over what follows, if it is this.
    fn take(&mut self, wanted: &str) -> bool {
        let is_there = self.rest().as_bytes().starts_with(wanted.as_bytes());
        if is_there {
            self.at += wanted.len();
        }
        is_there
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
    }

    #[inline(never)]
    fn error(&self, message: &str) -> Error {
        let before = self.text.get(..self.at).unwrap_or_default();
        let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
        let column = before.chars().rev().take_while(|&c| c != '\n').count() + 1;
        Error::new(format!("line {line}, column {column}: {message}"))
    }

    #[inline(never)]
    fn unexpected(&self, accepted: &str) -> Error {
        match self.rest().chars().next() {
            None => self.error("the text ends too soon"),
            Some(found) => self.error(&format!("found `{}`; accepted: {accepted}", found.escape_default())),
        }
    }

    fn value(&mut self) -> Result<Json, Error> {
        self.space();
        match self.peek() {
            Some(b'"') => Ok(Json::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'{' | b'[') => {
                let Some(levels) = self.levels.checked_sub(1) else {
                    return Err(self.error("nested too deeply; accepted: at most 64 levels"));
                };
                let is_table = self.take("{");
                if !is_table {
                    self.at += 1;
                }
                self.levels = levels;
                let value = if is_table { self.table() } else { self.list() };
                self.levels += 1;
                value
            }
            _ if self.take("true") => Ok(Json::Bool(true)),
            _ if self.take("false") => Ok(Json::Bool(false)),
            _ if self.take("null") => Ok(Json::Null),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// The items of a list or the entries of a table: whether another follows.
    fn goes_on(&mut self, end: &str, is_first: bool) -> Result<bool, Error> {
        self.space();
        if self.take(end) {
            Ok(false)
        } else if is_first || self.take(",") {
            self.space();
            Ok(true)
        } else {
            Err(self.unexpected(if end == "]" { "`,` or `]`" } else { "`,` or `}`" }))
        }
    }

    fn list(&mut self) -> Result<Json, Error> {
        let mut items = Vec::new();
        while self.goes_on("]", items.is_empty())? {
            items.push(self.value().map_err(|error| error.at(items.len()))?);
        }
        Ok(Json::List(items))
    }

    fn table(&mut self) -> Result<Json, Error> {
        let mut entries: Vec<(String, Json)> = Vec::new();
        while self.goes_on("}", entries.is_empty())? {
            let key = self.string()?;
            if entries.iter().any(|(other, _)| *other == key) {
                return Err(Error::new(["duplicate key: ", &super::code(&key)].concat()).under(&key));
            }
            self.space();
            if !self.take(":") {
                return Err(self.unexpected("`:`"));
            }
            let value = self.value().map_err(|error| error.under(&key))?;
            entries.push((key, value));
        }
        Ok(Json::Table(entries))
    }

    fn digits(&mut self) -> Result<(), Error> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        if self.at == start { Err(self.unexpected("a digit")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Json, Error> {
        let start = self.at;
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _ = self.take("+") || self.take("-");
            self.digits()?;
        }
        let written = self.text.get(start..self.at).unwrap_or_default();
        let integer = written.parse().ok().filter(|integer| (-INTEGER_MAX..=INTEGER_MAX).contains(integer));
        Ok(integer.map_or_else(|| Json::Number(written.into()), Json::Integer))
    }

    fn string(&mut self) -> Result<String, Error> {
        if !self.take("\"") {
            return Err(self.unexpected("a string"));
        }
        let mut string = String::new();
        loop {
            let plain = self.rest().bytes().take_while(|&byte| byte >= b' ' && byte != b'"' && byte != b'\\').count();
            string.push_str(self.rest().get(..plain).unwrap_or_default());
            self.at += plain;
            if self.take("\"") {
                return Ok(string);
            }
            if !self.take("\\") {
                return Err(self.unexpected("no control character in a string"));
            }
            let escape = self.peek().unwrap_or_default();
            let letter = match escape {
                b'"' | b'\\' | b'/' => char::from(escape),
                b'b' => '\u{8}',
                b'f' => '\u{c}',
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'u' => self.unicode()?,
                _ => return Err(self.unexpected("an escape of JSON")),
            };
            string.push(letter);
            self.at += 1;
        }
    }

    /// The character of `u…`, or of two such where the first is half a character; stops at the last digit.
    fn unicode(&mut self) -> Result<char, Error> {
        let first = self.unit()?;
        let mut units = [first, 0];
        let mut length = 1;
        if matches!(first, 0xD800..=0xDBFF) && self.rest().as_bytes().get(1..3) == Some(b"\\u") {
            self.at += 2;
            units[1] = self.unit()?;
            length = 2;
        }
        let mut decoded = char::decode_utf16(units.into_iter().take(length));
        match (decoded.next(), decoded.next()) {
            (Some(Ok(letter)), None) => Ok(letter),
            _ => Err(self.error("half a character in an escape")),
        }
    }

    fn unit(&mut self) -> Result<u16, Error> {
        let digits = self.rest().get(1..5).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
        let unit = unit.ok_or_else(|| self.error("an escape without four hexadecimal digits"))?;
        self.at += 4;
        Ok(unit)
    }
}
