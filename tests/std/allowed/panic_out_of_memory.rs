// expect: panic out of memory
// The message needs no heap.
let mut kept: Vec<Box<[u8; 4096]>> = Vec::new();
loop {
    kept.push(Box::new([1; 4096]));
}
