// attack: text that is not UTF-8, made safely from bytes
// expect: refused or error 22021 or returns .*
Ok(Some(String::from_utf8_lossy(b"\xff\xfe").into_owned()))
