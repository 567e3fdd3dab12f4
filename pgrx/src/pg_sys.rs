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
pub use crate::sqlstate::PgSqlErrorCode;
pub use crate::types::geometry::{Point, BOX};
pub use crate::types::location::{BlockIdData, ItemPointerData};

/// Errors and reports.
pub mod panic {
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
