// SPDX-License-Identifier: PostgreSQL
//! Catching errors by their SQLSTATE: [`PgTryBuilder`].

use std::collections::HashMap;

use crate::attempt::{attempt, Changes};
use crate::caught::CaughtError;
use crate::sqlstate::PgSqlErrorCode;

type Handler<'a, R> = Box<dyn FnMut(CaughtError) -> R + 'a>;

/// Runs a closure, and handlers for the errors that it ends with: those of PostgreSQL, those that it reports, and its
/// panics.
///
/// The closure runs in a subtransaction: when it fails, what it did in the database is undone. What it owned is not
/// dropped, and is given back with the function's memory. Cancels and shutdowns are not caught; neither are faults
/// and the end of the stack.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// let quotient = PgTryBuilder::new(|| Spi::get_one::<i32>("SELECT 1 / 0").unwrap())
///     .catch_when(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, |_| None)
///     .catch_rust_panic(|error| error.rethrow())
///     .finally(|| debug1!("tried"))
///     .execute();
/// assert_eq!(quotient, None);
/// ```
#[must_use = "nothing runs before execute()"]
pub struct PgTryBuilder<'a, R, F: FnOnce() -> R> {
    func: F,
    when: HashMap<PgSqlErrorCode, Handler<'a, R>>,
    others: Option<Handler<'a, R>>,
    rust: Option<Handler<'a, R>>,
    finally: Option<Box<dyn FnMut() + 'a>>,
}

impl<'a, R, F: FnOnce() -> R> PgTryBuilder<'a, R, F> {
    /// Something to be tried.
    pub fn new(func: F) -> Self {
        PgTryBuilder { func, when: HashMap::new(), others: None, rust: None, finally: None }
    }

    /// Handles errors of this SQLSTATE; the last handler given for one counts.
    pub fn catch_when(mut self, error: PgSqlErrorCode, f: impl FnMut(CaughtError) -> R + 'a) -> Self {
        self.when.insert(error, Box::new(f));
        self
    }

    /// Handles errors that no other handler is for.
    pub fn catch_others(mut self, f: impl FnMut(CaughtError) -> R + 'a) -> Self {
        self.others = Some(Box::new(f));
        self
    }

    /// Handles panics of this function.
    pub fn catch_rust_panic(mut self, f: impl FnMut(CaughtError) -> R + 'a) -> Self {
        self.rust = Some(Box::new(f));
        self
    }

    /// Runs at the end in any case, also when a handler fails or raises the error again.
    pub fn finally(mut self, f: impl FnMut() + 'a) -> Self {
        self.finally = Some(Box::new(f));
        self
    }

    /// Tries it. An error without a handler goes on.
    pub fn execute(self) -> R {
        let PgTryBuilder { func, when, others, rust, mut finally } = self;
        let outcome = match attempt(|| (func(), Changes::Kept)) {
            Ok(result) => Ok(result),
            Err(error) => match find_handler(&error, when, others, rust) {
                None => Err(error),
                // Only what comes after the handler needs to outlive its failure.
                Some(mut handler) if finally.is_none() => Ok(handler(error)),
                Some(mut handler) => attempt(move || (handler(error), Changes::Kept)),
            },
        };
        if let Some(finally) = finally.as_mut() {
            finally();
        }
        outcome.unwrap_or_else(|error| error.rethrow())
    }
}

fn find_handler<'a, R>(
    error: &CaughtError,
    mut when: HashMap<PgSqlErrorCode, Handler<'a, R>>,
    others: Option<Handler<'a, R>>,
    rust: Option<Handler<'a, R>>,
) -> Option<Handler<'a, R>> {
    let by_code = when.remove(&error.sql_error_code());
    if !matches!(error, CaughtError::RustPanic { .. }) {
        return by_code.or(others);
    }
    // The prior art raises panics as internal errors.
    let as_internal = when.remove(&PgSqlErrorCode::ERRCODE_INTERNAL_ERROR);
    by_code.or(as_internal).or(rust).or(others)
}
