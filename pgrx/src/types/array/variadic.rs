// SPDX-License-Identifier: PostgreSQL
//! The array of a VARIADIC parameter.

use std::fmt;

use super::{Array, ArrayIntoIterator};
use crate::abi::Argument;
use crate::entry::BlockArgument;
use crate::payload::FromRaw;

/// The array of a VARIADIC parameter.
#[derive(Clone)]
pub struct VariadicArray<'a, T>(Array<'a, T>);

impl<'a, T> std::ops::Deref for VariadicArray<'a, T> {
    type Target = Array<'a, T>;

    fn deref(&self) -> &Array<'a, T> {
        &self.0
    }
}

impl<'a, T: FromRaw<'a>> IntoIterator for VariadicArray<'a, T> {
    type Item = Option<T>;
    type IntoIter = ArrayIntoIterator<'a, T>;

    fn into_iter(self) -> ArrayIntoIterator<'a, T> {
        self.0.into_iter()
    }
}

// SAFETY: as the array.
unsafe impl<'a, T: FromRaw<'a>> BlockArgument<'a> for VariadicArray<'a, T> {
    unsafe fn from_block(argument: &Argument) -> VariadicArray<'a, T> {
        // SAFETY: as the caller promises.
        VariadicArray(unsafe { Array::from_block(argument) })
    }
}

impl<'a, T: FromRaw<'a> + fmt::Debug> fmt::Debug for VariadicArray<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
