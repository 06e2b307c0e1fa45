//! What is left of an expression in a plan: steps on a small stack, in the order in which they are taken.
//!
//! Straight on, without jumps: each step takes its values from the stack and leaves one. There is nothing to skip, since no
//! step can err, loop or change anything; a step on an error gives an error, but for `&&`, `||` and `?:`.
//!
//! A step is a byte and what follows it. The byte's five lower bits say which step, its three upper bits are its parameter:
//!
//! | step | parameter | bytes after it |
//! |---|---|---|
//! | 1 constant | two bits of width (1, 2, 4, 8 bytes), and whether it is a boolean | the integer |
//! | 2 fact | 0 | the fact |
//! | 3 used | 0 amount, 1 count | slot of the counter (1), its greatest age in seconds, all bits for any (4) |
//! | 4 local | order | which of the clock (1), the integer it is compared with (4) |
//! | 5 amount, left of what it is compared with | order | |
//! | 6 amount, right of it | order | |
//! | 7 compare | order | |
//! | 8 one of | two bits of width | how many (1), the integers |
//! | 9 logic | and, or, not, choose | |
//! | 10 arithmetic | add, subtract, multiply, divide, remainder, negate | |
//! | 11 error | whether it stands for a boolean | |
//! | 12 fact compared | order | the fact, and two upper bits of width (1), the integer it is compared with |
//!
//! An order is a bit each for less, equal and greater, of what stands left of the operator: those that make it true.

use crate::condition::limits;
use crate::foresee::Ahead;
use crate::plan::{Plan, i32_at, u32_at};
use crate::request::{Fact, Request};
use crate::time::{self, Local};
use crate::words::{Measure, words};
use core::cmp::Ordering;
#[cfg(feature = "compile")]
use {crate::plan::CounterRow, alloc::vec::Vec};

/// Most steps of an expression.
pub const STEPS_MAX: usize = 128;

/// Most values on the stack at a time.
pub const STACK_MAX: usize = 16;

words! {
    /// What the service point's clock shows.
    Clock {
        /// The local date, in days since 1970-01-01.
        Date = 1 "date",
        /// Minutes since local midnight, 0–1439.
        Time = 2 "time",
        /// The day of the week, 1 for Monday to 7.
        Weekday = 3 "weekday",
        /// The day of the month, 1–31.
        Day = 4 "day",
        /// The month, 1–12.
        Month = 5 "month",
    }
}

words! {
    /// An operator of booleans.
    Logic {
        /// Both.
        And = 0 "&&",
        /// At least one.
        Or = 1 "||",
        /// Not.
        Not = 2 "!",
        /// The second or the third, as the first says.
        Choose = 3 "?:",
    }
}

words! {
    /// An operator of integers.
    Arithmetic {
        /// The sum.
        Add = 0 "+",
        /// The difference.
        Subtract = 1 "-",
        /// The product.
        Multiply = 2 "*",
        /// The quotient, rounded towards zero.
        Divide = 3 "/",
        /// The remainder, with the sign of the dividend.
        Remainder = 4 "%",
        /// The negative.
        Negate = 5 "-x",
    }
}

impl Logic {
    /// How many booleans it takes; of a choice the second and third may be others.
    const fn takes(self) -> usize {
        match self {
            Self::Not => 1,
            Self::And | Self::Or => 2,
            Self::Choose => 3,
        }
    }
}

impl Arithmetic {
    /// How many integers it takes.
    const fn takes(self) -> usize {
        if matches!(self, Self::Negate) { 1 } else { 2 }
    }
}

/// Which orders of two values make a comparison true: a bit each for less, equal and greater.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order(u8);

impl Order {
    /// `<`
    pub const LESS: Self = Self(0b001);
    /// `==`
    pub const EQUAL: Self = Self(0b010);
    /// `<=`
    pub const AT_MOST: Self = Self(0b011);
    /// `>`
    pub const GREATER: Self = Self(0b100);
    /// `!=`
    pub const DIFFERENT: Self = Self(0b101);
    /// `>=`
    pub const AT_LEAST: Self = Self(0b110);

    /// None of them.
    pub(crate) const NEVER: Self = Self(0);

    /// Any of them.
    #[cfg(feature = "compile")]
    pub(crate) const ALWAYS: Self = Self(0b111);

    /// Whether two values are in such an order.
    pub(crate) const fn holds(self, order: Ordering) -> bool {
        let bit = match order {
            Ordering::Less => Self::LESS,
            Ordering::Equal => Self::EQUAL,
            Ordering::Greater => Self::GREATER,
        };
        self.0 & bit.0 != 0
    }

    /// The same of the two values the other way round.
    #[must_use]
    pub const fn turned(self) -> Self {
        Self((self.0 & 0b010) | ((self.0 & 0b001) << 2) | ((self.0 & 0b100) >> 2))
    }

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LESS => "<",
            Self::EQUAL => "==",
            Self::AT_MOST => "<=",
            Self::GREATER => ">",
            Self::DIFFERENT => "!=",
            Self::AT_LEAST => ">=",
            Self(0) => "never",
            Self(_) => "always",
        }
    }
}

/// Integers one after the other, each of the same width.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    width: u8,
    bytes: &'a [u8],
}

impl<'a> Values<'a> {
    /// The integers.
    pub fn iter(self) -> impl Iterator<Item = i64> + use<'a> {
        self.bytes.chunks(bytes_of(self.width)).map(integer)
    }
}

/// One step.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// Puts an integer there, a word by its number, or a boolean as 0 or 1.
    Constant {
        /// The integer.
        value: i64,
        /// Whether it is a boolean.
        is_boolean: bool,
    },
    /// Puts a fact of the request there.
    Fact(Fact),
    /// Puts there what was used of a counter.
    Used {
        /// The slot of the counter.
        slot: u8,
        /// What of it.
        measure: Measure,
        /// Its greatest age inside its window, in seconds; `u32::MAX` for any.
        age_max_s: u32,
    },
    /// Compares a fact of the request with a constant.
    Compared {
        /// The fact.
        fact: Fact,
        /// How, the fact on the left.
        order: Order,
        /// With what.
        constant: i64,
    },
    /// Compares the clock with a constant.
    Local {
        /// What of the clock.
        clock: Clock,
        /// How.
        order: Order,
        /// With what.
        constant: i32,
    },
    /// Compares the amount with the value on top; whether the amount stands left in the text.
    Amount {
        /// How, the amount on the left.
        order: Order,
        /// Whether it stands left.
        is_left: bool,
    },
    /// Compares the two values on top.
    Compare(Order),
    /// Looks for the value on top among these.
    OneOf(Values<'a>),
    /// Takes one to three booleans.
    Logic(Logic),
    /// Takes one or two integers.
    Arithmetic(Arithmetic),
    /// Puts an error there that no fact can mend.
    Error {
        /// Whether it stands for a boolean.
        is_boolean: bool,
    },
}

/// The steps of an expression.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a>(&'a [u8]);

const CONSTANT: u8 = 1;
const FACT: u8 = 2;
const USED: u8 = 3;
const LOCAL: u8 = 4;
const AMOUNT_LEFT: u8 = 5;
const AMOUNT_RIGHT: u8 = 6;
const COMPARE: u8 = 7;
const ONE_OF: u8 = 8;
const LOGIC: u8 = 9;
const ARITHMETIC: u8 = 10;
const ERROR: u8 = 11;
const COMPARED: u8 = 12;

/// Bytes of an integer of one of the four widths.
const fn bytes_of(width: u8) -> usize {
    1 << (width & 3)
}

/// A little-endian integer of 1, 2, 4 or 8 bytes.
fn integer(bytes: &[u8]) -> i64 {
    let negative = bytes.last().is_some_and(|&byte| byte & 0x80 != 0);
    let mut wide = if negative { [0xff; 8] } else { [0; 8] };
    for (place, &byte) in wide.iter_mut().zip(bytes) {
        *place = byte;
    }
    i64::from_le_bytes(wide)
}

impl<'a> Iterator for Steps<'a> {
    type Item = Step<'a>;

    /// The next step; nothing at the end, and where the bytes are none.
    fn next(&mut self) -> Option<Step<'a>> {
        let (&first, rest) = self.0.split_first()?;
        let (which, parameter) = (first & 31, first >> 5);
        let order = Order(parameter);
        let (step, length) = match which {
            CONSTANT => {
                let length = bytes_of(parameter);
                (Step::Constant { value: integer(rest.get(..length)?), is_boolean: parameter & 4 != 0 }, length)
            }
            FACT => (Step::Fact(Fact::from_u8(*rest.first()?)?), 1),
            USED => {
                let measure = Measure::from_u8(parameter.saturating_add(1))?;
                (Step::Used { slot: *rest.first()?, measure, age_max_s: u32_at(rest, 1) }, 5)
            }
            LOCAL => (Step::Local { clock: Clock::from_u8(*rest.first()?)?, order, constant: i32_at(rest, 1) }, 5),
            AMOUNT_LEFT => (Step::Amount { order, is_left: true }, 0),
            AMOUNT_RIGHT => (Step::Amount { order, is_left: false }, 0),
            COMPARE => (Step::Compare(order), 0),
            ONE_OF => {
                // OK because there are at most 255 of eight bytes.
                let length = usize::from(*rest.first()?).saturating_mul(bytes_of(parameter));
                let bytes = rest.get(1..)?.get(..length)?;
                (Step::OneOf(Values { width: parameter, bytes }), length.saturating_add(1))
            }
            LOGIC => (Step::Logic(Logic::from_u8(parameter)?), 0),
            ARITHMETIC => (Step::Arithmetic(Arithmetic::from_u8(parameter)?), 0),
            ERROR => (Step::Error { is_boolean: parameter & 1 != 0 }, 0),
            COMPARED => {
                let (&fact, after) = rest.split_first()?;
                let length = bytes_of(fact >> 6);
                let (fact, constant) = (Fact::from_u8(fact & 63)?, integer(after.get(..length)?));
                (Step::Compared { fact, order, constant }, length.saturating_add(1))
            }
            _ => return None,
        };
        self.0 = rest.get(length..)?;
        Some(step)
    }
}

/// A value, or an error with the fact whose absence made it one, if that did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Value {
    /// The integer; 0 for an error.
    number: i64,
    /// 0 for a value; else one more than the number of the fact, or [`NO_FACT`].
    error: u8,
}

/// An error that no fact can mend.
const NO_FACT: u8 = u8::MAX;

impl Value {
    const ERROR: Self = Self { number: 0, error: NO_FACT };

    const fn known(number: i64) -> Self {
        Self { number, error: 0 }
    }

    const fn boolean(value: bool) -> Self {
        Self::known(value as i64)
    }

    /// An error for the want of a fact.
    const fn without(fact: Fact) -> Self {
        // OK because facts are numbered from 0 to 54.
        Self { number: 0, error: (fact as u8).saturating_add(1) }
    }

    /// The integer. Errs with the fact whose absence is why there is none, if it is that.
    pub(crate) const fn get(self) -> Result<i64, Option<Fact>> {
        match self.error {
            0 => Ok(self.number),
            NO_FACT => Err(None),
            error => Err(Fact::from_u8(error.saturating_sub(1))),
        }
    }

    /// What two values give, or the error that stands first.
    fn with(self, other: Self, value: Self) -> Self {
        let error = if self.error == 0 { other.error } else { self.error };
        if error == 0 { value } else { Self { number: 0, error } }
    }

    /// `&&` of booleans where `absorbing` is false, `||` where it is true: a side that is so decides, whatever the other is.
    fn either(self, other: Self, absorbing: bool) -> Self {
        let decided = Self::boolean(absorbing);
        if self == decided || other == decided { decided } else { self.with(other, Self::boolean(!absorbing)) }
    }

    fn compared(self, other: Self, order: Order) -> Self {
        self.with(other, Self::boolean(order.holds(self.number.cmp(&other.number))))
    }
}

/// Values in the making. Whatever the steps are it stays inside; [`Steps::bounds`] tells which make sense.
struct Stack {
    values: [Value; STACK_MAX],
    height: usize,
}

impl Stack {
    fn push(&mut self, value: Value) {
        if let Some(place) = self.values.get_mut(self.height) {
            *place = value;
            self.height = self.height.saturating_add(1);
        }
    }

    fn pop(&mut self) -> Value {
        self.height = self.height.saturating_sub(1);
        self.values.get(self.height).copied().unwrap_or(Value::ERROR)
    }
}

/// What the clock shows.
pub(crate) fn shown(clock: Clock, now: Local) -> i32 {
    match clock {
        Clock::Date => now.day,
        Clock::Time => now.second / 60,
        Clock::Weekday => i32::try_from(time::weekday(now.day)).unwrap_or(0).saturating_add(1),
        Clock::Day => time::civil(now.day).2,
        Clock::Month => time::civil(now.day).1,
    }
}

/// What an operator gives, of the left one alone where it takes one; nothing where that is beyond 64 bits or a division by
/// zero.
pub(crate) const fn calculate(operator: Arithmetic, left: i64, right: i64) -> Option<i64> {
    match operator {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::Remainder => left.checked_rem(right),
        Arithmetic::Negate => left.checked_neg(),
    }
}

impl<'a> Steps<'a> {
    /// The steps that these bytes are.
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Takes the steps and gives the value that is left. Total: whatever they are.
    ///
    /// Each step takes time in proportion to its bytes; a step on a counter that of finding its business day.
    #[inline(never)]
    pub(crate) fn run(self, plan: &Plan<'_>, request: &Request, now: Option<Local>) -> Value {
        self.walk(plan, request, now, &mut |_| {})
    }

    /// Says each amount that the value may hold up to and not beyond.
    pub(crate) fn amounts(self, plan: &Plan<'_>, request: &Request, now: Option<Local>, say: &mut dyn FnMut(i64)) {
        self.walk(plan, request, now, &mut |compared| {
            say(compared.saturating_sub(1));
            say(compared);
        });
    }

    /// Says instants at which the value may change: at least the first that lies ahead.
    pub(crate) fn instants(self, ahead: &Ahead<'_, '_, '_>, say: &mut dyn FnMut(i64)) {
        let today = ahead.now.day;
        for step in self {
            match step {
                Step::Used { slot, age_max_s, .. } => limits::used_instants(ahead, slot, age_max_s, say),
                Step::Local { clock: Clock::Date, constant, .. } => ahead.days((constant, constant), say),
                Step::Local { clock, constant, .. } => {
                    if clock == Clock::Time {
                        for minute in [constant, constant.saturating_add(1)] {
                            ahead.clock(today, minute.saturating_mul(60), say);
                        }
                    }
                    ahead.clock(today.saturating_add(1), 0, say);
                }
                _ => {}
            }
        }
    }

    /// The same as [`run`](Self::run), showing what the amount is compared with.
    fn walk(self, plan: &Plan<'_>, request: &Request, now: Option<Local>, see: &mut dyn FnMut(i64)) -> Value {
        let mut stack = Stack { values: [Value::ERROR; STACK_MAX], height: 0 };
        let fact = |fact: Fact| request.value(fact).map_or(Value::without(fact), Value::known);
        for step in self {
            let value = match step {
                Step::Constant { value, .. } => Value::known(value),
                Step::Error { .. } => Value::ERROR,
                Step::Fact(one) => fact(one),
                Step::Compared { fact: one, order, constant } => fact(one).compared(Value::known(constant), order),
                Step::Used { slot, measure, age_max_s } => match now {
                    None => Value::without(Fact::NowUtcS),
                    Some(now) => match limits::used(plan, request, now, (slot, measure, age_max_s)) {
                        Ok((used, ..)) => Value::known(used),
                        Err(_) => Value::ERROR,
                    },
                },
                Step::Local { clock, order, constant } => match now {
                    None => Value::without(Fact::NowUtcS),
                    Some(now) => Value::boolean(order.holds(shown(clock, now).cmp(&constant))),
                },
                Step::Amount { order, is_left } => {
                    let (amount, bound) = (fact(Fact::AmountMinor), stack.pop());
                    see(bound.number);
                    if is_left { amount.compared(bound, order) } else { bound.compared(amount, order.turned()) }
                }
                Step::OneOf(values) => {
                    let left = stack.pop();
                    left.with(left, Value::boolean(values.iter().any(|one| one == left.number)))
                }
                Step::Logic(Logic::Not) => {
                    let left = stack.pop();
                    left.with(left, Value::boolean(left.number == 0))
                }
                Step::Arithmetic(Arithmetic::Negate) => {
                    let left = stack.pop();
                    left.with(left, left.number.checked_neg().map_or(Value::ERROR, Value::known))
                }
                Step::Compare(_) | Step::Logic(_) | Step::Arithmetic(_) => {
                    let right = stack.pop();
                    let left = stack.pop();
                    match step {
                        Step::Compare(order) => left.compared(right, order),
                        Step::Logic(Logic::Choose) => {
                            let chooses = stack.pop();
                            chooses.with(chooses, if chooses.number == 0 { right } else { left })
                        }
                        Step::Logic(operator) => left.either(right, operator == Logic::Or),
                        Step::Arithmetic(operator) => {
                            let result = calculate(operator, left.number, right.number);
                            left.with(right, result.map_or(Value::ERROR, Value::known))
                        }
                        _ => Value::ERROR,
                    }
                }
            };
            stack.push(value);
        }
        stack.pop()
    }

    /// How many steps there are and how many values stand on the stack at a time; nothing where the bytes are not the
    /// steps of one boolean within the bounds, or refer to what is not there.
    pub fn bounds(self, plan: &Plan<'_>) -> Option<(usize, usize)> {
        let mut rest = self;
        // A bit for each value on the stack, the lowest for the one on top: whether it is a boolean.
        let (mut booleans, mut height, mut highest, mut steps) = (0_u32, 0_usize, 0, 0_usize);
        for step in rest.by_ref() {
            steps = steps.saturating_add(1);
            let (takes, (fits, is_boolean)) = (step.takes(), step.types(booleans, plan));
            if !fits || height < takes || steps > STEPS_MAX {
                return None;
            }
            height = height.saturating_sub(takes).saturating_add(1);
            highest = highest.max(height);
            // OK because a step takes at most three.
            booleans = ((booleans >> (takes & 3)) << 1) | u32::from(is_boolean);
            if height > STACK_MAX {
                return None;
            }
        }
        (rest.0.is_empty() && height == 1 && booleans & 1 == 1).then_some((steps, highest))
    }
}

impl Step<'_> {
    /// How many values it takes, at most three.
    const fn takes(self) -> usize {
        match self {
            Step::Constant { .. } | Step::Error { .. } | Step::Fact(_) | Step::Used { .. } => 0,
            Step::Compared { .. } | Step::Local { .. } => 0,
            Step::Amount { .. } | Step::OneOf(_) => 1,
            Step::Logic(operator) => operator.takes(),
            Step::Arithmetic(operator) => operator.takes(),
            Step::Compare(_) => 2,
        }
    }

    /// Whether the values on the stack (a bit each, the lowest on top, set for a boolean) and what it refers to are as
    /// they must be, and whether it leaves a boolean.
    fn types(self, booleans: u32, plan: &Plan<'_>) -> (bool, bool) {
        let are_alike = matches!(booleans & 3, 0 | 3);
        match self {
            Step::Constant { value, is_boolean } => (!is_boolean || value == 0 || value == 1, is_boolean),
            Step::Error { is_boolean } => (true, is_boolean),
            Step::Fact(fact) => (fact.is_value(), false),
            Step::Used { slot, .. } => (plan.counter(slot).is_some(), false),
            Step::Compared { fact, .. } => (fact.is_value(), true),
            Step::Local { .. } | Step::OneOf(_) => (true, true),
            Step::Amount { .. } => (booleans & 1 == 0, true),
            Step::Compare(_) => (are_alike, true),
            Step::Logic(Logic::Not) => (booleans & 1 == 1, true),
            Step::Logic(Logic::Choose) => (booleans & 4 == 4 && are_alike, booleans & 1 == 1),
            Step::Logic(Logic::And | Logic::Or) => (booleans & 3 == 3, true),
            Step::Arithmetic(Arithmetic::Negate) => (booleans & 1 == 0, false),
            Step::Arithmetic(_) => (booleans & 3 == 0, false),
        }
    }
}

/// A step in the making.
#[cfg(feature = "compile")]
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Op {
    Constant { value: i64, is_boolean: bool },
    Fact(Fact),
    Used { counter: CounterRow, measure: Measure, age_max_s: u32 },
    Compared { fact: Fact, order: Order, constant: i64 },
    Local { clock: Clock, order: Order, constant: i32 },
    Amount { order: Order, is_left: bool },
    Compare(Order),
    OneOf(Vec<i64>),
    Logic(Logic),
    Arithmetic(Arithmetic),
    Error { is_boolean: bool },
}

#[cfg(feature = "compile")]
impl Op {
    /// How many values it takes.
    pub(crate) const fn takes(&self) -> usize {
        match self {
            Self::Constant { .. } | Self::Error { .. } | Self::Fact(_) | Self::Used { .. } => 0,
            Self::Compared { .. } | Self::Local { .. } => 0,
            Self::Amount { .. } | Self::OneOf(_) => 1,
            Self::Logic(operator) => operator.takes(),
            Self::Arithmetic(operator) => operator.takes(),
            Self::Compare(_) => 2,
        }
    }

    /// How many values stand on the stack at a time.
    pub(crate) fn highest(ops: &[Self]) -> usize {
        let mut height = 0_usize;
        let heights = ops.iter().map(|op| {
            height = height.saturating_sub(op.takes()).saturating_add(1);
            height
        });
        heights.max().unwrap_or(0)
    }

    /// Adds its bytes; `slot` tells where a counter stands. Of a list it writes 255 values at most.
    pub(crate) fn write(&self, slot: impl Fn(CounterRow) -> u8, out: &mut Vec<u8>) {
        let mut first = |which: u8, parameter: u8| out.push(which | (parameter << 5));
        match *self {
            Self::Constant { value, is_boolean } => {
                let width = width(value);
                first(CONSTANT, width | if is_boolean { 4 } else { 0 });
                put(value, width, out);
            }
            Self::Fact(fact) => {
                first(FACT, 0);
                out.push(fact as u8);
            }
            Self::Used { counter, measure, age_max_s } => {
                // OK because measures are numbered from 1.
                first(USED, (measure as u8).saturating_sub(1));
                out.push(slot(counter));
                out.extend(age_max_s.to_le_bytes());
            }
            Self::Compared { fact, order, constant } => {
                first(COMPARED, order.0);
                let width = width(constant);
                // OK because facts are numbered below 64.
                out.push(fact as u8 | (width << 6));
                put(constant, width, out);
            }
            Self::Local { clock, order, constant } => {
                first(LOCAL, order.0);
                out.push(clock as u8);
                out.extend(constant.to_le_bytes());
            }
            Self::Amount { order, is_left } => first(if is_left { AMOUNT_LEFT } else { AMOUNT_RIGHT }, order.0),
            Self::Compare(order) => first(COMPARE, order.0),
            Self::OneOf(ref values) => {
                let width = values.iter().map(|&value| width(value)).max().unwrap_or(0);
                first(ONE_OF, width);
                out.push(u8::try_from(values.len()).unwrap_or(u8::MAX));
                for &value in values.iter().take(u8::MAX.into()) {
                    put(value, width, out);
                }
            }
            Self::Logic(operator) => first(LOGIC, operator as u8),
            Self::Arithmetic(operator) => first(ARITHMETIC, operator as u8),
            Self::Error { is_boolean } => first(ERROR, u8::from(is_boolean)),
        }
    }
}

/// The least width that holds an integer.
#[cfg(feature = "compile")]
fn width(value: i64) -> u8 {
    let bytes = value.to_le_bytes();
    (0..3).find(|&width| bytes.get(..bytes_of(width)).map(integer) == Some(value)).unwrap_or(3)
}

/// Adds an integer in a width that holds it.
#[cfg(feature = "compile")]
fn put(value: i64, width: u8, out: &mut Vec<u8>) {
    out.extend(value.to_le_bytes().iter().take(bytes_of(width)));
}
