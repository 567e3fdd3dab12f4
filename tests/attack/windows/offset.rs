// attack: rows far in front of the partition and behind it
// signature: (n int) RETURNS bigint WINDOW
// call: attack(7) OVER ()
// expect: returns ^0$
let far = [i32::MIN, -1, 1, i32::MAX];
let seeks = [WindowSeek::Current, WindowSeek::Head, WindowSeek::Tail];
let found = seeks.iter().flat_map(|seek| far.iter().map(|far| n.in_partition(*far, *seek, false))).flatten().count();
Ok(Some(found as i64))
