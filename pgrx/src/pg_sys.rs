// SPDX-License-Identifier: PostgreSQL
//! The names that functions written for the prior art reach through `pg_sys`. There are no server functions here.
//!
//! ```
//! use pgrx::pg_sys;
//! let nothing: pg_sys::Oid = pg_sys::Oid::INVALID;
//! ```

pub use crate::datum::Datum;
pub use crate::elog::PgLogLevel;
pub use crate::oid::{BuiltinOid, Oid, PgBuiltInOids, PgOid};
pub use crate::pg_try::PgTryBuilder;
pub use crate::sqlstate::PgSqlErrorCode;
pub use crate::types::geometry::{Point, BOX};
pub use crate::types::location::{BlockIdData, ItemPointerData};

/// Days since 2000-01-01.
pub type DateADT = i32;
/// Microseconds since midnight.
pub type TimeADT = i64;
/// Microseconds since 2000-01-01.
pub type Timestamp = i64;
/// Microseconds since 2000-01-01 UTC.
pub type TimestampTz = i64;

/// What a time with time zone is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimeTzADT {
    /// Microseconds since midnight.
    pub time: TimeADT,
    /// Seconds west of UTC.
    pub zone: i32,
}

/// What an interval is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Microseconds.
    pub time: i64,
    /// Days.
    pub day: i32,
    /// Months.
    pub month: i32,
}

/// Errors and reports.
pub mod panic {
    pub use crate::caught::{CaughtError, ErrorReportWithLevel};
    pub use crate::errors::{ErrorReport, ErrorReportable};
}

/// Object identifiers.
pub mod oids {
    pub use crate::oid::{NotBuiltinOid, PgBuiltInOids, PgOid};
}

/// The modules above under their other paths.
pub mod submodules {
    pub use super::{oids, panic};
    pub use crate::elog;
}
