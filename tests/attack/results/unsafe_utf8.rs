// attack: text that is not UTF-8, made by unsafe
// expect: refused
Ok(Some(unsafe { String::from_utf8_unchecked(vec![0xff, 0xfe]) }))
