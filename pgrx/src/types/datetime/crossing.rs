// SPDX-License-Identifier: PostgreSQL
//! How dates and times arrive, leave, and go to and come from queries; and their parts as numerics.

use super::calendar::{MICROS_PER_DAY, MICROS_PER_SECOND};
use super::errors::or_raise;
use super::parts::{DateTimeParts, Part};
use super::{Date, DateTimeType, Interval, Time, TimeWithTimeZone, Timestamp, TimestampWithTimeZone};
use crate::types::numeric::AnyNumeric;
use crate::types::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

crate::types::by_value!(Date, DATEOID, |bits| Date::from_bits(bits as i32), |date| date.into_inner() as i64
    as u64);
crate::types::by_value!(Time, TIMEOID, |bits| Time::from_bits(bits as i64), |time| time.into_inner() as u64);
crate::types::by_value!(Timestamp, TIMESTAMPOID, |bits| Timestamp::from_bits(bits as i64), |timestamp| timestamp
    .into_inner()
    as u64);
crate::types::by_value!(
    TimestampWithTimeZone,
    TIMESTAMPTZOID,
    |bits| TimestampWithTimeZone::from_bits(bits as i64),
    |timestamp| timestamp.into_inner() as u64
);

impl WireForm for TimeWithTimeZone {
    fn write(&self, writer: &mut Writer) {
        let raw = self.into_inner();
        writer.i64(raw.time).i32(raw.zone);
    }

    fn read(reader: &mut Reader<'_>) -> Result<TimeWithTimeZone, Malformed> {
        Ok(TimeWithTimeZone::from_parts(reader.i64()?, reader.i32()?))
    }
}

impl WireForm for Interval {
    fn write(&self, writer: &mut Writer) {
        writer.i64(self.micros()).i32(self.days()).i32(self.months());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Interval, Malformed> {
        let (micros, days) = (reader.i64()?, reader.i32()?);
        Ok(Interval::from_parts(reader.i32()?, days, micros))
    }
}

wire_type!(TimeWithTimeZone, TIMETZOID);
wire_type!(Interval, INTERVALOID);

impl From<Part> for AnyNumeric {
    fn from(part: Part) -> AnyNumeric {
        match part {
            Part::Whole(value) => AnyNumeric::from(value),
            Part::Quotient(micros) => (AnyNumeric::from(micros) / AnyNumeric::from(MICROS_PER_SECOND)).round(6),
            Part::Julian(day, micros) => {
                AnyNumeric::from(day) + AnyNumeric::from(micros) / AnyNumeric::from(MICROS_PER_DAY)
            }
            Part::Scaled(value, digits) => AnyNumeric::scaled(value, digits),
            Part::Infinity | Part::NegativeInfinity => part.to_string().parse().unwrap_or_default(),
        }
    }
}

/// Dates, times and intervals that have parts.
pub trait HasExtractableParts: DateTimeType {
    /// The value of a part as SQL's `extract` gives it; `None` where that is NULL. A part that the type does not have
    /// ends the statement.
    ///
    /// ```
    /// # use pgrx::prelude::*;
    /// let time = Time::new(1, 2, 3.5)?;
    /// assert_eq!(time.extract_part(DateTimeParts::Second).unwrap().to_string(), "3.500000");
    /// # Ok::<(), DateTimeConversionError>(())
    /// ```
    fn extract_part(&self, field: DateTimeParts) -> Option<AnyNumeric>;
}

macro_rules! extractable {
    ($($type:ty)*) => {$(
        impl HasExtractableParts for $type {
            #[track_caller]
            fn extract_part(&self, field: DateTimeParts) -> Option<AnyNumeric> {
                or_raise(self.part(field)).map(AnyNumeric::from)
            }
        }
    )*};
}

extractable!(Date Time TimeWithTimeZone Timestamp TimestampWithTimeZone Interval);
