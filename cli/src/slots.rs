//! Counters of a request in the slots of another plan.
//!
//! A request holds its counters by slot, and a slot means what the plan's list of counters says: under another plan the same
//! counter may stand elsewhere.

use poscond::Request;

/// Counters that a request holds at most.
pub(crate) const SLOTS: u8 = 12;

/// A request without the counter in a slot.
pub(crate) fn without_counter(request: &mut Request, slot: u8) {
    keep(request, |kept| kept[usize::from(slot / 8)] &= !(1 << (slot % 8)));
}

/// Changes which counters are present: a bit each from the lowest.
fn keep(request: &mut Request, change: impl FnOnce(&mut [u8])) {
    let mut bytes = request.encode();
    change(&mut bytes[4..8]);
    if let Ok(less) = Request::decode(&bytes) {
        *request = less;
    }
}

/// A request with its counters moved: for each slot from the first, the slot that its counter stands in until now, if any.
pub(crate) fn moved(from: impl Iterator<Item = Option<u8>> + Clone, request: &Request) -> Request {
    if from.clone().zip(0..SLOTS).all(|(from, slot)| from == Some(slot)) {
        return *request;
    }
    let mut moved = *request;
    keep(&mut moved, |kept| kept.fill(0));
    for (slot, from) in (0..SLOTS).zip(from) {
        if let Some(counter) = from.and_then(|from| request.counter(from)) {
            // OK because what one slot held another may hold.
            let _ = moved.set_counter(slot, counter);
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use poscond::Counter;

    /// Pins that a counter follows what it counts, and that one without a place before is absent.
    #[test]
    fn counters_move() {
        let counter = |count| Counter { count, ..Counter::default() };
        let mut request = Request::new();
        for slot in 0..3 {
            request.set_counter(slot, counter(i32::from(slot) + 1)).expect("a counter");
        }
        let held = |request: &Request| [0, 1, 2, 11].map(|slot| request.counter(slot).map(|counter| counter.count));
        let from = [Some(2), None, Some(0)];
        assert_eq!(held(&moved(from.into_iter(), &request)), [Some(3), None, Some(1), None]);
        let same = [Some(0), Some(1)];
        assert_eq!(moved(same.into_iter(), &request), request);
        without_counter(&mut request, 1);
        assert_eq!(held(&request), [Some(1), None, Some(3), None]);
    }
}
