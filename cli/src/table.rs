//! Decisions for people: below each service point a row a request, and below it every cause.

use crate::clock;
use crate::output::MEMORY_MAX;
use crate::{money, wording};
use poscond::{Action, AdviceKind, Decision, Finding, Outcome, Plan, Reason, Request, Side, Verdict};
use std::collections::BTreeSet;
use std::io::{self, BufWriter, Seek, Write};
use tempfile::SpooledTempFile;
use unicode_width::UnicodeWidthStr;

/// Colours, and what they stand for.
pub(crate) mod paint {
    use anstyle::{AnsiColor, Style};
    use poscond::{Action, Outcome};

    pub(crate) const PLAIN: Style = Style::new();
    pub(crate) const TITLE: Style = Style::new().bold();
    pub(crate) const DIM: Style = Style::new().dimmed();

    pub(crate) const fn outcome(outcome: Outcome) -> Style {
        match outcome {
            Outcome::Proceed => AnsiColor::Green.on_default().bold(),
            Outcome::Refer => AnsiColor::Yellow.on_default().bold(),
            Outcome::Decline => AnsiColor::Red.on_default().bold(),
        }
    }

    pub(crate) const fn action(action: Action) -> Style {
        match action {
            Action::Allow => DIM,
            Action::Warn => AnsiColor::Cyan.on_default(),
            Action::Refer => AnsiColor::Yellow.on_default(),
            Action::Decline => AnsiColor::Red.on_default(),
        }
    }
}

/// A text in a style.
pub(crate) fn styled(style: anstyle::Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}

/// A text from elsewhere, without what could move a cursor.
pub(crate) fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// A text cut at spaces into lines of at most so many columns, where its words allow.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is always a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A text filled up with spaces to a width, on the left or on the right.
pub(crate) fn pad_left(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// See [`pad_left`].
pub(crate) fn pad_right(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Widths of the columns.
const NUMBER: usize = 4;
const TIME: usize = 20;
const TRANSACTION: usize = 10;
const ENTRY: usize = 11;
const AMOUNT: usize = 14;
pub(crate) const REASON: usize = 28;

/// Where causes start, their reasons, and their words.
const CAUSE_COLUMN: usize = NUMBER + 2;
const REASON_COLUMN: usize = CAUSE_COLUMN + 2 + 7 + 2;
const WORDS_COLUMN: usize = REASON_COLUMN + REASON + 2;

/// What the marks mean.
const LEGEND: &str =
    "✗ not met · ? not known · + beside other causes · ! no cause yet · a number after an outcome: DE39";

/// A service point in the table.
pub(crate) struct Heading<'a> {
    pub(crate) plan: Plan<'a>,
    pub(crate) bytes: usize,
    pub(crate) name: Option<&'a str>,
}

/// The table in the making: the rows of each service point, which may lie far apart in the input.
pub(crate) struct Table<'a> {
    sections: Vec<Section<'a>>,
    width: usize,
    requests: u64,
    has_marks: bool,
}

struct Section<'a> {
    heading: Heading<'a>,
    rows: Option<BufWriter<SpooledTempFile>>,
    /// What was advised already: it is said once, not with every sale.
    advised: BTreeSet<(AdviceKind, String, i64)>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(headings: impl Iterator<Item = Heading<'a>>, width: usize) -> Self {
        let sections = headings.map(|heading| Section { heading, rows: None, advised: BTreeSet::new() }).collect();
        Self { sections, width, requests: 0, has_marks: false }
    }

    /// Adds a request, decided by the plan of a section.
    pub(crate) fn add(&mut self, section: usize, request: &Request, decision: &Decision) -> io::Result<()> {
        self.requests += 1;
        let section = &mut self.sections[section];
        let mut text = row(self.requests, &section.heading.plan, request, decision);
        for cause in causes(&section.heading.plan, request, decision) {
            text.push_str(&cause.show(decision, self.width));
            self.has_marks = true;
        }
        let advice = advice(&section.heading.plan, request, &mut section.advised, self.width);
        self.has_marks |= !advice.is_empty();
        text.push_str(&advice);
        let rows = section.rows.get_or_insert_with(|| BufWriter::new(tempfile::spooled_tempfile(MEMORY_MAX)));
        rows.write_all(text.as_bytes())
    }

    /// Writes all of it.
    pub(crate) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        for section in self.sections {
            let Some(rows) = section.rows else { continue };
            out.write_all(section.heading.show(self.width).as_bytes())?;
            let mut rows = rows.into_inner().map_err(io::IntoInnerError::into_error)?;
            rows.rewind()?;
            io::copy(&mut rows, out)?;
            out.write_all(b"\n")?;
        }
        if self.has_marks {
            let mut legend = String::new();
            put_lines(&mut legend, LEGEND, paint::DIM, 0, self.width);
            writeln!(out, "{legend}")?;
        }
        Ok(())
    }
}

impl Heading<'_> {
    fn show(&self, width: usize) -> String {
        let plan = &self.plan;
        let about = format!(
            "{} revision {} · policy {} version {} · plan of {} bytes",
            plan.service_point_id(),
            plan.revision(),
            plan.policy_id(),
            plan.policy_version(),
            money::grouped(self.bytes as u64),
        );
        let columns = format!(
            "{:>NUMBER$}  {:<TIME$}  {:<TRANSACTION$}  {:<ENTRY$}  {:>AMOUNT$}  outcome",
            "#", "local time", "type", "read by", "amount",
        );
        let title = self.name.map_or_else(|| plan.service_point_id().to_owned(), harmless);
        let mut out = format!("{}\n", styled(paint::TITLE, &title));
        put_lines(&mut out, &about, paint::DIM, 0, width);
        out.push_str(&format!("\n{}\n", styled(paint::DIM, &columns)));
        out
    }
}

/// The line of a request.
fn row(number: u64, plan: &Plan<'_>, request: &Request, decision: &Decision) -> String {
    let absent = || "—".to_owned();
    let time = request.now_utc_s().map_or_else(absent, |utc_s| clock::local(plan, utc_s));
    let transaction = request.transaction().map_or("—", wording::transaction);
    let entry = request.entry_mode().map_or("—", wording::entry_mode);
    let amount = request.amount_minor().map_or_else(absent, |minor| money::amount(minor, request.currency()));
    let outcome = styled(paint::outcome(decision.outcome), decision.outcome.name());
    let de39 = match decision.de39 {
        [0, 0] => String::new(),
        code => format!(" {}", String::from_utf8_lossy(&code)),
    };
    format!(
        "{number:>NUMBER$}  {}  {}  {}  {}  {outcome}{de39}\n",
        pad_right(&time, TIME),
        pad_right(transaction, TRANSACTION),
        pad_right(entry, ENTRY),
        pad_left(&amount, AMOUNT),
    )
}

/// What is worth saying before it turns into a refusal, and was not said yet: two lines each.
fn advice(plan: &Plan<'_>, request: &Request, said: &mut BTreeSet<(AdviceKind, String, i64)>, width: usize) -> String {
    let mut out = String::new();
    plan.advise(request, |advice| {
        if !said.insert((advice.kind, advice.rule.unwrap_or_default().to_owned(), advice.limit)) {
            return;
        }
        let mark = styled(paint::DIM, "! advice ");
        let name = styled(paint::DIM, &format!("{:<REASON$}", advice.kind.name()));
        out.push_str(&format!("{:CAUSE_COLUMN$}{mark}  {name}  ", ""));
        put_lines(&mut out, &wording::advice(&advice, request, plan), paint::DIM, WORDS_COLUMN, width);
        if let Some(rule) = advice.rule {
            let internal = if advice.internal { " (internal)" } else { "" };
            out.push_str(&" ".repeat(REASON_COLUMN));
            put_lines(&mut out, &format!("rule {rule}{internal}"), paint::DIM, REASON_COLUMN, width);
        }
    });
    out
}

/// A cause of a decision, with all that name it.
struct Cause<'a> {
    reason: Reason,
    verdict: Verdict,
    action: Action,
    words: String,
    /// The rules, or the guard.
    of: Vec<Finding<'a>>,
}

/// What is not met or not known: the primary reason first, then by strength of action and the
/// plan's precedence.
fn causes<'a>(plan: &'a Plan<'_>, request: &'a Request, decision: &Decision) -> Vec<Cause<'a>> {
    let mut causes: Vec<Cause<'a>> = Vec::new();
    for finding in plan.findings(request) {
        let Some(reason) = finding.reason else { continue };
        // What has no effect helps to read a refusal, and only stands in the way where there is none.
        let is_idle = finding.action == Action::Allow && reason.side() != Side::Beside;
        if is_idle && decision.outcome == Outcome::Proceed {
            continue;
        }
        let (verdict, action, words) = (finding.verdict, finding.action, wording::finding(&finding, request, plan));
        let same = causes.iter_mut().find(|cause| {
            (cause.reason, cause.verdict, cause.action, &cause.words) == (reason, verdict, action, &words)
                && cause.of[0].bit.is_some() == finding.bit.is_some()
        });
        match same {
            Some(cause) => cause.of.push(finding),
            None => causes.push(Cause { reason, verdict, action, words, of: vec![finding] }),
        }
    }
    let rank = |reason| plan.reasons().find(|row| row.0 == reason).map_or(u8::MAX, |row| row.1);
    causes.sort_by_key(|cause| {
        (Some(cause.reason) != decision.primary_reason(), std::cmp::Reverse(cause.action), rank(cause.reason))
    });
    causes
}

impl Cause<'_> {
    /// Two lines, or more where the width is small: what, and below it by which rules and who can put it right.
    fn show(&self, decision: &Decision, width: usize) -> String {
        let is_effective = self.action >= Action::Refer;
        let is_beside = self.reason.side() == Side::Beside;
        let (mark, action) = match self.verdict {
            _ if is_beside => ("+", "beside"),
            Verdict::Unknown => ("?", self.action.name()),
            _ => ("✗", self.action.name()),
        };
        let emphasis = match Some(self.reason) == decision.primary_reason() {
            true if is_effective => paint::TITLE,
            _ if is_effective => paint::PLAIN,
            _ => paint::DIM,
        };
        let mut out = format!(
            "{:CAUSE_COLUMN$}{}  {}  ",
            "",
            styled(paint::action(self.action), &format!("{mark} {action:<7}")),
            styled(emphasis, &format!("{:<REASON$}", self.reason.name())),
        );
        put_lines(&mut out, &self.words, emphasis, WORDS_COLUMN, width);
        out.push_str(&" ".repeat(REASON_COLUMN));
        put_lines(&mut out, &self.about(), paint::DIM, REASON_COLUMN, width);
        out
    }

    /// By which rules, and who can put it right.
    fn about(&self) -> String {
        let kind = match (self.of[0].bit, self.of.len()) {
            (None, _) => "guard",
            (_, 1) => "rule",
            _ => "rules",
        };
        let name =
            |finding: &Finding<'_>| format!("{}{}", finding.rule, if finding.internal { " (internal)" } else { "" });
        let names: Vec<String> = self.of.iter().map(name).collect();
        format!("{kind} {} · cured by {}", names.join(", "), wording::cure(self.reason.who()))
    }
}

/// Puts a text on as many lines as it needs, the first where `out` stands and the others at the same column.
pub(crate) fn put_lines(out: &mut String, text: &str, style: anstyle::Style, column: usize, width: usize) {
    let lines = wrap(text, width.saturating_sub(column).max(20));
    let lines: Vec<String> = lines.iter().map(|line| styled(style, line)).collect();
    out.push_str(&lines.join(&format!("\n{:column$}", "")));
    out.push('\n');
}
