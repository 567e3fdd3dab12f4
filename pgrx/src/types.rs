// SPDX-License-Identifier: PostgreSQL
//! How each Rust type arrives, leaves, and goes to and comes from queries: one file per family of types.
//!
//! A type implements `FromDatum` and `IntoDatum`; `crossing!` makes the rest of them, `by_value!` all of it for
//! types that fit a datum.

#[macro_use]
mod implement;
mod catalog;

pub(crate) use catalog::{
    array_type, crossing_of, element_type, fits_parameter, may_cross_as_text, payload_kind, widen, Crossing,
};
pub(crate) use implement::{argument, by_value, crossing, element};

pub mod any;
pub(crate) mod array;
pub mod bits;
mod bytea;
mod cstring;
pub mod datetime;
pub mod geometry;
pub mod heap_tuple;
mod hex;
pub mod inet;
pub mod invalid_text;
pub mod json;
pub mod location;
pub mod mac;
pub mod money;
pub mod numeric;
pub mod range;
mod scalar;
pub mod sql_enum;
mod text;
pub mod uuid;
mod void;
pub(crate) mod wire_form;
