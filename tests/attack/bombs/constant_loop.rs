// attack: a constant that is never done
// timeout: 60s
// expect: refused or error 57014
#[allow(long_running_const_eval)] const X: u64 = { let mut i = 0u64; loop { i += 1; if i == u64::MAX { break i } } }; Ok(Some(X.to_string()))
