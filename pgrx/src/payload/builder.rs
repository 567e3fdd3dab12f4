// SPDX-License-Identifier: PostgreSQL
//! Payloads on their way out.

use super::{Content, Raw, ALIGNMENT};
use crate::abi::{Argument, PayloadKind, Plain};

/// The cell of a payload that lies at `place` in the one around it.
#[inline]
pub(crate) fn cell_of(kind: PayloadKind, place: usize, payload: &[u8]) -> Argument {
    let length = u32::try_from(payload.len()).expect("a payload is smaller than the region");
    Argument::payload(kind, place as u64, length)
}

/// Appends a nested payload to the one around it, which begins at byte `start`, and tells where it lies in that.
#[inline]
pub(crate) fn append(around: &mut Vec<u8>, start: usize, payload: &[u8]) -> usize {
    let end = around.len();
    let place = (end - start).next_multiple_of(ALIGNMENT);
    around.reserve(ALIGNMENT + payload.len());
    // SAFETY: there is room for what fills up, which is less than `ALIGNMENT` bytes, and for the payload behind it.
    unsafe {
        around.as_mut_ptr().add(end).cast::<u64>().write_unaligned(0);
        around.set_len(start + place);
    }
    around.extend_from_slice(payload);
    place
}

/// Writes the payload of a container: what has a fixed place is reserved and put, what has not is appended.
#[derive(Clone, Debug)]
pub(crate) struct Builder {
    bytes: Vec<u8>,
}

impl Builder {
    /// A payload that starts with the head `T`, which is put at 0 when it is known.
    pub fn starting_with<T: Plain>() -> Builder {
        Builder::of_size::<T>(0)
    }

    /// The same with memory for `more` bytes behind the head.
    pub fn of_size<T: Plain>(more: usize) -> Builder {
        let mut builder = Builder { bytes: Vec::with_capacity(size_of::<T>() + more) };
        builder.reserve(size_of::<T>());
        builder
    }

    /// The same in memory that is there, and holds nothing.
    pub fn in_memory<T: Plain>(memory: Vec<u8>) -> Builder {
        let mut builder = Builder { bytes: memory };
        builder.reserve(size_of::<T>());
        builder
    }

    /// Makes room for `count` zeroed bytes and tells where.
    pub fn reserve(&mut self, count: usize) -> usize {
        let start = self.bytes.len().next_multiple_of(ALIGNMENT);
        self.bytes.resize(start + count, 0);
        start
    }

    /// Makes room for `count` cells and tells where.
    pub fn reserve_cells(&mut self, count: usize) -> usize {
        self.reserve(count * size_of::<Argument>())
    }

    /// Writes a structure into reserved room.
    pub fn put<T: Plain>(&mut self, at: usize, value: T) {
        let room = &mut self.bytes[at..at + size_of::<T>()];
        // SAFETY: the room has as many bytes as T, all of which belong to fields.
        unsafe { room.as_mut_ptr().cast::<T>().write_unaligned(value) }
    }

    /// Reserved room to be written.
    pub fn room(&mut self, at: usize, length: usize) -> &mut [u8] {
        &mut self.bytes[at..at + length]
    }

    /// Appends a nested payload and tells where.
    pub fn append(&mut self, payload: &[u8]) -> usize {
        append(&mut self.bytes, 0, payload)
    }

    /// Writes cell number `index` of those that start at `cells`.
    pub fn put_value(&mut self, cells: usize, index: usize, value: Option<Raw<'_>>) {
        let cell = match value.map(|raw| raw.content()) {
            None => Argument::NULL,
            Some(Content::Bits(bits)) => Argument::bits(bits),
            Some(Content::Payload(kind, bytes)) => cell_of(kind, self.append(bytes), bytes),
        };
        self.put(cells + index * size_of::<Argument>(), cell);
    }

    /// The whole payload.
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}
