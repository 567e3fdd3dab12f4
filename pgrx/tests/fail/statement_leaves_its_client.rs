// signature: fn f<'a>() -> Option<i64>
// expect: lifetime may not live long enough
let statement = Spi::connect(|client| client.prepare("SELECT 1", None));
Ok(None)
