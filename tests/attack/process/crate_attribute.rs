// attack: an attribute of the whole crate
// expect: refused
#![feature(core_intrinsics)] core::intrinsics::abort()
