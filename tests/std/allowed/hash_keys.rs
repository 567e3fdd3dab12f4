// expect: ok true
use std::hash::{BuildHasher, RandomState};
let same = RandomState::new();
let hash = same.hash_one("key");
assert_eq!(hash, same.hash_one("key"));
Ok(Some((hash != RandomState::new().hash_one("key") && hash != 0).to_string()))
