// SPDX-License-Identifier: PostgreSQL
//! Sums, differences and products. The scale of a result is the one that PostgreSQL gives it.

use std::cmp::Ordering;

use super::decimal::{Decimal, BASE, MAX_SCALE};

impl Decimal {
    pub fn add(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        if self.negative == other.negative {
            return add_magnitudes(self, other).signed(self.negative || other.negative).with_scale(scale);
        }
        let (difference, negative) = match self.compare_magnitude(other) {
            Ordering::Less => (subtract_magnitudes(other, self), other.negative),
            Ordering::Equal => (Decimal::ZERO, false),
            Ordering::Greater => (subtract_magnitudes(self, other), self.negative),
        };
        difference.signed(negative).with_scale(scale)
    }

    pub fn subtract(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        if self.negative != other.negative && !self.is_zero() && !other.is_zero() {
            return add_magnitudes(self, other).signed(self.negative).with_scale(scale);
        }
        self.add(&other.clone().negated())
    }

    pub fn multiply(&self, other: &Decimal) -> Decimal {
        let product = self.multiply_exactly(other);
        if product.scale > MAX_SCALE {
            return product.round(MAX_SCALE);
        }
        product
    }

    fn multiply_exactly(&self, other: &Decimal) -> Decimal {
        let scale = self.scale + other.scale;
        if self.is_zero() || other.is_zero() {
            return Decimal::ZERO.with_scale(scale);
        }
        let negative = self.negative != other.negative;
        let digits = multiply_digits(&self.digits, &other.digits);
        Decimal::new(negative, self.weight + other.weight + 1, scale, digits)
    }

    /// The product to `scale` decimal digits after the point.
    pub fn multiply_to(&self, other: &Decimal, scale: i32) -> Decimal {
        self.multiply_exactly(other).round(scale)
    }

    fn signed(mut self, negative: bool) -> Decimal {
        self.negative = negative && !self.is_zero();
        self
    }
}

fn add_magnitudes(a: &Decimal, b: &Decimal) -> Decimal {
    if a.is_zero() || b.is_zero() {
        return if a.is_zero() { b } else { a }.clone();
    }
    let (mut digits, weight) = spread(a, b);
    let mut carry = 0;
    let end = (weight - b.weight) as usize + b.digits.len();
    for (index, position) in (0..end).rev().enumerate() {
        let addend = b.digits.len().checked_sub(index + 1).map_or(0, |from| b.digits[from]);
        if index >= b.digits.len() && carry == 0 {
            break;
        }
        let sum = digits[position] + addend + carry;
        carry = u16::from(sum >= BASE as u16);
        digits[position] = sum - carry * BASE as u16;
    }
    Decimal::new(false, weight, 0, digits)
}

/// The difference of magnitudes; `a` is the larger one.
fn subtract_magnitudes(a: &Decimal, b: &Decimal) -> Decimal {
    if b.is_zero() {
        return a.clone();
    }
    let (mut digits, weight) = spread(a, b);
    let mut borrow = 0;
    let end = (weight - b.weight) as usize + b.digits.len();
    for (index, position) in (0..end).rev().enumerate() {
        let subtrahend = b.digits.len().checked_sub(index + 1).map_or(0, |from| b.digits[from]);
        if index >= b.digits.len() && borrow == 0 {
            break;
        }
        let taken = subtrahend + borrow;
        borrow = u16::from(digits[position] < taken);
        digits[position] = digits[position] + borrow * BASE as u16 - taken;
    }
    Decimal::new(false, weight, 0, digits)
}

/// The digits of `a` where there is room for those of `b` and for a carry; the weight of the first.
fn spread(a: &Decimal, b: &Decimal) -> (Vec<u16>, i32) {
    let highest = a.weight.max(b.weight) + 1;
    let lowest = a.lowest().min(b.lowest());
    let mut digits = vec![0; (highest - lowest + 1) as usize];
    let start = (highest - a.weight) as usize;
    digits[start..start + a.digits.len()].copy_from_slice(&a.digits);
    (digits, highest)
}

/// The product of two numbers, most significant digit first, as long as both together.
fn multiply_digits(a: &[u16], b: &[u16]) -> Vec<u16> {
    // Without carries in between: 36,000 products of 10^8 are far from 2^64.
    let mut sums = vec![0u64; a.len() + b.len()];
    for (i, x) in a.iter().enumerate() {
        for (sum, y) in sums[i + 1..].iter_mut().zip(b) {
            *sum += u64::from(*x) * u64::from(*y);
        }
    }
    let mut digits = vec![0u16; sums.len()];
    let mut carry = 0;
    for (digit, sum) in digits.iter_mut().zip(sums).rev() {
        let total = sum + carry;
        *digit = (total % u64::from(BASE)) as u16;
        carry = total / u64::from(BASE);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_finite;
    use super::*;

    fn decimal(text: &str) -> Decimal {
        parse_finite(text).expect("the test's own number")
    }

    #[test]
    fn sums_keep_the_larger_scale() {
        let sum = |a, b| decimal(a).add(&decimal(b)).to_text();
        assert_eq!(sum("1.10", "2.2"), "3.30");
        assert_eq!(sum("0.5", "-0.50"), "0.00");
        assert_eq!(sum("9999", "1"), "10000");
        assert_eq!(sum("99999999", "0.00000001"), "99999999.00000001");
        assert_eq!(sum("-1", "0.0001"), "-0.9999");
        assert_eq!(sum("1", "-10000000000"), "-9999999999");
        assert_eq!(sum("0.000", "7"), "7.000");
        assert_eq!(sum("-3", "-4"), "-7");
    }

    #[test]
    fn differences_have_the_right_sign() {
        let difference = |a, b| decimal(a).subtract(&decimal(b)).to_text();
        assert_eq!(difference("1", "10000.5"), "-9999.5");
        assert_eq!(difference("-1", "-1.000"), "0.000");
        assert_eq!(difference("0", "5"), "-5");
        assert_eq!(difference("5", "-5"), "10");
        assert_eq!(difference("-5", "5"), "-10");
        assert_eq!(difference("10000000000000000", "0.0000000000000001"), "9999999999999999.9999999999999999");
    }

    #[test]
    fn sums_agree_with_integers() {
        let values = [0i128, 1, -1, 9_999, 10_000, -10_001, 99_999_999, -100_000_000, 1_234_567_890_123_456_789];
        for a in values {
            for b in values {
                let (left, right) = (decimal(&a.to_string()), decimal(&b.to_string()));
                assert_eq!(left.add(&right).to_text(), (a + b).to_string());
                assert_eq!(left.subtract(&right).to_text(), (a - b).to_string());
                assert_eq!(left.multiply(&right).to_text(), (a * b).to_string());
                assert_eq!(left.compare(&right), a.cmp(&b));
            }
        }
    }

    #[test]
    fn products_add_the_scales_up_to_the_limit() {
        let product = |a, b| decimal(a).multiply(&decimal(b));
        assert_eq!(product("1.50", "2.0").to_text(), "3.000");
        assert_eq!(product("-0.0", "3.5").to_text(), "0.00");
        let tiny = decimal("1e-9000");
        assert_eq!(tiny.multiply(&tiny).scale, MAX_SCALE);
        assert!(tiny.multiply(&tiny).is_zero());
    }

    #[test]
    fn a_long_product_is_exact() {
        let nines = decimal(&"9".repeat(400));
        let expected = format!("{}8{}1", "9".repeat(399), "0".repeat(399));
        assert_eq!(nines.multiply(&nines).to_text(), expected);
    }
}
