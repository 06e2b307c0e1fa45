//! Accrual: what a completed transaction adds to the counters that a plan lists.

use crate::plan::{CounterRow, Plan, UNRESTRICTED};
use crate::request::Request;
use crate::time::month_start;
use crate::words::{ClockState, Refunds, TransactionType, Window};

/// What a transaction adds to one counter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Accrual {
    /// To be added to the sum, in minor units; below zero where it is taken away.
    pub amount_minor: i64,
    /// The window, named by the local date of its first business day, in days since 1970-01-01.
    pub window_day: i32,
    /// To be added to the number of transactions; below zero where one is taken away.
    pub count: i32,
    /// The counter's slot in the plan's list, 0 to 11.
    pub slot: u8,
}

/// What is added to a counter that counts the transaction, and in the window of which instant.
#[derive(Clone, Copy)]
struct Added {
    at_utc_s: i64,
    amount_minor: i64,
    count: i32,
    /// Only to counters that let refunds give back.
    refund: bool,
}

impl Plan<'_> {
    /// What a transaction adds to each counter once it is completed; slots to which nothing is added are left out. Never
    /// errs.
    pub fn accrue(&self, request: &Request) -> impl Iterator<Item = Accrual> {
        let added = Added::of(request);
        let words = [request.entry_mode().map(|word| word as u8), request.card_kind().map(|word| word as u8)];
        (0..).zip(self.counters()).filter_map(move |(slot, row)| {
            let added = added?;
            if !row.counts(words, added.count > 0) || added.refund && row.refunds != Refunds::Restore {
                return None;
            }
            if added.amount_minor == 0 && added.count == 0 {
                return None;
            }
            let days = row.business_days(self.zone);
            let day = days.of(self.zone.local(added.at_utc_s));
            let window_day = if row.window == Window::Month { month_start(day) } else { day };
            Some(Accrual { slot, window_day, amount_minor: added.amount_minor, count: added.count })
        })
    }
}

impl Added {
    fn of(request: &Request) -> Option<Self> {
        let original = || {
            let counted = request.original_transaction().is_none_or(TransactionType::counts);
            request.original_at_utc_s().filter(|_| counted)
        };
        Some(match request.transaction()? {
            TransactionType::Sale | TransactionType::PreauthCompletion => Self {
                at_utc_s: request.now_utc_s().filter(|_| request.clock() == Some(ClockState::Trusted))?,
                amount_minor: request.amount_minor()?,
                count: 1,
                refund: false,
            },
            TransactionType::Void | TransactionType::Reversal => Self {
                at_utc_s: original()?,
                amount_minor: request.original_amount_minor()?.saturating_neg(),
                count: -1,
                refund: false,
            },
            TransactionType::Refund => Self {
                at_utc_s: original()?,
                amount_minor: request.amount_minor()?.saturating_neg(),
                count: 0,
                refund: true,
            },
            TransactionType::Preauth | TransactionType::Balance | TransactionType::Test => return None,
        })
    }
}

impl CounterRow {
    /// Whether it counts what was read and paid so. Where that is not known, what adds counts and what takes away does
    /// not: a limit holds whichever is true.
    fn counts(&self, words: [Option<u8>; 2], adds: bool) -> bool {
        [self.entry_modes, self.card_kinds].into_iter().zip(words).all(|(mask, word)| match word {
            _ if mask == UNRESTRICTED => true,
            // OK because words of requests are numbered from 1 to at most 15.
            Some(word) => mask & (1 << (word & 15)) != 0,
            None => adds,
        })
    }
}
