// SPDX-License-Identifier: PostgreSQL
//! One row of a query: [`SpiHeapTupleData`].

use std::marker::PhantomData;
use std::ops::Index;
use std::rc::Rc;

use super::error::at_caller;
use super::exchange::Row;
use super::table::Columns;
use super::{SpiClient, SpiError, SpiErrorCodes, SpiResult};
use crate::datum::{Datum, FromDatum, IntoDatum};
use crate::oid::Oid;

/// A copy of a row.
#[derive(Clone, Debug)]
pub struct SpiHeapTupleData<'conn> {
    columns: Rc<Columns>,
    entries: Vec<SpiHeapTupleDataEntry<'conn>>,
}

/// A field of a row.
#[derive(Clone, Debug)]
pub struct SpiHeapTupleDataEntry<'conn> {
    datum: Option<Datum>,
    type_oid: Oid,
    connection: PhantomData<&'conn SpiClient<'conn>>,
}

impl<'conn> SpiHeapTupleData<'conn> {
    pub(super) fn new(row: Row<'_>, columns: Rc<Columns>) -> SpiResult<SpiHeapTupleData<'conn>> {
        let entries = (1..=row.columns()).map(|ordinal| {
            Ok(SpiHeapTupleDataEntry {
                datum: row.field(ordinal)?.map(|raw| raw.to_datum()),
                type_oid: row.type_oid(ordinal)?,
                connection: PhantomData,
            })
        });
        let entries = entries.collect::<SpiResult<Vec<_>>>()?;
        Ok(SpiHeapTupleData { columns, entries })
    }

    /// Column number `ordinal`, from 1.
    #[track_caller]
    pub fn get<T: IntoDatum + FromDatum>(&self, ordinal: usize) -> SpiResult<Option<T>> {
        at_caller(self.get_datum_by_ordinal(ordinal).and_then(SpiHeapTupleDataEntry::value))
    }

    /// The column of that name.
    #[track_caller]
    pub fn get_by_name<T: IntoDatum + FromDatum, S: AsRef<str>>(&self, name: S) -> SpiResult<Option<T>> {
        self.get(at_caller(self.columns.ordinal(name.as_ref()))?)
    }

    /// Column number `ordinal` as it is.
    #[track_caller]
    pub fn get_datum_by_ordinal(&self, ordinal: usize) -> SpiResult<&SpiHeapTupleDataEntry<'conn>> {
        let entry = ordinal.checked_sub(1).and_then(|index| self.entries.get(index));
        at_caller(entry.ok_or(SpiError::SpiError(SpiErrorCodes::NoAttribute)))
    }

    /// The column of that name as it is.
    #[track_caller]
    pub fn get_datum_by_name<S: AsRef<str>>(&self, name: S) -> SpiResult<&SpiHeapTupleDataEntry<'conn>> {
        self.get_datum_by_ordinal(at_caller(self.columns.ordinal(name.as_ref()))?)
    }

    /// Puts another value into this copy; the table's row stays what it is.
    #[track_caller]
    pub fn set_by_ordinal<T: IntoDatum>(&mut self, ordinal: usize, value: T) -> SpiResult<()> {
        self.check_ordinal_bounds(ordinal)?;
        let entry = &mut self.entries[ordinal - 1];
        entry.type_oid = T::type_oid();
        entry.datum = value.into_datum();
        Ok(())
    }

    /// As [`set_by_ordinal`](SpiHeapTupleData::set_by_ordinal).
    #[track_caller]
    pub fn set_by_name<T: IntoDatum>(&mut self, name: &str, value: T) -> SpiResult<()> {
        self.set_by_ordinal(at_caller(self.columns.ordinal(name))?, value)
    }

    /// How many columns there are.
    pub fn columns(&self) -> usize {
        self.entries.len()
    }

    /// The name of a column.
    pub fn column_name(&self, ordinal: usize) -> Option<&str> {
        self.columns.name(ordinal)
    }

    /// An error if there is no column of that number.
    #[track_caller]
    pub fn check_ordinal_bounds(&self, ordinal: usize) -> SpiResult<()> {
        self.get_datum_by_ordinal(ordinal).map(drop)
    }
}

impl SpiHeapTupleDataEntry<'_> {
    /// The field as a Rust value.
    #[track_caller]
    pub fn value<T: IntoDatum + FromDatum>(&self) -> SpiResult<Option<T>> {
        match &self.datum {
            Some(datum) => at_caller(T::try_from_raw(datum.raw()).map(Some).map_err(SpiError::from)),
            None => Ok(None),
        }
    }

    /// The field's type.
    pub fn oid(&self) -> Oid {
        self.type_oid
    }
}

impl<'conn> Index<usize> for SpiHeapTupleData<'conn> {
    type Output = SpiHeapTupleDataEntry<'conn>;

    #[track_caller]
    fn index(&self, ordinal: usize) -> &SpiHeapTupleDataEntry<'conn> {
        self.get_datum_by_ordinal(ordinal).expect("there is no column of that number")
    }
}

impl<'conn> Index<&str> for SpiHeapTupleData<'conn> {
    type Output = SpiHeapTupleDataEntry<'conn>;

    #[track_caller]
    fn index(&self, name: &str) -> &SpiHeapTupleDataEntry<'conn> {
        self.get_datum_by_name(name).expect("there is no column of that name")
    }
}
