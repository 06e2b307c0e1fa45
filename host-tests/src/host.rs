//! One runner for every host: what a host must be able to do, and the run of all vectors on it.

use crate::file::{Decoded, Insist, Refusal, Says, Vectors, hex, unhex};
use crate::layout::compact;
use anyhow::{Context, Result};
use poscond::Request;
use std::fmt;

/// A request in both forms; a host takes the one that it speaks.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The JSON form.
    pub json: &'a str,
    /// The wire form.
    pub record: &'a [u8],
}

/// A place where poscond runs: this process, a browser, a firmware.
pub trait Host {
    /// What it is called in the output.
    fn name(&self) -> &str;

    /// Policy and service point (JSON) to plan bytes; nothing where the host cannot compile.
    fn compile(&mut self, policy: &str, service_point: &str) -> Option<Result<Vec<u8>, String>>;

    /// Whether what the host refuses comes with its message; a host that only tells the kind leaves the message empty.
    fn refusals_say_why(&self) -> bool {
        true
    }

    /// Opens a plan; errs as the host reports it.
    fn open(&mut self, plan: &[u8], expect: &Insist) -> Result<(), Refusal>;

    /// Decodes a record of the wire form and gives it as JSON in the order of the fields; errs as the host reports it.
    fn decode(&mut self, record: &[u8]) -> Result<String, Refusal>;

    /// What is said of a request to a reader in a language.
    fn says(
        &mut self,
        plan: &[u8],
        asked: Asked<'_>,
        says: &Says,
        reader: &str,
        language: &str,
    ) -> Result<Vec<String>, String>;

    /// The canonical bytes of the decision with its findings.
    fn report(&mut self, plan: &[u8], asked: Asked<'_>) -> Result<String, String>;
}

/// What came of running all vectors on a host.
#[derive(Debug)]
pub struct Run {
    /// The host.
    pub host: String,
    /// How many cases were run.
    pub executed: usize,
    /// How many cases the files say they have.
    pub number_of_tests: usize,
    /// What differed: the case or group, and how.
    pub differences: Vec<String>,
}

impl Run {
    /// Whether every case was run and none differed.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.differences.is_empty() && self.executed == self.number_of_tests && self.executed > 0
    }
}

impl fmt::Display for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for difference in &self.differences {
            writeln!(out, "{}: {difference}", self.host)?;
        }
        let relation = if self.executed == self.number_of_tests { "==" } else { "!=" };
        let (executed, number) = (self.executed, self.number_of_tests);
        write!(out, "{}: executed == numberOfTests: {executed} {relation} {number}", self.host)?;
        if self.differences.is_empty() { Ok(()) } else { write!(out, ", {} differ", self.differences.len()) }
    }
}

/// Runs all vectors on a host.
///
/// Errs where a vector itself is not what it should be; what the host does wrong is a difference.
pub fn run(host: &mut dyn Host, files: &[Vectors]) -> Result<Run> {
    let mut run = Run {
        host: host.name().to_owned(),
        executed: 0,
        number_of_tests: files.iter().map(Vectors::number_of_tests).sum(),
        differences: Vec::new(),
    };
    for file in files {
        match file {
            Vectors::Decisions(file) => {
                for group in &file.groups {
                    let plan = unhex(&group.plan).with_context(|| group.id.clone())?;
                    match host.compile(group.policy.get(), group.service_point.get()) {
                        Some(Ok(bytes)) => {
                            run.compare(&format!("{}/{} plan", file.family, group.id), &group.plan, &hex(&bytes));
                        }
                        Some(Err(problem)) => {
                            run.differences.push(format!("{}/{} plan: {problem}", file.family, group.id));
                        }
                        None => {}
                    }
                    for case in &group.cases {
                        let json = case.request.get();
                        let request: Request = serde_json::from_str(json).with_context(|| case.id.clone())?;
                        let found = host.report(&plan, Asked { json, record: &request.encode() });
                        let expected = compact(case.expected.get());
                        run.compare(&case.id, &expected, &found.unwrap_or_else(|error| format!("error: {error}")));
                        run.executed += 1;
                    }
                }
            }
            Vectors::Open(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    let plan = unhex(&case.plan).with_context(|| case.id.clone())?;
                    let found = host.open(&plan, &case.expect).err();
                    let expected = case.expected.clone().map(|refusal| as_told_by(host, refusal));
                    run.compare(&case.id, &format!("{expected:?}"), &format!("{found:?}"));
                    run.executed += 1;
                }
            }
            Vectors::Texts(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    let (plan, json) = asked_in(files, &case.of).with_context(|| case.id.clone())?;
                    let request: Request = serde_json::from_str(json).with_context(|| case.id.clone())?;
                    let asked = Asked { json, record: &request.encode() };
                    let found = host.says(&unhex(plan)?, asked, &case.says, &case.reader, &case.language);
                    run.compare(&case.id, &format!("{:?}", Ok::<_, String>(&case.expected)), &format!("{found:?}"));
                    run.executed += 1;
                }
            }
            Vectors::Records(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    let record = unhex(&case.record).with_context(|| case.id.clone())?;
                    let expected = match &case.expected {
                        Decoded::Request(json) => Ok(compact(json.get())),
                        Decoded::Error(refusal) => Err(as_told_by(host, refusal.clone())),
                    };
                    let found = host.decode(&record);
                    run.compare(&case.id, &format!("{expected:?}"), &format!("{found:?}"));
                    run.executed += 1;
                }
            }
        }
    }
    Ok(run)
}

/// A refusal as the host can tell it.
fn as_told_by(host: &dyn Host, refusal: Refusal) -> Refusal {
    if host.refusals_say_why() { refusal } else { Refusal { message: String::new(), ..refusal } }
}

/// Plan and request of a case of a decision.
pub(crate) fn asked_in<'a>(files: &'a [Vectors], id: &str) -> Option<(&'a str, &'a str)> {
    let decisions = files.iter().filter_map(|file| match file {
        Vectors::Decisions(file) => Some(file),
        _ => None,
    });
    let mut groups = decisions.flat_map(|file| &file.groups);
    groups.find_map(|group| {
        let case = group.cases.iter().find(|case| case.id == id)?;
        Some((group.plan.as_str(), case.request.get()))
    })
}

impl Run {
    fn compare(&mut self, what: &str, expected: &str, found: &str) {
        if expected != found {
            self.differences.push(format!("{what}\n  expected {expected}\n  found    {found}"));
        }
    }
}
