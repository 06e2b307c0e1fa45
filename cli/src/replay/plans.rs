//! The plans that a log has said so far, and for each the plan of its service point under another policy.

use super::tally::{At, Damage};
use crate::exit::Failure;
use crate::input::{self, Read};
use crate::log::{Digest, Line};
use crate::slots::SLOTS;
use crate::text::{Document, Format, Located};
use poscond::{Expect, Input, Plan, Policy, Problems, ServicePoint, compile};
use serde::de::IgnoredAny;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

/// A plan, where it stands first, and what another policy makes of it.
pub(super) struct Known {
    pub(super) at: At,
    pub(super) plan: Plan<'static>,
    /// Nothing where no other policy is asked for.
    pub(super) other: Option<Result<Other, String>>,
}

/// The plan of the same service point under another policy.
pub(super) struct Other {
    pub(super) plan: Plan<'static>,
    /// Where each of its counters stands in requests to the recorded plan.
    pub(super) slots: Vec<Option<u8>>,
}

impl Other {
    fn new(recorded: &Plan<'_>, bytes: Vec<u8>) -> Self {
        let plan = open_for_good(bytes);
        let from = |row| (0..SLOTS).zip(recorded.counters()).find(|(_, other)| *other == row).map(|(slot, _)| slot);
        Self { plan, slots: plan.counters().map(from).collect() }
    }

    /// Whether it asks for a counter that the recorded plan did not keep.
    pub(super) fn lacks_counters(&self) -> bool {
        self.slots.iter().any(Option::is_none)
    }
}

/// A plan that is known to open. It is read in place until the process ends, and so are its bytes kept.
fn open_for_good(bytes: Vec<u8>) -> Plan<'static> {
    Plan::open(Vec::leak(bytes), Expect::default()).expect("what was compiled or opened just now opens")
}

/// Another policy, by which is decided what was recorded.
pub(super) struct NewPolicy {
    policy: Read<Policy>,
    /// Service points that stand for those of the log, by id.
    points: HashMap<String, Read<ServicePoint>>,
}

impl NewPolicy {
    /// Reads it, and service points that are given beside it.
    pub(super) fn read(policy: &Path, points: &[PathBuf]) -> Result<Self, Failure> {
        let (mut policy, points) = input::read_all(policy, points)?;
        // As though it had been in force when the decisions were made.
        (policy.model.valid_from, policy.model.valid_through) = (None, None);
        let mut by_id: HashMap<String, (PathBuf, Read<ServicePoint>)> = HashMap::new();
        let mut again = Vec::new();
        for (path, point) in points {
            let id = point.model.id.to_string();
            match by_id.get(&id) {
                Some((other, _)) => {
                    let other = other.display();
                    let message = format!("`{id}` is also the id of {other}; accepted: an id of its own");
                    again.push(Err::<(), _>(Failure::input(&point.document.at("id", message))));
                }
                None => {
                    by_id.insert(id, (path, point));
                }
            }
        }
        Failure::gather(again)?;
        Ok(Self { policy, points: by_id.into_iter().map(|(id, (_, point))| (id, point)).collect() })
    }

    pub(super) fn policy(&self) -> &Policy {
        &self.policy.model
    }

    /// The plan of a line's service point, or why there is none.
    fn plan_of(&self, recorded: &Plan<'_>, name: &str, at: At, text: &str) -> Result<Vec<u8>, String> {
        let id = recorded.service_point_id();
        if let Some(point) = self.points.get(id) {
            let made = compile(&self.policy.model, &point.model);
            return made.map_err(|problems| self.first(problems, |path, message| point.document.at(path, message)));
        }
        let on_line = |error| Located { line: usize::try_from(at.line).ok(), ..error }.to_string();
        let document = Document::parse(name, text.to_owned(), Format::Json).map_err(on_line)?;
        let line: Line<'_, ServicePoint> = document.model().map_err(on_line)?;
        let Line::Plan(line) = line else { return Err(String::new()) };
        let Some(point) = line.service_point else {
            return Err("the log does not say their service points; accepted: `--service-points`".to_owned());
        };
        compile(&self.policy.model, &point).map_err(|problems| {
            self.first(problems, |path, message| {
                let error = document.at(&format!("{SERVICE_POINT}.{path}"), message);
                Located { line: usize::try_from(at.line).ok(), ..error }
            })
        })
    }

    /// The first of several problems, with its place.
    fn first(&self, problems: Problems, in_point: impl FnOnce(&str, String) -> Located) -> String {
        let Some(first) = problems.0.into_iter().next() else { return String::new() };
        match first.input {
            Input::Policy => self.policy.document.at(&first.path, first.message).to_string(),
            Input::ServicePoint => in_point(&first.path, first.message).to_string(),
        }
    }
}

/// The path of a service point in a line.
const SERVICE_POINT: &str = "plan.service_point";

/// All plans so far, by digest. One thread adds to them while others look them up.
#[derive(Default)]
pub(super) struct Plans(RwLock<HashMap<Digest, &'static Known>>);

impl Plans {
    pub(super) fn get(&self, digest: &Digest) -> Option<&'static Known> {
        // OK because a map that only grows is whole whatever became of who held it.
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(digest).copied()
    }

    pub(super) fn count(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Adds the plan of a line. Of a plan that is said again the first line counts.
    ///
    /// Errs with what is wrong with the line.
    pub(super) fn add(&self, new: Option<&NewPolicy>, name: &str, at: At, text: &str) -> Result<(), (Damage, String)> {
        let line = match Line::read(text) {
            Ok(Line::Plan(line)) => line,
            _ => return Err((Damage::Form, misshapen(name, at, text))),
        };
        let wrong = |path: &str, message: String| (Damage::Plan, located(name, at, text, path, message));
        let mut bytes = Vec::new();
        line.bytes.read(&mut bytes).map_err(|error| wrong("plan.bytes", error))?;
        let plan = Plan::open(&bytes, Expect::default()).map_err(|error| wrong("plan.bytes", error.to_string()))?;
        let digest = Digest(*plan.digest());
        if line.digest != digest {
            let message = format!("`{}` is not the digest of the plan; accepted: `{digest}`", line.digest);
            return Err(wrong("plan.digest", message));
        }
        if self.get(&digest).is_some() {
            return Ok(());
        }
        let plan = open_for_good(bytes);
        let other = new.map(|new| new.plan_of(&plan, name, at, text).map(|bytes| Other::new(&plan, bytes)));
        let known = Box::leak(Box::new(Known { at, plan, other }));
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(digest, known);
        Ok(())
    }
}

/// What keeps a text from being a line of a log.
pub(super) fn misshapen(name: &str, at: At, text: &str) -> String {
    let document = Document::parse(name, text.to_owned(), Format::Json);
    let shape = document.as_ref().map_err(Clone::clone).and_then(|document| document.model::<Line<'_, IgnoredAny>>());
    match shape {
        Err(error) => Located { line: usize::try_from(at.line).ok(), ..error }.to_string(),
        Ok(_) => located(name, at, text, "", UNUSUAL.to_owned()),
    }
}

/// What is wrong with a line that only a lenient reader takes.
const UNUSUAL: &str = "the key of a line is written with escapes; accepted: `plan`, `decision`";

/// An error about the value at a path of a line.
pub(super) fn located(name: &str, at: At, text: &str, path: &str, message: String) -> String {
    let line = usize::try_from(at.line).ok();
    let error = match Document::parse(name, text.to_owned(), Format::Json) {
        Ok(document) => document.at(path, message),
        Err(error) => error,
    };
    Located { line, ..error }.to_string()
}
