// attack: the assembler reads the file
core::arch::global_asm!(".incbin \"@SECRET@\"", ".include \"@SECRET@\"");
pub fn f() {}
