//! The native host: this process, through the public interface of `core`.

use crate::file::{Insist, Refusal};
use crate::host::{Asked, Host};
use poscond::{Expect, OpenError, Plan, Policy, Request, RequestError, ServicePoint};

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
