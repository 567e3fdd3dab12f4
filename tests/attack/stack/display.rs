// attack: recursion through formatting
// expect: error 54001
struct X; impl std::fmt::Display for X { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { write!(f, "{}", X) } } Ok(Some(X.to_string()))
