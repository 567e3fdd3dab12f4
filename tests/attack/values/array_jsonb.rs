// attack: jsonb of another version
// signature: (v anyarray) RETURNS anyarray STRICT
// call: attack(ARRAY['{"a": 1}'::jsonb])
// unsafe: allowed
// expect: error 22P03
// The payload of a value that the server gave, or that goes back: its head begins with the oid `first`.
fn payload<T>(value: &T, first: u32) -> *mut u8 {
    let words = value as *const T as *const u64;
    for n in 0..size_of::<T>() / 8 {
        let address = unsafe { *words.add(n) };
        if address as u32 >= 0x5000_0000 && address % 4 == 0 && unsafe { *(address as *const u32) } == first {
            return address as *mut u8;
        }
    }
    panic!("no payload that begins with {first}")
}
fn put<T>(payload: *mut u8, offset: usize, value: T) {
    unsafe { (payload.add(offset) as *mut T).write_unaligned(value) }
}
let head = payload(&v, 3802);
put(head, 96, 7u8);
Ok(Some(v))
