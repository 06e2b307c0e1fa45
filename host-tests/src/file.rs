//! The vector files as data. `vectors/schema.json` is generated from these types.

use anyhow::{Context, Result, ensure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a file says it is.
pub const SCHEMA: &str = "poscond-vectors-1";

/// A JSON object that this schema leaves free: its own schema is published with the form itself.
type Free = serde_json::Map<String, serde_json::Value>;

/// A file: the cases of one family.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct VectorFile<G> {
    /// `poscond-vectors-1`.
    pub schema: String,
    /// The family, which is also the file's name.
    pub family: String,
    /// How many cases there are in all groups.
    #[serde(rename = "numberOfTests")]
    pub number_of_tests: usize,
    /// Each flag of the file: what a failure of a case with it means.
    pub notes: BTreeMap<String, String>,
    /// The groups.
    pub groups: Vec<G>,
}

/// Cases under one plan.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct DecisionGroup {
    /// Its id, unique in the file.
    pub id: String,
    /// What is set up, and why.
    pub comment: String,
    /// The policy.
    #[schemars(with = "Free")]
    pub policy: Box<RawValue>,
    /// The service point.
    #[schemars(with = "Free")]
    pub service_point: Box<RawValue>,
    /// The bytes of the plan that the two become, in hex.
    pub plan: String,
    /// The cases.
    pub cases: Vec<DecisionCase>,
}

/// One request and the whole decision.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct DecisionCase {
    /// Its id, unique in all files.
    pub id: String,
    /// Why the decision is what it is.
    pub comment: String,
    /// What a failure means: see the file's notes.
    pub flags: Vec<String>,
    /// The section of `docs/meanings.md` or `docs/expressions.md` that it pins.
    pub section: String,
    /// The request.
    #[schemars(with = "Free")]
    pub request: Box<RawValue>,
    /// The decision with its findings; without white space these are the canonical bytes.
    #[schemars(with = "Free")]
    pub expected: Box<RawValue>,
}

/// Plan bytes to open.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct OpenGroup {
    /// Its id, unique in the file.
    pub id: String,
    /// What is tried, and why.
    pub comment: String,
    /// The cases.
    pub cases: Vec<OpenCase>,
}

/// Bytes that are a plan to decide by, or are not.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct OpenCase {
    /// Its id, unique in all files.
    pub id: String,
    /// Why it opens or does not.
    pub comment: String,
    /// What a failure means: see the file's notes.
    pub flags: Vec<String>,
    /// The bytes, in hex.
    pub plan: String,
    /// What the caller insists on.
    pub expect: Insist,
    /// Why the plan does not open; null where it does.
    pub expected: Option<Refusal>,
}

/// What the caller of an open insists on.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(deny_unknown_fields)]
pub struct Insist {
    /// The service point's id; null: any.
    pub service_point: Option<String>,
    /// The least revision.
    pub revision_min: u32,
}

/// Why bytes were not taken.
#[derive(Serialize, Deserialize, JsonSchema, Clone, PartialEq, Eq, Debug)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The stable kind, as the Rust error's variant is called.
    pub kind: String,
    /// The text.
    pub message: String,
}

/// Records to decode.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct RecordGroup {
    /// Its id, unique in the file.
    pub id: String,
    /// What is tried, and why.
    pub comment: String,
    /// The cases.
    pub cases: Vec<RecordCase>,
}

/// Bytes that are a request in its wire form, or are not.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct RecordCase {
    /// Its id, unique in all files.
    pub id: String,
    /// Why it decodes or does not.
    pub comment: String,
    /// What a failure means: see the file's notes.
    pub flags: Vec<String>,
    /// The bytes, in hex.
    pub record: String,
    /// What they say.
    pub expected: Decoded,
}

/// What a record says.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Decoded {
    /// This request.
    Request(#[schemars(with = "Free")] Box<RawValue>),
    /// Nothing, for this reason.
    Error(Refusal),
}

/// What is said of requests.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct TextGroup {
    /// Its id, unique in the file.
    pub id: String,
    /// What is said, and why.
    pub comment: String,
    /// The cases.
    pub cases: Vec<TextCase>,
}

/// What is said to somebody of the request of another case.
#[derive(Serialize, Deserialize, JsonSchema, Debug)]
#[serde(deny_unknown_fields)]
pub struct TextCase {
    /// Its id, unique in all files.
    pub id: String,
    /// Why it is said.
    pub comment: String,
    /// What a failure means: see the file's notes.
    pub flags: Vec<String>,
    /// The section of `docs/meanings.md` that it pins.
    pub section: String,
    /// The case whose plan and request it is about.
    pub of: String,
    /// What is said.
    pub says: Says,
    /// `cardholder`, `merchant` or `engineer`.
    pub reader: String,
    /// `zh-CN` or `en`.
    pub language: String,
    /// The lines: of a finding what it says, then each step of its reason that the reader is told; else what there is. In
    /// GBK as hex.
    pub expected: Vec<String>,
}

/// What a text is of.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// The finding of this rule or guard.
    Finding(String),
    /// The advice of this kind, the first of it.
    Advice(String),
    /// The slip, in UTF-8.
    Receipt,
    /// The slip, in GBK.
    ReceiptGbk,
    /// What the finding of this rule says on a display of so many columns and rows, in GBK.
    Display(String, usize, usize),
}

/// A file of any kind: `open`, `records` and `texts` have their own, all others hold decisions.
#[derive(Serialize, JsonSchema, Debug)]
#[serde(untagged)]
pub enum Vectors {
    /// Requests and decisions.
    Decisions(VectorFile<DecisionGroup>),
    /// Plan bytes to open.
    Open(VectorFile<OpenGroup>),
    /// Wire-form requests to decode.
    Records(VectorFile<RecordGroup>),
    /// What is said.
    Texts(VectorFile<TextGroup>),
}

/// What is the same of every case.
#[derive(Clone, Copy, Debug)]
pub struct CaseHead<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its comment.
    pub comment: &'a str,
    /// Its flags.
    pub flags: &'a [String],
    /// The section that it pins, where it pins one.
    pub section: Option<&'a str>,
}

impl Vectors {
    /// Reads a file's text.
    ///
    /// Errs where it is not a vector file.
    pub fn parse(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Kind {
            schema: String,
            family: String,
        }
        let kind: Kind = serde_json::from_str(text)?;
        ensure!(kind.schema == SCHEMA, "schema `{}`; accepted: {SCHEMA}", kind.schema);
        Ok(match kind.family.as_str() {
            "open" => Self::Open(serde_json::from_str(text)?),
            "records" => Self::Records(serde_json::from_str(text)?),
            "texts" => Self::Texts(serde_json::from_str(text)?),
            _ => Self::Decisions(serde_json::from_str(text)?),
        })
    }

    /// The text of the file: one line a small value, so that diffs read well.
    ///
    /// # Panics
    ///
    /// Never: every part of a file has a JSON form.
    #[must_use]
    pub fn text(&self) -> String {
        crate::layout::layout(&serde_json::to_string(self).expect("vector files have a JSON form"))
    }

    /// The family.
    #[must_use]
    pub fn family(&self) -> &str {
        match self {
            Self::Decisions(file) => &file.family,
            Self::Open(file) => &file.family,
            Self::Records(file) => &file.family,
            Self::Texts(file) => &file.family,
        }
    }

    /// How many cases the file says it has.
    #[must_use]
    pub fn number_of_tests(&self) -> usize {
        match self {
            Self::Decisions(file) => file.number_of_tests,
            Self::Open(file) => file.number_of_tests,
            Self::Records(file) => file.number_of_tests,
            Self::Texts(file) => file.number_of_tests,
        }
    }

    /// The notes on its flags.
    #[must_use]
    pub fn notes(&self) -> &BTreeMap<String, String> {
        match self {
            Self::Decisions(file) => &file.notes,
            Self::Open(file) => &file.notes,
            Self::Records(file) => &file.notes,
            Self::Texts(file) => &file.notes,
        }
    }

    /// The heads of its cases.
    #[must_use]
    pub fn heads(&self) -> Vec<CaseHead<'_>> {
        macro_rules! heads {
            ($file:expr, $case:ident => $section:expr) => {
                $file
                    .groups
                    .iter()
                    .flat_map(|group| &group.cases)
                    .map(|$case| CaseHead {
                        id: &$case.id,
                        comment: &$case.comment,
                        flags: &$case.flags,
                        section: $section,
                    })
                    .collect()
            };
        }
        match self {
            Self::Decisions(file) => heads!(file, case => Some(case.section.as_str())),
            Self::Open(file) => heads!(file, case => None),
            Self::Records(file) => heads!(file, case => None),
            Self::Texts(file) => heads!(file, case => Some(case.section.as_str())),
        }
    }
}

/// The folder of the committed vectors.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The schema of all vector files, as committed.
///
/// # Panics
///
/// Never: a schema has a JSON form.
#[must_use]
pub fn schema() -> String {
    let schema = serde_json::to_string(&schemars::schema_for!(Vectors)).expect("a schema has a JSON form");
    crate::layout::layout(&schema)
}

/// Reads the committed files, sorted by family.
///
/// Errs where the folder or a file of it cannot be read.
pub fn read_all() -> Result<Vec<Vectors>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder()).with_context(|| folder().display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") && !path.ends_with("schema.json") {
            let text = std::fs::read_to_string(&path)?;
            let file = Vectors::parse(&text).with_context(|| path.display().to_string())?;
            let name = path.file_stem().and_then(|name| name.to_str());
            ensure!(name == Some(file.family()), "{}: family `{}`", path.display(), file.family());
            files.push(file);
        }
    }
    files.sort_by(|a, b| a.family().cmp(b.family()));
    ensure!(!files.is_empty(), "{}: no vectors", folder().display());
    Ok(files)
}

/// Bytes as hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes of hex.
///
/// Errs where the text is not pairs of hex digits.
pub fn unhex(text: &str) -> Result<Vec<u8>> {
    ensure!(text.len().is_multiple_of(2) && text.is_ascii(), "odd hex");
    (0..text.len()).step_by(2).map(|at| Ok(u8::from_str_radix(&text[at..at + 2], 16)?)).collect()
}
