// SPDX-License-Identifier: PostgreSQL
//! Queries: [`Spi`], clients, results, prepared statements, cursors, and transactions.
//!
//! A query runs with the caller's rights in the caller's transaction. An error in it ends the statement, as it does
//! in SQL; to go on after one, run it in a [`Spi::subtransaction`].

use std::panic::Location;

use crate::attempt::{attempt, Changes};
use crate::caught::CaughtError;
use crate::datum::{Datum, FromDatum, IntoDatum};
use crate::host;
use crate::oid::PgOid;
use crate::types::json::Json;

pub(crate) mod abi;
mod client;
mod cursor;
mod error;
pub(crate) mod exchange;
mod quote;
mod row;
mod statement;
mod table;
#[cfg(test)]
mod tests;
mod typed;

pub use client::SpiClient;
pub use cursor::{CursorName, CursorOptions, SpiCursor};
pub(crate) use error::last_failure;
pub use error::{SpiError, SpiErrorCodes, SpiOkCodes, SpiResult, UnknownVariant};
pub use quote::{quote_identifier, quote_literal, quote_qualified_identifier};
pub use row::{SpiHeapTupleData, SpiHeapTupleDataEntry};
pub use statement::{OwnedPreparedStatement, PreparedStatement, Query};
pub use table::SpiTupleTable;
pub use typed::{SpiColumn, SpiRow, SpiRows};

use error::at_caller;
use exchange::{Buffer, Source, Values};

/// The name under which the prior art has [`SpiResult`] inside this module.
pub type Result<T> = SpiResult<T>;

/// The name under which the prior art has [`SpiError`].
pub type Error = SpiError;

/// Runs queries.
///
/// `$1`, `$2` … in a query are the arguments, each a type and a value; `None` is NULL. A query that a function runs
/// again is prepared by itself, and its plan kept with the function.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f() -> Result<(), pgrx::BoxError> {
/// Spi::run("CREATE TEMP TABLE IF NOT EXISTS names (name text)")?;
/// Spi::run_with_args(
///     "INSERT INTO names VALUES ($1)",
///     Some(vec![(PgBuiltInOids::TEXTOID.oid(), "Ada".into_datum())]),
/// )?;
/// let count: Option<i64> = Spi::get_one("SELECT count(*) FROM names")?;
/// # Ok(()) }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Spi;

pub(crate) type Arguments = Vec<(PgOid, Option<Datum>)>;

impl Spi {
    /// Lends a client for queries whose results are more than a few values.
    pub fn connect<R, F: FnOnce(SpiClient<'_>) -> R>(f: F) -> R {
        f(SpiClient::new())
    }

    /// Runs a command and forgets its rows.
    #[track_caller]
    pub fn run(query: &str) -> SpiResult<()> {
        Spi::run_with_args(query, None)
    }

    /// Runs a command with arguments and forgets its rows.
    #[track_caller]
    pub fn run_with_args(query: &str, args: Option<Arguments>) -> SpiResult<()> {
        Spi::execute(query, args.unwrap_or_default()).map(drop)
    }

    /// Runs a command with arguments; how many rows it inserted, updated, deleted, or returned.
    ///
    /// ```no_run
    /// # use pgrx::prelude::*;
    /// # fn f() -> Result<(), pgrx::BoxError> {
    /// let gone = Spi::execute("DELETE FROM sessions WHERE ended", vec![])?;
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn execute(query: &str, args: Arguments) -> SpiResult<u64> {
        let values = at_caller(Values::of_text(&args))?;
        let mut request = at_caller(exchange::request(Source::Text(query), &values, Location::caller()))?;
        request.flags = abi::NO_ROWS;
        Ok(exchange::execute(request, &mut Buffer::default()).processed)
    }

    /// All rows of a query as tuples.
    ///
    /// ```no_run
    /// # use pgrx::prelude::*;
    /// # fn f() -> Result<(), pgrx::BoxError> {
    /// for (id, name) in Spi::rows::<(i32, Option<String>)>("SELECT id, name FROM people", vec![])? {
    ///     info!("{id}: {name:?}");
    /// }
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn rows<R: SpiRow>(query: &str, args: Arguments) -> SpiResult<Vec<R>> {
        Spi::connect(|client| {
            let mut rows = client.select(query, None, Some(args))?.rows();
            let mut all = Vec::with_capacity(rows.size_hint().0);
            while let Some(row) = rows.next() {
                all.push(at_caller(row)?);
            }
            Ok(all)
        })
    }

    /// The first column of the first row; [`SpiError::InvalidPosition`] if there is no row.
    #[track_caller]
    pub fn get_one<A: FromDatum + IntoDatum>(query: &str) -> SpiResult<Option<A>> {
        Spi::get_one_with_args(query, Vec::new())
    }

    /// As [`Spi::get_one`], with arguments.
    #[track_caller]
    pub fn get_one_with_args<A: FromDatum + IntoDatum>(query: &str, args: Arguments) -> SpiResult<Option<A>> {
        let (value,) = at_caller(first(query, &args, Location::caller()))?;
        Ok(value)
    }

    /// The first two columns of the first row.
    ///
    /// ```no_run
    /// # use pgrx::prelude::*;
    /// # fn f() -> Result<(), pgrx::BoxError> {
    /// let (low, high) = Spi::get_two::<i32, i32>("SELECT min(id), max(id) FROM t")?;
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn get_two<A, B>(query: &str) -> SpiResult<(Option<A>, Option<B>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
    {
        Spi::get_two_with_args(query, Vec::new())
    }

    /// As [`Spi::get_two`], with arguments.
    #[track_caller]
    pub fn get_two_with_args<A, B>(query: &str, args: Arguments) -> SpiResult<(Option<A>, Option<B>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
    {
        at_caller(first(query, &args, Location::caller()))
    }

    /// The first three columns of the first row.
    #[track_caller]
    pub fn get_three<A, B, C>(query: &str) -> SpiResult<(Option<A>, Option<B>, Option<C>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
        C: FromDatum + IntoDatum,
    {
        Spi::get_three_with_args(query, Vec::new())
    }

    /// As [`Spi::get_three`], with arguments.
    #[track_caller]
    pub fn get_three_with_args<A, B, C>(
        query: &str,
        args: Arguments,
    ) -> SpiResult<(Option<A>, Option<B>, Option<C>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
        C: FromDatum + IntoDatum,
    {
        at_caller(first(query, &args, Location::caller()))
    }

    /// How a query would be run.
    #[track_caller]
    pub fn explain(query: &str) -> SpiResult<Json> {
        Spi::explain_with_args(query, None)
    }

    /// As [`Spi::explain`], with arguments.
    #[track_caller]
    pub fn explain_with_args(query: &str, args: Option<Arguments>) -> SpiResult<Json> {
        let explain = format!("EXPLAIN (FORMAT json) {query}");
        let plan = Spi::get_one_with_args(&explain, args.unwrap_or_default())?;
        at_caller(plan.ok_or(SpiError::InvalidPosition))
    }

    /// Runs a closure in a subtransaction. When it returns `Err`, panics, or ends in a PostgreSQL error, what it did in
    /// the database is undone; the error comes back.
    ///
    /// After a panic or a PostgreSQL error, what the closure owned is not dropped: its memory is given back with the
    /// function's, and a `RefCell` that it had borrowed stays borrowed. Cancels and shutdowns are not caught; neither
    /// are faults and the end of the stack.
    ///
    /// ```no_run
    /// # use pgrx::prelude::*;
    /// # fn f() -> Result<(), pgrx::BoxError> {
    /// let inserted = Spi::subtransaction(|mut client| -> Result<(), CaughtError> {
    ///     client.update("INSERT INTO accounts (id) VALUES (1)", None, None)?;
    ///     Ok(())
    /// });
    /// match inserted {
    ///     Err(error) if error.sql_error_code() == PgSqlErrorCode::ERRCODE_UNIQUE_VIOLATION => notice!("it is there"),
    ///     other => other?,
    /// }
    /// # Ok(()) }
    /// ```
    pub fn subtransaction<T, E, F>(f: F) -> std::result::Result<T, E>
    where
        F: FnOnce(SpiClient<'_>) -> std::result::Result<T, E>,
        E: From<CaughtError>,
    {
        let outcome = attempt(|| {
            let outcome = f(SpiClient::new());
            let changes = if outcome.is_ok() { Changes::Kept } else { Changes::RolledBack };
            (outcome, changes)
        });
        outcome.unwrap_or_else(|error| Err(error.into()))
    }

    /// Commits the transaction and begins another. Only procedures can, and only when they were called outside of a
    /// transaction block. Results of queries that have not been read do not outlive it; cursors do.
    pub fn commit() {
        end_transaction(0);
    }

    /// Rolls the transaction back and begins another; as [`Spi::commit`].
    pub fn rollback() {
        end_transaction(ROLL_BACK);
    }

    /// COMMIT AND CHAIN: the next transaction has the isolation level and the access mode of this one.
    pub fn commit_and_chain() {
        end_transaction(AND_CHAIN);
    }

    /// ROLLBACK AND CHAIN.
    pub fn rollback_and_chain() {
        end_transaction(ROLL_BACK | AND_CHAIN);
    }

    /// What a status code of SPI means.
    pub fn check_status(status_code: i32) -> SpiResult<SpiOkCodes> {
        SpiOkCodes::try_from(status_code).map_err(|UnknownVariant| {
            SpiError::SpiError(SpiErrorCodes::try_from(status_code).unwrap_or(SpiErrorCodes::OpUnknown))
        })
    }
}

const ROLL_BACK: u32 = 1;
const AND_CHAIN: u32 = 2;

fn end_transaction(flags: u32) {
    // SAFETY: takes a number.
    unsafe { host::plrust_host_spi_transaction(flags) }
}

/// The first row of a query, as a tuple.
#[inline]
fn first<R: SpiRow>(query: &str, args: &[(PgOid, Option<Datum>)], place: &Location<'_>) -> SpiResult<R> {
    let values = Values::of_text(args)?;
    let request = exchange::request(Source::Text(query), &values, place)?;
    let mut found = None;
    exchange::first_row(request, |row| {
        found = Some(R::from_fields(typed::Fields(row))?);
        Ok(())
    })?;
    found.ok_or(SpiError::InvalidPosition)
}
