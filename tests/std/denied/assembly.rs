use std::arch::asm;
mod global {
    std::arch::global_asm!("nop");
}
#[unsafe(naked)]
extern "C" fn naked() {
    core::arch::naked_asm!("ret")
}
unsafe { asm!("nop") };
Ok(None)
