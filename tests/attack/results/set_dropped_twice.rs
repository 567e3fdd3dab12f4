// attack: a set that is freed by its own values
// signature: () RETURNS SETOF text
// call: attack() LIMIT 50
// unsafe: allowed
// expect: returns .* or error 38000
let mut held = Box::new([7u8; 1000]);
Ok(Some(SetOfIterator::new(std::iter::from_fn(move || {
    let bytes = &raw mut *held;
    drop(unsafe { Box::from_raw(bytes) });
    let other = vec![9u8; 1000];
    Some(Some(format!("{} {}", held[0], other.len())))
}))))
