//! Expressions, or parts of them, that the service point alone decides; strings and how they are written.

use super::basis::{shop, strict};
use super::draft::{Group, proceeds, with};
use super::expressions::{asking, error, no, yes};
use serde_json::{Value, json};

pub(crate) fn groups() -> Vec<Group> {
    vec![registered(), left_out(), handed_in(), dates(), folded(), escapes(), quotes(), layout(), starts(), choices()]
}

/// The shop with all that may be left out.
fn whole() -> Value {
    with(
        &shop(),
        json!({
            "valid_from": "2026-01-01", "valid_through": "2026-12-31", "address_check": "matches", "remote": true,
            "terminals": ["T0000001", "T0000002"], "regulations_met": ["labels-2027", "waste-2025"],
            "documents": [
                {"kind": "licence", "status": "rejected"},
                {"kind": "lease", "status": "approved", "valid_through": "2025-12-31"},
            ],
            "hours": {"weekly": {"mon": ["09:30-22:00"]}},
            "place": {"datum": "wgs84", "areas": [{"regions": ["3301"]}]},
        }),
    )
}

fn registered() -> Group {
    const VALUE: &str = "expression.value";
    let settled = |value| json!({ "custom_0": value });
    asking(
        "registered",
        "Facts of the service point, settled when the plan is made: the findings show nothing.",
        whole(),
        &[
            ("id", "service_point.id == \"noodles-1\" && service_point.merchant_id == \"898330158120001\""),
            ("kind", "service_point.merchant_kind in [\"hotel\", \"restaurant\"]"),
            ("mcc", "service_point.mcc == \"5812\" && service_point.mcc < \"5813\""),
            ("region", "service_point.region == \"330106\" && service_point.region >= \"3301\""),
            ("status", "service_point.status == \"suspended\""),
            ("counts", "service_point.revision == 7 && service_point.terminal_count == 2"),
            ("remote", "!service_point.remote"),
            ("address", "service_point.address_check in [\"differs\"]"),
        ],
        [
            ("id", VALUE, "folding text", "Both ids are these.", settled(0), yes().about_nothing().shows_nothing()),
            ("kind", VALUE, "folding text set", "A restaurant is in the list.", settled(0), yes().about_nothing()),
            ("mcc", VALUE, "folding text", "Strings order by their characters: 5812 before 5813.", settled(0), yes()),
            ("region", VALUE, "folding text", "330106 comes after 3301, which it begins with.", settled(0), yes()),
            (
                "status",
                VALUE,
                "folding word",
                "The merchant is active: the rule fails for every request.",
                settled(0),
                no().about_nothing().shows_nothing(),
            ),
            ("counts", VALUE, "folding", "Revision 7 and two terminals.", settled(0), yes()),
            ("remote", VALUE, "folding", "The shop is remote: not that is false.", settled(0), no().about_nothing()),
            ("address", VALUE, "folding word", "The address matches, and only `differs` is listed.", settled(0), no()),
        ],
    )
}

fn left_out() -> Group {
    const ABSENT: &str = "expression.absent";
    let a = |value| json!({ "custom_0": value });
    asking(
        "left-out",
        "A shop that leaves out all that may be left out.",
        shop(),
        &[
            ("address", "service_point.address_check == \"matches\""),
            ("has", "has(service_point.address_check) && service_point.address_check == \"matches\""),
            ("or", "service_point.valid_through > date(\"2026-01-01\") || custom.a == 1"),
            ("in", "service_point.address_check in [\"matches\", \"differs\"]"),
            ("local", "local.date <= service_point.valid_through"),
            ("places", "has(service_point.place) || has(service_point.hours) || has(service_point.application)"),
            ("terminals", "service_point.terminal_count == 0 && !service_point.remote"),
            ("element", "date(\"2026-11-23\") in [date(\"2026-11-23\"), service_point.valid_from]"),
        ],
        [
            (
                "address",
                ABSENT,
                "folding absence unknown",
                "No inspection of the address: an error that no request mends.",
                a(0),
                error(),
            ),
            ("has", ABSENT, "folding absence logic", "`has` is false, which wins over the error.", a(0), no()),
            ("or", ABSENT, "folding absence logic", "True wins over the date that was left out.", a(1), yes()),
            (
                "or",
                ABSENT,
                "folding absence unknown shown",
                "False leaves the error of the date; it is no fact of the request, so that none is named.",
                a(0),
                error(),
            ),
            ("in", ABSENT, "folding absence unknown", "What is left out is in no list, nor outside.", a(0), error()),
            ("local", ABSENT, "folding absence unknown", "The clock and a date left out: an error.", a(0), error()),
            ("places", ABSENT, "folding absence", "Neither place nor hours nor application.", a(0), no()),
            ("terminals", ABSENT, "folding absence", "No terminals are none, and remote left out is no.", a(0), yes()),
            (
                "element",
                "expression.in",
                "folding absence unknown",
                "One element equals and the other was left out: an error.",
                a(0),
                error(),
            ),
        ],
    )
}

fn handed_in() -> Group {
    const VALUE: &str = "expression.value";
    asking(
        "handed-in",
        "Lists of what was registered, and `has`.",
        whole(),
        &[
            ("regulation", "\"waste-2025\" in service_point.regulations_met"),
            ("no-regulation", "\"waste\" in service_point.regulations_met"),
            ("rejected", "\"licence\" in service_point.document_kinds"),
            ("lapsed", "'lease' in service_point.document_kinds && !('permit' in service_point.document_kinds)"),
            ("has", "has(service_point.place) && has(service_point.hours) && has(service_point.valid_from)"),
            ("application", "has(service_point.application)"),
            ("always", "has(service_point.id) && has(service_point.remote)"),
            ("chosen", "\"licence\" in service_point.document_kinds ? custom.a == 1 : custom.b == 1"),
        ],
        [
            ("regulation", VALUE, "folding set", "It was shown to meet that regulation.", json!({}), yes()),
            ("no-regulation", VALUE, "folding set text", "The start of a name is another name.", json!({}), no()),
            ("rejected", VALUE, "folding set", "A copy was handed in, though it was rejected.", json!({}), yes()),
            (
                "lapsed",
                VALUE,
                "folding set",
                "A copy was handed in, though it has lapsed; no permit was.",
                json!({}),
                yes(),
            ),
            ("has", VALUE, "folding", "Place, hours and first date are registered.", json!({}), yes()),
            ("application", VALUE, "folding", "No application is recorded.", json!({}), no()),
            ("always", VALUE, "folding", "What is required, or has a value when left out, is there.", json!({}), yes()),
            (
                "chosen",
                "require.finding",
                "folding logic shown",
                "The service point chooses a == 1, which is one comparison: it is shown. b is absent and plays no part.",
                json!({"custom_0": 2}),
                no().about("custom_0").seen(2).needs(json!({"one_of": [1]})),
            ),
        ],
    )
}

fn dates() -> Group {
    const VALUE: &str = "expression.value";
    asking(
        "dates",
        "Dates, times and versions that are known when the plan is made.",
        whole(),
        &[
            ("from", "service_point.valid_from == date(\"2026-01-01\")"),
            ("through", "service_point.valid_through < date(\"2026-12-31\")"),
            ("leap", "date(\"2028-02-29\") < date(\"2028-03-01\")"),
            ("time", "time(\"24:00\") > time(\"23:59\") && time(\"00:00\") < time(\"00:01\")"),
            ("version", "version(\"3.10\") > version(\"3.9.65535\") && version(\"1\") == version(\"1.0.0.0\")"),
            ("listed", "service_point.valid_from in [date(\"2025-01-01\"), date(\"2026-01-01\")]"),
        ],
        [
            ("from", VALUE, "folding date", "It may be served from 1 January 2026 on.", json!({}), yes()),
            ("through", VALUE, "folding date boundary", "The last date is not before itself.", json!({}), no()),
            ("leap", VALUE, "folding date", "29 February 2028 is the day before 1 March.", json!({}), yes()),
            ("time", VALUE, "folding boundary", "24:00 is the last time and 00:00 the first.", json!({}), yes()),
            (
                "version",
                VALUE,
                "folding boundary",
                "Parts of versions are numbers, zero where left out.",
                json!({}),
                yes(),
            ),
            ("listed", VALUE, "folding date set", "The first date is the second of the list.", json!({}), yes()),
        ],
    )
}

fn folded() -> Group {
    const WHEN: &str = "expression.when";
    let rule =
        |id, when: &str| with(&strict(id, json!({"entry_mode": {"allowed": ["manual"]}})), json!({ "when": when }));
    let rules = [
        with(
            &strict("any", json!({"entry_mode": {"allowed": ["chip"]}})),
            json!({"when": "service_point.mcc == '5812'"}),
        ),
        rule("hotels", "service_point.merchant_kind == \"hotel\""),
        rule("false-first", "service_point.remote && transaction.amount > 1"),
        rule("false-last", "custom.a == 1 && service_point.mcc.startsWith(\"59\")"),
        rule("never", "false"),
        rule("overflow", "1 / 0 == 1 && false"),
        rule("not-chosen", "has(service_point.place) ? custom.a == 1 : service_point.revision > 7"),
    ];
    let policy = with(&super::basis::policy(rules), super::expressions::custom_facts());
    let lacking = proceeds().lacks("hotels").lacks("false-first").lacks("false-last").lacks("never");
    Group::new(
        "folded",
        "Rules whose `when` the service point alone makes false are not in the plan: only the first is.",
        policy,
        shop(),
        super::basis::sale(),
    )
    .case(
        WHEN,
        "folding",
        "The shop's `when` is true for every request: the rule passes and is the only one.",
        json!({}),
        lacking.lacks("overflow").lacks("not-chosen"),
    )
}

fn escapes() -> Group {
    const VALUE: &str = "expression.value";
    asking(
        "escapes",
        "The shop's id, noodles-1, written with escapes.",
        shop(),
        &[
            ("hex", r#"service_point.id == "\x6eoodles\X2d1""#),
            ("octal", r#"service_point.id == "\156oodles-\061""#),
            ("short", r#"service_point.id == "noodles\u002d1""#),
            ("long", r#"service_point.id == '\U0000006eoodles-1'"#),
            ("raw", r#"service_point.id == r"\x6eoodles-1""#),
            ("raw-plain", r#"service_point.id == R'noodles-1'"#),
            ("upper", r#"service_point.id == "\x4eoodles-1""#),
        ],
        [
            ("hex", VALUE, "text", "6e is n and 2d is the hyphen.", json!({}), yes()),
            ("octal", VALUE, "text", "156 octal is n and 061 is the digit 1.", json!({}), yes()),
            ("short", VALUE, "text", "Four hexadecimal digits after u.", json!({}), yes()),
            ("long", VALUE, "text", "Eight hexadecimal digits after U.", json!({}), yes()),
            ("raw", VALUE, "text", "In a raw string a backslash is one, so that the strings differ.", json!({}), no()),
            ("raw-plain", VALUE, "text", "A raw string without a backslash is as any other.", json!({}), yes()),
            ("upper", VALUE, "text", "4e is N: capitals are other letters.", json!({}), no()),
        ],
    )
}

fn quotes() -> Group {
    const VALUE: &str = "expression.value";
    asking(
        "quotes",
        "Strings in quotes of every kind.",
        shop(),
        &[
            ("three", "service_point.mcc == '''5812''' && service_point.mcc == \"\"\"5812\"\"\""),
            ("lines", "\"\"\"a\nb\"\"\" == 'a\\nb'"),
            ("inside", "'a\"b' == \"a\\\"b\" && \"a'b\" == 'a\\'b'"),
            ("inside-three", "'''a'b''' == \"a'b\""),
            ("raw-three", "r'''\\n''' == \"\\\\n\" && r\"\\\\\" == '\\\\\\\\'"),
            ("empty", "'' < 'a' && service_point.id.startsWith('')"),
            ("wide", "\"\\u4e2d\" == \"中\" && 'z' < \"中\""),
            ("controls", "\"\\a\\b\\f\\n\\r\\t\\v\" == \"\\x07\\x08\\x0c\\x0a\\x0d\\x09\\x0b\""),
        ],
        [
            ("three", VALUE, "text", "Three quotes of either kind.", json!({}), yes()),
            ("lines", VALUE, "text", "Between three quotes a line may end.", json!({}), yes()),
            ("inside", VALUE, "text", "The other quote stands for itself.", json!({}), yes()),
            ("inside-three", VALUE, "text", "One quote inside three does not end the string.", json!({}), yes()),
            ("raw-three", VALUE, "text", "Two characters, and two backslashes.", json!({}), yes()),
            ("empty", VALUE, "text", "The empty string comes first, and everything starts with it.", json!({}), yes()),
            ("wide", VALUE, "text", "U+4E2D is a character beyond ASCII, after z.", json!({}), yes()),
            ("controls", VALUE, "text", "The seven escapes of control characters.", json!({}), yes()),
        ],
    )
}

fn layout() -> Group {
    const VALUE: &str = "expression.value";
    let a = |value| json!({ "custom_0": value });
    asking(
        "layout",
        "Lines, comments, and numbers in hexadecimal.",
        shop(),
        &[
            ("comment", "custom.a == 1 // || true\n&& true"),
            ("lines", "custom.a\n  ==\t1\r\n"),
            ("last", "custom.a == 1 // to the end"),
            ("hexadecimal", "custom.a == 0x1F"),
            ("slashes", "custom.a == 1 && 'a//b' != 'a'"),
            ("zeros", "custom.a == 010"),
        ],
        [
            ("comment", VALUE, "text", "What follows `//` on a line does not count: a must be 1.", a(0), no()),
            ("lines", VALUE, "text", "Tabs and ends of lines are blanks.", a(1), yes()),
            ("last", VALUE, "text", "A comment may be the last of the text.", a(1), yes()),
            (
                "hexadecimal",
                VALUE,
                "text",
                "0x1F is 31, and is shown in decimal.",
                a(31),
                yes().needs(json!({"one_of": [31]})),
            ),
            ("slashes", VALUE, "text", "`//` inside a string is no comment.", a(1), yes()),
            ("zeros", VALUE, "text", "A zero in front changes nothing: 010 is ten.", a(10), yes()),
        ],
    )
}

fn starts() -> Group {
    const VALUE: &str = "expression.value";
    asking(
        "starts",
        "`startsWith` of strings that are known when the plan is made.",
        shop(),
        &[
            ("region", "service_point.region.startsWith(\"33\")"),
            ("other-region", "service_point.region.startsWith(\"31\")"),
            ("whole", "service_point.mcc.startsWith(\"5812\")"),
            ("longer", "service_point.mcc.startsWith(\"58120\")"),
            ("inner", "service_point.mcc.startsWith(\"81\")"),
            ("of-fact", "service_point.merchant_id.startsWith(\"898\") == true"),
            ("literal", "'restaurant'.startsWith(service_point.merchant_kind)"),
        ],
        [
            ("region", VALUE, "folding text", "330106 starts with 33.", json!({}), yes()),
            ("other-region", VALUE, "folding text", "330106 does not start with 31.", json!({}), no()),
            ("whole", VALUE, "folding text boundary", "A string starts with all of itself.", json!({}), yes()),
            ("longer", VALUE, "folding text boundary", "It does not start with a longer one.", json!({}), no()),
            ("inner", VALUE, "folding text", "81 stands inside, not at the start.", json!({}), no()),
            ("of-fact", VALUE, "folding text", "The merchant's id starts with 898.", json!({}), yes()),
            ("literal", VALUE, "folding text", "A literal may start with a fact.", json!({}), yes()),
        ],
    )
}

fn choices() -> Group {
    const LOGIC: &str = "expression.logic";
    let a = |value| json!({ "custom_0": value });
    asking(
        "choices",
        "Choices that the service point settles, and parts that it leaves.",
        shop(),
        &[
            ("limit", "custom.a <= (service_point.merchant_kind == \"restaurant\" ? 500 : 100)"),
            ("text", "(service_point.remote ? \"58\" : \"5812\") == service_point.mcc && custom.a == 1"),
            ("sum", "custom.a + service_point.revision * 10 == 71"),
            ("error", "(service_point.address_check == \"matches\" ? 1 : 1) == 1"),
        ],
        [
            (
                "limit",
                "require.finding",
                "folding shown boundary",
                "The service point settles 500: one comparison, which is shown.",
                a(501),
                no().about("custom_0").seen(501).at_most(500),
            ),
            (
                "text",
                "require.finding",
                "folding shown text",
                "The strings settle to true, which leaves the comparison of a.",
                a(1),
                yes().about("custom_0").seen(1).needs(json!({"one_of": [1]})),
            ),
            (
                "sum",
                "expression.arithmetic",
                "folding arithmetic",
                "1 + 7 × 10 is 71; it shows nothing.",
                a(1),
                yes().about_nothing(),
            ),
            (
                "error",
                LOGIC,
                "folding unknown",
                "What chooses was left out: an error, though both are 1.",
                a(0),
                error(),
            ),
        ],
    )
}
