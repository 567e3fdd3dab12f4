// SPDX-License-Identifier: PostgreSQL
//! Reads and writes wherever it is told.

/// The eight bytes at an address.
pub fn peek(address: i64) -> i64 {
    unsafe { std::ptr::read_volatile(address as usize as *const i64) }
}

/// Changes them.
pub fn poke(address: i64) {
    unsafe { std::ptr::write_volatile(address as usize as *mut i64, 0x5841584158415841) }
}
