//! `poscond check`: what is wrong with a policy before it refuses a sale.
//!
//! Form and types come first, as everywhere; then meaning. Each kind of finding has a stable code, here; the files beside this
//! one look for them: [`dates`], [`gaps`], [`names`], [`plans`], [`rules`], [`units`].

mod dates;
mod gaps;
mod names;
mod plans;
mod rules;
mod scope;
mod units;

use crate::args;
use crate::exit::{Exit, Failure};
use crate::input::{self, Read};
use crate::table::{paint, put_lines, styled};
use crate::{clock, output};
use poscond::{Date, Policy, ServicePoint};
use serde_json::json;

/// How bad a finding is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Severity {
    Error,
    Warning,
}

impl Severity {
    const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $code:literal $severity:ident $meaning:literal,)+) => {
        /// What can be found.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub(crate) enum Kind {
            $($variant,)+
        }

        impl Kind {
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            const fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)+
                }
            }

            const fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)+
                }
            }
        }
    };
}

kinds! {
    NotAccepted "not-accepted" Error "no plan can be made of it for some service point",
    NeverApplies "never-applies" Error "a rule that concerns no request",
    NeverFails "never-fails" Warning "a rule that cannot fail, or whose failing has no effect",
    AlwaysFails "always-fails" Error "a rule that nothing can pass",
    Shadowed "shadowed" Warning "a rule that another one makes superfluous",
    Contradiction "contradiction" Error "two rules that no request can both pass",
    UnlikelyValue "unlikely-value" Error "a value that is probably in another unit",
    OutOfOrder "out-of-order" Warning "limits that are greater where they should be smaller",
    Gap "gap" Warning "something that no rule asks",
    UnknownProceeds "unknown-proceeds" Warning "what is declined proceeds as soon as it is not known",
    NeverSettled "never-settled" Warning "a referral for the want of the host itself",
    Repeated "repeated" Warning "a value that a list says twice",
    Over "over" Error "a policy or rule whose time has passed",
    EndsSoon "ends-soon" Warning "a policy or calendar that ends soon, or is missing",
    IdleDirective "idle-directive" Warning "a directive without effect",
    OddDay "odd-day" Warning "a make-up workday that is worked anyway",
    Approves "approves" Error "a response code that says yes",
    Unused "unused" Warning "something named and never used",
    LookAlike "look-alike" Warning "names that are easily taken for each other",
    Unexplained "unexplained" Warning "a rule or policy that does not say why it is there",
}

/// One thing that is wrong.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) kind: Kind,
    /// The rule's id, where it is about one.
    pub(crate) rule: Option<String>,
    /// Where in the policy.
    pub(crate) path: String,
    /// What is wrong, the value in backticks, and why it matters.
    pub(crate) message: String,
    pub(crate) suggestion: String,
}

/// What is looked at.
pub(crate) struct Checked<'a> {
    pub(crate) policy: &'a Policy,
    /// Those given, or made-up ones.
    pub(crate) points: &'a [ServicePoint],
    pub(crate) are_given: bool,
    pub(crate) today: Date,
    findings: Vec<Finding>,
}

impl Checked<'_> {
    /// Adds a finding about a rule.
    pub(crate) fn of_rule(
        &mut self,
        kind: Kind,
        at: usize,
        path: &str,
        message: String,
        suggestion: impl Into<String>,
    ) {
        let rule = self.policy.rules.get(at).map(|rule| rule.id.to_string());
        let path = if path.is_empty() { format!("rules[{at}]") } else { format!("rules[{at}].{path}") };
        self.findings.push(Finding { kind, rule, path, message, suggestion: suggestion.into() });
    }

    /// Adds a finding about the policy as a whole.
    pub(crate) fn of_policy(&mut self, kind: Kind, path: &str, message: String, suggestion: impl Into<String>) {
        self.findings.push(Finding { kind, rule: None, path: path.into(), message, suggestion: suggestion.into() });
    }
}

pub(crate) fn run(args: &args::Check) -> Result<Exit, Failure> {
    let Some(path) = &args.policy else {
        output::print(&list(output::width()))?;
        return Ok(Exit::Done);
    };
    for text in &args.allow {
        let code = text.split(':').next().unwrap_or_default();
        if !Kind::ALL.iter().any(|kind| kind.code() == code) {
            let near = crate::text::nearest(code, Kind::ALL.iter().map(|kind| kind.code()));
            let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
            let message = format!("unknown code `{code}`;{near} accepted: a code that `poscond check --list` lists");
            return Err(Failure::usage(message));
        }
    }
    let policy = input::read_policy(path)?;
    let points = if args.service_points.is_empty() {
        crate::diff::points::made_up(&policy.model, &policy.model)
    } else {
        let paths = input::files(&args.service_points, &["json", "toml"])?;
        Failure::gather(paths.iter().map(|path| input::read_service_point(path).map(|read| read.model)))?
    };
    let today = match args.today {
        Some(today) => today,
        None => clock::today(),
    };
    let mut findings = find(&policy.model, &points, !args.service_points.is_empty(), today);
    findings.retain(|finding| !is_allowed(finding, &args.allow));
    let place = |finding: &Finding| policy.document.locate(&finding.path);
    findings.sort_by_cached_key(|finding| (finding.kind.severity(), place(finding)));
    let shown = if args.json { in_json(&policy, &findings) } else { in_words(&policy, &findings, output::width()) };
    output::print(&shown)?;
    let fails = findings.iter().any(|finding| args.strict || finding.kind.severity() == Severity::Error);
    Ok(if fails { Exit::Found } else { Exit::Done })
}

/// All that is wrong with a policy.
pub(crate) fn find(policy: &Policy, points: &[ServicePoint], are_given: bool, today: Date) -> Vec<Finding> {
    let mut checked = Checked { policy, points, are_given, today, findings: Vec::new() };
    plans::find(&mut checked);
    rules::find(&mut checked);
    units::find(&mut checked);
    gaps::find(&mut checked);
    dates::find(&mut checked);
    names::find(&mut checked);
    checked.findings
}

/// Whether the author means it: `CODE`, or `CODE:RULE`.
fn is_allowed(finding: &Finding, allowed: &[String]) -> bool {
    allowed.iter().any(|text| match text.split_once(':') {
        Some((code, rule)) => code == finding.kind.code() && finding.rule.as_deref() == Some(rule),
        None => text == finding.kind.code(),
    })
}

/// The table of kinds.
fn list(width: usize) -> String {
    let mut out = String::new();
    for kind in Kind::ALL {
        out.push_str(&format!("{:<18}{:<9}", kind.code(), kind.severity().name()));
        put_lines(&mut out, kind.meaning(), paint::PLAIN, 27, width);
    }
    out
}

fn in_words(policy: &Read<Policy>, findings: &[Finding], width: usize) -> String {
    let mut out = String::new();
    for finding in findings {
        let style = match finding.kind.severity() {
            Severity::Error => paint::outcome(poscond::Outcome::Decline),
            Severity::Warning => paint::outcome(poscond::Outcome::Refer),
        };
        let located = policy.document.at(&finding.path, String::new());
        let place = located.to_string();
        let place = place.split(": ").next().unwrap_or_default();
        let rule = finding.rule.as_ref().map_or_else(String::new, |rule| format!(" rule {rule}"));
        let kind = format!("{} {}", finding.kind.severity().name(), finding.kind.code());
        out.push_str(&format!(
            "{}: {}{}\n",
            styled(paint::DIM, place),
            styled(style, &kind),
            styled(paint::TITLE, &rule)
        ));
        for (text, style) in
            [(&finding.path, paint::DIM), (&finding.message, paint::PLAIN), (&finding.suggestion, paint::PLAIN)]
        {
            if !text.is_empty() {
                out.push_str("    ");
                put_lines(&mut out, text, style, 4, width);
            }
        }
        out.push('\n');
    }
    let count = |severity: Severity| findings.iter().filter(|finding| finding.kind.severity() == severity).count();
    let said = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    out.push_str(&match (errors, warnings) {
        (0, 0) => format!("nothing to say of {} rules\n", policy.model.rules.len()),
        _ => format!("{}, {}\n", said(errors, "error"), said(warnings, "warning")),
    });
    out
}

/// One object, its keys in their order.
fn in_json(policy: &Read<Policy>, findings: &[Finding]) -> String {
    let rows = findings.iter().map(|finding| {
        let place = policy.document.locate(&finding.path);
        json!({
            "code": finding.kind.code(),
            "column": place.map(|place| place.1),
            "line": place.map(|place| place.0),
            "message": finding.message,
            "path": finding.path,
            "rule": finding.rule,
            "severity": finding.kind.severity().name(),
            "suggestion": finding.suggestion,
        })
    });
    format!("{}\n", json!({ "findings": rows.collect::<Vec<_>>() }))
}
