// payload: go on in the server's code
type Target = fn() -> u64;
fn use_it(target: Target) -> u64 { std::hint::black_box(target)() }
