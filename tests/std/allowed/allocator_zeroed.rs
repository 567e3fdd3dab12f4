// expect: ok 0
// A block that was used before must be zero again. black_box: what nobody looks at would be optimized away.
use std::hint::black_box;
let mut sum = 0u64;
for size in [1usize, 40, 1000, 5000, 70_000, 600_000, 1 << 20, 3 << 20] {
    for _ in 0..3 {
        let mut block = black_box(vec![0u8; size]);
        sum += block.iter().map(|byte| u64::from(*byte)).sum::<u64>();
        black_box(&mut block).fill(0xff);
        black_box(block);
    }
}
Ok(Some(sum.to_string()))
