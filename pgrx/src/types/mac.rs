// SPDX-License-Identifier: PostgreSQL
//! macaddr and macaddr8.

use std::fmt;
use std::str::FromStr;

use super::invalid_text::InvalidText;
use super::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

/// A `macaddr`: 6 bytes.
///
/// ```
/// # use pgrx::prelude::*;
/// let address: MacAddr = "08-00-2B-01-02-03".parse().unwrap();
/// assert_eq!(address.to_string(), "08:00:2b:01:02:03");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr(pub [u8; 6]);

/// A `macaddr8`: 8 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MacAddr8(pub [u8; 8]);

impl From<MacAddr> for MacAddr8 {
    /// With FF:FE in the middle, as PostgreSQL casts it.
    fn from(short: MacAddr) -> MacAddr8 {
        let [a, b, c, d, e, f] = short.0;
        MacAddr8([a, b, c, 0xff, 0xfe, d, e, f])
    }
}

impl FromStr for MacAddr {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<MacAddr, InvalidText> {
        match read(text) {
            Some((bytes, 6)) => Ok(MacAddr(*bytes.first_chunk().expect("6 of 8 bytes"))),
            _ => Err(InvalidText::new("macaddr", text)),
        }
    }
}

impl FromStr for MacAddr8 {
    type Err = InvalidText;

    /// Also reads a macaddr.
    fn from_str(text: &str) -> Result<MacAddr8, InvalidText> {
        match read(text) {
            Some((bytes, 6)) => Ok(MacAddr(*bytes.first_chunk().expect("6 of 8 bytes")).into()),
            Some((bytes, 8)) => Ok(MacAddr8(bytes)),
            _ => Err(InvalidText::new("macaddr8", text)),
        }
    }
}

/// Pairs of digits, with the same separator (`:`, `-` or `.`) wherever there is one; the bytes and their number.
fn read(text: &str) -> Option<([u8; 8], usize)> {
    let mut bytes = [0; 8];
    let mut count = 0;
    let mut separator = None;
    let mut rest = text.trim_ascii().as_bytes();
    while !rest.is_empty() {
        let (pair, after) = rest.split_first_chunk::<2>()?;
        *bytes.get_mut(count)? = super::hex::byte(*pair)?;
        count += 1;
        rest = after;
        if let [found @ (b':' | b'-' | b'.'), after @ ..] = rest {
            if *separator.get_or_insert(*found) != *found || after.is_empty() {
                return None;
            }
            rest = after;
        }
    }
    Some((bytes, count))
}

macro_rules! mac_address {
    ($type:ident, $oid:ident) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                for (index, byte) in self.0.iter().enumerate() {
                    write!(f, "{}{byte:02x}", if index == 0 { "" } else { ":" })?;
                }
                Ok(())
            }
        }

        impl WireForm for $type {
            fn write(&self, writer: &mut Writer) {
                writer.bytes(&self.0);
            }

            fn read(reader: &mut Reader<'_>) -> Result<$type, Malformed> {
                reader.array().map($type)
            }
        }

        wire_type!($type, $oid);
    };
}

mac_address!(MacAddr, MACADDROID);
mac_address!(MacAddr8, MACADDR8OID);

#[cfg(test)]
mod tests {
    use super::super::wire_form::{read_all, write_all};
    use super::*;

    #[test]
    fn the_usual_forms_are_read() {
        for text in ["08:00:2b:01:02:03", "08-00-2B-01-02-03", "08002b:010203", "0800.2b01.0203", " 08002b010203 "]
        {
            assert_eq!(text.parse(), Ok(MacAddr([8, 0, 0x2b, 1, 2, 3])), "{text:?}");
            assert_eq!(text.parse::<MacAddr8>().unwrap().to_string(), "08:00:2b:ff:fe:01:02:03");
        }
        assert_eq!("08:00:2b:01:02:03:04:05".parse(), Ok(MacAddr8([8, 0, 0x2b, 1, 2, 3, 4, 5])));
        for text in [
            "",
            "08:00:2b:01:02",
            "08:00:2b:01:02:03:04",
            "08:00-2b:01:02:03",
            "08:00:2b:01:02:03:",
            "0:8:0:2:b:1",
        ] {
            assert!(text.parse::<MacAddr>().is_err() && text.parse::<MacAddr8>().is_err(), "{text:?}");
        }
        assert!("08:00:2b:01:02:03:04:05".parse::<MacAddr>().is_err());
    }

    #[test]
    fn bytes_go_in_and_out() {
        let address = MacAddr([1, 2, 3, 4, 5, 255]);
        assert_eq!(
            (write_all(&address), address.to_string().as_str()),
            (vec![1, 2, 3, 4, 5, 255], "01:02:03:04:05:ff")
        );
        assert_eq!(read_all(&write_all(&MacAddr8::from(address))), Ok(MacAddr8::from(address)));
        assert!(read_all::<MacAddr8>(&[0; 6]).is_err());
    }
}
