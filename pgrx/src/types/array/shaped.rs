// SPDX-License-Identifier: PostgreSQL
//! Arrays of more than one dimension, made by a function.

use std::fmt;

use super::owned::Shape;
use crate::abi::{PayloadKind, Return, MAX_DIMENSIONS};
use crate::datum::{Datum, IntoDatum};
use crate::entry;
use crate::errors::{self, BoxError};
use crate::oid::Oid;

/// Elements in storage order together with their dimensions.
///
/// A function that returns an array returns a vector, which has one dimension.
/// [`into_result`](ShapedArray::into_result) ends it with this instead. As an argument of a query, a field of a row or
/// an element of a set's rows it is a value like any other.
///
/// ```
/// # use pgrx::prelude::*;
/// fn identity(n: i32) -> Result<Option<Vec<Option<f64>>>, pgrx::BoxError> {
///     let n = usize::try_from(n)?;
///     let elements = (0..n * n).map(|i| Some(if i % (n + 1) == 0 { 1.0 } else { 0.0 })).collect();
///     ShapedArray::new(elements, &[n, n])?.into_result()
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ShapedArray<T> {
    elements: Vec<Option<T>>,
    shape: Shape,
}

/// Why elements and dimensions do not make an array.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShapeError {
    /// The dimensions ask for another number of elements.
    WrongCount {
        /// Elements that there are.
        elements: usize,
        /// The dimensions.
        dims: Vec<usize>,
    },
    /// PostgreSQL's arrays have at most six dimensions, and these are more.
    TooManyDimensions(usize),
    /// There is not one lower bound for each dimension, or the last subscript would not be an integer.
    LowerBounds,
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShapeError::WrongCount { elements, dims } => {
                write!(f, "{elements} elements do not fill an array of dimensions {dims:?}")
            }
            ShapeError::TooManyDimensions(count) => {
                write!(f, "an array has at most {MAX_DIMENSIONS} dimensions, not {count}")
            }
            ShapeError::LowerBounds => f.write_str("the lower bounds do not fit the array's dimensions"),
        }
    }
}

impl std::error::Error for ShapeError {}

impl<T> ShapedArray<T> {
    /// An array of these dimensions, the last of which varies fastest. Its subscripts start at 1.
    pub fn new(elements: Vec<Option<T>>, dims: &[usize]) -> Result<ShapedArray<T>, ShapeError> {
        if dims.len() > MAX_DIMENSIONS {
            return Err(ShapeError::TooManyDimensions(dims.len()));
        }
        let count = dims.iter().try_fold(usize::from(!dims.is_empty()), |all, length| all.checked_mul(*length));
        if count != Some(elements.len()) {
            return Err(ShapeError::WrongCount { elements: elements.len(), dims: dims.to_vec() });
        }
        let mut shape = Shape::default();
        if !elements.is_empty() {
            shape.dimensions = dims.len();
            for (place, length) in shape.lengths.iter_mut().zip(dims) {
                let too_long = || ShapeError::WrongCount { elements: elements.len(), dims: dims.to_vec() };
                *place = i32::try_from(*length).map_err(|_| too_long())?;
            }
            shape.lower_bounds[..dims.len()].fill(1);
        }
        Ok(ShapedArray { elements, shape })
    }

    /// The same with other first subscripts.
    pub fn with_lower_bounds(mut self, lower_bounds: &[i32]) -> Result<ShapedArray<T>, ShapeError> {
        if self.elements.is_empty() {
            return Ok(self); // it has no dimensions
        }
        if lower_bounds.len() != self.shape.dimensions {
            return Err(ShapeError::LowerBounds);
        }
        for (lower, length) in lower_bounds.iter().zip(self.shape.lengths) {
            lower.checked_add(length).ok_or(ShapeError::LowerBounds)?;
        }
        self.shape.lower_bounds[..lower_bounds.len()].copy_from_slice(lower_bounds);
        Ok(self)
    }
}

/// An array on its way out of a function, in the place of an error: so it is this very array that is returned, and no
/// vector that looks like it.
#[derive(Debug)]
pub(crate) struct ReturnedArray(Vec<u8>);

impl fmt::Display for ReturnedArray {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of several dimensions was returned where no array is expected")
    }
}

impl std::error::Error for ReturnedArray {}

/// The array that a function which returns arrays ended with, or the error.
#[cold]
pub(super) fn return_error(error: BoxError) -> Return {
    match error.downcast::<ReturnedArray>() {
        Ok(array) => entry::return_bytes(array.0),
        Err(error) => errors::into_return(error),
    }
}

impl<T: IntoDatum> ShapedArray<T> {
    /// The array as the outcome of a function that returns arrays: like an error, `?` hands it on, and a
    /// subtransaction that ends with it is rolled back.
    pub fn into_result(self) -> Result<Option<Vec<Option<T>>>, BoxError> {
        Err(Box::new(ReturnedArray(self.into_payload())))
    }

    fn into_payload(self) -> Vec<u8> {
        super::owned::write(self.elements.into_iter(), self.shape)
    }
}

impl<T: IntoDatum> IntoDatum for ShapedArray<T> {
    fn into_datum(self) -> Option<Datum> {
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Array, self.into_payload()))
    }

    fn type_oid() -> Oid {
        <Vec<T>>::type_oid()
    }

    fn is_compatible_with(other: Oid) -> bool {
        <Vec<T>>::is_compatible_with(other)
    }
}
