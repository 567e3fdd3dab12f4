// SPDX-License-Identifier: PostgreSQL
//! The binary form of types that cross as their send function makes them: big-endian numbers one after another.

use crate::datum::{IntoDatum, TryFromDatumError};
use crate::oid::Oid;

/// The bytes are not what the type's send function makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed;

impl Malformed {
    /// The error of a value that should have become a `T`.
    pub fn becoming<T: IntoDatum>(self, actual: Oid) -> TryFromDatumError {
        TryFromDatumError::invalid::<T>(actual, "its binary form is malformed")
    }
}

/// Reads a binary form from its start. What is missing is an error; [`finish`](Reader::finish) says that nothing is
/// left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

macro_rules! numbers {
    ($($name:ident),*) => {
        impl Reader<'_> {
            $(pub fn $name(&mut self) -> Result<$name, Malformed> {
                self.array().map($name::from_be_bytes)
            })*
        }

        impl Writer {
            $(pub fn $name(&mut self, number: $name) -> &mut Writer {
                self.bytes(&number.to_be_bytes())
            })*
        }
    };
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// The next `count` bytes.
    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// All that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }

    /// An error if anything is left.
    pub fn finish(self) -> Result<(), Malformed> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Malformed)
        }
    }
}

/// Writes a binary form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub fn with_capacity(bytes: usize) -> Writer {
        Writer(Vec::with_capacity(bytes))
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Writer {
        self.0.extend_from_slice(bytes);
        self
    }

    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}

numbers!(u8, i16, u16, i32, u32, i64, f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut writer = Writer::with_capacity(32);
        writer.u8(7).i16(-2).u16(65535).i32(-3).u32(9).i64(i64::MIN).f64(-0.5).bytes(b"xyz");
        let bytes = writer.finish();
        assert_eq!(bytes[..3], [7, 0xff, 0xfe]);
        let mut reader = Reader::new(&bytes);
        assert_eq!((reader.u8(), reader.i16(), reader.u16()), (Ok(7), Ok(-2), Ok(65535)));
        assert_eq!((reader.i32(), reader.u32(), reader.i64()), (Ok(-3), Ok(9), Ok(i64::MIN)));
        assert_eq!((reader.f64(), reader.rest()), (Ok(-0.5), &b"xyz"[..]));
        assert_eq!(reader.finish(), Ok(()));
    }

    #[test]
    fn what_is_missing_or_left_is_an_error() {
        let mut reader = Reader::new(&[1, 2, 3]);
        assert_eq!(reader.i32(), Err(Malformed));
        assert_eq!(reader.bytes(4), Err(Malformed));
        assert_eq!(reader.bytes(2), Ok(&[1, 2][..]));
        assert_eq!(reader.finish(), Err(Malformed));
    }
}
