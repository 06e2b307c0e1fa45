//! What expressions are worth: each a rule's requirement, so that true passes, false fails, and an error is unknown.

use super::basis::{TRANSACTIONS, at, policy, sale, shop, strict};
use super::draft::{Group, Says, declines, fail, outside, pass, proceeds, refers, unknown, with};
use super::usage::{usage, used};
use poscond::Action;
use poscond::Reason::{ClockNotTrusted, HostUnreachable, RequirementNotMet, RequirementUnknown};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        logic(),
        errors_in_logic(),
        nested_choices(),
        precedence(),
        grouping(),
        division(),
        edges(),
        more_edges(),
        booleans(),
        lists(),
        terminal(),
        parts(),
        software(),
        transaction(),
        words_of_the_transaction(),
        host(),
        counters(),
        stale_counters(),
        custom_numbers(),
        versions(),
    ]
}

/// What a rule requires, by its id.
pub(crate) type Asked = (&'static str, &'static str);

/// The rule that a case lets speak, the section, the flags, why, what is changed, and what the rule says.
pub(crate) type Row = (&'static str, &'static str, &'static str, &'static str, Value, Says);

/// The custom facts `a`, `b` and `c`, carried by `custom_0`, `custom_1` and `custom_2`.
pub(crate) fn custom_facts() -> Value {
    json!({"custom_facts": {"a": 0, "b": 1, "c": 2}})
}

/// A rule that requires an expression, declines where it is false, and refers where it is not known.
pub(crate) fn requires(id: &str, expression: &str) -> Value {
    strict(id, json!({"require": {"expression": expression}}))
}

/// Up to eight rules that each require an expression and concern a transaction of their own, so that one speaks at a time.
pub(crate) fn asking(
    id: &'static str,
    comment: &'static str,
    shop: Value,
    asked: &[Asked],
    rows: impl IntoIterator<Item = Row>,
) -> Group {
    let rules: Vec<Value> = asked
        .iter()
        .zip(TRANSACTIONS)
        .map(|((id, expression), transaction)| {
            with(&requires(id, expression), json!({"scope": {"transactions": [transaction]}}))
        })
        .collect();
    let mut group = Group::new(id, comment, with(&policy(rules), custom_facts()), shop, sale());
    for (rule, section, flags, why, change, says) in rows {
        let place = asked.iter().position(|(id, _)| *id == rule).expect("the case names a rule of its group");
        let change = with(&change, json!({"transaction": TRANSACTIONS[place]}));
        group = group.case(section, flags, why, change, says.decides().says(rule, says).all_say(outside()));
    }
    group
}

/// The expression is true.
pub(crate) fn yes() -> Says {
    pass()
}

/// It is false.
pub(crate) fn no() -> Says {
    fail(RequirementNotMet)
}

/// It is an error for the want of a fact.
pub(crate) fn lacking(fact: &'static str) -> Says {
    unknown(RequirementUnknown).about(fact).seen(Value::Null)
}

/// It is an error that no fact would mend.
pub(crate) fn error() -> Says {
    unknown(RequirementUnknown).about_nothing().shows_nothing()
}

fn logic() -> Group {
    const LOGIC: &str = "expression.logic";
    asking(
        "logic",
        "The four operators of booleans over three facts, each of which may be absent.",
        shop(),
        &[
            ("and", "custom.a == 1 && custom.b == 1"),
            ("or", "custom.a == 1 || custom.b == 1"),
            ("not", "!(custom.a == 1)"),
            ("choose", "custom.a == 1 ? custom.b == 1 : custom.c == 1"),
        ],
        [
            ("and", LOGIC, "logic", "Both sides are true.", json!({"custom_0": 1, "custom_1": 1}), yes()),
            ("and", LOGIC, "logic", "The right side is false.", json!({"custom_0": 1, "custom_1": 2}), no()),
            ("and", LOGIC, "logic", "The left side is false.", json!({"custom_0": 2, "custom_1": 1}), no()),
            (
                "and",
                LOGIC,
                "logic absence",
                "False on the right wins over an absent fact on the left.",
                json!({"custom_1": 0}),
                no().about_nothing().shows_nothing(),
            ),
            (
                "and",
                LOGIC,
                "logic absence",
                "False on the left wins over an absent fact on the right.",
                json!({"custom_0": 0}),
                no().about_nothing(),
            ),
            (
                "and",
                LOGIC,
                "logic absence unknown",
                "True on the right leaves the error of the left, where a is absent.",
                json!({"custom_1": 1}),
                lacking("custom_0"),
            ),
            (
                "and",
                LOGIC,
                "logic absence unknown",
                "True on the left leaves the error of the right, where b is absent.",
                json!({"custom_0": 1}),
                lacking("custom_1"),
            ),
            (
                "and",
                LOGIC,
                "logic absence unknown shown",
                "Both are absent: the one that stands first in the text is named.",
                json!({}),
                lacking("custom_0"),
            ),
            ("or", LOGIC, "logic", "Neither side is true.", json!({"custom_0": 0, "custom_1": 0}), no()),
            ("or", LOGIC, "logic", "One side is true.", json!({"custom_0": 0, "custom_1": 1}), yes()),
            (
                "or",
                LOGIC,
                "logic absence",
                "True on the right wins over an absent fact on the left.",
                json!({"custom_1": 1}),
                yes().about_nothing(),
            ),
            (
                "or",
                LOGIC,
                "logic absence",
                "True on the left wins over an absent fact on the right.",
                json!({"custom_0": 1}),
                yes().about_nothing(),
            ),
            (
                "or",
                LOGIC,
                "logic absence unknown",
                "False on the right leaves the error of the left.",
                json!({"custom_1": 0}),
                lacking("custom_0"),
            ),
            (
                "or",
                LOGIC,
                "logic absence unknown",
                "False on the left leaves the error of the right.",
                json!({"custom_0": 0}),
                lacking("custom_1"),
            ),
            ("not", LOGIC, "logic", "1 equals 1, and not that is false.", json!({"custom_0": 1}), no().about_nothing()),
            ("not", LOGIC, "logic", "0 does not equal 1, and not that is true.", json!({"custom_0": 0}), yes()),
            (
                "not",
                LOGIC,
                "logic absence unknown",
                "Not an error is an error.",
                json!({}),
                lacking("custom_0").needs(Value::Null),
            ),
            (
                "choose",
                LOGIC,
                "logic absence",
                "The second is chosen and true; the third is absent and not looked at.",
                json!({"custom_0": 1, "custom_1": 1}),
                yes(),
            ),
            (
                "choose",
                LOGIC,
                "logic absence",
                "The third is chosen and false; the second is absent and not looked at.",
                json!({"custom_0": 0, "custom_2": 0}),
                no(),
            ),
            (
                "choose",
                LOGIC,
                "logic absence unknown",
                "The second is chosen and absent, although the third is true.",
                json!({"custom_0": 1, "custom_2": 1}),
                lacking("custom_1"),
            ),
            (
                "choose",
                LOGIC,
                "logic absence unknown",
                "The third is chosen and absent, although the second is true.",
                json!({"custom_0": 0, "custom_1": 1}),
                lacking("custom_2"),
            ),
            (
                "choose",
                LOGIC,
                "logic absence unknown",
                "What chooses is absent: an error, although both that it may choose are true.",
                json!({"custom_1": 1, "custom_2": 1}),
                lacking("custom_0"),
            ),
        ],
    )
}

fn errors_in_logic() -> Group {
    const LOGIC: &str = "expression.logic";
    let of = |a: i64, b: i64, c: Value| json!({"custom_0": a, "custom_1": b, "custom_2": c});
    asking(
        "errors-in-logic",
        "Divisions by zero beside booleans: errors that no fact would mend.",
        shop(),
        &[
            ("left", "custom.a / custom.b == 1 && custom.c == 1"),
            ("right", "custom.c == 1 && custom.a / custom.b == 1"),
            ("or-left", "custom.a / custom.b == 1 || custom.c == 1"),
            ("settled-or", "1 / 0 == 1 || custom.a == 1"),
            ("settled-and", "custom.a == 1 && 1 / 0 == 1"),
            ("chooses", "1 / custom.a == 1 ? true : true"),
            ("chosen", "custom.a == 0 ? true : 1 / custom.a == 1"),
            ("or-right", "custom.c == 1 || custom.a / custom.b == 1"),
        ],
        [
            ("left", LOGIC, "logic arithmetic", "False wins over a division by zero.", of(1, 0, json!(0)), no()),
            (
                "left",
                LOGIC,
                "logic arithmetic unknown",
                "True leaves the division by zero, which no fact would mend: none is named.",
                of(1, 0, json!(1)),
                error(),
            ),
            (
                "left",
                LOGIC,
                "logic absence unknown shown",
                "The division by zero stands first, an absent fact second: none is named.",
                of(1, 0, Value::Null),
                error(),
            ),
            (
                "right",
                LOGIC,
                "logic absence unknown shown",
                "An absent fact stands first, the division by zero second: the fact is named.",
                of(1, 0, Value::Null),
                lacking("custom_2"),
            ),
            ("right", LOGIC, "logic arithmetic", "False on the left wins likewise.", of(1, 0, json!(0)), no()),
            ("or-left", LOGIC, "logic arithmetic", "True wins over a division by zero.", of(1, 0, json!(1)), yes()),
            (
                "or-left",
                LOGIC,
                "logic arithmetic unknown",
                "False leaves the division by zero.",
                of(1, 0, json!(0)),
                error(),
            ),
            ("or-right", LOGIC, "logic arithmetic", "True on the left wins likewise.", of(1, 0, json!(1)), yes()),
            (
                "settled-or",
                LOGIC,
                "logic folding",
                "The error is known when the plan is made; true still wins over it.",
                json!({"custom_0": 1}),
                yes(),
            ),
            (
                "settled-or",
                LOGIC,
                "logic folding unknown",
                "False leaves the error that was known when the plan was made.",
                json!({"custom_0": 0}),
                error(),
            ),
            (
                "settled-or",
                LOGIC,
                "logic folding unknown shown",
                "The settled error stands first, the absent fact second: none is named.",
                json!({}),
                error(),
            ),
            (
                "settled-and",
                LOGIC,
                "logic folding",
                "False wins over the settled error.",
                json!({"custom_0": 0}),
                no().about_nothing(),
            ),
            (
                "settled-and",
                LOGIC,
                "logic folding unknown",
                "True leaves the settled error.",
                json!({"custom_0": 1}),
                error(),
            ),
            (
                "chooses",
                LOGIC,
                "logic arithmetic unknown",
                "What chooses divides by zero: an error, although both that it may choose are true.",
                json!({"custom_0": 0}),
                error(),
            ),
            (
                "chosen",
                LOGIC,
                "logic arithmetic",
                "The third divides by zero and is not chosen.",
                json!({"custom_0": 0}),
                yes(),
            ),
            (
                "chosen",
                LOGIC,
                "logic arithmetic",
                "The third is chosen: 1 / 2 is 0, which is not 1.",
                json!({"custom_0": 2}),
                no(),
            ),
        ],
    )
}

fn nested_choices() -> Group {
    const LOGIC: &str = "expression.logic";
    let of = |a: i64, b: i64, c: i64| json!({"custom_0": a, "custom_1": b, "custom_2": c});
    asking(
        "nested-choices",
        "Choices inside choices, and choices between integers.",
        shop(),
        &[
            ("right", "custom.a == 1 ? true : custom.b == 1 ? false : true"),
            ("integers", "(custom.a == 1 ? custom.b : custom.c) > 5"),
            ("weakest", "custom.a == 1 || custom.b == 1 ? custom.c == 1 : custom.c == 2"),
        ],
        [
            (
                "right",
                LOGIC,
                "logic",
                "The choice after the colon belongs to it: true is chosen. From the left it would be false.",
                of(1, 0, 0),
                yes(),
            ),
            ("right", LOGIC, "logic", "The second choice chooses false.", of(0, 1, 0), no()),
            ("integers", LOGIC, "logic", "6, the second, is chosen and above 5.", of(1, 6, 0), yes()),
            ("integers", LOGIC, "logic", "5, the third, is chosen and not above 5.", of(0, 6, 5), no()),
            (
                "weakest",
                LOGIC,
                "logic",
                "`?:` is weaker than `||`: either chooses, and c is the 1 asked for. Otherwise a alone would decide, as true.",
                of(1, 0, 2),
                no(),
            ),
            ("weakest", LOGIC, "logic", "Neither holds: c must be 2, and is.", of(0, 0, 2), yes()),
        ],
    )
}

fn precedence() -> Group {
    const ARITHMETIC: &str = "expression.arithmetic";
    const LOGIC: &str = "expression.logic";
    let of = |a: i64, b: i64, c: i64| json!({"custom_0": a, "custom_1": b, "custom_2": c});
    asking(
        "precedence",
        "Which of two operators takes its values first.",
        shop(),
        &[
            ("and-or", "custom.a == 1 || custom.b == 1 && custom.c == 1"),
            ("times-plus", "custom.a + custom.b * custom.c == 14"),
            ("minus-times", "-custom.a * custom.b + custom.c == 1"),
            ("not-and", "!(custom.a == 1) && custom.b == 1"),
            ("sum-compare", "custom.a + 1 < custom.b - 1"),
            ("in-and", "custom.a + 1 in [2, 3] && custom.b == 1"),
            ("parentheses", "(custom.a == 1 || custom.b == 1) && custom.c == 1"),
            ("sum-product", "(custom.a + custom.b) * custom.c == 20"),
        ],
        [
            (
                "and-or",
                LOGIC,
                "logic",
                "`&&` first: true or false is true; `||` first gives false.",
                of(1, 0, 0),
                yes(),
            ),
            (
                "parentheses",
                LOGIC,
                "logic",
                "The same facts with `||` first, by parentheses: false.",
                of(1, 0, 0),
                no(),
            ),
            ("times-plus", ARITHMETIC, "arithmetic", "2 + 3 × 4 is 14; from the left it were 20.", of(2, 3, 4), yes()),
            (
                "sum-product",
                ARITHMETIC,
                "arithmetic",
                "The same facts in parentheses: 5 × 4 is 20.",
                of(2, 3, 4),
                yes(),
            ),
            ("minus-times", ARITHMETIC, "arithmetic", "-2 × 3 + 7 is 1.", of(2, 3, 7), yes()),
            ("not-and", LOGIC, "logic", "Not true and false is false; not of both were true.", of(1, 0, 0), no()),
            ("not-and", LOGIC, "logic", "Not false and true is true.", of(0, 1, 0), yes()),
            ("sum-compare", ARITHMETIC, "arithmetic boundary", "2 is below 3.", of(1, 4, 0), yes()),
            ("sum-compare", ARITHMETIC, "arithmetic boundary", "2 is not below 2.", of(1, 3, 0), no()),
            ("in-and", LOGIC, "logic", "1 + 1 is in the list, and b is 1.", of(1, 1, 0), yes()),
            ("in-and", LOGIC, "logic", "3 + 1 is not in the list.", of(3, 1, 0), no()),
        ],
    )
}

fn grouping() -> Group {
    const ARITHMETIC: &str = "expression.arithmetic";
    let of = |a: i64, b: i64, c: i64| json!({"custom_0": a, "custom_1": b, "custom_2": c});
    asking(
        "grouping",
        "Operators of one strength take what stands left of them first.",
        shop(),
        &[
            ("minus", "custom.a - custom.b - custom.c == 3"),
            ("divide", "custom.a / custom.b * custom.c == 4"),
            ("remainder", "custom.a % custom.b * custom.c == 6"),
            ("compare", "custom.a < custom.b == true"),
            ("minuses", "--custom.a == custom.a && - -custom.a == custom.a"),
            ("nots", "!!(custom.a == 1)"),
            ("minus-minus", "custom.a - -custom.b == custom.c"),
        ],
        [
            ("minus", ARITHMETIC, "arithmetic", "(10 - 4) - 3 is 3; from the right it were 9.", of(10, 4, 3), yes()),
            ("divide", ARITHMETIC, "arithmetic", "(10 / 5) × 2 is 4; from the right it were 1.", of(10, 5, 2), yes()),
            ("remainder", ARITHMETIC, "arithmetic", "(7 % 4) × 2 is 6; from the right it were 7.", of(7, 4, 2), yes()),
            ("compare", "expression.value", "logic", "(1 < 2) equals true.", of(1, 2, 0), yes()),
            ("compare", "expression.value", "logic", "(2 < 2) does not equal true.", of(2, 2, 0), no()),
            ("minuses", ARITHMETIC, "arithmetic", "Two signs take each other away.", of(-5, 0, 0), yes()),
            ("nots", "expression.logic", "logic", "Not not false is false.", of(0, 0, 0), no()),
            ("minus-minus", ARITHMETIC, "arithmetic", "3 - -4 is 7.", of(3, 4, 7), yes()),
        ],
    )
}

fn division() -> Group {
    const ARITHMETIC: &str = "expression.arithmetic";
    let of = |a: i64, b: i64, c: i64| json!({"custom_0": a, "custom_1": b, "custom_2": c});
    asking(
        "division",
        "Quotient and remainder of a by b, compared with c.",
        shop(),
        &[("quotient", "custom.a / custom.b == custom.c"), ("remainder", "custom.a % custom.b == custom.c")],
        [
            ("quotient", ARITHMETIC, "arithmetic", "7 / 2 is 3.", of(7, 2, 3), yes()),
            ("quotient", ARITHMETIC, "arithmetic", "-7 / 2 is -3: towards zero, not -4.", of(-7, 2, -3), yes()),
            ("quotient", ARITHMETIC, "arithmetic", "7 / -2 is -3: towards zero.", of(7, -2, -3), yes()),
            ("quotient", ARITHMETIC, "arithmetic", "-7 / -2 is 3: towards zero, not 4.", of(-7, -2, 3), yes()),
            ("quotient", ARITHMETIC, "arithmetic", "-1 / 2 is 0.", of(-1, 2, 0), yes()),
            ("quotient", ARITHMETIC, "arithmetic", "0 / 5 is 0.", of(0, 5, 0), yes()),
            ("quotient", ARITHMETIC, "arithmetic unknown", "5 / 0 is an error.", of(5, 0, 0), error()),
            ("quotient", ARITHMETIC, "arithmetic unknown", "0 / 0 is an error.", of(0, 0, 0), error()),
            ("remainder", ARITHMETIC, "arithmetic", "7 % 2 is 1.", of(7, 2, 1), yes()),
            (
                "remainder",
                ARITHMETIC,
                "arithmetic",
                "-7 % 2 is -1, as the dividend is below zero.",
                of(-7, 2, -1),
                yes(),
            ),
            ("remainder", ARITHMETIC, "arithmetic", "7 % -2 is 1, as the dividend is above zero.", of(7, -2, 1), yes()),
            ("remainder", ARITHMETIC, "arithmetic", "-7 % -2 is -1.", of(-7, -2, -1), yes()),
            ("remainder", ARITHMETIC, "arithmetic", "-6 % 2 is 0.", of(-6, 2, 0), yes()),
            ("remainder", ARITHMETIC, "arithmetic unknown", "7 % 0 is an error.", of(7, 0, 0), error()),
            (
                "quotient",
                "expression.absent",
                "arithmetic absence unknown",
                "The divisor is absent: an error that names it, although zero divided by anything else is zero.",
                json!({"custom_0": 0, "custom_2": 0}),
                lacking("custom_1").needs(Value::Null),
            ),
            (
                "quotient",
                "expression.absent",
                "arithmetic absence unknown shown",
                "The quotient is an error of arithmetic, which stands before the absent c: none is named.",
                json!({"custom_0": 5, "custom_1": 0}),
                error(),
            ),
        ],
    )
}

fn edges() -> Group {
    const ARITHMETIC: &str = "expression.arithmetic";
    let a = |value: i64| json!({"custom_0": value});
    asking(
        "edges",
        "Sums, products and negations at the ends of 64 bits.",
        shop(),
        &[
            ("sum", "custom.a + 9223372036854775807 > 0"),
            ("sum-down", "custom.a + -9223372036854775808 < 0"),
            ("difference", "custom.a - 9223372036854775807 < 0"),
            ("product", "custom.a * 4611686018427387904 != 1"),
            ("negation", "-(custom.a - 9223372036854775807) > 0"),
            ("hexadecimal", "custom.a + 0x7FFFFFFFFFFFFFFF == 9223372036854775807"),
            ("least", "-0x8000000000000000 + custom.a == -9223372036854775808"),
            ("twice", "custom.a + 9223372036854775807 - 1 > 0"),
        ],
        [
            ("sum", ARITHMETIC, "overflow boundary", "0 + (2^63 - 1) is the greatest integer.", a(0), yes()),
            ("sum", ARITHMETIC, "overflow boundary unknown", "1 + (2^63 - 1) is an error.", a(1), error()),
            ("sum", ARITHMETIC, "overflow boundary", "-1 + (2^63 - 1) is in range.", a(-1), yes()),
            ("sum-down", ARITHMETIC, "overflow boundary", "0 + -2^63 is the least integer.", a(0), yes()),
            ("sum-down", ARITHMETIC, "overflow boundary unknown", "-1 + -2^63 is an error.", a(-1), error()),
            ("difference", ARITHMETIC, "overflow boundary", "-1 - (2^63 - 1) is the least integer.", a(-1), yes()),
            ("difference", ARITHMETIC, "overflow boundary unknown", "-2 - (2^63 - 1) is an error.", a(-2), error()),
            ("product", ARITHMETIC, "overflow boundary", "1 × 2^62 is in range.", a(1), yes()),
            ("product", ARITHMETIC, "overflow boundary unknown", "2 × 2^62 is an error.", a(2), error()),
            ("product", ARITHMETIC, "overflow boundary", "-2 × 2^62 is the least integer.", a(-2), yes()),
            ("product", ARITHMETIC, "overflow boundary unknown", "-3 × 2^62 is an error.", a(-3), error()),
            ("negation", ARITHMETIC, "overflow boundary", "-(0 - (2^63 - 1)) is the greatest integer.", a(0), yes()),
            ("negation", ARITHMETIC, "overflow boundary unknown", "The negative of -2^63 is an error.", a(-1), error()),
            ("hexadecimal", ARITHMETIC, "overflow text", "The greatest integer in hexadecimal.", a(0), yes()),
            ("hexadecimal", ARITHMETIC, "overflow text", "One less than the greatest integer.", a(-1), no()),
            ("least", ARITHMETIC, "overflow text", "The least integer, in hexadecimal and decimal.", a(0), yes()),
            (
                "twice",
                ARITHMETIC,
                "overflow unknown",
                "A sum beyond 64 bits stays an error, whatever is taken off.",
                a(1),
                error(),
            ),
        ],
    )
}

fn more_edges() -> Group {
    const ARITHMETIC: &str = "expression.arithmetic";
    let of = |a: i64, b: i64| json!({"custom_0": a, "custom_1": b});
    asking(
        "more-edges",
        "The least integer, as a - (2^63 - 1) with a = -1, divided by b; and facts as large as a request has them.",
        shop(),
        &[
            ("quotient", "(custom.a - 9223372036854775807) / custom.b != 0"),
            ("remainder", "(custom.a - 9223372036854775807) % custom.b == 0"),
            ("double", "custom.a == 9007199254740991 && custom.a != 9007199254740992"),
            ("neighbours", "custom.a + 1 != custom.b * 1024"),
            ("square", "custom.a * custom.b > 0"),
        ],
        [
            ("quotient", ARITHMETIC, "overflow boundary unknown", "-2^63 / -1 is an error.", of(-1, -1), error()),
            ("quotient", ARITHMETIC, "overflow boundary", "-2^63 / 1 is in range.", of(-1, 1), yes()),
            ("quotient", ARITHMETIC, "overflow boundary", "(1 - 2^63) / -1 is in range.", of(0, -1), yes()),
            (
                "remainder",
                ARITHMETIC,
                "overflow boundary unknown",
                "-2^63 % -1 is an error, not 0.",
                of(-1, -1),
                error(),
            ),
            ("remainder", ARITHMETIC, "overflow boundary", "-2^63 % 2 is 0.", of(-1, 2), yes()),
            ("remainder", ARITHMETIC, "overflow boundary", "(1 - 2^63) % -1 is 0.", of(0, -1), yes()),
            (
                "double",
                ARITHMETIC,
                "overflow",
                "2^53 - 1, the greatest custom fact, is not 2^53.",
                of(9_007_199_254_740_991, 0),
                yes(),
            ),
            (
                "neighbours",
                ARITHMETIC,
                "overflow",
                "2^53 - 1 + 1 equals 1,024 × 2^43: exact beyond 2^53 - 1.",
                of(9_007_199_254_740_991, 8_796_093_022_208),
                no(),
            ),
            (
                "neighbours",
                ARITHMETIC,
                "overflow",
                "1,024 × (2^43 + 1) is another integer.",
                of(9_007_199_254_740_991, 8_796_093_022_209),
                yes(),
            ),
            (
                "square",
                ARITHMETIC,
                "overflow unknown",
                "(2^53 - 1)² is beyond 64 bits.",
                of(9_007_199_254_740_991, 9_007_199_254_740_991),
                error(),
            ),
            (
                "square",
                ARITHMETIC,
                "overflow",
                "(2^53 - 1) × 1,024 is below 2^63.",
                of(9_007_199_254_740_991, 1_024),
                yes(),
            ),
            (
                "square",
                ARITHMETIC,
                "overflow unknown boundary",
                "(2^53 - 1) × 1,025 is above 2^63: 2^63 + 2^53 - 1,025.",
                of(9_007_199_254_740_991, 1_025),
                error(),
            ),
        ],
    )
}

fn booleans() -> Group {
    const VALUE: &str = "expression.value";
    let of = |a: i64, b: i64| json!({"custom_0": a, "custom_1": b});
    asking(
        "booleans",
        "Booleans compared with each other: false comes before true.",
        shop(),
        &[
            ("equal", "(custom.a == 1) == (custom.b == 1)"),
            ("less", "(custom.a == 1) < (custom.b == 1)"),
            ("at-least", "(custom.a == 1) >= (custom.b == 1)"),
            ("in", "(custom.a == 1) in [true]"),
            ("different", "(custom.a == 1) != service_point.remote"),
        ],
        [
            ("equal", VALUE, "logic", "Both are false, so that they are equal.", of(0, 0), yes()),
            ("equal", VALUE, "logic", "One is true and one false.", of(1, 0), no()),
            ("less", VALUE, "logic", "False is less than true.", of(0, 1), yes()),
            ("less", VALUE, "logic", "True is not less than true.", of(1, 1), no()),
            ("at-least", VALUE, "logic", "False is not at least true.", of(0, 1), no()),
            ("in", VALUE, "logic", "True is in a list of true.", of(1, 0), yes()),
            ("in", VALUE, "logic", "False is not in a list of true.", of(0, 0), no()),
            (
                "different",
                VALUE,
                "logic folding",
                "True differs from the shop's false: it is not remote.",
                of(1, 0),
                yes(),
            ),
            (
                "equal",
                "expression.absent",
                "logic absence unknown",
                "Only `&&`, `||` and `?:` absorb errors: a comparison of an error is one.",
                json!({"custom_0": 1}),
                lacking("custom_1"),
            ),
        ],
    )
}

fn lists() -> Group {
    const IN: &str = "expression.in";
    let a = |value: i64| json!({"custom_0": value});
    asking(
        "lists",
        "A fact is looked for in a list.",
        shop(),
        &[
            ("some", "custom.a in [3, 1, 2]"),
            ("none", "custom.a in []"),
            ("error", "custom.a in [1, 2 / 0]"),
            ("first-error", "custom.a in [1 / 0, 2, 3]"),
            ("computed", "custom.a * 2 in [2, 2 + 2]"),
            ("wide", "custom.a in [-9223372036854775808, 70000, 9223372036854775807]"),
            ("amount-error", "transaction.amount in [10000, 1 / 0]"),
            ("comma", "custom.a in [1, 2,]"),
        ],
        [
            ("some", IN, "set", "2 is the last of the list.", a(2), yes()),
            ("some", IN, "set", "3 is the first of the list.", a(3), yes()),
            ("some", IN, "set", "4 is none of them.", a(4), no()),
            ("some", IN, "set absence unknown", "An error on the left is an error.", json!({}), lacking("custom_0")),
            (
                "none",
                IN,
                "set shown",
                "Nothing is in a list of none, and no value equals.",
                a(1),
                no().about("custom_0").seen(1).needs(json!({"one_of": []})),
            ),
            ("none", IN, "set absence unknown", "An error on the left is one even so.", json!({}), lacking("custom_0")),
            (
                "error",
                IN,
                "set unknown",
                "1 equals the first element, and the second is an error: so is the whole.",
                a(1),
                error(),
            ),
            ("error", IN, "set unknown", "3 equals none, and one is an error.", a(3), error()),
            (
                "error",
                IN,
                "set absence unknown shown",
                "What stands left is absent, before the error in the list: it is named.",
                json!({}),
                lacking("custom_0").needs(Value::Null),
            ),
            ("first-error", IN, "set unknown", "The error stands first: an error, though 3 follows.", a(3), error()),
            ("computed", IN, "set arithmetic", "2 × 2 is 2 + 2.", a(2), yes()),
            ("computed", IN, "set arithmetic", "3 × 2 is none of them.", a(3), no()),
            ("wide", IN, "set overflow", "70,000 needs more than two bytes.", a(70_000), yes()),
            ("wide", IN, "set overflow", "4,464 is 70,000 less 2^16, and none of them.", a(4_464), no()),
            ("wide", IN, "set overflow", "-1 is none of them.", a(-1), no()),
            (
                "amount-error",
                IN,
                "set unknown",
                "The amount equals the first element, and the second is an error.",
                a(0),
                error(),
            ),
            (
                "amount-error",
                IN,
                "set absence unknown shown",
                "The amount is absent, and stands before the error: it is named.",
                json!({"amount_minor": null}),
                lacking("amount_minor").needs(Value::Null),
            ),
            ("comma", IN, "set text", "A comma after the last element adds none.", a(2), yes()),
        ],
    )
}

/// A fact of the request that an expression compares, with a value that makes it true and one that makes it false.
type FactRow = (&'static str, &'static str, &'static str, Value, Value);

/// For each fact, true, false, and unknown where it is absent.
fn facts(id: &'static str, comment: &'static str, rows: &[FactRow]) -> Group {
    let asked: Vec<Asked> = rows.iter().map(|&(rule, expression, ..)| (rule, expression)).collect();
    let cases = rows.iter().flat_map(|(rule, _, fact, holds, fails)| {
        let change = |value: &Value| json!({ *fact: value });
        [
            (
                *rule,
                "expression.value",
                "word",
                "The fact has the value that is asked for.",
                change(holds),
                yes().about(fact).seen(holds.clone()),
            ),
            (
                *rule,
                "expression.value",
                "word",
                "The fact has another value than is asked for.",
                change(fails),
                no().about(fact).seen(fails.clone()),
            ),
            (
                *rule,
                "expression.absent",
                "absence unknown",
                "The fact is absent: an error, whatever it is compared with.",
                json!({ *fact: null }),
                lacking(fact),
            ),
        ]
    });
    asking(id, comment, shop(), &asked, cases)
}

fn terminal() -> Group {
    facts(
        "terminal",
        "Facts of the terminal, each compared with a word.",
        &[
            ("state", "terminal.state == \"active\"", "terminal", json!("active"), json!("dormant")),
            ("link", "terminal.link == 'weak'", "link", json!("weak"), json!("up")),
            ("power", "terminal.power != \"failing\"", "power", json!("battery"), json!("failing")),
            ("tamper", "\"intact\" == terminal.tamper", "tamper", json!("intact"), json!("tampered")),
            ("damage", "terminal.damage == \"none\"", "damage", json!("none"), json!("damaged")),
            (
                "data",
                "terminal.service_point_data in [\"loaded\", \"verify_failed\"]",
                "service_point_data",
                json!("verify_failed"),
                json!("load_failed"),
            ),
            ("operator", "terminal.operator == \"trained\"", "operator", json!("trained"), json!("not_trained")),
            ("source", "terminal.fix_source != \"mocked\"", "fix_source", json!("genuine"), json!("mocked")),
        ],
    )
}

fn parts() -> Group {
    facts(
        "parts",
        "Parts of the terminal; each word of a part is asked for somewhere.",
        &[
            ("card-reader", "terminal.card_reader == \"working\"", "card_reader", json!("working"), json!("degraded")),
            ("contact", "terminal.contact == \"degraded\"", "contact", json!("degraded"), json!("faulty")),
            ("positioning", "terminal.positioning == \"faulty\"", "positioning", json!("faulty"), json!("not_fitted")),
            (
                "communication",
                "terminal.communication == \"not_fitted\"",
                "communication",
                json!("not_fitted"),
                json!("working"),
            ),
            ("printer", "terminal.printer != \"faulty\"", "printer", json!("degraded"), json!("faulty")),
            ("key-pad", "terminal.key_pad in [\"working\"]", "key_pad", json!("working"), json!("faulty")),
            ("battery", "terminal.battery_percent >= 20", "battery_percent", json!(20), json!(19)),
        ],
    )
}

fn software() -> Group {
    facts(
        "software",
        "Versions and numbers of the terminal.",
        &[
            (
                "app",
                "terminal.app_version >= version(\"3.2\")",
                "app_version",
                json!("3.2.0.0"),
                json!("3.1.65535.65535"),
            ),
            ("os", "terminal.os_version < version(\"11.0.2\")", "os_version", json!("11.0.1.65535"), json!("11.0.2.0")),
            (
                "patch",
                "terminal.patch_level > 4294967294",
                "patch_level",
                json!(4_294_967_295_u32),
                json!(4_294_967_294_u32),
            ),
            ("de22", "transaction.de22 == 51", "de22", json!(51), json!(510)),
            ("de25", "transaction.de25 in [0, 8]", "de25", json!(8), json!(80)),
            ("currency", "transaction.currency == 156", "currency", json!(156), json!(840)),
            ("accuracy", "terminal.fix_accuracy_m <= 50", "fix_accuracy_m", json!(50), json!(51)),
            ("region", "terminal.fix_region == 330106", "fix_region", json!(330_106), json!(330_105)),
        ],
    )
}

fn transaction() -> Group {
    facts(
        "transaction",
        "Facts of the transaction and what was sold offline.",
        &[
            ("amount", "transaction.amount <= 10000", "amount_minor", json!(10_000), json!(10_001)),
            ("amount-right", "10000 < transaction.amount", "amount_minor", json!(10_001), json!(10_000)),
            ("entry-mode", "transaction.entry_mode == \"stored\"", "entry_mode", json!("stored"), json!("manual")),
            (
                "card-kind",
                "transaction.card_kind in [\"debit\", \"account\"]",
                "card_kind",
                json!("account"),
                json!("prepaid"),
            ),
            (
                "original-type",
                "transaction.original_type == \"preauth\"",
                "original_transaction",
                json!("preauth"),
                json!("sale"),
            ),
            ("original-amount", "transaction.original_amount > 0", "original_amount_minor", json!(1), json!(0)),
            ("offline-amount", "usage.offline_amount < 20000", "offline_amount_minor", json!(19_999), json!(20_000)),
            ("offline-count", "usage.offline_count < 5", "offline_count", json!(4), json!(5)),
        ],
    )
}

fn words_of_the_transaction() -> Group {
    const VALUE: &str = "expression.value";
    let rule = requires("money", "transaction.type in [\"sale\", \"preauth\", \"test\"]");
    let mut group =
        Group::new("transaction-type", "Which transactions a rule accepts.", policy([rule]), shop(), sale());
    for (transaction, says, why) in [
        ("sale", yes(), "A sale, the first word, is in the list."),
        ("preauth", yes(), "A pre-authorisation, the second word, is in the list."),
        ("preauth_completion", no(), "A completion is another word than the pre-authorisation."),
        ("balance", no(), "A balance enquiry is not in the list."),
        ("test", yes(), "A test, the last word, is in the list."),
    ] {
        let says = says.about("transaction").seen(transaction).needs(json!({"one_of": ["sale", "preauth", "test"]}));
        let stated = says.decides().says("money", says);
        group = group.case(VALUE, "word", why, json!({"transaction": transaction}), stated);
    }
    let says = lacking("transaction");
    group.case(
        "expression.absent",
        "absence unknown",
        "The transaction is absent, so that it is not known whether it is in the list.",
        json!({"transaction": null}),
        says.decides().says("money", says),
    )
}

fn host() -> Group {
    const VALUE: &str = "expression.value";
    let says = |says: Says, state: &str| says.about("host").seen(state);
    let rule = requires("host", "terminal.host != \"timing_out\"");
    let mut group = Group::new("host", "The state of the host, a fact like any other.", policy([rule]), shop(), sale());
    for (state, said, why) in [
        ("unreachable", says(yes(), "unreachable"), "A host that cannot be reached is not one that times out."),
        ("timing_out", says(no(), "timing_out"), "It times out, which the rule does not accept."),
    ] {
        group = group.case(VALUE, "word", why, json!({"host": state}), said.decides().says("host", said));
    }
    group.case(
        "expression.absent",
        "absence unknown unreachable",
        "Its state is absent: unknown, which refers; nobody is known to settle that, so that it becomes decline.",
        json!({"host": null}),
        declines(RequirementUnknown)
            .guards([HostUnreachable])
            .says("host", lacking("host").needs(Value::Null).acts(Action::Decline)),
    )
}

fn noon() -> i64 {
    at("2026-11-23T12:00:00+08:00")
}

fn counters() -> Group {
    const VALUE: &str = "expression.value";
    const ABSENT: &str = "expression.absent";
    // The rule is for hotels: its counter is listed only because expressions look at it.
    let limit =
        with(&strict("hotels", usage("day", "amount", 1_000_000)), json!({"scope": {"merchant_kinds": ["hotel"]}}));
    let rules = [
        limit,
        requires("amount", "usage.amount(\"hotels\") < 5000"),
        requires("count", "usage.count(\"hotels\") <= 3"),
    ];
    let both = |amount: Says, count: Says| {
        let decides = if amount.is_pass() { count.decides() } else { amount.decides() };
        let decides = decides.accrues([(0, "2026-11-23", 10_000, 1)]);
        decides.says("amount", amount).says("count", count).lacks("hotels")
    };
    let clock = || unknown(ClockNotTrusted).about("now_utc_s");
    Group::new(
        "counters",
        "A usage rule that does not concern the shop, and two rules that look at what its counter says: 50.00 and 3.",
        policy(rules),
        shop(),
        sale(),
    )
    .accrual_matters()
    .case(
        VALUE,
        "boundary",
        "49.99 and 3 used are within; this sale does not count. It adds to the counter, which the plan lists.",
        used(4_999, 3, noon()),
        both(yes().about_nothing().shows_nothing(), yes().about_nothing()),
    )
    .case(
        VALUE,
        "boundary",
        "50.00 used is not below 50.00.",
        used(5_000, 3, noon()),
        both(no().about_nothing().shows_nothing(), yes()),
    )
    .case(VALUE, "boundary", "4 sales are above 3.", used(0, 4, noon()), both(yes(), no()))
    .case(
        VALUE,
        "overflow",
        "More was given back than taken: both are below zero.",
        used(-5_000, -2_147_483_648, noon()),
        both(yes(), yes()),
    )
    .case(
        VALUE,
        "window",
        "The counter was taken yesterday at 23:59:59; its day has ended, so that nothing was used.",
        used(900_000, 90, at("2026-11-22T23:59:59+08:00")),
        both(yes(), yes()),
    )
    .case(
        VALUE,
        "window boundary",
        "Taken at midnight it is of this day, and holds.",
        used(5_000, 4, at("2026-11-23T00:00:00+08:00")),
        both(no(), no()),
    )
    .case(
        ABSENT,
        "absence unknown",
        "No counter: an error that names no fact, since counters are none.",
        json!({}),
        both(error(), error()),
    )
    .case(
        ABSENT,
        "stale unknown",
        "The counter was taken a second from now: an error.",
        used(0, 0, noon() + 1),
        both(error(), error()),
    )
    .case(VALUE, "stale", "Taken this second it holds.", used(1, 0, noon()), both(yes(), yes()))
    .case(
        ABSENT,
        "clock unknown",
        "Without a trusted clock nobody can tell whether its day has ended: the time is what is missing.",
        with(&used(0, 0, noon()), json!({"clock": "not_trusted"})),
        refers(ClockNotTrusted).guards([ClockNotTrusted]).says("amount", clock()).says("count", clock()),
    )
}

fn stale_counters() -> Group {
    let limit = json!({"usage": {
        "window": "month", "measure": "count", "subject": "terminal", "max": 1_000, "age_max_s": 3_600,
    }});
    let rules = [
        with(&strict("month", limit), json!({"scope": {"merchant_kinds": ["hotel"]}})),
        requires("few", "usage.count(\"month\") * 10 < 100 || custom.a == 1"),
    ];
    Group::new(
        "stale-counters",
        "The usage rule accepts a counter of its month that is up to 3,600 s old.",
        with(&policy(rules), custom_facts()),
        shop(),
        with(&sale(), json!({"custom_0": 0})),
    )
    .case(
        "expression.value",
        "stale boundary",
        "3,600 s old is fresh enough: 9 × 10 is below 100.",
        used(0, 9, noon() - 3_600),
        yes().decides().says("few", yes()),
    )
    .case(
        "expression.absent",
        "stale boundary unknown",
        "3,601 s old is too old: an error.",
        used(0, 9, noon() - 3_601),
        error().decides().says("few", error()),
    )
    .case(
        "expression.logic",
        "stale logic",
        "Too old, and the other side is true, which wins.",
        with(&used(0, 9, noon() - 3_601), json!({"custom_0": 1})),
        yes().decides().says("few", yes()),
    )
    .case(
        "expression.value",
        "window stale",
        "Its month has ended, so that nothing was used; then its age plays no part.",
        used(0, 900, at("2026-10-31T23:59:59+08:00")),
        yes().decides().says("few", yes()),
    )
    .case(
        "expression.absent",
        "window stale unknown",
        "Taken in the month's first second, it is of this month and far too old.",
        used(0, 1, at("2026-11-01T00:00:00+08:00")),
        error().decides().says("few", error()),
    )
}

fn custom_numbers() -> Group {
    let rules: Vec<Value> = ["zero", "one", "two", "three", "four", "five", "six", "seven"]
        .iter()
        .map(|name| requires(name, &format!("custom.{name} == {}", name.len())))
        .collect();
    let facts = json!({"custom_facts": {
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    }});
    let mut group = Group::new(
        "custom-numbers",
        "Eight custom facts, each at its number; each must equal the number of letters of its name.",
        with(&policy(rules), facts),
        shop(),
        with(
            &sale(),
            json!({
                "custom_0": 4, "custom_1": 3, "custom_2": 3, "custom_3": 5, "custom_4": 4, "custom_5": 4, "custom_6": 3,
                "custom_7": 5,
            }),
        ),
    )
    .case("expression.value", "set", "Every one is what is asked for.", json!({}), proceeds().all_say(pass()));
    for (fact, rule, why) in [
        ("custom_0", "zero", "The first alone is another, and its rule alone fails."),
        ("custom_3", "three", "The fourth alone is another."),
        ("custom_7", "seven", "The last alone is another."),
    ] {
        let says = no().about(fact).seen(-1);
        group = group.case(
            "expression.value",
            "set",
            why,
            json!({ fact: -1 }),
            says.decides().says(rule, says).all_say(pass()),
        );
    }
    group
}

fn versions() -> Group {
    const VALUE: &str = "expression.value";
    let app = |version: &str| json!({"app_version": version});
    asking(
        "versions",
        "Versions order part by part, as numbers.",
        shop(),
        &[
            ("at-least", "terminal.app_version >= version(\"3.10\")"),
            ("above", "terminal.app_version > version(\"3.2.0.65535\")"),
            ("equal", "terminal.app_version == version(\"3.2\")"),
            ("listed", "terminal.app_version in [version(\"3.2.1\"), version(\"40000.1\")]"),
            ("both", "terminal.app_version > terminal.os_version"),
            ("high", "terminal.app_version > version(\"32767.65535.65535.65535\")"),
        ],
        [
            (
                "at-least",
                VALUE,
                "boundary",
                "3.10 and 3.10.0.0 are one version.",
                app("3.10"),
                yes().seen("3.10.0.0").at_least("3.10.0.0"),
            ),
            (
                "at-least",
                VALUE,
                "boundary",
                "3.9 is below 3.10, though its digits are not.",
                app("3.9"),
                no().seen("3.9.0.0"),
            ),
            (
                "above",
                VALUE,
                "boundary",
                "3.2.1.0 is the next after 3.2.0.65535.",
                app("3.2.1"),
                yes().at_least("3.2.1.0"),
            ),
            ("above", VALUE, "boundary", "3.2.0.65535 is not above itself.", app("3.2.0.65535"), no()),
            ("equal", VALUE, "boundary", "3.2 and 3.2.0.0 are one version.", app("3.2.0.0"), yes()),
            (
                "equal",
                VALUE,
                "boundary",
                "3.2.0.1 is another version.",
                app("3.2.0.1"),
                no().seen("3.2.0.1").needs(Value::Null),
            ),
            ("listed", VALUE, "set", "40000.1 is the second of the list.", app("40000.1.0.0"), yes()),
            ("listed", VALUE, "set", "3.2.2 is none of the list.", app("3.2.2"), no()),
            (
                "both",
                VALUE,
                "boundary",
                "Two versions of the request: 40000.0 is above 3.0.",
                json!({"app_version": "40000.0", "os_version": "3.0"}),
                yes().about_nothing().shows_nothing(),
            ),
            (
                "both",
                VALUE,
                "boundary",
                "The same version is not above itself.",
                json!({"app_version": "3.0", "os_version": "3.0.0.0"}),
                no(),
            ),
            (
                "high",
                VALUE,
                "boundary overflow",
                "32768.0 is the next after 32767.65535.65535.65535: the highest bit is no sign.",
                app("32768.0"),
                yes().at_least("32768.0.0.0"),
            ),
            ("high", VALUE, "boundary overflow", "3.0 is below it.", app("3.0"), no().seen("3.0.0.0")),
        ],
    )
}
