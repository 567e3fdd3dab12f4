// SPDX-License-Identifier: PostgreSQL
//! Multiranges.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{range_type, Range, RangeSubType};
use crate::abi::{MultirangeHead, PayloadKind};
use crate::datum::{Datum, FromDatum, IntoDatum, TryFromDatumError};
use crate::oid::Oid;
use crate::payload::{Builder, Raw, View};
use crate::types::{crossing_of, Crossing};
use crate::wire::Malformed;

/// A multirange: a vector of ranges, which the server sorts and joins.
///
/// ```
/// # use pgrx::prelude::*;
/// let mut free: Multirange<i32> = [1..3, 7..9].into_iter().map(Range::from).collect();
/// free.push(Range::new(20, None));
/// assert_eq!(free.to_string(), "{[1,3),[7,9),[20,)}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Multirange<T>(Vec<Range<T>>);

impl<T> Multirange<T> {
    /// The multirange of these ranges.
    pub fn new(ranges: Vec<Range<T>>) -> Multirange<T> {
        Multirange(ranges)
    }

    /// The ranges.
    pub fn into_inner(self) -> Vec<Range<T>> {
        self.0
    }

    /// Whether the value is in any of the ranges.
    pub fn contains(&self, value: &T) -> bool
    where
        T: PartialOrd,
    {
        self.0.iter().any(|range| range.contains(value))
    }
}

impl<T> Default for Multirange<T> {
    /// No ranges.
    fn default() -> Multirange<T> {
        Multirange(Vec::new())
    }
}

impl<T> Deref for Multirange<T> {
    type Target = Vec<Range<T>>;

    fn deref(&self) -> &Vec<Range<T>> {
        &self.0
    }
}

impl<T> DerefMut for Multirange<T> {
    fn deref_mut(&mut self) -> &mut Vec<Range<T>> {
        &mut self.0
    }
}

impl<T> From<Vec<Range<T>>> for Multirange<T> {
    fn from(ranges: Vec<Range<T>>) -> Multirange<T> {
        Multirange(ranges)
    }
}

impl<T> FromIterator<Range<T>> for Multirange<T> {
    fn from_iter<I: IntoIterator<Item = Range<T>>>(ranges: I) -> Multirange<T> {
        Multirange(ranges.into_iter().collect())
    }
}

impl<T> IntoIterator for Multirange<T> {
    type Item = Range<T>;
    type IntoIter = std::vec::IntoIter<Range<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T: fmt::Display> fmt::Display for Multirange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{")?;
        for (index, range) in self.0.iter().enumerate() {
            write!(f, "{}{range}", if index == 0 { "" } else { "," })?;
        }
        f.write_str("}")
    }
}

impl<T: FromDatum + IntoDatum> IntoDatum for Multirange<T> {
    fn into_datum(self) -> Option<Datum> {
        let mut builder = Builder::starting_with::<MultirangeHead>();
        let cells = builder.reserve_cells(self.0.len());
        let head = MultirangeHead {
            range_type: T::range_type_oid().as_u32(),
            count: u32::try_from(self.0.len()).expect("a multirange is smaller than the region"),
            ranges: cells as u64,
        };
        builder.put(0, head);
        for (index, range) in self.0.into_iter().enumerate() {
            let datum = range.into_datum();
            builder.put_value(cells, index, datum.as_ref().map(Datum::raw));
        }
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Multirange, builder.finish()))
    }

    fn type_oid() -> Oid {
        range_type(T::type_oid()).map_or(Oid::INVALID, |row| row.multirange.value())
    }

    fn is_compatible_with(other: Oid) -> bool {
        other == Self::type_oid() || crossing_of(other) == Crossing::OfCell
    }
}

impl<T: FromDatum + IntoDatum> FromDatum for Multirange<T> {
    fn try_from_datum(datum: Datum) -> Result<Multirange<T>, TryFromDatumError> {
        Self::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Multirange<T>, TryFromDatumError> {
        let actual = raw.type_oid();
        let malformed = |_| TryFromDatumError::invalid::<Multirange<T>>(actual, "the multirange is malformed");
        let Some(payload) = raw.payload(PayloadKind::Multirange) else {
            return Err(TryFromDatumError::incompatible::<Multirange<T>>(actual));
        };
        let view = View::new(payload);
        let head: MultirangeHead = view.read(0).map_err(malformed)?;
        (0..head.count as usize)
            .map(|index| {
                let range = view
                    .read_nth(head.ranges, index)
                    .and_then(|cell| view.value(cell, Oid::from(head.range_type)))
                    .and_then(|range| range.ok_or(Malformed))
                    .map_err(malformed)?;
                Range::try_from_raw(range)
            })
            .collect()
    }
}

crate::types::crossing!([T: FromDatum + IntoDatum] Multirange<T>);
