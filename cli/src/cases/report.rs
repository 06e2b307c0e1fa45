//! What came of cases, for people and for programs.

use super::Ran;
use super::coverage::Coverage;
use super::file::Cases;
use crate::table::{paint, put_lines, styled};
use crate::wording;
use poscond::{Finding, Reason, Verdict};
use serde_json::json;

pub(super) fn in_words(
    cases: &Cases,
    results: &[Ran<'_>],
    coverage: &Coverage,
    least: Option<u8>,
    width: usize,
) -> String {
    let mut out = format!("{}\n", styled(paint::TITLE, &cases.path.display().to_string()));
    for ran in results.iter().filter(|ran| !ran.wrong.is_empty()) {
        put_failed(&mut out, ran, width);
    }
    let failed = results.iter().filter(|ran| !ran.wrong.is_empty()).count();
    let passed = results.len() - failed;
    let count = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
    let verdict = if failed == 0 {
        styled(paint::outcome(poscond::Outcome::Proceed), &format!("{} passed", count(passed, "case")))
    } else {
        let failed = styled(paint::outcome(poscond::Outcome::Decline), &format!("{} failed", count(failed, "case")));
        format!("{failed}, {passed} passed")
    };
    out.push_str(&format!("{verdict}\n\n"));

    let spoke = coverage.rule_count() - coverage.never_judged().len() - coverage.always_passed().len();
    let short = least.filter(|&least| coverage.percent() < usize::from(least));
    let wanted = short.map_or_else(String::new, |least| format!("; {least} % wanted"));
    let line = format!(
        "{spoke} of {} failed or were unknown ({} %{wanted}), {} of {} seen",
        count(coverage.rule_count(), "rule"),
        coverage.percent(),
        coverage.reasons_seen(),
        count(coverage.reason_count(), "reason"),
    );
    out.push_str(&styled(paint::DIM, "covered       "));
    put_lines(&mut out, &line, paint::PLAIN, 14, width);
    let lists: [(&str, Vec<&str>); 3] = [
        ("never asked", coverage.never_judged()),
        ("always passed", coverage.always_passed()),
        ("never seen", coverage.reasons_unseen()),
    ];
    for (what, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        out.push_str(&styled(paint::DIM, &format!("{what:<14}")));
        put_lines(&mut out, &list.join(", "), paint::PLAIN, 14, width);
    }
    out
}

fn put_failed(out: &mut String, ran: &Ran<'_>, width: usize) {
    let title = format!("✗ {} · {}", ran.case.name, ran.case.service_point);
    put_lines(out, &title, paint::outcome(poscond::Outcome::Decline), 2, width);
    for (expected, found) in &ran.wrong {
        for (what, text) in [("expected", expected), ("found", found)] {
            out.push_str(&styled(paint::DIM, &format!("  {what:<10}")));
            put_lines(out, text, paint::PLAIN, 12, width);
        }
    }
    let findings = ran.findings();
    let spoke = |one: &&Finding<'_>| matches!(one.verdict, Verdict::Fail | Verdict::Unknown);
    for finding in findings.iter().filter(spoke) {
        let reason = finding.reason.map_or("", Reason::name);
        let mark = if finding.verdict == Verdict::Fail { "✗" } else { "?" };
        let why = wording::finding(finding, &ran.request, &ran.plan);
        out.push_str(&format!("    {mark} "));
        let line = format!("{}: {reason}, {}: {why}", finding.rule, finding.action.name());
        put_lines(out, &line, paint::DIM, 6, width);
    }
    out.push('\n');
}

/// One object a file, its keys in their order.
pub(super) fn in_json(cases: &Cases, results: &[Ran<'_>], coverage: &Coverage) -> String {
    let rows = results.iter().map(|ran| {
        let wrong = ran.wrong.iter().map(|(expected, found)| json!({ "expected": expected, "found": found }));
        json!({
            "name": ran.case.name,
            "outcome": ran.decision.outcome.name(),
            "passed": ran.wrong.is_empty(),
            "reason": ran.decision.primary_reason().map(Reason::name),
            "service_point": ran.case.service_point,
            "wrong": wrong.collect::<Vec<_>>(),
        })
    });
    let object = json!({
        "cases": rows.collect::<Vec<_>>(),
        "coverage": {
            "always_passed": coverage.always_passed(),
            "never_asked": coverage.never_judged(),
            "reasons": coverage.reason_count(),
            "reasons_unseen": coverage.reasons_unseen(),
            "rules": coverage.rule_count(),
            "rules_percent": coverage.percent(),
        },
        "file": cases.path.display().to_string(),
    });
    format!("{object}\n")
}
