// SPDX-License-Identifier: PostgreSQL
//! Messages to the client and the server log: [`PgLogLevel`], the macros named for the levels, and
//! [`ereport!`](crate::ereport).

use std::fmt;

use crate::errors::ErrorReport;
use crate::sqlstate::PgSqlErrorCode;

/// PostgreSQL's message levels. FATAL and PANIC are missing: they would end the session, or every session. So is
/// LOG_SERVER_ONLY: a function does not hide what it says from its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u32)]
pub enum PgLogLevel {
    /// The most detailed of the debugging levels.
    DEBUG5 = 10,
    /// More detail than [`PgLogLevel::DEBUG3`].
    DEBUG4 = 11,
    /// More detail than [`PgLogLevel::DEBUG2`].
    DEBUG3 = 12,
    /// More detail than [`PgLogLevel::DEBUG1`].
    DEBUG2 = 13,
    /// The least detailed of the debugging levels.
    DEBUG1 = 14,
    /// For the server's log; clients see it if they ask.
    LOG = 15,
    /// For the client, who asked for it; always sent.
    INFO = 17,
    /// For the client, of interest in general.
    NOTICE = 18,
    /// For the client: probably not what was meant.
    WARNING = 19,
    /// Ends the statement.
    ERROR = 21,
}

/// LOG_SERVER_ONLY becomes `LOG`, any other level that is not here `ERROR`.
impl From<i32> for PgLogLevel {
    fn from(level: i32) -> PgLogLevel {
        match level {
            10 => PgLogLevel::DEBUG5,
            11 => PgLogLevel::DEBUG4,
            12 => PgLogLevel::DEBUG3,
            13 => PgLogLevel::DEBUG2,
            14 => PgLogLevel::DEBUG1,
            15 | 16 => PgLogLevel::LOG,
            17 => PgLogLevel::INFO,
            18 => PgLogLevel::NOTICE,
            19 => PgLogLevel::WARNING,
            _ => PgLogLevel::ERROR,
        }
    }
}

/// As [`From<i32>`].
impl From<isize> for PgLogLevel {
    fn from(level: isize) -> PgLogLevel {
        PgLogLevel::from(i32::try_from(level).unwrap_or(i32::MAX))
    }
}

/// What the log macros expand to; out of line, so that a call site stays small.
#[doc(hidden)]
#[cold]
#[inline(never)]
#[track_caller]
pub fn emit(level: PgLogLevel, code: PgSqlErrorCode, message: fmt::Arguments<'_>) {
    ErrorReport::new(code, message.to_string(), "").report(level);
}

/// What `error!` expands to.
#[doc(hidden)]
#[cold]
#[inline(never)]
#[track_caller]
pub fn emit_error(message: fmt::Arguments<'_>) -> ! {
    ErrorReport::new(PgSqlErrorCode::ERRCODE_INTERNAL_ERROR, message.to_string(), "").raise()
}

/// What the log macros share; written out for each, because the crate re-exports them in its prelude and Rust does not
/// let it name exported macros that a macro made.
#[doc(hidden)]
#[macro_export]
macro_rules! emit_message {
    ($level:ident, $code:ident, $($arguments:tt)*) => {
        $crate::elog::emit(
            $crate::PgLogLevel::$level,
            $crate::PgSqlErrorCode::$code,
            ::core::format_args!($($arguments)*),
        )
    };
}

/// Sends a message at level DEBUG5; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// debug5!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! debug5 {
    ($($arguments:tt)*) => { $crate::emit_message!(DEBUG5, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level DEBUG4; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// debug4!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! debug4 {
    ($($arguments:tt)*) => { $crate::emit_message!(DEBUG4, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level DEBUG3; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// debug3!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! debug3 {
    ($($arguments:tt)*) => { $crate::emit_message!(DEBUG3, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level DEBUG2; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// debug2!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! debug2 {
    ($($arguments:tt)*) => { $crate::emit_message!(DEBUG2, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level DEBUG1; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// debug1!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! debug1 {
    ($($arguments:tt)*) => { $crate::emit_message!(DEBUG1, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level LOG; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// log!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! log {
    ($($arguments:tt)*) => { $crate::emit_message!(LOG, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level INFO; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// info!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! info {
    ($($arguments:tt)*) => { $crate::emit_message!(INFO, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level NOTICE; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// notice!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! notice {
    ($($arguments:tt)*) => { $crate::emit_message!(NOTICE, ERRCODE_SUCCESSFUL_COMPLETION, $($arguments)*) };
}

/// Sends a message at level WARNING; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// warning!("{} rows are left", 3);
/// ```
#[macro_export]
macro_rules! warning {
    ($($arguments:tt)*) => { $crate::emit_message!(WARNING, ERRCODE_WARNING, $($arguments)*) };
}

/// Ends the statement with an error of SQLSTATE XX000; arguments as for `format!`.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f(n: i32) -> i32 {
/// if n < 0 {
///     error!("{n} is negative");
/// }
/// # n }
/// ```
#[macro_export]
macro_rules! error {
    ($($arguments:tt)*) => { $crate::elog::emit_error(::core::format_args!($($arguments)*)) };
}

/// Sends a message with a SQLSTATE of its own, and with a DETAIL if a fourth argument is there. All that PostgreSQL can
/// show has a name: `detail`, `hint`, `context`, `schema`, `table`, `column`, `datatype`, `constraint`.
///
/// The level is a name (`ERROR`) or an expression (`PgLogLevel::ERROR`). FATAL and PANIC do not compile.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// ereport!(WARNING, PgSqlErrorCode::ERRCODE_WARNING, "two rows match");
/// ereport!(NOTICE, PgSqlErrorCode::ERRCODE_WARNING, "an old name", hint = "It is called born now.", column = "age");
/// ereport!(ERROR, PgSqlErrorCode::ERRCODE_NO_DATA_FOUND, "no row matches", "The table is empty.");
/// ```
#[macro_export]
macro_rules! ereport {
    ($(PgLogLevel::)? FATAL, $($rest:tt)*) => { $crate::ereport!(@refuse) };
    ($(PgLogLevel::)? PANIC, $($rest:tt)*) => { $crate::ereport!(@refuse) };
    (@refuse) => {
        ::core::compile_error!("PL/Rust functions cannot report FATAL or PANIC: either would end sessions; use ERROR")
    };
    (@new $code:expr, $message:expr, $field:ident = $($rest:tt)*) => {
        $crate::ereport!(@set $crate::errors::ErrorReport::new($code, $message, ""); $field = $($rest)*)
    };
    (@set $report:expr; $(,)?) => { $report };
    (@set $report:expr; detail = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_detail($value); $($($rest)*)?)
    };
    (@set $report:expr; hint = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_hint($value); $($($rest)*)?)
    };
    (@set $report:expr; context = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_context($value); $($($rest)*)?)
    };
    (@set $report:expr; schema = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_schema($value); $($($rest)*)?)
    };
    (@set $report:expr; table = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_table($value); $($($rest)*)?)
    };
    (@set $report:expr; column = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_column($value); $($($rest)*)?)
    };
    (@set $report:expr; datatype = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_datatype($value); $($($rest)*)?)
    };
    (@set $report:expr; constraint = $value:expr $(, $($rest:tt)*)?) => {
        $crate::ereport!(@set $report.set_constraint($value); $($($rest)*)?)
    };
    (@new $code:expr, $message:expr $(, $detail:expr)? $(,)?) => {
        $crate::errors::ErrorReport::new($code, $message, "")$(.set_detail($detail))?
    };
    (ERROR, $($rest:tt)*) => { $crate::ereport!(@new $($rest)*).raise() };
    (WARNING, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::WARNING, $($rest)*) };
    (NOTICE, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::NOTICE, $($rest)*) };
    (INFO, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::INFO, $($rest)*) };
    (LOG, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::LOG, $($rest)*) };
    (DEBUG1, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::DEBUG1, $($rest)*) };
    (DEBUG2, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::DEBUG2, $($rest)*) };
    (DEBUG3, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::DEBUG3, $($rest)*) };
    (DEBUG4, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::DEBUG4, $($rest)*) };
    (DEBUG5, $($rest:tt)*) => { $crate::ereport!($crate::PgLogLevel::DEBUG5, $($rest)*) };
    ($level:expr, $($rest:tt)*) => { $crate::ereport!(@new $($rest)*).report($level) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_to_their_numbers_and_back() {
        for level in [10, 11, 12, 13, 14, 15, 17, 18, 19, 21] {
            assert_eq!(PgLogLevel::from(level) as i32, level);
        }
    }

    #[test]
    fn what_is_beyond_error_is_error() {
        for level in [20i32, 22, 23, -1, i32::MIN] {
            assert_eq!(PgLogLevel::from(level), PgLogLevel::ERROR);
        }
        assert_eq!(PgLogLevel::from(isize::MAX), PgLogLevel::ERROR);
    }
}
