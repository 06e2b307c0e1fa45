//! The pages that are generated from tables in the code.

use crate::steps::root;
use crate::{abi, header, npm, reference};
use anyhow::{Context, Result, ensure};
use poscond::expression::names::{self, Source};
use poscond::{CATALOGUE, FactRow, Family, Guard, LAYOUT_VERSION, Reason, Request};
use std::fmt::Write as _;

pub const HEAD: &str = "<!-- Written by `cargo xtask docs`; change the table in the code instead. -->\n\n";

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
        writeln!(out, "| number | name | side | DE39 | who can cure it | steps | precedence | meaning |")?;
        writeln!(out, "|---|---|---|---|---|---|---|---|")?;
        for (place, reason) in Reason::ALL.iter().enumerate().filter(|(_, reason)| reason.family() == family) {
            let (number, name, side) = (*reason as u16, reason.name(), reason.side().name());
            let de39 = String::from_utf8(reason.de39().to_vec())?;
            let (who, meaning) = (reason.who().name(), reason.meaning());
            let steps: Vec<&str> = reason.steps().iter().map(|step| step.name()).collect();
            let (steps, place) = (steps.join(", "), place + 1);
            writeln!(out, "| {number} | `{name}` | {side} | {de39} | {who} | {steps} | {place} | {meaning} |")?;
        }
    }
    Ok(out)
}

/// The names of the words that a fact may take; nothing where it takes none.
fn values(row: &FactRow) -> Option<String> {
    let names = row.words.iter().map(|(_, name)| format!("`{name}`"));
    (!row.words.is_empty()).then(|| names.collect::<Vec<_>>().join(", "))
}

/// Their numbers.
fn numbers(row: &FactRow) -> Option<String> {
    let words = row.words.iter().map(|(number, name)| format!("{number} {name}"));
    (!row.words.is_empty()).then(|| words.collect::<Vec<_>>().join(", "))
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
        let kind = match (row.range, values(row)) {
            (Some((low, high)), _) => format!("{low} to {high}"),
            (None, Some(names)) => names,
            (None, None) => row.kind.to_owned(),
        };
        let (name, unit, tense) = (row.fact.name(), row.unit, row.tense.name());
        writeln!(out, "| `{name}` | {kind} | {unit} | {tense} | {} | {} |", row.meaning, row.absence)?;
    }
    writeln!(
        out,
        "| `counters` | a list of `slot` (0 to 11), `amount_minor`, `count`, `taken_at_utc_s` | minor units, \
         transactions, s UTC | anchored | What was used of the limits that the plan's counters watch, without this \
         transaction; the plan says what each slot counts. | the limit is unknown (`USAGE_MISSING`) |"
    )?;
    writeln!(
        out,
        "\n# Facts of a service point\n\nWhat a merchant registered and what was approved for it, by its name in JSON. They \
         are all anchored: compile folds them into the plan, and a new revision makes a new plan.\n\n\
         | fact | values | meaning | where it is absent |\n|---|---|---|---|"
    )?;
    for row in poscond::service_point::CATALOGUE {
        writeln!(out, "| `{}` | {} | {} | {} |", row.name.replace(", ", "`, `"), row.values, row.meaning, row.absence)?;
    }
    writeln!(
        out,
        "\n# Facts by their names in expressions\n\nWhat [expressions](expressions.md) may name, beside the custom facts of a \
         policy (`custom.…`, integers) and `usage.amount(\"rule\")`, `usage.count(\"rule\")` (integers). A `word` is one of \
         the words of the fact.\n\n| name | type | from | meaning |\n|---|---|---|---|"
    )?;
    for name in names::all() {
        let from = match name.source {
            Source::ServicePoint(_) => "the service point".to_owned(),
            Source::Request(fact) => format!("`{}`", fact.name()),
            Source::Local(_) => "the service point's clock".to_owned(),
        };
        writeln!(
            out,
            "| `{}.{}` | {} | {from} | {} |",
            name.group,
            name.name,
            name.value.name(),
            name.source.meaning()
        )?;
    }
    Ok(out)
}

/// docs/record.md.
fn record() -> Result<String> {
    let (bytes, counters) = (Request::BYTES, Request::COUNTERS_OFFSET);
    let mut out = format!(
        "{HEAD}# The request record\n\n{bytes} bytes, native-endian in memory and little-endian on the wire, the same \
         fields in the same order. It grows at its end only: a shorter record lacks the facts of its tail, a longer one \
         is accepted where its tail is zero. A presence bit that an engine does not know is refused. Bytes that are \
         named nowhere here are zero.\n\n| offset | bytes | what |\n|---|---|---|\n\
         | 0 | 2 | size of the record |\n| 2 | 2 | layout version: {LAYOUT_VERSION} |\n\
         | 4 | 4 | presence of counters: bit n is slot n |\n| 8 | 8 | presence of facts |\n"
    );
    let mut rows: Vec<_> = CATALOGUE.iter().collect();
    rows.sort_by_key(|row| row.fact.offset());
    for row in rows {
        let (at, end, bit) = (row.fact.offset(), row.fact.end(), row.fact as u8);
        let what = match (row.range, numbers(row)) {
            (Some((low, high)), _) => format!("{low} to {high}"),
            (None, Some(words)) => words,
            (None, None) if row.kind == "version" => "four parts of 2 bytes, the first the weightiest".to_owned(),
            (None, None) => format!("{}, ASCII, padded with spaces", row.unit),
        };
        writeln!(out, "| {at} | {} | `{}`, presence bit {bit}: {what} |", end - at, row.fact.name())?;
    }
    writeln!(
        out,
        "| {counters} | 12 × 24 | counters, a slot each: amount in minor units (8, signed), taken at, s UTC (8), count \
         (4, signed), zero (4) |\n\n# The decision\n\n24 bytes. A finding's bit in the two sets is its rule's place \
         in the plan.\n\n| offset | bytes | what |\n|---|---|---|\n| 0 | 8 | rules that failed |\n\
         | 8 | 8 | rules that are unknown |\n| 16 | 2 | number of the primary reason, 0 for none |\n\
         | 18 | 2 | DE39, zeros for proceed |\n| 20 | 1 | outcome: 1 proceed, 2 refer, 3 decline; 0 is \"not decided\" |\n\
         | 21 | 1 | guards that spoke, a bit each: {} |\n| 22 | 2 | padding |",
        Guard::ALL
            .iter()
            .map(|&guard| format!("{} {}", guard as u8, guard.reason().name()))
            .collect::<Vec<_>>()
            .join(", ")
    )?;
    Ok(out)
}

/// The characters of the texts, each with its bytes in GBK: what a terminal that knows no Unicode needs.
fn gbk() -> Result<String> {
    let mut characters = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(root().join("core/src/texts"))? {
        let path = entry?.path();
        // No terminal says what an application lacks.
        if path.ends_with("readiness.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        characters.extend(text.chars().filter(|one| !one.is_ascii()));
    }
    let mut out =
        "//! The characters of the texts in GBK: Unicode, and the two bytes. Written by `cargo xtask docs`.\n\n\
                   /// Sorted by Unicode.\n#[rustfmt::skip]\npub(super) static TABLE: &[(u16, u16)] = &[\n"
            .to_owned();
    let mut line = String::new();
    for one in characters {
        let mut utf8 = [0; 4];
        let (bytes, _, unmappable) = encoding_rs::GBK.encode(one.encode_utf8(&mut utf8));
        let [high, low] = *bytes else { anyhow::bail!("`{one}` in the texts is not in GBK") };
        ensure!(!unmappable, "`{one}` in the texts is not in GBK");
        write!(line, "({:#06x}, {:#06x}), ", u32::from(one), u16::from_be_bytes([high, low]))?;
        if line.len() > 100 {
            writeln!(out, "    {}", line.trim_end())?;
            line.clear();
        }
    }
    if !line.is_empty() {
        writeln!(out, "    {}", line.trim_end())?;
    }
    out.push_str("];\n");
    Ok(out)
}

/// A JSON Schema as it is committed.
fn schema(schema: &impl serde::Serialize) -> Result<String> {
    Ok(serde_json::to_string_pretty(schema)? + "\n")
}

/// The pages and their contents.
fn pages() -> Result<[(&'static str, String); 15]> {
    Ok([
        ("docs/reasons.md", reasons()?),
        ("docs/facts.md", facts()?),
        ("docs/record.md", record()?),
        ("core/src/texts/gbk.rs", gbk()?),
        ("bindings-c/include/poscond.h", header::header()?),
        ("bindings-c/ABI.md", abi::page()?),
        ("docs/policy.md", reference::page()?),
        ("schemas/policy.schema.json", schema(&poscond::schema::policy())?),
        ("schemas/service-point.schema.json", schema(&poscond::schema::service_point())?),
        ("schemas/request.schema.json", schema(&poscond::schema::request())?),
        ("schemas/decision.schema.json", schema(&poscond::schema::decision())?),
        ("bindings-js/js/catalogue.ts", npm::catalogue()?),
        ("bindings-js/js/encode.ts", npm::encode()?),
        ("bindings-js/forms.schema.json", npm::forms()?),
        ("schemas/readiness.schema.json", schema(&poscond::schema::readiness())?),
    ])
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
