// SPDX-License-Identifier: PostgreSQL
//! [`SpiClient`], what queries' results borrow from.

use std::marker::PhantomData;
use std::panic::Location;

use super::cursor::SpiCursor;
use super::error::at_caller;
use super::statement::{PreparedStatement, Query};
use super::table::SpiTupleTable;
use super::SpiResult;
use crate::oid::PgOid;

/// Runs queries whose results are more than a few values. [`Spi::connect`](crate::Spi::connect) lends one; what it
/// gives does not outlive it.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<Option<String>, pgrx::BoxError> {
/// Spi::connect(|client| {
///     let mut longest: Option<String> = None;
///     for row in client.select("SELECT title FROM books", None, None)? {
///         let title = row["title"].value::<String>()?;
///         if title.as_ref().map(String::len) > longest.as_ref().map(String::len) {
///             longest = title;
///         }
///     }
///     Ok(longest)
/// })
/// # }
/// ```
#[derive(Debug)]
pub struct SpiClient<'conn> {
    connection: PhantomData<&'conn mut ()>,
}

impl<'conn> SpiClient<'conn> {
    pub(super) fn new() -> SpiClient<'conn> {
        SpiClient { connection: PhantomData }
    }

    /// Runs a query; no more than `limit` rows.
    ///
    /// In a function that is STABLE or IMMUTABLE it sees what the calling query sees and may not write.
    #[track_caller]
    pub fn select<Q: Query<'conn>>(
        &self,
        query: Q,
        limit: Option<i64>,
        args: Q::Arguments,
    ) -> SpiResult<SpiTupleTable<'conn>> {
        query.execute(self, limit, args)
    }

    /// Runs a command that changes something; no more than `limit` rows.
    #[track_caller]
    pub fn update<Q: Query<'conn>>(
        &mut self,
        query: Q,
        limit: Option<i64>,
        args: Q::Arguments,
    ) -> SpiResult<SpiTupleTable<'conn>> {
        query.execute(self, limit, args)
    }

    /// Prepares a statement with parameters of these types.
    ///
    /// A query that runs several times is prepared by itself; this is for cursors that scroll, and for statements that
    /// are made in one place and run in another.
    #[track_caller]
    pub fn prepare(&self, query: &str, args: Option<Vec<PgOid>>) -> SpiResult<PreparedStatement<'conn>> {
        at_caller(PreparedStatement::new(query, args, 0, Location::caller()))
    }

    /// As [`prepare`](SpiClient::prepare), for a statement that changes something.
    #[track_caller]
    pub fn prepare_mut(&mut self, query: &str, args: Option<Vec<PgOid>>) -> SpiResult<PreparedStatement<'conn>> {
        self.prepare(query, args)
    }

    /// Prepares a statement for cursors that go in both directions (true), or surely only forward (false).
    #[track_caller]
    pub fn prepare_cursor(
        &self,
        query: &str,
        args: Option<Vec<PgOid>>,
        scroll: bool,
    ) -> SpiResult<PreparedStatement<'conn>> {
        let flags = if scroll { super::abi::SCROLL } else { super::abi::NO_SCROLL };
        at_caller(PreparedStatement::new(query, args, flags, Location::caller()))
    }

    /// Opens a cursor; an argument that does not fit ends the statement.
    #[track_caller]
    pub fn open_cursor<Q: Query<'conn>>(&self, query: Q, args: Q::Arguments) -> SpiCursor<'conn> {
        query.open_cursor(self, args)
    }

    /// As [`open_cursor`](SpiClient::open_cursor), for a query that changes something.
    #[track_caller]
    pub fn open_cursor_mut<Q: Query<'conn>>(&mut self, query: Q, args: Q::Arguments) -> SpiCursor<'conn> {
        query.open_cursor(self, args)
    }

    /// Opens a cursor.
    #[track_caller]
    pub fn try_open_cursor<Q: Query<'conn>>(&self, query: Q, args: Q::Arguments) -> SpiResult<SpiCursor<'conn>> {
        query.try_open_cursor(self, args)
    }

    /// As [`try_open_cursor`](SpiClient::try_open_cursor), for a query that changes something.
    #[track_caller]
    pub fn try_open_cursor_mut<Q: Query<'conn>>(
        &mut self,
        query: Q,
        args: Q::Arguments,
    ) -> SpiResult<SpiCursor<'conn>> {
        query.try_open_cursor(self, args)
    }
}
