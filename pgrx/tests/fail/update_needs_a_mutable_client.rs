// signature: fn f<'a>() -> Option<i64>
// expect: cannot borrow `client` as mutable
Spi::connect(|client| client.update("DELETE FROM t", None, None).map(drop))?;
Ok(None)
