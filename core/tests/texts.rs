//! Texts: every reason, step and advice has one for every reader in both languages; nothing reaches a reader who may not
//! know it; lines of a terminal cut nothing in half (design, section 7).
#![cfg(all(feature = "json", feature = "messages"))]
#![allow(dead_code, reason = "a part of what the tests share is used")]

mod common;

use common::generate::{Triple, triples};
use common::{MANY, cases, open};
use poscond::texts::{self, COLUMNS_MAX, Encoding, Language, Lines, RECEIPT_COLUMNS, Reader, Texts};
use poscond::{
    Action, AdviceKind, Buffer, Finding, Full, Outcome, Plan, Reason, Request, Sink, Step, compile_for_export,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use std::collections::BTreeSet;

fn text(write: impl FnOnce(&mut dyn Sink) -> Result<(), Full>) -> String {
    let mut bytes = Vec::new();
    write(&mut bytes).expect("a list takes all");
    String::from_utf8(bytes).expect("texts are UTF-8")
}

fn all() -> impl Iterator<Item = (Reader, Language)> {
    Reader::ALL.iter().flat_map(|&reader| Language::ALL.iter().map(move |&language| (reader, language)))
}

/// Columns of a text, Chinese characters and the ellipsis two.
fn columns(text: &str) -> usize {
    text.chars().map(|one| if (one as u32) < 0x2000 { 1 } else { 2 }).sum()
}

/// The text in GBK by another hand.
fn gbk(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(text);
    assert!(!unmappable, "{text}");
    bytes.into_owned()
}

fn lines(text: &str, columns: usize, rows: usize, encoding: Encoding) -> Vec<u8> {
    let mut out = Vec::new();
    let mut lines = Lines::new(&mut out, columns, rows, encoding);
    lines.put(text.as_bytes()).expect("a list takes all");
    lines.finish().expect("a list takes all");
    out
}

/// Pins that a text says something, in its language, and that a terminal can show it.
#[track_caller]
fn is_a_text(text: &str, language: Language) {
    let (_, words) = text.split_once(' ').expect("a code comes first");
    assert!(words.chars().count() >= 4, "{text}");
    let is_chinese = |one: char| ('\u{4e00}'..='\u{9fff}').contains(&one);
    assert_eq!(words.chars().any(is_chinese), language == Language::ZhCn, "{text}");
    assert!(!text.contains(['{', '}', '[', ']']), "{text}");
    assert!(!text.ends_with(['.', '。', ',', '，', ':', '：']), "{text}");
    assert_eq!(
        lines(text, COLUMNS_MAX, usize::MAX, Encoding::Gbk),
        gbk(&String::from_utf8(lines(text, COLUMNS_MAX, usize::MAX, Encoding::Utf8)).expect("UTF-8"))
    );
}

#[test]
fn every_reason_has_texts_for_every_reader() {
    let mut said = BTreeSet::new();
    for &reason in Reason::ALL {
        for (reader, language) in all() {
            let words = text(|sink| texts::of_reason(reason, reader, language, sink));
            assert!(words.starts_with(&format!("PC{:04} ", reason as u16)), "{words}");
            is_a_text(&words, language);
            // Two causes that a merchant cannot tell apart would be one.
            if reader == Reader::Merchant {
                let (_, words) = words.split_once(' ').expect("a code comes first");
                assert!(said.insert(words.to_owned()), "{words}");
            }
        }
    }
    for &step in Step::ALL {
        for &language in Language::ALL {
            let words = text(|sink| texts::of_step(step, language, sink));
            is_a_text(&format!("step {words}"), language);
            assert!(said.insert(words.clone()), "{words}");
        }
        assert!(Reason::ALL.iter().any(|reason| reason.steps().contains(&step)), "{} cures nothing", step.name());
    }
}

/// A cardholder is told what else to do and never why: nothing of the merchant's documents, limits, place, hours or risk.
#[test]
fn cardholders_learn_nothing_about_the_merchant() {
    let mut different = BTreeSet::new();
    for &reason in Reason::ALL {
        for &language in Language::ALL {
            let words = text(|sink| texts::of_reason(reason, Reader::Cardholder, language, sink));
            different.insert(words.split_once(' ').expect("a code comes first").1.to_owned());
        }
    }
    assert!(different.len() <= 6, "{different:?}");
    let secret = [
        "商户", "资质", "证", "限额", "风险", "审核", "地址", "营业", "暂停", "规则", "merchant", "document", "licen",
        "limit", "risk", "suspend", "address", "hours", "rule", "acquirer", "shop",
    ];
    for words in &different {
        for word in secret {
            assert!(!words.to_lowercase().contains(word), "`{words}` says `{word}`");
        }
    }
}

/// What a finding or an advice says, to everybody; what only an engineer may know is nowhere else.
fn check(triple: &Triple) -> Result<(), TestCaseError> {
    let (plan, request) = (open(&triple.plan), &triple.request);
    let cardholder: BTreeSet<String> = Reason::ALL
        .iter()
        .flat_map(|&reason| Language::ALL.iter().map(move |&language| (reason, language)))
        .map(|(reason, language)| text(|sink| texts::of_reason(reason, Reader::Cardholder, language, sink)))
        .map(|words| words.split_once(' ').expect("a code comes first").1.to_owned())
        .collect();
    for (reader, language) in all() {
        let texts = Texts { plan: &plan, request, reader, language };
        for finding in plan.findings(request).filter(|finding| finding.reason.is_some()) {
            let words = text(|sink| texts.finding(&finding, sink));
            is_a_text(&words, language);
            let remedies: Vec<String> = finding
                .reason
                .map_or(&[][..], Reason::steps)
                .iter()
                .map(|&step| text(|sink| texts.remedy(&finding, step, sink)))
                .collect();
            let hidden = finding.internal && reader != Reader::Engineer;
            prop_assert_eq!(words.starts_with("PC0000 "), hidden);
            prop_assert_eq!(remedies.iter().all(String::is_empty), hidden || reader == Reader::Cardholder);
            if reader == Reader::Cardholder {
                prop_assert!(cardholder.contains(words.split_once(' ').expect("a code").1), "{}", words);
            }
            if hidden {
                let mut generic = text(|sink| texts::of_undisclosed(language, sink));
                if reader == Reader::Cardholder {
                    generic = text(|sink| texts::of_reason(Reason::HoursClosed, reader, language, sink))
                        .replace("PC0901", "PC0000");
                }
                prop_assert_eq!(&words, &generic);
            }
            if reader == Reader::Engineer {
                prop_assert!(words.contains(finding.rule) && words.contains(finding.action.name()), "{}", words);
            }
        }
        let mut wrong = None;
        plan.advise(request, |advice| {
            let words = text(|sink| texts.advice(&advice, sink));
            let hidden = advice.internal && reader != Reader::Engineer;
            if !hidden {
                is_a_text(&words, language);
            }
            if words.is_empty() != hidden {
                wrong = Some(words);
            }
        });
        prop_assert_eq!(wrong, None);
        receipt(&texts)?;
    }
    disclosed(&plan, request)?;
    exported(triple, &plan)
}

/// A slip keeps to its columns, names plan and request, and no rule that is not disclosed.
fn receipt(texts: &Texts<'_>) -> Result<(), TestCaseError> {
    let slip = text(|sink| texts.receipt(Encoding::Utf8, sink));
    prop_assert!(slip.ends_with('\n'));
    for line in slip.lines() {
        prop_assert!(columns(line) <= RECEIPT_COLUMNS, "{}", line);
    }
    let mut bytes = Vec::new();
    texts.receipt(Encoding::Gbk, &mut bytes).expect("a list takes all");
    prop_assert_eq!(bytes, gbk(&slip));
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let joined = slip.replace('\n', "");
    prop_assert!(joined.contains(&hex(texts.plan.digest())));
    prop_assert!(joined.contains(&hex(&texts::request_digest(texts.request))));
    for (bytes, room) in [(&mut vec![0; slip.len()], true), (&mut vec![0; slip.len() - 1], false)] {
        prop_assert_eq!(texts.receipt(Encoding::Utf8, &mut Buffer::new(bytes)).is_ok(), room);
    }
    Ok(())
}

fn publicly_blocks(plan: &Plan<'_>, request: &Request) -> bool {
    plan.findings(request).any(|finding| !finding.internal && finding.action >= Action::Refer)
}

/// Foresight that is disclosed is foresight, at an edge that the rules everybody may know make by themselves.
fn disclosed(plan: &Plan<'_>, request: &Request) -> Result<(), TestCaseError> {
    let whole = plan.foresee(request);
    let shown = plan.disclosed(request, whole);
    prop_assert!(shown.next_allowed_at_utc_s.is_none() || shown.next_allowed_at_utc_s == whole.next_allowed_at_utc_s);
    prop_assert!(shown.max_amount_minor.is_none() || shown.max_amount_minor == whole.max_amount_minor);
    if !plan.rule_rows().any(|row| row.internal) {
        prop_assert_eq!(shown, whole);
        return Ok(());
    }
    prop_assert_eq!(shown.stable_until_utc_s, None);
    let before = |at: i64| plan.afresh(request, at - 1).ok().filter(|_| Some(at) != request.now_utc_s());
    if let Some(before) = whole.next_allowed_at_utc_s.and_then(before) {
        prop_assert_eq!(shown.next_allowed_at_utc_s.is_some(), publicly_blocks(plan, &before));
    }
    if let Some(amount) = whole.max_amount_minor {
        let mut above = *request;
        above.set_amount_minor(amount + 1).expect("in range");
        prop_assert_eq!(shown.max_amount_minor.is_some(), publicly_blocks(plan, &above));
    }
    Ok(())
}

/// A plan for export holds nothing of the rules that are not disclosed, and says of the others what the whole plan says.
fn exported(triple: &Triple, plan: &Plan<'_>) -> Result<(), TestCaseError> {
    let Ok(bytes) = compile_for_export(&triple.policy, &triple.point) else {
        prop_assert!(plan.rule_rows().all(|row| row.internal));
        return Ok(());
    };
    let export = open(&bytes);
    prop_assert!(export.rule_rows().all(|row| !row.internal));
    let ids = |plan: &Plan<'_>| -> Vec<String> {
        plan.rule_rows().filter(|row| !row.internal).map(|row| row.id.to_owned()).collect()
    };
    prop_assert_eq!(ids(&export), ids(plan));
    // Where the counters of both stand in the same slots, they read the same request.
    if export.counters().eq(plan.counters()) {
        let public = |plan: &Plan<'_>| -> Vec<String> {
            let say = |finding: Finding<'_>| {
                format!("{} {:?} {:?} {:?}", finding.rule, finding.reason, finding.observed, finding.required)
            };
            let rules = plan.findings(&triple.request).filter(|finding| !finding.internal && finding.bit.is_some());
            rules.map(say).collect()
        };
        prop_assert_eq!(public(&export), public(plan));
        if plan.evaluate(&triple.request).outcome == Outcome::Proceed {
            prop_assert_eq!(export.evaluate(&triple.request).outcome, Outcome::Proceed);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(MANY / 5))]

    /// Pins what is said of any request under any plan.
    #[test]
    fn what_is_said_is_whole_and_for_its_reader(triple in triples()) {
        check(&triple)?;
    }
}

proptest! {
    #![proptest_config(cases(MANY))]

    /// Pins that lines keep to columns and rows, cut no character and no word that fits, lose nothing while there is room,
    /// and are the same in GBK.
    #[test]
    fn lines_cut_nothing_in_half(
        words in proptest::collection::vec(prop_oneof![
            "[a-zA-Z0-9][a-zA-Z0-9.:]{0,23}", "[终端不在注册经营地址范围内]{1,12}", "[，。：（）]", " ", "\n"
        ], 0..24),
        wide in 4_usize..=COLUMNS_MAX,
        rows in 1_usize..8,
    ) {
        let text = words.concat();
        let cut = String::from_utf8(lines(&text, wide, rows, Encoding::Utf8)).expect("whole characters");
        prop_assert!(cut.lines().count() <= rows, "{:?}", cut);
        for line in cut.lines() {
            prop_assert!(columns(line) <= wide && !line.ends_with(' '), "{:?}", line);
        }
        prop_assert_eq!(lines(&text, wide, rows, Encoding::Gbk), gbk(&cut));
        let bare = |text: &str| text.replace([' ', '\n'], "");
        let whole = String::from_utf8(lines(&text, wide, usize::MAX, Encoding::Utf8)).expect("whole characters");
        prop_assert_eq!(bare(&whole), bare(&text));
        if whole.lines().count() <= rows {
            prop_assert_eq!(&cut, &whole);
        } else {
            prop_assert!(cut.ends_with('…') && bare(&whole).starts_with(&bare(cut.trim_end_matches('…'))), "{:?} of {:?}", cut, whole);
        }
        // A word of ASCII that fits on a line, with a mark on each side, stands on one.
        for word in words.iter().filter(|word| word.is_ascii() && word.len() + 4 <= wide && word.len() > 1) {
            if words.iter().all(|other| !other.is_ascii() || other == " " || other == "\n" || other == word) {
                let alone = words.windows(2).all(|pair| !(pair[0].is_ascii() && pair[1].is_ascii() && pair[0] != " " && pair[1] != " " && pair[0] != "\n" && pair[1] != "\n"));
                prop_assert!(!alone || whole.contains(word.as_str()), "`{}` in {:?}", word, whole);
            }
        }
        // No line starts with a mark that closes, where the line before has room for it and what it closes.
        let closes = |one: char| matches!(one, '，' | '。' | '：' | '）');
        let marks = text.split(|one: char| !closes(one)).map(columns).max().unwrap_or_default();
        let word = text.split(|one: char| !one.is_ascii() || one == ' ').map(columns).max().unwrap_or_default();
        if !text.contains(['\n', ' ', '（']) && word.max(2) + marks <= wide {
            prop_assert!(whole.lines().skip(1).all(|line| !line.starts_with(closes)), "{:?}", whole);
        }
    }
}

#[test]
fn a_terminal_shows_a_refusal_in_four_lines_of_sixteen() {
    let words = "PC1007 日累计金额超出限额：含本笔1,000.01元，不超过1,000.00元";
    let shown = String::from_utf8(lines(words, 16, 4, Encoding::Utf8)).expect("UTF-8");
    assert_eq!(shown, "PC1007 日累计金\n额超出限额：含本\n笔1,000.01元，不\n超过1,000.00元");
    let shown = String::from_utf8(lines(words, 16, 2, Encoding::Utf8)).expect("UTF-8");
    assert_eq!(shown, "PC1007 日累计金\n额超出限额：含…");
    let words = "PC1007 The day's total would be above its limit";
    let shown = String::from_utf8(lines(words, 16, 4, Encoding::Utf8)).expect("UTF-8");
    assert_eq!(shown, "PC1007 The day's\ntotal would be\nabove its limit");
}

#[test]
fn advice_has_its_own_code() {
    assert!(AdviceKind::ALL.len() < 100, "a code has two digits");
}

#[test]
fn currencies_have_their_digits() {
    let known = [(156, "CNY", 2), (392, "JPY", 0), (414, "KWD", 3), (978, "EUR", 2)];
    for (number, code, digits) in known {
        assert_eq!(texts::currency(number), Some((code, digits)));
    }
    assert_eq!((texts::currency(0), texts::currency(999)), (None, None));
}
