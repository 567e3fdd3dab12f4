// SPDX-License-Identifier: PostgreSQL
//! Order, equality and hashes: NaN is the largest value and equals itself, and 1.0 is 1.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::{AnyNumeric, Value};

impl Value {
    fn rank(&self) -> u8 {
        match self {
            Value::NegativeInfinity => 0,
            Value::Finite(_) => 1,
            Value::Infinity => 2,
            Value::NaN => 3,
        }
    }
}

impl Ord for AnyNumeric {
    fn cmp(&self, other: &AnyNumeric) -> Ordering {
        match (&self.value, &other.value) {
            (Value::Finite(a), Value::Finite(b)) => a.compare(b),
            (a, b) => a.rank().cmp(&b.rank()),
        }
    }
}

impl PartialOrd for AnyNumeric {
    fn partial_cmp(&self, other: &AnyNumeric) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for AnyNumeric {
    fn eq(&self, other: &AnyNumeric) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for AnyNumeric {}

impl Hash for AnyNumeric {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.rank().hash(state);
        if let Value::Finite(decimal) = &self.value {
            (decimal.negative, decimal.weight, &decimal.digits).hash(state);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn numeric(text: &str) -> AnyNumeric {
        text.parse().expect("the test's own number")
    }

    #[test]
    fn the_order_is_that_of_postgresql() {
        let sorted = [
            "-Infinity",
            "-1e100",
            "-10000.1",
            "-1",
            "-1e-30",
            "0",
            "1e-30",
            "0.1",
            "1",
            "1.0001",
            "9999",
            "10000",
            "Infinity",
            "NaN",
        ]
        .map(numeric);
        for (i, a) in sorted.iter().enumerate() {
            for (j, b) in sorted.iter().enumerate() {
                assert_eq!(a.cmp(b), i.cmp(&j), "{a} {b}");
            }
        }
    }

    #[test]
    fn equal_values_are_equal_whatever_they_show() {
        assert_eq!(numeric("1.500"), numeric("1.5"));
        assert_eq!(numeric("-0.0"), numeric("0"));
        assert_eq!(numeric("NaN"), numeric("NaN"));
        let set: HashSet<AnyNumeric> = ["100", "100.00", "1e2", "NaN", "nan", "0", "-0.000"].map(numeric).into();
        assert_eq!(set.len(), 3);
    }
}
