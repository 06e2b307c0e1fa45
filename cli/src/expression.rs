//! The steps of a plan's expression, written as the expression that they are.

use crate::wording::{date, value_in};
use poscond::expression::code::{Arithmetic, Clock, Logic, Order, Step, Steps};
use poscond::expression::names::{self, Source};
use poscond::{Excerpt, Fact, Plan, Unit};
use unicode_width::UnicodeWidthStr;

/// Writes steps as an expression of CEL.
///
/// Custom facts have the names that requests give them, since a plan does not know those of the policy; counters their slots.
pub(crate) fn text(steps: Steps<'_>) -> String {
    let mut stack: Vec<Piece> = Vec::new();
    for step in steps {
        let piece = match step {
            Step::Constant { value, is_boolean: true } => Piece::atom((value != 0).to_string()),
            Step::Constant { value, is_boolean: false } => {
                Piece { constant: Some(value), ..Piece::atom(value.to_string()) }
            }
            Step::Fact(fact) => Piece { fact: Some(fact), ..Piece::atom(name(fact)) },
            Step::Used { slot, measure, .. } => Piece::atom(format!("usage.{}(counter {slot})", measure.name())),
            Step::Compared { fact, order, constant } => {
                let text = format!("{} {} {}", name(fact), order.name(), beside(Some(fact), constant));
                Piece::new(COMPARISON, text)
            }
            Step::Local { clock, order, constant } => {
                Piece::new(COMPARISON, format!("local.{} {} {}", clock.name(), order.name(), shown(clock, constant)))
            }
            Step::Amount { order, is_left } => {
                let (bound, amount) = (pop(&mut stack), Piece::atom(name(Fact::AmountMinor)));
                if is_left { compared(amount, order, bound) } else { compared(bound, order.turned(), amount) }
            }
            Step::Compare(order) => {
                let right = pop(&mut stack);
                compared(pop(&mut stack), order, right)
            }
            Step::OneOf(values) => {
                let left = pop(&mut stack);
                let values: Vec<String> = values.iter().map(|value| beside(left.fact, value)).collect();
                Piece::new(COMPARISON, format!("{} in [{}]", left.inside(COMPARISON + 1), values.join(", ")))
            }
            Step::Logic(Logic::Not) => Piece::new(UNARY, format!("!{}", pop(&mut stack).inside(UNARY + 1))),
            Step::Logic(Logic::Choose) => {
                let (third, second, first) = (pop(&mut stack), pop(&mut stack), pop(&mut stack));
                let text = format!("{} ? {} : {}", first.inside(1), second.inside(1), third.inside(0));
                Piece { fact: second.fact.or(third.fact), ..Piece::new(0, text) }
            }
            Step::Logic(operator) => {
                let own = if operator == Logic::Or { 1 } else { 2 };
                joined(&mut stack, operator.name(), own)
            }
            Step::Arithmetic(Arithmetic::Negate) => {
                Piece::new(UNARY, format!("-{}", pop(&mut stack).inside(UNARY + 1)))
            }
            Step::Arithmetic(operator @ (Arithmetic::Add | Arithmetic::Subtract)) => {
                joined(&mut stack, operator.name(), 4)
            }
            Step::Arithmetic(operator) => joined(&mut stack, operator.name(), 5),
            Step::Error { .. } => Piece::atom("error".to_owned()),
        };
        stack.push(piece);
    }
    pop(&mut stack).text
}

/// The line of an expression that a part starts on, and marks below the part. Empty where the line is too long to be read.
pub(crate) fn marked(excerpt: &Excerpt) -> Vec<String> {
    let (before, rest) = excerpt.text.split_at(excerpt.text.floor_char_boundary(excerpt.at.start));
    let before = before.rsplit('\n').next().unwrap_or_default();
    let line = format!("{before}{}", rest.split('\n').next().unwrap_or_default());
    let shown = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let part = rest.get(..excerpt.at.len()).unwrap_or(rest).split('\n').next().unwrap_or_default();
    if line.width() > LINE_MAX {
        return Vec::new();
    }
    let marks = "^".repeat(shown(part).width().max(1));
    vec![format!("  {}", shown(&line).trim_end()), format!("  {:before$}{marks}", "", before = shown(before).width())]
}

/// Longest line of an expression that is shown.
const LINE_MAX: usize = 120;

/// How many steps there are, and how many values stand at a time: `7 steps, 2 values`.
pub(crate) fn bounds(steps: Steps<'_>, plan: &Plan<'_>) -> String {
    let (steps, highest) = steps.bounds(plan).unwrap_or_default();
    let [steps, highest] = [(steps, "step"), (highest, "value")].map(|(count, what)| match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    });
    format!("{steps}, {highest} at a time")
}

/// Strengths, as CEL ranks operators: the weakest, `?:`, is 0.
const COMPARISON: u8 = 3;
const UNARY: u8 = 6;
const ATOM: u8 = 7;

/// A part of an expression.
struct Piece {
    text: String,
    strength: u8,
    /// The fact that it is, which tells what an integer beside it means.
    fact: Option<Fact>,
    constant: Option<i64>,
}

impl Piece {
    const fn new(strength: u8, text: String) -> Self {
        Self { text, strength, fact: None, constant: None }
    }

    const fn atom(text: String) -> Self {
        Self::new(ATOM, text)
    }

    /// In parentheses where it holds together less than it must.
    fn inside(&self, least: u8) -> String {
        if self.strength < least { format!("({})", self.text) } else { self.text.clone() }
    }
}

/// The part on top. A plan that opened has one.
fn pop(stack: &mut Vec<Piece>) -> Piece {
    stack.pop().unwrap_or_else(|| Piece::atom("error".to_owned()))
}

fn joined(stack: &mut Vec<Piece>, operator: &str, own: u8) -> Piece {
    let right = pop(stack);
    let left = pop(stack);
    Piece::new(own, format!("{} {operator} {}", left.inside(own), right.inside(own + 1)))
}

fn compared(left: Piece, order: Order, right: Piece) -> Piece {
    let side = |piece: &Piece, other: &Piece| match piece.constant {
        Some(value) => beside(other.fact, value),
        None => piece.inside(COMPARISON + 1),
    };
    let (left, right) = (side(&left, &right), side(&right, &left));
    Piece::new(COMPARISON, format!("{left} {} {right}", order.name()))
}

/// An integer as it is written beside a fact.
fn beside(fact: Option<Fact>, value: i64) -> String {
    let word = fact.zip(u8::try_from(value).ok()).and_then(|(fact, word)| fact.word_name(word));
    match (fact, word) {
        (_, Some(word)) => format!("\"{word}\""),
        (Some(Fact::AppVersion | Fact::OsVersion), None) => {
            // Steps hold versions as signed integers that order as versions do.
            format!("version(\"{}\")", value_in(Unit::Version, value ^ i64::MIN, None))
        }
        _ => value.to_string(),
    }
}

/// A fact by its name in expressions.
fn name(fact: Fact) -> String {
    let found = names::all().find(|name| name.source == Source::Request(fact));
    found.map_or_else(|| format!("custom.{}", fact.name()), |name| format!("{}.{}", name.group, name.name))
}

/// What the clock is compared with.
fn shown(clock: Clock, constant: i32) -> String {
    match clock {
        Clock::Date => format!("date(\"{}\")", date(constant.into())),
        Clock::Time => format!("time(\"{:02}:{:02}\")", constant / 60, constant % 60),
        Clock::Weekday => {
            let days = poscond::calendar::Weekday::NUMBERS;
            let day = days.iter().find(|(number, _)| i32::from(*number) == constant);
            day.map_or_else(|| constant.to_string(), |(_, name)| format!("\"{name}\""))
        }
        Clock::Day | Clock::Month => constant.to_string(),
    }
}
