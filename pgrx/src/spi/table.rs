// SPDX-License-Identifier: PostgreSQL
//! The rows of a query: [`SpiTupleTable`].

use std::cell::{OnceCell, RefCell};
use std::marker::PhantomData;
use std::rc::Rc;

use super::abi::{BlockHead, SpiOutcome};
use super::error::at_caller;
use super::exchange::{malformed, rows, Buffer, Handle, Row};
use super::row::SpiHeapTupleData;
use super::{SpiClient, SpiError, SpiErrorCodes, SpiResult};
use crate::abi::Column;
use crate::datum::{Datum, FromDatum, IntoDatum};
use crate::host;
use crate::oid::{Oid, PgOid};
use crate::payload::View;

/// How much of a result is fetched at a time.
const WINDOW_BYTES: usize = 64 << 10;

/// The rows of a query, and the place of one of them.
///
/// It starts in front of the first row: [`first`](SpiTupleTable::first) goes there, and as an iterator it goes through
/// all. It belongs to its [`SpiClient`] and cannot leave it:
///
/// ```compile_fail
/// # use pgrx::prelude::*;
/// let rows = Spi::connect(|client| client.select("SELECT 1", None, None));
/// ```
pub struct SpiTupleTable<'conn> {
    result: Option<Handle>,
    processed: u64,
    count: u64,
    has_table: bool,
    window: RefCell<Window>,
    columns: OnceCell<Rc<Columns>>,
    /// -1: in front of the first row.
    current: i64,
    connection: PhantomData<&'conn SpiClient<'conn>>,
}

/// Some of the rows, in our own memory.
#[derive(Default)]
struct Window {
    buffer: Buffer,
    /// Where the columns are, if they are: in front of the rows.
    columns: Option<usize>,
    /// Where rows begin.
    start: usize,
    first: u64,
    count: u64,
    /// The row that was read last, and where it is.
    row: u64,
    place: usize,
}

impl Window {
    /// What came with the answer to the query.
    fn of_answer(buffer: Buffer, outcome: &SpiOutcome) -> Window {
        let mut window = Window { buffer, ..Window::default() };
        if outcome.buffer_bytes != 0 && outcome.has_table != 0 {
            window.columns = Some(0);
            window.start = Row::at(window.buffer.bytes(), 0).map_or(0, |head| head.bytes());
            window.count = outcome.buffered;
        }
        window.place = window.start;
        window
    }

    fn holds(&self, row: u64) -> bool {
        row.wrapping_sub(self.first) < self.count
    }

    /// A row that is there.
    fn find(&mut self, row: u64) -> SpiResult<Row<'_>> {
        if row < self.row {
            (self.row, self.place) = (self.first, self.start);
        }
        while self.row < row {
            self.place += Row::at(self.buffer.bytes(), self.place)?.bytes();
            self.row += 1;
        }
        Row::at(self.buffer.bytes(), self.place)
    }

    /// Fetches rows from `first` on.
    fn move_to(&mut self, result: &Handle, first: u64) -> SpiResult<()> {
        self.columns = None;
        (self.start, self.place, self.first, self.row, self.count) = (0, 0, first, first, 0);
        self.buffer.make_room(WINDOW_BYTES);
        let mut outcome = rows(result, first, &mut self.buffer);
        if outcome.buffered == 0 {
            self.buffer.make_room(outcome.buffer_bytes as usize);
            outcome = rows(result, first, &mut self.buffer);
        }
        self.count = outcome.buffered;
        if self.count == 0 {
            return Err(SpiError::InvalidPosition);
        }
        Ok(())
    }
}

/// Names and types of the columns.
#[derive(Debug, Default)]
pub(super) struct Columns(Vec<(String, Oid)>);

impl Columns {
    fn parse(block: &[u8]) -> SpiResult<Columns> {
        let view = View::new(block);
        let head: BlockHead = view.read(0).map_err(malformed)?;
        let columns = (0..head.count as usize).map(|index| {
            let column: Column = view.read_nth(size_of::<BlockHead>() as u64, index).map_err(malformed)?;
            let name = view.bytes(u64::from(column.name), column.name_length as usize).map_err(malformed)?;
            Ok((String::from_utf8_lossy(name).into_owned(), Oid::from(column.type_oid)))
        });
        columns.collect::<SpiResult<Vec<_>>>().map(Columns)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn name(&self, ordinal: usize) -> Option<&str> {
        self.0.get(ordinal.checked_sub(1)?).map(|column| column.0.as_str())
    }

    fn type_oid(&self, ordinal: usize) -> Option<Oid> {
        self.0.get(ordinal.checked_sub(1)?).map(|column| column.1)
    }

    /// The first column of that name.
    pub fn ordinal(&self, name: &str) -> SpiResult<usize> {
        let position = self.0.iter().position(|column| column.0 == name);
        position.map(|index| index + 1).ok_or(SpiError::SpiError(SpiErrorCodes::NoAttribute))
    }
}

impl<'conn> SpiTupleTable<'conn> {
    pub(super) fn new(buffer: Buffer, outcome: &SpiOutcome) -> SpiTupleTable<'conn> {
        SpiTupleTable {
            result: (outcome.handle != 0).then(|| Handle::new(outcome.handle)),
            processed: outcome.processed,
            count: outcome.rows,
            has_table: outcome.has_table != 0,
            window: RefCell::new(Window::of_answer(buffer, outcome)),
            columns: OnceCell::new(),
            current: -1,
            connection: PhantomData,
        }
    }

    /// Goes to the first row, which need not be there.
    pub fn first(mut self) -> Self {
        self.current = 0;
        self
    }

    /// Goes back in front of the first row.
    pub fn rewind(mut self) -> Self {
        self.current = -1;
        self
    }

    /// How many rows there are; for a command that returns none, how many it processed.
    pub fn len(&self) -> usize {
        (if self.has_table { self.count } else { self.processed }) as usize
    }

    /// Whether [`len`](SpiTupleTable::len) is 0.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows the command processed: inserted, updated, deleted, or returned.
    pub fn processed(&self) -> u64 {
        self.processed
    }

    /// The first column of the current row.
    #[track_caller]
    pub fn get_one<A: FromDatum + IntoDatum>(&self) -> SpiResult<Option<A>> {
        self.get(1)
    }

    /// The first two columns of the current row.
    #[track_caller]
    pub fn get_two<A, B>(&self) -> SpiResult<(Option<A>, Option<B>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
    {
        Ok((self.get(1)?, self.get(2)?))
    }

    /// The first three columns of the current row.
    #[track_caller]
    pub fn get_three<A, B, C>(&self) -> SpiResult<(Option<A>, Option<B>, Option<C>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
        C: FromDatum + IntoDatum,
    {
        Ok((self.get(1)?, self.get(2)?, self.get(3)?))
    }

    /// Column number `ordinal`, from 1, of the current row.
    #[track_caller]
    pub fn get<T: IntoDatum + FromDatum>(&self, ordinal: usize) -> SpiResult<Option<T>> {
        at_caller(self.with_row(|row| read(row, ordinal)))
    }

    /// The column of that name of the current row.
    #[track_caller]
    pub fn get_by_name<T: IntoDatum + FromDatum, S: AsRef<str>>(&self, name: S) -> SpiResult<Option<T>> {
        self.get(at_caller(self.column_ordinal(name))?)
    }

    /// Column number `ordinal` of the current row as it is.
    #[track_caller]
    pub fn get_datum_by_ordinal(&self, ordinal: usize) -> SpiResult<Option<Datum>> {
        at_caller(self.with_row(|row| Ok(row.field(ordinal)?.map(|raw| raw.to_datum()))))
    }

    /// The column of that name of the current row as it is.
    #[track_caller]
    pub fn get_datum_by_name<S: AsRef<str>>(&self, name: S) -> SpiResult<Option<Datum>> {
        self.get_datum_by_ordinal(at_caller(self.column_ordinal(name))?)
    }

    /// A copy of the current row; none in front of the first or behind the last.
    #[track_caller]
    pub fn get_heap_tuple(&self) -> SpiResult<Option<SpiHeapTupleData<'conn>>> {
        if self.current < 0 || self.current as u64 >= self.count {
            return Ok(None);
        }
        let columns = Rc::clone(at_caller(self.describe())?);
        at_caller(self.with_row(|row| SpiHeapTupleData::new(row, columns))).map(Some)
    }

    /// How many columns there are.
    #[track_caller]
    pub fn columns(&self) -> SpiResult<usize> {
        at_caller(self.describe().map(|columns| columns.len()))
    }

    /// An error if there is no column of that number.
    #[track_caller]
    pub fn check_ordinal_bounds(&self, ordinal: usize) -> SpiResult<()> {
        self.column_type_oid(ordinal).map(drop)
    }

    /// The type of a column.
    #[track_caller]
    pub fn column_type_oid(&self, ordinal: usize) -> SpiResult<PgOid> {
        let found = self.describe().map(|columns| columns.type_oid(ordinal));
        at_caller(found.and_then(|found| found.ok_or(SpiError::SpiError(SpiErrorCodes::NoAttribute))))
            .map(PgOid::from)
    }

    /// The name of a column.
    #[track_caller]
    pub fn column_name(&self, ordinal: usize) -> SpiResult<String> {
        let found = self.describe().map(|columns| columns.name(ordinal).map(str::to_owned));
        at_caller(found.and_then(|found| found.ok_or(SpiError::SpiError(SpiErrorCodes::NoAttribute))))
    }

    /// The number of the first column of that name.
    #[track_caller]
    pub fn column_ordinal<S: AsRef<str>>(&self, name: S) -> SpiResult<usize> {
        at_caller(self.describe().and_then(|columns| columns.ordinal(name.as_ref())))
    }

    /// Does something with the current row.
    pub(super) fn with_row<R>(&self, read: impl FnOnce(Row<'_>) -> SpiResult<R>) -> SpiResult<R> {
        if !self.has_table {
            return Err(SpiError::NoTupleTable);
        }
        if self.current < 0 || self.current as u64 >= self.count {
            return Err(SpiError::InvalidPosition);
        }
        let row = self.current as u64;
        if !self.window.borrow().holds(row) {
            self.fetch(row)?;
        }
        let mut window = self.window.borrow_mut();
        read(window.find(row)?)
    }

    /// Goes to the next row, if there is one.
    pub(super) fn advance(&mut self) -> bool {
        if self.current < self.count as i64 {
            self.current += 1;
        }
        (self.current as u64) < self.count
    }

    fn fetch(&self, row: u64) -> SpiResult<()> {
        let result = self.result.as_ref().ok_or(SpiError::InvalidPosition)?;
        // What is known of the columns lies in the window that goes.
        if self.window.borrow().columns.is_some() {
            self.describe()?;
        }
        self.window.borrow_mut().move_to(result, row)
    }

    fn describe(&self) -> SpiResult<&Rc<Columns>> {
        if !self.has_table {
            return Err(SpiError::NoTupleTable);
        }
        if let Some(columns) = self.columns.get() {
            return Ok(columns);
        }
        let window = self.window.borrow();
        let columns = match (window.columns, &self.result) {
            (Some(place), _) => Columns::parse(&window.buffer.bytes()[place..])?,
            (None, Some(result)) => Columns::parse(ask_for_columns(result).bytes())?,
            (None, None) => return Err(SpiError::NoTupleTable),
        };
        Ok(self.columns.get_or_init(|| Rc::new(columns)))
    }
}

fn ask_for_columns(result: &Handle) -> Buffer {
    let mut buffer = Buffer::with_room(1 << 10);
    loop {
        // SAFETY: the host writes no more than there is room for.
        let bytes =
            unsafe { host::plrust_host_spi_columns(result.number(), buffer.address(), buffer.room()) } as usize;
        if bytes <= buffer.room() {
            // SAFETY: as the host says.
            unsafe { buffer.set_filled(bytes) }
            return buffer;
        }
        buffer.make_room(bytes);
    }
}

/// A field as a Rust value.
#[inline]
pub(super) fn read<T: FromDatum + IntoDatum>(row: Row<'_>, ordinal: usize) -> SpiResult<Option<T>> {
    match row.field(ordinal)? {
        Some(raw) => Ok(Some(T::try_from_raw(raw)?)),
        None => Ok(None),
    }
}

impl<'conn> Iterator for SpiTupleTable<'conn> {
    type Item = SpiHeapTupleData<'conn>;

    /// The next row; a row that cannot be read ends the statement.
    #[track_caller]
    fn next(&mut self) -> Option<SpiHeapTupleData<'conn>> {
        use crate::errors::ErrorReportable;
        if !self.has_table || !self.advance() {
            return None;
        }
        self.get_heap_tuple().unwrap_or_report()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = if self.has_table { (self.count as i64 - self.current - 1).max(0) as usize } else { 0 };
        (left, Some(left))
    }
}

impl std::fmt::Debug for SpiTupleTable<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpiTupleTable")
            .field("count", &self.count)
            .field("processed", &self.processed)
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}
