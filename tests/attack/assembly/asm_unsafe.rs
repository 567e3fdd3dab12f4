// attack: machine code in unsafe
// expect: refused
unsafe { core::arch::asm!("mov rax, 39", "syscall") }; Ok(None)
