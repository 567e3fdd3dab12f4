// expect: panic out of memory: allocation of 3221225472 bytes failed
let block: Vec<u8> = Vec::with_capacity(3 << 30);
Ok(Some(std::hint::black_box(block).capacity().to_string()))
