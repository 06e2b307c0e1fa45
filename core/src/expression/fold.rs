//! Nodes become steps: types are looked at, what depends on the service point alone is worked out, and the rest is left.

use super::code::{Arithmetic, Clock, Logic, Op, Order, calculate};
use super::names::{self, Registered, Source, Type};
use super::parse::{Fault, Function, Kind, Node};
use crate::compile::listed;
use crate::forms::{Date, VersionText};
use crate::plan::CounterRow;
use crate::policy::{ConditionForm, Policy};
use crate::request::Fact;
use crate::service_point::ServicePoint;
use crate::words::Measure;
use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::ops::Range;

/// What is known of a value when the plan is made.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Settled {
    /// An integer; words, dates and so on by their numbers.
    Number(i64),
    Text(String),
    List(Vec<Settled>),
    /// An error that no request can mend.
    Error,
}

/// What a node is worth.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Worth {
    Settled(Settled),
    /// The amount, which is compared only.
    Amount,
    /// The clock, which is compared only.
    Local(Clock),
    /// Depends on the request.
    Ops(Vec<Op>),
}

/// A node that was worked out.
#[derive(Clone)]
struct Part {
    at: Range<usize>,
    value: Type,
    worth: Worth,
    /// Whether it is a literal string, which may stand for a word.
    is_literal: bool,
    /// Whether it is a list of such values.
    is_list: bool,
    /// Whether it names a fact of the request or the clock, even where the service point settles it.
    asks: bool,
    /// Whether the amount occurs in it.
    has_amount: bool,
}

/// Works out the nodes of an expression for a service point: steps that give a boolean.
///
/// Errs with the first thing that is not typed as it must be, whichever the service point.
pub(crate) fn fold(nodes: &[Node], policy: &Policy, service_point: &ServicePoint) -> Result<Vec<Op>, Box<Fault>> {
    let mut folder = Folder { policy, service_point, parts: Vec::new() };
    for node in nodes {
        let part = folder.part(node)?;
        folder.parts.push(part);
    }
    let part = folder.pop(&(0..0))?;
    if part.value != Type::Boolean {
        let message =
            format!("a value of type {}; accepted: an expression that is true or false", describe(part.value));
        return Err(Fault::new(part.at, message));
    }
    part.into_ops()
}

/// What a type is called in an error.
fn describe(value: Type) -> String {
    match value {
        Type::Words(words) => {
            format!("word ({})", listed(["", ""], &mut words.iter().map(|(_, word)| *word), ""))
        }
        other => other.name().into(),
    }
}

struct Folder<'a> {
    policy: &'a Policy,
    service_point: &'a ServicePoint,
    parts: Vec<Part>,
}

impl Part {
    fn settled(node: &Node, value: Type, settled: Settled) -> Self {
        let worth = Worth::Settled(settled);
        Self { at: node.at.clone(), value, worth, is_literal: false, is_list: false, asks: false, has_amount: false }
    }

    fn boolean(value: bool) -> Worth {
        Worth::Settled(Settled::Number(value.into()))
    }

    /// What is wrong with taking its value, where it is one that is only compared, or a string.
    fn misuse(&self) -> Option<Box<Fault>> {
        let message = match self.worth {
            Worth::Ops(_) | Worth::Settled(Settled::Number(_) | Settled::Error) => return None,
            Worth::Settled(Settled::Text(_) | Settled::List(_)) => {
                "a string that depends on the request; accepted: strings of the service point and literal ones".into()
            }
            Worth::Amount => "`transaction.amount` other than on one side of a comparison; accepted: such as \
                              `transaction.amount <= 50000`"
                .into(),
            Worth::Local(clock) => {
                let name = clock.name();
                let example = match clock {
                    Clock::Date => "< date(\"2026-10-01\")",
                    Clock::Time => ">= time(\"22:30\")",
                    Clock::Weekday => "in [\"sat\", \"sun\"]",
                    Clock::Day | Clock::Month => "== 1",
                };
                format!(
                    "`local.{name}` other than on one side of a comparison with what the request does not change; accepted: \
                     such as `local.{name} {example}`"
                )
            }
        };
        Some(Fault::new(self.at.clone(), message))
    }

    /// The same as steps. Errs where its value cannot be taken.
    fn into_ops(self) -> Result<Vec<Op>, Box<Fault>> {
        let is_boolean = self.value == Type::Boolean;
        match (self.misuse(), self.worth) {
            (Some(fault), _) => Err(fault),
            (None, Worth::Ops(ops)) => Ok(ops),
            (None, Worth::Settled(Settled::Number(value))) => Ok(vec![Op::Constant { value, is_boolean }]),
            (None, _) => Ok(vec![Op::Error { is_boolean }]),
        }
    }

    /// A literal string becomes a word where it stands beside one. Errs where it is none of the words.
    fn into_word(self, words: &'static [(u8, &'static str)]) -> Result<Self, Box<Fault>> {
        let Worth::Settled(text) = &self.worth else { return Ok(self) };
        let worth = Worth::Settled(word(text, words, &self.at)?);
        Ok(Self { value: Type::Words(words), worth, is_literal: false, ..self })
    }
}

/// The number of a word. Errs where the text is none.
fn word(text: &Settled, words: &[(u8, &str)], at: &Range<usize>) -> Result<Settled, Box<Fault>> {
    let Settled::Text(text) = text else { return Ok(Settled::Error) };
    if let Some(&(number, _)) = words.iter().find(|(_, word)| word == text) {
        return Ok(Settled::Number(number.into()));
    }
    let words = listed(["\"", "\""], &mut words.iter().map(|(_, word)| *word), "");
    let message = format!("`\"{}\"` is none of the words; accepted: {words}", text.escape_debug());
    Err(Fault::new(at.clone(), message))
}

/// Two values of one type: a literal string beside a word becomes one.
fn alike(left: Part, right: Part) -> Result<(Part, Part), Box<Fault>> {
    let (left, right) = match (left.value, right.value) {
        (Type::Words(words), Type::Text) if right.is_literal => (left, right.into_word(words)?),
        (Type::Text, Type::Words(words)) if left.is_literal => (left.into_word(words)?, right),
        _ => (left, right),
    };
    if left.value == right.value {
        return Ok((left, right));
    }
    let message = format!(
        "a value of type {} beside one of type {}; accepted: two of one type",
        describe(right.value),
        describe(left.value)
    );
    Err(Fault::new(right.at, message))
}

/// What a comparison of two settled values of one type gives.
fn compared(left: &Settled, right: &Settled, order: Order) -> Settled {
    let ordering = match (left, right) {
        (Settled::Number(left), Settled::Number(right)) => left.cmp(right),
        (Settled::Text(left), Settled::Text(right)) => left.cmp(right),
        _ => return Settled::Error,
    };
    Settled::Number(order.holds(ordering).into())
}

/// The error that a part is, after what it asks: where a value is missing that is the reason, else there is none.
fn failing(mut ops: Vec<Op>, is_left: bool, is_boolean: bool) -> Vec<Op> {
    let error = Op::Error { is_boolean };
    if is_left {
        ops.push(error)
    } else {
        ops.insert(0, error)
    }
    ops.push(Op::Compare(Order::EQUAL));
    ops
}

impl Folder<'_> {
    /// The part worked out last; `at` is that of what takes it. Errs where it is a list.
    fn pop(&mut self, at: &Range<usize>) -> Result<Part, Box<Fault>> {
        let part = self.pop_any(at)?;
        if part.is_list {
            return Err(Fault::new(part.at, "a list other than at the right of `in`; accepted: a value"));
        }
        Ok(part)
    }

    fn pop_any(&mut self, at: &Range<usize>) -> Result<Part, Box<Fault>> {
        // OK because the parser puts what a node takes before it.
        self.parts.pop().ok_or_else(|| Fault::new(at.clone(), "nothing to work out"))
    }

    fn pop_two(&mut self, at: &Range<usize>) -> Result<(Part, Part), Box<Fault>> {
        let right = self.pop(at)?;
        Ok((self.pop(at)?, right))
    }

    fn part(&mut self, node: &Node) -> Result<Part, Box<Fault>> {
        match &node.kind {
            Kind::Boolean(value) => Ok(Part::settled(node, Type::Boolean, Settled::Number((*value).into()))),
            Kind::Integer(value) => Ok(Part::settled(node, Type::Integer, Settled::Number(*value))),
            Kind::Text(text) => {
                let part = Part::settled(node, Type::Text, Settled::Text(text.clone()));
                Ok(Part { is_literal: true, ..part })
            }
            Kind::Fact(group, name) => self.fact(node, group, name),
            Kind::Has(group, name) => self.has(node, group, name),
            Kind::Of(function, text) => self.function(node, *function, text),
            Kind::List(count) => self.list(node, *count),
            Kind::StartsWith => self.starts_with(node),
            Kind::Compare(order) => self.compare(node, *order),
            Kind::In => self.one_of(node),
            Kind::Logic(operator) => self.logic(node, *operator),
            Kind::Arithmetic(operator) => self.arithmetic(node, *operator),
        }
    }

    fn fact(&self, node: &Node, group: &str, name: &str) -> Result<Part, Box<Fault>> {
        if group == "custom" {
            let Some((_, number)) = self.policy.custom_facts.iter().find(|(known, _)| known.as_str() == name) else {
                let known = &mut self.policy.custom_facts.keys().map(|name| name.as_str());
                let accepted = listed(["custom.", ""], known, "none, as `custom_facts` names none");
                return Err(Fault::new(
                    node.at.clone(),
                    format!("`custom.{name}` is not a fact; accepted: {accepted}"),
                ));
            };
            return Ok(asked(node, Type::Integer, vec![Op::Fact(names::custom(number.to()))]));
        }
        let found = named(node, group, name)?;
        match found.source {
            Source::Request(Fact::AmountMinor) => {
                let part = Part::settled(node, found.value, Settled::Error);
                Ok(Part { worth: Worth::Amount, asks: true, has_amount: true, ..part })
            }
            Source::Request(fact) => Ok(asked(node, found.value, vec![Op::Fact(fact)])),
            Source::Local(clock) => {
                let part = Part::settled(node, found.value, Settled::Error);
                Ok(Part { worth: Worth::Local(clock), asks: true, ..part })
            }
            Source::ServicePoint(_) if found.value == Type::Presence => {
                let message = format!("`{group}.{name}` is no value; accepted: `has({group}.{name})`");
                Err(Fault::new(node.at.clone(), message))
            }
            Source::ServicePoint(what) => {
                let is_list = found.value == Type::Texts;
                let value = if is_list { Type::Text } else { found.value };
                let part = Part::settled(node, value, self.registered(what).unwrap_or(Settled::Error));
                Ok(Part { is_list, ..part })
            }
        }
    }

    /// What was registered; nothing where it was left out.
    fn registered(&self, what: Registered) -> Option<Settled> {
        let point = self.service_point;
        let text = |text: &str| Some(Settled::Text(text.into()));
        let number = |number: i64| Some(Settled::Number(number));
        let date = |date: Option<Date>| date.map(|date| Settled::Number(date.days().into()));
        let texts = |ids: Vec<&str>| Some(Settled::List(ids.iter().map(|&id| Settled::Text(id.into())).collect()));
        let present = |there: bool| there.then_some(Settled::Number(1));
        match what {
            Registered::Id => text(point.id.as_str()),
            Registered::MerchantId => text(&point.merchant_id.to_string()),
            Registered::MerchantKind => text(point.merchant_kind.as_str()),
            Registered::Mcc => text(&point.mcc.to_string()),
            Registered::Region => text(&point.region.to_string()),
            Registered::Status => number(i64::from(point.status as u8)),
            Registered::Remote => number(point.remote.into()),
            Registered::Revision => number(point.revision.get()),
            Registered::TerminalCount => number(i64::try_from(point.terminals.len()).unwrap_or(i64::MAX)),
            Registered::AddressCheck => point.address_check.map(|check| Settled::Number(i64::from(check as u8))),
            Registered::ValidFrom => date(point.valid_from),
            Registered::ValidThrough => date(point.valid_through),
            Registered::RegulationsMet => texts(point.regulations_met.iter().map(|id| id.as_str()).collect()),
            Registered::DocumentKinds => texts(point.documents.iter().map(|copy| copy.kind.as_str()).collect()),
            Registered::Place => present(point.place.is_some()),
            Registered::Hours => present(point.hours.is_some()),
            Registered::Application => present(point.application.is_some()),
        }
    }

    fn has(&self, node: &Node, group: &str, name: &str) -> Result<Part, Box<Fault>> {
        let found = if group == "custom" { None } else { Some(named(node, group, name)?) };
        let Some(Source::ServicePoint(what)) = found.map(|found| found.source) else {
            let message = format!("`has({group}.{name})`; accepted: facts of the service point");
            return Err(Fault::new(node.at.clone(), message));
        };
        Ok(Part::settled(node, Type::Boolean, Settled::Number(self.registered(what).is_some().into())))
    }

    fn function(&self, node: &Node, function: Function, text: &str) -> Result<Part, Box<Fault>> {
        let wrong = |accepted: &str| Err(Fault::new(node.at.clone(), format!("`{text}`; accepted: {accepted}")));
        let (value, number) = match function {
            Function::Date => match text.parse::<Date>() {
                Ok(date) => (Type::Date, date.days().into()),
                Err(expected) => return wrong(&expected.to_string()),
            },
            Function::Time => match crate::forms::time_of_day(text) {
                Some(minutes) => (Type::Time, minutes.into()),
                None => return wrong("a time from 00:00 to 24:00, written HH:MM"),
            },
            Function::Version => match text.parse::<VersionText>() {
                Ok(version) => (Type::Version, version.0.ordered()),
                Err(expected) => return wrong(&expected.to_string()),
            },
            Function::UsedAmount | Function::UsedCount => {
                let measure = if function == Function::UsedAmount { Measure::Amount } else { Measure::Count };
                let Some((counter, age_max_s)) = self.counter(text) else {
                    let rules = self.policy.rules.iter();
                    let rules = rules.filter(|rule| matches!(rule.condition, ConditionForm::Usage(_)));
                    let ids = &mut rules.map(|rule| rule.id.as_str());
                    let ids = listed(["", ""], ids, "none, as the policy has no such rule");
                    return wrong(&format!("the id of a rule whose condition is `usage`: {ids}"));
                };
                return Ok(asked(node, Type::Integer, vec![Op::Used { counter, measure, age_max_s }]));
            }
        };
        Ok(Part::settled(node, value, Settled::Number(number)))
    }

    /// The counter that the usage rule of an id looks at, and the greatest age that it accepts.
    fn counter(&self, id: &str) -> Option<(CounterRow, u32)> {
        let rule = self.policy.rules.iter().find(|rule| rule.id.as_str() == id)?;
        match &rule.condition {
            ConditionForm::Usage(form) => Some((form.counter(self.policy, &rule.scope), form.age_max_s())),
            _ => None,
        }
    }

    fn list(&mut self, node: &Node, count: usize) -> Result<Part, Box<Fault>> {
        let mut elements = Vec::new();
        for _ in 0..count {
            elements.push(self.pop(&node.at)?);
        }
        // An empty list goes with every type.
        let value = elements.last().map_or(Type::Presence, |first| first.value);
        let mut is_literal = true;
        let mut values = Vec::new();
        for element in elements.into_iter().rev() {
            if element.asks {
                let message = "an element that depends on the request; accepted: elements that do not";
                return Err(Fault::new(element.at, message));
            }
            if element.value != value {
                let message = format!(
                    "an element of type {} in a list of type {}; accepted: elements of one type",
                    describe(element.value),
                    describe(value)
                );
                return Err(Fault::new(element.at, message));
            }
            is_literal &= element.is_literal;
            if let Worth::Settled(settled) = element.worth {
                values.push(settled);
            }
        }
        let part = Part::settled(node, value, Settled::List(values));
        Ok(Part { is_literal, is_list: true, ..part })
    }

    fn starts_with(&mut self, node: &Node) -> Result<Part, Box<Fault>> {
        let (text, start) = self.pop_two(&node.at)?;
        if let Some(wrong) = [&text, &start].into_iter().find(|part| part.value != Type::Text) {
            let message = format!("`startsWith` with a value of type {}; accepted: strings", describe(wrong.value));
            return Err(Fault::new(wrong.at.clone(), message));
        }
        let worth = match (&text.worth, &start.worth) {
            (Worth::Settled(Settled::Text(text)), Worth::Settled(Settled::Text(start))) => {
                Part::boolean(text.starts_with(start.as_str()))
            }
            _ => Worth::Settled(Settled::Error),
        };
        Ok(Part { worth, ..joined(&text, &start, Type::Boolean) })
    }

    fn compare(&mut self, node: &Node, order: Order) -> Result<Part, Box<Fault>> {
        let (left, right) = self.pop_two(&node.at)?;
        let (left, right) = alike(left, right)?;
        let is_equality = order == Order::EQUAL || order == Order::DIFFERENT;
        if matches!(left.value, Type::Words(_)) && !is_equality {
            let message = format!("`{}` between words, which have no order; accepted: `==`, `!=`, `in`", order.name());
            return Err(Fault::new(node.at.clone(), message));
        }
        let joined = joined(&left, &right, Type::Boolean);
        let worth = match (&left.worth, &right.worth) {
            (Worth::Settled(left), Worth::Settled(right)) => Worth::Settled(compared(left, right, order)),
            (Worth::Local(clock), _) => Worth::Ops(local(*clock, order, &right, true)?),
            (_, Worth::Local(clock)) => Worth::Ops(local(*clock, order.turned(), &left, false)?),
            (Worth::Amount, _) => Worth::Ops(amount(order, right, true)?),
            (_, Worth::Amount) => Worth::Ops(amount(order.turned(), left, false)?),
            (Worth::Ops(ops), Worth::Settled(Settled::Number(constant))) if let [Op::Fact(fact)] = ops[..] => {
                Worth::Ops(vec![Op::Compared { fact, order, constant: *constant }])
            }
            (Worth::Settled(Settled::Number(constant)), Worth::Ops(ops)) if let [Op::Fact(fact)] = ops[..] => {
                Worth::Ops(vec![Op::Compared { fact, order: order.turned(), constant: *constant }])
            }
            _ => {
                let mut ops = left.into_ops()?;
                ops.extend(right.into_ops()?);
                ops.push(Op::Compare(order));
                Worth::Ops(ops)
            }
        };
        Ok(Part { worth, ..joined })
    }

    fn one_of(&mut self, node: &Node) -> Result<Part, Box<Fault>> {
        let right = self.pop_any(&node.at)?;
        let left = self.pop(&node.at)?;
        let joined = joined(&left, &right, Type::Boolean);
        let (true, Worth::Settled(Settled::List(elements))) = (right.is_list, &right.worth) else {
            let message = format!(
                "a value of type {} at the right of `in`; accepted: a list such as `[1, 2]`",
                describe(right.value)
            );
            return Err(Fault::new(right.at, message));
        };
        let elements = match (left.value, right.value) {
            (_, Type::Presence) => Vec::new(),
            (Type::Words(words), Type::Text) if right.is_literal => {
                elements.iter().map(|element| word(element, words, &right.at)).collect::<Result<_, Box<Fault>>>()?
            }
            (one, other) if one == other => elements.clone(),
            (one, other) => {
                let message = format!(
                    "a list of type {} beside a value of type {}; accepted: elements of that type",
                    describe(other),
                    describe(one)
                );
                return Err(Fault::new(right.at, message));
            }
        };
        if elements.len() > usize::from(u8::MAX) {
            let message = format!("`{}` elements; accepted: at most {}", elements.len(), u8::MAX);
            return Err(Fault::new(right.at, message));
        }
        let has_error = elements.contains(&Settled::Error);
        let numbers = elements
            .iter()
            .filter_map(|element| if let Settled::Number(number) = element { Some(*number) } else { None });
        // What stands left is looked at first, so that it is named where it is missing; then an error in the list.
        let worth = match left.worth {
            Worth::Settled(Settled::Error) => Worth::Settled(Settled::Error),
            Worth::Settled(_) if has_error => Worth::Settled(Settled::Error),
            Worth::Settled(value) => Part::boolean(elements.contains(&value)),
            Worth::Local(clock) if has_error => Worth::Ops(failing(local_known(clock), true, true)),
            Worth::Local(clock) => {
                let against = |order, number| vec![clamped(clock, order, number)];
                Worth::Ops(any(numbers.map(|number| against(Order::EQUAL, number)), against(Order::NEVER, 0)))
            }
            Worth::Amount => {
                let against =
                    |order, value| vec![Op::Constant { value, is_boolean: false }, Op::Amount { order, is_left: true }];
                if has_error {
                    Worth::Ops(failing(against(Order::ALWAYS, 0), true, true))
                } else {
                    Worth::Ops(any(numbers.map(|number| against(Order::EQUAL, number)), against(Order::NEVER, 0)))
                }
            }
            Worth::Ops(ops) if has_error => Worth::Ops(failing(ops, true, left.value == Type::Boolean)),
            Worth::Ops(mut ops) => {
                ops.push(Op::OneOf(numbers.collect()));
                Worth::Ops(ops)
            }
        };
        Ok(Part { worth, ..joined })
    }

    fn logic(&mut self, node: &Node, operator: Logic) -> Result<Part, Box<Fault>> {
        match operator {
            Logic::Not => self.not(node),
            Logic::Choose => self.choose(node),
            Logic::And | Logic::Or => self.either(node, operator),
        }
    }

    /// The part worked out last, which must be a boolean.
    fn pop_boolean(&mut self, node: &Node, operator: Logic) -> Result<Part, Box<Fault>> {
        let part = self.pop(&node.at)?;
        if part.value == Type::Boolean {
            return Ok(part);
        }
        let message = format!("`{}` with a value of type {}; accepted: bool", operator.name(), describe(part.value));
        Err(Fault::new(part.at, message))
    }

    fn not(&mut self, node: &Node) -> Result<Part, Box<Fault>> {
        let part = self.pop_boolean(node, Logic::Not)?;
        let worth = match part.worth {
            Worth::Settled(Settled::Number(value)) => Part::boolean(value == 0),
            Worth::Ops(mut ops) => {
                ops.push(Op::Logic(Logic::Not));
                Worth::Ops(ops)
            }
            other => other,
        };
        Ok(Part { worth, at: node.at.start..part.at.end, ..part })
    }

    fn either(&mut self, node: &Node, operator: Logic) -> Result<Part, Box<Fault>> {
        let right = self.pop_boolean(node, operator)?;
        let left = self.pop_boolean(node, operator)?;
        let joined = joined(&left, &right, Type::Boolean);
        let (absorbing, neutral) = (Part::boolean(operator == Logic::Or), Part::boolean(operator == Logic::And));
        let worth = match (left.worth, right.worth) {
            (left, right) if left == absorbing || right == absorbing => absorbing,
            (left, right) if left == neutral => right,
            (left, right) if right == neutral => left,
            (Worth::Settled(_), Worth::Settled(_)) => Worth::Settled(Settled::Error),
            (left, right) => {
                let mut ops = Part { worth: left, ..joined.clone() }.into_ops()?;
                ops.extend(Part { worth: right, ..joined.clone() }.into_ops()?);
                ops.push(Op::Logic(operator));
                Worth::Ops(ops)
            }
        };
        Ok(Part { worth, ..joined })
    }

    fn choose(&mut self, node: &Node) -> Result<Part, Box<Fault>> {
        let (second, third) = self.pop_two(&node.at)?;
        let first = self.pop_boolean(node, Logic::Choose)?;
        let (second, third) = alike(second, third)?;
        for part in [&second, &third] {
            // A string is settled as long as what chooses it is.
            if let Some(fault) = part.misuse().filter(|_| part.value != Type::Text || first.asks) {
                return Err(fault);
            }
        }
        let joined = joined(&first, &joined(&second, &third, second.value), second.value);
        let worth = match first.worth {
            Worth::Settled(Settled::Number(0)) => third.worth,
            Worth::Settled(Settled::Number(_)) => second.worth,
            Worth::Settled(_) => Worth::Settled(Settled::Error),
            _ => {
                let mut ops = first.into_ops()?;
                ops.extend(second.into_ops()?);
                ops.extend(third.into_ops()?);
                ops.push(Op::Logic(Logic::Choose));
                Worth::Ops(ops)
            }
        };
        Ok(Part { worth, ..joined })
    }

    fn arithmetic(&mut self, node: &Node, operator: Arithmetic) -> Result<Part, Box<Fault>> {
        let is_negation = operator == Arithmetic::Negate;
        let last = self.pop(&node.at)?;
        // A negation takes nothing else.
        let (left, right) = if is_negation {
            (last, Part::settled(node, Type::Integer, Settled::Number(0)))
        } else {
            (self.pop(&node.at)?, last)
        };
        for part in [&left, &right] {
            if part.value != Type::Integer {
                let message =
                    format!("`{}` with a value of type {}; accepted: int", operator.name(), describe(part.value));
                return Err(Fault::new(part.at.clone(), message));
            }
            if let Some(fault) = part.misuse() {
                return Err(fault);
            }
        }
        let joined = joined(&left, &right, Type::Integer);
        let worth = match (&left.worth, &right.worth) {
            (Worth::Settled(Settled::Number(left)), Worth::Settled(Settled::Number(right))) => {
                Worth::Settled(calculate(operator, *left, *right).map_or(Settled::Error, Settled::Number))
            }
            (Worth::Settled(_), Worth::Settled(_)) => Worth::Settled(Settled::Error),
            _ => {
                let mut ops = left.into_ops()?;
                if !is_negation {
                    ops.extend(right.into_ops()?);
                }
                ops.push(Op::Arithmetic(operator));
                Worth::Ops(ops)
            }
        };
        Ok(Part { worth, ..joined })
    }
}

/// A fact of the request.
fn asked(node: &Node, value: Type, ops: Vec<Op>) -> Part {
    let part = Part::settled(node, value, Settled::Error);
    Part { worth: Worth::Ops(ops), asks: true, ..part }
}

/// What two parts have in common, of another type and without a worth.
fn joined(left: &Part, right: &Part, value: Type) -> Part {
    Part {
        at: left.at.start.min(right.at.start)..left.at.end.max(right.at.end),
        value,
        worth: Worth::Settled(Settled::Error),
        is_literal: false,
        is_list: false,
        asks: left.asks || right.asks,
        has_amount: left.has_amount || right.has_amount,
    }
}

/// The fact of a name.
fn named(node: &Node, group: &str, name: &str) -> Result<names::Name, Box<Fault>> {
    if let Some(found) = names::all().find(|known| known.group == group && known.name == name) {
        return Ok(found);
    }
    let known = &mut names::all().filter(|known| known.group == group).map(|known| known.name);
    let known = listed([&format!("{group}."), ""], known, "");
    let message = if known.is_empty() {
        let groups = listed(["", ""], &mut names::GROUPS.iter().copied(), "");
        format!("`{group}` is not a group of facts; accepted: {groups}")
    } else {
        format!("`{group}.{name}` is not a fact; accepted: {known}")
    };
    Err(Fault::new(node.at.clone(), message))
}

/// The amount compared with what it does not occur in; `order` has the amount on the left.
fn amount(order: Order, bound: Part, is_left: bool) -> Result<Vec<Op>, Box<Fault>> {
    if bound.has_amount {
        let message = "`transaction.amount` on both sides of a comparison; accepted: on one side";
        return Err(Fault::new(bound.at, message));
    }
    let mut ops = bound.into_ops()?;
    ops.push(Op::Amount { order, is_left });
    Ok(ops)
}

/// The clock compared with what the request does not change; `order` has the clock on the left.
fn local(clock: Clock, order: Order, bound: &Part, is_left: bool) -> Result<Vec<Op>, Box<Fault>> {
    match &bound.worth {
        _ if bound.asks => Err(Fault::new(
            bound.at.clone(),
            format!(
                "`local.{}` compared with what depends on the request; accepted: a constant, or a fact of the service point",
                clock.name()
            ),
        )),
        Worth::Settled(Settled::Number(number)) => Ok(vec![clamped(clock, order, *number)]),
        _ => Ok(failing(local_known(clock), is_left, true)),
    }
}

/// The clock compared with a number, which may be far outside of what it shows.
fn clamped(clock: Clock, order: Order, number: i64) -> Op {
    let constant = i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX });
    Op::Local { clock, order, constant }
}

/// True where the clock can be told.
fn local_known(clock: Clock) -> Vec<Op> {
    vec![Op::Local { clock, order: Order::ALWAYS, constant: 0 }]
}

/// Whether any of these holds; `none` where there are none.
fn any(each: impl Iterator<Item = Vec<Op>>, none: Vec<Op>) -> Vec<Op> {
    let mut out = Vec::new();
    for (at, ops) in each.enumerate() {
        out.extend(ops);
        if at > 0 {
            out.push(Op::Logic(Logic::Or));
        }
    }
    if out.is_empty() { none } else { out }
}

/// What the first of conditions joined by `&&` asks for, where that is one of some words of a fact: the fact, a bit for each
/// word, and how many steps it takes.
pub(crate) fn first_words(ops: &[Op]) -> Option<(Fact, u16, usize)> {
    let bit = |word: i64| u8::try_from(word).ok().filter(|&word| word < 16).map_or(0, |word| 1_u16 << word);
    let (fact, bits, taken) = match *ops {
        [Op::Compared { fact, order: Order::EQUAL, constant }, ..] => (fact, bit(constant), 1),
        [Op::Compared { fact, order: Order::DIFFERENT, constant }, ..] => {
            let words = (1_u16..).take(fact.words()).fold(0, |bits, word| bits | (1 << word));
            (fact, words & !bit(constant), 1)
        }
        [Op::Fact(fact), Op::OneOf(ref words), ..] => (fact, words.iter().fold(0, |bits, &word| bits | bit(word)), 2),
        _ => return None,
    };
    // What follows are conditions, each joined to those before it: nothing else takes what they give.
    let mut height = 1_usize;
    for op in ops.get(taken..)? {
        height = height.checked_sub(op.takes())?.saturating_add(1);
        if height == 1 && *op != Op::Logic(Logic::And) {
            return None;
        }
    }
    (fact.is_word() && height == 1).then_some((fact, bits, taken))
}

/// The same conditions without the first.
pub(crate) fn without_first(ops: &[Op], taken: usize) -> Vec<Op> {
    let mut height = 1_usize;
    let mut out = Vec::new();
    let mut is_joined = false;
    for op in ops.iter().skip(taken) {
        height = height.saturating_sub(op.takes()).saturating_add(1);
        // The second is no longer joined to anything.
        if height == 1 && !is_joined {
            is_joined = true;
            continue;
        }
        out.push(op.clone());
    }
    out
}
