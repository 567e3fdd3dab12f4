// attack: a constant of eight gigabytes
// timeout: 60s
// expect: refused or error 57014
static X: [u8; 8 << 30] = [1; 8 << 30]; Ok(Some(X[5].to_string()))
