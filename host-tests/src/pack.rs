//! The vectors as one binary file for hosts that read no JSON.
//!
//! Integers are little-endian. The file is `POSCONDV`, the number of cases (4 bytes), then entries: a kind (1), and fields of
//! that kind. A blob is its length (4) and its bytes. `host-tests/c/vectors.c` reads it; the order of fields stands here
//! and there.
//!
//! | kind | fields |
//! |---|---|
//! | `P` | a plan for the cases that follow: blob |
//! | `D` | a decision: id (blob), record (blob), report (blob), decision, findings, foresight, accruals |
//! | `O` | an opening: id, plan (blobs), 1 and service point (blob) or 0, least revision (4), status (4) |
//! | `R` | a record: id, record (blobs), status (4), where that is 0 what it is encoded as (blob) |
//! | `F` | what a finding says: id, record, rule, reader and language (1 each), lines (4) and so many blobs |
//! | `A` | what an advice says: the same with its kind (1) for the rule |
//! | `S` | a slip: id, record, reader, language, encoding (1 each), text (blob) |
//! | `L` | lines of a display: id, record, rule, reader, language, columns, rows (1 each), text in GBK (blob) |

use crate::file::{Decoded, Says, Vectors, unhex};
use crate::host::asked_in;
use crate::layout::compact;
use anyhow::{Context, Result, anyhow};
use poscond::texts::{Encoding, Language, Reader};
use poscond::{AdviceKind, Expect, Plan, Request, SigningKey, sign};
use poscond_c::Status;
use poscond_c::forms::{FindingForm, ForesightForm};

struct Pack(Vec<u8>);

impl Pack {
    fn kind(&mut self, kind: u8) {
        self.0.push(kind);
    }

    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn word(&mut self, word: usize) {
        self.0.extend(u32::try_from(word).unwrap_or(u32::MAX).to_le_bytes());
    }

    fn integers(&mut self, integers: &[i64]) {
        for integer in integers {
            self.0.extend(integer.to_le_bytes());
        }
    }

    fn blob(&mut self, bytes: &[u8]) {
        self.word(bytes.len());
        self.0.extend(bytes);
    }

    fn status(&mut self, status: Status) {
        self.0.extend((status as i32).to_le_bytes());
    }
}

/// The text before the first zero.
fn text(characters: &[std::ffi::c_char]) -> Vec<u8> {
    characters.iter().map(|&character| character.to_ne_bytes()[0]).take_while(|&byte| byte != 0).collect()
}

/// The status that an error of this kind has, behind the name of what it is of.
fn status(of: &str, kind: &str) -> Result<Status> {
    let name = format!("{of}{kind}");
    Status::ALL.iter().copied().find(|status| status.name() == name).with_context(|| format!("no status is `{name}`"))
}

/// Everything that C reads beside the report, as the forms of the C ABI have it.
fn decision(pack: &mut Pack, plan: &Plan<'_>, request: &Request) {
    let decision = plan.evaluate(request);
    pack.integers(&[decision.failed.cast_signed(), decision.unknown.cast_signed()]);
    pack.word(decision.reason.into());
    pack.0.extend(decision.de39);
    pack.byte(decision.outcome as u8);
    pack.byte(decision.guards);
    pack.word(plan.finding_count(&decision));
    for finding in plan.findings(request) {
        let form = FindingForm::new(&finding);
        pack.integers(&[form.observed, form.required_from, form.required_to]);
        pack.word(form.reason.into());
        for value in form.listed {
            pack.word(value.into());
        }
        let words = [form.listed_count, form.required, form.has_observed, form.unit, form.verdict, form.action];
        pack.0.extend(words);
        pack.0.extend([form.fact, form.bit, form.internal]);
        pack.blob(&text(&form.rule));
        pack.blob(&text(&form.subject));
    }
    let foresight = ForesightForm::new(plan.foresee(request));
    pack.integers(&[foresight.stable_until_utc_s, foresight.next_allowed_at_utc_s, foresight.max_amount_minor]);
    pack.0.extend([foresight.has_stable_until, foresight.has_next_allowed_at, foresight.has_max_amount]);
    let accruals: Vec<_> = plan.accrue(request).collect();
    pack.word(accruals.len());
    for accrual in accruals {
        pack.integers(&[accrual.amount_minor, accrual.window_day.into(), accrual.count.into(), accrual.slot.into()]);
    }
}

/// The pack of all vectors.
///
/// Errs where a vector is not what it should be.
pub fn pack(files: &[Vectors]) -> Result<Vec<u8>> {
    let mut pack = Pack(b"POSCONDV".to_vec());
    pack.word(files.iter().map(Vectors::number_of_tests).sum());
    for file in files {
        match file {
            Vectors::Decisions(file) => {
                for group in &file.groups {
                    let bytes = unhex(&group.plan)?;
                    let plan =
                        Plan::open(&bytes, Expect::default()).map_err(|error| anyhow!("{}: {error}", group.id))?;
                    pack.kind(b'P');
                    pack.blob(&bytes);
                    for case in &group.cases {
                        let request: Request = serde_json::from_str(case.request.get())?;
                        pack.kind(b'D');
                        pack.blob(case.id.as_bytes());
                        pack.blob(&request.encode());
                        pack.blob(compact(case.expected.get()).as_bytes());
                        decision(&mut pack, &plan, &request);
                    }
                }
            }
            Vectors::Open(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    pack.kind(b'O');
                    pack.blob(case.id.as_bytes());
                    pack.blob(&unhex(&case.plan)?);
                    pack.byte(case.expect.service_point.is_some().into());
                    if let Some(id) = &case.expect.service_point {
                        pack.blob(id.as_bytes());
                    }
                    pack.word(usize::try_from(case.expect.revision_min)?);
                    pack.status(match &case.expected {
                        None => Status::Ok,
                        Some(refusal) => status("Plan", &refusal.kind)?,
                    });
                }
            }
            Vectors::Records(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    pack.kind(b'R');
                    pack.blob(case.id.as_bytes());
                    pack.blob(&unhex(&case.record)?);
                    match &case.expected {
                        Decoded::Request(json) => {
                            let request: Request = serde_json::from_str(json.get())?;
                            pack.status(Status::Ok);
                            pack.blob(&request.encode());
                        }
                        Decoded::Error(refusal) => pack.status(status("Request", &refusal.kind)?),
                    }
                }
            }
            Vectors::Texts(file) => {
                for case in file.groups.iter().flat_map(|group| &group.cases) {
                    texts(&mut pack, files, case).with_context(|| case.id.clone())?;
                }
            }
        }
    }
    Ok(pack.0)
}

fn texts(pack: &mut Pack, files: &[Vectors], case: &crate::file::TextCase) -> Result<()> {
    let (plan, json) = asked_in(files, &case.of).context("no such case")?;
    let request: Request = serde_json::from_str(json)?;
    let reader = Reader::ALL.iter().find(|word| word.name() == case.reader).context("no such reader")?;
    let language = Language::ALL.iter().find(|word| word.name() == case.language).context("no such language")?;
    let words = [*reader as u8, *language as u8];
    pack.kind(b'P');
    pack.blob(&unhex(plan)?);
    let mut head = |kind: u8| {
        pack.kind(kind);
        pack.blob(case.id.as_bytes());
        pack.blob(&request.encode());
    };
    let gbk = || -> Result<Vec<u8>> {
        let lines: Result<Vec<_>> = case.expected.iter().map(|line| unhex(line)).collect();
        Ok(lines?.join(&b'\n'))
    };
    match &case.says {
        Says::Finding(rule) => {
            head(b'F');
            pack.blob(rule.as_bytes());
            pack.0.extend(words);
            lines(pack, &case.expected);
        }
        Says::Advice(kind) => {
            let kind = AdviceKind::ALL.iter().find(|word| word.name() == kind).context("no such advice")?;
            head(b'A');
            pack.byte(*kind as u8);
            pack.0.extend(words);
            lines(pack, &case.expected);
        }
        Says::Receipt | Says::ReceiptGbk => {
            head(b'S');
            pack.0.extend(words);
            let (encoding, mut slip) = match &case.says {
                Says::Receipt => (Encoding::Utf8, case.expected.join("\n").into_bytes()),
                _ => (Encoding::Gbk, gbk()?),
            };
            pack.byte(encoding as u8);
            slip.push(b'\n');
            pack.blob(&slip);
        }
        Says::Display(rule, columns, rows) => {
            head(b'L');
            pack.blob(rule.as_bytes());
            pack.0.extend(words);
            pack.byte(u8::try_from(*columns)?);
            pack.byte(u8::try_from(*rows)?);
            pack.blob(&gbk()?);
        }
    }
    Ok(())
}

fn lines(pack: &mut Pack, lines: &[String]) {
    pack.word(lines.len());
    for line in lines {
        pack.blob(line.as_bytes());
    }
}

/// The first plan of the vectors, signed and unsigned, behind the key that signed it and another one.
///
/// Errs where there is none.
pub fn signed(files: &[Vectors]) -> Result<Vec<u8>> {
    let groups = files.iter().find_map(|file| match file {
        Vectors::Decisions(file) => file.groups.first(),
        _ => None,
    });
    let plan = unhex(&groups.context("no decisions")?.plan)?;
    let [key, stranger] = [[7; 32], [8; 32]].map(|secret| SigningKey::from_secret(&secret));
    let mut pack = Pack(Vec::new());
    for key in [&key, &stranger] {
        pack.0.extend(key.public_key().as_bytes());
    }
    pack.blob(&sign(&plan, &key)?);
    pack.blob(&plan);
    Ok(pack.0)
}
