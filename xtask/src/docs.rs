//! The pages that are generated from tables in the code.

use crate::steps::root;
use anyhow::{Context, Result, ensure};
use poscond::{
    CATALOGUE, CardKind, ClockState, Datum, EntryMode, Family, HostState, Reason, TamperState, TerminalState,
    TransactionType,
};
use std::fmt::Write as _;

const HEAD: &str = "<!-- Written by `cargo xtask docs`; change the table in the code instead. -->\n\n";

/// docs/reasons.md.
fn reasons() -> Result<String> {
    let mut out = format!(
        "{HEAD}# Reasons\n\nEvery cause that a decision can name: {} of them. A number or a name never changes its \
         meaning and is never used again. Precedence is the place in the table of `core/src/reason.rs`: among reasons \
         with the strongest action, the first is the primary one. DE39 is the ISO 8583 response code, which a policy \
         may override under `[de39]`.\n",
        Reason::ALL.len()
    );
    for &family in Family::ALL {
        let name = family.name();
        let (first, rest) = name.split_at(1);
        writeln!(out, "\n## {}{rest}\n", first.to_uppercase())?;
        writeln!(out, "| number | name | side | DE39 | who can cure it | precedence | meaning |")?;
        writeln!(out, "|---|---|---|---|---|---|---|")?;
        for (place, reason) in Reason::ALL.iter().enumerate().filter(|(_, reason)| reason.family() == family) {
            let (number, name, side) = (*reason as u16, reason.name(), reason.side().name());
            let de39 = String::from_utf8(reason.de39().to_vec())?;
            let (who, meaning) = (reason.who().name(), reason.meaning());
            writeln!(out, "| {number} | `{name}` | {side} | {de39} | {who} | {} | {meaning} |", place + 1)?;
        }
    }
    Ok(out)
}

/// The values of an enumerated fact.
fn values(kind: &str) -> Option<String> {
    macro_rules! of {
        ($($word:ident),+) => {
            match kind {
                $(stringify!($word) => Some($word::ALL.iter().map(|word| format!("`{}`", word.name())).collect::<Vec<_>>()),)+
                _ => None,
            }
        };
    }
    let all = of!(Datum, TransactionType, EntryMode, CardKind, ClockState, HostState, TerminalState, TamperState);
    all.map(|names| names.join(", "))
}

/// docs/facts.md.
fn facts() -> Result<String> {
    let mut out = format!(
        "{HEAD}# Facts of a request\n\nWhat a request can say, by its name in JSON. A fact that is left out is not \
         known, which is not the same as zero. `asked` facts belong to the question; `anchored` ones are tied to an \
         instant of their own and stay put as time passes; `measured` ones are true only at the moment of asking.\n\n\
         | fact | values | unit | tense | meaning | where it is absent |\n|---|---|---|---|---|---|\n"
    );
    for row in CATALOGUE {
        let kind = match (row.range, values(row.kind)) {
            (Some((low, high)), _) => format!("{low} to {high}"),
            (None, Some(names)) => names,
            (None, None) => row.kind.to_owned(),
        };
        let (name, unit, tense) = (row.name, row.unit, row.tense.name());
        writeln!(out, "| `{name}` | {kind} | {unit} | {tense} | {} | {} |", row.meaning, row.absence)?;
    }
    writeln!(
        out,
        "| `counters` | a list of `slot` (0 to 11), `amount_minor`, `count`, `taken_at_utc_s` | minor units, \
         transactions, s UTC | anchored | What was used of the limits that the plan's counters watch, without this \
         transaction; the plan says what each slot counts. | the limit is unknown (`USAGE_MISSING`) |"
    )?;
    Ok(out)
}

/// The pages and their contents.
fn pages() -> Result<[(&'static str, String); 2]> {
    Ok([("docs/reasons.md", reasons()?), ("docs/facts.md", facts()?)])
}

/// Writes the pages.
pub fn write() -> Result<()> {
    for (path, text) in pages()? {
        std::fs::write(root().join(path), text).context(path)?;
        println!("{path}");
    }
    Ok(())
}

/// Errs where a committed page is not what would be written.
pub fn check() -> Result<()> {
    for (path, text) in pages()? {
        let committed = std::fs::read_to_string(root().join(path)).context(path)?;
        ensure!(committed == text, "{path} is not current; run `cargo xtask docs`");
    }
    Ok(())
}
