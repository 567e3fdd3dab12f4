// SPDX-License-Identifier: PostgreSQL
//! A host for the unit tests: it answers queries with prepared cells and remembers what it was sent.

use std::cell::RefCell;

use crate::abi::{Argument, SpiArgument};
use crate::oid::BuiltinOid;

/// One field of the prepared row.
pub struct Cell {
    oid: u32,
    bits: u64,
    bytes: Vec<u8>,
    null: bool,
}

impl Cell {
    pub fn bits(builtin: BuiltinOid, bits: u64) -> Cell {
        Cell { oid: builtin as u32, bits, bytes: Vec::new(), null: false }
    }

    pub fn bytes(builtin: BuiltinOid, text: &str) -> Cell {
        Cell { oid: builtin as u32, bits: 0, bytes: text.into(), null: false }
    }

    pub fn null(builtin: BuiltinOid) -> Cell {
        Cell { oid: builtin as u32, bits: 0, bytes: Vec::new(), null: true }
    }
}

#[derive(Default)]
struct Server {
    processed: u64,
    row: Vec<Cell>,
    query: String,
    arguments: Vec<SpiArgument>,
    queries: usize,
}

thread_local! { static SERVER: RefCell<Server> = RefCell::default(); }

/// Prepares the answer to the next queries.
pub fn answer_with(processed: u64, row: Vec<Cell>) {
    SERVER.with_borrow_mut(|server| (server.processed, server.row) = (processed, row));
}

/// The last query and its arguments.
pub fn last_query() -> (String, Vec<SpiArgument>) {
    SERVER.with_borrow(|server| (server.query.clone(), server.arguments.clone()))
}

/// How many queries this test ran.
pub fn query_count() -> usize {
    SERVER.with_borrow(|server| server.queries)
}

#[no_mangle]
extern "C" fn plrust_host_report(_: *const u8) {}

#[no_mangle]
extern "C" fn plrust_host_abort() -> ! {
    std::process::abort()
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_execute(
    query: *const u8,
    query_len: usize,
    args: *const u8,
    arg_count: u32,
    _max_rows: u64,
) -> u64 {
    // SAFETY: the crate under test passes what lies there.
    let (query, arguments) = unsafe {
        (
            std::slice::from_raw_parts(query, query_len),
            std::slice::from_raw_parts(args.cast::<SpiArgument>(), arg_count as usize),
        )
    };
    SERVER.with_borrow_mut(|server| {
        server.query = String::from_utf8(query.to_vec()).expect("queries are text");
        server.arguments = arguments.to_vec();
        server.queries += 1;
        server.processed
    })
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_value(row: u64, column: u32, want_type: u32, out: *mut u8) -> i32 {
    SERVER.with_borrow(|server| {
        if row != 0 || server.row.is_empty() {
            return 1;
        }
        let Some(cell) = (column as usize).checked_sub(1).and_then(|index| server.row.get(index)) else {
            return 2;
        };
        let (value, status) = match cell.oid == want_type {
            false => (u64::from(cell.oid), 3),
            true if cell.bytes.is_empty() => (cell.bits, 0),
            true => (u64::from(column), 0),
        };
        let meta = u64::from(cell.null) << 63 | cell.bytes.len() as u64;
        // SAFETY: `out` is an Argument of the crate under test.
        unsafe { out.cast::<Argument>().write(Argument { value, meta }) };
        status
    })
}

#[no_mangle]
unsafe extern "C" fn plrust_host_spi_fetch(handle: u64, dst: *mut u8, n: usize) {
    SERVER.with_borrow(|server| {
        let bytes = &server.row[handle as usize - 1].bytes;
        assert_eq!(bytes.len(), n);
        // SAFETY: the crate under test has room for n bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), dst, n) }
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
