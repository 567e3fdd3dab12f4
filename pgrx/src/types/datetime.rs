// SPDX-License-Identifier: PostgreSQL
//! Dates, times and intervals. What depends on nothing but the values is computed here, exactly as PostgreSQL does;
//! time zones, the present and the reading of text are asked of the server.

mod age;
mod calendar;
mod convert;
mod crossing;
mod date;
mod errors;
mod extract;
mod interval;
mod interval_math;
mod now;
mod ops;
mod parts;
mod text;
mod time;
mod time_with_time_zone;
mod timestamp;
mod timestamp_with_time_zone;
mod truncate;
mod zone;

#[cfg(test)]
mod tests;

pub use crossing::HasExtractableParts;
pub use date::Date;
pub use errors::{DateTimeConversionError, FromTimeError, IntervalConversionError};
pub use interval::Interval;
pub use now::{
    clock_timestamp, current_date, current_time, current_timestamp, date_bin, get_timezone_offset,
    local_timestamp, now, statement_timestamp, time_of_day, to_timestamp, transaction_timestamp,
    TimestampPrecision,
};
pub use parts::DateTimeParts;
pub use text::ToIsoString;
pub use time::Time;
pub use time_with_time_zone::TimeWithTimeZone;
pub use timestamp::Timestamp;
pub use timestamp_with_time_zone::TimestampWithTimeZone;

/// The types of this family.
pub trait DateTimeType: Copy + seal::Sealed {}

mod seal {
    pub trait Sealed {}
}

macro_rules! date_time_types {
    ($($type:ty)*) => {$(
        impl seal::Sealed for $type {}
        impl DateTimeType for $type {}
    )*};
}

date_time_types!(Date Time TimeWithTimeZone Timestamp TimestampWithTimeZone Interval);
