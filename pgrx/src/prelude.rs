// SPDX-License-Identifier: PostgreSQL
//! What every function has in scope.

pub use crate::caught::CaughtError;
pub use crate::datum::{
    AnyArray, AnyElement, Array, ArraySliceError, Datum, FromDatum, IntoDatum, Multirange, Range, RangeBound,
    RangeSubType, ShapedArray, TryFromDatumError, VariadicArray,
};
pub use crate::elog::PgLogLevel;
pub use crate::errors::{ErrorReport, ErrorReportable};
pub use crate::fn_call::{self, fn_call, fn_call_with_collation, Arg, FnCallArg, FnCallError};
pub use crate::heap_tuple::PgHeapTuple;
pub use crate::internal::Internal;
pub use crate::oid::{Oid, PgBuiltInOids, PgOid};
pub use crate::pg_sys;
pub use crate::pg_try::PgTryBuilder;
pub use crate::pgbox::{AllocatedByPostgres, AllocatedByRust, WhoAllocated};
pub use crate::set::{SetOfIterator, TableIterator};
pub use crate::spi::{
    self, CursorOptions, Spi, SpiClient, SpiCursor, SpiError, SpiHeapTupleData, SpiResult, SpiTupleTable,
};
pub use crate::sqlstate::PgSqlErrorCode;
pub use crate::trigger::{
    PgEventTrigger, PgRelation, PgTrigger, PgTriggerError, PgTriggerLevel, PgTriggerOperation, PgTriggerWhen,
    TriggerEvent,
};
pub use crate::types::bits::BitString;
pub use crate::types::datetime::*;
pub use crate::types::geometry::{Circle, LSeg, Line, Path, Point, Polygon, BOX};
pub use crate::types::inet::Inet;
pub use crate::types::json::{Json, JsonB, JsonString};
pub use crate::types::location::PgLsn;
pub use crate::types::mac::{MacAddr, MacAddr8};
pub use crate::types::money::Money;
pub use crate::types::numeric::{AnyNumeric, Numeric};
pub use crate::types::sql_enum::SqlEnum;
pub use crate::types::uuid::Uuid;
pub use crate::window::{PgWindow, WindowArgument, WindowSeek};
pub use crate::{
    composite_type, debug1, debug2, debug3, debug4, debug5, ereport, error, info, log, name, notice, warning,
};
