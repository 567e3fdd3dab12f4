// attack: panic in the message of a panic
// expect: error 38000
struct X; impl std::fmt::Display for X { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { panic!("display") } } panic!("{}", X)
