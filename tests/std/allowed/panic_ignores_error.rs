// expect: panic zzzzz…
// A Display that goes on after the buffer is full, and claims success.
struct Stubborn;
impl std::fmt::Display for Stubborn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for _ in 0..100_000 {
            let _ = f.write_str("zzz");
        }
        Ok(())
    }
}
panic!("{Stubborn}")
