// attack: a result read as another type
// expect: error 22000 or error 42804 or error 38000
Ok(Some(Spi::get_one::<i64>("SELECT 'text'::text")?.unwrap_or(0).to_string()))
