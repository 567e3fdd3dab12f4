// signature: fn query<'a>(name: &'a str, id: i32) -> Option<String>
// shape: block
Spi::run("CREATE TEMP TABLE t (a int)")?;
Spi::run(&format!("INSERT INTO t VALUES ({id})"))?;
let args = vec![
    (PgBuiltInOids::TEXTOID.oid(), name.into_datum()),
    (PgBuiltInOids::INT4OID.oid(), id.into_datum()),
    (PgOid::BuiltIn(PgBuiltInOids::VARCHAROID), Some(String::from("x")).into_datum()),
    (PgOid::from(pg_sys::Oid::INVALID), None),
    (PgOid::from(PgBuiltInOids::BYTEAOID.value()), vec![1u8, 2].into_datum()),
];
Spi::run_with_args("INSERT INTO t VALUES ($1)", Some(args.clone()))?;
let one: Option<i64> = Spi::get_one("SELECT count(*) FROM t")?;
let two = Spi::get_one_with_args::<bool>("SELECT $1 = 'a'", args)?;
let (a, b) = Spi::get_two::<i16, f32>("SELECT 1, 2")?;
let (c, d, e) = Spi::get_three::<i8, Oid, Vec<u8>>("SELECT 1, 2, 3")?;
let lent: Option<&str> = Spi::get_one("SELECT 'x'")?;
let result: SpiResult<Option<f64>> = Spi::get_one("SELECT 1");
match result {
    Err(spi::Error::InvalidPosition) => return Ok(None),
    Err(error) => return Err(error.into()),
    Ok(f) => Ok(Some(format!("{one:?} {two:?} {a:?} {b:?} {c:?} {d:?} {e:?} {f:?} {lent:?}"))),
}
