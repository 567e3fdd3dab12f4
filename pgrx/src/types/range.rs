// SPDX-License-Identifier: PostgreSQL
//! Ranges and multiranges.

use std::fmt;
use std::ops::{self, Bound, Deref, DerefMut, RangeBounds};

use crate::abi::{self, Argument, PayloadKind, RangeHead};
use crate::datum::{Datum, FromDatum, IntoDatum, TryFromDatumError};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{Builder, Raw, View};
use crate::types::{crossing_of, Crossing};
use crate::wire::Malformed;

mod bound;
mod multi;

pub use bound::RangeBound;
pub use multi::Multirange;

/// A type that ranges can be of: any that is a value in SQL.
pub trait RangeSubType: FromDatum + IntoDatum {
    /// The SQL type of its ranges; [`Oid::INVALID`] where PostgreSQL itself has none.
    fn range_type_oid() -> Oid {
        range_type(Self::type_oid()).map_or(Oid::INVALID, |row| row.range.value())
    }
}

impl<T: FromDatum + IntoDatum> RangeSubType for T {}

/// A range type of PostgreSQL itself.
struct RangeType {
    range: BuiltinOid,
    element: BuiltinOid,
    multirange: BuiltinOid,
}

fn range_type(element: Oid) -> Option<&'static RangeType> {
    use BuiltinOid::*;
    const fn row(range: BuiltinOid, element: BuiltinOid, multirange: BuiltinOid) -> RangeType {
        RangeType { range, element, multirange }
    }
    const ROWS: [RangeType; 6] = [
        row(INT4RANGEOID, INT4OID, INT4MULTIRANGEOID),
        row(INT8RANGEOID, INT8OID, INT8MULTIRANGEOID),
        row(NUMRANGEOID, NUMERICOID, NUMMULTIRANGEOID),
        row(DATERANGEOID, DATEOID, DATEMULTIRANGEOID),
        row(TSRANGEOID, TIMESTAMPOID, TSMULTIRANGEOID),
        row(TSTZRANGEOID, TIMESTAMPTZOID, TSTZMULTIRANGEOID),
    ];
    ROWS.iter().find(|row| row.element.value() == element)
}

/// A range: `None` is the empty one, which it dereferences to as well.
///
/// The server brings ranges of discrete types into their canonical form: `[1,3]` comes back as `[1,4)`.
///
/// ```
/// # use pgrx::prelude::*;
/// let week: Range<i32> = (1..=7).into();
/// assert!(week.contains(&7) && !week.contains(&8));
/// assert_eq!(week.to_string(), "[1,7]");
/// assert_eq!(Range::<i32>::new(RangeBound::Exclusive(0), None).to_string(), "(0,)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Range<T> {
    bounds: Option<(RangeBound<T>, RangeBound<T>)>,
}

impl<T> Range<T> {
    /// The range between two bounds. A value alone is inclusive, and `None` is infinite.
    pub fn new<L, U>(lower: L, upper: U) -> Range<T>
    where
        L: Into<RangeBound<T>>,
        U: Into<RangeBound<T>>,
    {
        Range { bounds: Some((lower.into(), upper.into())) }
    }

    /// The range without values.
    pub fn empty() -> Range<T> {
        Range { bounds: None }
    }

    /// The range of all values.
    pub fn infinite() -> Range<T> {
        Range { bounds: Some((RangeBound::Infinite, RangeBound::Infinite)) }
    }

    /// The lower bound; none if the range is empty.
    pub fn lower(&self) -> Option<&RangeBound<T>> {
        self.bounds.as_ref().map(|(lower, _)| lower)
    }

    /// The upper bound; none if the range is empty.
    pub fn upper(&self) -> Option<&RangeBound<T>> {
        self.bounds.as_ref().map(|(_, upper)| upper)
    }

    /// Whether it is the range without values. Bounds are not compared: the server does that.
    pub fn is_empty(&self) -> bool {
        self.bounds.is_none()
    }

    /// Whether it is the range of all values.
    pub fn is_infinite(&self) -> bool {
        matches!(self.bounds, Some((RangeBound::Infinite, RangeBound::Infinite)))
    }

    /// Whether the value is in the range.
    pub fn contains(&self, value: &T) -> bool
    where
        T: PartialOrd,
    {
        self.bounds.as_ref().is_some_and(|(lower, upper)| (lower.as_bound(), upper.as_bound()).contains(value))
    }

    /// The bounds; none if the range is empty.
    pub fn into_inner(self) -> Option<(RangeBound<T>, RangeBound<T>)> {
        self.bounds
    }
}

impl<T> Deref for Range<T> {
    type Target = Option<(RangeBound<T>, RangeBound<T>)>;

    fn deref(&self) -> &Self::Target {
        &self.bounds
    }
}

impl<T> DerefMut for Range<T> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.bounds
    }
}

/// As in SQL, but that a bound with a comma or a bracket in it is not quoted.
impl<T: fmt::Display> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((lower, upper)) = &self.bounds else { return f.write_str("empty") };
        f.write_str(if lower.is_inclusive() { "[" } else { "(" })?;
        lower.get().map_or(Ok(()), |value| write!(f, "{value}"))?;
        f.write_str(",")?;
        upper.get().map_or(Ok(()), |value| write!(f, "{value}"))?;
        f.write_str(if upper.is_inclusive() { "]" } else { ")" })
    }
}

macro_rules! from_ranges_of_rust {
    ($($range:ty),*) => {
        $(impl<T: Clone> From<$range> for Range<T> {
            fn from(range: $range) -> Range<T> {
                let bound = |bound: Bound<&T>| RangeBound::from_bound(bound.cloned());
                Range { bounds: Some((bound(range.start_bound()), bound(range.end_bound()))) }
            }
        })*
    };
}

from_ranges_of_rust!(
    ops::Range<T>,
    ops::RangeFrom<T>,
    ops::RangeFull,
    ops::RangeInclusive<T>,
    ops::RangeTo<T>,
    ops::RangeToInclusive<T>
);

impl<T: FromDatum + IntoDatum> IntoDatum for Range<T> {
    fn into_datum(self) -> Option<Datum> {
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Range, write(self)))
    }

    fn type_oid() -> Oid {
        T::range_type_oid()
    }

    fn is_compatible_with(other: Oid) -> bool {
        other == Self::type_oid() || crossing_of(other) == Crossing::OfCell
    }
}

fn write<T: IntoDatum>(range: Range<T>) -> Vec<u8> {
    const LOWER: usize = std::mem::offset_of!(RangeHead, lower);
    let mut builder = Builder::starting_with::<RangeHead>();
    let mut head = RangeHead { element_type: T::type_oid().as_u32(), ..RangeHead::default() };
    let Some((lower, upper)) = range.bounds else {
        builder.put(0, RangeHead { flags: abi::RANGE_EMPTY, ..head });
        return builder.finish();
    };
    head.flags = flag(&lower, abi::RANGE_LOWER_INCLUSIVE, abi::RANGE_LOWER_INFINITE)
        | flag(&upper, abi::RANGE_UPPER_INCLUSIVE, abi::RANGE_UPPER_INFINITE);
    builder.put(0, head);
    for (index, bound) in [lower, upper].into_iter().enumerate() {
        let value = match bound {
            RangeBound::Infinite => continue,
            RangeBound::Inclusive(value) | RangeBound::Exclusive(value) => value.into_datum(),
        };
        builder.put_value(LOWER, index, value.as_ref().map(Datum::raw));
    }
    builder.finish()
}

fn flag<T>(bound: &RangeBound<T>, inclusive: u32, infinite: u32) -> u32 {
    match bound {
        RangeBound::Infinite => infinite,
        RangeBound::Inclusive(_) => inclusive,
        RangeBound::Exclusive(_) => 0,
    }
}

impl<T: FromDatum + IntoDatum> FromDatum for Range<T> {
    fn try_from_datum(datum: Datum) -> Result<Range<T>, TryFromDatumError> {
        Self::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Range<T>, TryFromDatumError> {
        let actual = raw.type_oid();
        let malformed = |_| TryFromDatumError::invalid::<Range<T>>(actual, "the range is malformed");
        let Some(payload) = raw.payload(PayloadKind::Range) else {
            return Err(TryFromDatumError::incompatible::<Range<T>>(actual));
        };
        let view = View::new(payload);
        let head: RangeHead = view.read(0).map_err(malformed)?;
        let element = Oid::from(head.element_type);
        if !T::is_compatible_with(element) {
            let range = range_type(element).map_or(actual, |row| row.range.value());
            return Err(TryFromDatumError::incompatible::<Range<T>>(range));
        }
        if head.flags & abi::RANGE_EMPTY != 0 {
            return Ok(Range::empty());
        }
        let bound = |cell: Argument, inclusive: u32, infinite: u32| {
            if head.flags & infinite != 0 {
                return Ok(RangeBound::Infinite);
            }
            let raw = view.value(cell, element).and_then(|raw| raw.ok_or(Malformed)).map_err(malformed)?;
            let value = T::try_from_raw(raw)?;
            Ok(if head.flags & inclusive != 0 {
                RangeBound::Inclusive(value)
            } else {
                RangeBound::Exclusive(value)
            })
        };
        Ok(Range {
            bounds: Some((
                bound(head.lower, abi::RANGE_LOWER_INCLUSIVE, abi::RANGE_LOWER_INFINITE)?,
                bound(head.upper, abi::RANGE_UPPER_INCLUSIVE, abi::RANGE_UPPER_INFINITE)?,
            )),
        })
    }
}

crate::types::crossing!([T: FromDatum + IntoDatum] Range<T>);

#[cfg(test)]
mod tests;
