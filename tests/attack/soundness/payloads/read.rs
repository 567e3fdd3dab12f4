// payload: read eight bytes of the server
type Target = &'static u64;
fn use_it(target: Target) -> u64 { *std::hint::black_box(target) }
