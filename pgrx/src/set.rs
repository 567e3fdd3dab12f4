// SPDX-License-Identifier: PostgreSQL
//! Results of more than one value: sets, tables, and the columns of OUT arguments.

use crate::abi::{Return, TupleHead};
use crate::datum::{Datum, IntoDatum};
use crate::entry::{self, IntoReturn};
use crate::errors::{self, BoxError};
use crate::oid::BuiltinOid;
use crate::payload::Builder;

/// What a function that `RETURNS SETOF` gives: its values one by one, `None` for NULL.
///
/// ```
/// # use pgrx::prelude::*;
/// # fn f<'a>(words: &'a str) -> Result<Option<SetOfIterator<'a, Option<String>>>, pgrx::BoxError> {
/// Ok(Some(SetOfIterator::new(words.split(' ').map(|word| Some(word.to_uppercase())))))
/// # }
/// ```
pub struct SetOfIterator<'a, T>(Box<dyn Iterator<Item = T> + 'a>);

impl<'a, T: 'a> SetOfIterator<'a, T> {
    /// The values of `values`, which run when they are wanted.
    pub fn new(values: impl IntoIterator<Item = T, IntoIter: 'a>) -> SetOfIterator<'a, T> {
        SetOfIterator(Box::new(values.into_iter()))
    }

    /// One value.
    pub fn once(value: T) -> SetOfIterator<'a, T> {
        SetOfIterator::new([value])
    }

    /// None at all.
    pub fn empty() -> SetOfIterator<'a, T> {
        SetOfIterator::new([])
    }
}

impl<T> Iterator for SetOfIterator<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next()
    }
}

/// What a function that `RETURNS TABLE` gives: its rows one by one, as tuples of `Option`s.
///
/// ```
/// # use pgrx::prelude::*;
/// # fn f<'a>() -> Result<Option<TableIterator<'a, (name!(n, Option<i32>), name!(word, Option<String>))>>, pgrx::BoxError> {
/// Ok(Some(TableIterator::new((1..4).map(|n| (Some(n), Some("ab".repeat(n as usize)))))))
/// # }
/// ```
pub struct TableIterator<'a, Row>(Box<dyn Iterator<Item = Row> + 'a>);

impl<'a, Row: 'a> TableIterator<'a, Row> {
    /// The rows of `rows`, which run when they are wanted.
    pub fn new(rows: impl IntoIterator<Item = Row, IntoIter: 'a>) -> TableIterator<'a, Row> {
        TableIterator(Box::new(rows.into_iter()))
    }

    /// One row.
    pub fn once(row: Row) -> TableIterator<'a, Row> {
        TableIterator::new([row])
    }

    /// None at all.
    pub fn empty() -> TableIterator<'a, Row> {
        TableIterator::new([])
    }
}

impl<Row> Iterator for TableIterator<'_, Row> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.0.next()
    }
}

/// The type of a column of a table, with its name for the reader.
#[macro_export]
macro_rules! name {
    ($name:ident, $type:ty) => {
        $type
    };
}

/// Several values that are one result: those of OUT arguments, and the rows of tables.
#[diagnostic::on_unimplemented(message = "PL/Rust cannot return the columns `{Self}`")]
pub trait Columns {
    /// The row as the host takes it; a single column is its value.
    fn into_row(self) -> Return;
}

macro_rules! columns {
    ($($column:ident $n:tt),*) => {
        impl<$($column: IntoDatum),*> Columns for ($($column,)*) {
            fn into_row(self) -> Return {
                row_of([$(self.$n.into_datum()),*])
            }
        }

        impl<$($column: IntoDatum),*> IntoReturn for ($($column,)*) {
            fn into_return(self) -> Return {
                self.into_row()
            }
        }
    };
}

columns!(A 0);
columns!(A 0, B 1);
columns!(A 0, B 1, C 2);
columns!(A 0, B 1, C 2, D 3);
columns!(A 0, B 1, C 2, D 3, E 4);
columns!(A 0, B 1, C 2, D 3, E 4, F 5);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14);
columns!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15);

fn row_of<const N: usize>(columns: [Option<Datum>; N]) -> Return {
    if N == 1 {
        return entry::return_datum(columns.into_iter().next().flatten());
    }
    let mut builder = Builder::starting_with::<TupleHead>();
    let fields = builder.reserve_cells(N);
    for (n, column) in columns.iter().enumerate() {
        builder.put_value(fields, n, column.as_ref().map(Datum::raw));
    }
    let head = TupleHead {
        type_oid: BuiltinOid::RECORDOID.value().as_u32(),
        typmod: -1,
        count: N as u32,
        unused: 0,
        fields: fields as u64,
        columns: 0,
    };
    builder.put(0, head);
    entry::return_bytes(builder.finish())
}

/// A set as the host asks for it.
pub trait SetResult {
    /// The next value or row, until there is none.
    fn next_return(&mut self) -> Option<Return>;
}

impl<T: IntoReturn> SetResult for SetOfIterator<'_, Option<T>> {
    fn next_return(&mut self) -> Option<Return> {
        Some(self.next()?.map_or(Return::NULL, T::into_return))
    }
}

impl<Row: Columns> SetResult for TableIterator<'_, Row> {
    fn next_return(&mut self) -> Option<Return> {
        Some(self.next()?.into_row())
    }
}

/// As the third register: the first is what the call returned; the result is the next value
/// (`kOperationNext` in `confine/abi.hpp`).
pub const NEXT: u64 = 0x706c_7275_7374_0001;

type Set = Box<dyn SetResult>;

/// Turns the outcome of a set-returning function into what the host takes: the address of the set.
///
/// # Safety
/// The set is used, by [`next`], only as long as what it borrows lives.
pub unsafe fn start<'a, T: SetResult + 'a>(outcome: Result<Option<T>, BoxError>) -> Return {
    match outcome {
        Ok(Some(set)) => {
            let set: Box<dyn SetResult + 'a> = Box::new(set);
            // SAFETY: only the lifetime changes, and the caller promises that it is kept.
            let set: Set = unsafe { std::mem::transmute(set) };
            Return::bits(Box::into_raw(Box::new(set)) as u64)
        }
        Ok(None) => Return::NULL,
        Err(error) => errors::into_return(error),
    }
}

/// The next value of a set; after the last one the set is gone.
///
/// # Safety
/// `address` came from [`start`], and no call with it said that it was done.
pub unsafe fn next(address: u64) -> Return {
    let set = address as *mut Set;
    // SAFETY: as the caller promises.
    match unsafe { (*set).next_return() } {
        Some(value) => value,
        None => {
            // SAFETY: it was made by Box, and this was its last use.
            drop(unsafe { Box::from_raw(set) });
            Return::DONE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_gives_its_values_and_is_gone() {
        let words = String::from("a b");
        let set = SetOfIterator::new(words.split(' ').map(|word| Some(word.len() as i32)).chain([None]));
        // SAFETY: `words` outlives the set.
        unsafe {
            let started = start(Ok(Some(set)));
            assert_eq!(next(started.value), Return::bits(1));
            assert_eq!(next(started.value), Return::bits(1));
            assert_eq!(next(started.value), Return::NULL);
            assert_eq!(next(started.value), Return::DONE);
            assert_eq!(start(Ok(None::<SetOfIterator<'_, Option<i32>>>)), Return::NULL);
        }
    }

    #[test]
    fn a_row_of_one_column_is_its_value() {
        assert_eq!((Some(7i32),).into_row(), Return::bits(7));
        assert_eq!((None::<i32>,).into_row(), Return::NULL);
        assert_ne!((Some(7i32), None::<i32>).into_row().tag >> 8, 0);
        assert_eq!(TableIterator::once((Some(1),)).count() + TableIterator::<(Option<i32>,)>::empty().count(), 1);
    }
}
