// attack: many results
// expect: returns ^1000$
let mut n = 0i64; for _ in 0..1000 { n += Spi::get_one::<i64>("SELECT 1::bigint")?.unwrap_or(0); } Ok(Some(n.to_string()))
