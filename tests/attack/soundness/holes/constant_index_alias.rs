// hole: rust issue 160525: a constant index and a computed one are not seen as the same place
// gives: stale_box
fn stale(address: u64) -> u64 {
    let mut array = [[Box::new([address; 8])]];
    let alias = &mut array[0][{ let [row] = array; drop(row); 0 }];
    let filler = std::hint::black_box(Box::new([0x58u64; 8]));
    let seen = std::hint::black_box(&*alias)[4];
    drop(filler);
    seen
}
