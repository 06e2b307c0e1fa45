//! Texts: what a decision says to people, in Chinese and English, to cardholder, merchant or engineer.
//!
//! Written through a sink without a heap, the same on every host; a terminal shows them as [lines](Lines) of few columns.
//! A cardholder reads nothing about the merchant, its limits or risk. Of a rule for the engineer's eyes only nobody else
//! reads anything but that the conditions are not met. Every text starts with a code that `poscond reason` looks up.

mod catalogue;
#[cfg(feature = "compile")]
mod change;
mod gbk;
mod lines;
#[cfg(feature = "compile")]
mod readiness;
mod receipt;
mod value;

pub use lines::{COLUMNS_MAX, Encoding, Lines};
#[cfg(feature = "compile")]
pub use readiness::{of_readiness_step, of_refusal};
pub use receipt::{RECEIPT_COLUMNS, request_digest};
pub use value::currency;

use crate::advice::{Advice, AdviceKind};
use crate::canonical::{Full, Sink, put_digits};
use crate::finding::{Finding, Required};
use crate::plan::Plan;
use crate::reason::{Family, Reason};
use crate::remedy::Step;
use crate::request::{Fact, Request};
use crate::words::{Outcome, Unit, Who, words};
use value::Value;

words! {
    /// A language.
    Language {
        /// Simplified Chinese.
        ZhCn = 1 "zh-CN",
        /// English.
        En = 2 "en",
    }
}

words! {
    /// Who reads a text.
    Reader {
        /// Whoever pays.
        Cardholder = 1 "cardholder",
        /// Whoever sells.
        Merchant = 2 "merchant",
        /// Whoever puts it right for the acquirer: sees everything.
        Engineer = 3 "engineer",
    }
}

/// A text in both languages: in Chinese, a zero, and in English. One behind the other, since to say where two stand takes
/// twice as much code.
#[derive(Clone, Copy)]
pub(crate) struct Both(&'static str);

/// A text in Chinese and in English.
macro_rules! both {
    ($zh:literal, $en:literal $(,)?) => {
        $crate::texts::Both::new(concat!($zh, "\0", $en))
    };
}
pub(crate) use both;

impl Both {
    pub(crate) const fn new(zh_and_en: &'static str) -> Self {
        Self(zh_and_en)
    }

    #[inline(never)]
    pub(crate) fn get(self, language: Language) -> &'static str {
        let zh = self.0.bytes().take_while(|&byte| byte != 0).count();
        let text = match language {
            Language::ZhCn => self.0.get(..zh),
            Language::En => self.0.get(zh.saturating_add(1)..),
        };
        text.unwrap_or_default()
    }
}

/// The code of a cause that a reader may not know.
const NOT_DISCLOSED: u16 = 0;

/// What is said of the causes that a reader may not know.
const GENERIC: Both = both!(
    "服务点条件不符，请联系收单机构客服",
    "The service point conditions are not met; ask the acquirer's customer service",
);

/// What is said to a cardholder.
const CARDHOLDER_AGAIN: Both = both!("网络繁忙，请稍后再试", "The network is busy, please try again in a while");
const CARDHOLDER_CARD: Both =
    both!("请换一种刷卡方式或其他支付方式", "Please present the card in another way, or pay by other means");
const CARDHOLDER_OTHER: Both = both!(
    "本终端暂时无法受理，请改用其他支付方式",
    "This terminal cannot take the payment now, please pay by other means",
);
const CARDHOLDER_ADVICE: Both = both!("本次交易不受影响", "Your payment is not affected");

/// Says things of one request under one plan to one reader in one language.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// The plan that decides.
    pub plan: &'a Plan<'a>,
    /// The request.
    pub request: &'a Request,
    /// Who reads.
    pub reader: Reader,
    /// In which language.
    pub language: Language,
}

/// What the marks of a template stand for.
struct Marks<'a> {
    value: Value<'a>,
    observed: Option<i64>,
    required: Required,
    /// Whether the bound is said without a word for its side.
    plain: bool,
    subject: Option<&'a str>,
    fact: Option<Fact>,
}

impl Texts<'_> {
    /// The headline of a decision. Errs only where the sink does.
    pub fn outcome(&self, outcome: Outcome, sink: &mut dyn Sink) -> Result<(), Full> {
        let both = match (outcome, self.reader) {
            (Outcome::Proceed, _) => both!("条件符合，可以受理", "Conditions met, go on with the payment"),
            (_, Reader::Cardholder) => both!("交易未受理", "Payment not taken"),
            (Outcome::Refer, _) => {
                both!("服务点条件待核实，需联机处理", "Service point conditions to be settled online")
            }
            (Outcome::Decline, _) => both!("服务点条件不符，交易未受理", "Service point conditions not met"),
        };
        self.put(both, sink)
    }

    /// What a finding that fails or is unknown says; nothing where it passes. Errs only where the sink does.
    pub fn finding(&self, finding: &Finding<'_>, sink: &mut dyn Sink) -> Result<(), Full> {
        let Some(reason) = finding.reason else { return Ok(()) };
        let hidden = finding.internal && self.reader != Reader::Engineer;
        put_code(if hidden { NOT_DISCLOSED } else { reason as u16 }, sink)?;
        match self.reader {
            Reader::Cardholder if hidden => self.put(CARDHOLDER_OTHER, sink),
            Reader::Cardholder => self.put(to_cardholder(reason), sink),
            Reader::Merchant if hidden => self.put(GENERIC, sink),
            Reader::Merchant => self.cause(finding, reason, sink),
            Reader::Engineer => {
                sink.put(reason.name().as_bytes())?;
                self.put(both!("：", ": "), sink)?;
                self.cause(finding, reason, sink)?;
                self.put(both!("。规则 ", ". Rule "), sink)?;
                sink.put(finding.rule.as_bytes())?;
                sink.put(b": ")?;
                sink.put(finding.verdict.name().as_bytes())?;
                sink.put(b" -> ")?;
                sink.put(finding.action.name().as_bytes())?;
                self.values(finding, sink)?;
                self.put(both!("，DE39 ", ", DE39 "), sink)?;
                let de39 = self.plan.reason_row(reason as u16).map_or(reason.de39(), |row| row.de39);
                sink.put(&de39)?;
                if finding.internal {
                    self.put(both!("，不对外披露", ", not to be disclosed"), sink)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// What the first step that cures a finding is, said to the reader; nothing to whom the cause is not disclosed.
    /// Errs only where the sink does.
    pub fn remedy(&self, finding: &Finding<'_>, step: Step, sink: &mut dyn Sink) -> Result<(), Full> {
        let discloses = match self.reader {
            Reader::Cardholder => false,
            Reader::Merchant => !finding.internal,
            Reader::Engineer => true,
        };
        if !discloses {
            return Ok(());
        }
        self.fill(catalogue::step(step, self.language), &self.marks(finding), sink)
    }

    /// What an advice says; nothing of a rule that is not disclosed. Errs only where the sink does.
    pub fn advice(&self, advice: &Advice<'_>, sink: &mut dyn Sink) -> Result<(), Full> {
        if advice.internal && self.reader != Reader::Engineer {
            return Ok(());
        }
        put_advice_code(advice.kind, sink)?;
        if self.reader == Reader::Cardholder {
            return self.put(CARDHOLDER_ADVICE, sink);
        }
        let counts_transactions = advice.kind == AdviceKind::LimitNearlyUsed;
        let value = Value { counts_transactions, ..self.value(None, advice.unit) };
        let marks = Marks {
            value,
            observed: advice.observed,
            required: Required::AtMost(advice.limit),
            plain: true,
            subject: advice.subject,
            fact: None,
        };
        if self.reader == Reader::Engineer {
            sink.put(advice.kind.name().as_bytes())?;
            self.put(both!("：", ": "), sink)?;
        }
        self.fill(catalogue::advice(advice.kind, self.language), &marks, sink)?;
        match advice.rule {
            Some(rule) if self.reader == Reader::Engineer => {
                self.put(both!("。规则 ", ". Rule "), sink)?;
                sink.put(rule.as_bytes())
            }
            _ => Ok(()),
        }
    }

    /// Who takes a step. Errs only where the sink does.
    pub fn who(&self, who: Who, sink: &mut dyn Sink) -> Result<(), Full> {
        of_who(who, self.language, sink)
    }

    /// What kind of transaction is asked for; nothing where that is not known. Errs only where the sink does.
    pub fn transaction(&self, sink: &mut dyn Sink) -> Result<(), Full> {
        let name = self.request.transaction().map_or("", |transaction| transaction.name());
        sink.put(catalogue::word(name, self.language).unwrap_or(name).as_bytes())
    }

    /// A moment on the service point's clock. Errs only where the sink does.
    pub fn instant(&self, utc_s: i64, sink: &mut dyn Sink) -> Result<(), Full> {
        value::put_instant(self.plan, utc_s, sink)
    }

    /// An amount in the currency of the request. Errs only where the sink does.
    pub fn amount(&self, minor: i64, sink: &mut dyn Sink) -> Result<(), Full> {
        value::put_money(minor, self.request.currency(), self.language, sink)
    }

    /// Whether the reader may know the primary reason: an engineer always, a merchant where a rule that is disclosed gave
    /// it, a cardholder never.
    fn knows(&self, primary: u16) -> bool {
        let public =
            |finding: &Finding<'_>| !finding.internal && finding.reason.is_some_and(|reason| reason as u16 == primary);
        match self.reader {
            Reader::Engineer => true,
            Reader::Merchant => self.plan.findings(self.request).any(|finding| public(&finding)),
            Reader::Cardholder => false,
        }
    }

    fn put(&self, both: Both, sink: &mut dyn Sink) -> Result<(), Full> {
        sink.put(both.get(self.language).as_bytes())
    }

    fn value(&self, fact: Option<Fact>, unit: Unit) -> Value<'_> {
        Value { plan: self.plan, currency: self.request.currency(), fact, unit, counts_transactions: true }
    }

    fn marks<'m>(&'m self, finding: &'m Finding<'_>) -> Marks<'m> {
        // Versions of policies and levels of patches are counted too, but are no transactions.
        let counts_transactions = finding
            .reason
            .is_some_and(|reason| reason.family() == Family::Limits || reason == Reason::OfflineCountAboveLimit);
        Marks {
            value: Value { counts_transactions, ..self.value(finding.fact, finding.unit) },
            observed: finding.observed.filter(|_| finding.unit != Unit::None),
            required: finding.required,
            plain: false,
            subject: finding.subject,
            fact: finding.fact,
        }
    }

    fn cause(&self, finding: &Finding<'_>, reason: Reason, sink: &mut dyn Sink) -> Result<(), Full> {
        let mut marks = self.marks(finding);
        // A time that lies ahead has no age that could be said.
        if finding.unit == Unit::Seconds && finding.observed.is_some_and(|age_s| age_s < 0) {
            marks.observed = None;
        }
        // A region code is no distance from one.
        if finding.unit == Unit::Region {
            marks.observed = None;
        }
        // An engineer reads them behind the cause.
        if self.reader == Reader::Engineer {
            (marks.observed, marks.required) = (None, Required::Nothing);
        }
        // When something is due is a date, and no bound.
        marks.plain = matches!(reason, Reason::ReviewPending | Reason::ReviewOverdue);
        self.fill(catalogue::cause(reason, self.language), &marks, sink)
    }

    /// Observed and required, as an engineer reads them: also where the cause does not say them.
    fn values(&self, finding: &Finding<'_>, sink: &mut dyn Sink) -> Result<(), Full> {
        let marks = self.marks(finding);
        if let Some(observed) = marks.observed {
            self.put(both!("，实际 ", ", observed "), sink)?;
            marks.value.put(observed, self.language, sink)?;
        }
        match finding.required {
            Required::Nothing => return Ok(()),
            Required::OneOf(_) => self.put(both!("，", ", "), sink)?,
            _ => self.put(both!("，要求 ", ", required "), sink)?,
        }
        self.required(&marks, sink)
    }

    /// What is required, with a word for its side.
    fn required(&self, marks: &Marks<'_>, sink: &mut dyn Sink) -> Result<(), Full> {
        let show = |value: i64, sink: &mut dyn Sink| marks.value.put(value, self.language, sink);
        let is_date = marks.value.unit == Unit::Date;
        match marks.required {
            Required::Nothing => Ok(()),
            Required::AtLeast(least) => {
                if !marks.plain {
                    let date = both!("不早于", "not before ");
                    self.put(if is_date { date } else { both!("不低于", "at least ") }, sink)?;
                }
                show(least, sink)
            }
            Required::AtMost(most) => {
                if !marks.plain {
                    let date = both!("不晚于", "not after ");
                    self.put(if is_date { date } else { both!("不超过", "at most ") }, sink)?;
                }
                show(most, sink)
            }
            Required::Within(from, before) => {
                show(from, sink)?;
                self.put(both!("至", " to "), sink)?;
                show(before, sink)
            }
            Required::OneOf(values) => {
                self.put(both!("应为", "accepted: "), sink)?;
                let mut first = true;
                for &value in values.values() {
                    if !first {
                        self.put(both!("、", ", "), sink)?;
                    }
                    first = false;
                    show(value.into(), sink)?;
                }
                Ok(())
            }
        }
    }

    /// Writes a template: text, marks, and clauses in brackets that are left out where a mark of theirs says nothing.
    fn fill(&self, template: &str, marks: &Marks<'_>, sink: &mut dyn Sink) -> Result<(), Full> {
        for part in Parts::new(template, b']') {
            let (always, clause) = cut(part, b'[').unwrap_or((part, ""));
            self.fill_plain(always, marks, sink)?;
            let says = |mark: &str| match mark {
                "observed" => marks.observed.is_some(),
                "required" => marks.required != Required::Nothing,
                "subject" => marks.subject.is_some(),
                _ => marks.fact.is_some(),
            };
            if names_of_marks(clause).all(says) {
                self.fill_plain(clause, marks, sink)?;
            }
        }
        Ok(())
    }

    fn fill_plain(&self, text: &str, marks: &Marks<'_>, sink: &mut dyn Sink) -> Result<(), Full> {
        for part in Parts::new(text, b'}') {
            let (text, mark) = cut(part, b'{').unwrap_or((part, ""));
            sink.put(text.as_bytes())?;
            match mark {
                "observed" => marks.observed.map_or(Ok(()), |value| marks.value.put(value, self.language, sink))?,
                "required" => self.required(marks, sink)?,
                "subject" => {
                    let id = marks.subject.unwrap_or_default();
                    sink.put(catalogue::subject(id, self.language).unwrap_or(id).as_bytes())?;
                }
                "fact" => {
                    let name = marks.fact.map_or("", |fact| catalogue::fact(fact, self.language));
                    sink.put(name.as_bytes())?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// What a reason says to a reader, without anything of a request. Errs only where the sink does.
pub fn of_reason(reason: Reason, reader: Reader, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    put_code(reason as u16, sink)?;
    match reader {
        Reader::Cardholder => sink.put(to_cardholder(reason).get(language).as_bytes()),
        Reader::Merchant => put_bare(catalogue::cause(reason, language), sink),
        Reader::Engineer => {
            sink.put(reason.name().as_bytes())?;
            sink.put(both!("：", ": ").get(language).as_bytes())?;
            put_bare(catalogue::cause(reason, language), sink)
        }
    }
}

/// What is said where the cause may not be known. Errs only where the sink does.
pub fn of_undisclosed(language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    put_code(NOT_DISCLOSED, sink)?;
    sink.put(GENERIC.get(language).as_bytes())
}

/// What a step is, without anything of a request. Errs only where the sink does.
pub fn of_step(step: Step, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    put_bare(catalogue::step(step, language), sink)
}

/// Who takes a step. Errs only where the sink does.
pub fn of_who(who: Who, language: Language, sink: &mut dyn Sink) -> Result<(), Full> {
    let both = match who {
        Who::Merchant => both!("商户", "merchant"),
        Who::Operator => both!("收银员", "operator"),
        Who::Acquirer => both!("收单机构", "acquirer"),
        Who::ServiceEngineer => both!("服务工程师", "service engineer"),
        Who::Wait => both!("等待", "time"),
    };
    sink.put(both.get(language).as_bytes())
}

/// A template without its clauses in brackets; what is left has no marks.
fn put_bare(template: &str, sink: &mut dyn Sink) -> Result<(), Full> {
    for part in Parts::new(template, b']') {
        sink.put(cut(part, b'[').map_or(part, |(always, _)| always).as_bytes())?;
    }
    Ok(())
}

/// The names of the marks in a text.
fn names_of_marks(text: &str) -> impl Iterator<Item = &str> {
    Parts::new(text, b'}').filter_map(|part| cut(part, b'{').map(|(_, name)| name))
}

/// What stands before and after a byte of ASCII. By hand, since what the library does for any letter cannot be linked
/// without its panics.
fn cut(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = text.bytes().position(|byte| byte == at)?;
    let (before, rest) = text.split_at_checked(place)?;
    Some((before, rest.split_at_checked(1)?.1))
}

/// The parts of a text between bytes of ASCII.
struct Parts<'a> {
    rest: Option<&'a str>,
    at: u8,
}

impl<'a> Parts<'a> {
    const fn new(text: &'a str, at: u8) -> Self {
        Self { rest: Some(text), at }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest?;
        let (part, rest) = cut(text, self.at).map_or((text, None), |(part, rest)| (part, Some(rest)));
        self.rest = rest;
        Some(part)
    }
}

/// What a cardholder may know: what else to do, never why.
const fn to_cardholder(reason: Reason) -> Both {
    match reason.family() {
        Family::System => CARDHOLDER_AGAIN,
        _ if matches!(reason, Reason::HostUnreachable) => CARDHOLDER_AGAIN,
        _ if matches!(reason, Reason::EntryModeNotAllowed | Reason::EntryModeUnknown) => CARDHOLDER_CARD,
        _ => CARDHOLDER_OTHER,
    }
}

/// The short code of a reason, such as `PC0801`, and a space.
fn put_code(number: u16, sink: &mut dyn Sink) -> Result<(), Full> {
    sink.put(b"PC")?;
    put_digits(sink, number.into(), 4)?;
    sink.put(b" ")
}

/// The short code of an advice, such as `PA04`, and a space.
fn put_advice_code(kind: AdviceKind, sink: &mut dyn Sink) -> Result<(), Full> {
    sink.put(b"PA")?;
    put_digits(sink, (kind as u8).into(), 2)?;
    sink.put(b" ")
}
