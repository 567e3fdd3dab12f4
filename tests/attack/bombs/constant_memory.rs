// attack: a constant of eight gigabytes
// expect: refused or stopped
static X: [u8; 8 << 30] = [1; 8 << 30]; Ok(Some(X[5].to_string()))
