// SPDX-License-Identifier: PostgreSQL
//! What containers start with. Offsets count from the first byte of the head.

use super::Argument;

/// The most dimensions of an array.
pub const MAX_DIMENSIONS: usize = 6;

/// In front of an array.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ArrayHead {
    /// The elements' type.
    pub element_type: u32,
    /// 0: the array is empty.
    pub dimensions: u32,
    /// Number of elements: the product of the lengths.
    pub count: u32,
    /// 0: the elements are [`Argument`]s; 1, 2, 4, 8: bytes of each packed element.
    pub width: u32,
    /// Of each dimension.
    pub lengths: [i32; MAX_DIMENSIONS],
    /// Of each dimension.
    pub lower_bounds: [i32; MAX_DIMENSIONS],
    /// Offset of a byte for each packed element, 1 for NULL; 0: there are none.
    pub nulls: u64,
    /// Offset of the elements.
    pub data: u64,
}

/// In front of a row.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct TupleHead {
    /// The composite type.
    pub type_oid: u32,
    /// Identifies a registered record type, else -1.
    pub typmod: i32,
    /// Number of attributes.
    pub count: u32,
    /// 0.
    pub unused: u32,
    /// Offset of an [`Argument`] for each attribute.
    pub fields: u64,
    /// Offset of a [`Column`] for each attribute.
    pub columns: u64,
}

/// An attribute of a row.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct Column {
    /// The attribute's type.
    pub type_oid: u32,
    /// The attribute's type modifier.
    pub typmod: i32,
    /// Offset of its name.
    pub name: u32,
    /// Bytes of its name.
    pub name_length: u32,
}

/// A range.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct RangeHead {
    /// The bounds' type.
    pub element_type: u32,
    /// `RANGE_…`.
    pub flags: u32,
    /// Meaningful unless empty or infinite.
    pub lower: Argument,
    /// Meaningful unless empty or infinite.
    pub upper: Argument,
}

/// The range has no value.
pub const RANGE_EMPTY: u32 = 1;
/// The lower bound is in the range.
pub const RANGE_LOWER_INCLUSIVE: u32 = 2;
/// The upper bound is in the range.
pub const RANGE_UPPER_INCLUSIVE: u32 = 4;
/// There is no lower bound.
pub const RANGE_LOWER_INFINITE: u32 = 8;
/// There is no upper bound.
pub const RANGE_UPPER_INFINITE: u32 = 16;

/// In front of the ranges of a multirange.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct MultirangeHead {
    /// The ranges' type.
    pub range_type: u32,
    /// Number of ranges.
    pub count: u32,
    /// Offset of an [`Argument`] for each range.
    pub ranges: u64,
}

/// In front of a value whose type the call decides.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct AnyHead {
    /// The value's type in this call.
    pub type_oid: u32,
    /// 0.
    pub unused: u32,
    /// Never NULL.
    pub value: Argument,
}

/// A row that a trigger was called with, some of whose fields were changed.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangedRow {
    /// 0: the new row, 1: the old one.
    pub row: u32,
    /// Number of changes.
    pub count: u32,
    /// Offset of a [`ChangedField`] for each.
    pub changes: u64,
}

/// The new value of a field.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct ChangedField {
    /// The attribute's number, from 0.
    pub column: u32,
    /// The value's type.
    pub type_oid: u32,
    /// The value.
    pub value: Argument,
}

/// Structures of numbers only, without padding, so that they are their bytes.
///
/// # Safety
/// Every pattern of bytes is a value, and every byte belongs to a field.
pub(crate) unsafe trait Plain: Copy + Default {}

// SAFETY: u32, i32, u64 and Arguments, which are two u64; the sizes below leave no room for padding.
unsafe impl Plain for Argument {}
// SAFETY: as above.
unsafe impl Plain for ArrayHead {}
// SAFETY: as above.
unsafe impl Plain for TupleHead {}
// SAFETY: as above.
unsafe impl Plain for Column {}
// SAFETY: as above.
unsafe impl Plain for RangeHead {}
// SAFETY: as above.
unsafe impl Plain for MultirangeHead {}
// SAFETY: as above.
unsafe impl Plain for AnyHead {}
// SAFETY: as above.
unsafe impl Plain for ChangedRow {}
// SAFETY: as above.
unsafe impl Plain for ChangedField {}

const _: () = {
    assert!(size_of::<ArrayHead>() == 4 * 4 + 2 * 24 + 2 * 8);
    assert!(size_of::<TupleHead>() == 4 * 4 + 2 * 8);
    assert!(size_of::<Column>() == 4 * 4);
    assert!(size_of::<RangeHead>() == 2 * 4 + 2 * 16);
    assert!(size_of::<MultirangeHead>() == 2 * 4 + 8);
    assert!(size_of::<AnyHead>() == 2 * 4 + 16);
    assert!(size_of::<ChangedRow>() == 2 * 4 + 8);
    assert!(size_of::<ChangedField>() == 2 * 4 + 16);
};
