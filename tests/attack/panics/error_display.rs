// attack: an error whose text panics
// expect: error 38000
#[derive(Debug)] struct E; impl std::fmt::Display for E { fn fmt(&self, _: &mut std::fmt::Formatter) -> std::fmt::Result { panic!("text") } } impl std::error::Error for E {} Err(Box::new(E))
