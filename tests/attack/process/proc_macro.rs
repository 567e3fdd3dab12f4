// attack: a crate that talks to the compiler
// expect: refused
extern crate proc_macro; Ok(None)
