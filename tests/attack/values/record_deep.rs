// attack: records in records, deeper than the stack
// signature: (v record) RETURNS record STRICT
// call: attack(ROW(1))
// unsafe: allowed
// expect: error 54001
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
const LEVELS: usize = 60_000;
const SIZE: usize = 80;
let mut bytes = vec![0u64; LEVELS * SIZE / 8];
let deep = bytes.as_mut_ptr() as *mut u8;
for n in 0..LEVELS {
    let head = unsafe { deep.add(n * SIZE) };
    let length = ((LEVELS - n) * SIZE) as u64;
    put(head, 0, [2249u32, u32::MAX, if n + 1 < LEVELS { 1 } else { 0 }, 0]);
    put(head, 16, [32u64, 48]);
    put(head, 32, [SIZE as u64, 1 << 62 | (length - SIZE as u64)]);
    put(head, 48, [2249u32, u32::MAX, 64, 1]);
    put(head, 64, b'x');
}
let length = bytes.len() * 8;
let old = payload(&v, 2249) as u64;
let words = &raw const v as *mut u64;
for n in 0..size_of_val(&v) / 8 - 1 {
    unsafe {
        if *words.add(n) == old {
            *words.add(n) = deep as u64;
            *words.add(n + 1) = length as u64;
        }
    }
}
std::mem::forget(bytes);
Ok(Some(v.into_owned()))
