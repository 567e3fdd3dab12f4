// attack: a suspended set that overwrites itself and its arguments
// signature: (t text) RETURNS SETOF text
// call: attack(repeat('x', 100)) LIMIT 3
// unsafe: allowed
// expect: error 38000 or error 53200
let mut state = [1u64; 8];
let mut n = 0;
Ok(Some(SetOfIterator::new(std::iter::from_fn(move || {
    n += 1;
    if n == 2 {
        let here = &raw mut state as *mut u8;
        for distance in 0..2000 { unsafe { here.add(distance).write_volatile(0xa5) } }
        for distance in 1..2000 { unsafe { here.sub(distance).write_volatile(0xa5) } }
    }
    Some(t.map(|t| t[..n].to_string()))
}))))
