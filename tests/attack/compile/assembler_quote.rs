// attack: the assembler's error quotes the file
core::arch::global_asm!(include_str!("@SECRET@"));
pub fn f() {}
