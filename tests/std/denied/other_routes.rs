use std::*;
use std::net::{self as network, TcpStream as Stream};
extern crate core as hidden;
fn by_glob() { let _ = fs::read("x"); }
fn by_function_pointer() -> fn(std::time::Duration) { std::thread::sleep }
macro_rules! by_macro { ($name:ident) => { std::$name::exit(1) } }
fn by_own_macro() { by_macro!(process) }
fn by_type(path: &std::path::Path) -> bool { <std::path::Path>::exists(path) }
Ok(None)
