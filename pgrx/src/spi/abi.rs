// SPDX-License-Identifier: PostgreSQL
//! Rust's side of "Queries" in `confine/abi.hpp`.

use crate::abi::{Argument, Plain};

/// A parameter, or a field of a row.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SpiValue {
    pub cell: Argument,
    pub type_oid: u32,
    pub unused: u32,
}

/// What the host is asked to run.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SpiRequest {
    pub query: u64,
    pub query_length: u64,
    pub arguments: u64,
    pub argument_count: u32,
    pub flags: u32,
    pub limit: u64,
    pub buffer: u64,
    pub buffer_size: u64,
    pub name: u64,
    pub name_length: u64,
    pub line: u32,
    pub unused: u32,
}

/// As `query_length`: `query` is a plan's handle.
pub const PLAN: u64 = u64::MAX;
/// The first row is all that is wanted, and no columns.
pub const FIRST_ROW: u32 = 1;
/// Of a cursor.
pub const SCROLL: u32 = 2;
/// Of a cursor.
pub const NO_SCROLL: u32 = 4;
/// The cursor has a name.
pub const NAMED: u32 = 8;
/// Nobody wants rows.
pub const NO_ROWS: u32 = 16;

/// What became of it.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SpiOutcome {
    pub handle: u64,
    pub processed: u64,
    pub rows: u64,
    pub buffered: u64,
    pub has_table: u32,
    pub buffer_bytes: u32,
}

/// In front of the columns, and in front of each row.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct BlockHead {
    /// To the next block.
    pub bytes: u32,
    /// Of columns or fields, which follow.
    pub count: u32,
}

/// Number of texts of an error.
pub const ERROR_TEXTS: usize = 12;
/// As a length: there is no such text.
pub const NO_TEXT: u32 = u32::MAX;

/// An error that was caught.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct SpiErrorHead {
    pub level: u32,
    pub sqlstate: u32,
    pub line: u32,
    pub kind: u32,
    pub position: i32,
    pub internal_position: i32,
    /// Offset and length of each.
    pub texts: [[u32; 2]; ERROR_TEXTS],
}

// SAFETY: numbers of the same size, or of sizes that the sums below leave no padding for.
unsafe impl Plain for SpiValue {}
// SAFETY: as above.
unsafe impl Plain for BlockHead {}
// SAFETY: as above.
unsafe impl Plain for SpiErrorHead {}

const _: () = {
    assert!(size_of::<SpiValue>() == 24);
    assert!(size_of::<SpiRequest>() == 80);
    assert!(size_of::<SpiOutcome>() == 40);
    assert!(size_of::<BlockHead>() == 8);
    assert!(size_of::<SpiErrorHead>() == 24 + 8 * ERROR_TEXTS);
};
