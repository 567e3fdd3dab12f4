// attack: abort by an intrinsic
// expect: refused
core::intrinsics::abort()
