// SPDX-License-Identifier: PostgreSQL
//! Ranges come back as they were, and nothing that is not one is read.

use super::*;
use crate::prelude::*;

fn again<T: IntoDatum + FromDatum>(value: T) -> T {
    T::try_from_datum(value.into_datum().unwrap()).unwrap()
}

#[test]
fn every_kind_of_bound_comes_back() {
    for range in [
        Range::new(1, 5),
        Range::new(RangeBound::Exclusive(i32::MIN), RangeBound::Exclusive(i32::MAX)),
        Range::new(None, 7),
        Range::new(RangeBound::Exclusive(3), None),
        Range::infinite(),
        Range::empty(),
    ] {
        assert_eq!(again(range.clone()), range);
    }
    let words = Range::new("a".to_string(), RangeBound::Exclusive("b".to_string()));
    assert_eq!(again(words.clone()), words);
}

#[test]
fn ranges_of_rust_are_ranges() {
    let shown = [
        Range::from(1..3).to_string(),
        Range::from(1..=3).to_string(),
        Range::from(1..).to_string(),
        Range::from(..3).to_string(),
        Range::from(..=3).to_string(),
        Range::<i32>::from(..).to_string(),
        Range::<i32>::empty().to_string(),
    ];
    assert_eq!(shown, ["[1,3)", "[1,3]", "[1,)", "(,3)", "(,3]", "(,)", "empty"]);
}

#[test]
fn bounds_decide_what_is_inside() {
    let range = Range::new(RangeBound::Exclusive(1), 3);
    assert!(!range.contains(&1) && range.contains(&2) && range.contains(&3) && !range.contains(&4));
    assert!(!Range::empty().contains(&1) && Range::infinite().contains(&1));
    let mut range = range;
    assert_eq!(range.take().map(|(lower, _)| lower), Some(RangeBound::Exclusive(1)));
    assert!(range.is_empty() && range.lower().is_none() && range.upper().is_none());
}

#[test]
fn ranges_know_their_types() {
    assert_eq!(<Range<i64>>::type_oid(), PgBuiltInOids::INT8RANGEOID.value());
    assert_eq!(<Range<AnyNumeric>>::type_oid(), PgBuiltInOids::NUMRANGEOID.value());
    assert_eq!(<Range<f64>>::type_oid(), Oid::INVALID);
    assert_eq!(<Multirange<i32>>::type_oid(), PgBuiltInOids::INT4MULTIRANGEOID.value());
    let error = <Range<i32>>::try_from_datum(Range::from(1i64..3).into_datum().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "type int8range does not fit Range<i32>, which takes int4range");
}

#[test]
fn multiranges_come_back() {
    let ranges: Multirange<i64> = [1..3, 5..9].into_iter().map(Range::from).collect();
    assert_eq!(again(ranges.clone()), ranges);
    assert_eq!(again(Multirange::<i32>::default()).len(), 0);
    assert!(ranges.contains(&8) && !ranges.contains(&3));
    let ranges = vec![Range::from(1..3), Range::empty()];
    assert_eq!(again(ranges.clone()), ranges);
}

#[test]
fn spoilt_payloads_are_errors_or_ranges() {
    let one = Range::new("lower".to_string(), "upper".to_string());
    let payloads = [
        (PayloadKind::Range, one.clone().into_datum().unwrap()),
        (PayloadKind::Multirange, Multirange::new(vec![one.clone(), one]).into_datum().unwrap()),
    ];
    for (kind, datum) in payloads {
        let original = datum.raw().payload(kind).unwrap().to_vec();
        let read = |payload: Vec<u8>| {
            let datum = || Datum::of_kind(Oid::INVALID, kind, payload.clone());
            (
                <Range<String>>::try_from_datum(datum()).is_ok(),
                <Multirange<String>>::try_from_datum(datum()).is_ok(),
                <Range<i32>>::try_from_datum(datum()).is_ok(),
            )
        };
        for at in 0..original.len() {
            for spoilt in [0, 1, 4, 0x17, 0x40, 0x45, 0x46, 0x7f, 0x80, 0xff] {
                let mut payload = original.clone();
                payload[at] = spoilt;
                read(payload);
            }
        }
        for length in 0..16 {
            assert_eq!(read(original[..length].to_vec()), (false, false, false));
        }
    }
}
