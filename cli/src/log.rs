//! The lines of a log of decisions, as `docs/log.md` describes them: what decided, and what was decided, so that it can be
//! decided again.
//!
//! Services write these lines and `poscond replay` reads them. Fields stand in alphabetical order, so that what is written
//! has its keys sorted.
//!
//! ```
//! use poscond::{Outcome, Plan, Request};
//! use poscond_cli::log::{Base64, DecisionLine, Digest, Line, answer};
//!
//! /// A decision of a request, as a line at the end of a log that has the plan already.
//! fn record(plan: &Plan<'_>, request: &Request, log: &mut Vec<u8>) -> serde_json::Result<()> {
//!     let decision = plan.evaluate(request);
//!     let counts = decision.outcome == Outcome::Proceed;
//!     let line = Line::Decision(DecisionLine {
//!         answer: answer(&decision),
//!         counted: counts.then(|| plan.accrue(request).map(Into::into).collect()),
//!         id: "17".into(),
//!         module: None,
//!         plan: Digest(*plan.digest()),
//!         recorded_at_utc_s: 1_795_408_801,
//!         request: Base64::of(&request.encode()),
//!     });
//!     line.write(log)
//! }
//! ```

use poscond::{Accrual, Decision};
use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Most characters of a decision's id.
pub const ID_LENGTH_MAX: usize = 80;

/// One line. `Part` is JSON that a line holds as it stands: a decision, a service point.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line<'a, Part = &'a RawValue> {
    /// What decides, before the first decision by it.
    #[serde(borrow)]
    Plan(PlanLine<'a, Part>),
    /// What was decided.
    #[serde(borrow)]
    Decision(DecisionLine<'a, Part>),
}

/// What decides.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanLine<'a, Part = &'a RawValue> {
    /// The plan.
    #[serde(borrow)]
    pub bytes: Base64<'a>,
    /// The digest that it carries ([`poscond::Plan::digest`]).
    pub digest: Digest,
    /// What it was compiled of; without it no other policy can be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_point: Option<Part>,
}

/// What was decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DecisionLine<'a, Part = &'a RawValue> {
    /// The decision, as [`Decision::write_json`] writes it; these bytes are compared.
    pub answer: Part,
    /// What was added to the counters; nothing where the service does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<Vec<Counted>>,
    /// What the service calls the decision, in at most [`ID_LENGTH_MAX`] characters.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// SHA-256 of the module that decided, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module: Option<Digest>,
    /// The digest of the plan that decided.
    pub plan: Digest,
    /// When it was recorded, seconds UTC.
    pub recorded_at_utc_s: i64,
    /// The request in its wire form ([`poscond::Request::encode`]).
    #[serde(borrow)]
    pub request: Base64<'a>,
}

impl<'a> Line<'a> {
    /// Reads a line.
    pub fn read(text: &'a str) -> serde_json::Result<Self> {
        serde_json::from_str(text)
    }
}

impl<Part: Serialize> Line<'_, Part> {
    /// Writes the line, its end included.
    ///
    /// Errs only where a part does not serialise, which a [`RawValue`] always does.
    pub fn write(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.push(b'\n');
        Ok(())
    }
}

/// The decision as a line holds it.
#[must_use]
pub fn answer(decision: &Decision) -> Box<RawValue> {
    let mut bytes = Vec::new();
    // OK because a growing list of bytes is never full.
    let _ = decision.write_json(&mut bytes);
    // OK because the engine writes JSON in UTF-8.
    RawValue::from_string(String::from_utf8(bytes).unwrap_or_default()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// What was added to one counter: an [`Accrual`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Added to the sum, in minor units; below zero where it was taken away.
    pub amount_minor: i64,
    /// Added to the number of transactions, likewise.
    pub count: i32,
    /// The counter's slot in the plan's list.
    pub slot: u8,
    /// The window, named by the local date of its first business day, in days since 1970-01-01.
    pub window_day: i32,
}

impl From<Accrual> for Counted {
    fn from(accrual: Accrual) -> Self {
        let Accrual { amount_minor, window_day, count, slot } = accrual;
        Self { amount_minor, count, slot, window_day }
    }
}

/// A SHA-256, written as 64 hexadecimal digits in lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Hex;
        impl Visitor<'_> for Hex {
            type Value = Digest;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("64 hexadecimal digits in lower case")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Digest, E> {
                let mut digest = [0; 32];
                let is_whole = text.len() == 2 * digest.len();
                match is_whole.then(|| data_encoding::HEXLOWER.decode_mut(text.as_bytes(), &mut digest)) {
                    Some(Ok(_)) => Ok(Digest(digest)),
                    _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
                }
            }
        }
        from.deserialize_str(Hex)
    }
}

/// Bytes, written as base64 (RFC 4648, the standard alphabet, with padding).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Base64<'a>(#[serde(borrow)] Cow<'a, str>);

impl Base64<'static> {
    /// These bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(data_encoding::BASE64.encode(bytes).into())
    }
}

impl Base64<'_> {
    /// Reads the bytes into a list, in place of what it holds.
    ///
    /// Errs with what is wrong, in words.
    pub fn read(&self, into: &mut Vec<u8>) -> Result<(), String> {
        let text = self.0.as_bytes();
        let wrong = |at: usize| {
            let found = self.0.get(at..).and_then(|rest| rest.chars().next());
            let found = found.map_or_else(|| "an end".to_owned(), |found| format!("`{}`", found.escape_default()));
            format!("{found} at offset {at} of {}; accepted: {BASE64}", text.len())
        };
        let length = data_encoding::BASE64.decode_len(text.len()).map_err(|error| wrong(error.position))?;
        into.clear();
        into.resize(length, 0);
        let read = data_encoding::BASE64.decode_mut(text, into).map_err(|partial| wrong(partial.error.position))?;
        into.truncate(read);
        Ok(())
    }
}

/// What bytes are written as.
const BASE64: &str = "base64 in the standard alphabet, with padding";

#[cfg(test)]
mod tests {
    use super::*;

    /// Pins the bytes of both lines: keys sorted, what is not said left out, an end of line.
    #[test]
    fn lines_as_they_are_written() {
        let plan = Line::Plan(PlanLine::<&RawValue> {
            bytes: Base64::of(b"plan"),
            digest: Digest([0xab; 32]),
            service_point: None,
        });
        let answer: &RawValue = serde_json::from_str("{\"outcome\":\"proceed\"}").expect("JSON");
        let counted = Counted { amount_minor: 8800, count: 1, slot: 2, window_day: 20780 };
        let decision = Line::Decision(DecisionLine {
            answer,
            counted: Some(vec![counted]),
            id: "7".into(),
            module: Some(Digest([1; 32])),
            plan: Digest([0xab; 32]),
            recorded_at_utc_s: 5,
            request: Base64::of(&[0, 255, 254]),
        });
        let mut out = Vec::new();
        plan.write(&mut out).and_then(|()| decision.write(&mut out)).expect("both serialise");
        let (ab, one) = ("ab".repeat(32), "01".repeat(32));
        let expected = format!(
            "{{\"plan\":{{\"bytes\":\"cGxhbg==\",\"digest\":\"{ab}\"}}}}\n\
             {{\"decision\":{{\"answer\":{{\"outcome\":\"proceed\"}},\"counted\":[{{\"amount_minor\":8800,\"count\":1,\
             \"slot\":2,\"window_day\":20780}}],\"id\":\"7\",\"module\":\"{one}\",\"plan\":\"{ab}\",\
             \"recorded_at_utc_s\":5,\"request\":\"AP/+\"}}}}\n"
        );
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
        let line = Line::read(expected.lines().nth(1).expect("two lines")).expect("a line");
        let Line::Decision(line) = line else { panic!("a decision") };
        assert_eq!((line.answer.get(), line.counted), (answer.get(), Some(vec![counted])));
    }

    #[test]
    fn base64_is_strict() {
        let read = |text: &'static str| {
            let mut bytes = Vec::new();
            Base64(text.into()).read(&mut bytes).map(|()| bytes)
        };
        assert_eq!(read("AP/+"), Ok(vec![0, 255, 254]));
        assert_eq!(read(""), Ok(Vec::new()));
        for (text, wrong) in [
            ("AP_+", "`_` at offset 2 of 4"),
            ("AP/+AA", "`A` at offset 4 of 6"),
            ("AP/+AB==", "`B` at offset 5 of 8"),
            ("AP/+\n", "`\\n` at offset 4 of 5"),
        ] {
            assert_eq!(read(text), Err(format!("{wrong}; accepted: {BASE64}")));
        }
    }
}
