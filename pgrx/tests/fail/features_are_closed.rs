// signature: fn f<'a>() -> Option<i64>
// expect: use of unstable library feature
let mut v = vec![1];
let _: Option<()> = std::intrinsics::abort();
Ok(v.pop())
