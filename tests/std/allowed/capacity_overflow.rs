// expect: panic capacity overflow
let block: Vec<u64> = Vec::with_capacity(usize::MAX / 4);
Ok(Some(block.capacity().to_string()))
