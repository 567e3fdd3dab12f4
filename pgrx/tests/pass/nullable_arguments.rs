// signature: fn coalesce<'a>(a: Option<&'a str>, b: Option<String>, c: Option<i64>, d: Option<bool>) -> Option<String>
// shape: block
Ok(a.map(str::to_string).or(b).or_else(|| c.map(|n| n.to_string())).or_else(|| d.map(|d| d.to_string())))
