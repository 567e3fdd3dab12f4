// signature: fn reverse<'a>(b: &'a [u8], more: Vec<u8>) -> Option<Vec<u8>>
// shape: block
let mut out: Vec<u8> = b.iter().rev().copied().collect();
out.extend(more);
Ok(Some(out))
