//! `poscond reason`: what a reason means and who can put it right.

use crate::args;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::table::{REASON, paint, styled, wrap};
use crate::text::nearest;
use crate::wording::cure;
use poscond::Reason;

pub(crate) fn run(args: &args::Reason) -> Result<Exit, Failure> {
    let width = output::width();
    let shown = match &args.reason {
        Some(word) => one(find(word)?, width),
        None => all(width),
    };
    output::print(&shown)?;
    Ok(Exit::Done)
}

fn find(word: &str) -> Result<Reason, Failure> {
    let found = match word.parse::<u16>() {
        Ok(number) => Reason::from_u16(number),
        Err(_) => Reason::ALL.iter().copied().find(|reason| reason.name().eq_ignore_ascii_case(word)),
    };
    found.ok_or_else(|| {
        let near = nearest(word, Reason::ALL.iter().map(|reason| reason.name()));
        let near = near.map_or_else(String::new, |near| format!(" did you mean `{near}`?"));
        Failure::usage(format!("unknown reason `{word}`;{near} accepted: a name or number that `poscond reason` lists"))
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
    for (name, value) in facts {
        let lines = wrap(&value, width.saturating_sub(14)).join(&format!("\n{:14}", ""));
        out.push_str(&format!("  {}{lines}\n", styled(paint::DIM, &format!("{name:<12}"))));
    }
    out
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
    use poscond::{AdviceKind, Family};

    #[test]
    fn columns_hold_every_name() {
        let names = Reason::ALL.iter().map(|reason| reason.name());
        let widest = names.chain(AdviceKind::ALL.iter().map(|kind| kind.name())).map(str::len).max();
        assert_eq!(widest, Some(REASON));
        assert_eq!(Family::ALL.iter().map(|family| family.name().len()).max(), Some(FAMILY));
    }
}
