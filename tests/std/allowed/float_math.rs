// expect: ok 0.841 8.000 1.609 2.718 1.414 3.142
let one = std::hint::black_box(1.0_f64);
Ok(Some(format!(
    "{:.3} {:.3} {:.3} {:.3} {:.3} {:.3}",
    one.sin(),
    (one + one).powf(3.0),
    (one * 5.0).ln(),
    one.exp(),
    (one + one).sqrt(),
    one.atan2(0.0) * 2.0,
)))
