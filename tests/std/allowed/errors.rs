// expect: error cannot read: not a number
#[derive(Debug)]
struct Unreadable(Box<dyn std::error::Error + Send + Sync>);
impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read: {}", self.0)
    }
}
impl std::error::Error for Unreadable {}
Err(Unreadable("not a number".into()))?
