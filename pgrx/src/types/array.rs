// SPDX-License-Identifier: PostgreSQL
//! Arrays: [`Array`] reads one where it lies, a `Vec` is one that the function owns.

use std::fmt;
use std::marker::PhantomData;

use crate::abi::{Argument, ArrayHead, PayloadKind, Return};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{self, BlockArgument, IntoReturn};
use crate::errors::ErrorReport;
use crate::oid::Oid;
use crate::payload::{Backing, FromRaw, Raw, View};
use crate::sqlstate::PgSqlErrorCode;
use crate::types::{array_type, crossing_of, element_type, Crossing};

mod iter;
mod layout;
mod owned;
mod shaped;
mod slice;
mod variadic;

pub use iter::{ArrayIntoIterator, ArrayIterator, ArrayTypedIterator};
use layout::{element, null_bytes, read_element, read_head};
pub(super) use owned::write_elements;
pub use shaped::{ShapeError, ShapedArray};
pub use slice::ArraySliceError;
pub use variadic::VariadicArray;

/// An array, read where it lies: nothing is copied until an element is asked for.
///
/// Elements come in storage order, whatever the dimensions; [`dims`](Array::dims) and
/// [`lower_bounds`](Array::lower_bounds) tell those, and [`at`](Array::at) takes subscripts as SQL does.
///
/// ```
/// # use pgrx::prelude::*;
/// fn longest<'a>(words: Array<'a, &'a str>) -> Option<&'a str> {
///     words.iter().flatten().max_by_key(|word| word.len()) // NULLs left out
/// }
/// fn total(numbers: Array<'_, f64>) -> Result<f64, pgrx::BoxError> {
///     Ok(numbers.as_slice()?.iter().sum()) // an error if there is a NULL
/// }
/// ```
pub struct Array<'a, T> {
    backing: Backing<'a>,
    head: ArrayHead,
    elements: PhantomData<T>,
}

impl<T> Clone for Array<'_, T> {
    fn clone(&self) -> Self {
        Array { backing: self.backing.clone(), head: self.head, elements: PhantomData }
    }
}

impl<'a, T: FromRaw<'a>> Array<'a, T> {
    /// Number of elements, NULLs included.
    #[inline]
    pub fn len(&self) -> usize {
        self.head.count as usize
    }

    /// Whether there are no elements.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.head.count == 0
    }

    /// Whether any element is NULL.
    pub fn contains_nulls(&self) -> bool {
        let view = self.view();
        match self.head.width {
            0 => (0..self.len()).any(|index| matches!(read_element(view, &self.head, index), Ok(None))),
            _ => null_bytes(view, &self.head).is_some_and(|nulls| nulls.iter().any(|null| *null != 0)),
        }
    }

    /// Element `index` in storage order, from 0: `None` if there is none, `Some(None)` if it is NULL.
    #[inline]
    pub fn get(&self, index: usize) -> Option<Option<T>> {
        (index < self.len()).then(|| entry::accepted(element(self.view(), &self.head, index)))
    }

    /// The element with these subscripts, counted from the lower bounds as in SQL.
    ///
    /// ```
    /// # use pgrx::prelude::*;
    /// fn corner(board: Array<'_, i32>) -> Option<i32> {
    ///     board.at(&[1, 1]).flatten()
    /// }
    /// ```
    pub fn at(&self, subscripts: &[i32]) -> Option<Option<T>> {
        if subscripts.len() != self.dims().len() || subscripts.is_empty() {
            return None;
        }
        let mut index = 0;
        for ((subscript, lower), length) in subscripts.iter().zip(self.lower_bounds()).zip(self.dims()) {
            let steps = i64::from(*subscript) - i64::from(*lower);
            if !(0..i64::from(*length)).contains(&steps) {
                return None;
            }
            index = index * *length as usize + steps as usize;
        }
        self.get(index)
    }

    /// The length of each dimension; none if the array is empty.
    #[inline]
    pub fn dims(&self) -> &[i32] {
        &self.head.lengths[..self.head.dimensions as usize]
    }

    /// The subscript of the first element in each dimension.
    #[inline]
    pub fn lower_bounds(&self) -> &[i32] {
        &self.head.lower_bounds[..self.head.dimensions as usize]
    }

    /// The SQL type of the elements.
    pub fn element_type(&self) -> Oid {
        Oid::from(self.head.element_type)
    }

    /// The elements; NULL is `None`.
    #[inline]
    pub fn iter(&self) -> ArrayIterator<'a, T> {
        ArrayIterator::new(self.clone())
    }

    /// The elements of an array that has no NULLs; if it has one, the statement ends with an error.
    pub fn iter_deny_null(&self) -> ArrayTypedIterator<'a, T> {
        if self.contains_nulls() {
            let code = PgSqlErrorCode::ERRCODE_NULL_VALUE_NOT_ALLOWED;
            ErrorReport::unlocated(code, ArraySliceError::ContainsNulls.to_string()).raise()
        }
        ArrayTypedIterator::new(self.iter())
    }

    fn view(&self) -> View<'a> {
        match self.backing.lent() {
            Some(view) => view,
            // SAFETY: an array that owns its payload has elements that hold nothing of it (`parse`), and views do
            // not leave this module.
            None => unsafe { std::mem::transmute::<View<'_>, View<'a>>(self.backing.view()) },
        }
    }

    /// Checks everything but the elements that have payloads of their own: those are when they are read.
    fn parse(backing: Backing<'a>) -> Result<Array<'a, T>, TryFromDatumError> {
        debug_assert!(!T::BORROWS || backing.lent().is_some());
        let actual = Oid::INVALID;
        let head = read_head(backing.view())
            .map_err(|_| TryFromDatumError::invalid::<Array<'a, T>>(actual, "the array is malformed"))?;
        let element = Oid::from(head.element_type);
        let is_packed_alike = match crossing_of(T::type_oid()) {
            Crossing::Bits(width) => head.width == width || head.count == 0,
            // It says by itself what it is.
            Crossing::Payload(PayloadKind::Any) => true,
            _ => head.width == 0,
        };
        if !T::is_compatible_with(element) || !is_packed_alike {
            return Err(TryFromDatumError::incompatible::<Array<'a, T>>(array_type(element).unwrap_or(element)));
        }
        let backing = match head.width {
            // Of a nested payload, which may lie anywhere in what it was copied to.
            1.. if backing.bytes().as_ptr().align_offset(8) != 0 => Backing::copy_of(backing.bytes()),
            _ => backing,
        };
        Ok(Array { backing, head, elements: PhantomData })
    }
}

impl<'a, T: FromRaw<'a> + fmt::Debug> fmt::Debug for Array<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a, T: FromRaw<'a>> IntoIterator for Array<'a, T> {
    type Item = Option<T>;
    type IntoIter = ArrayIntoIterator<'a, T>;

    fn into_iter(self) -> ArrayIntoIterator<'a, T> {
        ArrayIterator::new(self)
    }
}

impl<'a, T: FromRaw<'a>> IntoIterator for &Array<'a, T> {
    type Item = Option<T>;
    type IntoIter = ArrayIterator<'a, T>;

    fn into_iter(self) -> ArrayIterator<'a, T> {
        self.iter()
    }
}

// SAFETY: says that it borrows.
unsafe impl<'a, T: FromRaw<'a>> FromRaw<'a> for Array<'a, T> {
    const BORROWS: bool = true;

    fn from_raw(raw: Raw<'a>) -> Result<Array<'a, T>, TryFromDatumError> {
        match raw.payload(PayloadKind::Array) {
            Some(payload) => Array::parse(Backing::Lent(payload)),
            None => Err(TryFromDatumError::incompatible::<Array<'a, T>>(raw.type_oid())),
        }
    }
}

// SAFETY: what the array refers to has the block's lifetime.
unsafe impl<'a, T: FromRaw<'a>> BlockArgument<'a> for Array<'a, T> {
    unsafe fn from_block(argument: &Argument) -> Array<'a, T> {
        // SAFETY: as the caller promises.
        let raw = unsafe { Raw::of_argument(argument, Self::type_oid()) };
        entry::accepted(Array::from_raw(raw))
    }
}

impl<'a, T: FromRaw<'a>> FromDatum for Array<'a, T> {
    /// If its elements refer to the array, it stays in memory as long as the function does: prefer `String` to `&str`
    /// in an array that comes from a query.
    fn try_from_datum(datum: Datum) -> Result<Array<'a, T>, TryFromDatumError> {
        if datum.raw().payload(PayloadKind::Array).is_none() {
            return Err(TryFromDatumError::incompatible::<Array<'a, T>>(datum.type_oid()));
        }
        match datum.into_payload() {
            Payload::Bytes(bytes) if T::BORROWS => Array::parse(Backing::Lent(bytes.leak())),
            Payload::Bytes(bytes) => Array::parse(Backing::owning(bytes)),
            Payload::Bits(_) => unreachable!("bits are no payload"),
        }
    }
}

impl<'a, T: FromRaw<'a>> IntoDatum for Array<'a, T> {
    fn into_datum(self) -> Option<Datum> {
        let payload = self.backing.bytes().to_vec();
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Array, payload))
    }

    fn type_oid() -> Oid {
        array_type(T::type_oid()).unwrap_or(Oid::INVALID)
    }

    fn is_compatible_with(other: Oid) -> bool {
        holds_elements::<T>(other)
    }
}

/// Whether arrays of the type may hold what becomes a `T`. Of one that someone created, its values tell.
fn holds_elements<T: IntoDatum>(array: Oid) -> bool {
    match element_type(array) {
        Some(element) => T::is_compatible_with(element),
        None => crossing_of(array) == Crossing::OfCell,
    }
}

/// It is read where it lies, as text that is borrowed.
impl<'a, T: FromRaw<'a>> IntoReturn for Array<'a, T> {
    fn into_return(self) -> Return {
        match &self.backing {
            Backing::Lent(payload) => Return::bytes(payload),
            owned => entry::return_bytes(owned.bytes().to_vec()),
        }
    }
}

#[cfg(test)]
mod tests;
