// size: 3000000
// small: 20000
// Builds a text piece by piece, then counts one letter.
#[inline(never)]
fn strings(n: u32) -> usize {
    let mut text = String::new();
    for i in 0..n {
        text.push_str("abc");
        text.push(char::from(b'a' + (i % 26) as u8));
        if i % 7 == 0 {
            text.push('é');
        }
    }
    text.chars().filter(|letter| *letter == 'b').count()
}
Ok(Some(strings(n as u32) as i64))
