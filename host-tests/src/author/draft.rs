//! A case as its author writes it, and how it becomes a case of a vector file.

use crate::file::{DecisionCase, DecisionGroup, hex};
use poscond::{Action, AdviceKind, Expect, Outcome, Plan, Policy, Reason, Request, ServicePoint, Verdict};
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// A group in the making.
#[derive(Clone, Debug)]
pub struct Group {
    id: &'static str,
    comment: &'static str,
    policy: Value,
    service_point: Value,
    request: Value,
    accrual_matters: bool,
    cases: Vec<Case>,
}

#[derive(Clone, Debug)]
struct Case {
    section: &'static str,
    flags: &'static str,
    comment: String,
    change: Value,
    stated: Stated,
}

/// What the author reasoned of a decision.
#[derive(Clone, Debug)]
pub struct Stated {
    outcome: Outcome,
    reason: Option<Reason>,
    de39: Option<&'static str>,
    guards: Vec<Reason>,
    sets: Option<(u64, u64)>,
    findings: Vec<(&'static str, Says)>,
    lacks: Vec<&'static str>,
    all: Option<Says>,
    accrual: Option<Vec<Accrued>>,
    advice: Vec<Advised>,
    foresight: Option<[Option<i64>; 3]>,
}

/// What the author reasoned that a counter gets: its slot, the first date of the window, the amount and the number.
pub(crate) type Accrued = (u8, &'static str, i64, i32);

/// What the author reasoned that is advised: what, the limit, what was observed, and the rule where it is of one.
pub(crate) type Advised = (AdviceKind, Value, Value, Option<&'static str>);

/// What the author reasoned of a rule.
#[derive(Clone, Debug)]
pub struct Says {
    verdict: Verdict,
    reason: Option<Reason>,
    action: Option<Action>,
    subject: Option<&'static str>,
    fact: Option<Option<&'static str>>,
    unit: Option<&'static str>,
    observed: Option<Value>,
    required: Option<Value>,
}

/// An object with the keys of another put in; null takes a key out.
pub(crate) fn with(base: &Value, change: Value) -> Value {
    let mut merged = base.as_object().cloned().unwrap_or_default();
    for (key, value) in change.as_object().cloned().unwrap_or_default() {
        if value.is_null() {
            merged.remove(&key);
        } else {
            merged.insert(key, value);
        }
    }
    Value::Object(merged)
}

/// A change and another on top of it; null stays, to take a fact out of the request.
pub(crate) fn and(change: &Value, more: Value) -> Value {
    let mut merged = change.as_object().cloned().unwrap_or_default();
    merged.extend(more.as_object().cloned().unwrap_or_default());
    Value::Object(merged)
}

impl Group {
    pub(crate) fn new(
        id: &'static str,
        comment: &'static str,
        policy: Value,
        service_point: Value,
        request: Value,
    ) -> Self {
        Self { id, comment, policy, service_point, request, accrual_matters: false, cases: Vec::new() }
    }

    /// The policy with more in it, such as a calendar.
    pub(crate) fn in_policy(mut self, more: Value) -> Self {
        self.policy = with(&self.policy, more);
        self
    }

    /// A case that states no accrual says that there is none.
    pub(crate) fn accrual_matters(mut self) -> Self {
        self.accrual_matters = true;
        self
    }

    /// A case: the section that it pins, its flags with spaces between, why, what of the request is changed, and what
    /// follows.
    pub(crate) fn case(
        mut self,
        section: &'static str,
        flags: &'static str,
        comment: impl Into<String>,
        change: Value,
        mut stated: Stated,
    ) -> Self {
        if self.accrual_matters {
            stated.accrual.get_or_insert_default();
        }
        self.cases.push(Case { section, flags, comment: comment.into(), change, stated });
        self
    }

    /// Computes plan and reports; what differs from what was stated goes to `wrong`.
    pub(crate) fn compute(self, family: &str, number: &mut usize, wrong: &mut Vec<String>) -> DecisionGroup {
        let mut complain = |what: &str, problem: String| wrong.push(format!("{family}/{} {what}: {problem}", self.id));
        let policy: Option<Policy> =
            serde_json::from_value(self.policy).map_err(|error| complain("policy", error.to_string())).ok();
        let service_point: Option<ServicePoint> = serde_json::from_value(self.service_point)
            .map_err(|error| complain("service point", error.to_string()))
            .ok();
        let mut bytes = Vec::new();
        if let (Some(policy), Some(service_point)) = (&policy, &service_point) {
            match poscond::compile(policy, service_point) {
                Ok(plan) => bytes = plan,
                Err(problems) => complain("plan", problems.to_string()),
            }
        }
        let plan = Plan::open(&bytes, Expect::default()).map_err(|error| complain("plan", error.to_string())).ok();
        let mut cases = Vec::new();
        for case in self.cases {
            *number += 1;
            let id = format!("{family}-{number:03}");
            let request = serde_json::from_value::<Request>(with(&self.request, case.change));
            let request = request.map_err(|error| complain(&id, error.to_string())).unwrap_or_default();
            let mut report = Vec::new();
            if let Some(plan) = &plan {
                let _ = plan.write_report(&request, &mut report);
            }
            let report = String::from_utf8(report).unwrap_or_default();
            let decided = serde_json::from_str(&report).unwrap_or_default();
            for problem in case.stated.problems(&decided) {
                complain(&id, format!("{problem}\n  reasoned: {}\n  report: {report}", case.comment));
            }
            cases.push(DecisionCase {
                id,
                comment: case.comment,
                flags: case.flags.split_whitespace().map(str::to_owned).collect(),
                section: case.section.to_owned(),
                request: raw(&request),
                expected: RawValue::from_string(report).unwrap_or_else(|_| raw(&())),
            });
        }
        DecisionGroup {
            id: self.id.to_owned(),
            comment: self.comment.to_owned(),
            policy: raw(&policy),
            service_point: raw(&service_point),
            plan: hex(&bytes),
            cases,
        }
    }
}

/// The JSON form of a value.
pub(crate) fn raw(value: &impl serde::Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).expect("requests, policies and service points have a JSON form")
}

fn stated(outcome: Outcome, reason: Option<Reason>) -> Stated {
    Stated {
        outcome,
        reason,
        de39: None,
        guards: Vec::new(),
        sets: None,
        findings: Vec::new(),
        lacks: Vec::new(),
        all: None,
        accrual: None,
        advice: Vec::new(),
        foresight: None,
    }
}

/// Proceed, with nothing to say.
pub(crate) fn proceeds() -> Stated {
    stated(Outcome::Proceed, None)
}

/// Proceed, with a reason that warns.
pub(crate) fn warns(reason: Reason) -> Stated {
    stated(Outcome::Proceed, Some(reason))
}

/// Refer.
pub(crate) fn refers(reason: Reason) -> Stated {
    stated(Outcome::Refer, Some(reason))
}

/// Decline.
pub(crate) fn declines(reason: Reason) -> Stated {
    stated(Outcome::Decline, Some(reason))
}

fn says(verdict: Verdict, reason: Option<Reason>) -> Says {
    Says { verdict, reason, action: None, subject: None, fact: None, unit: None, observed: None, required: None }
}

/// The rule passes.
pub(crate) fn pass() -> Says {
    says(Verdict::Pass, None)
}

/// The rule fails.
pub(crate) fn fail(reason: Reason) -> Says {
    says(Verdict::Fail, Some(reason))
}

/// It is not known whether the rule is met.
pub(crate) fn unknown(reason: Reason) -> Says {
    says(Verdict::Unknown, Some(reason))
}

/// The rule does not concern the request.
pub(crate) fn outside() -> Says {
    says(Verdict::NotApplicable, None)
}

impl Says {
    /// What was observed; null for nothing.
    pub(crate) fn seen(mut self, observed: impl Into<Value>) -> Self {
        self.observed = Some(observed.into());
        self
    }

    /// What is required.
    pub(crate) fn needs(mut self, required: Value) -> Self {
        self.required = Some(required);
        self
    }

    /// At most this is required.
    pub(crate) fn at_most(self, value: impl Into<Value>) -> Self {
        self.needs(json!({ "at_most": value.into() }))
    }

    /// At least this is required.
    pub(crate) fn at_least(self, value: impl Into<Value>) -> Self {
        self.needs(json!({ "at_least": value.into() }))
    }

    /// What it shows the state of, such as a kind of document.
    pub(crate) fn of(mut self, subject: &'static str) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The fact of the request that it is about.
    pub(crate) fn about(mut self, fact: &'static str) -> Self {
        self.fact = Some(Some(fact));
        self
    }

    /// It is about no fact of the request.
    pub(crate) fn about_nothing(mut self) -> Self {
        self.fact = Some(None);
        self
    }

    /// In what unit observed and required are.
    pub(crate) fn in_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }

    /// Nothing is observed and nothing required.
    pub(crate) fn shows_nothing(mut self) -> Self {
        self.observed = Some(Value::Null);
        self.required = Some(Value::Null);
        self
    }

    /// What it leads to.
    pub(crate) fn acts(mut self, action: Action) -> Self {
        self.action = Some(action);
        self
    }

    /// Whether the rule passes.
    pub(crate) fn is_pass(&self) -> bool {
        self.verdict == Verdict::Pass
    }

    /// What follows where the rule declines what fails and refers what is unknown, and nothing else comes up.
    pub(crate) fn decides(&self) -> Stated {
        let outcome = match self.verdict {
            Verdict::Fail => Outcome::Decline,
            Verdict::Unknown => Outcome::Refer,
            _ => Outcome::Proceed,
        };
        stated(outcome, self.reason)
    }

    fn problem(&self, finding: &Map<String, Value>) -> Option<String> {
        let stated = [
            ("verdict", Some(json!(self.verdict))),
            ("reason", Some(json!(self.reason))),
            ("action", self.action.map(|action| json!(action))),
            ("subject", self.subject.map(|subject| json!(subject))),
            ("fact", self.fact.map(|fact| json!(fact))),
            ("unit", self.unit.map(|unit| json!(unit))),
            ("observed", self.observed.clone()),
            ("required", self.required.clone()),
        ];
        stated.into_iter().find_map(|(key, stated)| {
            let stated = stated?;
            (finding.get(key) != Some(&stated)).then(|| format!("rule {}: {key} must be {stated}", finding["rule"]))
        })
    }
}

impl Stated {
    /// What a rule says.
    pub(crate) fn says(mut self, rule: &'static str, says: Says) -> Self {
        self.findings.push((rule, says));
        self
    }

    /// A rule is not in the plan.
    pub(crate) fn lacks(mut self, rule: &'static str) -> Self {
        self.lacks.push(rule);
        self
    }

    /// What every rule says that is not stated on its own.
    pub(crate) fn all_say(mut self, says: Says) -> Self {
        self.all = Some(says);
        self
    }

    /// The guards that speak; without this, none may.
    pub(crate) fn guards<const N: usize>(mut self, guards: [Reason; N]) -> Self {
        self.guards = guards.to_vec();
        self
    }

    /// The response code.
    pub(crate) fn de39(mut self, code: &'static str) -> Self {
        self.de39 = Some(code);
        self
    }

    /// The sets of failed and of unknown rules.
    pub(crate) fn sets(mut self, failed: u64, unknown: u64) -> Self {
        self.sets = Some((failed, unknown));
        self
    }

    /// What each counter gets; without this it is not looked at, unless the group says that it matters.
    pub(crate) fn accrues<const N: usize>(mut self, accrual: [Accrued; N]) -> Self {
        self.accrual = Some(accrual.to_vec());
        self
    }

    /// What is advised; without this, nothing may be.
    pub(crate) fn advises<const N: usize>(mut self, advice: [Advised; N]) -> Self {
        self.advice = advice.to_vec();
        self
    }

    /// What is foreseen: until when the decision stands, when the request proceeds, up to which amount; without this it is
    /// not looked at.
    pub(crate) fn foresees(
        mut self,
        stable_until_utc_s: Option<i64>,
        next_allowed_at_utc_s: Option<i64>,
        max_amount_minor: Option<i64>,
    ) -> Self {
        self.foresight = Some([stable_until_utc_s, next_allowed_at_utc_s, max_amount_minor]);
        self
    }

    /// Where a report differs. Every rule that does not pass must be stated, unless it is what decides.
    fn problems(&self, report: &Value) -> Vec<String> {
        let mut stated = vec![
            ("outcome", json!(self.outcome)),
            ("reason", json!(self.reason)),
            ("reason_number", json!(self.reason.map_or(0, |reason| reason as u16))),
            ("guards", json!(self.guards)),
        ];
        let table = self.reason.map(|reason| String::from_utf8_lossy(&reason.de39()).into_owned());
        stated.push(match (self.outcome, self.de39) {
            (Outcome::Proceed, _) => ("de39", Value::Null),
            (_, Some(code)) => ("de39", json!(code)),
            (_, None) => ("de39", json!(table)),
        });
        if let Some(accrual) = &self.accrual {
            let entry = |&(slot, window, amount_minor, count): &Accrued| json!({"slot": slot, "window": window, "amount_minor": amount_minor, "count": count});
            stated.push(("accrual", accrual.iter().map(entry).collect()));
        }
        if let Some([stable, next, most]) = self.foresight {
            let foresight = json!({
                "stable_until_utc_s": stable, "next_allowed_at_utc_s": next, "max_amount_minor": most,
            });
            stated.push(("foresight", foresight));
        }
        if let Some((failed, unknown)) = self.sets {
            stated.push(("failed", json!(format!("{failed:016x}"))));
            stated.push(("unknown", json!(format!("{unknown:016x}"))));
        }
        let mut problems: Vec<String> = stated
            .into_iter()
            .filter(|(key, stated)| report.get(key) != Some(stated))
            .map(|(key, stated)| format!("{key} must be {stated}"))
            .collect();
        let advised = report["advice"].as_array().into_iter().flatten();
        let advised: Vec<Value> =
            advised.map(|row| json!([row["advice"], row["limit"], row["observed"], row["rule"]])).collect();
        let of_advice: Vec<Value> = self.advice.iter().map(|advised| json!(advised)).collect();
        if advised != of_advice {
            problems.push(format!("advice must be {}", json!(of_advice)));
        }
        let findings: Vec<&Map<String, Value>> =
            report["findings"].as_array().into_iter().flatten().filter_map(Value::as_object).collect();
        for (rule, says) in &self.findings {
            match findings.iter().find(|finding| finding["rule"] == *rule) {
                Some(finding) => problems.extend(says.problem(finding)),
                None => problems.push(format!("rule `{rule}` has no finding")),
            }
        }
        let present = self.lacks.iter().filter(|&&rule| findings.iter().any(|finding| finding["rule"] == rule));
        problems.extend(present.map(|rule| format!("rule `{rule}` must not be in the plan")));
        let unstated = findings.iter().filter(|finding| {
            let rule = finding["rule"].as_str().unwrap_or_default();
            !rule.starts_with('@') && self.findings.iter().all(|(stated, _)| *stated != rule)
        });
        for finding in unstated {
            let decides = finding["reason"] == json!(self.reason) && self.reason.is_some();
            match &self.all {
                Some(says) => problems.extend(says.problem(finding)),
                None if finding["verdict"] != "pass" && !decides => {
                    problems.push(format!(
                        "rule {} is {} and nothing is stated of it",
                        finding["rule"], finding["verdict"]
                    ));
                }
                None => {}
            }
        }
        problems
    }
}
