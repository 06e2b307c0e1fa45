//! Answers questions for the oracle: reads a line `{"policy":…,"service_point":…,"request":…}`, writes the canonical report
//! of this engine, or `{"error":…}` where it refuses one of the three.

use poscond::{Expect, Plan, Policy, Request, ServicePoint, compile};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::{BufRead, BufWriter, Result, Write, stdin, stdout};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question<'a> {
    #[serde(borrow)]
    policy: &'a RawValue,
    #[serde(borrow)]
    service_point: &'a RawValue,
    #[serde(borrow)]
    request: &'a RawValue,
}

/// The plan of policy and service point as they are written.
fn plan(policy: &str, service_point: &str) -> std::result::Result<Vec<u8>, String> {
    let policy: Policy = serde_json::from_str(policy).map_err(|error| format!("policy: {error}"))?;
    let point: ServicePoint = serde_json::from_str(service_point).map_err(|error| format!("service point: {error}"))?;
    compile(&policy, &point).map_err(|problems| problems.to_string())
}

fn report(plan: &[u8], request: &str) -> std::result::Result<Vec<u8>, String> {
    let request: Request = serde_json::from_str(request).map_err(|error| format!("request: {error}"))?;
    let plan = Plan::open(plan, Expect::default()).map_err(|error| error.to_string())?;
    let mut line = Vec::new();
    plan.write_report(&request, &mut line).map_err(|error| error.to_string())?;
    Ok(line)
}

fn main() -> Result<()> {
    let mut out = BufWriter::new(stdout().lock());
    // Questions come in runs under one plan.
    let mut known = (String::new(), String::new(), Err(String::new()));
    for line in stdin().lock().lines() {
        let line = line?;
        let answer = serde_json::from_str::<Question<'_>>(&line).map_err(|error| error.to_string()).and_then(|asked| {
            let (policy, point) = (asked.policy.get(), asked.service_point.get());
            if known.0 != policy || known.1 != point {
                known = (policy.to_owned(), point.to_owned(), plan(policy, point));
            }
            report(known.2.as_ref().map_err(Clone::clone)?, asked.request.get())
        });
        match answer {
            Ok(report) => out.write_all(&report)?,
            Err(error) => write!(out, "{}", serde_json::json!({ "error": error }))?,
        }
        out.write_all(b"\n")?;
    }
    out.flush()
}
