// attack: texts that PostgreSQL's parsers must not see, and those that they must survive
// signature: () RETURNS text
// call: attack()
// unsafe: allowed
// expect: returns ^ok$
extern "C" {
    fn plrust_host_time_parse(kind: u32, text: *const u8, length: usize, out: *mut u8) -> i32;
}
let mut state = 1u64;
let mut out = [0u8; 16];
for kind in 0..6 {
    for round in 0..3000usize {
        let mut text = Vec::new();
        while text.len() < round % 160 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let words: [&[u8]; 16] = [b"-", b":", b".", b" ", b"T", b"12", b"/", b"+", b"jan", b"ago", b"\0", b"\xff", b"99999999999", b"J", b"P", b"1e9"];
            text.extend_from_slice(words[(state >> 40) as usize % 16]);
        }
        unsafe { plrust_host_time_parse(kind, text.as_ptr(), text.len(), out.as_mut_ptr()) };
    }
}
Ok(Some("ok".to_string()))
