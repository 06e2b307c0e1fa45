//! Compiling, looking into plans, looking up reasons.

mod common;

use common::{Folder, NOODLES, POLICY, TEA};
use poscond::{Expect, Plan};
use poscond_cli::input;

fn digest(plan: &[u8]) -> String {
    let plan = Plan::open(plan, Expect::default()).unwrap();
    plan.digest().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn compile_to_a_file_a_folder_and_a_pipe() {
    let folder = Folder::new();
    let policy = input::read_policy(&folder.path("policy.toml")).unwrap();
    let [noodles, tea] = ["noodles.json", "tea.json"].map(|name| {
        let point = input::read_service_point(&folder.path(name)).unwrap();
        input::compile(&policy, &point).unwrap()
    });

    let ran = folder.run("compile -p policy.toml -s noodles.json -o one.plan");
    let line = format!("noodles-1 revision 4  {} bytes  sha256 {}\n", noodles.len(), digest(&noodles));
    assert_eq!((ran.code, ran.err.as_str(), ran.out), (0, "", format!("one.plan  {line}")));
    assert_eq!(std::fs::read(folder.path("one.plan")).unwrap(), noodles);

    let ran = folder.run("compile -p policy.toml -s noodles.json -s tea.json -o new/plans/");
    assert_eq!((ran.code, ran.out.lines().count()), (0, 2), "{}", ran.err);
    assert_eq!(std::fs::read(folder.path("new/plans/noodles-1.plan")).unwrap(), noodles);
    assert_eq!(std::fs::read(folder.path("new/plans/tea-2.plan")).unwrap(), tea);
    assert_eq!(std::fs::read_dir(folder.path("new/plans")).unwrap().count(), 2);

    let out = std::process::Command::new(env!("CARGO_BIN_EXE_poscond"))
        .args(["compile", "-p", "policy.toml", "-s", "noodles.json"])
        .current_dir(folder.path(""))
        .output()
        .unwrap();
    assert_eq!((out.stdout, String::from_utf8(out.stderr).unwrap()), (noodles, format!("stdout  {line}")));
}

#[test]
fn one_bad_service_point_of_many_writes_no_plan() {
    let folder = Folder::new();
    folder.put("points/a.json", NOODLES);
    folder.put_with("points/b.json", TEA, "active", "open");
    folder.put("plans/noodles-1.plan", "as it was\n");
    folder
        .run("compile -p policy.toml -s points -o plans")
        .refuses(3, "points/b.json:8:13: status: unknown name `open`; accepted: `active`, `suspended`");
    assert_eq!(folder.text("plans/noodles-1.plan"), "as it was\n");
    assert_eq!(std::fs::read_dir(folder.path("plans")).unwrap().count(), 1);
}

#[test]
fn inspect_in_words() {
    let folder = Folder::new();
    let policy = format!(
        "business_day_offset_min = -60\n{POLICY}\n[[rules]]\nid = \"day-amount\"\nscope.card_kinds = [\"credit\"]\n\
         scope.entry_modes = [\"chip\", \"qr_code\"]\n\
         condition.usage = {{ window = \"day\", measure = \"amount\", subject = \"service_point\", max = 2000000 }}\n\
         on_fail = \"decline\"\non_unknown = \"refer\"\n"
    );
    folder.put("policy.toml", policy);
    assert_eq!(folder.run("compile -p policy.toml -s noodles.json -o noodles.plan").code, 0);
    let plan = std::fs::read(folder.path("noodles.plan")).unwrap();
    let ran = folder.run("inspect noodles.plan");
    let expected = format!(
        "noodles.plan
  service point  noodles-1, revision 4
  merchant id    898330158120001
  policy         demo, version 3
  valid          through 2027-12-31
  engine         needs version 1; this one is 1
  size           {} bytes
  sha256         {}

  rules: 5
  bit  id
    0  single-limit
    1  open-hours
    2  place
    3  licence
    4  day-amount

  counters: 1
  slot  window  of             counts
     0  day     all terminals  credit, read by chip, QR code; the day starts at 23:00 the evening
                                 before
",
        plan.len(),
        digest(&plan)
    );
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (0, "", expected.as_str()));

    let json: serde_json::Value = serde_json::from_str(&folder.run("inspect --json noodles.plan").out).unwrap();
    assert_eq!(json["sha256"], digest(&plan));
    assert_eq!(json["valid_from"], serde_json::Value::Null);
    assert_eq!(json["counters"][0]["entry_modes"], serde_json::json!(["chip", "qr_code"]));
}

#[test]
fn reasons_by_name_number_and_all() {
    let folder = Folder::new();
    let one = "901 HOURS_CLOSED\n  means       it is outside the registered opening hours\n  says        the condition is not met\n";
    for word in ["901", "HOURS_CLOSED", "hours_closed"] {
        let ran = folder.run(&format!("reason {word}"));
        assert!(ran.code == 0 && ran.out.starts_with(one), "{}", ran.out);
    }
    let ran = folder.run("reason");
    for reason in poscond::Reason::ALL {
        assert!(ran.out.contains(reason.name()) && ran.out.contains(&format!("{:>4}  ", *reason as u16)), "{reason:?}");
    }
    let ran = folder.run("reason HOURS_CLOSD");
    let start = "error: unknown reason `HOURS_CLOSD`; did you mean `HOURS_CLOSED`? accepted: ";
    assert!(ran.code == 2 && ran.err.starts_with(start), "{}", ran.err);
}

#[test]
fn every_help_page_documents_the_exit_codes() {
    let folder = Folder::new();
    for args in ["--help", "decide --help", "compile -h", "inspect --help", "reason -h"] {
        let ran = folder.run(args);
        assert!(ran.code == 0 && ran.out.contains("\n   3  a policy or service point is not accepted\n"), "{args}");
    }
    assert_eq!(folder.run("--version").out, format!("poscond {}\n", env!("CARGO_PKG_VERSION")));
}
