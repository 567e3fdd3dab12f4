// SPDX-License-Identifier: PostgreSQL
//! Quotients and remainders: long division to the base 10,000 (Knuth's algorithm D).

use super::decimal::{Decimal, BASE, DIGITS};
use super::fault::Fault;

/// PostgreSQL's rules for scales that a computation has to choose.
const MIN_SIGNIFICANT_DIGITS: i32 = 16;
const MAX_DISPLAY_SCALE: i32 = 1000;

impl Decimal {
    /// The quotient as PostgreSQL's operator has it.
    pub fn divide(&self, other: &Decimal) -> Result<Decimal, Fault> {
        self.divide_to(other, quotient_scale(self, other))
    }

    /// The quotient, rounded to `scale` digits after the point.
    pub fn divide_to(&self, other: &Decimal, scale: i32) -> Result<Decimal, Fault> {
        // At least one decimal digit more than are wanted: the rest cannot change how it is rounded.
        let digits_after_point = (scale + DIGITS) / DIGITS;
        Ok(self.divide_digits(other, digits_after_point)?.round(scale))
    }

    /// The quotient without its fraction.
    pub fn divide_whole(&self, other: &Decimal) -> Result<Decimal, Fault> {
        self.divide_digits(other, 0)
    }

    fn divide_digits(&self, other: &Decimal, digits_after_point: i32) -> Result<Decimal, Fault> {
        if other.is_zero() {
            return Err(Fault::DivisionByZero);
        }
        // The dividend as an integer such that the quotient's last digit has the wanted weight.
        let length = self.digits.len() as i32 + self.lowest() - other.lowest() + digits_after_point;
        if self.is_zero() || length <= 0 {
            return Ok(Decimal::ZERO);
        }
        let mut dividend = self.digits.clone();
        dividend.resize(length as usize, 0);
        let (quotient, _) = divide_integers(dividend, &other.digits);
        let weight = quotient.len() as i32 - 1 - digits_after_point;
        Ok(Decimal::new(self.negative != other.negative, weight, 0, quotient))
    }

    /// What is left of whole divisions, with the sign of the dividend.
    pub fn remainder(&self, other: &Decimal) -> Result<Decimal, Fault> {
        if other.is_zero() {
            return Err(Fault::DivisionByZero);
        }
        let scale = self.scale.max(other.scale);
        if self.is_zero() {
            return Ok(Decimal::ZERO.with_scale(scale));
        }
        let lowest = self.lowest().min(other.lowest());
        let as_integer = |decimal: &Decimal| {
            let mut digits = decimal.digits.clone();
            digits.resize((decimal.weight - lowest + 1) as usize, 0);
            digits
        };
        let (_, remainder) = divide_integers(as_integer(self), &as_integer(other));
        let weight = lowest + remainder.len() as i32 - 1;
        Ok(Decimal::new(self.negative, weight, scale, remainder))
    }

    /// The greatest common divisor, not negative.
    pub fn greatest_common_divisor(&self, other: &Decimal) -> Decimal {
        let scale = self.scale.max(other.scale);
        let (mut a, mut b) = (self.clone().abs(), other.clone().abs());
        while let Ok(remainder) = a.remainder(&b) {
            a = std::mem::replace(&mut b, remainder);
        }
        a.with_scale(scale)
    }
}

/// The scale that gives at least 16 significant digits, and no fewer after the point than either operand shows.
fn quotient_scale(dividend: &Decimal, divisor: &Decimal) -> i32 {
    let first = |decimal: &Decimal| decimal.digits.first().copied().unwrap_or(0);
    let guess = dividend.weight - divisor.weight - i32::from(first(dividend) <= first(divisor));
    display_scale(MIN_SIGNIFICANT_DIGITS - guess * DIGITS, &[dividend, divisor])
}

/// `wanted`, but not less than any operand shows, and within the limits.
pub(super) fn display_scale(wanted: i32, operands: &[&Decimal]) -> i32 {
    let shown = operands.iter().map(|operand| operand.scale).max().unwrap_or(0);
    wanted.max(shown).clamp(0, MAX_DISPLAY_SCALE)
}

/// The scale that shows 16 significant digits of a result of about 10^`decimal_weight`.
pub(super) fn significant_scale(decimal_weight: i32, operands: &[&Decimal]) -> i32 {
    display_scale(MIN_SIGNIFICANT_DIGITS - decimal_weight, operands)
}

/// Quotient and remainder of integers, most significant digit first. The divisor's first digit is not 0.
fn divide_integers(mut dividend: Vec<u16>, divisor: &[u16]) -> (Vec<u16>, Vec<u16>) {
    if dividend.len() < divisor.len() {
        return (Vec::new(), dividend);
    }
    if let [divisor] = *divisor {
        let remainder = divide_by_digit(&mut dividend, divisor);
        return (dividend, vec![remainder]);
    }
    // Scaled so that the divisor's first digit is at least BASE / 2, a guess of a quotient digit from the first
    // digits is at most 2 too large.
    let factor = BASE / (u32::from(divisor[0]) + 1);
    let divisor = scaled(divisor, factor);
    let divisor = &divisor[1..];
    let mut rest = scaled(&dividend, factor);
    let mut quotient = Vec::with_capacity(rest.len() - divisor.len());
    for position in 0..rest.len() - divisor.len() {
        quotient.push(quotient_digit(&mut rest[position..=position + divisor.len()], divisor));
    }
    divide_by_digit(&mut rest, factor as u16);
    (quotient, rest)
}

/// Divides in place; the remainder.
fn divide_by_digit(digits: &mut [u16], divisor: u16) -> u16 {
    let mut remainder = 0;
    for digit in digits {
        let value = remainder * BASE + u32::from(*digit);
        *digit = (value / u32::from(divisor)) as u16;
        remainder = value % u32::from(divisor);
    }
    remainder as u16
}

/// The product with a small factor, one digit longer.
fn scaled(digits: &[u16], factor: u32) -> Vec<u16> {
    let mut product = vec![0; digits.len() + 1];
    let mut carry = 0;
    for (digit, place) in digits.iter().zip(&mut product[1..]).rev() {
        let value = u32::from(*digit) * factor + carry;
        *place = (value % BASE) as u16;
        carry = value / BASE;
    }
    product[0] = carry as u16;
    product
}

/// One step: takes the divisor away from `rest` as often as it fits. `rest` is one digit longer.
fn quotient_digit(rest: &mut [u16], divisor: &[u16]) -> u16 {
    let base = u64::from(BASE);
    let front = u64::from(rest[0]) * base + u64::from(rest[1]);
    let mut guess = (front / u64::from(divisor[0])).min(base - 1);
    while guess * (u64::from(divisor[0]) * base + u64::from(divisor[1])) > front * base + u64::from(rest[2]) {
        guess -= 1;
    }
    if !take_away(rest, divisor, guess as u32) {
        give_back(rest, divisor);
        guess -= 1;
    }
    guess as u16
}

/// Subtracts `divisor * times`; false when that was too much and `rest` is short of BASE^length.
fn take_away(rest: &mut [u16], divisor: &[u16], times: u32) -> bool {
    let mut carry = 0;
    let (first, others) = rest.split_first_mut().expect("longer than the divisor");
    for (digit, factor) in others.iter_mut().zip(divisor).rev() {
        let product = u32::from(*factor) * times + carry;
        let (low, borrow) = (product % BASE, u32::from(u32::from(*digit) < product % BASE));
        *digit = (u32::from(*digit) + borrow * BASE - low) as u16;
        carry = product / BASE + borrow;
    }
    let enough = u32::from(*first) >= carry;
    *first = if enough { *first - carry as u16 } else { 0 };
    enough
}

/// Adds the divisor once; the carry out of the front makes up for what was short.
fn give_back(rest: &mut [u16], divisor: &[u16]) {
    let mut carry = 0;
    for (digit, addend) in rest[1..].iter_mut().zip(divisor).rev() {
        let sum = *digit + addend + carry;
        carry = u16::from(sum >= BASE as u16);
        *digit = sum - carry * BASE as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_finite;
    use super::*;

    fn decimal(text: &str) -> Decimal {
        parse_finite(text).expect("the test's own number")
    }

    fn quotient(a: &str, b: &str) -> String {
        decimal(a).divide(&decimal(b)).expect("not by zero").to_text()
    }

    #[test]
    fn quotients_have_the_scale_of_postgresql() {
        assert_eq!(quotient("1", "3"), "0.33333333333333333333");
        assert_eq!(quotient("2", "3"), "0.66666666666666666667");
        assert_eq!(quotient("10", "2"), "5.0000000000000000");
        assert_eq!(quotient("1000000", "7"), "142857.142857142857");
        assert_eq!(quotient("-1", "8"), "-0.12500000000000000000");
        assert_eq!(quotient("0", "7.50"), "0.00000000000000000000");
        assert_eq!(quotient("1", "1e20"), "0.0000000000000000000100000000000000000000");
    }

    #[test]
    fn remainders_have_the_sign_of_the_dividend() {
        let remainder = |a, b| decimal(a).remainder(&decimal(b)).expect("not by zero").to_text();
        assert_eq!(remainder("7", "3"), "1");
        assert_eq!(remainder("-7", "3"), "-1");
        assert_eq!(remainder("7", "-3"), "1");
        assert_eq!(remainder("5.5", "0.25"), "0.00");
        assert_eq!(remainder("1", "1000000.5"), "1.0");
        assert_eq!(remainder("1e30", "7"), (10i128.pow(30) % 7).to_string());
    }

    #[test]
    fn long_division_agrees_with_integers() {
        let mut state = 88_172_645_463_325_252u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        for _ in 0..20_000 {
            let a = (u128::from(next()) << 64 | u128::from(next())) >> (next() % 100);
            let b = ((u128::from(next()) << 64 | u128::from(next())) >> (next() % 100)).max(1);
            let (x, y) = (Decimal::from_u128(false, a), Decimal::from_u128(false, b));
            assert_eq!(x.divide_whole(&y).unwrap().to_u128(), Some(a / b), "{a} / {b}");
            assert_eq!(x.remainder(&y).unwrap().to_u128(), Some(a % b), "{a} % {b}");
        }
    }

    #[test]
    fn a_guess_that_is_too_large_is_corrected() {
        // Quotient digits that need the correction step are rare: these do.
        let (a, b) = (5_000_0000_0000_0000u128 * 10_000, 5_000_0000_0001u128);
        let (x, y) = (Decimal::from_u128(false, a), Decimal::from_u128(false, b));
        assert_eq!(x.divide_whole(&y).unwrap().to_u128(), Some(a / b));
        assert_eq!(x.remainder(&y).unwrap().to_u128(), Some(a % b));
    }

    #[test]
    fn nothing_is_divided_by_zero() {
        assert_eq!(decimal("1").divide(&Decimal::ZERO).unwrap_err(), Fault::DivisionByZero);
        assert_eq!(decimal("0").remainder(&Decimal::ZERO).unwrap_err(), Fault::DivisionByZero);
    }

    #[test]
    fn common_divisors() {
        let gcd = |a, b| decimal(a).greatest_common_divisor(&decimal(b)).to_text();
        assert_eq!(gcd("330", "462"), "66");
        assert_eq!(gcd("-330.3", "462"), "0.3");
        assert_eq!(gcd("0", "-5.50"), "5.50");
        assert_eq!(gcd("0", "0"), "0");
    }
}
