// SPDX-License-Identifier: PostgreSQL
//! Cursors: [`SpiCursor`].

use std::marker::PhantomData;
use std::panic::Location;

use super::abi::{SpiOutcome, SpiRequest, NAMED, NO_ROWS, NO_SCROLL, SCROLL};
use super::error::{at_caller, user_line};
use super::exchange::{note_filled, Buffer, Handle};
use super::statement::Query;
use super::table::SpiTupleTable;
use super::{SpiClient, SpiError, SpiResult};
use crate::host;

/// The name of a cursor, as SQL knows it.
pub type CursorName = String;

/// How much room the rows of a fetch have before more is made.
const FETCH_ROOM: usize = 8 << 10;

/// Where a fetch or a move goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Forward = 0,
    Backward = 1,
    Absolute = 2,
    Relative = 3,
}

/// A query whose rows come as they are asked for.
///
/// Dropped, it closes the cursor. [`detach_into_name`](SpiCursor::detach_into_name) leaves it open, for
/// [`SpiClient::find_cursor`], for SQL, or as a `refcursor` that the function returns.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<i64, pgrx::BoxError> {
/// Spi::connect(|client| {
///     let mut cursor = client.open_cursor("SELECT generate_series(1, 1000000)", None);
///     let mut sum = 0i64;
///     loop {
///         let rows = cursor.fetch(1000)?;
///         if rows.is_empty() {
///             return Ok(sum);
///         }
///         for row in rows {
///             sum += i64::from(row.get::<i32>(1)?.unwrap_or(0));
///         }
///     }
/// })
/// # }
/// ```
#[derive(Debug)]
pub struct SpiCursor<'conn> {
    handle: Handle,
    connection: PhantomData<&'conn SpiClient<'conn>>,
}

/// How a cursor is opened.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<(), pgrx::BoxError> {
/// Spi::connect(|client| {
///     let options = CursorOptions::new().scroll(true).name("pages");
///     let mut cursor = client.open_cursor_with("SELECT * FROM books ORDER BY title", None, &options)?;
///     cursor.move_to(100)?;
///     let page = cursor.fetch_backward(10)?;
///     # let _ = page;
///     Ok(())
/// })
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct CursorOptions {
    scroll: Option<bool>,
    name: Option<String>,
}

impl CursorOptions {
    /// PostgreSQL decides whether the cursor goes backward, and names it.
    pub fn new() -> CursorOptions {
        CursorOptions::default()
    }

    /// SCROLL or NO SCROLL. For a prepared statement it is decided when it is prepared.
    pub fn scroll(mut self, scroll: bool) -> CursorOptions {
        self.scroll = Some(scroll);
        self
    }

    /// Gives the cursor a name, which no open cursor may have.
    pub fn name<S: Into<String>>(mut self, name: S) -> CursorOptions {
        self.name = Some(name.into());
        self
    }

    pub(super) fn flags(&self) -> u32 {
        match self.scroll {
            Some(true) => SCROLL,
            Some(false) => NO_SCROLL,
            None => 0,
        }
    }
}

pub(super) fn open<'conn>(request: SpiRequest) -> SpiCursor<'conn> {
    let mut outcome = SpiOutcome::default();
    // SAFETY: the request, and what it names, lives until the host is back.
    unsafe { host::plrust_host_spi_open((&raw const request).cast(), (&raw mut outcome).cast()) }
    SpiCursor { handle: Handle::new(outcome.handle), connection: PhantomData }
}

impl<'conn> SpiClient<'conn> {
    /// Opens a cursor with options.
    #[track_caller]
    pub fn open_cursor_with<Q: Query<'conn>>(
        &self,
        query: Q,
        args: Q::Arguments,
        options: &CursorOptions,
    ) -> SpiResult<SpiCursor<'conn>> {
        at_caller(query.with_request(args, Location::caller(), |request| {
            let mut request = request.0;
            request.flags |= options.flags();
            if let Some(name) = &options.name {
                request.flags |= NAMED;
                request.name = crate::abi::address_of(name.as_bytes());
                request.name_length = name.len() as u64;
            }
            open(request)
        }))
    }

    /// The open cursor of that name, whoever opened it in this session.
    #[track_caller]
    pub fn find_cursor(&self, name: &str) -> SpiResult<SpiCursor<'conn>> {
        // SAFETY: the name lives until the host is back.
        let number = unsafe {
            host::plrust_host_spi_find(crate::abi::address_of(name.as_bytes()) as *const u8, name.len())
        };
        let found = (number != 0).then(|| SpiCursor { handle: Handle::new(number), connection: PhantomData });
        at_caller(found.ok_or_else(|| SpiError::CursorNotFound(name.to_string())))
    }
}

impl SpiCursor<'_> {
    /// The next `count` rows, or as many as there are; a negative number goes backward.
    #[track_caller]
    pub fn fetch(&mut self, count: i64) -> SpiResult<SpiTupleTable<'_>> {
        Ok(self.run(Direction::Forward, count, Location::caller()))
    }

    /// All rows that follow.
    #[track_caller]
    pub fn fetch_all(&mut self) -> SpiResult<SpiTupleTable<'_>> {
        Ok(self.run(Direction::Forward, i64::MAX, Location::caller()))
    }

    /// The `count` rows in front of the current one, the nearest first.
    #[track_caller]
    pub fn fetch_backward(&mut self, count: i64) -> SpiResult<SpiTupleTable<'_>> {
        Ok(self.run(Direction::Backward, count, Location::caller()))
    }

    /// The row of that number, from 1; negative numbers count from the end.
    #[track_caller]
    pub fn fetch_absolute(&mut self, row: i64) -> SpiResult<SpiTupleTable<'_>> {
        Ok(self.run(Direction::Absolute, row, Location::caller()))
    }

    /// The row that is `distance` rows away from the current one.
    #[track_caller]
    pub fn fetch_relative(&mut self, distance: i64) -> SpiResult<SpiTupleTable<'_>> {
        Ok(self.run(Direction::Relative, distance, Location::caller()))
    }

    /// Goes `count` rows forward, or backward if it is negative. How many there were.
    #[track_caller]
    pub fn move_by(&mut self, count: i64) -> SpiResult<u64> {
        Ok(self.go(Direction::Forward, count, Location::caller()))
    }

    /// Goes to the row of that number; 0 is in front of the first, negative numbers count from the end. 1 if there is
    /// such a row.
    #[track_caller]
    pub fn move_to(&mut self, row: i64) -> SpiResult<u64> {
        Ok(self.go(Direction::Absolute, row, Location::caller()))
    }

    /// The cursor's name.
    pub fn name(&self) -> CursorName {
        let mut name = Vec::with_capacity(64);
        loop {
            // SAFETY: the host writes no more than there is room for.
            let length = unsafe {
                host::plrust_host_spi_cursor_name(self.handle.number(), name.as_mut_ptr(), name.capacity())
            };
            if length <= name.capacity() {
                // SAFETY: as the host says.
                unsafe { name.set_len(length) }
                return String::from_utf8_lossy(&name).into_owned();
            }
            name.reserve(length);
        }
    }

    /// Leaves the cursor open; it is known by its name from now on.
    pub fn detach_into_name(self) -> CursorName {
        let name = self.name();
        // SAFETY: takes a number.
        unsafe { host::plrust_host_spi_detach(self.handle.forget()) }
        name
    }

    fn run<'table>(&mut self, direction: Direction, count: i64, place: &Location<'_>) -> SpiTupleTable<'table> {
        let mut buffer = Buffer::with_room(FETCH_ROOM);
        let outcome = self.ask(direction, count, 0, place, &mut buffer);
        SpiTupleTable::new(buffer, &outcome)
    }

    fn go(&mut self, direction: Direction, count: i64, place: &Location<'_>) -> u64 {
        self.ask(direction, count, NO_ROWS, place, &mut Buffer::default()).processed
    }

    fn ask(
        &mut self,
        direction: Direction,
        count: i64,
        flags: u32,
        place: &Location<'_>,
        buffer: &mut Buffer,
    ) -> SpiOutcome {
        let request = SpiRequest {
            flags,
            buffer: buffer.address() as u64,
            buffer_size: buffer.room() as u64,
            line: user_line(place),
            ..SpiRequest::default()
        };
        let mut outcome = SpiOutcome::default();
        // SAFETY: the host writes no more to the buffer than its size, and says how much.
        unsafe {
            host::plrust_host_spi_fetch(
                self.handle.number(),
                direction as u32,
                count,
                (&raw const request).cast(),
                (&raw mut outcome).cast(),
            );
            note_filled(buffer, &outcome);
        }
        outcome
    }
}
