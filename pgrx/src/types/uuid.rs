// SPDX-License-Identifier: PostgreSQL
//! uuid.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::str::FromStr;

use super::invalid_text::InvalidText;
use super::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

const UUID_BYTES_LEN: usize = 16;

/// The bytes of a [`Uuid`].
pub type UuidBytes = [u8; UUID_BYTES_LEN];

/// A `uuid`: 16 bytes, which it dereferences to. Its order is PostgreSQL's.
///
/// ```
/// # use pgrx::prelude::*;
/// let uuid: Uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11".parse().unwrap();
/// assert_eq!(uuid.as_bytes()[0], 0xa0);
/// assert_eq!(format!("{uuid:X}"), "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Uuid(UuidBytes);

impl Uuid {
    /// The uuid of these bytes.
    pub const fn from_bytes(b: UuidBytes) -> Uuid {
        Uuid(b)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &UuidBytes {
        &self.0
    }

    /// The uuid of these bytes, if they are 16.
    pub fn from_slice(b: &[u8]) -> Result<Uuid, String> {
        let bytes = b.try_into().map_err(|_| format!("a uuid has {UUID_BYTES_LEN} bytes, not {}", b.len()))?;
        Ok(Uuid(bytes))
    }

    fn show(&self, f: &mut fmt::Formatter<'_>, digits: &[u8; 16]) -> fmt::Result {
        let mut text = String::with_capacity(36);
        for (index, byte) in self.0.iter().enumerate() {
            if matches!(index, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            text.push(char::from(digits[usize::from(byte >> 4)]));
            text.push(char::from(digits[usize::from(byte & 15)]));
        }
        f.pad(&text)
    }
}

impl Deref for Uuid {
    type Target = UuidBytes;

    fn deref(&self) -> &UuidBytes {
        &self.0
    }
}

impl DerefMut for Uuid {
    fn deref_mut(&mut self) -> &mut UuidBytes {
        &mut self.0
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(self, f)
    }
}

impl fmt::LowerHex for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f, b"0123456789abcdef")
    }
}

impl fmt::UpperHex for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show(f, b"0123456789ABCDEF")
    }
}

impl FromStr for Uuid {
    type Err = InvalidText;

    /// As PostgreSQL reads it: in braces or not, with a hyphen after any four digits.
    fn from_str(text: &str) -> Result<Uuid, InvalidText> {
        read(text).map(Uuid).ok_or_else(|| InvalidText::new("uuid", text))
    }
}

fn read(text: &str) -> Option<UuidBytes> {
    let digits = match text.strip_prefix('{') {
        Some(inside) => inside.strip_suffix('}')?,
        None => text,
    };
    let mut bytes = UuidBytes::default();
    let mut rest = digits.as_bytes();
    for (index, byte) in bytes.iter_mut().enumerate() {
        let (pair, after) = rest.split_first_chunk::<2>()?;
        *byte = super::hex::byte(*pair)?;
        rest = after;
        if index % 2 == 1 && index < UUID_BYTES_LEN - 1 {
            rest = rest.strip_prefix(b"-").unwrap_or(rest);
        }
    }
    rest.is_empty().then_some(bytes)
}

impl WireForm for Uuid {
    fn write(&self, writer: &mut Writer) {
        writer.bytes(&self.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Uuid, Malformed> {
        reader.array().map(Uuid)
    }
}

wire_type!(Uuid, UUIDOID);

#[cfg(test)]
mod tests {
    use super::super::wire_form::{read_all, write_all};
    use super::*;

    #[test]
    fn all_forms_of_postgresql_are_read() {
        let expected = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
        for text in [
            expected,
            "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
            "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
            "a0eebc999c0b4ef8bb6d6bb9bd380a11",
            "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
            "{a0eebc99-9c0b4ef8-bb6d6bb9-bd380a11}",
        ] {
            assert_eq!(text.parse::<Uuid>().unwrap().to_string(), expected);
        }
        for text in [
            "",
            "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1",
            "a0e-ebc99",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11-",
            "g0eebc999c0b4ef8bb6d6bb9bd380a11",
            "+0eebc999c0b4ef8bb6d6bb9bd380a11",
        ] {
            let error = text.parse::<Uuid>().unwrap_err();
            assert_eq!(error.to_string(), format!("invalid input syntax for type uuid: \"{text}\""));
        }
    }

    #[test]
    fn bytes_go_in_and_out() {
        let uuid = Uuid::from_slice(&[7; 16]).unwrap();
        assert_eq!(uuid.iter().map(|byte| u32::from(*byte)).sum::<u32>(), 7 * 16);
        assert_eq!(read_all(&write_all(&uuid)), Ok(uuid));
        assert_eq!(Uuid::from_slice(&[7; 15]).unwrap_err(), "a uuid has 16 bytes, not 15");
        assert!(read_all::<Uuid>(&[0; 17]).is_err());
        assert!(Uuid::from_bytes([1; 16]) < uuid);
    }
}
