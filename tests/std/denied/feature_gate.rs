// form: crate
#![feature(postgres_untrusted)]
pub fn test() {}
