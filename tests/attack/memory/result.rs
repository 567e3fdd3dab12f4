// attack: a result larger than a datum can be
// expect: error 54000 or error 53200 or error 22000 or error 38000 or error XX000
Ok(Some("x".repeat((1 << 30) + 100)))
