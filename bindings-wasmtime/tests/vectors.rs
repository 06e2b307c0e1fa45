//! The golden vectors through the module, byte for byte those of every other host.

mod common;

use poscond::texts::{Encoding, Language, Reader};
use poscond_host_tests::file::{Insist, Refusal, Says, hex, read_all};
use poscond_host_tests::host::{self, Asked, Host};
use poscond_wasmtime::poscond::{self, Request};
use poscond_wasmtime::{Engine, Error, Style};

struct Wasmtime {
    engine: Engine,
}

impl Host for Wasmtime {
    fn name(&self) -> &str {
        "wasmtime"
    }

    /// Plans come to a backend; the module has no heap to make them in.
    fn compile(&mut self, _: &str, _: &str) -> Option<Result<Vec<u8>, String>> {
        None
    }

    fn refusals_say_why(&self) -> bool {
        false
    }

    fn open(&mut self, plan: &[u8], expect: &Insist) -> Result<(), Refusal> {
        let opened = self.engine.open_for(plan, expect.service_point.as_deref(), expect.revision_min);
        opened.map(|_| ()).map_err(|error| refusal(&error, "Plan"))
    }

    fn decode(&mut self, record: &[u8]) -> Result<String, Refusal> {
        let request = self.engine.decode(record).map_err(|error| refusal(&error, "Request"))?;
        Ok(serde_json::to_string(&request).expect("a request is JSON"))
    }

    fn says(
        &mut self,
        plan: &[u8],
        asked: Asked<'_>,
        says: &Says,
        reader: &str,
        language: &str,
    ) -> Result<Vec<String>, String> {
        let plan = self.engine.open(plan).map_err(|error| error.to_string())?;
        let request = self.engine.decode(asked.record).map_err(|error| error.to_string())?;
        let style = Style {
            reader: *Reader::ALL.iter().find(|word| word.name() == reader).ok_or("no such reader")?,
            language: *Language::ALL.iter().find(|word| word.name() == language).ok_or("no such language")?,
            ..Style::default()
        };
        let gbk = Style { encoding: Encoding::Gbk, ..style };
        let place = |rule: &str| {
            let findings = plan.findings(&request).map_err(|error| error.to_string())?;
            let is_it = |finding: &poscond_wasmtime::Finding| finding.rule == rule && finding.reason.is_some();
            findings.iter().position(is_it).ok_or_else(|| "no such finding".to_owned())
        };
        let utf8 = |bytes: Vec<u8>| String::from_utf8(bytes).expect("texts are UTF-8");
        let said = match says {
            Says::Finding(rule) => {
                plan.say_finding(&request, place(rule)?, &style).map(|texts| texts.into_iter().map(utf8).collect())
            }
            Says::Advice(kind) => plan.say_advice(&request, &style).map(|all| {
                let first = all.into_iter().find(|(found, _)| found.name() == kind);
                first.into_iter().map(|(_, text)| utf8(text)).collect()
            }),
            Says::Receipt => plan.receipt(&request, &style).map(|slip| utf8(slip).lines().map(str::to_owned).collect()),
            Says::ReceiptGbk => plan.receipt(&request, &gbk).map(|slip| in_hex(&slip)),
            Says::Display(rule, columns, rows) => {
                let number = |number: usize| u8::try_from(number).map_err(|error| error.to_string());
                let style = Style { columns: number(*columns)?, rows: number(*rows)?, ..gbk };
                plan.say_finding(&request, place(rule)?, &style).map(|texts| in_hex(&texts[0]))
            }
        };
        said.map_err(|error| error.to_string())
    }

    /// Asks four times: by the JSON form and the wire form, and alone and among others; the decision alone must be that of the report.
    fn report(&mut self, plan: &[u8], asked: Asked<'_>) -> Result<String, String> {
        let text = |error: Error| error.to_string();
        let plan = self.engine.open(plan).map_err(text)?;
        let decoded = self.engine.decode(asked.record).map_err(text)?;
        let request: Request = serde_json::from_str(asked.json).map_err(|error| error.to_string())?;
        let report = plan.report_json(&decoded).map_err(text)?;
        if plan.report_json(&request).map_err(text)? != report {
            return Err("the JSON form and the wire form are decided differently".to_owned());
        }
        let decision = plan.evaluate(&request).map_err(text)?;
        let batch = plan.evaluate_batch(&[Request::new(), request, Request::new()]).map_err(text)?;
        if batch[1] != decision {
            return Err("alone and among others it is decided differently".to_owned());
        }
        let alone = plan.evaluate_json(asked.json).map_err(text)?;
        if !report.contains(&format!("\"decision\":{alone}")) && !is_within(&report, &alone) {
            return Err(format!("the decision alone is {alone}, the report {report}"));
        }
        Ok(report)
    }
}

/// Whether each field of an object is one of the other.
fn is_within(report: &str, decision: &str) -> bool {
    let object =
        |text: &str| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).expect("an object");
    let report = object(report);
    object(decision).iter().all(|(key, value)| report.get(key) == Some(value))
}

/// The kind of what was refused: the name of the status behind the thing that it is of. A status has no message.
fn refusal(error: &Error, of: &str) -> Refusal {
    let kind = match error {
        Error::Refused(status) => status.name().strip_prefix(of).unwrap_or(status.name()).to_owned(),
        error => error.to_string(),
    };
    Refusal { kind, message: String::new() }
}

/// Lines of bytes in hex.
fn in_hex(bytes: &[u8]) -> Vec<String> {
    bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|&byte| byte == b'\n').map(hex).collect()
}

#[test]
fn vectors() {
    let files = read_all().expect("the vectors are readable");
    let run = host::run(&mut Wasmtime { engine: common::engine() }, &files).expect("the vectors are sound");
    println!("{run}");
    assert!(run.passed(), "{run}");
}
