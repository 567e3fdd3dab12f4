// hole: rust issue 160598: the activation of a two-phase borrow does not dominate it
// gives: stale_box
fn stale(address: u64) -> u64 {
    let mut v: Option<Option<Box<[u64; 8]>>> = None;
    let mut r: Option<&mut Option<Box<[u64; 8]>>> = None;
    'b: { r = Some(v.insert(match std::hint::black_box(true) { false => break 'b, true => Some(Box::new([address; 8])) })); }
    let s = &v;
    let old: &Box<[u64; 8]> = s.as_ref().unwrap().as_ref().unwrap();
    *r.unwrap() = None;
    let filler = std::hint::black_box(Box::new([0x58u64; 8]));
    let seen = std::hint::black_box(old)[4];
    drop(filler);
    seen
}
