// SPDX-License-Identifier: PostgreSQL
//! A query's way to the host and its rows' way back.

use crate::abi::{Argument, SpiArgument};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::host;
use crate::oid::{BuiltinOid, Oid, PgOid};
use crate::spi::{SpiError, SpiErrorCodes, SpiResult};
use crate::types::{fits_parameter, holds_bytes};

/// As SPI's `count`: no limit.
pub(super) const ALL_ROWS: u64 = 0;

/// The rows of the last query of this call. It borrows nothing: the host checks that a row is there.
pub(super) struct Rows {
    processed: u64,
}

/// Runs `query`. A PostgreSQL error in it does not come back; an argument that is not of its type does.
pub(super) fn execute(query: &str, args: &[(PgOid, Option<Datum>)], max_rows: u64) -> SpiResult<Rows> {
    let raw = args.iter().map(describe).collect::<SpiResult<Vec<SpiArgument>>>()?;
    let count = u32::try_from(raw.len()).map_err(|_| SpiError::SpiError(SpiErrorCodes::Argument))?;
    // SAFETY: the query, the arguments and the payloads they name live until the host is back.
    let processed = unsafe {
        host::plrust_host_spi_execute(query.as_ptr(), query.len(), raw.as_ptr().cast(), count, max_rows)
    };
    Ok(Rows { processed })
}

fn describe((declared, datum): &(PgOid, Option<Datum>)) -> SpiResult<SpiArgument> {
    let type_oid = declared.value().as_u32();
    let Some(datum) = datum else {
        return Ok(SpiArgument { type_oid, is_null: 1, value: 0, len: 0 });
    };
    if !fits_parameter(datum.type_oid(), declared.value()) {
        return Err(mismatch(declared.value(), datum.type_oid()).into());
    }
    Ok(match datum.payload() {
        Payload::Bits(bits) => SpiArgument { type_oid, is_null: 0, value: *bits, len: 0 },
        Payload::Bytes(bytes) => {
            SpiArgument { type_oid, is_null: 0, value: bytes.as_ptr() as u64, len: bytes.len() as u64 }
        }
    })
}

fn mismatch(declared: Oid, actual: Oid) -> TryFromDatumError {
    TryFromDatumError::IncompatibleTypes {
        rust_type: "the declared type of the argument",
        rust_oid: declared,
        datum_type: crate::oid::type_name(actual),
        datum_oid: actual,
    }
}

/// What the host says of a field.
enum Field {
    Found(Argument),
    OfType(Oid),
}

impl Rows {
    /// Column `column` (from 1) of the first row.
    pub(super) fn field<T: FromDatum + IntoDatum>(&self, column: u32) -> SpiResult<Option<T>> {
        let wanted = T::type_oid();
        let (found, actual) = match self.ask(column, wanted)? {
            Field::Found(field) => (field, wanted),
            Field::OfType(actual) if actual != wanted && T::is_compatible_with(actual) => {
                match self.ask(column, actual)? {
                    Field::Found(field) => (field, actual),
                    Field::OfType(other) => return Err(TryFromDatumError::incompatible::<T>(other).into()),
                }
            }
            Field::OfType(actual) => return Err(TryFromDatumError::incompatible::<T>(actual).into()),
        };
        if found.is_null() {
            return Ok(None);
        }
        Ok(Some(T::try_from_datum(fetch(&found, actual))?))
    }

    fn ask(&self, column: u32, wanted: Oid) -> SpiResult<Field> {
        const FIRST_ROW: u64 = 0;
        let mut out = Argument { value: 0, meta: 0 };
        // SAFETY: `out` is ours to be written.
        let answer =
            unsafe { host::plrust_host_spi_value(FIRST_ROW, column, wanted.as_u32(), (&raw mut out).cast()) };
        match answer {
            0 => Ok(Field::Found(out)),
            1 if self.processed > 0 => Err(SpiError::NoTupleTable),
            1 => Err(SpiError::InvalidPosition),
            2 => Err(SpiError::SpiError(SpiErrorCodes::NoAttribute)),
            _ => Ok(Field::OfType(Oid::from(out.value as u32))),
        }
    }
}

fn fetch(found: &Argument, actual: Oid) -> Datum {
    if !found.has_payload() && !BuiltinOid::try_from(actual).is_ok_and(holds_bytes) {
        return Datum::new(actual, Payload::Bits(found.value));
    }
    let mut bytes = vec![0; found.len()];
    if !bytes.is_empty() {
        // SAFETY: the vector has exactly that many bytes.
        unsafe { host::plrust_host_spi_fetch(found.value, bytes.as_mut_ptr(), bytes.len()) }
    }
    match found.kind() {
        Some(kind) if found.has_payload() => Datum::of_kind(actual, kind, bytes),
        _ => Datum::new(actual, Payload::Bytes(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;
    use crate::test_host::{self, Cell};

    #[test]
    fn a_field_of_the_wanted_type_comes_back() {
        test_host::answer_with(1, vec![Cell::bits(PgBuiltInOids::INT4OID, -5i32 as i64 as u64)]);
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
    fn text_is_fetched_and_a_null_is_none() {
        let cells = vec![Cell::bytes(PgBuiltInOids::VARCHAROID, "né"), Cell::null(PgBuiltInOids::TEXTOID)];
        test_host::answer_with(1, cells);
        assert_eq!(Spi::get_two::<String, String>("q"), Ok((Some("né".to_string()), None)));
    }

    #[test]
    fn no_row_no_column_and_no_table_are_told_apart() {
        test_host::answer_with(0, vec![]);
        assert_eq!(Spi::get_one::<i32>("q"), Err(SpiError::InvalidPosition));
        test_host::answer_with(3, vec![]);
        assert_eq!(Spi::get_one::<i32>("q"), Err(SpiError::NoTupleTable));
        test_host::answer_with(1, vec![Cell::bits(PgBuiltInOids::INT4OID, 1)]);
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
        let seen: Vec<_> = test_host::last_query().1.iter().map(|a| (a.type_oid, a.is_null, a.len)).collect();
        assert_eq!(seen, [(1043, 0, 2), (20, 0, 0), (16, 1, 0)]);
        assert_eq!(test_host::last_query().1[1].value, u64::MAX);
    }

    #[test]
    fn an_argument_of_another_type_is_refused_before_the_query_runs() {
        test_host::answer_with(0, vec![]);
        let before = test_host::query_count();
        for (declared, datum) in [
            (PgBuiltInOids::INT4OID.oid(), 1i64.into_datum()),
            (PgBuiltInOids::TEXTOID.oid(), 1i64.into_datum()),
            (PgBuiltInOids::INT8OID.oid(), "1".into_datum()),
            (PgBuiltInOids::JSONBOID.oid(), "{}".into_datum()),
            (PgBuiltInOids::BYTEAOID.oid(), "x".into_datum()),
        ] {
            let error = Spi::run_with_args("q", Some(vec![(declared, datum)])).unwrap_err();
            assert_eq!(error.sql_error_code().sqlstate(), "42804");
        }
        assert_eq!(test_host::query_count(), before);
    }
}
