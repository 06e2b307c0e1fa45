//! What the vectors lack: reasons that never decide or never give way, sections and flags that nobody pins or explains.

use crate::file::{Vectors, folder};
use anyhow::{Context, Result};
use poscond::Reason;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Reasons that cannot give way to another, and why. The lint insists that they never do.
pub const NEVER_LOSES: &[(Reason, &str)] = &[
    (Reason::OtherServicePoint, "it is the first guard and silences all others and every rule"),
    (Reason::ClockNotTrusted, "it is primary whatever else came up, and no rule gives it where the guard is silent"),
    (Reason::PlanNotYetValid, "it declines and silences every rule, and no other guard beside it declines"),
    (Reason::PlanExpired, "it declines and silences every rule, and no other guard beside it declines"),
];

/// What a lint found.
#[derive(Debug)]
pub struct Lint {
    /// How often each family, reason and section occurs.
    pub counts: String,
    /// What is missing or wrong.
    pub complaints: Vec<String>,
}

/// How often a reason is primary, loses against another, and stands among the guards.
#[derive(Default)]
struct Seen {
    primary: usize,
    loser: usize,
    guard: usize,
}

#[derive(Deserialize)]
struct Report {
    reason: Option<Reason>,
    guards: Vec<Reason>,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Finding {
    action: poscond::Action,
    reason: Option<Reason>,
}

/// Looks at all files.
///
/// Errs where a file cannot be understood at all.
pub fn lint(files: &[Vectors]) -> Result<Lint> {
    let mut complaints = Vec::new();
    let mut counts = String::new();

    let sections = sections()?;
    let mut by_section: BTreeMap<&str, usize> = sections.iter().map(|section| (section.as_str(), 0)).collect();
    let (mut ids, mut questions) = (BTreeSet::new(), BTreeSet::new());
    writeln!(counts, "cases by family:")?;
    for file in files {
        let (heads, mut used) = (file.heads(), BTreeSet::new());
        writeln!(counts, "  {:<16}{:>4}", file.family(), heads.len())?;
        if heads.len() != file.number_of_tests() {
            complaints.push(format!("{}: numberOfTests is {}", file.family(), file.number_of_tests()));
        }
        for head in heads {
            if !ids.insert(head.id) {
                complaints.push(format!("{}: the id stands twice", head.id));
            }
            if head.comment.split_whitespace().count() < 4 {
                complaints.push(format!("{}: the comment gives no reason", head.id));
            }
            for flag in head.flags {
                used.insert(flag);
                if !file.notes().contains_key(flag) {
                    complaints.push(format!("{}: flag `{flag}` has no note", head.id));
                }
            }
            if let Some(section) = head.section {
                match by_section.get_mut(section) {
                    Some(count) => *count += 1,
                    None => {
                        complaints.push(format!("{}: {} have no section `{section}`", head.id, PAGES.join(" and ")))
                    }
                }
            }
        }
        complaints.extend(
            file.notes()
                .keys()
                .filter(|flag| !used.contains(flag))
                .map(|flag| format!("{}: no case has flag `{flag}`", file.family())),
        );
    }
    complaints.extend(
        by_section
            .iter()
            .filter(|(_, count)| **count == 0)
            .map(|(section, _)| format!("section `{section}`: no vector")),
    );

    let mut reasons: BTreeMap<Reason, Seen> = Reason::ALL.iter().map(|&reason| (reason, Seen::default())).collect();
    for file in files {
        let Vectors::Decisions(file) = file else { continue };
        for group in &file.groups {
            for case in &group.cases {
                if !questions.insert((group.plan.as_str(), case.request.get())) {
                    complaints.push(format!("{}: the same question was asked before", case.id));
                }
                let report: Report = serde_json::from_str(case.expected.get()).with_context(|| case.id.clone())?;
                if let Some(primary) = report.reason {
                    reasons.entry(primary).or_default().primary += 1;
                }
                for guard in report.guards {
                    reasons.entry(guard).or_default().guard += 1;
                }
                let losers: BTreeSet<Reason> = report
                    .findings
                    .iter()
                    .filter(|finding| finding.action >= poscond::Action::Warn)
                    .filter_map(|finding| finding.reason)
                    .filter(|&reason| report.reason.is_some() && report.reason != Some(reason))
                    .collect();
                for loser in losers {
                    reasons.entry(loser).or_default().loser += 1;
                }
            }
        }
    }
    writeln!(counts, "{:<32}{:>8}{:>8}{:>8}", "reason", "primary", "loser", "guard")?;
    for &reason in Reason::ALL {
        let seen = &reasons[&reason];
        let name = reason.name();
        writeln!(counts, "{name:<32}{:>8}{:>8}{:>8}", seen.primary, seen.loser, seen.guard)?;
        if reason.side() == poscond::Side::Beside {
            if seen.guard == 0 || seen.primary > 0 {
                complaints.push(format!("{name}: must stand beside other reasons, and never be the primary one"));
            }
            continue;
        }
        if seen.primary == 0 {
            complaints.push(format!("{name}: never the primary reason"));
        }
        match NEVER_LOSES.iter().find(|(never, _)| *never == reason) {
            Some((_, why)) if seen.loser > 0 => complaints.push(format!("{name}: lost, though {why}")),
            None if seen.loser == 0 => complaints.push(format!("{name}: never gives way to another")),
            _ => {}
        }
    }
    writeln!(counts, "vectors by section:")?;
    for (section, count) in by_section {
        writeln!(counts, "  {section:<28}{count:>4}")?;
    }
    counts.truncate(counts.trim_end().len());
    Ok(Lint { counts, complaints })
}

/// The pages that say what decisions mean.
const PAGES: &[&str] = &["docs/meanings.md", "docs/expressions.md"];

/// The ids of the sections of [`PAGES`]: in each heading of the third level, what stands before the dash.
fn sections() -> Result<Vec<String>> {
    let mut ids = Vec::new();
    for page in PAGES {
        let page = folder().join("../..").join(page);
        let text = std::fs::read_to_string(&page).with_context(|| page.display().to_string())?;
        let headings = text.lines().filter_map(|line| line.strip_prefix("### "));
        ids.extend(headings.filter_map(|heading| heading.split(" — ").next()).map(|id| id.trim().to_owned()));
    }
    Ok(ids)
}
