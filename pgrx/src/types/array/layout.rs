// SPDX-License-Identifier: PostgreSQL
//! How an array lies in its payload.

use crate::abi::{Argument, ArrayHead, MAX_DIMENSIONS};
use crate::datum::TryFromDatumError;
use crate::oid::Oid;
use crate::payload::{Content, FromRaw, Raw, View};
use crate::wire::Malformed;

/// The head, if it and what it says of the payload are in order.
pub(super) fn read_head(view: View<'_>) -> Result<ArrayHead, Malformed> {
    let head: ArrayHead = view.read(0)?;
    let dimensions = head.dimensions as usize;
    if dimensions > MAX_DIMENSIONS || !matches!(head.width, 0 | 1 | 2 | 4 | 8) {
        return Err(Malformed);
    }
    let mut count = usize::from(dimensions > 0);
    for length in &head.lengths[..dimensions] {
        let length = usize::try_from(*length).map_err(|_| Malformed)?;
        count = count.checked_mul(length).ok_or(Malformed)?;
    }
    if count != head.count as usize {
        return Err(Malformed);
    }
    let width = match head.width {
        0 => size_of::<Argument>(),
        width => width as usize,
    };
    view.bytes(head.data, count.checked_mul(width).ok_or(Malformed)?)?;
    if head.width != 0 && head.nulls != 0 {
        view.bytes(head.nulls, count)?;
    }
    // So that aligned payloads have aligned elements.
    if head.width != 0 && head.data % u64::from(head.width) != 0 {
        return Err(Malformed);
    }
    Ok(head)
}

/// A byte for each packed element that says whether it is NULL.
pub(super) fn null_bytes<'a>(view: View<'a>, head: &ArrayHead) -> Option<&'a [u8]> {
    match head.nulls {
        0 => None,
        offset => view.bytes(offset, head.count as usize).ok(),
    }
}

/// Element `index`, which is less than the head's count.
#[inline]
pub(super) fn read_element<'a>(
    view: View<'a>,
    head: &ArrayHead,
    index: usize,
) -> Result<Option<Raw<'a>>, Malformed> {
    let type_oid = Oid::from(head.element_type);
    if head.width == 0 {
        return view.value(view.read_nth(head.data, index)?, type_oid);
    }
    if head.nulls != 0 && view.bytes(head.nulls + index as u64, 1)?[0] != 0 {
        return Ok(None);
    }
    let place = head.data + index as u64 * u64::from(head.width);
    let bytes = view.bytes(place, head.width as usize)?;
    let bits = match *bytes {
        [a] => u64::from(a),
        [a, b] => u64::from(u16::from_le_bytes([a, b])),
        [a, b, c, d] => u64::from(u32::from_le_bytes([a, b, c, d])),
        [a, b, c, d, e, f, g, h] => u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        _ => return Err(Malformed),
    };
    Ok(Some(Raw::new(type_oid, Content::Bits(bits))))
}

#[inline]
pub(super) fn element<'a, T: FromRaw<'a>>(
    view: View<'a>,
    head: &ArrayHead,
    index: usize,
) -> Result<Option<T>, TryFromDatumError> {
    let raw = read_element(view, head, index).map_err(|_| malformed_element::<T>(head))?;
    raw.map(T::from_raw).transpose()
}

#[cold]
fn malformed_element<T>(head: &ArrayHead) -> TryFromDatumError {
    TryFromDatumError::invalid::<T>(Oid::from(head.element_type), "the array around it is malformed")
}
