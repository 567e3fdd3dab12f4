// attack: an error text of a hundred megabytes
// expect: error 22000 or error 38000 or error 53200
Err("x".repeat(100 << 20).into())
