//! What is said: of every reason and every advice, to every reader in both languages, and a few slips and displays.

use crate::file::{Says, TextCase, TextGroup, Vectors};
use crate::host::{Asked, Host, asked_in};
use crate::native::Native;
use poscond::texts::{Language, Reader};
use poscond::{AdviceKind, Reason, Request};
use serde_json::Value;

/// Cases of decisions of which a slip is printed, and why.
const SLIPS: &[(&str, &str)] = &[
    ("hours-001", "A slip of a sale before opening tells when the shop opens."),
    ("hours-002", "A slip of a sale that proceeds has no cause and no edge."),
    ("foresight-001", "A slip of a sale above two limits tells the greatest amount."),
    ("guard-001", "A slip of a request that a guard looks at first."),
];

/// The groups; what has no text, or no case to be said of, goes to `wrong`.
pub(super) fn groups(files: &[Vectors], wrong: &mut Vec<String>) -> Vec<TextGroup> {
    let mut author = Author { files, wrong, number: 0 };
    let mut reasons = Vec::new();
    for &reason in Reason::ALL {
        match author.find(|report| finding(report, |found| found["reason"] == reason.name())) {
            Some((of, rule)) => {
                let what = format!("{}: what it is, then each step against it", reason.name());
                author.everybody(&mut reasons, "texts.finding", "words", &of, &Says::Finding(rule), &what);
            }
            None => author.wrong.push(format!("texts: no vector has {}", reason.name())),
        }
    }
    let mut advice = Vec::new();
    for &kind in AdviceKind::ALL {
        match author.find(|report| advised(report, kind)) {
            Some((of, _)) => {
                let what = format!("{}: what is worth knowing", kind.name());
                let says = Says::Advice(kind.name().to_owned());
                author.everybody(&mut advice, "texts.advice", "words", &of, &says, &what);
            }
            None => author.wrong.push(format!("texts: no vector advises {}", kind.name())),
        }
    }
    let mut hidden = Vec::new();
    let says = Says::Finding("risk".to_owned());
    let what = "a rule for the engineer's eyes only: nobody else reads a cause, a step or a number";
    author.everybody(&mut hidden, "texts.disclosure", "words disclosure", "foresight-012", &says, what);
    author.everybody(&mut hidden, "texts.disclosure", "words disclosure", "foresight-012", &Says::Receipt, what);
    let mut slips = Vec::new();
    for (of, why) in SLIPS {
        for says in [Says::Receipt, Says::ReceiptGbk] {
            author.everybody(&mut slips, "texts.receipt", "words", of, &says, why);
        }
    }
    for (columns, rows) in [(16, 4), (16, 2), (20, 8), (4, 3)] {
        let says = Says::Display("single".to_owned(), columns, rows);
        let what = format!("a display of {columns} columns and {rows} rows");
        author.everybody(&mut slips, "texts.lines", "words", "foresight-001", &says, &what);
    }
    let group = |id: &str, comment: &str, cases| TextGroup { id: id.to_owned(), comment: comment.to_owned(), cases };
    vec![
        group("reasons", "Every reason, of the first case in which a finding gives it.", reasons),
        group("advice", "Every advice, of the first case in which it is given.", advice),
        group("disclosure", "What is not disclosed.", hidden),
        group("slips", "Slips of 32 columns, and displays of terminals.", slips),
    ]
}

/// The rule of the first finding that is so.
fn finding(report: &Value, is_so: impl Fn(&Value) -> bool) -> Option<String> {
    let found = report["findings"].as_array()?.iter().find(|found| is_so(found))?;
    found["rule"].as_str().map(str::to_owned)
}

fn advised(report: &Value, kind: AdviceKind) -> Option<String> {
    let said = report["advice"].as_array()?.iter().any(|advice| advice["advice"] == kind.name());
    said.then(String::new)
}

struct Author<'a> {
    files: &'a [Vectors],
    wrong: &'a mut Vec<String>,
    number: usize,
}

impl Author<'_> {
    /// The first case whose report is so, with what is found in it.
    fn find(&self, found: impl Fn(&Value) -> Option<String>) -> Option<(String, String)> {
        let decisions = self.files.iter().filter_map(|file| match file {
            Vectors::Decisions(file) => Some(file),
            _ => None,
        });
        let mut cases = decisions.flat_map(|file| &file.groups).flat_map(|group| &group.cases);
        cases.find_map(|case| {
            let report = serde_json::from_str(case.expected.get()).ok()?;
            Some((case.id.clone(), found(&report)?))
        })
    }

    /// A case for every reader in both languages.
    fn everybody(&mut self, to: &mut Vec<TextCase>, section: &str, flags: &str, of: &str, says: &Says, what: &str) {
        let Some((plan, json)) = asked_in(self.files, of) else {
            self.wrong.push(format!("texts: there is no case {of}"));
            return;
        };
        let plan = crate::file::unhex(plan).unwrap_or_default();
        let request: Request = serde_json::from_str(json).unwrap_or_default();
        let record = request.encode();
        for &reader in Reader::ALL {
            for &language in Language::ALL {
                self.number += 1;
                let id = format!("texts-{:04}", self.number);
                let asked = Asked { json, record: &record };
                let said = Native.says(&plan, asked, says, reader.name(), language.name());
                let expected = said.unwrap_or_else(|error| {
                    self.wrong.push(format!("{id} of {of}: {error}"));
                    Vec::new()
                });
                // Of a rule that is not disclosed there is no advice; all else says something.
                if expected.iter().all(String::is_empty) {
                    self.wrong.push(format!("{id} of {of}: nothing is said to the {}", reader.name()));
                }
                to.push(TextCase {
                    id,
                    comment: format!("{what}; to the {}, in {}.", reader.name(), language.name()),
                    flags: flags.split_whitespace().map(str::to_owned).collect(),
                    section: section.to_owned(),
                    of: of.to_owned(),
                    says: says.clone(),
                    reader: reader.name().to_owned(),
                    language: language.name().to_owned(),
                    expected,
                });
            }
        }
    }
}
