// signature: fn f<'a>(s: &'a str) -> Option<i32>
// shape: block
// expect: escapes the function body
use std::cell::Cell;
thread_local! { static KEPT: Cell<&'static str> = const { Cell::new("") }; }
KEPT.set(s);
Ok(None)
