//! A folder with a small policy, two service points and a few requests, and the tool run in it.
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub(crate) const POLICY: &str = r#"id = "demo"
version = 3
valid_through = 2027-12-31

[[rules]]
id = "single-limit"
condition.amount = { max_minor = 500000 }
on_fail = "decline"
on_unknown = "decline"

[[rules]]
id = "open-hours"
condition.hours = {}
on_fail = "refer"
on_unknown = "refer"
on_unreachable = "decline"

[[rules]]
id = "place"
condition.location = { fix_age_max_s = 600, accuracy_max_m = 100 }
on_fail = "decline"
on_unknown = "refer"

[[rules]]
id = "licence"
condition.document = { kind = "licence" }
on_fail = "warn"
on_unknown = "warn"
"#;

pub(crate) const NOODLES: &str = r#"{
  "id": "noodles-1",
  "revision": 4,
  "merchant_id": "898330158120001",
  "name": "老王面馆",
  "merchant_kind": "restaurant",
  "mcc": "5812",
  "region": "330106",
  "status": "active",
  "utc_offset": "+08:00",
  "place": {
    "datum": "wgs84",
    "areas": [{"circle": {"lat_e7": 302700000, "lon_e7": 1201200000, "radius_m": 60}}]
  },
  "hours": {"weekly": {"mon": ["10:00-22:00"], "tue": ["18:00-26:00"]}},
  "documents": [{"kind": "licence", "status": "approved", "valid_through": "2026-11-23"}]
}
"#;

pub(crate) const TEA: &str = r#"{
  "id": "tea-2",
  "revision": 1,
  "merchant_id": "898330158120002",
  "merchant_kind": "restaurant",
  "mcc": "5812",
  "region": "330106",
  "status": "active",
  "utc_offset": "+08:00"
}
"#;

/// 2026-11-23 12:40 in China, a Monday.
pub(crate) const NOON: i64 = 1_795_408_800;

/// A sale at noodles-1 that proceeds, with these fields on top.
pub(crate) fn sale(fields: &str) -> String {
    let mut request: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&format!(
        r#"{{"now_utc_s": {NOON}, "clock": "trusted", "host": "reachable", "merchant_id": "898330158120001",
            "transaction": "sale", "entry_mode": "chip", "amount_minor": 8800, "currency": 156,
            "fix_lat_e7": 302700000, "fix_lon_e7": 1201200000, "fix_datum": "wgs84", "fix_accuracy_m": 20,
            "fix_at_utc_s": {NOON}}}"#
    ))
    .unwrap();
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(fields).unwrap();
    for (name, value) in fields {
        if value.is_null() {
            request.remove(&name)
        } else {
            request.insert(name, value)
        };
    }
    serde_json::Value::Object(request).to_string()
}

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// It ended with this code, printed nothing, and said exactly this.
    #[track_caller]
    pub(crate) fn refuses(&self, code: i32, err: &str) {
        assert_eq!((self.code, self.out.as_str(), self.err.trim_end()), (code, "", err.trim_end()));
    }
}

pub(crate) struct Folder {
    folder: TempDir,
}

impl Folder {
    /// `policy.toml`, `noodles.json`, `tea.json`, `requests.ndjson`.
    pub(crate) fn new() -> Self {
        let folder = Self { folder: tempfile::tempdir().unwrap() };
        folder.put("policy.toml", POLICY);
        folder.put("noodles.json", NOODLES);
        folder.put("tea.json", TEA);
        folder.put("requests.ndjson", sale("{}"));
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), text).unwrap();
    }

    /// Puts a file with one thing in it replaced, which must be there.
    #[track_caller]
    pub(crate) fn put_with(&self, name: &str, text: &str, from: &str, to: &str) {
        assert!(text.contains(from), "{from}");
        self.put(name, text.replacen(from, to, 1));
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs the tool in the folder; arguments are separated by spaces.
    pub(crate) fn run(&self, args: &str) -> Ran {
        self.run_with(args, "")
    }

    /// What a run that succeeds prints, whatever its encoding.
    #[track_caller]
    pub(crate) fn run_bytes(&self, args: &str) -> Vec<u8> {
        let mut tool = Command::new(env!("CARGO_BIN_EXE_poscond"));
        let ran = tool.args(args.split_whitespace()).current_dir(self.folder.path()).output().unwrap();
        assert_eq!((ran.status.code(), String::from_utf8_lossy(&ran.stderr).as_ref()), (Some(0), ""));
        ran.stdout
    }

    pub(crate) fn run_with(&self, args: &str, stdin: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_poscond"))
            .args(args.split_whitespace())
            .current_dir(self.folder.path())
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .env_remove("CLICOLOR_FORCE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A tool that errs early does not read its input.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let ran = child.wait_with_output().unwrap();
        Ran {
            code: ran.status.code().unwrap(),
            out: String::from_utf8(ran.stdout).unwrap(),
            err: String::from_utf8(ran.stderr).unwrap(),
        }
    }
}
