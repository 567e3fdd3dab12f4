// SPDX-License-Identifier: PostgreSQL
//! Where every panic of confined code ends: the message and the place go to the host, which ends the call.
//!
//! Nothing unwinds, no hook runs, no destructor runs, and nothing is allocated: the heap may be what is exhausted
//! or broken. When a call further out catches the error (a subtransaction), this instance goes on with the memory as
//! it is, so the statics are made ready for the next panic before the host is told of this one.

use crate::fmt::{self, Write};
use crate::panic::Location;
use core::panic::PanicPayload;

unsafe extern "C" {
    fn plrust_host_panic(
        message: *const u8,
        message_len: usize,
        file: *const u8,
        file_len: usize,
        line: u32,
        column: u32,
    ) -> !;
}

/// A message longer than this ends in an ellipsis.
const CAPACITY: usize = 4096;
const ELLIPSIS: &str = "…";

/// UTF-8 that stops, at the boundary of a character, where it is full.
struct Message {
    len: usize,
    full: bool,
    text: [u8; CAPACITY + ELLIPSIS.len()],
}

static mut MESSAGE: Message = Message {
    len: 0,
    full: false,
    text: [0; CAPACITY + ELLIPSIS.len()],
};

/// Set while a message is made. The code that makes one is the user's (Display, Debug) and may panic, too.
static mut FORMATTING: bool = false;

impl Message {
    fn append(&mut self, text: &str) {
        let end = self.len + text.len();
        self.text[self.len..end].copy_from_slice(text.as_bytes());
        self.len = end;
    }
}

impl fmt::Write for Message {
    /// An error stops the formatting of what would not fit, however long.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.full {
            return Err(fmt::Error);
        }
        let room = CAPACITY - self.len;
        if text.len() <= room {
            self.append(text);
            return Ok(());
        }
        // Not floor_char_boundary, which older versions of Rust have not stabilized.
        let whole = (0..=room).rev().find(|&end| text.is_char_boundary(end));
        self.append(&text[..whole.unwrap_or(0)]);
        self.append(ELLIPSIS);
        // For whoever goes on after the error.
        self.full = true;
        Err(fmt::Error)
    }
}

/// Ends the call with the panic's message.
#[cold]
pub fn report(payload: &mut dyn PanicPayload, location: Option<&Location<'_>>) -> ! {
    match payload.as_str() {
        Some(text) => end_call(text, location),
        None => end_with(format_args!("{payload}"), location),
    }
}

/// Ends the call with a message of std's own, which has no place in the user's source.
#[cold]
pub fn report_text(text: fmt::Arguments<'_>) -> ! {
    end_with(text, None)
}

fn end_with(text: fmt::Arguments<'_>, location: Option<&Location<'_>>) -> ! {
    // SAFETY: there is one thread, and FORMATTING keeps a second panic away from MESSAGE.
    let message = unsafe {
        if FORMATTING {
            FORMATTING = false;
            end_call("panicked while the message of a panic was made", location);
        }
        FORMATTING = true;
        &mut *(&raw mut MESSAGE)
    };
    (message.len, message.full) = (0, false);
    let _full = message.write_fmt(text);
    // SAFETY: there is one thread.
    unsafe { FORMATTING = false }
    // SAFETY: only whole characters were copied.
    end_call(
        unsafe { crate::str::from_utf8_unchecked(&message.text[..message.len]) },
        location,
    )
}

fn end_call(message: &str, location: Option<&Location<'_>>) -> ! {
    let (file, line, column) = match location {
        Some(place) => (place.file(), place.line(), place.column()),
        None => ("", 0, 0),
    };
    // SAFETY: the host reads the two strings and does not come back.
    unsafe {
        plrust_host_panic(
            message.as_ptr(),
            message.len(),
            file.as_ptr(),
            file.len(),
            line,
            column,
        )
    }
}
