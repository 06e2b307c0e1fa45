//! `require`: what it leads to, what its finding shows, and where its reasons stand among others.

use super::basis::{as_it_is, policy, rule, sale, shop, strict};
use super::draft::{Group, declines, fail, pass, proceeds, refers, unknown, warns, with};
use super::expressions::{asking, custom_facts, error, lacking, no, requires, yes};
use poscond::{Action, Reason::*};
use serde_json::{Value, json};

const FINDING: &str = "require.finding";
const REQUIRE: &str = "require.expression";

pub(crate) fn groups() -> Vec<Group> {
    vec![
        comparisons(),
        bounds(),
        units(),
        amounts(),
        settled(),
        more(),
        softly(),
        unreachable(),
        internal(),
        de39(),
        before(),
        after(),
        relaxed(),
    ]
}

fn one_of(values: Value) -> Value {
    json!({ "one_of": values })
}

fn comparisons() -> Group {
    let a = |value: i64| json!({"custom_0": value});
    let shows = |says: super::draft::Says, value: i64| says.about("custom_0").seen(value).in_unit("count");
    asking(
        "comparisons",
        "One fact compared with one value: the fact, its value and the bound are shown.",
        shop(),
        &[
            ("less", "custom.a < 5"),
            ("at-most", "custom.a <= 5"),
            ("greater", "custom.a > 5"),
            ("at-least", "custom.a >= 5"),
            ("equal", "custom.a == 5"),
            ("different", "custom.a != 5"),
            ("turned", "5 < custom.a"),
            ("two", "custom.a < custom.b"),
        ],
        [
            ("less", FINDING, "boundary shown", "4 is below 5; at most 4 may be.", a(4), shows(yes(), 4).at_most(4)),
            ("less", FINDING, "boundary shown", "5 is not below 5.", a(5), shows(no(), 5).at_most(4)),
            ("at-most", FINDING, "boundary shown", "5 is at most 5.", a(5), shows(yes(), 5).at_most(5)),
            ("at-most", FINDING, "boundary shown", "6 is not at most 5.", a(6), shows(no(), 6).at_most(5)),
            (
                "greater",
                FINDING,
                "boundary shown",
                "6 is above 5; at least 6 must be.",
                a(6),
                shows(yes(), 6).at_least(6),
            ),
            ("greater", FINDING, "boundary shown", "5 is not above 5.", a(5), shows(no(), 5).at_least(6)),
            ("at-least", FINDING, "boundary shown", "5 is at least 5.", a(5), shows(yes(), 5).at_least(5)),
            ("at-least", FINDING, "boundary shown", "4 is not at least 5.", a(4), shows(no(), 4).at_least(5)),
            (
                "equal",
                FINDING,
                "boundary shown",
                "5 equals 5, the one value that does.",
                a(5),
                shows(yes(), 5).needs(one_of(json!([5]))),
            ),
            (
                "equal",
                FINDING,
                "boundary shown",
                "-5 does not equal 5.",
                a(-5),
                shows(no(), -5).needs(one_of(json!([5]))),
            ),
            (
                "different",
                FINDING,
                "boundary shown",
                "5 does not differ from 5; what differs has no bound to be shown.",
                a(5),
                shows(no(), 5).needs(Value::Null),
            ),
            ("different", FINDING, "boundary shown", "6 differs from 5.", a(6), shows(yes(), 6).needs(Value::Null)),
            (
                "turned",
                FINDING,
                "boundary shown",
                "The fact on the right is turned to the left: at least 6.",
                a(5),
                shows(no(), 5).at_least(6),
            ),
            (
                "two",
                FINDING,
                "shown",
                "Two facts of the request: 1 is not below 1, and nothing is shown.",
                json!({"custom_0": 1, "custom_1": 1}),
                no().about_nothing().shows_nothing(),
            ),
            (
                "less",
                FINDING,
                "absence unknown shown",
                "The fact is absent: null is seen, and the bound is shown all the same.",
                json!({}),
                lacking("custom_0").at_most(4),
            ),
            (
                "two",
                REQUIRE,
                "absence unknown shown",
                "b is absent, which is named; a is there.",
                json!({"custom_0": 1}),
                lacking("custom_1").needs(Value::Null),
            ),
            (
                "two",
                REQUIRE,
                "absence unknown shown",
                "Both are absent: the left one is named.",
                json!({}),
                lacking("custom_0").needs(Value::Null),
            ),
        ],
    )
}

fn bounds() -> Group {
    let a = |value: i64| json!({"custom_0": value});
    const MOST: i64 = 9_007_199_254_740_991;
    asking(
        "bounds",
        "Bounds that are shown, and bounds that are not.",
        shop(),
        &[
            ("negative", "custom.a == -1"),
            ("small", "custom.a == 65535"),
            ("large", "custom.a == 65536"),
            ("greatest", "custom.a >= 9007199254740991"),
            ("beyond", "custom.a > 9007199254740991"),
            ("least", "custom.a <= -9007199254740991"),
            ("below", "custom.a < -9007199254740991"),
            ("never", "custom.a > 9223372036854775807"),
        ],
        [
            (
                "negative",
                FINDING,
                "boundary shown",
                "-1 is not shown among values, which go from 0 to 65,535.",
                a(-1),
                yes().about("custom_0").seen(-1).needs(Value::Null),
            ),
            (
                "small",
                FINDING,
                "boundary shown",
                "65,535 is the greatest value shown.",
                a(0),
                no().needs(one_of(json!([65_535]))),
            ),
            (
                "large",
                FINDING,
                "boundary shown",
                "65,536 is not shown.",
                a(65_536),
                yes().seen(65_536).needs(Value::Null),
            ),
            (
                "greatest",
                FINDING,
                "boundary shown overflow",
                "2^53 - 1 is shown.",
                a(MOST),
                yes().seen(MOST).at_least(MOST),
            ),
            (
                "beyond",
                FINDING,
                "boundary shown overflow",
                "At least 2^53 would be required, which is beyond what is shown.",
                a(MOST),
                no().about("custom_0").seen(MOST).needs(Value::Null),
            ),
            (
                "least",
                FINDING,
                "boundary shown overflow",
                "-(2^53 - 1) is shown.",
                a(-MOST),
                yes().seen(-MOST).at_most(-MOST),
            ),
            (
                "below",
                FINDING,
                "boundary shown overflow",
                "-2^53 is not shown.",
                a(-MOST),
                no().seen(-MOST).needs(Value::Null),
            ),
            (
                "never",
                FINDING,
                "boundary shown overflow",
                "Above the greatest integer is nothing, so that there is no bound.",
                a(MOST),
                no().seen(MOST).needs(Value::Null),
            ),
        ],
    )
}

fn units() -> Group {
    asking(
        "units",
        "Facts are shown in the units of the built-in conditions.",
        shop(),
        &[
            ("word", "terminal.link in [\"weak\", \"up\"]"),
            ("battery", "terminal.battery_percent > 19"),
            ("accuracy", "terminal.fix_accuracy_m < 51"),
            ("region", "terminal.fix_region == 3301"),
            ("currency", "transaction.currency in [344, 156]"),
            ("code", "transaction.de22 != 51"),
            ("version", "terminal.app_version < version(\"3.2\")"),
            ("highest", "terminal.app_version > version(\"65535.65535.65535.65535\")"),
        ],
        [
            (
                "word",
                FINDING,
                "shown word",
                "Words by their names, in the order of the list.",
                json!({"link": "down"}),
                no().about("link").in_unit("word").seen("down").needs(one_of(json!(["weak", "up"]))),
            ),
            (
                "battery",
                FINDING,
                "shown boundary",
                "Per cent: above 19 is at least 20.",
                json!({"battery_percent": 19}),
                no().about("battery_percent").in_unit("percent").seen(19).at_least(20),
            ),
            (
                "accuracy",
                FINDING,
                "shown boundary",
                "Metres: below 51 is at most 50.",
                json!({"fix_accuracy_m": 51}),
                no().about("fix_accuracy_m").in_unit("m").seen(51).at_most(50),
            ),
            (
                "region",
                FINDING,
                "shown",
                "A region, shown as its number.",
                json!({"fix_region": 330_106}),
                no().about("fix_region").in_unit("region").seen(330_106).needs(one_of(json!([3_301]))),
            ),
            (
                "currency",
                FINDING,
                "shown",
                "A currency, shown as its number; two are accepted.",
                json!({"currency": 840}),
                no().about("currency").in_unit("currency").seen(840),
            ),
            (
                "code",
                FINDING,
                "shown",
                "A code of DE22; what differs from 51 has no bound.",
                json!({"de22": 51}),
                no().about("de22").in_unit("code").seen(51).needs(Value::Null),
            ),
            (
                "version",
                FINDING,
                "shown boundary",
                "A version: below 3.2 is at most 3.1.65535.65535.",
                json!({"app_version": "3.2"}),
                no().about("app_version").in_unit("version").seen("3.2.0.0").at_most("3.1.65535.65535"),
            ),
            (
                "highest",
                FINDING,
                "shown boundary overflow",
                "Nothing is above the highest version, so that there is no bound.",
                json!({"app_version": "65535.65535.65535.65535"}),
                no().about("app_version").in_unit("version").seen("65535.65535.65535.65535").needs(Value::Null),
            ),
        ],
    )
}

fn amounts() -> Group {
    asking(
        "amounts",
        "Amounts are shown in minor units; the amount with one value, not with several.",
        shop(),
        &[
            ("at-most", "transaction.amount <= 50000"),
            ("turned", "50000 >= transaction.amount"),
            ("one", "transaction.amount in [10000]"),
            ("two", "transaction.amount in [10000, 20000]"),
            ("fact", "transaction.amount < custom.a * 100"),
            ("original", "transaction.original_amount == 100"),
            ("offline", "usage.offline_amount < 20000"),
            ("count", "usage.offline_count < 5"),
        ],
        [
            (
                "at-most",
                FINDING,
                "shown boundary",
                "500.01 is above 500.00.",
                json!({"amount_minor": 50_001}),
                no().about("amount_minor").in_unit("minor").seen(50_001).at_most(50_000),
            ),
            (
                "turned",
                FINDING,
                "shown boundary",
                "The same with the amount on the right.",
                json!({"amount_minor": 50_000}),
                yes().about("amount_minor").in_unit("minor").seen(50_000).at_most(50_000),
            ),
            (
                "one",
                FINDING,
                "shown set",
                "A list of one value is that value.",
                json!({"amount_minor": 10_001}),
                no().about("amount_minor").in_unit("minor").seen(10_001).needs(one_of(json!([10_000]))),
            ),
            (
                "two",
                FINDING,
                "shown set",
                "Of the amount a list of two shows nothing.",
                json!({"amount_minor": 10_001}),
                no().about_nothing().shows_nothing(),
            ),
            (
                "two",
                "expression.in",
                "set",
                "200.00 is the second of the list.",
                json!({"amount_minor": 20_000}),
                yes(),
            ),
            (
                "fact",
                FINDING,
                "shown boundary",
                "100.00 is not below 100 × 100, which depends on the request: nothing is shown.",
                json!({"custom_0": 100}),
                no().about_nothing().shows_nothing(),
            ),
            (
                "fact",
                REQUIRE,
                "absence unknown shown",
                "Amount and fact are both absent: the amount stands first.",
                json!({"amount_minor": null}),
                lacking("amount_minor"),
            ),
            (
                "original",
                FINDING,
                "shown",
                "The amount of the original.",
                json!({"original_amount_minor": 101}),
                no().about("original_amount_minor").in_unit("minor").seen(101).needs(one_of(json!([100]))),
            ),
            (
                "offline",
                FINDING,
                "shown boundary",
                "What was sold offline, below 200.00.",
                json!({"offline_amount_minor": 20_000}),
                no().about("offline_amount_minor").in_unit("minor").seen(20_000).at_most(19_999),
            ),
            (
                "count",
                FINDING,
                "shown boundary",
                "How many were sold offline is a count.",
                json!({"offline_count": 5}),
                no().about("offline_count").in_unit("count").seen(5).at_most(4),
            ),
        ],
    )
}

fn settled() -> Group {
    let a = |value: i64| json!({"custom_0": value});
    asking(
        "settled",
        "What the service point settles is gone before it is asked whether one comparison is left.",
        shop(),
        &[
            ("revision", "custom.a < service_point.revision"),
            ("or", "service_point.remote || custom.a == 1"),
            ("and", "service_point.mcc == '5812' && custom.a >= 1"),
            ("not", "!(custom.a == 1)"),
            ("choice", "custom.a == 1 ? true : false"),
            ("eight", "custom.a in [1, 2, 3, 4, 5, 6, 7, 8]"),
            ("nine", "custom.a in [1, 2, 3, 4, 5, 6, 7, 8, 9]"),
            ("negative", "custom.a in [1, -1]"),
        ],
        [
            (
                "revision",
                FINDING,
                "shown folding",
                "7 is not below revision 7.",
                a(7),
                no().about("custom_0").seen(7).at_most(6),
            ),
            (
                "or",
                FINDING,
                "shown folding",
                "Not remote: a is left.",
                a(1),
                yes().about("custom_0").needs(one_of(json!([1]))),
            ),
            (
                "and",
                FINDING,
                "shown folding",
                "The MCC holds: a is left.",
                a(0),
                no().about("custom_0").seen(0).at_least(1),
            ),
            (
                "not",
                FINDING,
                "shown",
                "`!` of a comparison is none: nothing is shown.",
                a(1),
                no().about_nothing().shows_nothing(),
            ),
            ("choice", FINDING, "shown", "A choice is no comparison.", a(1), yes().about_nothing().shows_nothing()),
            (
                "eight",
                FINDING,
                "shown boundary set",
                "Eight values are shown.",
                a(9),
                no().about("custom_0").seen(9).needs(one_of(json!([1, 2, 3, 4, 5, 6, 7, 8]))),
            ),
            (
                "nine",
                FINDING,
                "shown boundary set",
                "Nine values are too many to be shown; the fact and its value are.",
                a(9),
                yes().about("custom_0").seen(9).needs(Value::Null),
            ),
            (
                "negative",
                FINDING,
                "shown boundary set",
                "One of the values is below 0: none is shown.",
                a(-1),
                yes().about("custom_0").seen(-1).needs(Value::Null),
            ),
        ],
    )
}

fn more() -> Group {
    let a = |value: i64| json!({"custom_0": value});
    asking(
        "more",
        "More or less than one comparison of one fact: nothing is shown.",
        shop(),
        &[
            ("sum", "custom.a + 1 < 5"),
            ("both", "custom.a > 1 && custom.a < 5"),
            ("minus", "-custom.a == 1"),
            ("same", "custom.a == custom.a"),
            ("error", "custom.a < 1 / 0"),
            ("local", "local.day == 23"),
            ("always", "true || custom.a == 1"),
            ("in-twice", "custom.a in [1] == true"),
        ],
        [
            ("sum", FINDING, "shown", "4 + 1 is not below 5.", a(4), no().about_nothing().shows_nothing()),
            ("both", FINDING, "shown", "Two comparisons, both true.", a(2), yes().about_nothing().shows_nothing()),
            (
                "minus",
                FINDING,
                "shown",
                "A negation is more than the fact.",
                a(-1),
                yes().about_nothing().shows_nothing(),
            ),
            ("same", FINDING, "shown", "A fact compared with itself.", a(1), yes().about_nothing().shows_nothing()),
            (
                "error",
                FINDING,
                "shown unknown arithmetic",
                "Compared with an error: there is no settled value, so that nothing is shown.",
                a(1),
                error(),
            ),
            (
                "error",
                REQUIRE,
                "shown unknown absence",
                "The fact is absent, and stands before the error: it is named.",
                json!({}),
                lacking("custom_0").needs(Value::Null),
            ),
            (
                "local",
                FINDING,
                "shown",
                "The clock is no fact of the request.",
                a(0),
                yes().about_nothing().shows_nothing(),
            ),
            (
                "always",
                REQUIRE,
                "folding logic",
                "Settled to true when the plan is made, whatever a is.",
                json!({}),
                yes().about_nothing().shows_nothing(),
            ),
            (
                "in-twice",
                FINDING,
                "shown",
                "A comparison of a comparison.",
                a(1),
                yes().about_nothing().shows_nothing(),
            ),
        ],
    )
}

fn softly() -> Group {
    Group::new(
        "softly",
        "A requirement that warns where it fails, and lets pass where it is not known.",
        with(
            &policy([rule("risk", json!({"require": {"expression": "custom.a < 700"}}), "warn", "allow")]),
            custom_facts(),
        ),
        shop(),
        sale(),
    )
    .case(
        REQUIRE,
        "boundary",
        "700 is not below 700: a warning.",
        json!({"custom_0": 700}),
        warns(RequirementNotMet).says("risk", no().acts(Action::Warn)),
    )
    .case(
        REQUIRE,
        "absence unknown",
        "Not known, which is let pass: there is no primary reason.",
        as_it_is(),
        proceeds().says("risk", lacking("custom_0").acts(Action::Allow)),
    )
    .case(REQUIRE, "boundary", "699 is below 700.", json!({"custom_0": 699}), proceeds().says("risk", yes()))
}

fn unreachable() -> Group {
    let risk = |id: &str, expression: &str, on_unreachable: &str| {
        with(
            &rule(id, json!({"require": {"expression": expression}}), "refer", "refer"),
            json!({"on_unreachable": on_unreachable}),
        )
    };
    Group::new(
        "unreachable",
        "Two requirements that refer: one lets pass where nobody can be asked, the other warns.",
        with(&policy([risk("first", "custom.a < 5", "allow"), risk("second", "custom.b < 5", "warn")]), custom_facts()),
        shop(),
        with(&sale(), json!({"host": "unreachable", "custom_0": 1, "custom_1": 1})),
    )
    .case(
        REQUIRE,
        "unreachable",
        "Both hold; nothing refers, so that the host plays no part.",
        as_it_is(),
        proceeds().says("first", yes()).says("second", yes()),
    )
    .case(
        REQUIRE,
        "unreachable",
        "The first fails: its referral cannot be settled and becomes allow.",
        json!({"custom_0": 5}),
        proceeds().guards([HostUnreachable]).says("first", no().acts(Action::Allow)),
    )
    .case(
        REQUIRE,
        "unreachable unknown absence",
        "The second is not known: its referral becomes a warning.",
        json!({"custom_1": null}),
        warns(RequirementUnknown).guards([HostUnreachable]).says("second", lacking("custom_1").acts(Action::Warn)),
    )
    .case(
        REQUIRE,
        "unreachable",
        "The host can be reached: the first's referral stands.",
        json!({"custom_0": 5, "host": "reachable"}),
        refers(RequirementNotMet).says("first", no().acts(Action::Refer)),
    )
}

fn internal() -> Group {
    Group::new(
        "internal",
        "A requirement for the engineer's eyes only.",
        with(&policy([with(&requires("risk", "custom.a < 700"), json!({"disclosure": "internal"}))]), custom_facts()),
        shop(),
        sale(),
    )
    .case(
        REQUIRE,
        "shown",
        "It declines as any other; who may read the finding changes nothing of what is decided.",
        json!({"custom_0": 701}),
        declines(RequirementNotMet).says("risk", no().about("custom_0").seen(701).at_most(699)),
    )
    .case(
        REQUIRE,
        "shown unknown absence",
        "It refers as any other where it is not known.",
        as_it_is(),
        refers(RequirementUnknown).says("risk", lacking("custom_0")),
    )
}

fn de39() -> Group {
    Group::new(
        "de39",
        "The policy gives REQUIREMENT_NOT_MET a code of its own, 57.",
        with(
            &policy([requires("risk", "custom.a < 700")]),
            with(&custom_facts(), json!({"de39": {"REQUIREMENT_NOT_MET": "57"}})),
        ),
        shop(),
        sale(),
    )
    .case(
        REQUIRE,
        "de39",
        "It fails, with the policy's code.",
        json!({"custom_0": 700}),
        declines(RequirementNotMet).de39("57").says("risk", no()),
    )
    .case(
        REQUIRE,
        "de39",
        "It is not known, with the table's code: 58.",
        as_it_is(),
        refers(RequirementUnknown).de39("58").says("risk", lacking("custom_0")),
    )
}

fn before() -> Group {
    Group::new(
        "before",
        "A limit of 500.00 and a requirement; the table has limits before requirements.",
        with(
            &policy([requires("risk", "custom.a < 700"), strict("limit", json!({"amount": {"max_minor": 50_000}}))]),
            custom_facts(),
        ),
        shop(),
        with(&sale(), json!({"custom_0": 700, "amount_minor": 50_001})),
    )
    .case(
        "rule.precedence",
        "precedence",
        "Both decline: the limit's reason comes first, though its rule stands second.",
        as_it_is(),
        declines(AmountAboveLimit).says("risk", no()).says("limit", fail(AmountAboveLimit)),
    )
    .case(
        "rule.precedence",
        "precedence unknown",
        "The requirement is not known and refers; the limit declines, which is stronger.",
        json!({"custom_0": null}),
        declines(AmountAboveLimit).says("risk", lacking("custom_0")),
    )
    .case(
        "rule.precedence",
        "precedence unknown",
        "The amount is not known and refers; the requirement declines, which is stronger.",
        json!({"amount_minor": null}),
        declines(RequirementNotMet).says("risk", no()).says("limit", unknown(AmountMissing)),
    )
    .case(
        "rule.precedence",
        "precedence unknown",
        "Neither is known: both refer, and the amount's reason comes first.",
        json!({"amount_minor": null, "custom_0": null}),
        refers(AmountMissing).says("risk", lacking("custom_0")),
    )
}

fn after() -> Group {
    let scoped = with(
        &rule("scoped", json!({"entry_mode": {"allowed": ["manual"]}}), "refer", "refer"),
        json!({"scope": {"card_kinds": ["credit"]}}),
    );
    let refers_both =
        |id: &str, expression: &str| rule(id, json!({"require": {"expression": expression}}), "refer", "refer");
    Group::new(
        "after",
        "A rule for credit cards by hand, and two requirements; all refer. The table has SCOPE_UNKNOWN last.",
        with(
            &policy([scoped, refers_both("unknown", "custom.a < 5"), refers_both("met", "custom.b < 5")]),
            custom_facts(),
        ),
        shop(),
        with(&sale(), json!({"card_kind": null, "custom_0": 0, "custom_1": 0})),
    )
    .case(
        "rule.precedence",
        "precedence",
        "The card is not known, and both requirements hold: only the scope is unknown.",
        as_it_is(),
        refers(ScopeUnknown).says("scoped", unknown(ScopeUnknown).about("card_kind")),
    )
    .case(
        "rule.precedence",
        "precedence",
        "A requirement is not known: it comes before the unknown scope.",
        json!({"custom_0": null}),
        refers(RequirementUnknown).says("scoped", unknown(ScopeUnknown)).says("unknown", lacking("custom_0")),
    )
    .case(
        "rule.precedence",
        "precedence",
        "One is not known and one not met: not met comes first.",
        json!({"custom_0": null, "custom_1": 5}),
        refers(RequirementNotMet)
            .says("scoped", unknown(ScopeUnknown))
            .says("unknown", lacking("custom_0"))
            .says("met", no()),
    )
}

fn relaxed() -> Group {
    let directives = json!([{
        "id": "flood", "regions": ["33"], "from": "2026-11-20", "through": "2026-11-26",
        "effect": {"relax": {"rules": ["risk"]}},
    }]);
    Group::new(
        "relaxed",
        "A directive softens the requirement to a warning from 20 through 26 November.",
        with(
            &policy([requires("risk", "custom.a < 700"), requires("other", "custom.a < 900")]),
            with(&custom_facts(), json!({ "directives": directives })),
        ),
        shop(),
        with(&sale(), json!({"custom_0": 700})),
    )
    .case(
        "rule.relaxed",
        "relaxed",
        "On the 23rd it fails and leads to a warning.",
        as_it_is(),
        warns(RequirementNotMet).says("risk", no().acts(Action::Warn)).says("other", pass()),
    )
    .case(
        "rule.relaxed",
        "relaxed",
        "The other requirement is not named and declines.",
        json!({"custom_0": 900}),
        declines(RequirementNotMet).says("risk", no().acts(Action::Warn)).says("other", no().acts(Action::Decline)),
    )
    .case(
        "rule.relaxed",
        "relaxed unknown",
        "Not known, the first leads to a warning and the other refers.",
        json!({"custom_0": null}),
        refers(RequirementUnknown)
            .says("risk", lacking("custom_0").acts(Action::Warn))
            .says("other", lacking("custom_0").acts(Action::Refer)),
    )
}
