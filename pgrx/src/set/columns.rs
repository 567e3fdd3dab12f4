// SPDX-License-Identifier: PostgreSQL
//! Tuples as rows. The host knows the columns; fields go by position.

use crate::abi::{Column, Return, TupleHead};
use crate::datum::{Datum, IntoDatum};
use crate::entry::{self, IntoReturn};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::Builder;

/// Several values that are one result: those of OUT arguments, and the rows of tables.
#[diagnostic::on_unimplemented(message = "PL/Rust cannot return the columns `{Self}`")]
pub trait Columns {
    /// The row as the host takes it; a single column is its value.
    fn into_row(self) -> Return;
}

macro_rules! row {
    ($($column:ident $n:tt),+) => {
        impl<$($column: IntoDatum),+> Columns for ($($column,)+) {
            fn into_row(self) -> Return {
                row_of([$(self.$n.into_datum()),+], $(is_polymorphic::<$column>())||+)
            }
        }

        impl<$($column: IntoDatum),+> IntoReturn for ($($column,)+) {
            fn into_return(self) -> Return {
                self.into_row()
            }
        }
    };
}

/// All tuples from the first columns up to all of them.
macro_rules! rows {
    ([$($done:tt)*]) => {};
    ([$($done:ident $n:tt),*] $next:ident $next_n:tt $($rest:tt)*) => {
        row!($($done $n,)* $next $next_n);
        rows!([$($done $n,)* $next $next_n] $($rest)*);
    };
}

#[rustfmt::skip]
rows!([] A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16 R 17 S 18 T 19 U 20 V 21 W 22 X 23
      Y 24 Z 25 Aa 26 Ab 27 Ac 28 Ad 29 Ae 30 Af 31);

/// Whether the type of a column is decided in each call. Then the row says what it is.
fn is_polymorphic<T: IntoDatum>() -> bool {
    T::type_oid() == BuiltinOid::ANYELEMENTOID.value()
}

fn row_of<const N: usize>(columns: [Option<Datum>; N], with_types: bool) -> Return {
    if N == 1 {
        return entry::return_datum(columns.into_iter().next().flatten());
    }
    let mut builder = Builder::of_size::<TupleHead>(room_for(&columns, with_types));
    let fields = builder.reserve_cells(N);
    let types = if with_types { builder.reserve(N * size_of::<Column>()) } else { 0 };
    for (n, column) in columns.iter().enumerate() {
        builder.put_value(fields, n, column.as_ref().map(Datum::raw));
        if with_types {
            let type_oid = column.as_ref().map_or(Oid::INVALID, Datum::type_oid).as_u32();
            let column = Column { type_oid, typmod: -1, name: 0, name_length: 0 };
            builder.put(types + n * size_of::<Column>(), column);
        }
    }
    let head = TupleHead {
        type_oid: BuiltinOid::RECORDOID.value().as_u32(),
        typmod: -1,
        count: N as u32,
        unused: 0,
        fields: fields as u64,
        columns: types as u64,
    };
    builder.put(0, head);
    entry::return_bytes(builder.finish())
}

/// At least what a row needs behind its head.
fn room_for(columns: &[Option<Datum>], with_types: bool) -> usize {
    let cells = columns.len() * if with_types { 32 } else { 16 };
    cells + columns.iter().flatten().map(Datum::payload_room).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::{Argument, PayloadKind};
    use crate::payload::View;
    use crate::set::TableIterator;
    use crate::AnyElement;

    fn payload(returned: Return) -> Vec<u8> {
        assert_eq!(returned.tag & 0xff, 0);
        // SAFETY: what was returned is kept until the next result.
        unsafe { std::slice::from_raw_parts(returned.value as *const u8, (returned.tag >> 8) as usize) }.to_vec()
    }

    #[test]
    fn a_row_of_one_column_is_its_value() {
        assert_eq!((Some(7i32),).into_row(), Return::bits(7));
        assert_eq!((None::<i32>,).into_row(), Return::NULL);
        assert_ne!((Some(7i32), None::<i32>).into_row().tag >> 8, 0);
        assert_eq!(TableIterator::once((Some(1),)).count() + TableIterator::<(Option<i32>,)>::empty().count(), 1);
    }

    #[test]
    fn fields_go_by_position() {
        let bytes = payload((Some(7i32), None::<i64>, Some("seven")).into_row());
        let view = View::new(&bytes);
        let head: TupleHead = view.read(0).unwrap();
        assert_eq!((head.count, head.columns), (3, 0));
        let cell = |index| view.read_nth::<Argument>(head.fields, index).unwrap();
        assert_eq!((cell(0).value, cell(1).is_null()), (7, true));
        let text = view.value(cell(2), Oid::INVALID).unwrap().unwrap();
        assert_eq!(text.payload(PayloadKind::Text), Some(&b"seven"[..]));
    }

    #[test]
    fn a_value_of_any_type_says_what_it_is() {
        let bytes = payload((AnyElement::new(1i64), Some(2i32)).into_row());
        let view = View::new(&bytes);
        let head: TupleHead = view.read(0).unwrap();
        let column = |index| view.read_nth::<Column>(head.columns, index).unwrap().type_oid;
        assert_eq!((column(0), column(1)), (BuiltinOid::INT8OID as u32, BuiltinOid::INT4OID as u32));
    }
}
