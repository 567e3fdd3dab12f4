// SPDX-License-Identifier: PostgreSQL
//! Fields of a row that owns its payload are changed where they lie. What does not fit there goes to the payload's end;
//! the row is written anew when more than half of it is what nobody refers to any more.

use std::num::NonZeroUsize;

use super::{create, read_head, PgHeapTuple};
use crate::abi::Argument;
use crate::datum::TryFromDatumError;
use crate::oid::Oid;
use crate::payload::{append, cell_of, Backing, Content, Raw};
use crate::pgbox::WhoAllocated;
use crate::types::fits_parameter;

/// An error unless a value of type `actual` may become a field of the column.
pub(super) fn check_type(actual: Oid, is_null: bool, column: Oid) -> Result<(), TryFromDatumError> {
    if fits_parameter(actual, column) || (is_null && actual == Oid::INVALID) {
        return Ok(());
    }
    Err(TryFromDatumError::wrong_for("the column", column, actual))
}

impl<AllocatedBy: WhoAllocated> PgHeapTuple<'_, AllocatedBy> {
    /// Changes a field of a column that there is.
    pub(super) fn put(&mut self, number: NonZeroUsize, value: Option<Raw<'_>>) -> Result<(), TryFromDatumError> {
        let at = self.head.fields + (number.get() as u64 - 1) * size_of::<Argument>() as u64;
        let old: Argument = self.backing.view().read(at).map_err(|_| self.malformed())?;
        let (bytes, start) = self.backing.edit();
        let cell = match value.map(|raw| raw.content()) {
            None => Argument::NULL,
            Some(Content::Bits(bits)) => Argument::bits(bits),
            Some(Content::Payload(kind, payload)) => {
                let place = match room_of(old, &mut bytes[start..], payload.len()) {
                    Some(room) => {
                        room.copy_from_slice(payload);
                        old.value as usize
                    }
                    None => append(bytes, start, payload),
                };
                cell_of(kind, place, payload)
            }
        };
        // SAFETY: a cell was read there, and the payload did not become shorter.
        unsafe { bytes.as_mut_ptr().add(start + at as usize).cast::<Argument>().write_unaligned(cell) }
        if bytes.len() > self.enough {
            self.give_up_unused()?;
        }
        self.backing.align();
        Ok(())
    }

    #[cold]
    fn give_up_unused(&mut self) -> Result<(), TryFromDatumError> {
        let mut used = self.head.columns as usize;
        for number in (1..=self.len()).filter_map(NonZeroUsize::new) {
            let field = self.original(self.backing.view(), number, Oid::INVALID)?;
            used += field.map_or(0, |raw| raw.payload_length());
        }
        if self.backing.bytes().len() / 2 > used {
            self.backing = Backing::owning(create::rewrite(self)?);
            self.head = read_head(self.backing.view()).map_err(|_| self.malformed())?;
        }
        self.enough = 2 * self.backing.bytes().len();
        Ok(())
    }
}

/// The first `length` bytes of the payload of a cell, if it has as many.
fn room_of(cell: Argument, around: &mut [u8], length: usize) -> Option<&mut [u8]> {
    if cell.is_null() || !cell.has_payload() || cell.len() < length {
        return None;
    }
    let start = usize::try_from(cell.value).ok()?;
    around.get_mut(start..start.checked_add(length)?)
}
