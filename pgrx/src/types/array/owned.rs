// SPDX-License-Identifier: PostgreSQL
//! Arrays as vectors: what a function returns, passes to a query or takes from one.

use super::{holds_elements, read_element, read_head, shaped, ArrayHead};
use crate::abi::{PayloadKind, Return, MAX_DIMENSIONS};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{self, IntoReturn};
use crate::errors::BoxError;
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{Builder, Raw, View};
use crate::types::{array_type, crossing_of, Crossing};

/// The lengths and lower bounds of an array's dimensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub dimensions: usize,
    pub lengths: [i32; MAX_DIMENSIONS],
    pub lower_bounds: [i32; MAX_DIMENSIONS],
}

impl Shape {
    /// One dimension that starts at 1, as arrays do in SQL.
    pub fn flat(count: usize) -> Shape {
        let mut shape = Shape { dimensions: usize::from(count > 0), ..Shape::default() };
        shape.lengths[0] = i32::try_from(count).expect("an array is smaller than the region");
        shape.lower_bounds[0] = 1;
        shape
    }
}

/// The payload of an array.
pub(super) fn write<T, I>(values: I, shape: Shape) -> Vec<u8>
where
    T: IntoDatum,
    I: ExactSizeIterator<Item = T>,
{
    write_as(values, shape, T::type_oid())
}

fn write_as<T, I>(values: I, shape: Shape, element: Oid) -> Vec<u8>
where
    T: IntoDatum,
    I: ExactSizeIterator<Item = T>,
{
    let count = values.len();
    let mut builder = Builder::starting_with::<ArrayHead>();
    let mut head = ArrayHead {
        element_type: stated_type(element),
        dimensions: shape.dimensions as u32,
        count: u32::try_from(count).expect("an array is smaller than the region"),
        lengths: shape.lengths,
        lower_bounds: shape.lower_bounds,
        ..ArrayHead::default()
    };
    match crossing_of(element) {
        Crossing::Bits(width) => {
            head.width = width;
            (head.data, head.nulls) = write_packed(&mut builder, values, width as usize);
        }
        _ => head.data = write_cells(&mut builder, values),
    }
    builder.put(0, head);
    builder.finish()
}

/// The payload of an array whose elements say by themselves what they are.
pub(in crate::types) fn write_elements<T: IntoDatum>(values: Vec<Option<T>>, element: Oid) -> Vec<u8> {
    let shape = Shape::flat(values.len());
    write_as(values.into_iter(), shape, element)
}

/// What the elements are, if the array has to say it: each row does by itself.
fn stated_type(element: Oid) -> u32 {
    if element == BuiltinOid::RECORDOID.value() {
        return Oid::INVALID.as_u32();
    }
    element.as_u32()
}

fn write_packed<T, I>(builder: &mut Builder, values: I, width: usize) -> (u64, u64)
where
    T: IntoDatum,
    I: ExactSizeIterator<Item = T>,
{
    let count = values.len();
    let data = builder.reserve(count * width);
    let mut nulls = Vec::new();
    // The number of chunks is that of the values, whatever the iterator does.
    let room = builder.room(data, count * width).chunks_exact_mut(width);
    for (index, (place, value)) in room.zip(values).enumerate() {
        match value.into_datum().map(Datum::into_payload) {
            Some(Payload::Bits(bits)) => place.copy_from_slice(&bits.to_le_bytes()[..width]),
            Some(Payload::Bytes(_)) => unreachable!("the type crosses as bits"),
            None => {
                nulls.resize(count, 0);
                nulls[index] = 1;
            }
        }
    }
    let nulls = if nulls.is_empty() { 0 } else { builder.append(&nulls) };
    (data as u64, nulls as u64)
}

fn write_cells<T, I>(builder: &mut Builder, values: I) -> u64
where
    T: IntoDatum,
    I: ExactSizeIterator<Item = T>,
{
    let count = values.len();
    let cells = builder.reserve_cells(count);
    for (index, value) in values.take(count).enumerate() {
        let datum = value.into_datum();
        builder.put_value(cells, index, datum.as_ref().map(Datum::raw));
    }
    cells as u64
}

/// Any array of one dimension or more, its elements in storage order.
fn read<T: FromDatum + IntoDatum, V>(
    raw: Raw<'_>,
    take: impl Fn(Option<T>) -> Result<V, TryFromDatumError>,
) -> Result<Vec<V>, TryFromDatumError> {
    let mismatch = |actual| Err(TryFromDatumError::incompatible::<Vec<T>>(actual));
    let malformed = |_| TryFromDatumError::invalid::<Vec<T>>(raw.type_oid(), "the array is malformed");
    let Some(payload) = raw.payload(PayloadKind::Array) else { return mismatch(raw.type_oid()) };
    let view = View::new(payload);
    let head = read_head(view).map_err(malformed)?;
    let element = Oid::from(head.element_type);
    if !T::is_compatible_with(element) {
        return mismatch(array_type(element).unwrap_or(raw.type_oid()));
    }
    (0..head.count as usize)
        .map(|index| {
            let element = read_element(view, &head, index).map_err(malformed)?;
            take(element.map(T::try_from_raw).transpose()?)
        })
        .collect()
}

impl<T: IntoDatum> IntoDatum for Vec<T> {
    fn into_datum(self) -> Option<Datum> {
        let shape = Shape::flat(self.len());
        let payload = write(self.into_iter(), shape);
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Array, payload))
    }

    fn type_oid() -> Oid {
        array_type(T::type_oid()).unwrap_or(Oid::INVALID)
    }

    fn is_compatible_with(other: Oid) -> bool {
        holds_elements::<T>(other)
    }
}

impl<T: IntoDatum + Clone> IntoDatum for &[T] {
    fn into_datum(self) -> Option<Datum> {
        let payload = write(self.iter().cloned(), Shape::flat(self.len()));
        Some(Datum::of_kind(Self::type_oid(), PayloadKind::Array, payload))
    }

    fn type_oid() -> Oid {
        <Vec<T>>::type_oid()
    }

    fn is_compatible_with(other: Oid) -> bool {
        holds_elements::<T>(other)
    }
}

/// An array that has no NULLs.
impl<T: FromDatum + IntoDatum> FromDatum for Vec<T> {
    fn try_from_datum(datum: Datum) -> Result<Vec<T>, TryFromDatumError> {
        Self::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Vec<T>, TryFromDatumError> {
        let null = || TryFromDatumError::invalid::<Vec<T>>(raw.type_oid(), "the array contains NULL");
        read(raw, |value: Option<T>| value.ok_or_else(null))
    }
}

impl<T: FromDatum + IntoDatum> FromDatum for Vec<Option<T>> {
    fn try_from_datum(datum: Datum) -> Result<Vec<Option<T>>, TryFromDatumError> {
        Self::try_from_raw(datum.raw())
    }

    fn try_from_raw(raw: Raw<'_>) -> Result<Vec<Option<T>>, TryFromDatumError> {
        read(raw, Ok)
    }
}

crossing!([T: FromDatum + IntoDatum] Vec<T>);
argument!([T: FromDatum + IntoDatum] Vec<Option<T>>);
element!([T: FromDatum + IntoDatum] Vec<Option<T>>);

impl<T: IntoDatum> IntoReturn for Vec<Option<T>> {
    fn into_return(self) -> Return {
        entry::return_datum(self.into_datum())
    }

    fn return_error(error: BoxError) -> Return {
        shaped::return_error(error)
    }
}

impl<T: IntoDatum + Clone> IntoReturn for &[T] {
    fn into_return(self) -> Return {
        entry::return_datum(self.into_datum())
    }
}
