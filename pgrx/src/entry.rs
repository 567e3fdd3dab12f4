// SPDX-License-Identifier: PostgreSQL
//! The way into a function: [`function!`](crate::function) expands to the module's one entry, `plrust_entry`.
//!
//! Everything on the path of a value that fits a register is `inline(always)`: for `fn(i32) -> i32` the entry is the
//! user's own code and a `ret`. The path of an error is out of line, in this crate.

use crate::abi::{Argument, Return};
use crate::datum::{Datum, Payload, TryFromDatumError};
use crate::errors::{self, BoxError, ErrorReport};
use crate::kept::Kept;

pub use crate::attempt::{is_offered, run_offered as run_closure};

/// As the third register: the first is the address of a closure that was offered to the host
/// (`kOperationRunClosure` in `confine/abi.hpp`).
pub const RUN_CLOSURE: u64 = 0x706c_7275_7374_0010;

/// A type that an argument register can hold; never null.
#[diagnostic::on_unimplemented(message = "`{Self}` does not arrive in a register")]
pub trait RegisterArgument: Sized {
    /// Takes the value out of datum bits that the host made for this very type.
    fn from_register(bits: u64) -> Self;
}

/// A type that an argument block can hold.
///
/// # Safety
/// References that come out of [`from_block`](BlockArgument::from_block) must not outlive `'a`.
#[diagnostic::on_unimplemented(message = "PL/Rust cannot pass an argument as `{Self}`")]
pub unsafe trait BlockArgument<'a>: Sized {
    /// # Safety
    /// `argument` was made by the host for this very type: not null unless `Self` is an `Option`, its payload stays
    /// unchanged for `'a`, and text is valid UTF-8.
    unsafe fn from_block(argument: &Argument) -> Self;
}

// SAFETY: hands on what T gives.
unsafe impl<'a, T: BlockArgument<'a>> BlockArgument<'a> for Option<T> {
    #[inline(always)]
    unsafe fn from_block(argument: &Argument) -> Self {
        if argument.is_null() {
            return None;
        }
        // SAFETY: as the caller promises; it is not null.
        Some(unsafe { T::from_block(argument) })
    }
}

/// A type that a function can return.
///
/// There are three ways out: bits ([`Return::bits`]); a payload that lies in an argument or a static and so stays where
/// it is ([`Return::bytes`]); and everything else as a [`Datum`], whose payload is kept until the next call
/// ([`return_datum`]). A result whose type the call decides leaves as a payload that starts with its type
/// ([`AnyElement`](crate::AnyElement)); rows and arrays have theirs in their heads.
#[diagnostic::on_unimplemented(message = "PL/Rust cannot return `{Self}`")]
pub trait IntoReturn {
    /// Turns the value into what the host takes; a payload stays valid until the next call.
    fn into_return(self) -> Return;

    /// What a function of this result that returned an error gives the host.
    #[doc(hidden)]
    #[inline]
    fn return_error(error: BoxError) -> Return {
        errors::into_return(error)
    }
}

/// The last result that the function owned.
static RESULT: Kept<Vec<u8>> = Kept::new();

/// Keeps a result that the function owned until the host has copied it.
#[inline]
pub(crate) fn return_bytes(result: Vec<u8>) -> Return {
    RESULT.replace(result, |bytes| Return::bytes(bytes))
}

/// Memory for a result, empty: that of the last one, unless it is large. Nobody reads that one any more.
#[inline]
pub(crate) fn result_memory() -> Vec<u8> {
    const MOST: usize = 64 << 10;
    match RESULT.take() {
        Some(mut memory) if memory.capacity() <= MOST => {
            memory.clear();
            memory
        }
        _ => Vec::new(),
    }
}

/// Hands on a result that knows by itself what it is.
#[inline]
pub fn return_datum(result: Option<Datum>) -> Return {
    match result.map(Datum::into_payload) {
        None => Return::NULL,
        Some(Payload::Bits(bits)) => Return::bits(bits),
        Some(Payload::Bytes(bytes)) => return_bytes(bytes),
    }
}

/// The argument, or the end of the statement: the host passed what it should not have.
#[inline]
pub fn accepted<T>(argument: Result<T, TryFromDatumError>) -> T {
    argument.unwrap_or_else(|error| refuse(&error))
}

#[cold]
#[inline(never)]
pub(crate) fn refuse(error: &TryFromDatumError) -> ! {
    ErrorReport::unlocated(error.sql_error_code(), error.to_string()).raise()
}

/// Turns the outcome of a function into what the host takes.
#[inline(always)]
pub fn finish<T: IntoReturn>(outcome: Result<Option<T>, BoxError>) -> Return {
    match outcome {
        Ok(Some(value)) => value.into_return(),
        Ok(None) => Return::NULL,
        Err(error) => T::return_error(error),
    }
}

/// Makes the module's entry out of the function's signature; the function itself is `user::NAME`.
///
/// `shape` says how the host passes arguments: `registers` for at most three that are neither null nor larger than a
/// datum, `block` for all others, `state` for those that keep the state of an aggregate, `set` for those that return a
/// set, `window` for window functions, `trigger` and `event_trigger` for what these are called with. The compiler of
/// PL/Rust
/// functions writes the invocation; it works in crates that forbid `unsafe`.
///
/// ```
/// pgrx::function! { fn greet<'a>(name: Option<&'a str>) -> Option<String>; shape = block; }
/// pub mod user {
///     use pgrx::prelude::*;
///     pub fn greet<'a>(name: Option<&'a str>) -> Result<Option<String>, pgrx::BoxError> {
///         Ok(name.map(|name| format!("hello, {name}")))
///     }
/// }
/// ```
#[macro_export]
#[allow_internal_unsafe]
macro_rules! function {
    (fn $name:ident<$life:lifetime>($($arg:ident: $type:ty),* $(,)?) -> $result:ty; shape = registers;) => {
        #[no_mangle]
        pub extern "C" fn plrust_entry(first: u64, second: u64, third: u64) -> $crate::abi::Return {
            #[allow(unused_imports)]
            use $crate::prelude::*;
            #[inline(always)]
            #[allow(unused_mut, unused_variables)]
            fn call<$life>(registers: [u64; 3]) -> $crate::abi::Return {
                let mut registers = registers.into_iter();
                $(let $arg: $type = $crate::entry::RegisterArgument::from_register(
                    registers.next().expect("a call in registers has at most three arguments"),
                );)*
                $crate::entry::finish(user::$name($($arg),*))
            }
            // A third argument can have any value, also this one.
            const ARGUMENTS: &[&str] = &[$(stringify!($arg)),*];
            if third == $crate::entry::RUN_CLOSURE && (ARGUMENTS.len() < 3 || $crate::entry::is_offered(first)) {
                return $crate::entry::run_closure(first);
            }
            call([first, second, third])
        }
    };
    (fn $name:ident<$life:lifetime>($($arg:ident: $type:ty),* $(,)?) -> $result:ty; shape = block;) => {
        #[no_mangle]
        pub extern "C" fn plrust_entry(block: u64, count: u64, operation: u64) -> $crate::abi::Return {
            #[allow(unused_imports)]
            use $crate::prelude::*;
            #[inline(always)]
            #[allow(unused_mut, unused_variables)]
            fn call<$life>(arguments: &$life [$crate::abi::Argument]) -> $crate::abi::Return {
                let mut arguments = arguments.iter();
                $crate::function! { @take arguments, $life, $($arg: $type),* }
                $crate::entry::finish(user::$name($($arg),*))
            }
            if operation == $crate::entry::RUN_CLOSURE {
                return $crate::entry::run_closure(block);
            }
            // SAFETY: the host passes the address and the number of the arguments, which live for the call.
            call(unsafe { $crate::entry::arguments(block, count) })
        }
    };
    (fn $name:ident<$life:lifetime>($($arg:ident: $type:ty),* $(,)?) -> $result:ty; shape = state;) => {
        #[no_mangle]
        pub extern "C" fn plrust_entry(block: u64, count: u64, operation: u64) -> $crate::abi::Return {
            #[allow(unused_imports)]
            use $crate::prelude::*;
            #[inline(always)]
            #[allow(unused_mut, unused_variables)]
            fn call<$life>(arguments: &$life [$crate::abi::Argument]) -> $crate::abi::Return {
                let mut arguments = arguments.iter();
                $crate::function! { @take arguments, $life, $($arg: $type),* }
                $crate::entry::finish(user::$name($($arg),*))
            }
            match operation {
                // SAFETY: the host passes what a call returned, and forgets it.
                $crate::internal::DROP_STATE => unsafe { $crate::internal::drop_state(block) },
                $crate::entry::RUN_CLOSURE => $crate::entry::run_closure(block),
                // SAFETY: the host passes the address and the number of the arguments, which live for the call, and
                // has the heap's address behind them.
                _ => unsafe {
                    $crate::internal::share_heap(block, count);
                    call($crate::entry::arguments(block, count))
                },
            }
        }
    };
    (fn $name:ident<$life:lifetime>($($arg:ident: $type:ty),* $(,)?) -> $result:ty; shape = set;) => {
        #[no_mangle]
        pub extern "C" fn plrust_entry(block: u64, count: u64, operation: u64) -> $crate::abi::Return {
            #[allow(unused_imports)]
            use $crate::prelude::*;
            #[allow(unused_mut, unused_variables)]
            fn call<$life>(arguments: &$life [$crate::abi::Argument]) -> $crate::abi::Return {
                let mut arguments = arguments.iter();
                $crate::function! { @take arguments, $life, $($arg: $type),* }
                // SAFETY: the host asks for values only as long as the arguments live.
                unsafe { $crate::set::start(user::$name($($arg),*)) }
            }
            match operation {
                // SAFETY: the host passes what the call returned, until it was told that there is no more.
                $crate::set::NEXT => unsafe { $crate::set::next(block) },
                // SAFETY: the host passes what it was given, and forgets it.
                $crate::set::DROP => unsafe { $crate::set::drop_set(block, count) },
                $crate::set::ALLOCATE => $crate::set::allocate(block),
                $crate::entry::RUN_CLOSURE => $crate::entry::run_closure(block),
                // SAFETY: the host passes the address and the number of the arguments.
                _ => call(unsafe { $crate::entry::arguments(block, count) }),
            }
        }
    };
    (
        fn $name:ident<$life:lifetime>($window:ident: $window_type:ty $(, $arg:ident: $type:ty)* $(,)?) -> $result:ty;
        shape = window;
    ) => {
        #[no_mangle]
        pub extern "C" fn plrust_entry(block: u64, count: u64, operation: u64) -> $crate::abi::Return {
            #[allow(unused_mut, unused_variables)]
            fn call<$life>(mut window: $crate::PgWindow<$life>) -> $crate::abi::Return {
                let mut indices = 0u32..;
                $(let $arg = $crate::WindowArgument::at(indices.next().expect("there are few arguments"));)*
                $crate::entry::finish(user::$name(&mut window, $($arg),*))
            }
            match operation {
                // SAFETY: the host passes what the function had it keep, and forgets it.
                $crate::internal::DROP_STATE => unsafe { $crate::internal::drop_state(block) },
                $crate::entry::RUN_CLOSURE => $crate::entry::run_closure(block),
                // SAFETY: the host passes the address and the number of the arguments, and behind them the heap's
                // address and the partition's value.
                _ => unsafe {
                    $crate::internal::share_heap(block, count);
                    call($crate::PgWindow::from_block(block, count))
                },
            }
        }
    };
    (fn $name:ident<$life:lifetime>($arg:ident: $type:ty) -> $result:ty; shape = trigger;) => {
        $crate::function! { @trigger PgTrigger, finish, $name }
    };
    (fn $name:ident<$life:lifetime>($arg:ident: $type:ty) -> $result:ty; shape = event_trigger;) => {
        $crate::function! { @trigger PgEventTrigger, finish_event, $name }
    };
    (@take $arguments:ident, $life:lifetime, $($arg:ident: $type:ty),*) => {
        // SAFETY: the host fills one Argument for each of the signature's, as the signature says.
        $(let $arg: $type = unsafe {
            $crate::entry::BlockArgument::<$life>::from_block(
                $arguments.next().expect("the block holds every argument"),
            )
        };)*
    };
    (@trigger $trigger:ident, $finish:ident, $name:ident) => {
        #[no_mangle]
        pub extern "C" fn plrust_entry(block: u64, count: u64, operation: u64) -> $crate::abi::Return {
            if operation == $crate::entry::RUN_CLOSURE {
                return $crate::entry::run_closure(block);
            }
            // SAFETY: the host passes the address and the number of the arguments, which live for the call.
            let trigger = unsafe { $crate::trigger::$trigger::from_block($crate::entry::arguments(block, count)) };
            $crate::trigger::$finish(&trigger, user::$name(&trigger))
        }
    };
}

/// The argument block that the host passed.
///
/// # Safety
/// `block` is the address of `count` arguments that live and stay unchanged for `'a`, or `count` is 0.
#[inline(always)]
pub unsafe fn arguments<'a>(block: u64, count: u64) -> &'a [Argument] {
    if count == 0 {
        return &[];
    }
    // SAFETY: as the caller promises.
    unsafe { std::slice::from_raw_parts(block as *const Argument, count as usize) }
}

#[cfg(test)]
mod tests {
    use crate::abi::{Argument, Report, Return, Slice};

    // There can be one entry in a program: this one has every way out of a function.
    crate::function! { fn describe<'a>(name: &'a str, n: Option<i32>, raw: Vec<u8>) -> Option<String>; shape = block; }
    mod user {
        use crate::prelude::*;

        pub fn describe<'a>(
            name: &'a str,
            n: Option<i32>,
            raw: Vec<u8>,
        ) -> Result<Option<String>, crate::BoxError> {
            let Some(n) = n else { return Ok(None) };
            if n < 0 {
                Err(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO)?;
            }
            if n == 0 {
                name.parse::<i32>()?;
            }
            Ok(Some(format!("{name} {n} {raw:?}")))
        }
    }

    const NULL: Argument = Argument { value: 0, meta: 1 << 63 };

    fn call(name: &str, n: Argument, raw: &[u8]) -> Return {
        let bytes = |bytes: &[u8]| Argument { value: bytes.as_ptr() as u64, meta: bytes.len() as u64 };
        let block = [bytes(name.as_bytes()), n, bytes(raw)];
        plrust_entry(block.as_ptr() as u64, 3, 0)
    }

    fn integer(n: i32) -> Argument {
        Argument { value: n as i64 as u64, meta: 0 }
    }

    fn text(address: u64, length: u64) -> String {
        // SAFETY: what the entry returned stays until the next call.
        let bytes = unsafe { std::slice::from_raw_parts(address as *const u8, length as usize) };
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn message(returned: Return) -> (String, Report) {
        assert_eq!(returned.tag & 0xff, 2);
        // SAFETY: as above.
        let report = unsafe { *(returned.value as *const Report) };
        let Slice { ptr, len } = report.message;
        (text(ptr, len), report)
    }

    // One test, because a call replaces what the last one left, as in a module, which has one thread.
    #[test]
    fn values_nulls_and_errors_come_out_of_the_entry() {
        let returned = call("Ada", integer(7), &[1, 2]);
        assert_eq!(returned.tag & 0xff, 0);
        assert_eq!(text(returned.value, returned.tag >> 8), "Ada 7 [1, 2]");

        assert_eq!(call("", NULL, &[]), Return::NULL);

        let (words, report) = message(call("Ada", integer(0), &[]));
        assert_eq!((words.as_str(), report.level), ("invalid digit found in string", 21));
        assert_eq!(report.sqlstate, crate::PgSqlErrorCode::ERRCODE_DATA_EXCEPTION as u32);

        let (_, report) = message(call("Ada", integer(-1), &[]));
        assert_eq!(report.sqlstate, crate::PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO as u32);
    }
}
