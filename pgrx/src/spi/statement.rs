// SPDX-License-Identifier: PostgreSQL
//! Prepared statements, and what a client can run: [`Query`].

use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;

use super::abi::SpiRequest;
use super::cursor::{self, SpiCursor};
use super::error::at_caller;
use super::exchange::{self, Buffer, Handle, Source, Values};
use super::table::SpiTupleTable;
use super::{Arguments, SpiClient, SpiErrorCodes, SpiResult};
use crate::datum::Datum;
use crate::errors::ErrorReportable;
use crate::host;
use crate::oid::{Oid, PgOid};

/// A room for columns and rows that most small results fit into.
const FIRST_ROOM: usize = 2 << 10;

/// A text or a prepared statement.
pub trait Query<'conn>: Sized {
    /// What it takes.
    type Arguments;

    #[doc(hidden)]
    fn with_request<R>(
        self,
        arguments: Self::Arguments,
        place: &Location<'_>,
        run: impl FnOnce(Request) -> R,
    ) -> SpiResult<R>;

    /// Runs it.
    #[track_caller]
    fn execute(
        self,
        _client: &SpiClient<'conn>,
        limit: Option<i64>,
        arguments: Self::Arguments,
    ) -> SpiResult<SpiTupleTable<'conn>> {
        at_caller(self.with_request(arguments, Location::caller(), |request| {
            let mut request = request.0;
            request.limit = limit.map_or(exchange::ALL_ROWS, |limit| limit.max(0) as u64);
            let mut buffer = Buffer::with_room(FIRST_ROOM);
            let outcome = exchange::execute(request, &mut buffer);
            SpiTupleTable::new(buffer, &outcome)
        }))
    }

    /// Opens a cursor; an argument that does not fit ends the statement.
    #[track_caller]
    fn open_cursor(self, client: &SpiClient<'conn>, arguments: Self::Arguments) -> SpiCursor<'conn> {
        self.try_open_cursor(client, arguments).unwrap_or_report()
    }

    /// Opens a cursor.
    #[track_caller]
    fn try_open_cursor(
        self,
        _client: &SpiClient<'conn>,
        arguments: Self::Arguments,
    ) -> SpiResult<SpiCursor<'conn>> {
        at_caller(self.with_request(arguments, Location::caller(), |request| cursor::open(request.0)))
    }
}

/// What the host is asked for.
pub struct Request(pub(super) SpiRequest);

impl<'conn> Query<'conn> for &str {
    type Arguments = Option<Arguments>;

    fn with_request<R>(
        self,
        arguments: Option<Arguments>,
        place: &Location<'_>,
        run: impl FnOnce(Request) -> R,
    ) -> SpiResult<R> {
        let arguments = arguments.unwrap_or_default();
        let values = Values::of_text(&arguments)?;
        Ok(run(Request(exchange::request(Source::Text(self), &values, place)?)))
    }
}

impl<'conn> Query<'conn> for &String {
    type Arguments = Option<Arguments>;

    fn with_request<R>(
        self,
        arguments: Option<Arguments>,
        place: &Location<'_>,
        run: impl FnOnce(Request) -> R,
    ) -> SpiResult<R> {
        self.as_str().with_request(arguments, place, run)
    }
}

/// A statement that was prepared; it stays as long as its client. [`keep`](PreparedStatement::keep) makes it stay
/// longer.
#[derive(Debug)]
pub struct PreparedStatement<'conn> {
    plan: Handle,
    types: Vec<Oid>,
    connection: PhantomData<&'conn SpiClient<'conn>>,
}

/// A statement that stays prepared: a `static` can hold it from call to call.
#[derive(Debug)]
pub struct OwnedPreparedStatement(PreparedStatement<'static>);

impl<'conn> PreparedStatement<'conn> {
    pub(super) fn new(
        query: &str,
        types: Option<Vec<PgOid>>,
        flags: u32,
        place: &Location<'_>,
    ) -> SpiResult<Self> {
        let types: Vec<Oid> = types.unwrap_or_default().into_iter().map(PgOid::value).collect();
        let count = u32::try_from(types.len()).map_err(|_| super::SpiError::SpiError(SpiErrorCodes::Argument))?;
        let numbers: Vec<u32> = types.iter().map(|oid| oid.as_u32()).collect();
        // SAFETY: the query and the types live until the host is back.
        let plan = unsafe {
            host::plrust_host_spi_prepare(
                query.as_ptr(),
                query.len(),
                numbers.as_ptr().cast(),
                count,
                flags,
                super::error::user_line(place),
            )
        };
        Ok(PreparedStatement { plan: Handle::new(plan), types, connection: PhantomData })
    }

    /// Makes the statement outlive its client, and the call.
    pub fn keep(self) -> OwnedPreparedStatement {
        // SAFETY: takes a number.
        unsafe { host::plrust_host_spi_keep(self.plan.number()) }
        OwnedPreparedStatement(PreparedStatement { plan: self.plan, types: self.types, connection: PhantomData })
    }

    /// The types of its parameters.
    pub fn parameter_types(&self) -> impl Iterator<Item = PgOid> + '_ {
        self.types.iter().copied().map(PgOid::from)
    }
}

impl Deref for OwnedPreparedStatement {
    type Target = PreparedStatement<'static>;

    fn deref(&self) -> &PreparedStatement<'static> {
        &self.0
    }
}

macro_rules! prepared_query {
    ($([$($life:lifetime),*] $type:ty;)*) => {
        $(impl<'conn $(, $life)*> Query<'conn> for $type {
            type Arguments = Option<Vec<Option<Datum>>>;

            fn with_request<R>(
                self,
                arguments: Option<Vec<Option<Datum>>>,
                place: &Location<'_>,
                run: impl FnOnce(Request) -> R,
            ) -> SpiResult<R> {
                let arguments = arguments.unwrap_or_default();
                let values = Values::of_plan(&self.types, &arguments)?;
                let source = Source::Plan(self.plan.number());
                Ok(run(Request(exchange::request(source, &values, place)?)))
            }
        })*
    };
}

prepared_query! {
    ['stmt] &'stmt PreparedStatement<'conn>;
    [] PreparedStatement<'conn>;
    ['stmt] &'stmt OwnedPreparedStatement;
    [] OwnedPreparedStatement;
}
