// attack: a constant that is never done
// expect: refused or stopped
const X: u64 = { let mut i = 0u64; loop { i += 1; if i == u64::MAX { break i } } }; Ok(Some(X.to_string()))
