//! `poscond replay`: what was recorded is decided again, by its own plans and by another policy.

mod common;

use common::{Folder, NOODLES, NOON, POLICY, TEA, sale};
use serde_json::{Value, json};

/// A sale that proceeds, one above the limit, one at another place, one while closed, a refund.
fn requests() -> String {
    [
        sale("{}"),
        sale(r#"{"amount_minor": 520000}"#),
        sale(r#"{"fix_lat_e7": 302736000}"#),
        sale(&format!(r#"{{"now_utc_s": {0}, "fix_at_utc_s": {0}}}"#, NOON + 86_400)),
        sale(r#"{"transaction": "refund", "amount_minor": 100}"#),
    ]
    .join("\n")
}

/// A policy with two counters.
fn counting() -> String {
    let rule = |window: &str, max: u32| {
        format!(
            "\n[[rules]]\nid = \"{window}\"\ncondition.usage = {{ window = \"{window}\", measure = \"amount\", subject = \
             \"service_point\", max = {max}, age_max_s = 86400 }}\non_fail = \"decline\"\non_unknown = \"refer\"\n"
        )
    };
    format!("{POLICY}{}{}", rule("day", 3_000_000), rule("month", 90_000_000))
}

/// Counters that stand well below their limits.
fn counters() -> String {
    let counter = |slot| json!({"slot": slot, "amount_minor": 1000 * (slot + 1), "count": 1, "taken_at_utc_s": NOON});
    sale(&json!({"counters": [counter(0), counter(1)]}).to_string())
}

/// A folder with `day.log`.
fn logged(policy: &str, requests: &str) -> Folder {
    let folder = Folder::new();
    folder.put("policy.toml", policy);
    folder.put("requests.ndjson", requests);
    let ran = folder.run("decide -p policy.toml -s noodles.json -f ndjson -q --log day.log requests.ndjson");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    folder
}

/// The report of a run that ends with a code.
#[track_caller]
fn report(folder: &Folder, args: &str, code: i32) -> Value {
    let ran = folder.run(&format!("replay --json {args}"));
    assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{}", ran.out);
    serde_json::from_str(&ran.out).unwrap()
}

/// Puts a log in which one line, from 0, has something replaced.
#[track_caller]
fn put_changed(folder: &Folder, name: &str, line: usize, from: &str, to: &str) {
    let text = folder.text("day.log");
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    assert!(lines[line].contains(from), "{}", lines[line]);
    lines[line] = lines[line].replacen(from, to, 1);
    folder.put(name, lines.join("\n") + "\n");
}

#[test]
fn an_unchanged_log_is_the_same() {
    let folder = logged(POLICY, &requests());
    let ran = folder.run("replay day.log");
    let expected = "\
5 decisions
         2  proceed
         1  refer
         2  decline

5 decisions by 1 plan: same, byte for byte
";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, expected, ""));
    let json = report(&folder, "day.log", 0);
    assert_eq!(
        json,
        json!({
            "damaged": {"count": 0, "kinds": []},
            "decisions": 5,
            "differences": {"count": 0, "first": []},
            "modules": [{"count": 5, "module": null}],
            "outcomes": {
                "decline": {"count": 2, "reasons": {"AMOUNT_ABOVE_LIMIT": 1, "LOCATION_OUTSIDE_AREA": 1}},
                "proceed": {"count": 2, "reasons": {}},
                "refer": {"count": 1, "reasons": {"HOURS_CLOSED": 1}},
            },
            "plans": 1,
            "policy": null,
        })
    );
    // From standard input, twice with a blank line and Windows' ends of lines, and in two files.
    let text = folder.text("day.log");
    for (args, stdin) in [("-", text.clone()), ("-", text.replace('\n', "\r\n\r\n")), ("-", format!("\u{feff}{text}"))]
    {
        let ran = folder.run_with(&format!("replay {args}"), &stdin);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, expected, ""));
    }
    let json = report(&folder, "day.log day.log", 0);
    assert_eq!((&json["decisions"], &json["plans"]), (&json!(10), &json!(1)));
    // Nothing at all is a log too.
    folder.put("empty.log", "");
    assert_eq!(folder.run("replay empty.log").out, "0 decisions\n\n0 decisions by 0 plans: same, byte for byte\n");
}

#[test]
fn differences_are_told_field_by_field() {
    let folder = logged(POLICY, &requests());
    let noon = folder.text("day.log").lines().nth(1).unwrap().to_owned();
    put_changed(&folder, "changed.log", 2, "\"failed\":\"0000000000000001\"", "\"failed\":\"0000000000000003\"");
    let ran = folder.run("replay changed.log");
    let expected = "\
5 decisions
         2  proceed
         1  refer
         2  decline

1 decision not as recorded
  changed.log:3 id 2 at noodles-1
    failed: single-limit, open-hours → single-limit

5 decisions by 1 plan: 1 not as recorded
";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (7, expected, ""));
    for (from, to, fields) in [
        (r#""de39":null"#, r#""de39":"58""#, json!([{"field": "de39", "recorded": "58", "now": "nothing"}])),
        (
            r#""outcome":"proceed","reason":null,"reason_number":0"#,
            r#""outcome":"refer","reason":"HOURS_CLOSED","reason_number":901"#,
            json!([
                {"field": "outcome", "recorded": "refer", "now": "proceed"},
                {"field": "reason", "recorded": "HOURS_CLOSED", "now": "nothing"},
                {"field": "reason_number", "recorded": "901", "now": "0"},
            ]),
        ),
        // The same values in other bytes, a field too many, and no decision at all.
        (
            r#""de39":null,"#,
            r#""de39": null,"#,
            json!([{"field": "bytes", "recorded": "the same values, written otherwise", "now": "canonical"}]),
        ),
        (
            r#""de39":null,"#,
            r#""de39":null,"errors":[1],"#,
            json!([{"field": "errors", "recorded": "[1]", "now": "absent"}]),
        ),
        // A rule that the plan has not.
        (
            r#""unknown":"0000000000000000""#,
            r#""unknown":"8000000000000000""#,
            json!([{"field": "unknown", "recorded": "8000000000000000", "now": "nothing"}]),
        ),
    ] {
        put_changed(&folder, "changed.log", 1, from, to);
        let json = report(&folder, "changed.log", 7);
        let plan: Value = serde_json::from_str(&noon).unwrap();
        let first = json!([{
            "at": "changed.log:2", "fields": fields, "id": "1", "plan": plan["decision"]["plan"],
            "service_point": "noodles-1",
        }]);
        assert_eq!(json["differences"], json!({"count": 1, "first": first}), "{to}");
    }
    // Of many the first ten.
    let text = folder.text("day.log");
    let wrong = text.replace("\"de39\":", "\"de39\" :").lines().skip(1).collect::<Vec<_>>().join("\n") + "\n";
    folder.put("many.log", format!("{text}{}", wrong.repeat(3)));
    let json = report(&folder, "many.log", 7);
    assert_eq!(json["differences"]["count"], json!(15));
    let first = json["differences"]["first"].as_array().unwrap();
    assert_eq!((first.len(), &first[0]["at"], &first[9]["at"]), (10, &json!("many.log:7"), &json!("many.log:16")));
    assert!(folder.run("replay many.log").out.contains("  … and 5 more\n"));
}

#[test]
fn what_was_counted_is_compared() {
    let folder = logged(&counting(), &counters());
    let line = folder.text("day.log").lines().nth(1).unwrap().to_owned();
    let day = r#"{"amount_minor":8800,"count":1,"slot":0,"window_day":20780}"#;
    let month = r#"{"amount_minor":8800,"count":1,"slot":1,"window_day":20758}"#;
    assert!(line.contains(&format!("\"counted\":[{day},{month}],")), "{line}");
    report(&folder, "day.log", 0);
    // In another order, and not told at all.
    put_changed(&folder, "changed.log", 1, &format!("[{day},{month}]"), &format!("[{month},{day}]"));
    report(&folder, "changed.log", 0);
    put_changed(&folder, "changed.log", 1, &format!("\"counted\":[{day},{month}],"), "");
    report(&folder, "changed.log", 0);
    for (from, to, recorded) in [
        (format!("{day},{month}"), String::new(), "nothing"),
        (format!("{day},"), String::new(), "slot 1 +8800 (+1) on day 20758"),
        ("20780".to_owned(), "20781".to_owned(), "slot 0 +8800 (+1) on day 20781, slot 1 +8800 (+1) on day 20758"),
    ] {
        put_changed(&folder, "changed.log", 1, &from, &to);
        let json = report(&folder, "changed.log", 7);
        let now = "slot 0 +8800 (+1) on day 20780, slot 1 +8800 (+1) on day 20758";
        let fields = json!([{"field": "counted", "now": now, "recorded": recorded}]);
        assert_eq!(json["differences"]["first"][0]["fields"], fields);
    }
    // What does not proceed counts nothing; what is taken away is known by its signs alone.
    let cases = [
        (r#"{"amount_minor": 520000}"#, 1, "nothing"),
        (r#"{"transaction": "refund"}"#, 1, "nothing added"),
        (r#"{"transaction": "reversal", "amount_minor": 520000}"#, 1, "nothing added"),
        (r#"{"transaction": "refund"}"#, -1, ""),
        (r#"{"transaction": "reversal", "amount_minor": 520000}"#, -1, ""),
        (
            r#"{"transaction": "preauth", "counters": [{"slot": 0, "amount_minor": 0, "count": 0, "taken_at_utc_s": 1795408800}, {"slot": 1, "amount_minor": 0, "count": 0, "taken_at_utc_s": 1795408800}]}"#,
            -1,
            "nothing",
        ),
    ];
    for (fields, sign, now) in cases {
        let folder = logged(&counting(), &sale(fields));
        let counted =
            format!("\"counted\":[{{\"amount_minor\":{0},\"count\":{0},\"slot\":0,\"window_day\":1}}],", sign);
        let text = folder.text("day.log").replace("\"counted\":[],", "");
        folder.put("day.log", text);
        put_changed(&folder, "changed.log", 1, "\"id\"", &format!("{counted}\"id\""));
        let json = report(&folder, "changed.log", if now.is_empty() { 0 } else { 7 });
        let found = json["differences"]["first"][0]["fields"][0]["now"].as_str().unwrap_or_default();
        assert_eq!(found, now, "{fields} {sign}");
    }
}

/// Pins each way in which a line may be damaged: where, what is said, and that all others are decided.
#[test]
fn damaged_lines_hide_nothing() {
    let folder = logged(POLICY, &requests());
    let text = folder.text("day.log");
    let digest = text.split("\"digest\":\"").nth(1).unwrap()[..64].to_owned();
    let zeros = "0".repeat(64);
    let form = "form";
    let cases: &[(usize, &str, &str, &str, &str)] = &[
        (
            2,
            "\"answer\"",
            "\"answr\"",
            form,
            "14: decision.answr: unknown field `answr`; did you mean `answer`? accepted: `answer`, `counted`, `id`, `module`, `plan`, `recorded_at_utc_s`, `request`",
        ),
        (
            2,
            "{\"decision\"",
            "{\"decison\"",
            form,
            "2: decison: unknown name `decison`; did you mean `decision`? accepted: `plan`, `decision`",
        ),
        (2, "\"id\":\"2\"", "\"id\":2", form, "COLUMN: decision.id: found `2`; accepted: a string"),
        (2, "\"id\":\"2\",", "", form, "COLUMN: decision: missing field `id`"),
        (
            2,
            "\"recorded_at_utc_s\":",
            "\"recorded_at_utc_s\":1.5,\"x\":",
            form,
            "COLUMN: decision.recorded_at_utc_s: found `1.5`; accepted: an integer",
        ),
        (2, ",\"request\"", ",request", form, "COLUMN: key must be a string: `r`"),
        (
            2,
            &digest,
            "abc",
            form,
            "COLUMN: decision.plan: found `\"abc\"`; accepted: 64 hexadecimal digits in lower case",
        ),
        (
            2,
            &digest,
            &zeros,
            "no_plan",
            "COLUMN: decision.plan: no plan `0000000000000000…` stands before; accepted: the digest of one that does",
        ),
        (
            2,
            "\"request\":\"M",
            "\"request\":\"_",
            "request",
            "COLUMN: decision.request: `_` at offset 0 of 748; accepted: base64 in the standard alphabet, with padding",
        ),
        (
            2,
            "\"request\":\"M",
            "\"request\":\"A",
            "request",
            "COLUMN: decision.request: a request of `560` bytes; accepted: the size that the record states, at least 16",
        ),
        (
            0,
            "\"bytes\":\"UE9TQ",
            "\"bytes\":\"UE9TR",
            "plan",
            "18: plan.bytes: the bytes do not start with `POSC`, so they are not a plan",
        ),
        (0, &digest, &zeros, "plan", "COLUMN: plan.digest: `ZEROS` is not the digest of the plan; accepted: `DIGEST`"),
        (
            0,
            "\"digest\"",
            "\"digests\"",
            form,
            "COLUMN: plan.digests: unknown field `digests`; did you mean `digest`? accepted: `bytes`, `digest`, `service_point`",
        ),
        (
            0,
            "{\"plan\"",
            "{\"pl\\u0061n\"",
            form,
            "1: the key of a line is written with escapes; accepted: `plan`, `decision`",
        ),
    ];
    for &(line, from, to, kind, message) in cases {
        put_changed(&folder, "changed.log", line, from, to);
        let json = report(&folder, "changed.log", 7);
        let kinds = json["damaged"]["kinds"].as_array().unwrap();
        let own = kinds.iter().find(|one| one["kind"] == kind).unwrap_or_else(|| panic!("{message}: {json}"));
        let said = own["first"][0]["message"].as_str().unwrap();
        let column = said.split(':').nth(2).unwrap();
        let message = message.replace("ZEROS", &zeros).replace("DIGEST", &digest).replace("COLUMN", column);
        assert_eq!(said, format!("changed.log:{}:{message}", line + 1), "{from} {to}");
        assert_eq!(own["first"][0]["at"], format!("changed.log:{}", line + 1));
        // Without its plan no decision is left, else all but one.
        let left = if line == 0 { (0, 6) } else { (4, 1) };
        assert_eq!((&json["decisions"], &json["damaged"]["count"]), (&json!(left.0), &json!(left.1)), "{message}");
    }
    // A long id, text that is not UTF-8, a plan after the decision, and in words.
    put_changed(&folder, "changed.log", 2, "\"id\":\"2\"", &format!("\"id\":\"{}\"", "长".repeat(81)));
    let json = report(&folder, "changed.log", 7);
    let said = "changed.log:3:182: decision.id: a text of 81 characters; accepted: at most 80";
    assert_eq!(json["damaged"]["kinds"][0]["first"][0]["message"], said);
    let (plan, rest) = text.split_once('\n').unwrap();
    folder.put("late.log", [rest.as_bytes(), b"\xff\n", plan.as_bytes(), b"\n", rest.as_bytes()].concat());
    let ran = folder.run("replay late.log");
    assert_eq!(ran.code, 7);
    assert!(
        ran.out.contains("6 lines that cannot be decided again\n         1  no line of a log in form\n"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("            late.log:6: the text is not UTF-8\n"), "{}", ran.out);
    assert!(ran.out.contains("         5  decided by a plan that does not stand before it\n"), "{}", ran.out);
    assert!(ran.out.ends_with("\n5 decisions by 1 plan: same, byte for byte; 6 lines damaged\n"), "{}", ran.out);
}

#[test]
fn a_torn_end_is_told_as_such() {
    let folder = logged(POLICY, &requests());
    let text = folder.text("day.log");
    folder.put("torn.log", &text[..text.len() - 40]);
    let json = report(&folder, "torn.log", 7);
    let message = "torn.log:6: the file ends inside this line; accepted: a whole line";
    let first = json!([{"at": "torn.log:6", "message": message}]);
    assert_eq!(json["damaged"], json!({"count": 1, "kinds": [{"count": 1, "first": first, "kind": "torn"}]}));
    assert_eq!(json["decisions"], 4);
    // Inside a plan too; and a line that only lacks its end is whole.
    folder.put("torn.log", &text[..100]);
    let json = report(&folder, "torn.log", 7);
    assert_eq!(json["damaged"]["kinds"][0]["kind"], "torn");
    folder.put("torn.log", text.trim_end());
    report(&folder, "torn.log", 0);
}

/// Pins what another policy changes: counts and sums, kinds, examples, and what it cannot tell.
#[test]
fn another_policy() {
    let folder = logged(POLICY, &requests());
    folder.put_with("new.toml", POLICY, "max_minor = 500000", "max_minor = 5000");
    let ran = folder.run("replay day.log --policy new.toml");
    let expected = "\
5 decisions
         2  proceed
         1  refer
         2  decline

Under policy demo version 3
         1           ¥1.00  proceed → proceed
         1          ¥88.00  proceed → decline
         1          ¥88.00  refer → decline
         2       ¥5,288.00  decline → decline

         2         ¥176.00  newly declined
         0               —  newly referred
         0               —  newly proceeding

2 of 5 decisions change
         1          ¥88.00  proceed → decline AMOUNT_ABOVE_LIMIT (61)
         1          ¥88.00  refer HOURS_CLOSED (58) → decline AMOUNT_ABOVE_LIMIT (61)

Examples
  proceed → decline AMOUNT_ABOVE_LIMIT (61)
    noodles-1 · Mon 2026-11-23 12:40 · ¥88.00 · day.log:2 id 1
  refer HOURS_CLOSED (58) → decline AMOUNT_ABOVE_LIMIT (61)
    noodles-1 · Tue 2026-11-24 12:40 · ¥88.00 · day.log:5 id 4

5 decisions by 1 plan: same, byte for byte
";
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, expected, ""));
    let json = report(&folder, "day.log --policy new.toml", 0);
    let sum = |minor: i64| json!([{"currency": 156, "sum_minor": minor}]);
    let policy = &json["policy"];
    assert_eq!(policy["newly_declined"], json!({"amounts": sum(17_600), "count": 2}));
    let decline = json!({"de39": "61", "outcome": "decline", "reason": "AMOUNT_ABOVE_LIMIT"});
    let proceed = json!({"de39": null, "outcome": "proceed", "reason": null});
    let change = json!({"after": decline, "amounts": sum(8800), "before": proceed, "count": 1});
    assert_eq!(policy["changes"][0], change);
    assert_eq!(policy["examples"].as_array().unwrap().len(), 2);
    // A policy that is not in force yet is tried as though it were.
    folder.put_with("new.toml", POLICY, "valid_through = 2027-12-31", "valid_from = 2027-01-01");
    let json = report(&folder, "day.log --policy new.toml", 0);
    assert_eq!(json["policy"]["changes"], json!([]));
    assert!(folder.run("replay day.log --policy new.toml").out.contains("  no decision changes\n"));
    // One that is not accepted.
    folder.put_with("new.toml", POLICY, "on_fail = \"decline\"", "on_fail = \"allow\"");
    let ran = folder.run("replay day.log --policy new.toml");
    assert_eq!(ran.code, 7);
    let why = "new.toml:9:14: rules[0].on_unknown: ";
    assert!(ran.out.contains("5 decisions by plans that have no counterpart under it\n"), "{}", ran.out);
    assert!(ran.out.contains(&format!("  {why}")) && ran.out.contains("    5 decisions at noodles-1\n"), "{}", ran.out);
    folder.put("new.toml", "id = 1");
    folder
        .run("replay day.log --policy new.toml")
        .refuses(3, "new.toml:1:6: id: found `1`; accepted: an id of 1 to 40 ASCII letters, digits, `-`, `_` or `.`, starting with a letter or digit");
}

#[test]
fn service_points_come_from_the_log_or_from_files() {
    let folder = logged(POLICY, &requests());
    let text = folder.text("day.log");
    let from = text.find(",\"service_point\":").unwrap();
    let to = text.find("\n").unwrap() - 2;
    folder.put("bare.log", format!("{}{}", &text[..from], &text[to..]));
    let json = report(&folder, "bare.log --policy policy.toml", 7);
    let why = "the log does not say their service points; accepted: `--service-points`";
    let undecided = &json["policy"]["undecided"][0];
    assert_eq!((&undecided["why"], &undecided["decisions"]), (&json!(why), &json!(5)));
    let json = report(&folder, "bare.log --policy policy.toml -s noodles.json", 0);
    assert_eq!((&json["policy"]["decisions"], &json["policy"]["changes"]), (&json!(5), &json!([])));
    // One that was moved since; one that is not in the log; two of one id.
    folder.put_with("moved.json", NOODLES, "302700000", "302800000");
    let json = report(&folder, "day.log --policy policy.toml -s moved.json -s tea.json", 0);
    assert_eq!(json["policy"]["newly_declined"]["count"], 3);
    folder.put_with("twice.json", TEA, "tea-2", "noodles-1");
    folder
        .run("replay day.log --policy policy.toml -s noodles.json -s twice.json")
        .refuses(3, "twice.json:2:9: id: `noodles-1` is also the id of noodles.json; accepted: an id of its own");
    // One in the log that is none.
    put_changed(&folder, "changed.log", 0, "\"mcc\":\"5812\"", "\"mcc\":\"58\"");
    let json = report(&folder, "changed.log --policy policy.toml", 7);
    let why = json["policy"]["undecided"][0]["why"].as_str().unwrap();
    assert!(
        why.starts_with("changed.log:1:") && why.contains(": plan.service_point.mcc: found `\"58\"`; accepted: "),
        "{why}"
    );
    report(&folder, "changed.log", 0);
}

/// Pins that a counter goes where the other plan has it, and that one which was not kept is missing.
#[test]
fn counters_follow_what_they_count() {
    let folder = logged(&counting(), &counters());
    // Without the day's rule the month's counter stands first; its limit lies between what the two counted.
    let without = |text: &str, id: &str| {
        let start = text.find(&format!("\n[[rules]]\nid = \"{id}\"")).unwrap();
        let end = text[start + 2..].find("\n[[rules]]").map_or(text.len(), |at| start + 2 + at);
        format!("{}{}", &text[..start], &text[end..])
    };
    for (max, changes) in [(8800 + 1999, 1), (8800 + 2000, 0)] {
        folder.put_with("new.toml", &without(&counting(), "day"), "max = 90000000", &format!("max = {max}"));
        let json = report(&folder, "day.log --policy new.toml", 0);
        assert_eq!(json["policy"]["newly_declined"]["count"], changes, "{max}");
        assert_eq!(json["policy"]["uncounted"], json!({"changed": 0, "decisions": 0}));
    }
    // The day now begins an hour earlier: no such counter was kept.
    let other = counting().replace("version = 3\n", "version = 3\nbusiness_day_offset_min = -60\n");
    folder.put("new.toml", &other);
    let json = report(&folder, "day.log --policy new.toml", 0);
    assert_eq!(json["policy"]["uncounted"], json!({"changed": 1, "decisions": 1}));
    assert_eq!(json["policy"]["changes"][0]["after"]["reason"], "USAGE_MISSING");
    let out = folder.run("replay day.log --policy new.toml").out;
    assert!(
        out.contains("\n1 decision under counters that the recorded plans did not keep, 1 of them changed\n"),
        "{out}"
    );
}

/// Pins that the report has the same bytes for any number of threads, over many chunks of lines.
#[test]
fn threads_change_nothing() {
    let folder = logged(POLICY, &requests());
    let text = folder.text("day.log");
    let (plan, rest) = text.split_once('\n').unwrap();
    let wrong = rest.replacen("\"de39\":null", "\"de39\":\"00\"", 1).replacen("\"id\":\"3\"", "\"id\":3", 1);
    let many = format!("{plan}\n{}{wrong}{}{wrong}", rest.repeat(400), rest.repeat(300)).repeat(2);
    folder.put("many.log", many);
    folder.put_with("new.toml", POLICY, "max_minor = 500000", "max_minor = 5000");
    for args in ["many.log", "many.log day.log --policy new.toml", "many.log --json --policy new.toml"] {
        let [one, four] = [1, 4].map(|jobs| folder.run(&format!("replay {args} --jobs {jobs}")));
        assert_eq!((one.code, four.code), (7, 7));
        assert_eq!(one.out, four.out);
    }
    let json = report(&folder, "many.log", 7);
    let counts = [&json["decisions"], &json["damaged"]["count"], &json["differences"]["count"]];
    assert_eq!(counts, [&json!(7016), &json!(4), &json!(4)]);
}

#[test]
fn command_lines_and_files() {
    let folder = logged(POLICY, &requests());
    folder.run("replay gone.log").refuses(1, "gone.log: cannot be read: no such file or folder");
    folder.run("replay day.log gone.log").refuses(1, "gone.log: cannot be read: no such file or folder");
    folder.run("replay .").refuses(1, ".: cannot be read: it is a folder");
    assert_eq!(folder.run("replay").code, 2);
    assert_eq!(folder.run("replay day.log -s noodles.json").code, 2);
    assert_eq!(folder.run("replay day.log --jobs 0").code, 2);
}

/// Pins what `decide` logs, and that a log is whole or not there.
#[test]
fn decide_writes_a_log() {
    let folder = Folder::new();
    let tea = r#"{"merchant_id": "898330158120002"}"#;
    folder.put("requests.ndjson", [sale(tea), sale("{}"), sale(tea), sale(r#"{"now_utc_s": null}"#)].join("\n"));
    let decide = "decide -p policy.toml -s tea.json -s noodles.json -q -f ndjson requests.ndjson";
    let ran = folder.run(&format!("{decide} --log day.log"));
    assert_eq!((ran.code, ran.out), (0, folder.run(decide).out));
    let lines: Vec<Value> = folder.text("day.log").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = lines.iter().map(|line| line.as_object().unwrap().keys().next().unwrap().as_str()).collect();
    assert_eq!(kinds, ["plan", "decision", "plan", "decision", "decision", "decision"]);
    assert_eq!(lines[0]["plan"]["service_point"]["id"], "tea-2");
    assert_eq!((&lines[3]["decision"]["id"], &lines[3]["decision"]["recorded_at_utc_s"]), (&json!("2"), &json!(NOON)));
    let json = report(&folder, "day.log --policy policy.toml", 0);
    assert_eq!((&json["plans"], &json["policy"]["changes"]), (&json!(2), &json!([])));
    // A plan alone does not say its service point.
    assert_eq!(folder.run("compile -p policy.toml -s noodles.json -o noodles.plan").code, 0);
    folder.put("one.ndjson", sale("{}"));
    assert_eq!(folder.run("decide --plan noodles.plan -q -f table one.ndjson --log plain.log").code, 0);
    assert!(!folder.text("plain.log").contains("service_point\""));
    report(&folder, "plain.log", 0);
    // What is refused leaves the old one.
    let before = (folder.text("day.log"), folder.names());
    folder.put("requests.ndjson", [sale("{}"), "{\"clok\":1}".to_owned()].join("\n"));
    assert_eq!(folder.run(&format!("{decide} --log day.log")).code, 4);
    assert_eq!((folder.text("day.log"), folder.names()), before);
    folder
        .run(&format!("{decide} --log no/day.log"))
        .refuses(1, "no/day.log: cannot be written: no such file or folder");
}
