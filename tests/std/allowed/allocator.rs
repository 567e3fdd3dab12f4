// expect: ok good
// Blocks of every size class, filled, resized and freed in another order than they were made.
let mut blocks: Vec<Vec<u8>> = Vec::new();
for round in 0..4u8 {
    for size in (0..2000).chain((11..21).flat_map(|log| [(1 << log) - 1, 1 << log, (1 << log) + 1])) {
        blocks.push(vec![(size % 251) as u8 ^ round; size]);
    }
    for block in blocks.iter_mut().step_by(3) {
        let fill = block.first().copied().unwrap_or(7);
        block.resize(block.len() * 3 / 2 + 1, fill);
    }
    for block in &blocks {
        assert!(block.iter().all(|byte| *byte == block[0]), "a block of {} bytes is broken", block.len());
    }
    let mut index = 0;
    blocks.retain(|_| { index += 1; index % 7 == 0 });
}
Ok(Some("good".into()))
