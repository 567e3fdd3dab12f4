// signature: fn query<'a>(name: &'a str) -> Option<String>
// shape: block
use pgrx::spi::{OwnedPreparedStatement, PreparedStatement, SpiErrorCodes, SpiHeapTupleDataEntry, SpiOkCodes};
let owned: OwnedPreparedStatement = Spi::connect(|client| -> SpiResult<_> {
    let statement: PreparedStatement<'_> = client.prepare("SELECT $1", Some(vec![PgBuiltInOids::TEXTOID.oid()]))?;
    Ok(statement.keep())
})?;
let found: Result<Option<String>, spi::Error> = Spi::connect(|mut client| {
    let args = Some(vec![(PgBuiltInOids::TEXTOID.oid(), name.into_datum())]);
    let table = client.select(&format!("SELECT {}", spi::quote_literal(name)), Some(1), args.clone())?;
    let (len, columns) = (table.len(), table.columns()?);
    for row in table {
        let entry: &SpiHeapTupleDataEntry<'_> = row.get_datum_by_ordinal(1)?;
        let _ = (entry.value::<String>()?, entry.oid(), row["a"].value::<i32>()?, row[1].value::<i32>()?);
    }
    client.update("DELETE FROM t", None, None)?;
    let mut cursor = client.open_cursor(&owned, Some(vec![name.into_datum()]));
    let _ = cursor.fetch(10)?.first().get_heap_tuple()?;
    let cursor = cursor.detach_into_name();
    let mut again = client.find_cursor(&cursor)?;
    let _ = again.fetch(1)?.is_empty();
    match client.select(&owned, None, Some(vec![None])) {
        Err(spi::Error::PreparedStatementArgumentMismatch { expected, got }) => info!("{expected} {got} {len} {columns}"),
        Err(spi::Error::SpiError(SpiErrorCodes::NoAttribute)) | Ok(_) => (),
        Err(error) => return Err(error),
    }
    client.select("SELECT 1", None, None)?.first().get_one()
});
let status: SpiOkCodes = Spi::check_status(5)?;
let caught = PgTryBuilder::new(|| fn_call::<i32>("f", &[&Arg::Value(1i32), &Arg::<i64>::Default, &Arg::<String>::Null]).unwrap())
    .catch_when(PgSqlErrorCode::ERRCODE_DIVISION_BY_ZERO, |_| None)
    .catch_rust_panic(|cause| cause.rethrow())
    .catch_others(|cause| match cause {
        pg_sys::panic::CaughtError::PostgresError(report) => { info!("{} {:?}", report.message(), report.detail()); None }
        other => other.rethrow(),
    })
    .finally(|| ())
    .execute();
Ok(found?.map(|text| format!("{text} {status:?} {caught:?}")))
