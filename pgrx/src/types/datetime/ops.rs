// SPDX-License-Identifier: PostgreSQL
//! The operators. What SQL's own would refuse ends the statement in the same way.

use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

use super::errors::{or_raise, Refusal};
use super::{Date, Interval, Time, TimeWithTimeZone, Timestamp, TimestampWithTimeZone};

macro_rules! operator {
    ($left:ty, $trait:ident $method:ident, $right:ty => $output:ty, $compute:expr) => {
        impl $trait<$right> for $left {
            type Output = $output;

            #[track_caller]
            fn $method(self, right: $right) -> $output {
                let compute: fn($left, $right) -> Result<$output, Refusal> = $compute;
                or_raise(compute(self, right))
            }
        }
    };
}

/// Sums whose terms may change places.
macro_rules! sum {
    ($left:ty, $right:ty => $output:ty, $compute:expr) => {
        operator!($left, Add add, $right => $output, $compute);
        operator!($right, Add add, $left => $output, |right, left| {
            let compute: fn($left, $right) -> Result<$output, Refusal> = $compute;
            compute(left, right)
        });
    };
}

macro_rules! assignment {
    ($trait:ident $method:ident, $right:ty, $operator:tt) => {
        impl $trait<$right> for Interval {
            #[track_caller]
            fn $method(&mut self, right: $right) {
                *self = *self $operator right;
            }
        }
    };
}

sum!(Date, i32 => Date, Date::plus_days);
operator!(Date, Sub sub, i32 => Date, |date, days| {
    // In wide numbers, because the least one has no opposite.
    match date.is_finite() {
        true => Date::from_number(i64::from(date.into_inner()) - i64::from(days)),
        false => Ok(date),
    }
});
operator!(Date, Sub sub, Date => i32, Date::days_since);
sum!(Date, Interval => Timestamp, Date::plus_interval);
operator!(Date, Sub sub, Interval => Timestamp, Date::minus_interval);
sum!(Date, Time => Timestamp, |date, time| {
    date.timestamp()?.plus(Interval::from_micros(time.into_inner()))
});
sum!(Date, TimeWithTimeZone => TimestampWithTimeZone, Date::with_time);

operator!(Interval, Add add, Interval => Interval, Interval::plus);
operator!(Interval, Sub sub, Interval => Interval, Interval::minus);
operator!(Interval, Mul mul, f64 => Interval, Interval::times);
operator!(f64, Mul mul, Interval => Interval, |factor, interval| interval.times(factor));
operator!(Interval, Div div, f64 => Interval, Interval::over);
assignment!(AddAssign add_assign, Interval, +);
assignment!(SubAssign sub_assign, Interval, -);
assignment!(MulAssign mul_assign, f64, *);
assignment!(DivAssign div_assign, f64, /);

impl Neg for Interval {
    type Output = Interval;

    #[track_caller]
    fn neg(self) -> Interval {
        or_raise(self.negated())
    }
}

operator!(Time, Sub sub, Time => Interval, |left, right| {
    Ok(Interval::from_micros(left.into_inner() - right.into_inner()))
});
sum!(Time, Interval => Time, |time, interval| Ok(time.plus(interval)));
operator!(Time, Sub sub, Interval => Time, |time, interval| Ok(time.minus(interval)));
sum!(TimeWithTimeZone, Interval => TimeWithTimeZone, |time, interval| Ok(time.plus(interval)));
operator!(TimeWithTimeZone, Sub sub, Interval => TimeWithTimeZone, |time, interval| Ok(time.minus(interval)));

operator!(Timestamp, Sub sub, Timestamp => Interval, Timestamp::since);
sum!(Timestamp, Interval => Timestamp, Timestamp::plus);
operator!(Timestamp, Sub sub, Interval => Timestamp, Timestamp::minus);

operator!(TimestampWithTimeZone, Sub sub, TimestampWithTimeZone => Interval, |left, right| {
    Timestamp::from_bits(left.into_inner()).since(Timestamp::from_bits(right.into_inner()))
});
sum!(TimestampWithTimeZone, Interval => TimestampWithTimeZone, TimestampWithTimeZone::plus);
operator!(TimestampWithTimeZone, Sub sub, Interval => TimestampWithTimeZone, TimestampWithTimeZone::minus);
