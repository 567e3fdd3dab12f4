// SPDX-License-Identifier: PostgreSQL
//! Rows as tuples: [`SpiRow`] and [`SpiRows`].

use std::marker::PhantomData;

use super::error::at_caller;
use super::exchange::Row;
use super::table::{read, SpiTupleTable};
use super::{SpiError, SpiResult};
use crate::datum::{FromDatum, IntoDatum};

/// What a column can become: a value, or an `Option` of one where the column may be NULL.
#[diagnostic::on_unimplemented(message = "a column cannot become `{Self}`")]
pub trait SpiColumn: Sized {
    #[doc(hidden)]
    fn from_field(field: Field<'_>) -> SpiResult<Self>;
}

/// A field of a row.
#[derive(Clone, Copy)]
pub struct Field<'b> {
    row: Row<'b>,
    ordinal: usize,
}

impl<T: FromDatum + IntoDatum> SpiColumn for T {
    #[inline]
    fn from_field(field: Field<'_>) -> SpiResult<T> {
        read(field.row, field.ordinal)?.ok_or(SpiError::UnexpectedNull { column: field.ordinal })
    }
}

impl<T: FromDatum + IntoDatum> SpiColumn for Option<T> {
    #[inline]
    fn from_field(field: Field<'_>) -> SpiResult<Option<T>> {
        read(field.row, field.ordinal)
    }
}

/// What a row can become: a tuple of columns.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<(), pgrx::BoxError> {
/// let rows = Spi::rows::<(i32, Option<String>)>("SELECT id, name FROM people", vec![])?;
/// for (id, name) in rows {
///     info!("{id}: {name:?}");
/// }
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(message = "a row cannot become `{Self}`", note = "one column is `(T,)`")]
pub trait SpiRow: Sized {
    #[doc(hidden)]
    fn from_fields(row: Fields<'_>) -> SpiResult<Self>;
}

/// The fields of a row.
#[derive(Clone, Copy)]
pub struct Fields<'b>(pub(super) Row<'b>);

macro_rules! tuples {
    ($($type:ident $ordinal:literal),+) => {
        impl<$($type: SpiColumn),+> SpiRow for ($($type,)+) {
            #[inline]
            fn from_fields(row: Fields<'_>) -> SpiResult<Self> {
                Ok(($($type::from_field(Field { row: row.0, ordinal: $ordinal })?,)+))
            }
        }
    };
}

tuples!(A 1);
tuples!(A 1, B 2);
tuples!(A 1, B 2, C 3);
tuples!(A 1, B 2, C 3, D 4);
tuples!(A 1, B 2, C 3, D 4, E 5);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6, G 7);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 8);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 8, I 9);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 8, I 9, J 10);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 8, I 9, J 10, K 11);
tuples!(A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 8, I 9, J 10, K 11, L 12);

/// The rows of a query as tuples, one after another.
#[derive(Debug)]
pub struct SpiRows<'conn, R> {
    table: SpiTupleTable<'conn>,
    row: PhantomData<fn() -> R>,
}

impl<'conn> SpiTupleTable<'conn> {
    /// The rows that follow, as tuples.
    ///
    /// ```no_run
    /// # use pgrx::prelude::*;
    /// # fn f() -> Result<i64, pgrx::BoxError> {
    /// Spi::connect(|client| {
    ///     let mut sum = 0;
    ///     for row in client.select("SELECT price, amount FROM sales", None, None)?.rows::<(i64, Option<i32>)>() {
    ///         let (price, amount) = row?;
    ///         sum += price * i64::from(amount.unwrap_or(1));
    ///     }
    ///     Ok(sum)
    /// })
    /// # }
    /// ```
    pub fn rows<R: SpiRow>(self) -> SpiRows<'conn, R> {
        SpiRows { table: self, row: PhantomData }
    }

    /// The current row as a tuple.
    #[track_caller]
    pub fn get_row<R: SpiRow>(&self) -> SpiResult<R> {
        at_caller(self.with_row(|row| R::from_fields(Fields(row))))
    }
}

impl<R: SpiRow> Iterator for SpiRows<'_, R> {
    type Item = SpiResult<R>;

    #[inline]
    #[track_caller]
    fn next(&mut self) -> Option<SpiResult<R>> {
        self.table.advance().then(|| self.table.get_row())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.table.size_hint()
    }
}
