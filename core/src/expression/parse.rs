//! Text becomes nodes.
//!
//! Nodes stand in the order in which they are worked out, each after what it takes, so that whoever goes over them needs no
//! recursion. The parser itself goes down as deep as the text nests, which is bounded.

use super::code::{Arithmetic, Logic, Order};
use alloc::{boxed::Box, format, string::String, vec::Vec};
use core::ops::Range;

/// Longest expression, in characters.
pub const CHARACTERS_MAX: usize = 4096;

/// Deepest nesting: parentheses, lists, calls, and what stands after `:`, `!` or `-`.
pub const LEVELS_MAX: usize = 64;

/// Words that CEL keeps for itself.
pub(crate) const RESERVED: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "namespace",
    "null",
    "package",
    "return",
    "true",
    "var",
    "void",
    "while",
];

/// What is wrong with an expression, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// In bytes of the text.
    pub(crate) at: Range<usize>,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(at: Range<usize>, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { at, message: message.into() })
    }
}

/// One node: what it is and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    /// In bytes of the text.
    pub(crate) at: Range<usize>,
}

/// What a node is; it takes the values of the nodes before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Boolean(bool),
    Integer(i64),
    Text(String),
    /// A fact: its group and its name.
    Fact(String, String),
    /// Whether a fact is there.
    Has(String, String),
    /// A function of a literal string.
    Of(Function, String),
    /// A list of so many.
    List(usize),
    StartsWith,
    Compare(Order),
    In,
    Logic(Logic),
    Arithmetic(Arithmetic),
}

/// A function of a literal string.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Function {
    Date,
    Time,
    Version,
    UsedAmount,
    UsedCount,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Token {
    /// A number without its sign.
    Integer(u64),
    Text(String),
    Name,
    Mark(&'static str),
    End,
}

const MARKS: &[&str] = &[
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", "(", ")", "[", "]", ",", ".",
];

/// Makes nodes of a text.
///
/// Errs with the first thing that is not in the subset.
pub(crate) fn parse(text: &str) -> Result<Vec<Node>, Box<Fault>> {
    let characters = text.chars().count();
    if characters > CHARACTERS_MAX {
        let message = format!("`{characters}` characters; accepted: at most {CHARACTERS_MAX}");
        return Err(Fault::new(0..text.len(), message));
    }
    let mut parser = Parser { text, next: Token::End, at: 0..0, nodes: Vec::new(), levels: 0 };
    parser.advance()?;
    parser.expression()?;
    match parser.next {
        Token::End => Ok(parser.nodes),
        _ => Err(parser.unexpected("an operator, or the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    next: Token,
    /// Where the next token stands.
    at: Range<usize>,
    nodes: Vec<Node>,
    levels: usize,
}

/// What is outside the subset.
fn outside(what: &str, instead: &str) -> String {
    format!("{what} are outside the subset of CEL that policies use; accepted: {instead}")
}

impl Parser<'_> {
    fn unexpected(&self, accepted: &str) -> Box<Fault> {
        let found = self.text.get(self.at.clone()).filter(|found| !found.is_empty());
        let message = match (found, &self.next) {
            (_, Token::Mark("[")) => outside("indexes and lists other than at the right of `in`", accepted),
            (Some(found), _) => format!("`{found}` is out of place; accepted: {accepted}"),
            (None, _) => format!("the expression ends too early; accepted: {accepted}"),
        };
        Fault::new(self.at.clone(), message)
    }

    /// Reads the next token.
    fn advance(&mut self) -> Result<(), Box<Fault>> {
        let mut start = self.at.end;
        loop {
            let rest = self.text.get(start..).unwrap_or_default();
            let blank = rest.len().saturating_sub(rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']).len());
            let comment = if rest.get(blank..).is_some_and(|rest| rest.starts_with("//")) {
                rest.get(blank..).and_then(|rest| rest.find('\n')).unwrap_or(rest.len().saturating_sub(blank))
            } else {
                0
            };
            start = start.saturating_add(blank).saturating_add(comment);
            if blank == 0 && comment == 0 {
                break;
            }
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let (token, length) = self.token(start, rest)?;
        self.next = token;
        self.at = start..start.saturating_add(length);
        Ok(())
    }

    /// The token at the start of a text, and its length in bytes.
    fn token(&self, start: usize, rest: &str) -> Result<(Token, usize), Box<Fault>> {
        let Some(first) = rest.chars().next() else { return Ok((Token::End, 0)) };
        if first.is_ascii_digit() {
            return number(start, rest);
        }
        if let Some((text, length)) = text_literal(start, rest)? {
            return Ok((Token::Text(text), length));
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            return Ok((Token::Name, length));
        }
        if let Some(mark) = MARKS.iter().find(|mark| rest.starts_with(**mark)) {
            return Ok((Token::Mark(mark), mark.len()));
        }
        let at = start..start.saturating_add(first.len_utf8());
        let message = match first {
            '=' => "`=` is no operator; accepted: `==`".into(),
            '&' | '|' => format!("`{first}` is no operator; accepted: `{first}{first}`"),
            '{' | '}' => outside("maps and messages", "values and lists"),
            _ if first.is_ascii_graphic() => format!("`{first}` is no operator of CEL"),
            _ => format!(
                "`{}` (U+{:04X}) outside of a string; accepted: ASCII letters, digits and operators",
                first.escape_debug(),
                u32::from(first)
            ),
        };
        Err(Fault::new(at, message))
    }

    fn takes(&mut self, mark: &'static str) -> Result<bool, Box<Fault>> {
        let is_next = self.next == Token::Mark(mark);
        if is_next {
            self.advance()?;
        }
        Ok(is_next)
    }

    fn expect(&mut self, mark: &'static str) -> Result<(), Box<Fault>> {
        if self.takes(mark)? { Ok(()) } else { Err(self.unexpected(&format!("`{mark}`"))) }
    }

    /// Goes one level down, if there are levels left.
    fn deeper(&mut self) -> Result<(), Box<Fault>> {
        self.levels = self.levels.saturating_add(1);
        if self.levels <= LEVELS_MAX {
            return Ok(());
        }
        Err(Fault::new(
            self.at.clone(),
            format!("more than `{LEVELS_MAX}` levels of nesting; accepted: up to {LEVELS_MAX}"),
        ))
    }

    fn push(&mut self, kind: Kind, at: Range<usize>) {
        self.nodes.push(Node { kind, at });
    }

    /// A whole expression: a choice, or something stronger.
    fn expression(&mut self) -> Result<(), Box<Fault>> {
        self.deeper()?;
        self.operators(0)?;
        let at = self.at.clone();
        if self.takes("?")? {
            self.operators(0)?;
            self.expect(":")?;
            self.expression()?;
            self.push(Kind::Logic(Logic::Choose), at);
        }
        self.levels = self.levels.saturating_sub(1);
        Ok(())
    }

    /// Operators of at least a strength, all of which take what stands left of them first.
    fn operators(&mut self, least: u8) -> Result<(), Box<Fault>> {
        self.unary()?;
        while let Some((strength, kind)) = self.operator().filter(|&(strength, _)| strength >= least) {
            let at = self.at.clone();
            self.advance()?;
            self.operators(strength.saturating_add(1))?;
            self.push(kind, at);
        }
        Ok(())
    }

    /// The operator that comes next, with its strength.
    fn operator(&self) -> Option<(u8, Kind)> {
        let mark = match self.next {
            Token::Mark(mark) => mark,
            Token::Name if self.text.get(self.at.clone()) == Some("in") => "in",
            _ => return None,
        };
        Some(match mark {
            "||" => (0, Kind::Logic(Logic::Or)),
            "&&" => (1, Kind::Logic(Logic::And)),
            "==" => (2, Kind::Compare(Order::EQUAL)),
            "!=" => (2, Kind::Compare(Order::DIFFERENT)),
            "<" => (2, Kind::Compare(Order::LESS)),
            "<=" => (2, Kind::Compare(Order::AT_MOST)),
            ">" => (2, Kind::Compare(Order::GREATER)),
            ">=" => (2, Kind::Compare(Order::AT_LEAST)),
            "in" => (2, Kind::In),
            "+" => (3, Kind::Arithmetic(Arithmetic::Add)),
            "-" => (3, Kind::Arithmetic(Arithmetic::Subtract)),
            "*" => (4, Kind::Arithmetic(Arithmetic::Multiply)),
            "/" => (4, Kind::Arithmetic(Arithmetic::Divide)),
            "%" => (4, Kind::Arithmetic(Arithmetic::Remainder)),
            _ => return None,
        })
    }

    /// `!` or `-` any number of times, then something that has members. The two do not mix.
    fn unary(&mut self) -> Result<(), Box<Fault>> {
        let (mark, kind) = match self.next {
            Token::Mark("!") => ("!", Kind::Logic(Logic::Not)),
            Token::Mark("-") => ("-", Kind::Arithmetic(Arithmetic::Negate)),
            _ => return self.member(),
        };
        let mut signs = Vec::new();
        while self.next == Token::Mark(mark) {
            signs.push(self.at.clone());
            self.advance()?;
        }
        // A sign belongs to the number that it stands before, so that the least integer can be said.
        if let (Token::Integer(number), "-") = (&self.next, mark)
            && let Some(value) = 0_i64.checked_sub_unsigned(*number)
        {
            let sign = signs.pop().unwrap_or_default();
            let at = sign.start..self.at.end;
            self.advance()?;
            self.push(Kind::Integer(value), at);
            self.methods()?;
        } else {
            self.member()?;
        }
        for at in signs.into_iter().rev() {
            self.push(kind.clone(), at);
        }
        Ok(())
    }

    /// A value, and what is asked of it.
    fn member(&mut self) -> Result<(), Box<Fault>> {
        let at = self.at.clone();
        match self.next.clone() {
            Token::Integer(number) => {
                let Ok(value) = i64::try_from(number) else {
                    let message = format!("`{number}` is beyond 64 bits; accepted: integers up to {}", i64::MAX);
                    return Err(Fault::new(at, message));
                };
                self.advance()?;
                self.push(Kind::Integer(value), at);
            }
            Token::Text(text) => {
                self.advance()?;
                self.push(Kind::Text(text), at);
            }
            Token::Mark("(") => {
                self.advance()?;
                self.expression()?;
                self.expect(")")?;
            }
            Token::Mark("[") => {
                self.advance()?;
                let mut count = 0_usize;
                while self.next != Token::Mark("]") {
                    self.expression()?;
                    count = count.saturating_add(1);
                    if !self.takes(",")? {
                        break;
                    }
                }
                let at = at.start..self.at.end;
                self.expect("]")?;
                self.push(Kind::List(count), at);
            }
            Token::Name => self.name()?,
            Token::Mark(".") => {
                return Err(Fault::new(
                    at,
                    outside("names that start with `.`", "a fact such as `transaction.amount`"),
                ));
            }
            _ => return Err(self.unexpected("a fact, a literal, `(`, `!` or `-`")),
        }
        self.methods()
    }

    fn word(&self) -> &str {
        self.text.get(self.at.clone()).unwrap_or_default()
    }

    /// A name: of a literal, a function or a fact.
    fn name(&mut self) -> Result<(), Box<Fault>> {
        let (at, name) = (self.at.clone(), String::from(self.word()));
        self.advance()?;
        if let "true" | "false" = name.as_str() {
            self.push(Kind::Boolean(name == "true"), at);
            return Ok(());
        }
        if name == "null" {
            return Err(Fault::new(
                at,
                outside("null values", "`has(service_point.…)` to ask whether a fact is there"),
            ));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(Fault::new(
                at,
                format!("`{name}` is a word that CEL keeps for itself; accepted: a fact or a literal"),
            ));
        }
        if self.next == Token::Mark("(") {
            return self.function(at, &name);
        }
        let (group, fact, at) = self.fact(at, name)?;
        if let ("usage", "amount" | "count", Token::Mark("(")) = (group.as_str(), fact.as_str(), &self.next) {
            let function = if fact == "amount" { Function::UsedAmount } else { Function::UsedCount };
            let (text, end) = self.literal_argument("the id of a `usage` rule as a literal string")?;
            self.push(Kind::Of(function, text), at.start..end);
            return Ok(());
        }
        if self.next == Token::Mark("(") {
            return Err(Fault::new(at, format!("`{group}.{fact}` is no function; accepted: see docs/expressions.md")));
        }
        self.push(Kind::Fact(group, fact), at);
        Ok(())
    }

    /// What stands after the dot of a fact; the group's name was read.
    fn fact(&mut self, at: Range<usize>, group: String) -> Result<(String, String, Range<usize>), Box<Fault>> {
        if self.next != Token::Mark(".") {
            let groups = "`service_point`, `terminal`, `transaction`, `usage`, `local`, `custom`";
            let message =
                format!("`{group}` is not a fact; accepted: a name after a dot in one of the groups {groups}");
            return Err(Fault::new(at, message));
        }
        self.advance()?;
        if self.next != Token::Name {
            return Err(self.unexpected("the name of a fact"));
        }
        let (fact, at) = (self.word().into(), at.start..self.at.end);
        self.advance()?;
        Ok((group, fact, at))
    }

    fn function(&mut self, at: Range<usize>, name: &str) -> Result<(), Box<Fault>> {
        let (function, what) = match name {
            "has" => {
                self.advance()?;
                let (inner, group) = (self.at.clone(), String::from(self.word()));
                if self.next != Token::Name {
                    return Err(self.unexpected("a fact of the service point"));
                }
                self.advance()?;
                let (group, fact, _) = self.fact(inner, group)?;
                let end = self.at.end;
                self.expect(")")?;
                self.push(Kind::Has(group, fact), at.start..end);
                return Ok(());
            }
            "date" => (Function::Date, "a date as a literal string, such as \"2026-10-01\""),
            "time" => (Function::Time, "a time as a literal string, such as \"22:30\""),
            "version" => (Function::Version, "a version as a literal string, such as \"3.2.0\""),
            _ => {
                let message = format!(
                    "`{name}` is no function of the subset; accepted: `has`, `date`, `time`, `version`, `usage.amount`, \
                     `usage.count`, and `startsWith` after a fact of the service point"
                );
                return Err(Fault::new(at, message));
            }
        };
        let (text, end) = self.literal_argument(what)?;
        self.push(Kind::Of(function, text), at.start..end);
        Ok(())
    }

    /// `("…")`: the text, and where it ends.
    fn literal_argument(&mut self, what: &str) -> Result<(String, usize), Box<Fault>> {
        self.expect("(")?;
        let Token::Text(text) = self.next.clone() else { return Err(self.unexpected(what)) };
        self.advance()?;
        let end = self.at.end;
        self.expect(")")?;
        Ok((text, end))
    }

    /// `.startsWith(…)` after a value, any number of times.
    fn methods(&mut self) -> Result<(), Box<Fault>> {
        while self.next == Token::Mark(".") {
            self.advance()?;
            if self.next != Token::Name || self.word() != "startsWith" {
                let found =
                    format!("`{}` is nothing that a value has; accepted: `startsWith(…)` of a string", self.word());
                return Err(Fault::new(self.at.clone(), found));
            }
            let at = self.at.clone();
            self.advance()?;
            self.expect("(")?;
            self.expression()?;
            self.expect(")")?;
            self.push(Kind::StartsWith, at);
        }
        if self.next == Token::Mark("[") { Err(self.unexpected("an operator")) } else { Ok(()) }
    }
}

/// A number at the start of a text.
fn number(start: usize, rest: &str) -> Result<(Token, usize), Box<Fault>> {
    let is_hex = rest.starts_with("0x") || rest.starts_with("0X");
    let prefix = if is_hex { 2 } else { 0 };
    let digits = rest.get(prefix..).unwrap_or_default();
    let is_digit = |c: char| if is_hex { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    let count = digits.find(|c: char| !is_digit(c)).unwrap_or(digits.len());
    let (digits, after) = digits.split_at_checked(count).unwrap_or((digits, ""));
    let length = prefix.saturating_add(count);
    let tail = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(after.len());
    let at = start..start.saturating_add(length).saturating_add(tail);
    let mut next = after.chars();
    let (first, second) = (next.next(), next.next());
    let is_float = !is_hex && matches!((first, second), (Some('.'), Some('0'..='9')) | (Some('e' | 'E'), _));
    let message = match first {
        _ if is_float => outside("floating-point numbers", "integers"),
        Some('u' | 'U') => outside("unsigned integers", "integers"),
        Some('_') => "`_` inside a number; accepted: digits only, as CEL has it".into(),
        Some(c) if c.is_ascii_alphabetic() => format!("`{c}` inside a number; accepted: digits"),
        _ if digits.is_empty() => "`0x` without a digit; accepted: such as `0x1F`".into(),
        _ => match u64::from_str_radix(digits, if is_hex { 16 } else { 10 }) {
            Ok(number) => return Ok((Token::Integer(number), length)),
            Err(_) => format!("`{digits}` is beyond 64 bits; accepted: integers from {} to {}", i64::MIN, i64::MAX),
        },
    };
    Err(Fault::new(at, message))
}

/// A string at the start of a text, with its length in bytes; nothing where there is none.
fn text_literal(start: usize, rest: &str) -> Result<Option<(String, usize)>, Box<Fault>> {
    let prefix: String = rest.chars().take_while(char::is_ascii_alphabetic).take(3).collect();
    let body = rest.get(prefix.len()..).unwrap_or_default();
    let Some(quote) = body.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { return Ok(None) };
    let is_raw = match prefix.as_str() {
        "" => false,
        "r" | "R" => true,
        _ if prefix.contains(['b', 'B']) => {
            return Err(Fault::new(start..start.saturating_add(prefix.len()), outside("bytes", "strings")));
        }
        _ => return Ok(None),
    };
    let triple: String = core::iter::repeat_n(quote, 3).collect();
    let fence = if body.starts_with(&triple) { triple } else { String::from(quote) };
    let opening = prefix.len().saturating_add(fence.len());
    let mut text = String::new();
    let mut rest_of = rest.get(opening..).unwrap_or_default();
    loop {
        let at = start.saturating_add(rest.len().saturating_sub(rest_of.len()));
        if let Some(after) = rest_of.strip_prefix(fence.as_str()) {
            return Ok(Some((text, rest.len().saturating_sub(after.len()))));
        }
        let Some(c) = rest_of.chars().next().filter(|&c| fence.len() > 1 || !matches!(c, '\n' | '\r')) else {
            return Err(Fault::new(start..at, format!("a string without an end; accepted: one closed by `{fence}`")));
        };
        if c != '\\' || is_raw {
            text.push(c);
            rest_of = rest_of.get(c.len_utf8()..).unwrap_or_default();
            continue;
        }
        let Some((c, length)) = escape(rest_of) else {
            let end = at.saturating_add(rest_of.chars().take(2).map(char::len_utf8).sum());
            let found: String = rest_of.chars().take(2).collect();
            let message =
                format!("`{}` is no escape of CEL; accepted: such as `\\n`, `\\\"`, `\\u4e2d`", found.escape_debug());
            return Err(Fault::new(at..end, message));
        };
        text.push(c);
        rest_of = rest_of.get(length..).unwrap_or_default();
    }
}

/// The character that an escape stands for, and the escape's length.
fn escape(text: &str) -> Option<(char, usize)> {
    let kind = text.chars().nth(1)?;
    let simple = match kind {
        'a' => '\x07',
        'b' => '\x08',
        'f' => '\x0c',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\x0b',
        '\\' | '?' | '"' | '\'' | '`' => kind,
        _ => {
            let (from, digits, radix) = match kind {
                'x' | 'X' => (2_usize, 2_usize, 16),
                'u' => (2, 4, 16),
                'U' => (2, 8, 16),
                '0'..='3' => (1, 3, 8),
                _ => return None,
            };
            let end = from.saturating_add(digits);
            let code = text.get(from..end).filter(|code| code.chars().all(|c| c.is_digit(radix)))?;
            return Some((char::from_u32(u32::from_str_radix(code, radix).ok()?)?, end));
        }
    };
    Some((simple, 2))
}
