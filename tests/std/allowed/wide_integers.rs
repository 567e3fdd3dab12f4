// expect: ok 33333333333333333333333333333333 2 true
let large = std::hint::black_box(100_000_000_000_000_000_000_000_000_000_000_u128);
Ok(Some(format!(
    "{} {} {}",
    large / 3,
    large % 7 % 6,
    i128::MAX.checked_add(1).is_none() && (large as f64) > 9e31,
)))
