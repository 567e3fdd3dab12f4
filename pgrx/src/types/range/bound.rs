// SPDX-License-Identifier: PostgreSQL
//! The ends of ranges.

use std::ops::Bound;

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RangeBound<T> {
    /// There is none.
    Infinite,
    /// The value is in the range.
    Inclusive(T),
    /// The value is the first or last that is not in the range.
    Exclusive(T),
}

impl<T> RangeBound<T> {
    /// The value, if the bound is not infinite.
    pub fn get(&self) -> Option<&T> {
        match self {
            RangeBound::Infinite => None,
            RangeBound::Inclusive(value) | RangeBound::Exclusive(value) => Some(value),
        }
    }

    /// Whether there is no bound.
    pub fn is_infinite(&self) -> bool {
        matches!(self, RangeBound::Infinite)
    }

    /// Whether the value is in the range.
    pub fn is_inclusive(&self) -> bool {
        matches!(self, RangeBound::Inclusive(_))
    }

    /// Whether the value is not in the range.
    pub fn is_exclusive(&self) -> bool {
        matches!(self, RangeBound::Exclusive(_))
    }

    pub(super) fn from_bound(bound: Bound<T>) -> RangeBound<T> {
        match bound {
            Bound::Unbounded => RangeBound::Infinite,
            Bound::Included(value) => RangeBound::Inclusive(value),
            Bound::Excluded(value) => RangeBound::Exclusive(value),
        }
    }

    pub(super) fn as_bound(&self) -> Bound<&T> {
        match self {
            RangeBound::Infinite => Bound::Unbounded,
            RangeBound::Inclusive(value) => Bound::Included(value),
            RangeBound::Exclusive(value) => Bound::Excluded(value),
        }
    }
}

impl<T> From<T> for RangeBound<T> {
    fn from(value: T) -> RangeBound<T> {
        RangeBound::Inclusive(value)
    }
}

impl<T> From<Option<T>> for RangeBound<T> {
    fn from(value: Option<T>) -> RangeBound<T> {
        value.map_or(RangeBound::Infinite, RangeBound::Inclusive)
    }
}
