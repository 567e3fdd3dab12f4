// attack: define a function the host might call
// expect: refused
#[unsafe(export_name = "palloc")] pub extern "C" fn mine() {} Ok(None)
