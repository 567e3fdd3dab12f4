// attack: the file is the note of a deprecation
#![deny(deprecated)]
#[deprecated(note = include_str!("@SECRET@"))]
pub fn old() {}
pub fn f() { old() }
