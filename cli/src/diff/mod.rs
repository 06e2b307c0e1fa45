//! `poscond diff`: what two policies decide differently.
//!
//! Both are compiled for the same service points. Equal plans decide equally, whatever the texts look like; where plans differ,
//! rules are compared by what they are folded to ([`meaning`]), and requests are sought that the two decide differently
//! ([`search`]). What is shown as a difference was decided by both.

mod meaning;
pub(crate) mod points;
mod report;
mod search;

use crate::args;
use crate::exit::{Exit, Failure};
use crate::input::{self, Read};
use crate::output;
use meaning::{Change, Changes};
use poscond::{Expect, Plan, Policy, ServicePoint};
use search::Searched;

pub(crate) fn run(args: &args::Diff) -> Result<Exit, Failure> {
    let policies = Failure::gather([input::read_policy(&args.old), input::read_policy(&args.new)])?;
    let [old, new] = policies.as_slice() else { return Ok(Exit::Done) };
    let points = if args.service_points.is_empty() {
        points::made_up(&old.model, &new.model)
    } else {
        let paths = input::files(&args.service_points, &["json", "toml"])?;
        Failure::gather(paths.iter().map(|path| input::read_service_point(path).map(|read| read.model)))?
    };
    let mut all = Compared { points: points.len(), ..Compared::default() };
    for point in &points {
        compare(args, old, new, point, &mut all)?;
    }
    all.changes.sort(&old.model, &new.model);
    let shown = if args.json { report::in_json(&all) } else { report::in_words(&all, output::width()) };
    output::print(&shown)?;
    let differs = !all.changes.is_empty() || !all.refused.is_empty();
    Ok(if args.exit_code && differs { Exit::Found } else { Exit::Done })
}

/// What came of all service points.
#[derive(Default)]
pub(crate) struct Compared {
    changes: Changes,
    /// Service points looked at, and those of them whose plans say the same.
    points: usize,
    equal: usize,
    /// Service points that one of the policies has no plan for, with what it says.
    refused: Vec<String>,
    /// How many requests both decided.
    tried: usize,
}

fn compare(
    args: &args::Diff,
    old: &Read<Policy>,
    new: &Read<Policy>,
    point: &ServicePoint,
    all: &mut Compared,
) -> Result<(), Failure> {
    let is_made_up = args.service_points.is_empty();
    let plans = [old, new].map(|policy| poscond::compile(&meaning::in_order(&policy.model), point));
    let [before, after] = match plans {
        [Ok(before), Ok(after)] => [before, after],
        // A made-up service point may have no rule under a policy; one that was given must have plans.
        [before, after] if is_made_up => {
            if before.is_err() != after.is_err() {
                let (which, problems) = if before.is_err() { ("old", before) } else { ("new", after) };
                let first = problems.err().and_then(|problems| problems.0.into_iter().next());
                let why = first.map_or_else(String::new, |problem| problem.to_string());
                all.refused.push(format!("the {which} policy has no plan for {}: {why}", points::describe(point)));
            } else {
                all.equal += 1;
            }
            return Ok(());
        }
        [before, after] => {
            let lines = [(old, before), (new, after)].into_iter().filter_map(|(policy, plan)| {
                let problems = plan.err()?;
                let line = |problem: poscond::Problem| match problem.input {
                    poscond::Input::Policy => policy.document.at(&problem.path, problem.message).to_string(),
                    poscond::Input::ServicePoint => format!("{}: {}: {}", point.id, problem.path, problem.message),
                };
                Some(problems.0.into_iter().map(line).collect::<Vec<_>>())
            });
            return Err(Failure { exit: Exit::Input, lines: lines.flatten().collect() });
        }
    };
    if before == after {
        all.equal += 1;
        return Ok(());
    }
    let (before, after) = (open(&before)?, open(&after)?);
    let mut changes = meaning::compare(&before, &after, (&old.model, &new.model), point);
    let days = meaning::days(&old.model, &new.model, point);
    let Searched { examples, tried } = search::examples(&before, &after, point, &changes, &days, args.tries);
    all.tried += tried;
    for (key, example) in examples {
        changes.add_example(&key, example);
    }
    all.changes.merge(changes);
    Ok(())
}

/// A plan that was compiled just now.
fn open(bytes: &[u8]) -> Result<Plan<'_>, Failure> {
    Plan::open(bytes, Expect::default()).map_err(|error| Failure::new(Exit::Plan, error.to_string()))
}

/// What a change is about: a rule, or something that concerns all.
pub(crate) type Key = String;

/// What the condition of a rule compares with.
pub(crate) fn rule_parameters(row: &poscond::RuleRow<'_>, plan: &Plan<'_>) -> Vec<poscond::Parameter> {
    crate::rule::parameters(row, plan)
}

/// Whether a change has been seen to refuse more or less.
fn direction(change: &Change) -> &'static str {
    match (change.looser, change.tighter) {
        (true, true) => "changed both ways",
        (true, false) => "loosened",
        (false, true) => "tightened",
        (false, false) => "changed",
    }
}
