// SPDX-License-Identifier: PostgreSQL
//! Queries: [`Spi`] and its errors.
//!
//! A query runs with the caller's rights in the caller's transaction. An error in it ends the statement, as it does
//! in SQL; it does not come back as a value.

use std::error::Error as StdError;
use std::fmt;

use crate::datum::{Datum, FromDatum, IntoDatum, TryFromDatumError};
use crate::oid::PgOid;
use crate::sqlstate::PgSqlErrorCode;

mod exchange;

/// What the functions of [`Spi`] return.
pub type SpiResult<T> = std::result::Result<T, SpiError>;

/// The name under which the prior art has [`SpiResult`] inside this module.
pub type Result<T> = SpiResult<T>;

/// The name under which the prior art has [`SpiError`].
pub type Error = SpiError;

/// Why a query's result did not become what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SpiError {
    /// A code of PostgreSQL's SPI.
    SpiError(SpiErrorCodes),
    /// A value is of another type than the wanted one.
    DatumError(TryFromDatumError),
    /// A prepared statement got another number of arguments than it has parameters.
    PreparedStatementArgumentMismatch {
        /// Number of parameters.
        expected: usize,
        /// Number of arguments.
        got: usize,
    },
    /// The query has no row at that place: for [`Spi::get_one`], none at all.
    InvalidPosition,
    /// There is no cursor of that name.
    CursorNotFound(String),
    /// The command returns no rows by its nature.
    NoTupleTable,
}

/// PostgreSQL's SPI error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // PostgreSQL's own names
#[repr(i32)]
pub enum SpiErrorCodes {
    Connect = -1,
    Copy = -2,
    OpUnknown = -3,
    Unconnected = -4,
    Argument = -6,
    Param = -7,
    Transaction = -8,
    NoAttribute = -9,
    NoOutFunc = -10,
    TypUnknown = -11,
    RelDuplicate = -12,
    RelNotFound = -13,
}

impl SpiError {
    /// The SQLSTATE under which the error leaves a function that returns it.
    pub fn sql_error_code(&self) -> PgSqlErrorCode {
        match self {
            SpiError::SpiError(SpiErrorCodes::NoAttribute) => PgSqlErrorCode::ERRCODE_UNDEFINED_COLUMN,
            SpiError::SpiError(_) => PgSqlErrorCode::ERRCODE_INTERNAL_ERROR,
            SpiError::DatumError(error) => error.sql_error_code(),
            SpiError::PreparedStatementArgumentMismatch { .. } => PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
            SpiError::InvalidPosition => PgSqlErrorCode::ERRCODE_NO_DATA_FOUND,
            SpiError::CursorNotFound(_) => PgSqlErrorCode::ERRCODE_INVALID_CURSOR_NAME,
            SpiError::NoTupleTable => PgSqlErrorCode::ERRCODE_SYNTAX_ERROR,
        }
    }
}

impl fmt::Display for SpiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpiError::SpiError(SpiErrorCodes::NoAttribute) => f.write_str("the query returns fewer columns"),
            SpiError::SpiError(code) => write!(f, "SPI error {}", *code as i32),
            SpiError::DatumError(error) => fmt::Display::fmt(error, f),
            SpiError::PreparedStatementArgumentMismatch { expected, got } => {
                write!(f, "the statement has {expected} parameters, but got {got} arguments")
            }
            SpiError::InvalidPosition => f.write_str("the query returned no row"),
            SpiError::CursorNotFound(name) => write!(f, "there is no cursor \"{name}\""),
            SpiError::NoTupleTable => f.write_str("the command returns no rows"),
        }
    }
}

impl StdError for SpiError {}

impl From<TryFromDatumError> for SpiError {
    fn from(error: TryFromDatumError) -> SpiError {
        SpiError::DatumError(error)
    }
}

/// Runs queries.
///
/// `$1`, `$2` … in a query are the arguments, each a type and a value; `None` is NULL.
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

type Arguments = Vec<(PgOid, Option<Datum>)>;

impl Spi {
    /// Runs a command and forgets its rows.
    pub fn run(query: &str) -> SpiResult<()> {
        Spi::run_with_args(query, None)
    }

    /// Runs a command with arguments and forgets its rows.
    pub fn run_with_args(query: &str, args: Option<Arguments>) -> SpiResult<()> {
        exchange::execute(query, &args.unwrap_or_default(), exchange::ALL_ROWS)?;
        Ok(())
    }

    /// The first column of the first row; [`SpiError::InvalidPosition`] if there is no row.
    pub fn get_one<A: FromDatum + IntoDatum>(query: &str) -> SpiResult<Option<A>> {
        Spi::get_one_with_args(query, Vec::new())
    }

    /// As [`Spi::get_one`], with arguments.
    pub fn get_one_with_args<A: FromDatum + IntoDatum>(query: &str, args: Arguments) -> SpiResult<Option<A>> {
        exchange::execute(query, &args, 1)?.field(1)
    }

    /// The first two columns of the first row.
    ///
    /// ```no_run
    /// # use pgrx::prelude::*;
    /// # fn f() -> Result<(), pgrx::BoxError> {
    /// let (low, high) = Spi::get_two::<i32, i32>("SELECT min(id), max(id) FROM t")?;
    /// # Ok(()) }
    /// ```
    pub fn get_two<A, B>(query: &str) -> SpiResult<(Option<A>, Option<B>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
    {
        Spi::get_two_with_args(query, Vec::new())
    }

    /// As [`Spi::get_two`], with arguments.
    pub fn get_two_with_args<A, B>(query: &str, args: Arguments) -> SpiResult<(Option<A>, Option<B>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
    {
        let rows = exchange::execute(query, &args, 1)?;
        Ok((rows.field(1)?, rows.field(2)?))
    }

    /// The first three columns of the first row.
    pub fn get_three<A, B, C>(query: &str) -> SpiResult<(Option<A>, Option<B>, Option<C>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
        C: FromDatum + IntoDatum,
    {
        Spi::get_three_with_args(query, Vec::new())
    }

    /// As [`Spi::get_three`], with arguments.
    pub fn get_three_with_args<A, B, C>(
        query: &str,
        args: Arguments,
    ) -> SpiResult<(Option<A>, Option<B>, Option<C>)>
    where
        A: FromDatum + IntoDatum,
        B: FromDatum + IntoDatum,
        C: FromDatum + IntoDatum,
    {
        let rows = exchange::execute(query, &args, 1)?;
        Ok((rows.field(1)?, rows.field(2)?, rows.field(3)?))
    }
}
