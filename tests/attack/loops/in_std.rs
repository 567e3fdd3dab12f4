// attack: loop inside std
// timeout: 300ms
// expect: error 57014
Ok(Some((0..u64::MAX).map(std::hint::black_box).fold(0u64, |a, b| a ^ b).to_string()))
