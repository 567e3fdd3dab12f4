// attack: move the region by an intrinsic
// expect: refused
unsafe { core::arch::x86_64::_xsave(std::ptr::null_mut(), 0) }; Ok(None)
