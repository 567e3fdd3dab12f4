// SPDX-License-Identifier: PostgreSQL
//! A host for the unit tests: it answers queries with prepared rows and remembers what it was sent.

use std::cell::RefCell;
use std::panic::{catch_unwind, AssertUnwindSafe};

use crate::abi::{Argument, Column, PayloadKind, Plain};
use crate::oid::BuiltinOid;
use crate::spi::abi::{
    BlockHead, SpiErrorHead, SpiOutcome, SpiRequest, SpiValue, FIRST_ROW, NO_ROWS, NO_TEXT, PLAN,
};

/// One field of a prepared row.
#[derive(Clone)]
pub struct Cell {
    oid: u32,
    bits: u64,
    bytes: Option<Vec<u8>>,
    null: bool,
}

impl Cell {
    pub fn bits(builtin: BuiltinOid, bits: u64) -> Cell {
        Cell { oid: builtin as u32, bits, bytes: None, null: false }
    }

    pub fn bytes(builtin: BuiltinOid, text: &str) -> Cell {
        Cell { oid: builtin as u32, bits: 0, bytes: Some(text.into()), null: false }
    }

    pub fn null(builtin: BuiltinOid) -> Cell {
        Cell { oid: builtin as u32, bits: 0, bytes: None, null: true }
    }

    fn argument(&self, place: u64) -> Argument {
        match &self.bytes {
            _ if self.null => Argument::NULL,
            Some(bytes) => Argument::payload(PayloadKind::Text, place, bytes.len() as u32),
            None => Argument::bits(self.bits),
        }
    }
}

#[derive(Default)]
struct Server {
    processed: u64,
    /// None: the command returns no rows.
    rows: Option<Vec<Vec<Cell>>>,
    query: String,
    arguments: Vec<SpiValue>,
    queries: usize,
    fetches: usize,
    released: Vec<u64>,
    failure: Option<(u32, u32, String)>,
}

thread_local! { static SERVER: RefCell<Server> = RefCell::default(); }

/// The handle of every result.
pub const RESULT: u64 = 7 << 32 | 1;
/// The handle of every caught error.
const ERROR: u64 = 7 << 32 | 2;

/// Prepares the answer to the next queries: one row, or no row table at all when it has no fields.
pub fn answer_with(processed: u64, row: Vec<Cell>) {
    let rows = match (processed, row.is_empty()) {
        (0, true) => Some(Vec::new()),
        (_, true) => None,
        _ => Some(vec![row]),
    };
    SERVER.with_borrow_mut(|server| (server.processed, server.rows) = (processed, rows));
}

/// Prepares rows.
pub fn answer_with_rows(rows: Vec<Vec<Cell>>) {
    SERVER.with_borrow_mut(|server| (server.processed, server.rows) = (rows.len() as u64, Some(rows)));
}

/// The next attempt ends with an error of that kind, SQLSTATE and message.
pub fn fail_with(kind: u32, sqlstate: u32, message: &str) {
    SERVER.with_borrow_mut(|server| server.failure = Some((kind, sqlstate, message.to_string())));
}

/// The last query and its arguments.
pub fn last_query() -> (String, Vec<SpiValue>) {
    SERVER.with_borrow(|server| (server.query.clone(), server.arguments.clone()))
}

/// How many queries this test ran.
pub fn query_count() -> usize {
    SERVER.with_borrow(|server| server.queries)
}

/// How often this test came for more rows.
pub fn fetch_count() -> usize {
    SERVER.with_borrow(|server| server.fetches)
}

/// What was given back.
pub fn released() -> Vec<u64> {
    SERVER.with_borrow(|server| server.released.clone())
}

fn put<T: Plain>(block: &mut Vec<u8>, value: T) {
    // SAFETY: plain structures are their bytes.
    let bytes = unsafe { std::slice::from_raw_parts((&raw const value).cast::<u8>(), size_of::<T>()) };
    block.extend_from_slice(bytes);
}

fn pad(block: &mut Vec<u8>) {
    block.resize(block.len().next_multiple_of(8), 0);
    let bytes = (block.len() as u32).to_ne_bytes();
    block[..4].copy_from_slice(&bytes);
}

fn row_block(row: &[Cell]) -> Vec<u8> {
    let mut block = Vec::new();
    let mut payloads = Vec::new();
    put(&mut block, BlockHead { bytes: 0, count: row.len() as u32 });
    let start = size_of::<BlockHead>() + size_of::<SpiValue>() * row.len();
    for cell in row {
        let cell_value = cell.argument((start + payloads.len()) as u64);
        put(&mut block, SpiValue { cell: cell_value, type_oid: cell.oid, unused: 0 });
        payloads.extend_from_slice(cell.bytes.as_deref().unwrap_or_default());
        payloads.resize(payloads.len().next_multiple_of(8), 0);
    }
    block.extend(payloads);
    pad(&mut block);
    block
}

/// The columns are named a, b, c …
fn columns_block(row: &[Cell]) -> Vec<u8> {
    let mut block = Vec::new();
    put(&mut block, BlockHead { bytes: 0, count: row.len() as u32 });
    let names = size_of::<BlockHead>() + size_of::<Column>() * row.len();
    for (index, cell) in row.iter().enumerate() {
        let name = (names + index) as u32;
        put(&mut block, Column { type_oid: cell.oid, typmod: -1, name, name_length: 1 });
    }
    block.extend((b'a'..).take(row.len()));
    pad(&mut block);
    block
}

/// Blocks into a buffer, as many as fit; how many, and their bytes.
unsafe fn write_blocks(buffer: u64, size: u64, blocks: &[Vec<u8>]) -> (usize, usize) {
    let (mut written, mut used) = (0, 0);
    for block in blocks {
        if used + block.len() > size as usize {
            break;
        }
        // SAFETY: the crate under test has that much room.
        unsafe {
            std::ptr::copy_nonoverlapping(block.as_ptr(), (buffer as *mut u8).add(used), block.len());
        }
        used += block.len();
        written += 1;
    }
    (written, used)
}

#[no_mangle]
extern "C" fn plrust_host_report(_: *const u8) {}

#[no_mangle]
extern "C" fn plrust_host_abort() -> ! {
    std::process::abort()
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_execute(request: *const u8, outcome: *mut u8) {
    // SAFETY: the crate under test passes what lies there.
    unsafe {
        let request = *request.cast::<SpiRequest>();
        let answer = SERVER.with_borrow_mut(|server| {
            server.query = match request.query_length {
                PLAN => format!("plan {}", request.query),
                length => {
                    let text = std::slice::from_raw_parts(request.query as *const u8, length as usize);
                    String::from_utf8(text.to_vec()).expect("queries are text")
                }
            };
            let count = request.argument_count as usize;
            let arguments = request.arguments as *const SpiValue;
            server.arguments = std::slice::from_raw_parts(arguments, count).to_vec();
            server.queries += 1;
            answer(server, &request)
        });
        outcome.cast::<SpiOutcome>().write(answer);
    }
}

unsafe fn answer(server: &Server, request: &SpiRequest) -> SpiOutcome {
    let mut outcome = SpiOutcome { processed: server.processed, ..SpiOutcome::default() };
    let Some(rows) = &server.rows else { return outcome };
    if request.flags & NO_ROWS != 0 {
        return outcome;
    }
    outcome.has_table = 1;
    let is_first = request.flags & FIRST_ROW != 0;
    let wanted = if is_first { rows.len().min(1) } else { rows.len() };
    let mut blocks: Vec<Vec<u8>> = rows[..wanted].iter().map(|row| row_block(row)).collect();
    if !is_first {
        blocks.insert(0, columns_block(rows.first().map_or(&[], Vec::as_slice)));
    }
    // SAFETY: as the request says.
    let (written, used) = unsafe { write_blocks(request.buffer, request.buffer_size, &blocks) };
    outcome.rows = wanted as u64;
    outcome.buffered = if is_first { written } else { written.saturating_sub(1) } as u64;
    outcome.buffer_bytes = if written == 0 { blocks.first().map_or(0, Vec::len) } else { used } as u32;
    if outcome.buffered < outcome.rows {
        outcome.handle = RESULT;
    }
    outcome
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_rows(
    result: u64,
    first: u64,
    buffer: *mut u8,
    size: usize,
    outcome: *mut u8,
) {
    assert_eq!(result, RESULT);
    SERVER.with_borrow_mut(|server| {
        server.fetches += 1;
        let rows = server.rows.as_ref().expect("a result has rows");
        let blocks: Vec<Vec<u8>> = rows[first as usize..].iter().map(|row| row_block(row)).collect();
        // SAFETY: the crate under test has that much room.
        unsafe {
            let (written, used) = write_blocks(buffer as u64, size as u64, &blocks);
            let bytes = if written == 0 { blocks[0].len() } else { used };
            outcome.cast::<SpiOutcome>().write(SpiOutcome {
                handle: RESULT,
                rows: rows.len() as u64,
                buffered: written as u64,
                has_table: 1,
                buffer_bytes: bytes as u32,
                ..SpiOutcome::default()
            });
        }
    })
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_columns(result: u64, buffer: *mut u8, size: usize) -> u64 {
    assert_eq!(result, RESULT);
    SERVER.with_borrow(|server| {
        let rows = server.rows.as_ref().expect("a result has rows");
        let block = columns_block(&rows[0]);
        // SAFETY: the crate under test has that much room.
        unsafe { write_blocks(buffer as u64, size as u64, std::slice::from_ref(&block)) };
        block.len() as u64
    })
}

thread_local! { static COMPOSITE: RefCell<Vec<u8>> = RefCell::default(); }

/// Prepares the description of the one composite type that there is, `dog`.
pub fn describe_dog_as(payload: Vec<u8>) {
    COMPOSITE.set(payload);
}

#[no_mangle]
unsafe extern "C" fn plrust_host_composite_type(
    name: *const u8,
    name_len: usize,
    type_oid: u32,
    out: *mut u8,
    capacity: usize,
) -> i64 {
    // SAFETY: the crate under test passes what lies there.
    match unsafe { std::slice::from_raw_parts(name, name_len) } {
        b"dog" => (),
        b"" if type_oid == 16_500 => (),
        b"int4" => return -2,
        _ => return -1,
    }
    COMPOSITE.with_borrow(|payload| {
        if payload.len() <= capacity {
            // SAFETY: there is room.
            unsafe { std::ptr::copy_nonoverlapping(payload.as_ptr(), out, payload.len()) }
        }
        payload.len() as i64
    })
}

#[no_mangle]
extern "C" fn plrust_host_spi_release(handle: u64) {
    SERVER.with_borrow_mut(|server| server.released.push(handle));
}

#[no_mangle]
extern "C" fn plrust_host_spi_prepare(_: *const u8, _: usize, _: *const u8, _: u32, _: u32, _: u32) -> u64 {
    99
}

#[no_mangle]
extern "C" fn plrust_host_spi_keep(_: u64) {}

#[no_mangle]
extern "C" fn plrust_host_spi_open(_: *const u8, _: *mut u8) {}

#[no_mangle]
extern "C" fn plrust_host_spi_find(_: *const u8, _: usize) -> u64 {
    0
}

#[no_mangle]
extern "C" fn plrust_host_spi_cursor_name(_: u64, _: *mut u8, _: usize) -> usize {
    0
}

#[no_mangle]
extern "C" fn plrust_host_spi_detach(_: u64) {}

#[no_mangle]
extern "C" fn plrust_host_spi_fetch(_: u64, _: u32, _: i64, _: *const u8, _: *mut u8) {}

#[no_mangle]
extern "C" fn plrust_host_spi_transaction(_: u32) {}

/// As the boundary: enters for the closure, and tells of its panics.
#[no_mangle]
extern "C" fn plrust_host_spi_attempt(closure: *const u8) -> u64 {
    let ran = catch_unwind(AssertUnwindSafe(|| crate::attempt::run_offered(closure as u64)));
    match ran {
        Ok(returned) => match SERVER.with_borrow(|server| server.failure.is_some()) {
            true => ERROR,
            false => returned.value,
        },
        Err(payload) => {
            let message = payload.downcast_ref::<&str>().copied().unwrap_or("panic");
            fail_with(2, crate::PgSqlErrorCode::ERRCODE_EXTERNAL_ROUTINE_EXCEPTION as u32, message);
            ERROR
        }
    }
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_error(error: u64, buffer: *mut u8, size: usize) -> u64 {
    assert_eq!(error, ERROR);
    let failure = SERVER.with_borrow_mut(|server| server.failure.take());
    let (kind, sqlstate, message) = failure.expect("an error was caught");
    let mut head = SpiErrorHead { level: 21, sqlstate, kind, ..SpiErrorHead::default() };
    head.texts = [[0, NO_TEXT]; crate::spi::abi::ERROR_TEXTS];
    head.texts[0] = [size_of::<SpiErrorHead>() as u32, message.len() as u32];
    let mut block = Vec::new();
    put(&mut block, head);
    block.extend(message.bytes());
    assert!(block.len() <= size);
    // SAFETY: the crate under test has that much room.
    unsafe { write_blocks(buffer as u64, size as u64, std::slice::from_ref(&block)) };
    block.len() as u64
}

#[no_mangle]
extern "C" fn plrust_host_spi_rethrow(_: u64) -> ! {
    std::process::abort()
}

#[no_mangle]
extern "C" fn plrust_host_window_rows() -> i64 {
    0
}

#[no_mangle]
extern "C" fn plrust_host_window_position() -> i64 {
    0
}

#[no_mangle]
extern "C" fn plrust_host_window_mark(_: i64) {}

#[no_mangle]
extern "C" fn plrust_host_window_peers(_: i64, _: i64) -> u32 {
    0
}

#[no_mangle]
extern "C" fn plrust_host_window_argument(_: u32, _: u32, _: i32, _: *mut u8, _: usize) -> u64 {
    0
}

#[no_mangle]
extern "C" fn plrust_host_window_keep(_: u64) {}

#[no_mangle]
extern "C" fn plrust_share_heap(_: *mut u8) {}
