// signature: fn f<'a>() -> Option<i64>
// expect: module `host` is private
pgrx::host::plrust_host_abort();
Ok(None)
