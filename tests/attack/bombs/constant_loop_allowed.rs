// attack: a constant that is never done, with the lint against it switched off
// expect: refused or stopped
#[allow(long_running_const_eval)] const X: u64 = { let mut i = 0u64; loop { i += 1; if i == u64::MAX { break i } } }; Ok(Some(X.to_string()))
