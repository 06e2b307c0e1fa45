//! Choices out of a list of small numbers, so that proptest can shrink what was made of them: 0 is the plainest choice.

use proptest::collection::vec;
use proptest::prelude::*;

/// A source of choices. Where the list ends, all further choices are 0.
pub(crate) struct Draw<'a> {
    choices: std::slice::Iter<'a, u16>,
}

impl<'a> Draw<'a> {
    pub(crate) fn new(choices: &'a [u16]) -> Self {
        Self { choices: choices.iter() }
    }

    fn raw(&mut self) -> u16 {
        self.choices.next().copied().unwrap_or(0)
    }

    /// 0 to below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::from(self.raw()) % n
    }

    /// True so many times of a hundred.
    pub(crate) fn chance(&mut self, percent: u16) -> bool {
        self.raw() % 100 >= 100 - percent
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// One to `most` different ones, in order.
    pub(crate) fn some_of<T: Clone + PartialEq>(&mut self, from: &[T], most: usize) -> Vec<T> {
        let count = 1 + self.below(most);
        let chosen: Vec<T> = (0..count).map(|_| self.pick(from)).collect();
        from.iter().filter(|&item| chosen.contains(item)).cloned().collect()
    }

    /// Any integer between the two, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let bits = (0..4).fold(0_u64, |bits, _| (bits << 16) | u64::from(self.raw()));
        let width = i128::from(high) - i128::from(low) + 1;
        i64::try_from(i128::from(low) + i128::from(bits) % width).expect("between two i64")
    }

    /// The value itself, or next to it.
    pub(crate) fn near(&mut self, value: i64) -> i64 {
        value + self.pick(&[0, 1, -1])
    }
}

/// Lists of choices long enough for a [`crate::common::generate::Triple`].
pub(crate) fn choices() -> impl Strategy<Value = Vec<u16>> {
    prop_oneof![19 => vec(any::<u16>(), 1500), 1 => vec(any::<u16>(), 0..600)]
}
