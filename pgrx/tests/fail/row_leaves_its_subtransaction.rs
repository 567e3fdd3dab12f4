// signature: fn f<'a>() -> Option<i64>
// expect: lifetime may not live long enough
let row = Spi::subtransaction(|client| -> Result<_, CaughtError> { Ok(client.select("SELECT 1", None, None)?.next()) });
Ok(None)
