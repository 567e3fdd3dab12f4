// SPDX-License-Identifier: PostgreSQL
//! Results of more than one value: sets, tables, and the columns of OUT arguments.

use std::alloc::{self, Layout};

use crate::abi::Return;
use crate::entry::IntoReturn;
use crate::errors::{self, BoxError};

mod columns;

pub use columns::Columns;

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

/// The same for: drop the set whose address is the first register, and free the arguments at the second
/// (`kOperationDrop`).
pub const DROP: u64 = 0x706c_7275_7374_0002;
/// The same for: allocate as many bytes as the first register says (`kOperationAllocate`).
pub const ALLOCATE: u64 = 0x706c_7275_7374_0003;

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

/// Drops a set that is not wanted any more, and the arguments that it may have borrowed. Each may be 0: there is none.
///
/// # Safety
/// `set` came from [`start`], and is not used again; so is `arguments`, which came from [`allocate`].
#[cold]
pub unsafe fn drop_set(set: u64, arguments: u64) -> Return {
    if set != 0 {
        // SAFETY: it was made by Box, and this is its last use.
        drop(unsafe { Box::from_raw(set as *mut Set) });
    }
    if arguments != 0 {
        let memory = (arguments as usize - ALIGNMENT) as *mut u8;
        // SAFETY: `allocate` wrote there with what layout it was made.
        unsafe {
            let layout = memory.cast::<Layout>().read();
            alloc::dealloc(memory, layout);
        }
    }
    Return::NULL
}

const ALIGNMENT: usize = 16;
const _: () = assert!(size_of::<Layout>() <= ALIGNMENT);

/// Memory for the arguments of a call whose set outlives it.
#[cold]
pub fn allocate(bytes: u64) -> Return {
    let total = usize::try_from(bytes).ok().and_then(|bytes| bytes.checked_add(ALIGNMENT));
    let layout = total.and_then(|total| Layout::from_size_align(total, ALIGNMENT).ok());
    let layout = layout.expect("arguments are smaller than the region");
    // SAFETY: the layout has a size; it is written in front of what the host gets.
    unsafe {
        let memory = alloc::alloc(layout);
        if memory.is_null() {
            alloc::handle_alloc_error(layout);
        }
        memory.cast::<Layout>().write(layout);
        Return::bits(memory.add(ALIGNMENT) as u64)
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
    fn a_set_that_is_dropped_lets_go_of_what_it_holds() {
        let held = std::rc::Rc::new(());
        let mine = held.clone();
        let set =
            SetOfIterator::new(std::iter::repeat_with(move || Some(std::rc::Rc::strong_count(&mine) as i32)));
        let arguments = allocate(40).value;
        assert_eq!(arguments % 16, 0);
        // SAFETY: both are used up.
        unsafe {
            let started = start(Ok(Some(set)));
            assert_eq!(next(started.value), Return::bits(2));
            drop_set(started.value, arguments);
            drop_set(0, 0);
        }
        assert_eq!(std::rc::Rc::strong_count(&held), 1);
    }
}
