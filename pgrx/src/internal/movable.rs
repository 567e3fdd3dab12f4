// SPDX-License-Identifier: PostgreSQL
//! What a value may consist of that several functions use.

/// A value that holds no address of code.
///
/// Each function is a module with a stack of its own in the region, so that a call through an address that another one
/// left would run on the wrong stack. All types have this trait by themselves but trait objects and function pointers,
/// and those that hold them; it cannot be named in a trait object's bounds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the state of an aggregate, or part of it",
    note = "the functions of an aggregate share its state, but no code: it may not hold trait objects or function pointers"
)]
pub auto trait Movable {}

/// All function pointers of up to so many arguments.
macro_rules! not_movable {
    () => { not_movable!(@); };
    ($first:ident $($rest:ident)*) => {
        not_movable!(@ $first $($rest)*);
        not_movable!($($rest)*);
    };
    (@ $($argument:ident)*) => {
        impl<R $(, $argument)*> !Movable for fn($($argument),*) -> R {}
        impl<R $(, $argument)*> !Movable for unsafe fn($($argument),*) -> R {}
        impl<R $(, $argument)*> !Movable for extern "C" fn($($argument),*) -> R {}
        impl<R $(, $argument)*> !Movable for unsafe extern "C" fn($($argument),*) -> R {}
    };
}

not_movable!(A B C D E F G H I J K L);
