// expect: ok true true
let mut block: Vec<u8> = Vec::new();
let too_much = block.try_reserve(3 << 30).is_err();
std::hint::black_box(&mut block);
let overflow = block.try_reserve(usize::MAX).is_err();
Ok(Some(format!("{too_much} {overflow}")))
