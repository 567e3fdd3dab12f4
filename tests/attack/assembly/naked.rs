// attack: a naked function, which forbid(unsafe_code) does not see
// expect: refused
#[unsafe(naked)]
extern "C" fn getpid() -> i64 { core::arch::naked_asm!("mov eax, 39", "syscall", "ret") }
Ok(Some(getpid().to_string()))
