// SPDX-License-Identifier: PostgreSQL
//! Values as they lie in an argument, a query's result or a payload around them ([`Raw`]), how containers are read,
//! and how they are written ([`Builder`]). `confine/abi.hpp` has the format.
//!
//! Nothing read here is believed, whoever made it: an offset that leads outside a payload is an error.

use std::rc::Rc;

use crate::abi::{Argument, PayloadKind, Plain};
use crate::datum::{Datum, IntoDatum, Payload, TryFromDatumError};
use crate::oid::Oid;
use crate::wire::Malformed;

mod builder;

pub(crate) use builder::{append, cell_of, Builder};

/// What heads and nested payloads are aligned to.
const ALIGNMENT: usize = 8;

/// A value that is not NULL, where it lies.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    type_oid: Oid,
    content: Content<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Content<'a> {
    Bits(u64),
    Payload(PayloadKind, &'a [u8]),
}

impl<'a> Raw<'a> {
    #[inline(always)]
    pub(crate) fn new(type_oid: Oid, content: Content<'a>) -> Raw<'a> {
        Raw { type_oid, content }
    }

    /// A value of an argument block.
    ///
    /// # Safety
    /// `argument` is not NULL, and its payload, if there is one, lives and stays unchanged for `'a`.
    #[inline]
    pub unsafe fn of_argument(argument: &Argument, type_oid: Oid) -> Raw<'a> {
        if !argument.has_payload() {
            return Raw::new(type_oid, Content::Bits(argument.value));
        }
        let bytes = match argument.len() {
            0 => &[],
            // SAFETY: as the caller promises.
            length => unsafe { std::slice::from_raw_parts(argument.value as *const u8, length) },
        };
        Raw::new(type_oid, Content::Payload(argument.kind().unwrap_or(PayloadKind::Wire), bytes))
    }

    /// The value's SQL type; [`Oid::INVALID`] if the type decides nothing, as for a user's enum.
    #[inline(always)]
    pub fn type_oid(&self) -> Oid {
        self.type_oid
    }

    #[inline(always)]
    pub(crate) fn content(&self) -> Content<'a> {
        self.content
    }

    /// The payload, if there is one of that kind.
    #[inline]
    pub(crate) fn payload(&self, kind: PayloadKind) -> Option<&'a [u8]> {
        match self.content {
            Content::Payload(actual, bytes) if actual == kind => Some(bytes),
            _ => None,
        }
    }

    /// How long the payload is.
    pub(crate) fn payload_length(&self) -> usize {
        match self.content {
            Content::Bits(_) => 0,
            Content::Payload(_, bytes) => bytes.len(),
        }
    }

    /// A copy that lives by itself.
    pub(crate) fn to_datum(self) -> Datum {
        match self.content {
            Content::Bits(bits) => Datum::new(self.type_oid, Payload::Bits(bits)),
            Content::Payload(kind, bytes) => Datum::of_kind(self.type_oid, kind, bytes.to_vec()),
        }
    }
}

/// A type that a value can become where it lies: an element of an array, a field of a row.
///
/// # Safety
/// If `BORROWS` is false, a value holds nothing that lives only for `'a`, and nothing else keeps such a thing.
#[diagnostic::on_unimplemented(message = "PL/Rust cannot read an element or a field as `{Self}`")]
pub unsafe trait FromRaw<'a>: IntoDatum + Sized {
    /// Whether a value may refer to what lies there.
    const BORROWS: bool;

    /// The value, or what speaks against it.
    fn from_raw(raw: Raw<'a>) -> Result<Self, TryFromDatumError>;
}

/// The payload of a container.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a>(&'a [u8]);

impl<'a> View<'a> {
    pub fn new(payload: &'a [u8]) -> View<'a> {
        View(payload)
    }

    /// `length` bytes at `offset`.
    pub fn bytes(&self, offset: u64, length: usize) -> Result<&'a [u8], Malformed> {
        let start = usize::try_from(offset).map_err(|_| Malformed)?;
        let end = start.checked_add(length).ok_or(Malformed)?;
        self.0.get(start..end).ok_or(Malformed)
    }

    /// The structure at `offset`.
    pub fn read<T: Plain>(&self, offset: u64) -> Result<T, Malformed> {
        let bytes = self.bytes(offset, size_of::<T>())?;
        // SAFETY: there are as many bytes as T has, and every pattern is a value of it.
        Ok(unsafe { bytes.as_ptr().cast::<T>().read_unaligned() })
    }

    /// Structure number `index` of those that start at `offset`.
    pub fn read_nth<T: Plain>(&self, offset: u64, index: usize) -> Result<T, Malformed> {
        let distance = index.checked_mul(size_of::<T>()).ok_or(Malformed)? as u64;
        self.read(offset.checked_add(distance).ok_or(Malformed)?)
    }

    /// What a cell of this payload holds.
    #[inline]
    pub fn value(&self, cell: Argument, type_oid: Oid) -> Result<Option<Raw<'a>>, Malformed> {
        if cell.is_null() {
            return Ok(None);
        }
        if !cell.has_payload() {
            return Ok(Some(Raw::new(type_oid, Content::Bits(cell.value))));
        }
        let bytes = self.bytes(cell.value, cell.len())?;
        Ok(Some(Raw::new(type_oid, Content::Payload(cell.kind().ok_or(Malformed)?, bytes))))
    }
}

/// A payload that is lent, or shared by those who read it.
#[derive(Clone, Debug)]
pub(crate) enum Backing<'a> {
    Lent(&'a [u8]),
    Owned { bytes: Rc<Vec<u8>>, start: usize },
}

impl<'a> Backing<'a> {
    /// A copy that is aligned as payloads are.
    pub fn copy_of(payload: &[u8]) -> Backing<'static> {
        let mut bytes: Vec<u8> = Vec::with_capacity(payload.len() + ALIGNMENT - 1);
        let start = bytes.as_ptr().align_offset(ALIGNMENT).min(ALIGNMENT - 1);
        bytes.resize(start, 0);
        bytes.extend_from_slice(payload);
        Backing::Owned { bytes: Rc::new(bytes), start }
    }

    /// Takes the payload over; copies it if it is not aligned.
    pub fn owning(payload: Vec<u8>) -> Backing<'static> {
        if payload.as_ptr().align_offset(ALIGNMENT) == 0 {
            return Backing::Owned { bytes: Rc::new(payload), start: 0 };
        }
        Backing::copy_of(&payload)
    }

    /// The payload to be changed, and the byte at which it begins: our own, of which nobody else has a part.
    pub fn edit(&mut self) -> (&mut Vec<u8>, usize) {
        let is_own = matches!(self, Backing::Owned { bytes, .. } if Rc::strong_count(bytes) == 1);
        if !is_own {
            *self = Backing::copy_of(self.bytes());
        }
        match self {
            Backing::Owned { bytes, start } => (Rc::get_mut(bytes).expect("it is shared with nobody"), *start),
            Backing::Lent(_) => unreachable!("a copy is owned"),
        }
    }

    /// To be called when what edit() gave may have moved.
    pub fn align(&mut self) {
        if self.bytes().as_ptr().align_offset(ALIGNMENT) != 0 {
            *self = Backing::copy_of(self.bytes());
        }
    }

    /// The payload itself, unless somebody else has a part of it.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Backing::Owned { bytes, start: 0 } => Rc::try_unwrap(bytes).unwrap_or_else(|shared| shared.to_vec()),
            _ => self.bytes().to_vec(),
        }
    }

    #[inline]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Backing::Lent(bytes) => bytes,
            Backing::Owned { bytes, start } => &bytes[*start..],
        }
    }

    #[inline]
    pub fn view(&self) -> View<'_> {
        View(self.bytes())
    }

    /// The payload, if it is lent: for as long as that.
    #[inline]
    pub fn lent(&self) -> Option<View<'a>> {
        match self {
            Backing::Lent(bytes) => Some(View(bytes)),
            Backing::Owned { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::abi::MultirangeHead;
    use crate::oid::BuiltinOid;

    const TEXT: Oid = BuiltinOid::TEXTOID.value();

    fn built() -> Vec<u8> {
        let mut builder = Builder::starting_with::<MultirangeHead>();
        let cells = builder.reserve_cells(3);
        builder.put_value(cells, 0, Some(Raw::new(TEXT, Content::Payload(PayloadKind::Text, b"abc"))));
        builder.put_value(cells, 1, None);
        builder.put_value(cells, 2, Some(Raw::new(TEXT, Content::Payload(PayloadKind::Bytes, b""))));
        builder.put(0, MultirangeHead { range_type: 1, count: 3, ranges: cells as u64 });
        builder.finish()
    }

    #[test]
    fn what_is_built_is_read() {
        let payload = built();
        let view = View::new(&payload);
        let head: MultirangeHead = view.read(0).unwrap();
        let value = |index| view.value(view.read_nth(head.ranges, index).unwrap(), TEXT).unwrap();
        assert_eq!(value(0).unwrap().payload(PayloadKind::Text), Some(&b"abc"[..]));
        assert!(value(1).is_none());
        assert_eq!(value(2).unwrap().payload(PayloadKind::Bytes), Some(&b""[..]));
        let first: Argument = view.read_nth(head.ranges, 0).unwrap();
        assert_eq!(first.value % 8, 0);
    }

    #[test]
    fn no_offset_leads_outside() {
        let payload = built();
        let view = View::new(&payload);
        for offset in [payload.len() as u64 - 15, payload.len() as u64, u64::MAX - 7, u64::MAX] {
            assert_eq!(view.read::<MultirangeHead>(offset).err(), Some(Malformed));
            assert!(view.value(Argument::payload(PayloadKind::Text, offset, 16), TEXT).is_err());
            assert_eq!(view.read_nth::<Argument>(offset, usize::MAX).err(), Some(Malformed));
        }
        assert!(view.value(Argument { value: 0, meta: 1 << 62 | 15 << 56 }, TEXT).is_err());
    }

    #[test]
    fn an_owned_payload_is_aligned() {
        for backing in [Backing::copy_of(b"12345678"), Backing::owning(b"12345678".to_vec())] {
            assert_eq!(backing.bytes(), b"12345678");
            assert_eq!(backing.bytes().as_ptr().align_offset(8), 0);
            assert!(backing.lent().is_none());
        }
    }
}
