// SPDX-License-Identifier: PostgreSQL
//! The present, and functions that make timestamps of other things.

use super::calendar::*;
use super::errors::{or_raise, DateTimeConversionError, Refusal};
use super::zone::{self, Asked, Moment};
use super::{Date, Interval, TimeWithTimeZone, Timestamp, TimestampWithTimeZone};
use crate::sqlstate::PgSqlErrorCode;

/// When the transaction began.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// let yesterday = now() - Interval::from_days(1);
/// ```
pub fn now() -> TimestampWithTimeZone {
    TimestampWithTimeZone::from_bits(zone::now(Moment::Transaction))
}

/// When the transaction began, like [`now`].
pub fn transaction_timestamp() -> TimestampWithTimeZone {
    now()
}

/// When the statement began.
pub fn statement_timestamp() -> TimestampWithTimeZone {
    TimestampWithTimeZone::from_bits(zone::now(Moment::Statement))
}

/// What the clock shows now.
pub fn clock_timestamp() -> TimestampWithTimeZone {
    TimestampWithTimeZone::from_bits(zone::now(Moment::Clock))
}

/// How many digits of the fraction of a second to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampPrecision {
    /// All six.
    Full,
    /// So many, rounded.
    Rounded(i32),
}

impl From<TimestampPrecision> for i32 {
    /// PostgreSQL's type modifier.
    fn from(precision: TimestampPrecision) -> i32 {
        match precision {
            TimestampPrecision::Full => -1,
            TimestampPrecision::Rounded(digits) => digits,
        }
    }
}

impl TimestampPrecision {
    fn round(self, micros: i64) -> Result<i64, Refusal> {
        let digits = match self {
            TimestampPrecision::Rounded(digits @ 0..) => digits as u32,
            _ => return Ok(micros),
        };
        if digits > 6 {
            return Err(Refusal::new(
                PgSqlErrorCode::ERRCODE_INVALID_PARAMETER_VALUE,
                format!("timestamp({digits}) precision must be between 0 and 6"),
            ));
        }
        let unit = 10i64.pow(6 - digits);
        // Halves away from the epoch.
        let magnitude = (micros.abs() + unit / 2) / unit * unit;
        Ok(magnitude * micros.signum())
    }
}

/// When the transaction began: SQL's `CURRENT_TIMESTAMP`.
#[track_caller]
pub fn current_timestamp(precision: TimestampPrecision) -> TimestampWithTimeZone {
    TimestampWithTimeZone::from_bits(or_raise(precision.round(now().into_inner())))
}

/// When the transaction began, on the session's clock: SQL's `LOCALTIMESTAMP`.
#[track_caller]
pub fn local_timestamp(precision: TimestampPrecision) -> Timestamp {
    let local = or_raise(now().session_timestamp());
    Timestamp::from_bits(or_raise(precision.round(local.into_inner())))
}

/// The day on which the transaction began, on the session's calendar: SQL's `CURRENT_DATE`.
pub fn current_date() -> Date {
    or_raise(now().session_timestamp()).date()
}

/// The time of day at which the transaction began: SQL's `CURRENT_TIME`.
pub fn current_time() -> TimeWithTimeZone {
    or_raise(now().time_with_time_zone())
}

/// What calendar and clock show now, in words: `Tue Nov 24 08:11:13.123456 2026 UTC`.
pub fn time_of_day() -> String {
    zone::time_of_day()
}

/// The moment so many seconds after 1970-01-01 00:00:00 UTC; where there is none, the statement ends.
///
/// ```
/// # use pgrx::prelude::*;
/// assert_eq!(to_timestamp(1e9).to_utc().to_string(), "2001-09-09 01:46:40");
/// ```
#[track_caller]
pub fn to_timestamp(epoch_seconds: f64) -> TimestampWithTimeZone {
    or_raise(from_unix_seconds(epoch_seconds))
}

fn from_unix_seconds(seconds: f64) -> Result<TimestampWithTimeZone, Refusal> {
    const FIRST: f64 = SECONDS_PER_DAY as f64 * (-UNIX_EPOCH_JULIAN) as f64;
    const END: f64 = SECONDS_PER_DAY as f64 * (TIMESTAMP_END_DAY + EPOCH_JULIAN - UNIX_EPOCH_JULIAN) as f64;
    const BETWEEN: f64 = SECONDS_PER_DAY as f64 * (EPOCH_JULIAN - UNIX_EPOCH_JULIAN) as f64;
    let refuse = |message: String| Refusal::new(PgSqlErrorCode::ERRCODE_DATETIME_VALUE_OUT_OF_RANGE, message);
    if seconds.is_nan() {
        return Err(refuse("timestamp cannot be NaN".into()));
    }
    if seconds.is_infinite() {
        return Ok(match seconds > 0.0 {
            true => TimestampWithTimeZone::positive_infinity(),
            false => TimestampWithTimeZone::negative_infinity(),
        });
    }
    let micros = round_half_even((seconds - BETWEEN) * MICROS_PER_SECOND as f64);
    if !(FIRST..END).contains(&seconds) || !is_micro(micros as i128) {
        return Err(refuse(format!("timestamp out of range: \"{seconds}\"")));
    }
    Ok(TimestampWithTimeZone::from_bits(micros as i64))
}

/// The begin of the bin that `source` is in, where bins are `stride` long and one begins at `origin`.
///
/// ```
/// # use pgrx::prelude::*;
/// let source = Timestamp::new(2020, 2, 11, 15, 44, 17.0)?;
/// let bin = date_bin(Interval::from_minutes(15), source, Timestamp::new(2001, 1, 1, 0, 0, 0.0)?);
/// assert_eq!(bin.to_string(), "2020-02-11 15:30:00");
/// # Ok::<(), DateTimeConversionError>(())
/// ```
#[track_caller]
pub fn date_bin(stride: Interval, source: Timestamp, origin: Timestamp) -> Timestamp {
    or_raise(bin(stride, source, origin))
}

fn bin(stride: Interval, source: Timestamp, origin: Timestamp) -> Result<Timestamp, Refusal> {
    if !source.is_finite() {
        return Ok(source);
    }
    if !origin.is_finite() {
        return Err(Refusal::range("origin"));
    }
    if stride.months() != 0 {
        return Err(Refusal::new(
            PgSqlErrorCode::ERRCODE_FEATURE_NOT_SUPPORTED,
            "timestamps cannot be binned into intervals containing months or years",
        ));
    }
    let length = i64::try_from(stride.as_micros()).map_err(|_| Refusal::range("interval"))?;
    if length <= 0 {
        let code = PgSqlErrorCode::ERRCODE_DATETIME_VALUE_OUT_OF_RANGE;
        return Err(Refusal::new(code, "stride must be greater than zero"));
    }
    let (source, origin) = (source.into_inner(), origin.into_inner());
    let distance = source.checked_sub(origin).ok_or_else(|| Refusal::range("interval"))?;
    Timestamp::from_micros(i128::from(source) - i128::from(distance.rem_euclid(length)))
}

/// The seconds that a time zone is east of UTC now: a name, or an abbreviation.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// assert_eq!(get_timezone_offset("CEST")?, 7200);
/// # Ok::<(), DateTimeConversionError>(())
/// ```
pub fn get_timezone_offset<Tz: AsRef<str>>(zone: Tz) -> Result<i32, DateTimeConversionError> {
    let zone = zone.as_ref();
    zone::named_offset(zone, zone::now(Moment::Transaction), Asked::AtMoment)
        .map(|seconds| seconds as i32)
        .map_err(|error| error.conversion(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_begin_at_the_origin_and_go_both_ways() {
        let at = |micros| Timestamp::from_bits(micros);
        let stride = Interval::from_micros(10);
        for (source, begin) in [(0, 0), (9, 0), (10, 10), (-1, -10), (-10, -10), (-11, -20)] {
            assert_eq!(bin(stride, at(source), at(0)), Ok(at(begin)), "{source}");
        }
        assert_eq!(bin(stride, at(4), at(5)), Ok(at(-5)));
        assert_eq!(bin(stride, at(FIRST_MICRO), at(FIRST_MICRO + 1)), Err(Refusal::range("timestamp")));
        assert_eq!(bin(stride, Timestamp::positive_infinity(), at(0)), Ok(Timestamp::positive_infinity()));
        assert_eq!(bin(stride, at(0), Timestamp::positive_infinity()).unwrap_err().message, "origin out of range");
        for (stride, message) in [
            (Interval::from_months(1), "timestamps cannot be binned into intervals containing months or years"),
            (Interval::from_micros(0), "stride must be greater than zero"),
            (Interval::from_days(i32::MAX), "interval out of range"),
        ] {
            assert_eq!(bin(stride, at(0), at(0)).unwrap_err().message, message);
        }
    }

    #[test]
    fn seconds_since_1970_become_moments() {
        let text = |seconds| from_unix_seconds(seconds).map(|moment| moment.to_utc().to_string());
        assert_eq!(text(0.0).as_deref(), Ok("1970-01-01 00:00:00"));
        assert_eq!(text(f64::NEG_INFINITY).as_deref(), Ok("-infinity"));
        assert_eq!(text(-210_866_803_200.0).as_deref(), Ok("4714-11-24 00:00:00 BC"));
        assert!(text(-210_866_803_201.0).is_err() && text(9_224_318_016_000.0).is_err());
        assert_eq!(text(f64::NAN).unwrap_err().message, "timestamp cannot be NaN");
    }

    #[test]
    fn rounding_goes_away_from_the_epoch_at_halves() {
        let round = |digits, micros| TimestampPrecision::Rounded(digits).round(micros);
        assert_eq!(round(0, 1_500_000), Ok(2_000_000));
        assert_eq!(round(0, -1_500_000), Ok(-2_000_000));
        assert_eq!(round(5, 14), Ok(10));
        assert_eq!(round(6, 14), Ok(14));
        assert_eq!(round(7, 14).unwrap_err().message, "timestamp(7) precision must be between 0 and 6");
        assert_eq!(TimestampPrecision::Full.round(14), Ok(14));
    }
}
