// payload: overwrite eight bytes of the server
type Target = &'static mut u64;
fn use_it(target: Target) -> u64 { *std::hint::black_box(target) = 0x5841_5841_5841_5841; 0 }
