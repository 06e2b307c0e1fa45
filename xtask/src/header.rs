//! `poscond.h`: functions and structs as cbindgen reads them in `bindings-c`, the request and its setters from the catalogue of
//! facts, every word as a constant. What a person writes of it stands in `bindings-c/conventions.h`.

use crate::steps::root;
use anyhow::{Context, Result, ensure};
use cbindgen::{Builder, Config, DocumentationStyle, Language, Style};
use poscond::bounds::{AMOUNT_MINOR_CAP, COUNTERS_MAX, INSTANT_UTC_S_MAX, RULES_MAX};
use poscond::texts::{COLUMNS_MAX, Encoding, Language as TextLanguage, RECEIPT_COLUMNS, Reader};
use poscond::{
    Action, AdviceKind, CATALOGUE, CardKind, ClockState, ComponentState, DECISION_JSON_BYTES_MAX, DamageState,
    DataState, Datum, EntryMode, FactRow, FixSource, Guard, HostState, LAYOUT_VERSION, LinkState, OperatorState,
    Outcome, PowerState, REPORT_JSON_BYTES_MAX, Reason, Refunds, Request, Retry, Step, Subject, TamperState,
    TerminalState, TransactionType, Unit, Verdict, Who, Window,
};
use poscond_c::Status;
use poscond_c::forms::RequiredKind;
use poscond_c::handshake::ABI_VERSION;
use std::fmt::Write as _;

/// Names that Rust and C have for the same thing.
const NAMES: &[(&str, &str)] = &[
    ("Abi", "poscond_abi_sizes"),
    ("Accrual", "poscond_accrual"),
    ("AdviceForm", "poscond_advice"),
    ("BIT_NONE", "POSCOND_BIT_NONE"),
    ("CounterRow", "poscond_counter_row"),
    ("Decision", "poscond_decision"),
    ("FACT_NONE", "POSCOND_FACT_NONE"),
    ("FindingForm", "poscond_finding"),
    ("ForesightForm", "poscond_foresight"),
    ("ID_BYTES", "POSCOND_ID_BYTES"),
    ("KeyForm", "poscond_key"),
    ("LISTED_MAX", "POSCOND_LISTED_MAX"),
    ("OpenPlan", "poscond_plan"),
    ("Outcome", "uint8_t"),
    ("PLAN_WORDS", "POSCOND_PLAN_WORDS"),
    ("PlanInfo", "poscond_info"),
    ("Refunds", "uint8_t"),
    ("RemedyForm", "poscond_remedy"),
    ("Request", "poscond_request"),
    ("Status", "poscond_status"),
    ("Style", "poscond_style"),
    ("Subject", "uint8_t"),
    ("Window", "uint8_t"),
];

/// What documents say in Rust's words and in C's.
const WORDS: &[(&str, &str)] = &[
    ("What is to be done.", "What is to be done: POSCOND_OUTCOME_…; 0 is \"not decided\"."),
    ("bits of `Guard`.", "bits of POSCOND_GUARD_…."),
    ("Over which time it counts.", "Over which time it counts: POSCOND_WINDOW_…."),
    ("Whose transactions it counts.", "Whose transactions it counts: POSCOND_SUBJECT_…."),
    ("Whether refunds give back what it counted.", "Whether refunds give back what it counted: POSCOND_REFUNDS_…."),
];

/// Files whose structs and functions C sees.
const SOURCES: &[&str] = &[
    "core/src/accrual.rs",
    "core/src/evaluate.rs",
    "core/src/finding.rs",
    "core/src/plan.rs",
    "bindings-c/src/decide.rs",
    "bindings-c/src/forms.rs",
    "bindings-c/src/handshake.rs",
    "bindings-c/src/memory.rs",
    "bindings-c/src/plan.rs",
    "bindings-c/src/request.rs",
    "bindings-c/src/text.rs",
];

/// What cbindgen makes of the sources.
fn declared() -> Result<String> {
    let mut config = Config {
        language: Language::C,
        style: Style::Both,
        cpp_compat: true,
        no_includes: true,
        documentation_style: DocumentationStyle::Doxy,
        line_length: 110,
        usize_is_size_t: true,
        ..Config::default()
    };
    config.export.rename = NAMES.iter().map(|&(rust, c)| (rust.to_owned(), c.to_owned())).collect();
    config.export.exclude = ["ENGINE_VERSION", "FORMAT_VERSION", "ABI_VERSION"].map(str::to_owned).into();
    let builder =
        SOURCES.iter().fold(Builder::new().with_config(config), |builder, path| builder.with_src(root().join(path)));
    let mut out = Vec::new();
    builder.generate().context("cbindgen")?.write(&mut out);
    let mut text = plain(&String::from_utf8(out)?);
    for (rust, c) in WORDS {
        ensure!(text.contains(rust), "no document says `{rust}` any more");
        text = text.replace(rust, c);
    }
    Ok(text)
}

/// The text without what only a reader of Rust understands.
fn plain(text: &str) -> String {
    let text = text.replace("struct poscond_", "poscond_").replace("typedef poscond_", "typedef struct poscond_");
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if line.trim() == "*" && lines.peek().is_some_and(|next| next.trim() == "* # Safety") {
            lines.next();
            lines.next();
            continue;
        }
        let mut line = line.to_owned();
        // A link shows its text.
        while let Some((before, rest)) = line.split_once('[').filter(|(_, rest)| rest.starts_with('`')) {
            let Some((name, after)) = rest.split_once(']') else { break };
            let after = if let Some(link) = after.strip_prefix('(') {
                link.split_once(')').map_or(link, |(_, after)| after)
            } else {
                after
            };
            line = format!("{before}{name}{after}");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// `NoSuchThing` or `no-such-thing` as `NO_SUCH_THING`.
fn upper(name: &str) -> String {
    name.to_uppercase().replace('-', "_")
}

/// The words of one kind, each with its number.
pub struct Kind {
    /// Its name in constants: POSCOND_…_….
    pub name: &'static str,
    pub what: &'static str,
    pub words: Vec<(u32, &'static str)>,
}

macro_rules! kinds {
    ($($name:literal $word:ty: $what:literal;)+) => {
        vec![$(Kind {
            name: $name,
            what: $what,
            words: <$word>::NUMBERS.iter().map(|&(number, name)| (number.into(), name)).collect(),
        },)+]
    };
}

/// Every kind of word.
pub fn kinds() -> Vec<Kind> {
    let mut kinds = kinds! {
        "OUTCOME" Outcome: "What is to be done. 0 is \"not decided\", and never proceed.";
        "VERDICT" Verdict: "What a rule says.";
        "ACTION" Action: "What a verdict leads to, from weakest to strongest.";
        "UNIT" Unit: "The unit of a value.";
        "WHO" Who: "Who takes a step.";
        "STEP" Step: "What somebody does so that a condition is met.";
        "RETRY" Retry: "When to try again.";
        "ADVICE" AdviceKind: "What is advised.";
        "WINDOW" Window: "Over which time a counter counts.";
        "SUBJECT" Subject: "Whose transactions a counter counts.";
        "REFUNDS" Refunds: "Whether refunds give back what a counter counted.";
        "READER" Reader: "Who reads a text.";
        "LANGUAGE" TextLanguage: "In which language.";
        "ENCODING" Encoding: "In which bytes.";
        "DATUM" Datum: "The datum of coordinates. Undeclared is an error: they differ by hundreds of metres.";
        "TRANSACTION" TransactionType: "What kind of transaction is asked for.";
        "ENTRY_MODE" EntryMode: "How the card was read.";
        "CARD_KIND" CardKind: "What kind of card or account pays.";
        "CLOCK" ClockState: "Whether the clock can be relied on.";
        "HOST" HostState: "Whether the acceptance host can be reached.";
        "TERMINAL" TerminalState: "How far the terminal has come.";
        "TAMPER" TamperState: "What the tamper sensors report.";
        "FIX_SOURCE" FixSource: "Whether a position is made up.";
        "LINK" LinkState: "The state of the link.";
        "POWER" PowerState: "What powers the terminal.";
        "COMPONENT" ComponentState: "The state of card reader, contacts, positioning, communication, printer, key pad.";
        "DAMAGE" DamageState: "Whether the terminal was damaged.";
        "DATA" DataState: "Whether the service point's data were loaded and verified.";
        "OPERATOR" OperatorState: "Whether whoever is at the till was trained.";
    };
    let required = [
        (RequiredKind::Nothing, "nothing"),
        (RequiredKind::AtLeast, "at_least"),
        (RequiredKind::AtMost, "at_most"),
        (RequiredKind::Within, "within"),
        (RequiredKind::OneOf, "one_of"),
    ];
    kinds.extend([
        Kind {
            name: "REQUIRED",
            what: "What is required of the value observed.",
            words: required.map(|(kind, name)| (kind as u32, name)).to_vec(),
        },
        Kind {
            name: "GUARD",
            what: "The guards that spoke: bits of `guards` of a decision.",
            words: Guard::ALL.iter().map(|&guard| (guard as u32, guard.reason().name())).collect(),
        },
        Kind {
            name: "REASON",
            what: "Why a condition is not met, first what takes precedence. docs/reasons.md explains each.",
            words: Reason::ALL.iter().map(|&reason| (reason as u32, reason.name())).collect(),
        },
        Kind {
            name: "FACT",
            what: "The facts of a request, by their presence bit.",
            words: CATALOGUE.iter().map(|row| (row.fact as u32, row.fact.name())).collect(),
        },
    ]);
    kinds
}

/// The words of one kind as constants.
fn words(out: &mut String, kind: &Kind) {
    let _ = writeln!(out, "\n/* {} */\nenum {{", kind.what);
    for (number, word) in &kind.words {
        let _ = writeln!(out, "  POSCOND_{}_{} = {number},", kind.name, upper(word));
    }
    // No comma behind the last one: C++98 has none there.
    let end = out.trim_end().trim_end_matches(',').len();
    out.truncate(end);
    out.push_str("\n};\n");
}

/// `NoSuchThing` as `NO_SUCH_THING`.
pub fn upper_of_camel(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}

/// What may come of a call.
fn statuses(out: &mut String) {
    out.push_str("\n/* What came of a call. Nothing was written unless it is POSCOND_OK. */\ntypedef int32_t poscond_status;\nenum {\n");
    for (place, status) in Status::ALL.iter().enumerate() {
        let comma = if place + 1 < Status::ALL.len() { "," } else { "" };
        let name = upper_of_camel(status.name());
        let _ = writeln!(out, "  POSCOND_{name} = {}{comma} /* {} */", *status as i32, status.meaning());
    }
    out.push_str("};\n");
}

/// All constants.
fn constants(out: &mut String) {
    let _ = write!(
        out,
        "\n#define POSCOND_ABI_VERSION {ABI_VERSION}\n\
         /* The request record: its size in memory and on the wire, and its layout. */\n\
         #define POSCOND_REQUEST_BYTES {}\n#define POSCOND_LAYOUT_VERSION {LAYOUT_VERSION}\n\
         #define POSCOND_COUNTERS_MAX {COUNTERS_MAX}\n#define POSCOND_RULES_MAX {RULES_MAX}\n\
         /* The most steps against one reason. */\n#define POSCOND_REMEDIES_MAX {}\n\
         /* The latest instant: 2199-12-31T23:59:59Z, s UTC. */\n#define POSCOND_INSTANT_UTC_S_MAX {INSTANT_UTC_S_MAX}LL\n\
         /* Twelve digits of DE4, in minor units. */\n#define POSCOND_AMOUNT_MINOR_MAX {AMOUNT_MINOR_CAP}LL\n\
         /* Bytes of canonical JSON with the zero behind it, whatever the plan. */\n\
         #define POSCOND_DECISION_JSON_MAX {}\n#define POSCOND_REPORT_JSON_MAX {}\n\
         #define POSCOND_COLUMNS_MAX {COLUMNS_MAX}\n#define POSCOND_RECEIPT_COLUMNS {RECEIPT_COLUMNS}\n",
        Request::BYTES,
        Reason::ALL.iter().map(|reason| reason.steps().len()).max().unwrap_or_default(),
        DECISION_JSON_BYTES_MAX + 1,
        REPORT_JSON_BYTES_MAX + 1,
    );
    statuses(out);
    for kind in kinds() {
        words(out, &kind);
    }
}

/// The name of a fact's field; one is a keyword of C++.
fn field_name(row: &FactRow) -> &'static str {
    match row.fact.name() {
        "operator" => "operator_state",
        name => name,
    }
}

/// How C declares a fact.
fn field(row: &FactRow) -> String {
    let (name, bytes) = (field_name(row), row.fact.end() - row.fact.offset());
    match (row.kind, row.range) {
        ("version", _) => format!("uint16_t {name}[4]"),
        ("text", _) => format!("char {name}[{bytes}]"),
        (_, Some((low, _))) if low < 0 => format!("int{}_t {name}", bytes * 8),
        // Amounts and instants are signed, so that C subtracts them as one expects.
        _ if bytes == 8 => format!("int64_t {name}"),
        _ => format!("uint{}_t {name}", bytes * 8),
    }
}

/// A text with a capital at its start.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A comment in lines that fit beside others.
fn wrapped(text: &str) -> String {
    let (mut out, mut width) = (String::new(), 5);
    for word in text.split(' ') {
        let length = word.chars().count() + 1;
        if width + length > 115 {
            out.push_str("\n   *");
            width = 4;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
        width += length;
    }
    out
}

/// The constants that name the words of a fact.
fn words_of(row: &FactRow) -> Option<String> {
    let (_, first) = row.words.first()?;
    let same: &[(&str, &[(u8, &str)])] = &[
        ("TRANSACTION", TransactionType::NUMBERS),
        ("ENTRY_MODE", EntryMode::NUMBERS),
        ("CARD_KIND", CardKind::NUMBERS),
        ("CLOCK", ClockState::NUMBERS),
        ("HOST", HostState::NUMBERS),
        ("TERMINAL", TerminalState::NUMBERS),
        ("TAMPER", TamperState::NUMBERS),
        ("FIX_SOURCE", FixSource::NUMBERS),
        ("LINK", LinkState::NUMBERS),
        ("POWER", PowerState::NUMBERS),
        ("COMPONENT", ComponentState::NUMBERS),
        ("DAMAGE", DamageState::NUMBERS),
        ("DATA", DataState::NUMBERS),
        ("OPERATOR", OperatorState::NUMBERS),
        ("DATUM", Datum::NUMBERS),
    ];
    let kind = same.iter().find(|(_, numbers)| *numbers == row.words).map_or(*first, |(kind, _)| kind);
    Some(format!("POSCOND_{kind}_…"))
}

/// The request, field by field, with what holds of its layout.
fn request(out: &mut String) {
    out.push_str(
        "\n/* What was used of a limit before this transaction. */\ntypedef struct poscond_counter {\n\
         \x20 int64_t amount_minor;   /* sum, minor units; below zero where more was given back than taken */\n\
         \x20 int64_t taken_at_utc_s; /* when it was so, s UTC */\n\
         \x20 int32_t count;          /* transactions */\n\
         \x20 uint32_t reserved;      /* zero */\n} poscond_counter;\n\n\
         /*\n * One request: what is known of terminal, transaction and usage at the moment of asking.\n *\n\
         \x20* Made by poscond_request_init() and the setters, which write a value and its presence together. A fact whose\n\
         \x20* presence bit is clear is not known, which is not the same as zero; what its field holds is then not looked at.\n */\n\
         typedef struct POSCOND_ALIGNED_8 poscond_request {\n\
         \x20 uint16_t size_bytes;       /* POSCOND_REQUEST_BYTES */\n\
         \x20 uint16_t layout_version;   /* POSCOND_LAYOUT_VERSION */\n\
         \x20 uint32_t present_counters; /* bit n: counters[n] is known */\n\
         \x20 uint64_t present;          /* bit POSCOND_FACT_…: that fact is known */\n",
    );
    let mut rows: Vec<_> = CATALOGUE.iter().collect();
    rows.sort_by_key(|row| row.fact.offset());
    let mut at = 16;
    let mut asserts = vec![("present", 8)];
    for row in rows {
        let gap = row.fact.offset() - at;
        if at < Request::COUNTERS_OFFSET && gap > 0 {
            counters(out, at);
            asserts.push(("counters", Request::COUNTERS_OFFSET));
        }
        let values = match (row.range, words_of(row)) {
            (Some((low, high)), _) => format!("{low} to {high}"),
            (None, Some(words)) => words,
            (None, None) if row.kind == "version" => "four parts, the first the weightiest".to_owned(),
            (None, None) => format!("{}, printable ASCII, padded with spaces", row.unit),
        };
        let unit = if row.unit.is_empty() || row.kind == "text" { String::new() } else { format!(" {}", row.unit) };
        let comment = wrapped(&format!("{} {}{unit}. Absent: {}.", row.meaning, capital(&values), row.absence));
        let _ = write!(out, "\n  /* {comment} */\n  {};\n", field(row));
        asserts.push((field_name(row), row.fact.offset()));
        at = row.fact.end();
    }
    let _ = writeln!(out, "\n  uint8_t reserved_at_end[{}]; /* zero */\n}} poscond_request;\n", Request::BYTES - at);
    for (name, offset) in asserts {
        let _ = writeln!(out, "POSCOND_ASSERT({name}, offsetof(poscond_request, {name}) == {offset});");
    }
    let _ = writeln!(out, "POSCOND_ASSERT(size, sizeof(poscond_request) == POSCOND_REQUEST_BYTES);");
}

fn counters(out: &mut String, at: usize) {
    let _ = write!(
        out,
        "\n  uint8_t reserved_at_{at}[{}]; /* zero */\n\n  /* What was used of each limit, in the order of the plan's counters. */\n  \
         poscond_counter counters[POSCOND_COUNTERS_MAX];\n",
        Request::COUNTERS_OFFSET - at
    );
}

/// A setter by name for each fact: they cost nothing beside the call that they become.
fn setters(out: &mut String) {
    out.push_str(
        "\n/*\n * Setters by name: value and presence together. POSCOND_REQUEST_RANGE where the value is out of its range, and\n * then \
         nothing changes.\n */\n",
    );
    for row in CATALOGUE {
        let (name, number) = (row.fact.name(), format!("POSCOND_FACT_{}", upper(row.fact.name())));
        let of = "static inline poscond_status poscond_set";
        let _ = match row.kind {
            // The three that mean nothing without each other.
            _ if ["fix_lat_e7", "fix_lon_e7", "fix_datum"].contains(&name) => Ok(()),
            "version" => writeln!(
                out,
                "{of}_{name}(poscond_request *request, uint16_t major, uint16_t minor, uint16_t patch, uint16_t build) {{\n  \
                 return poscond_request_set_version(request, {number}, major, minor, patch, build);\n}}"
            ),
            "text" => writeln!(
                out,
                "{of}_{name}(poscond_request *request, const char *text) {{\n  \
                 return poscond_request_set_text(request, {number}, text);\n}}"
            ),
            _ => writeln!(
                out,
                "{of}_{name}(poscond_request *request, int64_t value) {{\n  \
                 return poscond_request_set(request, {number}, value);\n}}"
            ),
        };
    }
    out.push_str(
        "static inline poscond_status poscond_set_fix(poscond_request *request, int32_t lat_e7, int32_t lon_e7,\n\
         \x20                                             uint8_t datum) {\n\
         \x20 return poscond_request_set_fix(request, lat_e7, lon_e7, datum);\n}\n\
         static inline poscond_status poscond_set_counter(poscond_request *request, uint8_t slot, int64_t amount_minor,\n\
         \x20                                                 int32_t count, int64_t taken_at_utc_s) {\n\
         \x20 return poscond_request_set_counter(request, slot, amount_minor, count, taken_at_utc_s);\n}\n",
    );
}

/// The check that header and library belong together.
const HANDSHAKE: &str = "
/* Whether this header and the library that is linked belong together: POSCOND_ABI_MISMATCH where not. Call it once at boot. */
static inline poscond_status poscond_handshake(void) {
  poscond_abi_sizes sizes;
  sizes.version = POSCOND_ABI_VERSION;
  sizes.plan = (uint16_t)sizeof(poscond_plan);
  sizes.plan_info = (uint16_t)sizeof(poscond_info);
  sizes.counter_row = (uint16_t)sizeof(poscond_counter_row);
  sizes.request = (uint16_t)sizeof(poscond_request);
  sizes.decision = (uint16_t)sizeof(poscond_decision);
  sizes.finding = (uint16_t)sizeof(poscond_finding);
  sizes.foresight = (uint16_t)sizeof(poscond_foresight);
  sizes.advice = (uint16_t)sizeof(poscond_advice);
  sizes.accrual = (uint16_t)sizeof(poscond_accrual);
  sizes.remedy = (uint16_t)sizeof(poscond_remedy);
  sizes.key = (uint16_t)sizeof(poscond_key);
  return poscond_abi_check(&sizes);
}
";

/// The whole header.
pub fn header() -> Result<String> {
    let mut out = std::fs::read_to_string(root().join("bindings-c/conventions.h"))?;
    constants(&mut out);
    request(&mut out);
    out.push('\n');
    out.push_str(declared()?.trim_start());
    out.push_str("\nPOSCOND_ASSERT(decision, sizeof(poscond_decision) == 24);\n");
    out.push_str(HANDSHAKE);
    setters(&mut out);
    out.push_str("\n#endif /* POSCOND_H */\n");
    Ok(out)
}
