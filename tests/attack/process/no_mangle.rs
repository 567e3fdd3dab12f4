// attack: replace the entry
// expect: refused
#[unsafe(no_mangle)] pub extern "C" fn plrust_entry() {} Ok(None)
