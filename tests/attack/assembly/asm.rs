// attack: machine code
// expect: refused
core::arch::asm!("syscall"); Ok(None)
