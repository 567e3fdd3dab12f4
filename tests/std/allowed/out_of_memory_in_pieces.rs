// expect: panic out of memory: allocation of
let mut list: Option<Box<(Option<usize>, [u64; 20])>> = None;
let mut kept = Vec::new();
loop {
    kept.push(list.take());
    list = Some(Box::new((Some(kept.len()), [1; 20])));
}
