// SPDX-License-Identifier: PostgreSQL
//! A closure in a subtransaction, whose failure comes back.
//!
//! Errors do not unwind here: the host enters this module once more for the closure, and forgets that call when it
//! fails. Whatever the closure owned then stays where it is, undropped.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::abi::Return;
use crate::caught::CaughtError;
use crate::host;

/// What a closure's changes become when it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Changes {
    Kept = 0,
    RolledBack = 1,
}

/// What the host is given, to give it back to the entry.
#[repr(C)]
struct Offer {
    call: unsafe fn(*mut ()) -> Changes,
    state: *mut (),
}

/// The address of the closure that the host was offered and has not entered yet. An ordinary call whose arguments
/// happen to look like an order to run a closure finds nothing here.
static OFFERED: AtomicU64 = AtomicU64::new(0);

struct State<F, R> {
    closure: Option<F>,
    outcome: Option<R>,
}

/// # Safety
/// `state` is a `State<F, R>` that nobody else uses meanwhile.
unsafe fn call<F: FnOnce() -> (R, Changes), R>(state: *mut ()) -> Changes {
    // SAFETY: as the caller promises.
    let state = unsafe { &mut *state.cast::<State<F, R>>() };
    let closure = state.closure.take().expect("a closure runs once");
    let (outcome, changes) = closure();
    state.outcome = Some(outcome);
    changes
}

/// Runs the closure in a subtransaction, which ends as it says. What a PostgreSQL error or a panic leaves of it is the
/// error: everything else is rolled back.
pub(crate) fn attempt<F: FnOnce() -> (R, Changes), R>(closure: F) -> Result<R, CaughtError> {
    const HIGHEST_ANSWER: u64 = Changes::RolledBack as u64;
    let mut state = State { closure: Some(closure), outcome: None };
    let offer = Offer { call: call::<F, R>, state: (&raw mut state).cast() };
    OFFERED.store(&raw const offer as u64, Ordering::Relaxed);
    // SAFETY: the host gives the address to `run_offered` once, before it comes back.
    let answer = unsafe { host::plrust_host_spi_attempt((&raw const offer).cast()) };
    if answer <= HIGHEST_ANSWER {
        Ok(state.outcome.expect("a closure that returned has an outcome"))
    } else {
        Err(CaughtError::take(answer))
    }
}

/// Whether there is a closure at that address that waits to be run.
#[inline(always)]
pub fn is_offered(address: u64) -> bool {
    address != 0 && OFFERED.load(Ordering::Relaxed) == address
}

/// What the entry does when it is asked to run the closure at that address. If there is no such, nothing.
#[cold]
#[inline(never)]
pub fn run_offered(address: u64) -> Return {
    if !is_offered(address) {
        return Return::bits(Changes::RolledBack as u64);
    }
    OFFERED.store(0, Ordering::Relaxed);
    // SAFETY: `attempt` is waiting for the host, and has the offer where it said.
    let changes = unsafe {
        let offer = &*(address as *const Offer);
        (offer.call)(offer.state)
    };
    Return::bits(changes as u64)
}
