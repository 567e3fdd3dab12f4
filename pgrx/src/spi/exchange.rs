// SPDX-License-Identifier: PostgreSQL
//! A query's way to the host and its rows' way back.

use std::panic::Location;

use super::abi::{BlockHead, SpiOutcome, SpiRequest, SpiValue, PLAN};
use super::error::user_line;
use crate::abi::Argument;
use crate::datum::{Datum, TryFromDatumError};
use crate::host;
use crate::oid::{Oid, PgOid};
use crate::payload::{Content, Raw, View};
use crate::spi::{SpiError, SpiErrorCodes, SpiResult};
use crate::types::fits_parameter;
use crate::wire::Malformed;

/// As SPI's `count`: no limit.
pub(super) const ALL_ROWS: u64 = 0;

/// What is run.
#[derive(Clone, Copy)]
pub(super) enum Source<'q> {
    Text(&'q str),
    Plan(u64),
}

/// Arguments as the host reads them. They name payloads where they lie.
pub(super) struct Values {
    few: [SpiValue; Values::FEW],
    many: Vec<SpiValue>,
    count: usize,
}

impl Values {
    /// So many need no memory of their own.
    const FEW: usize = 6;

    fn collect<'d>(count: usize, values: impl Iterator<Item = (Oid, &'d Option<Datum>)>) -> SpiResult<Values> {
        let mut all = Values { few: [SpiValue::default(); Values::FEW], many: Vec::new(), count };
        if count > Values::FEW {
            all.many.resize(count, SpiValue::default());
        }
        let places = if count > Values::FEW { all.many.as_mut_slice() } else { &mut all.few };
        for (place, (declared, datum)) in places.iter_mut().zip(values) {
            *place = describe(declared, datum)?;
        }
        Ok(all)
    }

    /// Arguments of a text, which say their types.
    pub fn of_text(args: &[(PgOid, Option<Datum>)]) -> SpiResult<Values> {
        Values::collect(args.len(), args.iter().map(|(declared, datum)| (declared.value(), datum)))
    }

    /// Arguments of a plan, which has types.
    pub fn of_plan(types: &[Oid], args: &[Option<Datum>]) -> SpiResult<Values> {
        if types.len() != args.len() {
            return Err(SpiError::PreparedStatementArgumentMismatch { expected: types.len(), got: args.len() });
        }
        Values::collect(args.len(), types.iter().copied().zip(args))
    }

    fn as_slice(&self) -> &[SpiValue] {
        if self.count > Values::FEW {
            &self.many
        } else {
            &self.few[..self.count]
        }
    }
}

fn describe(declared: Oid, datum: &Option<Datum>) -> SpiResult<SpiValue> {
    let type_oid = declared.as_u32();
    let Some(datum) = datum else {
        return Ok(SpiValue { cell: Argument::NULL, type_oid, unused: 0 });
    };
    if !fits_parameter(datum.type_oid(), declared) {
        return Err(mismatch(declared, datum.type_oid()).into());
    }
    let cell = match datum.raw().content() {
        Content::Bits(bits) => Argument::bits(bits),
        Content::Payload(kind, bytes) => {
            let length = u32::try_from(bytes.len()).expect("a payload is smaller than the region");
            Argument::payload(kind, crate::abi::address_of(bytes), length)
        }
    };
    Ok(SpiValue { cell, type_oid, unused: 0 })
}

#[cold]
fn mismatch(declared: Oid, actual: Oid) -> TryFromDatumError {
    TryFromDatumError::IncompatibleTypes {
        rust_type: "the declared type of the argument",
        rust_oid: declared,
        datum_type: crate::oid::type_name(actual),
        datum_oid: actual,
    }
}

/// A request without a buffer.
pub(super) fn request(source: Source<'_>, values: &Values, place: &Location<'_>) -> SpiResult<SpiRequest> {
    let arguments = values.as_slice();
    let argument_count =
        u32::try_from(arguments.len()).map_err(|_| SpiError::SpiError(SpiErrorCodes::Argument))?;
    let (query, query_length) = match source {
        Source::Text(text) => (crate::abi::address_of(text.as_bytes()), text.len() as u64),
        Source::Plan(handle) => (handle, PLAN),
    };
    Ok(SpiRequest {
        query,
        query_length,
        arguments: arguments.as_ptr() as u64,
        argument_count,
        line: user_line(place),
        ..SpiRequest::default()
    })
}

/// Where the host writes: aligned, and not filled before.
#[derive(Default)]
pub(crate) struct Buffer(Vec<u64>);

impl Buffer {
    pub fn with_room(bytes: usize) -> Buffer {
        Buffer(Vec::with_capacity(bytes.div_ceil(8)))
    }

    pub fn address(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }

    pub fn room(&self) -> usize {
        self.0.capacity() * 8
    }

    /// Room for so many bytes; what is there may go.
    pub fn make_room(&mut self, bytes: usize) {
        self.0.clear();
        self.0.reserve(bytes.div_ceil(8));
    }

    /// # Safety
    /// The host has written so many bytes, no more than there is room for.
    pub unsafe fn set_filled(&mut self, bytes: usize) {
        // SAFETY: as the caller promises.
        unsafe { self.0.set_len(bytes.div_ceil(8)) }
    }

    pub fn bytes(&self) -> &[u8] {
        // SAFETY: the numbers are as many bytes.
        unsafe { std::slice::from_raw_parts(self.0.as_ptr().cast(), self.0.len() * 8) }
    }
}

/// Runs a request; its rows go to `buffer`. A PostgreSQL error in it does not come back.
pub(super) fn execute(mut request: SpiRequest, buffer: &mut Buffer) -> SpiOutcome {
    request.buffer = buffer.address() as u64;
    request.buffer_size = buffer.room() as u64;
    let mut outcome = SpiOutcome::default();
    // SAFETY: the request, and what it names, lives until the host is back; the host writes no more to the buffer
    // than its size, and says how much.
    unsafe {
        host::plrust_host_spi_execute((&raw const request).cast(), (&raw mut outcome).cast());
        note_filled(buffer, &outcome);
    }
    outcome
}

/// # Safety
/// The host has just answered a request that named the buffer.
pub(super) unsafe fn note_filled(buffer: &mut Buffer, outcome: &SpiOutcome) {
    let bytes = outcome.buffer_bytes as usize;
    let is_filled = bytes <= buffer.room();
    // SAFETY: as the caller promises.
    unsafe { buffer.set_filled(if is_filled { bytes } else { 0 }) }
}

/// The first row of a request, in one call of the host if it is not large.
pub(super) fn first_row(mut request: SpiRequest, read: impl FnOnce(Row<'_>) -> SpiResult<()>) -> SpiResult<()> {
    const ROOM: usize = 256;
    let mut few = [0u64; ROOM / 8];
    request.flags |= super::abi::FIRST_ROW;
    request.limit = 1;
    request.buffer = few.as_mut_ptr() as u64;
    request.buffer_size = ROOM as u64;
    let mut outcome = SpiOutcome::default();
    // SAFETY: as in `execute`.
    unsafe { host::plrust_host_spi_execute((&raw const request).cast(), (&raw mut outcome).cast()) }
    if outcome.has_table == 0 {
        return Err(SpiError::NoTupleTable);
    }
    if outcome.rows == 0 {
        return Err(SpiError::InvalidPosition);
    }
    if outcome.buffered != 0 {
        // SAFETY: an array of numbers is its bytes.
        let bytes = unsafe { std::slice::from_raw_parts(few.as_ptr().cast::<u8>(), ROOM) };
        return read(Row::at(bytes, 0)?);
    }
    let result = Handle::new(outcome.handle);
    let mut buffer = Buffer::with_room(outcome.buffer_bytes as usize);
    let outcome = rows(&result, 0, &mut buffer);
    if outcome.buffered == 0 {
        return Err(malformed(Malformed));
    }
    read(Row::at(buffer.bytes(), 0)?)
}

/// Rows of a result from `first` on.
pub(super) fn rows(result: &Handle, first: u64, buffer: &mut Buffer) -> SpiOutcome {
    let mut outcome = SpiOutcome::default();
    // SAFETY: the host writes no more to the buffer than its size, and says how much.
    unsafe {
        host::plrust_host_spi_rows(
            result.number(),
            first,
            buffer.address(),
            buffer.room(),
            (&raw mut outcome).cast(),
        );
        note_filled(buffer, &outcome);
    }
    outcome
}

/// Something of the host's, given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Handle(u64);

impl Handle {
    pub fn new(number: u64) -> Handle {
        Handle(number)
    }

    pub fn number(&self) -> u64 {
        self.0
    }

    /// The host has it no more.
    pub fn forget(self) -> u64 {
        let number = self.0;
        std::mem::forget(self);
        number
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if self.0 != 0 {
            // SAFETY: takes a number, which need not be good any more.
            unsafe { host::plrust_host_spi_release(self.0) }
        }
    }
}

#[cold]
pub(super) fn malformed(_: Malformed) -> SpiError {
    SpiError::SpiError(SpiErrorCodes::TypUnknown)
}

/// A row in a buffer.
#[derive(Clone, Copy)]
pub(crate) struct Row<'b> {
    view: View<'b>,
    head: BlockHead,
}

impl<'b> Row<'b> {
    /// The row that starts at that byte.
    #[inline]
    pub fn at(buffer: &'b [u8], start: usize) -> SpiResult<Row<'b>> {
        let bytes = buffer.get(start..).ok_or_else(|| malformed(Malformed))?;
        let view = View::new(bytes);
        let head: BlockHead = view.read(0).map_err(malformed)?;
        Ok(Row { view, head })
    }

    /// To the next row.
    pub fn bytes(&self) -> usize {
        self.head.bytes as usize
    }

    pub fn columns(&self) -> usize {
        self.head.count as usize
    }

    /// Field number `ordinal`, from 1.
    #[inline]
    pub fn field(&self, ordinal: usize) -> SpiResult<Option<Raw<'b>>> {
        let value = self.value(ordinal)?;
        self.view.value(value.cell, Oid::from(value.type_oid)).map_err(malformed)
    }

    /// Its type, also if it is NULL.
    pub fn type_oid(&self, ordinal: usize) -> SpiResult<Oid> {
        self.value(ordinal).map(|value| Oid::from(value.type_oid))
    }

    #[inline]
    fn value(&self, ordinal: usize) -> SpiResult<SpiValue> {
        if ordinal == 0 || ordinal > self.columns() {
            return Err(SpiError::SpiError(SpiErrorCodes::NoAttribute));
        }
        self.view.read_nth(size_of::<BlockHead>() as u64, ordinal - 1).map_err(malformed)
    }
}
