// SPDX-License-Identifier: PostgreSQL
//! Rows that a function makes: of a composite type, which the server describes, or of record.

use std::fmt;

use super::PgHeapTuple;
use crate::abi::{Column, TupleHead};
use crate::datum::{Datum, TryFromDatumError};
use crate::host;
use crate::oid::{BuiltinOid, Oid, PgOid};
use crate::payload::{Backing, Builder, Raw};
use crate::pgbox::{AllocatedByRust, WhoAllocated};
use crate::sqlstate::PgSqlErrorCode;
use crate::types::fits_parameter;

/// Why there is no row of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PgHeapTupleError {
    /// There is no type of that name or number.
    NoSuchType(String),
    /// The type has no columns.
    NotACompositeType(String),
    /// The row would have another number of columns.
    IncorrectAttributeCount(usize, usize),
}

impl PgHeapTupleError {
    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            PgHeapTupleError::NoSuchType(_) => PgSqlErrorCode::ERRCODE_UNDEFINED_OBJECT,
            PgHeapTupleError::NotACompositeType(_) => PgSqlErrorCode::ERRCODE_WRONG_OBJECT_TYPE,
            PgHeapTupleError::IncorrectAttributeCount(..) => PgSqlErrorCode::ERRCODE_DATATYPE_MISMATCH,
        }
    }
}

impl fmt::Display for PgHeapTupleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PgHeapTupleError::NoSuchType(name) => write!(f, "type {name} does not exist"),
            PgHeapTupleError::NotACompositeType(name) => write!(f, "type {name} is not composite"),
            PgHeapTupleError::IncorrectAttributeCount(found, expected) => {
                write!(f, "incorrect attribute count: found {found}, the type has {expected}")
            }
        }
    }
}

impl std::error::Error for PgHeapTupleError {}

/// What the host answers instead of a length.
const NO_SUCH_TYPE: i64 = -1;

/// A row of NULLs of the type of that name or, if the name is empty, that number.
fn describe(name: &str, oid: Oid) -> Result<Vec<u8>, PgHeapTupleError> {
    const ENOUGH_FOR_MOST: usize = 1024;
    let mut payload = Vec::with_capacity(ENOUGH_FOR_MOST);
    loop {
        // SAFETY: the name and the room live until the host is back.
        let length = unsafe {
            host::plrust_host_composite_type(
                name.as_ptr(),
                name.len(),
                oid.as_u32(),
                payload.as_mut_ptr(),
                payload.capacity(),
            )
        };
        let shown = || if name.is_empty() { format!("with oid {oid}") } else { format!("\"{name}\"") };
        match usize::try_from(length) {
            Ok(length) if length <= payload.capacity() => {
                // SAFETY: so many were written, as the host says.
                unsafe { payload.set_len(length) }
                return Ok(payload);
            }
            Ok(length) => payload.reserve(length),
            Err(_) if length == NO_SUCH_TYPE => return Err(PgHeapTupleError::NoSuchType(shown())),
            Err(_) => return Err(PgHeapTupleError::NotACompositeType(shown())),
        }
    }
}

impl<'a> PgHeapTuple<'a, AllocatedByRust> {
    /// A row of NULLs of a composite type or a table, which is named as in SQL.
    pub fn new_composite_type(type_name: &str) -> Result<PgHeapTuple<'a, AllocatedByRust>, PgHeapTupleError> {
        // More than the host takes, and two quoted identifiers have.
        const TOO_LONG: usize = 1025;
        if type_name.is_empty() || type_name.len() >= TOO_LONG {
            return Err(PgHeapTupleError::NoSuchType(format!(
                "\"{}\"",
                type_name.chars().take(64).collect::<String>()
            )));
        }
        PgHeapTuple::described(describe(type_name, Oid::INVALID)?)
    }

    /// A row of NULLs of a composite type.
    pub fn new_composite_type_by_oid(typoid: Oid) -> Result<PgHeapTuple<'a, AllocatedByRust>, PgHeapTupleError> {
        PgHeapTuple::described(describe("", typoid)?)
    }

    fn described(payload: Vec<u8>) -> Result<PgHeapTuple<'a, AllocatedByRust>, PgHeapTupleError> {
        Ok(crate::entry::accepted(PgHeapTuple::parse(Backing::owning(payload))))
    }

    /// A row of record: what a function that `RETURNS record` gives, column by column.
    ///
    /// ```
    /// # use pgrx::prelude::*;
    /// let row = PgHeapTuple::new_record(vec![
    ///     ("word", PgBuiltInOids::TEXTOID.oid(), "vier".into_datum()),
    ///     ("number", PgBuiltInOids::INT4OID.oid(), 4.into_datum()),
    /// ])?;
    /// assert_eq!(row.get_by_name::<i32>("number")?, Some(4));
    /// # Ok::<(), pgrx::BoxError>(())
    /// ```
    pub fn new_record(
        fields: Vec<(&str, PgOid, Option<Datum>)>,
    ) -> Result<PgHeapTuple<'a, AllocatedByRust>, TryFromDatumError> {
        let mut writer = TupleWriter::new(BuiltinOid::RECORDOID.value().as_u32(), -1, fields.len(), 0);
        for (name, declared, datum) in &fields {
            let declared = declared.value();
            if let Some(datum) = datum.as_ref().filter(|datum| !fits_parameter(datum.type_oid(), declared)) {
                return Err(TryFromDatumError::wrong_for("the column", declared, datum.type_oid()));
            }
            writer.column(name, declared, -1, datum.as_ref().map(Datum::raw));
        }
        PgHeapTuple::parse(Backing::owning(writer.finish()))
    }
}

/// The payload of a row some of whose fields were replaced.
pub(super) fn rewrite<A: WhoAllocated>(row: &PgHeapTuple<'_, A>) -> Result<Vec<u8>, TryFromDatumError> {
    let view = row.backing.view();
    let replaced = row.replaced.iter().flatten().flatten();
    let room = row.backing.bytes().len() + replaced.map(|datum| datum.raw().payload_length() + 8).sum::<usize>();
    let mut writer = TupleWriter::new(row.head.type_oid, row.head.typmod, row.len(), room);
    for (number, attribute) in row.attributes() {
        let field = match row.replaced.get(number.get() - 1) {
            Some(Some(datum)) => datum.as_ref().map(Datum::raw),
            _ => row.original(view, number, attribute.atttypid)?,
        };
        writer.column(attribute.name(), attribute.atttypid, attribute.atttypmod, field);
    }
    Ok(writer.finish())
}

/// Writes the payload of a row, column by column.
struct TupleWriter {
    builder: Builder,
    head: TupleHead,
    next: usize,
}

impl TupleWriter {
    /// With memory for `room` bytes at once.
    fn new(type_oid: u32, typmod: i32, count: usize, room: usize) -> TupleWriter {
        let mut builder = Builder::of_size::<TupleHead>(room);
        let fields = builder.reserve_cells(count) as u64;
        let columns = builder.reserve(count * size_of::<Column>()) as u64;
        let count = u32::try_from(count).expect("a row has at most 1600 columns");
        TupleWriter { builder, head: TupleHead { type_oid, typmod, count, unused: 0, fields, columns }, next: 0 }
    }

    fn column(&mut self, name: &str, type_oid: Oid, typmod: i32, field: Option<Raw<'_>>) {
        let place = self.builder.append(name.as_bytes()) as u32;
        let column = Column { type_oid: type_oid.as_u32(), typmod, name: place, name_length: name.len() as u32 };
        self.builder.put(self.head.columns as usize + self.next * size_of::<Column>(), column);
        self.builder.put_value(self.head.fields as usize, self.next, field);
        self.next += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        self.builder.put(0, self.head);
        self.builder.finish()
    }
}
