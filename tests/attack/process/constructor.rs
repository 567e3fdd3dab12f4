// attack: a constructor that runs at load
// expect: refused
#[unsafe(link_section = ".init_array")] #[used] static RUN: extern "C" fn() = { extern "C" fn f() {} f }; Ok(None)
