//! The native host: this process, through the public interface of `core`.

use crate::file::{Insist, Refusal, Says, hex};
use crate::host::{Asked, Host};
use poscond::texts::{Encoding, Language, Lines, Reader, Texts};
use poscond::{Expect, Full, OpenError, Plan, Policy, Request, RequestError, ServicePoint, Sink};

/// This process.
#[derive(Debug, Default)]
pub struct Native;

impl Host for Native {
    fn name(&self) -> &str {
        "native"
    }

    fn compile(&mut self, policy: &str, service_point: &str) -> Option<Result<Vec<u8>, String>> {
        let compiled = || {
            let policy: Policy = serde_json::from_str(policy).map_err(|error| error.to_string())?;
            let service_point: ServicePoint = serde_json::from_str(service_point).map_err(|error| error.to_string())?;
            poscond::compile(&policy, &service_point).map_err(|problems| problems.to_string())
        };
        Some(compiled())
    }

    fn open(&mut self, plan: &[u8], expect: &Insist) -> Result<(), Refusal> {
        let expect = Expect {
            service_point: expect.service_point.as_deref(),
            revision_min: expect.revision_min,
            ..Expect::default()
        };
        Plan::open(plan, expect).map(|_| ()).map_err(open_refusal)
    }

    fn decode(&mut self, record: &[u8]) -> Result<String, Refusal> {
        let request = Request::decode(record).map_err(record_refusal)?;
        serde_json::to_string(&request).map_err(|error| Refusal { kind: "Json".to_owned(), message: error.to_string() })
    }

    fn says(
        &mut self,
        plan: &[u8],
        asked: Asked<'_>,
        says: &Says,
        reader: &str,
        language: &str,
    ) -> Result<Vec<String>, String> {
        let plan = Plan::open(plan, Expect::default()).map_err(|error| error.to_string())?;
        let request = Request::decode(asked.record).map_err(|error| error.to_string())?;
        let reader = Reader::ALL.iter().copied().find(|word| word.name() == reader).ok_or("no such reader")?;
        let language = Language::ALL.iter().copied().find(|word| word.name() == language).ok_or("no such language")?;
        let texts = Texts { plan: &plan, request: &request, reader, language };
        let of_rule = |rule: &str| {
            let mut findings = plan.findings(&request);
            findings.find(|finding| finding.rule == rule && finding.reason.is_some()).ok_or("no such finding")
        };
        Ok(match says {
            Says::Finding(rule) => {
                let finding = of_rule(rule)?;
                let steps = finding.reason.map_or(&[][..], |reason| reason.steps());
                let steps = steps.iter().map(|&step| text(|sink| texts.remedy(&finding, step, sink)));
                let all = [text(|sink| texts.finding(&finding, sink))].into_iter().chain(steps);
                all.filter(|line| !line.is_empty()).collect()
            }
            Says::Advice(kind) => {
                let mut said = Vec::new();
                plan.advise(&request, |advice| {
                    if advice.kind.name() == kind && said.is_empty() {
                        said.push(text(|sink| texts.advice(&advice, sink)));
                    }
                });
                said
            }
            Says::Receipt => text(|sink| texts.receipt(Encoding::Utf8, sink)).lines().map(str::to_owned).collect(),
            Says::ReceiptGbk => in_hex(&bytes(|sink| texts.receipt(Encoding::Gbk, sink))),
            Says::Display(rule, columns, rows) => {
                let finding = of_rule(rule)?;
                in_hex(&bytes(|sink| {
                    let mut lines = Lines::new(sink, *columns, *rows, Encoding::Gbk);
                    texts.finding(&finding, &mut lines)?;
                    lines.finish()
                }))
            }
        })
    }

    /// Asks four times: in the JSON form and the wire form, with the plan aligned and moved by a byte.
    fn report(&mut self, plan: &[u8], asked: Asked<'_>) -> Result<String, String> {
        let request: Request = serde_json::from_str(asked.json).map_err(|error| error.to_string())?;
        let decoded = Request::decode(asked.record).map_err(|error| error.to_string())?;
        if decoded.encode() != asked.record || decoded.encode() != request.encode() {
            return Err("the wire form does not survive decoding and encoding".to_owned());
        }
        let moved = [&[0xff], plan].concat();
        let mut reports = Vec::new();
        for bytes in [plan, &moved[1..]] {
            let plan = Plan::open(bytes, Expect::default()).map_err(|error| error.to_string())?;
            for request in [&request, &decoded] {
                let mut report = Vec::new();
                plan.write_report(request, &mut report).map_err(|error| error.to_string())?;
                reports.push(String::from_utf8(report).map_err(|error| error.to_string())?);
            }
        }
        reports.dedup();
        match <[String; 1]>::try_from(reports) {
            Ok([report]) => Ok(report),
            Err(reports) => Err(format!("the same question has several answers: {reports:?}")),
        }
    }
}

fn bytes(write: impl FnOnce(&mut dyn Sink) -> Result<(), Full>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("a list takes all");
    bytes
}

fn text(write: impl FnOnce(&mut dyn Sink) -> Result<(), Full>) -> String {
    String::from_utf8(bytes(write)).expect("texts are UTF-8")
}

/// Lines of bytes in hex.
fn in_hex(bytes: &[u8]) -> Vec<String> {
    let lines = bytes.strip_suffix(b"\n").unwrap_or(bytes).split(|&byte| byte == b'\n');
    lines.map(hex).collect()
}

/// The kind of an error: the name of its variant, which is what its `Debug` form starts with.
fn kind(error: &impl std::fmt::Debug) -> String {
    let debug = format!("{error:?}");
    debug.split(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default().to_owned()
}

fn open_refusal(error: OpenError) -> Refusal {
    Refusal { kind: kind(&error), message: error.to_string() }
}

fn record_refusal(error: RequestError) -> Refusal {
    Refusal { kind: kind(&error), message: error.to_string() }
}
