// SPDX-License-Identifier: PostgreSQL
//! Random bytes for the crate `getrandom`, which many others build on. It knows no source of them on this target and
//! is compiled with its custom backend instead (`toolchain/dependencies/crate_build.cpp`), which calls one of these
//! by name.

use core::num::NonZeroU32;

use crate::host;

/// The backend of getrandom 0.2: 0 is success.
///
/// # Safety
/// `dest` must be valid for writes of `len` bytes.
// SAFETY: no other crate defines this name, unless it means to replace the backend: then linking fails.
#[unsafe(no_mangle)]
unsafe extern "C" fn __getrandom_custom(dest: *mut u8, len: usize) -> u32 {
    // SAFETY: the caller promises it.
    unsafe { host::plrust_host_random(dest, len) };
    0
}

/// The backend of getrandom 0.3 and later, whose error is a number that is not 0.
///
/// # Safety
/// `dest` must be valid for writes of `len` bytes.
// SAFETY: as above.
#[unsafe(no_mangle)]
unsafe extern "Rust" fn __getrandom_v03_custom(dest: *mut u8, len: usize) -> Result<(), NonZeroU32> {
    // SAFETY: the caller promises it.
    unsafe { host::plrust_host_random(dest, len) };
    Ok(())
}
