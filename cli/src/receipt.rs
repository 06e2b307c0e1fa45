//! `poscond verify-receipt`: what a receipt says is decided again, and compared line by line.

use crate::args::VerifyReceipt;
use crate::exit::{Exit, Failure};
use crate::input;
use crate::output;
use crate::progress::Progress;
use crate::requests;
use poscond::texts::{Encoding, Language, RECEIPT_COLUMNS, Reader, Texts, request_digest};
use poscond::{Expect, Plan, Request};
use std::fs;

pub(crate) fn run(args: &VerifyReceipt) -> Result<Exit, Failure> {
    let bytes = fs::read(&args.receipt).map_err(|error| Failure::read(&args.receipt, &error))?;
    let name = args.receipt.display();
    let fails = |message: String| Failure::new(Exit::Found, format!("{name}: {message}"));
    let [plan_digest, asked_digest] = digests(&bytes).ok_or_else(|| {
        let lines = RECEIPT_COLUMNS;
        fails(format!("no digests; accepted: a receipt with four lines of {lines} hex digits, two for the plan and two for the request"))
    })?;

    let sources = match &args.policy {
        Some(policy) => input::compile_all(policy, &args.service_points, false)?,
        None => input::read_plans(&args.plans)?,
    };
    let plans = Failure::gather(sources.iter().map(|source| source.open(Expect::default())))?;
    let plan = plans.iter().find(|plan| hex(plan.digest()) == plan_digest);
    let plan = plan.ok_or_else(|| {
        let known: Vec<String> = plans.iter().map(|plan| format!("`{}…`", &hex(plan.digest())[..8])).collect();
        fails(format!("no plan here has the digest `{plan_digest}`; those here have {}", known.join(", ")))
    })?;
    let (mut found, mut count) = (None, 0_u64);
    requests::read_all(&args.requests, &mut Progress::new(true), &mut |request, _| {
        count += 1;
        if hex(&request_digest(request)) == asked_digest {
            found.get_or_insert((*request, count));
        }
        Ok(())
    })?;
    let (request, place) =
        found.ok_or_else(|| fails(format!("none of `{count}` requests has the digest `{asked_digest}`")))?;

    let told = lines(&bytes);
    let anew = written(plan, &request);
    if anew.iter().any(|slip| lines(slip) == told) {
        let id = plan.service_point_id();
        output::print(&format!(
            "the receipt holds: service point {id}, revision {}, request {place}\n",
            plan.revision()
        ))?;
        return Ok(Exit::Done);
    }
    // Against the one that is most like it; every second is the same in GBK, which nobody here can show.
    let alike = |slip: &Vec<u8>| lines(slip).iter().filter(|line| told.contains(line)).count();
    let nearest = (0..anew.len()).max_by_key(|&at| alike(&anew[at])).unwrap_or_default();
    let (written, shown) = (lines(&anew[nearest]), lines(&anew[nearest & !1]));
    let at = (0..told.len().max(written.len())).find(|&at| told.get(at) != written.get(at)).unwrap_or_default();
    let text = |line: Option<&&[u8]>| line.map_or("", |line| std::str::from_utf8(line).unwrap_or("?")).to_owned();
    Err(fails(format!("line {}: `{}`; decided anew: `{}`", at + 1, text(told.get(at)), text(shown.get(at)))))
}

/// The slip for every reader in every language and encoding.
fn written(plan: &Plan<'_>, request: &Request) -> Vec<Vec<u8>> {
    let mut slips = Vec::new();
    for &language in Language::ALL {
        for &reader in Reader::ALL {
            for encoding in [Encoding::Utf8, Encoding::Gbk] {
                let mut slip = Vec::new();
                // OK because a growing list of bytes is never full.
                let _ = Texts { plan, request, reader, language }.receipt(encoding, &mut slip);
                slips.push(slip);
            }
        }
    }
    slips
}

/// The lines, without what copying and printing do to their ends.
fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end).collect();
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines
}

/// The digests of plan and request that a receipt carries.
fn digests(bytes: &[u8]) -> Option<[String; 2]> {
    let is_half = |line: &&[u8]| line.len() == RECEIPT_COLUMNS && line.iter().all(u8::is_ascii_hexdigit);
    let halves: Vec<String> =
        lines(bytes).into_iter().filter(is_half).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    let [a, b, c, d] = halves.as_slice() else { return None };
    Some([format!("{a}{b}"), format!("{c}{d}")])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
