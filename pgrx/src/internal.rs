// SPDX-License-Identifier: PostgreSQL
//! The state of an aggregate as a Rust value, in an argument or result of SQL type `internal`.
//!
//! The value stays in the region between the calls, and the host knows its address and nothing else. The functions of an
//! aggregate are modules of their own that share one heap, so any of them may grow and free what another allocated. What
//! they do not share is code: a value says its type by its `TypeId`, and holds no address of a function.

use std::any::{type_name, TypeId};
use std::marker::PhantomData;

use crate::abi::{Argument, Return};
use crate::entry::{BlockArgument, IntoReturn};
use crate::errors::ErrorReport;
use crate::sqlstate::PgSqlErrorCode;

mod movable;

pub use movable::Movable;

/// The state of an aggregate between the calls of its functions: a value of any type, or nothing yet.
///
/// The functions of the aggregate must mean the same type: one of std, of pgrx, of a dependency, or made of those. A
/// type that is declared in a function's body is that function's own, and no other function can name it. The value may
/// not hold trait objects or function pointers.
///
/// ```no_run
/// # use pgrx::prelude::*;
/// # fn f<'a>(state: Option<Internal<'a>>, word: Option<&'a str>) -> Result<Option<Internal<'a>>, pgrx::BoxError> {
/// let mut state = state.unwrap_or_default();
/// state.get_or_insert_default::<Vec<String>>().extend(word.map(str::to_owned));
/// Ok(Some(state))
/// # }
/// ```
#[derive(Default)]
pub struct Internal<'a> {
    /// Where the value is, and what; null: there is none.
    head: Option<Head>,
    call: PhantomData<&'a mut ()>,
}

enum Head {
    /// Made in this call. Nobody else knows it.
    Fresh(Box<State>),
    /// The host has it, and drops it. What is there stays there for the call.
    Kept(*mut State),
}

/// What the host's address leads to.
pub(crate) struct State {
    type_id: TypeId,
    type_name: &'static str,
    value: *mut (),
    /// In the function that made the value; no other one calls it.
    drop: unsafe fn(*mut ()),
}

impl State {
    /// Whoever lets other functions have the value makes sure that it is [`Movable`].
    pub(crate) fn of<T: 'static>(value: T) -> Box<State> {
        Box::new(State {
            type_id: TypeId::of::<T>(),
            type_name: type_name::<T>(),
            value: Box::into_raw(Box::new(value)).cast(),
            drop: drop_value::<T>,
        })
    }

    /// Where the value is; the end of the statement if it is of another type.
    pub(crate) fn check<T: 'static>(&self) -> *mut T {
        if self.type_id != TypeId::of::<T>() {
            refuse_type(self.type_name, type_name::<T>());
        }
        self.value.cast()
    }
}

/// # Safety
/// `value` came from a `Box<T>`, and is not used again.
unsafe fn drop_value<T>(value: *mut ()) {
    // SAFETY: as the caller promises.
    drop(unsafe { Box::from_raw(value.cast::<T>()) });
}

#[cold]
#[inline(never)]
fn refuse_type(is: &str, asked: &str) -> ! {
    ErrorReport::new(
        PgSqlErrorCode::ERRCODE_DATATYPE_MISMATCH,
        format!("the state is of type {is}, and not {asked}"),
        "",
    )
    .set_hint("A type that is declared in a function's body is that function's own: use types of std, pgrx or a dependency.")
    .raise()
}

impl<'a> Internal<'a> {
    /// A state that holds `value`.
    pub fn new<T: Movable + 'static>(value: T) -> Internal<'a> {
        Internal { head: Some(Head::Fresh(State::of(value))), call: PhantomData }
    }

    /// Whether there is a value.
    pub fn initialized(&self) -> bool {
        self.head.is_some()
    }

    /// The value, if there is one. One of another type is an error (42804) that ends the statement; so it is in the
    /// other methods.
    pub fn get<T: 'static>(&self) -> Option<&T> {
        let value = self.state()?.check::<T>();
        // SAFETY: it is a T, and borrowed for as long as the state is.
        Some(unsafe { &*value })
    }

    /// The value, to be changed, if there is one.
    pub fn get_mut<T: 'static>(&mut self) -> Option<&mut T> {
        let value = self.state()?.check::<T>();
        // SAFETY: it is a T, borrowed for as long as the state is, and no other argument leads to it.
        Some(unsafe { &mut *value })
    }

    /// Makes `value` the state. What was there before is not touched.
    pub fn insert<T: Movable + 'static>(&mut self, value: T) -> &mut T {
        let head = self.head.insert(Head::Fresh(State::of(value)));
        // SAFETY: as in `get_mut`.
        unsafe { &mut *head.state().value.cast() }
    }

    /// The value; if there is none, `value` is from now on.
    pub fn get_or_insert<T: Movable + 'static>(&mut self, value: T) -> &mut T {
        self.get_or_insert_with(|| value)
    }

    /// The value; if there is none, the type's default is from now on.
    pub fn get_or_insert_default<T: Movable + Default + 'static>(&mut self) -> &mut T {
        self.get_or_insert_with(T::default)
    }

    /// The value; if there is none, what `make` gives is from now on.
    pub fn get_or_insert_with<T: Movable + 'static>(&mut self, make: impl FnOnce() -> T) -> &mut T {
        let head = self.head.get_or_insert_with(|| Head::Fresh(State::of(make())));
        let value = head.state().check::<T>();
        // SAFETY: as in `get_mut`.
        unsafe { &mut *value }
    }

    fn state(&self) -> Option<&State> {
        self.head.as_ref().map(Head::state)
    }
}

impl Head {
    fn state(&self) -> &State {
        match self {
            Head::Fresh(state) => state,
            // SAFETY: the host gave the address of a state that this function or another one made.
            Head::Kept(state) => unsafe { &**state },
        }
    }
}

impl Drop for Head {
    fn drop(&mut self) {
        if let Head::Fresh(state) = self {
            // SAFETY: made with this very value, which nobody else knows.
            unsafe { (state.drop)(state.value) }
        }
    }
}

// SAFETY: nothing in it outlives 'a.
unsafe impl<'a> BlockArgument<'a> for Internal<'a> {
    #[inline]
    unsafe fn from_block(argument: &Argument) -> Self {
        // 0: the host has no state, and PostgreSQL says that it is not NULL all the same (deserialization).
        let head = (argument.value != 0).then_some(Head::Kept(argument.value as *mut State));
        Internal { head, call: PhantomData }
    }
}

impl IntoReturn for Internal<'_> {
    fn into_return(mut self) -> Return {
        let Some(mut head) = self.head.take() else { return Return::NULL };
        let address = match &mut head {
            Head::Kept(state) => *state,
            Head::Fresh(state) => &raw mut **state,
        };
        // What was made in this call is the host's from here on, until it asks for `drop_state`.
        std::mem::forget(head);
        Return::bits(address as u64)
    }
}

/// As the third register: drop the state whose address is the first (`kOperationDropState` in `confine/abi.hpp`).
#[doc(hidden)]
pub const DROP_STATE: u64 = 0x706c_7275_7374_0004;

/// Drops a state that this function made.
///
/// # Safety
/// `address` was returned by this function, and is not used again.
#[doc(hidden)]
pub unsafe fn drop_state(address: u64) -> Return {
    // SAFETY: as the caller promises.
    drop(Head::Fresh(unsafe { Box::from_raw(address as *mut State) }));
    Return::NULL
}

/// Has this function allocate where the others of its role do that keep states, before it does anything else.
///
/// # Safety
/// `block` is the address of `count` arguments and one more cell behind them, which holds the address of the heap.
#[doc(hidden)]
#[inline]
pub unsafe fn share_heap(block: u64, count: u64) {
    unsafe extern "C" {
        fn plrust_share_heap(arena: *mut u8);
    }
    // SAFETY: as the caller promises; the host made the heap for this.
    unsafe {
        let cell = (block as *const Argument).add(count as usize);
        plrust_share_heap((*cell).value as *mut u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    /// As the host does it: what one call returned is an argument of the next.
    fn pass_on<'a>(returned: Return) -> Internal<'a> {
        assert_eq!(returned.tag, 0);
        // SAFETY: it was returned by a state.
        unsafe { Internal::from_block(&Argument::bits(returned.value)) }
    }

    #[test]
    fn a_value_goes_from_call_to_call_and_is_dropped_at_the_end() {
        let held = Rc::new(());
        let mut state = Internal::default();
        assert!(!state.initialized() && state.get::<Vec<Rc<()>>>().is_none());
        state.get_or_insert_default::<Vec<Rc<()>>>().push(held.clone());
        let first = state.into_return();

        let mut state = pass_on(first);
        state.get_mut::<Vec<Rc<()>>>().unwrap().push(held.clone());
        assert_eq!(state.get_or_insert(Vec::<Rc<()>>::new()).len(), 2);
        let second = state.into_return();
        assert_eq!(second, first);

        drop(pass_on(second));
        assert_eq!(Rc::strong_count(&held), 3);
        // SAFETY: nobody uses it after this.
        unsafe { drop_state(second.value) };
        assert_eq!(Rc::strong_count(&held), 1);
    }

    #[test]
    fn what_is_not_returned_goes_at_once() {
        let held = Rc::new(());
        let mut state = Internal::new(held.clone());
        assert_eq!(state.insert((1, held.clone())).0, 1);
        assert_eq!(Rc::strong_count(&held), 2);
        drop(state);
        assert_eq!(Rc::strong_count(&held), 1);
        assert_eq!(Internal::default().into_return(), Return::NULL);
    }
}
