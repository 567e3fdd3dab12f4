// SPDX-License-Identifier: PostgreSQL
//! Arrays come back as they were, and no array that is not one is read.

use super::*;
use crate::abi::{Column, MAX_DIMENSIONS};
use crate::oid::BuiltinOid;
use crate::payload::Builder;

fn payload(datum: Option<Datum>) -> Vec<u8> {
    match datum.expect("arrays are not NULL").into_payload() {
        Payload::Bytes(bytes) => bytes,
        Payload::Bits(_) => panic!("arrays are payloads"),
    }
}

/// As the host passes it: at an aligned address.
fn argument<'a, T: FromRaw<'a>>(payload: &'a [u64], length: usize) -> Result<Array<'a, T>, TryFromDatumError> {
    let argument = Argument::payload(PayloadKind::Array, payload.as_ptr() as u64, length as u32);
    // SAFETY: made of a payload that lives on.
    Array::from_raw(unsafe { Raw::of_argument(&argument, Oid::INVALID) })
}

fn aligned(bytes: &[u8]) -> Vec<u64> {
    let word = |chunk: &[u8]| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_ne_bytes(word)
    };
    bytes.chunks(8).map(word).collect()
}

#[test]
fn packed_elements_are_a_slice_where_they_lie() {
    let bytes = payload(vec![1.5, -0.0, f64::INFINITY].into_datum());
    let words = aligned(&bytes);
    let array = argument::<f64>(&words, bytes.len()).unwrap();
    let slice = array.as_slice().unwrap();
    assert_eq!(slice, [1.5, -0.0, f64::INFINITY]);
    assert!(words.as_ptr_range().contains(&slice.as_ptr().cast()));
    assert_eq!((array.len(), array.dims(), array.lower_bounds()), (3, &[3][..], &[1][..]));
    assert_eq!(array.iter().flatten().sum::<f64>(), f64::INFINITY);
}

#[test]
fn nulls_are_none_and_no_slice() {
    for values in [vec![Some(i16::MIN), None, Some(3)], vec![None, None, None]] {
        let array = Array::<i16>::try_from_datum(values.clone().into_datum().unwrap()).unwrap();
        assert!(array.contains_nulls());
        assert_eq!(array.as_slice(), Err(ArraySliceError::ContainsNulls));
        assert_eq!(array.iter().collect::<Vec<_>>(), values);
        assert_eq!((array.get(1), array.get(3)), (Some(None), None));
        assert_eq!(<Vec<Option<i16>>>::try_from_datum(array.into_datum().unwrap()), Ok(values));
    }
}

#[test]
fn elements_with_payloads_are_borrowed_from_the_argument() {
    let values = vec![Some("ab"), None, Some(""), Some("größe")];
    let bytes = payload(values.clone().into_datum());
    let words = aligned(&bytes);
    let array = argument::<&str>(&words, bytes.len()).unwrap();
    assert!(array.contains_nulls());
    let first = array.get(0).flatten().unwrap();
    assert!(words.as_ptr_range().contains(&first.as_ptr().cast()));
    drop(array.clone());
    assert_eq!(array.into_iter().collect::<Vec<_>>(), values);
    assert_eq!(first, "ab");
}

#[test]
fn an_empty_array_has_no_dimensions() {
    let array = Array::<i32>::try_from_datum(Vec::<i32>::new().into_datum().unwrap()).unwrap();
    assert_eq!((array.len(), array.dims().len(), array.as_slice()), (0, 0, Ok(&[][..])));
    assert_eq!(array.iter_deny_null().next(), None);
    let words = Array::<String>::try_from_datum(Vec::<String>::new().into_datum().unwrap()).unwrap();
    assert!(words.is_empty() && !words.contains_nulls());
}

#[test]
fn iterators_go_both_ways_and_skip() {
    let array = Array::<i64>::try_from_datum(vec![1i64, 2, 3, 4].into_datum().unwrap()).unwrap();
    let mut elements = array.iter_deny_null();
    assert_eq!((elements.next(), elements.next_back(), elements.len()), (Some(1), Some(4), 2));
    assert_eq!(array.iter().nth(2), Some(Some(3)));
    assert_eq!(array.iter().nth(usize::MAX), None);
    assert_eq!(format!("{array:?}"), "[Some(1), Some(2), Some(3), Some(4)]");
}

#[test]
fn a_shaped_array_is_returned_as_it_is() {
    let shaped = ShapedArray::new((1..=6).map(Some).collect(), &[2, 3]).unwrap();
    let shaped: ShapedArray<i32> = shaped.with_lower_bounds(&[0, -1]).unwrap();
    let array = Array::<i32>::try_from_datum(shaped.clone().into_datum().unwrap()).unwrap();
    assert_eq!((array.dims(), array.lower_bounds()), (&[2, 3][..], &[0, -1][..]));
    assert_eq!((array.at(&[0, -1]), array.at(&[1, 1])), (Some(Some(1)), Some(Some(6))));
    assert_eq!((array.at(&[2, 1]), array.at(&[0, -2]), array.at(&[0])), (None, None, None));
    let returned = entry::finish(shaped.clone().into_result());
    assert_eq!(returned.tag & 0xff, 0);
    // SAFETY: what was returned is kept until the next result.
    let payload = unsafe { std::slice::from_raw_parts(returned.value as *const u8, (returned.tag >> 8) as usize) };
    assert_eq!(payload, array.backing.bytes());
    // Where no array is returned it is an error.
    let elsewhere = shaped.into_result().map(|_| Some(1i32));
    assert_eq!(entry::finish(elsewhere).tag & 0xff, 2);
}

#[test]
fn a_shape_that_does_not_fit_is_refused() {
    let six = || (1..=6).map(Some).collect::<Vec<Option<i32>>>();
    assert!(matches!(ShapedArray::new(six(), &[2, 2]), Err(ShapeError::WrongCount { elements: 6, .. })));
    assert!(matches!(ShapedArray::new(six(), &[]), Err(ShapeError::WrongCount { .. })));
    assert!(matches!(ShapedArray::new(six(), &[usize::MAX, 2]), Err(ShapeError::WrongCount { .. })));
    assert_eq!(ShapedArray::new(six(), &[1, 1, 1, 1, 1, 1, 6]), Err(ShapeError::TooManyDimensions(7)));
    let shaped = ShapedArray::new(six(), &[6]).unwrap();
    assert_eq!(shaped.clone().with_lower_bounds(&[1, 1]), Err(ShapeError::LowerBounds));
    assert_eq!(shaped.with_lower_bounds(&[i32::MAX]), Err(ShapeError::LowerBounds));
    let nothing = ShapedArray::<i32>::new(Vec::new(), &[0, 3]).unwrap();
    assert_eq!(nothing.into_datum().map(|datum| datum.raw().type_oid()), Some(BuiltinOid::INT4ARRAYOID.value()));
}

#[test]
fn arrays_of_other_elements_do_not_fit() {
    let words = vec!["a"].into_datum().unwrap();
    let error = Array::<i32>::try_from_datum(words.clone()).unwrap_err();
    assert_eq!(error.to_string(), "type text[] does not fit Array<'_, i32>, which takes integer[]");
    assert!(<Vec<Option<bool>>>::try_from_datum(words).is_err());
    let smallints = vec![-7i16].into_datum().unwrap();
    assert_eq!(<Vec<i64>>::try_from_datum(smallints.clone()), Ok(vec![-7])); // without loss
    assert!(Array::<i64>::try_from_datum(smallints).is_err()); // but not where it lies
    assert!(Array::<i32>::try_from_datum(1i32.into_datum().unwrap()).is_err());
    let error = <Vec<i16>>::try_from_datum(vec![None::<i16>].into_datum().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "a value of type smallint[] does not become Vec<i16>: the array contains NULL");
}

#[test]
fn vectors_know_the_types_of_their_arrays() {
    assert_eq!(<Vec<Option<String>>>::type_oid(), BuiltinOid::TEXTARRAYOID.value());
    assert_eq!(<Vec<u8>>::type_oid(), BuiltinOid::BYTEAOID.value());
    assert_eq!(<Vec<Vec<u8>>>::type_oid(), BuiltinOid::BYTEAARRAYOID.value());
    assert!(<Vec<String>>::is_compatible_with(BuiltinOid::VARCHARARRAYOID.value()));
    assert!(!<Vec<String>>::is_compatible_with(BuiltinOid::INT4ARRAYOID.value()));
}

/// Each byte of what says where things are is spoilt in many ways: the array is refused or read, never more.
#[test]
fn a_spoilt_payload_is_an_error_or_an_array() {
    let packed = payload(vec![Some(1i32), None, Some(3)].into_datum());
    let cells = payload(vec![Some("one"), None, Some("three")].into_datum());
    for original in [packed, cells] {
        for at in 0..original.len() {
            for spoilt in [0, 1, 2, 3, 4, 8, 0x10, 0x3f, 0x40, 0x7f, 0x80, 0xff] {
                let mut bytes = original.clone();
                bytes[at] = spoilt;
                let numbers = Datum::of_kind(Oid::INVALID, PayloadKind::Array, bytes.clone());
                if let Ok(array) = Array::<i32>::try_from_datum(numbers) {
                    assert_eq!(array.iter().count(), array.len());
                    let _ = array.as_slice();
                }
                let words = Datum::of_kind(Oid::INVALID, PayloadKind::Array, bytes);
                let _ = <Vec<Option<String>>>::try_from_datum(words);
            }
        }
        for length in 0..original.len() {
            let datum = Datum::of_kind(Oid::INVALID, PayloadKind::Array, original[..length].to_vec());
            assert!(<Vec<Option<i32>>>::try_from_datum(datum.clone()).is_err());
            assert!(<Vec<Option<String>>>::try_from_datum(datum).is_err());
        }
    }
}

#[test]
fn impossible_heads_are_refused() {
    let head = ArrayHead {
        element_type: 23,
        dimensions: 1,
        count: 1,
        width: 4,
        lengths: [1, 0, 0, 0, 0, 0],
        lower_bounds: [1, 0, 0, 0, 0, 0],
        nulls: 0,
        data: 80,
    };
    let refused = |change: fn(&mut ArrayHead)| {
        let mut head = head;
        change(&mut head);
        let mut builder = Builder::starting_with::<ArrayHead>();
        builder.put(0, head);
        builder.append(&[0; size_of::<Column>()]);
        let datum = Datum::of_kind(Oid::INVALID, PayloadKind::Array, builder.finish());
        Array::<i32>::try_from_datum(datum).is_err()
    };
    assert!(!refused(|_| ()));
    assert!(refused(|head| head.dimensions = 7));
    assert!(refused(|head| head.width = 3));
    assert!(refused(|head| head.width = 8));
    assert!(refused(|head| head.count = 2));
    assert!(refused(|head| head.lengths[0] = -1));
    assert!(refused(|head| head.data = 81));
    assert!(refused(|head| head.data = u64::MAX - 3));
    assert!(refused(|head| head.nulls = u64::MAX));
    assert!(refused(|head| {
        head.dimensions = 2;
        head.lengths = [i32::MAX; MAX_DIMENSIONS];
    }));
    assert!(refused(|head| {
        head.dimensions = 6;
        head.lengths = [0x1_0000; MAX_DIMENSIONS];
        head.count = 0;
    }));
}
