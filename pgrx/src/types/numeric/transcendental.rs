// SPDX-License-Identifier: PostgreSQL
//! Roots, powers of e and logarithms. The scale of a result is the one that PostgreSQL chooses; its digits are right up
//! to the last, which comes of some digits more inside.

use super::decimal::{Decimal, BASE, DIGITS};
use super::division::{display_scale, significant_scale};
use super::fault::Fault;

/// Decimal digits that rounding inside may spoil.
const GUARD: i32 = 10;
/// Above it e^x overflows, below its negative it is 0 in every scale there is.
const MAX_EXPONENT: f64 = 6000.0;

impl Decimal {
    pub fn square_root(&self) -> Result<Decimal, Fault> {
        if self.negative {
            return Err(Fault::RootOfNegative);
        }
        let decimal_weight = (self.weight + 1) * DIGITS / 2 - 1;
        Ok(self.root_to(significant_scale(decimal_weight, &[self])))
    }

    /// The square root of a number that is not negative, rounded to `scale` digits after the point.
    fn root_to(&self, scale: i32) -> Decimal {
        // The root of an integer with at least one decimal digit more than wanted, cut off: rounding it is exact.
        let digits_after_point = (scale + DIGITS) / DIGITS;
        let mut integer = self.clone();
        if !integer.is_zero() {
            integer.weight += 2 * digits_after_point;
        }
        let mut root = integer.truncate(0).integer_root();
        if !root.is_zero() {
            root.weight -= digits_after_point;
        }
        root.round(scale)
    }

    /// Newton's iteration from above, which for integers ends at the root, cut off.
    fn integer_root(&self) -> Decimal {
        if self.is_zero() {
            return Decimal::ZERO;
        }
        let odd = self.weight.rem_euclid(2);
        let front = self.leading() * f64::from(BASE).powi(odd);
        // Three digits of the root, certainly too large.
        let start = (front.sqrt() * f64::from(BASE).powi(2) * (1.0 + 1e-9)) as u128 + 2;
        let mut root = Decimal::from_u128(false, start);
        root.weight += (self.weight - odd) / 2 - 2;
        if root.lowest() < 0 {
            root = root.floor().add(&one());
        }
        loop {
            let quotient = self.divide_whole(&root).expect("a root above zero");
            let next = halved(&root.add(&quotient));
            if next.compare_magnitude(&root).is_ge() {
                return root;
            }
            root = next;
        }
    }

    /// The first digits as a number from 1 to 10,000; 0 for zero.
    fn leading(&self) -> f64 {
        self.digits.iter().take(5).rev().fold(0.0, |sum, digit| sum / f64::from(BASE) + f64::from(*digit))
    }

    fn approximate(&self) -> f64 {
        let magnitude = self.leading() * f64::from(BASE).powi(self.weight);
        if self.negative {
            -magnitude
        } else {
            magnitude
        }
    }

    pub fn exponential(&self) -> Result<Decimal, Fault> {
        const MAX_RESULT_SCALE: f64 = 2000.0;
        let value = self.approximate();
        let decimals = value * std::f64::consts::LOG10_E;
        let scale = significant_scale(decimals.clamp(-MAX_RESULT_SCALE, MAX_RESULT_SCALE) as i32, &[self]);
        if value >= MAX_EXPONENT {
            return Err(Fault::Overflow);
        }
        if value <= -MAX_EXPONENT {
            return Ok(Decimal::ZERO.with_scale(scale));
        }
        let significant = (scale + decimals.ceil() as i32 + 1).max(1);
        let power = self.clone().abs().power_of_e(significant + GUARD);
        if self.negative {
            return one().divide_to(&power, scale);
        }
        power.round(scale).checked()
    }

    /// e to the power of a number that is not negative, to so many significant digits: with a small exponent from
    /// its series, then squared.
    fn power_of_e(&self, significant: i32) -> Decimal {
        let squarings = (self.approximate() * 100.0).log2().ceil().max(0.0) as i32;
        let scale = significant + squarings;
        let divisor = Decimal::from_u128(false, 1 << squarings);
        let exponent = self.divide_to(&divisor, scale).expect("a power of two");
        let (mut sum, mut term) = (one().with_scale(scale), one());
        for n in 1.. {
            term = term.multiply_to(&exponent, scale);
            term = term.divide_to(&Decimal::from_u128(false, n), scale).expect("n is above zero");
            if term.is_zero() {
                break;
            }
            sum = sum.add(&term);
        }
        for _ in 0..squarings {
            let digits_before = sum.weight * 2 * DIGITS;
            sum = sum.multiply_to(&sum, scale - digits_before);
        }
        sum
    }

    pub fn natural_logarithm(&self) -> Result<Decimal, Fault> {
        self.check_logarithm()?;
        Ok(self.logarithm_to(significant_scale(self.logarithm_weight(), &[self])))
    }

    pub fn logarithm(&self, base: &Decimal) -> Result<Decimal, Fault> {
        // In this order PostgreSQL says it.
        if self.negative || base.negative {
            return Err(Fault::LogarithmOfNegative);
        }
        base.check_logarithm()?;
        self.check_logarithm()?;
        let (weight, base_weight) = (self.logarithm_weight(), base.logarithm_weight());
        let scale = display_scale(16 - (weight - base_weight), &[base, self]);
        // Both with some significant digits more than the result.
        let significant = scale + weight - base_weight + GUARD;
        let numerator = self.logarithm_to((significant - weight).max(0));
        let denominator = base.logarithm_to((significant - base_weight).max(0));
        numerator.divide_to(&denominator, scale)
    }

    fn check_logarithm(&self) -> Result<(), Fault> {
        match (self.negative, self.is_zero()) {
            (true, _) => Err(Fault::LogarithmOfNegative),
            (_, true) => Err(Fault::LogarithmOfZero),
            _ => Ok(()),
        }
    }

    /// About the decimal weight of the logarithm, as PostgreSQL estimates it: the scale of results hangs on it.
    fn logarithm_weight(&self) -> i32 {
        let tenths = |count: u16| Decimal::new(false, -1, 1, vec![count * 1000]);
        let (low, high) = (tenths(9), one().add(&tenths(1)));
        if self.compare(&low).is_ge() && self.compare(&high).is_le() {
            // ln(1 + x) is about x.
            let distance = self.subtract(&one());
            return distance.digits.first().map_or(0, |first| distance.weight * DIGITS + first.ilog10() as i32);
        }
        // Not more digits than PostgreSQL looks at.
        let mut digits = f64::from(self.digits[0]);
        let mut exponent = self.weight * DIGITS;
        if let Some(second) = self.digits.get(1) {
            digits = digits * f64::from(BASE) + f64::from(*second);
            exponent -= DIGITS;
        }
        let logarithm = digits.ln() + f64::from(exponent) * std::f64::consts::LN_10;
        logarithm.abs().log10() as i32
    }

    /// The natural logarithm of a number above zero, to `scale` digits after the point.
    fn logarithm_to(&self, scale: i32) -> Decimal {
        let inside = scale + GUARD;
        let near_one = (0.5..2.0).contains(&self.approximate());
        if near_one || self.weight == 0 {
            return self.logarithm_of_moderate(inside).round(scale);
        }
        let mut moderate = self.clone();
        moderate.weight = 0;
        // Multiplied by a weight of up to five digits.
        let of_ten = Decimal::from_u128(false, 10).logarithm_of_moderate(inside + 6);
        let tens = Decimal::from_u128(self.weight < 0, u128::from(self.weight.unsigned_abs()) * DIGITS as u128);
        moderate.logarithm_of_moderate(inside).add(&of_ten.multiply_to(&tens, inside)).round(scale)
    }

    /// Of a number from 0.5 to 10,000: roots until it is near 1, then a series.
    fn logarithm_of_moderate(&self, scale: i32) -> Decimal {
        let inside = scale + 6;
        let (mut number, mut factor) = (self.clone(), 2u128);
        while !(0.9..1.1).contains(&number.approximate()) {
            number = number.root_to(inside);
            factor *= 2;
        }
        // ln(x) = 2 artanh((x - 1) / (x + 1))
        let divided = number.subtract(&one()).divide_to(&number.add(&one()), inside).expect("x + 1 is above 1");
        let square = divided.multiply_to(&divided, inside);
        let (mut sum, mut power) = (divided.clone(), divided);
        for n in (3..).step_by(2) {
            power = power.multiply_to(&square, inside);
            if power.is_zero() {
                break;
            }
            sum = sum.add(&power.divide_to(&Decimal::from_u128(false, n), inside).expect("n is above zero"));
        }
        sum.multiply_to(&Decimal::from_u128(false, factor), scale)
    }
}

fn one() -> Decimal {
    Decimal::from_u128(false, 1)
}

fn halved(number: &Decimal) -> Decimal {
    number.divide_whole(&Decimal::from_u128(false, 2)).expect("two is not zero")
}

#[cfg(test)]
mod tests {
    use super::super::text::parse_finite;
    use super::*;

    fn decimal(text: &str) -> Decimal {
        parse_finite(text).expect("the test's own number")
    }

    #[test]
    fn roots_are_exact() {
        let root = |text| decimal(text).square_root().unwrap().to_text();
        assert_eq!(root("2"), "1.414213562373095");
        assert_eq!(root("0"), "0.000000000000000");
        assert_eq!(root("144"), "12.000000000000000");
        assert_eq!(
            root("15241578753238836750495351562536198787501905199875019052100"),
            "123456789012345678901234567890"
        );
        assert_eq!(root("0.00000001"), "0.0001000000000000000");
        assert_eq!(decimal("-1").square_root().unwrap_err(), Fault::RootOfNegative);
    }

    #[test]
    fn every_small_integer_root_is_cut_off() {
        for value in 0..3000u128 {
            let root = Decimal::from_u128(false, value * 9_999_999).integer_root().to_u128().unwrap();
            assert!(root * root <= value * 9_999_999 && (root + 1) * (root + 1) > value * 9_999_999, "{value}");
        }
    }

    #[test]
    fn powers_of_e() {
        let exp = |text| decimal(text).exponential().unwrap().to_text();
        assert_eq!(exp("0"), "1.0000000000000000");
        assert_eq!(exp("1"), "2.7182818284590452");
        assert_eq!(exp("-1"), "0.3678794411714423");
        assert_eq!(exp("10"), "22026.465794806717");
        assert_eq!(exp("0.50"), "1.6487212707001281");
        assert_eq!(exp("-100"), "0.00000000000000000000000000000000000000000003720075976020836");
        assert_eq!(decimal("6000").exponential().unwrap_err(), Fault::Overflow);
        assert_eq!(exp("-7000").len(), 1002);
    }

    #[test]
    fn natural_logarithms() {
        let ln = |text| decimal(text).natural_logarithm().unwrap().to_text();
        assert_eq!(ln("1"), "0.0000000000000000");
        assert_eq!(ln("2"), "0.6931471805599453");
        assert_eq!(ln("10"), "2.3025850929940457");
        assert_eq!(ln("0.5"), "-0.6931471805599453");
        assert_eq!(ln("1e100"), "230.25850929940457");
        assert_eq!(ln("1.0000000001"), "0.00000000009999999999500000");
        assert_eq!(decimal("0").natural_logarithm().unwrap_err(), Fault::LogarithmOfZero);
        assert_eq!(decimal("-3").natural_logarithm().unwrap_err(), Fault::LogarithmOfNegative);
    }

    #[test]
    fn logarithms_to_a_base() {
        let log = |number, base| decimal(number).logarithm(&decimal(base)).map(|value| value.to_text());
        assert_eq!(log("64", "2").unwrap(), "6.0000000000000000");
        assert_eq!(log("1000", "10").unwrap(), "3.0000000000000000");
        assert_eq!(log("2", "10").unwrap(), "0.3010299956639812");
        assert_eq!(log("5", "1").unwrap_err(), Fault::DivisionByZero);
        assert_eq!(log("0", "2").unwrap_err(), Fault::LogarithmOfZero);
        assert_eq!(log("0", "-2").unwrap_err(), Fault::LogarithmOfNegative);
    }
}
