//! The cases, written by hand, one file a family, and how they become vector files.
//!
//! A case says what is changed against its group's request, why the decision must be what it is, and the decision:
//! outcome, primary reason, the guards that speak, every rule that does not pass, with its values where they matter.
//! [`draft`] computes the whole report and refuses where it differs from that.

mod accrual;
mod advice;
mod amount;
mod application;
mod area;
mod basis;
mod datum;
mod documents;
pub mod draft;
mod environment;
mod exceptions;
mod expressions;
mod foresight;
mod guard;
mod hardware;
mod holidays;
mod hours;
mod ladders;
mod local;
mod location;
mod midnight;
mod open;
mod origin;
mod precedence;
mod qualification;
mod records;
mod relaxed;
mod requirement;
mod roll;
mod rule;
mod settled;
mod setup;
mod software;
mod steps;
mod system;
mod terminal;
mod texts;
mod transition;
mod usage;
mod when;
mod window;

use crate::file::{SCHEMA, VectorFile, Vectors, folder, schema};
use anyhow::{Result, bail};
use draft::Group;
use std::collections::BTreeMap;

/// Every flag, and what a failure of a case with it means.
const FLAGS: &[(&str, &str)] = &[
    ("absence", "The host takes an absent fact for a value, such as zero or the first word."),
    ("accrual", "The host counts a completed transaction into another window, twice, or not at all."),
    ("adjustment", "The host counts an adjustment that is not approved or not in force, or leaves out one that is."),
    ("advice", "The host warns of what is to come too early, too late, or of what no longer matters."),
    ("arithmetic", "The host calculates otherwise: rounds, signs, groups or errs differently."),
    ("boundary", "The host is off by one at the end of a range: a second, a day, a metre, a minor unit."),
    (
        "calendar",
        "The host takes a holiday for a common day, a make-up workday for a weekend, or guesses beyond the calendar.",
    ),
    ("clock", "The host relies on a time that nobody vouches for, or forgets what it knows without one."),
    ("codes", "The host reads the digits of DE22 or DE25 otherwise."),
    ("content", "The host opens a plan that is whole and says something impossible."),
    ("disclosure", "The host tells a reader what only the engineer may know."),
    ("damage", "The host decides by a plan that was damaged on its way."),
    ("date", "The host takes a UTC date for a local date, or ends a date too early."),
    ("datum", "The host mixes coordinates of different datums, which differ by hundreds of metres in China."),
    ("de39", "The host sends another response code than the policy or the table says."),
    ("fold", "The host goes wrong where the clock goes back and shows a time twice."),
    ("folding", "The host keeps or drops a rule at compile wrongly, or joins bits and rules wrongly."),
    ("foresight", "The host foresees an edge of time or amount too early, too late, or not at all."),
    ("gap", "The host goes wrong where the clock goes forward and skips a time."),
    ("geodesy", "The host measures distances otherwise: another globe, another metric, or too coarsely."),
    ("logic", "The host lets an error, or true or false, win where another does."),
    ("materials", "The host takes an item, a field or an address that nobody looked at for right or for wrong."),
    ("offline", "The host sells more without the acceptance host than was accepted."),
    ("order", "The host gives what is said in another order."),
    ("overflow", "The host loses or wraps digits of large integers."),
    ("precedence", "The host names another primary reason where several causes came up."),
    ("range", "The host takes a value that cannot be, or refuses one that can."),
    ("relaxed", "The host softens what no directive softens, or not what one does."),
    ("scope", "The host applies a rule to what it does not concern, or leaves out what it does."),
    ("set", "The host loses bits of the 64-bit sets, as where they pass through a double."),
    ("shown", "The host shows more, or less, of a rule than others do, so that people see different findings."),
    ("size", "The host reads past the end of a record, or refuses an older or newer one."),
    ("stale", "The host accepts what was measured or counted too long ago, or later than now."),
    ("stand-in", "The host decides by the plan of another merchant or by an older one."),
    ("steps", "The host lets a step of the application pass that was not done, or the other way round."),
    ("text", "The host reads a string, an escape, a number or a comment of an expression otherwise."),
    ("unknown", "The host guesses what is not known instead of saying so."),
    ("unreachable", "The host settles a referral wrongly where the acceptance host cannot be reached."),
    ("window", "The host starts a business day or month at another instant."),
    ("words", "The host says something else, to somebody else, or in another form."),
    ("word", "The host takes one word of an enumeration for another."),
];

/// All vector files, computed.
///
/// Errs with every case whose report differs from what was reasoned.
pub fn all() -> Result<Vec<Vectors>> {
    let families: Vec<(&str, Vec<Group>)> = vec![
        ("guard", guard::groups()),
        ("rule", [rule::groups(), relaxed::groups()].concat()),
        ("precedence", [precedence::groups(), ladders::groups()].concat()),
        ("qualification", [qualification::groups(), documents::groups()].concat()),
        ("application", application::groups()),
        ("environment", environment::groups()),
        ("system", system::groups()),
        ("setup", [setup::groups(), terminal::groups()].concat()),
        ("hardware", hardware::groups()),
        ("software", software::groups()),
        ("location", [location::groups(), area::groups(), datum::groups(), origin::groups()].concat()),
        ("hours", [hours::groups(), exceptions::groups(), holidays::groups()].concat()),
        ("transition", [transition::groups(), midnight::groups()].concat()),
        ("limits", amount::groups()),
        ("usage", [usage::groups(), window::groups(), roll::groups()].concat()),
        ("accrual", accrual::groups()),
        ("advice", advice::groups()),
        ("expressions", [expressions::groups(), settled::groups(), local::groups()].concat()),
        ("require", requirement::groups()),
        ("when", when::groups()),
        ("foresight", foresight::groups()),
    ];
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for (family, groups) in families {
        let mut done = Vec::new();
        let mut number_of_tests = 0;
        for group in groups {
            done.push(group.compute(family, &mut number_of_tests, &mut wrong));
        }
        let flags = done.iter().flat_map(|group| &group.cases).flat_map(|case| &case.flags);
        let notes = notes(flags);
        files.push(Vectors::Decisions(file(family, number_of_tests, notes, done)));
    }
    let open = open::groups(&mut wrong);
    let cases = || open.iter().flat_map(|group| &group.cases);
    let (number_of_tests, notes_of_open) = (cases().count(), notes(cases().flat_map(|case| &case.flags)));
    files.push(Vectors::Open(file("open", number_of_tests, notes_of_open, open)));
    let records = records::groups(&mut wrong);
    let cases = || records.iter().flat_map(|group| &group.cases);
    let (number_of_tests, notes_of_records) = (cases().count(), notes(cases().flat_map(|case| &case.flags)));
    files.push(Vectors::Records(file("records", number_of_tests, notes_of_records, records)));
    let texts = texts::groups(&files, &mut wrong);
    let cases = || texts.iter().flat_map(|group| &group.cases);
    let (number_of_tests, notes_of_texts) = (cases().count(), notes(cases().flat_map(|case| &case.flags)));
    files.push(Vectors::Texts(file("texts", number_of_tests, notes_of_texts, texts)));
    if !wrong.is_empty() {
        bail!("{} cases are not as reasoned:\n{}", wrong.len(), wrong.join("\n"));
    }
    Ok(files)
}

fn file<G>(family: &str, number_of_tests: usize, notes: BTreeMap<String, String>, groups: Vec<G>) -> VectorFile<G> {
    VectorFile { schema: SCHEMA.to_owned(), family: family.to_owned(), number_of_tests, notes, groups }
}

/// The notes on these flags; a flag without one is left to the lint.
fn notes<'a>(flags: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    flags
        .filter_map(|flag| FLAGS.iter().find(|(name, _)| name == flag))
        .map(|&(name, note)| (name.to_owned(), note.to_owned()))
        .collect()
}

/// The names of committed files that are not what the authors' code gives, and of those that should or should not exist.
///
/// Errs as [`all`] does.
pub fn stale() -> Result<Vec<String>> {
    let mut expected: BTreeMap<String, String> =
        all()?.iter().map(|vectors| (format!("{}.json", vectors.family()), vectors.text())).collect();
    expected.insert("schema.json".to_owned(), schema());
    let mut stale = Vec::new();
    for entry in std::fs::read_dir(folder())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if expected.remove(&name) != std::fs::read_to_string(entry.path()).ok() {
            stale.push(name);
        }
    }
    stale.extend(expected.into_keys());
    Ok(stale)
}
