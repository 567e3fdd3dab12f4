// signature: fn f<'a>() -> Option<i64>
// expect: lifetime may not live long enough
let table = Spi::connect(|client| client.select("SELECT 1", None, None));
Ok(None)
