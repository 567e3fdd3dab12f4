// SPDX-License-Identifier: PostgreSQL
//! Where things lie in the server: tid, a row in its table, and pg_lsn, a position in the write-ahead log.

use std::fmt;
use std::str::FromStr;

use super::invalid_text::InvalidText;
use super::wire_form::{wire_type, WireForm};
use crate::wire::{Malformed, Reader, Writer};

/// The number of a block, in two halves as PostgreSQL stores it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct BlockIdData {
    pub bi_hi: u16,
    pub bi_lo: u16,
}

/// A `tid`: the block of a row, and the row's number in it.
///
/// ```
/// # use pgrx::pg_sys::ItemPointerData;
/// let tid: ItemPointerData = "(70000,3)".parse().unwrap();
/// assert_eq!((tid.block(), tid.offset()), (70_000, 3));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub struct ItemPointerData {
    pub ip_blkid: BlockIdData,
    pub ip_posid: u16,
}

impl ItemPointerData {
    /// Row `offset`, from 1, of block `block`.
    pub const fn new(block: u32, offset: u16) -> ItemPointerData {
        let ip_blkid = BlockIdData { bi_hi: (block >> 16) as u16, bi_lo: block as u16 };
        ItemPointerData { ip_blkid, ip_posid: offset }
    }

    /// The number of the block.
    pub const fn block(&self) -> u32 {
        (self.ip_blkid.bi_hi as u32) << 16 | self.ip_blkid.bi_lo as u32
    }

    /// The row's number in its block, from 1.
    pub const fn offset(&self) -> u16 {
        self.ip_posid
    }
}

impl fmt::Display for ItemPointerData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({},{})", self.block(), self.offset())
    }
}

impl FromStr for ItemPointerData {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<ItemPointerData, InvalidText> {
        let inside = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        inside
            .and_then(|inside| inside.split_once(','))
            .and_then(|(block, offset)| Some(ItemPointerData::new(block.parse().ok()?, offset.parse().ok()?)))
            .ok_or_else(|| InvalidText::new("tid", text))
    }
}

impl WireForm for ItemPointerData {
    fn write(&self, writer: &mut Writer) {
        writer.u32(self.block()).u16(self.offset());
    }

    fn read(reader: &mut Reader<'_>) -> Result<ItemPointerData, Malformed> {
        Ok(ItemPointerData::new(reader.u32()?, reader.u16()?))
    }
}

wire_type!(ItemPointerData, TIDOID);

/// A `pg_lsn`: a byte of the write-ahead log.
///
/// ```
/// # use pgrx::prelude::*;
/// let lsn: PgLsn = "16/B374D848".parse().unwrap();
/// assert_eq!((lsn.0 >> 32, lsn.to_string().as_str()), (0x16, "16/B374D848"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PgLsn(pub u64);

impl fmt::Display for PgLsn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}/{:X}", self.0 >> 32, self.0 as u32)
    }
}

impl FromStr for PgLsn {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<PgLsn, InvalidText> {
        let half = |digits: &str| match digits.len() {
            1..=8 if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => u64::from_str_radix(digits, 16).ok(),
            _ => None,
        };
        text.split_once('/')
            .and_then(|(high, low)| Some(PgLsn(half(high)? << 32 | half(low)?)))
            .ok_or_else(|| InvalidText::new("pg_lsn", text))
    }
}

impl WireForm for PgLsn {
    fn write(&self, writer: &mut Writer) {
        writer.i64(self.0 as i64);
    }

    fn read(reader: &mut Reader<'_>) -> Result<PgLsn, Malformed> {
        Ok(PgLsn(reader.i64()? as u64))
    }
}

wire_type!(PgLsn, PG_LSNOID);

#[cfg(test)]
mod tests {
    use super::super::wire_form::{read_all, write_all};
    use super::*;

    #[test]
    fn rows_come_back() {
        let tid = ItemPointerData::new(u32::MAX - 1, u16::MAX);
        assert_eq!(write_all(&tid), [0xff, 0xff, 0xff, 0xfe, 0xff, 0xff]);
        assert_eq!(read_all(&write_all(&tid)), Ok(tid));
        assert_eq!("(4294967294,65535)".parse(), Ok(tid));
        assert!(ItemPointerData::new(1, 9) < ItemPointerData::new(65_536, 1));
        for text in ["", "(1,2", "1,2", "(1)", "(1,65536)", "(-1,0)"] {
            assert!(text.parse::<ItemPointerData>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn positions_come_back() {
        for text in ["0/0", "FFFFFFFF/FFFFFFFF", "1/A"] {
            let lsn: PgLsn = text.parse().unwrap();
            assert_eq!((lsn.to_string().as_str(), read_all(&write_all(&lsn))), (text, Ok(lsn)));
        }
        for text in ["", "0", "0/", "/0", "0/G", "000000000/0", "+1/0"] {
            assert!(text.parse::<PgLsn>().is_err(), "{text:?}");
        }
    }
}
