// SPDX-License-Identifier: PostgreSQL
//! Values of polymorphic types: their SQL type is known when the function is called.

use crate::abi::{AnyHead, ArrayHead, PayloadKind, Return};
use crate::datum::{Array, Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{self, IntoReturn};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{Builder, Raw, View};
use crate::types::{array_type, crossing_of, element_type, Crossing};
use crate::wire::Malformed;

/// A value of `anyelement`, `anycompatible`, `anyrange`, `anyenum` or the like.
///
/// ```
/// # use pgrx::prelude::*;
/// fn describe(value: AnyElement) -> String {
///     match PgOid::from(value.oid()) {
///         PgOid::BuiltIn(PgBuiltInOids::INT4OID) => format!("the integer {:?}", value.into::<i32>()),
///         other => format!("something of type {other:?}"),
///     }
/// }
/// assert_eq!(describe(AnyElement::new(7).unwrap()), "the integer Some(7)");
/// ```
#[derive(Clone, Debug)]
pub struct AnyElement(Datum);

impl AnyElement {
    /// Any value as one; `None` if it is NULL.
    pub fn new<T: IntoDatum>(value: T) -> Option<AnyElement> {
        value.into_datum().map(AnyElement)
    }

    /// The value's type.
    pub fn oid(&self) -> Oid {
        self.0.type_oid()
    }

    /// The value.
    pub fn datum(&self) -> Datum {
        self.0.clone()
    }

    /// The value as a `T`. If it is of another type, the statement ends with an error.
    pub fn into<T: FromDatum + IntoDatum>(self) -> Option<T> {
        Some(self.get().unwrap_or_else(|error| entry::refuse(&error)))
    }

    /// The value as a `T`, or why it is none.
    pub fn get<T: FromDatum + IntoDatum>(&self) -> Result<T, TryFromDatumError> {
        if !T::is_compatible_with(self.oid()) {
            return Err(TryFromDatumError::incompatible::<T>(self.oid()));
        }
        T::try_from_raw(self.0.raw())
    }
}

impl IntoDatum for AnyElement {
    fn into_datum(self) -> Option<Datum> {
        Some(self.0)
    }

    fn type_oid() -> Oid {
        BuiltinOid::ANYELEMENTOID.value()
    }

    fn is_compatible_with(_: Oid) -> bool {
        true
    }
}

impl FromDatum for AnyElement {
    fn try_from_datum(datum: Datum) -> Result<AnyElement, TryFromDatumError> {
        match datum.raw().payload(PayloadKind::Any) {
            None => Ok(AnyElement(datum)),
            Some(_) => AnyElement::try_from_raw(datum.raw()),
        }
    }

    /// Only arguments have a head; elements, fields and results of queries have a type already.
    fn try_from_raw(raw: Raw<'_>) -> Result<AnyElement, TryFromDatumError> {
        let Some(payload) = raw.payload(PayloadKind::Any) else { return Ok(AnyElement(raw.to_datum())) };
        let view = View::new(payload);
        let value = view.read(0).and_then(|head: AnyHead| view.value(head.value, Oid::from(head.type_oid)));
        match value.and_then(|value| value.ok_or(Malformed)) {
            Ok(value) if value.payload(PayloadKind::Any).is_none() => Ok(AnyElement(value.to_datum())),
            _ => Err(TryFromDatumError::invalid::<AnyElement>(raw.type_oid(), "the value is malformed")),
        }
    }
}

crate::types::argument!([] AnyElement);
crate::types::element!([] AnyElement);

/// With its type in front, which the host compares with what the call asks for.
impl IntoReturn for AnyElement {
    fn into_return(self) -> Return {
        const VALUE: usize = std::mem::offset_of!(AnyHead, value);
        let mut builder = Builder::starting_with::<AnyHead>();
        builder.put(0, AnyHead { type_oid: self.oid().as_u32(), ..AnyHead::default() });
        builder.put_value(VALUE, 0, Some(self.0.raw()));
        entry::return_bytes(builder.finish())
    }
}

/// A value of `anyarray` or `anycompatiblearray`.
///
/// ```
/// # use pgrx::prelude::*;
/// fn first(array: AnyArray) -> Option<AnyElement> {
///     array.elements().into_iter().next().flatten()
/// }
/// ```
#[derive(Clone, Debug)]
pub struct AnyArray(Datum);

impl AnyArray {
    /// Any array as one: a `Vec`, an [`Array`].
    pub fn new<T: IntoDatum>(array: T) -> Result<AnyArray, TryFromDatumError> {
        match array.into_datum() {
            Some(datum) => AnyArray::try_from_datum(datum),
            None => Err(TryFromDatumError::invalid::<AnyArray>(T::type_oid(), "it is NULL")),
        }
    }

    /// The array of these elements, which must be of one type.
    pub fn of(elements: Vec<Option<AnyElement>>) -> Result<AnyArray, TryFromDatumError> {
        let element = elements.iter().flatten().next().map_or(Oid::INVALID, AnyElement::oid);
        if let Some(other) = elements.iter().flatten().find(|other| other.oid() != element) {
            let reason = format!("another element is of type {}", crate::oid::type_name(other.oid()));
            return Err(TryFromDatumError::invalid::<AnyArray>(element, reason));
        }
        let array = array_type(element).unwrap_or(Oid::INVALID);
        let payload = super::array::write_elements(elements, element);
        Ok(AnyArray(Datum::of_kind(array, PayloadKind::Array, payload)))
    }

    /// Number of elements, NULLs included.
    pub fn len(&self) -> usize {
        self.head().map_or(0, |head| head.count as usize)
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The array's type; [`Oid::INVALID`] if its elements are of a type that someone created.
    pub fn oid(&self) -> Oid {
        array_type(self.element_oid()).unwrap_or(Oid::INVALID)
    }

    /// The type of its elements.
    pub fn element_oid(&self) -> Oid {
        self.head().map_or(Oid::INVALID, |head| Oid::from(head.element_type))
    }

    fn head(&self) -> Option<ArrayHead> {
        self.0.raw().payload(PayloadKind::Array).and_then(|payload| View::new(payload).read(0).ok())
    }

    /// The array.
    pub fn datum(&self) -> Datum {
        self.0.clone()
    }

    /// The array as a vector of its elements, or another type of array. If it is of another type, the statement ends
    /// with an error.
    pub fn into<T: FromDatum + IntoDatum>(self) -> Option<T> {
        Some(self.get().unwrap_or_else(|error| entry::refuse(&error)))
    }

    /// The same, or why it is none.
    pub fn get<T: FromDatum + IntoDatum>(&self) -> Result<T, TryFromDatumError> {
        T::try_from_raw(self.0.raw())
    }

    /// The elements in storage order; NULL is `None`.
    pub fn elements(&self) -> Vec<Option<AnyElement>> {
        entry::accepted(self.get::<Array<'_, AnyElement>>()).iter().collect()
    }
}

impl IntoDatum for AnyArray {
    fn into_datum(self) -> Option<Datum> {
        Some(self.0)
    }

    fn type_oid() -> Oid {
        BuiltinOid::ANYARRAYOID.value()
    }

    fn is_compatible_with(other: Oid) -> bool {
        other == Self::type_oid() || element_type(other).is_some() || crossing_of(other) == Crossing::OfCell
    }
}

impl FromDatum for AnyArray {
    fn try_from_datum(datum: Datum) -> Result<AnyArray, TryFromDatumError> {
        let actual = datum.type_oid();
        match (datum.raw().payload(PayloadKind::Array).is_some(), datum.into_payload()) {
            (true, Payload::Bytes(payload)) => {
                let array = AnyArray(Datum::of_kind(actual, PayloadKind::Array, payload));
                match array.oid() {
                    Oid::INVALID => Ok(array),
                    known => Ok(AnyArray(array.0.with_type(known))),
                }
            }
            _ => Err(TryFromDatumError::incompatible::<AnyArray>(actual)),
        }
    }
}

crate::types::crossing!([] AnyArray);

#[cfg(test)]
mod tests {
    use super::*;

    fn returned(value: AnyElement) -> Vec<u8> {
        let returned = value.into_return();
        // SAFETY: the payload was kept.
        unsafe { std::slice::from_raw_parts(returned.value as *const u8, (returned.tag >> 8) as usize) }.to_vec()
    }

    fn argument(payload: Vec<u8>) -> Result<AnyElement, TryFromDatumError> {
        let any = BuiltinOid::ANYELEMENTOID.value();
        AnyElement::try_from_datum(Datum::of_kind(any, PayloadKind::Any, payload))
    }

    #[test]
    fn a_value_keeps_its_type_on_the_way() {
        let payload = returned(AnyElement::new(-5i16).unwrap());
        let number = argument(payload).unwrap();
        assert!(matches!(number.get::<String>(), Err(TryFromDatumError::IncompatibleTypes { .. })));
        assert_eq!((number.oid(), number.into::<i64>()), (BuiltinOid::INT2OID.value(), Some(-5)));
        let words = argument(returned(AnyElement::new(vec!["a", "b"]).unwrap())).unwrap();
        assert_eq!(words.get(), Ok(vec!["a".to_string(), "b".to_string()]));
        assert!(AnyElement::new(None::<i32>).is_none());
    }

    #[test]
    fn an_array_gives_its_elements_with_their_type() {
        let array = AnyArray::new(vec![Some(7i64), None]).unwrap();
        assert_eq!((array.oid(), array.element_oid().as_u32()), (BuiltinOid::INT8ARRAYOID.value(), 20));
        let elements = array.elements();
        assert_eq!(elements[0].as_ref().map(AnyElement::get::<i64>), Some(Ok(7)));
        assert!(elements[1].is_none());
        assert!(array.get::<Vec<Option<String>>>().is_err());
        assert_eq!(array.into::<Vec<Option<i64>>>(), Some(vec![Some(7), None]));
        assert!(AnyArray::new(7).is_err());
    }

    #[test]
    fn an_array_is_made_of_elements_of_one_type() {
        let seven = AnyElement::new(7);
        let array = AnyArray::of(vec![seven.clone(), None]).unwrap();
        assert_eq!((array.oid(), array.len()), (BuiltinOid::INT4ARRAYOID.value(), 2));
        assert_eq!(array.into::<Vec<Option<i32>>>(), Some(vec![Some(7), None]));
        assert!(AnyArray::of(Vec::new()).unwrap().is_empty());
        let error = AnyArray::of(vec![seven, AnyElement::new("x")]).unwrap_err();
        assert!(error.to_string().ends_with("another element is of type text"), "{error}");
    }

    #[test]
    fn spoilt_payloads_are_errors() {
        let original = returned(AnyElement::new("text").unwrap());
        for length in 0..original.len() {
            assert!(argument(original[..length].to_vec()).is_err());
        }
        for at in 0..original.len() {
            for spoilt in [0, 1, 0x40, 0x47, 0x7f, 0x80, 0xff] {
                let mut payload = original.clone();
                payload[at] = spoilt;
                let _ = argument(payload).map(|value| value.get::<String>());
            }
        }
    }
}
