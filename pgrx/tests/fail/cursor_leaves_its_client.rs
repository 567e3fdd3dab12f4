// signature: fn f<'a>() -> Option<i64>
// expect: lifetime may not live long enough
let cursor = Spi::connect(|client| client.open_cursor("SELECT 1", None));
Ok(None)
