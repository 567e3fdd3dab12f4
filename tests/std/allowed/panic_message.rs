// expect: panic no more than 3: [1, 2, 3, 4]
let values = [1, 2, 3, 4];
if values.len() > 3 {
    panic!("no more than 3: {values:?}");
}
Ok(None)
