// attack: a query that is not a query
// expect: error 42601
Spi::run("\u{1F980}")?; Ok(None)
