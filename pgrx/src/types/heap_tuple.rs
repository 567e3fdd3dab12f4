// SPDX-License-Identifier: PostgreSQL
//! Rows: values of composite types, of tables and of record.

use std::fmt;
use std::marker::PhantomData;
use std::num::NonZeroUsize;

use crate::abi::{Argument, Column, PayloadKind, Return, TupleHead};
use crate::datum::{Datum, FromDatum, IntoDatum, Payload, TryFromDatumError};
use crate::entry::{self, BlockArgument, IntoReturn};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{Backing, FromRaw, Raw, View};
use crate::pgbox::{AllocatedByRust, WhoAllocated};
use crate::types::{crossing_of, Crossing};

mod attribute;
mod change;
mod create;

pub use attribute::Attribute;
use attribute::{read_attribute, read_head};
pub use create::PgHeapTupleError;

/// A row.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<Option<composite_type!("dog")>, pgrx::BoxError> {
/// let mut dog = PgHeapTuple::new_composite_type("dog")?;
/// dog.set_by_name("name", "Nami")?;
/// dog.set_by_name("scritches", 0)?;
/// let name: Option<&str> = dog.get_by_name("name")?;
/// # Ok(Some(dog)) }
/// ```
pub struct PgHeapTuple<'a, AllocatedBy: WhoAllocated> {
    backing: Backing<'a>,
    head: TupleHead,
    /// What was set since in a payload that is lent, by position; empty if nothing was.
    replaced: Vec<Option<Option<Datum>>>,
    /// So long may an owned payload become before somebody looks for what is not used of it.
    enough: usize,
    allocated_by: PhantomData<AllocatedBy>,
}

impl<AllocatedBy: WhoAllocated> Clone for PgHeapTuple<'_, AllocatedBy> {
    fn clone(&self) -> Self {
        PgHeapTuple {
            backing: self.backing.clone(),
            head: self.head,
            replaced: self.replaced.clone(),
            enough: self.enough,
            allocated_by: PhantomData,
        }
    }
}

impl<'a, AllocatedBy: WhoAllocated> PgHeapTuple<'a, AllocatedBy> {
    /// Number of columns.
    pub fn len(&self) -> usize {
        self.head.count as usize
    }

    /// Whether there are no columns.
    pub fn is_empty(&self) -> bool {
        self.head.count == 0
    }

    /// The row's type; `record` if it has no name.
    pub fn composite_type_oid(&self) -> Oid {
        Oid::from(self.head.type_oid)
    }

    /// The columns with their numbers.
    pub fn attributes(&self) -> impl Iterator<Item = (NonZeroUsize, Attribute<'_>)> {
        (1..=self.len())
            .filter_map(NonZeroUsize::new)
            .map(|number| (number, entry::accepted(self.attribute(number))))
    }

    /// The column of that number, from 1.
    pub fn get_attribute_by_index(&self, index: NonZeroUsize) -> Option<Attribute<'_>> {
        (index.get() <= self.len()).then(|| entry::accepted(self.attribute(index)))
    }

    /// The column of that name.
    pub fn get_attribute_by_name(&self, name: &str) -> Option<(NonZeroUsize, Attribute<'_>)> {
        self.attributes().find(|(_, attribute)| attribute.name() == name)
    }

    /// The row as a query's argument.
    pub fn into_composite_datum(self) -> Option<Datum> {
        self.into_datum()
    }

    fn parse(backing: Backing<'a>) -> Result<PgHeapTuple<'a, AllocatedBy>, TryFromDatumError> {
        match read_head(backing.view()) {
            Ok(head) => {
                let replaced = Vec::new();
                Ok(PgHeapTuple { backing, head, replaced, enough: 4096, allocated_by: PhantomData })
            }
            Err(_) => {
                Err(TryFromDatumError::invalid::<Self>(BuiltinOid::RECORDOID.value(), "the row is malformed"))
            }
        }
    }

    fn malformed(&self) -> TryFromDatumError {
        TryFromDatumError::invalid::<Self>(self.composite_type_oid(), "the row is malformed")
    }

    fn attribute(&self, number: NonZeroUsize) -> Result<Attribute<'_>, TryFromDatumError> {
        read_attribute(self.backing.view(), &self.head, number).map_err(|_| self.malformed())
    }

    fn number_of(&self, name: &str) -> Result<NonZeroUsize, TryFromDatumError> {
        let view = self.backing.view();
        for index in 0..self.len() {
            let column: Column = view.read_nth(self.head.columns, index).map_err(|_| self.malformed())?;
            let text = view.bytes(u64::from(column.name), column.name_length as usize);
            if text.map_err(|_| self.malformed())? == name.as_bytes() {
                return Ok(NonZeroUsize::MIN.saturating_add(index));
            }
        }
        Err(TryFromDatumError::NoSuchAttributeName(name.to_string()))
    }

    /// The type of a column that there is.
    fn type_of(&self, number: NonZeroUsize) -> Result<Oid, TryFromDatumError> {
        if number.get() > self.len() {
            return Err(TryFromDatumError::NoSuchAttributeNumber(number));
        }
        let view = self.backing.view();
        let column: Column = view.read_nth(self.head.columns, number.get() - 1).map_err(|_| self.malformed())?;
        Ok(Oid::from(column.type_oid))
    }

    /// Whether the row lies where the argument says.
    pub(crate) fn is_argument(&self, argument: &Argument) -> bool {
        matches!(self.backing, Backing::Lent(bytes) if bytes.as_ptr() as u64 == argument.value)
    }

    /// What was changed, with the numbers of the columns, from 0.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (usize, Option<&Datum>)> {
        let changes = self.replaced.iter().enumerate();
        changes.filter_map(|(index, change)| Some((index, change.as_ref()?.as_ref())))
    }

    /// The type of a column that is to become a `T`.
    fn column_type<T: IntoDatum>(&self, number: NonZeroUsize) -> Result<Oid, TryFromDatumError> {
        let column = self.type_of(number)?;
        match T::is_compatible_with(column) {
            true => Ok(column),
            false => Err(TryFromDatumError::incompatible::<T>(column)),
        }
    }

    /// The field of a column that exists, unless it was replaced.
    fn original<'v>(
        &self,
        view: View<'v>,
        number: NonZeroUsize,
        column: Oid,
    ) -> Result<Option<Raw<'v>>, TryFromDatumError> {
        view.read_nth(self.head.fields, number.get() - 1)
            .and_then(|cell| view.value(cell, column))
            .map_err(|_| self.malformed())
    }
}

impl<'a> PgHeapTuple<'a, AllocatedByRust> {
    /// The field of the column of that name.
    pub fn get_by_name<'s, T: FromRaw<'s>>(&'s self, attname: &str) -> Result<Option<T>, TryFromDatumError> {
        self.get_by_index(self.number_of(attname)?)
    }

    /// The field of the column of that number, from 1.
    pub fn get_by_index<'s, T: FromRaw<'s>>(
        &'s self,
        attno: NonZeroUsize,
    ) -> Result<Option<T>, TryFromDatumError> {
        let column = self.column_type::<T>(attno)?;
        let field = match self.replaced.get(attno.get() - 1) {
            Some(Some(datum)) => datum.as_ref().map(Datum::raw),
            _ => self.original(self.backing.view(), attno, column)?,
        };
        field.map(T::from_raw).transpose()
    }

    /// Changes the field of the column of that name.
    pub fn set_by_name<T: IntoDatum>(&mut self, attname: &str, value: T) -> Result<(), TryFromDatumError> {
        self.set_by_index(self.number_of(attname)?, value)
    }

    /// Changes the field of the column of that number, from 1. A value that does not fit the column is refused.
    pub fn set_by_index<T: IntoDatum>(&mut self, attno: NonZeroUsize, value: T) -> Result<(), TryFromDatumError> {
        let column = self.type_of(attno)?;
        // The value may know its type better than its Rust type does: rows and polymorphic values do.
        if self.backing.lent().is_none() {
            return value.lend(|raw| {
                change::check_type(raw.as_ref().map_or(T::type_oid(), Raw::type_oid), raw.is_none(), column)?;
                self.put(attno, raw)
            });
        }
        let datum = value.into_datum();
        let actual = datum.as_ref().map_or(T::type_oid(), Datum::type_oid);
        change::check_type(actual, datum.is_none(), column)?;
        if self.replaced.is_empty() {
            self.replaced.resize(self.len(), None);
        }
        self.replaced[attno.get() - 1] = Some(datum);
        Ok(())
    }

    /// The row itself: it is the function's own already. What is not changed is not copied.
    pub fn into_owned(self) -> PgHeapTuple<'a, AllocatedByRust> {
        self
    }
}

impl<AllocatedBy: WhoAllocated> fmt::Debug for PgHeapTuple<'_, AllocatedBy> {
    /// The columns; what is in them can be read only as a type.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.attributes().map(|(_, attribute)| attribute.name());
        f.debug_tuple("PgHeapTuple").field(&names.collect::<Vec<_>>()).finish()
    }
}

// SAFETY: says that it borrows.
unsafe impl<'a, AllocatedBy: WhoAllocated> FromRaw<'a> for PgHeapTuple<'a, AllocatedBy> {
    const BORROWS: bool = true;

    fn from_raw(raw: Raw<'a>) -> Result<Self, TryFromDatumError> {
        match raw.payload(PayloadKind::Tuple) {
            Some(payload) => PgHeapTuple::parse(Backing::Lent(payload)),
            None => Err(TryFromDatumError::incompatible::<Self>(raw.type_oid())),
        }
    }
}

// SAFETY: what the row refers to has the block's lifetime.
unsafe impl<'a, AllocatedBy: WhoAllocated> BlockArgument<'a> for PgHeapTuple<'a, AllocatedBy> {
    unsafe fn from_block(argument: &Argument) -> Self {
        // SAFETY: as the caller promises.
        let raw = unsafe { Raw::of_argument(argument, Self::type_oid()) };
        entry::accepted(PgHeapTuple::from_raw(raw))
    }
}

impl FromDatum for PgHeapTuple<'_, AllocatedByRust> {
    fn try_from_datum(datum: Datum) -> Result<Self, TryFromDatumError> {
        if datum.raw().payload(PayloadKind::Tuple).is_none() {
            return Err(TryFromDatumError::incompatible::<Self>(datum.type_oid()));
        }
        match datum.into_payload() {
            Payload::Bytes(payload) => PgHeapTuple::parse(Backing::owning(payload)),
            Payload::Bits(_) => unreachable!("bits are no payload"),
        }
    }
}

impl<AllocatedBy: WhoAllocated> IntoDatum for PgHeapTuple<'_, AllocatedBy> {
    fn into_datum(self) -> Option<Datum> {
        let type_oid = self.composite_type_oid();
        let payload = match self.replaced.is_empty() {
            true => self.backing.into_bytes(),
            false => entry::accepted(create::rewrite(&self)),
        };
        Some(Datum::of_kind(type_oid, PayloadKind::Tuple, payload))
    }

    fn type_oid() -> Oid {
        BuiltinOid::RECORDOID.value()
    }

    fn is_compatible_with(other: Oid) -> bool {
        other == Self::type_oid() || crossing_of(other) == Crossing::OfCell
    }
}

/// What was not changed is read where it lies, as text that is borrowed.
impl<AllocatedBy: WhoAllocated> IntoReturn for PgHeapTuple<'_, AllocatedBy> {
    fn into_return(self) -> Return {
        match self.backing {
            Backing::Lent(payload) if self.replaced.is_empty() => Return::bytes(payload),
            Backing::Owned { .. } => entry::return_bytes(self.backing.into_bytes()),
            _ => entry::return_datum(self.into_datum()),
        }
    }
}

#[cfg(test)]
mod tests;
