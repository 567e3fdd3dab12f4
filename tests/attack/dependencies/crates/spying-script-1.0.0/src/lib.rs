// SPDX-License-Identifier: PostgreSQL
//! Tells what its build script could do.

pub const WORKED: &str = env!("WORKED");
