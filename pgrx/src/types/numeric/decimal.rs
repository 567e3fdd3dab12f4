// SPDX-License-Identifier: PostgreSQL
//! A finite numeric: digits to the base 10,000, as PostgreSQL stores and sends them.

use std::cmp::Ordering;

use super::fault::Fault;

/// The base of the digits.
pub(super) const BASE: u32 = 10_000;
/// Decimal digits in one digit.
pub(super) const DIGITS: i32 = 4;
/// The highest weight that PostgreSQL stores: 131,072 decimal digits before the point.
pub(super) const MAX_WEIGHT: i32 = i16::MAX as i32;
/// The most decimal digits after the point.
pub(super) const MAX_SCALE: i32 = 16_383;

/// ± the sum of `digits[i] * BASE^(weight - i)`.
///
/// Always stripped: no digit 0 at either end; zero is no digits, weight 0 and not negative. So equal values have equal
/// digits, weights and signs; `scale` only says how many decimal digits after the point are shown.
#[derive(Clone, Debug)]
pub(super) struct Decimal {
    pub negative: bool,
    pub weight: i32,
    pub scale: i32,
    pub digits: Vec<u16>,
}

impl Decimal {
    pub const ZERO: Decimal = Decimal { negative: false, weight: 0, scale: 0, digits: Vec::new() };

    pub fn new(negative: bool, weight: i32, scale: i32, digits: Vec<u16>) -> Decimal {
        let mut decimal = Decimal { negative, weight, scale, digits };
        decimal.strip();
        decimal
    }

    pub fn from_u128(negative: bool, mut value: u128) -> Decimal {
        let mut digits = Vec::new();
        // Most values are small, and a division of 128 bits is a function call.
        while value > u128::from(u64::MAX) {
            digits.push((value % u128::from(BASE)) as u16);
            value /= u128::from(BASE);
        }
        let mut value = value as u64;
        while value > 0 {
            digits.push((value % u64::from(BASE)) as u16);
            value /= u64::from(BASE);
        }
        digits.reverse();
        Decimal::new(negative, digits.len() as i32 - 1, 0, digits)
    }

    pub fn with_scale(mut self, scale: i32) -> Decimal {
        self.scale = scale;
        self
    }

    pub fn negated(mut self) -> Decimal {
        self.negative = !self.negative && !self.is_zero();
        self
    }

    pub fn abs(mut self) -> Decimal {
        self.negative = false;
        self
    }

    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The weight of the last digit.
    pub fn lowest(&self) -> i32 {
        self.weight + 1 - self.digits.len() as i32
    }

    fn strip(&mut self) {
        let leading = self.digits.iter().take_while(|digit| **digit == 0).count();
        if leading > 0 {
            self.digits.drain(..leading);
            self.weight -= leading as i32;
        }
        let kept = self.digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
        self.digits.truncate(kept);
        if self.is_zero() {
            self.weight = 0;
            self.negative = false;
        }
    }

    /// The value, if PostgreSQL can store it.
    pub fn checked(self) -> Result<Decimal, Fault> {
        if self.weight > MAX_WEIGHT || self.scale > MAX_SCALE {
            return Err(Fault::Overflow);
        }
        Ok(self)
    }

    /// Rounded half away from zero to `scale` decimal digits after the point, or, when negative, before it.
    pub fn round(self, scale: i32) -> Decimal {
        self.limit_digits(scale, true)
    }

    /// Cut off after `scale` decimal digits.
    pub fn truncate(self, scale: i32) -> Decimal {
        self.limit_digits(scale, false)
    }

    fn limit_digits(mut self, scale: i32, rounds: bool) -> Decimal {
        self.scale = scale.max(0);
        // Decimal digits that stay, counted from the front of the first digit.
        let decimals = (self.weight + 1) * DIGITS + scale;
        if decimals < 0 {
            return Decimal::ZERO.with_scale(self.scale);
        }
        let (whole, part) = ((decimals / DIGITS) as usize, decimals % DIGITS);
        if whole >= self.digits.len() {
            return self;
        }
        let step = 10u16.pow((DIGITS - part) as u32);
        let cut = self.digits[whole] % step;
        self.digits[whole] -= cut;
        self.digits.truncate(whole + 1);
        if rounds && cut >= step / 2 {
            self.add_at(whole, step);
        }
        self.strip();
        self
    }

    /// Adds to one digit, and carries.
    fn add_at(&mut self, mut position: usize, mut amount: u16) {
        loop {
            let sum = self.digits[position] + amount;
            if sum < BASE as u16 {
                self.digits[position] = sum;
                return;
            }
            self.digits[position] = sum - BASE as u16;
            amount = 1;
            if position == 0 {
                self.digits.insert(0, 1);
                self.weight += 1;
                return;
            }
            position -= 1;
        }
    }

    /// The nearest integer towards negative infinity.
    pub fn floor(self) -> Decimal {
        let whole = self.clone().truncate(0);
        if self.negative && whole.compare(&self).is_ne() {
            return whole.subtract(&Decimal::from_u128(false, 1));
        }
        whole
    }

    pub fn compare_magnitude(&self, other: &Decimal) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            _ => self.weight.cmp(&other.weight).then_with(|| self.digits.cmp(&other.digits)),
        }
    }

    pub fn compare(&self, other: &Decimal) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.compare_magnitude(other),
            (true, true) => other.compare_magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    /// The magnitude rounded to an integer; `None` when it does not fit.
    pub fn to_u128(&self) -> Option<u128> {
        const MOST_DIGITS: i32 = 10; // u128::MAX has 39 decimal digits
        if self.weight >= MOST_DIGITS {
            return None;
        }
        let rounded = self.clone().round(0);
        (0..=rounded.weight).try_fold(0u128, |value, position| {
            let digit = rounded.digits.get(position as usize).copied().unwrap_or(0);
            value.checked_mul(u128::from(BASE))?.checked_add(u128::from(digit))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        super::super::text::parse_finite(text).expect("the test's own number")
    }

    fn rounded(text: &str, scale: i32) -> String {
        decimal(text).round(scale).to_text()
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        assert_eq!(rounded("2.5", 0), "3");
        assert_eq!(rounded("-2.5", 0), "-3");
        assert_eq!(rounded("2.4999999999", 0), "2");
        assert_eq!(rounded("0.00005", 4), "0.0001");
        assert_eq!(rounded("0.00004999", 4), "0.0000");
        assert_eq!(rounded("-0.5", 0), "-1");
        assert_eq!(rounded("-0.4", 0), "0");
    }

    #[test]
    fn a_carry_runs_through_all_nines() {
        assert_eq!(rounded("99999999.99999999", 3), "100000000.000");
        assert_eq!(rounded("9999.5", 0), "10000");
        assert_eq!(rounded("0.9999", 3), "1.000");
    }

    #[test]
    fn rounding_before_the_point() {
        assert_eq!(rounded("12345", -2), "12300");
        assert_eq!(rounded("12350", -2), "12400");
        assert_eq!(rounded("5000", -4), "10000");
        assert_eq!(rounded("4999", -4), "0");
        assert_eq!(rounded("9", -5), "0");
    }

    #[test]
    fn a_larger_scale_only_shows_more() {
        assert_eq!(rounded("1.5", 6), "1.500000");
        assert_eq!(rounded("0", 2), "0.00");
        assert_eq!(decimal("-1.99").truncate(1).to_text(), "-1.9");
        assert_eq!(decimal("-0.09").truncate(1).to_text(), "0.0");
    }

    #[test]
    fn floor_goes_down() {
        assert_eq!(decimal("-1.1").floor().to_text(), "-2");
        assert_eq!(decimal("-1.0").floor().to_text(), "-1");
        assert_eq!(decimal("1.9").floor().to_text(), "1");
        assert_eq!(decimal("-0.1").floor().to_text(), "-1");
    }

    #[test]
    fn integers_come_back_or_do_not_fit() {
        for value in [0, 1, 9_999, 10_000, u64::MAX as u128, u128::MAX] {
            assert_eq!(Decimal::from_u128(false, value).to_u128(), Some(value));
        }
        assert_eq!(decimal("340282366920938463463374607431768211455.5").to_u128(), None);
        assert_eq!(decimal("1e40").to_u128(), None);
        assert_eq!(decimal("0.4").to_u128(), Some(0));
        assert_eq!(decimal("0.5").to_u128(), Some(1));
        assert_eq!(decimal("1e-40").to_u128(), Some(0));
    }
}
