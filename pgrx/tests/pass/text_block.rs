// signature: fn shout<'a>(s: &'a str, times: i32) -> Option<String>
// shape: block
Ok(Some(s.to_uppercase().repeat(times.try_into()?)))
