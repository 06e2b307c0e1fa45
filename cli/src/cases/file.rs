//! A file of cases: a policy, service points, and requests with what is expected of them.

use crate::exit::Failure;
use crate::input::{self, Read, Source};
use crate::text::nearest;
use poscond::{Date, Outcome, Plan, Policy, Reason, Request, Verdict};
use serde::de::{Deserialize, Deserializer, IntoDeserializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What the file says.
#[derive(serde::Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    /// The policy, relative to the file.
    pub(super) policy: PathBuf,
    /// Service points or folders of them, relative to the file.
    pub(super) service_points: Vec<PathBuf>,
    /// Facts of a request that every case starts from.
    #[serde(default)]
    pub(super) base: Map<String, Value>,
    /// Facts laid over those at one service point, by its id.
    #[serde(default)]
    base_of: BTreeMap<String, Map<String, Value>>,
    /// Instants of every request, as seconds before it is asked.
    #[serde(default)]
    ago: BTreeMap<String, i64>,
    pub(super) cases: Vec<Case>,
}

/// One case.
#[derive(serde::Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Case {
    pub(super) name: String,
    /// The id of a service point.
    pub(super) service_point: String,
    /// When it is asked, by the clock of the service point or as RFC 3339 has it; in place of `now_utc_s`.
    #[serde(default)]
    at: Option<String>,
    /// Instants as seconds before that.
    #[serde(default)]
    ago: BTreeMap<String, i64>,
    /// Facts laid over those that every case starts from.
    #[serde(default)]
    request: Map<String, Value>,
    /// Facts that the request lacks all the same.
    #[serde(default)]
    absent: Vec<String>,
    pub(super) expect: Expect,
}

/// What is expected; what is left out may be anything.
#[derive(serde::Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Expect {
    #[serde(default)]
    pub(super) outcome: Option<Outcome>,
    /// The primary reason, or `none`.
    #[serde(default)]
    pub(super) reason: Option<Primary>,
    /// Those of all findings, guards included, in any order.
    #[serde(default)]
    pub(super) reasons: Option<Vec<Reason>>,
    /// Verdicts by rule.
    #[serde(default)]
    pub(super) rules: BTreeMap<String, Verdict>,
    /// The response code, or `none`.
    #[serde(default)]
    pub(super) de39: Option<String>,
}

/// A primary reason, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Primary(Option<Reason>);

impl<'de> Deserialize<'de> for Primary {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        match text.as_str() {
            "none" => Ok(Self(None)),
            name => Reason::deserialize(name.into_deserializer()).map(|reason| Self(Some(reason))),
        }
    }
}

impl Primary {
    pub(super) fn name(self) -> &'static str {
        self.0.map_or("none", Reason::name)
    }
}

/// A file that was read, with all that it names.
pub(super) struct Cases {
    pub(super) path: PathBuf,
    pub(super) file: File,
    pub(super) policy: Read<Policy>,
    pub(super) sources: Vec<Source>,
    document: crate::text::Document,
}

/// Reads a file of cases and compiles what it names.
pub(super) fn read(path: &Path) -> Result<Cases, Failure> {
    let Read { model, document } = input::read::<File>(path)?;
    let file: File = model;
    let folder = path.parent().unwrap_or(Path::new(""));
    let policy_path = folder.join(&file.policy);
    let policy = input::read_policy(&policy_path)?;
    let points: Vec<PathBuf> = file.service_points.iter().map(|point| folder.join(point)).collect();
    let sources = input::compile_all(&policy_path, &points, false)?;
    let cases = Cases { path: path.to_owned(), file, policy, sources, document };
    cases.check_bases()?;
    Failure::gather((0..cases.file.cases.len()).map(|at| cases.check(at)))?;
    Ok(cases)
}

impl Cases {
    fn refuse(&self, path: &str, message: String) -> Failure {
        Failure::input(&self.document.at(path, message))
    }

    /// Errs where facts are given for a service point that is not there.
    fn check_bases(&self) -> Result<(), Failure> {
        let points = self.sources.iter().filter_map(|source| Some(source.service_point.as_ref()?.model.id.as_str()));
        let points: Vec<&str> = points.collect();
        let Some(id) = self.file.base_of.keys().find(|id| !points.contains(&id.as_str())) else { return Ok(()) };
        let near = nearest(id, points.iter().copied());
        let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
        let message = format!("`{id}` is none of the service points;{near} accepted: ids of them");
        Err(self.refuse(&format!("base_of.{id}"), message))
    }

    /// Errs where a case names what is not there, or expects nothing.
    fn check(&self, at: usize) -> Result<(), Failure> {
        let case = &self.file.cases[at];
        let expect = &case.expect;
        if expect.outcome.is_none()
            && expect.reason.is_none()
            && expect.reasons.is_none()
            && expect.rules.is_empty()
            && expect.de39.is_none()
        {
            let message =
                "`{}` asks for nothing; accepted: at least one of `outcome`, `reason`, `reasons`, `rules`, `de39`";
            return Err(self.refuse(&format!("cases[{at}].expect"), message.into()));
        }
        let known = |id: &str| self.policy.model.rules.iter().any(|rule| rule.id.as_str() == id);
        if let Some(rule) = expect.rules.keys().find(|id| !known(id)) {
            let near = nearest(rule, self.policy.model.rules.iter().map(|rule| rule.id.as_str()));
            let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
            let message = format!("`{rule}` is not a rule of the policy;{near} accepted: ids of its rules");
            return Err(self.refuse(&format!("cases[{at}].expect.rules.{rule}"), message));
        }
        Ok(())
    }

    /// The plan and the request of a case.
    pub(super) fn request<'p>(&self, at: usize, plans: &'p [Plan<'p>]) -> Result<(&'p Plan<'p>, Request), Failure> {
        let case = &self.file.cases[at];
        let path = format!("cases[{at}]");
        let found = plans.iter().zip(&self.sources).find(|(plan, _)| plan.service_point_id() == case.service_point);
        let Some((plan, source)) = found else {
            let id = &case.service_point;
            let near = nearest(id, plans.iter().map(|plan| plan.service_point_id()));
            let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
            let message = format!("`{id}` is none of the service points;{near} accepted: the id of one of them");
            return Err(self.refuse(&format!("{path}.service_point"), message));
        };
        let mut facts = self.file.base.clone();
        let base_of = self.file.base_of.get(&case.service_point);
        facts.extend(base_of.cloned().unwrap_or_default());
        let point = source.service_point.as_ref().map(|point| &point.model);
        if let Some(point) = point {
            facts.entry("merchant_id").or_insert_with(|| point.merchant_id.to_string().into());
        }
        let is_laid_over =
            |fact: &String| case.request.contains_key(fact) || base_of.is_some_and(|base| base.contains_key(fact));
        let from_base = self.file.ago.iter().filter(|(fact, _)| !is_laid_over(fact));
        let ago = from_base.map(|(fact, seconds)| (format!("ago.{fact}"), fact, *seconds));
        let ago = ago.chain(case.ago.iter().map(|(fact, seconds)| (format!("{path}.ago.{fact}"), fact, *seconds)));
        facts.extend(case.request.clone());
        if let Some(text) = &case.at {
            if case.request.contains_key("now_utc_s") {
                let message = format!("`{text}` beside now_utc_s; accepted: one of the two");
                return Err(self.refuse(&format!("{path}.at"), message));
            }
            let offsets = point.into_iter().flat_map(|point| {
                let later = point.offset_transitions.iter().map(|transition| transition.utc_offset.minutes());
                std::iter::once(point.utc_offset.minutes()).chain(later)
            });
            let now = instant(text, plan, offsets).map_err(|message| self.refuse(&format!("{path}.at"), message))?;
            facts.insert("now_utc_s".into(), now.into());
        }
        let now = facts.get("now_utc_s").and_then(Value::as_i64);
        for (place, fact, seconds) in ago {
            let Some(now) = now else {
                let message = format!("`{fact}` before no time; accepted: in cases with `at` or now_utc_s");
                return Err(self.refuse(&place, message));
            };
            facts.insert(fact.clone(), now.saturating_sub(seconds).into());
        }
        for (nth, fact) in case.absent.iter().enumerate() {
            if facts.remove(fact).is_none() {
                let message = format!("`{fact}` is absent anyway; accepted: facts of `base`, `base_of` or `ago`");
                return Err(self.refuse(&format!("{path}.absent[{nth}]"), message));
            }
        }
        let request = serde_path_to_error::deserialize(Value::Object(facts)).map_err(|error| {
            let fact = error.path().to_string();
            let fact = fact.split(['.', '[']).next().unwrap_or_default();
            let inner = error.inner().to_string();
            // An unknown fact has no path of its own: it is named first in the message.
            let named = inner.split('`').nth(1).filter(|_| inner.starts_with("unknown field")).unwrap_or(fact);
            let place = match () {
                () if case.request.contains_key(named) => format!("{path}.request.{named}"),
                () if case.ago.contains_key(named) => format!("{path}.ago.{named}"),
                () if base_of.is_some_and(|base| base.contains_key(named)) => {
                    format!("base_of.{}.{named}", case.service_point)
                }
                () if self.file.base.contains_key(named) => format!("base.{named}"),
                () if self.file.ago.contains_key(named) => format!("ago.{named}"),
                () => path.clone(),
            };
            self.refuse(&place, crate::text::in_plain_words(&inner, ""))
        });
        request.map(|request| (plan, request))
    }
}

/// Seconds UTC of a time as people write it: `2026-11-24T04:00:00Z`, or `2026-11-24 12:00` by the service point's clock, of
/// two such moments the first.
fn instant(text: &str, plan: &Plan<'_>, offsets_min: impl Iterator<Item = i16>) -> Result<i64, String> {
    let accepted =
        "accepted: a time such as `2026-11-24 12:00` by the service point's clock, or `2026-11-24T04:00:00Z`";
    if let Ok(instant) = text.parse::<poscond::forms::Instant>() {
        return Ok(instant.utc_s());
    }
    let local = || {
        let (date, time) = text.split_once(' ')?;
        let date: Date = date.parse().ok()?;
        let mut parts = time.split(':').map(|part| (part.len() == 2).then(|| part.parse::<u32>().ok()).flatten());
        let (hour, minute) = (parts.next()??, parts.next()??);
        let second = parts.next().unwrap_or(Some(0))?;
        let valid = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
        valid.then_some((date.days(), i32::try_from(hour * 3600 + minute * 60 + second).ok()?))
    };
    let (day, second) = local().ok_or_else(|| format!("`{text}`; {accepted}"))?;
    let candidates = offsets_min.map(|offset| i64::from(day) * 86_400 + i64::from(second) - i64::from(offset) * 60);
    let shown = candidates.filter(|&utc_s| plan.local(utc_s) == (day, second)).min();
    shown.ok_or_else(|| format!("`{text}` is a time that the service point's clock skips; accepted: one that it shows"))
}
