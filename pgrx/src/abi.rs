// SPDX-License-Identifier: PostgreSQL
//! Rust's side of the contract in `confine/abi.hpp` and `postpanic/report.hpp`. Plain numbers only: every address is
//! one of this function's own region, and the host checks each before it believes it.

/// What an entry returns, in two registers.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Return {
    /// Datum bits, or the address of the payload or [`Report`].
    pub value: u64,
    /// Low 8 bits: a kind; above them the length in bytes of what `value` points at.
    pub tag: u64,
}

const KIND_VALUE: u64 = 0;
const KIND_NULL: u64 = 1;
const KIND_ERROR: u64 = 2;

impl Return {
    /// SQL NULL.
    pub const NULL: Return = Return { value: 0, tag: KIND_NULL };

    /// A value that fits a datum.
    #[inline(always)]
    pub const fn bits(value: u64) -> Return {
        Return { value, tag: KIND_VALUE }
    }

    /// A payload that stays where it is until the next call of this instance.
    #[inline]
    pub fn bytes(payload: &[u8]) -> Return {
        Return { value: address_of(payload), tag: KIND_VALUE | (payload.len() as u64) << 8 }
    }

    /// The error that `report` describes.
    #[inline]
    pub fn error(report: &Report) -> Return {
        Return { value: report as *const Report as u64, tag: KIND_ERROR }
    }
}

/// One argument of an entry that takes a block of them.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Datum bits, or the address of the payload.
    pub value: u64,
    /// Bit 63: NULL. Low 32 bits: the payload's length in bytes.
    pub meta: u64,
}

impl Argument {
    /// Whether the argument is SQL NULL.
    #[inline(always)]
    pub const fn is_null(&self) -> bool {
        self.meta >> 63 != 0
    }

    /// The payload's length in bytes.
    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.meta as u32 as usize
    }
}

/// Bytes in the region.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Slice {
    /// Address of the first byte; 0 when absent.
    pub ptr: u64,
    /// Number of bytes.
    pub len: u64,
}

impl Slice {
    /// No text: PostgreSQL leaves the field out.
    pub const ABSENT: Slice = Slice { ptr: 0, len: 0 };
}

impl From<&str> for Slice {
    fn from(text: &str) -> Slice {
        Slice { ptr: address_of(text.as_bytes()), len: text.len() as u64 }
    }
}

impl From<Option<&str>> for Slice {
    fn from(text: Option<&str>) -> Slice {
        text.map_or(Slice::ABSENT, Slice::from)
    }
}

/// What becomes one `ereport`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)] // the fields are PostgreSQL's own
pub struct Report {
    pub level: u32,
    pub sqlstate: u32,
    pub line: u32,
    pub column: u32,
    pub message: Slice,
    pub detail: Slice,
    pub hint: Slice,
    pub context: Slice,
    pub schema: Slice,
    pub table: Slice,
    pub column_name: Slice,
    pub datatype: Slice,
    pub constraint: Slice,
    pub file: Slice,
}

/// A parameter of a query.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct SpiArgument {
    /// The parameter's declared type.
    pub type_oid: u32,
    /// 1 for SQL NULL, else 0.
    pub is_null: u32,
    /// Datum bits, or the address of the payload.
    pub value: u64,
    /// The payload's length in bytes.
    pub len: u64,
}

/// An empty slice's own pointer is dangling, and the host rightly refuses addresses outside the region.
fn address_of(bytes: &[u8]) -> u64 {
    static NOTHING: u8 = 0;
    match bytes {
        [] => &raw const NOTHING as u64,
        _ => bytes.as_ptr() as u64,
    }
}

const _: () = {
    assert!(size_of::<Return>() == 16);
    assert!(size_of::<Argument>() == 16);
    assert!(size_of::<Report>() == 16 + 10 * 16);
    assert!(size_of::<SpiArgument>() == 24);
};
