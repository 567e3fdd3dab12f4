// expect: panic panicked while the message of a panic was made
struct Broken;
impl std::fmt::Display for Broken {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        panic!("{} again", String::from("and"))
    }
}
panic!("see: {}", Broken)
