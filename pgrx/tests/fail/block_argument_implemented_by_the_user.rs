// signature: fn f<'a>(n: i32) -> Option<i64>
// expect: implementation of an `unsafe` trait
struct Mine;
unsafe impl<'a> pgrx::entry::BlockArgument<'a> for Mine {
    unsafe fn from_block(_: &pgrx::abi::Argument) -> Mine { Mine }
}
Ok(None)
