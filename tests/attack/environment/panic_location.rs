// attack: where it was compiled, by a caller location
// expect: returns ^function\.rs$
Ok(Some(std::panic::Location::caller().file().to_string()))
