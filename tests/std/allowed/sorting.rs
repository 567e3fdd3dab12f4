// expect: ok true 4950
let mut numbers: Vec<u64> = (0..100).map(|n| (n * 37) % 100).collect();
numbers.sort_unstable();
let mut by_key: Vec<(u64, String)> = numbers.iter().map(|n| (100 - n, n.to_string())).collect();
by_key.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
Ok(Some(format!("{} {}", by_key.is_sorted_by_key(|pair| pair.0), numbers.iter().sum::<u64>())))
