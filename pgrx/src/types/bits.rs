// SPDX-License-Identifier: PostgreSQL
//! bit and bit varying.

use std::fmt;
use std::ops::{BitAnd, BitOr, BitXor, Not};
use std::str::FromStr;

use super::invalid_text::InvalidText;
use super::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

/// A `bit(n)` or `bit varying`: any number of bits. Bit 0 is the leftmost, as in SQL's `get_bit`.
///
/// ```
/// # use pgrx::prelude::*;
/// let mut bits: BitString = "1010".parse().unwrap();
/// bits.set(3, true);
/// bits.push(false);
/// assert_eq!((bits.to_string().as_str(), bits.count_ones()), ("10110", 3));
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct BitString {
    length: usize,
    /// The bits behind the last are 0.
    bytes: Vec<u8>,
}

impl BitString {
    /// No bits.
    pub const fn new() -> BitString {
        BitString { length: 0, bytes: Vec::new() }
    }

    /// So many bits, all the same.
    pub fn repeat(bit: bool, length: usize) -> BitString {
        BitString { length, bytes: vec![if bit { 0xff } else { 0 }; length.div_ceil(8)] }.cleared()
    }

    /// The first `length` bits of bytes, the highest bit of each first; `None` if there are fewer.
    pub fn from_bytes(bytes: &[u8], length: usize) -> Option<BitString> {
        let bytes = bytes.get(..length.div_ceil(8))?.to_vec();
        Some(BitString { length, bytes }.cleared())
    }

    /// The bits in bytes, the highest bit of each first; bits behind the last are 0.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of bits.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are no bits.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Bit `index`, counted from the left.
    pub fn get(&self, index: usize) -> Option<bool> {
        (index < self.length).then(|| self.bytes[index / 8] & 0x80 >> (index % 8) != 0)
    }

    /// Sets bit `index`, counted from the left.
    ///
    /// # Panics
    /// If there is no such bit.
    #[track_caller]
    pub fn set(&mut self, index: usize, bit: bool) {
        assert!(index < self.length, "bit {index} of a string of {}", self.length);
        let place = 0x80 >> (index % 8);
        if bit {
            self.bytes[index / 8] |= place;
        } else {
            self.bytes[index / 8] &= !place;
        }
    }

    /// Appends a bit on the right.
    pub fn push(&mut self, bit: bool) {
        if self.length % 8 == 0 {
            self.bytes.push(0);
        }
        self.length += 1;
        self.set(self.length - 1, bit);
    }

    /// The bits from left to right.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = bool> + ExactSizeIterator + '_ {
        (0..self.length).map(|index| self.bytes[index / 8] & 0x80 >> (index % 8) != 0)
    }

    /// The number of ones.
    pub fn count_ones(&self) -> usize {
        self.bytes.iter().map(|byte| byte.count_ones() as usize).sum()
    }

    fn cleared(mut self) -> BitString {
        if let (Some(last), used @ 1..) = (self.bytes.last_mut(), self.length % 8) {
            *last &= 0xff << (8 - used);
        }
        self
    }

    #[track_caller]
    fn combine(&self, other: &BitString, combine: impl Fn(u8, u8) -> u8) -> BitString {
        assert!(self.length == other.length, "cannot combine bit strings of different sizes");
        let bytes = self.bytes.iter().zip(&other.bytes).map(|(a, b)| combine(*a, *b)).collect();
        BitString { length: self.length, bytes }
    }
}

macro_rules! bitwise {
    ($($trait:ident $method:ident $operator:tt;)*) => {$(
        /// Both have the same length, as in SQL; else it panics.
        impl $trait for &BitString {
            type Output = BitString;

            #[track_caller]
            fn $method(self, other: &BitString) -> BitString {
                self.combine(other, |a, b| a $operator b)
            }
        }

        /// Both have the same length, as in SQL; else it panics.
        impl $trait for BitString {
            type Output = BitString;

            #[track_caller]
            fn $method(self, other: BitString) -> BitString {
                self.combine(&other, |a, b| a $operator b)
            }
        }
    )*};
}

bitwise! {
    BitAnd bitand &;
    BitOr bitor |;
    BitXor bitxor ^;
}

impl Not for BitString {
    type Output = BitString;

    fn not(mut self) -> BitString {
        self.bytes.iter_mut().for_each(|byte| *byte = !*byte);
        self.cleared()
    }
}

impl PartialOrd for BitString {
    fn partial_cmp(&self, other: &BitString) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BitString {
    /// From left to right, then by length, as in SQL.
    fn cmp(&self, other: &BitString) -> std::cmp::Ordering {
        self.bytes.cmp(&other.bytes).then_with(|| self.length.cmp(&other.length))
    }
}

impl FromIterator<bool> for BitString {
    fn from_iter<I: IntoIterator<Item = bool>>(bits: I) -> BitString {
        let mut string = BitString::new();
        bits.into_iter().for_each(|bit| string.push(bit));
        string
    }
}

impl fmt::Display for BitString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.iter().map(|bit| if bit { '1' } else { '0' }).collect::<String>())
    }
}

impl fmt::Debug for BitString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BitString({self})")
    }
}

impl FromStr for BitString {
    type Err = InvalidText;

    /// Zeros and ones, or `x` and hexadecimal digits.
    fn from_str(text: &str) -> Result<BitString, InvalidText> {
        let bits: Option<BitString> = match text.strip_prefix(['x', 'X']) {
            None => text.strip_prefix(['b', 'B']).unwrap_or(text).bytes().map(binary_digit).collect(),
            Some(digits) => digits.bytes().map(super::hex::digit).collect::<Option<Vec<u8>>>().map(|digits| {
                digits.iter().flat_map(|digit| (0..4).map(move |place| digit & 8 >> place != 0)).collect()
            }),
        };
        bits.ok_or_else(|| InvalidText::new("bit varying", text))
    }
}

fn binary_digit(character: u8) -> Option<bool> {
    match character {
        b'0' => Some(false),
        b'1' => Some(true),
        _ => None,
    }
}

impl WireForm for BitString {
    fn write(&self, writer: &mut Writer) {
        writer.i32(self.length as i32).bytes(&self.bytes); // the receiver refuses a length that was cut
    }

    fn read(reader: &mut Reader<'_>) -> Result<BitString, Malformed> {
        let length = usize::try_from(reader.i32()?).map_err(|_| Malformed)?;
        BitString::from_bytes(reader.bytes(length.div_ceil(8))?, length).ok_or(Malformed)
    }
}

wire_type!(BitString, VARBITOID or BITOID);

#[cfg(test)]
mod tests {
    use super::super::wire_form::{read_all, write_all};
    use super::*;

    fn bits(text: &str) -> BitString {
        text.parse().expect("the test's own bits")
    }

    #[test]
    fn texts_come_back() {
        for text in ["", "0", "1", "10110011", "101100111", "000000000"] {
            assert_eq!(bits(text).to_string(), text);
            assert_eq!(read_all(&write_all(&bits(text))), Ok(bits(text)));
        }
        assert_eq!(bits("xA5f").to_string(), "101001011111");
        assert_eq!(bits("B101").to_string(), "101");
        assert!("102".parse::<BitString>().is_err() && "xg".parse::<BitString>().is_err());
    }

    #[test]
    fn operators_keep_what_is_behind_the_last_bit_zero() {
        let inverted = !bits("101");
        assert_eq!((inverted.to_string().as_str(), inverted.as_bytes()), ("010", &[0x40][..]));
        assert_eq!(BitString::repeat(true, 9).as_bytes(), [0xff, 0x80]);
        assert_eq!(BitString::from_bytes(&[0xff, 0xff], 10).unwrap().count_ones(), 10);
        assert_eq!(bits("1100") & bits("1010"), bits("1000"));
        assert_eq!(bits("1100") | bits("1010"), bits("1110"));
        assert_eq!(&bits("1100") ^ &bits("1010"), bits("0110"));
    }

    #[test]
    #[should_panic(expected = "different sizes")]
    fn bits_of_different_sizes_do_not_combine() {
        let _ = bits("1") & bits("11");
    }

    #[test]
    fn the_order_is_that_of_postgresql() {
        let sorted = ["", "0", "00", "01", "1", "10", "11"].map(bits);
        assert!(sorted.is_sorted());
    }

    #[test]
    fn what_is_no_bit_string_is_refused() {
        for bytes in [&[0, 0, 0, 9, 1][..], &[0xff, 0xff, 0xff, 0xff], &[0, 0, 0, 0, 1], &[0, 0]] {
            assert!(read_all::<BitString>(bytes).is_err(), "{bytes:?}");
        }
    }
}
