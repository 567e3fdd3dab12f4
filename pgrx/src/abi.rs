// SPDX-License-Identifier: PostgreSQL
//! Rust's side of the contract in `confine/abi.hpp` and `postpanic/report.hpp`. Plain numbers only: every address is
//! one of this function's own region, and the host checks each before it believes it.

mod heads;

pub(crate) use heads::Plain;
pub use heads::{
    AnyHead, ArrayHead, ChangedField, ChangedRow, Column, MultirangeHead, RangeHead, TupleHead, MAX_DIMENSIONS,
    RANGE_EMPTY, RANGE_LOWER_INCLUSIVE, RANGE_LOWER_INFINITE, RANGE_UPPER_INCLUSIVE, RANGE_UPPER_INFINITE,
};

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
const KIND_DONE: u64 = 3;
const KIND_CHANGED: u64 = 4;

impl Return {
    /// SQL NULL.
    pub const NULL: Return = Return { value: 0, tag: KIND_NULL };

    /// No further value of a set.
    pub const DONE: Return = Return { value: 0, tag: KIND_DONE };

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

    /// The same payload, which is a [`ChangedRow`].
    pub(crate) const fn as_changes(self) -> Return {
        Return { value: self.value, tag: self.tag | KIND_CHANGED }
    }

    /// The error that `report` describes.
    #[inline]
    pub fn error(report: &Report) -> Return {
        Return { value: report as *const Report as u64, tag: KIND_ERROR }
    }
}

/// One value, wherever values cross: an argument, a field of a row, an element of an array.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Argument {
    /// Datum bits; or where the payload is: an address at top level, an offset from the first byte of the payload
    /// around it in a field or an element.
    pub value: u64,
    /// Bit 63: NULL. Bit 62: there is a payload. Bits 56 to 59: its kind. Low 32 bits: its length in bytes.
    pub meta: u64,
}

const META_NULL: u64 = 1 << 63;
const META_PAYLOAD: u64 = 1 << 62;
const META_KIND_SHIFT: u32 = 56;

impl Argument {
    /// SQL NULL.
    pub const NULL: Argument = Argument { value: 0, meta: META_NULL };

    /// A value that fits a datum.
    #[inline(always)]
    pub const fn bits(value: u64) -> Argument {
        Argument { value, meta: 0 }
    }

    /// A payload of `length` bytes at `place`.
    #[inline]
    pub const fn payload(kind: PayloadKind, place: u64, length: u32) -> Argument {
        Argument { value: place, meta: META_PAYLOAD | (kind as u64) << META_KIND_SHIFT | length as u64 }
    }

    /// Whether the argument is SQL NULL.
    #[inline(always)]
    pub const fn is_null(&self) -> bool {
        self.meta & META_NULL != 0
    }

    /// Whether there is a payload, and not bits.
    #[inline(always)]
    pub const fn has_payload(&self) -> bool {
        self.meta & META_PAYLOAD != 0
    }

    /// The kind of payload; none for a number that has no meaning.
    #[inline]
    pub const fn kind(&self) -> Option<PayloadKind> {
        PayloadKind::from_number(self.meta >> META_KIND_SHIFT & 15)
    }

    /// The payload's length in bytes.
    #[inline(always)]
    pub const fn len(&self) -> usize {
        self.meta as u32 as usize
    }
}

/// What a payload is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum PayloadKind {
    /// Text, also that of types whose values cross as text.
    Text = 0,
    /// Of bytea.
    Bytes = 1,
    /// What the type's send function makes.
    Wire = 2,
    /// Starts with an [`ArrayHead`].
    Array = 3,
    /// Starts with a [`TupleHead`].
    Tuple = 4,
    /// Starts with a [`RangeHead`].
    Range = 5,
    /// Starts with a [`MultirangeHead`].
    Multirange = 6,
    /// Starts with an [`AnyHead`].
    Any = 7,
}

impl PayloadKind {
    const fn from_number(number: u64) -> Option<PayloadKind> {
        Some(match number {
            0 => PayloadKind::Text,
            1 => PayloadKind::Bytes,
            2 => PayloadKind::Wire,
            3 => PayloadKind::Array,
            4 => PayloadKind::Tuple,
            5 => PayloadKind::Range,
            6 => PayloadKind::Multirange,
            7 => PayloadKind::Any,
            _ => return None,
        })
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

/// An empty slice's own pointer is dangling, and the host rightly refuses addresses outside the region.
pub(crate) fn address_of(bytes: &[u8]) -> u64 {
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
};
