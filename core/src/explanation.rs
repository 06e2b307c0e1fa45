//! An explanation: why a request is refused, what to do about it, and when or at what amount it would proceed, in the order
//! in which people want to know it. For hosts with a heap; a terminal writes the same texts line by line.

use crate::canonical::{Full, Sink};
use crate::compile::ordered_by;
use crate::cure::{ApplyError, Case, Cure, Remedied};
use crate::evaluate::Decision;
use crate::finding::Finding;
use crate::reason::{Reason, Side};
use crate::remedy::{Retry, Step};
use crate::texts::{self, Language, Reader, Texts};
use crate::words::{Action, Outcome};
use alloc::{format, string::String, vec::Vec};

/// What is said of one request to one reader.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// What is to be done.
    pub outcome: Outcome,
    /// The same as a sentence.
    pub headline: String,
    /// When, which transaction and for how much, on the service point's clock.
    pub about: String,
    /// The causes: those that keep the request from proceeding first, the primary one at their head.
    pub causes: Vec<Cause>,
    /// What lets it proceed; left out where it proceeds, where the reader may not know, and where the policy is not at hand.
    pub cure: Option<Proposal>,
    /// When it would proceed, made afresh, on the service point's clock; left out where it proceeds.
    pub next_allowed_at: Option<String>,
    /// The greatest amount that would proceed.
    pub max_amount: Option<String>,
    /// Until when this stands; left out where [`next_allowed_at`](Self::next_allowed_at) says more.
    pub stable_until: Option<String>,
    /// What is worth knowing before it refuses a sale.
    pub advice: Vec<String>,
}

/// One cause.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// What support looks up, such as `PC0801`.
    pub code: String,
    /// What it says, behind its code.
    pub text: String,
    /// Whether it keeps the request from proceeding.
    pub is_blocking: bool,
    /// What to do about it, the usual step first.
    pub steps: Vec<String>,
}

/// What lets a request proceed.
#[derive(Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "json", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Proposal {
    /// What has to change, all of it; empty where nothing would help.
    pub changes: Vec<String>,
    /// What was proven of these, or why there are none.
    pub text: String,
}

/// The text that a function of the engine writes.
fn text(write: impl FnOnce(&mut dyn Sink) -> Result<(), Full>) -> String {
    let mut bytes = Vec::new();
    // OK because a growing list of bytes is never full.
    let _ = write(&mut bytes);
    // OK because the engine writes UTF-8.
    String::from_utf8(bytes).unwrap_or_default()
}

impl Texts<'_> {
    /// Explains the request. Remedies and a cure need the case: policy and service point, which the plan does not hold.
    ///
    /// Errs where the case does not compile; never without one.
    pub fn explain(&self, case: Option<&Case<'_>>) -> Result<Explanation, ApplyError> {
        let decision = self.plan.evaluate(self.request);
        let knows_all = self.reader != Reader::Cardholder;
        let case = case.filter(|_| knows_all);
        let remedied = case.map_or(Ok(Vec::new()), Case::remedies)?;
        let cure = case.filter(|_| decision.outcome != Outcome::Proceed);
        let mut explanation = Explanation {
            outcome: decision.outcome,
            headline: text(|sink| self.outcome(decision.outcome, sink)),
            about: self.about(),
            causes: self.causes_with_steps(&decision, &remedied),
            cure: cure.map_or(Ok(None), |case| self.proposal(case))?,
            next_allowed_at: None,
            max_amount: None,
            stable_until: None,
            advice: Vec::new(),
        };
        if knows_all {
            self.look_ahead(&mut explanation);
            self.plan.advise(self.request, |advice| {
                explanation.advice.push(text(|sink| self.advice(&advice, sink)));
            });
            explanation.advice.retain(|line| !line.is_empty());
        }
        Ok(explanation)
    }

    fn words(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::ZhCn => zh,
            Language::En => en,
        }
    }

    fn about(&self) -> String {
        let at = self.request.now_utc_s().map(|now_utc_s| text(|sink| self.instant(now_utc_s, sink)));
        let what = text(|sink| self.transaction(sink));
        let amount = self.request.amount_minor().map(|minor| text(|sink| self.amount(minor, sink)));
        let sale = [Some(what).filter(|what| !what.is_empty()), amount];
        let sale = sale.into_iter().flatten().collect::<Vec<String>>().join(" ");
        let parts = [at, Some(sale).filter(|sale| !sale.is_empty())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    fn causes_with_steps(&self, decision: &Decision, remedied: &[Remedied]) -> Vec<Cause> {
        let (mut causes, mut said): (Vec<Cause>, Vec<String>) = (Vec::new(), Vec::new());
        for finding in self.worth_saying(decision) {
            let words = text(|sink| self.finding(&finding, sink));
            // Many rules may say the same to those who are not told the rule.
            if causes.iter().any(|cause| cause.text == words) {
                continue;
            }
            let of_rule = |of: &&Remedied| of.rule == finding.rule && Some(of.reason) == finding.reason;
            let mut steps = self.steps(&finding, remedied.iter().find(of_rule));
            steps.retain(|step| !said.contains(step));
            said.extend(steps.iter().cloned());
            let code = words.split(' ').next().unwrap_or_default().into();
            causes.push(Cause { code, text: words, is_blocking: finding.action >= Action::Refer, steps });
        }
        causes
    }

    /// The findings that the reader is told: the primary reason first, then by strength of action and precedence.
    fn worth_saying(&self, decision: &Decision) -> Vec<Finding<'_>> {
        let is_beside = |finding: &Finding<'_>| finding.reason.is_some_and(|reason| reason.side() == Side::Beside);
        let matters = |finding: &Finding<'_>| match self.reader {
            Reader::Engineer => finding.reason.is_some(),
            Reader::Merchant => finding.reason.is_some() && finding.action >= Action::Warn || is_beside(finding),
            Reader::Cardholder => finding.action >= Action::Refer,
        };
        let rank =
            |reason: Option<Reason>| self.plan.reasons().find(|row| Some(row.0) == reason).map_or(u8::MAX, |row| row.1);
        ordered_by(self.plan.findings(self.request).filter(matters), |finding| {
            let is_primary = finding.reason == decision.primary_reason();
            (!is_primary || finding.action < Action::Refer, core::cmp::Reverse(finding.action), rank(finding.reason))
        })
    }

    /// The steps against a cause: what, what would change, and to an engineer who does it and when to try again.
    fn steps(&self, finding: &Finding<'_>, of_rule: Option<&Remedied>) -> Vec<String> {
        let Some(reason) = finding.reason else { return Vec::new() };
        let say = |&step: &Step| {
            let mut words = text(|sink| self.remedy(finding, step, sink));
            if words.is_empty() {
                return None;
            }
            let remedy = of_rule.and_then(|of| of.remedies.iter().find(|remedy| remedy.step == step));
            if let Some(change) = remedy.and_then(|remedy| remedy.changes.first()).filter(|_| says_more(step)) {
                words.push_str(self.words("（", " ("));
                words.push_str(&text(|sink| self.change(change, sink)));
                words.push_str(self.words("）", ")"));
            }
            if self.reader == Reader::Engineer {
                let (who, retry) = (step.who().name(), step.retry(reason).name());
                words.push_str(&format!(" [{}, {who}, {retry}]", step.name()));
            } else if step.retry(reason) == Retry::Never {
                words.push_str(self.words("；在此之前重试无效", "; until then trying again does not help"));
            }
            Some(words)
        };
        reason.steps().iter().filter_map(say).collect()
    }

    fn proposal(&self, case: &Case<'_>) -> Result<Option<Proposal>, ApplyError> {
        let cure = match self.reader {
            Reader::Engineer => Some(case.cure()?),
            _ => case.disclosed_cure()?,
        };
        Ok(match cure {
            None | Some(Cure::NotNeeded) => None,
            Some(Cure::Changes(changes)) => {
                let words = match changes.len() {
                    1 => self.words("已验证：做到这一项即可受理", "Proven: with this the sale proceeds"),
                    _ => self.words(
                        "已验证：以上各项全部做到即可受理，缺一不可",
                        "Proven: with all of these the sale proceeds, and without any one of them it does not",
                    ),
                };
                let changes = changes.iter().map(|change| text(|sink| self.change(change, sink))).collect();
                Some(Proposal { changes, text: words.into() })
            }
            Some(Cure::Incurable { rule, reason }) => {
                let why = text(|sink| texts::of_reason(reason, self.reader, self.language, sink));
                let no =
                    self.words("没有可由终端或服务点补救的办法：", "Nothing about terminal or service point would: ");
                let rule = if self.reader == Reader::Engineer { format!(" ({rule})") } else { String::new() };
                Some(Proposal { changes: Vec::new(), text: format!("{no}{why}{rule}") })
            }
        })
    }

    fn look_ahead(&self, explanation: &mut Explanation) {
        let mut foresight = self.plan.foresee(self.request);
        if self.reader != Reader::Engineer {
            foresight = self.plan.disclosed(self.request, foresight);
        }
        let instant = |utc_s: i64| text(|sink| self.instant(utc_s, sink));
        let next = foresight.next_allowed_at_utc_s.filter(|_| explanation.outcome != Outcome::Proceed);
        explanation.next_allowed_at = next.map(instant);
        explanation.max_amount = foresight.max_amount_minor.map(|minor| text(|sink| self.amount(minor, sink)));
        // Until when a refusal stands helps nobody who is told when it ends.
        explanation.stable_until = foresight.stable_until_utc_s.filter(|_| next.is_none()).map(instant);
    }
}

/// Whether what a step changes says more than its name.
const fn says_more(step: Step) -> bool {
    matches!(
        step,
        Step::Wait
            | Step::LowerAmount
            | Step::RaiseAmount
            | Step::EnterAgain
            | Step::RaiseLimit
            | Step::ExtendHours
            | Step::UpdateSoftware
            | Step::UpdateOs
            | Step::ChargeBattery
            | Step::ReadAnotherWay
    )
}
