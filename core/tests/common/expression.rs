//! Generated expressions, and their meaning written down once more (docs/expressions.md): worked out from the tree with
//! everything at hand, without folding, steps or a stack.

use super::draw::Draw;
use super::interpreter::World;
use chrono::Datelike;
use poscond::forms::VersionText;
use poscond::{Fact, Measure, Request, Version};
use std::fmt;

/// A generated expression.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Expr {
    Boolean(bool),
    Integer(i64),
    /// A fact that is an integer.
    Number(&'static str),
    /// `usage.amount` or `usage.count` of a rule.
    Used(Measure, String),
    /// A fact on words beside some of them.
    Word(&'static str, Words),
    /// What the service point alone answers, as it is written.
    Registered(&'static str),
    /// The clock, an operator, and with what it is compared; whether the clock stands left.
    Local(&'static str, &'static str, i64, bool),
    /// The clock is one of these.
    LocalIn(&'static str, Vec<i64>),
    Version(&'static str, &'static str, Version),
    /// The amount, an operator, and with what it is compared; whether the amount stands left.
    Amount(&'static str, Box<Expr>, bool),
    AmountIn(Vec<i64>),
    Compare(&'static str, Box<Expr>, Box<Expr>),
    In(Box<Expr>, Vec<i64>),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Both(&'static str, Box<Expr>, Box<Expr>),
    Arithmetic(&'static str, Box<Expr>, Box<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
}

/// How a fact is compared with words.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Words {
    Is(&'static str),
    IsNot(&'static str),
    /// The word on the left.
    Turned(&'static str),
    In(Vec<&'static str>),
}

const ORDERS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const NUMBERS: [&str; 12] = [
    "custom.first",
    "custom.last",
    "terminal.battery_percent",
    "transaction.de25",
    "transaction.de22",
    "transaction.original_amount",
    "usage.offline_amount",
    "usage.offline_count",
    "terminal.patch_level",
    "transaction.currency",
    "service_point.revision",
    "service_point.terminal_count",
];
const WORDS: [(&str, &[&str]); 6] = [
    ("transaction.type", &["sale", "refund", "preauth", "test"]),
    ("transaction.entry_mode", &["chip", "manual", "qr_code", "contactless"]),
    ("transaction.card_kind", &["debit", "credit", "account"]),
    ("terminal.link", &["up", "weak", "down"]),
    ("terminal.printer", &["working", "faulty", "not_fitted"]),
    ("service_point.address_check", &["matches", "differs"]),
];
const REGISTERED: [&str; 14] = [
    "service_point.remote",
    "has(service_point.address_check)",
    "has(service_point.hours)",
    "has(service_point.place)",
    "has(service_point.application)",
    "has(service_point.valid_through)",
    "service_point.mcc.startsWith(\"58\")",
    "service_point.region.startsWith('3301')",
    "service_point.merchant_kind == \"restaurant\"",
    "service_point.merchant_kind in ['hotel', \"kiosk\"]",
    "\"pboc-2021-259\" in service_point.regulations_met",
    "'id-card' in service_point.document_kinds",
    "service_point.status == 'active'",
    "service_point.mcc >= '5800'",
];
const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// A boolean expression; `usages` are the ids of rules on usage, `days` and `minutes` what means something to the clock.
pub(crate) fn boolean(draw: &mut Draw<'_>, depth: u32, usages: &[String], days: &[i32], minutes: &[i64]) -> Expr {
    let deeper = |draw: &mut Draw<'_>| boolean(draw, depth.saturating_sub(1), usages, days, minutes);
    let kinds = if depth == 0 { 9 } else { 14 };
    match draw.below(kinds) {
        0 => Expr::Boolean(draw.chance(50)),
        1 | 2 => {
            let (fact, words) = draw.pick(&WORDS);
            let word = draw.pick(words);
            let how = match draw.below(4) {
                0 => Words::Is(word),
                1 => Words::IsNot(word),
                2 => Words::Turned(word),
                _ => Words::In(draw.some_of(words, 3)),
            };
            Expr::Word(fact, how)
        }
        3 => Expr::Registered(draw.pick(&REGISTERED)),
        4 | 5 => {
            let what = draw.pick(&["date", "time", "weekday", "day", "month"]);
            let value = |draw: &mut Draw<'_>| match what {
                "date" => {
                    let day = draw.pick(days);
                    draw.near(day.into()).clamp(-25_567, 84_005)
                }
                "time" => {
                    let minute = draw.pick(minutes);
                    draw.near(minute).rem_euclid(1441)
                }
                "weekday" => 1 + i64::try_from(draw.below(7)).expect("small"),
                "day" => draw.pick(&[1, 15, 31, 30, 0, 28]),
                _ => draw.pick(&[1, 12, 10, 13, 2]),
            };
            if draw.chance(30) {
                Expr::LocalIn(what, (0..1 + draw.below(3)).map(|_| value(draw)).collect())
            } else {
                let orders = if what == "weekday" { &ORDERS[..2] } else { &ORDERS };
                let (order, is_left) = (draw.pick(orders), draw.chance(70));
                Expr::Local(what, order, value(draw), is_left)
            }
        }
        6 => {
            if draw.chance(20) {
                return Expr::AmountIn(vec![draw.pick(&[100, 1, 5_000]), draw.between(0, 60_000)]);
            }
            let (order, is_left) = (draw.pick(&ORDERS), draw.chance(70));
            let bound = if draw.chance(60) {
                Expr::Integer(draw.pick(&[100, 50, 5_000, 99, 50_000]))
            } else {
                integer(draw, depth.min(1), usages, days, minutes, false)
            };
            Expr::Amount(order, Box::new(bound), is_left)
        }
        7 => {
            let version = draw.pick(&[[3, 2, 0, 0], [0; 4], [65_535; 4], [2, 9, 9, 9]]);
            let fact = draw.pick(&["terminal.app_version", "terminal.os_version"]);
            Expr::Version(fact, draw.pick(&ORDERS), Version(version))
        }
        8 => {
            let left = Box::new(integer(draw, depth.min(1), usages, days, minutes, true));
            if draw.chance(25) {
                Expr::In(left, (0..draw.below(4)).map(|_| literal(draw)).collect())
            } else {
                let right = Box::new(integer(draw, depth.min(1), usages, days, minutes, true));
                Expr::Compare(draw.pick(&ORDERS), left, right)
            }
        }
        9 => Expr::Not(Box::new(deeper(draw))),
        10 | 11 => Expr::Both(draw.pick(&["&&", "||"]), Box::new(deeper(draw)), Box::new(deeper(draw))),
        12 => Expr::Choose(Box::new(deeper(draw)), Box::new(deeper(draw)), Box::new(deeper(draw))),
        _ => Expr::Compare(draw.pick(&ORDERS), Box::new(deeper(draw)), Box::new(deeper(draw))),
    }
}

fn literal(draw: &mut Draw<'_>) -> i64 {
    draw.pick(&[0, 1, 50, 20, 100, 156, -1, i64::MAX, i64::MIN, 202_609, 7, 5])
}

/// An integer; `amounts`: whether the amount may occur in it.
fn integer(draw: &mut Draw<'_>, depth: u32, usages: &[String], days: &[i32], minutes: &[i64], amounts: bool) -> Expr {
    let deeper = |draw: &mut Draw<'_>| Box::new(integer(draw, depth.saturating_sub(1), usages, days, minutes, amounts));
    match draw.below(if depth == 0 { 6 } else { 10 }) {
        0 | 1 => Expr::Integer(literal(draw)),
        2..=4 => Expr::Number(draw.pick(&NUMBERS)),
        5 if usages.is_empty() => Expr::Number("custom.first"),
        5 => Expr::Used(draw.pick(Measure::ALL), draw.pick(usages)),
        6 | 7 => Expr::Arithmetic(draw.pick(&["+", "-", "*", "/", "%"]), deeper(draw), deeper(draw)),
        8 => Expr::Negate(deeper(draw)),
        _ => {
            let (second, third) = (deeper(draw), deeper(draw));
            let condition = if amounts {
                boolean(draw, 0, usages, days, minutes)
            } else {
                Expr::Registered("service_point.remote")
            };
            Expr::Choose(Box::new(condition), second, third)
        }
    }
}

impl Expr {
    /// Whether the amount occurs in it.
    pub(crate) fn has_amount(&self) -> bool {
        self.to_string().contains("transaction.amount")
    }

    /// How tightly it holds together, as CEL ranks operators.
    fn strength(&self) -> u8 {
        match self {
            Self::Choose(..) => 0,
            Self::Both("||", ..) => 1,
            Self::Both(..) => 2,
            Self::Integer(value) if *value < 0 => 6,
            Self::Arithmetic("+" | "-", ..) => 4,
            Self::Arithmetic(..) => 5,
            Self::Not(_) | Self::Negate(_) => 6,
            Self::Boolean(_) | Self::Integer(_) | Self::Number(_) | Self::Used(..) => 7,
            Self::Registered(text) if !text.contains(' ') => 7,
            _ => 3,
        }
    }
}

/// An expression in parentheses where it needs them.
struct Inside<'e>(&'e Expr, u8);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.strength() < self.1 { write!(out, "( {} )", self.0) } else { self.0.fmt(out) }
    }
}

fn listed<T: fmt::Display>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    format!("[{}]", items.join(", "))
}

fn quoted(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| format!("'{word}'")).collect()
}

/// A value of the clock as it is written.
fn of_clock(what: &str, value: i64) -> String {
    match what {
        "date" => {
            let date = chrono::NaiveDate::default() + chrono::Duration::days(value);
            format!("date(\"{date}\")")
        }
        "time" => format!("time('{:02}:{:02}')", value / 60, value % 60),
        "weekday" => format!("\"{}\"", WEEKDAYS[usize::try_from(value - 1).expect("a weekday")]),
        _ => value.to_string(),
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let turned = |order: &str| match order {
            "<" => ">".to_owned(),
            ">" => "<".to_owned(),
            "<=" => ">=".to_owned(),
            ">=" => "<=".to_owned(),
            other => other.to_owned(),
        };
        match self {
            Self::Boolean(value) => write!(out, "{value}"),
            Self::Integer(value) if value % 2 == 0 && *value > 9 => write!(out, "0x{value:X}"),
            Self::Integer(value) => write!(out, "{value}"),
            Self::Number(name) => out.write_str(name),
            Self::Used(measure, id) => write!(out, "usage.{}(\"{id}\")", measure.name()),
            Self::Word(fact, Words::Is(word)) => write!(out, "{fact} == \"{word}\""),
            Self::Word(fact, Words::IsNot(word)) => write!(out, "{fact} != '{word}'"),
            Self::Word(fact, Words::Turned(word)) => write!(out, "r\"{word}\"=={fact}"),
            Self::Word(fact, Words::In(words)) => write!(out, "{fact} in {}", listed(&quoted(words))),
            Self::Registered(text) => out.write_str(text),
            Self::Local(what, order, value, true) => write!(out, "local.{what} {order} {}", of_clock(what, *value)),
            Self::Local(what, order, value, false) => {
                write!(out, "{} {} local.{what}", of_clock(what, *value), turned(order))
            }
            Self::LocalIn(what, values) => {
                let values: Vec<String> = values.iter().map(|&value| of_clock(what, value)).collect();
                write!(out, "local.{what} in {}", listed(&values))
            }
            Self::Version(fact, order, version) => write!(out, "{fact} {order} version(\"{}\")", VersionText(*version)),
            Self::Amount(order, bound, true) => write!(out, "transaction.amount {order} {}", Inside(bound, 4)),
            Self::Amount(order, bound, false) => {
                write!(out, "{} {} transaction.amount", Inside(bound, 4), turned(order))
            }
            Self::AmountIn(values) => write!(out, "transaction.amount in {}", listed(values)),
            Self::Compare(order, left, right) => write!(out, "{} {order}{}", Inside(left, 4), Inside(right, 4)),
            Self::In(left, values) => write!(out, "{} in {}", Inside(left, 4), listed(values)),
            Self::Not(inner) => write!(out, "!{}", Inside(inner, 7)),
            Self::Negate(inner) => write!(out, "- {}", Inside(inner, 7)),
            Self::Both(operator, left, right) => {
                let own = self.strength();
                write!(out, "{} {operator}\n {}", Inside(left, own), Inside(right, own + 1))
            }
            Self::Arithmetic(operator, left, right) => {
                let own = self.strength();
                write!(out, "{}{operator} {}", Inside(left, own), Inside(right, own + 1))
            }
            Self::Choose(first, second, third) => {
                writeln!(out, "{} ? {} : {} // or", Inside(first, 1), Inside(second, 1), third)
            }
        }
    }
}

/// A value, booleans as 0 and 1; or the fact whose absence is why there is none.
pub(super) type Value = Result<i64, Option<Fact>>;

fn holds(order: &str, left: i64, right: i64) -> i64 {
    i64::from(match order {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        _ => left >= right,
    })
}

fn one_of(values: &[i64], value: i64) -> i64 {
    i64::from(values.contains(&value))
}

/// A word of the request by its name.
fn word(request: &Request, fact: &str) -> Result<&'static str, Option<Fact>> {
    match fact {
        "transaction.type" => request.transaction().map(|word| word.name()).ok_or(Some(Fact::Transaction)),
        "transaction.entry_mode" => request.entry_mode().map(|word| word.name()).ok_or(Some(Fact::EntryMode)),
        "transaction.card_kind" => request.card_kind().map(|word| word.name()).ok_or(Some(Fact::CardKind)),
        "terminal.link" => request.link().map(|word| word.name()).ok_or(Some(Fact::Link)),
        _ => request.printer().map(|word| word.name()).ok_or(Some(Fact::Printer)),
    }
}

impl World<'_> {
    fn number(&self, name: &str) -> Value {
        let request = self.request;
        let (value, fact) = match name {
            "custom.first" => (request.custom_0(), Fact::Custom0),
            "custom.last" => (request.custom_7(), Fact::Custom7),
            "terminal.battery_percent" => (request.battery_percent(), Fact::BatteryPercent),
            "transaction.de25" => (request.de25(), Fact::De25),
            "transaction.de22" => (request.de22(), Fact::De22),
            "transaction.original_amount" => (request.original_amount_minor(), Fact::OriginalAmountMinor),
            "usage.offline_amount" => (request.offline_amount_minor(), Fact::OfflineAmountMinor),
            "usage.offline_count" => (request.offline_count(), Fact::OfflineCount),
            "terminal.patch_level" => (request.patch_level(), Fact::PatchLevel),
            "transaction.currency" => (request.currency(), Fact::Currency),
            "service_point.revision" => return Ok(self.point.revision.get()),
            _ => return Ok(i64::try_from(self.point.terminals.len()).expect("few")),
        };
        value.ok_or(Some(fact))
    }

    fn registered(&self, text: &str) -> bool {
        let point = self.point;
        match text {
            "service_point.remote" => point.remote,
            "has(service_point.address_check)" => point.address_check.is_some(),
            "has(service_point.hours)" => point.hours.is_some(),
            "has(service_point.place)" => point.place.is_some(),
            "has(service_point.application)" => point.application.is_some(),
            "has(service_point.valid_through)" => point.valid_through.is_some(),
            "service_point.mcc.startsWith(\"58\")" => (5800..=5899).contains(&point.mcc.number()),
            "service_point.region.startsWith('3301')" => (330_100..=330_199).contains(&point.region.code()),
            "service_point.merchant_kind == \"restaurant\"" => point.merchant_kind.as_str() == "restaurant",
            "service_point.merchant_kind in ['hotel', \"kiosk\"]" => {
                ["hotel", "kiosk"].contains(&point.merchant_kind.as_str())
            }
            "\"pboc-2021-259\" in service_point.regulations_met" => {
                point.regulations_met.iter().any(|id| id.as_str() == "pboc-2021-259")
            }
            "'id-card' in service_point.document_kinds" => {
                point.documents.iter().any(|copy| copy.kind.as_str() == "id-card")
            }
            "service_point.status == 'active'" => point.status.name() == "active",
            _ => point.mcc.number() >= 5800,
        }
    }

    fn clock_shows(&self, what: &str) -> Value {
        let (utc_s, today) = self.now.ok_or(Some(Fact::NowUtcS))?;
        Ok(match what {
            "date" => today.signed_duration_since(chrono::NaiveDate::default()).num_days(),
            "time" => self.clock.minute(utc_s),
            "weekday" => i64::from(today.weekday().number_from_monday()),
            "day" => today.day().into(),
            _ => today.month().into(),
        })
    }

    pub(super) fn value(&self, expr: &Expr) -> Value {
        Ok(match expr {
            Expr::Boolean(value) => i64::from(*value),
            Expr::Integer(value) => *value,
            Expr::Number(name) => self.number(name)?,
            Expr::Used(measure, id) => {
                let rule = self.policy.rules.iter().find(|rule| rule.id.as_str() == id).expect("a rule on usage");
                if self.now.is_none() {
                    return Err(Some(Fact::NowUtcS));
                }
                i64::try_from(self.used_before(rule, *measure).map_err(|_| None)?.0).expect("a counter")
            }
            Expr::Word("service_point.address_check", how) => {
                let word = self.point.address_check.map(|word| word.name()).ok_or(None)?;
                how.holds(word)
            }
            Expr::Word(fact, how) => how.holds(word(self.request, fact)?),
            Expr::Registered(text) => self.registered(text).into(),
            Expr::Local(what, order, value, _) => holds(order, self.clock_shows(what)?, *value),
            Expr::LocalIn(what, values) => one_of(values, self.clock_shows(what)?),
            Expr::Version(fact, order, version) => {
                let (has, fact) = match *fact {
                    "terminal.app_version" => (self.request.app_version(), Fact::AppVersion),
                    _ => (self.request.os_version(), Fact::OsVersion),
                };
                let has = has.ok_or(Some(fact))?;
                let rank = has.0.cmp(&version.0) as i64;
                holds(order, rank, 0)
            }
            Expr::Amount(order, bound, is_left) => {
                let amount = self.request.amount_minor().ok_or(Some(Fact::AmountMinor));
                let bound = self.value(bound);
                let (amount, bound) = if *is_left {
                    (amount?, bound?)
                } else {
                    let bound = bound?;
                    (amount?, bound)
                };
                holds(order, amount, bound)
            }
            Expr::AmountIn(values) => one_of(values, self.request.amount_minor().ok_or(Some(Fact::AmountMinor))?),
            Expr::Compare(order, left, right) => holds(order, self.value(left)?, self.value(right)?),
            Expr::In(left, values) => one_of(values, self.value(left)?),
            Expr::Not(inner) => 1 - self.value(inner)?,
            Expr::Negate(inner) => self.value(inner)?.checked_neg().ok_or(None)?,
            Expr::Both(operator, left, right) => {
                let decides = i64::from(*operator == "||");
                let (left, right) = (self.value(left), self.value(right));
                if left == Ok(decides) || right == Ok(decides) {
                    return Ok(decides);
                }
                left.and(right)?
            }
            Expr::Arithmetic(operator, left, right) => {
                let (left, right) = (i128::from(self.value(left)?), i128::from(self.value(right)?));
                let exact = match *operator {
                    "+" => left + right,
                    "-" => left - right,
                    "*" => left * right,
                    _ if right == 0 => return Err(None),
                    "/" => left / right,
                    // The quotient itself is beyond 64 bits, so there is no remainder either.
                    _ if left / right > i128::from(i64::MAX) => return Err(None),
                    _ => left % right,
                };
                i64::try_from(exact).map_err(|_| None)?
            }
            Expr::Choose(first, second, third) => {
                let chosen = if self.value(first)? == 1 { second } else { third };
                self.value(chosen)?
            }
        })
    }
}

impl Words {
    fn holds(&self, word: &str) -> i64 {
        i64::from(match self {
            Self::Is(one) | Self::Turned(one) => *one == word,
            Self::IsNot(one) => *one != word,
            Self::In(words) => words.contains(&word),
        })
    }
}
