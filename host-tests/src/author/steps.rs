//! Expressions in plan bytes that open, and many that do not.

use super::basis::{policy, shop, strict};
use super::draft::with;
use super::open::{Draft, Sections, compiled, content};
use serde_json::json;

/// Where the head says how long the body is, and how long the expressions are.
const BODY_LENGTH: usize = 8;
const EXPRESSIONS_LENGTH: usize = 74;

// Steps, each with its parameter in the three upper bits.
const INTEGER: u8 = 1;
const BOOLEAN: u8 = 1 | (4 << 5);
const FACT: u8 = 2;
const USED_AMOUNT: u8 = 3;
const LOCAL_EQUALS: u8 = 4 | (2 << 5);
const AMOUNT_AT_MOST: u8 = 5 | (3 << 5);
const AT_LEAST_AMOUNT: u8 = 6 | (6 << 5);
const EQUALS: u8 = 7 | (2 << 5);
const ONE_OF: u8 = 8;
const AND: u8 = 9;
const NOT: u8 = 9 | (2 << 5);
const CHOOSE: u8 = 9 | (3 << 5);
const ADD: u8 = 10;
const NEGATE: u8 = 10 | (5 << 5);
const ERROR: u8 = 11;
const BOOLEAN_ERROR: u8 = 11 | (1 << 5);
const FACT_EQUALS: u8 = 12 | (2 << 5);

// Facts by their presence bits.
const NOW_UTC_S: u8 = 0;
const AMOUNT_MINOR: u8 = 3;
const TERMINAL_ID: u8 = 5;
const MERCHANT_ID: u8 = 6;
const FIX_LAT_E7: u8 = 7;
const SIGNED_ON_AT_UTC_S: u8 = 20;
const CUSTOM_0: u8 = 27;

/// A plan whose one expression, `custom.risk == 1`, is both the condition and the `when` of its second rule. It has one
/// counter.
pub(crate) fn plan(wrong: &mut Vec<String>) -> Vec<u8> {
    let expression = "custom.risk == 1";
    let rules = [
        strict("day", json!({"usage": {"window": "day", "measure": "amount", "subject": "terminal", "max": 100_000}})),
        with(&strict("risk", json!({"require": {"expression": expression}})), json!({"when": expression})),
    ];
    compiled(with(&policy(rules), json!({"custom_facts": {"risk": 0}})), shop(), wrong)
}

/// The plan with other bytes for its expressions, under lengths that match.
fn spliced(plan: &[u8], section: &[u8]) -> Vec<u8> {
    let at = Sections::of(plan);
    let mut plan = [&plan[..at.expressions], section, &plan[at.texts..]].concat();
    let body = u32::try_from(plan.len() - 32).unwrap_or_default();
    plan[BODY_LENGTH..BODY_LENGTH + 4].copy_from_slice(&body.to_le_bytes());
    let length = u16::try_from(section.len()).unwrap_or_default();
    plan[EXPRESSIONS_LENGTH..EXPRESSIONS_LENGTH + 2].copy_from_slice(&length.to_le_bytes());
    plan
}

/// An expression of these steps.
fn entry(steps: &[u8]) -> Vec<u8> {
    let length = u16::try_from(steps.len()).unwrap_or_default();
    [&length.to_le_bytes(), steps].concat()
}

/// So many times `true`, and the `&&` that join them last; all values stand on the stack at a time.
fn high(values: usize) -> Vec<u8> {
    [[BOOLEAN, 1].repeat(values), vec![AND; values - 1]].concat()
}

/// `true`, and so many times `true` and the `&&` that joins it; two values stand on the stack at a time.
fn long(joined: usize) -> Vec<u8> {
    [vec![BOOLEAN, 1], [BOOLEAN, 1, AND].repeat(joined)].concat()
}

pub(crate) fn groups(plan: &[u8]) -> [Draft<'_>; 2] {
    [steps(plan), places(plan)]
}

fn steps(plan: &[u8]) -> Draft<'_> {
    let fact = [FACT, CUSTOM_0];
    let any_age = [0xff; 4];
    let possible: Vec<(&str, Vec<u8>)> = vec![
        ("The fact is looked for among no values, which is false.", [&fact[..], &[ONE_OF, 0]].concat()),
        ("An error that stands for a boolean.", vec![BOOLEAN_ERROR]),
        ("The amount is at most an integer.", vec![INTEGER, 1, AMOUNT_AT_MOST]),
        ("An integer is at least the amount.", vec![INTEGER, 1, AT_LEAST_AMOUNT]),
        ("Slot 0 is the one counter.", [&[USED_AMOUNT, 0][..], &any_age, &fact, &[EQUALS]].concat()),
        ("Two booleans are compared.", vec![BOOLEAN, 1, BOOLEAN, 0, EQUALS]),
        ("16 values at a time are the most there may be.", high(16)),
        ("128 steps are the most there may be.", [long(63), vec![NOT]].concat()),
        ("An integer of eight bytes.", [&[INTEGER | (3 << 5)][..], &[0xff; 8], &fact, &[EQUALS]].concat()),
    ];
    let impossible: Vec<(&str, Vec<u8>)> = vec![
        ("No steps at all leave no value.", vec![]),
        ("Step 0 is none.", vec![0, BOOLEAN, 1]),
        ("Step 13 is one above the last.", vec![BOOLEAN, 1, 13]),
        ("Step 31, as in erased flash.", vec![0xff; 4]),
        ("A step after the one value is cut: a fact's number is missing.", vec![BOOLEAN, 1, FACT]),
        ("An integer of eight bytes ends after seven.", [&[INTEGER | (3 << 5)][..], &[0; 7]].concat()),
        ("An integer of two bytes to compare a fact with ends after one.", vec![FACT_EQUALS, CUSTOM_0 | (1 << 6), 1]),
        ("A fact to be compared has no number.", vec![FACT_EQUALS]),
        ("Three values are to be looked at, and there are two.", [&fact[..], &[ONE_OF, 3, 1, 2]].concat()),
        ("How many values are to be looked at is missing.", [&fact[..], &[ONE_OF]].concat()),
        ("The integer that the clock is compared with ends after three bytes.", vec![LOCAL_EQUALS, 4, 1, 0, 0]),
        ("The age of a counter is cut.", vec![USED_AMOUNT, 0, 0xff, 0xff, 0xff]),
        ("A comparison finds one value where it takes two.", [&fact[..], &[EQUALS]].concat()),
        ("`!` finds the stack empty.", vec![NOT]),
        ("The amount is compared with an empty stack.", vec![AMOUNT_AT_MOST]),
        ("Nothing stands there to be looked for in a list.", vec![ONE_OF, 1, 1]),
        ("`?:` finds two values where it takes three.", vec![BOOLEAN, 1, BOOLEAN, 1, CHOOSE]),
        ("A sum finds one value where it takes two.", [&fact[..], &[ADD, INTEGER, 1, EQUALS]].concat()),
        ("17 values at a time are one too many.", high(17)),
        ("129 steps are one too many.", long(64)),
        ("It ends with an integer.", fact.to_vec()),
        ("It ends with an error that stands for an integer.", vec![ERROR]),
        ("It ends with two values.", vec![BOOLEAN, 1, BOOLEAN, 1]),
        ("A boolean is negated, where an integer must stand.", [&[BOOLEAN, 1, NEGATE][..], &fact, &[EQUALS]].concat()),
        (
            "Booleans are added, where integers must stand.",
            [&[BOOLEAN, 1, BOOLEAN, 1, ADD][..], &fact, &[EQUALS]].concat(),
        ),
        ("The amount is compared with a boolean.", vec![BOOLEAN, 1, AMOUNT_AT_MOST]),
        ("`!` takes an integer.", vec![INTEGER, 1, NOT]),
        ("`&&` takes an integer on the left.", vec![INTEGER, 1, BOOLEAN, 1, AND]),
        ("`&&` takes an integer on the right.", vec![BOOLEAN, 1, INTEGER, 1, AND]),
        ("An integer chooses, where a boolean must stand.", vec![INTEGER, 1, BOOLEAN, 1, BOOLEAN, 1, CHOOSE]),
        ("A boolean is compared with an integer.", vec![BOOLEAN, 1, INTEGER, 1, EQUALS]),
        ("A choice between an integer and a boolean.", vec![BOOLEAN, 1, INTEGER, 1, BOOLEAN, 1, CHOOSE]),
        ("A boolean is 2.", vec![BOOLEAN, 2]),
        ("Fact 55 is one above the last.", vec![FACT, 55, INTEGER, 1, EQUALS]),
        ("Fact 55 is compared with an integer.", vec![FACT_EQUALS, 55, 1]),
        ("The terminal's id is a text, which is no value.", vec![FACT, TERMINAL_ID, INTEGER, 1, EQUALS]),
        ("The merchant's id, a text, is compared with an integer.", vec![FACT_EQUALS, MERCHANT_ID, 1]),
        ("The amount as a value, which it never is.", vec![FACT, AMOUNT_MINOR, INTEGER, 1, EQUALS]),
        ("The amount compared as other facts are.", vec![FACT_EQUALS, AMOUNT_MINOR, 1]),
        ("The time as a value: an instant is none.", vec![FACT, NOW_UTC_S, INTEGER, 1, EQUALS]),
        ("Another instant, the last sign-on, compared with an integer.", vec![FACT_EQUALS, SIGNED_ON_AT_UTC_S, 1]),
        ("A coordinate as a value.", vec![FACT, FIX_LAT_E7, INTEGER, 1, EQUALS]),
        ("Slot 1, and the plan has one counter.", [&[USED_AMOUNT, 1][..], &any_age, &fact, &[EQUALS]].concat()),
        ("Slot 255 is none.", [&[USED_AMOUNT, 255][..], &any_age, &fact, &[EQUALS]].concat()),
        (
            "Measure 3 of a counter is one above the last.",
            [&[USED_AMOUNT | (2 << 5), 0][..], &any_age, &fact, &[EQUALS]].concat(),
        ),
        ("The clock shows nothing of number 0.", vec![LOCAL_EQUALS, 0, 1, 0, 0, 0]),
        ("What the clock shows ends with 5, the month.", vec![LOCAL_EQUALS, 6, 1, 0, 0, 0]),
        ("Logic 4 is one above the last.", vec![BOOLEAN, 1, BOOLEAN, 1, AND | (4 << 5)]),
        ("Arithmetic 6 is one above the last.", [&fact[..], &fact, &[ADD | (6 << 5)], &fact, &[EQUALS]].concat()),
    ];
    let mut draft = Draft::new(
        "expression-steps",
        "Other steps in place of the one expression of a plan, under lengths and a digest that match.",
        plan,
    );
    for (comment, steps) in possible {
        draft = draft.whole("content boundary", comment, spliced(plan, &entry(&steps)), None);
    }
    for (comment, steps) in impossible {
        draft = draft.whole("content", comment, spliced(plan, &entry(&steps)), content("expressions"));
    }
    draft
}

fn places(plan: &[u8]) -> Draft<'_> {
    let at = Sections::of(plan);
    let (scope, rule) = (at.scope_with_expression(plan) + 14, at.rule(plan, 22) + 3);
    let section = &plan[at.expressions..at.texts];
    let end = u16::try_from(section.len()).unwrap_or_default();
    let one = entry(&[BOOLEAN, 1]);
    Draft::new("expression-places", "Where expressions stand in a plan that has one, and who names them.", plan)
        .sealed("content boundary", "The scope names no expression.", scope, &[0xff, 0xff], None)
        .impossible("rules", "The rule names no expression, and must.", rule, &[0xff, 0xff])
        .impossible("scopes", "The scope names the middle of the expression.", scope, &[2, 0])
        .impossible("scopes", "The scope names the second byte of its length.", scope, &[1, 0])
        .impossible("rules", "The rule names the middle of the expression.", rule, &[2, 0])
        .impossible("scopes", "The scope names where the expressions end.", scope, &end.to_le_bytes())
        .impossible("rules", "The rule names where the expressions end.", rule, &end.to_le_bytes())
        .impossible("rules", "The rule names what is far beyond them.", rule, &[0xfe, 0xff])
        .impossible(
            "lengths",
            "The head counts one byte of expressions less.",
            EXPRESSIONS_LENGTH,
            &(end - 1).to_le_bytes(),
        )
        .impossible("expressions", "Its length goes one byte beyond the section.", at.expressions, &[section[0] + 1])
        .impossible("expressions", "Its length goes far beyond the section.", at.expressions, &[0xff, 0xff])
        .impossible("expressions", "Its length leaves a byte over.", at.expressions, &[section[0] - 1])
        .whole(
            "content boundary",
            "A second expression that nobody names is one all the same.",
            spliced(plan, &[section, &one].concat()),
            None,
        )
        .whole(
            "content",
            "A second expression that nobody names must be one, and ends with an integer.",
            spliced(plan, &[section, &entry(&[INTEGER, 1])].concat()),
            content("expressions"),
        )
        .whole(
            "content",
            "A byte after the last expression.",
            spliced(plan, &[section, &[0]].concat()),
            content("expressions"),
        )
        .whole(
            "content",
            "Two bytes after the last expression: one without steps.",
            spliced(plan, &[section, &[0, 0]].concat()),
            content("expressions"),
        )
        .whole("content", "No expressions, and a scope that names one.", spliced(plan, &[]), content("scopes"))
}
