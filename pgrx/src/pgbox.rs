// SPDX-License-Identifier: PostgreSQL
//! Whether a value is PostgreSQL's or the function's own. Values of the server stay there: only the markers of the
//! prior art's module are here.

mod sealed {
    pub trait Sealed {}
}

/// One of [`AllocatedByPostgres`] and [`AllocatedByRust`].
pub trait WhoAllocated: sealed::Sealed {}

/// The value is an argument or a trigger's row: it can be read.
#[derive(Clone, Copy, Debug)]
pub struct AllocatedByPostgres;

/// The value is the function's own: it can be changed.
#[derive(Clone, Copy, Debug)]
pub struct AllocatedByRust;

impl sealed::Sealed for AllocatedByPostgres {}
impl sealed::Sealed for AllocatedByRust {}
impl WhoAllocated for AllocatedByPostgres {}
impl WhoAllocated for AllocatedByRust {}
