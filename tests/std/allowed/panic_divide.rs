// expect: panic attempt to divide by zero
Ok(Some((1 / std::hint::black_box(0)).to_string()))
