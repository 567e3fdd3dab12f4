// SPDX-License-Identifier: PostgreSQL
//! Packed elements as a slice where they lie.

use std::fmt;

use super::Array;

/// Why the elements of an array are no slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArraySliceError {
    /// At least one of them is NULL.
    ContainsNulls,
}

impl fmt::Display for ArraySliceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the array contains NULL")
    }
}

impl std::error::Error for ArraySliceError {}

macro_rules! slices {
    ($($type:ty),*) => {
        $(impl Array<'_, $type> {
            /// The elements where they lie, if none is NULL.
            pub fn as_slice(&self) -> Result<&[$type], ArraySliceError> {
                let (view, width) = (self.view(), size_of::<$type>());
                if self.is_empty() {
                    return Ok(&[]); // it need not be packed
                }
                if self.contains_nulls() {
                    return Err(ArraySliceError::ContainsNulls);
                }
                let bytes = view.bytes(self.head.data, self.len() * width).expect("checked when it was parsed");
                // SAFETY: any bytes are a number; `parse` saw to it that they are aligned and as wide as the type.
                Ok(unsafe { std::slice::from_raw_parts(bytes.as_ptr().cast(), self.len()) })
            }
        })*
    };
}

slices!(i8, i16, i32, i64, f32, f64);
