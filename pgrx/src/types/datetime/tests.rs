// SPDX-License-Identifier: PostgreSQL
//! Tests of types that are longer than themselves, and a host with time zones for all.

mod interval;
mod timestamp;
mod timestamp_with_time_zone;
mod zones;
