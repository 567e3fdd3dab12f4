// attack: recursion through SQL
// expect: error 54001
Ok(Spi::get_one::<String>("SELECT attack()")?)
