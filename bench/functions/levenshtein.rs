// size: 2500
// small: 120
// The edit distance of two texts of n letters.
#[inline(never)]
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    let mut current = vec![0; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        let mut left = i + 1;
        current[0] = left;
        for ((cell, above), y) in current[1..].iter_mut().zip(previous.windows(2)).zip(b) {
            left = (above[1] + 1).min(above[0] + usize::from(x != y)).min(left + 1);
            *cell = left;
        }
        std::mem::swap(&mut previous, &mut current);
    }
    previous[b.len()]
}
let a: Vec<u8> = (0..n).map(|i| (i * 7 % 26) as u8).collect();
let b: Vec<u8> = (0..n).map(|i| (i * 11 % 26) as u8).collect();
Ok(Some(distance(&a, &b) as i64))
