// form: crate
#![cfg_attr(all(), feature(core_intrinsics))]
pub fn test() {}
