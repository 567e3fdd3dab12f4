// attack: a set that never gives its next value
// signature: () RETURNS SETOF text
// call: attack() LIMIT 2
// timeout: 300ms
// expect: error 57014
let mut n = 0u64;
Ok(Some(SetOfIterator::new(std::iter::from_fn(move || {
    n += 1;
    while n == 2 { std::hint::black_box(&n); }
    Some(Some(n.to_string()))
}))))
