// SPDX-License-Identifier: PostgreSQL
//! The elements of an array, one after another.

use std::iter::FusedIterator;

use super::{element, Array};
use crate::entry;
use crate::payload::{FromRaw, View};

/// The elements of an [`Array`]; NULL is `None`.
pub struct ArrayIterator<'a, T> {
    array: Array<'a, T>,
    view: View<'a>,
    next: usize,
    end: usize,
}

/// The elements of an [`Array`] that was consumed.
pub type ArrayIntoIterator<'a, T> = ArrayIterator<'a, T>;

impl<'a, T: FromRaw<'a>> ArrayIterator<'a, T> {
    pub(super) fn new(array: Array<'a, T>) -> ArrayIterator<'a, T> {
        // The iterator keeps the array, so the view of it stays good.
        let (view, end) = (array.view(), array.len());
        ArrayIterator { array, view, next: 0, end }
    }

    #[inline]
    fn read(&self, index: usize) -> Option<T> {
        entry::accepted(element(self.view, &self.array.head, index))
    }
}

impl<'a, T: FromRaw<'a>> Iterator for ArrayIterator<'a, T> {
    type Item = Option<T>;

    #[inline]
    fn next(&mut self) -> Option<Option<T>> {
        if self.next == self.end {
            return None;
        }
        self.next += 1;
        Some(self.read(self.next - 1))
    }

    #[inline]
    fn nth(&mut self, skipped: usize) -> Option<Option<T>> {
        self.next = self.next.saturating_add(skipped).min(self.end);
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.next;
        (left, Some(left))
    }
}

impl<'a, T: FromRaw<'a>> DoubleEndedIterator for ArrayIterator<'a, T> {
    #[inline]
    fn next_back(&mut self) -> Option<Option<T>> {
        if self.next == self.end {
            return None;
        }
        self.end -= 1;
        Some(self.read(self.end))
    }
}

impl<'a, T: FromRaw<'a>> ExactSizeIterator for ArrayIterator<'a, T> {}
impl<'a, T: FromRaw<'a>> FusedIterator for ArrayIterator<'a, T> {}

/// The elements of an [`Array`] that has no NULLs.
pub struct ArrayTypedIterator<'a, T>(ArrayIterator<'a, T>);

impl<'a, T: FromRaw<'a>> ArrayTypedIterator<'a, T> {
    pub(super) fn new(elements: ArrayIterator<'a, T>) -> ArrayTypedIterator<'a, T> {
        ArrayTypedIterator(elements)
    }
}

impl<'a, T: FromRaw<'a>> Iterator for ArrayTypedIterator<'a, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.0.next().flatten()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<'a, T: FromRaw<'a>> DoubleEndedIterator for ArrayTypedIterator<'a, T> {
    fn next_back(&mut self) -> Option<T> {
        self.0.next_back().flatten()
    }
}

impl<'a, T: FromRaw<'a>> ExactSizeIterator for ArrayTypedIterator<'a, T> {}
impl<'a, T: FromRaw<'a>> FusedIterator for ArrayTypedIterator<'a, T> {}
