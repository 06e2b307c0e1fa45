//! What `decide` writes: the table, NDJSON, the output file, exit codes.

mod common;

use common::{Folder, NOODLES, NOON, sale};
use poscond::{Expect, Plan, Request};

/// Requests that show a clean sale, each of the four rules, a guard, and a request of which little is known.
fn requests() -> String {
    [
        sale("{}"),
        sale(r#"{"amount_minor": 520000, "entry_mode": "qr_code", "fix_lat_e7": 302736000}"#),
        sale(&format!(r#"{{"now_utc_s": {0}, "fix_at_utc_s": {0}}}"#, NOON + 86_400)),
        sale(&format!(r#"{{"now_utc_s": {0}, "fix_at_utc_s": {1}, "host": "unreachable"}}"#, NOON + 37_800, NOON)),
        sale(r#"{"transaction": "preauth_completion", "currency": 999, "fix_accuracy_m": 500}"#),
        sale(r#"{"merchant_id": "898330158120009"}"#),
        "{\"merchant_id\": \"898330158120001\"}".to_owned(),
    ]
    .join("\n")
}

const TABLE: &str = "\
老王面馆
noodles-1 revision 4 · policy demo version 3 · plan of BYTES bytes

   #  local time            type        read by              amount  outcome
   1  Mon 2026-11-23 12:40  sale        chip                 ¥88.00  proceed
   2  Mon 2026-11-23 12:40  sale        QR code           ¥5,200.00  decline 58
      ✗ decline  LOCATION_OUTSIDE_AREA         340 m from the area, at most 20 m
                 rule place · cured by the merchant
      ✗ decline  AMOUNT_ABOVE_LIMIT            ¥5,200.00, at most ¥5,000.00
                 rule single-limit · cured by the acquirer
   3  Tue 2026-11-24 12:40  sale        chip                 ¥88.00  refer 58
      ✗ refer    HOURS_CLOSED                  closed at 12:40, open 18:00–02:00 next day
                 rule open-hours · cured by waiting
      ✗ warn     DOCUMENT_EXPIRED              licence: expired 2026-11-23, needs 2026-11-24 or
                                               later
                 rule licence · cured by the merchant
   4  Mon 2026-11-23 23:10  sale        chip                 ¥88.00  decline 58
      ? decline  LOCATION_FIX_STALE            the fix is 10 h 30 min old, at most 10 min
                 rule place · cured by the operator
      ✗ decline  HOURS_CLOSED                  closed at 23:10, open 10:00–22:00
                 rule open-hours · cured by waiting
      + beside   HOST_UNREACHABLE              the host cannot be reached, so no referral can be
                                               settled
                 guard @host · cured by the operator
   5  Mon 2026-11-23 12:40  completion  chip         8,800 minor (999)  refer 58
      ? refer    LOCATION_FIX_TOO_COARSE       the fix is accurate to 500 m, at most 100 m
                 rule place · cured by the operator
   6  Mon 2026-11-23 12:40  sale        chip                 ¥88.00  decline 03
      ✗ decline  OTHER_SERVICE_POINT           the request is for merchant 898330158120009, the plan
                                               for 898330158120001
                 guard @service_point · cured by the operator
   7  —                     —           —                         —  decline 96
      ? decline  CLOCK_NOT_TRUSTED             the request does not say the time
                 guard @clock · cured by the operator
      ? decline  CLOCK_NOT_TRUSTED             needs the time
                 rules open-hours, place · cured by the operator
      ? warn     CLOCK_NOT_TRUSTED             needs the time
                 rule licence · cured by the operator
      ? decline  SCOPE_UNKNOWN                 transaction is not known, and the rule is only for
                                               some
                 rule single-limit · cured by a service engineer
      + beside   HOST_UNREACHABLE              it is not known whether the host can be reached, so
                                               no referral can be settled
                 guard @host · cured by the operator

✗ not met · ? not known · + beside other causes · ! no cause yet · a number after an outcome: DE39

7 requests
     1  proceed
     2  refer
         1  LOCATION_FIX_TOO_COARSE       the position fix is less accurate than the policy accepts
         1  HOURS_CLOSED                  it is outside the registered opening hours
     4  decline
         1  OTHER_SERVICE_POINT           the plan is for another service point than the merchant id
                                          (DE42) of the request
         1  CLOCK_NOT_TRUSTED             the time is missing or its source is not trusted, so
                                          nothing that depends on it is known
         1  LOCATION_OUTSIDE_AREA         the terminal is outside the registered area
         1  LOCATION_FIX_STALE            the position fix is too old, of unknown age, or from the
                                          future
";

fn plan_bytes(folder: &Folder) -> Vec<u8> {
    assert_eq!(folder.run("compile -p policy.toml -s noodles.json -o noodles.plan").code, 0);
    std::fs::read(folder.path("noodles.plan")).unwrap()
}

#[test]
fn the_table() {
    let folder = Folder::new();
    folder.put("requests.ndjson", requests());
    let ran = folder.run("decide -p policy.toml -s noodles.json --format table requests.ndjson");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = TABLE.replace("BYTES", &plan_bytes(&folder).len().to_string());
    assert_eq!(ran.out, expected);
    assert!(ran.err.starts_with("evaluated in ") && ran.err.ends_with(" requests per second\n"), "{}", ran.err);

    // Without a summary, in a file, without a service point to tell its name: the plan knows its clock.
    let ran = folder.run("decide --plan noodles.plan --format table -q -o table.txt requests.ndjson");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    let table = folder.text("table.txt");
    assert!(table.starts_with("noodles-1\nnoodles-1 revision 4 · "), "{table}");
    let rest = |table: &str| table.split_once('\n').unwrap().1.split("7 requests").next().unwrap().to_owned();
    assert_eq!(rest(&table), rest(&expected));
    assert!(table.ends_with("an outcome: DE39\n\n"), "{table}");
}

#[test]
fn sections_follow_service_points_and_numbers_the_input() {
    let folder = Folder::new();
    let tea = r#"{"merchant_id": "898330158120002"}"#;
    folder.put("requests.ndjson", [sale(tea), sale("{}"), sale(tea)].join("\n"));
    let ran = folder.run("decide -p policy.toml -s tea.json -s noodles.json --format table -q requests.ndjson");
    let is_start =
        |line: &&str| !line.starts_with("      ") && !line.contains('·') && !line.contains('#') && !line.is_empty();
    let starts: Vec<&str> = ran.out.lines().filter(is_start).map(|line| line.split("  Mon").next().unwrap()).collect();
    assert_eq!(starts, ["tea-2", "   1", "   3", "老王面馆", "   2"]);
}

#[test]
fn colours_are_for_those_who_want_them() {
    let folder = Folder::new();
    let run = |name: &str, value: &str| {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_poscond"))
            .args(["decide", "-p", "policy.toml", "-s", "noodles.json", "--format", "table", "requests.ndjson"])
            .current_dir(folder.path(""))
            .env_remove("NO_COLOR")
            .env(name, value)
            .output()
            .unwrap();
        String::from_utf8(out.stdout).unwrap()
    };
    assert!(run("CLICOLOR_FORCE", "1").contains("\u{1b}[1m\u{1b}[32mproceed\u{1b}[0m"));
    assert!(!run("NO_COLOR", "1").contains('\u{1b}'));
    assert!(!run("CLICOLOR", "1").contains('\u{1b}'));
}

#[test]
fn ndjson_is_canonical_and_in_the_order_of_requests() {
    let folder = Folder::new();
    let requests = requests();
    let bytes = plan_bytes(&folder);
    let plan = Plan::open(&bytes, Expect::default()).unwrap();
    let (mut reports, mut decisions) = (Vec::new(), Vec::new());
    for line in requests.lines() {
        let request: Request = serde_json::from_str(line).unwrap();
        plan.write_report(&request, &mut reports).unwrap();
        plan.evaluate(&request).write_json(&mut decisions).unwrap();
        reports.push(b'\n');
        decisions.push(b'\n');
    }
    let (reports, decisions) = (String::from_utf8(reports).unwrap(), String::from_utf8(decisions).unwrap());

    folder.put("requests.ndjson", format!("\u{feff}\r\n{}\r\n \n", requests.replace('\n', "\r\n\r\n")));
    folder.put("list.json", format!("\n [{}]\n", requests.replace('\n', ",")));
    let by_policy = "decide -p policy.toml -s noodles.json";
    for args in ["requests.ndjson", "list.json", "--format ndjson requests.ndjson", "-q list.json"] {
        let ran = folder.run(&format!("{by_policy} {args}"));
        assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (0, "", reports.as_str()), "{args}");
    }
    assert_eq!(folder.run("decide --plan noodles.plan requests.ndjson").out, reports);
    assert_eq!(folder.run(&format!("{by_policy} --decision-only requests.ndjson")).out, decisions);
    assert_eq!(folder.run_with(by_policy, &requests).out, reports);
    assert_eq!(folder.run_with(&format!("{by_policy} -"), &requests).out, reports);
    assert_eq!(folder.run_with(&format!("{by_policy} requests.ndjson -"), &requests).out, reports.repeat(2));
    assert_eq!(folder.run_with(by_policy, "").out, "");

    // One object over several lines.
    let request: serde_json::Value = serde_json::from_str(requests.lines().next().unwrap()).unwrap();
    folder.put("request.json", serde_json::to_string_pretty(&request).unwrap());
    let first = reports.lines().next().unwrap();
    assert_eq!(folder.run(&format!("{by_policy} request.json")).out.trim_end(), first);
}

#[test]
fn a_summary_beside_ndjson() {
    let folder = Folder::new();
    folder.put("requests.ndjson", requests());
    let ran = folder.run("decide -p policy.toml -s noodles.json --summary requests.ndjson");
    assert_eq!(ran.out.lines().count(), 7);
    assert!(ran.err.starts_with("7 requests\n     1  proceed\n"), "{}", ran.err);
}

#[test]
fn the_output_file_is_replaced_at_once() {
    let folder = Folder::new();
    folder.put("out.ndjson", "as it was\n");
    let names = folder.names();
    let ran = folder.run("decide -p policy.toml -s noodles.json -o out.ndjson requests.ndjson");
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(folder.text("out.ndjson"), folder.run("decide -p policy.toml -s noodles.json requests.ndjson").out);
    // Nothing is left beside it.
    assert_eq!(folder.names(), names);
    // It may be the input, too.
    let first = folder.text("out.ndjson");
    assert_eq!(folder.run("decide -p policy.toml -s noodles.json -o requests.ndjson requests.ndjson").code, 0);
    assert_eq!(folder.text("requests.ndjson"), first);
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_written_through() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
    let folder = Folder::new();
    assert_eq!(folder.run("decide -p policy.toml -s noodles.json -o /dev/null requests.ndjson").code, 0);
    assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
    // A link keeps pointing where it did, and a file keeps its permissions.
    folder.put("real.ndjson", "");
    std::fs::set_permissions(folder.path("real.ndjson"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.ndjson", folder.path("link.ndjson")).unwrap();
    assert_eq!(folder.run("decide -p policy.toml -s noodles.json -o link.ndjson requests.ndjson").code, 0);
    assert!(folder.path("link.ndjson").is_symlink() && !folder.text("real.ndjson").is_empty());
    assert_eq!(std::fs::metadata(folder.path("real.ndjson")).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn exit_codes_of_outcomes() {
    let folder = Folder::new();
    let lines: Vec<String> = requests().lines().map(str::to_owned).collect();
    let refer = lines[2].clone();
    for (requests, code) in [
        (vec![lines[0].clone()], 0),
        (vec![refer.clone(), lines[0].clone()], 10),
        (vec![refer, lines[1].clone(), lines[0].clone()], 11),
        (vec![], 0),
    ] {
        folder.put("requests.ndjson", requests.join("\n"));
        let run =
            |option: &str| folder.run(&format!("decide -p policy.toml -s noodles.json {option} requests.ndjson")).code;
        assert_eq!((run("--exit-outcome"), run("")), (code, 0));
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new();
    folder.put("requests.ndjson", (sale("{}") + "\n").repeat(2000));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_poscond"))
        .args(["decide", "-p", "policy.toml", "-s", "noodles.json", "requests.ndjson"])
        .current_dir(folder.path(""))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ran = child.wait_with_output().unwrap();
    assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn folders_of_service_points() {
    let folder = Folder::new();
    folder.put("points/b.json", NOODLES);
    folder.put("points/a.json", common::TEA);
    folder.put("points/notes.txt", "no service point");
    let ran = folder.run("decide -p policy.toml -s points --format table -q requests.ndjson");
    assert!(ran.code == 0 && ran.out.starts_with("老王面馆\n"), "{}{}", ran.out, ran.err);
}
