// SPDX-License-Identifier: PostgreSQL
//! Rows come back as they were, and nothing that is not one is read.

use super::*;
use crate::prelude::*;
use crate::test_host;

const DOG: u32 = 16_500;

/// (name text, age int4, toys text[], friend of a type that someone made)
fn dog(name: Option<&str>, age: Option<i32>) -> Vec<u8> {
    let mut row = PgHeapTuple::new_record(vec![
        ("name", PgBuiltInOids::TEXTOID.oid(), name.into_datum()),
        ("age", PgBuiltInOids::INT4OID.oid(), age.into_datum()),
        ("toys", PgBuiltInOids::TEXTARRAYOID.oid(), vec![Some("ball"), None].into_datum()),
        ("friend", PgOid::from(Oid::from(DOG)), None),
    ])
    .unwrap();
    row.head.type_oid = DOG;
    row.replaced = vec![None; 4];
    create::rewrite(&row).unwrap()
}

fn lent<A: WhoAllocated>(payload: &[u8]) -> PgHeapTuple<'_, A> {
    PgHeapTuple::parse(Backing::Lent(payload)).unwrap()
}

fn number(n: usize) -> NonZeroUsize {
    NonZeroUsize::new(n).unwrap()
}

#[test]
fn fields_are_read_by_name_and_number_where_they_lie() {
    let payload = dog(Some("Nami"), Some(3));
    let row = lent::<AllocatedByPostgres>(&payload);
    let name: &str = row.get_by_name("name").unwrap().unwrap();
    assert!(payload.as_ptr_range().contains(&name.as_ptr()));
    assert_eq!((name, row.get_by_index(number(2))), ("Nami", Ok(Some(3))));
    assert_eq!(row.get_by_name::<i64>("age"), Ok(Some(3)));
    let toys: Array<'_, &str> = row.get_by_name("toys").unwrap().unwrap();
    assert_eq!(toys.iter().collect::<Vec<_>>(), [Some("ball"), None]);
    assert!(row.get_by_name::<PgHeapTuple<'_, AllocatedByRust>>("friend").unwrap().is_none());
}

#[test]
fn columns_tell_their_names_and_types() {
    let payload = dog(None, None);
    let row = lent::<AllocatedByRust>(&payload);
    let columns: Vec<_> =
        row.attributes().map(|(n, column)| (n.get(), column.name(), column.type_oid())).collect();
    assert_eq!(columns[1], (2, "age", PgBuiltInOids::INT4OID.oid()));
    assert_eq!((columns.len(), row.len(), row.is_empty()), (4, 4, false));
    assert_eq!(row.get_attribute_by_name("toys").map(|(n, _)| n), Some(number(3)));
    assert_eq!(row.get_attribute_by_index(number(5)), None);
    assert_eq!(row.composite_type_oid(), Oid::from(DOG));
    assert_eq!(format!("{row:?}"), r#"PgHeapTuple(["name", "age", "toys", "friend"])"#);
}

#[test]
fn what_is_not_there_or_of_another_type_is_an_error() {
    let payload = dog(None, None);
    let row = lent::<AllocatedByPostgres>(&payload);
    let unknown = TryFromDatumError::NoSuchAttributeName("nam".into());
    assert_eq!(row.get_by_name::<String>("nam"), Err(unknown));
    assert_eq!(row.get_by_index::<String>(number(5)), Err(TryFromDatumError::NoSuchAttributeNumber(number(5))));
    let error = row.get_by_name::<i16>("age").unwrap_err(); // also if it is NULL
    assert_eq!(error.to_string(), "type integer does not fit i16, which takes smallint");
    let mut row = row.into_owned();
    assert!(matches!(row.set_by_name("age", 3i64), Err(TryFromDatumError::IncompatibleTypes { .. })));
    assert!(matches!(row.set_by_name("age", "3"), Err(TryFromDatumError::IncompatibleTypes { .. })));
    assert!(matches!(row.set_by_name("friend", 3), Ok(())), "what someone made, the server checks");
    assert!(row.set_by_index(number(5), 3).is_err());
}

#[test]
fn changes_leave_the_rest_as_it_was() {
    let payload = dog(Some("Nami"), Some(3));
    let mut row = lent::<AllocatedByPostgres>(&payload).into_owned();
    assert_eq!(row.get_by_name("name"), Ok(Some("Nami")));
    row.set_by_name("name", "Brandy".to_string()).unwrap();
    row.set_by_name("age", None::<i32>).unwrap();
    row.set_by_name("toys", vec!["stick"]).unwrap();
    assert_eq!(row.get_by_name("name"), Ok(Some("Brandy")));
    let datum = row.into_datum().unwrap();
    assert_eq!(datum.type_oid(), Oid::from(DOG));
    let again = PgHeapTuple::try_from_datum(datum).unwrap();
    assert_eq!(again.get_by_name::<String>("name"), Ok(Some("Brandy".into())));
    assert_eq!(again.get_by_name::<i32>("age"), Ok(None));
    assert_eq!(again.get_by_name("toys"), Ok(Some(vec!["stick".to_string()])));
    assert_eq!(again.get_attribute_by_index(number(4)).unwrap().atttypid, Oid::from(DOG));
}

#[test]
fn an_argument_goes_back_where_it_lies() {
    let payload = dog(Some("Nami"), Some(3));
    let returned = lent::<AllocatedByRust>(&payload).into_return();
    assert_eq!((returned.value, returned.tag >> 8), (payload.as_ptr() as u64, payload.len() as u64));
}

#[test]
fn rows_are_elements_and_fields() {
    let payload = dog(Some("Nami"), Some(3));
    let rows: Vec<PgHeapTuple<'_, AllocatedByRust>> = vec![lent(&payload), lent(&payload)];
    let array = rows.into_datum().unwrap();
    let mut outer = PgHeapTuple::new_composite_type_by_oid(Oid::from(1)).unwrap_err();
    assert_eq!(outer, PgHeapTupleError::NoSuchType("with oid 1".into()));
    test_host::describe_dog_as(dog(None, None));
    let mut row = PgHeapTuple::new_composite_type("dog").unwrap();
    outer = PgHeapTuple::new_composite_type("int4").unwrap_err();
    assert_eq!(outer.to_string(), "type \"int4\" is not composite");
    row.set_by_name("friend", lent::<AllocatedByRust>(&payload)).unwrap();
    let friend: PgHeapTuple<'_, AllocatedByRust> = row.get_by_name("friend").unwrap().unwrap();
    assert_eq!(friend.get_by_name("age"), Ok(Some(3)));
    let rows = Array::<PgHeapTuple<'_, AllocatedByPostgres>>::try_from_datum(array).unwrap();
    assert_eq!(rows.get(1).flatten().unwrap().get_by_name("age"), Ok(Some(3)));
}

#[test]
fn a_description_of_any_length_arrives() {
    let long = "x".repeat(5000);
    test_host::describe_dog_as(dog(Some(&long), None));
    let row = PgHeapTuple::new_composite_type_by_oid(Oid::from(DOG)).unwrap();
    assert_eq!(row.get_by_name("name"), Ok(Some(long.as_str())));
}

#[test]
fn a_record_is_made_of_what_fits_its_columns() {
    let columns = vec![("a", PgBuiltInOids::INT4OID.oid(), "x".into_datum())];
    let error = PgHeapTuple::new_record(columns).unwrap_err();
    assert_eq!(error.to_string(), "type text does not fit the column, which takes integer");
    assert!(PgHeapTuple::new_record(Vec::new()).unwrap().is_empty());
}

#[test]
fn a_spoilt_payload_is_an_error_or_a_row() {
    let original = dog(Some("Nami"), Some(3));
    for at in 0..original.len() {
        for spoilt in [0, 1, 4, 8, 0x10, 0x3f, 0x40, 0x80, 0xff] {
            let mut bytes = original.clone();
            bytes[at] = spoilt;
            let datum = Datum::of_kind(Oid::INVALID, PayloadKind::Tuple, bytes);
            let Ok(row) = PgHeapTuple::try_from_datum(datum) else { continue };
            for n in 1..=row.len().min(8) {
                // What attributes() does, but that ends the statement.
                if row.attribute(number(n)).is_ok() {
                    let _ = row.get_by_index::<&str>(number(n));
                    let _ = row.get_by_index::<i32>(number(n));
                    let _ = row.get_by_index::<Array<'_, &str>>(number(n));
                }
            }
        }
    }
    for length in 0..32 + 4 * (16 + 16) {
        let datum = Datum::of_kind(Oid::INVALID, PayloadKind::Tuple, original[..length].to_vec());
        assert!(PgHeapTuple::try_from_datum(datum).is_err());
    }
}

#[test]
fn a_row_of_ones_own_is_changed_in_place_and_does_not_grow_for_ever() {
    let mut row =
        PgHeapTuple::try_from_datum(Datum::of_kind(Oid::INVALID, PayloadKind::Tuple, dog(None, None))).unwrap();
    for round in 0..2000 {
        row.set_by_name("name", "x".repeat(round % 40)).unwrap();
        row.set_by_name("toys", vec![Some("y".repeat(round % 7)), None]).unwrap();
        row.set_by_name("age", round as i32).unwrap();
        assert_eq!(row.get_by_name("name"), Ok(Some("x".repeat(round % 40))));
        assert_eq!(row.get_by_name("toys"), Ok(Some(vec![Some("y".repeat(round % 7)), None])));
        assert_eq!(row.get_by_name("age"), Ok(Some(round as i32)));
    }
    row.set_by_name("name", None::<String>).unwrap();
    assert_eq!(row.get_by_name::<String>("name"), Ok(None));
    assert_eq!(row.get_attribute_by_index(number(4)).unwrap().name(), "friend");
    let length = row.into_datum().unwrap().raw().payload_length();
    assert!(length < 20_000, "{length}");
}

#[test]
fn a_change_is_not_seen_in_a_clone() {
    let payload = dog(Some("Nami"), Some(3));
    let mut row = PgHeapTuple::try_from_datum(Datum::of_kind(Oid::INVALID, PayloadKind::Tuple, payload)).unwrap();
    let before = row.clone();
    row.set_by_name("name", "Ida").unwrap();
    row.set_by_name("age", 4).unwrap();
    assert_eq!((before.get_by_name("name"), before.get_by_name("age")), (Ok(Some("Nami")), Ok(Some(3))));
    assert_eq!((row.get_by_name("name"), row.get_by_name("age")), (Ok(Some("Ida")), Ok(Some(4))));
    assert!(matches!(row.set_by_name("age", "4"), Err(TryFromDatumError::IncompatibleTypes { .. })));
}
