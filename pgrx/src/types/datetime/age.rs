// SPDX-License-Identifier: PostgreSQL
//! SQL's `age`: how far two timestamps are apart, in the units of the calendar.

use super::calendar::*;
use super::errors::Refusal;
use super::{Interval, Timestamp};

/// From `earlier` to `later`, or the other way round and negative. Days are borrowed from the month in which the
/// earlier one lies. `is_negative` is told, because timestamps with time zone are ordered by their moment, but
/// compared by their clocks.
pub(super) fn between(first: Timestamp, second: Timestamp, is_negative: bool) -> Result<Interval, Refusal> {
    if !first.is_finite() || !second.is_finite() {
        return Err(Refusal::range("timestamp"));
    }
    let (later, earlier) = if is_negative { (second, first) } else { (first, second) };
    let ((later, later_clock), (earlier, earlier_clock)) = (later.fields()?, earlier.fields()?);
    let micros = later_clock - earlier_clock;
    // A clock that shows less than the earlier one takes a day from the calendar.
    let mut days = later.day - earlier.day + micros.div_euclid(MICROS_PER_DAY) as i32;
    let mut months = (later.year - earlier.year) * MONTHS_PER_YEAR + later.month - earlier.month;
    while days < 0 {
        days += days_in_month(earlier.year, earlier.month);
        months -= 1;
    }
    let age = Interval::from_parts(months, days, micros.rem_euclid(MICROS_PER_DAY));
    if is_negative {
        age.negated()
    } else {
        Ok(age)
    }
}
