//! The tables of bindings-c/ABI.md: functions, structs, constants and facts as the module has them, for hosts in languages that read
//! no header. Functions and comments come from `poscond.h`, offsets from the Rust types, whose layout is the same in the module.

use crate::firmware::grouped;
use crate::header::{Kind, header, kinds};
use crate::module;
use crate::steps::root;
use anyhow::{Context, Result, bail, ensure};
use poscond::{Accrual, CATALOGUE, CounterRow, Decision, FactRow, LAYOUT_VERSION, Request};
use poscond_c::Status;
use poscond_c::forms::{AdviceForm, FindingForm, ForesightForm, KeyForm, PlanInfo, RemedyForm};
use poscond_c::handshake::Abi;
use poscond_c::memory::PLAN_WORDS;
use poscond_c::text::Style;
use std::fmt::Write as _;
use std::mem::offset_of;

/// The page, in which a person writes everything but the tables.
const PAGE: &str = "bindings-c/ABI.md";

/// Bytes of an address in the module.
const ADDRESS: usize = 4;

/// Bytes of an open plan there.
const PLAN_BYTES: usize = (1 + PLAN_WORDS) * ADDRESS;

/// A struct without pointers, as Rust lays it out.
struct Layout {
    name: &'static str,
    size: usize,
    align: usize,
    fields: &'static [(&'static str, usize)],
}

macro_rules! layouts {
    ($($name:literal $of:ty { $($field:ident)+ })+) => {
        [$(Layout {
            name: $name,
            size: size_of::<$of>(),
            align: align_of::<$of>(),
            fields: &[$((stringify!($field), offset_of!($of, $field)),)+],
        },)+]
    };
}

/// Every struct but an open plan, which has pointers, and a request, which has facts.
const LAYOUTS: [Layout; 11] = layouts! {
    "poscond_abi_sizes" Abi {
        version plan plan_info counter_row request decision finding foresight advice accrual remedy key
    }
    "poscond_key" KeyForm { bytes }
    "poscond_info" PlanInfo {
        policy_version revision valid_from_day valid_through_day engine_needed rule_count counter_count is_signed signed_by digest
        merchant_id policy_id service_point_id reserved
    }
    "poscond_counter_row" CounterRow { window subject business_day_offset_min entry_modes card_kinds refunds }
    "poscond_decision" Decision { failed unknown reason de39 outcome guards }
    "poscond_finding" FindingForm {
        observed required_from required_to reason listed listed_count required has_observed unit verdict action fact bit internal
        rule subject reserved
    }
    "poscond_foresight" ForesightForm {
        stable_until_utc_s next_allowed_at_utc_s max_amount_minor has_stable_until has_next_allowed_at has_max_amount reserved
    }
    "poscond_advice" AdviceForm { observed limit kind unit has_observed internal rule subject reserved }
    "poscond_remedy" RemedyForm { step who retry }
    "poscond_accrual" Accrual { amount_minor window_day count slot }
    "poscond_style" Style { reader language encoding columns rows }
};

/// What the sizes of the handshake are in the module.
fn handshake() -> Vec<(&'static str, u16)> {
    let abi = Abi::here();
    vec![
        ("version", abi.version),
        ("plan", u16::try_from(PLAN_BYTES).unwrap_or_default()),
        ("plan_info", abi.plan_info),
        ("counter_row", abi.counter_row),
        ("request", abi.request),
        ("decision", abi.decision),
        ("finding", abi.finding),
        ("foresight", abi.foresight),
        ("advice", abi.advice),
        ("accrual", abi.accrual),
        ("remedy", abi.remedy),
        ("key", abi.key),
    ]
}

/// Something that the header declares: a comment and the lines behind it.
struct Declared<'a> {
    comment: String,
    text: &'a str,
}

/// A comment of the header as one line.
fn said(comment: &str) -> String {
    let words = comment.lines().flat_map(|line| line.trim().trim_start_matches('*').split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

/// What stands behind each comment of a part of the header, up to an end.
fn declared<'a>(part: &'a str, end: &str) -> Vec<Declared<'a>> {
    let comments = part.split("/**\n").skip(1).filter_map(|part| part.split_once("*/\n"));
    comments
        .filter_map(|(comment, rest)| Some(Declared { comment: said(comment), text: rest.split_once(end)?.0 }))
        .collect()
}

/// A parameter or field: its type in C, its name, and how many in a row it is.
struct Variable<'a> {
    of: &'a str,
    name: &'a str,
    many: Option<&'a str>,
}

fn variable(text: &str) -> Result<Variable<'_>> {
    let text = text.trim();
    let (text, many) = match text.split_once('[') {
        Some((text, many)) => (text, Some(many.trim_end_matches(']'))),
        None => (text, None),
    };
    let at = text.rfind([' ', '*']).with_context(|| format!("`{text}` has no name"))?;
    Ok(Variable { of: text[..=at].trim(), name: &text[at + 1..], many })
}

/// An integer of C: its name on the page and how many bytes it takes.
fn integer(of: &str) -> Result<(&'static str, usize)> {
    Ok(match of {
        "uint8_t" => ("u8", 1),
        "uint16_t" => ("u16", 2),
        "int16_t" => ("i16", 2),
        "uint32_t" => ("u32", 4),
        "int32_t" => ("i32", 4),
        "size_t" => ("u32", ADDRESS),
        "uint64_t" => ("u64", 8),
        "int64_t" => ("i64", 8),
        "char" => ("characters", 1),
        _ => bail!("the page has no name for `{of}`"),
    })
}

/// A parameter's type in WebAssembly, and what is given there.
fn parameter(function: &str, given: &Variable<'_>) -> Result<(&'static str, String)> {
    let Some(of) = given.of.strip_suffix('*') else {
        let (name, bytes) = integer(given.of)?;
        return Ok((if bytes == 8 { "i64" } else { "i32" }, name.to_owned()));
    };
    let is_input = of.starts_with("const ");
    let of = of.trim_start_matches("const ").trim();
    let is_changed = function.starts_with("poscond_request_set") || function == "poscond_request_clear";
    let way = if is_input {
        "in"
    } else if is_changed {
        "in and out"
    } else {
        "out"
    };
    let what = match (of, given.name) {
        ("uint8_t", "bytes" | "wire") => "bytes".to_owned(),
        ("char", "buffer") => "`capacity` bytes".to_owned(),
        ("char", _) => "a text with a zero behind it".to_owned(),
        (_, "keys" | "requests" | "decisions" | "remedies" | "accruals") => format!("a row of `{of}`"),
        (of, _) if of.starts_with("poscond_") => format!("a `{of}`"),
        (of, _) => match integer(of)?.0 {
            name if name.starts_with('i') => format!("an {name}"),
            name => format!("a {name}"),
        },
    };
    Ok(("i32", format!("{way}: the address of {what}")))
}

/// The statuses that a function may return, by what it is given.
fn returns(function: &str, given: &[Variable<'_>]) -> String {
    let has = |of: &str| given.iter().any(|one| one.of == of);
    let mut all = vec!["OK", "NULL_POINTER", "MISALIGNED"];
    if given.iter().all(|one| !one.of.ends_with('*') || one.of.contains("char") || one.of == "uint8_t *") {
        all.pop();
    }
    if has("const poscond_plan *") {
        all.push("NOT_OPEN");
    }
    if given.iter().any(|one| one.name == "capacity") {
        all.push("BUFFER_TOO_SMALL");
    }
    let names = ["place", "slot", "step", "reason", "fact_number", "datum", "capacity", "length", "count", "key_count"];
    let is_number = |one: &Variable<'_>| !one.of.ends_with('*') && names.contains(&one.name);
    if has("const poscond_decision *") || has("const poscond_style *") || given.iter().any(is_number) {
        all.push("OUT_OF_RANGE");
    }
    match function {
        "poscond_abi_check" => all.push("ABI_MISMATCH"),
        "poscond_open" => all.push("PLAN_…"),
        "poscond_request_init" => {}
        _ if has("const poscond_request *") || has("poscond_request *") => all.push("REQUEST_…"),
        _ => {}
    }
    all.join(", ")
}

/// A section a function. Errs where the committed list of exports has other functions or other types.
fn functions(header: &str) -> Result<String> {
    let (mut out, mut lines) = (String::new(), Vec::new());
    let part = header.split_once("extern \"C\" {").context("the header has no functions")?.1;
    for one in declared(part, ");\n") {
        let Some((name, given)) = one.text.trim_start_matches("poscond_status ").split_once('(') else { continue };
        let given = given.split(',').map(variable).collect::<Result<Vec<_>>>()?;
        let told = given.iter().map(|one| parameter(name, one)).collect::<Result<Vec<_>>>()?;
        let types: Vec<_> = told.iter().map(|(of, _)| *of).collect();
        lines.push(format!("{name} ({}) -> i32", types.join(" ")));
        write!(out, "\n### `{name}`\n\n{}\n\n| parameter | type | what |\n|---|---|---|\n", one.comment)?;
        for (one, (of, what)) in given.iter().zip(&told) {
            writeln!(out, "| `{}` | {of} | {what} |", one.name)?;
        }
        writeln!(out, "\nReturns {}.", returns(name, &given))?;
    }
    lines.sort();
    let pinned: Vec<_> = module::pinned()?.into_iter().filter(|line| line.ends_with("-> i32")).collect();
    ensure!(lines == pinned, "header and module-exports.txt differ in functions: {lines:?} {pinned:?}");
    Ok(out + "\n")
}

/// The number that the header defines.
fn number(header: &str, name: &str) -> Result<usize> {
    if let Ok(number) = name.parse() {
        return Ok(number);
    }
    let line = header.lines().find_map(|line| line.strip_prefix(&format!("#define {name} ")));
    Ok(line.with_context(|| format!("the header does not define {name}"))?.trim_end_matches("LL").parse()?)
}

/// A table a struct. Errs where header and Rust have other fields.
fn structs(header: &str) -> Result<String> {
    let mut out = format!(
        "\n### `poscond_plan`: {PLAN_BYTES} bytes, aligned to {ADDRESS}\n\nAn open plan: what was found on looking through its bytes, \
         which stay where they are. It may be copied, and there is nothing to close. What is inside is the module's.\n\n\
         ### `poscond_request`: {} bytes, aligned to 8\n\nSee [requests](#requests).\n",
        Request::BYTES
    );
    for layout in &LAYOUTS {
        let start = format!("typedef struct {} {{\n", layout.name);
        let (before, body) = header.split_once(&start).with_context(|| format!("the header has no {}", layout.name))?;
        let comment =
            before.rsplit_once("/**\n").and_then(|(_, comment)| comment.split_once("*/")).context("a comment")?.0;
        write!(
            out,
            "\n### `{}`: {} bytes, aligned to {}\n\n{}\n\n| offset | bytes | field | type | what |\n|---:|---:|---|---|---|\n",
            layout.name,
            layout.size,
            layout.align,
            said(comment)
        )?;
        let fields = declared(body.split_once("\n}").context("an end")?.0, ";");
        ensure!(fields.len() == layout.fields.len(), "{} has other fields in the header", layout.name);
        for (field, &(name, offset)) in fields.iter().zip(layout.fields) {
            let found = variable(field.text)?;
            ensure!(found.name == name, "{} has `{}` in the header, not `{name}`", layout.name, found.name);
            let (of, bytes) = integer(found.of)?;
            let many = found.many.map(|many| number(header, many)).transpose()?;
            let of = match many {
                Some(_) if of == "characters" => of.to_owned(),
                Some(many) => format!("{many} × {of}"),
                None => of.to_owned(),
            };
            writeln!(out, "| {offset} | {} | `{name}` | {of} | {} |", bytes * many.unwrap_or(1), field.comment)?;
        }
    }
    Ok(out + "\n")
}

/// What `poscond_abi` tells.
fn sizes() -> String {
    let mut out = "\n| offset | what | in this module |\n|---:|---|---:|\n".to_owned();
    for (place, (name, size)) in handshake().into_iter().enumerate() {
        let what = match name {
            "version" => "the version of this interface".to_owned(),
            "plan_info" => "the size of `poscond_info`".to_owned(),
            name => format!("the size of `poscond_{name}`"),
        };
        let _ = writeln!(out, "| {} | {what} | {size} |", place * 2);
    }
    out + "\n"
}

/// What may come of a call.
fn statuses() -> String {
    let mut out = "\n| number | status | kind of refusal | meaning |\n|---:|---|---|---|\n".to_owned();
    for &status in Status::ALL {
        let name = crate::header::upper_of_camel(status.name());
        let kind = ["Plan", "Request"].iter().find_map(|of| status.name().strip_prefix(of));
        let kind = kind.map_or_else(String::new, |kind| format!("`{kind}`"));
        let _ = writeln!(out, "| {} | `{name}` | {kind} | {} |", status as i32, status.meaning());
    }
    out + "\n"
}

/// Numbers of words, and limits. Reasons and facts have tables of their own.
fn constants(header: &str) -> Result<String> {
    let mut out = "\n| constants | what | numbers |\n|---|---|---|\n".to_owned();
    for Kind { name, what, words } in kinds().iter().filter(|kind| !["REASON", "FACT"].contains(&kind.name)) {
        let words: Vec<_> = words.iter().map(|(number, word)| format!("{number} `{word}`")).collect();
        writeln!(out, "| `POSCOND_{name}_…` | {what} | {} |", words.join(", "))?;
    }
    out.push_str("\n| limit | number |\n|---|---:|\n");
    for name in [
        "ABI_VERSION",
        "REQUEST_BYTES",
        "LAYOUT_VERSION",
        "COUNTERS_MAX",
        "RULES_MAX",
        "REMEDIES_MAX",
        "LISTED_MAX",
        "ID_BYTES",
        "INSTANT_UTC_S_MAX",
        "AMOUNT_MINOR_MAX",
        "DECISION_JSON_MAX",
        "REPORT_JSON_MAX",
        "COLUMNS_MAX",
        "RECEIPT_COLUMNS",
        "FACT_NONE",
        "BIT_NONE",
    ] {
        let name = format!("POSCOND_{name}");
        writeln!(out, "| `{name}` | {} |", number(header, &name)?)?;
    }
    Ok(out + "\n")
}

/// How a fact lies in the record.
fn field(row: &FactRow) -> String {
    let bytes = row.fact.end() - row.fact.offset();
    match (row.kind, row.range) {
        ("version", _) => "4 × u16".to_owned(),
        ("text", _) => format!("{bytes} characters"),
        (_, Some((low, _))) if low < 0 => format!("i{}", bytes * 8),
        _ => format!("u{}", bytes * 8),
    }
}

/// The facts of a request by number: how each is set, and where it lies.
fn facts() -> String {
    let mut out = format!(
        "\n| number | fact | set with | offset | type | values |\n|---:|---|---|---:|---|---|\n\
         | | the record's size | `poscond_request_init` | 0 | u16 | {} |\n\
         | | its layout | `poscond_request_init` | 2 | u16 | {LAYOUT_VERSION} |\n\
         | | counters that are there | their setter | 4 | u32 | bit n: slot n |\n\
         | | facts that are there | their setters | 8 | u64 | bit n: fact n |\n",
        Request::BYTES
    );
    for row in CATALOGUE {
        let name = row.fact.name();
        let set = match row.kind {
            _ if ["fix_lat_e7", "fix_lon_e7", "fix_datum"].contains(&name) => "`poscond_request_set_fix`",
            "version" => "`poscond_request_set_version`",
            "text" => "`poscond_request_set_text`",
            _ => "`poscond_request_set`",
        };
        let words: Vec<_> = row.words.iter().map(|(number, word)| format!("{number} `{word}`")).collect();
        let values = match row.range {
            Some((low, high)) => format!("{low} to {high}"),
            None if row.kind == "version" => "four parts, the first the weightiest".to_owned(),
            None if row.kind == "text" => format!("{}, printable ASCII", row.unit),
            None => words.join(", "),
        };
        let (number, at) = (row.fact as u8, row.fact.offset());
        let _ = writeln!(out, "| {number} | `{name}` | {set} | {at} | {} | {values} |", field(row));
    }
    let _ = writeln!(
        out,
        "| | `counters` | `poscond_request_set_counter` | {} | 12 × 24 bytes | each `amount_minor` (i64, at 0), `taken_at_utc_s` \
         (i64, at 8), `count` (i32, at 16), zero (u32, at 20) |",
        Request::COUNTERS_OFFSET
    );
    out + "\n"
}

/// The page with its tables as they are now.
pub fn page() -> Result<String> {
    let mut page = std::fs::read_to_string(root().join(PAGE)).context(PAGE)?;
    let stack = grouped(module::STACK_BYTES.into());
    ensure!(
        page.contains(&format!("stack of the module, {stack} bytes")),
        "{PAGE} does not say that the stack has {stack} bytes"
    );
    let header = header()?;
    for (mark, table) in [
        ("sizes", sizes()),
        ("statuses", statuses()),
        ("functions", functions(&header)?),
        ("structs", structs(&header)?),
        ("facts", facts()),
        ("constants", constants(&header)?),
    ] {
        let start = format!("<!-- {mark} -->\n");
        let (before, rest) = page.split_once(&start).with_context(|| format!("no place for {mark} in {PAGE}"))?;
        let (_, after) = rest.split_once("<!-- end -->").with_context(|| format!("no end of {mark} in {PAGE}"))?;
        page = format!("{before}{start}{table}<!-- end -->{after}");
    }
    Ok(page)
}
