// attack: a message of a hundred megabytes
// expect: error 38000 or error 22000 or error 53200
panic!("{}", "x".repeat(100 << 20))
