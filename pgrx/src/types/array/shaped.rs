// SPDX-License-Identifier: PostgreSQL
//! Arrays of more than one dimension, made by a function.

use std::cell::Cell;
use std::fmt;

use super::owned::Shape;
use crate::abi::{PayloadKind, MAX_DIMENSIONS};
use crate::datum::{Datum, IntoDatum};
use crate::oid::Oid;

/// Elements in storage order together with their dimensions.
///
/// A function that returns an array returns a vector. This turns into one that remembers its dimensions: as long as
/// the vector is not changed, it becomes an array with them.
///
/// ```
/// # use pgrx::prelude::*;
/// fn identity(n: i32) -> Result<Option<Vec<Option<f64>>>, pgrx::BoxError> {
///     let n = usize::try_from(n)?;
///     let elements = (0..n * n).map(|i| Some(if i % (n + 1) == 0 { 1.0 } else { 0.0 })).collect();
///     Ok(Some(ShapedArray::new(elements, &[n, n])?.into()))
/// }
/// assert_eq!(identity(3).unwrap().unwrap().len(), 9);
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

/// A vector by where its elements lie, and the shape that goes with it.
type Remembered = (*const (), usize, Shape);

thread_local! { static LAST: Cell<Option<Remembered>> = const { Cell::new(None) }; }

impl<T> From<ShapedArray<T>> for Vec<Option<T>> {
    fn from(array: ShapedArray<T>) -> Vec<Option<T>> {
        LAST.set(Some((array.elements.as_ptr().cast(), array.elements.len(), array.shape)));
        array.elements
    }
}

/// The shape of a vector that a shaped array has turned into. It is told once.
pub(super) fn shape_of<T>(elements: &[T]) -> Option<Shape> {
    let (address, count, shape) = LAST.get()?;
    if (address, count) != (elements.as_ptr().cast(), elements.len()) {
        return None;
    }
    LAST.set(None);
    Some(shape)
}

impl<T: IntoDatum> IntoDatum for ShapedArray<T> {
    fn into_datum(self) -> Option<Datum> {
        let payload = super::owned::write(self.elements.into_iter(), self.shape);
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Array, payload))
    }

    fn type_oid() -> Oid {
        <Vec<T>>::type_oid()
    }

    fn is_compatible_with(other: Oid) -> bool {
        <Vec<T>>::is_compatible_with(other)
    }
}
