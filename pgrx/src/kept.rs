// SPDX-License-Identifier: PostgreSQL
//! What a call leaves behind for the host to read: the last result and the last error of this instance.

use std::cell::UnsafeCell;

/// A place for one value that outlives the call which put it there; the next one replaces it.
///
/// The host has copied the value before anything of this instance runs again, so one place is enough, also when a
/// function calls itself through a query.
pub struct Kept<T>(UnsafeCell<Option<T>>);

// SAFETY: a module has one thread, and `replace` hands out no reference that another call could meet.
unsafe impl<T> Sync for Kept<T> {}

impl<T> Kept<T> {
    pub const fn new() -> Kept<T> {
        Kept(UnsafeCell::new(None))
    }

    /// Takes the value out.
    pub fn take(&self) -> Option<T> {
        // SAFETY: as in `replace`.
        unsafe { (*self.0.get()).take() }
    }

    /// Keeps `value` and tells `read` where it lies, which must copy the address only, not run other code of T.
    pub fn replace<R>(&self, value: T, read: impl FnOnce(&T) -> R) -> R {
        // SAFETY: one thread; the old value is moved out before it is dropped, so even a drop that came back here
        // would find the place in order.
        let old = unsafe { (*self.0.get()).replace(value) };
        drop(old);
        // SAFETY: as above; filled two lines up.
        read(unsafe { (*self.0.get()).as_ref() }.expect("a value was just put here"))
    }
}
