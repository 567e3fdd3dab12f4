// SPDX-License-Identifier: PostgreSQL
//! What a PL/Rust function sees of PostgreSQL: its types, errors, log levels and SPI.
//!
//! The crate is source compatible with what the prior art gives its users, and safe: nothing in it hands out a
//! server pointer, and the server believes none of it. Whatever crosses goes through [`mod@host`], is copied, and is
//! checked on the other side.
//!
//! A function's body is wrapped by its compiler like this, so that the prelude is in scope:
//!
//! ```
//! pgrx::function! { fn double<'a>(n: i32) -> Option<i32>; shape = registers; }
//! pub mod user {
//!     use pgrx::prelude::*;
//!     pub fn double<'a>(n: i32) -> Result<Option<i32>, pgrx::BoxError> {
//!         Ok(Some(n * 2))
//!     }
//! }
//! ```
// `function!` and the log macros expand to `unsafe` and unstable items inside crates that forbid both.
#![feature(allow_internal_unsafe, auto_traits, negative_impls)]
#![allow(internal_features)]
#![deny(unsafe_op_in_unsafe_fn)]
#![warn(missing_docs)]

#[doc(hidden)]
pub mod abi;
mod attempt;
mod caught;
pub mod datum;
pub mod elog;
#[doc(hidden)]
pub mod entry;
pub mod errors;
pub mod fn_call;
#[rustfmt::skip]
#[allow(dead_code)] // std calls the memory and clock functions by name, not through this crate
mod host;
pub mod internal;
pub mod json;
mod kept;
pub mod oid;
#[doc(hidden)]
#[allow(dead_code)] // containers build on it
pub mod payload;
pub mod pg_sys;
mod pg_try;
pub mod pgbox;
pub mod prelude;
mod random;
mod report;
pub mod set;
pub mod spi;
pub mod sqlstate;
pub mod trigger;
mod types;
pub mod window;
#[allow(dead_code)] // not every type needs all of it
mod wire;

pub use caught::{CaughtError, ErrorReportWithLevel};
pub use datum::{
    AnyArray, AnyElement, Array, ArraySliceError, Datum, FromDatum, IntoDatum, Multirange, Range, RangeBound,
    RangeSubType, ShapedArray, VariadicArray,
};
pub use elog::PgLogLevel;
pub use errors::{BoxError, ErrorReport, ErrorReportable};
pub use fn_call::{fn_call, fn_call_with_collation, Arg, FnCallArg, FnCallError};
pub use heap_tuple::{PgHeapTuple, PgHeapTupleError};
pub use internal::Internal;
pub use json::json;
pub use oid::{Oid, PgBuiltInOids, PgOid};
pub use pg_try::PgTryBuilder;
pub use pgbox::{AllocatedByPostgres, AllocatedByRust, WhoAllocated};
pub use set::{SetOfIterator, TableIterator};
pub use spi::{Spi, SpiResult};
pub use sqlstate::PgSqlErrorCode;
pub use trigger::{PgEventTrigger, PgTrigger};
pub use types::bits::BitString;
pub use types::datetime::*;
pub use types::geometry::{Circle, LSeg, Line, Path, Point, Polygon, BOX};
pub use types::heap_tuple;
pub use types::inet::Inet;
pub use types::invalid_text::InvalidText;
pub use types::json::{Json, JsonB, JsonString};
pub use types::location::PgLsn;
pub use types::mac::{MacAddr, MacAddr8};
pub use types::money::Money;
pub use types::numeric::{self, AnyNumeric, Numeric};
#[doc(hidden)]
pub use types::sql_enum as sql_enums;
pub use types::sql_enum::{SqlEnum, UnknownLabel};
pub use types::uuid::Uuid;
pub use window::{PgWindow, WindowArgument, WindowSeek};

/// The Rust type of a composite type's values: `composite_type!("dog")`, or `composite_type!('a, "dog")` where a
/// lifetime must be named. The name is for the reader: the server knows what each row is.
///
/// ```
/// # use pgrx::prelude::*;
/// fn name_of(dog: &composite_type!("dog")) -> Option<String> {
///     dog.get_by_name("name").ok().flatten()
/// }
/// ```
#[macro_export]
macro_rules! composite_type {
    ($life:lifetime, $name:expr) => { $crate::PgHeapTuple<$life, $crate::AllocatedByRust> };
    ($name:expr) => { $crate::PgHeapTuple<'static, $crate::AllocatedByRust> };
}

#[cfg(test)]
mod test_host;
