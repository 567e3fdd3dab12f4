// attack: an iterator that does not end
// timeout: 300ms
// expect: error 57014
Ok(Some(std::iter::repeat(1u64).filter(|x| std::hint::black_box(*x) == 2).count().to_string()))
