//! `poscond reason`: what a reason means and who can put it right.

use crate::args;
use crate::exit::{Exit, Failure};
use crate::explain::text;
use crate::output;
use crate::table::{REASON, pad_right, paint, styled, wrap};
use crate::text::nearest;
use crate::wording::cure;
use poscond::texts::{self, Language, Reader};
use poscond::{AdviceKind, Reason};

pub(crate) fn run(args: &args::Reason) -> Result<Exit, Failure> {
    let width = output::width();
    let shown = match &args.reason {
        Some(word) => match find(word)? {
            Found::Reason(reason) => one(reason, width),
            Found::Advice(kind) => advice(kind, width),
            Found::Undisclosed => undisclosed(width),
        },
        None => all(width),
    };
    output::print(&shown)?;
    Ok(Exit::Done)
}

/// What a name, number or code stands for.
enum Found {
    Reason(Reason),
    Advice(AdviceKind),
    /// A cause that is not disclosed to the reader.
    Undisclosed,
}

fn find(word: &str) -> Result<Found, Failure> {
    let code = |prefix: &str| {
        let (start, digits) = word.split_at_checked(prefix.len())?;
        digits.parse::<u16>().ok().filter(|_| start.eq_ignore_ascii_case(prefix))
    };
    if code("PC") == Some(0) {
        return Ok(Found::Undisclosed);
    }
    let number = word.parse().ok().or_else(|| code("PC"));
    let reason = match number {
        Some(number) => Reason::from_u16(number),
        None => Reason::ALL.iter().copied().find(|reason| reason.name().eq_ignore_ascii_case(word)),
    };
    let advice = match code("PA") {
        Some(number) => u8::try_from(number).ok().and_then(AdviceKind::from_u8),
        None => AdviceKind::ALL.iter().copied().find(|kind| kind.name().eq_ignore_ascii_case(word)),
    };
    reason.map(Found::Reason).or(advice.map(Found::Advice)).ok_or_else(|| {
        let names = Reason::ALL.iter().map(|reason| reason.name());
        let near = nearest(word, names.chain(AdviceKind::ALL.iter().map(|kind| kind.name())));
        let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
        Failure::usage(format!(
            "unknown reason `{word}`;{near} accepted: a name or number that `poscond reason` lists, or a code such as \
             `PC0901` or `PA04`"
        ))
    })
}

fn de39(reason: Reason) -> String {
    String::from_utf8_lossy(&reason.de39()).into_owned()
}

fn one(reason: Reason, width: usize) -> String {
    let side = match reason.side().name() {
        "fail" => "the condition is not met",
        "unknown" => "it is not known whether the condition is met",
        _ => "stands beside other reasons, never in their place",
    };
    let facts = [
        ("means", reason.meaning().to_owned()),
        ("says", side.to_owned()),
        ("family", reason.family().name().to_owned()),
        ("DE39", format!("{}, where the policy names no other", de39(reason))),
        ("cured by", cure(reason.who()).to_owned()),
        ("precedence", format!("{} of {}", u32::from(reason.rank()) + 1, Reason::ALL.len())),
    ];
    let mut out = format!("{}\n", styled(paint::TITLE, &format!("{} {}", reason as u16, reason.name())));
    put_facts(&mut out, facts, width);
    for language in [Language::ZhCn, Language::En] {
        let of = |reader| text(|sink| texts::of_reason(reason, reader, language, sink));
        let (name, steps) = match language {
            Language::ZhCn => ("商户", "办法"),
            Language::En => ("merchant", "steps"),
        };
        out.push('\n');
        put_facts(&mut out, [(name, of(Reader::Merchant))], width);
        for &step in reason.steps() {
            put_facts(&mut out, [(steps, text(|sink| texts::of_step(step, language, sink)))], width);
        }
        let name = if language == Language::ZhCn { "持卡人" } else { "cardholder" };
        put_facts(&mut out, [(name, of(Reader::Cardholder))], width);
    }
    out
}

/// An advice.
fn advice(kind: AdviceKind, width: usize) -> String {
    let mut out = format!("{}\n", styled(paint::TITLE, &format!("PA{:02} {}", kind as u8, kind.name())));
    let means = kind.meaning().to_owned();
    put_facts(&mut out, [("means", means), ("says", "never changes an outcome".to_owned())], width);
    out
}

/// The code of causes that are not disclosed.
fn undisclosed(width: usize) -> String {
    let means = "a rule that is for the engineer's eyes only keeps the sale from proceeding; `poscond explain --reader \
                 engineer`, or the decision log, says which";
    let mut out = format!("{}\n", styled(paint::TITLE, "PC0000"));
    let says = |language| text(|sink| texts::of_undisclosed(language, sink));
    let facts = [("means", means.to_owned()), ("商户", says(Language::ZhCn)), ("merchant", says(Language::En))];
    put_facts(&mut out, facts, width);
    out
}

/// Lines of a name and what it is.
fn put_facts(out: &mut String, facts: impl IntoIterator<Item = (&'static str, String)>, width: usize) {
    for (name, value) in facts {
        let lines = wrap(&value, width.saturating_sub(14)).join(&format!("\n{:14}", ""));
        out.push_str(&format!("  {}{lines}\n", styled(paint::DIM, &pad_right(name, 12))));
    }
}

/// Width of the names of families.
const FAMILY: usize = 18;

/// All reasons, in order of precedence.
fn all(width: usize) -> String {
    const MEANING_COLUMN: usize = 4 + 2 + REASON + 2 + FAMILY + 2 + 7 + 2 + 4 + 2 + 18 + 2;
    // Where a line would be too narrow for what a reason means, that goes below it.
    let is_wide = width >= MEANING_COLUMN + 40;
    let head = format!(
        "{:>4}  {:<REASON$}  {:<FAMILY$}  {:<7}  {:<4}  {:<18}",
        "no.", "reason", "family", "side", "DE39", "cured by"
    );
    let head = if is_wide { format!("{head}  meaning") } else { head };
    let mut out = format!("{}\n", styled(paint::DIM, head.trim_end()));
    for &reason in Reason::ALL {
        let line = format!(
            "{:>4}  {}  {:<FAMILY$}  {:<7}  {:<4}  {:<18}",
            reason as u16,
            styled(paint::TITLE, &format!("{:<REASON$}", reason.name())),
            reason.family().name(),
            reason.side().name(),
            de39(reason),
            cure(reason.who()),
        );
        if is_wide {
            let lines = wrap(reason.meaning(), width - MEANING_COLUMN).join(&format!("\n{:MEANING_COLUMN$}", ""));
            out.push_str(&format!("{line}  {lines}\n"));
        } else {
            let lines = wrap(reason.meaning(), width - 6);
            out.push_str(line.trim_end());
            for line in lines {
                out.push_str(&format!("\n      {}", styled(paint::DIM, &line)));
            }
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use poscond::Family;

    #[test]
    fn columns_hold_every_name() {
        let names = Reason::ALL.iter().map(|reason| reason.name());
        let widest = names.chain(AdviceKind::ALL.iter().map(|kind| kind.name())).map(str::len).max();
        assert_eq!(widest, Some(REASON));
        assert_eq!(Family::ALL.iter().map(|family| family.name().len()).max(), Some(FAMILY));
    }
}
