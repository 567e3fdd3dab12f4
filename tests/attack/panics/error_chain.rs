// attack: an error whose sources never end
// timeout: 3s
// expect: error 22000 or error 38000 or error 57014
#[derive(Debug)] struct E; impl std::fmt::Display for E { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { f.write_str("e") } } impl std::error::Error for E { fn source(&self) -> Option<&(dyn std::error::Error + 'static)> { Some(&E) } } Err(Box::new(E))
