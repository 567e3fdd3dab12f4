// SPDX-License-Identifier: PostgreSQL
//! Window functions: the rows of the partition around the current one, as PostgreSQL's `windowapi.h` gives them.

use std::marker::PhantomData;

use crate::abi::Argument;
use crate::datum::FromDatum;
use crate::entry;
use crate::host;
use crate::internal::State;
use crate::spi::exchange::{Buffer, Row};
use crate::spi::SpiResult;

/// What a window function may ask of the partition that its row is in. Rows are numbered from 0.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f<'a>(window: &mut PgWindow<'a>) -> Result<Option<i64>, pgrx::BoxError> {
/// // row_number()
/// Ok(Some(window.current_position() + 1))
/// # }
/// ```
pub struct PgWindow<'a> {
    /// Of the partition; what the host has.
    value: Option<*mut State>,
    call: PhantomData<&'a mut ()>,
}

/// From where an argument's row is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowSeek {
    /// The current row.
    Current,
    /// The first row of the partition or frame.
    Head,
    /// The last row of the partition or frame.
    Tail,
}

impl<'a> PgWindow<'a> {
    /// # Safety
    /// The host made the block for a call of a window function with `count` arguments.
    #[doc(hidden)]
    pub unsafe fn from_block(block: u64, count: u64) -> PgWindow<'a> {
        // SAFETY: as the caller promises; behind the arguments are the heap and the partition's value.
        let cell = unsafe { &*(block as *const Argument).add(count as usize + 1) };
        PgWindow { value: (!cell.is_null()).then_some(cell.value as *mut State), call: PhantomData }
    }

    /// The number of rows of the partition, all of which PostgreSQL has to read for this.
    pub fn row_count(&self) -> i64 {
        // SAFETY: takes nothing.
        unsafe { host::plrust_host_window_rows() }
    }

    /// The number of the current row in its partition.
    pub fn current_position(&self) -> i64 {
        // SAFETY: takes nothing.
        unsafe { host::plrust_host_window_position() }
    }

    /// Promises that no row in front of `position` will be asked for, so that PostgreSQL need not keep them.
    pub fn set_mark_position(&self, position: i64) {
        // SAFETY: takes a number, which the host checks.
        unsafe { host::plrust_host_window_mark(position) }
    }

    /// Whether two rows are equal for ORDER BY.
    pub fn rows_are_peers(&self, one: i64, other: i64) -> bool {
        // SAFETY: takes numbers, which the host checks.
        unsafe { host::plrust_host_window_peers(one, other) != 0 }
    }

    /// A value that stays from row to row of the partition, at first its type's default; dropped after the last one. A
    /// function has one at most: another type is an error.
    pub fn partition_value<T: Default + 'static>(&mut self) -> &mut T {
        self.partition_value_or_else(T::default)
    }

    /// The same, at first what `make` gives.
    pub fn partition_value_or_else<T: 'static>(&mut self, make: impl FnOnce() -> T) -> &mut T {
        let state = match self.value {
            Some(state) => state,
            None => {
                let state = Box::into_raw(State::of(make()));
                self.value = Some(state);
                // SAFETY: the host drops it after the partition, by `drop_state`, and uses it for nothing else.
                unsafe { host::plrust_host_window_keep(state as u64) };
                state
            }
        };
        // SAFETY: made above, in this call or an earlier one for the partition; borrowed for as long as the window is.
        unsafe { &mut *(*state).check::<T>() }
    }
}

/// An argument of a window function: an expression that has a value for each row.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f<'a>(_: &mut PgWindow<'a>, value: WindowArgument<'a, i32>) -> Result<Option<i32>, pgrx::BoxError> {
/// // lag(value)
/// Ok(value.in_partition(-1, WindowSeek::Current, true).flatten())
/// # }
/// ```
pub struct WindowArgument<'a, T> {
    index: u32,
    call: PhantomData<(&'a (), fn() -> T)>,
}

const FRAME: u32 = 4;
const MARK: u32 = 8;
const CURRENT_ROW: u32 = 16;

impl<T: FromDatum> WindowArgument<'_, T> {
    #[doc(hidden)]
    pub fn at(index: u32) -> Self {
        WindowArgument { index, call: PhantomData }
    }

    /// The value for the current row; `None` is NULL.
    pub fn current(&self) -> Option<T> {
        self.read(CURRENT_ROW, 0).flatten()
    }

    /// The value for the row that is `offset` rows from there in the partition. The outer `None`: there is no such row.
    /// `set_mark` promises that no row in front of it will be asked for, so that PostgreSQL need not keep them.
    pub fn in_partition(&self, offset: i32, from: WindowSeek, set_mark: bool) -> Option<Option<T>> {
        self.read(from as u32 | if set_mark { MARK } else { 0 }, offset)
    }

    /// The same in the frame; `from` may not be the current row. Rows that the frame excludes are not counted.
    pub fn in_frame(&self, offset: i32, from: WindowSeek, set_mark: bool) -> Option<Option<T>> {
        self.read(from as u32 | FRAME | if set_mark { MARK } else { 0 }, offset)
    }

    fn read(&self, how: u32, offset: i32) -> Option<Option<T>> {
        const ROOM: usize = 64;
        let mut few = [0u64; ROOM / 8];
        let bytes = self.ask(how, offset, few.as_mut_ptr().cast(), ROOM);
        if bytes == 0 {
            return None;
        }
        if bytes <= ROOM {
            // SAFETY: an array of numbers is its bytes.
            return Some(value(unsafe { std::slice::from_raw_parts(few.as_ptr().cast::<u8>(), ROOM) }));
        }
        let mut buffer = Buffer::with_room(bytes);
        let written = self.ask(how, offset, buffer.address(), bytes);
        assert!(written == bytes, "a row has one value");
        // SAFETY: the host has written so many bytes.
        unsafe { buffer.set_filled(bytes) };
        Some(value(buffer.bytes()))
    }

    fn ask(&self, how: u32, offset: i32, buffer: *mut u8, room: usize) -> usize {
        // SAFETY: the host writes no more than there is room for.
        unsafe { host::plrust_host_window_argument(self.index, how, offset, buffer, room) as usize }
    }
}

fn value<T: FromDatum>(bytes: &[u8]) -> Option<T> {
    let field = |row: SpiResult<Row<'_>>| -> SpiResult<Option<T>> {
        Ok(match row?.field(1)? {
            None => None,
            Some(raw) => Some(entry::accepted(T::try_from_raw(raw))),
        })
    };
    field(Row::at(bytes, 0)).expect("the host writes rows that hold together")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    fn block(value: Argument) -> [Argument; 2] {
        [Argument::bits(0), value]
    }

    #[test]
    fn a_partition_keeps_a_value_of_one_type() {
        let held = Rc::new(());
        let cells = block(Argument::NULL);
        // SAFETY: no arguments, and what comes behind them.
        let mut first = unsafe { PgWindow::from_block(cells.as_ptr() as u64, 0) };
        first.partition_value::<Vec<Rc<()>>>().push(held.clone());
        let address = first.value.unwrap() as u64;

        let cells = block(Argument::bits(address));
        // SAFETY: as above.
        let mut second = unsafe { PgWindow::from_block(cells.as_ptr() as u64, 0) };
        assert_eq!(second.partition_value::<Vec<Rc<()>>>().len(), 1);
        assert_eq!(Rc::strong_count(&held), 2);
        // SAFETY: nobody uses it after this.
        unsafe { crate::internal::drop_state(address) };
        assert_eq!(Rc::strong_count(&held), 1);
    }
}
