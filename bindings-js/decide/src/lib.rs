//! What of the WebAssembly module is compiled for speed: a decision. All else of it is compiled for size, and a compiler's level is
//! chosen by crate (`[profile.npm]`).

use poscond::{Plan, Request, RequestError};

/// Words of an answer: the two sets, DE39, how many reasons there are, and these, one for each rule at most.
pub const ANSWER_WORDS: usize = 6 + poscond::bounds::RULES_MAX;

/// Decides a request. Gives outcome (bits 0–1), whether there is an answer to read (bit 2), the guards that spoke (bits 8–15),
/// and the number of the primary reason (bits 16–31); 0 where the record is no request. What was checked fact by fact is not
/// checked again.
#[must_use]
pub fn decide(plan: &Plan<'_>, request: &Request, is_checked: bool, answer: &mut [u32; ANSWER_WORDS]) -> u32 {
    if !is_checked && request.check().is_err() {
        return 0;
    }
    let [failed_low, failed_high, unknown_low, unknown_high, de39, count, reasons @ ..] = answer;
    *count = 0;
    let mut places = reasons.iter_mut();
    let decision = plan.evaluate_with(request, |reason| {
        if let Some(place) = places.next() {
            *place = reason.into();
            *count += 1;
        }
    });
    let has_answer = *count > 0 || decision.de39 != [0; 2];
    if has_answer {
        [*failed_low, *failed_high] = halves(decision.failed);
        [*unknown_low, *unknown_high] = halves(decision.unknown);
        *de39 = u16::from_le_bytes(decision.de39).into();
    }
    decision.outcome as u32
        | u32::from(has_answer) << 2
        | u32::from(decision.guards) << 8
        | u32::from(decision.reason) << 16
}

/// Decides records. Gives what [`decide`] gives, the two sets and DE39 of each: six words.
///
/// Errs with the place of the first record that is no request, and why.
pub fn decide_all(plan: &Plan<'_>, records: &[[u8; Request::BYTES]]) -> Result<Vec<u32>, (usize, RequestError)> {
    let mut out = Vec::with_capacity(records.len() * 6);
    let mut answer = [0; ANSWER_WORDS];
    for (place, &record) in records.iter().enumerate() {
        let request = Request::from_memory(record).map_err(|error| (place, error))?;
        let head = decide(plan, &request, true, &mut answer);
        let [failed_low, failed_high, unknown_low, unknown_high, de39, ..] =
            if head & 4 == 0 { [0; ANSWER_WORDS] } else { answer };
        out.extend([head, failed_low, failed_high, unknown_low, unknown_high, de39]);
    }
    Ok(out)
}

fn halves(set: u64) -> [u32; 2] {
    [set as u32, (set >> 32) as u32]
}
