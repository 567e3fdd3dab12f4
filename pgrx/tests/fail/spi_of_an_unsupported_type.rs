// signature: fn f<'a>() -> Option<i32>
// expect: a query's result cannot become `u64`
let n: Option<u64> = Spi::get_one("SELECT 1")?;
Ok(None)
