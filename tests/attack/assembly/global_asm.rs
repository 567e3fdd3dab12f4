// attack: machine code beside functions
// expect: refused
core::arch::global_asm!(".globl plrust_entry", "plrust_entry: syscall"); Ok(None)
