// attack: a map for ever
// timeout: 20s
// expect: error 53200 or error 38000 or error 57014
let mut m = std::collections::HashMap::new(); for i in 0u64.. { m.insert(i, [i; 32]); } Ok(None)
