// attack: the naked function's macro put together by a macro
// expect: refused
macro_rules! m { ($n:ident) => { #[unsafe(naked)] extern "C" fn f() -> i64 { core::arch::$n!("mov eax, 39", "syscall", "ret") } } }
m!(naked_asm); Ok(Some(f().to_string()))
