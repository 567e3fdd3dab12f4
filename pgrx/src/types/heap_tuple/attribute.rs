// SPDX-License-Identifier: PostgreSQL
//! How a row and its columns lie in its payload.

use std::num::NonZeroUsize;

use crate::abi::{Argument, Column, TupleHead};
use crate::oid::{Oid, PgOid};
use crate::payload::View;
use crate::wire::Malformed;

/// A column of a row, under the names that PostgreSQL gives its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'s> {
    name: &'s str,
    /// The type.
    pub atttypid: Oid,
    /// The type's modifier; -1 if it has none.
    pub atttypmod: i32,
    /// The number, from 1. Dropped columns are not counted.
    pub attnum: i16,
}

impl<'s> Attribute<'s> {
    /// The name.
    pub fn name(&self) -> &'s str {
        self.name
    }

    /// The type.
    pub fn type_oid(&self) -> PgOid {
        PgOid::from(self.atttypid)
    }

    /// The type's modifier; -1 if it has none.
    pub fn type_mod(&self) -> i32 {
        self.atttypmod
    }

    /// The number, from 1.
    pub fn num(&self) -> i16 {
        self.attnum
    }

    /// Whether the column was dropped: such columns are left out.
    pub fn is_dropped(&self) -> bool {
        false
    }
}

/// The head, if what it says of the payload is in order.
pub(super) fn read_head(view: View<'_>) -> Result<TupleHead, Malformed> {
    let head: TupleHead = view.read(0)?;
    let count = head.count as usize;
    view.bytes(head.fields, count.checked_mul(size_of::<Argument>()).ok_or(Malformed)?)?;
    view.bytes(head.columns, count.checked_mul(size_of::<Column>()).ok_or(Malformed)?)?;
    Ok(head)
}

pub(super) fn read_attribute<'v>(
    view: View<'v>,
    head: &TupleHead,
    number: NonZeroUsize,
) -> Result<Attribute<'v>, Malformed> {
    let column: Column = view.read_nth(head.columns, number.get() - 1)?;
    let name = view.bytes(u64::from(column.name), column.name_length as usize)?;
    Ok(Attribute {
        name: std::str::from_utf8(name).map_err(|_| Malformed)?,
        atttypid: Oid::from(column.type_oid),
        atttypmod: column.typmod,
        attnum: i16::try_from(number.get()).map_err(|_| Malformed)?,
    })
}
