// attack: an instruction by an intrinsic
// note: the verifier does not allow cpuid
// expect: refused or error 38000 or returns .*
#[cfg(target_arch = "x86_64")] { let r = core::arch::x86_64::__cpuid(0); return Ok(Some(r.eax.to_string())); } #[allow(unreachable_code)] Ok(None)
