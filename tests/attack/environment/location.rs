// attack: where the function was compiled
// expect: returns ^function\.rs:\d+$
Ok(Some(format!("{}:{}", file!(), line!())))
