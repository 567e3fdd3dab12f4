// expect: ok 6 abc [1, 2, 3] 2 {1: 'a'}
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
let words: HashMap<&str, i32> = [("a", 1), ("b", 2), ("c", 3)].into();
let mut keys: Vec<_> = words.keys().copied().collect();
keys.sort();
let set: BTreeSet<i32> = [3, 1, 2, 3].into();
let unique: HashSet<i32> = [1, 1, 2].into();
let map = BTreeMap::from([(1, 'a')]);
let mut queue = VecDeque::from([1]);
queue.push_front(0);
let sum: i32 = words.values().sum();
let set: Vec<_> = set.iter().collect();
Ok(Some(format!("{sum} {} {set:?} {} {map:?}", keys.concat(), unique.len())))
