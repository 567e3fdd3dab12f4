// SPDX-License-Identifier: PostgreSQL
//! Tuples as rows. The host knows the columns; fields go by position.

use crate::abi::{Argument, Column, Return, TupleHead};
use crate::datum::IntoDatum;
use crate::entry::{self, IntoReturn};
use crate::oid::{BuiltinOid, Oid};
use crate::payload::{append, cell_of, Content, Raw};

/// Several values that are one result: those of OUT arguments, and the rows of tables.
#[diagnostic::on_unimplemented(message = "PL/Rust cannot return the columns `{Self}`")]
pub trait Columns {
    /// The row as the host takes it; a single column is its value.
    fn into_row(self) -> Return;
}

/// One column is no row.
impl<A: IntoDatum> Columns for (A,) {
    fn into_row(self) -> Return {
        entry::return_datum(self.0.into_datum())
    }
}

impl<A: IntoDatum> IntoReturn for (A,) {
    fn into_return(self) -> Return {
        self.into_row()
    }
}

macro_rules! row {
    ($($column:ident $n:tt),+) => {
        impl<$($column: IntoDatum),+> Columns for ($($column,)+) {
            fn into_row(self) -> Return {
                const COUNT: usize = [$($n),+].len();
                let mut row = RowWriter::<COUNT>::new($(is_polymorphic::<$column>())||+);
                $(self.$n.lend(|value| row.column($n, value));)+
                row.finish()
            }
        }

        impl<$($column: IntoDatum),+> IntoReturn for ($($column,)+) {
            fn into_return(self) -> Return {
                self.into_row()
            }
        }
    };
}

/// All tuples of two columns and more.
macro_rules! rows {
    ([$($done:tt)*]) => {};
    ([$($done:ident $n:tt),*] $next:ident $next_n:tt $($rest:tt)*) => {
        row!($($done $n,)* $next $next_n);
        rows!([$($done $n,)* $next $next_n] $($rest)*);
    };
}

#[rustfmt::skip]
rows!([A 0] B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11 M 12 N 13 O 14 P 15 Q 16 R 17 S 18 T 19 U 20 V 21 W 22 X 23
      Y 24 Z 25 Aa 26 Ab 27 Ac 28 Ad 29 Ae 30 Af 31);

/// Whether the type of a column is decided in each call. Then the row says what it is.
fn is_polymorphic<T: IntoDatum>() -> bool {
    T::type_oid() == BuiltinOid::ANYELEMENTOID.value()
}

/// Writes a row of `N` columns into the memory of the last one.
struct RowWriter<const N: usize> {
    row: Vec<u8>,
    with_types: bool,
}

impl<const N: usize> RowWriter<N> {
    const FIELDS: usize = size_of::<TupleHead>();
    const COLUMNS: usize = Self::FIELDS + N * size_of::<Argument>();

    #[inline]
    fn new(with_types: bool) -> RowWriter<N> {
        let begin = if with_types { Self::COLUMNS + N * size_of::<Column>() } else { Self::COLUMNS };
        let head = TupleHead {
            type_oid: BuiltinOid::RECORDOID.value().as_u32(),
            typmod: -1,
            count: N as u32,
            unused: 0,
            fields: Self::FIELDS as u64,
            columns: if with_types { Self::COLUMNS as u64 } else { 0 },
        };
        let mut row = entry::result_memory();
        row.reserve(begin);
        // SAFETY: there is room for them.
        unsafe {
            row.as_mut_ptr().write_bytes(0, begin);
            row.as_mut_ptr().cast::<TupleHead>().write_unaligned(head);
            row.set_len(begin);
        }
        RowWriter { row, with_types }
    }

    #[inline]
    fn column(&mut self, index: usize, value: Option<Raw<'_>>) {
        assert!(index < N);
        if self.with_types {
            let type_oid = value.as_ref().map_or(Oid::INVALID, Raw::type_oid).as_u32();
            let column = Column { type_oid, typmod: -1, name: 0, name_length: 0 };
            // SAFETY: there is one for each index.
            unsafe { self.part::<Column>(Self::COLUMNS, index).write_unaligned(column) }
        }
        let cell = match value.map(|raw| raw.content()) {
            None => Argument::NULL,
            Some(Content::Bits(bits)) => Argument::bits(bits),
            Some(Content::Payload(kind, bytes)) => cell_of(kind, append(&mut self.row, 0, bytes), bytes),
        };
        // SAFETY: as above.
        unsafe { self.part::<Argument>(Self::FIELDS, index).write_unaligned(cell) }
    }

    /// Number `index` of those that begin at `start`.
    ///
    /// # Safety
    /// The row has it.
    #[inline]
    unsafe fn part<T>(&mut self, start: usize, index: usize) -> *mut T {
        // SAFETY: as the caller promises.
        unsafe { self.row.as_mut_ptr().add(start + index * size_of::<T>()).cast() }
    }

    #[inline]
    fn finish(self) -> Return {
        entry::return_bytes(self.row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::PayloadKind;
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
