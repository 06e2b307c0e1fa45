//! Bad input: a clear message with its place, the right exit code, and nothing written.

mod common;

use common::{Folder, NOODLES, POLICY, sale};
use poscond::{Expect, Plan};

const DECIDE: &str = "decide -p policy.toml -s noodles.json -o out.ndjson requests.ndjson";

/// Decides with one thing in a file replaced.
#[track_caller]
fn refused(name: &str, text: &str, from: &str, to: &str, code: i32, err: &str) {
    let folder = Folder::new();
    folder.put("out.ndjson", "as it was\n");
    folder.put_with(name, text, from, to);
    let before = folder.names();
    folder.run(DECIDE).refuses(code, err);
    assert_eq!((folder.text("out.ndjson").as_str(), folder.names()), ("as it was\n", before));
    // Compiling refuses the same, and leaves the plan that is there as it is.
    if code == 3 {
        folder.put("noodles.plan", "as it was\n");
        folder.run("compile -p policy.toml -s noodles.json -o noodles.plan").refuses(3, err);
        assert_eq!(folder.text("noodles.plan"), "as it was\n");
    }
}

#[track_caller]
fn policy_refused(from: &str, to: &str, err: &str) {
    refused("policy.toml", POLICY, from, to, 3, err);
}

#[track_caller]
fn service_point_refused(from: &str, to: &str, err: &str) {
    refused("noodles.json", NOODLES, from, to, 3, err);
}

#[track_caller]
fn request_refused(from: &str, to: &str, err: &str) {
    let text = format!("{}\n\n{}\n", sale("{}"), sale("{}").replacen(from, to, 1));
    assert!(text.contains(to), "{to}");
    refused("requests.ndjson", &text, &text, &text, 4, err);
}

#[test]
fn unknown_fields_offer_the_nearest_name() {
    policy_refused(
        "max_minor",
        "maxminor",
        "policy.toml:7:22: rules[0].condition.amount.maxminor: unknown field `maxminor`; did you mean `max_minor`? \
         accepted: `max_minor`, `min_minor`",
    );
    service_point_refused(
        "\"radius_m\"",
        "\"radius\"",
        "noodles.json:13:70: place.areas[0].circle.radius: unknown field `radius`; did you mean `radius_m`? \
         accepted: `lat_e7`, `lon_e7`, `radius_m`",
    );
    let folder = Folder::new();
    folder.put("requests.ndjson", format!("{}\n{{\"amount\": 1}}\n", sale("{}")));
    let ran = folder.run(DECIDE);
    let start =
        "requests.ndjson:2:2: amount: unknown field `amount`; did you mean `amount_minor`? accepted: `now_utc_s`, ";
    assert!(ran.code == 4 && ran.out.is_empty() && ran.err.starts_with(start), "{}", ran.err);
}

#[test]
fn wrong_types() {
    policy_refused(
        "version = 3",
        "version = \"3\"",
        "policy.toml:2:11: version: found `\"3\"`; accepted: an integer from 0 to 4294967295",
    );
    service_point_refused(
        "\"mcc\": \"5812\"",
        "\"mcc\": 5812",
        "noodles.json:7:10: mcc: found `5812`; accepted: a merchant category code of four digits, such as 5812",
    );
    request_refused(
        "\"amount_minor\":8800",
        "\"amount_minor\":88.00",
        "requests.ndjson:3:17: amount_minor: found `88.00`; accepted: an integer from 0 to 9007199254740991",
    );
    request_refused(
        "\"amount_minor\":8800",
        "\"amount_minor\":\"8800\"",
        "requests.ndjson:3:17: amount_minor: found `\"8800\"`; accepted: an integer from 0 to 9007199254740991",
    );
}

#[test]
fn a_place_without_its_datum() {
    service_point_refused("\"datum\": \"wgs84\",", "", "noodles.json:11:12: place: missing field `datum`");
    request_refused(
        "\"fix_datum\":\"wgs84\",",
        "",
        "requests.ndjson:3:1: fact `fix_datum` is missing beside another that means nothing without it",
    );
}

#[test]
fn impossible_dates() {
    let dates = "accepted: a date from 1900-01-01 to 2199-12-31, written YYYY-MM-DD";
    service_point_refused(
        "\"2026-11-23\"",
        "\"2026-02-30\"",
        "noodles.json:16:76: documents[0].valid_through: found `\"2026-02-30\"`; accepted: a date written YYYY-MM-DD, or long_term",
    );
    policy_refused(
        "2027-12-31",
        "2027-13-31",
        "policy.toml:3:17: invalid date: `2027-13-31`; accepted: month between 01 and 12",
    );
    policy_refused(
        "2027-12-31",
        "\"2027-02-29\"",
        &format!("policy.toml:3:17: valid_through: found `\"2027-02-29\"`; {dates}"),
    );
}

#[test]
fn latitudes_beyond_the_poles() {
    service_point_refused(
        "302700000",
        "910000000",
        "noodles.json:13:37: place.areas[0].circle.lat_e7: found `910000000`; accepted: an integer from -900000000 to 900000000",
    );
    request_refused(
        "\"fix_lat_e7\":302700000",
        "\"fix_lat_e7\":910000000",
        "requests.ndjson:3:154: fix_lat_e7: found `910000000`; accepted: an integer from -900000000 to 900000000",
    );
}

#[test]
fn impossible_hours() {
    let spans = "accepted: a span of hours such as 09:30-22:00 or 18:00-26:00: open before 24:00, close after open and at \
                 most 48:00";
    for span in ["25:00-49:00", "10:00-10:00", "22:00-10:00", "10:00-48:01"] {
        service_point_refused(
            "10:00-22:00",
            span,
            &format!("noodles.json:15:32: hours.weekly.mon[0]: found `\"{span}\"`; {spans}"),
        );
    }
}

#[test]
fn self_crossing_polygons() {
    service_point_refused(
        "{\"circle\": {\"lat_e7\": 302700000, \"lon_e7\": 1201200000, \"radius_m\": 60}}",
        "{\"polygon\": [[302700000, 1201200000], [302710000, 1201210000], [302710000, 1201200000], [302700000, 1201210000]]}",
        "noodles.json:13:27: place.areas[0].polygon: the edges after corners `0` and `2` cross or touch; accepted: \
         corners in order around the area",
    );
}

#[test]
fn rules_too_few_too_many_and_twice() {
    policy_refused(
        "id = \"place\"",
        "id = \"open-hours\"",
        "policy.toml:19:6: rules[2].id: `open-hours` is also the id of rules[1]; accepted: an id of its own",
    );
    let head = POLICY.split("[[rules]]").next().unwrap();
    let policy = |rules: usize| {
        let rule = |at| {
            format!(
                "[[rules]]\nid = \"r{at}\"\ncondition.tamper = {{}}\non_fail = \"decline\"\non_unknown = \"refer\"\n"
            )
        };
        format!("{head}{}", (0..rules).map(rule).collect::<String>())
    };
    let none = format!("{head}rules = []\n");
    refused(
        "policy.toml",
        &none,
        "",
        "",
        3,
        "policy.toml:5:9: rules: `0` of 0 rules concern service point `noodles-1`; accepted: 1 to 64",
    );
    let many = policy(65);
    refused(
        "policy.toml",
        &many,
        "",
        "",
        3,
        "policy.toml:5:1: rules: `65` rules concern service point `noodles-1`; accepted: 1 to 64",
    );
    let folder = Folder::new();
    folder.put("policy.toml", policy(64));
    assert_eq!(folder.run(DECIDE).code, 0);
}

#[test]
fn what_is_wrong_inside_rules() {
    let folder = Folder::new();
    folder.put_with("policy.toml", POLICY, "version = 3", "version = 3\nde39 = { HOURS_SHUT = \"58\" }");
    let ran = folder.run(DECIDE);
    let start = "policy.toml:3:10: de39.HOURS_SHUT: unknown name `HOURS_SHUT`; did you mean `HOURS_CLOSED`? accepted: `OTHER_SERVICE_POINT`, ";
    assert!(ran.code == 3 && ran.out.is_empty() && ran.err.starts_with(start), "{}", ran.err);
    policy_refused(
        "on_unknown = \"warn\"",
        "on_unknown = \"refer\"",
        "policy.toml:28:14: rules[3].on_unknown: `refer` is stronger than on_fail `warn`; accepted: `allow`, `warn`",
    );
}

#[test]
fn everything_wrong_is_told_at_once() {
    let folder = Folder::new();
    folder.put_with("policy.toml", POLICY, "on_unknown = \"warn\"", "on_unknown = \"refer\"");
    folder.put_with("noodles.json", NOODLES, "\"valid_through\": \"2026-11-23\"", "\"valid_from\": \"2026-11-23\"");
    folder.run("decide -p policy.toml -s noodles.json -s tea.json requests.ndjson").refuses(
        3,
        "noodles.json:16:17: documents[0].valid_through: missing from an approved document; accepted: a date written \
         YYYY-MM-DD, or `long_term`\n\
         policy.toml:28:14: rules[3].on_unknown: `refer` is stronger than on_fail `warn`; accepted: `allow`, `warn`",
    );
    folder.put("noodles.json", "{");
    folder.put("tea.json", "[]");
    folder
        .run("decide -p policy.toml -s noodles.json -s tea.json requests.ndjson")
        .refuses(3, "noodles.json:1:2: the text ends inside a table\ntea.json:1:1: found a list; accepted: a table");
}

#[test]
fn unknown_words_of_requests() {
    request_refused(
        "\"sale\"",
        "\"sail\"",
        "requests.ndjson:3:276: transaction: unknown name `sail`; did you mean `sale`? accepted: `sale`, `preauth`, \
         `preauth_completion`, `refund`, `void`, `reversal`, `balance`, `test`",
    );
}

#[test]
fn requests_that_are_none() {
    request_refused("{", "[", "requests.ndjson:3:16: found `:`; accepted: `,` or `]`");
    let folder = Folder::new();
    folder.put("requests.ndjson", "{}\n[1795408800]\n7\n\"x\"\n{\"clock\": \"trusted\"");
    folder.run(DECIDE).refuses(
        4,
        "requests.ndjson:2:1: found a list; accepted: a table\n\
         requests.ndjson:3:1: found `7`; accepted: a table\n\
         requests.ndjson:4:1: found `\"x\"`; accepted: a table\n\
         requests.ndjson:5:20: the text ends inside a table",
    );
    folder.put("requests.ndjson", b"{}\n{\"merchant_id\": \"\xff\"}\n");
    folder.run(DECIDE).refuses(4, "requests.ndjson:2: the text is not UTF-8");
    folder.put("requests.ndjson", "{}\n".to_owned() + &"{\"x\": 1}\n".repeat(25));
    let ran = folder.run(DECIDE);
    assert_eq!((ran.code, ran.err.lines().count()), (4, 21));
    assert_eq!(ran.err.lines().last(), Some("… and 5 more requests that are not accepted"));
}

#[test]
fn requests_in_a_list_or_alone_are_located_too() {
    let folder = Folder::new();
    folder.put("requests.json", "\n[\n  {},\n  {\"currency\": 1},   {\"店\": 1,\n    \"currency\": 156}\n]\n");
    let ran = folder.run("decide -p policy.toml -s noodles.json requests.json");
    assert!(ran.err.starts_with("requests.json:4:23: [2].店: unknown field `店`; accepted: "), "{}", ran.err);
    folder.put("requests.json", "[{},\n  {\"currency\":\n 1000}]");
    folder
        .run("decide -p policy.toml -s noodles.json requests.json")
        .refuses(4, "requests.json:3:2: [1].currency: found `1000`; accepted: an integer from 1 to 999");
    folder.put("requests.json", "[{}, {]");
    folder
        .run("decide -p policy.toml -s noodles.json requests.json")
        .refuses(4, "requests.json:1:7: key must be a string: `]`");
    folder.put("request.json", "{\n  \"currency\": 0\n}\n");
    folder
        .run("decide -p policy.toml -s noodles.json request.json")
        .refuses(4, "request.json:2:15: currency: found `0`; accepted: an integer from 1 to 999");
    folder
        .run_with("decide -p policy.toml -s noodles.json", "{}\n{\"currency\": 0}")
        .refuses(4, "stdin:2:14: currency: found `0`; accepted: an integer from 1 to 999");
}

#[test]
fn requests_of_nobody_known() {
    let folder = Folder::new();
    folder.put(
        "requests.ndjson",
        [sale("{}"), sale(r#"{"merchant_id": "898330158120009"}"#), sale(r#"{"merchant_id": null}"#)].join("\n"),
    );
    let accepted = "accepted: `898330158120001`, `898330158120002`";
    folder.run("decide -p policy.toml -s noodles.json -s tea.json requests.ndjson").refuses(
        4,
        &format!(
            "requests.ndjson:2:221: merchant_id: `898330158120009` is the merchant id of no plan here; {accepted}\n\
             requests.ndjson:3:1: missing field `merchant_id`, without which no plan is found; {accepted}"
        ),
    );
}

#[test]
fn two_service_points_of_one_id() {
    let folder = Folder::new();
    folder.put_with("tea.json", common::TEA, "120002", "120001");
    folder.run("decide -p policy.toml -s noodles.json -s tea.json requests.ndjson").refuses(
        3,
        "tea.json:4:18: merchant_id: `898330158120001` is also the merchant id of noodles.json; accepted: an id of its \
         own, so that requests find their plan",
    );
    folder.put_with("tea.json", common::TEA, "tea-2", "Noodles-1");
    folder
        .run("compile -p policy.toml -s noodles.json -s tea.json -o plans/")
        .refuses(3, "tea.json:2:9: id: `Noodles-1` is also the id of noodles.json; accepted: an id of its own");
    assert!(!folder.path("plans").exists());
}

#[test]
fn damaged_plans() {
    let folder = Folder::new();
    assert_eq!(folder.run("compile -p policy.toml -s noodles.json -o noodles.plan").code, 0);
    let plan = std::fs::read(folder.path("noodles.plan")).unwrap();
    assert!(Plan::open(&plan, Expect::default()).is_ok());

    // Every bit, and every length.
    let mut flipped = plan.clone();
    for at in 0..plan.len() * 8 {
        flipped[at / 8] ^= 1 << (at % 8);
        assert!(Plan::open(&flipped, Expect::default()).is_err(), "bit {at}");
        flipped[at / 8] ^= 1 << (at % 8);
    }
    for length in 0..plan.len() {
        assert!(Plan::open(&plan[..length], Expect::default()).is_err(), "{length} bytes");
    }

    let length = plan.len();
    let decide = "decide --plan bad.plan -o out.ndjson requests.ndjson";
    folder.put("bad.plan", &plan[..200]);
    let short = format!("bad.plan: a plan of `200` bytes; accepted: the `{length}` bytes that it states");
    folder.run(decide).refuses(5, &short);
    folder.run("inspect noodles.plan bad.plan").refuses(5, &short);
    flipped[100] ^= 1;
    folder.put("bad.plan", &flipped);
    folder.run(decide).refuses(5, "bad.plan: the digest does not match the plan's bytes");
    folder.put("bad.plan", NOODLES);
    folder.run(decide).refuses(5, "bad.plan: the bytes do not start with `POSC`, so they are not a plan");
    folder
        .run("decide --plan noodles.plan --expect tea-2 requests.ndjson")
        .refuses(5, "noodles.plan: the plan is for service point `noodles-1`; accepted: `tea-2`");
    folder
        .run("decide --plan noodles.plan --revision-min 5 requests.ndjson")
        .refuses(5, "noodles.plan: service point revision `4` of the plan; accepted: at least 5");
    assert!(!folder.path("out.ndjson").exists());
}

#[test]
fn files_that_are_not_there() {
    let folder = Folder::new();
    folder
        .run("decide -p no.toml -s noodles.json requests.ndjson")
        .refuses(1, "no.toml: cannot be read: no such file or folder");
    folder
        .run("decide -p policy.toml -s noodles.json no.ndjson")
        .refuses(1, "no.ndjson: cannot be read: no such file or folder");
    folder
        .run("decide -p policy.toml -s noodles.json -o no/out requests.ndjson")
        .refuses(1, "no/out: cannot be written: no such file or folder");
    folder.put("empty/readme.txt", "");
    let ran = folder.run("decide -p policy.toml -s empty requests.ndjson");
    assert!(ran.code == 2 && ran.err.starts_with("error: no file named `.json` or `.toml` in folder `empty`"));
}

#[test]
fn command_lines_that_make_no_sense() {
    let folder = Folder::new();
    for args in [
        "",
        "decide",
        "decide -p policy.toml",
        "decide -s noodles.json",
        "decide -p policy.toml -s noodles.json --plan x.plan",
        "decide -p policy.toml -s noodles.json --format xml",
        "decide -p policy.toml -s noodles.json --format table --decision-only requests.ndjson",
        "compile -p policy.toml -s noodles.json -s tea.json -o one.plan",
        "compile -p policy.toml -s noodles.json -s tea.json",
        "inspect",
        "reason NO_SUCH_REASON",
        "reason 999",
    ] {
        let ran = folder.run(args);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{args}");
    }
    assert!(!folder.path("one.plan").exists());
}
