// attack: an alignment no allocator has
// expect: error 53200 or error 38000 or returns .* or refused
#[repr(align(536870912))] struct A(u8); let b = Box::new(A(1)); Ok(Some(b.0.to_string()))
