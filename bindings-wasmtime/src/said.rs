//! What the module says, as values of Rust that own what they hold.

use crate::bytes;
use poscond::texts::{Encoding, Language, Reader};
use poscond::{Action, Fact, Reason, Required, Unit, Verdict};
use poscond_c::forms::{BIT_NONE, FindingForm, RequiredKind};

/// What one rule, or a guard, says of one request: [`poscond::Finding`] with texts of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The rule's id; a guard's name starts with `@`.
    pub rule: String,
    /// What the rule is about, where rules of its condition differ in that.
    pub subject: Option<String>,
    /// The bit of the rule in the sets of a decision; nothing for a guard.
    pub bit: Option<u8>,
    /// What it says.
    pub verdict: Verdict,
    /// Why, where it fails or is unknown.
    pub reason: Option<Reason>,
    /// What it leads to.
    pub action: Action,
    /// The fact of the request that was looked at, where it is one.
    pub fact: Option<Fact>,
    /// The unit of `observed` and `required`.
    pub unit: Unit,
    /// What was observed, where anything was.
    pub observed: Option<i64>,
    /// What is required.
    pub required: Required,
    /// Whether the rule is for the engineer's eyes only.
    pub internal: bool,
}

impl Finding {
    /// The finding in a form; nothing where it has a word that this version does not know.
    pub(crate) fn new(form: &FindingForm) -> Option<Self> {
        const AT_LEAST: u8 = RequiredKind::AtLeast as u8;
        const AT_MOST: u8 = RequiredKind::AtMost as u8;
        const WITHIN: u8 = RequiredKind::Within as u8;
        const ONE_OF: u8 = RequiredKind::OneOf as u8;
        let subject = bytes::text(&form.subject);
        Some(Self {
            rule: bytes::text(&form.rule),
            subject: Some(subject).filter(|subject| !subject.is_empty()),
            bit: Some(form.bit).filter(|&bit| bit != BIT_NONE),
            verdict: Verdict::from_u8(form.verdict)?,
            reason: Reason::from_u16(form.reason),
            action: Action::from_u8(form.action)?,
            fact: Fact::from_u8(form.fact),
            unit: Unit::from_u8(form.unit)?,
            observed: (form.has_observed != 0).then_some(form.observed),
            required: match form.required {
                AT_LEAST => Required::AtLeast(form.required_from),
                AT_MOST => Required::AtMost(form.required_to),
                WITHIN => Required::Within(form.required_from, form.required_to),
                ONE_OF => Required::OneOf(form.listed.iter().copied().take(form.listed_count.into()).collect()),
                _ => Required::Nothing,
            },
            internal: form.internal != 0,
        })
    }
}

/// To whom a text is said, and how it is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// Who reads.
    pub reader: Reader,
    /// In which language.
    pub language: Language,
    /// In which bytes, where bytes are asked for.
    pub encoding: Encoding,
    /// Columns of a line, 4 to 80; a Chinese character takes two. 0: one line however long, in UTF-8 only.
    pub columns: u8,
    /// Most lines; 0: as many as it takes.
    pub rows: u8,
}

impl Default for Style {
    /// A merchant in Chinese, one line in UTF-8.
    fn default() -> Self {
        Self { reader: Reader::Merchant, language: Language::ZhCn, encoding: Encoding::Utf8, columns: 0, rows: 0 }
    }
}

impl Style {
    /// As the C ABI has it.
    pub(crate) fn bytes(&self) -> [u8; 5] {
        [self.reader as u8, self.language as u8, self.encoding as u8, self.columns, self.rows]
    }
}
