// attack: a crate from the host's own standard library, and a proc macro library
extern crate proc_macro;
extern crate test;
pub fn f() {}
