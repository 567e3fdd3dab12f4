// attack: the file is documentation, which a lint quotes
#![deny(missing_docs, rustdoc::all)]
#[doc = include_str!("@SECRET@")]
pub fn f() {}
