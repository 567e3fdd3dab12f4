// signature: fn f<'a>(n: i32) -> Option<i64>
// expect: is unsafe and requires unsafe
use pgrx::entry::BlockArgument;
let argument = pgrx::abi::Argument { value: 4096, meta: 8 };
let peeked: &str = BlockArgument::from_block(&argument);
Ok(Some(peeked.len() as i64))
