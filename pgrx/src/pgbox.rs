// SPDX-License-Identifier: PostgreSQL
//! Whether a value is PostgreSQL's or the function's own. Values of the server stay there: only the markers of the
//! prior art's module are here.

mod sealed {
    pub trait Sealed {}
}

/// What [`AllocatedByRust`] is.
pub trait WhoAllocated: sealed::Sealed {}

/// The value is the function's own: it can be changed. It may lie where the server put its copy until then.
#[derive(Clone, Copy, Debug)]
pub struct AllocatedByRust;

/// Another name of [`AllocatedByRust`], for what is called so in the prior art: no memory that a function sees is the
/// server's.
pub type AllocatedByPostgres = AllocatedByRust;

impl sealed::Sealed for AllocatedByRust {}
impl WhoAllocated for AllocatedByRust {}
