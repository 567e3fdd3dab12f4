// SPDX-License-Identifier: PostgreSQL
use super::*;
use crate::abi::Argument;
use crate::prelude::*;
use crate::test_host::{self, Cell};

const INT4: PgBuiltInOids = PgBuiltInOids::INT4OID;
const TEXT: PgBuiltInOids = PgBuiltInOids::TEXTOID;

fn int4(value: i32) -> Cell {
    Cell::bits(INT4, value as i64 as u64)
}

#[test]
fn a_field_of_the_wanted_type_comes_back() {
    test_host::answer_with(1, vec![int4(-5)]);
    assert_eq!(Spi::get_one::<i32>("SELECT -5"), Ok(Some(-5)));
    assert_eq!(test_host::last_query().0, "SELECT -5");
}

#[test]
fn a_smaller_integer_fits_a_larger_one_but_not_the_reverse() {
    test_host::answer_with(1, vec![Cell::bits(PgBuiltInOids::INT2OID, 7)]);
    assert_eq!(Spi::get_one::<i64>("q"), Ok(Some(7)));
    test_host::answer_with(1, vec![Cell::bits(PgBuiltInOids::INT8OID, 7)]);
    let error = Spi::get_one::<i32>("q").unwrap_err();
    assert_eq!(error.to_string(), "type bigint does not fit i32, which takes integer");
    assert_eq!(error.sql_error_code().sqlstate(), "42804");
}

#[test]
fn text_is_read_and_a_null_is_none() {
    let cells = vec![Cell::bytes(PgBuiltInOids::VARCHAROID, "né"), Cell::null(TEXT)];
    test_host::answer_with(1, cells);
    assert_eq!(Spi::get_two::<String, String>("q"), Ok((Some("né".to_string()), None)));
}

#[test]
fn a_first_row_that_is_large_is_fetched() {
    let text = "x".repeat(10_000);
    test_host::answer_with(1, vec![Cell::bytes(TEXT, &text)]);
    assert_eq!(Spi::get_one::<String>("q"), Ok(Some(text)));
    assert_eq!(test_host::released(), [test_host::RESULT]);
}

#[test]
fn no_row_no_column_and_no_table_are_told_apart() {
    test_host::answer_with(0, vec![]);
    assert_eq!(Spi::get_one::<i32>("q"), Err(SpiError::InvalidPosition));
    test_host::answer_with(3, vec![]);
    assert_eq!(Spi::get_one::<i32>("q"), Err(SpiError::NoTupleTable));
    test_host::answer_with(1, vec![int4(1)]);
    let error = Spi::get_two::<i32, i32>("q").unwrap_err();
    assert_eq!(error, SpiError::SpiError(SpiErrorCodes::NoAttribute));
}

#[test]
fn arguments_cross_with_their_type() {
    test_host::answer_with(0, vec![]);
    let args = vec![
        (PgBuiltInOids::VARCHAROID.oid(), "ab".into_datum()),
        (PgBuiltInOids::INT8OID.oid(), (-1i32).into_datum()),
        (PgBuiltInOids::BOOLOID.oid(), None::<bool>.into_datum()),
    ];
    Spi::run_with_args("q", Some(args)).unwrap();
    let seen = test_host::last_query().1;
    assert_eq!(seen.iter().map(|value| value.type_oid).collect::<Vec<_>>(), [1043, 20, 16]);
    assert_eq!((seen[0].cell.has_payload(), seen[0].cell.len()), (true, 2));
    assert_eq!((seen[1].cell.value, seen[1].cell.has_payload()), (u64::MAX, false));
    assert_eq!(seen[2].cell.meta, Argument::NULL.meta);
}

#[test]
fn many_arguments_are_as_good_as_few() {
    test_host::answer_with(0, vec![]);
    let args: Vec<_> = (0..40).map(|n: i32| (INT4.oid(), n.into_datum())).collect();
    assert_eq!(Spi::execute("q", args), Ok(0));
    let seen: Vec<u64> = test_host::last_query().1.iter().map(|value| value.cell.value).collect();
    assert_eq!(seen, (0..40).collect::<Vec<u64>>());
}

#[test]
fn an_argument_of_another_type_is_refused_before_the_query_runs() {
    test_host::answer_with(0, vec![]);
    let before = test_host::query_count();
    for (declared, datum) in [
        (INT4.oid(), 1i64.into_datum()),
        (TEXT.oid(), 1i64.into_datum()),
        (PgBuiltInOids::INT8OID.oid(), "1".into_datum()),
        (PgBuiltInOids::JSONBOID.oid(), "{}".into_datum()),
        (PgBuiltInOids::BYTEAOID.oid(), "x".into_datum()),
    ] {
        let error = Spi::run_with_args("q", Some(vec![(declared, datum)])).unwrap_err();
        assert_eq!(error.sql_error_code().sqlstate(), "42804");
    }
    assert_eq!(test_host::query_count(), before);
}

#[test]
fn a_table_is_walked_by_rows_and_by_names() {
    test_host::answer_with_rows(vec![vec![int4(1), Cell::bytes(TEXT, "one")], vec![int4(2), Cell::null(TEXT)]]);
    Spi::connect(|client| {
        let table = client.select("q", None, None).unwrap();
        assert_eq!((table.len(), table.columns()), (2, Ok(2)));
        assert_eq!(table.get::<i32>(1), Err(SpiError::InvalidPosition));
        assert_eq!((table.column_name(2), table.column_ordinal("b")), (Ok("b".to_string()), Ok(2)));
        assert_eq!(table.column_type_oid(1), Ok(INT4.oid()));
        assert_eq!(table.column_name(3), Err(SpiError::SpiError(SpiErrorCodes::NoAttribute)));
        let table = table.first();
        assert_eq!(table.get_two::<i32, String>(), Ok((Some(1), Some("one".to_string()))));
        assert_eq!(table.get_by_name::<String, _>("b"), Ok(Some("one".to_string())));
        let seen: Vec<_> =
            table.rewind().map(|row| (row["a"].value::<i32>().unwrap(), row.get::<String>(2).unwrap())).collect();
        assert_eq!(seen, [(Some(1), Some("one".to_string())), (Some(2), None)]);
    });
    assert!(test_host::released().is_empty());
}

#[test]
fn a_large_table_comes_window_by_window_and_goes_when_it_is_dropped() {
    let rows: Vec<Vec<Cell>> = (0..5000).map(|n| vec![int4(n), Cell::bytes(TEXT, "word")]).collect();
    test_host::answer_with_rows(rows);
    let sum = Spi::connect(|client| {
        let table = client.select("q", None, None).unwrap();
        let mut sum = 0;
        for row in table.rows::<(i32, Option<String>)>() {
            let (number, word) = row.unwrap();
            assert_eq!(word.as_deref(), Some("word"));
            sum += number;
        }
        sum
    });
    assert_eq!(sum, (0..5000).sum::<i32>());
    assert!(test_host::fetch_count() < 10, "{}", test_host::fetch_count());
    assert_eq!(test_host::released(), [test_host::RESULT]);
}

#[test]
fn going_back_fetches_again_and_keeps_the_names() {
    let rows: Vec<Vec<Cell>> = (0..5000).map(|n| vec![int4(n)]).collect();
    test_host::answer_with_rows(rows);
    Spi::connect(|client| {
        let mut table = client.select("q", None, None).unwrap();
        assert_eq!(table.by_ref().last().unwrap()["a"].value::<i32>(), Ok(Some(4999)));
        assert_eq!(table.get::<i32>(1), Err(SpiError::InvalidPosition));
        assert_eq!(table.first().get_by_name::<i32, _>("a"), Ok(Some(0)));
    });
}

#[test]
fn a_row_larger_than_the_window_comes_too() {
    let large = "y".repeat(200_000);
    test_host::answer_with_rows(vec![vec![int4(1)], vec![Cell::bytes(TEXT, &large)], vec![int4(3)]]);
    Spi::connect(|client| {
        let mut table = client.select("q", None, None).unwrap();
        assert_eq!(table.next().unwrap().get::<i32>(1), Ok(Some(1)));
        assert_eq!(table.next().unwrap().get::<String>(1).unwrap().unwrap().len(), 200_000);
        assert_eq!(table.next().unwrap().get::<i32>(1), Ok(Some(3)));
        assert!(table.next().is_none());
    });
}

#[test]
fn a_null_needs_an_option() {
    test_host::answer_with(1, vec![Cell::null(INT4)]);
    assert_eq!(Spi::rows::<(Option<i32>,)>("q", vec![]), Ok(vec![(None,)]));
    assert_eq!(Spi::rows::<(i32,)>("q", vec![]), Err(SpiError::UnexpectedNull { column: 1 }));
}

#[test]
fn prepared_statements_count_and_check_their_arguments() {
    test_host::answer_with(1, vec![int4(1)]);
    Spi::connect(|client| {
        let statement = client.prepare("q", Some(vec![INT4.oid()])).unwrap();
        let error = client.select(&statement, None, None).unwrap_err();
        assert_eq!(error, SpiError::PreparedStatementArgumentMismatch { expected: 1, got: 0 });
        assert!(client.select(&statement, None, Some(vec!["x".into_datum()])).is_err());
        assert!(client.select(&statement, None, Some(vec![5.into_datum()])).is_ok());
        assert_eq!(test_host::last_query().0, "plan 99");
    });
    assert_eq!(test_host::released(), [99]);
}

#[test]
fn a_subtransaction_gives_its_value_or_its_error() {
    let fine = Spi::subtransaction(|_| -> std::result::Result<i32, CaughtError> { Ok(1) });
    assert_eq!(fine.unwrap(), 1);
    let mine = Spi::subtransaction(|_| -> std::result::Result<i32, CaughtError> { Err(SpiError::NoTupleTable)? });
    assert!(matches!(mine, Err(CaughtError::ErrorReport(_))));
    let panicked = Spi::subtransaction(|_| -> std::result::Result<i32, CaughtError> { panic!("over") });
    let Err(CaughtError::RustPanic { ereport, .. }) = panicked else { panic!("{panicked:?}") };
    assert_eq!((ereport.message(), ereport.sqlstate().as_str()), ("over", "38000"));
}

#[test]
fn an_error_that_was_caught_keeps_its_sqlstate_also_when_it_is_the_user_s_own() {
    const CUSTOM: u32 = 0x20 | 1 << 6 | 2 << 12 | 3 << 18 | 4 << 24; // P1234
    test_host::fail_with(0, CUSTOM, "own");
    let error = Spi::subtransaction(|_| -> std::result::Result<(), CaughtError> { Ok(()) }).unwrap_err();
    assert_eq!((error.report().sqlstate().as_str(), error.message()), ("P1234", "own"));
    let report = crate::errors::from_box(error.into());
    assert_eq!((report.packed_sqlstate(), report.was_raised), (CUSTOM, true));
}

#[test]
fn handlers_are_chosen_by_sqlstate_then_by_kind() {
    let division = PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO;
    let tried = |kind, code: PgSqlErrorCode| {
        test_host::fail_with(kind, code as u32, "x");
        PgTryBuilder::new(|| 0).catch_when(division, |_| 1).catch_rust_panic(|_| 2).catch_others(|_| 3).execute()
    };
    assert_eq!(tried(0, division), 1);
    assert_eq!(tried(0, PgSqlErrorCode::ERRCODE_UNIQUE_VIOLATION), 3);
    assert_eq!(tried(2, PgSqlErrorCode::ERRCODE_EXTERNAL_ROUTINE_EXCEPTION), 2);
    assert_eq!(PgTryBuilder::new(|| 7).catch_others(|_| 8).execute(), 7);
}

#[test]
fn finally_runs_after_success_and_after_a_handler() {
    let ran = std::cell::Cell::new(0);
    let count = || ran.set(ran.get() + 1);
    assert_eq!(PgTryBuilder::new(|| 1).finally(count).execute(), 1);
    assert_eq!(PgTryBuilder::new(|| panic!("p")).catch_others(|_| 2).finally(count).execute(), 2);
    assert_eq!(ran.get(), 2);
}

#[test]
fn a_call_that_looks_like_an_order_to_run_a_closure_finds_none() {
    assert!(!crate::attempt::is_offered(0));
    assert!(!crate::attempt::is_offered(4711));
}
