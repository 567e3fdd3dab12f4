// signature: fn shadow<'a>(n: i32) -> Option<i32>
// shape: registers
mod log { pub fn info() -> i32 { 1 } }
mod error { #[derive(Debug)] pub struct Datum; }
let _ = error::Datum;
Ok(Some(n + log::info()))
