// expect: panic ééééé…
// Cut at a character, with an ellipsis, however long the message would be.
struct Endless;
impl std::fmt::Display for Endless {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        loop {
            f.write_str("é")?;
        }
    }
}
panic!("x{Endless}")
