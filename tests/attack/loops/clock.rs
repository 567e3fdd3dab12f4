// attack: wait by the clock
// timeout: 300ms
// expect: error 57014
let begin = std::time::Instant::now(); while begin.elapsed().as_secs() < 3600 {} Ok(None)
