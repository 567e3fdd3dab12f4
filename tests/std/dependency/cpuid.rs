// expect: ok 0
// rust: 1.94
// Crates that ask the processor itself are told that it has nothing to say.
#[cfg(target_arch = "x86_64")]
let leaf = core::arch::x86_64::__cpuid(0).eax;
#[cfg(not(target_arch = "x86_64"))]
let leaf = 0;
Ok(Some(leaf.to_string()))
