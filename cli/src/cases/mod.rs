//! `poscond test`: the cases that a policy's authors keep beside it, and what they leave unexercised.

mod coverage;
mod file;
mod report;

use crate::args;
use crate::exit::{Exit, Failure};
use crate::output;
use coverage::Coverage;
use file::{Case, Cases};
use poscond::{Decision, Finding, Plan, Reason, Request, Verdict};
use std::collections::BTreeMap;

pub(crate) fn run(args: &args::Test) -> Result<Exit, Failure> {
    let files = Failure::gather(args.cases.iter().map(|path| file::read(path)))?;
    let mut shown = Vec::new();
    let (mut failed, mut short) = (false, false);
    for cases in &files {
        let plans = cases.plans()?;
        let requests = Failure::gather(cases.file.cases.iter().enumerate().map(|(at, _)| cases.request(at, &plans)))?;
        let mut coverage = Coverage::new(cases, &plans);
        let results: Vec<Ran<'_>> = requests
            .into_iter()
            .zip(&cases.file.cases)
            .map(|((plan, request), case)| {
                coverage.add(plan, &request);
                Ran::new(case, *plan, request)
            })
            .collect();
        failed |= results.iter().any(|ran| !ran.wrong.is_empty());
        short |= args.coverage_min.is_some_and(|least| coverage.percent() < usize::from(least));
        shown.push(if args.json {
            report::in_json(cases, &results, &coverage)
        } else {
            report::in_words(cases, &results, &coverage, args.coverage_min, output::width())
        });
    }
    let between = if args.json { "" } else { "\n" };
    output::print(&shown.join(between))?;
    Ok(if failed || short { Exit::Found } else { Exit::Done })
}

/// A case that ran.
pub(crate) struct Ran<'a> {
    case: &'a Case,
    plan: Plan<'a>,
    request: Request,
    decision: Decision,
    /// What was expected and what was found instead.
    wrong: Vec<(String, String)>,
}

impl<'a> Ran<'a> {
    fn new(case: &'a Case, plan: Plan<'a>, request: Request) -> Self {
        let decision = plan.evaluate(&request);
        let mut ran = Self { case, plan, request, decision, wrong: Vec::new() };
        ran.compare();
        ran
    }

    /// The findings of rules, and those of guards.
    fn findings(&self) -> Vec<Finding<'_>> {
        self.plan.findings(&self.request).collect()
    }

    fn compare(&mut self) {
        let expect = &self.case.expect;
        let mut wrong = Vec::new();
        let mut hold = |what: &str, expected: String, found: String| {
            if expected != found {
                wrong.push((format!("{what} {expected}"), format!("{what} {found}")));
            }
        };
        if let Some(outcome) = expect.outcome {
            hold("outcome", outcome.name().into(), self.decision.outcome.name().into());
        }
        if let Some(reason) = expect.reason {
            hold("reason", reason.name().into(), self.decision.primary_reason().map_or("none", Reason::name).into());
        }
        if let Some(code) = &expect.de39 {
            let found = String::from_utf8_lossy(&self.decision.de39).into_owned();
            let found = if self.decision.de39 == [0; 2] { "none".to_owned() } else { found };
            hold("DE39", code.clone(), found);
        }
        let findings: Vec<Finding<'_>> = self.plan.findings(&self.request).collect();
        if let Some(reasons) = &expect.reasons {
            let listed = |reasons: Vec<Reason>| {
                let mut names: Vec<&str> = reasons.into_iter().map(Reason::name).collect();
                names.sort_unstable();
                if names.is_empty() { "none".to_owned() } else { names.join(", ") }
            };
            hold("reasons", listed(reasons.clone()), listed(findings.iter().filter_map(|one| one.reason).collect()));
        }
        let verdicts: BTreeMap<&str, Verdict> = findings.iter().map(|one| (one.rule, one.verdict)).collect();
        for (rule, verdict) in &expect.rules {
            let found = verdicts.get(rule.as_str()).copied().unwrap_or(Verdict::NotApplicable);
            hold(&format!("rule {rule}"), verdict.name().into(), found.name().into());
        }
        self.wrong = wrong;
    }
}

impl<'a> Cases {
    /// The plan of each service point under the policy.
    fn plans(&'a self) -> Result<Vec<Plan<'a>>, Failure> {
        Failure::gather(self.sources.iter().map(|source| source.open(poscond::Expect::default())))
    }
}
